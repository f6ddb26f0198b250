//! Several copies of the program on one PostgreSQL: what each may send adds up to the limits that were set.

use std::sync::Arc;
use std::time::Duration;

use breachdesk::clock::Clock;
use breachdesk::ids::Ids;
use breachdesk::jobs::outbox::Outbox;
use breachdesk::jobs::sender::{Batch, Ledger, Share};
use breachdesk::mail::settings::DomainLimits;
use breachdesk::mail::transport::Transport;
use breachdesk::store::outbox::{DeliveryKind, Outcome, Settled};
use proptest::prelude::*;
use tokio::sync::Notify;

use super::bench::{Outbox as _, Row, Running, all, quick, start_of_tests};
use super::database::DatabaseOutbox;
use crate::support::database::{Engine, TestDatabase};
use crate::support::sink::{Act, Sink, Verb};

const LEASE: Duration = Duration::from_secs(60);

#[test]
fn copies_on_one_postgresql_know_of_each_other_and_share_the_limits() {
    let database = TestDatabase::new(Engine::Postgres);
    let now = Clock::Wall.now();
    let copy = |name: &str| Outbox::held_by(database.store.clone(), name);
    let (first, second, third) = (copy("a"), copy("b"), copy("c"));
    first.rescue(true, now).unwrap();
    assert_eq!(first.share(), Share::WHOLE);
    second.rescue(true, now).unwrap();
    third.rescue(true, now).unwrap();
    let all = [&first, &second, &third];
    for copy in all {
        copy.extend(now, LEASE).unwrap();
    }
    for limit in [1, 2, 3, 10, 1_200] {
        assert_eq!(all.iter().map(|copy| copy.share().of(limit)).sum::<i64>(), limit);
    }
    // One ends in order: the others have its part at their next look.
    second.give_back(now).unwrap();
    first.extend(now, LEASE).unwrap();
    third.extend(now, LEASE).unwrap();
    assert_eq!((first.share().copies, third.share().copies), (2, 2));
    // One is killed: its part is free when its lease is over.
    database.sql("UPDATE leases SET lease_until = lease_until - interval '2 minutes' WHERE name = 'sender/c'").unwrap();
    first.extend(now, LEASE).unwrap();
    assert_eq!(first.share(), Share::WHOLE);
}

#[test]
fn on_sqlite_the_one_copy_has_it_all() {
    let database = TestDatabase::new(Engine::Sqlite);
    let outbox = Outbox::new(database.store.clone(), &Ids);
    outbox.rescue(true, Clock::Wall.now()).unwrap();
    assert_eq!(outbox.share(), Share::WHOLE);
}

#[test]
fn what_the_tray_had_in_hand_at_a_pause_goes_back_and_is_not_kept() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        println!("on {engine:?}");
        let now = Clock::Wall.now();
        let outbox = DatabaseOutbox::new(engine);
        let group = outbox.mail_out(3, DeliveryKind::People, now);
        let ledger = outbox.ledger("me");
        let claimed = ledger.claim(10, now, LEASE).unwrap();
        assert_eq!(claimed.len(), 3);
        let kept = |rows: &[breachdesk::store::outbox::DeliveryRow]| Batch {
            settled: rows
                .iter()
                .map(|row| Settled {
                    id: row.id,
                    attempt: row.attempt,
                    outcome: Outcome::Simulated,
                    next_at: None,
                    body_sha256: Some("ab".into()),
                })
                .collect(),
            trayed: rows.iter().map(|row| (row.id, b"Subject: simulated".to_vec())).collect(),
            ..Batch::default()
        };
        ledger.journal(&kept(&claimed[..1]), now).unwrap();
        outbox.pause(group);
        ledger.journal(&kept(&claimed[1..]), now).unwrap();
        assert_eq!(outbox.tray().len(), 1, "what came after the pause is not in the tray");
        let mut states: Vec<String> = outbox.rows().into_iter().map(|row| row.state).collect();
        states.sort();
        assert_eq!(states, ["queued", "queued", "simulated"]);
        outbox.resume(group, now);
        let rest = ledger.claim(10, now, LEASE).unwrap();
        assert_eq!(rest.iter().map(|row| row.attempt).collect::<Vec<_>>(), [1, 1], "they were not tried");
        ledger.journal(&kept(&rest), now).unwrap();
        assert_eq!(outbox.tray().len(), 3);
    }
}

/// What one domain gets at once, from however many copies.
const AT_ONCE: usize = 4;

/// Queues messages to one domain whose server answers none of them, and waits until as many are in hand as will be.
async fn in_hand(sink: &Sink, gate: &Arc<Notify>, copies: &mut [&mut Running<DatabaseOutbox>]) -> usize {
    let before = sink.arrived_count();
    sink.always(Verb::Journalled, Act::Hold(Arc::clone(gate)));
    copies[0].outbox.mail_out(40, DeliveryKind::People, copies[0].clock.now());
    copies.iter().for_each(|copy| copy.rouse());
    // What one copy cannot take comes back at its turn, and another copy may have it then. The last rounds would send more.
    let mut further = 3;
    for _ in 0..60 {
        for copy in copies.iter_mut() {
            copy.looked().await;
        }
        if sink.arrived_count() - before >= AT_ONCE {
            further -= 1;
        }
        if further == 0 {
            break;
        }
        copies[0].advance(5);
        copies.iter().for_each(|copy| copy.rouse());
    }
    sink.arrived_count() - before
}

/// The server answers again; those whose turn was guessed come back with the clock.
async fn everybody_gets_it(sink: &Sink, gate: &Notify, copies: &mut [&mut Running<DatabaseOutbox>]) {
    sink.forgive();
    gate.notify_waiters();
    for _ in 0..60 {
        let held = |row: &Row| matches!(row.state.as_str(), "claimed" | "in_flight");
        let rows = copies[0].until("nothing in hand", |rows| !rows.iter().any(held)).await;
        if rows.iter().all(|row| row.state == "accepted") {
            break;
        }
        copies[0].advance(5);
        for copy in copies.iter_mut() {
            copy.rouse();
            copy.looked().await;
        }
    }
    copies[0].until("all accepted", all("accepted")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_copies_that_send_at_once_give_a_domain_no_more_than_one_copy_may() {
    let outbox = DatabaseOutbox::new(Engine::Postgres);
    let (sink, clock) = (Sink::start().await, Clock::running_from(start_of_tests()));
    let mut settings = sink.settings();
    settings.per_domain = DomainLimits { at_once: AT_ONCE, per_minute: None };
    settings.connections = 4 * AT_ONCE;
    let start = |name: &str| Running::start_as(&outbox, name, &clock, Transport::Smtp(settings.clone()), quick());
    let (mut first, mut second) = (start("first"), start("second"));
    // Each has heard of the other before there is anything to send.
    for copy in [&mut first, &mut second] {
        copy.looked().await;
    }
    first.looked().await;
    let gate = Arc::new(Notify::new());
    assert_eq!(in_hand(&sink, &gate, &mut [&mut first, &mut second]).await, AT_ONCE);
    everybody_gets_it(&sink, &gate, &mut [&mut first, &mut second]).await;
    for copy in [&first, &second] {
        assert!(copy.status.borrow().last_accepted_at.is_some(), "both took part");
    }
    // The part of a copy that ends goes to the one that is left.
    second.stop().await;
    first.looked().await;
    // It has learnt that the domain takes two from it; it gets there with what the domain accepts.
    outbox.mail_out(10, DeliveryKind::People, clock.now());
    first.rouse();
    everybody_gets_it(&sink, &gate, &mut [&mut first]).await;
    assert_eq!(in_hand(&sink, &gate, &mut [&mut first]).await, AT_ONCE);
    everybody_gets_it(&sink, &gate, &mut [&mut first]).await;
    assert_eq!(sink.arrived_count(), 90, "nobody twice");
    first.stop().await;
}

proptest! {
    #[test]
    fn the_parts_of_all_copies_add_up_to_the_limit(limit in 0_i64..100_000, copies in 1_usize..50) {
        let parts = (0..copies).map(|place| Share { place, copies }.of(limit));
        prop_assert_eq!(parts.clone().sum::<i64>(), limit);
        prop_assert!(parts.clone().max().unwrap_or(0) - parts.min().unwrap_or(0) <= 1);
    }
}
