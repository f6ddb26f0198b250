//! Answers the questions of the risk rules from the facts of a case, where nobody has answered them directly.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::load::RiskRules;
use super::vocabulary::{KINDS, UNKNOWN};

/// How one canonical fact answers one fact of the rules.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    pub fact: String,
    pub canonical: String,
    /// Canonical value to value; for the kinds of data to kind.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// Members of a set whose presence answers `present`, and whose absence `absent`.
    #[serde(default)]
    pub any: Vec<String>,
    /// Members that leave the question open.
    #[serde(default)]
    pub silent: Vec<String>,
    pub present: Option<String>,
    pub absent: Option<String>,
    /// The canonical fact is a number of people, and the answer its band.
    #[serde(default)]
    pub count: bool,
}

/// The facts that the rules ask, as an object for [`super::Facts::read`]. `direct` gives what was answered under the rules' own id,
/// `canonical` the value of a canonical fact; both nothing where it is not known.
pub fn object(
    rules: &RiskRules,
    direct: impl Fn(&str) -> Option<Value>,
    canonical: impl Fn(&str) -> Option<Value>,
) -> Map<String, Value> {
    let asked = rules.vocabulary.asked().map(|fact| fact.id.as_str()).chain([KINDS]);
    let mut object = Map::new();
    for fact in asked {
        let said = direct(fact).filter(|value| value.as_str() != Some(UNKNOWN));
        let from_case = || {
            let mut rows = rules.canonical.iter().filter(|row| row.fact == fact);
            rows.find_map(|row| row.answer(rules, &canonical(&row.canonical)?))
        };
        if let Some(value) = said.or_else(from_case) {
            object.insert(fact.to_owned(), value);
        }
    }
    object
}

impl Answers {
    fn answer(&self, rules: &RiskRules, value: &Value) -> Option<Value> {
        let members: Vec<&str> = match value {
            Value::Array(items) => items.iter().filter_map(word).collect(),
            one => word(one).into_iter().collect(),
        };
        if self.count {
            return rules.vocabulary.band(most(value)?).map(Value::from);
        }
        if !self.any.is_empty() {
            let has = |listed: &[String]| members.iter().any(|member| listed.iter().any(|word| word == member));
            return match (has(&self.any), has(&self.silent) || members.is_empty()) {
                (true, _) => self.present.clone().map(Value::from),
                (false, true) => None,
                (false, false) => self.absent.clone().map(Value::from),
            };
        }
        if self.fact == KINDS {
            let kind = |member: &&str| self.words.get(*member).cloned().unwrap_or_else(|| UNKNOWN.to_owned());
            return (!members.is_empty()).then(|| members.iter().map(kind).collect());
        }
        self.words.get(*members.first()?).cloned().map(Value::from)
    }
}

/// A word as a case keeps it: alone, or beside a person's own text.
fn word(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("value").and_then(Value::as_str))
}

/// The largest number that a count allows; none where it is open upwards.
fn most(count: &Value) -> Option<u64> {
    let number = |key: &str| count.get(key).and_then(Value::as_u64);
    match count.get("mode").and_then(Value::as_str) {
        Some("exact" | "approx") => number("max").or_else(|| number("n")),
        _ => None,
    }
}
