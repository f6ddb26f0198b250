//! Receipts and delivery reports that are handed in: what is verified moves the case, what is not is shown, and nothing is sent again.

use std::io::Write;
use std::process::{Command, Stdio};

use breachdesk::app::receipts::{self, Became, MOST_A_MESSAGE, NotTaken, Taken};
use breachdesk::app::record;
use breachdesk::domain::case::NoticeState;
use breachdesk::domain::plan::DutyStatus;
use breachdesk::domain::situation::Proof;
use breachdesk::jobs::fetching;
use breachdesk::mail::connection::TlsRoots;
use breachdesk::receipt::Doubt;
use breachdesk::store::outbox::{DeliveryKind, DeliveryRow, DeliveryState};
use breachdesk::store::receipts::ReceiptEffect;
use chrono::TimeDelta;

use super::notice_desk::{CYPRUS, a_case, approve, begin, duty, kept, mails, mails_about, newest, send_all, set_up};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::bare::over;
use crate::support::browser::Browser;
use crate::support::database::on_both_databases;
use crate::support::imap::{self, Imap};
use crate::support::pec::{Form, Holder, PROVIDER};
use crate::support::sink::{Act, Sink, Verb};

const SENDER: &str = "privacy@lunamobile.example.org";

/// A notice to Cyprus that its mail server has taken, and the provider of certified mail that the organisation trusts.
pub struct Sent {
    pub provider: Holder,
    pub case: String,
    pub path: String,
    controller: Browser,
    pub handler: Browser,
    /// Who vouches for the provider.
    pub root: Holder,
}

pub async fn sent(app: &TestApp) -> Sent {
    sent_to(app, &Sink::start().await).await
}

async fn sent_to(app: &TestApp, sink: &Sink) -> Sent {
    set_up(app);
    let (handler, controller) = (app.handler().await, app.controller().await);
    app.dpo().await;
    let root = Holder::authority("Example root of providers");
    trusts(app, &root.pem()).await;
    let case = a_case(&handler).await;
    let to = duty(&kept(app, &case), "gdpr-33", "CY");
    let notice = begin(&handler, &case, to.number, "gdpr33_initial", "en").await;
    assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
    let path = format!("{notice}/file");
    assert_eq!(controller.fill_in(&path, &[("step", "send")]).await.status, 303);
    send_all(app, &case, sink).await;
    let provider = root.provider(PROVIDER, "20400101000000Z");
    Sent { root, provider, case, path, controller, handler }
}

/// The administrator enters the certificates, and the address with which the provider signs.
pub async fn trusts(app: &TestApp, pem: &str) {
    let admin = app.admin().await;
    let page = "/admin/organisations/lunamobile/certified-mail";
    let saved = admin.fill_in(page, &[("anchors", pem), ("signers", PROVIDER)]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
}

pub fn delivery(app: &TestApp, case: &str) -> DeliveryRow {
    mails(app, case).into_iter().rev().find(|mail| mail.kind == DeliveryKind::Authority).unwrap()
}

/// A receipt for the notice, of this moment.
pub fn form(app: &TestApp, case: &str, kind: &'static str) -> Form {
    let now = app.now().utc();
    Form {
        zone: "Z",
        day: now.format("%d/%m/%Y").to_string().leak(),
        time: now.format("%H:%M:%S").to_string().leak(),
        ..Form::new(kind, &delivery(app, case).message_id, SENDER, CYPRUS)
    }
}

pub async fn take(app: &TestApp, raw: Vec<u8>) -> Result<Taken, NotTaken> {
    let ctx = app.ctx.clone();
    tokio::task::spawn_blocking(move || receipts::take(&ctx, &raw)).await.unwrap()
}

pub async fn became(app: &TestApp, raw: Vec<u8>) -> (Became, ReceiptEffect, Option<Doubt>) {
    let taken = take(app, raw).await.unwrap();
    (taken.became, taken.effect, taken.doubt)
}

fn report(app: &TestApp, case: &str, id: &str, action: &str, status: &str, to: &str) -> Vec<u8> {
    let about = delivery(app, case).message_id;
    format!(
        "From: MAILER-DAEMON@mx.example\r\nMessage-ID: <{id}@mx.example>\r\nContent-Type: multipart/report; \
         report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\n\
         Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {to}\r\n\
         Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 {status} no such mailbox\r\n\r\n--b\r\n\
         Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {about}\r\nSubject: x\r\n\r\n--b--\r\n"
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verified_receipt_of_delivery_proves_the_filing_once_and_is_kept_as_it_came() {
    on_both_apps(async |app| {
        let sent = sent(app).await;
        let accepted = form(app, &sent.case, "accettazione").signed(&sent.provider);
        let (kept_it, effect, doubt) = became(app, accepted).await;
        assert_eq!(
            (kept_it, effect, doubt),
            (Became::Believed, ReceiptEffect::Nothing, None),
            "the server had said so"
        );
        assert_eq!(newest(app, &sent.case).filings[0].proof(), Proof::ServerAcceptance);

        let raw = form(app, &sent.case, "avvenuta-consegna").signed(&sent.provider);
        let taken = take(app, raw.clone()).await.unwrap();
        assert_eq!(
            (taken.became, taken.effect, taken.case.as_deref()),
            (Became::Believed, ReceiptEffect::Proven, sent.case.rsplit('/').next(),)
        );
        let filing = newest(app, &sent.case).filings[0].clone();
        let proof = filing.proof.unwrap();
        assert_eq!((proof.proof, proof.by), (Proof::Receipt, None), "nobody entered it");
        assert_eq!(delivery(app, &sent.case).state, DeliveryState::Delivered);
        assert_eq!(became(app, raw.clone()).await.0, Became::Already);

        let page = sent.handler.get(&sent.path).await;
        assert!(page.text().contains("Delivered (avvenuta consegna)") && page.text().contains("It proves the filing."));
        let file = format!("{}/proofs/{}", sent.case, proof.attachment.unwrap());
        assert_eq!(sent.handler.get(&file).await.text().as_bytes(), raw);
        let italian = sent.handler.get(&format!("{}?lang=it", sent.path)).await;
        assert!(italian.text().contains("Prova la notifica."), "{}", italian.text());
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verified_failure_opens_the_duty_again_and_no_late_success_hides_it() {
    on_both_apps(async |app| {
        let sent = sent(app).await;
        let duty_now = || duty(&kept(app, &sent.case), "gdpr-33", "CY").planned.status;
        assert_eq!(duty_now(), DutyStatus::Met);
        let proven = form(app, &sent.case, "avvenuta-consegna").signed(&sent.provider);
        assert_eq!(became(app, proven).await.1, ReceiptEffect::Proven);
        let explanation = "5.1.1 - casella inesistente".to_owned();
        let failed = Form { explanation, ..form(app, &sent.case, "errore-consegna") }.signed(&sent.provider);
        assert_eq!(became(app, failed).await, (Became::Believed, ReceiptEffect::Failed, None));
        assert_ne!(duty_now(), DutyStatus::Met);
        assert_eq!(newest(app, &sent.case).state, NoticeState::Approved);
        assert_eq!(mails_about(app, &sent.case, "came-back/"), 2, "DPO and controller, at once");
        let page = sent.controller.get(&sent.path).await;
        assert!(page.text().contains("casella inesistente") && page.text().contains("The filing counts no more."));

        let late = Form { id: "late@pec.gestore.example".into(), ..form(app, &sent.case, "avvenuta-consegna") };
        let late = became(app, late.signed(&sent.provider)).await;
        assert_eq!(late, (Became::Doubted, ReceiptEffect::Nothing, Some(Doubt::FailedBefore)));
        assert_ne!(duty_now(), DutyStatus::Met);
        let authority = |mail: &DeliveryRow| mail.kind == DeliveryKind::Authority;
        assert_eq!(mails(app, &sent.case).iter().filter(|mail| authority(mail)).count(), 1, "nothing was sent again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_verified_is_shown_with_its_reason_told_if_it_is_bad_and_moves_nothing() {
    on_both_apps(async |app| {
        let sent = sent(app).await;
        let before = newest(app, &sent.case);
        let stranger = Holder::authority("Somebody else").provider(PROVIDER, "20400101000000Z");
        let forged = form(app, &sent.case, "avvenuta-consegna");
        let doubted = |doubt| (Became::Doubted, ReceiptEffect::Nothing, Some(doubt));
        assert_eq!(became(app, forged.signed(&stranger)).await, doubted(Doubt::SignerUnknown));
        let bad = form(app, &sent.case, "errore-consegna");
        let unsigned = [bad.headers().as_bytes(), &bad.content()].concat();
        assert_eq!(became(app, unsigned).await, doubted(Doubt::NotSigned));
        let other = Form { sender: "eve@pec.altrove.example".into(), ..forged.clone() };
        assert_eq!(became(app, other.signed(&sent.provider)).await, doubted(Doubt::OtherSender));
        let early = Form { time: "00:00:01", ..forged.clone() };
        assert_eq!(became(app, early.signed(&sent.provider)).await, doubted(Doubt::TimeWrong));
        assert_eq!(newest(app, &sent.case), before);
        assert_eq!(mails_about(app, &sent.case, "receipt/"), 2, "the bad news, to DPO and controller");
        let page = sent.handler.get(&sent.path).await;
        assert!(
            page.text().contains("NOT verified, nothing was changed")
                && page.text().contains("it carries no signature")
        );
        // The forged one bore the same Message-ID; the genuine one is taken all the same.
        assert_eq!(became(app, forged.signed(&sent.provider)).await.1, ReceiptEffect::Proven);
        assert!(record::check(&app.ctx.store).unwrap().is_whole());

        let nobody = Form::new("avvenuta-consegna", "<0192b7a0c0de70008000000000000001@x>", SENDER, CYPRUS);
        assert_eq!(became(app, nobody.signed(&sent.provider)).await.0, Became::NotOurs);
        let letter = b"From: a@example.org\r\nSubject: ACCETTAZIONE\r\n\r\nHello\r\n".to_vec();
        assert_eq!(became(app, letter).await.0, Became::NoReceipt);
        assert!(matches!(take(app, b"no message".to_vec()).await, Err(NotTaken::Unreadable(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bounce_marks_the_filing_with_code_and_words_and_other_reports_move_nothing() {
    on_both_apps(async |app| {
        let sent = sent(app).await;
        let case = sent.case.as_str();
        let late = became(app, report(app, case, "1", "delayed", "4.4.1", CYPRUS)).await;
        assert_eq!(late, (Became::Believed, ReceiptEffect::Nothing, None));
        assert_eq!(mails_about(app, case, "receipt/"), 2);
        let fine = became(app, report(app, case, "2", "delivered", "2.0.0", CYPRUS)).await;
        assert_eq!(fine, (Became::Believed, ReceiptEffect::Nothing, None));
        assert_eq!(delivery(app, case).state, DeliveryState::Accepted, "nobody signed that");
        let other = became(app, report(app, case, "3", "failed", "5.1.1", "eve@example.net")).await;
        assert_eq!(other, (Became::Doubted, ReceiptEffect::Nothing, Some(Doubt::OtherRecipient)));
        assert_eq!(newest(app, case).state, NoticeState::Confirmed);

        let back = became(app, report(app, case, "4", "failed", "5.1.1", CYPRUS)).await;
        assert_eq!(back, (Became::Believed, ReceiptEffect::Failed, None));
        assert_eq!(delivery(app, case).state, DeliveryState::Bounced);
        assert_eq!(newest(app, case).state, NoticeState::Approved);
        let page = sent.controller.get(&sent.path).await;
        assert!(page.text().contains("5.1.1 550 5.1.1 no such mailbox"), "{}", page.text());
        assert_eq!(became(app, report(app, case, "5", "failed", "5.1.1", CYPRUS)).await.1, ReceiptEffect::Nothing);
        assert_eq!(mails_about(app, case, "came-back/"), 2, "told once");

        for n in 5..MOST_A_MESSAGE {
            take(app, report(app, case, &format!("n{n}"), "delayed", "4.0.0", CYPRUS)).await.unwrap();
        }
        let flood = take(app, report(app, case, "flood", "delayed", "4.0.0", CYPRUS)).await;
        assert!(matches!(&flood, Err(problem @ NotTaken::TooMany) if !problem.passes()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_settles_what_was_unclear_in_whatever_order_they_come() {
    for kinds in [["accettazione", "avvenuta-consegna"], ["avvenuta-consegna", "accettazione"]] {
        on_both_apps(async |app| {
            let sink = Sink::start().await;
            sink.for_recipient(CYPRUS, Verb::Dot, Act::Drop);
            let sent = sent_to(app, &sink).await;
            assert_eq!(delivery(app, &sent.case).state, DeliveryState::Unknown);
            assert_eq!(newest(app, &sent.case).state, NoticeState::HandedOver);
            for kind in kinds {
                let taken = became(app, form(app, &sent.case, kind).signed(&sent.provider)).await;
                assert_eq!((taken.0, taken.2), (Became::Believed, None), "{kind} of {kinds:?}");
            }
            let notice = newest(app, &sent.case);
            assert_eq!((notice.state, notice.filings.len()), (NoticeState::Confirmed, 1));
            assert_eq!(notice.filings[0].proof(), Proof::Receipt);
            assert_eq!(delivery(app, &sent.case).state, DeliveryState::Delivered);
            assert!(record::check(&app.ctx.store).unwrap().is_whole());
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_are_entered_by_administrators_and_shown_by_name_and_fingerprint() {
    on_both_apps(async |app| {
        set_up(app);
        let admin = app.admin().await;
        let page = "/admin/organisations/lunamobile/certified-mail";
        assert!(admin.get(page).await.text().contains("None yet: every receipt is kept and shown as not verified."));
        let refused = admin.fill_in(page, &[("anchors", "hello")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("This is no list of certificates") && refused.text().contains("hello"));
        let root = Holder::authority("Example root of providers");
        let pem = root.pem();
        let refused = admin.fill_in(page, &[("anchors", &pem), ("signers", "one@pec.example, two@pec.example")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Enter one e-mail address on each line"), "{}", refused.text());
        assert_eq!(admin.fill_in(page, &[("anchors", pem.as_str())]).await.status, 303);
        assert!(admin.get(page).await.text().contains("No address of a provider is on record"));
        trusts(app, &root.pem()).await;
        let shown = admin.get(page).await;
        assert!(
            shown.text().contains(&format!("<li>{PROVIDER}</li>"))
                && shown.text().contains("Example root of providers")
                && shown.text().contains("2040")
        );
        let print = root.certificate.digest(openssl::hash::MessageDigest::sha256()).unwrap();
        assert!(shown.text().contains(&hex::encode(print)));
        trusts(app, "").await;
        assert!(admin.get(page).await.text().contains("None yet"));
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
        app.advance(TimeDelta::minutes(1));
        assert!(matches!(app.handler().await.get(page).await.status, 403 | 404));
    })
    .await;
}

/// What the administrator enters for the tests' mailbox.
fn fields<'a>(port: &'a str, password: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("host", "127.0.0.1"),
        ("port", port),
        ("security", "plain"),
        ("user", imap::USER),
        ("mailbox-password", password),
        ("folder", "INBOX"),
    ]
}

const MAILBOX: &str = "/admin/organisations/lunamobile/certified-mail/mailbox";
const CERTIFIED: &str = "/admin/organisations/lunamobile/certified-mail";

async fn look(app: &TestApp, holder: &str) -> usize {
    let roots = TlsRoots::load(None).unwrap();
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    fetching::look(&app.ctx, &roots, holder, &stopped).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mailbox_is_read_message_by_message_once_and_nothing_in_it_is_touched() {
    on_both_apps(async |app| {
        let sent = sent(app).await;
        let mailbox = Imap::start().await;
        let admin = app.admin().await;
        let port = mailbox.port.to_string();
        assert_eq!(admin.send(CERTIFIED, MAILBOX, &fields(&port, imap::PASSWORD)).await.status, 303);
        mailbox.deliver(b"From: a@example.org\r\nSubject: Lunch\r\n\r\nAt one?\r\n");
        mailbox.deliver(b"no message at all");
        mailbox.deliver(&form(app, &sent.case, "avvenuta-consegna").signed(&sent.provider));
        assert_eq!(look(app, "one").await, 3);
        assert_eq!(newest(app, &sent.case).filings[0].proof(), Proof::Receipt);
        assert_eq!(look(app, "one").await, 0, "each once");
        assert_eq!(mailbox.times("BODY.PEEK[]"), 3);
        mailbox.deliver(&report(app, &sent.case, "late", "delayed", "4.4.1", CYPRUS));
        assert_eq!(look(app, "other").await, 0, "another copy of the program has it for now");
        assert_eq!(look(app, "one").await, 1);
        // All of it comes again where the server counts anew; the receipts are known.
        mailbox.renumber();
        assert_eq!(look(app, "one").await, 4);
        assert_eq!(mails_about(app, &sent.case, "receipt/"), 2, "told once");

        let only = ["LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH", "LOGOUT"];
        let others: Vec<String> =
            mailbox.commands().into_iter().filter(|said| !only.iter().any(|word| said.starts_with(word))).collect();
        assert!(others.is_empty(), "{others:?}");
        assert_eq!((mailbox.messages(), mailbox.times("BODY[]")), (4, 0));
        let page = admin.get(CERTIFIED).await;
        assert!(page.text().contains("Last read") && !page.text().contains(imap::PASSWORD), "{}", page.text());
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_that_cannot_be_read_says_why_and_one_without_encryption_is_not_set() {
    on_both_apps(async |app| {
        set_up(app);
        let (admin, mailbox) = (app.admin().await, Imap::start().await);
        let port = mailbox.port.to_string();
        assert_eq!(admin.send(CERTIFIED, MAILBOX, &fields(&port, "wrong")).await.status, 303);
        assert_eq!(look(app, "one").await, 0);
        let page = admin.get(CERTIFIED).await;
        assert!(page.text().contains("the mailbox refused signing in"), "{}", page.text());

        let clear: Vec<(&str, &str)> = fields(&port, "x")
            .into_iter()
            .map(|(name, value)| if name == "host" { (name, "mail.example.org") } else { (name, value) })
            .collect();
        let refused = admin.send(CERTIFIED, MAILBOX, &clear).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Without protection others could read the receipts on their way"));
        let accents = admin.send(CERTIFIED, MAILBOX, &fields(&port, "pässword")).await;
        assert!(accents.status == 422 && accents.text().contains("only plain letters"), "{}", accents.text());
        // An empty password keeps the one on record, for the same server and login only.
        assert_eq!(admin.send(CERTIFIED, MAILBOX, &fields(&port, imap::PASSWORD)).await.status, 303);
        assert_eq!(admin.send(CERTIFIED, MAILBOX, &fields(&port, "")).await.status, 303);
        mailbox.deliver(b"From: a@example.org\r\n\r\nHello\r\n");
        assert_eq!(look(app, "one").await, 1);
        let elsewhere = admin.send(CERTIFIED, MAILBOX, &fields("1", "")).await;
        assert_eq!(elsewhere.status, 422, "a password is never sent to another server");
        // Without a server there is no mailbox.
        assert_eq!(admin.send(CERTIFIED, MAILBOX, &[("host", "")]).await.status, 303);
        mailbox.deliver(b"From: a@example.org\r\n\r\nHello again\r\n");
        assert_eq!(look(app, "one").await, 0);
    })
    .await;
}

#[test]
fn the_command_answers_a_mail_server_in_its_own_exit_codes() {
    on_both_databases(|database| {
        let (ctx, folder) = over(database);
        crate::app::reminders::open(&ctx);
        let run = |url: &str, raw: &[u8]| {
            let mut child = Command::new(env!("CARGO_BIN_EXE_breachdesk"))
                .arg("receipt")
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
            (done.status.code().unwrap(), String::from_utf8(done.stdout).unwrap())
        };
        let letter = b"From: a@example.org\r\n\r\nHello\r\n";
        let (code, out) = run(&database.url, letter);
        let out: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &out["became"], &out["case"]), (0, &"no_receipt".into(), &serde_json::Value::Null));
        assert_eq!(run(&database.url, b"no message").0, 1);
        let nowhere = format!("sqlite:{}", folder.path().join("none.db").display());
        assert_eq!(run(&nowhere, letter).0, 75, "a database that is not there is no reason to lose a receipt");
    });
}
