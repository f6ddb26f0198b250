//! The case as the law reads it: instants in force, filings, decisions and facts, with corrections already applied.

use std::collections::BTreeMap;

use super::case::{Case, InstantEntry};
use super::situation::{DecisionInForce, Fact, Filing, InstantKind, Market, Proof, Scope, Situation, TriggerInstant};
use super::told::Known;
use super::values::{ERASED_KEY, PRIVATE_KEY};

impl Case {
    /// What the duty plan and the notices read.
    pub fn situation(&self) -> Situation {
        Situation {
            controllers: self.controllers.clone(),
            // Why a market is left out is a person's text: it stays with the market and never enters the plan, whose lines are
            // recorded as they are.
            markets: self.markets.iter().map(|market| Market { reason: None, ..market.clone() }).collect(),
            data_sets: self.data_sets.clone(),
            instants: self.instants_in_force().map(trigger).collect(),
            filings: self.filings(),
            decisions: self.decisions_in_force(),
            facts: self.facts.iter().map(|entry| revealed(&entry.fact)).collect(),
            overrides: self.overrides(),
        }
    }

    /// Per trigger event and scope the entry that clocks use: the last one in force. An entry that contradicts the record
    /// counts only once a second person has confirmed it; until then the earlier moment keeps running.
    pub fn instants_in_force(&self) -> impl Iterator<Item = &InstantEntry> {
        let mut by_key: BTreeMap<(InstantKind, &Scope), &InstantEntry> = BTreeMap::new();
        for entry in self.instants.iter().filter(|entry| entry.in_force()) {
            let slot = by_key.entry((entry.what, &entry.scope)).or_insert(entry);
            // Several first signals are recorded as they come in; the earliest counts, unless one corrects another.
            let replaces =
                entry.corrects == Some(slot.number) || entry.what != InstantKind::FirstSignal || entry.at < slot.at;
            if replaces {
                *slot = entry;
            }
        }
        by_key.into_values()
    }

    /// The entry in force for one trigger event in one scope.
    pub fn instant_in_force(&self, what: InstantKind, scope: &Scope) -> Option<&InstantEntry> {
        self.instants_in_force().find(|entry| entry.what == what && entry.scope == *scope)
    }

    fn filings(&self) -> Vec<Filing> {
        let known = self.known_to_authorities();
        let mut filings = Vec::new();
        for (duties, filing) in self.all_filings().into_iter().filter(|(_, filing)| self.stands(filing)) {
            for duty in duties.iter().filter_map(|number| self.duty(*number)) {
                let known = known.iter().find(|one| one.duties.iter().any(|of| of.number == duty.number));
                let latest = known.filter(|one| one.filings.last().is_some_and(|last| last.number == filing.number));
                filings.push(Filing {
                    rule: duty.planned.rule.clone(),
                    stage: filing.filed_as.clone().unwrap_or_else(|| duty.planned.stage.clone()),
                    recipient: duty.planned.recipient.id.clone(),
                    controller: Some(duty.planned.controller.clone()),
                    at: filing.at,
                    // Only a drill lets a simulated one stand: there the tray plays the authority.
                    proof: if filing.is_simulated() { Proof::ServerAcceptance } else { filing.proof() },
                    outdated_since: latest.and_then(Known::owed_since),
                });
            }
        }
        filings
    }

    fn decisions_in_force(&self) -> Vec<DecisionInForce> {
        let mut decisions = Vec::new();
        for duty in &self.duties {
            let last = self.decisions.iter().rev().find(|d| d.in_force() && d.duties.contains(&duty.number));
            if let Some(decision) = last {
                decisions.push(DecisionInForce {
                    rule: duty.planned.rule.clone(),
                    recipient: Some(duty.planned.recipient.id.clone()),
                    controller: Some(duty.planned.controller.clone()),
                    decision: decision.decision,
                    basis: decision.basis.clone(),
                    reason: decision.reason.clone(),
                });
            }
        }
        decisions
    }
}

fn trigger(entry: &InstantEntry) -> TriggerInstant {
    TriggerInstant { what: entry.what, at: entry.at, scope: entry.scope.clone() }
}

fn revealed(fact: &Fact) -> Fact {
    Fact { value: reveal(&fact.value), ..fact.clone() }
}

/// A fact value with its private text as plain text; erased text becomes null, that is: not known any more.
pub fn reveal(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => match (map.get(PRIVATE_KEY), map.get(ERASED_KEY)) {
            (Some(text), _) if map.len() == 1 => text.clone(),
            (_, Some(_)) if map.len() == 1 => Value::Null,
            _ => Value::Object(map.iter().map(|(key, value)| (key.clone(), reveal(value))).collect()),
        },
        Value::Array(items) => Value::Array(items.iter().map(reveal).collect()),
        other => other.clone(),
    }
}

/// A fact value with every string made private (rule E3): used for the types that people write or that name a person.
pub fn conceal(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) => serde_json::json!({ PRIVATE_KEY: text }),
        Value::Object(map) => Value::Object(map.iter().map(|(key, value)| (key.clone(), conceal(value))).collect()),
        Value::Array(items) => Value::Array(items.iter().map(conceal).collect()),
        other => other.clone(),
    }
}
