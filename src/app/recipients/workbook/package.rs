//! The ZIP file around the parts of a workbook. Its list of parts is believed; the parts themselves are unpacked as a stream, within
//! one bound for all of them together, so that a small file that unpacks to terabytes is refused as soon as the bound is reached.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use flate2::{Crc, read::DeflateDecoder};

use super::Bad;

const MOST_PARTS: usize = 10_000;

const LOCAL: usize = 0x0403_4b50;
const CENTRAL: usize = 0x0201_4b50;
const END: usize = 0x0605_4b50;
const END_LENGTH: usize = 22;
const LONGEST_COMMENT: usize = 0xffff;
const STORED: usize = 0;
const DEFLATED: usize = 8;
const ENCRYPTED: usize = 1;

pub struct Package<'a> {
    bytes: &'a [u8],
    parts: Vec<Listed>,
    budget: Rc<Budget>,
}

/// A part as the list at the end has it.
struct Listed {
    path: String,
    method: usize,
    flags: usize,
    crc: usize,
    packed: usize,
    at: usize,
}

/// What may still be unpacked.
pub struct Budget {
    left: Cell<u64>,
    spent: Cell<bool>,
}

impl Budget {
    pub fn is_spent(&self) -> bool {
        self.spent.get()
    }
}

/// A number of so many bytes, the lowest first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)))
}

impl<'a> Package<'a> {
    /// All parts that are read may unpack to so many bytes.
    pub fn open(bytes: &'a [u8], most_unpacked: u64) -> Result<Self, Bad> {
        let parts = list(bytes).ok_or(Bad::Unreadable)?;
        let budget = Budget { left: Cell::new(most_unpacked), spent: Cell::new(false) };
        Ok(Self { bytes, parts, budget: Rc::new(budget) })
    }

    pub fn budget(&self) -> Rc<Budget> {
        Rc::clone(&self.budget)
    }

    /// The part at this path, unpacked as it is read.
    pub fn part(&self, path: &str) -> Result<Part<'a>, Bad> {
        // Names in a package differ by more than capitals.
        let listed = self.parts.iter().find(|part| part.path.eq_ignore_ascii_case(path)).ok_or(Bad::Unreadable)?;
        if listed.flags & ENCRYPTED != 0 {
            return Err(Bad::Unreadable);
        }
        let packed = self.packed(listed).ok_or(Bad::Unreadable)?;
        let inner: Box<dyn Read + 'a> = match listed.method {
            STORED => Box::new(packed),
            DEFLATED => Box::new(DeflateDecoder::new(packed)),
            _ => return Err(Bad::Unreadable),
        };
        Ok(Part { inner, crc: Crc::new(), listed_crc: listed.crc, budget: self.budget(), event_left: u64::MAX })
    }

    fn packed(&self, part: &Listed) -> Option<&'a [u8]> {
        let head = self.bytes.get(part.at..)?;
        if number(head, 0, 4)? != LOCAL {
            return None;
        }
        let begin = 30 + number(head, 26, 2)? + number(head, 28, 2)?;
        head.get(begin..begin.checked_add(part.packed)?)
    }
}

fn list(bytes: &[u8]) -> Option<Vec<Listed>> {
    let last = bytes.len().checked_sub(END_LENGTH)?;
    let first = last.saturating_sub(LONGEST_COMMENT);
    let end = (first..=last).rev().find(|at| number(bytes, *at, 4) == Some(END))?;
    let count = number(bytes, end + 10, 2)?;
    let mut at = number(bytes, end + 16, 4)?;
    if count > MOST_PARTS {
        return None;
    }
    let mut parts = Vec::new();
    for _ in 0..count {
        let entry = bytes.get(at..)?;
        if number(entry, 0, 4)? != CENTRAL {
            return None;
        }
        let (name, extra, comment) = (number(entry, 28, 2)?, number(entry, 30, 2)?, number(entry, 32, 2)?);
        parts.push(Listed {
            path: std::str::from_utf8(entry.get(46..46 + name)?).ok()?.replace('\\', "/"),
            flags: number(entry, 8, 2)?,
            method: number(entry, 10, 2)?,
            crc: number(entry, 16, 4)?,
            packed: number(entry, 20, 4)?,
            at: number(entry, 42, 4)?,
        });
        at = at.checked_add(46 + name + extra + comment)?;
    }
    Some(parts)
}

/// A part as a stream. What it reads counts against the bound of its package.
pub struct Part<'a> {
    inner: Box<dyn Read + 'a>,
    crc: Crc,
    listed_crc: usize,
    budget: Rc<Budget>,
    /// Bytes until one piece of markup has become too long to hold.
    pub event_left: u64,
}

impl Read for Part<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.budget.left.get().min(self.event_left);
        if left == 0 {
            self.budget.spent.set(true);
            return Err(io::Error::other("the workbook is too large"));
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(out.len());
        let out = out.get_mut(..most).unwrap_or_default();
        let length = self.inner.read(out)?;
        let read = out.get(..length).unwrap_or_default();
        if read.is_empty() && most > 0 && u32::try_from(self.listed_crc) != Ok(self.crc.sum()) {
            return Err(io::Error::other("the workbook is damaged"));
        }
        self.crc.update(read);
        self.budget.left.set(self.budget.left.get() - length as u64);
        self.event_left -= length as u64;
        Ok(length)
    }
}
