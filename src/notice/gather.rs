//! From the situation of a case to the facts of one notice: the narrower scope wins, recorded instants become facts.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde_json::Value;

use super::facts::{Frame, NoticeFacts, Statement};
use crate::domain::situation::{Fact, InstantKind, Knowledge, Scope, ScopeKind, Situation};
use crate::domain::told::MOMENTS;
use crate::domain::values::{At, Country, ERASED_KEY, PRIVATE_KEY};

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    pub controller: String,
    pub market: Option<Country>,
    /// Data sets the notice covers; empty = the breach as a whole.
    pub data_sets: Vec<String>,
}

/// Takes the facts in force for `about` out of the situation. Pure; the frame says the rest.
pub fn gather(situation: &Situation, about: &About, frame: Frame) -> NoticeFacts {
    let mut facts: BTreeMap<String, Vec<Statement>> = BTreeMap::new();
    let mut ids: Vec<&str> = situation.facts.iter().map(|f| f.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let statements = in_force(situation, about, id);
        if !statements.is_empty() {
            facts.insert(id.to_owned(), statements);
        }
    }
    for (kind, id) in MOMENTS {
        if let Some(at) = instant(situation, about, *kind) {
            facts.insert((*id).to_owned(), vec![known(Value::from(at.micros()))]);
        }
    }
    for fact in &frame.projected {
        facts.insert(fact.id.clone(), vec![statement(fact, "")]);
    }
    // A day that is over promises nothing any more: what is open is then said to be open, and asked for a new day.
    let today = frame.as_at.in_zone(frame.zone.parse().unwrap_or(Tz::UTC)).date_naive();
    let statements = facts.values_mut().flatten();
    statements.for_each(|statement| statement.by = statement.by.filter(|day| *day >= today));
    for (id, present) in frame_facts(&frame) {
        if present {
            facts.insert(id.to_owned(), vec![known(Value::Bool(true))]);
        }
    }
    NoticeFacts { frame, facts }
}

/// What the frame gives, as facts, so that content rules ask for it like for any other.
fn frame_facts(frame: &Frame) -> [(&'static str, bool); 3] {
    let named = |text: &str| !text.trim().is_empty();
    let dpo = named(&frame.dpo.name) && frame.dpo.channels() >= 1;
    let reachable = frame.dpo.channels() + frame.hotline.channels() >= 2;
    [("controller.name", named(&frame.controller.name)), ("contact_point", dpo), ("contact.two_ways", dpo && reachable)]
}

fn known(value: Value) -> Statement {
    let (how, who) = (String::new(), String::new());
    Statement { about: String::new(), state: Knowledge::Known, value, how, who, by: None }
}

fn unknown(about: &str) -> Statement {
    Statement { about: about.to_owned(), state: Knowledge::Unknown, ..known(Value::Null) }
}

fn in_force(situation: &Situation, about: &About, id: &str) -> Vec<Statement> {
    let best = |data_set: Option<&str>| {
        let candidates = situation.facts.iter().filter(|f| f.id == id);
        candidates
            .filter_map(|f| Some((f.scope.reach(&about.controller, about.market.as_ref(), data_set)?, f)))
            .max_by_key(|(rank, _)| *rank)
            .map(|(_, f)| f)
    };
    if about.data_sets.is_empty() {
        return best(None).map(|f| statement(f, "")).into_iter().collect();
    }
    let name =
        |id: &str| situation.data_sets.iter().find(|d| d.id == id).map_or_else(|| id.to_owned(), |d| d.name.clone());
    let per_set: Vec<(&String, Option<&Fact>)> = about.data_sets.iter().map(|set| (set, best(Some(set)))).collect();
    if per_set.iter().all(|(_, fact)| fact.is_none()) {
        return Vec::new();
    }
    // A data set without a value is said to be unknown; leaving it out would read as "nothing there".
    let mut found: Vec<Statement> = per_set
        .into_iter()
        .map(|(set, fact)| fact.map_or_else(|| unknown(&name(set)), |f| statement(f, &name(set))))
        .collect();
    let same = |a: &Statement, b: &Statement| {
        Statement { about: String::new(), ..a.clone() } == Statement { about: String::new(), ..b.clone() }
    };
    // One value for all data sets is said once, without naming them.
    if found.iter().all(|s| found.first().is_some_and(|first| same(first, s))) {
        found.truncate(1);
        found.iter_mut().for_each(|s| s.about.clear());
    }
    found
}

/// The narrowest instant; the earliest among equals, because clocks run from the worst case.
fn instant(situation: &Situation, about: &About, what: InstantKind) -> Option<At> {
    let reach = |scope: &Scope| match scope.kind {
        ScopeKind::DataSet => about.data_sets.contains(&scope.id).then_some(3),
        _ => scope.reach(&about.controller, about.market.as_ref(), None),
    };
    let mine: Vec<(u8, At)> =
        situation.instants.iter().filter(|i| i.what == what).filter_map(|i| Some((reach(&i.scope)?, i.at))).collect();
    let narrowest = mine.iter().map(|(rank, _)| *rank).max()?;
    mine.iter().filter(|(rank, _)| *rank == narrowest).map(|(_, at)| *at).min()
}

fn statement(fact: &Fact, about: &str) -> Statement {
    Statement {
        about: about.to_owned(),
        state: fact.state,
        value: open_private(&fact.value),
        how: fact.how.as_str().to_owned(),
        who: fact.who.as_str().to_owned(),
        by: fact.by,
    }
}

/// Private text inside a value as plain text; erased text as null.
fn open_private(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            if let Some(text) = map.get(PRIVATE_KEY) {
                return text.clone();
            }
            if map.contains_key(ERASED_KEY) {
                return Value::Null;
            }
            Value::Object(map.iter().map(|(k, v)| (k.clone(), open_private(v))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(open_private).collect()),
        scalar => scalar.clone(),
    }
}
