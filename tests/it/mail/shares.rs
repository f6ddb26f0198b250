//! Several copies of the program on one PostgreSQL: what each may send adds up to the limits that were set.

use std::time::Duration;

use breachdesk::clock::Clock;
use breachdesk::ids::Ids;
use breachdesk::jobs::outbox::Outbox;
use breachdesk::jobs::sender::{Ledger, Share};
use proptest::prelude::*;

use crate::support::database::{Engine, TestDatabase};

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

proptest! {
    #[test]
    fn the_parts_of_all_copies_add_up_to_the_limit(limit in 0_i64..100_000, copies in 1_usize..50) {
        let parts = (0..copies).map(|place| Share { place, copies }.of(limit));
        prop_assert_eq!(parts.clone().sum::<i64>(), limit);
        prop_assert!(parts.clone().max().unwrap_or(0) - parts.min().unwrap_or(0) <= 1);
    }
}
