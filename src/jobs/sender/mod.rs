//! The outbox sender: claims rows in batches, journals the intent of each message before its first content byte, sends,
//! and records what became of it.
//!
//! ```text
//! claimer ──rows, rendered──▶ workers (one SMTP connection each) ──intents, outcomes──▶ journal ──one commit──▶ ledger
//!    ▲ wake or 30 s                                                                       keeper: rescue, resend, totals
//! ```
//!
//! Between claimer and workers stand the limits per recipient domain ([`destinations`], R8).
//! What the tasks know of the database is the [`Ledger`]; what they know of the texts is the [`ContentSource`].

mod claimer;
mod destinations;
mod journal;
mod keeper;
mod ledger;
mod queue;
mod status;
mod worker;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};
use uuid::Uuid;

use crate::clock::Clock;
use crate::domain::values::At;
use crate::mail::address::EmailAddress;
use crate::mail::connection::TlsRoots;
use crate::mail::message::{Built, Letter};
use crate::mail::settings::DomainLimits;
use crate::mail::transport::Transport;
use crate::store::outbox::Settled;

use destinations::{Destinations, Ticket};
pub use ledger::{Batch, Claimed, Ledger, LedgerError, Permit, Share};
pub use status::{RouteProblem, SenderStatus};

/// Turns rows into letters; the application's part, because it knows templates and may decrypt. Called off the async
/// threads, with a whole batch at once. For one row it must give the same letter each time (R2).
pub trait ContentSource: Send + Sync + 'static {
    /// As many answers as rows, in their order.
    fn letters(&self, rows: &[Claimed]) -> Vec<Result<Letter, NoLetter>>;

    /// Which of these rows belong to a drill. They are put in the tray whatever the transport: nothing of an exercise may reach an
    /// authority or the people concerned. Without an answer none of them is sent now.
    fn drills(&self, _rows: &[Claimed]) -> Result<HashSet<Uuid>, NoLetter> {
        Ok(HashSet::new())
    }

    /// The address to which this row's message comes back, if not to its sender (VERP). No part of the bytes.
    fn return_path(&self, _row: &Claimed) -> Option<EmailAddress> {
        None
    }

    /// The id by which a delivery report is to name this row's message (RFC 3461). No part of the bytes. Asked after its letter.
    fn reported_as(&self, _row: &Claimed) -> Option<Uuid> {
        None
    }

    /// Called after each commit with what it settled, so that the application can act on it (an authority's hand-over). It may be called for nothing after a crash: what must happen is found in the database.
    fn after_commit(&self, _settled: &[Settled]) {}
}

/// Why a row has no letter now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoLetter {
    /// It may have one later: the database was busy, the master key is not there yet. The row goes back to the queue.
    NotNow(String),
    /// It will never have one. The row is given up and shown as not sent, with this reason, which names no person.
    Never(String),
}

/// How the sender paces itself. The defaults are for production; tests shorten them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// Rows taken from the queue at once.
    pub batch: usize,
    /// The longest sleep between two looks at the queue; the clock may have been moved meanwhile (T5).
    pub longest_sleep: Duration,
    /// How long a row stays ours after its claim; renewed while we live, three times within it. When it runs out another
    /// copy takes over, and an intent of ours is refused.
    pub lease: Duration,
    /// How long people's unknown rows wait for their one resend (R6); milliseconds matter to nobody.
    pub resend_unknown_after: Duration,
    /// Waits after a failed connect: from the first, doubling to the last.
    pub first_reconnect: Duration,
    pub last_reconnect: Duration,
    /// How long a worker keeps one row while the mail server cannot be reached, before it gives the row back.
    pub patience: Duration,
    /// An unused connection is closed after this.
    pub idle: Duration,
    /// How long a message whose envelope went out with the content before it waits for the answer to that; then it goes back and may
    /// be sent on another connection.
    pub behind_another: Duration,
    /// What a stop leaves the messages in hand, before they are left to the rescue as unknown.
    pub grace: Duration,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self {
            batch: 100,
            longest_sleep: Duration::from_secs(30),
            lease: Duration::from_secs(60),
            resend_unknown_after: Duration::from_secs(600),
            first_reconnect: Duration::from_secs(1),
            last_reconnect: Duration::from_secs(60),
            patience: Duration::from_secs(120),
            idle: Duration::from_secs(15),
            behind_another: Duration::from_secs(2),
            grace: Duration::from_millis(1_500),
        }
    }
}

/// A row with its message, on its way to a worker.
struct Job {
    row: Claimed,
    message: Built,
    /// Of a drill: kept in the tray.
    stays: bool,
    /// Its place among those in hand for its domain.
    ticket: Ticket,
}

/// What all tasks of one sender share.
struct Shared<L> {
    ledger: L,
    clock: Clock,
    transport: Transport,
    roots: TlsRoots,
    rhythm: Rhythm,
    content: Arc<dyn ContentSource>,
    wake: Arc<Notify>,
    destinations: Arc<Destinations>,
    /// Whether envelopes are written behind contents; no longer, once a server took a content and was silent to what came behind it.
    in_one_write: AtomicBool,
    status: watch::Sender<SenderStatus>,
}

impl<L> Shared<L> {
    fn now(&self) -> At {
        self.clock.now()
    }
}

/// A sender that is ready to run.
pub struct Sender<L> {
    shared: Arc<Shared<L>>,
}

impl<L: Ledger> Sender<L> {
    /// Prepares a sender. `wake` rouses it: call `notify_waiters` after a commit that queued mail, after a resume, and after
    /// the clock was moved; a lost call costs at most one [`Rhythm::longest_sleep`]. The error is a sentence for the operator: settings or certificate authorities that cannot be used.
    pub fn new(
        ledger: L,
        clock: Clock,
        transport: Transport,
        content: Arc<dyn ContentSource>,
        rhythm: Rhythm,
        wake: Arc<Notify>,
    ) -> Result<Self, String> {
        let roots = match &transport {
            Transport::Smtp(settings) => {
                if let Some(problem) = settings.problems().first() {
                    return Err(problem.to_string());
                }
                TlsRoots::load(settings.extra_ca_file.as_deref())?
            }
            Transport::Tray => TlsRoots::load(None)?,
        };
        let limits = match &transport {
            Transport::Smtp(settings) => settings.per_domain,
            Transport::Tray => DomainLimits::NONE,
        };
        let destinations = Destinations::new(limits);
        let (status, _) = watch::channel(SenderStatus::default());
        let in_one_write = AtomicBool::new(true);
        let shared =
            Shared { ledger, clock, transport, roots, rhythm, content, wake, destinations, in_one_write, status };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// What the sender is doing, for the health page and the mail settings.
    pub fn status(&self) -> watch::Receiver<SenderStatus> {
        self.shared.status.subscribe()
    }

    /// Runs until `stop` says so. Then no new message is begun, those in hand get the grace, and rows not begun go back.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let shared = self.shared;
        // Before anything is claimed: what a dead process of ours left behind (R5).
        keeper::rescue(&shared, true).await;
        let (entries, inbox) = mpsc::unbounded_channel();
        let journal = {
            let shared = Arc::clone(&shared);
            tokio::task::spawn_blocking(move || journal::keep(&shared, inbox))
        };
        let keeper = tokio::spawn(keeper::watch_over(Arc::clone(&shared), stop.clone()));
        let pulse = tokio::spawn(keeper::keep_leases(Arc::clone(&shared)));

        let connections = match &shared.transport {
            Transport::Smtp(settings) => settings.connections,
            Transport::Tray => 1,
        };
        // Enough to do while the next batch is claimed and built. A filing that comes now waits behind these.
        let (jobs, queue) = mpsc::channel(connections * 3);
        let queue = Arc::new(queue::Waiting::new(queue));
        let mut workers = JoinSet::new();
        for _ in 0..connections {
            workers.spawn(worker::work(Arc::clone(&shared), Arc::clone(&queue), entries.clone(), stop.clone()));
        }
        let claimer = tokio::spawn(claimer::feed(Arc::clone(&shared), jobs, entries, stop.clone()));

        let _ = stop.wait_for(|stop| *stop).await;
        finish(workers, shared.rhythm.grace).await;
        wait_for(claimer).await;
        // Workers and claimer are gone, so the journal has everything and ends by itself.
        wait_for(journal).await;
        wait_for(keeper).await;
        pulse.abort();
        give_back(&shared).await;
    }
}

/// Lets the workers end; those that still wait for a server after the grace are cut off. Their rows are `in_flight` and
/// become `unknown` by the rescue: the person may have the message.
async fn finish(mut workers: JoinSet<()>, grace: Duration) {
    let ended = tokio::time::timeout(grace, async { while workers.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        workers.shutdown().await;
    }
}

async fn wait_for(task: JoinHandle<()>) {
    if let Err(error) = task.await {
        tracing::error!("A task of the outbox sender ended badly: {error}");
    }
}

/// Claimed rows were certainly not sent; nobody should wait for their lease to run out.
async fn give_back<L: Ledger>(shared: &Arc<Shared<L>>) {
    let now = shared.now();
    if let Err(error) = off_thread(shared, move |ledger| ledger.give_back(now)).await {
        tracing::warn!("Claimed rows were not given back, their lease has to run out: {error}");
    }
}

/// Calls the ledger away from the async threads.
async fn off_thread<L: Ledger, T: Send + 'static>(
    shared: &Arc<Shared<L>>,
    work: impl FnOnce(&L) -> Result<T, LedgerError> + Send + 'static,
) -> Result<T, LedgerError> {
    let ledger = shared.ledger.clone();
    let answer = tokio::task::spawn_blocking(move || work(&ledger)).await;
    answer.unwrap_or_else(|error| Err(LedgerError(format!("a call of the database was cut short: {error}"))))
}
