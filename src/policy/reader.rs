//! Reads a TOML table key by key and remembers every problem, so that a lawyer sees all of them at once.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::problem::{Problem, nearest};

/// A parsed file that still borrows its text: most of a start is reading these, and nothing is copied twice.
pub type Table<'i> = DeTable<'i>;
pub type Value<'i> = Spanned<DeValue<'i>>;

/// Where all nodes of one load put what they find.
pub type Found = Rc<RefCell<Vec<Problem>>>;

/// One table of a policy file. A key that nobody asked for is a problem when the node is [`finish`](Node::finish)ed.
pub struct Node<'a> {
    pub file: String,
    /// Path of this table in words, such as ``rule `gdpr-33` ``.
    pub place: String,
    table: &'a Table<'a>,
    /// Keys that somebody asked for: what is not among them is no key of this table.
    asked: RefCell<Vec<&'static str>>,
    /// The names of the keys are data, and each is read.
    open: Cell<bool>,
    found: Found,
}

impl<'a> Node<'a> {
    pub fn new(file: &str, place: &str, table: &'a Table<'a>, found: &Found) -> Self {
        Self {
            file: file.to_owned(),
            place: place.to_owned(),
            table,
            asked: RefCell::default(),
            open: Cell::new(false),
            found: found.clone(),
        }
    }

    /// Records a problem at `key` of this table.
    pub fn problem(&self, key: &str, message: impl Into<String>, hint: impl Into<String>) {
        let key = match (self.place.is_empty(), key.is_empty()) {
            (true, _) => key.to_owned(),
            (false, true) => self.place.clone(),
            (false, false) => format!("{} › {key}", self.place),
        };
        self.found.borrow_mut().push(Problem {
            file: self.file.clone(),
            key,
            message: message.into(),
            hint: hint.into(),
        });
    }

    fn get(&self, key: &'static str) -> Option<&'a DeValue<'a>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key).map(Spanned::get_ref)
    }

    fn wrong(&self, key: &str, wanted: &str, got: &DeValue<'_>) {
        self.problem(key, format!("is {}, but must be {wanted}", got.type_str()), "");
    }

    fn missing(&self, key: &str, wanted: &str) {
        self.problem(key, "is missing", format!("add `{key} = …` ({wanted})"));
    }

    pub fn has(&self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    pub fn opt_text(&self, key: &'static str) -> Option<String> {
        match self.get(key)? {
            DeValue::String(text) if !text.trim().is_empty() => Some(text.to_string()),
            DeValue::String(_) => {
                self.problem(key, "is empty", "write the words, or leave the key out");
                None
            }
            other => {
                self.wrong(key, "text in quotes", other);
                None
            }
        }
    }

    /// A text that must be there; empty (and a problem) if it is not.
    pub fn text(&self, key: &'static str) -> String {
        if !self.has(key) {
            self.missing(key, "text");
        }
        self.opt_text(key).unwrap_or_default()
    }

    pub fn opt_bool(&self, key: &'static str) -> Option<bool> {
        match self.get(key)? {
            DeValue::Boolean(yes) => Some(*yes),
            other => {
                self.wrong(key, "true or false", other);
                None
            }
        }
    }

    pub fn bool(&self, key: &'static str) -> bool {
        if !self.has(key) {
            self.missing(key, "true or false");
        }
        self.opt_bool(key).unwrap_or_default()
    }

    /// A whole number from 0 to 1,000,000.
    pub fn opt_number(&self, key: &'static str) -> Option<u32> {
        match self.get(key)? {
            DeValue::Integer(number) => {
                let number = whole(number).and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= 1_000_000);
                if number.is_none() {
                    self.problem(key, "is out of range", "a whole number from 0 to 1000000");
                }
                number
            }
            other => {
                self.wrong(key, "a whole number", other);
                None
            }
        }
    }

    pub fn number(&self, key: &'static str) -> u32 {
        if !self.has(key) {
            self.missing(key, "a whole number");
        }
        self.opt_number(key).unwrap_or_default()
    }

    pub fn opt_day(&self, key: &'static str) -> Option<NaiveDate> {
        let text = self.opt_text(key)?;
        match NaiveDate::parse_from_str(&text, "%Y-%m-%d") {
            Ok(day) => Some(day),
            Err(_) => {
                self.problem(key, format!("`{text}` is not a day"), "write it as \"2018-05-25\"");
                None
            }
        }
    }

    pub fn texts(&self, key: &'static str) -> Vec<String> {
        match self.get(key) {
            None => Vec::new(),
            Some(DeValue::Array(items)) => items
                .iter()
                .filter_map(|item| match item.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    other => {
                        self.wrong(key, "a list of texts", other);
                        None
                    }
                })
                .collect(),
            Some(other) => {
                self.wrong(key, "a list of texts", other);
                Vec::new()
            }
        }
    }

    pub fn numbers(&self, key: &'static str) -> Vec<u32> {
        match self.get(key) {
            None => Vec::new(),
            Some(DeValue::Array(items)) => items
                .iter()
                .filter_map(|item| {
                    let number = item.get_ref().as_integer().and_then(whole).and_then(|n| u32::try_from(n).ok());
                    if number.is_none() {
                        self.wrong(key, "a list of whole numbers", item.get_ref());
                    }
                    number
                })
                .collect(),
            Some(other) => {
                self.wrong(key, "a list of whole numbers", other);
                Vec::new()
            }
        }
    }

    /// One of some words; `parse` knows them, `known` lists them for the hint.
    pub fn word<T>(&self, key: &'static str, known: &[&str], parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.opt_text(key)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.problem(key, format!("`{text}` is not known here"), one_of(&text, known));
        }
        parsed
    }

    pub fn words<T>(&self, key: &'static str, known: &[&str], parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
        self.texts(key)
            .iter()
            .filter_map(|text| {
                let parsed = parse(text);
                if parsed.is_none() {
                    self.problem(key, format!("`{text}` is not known here"), one_of(text, known));
                }
                parsed
            })
            .collect()
    }

    /// An inline table or a sub-table.
    pub fn node(&self, key: &'static str) -> Option<Node<'a>> {
        match self.get(key)? {
            DeValue::Table(table) => Some(Node::new(&self.file, &self.under(key), table, &self.found)),
            other => {
                self.wrong(key, "a table, { … }", other);
                None
            }
        }
    }

    /// The tables of `[[key]]`, each named in problems by its `name_key` or its number.
    pub fn nodes(&self, key: &'static str, name_key: &str) -> Vec<Node<'a>> {
        let items = match self.get(key) {
            None => return Vec::new(),
            Some(DeValue::Array(items)) => items,
            Some(other) => {
                self.wrong(key, &format!("a list of tables, [[{key}]]"), other);
                return Vec::new();
            }
        };
        items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| match item.get_ref() {
                DeValue::Table(table) => {
                    let name = table.get(name_key).and_then(|name| name.get_ref().as_str()).map_or_else(
                        || format!("{} {}", self.under(key), index + 1),
                        |n| format!("{} `{n}`", self.under(key)),
                    );
                    Some(Node::new(&self.file, &name, table, &self.found))
                }
                other => {
                    self.wrong(key, &format!("a list of tables, [[{key}]]"), other);
                    None
                }
            })
            .collect()
    }

    fn under(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{} › {key}", self.place) }
    }

    /// Key and text of every entry of a table whose keys are data, in order.
    pub fn pairs(&self) -> Vec<(String, String)> {
        self.open.set(true);
        let mut pairs = Vec::new();
        for (key, value) in self.table {
            let key = key.get_ref();
            match value.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => pairs.push((key.to_string(), text.to_string())),
                DeValue::String(_) => self.problem(key, "is empty", "write the words, or leave the key out"),
                other => self.wrong(key, "text in quotes", other),
            }
        }
        pairs
    }

    /// The same with a list of texts behind each key.
    pub fn lists(&self) -> Vec<(String, Vec<String>)> {
        self.open.set(true);
        let mut lists = Vec::new();
        for (key, value) in self.table {
            let (key, value) = (key.get_ref(), value.get_ref());
            let text = |item: &Value<'_>| item.get_ref().as_str().map(str::to_owned);
            let texts: Option<Vec<String>> = value.as_array().and_then(|items| items.iter().map(text).collect());
            match texts {
                Some(texts) if !texts.is_empty() => lists.push((key.to_string(), texts)),
                _ => self.wrong(key, "a list of texts", value),
            }
        }
        lists
    }

    /// SHA-256 over keys and values in order of the keys, without those of the paths in `without` (`stage.example`).
    pub fn digest(&self, without: &[&str]) -> String {
        let mut hash = Sha256::new();
        digest_table(&mut hash, self.table, "", without);
        hex::encode(hash.finalize())
    }

    /// Every key that was not asked for is unknown.
    pub fn finish(&self) {
        if self.open.get() {
            return;
        }
        let asked = self.asked.borrow();
        for key in self.table.keys().map(|key| &**key.get_ref()).filter(|key| !asked.contains(key)) {
            let known: BTreeSet<&str> = asked.iter().copied().collect();
            self.problem(key, "is not a known key", one_of(key, &known.into_iter().collect::<Vec<_>>()));
        }
    }
}

fn whole(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

fn digest_table(hash: &mut Sha256, table: &Table<'_>, path: &str, without: &[&str]) {
    for (key, value) in table {
        let key = key.get_ref();
        let path = if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
        if !without.contains(&path.as_str()) {
            digest_part(hash, "key", key.as_bytes());
            digest_value(hash, value.get_ref(), &path, without);
        }
    }
    digest_part(hash, "end", &[]);
}

fn digest_value(hash: &mut Sha256, value: &DeValue<'_>, path: &str, without: &[&str]) {
    match value {
        DeValue::Table(table) => digest_table(hash, table, path, without),
        DeValue::Array(items) => {
            items.iter().for_each(|item| digest_value(hash, item.get_ref(), path, without));
            digest_part(hash, "list", &[]);
        }
        DeValue::String(text) => digest_part(hash, "text", text.as_bytes()),
        DeValue::Integer(number) => {
            let number = whole(number).map_or_else(|| number.to_string(), |n| n.to_string());
            digest_part(hash, "value", number.as_bytes());
        }
        DeValue::Boolean(yes) => digest_part(hash, "value", yes.to_string().as_bytes()),
        DeValue::Float(number) => digest_part(hash, "value", number.as_str().as_bytes()),
        DeValue::Datetime(when) => digest_part(hash, "value", when.to_string().as_bytes()),
    }
}

/// Each part with its kind and length before it, so that nothing can slide from one into the next.
fn digest_part(hash: &mut Sha256, kind: &str, bytes: &[u8]) {
    hash.update(kind.as_bytes());
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

fn one_of(word: &str, known: &[&str]) -> String {
    match nearest(word, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are: {}", known.join(", ")),
    }
}
