//! The close gate (US24): what is still open in a case, and how a single point of it is passed with a reason.

use serde::{Deserialize, Serialize};

use super::actor::Person;
use super::case::{Case, CommunicationState, Waiver};
use super::command::Asked;
use super::communication::SendTotals;
use super::decide::{authorised, some_reason};
use super::event::Event;
use super::plan::DutyStatus;
use super::refusal::Refusal;
use super::values::{At, Private};

/// A point that the gate passes although it is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointWaiver {
    pub number: u32,
    /// As [`Case::open_points`] spells it.
    pub point: String,
    pub reason: Private,
    pub by: Person,
    pub at: At,
}

/// What may be asked.
#[derive(Debug, Clone)]
pub enum Closing {
    /// The same reason for each of these points; each is an event of its own.
    Waive {
        points: Vec<String>,
        reason: Private,
    },
    TakeBack {
        number: u32,
        reason: Private,
    },
}

pub(super) fn decide(case: &Case, closing: Closing, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    authorised(&asked.by)?;
    match closing {
        Closing::Waive { points, reason } => {
            some_reason(&reason)?;
            let standing = case.standing_points();
            if points.is_empty() || points.iter().any(|point| !standing.contains(point)) {
                return Err(Refusal::NotAnOpenPoint);
            }
            let mut chosen: Vec<String> = Vec::new();
            for point in points {
                if !chosen.contains(&point) {
                    chosen.push(point);
                }
            }
            Ok(waived(case, chosen, &reason, asked))
        }
        Closing::TakeBack { number, reason } => {
            some_reason(&reason)?;
            if case.waived.iter().all(|waiver| waiver.number != number) {
                return Err(Refusal::NoSuchEntry);
            }
            Ok(vec![Event::PointWaiverTakenBack { number, reason, by: asked.by.clone() }])
        }
    }
}

fn waived(case: &Case, points: Vec<String>, reason: &Private, asked: &Asked) -> Vec<Event> {
    (case.last_number + 1..)
        .zip(points)
        .map(|(number, point)| {
            let waiver = PointWaiver { number, point, reason: reason.clone(), by: asked.by.clone(), at: asked.now };
            Event::PointWaived { waiver }
        })
        .collect()
}

/// Closes the case where nothing is open that was not passed. One reason for all that is left passes each of these points.
pub(super) fn close(case: &Case, waiver: Option<Private>, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    authorised(&asked.by)?;
    let open = case.standing_points();
    let (mut events, waiver) = match (open.is_empty(), waiver) {
        (true, _) => (Vec::new(), None),
        (false, Some(reason)) if !reason.is_blank() => {
            (waived(case, open.clone(), &reason, asked), Some(Waiver { reason, open }))
        }
        (false, _) => return Err(Refusal::StillOpen(open)),
    };
    events.push(Event::CaseClosed { waiver, by: asked.by.clone() });
    Ok(events)
}

impl Case {
    /// All that is open, passed or not: `duty:N`, `proof:N`, `question:N`, `task:N`, `review:N`, `instant:N`, `decision:N`,
    /// `communication:N` for a mail-out that is not finished, `leftover:N` for one that left people untold.
    pub fn open_points(&self) -> Vec<String> {
        use CommunicationState as C;
        let duties = self.duties.iter().filter(|duty| duty.is_open()).map(|duty| match duty.planned.status {
            DutyStatus::FiledUnproven => format!("proof:{}", duty.number),
            _ => format!("duty:{}", duty.number),
        });
        // The task of answering stands for its question, whoever ticks it off.
        let questions = self.unanswered().map(|one| format!("question:{}", one.number));
        let tasks = self.tasks.iter().filter(|task| task.must && task.is_open() && task.answers.is_none());
        let reviews = self.notices.iter().filter(|notice| self.waiting_review(notice.number).is_some());
        let instants = self.instants.iter().filter(|entry| !entry.in_force());
        let decisions = self.decisions.iter().filter(|decision| !decision.in_force());
        let running = self.communications.iter().filter(|c| matches!(c.state, C::Running | C::Paused | C::Approved));
        let left = self.communications.iter().filter(|c| c.has_ended()).filter(|c| {
            // Whoever was left out at the import was told by nobody either, unless a later list has the row corrected.
            let untold = |sums: SendTotals| sums.waiting + sums.failed + sums.unclear + sums.cancelled + sums.bounced;
            self.still_left_out(c) > 0 || c.totals.is_some_and(|sums| untold(sums) > 0)
        });
        duties
            .chain(questions)
            .chain(tasks.map(|task| format!("task:{}", task.number)))
            .chain(reviews.map(|notice| format!("review:{}", notice.number)))
            .chain(instants.map(|entry| format!("instant:{}", entry.number)))
            .chain(decisions.map(|decision| format!("decision:{}", decision.number)))
            .chain(running.map(|c| format!("communication:{}", c.number)))
            .chain(left.map(|c| format!("leftover:{}", c.number)))
            .collect()
    }

    /// The points that keep the case from being closed.
    pub fn standing_points(&self) -> Vec<String> {
        let passed = |point: &String| self.waived.iter().any(|waiver| waiver.point == *point);
        self.open_points().into_iter().filter(|point| !passed(point)).collect()
    }
}
