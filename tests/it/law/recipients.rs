//! Whom one notifies under the GDPR: lead authority, Land, no establishment, and what stays open.

use breachdesk::domain::plan::{DutyStatus, Plan, PlannedDuty};
use serde_json::{Value, json};

use super::{duty, plan_of};

fn shop(controller: Value, markets: &[&str]) -> Plan {
    let markets: Vec<Value> = markets
        .iter()
        .map(|country| json!({ "country": country, "controller": "shop", "status": "affected" }))
        .collect();
    let mut full = json!({ "id": "shop", "name": "Shop", "country": "IT", "roles": [] });
    for (key, value) in controller.as_object().unwrap() {
        full[key] = value.clone();
    }
    plan_of(
        &json!({
            "form": 1, "as_of": "2026-03-03T12:00:00+01:00", "controllers": [full], "markets": markets,
            "data_sets": [{ "id": "buyers", "controller": "shop", "scope": "other", "hit": "yes" }],
            "instants": [{ "what": "aware", "at": "2026-03-02T09:00:00+01:00" }],
            "decisions": [{ "rule": "gdpr-33", "decision": "notify" }],
        })
        .to_string(),
    )
}

fn gdpr(plan: &Plan) -> Vec<&PlannedDuty> {
    plan.duties.iter().filter(|duty| duty.rule == "gdpr-33").collect()
}

#[test]
fn a_main_establishment_makes_its_authority_the_sole_one() {
    let places = json!([{ "country": "IT", "main": false }, { "country": "IE", "main": true }]);
    let plan = shop(json!({ "establishments": places }), &["IT", "IE", "FR"]);
    let rows = gdpr(&plan);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].recipient.id.as_str(), rows[0].status), ("IE", DutyStatus::Due));
}

#[test]
fn a_single_establishment_in_the_area_leads_even_if_the_head_office_is_outside_it() {
    let places = json!([{ "country": "GB", "main": true }, { "country": "NL", "main": false }]);
    let plan = shop(json!({ "country": "GB", "establishments": places }), &["NL", "FR"]);
    let ids: Vec<&str> = gdpr(&plan).iter().map(|duty| duty.recipient.id.as_str()).collect();
    assert_eq!(ids, ["NL"]);
    assert_eq!(duty(&plan, "uk-gdpr-33", "ico_notification", "GB").status, DutyStatus::Presumed);
}

fn ids(plan: &Plan) -> Vec<(&str, DutyStatus)> {
    gdpr(plan).iter().map(|duty| (duty.recipient.id.as_str(), duty.status)).collect()
}

fn says(duty: &PlannedDuty, key: &str) -> bool {
    duty.remarks.iter().any(|line| line.key == key)
}

/// Main establishment in Ireland, another one in Italy.
fn of_ireland() -> Value {
    let places = json!([{ "country": "IE", "main": true }, { "country": "IT", "main": false }]);
    json!({ "country": "IE", "establishments": places })
}

/// Somebody looked, and nothing runs across borders.
fn one_state() -> Value {
    json!({ "xborder.is": { "state": "known", "value": "no" } })
}

/// The plan with one market more, about which a status is on record, and with facts.
fn with(controller: Value, affected: &[&str], beside: &[(&str, &str)], facts: Value) -> Plan {
    let mut full = json!({ "id": "shop", "name": "Shop", "country": "IE", "roles": [] });
    for (key, value) in controller.as_object().unwrap() {
        full[key] = value.clone();
    }
    let market = |country: &str, status: &str| json!({ "country": country, "controller": "shop", "status": status, "reason": "told by the branch" });
    let affected = affected.iter().map(|country| market(country, "affected"));
    let markets: Vec<Value> = affected.chain(beside.iter().map(|(country, status)| market(country, status))).collect();
    let case = json!({
        "form": 1, "as_of": "2026-03-03T12:00:00+01:00", "controllers": [full], "markets": markets,
        "data_sets": [{ "id": "buyers", "controller": "shop", "scope": "other", "hit": "yes" }],
        "instants": [{ "what": "aware", "at": "2026-03-02T09:00:00+01:00" }],
        "decisions": [{ "rule": "gdpr-33", "decision": "notify" }], "facts": facts,
    });
    plan_of(&case.to_string())
}

#[test]
fn a_case_of_one_state_alone_is_for_the_authority_of_that_state_if_the_controller_is_established_there() {
    let plan =
        with(of_ireland(), &["IT"], &[("FR", "not_affected"), ("GB", "affected"), ("CH", "unknown")], one_state());
    assert_eq!(ids(&plan), [("IT", DutyStatus::Due)], "States outside the area make nothing cross-border");
    let row = gdpr(&plan)[0];
    assert!(says(row, "arith-remark-local-case"), "{:?}", row.remarks);
    // The lead authority is not silently gone: the plan says which it is, and by which rule it has no part.
    let of_lead: Vec<_> = plan.excluded.iter().filter(|one| one.recipient.as_deref() == Some("IE")).collect();
    let [lead] = of_lead.as_slice() else { panic!("{:?}", plan.excluded) };
    assert_eq!((lead.rule.as_deref(), lead.reason.key.as_str()), (Some("gdpr-33"), "arith-remark-local-case"));
    // The other reading stands with this duty, and with no duty that it does not concern.
    let rule = super::law().rules().iter().find(|rule| rule.id == "gdpr-33").unwrap();
    let readings = breachdesk::policy::explain::readings(rule, row);
    assert!(readings.iter().any(|one| one.who.contains("56(1)")));
    let lead = shop(of_ireland(), &["IT", "IE"]);
    assert_eq!(ids(&lead), [("IE", DutyStatus::Due)]);
    assert!(!lead.excluded.iter().any(|one| one.recipient.is_some()), "two States: there is a lead authority");
    let others = breachdesk::policy::explain::readings(rule, gdpr(&lead)[0]);
    assert_eq!(others.len() + 1, readings.len());
    // The clock is the same; zone and language are those of the authority told.
    assert_eq!((row.target_at, row.legal_term_at), (gdpr(&lead)[0].target_at, gdpr(&lead)[0].legal_term_at));
    assert_eq!(row.zone, "Europe/Rome");
}

#[test]
fn without_an_establishment_in_the_one_state_affected_the_lead_authority_is_told() {
    assert_eq!(ids(&shop(of_ireland(), &["FR"])), [("IE", DutyStatus::Due)]);
    assert_eq!(ids(&shop(of_ireland(), &["IE"])), [("IE", DutyStatus::Due)]);
    assert!(!says(gdpr(&shop(of_ireland(), &["IE"]))[0], "arith-remark-local-case"), "it is the lead's own case");
    // Nothing says where people are affected: nothing makes the case local.
    assert_eq!(ids(&shop(of_ireland(), &[])), [("IE", DutyStatus::Due)]);
}

#[test]
fn a_state_about_which_nothing_is_known_leaves_both_authorities_presumed() {
    let plan = with(of_ireland(), &["IT"], &[("FR", "unknown")], json!({}));
    assert_eq!(ids(&plan), [("IE", DutyStatus::Presumed), ("IT", DutyStatus::Presumed)]);
    for row in gdpr(&plan) {
        assert!(row.deciding_facts.contains(&"market:FR:status".to_owned()), "{:?}", row.deciding_facts);
    }
    assert!(says(gdpr(&plan)[1], "arith-remark-may-be-local"));
    // Nor is one dropped whose own State is the one that is not known.
    let plan = with(of_ireland(), &[], &[("IT", "unknown")], json!({}));
    assert_eq!(ids(&plan), [("IE", DutyStatus::Presumed), ("IT", DutyStatus::Presumed)]);
    // Two are affected for certain: whatever the third turns out to be, the lead authority is told.
    let plan = with(of_ireland(), &["IT", "IE"], &[("FR", "unknown")], json!({}));
    assert_eq!(ids(&plan), [("IE", DutyStatus::Due)]);
    // A State without establishment can only be for the lead authority.
    let plan = with(of_ireland(), &["FR"], &[("DE", "unknown")], json!({}));
    assert_eq!(ids(&plan), [("IE", DutyStatus::Due)]);
}

#[test]
fn what_is_on_record_as_cross_border_is_for_the_lead_authority() {
    let fact = |state: &str, value: Value| {
        let mut fact = json!({ "state": state, "value": value });
        if value.is_null() {
            fact.as_object_mut().unwrap().remove("value");
        }
        fact
    };
    let plan = with(of_ireland(), &["IT"], &[], json!({ "xborder.is": fact("known", json!("yes")) }));
    assert_eq!(ids(&plan), [("IE", DutyStatus::Due)]);
    let plan = with(of_ireland(), &["IT"], &[], one_state());
    assert_eq!(ids(&plan), [("IT", DutyStatus::Due)]);
    // Nobody was asked: the authority of the main place is told as well (Art. 4(23)(a)).
    let plan = shop(of_ireland(), &["IT"]);
    assert_eq!(ids(&plan), [("IE", DutyStatus::Presumed), ("IT", DutyStatus::Presumed)]);
    assert!(gdpr(&plan).iter().all(|row| row.deciding_facts.contains(&"xborder.is".to_owned())));
    for open in [fact("unknown", Value::Null), fact("estimated", json!("no")), fact("known", json!("unknown"))] {
        let plan = with(of_ireland(), &["IT"], &[], json!({ "xborder.is": open }));
        assert_eq!(ids(&plan), [("IE", DutyStatus::Presumed), ("IT", DutyStatus::Presumed)], "{open}");
        assert!(gdpr(&plan)[0].deciding_facts.contains(&"xborder.is".to_owned()));
    }
    let people = json!({ "xborder.subjects": fact("known", json!({ "IT": 900, "PT": 3, "GB": 4 })) });
    assert_eq!(ids(&with(of_ireland(), &["IT"], &[], people)), [("IE", DutyStatus::Due)], "three people in Portugal");
    let counted = |people: Value| {
        let mut facts = one_state();
        facts["xborder.subjects"] = people;
        with(of_ireland(), &["IT"], &[], facts)
    };
    assert_eq!(ids(&counted(fact("known", json!({ "PT": 0, "US": 7 })))), [("IT", DutyStatus::Due)]);
    // A guess of nobody is no count of nobody.
    for open in [
        fact("estimated", json!({ "PT": 3 })),
        fact("estimated", json!({ "PT": 0 })),
        json!({ "state": "unknown", "who": "the branch", "by": "2026-03-04" }),
    ] {
        assert_eq!(ids(&counted(open.clone())), [("IE", DutyStatus::Presumed), ("IT", DutyStatus::Presumed)], "{open}");
    }
}

#[test]
fn a_local_case_is_one_of_the_eea_and_does_not_hang_on_where_the_main_place_is() {
    // The main establishment is outside: of the two inside, the one where people are affected decides.
    let places = json!([{ "country": "US", "main": true }, { "country": "NL", "main": false }, { "country": "NO", "main": false }]);
    let plan = with(json!({ "country": "US", "establishments": places }), &["NO"], &[], one_state());
    assert_eq!(ids(&plan), [("NO", DutyStatus::Due)]);
    // None is said to be the main one: the authority is the same whichever it is.
    let places = json!([{ "country": "IT", "main": false }, { "country": "ES", "main": false }]);
    let plan = with(json!({ "establishments": places }), &["ES"], &[], one_state());
    assert_eq!(ids(&plan), [("ES", DutyStatus::Due)]);
    assert!(says(gdpr(&plan)[0], "arith-remark-local-case"));
    // Germany: the Land of its seat there, an open question until it is recorded.
    let places = json!([{ "country": "IE", "main": true }, { "country": "DE", "main": false }]);
    let plan = with(json!({ "country": "IE", "establishments": places.clone() }), &["DE"], &[], one_state());
    assert_eq!(ids(&plan), [("DE-LAND", DutyStatus::Presumed)]);
    let in_hamburg = json!({ "country": "IE", "establishments": places, "region": "Hamburg" });
    let plan = with(in_hamburg, &["DE"], &[], one_state());
    assert_eq!(ids(&plan), [("DE-HH", DutyStatus::Due)]);
}

#[test]
fn several_places_and_no_main_one_leave_each_authority_presumed() {
    let places = json!([{ "country": "IT", "main": false }, { "country": "ES", "main": false }]);
    let plan = shop(json!({ "establishments": places }), &["IT", "ES"]);
    let rows = gdpr(&plan);
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert_eq!(row.status, DutyStatus::Presumed);
        assert!(row.deciding_facts.contains(&"controller:shop:main_establishment".to_owned()));
    }
}

#[test]
fn a_controller_outside_the_area_notifies_where_people_are_affected_and_nowhere_else() {
    let plan = shop(json!({ "country": "US", "art27_representative": "IE" }), &["FR", "PT"]);
    let ids: Vec<&str> = gdpr(&plan).iter().map(|duty| duty.recipient.id.as_str()).collect();
    assert_eq!(ids, ["FR", "PT"], "the representative's Ireland is not among them");
}

#[test]
fn in_germany_the_land_decides_and_stays_an_open_question_until_recorded() {
    let unknown = shop(json!({ "country": "DE" }), &["DE"]);
    let row = gdpr(&unknown)[0];
    assert_eq!((row.recipient.id.as_str(), row.status), ("DE-LAND", DutyStatus::Presumed));
    assert!(row.deciding_facts.contains(&"controller:shop:region".to_owned()));
    for (region, id) in [
        ("NW", "DE-NW"),
        ("Bavaria", "DE-BY-BAYLDA"),
        ("by", "DE-BY-BAYLDA"),
        ("Bayern", "DE-BY-BAYLDA"),
        (" de-by ", "DE-BY-BAYLDA"),
        ("THÜRINGEN", "DE-TH"),
        ("Thuringia", "DE-TH"),
    ] {
        let plan = shop(json!({ "country": "DE", "region": region }), &["DE"]);
        assert_eq!(gdpr(&plan)[0].recipient.id, id);
        assert_eq!(gdpr(&plan)[0].status, DutyStatus::Due);
    }
}

#[test]
fn a_regime_binds_by_role_and_not_by_what_an_authority_is_called() {
    let plan = shop(json!({}), &["IT"]);
    assert!(!plan.duties.iter().any(|duty| duty.regime == "eprivacy-611"));
    let institution = shop(json!({ "country": "BE", "roles": ["eu_institution"] }), &["BE"]);
    assert!(gdpr(&institution).is_empty());
    assert_eq!(duty(&institution, "eudpr-34", "edps_notification", "EU-EDPS").status, DutyStatus::Presumed);
}

#[test]
fn telecom_data_at_somebody_who_is_no_provider_leave_both_regimes_presumed() {
    let case = json!({
        "form": 1, "as_of": "2026-03-03T12:00:00+01:00",
        "controllers": [{ "id": "shop", "name": "Shop", "country": "IT" }],
        "markets": [{ "country": "IT", "controller": "shop", "status": "affected" }],
        "data_sets": [{ "id": "lines", "controller": "shop", "scope": "telecom_service", "hit": "yes" }],
        "instants": [{ "what": "aware", "at": "2026-03-02T09:00:00+01:00" }],
    });
    let plan = plan_of(&case.to_string());
    for rule in ["eprivacy-611", "gdpr-33"] {
        let row = plan.duties.iter().find(|duty| duty.rule == rule).unwrap();
        assert!(row.deciding_facts.contains(&"controller:shop:roles".to_owned()), "{rule}");
    }
}

#[test]
fn every_member_state_has_an_authority_for_both_tasks() {
    use breachdesk::policy::law::Task;
    let law = super::law();
    for (country, _) in &law.area("eu").unwrap().members {
        for task in [Task::DataProtection, Task::TelecomBreach] {
            assert!(law.authorities_for(country, task).next().is_some(), "{country} {task}");
        }
    }
}

#[test]
fn mail_goes_only_to_addresses_that_somebody_verified() {
    let law = super::law();
    assert_eq!(law.authority("SE-TELECOM").unwrap().verified_email(), Some("incidentrapport@pts.se"));
    assert_eq!(law.authority("IT").unwrap().verified_email(), None, "second-hand, and no longer the channel");
}

#[test]
fn every_region_is_known_by_its_own_name_in_english_by_its_code_and_by_iso() {
    let set = crate::support::app::policy();
    let regional: Vec<_> = set.authorities().filter(|one| one.region.is_some()).collect();
    assert!(regional.iter().filter(|one| one.country.as_str() == "DE").count() >= 16, "every Land");
    for one in &regional {
        let code = one.region.as_deref().unwrap();
        let native = one.region_native.as_deref().unwrap_or_else(|| panic!("{} has no name of its own", one.id));
        let english = one.region_name.as_deref().unwrap_or_else(|| panic!("{} has no English name", one.id));
        for word in [code, native, english, &format!("{}-{code}", one.country)] {
            assert!(one.is_of_region(word), "{}: {word}", one.id);
            assert!(one.is_of_region(&word.to_uppercase()), "{}: {word} in capitals", one.id);
            // No other region of the country answers to it.
            for other in regional.iter().filter(|other| other.country == one.country && other.region != one.region) {
                assert!(!other.is_of_region(word), "{word} means {} and {}", one.id, other.id);
            }
        }
        assert_eq!(one.region_shown(), Some(native));
    }
    assert!(!regional.iter().any(|one| one.is_of_region("Bavraia") || one.is_of_region("")));
}
