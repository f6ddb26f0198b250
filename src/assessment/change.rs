//! What would change an answer: each fact is given each of its other values in turn, and the rules are asked again.

use super::advice::{Limb, verdict};
use super::facts::Facts;
use super::load::RiskRules;
use super::vocabulary::{DATA, KINDS};

/// One fact that changes the answer by itself, with the values that do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub fact: String,
    /// The fact is not known now; a known one changes the answer only if it turns out otherwise.
    pub unknown: bool,
    /// For the kinds of data, classes of them.
    pub values: Vec<String>,
    pub becomes: bool,
}

/// Facts that change the answer one at a time, unknown ones first.
pub fn single(rules: &RiskRules, facts: &Facts, limb: Limb) -> Vec<Change> {
    let now = verdict(rules, facts).of(limb);
    let mut found: Vec<Change> = Vec::new();
    for fact in rules.facts_read() {
        let differs = |value: &&str| verdict(rules, &facts.with(&rules.vocabulary, fact, value)).of(limb) != now;
        let values: Vec<String> = values_of(rules, fact)
            .into_iter()
            .filter(|value| facts.value(fact) != *value)
            .filter(differs)
            .map(str::to_owned)
            .collect();
        if !values.is_empty() {
            found.push(Change { fact: fact.to_owned(), unknown: facts.is_unknown(fact), values, becomes: !now });
        }
    }
    found.sort_by_key(|change| !change.unknown);
    found
}

/// The unknown facts that must all turn out harmless for the answer to change, where no single one is enough; empty where even all
/// of them together change nothing.
pub fn together(rules: &RiskRules, facts: &Facts, limb: Limb, single: &[Change]) -> Vec<String> {
    let now = verdict(rules, facts).of(limb);
    if !now || single.iter().any(|change| change.unknown) {
        return Vec::new();
    }
    let mut unknown: Vec<&str> = rules.facts_read().into_iter().filter(|fact| facts.is_unknown(fact)).collect();
    let harmless = |chosen: &[&str]| {
        let best = chosen.iter().fold(facts.clone(), |facts, fact| {
            facts.with(&rules.vocabulary, fact, values_of(rules, fact).first().copied().unwrap_or_default())
        });
        verdict(rules, &best).of(limb) != now
    };
    if !harmless(&unknown) {
        return Vec::new();
    }
    // Leave out whatever is not needed; what remains is a smallest set, though there may be others.
    let mut index = 0;
    while index < unknown.len() {
        let mut fewer = unknown.clone();
        fewer.remove(index);
        if harmless(&fewer) {
            unknown = fewer;
        } else {
            index += 1;
        }
    }
    unknown.into_iter().map(str::to_owned).collect()
}

/// Values of a fact from harmless to grave; classes for the kinds of data.
fn values_of<'a>(rules: &'a RiskRules, fact: &str) -> Vec<&'a str> {
    let Some(definition) = rules.vocabulary.fact(if fact == KINDS { DATA } else { fact }) else { return Vec::new() };
    let mut values: Vec<(u16, &str)> = definition.values.iter().map(|value| (value.rank, value.id.as_str())).collect();
    values.sort_by_key(|(rank, _)| *rank);
    values.into_iter().map(|(_, id)| id).collect()
}
