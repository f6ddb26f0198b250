//! Keys that stand twice in one object of a JSON text. A parser keeps the last of them in silence, so they are looked for by themselves.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::json_reader::shown;

/// The path of every key that stands a second time; none for a text that is not JSON, which others tell.
pub fn doubles(text: &str) -> Vec<String> {
    let found = RefCell::new(Vec::new());
    let walk = Walk { path: String::new(), found: &found };
    match walk.deserialize(&mut serde_json::Deserializer::from_str(text)) {
        Ok(()) => found.into_inner(),
        Err(_) => Vec::new(),
    }
}

/// The sentence about one of them.
pub fn told(path: &str) -> String {
    format!("{path}: stands twice, and only one of them would be read")
}

struct Walk<'f> {
    path: String,
    found: &'f RefCell<Vec<String>>,
}

impl Walk<'_> {
    fn at(&self, path: String) -> Self {
        Self { path, found: self.found }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut number = 0;
        while items.next_element_seed(self.at(format!("{}[{number}]", self.path)))?.is_some() {
            number += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            let path = if self.path.is_empty() { shown(&key) } else { format!("{}.{}", self.path, shown(&key)) };
            if !seen.insert(key) {
                self.found.borrow_mut().push(path.clone());
            }
            entries.next_value_seed(self.at(path))?;
        }
        Ok(())
    }
}
