//! Where an uploaded recipients file waits until somebody accepts it: one sealed file per upload, written as the bytes
//! arrive, read again for every look at it, and deleted on acceptance, on cancel, or after 24 hours.
//!
//! No byte of it ever reaches the disk unsealed. The file opens only as a whole: pieces cannot be changed, left out or swapped.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::encoding::{Encoding, Sniffed, Sniffer};
use super::pieces::{PIECE, Pieces, read_label, read_piece, write_piece};
use super::scan::Limits;
use super::workbook;
use crate::app::vault::{DataKey, Vault};
use crate::domain::values::{At, Private};
use crate::ids::Ids;

/// Hours that an upload waits for its acceptance (DESIGN section 4).
pub const WAITING_HOURS: i64 = 24;

const MARK: &[u8; 8] = b"BDWAIT01";
/// Place of the label in the file's numbering; pieces count from 0.
const LABEL_PLACE: u64 = u64::MAX;
const ENDING: &str = "waiting";
const UNFINISHED: &str = "arriving";

/// Why an upload was not taken, or a waiting file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UploadProblem {
    #[error("the file is larger than {most} bytes")]
    TooLarge { most: u64 },
    #[error("the file is empty")]
    Empty,
    #[error("the upload waits no longer; upload the file again")]
    Gone,
    #[error("the waiting file was changed or cannot be opened; upload the file again")]
    Spoilt,
    #[error("this looks like a {kind}, neither like a CSV file nor like a workbook (XLSX)")]
    NotCsv { kind: &'static str },
    #[error("this is no workbook in the form XLSX, or it is damaged")]
    WorkbookUnreadable,
    #[error("the workbook is too large, or unpacks to too much; save the list as CSV")]
    WorkbookTooLarge,
    #[error("more than one sheet of the workbook holds something")]
    SeveralSheets,
    #[error("the disk refused: {0}")]
    Disk(String),
}

impl From<io::Error> for UploadProblem {
    fn from(error: io::Error) -> Self {
        Self::Disk(error.to_string())
    }
}

/// What is known of a waiting file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub id: Uuid,
    pub case: Uuid,
    /// As the person's machine calls it; may itself name a person.
    pub file_name: Private,
    pub uploaded_by: Uuid,
    pub arrived_at: At,
    pub bytes: u64,
    /// Lower-case hex SHA-256 of the file as uploaded.
    pub sha256: String,
    pub found: Sniffed,
    /// Whether it arrived as a workbook; what waits then is the text that was made of it.
    #[serde(default)]
    pub workbook: bool,
    pieces: u64,
}

impl Waiting {
    pub fn ends_at(&self) -> At {
        self.arrived_at.plus(TimeDelta::hours(WAITING_HOURS))
    }
}

/// The folder of waiting files.
#[derive(Clone)]
pub struct WaitingRoom {
    folder: PathBuf,
    vault: Vault,
    ids: Ids,
}

impl WaitingRoom {
    /// Opens the folder, making it for its owner only.
    pub fn open(folder: &Path, vault: Vault, ids: Ids) -> Result<Self, UploadProblem> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        Ok(Self { folder: folder.to_owned(), vault, ids })
    }

    /// Clears what a stop of the program left half-written. At the start only: uploads on their way look the same.
    pub fn clear_unfinished(&self) -> Result<(), UploadProblem> {
        for path in self.files(UNFINISHED)? {
            std::fs::remove_file(path)?;
        }
        Ok(())
    }

    /// Begins to take an upload.
    pub fn take(
        &self,
        case: Uuid,
        by: Uuid,
        file_name: &str,
        now: At,
        limits: &Limits,
    ) -> Result<Upload, UploadProblem> {
        let id = self.ids.next();
        let (key, sealed_key) = self.vault.new_key(id);
        let path = self.folder.join(format!("{}.{UNFINISHED}", id.simple()));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = BufWriter::new(options.open(&path)?);
        file.write_all(MARK)?;
        write_piece(&mut file, &sealed_key)?;
        Ok(Upload {
            waiting: Waiting {
                id,
                case,
                file_name: Private::new(base_name(file_name)),
                uploaded_by: by,
                arrived_at: now,
                bytes: 0,
                sha256: String::new(),
                found: Sniffer::default().found(),
                workbook: false,
                pieces: 0,
            },
            key,
            file: Some(file),
            path,
            finished: self.path(id),
            buffer: Zeroizing::new(Vec::with_capacity(PIECE)),
            sniffer: Sniffer::default(),
            digest: Sha256::new(),
            workbook: None,
            most: limits.max_bytes,
            most_unpacked: limits.max_unpacked_bytes,
        })
    }

    /// What waits under this number in this case.
    pub fn look(&self, case: Uuid, id: Uuid, now: At) -> Result<Waiting, UploadProblem> {
        let (waiting, _) = self.label(id)?;
        if waiting.case != case || waiting.ends_at() <= now {
            return Err(UploadProblem::Gone);
        }
        Ok(waiting)
    }

    /// The text of the list, as a stream: the bytes as they were uploaded, or what was made of a workbook.
    pub fn read(&self, waiting: &Waiting) -> Result<impl Read + use<>, UploadProblem> {
        let (label, reader) = self.label(waiting.id)?;
        if label != *waiting {
            return Err(UploadProblem::Spoilt);
        }
        Ok(reader)
    }

    /// Everything that waits in this case, oldest first. A file that does not open is left out and logged.
    pub fn of_case(&self, case: Uuid, now: At) -> Result<Vec<Waiting>, UploadProblem> {
        let mut found: Vec<Waiting> =
            self.ids_waiting()?.into_iter().filter_map(|id| self.look(case, id, now).ok()).collect();
        found.sort_by_key(|waiting| (waiting.arrived_at, waiting.id));
        Ok(found)
    }

    /// Deletes one. Deleting what is gone already is fine.
    pub fn discard(&self, id: Uuid) -> Result<(), UploadProblem> {
        match std::fs::remove_file(self.path(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Deletes what has waited for 24 hours, and what no longer opens. Returns how many files went.
    pub fn sweep(&self, now: At) -> Result<usize, UploadProblem> {
        let mut gone = 0;
        for id in self.ids_waiting()? {
            let keep = match self.label(id) {
                Ok((waiting, _)) => now < waiting.ends_at(),
                Err(UploadProblem::Disk(_)) => true,
                Err(_) => false,
            };
            if !keep {
                self.discard(id)?;
                gone += 1;
            }
        }
        Ok(gone)
    }

    fn label(&self, id: Uuid) -> Result<(Waiting, Pieces), UploadProblem> {
        let file = match File::open(self.path(id)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(UploadProblem::Gone),
            other => other?,
        };
        let mut file = BufReader::with_capacity(PIECE, file);
        let mut mark = [0; 8];
        file.read_exact(&mut mark).map_err(|_| UploadProblem::Spoilt)?;
        if mark != *MARK {
            return Err(UploadProblem::Spoilt);
        }
        let sealed_key = read_piece(&mut file)?.ok_or(UploadProblem::Spoilt)?;
        let key = self.vault.open_key(id, &sealed_key).map_err(|_| UploadProblem::Spoilt)?;
        // The label lies beside the file's pieces, at its end: it is known only when everything has arrived.
        let label = read_label(&self.path(id))?;
        let label = key.open(LABEL_PLACE, &label).map_err(|_| UploadProblem::Spoilt)?;
        let label: Waiting = serde_json::from_slice(&label).map_err(|_| UploadProblem::Spoilt)?;
        if label.id != id {
            return Err(UploadProblem::Spoilt);
        }
        let pieces = Pieces::new(file, key, label.pieces);
        Ok((label, pieces))
    }

    fn path(&self, id: Uuid) -> PathBuf {
        self.folder.join(format!("{}.{ENDING}", id.simple()))
    }

    fn files(&self, ending: &str) -> Result<Vec<PathBuf>, UploadProblem> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|found| found == ending) {
                files.push(path);
            }
        }
        Ok(files)
    }

    fn ids_waiting(&self) -> Result<Vec<Uuid>, UploadProblem> {
        let files = self.files(ENDING)?;
        Ok(files.iter().filter_map(|path| Uuid::parse_str(path.file_stem()?.to_str()?).ok()).collect())
    }
}

/// An upload on its way in. Dropped before [`Upload::finish`], it leaves nothing behind.
pub struct Upload {
    waiting: Waiting,
    key: DataKey,
    file: Option<BufWriter<File>>,
    path: PathBuf,
    finished: PathBuf,
    buffer: Zeroizing<Vec<u8>>,
    sniffer: Sniffer,
    digest: Sha256,
    /// The whole of a workbook, until everything has arrived.
    workbook: Option<Zeroizing<Vec<u8>>>,
    most: u64,
    most_unpacked: u64,
}

impl Upload {
    /// Takes the next bytes. Blocks on the disk.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), UploadProblem> {
        if self.waiting.bytes == 0 {
            not_another_format(bytes)?;
            self.workbook = bytes.starts_with(workbook::MARK).then(Zeroizing::default);
        }
        self.waiting.bytes += bytes.len() as u64;
        if self.waiting.bytes > self.most {
            return Err(UploadProblem::TooLarge { most: self.most });
        }
        self.digest.update(bytes);
        if let Some(workbook) = &mut self.workbook {
            if self.waiting.bytes > workbook::MOST_BYTES {
                return Err(UploadProblem::WorkbookTooLarge);
            }
            workbook.extend_from_slice(bytes);
            return Ok(());
        }
        self.keep(bytes)
    }

    /// Seals text as it comes.
    fn keep(&mut self, mut bytes: &[u8]) -> Result<(), UploadProblem> {
        self.sniffer.see(bytes);
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at((PIECE - self.buffer.len()).min(bytes.len()));
            self.buffer.extend_from_slice(now);
            bytes = later;
            if self.buffer.len() == PIECE {
                self.seal_buffer()?;
            }
        }
        Ok(())
    }

    /// Everything has arrived: the file waits from now on.
    pub fn finish(mut self) -> Result<Waiting, UploadProblem> {
        if self.waiting.bytes == 0 {
            return Err(UploadProblem::Empty);
        }
        if let Some(workbook) = self.workbook.take() {
            self.waiting.workbook = true;
            let (mut written, most) = (0, self.most);
            workbook::write_out(&workbook, self.most_unpacked, |text| {
                written += text.len() as u64;
                if written > most { Err(UploadProblem::WorkbookTooLarge) } else { self.keep(text) }
            })?;
        }
        if !self.buffer.is_empty() {
            self.seal_buffer()?;
        }
        self.waiting.found = match self.waiting.workbook {
            true => Sniffed { encoding: Encoding::Utf8, marked: false },
            false => self.sniffer.found(),
        };
        self.waiting.sha256 = hex::encode(std::mem::take(&mut self.digest).finalize());
        let label = serde_json::to_vec(&self.waiting).map_err(|error| UploadProblem::Disk(error.to_string()))?;
        let label = self.key.seal(LABEL_PLACE, &label);
        let Some(mut file) = self.file.take() else { return Err(UploadProblem::Gone) };
        write_piece(&mut file, &label)?;
        file.write_all(&u32::try_from(label.len()).unwrap_or(0).to_be_bytes())?;
        file.flush()?;
        file.get_ref().sync_all()?;
        std::fs::rename(&self.path, &self.finished)?;
        Ok(self.waiting.clone())
    }

    fn seal_buffer(&mut self) -> Result<(), UploadProblem> {
        let sealed = self.key.seal(self.waiting.pieces, &self.buffer);
        let Some(file) = self.file.as_mut() else { return Err(UploadProblem::Gone) };
        write_piece(file, &sealed)?;
        self.waiting.pieces += 1;
        self.buffer.clear();
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // After finish the file has another name, and there is nothing to remove.
        drop(self.file.take());
        let _ = std::fs::remove_file(&self.path);
    }
}

/// By content, not by name: a workbook renamed to `.csv` is still a workbook. One with a password, or of a program before 2007, is
/// packed otherwise and not read.
fn not_another_format(start: &[u8]) -> Result<(), UploadProblem> {
    let kinds: [(&[u8], &'static str); 4] = [
        (b"\xD0\xCF\x11\xE0", "workbook of an older form or with a password"),
        (b"%PDF", "PDF"),
        (b"\x1F\x8B", "compressed file"),
        (b"\x89PNG", "picture"),
    ];
    match kinds.iter().find(|(mark, _)| start.starts_with(mark)) {
        Some((_, kind)) => Err(UploadProblem::NotCsv { kind }),
        None => Ok(()),
    }
}

/// The last part of a path, shortened, without control characters.
fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(120).collect()
}
