//! The table of texts that cells point into: one long text and where each entry ends, so that a million entries take little room.

use quick_xml::events::Event;

use super::Bad;
use super::package::Package;
use super::sheet::MOST_CELL;
use super::xml::{Xml, add_text};

/// All texts together, in bytes.
const MOST_TEXT: usize = 128 * 1024 * 1024;
const MOST_ENTRIES: usize = 8_000_000;

#[derive(Default)]
pub struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    pub fn read(package: &Package<'_>, path: &str) -> Result<Self, Bad> {
        let mut xml = Xml::of(package, path)?;
        let mut all = Self::default();
        let mut entry = RichText::default();
        loop {
            let event = xml.next()?;
            match &event {
                Event::Eof => return Ok(all),
                Event::Start(start) if start.local_name().as_ref() == "si" => entry = RichText::default(),
                Event::End(end) if end.local_name().as_ref() == "si" => all.add(&entry.text)?,
                _ => entry.see(&event)?,
            }
        }
    }

    fn add(&mut self, entry: &str) -> Result<(), Bad> {
        if self.text.len() + entry.len() > MOST_TEXT || self.ends.len() >= MOST_ENTRIES {
            return Err(Bad::TooLarge);
        }
        self.text.push_str(entry);
        self.ends.push(u32::try_from(self.text.len()).map_err(|_| Bad::TooLarge)?);
        Ok(())
    }

    /// The entry at this place, from 0.
    pub fn get(&self, place: usize) -> Option<&str> {
        let end = *self.ends.get(place)? as usize;
        let begin = place.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        self.text.get(begin..end)
    }
}

/// A text that may be set in several runs, with a reading aid beside it that is no part of it.
#[derive(Default)]
pub struct RichText {
    pub text: String,
    in_text: bool,
    in_aid: bool,
}

impl RichText {
    pub fn see(&mut self, event: &Event<'_>) -> Result<(), Bad> {
        match event {
            Event::Start(start) if start.local_name().as_ref() == "rPh" => self.in_aid = true,
            Event::End(end) if end.local_name().as_ref() == "rPh" => self.in_aid = false,
            Event::Start(start) if start.local_name().as_ref() == "t" => self.in_text = true,
            Event::End(end) if end.local_name().as_ref() == "t" => self.in_text = false,
            event if self.in_text && !self.in_aid => add_text(&mut self.text, event, MOST_CELL)?,
            _ => {}
        }
        Ok(())
    }
}
