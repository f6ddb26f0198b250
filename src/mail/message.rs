//! Builds the bytes of one message to one person. Same input, same bytes, same digest: a repeat can be recognised (R2).

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, Message, MultiPart, MultiPartKind, SinglePart};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::address::EmailAddress;
use crate::domain::values::At;

/// A name and an address, as in a From header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondent {
    /// May be empty.
    pub name: String,
    pub address: EmailAddress,
}

/// A file sent with a notice to an authority. Notices to people carry none (M8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    pub file_name: String,
    /// Such as `application/pdf`.
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Everything that decides the bytes. There is one recipient and no field for a second (M7: a list of the people
/// concerned in a header would be a second breach).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub from: Correspondent,
    /// The DPO: a mailbox that a person reads (M4).
    pub reply_to: Correspondent,
    pub to: Correspondent,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    /// The language of the text as a tag, such as `it`: stands in Content-Language. None for a letter that was queued before this
    /// was kept: its bytes have to stay what they were at the first attempt (R2).
    pub language: Option<String>,
    /// With its angle brackets; see [`message_id`].
    pub message_id: String,
    /// Fixed at the first attempt, whole seconds are kept.
    pub date: At,
    pub enclosures: Vec<Enclosure>,
}

/// A message ready for the wire. Its bytes hold no bare CR or LF, no NUL, only ASCII, and no line over 998 octets.
#[derive(Clone, PartialEq, Eq)]
pub struct Built {
    text: String,
    digest: [u8; 32],
    from: EmailAddress,
    to: EmailAddress,
    envelope_id: Option<Uuid>,
}

impl Built {
    /// The bytes as they stand between the server's 354 and the final dot, before dot-stuffing.
    pub fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The same as text: it is ASCII.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of the bytes; asserted equal before a resend.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    pub fn from(&self) -> &EmailAddress {
        &self.from
    }

    /// The same message, which comes back to another address than its sender's: the envelope's, no part of the bytes.
    #[must_use]
    pub fn returning_to(self, address: EmailAddress) -> Self {
        Self { from: address, ..self }
    }

    /// The same message, by whose id a delivery report is to name it (RFC 3461), where its server can say that.
    #[must_use]
    pub fn reported_as(self, id: Uuid) -> Self {
        Self { envelope_id: Some(id), ..self }
    }

    /// What a delivery report is asked to name it by.
    pub fn envelope_id(&self) -> Option<Uuid> {
        self.envelope_id
    }

    pub fn to(&self) -> &EmailAddress {
        &self.to
    }
}

impl std::fmt::Debug for Built {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Built({} bytes to {})", self.text.len(), self.to)
    }
}

/// Why a message was not built. Names the field, never repeats its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadLetter {
    #[error("{0} holds a line break or another control character, which could forge a header")]
    ControlCharacter(&'static str),
    #[error("{0} is empty")]
    Empty(&'static str),
    #[error("the language is no tag such as `it` or `de-AT`")]
    Language,
    #[error("the Message-ID is not of the form <name@host>")]
    MessageId,
    #[error("the date lies outside the years 1970 to 9999")]
    Date,
    #[error("an attachment's name or type is not usable: no slashes, and a type such as application/pdf")]
    Enclosure,
    #[error("the message could not be formatted: {0}")]
    Format(String),
    #[error("the formatted message holds {0}, which a mail server could take for the end of the message (M9)")]
    Unsafe(&'static str),
}

/// The Message-ID of a recipient's row: fixed before the first attempt, the same on each (R2).
pub fn message_id(mailout: Uuid, recipient: Uuid, host: &str) -> String {
    format!("<{}.{}@{host}>", mailout.simple(), recipient.simple())
}

/// Builds the message, or says everything that stands in the way.
pub fn build(letter: &Letter) -> Result<Built, Vec<BadLetter>> {
    let problems = problems(letter);
    if !problems.is_empty() {
        return Err(problems);
    }
    let bytes = format(letter).map_err(|problem| vec![problem])?;
    check_wire_form(&bytes).map_err(|what| vec![BadLetter::Unsafe(what)])?;
    let digest = Sha256::digest(&bytes).into();
    let text = String::from_utf8(bytes).map_err(|_| vec![BadLetter::Unsafe("a byte outside ASCII")])?;
    Ok(Built { text, digest, from: letter.from.address.clone(), to: letter.to.address.clone(), envelope_id: None })
}

/// Every value that reaches a header is refused if it holds CR, LF, NUL or any other control character.
fn problems(letter: &Letter) -> Vec<BadLetter> {
    let mut problems = Vec::new();
    for (field, value) in [
        ("the sender's name", &letter.from.name),
        ("the name to reply to", &letter.reply_to.name),
        ("the recipient's name", &letter.to.name),
        ("the subject", &letter.subject),
        ("the Message-ID", &letter.message_id),
    ] {
        if value.chars().any(breaks_a_header) {
            problems.push(BadLetter::ControlCharacter(field));
        }
    }
    for (field, value) in [("the text", Some(&letter.text)), ("the HTML part", letter.html.as_ref())] {
        match value {
            Some(value) if value.trim().is_empty() => problems.push(BadLetter::Empty(field)),
            Some(value) if value.contains('\0') => problems.push(BadLetter::ControlCharacter(field)),
            _ => {}
        }
    }
    if letter.subject.trim().is_empty() {
        problems.push(BadLetter::Empty("the subject"));
    }
    if letter.language.as_deref().is_some_and(|tag| !is_language_tag(tag)) {
        problems.push(BadLetter::Language);
    }
    if !is_message_id(&letter.message_id) {
        problems.push(BadLetter::MessageId);
    }
    if !(0..253_402_300_800).contains(&letter.date.utc().timestamp()) {
        problems.push(BadLetter::Date);
    }
    let bad_name = |name: &str| {
        name.trim().is_empty()
            || name.len() > 200
            || name.contains(['/', '\\', '"'])
            || name.chars().any(breaks_a_header)
    };
    if letter.enclosures.iter().any(|e| bad_name(&e.file_name) || ContentType::parse(&e.media_type).is_err()) {
        problems.push(BadLetter::Enclosure);
    }
    problems
}

/// Control characters, and the Unicode line and paragraph separators that some readers treat as line ends.
fn breaks_a_header(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Letters, digits and hyphens: nothing that could end the header.
fn is_language_tag(tag: &str) -> bool {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    tag.len() <= 35 && tag.starts_with(|c: char| c.is_ascii_alphabetic()) && tag.split('-').all(part)
}

fn is_message_id(text: &str) -> bool {
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let dot_atom =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_+=$".contains(&b));
    // One line of a header may not be folded inside an id, so it is kept short.
    inner.and_then(|inner| inner.split_once('@')).is_some_and(|(l, r)| dot_atom(l) && dot_atom(r)) && text.len() <= 250
}

fn format(letter: &Letter) -> Result<Vec<u8>, BadLetter> {
    let seconds = u64::try_from(letter.date.utc().timestamp()).map_err(|_| BadLetter::Date)?;
    let mut message = Message::builder()
        .from(mailbox(&letter.from))
        .reply_to(mailbox(&letter.reply_to))
        .to(mailbox(&letter.to))
        .subject(letter.subject.trim())
        .date(UNIX_EPOCH + Duration::from_secs(seconds))
        .raw_header(pre_encoded("Message-ID", &letter.message_id))
        // RFC 3834: no out-of-office replies. No List-Unsubscribe: a breach notice is no subscription (M4).
        .raw_header(pre_encoded("Auto-Submitted", "auto-generated"));
    if let Some(language) = &letter.language {
        message = message.raw_header(pre_encoded("Content-Language", language));
    }
    let message = match parts(letter)? {
        Parts::One(text) => message.singlepart(text),
        Parts::Many(parts) => message.multipart(parts),
    };
    Ok(message.map_err(|e| BadLetter::Format(e.to_string()))?.formatted())
}

enum Parts {
    One(SinglePart),
    Many(MultiPart),
}

fn parts(letter: &Letter) -> Result<Parts, BadLetter> {
    let text = text_part(&letter.text, ContentType::TEXT_PLAIN)?;
    // Alternatives of one are no alternatives. Those that were queued without a language went out so (R2).
    if letter.html.is_none() && letter.enclosures.is_empty() && letter.language.is_some() {
        return Ok(Parts::One(text));
    }
    let mut alternative = multipart(MultiPartKind::Alternative, letter, 0).singlepart(text);
    if let Some(html) = &letter.html {
        alternative = alternative.singlepart(text_part(html, ContentType::TEXT_HTML)?);
    }
    if letter.enclosures.is_empty() {
        return Ok(Parts::Many(alternative));
    }
    let mut mixed = multipart(MultiPartKind::Mixed, letter, 1).multipart(alternative);
    for enclosure in &letter.enclosures {
        let media_type = ContentType::parse(&enclosure.media_type).map_err(|_| BadLetter::Enclosure)?;
        let body = encoded(enclosure.bytes.clone(), ContentTransferEncoding::Base64)?;
        mixed = mixed.singlepart(Attachment::new(enclosure.file_name.clone()).body(body, media_type));
    }
    Ok(Parts::Many(mixed))
}

/// A text part in quoted-printable, always: lettre up to 0.11.23 would choose 7bit and let a bare LF through (M9).
fn text_part(text: &str, content_type: ContentType) -> Result<SinglePart, BadLetter> {
    // As bytes: of a String lettre mends the line ends one by one, moving all that follows each time.
    let body = encoded(with_crlf(text).into_bytes(), ContentTransferEncoding::QuotedPrintable)?;
    Ok(SinglePart::builder().content_type(content_type).body(body))
}

/// The text with every line end as CRLF, whatever it was.
fn with_crlf(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        let ended = lines.peek().is_some();
        let line = if ended { line.strip_suffix('\r').unwrap_or(line) } else { line };
        for (n, part) in line.split('\r').enumerate() {
            if n > 0 {
                out.push_str("\r\n");
            }
            out.push_str(part);
        }
        if ended {
            out.push_str("\r\n");
        }
    }
    out
}

fn encoded(bytes: impl Into<lettre::message::MaybeString>, to: ContentTransferEncoding) -> Result<Body, BadLetter> {
    Body::new_with_encoding(bytes, to).map_err(|_| BadLetter::Format("a part could not be encoded".into()))
}

/// A boundary fixed from the Message-ID. It starts with `=_`, which no quoted-printable or base64 line can hold.
fn multipart(kind: MultiPartKind, letter: &Letter, depth: u8) -> MultiPart {
    let digest = Sha256::new().chain_update([depth]).chain_update(letter.message_id.as_bytes()).finalize();
    let boundary = format!("=_{}", hex::encode(digest.get(..16).unwrap_or_default()));
    MultiPart::builder().kind(kind).boundary(boundary).build()
}

fn mailbox(who: &Correspondent) -> Mailbox {
    let name = who.name.trim();
    Mailbox::new((!name.is_empty()).then(|| name.to_owned()), who.address.lettre().clone())
}

/// For values that were checked above to be plain ASCII words: lettre would encode or fold them otherwise.
fn pre_encoded(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.to_owned(), value.to_owned())
}

/// The last guard before the wire (M9, RUSTSEC-2026-0561): whatever the builder did, these bytes cannot be read as two
/// messages, not even by a server that takes a bare LF for a line end.
pub(super) fn check_wire_form(bytes: &[u8]) -> Result<(), &'static str> {
    let mut previous = 0;
    let mut line_octets = 0;
    for &byte in bytes {
        match byte {
            b'\n' if previous != b'\r' => return Err("a bare line feed"),
            b'\n' => line_octets = 0,
            _ if previous == b'\r' => return Err("a bare carriage return"),
            b'\r' => {}
            0 => return Err("a NUL"),
            128.. => return Err("a byte outside ASCII"),
            _ => line_octets += 1,
        }
        if line_octets > 998 {
            return Err("a line of more than 998 characters");
        }
        previous = byte;
    }
    if previous == b'\n' { Ok(()) } else { Err("an unfinished last line") }
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
