//! Reports that come as an e-mail: kept as they came, taken once, believed in nothing, and read by whoever triages.

use std::io::Write;
use std::process::{Command, Stdio};

use breachdesk::app::intake::{self, Automatic, MOST_AN_HOUR, NotTaken, Taken};
use breachdesk::app::report::{Answers, Receipt};
use breachdesk::app::{evidence, record};
use breachdesk::store::StoreResult;
use breachdesk::store::register::Place;
use breachdesk::store::reports::{self, ReportChannel, ReportRow, ReportStatus};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};

use crate::support::app::{TestApp, on_both_apps};
use crate::support::bare::over;
use crate::support::database::on_both_databases;

/// A letter went astray, with the letter in it.
fn message(id: &str) -> Vec<u8> {
    format!(
        "Return-Path: <giulia.sartori@example.org>\r\nFrom: Giulia Sartori <giulia.sartori@example.org>\r\n\
         To: reports@lunamobile.example.org\r\nSubject: =?utf-8?Q?Lettera_di_un=27altra_cliente?=\r\n\
         Date: Sun, 4 Oct 2026 07:45:00 +0200\r\nMessage-ID: <{id}@example.org>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <p>Ho ricevuto la lettera di un'altra.</p><script>alert(1)</script>\r\n--b\r\nContent-Type: application/pdf\r\n\
         Content-Disposition: attachment; filename=\"../lettera.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
         JVBERi0xLjc=\r\n--b--\r\n"
    )
    .into_bytes()
}

fn reports(app: &TestApp) -> Vec<ReportRow> {
    let rows: StoreResult<Vec<ReportRow>> = app.ctx.store.read(|conn| {
        reports::list(conn, app.organisation, Default::default(), ReportStatus::New, &Place::Start, 1_000)
    });
    rows.unwrap()
}

fn taken(app: &TestApp, raw: &[u8]) -> Receipt {
    match intake::take(&app.ctx, "lunamobile", raw) {
        Ok(Taken::Report(receipt)) => receipt,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_message_becomes_a_report_that_shows_what_it_says_as_its_claim_and_hands_out_its_files() {
    on_both_apps(async |app| {
        let handler = app.handler().await;
        let raw = message("1");
        let receipt = taken(app, &raw);
        let [row] = &reports(app)[..] else { panic!("one report") };
        assert_eq!(
            (row.channel, row.arrived_at, row.first_noticed_at),
            (ReportChannel::Email, receipt.arrived_at, None)
        );
        let answers: Answers = serde_json::from_value(row.answers.clone()).unwrap();
        let mail = answers.mail.unwrap();
        assert_eq!(mail.files[0].sha256, hex::encode(Sha256::digest(&raw)), "the message as it came");

        let page = handler.get(&format!("/reports/{}", receipt.reference)).await;
        for shown in [
            "Giulia Sartori",
            "giulia.sartori@example.org",
            "Lettera di un",
            "Ho ricevuto la lettera di un",
            "as the message says",
            "Nobody has checked who wrote it",
            "message.eml",
            "lettera.pdf",
        ] {
            assert!(page.text().contains(shown), "{shown} is not on the page: {}", page.text());
        }
        assert!(!page.text().contains("<script>alert") && !page.text().contains("../"));
        for (file, bytes) in mail.files.iter().zip([raw.as_slice(), b"%PDF-1.7"]) {
            let path = format!("/reports/{}/files/{}", receipt.reference, file.id);
            let got = handler.get(&path).await;
            assert_eq!((got.status, got.header("content-type")), (200, "application/octet-stream"));
            assert!(got.header("content-disposition").starts_with("attachment;"));
            assert_eq!(got.text().as_bytes(), bytes);
            assert_eq!(app.auditor().await.get(&path).await.status, 403);
            let elsewhere = format!("/reports/{}/files/{}", receipt.reference, app.organisation);
            assert_eq!(handler.get(&elsewhere).await.status, 404);
        }
        let list = handler.get("/reports").await;
        assert!(list.text().contains("E-mail"), "{}", list.text());
    })
    .await;
}

#[tokio::test]
async fn the_same_message_makes_one_report_however_often_it_comes() {
    on_both_apps(async |app| {
        app.handler().await;
        let first = taken(app, &message("1"));
        let again = intake::take(&app.ctx, "lunamobile", &message("1")).unwrap();
        assert_eq!(again, Taken::Already(first.reference.clone()));
        // With another text under the same Message-ID, as a relay that adds a footer makes it.
        let footed = [message("1").as_slice(), b"-- \r\nscanned\r\n"].concat();
        assert_eq!(intake::take(&app.ctx, "lunamobile", &footed).unwrap(), Taken::Already(first.reference));
        taken(app, &message("2"));
        assert_eq!(reports(app).len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_a_program_answers_and_what_this_desk_sent_is_no_report() {
    on_both_apps(async |app| {
        app.handler().await;
        let bounce = b"Return-Path: <>\r\nFrom: MAILER-DAEMON@example.org\r\nContent-Type: multipart/report; \
                       report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nunknown user\r\n--b--\r\n";
        assert_eq!(intake::take(&app.ctx, "lunamobile", bounce).unwrap(), Taken::Automatic(Automatic::Bounce));
        let away = b"From: a@example.org\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n";
        assert_eq!(intake::take(&app.ctx, "lunamobile", away).unwrap(), Taken::Automatic(Automatic::Reply));
        assert!(reports(app).is_empty());

        // The mail that tells the team of a report comes back through a list, which would tell the team, and so on.
        taken(app, &message("1"));
        let own: breachdesk::store::StoreResult<Vec<_>> = app.ctx.store.write(|tx| {
            let queue = breachdesk::store::outbox::Queue::Single;
            breachdesk::store::outbox::claim(tx, queue, "test", app.now(), TimeDelta::minutes(1), 10)
        });
        let own = own.unwrap().remove(0).message_id;
        let back = format!(
            "From: desk@example.org\r\nMessage-ID: {own}\r\nAuto-Submitted: auto-generated\r\n\r\nNew report\r\n"
        );
        assert_eq!(intake::take(&app.ctx, "lunamobile", back.as_bytes()).unwrap(), Taken::OwnMail);
        assert_eq!(reports(app).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_taken_says_why_and_changes_nothing() {
    on_both_apps(async |app| {
        app.handler().await;
        let refused = |slug: &str, raw: &[u8]| intake::take(&app.ctx, slug, raw).unwrap_err();
        assert!(matches!(refused("nobody", &message("1")), NotTaken::NoSuchOrganisation(_)));
        assert!(matches!(refused("lunamobile", b"no message at all"), NotTaken::NoMessage));
        let long = [message("1"), vec![b'x'; intake::MOST_BYTES]].concat();
        let too_long = refused("lunamobile", &long);
        assert!(matches!(too_long, NotTaken::TooLong) && !too_long.passes());
        assert!(reports(app).is_empty());

        for n in 0..MOST_AN_HOUR {
            taken(app, format!("From: a@example.org\r\nMessage-ID: <{n}@x>\r\n\r\n{n}\r\n").as_bytes());
        }
        let too_many = refused("lunamobile", &message("1"));
        assert!(matches!(too_many, NotTaken::TooMany) && too_many.passes(), "the mail server keeps it");
        app.advance(TimeDelta::minutes(61));
        taken(app, &message("1"));
    })
    .await;
}

#[tokio::test]
async fn the_files_go_to_the_case_into_its_evidence_and_are_held_against_the_record() {
    on_both_apps(async |app| {
        let dpo = app.dpo().await;
        let receipt = taken(app, &message("1"));
        let base = format!("/reports/{}", receipt.reference);
        let page = dpo.get(&base).await;
        let accepted =
            dpo.post_with(&format!("{base}/accept"), &page.token(), &[("title", "A letter went astray")]).await;
        assert_eq!(accepted.status, 303, "{}", accepted.text());
        let case = accepted.location().trim_start_matches("/cases/").to_owned();
        let bundle = evidence::export_for_operator(&app.ctx, &app.ctx.clock, &case).unwrap();
        let said = evidence::check::check(&bundle.bytes).unwrap();
        assert_eq!(said.erased, 0);
        let text = String::from_utf8_lossy(&bundle.bytes).into_owned();
        assert!(text.contains("lettera.pdf") && text.contains("message.eml"));
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    })
    .await;
}

#[test]
fn a_file_of_a_message_that_was_changed_is_found() {
    on_both_databases(|database| {
        let (ctx, _folder) = over(database);
        let desk = crate::app::reminders::open(&ctx);
        let slug = ctx.store.read(breachdesk::store::organisations::all).unwrap().remove(0).slug;
        assert!(matches!(intake::take(&ctx, &slug, &message("1")), Ok(Taken::Report(_))), "{}", desk.reference);
        assert!(record::check(&database.store).unwrap().is_whole());
        database.sql("UPDATE attachments SET name = 'x' WHERE name = 'lettera.pdf'").unwrap();
        assert!(record::check(&database.store).unwrap().is_whole(), "what it is called is in the event");
        database.sql("DELETE FROM attachments WHERE media_type = 'message/rfc822'").unwrap();
        let misfit = record::check(&database.store).unwrap().misfit.unwrap();
        assert!(misfit.what.contains("of its message"), "{}", misfit.what);
    });
}

#[test]
fn the_command_answers_a_mail_server_in_its_own_exit_codes() {
    on_both_databases(|database| {
        let (ctx, folder) = over(database);
        crate::app::reminders::open(&ctx);
        let slug = ctx.store.read(breachdesk::store::organisations::all).unwrap().remove(0).slug;
        let run = |url: &str, slug: &str, raw: &[u8]| {
            let mut child = Command::new(env!("CARGO_BIN_EXE_breachdesk"))
                .args(["intake", "--organisation", slug])
                .env("BREACHDESK_DATABASE", url)
                .env("BREACHDESK_DATA_FOLDER", folder.path())
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            // It may have gone away already: then the exit code says why.
            child.stdin.take().unwrap().write_all(raw).ok();
            let done = child.wait_with_output().unwrap();
            (
                done.status.code().unwrap(),
                String::from_utf8(done.stdout).unwrap(),
                String::from_utf8(done.stderr).unwrap(),
            )
        };
        let (code, out, err) = run(&database.url, &slug, &message("1"));
        assert_eq!(code, 0, "{err}");
        let out: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(out["became"], "report");
        let (code, again, _) = run(&database.url, &slug, &message("1"));
        let again: serde_json::Value = serde_json::from_str(&again).unwrap();
        assert_eq!((code, &again["became"], &again["report"]), (0, &"already_taken".into(), &out["report"]));
        assert_eq!(run(&database.url, "nobody", &message("2")).0, 2);
        assert_eq!(run(&database.url, &slug, b"no message").0, 1);
        let nowhere = format!("sqlite:{}", folder.path().join("none.db").display());
        let (code, _, err) = run(&nowhere, &slug, &message("2"));
        assert_eq!(code, 75, "a database that is not there is no reason to lose a message: {err}");
    });
}
