//! The words of facts: which values there are, how grave each is, and which words mean them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The value that every fact has beside its own: not known, hence as grave as the gravest (AR5).
pub const UNKNOWN: &str = "unknown";

/// The fact that holds a set of kinds instead of one value.
pub const KINDS: &str = "data_categories";

/// How telling the data are, following from the kinds and what goes with them.
pub const DATA: &str = "data";

/// Whether health, safety or livelihood hang on the data.
pub const VITAL: &str = "vital";

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueDef {
    pub id: String,
    /// From harmless to grave; values of one rank are not compared.
    pub rank: u16,
    /// The largest number of people of this band.
    pub up_to: Option<u64>,
    pub en: String,
    pub it: String,
    /// The graver value as which it counts where other facts do not bear it out: what is claimed and not proven lowers nothing (AR5, AR6).
    #[serde(default)]
    pub counts_as: Option<String>,
    /// It counts as itself where one of these facts has one of these values.
    #[serde(default)]
    pub unless: BTreeMap<String, Vec<String>>,
    /// It counts as the graver value only where one of these facts has one of these values; empty = wherever `unless` does not hold.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactDef {
    pub id: String,
    pub en: String,
    pub it: String,
    /// Follows from other facts and is never asked.
    #[serde(default)]
    pub derived: bool,
    pub values: Vec<ValueDef>,
    /// Other words for a value, as forms and files have them.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
}

impl FactDef {
    pub fn value(&self, id: &str) -> Option<&ValueDef> {
        self.values.iter().find(|value| value.id == id)
    }

    /// Rank of a value of this fact; `unknown` and whatever is not a value rank above all.
    pub fn rank(&self, id: &str) -> u16 {
        self.value(id).map_or(u16::MAX, |value| value.rank)
    }

    /// The most harmless value: the first of the lowest rank.
    pub fn best(&self) -> &str {
        self.values.iter().min_by_key(|value| value.rank).map_or(UNKNOWN, |value| &value.id)
    }

    /// The value that a word means; `None` for a word that is not known.
    pub fn meaning(&self, word: &str) -> Option<&str> {
        let value = self.words.get(word).map_or(word, String::as_str);
        if value == UNKNOWN {
            return Some(UNKNOWN);
        }
        self.value(value).map(|value| value.id.as_str())
    }
}

/// ENISA's factors of a kind of data: data processing context in points, ease of identification in quarters, lenient and strict.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnisaFactors {
    pub class: String,
    pub dpc: (u16, u16),
    pub ei: (u16, u16),
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindDef {
    pub id: String,
    pub en: String,
    pub it: String,
    pub class: String,
    pub vital: String,
    pub enisa: EnisaFactors,
    /// Protections under which nobody can read data of this kind.
    #[serde(default)]
    pub veiled_by: Vec<String>,
}

/// How screens call what is not known, and the fact that holds the kinds of data.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    pub unknown_en: String,
    pub unknown_it: String,
    pub kinds_en: String,
    pub kinds_it: String,
}

/// A fact of files that no rule of the advice reads. Its words are known all the same, so that a misspelt one is told.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    pub id: String,
    pub values: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Facts in the order of the file.
    pub facts: Vec<FactDef>,
    pub kinds: Vec<KindDef>,
    pub beside: Vec<Beside>,
    /// Words that say nothing, whatever the fact.
    pub unknown_words: Vec<String>,
    pub labels: Labels,
}

impl Vocabulary {
    pub fn fact(&self, id: &str) -> Option<&FactDef> {
        self.facts.iter().find(|fact| fact.id == id)
    }

    pub fn kind(&self, id: &str) -> Option<&KindDef> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// Rank of a value; facts and values that are not known rank above all.
    pub fn rank(&self, fact: &str, value: &str) -> u16 {
        self.fact(fact).map_or(u16::MAX, |fact| fact.rank(value))
    }

    /// The facts that are asked, in the order of the file, without the kinds of data.
    pub fn asked(&self) -> impl Iterator<Item = &FactDef> {
        self.facts.iter().filter(|fact| !fact.derived)
    }

    /// The value as which the value of a fact counts beside the others.
    pub fn counted<'a>(&'a self, fact: &str, value: &'a str, of: impl Fn(&str) -> &'a str) -> &'a str {
        let Some(definition) = self.fact(fact).and_then(|fact| fact.value(value)) else { return value };
        let one_of = |facts: &BTreeMap<String, Vec<String>>, unknown: bool| {
            facts.iter().any(|(fact, values)| {
                let there = of(fact);
                values.iter().any(|value| there == value) || (unknown && there == UNKNOWN)
            })
        };
        match definition.counts_as.as_deref() {
            Some(graver) // What is not known bears nothing out, and may contradict.
            if !one_of(&definition.unless, false)
                && (definition.when.is_empty() || one_of(&definition.when, true)) => {
                graver
            }
            _ => value,
        }
    }

    /// The band of so many people.
    pub fn band(&self, people: u64) -> Option<&str> {
        let bands = &self.fact("people_band")?.values;
        let fits = |value: &&ValueDef| value.up_to.is_none_or(|most| people <= most);
        bands.iter().find(fits).map(|value| value.id.as_str())
    }
}
