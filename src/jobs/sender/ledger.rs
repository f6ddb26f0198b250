//! What the sender needs of the outbox: short calls, each one transaction.

use std::time::Duration;

use uuid::Uuid;

use crate::domain::values::At;
use crate::store::outbox::{DeliveryRow, Intent, Postponed, Rescued, Settled};

/// A row that is ours until its lease runs out. It was certainly not sent yet in this attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    pub id: Uuid,
    /// Fixed when the row was made (R2).
    pub message_id: String,
    /// The Date of the message and the start of the five days; fixed by the first claim.
    pub first_tried_at: At,
    pub row: DeliveryRow,
}

impl From<DeliveryRow> for Claimed {
    fn from(row: DeliveryRow) -> Self {
        let first_tried_at = row.first_attempt_at.unwrap_or(row.created_at);
        Self { id: row.id, message_id: row.message_id.clone(), first_tried_at, row }
    }
}

/// Whether the content may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permit {
    Granted,
    /// Paused, stopped, or no longer ours. The row is back in the queue or somebody else's; nothing is recorded for it.
    Refused,
}

/// What one commit of the journal holds. Settled attempts come first, then what is given back, then the intents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    pub settled: Vec<Settled>,
    /// Messages that the tray keeps, with the attempts that are settled as simulated.
    pub trayed: Vec<(Uuid, Vec<u8>)>,
    /// Claims given back untried: row and attempt.
    pub released: Vec<(Uuid, i64)>,
    /// Claims given back untried, with a later turn (R8).
    pub postponed: Vec<Postponed>,
    pub intents: Vec<Intent>,
}

/// The part of a common limit that one of several copies may use: the parts of all copies add up to the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// From 0, in the order of the copies' names.
    pub place: usize,
    /// Copies that are alive.
    pub copies: usize,
}

impl Share {
    pub const WHOLE: Self = Self { place: 0, copies: 1 };

    /// This copy's part of `limit`; 0 where there are more copies than places.
    pub fn of(self, limit: i64) -> i64 {
        let (Ok(place), Ok(copies)) = (i64::try_from(self.place), i64::try_from(self.copies)) else { return 0 };
        match copies {
            0 => 0,
            copies => limit / copies + i64::from(place < limit % copies),
        }
    }
}

/// The outbox did not do what was asked; nothing of the call is kept. For the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LedgerError(pub String);

/// The outbox as one running copy of the program sees it. Calls block; the sender makes them off the async threads. Leases
/// go by the database's own clock where several copies share one; `now` is the application's clock and decides what is due.
pub trait Ledger: Clone + Send + Sync + 'static {
    /// Takes up to `n` due rows, single messages first, ours for `lease`.
    fn claim(&self, n: usize, now: At, lease: Duration) -> Result<Vec<DeliveryRow>, LedgerError>;

    /// One transaction. An intent is granted only if the row is still claimed by us in this attempt with its lease running,
    /// and its communication is running (R3, R11). Answers in the order of the intents.
    fn journal(&self, batch: &Batch, now: At) -> Result<Vec<Permit>, LedgerError>;

    /// Keeps what we hold for `lease` from now.
    fn extend(&self, now: At, lease: Duration) -> Result<usize, LedgerError>;

    /// Rows whose lease is over: claimed ones are queued, those in flight become unknown (R5). `at_start`: nothing of this
    /// process is in the outbox yet.
    fn rescue(&self, at_start: bool, now: At) -> Result<Rescued, LedgerError>;

    /// Queues unknown rows again as far as their kind allows (R6), not before `wait` has passed, at the back.
    fn resend_unknown(&self, wait: Duration, now: At) -> Result<usize, LedgerError>;

    /// Gives back everything we have claimed and not begun.
    fn give_back(&self, now: At) -> Result<usize, LedgerError>;

    /// Which part of the limits is this copy's, where several share the outbox. Renewed with the leases.
    fn share(&self) -> Share {
        Share::WHOLE
    }

    /// When the next waiting row may be claimed.
    fn next_due(&self) -> Result<Option<At>, LedgerError>;

    /// Communications whose states do not add up to their recipients (R12); empty when all is well.
    fn sums_that_fail(&self) -> Result<Vec<Uuid>, LedgerError>;
}
