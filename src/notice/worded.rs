//! How a value is worded by its type: text, words of a set, counts, instants, parties. Shapes that no type foresees still give text.

use chrono::NaiveDate;
use serde_json::Value;

use super::clean;
use super::forms::{FactForm, FactType};
use super::kind::Language;
use super::telling::{ProtectionStanding, Telling};
use crate::domain::values::At;

impl Telling<'_> {
    pub(super) fn value(&self, value: &Value, form: &FactForm, keep_lines: bool) -> String {
        if form.kind == FactType::Text {
            let text = self.typed(value);
            return if keep_lines {
                clean::as_paragraphs(&clean::lines(&text))
            } else {
                clean::as_item(&clean::one_line(&text))
            };
        }
        let pieces: Vec<String> =
            self.pieces(value, form).iter().map(|p| clean::one_line(p)).filter(|p| !p.is_empty()).collect();
        match form.kind {
            // Words of a set may hold commas, so that only a semicolon keeps them apart.
            FactType::Set | FactType::Parties | FactType::Countries | FactType::Bodies
                if pieces.iter().any(|p| p.contains(',')) =>
            {
                pieces.join("; ")
            }
            _ => self.words.join(&pieces),
        }
    }

    pub(super) fn pieces(&self, value: &Value, form: &FactForm) -> Vec<String> {
        match (form.kind, value) {
            (FactType::Count, value) => vec![self.count(value)],
            (FactType::Instant, value) => instant_of(value).map(|at| self.instant(at)).into_iter().collect(),
            (FactType::Day, Value::String(day)) => {
                vec![day.parse::<NaiveDate>().map_or_else(|_| day.clone(), |day| self.words.date(day))]
            }
            (FactType::YesNo, Value::Bool(yes)) => vec![self.words.phrase(if *yes { "yes" } else { "no" }, &[])],
            (FactType::Countries, Value::Object(map)) => map
                .iter()
                .filter(|(code, _)| self.is_other_state(code))
                .map(|(code, n)| {
                    n.as_i64().map_or_else(
                        || self.country(code),
                        |n| format!("{}: {}", self.country(code), self.words.number(n)),
                    )
                })
                .collect(),
            (FactType::Countries, Value::String(code)) if !self.is_other_state(code) => Vec::new(),
            (FactType::Countries, Value::String(code)) => vec![self.country(code)],
            (FactType::Text, Value::Array(items)) => items.iter().map(|item| self.typed(item)).collect(),
            (FactType::Text, value) => vec![self.typed(value)],
            (_, Value::String(word)) => vec![self.word(word, form)],
            (_, Value::Array(items)) => items.iter().flat_map(|item| self.pieces(item, form)).collect(),
            (_, Value::Object(map)) => match map.get("values") {
                Some(values) => {
                    let mut pieces = self.pieces(values, form);
                    pieces.extend(map.get("text").map(|text| self.typed_among(text)));
                    pieces
                }
                None => vec![self.record(map, form)],
            },
            (_, Value::Number(n)) => vec![n.as_i64().map_or_else(|| n.to_string(), |n| self.words.number(n))],
            (_, Value::Bool(yes)) => vec![self.words.phrase(if *yes { "yes" } else { "no" }, &[])],
            (_, Value::Null) => Vec::new(),
        }
    }

    /// What a person typed, in the notice's language; where that has its fixed words alone, else in the language of its answers.
    fn typed(&self, value: &Value) -> String {
        let own = &self.words.language;
        let lacks = value.as_object().is_some_and(|texts| !texts.contains_key(own.as_str()));
        text_in(value, self.words.answers.as_ref().filter(|_| lacks).unwrap_or(own))
    }

    /// The same among words of ours, which end without a stop.
    fn typed_among(&self, value: &Value) -> String {
        clean::unstopped(self.typed(value).trim()).to_owned()
    }

    /// The State of the authority that reads is no other State to it.
    fn is_other_state(&self, code: &str) -> bool {
        self.facts.frame.own_state.is_empty() || self.facts.frame.own_state != code
    }

    /// `name (role), contact` and the like; a list inside follows after a colon.
    fn record(&self, map: &serde_json::Map<String, Value>, form: &FactForm) -> String {
        let text = |key: &str| {
            let text = match map.get(key)? {
                Value::Object(parts) => {
                    parts.values().map(|v| self.typed_among(v)).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ")
                }
                value => self.typed_among(value),
            };
            (!text.trim().is_empty()).then_some(text)
        };
        let mut out = match (
            text("answer").map(|a| self.word(&a, form)),
            text("name"),
            text("role").map(|r| self.word(&r, form)),
        ) {
            (Some(answer), ..) => answer,
            (None, Some(name), Some(role)) => format!("{name} ({role})"),
            (None, name, role) => name.or(role).unwrap_or_default(),
        };
        for key in ["contact", "ref", "text", "reason"] {
            if let Some(more) = text(key) {
                out = if out.is_empty() { more } else { format!("{out}, {more}") };
            }
        }
        if let Some(Value::Array(list)) = map.get("list") {
            let inner: Vec<String> = list.iter().flat_map(|item| self.pieces(item, form)).collect();
            if !inner.is_empty() {
                out = format!("{out}: {}", inner.join("; "));
            }
        }
        out
    }

    fn word(&self, word: &str, form: &FactForm) -> String {
        if form.claims.iter().any(|c| c == word) && self.protection() != ProtectionStanding::Proven {
            let unproven = format!("{word}_unproven");
            if let Some(text) = self.words.value(&form.words, &unproven) {
                return text.to_owned();
            }
        }
        let found =
            if self.plain { self.words.plain_value(&form.words, word) } else { self.words.value(&form.words, word) };
        // A word outside the set is what a person wrote under "other": it stands as written.
        found.map_or_else(|| clean::unstopped(word.trim()).to_owned(), str::to_owned)
    }

    fn country(&self, code: &str) -> String {
        self.words.countries.get(code).map_or_else(|| code.to_owned(), Clone::clone)
    }

    fn count(&self, value: &Value) -> String {
        let number = |n: &Value| n.as_i64().map(|n| self.words.number(n));
        if let Some(n) = number(value) {
            return n;
        }
        let get = |key: &str| value.get(key).and_then(number);
        let exact = value.get("mode").and_then(Value::as_str) == Some("exact");
        match (get("n"), get("min"), get("max")) {
            (Some(n), ..) if exact => n,
            (_, Some(min), Some(max)) => self.words.phrase("between", &[("min", &min), ("max", &max)]),
            (Some(n), ..) => self.words.phrase("about_number", &[("n", &n)]),
            (None, Some(min), None) => self.words.phrase("at_least", &[("n", &min)]),
            (None, None, Some(max)) => self.words.phrase("at_most", &[("n", &max)]),
            (None, None, None) => String::new(),
        }
    }
}

/// Text, or the text of this language where a fact was written in several (`{"en": "…", "it": "…"}`), else the English one, else
/// whatever there is.
pub fn text_in(value: &Value, language: &Language) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            items.iter().map(|i| text_in(i, language)).filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n\n")
        }
        Value::Object(map) => map
            .get(language.as_str())
            .or_else(|| map.get("en").filter(|text| text.as_str().is_some_and(|t| !t.trim().is_empty())))
            .or_else(|| map.values().find(|v| v.as_str().is_some_and(|t| !t.trim().is_empty())))
            .map_or_else(String::new, |v| v.as_str().unwrap_or_default().to_owned()),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// Whether a text was written by language (`{"en": "…"}`) and this language is not among them.
pub fn lacks_language(value: &Value, language: &Language, form: &FactForm) -> bool {
    form.kind == FactType::Text
        && value.as_object().is_some_and(|map| !map.is_empty() && !map.contains_key(language.as_str()))
}

pub(super) fn instant_of(value: &Value) -> Option<At> {
    match value {
        Value::Number(n) => n.as_i64().and_then(At::from_micros),
        Value::String(text) => At::parse(text).ok(),
        _ => None,
    }
}
