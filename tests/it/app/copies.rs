//! Backups and the check of the record: every copy is whole, from and into either database, and a restored one sends nothing.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use breachdesk::app::{backup, demo, quarantine, record, reminders};
use breachdesk::clock::Clock;
use breachdesk::domain::values::At;
use breachdesk::store::outbox::{self, DeliveryKind, NewDelivery, Queue};
use breachdesk::store::portable::{self, BadBackup, LEFT_OUT, TABLES};
use breachdesk::store::{Store, StoreResult};
use chrono::TimeDelta;
use serde_json::Value;

use crate::support::bare::on_both;
use crate::support::database::{Engine, TestDatabase, on_both_databases};

fn backup_of(store: &Store, clock: &Clock) -> Vec<u8> {
    let mut bytes = Vec::new();
    backup::write(store, &mut bytes, clock).unwrap();
    bytes
}

/// The lines as values, whatever their order within a table.
fn lines(bytes: &[u8]) -> BTreeSet<String> {
    let text = std::str::from_utf8(bytes).unwrap();
    let rows = text.lines().filter(|line| line.starts_with('['));
    rows.map(|line| serde_json::from_str::<Value>(line).unwrap().to_string()).collect()
}

fn restored(bytes: &[u8], engine: Engine, clock: &Clock) -> TestDatabase {
    let target = TestDatabase::new(engine);
    backup::check(&mut &bytes[..]).unwrap();
    backup::restore(&target.store, &mut &bytes[..], clock, "policy-digest").unwrap();
    target
}

#[test]
fn a_backup_holds_every_table_or_says_why_not() {
    on_both_databases(|database| {
        let all: BTreeSet<String> = database.store.read(portable::tables).unwrap().into_iter().collect();
        let known: BTreeSet<String> = TABLES.iter().chain(LEFT_OUT).map(|name| (*name).to_owned()).collect();
        assert_eq!(all, known);
    });
}

#[test]
fn a_backup_restores_into_either_database_with_every_row() {
    on_both(|ctx| {
        demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        let bytes = backup_of(&ctx.store, &ctx.clock);
        assert!(lines(&bytes).len() > 300);
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let target = TestDatabase::new(engine);
            let loaded: Result<_, BadBackup> = target.store.write(|tx| portable::load(tx, &mut &bytes[..]));
            loaded.unwrap();
            let again = lines(&backup_of(&target.store, &ctx.clock));
            let differ: Vec<_> = again.symmetric_difference(&lines(&bytes)).cloned().collect();
            assert!(differ.is_empty(), "{engine:?}: {differ:#?}");
            let checked = record::check(&target.store).unwrap();
            assert!(checked.is_whole() && checked.cases == 2, "{engine:?}: {checked:?}");
        }
    });
}

#[test]
fn a_restored_copy_is_whole_and_sends_nothing_until_it_is_let_go() {
    on_both(|ctx| {
        demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        let now = ctx.clock.now();
        let bytes = backup_of(&ctx.store, &ctx.clock);
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let copy = restored(&bytes, engine, &ctx.clock);
            let mut there = ctx.clone();
            there.store = copy.store.clone();
            let standing = quarantine::look(&there).unwrap().unwrap();
            assert!(standing.backup_made_at().unwrap() >= now && standing.since().unwrap() >= now);
            assert!(standing.unclear > 0, "the demo has mail in the queue");
            assert!(record::check(&copy.store).unwrap().is_whole());

            // Neither a reminder that falls due nor a mail that is queued now leaves the copy.
            assert_eq!(reminders::fire::fire_due(&there).unwrap(), 0);
            queue_one(&there);
            assert_eq!(claimed(&there), 0);
            let lifted: StoreResult<()> = copy.store.write(breachdesk::store::quarantine::lift);
            lifted.unwrap();
            assert_eq!(claimed(&there), 1, "the new one goes; what may have been sent waits for a person");
        }
    });
}

fn queue_one(ctx: &breachdesk::app::Ctx) {
    let id = ctx.ids.next();
    let now = ctx.clock.now();
    let new = NewDelivery {
        id,
        kind: DeliveryKind::Staff,
        organisation_id: None,
        case_id: None,
        communication_id: None,
        notice_version_id: None,
        recipient_id: None,
        dedupe_key: format!("test/{id}"),
        to_address: b"chiara.bonfanti@example.org".to_vec(),
        message_id: ctx.message_id(id),
        content: serde_json::json!({ "subject": "x", "text": "x" }),
        next_at: now,
    };
    let added: StoreResult<_> = ctx.store.write(|tx| outbox::add(tx, new, now));
    added.unwrap();
}

fn claimed(ctx: &breachdesk::app::Ctx) -> usize {
    let now = ctx.clock.now();
    let taken: StoreResult<Vec<_>> =
        ctx.store.write(|tx| outbox::claim(tx, Queue::Single, "test", now, TimeDelta::minutes(5), 1_000));
    taken.unwrap().len()
}

#[test]
fn a_backup_that_was_changed_cut_or_is_none_is_refused() {
    on_both(|ctx| {
        demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        let bytes = backup_of(&ctx.store, &ctx.clock);
        let text = String::from_utf8(bytes).unwrap();
        let check = |text: &str| backup::check(&mut text.as_bytes());
        let changed = text.replacen("Chiara Bonfanti", "Chiara Bonfante", 1);
        assert_ne!(changed, text);
        assert_eq!(check(&changed), Err(BadBackup::Damaged));
        let without_end = &text[..text.trim_end().rfind('\n').unwrap() + 1];
        assert_eq!(check(without_end), Err(BadBackup::CutShort));
        assert_eq!(check(&format!("{text}[]\n")), Err(BadBackup::Damaged));
        assert_eq!(check(&text.replacen("\"format\":1", "\"format\":9", 1)), Err(BadBackup::Form(9)));
        for none in ["", "hello\n", "{}\n"] {
            assert_eq!(check(none), Err(BadBackup::NotABackup), "{none:?}");
        }
        let twice = backup::restore(&ctx.store, &mut text.as_bytes(), &ctx.clock, "policy-digest");
        assert_eq!(twice.err(), Some(BadBackup::NotEmpty));
    });
}

#[test]
fn a_backup_holds_no_session_and_no_link() {
    on_both(|ctx| {
        demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        let text = String::from_utf8(backup_of(&ctx.store, &ctx.clock)).unwrap();
        for table in LEFT_OUT {
            assert!(!text.contains(&format!("\"table\":\"{table}\"")), "{table}");
        }
        let key = std::fs::read_to_string(ctx.data_folder.join("master.key")).unwrap();
        let digits = key.trim().rsplit(' ').next().unwrap();
        assert!(digits.len() == 64 && !text.contains(digits), "the master key is not in the backup");
    });
}

#[test]
fn the_check_names_the_first_entry_that_does_not_fit() {
    on_both_databases(|database| {
        let (ctx, _folder) = crate::support::bare::over(database);
        demo::build(&ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        let whole = record::check(&database.store).unwrap();
        assert!(whole.is_whole(), "{whole:?}");
        assert_eq!((whole.chain.events, &whole.chain.digest), (whole.head.log_seq, &whole.head.digest));

        // Somebody rewrites the state of a case and leaves the record alone.
        database
            .sql("UPDATE cases SET state = replace(state, 'Europe/Rome', 'Europe/Oslo') WHERE reference = 'BR-2026-0001'")
            .unwrap();
        let misfit = record::check(&database.store).unwrap().misfit.unwrap();
        assert!(misfit.what.starts_with("BR-2026-0001 is kept otherwise"), "{}", misfit.what);
        assert!(misfit.log_seq > 0);
    });
}

/// Runs the program on a database; exit code, standard output, standard error.
fn program(database: &str, folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_breachdesk"))
        .args(arguments)
        .env("BREACHDESK_DATABASE", database)
        .env("BREACHDESK_DATA_FOLDER", folder)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

#[test]
fn the_commands_copy_check_and_refuse_with_their_exit_codes() {
    on_both_databases(|database| {
        let (ctx, folder) = crate::support::bare::over(database);
        demo::build(&ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        let file = folder.path().join("desk.jsonl");
        let file = file.to_str().unwrap();
        let (code, out, err) = program(&database.url, folder.path(), &["verify", "--database"]);
        assert_eq!(code, 0, "{err}");
        let head: Value = serde_json::from_str(&out).unwrap();
        assert!(err.contains("Keep the head somewhere else") && head["ok"] == true);
        assert!(err.contains(head["digest"].as_str().unwrap()));

        let (code, out, err) = program(&database.url, folder.path(), &["backup", file]);
        assert_eq!(code, 0, "{err}");
        assert!(err.contains("it is not in the backup"), "{err}");
        assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["digest"], head["digest"]);
        assert_eq!(program(&database.url, folder.path(), &["backup", file]).0, 2, "never overwritten");

        let empty = TestDatabase::new(database.engine);
        let (code, _, err) = program(&empty.url, folder.path(), &["restore", file]);
        assert_eq!(code, 0, "{err}");
        assert!(err.contains("in quarantine"), "{err}");
        assert_eq!(program(&empty.url, folder.path(), &["restore", file]).0, 1, "not into one that is used");
        assert_eq!(program(&empty.url, folder.path(), &["verify", "--database"]).0, 0);

        // Behind the program's back, and past the triggers that would refuse it.
        let disarm = match database.engine {
            Engine::Postgres => "ALTER TABLE events DISABLE TRIGGER ALL;",
            Engine::Sqlite => "DROP TRIGGER events_refuse_update;",
        };
        database.sql(&format!("{disarm} UPDATE events SET kind = 'another' WHERE log_seq = 7")).unwrap();
        let (code, out, err) = program(&database.url, folder.path(), &["verify", "--database"]);
        assert_eq!((code, serde_json::from_str::<Value>(&out).unwrap()["first_bad"]["log_seq"].as_i64()), (1, Some(7)));
        assert!(err.contains("event 7 was changed"), "{err}");

        let nowhere = format!("sqlite:{}", folder.path().join("nowhere.db").display());
        assert_eq!(program(&nowhere, folder.path(), &["verify", "--database"]).0, 2);
        assert!(!folder.path().join("nowhere.db").exists(), "a check makes no database");
        assert_eq!(program(&nowhere, folder.path(), &["verify"]).0, 2);
    });
}
