//! The first page of a case: where it stands, what is due next, phases, open questions. Its duties by clock: `clocks`.

use crate::domain::case::{Case, CaseStatus, Duty, FactEntry, Phase, Task, TaskStatus};
use crate::domain::plan::{DutyKind, DutyStatus};
use crate::domain::situation::{InstantKind, Knowledge};
use crate::domain::values::At;
use crate::words;

use super::board::{BoardRow, Work, rows};
use super::clockface::Level;
use super::clocks::same_step;

words! {
    /// What is decided about the moment from which the terms run.
    Awareness {
        Decided = "decided",
        /// A later moment was recorded that contradicts the record; the earlier one runs until a second person confirms.
        Disputed = "disputed",
        Open = "open",
    }
}

/// The state sentence of a case, as numbers and words that each language puts together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub closed: bool,
    pub awareness: Awareness,
    /// Notices to authorities that are owed now, filed or not.
    pub owed: usize,
    pub filed: usize,
    /// Approved, and not filed.
    pub approved: usize,
    pub unproven: usize,
    pub presumed: usize,
    /// Past the legal term and not filed.
    pub overdue: usize,
    /// Decisions and instants that wait for a second person.
    pub second_person: usize,
}

pub fn standing(case: &Case, now: At) -> Standing {
    let rows = rows(case, now);
    let authority: Vec<_> =
        rows.iter().filter(|row| row.duty.planned.kind == DutyKind::Authority && owed(row.work)).collect();
    let count = |wanted: &[Work]| authority.iter().filter(|row| wanted.contains(&row.work)).count();
    Standing {
        closed: case.status == CaseStatus::Closed,
        awareness: awareness(case),
        owed: authority.len(),
        filed: count(&[Work::FiledUnproven, Work::Met, Work::Late]),
        approved: count(&[Work::Approved]),
        unproven: count(&[Work::FiledUnproven]),
        presumed: rows.iter().filter(|row| row.duty.planned.status == DutyStatus::Presumed).count(),
        overdue: rows.iter().filter(|row| row.face.level == Level::Over).count(),
        second_person: case.instants.iter().filter(|entry| !entry.in_force()).count()
            + case.decisions.iter().filter(|decision| !decision.in_force()).count(),
    }
}

pub fn awareness(case: &Case) -> Awareness {
    let decides = |what: InstantKind| matches!(what, InstantKind::Aware | InstantKind::Detected611);
    if case.instants.iter().any(|entry| decides(entry.what) && !entry.in_force()) {
        Awareness::Disputed
    } else if case.instants_in_force().any(|entry| decides(entry.what)) {
        Awareness::Decided
    } else {
        Awareness::Open
    }
}

fn owed(work: Work) -> bool {
    !matches!(work, Work::NotStarted | Work::NotRequired | Work::Gone)
}

/// What the one large clock of the case shows.
#[derive(Debug, Clone)]
pub struct NextDeadline<'a> {
    pub row: BoardRow<'a>,
    /// Unfiled duties of the same step that end at the same instant, this one included.
    pub same_clock: usize,
    /// All duties of the same step that are owed.
    pub of: usize,
    /// Unfiled duties of any step that end at the same instant, this one included.
    pub together: usize,
}

pub fn next_deadline(case: &Case, now: At) -> Option<NextDeadline<'_>> {
    if case.status == CaseStatus::Closed {
        return None;
    }
    let next = case.next_deadline()?;
    let same_stage: Vec<_> =
        rows(case, now).into_iter().filter(|row| same_step(row.duty, next) && owed(row.work)).collect();
    let same_clock = same_stage
        .iter()
        .filter(|row| row.duty.is_unfiled() && row.duty.planned.target_at == next.planned.target_at)
        .count();
    let of = same_stage.len();
    let ends_with_it = |duty: &&Duty| duty.is_unfiled() && duty.planned.target_at == next.planned.target_at;
    // Without a figure nothing ends together.
    let together = if next.planned.target_at.is_some() { case.duties.iter().filter(ends_with_it).count() } else { 1 };
    let row = same_stage.into_iter().find(|row| row.duty.number == next.number)?;
    Some(NextDeadline { row, same_clock, of, together })
}

words! {
    /// Where a phase of the work stands.
    PhaseState {
        NotStarted = "not_started",
        InProgress = "in_progress",
        Done = "done",
        /// It cannot start before another phase.
        Blocked = "blocked",
        Urgent = "urgent",
    }
}

/// One line of the task list. What `done` and `all` count differs by phase: facts, duties, notices or tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseRow<'a> {
    pub phase: Phase,
    pub state: PhaseState,
    pub done: usize,
    pub all: usize,
    pub tasks: Vec<&'a Task>,
}

pub fn phases(case: &Case, now: At) -> Vec<PhaseRow<'_>> {
    Phase::ALL.iter().map(|phase| phase_row(case, *phase, now)).collect()
}

fn phase_row(case: &Case, phase: Phase, now: At) -> PhaseRow<'_> {
    // The task of an unknown fact stands under "Open questions" already.
    let tasks: Vec<&Task> = case.tasks.iter().filter(|task| task.phase == phase && task.fact.is_none()).collect();
    let tasks_done = tasks.iter().filter(|task| task.status == TaskStatus::Done).count();
    let (mut done, mut all, blocked, mut urgent) = match phase {
        Phase::Facts => {
            let settled = case.facts.iter().filter(|entry| entry.fact.state != Knowledge::Unknown).count();
            (settled, case.facts.len(), false, false)
        }
        Phase::Awareness => (usize::from(awareness(case) == Awareness::Decided), 1, false, false),
        Phase::Risk => (risk_decided(case), risk_duties(case), false, false),
        Phase::Duties => {
            let open: Vec<_> =
                case.duties.iter().filter(|duty| !duty.gone && duty.planned.remove_by_decision()).collect();
            let decided = open
                .iter()
                .filter(|duty| case.decision_on(duty.number).is_some_and(|d| d.in_force()) || !duty.is_unfiled())
                .count();
            (decided, open.len(), false, false)
        }
        Phase::Authorities => notices(case, DutyKind::Authority, now),
        Phase::People => notices(case, DutyKind::People, now),
        Phase::Learn => (0, 0, false, false),
    };
    done += tasks_done;
    all += tasks.len();
    urgent &= done < all;
    let state = match (done, all) {
        _ if urgent => PhaseState::Urgent,
        _ if blocked && done == 0 => PhaseState::Blocked,
        (_, 0) => PhaseState::NotStarted,
        (done, all) if done >= all => PhaseState::Done,
        (0, _) => PhaseState::NotStarted,
        _ => PhaseState::InProgress,
    };
    PhaseRow { phase, state, done, all, tasks }
}

fn risk_duties(case: &Case) -> usize {
    case.duties.iter().filter(|duty| !duty.gone && duty.planned.kind == DutyKind::People).count()
}

fn risk_decided(case: &Case) -> usize {
    let people = case.duties.iter().filter(|duty| !duty.gone && duty.planned.kind == DutyKind::People);
    people.filter(|duty| case.advice_on(duty.number).is_some()).count()
}

/// Filed and owed notices of a kind; blocked while nothing is decided towards people; urgent with a pressing clock.
fn notices(case: &Case, kind: DutyKind, now: At) -> (usize, usize, bool, bool) {
    let rows: Vec<_> =
        rows(case, now).into_iter().filter(|row| row.duty.planned.kind == kind && owed(row.work)).collect();
    let done = rows.iter().filter(|row| matches!(row.work, Work::FiledUnproven | Work::Met | Work::Late)).count();
    let decided = rows.iter().any(|row| case.decision_on(row.duty.number).is_some() || row.notice.is_some());
    let pressing = rows.iter().any(|row| matches!(row.face.level, Level::Urgent | Level::Over));
    (done, rows.len(), kind == DutyKind::People && !rows.is_empty() && !decided, pressing)
}

/// Facts not known yet, the earliest promise first; estimated ones after them.
pub fn open_questions(case: &Case) -> Vec<&FactEntry> {
    let mut open: Vec<&FactEntry> = case
        .facts
        .iter()
        .filter(|entry| matches!(entry.fact.state, Knowledge::Unknown | Knowledge::Estimated))
        .collect();
    open.sort_by_key(|entry| {
        (entry.fact.state != Knowledge::Unknown, entry.fact.by.is_none(), entry.fact.by, entry.fact.id.clone())
    });
    open
}
