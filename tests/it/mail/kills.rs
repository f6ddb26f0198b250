//! The kill test: the sender is a process of its own, killed with SIGKILL again and again during a mail-out, while the
//! mail server (in this process) keeps its journal. Nobody may be lost, no copy may be unknown to us, nobody may get three.
//!
//! The short form runs with the other tests. The long form, with the number of kills and a seed of one's own:
//!
//! ```text
//! BREACHDESK_KILLS=1000 BREACHDESK_SEED=7 cargo test --test it mail::kills -- --nocapture
//! ```
//!
//! The child is this very test binary, started again for the one ignored test `the_sender_process`.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use breachdesk::clock::Clock;
use breachdesk::domain::values::At;
use breachdesk::jobs::sender::{Ledger, Rhythm};
use breachdesk::mail::settings::{DomainLimits, SmtpSettings};
use breachdesk::mail::transport::Transport;
use breachdesk::store::outbox::DeliveryKind;

use super::bench::{Outbox, Running, at_rest, every_due_row_tried, quick, states};
use super::database::DatabaseOutbox;
use super::sender::assert_invariants;
use crate::support::database::Engine;
use crate::support::sink::{Flaky, Sink};

const RECIPIENTS: usize = 5_000;
const KILLS: usize = 20;
const CONNECTIONS: usize = 4;

#[allow(
    clippy::disallowed_methods,
    reason = "the parent tells its child, and the caller tells the test, by the environment"
)]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn number(name: &str, otherwise: u64) -> u64 {
    setting(name).map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Repeatable instants, not good randomness.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        1 + usize::try_from((self.0 >> 33) % most.max(1) as u64).unwrap()
    }
}

/// Kills the child on drop too, so that a failing assertion leaves no process behind.
struct SenderProcess(Child);

impl SenderProcess {
    fn start(url: &str, port: u16, name: usize) -> Self {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "mail::kills::the_sender_process", "--ignored", "--nocapture"])
            .env("BREACHDESK_KILL_URL", url)
            .env("BREACHDESK_KILL_PORT", port.to_string())
            .env("BREACHDESK_KILL_NAME", format!("child-{name}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }
}

impl Drop for SenderProcess {
    fn drop(&mut self) {
        // SIGKILL: no destructor, no last commit.
        self.0.kill().ok();
        self.0.wait().unwrap();
    }
}

fn smtp(port: u16) -> Transport {
    let mut settings = SmtpSettings::new("127.0.0.1", port);
    settings.connections = CONNECTIONS;
    settings.per_domain = DomainLimits::NONE;
    Transport::Smtp(settings)
}

/// Not a test: the process that the kill test kills.
#[test]
#[ignore = "started by the kill test as its victim"]
fn the_sender_process() {
    let (Some(url), Some(name)) = (setting("BREACHDESK_KILL_URL"), setting("BREACHDESK_KILL_NAME")) else { return };
    let port = u16::try_from(number("BREACHDESK_KILL_PORT", 0)).unwrap();
    // An orphan must not go on sending: it ends with its parent.
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(3);
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let outbox = DatabaseOutbox::at(&url);
        let rhythm = Rhythm { batch: 50, lease: Duration::from_secs(2), ..quick() };
        let _sender = Running::start_as(&outbox, &name, &Clock::Wall, smtp(port), rhythm);
        std::future::pending::<()>().await;
    });
}

async fn a_mail_out_survives_being_killed(engine: Engine) {
    let kills = usize::try_from(number("BREACHDESK_KILLS", KILLS as u64)).unwrap();
    let seed = number("BREACHDESK_SEED", 611);
    // Enough for all kills: each leaves up to one message on each connection unclear, which nobody sends again meanwhile.
    let recipients = RECIPIENTS.max(kills * (CONNECTIONS + 16));
    println!("{engine:?}: {kills} kills among {recipients} recipients, seed {seed}");
    let mut dice = Dice(seed);
    let outbox = DatabaseOutbox::new(engine);
    let sink = Sink::start().await;
    sink.flaky(Flaky { seed, defer_permille: 10, drop_in_content_permille: 2, drop_after_journal_permille: 2 });
    outbox.mail_out(recipients, DeliveryKind::People, Clock::Wall.now());

    // Seven tenths of the mail-out happen between kills; each life ends at a random step of the protocol after a random
    // number of messages.
    let longest_life = (recipients * 14 / 10 / kills).max(2);
    for kill in 0..kills {
        let _process = SenderProcess::start(outbox.url(), sink.addr.port(), kill);
        sink.until(sink.arrived_count() + dice.up_to(longest_life)).await;
        sink.until_heard(sink.heard_count() + dice.up_to(12)).await;
    }
    let rows = outbox.rows();
    let (at_kills, in_flight) = (sink.arrived_count(), rows.iter().filter(|row| row.state == "in_flight").count());
    assert!(at_kills < recipients, "the mail-out was over before the last kill; nothing was tested at the end");
    println!("{engine:?}: after the last kill {:?}", states(&rows));
    assert!(in_flight <= CONNECTIONS * kills, "{in_flight} in flight");

    // What is left is sent by a process that lives; the leases of the dead run out, days pass for the deferred.
    outbox.expire_leases(&["claimed", "in_flight"]);
    let clock = Clock::running_from(At::new(Clock::Wall.now().utc()));
    let rhythm = Rhythm { batch: 100, ..quick() };
    let mut sender = Running::start_as(&outbox, "survivor", &clock, smtp(sink.addr.port()), rhythm);
    for _ in 0..40 {
        let rows = sender.until("every due row tried", every_due_row_tried).await;
        if at_rest(&rows) {
            break;
        }
        sender.advance(75);
        sender.looked().await;
    }
    sender.stop().await;

    let rows = outbox.rows();
    assert!(at_rest(&rows), "{:?}", states(&rows));
    assert_eq!(rows.len(), recipients, "R12");
    assert!(outbox.ledger("check").sums_that_fail().unwrap().is_empty(), "I9");
    assert_invariants(&rows, &sink, CONNECTIONS * kills);
    let flagged = rows.iter().filter(|row| row.was_unknown).count();
    let copies = sink.arrived_count() - sink.copies().len();
    println!("{engine:?}: lost 0, copies {copies}, flagged {flagged}, copies not flagged 0, {:?}", states(&rows));
    assert!(flagged > 0, "some message was in flight at a kill or a drop");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_nobody_is_lost_and_every_copy_is_known_however_often_the_sender_is_killed() {
    a_mail_out_survives_being_killed(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_nobody_is_lost_and_every_copy_is_known_however_often_the_sender_is_killed() {
    a_mail_out_survives_being_killed(Engine::Postgres).await;
}
