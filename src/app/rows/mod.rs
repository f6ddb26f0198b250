//! The aggregate as rows: one case row, and projections for the lists that go over many cases.

use sha2::{Digest, Sha256};
use uuid::Uuid;

mod bring_up;
mod figures;
mod register;
mod waiting;
pub mod words;

use super::views::board;
use super::{AppError, AppResult};
use crate::domain::case::{Case, CaseStatus, Duty, TaskStatus};
use crate::domain::values::At;
use crate::store::cases::{self, Beside, CaseRow, Written};
use crate::store::duties::{DutyRow, Watch};
use crate::store::tasks::{self, TaskRow};

pub use bring_up::{KEPT, bring_up};
pub use figures::{figure_row, month_of};
pub use register::register_row;
pub use waiting::{DECIDE, LETTER_UNDER_WAY, MAIL_OUT, waiting_rows};

/// The row id of a numbered part of a case: the same for the same case, kind and number, so that nothing has to be looked up.
pub fn row_id(case: Uuid, kind: &str, number: u32) -> Uuid {
    let mut hasher = Sha256::new();
    hasher.update(case.as_bytes());
    hasher.update(kind.as_bytes());
    hasher.update(number.to_be_bytes());
    let digest = hasher.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

pub fn case_row(case: &Case, now: At) -> AppResult<CaseRow> {
    let open = case.status == CaseStatus::Open;
    Ok(CaseRow {
        id: case.id,
        organisation_id: case.organisation,
        reference: case.reference.clone(),
        title: case.title.as_str().to_owned(),
        status: if open { cases::CaseStatus::Open } else { cases::CaseStatus::Closed },
        drill: case.drill,
        revision: 0,
        opened_at: case.opened_at,
        updated_at: now,
        closed_at: (!open).then_some(now),
        next_due_at: case.next_deadline().and_then(|duty| duty.planned.target_at),
        risk: register::risk(case).map(str::to_owned),
        zone: case.zone.clone(),
        state: Written(serde_json::to_string(case).map_err(AppError::broken)?),
    })
}

/// All that stands beside the document of a case.
pub fn beside(case: &Case) -> Beside {
    Beside {
        register: register_row(case),
        figures: figure_row(case),
        words: words::of_case(case),
        duties: duty_rows(case),
        tasks: task_rows(case),
        waiting: waiting_rows(case),
    }
}

pub fn duty_rows(case: &Case) -> Vec<DutyRow> {
    case.duties
        .iter()
        .filter(|duty| !duty.gone)
        .map(|duty| DutyRow {
            id: row_id(case.id, "duty", duty.number),
            case_id: case.id,
            organisation_id: case.organisation,
            key: duty.planned.key(),
            rule: duty.planned.rule.clone(),
            regime: duty.planned.regime.clone(),
            stage: duty.planned.stage.clone(),
            kind: duty.planned.kind,
            controller: duty.planned.controller.clone(),
            market: duty.planned.market.as_ref().map(|market| market.as_str().to_owned()),
            recipient_id: duty.planned.recipient.id.clone(),
            recipient_name: duty.planned.recipient.name.clone(),
            status: duty.planned.status,
            work_state: board::work_of(case, duty).as_str().to_owned(),
            target_at: duty.planned.target_at,
            legal_term_at: duty.planned.legal_term_at,
            zone: duty.planned.zone.clone(),
            revision: i64::from(duty.revision),
            started_at: duty.planned.trigger.at,
            watch: watch(case, duty),
        })
        .collect()
}

/// Lists over open cases follow what is still to be filed or proven.
fn watch(case: &Case, duty: &Duty) -> Watch {
    match case.status {
        CaseStatus::Closed => Watch::None,
        CaseStatus::Open if duty.is_unfiled() => Watch::Unfiled,
        CaseStatus::Open if duty.is_open() => Watch::Unproven,
        CaseStatus::Open => Watch::None,
    }
}

pub fn task_rows(case: &Case) -> Vec<TaskRow> {
    case.tasks
        .iter()
        .map(|task| TaskRow {
            id: row_id(case.id, "task", task.number),
            case_id: case.id,
            organisation_id: case.organisation,
            title: match &task.fact {
                Some((fact, _)) => fact.clone(),
                None => task.title.as_str().to_owned(),
            },
            phase: task.phase.as_str().to_owned(),
            owner_user_id: None,
            // A day is over at its end; the hour is nobody's promise, so the list sorts by the day's midnight in UTC.
            due_at: task
                .due_at
                .or_else(|| task.due_on.and_then(|day| day.and_hms_opt(0, 0, 0)).map(|at| At::new(at.and_utc()))),
            status: match task.status {
                TaskStatus::Open => tasks::TaskStatus::Open,
                TaskStatus::Done => tasks::TaskStatus::Done,
            },
            must: task.must,
        })
        .collect()
}
