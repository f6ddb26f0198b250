//! Tasks of a case by phase, and what somebody waived when closing it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::situation::Scope;
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
    pub must: bool,
    pub status: TaskStatus,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    pub reason: Private,
    /// What was still open, as the close gate listed it.
    pub open: Vec<String>,
}
