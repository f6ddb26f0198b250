//! The whole service killed with SIGKILL while it tells people and fires reminders, and started again: nobody is lost, no copy is
//! unknown to the desk, no reminder is skipped or sent twice, and the record stays whole.
//!
//! `mail::kills` does it to the sender alone, with more people and more kills. `BREACHDESK_SERVICE_KILLS=100 cargo test --test it
//! app::kills -- --nocapture` is the long form.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::time::Duration;

use breachdesk::app::cases::{self, Opening};
use breachdesk::app::mail_settings::{self, MailLimits, MailSecurity, MailServer};
use breachdesk::app::{AppResult, Ctx, demo, record};
use breachdesk::clock::Clock;
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::{Certainty, Source};
use breachdesk::domain::command::{Command, RecordInstant};
use breachdesk::domain::situation::{InstantKind, Scope};
use breachdesk::domain::values::{At, Private};
use breachdesk::store::{StoreResult, settings};
use chrono::TimeDelta;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

use crate::people::office::{self, Office};
use crate::support::bare::over;
use crate::support::database::{Engine, TestDatabase};
use crate::support::sink::{Arrived, Sink};

const KILLS: usize = 6;
const RECIPIENTS: usize = 600;
const CONNECTIONS: u32 = 4;
/// Cases that are opened before each life, so that reminders fall due in it.
const CASES_A_LIFE: usize = 4;
/// Only for a service that does nothing at all: a failure, never a measure.
pub(super) const PATIENCE: Duration = Duration::from_secs(180);

#[allow(clippy::disallowed_methods, reason = "the caller chooses the long form by the environment")]
fn kills() -> usize {
    std::env::var("BREACHDESK_SERVICE_KILLS").map_or(KILLS, |text| text.parse().unwrap())
}

/// `breachdesk serve` as a process of its own.
pub(super) struct Service(Child);

impl Service {
    pub(super) fn start(url: &str, folder: &Path) -> Self {
        let mut serve = Process::new(env!("CARGO_BIN_EXE_breachdesk"));
        // What chooses the forms of tests is no setting of the service.
        for name in ["KILLS", "SEED", "SERVICE_KILLS"] {
            serve.env_remove(format!("BREACHDESK_{name}"));
        }
        let child = serve
            .arg("serve")
            .env("BREACHDESK_DATABASE", url)
            .env("BREACHDESK_DATA_FOLDER", folder)
            .env("BREACHDESK_LISTEN", "127.0.0.1:0")
            .env("BREACHDESK_DEMAND_SECOND_FACTOR", "false")
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// Ends it in order: what the server has answered is recorded.
    pub(super) fn stop(mut self) {
        let asked = Process::new("sh").args(["-c", &format!("kill -TERM {}", self.0.id())]).status().unwrap();
        assert!(asked.success());
        assert!(self.0.wait().unwrap().success(), "the service ends in order");
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // SIGKILL: no destructor, no last commit.
        self.0.kill().ok();
        self.0.wait().unwrap();
    }
}

/// Repeatable instants, not good randomness.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        1 + usize::try_from((self.0 >> 33) % most.max(1) as u64).unwrap()
    }
}

/// A message of the outbox.
#[derive(QueryableByName, Debug)]
pub(super) struct Row {
    #[diesel(sql_type = Text)]
    pub(super) message_id: String,
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Text)]
    pub(super) dedupe_key: String,
    #[diesel(sql_type = Text)]
    pub(super) state: String,
    #[diesel(sql_type = BigInt)]
    unclear: i64,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// The database as somebody with a SQL prompt sees it.
pub(super) struct Prompt<'a>(pub(super) &'a TestDatabase);

impl Prompt<'_> {
    fn load<T>(&self, sql: &str) -> Vec<T>
    where
        T: 'static + QueryableByName<diesel::pg::Pg> + QueryableByName<diesel::sqlite::Sqlite>,
    {
        match self.0.engine {
            Engine::Postgres => sql_query(sql).load(&mut PgConnection::establish(&self.0.url).unwrap()).unwrap(),
            Engine::Sqlite => {
                let path = self.0.url.strip_prefix("sqlite:").unwrap();
                let mut connection = SqliteConnection::establish(path).unwrap();
                sql_query("PRAGMA busy_timeout = 20000").execute(&mut connection).unwrap();
                sql_query(sql).load(&mut connection).unwrap()
            }
        }
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        self.load(
            "SELECT message_id, kind, dedupe_key, state, (SELECT count(*) FROM delivery_attempts a \
             WHERE a.delivery_id = d.id AND a.state = 'unknown') AS unclear FROM deliveries d ORDER BY d.id",
        )
    }

    pub(super) fn count(&self, sql: &str) -> i64 {
        self.load::<Count>(sql)[0].n
    }

    /// Lets time pass for rows in these states.
    pub(super) fn age(&self, column: &str, states: &str) {
        self.0
            .sql(&format!("UPDATE deliveries SET {column} = '1970-01-01T00:00:00.000000Z' WHERE state IN ({states})"))
            .unwrap();
    }
}

pub(super) fn arrivals(sink: &Sink) -> HashMap<String, Vec<Arrived>> {
    let mut arrivals: HashMap<String, Vec<Arrived>> = HashMap::new();
    for message in sink.arrived() {
        arrivals.entry(message.message_id.clone()).or_default().push(message);
    }
    arrivals
}

/// Cases whose first reminders are due already.
fn open_cases(ctx: &Ctx, office: &Office<'_>) {
    let organisation = office.dpo.roles[0].organisation;
    for _ in 0..CASES_A_LIFE {
        let by = office.handler.acting(organisation, &[Role::Handler]).unwrap();
        let opening = Opening { organisation, title: Private::new("Another one"), drill: false, report: None };
        let opened: AppResult<_> = ctx.store.write(|tx| cases::open_in(ctx, tx, &by, opening));
        let aware = Command::RecordInstant(RecordInstant {
            what: InstantKind::Aware,
            at: ctx.clock.now().plus(-TimeDelta::minutes(19 * 60 + 26)),
            scope: Scope::case(),
            certainty: Certainty::Confirmed,
            source: Source::OwnStaff,
            how: Private::new("Call from network operations"),
            reason: Private::new(""),
            corrects: None,
        });
        cases::run(ctx, &office.dpo, &opened.unwrap().case.reference, aware).unwrap();
    }
}

fn list() -> String {
    let mut list = "email,name,language\n".to_owned();
    for n in 0..RECIPIENTS {
        list.push_str(&format!("p{n}@d{}.example.org,Person {n},{}\n", n % 7, if n % 2 == 0 { "it" } else { "en" }));
    }
    list
}

async fn the_service_survives_being_killed(engine: Engine) {
    let database = TestDatabase::new(engine);
    let (mut ctx, folder) = over(&database);
    // The service reads the wall clock, so the story is told by it.
    ctx.clock = Clock::running_from(At::new(Clock::Wall.now().utc()));
    let now = ctx.clock.now();
    demo::build(&ctx, At::parse("2026-09-02T08:00:00Z").unwrap()).unwrap();
    // A service opens no demo; this one only borrows its people.
    let borrowed: StoreResult<()> = ctx.store.write(|tx| settings::remove(tx, "demo"));
    borrowed.unwrap();
    ctx.clock.set(now);
    let office = office::staffed(&ctx, "ottima");
    office.text("it");
    office.text("en");
    let sink = Sink::start().await;
    mail_settings::save(&ctx, &office.admin, &mail_server(&sink, CONNECTIONS)).unwrap();
    office.started(&list());

    let (kills, mut dice) = (kills(), Dice(33));
    let longest_life = (RECIPIENTS * 6 / 10 / kills).max(2);
    for kill in 0..kills {
        open_cases(&ctx, &office);
        let _service = Service::start(&database.url, folder.path());
        // Every second life ends early: its reminders are on their way.
        let (arrived, heard) = (dice.up_to(longest_life), dice.up_to(25));
        let life = async {
            if kill % 2 == 0 {
                sink.until(sink.arrived_count() + arrived).await;
            }
            sink.until_heard(sink.heard_count() + heard).await;
        };
        assert!(tokio::time::timeout(PATIENCE, life).await.is_ok(), "the service sends nothing");
    }
    let prompt = Prompt(&database);
    let people = arrivals(&sink).len();
    assert!(people < RECIPIENTS, "the mail-out was over before the last kill; nothing was tested at the end");

    // What is left is sent by a service that lives; the leases of the dead run out.
    prompt.age("lease_until", "'claimed', 'in_flight'");
    let service = Service::start(&database.url, folder.path());
    everybody_reached(&sink, || {
        let rows = prompt.rows();
        let there = arrivals(&sink);
        let filled = rows.iter().filter(|row| row.kind == "people").count() == RECIPIENTS;
        filled && rows.iter().all(|row| row.state == "unknown" || there.contains_key(&row.message_id))
    })
    .await;
    service.stop();
    // Ten minutes later: those whose outcome is unclear get it once more.
    let once_more = |row: &Row| row.state == "unknown" && row.kind != "test";
    let unclear: Vec<String> = prompt.rows().into_iter().filter(once_more).map(|row| row.message_id).collect();
    println!("{engine:?}: {kills} kills, {} unclear afterwards", unclear.len());
    let before = arrivals(&sink);
    let times = |there: &HashMap<String, Vec<Arrived>>, id: &String| there.get(id).map_or(0, Vec::len);
    prompt.age("state_at", "'unknown'");
    let service = Service::start(&database.url, folder.path());
    everybody_reached(&sink, || {
        let there = arrivals(&sink);
        unclear.iter().all(|id| times(&there, id) > times(&before, id))
    })
    .await;
    service.stop();

    let (rows, there) = (prompt.rows(), arrivals(&sink));
    let mut copies = 0;
    for row in &rows {
        let arrived = there.get(&row.message_id).map_or(&[][..], Vec::as_slice);
        if row.kind == "test" && row.state == "unknown" {
            // A test mail whose outcome is unclear is shown and not repeated.
            assert!(row.unclear > 0 && arrived.len() <= 1, "{row:?}");
            continue;
        }
        assert_eq!(row.state, "accepted", "I1: {row:?}");
        assert!(!arrived.is_empty(), "I6: accepted but not there: {row:?}");
        assert!(arrived.len() <= 1 || row.unclear > 0, "I3: a copy that nobody knows of: {row:?}");
        assert!(arrived.len() <= 2, "I7: more than two copies: {row:?}");
        assert!(arrived.iter().all(|copy| copy.sha256 == arrived[0].sha256 && copy.named == 1), "I4, M7: {row:?}");
        copies += arrived.len() - 1;
    }
    assert!(copies <= kills * CONNECTIONS as usize, "I2: {copies}");
    assert!(there.keys().all(|id| rows.iter().any(|row| row.message_id == *id)), "I5");
    assert_eq!(rows.iter().filter(|row| row.kind == "people").count(), RECIPIENTS, "R1, R12");

    // Each case has been told of once to each person, whatever happened in between.
    let now = At::new(Clock::Wall.now().utc()).rfc3339();
    let due = "SELECT count(*) AS n FROM reminders WHERE fired_at IS NULL AND cancelled_at IS NULL AND due_at <= ";
    assert_eq!(prompt.count(&format!("{due}'{now}'")), 0, "T2: a reminder was skipped");
    let reminders = rows.iter().filter(|row| row.dedupe_key.starts_with("reminder/")).count();
    let asked =
        "SELECT count(*) AS n FROM (SELECT DISTINCT case_id, addressee_id FROM reminders WHERE fired_at IS NOT NULL) x";
    assert_eq!(reminders, usize::try_from(prompt.count(asked)).unwrap(), "T1, T3: one message per case and person");
    assert!(reminders > kills * CASES_A_LIFE, "{reminders} reminders");
    // I8.
    let checked = record::check(&database.store).unwrap();
    assert!(checked.is_whole(), "{checked:?}");
    println!("{engine:?}: {} messages, {reminders} reminders, {copies} copies, all of them flagged", rows.len());
}

/// The mail server of these tests, as an administrator would set it.
pub(super) fn mail_server(sink: &Sink, connections: u32) -> MailServer {
    MailServer {
        host: "127.0.0.1".into(),
        port: sink.addr.port(),
        security: MailSecurity::Plain,
        user: String::new(),
        password: Private::new(""),
        sender_name: "Ottima Servizi".into(),
        sender_address: "desk@ottima.example.it".into(),
        bounce_address: String::new(),
        limits: MailLimits { connections, per_domain_at_once: 200, per_domain_per_minute: 0 },
    }
}

/// Waits until `all` holds; looks whenever the mail server takes another message.
pub(super) async fn everybody_reached(sink: &Sink, all: impl Fn() -> bool) {
    let waiting = async {
        loop {
            let (heard, arrived) = (sink.heard_count(), sink.arrived_count());
            if all() {
                return;
            }
            tokio::select! {
                () = sink.until_heard(heard + 1) => {}
                () = sink.until(arrived + 1) => {}
            }
        }
    };
    assert!(tokio::time::timeout(PATIENCE, waiting).await.is_ok(), "somebody was not reached");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_a_service_that_is_killed_again_and_again_loses_nobody_and_doubles_no_reminder() {
    the_service_survives_being_killed(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_a_service_that_is_killed_again_and_again_loses_nobody_and_doubles_no_reminder() {
    the_service_survives_being_killed(Engine::Postgres).await;
}
