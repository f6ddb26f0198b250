//! The row of the register: what one line says of a case, computed from the case itself.

use crate::domain::case::{Case, CaseStatus, Duty, Imported, ToldThen};
use crate::domain::plan::{DutyKind, DutyStatus};
use crate::domain::project::reveal;
use crate::domain::situation::{DecisionKind, InstantKind, Knowledge, Scope};
use crate::domain::values::At;
use crate::store::cases;
use crate::store::reader::only_for;
use crate::store::register::{RegisterRow, Told, sort_key, year_of};

/// Words of the risk of a case.
const RISKS: [&str; 3] = ["unlikely", "likely", "high"];

/// What is said of telling somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Telling {
    told: Told,
    filed: i64,
    owed: i64,
    last_at: Option<At>,
}

pub fn register_row(case: &Case) -> RegisterRow {
    let authority = telling(case, DutyKind::Authority);
    let people = telling(case, DutyKind::People);
    let open = case.status == CaseStatus::Open;
    // The most urgent open duty decides what the list says of a case, never what was written last.
    let next = if open { case.next_deadline() } else { None };
    RegisterRow {
        case_id: case.id,
        organisation_id: case.organisation,
        reference: case.reference.clone(),
        title: case.title.as_str().to_owned(),
        zone: case.zone.clone(),
        status: if open { cases::CaseStatus::Open } else { cases::CaseStatus::Closed },
        drill: case.drill,
        opened_year: year_of(case.opened_at),
        by_opening: sort_key(Some(case.opened_at), &case.reference),
        by_due: sort_key(next.and_then(|duty| duty.planned.target_at), &case.reference),
        aware_at: aware_at(case),
        people: people_count(case).map(|count| count.to_string()),
        risk: risk(case).map(str::to_owned),
        authority: authority.told,
        authority_filed: authority.filed,
        authority_owed: authority.owed,
        authority_at: authority.last_at,
        told: people.told,
        told_filed: people.filed,
        told_owed: people.owed,
        told_at: people.last_at,
        next_rule: next.map(|duty| duty.planned.rule.clone()),
        next_stage: next.map(|duty| duty.planned.stage.clone()),
        next_recipient: next.map(|duty| duty.planned.recipient.name.clone()),
        next_target_at: next.and_then(|duty| duty.planned.target_at),
        next_legal_term_at: next.and_then(|duty| duty.planned.legal_term_at),
        overdue_from: overdue_from(case),
        only_for: case.restriction.as_ref().map(|standing| only_for(&standing.ids())).unwrap_or_default(),
        linked: case.linked_references().collect::<Vec<_>>().join(" "),
        imported: case.imported.as_ref().map(|imported| imported.file_sha256.clone()).unwrap_or_default(),
        merged_into: case.merged_into.as_ref().map(|merged| merged.reference.clone()).unwrap_or_default(),
    }
}

/// The decided awareness, or the detection that stands for it.
pub(super) fn aware_at(case: &Case) -> Option<At> {
    [InstantKind::Aware, InstantKind::Detected611]
        .into_iter()
        .find_map(|what| case.instants_in_force().filter(|entry| entry.what == what).map(|entry| entry.at).min())
}

fn people_count(case: &Case) -> Option<serde_json::Value> {
    let entry = case.fact("subjects.count", &Scope::case())?;
    matches!(entry.fact.state, Knowledge::Known | Knowledge::Estimated).then(|| reveal(&entry.fact.value))
}

/// The risk as the decisions in force say it: people are told of a high one, nobody of an unlikely one.
pub(super) fn risk(case: &Case) -> Option<&'static str> {
    if let Some(imported) = case.imported.as_ref().filter(|_| case.is_archived()) {
        return RISKS.iter().copied().find(|risk| imported.risk.as_deref() == Some(*risk));
    }
    let decided = |kind: DutyKind, wanted: DecisionKind, basis: Option<&str>| {
        case.decisions.iter().filter(|decision| decision.in_force()).any(|decision| {
            decision.decision == wanted
                && basis.is_none_or(|basis| decision.basis.as_deref() == Some(basis))
                && decision.duties.iter().any(|n| case.duty(*n).is_some_and(|duty| duty.planned.kind == kind))
        })
    };
    if decided(DutyKind::People, DecisionKind::Communicate, None) {
        Some("high")
    } else if decided(DutyKind::Authority, DecisionKind::NotRequired, Some("gdpr-33-1-unlikely-risk")) {
        Some("unlikely")
    } else if decided(DutyKind::Authority, DecisionKind::Notify, None) {
        Some("likely")
    } else {
        None
    }
}

fn telling(case: &Case, kind: DutyKind) -> Telling {
    if let Some(imported) = case.imported.as_ref().filter(|_| case.is_archived()) {
        return told_then(imported, kind);
    }
    let duties: Vec<_> = case
        .duties
        .iter()
        .filter(|duty| !duty.gone && duty.planned.kind == kind && duty.planned.status != DutyStatus::NotStarted)
        .collect();
    // At the close gate a person said with a reason why nothing more is done for it; that is decided, and on record.
    let passed = |duty: &Duty| {
        case.status == CaseStatus::Closed
            && duty.is_unfiled()
            && case.waived.iter().any(|waiver| waiver.point == format!("duty:{}", duty.number))
    };
    let stands = |duty: &&&Duty| duty.planned.status != DutyStatus::NotRequired && !passed(duty);
    let owed: Vec<_> = duties.iter().filter(stands).collect();
    let filed = owed
        .iter()
        .filter(|duty| matches!(duty.planned.status, DutyStatus::Met | DutyStatus::Late | DutyStatus::FiledUnproven))
        .count();
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    if filed > 0 {
        let last_at = owed.iter().flat_map(|duty| case.filings_for(duty.number)).map(|filing| filing.at).max();
        return Telling { told: Told::Filed, filed: number(filed), owed: number(owed.len()), last_at };
    }
    // Decided against, with reasons on record, or nothing is owed.
    let told = if !duties.is_empty() && owed.is_empty() { Told::No } else { Told::NotDecided };
    Telling { told, filed: 0, owed: number(owed.len()), last_at: None }
}

/// What the earlier register says, in the words of this one.
fn told_then(imported: &Imported, kind: DutyKind) -> Telling {
    let (said, last_at) = match kind {
        DutyKind::People => (imported.people, imported.people_at),
        _ => (imported.authority, imported.authority_at),
    };
    match said {
        ToldThen::Yes => Telling { told: Told::Filed, filed: 1, owed: 1, last_at },
        ToldThen::No => Telling { told: Told::No, filed: 0, owed: 0, last_at: None },
        ToldThen::Unknown => Telling { told: Told::NotDecided, filed: 0, owed: 0, last_at: None },
    }
}

/// Overdue is only what is past its legal term; a passed target is not. What a merged case owed is owed by the case that goes on.
fn overdue_from(case: &Case) -> Option<At> {
    if case.merged_into.is_some() {
        return None;
    }
    case.duties.iter().filter(|duty| duty.is_unfiled()).filter_map(|duty| duty.planned.legal_term_at).min()
}
