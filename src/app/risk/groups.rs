//! The groups of people of a case, and what is known of each: those of a data set, or all of the case where it names none.

use serde_json::Value;

use crate::app::views::facts::in_force;
use crate::assessment::{Facts, RiskRules, canonical};
use crate::domain::case::Case;
use crate::domain::project::reveal;
use crate::domain::situation::{DataScope, DataSet, Knowledge, Scope, Tri};

#[derive(Debug, Clone)]
pub struct GroupFacts {
    pub scope: Scope,
    pub facts: Facts,
    /// The data set whose page answers whether the data belong to a communications service.
    pub data_set: Option<String>,
}

/// Data sets that were not hit have no group; a case without data sets has one for all.
pub fn groups(rules: &RiskRules, case: &Case) -> Vec<GroupFacts> {
    let hit: Vec<&DataSet> = case.data_sets.iter().filter(|data_set| data_set.hit != Tri::No).collect();
    if hit.is_empty() {
        return vec![group(rules, case, Scope::case(), None)];
    }
    hit.into_iter().map(|data_set| group(rules, case, Scope::data_set(&data_set.id), Some(data_set))).collect()
}

fn group(rules: &RiskRules, case: &Case, scope: Scope, data_set: Option<&DataSet>) -> GroupFacts {
    let value = |id: &str| -> Option<Value> {
        let entry = in_force(case, id, &scope)?;
        match entry.fact.state {
            Knowledge::Known | Knowledge::Estimated => Some(reveal(&entry.fact.value)),
            Knowledge::NotApplicable => Some(Value::from("n_a")),
            Knowledge::Unknown => None,
        }
    };
    let direct = |fact: &str| {
        let of_data_set = match fact {
            "telecom_ecs" => data_set.and_then(|data_set| match data_set.scope {
                DataScope::TelecomService => Some(Value::from("true")),
                DataScope::Other => Some(Value::from("false")),
                DataScope::Unknown => None,
            }),
            "breach_occurred" => data_set.filter(|data_set| data_set.hit == Tri::Yes).map(|_| Value::from("yes")),
            _ => None,
        };
        let said = value(&format!("risk.{fact}"));
        // "Not applicable" is an answer only where the fact has that value.
        let fits = |value: &Value| {
            value.as_str() != Some("n_a") || rules.vocabulary.fact(fact).is_some_and(|fact| fact.value("n_a").is_some())
        };
        // What the data set itself says is narrower than anything said of the case.
        of_data_set.or_else(|| said.filter(fits))
    };
    let known = |id: &str| value(id).filter(|value| value.as_str() != Some("n_a"));
    let object = canonical::object(rules, direct, known);
    GroupFacts {
        facts: Facts::read(&rules.vocabulary, &object),
        data_set: data_set.map(|data_set| data_set.id.clone()),
        scope,
    }
}
