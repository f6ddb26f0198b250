//! Case 1, autumn 2023: nineteen markets, twenty first notices, one event.

use std::collections::BTreeSet;

use breachdesk::domain::plan::{DutyKind, DutyStatus, PlannedDuty};
use serde_json::json;

use super::{LUNAMOBILE, at, duty, lunamobile_with, of_kind, plan_of};

const UNION: &[&str] = &["IT", "DE", "FR", "ES", "PT", "NL", "BE", "IE", "AT", "DK", "SE", "PL", "RO"];

fn initial(plan: &breachdesk::domain::plan::Plan) -> Vec<&PlannedDuty> {
    of_kind(plan, DutyKind::Authority).into_iter().filter(|duty| duty.stage == "initial").collect()
}

#[test]
fn nineteen_markets_give_twenty_first_notices_two_of_them_in_germany() {
    let plan = plan_of(LUNAMOBILE);
    let rows = initial(&plan);
    assert_eq!(rows.len(), 20);
    let recipients: BTreeSet<&str> = rows.iter().map(|duty| duty.recipient.id.as_str()).collect();
    let mut wanted: BTreeSet<String> =
        UNION.iter().filter(|c| **c != "DE").map(|country| format!("{country}-TELECOM")).collect();
    wanted.extend(
        ["DE-TELECOM-BNETZA", "DE-TELECOM-BFDI", "NO-TELECOM", "GB-TELECOM", "CH", "MK", "UG", "ZA"].map(String::from),
    );
    assert_eq!(recipients, wanted.iter().map(String::as_str).collect());
    let markets: BTreeSet<_> = rows.iter().map(|duty| duty.market.clone()).collect();
    assert_eq!(markets.len(), 19);
    for row in rows {
        assert!(!row.languages.is_empty(), "{} has no language", row.recipient.id);
        assert!(!row.channels.is_empty(), "{} has no channel", row.recipient.id);
        assert!(row.zone.contains('/'), "{}", row.zone);
    }
}

#[test]
fn every_first_notice_of_the_union_is_due_24_hours_after_detection_with_the_hour_of_detection_not_counted() {
    let plan = plan_of(LUNAMOBILE);
    for row in initial(&plan).iter().filter(|duty| duty.rule == "eprivacy-611") {
        assert_eq!(row.status, DutyStatus::Due, "{}", row.recipient.id);
        assert_eq!(row.target_at, Some(at("2023-10-01T11:00:00Z")));
        assert_eq!(row.legal_term_at, Some(at("2023-10-01T12:00:00Z")));
    }
    let london = duty(&plan, "uk-pecr-5a", "initial", "GB-TELECOM");
    assert_eq!((london.target_at, london.status), (Some(at("2023-10-01T11:00:00Z")), DutyStatus::Due));
}

#[test]
fn recipients_that_are_not_the_data_protection_authority_are_the_ones_the_data_name() {
    let plan = plan_of(LUNAMOBILE);
    assert!(duty(&plan, "eprivacy-611", "initial", "SE-TELECOM").recipient.name.contains("Post and Telecom"));
    assert!(duty(&plan, "eprivacy-611", "initial", "DK-TELECOM").recipient.name.contains("Digital Government"));
    assert!(duty(&plan, "no-ekom", "initial", "NO-TELECOM").recipient.name.contains("Communications Authority"));
    // Nobody has seen how Portugal's authority takes this notice; the row says so.
    assert_eq!(duty(&plan, "eprivacy-611", "initial", "PT-TELECOM").channels, ["unknown"]);
}

#[test]
fn second_stages_stand_as_not_started_without_a_guessed_date() {
    let plan = plan_of(LUNAMOBILE);
    let second: Vec<_> = plan.duties.iter().filter(|duty| duty.stage == "second").collect();
    // Thirteen Union States, one more in Germany, and the United Kingdom with the rule of 2023.
    assert_eq!(second.len(), 15);
    for row in second {
        assert_eq!(row.status, DutyStatus::NotStarted);
        assert_eq!((row.target_at, row.legal_term_at, row.trigger.at), (None, None, None));
    }
}

#[test]
fn gdpr_rows_are_presumed_per_controller_until_each_data_set_is_classified() {
    let plan = plan_of(LUNAMOBILE);
    let rows: Vec<_> = plan.duties.iter().filter(|duty| duty.rule == "gdpr-33").collect();
    assert_eq!(rows.len(), 14, "thirteen Union States and Norway, one controller each");
    for row in &rows {
        assert_eq!(row.status, DutyStatus::Presumed);
        assert_eq!(row.target_at, Some(at("2023-10-03T11:00:00Z")));
        assert_eq!(row.legal_term_at, Some(at("2023-10-03T12:00:00Z")));
        let country = row.controller.trim_start_matches("lunamobile-");
        assert!(row.deciding_facts.contains(&format!("data_set:shop-and-staff-{country}:hit")));
        assert!(row.deciding_facts.contains(&format!("data_set:shop-and-staff-{country}:scope")));
        assert!(row.deciding_facts.contains(&"risk.outcome".to_owned()));
    }
    assert_eq!(duty(&plan, "gdpr-33", "sa_notification", "NO").recipient.name, "Norwegian Data Protection Authority");
    assert_eq!(duty(&plan, "gdpr-33", "sa_notification", "DE-BUND").controller, "lunamobile-de");
    assert_eq!(duty(&plan, "uk-gdpr-33", "ico_notification", "GB").status, DutyStatus::Presumed);
}

#[test]
fn people_have_a_row_per_market_open_and_without_a_countdown() {
    let plan = plan_of(LUNAMOBILE);
    let rows: Vec<_> = of_kind(&plan, DutyKind::People)
        .into_iter()
        .filter(|duty| !duty.rule.starts_with("gdpr") && !duty.rule.starts_with("uk-gdpr"))
        .collect();
    let markets: BTreeSet<_> = rows.iter().filter_map(|duty| duty.market.clone()).collect();
    assert_eq!((rows.len(), markets.len()), (19, 19));
    for row in rows.iter().filter(|duty| duty.rule == "eprivacy-611-3") {
        assert_eq!((row.target_at, row.legal_term_at), (None, None));
        assert!(row.decide_by_at.is_some());
    }
}

#[test]
fn the_three_unread_laws_are_presumed_and_say_so() {
    let plan = plan_of(LUNAMOBILE);
    for (rule, recipient) in [("mk-lpdp", "MK"), ("ug-dppa", "UG"), ("za-popia", "ZA")] {
        let row = duty(&plan, rule, "initial", recipient);
        assert_eq!((row.status, row.rule_verified), (DutyStatus::Presumed, false));
        assert!(row.deciding_facts.contains(&format!("rule:{rule}:verified")));
    }
    assert_eq!(duty(&plan, "mk-lpdp", "initial", "MK").target_at, Some(at("2023-10-03T11:00:00Z")));
}

#[test]
fn excluded_markets_are_listed_with_their_reason_and_owe_nothing() {
    let plan = plan_of(LUNAMOBILE);
    for country in ["US", "AU", "UA", "TN", "HK"] {
        let line = plan.excluded.iter().find(|line| line.market.as_ref().is_some_and(|m| m.as_str() == country));
        assert!(!line.unwrap().reason.text.is_empty());
        assert!(plan.duties.iter().all(|duty| duty.market.as_ref().is_none_or(|market| market.as_str() != country)));
    }
    assert!(plan.excluded.iter().any(|line| line.reason.text.contains("no service since 2018")));
}

#[test]
fn regimes_that_are_not_loaded_are_named_with_the_countries_they_would_bind_in() {
    let plan = plan_of(LUNAMOBILE);
    let lines = |regime: &str| plan.not_checked.iter().filter(|line| line.regime == regime).collect::<Vec<_>>();
    assert_eq!(lines("network-security").len(), 13);
    // Not law yet in 2023: each national act is named with its first day.
    let later = plan.excluded.iter().filter(|line| line.rule.as_deref().is_some_and(|rule| rule.starts_with("nis2-")));
    assert!(later.clone().count() >= 10);
    assert!(later.clone().any(|line| line.reason.text.contains("2024-10-18")));
    for regime in ["gb-network-security", "ch-outage", "no-network-security", "mk-telecom", "ug-telecom", "za-telecom"]
    {
        assert_eq!(lines(regime).len(), 1, "{regime}");
    }
}

#[test]
fn a_german_remark_mentions_the_holiday_and_no_deadline_is_moved_by_it() {
    let plan = plan_of(LUNAMOBILE);
    for (rule, stage, recipient) in [
        ("eprivacy-611", "initial", "DE-TELECOM-BNETZA"),
        ("eprivacy-611", "initial", "DE-TELECOM-BFDI"),
        ("gdpr-33", "sa_notification", "DE-BUND"),
    ] {
        let german = duty(&plan, rule, stage, recipient);
        assert!(german.remarks.iter().any(|line| line.text.contains("2023-10-03 is a public holiday in DE")));
    }
    let (german, french) =
        (duty(&plan, "gdpr-33", "sa_notification", "DE-BUND"), duty(&plan, "gdpr-33", "sa_notification", "FR"));
    assert_eq!((german.target_at, german.legal_term_at), (french.target_at, french.legal_term_at));
    assert!(french.remarks.is_empty());
}

#[test]
fn a_later_detection_moves_every_deadline() {
    let moved = lunamobile_with(|case| {
        case["as_of"] = json!("2023-10-06T18:00:00+01:00");
        for instant in case["instants"].as_array_mut().unwrap().iter_mut().skip(1) {
            instant["at"] = json!("2023-10-06T17:00:00+01:00");
        }
    });
    let row = duty(&moved, "eprivacy-611", "initial", "IT-TELECOM");
    assert_eq!(row.target_at, Some(at("2023-10-07T16:00:00Z")));
    assert_eq!(duty(&moved, "gdpr-33", "sa_notification", "IT").target_at, Some(at("2023-10-09T16:00:00Z")));
    assert_eq!(super::keys(&moved), super::keys(&plan_of(LUNAMOBILE)));
}

fn filed(recipient: &str, when: &str, proof: &str) -> breachdesk::domain::plan::Plan {
    lunamobile_with(|case| {
        case["as_of"] = json!("2023-10-06T12:00:00+01:00");
        case["filings"] =
            json!([{ "rule": "eprivacy-611", "stage": "initial", "recipient": recipient, "at": when, "proof": proof }]);
    })
}

#[test]
fn the_first_filing_starts_the_three_days_of_the_second_notice_to_that_recipient_alone() {
    let plan = filed("DE-TELECOM-BNETZA", "2023-10-01T12:00:00+01:00", "receipt");
    let first = duty(&plan, "eprivacy-611", "initial", "DE-TELECOM-BNETZA");
    assert_eq!(first.status, DutyStatus::Met);
    let second = duty(&plan, "eprivacy-611", "second", "DE-TELECOM-BNETZA");
    assert_eq!(second.status, DutyStatus::Due);
    assert_eq!(second.target_at, Some(at("2023-10-04T11:00:00Z")));
    // The third whole day ends at midnight in Berlin; Tuesday is a holiday, yet Monday and Wednesday are two working days.
    assert_eq!(second.legal_term_at, Some(at("2023-10-04T22:00:00Z")));
    assert_eq!(duty(&plan, "eprivacy-611", "second", "DE-TELECOM-BFDI").status, DutyStatus::NotStarted);
    assert_eq!(duty(&plan, "eprivacy-611", "initial", "DE-TELECOM-BFDI").status, DutyStatus::Due);
}

#[test]
fn a_filing_without_proof_is_only_said_to_be_filed() {
    let plan = filed("IT-TELECOM", "2023-10-01T09:00:00Z", "none");
    let row = duty(&plan, "eprivacy-611", "initial", "IT-TELECOM");
    assert_eq!(row.status, DutyStatus::FiledUnproven);
    assert_eq!(duty(&plan, "eprivacy-611", "second", "IT-TELECOM").target_at, Some(at("2023-10-04T09:00:00Z")));
}

#[test]
fn between_target_and_legal_term_a_filing_is_in_time_on_the_count_of_the_law() {
    let plan = filed("IT-TELECOM", "2023-10-01T11:59:59Z", "receipt");
    let row = duty(&plan, "eprivacy-611", "initial", "IT-TELECOM");
    assert_eq!(row.status, DutyStatus::Met);
    assert!(row.arithmetic.iter().any(|line| line.key == "arith-filed-after-target"));
}

#[test]
fn a_filing_at_the_end_of_the_legal_term_is_late_and_needs_reasons() {
    let plan = filed("IT-TELECOM", "2023-10-01T12:00:00Z", "receipt");
    assert_eq!(duty(&plan, "eprivacy-611", "initial", "IT-TELECOM").status, DutyStatus::Late);
    let fifth = filed("IT-TELECOM", "2023-10-05T10:00:00Z", "receipt");
    let row = duty(&fifth, "eprivacy-611", "initial", "IT-TELECOM");
    assert_eq!(row.status, DutyStatus::Late);
    assert!(row.arithmetic.iter().any(|line| line.key == "arith-filed-late"));
}

#[test]
fn a_single_complete_notice_needs_no_second() {
    let plan = lunamobile_with(|case| {
        case["filings"] = json!([{ "rule": "eprivacy-611", "stage": "single_complete", "recipient": "IT-TELECOM",
            "at": "2023-10-01T09:00:00Z", "proof": "receipt" }]);
    });
    assert_eq!(duty(&plan, "eprivacy-611", "initial", "IT-TELECOM").status, DutyStatus::Met);
    assert_eq!(duty(&plan, "eprivacy-611", "second", "IT-TELECOM").status, DutyStatus::NotRequired);
}

#[test]
fn the_same_event_in_2026_is_judged_by_the_law_of_2026() {
    let plan = lunamobile_with(|case| {
        case["as_of"] = json!("2026-10-03T14:00:00+01:00");
        for instant in case["instants"].as_array_mut().unwrap() {
            instant["at"] = json!(
                instant["at"].as_str().unwrap().replace("2023-09-30", "2026-10-03").replace("2023-09-29", "2026-10-02")
            );
        }
    });
    let london = duty(&plan, "uk-pecr-5a", "initial", "GB-TELECOM");
    assert_eq!(london.target_at, Some(at("2026-10-06T11:00:00Z")), "72 hours since 20 August 2025");
    assert!(!plan.duties.iter().any(|duty| duty.rule == "uk-pecr-5a" && duty.stage == "second"));
    assert!(!duty(&plan, "no-ekom", "initial", "NO-TELECOM").rule_verified, "the act of 2024 was not read");
    assert!(plan.duties.iter().any(|duty| duty.rule == "nis2-be" && duty.stage == "early_warning"));
    let zurich = duty(&plan, "ch-isa-74", "bacs_24h", "CH-CSIRT");
    assert_eq!(zurich.status, DutyStatus::Presumed);
    assert!(zurich.deciding_facts.contains(&"incident.cause".to_owned()), "{:?}", zurich.deciding_facts);
    assert_eq!(zurich.target_at, Some(at("2026-10-04T11:00:00Z")));
    let rome = duty(&plan, "eprivacy-611", "initial", "IT-TELECOM");
    assert!(rome.remarks.iter().any(|line| line.text.contains("2026-10-04")), "Saint Francis, a holiday since 2026");
}

#[test]
fn one_group_controller_outside_the_union_owes_a_gdpr_notice_in_every_affected_member_state() {
    let plan = lunamobile_with(|case| {
        let controller = json!({ "id": "lunamobile", "name": "Lunamobile", "country": "GB",
            "establishments": [{ "country": "GB", "main": true }], "roles": ["telecom_provider"],
            "art27_representative": "IE" });
        case["controllers"] = json!([controller]);
        for key in ["markets", "data_sets"] {
            for row in case[key].as_array_mut().unwrap() {
                row["controller"] = json!("lunamobile");
            }
        }
    });
    let rows: Vec<_> = plan.duties.iter().filter(|duty| duty.rule == "gdpr-33").collect();
    assert_eq!(rows.len(), 14);
    assert!(rows.iter().all(|duty| duty.remarks.iter().any(|line| line.key == "arith-remark-representative")));
    assert_eq!(initial(&plan).len(), 20, "the telecom rows are one per market all the same");
}
