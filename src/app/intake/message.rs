//! What a message says of itself, read within bounds. Nothing of it is proven: anybody can write any name above any text.

use mail_parser::{Addr, Address, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use sha2::{Digest, Sha256};

use crate::domain::values::At;
use crate::words;

/// The longest message that is taken, in bytes as it travels.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// As much of its text as a page shows, in characters; all of it is in the message that is kept.
const MOST_TEXT: usize = 20_000;
/// Attachments that are kept as files of their own; further ones are in the message only.
const MOST_FILES: usize = 30;
/// Parts that are taken apart (rule M2). Each names its kind, so a message that names more is read by its head alone: the parser goes
/// down one step for each message within a message, and some thousand of them are more than a stack holds.
const MOST_PARTS: usize = 100;
const NAMES_A_PART: &[u8] = b"content-type";
const LONGEST_SUBJECT: usize = 300;
const LONGEST_ADDRESS: usize = 320;
const LONGEST_FILE_NAME: usize = 120;
const LONGEST_MESSAGE_ID: usize = 1_000;

words! {
    /// What a program wrote and nobody means: no report.
    Automatic {
        /// Out of office, or any other answer of RFC 3834.
        Reply = "reply",
        /// A message of the house came back.
        Bounce = "bounce",
        /// Somebody's program says that a message was opened.
        Receipt = "receipt",
    }
}

/// A message as far as a report needs it.
#[derive(Debug, PartialEq, Eq)]
pub struct Read {
    /// Name and address as the message has them.
    pub from: String,
    /// Where an answer should go, if that is somewhere else.
    pub reply_to: String,
    pub subject: String,
    /// Of the text parts, or of the HTML where there are none.
    pub text: String,
    /// Whether the text was longer.
    pub cut: bool,
    pub written_at: Option<At>,
    /// Empty where there is none.
    pub message_id: String,
    /// BCP 47, if the message says it.
    pub language: Option<String>,
    pub files: Vec<File>,
    /// How many attachments are in the message only.
    pub left_out: u64,
    pub automatic: Option<Automatic>,
}

/// An attachment, decoded.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// Reads a message; `None` if it is none.
pub fn read(raw: &[u8]) -> Option<Read> {
    let whole = parts_named(raw) <= MOST_PARTS;
    let parser = MessageParser::default();
    let message = if whole { parser.parse(raw) } else { parser.parse_headers(raw) }?;
    let has = |name: &str| message.header_raw(name).is_some();
    // A mail server adds Received, a sender Date and From: what has none of them is some other file.
    if !["From", "Sender", "Date", "Received", "Message-ID", "Subject"].into_iter().any(has) {
        return None;
    }
    let (from, reply_to) = (first(message.from().or(message.sender())), first(message.reply_to()));
    let texts = (0..message.text_body_count()).filter_map(|n| message.body_text(n));
    let text = texts.map(|part| tidy(&part)).collect::<Vec<_>>().join("\n\n");
    let text = text.trim();
    let files: Vec<File> =
        message.attachments().take(MOST_FILES).enumerate().map(|(n, part)| file(n + 1, part)).collect();
    let left_out = u64::try_from(message.attachment_count().saturating_sub(files.len())).unwrap_or(u64::MAX);
    let date = message.date().filter(|date| date.is_valid());
    Some(Read {
        reply_to: if from.ends_with(&reply_to) { String::new() } else { reply_to },
        from,
        subject: line(message.subject().unwrap_or_default(), LONGEST_SUBJECT),
        text: text.chars().take(MOST_TEXT).collect(),
        // The message itself stands among the files, so that nothing is lost.
        cut: !whole || text.chars().nth(MOST_TEXT).is_some(),
        written_at: date.and_then(|date| At::from_micros(date.to_timestamp().checked_mul(1_000_000)?)),
        message_id: line(message.message_id().unwrap_or_default(), LONGEST_MESSAGE_ID),
        language: said(&message, "Content-Language").and_then(|tags| language(&tags)),
        automatic: automatic(&message),
        files,
        left_out,
    })
}

fn parts_named(raw: &[u8]) -> usize {
    raw.windows(NAMES_A_PART.len())
        .filter(|window| window.eq_ignore_ascii_case(NAMES_A_PART))
        .take(MOST_PARTS + 1)
        .count()
}

/// By what the same message is recognised: its Message-ID, or all of it where it has none.
pub fn key(read: &Read, raw: &[u8]) -> String {
    let digest = Sha256::new();
    let digest = if read.message_id.is_empty() {
        digest.chain_update("message\n").chain_update(raw)
    } else {
        digest.chain_update("id\n").chain_update(&read.message_id)
    };
    hex::encode(digest.finalize())
}

/// Only what says clearly that a program answered. `auto-generated` is not enough: the alarm of a monitoring system says that too, and it
/// is a report.
fn automatic(message: &Message<'_>) -> Option<Automatic> {
    let word = |name: &str| {
        let said = said(message, name)?;
        Some(said.split([';', ' ']).next().unwrap_or_default().to_owned())
    };
    let content_type = message.content_type();
    let kind = content_type.and_then(|kind| kind.attribute("report-type")).map(str::to_ascii_lowercase);
    let is_report = content_type.is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"))
    });
    match kind.as_deref() {
        Some("delivery-status") if is_report => return Some(Automatic::Bounce),
        Some("disposition-notification") if is_report => return Some(Automatic::Receipt),
        _ => {}
    }
    let answers = word("Auto-Submitted").is_some_and(|word| word == "auto-replied")
        || word("Precedence").is_some_and(|word| word == "auto_reply")
        || ["X-Autoreply", "X-Autorespond"].into_iter().any(|name| message.header_raw(name).is_some());
    if answers {
        return Some(Automatic::Reply);
    }
    // RFC 5321: what must never be answered, so that no loop begins, has no sender on its envelope.
    (said(message, "Return-Path").is_some_and(|path| path == "<>")).then_some(Automatic::Bounce)
}

fn said(message: &Message<'_>, name: &str) -> Option<String> {
    message.header_raw(name).map(|raw| raw.trim().to_ascii_lowercase())
}

/// The first tag of a list, if it looks like one.
fn language(tags: &str) -> Option<String> {
    let tag = tags.split([',', ' ']).next().unwrap_or_default();
    let good = (2..=8).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    good.then(|| tag.to_owned())
}

fn first(of: Option<&Address<'_>>) -> String {
    let show = |addr: &Addr<'_>| {
        let (name, address) = (addr.name().unwrap_or_default(), addr.address().unwrap_or_default());
        line(&if name.is_empty() { address.to_owned() } else { format!("{name} <{address}>") }, LONGEST_ADDRESS)
    };
    of.and_then(Address::first).map(show).unwrap_or_default()
}

fn file(number: usize, part: &MessagePart<'_>) -> File {
    let (media_type, ending) = match part.body {
        PartType::Message(_) => ("message/rfc822", ".eml"),
        _ => ("application/octet-stream", ""),
    };
    // A name, never a path: nothing is stored under it, and nothing outside its folder is meant by it.
    let named = part.attachment_name().unwrap_or_default();
    let named = named.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = line(named, LONGEST_FILE_NAME);
    let name = if name.is_empty() { format!("attachment-{number}{ending}") } else { name };
    File { name, media_type, bytes: part.contents().to_vec() }
}

/// One line without control characters and without those that turn the direction of writing: `fdp.exe` must not look like `exe.pdf`.
fn line(text: &str, longest: usize) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !turns(*c)).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(longest).collect()
}

/// Text with line ends as `\n`, without other control characters.
fn tidy(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || turns(*c))).collect()
}

fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
