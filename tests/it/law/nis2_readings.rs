//! Where national acts on NIS2 are read differently: the safe reading is counted, and the other one stands beside it, naming who holds it.

use breachdesk::domain::plan::DutyStatus;
use breachdesk::policy::explain;
use serde_json::{Value, json};

use super::nis2::{filing, operator, step};
use super::{at, law};

/// The instants of a case: detection of the data breach, and awareness that the incident is significant.
fn instants(detected: Option<&str>, significant: Option<&str>) -> Value {
    let one = |what: &str, at: Option<&str>| at.map(|at| json!({ "what": what, "at": at }));
    [one("detected_611", detected), one("aware_significant", significant)].into_iter().flatten().collect()
}

fn words_of(rule: &str) -> String {
    let rule = law().rules().iter().filter(|one| one.id == rule).max_by_key(|one| one.version).unwrap();
    rule.contested.iter().map(|one| format!("{}: {} {}\n", one.who, one.words, one.words_it)).collect()
}

#[test]
fn where_the_act_counts_from_detection_the_earlier_moment_starts_both_terms() {
    let (detected, significant) = ("2026-10-05T07:30:00+02:00", "2026-10-05T15:12:00+02:00");
    for (country, rule) in [
        ("FI", "nis2-fi"),
        ("SK", "nis2-sk"),
        ("PL", "nis2-pl"),
        ("SI", "nis2-si"),
        ("BG", "nis2-bg"),
        ("CZ", "nis2-cz"),
    ] {
        let of = |instants: Value| {
            operator(json!(["telecom_provider"]), &[country], |case| {
                case["instants"] = instants.clone();
                case["controllers"][0]["regime_starts"] =
                    json!({ "nis2-cz": "2026-02-02", "nis2-cz-higher": "2026-02-02" });
            })
        };
        let (first, second) = match country {
            "CZ" => (("nis2-cz", "early_warning"), ("nis2-cz-higher", "incident_notification")),
            _ => ((rule, "early_warning"), (rule, "incident_notification")),
        };
        let both = of(instants(Some(detected), Some(significant)));
        let row = step(&both, first.0, first.1);
        assert_eq!(row.trigger.what, "detected_611", "{country}");
        assert_eq!(row.trigger.fallback, None, "{country}: both are recorded, nothing stands in");
        assert_eq!(row.target_at, Some(at("2026-10-06T05:30:00Z")), "{country}");
        assert!(row.arithmetic.iter().any(|line| line.key == "arith-earlier-counts"), "{country}");
        assert_eq!(step(&both, second.0, second.1).target_at, Some(at("2026-10-08T05:30:00Z")), "{country}");
        // Detected later, or not recorded: awareness starts it, as the directive has it.
        for plan in [of(instants(Some(significant), Some(detected))), of(instants(None, Some(detected)))] {
            let row = step(&plan, first.0, first.1);
            assert_eq!((row.trigger.what.as_str(), row.trigger.fallback), ("aware_significant", None), "{country}");
            assert_eq!(row.target_at, Some(at("2026-10-06T05:30:00Z")), "{country}");
        }
        // Awareness of the data breach stands in where nobody looked at the incident: a later detection never moves the terms back.
        let mut aware = instants(Some(significant), None);
        aware.as_array_mut().unwrap().push(json!({ "what": "aware", "at": detected }));
        assert_eq!(step(&of(aware), first.0, first.1).target_at, Some(at("2026-10-06T05:30:00Z")), "{country}");
        // Only detection is recorded: it stands in, and awareness would decide.
        let alone = of(instants(Some(detected), None));
        let row = step(&alone, first.0, first.1);
        assert_eq!(row.trigger.fallback.map(|used| used.as_str()), Some("detected_611"), "{country}");
        assert_eq!(row.status, DutyStatus::Presumed, "{country}");
        let readings = words_of(first.0);
        assert!(readings.contains("Art. 23(4)") && readings.contains("rilevazione"), "{country}: {readings}");
    }
}

#[test]
fn elsewhere_an_earlier_detection_does_not_start_the_terms_of_a_significant_incident() {
    let instants = instants(Some("2026-10-05T07:30:00+02:00"), Some("2026-10-05T15:12:00+02:00"));
    let plan = operator(json!(["telecom_provider"]), &["AT"], |case| case["instants"] = instants.clone());
    let row = step(&plan, "nis2-at", "early_warning");
    assert_eq!((row.trigger.what.as_str(), row.target_at), ("aware_significant", Some(at("2026-10-06T13:12:00Z"))));
}

#[test]
fn in_cyprus_a_report_is_owed_every_15_days_until_the_incident_ends() {
    let notified = filing("nis2-cy", "incident_notification", "CY-CSIRT", "2026-10-06T11:00:00+03:00");
    let plan = |filings: Value, ended: bool| {
        operator(json!(["telecom_provider"]), &["CY"], |case| {
            case["as_of"] = json!("2026-11-20T12:00:00+02:00");
            case["filings"] = filings;
            if ended {
                let end = json!({ "what": "incident_closed", "at": "2026-11-02T12:00:00+02:00" });
                case["instants"].as_array_mut().unwrap().push(end);
            }
        })
    };
    let waiting = plan(json!([]), false);
    assert_eq!(step(&waiting, "nis2-cy", "periodic_progress_report").status, DutyStatus::NotStarted);
    let first = plan(json!([notified]), false);
    let row = step(&first, "nis2-cy", "periodic_progress_report");
    assert_eq!(
        (row.target_at, row.legal_term_at),
        (Some(at("2026-10-21T08:00:00Z")), Some(at("2026-10-21T21:00:00Z")))
    );
    let told = filing("nis2-cy", "periodic_progress_report", "CY-CSIRT", "2026-10-20T11:00:00+03:00");
    let second = plan(json!([notified, told]), false);
    // Fifteen times 24 hours, over the change of the clocks.
    let row = step(&second, "nis2-cy", "periodic_progress_report");
    assert_eq!(row.target_at, Some(at("2026-11-04T08:00:00Z")));
    let over = plan(json!([notified, told]), true);
    assert_eq!(step(&over, "nis2-cy", "periodic_progress_report").status, DutyStatus::NotRequired);
    assert!(words_of("nis2-cy").contains("every 15 days"));
    // The report of 21 October was never made: the end of the incident on 2 November does not undo that.
    let missed = plan(json!([notified]), true);
    let row = step(&missed, "nis2-cy", "periodic_progress_report");
    assert_ne!(row.status, DutyStatus::NotRequired);
    assert_eq!(row.legal_term_at, Some(at("2026-10-21T21:00:00Z")));
    assert!(row.arithmetic.iter().any(|line| line.text.contains("had fallen due before")), "{:#?}", row.arithmetic);
    let none = plan(json!([]), true);
    assert_eq!(step(&none, "nis2-cy", "periodic_progress_report").status, DutyStatus::NotRequired);
}

#[test]
fn what_an_act_asks_beside_the_plan_is_a_reading_on_the_page_of_the_duty() {
    for (country, rule, part) in [
        ("PT", "nis2-pt", "only where it is necessary"),
        ("PT", "nis2-pt", "può essere successiva alla conoscenza"),
        ("DK", "nis2-dk-telecom", "two recipients"),
        ("NL", "nis2-nl", "RDI"),
    ] {
        let plan = operator(json!(["telecom_provider"]), &[country], |_| {});
        let row = step(&plan, rule, "early_warning");
        let source = explain::source(law(), row).unwrap();
        let told: Vec<String> =
            explain::readings(source.rule, row).iter().map(|one| format!("{} {}", one.words, one.words_it)).collect();
        assert!(told.iter().any(|words| words.contains(part)), "{country} {part}: {told:?}");
    }
    // In Portugal the update is shown as owed, which is the safe side.
    let plan = operator(json!(["telecom_provider"]), &["PT"], |_| {});
    assert_eq!(step(&plan, "nis2-pt", "incident_notification").target_at, Some(at("2026-10-08T07:12:00Z")));
}
