//! `daticert.xml`, the part of a PEC receipt that says what happened (rules of 2 November 2005; RFC 6109). Read without a document type
//! and without entities of its own, within bounds (M2).

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::domain::values::At;

/// The longest file that is read, in bytes.
pub const MOST_BYTES: usize = 1024 * 1024;
/// How deep elements may stand in elements.
pub const MOST_DEPTH: usize = 20;
/// Recipients that are read; a filing of this desk has one.
const MOST_RECIPIENTS: usize = 100;
/// The longest text of an element, in characters.
const LONGEST: usize = 2_000;

/// Why the file is not believed to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the data of the receipt cannot be read")]
pub struct NotRead;

/// What the provider certifies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Daticert {
    /// `tipo`: which receipt it is.
    pub kind: String,
    /// `errore`; `nessuno` where all is well. Values beside the known ones are kept as they are.
    pub error: String,
    pub sender: String,
    pub recipients: Vec<String>,
    pub subject: String,
    pub provider: String,
    /// The provider's own number of the message.
    pub identifier: String,
    /// Message-ID of the message it is about.
    pub message_id: String,
    /// To whom it was delivered, or not.
    pub delivered_to: String,
    /// Why not, in words.
    pub explanation: String,
    zone: String,
    day: String,
    time: String,
}

impl Daticert {
    /// When it happened, if the file says so in a way that has one meaning.
    pub fn at(&self) -> Option<At> {
        let day = NaiveDate::parse_from_str(self.day.trim(), "%d/%m/%Y").ok()?;
        let time = NaiveTime::parse_from_str(self.time.trim(), "%H:%M:%S").ok()?;
        let local = zone(self.zone.trim())?.from_local_datetime(&day.and_time(time)).single()?;
        At::from_micros(local.with_timezone(&Utc).timestamp_micros())
    }

    /// What is said twice could be read either way, so it is not read.
    fn put(&mut self, path: &[String], text: String) -> Result<(), NotRead> {
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        let field = match names.as_slice() {
            ["postacert", "intestazione", "mittente"] => &mut self.sender,
            ["postacert", "intestazione", "oggetto"] => &mut self.subject,
            ["postacert", "dati", "gestore-emittente"] => &mut self.provider,
            ["postacert", "dati", "data", "giorno"] => &mut self.day,
            ["postacert", "dati", "data", "ora"] => &mut self.time,
            ["postacert", "dati", "identificativo"] => &mut self.identifier,
            ["postacert", "dati", "msgid"] => &mut self.message_id,
            ["postacert", "dati", "consegna"] => &mut self.delivered_to,
            ["postacert", "dati", "errore-esteso"] => &mut self.explanation,
            ["postacert", "intestazione", "destinatari"] => {
                if self.recipients.len() < MOST_RECIPIENTS {
                    self.recipients.push(text);
                }
                return Ok(());
            }
            _ => return Ok(()),
        };
        if !field.is_empty() {
            return Err(NotRead);
        }
        *field = text;
        Ok(())
    }
}

/// `+0200`, `+02:00`, `+2`, `Z`, `UTC` or `GMT`. A letter code such as CET has no one meaning in summer, so it is not guessed.
fn zone(text: &str) -> Option<FixedOffset> {
    if ["Z", "UTC", "GMT"].iter().any(|zero| text.eq_ignore_ascii_case(zero)) {
        return FixedOffset::east_opt(0);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replacen(':', "", 1);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let (hours, minutes) = match digits.len() {
        1 | 2 => (number, 0),
        3 | 4 => (number / 100, number % 100),
        _ => return None,
    };
    // The earth has no zone beyond these.
    let known = hours <= 14 && minutes < 60;
    known.then(|| FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))).flatten()
}

/// Reads the file.
pub fn read(bytes: &[u8]) -> Result<Daticert, NotRead> {
    if bytes.len() > MOST_BYTES {
        return Err(NotRead);
    }
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().expand_empty_elements = true;
    let mut found = Daticert::default();
    let (mut path, mut text, mut ended) = (Vec::<String>::new(), String::new(), false);
    loop {
        match reader.read_event().map_err(|_| NotRead)? {
            // A document type could define entities that grow, or that read files.
            Event::DocType(_) => return Err(NotRead),
            Event::Start(start) => {
                if path.len() >= MOST_DEPTH || ended {
                    return Err(NotRead);
                }
                path.push(start.name().as_ref().to_owned());
                text.clear();
                attributes(&mut found, &path, &start)?;
            }
            Event::End(_) => {
                found.put(&path, crate::receipt::mime::line(&text, LONGEST))?;
                text.clear();
                path.pop().ok_or(NotRead)?;
                ended = path.is_empty();
            }
            Event::Text(words) => text.push_str(&words.xml10_content()),
            Event::CData(words) => text.push_str(&words.xml10_content()),
            Event::GeneralRef(entity) => text.push(known(&entity)?),
            Event::Eof => break,
            _ => {}
        }
    }
    // A file that was cut off says nothing.
    if !ended || found.kind.is_empty() { Err(NotRead) } else { Ok(found) }
}

fn attributes(found: &mut Daticert, path: &[String], start: &BytesStart<'_>) -> Result<(), NotRead> {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| NotRead)?;
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|_| NotRead)?;
        let value = crate::receipt::mime::line(&value, LONGEST);
        match (names.as_slice(), attribute.key.as_ref()) {
            (["postacert"], "tipo") => found.kind = value,
            (["postacert"], "errore") => found.error = value,
            (["postacert", "dati", "data"], "zona") => found.zone = value,
            _ => {}
        }
    }
    Ok(())
}

fn known(entity: &quick_xml::events::BytesRef<'_>) -> Result<char, NotRead> {
    if let Some(letter) = entity.resolve_char_ref().map_err(|_| NotRead)? {
        return Ok(letter);
    }
    match &**entity {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(NotRead),
    }
}
