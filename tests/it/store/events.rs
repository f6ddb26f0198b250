//! The record: numbers without gaps, chains without forks, nothing changed unseen, private texts erasable.

use breachdesk::domain::actor::{Actor, ActorKind, Role};
use breachdesk::domain::values::{At, Private};
use breachdesk::ids::Ids;
use breachdesk::store::events::{self, NewEvent, Page, Stream, VerifyReport};
use breachdesk::store::{Store, StoreError};
use serde_json::{Value, json};
use uuid::Uuid;

use super::people::at;
use crate::support::database::{Engine, TestDatabase, on_both, on_both_databases};

fn event(kind: &str, payload: Value) -> NewEvent {
    NewEvent { occurred_at: at("2023-09-30T11:00:00.25Z"), kind: kind.into(), schema_version: 1, payload }
}

fn recorded_at() -> At {
    at("2023-09-30T11:05:00.000001Z")
}

fn dpo() -> Actor {
    Actor {
        kind: ActorKind::User,
        id: Some(Uuid::from_u128(11)),
        role: Some(Role::Dpo),
        name: Private::new("Chiara Bonfanti"),
    }
}

fn append(store: &Store, stream: Stream, new: &[NewEvent]) -> Result<i64, StoreError> {
    store.write(|tx| events::append(tx, &stream, &dpo(), recorded_at(), "policy-digest", new))
}

fn verify(store: &Store) -> VerifyReport {
    store.read(events::verify_chain).unwrap()
}

fn a_case() -> Stream {
    Stream::Case { case_id: Ids.next(), organisation_id: Uuid::from_u128(1) }
}

fn id_of(stream: Stream) -> Uuid {
    match stream {
        Stream::Case { case_id, .. } => case_id,
        _ => unreachable!("only asked of cases"),
    }
}

#[test]
fn events_are_read_back_as_they_were_recorded() {
    on_both(|store| {
        let stream = a_case();
        let payload =
            json!({"z": [1, {"$private": "a remark"}], "a": {"$private": "Marek Nowicki"}, "at": recorded_at()});
        append(store, stream, &[event("aware_set", payload.clone()), event("fact_set", json!({}))]).unwrap();
        let read = store.read(|c| events::of_case(c, id_of(stream))).unwrap();
        assert_eq!(read.len(), 2);
        let first = &read[0];
        assert_eq!((first.log_seq, first.case_seq, first.schema_version), (1, Some(1), 1));
        assert_eq!((first.kind.as_str(), first.policy_digest.as_str()), ("aware_set", "policy-digest"));
        assert_eq!((first.occurred_at, first.recorded_at), (at("2023-09-30T11:00:00.25Z"), recorded_at()));
        assert_eq!((&first.actor, &first.payload), (&dpo(), &payload));
        assert_eq!(first.organisation_id, Some(Uuid::from_u128(1)));
        assert_eq!((first.prev_hash.as_str(), &read[1].prev_hash), ("", &first.hash));
        let report = verify(store);
        assert!(report.is_whole(), "{report:?}");
        assert_eq!((report.events, report.private_texts, report.erased), (2, 4, 0));
        let head = store.read(events::head).unwrap();
        assert_eq!((head.log_seq, head.digest), (2, report.digest));
    });
}

#[test]
fn streams_have_numbers_and_chains_of_their_own_and_the_log_has_one_for_all() {
    on_both(|store| {
        let (one, two, organisation) = (a_case(), a_case(), Stream::Organisation(Uuid::from_u128(1)));
        for stream in [one, Stream::Desk, two, organisation, one, Stream::Desk] {
            append(store, stream, &[event("x", json!({}))]).unwrap();
        }
        let all = store.read(|c| events::page(c, Page { after: 0, limit: 10 })).unwrap();
        let numbers: Vec<_> = all.iter().map(|e| (e.log_seq, e.case_seq)).collect();
        assert_eq!(numbers, [(1, Some(1)), (2, None), (3, Some(1)), (4, None), (5, Some(2)), (6, None)]);
        assert_eq!(all[4].prev_hash, all[0].hash);
        assert_eq!((&all[3].prev_hash, &all[5].prev_hash), (&all[1].hash, &all[3].hash));
        let page = store.read(|c| events::page(c, Page { after: 2, limit: 2 })).unwrap();
        assert_eq!(page, all[2..4]);
        let latest = store.read(|c| events::latest(c, Some(Uuid::from_u128(1)), 10)).unwrap();
        assert_eq!(latest, all[3..4]);
        let latest = store.read(|c| events::latest(c, None, 2)).unwrap();
        assert_eq!(latest, [all[5].clone(), all[3].clone()]);
        assert_eq!(store.read(events::last), Ok(Some((6, recorded_at()))));
        assert!(verify(store).is_whole());
    });
}

#[test]
fn the_system_and_the_public_need_no_private_name() {
    on_both(|store| {
        for actor in [Actor::system(), Actor::public(), Actor::api(Uuid::from_u128(5), "Monitoring")] {
            let new = [event("x", json!({}))];
            store.write(|tx| events::append(tx, &Stream::Desk, &actor, recorded_at(), "", &new)).unwrap();
        }
        let read = store.read(|c| events::page(c, Page { after: 0, limit: 9 })).unwrap();
        let actors: Vec<_> = read.into_iter().map(|e| e.actor).collect();
        assert_eq!(actors, [Actor::system(), Actor::public(), Actor::api(Uuid::from_u128(5), "Monitoring")]);
        assert_eq!(verify(store).private_texts, 1);
    });
}

#[test]
fn a_payload_that_has_no_canonical_form_is_refused_and_takes_no_number() {
    on_both(|store| {
        let stream = a_case();
        for bad in [
            json!({"score": 1.5}),
            json!({"n": u64::MAX}),
            json!({"$commitment": "0"}),
            json!({"$private": "x", "beside": 1}),
            json!({"$private": 7}),
        ] {
            assert!(append(store, stream, &[event("x", json!({})), event("x", bad)]).is_err());
        }
        assert_eq!(append(store, stream, &[event("x", json!({}))]), Ok(1));
        assert!(verify(store).is_whole());
    });
}

#[test]
fn a_transaction_that_fails_gives_its_numbers_back() {
    on_both(|store| {
        let stream = a_case();
        append(store, stream, &[event("x", json!({}))]).unwrap();
        let failed = store.write(|tx| {
            events::append(tx, &stream, &dpo(), recorded_at(), "", &[event("y", json!({}))])?;
            Err::<(), _>(StoreError::Conflict)
        });
        assert_eq!(failed, Err(StoreError::Conflict));
        assert_eq!(append(store, stream, &[event("z", json!({}))]), Ok(2));
        assert!(verify(store).is_whole());
    });
}

#[test]
fn ten_threads_that_append_at_once_leave_no_gap_and_no_fork() {
    on_both(|store| {
        let streams = [a_case(), a_case(), Stream::Desk];
        std::thread::scope(|scope| {
            for thread in 0..10 {
                scope.spawn(move || {
                    for n in 0..12 {
                        let stream = streams[(thread + n) % 3];
                        append(store, stream, &[event("x", json!({"n": n})), event("y", json!({}))]).unwrap();
                    }
                });
            }
        });
        let report = verify(store);
        assert!(report.is_whole(), "{report:?}");
        assert_eq!(report.events, 240);
        let of_one = store.read(|c| events::of_case(c, id_of(streams[0]))).unwrap();
        assert_eq!(of_one.iter().map(|e| e.case_seq.unwrap()).collect::<Vec<_>>(), (1..=80).collect::<Vec<_>>());
    });
}

#[test]
fn erased_texts_read_as_erased_and_the_chain_still_holds() {
    on_both(|store| {
        let (one, two) = (a_case(), a_case());
        let payload = json!({"who": {"$private": "Aoife Brennan"}, "n": 1});
        append(store, one, &[event("x", payload.clone()), event("x", payload.clone())]).unwrap();
        append(store, two, &[event("x", payload.clone())]).unwrap();
        assert_eq!(store.write(|tx| events::erase_event(tx, 1, "request of the person", recorded_at())), Ok(2));
        let read = store.read(|c| events::of_case(c, id_of(one))).unwrap();
        assert_eq!(read[0].payload, json!({"who": {"$erased": true}, "n": 1}));
        assert_eq!((&read[0].actor.name, &read[1].payload), (&Private::Erased, &payload));
        let report = verify(store);
        assert!(report.is_whole(), "{report:?}");
        assert_eq!((report.private_texts, report.erased), (6, 2));
        assert_eq!(store.write(|tx| events::erase_case(tx, id_of(one), "end of retention", recorded_at())), Ok(2));
        assert_eq!(store.write(|tx| events::erase_case(tx, id_of(one), "end of retention", recorded_at())), Ok(0));
        assert_eq!(verify(store).erased, 4);
        assert_eq!(store.read(|c| events::of_case(c, id_of(two))).unwrap()[0].payload, payload);
    });
}

#[test]
fn the_text_of_an_erased_event_is_in_no_file_of_the_database() {
    let database = TestDatabase::new(Engine::Sqlite);
    let canary = "canary-4d1f-of-a-person";
    append(&database.store, a_case(), &[event("x", json!({"who": {"$private": canary}}))]).unwrap();
    database.store.write(|tx| events::erase_event(tx, 1, "request", recorded_at())).unwrap();
    database.sql("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let path = database.url.strip_prefix("sqlite:").unwrap();
    for file in [path.to_owned(), format!("{path}-wal")] {
        let bytes = std::fs::read(&file).unwrap_or_default();
        assert!(!bytes.windows(canary.len()).any(|window| window == canary.as_bytes()), "{file}");
    }
}

#[test]
fn the_database_itself_refuses_to_change_or_delete_what_is_on_record() {
    on_both_databases(|database| {
        append(&database.store, a_case(), &[event("x", json!({"who": {"$private": "a"}})), event("y", json!({}))])
            .unwrap();
        let mut refused = vec![
            "UPDATE events SET kind = 'z' WHERE log_seq = 1",
            "UPDATE events SET kind = kind",
            "DELETE FROM events WHERE log_seq = 2",
            "DELETE FROM events",
            "DELETE FROM event_head",
            "UPDATE event_head SET log_seq = 1",
            "DELETE FROM private_texts",
            "UPDATE private_texts SET value = 'b'",
            "UPDATE private_texts SET log_seq = 2",
        ];
        match database.engine {
            Engine::Sqlite => refused.push("INSERT OR REPLACE INTO events SELECT * FROM events WHERE log_seq = 1"),
            Engine::Postgres => refused.extend(["TRUNCATE events CASCADE", "TRUNCATE private_texts"]),
        }
        for sql in refused {
            let error = database.sql(sql).expect_err(sql).to_string();
            assert!(error.contains("never") || error.contains("erased"), "{sql}: {error}");
        }
        assert!(verify(&database.store).is_whole());
    });
}

/// Takes the guards away, as somebody with full rights on the database can.
fn without_guards(database: &TestDatabase) {
    let sql = match database.engine {
        Engine::Sqlite => {
            "DROP TRIGGER events_refuse_update; DROP TRIGGER events_refuse_delete; DROP TRIGGER events_refuse_replace; \
             DROP TRIGGER private_texts_refuse_update; DROP TRIGGER private_texts_refuse_delete; \
             DROP TRIGGER event_head_refuse_going_back"
        }
        Engine::Postgres => {
            "ALTER TABLE events DISABLE TRIGGER USER; ALTER TABLE private_texts DISABLE TRIGGER USER; \
             ALTER TABLE event_head DISABLE TRIGGER USER; ALTER TABLE private_texts DROP CONSTRAINT private_texts_log_seq_fkey"
        }
    };
    database.sql(sql).unwrap();
}

#[test]
fn whatever_is_changed_behind_the_programs_back_is_found() {
    on_both_databases(|database| {
        without_guards(database);
        let lite = database.engine == Engine::Sqlite;
        let (one, two) = (a_case(), a_case());
        let payload = json!({"who": {"$private": "a person"}, "n": 1});
        append(&database.store, one, &[event("x", payload.clone()), event("y", payload.clone())]).unwrap();
        append(&database.store, two, &[event("x", payload.clone())]).unwrap();
        append(&database.store, Stream::Desk, &[event("x", payload)]).unwrap();
        assert!(verify(&database.store).is_whole());
        let other_id =
            if lite { "x'00000000000000000000000000000009'" } else { "'00000000-0000-0000-0000-000000000009'" };
        let later = if lite { "'2023-09-30T11:05:00.000002Z'" } else { "'2023-09-30T11:05:00.000002Z'::timestamptz" };
        // Each line: the column that is changed for a moment, how, and at which event it must show.
        let in_events = [
            ("case_id", other_id, 2),
            ("case_seq", "case_seq + 7", 2),
            ("organisation_id", other_id, 2),
            ("occurred_at", later, 2),
            ("recorded_at", later, 2),
            ("actor_kind", "'api'", 2),
            ("actor_id", other_id, 2),
            ("actor_role", "'handler'", 2),
            ("actor_role", "NULL", 2),
            ("actor_name", "upper(actor_name)", 2),
            ("actor_name", "NULL", 2),
            ("kind", "kind || ' '", 2),
            ("schema_version", "2", 2),
            ("payload", "payload || ' '", 2),
            ("payload", "replace(payload, '1', '2')", 2),
            ("policy_digest", "'other'", 2),
            ("prev_hash", "upper(prev_hash)", 2),
            ("hash", "upper(hash)", 2),
            ("log_seq", "log_seq + 70", 2),
        ];
        for (column, change, shows_at) in in_events {
            let kept = if column == "log_seq" { "72" } else { "2" };
            database
                .sql(&format!("CREATE TABLE kept AS SELECT {column} AS was FROM events WHERE log_seq = 2"))
                .unwrap();
            let changed = format!("UPDATE events SET {column} = {change} WHERE log_seq = 2");
            if lite { database.sql(&format!("PRAGMA foreign_keys = OFF; {changed}")) } else { database.sql(&changed) }
                .unwrap();
            let report = verify(&database.store);
            let bad = report.first_bad.unwrap_or_else(|| panic!("{changed} was not found"));
            assert_eq!(bad.log_seq, shows_at, "{changed}: {}", bad.what);
            let back =
                format!("UPDATE events SET {column} = (SELECT was FROM kept) WHERE log_seq = {kept}; DROP TABLE kept");
            if lite { database.sql(&format!("PRAGMA foreign_keys = OFF; {back}")) } else { database.sql(&back) }
                .unwrap();
            assert!(verify(&database.store).is_whole(), "{changed} was not undone");
        }
        let stray = format!(
            "INSERT INTO private_texts (commitment, log_seq, erased_at, erased_under) VALUES ('x', 3, {later}, 'x')"
        );
        // Changes that stay, one after the other on a fresh copy each.
        for (change, shows_at) in [
            ("DELETE FROM private_texts WHERE log_seq = 4; DELETE FROM events WHERE log_seq = 4", 4),
            ("DELETE FROM private_texts WHERE log_seq = 1; DELETE FROM events WHERE log_seq = 1", 1),
            ("UPDATE event_head SET log_seq = 3", 5),
            ("UPDATE event_head SET digest = 'x'", 5),
            ("UPDATE private_texts SET value = 'another person' WHERE log_seq = 3 AND value = 'a person'", 3),
            ("UPDATE private_texts SET log_seq = 2 WHERE log_seq = 3", 3),
            ("UPDATE private_texts SET case_id = NULL WHERE log_seq = 3", 3),
            ("DELETE FROM private_texts WHERE log_seq = 3", 3),
            (&stray, 3),
        ] {
            let copy = TestDatabase::new(database.engine);
            without_guards(&copy);
            let payload = json!({"who": {"$private": "a person"}, "n": 1});
            append(&copy.store, one, &[event("x", payload.clone()), event("y", payload.clone())]).unwrap();
            append(&copy.store, two, &[event("x", payload.clone())]).unwrap();
            append(&copy.store, Stream::Desk, &[event("x", payload)]).unwrap();
            if lite { copy.sql(&format!("PRAGMA foreign_keys = OFF; {change}")) } else { copy.sql(change) }.unwrap();
            let report = verify(&copy.store);
            assert_eq!(report.first_bad.as_ref().map_or(0, |bad| bad.log_seq), shows_at, "{change}: {report:?}");
        }
    });
}

#[test]
fn instants_keep_their_microseconds_and_their_order() {
    on_both(|store| {
        let instants = [
            "1969-12-31T23:59:59.999999Z",
            "1999-12-31T23:59:59.999999Z",
            "2000-01-01T00:00:00Z",
            "2023-10-29T00:59:59.9Z",
            "2023-10-29T01:00:00Z",
            "2023-10-29T01:00:00.000001Z",
            "9999-12-31T23:59:59.999999Z",
        ];
        for instant in instants.iter().rev() {
            let new = NewEvent { occurred_at: at(instant), ..event("x", json!({})) };
            append(store, Stream::Desk, &[new]).unwrap();
        }
        let read = store.read(|c| events::page(c, Page { after: 0, limit: 10 })).unwrap();
        let found: Vec<At> = read.iter().rev().map(|e| e.occurred_at).collect();
        assert_eq!(found, instants.map(at));
        assert!(verify(store).is_whole());
    });
    // The database sorts them by itself, too.
    on_both_databases(|database| {
        let user = super::people::has_user(&database.store, "a@example.org");
        let hours = [9_i64, -3, 0, 100_000, -100_000, 1];
        for (n, hour) in hours.into_iter().enumerate() {
            let seen = at("2000-01-01T00:00:00Z").plus(chrono::TimeDelta::hours(hour));
            let row = breachdesk::store::sessions::SessionRow {
                id: Ids.next(),
                token_hash: vec![u8::try_from(n).unwrap(); 32],
                user_id: user.id,
                csrf_token: hour.to_string(),
                created_at: seen,
                seen_at: seen,
                reauthenticated_at: seen,
                expires_at: at("2030-01-01T00:00:00Z"),
                ended_at: None,
                factor: breachdesk::store::sessions::SessionFactor::None,
            };
            database.store.write(|tx| breachdesk::store::sessions::start(tx, &row)).unwrap();
        }
        let now = at("2020-01-01T00:00:00Z");
        let rows = database.store.read(|c| breachdesk::store::sessions::of_user(c, user.id, now)).unwrap();
        let order: Vec<i64> = rows.iter().map(|row| row.csrf_token.parse().unwrap()).collect();
        assert_eq!(order, [100_000, 9, 1, 0, -3, -100_000]);
    });
}

#[test]
fn an_instant_that_has_no_sortable_text_is_refused() {
    let database = TestDatabase::new(Engine::Sqlite);
    let far = At::from_micros(253_402_300_800_000_000).unwrap();
    let new = NewEvent { occurred_at: far, ..event("x", json!({})) };
    assert!(append(&database.store, Stream::Desk, &[new]).is_err());
    assert!(verify(&database.store).is_whole());
}
