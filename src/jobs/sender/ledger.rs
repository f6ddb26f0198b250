//! What the sender needs of the outbox: short calls, each one transaction.

use uuid::Uuid;

use crate::domain::values::At;

crate::words! {
    /// Who gets the message; decides what happens to an unclear outcome (R6).
    Audience {
        /// One of many people who are told: one automatic resend.
        People = "people",
        /// A supervisory authority, a certified mailbox, or any other single addressee: a person decides.
        Single = "single",
    }
}

/// A row of the outbox that is ours until its lease runs out. It was certainly not sent yet in this attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    pub id: Uuid,
    /// The mail-out, or whatever groups rows for pause and stop.
    pub group: Uuid,
    pub audience: Audience,
    /// Counted from 1; grows with each claim. The fence: an intent of an older attempt is refused.
    pub attempt: u32,
    /// Fixed when the row was made (R2).
    pub message_id: String,
    /// The Date of the message and the start of the five days; fixed at the first attempt.
    pub first_tried_at: At,
    /// SHA-256 of the bytes of the first attempt, if there was one that got as far as an intent.
    pub digest: Option<[u8; 32]>,
}

/// "We are about to send this": to be committed before the first content byte (R3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Intent {
    pub id: Uuid,
    pub attempt: u32,
    pub digest: [u8; 32],
}

/// Whether the content may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permit {
    Granted,
    /// Paused, stopped, or no longer ours. The row is somebody else's business now; nothing is recorded for it.
    Refused,
}

/// What becomes of a row after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Accepted {
        reply: String,
    },
    /// Back to the queue at `next_at`, with what the server said, or why nothing was sent.
    Deferred {
        code: Option<u16>,
        reply: String,
        next_at: At,
    },
    /// Final and shown to the DPO, with what else can be done. Also when five days of deferrals are over.
    Rejected {
        code: Option<u16>,
        reply: String,
    },
    Unknown {
        reason: String,
    },
    /// The tray keeps the message instead of sending it.
    Simulated {
        message: Vec<u8>,
    },
    /// Not tried at all: back to the queue as it was, the attempt is not counted.
    Untouched,
}

/// A verdict on one attempt. Only the attempt it belongs to may be settled by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    pub id: Uuid,
    pub attempt: u32,
    pub verdict: Verdict,
}

/// What a rescue found (R5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rescued {
    /// Claimed, lease over: certainly not sent, queued again.
    pub queued: usize,
    /// In flight, lease over: the person may have it.
    pub unknown: usize,
}

/// The outbox did not do what was asked; nothing of the call is kept. For the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LedgerError(pub String);

/// The outbox as the sender sees it. Calls block; the sender makes them off the async threads. Leases use the database's
/// own clock where several copies share one; `now` is the application's clock and decides what is due.
pub trait Ledger: Clone + Send + Sync + 'static {
    /// Takes up to `n` due rows of groups that are running, oldest due first, ours for `lease`.
    fn claim(&self, n: usize, now: At, lease: std::time::Duration) -> Result<Vec<Claimed>, LedgerError>;

    /// One transaction: settles attempts, then marks intents `in_flight` for `lease`. An intent is granted only if the row
    /// is still claimed by us in this attempt with its lease running, and its group is neither paused nor stopped.
    /// Answers in the order of `intents`.
    fn journal(
        &self,
        settled: &[Settled],
        intents: &[Intent],
        now: At,
        lease: std::time::Duration,
    ) -> Result<Vec<Permit>, LedgerError>;

    /// Rows whose lease is over: claimed ones are queued, those in flight become unknown (R5).
    fn rescue(&self, now: At) -> Result<Rescued, LedgerError>;

    /// Queues the unknown rows of people that were not resent yet and are unknown since before `since`; at the back (R6).
    fn resend_unknown(&self, since: At, now: At) -> Result<usize, LedgerError>;

    /// Gives back everything we have claimed and not begun.
    fn give_back(&self, now: At) -> Result<usize, LedgerError>;

    /// When the next queued row of a running group is due.
    fn next_due(&self) -> Result<Option<At>, LedgerError>;

    /// Groups whose states do not add up to their recipients (R12); empty when all is well.
    fn sums_that_fail(&self) -> Result<Vec<Uuid>, LedgerError>;
}
