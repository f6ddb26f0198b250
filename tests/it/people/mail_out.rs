//! From the accepted list to the last message: nobody twice, nobody forgotten, sums that agree, addresses only for those
//! who may see them.

use std::collections::BTreeMap;

use breachdesk::app::people::imports::{self, Wish};
use breachdesk::app::people::progress::{self, Group};
use breachdesk::app::people::running::{self, SeenByApprover};
use breachdesk::app::people::{self, letters, sheets, texts};
use breachdesk::app::recipients::RowProblem;
use breachdesk::app::{AppError, Ctx};
use breachdesk::domain::case::CommunicationState;
use breachdesk::domain::values::Private;
use breachdesk::store::communications;
use breachdesk::store::outbox::{self, DeliveryRow, Intent, Outcome, Queue, Settled};
use chrono::TimeDelta;
use uuid::Uuid;

use super::import::ten_thousand;
use super::office::{Office, REFERENCE, on_both, open, said};

pub const LIST: &str = "email,name,language,reference\n\
    anna.colli@example.it,Anna Colli,it,C-1\n\
    brian.walsh@example.org,Brian Walsh,en,C-2\n\
    carla.neri@example.it,Carla Neri,it,C-3\n\
    ,Dora Sala,it,C-4\n\
    not-an-address,Eva Long,it,C-5\n\
    anna.colli@example.it,anna colli,it,C-1\n";

/// What a sender does with the rows it claims, without a network: the answer is by recipient.
pub fn send_all(office: &Office<'_>, number: u32, answer: impl Fn(&str) -> Outcome) -> BTreeMap<String, Vec<String>> {
    let ctx = office.ctx;
    let id = office.mail_out(number).id;
    let mut sent: BTreeMap<String, Vec<String>> = BTreeMap::new();
    loop {
        let now = ctx.clock.now();
        let lease = TimeDelta::minutes(5);
        let rows: Vec<DeliveryRow> =
            ctx.store.write(|tx| outbox::claim(tx, Queue::Communication(id), "test", now, lease, 500)).unwrap();
        if rows.is_empty() {
            return sent;
        }
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let written = ctx.store.read(|conn| letters::of_deliveries(ctx, conn, &ids)).unwrap();
        let intent = |row: &DeliveryRow| Intent { id: row.id, attempt: row.attempt, body_sha256: row.id.to_string() };
        let intents: Vec<Intent> = rows.iter().map(intent).collect();
        let may = ctx.store.write(|tx| outbox::mark_in_flight(tx, &intents, "test", now)).unwrap();
        assert_eq!(may.len(), rows.len());
        let mut settled = Vec::new();
        for (row, letter) in rows.iter().zip(written) {
            let letter = letter.unwrap();
            sent.entry(letter.to.address.clone()).or_default().push(letter.text.clone());
            let outcome = answer(&letter.to.address);
            settled.push(Settled { id: row.id, attempt: row.attempt, outcome, next_at: None, body_sha256: None });
        }
        ctx.store.write(|tx| outbox::record_outcomes(tx, &settled, "test", now)).unwrap();
    }
}

pub fn accepted(_: &str) -> Outcome {
    Outcome::Accepted { code: 250, reply: "2.0.0 queued".into() }
}

fn events(ctx: &Ctx, office: &Office<'_>) -> usize {
    ctx.store.read(|conn| breachdesk::store::events::of_case(conn, office.case().id)).unwrap().len()
}

#[test]
fn everybody_gets_one_message_in_their_language_and_the_end_is_on_record() {
    on_both(|ctx| {
        let office = open(ctx);
        office.text("it");
        office.text("en");
        let number = office.started(LIST);
        people::tick(ctx).unwrap();
        let sent = send_all(&office, number, |to| match to {
            "carla.neri@example.it" => Outcome::Rejected { code: 550, reply: "5.1.1 no such mailbox".into() },
            _ => accepted(to),
        });
        assert_eq!(sent.len(), 3);
        assert!(sent["anna.colli@example.it"][0].contains("Gentile Anna Colli"));
        assert!(sent["brian.walsh@example.org"][0].contains("Dear Brian Walsh"));
        assert!(sent.values().all(|copies| copies.len() == 1));

        people::tick(ctx).unwrap();
        let mail_out = office.mail_out(number);
        assert_eq!(mail_out.state, CommunicationState::Finished);
        let totals = mail_out.totals.unwrap();
        assert_eq!((totals.people, totals.accepted, totals.failed, totals.waiting), (3, 2, 1, 0));
        let before = events(ctx, &office);
        people::tick(ctx).unwrap();
        assert_eq!(events(ctx, &office), before, "the end is recorded once");

        // Trying the failed one again leaves the others in peace.
        assert_eq!(running::retry_failed(ctx, &office.controller, REFERENCE, number).unwrap(), 1);
        people::tick(ctx).unwrap();
        let again = send_all(&office, number, accepted);
        assert_eq!(again.keys().collect::<Vec<_>>(), ["carla.neri@example.it"]);
        people::tick(ctx).unwrap();
        let totals = office.mail_out(number).totals.unwrap();
        assert_eq!((totals.accepted, totals.failed), (3, 0));
    });
}

#[test]
fn each_of_five_people_reads_the_message_in_their_own_of_five_languages() {
    const FIVE: &str = "email,name,language\nanna.colli@example.it,Anna Colli,it\nbrian.walsh@example.org,Brian Walsh,en\n\
                        clara.vogel@example.org,Clara Vogel,de\ndenis.morel@example.org,Denis Morel,fr\n\
                        elena.ruiz@example.org,Elena Ruiz,es\n";
    on_both(|ctx| {
        let office = open(ctx);
        for language in ["it", "en", "de", "fr", "es"] {
            office.text(language);
        }
        let number = office.started(FIVE);
        people::tick(ctx).unwrap();
        let sent = send_all(&office, number, accepted);
        assert_eq!(sent.len(), 5);
        for (to, greeting) in [
            ("anna.colli@example.it", "Gentile Anna Colli"),
            ("brian.walsh@example.org", "Dear Brian Walsh"),
            ("clara.vogel@example.org", "Guten Tag Clara Vogel"),
            ("denis.morel@example.org", "Bonjour Denis Morel"),
            ("elena.ruiz@example.org", "Hola, Elena Ruiz:"),
        ] {
            assert!(sent[to].len() == 1 && sent[to][0].contains(greeting), "{to}: {:?}", sent[to]);
        }
    });
}

#[test]
fn an_acceptance_is_for_what_was_shown_and_happens_once() {
    on_both(|ctx| {
        let office = open(ctx);
        let import = office.upload(&office.handler, LIST).unwrap();
        let wish = Wish::default();
        let look = imports::look(ctx, &office.handler, REFERENCE, import, &wish).unwrap();
        assert_eq!(look.summary.counts.accepted, 3);
        let accept = |seen| imports::accept(ctx, &office.handler, REFERENCE, import, &wish, seen);
        assert_eq!(said(accept(4)), "the number of people changed from 4 to 3");
        assert!(office.case().communications.is_empty(), "nothing became visible");
        let left = ctx.store.read(|conn| communications::get(conn, import)).unwrap();
        assert!(left.is_none(), "nothing was left behind");

        let number = accept(3).unwrap();
        assert_eq!(accept(3).unwrap(), number, "a second acceptance is the first one");
        let mail_out = office.mail_out(number);
        assert!(mail_out.counts.add_up());
        assert_eq!((mail_out.counts.without_address, mail_out.counts.rejected, mail_out.counts.duplicates), (1, 1, 1));
        // The same list again: the page says that these people are on a list already.
        let again = office.upload(&office.handler, LIST).unwrap();
        let look = imports::look(ctx, &office.handler, REFERENCE, again, &wish).unwrap();
        assert_eq!(look.written_before, 3);
        imports::discard(ctx, &office.handler, REFERENCE, again).unwrap();
        assert!(imports::waiting(ctx, &office.handler, REFERENCE).unwrap().is_empty());
    });
}

#[test]
fn what_an_interrupted_acceptance_left_is_seen_by_nobody_and_cleared() {
    on_both(|ctx| {
        let office = open(ctx);
        // As a crash between two chunks leaves it: a draft with rows and no event in the case.
        let abandoned = office.imported(LIST);
        let id = office.mail_out(abandoned).id;
        people::imports::clear_abandoned(ctx).unwrap();
        assert!(ctx.store.read(|conn| communications::get(conn, id)).unwrap().is_some(), "an import in its case stays");

        let draft = breachdesk::store::communications::CommunicationRow {
            id: ctx.ids.next(),
            key_id: ctx.ids.next(),
            ..ctx.store.read(|conn| communications::get(conn, id)).unwrap().unwrap()
        };
        let key = communications::WrappedKey { wrapped: vec![1], nonce: vec![2] };
        ctx.store
            .write(|tx| {
                communications::add_key(tx, draft.key_id, &key, draft.created_at)?;
                communications::add(tx, &draft)
            })
            .unwrap();
        people::imports::clear_abandoned(ctx).unwrap();
        assert!(
            ctx.store.read(|conn| communications::get(conn, draft.id)).unwrap().is_some(),
            "it may still be at work"
        );
        ctx.clock.advance(TimeDelta::minutes(31));
        people::tick(ctx).unwrap();
        assert!(ctx.store.read(|conn| communications::get(conn, draft.id)).unwrap().is_none());
        assert!(ctx.store.read(|conn| communications::get(conn, id)).unwrap().is_some());
    });
}

#[test]
fn a_list_waits_for_texts_a_test_and_a_second_person() {
    on_both(|ctx| {
        let office = open(ctx);
        let it = office.text("it");
        let number = office.imported(LIST);
        let approve = |seen: SeenByApprover| running::approve(ctx, &office.controller, REFERENCE, number, seen, None);
        assert!(said(approve(office.seen(number))).contains("language `en`"));

        let en = office.draft("en");
        texts::choose(ctx, &office.handler, REFERENCE, number, en).unwrap();
        assert!(said(approve(office.seen(number))).contains("`en` is not approved"));
        office.approve_text(en);
        assert_eq!(said(approve(office.seen(number))), "send a test to yourself first");
        texts::test(ctx, &office.handler, REFERENCE, number).unwrap();
        let by_handler = running::approve(ctx, &office.handler, REFERENCE, number, office.seen(number), None);
        assert!(matches!(by_handler, Err(AppError::NotAllowed)));
        let fewer = SeenByApprover { count: 2, ..office.seen(number) };
        assert_eq!(said(approve(fewer)), "the number of people changed from 2 to 3");
        let stale = SeenByApprover { texts: vec![(it, "0".repeat(64)), (en, "0".repeat(64))], count: 3 };
        assert!(said(approve(stale)).contains("read it again"));
        approve(office.seen(number)).unwrap();

        // Nothing goes out by approving.
        people::tick(ctx).unwrap();
        assert!(send_all(&office, number, accepted).is_empty());
    });
}

#[test]
fn a_message_that_could_not_be_written_for_one_row_blocks_the_approval_of_all() {
    on_both(|ctx| {
        let office = open(ctx);
        let number = office.draft("it");
        let case = office.case();
        let notice = case.notice(number).unwrap();
        let mut draft: breachdesk::notice::Draft = serde_json::from_str(notice.content.as_str()).unwrap();
        draft.blocks[0].body.push_str("\n\nCodice cliente: [[customer_reference]]");
        let edited = breachdesk::app::notices::edit(ctx, &office.handler, REFERENCE, number, notice.revision, &draft);
        edited.unwrap().unwrap();
        office.approve_text(number);
        let list = "email,name,language,reference\na@example.it,Anna Colli,it,C-1\nb@example.it,Bea Neri,it,\n";
        let mail_out = office.imported(list);
        assert!(said(office.approve(mail_out)).contains("row 3 has no value for `customer_reference`"));
        assert_eq!(office.mail_out(mail_out).state, CommunicationState::Imported);
    });
}

#[test]
fn pause_holds_resume_goes_on_and_stop_is_for_good() {
    on_both(|ctx| {
        let office = open(ctx);
        office.text("it");
        office.text("en");
        let number = office.started(LIST);
        people::tick(ctx).unwrap();
        let who = &office.controller;
        running::pause(ctx, who, REFERENCE, number, Private::new("The call centre is full")).unwrap();
        assert!(send_all(&office, number, accepted).is_empty());
        people::tick(ctx).unwrap();
        assert_eq!(office.mail_out(number).state, CommunicationState::Paused);
        running::resume(ctx, who, REFERENCE, number).unwrap();
        assert_eq!(said(running::stop(ctx, who, REFERENCE, number, Private::new(" "))), "give a reason");
        running::stop(ctx, who, REFERENCE, number, Private::new("Wrong list")).unwrap();
        assert!(send_all(&office, number, accepted).is_empty());
        let progress = progress::progress(ctx, who, REFERENCE, number).unwrap();
        assert_eq!((progress.totals.cancelled, progress.totals.waiting), (3, 0));
        assert!(progress.totals.add_up());
        assert!(said(running::resume(ctx, who, REFERENCE, number)).contains("stopped"));
    });
}

#[test]
fn starting_or_filling_twice_adds_nobody() {
    on_both(|ctx| {
        let office = open(ctx);
        office.text("it");
        office.text("en");
        let number = office.started(LIST);
        assert!(said(running::start(ctx, &office.controller, REFERENCE, number)).contains("does not follow"));
        people::tick(ctx).unwrap();
        people::tick(ctx).unwrap();
        let sent = send_all(&office, number, accepted);
        assert!(sent.len() == 3 && sent.values().all(|copies| copies.len() == 1));
    });
}

#[test]
fn addresses_are_seen_by_those_who_may_send_masked_by_preparers_and_by_no_auditor_or_admin() {
    on_both(|ctx| {
        let office = open(ctx);
        office.text("it");
        office.text("en");
        let number = office.started(LIST);
        people::tick(ctx).unwrap();
        send_all(&office, number, accepted);
        let lines = |who, search: &str| progress::lines(ctx, who, REFERENCE, number, Group::All, search, 0);
        let addresses = |who| {
            let mut all: Vec<String> = lines(who, "").unwrap().lines.into_iter().map(|line| line.address).collect();
            all.sort();
            all
        };
        assert_eq!(addresses(&office.dpo)[0], "anna.colli@example.it");
        assert_eq!(addresses(&office.handler)[0], "a…@example.it");
        assert!(addresses(&office.auditor).iter().all(String::is_empty));
        assert!(lines(&office.auditor, "").unwrap().lines.iter().all(|line| !line.reply.contains('@')));
        assert!(matches!(lines(&office.auditor, "anna.colli@example.it"), Err(AppError::NotAllowed)));
        assert!(matches!(lines(&office.admin, ""), Err(AppError::NotFound)));

        assert_eq!(lines(&office.dpo, " ANNA.colli@Example.it ").unwrap().lines[0].row, 2);
        assert_eq!(lines(&office.dpo, "4").unwrap().lines[0].address, "carla.neri@example.it");
        assert_eq!(lines(&office.dpo, "nobody@example.it").unwrap().total, 0);

        // Each act below is refused to those whose it is not.
        let forbidden =
            |answer: Result<(), AppError>| assert!(matches!(answer, Err(AppError::NotAllowed)), "{answer:?}");
        for who in [&office.handler, &office.auditor] {
            forbidden(running::pause(ctx, who, REFERENCE, number, Private::new("")));
            forbidden(running::stop(ctx, who, REFERENCE, number, Private::new("x")));
            forbidden(running::retry_failed(ctx, who, REFERENCE, number).map(drop));
        }
        forbidden(imports::take(ctx, &office.auditor, REFERENCE, "a.csv").map(drop));
        forbidden(texts::preview(ctx, &office.auditor, REFERENCE, number, 0).map(drop));
        forbidden(texts::test(ctx, &office.auditor, REFERENCE, number));
        assert!(matches!(imports::take(ctx, &office.admin, REFERENCE, "a.csv"), Err(AppError::NotFound)));
    });
}

#[test]
fn the_report_holds_no_address_and_the_letter_list_everybody_whom_no_mail_reached() {
    on_both(|ctx| {
        let office = open(ctx);
        office.text("it");
        office.text("en");
        let number = office.started(LIST);
        people::tick(ctx).unwrap();
        send_all(&office, number, |to| match to {
            "carla.neri@example.it" => {
                Outcome::Rejected { code: 550, reply: "5.1.1 <carla.neri@example.it>: no such mailbox".into() }
            }
            _ => accepted(to),
        });
        let mut report = Vec::new();
        let heads = vec!["Row".to_owned()];
        sheets::report(ctx, &office.auditor, REFERENCE, number, heads.clone(), str::to_owned, |piece| {
            report.extend(piece);
            true
        })
        .unwrap();
        let report = String::from_utf8(report).unwrap();
        assert_eq!(report.lines().count(), 1 + 4);
        assert!(!report.contains("@example") && !report.contains("Colli"), "{report}");
        assert!(report.contains("rejected") && report.contains("550"));

        let mut list = Vec::new();
        let letters = |who, out: &mut dyn FnMut(Vec<u8>) -> bool| {
            let left_out = |problem: &RowProblem| problem.problem.to_string();
            let words =
                sheets::ListWords { heads: heads.clone(), why: str::to_owned, language: str::to_owned, left_out };
            sheets::letters(ctx, who, REFERENCE, number, words, out)
        };
        letters(&office.controller, &mut |piece| {
            list.extend(piece);
            true
        })
        .unwrap();
        let list = String::from_utf8(list).unwrap();
        assert_eq!(list.lines().count(), 1 + 2 + 1, "and the row that the import left out");
        assert!(list.contains("Dora Sala") && list.contains("Carla Neri") && !list.contains("Brian"));
        assert!(matches!(letters(&office.handler, &mut |_| true), Err(AppError::NotAllowed)));
        assert!(matches!(letters(&office.auditor, &mut |_| true), Err(AppError::NotAllowed)));
        let progress = progress::progress(ctx, &office.auditor, REFERENCE, number).unwrap();
        // The row that the import could not read is somebody too: two of five are reached, and nobody calls it half.
        assert_eq!((progress.need_letter(), progress.left_out, progress.reached_percent()), (2, 1, 40));
    });
}

#[test]
fn no_address_or_name_of_a_list_lies_readable_in_any_file_after_upload_acceptance_and_sending() {
    on_both(|ctx| {
        let office = open(ctx);
        office.text("it");
        office.text("en");
        let mut list = String::from("email,name,language,reference\n");
        for n in 0..500 {
            list.push_str(&format!("canary{n}-7f3a@example.it,Canaria Zefira {n},it,CANREF-{n}\n"));
        }
        let import = office.upload(&office.handler, &list).unwrap();
        no_canary(ctx, "after the upload");
        imports::look(ctx, &office.handler, REFERENCE, import, &Wish::default()).unwrap();
        let number = office.accept(import).unwrap();
        no_canary(ctx, "after the acceptance");
        texts::preview(ctx, &office.dpo, REFERENCE, number, 100).unwrap();
        office.approve(number).unwrap();
        running::start(ctx, &office.controller, REFERENCE, number).unwrap();
        people::tick(ctx).unwrap();
        assert_eq!(send_all(&office, number, accepted).len(), 500);
        people::tick(ctx).unwrap();
        no_canary(ctx, "after the sending");
    });
}

/// Every file of the data folder: the SQLite database with its write-ahead log, waiting uploads, keys.
fn no_canary(ctx: &Ctx, when: &str) {
    let mut folders = vec![ctx.data_folder.to_path_buf()];
    let mut seen = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            for canary in [&b"7f3a@example"[..], b"Canaria", b"Zefira", b"CANREF"] {
                let found = bytes.windows(canary.len()).any(|window| window.eq_ignore_ascii_case(canary));
                assert!(!found, "{} is readable in {} {when}", String::from_utf8_lossy(canary), path.display());
            }
            seen.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    let database = !ctx.store.is_postgres();
    assert!(seen.iter().any(|name| name == "master.key"), "{seen:?}");
    assert_eq!(seen.iter().any(|name| name == "breachdesk.db-wal"), database, "{seen:?}");
    assert_eq!(seen.iter().any(|name| name.ends_with(".waiting")), when == "after the upload", "{seen:?}");
}

#[test]
fn ten_thousand_rows_with_bad_ones_become_one_message_per_person() {
    on_both(|ctx| {
        let office = open(ctx);
        office.text("it");
        office.text("en");
        let number = office.started(&ten_thousand());
        people::tick(ctx).unwrap();
        let sent = send_all(&office, number, accepted);
        let counts = office.mail_out(number).counts;
        assert_eq!(counts.rows, 10_000);
        assert_eq!(sent.len() as u64, counts.accepted);
        assert!(sent.values().all(|copies| copies.len() == 1));
        assert!(sent["cliente5@example.it"][0].contains("Dear Anna Rossi 5,"));
        assert!(sent["cliente4@example.it"][0].contains("Gentile Anna Rossi 4,"));
        people::tick(ctx).unwrap();
        assert_eq!(office.mail_out(number).totals.unwrap().accepted, counts.accepted);
    });
}
