//! The duty board of a case: every duty, most urgent first, with the state of the work on it and the next step.

use crate::app::member::{APPROVERS, SignedIn, WORKERS};
use crate::domain::case::{Case, CaseStatus, Duty, Notice, NoticeState};
use crate::domain::plan::{DutyKind, DutyStatus};
use crate::domain::values::At;
use crate::words;

use super::clockface::{ClockFace, Level, clock_face};

words! {
    /// What stands in the state column: the law's status and the work on the notice in one word.
    Work {
        NotStarted = "not_started",
        NotRequired = "not_required",
        /// A decision that would drop it waits for the second person.
        DropWaits = "drop_waits",
        Presumed = "presumed",
        Open = "open",
        Deferred = "deferred",
        Draft = "draft",
        InReview = "in_review",
        Approved = "approved",
        HandedOver = "handed_over",
        /// In the tray of the demo or of a drill: nothing left this machine.
        Simulated = "simulated",
        Unclear = "unclear",
        /// A mail-out is over or a public notice stands; whether the people are told by that, a person records.
        ToRecord = "to_record",
        FiledUnproven = "filed_unproven",
        Met = "met",
        Late = "late",
        Gone = "gone",
    }
}

words! {
    /// The next step on a duty; the template makes it a link.
    Step {
        None = "none",
        WhyWaiting = "why_waiting",
        Decide = "decide",
        ConfirmDecision = "confirm_decision",
        Draft = "draft",
        /// A client, an insurer, another provider: told in the house's own words, and recorded.
        Tell = "tell",
        OpenDraft = "open_draft",
        Approve = "approve",
        File = "file",
        Watch = "watch",
        SettleUnclear = "settle_unclear",
        EnterProof = "enter_proof",
        RecordTold = "record_told",
        /// The case is closed, and a filing made elsewhere is still recorded: nothing stops a statutory filing.
        RecordFiling = "record_filing",
    }
}

#[derive(Debug, Clone)]
pub struct BoardRow<'a> {
    pub duty: &'a Duty,
    pub face: ClockFace,
    pub work: Work,
    pub step: Step,
    pub notice: Option<&'a Notice>,
    /// When it was handed in first, where a filing stands.
    pub filed_at: Option<At>,
}

/// Rows of the board, most urgent first; what is done or not required comes last.
pub fn rows(case: &Case, now: At) -> Vec<BoardRow<'_>> {
    let mut rows: Vec<_> = case.duties.iter().filter(|duty| !duty.gone).map(|duty| row(case, duty, now)).collect();
    rows.sort_by_key(|row| {
        let rank = match (row.work, row.face.level) {
            (Work::NotRequired | Work::Gone, _) => 5,
            (Work::Met | Work::Late, _) => 4,
            (Work::NotStarted, _) => 3,
            (_, Level::Open) => 2,
            (Work::FiledUnproven | Work::HandedOver, _) => 1,
            _ => 0,
        };
        // Past its legal term before everything that can still be in time.
        let in_time = row.face.level != Level::Over;
        let planned = &row.duty.planned;
        // With one clock, what is certainly due stands before what is treated so until something is known.
        let presumed = planned.status == DutyStatus::Presumed;
        (rank, in_time, planned.target_at, planned.kind != DutyKind::Authority, presumed, row.duty.number)
    });
    rows
}

pub fn row<'a>(case: &'a Case, duty: &'a Duty, now: At) -> BoardRow<'a> {
    let notice = case.notice_in_hand(duty);
    let work = work(case, duty, notice);
    // The first that stands decides whether it was in time; what amends it or takes it back comes after.
    let filed_at = case.filings_for(duty.number).iter().map(|filing| filing.at).min();
    let step = match case.status {
        CaseStatus::Open => step(work, duty),
        CaseStatus::Closed => match step_after_closing(work, duty) {
            // What goes on in another case is recorded there.
            Step::RecordFiling | Step::RecordTold if case.merged_into.is_some() => Step::None,
            step => step,
        },
    };
    BoardRow { duty, face: clock_face(duty, now), work, step, notice, filed_at }
}

/// Whether the next step on a duty is one that this person may take now.
pub fn is_turn_of(who: &SignedIn, case: &Case, row: &BoardRow<'_>) -> bool {
    let roles = match row.step {
        Step::None | Step::WhyWaiting | Step::Watch => return false,
        // The second person is none of those who wrote.
        Step::Approve if row.notice.is_some_and(|notice| notice.authors.iter().any(|one| one.user == who.user)) => {
            return false;
        }
        Step::Decide | Step::ConfirmDecision | Step::Approve => APPROVERS,
        _ => WORKERS,
    };
    who.has_role(case.organisation, roles)
}

/// The state column alone.
pub fn work_of(case: &Case, duty: &Duty) -> Work {
    work(case, duty, case.notice_in_hand(duty))
}

fn work(case: &Case, duty: &Duty, notice: Option<&Notice>) -> Work {
    if duty.gone {
        return Work::Gone;
    }
    match duty.planned.status {
        DutyStatus::NotStarted => return Work::NotStarted,
        DutyStatus::NotRequired => return Work::NotRequired,
        DutyStatus::FiledUnproven => return Work::FiledUnproven,
        DutyStatus::Met => return Work::Met,
        DutyStatus::Late => return Work::Late,
        DutyStatus::Presumed | DutyStatus::Due => {}
    }
    if duty.planned.kind == DutyKind::People && case.reached_out(duty.number) {
        return Work::ToRecord;
    }
    if let Some(notice) = notice {
        return match notice.state {
            NoticeState::Draft => Work::Draft,
            NoticeState::InReview => Work::InReview,
            NoticeState::Approved => Work::Approved,
            NoticeState::HandedOver if notice.failure.is_some() => Work::Unclear,
            NoticeState::HandedOver => Work::HandedOver,
            NoticeState::Simulated => Work::Simulated,
            NoticeState::Filed => Work::FiledUnproven,
            NoticeState::Confirmed | NoticeState::Published => Work::Met,
        };
    }
    if case.decision_on(duty.number).is_some_and(|decision| !decision.in_force()) {
        return Work::DropWaits;
    }
    if duty.decide_by.is_some() {
        return Work::Deferred;
    }
    if duty.planned.status == DutyStatus::Presumed { Work::Presumed } else { Work::Open }
}

fn step(work: Work, duty: &Duty) -> Step {
    match work {
        Work::NotStarted => Step::WhyWaiting,
        Work::NotRequired | Work::Gone | Work::Met | Work::Late => Step::None,
        Work::DropWaits => Step::ConfirmDecision,
        // People are told only once the controller has decided; an authority's draft never waits for that.
        Work::Deferred => Step::Decide,
        Work::Presumed | Work::Open if duty.planned.kind == DutyKind::People => Step::Decide,
        Work::Presumed | Work::Open
            if matches!(duty.planned.kind, DutyKind::Contract | DutyKind::OtherProvider | DutyKind::Controller) =>
        {
            Step::Tell
        }
        Work::Presumed | Work::Open => Step::Draft,
        Work::Draft => Step::OpenDraft,
        Work::InReview => Step::Approve,
        Work::Approved | Work::Simulated => Step::File,
        Work::HandedOver => Step::Watch,
        Work::Unclear => Step::SettleUnclear,
        Work::FiledUnproven => Step::EnterProof,
        Work::ToRecord => Step::RecordTold,
    }
}

/// What a closed case still takes (`domain::decide`): filings made elsewhere, proof, the outcome of what is under way. Everything else
/// asks to reopen it first.
fn step_after_closing(work: Work, duty: &Duty) -> Step {
    match work {
        Work::FiledUnproven => Step::EnterProof,
        Work::HandedOver => Step::Watch,
        Work::Unclear => Step::SettleUnclear,
        Work::ToRecord => Step::RecordTold,
        Work::NotStarted | Work::NotRequired | Work::Gone | Work::Met | Work::Late => Step::None,
        _ if duty.planned.kind == DutyKind::People => Step::None,
        _ => Step::RecordFiling,
    }
}
