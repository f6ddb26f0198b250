//! The check of the record compares all that is kept with what the events lead to: whatever somebody changes behind the program's
//! back is found and named, on both databases.

use breachdesk::app::notices::filed::{self, ProofFile, ProofGiven};
use breachdesk::app::notices::{self, Release, filing, prepare};
use breachdesk::app::reminders::fire;
use breachdesk::app::report::{self, Answers, Concerned, NewReport, Reporter, YesNoUnknown};
use breachdesk::app::{AppResult, cases, demo, people, record, rows, triage};
use breachdesk::domain::actor::Role;
use breachdesk::domain::command::Command;
use breachdesk::domain::situation::{Fact, Knowledge, Proof, Scope};
use breachdesk::domain::values::{At, Private};
use breachdesk::store::outbox::{self, Intent, Outcome, Queue, Settled};
use chrono::TimeDelta;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::reminders::{Desk, add_person, open};
use crate::people::office;
use crate::support::app::START;
use crate::support::bare::over;
use crate::support::database::{Engine, TestDatabase, on_both_databases};

/// What the check finds, or that all is whole.
pub(super) fn found(database: &TestDatabase) -> String {
    let checked = record::check(&database.store).unwrap();
    match (checked.chain.first_bad, checked.misfit) {
        (Some(bad), _) => bad.what,
        (None, Some(misfit)) => {
            assert!(misfit.log_seq > 0);
            misfit.what
        }
        (None, None) => "whole".to_owned(),
    }
}

/// Takes the guards of a table away, as somebody with access to the database could.
pub(super) fn disarm(database: &TestDatabase, table: &str, triggers: &[&str]) {
    match database.engine {
        Engine::Postgres => database.sql(&format!("ALTER TABLE {table} DISABLE TRIGGER ALL")).unwrap(),
        Engine::Sqlite => {
            triggers.iter().for_each(|trigger| database.sql(&format!("DROP TRIGGER {trigger}")).unwrap());
        }
    }
}

/// Changes a column, expects the check to name it, and changes it back.
pub(super) fn flipped(database: &TestDatabase, table: &str, set: &str, back: &str, named: &str) {
    database.sql(&format!("UPDATE {table} SET {set}")).unwrap();
    let told = found(database);
    assert!(told.contains(named), "{table}: {set}: {told}");
    database.sql(&format!("UPDATE {table} SET {back}")).unwrap();
    assert_eq!(found(database), "whole", "{table} after {back}");
}

/// One byte more at the end of a text, and away again.
pub(super) fn longer(database: &TestDatabase, table: &str, column: &str, named: &str) {
    let back = format!("{column} = substr({column}, 1, length({column}) - 1)");
    flipped(database, table, &format!("{column} = {column} || 'x'"), &back, named);
}

/// A case with a notice that was handed over and proven by a file, a reminder that was sent, a task and a triaged report.
pub(super) fn at_work(desk: &Desk<'_>) {
    let ctx = desk.ctx;
    let organisation = desk.dpo.roles[0].organisation;
    let handler = add_person(ctx, organisation, "Marek Nowicki", Role::Handler, None);
    let fact = Fact {
        id: "subjects.count".into(),
        scope: Scope::case(),
        state: Knowledge::Unknown,
        value: Value::Null,
        how: Private::new(""),
        who: Private::new("Marek Nowicki"),
        by: Some(ctx.clock.now().utc().date_naive() + TimeDelta::days(2)),
    };
    let set = Command::SetFact { fact, source: Private::new("forensics"), evidence: None, seen_set_at: None };
    cases::run(ctx, &handler, &desk.reference, set).unwrap();

    let duty = desk.duty("gdpr-33", "CY").number;
    let drafted = prepare(ctx, &handler, &desk.reference, duty, "en").unwrap();
    let number = drafted.case.notices.last().unwrap().number;
    cases::run(ctx, &handler, &desk.reference, Command::AskReview { number }).unwrap();
    let seen: AppResult<_> = ctx.store.read(|conn| {
        let (_, case) = cases::load(conn, &desk.dpo, &desk.reference)?;
        notices::seen(ctx, conn, &case, case.notice(number).unwrap())
    });
    let digest = seen.unwrap().rendered.digest;
    approve(desk, number, &digest);
    filing::hand_over(ctx, &desk.dpo, &desk.reference, number).unwrap();
    accept_all(desk);
    assert_eq!(filing::settle_hand_overs(ctx).unwrap(), 1);
    let filing = desk.case().notice(number).unwrap().filings[0].number;
    let file =
        ProofFile { name: "ricevuta.pdf".into(), media_type: "application/pdf".into(), bytes: b"%PDF-1.7 x".into() };
    let proof = ProofGiven {
        filing,
        proof: Proof::Receipt,
        reference: Private::new("CY-2026-77"),
        at: ctx.clock.now(),
        file: Some(file),
    };
    filed::record_proof(ctx, &desk.dpo, &desk.reference, proof).unwrap();

    ctx.clock.advance(TimeDelta::hours(13));
    assert!(fire::fire_due(ctx).unwrap() > 0);

    for what in ["A mailbox was read by a stranger.", "The printer is out of paper."] {
        let answers = Answers {
            what: Private::new(what),
            concerned: vec![Concerned::Customers],
            ongoing: YesNoUnknown::Unknown,
            works_for_us: YesNoUnknown::Yes,
            contact: Private::new("giulia.sartori@example.org"),
            language: "en".into(),
            mail: None,
            processor: None,
        };
        let new = NewReport { organisation, first_noticed_at: None, answers };
        let receipt = report::file(ctx, &Reporter::Stranger, &new).unwrap();
        if what.contains("printer") {
            triage::reject(ctx, &desk.dpo, &receipt.reference, "No personal data.").unwrap();
        }
    }
}

fn approve(desk: &Desk<'_>, number: u32, digest: &str) {
    let release = Release { findings: Some(Private::new("The rest follows in phases.")), ..Release::default() };
    let approved = notices::approve(desk.ctx, &desk.dpo, &desk.reference, number, digest, release);
    approved.unwrap();
}

/// What the sender would do on a server that takes everything.
fn accept_all(desk: &Desk<'_>) {
    let (store, now) = (&desk.ctx.store, desk.ctx.clock.now());
    let taken: AppResult<()> = store.write(|tx| {
        for row in outbox::claim(tx, Queue::Single, "me", now, TimeDelta::minutes(5), 100)? {
            let intent = Intent { id: row.id, attempt: row.attempt, body_sha256: "ab".into() };
            outbox::mark_in_flight(tx, &[intent], "me", now)?;
            let outcome = Outcome::Accepted { code: 250, reply: "2.0.0 queued".into() };
            let settled = Settled { id: row.id, attempt: row.attempt, outcome, next_at: None, body_sha256: None };
            outbox::record_outcomes(tx, &[settled], "me", now)?;
        }
        Ok(())
    });
    taken.unwrap();
}

#[test]
fn whatever_is_changed_beside_the_record_of_a_case_is_found_and_named() {
    on_both_databases(|database| {
        let (ctx, _folder) = over(database);
        let desk = open(&ctx);
        at_work(&desk);
        assert_eq!(found(database), "whole");

        // The document and the columns of the list.
        flipped(
            database,
            "cases",
            "state = replace(state, 'Europe/Rome', 'Europe/Oslo')",
            "state = replace(state, 'Europe/Oslo', 'Europe/Rome')",
            "is kept otherwise",
        );
        for column in ["title", "zone"] {
            longer(database, "cases", column, &format!("the column `{column}`"));
        }
        flipped(database, "cases", "status = 'closed'", "status = 'open'", "the column `status`");
        flipped(database, "cases", "risk = 'unlikely'", "risk = NULL", "the column `risk`");
        // Duties and tasks.
        for column in ["recipient_name", "work_state", "rule", "zone", "key"] {
            longer(database, "duties", column, "in the list of duties");
        }
        flipped(
            database,
            "duties",
            "watch = 'none' WHERE watch = 'unfiled'",
            "watch = 'unfiled' WHERE watch = 'none' AND status IN ('presumed', 'due')",
            "in the list of duties",
        );
        longer(database, "tasks", "title", "in the list of tasks");
        // The register, and what waits for whom.
        longer(database, "register_rows", "sought", "the words that it is searched by");
        for column in ["title", "reference", "zone", "by_opening", "by_due", "next_rule", "next_recipient"] {
            longer(database, "register_rows", column, "its row of the register");
        }
        flipped(database, "register_rows", "authority_filed = 7", "authority_filed = 1", "its row of the register");
        flipped(database, "register_rows", "overdue_from = NULL", "overdue_from = next_legal_term_at", "register");
        for column in ["owner", "what", "page"] {
            longer(database, "waiting", column, "in the list of what waits");
        }
        flipped(database, "tasks", "must = NOT must", "must = NOT must", "in the list of tasks");
        // Frozen notices.
        disarm(database, "notice_versions", &["notice_versions_refuse_update"]);
        for column in ["html", "text", "digest", "binding"] {
            longer(database, "notice_versions", column, "its bytes are not those that were approved");
        }
        let (from, to) = ("replace(content, 'subject', 'subjekt')", "replace(content, 'subjekt', 'subject')");
        flipped(
            database,
            "notice_versions",
            &format!("content = {from}"),
            &format!("content = {to}"),
            "its bytes are not those that were approved",
        );
        // The outbox.
        flipped(
            database,
            "deliveries",
            "content = replace(content, '\"text\":\"', '\"text\":\"!')",
            "content = replace(content, '\"text\":\"!', '\"text\":\"')",
            "is not what was handed over",
        );
        flipped(
            database,
            "deliveries",
            "kind = 'staff' WHERE kind = 'authority'",
            "kind = 'authority' WHERE notice_version_id IS NOT NULL",
            "is gone from the outbox",
        );
        // Reports.
        longer(database, "reports", "reference", "a report is kept otherwise");
        flipped(
            database,
            "reports",
            "answers = replace(answers, 'stranger', 'colleague')",
            "answers = replace(answers, 'colleague', 'stranger')",
            "a report is kept otherwise than its events say: `/answers",
        );
        longer(database, "reports", "reason", "its triage");

        // What cannot be put back comes last, from the end of the check to its beginning.
        database.sql("UPDATE reminders SET delivery_id = id WHERE delivery_id IS NOT NULL").unwrap();
        assert!(found(database).contains("the message of reminder"), "{}", found(database));
        // Bytes, digest and size fit each other: the id in the record does not.
        let forged = b"%PDF-1.7 forged";
        let (bytes, sha256) = (hex::encode(forged), hex::encode(Sha256::digest(forged)));
        let literal = match database.engine {
            Engine::Postgres => format!("'\\x{bytes}'"),
            Engine::Sqlite => format!("x'{bytes}'"),
        };
        let forge = format!("bytes = {literal}, sha256 = '{sha256}', size = {}", forged.len());
        database.sql(&format!("UPDATE attachments SET {forge}")).unwrap();
        assert!(found(database).contains("its bytes are not those that were kept"), "{}", found(database));
        database.sql("DELETE FROM waiting").unwrap();
        assert!(found(database).contains("in the list of what waits"), "{}", found(database));
        database.sql("DELETE FROM tasks").unwrap();
        assert!(found(database).contains("in the list of tasks"), "{}", found(database));
        database.sql("DELETE FROM duties").unwrap();
        assert!(found(database).contains("in the list of duties"), "{}", found(database));
    });
}

/// A database as the program before the register's rows left it: the first start of this one makes them, and only once.
#[test]
fn rows_that_an_older_program_did_not_keep_are_made_at_the_first_start() {
    on_both_databases(|database| {
        let (ctx, _folder) = over(database);
        at_work(&open(&ctx));
        assert_eq!(rows::bring_up(&ctx).unwrap(), 1);
        let older =
            "DELETE FROM waiting; DELETE FROM register_rows; UPDATE duties SET watch = 'none', started_at = NULL";
        database.sql(older).unwrap();
        assert_ne!(found(database), "whole");
        assert_eq!(rows::bring_up(&ctx).unwrap(), 0, "done once, and noted");
        database.sql("DELETE FROM settings WHERE key = 'rows-beside'").unwrap();
        assert_eq!(rows::bring_up(&ctx).unwrap(), 1);
        assert_eq!(found(database), "whole");
    });
}

#[test]
fn a_mail_out_that_differs_from_the_record_is_found_and_named() {
    on_both_databases(|database| {
        let (ctx, _folder) = over(database);
        demo::build(&ctx, At::parse("2026-09-02T08:00:00Z").unwrap()).unwrap();
        ctx.clock.set(At::parse(START).unwrap());
        let office = office::staffed(&ctx, "ottima");
        office.text("it");
        office
            .started("email,name,language\nanna.colli@example.it,Anna Colli,it\nbruno.neri@example.it,Bruno Neri,it\n");
        people::tick(&ctx).unwrap();
        assert_eq!(found(database), "whole");
        flipped(
            database,
            "communications",
            "recipients = recipients + 1",
            "recipients = recipients - 1",
            "is another than",
        );
        flipped(database, "communications", "state = 'paused'", "state = 'running'", "is another than");
        database.sql("DELETE FROM deliveries WHERE communication_id IS NOT NULL").unwrap();
        assert!(found(database).contains("do not add up"), "{}", found(database));
    });
}

#[test]
fn a_whole_desk_stays_whole_through_the_demo_and_a_second_opening() {
    on_both_databases(|database| {
        let (ctx, _folder) = over(database);
        demo::build(&ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        assert_eq!(found(database), "whole");
        fire::fire_due(&ctx).unwrap();
        ctx.clock.advance(TimeDelta::days(3));
        fire::fire_due(&ctx).unwrap();
        assert_eq!(found(database), "whole");
    });
}
