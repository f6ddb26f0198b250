//! Rows of a list that were not imported: kept sealed, handed out for the letter and for correction, gone with the list.

use breachdesk::app::cases;
use breachdesk::app::people::imports;
use breachdesk::app::people::sheets::{self, ListWords};
use breachdesk::app::people::{self, keeping, left_out, progress, running};
use breachdesk::app::recipients::RowProblem;
use breachdesk::app::{AppError, AppResult, Ctx, record};
use breachdesk::domain::closing::Closing;
use breachdesk::domain::command::Command;
use breachdesk::domain::values::Private;
use breachdesk::store::left_out_rows;
use breachdesk::store::outbox::{self, Intent, Outcome, Queue, Settled};
use chrono::TimeDelta;
use uuid::Uuid;

use super::office::{self, Office, REFERENCE, on_both};

const LIST: &str = "email,name,language,reference,address\n\
    anna.colli@example.it,Anna Colli,it,C-1,\"Via Esempio 1, Roma\"\n\
    bruno at example,Bruno Prova,it,C-2,\"Via Esempio 2, Roma\"\n\
    carla.neri@example.it,,it,C-3,\"Via Esempio 3, Roma\"\n";

fn letters(ctx: &Ctx, office: &Office<'_>, number: u32) -> String {
    let mut list = Vec::new();
    let words = ListWords {
        heads: ["row", "name", "post", "language", "reference", "why"].map(str::to_owned).to_vec(),
        why: str::to_owned,
        language: str::to_owned,
        left_out: |problem: &RowProblem| format!("left out: {}", problem.problem),
    };
    sheets::letters(ctx, &office.controller, REFERENCE, number, words, |piece| {
        list.extend(piece);
        true
    })
    .unwrap();
    String::from_utf8(list).unwrap()
}

fn left_out_sheet(ctx: &Ctx, office: &Office<'_>, number: u32) -> String {
    let mut sheet = Vec::new();
    let heads = ["row", "problem"].map(str::to_owned);
    left_out::sheet(
        ctx,
        &office.controller,
        REFERENCE,
        number,
        heads,
        |problem| problem.problem.to_string(),
        |piece| {
            sheet.extend(piece);
            true
        },
    )
    .unwrap();
    String::from_utf8(sheet).unwrap()
}

fn kept(ctx: &Ctx, mail_out: Uuid) -> Vec<left_out_rows::LeftOutRow> {
    ctx.store.read(|conn| left_out_rows::page(conn, mail_out, left_out_rows::Which::Free, -1, 100)).unwrap()
}

/// Everybody who waits gets the message.
fn send(ctx: &Ctx, mail_out: Uuid) {
    let now = ctx.clock.now();
    let sent: AppResult<()> = ctx.store.write(|tx| {
        for row in outbox::claim(tx, Queue::Communication(mail_out), "me", now, TimeDelta::minutes(5), 100)? {
            let intent = Intent { id: row.id, attempt: row.attempt, body_sha256: "ab".into() };
            outbox::mark_in_flight(tx, &[intent], "me", now)?;
            let outcome = Outcome::Accepted { code: 250, reply: "2.0.0 queued".into() };
            let settled = Settled { id: row.id, attempt: row.attempt, outcome, next_at: None, body_sha256: None };
            outbox::record_outcomes(tx, &[settled], "me", now)?;
        }
        Ok(())
    });
    sent.unwrap();
}

#[test]
fn who_stands_in_a_row_that_was_not_imported_is_on_the_letter_list_and_in_a_file_to_correct() {
    on_both(|ctx| {
        let office = office::open(ctx);
        let number = office.imported(LIST);
        let mail_out = office.mail_out(number);
        assert_eq!((mail_out.counts.accepted, mail_out.counts.rejected), (1, 2));
        let rows = kept(ctx, mail_out.id);
        assert_eq!(rows.iter().map(|row| row.row_no).collect::<Vec<_>>(), [0, 3, 4], "the heads, then the rows");
        for row in &rows {
            let text = String::from_utf8_lossy(&row.ciphertext).into_owned();
            assert!(!text.contains("Prova") && !text.contains("Esempio") && !text.contains("email"), "{text}");
        }
        let list = letters(ctx, &office, number);
        assert!(list.contains("3,Bruno Prova,\"Via Esempio 2, Roma\",it,C-2,left out: address"), "{list}");
        assert!(list.contains("4,,\"Via Esempio 3, Roma\",it,C-3,left out: name_missing"), "{list}");
        assert!(!list.contains("Anna"), "whoever gets the mail needs no letter: {list}");
        let stands = progress::progress(ctx, &office.controller, REFERENCE, number).unwrap();
        assert_eq!((stands.left_out, stands.left_out_kept), (2, 2));

        let sheet = left_out_sheet(ctx, &office, number);
        assert!(sheet.contains("row,problem,email,name,language,reference,address\r\n"), "{sheet}");
        let marked = format!("M{number}-R3,address,bruno at example,Bruno Prova,it,C-2,\"Via Esempio 2, Roma\"\r\n");
        assert!(sheet.contains(&marked), "{sheet}");
        // Corrected where it stands, it is a list again.
        let corrected =
            sheet.replace("bruno at example", "bruno@example.it").replace("example.it,,it", "example.it,Carla Neri,it");
        let import = office.upload(&office.handler, &corrected).unwrap();
        let look = imports::look(ctx, &office.handler, REFERENCE, import, &imports::Wish::default()).unwrap();
        assert_eq!((look.summary.counts.accepted, look.summary.counts.rejected), (2, 0), "{:?}", look.summary.problems);

        for who in [&office.handler, &office.auditor] {
            let heads = ["row", "problem"].map(str::to_owned);
            let asked = left_out::sheet(ctx, who, REFERENCE, number, heads, |_| String::new(), |_| true);
            assert!(matches!(asked, Err(AppError::NotAllowed)));
        }
        assert_eq!(record::check(&ctx.store).unwrap().misfit.map(|misfit| misfit.what), None);
        // One that is lost is found.
        let lost = ctx.store.write(|tx| left_out_rows::delete_some(tx, mail_out.id, 2));
        assert_eq!(lost.unwrap(), 2);
        let misfit = record::check(&ctx.store).unwrap().misfit.unwrap();
        assert!(misfit.what.contains("lost some of the rows that were left out"), "{}", misfit.what);
    });
}

#[test]
fn rows_that_were_left_out_end_with_their_list_and_an_import_that_fails_leaves_none() {
    on_both(|ctx| {
        let office = office::open(ctx);
        let import = office.upload(&office.handler, LIST).unwrap();
        let other_count = imports::accept(ctx, &office.handler, REFERENCE, import, &imports::Wish::default(), 7);
        assert!(other_count.is_err(), "somebody saw another number");
        assert!(kept(ctx, import).is_empty());

        office.text("it");
        let number = office.started(LIST);
        people::tick(ctx).unwrap();
        let id = office.mail_out(number).id;
        send(ctx, id);
        people::tick(ctx).unwrap();
        assert!(office.mail_out(number).is_over());
        assert_eq!(kept(ctx, id).len(), 3);
        let today = ctx.clock.now().utc().date_naive();
        keeping::keep_until(ctx, &office.dpo, REFERENCE, number, today).unwrap();
        ctx.clock.advance(TimeDelta::days(31));
        people::tick(ctx).unwrap();
        assert!(office.mail_out(number).purged_at.is_some());
        assert!(kept(ctx, id).is_empty());
        assert_eq!(record::check(&ctx.store).unwrap().misfit.map(|misfit| misfit.what), None);
        let stands = progress::progress(ctx, &office.controller, REFERENCE, number).unwrap();
        assert_eq!((stands.left_out, stands.left_out_kept), (2, 0), "the sum stays");
    });
}

/// Everybody of a started mail-out has the message, and it is over.
fn sent(ctx: &Ctx, office: &Office<'_>, number: u32) {
    people::tick(ctx).unwrap();
    send(ctx, office.mail_out(number).id);
    people::tick(ctx).unwrap();
    assert!(office.mail_out(number).is_over());
}

fn holds(office: &Office<'_>, number: u32) -> bool {
    office.case().standing_points().contains(&format!("leftover:{number}"))
}

#[test]
fn a_row_that_comes_in_corrected_holds_the_close_no_longer_and_one_that_does_not_is_passed_with_a_reason() {
    on_both(|ctx| {
        let office = office::open(ctx);
        office.text("it");
        let first = office.started(LIST);
        sent(ctx, &office, first);
        assert!(holds(&office, first));

        // The sheet with one of its two rows corrected, by its mark alone: the reference is another one.
        let sheet = left_out_sheet(ctx, &office, first);
        let corrected = sheet.replace("bruno at example", "bruno@example.it").replace("C-2", "C-20");
        let import = office.upload(&office.handler, &corrected).unwrap();
        let look = imports::look(ctx, &office.handler, REFERENCE, import, &imports::Wish::default()).unwrap();
        assert_eq!(look.brings_in, [(first, 2)].into(), "the other one is left out again, by this list");
        let second = office.accept(import).unwrap();
        let stands = |number| progress::progress(ctx, &office.controller, REFERENCE, number).unwrap();
        assert!(holds(&office, first), "nobody approved the second list yet");
        assert_eq!((stands(first).left_out, stands(first).brought_in, stands(first).left_out_kept), (2, 2, 2));
        assert_eq!((stands(second).left_out, stands(second).left_out_kept), (1, 1));
        let list = letters(ctx, &office, first);
        assert!(
            list.contains("Bruno") && list.contains("C-3"),
            "nobody is told by a list that nobody approved: {list}"
        );
        assert!(letters(ctx, &office, second).contains("C-3"));

        office.approve(second).unwrap();
        running::start(ctx, &office.controller, REFERENCE, second).unwrap();
        sent(ctx, &office, second);
        assert!(!holds(&office, first), "{:?}", office.case().standing_points());
        assert_eq!((stands(first).left_out, stands(first).left_out_kept), (0, 0));
        let list = letters(ctx, &office, first);
        assert!(!list.contains("Bruno") && !list.contains("C-3"), "the later list has them: {list}");
        assert!(holds(&office, second), "one person was told by nobody yet");
        assert_eq!(record::check(&ctx.store).unwrap().misfit.map(|misfit| misfit.what), None);

        // Told by telephone: the DPO passes the point with the reason.
        let waive = |reason: &str| {
            let points = vec![format!("leftover:{second}")];
            let closing = Command::Closing(Closing::Waive { points, reason: Private::new(reason) });
            cases::run(ctx, &office.dpo, REFERENCE, closing)
        };
        assert_eq!(office::said(waive(" ")), breachdesk::domain::refusal::Refusal::ReasonMissing.to_string());
        waive("Carla Neri was told by telephone on 3 October").unwrap();
        assert!(!holds(&office, second) && !holds(&office, first));

        // A mark that is undone without the event is found.
        let lost = ctx.store.write(|tx| left_out_rows::delete_some(tx, office.mail_out(first).id, 3));
        assert_eq!(lost.unwrap(), 3);
        let kept = kept(ctx, office.mail_out(second).id);
        let forged = ctx.store.write(|tx| left_out_rows::bring_in(tx, office.mail_out(first).id, &[kept[1].id]));
        assert_eq!(forged.unwrap(), [office.mail_out(second).id]);
        let misfit = record::check(&ctx.store).unwrap().misfit.unwrap();
        assert!(misfit.what.contains("brought in by later lists"), "{}", misfit.what);
    });
}

#[test]
fn a_person_left_out_is_recognised_without_the_mark_by_two_of_name_address_and_reference() {
    on_both(|ctx| {
        let office = office::open(ctx);
        let first = office.imported(LIST);
        let brings = |list: &str| {
            let import = office.upload(&office.handler, list).unwrap();
            imports::look(ctx, &office.handler, REFERENCE, import, &imports::Wish::default()).unwrap().brings_in
        };
        let head = "email,name,language,reference\n";
        // Somebody else of the same name, and somebody else of the same contract.
        assert!(brings(&format!("{head}b.prova@example.org,Bruno Prova,it,C-9\n")).is_empty());
        assert!(brings(&format!("{head}ada.prova@example.org,Ada Prova,it,C-2\n")).is_empty());
        let both = format!("{head}bruno@example.it,BRUNO PROVA,it,c-2\nCarla.Neri@example.it,Carla Neri,it,\n");
        assert_eq!(brings(&both), [(first, 1)].into(), "the second row has the address alone in common");
        let both = both.replace("Carla Neri,it,", "Carla Neri,it,C-3");
        assert_eq!(brings(&both), [(first, 2)].into());

        // Two imports of the same corrected file bring nobody in twice.
        let imports: Vec<Uuid> = (0..2).map(|_| office.upload(&office.handler, &both).unwrap()).collect();
        let numbers: Vec<u32> = imports.iter().map(|import| office.accept(*import).unwrap()).collect();
        let brought: Vec<u64> =
            numbers.iter().map(|number| office.mail_out(*number).brings_in.iter().map(|one| one.rows).sum()).collect();
        assert_eq!(brought, [2, 0]);
        assert_eq!(record::check(&ctx.store).unwrap().misfit.map(|misfit| misfit.what), None);
    });
}
