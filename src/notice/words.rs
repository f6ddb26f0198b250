//! Words of one language, read from data: labels of facts, words of value sets, phrases, dates, numbers, consequences and advice.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, Offset, Timelike};
use chrono_tz::Tz;
use serde::Deserialize;

use super::forms::FactForms;
use super::kind::Language;
use super::problem::{Problem, toml_problem};
use crate::domain::plan::Citation;
use crate::domain::series;
use crate::domain::values::At;

/// Something a reader can do, with its reason and time. Listed most urgent first.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// Data categories that call for it; empty = for everybody.
    pub data: BTreeSet<String>,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consequence {
    pub data: BTreeSet<String>,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Formats {
    pub months: Vec<String>,
    /// How the first day of a month is written, such as `1º`; empty = `1`.
    pub first_day: String,
    /// `{day} {month} {year}`.
    pub date: String,
    /// A date inside a sentence, with its article: `il {date}`.
    pub the: String,
    /// The same before the days of `vowel_days`: `l'{date}` (l'8 settembre).
    pub the_vowel: String,
    pub vowel_days: Vec<u32>,
    /// A time by itself, `{hh}:{mm}` or `{h} h {mm}`; seconds follow after a colon where there are any.
    pub clock: String,
    /// A time behind a date: `{time}`, `ore {time}`, `a las {time}`.
    pub at: String,
    /// The same in the hour from one to two, where the language has another form for it (`a la {time}`); empty = as `at`.
    #[serde(default)]
    pub at_one: String,
    /// `{date}, {at} ({zone})`.
    pub instant: String,
    /// Instant for authorities, with `{utc}`.
    pub instant_utc: String,
    /// UTC part when its day differs: `{date}, {at} UTC`.
    pub utc_other_day: String,
    /// What a zone is called in this language, by its letters (`CET`); one that is not among them keeps its letters.
    #[serde(default)]
    pub zones: BTreeMap<String, String>,
    pub thousands: String,
    /// Between the last two items of a list, such as ` and `.
    pub and: String,
    #[serde(default)]
    pub and_before: Option<AndBefore>,
}

/// Another word between the last two items where the last begins with certain sounds, such as ` e ` for ` y `.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AndBefore {
    pub text: String,
    pub begins: Vec<String>,
    /// Beginnings that sound otherwise all the same.
    pub unless: Vec<String>,
}

/// What duties and those they are owed to are called, in a language in which there are no screens to ask.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyWords {
    /// Everybody concerned, and those of one country, with `{place}`.
    pub people: String,
    pub people_in: String,
    /// By rule, or by rule and stage, as the screens' words are.
    pub names: BTreeMap<String, String>,
}

/// How the law under which a notice is sent is named inside a sentence, with the word before it: `under Art. 33(4) GDPR`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LawWords {
    /// `Art. {article}`.
    pub article: String,
    /// The same for one paragraph of it: `Art. {article}({paragraph})`.
    pub paragraph: String,
    /// By the act as the rules cite it, with `{article}`.
    pub acts: BTreeMap<String, String>,
    /// An act that is not among them, as the rules cite it: `{law}`.
    pub other: String,
}

/// `words/<language>.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub language: Language,
    /// Whether somebody who grew up with the language has read these words and the templates. Said to whoever drafts, never to a reader.
    pub read_by_native: bool,
    /// Set where only headings, labels, dates and states of knowledge stand in this language: whose words of value sets stand in for
    /// its own until somebody has translated the answers.
    #[serde(default)]
    pub answers: Option<Language>,
    pub formats: Formats,
    pub laws: LawWords,
    pub phrases: BTreeMap<String, String>,
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Plain words for people, before `values`.
    #[serde(default)]
    pub plain: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    pub consequences: Vec<Consequence>,
    #[serde(default)]
    pub advice: Vec<Advice>,
    #[serde(default)]
    pub countries: BTreeMap<String, String>,
    /// What a fact is called where a notice says what changed; languages of the screens have these names in the vocabulary.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// What duties are called; languages of the screens name them there.
    #[serde(default)]
    pub duties: Option<DutyWords>,
}

/// Phrases that code asks for; each language must have all of them.
pub const PHRASES: &[&str] = &[
    "about_number",
    "at_least",
    "at_most",
    "authority_of_land",
    "between",
    "estimated",
    "estimated_how",
    "no",
    "not_concerned",
    "nobody_told",
    "not_applicable",
    "not_applicable_how",
    "not_known",
    "not_known_by",
    "not_known_by_who",
    "not_known_who",
    "per_data_set",
    "plain_estimated",
    "plain_not_known",
    "plain_not_known_by",
    "plain_protection_claimed",
    "plain_protection_claimed_by",
    "protection_claimed",
    "protection_claimed_by",
    "protection_none",
    "protection_open",
    "protection_open_by",
    "protection_proven",
    "channel_email",
    "channel_pec",
    "channel_phone",
    "channel_phone_hours",
    "channel_post",
    "unrecorded_authority",
    "unrecorded_financial",
    "unrecorded_trust",
    "yes",
];

impl Words {
    pub fn load(file: &str, text: &str) -> Result<Self, Problem> {
        toml::from_str(text).map_err(|e| toml_problem(file, text, &e))
    }

    /// Takes from a whole language what this one, with its fixed words alone, does not have. Of the phrases only those to people,
    /// to whom nothing is written in it.
    pub fn borrow_from(&mut self, whole: &Words) {
        self.values.clone_from(&whole.values);
        self.plain.clone_from(&whole.plain);
        self.countries.clone_from(&whole.countries);
        let to_people = whole.phrases.iter().filter(|(key, _)| key.starts_with("plain_"));
        self.phrases.extend(to_people.map(|(key, text)| (key.clone(), text.clone())));
    }

    /// All gaps at once: phrases, months, value sets that a fact asks for and words that only one language has.
    pub fn gaps(&self, file: &str, forms: &FactForms) -> Vec<Problem> {
        let mut problems = Vec::new();
        for key in PHRASES.iter().filter(|key| !self.phrases.contains_key(**key)) {
            problems.push(Problem::new(file, format!("phrases.{key}"), "this phrase is missing"));
        }
        if self.formats.months.len() != 12 {
            problems.push(Problem::new(file, "formats.months", "a year has twelve months"));
        }
        for (id, form) in &forms.facts {
            if !form.words.is_empty() && !self.values.contains_key(&form.words) {
                problems.push(
                    Problem::new(
                        file,
                        format!("values.\"{}\"", form.words),
                        format!("fact `{id}` takes its words from this set"),
                    )
                    .hint("add the set, or name another one in facts.toml"),
                );
            }
            for claim in &form.claims {
                if self.value(&form.words, &format!("{claim}_unproven")).is_none() {
                    problems.push(Problem::new(
                        file,
                        format!("values.\"{}\".{claim}_unproven", form.words),
                        "a claim of protection needs words for when it is not proven",
                    ));
                }
            }
        }
        problems
    }

    pub fn value(&self, set: &str, word: &str) -> Option<&str> {
        self.values.get(set)?.get(word).map(String::as_str)
    }

    pub fn plain_value(&self, set: &str, word: &str) -> Option<&str> {
        self.plain.get(set).and_then(|s| s.get(word)).map(String::as_str).or_else(|| self.value(set, word))
    }

    /// The phrase with its `{holes}` filled in one pass, so that a value with braces stays what it is.
    pub fn phrase(&self, key: &str, holes: &[(&str, &str)]) -> String {
        fill(self.phrases.get(key).map_or("", String::as_str), holes)
    }

    /// The law of a citation inside a sentence. An article that is none of one number, with or without a paragraph, stands as cited.
    pub fn law(&self, cite: &Citation) -> String {
        match (self.laws.acts.get(&cite.act), article_of(&cite.article)) {
            (Some(act), Some((article, None))) => {
                fill(act, &[("article", &fill(&self.laws.article, &[("article", article)]))])
            }
            (Some(act), Some((article, Some(paragraph)))) => {
                let holes = [("article", article), ("paragraph", paragraph)];
                fill(act, &[("article", &fill(&self.laws.paragraph, &holes))])
            }
            _ => fill(&self.laws.other, &[("law", &cite.words())]),
        }
    }

    pub fn date(&self, day: NaiveDate) -> String {
        let number = if day.day() == 1 && !self.formats.first_day.is_empty() {
            self.formats.first_day.clone()
        } else {
            day.day().to_string()
        };
        let month = self.formats.months.get(day.month0() as usize).map_or("", String::as_str);
        fill(&self.formats.date, &[("day", &number), ("month", month), ("year", &day.year().to_string())])
    }

    /// `text`, which begins with `day`, with the article that the language puts before it inside a sentence.
    fn with_article(&self, text: &str, day: NaiveDate) -> String {
        let pattern =
            if self.formats.vowel_days.contains(&day.day()) { &self.formats.the_vowel } else { &self.formats.the };
        fill(pattern, &[("date", text)])
    }

    /// A date as it stands inside a sentence.
    pub fn the_date(&self, day: NaiveDate) -> String {
        self.with_article(&self.date(day), day)
    }

    /// An instant as it stands inside a sentence.
    pub fn the_instant(&self, at: At, zone: Tz, utc: bool) -> String {
        self.with_article(&self.instant(at, zone, utc), at.in_zone(zone).date_naive())
    }

    /// Local time with its zone; with UTC beside it where `utc` says so.
    pub fn instant(&self, at: At, zone: Tz, utc: bool) -> String {
        let local = at.in_zone(zone);
        let date = self.date(local.date_naive());
        let time = self.at(&local);
        let name = self.zone_name(&local);
        if !utc {
            return fill(&self.formats.instant, &[("date", &date), ("at", &time), ("zone", &name)]);
        }
        let there = at.utc();
        let mut utc_text = format!("{} UTC", self.clock_time(&there));
        if there.date_naive() != local.date_naive() {
            let day = self.date(there.date_naive());
            let (at, time) = (self.at(&there), self.clock_time(&there));
            utc_text = fill(&self.formats.utc_other_day, &[("date", &day), ("at", &at), ("time", &time)]);
        }
        fill(&self.formats.instant_utc, &[("date", &date), ("at", &time), ("zone", &name), ("utc", &utc_text)])
    }

    /// A time as it stands behind a date.
    fn at<T: chrono::TimeZone>(&self, at: &DateTime<T>) -> String {
        let one = at.hour() == 1 && !self.formats.at_one.is_empty();
        let pattern = if one { &self.formats.at_one } else { &self.formats.at };
        fill(pattern, &[("time", &self.clock_time(at))])
    }

    /// Hours and minutes; with seconds only where the instant has any, because a rounded time would contradict the record.
    fn clock_time<T: chrono::TimeZone>(&self, at: &DateTime<T>) -> String {
        let (hour, minute) = (at.hour().to_string(), format!("{:02}", at.minute()));
        let time = fill(&self.formats.clock, &[("hh", &format!("{hour:0>2}")), ("h", &hour), ("mm", &minute)]);
        if at.second() == 0 { time } else { format!("{time}:{:02}", at.second()) }
    }

    /// `CEST` or the language's own word for it; `UTC+03:00` where the zone has no letters.
    fn zone_name(&self, at: &DateTime<Tz>) -> String {
        let name = at.format("%Z").to_string();
        if name.bytes().all(|b| b.is_ascii_alphabetic()) {
            return self.formats.zones.get(&name).cloned().unwrap_or(name);
        }
        let minutes = at.offset().fix().local_minus_utc() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    }

    /// Whole number with the language's thousands mark.
    pub fn number(&self, n: i64) -> String {
        let digits = n.unsigned_abs().to_string();
        let mut out = String::new();
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push_str(&self.formats.thousands);
            }
            out.push(c);
        }
        if n < 0 { format!("-{out}") } else { out }
    }

    /// `a, b and c`.
    pub fn join(&self, items: &[String]) -> String {
        series::in_words(items, |last| self.and_before(last))
    }

    fn and_before(&self, last: &str) -> &str {
        let lower = last.to_lowercase();
        let begins = |with: &[String]| with.iter().any(|sound| lower.starts_with(sound.as_str()));
        let other = self.formats.and_before.as_ref().filter(|other| begins(&other.begins) && !begins(&other.unless));
        other.map_or(&self.formats.and, |other| &other.text)
    }
}

/// `33(4)` as article and paragraph, `33` as article alone.
fn article_of(text: &str) -> Option<(&str, Option<&str>)> {
    let is_number =
        |part: &str| part.starts_with(|c: char| c.is_ascii_digit()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    match text.split_once('(') {
        None => is_number(text).then_some((text, None)),
        Some((article, rest)) => {
            let paragraph = rest.strip_suffix(')')?;
            (is_number(article) && is_number(paragraph)).then_some((article, Some(paragraph)))
        }
    }
}

/// Fills `{name}` in one pass; an unknown hole stays visible and fails the tests of the word files.
pub fn fill(pattern: &str, holes: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, behind)) => {
                match holes.iter().find(|(hole, _)| *hole == name) {
                    Some((_, value)) => out.push_str(value),
                    None => out.push_str(&format!("{{{name}}}")),
                }
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
