//! In which encoding a recipients file was written, found while its bytes stream past, and its text as UTF-8.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};

use crate::words;

words! {
    /// What spreadsheets write. Shown to the person, because a wrong guess spoils names.
    Encoding {
        Utf8 = "UTF-8",
        Utf16Le = "UTF-16LE",
        Utf16Be = "UTF-16BE",
        Windows1252 = "Windows-1252",
    }
}

/// How much of the start decides about UTF-16 without a byte order mark.
const HEAD_BYTES: usize = 4096;

/// Watches bytes go by and says at the end what they were. Keeps a few counters and the head, never the file.
#[derive(Default)]
pub struct Sniffer {
    head: Vec<u8>,
    /// Bytes of a character that the last chunk cut in two.
    tail: Vec<u8>,
    /// Characters of several bytes that UTF-8 allows.
    good: u64,
    /// Places where UTF-8 does not allow what stands there.
    bad: u64,
}

/// The encoding, and whether a byte order mark said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sniffed {
    pub encoding: Encoding,
    pub marked: bool,
}

impl Sniffer {
    pub fn see(&mut self, chunk: &[u8]) {
        let room = HEAD_BYTES.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend(chunk.iter().take(room));
        // Valid or not is decided over the whole file: the first accent may stand in the last row.
        let mut bytes = std::mem::take(&mut self.tail);
        bytes.extend_from_slice(chunk);
        let mut rest = bytes.as_slice();
        loop {
            let (valid, bad_length) = match std::str::from_utf8(rest) {
                Ok(_) => (rest.len(), None),
                Err(error) => (error.valid_up_to(), error.error_len().or(Some(0))),
            };
            let (seen, after) = rest.split_at(valid);
            self.good += seen.iter().filter(|byte| **byte >= 0xC0).count() as u64;
            match bad_length {
                None => return,
                Some(0) => {
                    self.tail = after.to_vec();
                    return;
                }
                Some(length) => {
                    self.bad += 1;
                    rest = after.get(length..).unwrap_or_default();
                }
            }
        }
    }

    pub fn found(&self) -> Sniffed {
        let marked = |encoding| Sniffed { encoding, marked: true };
        match self.head.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => return marked(Encoding::Utf8),
            [0xFF, 0xFE, ..] => return marked(Encoding::Utf16Le),
            [0xFE, 0xFF, ..] => return marked(Encoding::Utf16Be),
            _ => {}
        }
        let bad = self.bad + u64::from(!self.tail.is_empty());
        let encoding = match self.unmarked_utf16() {
            Some(encoding) => encoding,
            // A few broken places in a file that is UTF-8 otherwise are errors of those rows, not another encoding.
            None if bad == 0 || self.good > 4 * bad => Encoding::Utf8,
            None => Encoding::Windows1252,
        };
        Sniffed { encoding, marked: false }
    }

    /// Separators and digits are ASCII in every language, so that UTF-16 shows as zeros in every second place.
    fn unmarked_utf16(&self) -> Option<Encoding> {
        let zeros = |odd: usize| self.head.iter().enumerate().filter(|(i, byte)| i % 2 == odd && **byte == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        let enough = self.head.len() / 8;
        if odd > enough && even * 4 < odd {
            Some(Encoding::Utf16Le)
        } else if even > enough && odd * 4 < even {
            Some(Encoding::Utf16Be)
        } else {
            None
        }
    }
}

/// The text of an encoded stream. What cannot be read becomes U+FFFD, which the row check then finds.
pub struct Utf8Reader<R> {
    bytes: R,
    decoder: encoding_rs::Decoder,
    raw: Box<[u8]>,
    text: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Utf8Reader<R> {
    pub fn new(bytes: R, encoding: Encoding) -> Self {
        let decoder = match encoding {
            Encoding::Utf8 => encoding_rs::UTF_8,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
        };
        Self {
            bytes,
            decoder: decoder.new_decoder_with_bom_removal(),
            raw: vec![0; 16 * 1024].into_boxed_slice(),
            text: Vec::new(),
            at: 0,
            ended: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        let length = loop {
            match self.bytes.read(&mut self.raw) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.ended = length == 0;
        let raw = self.raw.get(..length).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length(length).unwrap_or(64 * 1024);
        self.text.resize(room, 0);
        // The room holds the worst case, so one call takes everything.
        let (_, _, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, self.ended);
        self.text.truncate(written);
        self.at = 0;
        Ok(())
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.text.len() && !self.ended {
            self.refill()?;
        }
        let left = self.text.get(self.at..).unwrap_or_default();
        let length = left.len().min(out.len());
        for (to, from) in out.iter_mut().zip(left) {
            *to = *from;
        }
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniffed(bytes: &[u8], step: usize) -> Sniffed {
        let mut sniffer = Sniffer::default();
        bytes.chunks(step).for_each(|chunk| sniffer.see(chunk));
        sniffer.found()
    }

    fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
        let text = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    fn read(bytes: &[u8], encoding: Encoding) -> String {
        let mut text = String::new();
        Utf8Reader::new(bytes, encoding).read_to_string(&mut text).unwrap();
        text
    }

    const TEXT: &str = "e-mail;nome\nanna@example.it;Nicolò Però\nçelik@example.org;Łukasz\n";

    #[test]
    fn every_encoding_is_found_in_pieces_of_any_size_and_read_to_the_same_text() {
        let windows = encoding_rs::WINDOWS_1252.encode("e-mail;nome\nanna@example.it;Nicolò Però\n").0.into_owned();
        for step in [1, 3, 7, 4096] {
            assert_eq!(sniffed(TEXT.as_bytes(), step), Sniffed { encoding: Encoding::Utf8, marked: false });
            let marked = format!("\u{feff}{TEXT}");
            assert_eq!(sniffed(marked.as_bytes(), step), Sniffed { encoding: Encoding::Utf8, marked: true });
            assert_eq!(read(marked.as_bytes(), Encoding::Utf8), TEXT);
            for (big, mark) in [(false, true), (false, false), (true, true), (true, false)] {
                let bytes = utf16(TEXT, big, mark);
                let encoding = if big { Encoding::Utf16Be } else { Encoding::Utf16Le };
                assert_eq!(sniffed(&bytes, step), Sniffed { encoding, marked: mark });
                assert_eq!(read(&bytes, encoding), TEXT);
            }
            assert_eq!(sniffed(&windows, step).encoding, Encoding::Windows1252);
            assert_eq!(read(&windows, Encoding::Windows1252), "e-mail;nome\nanna@example.it;Nicolò Però\n");
        }
    }

    #[test]
    fn the_first_accent_may_stand_in_the_last_row() {
        let mut bytes = "anna@example.it;Anna\n".repeat(50_000).into_bytes();
        bytes.extend_from_slice(b"x@example.it;Nicol\xF2\n");
        assert_eq!(sniffed(&bytes, 65_536).encoding, Encoding::Windows1252);
    }

    #[test]
    fn one_broken_byte_does_not_turn_a_utf8_file_into_another_encoding() {
        let mut bytes = "anna@example.it;Nicolò\n".repeat(100).into_bytes();
        bytes.extend_from_slice(b"x@example.it;Nicol\xF2\n");
        assert_eq!(sniffed(&bytes, 1000).encoding, Encoding::Utf8);
        assert!(read(&bytes, Encoding::Utf8).contains('\u{fffd}'));
    }
}
