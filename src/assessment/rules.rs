//! A rule of the advice: what it asks of the facts, what it does, and who reads the law so.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::advice::Strength;
use super::facts::Facts;
use super::vocabulary::Vocabulary;
use crate::words;

words! {
    /// What a rule does when it holds.
    Effect {
        Record = "record",
        /// The reason why a notice is due when nothing clears it.
        Notify = "notify",
        /// The reason why people need not be told when nothing alarms.
        Keep = "keep",
        NotABreach = "not_a_breach",
        Clears = "clears",
        Alarms = "alarms",
        TelecomNotify = "telecom_notify",
        TelecomNoBreach = "telecom_no_breach",
        TelecomPeople = "telecom_people",
        TelecomKeep = "telecom_keep",
        TelecomArt4 = "telecom_art_4",
        Note = "note",
        NotePeople = "note_people",
    }
}

impl Effect {
    /// Whether exactly one rule has it, because it words an answer that needs no fact of its own.
    pub fn stands_alone(self) -> bool {
        !matches!(self, Self::NotABreach | Self::Clears | Self::Alarms | Self::Note | Self::NotePeople)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cite {
    pub act: String,
    pub article: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    pub by: String,
    pub on: chrono::NaiveDate,
    pub note: String,
}

/// One value or several, as a lawyer writes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Limits {
    One(String),
    Several(Vec<String>),
}

impl Limits {
    pub fn values(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Several(values) => values,
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    /// Number in the method, such as `AR6`.
    pub method: String,
    pub effect: Effect,
    pub certainty: Strength,
    /// Period that the rule names, for the reader.
    pub hours: Option<u32>,
    pub en: String,
    pub it: String,
    pub watch_en: Option<String>,
    pub watch_it: Option<String>,
    pub cite: Cite,
    pub reading: Reading,
    pub verified: bool,
    /// Art. 4 of 611/2013 may spare the people on this ground, once the authority is satisfied.
    #[serde(default)]
    pub art_4: bool,
    /// Holds while each of these facts is this value or less grave.
    #[serde(default)]
    pub at_most: BTreeMap<String, Limits>,
    /// Holds while each of these facts is this value or graver.
    #[serde(default)]
    pub at_least: BTreeMap<String, Limits>,
    /// Holds for these values alone; only for remarks, because it is not monotone.
    #[serde(default)]
    pub exactly: BTreeMap<String, Limits>,
    /// Of an own rule: takes the place of the shipped one of the same id.
    #[serde(default)]
    pub replaces: bool,
    /// From the organisation's own folder.
    #[serde(skip)]
    pub own: bool,
    /// Worked example: facts for which the rule holds. A test computes it.
    pub example: Option<toml::Table>,
}

impl Rule {
    pub fn holds(&self, vocabulary: &Vocabulary, facts: &Facts) -> bool {
        let rank = |fact: &str, value: &str| vocabulary.rank(fact, value);
        let counted = |fact: &str| vocabulary.counted(fact, facts.value(fact), |other| facts.value(other));
        let at_most = |fact: &str, limit: &str| {
            let value = counted(fact);
            value == limit || rank(fact, value) < rank(fact, limit)
        };
        let at_least = |fact: &str, limit: &str| {
            let value = counted(fact);
            value == limit || rank(fact, value) > rank(fact, limit)
        };
        let every = |limits: &BTreeMap<String, Limits>, fits: &dyn Fn(&str, &str) -> bool| {
            limits.iter().all(|(fact, limits)| limits.values().iter().any(|limit| fits(fact, limit)))
        };
        every(&self.at_most, &at_most)
            && every(&self.at_least, &at_least)
            && every(&self.exactly, &|fact, limit| facts.value(fact) == limit)
    }

    /// The facts that the rule reads.
    pub fn reads(&self) -> impl Iterator<Item = &str> {
        self.at_most.keys().chain(self.at_least.keys()).chain(self.exactly.keys()).map(String::as_str)
    }

    pub fn text(&self, italian: bool) -> &str {
        if italian { &self.it } else { &self.en }
    }

    pub fn watch(&self, italian: bool) -> Option<&str> {
        if italian { self.watch_it.as_deref() } else { self.watch_en.as_deref() }
    }
}
