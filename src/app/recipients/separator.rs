//! What separates the columns of a file: decided by which candidate gives the same number of columns in every row.

const CANDIDATES: [u8; 4] = *b",;\t|";

/// The separator, and the bytes of a first line `sep=;` that some spreadsheets write, to be passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Separation {
    pub separator: u8,
    pub passed_over: usize,
}

/// Decides on the first rows of the text. A file of one column is separated by commas, for want of any sign.
pub fn find(head: &[u8]) -> Separation {
    if let Some(named) = named(head) {
        return named;
    }
    let best = CANDIDATES
        .into_iter()
        .enumerate()
        .map(|(place, separator)| (rating(head, separator), CANDIDATES.len() - place, separator))
        .max();
    let separator = best.filter(|(rating, ..)| rating.1 > 1).map_or(b',', |(.., separator)| separator);
    Separation { separator, passed_over: 0 }
}

fn named(head: &[u8]) -> Option<Separation> {
    let rest = head.strip_prefix(b"sep=").or_else(|| head.strip_prefix(b"SEP="))?;
    let (separator, rest) = rest.split_first()?;
    let end = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
    (CANDIDATES.contains(separator) && end > 0).then_some(Separation { separator: *separator, passed_over: 5 + end })
}

/// Rows in a hundred that have as many columns as most rows have, if that is more than one; then how many columns.
fn rating(head: &[u8], separator: u8) -> (usize, usize) {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(head);
    let mut widths: Vec<usize> = reader.byte_records().take(50).map_while(Result::ok).map(|row| row.len()).collect();
    // The head may end within a row.
    if widths.len() > 2 {
        widths.pop();
    }
    let most = widths.iter().copied().max_by_key(|w| (widths.iter().filter(|o| *o == w).count(), *w)).unwrap_or(0);
    if most < 2 {
        return (0, most);
    }
    (widths.iter().filter(|width| **width == most).count() * 100 / widths.len().max(1), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_the_one_that_all_rows_agree_on() {
        for (text, separator) in [
            ("email,name\na@example.org,Anna\nb@example.org,Bea\n", b','),
            ("email;name\na@example.org;Rossi, Anna\nb@example.org;Verdi, Bea\n", b';'),
            ("email\tname\na@example.org\tAnna; die Erste\nb@example.org\tBea\n", b'\t'),
            ("email|name\na@example.org|Anna\n", b'|'),
            ("email\na@example.org\n", b','),
            ("\"e;mail\",name\n\"a@example.org\",\"x\ny\"\n", b','),
        ] {
            assert_eq!(find(text.as_bytes()), Separation { separator, passed_over: 0 }, "{text:?}");
        }
    }

    #[test]
    fn a_spreadsheets_first_line_names_it() {
        assert_eq!(find(b"sep=;\r\nemail;name\r\n"), Separation { separator: b';', passed_over: 7 });
        assert_eq!(find(b"sep=\nx").passed_over, 0);
    }
}
