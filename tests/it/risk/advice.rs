//! What an answer says: reasons, certainty, what is missing, what would change it, the examples beside it.

use breachdesk::assessment::{Facts, Limb, Strength, assess, examples};
use serde_json::json;

use super::{letter_with, rules};

#[test]
fn a_small_letter_with_everything_known_is_recorded_only_and_says_when_to_reopen() {
    let advice = assess(rules(), &letter_with(json!({})));
    assert!(advice.says(Limb::Record) && !advice.says(Limb::Notify) && !advice.says(Limb::People));
    let notify = advice.answer(Limb::Notify).unwrap();
    assert_eq!(notify.reasons[0].rule, "small-plain-recalled");
    assert!(rules().rule(&notify.reasons[0].rule).unwrap().watch(false).is_some());
    assert_eq!(advice.missing, Vec::<String>::new());
    assert!(notify.changes.iter().any(|change| change.fact == "deletion" && change.becomes && !change.unknown));
    assert!(advice.answer(Limb::TelecomNotify).is_none());
}

#[test]
fn the_same_letter_of_a_telephone_company_is_notified_within_24_hours() {
    let advice = assess(rules(), &letter_with(json!({ "telecom_ecs": true })));
    assert!(!advice.says(Limb::Notify) && advice.tells_authority());
    let answer = advice.answer(Limb::TelecomNotify).unwrap();
    assert_eq!(rules().rule(&answer.reasons[0].rule).unwrap().hours, Some(24));
    assert_eq!(answer.strength, Strength::Firm);
}

#[test]
fn whether_data_belong_to_the_service_counts_as_yes_until_it_is_known() {
    let advice = assess(rules(), &letter_with(json!({ "telecom_ecs": null })));
    let answer = advice.answer(Limb::TelecomNotify).unwrap();
    assert!(answer.yes && answer.rests_on_unknown && answer.strength == Strength::Arguable);
    assert_eq!(advice.missing, ["telecom_ecs"]);
}

#[test]
fn nothing_known_is_notified_and_told_with_the_facts_that_would_change_it() {
    let advice = assess(rules(), &Facts::unknown());
    for limb in [Limb::Notify, Limb::People, Limb::TelecomNotify, Limb::TelecomPeople] {
        let answer = advice.answer(limb).unwrap();
        assert!(answer.yes && answer.rests_on_unknown && answer.strength == Strength::Arguable, "{limb}");
    }
    assert!(advice.missing.len() > 10);
    let people = advice.answer(Limb::People).unwrap();
    assert!(!people.together.is_empty() || people.changes.iter().any(|change| change.unknown));
}

#[test]
fn encryption_spares_both_notices_and_only_with_evidence() {
    let stolen = json!({ "attack_type": "device_theft", "cause": "external_malicious", "confidentiality": "ciphertext_only",
        "recipient_kind": "criminal", "data_was_read": "no", "backup": "available", "data_categories": ["identity", "health"],
        "special_categories": true, "deletion": "n_a" });
    let with = |encryption: &str| {
        let mut facts = stolen.clone();
        facts["encryption"] = json!(encryption);
        assess(rules(), &letter_with(facts))
    };
    assert!(!with("state_of_art_key_safe").says(Limb::Notify));
    for worthless in ["claimed", "none", "key_compromised", "unknown"] {
        assert!(with(worthless).says(Limb::Notify), "{worthless}");
    }
    assert!(with("claimed").notes.iter().any(|note| note.rule == "claimed-protection"));
    let why = with("state_of_art_key_safe");
    let change = why.answer(Limb::Notify).unwrap().changes.iter().find(|change| change.fact == "encryption").unwrap();
    assert!(change.values.contains(&"key_compromised".to_owned()) && change.becomes);
}

#[test]
fn one_subgroup_with_graver_data_is_told_and_the_other_is_not() {
    let lost = |kinds: &[&str], special: bool| {
        assess(
            rules(),
            &letter_with(json!({
                "attack_type": "device_loss", "confidentiality": "possible", "recipient_kind": "unknown", "data_was_read": "unknown",
                "deletion": "unknown", "data_categories": kinds, "special_categories": special, "people_band": "unknown"
            })),
        )
    };
    let plain = lost(&["identity", "contact"], false);
    let grave = lost(&["identity", "contact", "iban", "health"], true);
    assert!(plain.says(Limb::Notify) && grave.says(Limb::Notify));
    assert!(!plain.says(Limb::People) && grave.says(Limb::People));
}

#[test]
fn a_thing_that_was_found_again_was_a_breach_while_it_was_missing() {
    let facts = json!({ "breach_occurred": "no", "confidentiality": "no", "recipient_kind": "none" });
    let mut outage = facts.clone();
    outage["attack_type"] = json!("outage");
    assert!(assess(rules(), &letter_with(outage)).no_breach);
    let mut lost = facts;
    lost["attack_type"] = json!("device_loss");
    lost["data_categories"] = json!(["customer_records"]);
    let advice = assess(rules(), &letter_with(lost));
    assert!(!advice.no_breach && advice.says(Limb::Notify) && !advice.says(Limb::People));
}

#[test]
fn the_nearest_official_example_of_stolen_encrypted_tablets_is_the_case_of_stolen_encrypted_tablets() {
    let facts = letter_with(
        json!({ "attack_type": "device_theft", "cause": "external_malicious", "confidentiality": "ciphertext_only",
        "encryption": "state_of_art_key_safe", "backup": "available", "recipient_kind": "criminal", "data_was_read": "no",
        "deletion": "n_a", "data_categories": ["identity", "dob", "children_education"], "vulnerable": ["children"] }),
    );
    let near = examples::nearest(rules(), &facts, 3);
    assert_eq!(near[0].example.id, "A10");
    assert!(near.len() == 3 && near[0].differences.len() <= near[2].differences.len());
    assert!(examples::nearest(rules(), &Facts::unknown(), 3).is_empty(), "nothing known is near to nothing");
}

#[test]
fn the_score_shows_its_factors_under_two_readings_and_says_when_it_stands_apart_from_the_rules() {
    let advice = assess(
        rules(),
        &letter_with(json!({ "data_categories": ["identity", "health"], "special_categories": true,
        "recipient_kind": "internal_other", "deletion": "confirmed_orally" })),
    );
    assert!(!advice.says(Limb::Notify));
    let (lenient, strict) = (advice.score.lenient, advice.score.strict);
    assert_eq!((lenient.dpc, lenient.ei, lenient.cb, lenient.se()), (3, 4, 1, 13));
    assert_eq!((strict.dpc, strict.ei, strict.cb, strict.se()), (4, 4, 1, 17));
    assert_eq!(advice.score.bands, ("high".to_owned(), "very_high".to_owned()));
    assert!(advice.score_apart && advice.score.borderline);
}

#[test]
fn protection_or_an_unread_letter_that_nothing_bears_out_spares_nobody() {
    let stolen = |encryption: &str| {
        letter_with(json!({
            "attack_type": "device_theft", "cause": "external_malicious", "confidentiality": "ciphertext_only", "encryption": encryption,
            "data_categories": ["identity", "health"], "special_categories": true, "people_band": "1001-100000",
            "recipient_kind": "criminal", "data_was_read": null, "deletion": "unknown", "availability": "no", "restored_in_time": "n_a",
        }))
    };
    for encryption in ["claimed", "unknown", "none", "key_compromised"] {
        let advice = assess(rules(), &stolen(encryption));
        assert!(advice.says(Limb::Notify) && advice.says(Limb::People), "{encryption}");
    }
    assert!(!assess(rules(), &stolen("state_of_art_key_safe")).says(Limb::People));

    let unread = |logs: &str| {
        letter_with(json!({
            "attack_type": "intrusion", "cause": "external_malicious", "confidentiality": "possible", "data_was_read": "no",
            "log_coverage": logs, "data_categories": ["identity", "health"], "special_categories": true,
            "people_band": "1001-100000", "recipient_kind": "criminal", "exfiltration": "no_evidence",
        }))
    };
    for logs in ["none", "partial", "unknown"] {
        assert!(assess(rules(), &unread(logs)).says(Limb::People), "{logs}");
    }
    assert!(!assess(rules(), &unread("full_period")).says(Limb::People));
}

#[test]
fn an_unopened_letter_of_many_with_grave_data_is_notified_and_one_of_few_is_not() {
    let letter = |people: &str| {
        letter_with(json!({
            "data_was_read": "no", "log_coverage": "n_a", "people_band": people, "data_categories": ["identity", "health"],
            "special_categories": true, "deletion": "confirmed_orally",
        }))
    };
    assert!(assess(rules(), &letter("over_100000")).says(Limb::Notify));
    assert!(!assess(rules(), &letter("1")).says(Limb::Notify));
}

#[test]
fn a_number_of_people_that_contradicts_its_band_counts_as_the_graver() {
    let advice = assess(rules(), &letter_with(json!({ "people": 5000, "people_band": "1" })));
    assert!(advice.says(Limb::Notify));
}
