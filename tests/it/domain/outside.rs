//! What happens outside cases is read for ever too: one golden file per kind and form.

use std::collections::BTreeSet;

use breachdesk::domain::event::UnreadableEvent;
use breachdesk::domain::outside::{OutsideEvent, SCHEMA_VERSION};
use serde_json::{Value, json};

use crate::support::repository;

const FOLDER: &str = "tests/snapshots/outside";

fn golden_files() -> Vec<(String, u32, Value)> {
    let files = repository::files().into_iter().filter(|(path, _)| path.starts_with(FOLDER));
    files
        .map(|(path, text)| {
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let (kind, version) = stem.rsplit_once("-v").unwrap();
            (kind.to_owned(), version.parse().unwrap(), serde_json::from_str(&text).unwrap())
        })
        .collect()
}

fn known() -> BTreeSet<String> {
    OutsideEvent::KINDS.iter().map(|kind| (*kind).to_owned()).collect()
}

#[test]
fn every_kind_outside_cases_has_its_golden_file_and_is_written_back_as_it_was() {
    let files = golden_files();
    let today: BTreeSet<String> =
        files.iter().filter(|(_, version, _)| *version == SCHEMA_VERSION).map(|(kind, ..)| kind.clone()).collect();
    assert_eq!(today, known());
    for (kind, version, payload) in files {
        let event = OutsideEvent::from_stored(&kind, version, payload.clone()).unwrap();
        assert_eq!(event.payload().unwrap(), payload, "{kind}");
    }
}

#[test]
fn the_list_of_kinds_is_the_list_of_the_reader() {
    let Err(UnreadableEvent::Form { error, .. }) = OutsideEvent::from_stored("no_such_kind", SCHEMA_VERSION, json!({}))
    else {
        panic!("a kind that does not exist was read");
    };
    let read: BTreeSet<String> = error.split('`').skip(1).step_by(2).skip(1).map(str::to_owned).collect();
    assert_eq!(read, known());
}

#[test]
fn what_the_program_records_outside_cases_is_on_the_list() {
    let mut written = BTreeSet::new();
    for (path, text) in repository::files() {
        let path = path.to_string_lossy();
        if !path.starts_with("src/app/") {
            continue;
        }
        for call in ["organisation_event(", "desk_event(", "NewEvent {"] {
            written.extend(text.split(call).skip(1).filter_map(first_word));
        }
        // Chosen before the call.
        written.extend(
            text.split('"')
                .filter(|word| word.starts_with("house_template_") && !word.ends_with('_'))
                .map(str::to_owned),
        );
        if path.ends_with("admin/members.rs") {
            written.extend(text.split("Ok((").skip(1).filter_map(first_word));
        }
    }
    assert!(written.len() > 15, "{written:?}");
    let known = known();
    let missing: Vec<_> = written.difference(&known).collect();
    assert!(missing.is_empty(), "give these a form in `domain::outside` and a golden file in {FOLDER}: {missing:?}");
}

/// The first string after a call, before the statement ends, if it is the word of an event.
fn first_word(after: &str) -> Option<String> {
    let statement = after.split(';').next()?;
    let word = statement.split('"').nth(1)?;
    let is_word = word.contains('_') || word == "restored";
    (is_word && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')).then(|| word.to_owned())
}

#[test]
fn an_event_outside_cases_of_an_unknown_form_is_refused_with_a_sentence() {
    let refused = OutsideEvent::from_stored("token_ended", SCHEMA_VERSION + 1, json!({})).unwrap_err();
    assert_eq!(refused.to_string(), "event `token_ended` was written in form 2, which this program does not know");
    let refused = OutsideEvent::from_stored("token_ended", SCHEMA_VERSION, json!({})).unwrap_err();
    assert!(refused.to_string().contains("`token`"), "{refused}");
}
