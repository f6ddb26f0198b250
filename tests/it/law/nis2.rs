//! NIS2 Art. 23 and its national forms: who is told where, when each step runs out, and what is said where no act is in force.

use breachdesk::domain::plan::{DutyStatus, Plan, PlannedDuty};
use serde_json::{Value, json};

use super::{at, duty, law, lunamobile_with, plan_of};

/// An operator with one market per country, aware of a significant incident on Monday 5 October 2026, 09:12 in Rome.
pub(super) fn operator(roles: Value, markets: &[&str], change: impl FnOnce(&mut Value)) -> Plan {
    let markets: Vec<Value> = markets
        .iter()
        .map(|country| json!({ "country": country, "controller": "net", "status": "affected" }))
        .collect();
    let mut case = json!({
        "form": 1, "as_of": "2026-10-05T12:00:00+02:00",
        "controllers": [{ "id": "net", "name": "Net", "country": "IT", "roles": roles,
            "establishments": [{ "country": "IT", "main": true }] }],
        "markets": markets,
        "data_sets": [{ "id": "lines", "controller": "net", "scope": "telecom_service", "hit": "no" }],
        "instants": [{ "what": "aware_significant", "at": "2026-10-05T09:12:00+02:00" }],
    });
    change(&mut case);
    plan_of(&case.to_string())
}

fn nis2(plan: &Plan) -> Vec<&PlannedDuty> {
    plan.duties.iter().filter(|duty| duty.regime == "nis2").collect()
}

pub(super) fn step<'a>(plan: &'a Plan, rule: &str, stage: &str) -> &'a PlannedDuty {
    let found: Vec<_> = plan.duties.iter().filter(|duty| duty.rule == rule && duty.stage == stage).collect();
    assert_eq!(
        found.len(),
        1,
        "{rule}/{stage} among {:?}",
        plan.duties.iter().map(PlannedDuty::key).collect::<Vec<_>>()
    );
    found[0]
}

pub(super) fn filing(rule: &str, stage: &str, recipient: &str, at: &str) -> Value {
    json!({ "rule": rule, "stage": stage, "recipient": recipient, "at": at, "proof": "receipt" })
}

#[test]
fn a_telecom_provider_answers_in_every_member_state_where_it_provides_services() {
    let plan = operator(json!(["telecom_provider"]), &["IT", "BE", "AT"], |_| {});
    let first: Vec<_> = nis2(&plan).into_iter().filter(|duty| duty.stage == "early_warning").collect();
    let to: Vec<&str> = first.iter().map(|duty| duty.recipient.id.as_str()).collect();
    assert_eq!(to.len(), 3);
    for id in ["IT-CSIRT", "BE-CSIRT", "AT-CSIRT"] {
        assert!(to.contains(&id), "{id}");
    }
    for row in first {
        assert_eq!(row.target_at, Some(at("2026-10-06T07:12:00Z")));
        assert_eq!(row.legal_term_at, Some(at("2026-10-06T08:00:00Z")));
    }
}

#[test]
fn any_other_entity_answers_in_the_state_of_its_main_establishment_alone() {
    let plan = operator(json!(["nis2_entity"]), &["IT", "BE"], |case| {
        case["controllers"][0]["establishments"] =
            json!([{ "country": "IT", "main": false }, { "country": "BE", "main": true }]);
        case["controllers"][0]["country"] = json!("BE");
    });
    let to: Vec<_> = nis2(&plan).iter().map(|duty| duty.recipient.id.clone()).collect();
    assert!(!to.is_empty() && to.iter().all(|id| id == "BE-CSIRT"), "{to:?}");
}

#[test]
fn several_establishments_and_no_main_one_leave_each_state_presumed() {
    let plan = operator(json!(["nis2_entity"]), &["LT", "BE"], |case| {
        case["controllers"][0]["establishments"] =
            json!([{ "country": "LT", "main": false }, { "country": "BE", "main": false }]);
    });
    for rule in ["nis2-lt", "nis2-be"] {
        let row = step(&plan, rule, "early_warning");
        assert_eq!(row.status, DutyStatus::Presumed);
        assert!(row.deciding_facts.contains(&"controller:net:main_establishment".to_owned()));
    }
}

#[test]
fn data_that_were_not_hit_do_not_take_the_incident_away() {
    let plan = operator(json!(["telecom_provider"]), &["BE"], |_| {});
    assert_eq!(step(&plan, "nis2-be", "early_warning").status, DutyStatus::Due);
    assert!(!plan.duties.iter().any(|duty| duty.regime == "eprivacy-611"));
}

#[test]
fn significance_that_nobody_has_established_leaves_the_report_presumed_and_names_the_moment() {
    let plan = operator(json!(["telecom_provider"]), &["BE"], |case| {
        case["instants"] = json!([{ "what": "aware", "at": "2026-10-05T09:12:00+02:00" }]);
    });
    let row = step(&plan, "nis2-be", "early_warning");
    assert_eq!(row.status, DutyStatus::Presumed);
    assert_eq!(row.deciding_facts, ["instant:aware_significant"]);
    assert_eq!(row.target_at, Some(at("2026-10-06T07:12:00Z")));
}

#[test]
fn both_clocks_run_from_the_same_awareness_and_the_final_report_from_the_notification() {
    let plan = operator(json!(["telecom_provider"]), &["BE"], |case| {
        case["as_of"] = json!("2026-10-09T12:00:00+02:00");
        case["filings"] = json!([
            filing("nis2-be", "early_warning", "BE-CSIRT", "2026-10-05T20:00:00+02:00"),
            filing("nis2-be", "incident_notification", "BE-CSIRT", "2026-10-07T15:00:00+02:00"),
        ]);
    });
    assert_eq!(step(&plan, "nis2-be", "early_warning").status, DutyStatus::Met);
    let notice = step(&plan, "nis2-be", "incident_notification");
    assert_eq!((notice.target_at, notice.status), (Some(at("2026-10-08T07:12:00Z")), DutyStatus::Met));
    let last = step(&plan, "nis2-be", "final_report");
    assert_eq!(last.target_at, Some(at("2026-11-07T14:00:00Z")));
    // 7 November is a Saturday; the term moves to Monday, and Armistice Day on Wednesday does not matter.
    assert_eq!(last.legal_term_at, Some(at("2026-11-09T23:00:00Z")));
}

#[test]
fn an_intermediate_report_has_no_term_of_its_own() {
    let plan = operator(json!(["telecom_provider"]), &["BE"], |_| {});
    let row = step(&plan, "nis2-be", "intermediate_report");
    assert_eq!((row.status, row.target_at, row.period), (DutyStatus::NotStarted, None, None));
}

#[test]
fn a_trust_service_provider_notifies_within_24_hours() {
    let plan = operator(json!(["trust_service"]), &["IT"], |case| {
        case["controllers"][0]["regime_starts"] = json!({ "nis2": "2026-01-20" });
    });
    let row = step(&plan, "nis2-it", "incident_notification");
    assert_eq!(row.target_at, Some(at("2026-10-06T07:12:00Z")));
    assert_eq!(row.status, DutyStatus::Due);
}

#[test]
fn in_italy_the_duty_begins_for_each_entity_on_its_own_day() {
    let with = |start: Value| {
        operator(json!(["telecom_provider"]), &["IT"], |case| case["controllers"][0]["regime_starts"] = start)
    };
    let unknown = with(json!({}));
    let row = step(&unknown, "nis2-it", "early_warning");
    assert_eq!(row.status, DutyStatus::Presumed);
    assert_eq!(row.deciding_facts, ["controller:net:regime_start:nis2"]);
    assert_eq!(step(&with(json!({ "nis2": "2026-01-20" })), "nis2-it", "early_warning").status, DutyStatus::Due);
    let later = with(json!({ "nis2": "2026-10-06" }));
    assert!(nis2(&later).is_empty());
    assert!(later.excluded.iter().any(|line| line.rule.as_deref() == Some("nis2-it")));
}

#[test]
fn in_italy_progress_is_reported_every_month_until_the_incident_is_over() {
    let filings = json!([
        filing("nis2-it", "early_warning", "IT-CSIRT", "2026-10-05T20:00:00+02:00"),
        filing("nis2-it", "incident_notification", "IT-CSIRT", "2026-10-06T10:00:00+02:00"),
        filing("nis2-it", "progress_report", "IT-CSIRT", "2026-11-05T10:00:00+01:00"),
    ]);
    let running = operator(json!(["telecom_provider"]), &["IT"], |case| {
        case["controllers"][0]["regime_starts"] = json!({ "nis2": "2026-01-20" });
        case["as_of"] = json!("2026-11-06T12:00:00+01:00");
        case["filings"] = filings.clone();
    });
    assert_eq!(step(&running, "nis2-it", "final_report").status, DutyStatus::Met);
    let monthly = step(&running, "nis2-it", "monthly_progress_report");
    assert_eq!(monthly.target_at, Some(at("2026-12-05T09:00:00Z")));
    assert_eq!(step(&running, "nis2-it", "final_report_after_handling").status, DutyStatus::NotStarted);
    let over = operator(json!(["telecom_provider"]), &["IT"], |case| {
        case["controllers"][0]["regime_starts"] = json!({ "nis2": "2026-01-20" });
        case["as_of"] = json!("2026-11-20T12:00:00+01:00");
        case["filings"] = filings;
        case["instants"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "what": "incident_closed", "at": "2026-11-18T18:00:00+01:00" }));
    });
    assert_eq!(step(&over, "nis2-it", "monthly_progress_report").status, DutyStatus::NotRequired);
    let last = step(&over, "nis2-it", "final_report_after_handling");
    assert_eq!((last.status, last.target_at), (DutyStatus::Due, Some(at("2026-12-18T17:00:00Z"))));
}

#[test]
fn in_lithuania_the_month_runs_from_the_early_warning() {
    let plan = operator(json!(["telecom_provider"]), &["LT"], |case| {
        case["filings"] = json!([filing("nis2-lt", "early_warning", "LT-CSIRT", "2026-10-05T15:00:00+03:00")]);
    });
    let last = step(&plan, "nis2-lt", "final_report");
    assert_eq!(last.target_at, Some(at("2026-11-05T13:00:00Z")));
    assert_eq!(last.status, DutyStatus::Due);
}

#[test]
fn in_portugal_the_end_of_the_impact_is_told_and_the_final_report_counts_working_days_from_it() {
    let waiting = operator(json!(["telecom_provider"]), &["PT"], |_| {});
    let end = step(&waiting, "nis2-pt", "end_of_impact");
    assert_eq!((end.status, end.target_at), (DutyStatus::NotStarted, None));
    let plan = operator(json!(["telecom_provider"]), &["PT"], |case| {
        case["instants"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "what": "incident_closed", "at": "2026-10-08T18:00:00+01:00" }));
        case["filings"] = json!([filing("nis2-pt", "end_of_impact", "PT-CSIRT", "2026-10-09T10:00:00+01:00")]);
    });
    assert_eq!(step(&plan, "nis2-pt", "end_of_impact").target_at, Some(at("2026-10-09T17:00:00Z")));
    // Thirty working days after Friday 9 October; no national holiday falls on a weekday before 20 November.
    assert_eq!(step(&plan, "nis2-pt", "final_report").legal_term_at, Some(at("2026-11-21T00:00:00Z")));
    assert!(!plan.duties.iter().any(|duty| duty.rule == "nis2-pt" && duty.stage == "final_report_after_handling"));
}

#[test]
fn in_czechia_the_first_report_stands_alone_only_where_the_agency_finds_no_significant_impact() {
    let with = |decisions: Value| {
        operator(json!(["telecom_provider"]), &["CZ"], |case| {
            case["controllers"][0]["regime_starts"] =
                json!({ "nis2-cz": "2026-02-02", "nis2-cz-higher": "2026-02-02" });
            case["decisions"] = decisions;
        })
    };
    let higher = with(json!([]));
    assert_eq!(step(&higher, "nis2-cz", "early_warning").status, DutyStatus::Due);
    assert_eq!(step(&higher, "nis2-cz-higher", "incident_notification").status, DutyStatus::Due);
    let final_report = step(&higher, "nis2-cz-higher", "final_report");
    assert_eq!(final_report.period.map(|period| period.value), Some(30));
    let ground = "cz-16-2-no-significant-impact";
    let answered = with(json!([{ "rule": "nis2-cz-higher", "decision": "not_required", "basis": ground }]));
    assert_eq!(step(&answered, "nis2-cz", "early_warning").status, DutyStatus::Due);
    assert_eq!(step(&answered, "nis2-cz-higher", "incident_notification").status, DutyStatus::NotRequired);
}

#[test]
fn in_germany_an_operator_tells_two_authorities_and_everybody_else_the_bsi() {
    let telecom = operator(json!(["telecom_provider"]), &["DE"], |_| {});
    let to: Vec<_> = nis2(&telecom)
        .into_iter()
        .filter(|duty| duty.stage == "early_warning")
        .map(|duty| (duty.rule.as_str(), duty.recipient.id.as_str(), duty.status))
        .collect();
    assert_eq!(
        to,
        [("nis2-de-telecom", "DE-CSIRT-BNETZA", DutyStatus::Due), ("nis2-de-telecom", "DE-CSIRT-BSI", DutyStatus::Due)]
    );
    let other = operator(json!(["nis2_entity"]), &["DE"], |case| {
        case["controllers"][0]["country"] = json!("DE");
        case["controllers"][0]["establishments"] = json!([{ "country": "DE", "main": true }]);
    });
    let row = step(&other, "nis2-de", "early_warning");
    assert_eq!((row.recipient.id.as_str(), row.status), ("DE-BSI", DutyStatus::Presumed));
}

#[test]
fn denmarks_telecom_act_was_not_read_and_is_presumed_beside_the_general_act() {
    let telecom = operator(json!(["telecom_provider"]), &["DK"], |_| {});
    let row = step(&telecom, "nis2-dk-telecom", "early_warning");
    assert!(row.deciding_facts.contains(&"rule:nis2-dk-telecom:verified".to_owned()));
    assert!(!telecom.duties.iter().any(|duty| duty.rule == "nis2-dk"));
}

#[test]
fn in_austria_the_act_begins_on_the_first_of_october_2026() {
    let on = |day: &str| {
        operator(json!(["telecom_provider"]), &["AT"], |case| {
            case["instants"][0]["at"] = json!(format!("{day}T09:12:00+02:00"));
        })
    };
    assert_eq!(step(&on("2026-10-01"), "nis2-at", "early_warning").status, DutyStatus::Due);
    let before = on("2026-09-30");
    assert!(nis2(&before).is_empty());
    assert!(before.not_checked.iter().any(|line| line.regime == "nis2"));
    assert!(before.not_checked.iter().any(|line| line.regime == "network-security"));
}

#[test]
fn where_no_national_act_is_in_force_nothing_is_owed_and_the_plan_says_so() {
    let plan = operator(json!(["telecom_provider"]), &["FR", "ES", "IE", "LU", "NO", "IS"], |_| {});
    let acts: Vec<&str> =
        nis2(&plan).into_iter().map(|duty| duty.rule.as_str()).filter(|rule| *rule != "nis2-lu").collect();
    assert_eq!(acts, Vec::<&str>::new());
    for country in ["FR", "ES", "IE", "NO", "IS"] {
        let named = |line: &&breachdesk::domain::plan::NotChecked| {
            line.regime == "nis2" && line.country.as_ref().is_some_and(|one| one.as_str() == country)
        };
        assert_eq!(plan.not_checked.iter().filter(named).count(), 1, "{country}");
    }
    // National reports of operators stand beside it where somebody read them.
    assert_eq!(
        duty(&plan, "lu-telecom-security", "security_report", "LU-CSIRT").target_at,
        Some(at("2026-10-06T07:12:00Z"))
    );
    for id in ["FR-CSIRT-INTERIEUR", "FR-CSIRT-ANSSI"] {
        assert_eq!(duty(&plan, "fr-telecom-security", "security_report", id).target_at, None);
    }
    assert!(plan.not_checked.iter().any(|line| line.regime == "ie-network-security"));
}

#[test]
fn an_act_that_nobody_read_is_presumed_with_the_terms_of_the_directive() {
    let plan = operator(json!(["telecom_provider"]), &["PL", "GR", "NL", "SE"], |_| {});
    for rule in ["nis2-pl", "nis2-gr", "nis2-nl", "nis2-se"] {
        let row = step(&plan, rule, "early_warning");
        assert_eq!((row.status, row.rule_verified), (DutyStatus::Presumed, false));
        assert_eq!(row.target_at, Some(at("2026-10-06T07:12:00Z")));
        assert!(row.deciding_facts.contains(&format!("rule:{rule}:verified")));
    }
}

#[test]
fn a_decision_that_the_incident_is_not_significant_takes_every_step_away_and_says_why() {
    let plan = operator(json!(["telecom_provider"]), &["BE"], |case| {
        case["decisions"] =
            json!([{ "rule": "nis2-be", "decision": "not_required", "basis": "nis2-23-3-not-significant" }]);
    });
    for stage in ["early_warning", "incident_notification"] {
        let row = step(&plan, "nis2-be", stage);
        assert_eq!(row.status, DutyStatus::NotRequired);
        assert!(row.remove_by.iter().any(|words| words.contains("Art. 23(3)")));
    }
}

#[test]
fn every_member_state_and_every_eea_state_has_its_own_file_for_nis2() {
    let law = law();
    for (country, _) in &law.area("eea").unwrap().members {
        if country.as_str() == "GB" {
            continue;
        }
        let found = law.rules().iter().any(|rule| rule.regime == "nis2" && rule.binds.area == country.as_str());
        assert!(found, "{country}");
        assert!(
            law.authorities_for(country, breachdesk::policy::law::Task::NetworkIncident).next().is_some(),
            "{country}"
        );
    }
}

#[test]
fn lunamobile_in_2026_owes_early_warnings_in_its_markets_and_no_country_is_left_out_in_silence() {
    let plan = lunamobile_with(|case| {
        case["as_of"] = json!("2026-10-05T14:00:00+01:00");
        for instant in case["instants"].as_array_mut().unwrap() {
            let moved =
                instant["at"].as_str().unwrap().replace("2023-09-30", "2026-10-05").replace("2023-09-29", "2026-10-04");
            instant["at"] = json!(moved);
        }
    });
    let told: std::collections::BTreeSet<_> = nis2(&plan)
        .iter()
        .filter(|duty| duty.stage == "early_warning")
        .filter_map(|duty| duty.market.clone())
        .collect();
    let named: std::collections::BTreeSet<_> =
        plan.not_checked.iter().filter(|line| line.regime == "nis2").filter_map(|line| line.country.clone()).collect();
    assert_eq!(told.len() + named.len(), 14, "thirteen Member States and Norway");
    assert_eq!(named.iter().map(|country| country.as_str()).collect::<Vec<_>>(), ["ES", "FR", "IE", "NO"]);
    assert_eq!(duty(&plan, "no-telecom-security", "security_report", "NO-CSIRT").status, DutyStatus::Presumed);
    assert!(duty(&plan, "gb-telecom-security", "security_report", "GB-CSIRT").decide_by_at.is_some());
}

#[test]
fn in_cyprus_the_first_notice_is_due_within_six_hours_of_awareness() {
    let plan = operator(json!(["telecom_provider"]), &["CY"], |_| {});
    let row = step(&plan, "nis2-cy", "early_warning");
    assert_eq!(row.period.map(|period| period.value), Some(6));
    assert!(
        row.target_at.is_some_and(|target| Some(target) < step(&plan, "nis2-cy", "incident_notification").target_at)
    );
}

#[test]
fn an_act_whose_text_nobody_read_is_presumed_from_its_first_day_and_before_it_the_directive_stands_alone() {
    for (country, rule, first) in [("LI", "nis2-li", "2025-02-01"), ("LU", "nis2-lu", "2026-05-10")] {
        let on = |day: &str| {
            operator(json!(["telecom_provider"]), &[country], |case| {
                case["instants"] = json!([{ "what": "aware_significant", "at": format!("{day}T10:00:00+02:00") }]);
            })
        };
        let before = on(if country == "LI" { "2025-01-31" } else { "2026-05-09" });
        assert!(!before.duties.iter().any(|duty| duty.rule == rule), "{rule}");
        assert!(before.not_checked.iter().any(|line| line.reason.key == "law-directive-only"), "{rule}");
        let after = on(first);
        assert_eq!(step(&after, rule, "early_warning").status, DutyStatus::Presumed, "{rule}");
    }
}
