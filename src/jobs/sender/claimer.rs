//! Takes due rows from the queue, has them rendered, and hands them to whichever worker is free.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::journal::{Entries, Entry};
use super::ledger::{Claimed, Ledger, LedgerError, Settled, Verdict};
use super::{Job, NoLetter, Shared, off_thread};
use crate::mail::message::{Built, build};

/// Feeds the workers until the stop; ends by dropping `jobs`, which ends them.
pub(super) async fn feed<L: Ledger>(
    shared: Arc<Shared<L>>,
    jobs: mpsc::Sender<Job>,
    entries: Entries,
    mut stop: watch::Receiver<bool>,
) {
    while !*stop.borrow() {
        // Registered before the look, so that a wake between look and sleep is not lost.
        let woken = shared.wake.notified();
        tokio::pin!(woken);
        woken.as_mut().enable();
        let claimed = match claim(&shared).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::error!("The outbox could not be read: {error}");
                Vec::new()
            }
        };
        if claimed.is_empty() {
            let sleep = sleep_until_due(&shared).await;
            tokio::select! {
                () = woken => {}
                () = tokio::time::sleep(sleep) => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
            continue;
        }
        for (row, message) in rendered(&shared, claimed).await {
            let message = match message {
                Ok(message) => message,
                Err(verdict) => {
                    let settled = Settled { id: row.id, attempt: row.attempt, verdict };
                    let _ = entries.send(Entry::Settled(settled));
                    continue;
                }
            };
            tokio::select! {
                biased;
                // Rows not handed over stay claimed; the stop gives them back.
                _ = stop.wait_for(|stop| *stop) => return,
                sent = jobs.send(Job { row, message }) => if sent.is_err() { return },
            }
        }
    }
}

async fn claim<L: Ledger>(shared: &Arc<Shared<L>>) -> Result<Vec<Claimed>, LedgerError> {
    let (now, rhythm) = (shared.now(), shared.rhythm);
    off_thread(shared, move |ledger| ledger.claim(rhythm.batch, now, rhythm.claim_lease)).await
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
async fn rendered<L: Ledger>(shared: &Arc<Shared<L>>, rows: Vec<Claimed>) -> Vec<(Claimed, Result<Built, Verdict>)> {
    let content = Arc::clone(&shared.content);
    let batch = rows.clone();
    let built = tokio::task::spawn_blocking(move || {
        let letters = content.letters(&batch);
        batch.iter().zip(letters).map(|(row, letter)| message(row, letter)).collect::<Vec<_>>()
    })
    .await;
    let built = built.unwrap_or_else(|error| {
        tracing::error!("Rendering a batch of messages failed: {error}");
        Vec::new()
    });
    // Fewer answers than rows would lose the rest until their lease is over: those go back at once.
    let rest = std::iter::repeat_with(|| Err(Verdict::Untouched));
    rows.into_iter().zip(built.into_iter().chain(rest)).collect()
}

fn message(row: &Claimed, letter: Result<crate::mail::message::Letter, NoLetter>) -> Result<Built, Verdict> {
    let never = |reply: String| Verdict::Rejected { code: None, reply };
    let letter = letter.map_err(|problem| match problem {
        NoLetter::NotNow(reason) => {
            tracing::warn!(row.id = %row.id, "Message {} cannot be written yet: {reason}", row.id);
            Verdict::Untouched
        }
        NoLetter::Never(reason) => never(reason),
    })?;
    let built = build(&letter)
        .map_err(|problems| never(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
    if letter.message_id != row.message_id || row.digest.is_some_and(|first| first != built.digest()) {
        // R2: a second version under the first one's Message-ID would be a second letter that nobody approved.
        return Err(never("its content is no longer that of the first attempt; nothing was sent again".into()));
    }
    Ok(built)
}
