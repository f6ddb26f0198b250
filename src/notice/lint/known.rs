//! What the facts of a notice say that its text can be held against.

use std::collections::BTreeSet;

use serde_json::Value;

use super::numbers::numbers_in;
use crate::domain::situation::Knowledge;
use crate::domain::values::At;
use crate::notice::facts::{NoticeFacts, Statement};
use crate::notice::forms::FactForms;
use crate::notice::telling::{Standing, standing};
use crate::notice::worded::instant_of;

#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Groups of data that are known or estimated to be concerned.
    pub data: BTreeSet<String>,
    /// The groups are known for certain.
    pub data_is_sure: bool,
    /// Effects: confidentiality, integrity, availability.
    pub effects: BTreeSet<String>,
    /// Every number that a fact holds; empty where no number of people or records is on record.
    pub numbers: BTreeSet<u64>,
    /// The data are proven to be unreadable.
    pub protection_proven: bool,
    pub occurred: Option<At>,
    pub aware: Option<At>,
}

impl Known {
    pub fn of(facts: &NoticeFacts, forms: &FactForms) -> Self {
        let stands = |id: &str, statement: &Statement| {
            forms
                .facts
                .get(id)
                .is_some_and(|form| matches!(standing(statement, form, forms), Standing::Known | Standing::Estimated))
        };
        let chosen = |id: &str| -> BTreeSet<String> {
            let said = facts.of(id).iter().filter(|statement| stands(id, statement));
            said.flat_map(|statement| texts(statement.value.get("values").unwrap_or(&statement.value))).collect()
        };
        let sure = |id: &str| {
            !facts.of(id).is_empty() && facts.of(id).iter().all(|s| s.state == Knowledge::Known && stands(id, s))
        };
        let counted = ["subjects.count", "data.records"];
        let has_count = counted.iter().any(|id| facts.of(id).iter().any(|statement| stands(id, statement)));
        let changed = &facts.frame.changes;
        let has_count = has_count || changed.iter().any(|change| counted.contains(&change.id.as_str()));
        let mut numbers = BTreeSet::new();
        if has_count {
            facts.facts.values().flatten().for_each(|statement| collect(&statement.value, &mut numbers));
            // What was told before is quoted beside what holds now.
            changed.iter().for_each(|change| collect(&change.was.value, &mut numbers));
        }
        let proven = forms.protection.facts.iter().any(|id| {
            facts.of(id).iter().any(|s| {
                s.state == Knowledge::Known
                    && forms.protection.proven.contains(&format!("{id}={}", s.value.as_str().unwrap_or_default()))
            })
        });
        let instant = |id: &str| facts.of(id).iter().find_map(|statement| instant_of(&statement.value));
        Self {
            data: chosen("data.categories"),
            data_is_sure: sure("data.categories"),
            effects: chosen("nature.cia"),
            numbers,
            protection_proven: proven,
            occurred: instant("time.start"),
            aware: instant("time.aware_at"),
        }
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn collect(value: &Value, numbers: &mut BTreeSet<u64>) {
    match value {
        Value::Number(number) => numbers.extend(number.as_u64()),
        Value::String(text) => numbers.extend(numbers_in(text).into_iter().map(|number| number.value)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, numbers)),
        Value::Object(map) => map.values().for_each(|item| collect(item, numbers)),
        Value::Bool(_) | Value::Null => {}
    }
}
