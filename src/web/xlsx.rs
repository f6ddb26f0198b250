//! A sheet for people who work in a spreadsheet: one workbook (XLSX) with one sheet of texts. A cell is written as text by its type, so
//! that no spreadsheet runs it, whatever it begins with.

use actix_web::HttpResponse;
use actix_web::http::header;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// Longest text of a cell, in characters: spreadsheets take a little more.
const MOST_IN_CELL: usize = 32_000;
/// Longest name of a sheet, in characters.
const MOST_IN_NAME: usize = 31;

/// Rows of text under a heading that stays in sight.
pub struct Xlsx {
    book: Workbook,
    rows: u32,
}

impl Xlsx {
    /// `name` is that of the sheet.
    ///
    /// # Errors
    /// When the name is empty once what the format forbids is taken out of it.
    pub fn new(name: &str, heads: &[String]) -> Result<Self, XlsxError> {
        let mut book = Workbook::new();
        // The same rows give the same bytes, whenever they are asked for.
        let no_day = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&no_day));
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(name))?.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (column, head) in (0u16..).zip(heads) {
            sheet.write_string_with_format(0, column, text(head), &bold)?;
        }
        Ok(Self { book, rows: 1 })
    }

    /// # Errors
    /// Beyond the rows or columns that a sheet can hold.
    pub fn row(&mut self, cells: &[String]) -> Result<(), XlsxError> {
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, cell) in (0u16..).zip(cells) {
            sheet.write_string(self.rows, column, text(cell))?;
        }
        self.rows += 1;
        Ok(())
    }

    /// # Errors
    /// When packing fails.
    pub fn bytes(&mut self) -> Result<Vec<u8>, XlsxError> {
        self.book.save_to_buffer()
    }

    /// A download under this name; the name is ours, never somebody's text.
    ///
    /// # Errors
    /// As [`Xlsx::bytes`].
    pub fn answer(mut self, name: &str) -> Result<HttpResponse, XlsxError> {
        let bytes = self.bytes()?;
        Ok(HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))
            .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
            .body(bytes))
    }
}

/// Without the characters that the format forbids in the name of a sheet.
fn sheet_name(name: &str) -> String {
    name.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).take(MOST_IN_NAME).collect()
}

/// What a cell can hold. Characters that XML cannot hold are shown as unreadable, not dropped.
fn text(text: &str) -> String {
    let seen = |c: char| match c {
        '\n' | '\t' => c,
        c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => '\u{fffd}',
        c => c,
    };
    text.replace("\r\n", "\n").chars().take(MOST_IN_CELL).map(seen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::recipients::workbook;

    fn read_back(bytes: &[u8]) -> String {
        let mut text = Vec::new();
        workbook::write_out(bytes, 10_000_000, |piece| {
            text.extend_from_slice(piece);
            Ok(())
        })
        .unwrap();
        String::from_utf8(text).unwrap()
    }

    fn a_sheet() -> Vec<u8> {
        let mut sheet = Xlsx::new("Register [2026]: a/b", &["a".into(), "b".into()]).unwrap();
        sheet.row(&["=1+1".into(), "say \"hi\" & <go>".into()]).unwrap();
        sheet.row(&["@SUM(A1)".into(), "Nicolò, two\nlines".into()]).unwrap();
        sheet.row(&["a\u{0}b\u{b}c".into(), "_x0041_".into()]).unwrap();
        sheet.bytes().unwrap()
    }

    #[test]
    fn what_is_written_is_read_back_as_the_same_text_and_no_cell_is_a_formula() {
        assert_eq!(
            read_back(&a_sheet()),
            "\"a\",\"b\"\n\"=1+1\",\"say \"\"hi\"\" & <go>\"\n\"@SUM(A1)\",\"Nicolò, two\nlines\"\n\
             \"a\u{fffd}b\u{fffd}c\",\"_x0041_\"\n"
        );
    }

    #[test]
    fn the_same_rows_give_the_same_bytes_and_a_text_too_long_is_cut() {
        assert_eq!(a_sheet(), a_sheet());
        let mut sheet = Xlsx::new("Register", &["a".into()]).unwrap();
        sheet.row(&["x".repeat(40_000)]).unwrap();
        assert!(read_back(&sheet.bytes().unwrap()).lines().any(|line| line.len() == MOST_IN_CELL + 2));
    }
}
