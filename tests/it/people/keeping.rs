//! Batches with a look between them (M6), and the end of a list: its day, the announcement, the legal hold, the purge (US26).

use breachdesk::app::people::ramp::{Pace, Why};
use breachdesk::app::people::{self, keeping, running};
use breachdesk::app::{AppError, AppResult, backup, record};
use breachdesk::domain::case::CommunicationState;
use breachdesk::domain::values::Private;
use breachdesk::store::outbox::{self, Intent, Outcome, Queue, Settled};
use breachdesk::store::{communications, recipients};
use chrono::{Days, TimeDelta};

use super::office::{self, Office, REFERENCE, on_both, said};
use crate::support::bare::over;
use crate::support::database::{Engine, on_both_databases};

fn list(people: usize) -> String {
    let rows = (0..people).map(|n| format!("cliente{n}@example.it,Cliente {n},it\n"));
    format!("email,name,language\n{}", rows.collect::<String>())
}

/// What the sender would do with all that waits; the first `refused` are refused. Answers how many there were.
fn send(office: &Office<'_>, number: u32, refused: usize) -> usize {
    let (store, now, id) = (&office.ctx.store, office.ctx.clock.now(), office.mail_out(number).id);
    let sent: AppResult<usize> = store.write(|tx| {
        let rows = outbox::claim(tx, Queue::Communication(id), "me", now, TimeDelta::minutes(5), 10_000)?;
        for (place, row) in rows.iter().enumerate() {
            let intent = Intent { id: row.id, attempt: row.attempt, body_sha256: "ab".into() };
            outbox::mark_in_flight(tx, &[intent], "me", now)?;
            let outcome = match place < refused {
                true => Outcome::Rejected { code: 550, reply: "5.1.1 no such mailbox".into() },
                false => Outcome::Accepted { code: 250, reply: "2.0.0 queued".into() },
            };
            let settled = Settled { id: row.id, attempt: row.attempt, outcome, next_at: None, body_sha256: None };
            outbox::record_outcomes(tx, &[settled], "me", now)?;
        }
        Ok(rows.len())
    });
    sent.unwrap()
}

fn approved(office: &Office<'_>, people: usize) -> u32 {
    office.text("it");
    let number = office.imported(&list(people));
    office.approve(number).unwrap();
    number
}

fn go_on(office: &Office<'_>, number: u32, pace: Pace) {
    running::go_on(office.ctx, &office.controller, REFERENCE, number, pace).unwrap();
    people::tick(office.ctx).unwrap();
}

fn state(office: &Office<'_>, number: u32) -> (CommunicationState, Option<String>) {
    let mail_out = office.mail_out(number);
    (mail_out.state, mail_out.paused_why.map(|why| why.as_str().to_owned()))
}

fn mails_about(office: &Office<'_>, key: &str) -> usize {
    let (store, case) = (&office.ctx.store, office.case().id);
    let rows: AppResult<Vec<_>> = store.read(|conn| Ok(outbox::of_case(conn, case)?));
    rows.unwrap().iter().filter(|row| row.dedupe_key.starts_with(key)).count()
}

#[test]
fn a_mail_out_in_batches_pauses_after_each_until_somebody_goes_on() {
    on_both(|ctx| {
        let office = office::open(ctx);
        let number = approved(&office, 800);
        go_on(&office, number, Pace::Batch);
        assert_eq!(office.mail_out(number).up_to, Some(50));
        assert_eq!(send(&office, number, 1), 50, "a first batch and nobody else");
        people::tick(ctx).unwrap();
        assert_eq!(state(&office, number), (CommunicationState::Paused, Some(Why::Batch.as_str().to_owned())));
        assert_eq!(mails_about(&office, "paused/"), 2, "DPO and controller hear of it");
        people::tick(ctx).unwrap();
        assert_eq!(send(&office, number, 0), 0, "paused is paused");

        go_on(&office, number, Pace::Batch);
        assert_eq!(send(&office, number, 0), 30, "up to a tenth");
        people::tick(ctx).unwrap();
        assert_eq!(state(&office, number).0, CommunicationState::Paused);
        go_on(&office, number, Pace::Batch);
        assert_eq!(office.mail_out(number).up_to, None, "then everybody");
        assert_eq!(send(&office, number, 0), 720);
        people::tick(ctx).unwrap();
        assert_eq!(state(&office, number), (CommunicationState::Finished, None));
        assert!(record::check(&ctx.store).unwrap().is_whole());
    });
}

#[test]
fn more_than_one_refusal_in_twenty_pauses_a_mail_out_until_somebody_has_looked() {
    on_both(|ctx| {
        let office = office::open(ctx);
        let number = approved(&office, 600);
        go_on(&office, number, Pace::Everybody);
        let id = office.mail_out(number).id;
        // Of the first hundred six are refused, the rest waits.
        let now = ctx.clock.now();
        let first: AppResult<()> = ctx.store.write(|tx| {
            let rows = outbox::claim(tx, Queue::Communication(id), "me", now, TimeDelta::minutes(5), 100)?;
            for (place, row) in rows.iter().enumerate() {
                let intent = Intent { id: row.id, attempt: row.attempt, body_sha256: "ab".into() };
                outbox::mark_in_flight(tx, &[intent], "me", now)?;
                let outcome = match place < 6 {
                    true => Outcome::Rejected { code: 550, reply: "5.7.1 refused".into() },
                    false => Outcome::Accepted { code: 250, reply: "2.0.0 queued".into() },
                };
                let settled = Settled { id: row.id, attempt: row.attempt, outcome, next_at: None, body_sha256: None };
                outbox::record_outcomes(tx, &[settled], "me", now)?;
            }
            Ok(())
        });
        first.unwrap();
        people::tick(ctx).unwrap();
        assert_eq!(state(&office, number), (CommunicationState::Paused, Some(Why::Refusals.as_str().to_owned())));
        // Whoever goes on has seen those: they do not pause it again.
        go_on(&office, number, Pace::Everybody);
        assert_eq!(send(&office, number, 10), 500);
        people::tick(ctx).unwrap();
        assert_eq!(state(&office, number).0, CommunicationState::Finished);
    });
}

/// Sends everything and answers the number of the mail-out.
fn finished(office: &Office<'_>) -> u32 {
    let number = approved(office, 60);
    go_on(office, number, Pace::Everybody);
    assert_eq!(send(office, number, 1), 60);
    people::tick(office.ctx).unwrap();
    assert_eq!(state(office, number).0, CommunicationState::Finished);
    number
}

fn rows(office: &Office<'_>, number: u32) -> Vec<recipients::RecipientRow> {
    let id = office.mail_out(number).id;
    let rows: AppResult<Vec<_>> = office.ctx.store.read(|conn| Ok(recipients::page(conn, id, 0, 1_000)?));
    rows.unwrap()
}

#[test]
fn a_list_is_purged_thirty_days_after_its_day_and_the_proof_stays() {
    on_both(|ctx| {
        let office = office::open(ctx);
        let number = finished(&office);
        let before = office.mail_out(number);
        let sealed = rows(&office, number)[7].ciphertext.clone();
        let until = ctx.clock.now().utc().date_naive().checked_add_days(Days::new(10)).unwrap();
        let by_handler = keeping::keep_until(ctx, &office.handler, REFERENCE, number, until);
        assert!(matches!(by_handler, Err(AppError::NotAllowed)));
        let yesterday = until.checked_sub_days(Days::new(11)).unwrap();
        let passed = keeping::keep_until(ctx, &office.dpo, REFERENCE, number, yesterday);
        assert_eq!(said(passed), "the day lies in the past");
        keeping::keep_until(ctx, &office.dpo, REFERENCE, number, until).unwrap();

        ctx.clock.advance(TimeDelta::days(11));
        people::tick(ctx).unwrap();
        people::tick(ctx).unwrap();
        assert_eq!(mails_about(&office, "purge/"), 2, "announced once to each who may say otherwise");
        ctx.clock.advance(TimeDelta::days(29));
        people::tick(ctx).unwrap();
        assert_eq!(rows(&office, number)[7].ciphertext, sealed, "the last day of grace");
        ctx.clock.advance(TimeDelta::days(1));
        people::tick(ctx).unwrap();

        let after = office.mail_out(number);
        assert!(after.purged_at.is_some());
        assert_eq!(
            (&after.totals, &after.list_root, &after.counts),
            (&before.totals, &before.list_root, &before.counts)
        );
        let emptied = rows(&office, number);
        assert_eq!(emptied.len(), 60);
        let gone = |row: &recipients::RecipientRow| {
            row.ciphertext.is_empty() && row.nonce.is_empty() && row.email_hmac.is_none() && row.person_hmac.is_none()
        };
        assert!(emptied.iter().all(gone));
        let key: AppResult<bool> = ctx.store.read(|conn| {
            let row = communications::get(conn, after.id)?.unwrap();
            Ok(communications::key(conn, row.key_id)?.is_none())
        });
        assert!(key.unwrap(), "and nobody could open what an old copy of the file still holds");
        // The messages keep their ids, digests and outcomes, and the sums still add up.
        let messages: AppResult<Vec<_>> =
            ctx.store.read(|conn| Ok(outbox::people::in_states(conn, after.id, &[], 1_000, 0)?.0));
        let messages = messages.unwrap();
        assert!(
            messages.len() == 60 && messages.iter().all(|row| row.body_sha256.is_some() && row.to_address.is_empty())
        );
        let checked = record::check(&ctx.store).unwrap();
        assert!(checked.is_whole(), "{checked:?}");
        // Nobody is written to by it any more.
        let again = running::retry_failed(ctx, &office.controller, REFERENCE, number);
        assert!(said(again).contains("purged"));
        let mut bytes = Vec::new();
        let dumped = backup::write(&ctx.store, &mut bytes, &ctx.clock).unwrap();
        assert_eq!(dumped.header.purged, [after.id.to_string()], "backups list what was purged");
    });
}

#[test]
fn a_legal_hold_stops_the_purge_until_another_person_lifts_it() {
    on_both(|ctx| {
        let office = office::open(ctx);
        let number = finished(&office);
        let today = ctx.clock.now().utc().date_naive();
        keeping::keep_until(ctx, &office.dpo, REFERENCE, number, today).unwrap();
        let no_reason = keeping::place_hold(ctx, &office.dpo, REFERENCE, Private::new(" "));
        assert_eq!(said(no_reason), "give a reason");
        keeping::place_hold(ctx, &office.dpo, REFERENCE, Private::new("Inquiry of the authority")).unwrap();
        let twice = keeping::place_hold(ctx, &office.controller, REFERENCE, Private::new("Claim"));
        assert_eq!(said(twice), "a legal hold stands");
        ctx.clock.advance(TimeDelta::days(90));
        people::tick(ctx).unwrap();
        assert!(office.mail_out(number).purged_at.is_none());
        let alone = keeping::lift_hold(ctx, &office.dpo, REFERENCE, Private::new("Closed"));
        assert!(said(alone).contains("a second person"), "whoever placed it does not lift it");
        keeping::lift_hold(ctx, &office.controller, REFERENCE, Private::new("The inquiry is closed")).unwrap();
        people::tick(ctx).unwrap();
        assert!(office.mail_out(number).purged_at.is_some());
        assert!(record::check(&ctx.store).unwrap().is_whole());
    });
}

#[test]
fn a_purge_that_was_cut_off_is_finished_by_the_next_start_and_what_is_left_meanwhile_is_found() {
    on_both_databases(|database| {
        let (ctx, _folder) = over(database);
        let office = office::open(&ctx);
        let number = finished(&office);
        let today = ctx.clock.now().utc().date_naive();
        keeping::keep_until(&ctx, &office.dpo, REFERENCE, number, today).unwrap();
        ctx.clock.advance(TimeDelta::days(31));
        people::tick(&ctx).unwrap();
        assert!(record::check(&ctx.store).unwrap().is_whole());
        // As if the machine had stopped before this row was emptied.
        let bytes = match database.engine {
            Engine::Postgres => r"'\x0102'",
            Engine::Sqlite => "x'0102'",
        };
        let first = "row_no = (SELECT min(row_no) FROM recipients)";
        database
            .sql(&format!("UPDATE recipients SET ciphertext = {bytes}, email_hmac = {bytes} WHERE {first}"))
            .unwrap();
        let misfit = record::check(&ctx.store).unwrap().misfit.unwrap();
        assert!(misfit.what.contains("something of it is still there"), "{}", misfit.what);
        people::start(&ctx).unwrap();
        assert!(rows(&office, number).iter().all(|row| row.ciphertext.is_empty()));
        assert!(record::check(&ctx.store).unwrap().is_whole());
    });
}
