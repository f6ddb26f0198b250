//! The whole service killed with SIGKILL at a point of our choice: at each step of handing a notice to an authority's mail server, and
//! within the transaction of a scan for reminders. `app::kills` does it at random points of a mail-out.

use std::sync::Arc;

use breachdesk::app::cases::{self, Opening};
use breachdesk::app::notices::{self, Release, filing, prepare};
use breachdesk::app::organisation::Settings;
use breachdesk::app::{AppResult, Ctx, mail_settings, record};
use breachdesk::clock::Clock;
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::Notice;
use breachdesk::domain::command::Command;
use breachdesk::domain::situation::InstantKind;
use breachdesk::domain::values::{At, Private};
use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::Notify;

use super::kills::{PATIENCE, Prompt, Row, Service, arrivals, everybody_reached, mail_server};
use super::reminders::{Desk, add_person, open};
use crate::support::bare::over;
use crate::support::database::{Engine, TestDatabase};
use crate::support::sink::{Act, Sink, Verb};

/// What a service has to do that starts now: the first reminders of cases that began thirteen hours ago.
const HOURS_AGO: i64 = 13;

/// The use cases thirteen hours ago by the clock that the service will read.
pub(super) fn hours_ago(database: &TestDatabase) -> (Ctx, TempDir) {
    let (mut ctx, folder) = over(database);
    ctx.clock = Clock::running_from(At::new(Clock::Wall.now().utc()).plus(-TimeDelta::hours(HOURS_AGO)));
    (ctx, folder)
}

/// A desk whose service sends to this mail server, one message after the other.
fn desk<'a>(ctx: &'a Ctx, sink: &Sink) -> Desk<'a> {
    let desk = open(ctx);
    let admin = add_person(ctx, desk.dpo.roles[0].organisation, "Rosa Keller", Role::Admin, None);
    mail_settings::save(ctx, &admin, &mail_server(sink, 1)).unwrap();
    desk
}

/// A further case like the desk's own.
pub(super) fn another<'a>(desk: &Desk<'a>) -> Desk<'a> {
    let organisation = desk.dpo.roles[0].organisation;
    let by = desk.dpo.acting(organisation, &[Role::Dpo]).unwrap();
    let opening = Opening { organisation, title: Private::new("Another one"), drill: false, report: None };
    let opened: AppResult<_> = desk.ctx.store.write(|tx| cases::open_in(desk.ctx, tx, &by, opening));
    let reference = opened.unwrap().case.reference;
    let another = Desk { ctx: desk.ctx, dpo: desk.dpo.clone(), reference, t0: desk.t0 };
    for what in [InstantKind::Detected611, InstantKind::Aware] {
        another.record(what, desk.t0, None);
    }
    another
}

/// A notice to the authority, approved and handed to the outbox. Answers its number.
pub(super) fn handed_over(desk: &Desk<'_>, handler: &breachdesk::app::member::SignedIn) -> u32 {
    let (ctx, reference) = (desk.ctx, &desk.reference);
    let duty = desk.duty("gdpr-33", "CY").number;
    let number = prepare(ctx, handler, reference, duty, "en").unwrap().case.notices.last().unwrap().number;
    cases::run(ctx, handler, reference, Command::AskReview { number }).unwrap();
    let seen: AppResult<_> = ctx.store.read(|conn| {
        let (_, case) = cases::load(conn, &desk.dpo, reference)?;
        notices::seen(ctx, conn, &case, case.notice(number).unwrap())
    });
    let release = Release { findings: Some(Private::new("The rest follows in phases.")), ..Release::default() };
    notices::approve(ctx, &desk.dpo, reference, number, &seen.unwrap().rendered.digest, release).unwrap();
    filing::hand_over(ctx, &desk.dpo, reference, number).unwrap();
    number
}

pub(super) fn notice(desk: &Desk<'_>, number: u32) -> Notice {
    desk.case().notice(number).unwrap().clone()
}

pub(super) fn filings(prompt: &Prompt<'_>) -> Vec<Row> {
    prompt.rows().into_iter().filter(|row| row.kind == "authority").collect()
}

/// A hand-over that was cut off after its intent stood in the journal is unclear and never sent again by itself; one that was cut off
/// before it was certainly not sent, and goes out once.
async fn a_filing_is_never_sent_twice(engine: Engine) {
    let database = TestDatabase::new(engine);
    let (ctx, folder) = hours_ago(&database);
    let sink = Sink::start().await;
    let first = desk(&ctx, &sink);
    let handler = add_person(&ctx, first.dpo.roles[0].organisation, "Marek Nowicki", Role::Handler, None);
    let prompt = Prompt(&database);
    // After the server's journal, within the content, before the server knows the recipient, before it asks for the content.
    let steps = [Verb::Journalled, Verb::Content, Verb::Rcpt, Verb::Data];
    let desks: Vec<Desk<'_>> = steps.iter().map(|_| another(&first)).collect();
    let mut numbers = Vec::new();
    for (verb, desk) in steps.into_iter().zip(&desks) {
        let number = handed_over(desk, &handler);
        let row = filings(&prompt).pop().unwrap();
        let to = address(&ctx, &notice(desk, number));
        let reached = Arc::new(Notify::new());
        sink.rule(verb, Some(to), Some(1), Act::Stand(Arc::clone(&reached)));
        let service = Service::start(&database.url, folder.path());
        assert!(tokio::time::timeout(PATIENCE, reached.notified()).await.is_ok(), "{verb:?} was not reached");
        drop(service);
        prompt.age("lease_until", "'claimed', 'in_flight'");
        numbers.push((number, row.message_id));
    }
    // Days later nobody has decided yet: what is unclear would be sent again now, if it ever were.
    prompt.age("state_at", "'unknown'");
    let service = Service::start(&database.url, folder.path());
    everybody_reached(&sink, || {
        let there = arrivals(&sink);
        numbers.iter().skip(2).all(|(_, id)| there.contains_key(id))
    })
    .await;
    service.stop();

    let (rows, there) = (filings(&prompt), arrivals(&sink));
    let copies = |id: &String| there.get(id).map_or(0, Vec::len);
    let found: Vec<(&str, usize)> = numbers
        .iter()
        .map(|(_, id)| (rows.iter().find(|row| row.message_id == *id).unwrap().state.as_str(), copies(id)))
        .collect();
    assert_eq!(found, [("unknown", 1), ("unknown", 0), ("accepted", 1), ("accepted", 1)], "{engine:?}");

    // The cases say the same, and a person settles what is unclear.
    ctx.clock.set(At::new(Clock::Wall.now().utc()));
    filing::settle_hand_overs(&ctx).unwrap();
    for (place, (desk, (number, _))) in desks.iter().zip(&numbers).enumerate() {
        let notice = notice(desk, *number);
        assert_eq!(
            (notice.failure.as_deref(), notice.filings.len()),
            if place < 2 { (Some("unknown"), 0) } else { (None, 1) }
        );
    }
    let why = Private::new("The authority confirmed it by telephone.");
    filing::settle_unclear(&ctx, &desks[0].dpo, &desks[0].reference, numbers[0].0, true, why).unwrap();
    assert_eq!(notice(&desks[0], numbers[0].0).filings.len(), 1);
    let checked = record::check(&database.store).unwrap();
    assert!(checked.is_whole(), "{checked:?}");
}

/// Where the hand-over of this notice goes.
fn address(ctx: &Ctx, notice: &Notice) -> String {
    filing::ways(ctx, &ctx.policy, &Settings::default(), notice).email.unwrap()
}

/// Reminders that are queued before the scan is held within its transaction.
const BEFORE: i64 = 2;
const QUEUED: &str = "SELECT count(*) AS n FROM deliveries WHERE dedupe_key LIKE 'reminder/%'";

/// Holds the transaction that queues the next reminder, for as long as it lives.
struct Holding<'a> {
    database: &'a TestDatabase,
    /// Holds the lock that the transaction waits for.
    holder: Option<PgConnection>,
}

impl<'a> Holding<'a> {
    fn begin(database: &'a TestDatabase) -> Self {
        match database.engine {
            Engine::Postgres => {
                let mut holder = PgConnection::establish(&database.url).unwrap();
                holder.batch_execute("SELECT pg_advisory_lock(611)").unwrap();
                holder
                    .batch_execute(&format!(
                        "CREATE FUNCTION hold_reminder() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                         IF ({QUEUED}) >= {BEFORE} THEN PERFORM pg_advisory_xact_lock(611); END IF; RETURN NEW; END $$; \
                         CREATE TRIGGER hold_reminder BEFORE INSERT ON deliveries FOR EACH ROW \
                         WHEN (NEW.dedupe_key LIKE 'reminder/%') EXECUTE FUNCTION hold_reminder()"
                    ))
                    .unwrap();
                Self { database, holder: Some(holder) }
            }
            Engine::Sqlite => {
                // Counting all sextuples of events ends on no day of this test.
                let endless = "SELECT count(*) FROM events a, events b, events c, events d, events e, events f";
                database
                    .sql(&format!(
                        "CREATE TRIGGER hold_reminder BEFORE INSERT ON deliveries \
                         WHEN NEW.dedupe_key LIKE 'reminder/%' AND ({QUEUED}) >= {BEFORE} BEGIN {endless}; END"
                    ))
                    .unwrap();
                Self { database, holder: None }
            }
        }
    }

    /// Whether a transaction is being held.
    fn holds(&self) -> bool {
        let prompt = Prompt(self.database);
        if prompt.count(QUEUED) != BEFORE {
            return false;
        }
        match self.database.engine {
            Engine::Postgres => {
                let waits = "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
                             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
                prompt.count(waits) > 0
            }
            Engine::Sqlite => {
                // Whoever keeps others out for so long is no ordinary transaction.
                let mut other =
                    SqliteConnection::establish(self.database.url.strip_prefix("sqlite:").unwrap()).unwrap();
                other.batch_execute("PRAGMA busy_timeout = 3000").unwrap();
                let kept_out = other.batch_execute("BEGIN IMMEDIATE").is_err();
                kept_out && prompt.count(QUEUED) == BEFORE
            }
        }
    }

    fn end(self) {
        drop(self.holder);
        let on = if self.database.engine == Engine::Postgres { " ON deliveries" } else { "" };
        self.database.sql(&format!("DROP TRIGGER hold_reminder{on}")).unwrap();
    }
}

async fn a_scan_that_is_cut_off_is_made_good(engine: Engine) {
    let database = TestDatabase::new(engine);
    let (ctx, folder) = hours_ago(&database);
    let sink = Sink::start().await;
    let first = desk(&ctx, &sink);
    for _ in 0..4 {
        another(&first);
    }
    let prompt = Prompt(&database);
    let now = At::new(Clock::Wall.now().utc()).rfc3339();
    let due = format!("FROM reminders WHERE cancelled_at IS NULL AND due_at <= '{now}'");
    let groups = prompt.count(&format!("SELECT count(*) AS n FROM (SELECT DISTINCT case_id, addressee_id {due}) x"));
    assert!(groups > BEFORE + 1, "{groups} messages are due");

    let holding = Holding::begin(&database);
    let service = Service::start(&database.url, folder.path());
    let held = async {
        while !tokio::task::block_in_place(|| holding.holds()) {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, held).await.is_ok(), "no scan was held");
    drop(service);
    holding.end();
    // What was not committed never was: neither fired nor queued.
    assert_eq!(prompt.count(QUEUED), BEFORE);
    let left = prompt.count(&format!(
        "SELECT count(*) AS n FROM (SELECT DISTINCT case_id, addressee_id {due} AND fired_at IS NULL) x"
    ));
    assert_eq!(left, groups - BEFORE, "fired and queued are one");

    prompt.age("lease_until", "'claimed', 'in_flight'");
    let service = Service::start(&database.url, folder.path());
    everybody_reached(&sink, || {
        let there = arrivals(&sink);
        let reminders: Vec<Row> =
            prompt.rows().into_iter().filter(|row| row.dedupe_key.starts_with("reminder/")).collect();
        let arrived = |row: &Row| row.state == "unknown" || there.contains_key(&row.message_id);
        i64::try_from(reminders.len()).unwrap() == groups && reminders.iter().all(arrived)
    })
    .await;
    service.stop();
    assert_eq!(
        prompt.count(&format!("SELECT count(*) AS n {due} AND fired_at IS NULL")),
        0,
        "T2: a reminder was skipped"
    );
    assert_eq!(prompt.count(QUEUED), groups, "T1, T3: one message per case and person");
    let there = arrivals(&sink);
    let twice = |row: &Row| there.get(&row.message_id).is_some_and(|copies| copies.len() > 1);
    assert!(!prompt.rows().iter().any(twice), "nobody hears of it twice");
    let checked = record::check(&database.store).unwrap();
    assert!(checked.is_whole(), "{checked:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_a_filing_during_which_the_service_is_killed_is_never_sent_twice() {
    a_filing_is_never_sent_twice(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_a_filing_during_which_the_service_is_killed_is_never_sent_twice() {
    a_filing_is_never_sent_twice(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_a_scan_for_reminders_that_is_killed_within_its_transaction_is_made_good() {
    a_scan_that_is_cut_off_is_made_good(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_a_scan_for_reminders_that_is_killed_within_its_transaction_is_made_good() {
    a_scan_that_is_cut_off_is_made_good(Engine::Postgres).await;
}
