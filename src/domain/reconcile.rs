//! From the duties a case has to the duties the law now plans: what arose, what changed, what is gone.

use super::case::{Case, Duty, DutyChange};
use super::event::{Event, Replanned};
use super::plan::{DutyStatus, Plan, PlannedDuty};
use super::values::At;

/// The event that brings the case's duties to the plan, or none if nothing differs. Numbers follow the case's own.
pub fn reconcile(case: &Case, plan: Plan, now: At) -> Option<Event> {
    let revision = case.plan_revision + 1;
    let mut number = case.last_number;
    let (mut arisen, mut changed) = (Vec::new(), Vec::new());
    let mut seen = Vec::new();
    for planned in plan.duties {
        let key = planned.key();
        match case.duties.iter().find(|duty| duty.planned.key() == key) {
            Some(duty) => {
                seen.push(duty.number);
                if !same_terms(&duty.planned, &planned) || duty.gone {
                    changed.push(DutyChange {
                        number: duty.number,
                        old_status: duty.planned.status,
                        old_target_at: duty.planned.target_at,
                        old_legal_term_at: duty.planned.legal_term_at,
                        planned,
                    });
                }
            }
            None => {
                number += 1;
                arisen.push(Duty { number, planned, revision, arisen_at: now, gone: false, decide_by: None });
            }
        }
    }
    let gone: Vec<u32> = case
        .duties
        .iter()
        .filter(|duty| !duty.gone && !seen.contains(&duty.number))
        // What was filed stays filed, whatever the rules say later.
        .filter(|duty| !matches!(duty.planned.status, DutyStatus::Met | DutyStatus::Late | DutyStatus::FiledUnproven))
        .map(|duty| duty.number)
        .collect();
    let same_remarks =
        case.excluded == plan.excluded && case.not_checked == plan.not_checked && case.problems == plan.problems;
    if arisen.is_empty() && changed.is_empty() && gone.is_empty() && same_remarks {
        return None;
    }
    Some(Event::Replanned(Replanned {
        revision,
        arisen,
        changed,
        gone,
        excluded: plan.excluded,
        not_checked: plan.not_checked,
        problems: plan.problems,
    }))
}

/// Whether the law asks the same in both. The digest alone is no change: editing a rule somewhere never rewrites the duties of
/// an old case, which keep the digest of the set they arose under.
fn same_terms(kept: &PlannedDuty, planned: &PlannedDuty) -> bool {
    let planned = PlannedDuty { policy_digest: kept.policy_digest.clone(), ..planned.clone() };
    *kept == planned
}
