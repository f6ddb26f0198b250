//! The rows of a sheet, in their order and under their numbers: rows that are left out in the file come as empty ones, and every row
//! is as wide as the first that holds something, unless it holds more.

use quick_xml::events::{BytesStart, Event};

use super::super::UploadProblem;
use super::Bad;
use super::formats::Formats;
use super::package::Package;
use super::strings::{RichText, Strings};
use super::xml::{Xml, add_text, attribute};

/// The text of one cell that is kept, in bytes. A cell that holds more is too long for any column, and its row is refused.
pub const MOST_CELL: usize = 64 * 1024;
/// Rows and columns of the largest sheet that a spreadsheet program knows.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: usize = 16_384;
/// All cells of one row, in bytes.
const MOST_ROW: usize = 1024 * 1024;
/// Digits of a number that a spreadsheet keeps, after the first.
const EXACT_DIGITS: usize = 14;

/// Whether any cell of the sheet holds something.
pub fn holds_something(package: &Package<'_>, path: &str) -> Result<bool, Bad> {
    let mut xml = Xml::of(package, path)?;
    let mut in_rows = false;
    loop {
        match xml.next()? {
            Event::Start(start) => match start.local_name().as_ref() {
                "sheetData" => in_rows = true,
                // A cell that is only coloured has neither a value nor a text.
                "v" | "t" if in_rows => return Ok(true),
                _ => {}
            },
            Event::End(end) if end.local_name().as_ref() == "sheetData" => return Ok(false),
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// Hands out every row.
pub fn rows(
    package: &Package<'_>,
    path: &str,
    strings: &Strings,
    formats: &Formats,
    each: impl FnMut(&[String]) -> Result<(), UploadProblem>,
) -> Result<(), UploadProblem> {
    let mut xml = Xml::of(package, path)?;
    let mut rows = Rows { each, cells: Vec::new(), bytes: 0, row: None, done: 0, width: 0 };
    let mut column = 0;
    let mut in_rows = false;
    loop {
        let start = match xml.next()? {
            Event::Start(start) => start,
            Event::End(end) if in_rows && end.local_name().as_ref() == "row" => {
                rows.finish()?;
                continue;
            }
            Event::End(end) if end.local_name().as_ref() == "sheetData" => {
                in_rows = false;
                continue;
            }
            // To the end of the part, where its checksum is compared.
            Event::Eof => return Ok(()),
            _ => continue,
        };
        match start.local_name().as_ref() {
            "sheetData" => in_rows = true,
            "row" if in_rows => {
                column = 0;
                let named = attribute(&start, "r")?.map(|text| text.parse::<u32>().map_err(|_| Bad::Unreadable));
                rows.begin(named.transpose()?)?;
            }
            "c" if in_rows => {
                let head = Head::of(&start)?;
                column = head.column.unwrap_or(column);
                let text = head.value(&mut xml, strings, formats)?;
                rows.put(column, text)?;
                column += 1;
            }
            _ => {}
        }
    }
}

struct Rows<E> {
    each: E,
    cells: Vec<String>,
    /// Of all cells of the row in hand.
    bytes: usize,
    /// The row in hand, from 1.
    row: Option<u32>,
    /// How many rows were handed out.
    done: u32,
    width: usize,
}

impl<E: FnMut(&[String]) -> Result<(), UploadProblem>> Rows<E> {
    fn begin(&mut self, named: Option<u32>) -> Result<(), Bad> {
        let row = named.unwrap_or(self.done + 1);
        // A row that stands before an earlier one would get another number than people see.
        if row <= self.done || row > MOST_ROWS || self.row.is_some() {
            return Err(Bad::Unreadable);
        }
        self.row = Some(row);
        self.cells.clear();
        self.bytes = 0;
        Ok(())
    }

    fn put(&mut self, column: usize, text: String) -> Result<(), Bad> {
        if self.row.is_none() || column >= MOST_COLUMNS {
            return Err(Bad::Unreadable);
        }
        if text.is_empty() {
            return Ok(());
        }
        self.bytes += text.len();
        if self.bytes > MOST_ROW {
            return Err(Bad::TooLarge);
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), UploadProblem> {
        let row = self.row.take().ok_or(Bad::Unreadable)?;
        if self.cells.is_empty() {
            return Ok(());
        }
        while self.done + 1 < row {
            self.done += 1;
            (self.each)(&[])?;
        }
        if self.width == 0 {
            self.width = self.cells.len();
        }
        if self.cells.len() < self.width {
            self.cells.resize(self.width, String::new());
        }
        self.done = row;
        (self.each)(&self.cells)
    }
}

/// What stands at the cell itself.
struct Head {
    column: Option<usize>,
    kind: String,
    style: usize,
}

impl Head {
    fn of(start: &BytesStart<'_>) -> Result<Self, Bad> {
        let column = match attribute(start, "r")? {
            Some(place) => Some(column(&place).ok_or(Bad::Unreadable)?),
            None => None,
        };
        let style = attribute(start, "s")?.and_then(|text| text.parse().ok()).unwrap_or(0);
        Ok(Self { column, kind: attribute(start, "t")?.unwrap_or_default(), style })
    }

    /// Reads to the end of the cell. The value of a formula is the one that was last computed and stored.
    fn value(&self, xml: &mut Xml<'_>, strings: &Strings, formats: &Formats) -> Result<String, Bad> {
        let (mut value, mut inline) = (String::new(), RichText::default());
        let mut in_value = false;
        loop {
            let event = xml.next()?;
            match &event {
                Event::Start(start) if start.local_name().as_ref() == "v" => in_value = true,
                Event::End(end) if end.local_name().as_ref() == "v" => in_value = false,
                Event::End(end) if end.local_name().as_ref() == "c" => break,
                Event::Eof => return Err(Bad::Unreadable),
                event if in_value => add_text(&mut value, event, MOST_CELL)?,
                event => inline.see(event)?,
            }
        }
        let text = match self.kind.as_str() {
            "s" if value.is_empty() => String::new(),
            "s" => {
                let place: usize = value.trim().parse().map_err(|_| Bad::Unreadable)?;
                decoded(strings.get(place).ok_or(Bad::Unreadable)?)
            }
            "inlineStr" => decoded(&inline.text),
            "str" => decoded(&value),
            "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "e" | "d" => value,
            _ => number(value.trim(), formats.digits(self.style)),
        };
        // As a text file has it, whatever the workbook's machine ends a line with.
        Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
    }
}

/// `AB12` stands in column 27, counted from 0.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let mut column = 0_usize;
    for letter in letters {
        column = column.checked_mul(26)?.checked_add(usize::from(letter.to_ascii_uppercase() - b'A') + 1)?;
        if column > MOST_COLUMNS {
            return None;
        }
    }
    column.checked_sub(1)
}

/// A number as a spreadsheet shows it without a format, but for the digits that its format asks for.
fn number(value: &str, digits: usize) -> String {
    let Some(exact) = value.parse::<f64>().ok().filter(|exact| exact.is_finite()) else { return value.to_owned() };
    // Beyond fifteen digits stands only what the machine added: 39.990000000000002 was typed as 39.99.
    let shown: f64 = format!("{exact:.EXACT_DIGITS$e}").parse().unwrap_or(exact);
    let text = if shown.abs() < 1e21 { format!("{shown}") } else { value.to_owned() };
    if text.bytes().all(|byte| byte.is_ascii_digit()) { format!("{text:0>digits$}") } else { text }
}

/// Letters that the form cannot hold are written as `_x000D_`.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        match code.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32) {
            Some(letter) => {
                out.push(letter);
                rest = from.get(7..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = from.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_as_a_spreadsheet_names_them() {
        for (place, at) in [("A1", 0), ("Z9", 25), ("aa10", 26), ("AB12", 27), ("XFD1", 16_383)] {
            assert_eq!(column(place), Some(at), "{place}");
        }
        assert_eq!((column("XFE1"), column("12"), column("AAAAAAAAAAAAAAAAAAAAAA1")), (None, None, None));
    }

    #[test]
    fn a_number_is_imported_as_people_see_it() {
        for (value, digits, text) in [
            ("1001", 0, "1001"),
            ("1001.0", 0, "1001"),
            ("1.001E3", 0, "1001"),
            ("39.990000000000002", 0, "39.99"),
            ("123", 5, "00123"),
            ("-3", 5, "-3"),
            ("1234567", 5, "1234567"),
            ("12345678901234567", 0, "12345678901234600"),
            ("NaN", 0, "NaN"),
            ("x", 0, "x"),
        ] {
            assert_eq!(number(value, digits), text, "{value}");
        }
    }

    #[test]
    fn letters_in_disguise_are_read_and_others_left_alone() {
        assert_eq!(decoded("a_x000D_b"), "a\rb");
        assert_eq!(decoded("_x00E8__x"), "è_x");
        assert_eq!(decoded("max_xyz_x12_"), "max_xyz_x12_");
        assert_eq!(decoded("a_xD800_b"), "a_xD800_b");
        assert_eq!(decoded("_xè000_"), "_xè000_");
    }
}
