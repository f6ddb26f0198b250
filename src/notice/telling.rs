//! How a fact is told in its state of knowledge: known, estimated (how), not known yet (who, by when), not applicable.
//!
//! A claim of protection that nobody has proven is told as a claim. Nothing here adds content that the facts do not have.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::Value;

use super::clean;
use super::facts::{NoticeFacts, Statement};
use super::kind::Language;
use super::words::{FactForm, FactForms, FactType, Words};
use crate::domain::situation::Knowledge;
use crate::domain::values::At;

/// What a statement amounts to once its value is looked at: an "unknown" chosen as a value is no knowledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Known,
    Estimated,
    OpenWithDate,
    Open,
    NotApplicable,
}

/// What is established about protection of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtectionStanding {
    Proven,
    Claimed,
    Open,
    None,
    NotStated,
}

/// Words facts of one notice in one language.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    pub facts: &'a NoticeFacts,
    pub forms: &'a FactForms,
    pub words: &'a Words,
    pub zone: Tz,
    /// Plain words for people: no names of who finds out, no UTC.
    pub plain: bool,
}

/// A statement's standing, from its state, value and form.
pub fn standing(statement: &Statement, form: &FactForm, forms: &FactForms) -> Standing {
    let open = if statement.by.is_some() { Standing::OpenWithDate } else { Standing::Open };
    match statement.state {
        Knowledge::Unknown => open,
        Knowledge::NotApplicable => Standing::NotApplicable,
        Knowledge::Known | Knowledge::Estimated if says_nothing(&statement.value, form, forms) => open,
        Knowledge::Known => Standing::Known,
        Knowledge::Estimated => Standing::Estimated,
    }
}

fn says_nothing(value: &Value, form: &FactForm, forms: &FactForms) -> bool {
    let open = |word: &str| {
        clean::one_line(word).is_empty() || (form.kind != FactType::Text && forms.open_words.contains(word))
    };
    match value {
        _ if form.kind == FactType::Instant => instant_of(value).is_none(),
        Value::Null => true,
        Value::String(text) => open(text),
        Value::Array(items) => items.iter().all(|item| says_nothing(item, form, forms)),
        Value::Object(map) => match form.kind {
            FactType::Count => {
                map.get("mode").and_then(Value::as_str).is_some_and(|m| forms.open_words.contains(m))
                    || !["n", "min", "max"].iter().any(|k| map.get(*k).is_some_and(Value::is_number))
            }
            FactType::YesNo | FactType::Bodies if map.contains_key("answer") => {
                map.get("answer").is_none_or(|a| says_nothing(a, form, forms))
            }
            _ => map.values().all(|item| says_nothing(item, form, forms)),
        },
        Value::Bool(_) | Value::Number(_) => false,
    }
}

impl Telling<'_> {
    fn form(&self, id: &str) -> Option<&FactForm> {
        self.forms.facts.get(id)
    }

    fn standings(&self, id: &str) -> Vec<Standing> {
        let Some(form) = self.form(id) else { return Vec::new() };
        self.facts.of(id).iter().map(|s| standing(s, form, self.forms)).collect()
    }

    /// Known or estimated, at least in part.
    pub fn has(&self, id: &str) -> bool {
        self.standings(id).iter().any(|s| matches!(s, Standing::Known | Standing::Estimated))
    }

    /// Known for certain, everywhere.
    pub fn sure(&self, id: &str) -> bool {
        let standings = self.standings(id);
        !standings.is_empty() && standings.iter().all(|s| *s == Standing::Known)
    }

    pub fn not_applicable(&self, id: &str) -> bool {
        let standings = self.standings(id);
        !standings.is_empty() && standings.iter().all(|s| *s == Standing::NotApplicable)
    }

    /// Whether the fact, as far as known or estimated, holds this word.
    pub fn holds(&self, id: &str, word: &str) -> bool {
        self.chosen(id).contains(word)
    }

    /// Day by which an open fact is expected, in words; empty where no day is known.
    pub fn expected(&self, id: &str) -> String {
        self.by(id).map_or_else(String::new, |day| self.words.the_date(day))
    }

    fn by(&self, id: &str) -> Option<NaiveDate> {
        let form = self.form(id)?;
        let open = self.facts.of(id).iter().filter(|s| matches!(standing(s, form, self.forms), Standing::OpenWithDate));
        open.filter_map(|s| s.by).max()
    }

    /// The fact in its state of knowledge, on one line.
    pub fn say(&self, id: &str) -> String {
        clean::one_line(&self.tell(id, false))
    }

    /// The fact in its state of knowledge; a person's text keeps its paragraphs.
    pub fn para(&self, id: &str) -> String {
        clean::lines(&self.tell(id, true))
    }

    fn tell(&self, id: &str, keep_lines: bool) -> String {
        let Some(form) = self.form(id) else { return String::new() };
        let statements = self.facts.of(id);
        if statements.is_empty() {
            return self.open("", None);
        }
        let parts: Vec<String> = statements
            .iter()
            .map(|s| {
                let told = self.statement(s, form, keep_lines);
                if s.about.is_empty() {
                    told
                } else {
                    self.words.phrase("per_data_set", &[("name", &clean::one_line(&s.about)), ("text", &told)])
                }
            })
            .collect();
        parts.join(if keep_lines { "\n\n" } else { "; " })
    }

    fn statement(&self, s: &Statement, form: &FactForm, keep_lines: bool) -> String {
        let how = clean::one_line(&s.how);
        match standing(s, form, self.forms) {
            Standing::Known => self.value(&s.value, form, keep_lines),
            Standing::Estimated => {
                let value = self.value(&s.value, form, keep_lines);
                let value = [("value", value.as_str()), ("how", how.as_str())];
                match (self.plain, how.is_empty()) {
                    (true, _) => self.words.phrase("plain_estimated", &value),
                    (false, true) => self.words.phrase("estimated", &value),
                    (false, false) => self.words.phrase("estimated_how", &value),
                }
            }
            Standing::OpenWithDate | Standing::Open => self.open(&s.who, s.by),
            Standing::NotApplicable if how.is_empty() => self.words.phrase("not_applicable", &[]),
            Standing::NotApplicable => self.words.phrase("not_applicable_how", &[("how", &how)]),
        }
    }

    /// "Not known yet", by when, and for authorities who finds out. That it is being looked into is said only where somebody does.
    fn open(&self, who: &str, by: Option<NaiveDate>) -> String {
        let who = clean::one_line(who);
        let date = by.map(|day| self.words.the_date(day));
        let date = date.as_deref();
        match (self.plain, date, who.is_empty()) {
            (true, Some(date), _) => self.words.phrase("plain_not_known_by", &[("date", date)]),
            (true, None, _) => self.words.phrase("plain_not_known", &[]),
            (false, Some(date), true) => self.words.phrase("not_known_by", &[("date", date)]),
            (false, Some(date), false) => self.words.phrase("not_known_by_who", &[("date", date), ("who", &who)]),
            (false, None, false) => self.words.phrase("not_known_who", &[("who", &who)]),
            (false, None, true) => self.words.phrase("not_known", &[]),
        }
    }

    /// One list item per word or text of a set, each on one line; nothing where the fact is open.
    pub fn items(&self, id: &str) -> Vec<String> {
        let Some(form) = self.form(id) else { return Vec::new() };
        let mut items: Vec<String> = Vec::new();
        for statement in self.facts.of(id) {
            if matches!(standing(statement, form, self.forms), Standing::Known | Standing::Estimated) {
                items.extend(self.pieces(&statement.value, form).into_iter().map(|p| clean::one_line(&p)));
            }
        }
        let mut seen = BTreeSet::new();
        items.retain(|item| !item.is_empty() && seen.insert(item.clone()));
        items
    }

    /// Words of value sets chosen in known or estimated statements of this fact.
    pub fn chosen(&self, id: &str) -> BTreeSet<String> {
        let Some(form) = self.form(id) else { return BTreeSet::new() };
        let mut chosen = BTreeSet::new();
        for statement in self.facts.of(id) {
            if matches!(standing(statement, form, self.forms), Standing::Known | Standing::Estimated) {
                let values = statement.value.get("values").unwrap_or(&statement.value);
                match values {
                    Value::String(word) => drop(chosen.insert(word.clone())),
                    Value::Array(words) => chosen.extend(words.iter().filter_map(Value::as_str).map(str::to_owned)),
                    _ => {}
                }
            }
        }
        chosen
    }

    /// What the data concerned let others do, a sentence per group of data (linter rule L20).
    pub fn consequences(&self) -> Vec<String> {
        let data = self.chosen("data.categories");
        self.words.consequences.iter().filter(|c| !c.data.is_disjoint(&data)).map(|c| c.text.clone()).collect()
    }

    /// What the reader can do, most urgent first: steps written for this case, then those that the data call for (L19).
    pub fn advice(&self) -> Vec<String> {
        let mut steps = self.items("communication.advice");
        let data = self.chosen("data.categories");
        if !data.is_empty() {
            let fitting = self.words.advice.iter().filter(|a| a.data.is_empty() || !a.data.is_disjoint(&data));
            steps.extend(fitting.map(|a| a.text.clone()));
        }
        steps
    }

    /// What is established about protection. An unproven claim outweighs any value that says "safe".
    pub fn protection(&self) -> ProtectionStanding {
        let p = &self.forms.protection;
        let (mut open, mut none, mut proven) = (false, false, false);
        for id in &p.facts {
            let Some(form) = self.form(id) else { continue };
            for statement in self.facts.of(id) {
                let value = format!("{id}={}", statement.value.as_str().unwrap_or_default());
                match standing(statement, form, self.forms) {
                    Standing::Known | Standing::Estimated if p.claimed.contains(&value) => {
                        return ProtectionStanding::Claimed;
                    }
                    // An estimate that data are safe is a claim, not a proof.
                    Standing::Estimated if p.proven.contains(&value) => return ProtectionStanding::Claimed,
                    Standing::Known if p.proven.contains(&value) && statement.about.is_empty() => proven = true,
                    Standing::Known | Standing::Estimated if p.none.contains(&value) => none = true,
                    Standing::NotApplicable => {}
                    _ => open = true,
                }
            }
        }
        match (none, open, proven) {
            (true, ..) => ProtectionStanding::None,
            (false, true, _) => ProtectionStanding::Open,
            (false, false, true) => ProtectionStanding::Proven,
            (false, false, false) => ProtectionStanding::NotStated,
        }
    }

    /// The sentence on protection; empty where nothing was said about it.
    pub fn protection_words(&self) -> String {
        let date = self.forms.protection.facts.iter().map(|id| self.expected(id)).find(|d| !d.is_empty());
        let key = match (self.protection(), &date) {
            (ProtectionStanding::Proven, _) => "protection_proven",
            (ProtectionStanding::None, _) => "protection_none",
            // To people even the word "claimed" would comfort: they are told that it is being checked.
            (ProtectionStanding::Claimed, None) if self.plain => "plain_protection_claimed",
            (ProtectionStanding::Claimed, Some(_)) if self.plain => "plain_protection_claimed_by",
            (ProtectionStanding::Claimed, None) => "protection_claimed",
            (ProtectionStanding::Claimed, Some(_)) => "protection_claimed_by",
            (ProtectionStanding::Open, None) => "protection_open",
            (ProtectionStanding::Open, Some(_)) => "protection_open_by",
            (ProtectionStanding::NotStated, _) => return String::new(),
        };
        self.words.phrase(key, &[("date", date.as_deref().unwrap_or_default())])
    }

    /// The instants of a fact as they stand inside a sentence ("on …"); empty unless known or estimated.
    pub fn on(&self, id: &str) -> String {
        let utc = !self.plain;
        let stated = if self.has(id) { self.facts.of(id) } else { &[] };
        let told: Vec<String> = stated
            .iter()
            .filter_map(|s| instant_of(&s.value))
            .map(|at| self.words.the_instant(at, self.zone, utc))
            .collect();
        self.words.join(&told)
    }

    pub fn instant(&self, at: At) -> String {
        self.words.instant(at, self.zone, !self.plain)
    }

    fn value(&self, value: &Value, form: &FactForm, keep_lines: bool) -> String {
        if form.kind == FactType::Text {
            let text = text_in(value, &self.words.language);
            return if keep_lines { clean::lines(&text) } else { clean::one_line(&text) };
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

    fn pieces(&self, value: &Value, form: &FactForm) -> Vec<String> {
        match (form.kind, value) {
            (FactType::Count, value) => vec![self.count(value)],
            (FactType::Instant, value) => instant_of(value).map(|at| self.instant(at)).into_iter().collect(),
            (FactType::Day, Value::String(day)) => {
                vec![day.parse::<NaiveDate>().map_or_else(|_| day.clone(), |day| self.words.date(day))]
            }
            (FactType::YesNo, Value::Bool(yes)) => vec![self.words.phrase(if *yes { "yes" } else { "no" }, &[])],
            (FactType::Countries, Value::Object(map)) => map
                .iter()
                .map(|(code, n)| {
                    n.as_i64().map_or_else(
                        || self.country(code),
                        |n| format!("{}: {}", self.country(code), self.words.number(n)),
                    )
                })
                .collect(),
            (FactType::Countries, Value::String(code)) => vec![self.country(code)],
            (FactType::Text, value) => vec![text_in(value, &self.words.language)],
            (_, Value::String(word)) => vec![self.word(word, form)],
            (_, Value::Array(items)) => items.iter().flat_map(|item| self.pieces(item, form)).collect(),
            (_, Value::Object(map)) => match map.get("values") {
                Some(values) => {
                    let mut pieces = self.pieces(values, form);
                    pieces.extend(map.get("text").map(|text| text_in(text, &self.words.language)));
                    pieces
                }
                None => vec![self.record(map, form)],
            },
            (_, Value::Number(n)) => vec![n.as_i64().map_or_else(|| n.to_string(), |n| self.words.number(n))],
            (_, Value::Bool(yes)) => vec![self.words.phrase(if *yes { "yes" } else { "no" }, &[])],
            (_, Value::Null) => Vec::new(),
        }
    }

    /// `name (role), contact` and the like; a list inside follows after a colon.
    fn record(&self, map: &serde_json::Map<String, Value>, form: &FactForm) -> String {
        let language = &self.words.language;
        let text = |key: &str| {
            let text = match map.get(key)? {
                Value::Object(parts) => parts
                    .values()
                    .map(|v| text_in(v, language))
                    .filter(|t| !t.is_empty())
                    .collect::<Vec<_>>()
                    .join(", "),
                value => text_in(value, language),
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
        found.map_or_else(|| word.to_owned(), str::to_owned)
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

/// Text, or the text of this language where a fact was written in several (`{"en": "…", "it": "…"}`), else whatever there is.
pub fn text_in(value: &Value, language: &Language) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            items.iter().map(|i| text_in(i, language)).filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n\n")
        }
        Value::Object(map) => map
            .get(language.as_str())
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

fn instant_of(value: &Value) -> Option<At> {
    match value {
        Value::Number(n) => n.as_i64().and_then(At::from_micros),
        Value::String(text) => At::parse(text).ok(),
        _ => None,
    }
}
