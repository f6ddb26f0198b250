//! Reads a JSON object key by key and remembers every problem with its path, so that all are told at once.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::domain::values::{At, Country};
use crate::policy::problem::nearest;

/// Years in which something that a case tells can have happened; anything else is a slip of the keyboard.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

/// From the date line westwards to the Line Islands: every offset that a clock on a wall can have, in seconds.
const OFFSETS_SECONDS: std::ops::RangeInclusive<i32> = -12 * 3600..=14 * 3600;

/// Problems as `path: sentence`.
pub type Found = Rc<RefCell<Vec<String>>>;

/// One object of the input.
pub struct Object<'a> {
    path: String,
    map: &'a Map<String, Value>,
    asked: RefCell<BTreeSet<String>>,
    found: Found,
}

impl<'a> Object<'a> {
    /// The object at `path`; a problem and `None` for any other value.
    pub fn at(path: &str, value: &'a Value, found: &Found) -> Option<Self> {
        match value {
            Value::Object(map) => {
                Some(Self { path: path.to_owned(), map, asked: RefCell::new(BTreeSet::new()), found: found.clone() })
            }
            _ => {
                found.borrow_mut().push(format!("{}: must be an object", if path.is_empty() { "input" } else { path }));
                None
            }
        }
    }

    pub fn found(&self) -> &Found {
        &self.found
    }

    pub fn path_of(&self, key: &str) -> String {
        let key = shown(key);
        if self.path.is_empty() { key } else { format!("{}.{key}", self.path) }
    }

    pub fn problem(&self, key: &str, message: impl AsRef<str>) {
        self.found.borrow_mut().push(format!("{}: {}", self.path_of(key), message.as_ref()));
    }

    /// The value of a key; null counts as absent.
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.map.get(key).filter(|value| !value.is_null())
    }

    pub fn keys(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.map.iter()
    }

    /// A text that may be left out, but not be blank: an empty one is a field that somebody forgot to fill in.
    pub fn opt_text(&self, key: &str) -> Option<&'a str> {
        match self.get(key)? {
            Value::String(text) if text.trim().is_empty() => {
                self.problem(key, "is empty");
                None
            }
            Value::String(text) if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) => {
                self.problem(key, "holds control characters");
                None
            }
            Value::String(text) => Some(text),
            _ => {
                self.problem(key, "must be text");
                None
            }
        }
    }

    /// A text that must be there and not be blank.
    pub fn text(&self, key: &str) -> &'a str {
        if self.get(key).is_none() {
            self.problem(key, "is missing");
        }
        self.opt_text(key).unwrap_or("")
    }

    pub fn opt_instant(&self, key: &str) -> Option<At> {
        let text = self.opt_text(key)?;
        let at = At::parse(text).map_err(|bad| self.problem(key, bad.to_string())).ok()?;
        // At::parse has read it as RFC 3339 already; this looks at the offset alone.
        let offset = chrono::DateTime::parse_from_rfc3339(text).map_or(0, |at| at.offset().local_minus_utc());
        if !OFFSETS_SECONDS.contains(&offset) {
            self.problem(key, format!("`{}` has an offset that no zone of the world has", shown(text)));
            return None;
        }
        let year = chrono::Datelike::year(&at.utc());
        if !YEARS.contains(&year) {
            self.problem(key, format!("lies in the year {year}, which no breach can be of"));
            return None;
        }
        Some(at)
    }

    pub fn instant(&self, key: &str) -> Option<At> {
        if self.get(key).is_none() {
            self.problem(key, "is missing");
        }
        self.opt_instant(key)
    }

    pub fn opt_day(&self, key: &str) -> Option<NaiveDate> {
        let text = self.opt_text(key)?;
        // chrono also takes `2026-1-5` and `+2026-01-05`, which nobody writes on purpose.
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| day.to_string() == text);
        let Some(day) = day else {
            self.problem(key, "must be a day such as 2026-10-03");
            return None;
        };
        let year = chrono::Datelike::year(&day);
        if !YEARS.contains(&year) {
            self.problem(key, format!("lies in the year {year}, which no breach can be of"));
            return None;
        }
        Some(day)
    }

    pub fn opt_country(&self, key: &str) -> Option<Country> {
        let text = self.opt_text(key)?;
        Country::parse(text).map_err(|bad| self.problem(key, bad.to_string())).ok()
    }

    pub fn country(&self, key: &str) -> Country {
        if self.get(key).is_none() {
            self.problem(key, "is missing");
        }
        self.opt_country(key).unwrap_or_else(Country::unknown)
    }

    /// One of the known words.
    pub fn opt_word<T>(&self, key: &str, known: &[&str], parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.opt_text(key)?;
        let parsed = parse(text);
        if parsed.is_none() {
            self.problem(key, not_a_word(text, known));
        }
        parsed
    }

    pub fn word<T>(&self, key: &str, known: &[&str], parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        if self.get(key).is_none() {
            self.problem(key, format!("is missing: {}", known.join(", ")));
        }
        self.opt_word(key, known, parse)
    }

    /// The items of a list with their paths.
    pub fn items(&self, key: &str) -> Vec<(String, &'a Value)> {
        match self.get(key) {
            None => Vec::new(),
            Some(Value::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(index, item)| (format!("{}[{index}]", self.path_of(key)), item))
                .collect(),
            Some(_) => {
                self.problem(key, "must be a list");
                Vec::new()
            }
        }
    }

    pub fn objects(&self, key: &str) -> Vec<Object<'a>> {
        self.items(key).iter().filter_map(|(path, item)| Object::at(path, item, &self.found)).collect()
    }

    /// Every key that was not asked for is refused.
    pub fn finish(&self) {
        let asked = self.asked.borrow();
        let known: Vec<&str> = asked.iter().map(String::as_str).collect();
        for key in self.map.keys().filter(|key| !asked.contains(*key)) {
            let hint = match nearest(key, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known are {}", known.join(", ")),
            };
            self.problem(key, format!("is not a known key; {hint}"));
        }
    }
}

/// What somebody wrote, short enough for one line and without characters that a terminal would obey.
pub fn shown(text: &str) -> String {
    text.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

pub fn not_a_word(text: &str, known: &[&str]) -> String {
    let (shown, known) = (shown(text), known.iter().map(|word| shown(word)).collect::<Vec<_>>());
    let words: Vec<&str> = known.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    match nearest(text, &words) {
        Some(near) => format!("`{shown}` is not known; did you mean `{near}`?"),
        None if words.is_empty() => format!("`{shown}` is not known"),
        None => format!("`{shown}` is not known: {}", words.join(", ")),
    }
}
