//! What decisions do to duties, and which ones do nothing.

use breachdesk::domain::plan::{DutyStatus, Plan};
use breachdesk::domain::situation::{DecisionInForce, DecisionKind, Filing, Proof, Tri};
use breachdesk::domain::values::Private;
use serde_json::{Value, json};

use super::{OTTIMA, at, duty, law, ottima_with, read};

/// The plan with this decision on record, as a live case may hold it: a plan file with an unknown ground is refused.
fn decided(decision: Value) -> Plan {
    let (mut situation, as_of) = read(OTTIMA);
    situation.data_sets[1].hit = Tri::Yes;
    let word = |key: &str| decision[key].as_str().map(str::to_owned);
    situation.decisions.push(DecisionInForce {
        rule: word("rule").unwrap(),
        recipient: word("recipient"),
        controller: None,
        decision: DecisionKind::parse(decision["decision"].as_str().unwrap()).unwrap(),
        basis: word("basis"),
        reason: Private::new(decision["reason"].as_str().unwrap_or("")),
    });
    breachdesk::policy::plan(law(), &situation, as_of)
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
    let (mut situation, as_of) = read(OTTIMA);
    situation.filings = [("third", "IT-TELECOM"), ("initial", "FR-TELECOM")]
        .map(|(stage, recipient)| Filing {
            rule: "eprivacy-611".to_owned(),
            stage: stage.to_owned(),
            recipient: recipient.to_owned(),
            controller: None,
            at: at("2020-09-09T08:00:00Z"),
            proof: Proof::None,
            outdated_since: None,
        })
        .to_vec();
    situation.decisions.push(DecisionInForce {
        rule: "gdpr-99".to_owned(),
        recipient: None,
        controller: None,
        decision: DecisionKind::Notify,
        basis: None,
        reason: Private::new(""),
    });
    let plan = breachdesk::policy::plan(law(), &situation, as_of);
    for part in ["`gdpr-99`, which is not loaded", "stage `third`", "`FR-TELECOM`, to whom"] {
        assert!(plan.problems.iter().any(|problem| problem.text.contains(part)), "{part}: {:?}", plan.problems);
    }
}
