//! A recipients list that arrives as a workbook (XLSX): its one sheet is written out as comma-separated text, row for row, and from
//! there on it is a file like any other, with the same checks under the same row numbers.
//!
//! In reading order: [`package`] takes parts out of the ZIP file, [`xml`] reads their markup, [`strings`] and [`formats`] the tables
//! that cells point into, [`sheet`] the rows. A workbook is a stranger's file: every number in it is only believed within a bound,
//! nothing is reserved because it says so, and formulas, macros and links are never followed.

mod formats;
mod package;
mod sheet;
mod strings;
mod xml;

use formats::Formats;
use package::Package;
use strings::Strings;
use xml::{Xml, attribute};

use super::UploadProblem;

/// How a file begins that may be a workbook.
pub const MARK: &[u8] = b"PK\x03\x04";
/// The largest workbook that is taken, in bytes: it is held in memory as a whole, because its list of parts stands at its end.
pub const MOST_BYTES: u64 = 32 * 1024 * 1024;
/// What separates the cells of the text that is made of it.
pub const SEPARATOR: u8 = b',';

/// Why a workbook was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bad {
    /// No workbook of this form, or a damaged one.
    Unreadable,
    /// It unpacks to more than a list of a million people does.
    TooLarge,
}

impl From<Bad> for UploadProblem {
    fn from(bad: Bad) -> Self {
        match bad {
            Bad::Unreadable => Self::WorkbookUnreadable,
            Bad::TooLarge => Self::WorkbookTooLarge,
        }
    }
}

/// Writes the workbook's one sheet out as text, piece by piece.
///
/// # Errors
/// A workbook that is unreadable, too large, empty, or holds something in more than one sheet; and what `out` says.
pub fn write_out(
    bytes: &[u8],
    most_unpacked: u64,
    mut out: impl FnMut(&[u8]) -> Result<(), UploadProblem>,
) -> Result<(), UploadProblem> {
    let package = Package::open(bytes, most_unpacked)?;
    let book = Book::find(&package)?;
    let mut chosen = None;
    for path in &book.sheets {
        if sheet::holds_something(&package, path)? {
            // Whichever sheet was read, people of the others would be lost unseen.
            if chosen.is_some() {
                return Err(UploadProblem::SeveralSheets);
            }
            chosen = Some(path);
        }
    }
    let path = chosen.ok_or(UploadProblem::Empty)?;
    let strings = match &book.strings {
        Some(path) => Strings::read(&package, path)?,
        None => Strings::default(),
    };
    let formats = match &book.styles {
        Some(path) => Formats::read(&package, path)?,
        None => Formats::default(),
    };
    sheet::rows(&package, path, &strings, &formats, |row| {
        let mut line = Vec::with_capacity(row.iter().map(|cell| cell.len() + 3).sum::<usize>() + 1);
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                line.push(SEPARATOR);
            }
            line.push(b'"');
            line.extend(cell.replace('"', "\"\"").bytes());
            line.push(b'"');
        }
        line.push(b'\n');
        out(&line)
    })
}

/// Where in the package the parts of the workbook are.
struct Book {
    sheets: Vec<String>,
    strings: Option<String>,
    styles: Option<String>,
}

/// More sheets than this are no list.
const MOST_SHEETS: usize = 256;

impl Book {
    fn find(package: &Package<'_>) -> Result<Self, Bad> {
        let main = relations(package, "")?.into_iter().find(|relation| relation.is("officeDocument"));
        let main = main.ok_or(Bad::Unreadable)?.target;
        let relations = relations(package, &main)?;
        let one = |kind: &str| relations.iter().find(|relation| relation.is(kind)).map(|found| found.target.clone());
        // Sheets of other kinds, such as charts, have no cells.
        let sheets: Vec<String> =
            relations.iter().filter(|relation| relation.is("worksheet")).map(|found| found.target.clone()).collect();
        if sheets.is_empty() || sheets.len() > MOST_SHEETS {
            return Err(Bad::Unreadable);
        }
        Ok(Self { sheets, strings: one("sharedStrings"), styles: one("styles") })
    }
}

/// That one part needs another.
struct Relation {
    kind: String,
    target: String,
}

impl Relation {
    /// Two editions of the standard name kinds by addresses that end alike.
    fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

/// What the part at `path` needs; of the whole package where the path is empty.
fn relations(package: &Package<'_>, path: &str) -> Result<Vec<Relation>, Bad> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let mut xml = Xml::of(package, &joined(folder, &format!("_rels/{file}.rels")))?;
    let mut all = Vec::new();
    xml.each_start(|start| {
        if start.local_name().as_ref() == "Relationship"
            && attribute(start, "TargetMode")?.as_deref() != Some("External")
            && let (Some(kind), Some(target)) = (attribute(start, "Type")?, attribute(start, "Target")?)
        {
            all.push(Relation { kind, target: joined(folder, &target) });
        }
        Ok(())
    })?;
    Ok(all)
}

/// The target as a path from the top of the package. It is looked up in a list and names no file of the machine.
fn joined(folder: &str, target: &str) -> String {
    let absolute = target.starts_with('/');
    let mut parts: Vec<&str> = if absolute { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn a_target_is_found_from_the_folder_of_its_part_or_from_the_top() {
        assert_eq!(joined("", "_rels/.rels"), "_rels/.rels");
        assert_eq!(joined("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(joined("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(joined("xl/a", "../styles.xml"), "xl/styles.xml");
        assert_eq!(joined("xl", "../../../etc/passwd"), "etc/passwd");
    }
}
