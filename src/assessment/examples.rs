//! Official worked examples beside a case: the nearest ones, their outcome, and in which facts they differ.

use serde::Deserialize;

use super::facts::Facts;
use super::load::RiskRules;
use super::vocabulary::{KINDS, UNKNOWN};

/// What an example says of one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Yes,
    No,
    Depends,
    Silent,
}

impl Outcome {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Depends => "depends",
            Self::Silent => "silent",
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub id: String,
    /// Guidelines and number, such as `EDPB Guidelines 01/2021, case 05`.
    pub source: String,
    pub url: String,
    pub en: String,
    pub it: String,
    pub notify: Outcome,
    pub people: Outcome,
    pub why_en: String,
    pub why_it: String,
    /// The facts were held against the text itself.
    pub verified: bool,
    pub facts: toml::Table,
}

/// An example near the case.
#[derive(Debug, Clone)]
pub struct Near<'a> {
    pub example: &'a Example,
    /// Facts in which both are known and differ: id, here, there.
    pub differences: Vec<(String, String, String)>,
    /// Facts that are the same in both.
    pub alike: usize,
}

/// The nearest examples, nearest first: most facts alike, fewest different. Examples with which a case shares no known fact are left out.
pub fn nearest<'a>(rules: &'a RiskRules, facts: &Facts, most: usize) -> Vec<Near<'a>> {
    let mut found: Vec<Near<'a>> = rules.examples.iter().map(|example| compare(rules, facts, example)).collect();
    found.retain(|near| near.alike > 0);
    // How far a fact is off counts, not only that it is: "possible" is nearer to "yes" than "no" is.
    found.sort_by_key(|near| (distance(rules, near), near.differences.len(), near.example.id.clone()));
    found.truncate(most);
    found
}

/// Steps between the values, less what is alike; a fact of the example that is not known here tells nothing.
fn distance(rules: &RiskRules, near: &Near<'_>) -> i64 {
    let steps = |(fact, here, there): &(String, String, String)| {
        if fact == KINDS {
            return 2;
        }
        let rank = |value: &str| i64::from(rules.vocabulary.rank(fact, value));
        (rank(here) - rank(there)).abs().clamp(1, 3)
    };
    near.differences.iter().map(steps).sum::<i64>() - i64::try_from(near.alike).unwrap_or(0)
}

fn compare<'a>(rules: &'a RiskRules, facts: &Facts, example: &'a Example) -> Near<'a> {
    let theirs = rules.facts_of(&example.facts);
    let mut near = Near { example, differences: Vec::new(), alike: 0 };
    for fact in rules.vocabulary.asked().map(|fact| fact.id.as_str()) {
        let (here, there) = (facts.value(fact), theirs.value(fact));
        match (here, there) {
            (UNKNOWN, _) | (_, UNKNOWN) => {}
            _ if here == there => near.alike += 1,
            _ => near.differences.push((fact.to_owned(), here.to_owned(), there.to_owned())),
        }
    }
    let listed = |facts: &Facts| facts.kinds().collect::<Vec<_>>().join(" ");
    if !facts.is_unknown(KINDS) && !theirs.is_unknown(KINDS) {
        if listed(facts) == listed(&theirs) {
            near.alike += 2;
        } else {
            near.differences.push((KINDS.to_owned(), listed(facts), listed(&theirs)));
        }
    }
    near
}
