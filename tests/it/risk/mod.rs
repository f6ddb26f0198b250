//! Advice on risk: official cases, laws that hold for any facts, what bad files get, and the command.

mod advice;
mod canonical;
mod command;
mod desk;
mod files;
mod laws;
mod official;
mod small;

use std::sync::{Arc, OnceLock};

use breachdesk::assessment::{Facts, RiskRules};
use serde_json::{Map, Value, json};

/// Official cases with outcomes: facts and outcomes only.
pub const CASES: &str = include_str!("../../vectors/risk-cases.json");

pub fn rules() -> &'static RiskRules {
    static RULES: OnceLock<Arc<RiskRules>> = OnceLock::new();
    RULES.get_or_init(crate::support::risk_rules)
}

/// A misdirected letter with everything known and nothing grave: recorded only.
pub fn small_letter() -> Map<String, Value> {
    let facts = json!({
        "role": "controller", "telecom_ecs": false, "attack_type": "misdelivery_post", "cause": "internal_nonmalicious",
        "confidentiality": "yes", "integrity": "no", "availability": "no", "data_categories": ["identity", "contact", "order_details"],
        "special_categories": false, "encryption": "none", "backup": "n_a", "exfiltration": "n_a", "vulnerable": [],
        "recipient_kind": "known_other", "data_was_read": "yes", "deletion": "confirmed_in_writing", "log_coverage": "n_a",
        "people_band": "1", "person_already_knows": "no", "breach_occurred": "yes", "harm_time_sensitive": "no",
        "restored_in_time": "n_a", "data_sensitivity_of_context": false
    });
    facts.as_object().unwrap().clone()
}

pub fn facts(object: &Map<String, Value>) -> Facts {
    Facts::read(&rules().vocabulary, object)
}

/// The small letter with some facts different.
pub fn letter_with(changes: Value) -> Facts {
    let mut object = small_letter();
    object.extend(changes.as_object().unwrap().clone());
    facts(&object)
}
