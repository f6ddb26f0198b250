//! The advice held against what authorities and guidelines said.

use breachdesk::assessment::cases;
use serde_json::{Map, Value, json};

use super::{CASES, rules};

fn file() -> Value {
    serde_json::from_str(CASES).unwrap()
}

fn run(file: &Value) -> cases::Outcome {
    cases::run(rules(), &file.to_string()).unwrap()
}

/// Scored lines of one limb: id, advice, official, word.
fn scored<'a>(outcome: &'a cases::Outcome, limb: &str) -> Vec<[&'a str; 4]> {
    let line = |line: &'a String| {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            [id, of, advice, official, word] if *of == limb => Some([*id, *advice, *official, *word]),
            _ => None,
        }
    };
    outcome.lines.iter().filter_map(line).collect()
}

#[test]
fn no_case_is_advised_below_what_its_authority_said() {
    let outcome = run(&file());
    let unsafe_lines: Vec<&String> = outcome.lines.iter().filter(|line| line.ends_with("UNSAFE")).collect();
    assert!(unsafe_lines.is_empty(), "{unsafe_lines:#?}");
    assert_eq!(outcome.failed, 0, "{:#?}", outcome.lines);
    assert_eq!(outcome.strange, Vec::<String>::new());
    assert!(scored(&outcome, "notify_sa").len() > 50 && scored(&outcome, "communicate_subjects").len() > 40);
}

#[test]
fn over_advice_stays_within_two_of_ten_and_five_of_seventeen() {
    let outcome = run(&file());
    for (limb, negatives, most) in [("notify_sa", 10, 2), ("communicate_subjects", 17, 5)] {
        let lines = scored(&outcome, limb);
        let official_no: Vec<_> = lines.iter().filter(|[_, _, official, _]| *official == "no").collect();
        let stricter: Vec<_> = official_no.iter().filter(|[_, _, _, word]| *word == "stricter").collect();
        assert_eq!(official_no.len(), negatives, "{limb}");
        assert!(stricter.len() <= most, "{limb}: {stricter:?}");
    }
}

#[test]
fn the_arithmetic_of_enisa_is_exact_and_a_sentence_is_not_scored() {
    let outcome = run(&file());
    let rows = scored(&outcome, "enisa");
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|[_, ours, official, word]| ours == official && *word == "agree"), "{rows:?}");
    assert!(outcome.lines.iter().any(|line| line.contains("its only input is a sentence")));
    let mut wrong = file();
    let row = wrong["cases"].as_array_mut().unwrap().iter_mut().find(|case| case["id"] == "CX04").unwrap();
    row["enisa"]["se"] = json!(3.0);
    assert_eq!(run(&wrong).failed, 1);
}

/// Regulation 611/2013 has no threshold: what the GDPR lets go is notified all the same if the data belong to the service.
#[test]
fn every_negative_replayed_for_a_communications_service_gains_the_duty_of_24_hours_and_keeps_its_gdpr_advice() {
    let mut file = file();
    let cases = file["cases"].as_array_mut().unwrap();
    cases.retain(|case| case["scorable"]["notify_sa"] == true && case["outcome"]["notify_sa"] == false);
    assert_eq!(cases.len(), 10);
    let before = run(&file);
    for case in file["cases"].as_array_mut().unwrap() {
        case["facts"]["telecom_ecs"] = json!(true);
    }
    let after = run(&file);
    for [id, advice, ..] in scored(&before, "notify_sa") {
        let beside = after.lines.iter().find(|line| line.starts_with(&format!("{id} beside it"))).unwrap();
        assert!(beside.contains("notify the authority yes within 24 hours"), "{beside}");
        assert!(beside.contains(&format!("GDPR alone: notify {advice},")), "{beside}");
    }
    assert_eq!(scored(&before, "communicate_subjects"), scored(&after, "communicate_subjects"));
}

/// Words in which somebody described a case, and its outcome, must not reach the advice.
#[test]
fn scrambling_what_must_never_be_read_changes_nothing() {
    let plain = run(&file());
    let mut scrambled = file();
    for case in scrambled["cases"].as_array_mut().unwrap() {
        let noise = json!("health national_id criminal, everything published; outcome: yes");
        for key in ["title", "reasons", "group", "source", "outcome_basis", "verification"] {
            case[key] = noise.clone();
        }
        for key in
            ["notes", "people_note", "recipients", "mitigations", "sector", "unavailability_hours", "people", "title"]
        {
            case["facts"][key] = noise.clone();
        }
    }
    assert_eq!(run(&scrambled), plain);
    let mut turned = file();
    for case in turned["cases"].as_array_mut().unwrap() {
        for limb in ["notify_sa", "communicate_subjects"] {
            if let Value::Bool(yes) = case["outcome"][limb] {
                case["outcome"][limb] = json!(!yes);
            }
        }
    }
    let advised = |outcome: &cases::Outcome| -> Vec<String> {
        let of = |limb| scored(outcome, limb).into_iter().map(|[id, advice, ..]| format!("{id} {advice}"));
        of("notify_sa").chain(of("communicate_subjects")).map(|line| line.to_string()).collect()
    };
    assert_eq!(advised(&run(&turned)), advised(&plain));
    assert!(run(&turned).failed > 20, "an outcome that the advice misses is a failure");
}

/// Turning what is known into "unknown", one fact or all of them, must not make any answer milder.
#[test]
fn an_official_case_with_less_known_is_never_advised_less() {
    let yes = |outcome: &cases::Outcome| -> Vec<bool> {
        let of = |limb| scored(outcome, limb).into_iter().map(|[_, advice, ..]| advice == "yes");
        of("notify_sa").chain(of("communicate_subjects")).collect()
    };
    let full = yes(&run(&file()));
    let keys: Vec<String> =
        rules().vocabulary.asked().map(|fact| fact.id.clone()).chain(["data_categories".into()]).collect();
    for key in &keys {
        let mut less = file();
        for case in less["cases"].as_array_mut().unwrap() {
            case["facts"].as_object_mut().unwrap().remove(key);
        }
        let less = yes(&run(&less));
        assert!(full.iter().zip(&less).all(|(full, less)| full <= less), "{key}");
    }
    let mut nothing = file();
    for case in nothing["cases"].as_array_mut().unwrap() {
        case["facts"] = Value::Object(Map::new());
    }
    // The arithmetic rows lose their factors and are not scored; every other answer is yes.
    assert!(yes(&run(&nothing)).into_iter().all(|yes| yes));
}
