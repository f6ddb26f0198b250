//! How a fact is told in its state of knowledge: known, estimated (how), not known yet (who, by when), not applicable.
//!
//! A claim of protection that nobody has proven is told as a claim. Nothing here adds content that the facts do not have.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::Value;

use super::clean;
use super::facts::{BY_THE_RECORD, NoticeFacts, Statement};
use super::forms::{FactForm, FactForms, FactType};
use super::worded::instant_of;
use super::words::Words;
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

    pub fn by(&self, id: &str) -> Option<NaiveDate> {
        let form = self.form(id)?;
        let open = self.facts.of(id).iter().filter(|s| matches!(standing(s, form, self.forms), Standing::OpenWithDate));
        open.filter_map(|s| s.by).max()
    }

    /// The fact in its state of knowledge, on one line.
    pub fn say(&self, id: &str) -> String {
        clean::one_line(&self.tell(id, false))
    }

    /// The same of one data set, by the name under which the notice speaks of it; of all where none is named.
    pub fn say_of(&self, id: &str, about: &str) -> String {
        let told = match self.form(id) {
            Some(form) if !about.is_empty() => {
                let statements = self.facts.of(id);
                // Where they are all alike again, one statement stands for each.
                let of_it = statements.iter().find(|s| s.about == about).or(statements.first());
                of_it.map(|statement| self.statement(statement, form, false))
            }
            _ => None,
        };
        clean::one_line(&told.unwrap_or_else(|| self.tell(id, false)))
    }

    /// The fact in its state of knowledge; a person's text keeps its paragraphs.
    pub fn para(&self, id: &str) -> String {
        clean::lines(&self.tell(id, true))
    }

    fn tell(&self, id: &str, keep_lines: bool) -> String {
        let Some(form) = self.form(id) else { return String::new() };
        if let Some(phrase) = self.instead(id) {
            return self.words.phrase(phrase, &[]);
        }
        let statements = self.facts.of(id);
        if statements.is_empty() {
            return self.open("", None);
        }
        let parts: Vec<String> = statements
            .iter()
            .map(|s| {
                let told = self.statement(s, form, keep_lines);
                let told = if keep_lines || statements.len() == 1 { told } else { clean::unstopped(&told).to_owned() };
                if s.about.is_empty() {
                    told
                } else {
                    self.words.phrase("per_data_set", &[("name", &clean::one_line(&s.about)), ("text", &told)])
                }
            })
            .collect();
        parts.join(if keep_lines { "\n\n" } else { "; " })
    }

    /// The phrase that stands for a fact which the record answers by another one: a part of the nature that its known whole does not
    /// name, and how people were told before anybody was.
    pub fn instead(&self, id: &str) -> Option<&'static str> {
        let form = self.form(id)?;
        if form.of_telling && self.facts.frame.nobody_told {
            return Some("nobody_told");
        }
        let (whole, word) = form.part_of.as_deref()?.split_once('=')?;
        let outside = self.facts.of(id).is_empty() && self.sure(whole) && !self.holds(whole, word);
        outside.then_some("not_concerned")
    }

    fn statement(&self, s: &Statement, form: &FactForm, keep_lines: bool) -> String {
        // Both stand inside a bracket or a sentence that goes on.
        let how = clean::one_line(&s.how);
        let how = clean::unstopped(&how);
        match standing(s, form, self.forms) {
            Standing::Known | Standing::Estimated
                if form.kind == FactType::Countries && self.pieces(&s.value, form).is_empty() =>
            {
                // Nobody was counted but in the State of the reader itself.
                self.words.phrase("not_concerned", &[])
            }
            Standing::Known => self.value(&s.value, form, keep_lines),
            Standing::Estimated => {
                let value = self.value(&s.value, form, keep_lines);
                let value = [("value", clean::unstopped(&value)), ("how", how)];
                let phrase = match (self.plain, how.is_empty()) {
                    (true, _) => "plain_estimated",
                    (false, true) => "estimated",
                    (false, false) => "estimated_how",
                };
                let told = self.words.phrase(phrase, &value);
                // A paragraph of its own ends as one.
                if keep_lines && form.kind == FactType::Text { clean::stopped(&told) } else { told }
            }
            Standing::OpenWithDate | Standing::Open => self.open(&s.who, s.by),
            // Derived from the record, not said by a person: as far as is known.
            Standing::NotApplicable if s.who == BY_THE_RECORD => self.words.phrase("not_concerned", &[]),
            Standing::NotApplicable if how.is_empty() => self.words.phrase("not_applicable", &[]),
            Standing::NotApplicable => self.words.phrase("not_applicable_how", &[("how", how)]),
        }
    }

    /// A statement as it was told before, in its state of knowledge then.
    pub fn as_told(&self, id: &str, statement: &Statement) -> String {
        self.form(id).map_or_else(String::new, |form| self.statement(statement, form, false))
    }

    /// "Not known yet", by when, and for authorities who finds out. That it is being looked into is said only where somebody does.
    fn open(&self, who: &str, by: Option<NaiveDate>) -> String {
        let who = clean::one_line(who);
        let who = clean::unstopped(&who).to_owned();
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
        // Where words of ours among them are sentences, what a person typed beside them ends as one too.
        if items.iter().any(|item| clean::unstopped(item) != item) {
            items.iter_mut().for_each(|item| *item = clean::stopped(item));
        }
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
        let mut steps: Vec<String> =
            self.items("communication.advice").iter().map(|step| clean::stopped(step)).collect();
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

    /// Whether the sentence on protection says that somebody still looks.
    pub fn awaits_protection(&self) -> bool {
        matches!(self.protection(), ProtectionStanding::Claimed | ProtectionStanding::Open)
    }

    /// Day by which it is expected to be known.
    pub fn protection_by(&self) -> Option<NaiveDate> {
        self.forms.protection.facts.iter().find_map(|id| self.by(id))
    }

    /// The sentence on protection; empty where nothing was said about it.
    pub fn protection_words(&self) -> String {
        let date = self.protection_by().map(|day| self.words.the_date(day));
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
}
