//! A duty gives way only to one that is there: joint controllers, communications services, estimates, processors' notices.

use breachdesk::domain::plan::{DutyStatus, Plan};
use serde_json::{Value, json};

use super::{at, plan_of};

/// A plan file of November 2026 with these controllers (id, country), each with one data set of another kind that was hit and with its
/// own country as its market.
fn case(controllers: &[(&str, &str)]) -> Value {
    let id = |(id, country): &(&str, &str)| json!({ "id": id, "country": country });
    let market = |(id, country): &(&str, &str)| json!({ "country": country, "controller": id, "status": "affected" });
    let data = |(id, _): &(&str, &str)| json!({ "id": format!("{id}-data"), "controller": id, "scope": "other", "hit": "yes" });
    json!({
        "form": 1, "as_of": "2026-11-20T12:00:00Z",
        "controllers": controllers.iter().map(id).collect::<Vec<_>>(),
        "markets": controllers.iter().map(market).collect::<Vec<_>>(),
        "data_sets": controllers.iter().map(data).collect::<Vec<_>>(),
        "instants": [{ "what": "aware", "at": "2026-11-02T09:12:00Z" }],
    })
}

fn provider(country: &str, market: Option<&str>) -> Value {
    let mut file = case(&[("a", country)]);
    file["controllers"][0]["roles"] = json!(["telecom_provider"]);
    file["data_sets"][0]["scope"] = json!("telecom_service");
    file["markets"] = match market {
        Some(market) => json!([{ "country": market, "controller": "a", "status": "affected" }]),
        None => json!([]),
    };
    file
}

/// Rule and controller of every first duty to an authority.
fn owed(plan: &Plan) -> Vec<(&str, &str)> {
    let first = plan.duties.iter().filter(|duty| duty.status != DutyStatus::NotStarted && !duty.rule.contains("34"));
    first.map(|duty| (duty.rule.as_str(), duty.controller.as_str())).filter(|(rule, _)| rule.contains("33")).collect()
}

fn problems(plan: &Plan) -> Vec<&str> {
    plan.problems.iter().map(|line| line.key.as_str()).collect()
}

#[test]
fn joint_controllers_who_leave_it_to_one_another_owe_it_each() {
    let mut file = case(&[("a", "IT"), ("b", "FR")]);
    file["controllers"][0]["joint_controller_lead"] = json!("b");
    file["controllers"][1]["joint_controller_lead"] = json!("a");
    let plan = plan_of(&file.to_string());
    assert_eq!(owed(&plan), [("gdpr-33", "a"), ("gdpr-33", "b")]);
    assert!(problems(&plan).contains(&"law-problem-joint-circle"));
}

#[test]
fn a_joint_controller_keeps_the_duty_that_the_named_one_does_not_have() {
    // The one that is named was not hit; it is established elsewhere; a law of one country asks each for itself.
    let mut not_hit = case(&[("a", "IT"), ("b", "FR")]);
    not_hit["data_sets"][0]["hit"] = json!("no");
    for (mut file, rule) in [
        (not_hit, "gdpr-33"),
        (case(&[("a", "CH"), ("b", "FR")]), "gdpr-33"),
        (case(&[("a", "IT"), ("b", "GB")]), "uk-gdpr-33"),
    ] {
        file["controllers"][1]["joint_controller_lead"] = json!("a");
        let plan = plan_of(&file.to_string());
        assert!(owed(&plan).contains(&(rule, "b")), "{file}: {:?}", owed(&plan));
        assert!(problems(&plan).contains(&"law-problem-joint-lead-owes-nothing"), "{file}");
    }
}

#[test]
fn the_clock_of_joint_controllers_runs_from_the_first_of_them_who_knew() {
    let mut file = case(&[("a", "IT"), ("b", "FR")]);
    file["controllers"][1]["joint_controller_lead"] = json!("a");
    file["instants"] = json!([
        { "what": "aware", "at": "2026-11-09T09:12:00Z", "scope": "a" },
        { "what": "aware", "at": "2026-11-02T09:12:00Z", "scope": "b" },
    ]);
    let plan = plan_of(&file.to_string());
    assert_eq!(owed(&plan), [("gdpr-33", "a")]);
    assert_eq!(plan.duties[0].trigger.at, Some(at("2026-11-02T09:12:00Z")));
}

#[test]
fn data_of_a_communications_service_leave_the_gdpr_only_where_another_duty_takes_its_place() {
    // Nothing of 611/2013 in Iceland, Norway or Switzerland, and nobody knows the markets: presumed until that is known.
    for (country, market, asks) in [
        ("IS", Some("IS"), "market:IS:telecom_law"),
        ("NO", Some("NO"), "market:NO:telecom_law"),
        ("IT", Some("CH"), "market:CH:telecom_law"),
        ("IT", None, "controller:a:markets"),
    ] {
        let plan = plan_of(&provider(country, market).to_string());
        let duty =
            plan.duties.iter().find(|duty| duty.rule == "gdpr-33").unwrap_or_else(|| panic!("{country} {market:?}"));
        assert_eq!(duty.status, DutyStatus::Presumed);
        assert!(duty.deciding_facts.iter().any(|fact| fact == asks), "{:?}", duty.deciding_facts);
    }
    for market in ["IT", "GB"] {
        let plan = plan_of(&provider("IT", Some(market)).to_string());
        assert!(plan.duties.iter().all(|duty| duty.rule != "gdpr-33"), "{market}");
        assert!(plan.excluded.iter().any(|line| line.rule.as_deref() == Some("gdpr-33")), "{market}");
    }
}

#[test]
fn a_processors_notice_is_the_first_signal_where_nothing_else_is_recorded() {
    let mut file = provider("IT", Some("IT"));
    file["instants"] = json!([{ "what": "processor_informed", "at": "2026-11-02T09:12:00Z" }]);
    let plan = plan_of(&file.to_string());
    let duty = plan.duties.iter().find(|duty| duty.rule == "eprivacy-611" && duty.stage == "initial").unwrap();
    assert_eq!(duty.target_at, Some(at("2026-11-03T09:12:00Z")));
    // And awareness that is said to have come after it is questioned.
    file["instants"] = json!([
        { "what": "processor_informed", "at": "2026-11-02T09:12:00Z" }, { "what": "aware", "at": "2026-11-09T09:12:00Z" },
    ]);
    assert!(problems(&plan_of(&file.to_string())).contains(&"law-problem-aware-after-processor"));
}

#[test]
fn an_estimate_removes_no_duty() {
    let mut file = case(&[("c", "CH")]);
    file["instants"] = json!([{ "what": "discovered_attack", "at": "2026-11-02T09:12:00Z" }]);
    file["controllers"][0]["roles"] = json!(["telecom_provider"]);
    let fact = |state: &str| json!({ "incident.cause": { "state": state, "value": "internal_nonmalicious" } });
    for (state, owes) in [("estimated", true), ("known", false)] {
        file["facts"] = fact(state);
        let plan = plan_of(&file.to_string());
        assert_eq!(plan.duties.iter().any(|duty| duty.rule == "ch-isa-74"), owes, "{state}");
    }
}

#[test]
fn what_does_not_say_whose_it_is_or_why_is_questioned() {
    let mut file = case(&[("a", "IT"), ("b", "IT")]);
    file["filings"] = json!([{ "rule": "gdpr-33", "stage": "sa_notification", "recipient": "IT", "at": "2026-11-03T09:00:00Z", "proof": "receipt" }]);
    file["decisions"] = json!([{ "rule": "gdpr-34", "decision": "not_required" }]);
    let plan = plan_of(&file.to_string());
    for key in ["law-problem-filing-several", "law-problem-decision-several", "law-problem-decision-reason"] {
        assert!(problems(&plan).contains(&key), "{key}: {:?}", problems(&plan));
    }
}

#[test]
fn an_entity_of_nis2_that_is_established_nowhere_in_the_union_is_a_line_that_cannot_be_missed() {
    let mut file = case(&[("a", "US")]);
    file["controllers"][0]["roles"] = json!(["nis2_entity"]);
    file["markets"][0]["country"] = json!("BE");
    let plan = plan_of(&file.to_string());
    assert!(plan.not_checked.iter().any(|line| line.reason.key == "law-no-establishment"));
    // A controller of these roles is never said to have none of them.
    let wrong = plan.not_checked.iter().find(|line| line.regime == "nis1");
    assert!(wrong.is_none_or(|line| line.reason.key != "law-regime-other-roles"));
}
