//! The one task that writes the outbox for the workers: it commits whatever waits, at once, with no timed window (R3, R9).
//!
//! A worker hands in the outcome of one message before the intent of its next, and entries are committed in their order:
//! after a crash each connection has at most one message in flight.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use uuid::Uuid;

use super::Shared;
use super::ledger::{Batch, Ledger, Permit};
use crate::store::outbox::{Intent, Postponed, Settled};

/// What the tasks hand in.
pub(super) enum Entry {
    Intent {
        intent: Intent,
        answer: oneshot::Sender<Permit>,
    },
    Settled(Settled),
    /// The tray keeps the message; settled as simulated.
    Tray(Settled, Vec<u8>),
    /// Not tried: row and attempt go back as if never claimed.
    Release(Uuid, i64),
    /// The same, and not to be looked at before its turn.
    Postpone(Postponed),
}

pub(super) type Entries = mpsc::UnboundedSender<Entry>;

/// More than all connections together hand in; keeps one transaction short.
const MOST_AT_ONCE: usize = 500;
const FIRST_RETRY: Duration = Duration::from_millis(100);
const LAST_RETRY: Duration = Duration::from_secs(10);
/// After the stop, an outbox that cannot be written is given up on after this many tries; the rescue finds the rows.
const TRIES_AFTER_THE_END: u32 = 5;

/// Asks for leave to send; answers only after the commit.
pub(super) async fn ask(entries: &Entries, intent: Intent) -> Permit {
    let (answer, permit) = oneshot::channel();
    if entries.send(Entry::Intent { intent, answer }).is_err() {
        return Permit::Refused;
    }
    permit.await.unwrap_or(Permit::Refused)
}

/// Runs until every sender of entries is gone and everything is written. It holds a thread of its own: handing each commit to another
/// one and back costs more than the commit.
pub(super) fn keep<L: Ledger>(shared: &Shared<L>, mut inbox: mpsc::UnboundedReceiver<Entry>) {
    // What could not be written yet. Outcomes are facts and are kept until the database takes them.
    let mut owed = Batch::default();
    let mut retry = FIRST_RETRY;
    let mut tries_after_the_end = 0;
    loop {
        let mut answers = Vec::new();
        let mut ended = false;
        let mut take = |entry, owed: &mut Batch| match entry {
            Entry::Settled(settled) => owed.settled.push(settled),
            Entry::Tray(settled, message) => {
                owed.trayed.push((settled.id, message));
                owed.settled.push(settled);
            }
            Entry::Release(id, attempt) => owed.released.push((id, attempt)),
            Entry::Postpone(postponed) => owed.postponed.push(postponed),
            Entry::Intent { intent, answer } => {
                owed.intents.push(intent);
                answers.push(answer);
            }
        };
        if owed == Batch::default() {
            match inbox.blocking_recv() {
                Some(entry) => take(entry, &mut owed),
                None => return,
            }
        }
        for _ in 0..MOST_AT_ONCE {
            match inbox.try_recv() {
                Ok(entry) => take(entry, &mut owed),
                Err(mpsc::error::TryRecvError::Empty) => break,
                Err(mpsc::error::TryRecvError::Disconnected) => {
                    ended = true;
                    break;
                }
            }
        }
        let (batch, now) = (std::mem::take(&mut owed), shared.now());
        match shared.ledger.journal(&batch, now) {
            Ok(permits) => {
                retry = FIRST_RETRY;
                for (answer, permit) in answers.into_iter().zip(permits) {
                    // Nobody asks any more: the worker was ended. A granted row then is in flight, and the rescue makes it unclear.
                    answer.send(permit).ok();
                }
                if !batch.settled.is_empty() {
                    shared.content.after_commit(&batch.settled);
                }
                shared.status.send_if_modified(|status| status.journal_stuck_since.take().is_some());
            }
            Err(error) => {
                // Dropping the answers refuses the intents: what cannot be journalled is not sent.
                drop(answers);
                tracing::error!(
                    "The outbox could not be written, nothing is sent until it can: {error}; next try in {} ms",
                    retry.as_millis()
                );
                shared.status.send_modify(|status| {
                    status.journal_stuck_since.get_or_insert(now);
                });
                // The intents were refused: their rows are given back with the next commit.
                let mut kept = batch;
                kept.released.extend(kept.intents.drain(..).map(|intent| (intent.id, intent.attempt)));
                owed = kept;
                tries_after_the_end += u32::from(ended);
                if ended && tries_after_the_end >= TRIES_AFTER_THE_END {
                    tracing::error!("{} outcomes are left to the rescue as unknown", owed.settled.len());
                    return;
                }
                wait(retry);
                retry = (retry * 2).min(LAST_RETRY);
            }
        }
    }
}

/// Lets the time pass on the journal's own thread.
fn wait(time: Duration) {
    tokio::runtime::Handle::current().block_on(tokio::time::sleep(time));
}
