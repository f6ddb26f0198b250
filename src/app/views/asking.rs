//! Which questions arise: a fact may hang on the answer to another one. While that answer is not known the question stands, because
//! unknown is never "no"; what is not asked may be answered even so, and nothing recorded is ever hidden.

use serde_json::Value;

use super::facts::{FactDef, FactVocabulary, Group, group_of, in_force, rows};
use crate::domain::case::{Case, CommunicationState};
use crate::domain::plan::DutyKind;
use crate::domain::project::reveal;
use crate::domain::situation::{DecisionKind, Knowledge, Scope, ScopeKind};
use crate::policy::facts::AskedIf;

/// Whether a question arises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking<'a> {
    Yes,
    /// The answer to this fact decides, and is not known.
    Open(&'a str),
    /// The answer to this fact rules it out.
    No(&'a str),
}

/// Values that say that the answer is still to be found.
const OPEN_WORDS: &[&str] =
    &["unknown", "tbd", "not_yet_known", "to_be_determined", "not_assessable", "undetermined", "under_investigation"];

pub fn asking<'a>(case: &Case, def: &'a FactDef, scope: &Scope) -> Asking<'a> {
    def.asked_if.as_ref().map_or(Asking::Yes, |condition| arises(case, condition, scope))
}

/// Whether the fact of a condition has, in this scope, one of the values that it names.
fn arises<'a>(case: &Case, condition: &'a AskedIf, scope: &Scope) -> Asking<'a> {
    let other = condition.fact.as_str();
    let words = match answer(case, other, scope) {
        Answer::Known(words) => words,
        Answer::Open => return Asking::Open(other),
        Answer::DoesNotApply => return Asking::No(other),
    };
    if words.iter().any(|word| condition.any.contains(word)) {
        Asking::Yes
    } else if words.iter().any(|word| OPEN_WORDS.contains(&word.as_str())) {
        Asking::Open(other)
    } else {
        Asking::No(other)
    }
}

/// The same over the whole case, where a fact may stand with a data set or a controller only: one of them is enough.
pub fn holds<'a>(case: &Case, condition: &'a AskedIf) -> Asking<'a> {
    let everywhere = Scope { kind: ScopeKind::Case, id: String::new() };
    let recorded = case.facts.iter().filter(|entry| entry.fact.id == condition.fact).map(|entry| &entry.fact.scope);
    let mut answers: Vec<Asking<'_>> = recorded.map(|scope| arises(case, condition, scope)).collect();
    if answers.is_empty() {
        answers.push(arises(case, condition, &everywhere));
    }
    let rank = |asking: &Asking<'_>| match asking {
        Asking::Yes => 0,
        Asking::Open(_) => 1,
        Asking::No(_) => 2,
    };
    answers.into_iter().min_by_key(rank).unwrap_or(Asking::Open(&condition.fact))
}

/// The first question of a group that a change made arise, and that nobody has answered.
pub fn arisen<'a>(
    vocabulary: &'a FactVocabulary,
    (before, after): (&Case, &Case),
    group: Group,
    scope: &Scope,
) -> Option<&'a str> {
    let is_new = |def: &FactDef| {
        matches!(asking(before, def, scope), Asking::No(_)) && !matches!(asking(after, def, scope), Asking::No(_))
    };
    let defs = vocabulary.iter().filter(|def| !def.projection && group_of(&def.id) == group);
    defs.filter(|def| is_new(def) && in_force(after, &def.id, scope).is_none()).map(|def| def.id.as_str()).next()
}

enum Answer {
    Known(Vec<String>),
    Open,
    DoesNotApply,
}

fn answer(case: &Case, id: &str, scope: &Scope) -> Answer {
    if id == "communication.status" {
        return people_told(case).map_or(Answer::Open, |word| Answer::Known(vec![word.to_owned()]));
    }
    let Some(entry) = in_force(case, id, scope) else { return Answer::Open };
    match entry.fact.state {
        Knowledge::Unknown => Answer::Open,
        Knowledge::NotApplicable => Answer::DoesNotApply,
        Knowledge::Known | Knowledge::Estimated => Answer::Known(words_of(&reveal(&entry.fact.value))),
    }
}

/// The laid-down words of a value.
fn words_of(value: &Value) -> Vec<String> {
    match value {
        Value::Bool(yes) => vec![yes.to_string()],
        Value::String(word) => vec![word.clone()],
        Value::Object(map) => map.get("value").map(words_of).unwrap_or_default(),
        Value::Array(items) => items.iter().flat_map(words_of).collect(),
        Value::Null | Value::Number(_) => Vec::new(),
    }
}

/// What the decisions say of telling people, as `communication.status` spells it; none while nothing is decided.
fn people_told(case: &Case) -> Option<&'static str> {
    let sent = |state: CommunicationState| matches!(state, CommunicationState::Running | CommunicationState::Finished);
    if case.communications.iter().any(|communication| sent(communication.state)) {
        return Some("yes");
    }
    let of_people = |number: &u32| case.duty(*number).is_some_and(|duty| duty.planned.kind == DutyKind::People);
    let decided = case.decisions.iter().rev().filter(|decision| decision.in_force());
    decided
        .filter(|decision| decision.duties.iter().any(of_people))
        .map(|decision| match decision.decision {
            DecisionKind::Communicate | DecisionKind::Notify => "planned_tbd",
            DecisionKind::Exemption => "no_art34_3",
            DecisionKind::NotRequired => "no_not_high_risk",
        })
        .next()
}

/// How far a group of questions is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Questions that the law asks and that arise, or may.
    pub asked: usize,
    /// Known, estimated or not applicable.
    pub settled: usize,
    /// Not known yet, with somebody who finds out and a day.
    pub dated: usize,
}

pub fn progress(case: &Case, vocabulary: &FactVocabulary, group: Group, scope: &Scope) -> Progress {
    let mut progress = Progress::default();
    for row in rows(case, vocabulary, group, scope) {
        let arises = row.entry.is_some() || !matches!(asking(case, row.def, scope), Asking::No(_));
        if row.asked_by.is_none() || !arises {
            continue;
        }
        progress.asked += 1;
        match row.state() {
            None => {}
            Some(Knowledge::Unknown) => progress.dated += 1,
            Some(_) => progress.settled += 1,
        }
    }
    progress
}
