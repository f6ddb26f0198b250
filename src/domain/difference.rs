//! Two plans side by side: which duties appear, vanish, move or stand differently.

use std::collections::BTreeMap;

use super::plan::{Plan, PlannedDuty};
use super::values::At;
use crate::words;

words! {
    /// What becomes of a duty from one plan to the other.
    DifferenceKind {
        Added = "added",
        Removed = "removed",
        /// Its clock ends earlier.
        Earlier = "earlier",
        Later = "later",
        /// It had no end and has one now.
        Started = "started",
        /// It had an end and has none now.
        Stopped = "stopped",
        /// The same clock, another status.
        Status = "status",
        /// The same clock and status on other grounds: another start, or other facts that decide.
        Grounds = "grounds",
    }
}

/// One duty that differs; at least one side is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub kind: DifferenceKind,
    pub before: Option<PlannedDuty>,
    pub after: Option<PlannedDuty>,
}

impl Difference {
    /// The duty as the second plan has it, or as the first had it.
    pub fn duty(&self) -> Option<&PlannedDuty> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// Every duty that differs, in the order of kinds; within a kind by the end of the clock.
pub fn difference(before: &Plan, after: &Plan) -> Vec<Difference> {
    let old: BTreeMap<String, &PlannedDuty> = before.duties.iter().map(|duty| (duty.key(), duty)).collect();
    let new: BTreeMap<String, &PlannedDuty> = after.duties.iter().map(|duty| (duty.key(), duty)).collect();
    let mut found = Vec::new();
    for (key, duty) in &old {
        match new.get(key) {
            None => {
                found.push(Difference { kind: DifferenceKind::Removed, before: Some((*duty).clone()), after: None })
            }
            Some(now) => found.extend(kind_of(duty, now).map(|kind| Difference {
                kind,
                before: Some((*duty).clone()),
                after: Some((*now).clone()),
            })),
        }
    }
    for (key, duty) in &new {
        if !old.contains_key(key) {
            found.push(Difference { kind: DifferenceKind::Added, before: None, after: Some((*duty).clone()) });
        }
    }
    found
        .sort_by_key(|one| (one.kind, one.duty().map(|duty| (end(duty), duty.kind)), one.duty().map(PlannedDuty::key)));
    found
}

/// What the clock runs to: the target, or the day by which the house decides where the law gives no figure.
fn end(duty: &PlannedDuty) -> Option<(At, Option<At>)> {
    duty.target_at.or(duty.decide_by_at).map(|end| (end, duty.legal_term_at))
}

fn kind_of(before: &PlannedDuty, after: &PlannedDuty) -> Option<DifferenceKind> {
    match (end(before), end(after)) {
        (None, Some(_)) => return Some(DifferenceKind::Started),
        (Some(_), None) => return Some(DifferenceKind::Stopped),
        (Some(old), Some(new)) if new < old => return Some(DifferenceKind::Earlier),
        (Some(old), Some(new)) if new > old => return Some(DifferenceKind::Later),
        _ => {}
    }
    if before.status != after.status {
        return Some(DifferenceKind::Status);
    }
    let grounds = |duty: &PlannedDuty| (duty.trigger.clone(), duty.deciding_facts.clone());
    (grounds(before) != grounds(after)).then_some(DifferenceKind::Grounds)
}
