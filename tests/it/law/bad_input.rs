//! What a plan file with mistakes gets: every problem with its path, and no plan.

use breachdesk::cli::plan_input;
use serde_json::{Value, json};

use super::{OTTIMA, law};

fn problems(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut case: Value = serde_json::from_str(OTTIMA).unwrap();
    change(&mut case);
    plan_input::parse(&case.to_string(), law()).err().unwrap_or_default()
}

fn one(part: &str, change: impl FnOnce(&mut Value)) {
    let found = problems(change);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains(part), "{found:#?} does not say {part}");
}

#[test]
fn unknown_keys_are_refused_with_their_path_at_every_depth() {
    one("contollers: is not a known key", |case| case["contollers"] = json!([]));
    one("controllers[0].establishments[0].mian: is not a known key; did you mean `main`?", |case| {
        case["controllers"][0]["establishments"][0]["mian"] = json!(true);
    });
    one("instants[1].when: is not a known key", |case| case["instants"][1]["when"] = json!("x"));
    one("facts.nature.cia.valeu: is not a known key", |case| case["facts"]["nature.cia"]["valeu"] = json!("x"));
}

#[test]
fn an_instant_without_an_offset_is_refused_because_it_names_24_moments() {
    one("instants[0].at: `2020-09-08T09:00:00` is not an instant with an offset", |case| {
        case["instants"][0]["at"] = json!("2020-09-08T09:00:00");
    });
    one("as_of: `yesterday`", |case| case["as_of"] = json!("yesterday"));
}

#[test]
fn words_that_are_near_are_suggested() {
    one("data_sets[0].hit: `maybe` is not known: yes, no, unknown", |case| {
        case["data_sets"][0]["hit"] = json!("maybe")
    });
    one("did you mean `detected_611`?", |case| case["instants"][1]["what"] = json!("detected"));
    one("did you mean `telecom_provider`?", |case| case["controllers"][0]["roles"] = json!(["telecom-provider"]));
    one("did you mean `ottima`?", |case| case["markets"][0]["controller"] = json!("otima"));
    one("did you mean `subjects.count`?", |case| case["facts"]["subject.count"] = json!({ "state": "unknown" }));
}

#[test]
fn facts_that_repeat_instants_results_or_filings_are_refused() {
    for id in ["time.aware_at", "notification.kind", "communication.status", "risk.outcome", "xborder.notified"] {
        one("follows from instants, decisions or filings", |case| case["facts"][id] = json!({ "state": "unknown" }));
    }
}

#[test]
fn facts_of_the_wrong_type_are_refused_with_what_is_wanted() {
    for (id, value, part) in [
        ("nature.cia", json!(["secrecy"]), "must be a list of: confidentiality, integrity, availability"),
        ("nature.cia", json!(["integrity", "integrity"]), "stands twice"),
        ("dpo.designated", json!("yes"), "must be true or false"),
        ("subjects.count", json!({ "mode": "exact" }), "mode exact needs n"),
        ("subjects.count", json!({ "mode": "approx", "min": 9, "max": 3 }), "min (9) is more than max (3)"),
        ("discovery.told_on", json!("2020-13-01"), "must be a day"),
        ("xborder.subjects", json!({ "Italy": 3 }), "country code"),
        ("incident.description", json!("x".repeat(1_000_000)), "longer than"),
        ("incident.description", json!("a\u{0}b"), "control characters"),
        ("risk.recipient_kind", json!("crimnal"), "did you mean `criminal`?"),
    ] {
        one(part, |case| case["facts"][id] = json!({ "state": "known", "value": value }));
    }
}

#[test]
fn a_known_fact_has_a_value_and_an_unknown_one_has_none() {
    one("is missing for a known", |case| case["facts"]["nature.cia"] = json!({ "state": "known" }));
    one("must be left out", |case| {
        case["facts"]["nature.cia"] = json!({ "state": "unknown", "value": ["availability"] });
    });
}

#[test]
fn a_scope_names_something_of_the_file() {
    one("`FR` is no controller, market or data set of this file", |case| case["instants"][0]["scope"] = json!("FR"));
}

#[test]
fn a_scope_that_could_mean_two_things_is_asked_about() {
    one("`sim-customers` is more than one thing of this file: controller, data_set", |case| {
        case["controllers"].as_array_mut().unwrap().push(json!({ "id": "sim-customers", "country": "IT" }));
        case["instants"][0]["scope"] = json!("sim-customers");
    });
}

#[test]
fn years_that_no_breach_can_be_of_are_refused() {
    one("instants[0].at: lies in the year 0", |case| case["instants"][0]["at"] = json!("0000-01-01T00:00:00Z"));
    one("as_of: lies in the year 9999", |case| case["as_of"] = json!("9999-12-31T23:59:59Z"));
    one("instants[0].at: `2026-02-30T09:00:00Z`", |case| case["instants"][0]["at"] = json!("2026-02-30T09:00:00Z"));
}

#[test]
fn a_region_decides_the_authority_and_is_one_of_the_country() {
    one("controllers[0].region: `Bavraia` is not known; did you mean `Bavaria`?", |case| {
        case["controllers"][0]["country"] = json!("DE");
        case["controllers"][0]["establishments"][0]["country"] = json!("DE");
        case["controllers"][0]["region"] = json!("Bavraia");
    });
    assert!(
        problems(|case| case["controllers"][0]["region"] = json!("Lazio")).is_empty(),
        "no authority depends on it"
    );
}

#[test]
fn what_a_drill_put_in_its_tray_is_no_filing_of_a_plan_file() {
    one("filings[0].proof: `simulated` is not known", |case| {
        case["filings"] = json!([{ "rule": "gdpr-33", "stage": "initial", "recipient": "IT",
            "at": "2020-09-10T09:00:00+02:00", "proof": "simulated" }]);
    });
}

#[test]
fn problems_stay_short_whatever_the_names_are() {
    let found = problems(|case| case["controllers"][0]["id"] = json!("x".repeat(100_000)));
    assert!(!found.is_empty() && found.iter().all(|problem| problem.len() < 300), "{}", found.len());
    let found = problems(|case| case["controllers"] = json!([]));
    assert!(found.iter().all(|problem| !problem.ends_with(": ") && !problem.contains("``")), "{found:#?}");
}

#[test]
fn a_key_that_stands_twice_is_not_read_once_in_silence() {
    let text = OTTIMA.replacen("\"instants\"", "\"instants\": [], \"instants\"", 1);
    let found = plan_input::parse(&text, law()).err().unwrap_or_default();
    assert_eq!(found, ["instants: stands twice, and only one of them would be read"]);
    let text = OTTIMA.replacen("\"hit\"", "\"hit\": \"no\", \"hit\"", 1);
    let found = plan_input::parse(&text, law()).err().unwrap_or_default();
    assert_eq!(found, ["data_sets[0].hit: stands twice, and only one of them would be read"]);
}

#[test]
fn a_mark_before_the_first_character_is_passed_over() {
    assert!(plan_input::parse(&format!("\u{feff}{OTTIMA}"), law()).is_ok());
}

#[test]
fn a_filing_after_the_moment_and_a_decision_for_nobody_are_told() {
    let plan = super::ottima_with(|case| {
        case["filings"] = json!([{ "rule": "gdpr-33", "stage": "initial", "recipient": "IT",
            "at": "2021-09-10T09:00:00+02:00", "proof": "receipt" }]);
        case["decisions"] = json!([{ "rule": "gdpr-33", "recipient": "FR", "decision": "notify" }]);
    });
    let keys: Vec<&str> = plan.problems.iter().map(|line| line.key.as_str()).collect();
    assert_eq!(keys, ["law-problem-filing-future", "law-problem-decision-recipient"]);
}

#[test]
fn every_problem_comes_at_once() {
    let found = problems(|case| {
        case["form"] = json!(2);
        case["controllers"][0]["country"] = json!("Italy");
        case["markets"][0]["status"] = json!("hit");
        case["data_sets"][1]["id"] = json!("sim-customers");
        case["instants"][2]["at"] = json!(5);
        case["filings"] = json!([{ "rule": "gdpr-33" }]);
        case["facts"]["x"] = json!(1);
    });
    for part in [
        "form:",
        "controllers[0].country",
        "markets[0].status",
        "data_sets: `sim-customers` stands twice",
        "instants[2].at: must be text",
        "filings[0].stage: is missing",
        "filings[0].recipient",
        "filings[0].at",
        "filings[0].proof",
        "facts.x: must be an object",
    ] {
        assert!(found.iter().any(|problem| problem.contains(part)), "{part}: {found:#?}");
    }
}

#[test]
fn what_is_no_json_or_no_object_gets_a_sentence() {
    for text in ["", "{", "[]", "3", "null"] {
        assert_eq!(plan_input::parse(text, law()).unwrap_err().len(), 1, "{text:?}");
    }
}

#[test]
fn a_code_that_is_no_country_is_refused_with_the_right_one() {
    one("markets[0].country: `UK` is not a known country; did you mean `GB`?", |case| {
        case["markets"][0]["country"] = json!("UK");
    });
    one("controllers[0].country: `QQ` is not a known country", |case| case["controllers"][0]["country"] = json!("QQ"));
}

#[test]
fn establishments_that_contradict_each_other_are_told() {
    let place = |country: &str, main: bool| json!({ "country": country, "main": main });
    one("controllers[0].establishments: more than one is said to be the main one", |case| {
        case["controllers"][0]["establishments"] = json!([place("IT", true), place("FR", true)]);
    });
    one("controllers[0].establishments: `IT` stands twice", |case| {
        case["controllers"][0]["establishments"] = json!([place("IT", true), place("IT", false)]);
    });
    one("controllers[0].art27_representative: an Art. 27 representative is for controllers without", |case| {
        case["controllers"][0]["art27_representative"] = json!("IE");
    });
}

#[test]
fn a_start_of_a_regime_that_does_not_exist_and_an_impossible_instant_are_told() {
    one("controllers[0].regime_starts: `nis22` is not a known regime; did you mean `nis2`?", |case| {
        case["controllers"][0]["regime_starts"] = json!({ "nis22": "2026-01-15" });
    });
    for text in ["2026-02-30T10:00:00+01:00", "2026-03-01T25:00:00Z", "2026-13-01T10:00:00Z"] {
        one("is not an instant", |case| case["instants"][0]["at"] = json!(text));
    }
}

fn filing(change: impl FnOnce(&mut Value)) -> impl FnOnce(&mut Value) {
    |case| {
        case["filings"] = json!([{ "rule": "gdpr-33", "stage": "sa_notification", "recipient": "IT",
            "at": "2020-09-10T09:00:00+02:00", "proof": "receipt" }]);
        change(&mut case["filings"][0]);
    }
}

fn decision(change: impl FnOnce(&mut Value)) -> impl FnOnce(&mut Value) {
    |case| {
        case["decisions"] = json!([{ "rule": "gdpr-33", "decision": "not_required",
            "basis": "gdpr-33-1-unlikely-risk", "reason": "The key was never lost" }]);
        change(&mut case["decisions"][0]);
    }
}

#[test]
fn a_filing_names_a_rule_a_stage_and_a_recipient_of_the_law_or_is_refused() {
    assert_eq!(problems(filing(|_| {})), Vec::<String>::new());
    one(
        "filings[0].rule: `gdpr-34x` is not a loaded rule; did you mean `gdpr-34`?",
        filing(|one| one["rule"] = json!("gdpr-34x")),
    );
    one("filings[0].rule: is empty", filing(|one| one["rule"] = json!(" ")));
    one(
        "filings[0].rule: `gdpr-33-omnibus` is a proposal, not law",
        filing(|one| one["rule"] = json!("gdpr-33-omnibus")),
    );
    one(
        "filings[0].stage: `sa_notificaton` is not known; did you mean `sa_notification`?",
        filing(|one| {
            one["stage"] = json!("sa_notificaton");
        }),
    );
    one(
        "filings[0].recipient: `IT-TELECON` is nobody to whom a duty can be owed; did you mean `IT-TELECOM`?",
        filing(|one| {
            one["recipient"] = json!("IT-TELECON");
        }),
    );
    // Names that duties carry without a record of the authority.
    for known in ["IT-UNKNOWN-TRUST-SUPERVISION", "JP-UNKNOWN", "people", "EU-CRA-PLATFORM"] {
        assert_eq!(problems(filing(|one| one["recipient"] = json!(known))), Vec::<String>::new(), "{known}");
    }
    one("is nobody to whom", filing(|one| one["recipient"] = json!("QQ-UNKNOWN")));
}

#[test]
fn a_decision_names_a_rule_and_a_ground_that_counts_or_is_refused() {
    assert_eq!(problems(decision(|_| {})), Vec::<String>::new());
    one("decisions[0].rule: `gdpr-99` is not a loaded rule", decision(|one| one["rule"] = json!("gdpr-99")));
    one(
        "decisions[0].basis: `because` is not known: gdpr-33-1-unlikely-risk",
        decision(|one| one["basis"] = json!("because")),
    );
    one("decisions[0].basis: is empty", decision(|one| one["basis"] = json!("")));
    one("decisions[0].reason: is empty", decision(|one| one["reason"] = json!("  ")));
    one("decisions[0].recipient: `Italy` is nobody", decision(|one| one["recipient"] = json!("Italy")));
    // A ground of another rule is no ground of this one.
    one("decisions[0].basis: `34-3-a` is not known", decision(|one| one["basis"] = json!("34-3-a")));
    // The article may be written as people write it.
    for given in ["34(3)(a)", "34-3-a", "gdpr-34-3-a"] {
        let other = decision(|one| {
            one["rule"] = json!("gdpr-34");
            one["decision"] = json!("exemption");
            one["basis"] = json!(given);
        });
        assert_eq!(problems(other), Vec::<String>::new(), "{given}");
    }
}

#[test]
fn what_stands_twice_is_told_wherever_it_stands() {
    one("filings[1].rule: the same stands twice", |case| {
        filing(|_| {})(case);
        let row = case["filings"][0].clone();
        case["filings"].as_array_mut().unwrap().push(row);
    });
    one("decisions[1].rule: the same stands twice", |case| {
        decision(|_| {})(case);
        let row = case["decisions"][0].clone();
        case["decisions"].as_array_mut().unwrap().push(row);
    });
    one("controllers[0].roles[1]: `telecom_provider` stands twice", |case| {
        case["controllers"][0]["roles"] = json!(["telecom_provider", "telecom_provider"]);
    });
}

#[test]
fn instants_that_never_were_are_refused() {
    for text in [
        "2026-04-31T10:00:00+02:00",
        "2025-02-29T10:00:00Z",
        "2026-03-01T24:30:00Z",
        "2026-03-01T24:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-03-01T10:00:60+01:00",
        "2026-03-01T10:60:00Z",
        "2026-03-01T10:00:00+25:00",
        "2026-03-01T10:00:00+01:75",
        "2026-03-01T10:00+01:00",
        "2026-03-01",
        "+02026-03-01T10:00:00Z",
        "2026-03-01T10:00:00 Europe/Rome",
    ] {
        one("is not an instant", |case| case["instants"][0]["at"] = json!(text));
    }
    for text in ["2026-03-01T10:00:00+15:00", "2026-03-01T10:00:00-13:00", "2026-03-01T10:00:00+23:59"] {
        one("has an offset that no zone of the world has", |case| case["instants"][0]["at"] = json!(text));
    }
    for text in ["2026-03-01T10:00:00+14:00", "2026-03-01T10:00:00-12:00", "2026-03-01T10:00:00.123456Z"] {
        assert_eq!(problems(|case| case["instants"][0]["at"] = json!(text)), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn days_are_written_in_one_way_and_lie_in_years_of_breaches() {
    for text in ["2026-1-05", "2026-02-30", "+2026-01-05", "26-01-05", "2026-01-05T00:00:00Z"] {
        one("regime_starts.nis2: must be a day", |case| {
            case["controllers"][0]["regime_starts"] = json!({ "nis2": text })
        });
    }
    one("lies in the year 9999", |case| case["controllers"][0]["regime_starts"] = json!({ "nis2": "9999-12-31" }));
}

#[test]
fn a_controller_of_the_union_with_establishments_only_outside_it_contradicts_itself() {
    one("controllers[0].establishments: none of them is in the Union, but the controller is of IT", |case| {
        case["controllers"][0]["establishments"] = json!([{ "country": "US", "main": true }]);
    });
    // One outside beside one inside is nothing odd, nor is a controller from outside.
    assert_eq!(
        problems(|case| {
            case["controllers"][0]["establishments"] =
                json!([{ "country": "US", "main": true }, { "country": "IT", "main": false }]);
        }),
        Vec::<String>::new()
    );
}

#[test]
fn control_characters_stand_in_no_name_and_in_no_message() {
    one("controllers[0].name: holds control characters", |case| case["controllers"][0]["name"] = json!("a\u{0}b"));
    let found = problems(|case| case["facts"]["a\u{1b}[31m"] = json!({ "state": "unknown" }));
    assert!(!found.is_empty() && found.iter().all(|line| !line.chars().any(char::is_control)), "{found:?}");
    let found = problems(|case| case["a\u{7}key"] = json!(1));
    assert!(found.len() == 1 && !found[0].chars().any(char::is_control), "{found:?}");
}

#[test]
fn numbers_beyond_any_range_and_nesting_beyond_any_depth_are_refused() {
    for number in ["1e400", "-1", "18446744073709551616", "1.5", "\"12\""] {
        let text = OTTIMA.replacen("\"facts\": {", &format!("\"facts\": {{\"subjects.count\": {{\"state\": \"known\", \"value\": {{\"mode\": \"exact\", \"n\": {number}}}}}, "), 1);
        let found = plan_input::parse(&text, law()).err().unwrap_or_default();
        assert_eq!(found.len(), 1, "{number}: {found:?}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for text in [deep.clone(), OTTIMA.replacen("[\"availability\"]", &deep, 1)] {
        let found = plan_input::parse(&text, law()).err().unwrap_or_default();
        assert!(found.len() == 1 && found[0].starts_with("input: not JSON: recursion limit"), "{found:?}");
    }
}
