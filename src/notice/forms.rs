//! The facts that notices may speak of: the shape of each value, and which values prove or merely claim protection.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::problem::{Problem, toml_problem};
use crate::words;

words! {
    /// Shape of a fact's value, which decides how it is worded.
    FactType {
        Text = "text",
        /// One word of a value set, or a person's own text where none fits.
        Word = "word",
        /// Several words, with or without text: `[..]` or `{values, text}`.
        Set = "set",
        /// `{mode, n, min, max}` or a bare number.
        Count = "count",
        /// Microseconds or RFC 3339.
        Instant = "instant",
        Day = "day",
        YesNo = "yes_no",
        /// List of `{role, name, contact}`.
        Parties = "parties",
        /// Country to number of people, or a list of countries.
        Countries = "countries",
        /// `{answer, list}` with `{name, ref}` each, or a list of names.
        Bodies = "bodies",
    }
}

/// One fact that notices may speak of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactForm {
    #[serde(rename = "type")]
    pub kind: FactType,
    /// Value set whose words it takes.
    #[serde(default)]
    pub words: String,
    /// Words that claim protection: where protection is not proven they are worded with `_unproven` behind the key.
    #[serde(default)]
    pub claims: Vec<String>,
    /// `fact=word`: it says more of this word. Where that fact is known without the word, it is not concerned as far as is known.
    #[serde(default)]
    pub part_of: Option<String>,
    /// It says how people were told: nothing, before anybody was.
    #[serde(default)]
    pub of_telling: bool,
}

/// Which values of which facts say what about protection of the data (Art. 34(3)(a), 611/2013 Art. 4). Written `fact=value`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protection {
    pub proven: BTreeSet<String>,
    pub claimed: BTreeSet<String>,
    pub none: BTreeSet<String>,
    /// Facts to ask, in order; the first one with a date says when the result is expected.
    pub facts: Vec<String>,
}

/// `facts.toml`: the facts that notices may speak of, in every language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactForms {
    /// Values that mean "not known yet" although they were chosen.
    pub open_words: BTreeSet<String>,
    pub protection: Protection,
    pub facts: BTreeMap<String, FactForm>,
}

impl FactForms {
    pub fn load(file: &str, text: &str) -> Result<Self, Problem> {
        toml::from_str(text).map_err(|e| toml_problem(file, text, &e))
    }
}
