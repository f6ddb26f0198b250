//! Checking the evidence: the chain of events, and everything that is kept against what its events lead to.

mod beside;
mod listed;
mod lists;
mod offices;
mod outside;

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::{AppError, AppResult};
use crate::config::Config;
use crate::domain::case::Case;
use crate::domain::event::Event;
use crate::domain::values::Private;
use crate::ids::Ids;
pub use crate::store::events::Head;
use crate::store::events::{self, VerifyReport};
use crate::store::{Conn, Store, StoreConfig, StoreError, cases};

/// What the check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Where the record stands; kept elsewhere, it shows any later change (E4).
    pub head: Head,
    pub chain: VerifyReport,
    pub cases: usize,
    /// The first case that its events do not lead to.
    pub misfit: Option<Misfit>,
}

/// A case that does not fit its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The last event of the case, or the one that cannot be read.
    pub log_seq: i64,
    /// A sentence for whoever checks.
    pub what: String,
}

impl Checked {
    pub fn is_whole(&self) -> bool {
        self.chain.is_whole() && self.misfit.is_none()
    }
}

/// Opens the database of a configuration without changing it.
pub fn open_as_it_stands(config: &Config, ids: Ids) -> Result<Store, StoreError> {
    Store::open_as_it_stands(&StoreConfig::at(config.database_url()), ids)
}

/// Checks everything, at one moment of the database.
pub fn check(store: &Store) -> AppResult<Checked> {
    check_since(store, None)
}

/// The same, and that the record begins with all that a head stood for which was kept elsewhere (E4).
pub fn check_since(store: &Store, kept: Option<&Head>) -> AppResult<Checked> {
    store.read(|conn| {
        let head = events::head(conn)?;
        let chain = events::verify_chain_since(conn, kept)?;
        let kept = cases::references(conn)?;
        let mut checked = Checked { head, chain, cases: kept.len(), misfit: None };
        if !checked.chain.is_whole() {
            return Ok(checked);
        }
        let mut recorded = events::case_ids(conn)?;
        for (id, reference) in kept {
            recorded.retain(|(case, _)| *case != id);
            checked.misfit = check_case(conn, id, &reference)?;
            if checked.misfit.is_some() {
                return Ok(checked);
            }
        }
        checked.misfit = match recorded.into_iter().min_by_key(|(_, log_seq)| *log_seq) {
            Some((_, log_seq)) => Some(Misfit { log_seq, what: "the case of this event is gone".to_owned() }),
            None => outside::check(conn)?,
        };
        Ok(checked)
    })
}

fn check_case(conn: &mut Conn, id: Uuid, reference: &str) -> AppResult<Option<Misfit>> {
    let row = cases::get(conn, id)?.ok_or(AppError::NotFound)?;
    let mut replayed = Vec::new();
    let (mut handed_over, mut addresses) = (Vec::new(), BTreeMap::new());
    let (mut last, mut last_at) = (0, row.opened_at);
    for event in events::of_case(conn, id)? {
        (last, last_at) = (event.log_seq, event.recorded_at);
        let version = i32::try_from(event.schema_version).unwrap_or(i32::MAX);
        match Event::from_stored(&event.kind, version, event.payload) {
            Ok(read) => {
                if let Event::NoticeHandedOver { delivery, to, .. } = &read {
                    handed_over.push(*delivery);
                    if let Some(Private::Text(to)) = to {
                        addresses.insert(*delivery, to.clone());
                    }
                }
                replayed.push((read, event.recorded_at));
            }
            Err(error) => return Ok(Some(Misfit { log_seq: last, what: error.to_string() })),
        }
    }
    let misfit = |what: String| Ok(Some(Misfit { log_seq: last, what }));
    let Some(case) = Case::replay(replayed) else {
        return misfit(format!("{reference} does not begin with its opening"));
    };
    let state = serde_json::to_value(&case).map_err(AppError::broken)?;
    let kept: Value = serde_json::from_str(&row.state.0).map_err(AppError::broken)?;
    if let Some(place) = first_difference(&state, &kept, &mut String::new()) {
        return misfit(format!("{reference} is kept otherwise than its events make it, at `{place}`"));
    }
    if row.reference != case.reference || row.organisation_id != case.organisation || row.drill != case.drill {
        return misfit(format!("{reference} is filed otherwise than its events say"));
    }
    // A case that ended in this one is pinned by its last event: cut off, or written anew with all hashes, it would not fit any more.
    for took in &case.took_over {
        if events::hash_at(conn, took.case, took.events)?.as_deref() != Some(took.head.as_str()) {
            return misfit(format!("{reference} took over {}, whose record stands otherwise", took.reference));
        }
    }
    let told = beside::Told { case: &case, last_at, handed_over: &handed_over, addresses: &addresses };
    match beside::check(conn, &told, &row)? {
        Some(what) => misfit(format!("beside {reference}: {what}")),
        None => Ok(None),
    }
}

/// Where two states differ; a text that was erased from the record may still stand, or be erased, in the state.
fn first_difference(replayed: &Value, kept: &Value, place: &mut String) -> Option<String> {
    let is_private = |value: &Value| {
        value
            .as_object()
            .is_some_and(|map| map.len() == 1 && (map.contains_key("$private") || map.contains_key("$erased")))
    };
    let is_erased = |value: &Value| value.get("$erased").is_some();
    if is_private(replayed) && is_private(kept) && (is_erased(replayed) || is_erased(kept)) {
        return None;
    }
    let within = |part: &str, place: &mut String, one: &Value, other: &Value| {
        let length = place.len();
        place.push('/');
        place.push_str(part);
        let found = first_difference(one, other, place);
        place.truncate(length);
        found
    };
    match (replayed, kept) {
        (Value::Object(one), Value::Object(other)) => {
            if let Some(key) = other.keys().find(|key| !one.contains_key(*key)) {
                return Some(format!("{place}/{key}"));
            }
            one.iter().find_map(|(key, value)| within(key, place, value, other.get(key).unwrap_or(&Value::Null)))
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => one
            .iter()
            .zip(other)
            .enumerate()
            .find_map(|(number, (one, other))| within(&number.to_string(), place, one, other)),
        _ => (replayed != kept).then(|| place.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_place_that_differs_is_named_and_an_erased_text_is_no_difference() {
        let one = json!({ "a": [1, { "b": { "$erased": true } }], "c": "x" });
        let same = json!({ "a": [1, { "b": { "$private": "text" } }], "c": "x" });
        assert_eq!(first_difference(&one, &same, &mut String::new()), None);
        let other = json!({ "a": [1, { "b": { "$private": "text" } }], "c": "y" });
        assert_eq!(first_difference(&one, &other, &mut String::new()).as_deref(), Some("/c"));
        let longer = json!({ "a": [1, { "b": { "$private": "text" } }, 2], "c": "x" });
        assert_eq!(first_difference(&one, &longer, &mut String::new()).as_deref(), Some("/a"));
        let more = json!({ "a": [1, { "b": { "$erased": true } }], "c": "x", "d": null });
        assert_eq!(first_difference(&one, &more, &mut String::new()).as_deref(), Some("/d"));
    }
}
