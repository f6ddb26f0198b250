//! Walks a recipients file once: every row is accepted, put on the letter list, left out as a duplicate or refused with its
//! reason, and the sums agree. Memory does not grow with the file, but for a fingerprint per row.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Read};

use sha2::{Digest, Sha256};

use super::address::Address;
use super::columns::{Column, Columns};
use super::encoding::{Encoding, Utf8Reader};
use super::row::{LanguageCell, Person, Problem, RowCheck, RowProblem, shortened};
use super::separator::{self, Separation};
use crate::domain::event::ImportCounts;

/// How much of a file is read.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub max_rows: u64,
    pub max_bytes: u64,
    /// Bytes of one row; a larger one means that a quotation mark is not closed.
    pub max_row_bytes: u64,
    /// What the parts of a workbook may unpack to. A million people with five columns take some 400 MB.
    pub max_unpacked_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_rows: 1_000_000,
            max_bytes: 512 * 1024 * 1024,
            max_row_bytes: 4 * 1024 * 1024,
            max_unpacked_bytes: 768 * 1024 * 1024,
        }
    }
}

/// How the file is to be read.
#[derive(Debug, Clone)]
pub struct Ask {
    pub encoding: Encoding,
    /// What separates the cells, where that is known; found out otherwise.
    pub separator: Option<u8>,
    /// As the person set them; guessed where `None`.
    pub columns: Option<Columns>,
    /// Two letters: the language of people whose row names none.
    pub default_language: String,
    /// Domains of the organisation's own mailboxes, in lower case.
    pub own_domains: Vec<String>,
    pub limits: Limits,
}

/// What became of one row.
#[derive(Debug)]
pub enum Seen<'a> {
    Accepted(&'a Person),
    Letter(&'a Person),
    /// With the row that named the same person first.
    Duplicate(u64),
    Rejected(&'a RowProblem),
}

/// A row under its number in the file: the first row is 1, as a spreadsheet counts.
#[derive(Debug)]
pub struct Found<'a> {
    pub row: u64,
    pub seen: Seen<'a>,
    /// As they stood in the file.
    pub cells: &'a [&'a str],
}

/// A reason for which the whole file cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    #[error("the file is empty")]
    Empty,
    #[error("no column holds e-mail addresses")]
    NoEmailColumn,
    #[error("no column holds names")]
    NoNameColumn,
    #[error("the file has {found} columns and {chosen} were chosen")]
    ColumnsDoNotFit { found: usize, chosen: usize },
    #[error("the file has more than {most} rows")]
    TooManyRows { most: u64 },
    #[error("row {row} is larger than {most} bytes; a quotation mark is probably not closed")]
    RowTooLarge { row: u64, most: u64 },
}

#[derive(Debug, thiserror::Error)]
pub enum ScanError<E> {
    #[error("the file could not be read: {0}")]
    Io(String),
    #[error("{0}")]
    Each(E),
}

/// Rows with a problem that a page shows at once.
pub const SHOWN_PROBLEMS: usize = 20;
const SAMPLES: usize = 3;
const SHOWN_WORDS: usize = 5;

/// What is known of a file after one walk. `counts.rows = accepted + rejected + duplicates + without_address`, always.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    pub separator: u8,
    /// Empty where the file has no header row.
    pub header: Vec<String>,
    pub columns: Vec<Column>,
    /// Up to three values of each column.
    pub samples: Vec<Vec<String>>,
    pub file_problem: Option<FileProblem>,
    pub counts: ImportCounts,
    /// Rows without anything in them. They name nobody and are not counted as rows.
    pub blank_rows: u64,
    /// The first rows with a problem.
    pub problems: Vec<RowProblem>,
    pub problem_kinds: BTreeMap<Problem, u64>,
    /// People to be mailed, by language.
    pub languages: BTreeMap<String, u64>,
    pub language_empty: u64,
    pub language_unknown: u64,
    /// The first few words that are no language we know.
    pub unknown_words: Vec<String>,
    pub role_addresses: u64,
    pub own_domain: u64,
    /// Messages to a mailbox that an earlier row of the file names for somebody else.
    pub shared: u64,
}

impl Summary {
    /// Whether there is anybody to import.
    pub fn can_import(&self) -> bool {
        self.file_problem.is_none() && self.counts.accepted + self.counts.without_address > 0
    }
}

/// Walks the file and hands every row to `each`.
///
/// # Errors
/// Only when the bytes cannot be read, or `each` fails; everything wrong with the file is in the summary.
pub fn scan<E>(
    bytes: impl Read,
    ask: &Ask,
    mut each: impl FnMut(Found<'_>) -> Result<(), E>,
) -> Result<Summary, ScanError<E>> {
    let mut text = Utf8Reader::new(bytes, ask.encoding);
    let head = head(&mut text).map_err(|error| ScanError::Io(error.to_string()))?;
    let separation = match ask.separator {
        Some(separator) => Separation { separator, passed_over: 0 },
        None => separator::find(&head),
    };
    let mut summary = Summary { separator: separation.separator, ..Summary::default() };
    let body = head.get(separation.passed_over..).unwrap_or_default().to_vec();
    let opening = opening(&body, separation.separator);
    let Some(first) = opening.first() else {
        summary.file_problem = Some(FileProblem::Empty);
        return Ok(summary);
    };
    // No header word holds an @: such a first row is a person already.
    let headless = first.iter().any(|cell| cell.contains('@'));
    let rows = if headless { opening.as_slice() } else { opening.get(1..).unwrap_or_default() };
    let width = first.len();
    summary.header = if headless { Vec::new() } else { first.iter().map(|cell| shortened(cell.trim())).collect() };
    summary.samples = samples(rows, width);
    let columns = match &ask.columns {
        Some(columns) => columns.clone(),
        None if headless => Columns::guess_headless(rows),
        None => Columns::guess(first, rows),
    };
    summary.columns = columns.all().to_vec();
    summary.file_problem = unfit(&columns, width);
    if summary.file_problem.is_some() {
        return Ok(summary);
    }
    let guard = Guard { inner: io::Cursor::new(body).chain(text), left: ask.limits.max_row_bytes };
    let check =
        RowCheck { columns: &columns, header: &summary.header.clone(), default_language: &ask.default_language, width };
    let walk = Walk {
        ask,
        check,
        summary,
        persons: HashMap::new(),
        mailboxes: HashSet::new(),
        headless,
        first_row: 1 + u64::from(separation.passed_over > 0),
    };
    walk.run(guard, &mut each)
}

struct Walk<'a> {
    ask: &'a Ask,
    check: RowCheck<'a>,
    summary: Summary,
    /// Fingerprint of a person → its first row.
    persons: HashMap<[u32; 4], u32>,
    mailboxes: HashSet<u64>,
    headless: bool,
    first_row: u64,
}

impl Walk<'_> {
    fn run<R: Read, E>(
        mut self,
        guard: Guard<R>,
        each: &mut impl FnMut(Found<'_>) -> Result<(), E>,
    ) -> Result<Summary, ScanError<E>> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.summary.separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(guard);
        let mut record = csv::ByteRecord::new();
        let mut row = self.first_row - 1;
        let mut header_passed = self.headless;
        loop {
            reader.get_mut().left = self.ask.limits.max_row_bytes;
            let line = reader.position().line();
            match reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return Ok(self.summary),
                Err(_) if reader.get_ref().left == 0 => {
                    let most = self.ask.limits.max_row_bytes;
                    self.summary.file_problem = Some(FileProblem::RowTooLarge { row: row + 1, most });
                    return Ok(self.summary);
                }
                Err(error) => return Err(ScanError::Io(error.to_string())),
            }
            // The reader passes over empty lines; a spreadsheet counts them.
            let inside = record.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
            let lines = reader.position().line().saturating_sub(line);
            let passed_over = lines.saturating_sub(inside + 1);
            self.summary.blank_rows += passed_over;
            row += 1 + passed_over;
            if !header_passed {
                header_passed = true;
                continue;
            }
            if self.summary.counts.rows >= self.ask.limits.max_rows {
                let most = self.ask.limits.max_rows;
                self.summary.file_problem = Some(FileProblem::TooManyRows { most });
                return Ok(self.summary);
            }
            let cells: Vec<std::borrow::Cow<'_, str>> = record.iter().map(String::from_utf8_lossy).collect();
            let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
            if RowCheck::is_blank(&cells) {
                self.summary.blank_rows += 1;
                continue;
            }
            self.row(row, &cells, each).map_err(ScanError::Each)?;
        }
    }

    fn row<E>(&mut self, row: u64, cells: &[&str], each: &mut impl FnMut(Found<'_>) -> Result<(), E>) -> Result<(), E> {
        self.summary.counts.rows += 1;
        let (person, language) = match self.check.person(cells) {
            Ok(read) => read,
            Err(problem) => {
                let problem = RowProblem { row, ..problem };
                self.summary.counts.rejected += 1;
                *self.summary.problem_kinds.entry(problem.problem).or_default() += 1;
                each(Found { row, seen: Seen::Rejected(&problem), cells })?;
                if self.summary.problems.len() < SHOWN_PROBLEMS {
                    self.summary.problems.push(problem);
                }
                return Ok(());
            }
        };
        if let Some(first) = person.same_as().and_then(|key| self.seen_before(&key, row)) {
            self.summary.counts.duplicates += 1;
            return each(Found { row, seen: Seen::Duplicate(first), cells });
        }
        self.note_language(language, cells);
        if person.by_letter() {
            self.summary.counts.without_address += 1;
            return each(Found { row, seen: Seen::Letter(&person), cells });
        }
        self.summary.counts.accepted += 1;
        *self.summary.languages.entry(person.language.clone()).or_default() += 1;
        self.note_mailbox(&person.email);
        each(Found { row, seen: Seen::Accepted(&person), cells })
    }

    fn seen_before(&mut self, key: &str, row: u64) -> Option<u64> {
        let digest = Sha256::digest(key.as_bytes());
        let mut print = [0u32; 4];
        for (word, bytes) in print.iter_mut().zip(digest.chunks_exact(4)) {
            *word = bytes.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
        }
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        match self.persons.entry(print) {
            std::collections::hash_map::Entry::Occupied(first) => Some(u64::from(*first.get())),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(row);
                None
            }
        }
    }

    fn note_mailbox(&mut self, email: &str) {
        let Ok(address) = Address::parse(email) else { return };
        let digest = Sha256::digest(address.folded().as_bytes());
        let print = digest.iter().take(8).fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
        self.summary.shared += u64::from(!self.mailboxes.insert(print));
        self.summary.role_addresses += u64::from(address.is_role());
        self.summary.own_domain += u64::from(self.ask.own_domains.iter().any(|own| own == address.domain()));
    }

    fn note_language(&mut self, cell: LanguageCell, cells: &[&str]) {
        match cell {
            LanguageCell::Understood => {}
            LanguageCell::Empty => self.summary.language_empty += 1,
            LanguageCell::Unknown => {
                self.summary.language_unknown += 1;
                let word = self.check.columns.at(Column::Language).and_then(|at| cells.get(at)).copied();
                let word = shortened(word.unwrap_or_default().trim());
                if self.summary.unknown_words.len() < SHOWN_WORDS && !self.summary.unknown_words.contains(&word) {
                    self.summary.unknown_words.push(word);
                }
            }
        }
    }
}

fn unfit(columns: &Columns, width: usize) -> Option<FileProblem> {
    if columns.all().len() != width {
        return Some(FileProblem::ColumnsDoNotFit { found: width, chosen: columns.all().len() });
    }
    if columns.at(Column::Email).is_none() {
        return Some(FileProblem::NoEmailColumn);
    }
    (!columns.has_name()).then_some(FileProblem::NoNameColumn)
}

fn head(text: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    text.by_ref().take(64 * 1024).read_to_end(&mut head)?;
    Ok(head)
}

/// The first rows, for guessing and samples.
fn opening(head: &[u8], separator: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(head);
    reader
        .byte_records()
        .take(20)
        .map_while(Result::ok)
        .map(|row| row.iter().map(|cell| String::from_utf8_lossy(cell).chars().take(300).collect()).collect())
        .collect()
}

fn samples(rows: &[Vec<String>], width: usize) -> Vec<Vec<String>> {
    (0..width)
        .map(|at| {
            let cells = rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.trim().is_empty());
            cells.take(SAMPLES).map(|cell| shortened(cell)).collect()
        })
        .collect()
}

/// Stops a row that does not end: without it one quotation mark would pull the whole file into memory.
struct Guard<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("a row is too large"));
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(out.len());
        let length = self.inner.read(out.get_mut(..most).unwrap_or_default())?;
        self.left -= length as u64;
        Ok(length)
    }
}
