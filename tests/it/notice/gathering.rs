//! Which value a notice takes when the case holds several.

use breachdesk::domain::situation::{InstantKind, Knowledge, Scope, Situation, TriggerInstant};
use breachdesk::domain::values::Country;
use breachdesk::notice::{About, NoticeFacts, NoticeKind, gather};
use serde_json::{Value, json};

use super::demo::{about, at, draft, in_scope, known, luna_frame, unknown};

fn facts(situation: &Situation, about: &About) -> NoticeFacts {
    gather(situation, about, luna_frame("2023-10-01T10:00:00Z", "en"))
}

fn values(facts: &NoticeFacts, id: &str) -> Vec<Value> {
    facts.of(id).iter().map(|s| s.value.clone()).collect()
}

#[test]
fn the_narrower_scope_wins_and_the_scope_of_others_never_reaches() {
    let italy = Country::parse("IT").expect("a country");
    let fact = |scope, text: &str| in_scope(scope, known("incident.systems", json!(text)));
    let mut situation = Situation { facts: vec![fact(Scope::case(), "case")], ..Situation::default() };
    let seen = |s: &Situation| values(&facts(s, &about("luna")), "incident.systems");
    assert_eq!(seen(&situation), [json!("case")]);
    situation.facts.push(fact(Scope::controller("other"), "other controller"));
    situation.facts.push(fact(Scope::market(&Country::parse("DE").expect("a country")), "Germany"));
    situation.facts.push(fact(Scope::data_set("sim"), "a data set this notice is not about"));
    assert_eq!(seen(&situation), [json!("case")]);
    situation.facts.insert(0, fact(Scope::controller("luna"), "controller"));
    assert_eq!(seen(&situation), [json!("controller")]);
    situation.facts.insert(0, fact(Scope::market(&italy), "market"));
    assert_eq!(seen(&situation), [json!("market")]);
}

#[test]
fn data_sets_that_differ_are_told_apart_and_equal_ones_told_once() {
    let mut situation = Situation {
        facts: vec![
            in_scope(Scope::data_set("sim"), known("nature.cia", json!(["availability"]))),
            in_scope(Scope::data_set("staff"), known("nature.cia", json!(["availability"]))),
        ],
        ..Situation::default()
    };
    let about = About { data_sets: vec!["sim".to_owned(), "staff".to_owned()], ..about("luna") };
    let one = facts(&situation, &about);
    assert_eq!(one.of("nature.cia").len(), 1);
    assert_eq!(one.of("nature.cia")[0].about, "");
    situation.facts[1] = in_scope(Scope::data_set("staff"), unknown("nature.cia", "", "2023-10-02"));
    let two = facts(&situation, &about);
    let told = draft(NoticeKind::T611First, "en", &two).block("circumstances").expect("there").body.clone();
    assert!(
        told.contains(
            "sim: loss of availability; staff: not known yet, under investigation; expected by 2 October 2023"
        ),
        "{told}"
    );
    situation.facts.pop();
    let gap = facts(&situation, &about);
    assert_eq!(gap.of("nature.cia")[1].state, Knowledge::Unknown, "a set without a value is unknown, not left out");
}

#[test]
fn the_earliest_instant_of_the_narrowest_scope_is_told() {
    let instant = |scope, text| TriggerInstant { what: InstantKind::Aware, at: at(text), scope };
    let mut situation = Situation {
        instants: vec![instant(Scope::case(), "2023-09-30T12:00:00Z"), instant(Scope::case(), "2023-09-30T11:00:00Z")],
        ..Situation::default()
    };
    let aware = |s: &Situation| values(&facts(s, &about("luna")), "time.aware_at");
    assert_eq!(aware(&situation), [json!(at("2023-09-30T11:00:00Z").micros())]);
    situation.instants.push(instant(Scope::controller("luna"), "2023-10-01T08:00:00Z"));
    situation.instants.push(instant(Scope::controller("other"), "2023-09-29T08:00:00Z"));
    assert_eq!(aware(&situation), [json!(at("2023-10-01T08:00:00Z").micros())]);
}

#[test]
fn private_text_is_opened_and_erased_text_is_as_good_as_not_known() {
    let situation = Situation {
        facts: vec![
            known("incident.description", json!({"$private": "Written by a person."})),
            known("incident.systems", json!({"$erased": true})),
        ],
        ..Situation::default()
    };
    let facts = facts(&situation, &about("luna"));
    let nature = draft(NoticeKind::Gdpr33Initial, "en", &facts).block("nature").expect("there").body.clone();
    assert!(
        nature.contains("\nWritten by a person.\n") && nature.contains("Systems and places: not known yet"),
        "{nature}"
    );
}
