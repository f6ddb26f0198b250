//! What was once recorded is read for ever: one golden file per kind of event and schema version, never rewritten.

use std::collections::BTreeSet;

use breachdesk::domain::case::{Case, CaseStatus, CommunicationState, NoticeState, TaskStatus};
use breachdesk::domain::event::{Event, UnreadableEvent, schema_version};
use breachdesk::domain::situation::Proof;
use serde_json::{Value, json};

use super::at;
use crate::support::repository;

const FOLDER: &str = "tests/snapshots/events";

/// Kind, version and payload of every golden file.
fn golden_files() -> Vec<(String, i32, Value)> {
    let files = repository::files().into_iter().filter(|(path, _)| path.starts_with(FOLDER));
    files
        .map(|(path, text)| {
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let (kind, version) = stem.rsplit_once("-v").unwrap_or_else(|| panic!("{stem} names no version"));
            let payload = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{stem}: {error}"));
            (kind.to_owned(), version.parse().unwrap(), payload)
        })
        .collect()
}

/// Every kind that can be read, as the reader itself lists them when it meets another one.
fn kinds() -> Vec<String> {
    let Err(UnreadableEvent::Form { error, .. }) = Event::from_stored("no_such_kind", 1, json!({})) else {
        panic!("a kind that does not exist was read");
    };
    let kinds: Vec<String> = error.split('`').skip(1).step_by(2).skip(1).map(str::to_owned).collect();
    assert!(kinds.len() > 30, "{error}");
    kinds
}

fn read(kind: &str) -> Event {
    let (_, version, payload) = golden_files().into_iter().find(|(name, ..)| name == kind).unwrap();
    Event::from_stored(kind, version, payload).unwrap()
}

#[test]
fn every_kind_of_event_has_its_golden_file_in_the_version_written_today() {
    let files: BTreeSet<(String, i32)> = golden_files().into_iter().map(|(kind, version, _)| (kind, version)).collect();
    for kind in kinds() {
        for version in 1..=schema_version(&kind) {
            assert!(files.contains(&(kind.clone(), version)), "{FOLDER}/{kind}-v{version}.json is missing");
        }
    }
    let known: BTreeSet<String> = kinds().into_iter().collect();
    for (kind, _) in files {
        assert!(known.contains(&kind), "no event is called {kind}");
    }
}

#[test]
fn every_golden_file_is_read_and_written_back_as_it_was() {
    for (kind, version, payload) in golden_files() {
        let event = Event::from_stored(&kind, version, payload.clone()).unwrap();
        assert_eq!(event.kind(), kind);
        // An older version is read through its upcaster and written in today's form; only today's comes back the same.
        if version == schema_version(&kind) {
            assert_eq!(event.payload().unwrap(), payload, "{kind}");
        }
    }
}

#[test]
fn why_a_market_is_left_out_is_private_also_in_events_written_before_it_was() {
    for (kind, version, payload) in golden_files().into_iter().filter(|(kind, ..)| kind == "market_set") {
        let Ok(Event::MarketSet { market }) = Event::from_stored(&kind, version, payload) else { panic!("{kind}") };
        assert_eq!(market.reason.as_ref().unwrap().as_str(), "Customers live there", "version {version}");
        let written = Event::MarketSet { market }.payload().unwrap();
        assert_eq!(written["market"]["reason"], json!({ "$private": "Customers live there" }));
    }
}

#[test]
fn an_event_of_an_unknown_version_is_refused_with_a_sentence() {
    for version in [0, schema_version("title_set") + 1] {
        let refused = Event::from_stored("title_set", version, json!({ "title": { "$private": "x" } })).unwrap_err();
        let sentence = format!("event `title_set` was written in form {version}, which this program does not know");
        assert_eq!(refused.to_string(), sentence);
    }
}

#[test]
fn an_event_with_a_field_missing_is_refused_by_name() {
    let refused = Event::from_stored("task_done", 1, json!({ "number": 3 })).unwrap_err();
    assert!(refused.to_string().starts_with("event `task_done` cannot be read: "), "{refused}");
    assert!(refused.to_string().contains("`by`"), "{refused}");
}

#[test]
fn the_golden_files_replay_as_one_case() {
    let now = at("2023-10-02T08:00:00Z");
    // The order of declaration is the order of a case from its opening to its reopening.
    let case = Case::replay(kinds().iter().map(|kind| (read(kind), now))).unwrap();
    assert_eq!(case.status, CaseStatus::Open);
    assert_eq!(case.duties.len(), 1);
    assert!(case.instants[0].confirmed_by.is_some() && case.decisions[0].in_force());
    let notice = &case.notices[0];
    assert_eq!(notice.state, NoticeState::Published);
    assert!(notice.approvals[0].reviewed_by.is_some());
    assert_eq!((notice.filings[0].proof(), notice.filings[1].proof()), (Proof::Simulated, Proof::Receipt));
    assert!(case.filed_outside[0].filing.came_back.is_some());
    assert_eq!(case.communications[0].state, CommunicationState::Running);
    assert!(case.tasks.iter().any(|task| task.status == TaskStatus::Done));
    assert!(case.waiver.is_some());
    assert_eq!(case.last_number, 9);
}

#[test]
fn a_decision_comes_back_with_the_advice_on_risk_that_it_kept_and_without_one_where_it_kept_none() {
    let (_, version, mut payload) = golden_files().into_iter().find(|(kind, ..)| kind == "decided").unwrap();
    let Ok(Event::Decided { decision }) = Event::from_stored("decided", version, payload.clone()) else { panic!() };
    assert_eq!(decision.risk, None);
    payload["decision"]["risk"] = json!({
        "digest": "5d41402abc4b2a76b9719d911017c592ae3f1b0c5d41402abc4b2a76b9719d91",
        "answers": [
            { "group": { "kind": "data_set", "id": "shop" }, "question": "notify", "advised": true, "firm": false,
              "rules": ["default-notify"], "missing": ["deletion"], "departed": 7 },
            { "group": { "kind": "case", "id": "" }, "question": "people", "advised": false, "firm": true, "rules": ["keep"] },
        ],
    });
    let event = Event::from_stored("decided", version, payload.clone()).unwrap();
    assert_eq!(event.payload().unwrap(), payload);
}
