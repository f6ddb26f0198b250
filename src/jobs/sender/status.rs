//! What the sender is doing, for people: the health page and the mail settings read it.

use crate::domain::values::At;
use crate::mail::connection::ConnectProblem;

/// The state of the sender as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SenderStatus {
    pub last_accepted_at: Option<At>,
    /// `None` while the mail server can be reached.
    pub route: Option<RouteProblem>,
    /// Groups whose numbers did not add up at the last check (R12). An alarm.
    pub sums_that_fail: usize,
    /// Since when the outbox cannot be written; nothing is sent meanwhile.
    pub journal_stuck_since: Option<At>,
    /// Rows that became unknown and that somebody should look at, since the start of this process.
    pub unknown: u64,
}

/// The mail server cannot be used. It says nothing about any recipient; their rows wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteProblem {
    pub since: At,
    pub problem: ConnectProblem,
}
