//! Of the number formats only one thing: how many digits a number is shown with at least. A customer number `00123` or a postal code
//! is often kept as 123, and what people see on their screen is what must be imported.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::Bad;
use super::package::Package;
use super::xml::{Xml, attribute};

/// More styles than a spreadsheet program can hold.
const MOST_STYLES: usize = 70_000;

/// By the number of the style: how many digits at least.
#[derive(Default)]
pub struct Formats(Vec<usize>);

impl Formats {
    pub fn read(package: &Package<'_>, path: &str) -> Result<Self, Bad> {
        let mut xml = Xml::of(package, path)?;
        let mut codes: HashMap<String, usize> = HashMap::new();
        let mut all = Vec::new();
        let mut in_cells = false;
        loop {
            match xml.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "numFmt" => {
                        let code = attribute(&start, "formatCode")?.unwrap_or_default();
                        if let (Some(id), Some(digits)) = (attribute(&start, "numFmtId")?, digits(&code))
                            && codes.len() < MOST_STYLES
                        {
                            codes.insert(id, digits);
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells && all.len() < MOST_STYLES => {
                        let id = attribute(&start, "numFmtId")?.unwrap_or_default();
                        all.push(codes.get(&id).copied().unwrap_or(0));
                    }
                    _ => {}
                },
                Event::End(end) if end.local_name().as_ref() == "cellXfs" => in_cells = false,
                Event::Eof => return Ok(Self(all)),
                _ => {}
            }
        }
    }

    /// Digits of a number in this style, at least.
    pub fn digits(&self, style: usize) -> usize {
        self.0.get(style).copied().unwrap_or(0)
    }
}

/// `00000` is five digits; any other format is none of ours.
fn digits(code: &str) -> Option<usize> {
    (2..=30).contains(&code.len()).then_some(code).filter(|code| code.bytes().all(|byte| byte == b'0')).map(str::len)
}
