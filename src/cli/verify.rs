//! `verify --database`: is the record whole, and does every case follow from it?

use std::path::Path;

use super::{Answer, print, tell};
use crate::app::record::{self, Head};
use crate::config::Config;
use crate::ids::Ids;

/// Checks the database of the configuration; prints JSON, and the reasons on standard error.
pub fn run(config: Option<&Path>, head: Option<&str>) -> Answer {
    let config = match super::backup::settings(config) {
        Ok(config) => config,
        Err(answer) => return answer,
    };
    let kept = match head.map(|text| Head::parse(text).ok_or(text)).transpose() {
        Ok(kept) => kept,
        Err(text) => {
            tell(&format!("`{text}` is no head of a record: write NUMBER:DIGEST as it was printed"));
            return Answer::Unreadable;
        }
    };
    checked(&config, kept.as_ref())
}

fn checked(config: &Config, kept: Option<&Head>) -> Answer {
    let store = match record::open_as_it_stands(config, Ids) {
        Ok(store) => store,
        Err(error) => {
            tell(&format!("the database cannot be opened: {error}"));
            return Answer::Unreadable;
        }
    };
    let checked = match record::check_since(&store, kept) {
        Ok(checked) => checked,
        Err(error) => {
            tell(&format!("the record cannot be read: {error}"));
            return Answer::No;
        }
    };
    let first = match (&checked.chain.first_bad, &checked.misfit) {
        (Some(bad), _) => Some((bad.log_seq, bad.what.as_str())),
        (None, Some(misfit)) => Some((misfit.log_seq, misfit.what.as_str())),
        (None, None) => None,
    };
    let first_bad = first.map(|(log_seq, what)| serde_json::json!({ "log_seq": log_seq, "what": what }));
    print(
        &serde_json::json!({
            "ok": checked.is_whole(),
            "log_seq": checked.head.log_seq,
            "digest": checked.head.digest,
            "events": checked.chain.events,
            "private_texts": checked.chain.private_texts,
            "erased": checked.chain.erased,
            "cases": checked.cases,
            "first_bad": first_bad,
        })
        .to_string(),
    );
    if let Some((log_seq, what)) = first {
        tell(&format!("NOT WHOLE: the first entry that does not fit is {log_seq}: {what}"));
        return Answer::No;
    }
    tell(&format!("The record is whole: {} events, {} cases follow from them.", checked.chain.events, checked.cases));
    tell(&format!("Head: {}:{}", checked.head.log_seq, checked.head.digest));
    match kept {
        Some(kept) => tell(&format!("Up to event {} the record is the one whose head was kept.", kept.log_seq)),
        None => tell(
            "Somebody who can write to the database could have rewritten all of it. Keep the head somewhere else, or take one from a \
             daily mail, and give it with --head: only that shows it.",
        ),
    }
    Answer::Fine
}
