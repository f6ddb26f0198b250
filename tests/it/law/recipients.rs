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
