//! The vocabulary of facts: which facts a case can know and what their values look like.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::reader::Node;
use crate::domain::project::conceal;
use crate::domain::values::{At, Country};
use crate::words;

words! {
    FactType {
        Text = "text",
        Bool = "bool",
        Date = "date",
        Datetime = "datetime",
        /// One of the values; with `other_text` also `{value, text}`.
        Enum = "enum",
        /// Several of the values, each once; with `other_text` also `{value, text}`.
        Set = "set",
        /// `{mode: exact | approx | unknown | tbd, n, min, max}`.
        Count = "count",
        /// An object with some of the keys, all texts, lists or objects of texts.
        Object = "object",
        /// A list of such objects.
        List = "list",
        Code = "code",
        Codes = "codes",
        Countries = "countries",
        /// `{country: number}`.
        CountryCounts = "country_counts",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactDef {
    pub id: String,
    pub kind: FactType,
    /// For `enum` and `set`; empty = the values are not laid down.
    pub values: Vec<String>,
    pub other_text: bool,
    pub keys: Vec<String>,
    /// For `object` and `list`: the words that a key may have, where they are laid down.
    pub key_values: BTreeMap<String, Vec<String>>,
    /// The answer that makes the question arise; asked of everybody where there is none.
    pub asked_if: Option<AskedIf>,
    /// A day or moment that cannot lie ahead.
    pub past: bool,
    /// Repeats an instant, result or filing that is kept elsewhere: never entered as a fact.
    pub projection: bool,
    pub edpb_numbers: Vec<u32>,
    /// Need in the EDPB draft: M (must), C (conditional), O (optional).
    pub edpb_requirement: Option<String>,
    /// What it means, in English.
    pub meaning: String,
    pub label_it: String,
}

/// A question that arises from the answer to another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedIf {
    /// Id of the other fact.
    pub fact: String,
    /// Values of it, any of which makes the question arise; `true` and `false` for yes and no.
    pub any: Vec<String>,
}

/// All facts that may be recorded, by id.
#[derive(Debug, Clone, Default)]
pub struct FactVocabulary {
    facts: BTreeMap<String, FactDef>,
    /// Ids in the order of the files, for pages.
    order: Vec<String>,
}

/// Longest text of a fact, in characters.
const MAX_TEXT: usize = 20_000;

impl FactVocabulary {
    pub fn get(&self, id: &str) -> Option<&FactDef> {
        self.facts.get(id)
    }

    /// Every fact, in the order of the policy files.
    pub fn iter(&self) -> impl Iterator<Item = &FactDef> {
        self.order.iter().filter_map(|id| self.facts.get(id))
    }

    pub fn ids(&self) -> Vec<&str> {
        self.order.iter().map(String::as_str).collect()
    }

    /// Every fact by itself, in the order of the policy files.
    pub(super) fn into_defs(mut self) -> impl Iterator<Item = FactDef> {
        std::mem::take(&mut self.order).into_iter().filter_map(move |id| self.facts.remove(&id))
    }

    pub(super) fn add(&mut self, fact: FactDef) -> bool {
        if self.facts.contains_key(&fact.id) {
            return false;
        }
        self.order.push(fact.id.clone());
        self.facts.insert(fact.id.clone(), fact);
        true
    }

    /// Whether `value` is a value of the fact `id`; the error is a sentence for the person who typed it.
    pub fn check(&self, id: &str, value: &Value) -> Result<(), String> {
        let Some(fact) = self.facts.get(id) else {
            let hint = super::problem::nearest(id, &self.ids()).map(|near| format!("; did you mean `{near}`?"));
            return Err(format!("`{}` is not a known fact{}", clip(id), hint.unwrap_or_default()));
        };
        if fact.projection {
            return Err(format!("`{id}` follows from instants, decisions or filings and is not entered as a fact"));
        }
        fact.check(value)
    }
}

impl FactDef {
    /// The value as a case keeps it: what a person wrote, or what names a person, becomes private text (rule E3); words of a
    /// fixed set, numbers and days stay as they are.
    pub fn kept(&self, value: &Value) -> Value {
        match (self.kind, value) {
            (FactType::Text | FactType::Object | FactType::List, _) => conceal(value),
            (FactType::Set, Value::Array(items)) => Value::Array(items.iter().map(other_text_kept).collect()),
            (FactType::Enum, _) => other_text_kept(value),
            _ => value.clone(),
        }
    }

    fn check(&self, value: &Value) -> Result<(), String> {
        match self.kind {
            FactType::Text | FactType::Code => text(value).map(|_| ()),
            FactType::Bool => value.as_bool().map(|_| ()).ok_or_else(|| "must be true or false".to_owned()),
            FactType::Date => match text(value)?.parse::<NaiveDate>() {
                Ok(_) => Ok(()),
                Err(_) => Err("must be a day such as 2026-10-03".to_owned()),
            },
            FactType::Datetime => At::parse(text(value)?).map(|_| ()).map_err(|bad| bad.to_string()),
            FactType::Enum => self.one_value(value).map(|_| ()),
            FactType::Set => {
                let mut seen = Vec::new();
                for item in list(value)? {
                    let word = self.one_value(item)?;
                    if seen.contains(&word) {
                        return Err(format!("`{word}` stands twice"));
                    }
                    seen.push(word);
                }
                Ok(())
            }
            FactType::Count => count(value),
            FactType::Object => self.object(value),
            FactType::List => list(value)?.iter().try_for_each(|item| self.object(item)),
            FactType::Codes => list(value)?.iter().try_for_each(|item| text(item).map(|_| ())),
            FactType::Countries => {
                list(value)?.iter().try_for_each(|c| Country::parse(text(c)?).map(|_| ()).map_err(|e| e.to_string()))
            }
            FactType::CountryCounts => {
                let map = value.as_object().ok_or("must be an object of country and number")?;
                map.iter().try_for_each(|(code, n)| {
                    Country::parse(code).map_err(|e| e.to_string())?;
                    n.as_u64().map(|_| ()).ok_or_else(|| format!("the number for {code} must be a whole number"))
                })
            }
        }
    }

    fn one_value(&self, value: &Value) -> Result<String, String> {
        let word = match value {
            Value::String(word) => word.clone(),
            Value::Object(map) if self.other_text => {
                if let Some(stray) = map.keys().find(|key| *key != "value" && *key != "text") {
                    return Err(format!("`{stray}` is not a known key; known are value, text"));
                }
                if let Some(words) = map.get("text") {
                    text(words)?;
                }
                text(map.get("value").unwrap_or(&Value::Null))?.to_owned()
            }
            _ => return Err(self.wants()),
        };
        if self.values.is_empty() || self.values.contains(&word) {
            return Ok(word);
        }
        let known: Vec<&str> = self.values.iter().map(String::as_str).collect();
        match super::problem::nearest(&word, &known) {
            Some(near) => Err(format!("`{}` is not a value here; did you mean `{near}`?", clip(&word))),
            None => Err(format!("`{}` is not a value here; {}", clip(&word), self.wants())),
        }
    }

    fn wants(&self) -> String {
        match (self.kind, self.values.is_empty()) {
            (_, true) => "must be texts".to_owned(),
            (FactType::Set, _) => format!("must be a list of: {}", self.values.join(", ")),
            _ => format!("must be one of: {}", self.values.join(", ")),
        }
    }

    fn object(&self, value: &Value) -> Result<(), String> {
        let map = value.as_object().ok_or_else(|| format!("must be an object with {}", self.keys.join(", ")))?;
        for (key, inner) in map {
            if !self.keys.contains(key) {
                return Err(format!("`{}` is not a known key; known are {}", clip(key), self.keys.join(", ")));
            }
            small(inner, 0)?;
            if let (Some(words), Some(word)) = (self.key_values.get(key), inner.as_str())
                && !words.iter().any(|known| known == word)
            {
                return Err(format!("`{}` is not a value of {key}; known are {}", clip(word), words.join(", ")));
            }
        }
        Ok(())
    }
}

/// `{value, text}`: the word stays, the text beside it is private.
fn other_text_kept(value: &Value) -> Value {
    let Value::Object(map) = value else { return value.clone() };
    let kept = |(key, inner): (&String, &Value)| {
        let inner = if key == "text" { conceal(inner) } else { inner.clone() };
        (key.clone(), inner)
    };
    Value::Object(map.iter().map(kept).collect())
}

/// Texts, numbers, truth values and shallow lists or objects of them.
fn small(value: &Value, depth: u8) -> Result<(), String> {
    match value {
        Value::String(_) => text(value).map(|_| ()),
        Value::Array(items) if depth < 3 => items.iter().try_for_each(|item| small(item, depth + 1)),
        Value::Object(map) if depth < 3 => map.values().try_for_each(|item| small(item, depth + 1)),
        Value::Array(_) | Value::Object(_) => Err("is nested too deeply".to_owned()),
        _ => Ok(()),
    }
}

fn text(value: &Value) -> Result<&str, String> {
    let text = value.as_str().ok_or("must be text")?;
    if text.chars().count() > MAX_TEXT {
        return Err(format!("is longer than {MAX_TEXT} characters"));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err("holds control characters".to_owned());
    }
    Ok(text)
}

fn list(value: &Value) -> Result<&Vec<Value>, String> {
    value.as_array().ok_or_else(|| "must be a list".to_owned())
}

fn clip(text: &str) -> String {
    text.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// A number of people or records, exact or not.
pub fn count(value: &Value) -> Result<(), String> {
    let map = value.as_object().ok_or("must be an object with mode and n, min or max")?;
    if let Some(stray) = map.keys().find(|key| !["mode", "n", "min", "max"].contains(&key.as_str())) {
        return Err(format!("`{}` is not a known key; known are mode, n, min, max", clip(stray)));
    }
    let mode = map.get("mode").and_then(Value::as_str).ok_or("mode is missing: exact, approx, unknown or tbd")?;
    let mut numbers = BTreeMap::new();
    for key in ["n", "min", "max"] {
        match map.get(key) {
            None | Some(Value::Null) => {}
            Some(number) => {
                let number = number.as_u64().ok_or_else(|| format!("{key} must be a whole number"))?;
                numbers.insert(key, number);
            }
        }
    }
    if let (Some(min), Some(max)) = (numbers.get("min"), numbers.get("max"))
        && min > max
    {
        return Err(format!("min ({min}) is more than max ({max})"));
    }
    match mode {
        "exact" if numbers.contains_key("n") => Ok(()),
        "exact" => Err("mode exact needs n".to_owned()),
        "approx" if !numbers.is_empty() => Ok(()),
        "approx" => Err("mode approx needs n, min or max".to_owned()),
        "unknown" | "tbd" => Ok(()),
        other => Err(format!("mode `{}` is not known: exact, approx, unknown or tbd", clip(other))),
    }
}

pub fn parse(node: &Node<'_>) -> FactDef {
    let known: Vec<&str> = FactType::ALL.iter().map(|kind| kind.as_str()).collect();
    if !node.has("type") {
        node.problem("type", "is missing", format!("one of {}", known.join(", ")));
    }
    let fact = FactDef {
        id: node.text("id"),
        kind: node.word("type", &known, FactType::parse).unwrap_or(FactType::Text),
        values: node.texts("values"),
        other_text: node.opt_bool("other_text").unwrap_or(false),
        keys: node.texts("keys"),
        key_values: node.node("key_values").map(|table| table.lists().into_iter().collect()).unwrap_or_default(),
        asked_if: node.node("asked_if").map(|table| {
            let asked = AskedIf { fact: table.text("fact"), any: table.texts("any") };
            table.finish();
            asked
        }),
        past: node.opt_bool("past").unwrap_or(false),
        projection: node.opt_bool("projection").unwrap_or(false),
        edpb_numbers: node.numbers("edpb_numbers"),
        edpb_requirement: node.opt_text("edpb_requirement"),
        meaning: node.text("meaning"),
        label_it: node.text("label_it"),
    };
    if fact.kind == FactType::Enum && fact.values.is_empty() {
        node.problem("values", "is missing for an enum", "list the values");
    }
    if matches!(fact.kind, FactType::Object | FactType::List) && fact.keys.is_empty() {
        node.problem("keys", "is missing for an object or list", "list its keys");
    }
    for key in fact.key_values.keys().filter(|key| !fact.keys.contains(key)) {
        node.problem("key_values", format!("`{key}` is none of its keys"), fact.keys.join(", "));
    }
    node.finish();
    fact
}
