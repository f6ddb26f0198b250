//! The answer to one question in the words of the form: facts of any shape as one text.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, TimeZone};
use chrono_tz::Tz;
use serde_json::{Map, Value};

use super::{Filing, NOT_YET, RowState};
use crate::domain::situation::Knowledge;
use crate::domain::values::At;
use crate::notice::facts::{Contact, NoticeFacts, Statement, Told};
use crate::notice::forms::FactForms;
use crate::notice::kind::Language;
use crate::notice::telling::{ProtectionStanding, Telling};
use crate::notice::template::Templates;
use crate::policy::FactVocabulary;
use crate::policy::facts::FactType;
use crate::policy::forms::{FormField, FormPack};

/// What a sheet is made from.
pub struct Desk<'a> {
    pub pack: &'a FormPack,
    pub vocabulary: &'a FactVocabulary,
    pub facts: &'a NoticeFacts,
    pub filing: &'a Filing,
    pub forms: &'a FactForms,
    /// The words of the notices: in the language of the form if there are any, then in English.
    pub telling: Vec<Telling<'a>>,
}

/// Other national authorities told (Annex I, no. 17 of Regulation 611/2013): filings are on record, nobody types them again.
const OTHERS_TOLD: &str = "xborder.notified";
/// Facts about the other States of the Union and of the EEA.
const OTHER_STATES: &str = "xborder.";
const OTHER_SUBJECTS: &str = "xborder.subjects";

/// English, in which every word of every fact is known.
const ENGLISH: &str = "en";

pub fn tellings<'a>(templates: &'a Templates, language: &str, facts: &'a NoticeFacts) -> Vec<Telling<'a>> {
    let forms = templates.forms();
    let zone: Tz = facts.frame.zone.parse().unwrap_or(Tz::UTC);
    let of = |tag: &str| Language::parse(tag).ok().and_then(|language| templates.words.get(&language));
    let tags = [Some(language), (language != ENGLISH).then_some(ENGLISH)];
    tags.into_iter().flatten().filter_map(of).map(|words| Telling { facts, forms, words, zone, plain: false }).collect()
}

impl Desk<'_> {
    /// State and text of a question that is asked.
    pub fn answer(&self, field: &FormField) -> (RowState, String) {
        let mut lines: Vec<String> = Vec::new();
        let mut states: Vec<RowState> = Vec::new();
        let several = field.facts.len() > 1;
        for id in &field.facts {
            let statements = self.statements(id);
            if statements.is_empty() {
                states.push(RowState::Unanswered);
            }
            for one in &statements {
                let (state, text) = self.statement(field, id, one);
                if !text.is_empty() {
                    let named = if one.about.is_empty() { text } else { format!("{}: {text}", one.about) };
                    lines.push(named);
                }
                states.push(state);
            }
        }
        let any = |state: RowState| states.contains(&state);
        // Of several facts one may say it all; what is still open among them shows in the text.
        let state = match () {
            () if any(RowState::Answered) && (several || !any(RowState::Open)) => RowState::Answered,
            () if any(RowState::Open) => RowState::Open,
            () if any(RowState::NotApplicable) && !any(RowState::Unanswered) => RowState::NotApplicable,
            () => RowState::Unanswered,
        };
        (state, lines.join("\n"))
    }

    fn statement(&self, field: &FormField, id: &str, one: &Statement) -> (RowState, String) {
        let say = &self.pack.say;
        match one.state {
            Knowledge::NotApplicable => (RowState::NotApplicable, say.not_applicable.clone()),
            Knowledge::Unknown => {
                let by = one.by.map(|day| say.expected_by.replace("{day}", &self.day(day)));
                let text = by.map_or_else(|| say.not_known.clone(), |by| format!("{}, {by}", say.not_known));
                (RowState::Open, text)
            }
            Knowledge::Known | Knowledge::Estimated => {
                let value = match &field.key {
                    Some(key) => one.value.get(key).unwrap_or(&Value::Null),
                    None => &one.value,
                };
                let Some(value) = self.of_others(id, value) else {
                    return (RowState::NotApplicable, say.not_applicable.clone());
                };
                let value = value.as_ref();
                let text = self.text(field, id, value, one.state == Knowledge::Estimated);
                let open = is_open(value);
                match (text.is_empty(), open) {
                    (true, _) => (RowState::Unanswered, text),
                    (false, true) => (RowState::Open, text),
                    (false, false) => (RowState::Answered, text),
                }
            }
        }
    }

    /// What is known of a fact: what the case says, else what the frame of the notice and the filing give.
    pub fn statements(&self, id: &str) -> Vec<Statement> {
        // The frame marks by `true` that it has a name or a contact; the words themselves stand in the frame.
        let of_case =
            self.facts.of(id).iter().filter(|one| !(one.value == Value::Bool(true) && self.framed(id).is_some()));
        let of_case: Vec<Statement> = of_case.cloned().collect();
        if !of_case.is_empty() {
            return of_case;
        }
        // Where no other State is concerned, there was no other authority to tell.
        let nobody_else = |one: &Statement| {
            one.state == Knowledge::NotApplicable || self.of_others(OTHER_SUBJECTS, &one.value).is_none()
        };
        if id == OTHERS_TOLD && self.abroad().next().is_none() {
            return self.facts.of(OTHER_SUBJECTS).iter().filter(|one| nobody_else(one)).cloned().collect();
        }
        let given = self.framed(id).filter(|text| !text.trim().is_empty());
        given.map(|text| known(Value::String(text))).into_iter().collect()
    }

    /// Authorities of other States that were told: the form asks for no others.
    fn abroad(&self) -> impl Iterator<Item = &Told> {
        self.facts.frame.told.iter().filter(|one| !one.own_state)
    }

    /// The same, each with its day.
    fn told(&self) -> String {
        let zone: Tz = self.facts.frame.zone.parse().unwrap_or(Tz::UTC);
        let day = |at: &At| self.day(at.in_zone(zone).date_naive());
        let lines = self.abroad().map(|one| format!("{}, {}", one.name, day(&one.at)));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn framed(&self, id: &str) -> Option<String> {
        let frame = &self.facts.frame;
        Some(match id {
            "notification.kind" => if self.filing.follow_up { "follow_up" } else { "new" }.to_owned(),
            "notification.phase" => self.filing.phase.as_str().to_owned(),
            "notification.regime" => self.filing.regime.clone(),
            "notification.own_ref" => frame.our_reference.clone(),
            "notification.previous_ref" => frame.authority_reference.clone(),
            OTHERS_TOLD => self.told(),
            "controller.name" => frame.controller.name.clone(),
            "controller.identifier" => frame.controller.identifier.clone(),
            "controller.contact" => frame.controller.address.clone(),
            "dpo.name" => frame.dpo.name.clone(),
            "dpo.contact" => contact(&Contact { name: String::new(), ..frame.dpo.clone() }),
            "contact_point" => contact(&frame.dpo),
            _ => return None,
        })
    }

    /// The value without the State of the authority that reads, where the fact is about other States; nothing where no other is left.
    fn of_others<'v>(&self, id: &str, value: &'v Value) -> Option<Cow<'v, Value>> {
        let own = self.facts.frame.own_state.as_str();
        let is_own = |code: &str| !own.is_empty() && code == own;
        match value {
            _ if !id.starts_with(OTHER_STATES) => Some(Cow::Borrowed(value)),
            Value::Object(map) if map.contains_key(own) => {
                let others: Map<String, Value> =
                    map.iter().filter(|(code, _)| !is_own(code)).map(|(code, n)| (code.clone(), n.clone())).collect();
                (!others.is_empty()).then_some(Cow::Owned(Value::Object(others)))
            }
            Value::Array(codes) if codes.iter().any(|code| code.as_str().is_some_and(is_own)) => {
                let others: Vec<Value> =
                    codes.iter().filter(|code| !code.as_str().is_some_and(is_own)).cloned().collect();
                (!others.is_empty()).then_some(Cow::Owned(Value::Array(others)))
            }
            _ => Some(Cow::Borrowed(value)),
        }
    }

    fn text(&self, field: &FormField, id: &str, value: &Value, estimated: bool) -> String {
        let kind = self.vocabulary.get(id).map(|fact| fact.kind);
        match (kind, value) {
            (Some(FactType::Count), Value::Object(count)) => self.count(count, estimated),
            (Some(FactType::Datetime), value) => instant(value).map_or_else(
                || value.as_str().unwrap_or_default().to_owned(),
                |at| {
                    let zone: Tz = self.facts.frame.zone.parse().unwrap_or(Tz::UTC);
                    let text = written(&at.in_zone(zone), &self.pack.say.instant);
                    if estimated { self.pack.say.about.replace("{n}", &text) } else { text }
                },
            ),
            (Some(FactType::Date), Value::String(day)) => {
                day.parse().map_or_else(|_| day.clone(), |day: NaiveDate| self.day(day))
            }
            (Some(FactType::CountryCounts), Value::Object(map)) => {
                let lines = map.iter().map(|(country, n)| match n.as_u64() {
                    Some(n) => format!("{}: {n}", self.country(country)),
                    None => self.country(country),
                });
                lines.collect::<Vec<_>>().join("; ")
            }
            (Some(FactType::Countries), Value::Array(codes)) => {
                let named = codes.iter().filter_map(Value::as_str).map(|code| self.country(code));
                named.collect::<Vec<_>>().join("; ")
            }
            (_, value) => self.plain(field, id, value),
        }
    }

    /// Whether one of the words chosen is worded by us, because nobody has read what the form offers for it.
    pub fn words_are_ours(&self, field: &FormField) -> bool {
        let chosen = |id: &String| {
            let has_words = self.vocabulary.get(id).is_some_and(|fact| !fact.values.is_empty());
            self.statements(id).into_iter().filter(move |_| has_words).flat_map(|one| words_of(&one.value))
        };
        let read = |word: &String| field.values.contains_key(word) && !field.values_ours.contains(word);
        field.facts.iter().flat_map(chosen).any(|word| !read(&word))
    }

    /// A country by its name in the language of the form, else in English, else by its code.
    fn country(&self, code: &str) -> String {
        let named = self.telling.iter().find_map(|telling| telling.words.countries.get(code));
        named.map_or_else(|| code.to_owned(), Clone::clone)
    }

    /// One word of a fact: the form's own, else that of the notices. Protection that is claimed and not proven is worded so.
    fn word(&self, field: &FormField, id: &str, word: &str) -> String {
        if let Some(own) = field.values.get(word) {
            return own.clone();
        }
        let Some(form) = self.forms.facts.get(id).filter(|form| !form.words.is_empty()) else { return word.to_owned() };
        let claimed = form.claims.iter().any(|claim| claim == word);
        let found = self.telling.iter().find_map(|telling| {
            let doubtful = claimed && telling.protection() != ProtectionStanding::Proven;
            let unproven = doubtful.then(|| telling.words.value(&form.words, &format!("{word}_unproven"))).flatten();
            unproven.or_else(|| telling.words.value(&form.words, word))
        });
        // What is not among the words was written by a person under "other".
        found.map_or_else(|| word.to_owned(), str::to_owned)
    }

    /// Words by the form's own, lists with semicolons, parts of an object with commas.
    fn plain(&self, field: &FormField, id: &str, value: &Value) -> String {
        let join = |parts: Vec<String>, with: &str| {
            parts.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(with)
        };
        match value {
            Value::Null => String::new(),
            Value::Bool(yes) => if *yes { &self.pack.say.yes } else { &self.pack.say.no }.clone(),
            Value::Number(n) => n.to_string(),
            Value::String(word) => self.word(field, id, word),
            Value::Array(items) => join(items.iter().map(|item| self.plain(field, id, item)).collect(), "; "),
            Value::Object(map) if is_by_language(map) => {
                // The form's own language, and another only where there is nothing else.
                let text = [self.pack.language.as_str(), ENGLISH].iter().find_map(|tag| map.get(*tag));
                text.or_else(|| map.values().next()).map(|text| self.plain(field, id, text)).unwrap_or_default()
            }
            Value::Object(map) => match (map.get("values"), map.get("value")) {
                (Some(chosen), _) | (None, Some(chosen)) => {
                    let text = map.get("text").map(|text| self.plain(field, id, text)).unwrap_or_default();
                    join(vec![self.plain(field, id, chosen), text], ": ")
                }
                _ => join(map.values().map(|part| self.plain(field, id, part)).collect(), ", "),
            },
        }
    }

    fn count(&self, map: &Map<String, Value>, estimated: bool) -> String {
        let say = &self.pack.say;
        let number = |key: &str| map.get(key).and_then(Value::as_u64).map(|n| n.to_string());
        let exact = map.get("mode").and_then(Value::as_str) == Some("exact") && !estimated;
        match (number("n"), number("min"), number("max")) {
            (Some(n), ..) if exact => n,
            (_, Some(min), Some(max)) => say.between.replace("{min}", &min).replace("{max}", &max),
            (Some(n), ..) => say.about.replace("{n}", &n),
            (None, Some(min), None) => say.at_least.replace("{n}", &min),
            (None, None, Some(max)) => say.at_most.replace("{n}", &max),
            (None, None, None) => say.not_known.clone(),
        }
    }

    fn day(&self, day: NaiveDate) -> String {
        day.format(&self.pack.say.day).to_string()
    }
}

fn known(value: Value) -> Statement {
    let (about, how, who) = (String::new(), String::new(), String::new());
    Statement { about, state: Knowledge::Known, value, how, who, by: None }
}

/// Name and every way to reach somebody, one under the other.
fn contact(contact: &Contact) -> String {
    let parts = [&contact.name, &contact.email, &contact.pec, &contact.phone, &contact.post];
    parts.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn instant(value: &Value) -> Option<At> {
    match value {
        Value::Number(n) => n.as_i64().and_then(At::from_micros),
        Value::String(text) => At::parse(text).ok(),
        _ => None,
    }
}

fn written<Z: TimeZone<Offset: std::fmt::Display>>(at: &DateTime<Z>, pattern: &str) -> String {
    at.format(pattern).to_string()
}

/// Whether a text was written in several languages: `{"en": "…", "it": "…"}`.
fn is_by_language(map: &Map<String, Value>) -> bool {
    let is_tag = |key: &String| key.len() == 2 && key.bytes().all(|byte| byte.is_ascii_lowercase());
    !map.is_empty() && map.iter().all(|(key, text)| is_tag(key) && text.is_string())
}

/// Words that a value is made of.
pub fn words_of(value: &Value) -> Vec<String> {
    match value {
        Value::String(word) => vec![word.clone()],
        Value::Bool(yes) => vec![yes.to_string()],
        Value::Array(items) => items.iter().flat_map(words_of).collect(),
        Value::Object(map) => {
            ["value", "values", "mode", "answer"].iter().filter_map(|key| map.get(*key)).flat_map(words_of).collect()
        }
        Value::Null | Value::Number(_) => Vec::new(),
    }
}

/// A value that was chosen and says that nothing is known yet: all of its words do.
fn is_open(value: &Value) -> bool {
    let words = words_of(value);
    !words.is_empty() && words.iter().all(|word| NOT_YET.contains(&word.as_str()))
}
