//! The form of a file that waits for acceptance: sealed pieces, each behind its length, and a label at the end.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use zeroize::Zeroizing;

use super::waiting::UploadProblem;
use crate::app::vault::DataKey;

/// As much as is sealed together, in bytes.
pub(super) const PIECE: usize = 64 * 1024;

/// The unsealed bytes, piece by piece.
pub(super) struct Pieces {
    file: BufReader<File>,
    key: DataKey,
    next: u64,
    pieces: u64,
    plain: Zeroizing<Vec<u8>>,
    at: usize,
}

impl Pieces {
    /// `file` stands before the first of so many pieces.
    pub(super) fn new(file: BufReader<File>, key: DataKey, pieces: u64) -> Self {
        Self { file, key, next: 0, pieces, plain: Zeroizing::new(Vec::new()), at: 0 }
    }
}

impl Read for Pieces {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.plain.len() {
            if self.next >= self.pieces {
                return Ok(0);
            }
            let spoilt = || io::Error::new(io::ErrorKind::InvalidData, "the waiting file was changed");
            let sealed = read_piece(&mut self.file).ok().flatten().ok_or_else(spoilt)?;
            self.plain = self.key.open(self.next, &sealed).map_err(|_| spoilt())?;
            self.next += 1;
            self.at = 0;
        }
        let left = self.plain.get(self.at..).unwrap_or_default();
        let length = left.len().min(out.len());
        for (to, from) in out.iter_mut().zip(left) {
            *to = *from;
        }
        self.at += length;
        Ok(length)
    }
}

pub(super) fn write_piece(file: &mut impl Write, piece: &[u8]) -> io::Result<()> {
    let length = u32::try_from(piece.len()).map_err(|_| io::Error::other("a piece is too large"))?;
    file.write_all(&length.to_be_bytes())?;
    file.write_all(piece)
}

pub(super) fn read_piece(file: &mut impl Read) -> Result<Option<Vec<u8>>, UploadProblem> {
    let mut length = [0; 4];
    if file.read_exact(&mut length).is_err() {
        return Ok(None);
    }
    let length = u32::from_be_bytes(length) as usize;
    if length > PIECE + 1024 {
        return Err(UploadProblem::Spoilt);
    }
    let mut piece = vec![0; length];
    file.read_exact(&mut piece).map_err(|_| UploadProblem::Spoilt)?;
    Ok(Some(piece))
}

pub(super) fn read_label(path: &Path) -> Result<Vec<u8>, UploadProblem> {
    use std::io::{Seek, SeekFrom};
    let spoilt = |_| UploadProblem::Spoilt;
    let mut file = File::open(path)?;
    file.seek(SeekFrom::End(-4)).map_err(spoilt)?;
    let mut length = [0; 4];
    file.read_exact(&mut length).map_err(spoilt)?;
    let length = u32::from_be_bytes(length);
    if length as usize > PIECE {
        return Err(UploadProblem::Spoilt);
    }
    file.seek(SeekFrom::End(-4 - i64::from(length))).map_err(spoilt)?;
    let mut label = vec![0; length as usize];
    file.read_exact(&mut label).map_err(spoilt)?;
    Ok(label)
}
