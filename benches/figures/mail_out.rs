//! The whole mail-out: our sender with its full journal on SQLite (intent before content, outcome after, every message built for its
//! own person), against Postfix's smtp-source and against the same sender with the journal off, in one round.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use breachdesk::app::rows;
use breachdesk::clock::Clock;
use breachdesk::domain::case::Case;
use breachdesk::domain::event::{CaseOpened, Event};
use breachdesk::domain::values::{At, Private};
use breachdesk::ids::Ids;
use breachdesk::jobs::outbox::Outbox;
use breachdesk::jobs::sender::{Batch, Claimed, ContentSource, Ledger, LedgerError, NoLetter, Permit, Rhythm, Sender};
use breachdesk::mail::message::Letter;
use breachdesk::mail::settings::{DomainLimits, Security, SmtpSettings};
use breachdesk::mail::transport::Transport;
use breachdesk::store::communications::{self, CommunicationRow, CommunicationState, WrappedKey};
use breachdesk::store::notices::{self, NoticeVersionRow};
use breachdesk::store::organisations::{self, OrganisationRow};
use breachdesk::store::outbox::{self, DeliveryKind, DeliveryRoute, DeliveryRow, DeliveryState, NewDelivery, Rescued};
use breachdesk::store::{Store, StoreConfig, StoreError, cases};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::rounds::{Figures, per_second};
use crate::smtp::{MESSAGES, Sink, installed, letter_to, smtp_source};

const ROUNDS: usize = 3;

pub fn run(figures: &mut Figures) -> Result<(), String> {
    let mut peak = None;
    for connections in [20, 64] {
        let name = |what: &str| format!("mail-out: with the full journal, beside {what}, {connections} connections");
        if !installed() {
            figures.left_out(&name("smtp-source"), "smtp-source is not installed; run scripts/bench-tools");
            continue;
        }
        let (mut beside_source, mut beside_itself) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let journalled = with_journal(connections)?;
            // Before the first run without a journal, whose whole outbox stands in this process's memory.
            if beside_itself.is_empty() && connections == 20 {
                peak = peak_memory_mib();
            }
            let source = smtp_source(connections)?;
            let bare = without_journal(connections)?;
            beside_source.push((journalled, source));
            beside_itself.push((journalled, bare));
        }
        figures.ratio(&name("smtp-source"), "messages/s", &beside_source, 0.3)?;
        figures.ratio(&name("the same sender without a journal"), "messages/s", &beside_itself, 0.6)?;
    }
    if let Some(peak) = peak {
        figures.plain("mail-out: peak memory of the sending process", peak, "MiB", "at most 64");
    }
    Ok(())
}

/// The most memory this process has held, in MiB.
fn peak_memory_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

fn with_journal(connections: usize) -> Result<f64, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let url = format!("sqlite:{}", folder.path().join("bench.db").display());
    let store = Store::open(&StoreConfig::at(url), Ids).map_err(|error| error.to_string())?;
    let now = Clock::Wall.now();
    let communication = running_communication(&store, now)?;
    for _ in 0..MESSAGES / 500 {
        let added: Result<(), StoreError> = store.write(|tx| {
            for _ in 0..500 {
                outbox::add(tx, NewDelivery { communication_id: Some(communication), ..new(now) }, now)?;
            }
            Ok(())
        });
        added.map_err(|error| error.to_string())?;
    }
    send(Outbox::new(store, &Ids), connections)
}

/// A mail-out that runs, of a case of its own: each intent asks whether it still does.
fn running_communication(store: &Store, now: At) -> Result<Uuid, String> {
    let organisation = OrganisationRow {
        id: Ids.next(),
        slug: "ottima".into(),
        name: "Ottima Servizi S.p.A.".into(),
        country: "IT".into(),
        zone: "Europe/Rome".into(),
        settings: serde_json::json!({}),
        revision: 1,
        created_at: now,
        updated_at: now,
    };
    let opened = Event::CaseOpened(CaseOpened {
        id: Ids.next(),
        organisation: organisation.id,
        reference: "BR-2026-0001".into(),
        title: Private::new("Attack on the customer platform"),
        zone: organisation.zone.clone(),
        drill: false,
        report: None,
        handler: None,
        controllers: Vec::new(),
        markets: Vec::new(),
        data_sets: Vec::new(),
        at: now,
    });
    let case = Case::replay([(opened, now)]).ok_or("a case opens with its opening")?;
    let row = rows::case_row(&case, now).map_err(|error| error.to_string())?;
    let version = NoticeVersionRow {
        id: Ids.next(),
        case_id: row.id,
        notice_id: Ids.next(),
        version: 1,
        digest: "0".repeat(64),
        content: serde_json::json!({}),
        html: String::new(),
        text: String::new(),
        frozen_at: now,
        binding: None,
    };
    let communication = CommunicationRow {
        id: Ids.next(),
        organisation_id: organisation.id,
        case_id: row.id,
        notice_id: Some(version.notice_id),
        notice_version_id: Some(version.id),
        state: CommunicationState::Running,
        recipients: i64::try_from(MESSAGES).unwrap_or(i64::MAX),
        filled_to_row: i64::try_from(MESSAGES).unwrap_or(i64::MAX),
        key_id: Ids.next(),
        pace_per_minute: None,
        created_at: now,
        created_by: None,
        approved_at: Some(now),
        approved_by: None,
        started_at: Some(now),
        finished_at: None,
        revision: 1,
    };
    let written: Result<(), StoreError> = store.write(|tx| {
        organisations::add(tx, &organisation)?;
        cases::save(tx, &row, &rows::beside(&case), 0)?;
        notices::freeze(tx, &version)?;
        communications::add_key(
            tx,
            communication.key_id,
            &WrappedKey { wrapped: vec![0; 48], nonce: vec![0; 24] },
            now,
        )?;
        communications::add(tx, &communication)
    });
    written.map_err(|error| error.to_string())?;
    Ok(communication.id)
}

fn without_journal(connections: usize) -> Result<f64, String> {
    send(Memory::full(), connections)
}

fn new(now: At) -> NewDelivery {
    let id = Ids.next();
    NewDelivery {
        id,
        kind: DeliveryKind::People,
        organisation_id: None,
        case_id: None,
        communication_id: None,
        notice_version_id: None,
        recipient_id: None,
        dedupe_key: id.to_string(),
        to_address: format!("customer{}@example.org", id.simple()).into_bytes(),
        message_id: format!("<{}@example.org>", id.simple()),
        content: serde_json::json!({}),
        next_at: now,
    }
}

/// Messages per second from the first claim to the last recorded outcome.
fn send<L: Ledger>(ledger: L, connections: usize) -> Result<f64, String> {
    let sink = Sink::start()?;
    let mut settings = SmtpSettings::new("127.0.0.1", sink.port);
    settings.security = Security::Plain;
    settings.messages_per_connection = u32::MAX;
    settings.connections = connections;
    settings.per_domain = DomainLimits::NONE;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let took = runtime.block_on(async {
        let (settled, mut done) = watch::channel(0);
        let content = Arc::new(Letters { settled });
        let rhythm = Rhythm { batch: 500, ..Rhythm::default() };
        let sender =
            Sender::new(ledger, Clock::Wall, Transport::Smtp(settings), content, rhythm, Arc::new(Notify::new()))?;
        let (stop, stopped) = watch::channel(false);
        let started = Instant::now();
        let running = tokio::spawn(sender.run(stopped));
        let all = tokio::time::timeout(Duration::from_secs(300), done.wait_for(|done| *done >= MESSAGES)).await;
        let took = started.elapsed();
        all.map_err(|_| "the mail-out did not end".to_owned())?.map_err(|error| error.to_string())?;
        stop.send_replace(true);
        running.await.map_err(|error| error.to_string())?;
        Ok::<_, String>(took)
    })?;
    sink.took_all()?;
    Ok(per_second(MESSAGES, took))
}

struct Letters {
    /// How many outcomes are committed.
    settled: watch::Sender<usize>,
}

impl ContentSource for Letters {
    fn letters(&self, rows: &[Claimed]) -> Vec<Result<Letter, NoLetter>> {
        let letter = |row: &Claimed| {
            let to = format!("customer{}@example.org", row.id.simple());
            letter_to(&to, row.message_id.clone(), row.first_tried_at).map_err(NoLetter::Never)
        };
        rows.iter().map(letter).collect()
    }

    fn after_commit(&self, settled: &[outbox::Settled]) {
        self.settled.send_modify(|all| *all += settled.len());
    }
}

/// An outbox that forgets: the sender without its journal.
#[derive(Clone)]
struct Memory(Arc<Mutex<VecDeque<DeliveryRow>>>);

impl Memory {
    fn full() -> Self {
        let now = Clock::Wall.now();
        let row = |_| {
            let new = new(now);
            DeliveryRow {
                id: new.id,
                kind: new.kind,
                organisation_id: None,
                case_id: None,
                communication_id: None,
                notice_version_id: None,
                recipient_id: None,
                dedupe_key: new.dedupe_key,
                to_address: new.to_address,
                message_id: new.message_id,
                content: new.content,
                body_sha256: None,
                state: DeliveryState::Claimed,
                state_at: now,
                attempt: 1,
                resends: 0,
                resend_limit: 1,
                next_at: now,
                owner: None,
                lease_until: None,
                in_flight_at: None,
                first_attempt_at: Some(now),
                accepted_at: None,
                reply_code: None,
                reply: None,
                created_at: now,
                route: DeliveryRoute::Mail,
                provider_at: None,
            }
        };
        Self(Arc::new(Mutex::new((0..MESSAGES).map(row).collect())))
    }
}

impl Ledger for Memory {
    fn claim(&self, n: usize, _now: At, _lease: Duration) -> Result<Vec<DeliveryRow>, LedgerError> {
        let mut rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let n = n.min(rows.len());
        Ok(rows.drain(..n).collect())
    }

    fn journal(&self, batch: &Batch, _now: At) -> Result<Vec<Permit>, LedgerError> {
        Ok(vec![Permit::Granted; batch.intents.len()])
    }

    fn extend(&self, _now: At, _lease: Duration) -> Result<usize, LedgerError> {
        Ok(0)
    }

    fn rescue(&self, _at_start: bool, _now: At) -> Result<Rescued, LedgerError> {
        Ok(Rescued::default())
    }

    fn resend_unknown(&self, _wait: Duration, _now: At) -> Result<usize, LedgerError> {
        Ok(0)
    }

    fn give_back(&self, _now: At) -> Result<usize, LedgerError> {
        Ok(0)
    }

    fn next_due(&self) -> Result<Option<At>, LedgerError> {
        Ok(None)
    }

    fn sums_that_fail(&self) -> Result<Vec<Uuid>, LedgerError> {
        Ok(Vec::new())
    }
}
