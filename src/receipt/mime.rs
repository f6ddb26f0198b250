//! The structure of a message, within bounds (M2) and byte by byte: a signature covers bytes, not what a parser makes of them. Only
//! what somebody asks for is taken apart, and nothing is unpacked.

use mail_parser::{Message, MessageParser, MimeHeaders};

/// The longest message that is taken, in bytes as it travels.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// How deep parts may stand in parts.
pub const MOST_DEPTH: usize = 10;
/// How many parts may be taken apart in one message.
pub const MOST_PARTS: usize = 100;
/// The longest header that is looked at, in bytes.
const LONGEST_HEADER: usize = 4_000;

/// Why a message is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("this is no e-mail message")]
    NoMessage,
    #[error("the message is longer than {MOST_BYTES} bytes")]
    TooLong,
    #[error("the message holds more than {MOST_PARTS} parts, or parts more than {MOST_DEPTH} deep in each other")]
    TooManyParts,
}

/// How much may still be taken apart.
#[derive(Debug)]
pub struct Budget {
    parts: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { parts: MOST_PARTS }
    }
}

/// A part with its headers: the message itself, or what stands in it.
pub struct Part<'a> {
    raw: &'a [u8],
    body: &'a [u8],
    headers: Message<'a>,
    depth: usize,
}

impl<'a> Part<'a> {
    /// The outermost part.
    pub fn of(raw: &'a [u8]) -> Result<Self, Unreadable> {
        if raw.len() > MOST_BYTES {
            return Err(Unreadable::TooLong);
        }
        Self::at(raw, 0).ok_or(Unreadable::NoMessage)
    }

    fn at(raw: &'a [u8], depth: usize) -> Option<Self> {
        let end = end_of_headers(raw);
        let (head, body) = raw.split_at(end);
        let headers = MessageParser::default().parse_headers(head)?;
        headers.parts.first()?;
        Some(Self { raw, body, headers, depth })
    }

    /// As it travelled, with its headers.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Such as `multipart/signed`, in small letters.
    pub fn kind(&self) -> String {
        let kind = self.headers.content_type();
        let kind = kind.map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()));
        kind.unwrap_or_else(|| "text/plain".to_owned()).to_ascii_lowercase()
    }

    /// A parameter of the content type, in small letters.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.headers.content_type().and_then(|kind| kind.attribute(name)).map(str::to_ascii_lowercase)
    }

    /// The one header of this name; `None` where there is none, or several that could each be meant.
    pub fn header(&self, name: &str) -> Option<String> {
        let mut all = self.headers(name);
        let first = all.next()?;
        all.next().is_none().then_some(first)
    }

    pub fn headers<'n>(&'n self, name: &'n str) -> impl Iterator<Item = String> + 'n {
        let all = self.headers.headers_raw().filter(move |(found, _)| found.eq_ignore_ascii_case(name));
        all.map(|(_, value)| line(value, LONGEST_HEADER))
    }

    pub fn has(&self, name: &str) -> bool {
        self.headers.headers_raw().any(|(found, _)| found.eq_ignore_ascii_case(name))
    }

    pub fn message_id(&self) -> String {
        self.header("Message-ID").unwrap_or_default()
    }

    /// Address of the one sender.
    pub fn from(&self) -> String {
        let from = self.headers.from();
        let first = from.filter(|from| from.iter().count() == 1).and_then(|from| from.first());
        first.and_then(|from| from.address()).map(|address| line(address, 320)).unwrap_or_default()
    }

    /// Name under which it would be saved.
    pub fn name(&self) -> Option<&str> {
        self.headers.attachment_name()
    }

    /// The parts of a multipart, as they stand between its boundaries. Of a message within this one nothing is looked at.
    pub fn children(&self, budget: &mut Budget) -> Result<Vec<Part<'a>>, Unreadable> {
        if !self.kind().starts_with("multipart/") {
            return Ok(Vec::new());
        }
        let Some(boundary) = self.headers.content_type().and_then(|kind| kind.attribute("boundary")) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for raw in between(self.body, boundary.as_bytes()) {
            if self.depth >= MOST_DEPTH || budget.parts == 0 {
                return Err(Unreadable::TooManyParts);
            }
            budget.parts -= 1;
            found.extend(Part::at(raw, self.depth + 1));
        }
        Ok(found)
    }

    /// What a part that holds no further parts says, with its transfer encoding undone.
    pub fn decoded(&self) -> Vec<u8> {
        let kind = self.kind();
        if kind.starts_with("multipart/") || matches!(kind.as_str(), "message/rfc822" | "message/global") {
            return self.body.to_vec();
        }
        let read = MessageParser::default().parse(self.raw);
        read.and_then(|read| Some(read.parts.first()?.contents().to_vec())).unwrap_or_default()
    }
}

/// Where the body begins: after the first empty line.
fn end_of_headers(raw: &[u8]) -> usize {
    let mut at = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            return at;
        }
    }
    raw.len()
}

/// What stands between the lines of a boundary, without the line end that belongs to the boundary (RFC 2046, 5.1.1). A part that has no
/// end is none.
fn between<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut found = Vec::new();
    let (mut at, mut begins) = (0, None);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        if let Some(last) = is_boundary(line, boundary) {
            if let Some(begins) = begins {
                found.push(without_line_end(body.get(begins..at).unwrap_or_default()));
            }
            if last || found.len() > MOST_PARTS {
                return found;
            }
            begins = Some(at + line.len());
        }
        at += line.len();
    }
    found
}

/// Whether a line is a boundary, and if so, whether it is the last one.
fn is_boundary(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let rest = line.strip_prefix(b"--")?.strip_prefix(boundary)?;
    let rest = rest.trim_ascii_end();
    match rest {
        b"" => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}

fn without_line_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

/// One line without control characters.
pub fn line(text: &str, longest: usize) -> String {
    let plain: String = text.chars().take(longest * 2).map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(longest).collect()
}

/// What stands in angle brackets, or all of it where there are none.
pub fn bare_id(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('<').and_then(|text| text.split('>').next()).unwrap_or(text)
}
