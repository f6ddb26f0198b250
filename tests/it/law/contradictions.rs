//! What a plan file says twice or not at all is told, and takes no duty away.

use breachdesk::domain::plan::{DutyStatus, Plan};
use breachdesk::policy;
use serde_json::{Value, json};

use super::plan_of;

fn case(country: &str, roles: &[&str]) -> Value {
    json!({
        "form": 1, "as_of": "2026-11-20T12:00:00Z",
        "controllers": [{ "id": "a", "country": country, "roles": roles }],
        "markets": [{ "country": country, "controller": "a", "status": "affected" }],
        "data_sets": [{ "id": "d", "controller": "a", "scope": "other", "hit": "yes" }],
        "instants": [{ "what": "aware", "at": "2026-11-02T09:12:00Z" }],
    })
}

fn plan(file: &Value) -> Plan {
    plan_of(&file.to_string())
}

fn status_of(plan: &Plan, rule: &str) -> Option<DutyStatus> {
    plan.duties.iter().find(|duty| duty.rule == rule).map(|duty| duty.status)
}

fn tells(plan: &Plan, problem: &str) -> bool {
    plan.problems.iter().any(|line| line.key == problem)
}

#[test]
fn decisions_that_contradict_one_another_leave_the_duty_in_whatever_order_they_stand() {
    let yes = json!({ "rule": "gdpr-33", "decision": "notify", "reason": "A risk is likely." });
    let no = json!({ "rule": "gdpr-33", "decision": "not_required", "reason": "The data came back unread." });
    for decisions in [json!([yes, no]), json!([no, yes])] {
        let mut file = case("IT", &[]);
        file["decisions"] = decisions;
        let plan = plan(&file);
        assert_ne!(status_of(&plan, "gdpr-33"), Some(DutyStatus::NotRequired));
        assert!(tells(&plan, "law-problem-decisions-differ"));
    }
    let mut one = case("IT", &[]);
    one["decisions"] = json!([no]);
    let plan = plan(&one);
    assert_eq!(status_of(&plan, "gdpr-33"), Some(DutyStatus::NotRequired));
    assert!(!tells(&plan, "law-problem-decisions-differ"));
}

#[test]
fn decisions_for_two_recipients_do_not_contradict_one_another() {
    let mut file = case("IT", &["telecom_provider"]);
    file["data_sets"][0]["scope"] = json!("telecom_service");
    file["decisions"] = json!([
        { "rule": "eprivacy-611-3", "recipient": "people", "decision": "not_required", "basis": "611-4-accepted", "reason": "Encrypted, as the authority accepted." },
        { "rule": "gdpr-34", "decision": "communicate", "reason": "High risk." },
    ]);
    assert!(!tells(&plan(&file), "law-problem-decisions-differ"));
}

#[test]
fn a_market_without_a_part_in_it_says_how_that_is_known() {
    let told = |file: &Value| {
        let (situation, _) = super::read(&file.to_string());
        policy::markets_without_reason(&situation).len()
    };
    let mut file = case("IT", &[]);
    assert_eq!(told(&file), 0);
    file["markets"][0]["status"] = json!("not_affected");
    assert_eq!(told(&file), 1);
    file["markets"][0]["reason"] = json!("No customers there were in the file.");
    assert_eq!(told(&file), 0);
}

#[test]
fn awareness_long_after_the_detection_of_a_compromise_is_questioned() {
    let mut file = case("IT", &["telecom_provider"]);
    file["instants"] = json!([
        { "what": "detected_611", "at": "2026-11-02T09:12:00Z" },
        { "what": "aware", "at": "2026-11-18T09:12:00Z" },
    ]);
    assert!(tells(&plan(&file), "law-problem-aware-after-detection"));
    file["instants"][1]["at"] = json!("2026-11-02T09:12:00Z");
    assert!(!tells(&plan(&file), "law-problem-aware-after-detection"));
}

#[test]
fn a_swiss_processor_tells_its_controller_as_soon_as_possible() {
    let plan = plan(&case("CH", &["processor"]));
    let duty = plan.duties.iter().find(|duty| duty.rule == "ch-fadp-24-3").expect("the duty of Art. 24(3)");
    assert_eq!((duty.status, duty.legal_term_at), (DutyStatus::Due, None));
    // Whoever only processes may be a controller for part of it: the notice to the Commissioner stays open.
    assert_eq!(status_of(&plan, "ch-fadp-24"), Some(DutyStatus::Presumed));
}

#[test]
fn an_own_start_on_record_counts_even_before_the_day_from_which_the_act_can_bind() {
    let mut file = case("IT", &["nis2_entity"]);
    file["instants"] = json!([{ "what": "aware_significant", "at": "2025-11-03T09:00:00Z" }]);
    assert_eq!(status_of(&plan(&file), "nis2-it"), None);
    file["controllers"][0]["regime_starts"] = json!({ "nis2": "2025-10-01" });
    assert_eq!(status_of(&plan(&file), "nis2-it"), Some(DutyStatus::Due));
    file["controllers"][0]["regime_starts"] = json!({ "nis2": "2025-12-01" });
    assert_eq!(status_of(&plan(&file), "nis2-it"), None);
}

#[test]
fn reports_of_major_incidents_were_owed_without_a_figure_before_the_delegated_regulation() {
    let mut file = case("IT", &["financial_entity"]);
    file["data_sets"] = json!([]);
    for (classified, figure) in [("2025-02-03T12:00:00Z", false), ("2025-03-12T12:00:00Z", true)] {
        file["instants"] = json!([{ "what": "classified_major", "at": classified }]);
        let plan = plan(&file);
        let duty = plan.duties.iter().find(|duty| duty.rule == "dora-19").expect("the initial notification");
        assert_eq!(duty.legal_term_at.is_some(), figure, "{classified}");
    }
}

#[test]
fn people_in_a_territory_of_a_member_state_are_not_lost_in_silence() {
    for (territory, state) in [("RE", "France"), ("AX", "Finland")] {
        let mut file = case("US", &[]);
        file["markets"][0]["country"] = json!(territory);
        let plan = plan(&file);
        let line = plan.not_checked.iter().find(|line| line.country.as_ref().is_some_and(|c| c.as_str() == territory));
        let line = line.expect("a line about the territory");
        assert_eq!(line.reason.key, "law-part-of");
        assert_eq!(line.reason.args.get("parent").map(String::as_str), Some(state));
    }
}
