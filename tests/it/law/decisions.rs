//! What decisions do to duties, and which ones do nothing.

use breachdesk::domain::plan::{DutyStatus, Plan};
use serde_json::{Value, json};

use super::{duty, ottima_with};

fn decided(decision: Value) -> Plan {
    ottima_with(|case| {
        case["data_sets"][1]["hit"] = json!("yes");
        case["decisions"] = json!([decision]);
    })
}

#[test]
fn a_decision_that_a_risk_is_unlikely_removes_the_gdpr_notice_only() {
    let plan = decided(json!({ "rule": "gdpr-33", "decision": "not_required", "basis": "gdpr-33-1-unlikely-risk" }));
    assert_eq!(duty(&plan, "gdpr-33", "sa_notification", "IT").status, DutyStatus::NotRequired);
    assert_eq!(duty(&plan, "eprivacy-611", "initial", "IT-TELECOM").status, DutyStatus::Due);
    assert_eq!(duty(&plan, "gdpr-34", "communication", "people").status, DutyStatus::Presumed);
}

#[test]
fn a_decision_to_notify_settles_the_question_of_risk() {
    let plan = decided(json!({ "rule": "gdpr-33", "decision": "notify" }));
    assert_eq!(duty(&plan, "gdpr-33", "sa_notification", "IT").status, DutyStatus::Due);
    let plan = decided(json!({ "rule": "gdpr-34", "decision": "communicate" }));
    assert_eq!(duty(&plan, "gdpr-34", "communication", "people").status, DutyStatus::Due);
}

#[test]
fn no_decision_removes_the_telecom_notice_because_it_has_no_threshold() {
    let plan = decided(json!({ "rule": "eprivacy-611", "decision": "not_required", "reason": "low risk" }));
    assert_eq!(duty(&plan, "eprivacy-611", "initial", "IT-TELECOM").status, DutyStatus::Due);
    assert!(plan.problems.iter().any(|problem| problem.text.contains("no level of risk removes it")));
}

#[test]
fn an_exemption_counts_only_on_a_ground_of_the_law() {
    for basis in ["34-3-a", "34(3)(a)", "gdpr-34-3-c"] {
        let plan = decided(json!({ "rule": "gdpr-34", "decision": "exemption", "basis": basis }));
        assert_eq!(duty(&plan, "gdpr-34", "communication", "people").status, DutyStatus::NotRequired, "{basis}");
    }
    for basis in ["34-3-d", "inconvenient"] {
        let plan = decided(json!({ "rule": "gdpr-34", "decision": "exemption", "basis": basis }));
        assert_eq!(duty(&plan, "gdpr-34", "communication", "people").status, DutyStatus::Presumed, "{basis}");
        assert!(plan.problems.iter().any(|problem| problem.text.contains("only these count")));
    }
}

#[test]
fn disproportionate_effort_asks_for_a_public_communication_instead() {
    let plan = decided(json!({ "rule": "gdpr-34", "decision": "exemption", "basis": "34-3-c" }));
    let row = duty(&plan, "gdpr-34", "communication", "people");
    assert!(row.remarks.iter().any(|line| line.key == "arith-remark-public-instead"));
}

#[test]
fn the_authority_must_have_accepted_the_exemption_of_611_2013() {
    for (basis, status) in [
        ("611-4-asked", DutyStatus::Presumed),
        ("611-4-refused", DutyStatus::Presumed),
        ("34-3-a", DutyStatus::Presumed),
        ("611-4-accepted", DutyStatus::NotRequired),
    ] {
        let plan = decided(json!({ "rule": "eprivacy-611-3", "decision": "exemption", "basis": basis }));
        assert_eq!(duty(&plan, "eprivacy-611-3", "subscriber_notice", "people").status, status, "{basis}");
    }
}

#[test]
fn the_last_decision_counts_and_one_for_another_recipient_does_not() {
    let plan = ottima_with(|case| {
        case["decisions"] = json!([
            { "rule": "gdpr-33", "decision": "not_required", "basis": "gdpr-33-1-unlikely-risk" },
            { "rule": "gdpr-33", "decision": "notify" },
        ]);
    });
    assert_eq!(duty(&plan, "gdpr-33", "sa_notification", "IT").status, DutyStatus::Presumed, "its data set is open");
    let plan = decided(json!({ "rule": "gdpr-33", "recipient": "FR", "decision": "not_required", "basis": "x" }));
    assert_eq!(duty(&plan, "gdpr-33", "sa_notification", "IT").status, DutyStatus::Presumed);
}

#[test]
fn filings_and_decisions_that_no_rule_takes_are_told() {
    let plan = ottima_with(|case| {
        case["decisions"] = json!([{ "rule": "gdpr-99", "decision": "notify" }]);
        case["filings"] = json!([
            { "rule": "eprivacy-611", "stage": "third", "recipient": "IT-TELECOM", "at": "2020-09-09T08:00:00Z", "proof": "none" },
            { "rule": "eprivacy-611", "stage": "initial", "recipient": "FR-TELECOM", "at": "2020-09-09T08:00:00Z", "proof": "none" },
        ]);
    });
    for part in ["`gdpr-99`, which is not loaded", "stage `third`", "`FR-TELECOM`, to whom"] {
        assert!(plan.problems.iter().any(|problem| problem.text.contains(part)), "{part}: {:?}", plan.problems);
    }
}
