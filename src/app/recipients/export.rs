//! CSV files handed out: nothing in a cell is ever calculated by the spreadsheet that opens it.

/// Builds a CSV file row by row: comma, CRLF and quotes as RFC 4180, with a byte order mark so that spreadsheets read UTF-8.
pub struct Sheet {
    writer: csv::Writer<Vec<u8>>,
}

impl Default for Sheet {
    fn default() -> Self {
        let bytes = "\u{feff}".as_bytes().to_vec();
        let writer = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(bytes);
        Self { writer }
    }
}

impl Sheet {
    pub fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let cells: Vec<String> = cells.into_iter().map(|cell| harmless(cell.as_ref())).collect();
        // Writing into memory does not fail.
        let _ = self.writer.write_record(&cells);
    }

    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner().unwrap_or_default()
    }

    /// What was written since the last call, for an answer that is streamed.
    pub fn drain(&mut self) -> Vec<u8> {
        let _ = self.writer.flush();
        let fresh = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        std::mem::replace(&mut self.writer, fresh).into_inner().unwrap_or_default()
    }
}

/// A cell that starts with one of these is calculated by spreadsheets (ASVS 1.2.10); a quote in front makes it text.
fn harmless(cell: &str) -> String {
    // NUL never belongs in a text, and some readers skip it before they look at the first character.
    let cell = cell.replace('\0', "");
    let first = cell.trim_start_matches([' ', '\u{a0}']).chars().next();
    if first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_of_an_export_is_a_formula() {
        let mut sheet = Sheet::default();
        let cells =
            ["=1+1", "+39 06", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", " =1", "＝1", "Anna \"A\" Colli", "a,b"];
        sheet.row(cells);
        let bytes = sheet.finish();
        let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        for cell in row.iter().take(9) {
            assert!(cell.starts_with('\''), "{cell:?}");
        }
        assert_eq!(row.get(9), Some("Anna \"A\" Colli"));
        assert_eq!(row.get(10), Some("a,b"));
        assert!(text.ends_with("\r\n"));
    }

    #[test]
    fn a_streamed_export_has_the_same_bytes() {
        let (mut whole, mut streamed) = (Sheet::default(), Sheet::default());
        let mut bytes = Vec::new();
        for n in 0..100 {
            whole.row([n.to_string(), "=x".into()]);
            streamed.row([n.to_string(), "=x".into()]);
            bytes.extend(streamed.drain());
        }
        bytes.extend(streamed.finish());
        assert_eq!(whole.finish(), bytes);
    }
}
