//! Tasks of a case by phase, and what somebody waived when closing it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::actor::Role;
use super::case::Case;
use super::decide::some_reason;
use super::event::Event;
use super::refusal::Refusal;
use super::situation::Scope;
use super::translation::Translates;
use super::values::{At, Private};
use crate::words;

words! { TaskStatus { Open = "open", Done = "done" } }

words! {
    /// Phases of a case, in the order of the screen.
    Phase {
        Facts = "facts",
        Awareness = "awareness",
        Risk = "risk",
        Duties = "duties",
        Authorities = "authorities",
        People = "people",
        Learn = "learn",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub number: u32,
    pub phase: Phase,
    /// Set for the task of finding out an unknown fact.
    pub fact: Option<(String, Scope)>,
    pub title: Private,
    pub owner: Private,
    pub due_on: Option<NaiveDate>,
    /// The instant within that day, where a clock sets one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<At>,
    /// Set for the task of handing in again what came back: the number of that filing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing: Option<u32>,
    /// Set for the task of answering an exchange: its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<u32>,
    /// Set for the task of translating a notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translates: Option<Translates>,
    /// Set for a task of a scenario pack; copied when it was put on the list, so that an edit of the pack alters no old case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<FromPack>,
    pub must: bool,
    pub status: TaskStatus,
}

impl Task {
    /// An open task of nobody, without a day, that need not be done.
    pub fn new(number: u32, phase: Phase, title: Private) -> Self {
        Self {
            number,
            phase,
            fact: None,
            title,
            owner: Private::new(""),
            due_on: None,
            due_at: None,
            filing: None,
            answers: None,
            translates: None,
            pack: None,
            must: false,
            status: TaskStatus::Open,
        }
    }

    pub fn is_open(&self) -> bool {
        self.status == TaskStatus::Open
    }

    /// Whether it came from this task of this pack.
    pub fn is_from(&self, pack: &str, task: &str) -> bool {
        self.pack.as_ref().is_some_and(|from| from.pack == pack && from.task == task)
    }
}

/// Where a task of a scenario pack comes from (`policies/tasks/`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromPack {
    pub pack: String,
    pub task: String,
    /// Why it is to be done, in the language of whoever put it on the list.
    pub why: Private,
    /// Law or guideline that asks for it.
    pub source: String,
    /// Who is to do it; the owner is the person in that role at the time.
    pub role: Role,
}

/// Closed with one reason for all that was still open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    pub reason: Private,
    /// What was still open, as the close gate listed it.
    pub open: Vec<String>,
}

/// Tasks of a pack, numbered on from the case, without those that it has from an earlier press.
pub(super) fn add_all(case: &Case, tasks: Vec<Task>) -> Result<Vec<Event>, Refusal> {
    let on_list = |task: &Task| {
        let from = task.pack.as_ref();
        from.is_some_and(|from| case.tasks.iter().any(|one| one.is_from(&from.pack, &from.task)))
    };
    let mut events = Vec::new();
    for task in tasks.into_iter().filter(|task| !on_list(task)) {
        some_reason(&task.title)?;
        let given = u32::try_from(events.len()).unwrap_or(u32::MAX);
        let number = case.last_number.saturating_add(1).saturating_add(given);
        events.push(Event::TaskAdded { task: Task { number, status: TaskStatus::Open, ..task } });
    }
    if events.is_empty() { Err(Refusal::NothingToAdd) } else { Ok(events) }
}
