//! CSV for people who open it in a spreadsheet: quoted throughout, and no cell that a spreadsheet would run.

use actix_web::HttpResponse;
use actix_web::http::header;

/// Rows of text. UTF-8 with a byte order mark, so that spreadsheets read accents right.
#[derive(Debug, Clone)]
pub struct Csv {
    text: String,
}

impl Csv {
    pub fn new(heads: &[String]) -> Self {
        let mut csv = Self { text: "\u{feff}".to_owned() };
        csv.row(heads);
        csv
    }

    pub fn row(&mut self, cells: &[String]) {
        for (i, cell) in cells.iter().enumerate() {
            if i > 0 {
                self.text.push(',');
            }
            self.text.push('"');
            self.text.push_str(&harmless(cell).replace('"', "\"\""));
            self.text.push('"');
        }
        self.text.push_str("\r\n");
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// A download under this name; the name is ours, never somebody's text.
    pub fn answer(self, name: &str) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
            .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
            .body(self.text)
    }
}

/// A cell that begins like a formula gets an apostrophe, which spreadsheets show as text (M-rule of the register, ux 5.7).
fn harmless(cell: &str) -> String {
    let first = cell.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).chars().next();
    let control = cell.starts_with(['\t', '\r', '\n']);
    match first {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') => format!("'{cell}"),
        _ if control => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_text() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "\r=1", "＝1"] {
            assert!(harmless(bad).starts_with('\''), "{bad:?}");
        }
        assert_eq!(harmless("about 2,100,000"), "about 2,100,000");
        assert_eq!(harmless(""), "");
    }

    #[test]
    fn quotes_and_line_breaks_stay_inside_their_cell() {
        let mut csv = Csv::new(&["a".into(), "b".into()]);
        csv.row(&["say \"hi\"".into(), "two\nlines, one cell".into()]);
        assert_eq!(csv.as_str(), "\u{feff}\"a\",\"b\"\r\n\"say \"\"hi\"\"\",\"two\nlines, one cell\"\r\n");
    }
}
