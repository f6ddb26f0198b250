//! The markup of a part, piece by piece. One piece is held at a time and is bounded; entities that a document defines for itself are
//! not known, so none can grow.

use std::borrow::Cow;
use std::io::BufReader;
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::Bad;
use super::package::{Budget, Package, Part};

/// The longest piece of markup or text, in bytes: far more than a cell may hold.
const MOST_EVENT: u64 = 1024 * 1024;

pub struct Xml<'a> {
    reader: Reader<BufReader<Part<'a>>>,
    buffer: Vec<u8>,
    budget: Rc<Budget>,
}

impl<'a> Xml<'a> {
    pub fn of(package: &Package<'a>, path: &str) -> Result<Self, Bad> {
        let mut reader = Reader::from_reader(BufReader::new(package.part(path)?));
        // `<c/>` reads like `<c></c>`.
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { reader, buffer: Vec::new(), budget: package.budget() })
    }

    /// The next piece.
    pub fn next(&mut self) -> Result<Event<'_>, Bad> {
        self.reader.get_mut().get_mut().event_left = MOST_EVENT;
        self.buffer.clear();
        let budget = &self.budget;
        self.reader.read_event_into(&mut self.buffer).map_err(|_| match budget.is_spent() {
            true => Bad::TooLarge,
            false => Bad::Unreadable,
        })
    }

    /// Every element that begins, to the end of the part.
    pub fn each_start(&mut self, mut each: impl FnMut(&BytesStart<'_>) -> Result<(), Bad>) -> Result<(), Bad> {
        loop {
            match self.next()? {
                Event::Start(start) => each(&start)?,
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

/// An attribute of this name, whatever its prefix.
pub fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, Bad> {
    for found in start.attributes().with_checks(false) {
        let found = found.map_err(|_| Bad::Unreadable)?;
        if found.key.local_name().as_ref() == name {
            return Ok(Some(unescaped(&found.value)?.into_owned()));
        }
    }
    Ok(None)
}

fn unescaped(text: &str) -> Result<Cow<'_, str>, Bad> {
    quick_xml::escape::unescape(text).map_err(|_| Bad::Unreadable)
}

/// Adds what a piece says to a text of at most so many bytes; more than that is left off.
pub fn add_text(text: &mut String, event: &Event<'_>, most: usize) -> Result<(), Bad> {
    let more: Cow<'_, str> = match event {
        Event::Text(words) => words.xml10_content(),
        Event::CData(words) => words.xml10_content(),
        Event::GeneralRef(entity) => Cow::Owned(known(entity)?.to_string()),
        _ => return Ok(()),
    };
    for letter in more.chars() {
        if text.len() + letter.len_utf8() > most {
            break;
        }
        text.push(letter);
    }
    Ok(())
}

fn known(entity: &BytesRef<'_>) -> Result<char, Bad> {
    if let Some(letter) = entity.resolve_char_ref().map_err(|_| Bad::Unreadable)? {
        return Ok(letter);
    }
    match &**entity {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(Bad::Unreadable),
    }
}
