//! Holds the risk files together: every fact and value that a rule names exists, and rules that spare a notice ask only for harmless facts.

use std::collections::{BTreeMap, BTreeSet};

use super::load::{CANONICAL, ENISA, EXAMPLES, KINDS_FILE, RULES, RiskProblem, RiskRules, VOCABULARY, problem};
use super::rules::{Effect, Limits, Rule};
use super::vocabulary::UNKNOWN;

impl RiskRules {
    /// Every contradiction in the files as they were read.
    pub(super) fn check(&self) -> Vec<RiskProblem> {
        let mut found = Vec::new();
        self.check_vocabulary(&mut found);
        self.check_rules(&mut found);
        self.check_enisa(&mut found);
        self.check_examples(&mut found);
        self.check_canonical(&mut found);
        found
    }

    fn check_vocabulary(&self, found: &mut Vec<RiskProblem>) {
        let mut ids = BTreeSet::new();
        for fact in &self.vocabulary.facts {
            if !ids.insert(&fact.id) {
                found.push(problem(VOCABULARY, &fact.id, "stands twice"));
            }
            let values: BTreeSet<&str> = fact.values.iter().map(|value| value.id.as_str()).collect();
            if values.len() != fact.values.len() || values.is_empty() || values.contains(UNKNOWN) {
                found.push(problem(VOCABULARY, &fact.id, "needs values, each once; `unknown` is there by itself"));
            }
            for value in &fact.values {
                let key = format!("{}.{}", fact.id, value.id);
                for other in value.counts_as.iter().filter(|other| fact.rank(other) <= value.rank) {
                    found.push(problem(VOCABULARY, &key, format!("counts as `{other}`, which is not graver")));
                }
                if value.counts_as.is_none() && !(value.unless.is_empty() && value.when.is_empty()) {
                    found.push(problem(VOCABULARY, &key, "`unless` and `when` say nothing without `counts_as`"));
                }
                for (other, values) in value.unless.iter().chain(&value.when) {
                    values.iter().for_each(|value| self.check_value(VOCABULARY, &key, other, value, found));
                }
            }
            for (word, value) in fact.words.iter().filter(|(_, value)| !values.contains(value.as_str())) {
                found.push(problem(VOCABULARY, &fact.id, format!("`{word}` means `{value}`, which is not a value")));
            }
        }
        for needed in NEEDED {
            if self.vocabulary.fact(needed).is_none() {
                found.push(problem(VOCABULARY, needed, "is missing"));
            }
        }
        let mut kinds = BTreeSet::new();
        for kind in &self.vocabulary.kinds {
            if !kinds.insert(&kind.id) {
                found.push(problem(KINDS_FILE, &kind.id, "stands twice"));
            }
            let protections = kind.veiled_by.iter().map(|value| ("encryption", value));
            let named = [("data", &kind.class), ("vital", &kind.vital)].into_iter().chain(protections);
            for (fact, value) in named {
                self.check_value(KINDS_FILE, &kind.id, fact, value, found);
            }
            if kind.enisa.dpc.0 > kind.enisa.dpc.1 || kind.enisa.ei.0 > kind.enisa.ei.1 {
                found.push(problem(KINDS_FILE, &kind.id, "the lenient reading is above the strict one"));
            }
        }
    }

    fn check_value(&self, file: &str, key: &str, fact: &str, value: &str, found: &mut Vec<RiskProblem>) {
        match self.vocabulary.fact(fact) {
            None => {
                let hint = format!("mend the spelling, or add the fact to {VOCABULARY}");
                found.push(problem(file, key, format!("`{fact}` is not a fact of {VOCABULARY}")).hint(hint));
            }
            Some(fact) if fact.value(value).is_none() => {
                let known: Vec<&str> = fact.values.iter().map(|value| value.id.as_str()).collect();
                let hint = format!("known are {}", known.join(", "));
                found.push(problem(file, key, format!("`{value}` is not a value of `{}`", fact.id)).hint(hint));
            }
            Some(_) => {}
        }
    }

    fn check_rules(&self, found: &mut Vec<RiskProblem>) {
        let mut ids = BTreeSet::new();
        let mut alone = BTreeMap::new();
        for rule in &self.rules {
            if !ids.insert(&rule.id) {
                found.push(problem(RULES, &rule.id, "stands twice").hint("give one of them another id"));
            }
            if rule.effect.stands_alone() {
                *alone.entry(rule.effect).or_insert(0_u32) += 1;
            }
            let limits: [&BTreeMap<String, Limits>; 3] = [&rule.at_most, &rule.at_least, &rule.exactly];
            for (fact, values) in limits.into_iter().flatten() {
                if values.values().is_empty() {
                    found.push(problem(RULES, &rule.id, format!("`{fact}` names no value")));
                }
                for value in values.values() {
                    self.check_value(RULES, &rule.id, fact, value, found);
                }
            }
            self.check_direction(rule, found);
            if let Some(example) = &rule.example
                && !rule.holds(&self.vocabulary, &self.facts_of(example))
            {
                found.push(
                    problem(RULES, &rule.id, "does not hold for its own example")
                        .hint("compare each fact of the example with what the rule asks"),
                );
            }
            let asks = rule.reads().next().is_some();
            if asks != rule.example.is_some() {
                found.push(problem(RULES, &rule.id, "a rule that asks for facts needs an example, any other has none"));
            }
        }
        for effect in Effect::ALL.iter().filter(|effect| effect.stands_alone()) {
            if alone.get(effect) != Some(&1) {
                found.push(problem(RULES, effect.as_str(), "needs exactly one rule with this effect"));
            }
        }
    }

    /// The form that keeps the advice monotone, and keeps unproven protection from lowering anything.
    fn check_direction(&self, rule: &Rule, found: &mut Vec<RiskProblem>) {
        let (spares, alarms) = match rule.effect {
            Effect::Clears | Effect::NotABreach => (true, false),
            Effect::Alarms | Effect::TelecomNotify => (false, true),
            _ => (false, false),
        };
        if spares && (!rule.at_least.is_empty() || !rule.exactly.is_empty() || rule.at_most.is_empty()) {
            found.push(problem(RULES, &rule.id, "a rule that spares a notice asks by `at_most` only").hint(
                "name the gravest value for which it still holds, so that an unknown fact never spares a notice",
            ));
        }
        if alarms && (!rule.at_most.is_empty() || !rule.exactly.is_empty() || rule.at_least.is_empty()) {
            found.push(
                problem(RULES, &rule.id, "a rule that asks for a notice asks by `at_least` only")
                    .hint("name the least grave value from which it holds, so that an unknown fact always alarms"),
            );
        }
        let claimed = self.vocabulary.rank("encryption", "claimed");
        let lax =
            |limits: &Limits| limits.values().iter().any(|value| self.vocabulary.rank("encryption", value) >= claimed);
        if spares && rule.at_most.get("encryption").is_some_and(lax) {
            found.push(
                problem(RULES, &rule.id, "protection that is merely claimed spares no notice")
                    .hint("ask for encryption that is proven, such as `state_of_art_key_safe`"),
            );
        }
    }

    fn check_enisa(&self, found: &mut Vec<RiskProblem>) {
        if !self.enisa.is_ordered() {
            found.push(problem(ENISA, "band", "bands start at 0 and rise"));
        }
        for part in &self.enisa.part {
            let Some(fact) = self.vocabulary.fact(&part.fact) else {
                found.push(problem(ENISA, &part.id, format!("`{}` is not a fact of {VOCABULARY}", part.fact)));
                continue;
            };
            let ids = fact.values.iter().map(|value| value.id.as_str()).chain([UNKNOWN]);
            for id in ids.filter(|id| !part.points.contains_key(*id)) {
                found.push(problem(ENISA, &part.id, format!("has no points for `{id}`")));
            }
            for value in part.points.keys().filter(|value| value.as_str() != UNKNOWN) {
                self.check_value(ENISA, &part.id, &part.fact, value, found);
            }
            for (fact, value) in &part.unless_at_most {
                self.check_value(ENISA, &part.id, fact, value, found);
            }
        }
    }

    fn check_examples(&self, found: &mut Vec<RiskProblem>) {
        let mut ids = BTreeSet::new();
        for example in &self.examples {
            if !ids.insert(&example.id) {
                found.push(problem(EXAMPLES, &example.id, "stands twice"));
            }
            for strange in self.facts_of(&example.facts).strange_words() {
                let message = format!("`{}` is not a value of `{}`", strange.word, strange.fact);
                found.push(problem(EXAMPLES, &example.id, message));
            }
            let known = |key: &str| key == super::vocabulary::KINDS || self.vocabulary.fact(key).is_some();
            for key in example.facts.keys().filter(|key| !known(key)) {
                found.push(problem(EXAMPLES, &example.id, format!("`{key}` is not a fact of {VOCABULARY}")));
            }
        }
    }

    fn check_canonical(&self, found: &mut Vec<RiskProblem>) {
        for row in &self.canonical {
            let given = row.words.values().chain(&row.present).chain(&row.absent);
            for value in given.filter(|value| value.as_str() != UNKNOWN) {
                if row.fact == super::vocabulary::KINDS {
                    let says_nothing = self.vocabulary.unknown_words.contains(value);
                    if !says_nothing && self.vocabulary.kind(value).is_none() {
                        found.push(problem(CANONICAL, &row.fact, format!("`{value}` is not a kind of {KINDS_FILE}")));
                    }
                } else if self.vocabulary.fact(&row.fact).and_then(|fact| fact.meaning(value)).is_none() {
                    found.push(problem(CANONICAL, &row.fact, format!("`{value}` is not a value of `{}`", row.fact)));
                }
            }
            if !row.any.is_empty() && (row.present.is_none() || row.absent.is_none()) {
                found.push(problem(CANONICAL, &row.fact, "`any` needs `present` and `absent`"));
            }
        }
    }
}

/// Facts that the derivation reads by name.
const NEEDED: &[&str] =
    &["special_categories", "data_sensitivity_of_context", "vulnerable", "encryption", "people_band", "data", "vital"];
