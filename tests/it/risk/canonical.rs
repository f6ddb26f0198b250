//! What the facts of a case answer by themselves, and what they leave open.

use breachdesk::assessment::{Facts, canonical};
use serde_json::{Value, json};

use super::rules;

fn from_case(facts: Value) -> Facts {
    let object = canonical::object(rules(), |_| None, |id| facts.get(id).cloned());
    Facts::read(&rules().vocabulary, &object)
}

#[test]
fn facts_of_the_case_answer_the_rules_and_unintelligible_is_a_claim() {
    let facts = from_case(json!({
        "incident.type": "device_lost_stolen", "incident.cause": "internal_nonmalicious",
        "nature.cia": ["confidentiality"], "nature.unintelligible": "intact",
        "data.categories": ["basic", "contact", "health"], "subjects.categories": ["customers", "minors"],
        "subjects.count": { "mode": "approx", "n": 240 }
    }));
    let expected = [
        ("attack_type", "out_of_hands"),
        ("cause", "not_malicious"),
        ("confidentiality", "yes"),
        ("integrity", "no"),
        ("availability", "no"),
        ("encryption", "claimed"),
        ("special_categories", "true"),
        ("vulnerable", "at_risk"),
        ("people_band", "101-1000"),
    ];
    for (fact, value) in expected {
        assert_eq!(facts.value(fact), value, "{fact}");
    }
    assert_eq!(facts.kinds().collect::<Vec<_>>(), ["contact", "health", "identity"]);
    assert!(facts.strange_words().is_empty());
}

#[test]
fn what_is_not_yet_known_is_never_a_no() {
    let facts = from_case(json!({
        "nature.confidentiality_state": "tbd", "nature.availability_state": "undetermined",
        "nature.cia": ["availability"], "incident.cause": "to_be_determined",
        "data.categories": ["basic", "not_yet_known"], "subjects.categories": ["not_yet_known"],
        "subjects.count": { "mode": "approx", "min": 10 }
    }));
    for fact in [
        "availability",
        "cause",
        "special_categories",
        "vulnerable",
        "people_band",
        "data_categories",
        "recipient_kind",
    ] {
        assert!(facts.is_unknown(fact), "{fact} is {}", facts.value(fact));
    }
    // The nature of the breach leaves confidentiality out: that is said.
    assert_eq!(facts.value("confidentiality"), "no");
    assert!(from_case(json!({})).is_unknown("confidentiality"));
}

#[test]
fn a_direct_answer_goes_before_what_follows_from_other_facts() {
    let direct = |fact: &str| (fact == "encryption").then(|| json!("state_of_art_key_safe"));
    let object = canonical::object(rules(), direct, |id| (id == "nature.unintelligible").then(|| json!("intact")));
    assert_eq!(object["encryption"], "state_of_art_key_safe");
    let unknown = |fact: &str| (fact == "encryption").then(|| json!("unknown"));
    let object = canonical::object(rules(), unknown, |id| (id == "nature.unintelligible").then(|| json!("no")));
    assert_eq!(object["encryption"], "none");
}
