//! Takes due rows from the queue, has them rendered, and hands them to whichever worker is free, as far as their domain takes
//! more (R8).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::destinations::Admission;
use super::journal::{Entries, Entry};
use super::ledger::{Claimed, Ledger, LedgerError};
use super::{Job, NoLetter, Shared, off_thread};
use crate::mail::message::{Built, Letter, build};
use crate::store::outbox::{DeliveryKind, Outcome, Postponed, Settled};

/// Feeds the workers until the stop; ends by dropping `jobs`, which ends them.
pub(super) async fn feed<L: Ledger>(
    shared: Arc<Shared<L>>,
    jobs: mpsc::Sender<Job>,
    entries: Entries,
    mut stop: watch::Receiver<bool>,
) {
    let mut waiting = Waiting::new(shared.rhythm.batch);
    while !*stop.borrow() {
        // Registered before the look, so that a wake between look and sleep is not lost.
        let (woken, freed) = (shared.wake.notified(), shared.destinations.freed.notified());
        tokio::pin!(woken, freed);
        woken.as_mut().enable();
        freed.as_mut().enable();
        let claimed = match claim(&shared).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::error!("The outbox could not be read: {error}");
                Vec::new()
            }
        };
        shared.destinations.set_share(shared.ledger.share());
        let mut rest = claimed.is_empty().then_some(Rest::UntilDue);
        let mut ready = waiting.take();
        for (row, message, stays) in rendered(&shared, claimed).await {
            match message {
                Ok(message) => ready.push(Ready { row, message, stays }),
                Err(instead) => {
                    if matches!(instead, Entry::Release(..)) {
                        // What cannot be written now cannot be written in a millisecond either.
                        rest = Some(Rest::Longest);
                    }
                    if entries.send(instead).is_err() {
                        return journal_is_gone();
                    }
                }
            }
        }
        for ready in ready {
            // R8: a domain that takes no more now holds up nobody else. What stays in the house asks no domain.
            let may_wait = ready.row.row.kind == DeliveryKind::People && !ready.stays;
            let (row, next_at) = match shared.destinations.admit(ready.message.to().domain(), may_wait, shared.now()) {
                Admission::Go(ticket) => {
                    let Ready { row, message, stays } = ready;
                    tokio::select! {
                        biased;
                        // Rows not handed over stay claimed; the stop gives them back.
                        _ = stop.wait_for(|stop| *stop) => return,
                        sent = jobs.send(Job { row, message, stays, ticket }) => if sent.is_err() { return },
                    }
                    continue;
                }
                Admission::Full { turn } => match waiting.keep(ready) {
                    None => continue,
                    Some(row) => (row, turn),
                },
                Admission::Later(turn) => (ready.row, turn),
            };
            let communication_id = row.row.communication_id;
            let postponed = Postponed { id: row.id, attempt: row.row.attempt, communication_id, next_at };
            if entries.send(Entry::Postpone(postponed)).is_err() {
                return journal_is_gone();
            }
        }
        let sleep = match rest {
            None => continue,
            Some(Rest::UntilDue) => sleep_until_due(&shared).await,
            Some(Rest::Longest) => shared.rhythm.longest_sleep,
        };
        tokio::select! {
            () = woken => {}
            () = freed, if !waiting.is_empty() => {}
            () = tokio::time::sleep(sleep) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
}

/// Without the journal nothing may be sent and nothing can be given back: what is claimed stays so until its lease is over, and the
/// rescue queues it again. Ending here ends the workers too.
fn journal_is_gone() {
    tracing::error!("The task that writes the outbox has ended; nothing more is taken from the queue");
}

/// A row with its message.
struct Ready {
    row: Claimed,
    message: Built,
    /// Of a drill: kept in the tray.
    stays: bool,
}

/// Messages that wait in memory for a place with their domain: seconds, while a message in hand gets its answer. There are
/// few of them, and of one domain only some, so that they never keep the claimer from the others.
struct Waiting {
    rows: Vec<Ready>,
    most: usize,
    most_of_a_domain: usize,
    of_domain: HashMap<String, usize>,
}

impl Waiting {
    fn new(batch: usize) -> Self {
        Self { rows: Vec::new(), most: batch * 2, most_of_a_domain: (batch / 2).max(1), of_domain: HashMap::new() }
    }

    fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn take(&mut self) -> Vec<Ready> {
        self.of_domain.clear();
        std::mem::take(&mut self.rows)
    }

    /// Keeps the message, or gives the row back if there are enough.
    fn keep(&mut self, ready: Ready) -> Option<Claimed> {
        let count = self.of_domain.entry(ready.message.to().domain().to_owned()).or_default();
        if *count >= self.most_of_a_domain || self.rows.len() >= self.most {
            return Some(ready.row);
        }
        *count += 1;
        self.rows.push(ready);
        None
    }
}

/// Why the claimer sleeps.
enum Rest {
    UntilDue,
    Longest,
}

async fn claim<L: Ledger>(shared: &Arc<Shared<L>>) -> Result<Vec<Claimed>, LedgerError> {
    let (now, rhythm) = (shared.now(), shared.rhythm);
    off_thread(shared, move |ledger| ledger.claim(rhythm.batch, now, rhythm.lease))
        .await
        .map(|rows| rows.into_iter().map(Claimed::from).collect())
}

/// Until the next row is due, never longer than the rhythm says: the clock is read again then (T5).
async fn sleep_until_due<L: Ledger>(shared: &Arc<Shared<L>>) -> Duration {
    let longest = shared.rhythm.longest_sleep;
    let due = match off_thread(shared, |ledger| ledger.next_due()).await {
        Ok(due) => due,
        Err(_) => return longest,
    };
    let Some(due) = due else { return longest };
    // A row that is due and was not claimed waits for something else (another copy, a pause): no spinning.
    let least = Duration::from_millis(50).min(longest);
    due.since(shared.now()).to_std().unwrap_or_default().clamp(least, longest)
}

/// Renders and builds a batch off the async threads; a row without a message gets its verdict instead.
async fn rendered<L: Ledger>(
    shared: &Arc<Shared<L>>,
    rows: Vec<Claimed>,
) -> Vec<(Claimed, Result<Built, Entry>, bool)> {
    let content = Arc::clone(&shared.content);
    let batch = Arc::new(rows);
    let rows = Arc::clone(&batch);
    let built = tokio::task::spawn_blocking(move || {
        let drills = content.drills(&rows);
        let letters = content.letters(&rows);
        let verdict = |(row, letter): (&Claimed, Result<Letter, NoLetter>)| {
            // Not knowing whether it is an exercise, nobody may send it.
            let letter = match &drills {
                Ok(_) => letter,
                Err(problem) => Err(problem.clone()),
            };
            let (back, id) = (content.return_path(row), content.reported_as(row));
            let message = message(row, letter).map(|message| match back {
                Some(back) => message.returning_to(back),
                None => message,
            });
            let message = message.map(|message| match id {
                Some(id) => message.reported_as(id),
                None => message,
            });
            (message, drills.as_ref().is_ok_and(|drills| drills.contains(&row.id)))
        };
        rows.iter().zip(letters).map(verdict).collect::<Vec<_>>()
    })
    .await;
    let built = built.unwrap_or_else(|error| {
        tracing::error!("Rendering a batch of messages failed: {error}");
        Vec::new()
    });
    let mut built = built.into_iter();
    let answer = |row: Claimed| {
        // Fewer answers than rows would lose the rest until their lease is over: those go back at once.
        let (message, stays) = built.next().unwrap_or_else(|| (Err(Entry::Release(row.id, row.row.attempt)), false));
        (row, message, stays)
    };
    Arc::unwrap_or_clone(batch).into_iter().map(answer).collect()
}

fn message(row: &Claimed, letter: Result<Letter, NoLetter>) -> Result<Built, Entry> {
    let never = |reason: String| {
        tracing::warn!(row.id = %row.id, "Message {} is given up: {reason}", row.id);
        let outcome = Outcome::NotSent { reason };
        Entry::Settled(Settled { id: row.id, attempt: row.row.attempt, outcome, next_at: None, body_sha256: None })
    };
    let letter = letter.map_err(|problem| match problem {
        NoLetter::NotNow(reason) => {
            tracing::warn!(row.id = %row.id, "Message {} cannot be written yet: {reason}", row.id);
            Entry::Release(row.id, row.row.attempt)
        }
        NoLetter::Never(reason) => never(reason),
    })?;
    let built = build(&letter)
        .map_err(|problems| never(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
    let first = row.row.body_sha256.as_deref();
    if letter.message_id != row.message_id || first.is_some_and(|first| first != hex::encode(built.digest())) {
        // R2: a second version under the first one's Message-ID would be a second letter that nobody approved.
        return Err(never("its content is no longer that of the first attempt; nothing was sent again".into()));
    }
    Ok(built)
}
