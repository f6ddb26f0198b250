//! One worker: one SMTP connection, one message at a time.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch;
use uuid::Uuid;

use super::destinations::Answer;
use super::journal::{Entries, Entry, ask};
use super::ledger::{Ledger, Permit};
use super::queue::Waiting;
use super::status::RouteProblem;
use super::{Job, Shared};
use crate::mail::connection::{ConnectProblem, Connection, Following, NotBegun, Ready};
use crate::mail::outcome::{NextStep, SendOutcome, next_step};
use crate::mail::settings::SmtpSettings;
use crate::mail::transport::Transport;
use crate::store::outbox::{DeliveryKind, Intent, Outcome, Settled};

/// Delivers jobs until there are no more.
pub(super) async fn work<L: Ledger>(
    shared: Arc<Shared<L>>,
    queue: Arc<Waiting>,
    entries: Entries,
    stop: watch::Receiver<bool>,
) {
    let transport = shared.transport.clone();
    let mut worker = Worker { shared, queue, entries, stop, connection: None };
    loop {
        let next = tokio::time::timeout(worker.shared.rhythm.idle, worker.queue.next()).await;
        let job = match next {
            Ok(Some(job)) if !*worker.stop.borrow() => job,
            Ok(_) => break,
            Err(_) => {
                worker.hang_up().await;
                match worker.queue.next().await {
                    Some(job) if !*worker.stop.borrow() => job,
                    _ => break,
                }
            }
        };
        match &transport {
            Transport::Smtp(settings) if !job.stays => worker.deliver(settings, job).await,
            _ => worker.hand_in(in_tray(job)),
        }
    }
    worker.hang_up().await;
}

struct Worker<L> {
    shared: Arc<Shared<L>>,
    queue: Arc<Waiting>,
    entries: Entries,
    stop: watch::Receiver<bool>,
    connection: Option<Connection>,
}

/// A message that was certainly not sent, and why.
struct Stumbled {
    job: Job,
    outcome: SendOutcome,
}

impl<L: Ledger> Worker<L> {
    /// Sends one message, and those that follow it without a break.
    async fn deliver(&mut self, settings: &SmtpSettings, mut job: Job) {
        // A break before the intent is a plain retry, once at once: an idle connection may have been closed by the server.
        let mut tried = None;
        loop {
            if !self.connected(settings).await {
                return self.hand_in(Entry::Release(job.row.id, job.row.row.attempt));
            }
            let Some(stumbled) = self.one_after_another(job).await else { return };
            job = stumbled.job;
            match stumbled.outcome {
                SendOutcome::NotSent { reason } if tried != Some(job.row.id) => {
                    tracing::info!(row.id = %job.row.id, "Message {} was not sent: {reason}; trying once more", job.row.id);
                    tried = Some(job.row.id);
                }
                outcome => return self.hand_in(Entry::Settled(self.settled(&job, outcome))),
            }
        }
    }

    /// Sends a message on the connection, and while more wait, the envelope of the next in the same write as each content: one wait for
    /// the network and one commit per message. The outcome of each is handed in before the intent of the next. Answers the message that
    /// was stopped before its intent; what the journal did not grant is not ours to record.
    async fn one_after_another(&mut self, mut job: Job) -> Option<Stumbled> {
        let mut connection = self.connection.take()?;
        let mut ready = connection.envelope(&job.message).await;
        let stumbled = loop {
            let open = match ready {
                Ok(open) => open,
                Err(outcome) => break Some(Stumbled { job, outcome }),
            };
            job.ticket.begins();
            let body_sha256 = hex::encode(job.message.digest());
            let intent = Intent { id: job.row.id, attempt: job.row.row.attempt, body_sha256 };
            // Committed: from here on only a complete reply is an answer (R3, R4).
            if ask(&self.entries, intent).await == Permit::Refused {
                break None;
            }
            let (mut next, following) = self.follower(&open, &job).unzip();
            let (outcome, begun) = {
                let sending = open.content_then(&job.message, following);
                tokio::pin!(sending);
                tokio::select! {
                    biased;
                    sent = &mut sending => sent,
                    // A slow answer holds up one message and not two.
                    () = tokio::time::sleep(self.shared.rhythm.behind_another), if next.is_some() => {
                        self.let_go(next.take());
                        sending.await
                    }
                }
            };
            let settled = Entry::Settled(self.settled(&job, outcome));
            let (Some(following), Some(begun)) = (next, begun) else {
                self.hand_in(settled);
                break None;
            };
            job = following;
            let answered = begun.answered();
            tokio::pin!(answered);
            let answered = tokio::select! {
                biased;
                // Mostly the replies came together: then outcome and intent are in one commit.
                answered = &mut answered => {
                    self.hand_in(settled);
                    answered
                }
                () = std::future::ready(()) => {
                    self.hand_in(settled);
                    answered.await
                }
            };
            ready = answered.map_err(|problem| self.not_begun(problem));
        };
        self.connection = Some(connection);
        self.hang_up_if_spent().await;
        stumbled
    }

    /// The message that goes behind this one, if one to people waits and nothing speaks against it.
    fn follower(&self, open: &Ready<'_>, job: &Job) -> Option<(Job, Following)> {
        let at_all = job.row.row.kind == DeliveryKind::People && self.shared.in_one_write.load(Ordering::Relaxed);
        if !at_all || *self.stop.borrow() || !open.may_be_followed() {
            return None;
        }
        let next = self.queue.follower()?;
        let following = open.followed_by(&next.message);
        Some((next, following))
    }

    fn not_begun(&self, problem: NotBegun) -> SendOutcome {
        if problem.in_silence {
            tracing::warn!("The mail server offers PIPELINING and does not read what stands behind a message");
            self.shared.in_one_write.store(false, Ordering::Relaxed);
        }
        problem.outcome
    }

    fn let_go(&self, job: Option<Job>) {
        if let Some(job) = job {
            self.hand_in(Entry::Release(job.row.id, job.row.row.attempt));
        }
    }

    /// The journal outlives the workers; if it is gone, the row is in flight and the rescue makes it unknown.
    fn hand_in(&self, entry: Entry) {
        self.entries.send(entry).ok();
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

    async fn hang_up_if_spent(&mut self) {
        if self.connection.as_ref().is_some_and(|connection| !connection.is_usable()) {
            self.hang_up().await;
        }
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
