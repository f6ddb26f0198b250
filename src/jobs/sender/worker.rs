//! One worker: one SMTP connection, one message at a time.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::{Mutex, mpsc, watch};
use uuid::Uuid;

use super::destinations::Answer;
use super::journal::{Entries, Entry, ask};
use super::ledger::{Ledger, Permit};
use super::status::RouteProblem;
use super::{Job, Shared};
use crate::mail::connection::{ConnectProblem, Connection};
use crate::mail::message::Built;
use crate::mail::outcome::{NextStep, SendOutcome, next_step};
use crate::mail::settings::SmtpSettings;
use crate::mail::transport::Transport;
use crate::store::outbox::{DeliveryRow, Intent, Outcome, Settled};

/// Delivers jobs until there are no more.
pub(super) async fn work<L: Ledger>(
    shared: Arc<Shared<L>>,
    queue: Arc<Mutex<mpsc::Receiver<Job>>>,
    entries: Entries,
    stop: watch::Receiver<bool>,
) {
    let transport = shared.transport.clone();
    let mut worker = Worker { shared, entries, stop, connection: None };
    loop {
        let mut job = match tokio::time::timeout(worker.shared.rhythm.idle, next(&queue)).await {
            Ok(Some(job)) if !*worker.stop.borrow() => job,
            Ok(_) => break,
            Err(_) => {
                worker.hang_up().await;
                match next(&queue).await {
                    Some(job) if !*worker.stop.borrow() => job,
                    _ => break,
                }
            }
        };
        job.ticket.begins();
        let entry = match &transport {
            Transport::Tray => Some(in_tray(job)),
            Transport::Smtp(_) if job.stays => Some(in_tray(job)),
            Transport::Smtp(settings) => worker.deliver(settings, &job).await,
        };
        if let Some(entry) = entry {
            // The journal outlives the workers; if it is gone, the row is in flight and the rescue makes it unknown.
            worker.entries.send(entry).ok();
        }
    }
    worker.hang_up().await;
}

async fn next(queue: &Mutex<mpsc::Receiver<Job>>) -> Option<Job> {
    queue.lock().await.recv().await
}

struct Worker<L> {
    shared: Arc<Shared<L>>,
    entries: Entries,
    stop: watch::Receiver<bool>,
    connection: Option<Connection>,
}

/// What one try on one connection came to.
enum Tried {
    Answered(SendOutcome),
    /// The journal did not grant the intent: nothing was sent, and nothing is ours to record.
    NotGranted,
}

impl<L: Ledger> Worker<L> {
    /// Sends one message and says what is to be recorded; `None` when the row is no longer ours.
    async fn deliver(&mut self, settings: &SmtpSettings, job: &Job) -> Option<Entry> {
        // A break before the intent is a plain retry, once at once: an idle connection may have been closed by the server.
        for last in [false, true] {
            if !self.connected(settings).await {
                return Some(Entry::Release(job.row.id, job.row.row.attempt));
            }
            match self.attempt(&job.row.row, &job.message).await {
                Tried::NotGranted => return None,
                Tried::Answered(SendOutcome::NotSent { reason }) if !last => {
                    tracing::info!(row.id = %job.row.id, "Message {} was not sent: {reason}; trying once more", job.row.id);
                }
                Tried::Answered(outcome) => return Some(Entry::Settled(self.settled(job, outcome))),
            }
        }
        None
    }

    async fn attempt(&mut self, row: &DeliveryRow, message: &Built) -> Tried {
        let Some(connection) = self.connection.as_mut() else {
            return Tried::Answered(SendOutcome::NotSent { reason: "there is no connection".into() });
        };
        let outcome = match connection.envelope(message).await {
            Err(outcome) => Tried::Answered(outcome),
            Ok(ready) => {
                let body_sha256 = hex::encode(message.digest());
                let intent = Intent { id: row.id, attempt: row.attempt, body_sha256 };
                match ask(&self.entries, intent).await {
                    // Committed: from here on only a complete reply is an answer (R3, R4).
                    Permit::Granted => Tried::Answered(ready.content(message).await),
                    Permit::Refused => Tried::NotGranted,
                }
            }
        };
        if !connection.is_usable() {
            self.hang_up().await;
        }
        outcome
    }

    /// Makes sure there is a usable connection. While the mail server cannot be reached the row is kept for a while, then
    /// given back untouched: the failure says nothing about this recipient and must not use up attempts.
    async fn connected(&mut self, settings: &SmtpSettings) -> bool {
        let rhythm = self.shared.rhythm;
        let (mut wait, mut waited) = (rhythm.first_reconnect, Duration::ZERO);
        while self.connection.is_none() {
            match Connection::open(settings, &self.shared.roots).await {
                Ok(connection) => {
                    self.connection = Some(connection);
                    self.shared.status.send_if_modified(|status| status.route.take().is_some());
                }
                Err(problem) => {
                    self.route_is_down(problem, wait);
                    if waited >= rhythm.patience {
                        return false;
                    }
                    tokio::select! {
                        () = tokio::time::sleep(wait) => {}
                        _ = self.stop.wait_for(|stop| *stop) => return false,
                    }
                    waited += wait;
                    wait = (wait * 2).min(rhythm.last_reconnect);
                }
            }
        }
        true
    }

    fn route_is_down(&self, problem: ConnectProblem, wait: Duration) {
        let now = self.shared.now();
        let news = self.shared.status.send_if_modified(|status| {
            let since = status.route.as_ref().map_or(now, |route| route.since);
            let route = Some(RouteProblem { since, problem: problem.clone() });
            let changed = status.route != route;
            status.route = route;
            changed
        });
        if news {
            tracing::warn!("No mail goes out: {problem}; next try in {} s", wait.as_secs_f32());
        }
    }

    /// What is recorded of an answer, and when the next attempt is due.
    fn settled(&self, job: &Job, outcome: SendOutcome) -> Settled {
        let (row, now) = (&job.row.row, self.shared.now());
        let (id, attempt) = (row.id, row.attempt);
        let age = now.since(job.row.first_tried_at).num_seconds();
        let step = next_step(&outcome, u32::try_from(attempt).unwrap_or(u32::MAX), age, seed(id));
        let next_at = match step {
            NextStep::RetryIn { seconds } => Some(now.plus(TimeDelta::seconds(seconds))),
            NextStep::Done | NextStep::GiveUpAndTellTheDpo | NextStep::FollowUnknownPolicy => None,
        };
        let outcome = match outcome {
            SendOutcome::Accepted { code, reply } => {
                job.ticket.answered(Answer::Accepted, now);
                self.shared.status.send_modify(|status| status.last_accepted_at = Some(now));
                Outcome::Accepted { code, reply }
            }
            SendOutcome::Unknown { reason } => {
                tracing::warn!(row.id = %id, attempt, "Message {id} may or may not have arrived: {reason}");
                self.shared.status.send_modify(|status| status.unknown += 1);
                Outcome::Unknown { reason }
            }
            SendOutcome::NotSent { reason } => {
                tracing::info!(row.id = %id, attempt, "Message {id} was not sent: {reason}");
                Outcome::NotSent { reason }
            }
            SendOutcome::Deferred { code, reply } => {
                job.ticket.answered(Answer::Deferred, now);
                tracing::info!(row.id = %id, attempt, "The server deferred message {id}: {code} {reply}");
                Outcome::Deferred { code, reply }
            }
            SendOutcome::Rejected { code, reply } => {
                tracing::warn!(row.id = %id, attempt, "The server rejected message {id}: {code} {reply}");
                Outcome::Rejected { code, reply }
            }
        };
        Settled { id, attempt, outcome, next_at, body_sha256: Some(hex::encode(job.message.digest())) }
    }

    async fn hang_up(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.close().await;
        }
    }
}

/// The tray keeps the message instead of sending it.
fn in_tray(job: Job) -> Entry {
    let (row, message) = (job.row.row, job.message);
    let body_sha256 = Some(hex::encode(message.digest()));
    let settled = Settled { id: row.id, attempt: row.attempt, outcome: Outcome::Simulated, next_at: None, body_sha256 };
    Entry::Tray(settled, message.bytes().to_vec())
}

/// The same for the same row, different between rows: spreads retries without a random number.
fn seed(id: Uuid) -> u64 {
    let (high, low) = id.as_u64_pair();
    (high ^ low).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16
}
