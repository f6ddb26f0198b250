//! The whole way in the browser and on the wire: upload, problems, acceptance, test, approval, start, progress, end; the
//! messages arrive at a real SMTP server.

use std::sync::Arc;

use breachdesk::app::people;
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::CommunicationState;
use breachdesk::jobs::outbox::Outbox;
use breachdesk::jobs::post::Post;
use breachdesk::jobs::sender::{Rhythm, Sender};
use breachdesk::mail::address::EmailAddress;
use breachdesk::mail::message::Correspondent;
use breachdesk::mail::transport::Transport;
use breachdesk::store::memberships::MembershipStatus;
use reqwest::Method;
use tokio::sync::watch;

use super::import::ten_thousand;
use super::office::{Office, REFERENCE, staffed};
use super::workbook;
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};
use crate::support::sink::{Act, Sink, Verb};

const PEOPLE: [(&str, Role); 5] = [
    ("Chiara Bonfanti", Role::Dpo),
    ("Aoife Brennan", Role::Controller),
    ("Marek Nowicki", Role::Handler),
    ("Ines Hartwig", Role::Auditor),
    ("Rosa Keller", Role::Admin),
];

fn office(app: &TestApp) -> Office<'_> {
    for (name, role) in PEOPLE {
        app.add_member(name, role, MembershipStatus::Active);
    }
    staffed(&app.ctx, "lunamobile")
}

fn base() -> String {
    format!("/cases/{REFERENCE}/communications")
}

/// Chooses a file on the page and sends it, as a browser does.
async fn upload(browser: &Browser, file: impl AsRef<[u8]>) -> Page {
    let token = browser.get(&base()).await.token();
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"form-token\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"clienti.csv\"\r\nContent-Type: text/csv\r\n\r\n"
    );
    let body = [head.as_bytes(), file.as_ref(), b"\r\n--x--\r\n"].concat();
    let kind = [("content-type", "multipart/form-data; boundary=x")];
    browser.ask(Method::POST, &format!("{}/imports", base()), &kind, body).await
}

struct Running {
    stop: watch::Sender<bool>,
    task: tokio::task::JoinHandle<()>,
}

/// The real sender over this database, to this sink.
fn sender(app: &TestApp, sink: &Sink) -> Running {
    let desk = Correspondent { name: "Desk".into(), address: EmailAddress::parse("desk@example.org").unwrap() };
    let post = Arc::new(Post::new(app.ctx.clone(), desk));
    let outbox = Outbox::new(app.ctx.store.clone(), &app.ctx.ids);
    let transport = Transport::Smtp(sink.settings());
    let wake = Arc::clone(&app.ctx.wake);
    let sender = Sender::new(outbox, app.ctx.clock.clone(), transport, post, Rhythm::default(), wake).unwrap();
    let (stop, stopped) = watch::channel(false);
    Running { stop, task: tokio::spawn(sender.run(stopped)) }
}

async fn tick(app: &TestApp) {
    let ctx = app.ctx.clone();
    tokio::task::spawn_blocking(move || people::tick(&ctx).unwrap()).await.unwrap();
    app.ctx.wake.notify_waiters();
}

/// Looks after the mail-out whenever something arrives, until it has ended.
async fn until_finished(app: &TestApp, office: &Office<'_>, number: u32) {
    for _ in 0..2_000 {
        tick(app).await;
        if office.mail_out(number).state == CommunicationState::Finished {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the mail-out did not end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_of_ten_thousand_goes_from_the_upload_page_to_every_mailbox_once_in_its_language() {
    on_both_apps(async |app| {
        let office = office(app);
        office.text("it");
        office.text("en");
        let (handler, controller) = (app.handler().await, app.controller().await);
        let auditor = app.auditor().await;

        let answer = upload(&handler, &ten_thousand()).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let import = answer.location().to_owned();
        let page = handler.get(&import).await;
        assert_eq!(page.status, 200, "{}", page.text());
        for words in ["There are problems in 15 rows", "Fix 14 addresses", "the sum agrees", "separated by semicolons"]
        {
            assert!(page.text().contains(words), "{words}: {}", page.text());
        }
        let bad = handler.get(&format!("{import}/bad-rows.csv")).await;
        assert_eq!((bad.status, bad.text().lines().count()), (200, 16));

        let accepted = office.look(&import);
        let seen = accepted.to_string();
        let columns = [("columns", ""), ("language", "en"), ("seen", seen.as_str())];
        let answer = handler.send(&import, &format!("{import}/accept"), &columns).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let mail_out = answer.location().to_owned();
        let number: u32 = mail_out.rsplit('/').next().unwrap().parse().unwrap();

        assert_eq!(handler.send(&mail_out, &format!("{mail_out}/test"), &[]).await.status, 303);
        let preview = handler.get(&format!("{mail_out}/preview?row=5")).await;
        assert!(
            preview.text().contains("Anna Rossi 4") && preview.text().contains("c…@example.it"),
            "{}",
            preview.text()
        );

        let page = controller.get(&mail_out).await;
        assert!(page.text().contains("Approve for 9,935 people"), "{}", page.text());
        let fields = hidden(page.text(), &["seen", "count"]);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let by_handler = handler.send(&mail_out, &format!("{mail_out}/approve"), &fields).await;
        assert_eq!(by_handler.status, 403);
        let approved = controller.send(&mail_out, &format!("{mail_out}/approve"), &fields).await;
        assert_eq!(approved.status, 303, "{}", approved.text());

        // A double click starts once.
        let token = controller.get(&mail_out).await.token();
        let start = format!("{mail_out}/start");
        let all: &[(&str, &str)] = &[("pace", "all")];
        let (first, second) =
            tokio::join!(controller.post_with(&start, &token, all), controller.post_with(&start, &token, all));
        assert_eq!((first.status, second.status), (303, 303), "{}", second.text());

        let sink = Sink::start().await;
        sink.for_recipient("cliente8@example.it", Verb::Rcpt, Act::Reply(550, "5.1.1 no such mailbox"));
        let sender = sender(app, &sink);
        tick(app).await;
        // Everybody but the one whose server refuses, and some mails to the house.
        sink.until(accepted as usize).await;
        until_finished(app, &office, number).await;
        let copies = sink.copies();
        let people = copies.keys().filter(|to| to.ends_with("@example.it")).count() as u64;
        assert_eq!(people, accepted - 1);
        assert!(copies.iter().all(|(to, copies)| copies.len() == 1 || to.ends_with("@example.org")), "nobody twice");
        assert!(!copies.contains_key("cliente8@example.it"));

        let page = controller.get(&mail_out).await;
        assert!(
            page.text().contains("0 + 9,934 + 1 + 0 = 9,935, everybody is in exactly one group."),
            "{}",
            page.text()
        );
        let found = controller.get(&format!("{mail_out}?search=CLIENTE8%40example.it")).await;
        assert!(found.text().contains("5.1.1 no such mailbox"), "{}", found.text());
        let page = auditor.get(&mail_out).await;
        assert!(page.status == 200 && !page.text().contains("@example.it"), "{}", page.text());
        let report = auditor.get(&format!("{mail_out}/report.csv")).await;
        assert!(report.status == 200 && !report.text().contains("@example.it"), "{}", report.status);
        assert_eq!(auditor.get(&format!("{mail_out}/letters.csv")).await.status, 403);
        let letters = controller.get(&format!("{mail_out}/letters.csv")).await;
        // Without address, refused, and the rows that the import left out.
        assert_eq!(letters.text().lines().count(), 1 + 30 + 1 + 15);
        assert_eq!(app.admin().await.get(&mail_out).await.status, 403);
        sender.stop.send(true).unwrap();
        sender.task.await.unwrap();
    })
    .await;
}

/// Values of hidden fields of a page.
fn hidden(page: &str, names: &[&str]) -> Vec<(String, String)> {
    let value = |name: &str| {
        let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
        after.split('"').next().map(str::to_owned)
    };
    names.iter().map(|name| ((*name).to_owned(), value(name).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_mail_out_writes_to_nobody_any_more_and_asks_for_a_reason_first() {
    on_both_apps(async |app| {
        let office = office(app);
        office.text("it");
        let number = office.started("email;nome\na@example.it;Anna Colli\nb@example.it;Bea Neri\n");
        let controller = app.controller().await;
        let mail_out = format!("{}/{number}", base());
        let unsaid = controller.send(&mail_out, &format!("{mail_out}/stop"), &[("reason", " ")]).await;
        assert_eq!(unsaid.status, 422, "{}", unsaid.text());
        let stopped = controller.send(&mail_out, &format!("{mail_out}/stop"), &[("reason", "Wrong list")]).await;
        assert_eq!(stopped.status, 303, "{}", stopped.text());
        let sink = Sink::start().await;
        let sender = sender(app, &sink);
        tick(app).await;
        // Mails to the house, the test among them, are letters of their own and still go.
        sink.until(1).await;
        sender.stop.send(true).unwrap();
        sender.task.await.unwrap();
        assert!(sink.copies().keys().all(|to| to.ends_with("@example.org")), "{:?}", sink.copies().keys());
        let page = controller.get(&mail_out).await;
        assert!(page.text().contains("2 + 0 + 0 + 0 = 2"), "{}", page.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_list_gets_a_sentence_beside_the_file_in_both_languages() {
    let app = TestApp::start().await;
    let _office = office(&app);
    let handler = app.handler().await;
    for (file, words) in [
        ("", "The file is empty"),
        ("%PDF-1.7", "neither a CSV file nor a workbook"),
        ("PK\u{3}\u{4}x", "no workbook in the form XLSX, or it is damaged"),
    ] {
        let answer = upload(&handler, file).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains(words), "{}", answer.text());
    }
    let answer = upload(&handler, "nome;citta\nAnna;Roma\n").await;
    let page = handler.get(answer.location()).await;
    assert!(page.text().contains("No column holds e-mail addresses"), "{}", page.text());
    let page = handler.get(&format!("{}?columns=en&language=it", answer.location())).await;
    assert!(page.text().contains("not an address: no @ sign"), "{}", page.text());
    let page = handler.get(&format!("{}?lang=it", answer.location())).await;
    assert!(page.text().contains("Nessuna colonna contiene indirizzi e-mail"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_in_utf_16_or_windows_1252_is_read_with_its_accents_and_the_page_says_how() {
    let app = TestApp::start().await;
    let _office = office(&app);
    let handler = app.handler().await;
    let list = "E-mail;Nome;Codice\r\nniccolo@example.it;Niccolò Però;L-1\r\nzoe@example.it;Zoë Müller;L-2\r\n";
    let mut utf16: Vec<u8> = vec![0xFF, 0xFE];
    utf16.extend(list.encode_utf16().flat_map(u16::to_le_bytes));
    // Every character of the list is its own code in Windows-1252.
    let windows: Vec<u8> = list.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for (file, said) in [(utf16, "UTF-16LE"), (windows, "Windows-1252")] {
        let answer = upload(&handler, file).await;
        assert_eq!(answer.status, 303, "{said}: {}", answer.text());
        let page = handler.get(answer.location()).await;
        for words in [said, "Niccolò Però", "Zoë Müller", "Import 2 people"] {
            assert!(page.text().contains(words), "{said}, {words}: {}", page.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workbook_is_checked_on_the_page_and_accepted_like_any_other_list() {
    on_both_apps(async |app| {
        let office = office(app);
        office.text("it");
        office.text("en");
        let handler = app.handler().await;
        let answer = upload(&handler, workbook::from_another_program()).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let import = answer.location().to_owned();
        let page = handler.get(&import).await;
        for words in ["Read as a workbook, header in the first row", "Fix one address", "00123", "Zoë &#34;Z&#34; Weiß"]
        {
            assert!(page.text().contains(words), "{words}: {}", page.text());
        }
        let bad = handler.get(&format!("{import}/bad-rows.csv")).await;
        let rows: Vec<&str> = bad.text().lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        assert_eq!(rows.first(), Some(&"6"), "the row as the spreadsheet counts it: {}", bad.text());
        let columns = [("columns", ""), ("language", "en"), ("seen", "2")];
        let answer = handler.send(&import, &format!("{import}/accept"), &columns).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let two = upload(&handler, workbook::with_people_on_two_sheets()).await;
        assert!(two.status == 422 && two.text().contains("More than one sheet"), "{}", two.text());
    })
    .await;
}
