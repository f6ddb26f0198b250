//! Where letters come back to: each under a tag of its own, by which a report that names no message finds it.

use breachdesk::app::receipts::{Became, take};
use breachdesk::app::record;
use breachdesk::app::reminders::fire::fire_due;
use breachdesk::domain::case::NoticeState;
use breachdesk::ids::Ids;
use breachdesk::jobs::post::Post;
use breachdesk::jobs::sender::{Claimed, ContentSource};
use breachdesk::jobs::{fetching, outgoing};
use breachdesk::mail::address::EmailAddress;
use breachdesk::mail::connection::TlsRoots;
use breachdesk::mail::message::Correspondent;
use breachdesk::store::outbox::{DeliveryKind, DeliveryRow, DeliveryState};
use breachdesk::store::receipts::ReceiptEffect;
use tokio::sync::watch;

use super::notice_desk::{CYPRUS, a_case, approve, begin, duty, kept, mails_about, newest, send_all, set_up};
use super::receipts::delivery;
use crate::support::app::{TestApp, on_both_apps};
use crate::support::imap::{self, Imap};
use crate::support::sink::{Options, Sink};

const MAILBOX: &str = "/admin/organisations/lunamobile/certified-mail/mailbox";
const PAGE: &str = "/admin/organisations/lunamobile/certified-mail";

fn server<'a>(port: &'a str, bounces: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("host", "127.0.0.1"),
        ("port", port),
        ("security", "plain"),
        ("user", ""),
        ("mail-password", ""),
        ("sender-name", "Breach desk"),
        ("sender-address", "desk@example.org"),
        ("bounce-address", bounces),
    ]
}

/// A report as careless servers write it: nothing of the message is returned, only the address it came back to tells.
fn report(to: &str, id: &str) -> Vec<u8> {
    format!(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: <{to}>\r\nMessage-ID: <{id}@mx.example>\r\nContent-Type: \
         multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\n\
         Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {CYPRUS}\r\n\
         Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such mailbox\r\n\r\n--b--\r\n"
    )
    .into_bytes()
}

/// A report to another mailbox than ours, as a server writes it that heard `ENVID` and returns nothing else of the message.
fn report_by_id(envelope: &str) -> Vec<u8> {
    let report = String::from_utf8(report("postmaster@lunamobile.example.org", "by-id")).unwrap();
    report
        .replace("mx.example\r\n\r\nFinal", &format!("mx.example\r\nOriginal-Envelope-Id: {envelope}\r\n\r\nFinal"))
        .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_offers_it_is_told_the_id_of_a_notice_to_an_authority_and_its_report_finds_the_notice_by_that() {
    on_both_apps(async |app| {
        set_up(app);
        for dsn in [true, false] {
            let sink = Sink::with(Options { dsn, ..Options::default() }).await;
            let (handler, controller) = (app.handler().await, app.controller().await);
            app.dpo().await;
            let case = a_case(&handler).await;
            assert!(fire_due(&app.ctx).unwrap() > 0, "the house gets mail too");
            let to = duty(&kept(app, &case), "gdpr-33", "CY").number;
            let notice = begin(&handler, &case, to, "gdpr33_initial", "en").await;
            assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
            assert_eq!(controller.fill_in(&format!("{notice}/file"), &[("step", "send")]).await.status, 303);
            send_all(app, &case, &sink).await;
            let id = delivery(app, &case).id;
            let with_id: Vec<String> =
                sink.envelopes().into_iter().filter(|line| line.contains("ENVID") || line.contains("ORCPT")).collect();
            if !dsn {
                assert!(with_id.is_empty(), "a server that does not know it is not told: {with_id:?}");
                continue;
            }
            let [mail, rcpt] = with_id.as_slice() else { panic!("the notice alone: {with_id:?}") };
            assert!(mail.ends_with(&format!(" ENVID={id}")), "{mail}");
            assert_eq!(*rcpt, format!("RCPT TO:<{CYPRUS}> ORCPT=rfc822;{CYPRUS}"));

            let ctx = app.ctx.clone();
            let taken = tokio::task::spawn_blocking(move || take(&ctx, &report_by_id(&id.to_string())));
            let taken = taken.await.unwrap().unwrap();
            assert_eq!((taken.became, taken.effect), (Became::Believed, ReceiptEffect::Failed));
            assert_eq!(newest(app, &case).state, NoticeState::Approved, "to be sent another way");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_names_no_message_finds_it_by_the_address_it_came_back_to() {
    on_both_apps(async |app| {
        set_up(app);
        let (sink, admin) = (Sink::start().await, app.admin().await);
        let port = sink.addr.port().to_string();
        let saved = admin.fill_in("/admin/mail", &server(&port, "bounces@desk.example.org")).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        assert!(admin.get("/admin/mail").await.text().contains("bounces@desk.example.org"));
        let (handler, controller) = (app.handler().await, app.controller().await);
        app.dpo().await;
        let case = a_case(&handler).await;
        assert!(fire_due(&app.ctx).unwrap() > 0);
        let to = duty(&kept(app, &case), "gdpr-33", "CY").number;
        let notice = begin(&handler, &case, to, "gdpr33_initial", "en").await;
        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
        let (stop, stopped) = watch::channel(false);
        let sending = tokio::spawn(outgoing::run(app.ctx.clone(), stopped));
        assert_eq!(controller.fill_in(&format!("{notice}/file"), &[("step", "send")]).await.status, 303);
        accepted(app, &case).await;
        stop.send_replace(true);
        sending.await.unwrap();

        let filed = sink.arrived().into_iter().find(|mail| mail.recipient == CYPRUS).unwrap();
        let tag = delivery(app, &case).id.simple().to_string();
        assert_eq!(filed.sender, format!("bounces+{tag}@desk.example.org"));
        let house = sink.arrived().into_iter().filter(|mail| mail.recipient != CYPRUS);
        assert!(
            house.clone().all(|mail| mail.sender == "desk@example.org"),
            "mail to the house comes back to the desk"
        );
        assert!(house.count() > 0);

        // A guess finds nothing; the true one is read from the mailbox, once.
        let ctx = app.ctx.clone();
        let guessed = format!("bounces+{}@desk.example.org", Ids.next().simple());
        let nobody = tokio::task::spawn_blocking(move || take(&ctx, &report(&guessed, "guess")));
        assert_eq!(nobody.await.unwrap().unwrap().became, Became::NotOurs);
        let mailbox = Imap::start().await;
        let port = mailbox.port.to_string();
        let fields = [
            ("host", "127.0.0.1"),
            ("port", port.as_str()),
            ("security", "plain"),
            ("user", imap::USER),
            ("mailbox-password", imap::PASSWORD),
            ("folder", "INBOX"),
        ];
        assert_eq!(admin.send(PAGE, MAILBOX, &fields).await.status, 303);
        mailbox.deliver(&report(&filed.sender, "back"));
        let roots = TlsRoots::load(None).unwrap();
        let (_stop, stopped) = watch::channel(false);
        assert_eq!(fetching::look(&app.ctx, &roots, "one", &stopped).await, 1);
        assert_eq!(delivery(app, &case).state, DeliveryState::Bounced);
        assert_eq!(newest(app, &case).state, NoticeState::Approved);
        assert_eq!(mails_about(app, &case, "came-back/"), 2);
        let ctx = app.ctx.clone();
        let again =
            tokio::task::spawn_blocking(move || take(&ctx, &report(&filed.sender, "back"))).await.unwrap().unwrap();
        assert_eq!((again.became, again.effect), (Became::Already, ReceiptEffect::Nothing));
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    })
    .await;
}

async fn accepted(app: &TestApp, case: &str) {
    loop {
        let woken = app.ctx.wake.notified();
        tokio::pin!(woken);
        woken.as_mut().enable();
        if delivery(app, case).state == DeliveryState::Accepted {
            break;
        }
        woken.await;
    }
    let ctx = app.ctx.clone();
    let settled = tokio::task::spawn_blocking(move || breachdesk::app::notices::filing::settle_hand_overs(&ctx));
    settled.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_to_people_and_authorities_have_a_return_path_of_their_own_and_no_others() {
    let app = TestApp::start().await;
    let desk = || Correspondent { name: "Desk".into(), address: EmailAddress::parse("desk@example.org").unwrap() };
    let bounces = EmailAddress::parse("bounces@desk.example.org").unwrap();
    let row = |kind: DeliveryKind| -> Claimed {
        let row: DeliveryRow = crate::mail::model::new_row(Ids.next(), kind, None, app.now());
        Claimed::from(row)
    };
    let ordinary = Post::new(app.ctx.clone(), desk()).returning_to(bounces.clone());
    for kind in [DeliveryKind::People, DeliveryKind::Authority] {
        let row = row(kind);
        let path = ordinary.return_path(&row).unwrap();
        assert_eq!(path.as_str(), format!("bounces+{}@desk.example.org", row.id.simple()));
    }
    for kind in [DeliveryKind::Staff, DeliveryKind::Test] {
        assert_eq!(ordinary.return_path(&row(kind)), None);
    }
    let without = Post::new(app.ctx.clone(), desk());
    assert_eq!(without.return_path(&row(DeliveryKind::People)), None);
    let certified = Post::certified(app.ctx.clone(), desk()).returning_to(bounces);
    assert_eq!(certified.return_path(&row(DeliveryKind::Authority)), None, "its provider would refuse it");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_leaves_no_room_for_the_tag_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for bad in ["a-mailbox-with-a-name-of-32-signs@example.org", "bounces+all@example.org"] {
        let refused = admin.fill_in("/admin/mail", &server("2525", bad)).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Before the @ at most 31 letters"), "{}", refused.text());
    }
    assert_eq!(admin.fill_in("/admin/mail", &server("2525", "")).await.status, 303, "it may be left out");
}
