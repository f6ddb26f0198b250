//! Duties of contracts: the same clocks as the law, but the contract says whom it reaches and whom one tells.

use breachdesk::domain::plan::{DutyKind, DutyStatus, Plan, RuleOrigin};
use breachdesk::domain::situation::{Fact, Knowledge, Scope, Tri};
use breachdesk::domain::values::Private;
use breachdesk::policy::{self, PolicySet};
use serde_json::{Value, json};

use super::own_files::{CONTRACT, over};
use super::{OTTIMA, at, read};

fn set(text: &str) -> PolicySet {
    over(&[("clients.toml".to_owned(), text.to_owned())]).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// The Ottima case, one data set of which is the client's.
fn plan(set: &PolicySet, change: impl FnOnce(&mut Value)) -> Plan {
    let mut case: Value = serde_json::from_str(OTTIMA).unwrap();
    change(&mut case);
    let (situation, as_of) = read(&case.to_string());
    policy::plan(set, &situation, as_of)
}

fn first_data_set(case: &Value) -> String {
    case["data_sets"][0]["id"].as_str().unwrap().to_owned()
}

fn contract_duties(plan: &Plan) -> Vec<&breachdesk::domain::plan::PlannedDuty> {
    plan.duties.iter().filter(|duty| duty.kind == DutyKind::Contract).collect()
}

fn about_the_first_data_set(text: &str) -> String {
    let case: Value = serde_json::from_str(OTTIMA).unwrap();
    text.replace("\"Loan files\"", &format!("{:?}", first_data_set(&case)))
}

#[test]
fn a_contract_names_whom_one_tells_and_runs_from_awareness() {
    let set = set(&about_the_first_data_set(CONTRACT));
    let plan = plan(&set, |_| {});
    let [duty] = contract_duties(&plan)[..] else { panic!("{:?}", contract_duties(&plan)) };
    assert_eq!(
        (duty.recipient.name.as_str(), duty.channels.as_slice()),
        ("Northwind Bank", ["email".to_owned()].as_slice())
    );
    assert_eq!((duty.regime.as_str(), duty.origin), ("contract", RuleOrigin::Folder));
    assert_eq!(duty.languages, ["en"]);
    let (start, target) = (duty.trigger.at.unwrap(), duty.target_at.unwrap());
    assert_eq!(target.since(start).num_hours(), 24);
    assert_eq!(duty.citation.article, "9.2");
}

#[test]
fn the_law_is_the_same_with_and_without_the_contract() {
    let with = plan(&set(&about_the_first_data_set(CONTRACT)), |_| {});
    let without = plan(super::law(), |_| {});
    let keys =
        |plan: &Plan| plan.duties.iter().filter(|d| d.kind != DutyKind::Contract).map(|d| d.key()).collect::<Vec<_>>();
    assert_eq!(keys(&with), keys(&without));
    assert_eq!(with.not_checked, without.not_checked, "a contract in a country is no law looked at there");
}

#[test]
fn a_contract_about_other_data_is_excluded_with_the_reason() {
    let plan = plan(&set(CONTRACT), |_| {});
    assert!(contract_duties(&plan).is_empty());
    let why = plan.excluded.iter().find(|line| line.rule.as_deref() == Some("client-northwind")).unwrap();
    assert_eq!(why.reason.key, "law-contract-other-data");
}

#[test]
fn a_fact_that_is_not_known_leaves_the_contract_presumed_and_is_named() {
    let facts = r#"when = [{ fact = "controller.sector", any = ["public"], words = "the client's data are held for a public body" }]"#;
    let text = CONTRACT.replace("applies = { data_sets = [\"Loan files\"] }", facts);
    let set = set(&text);
    let open = plan(&set, |_| {});
    let [duty] = contract_duties(&open)[..] else { panic!("{:?}", contract_duties(&open)) };
    assert_eq!(duty.status, DutyStatus::Presumed);
    assert!(duty.deciding_facts.contains(&"controller.sector".to_owned()), "{:?}", duty.deciding_facts);
}

#[test]
fn a_contract_with_markets_waits_for_one_of_them() {
    let text = CONTRACT.replace("applies = { data_sets = [\"Loan files\"] }", "applies = { markets = [\"ZA\"] }");
    let plan = plan(&set(&text), |_| {});
    let why = plan.excluded.iter().find(|line| line.rule.as_deref() == Some("client-northwind")).unwrap();
    assert_eq!(why.reason.key, "law-contract-other-markets");
}

#[test]
fn the_version_of_the_day_of_the_event_decides() {
    let ended = about_the_first_data_set(CONTRACT)
        .replace("from = \"2020-01-01\"", "from = \"2019-01-01\", until = \"2020-06-30\"");
    let later = about_the_first_data_set(CONTRACT)
        .replace("from = \"2020-01-01\"", "from = \"2020-07-01\"")
        .replace("kind = \"contract\"", "kind = \"contract\"\nversion = 2")
        .replace("value = 24", "value = 48")
        .replace("target = \"2026-11-21", "target = \"2026-11-22")
        .replace("legal = \"2026-11-21", "legal = \"2026-11-22");
    let both = set(&format!("{ended}\n{later}"));
    let plan = plan(&both, |_| {});
    let [duty] = contract_duties(&plan)[..] else { panic!("{:?}", contract_duties(&plan)) };
    // The Ottima case is of September 2020.
    assert!(duty.trigger.at.unwrap() > at("2020-07-01T00:00:00Z"));
    assert_eq!(duty.target_at.unwrap().since(duty.trigger.at.unwrap()).num_hours(), 48);
    let only_ended = set(&ended);
    let gone = self::plan(&only_ended, |_| {});
    assert!(
        gone.excluded
            .iter()
            .any(|line| line.rule.as_deref() == Some("client-northwind") && line.reason.key == "law-not-in-force")
    );
}

#[test]
fn a_contract_of_the_whole_organisation_is_owed_once_per_case() {
    let text = CONTRACT.replace("applies = { data_sets = [\"Loan files\"] }\n", "");
    let (situation, as_of) = read(super::LUNAMOBILE);
    assert!(situation.controllers.len() > 1);
    let plan = policy::plan(&set(&text), &situation, as_of);
    assert_eq!(contract_duties(&plan).len(), 1);
    let two = situation.controllers.iter().take(2).map(|one| format!("{:?}", one.id)).collect::<Vec<_>>().join(", ");
    let listed = CONTRACT
        .replace("applies = { data_sets = [\"Loan files\"] }", &format!("applies = {{ controllers = [{two}] }}"));
    let plan = policy::plan(&set(&listed), &situation, as_of);
    assert!(contract_duties(&plan).len() <= 2 && !contract_duties(&plan).is_empty());
}

#[test]
fn a_contract_that_names_nobody_and_a_law_that_names_somebody_are_refused() {
    let nobody = CONTRACT.replace("recipient = { choose = \"named\", name = \"Northwind Bank\", channel = \"email\", address = \"incidents@northwind.example.org\", country = \"IT\", language = \"en\" }", "recipient = { choose = \"people\" }");
    let found = over(&[("a.toml".to_owned(), nobody)]).err().unwrap();
    assert!(found.iter().any(|problem| problem.key.ends_with("recipient")), "{found:#?}");
    let law = CONTRACT.replace("kind = \"contract\"", "kind = \"people\"");
    assert!(over(&[("a.toml".to_owned(), law)]).is_err());
    let word = CONTRACT.replace(
        "applies = { data_sets = [\"Loan files\"] }",
        "when = [{ fact = \"controller.sector\", any = [\"pubic\"], words = \"x\" }]",
    );
    let found = over(&[("a.toml".to_owned(), word)]).err().unwrap();
    assert!(found.iter().any(|problem| problem.message.contains("is no value of `controller.sector`")), "{found:#?}");
}

/// The contract with these lines in place of what it is about, all data hit and these facts known of the case.
fn with_facts(lines: &str, facts: &[(&str, Value)]) -> Plan {
    let text = CONTRACT.replace("applies = { data_sets = [\"Loan files\"] }", lines);
    let (mut situation, as_of) = read(OTTIMA);
    situation.data_sets.iter_mut().for_each(|set| set.hit = Tri::Yes);
    situation.facts = facts
        .iter()
        .map(|(id, value)| Fact {
            id: (*id).to_owned(),
            scope: Scope::case(),
            state: Knowledge::Known,
            value: value.clone(),
            how: Private::new(""),
            who: Private::new(""),
            by: None,
        })
        .collect();
    policy::plan(&set(&text), &situation, as_of)
}

/// Whether the contract is owed for certain or open for its conditions; `None` where it is not owed.
fn owed(plan: &Plan) -> Option<&'static str> {
    let duty = *contract_duties(plan).first()?;
    let open =
        ["controller.sector", "subjects.count"].iter().any(|id| duty.deciding_facts.iter().any(|fact| fact == id));
    Some(if open { "open" } else { "certain" })
}

fn excluded_by(plan: &Plan) -> Option<&str> {
    let line = plan.excluded.iter().find(|line| line.rule.as_deref() == Some("client-northwind"))?;
    Some(line.reason.key.as_str())
}

const SECTOR_OR_SPREAD: &str = r#"when_one_of = [
  { fact = "controller.sector", any = ["public"], words = "x" },
  { fact = "subjects.count", at_least = 500, words = "x" },
]"#;

#[test]
fn one_condition_of_several_is_enough_and_only_all_of_them_failing_removes_the_duty() {
    let count = |n: u64| ("subjects.count", json!({ "mode": "exact", "n": n }));
    let sector = |word: &str| ("controller.sector", json!(word));
    let by = |facts: &[(&str, Value)]| with_facts(SECTOR_OR_SPREAD, facts);
    assert_eq!(owed(&by(&[sector("public"), count(3)])), Some("certain"));
    assert_eq!(owed(&by(&[sector("private"), count(500)])), Some("certain"));
    assert_eq!(owed(&by(&[sector("private")])), Some("open"), "the number is not known");
    let neither = by(&[sector("private"), count(499)]);
    assert_eq!((owed(&neither), excluded_by(&neither)), (None, Some("law-contract-other-facts")));
}

#[test]
fn an_exception_removes_the_duty_only_where_it_is_known() {
    let lines = r#"unless = [{ fact = "controller.sector", any = ["public"], words = "x" }]"#;
    assert_eq!(owed(&with_facts(lines, &[])), Some("open"), "unknown is never no");
    assert_eq!(owed(&with_facts(lines, &[("controller.sector", json!("private"))])), Some("certain"));
    let excepted = with_facts(lines, &[("controller.sector", json!("public"))]);
    assert_eq!((owed(&excepted), excluded_by(&excepted)), (None, Some("law-contract-excepted")));
}

#[test]
fn a_count_that_is_only_about_may_still_be_higher() {
    let lines = r#"when = [{ fact = "subjects.count", at_least = 500, words = "x" }]"#;
    let about = |value: Value| owed(&with_facts(lines, &[("subjects.count", value)]));
    assert_eq!(about(json!({ "mode": "approx", "n": 450 })), Some("open"));
    assert_eq!(about(json!({ "mode": "approx", "n": 600 })), Some("certain"));
    assert_eq!(about(json!({ "mode": "approx", "min": 100, "max": 900 })), Some("open"));
    assert_eq!(about(json!({ "mode": "approx", "min": 100, "max": 400 })), None);
    assert_eq!(about(json!({ "mode": "tbd" })), Some("open"));
}

#[test]
fn a_number_is_asked_of_counts_and_values_of_everything_else() {
    for condition in [
        r#"when = [{ fact = "controller.sector", at_least = 5, words = "x" }]"#,
        r#"when_one_of = [{ fact = "subjects.count", any = ["many"], words = "x" }]"#,
        r#"unless = [{ fact = "subjects.count", words = "x" }]"#,
        r#"unless = [{ fact = "no.such.fact", any = ["x"], words = "x" }]"#,
    ] {
        let text = CONTRACT.replace("applies = { data_sets = [\"Loan files\"] }", condition);
        assert!(over(&[("a.toml".to_owned(), text)]).is_err(), "{condition}");
    }
}
