//! Reminders and leases.

use breachdesk::domain::values::At;
use breachdesk::ids::Ids;
use breachdesk::store::reminders::{self, ReminderRow};
use breachdesk::store::{Store, leases};
use chrono::TimeDelta;
use uuid::Uuid;

use super::cases::{has_case, hours, noon};
use super::people::has_user;
use crate::support::database::{Engine, on_both, on_both_databases};

fn has_reminders(store: &Store, due: &[At]) -> Vec<ReminderRow> {
    let case = has_case(store);
    let user = has_user(store, &format!("{}@example.org", Ids.next()));
    let duty = Ids.next();
    let rows: Vec<_> = due
        .iter()
        .map(|due_at| ReminderRow {
            id: Ids.next(),
            organisation_id: case.organisation_id,
            case_id: case.id,
            duty_id: duty,
            plan_revision: 1,
            offset_label: format!("{}", due_at.micros()),
            due_at: *due_at,
            addressee_id: user.id,
            created_at: noon(),
            fired_at: None,
            late_by_seconds: None,
            delivery_id: None,
            merged_into_id: None,
            cancelled_at: None,
            acknowledged_at: None,
            acknowledged_by: None,
        })
        .collect();
    assert_eq!(store.write(|tx| reminders::plan(tx, &rows)), Ok(rows.len()));
    rows
}

fn due(store: &Store, now: At) -> Vec<Uuid> {
    store.write(|tx| reminders::due(tx, now, 100)).unwrap().into_iter().map(|row| row.id).collect()
}

#[test]
fn planning_twice_adds_nothing_and_a_new_planning_adds_its_own() {
    on_both(|store| {
        let rows = has_reminders(store, &[noon(), noon().plus(hours(1))]);
        let again: Vec<_> = rows.iter().map(|row| ReminderRow { id: Ids.next(), ..row.clone() }).collect();
        assert_eq!(store.write(|tx| reminders::plan(tx, &again)), Ok(0));
        let moved: Vec<_> = again.into_iter().map(|row| ReminderRow { plan_revision: 2, ..row }).collect();
        assert_eq!(store.write(|tx| reminders::plan(tx, &moved)), Ok(2));
        let all = store.read(|c| reminders::of_case(c, rows[0].case_id)).unwrap();
        assert_eq!(all.len(), 4);
        assert_eq!(store.write(|tx| reminders::cancel(tx, rows[0].duty_id, Some(2), noon())), Ok(2));
        assert_eq!(due(store, noon()), [moved[0].id]);
        assert_eq!(store.write(|tx| reminders::cancel(tx, rows[0].duty_id, None, noon())), Ok(2));
        assert_eq!(due(store, noon().plus(hours(9))), [] as [Uuid; 0]);
    });
}

#[test]
fn everything_that_is_due_is_found_however_late_and_fires_once() {
    on_both(|store| {
        let rows = has_reminders(store, &[noon(), noon().plus(hours(1)), noon().plus(hours(50))]);
        assert_eq!(store.read(reminders::next_due_at), Ok(Some(noon())));
        assert_eq!(due(store, noon().plus(-hours(1))), [] as [Uuid; 0]);
        let late = noon().plus(hours(5));
        assert_eq!(due(store, late), [rows[0].id, rows[1].id]);
        let mail = Ids.next();
        let fire = |row: &ReminderRow, into| store.write(|tx| reminders::fire(tx, row, mail, into, late)).unwrap();
        assert!(fire(&rows[0], None));
        assert!(fire(&rows[1], Some(rows[0].id)));
        assert!(!fire(&rows[1], None), "it fired already");
        assert_eq!(due(store, late), [] as [Uuid; 0]);
        assert_eq!(store.read(reminders::next_due_at), Ok(Some(rows[2].due_at)));
        let all = store.read(|c| reminders::of_case(c, rows[0].case_id)).unwrap();
        assert_eq!(
            (all[0].late_by_seconds, all[0].delivery_id, all[0].merged_into_id),
            (Some(18_000), Some(mail), None)
        );
        assert_eq!((all[1].late_by_seconds, all[1].merged_into_id), (Some(14_400), Some(rows[0].id)));
        assert_eq!(all[1].fired_at, Some(late));
    });
}

#[test]
fn two_schedulers_at_once_fire_each_reminder_once() {
    on_both(|store| {
        let instants: Vec<At> = (0..40).map(|n| noon().plus(TimeDelta::minutes(n))).collect();
        has_reminders(store, &instants);
        let now = noon().plus(hours(9));
        let fired: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        let mut fired = 0;
                        loop {
                            let batch = store.write(|tx| {
                                let batch = reminders::due(tx, now, 5)?;
                                let mut done = 0;
                                for row in &batch {
                                    done += usize::from(reminders::fire(tx, row, Ids.next(), None, now)?);
                                }
                                assert_eq!(done, batch.len());
                                Ok::<_, breachdesk::store::StoreError>(done)
                            });
                            match batch.unwrap() {
                                0 => break fired,
                                n => fired += n,
                            }
                        }
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(fired, 40);
    });
}

#[test]
fn unacknowledged_reminders_are_found_until_somebody_has_seen_them() {
    on_both(|store| {
        let rows = has_reminders(store, &[noon(), noon().plus(hours(1))]);
        store.write(|tx| reminders::fire(tx, &rows[0], Ids.next(), None, noon())).unwrap();
        let open = |before: At| -> Vec<Uuid> {
            let found = store.read(|c| reminders::unacknowledged(c, before, 10)).unwrap();
            found.into_iter().map(|row| row.id).collect()
        };
        assert_eq!(open(noon().plus(-hours(1))), [] as [Uuid; 0]);
        assert_eq!(open(noon()), [rows[0].id]);
        let by = Ids.next();
        assert_eq!(store.write(|tx| reminders::acknowledge(tx, rows[0].duty_id, by, noon().plus(hours(1)))), Ok(1));
        assert_eq!(open(noon().plus(hours(9))), [] as [Uuid; 0]);
        let seen = store.read(|c| reminders::of_case(c, rows[0].case_id)).unwrap();
        assert_eq!((seen[0].acknowledged_by, seen[1].acknowledged_at), (Some(by), None));
    });
}

#[test]
fn a_lease_has_one_holder_and_each_change_of_holder_a_new_term() {
    on_both_databases(|database| {
        let store = &database.store;
        let acquire = |holder: &'static str, now: At, seconds: i64| {
            store.write(|tx| leases::acquire(tx, "reminders", holder, now, TimeDelta::seconds(seconds))).unwrap()
        };
        assert_eq!(acquire("a", noon(), 60), Some(1));
        assert_eq!(acquire("b", noon(), 60), None);
        assert_eq!(acquire("a", noon(), 60), Some(1), "renewed, same term");
        store.write(|tx| leases::release(tx, "reminders", "b", noon())).unwrap();
        assert_eq!(acquire("b", noon(), 60), None, "only the holder gives it up");
        store.write(|tx| leases::release(tx, "reminders", "a", noon())).unwrap();
        assert_eq!(acquire("b", noon(), 60), Some(2));
        // A copy whose own clock is an hour ahead must not take a live lease: on PostgreSQL the database's clock decides.
        let ahead = acquire("c", noon().plus(hours(1)), 60);
        assert_eq!(ahead, if database.engine == Engine::Postgres { None } else { Some(3) });
    });
}

#[test]
fn of_many_who_want_a_lease_at_once_one_gets_it() {
    on_both(|store| {
        let terms: Vec<Option<i64>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|n| {
                    scope.spawn(move || {
                        let holder = format!("copy-{n}");
                        store.write(|tx| leases::acquire(tx, "x", &holder, noon(), TimeDelta::seconds(60))).unwrap()
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(terms.iter().flatten().collect::<Vec<_>>(), [&1]);
    });
}
