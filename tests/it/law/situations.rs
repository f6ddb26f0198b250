//! Situations as `plan` files, each with what the plan must hold: the law of the regimes named, whole, and nothing beside it.

use std::path::{Path, PathBuf};

use breachdesk::cli::plan_output;
use serde_json::Value;

use super::{law, read};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/law/cases")
}

/// Name, input and expectation of every situation.
fn situations() -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(name) = name.strip_suffix(".expected.json") else { continue };
        let input = std::fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
        found.push((name.to_owned(), input, serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap()));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// Whether everything that `wanted` says is so in `got`; objects may say more.
fn holds(wanted: &Value, got: &Value) -> bool {
    match (wanted, got) {
        (Value::Object(wanted), Value::Object(got)) => {
            wanted.iter().all(|(key, value)| got.get(key).is_some_and(|got| holds(value, got)))
        }
        _ => wanted == got,
    }
}

#[test]
fn every_situation_gives_the_duties_that_its_file_expects_and_no_other_of_its_regimes() {
    let all = situations();
    assert!(all.len() >= 12, "only {} situations", all.len());
    let mut wrong = Vec::new();
    for (name, input, expected) in all {
        let (situation, as_of) = read(&input);
        let text = plan_output::render(&breachdesk::policy::plan(law(), &situation, as_of), 1, as_of);
        let plan: Value = serde_json::from_str(&text).unwrap();
        let mut complain = |what: String| wrong.push(format!("{name}: {what}"));
        let regimes = expected["regimes"].as_array().unwrap();
        let mut left: Vec<&Value> =
            plan["duties"].as_array().unwrap().iter().filter(|duty| regimes.contains(&duty["regime"])).collect();
        for wanted in expected["duties"].as_array().unwrap() {
            let mut wanted = wanted.clone();
            // Channels and languages stand with the recipient.
            for key in ["channels", "languages"] {
                if let Some(value) = wanted.as_object_mut().unwrap().remove(key) {
                    wanted["recipient"][key] = value;
                }
            }
            match left.iter().position(|duty| holds(&wanted, duty)) {
                Some(at) => drop(left.remove(at)),
                None => complain(format!("no duty is {wanted}")),
            }
        }
        for duty in left {
            complain(format!("not expected: {duty:#}"));
        }
        for regime in expected["not_checked"].as_array().into_iter().flatten() {
            if !plan["not_checked"].as_array().unwrap().iter().any(|line| line["regime"] == *regime) {
                complain(format!("{regime} is not among what was not checked"));
            }
        }
        for market in expected["excluded_markets"].as_array().into_iter().flatten() {
            if !plan["excluded"].as_array().unwrap().iter().any(|line| line["market"] == *market) {
                complain(format!("{market} is not excluded"));
            }
        }
        for words in expected["says"].as_array().into_iter().flatten() {
            if !text.contains(words.as_str().unwrap()) {
                complain(format!("nothing says {words}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_proposal_reaches_no_plan_and_is_there_to_compare_with() {
    let (situation, as_of) = read(include_str!("cases/lead-authority.json"));
    let of = |plan: &breachdesk::domain::plan::Plan| -> Vec<(String, Option<breachdesk::domain::values::At>)> {
        plan.duties.iter().filter(|d| d.stage == "sa_notification").map(|d| (d.rule.clone(), d.target_at)).collect()
    };
    let now = breachdesk::policy::plan(law(), &situation, as_of);
    assert_eq!(of(&now), [("gdpr-33".to_owned(), Some(super::at("2026-03-09T17:42:00Z")))]);
    let proposed = breachdesk::policy::plan_as_proposed(law(), &situation, as_of, "gdpr-omnibus");
    assert_eq!(of(&proposed), [("gdpr-33-omnibus".to_owned(), Some(super::at("2026-03-10T17:42:00Z")))]);
    assert!(!proposed.duties.iter().any(|duty| duty.rule == "gdpr-33"));
}

#[test]
fn an_end_set_by_the_authority_itself_moves_its_legal_term_and_never_the_target() {
    use breachdesk::domain::situation::TermOverride;
    use breachdesk::domain::values::Private;
    let (mut situation, as_of) = read(include_str!("cases/lead-authority.json"));
    let set = |until: &str, recipient: &str| TermOverride {
        recipient: recipient.to_owned(),
        until: super::at(until),
        words: Private::new("the form is down"),
        source: Private::new("its page"),
    };
    situation.overrides = vec![set("2026-03-11T11:00:00Z", "IE"), set("2026-03-12T11:00:00Z", "FR")];
    let plan = breachdesk::policy::plan(law(), &situation, as_of);
    let duty = super::duty(&plan, "gdpr-33", "sa_notification", "IE");
    assert_eq!(duty.target_at, Some(super::at("2026-03-09T17:42:00Z")));
    assert_eq!(duty.legal_term_at, Some(super::at("2026-03-11T11:00:00Z")));
    assert!(duty.arithmetic.iter().any(|line| line.key == "arith-overridden"));
    // An earlier end than the law's is no relief and changes nothing.
    situation.overrides = vec![set("2026-03-08T11:00:00Z", "IE")];
    let plan = breachdesk::policy::plan(law(), &situation, as_of);
    let duty = super::duty(&plan, "gdpr-33", "sa_notification", "IE");
    assert_eq!(duty.legal_term_at, Some(super::at("2026-03-09T18:00:00Z")));
}
