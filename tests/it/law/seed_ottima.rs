//! Case 2, September 2020: one event, two regimes, one authority.

use breachdesk::domain::plan::{DutyKind, DutyStatus};
use breachdesk::domain::situation::InstantKind;
use serde_json::json;

use super::{OTTIMA, at, duty, of_kind, ottima_with, plan_of};

#[test]
fn one_event_yields_two_duties_to_the_same_authority_on_different_clocks() {
    let plan = plan_of(OTTIMA);
    let telecom = duty(&plan, "eprivacy-611", "initial", "IT-TELECOM");
    assert_eq!(telecom.status, DutyStatus::Due);
    assert_eq!(telecom.target_at, Some(at("2020-09-09T07:00:00Z")));
    assert_eq!(telecom.legal_term_at, Some(at("2020-09-09T08:00:00Z")));
    let gdpr = duty(&plan, "gdpr-33", "sa_notification", "IT");
    assert_eq!(gdpr.status, DutyStatus::Presumed);
    assert_eq!(gdpr.deciding_facts, ["data_set:energy-customers:hit", "risk.outcome"]);
    assert_eq!(gdpr.target_at, Some(at("2020-09-11T07:00:00Z")));
    assert_eq!(gdpr.legal_term_at, Some(at("2020-09-11T08:00:00Z")));
    assert_eq!(telecom.recipient.name, gdpr.recipient.name);
    assert_eq!(of_kind(&plan, DutyKind::Authority).len(), 3);
}

#[test]
fn in_2020_the_garante_took_notices_by_pec_and_since_july_2021_over_its_portal() {
    assert_eq!(duty(&plan_of(OTTIMA), "eprivacy-611", "initial", "IT-TELECOM").channels, ["pec"]);
    let later = ottima_with(|case| case["as_of"] = json!("2021-07-01T00:00:00+02:00"));
    assert_eq!(duty(&later, "eprivacy-611", "initial", "IT-TELECOM").channels, ["online_form"]);
}

#[test]
fn the_first_notice_filed_at_the_limit_leaves_until_monday_for_the_second() {
    let plan = ottima_with(|case| {
        case["filings"] = json!([{ "rule": "eprivacy-611", "stage": "initial", "recipient": "IT-TELECOM",
            "at": "2020-09-09T09:00:00+02:00", "proof": "server_acceptance" }]);
    });
    let second = duty(&plan, "eprivacy-611", "second", "IT-TELECOM");
    assert_eq!(second.target_at, Some(at("2020-09-12T07:00:00Z")));
    // Saturday is no working day: Monday 14 September 24:00 in Rome.
    assert_eq!(second.legal_term_at, Some(at("2020-09-14T22:00:00Z")));
    let steps: Vec<&str> = second.arithmetic.iter().map(|line| line.key.as_str()).collect();
    assert_eq!(
        steps,
        ["arith-start", "arith-target-days", "arith-legal-days", "arith-rolled-weekend", "arith-legal-midnight"]
    );
}

#[test]
fn both_people_duties_are_open_with_a_date_to_decide() {
    let plan = plan_of(OTTIMA);
    let rows = of_kind(&plan, DutyKind::People);
    let rules: Vec<&str> = rows.iter().map(|duty| duty.rule.as_str()).collect();
    assert_eq!(rules, ["eprivacy-611-3", "gdpr-34"]);
    for row in rows {
        assert_eq!((row.target_at, row.legal_term_at, row.period), (None, None, None));
        assert_eq!(row.decide_by_at, Some(at("2020-09-11T07:00:00Z")));
    }
}

#[test]
fn national_network_security_reports_of_2020_are_named_as_not_checked() {
    let plan = plan_of(OTTIMA);
    let line = plan.not_checked.iter().find(|line| line.regime == "network-security").unwrap();
    assert_eq!(line.country.as_ref().unwrap().as_str(), "IT");
}

#[test]
fn without_a_detection_awareness_stands_in_and_the_duty_is_presumed() {
    let plan = ottima_with(|case| drop(case["instants"].as_array_mut().unwrap().remove(1)));
    let row = duty(&plan, "eprivacy-611", "initial", "IT-TELECOM");
    assert_eq!(row.status, DutyStatus::Presumed);
    assert_eq!(row.trigger.fallback, Some(InstantKind::Aware));
    assert_eq!(row.deciding_facts, ["instant:detected_611"]);
    assert_eq!(row.target_at, Some(at("2020-09-09T07:00:00Z")));
}

#[test]
fn with_a_first_signal_alone_every_clock_runs_from_it() {
    let plan = ottima_with(|case| case["instants"].as_array_mut().unwrap().truncate(1));
    for (rule, stage, recipient, asked) in [
        ("eprivacy-611", "initial", "IT-TELECOM", "instant:detected_611"),
        ("gdpr-33", "sa_notification", "IT", "instant:aware"),
    ] {
        let row = duty(&plan, rule, stage, recipient);
        assert_eq!((row.status, row.trigger.fallback), (DutyStatus::Presumed, Some(InstantKind::FirstSignal)));
        assert!(row.deciding_facts.contains(&asked.to_owned()));
        assert!(row.target_at.is_some());
    }
}

#[test]
fn without_any_instant_the_duties_stand_without_a_date_and_say_which_instant_decides() {
    let plan = ottima_with(|case| case["instants"] = json!([]));
    let row = duty(&plan, "eprivacy-611", "initial", "IT-TELECOM");
    assert_eq!((row.status, row.target_at), (DutyStatus::Presumed, None));
    assert_eq!(row.arithmetic.first().unwrap().key, "arith-no-start");
    assert!(row.deciding_facts.contains(&"instant:detected_611".to_owned()));
}

#[test]
fn a_start_that_may_have_been_earlier_blocks_the_words_in_time() {
    let plan = ottima_with(|case| {
        case["instants"].as_array_mut().unwrap().remove(1);
        case["filings"] = json!([{ "rule": "eprivacy-611", "stage": "initial", "recipient": "IT-TELECOM",
            "at": "2020-09-08T20:00:00+02:00", "proof": "receipt" }]);
    });
    let row = duty(&plan, "eprivacy-611", "initial", "IT-TELECOM");
    assert!(row.arithmetic.iter().any(|line| line.key == "arith-filed-start-unsure"));
    assert!(!row.arithmetic.iter().any(|line| line.key == "arith-filed-in-time"));
}

#[test]
fn data_of_the_service_alone_leave_the_gdpr_out_and_say_why() {
    let plan = ottima_with(|case| case["data_sets"][1]["hit"] = json!("no"));
    assert!(!plan.duties.iter().any(|duty| duty.regime == "gdpr"));
    let line = plan.excluded.iter().find(|line| line.rule.as_deref() == Some("gdpr-33")).unwrap();
    assert!(line.reason.text.contains("Art. 95"), "{}", line.reason.text);
}

#[test]
fn a_controller_without_any_data_set_is_presumed_under_both_regimes() {
    let plan = ottima_with(|case| case["data_sets"] = json!([]));
    for (rule, stage, recipient) in [("eprivacy-611", "initial", "IT-TELECOM"), ("gdpr-33", "sa_notification", "IT")] {
        let row = duty(&plan, rule, stage, recipient);
        assert_eq!(row.status, DutyStatus::Presumed);
        assert!(row.deciding_facts.contains(&"data_sets:ottima".to_owned()));
    }
}

#[test]
fn an_instant_of_one_data_set_runs_only_the_clock_of_its_duty() {
    let plan = ottima_with(|case| {
        case["instants"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "what": "aware", "at": "2020-09-08T12:00:00+02:00", "scope": "energy-customers" }));
    });
    assert_eq!(duty(&plan, "gdpr-33", "sa_notification", "IT").trigger.at, Some(at("2020-09-08T10:00:00Z")));
    assert_eq!(duty(&plan, "eprivacy-611", "initial", "IT-TELECOM").trigger.at, Some(at("2020-09-08T07:00:00Z")));
}

#[test]
fn a_country_without_any_rule_is_named_and_not_passed_over() {
    let plan = ottima_with(|case| {
        let markets = case["markets"].as_array_mut().unwrap();
        markets.push(json!({ "country": "US", "controller": "ottima", "status": "affected" }));
        markets.push(json!({ "country": "IS", "controller": "ottima", "status": "affected" }));
    });
    let named = |country: &str, regime: &str| {
        plan.not_checked.iter().any(|l| l.regime == regime && l.country.as_ref().is_some_and(|c| c.as_str() == country))
    };
    assert!(named("US", "national-law"));
    // Iceland applies the GDPR; its law for communications services is not loaded.
    assert!(named("IS", "telecom-breach-law"));
}

#[test]
fn in_2020_union_law_still_applied_in_the_united_kingdom() {
    let plan = ottima_with(|case| {
        case["markets"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "country": "GB", "controller": "ottima", "status": "affected" }));
    });
    assert_eq!(duty(&plan, "eprivacy-611", "initial", "GB-TELECOM").status, DutyStatus::Due);
    assert!(!plan.duties.iter().any(|duty| duty.regime.starts_with("uk-")));
}
