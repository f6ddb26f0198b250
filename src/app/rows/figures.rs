//! What the statistics count of a case, computed from the case itself.

use super::register;
use crate::domain::case::Case;
use crate::domain::plan::{DutyKind, DutyStatus};
use crate::domain::project::reveal;
use crate::domain::situation::{InstantKind, Knowledge, Scope};
use crate::domain::values::At;
use crate::store::figures::FigureRow;

/// Moments at which something of the breach was known or had happened, before anybody was aware of it.
const BEFORE_AWARENESS: [InstantKind; 3] = [InstantKind::Occurred, InstantKind::FirstSignal, InstantKind::Detected611];

pub fn figure_row(case: &Case) -> FigureRow {
    let aware = register::aware_at(case);
    let known: Vec<At> =
        case.instants_in_force().filter(|one| BEFORE_AWARENESS.contains(&one.what)).map(|one| one.at).collect();
    let (in_time, on_formal_count, late) = filed(case);
    FigureRow {
        case_id: case.id,
        organisation_id: case.organisation,
        drill: case.drill,
        month: month_of(case.opened_at, &case.zone),
        outcome: register::register_row(case).authority,
        incident: word(case, "incident.type"),
        cause: word(case, "incident.cause"),
        awareness_minutes: minutes(known.into_iter().min(), aware),
        decision_minutes: minutes(aware, first_decision(case)),
        in_time,
        on_formal_count,
        late,
        merged: case.merged_into.is_some(),
    }
}

/// `2026-10`, in this zone or in UTC where it is none.
pub fn month_of(at: At, zone: &str) -> String {
    at.in_zone(zone.parse().unwrap_or(chrono_tz::UTC)).format("%Y-%m").to_string()
}

/// Minutes from one instant to the other; none where the later one comes first, which says nothing of how long anything took.
fn minutes(from: Option<At>, to: Option<At>) -> Option<i64> {
    let minutes = to?.since(from?).num_minutes();
    (minutes >= 0).then_some(minutes)
}

/// When the first decision that is in force was made on what an authority is owed.
fn first_decision(case: &Case) -> Option<At> {
    let on_authority = |numbers: &[u32]| {
        numbers.iter().any(|n| case.duty(*n).is_some_and(|duty| duty.planned.kind == DutyKind::Authority))
    };
    case.decisions.iter().filter(|one| one.in_force() && on_authority(&one.duties)).map(|one| one.at).min()
}

/// A word of the vocabulary, where it is known or estimated. Free text beside `other` is left out.
fn word(case: &Case, fact: &str) -> Option<String> {
    let entry = case.fact(fact, &Scope::case())?;
    if !matches!(entry.fact.state, Knowledge::Known | Knowledge::Estimated) {
        return None;
    }
    let value = reveal(&entry.fact.value);
    let word = value.get("value").unwrap_or(&value).as_str()?;
    Some(word.to_owned()).filter(|word| !word.is_empty())
}

/// Notices to authorities by when they were filed: by the target, after it but within the legal term, after that.
fn filed(case: &Case) -> (i64, i64, i64) {
    let (mut in_time, mut formal, mut late) = (0, 0, 0);
    for duty in case.duties.iter().filter(|duty| !duty.gone && duty.planned.kind == DutyKind::Authority) {
        let first = case.filings_for(duty.number).into_iter().map(|filing| filing.at).min();
        match (duty.planned.status, first) {
            (DutyStatus::Late, _) => late += 1,
            (DutyStatus::Met | DutyStatus::FiledUnproven, Some(at)) => {
                let (target, legal) = (duty.planned.target_at, duty.planned.legal_term_at);
                if legal.or(target).is_some_and(|end| at > end) {
                    late += 1;
                } else if target.is_some_and(|target| at > target) {
                    formal += 1;
                } else {
                    in_time += 1;
                }
            }
            _ => {}
        }
    }
    (in_time, formal, late)
}
