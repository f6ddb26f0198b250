//! What the sender's tests stand on: an outbox that can be looked into, whichever database is behind it, and a running
//! sender that is waited for by its commits, never by time.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use breachdesk::clock::Clock;
use breachdesk::domain::values::At;
use breachdesk::jobs::sender::{
    Batch, Claimed, ContentSource, Ledger, LedgerError, NoLetter, Permit, Rhythm, Sender, SenderStatus, Share,
};
use breachdesk::mail::address::EmailAddress;
use breachdesk::mail::message::{Correspondent, Letter};
use breachdesk::mail::settings::SmtpSettings;
use breachdesk::mail::transport::Transport;
use breachdesk::store::outbox::{DeliveryKind, DeliveryRow, Rescued};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::person;

/// One row as the tests see it.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: Uuid,
    pub state: String,
    pub attempts: i64,
    pub resends: i64,
    pub message_id: String,
    /// Whether the outcome was ever unclear.
    pub was_unknown: bool,
    /// What the server said last, or why nothing was sent.
    pub word: String,
}

/// An outbox with test data in it.
pub trait Outbox: Clone + Send + Sync + 'static {
    type Ledger: Ledger;
    /// The outbox as one running copy of the program sees it; another `owner` is another process.
    fn ledger(&self, owner: &str) -> Self::Ledger;
    /// A running communication to `count` people, or as many single messages. Answers the communication's id.
    fn mail_out(&self, count: usize, kind: DeliveryKind, now: At) -> Uuid;
    fn rows(&self) -> Vec<Row>;
    fn pause(&self, communication: Uuid);
    fn resume(&self, communication: Uuid, now: At);
    /// Lets the leases of rows in these states run out, as time would.
    fn expire_leases(&self, states: &[&str]);
    /// What the tray kept.
    fn tray(&self) -> Vec<Vec<u8>>;
}

/// The address of a row, from its id alone: the sink's journal can be held against the outbox.
pub fn address_of(id: Uuid) -> String {
    format!("p{}@example.org", id.simple())
}

/// The same where every second person is at another domain.
pub fn address_at_two_domains(id: Uuid) -> String {
    let domain = if is_elsewhere(id) { "example.it" } else { "example.org" };
    format!("p{}@{domain}", id.simple())
}

/// Whether a person of [`address_at_two_domains`] is at the other domain.
pub fn is_elsewhere(id: Uuid) -> bool {
    id.as_bytes()[15] % 2 == 1
}

/// Letters as the application would write them; counts how often each row was asked for.
#[derive(Default)]
pub struct Letters {
    pub not_now: AtomicBool,
    pub never: AtomicBool,
    pub changed: AtomicBool,
    /// Every second person has a mailbox at another domain.
    pub two_domains: AtomicBool,
}

impl ContentSource for Letters {
    fn letters(&self, rows: &[Claimed]) -> Vec<Result<Letter, NoLetter>> {
        rows.iter().map(|row| self.letter(row)).collect()
    }
}

impl Letters {
    fn letter(&self, row: &Claimed) -> Result<Letter, NoLetter> {
        if self.not_now.load(Ordering::SeqCst) {
            return Err(NoLetter::NotNow("the master key is not there".into()));
        }
        if self.never.load(Ordering::SeqCst) {
            return Err(NoLetter::Never("the row has no language".into()));
        }
        let changed = if self.changed.load(Ordering::SeqCst) { " Changed." } else { "" };
        let two_domains = self.two_domains.load(Ordering::SeqCst);
        let to = if two_domains { address_at_two_domains(row.id) } else { address_of(row.id) };
        Ok(Letter {
            from: person("Lunamobile Group", "privacy@lunamobile.example.org"),
            reply_to: person("Chiara Bonfanti", "dpo@lunamobile.example.org"),
            to: Correspondent { name: String::new(), address: EmailAddress::parse(&to).unwrap() },
            subject: "Your data: what happened".into(),
            text: format!("Your notice code is {}.{changed}\n", row.id.simple()),
            html: Some(format!("<p>Your notice code is {}.{changed}</p>", row.id.simple())),
            language: Some("en".into()),
            message_id: row.message_id.clone(),
            date: row.first_tried_at,
            enclosures: vec![],
        })
    }
}

/// A ledger that tells of each commit, and fails on request.
#[derive(Clone)]
pub struct Watched<L> {
    inner: L,
    ticks: Arc<watch::Sender<u64>>,
    pub refuses_to_write: Arc<AtomicBool>,
    pub failed_writes: Arc<AtomicUsize>,
    /// How often the claimer and the keeper have looked at the queue.
    looks: Arc<[AtomicUsize; 2]>,
}

impl<L: Ledger> Watched<L> {
    pub fn new(inner: L) -> Self {
        let (ticks, _) = watch::channel(0);
        let (refuses_to_write, failed_writes) = (Arc::default(), Arc::default());
        Self { inner, ticks: Arc::new(ticks), refuses_to_write, failed_writes, looks: Arc::default() }
    }

    fn tick(&self) {
        self.ticks.send_modify(|ticks| *ticks += 1);
    }
}

impl<L: Ledger> Ledger for Watched<L> {
    fn claim(&self, n: usize, now: At, lease: Duration) -> Result<Vec<DeliveryRow>, LedgerError> {
        let claimed = self.inner.claim(n, now, lease);
        self.looks[0].fetch_add(1, Ordering::SeqCst);
        self.tick();
        claimed
    }

    fn journal(&self, batch: &Batch, now: At) -> Result<Vec<Permit>, LedgerError> {
        if self.refuses_to_write.load(Ordering::SeqCst) {
            self.failed_writes.fetch_add(1, Ordering::SeqCst);
            self.tick();
            return Err(LedgerError("the disk of the database is full".into()));
        }
        let permits = self.inner.journal(batch, now);
        self.tick();
        permits
    }

    fn extend(&self, now: At, lease: Duration) -> Result<usize, LedgerError> {
        self.inner.extend(now, lease)
    }

    fn rescue(&self, at_start: bool, now: At) -> Result<Rescued, LedgerError> {
        let rescued = self.inner.rescue(at_start, now);
        self.tick();
        rescued
    }

    fn resend_unknown(&self, wait: Duration, now: At) -> Result<usize, LedgerError> {
        let resent = self.inner.resend_unknown(wait, now);
        self.looks[1].fetch_add(1, Ordering::SeqCst);
        self.tick();
        resent
    }

    fn give_back(&self, now: At) -> Result<usize, LedgerError> {
        self.inner.give_back(now)
    }

    fn next_due(&self) -> Result<Option<At>, LedgerError> {
        self.inner.next_due()
    }

    fn share(&self) -> Share {
        self.inner.share()
    }

    fn sums_that_fail(&self) -> Result<Vec<Uuid>, LedgerError> {
        self.inner.sums_that_fail()
    }
}

/// A sender that runs.
pub struct Running<O: Outbox> {
    pub outbox: O,
    pub clock: Clock,
    pub letters: Arc<Letters>,
    pub ledger: Watched<O::Ledger>,
    pub status: watch::Receiver<SenderStatus>,
    wake: Arc<Notify>,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
    ticks: watch::Receiver<u64>,
}

pub fn start_of_tests() -> At {
    At::parse("2026-11-21T09:00:00Z").unwrap()
}

/// Quick enough for tests; what matters is moved by the clock.
pub fn quick() -> Rhythm {
    Rhythm {
        batch: 20,
        longest_sleep: Duration::from_millis(200),
        first_reconnect: Duration::from_millis(5),
        last_reconnect: Duration::from_millis(20),
        patience: Duration::from_millis(60),
        ..Rhythm::default()
    }
}

impl<O: Outbox> Running<O> {
    pub fn start(outbox: &O, clock: &Clock, settings: &SmtpSettings) -> Self {
        Self::start_as(outbox, "one", clock, Transport::Smtp(settings.clone()), quick())
    }

    pub fn start_as(outbox: &O, owner: &str, clock: &Clock, transport: Transport, rhythm: Rhythm) -> Self {
        Self::with_letters(outbox, owner, clock, transport, rhythm, |_| {})
    }

    /// The same with letters that are made ready before the first look at the queue.
    pub fn with(outbox: &O, clock: &Clock, transport: Transport, ready: impl FnOnce(&Letters)) -> Self {
        Self::with_letters(outbox, "one", clock, transport, quick(), ready)
    }

    fn with_letters(
        outbox: &O,
        owner: &str,
        clock: &Clock,
        transport: Transport,
        rhythm: Rhythm,
        ready: impl FnOnce(&Letters),
    ) -> Self {
        let ledger = Watched::new(outbox.ledger(owner));
        let letters = Arc::new(Letters::default());
        ready(&letters);
        let wake = Arc::new(Notify::new());
        let content = Arc::clone(&letters) as Arc<dyn ContentSource>;
        let sender = Sender::new(ledger.clone(), clock.clone(), transport, content, rhythm, Arc::clone(&wake)).unwrap();
        let (stop, stopped) = watch::channel(false);
        let status = sender.status();
        let ticks = ledger.ticks.subscribe();
        let task = Some(tokio::spawn(sender.run(stopped)));
        Self { outbox: outbox.clone(), clock: clock.clone(), letters, ledger, status, wake, stop, task, ticks }
    }

    /// Waits until the rows are as `good` says; looks after every commit.
    pub async fn until(&mut self, what: &str, good: impl Fn(&[Row]) -> bool) -> Vec<Row> {
        let patience = Duration::from_secs(90);
        let waiting = async {
            loop {
                let rows = self.outbox.rows();
                if good(&rows) {
                    return rows;
                }
                self.ticks.changed().await.unwrap();
            }
        };
        match tokio::time::timeout(patience, waiting).await {
            Ok(rows) => rows,
            Err(_) => panic!("never came about: {what}; states are {:?}", states(&self.outbox.rows())),
        }
    }

    /// Waits until claimer and keeper have each begun and ended a look at the queue with the clock as it stands now.
    pub async fn looked(&mut self) {
        let looks = Arc::clone(&self.ledger.looks);
        let before = [0, 1].map(|task| looks[task].load(Ordering::SeqCst));
        self.until("a look at the queue", |_| {
            // One may have been under way already, so the second counts.
            [0, 1].iter().all(|&task| looks[task].load(Ordering::SeqCst) >= before[task] + 2)
        })
        .await;
    }

    pub fn rouse(&self) {
        self.wake.notify_waiters();
    }

    pub fn advance(&self, minutes: i64) {
        self.clock.advance(chrono::TimeDelta::minutes(minutes));
        self.rouse();
    }

    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        self.task.take().unwrap().await.unwrap();
    }
}

impl<O: Outbox> Drop for Running<O> {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// How many rows are in each state.
pub fn states(rows: &[Row]) -> HashMap<&str, usize> {
    let mut states = HashMap::new();
    for row in rows {
        *states.entry(row.state.as_str()).or_default() += 1;
    }
    states
}

pub fn all(state: &'static str) -> impl Fn(&[Row]) -> bool {
    move |rows| rows.iter().all(|row| row.state == state)
}

pub fn all_final(rows: &[Row]) -> bool {
    rows.iter().all(|row| matches!(row.state.as_str(), "accepted" | "rejected" | "given_up" | "unknown" | "simulated"))
}

/// Whether every row was tried that is due: what is left waits for a later attempt or for nothing.
pub fn every_due_row_tried(rows: &[Row]) -> bool {
    rows.iter().all(|row| !matches!(row.state.as_str(), "queued" | "claimed" | "in_flight"))
}

/// Whether nothing more will happen by itself.
pub fn at_rest(rows: &[Row]) -> bool {
    all_final(rows) && rows.iter().all(|row| row.state != "unknown" || row.resends > 0)
}
