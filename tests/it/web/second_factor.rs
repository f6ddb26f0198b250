//! The second factor over HTTP: set up, asked, used once, lost, reset, and demanded.

use std::io::Write;
use std::process::{Command, Stdio};

use breachdesk::app::auth::totp;
use breachdesk::clock::Clock;
use breachdesk::domain::actor::Role;
use breachdesk::store::memberships::MembershipStatus;
use breachdesk::store::outbox::{self, DeliveryRow, Queue};
use breachdesk::web::settings::Settings;
use chrono::TimeDelta;

use crate::support::app::{PASSWORD, TestApp, address_of, generous, on_both_apps};
use crate::support::browser::{Browser, Page};
use crate::support::database::Engine;

/// The bytes of a secret as the page shows it: RFC 4648 Base32.
fn secret_on(page: &Page) -> Vec<u8> {
    let text = page.text().split("otpauth://").nth(1).expect("a link for an app");
    let text = text.split("secret=").nth(1).unwrap();
    let letters: String = text.chars().take_while(char::is_ascii_alphanumeric).collect();
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0_u32);
    for letter in letters.bytes() {
        let five = if letter.is_ascii_uppercase() { letter - b'A' } else { letter - b'2' + 26 };
        held = ((held << 5) | u32::from(five)) & 0xffff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).unwrap());
        }
    }
    bytes
}

pub fn code_now(app: &TestApp, secret: &[u8]) -> String {
    totp::code(secret, app.now().utc().timestamp() / 30).unwrap()
}

/// Sets a second factor up in this browser; answers its secret and the recovery codes.
pub async fn set_up(app: &TestApp, browser: &Browser) -> (Vec<u8>, Vec<String>) {
    let begun = browser.send("/account/second-factor", "/account/second-factor/begin", &[]).await;
    assert_eq!(begun.status, 303, "{}", begun.text());
    let page = browser.get("/account/second-factor").await;
    assert!(page.text().contains("<svg") && page.text().contains("role=\"img\""), "{}", page.text());
    let secret = secret_on(&page);
    assert_eq!(secret.len(), 20);
    let confirm = "/account/second-factor/confirm";
    let wrong = browser.post_with(confirm, &page.token(), &[("code", "12345")]).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    let done = browser.post_with(confirm, &wrong.token(), &[("code", &code_now(app, &secret))]).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let codes = done.text().split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned());
    let codes: Vec<String> = codes.collect();
    assert_eq!(codes.len(), 10);
    assert!(!browser.get("/account/second-factor").await.text().contains(&codes[0]), "they are shown once");
    (secret, codes)
}

/// Gives the password; answers the page that asks for the code.
async fn with_password(browser: &Browser, email: &str) -> Page {
    let sent = browser.sign_in(email, PASSWORD).await;
    assert_eq!((sent.status, sent.location().starts_with("/sign-in/code")), (303, true), "{}", sent.location());
    assert_eq!(browser.get("/cases").await.status, 303, "the password alone opens nothing");
    browser.get("/sign-in/code").await
}

async fn give(browser: &Browser, page: &Page, code: &str) -> Page {
    browser.post_with("/sign-in/code", &page.token(), &[("code", code)]).await
}

#[tokio::test]
async fn a_code_opens_the_desk_once_and_a_recovery_code_in_its_place() {
    on_both_apps(async |app| {
        let first = app.dpo().await;
        let other = app.sign_in(&address_of("Chiara Bonfanti")).await;
        let (secret, recovery) = set_up(app, &first).await;
        assert_eq!(first.get("/cases").await.status, 200, "the session in which it was set up goes on");
        assert_eq!(other.get("/cases").await.status, 303, "other sessions have ended");

        // The code of the set-up was used by it.
        let email = address_of("Chiara Bonfanti");
        let again = app.stranger();
        let page = with_password(&again, &email).await;
        assert_eq!(give(&again, &page, &code_now(app, &secret)).await.status, 422);

        app.advance(TimeDelta::seconds(60));
        let code = code_now(app, &secret);
        let (one, two) = (app.stranger(), app.stranger());
        let (page_one, page_two) = (with_password(&one, &email).await, with_password(&two, &email).await);
        let (a, b) = tokio::join!(give(&one, &page_one, &code), give(&two, &page_two, &code));
        let mut both = [a.status, b.status];
        both.sort_unstable();
        assert_eq!(both, [303, 422], "of two at once only one gets in");
        let inside = if a.status == 303 { &one } else { &two };
        assert_eq!(inside.get("/cases").await.status, 200);

        let lost = app.stranger();
        let page = with_password(&lost, &email).await;
        let typed = recovery[3].to_uppercase().replace('-', " ");
        assert_eq!(give(&lost, &page, &typed).await.status, 303);
        assert!(lost.get("/account/second-factor").await.text().contains("Recovery codes left: 9"));
        let twice = app.stranger();
        let page = with_password(&twice, &email).await;
        assert_eq!(give(&twice, &page, &recovery[3]).await.status, 422, "each opens once");
    })
    .await;
}

#[tokio::test]
async fn wrong_codes_slow_down_and_a_password_given_long_ago_does_not_count() {
    on_both_apps(async |app| {
        let dpo = app.dpo().await;
        let (secret, _) = set_up(app, &dpo).await;
        app.advance(TimeDelta::minutes(2));
        let email = address_of("Chiara Bonfanti");
        let guesser = app.stranger();
        let mut page = with_password(&guesser, &email).await;
        for _ in 0..5 {
            page = give(&guesser, &page, "000000").await;
            assert_eq!(page.status, 422);
        }
        // The right password in between buys no further guesses.
        let slow = give(&guesser, &page, &code_now(app, &secret)).await;
        assert!(slow.status == 422 && slow.text().contains("Too many wrong codes"), "{}", slow.text());
        assert_eq!(app.stranger().sign_in(&email, PASSWORD).await.status, 422);

        app.advance(TimeDelta::minutes(15));
        let late = give(&guesser, &page, &code_now(app, &secret)).await;
        assert!(late.location().starts_with("/sign-in?"), "{} {}", late.status, late.text());
        let fresh = app.stranger();
        let page = with_password(&fresh, &email).await;
        assert_eq!(give(&fresh, &page, &code_now(app, &secret)).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn who_lost_the_telephone_is_helped_by_an_administrator_and_that_is_on_record() {
    on_both_apps(async |app| {
        let dpo = app.dpo().await;
        set_up(app, &dpo).await;
        let admin = app.admin().await;
        let list = admin.get("/admin/organisations/lunamobile/members").await;
        let member = list.text().split("Chiara Bonfanti").next().unwrap().rsplit("href=\"").next().unwrap();
        let member = member.split('"').next().unwrap().to_owned();
        let reset = admin.fill_in(&member, &[("act", "reset-second-factor")]).await;
        assert_eq!(reset.status, 303, "{}", reset.text());
        assert_eq!(dpo.get("/cases").await.status, 303, "every session has ended");
        let back = app.stranger();
        assert_eq!(back.sign_in(&address_of("Chiara Bonfanti"), PASSWORD).await.location(), "/");
        let none = admin.fill_in(&member, &[("act", "reset-second-factor")]).await;
        assert_eq!(none.status, 422, "there is none any more");
        assert_eq!(
            mails_to(app, "Chiara Bonfanti"),
            ["Breachdesk: your second factor is on", "Breachdesk: your second factor is off"]
        );
    })
    .await;
}

/// Subjects of the mails that wait for a person, oldest first.
fn mails_to(app: &TestApp, name: &str) -> Vec<String> {
    let now = app.now();
    let rows = app.ctx.store.write(|tx| outbox::claim(tx, Queue::Single, "test", now, TimeDelta::minutes(5), 100));
    let rows: Vec<DeliveryRow> = rows.unwrap();
    let to = address_of(name);
    let subject = |row: &DeliveryRow| row.content["subject"].as_str().unwrap().to_owned();
    rows.iter().filter(|row| row.to_address == to.as_bytes()).map(subject).collect()
}

#[tokio::test]
async fn where_nobody_can_help_the_operator_resets_it_after_typing_twice_whose_and_that_is_on_record() {
    on_both_apps(async |app| {
        let admin = app.admin().await;
        set_up(app, &admin).await;
        let address = address_of("Rosa Keller");
        let run = |arguments: &[&str], typed: &str| {
            let mut child = Command::new(env!("CARGO_BIN_EXE_breachdesk"))
                .args(["second-factor", "reset", "--user"])
                .args(arguments)
                .env("BREACHDESK_DATABASE", &app.database.url)
                .env("BREACHDESK_DATA_FOLDER", app.folder.path())
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            child.stdin.take().unwrap().write_all(typed.as_bytes()).ok();
            let done = child.wait_with_output().unwrap();
            (done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
        };
        let (code, told) = run(&[&address], "somebody@example.org\n");
        assert!(code == 1 && told.contains("once more") && told.contains("nothing was changed"), "{code} {told}");
        assert_eq!(admin.get("/account").await.status, 200);
        assert_eq!(run(&["nobody@example.org", "--yes"], "").0, 1);
        let (code, told) = run(&[&address.to_uppercase()], &format!("{address}\n"));
        assert_eq!(code, 0, "{told}");
        assert_eq!(admin.get("/account").await.status, 303, "every session has ended");
        assert_eq!(app.stranger().sign_in(&address, PASSWORD).await.location(), "/");
        let (code, told) = run(&[&address, "--yes"], "");
        assert!(code == 1 && told.contains("without a second factor"), "{code} {told}");
        assert!(breachdesk::app::record::check(&app.ctx.store).unwrap().is_whole());
        // The command goes by the wall clock, which is not the one of this app.
        app.advance(Clock::Wall.now().since(app.now()) + TimeDelta::hours(1));
        assert_eq!(mails_to(app, "Rosa Keller").len(), 2);
    })
    .await;
}

#[tokio::test]
async fn where_it_is_demanded_those_who_decide_set_it_up_first_and_others_go_on() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let settings = Settings { limits: generous(), demands_second_factor: true, ..Settings::default() };
        let app = TestApp::with(engine, settings).await;
        assert_eq!(app.handler().await.get("/cases").await.status, 200);
        for (name, role) in [
            ("Chiara Bonfanti", Role::Dpo),
            ("Aoife Brennan", Role::Controller),
            ("Ines Hartwig", Role::Auditor),
            ("Rosa Keller", Role::Admin),
        ] {
            app.add_member(name, role, MembershipStatus::Active);
            let browser = app.sign_in(&address_of(name)).await;
            let sent = browser.get("/cases?year=2026").await;
            assert_eq!((sent.status, sent.location()), (303, "/account/second-factor?next=%2Fcases%3Fyear%3D2026"));
            assert_eq!(browser.get("/account").await.status, 200);
            assert_eq!(browser.get("/sign-in").await.status, 303);
            let page = browser.get("/account/second-factor").await;
            assert!(page.text().contains("asks for a second factor in your role"), "{}", page.text());
            let refused = browser.post_with("/cases/none/decide", &page.token(), &[]).await;
            assert_eq!(refused.status, 403, "{}", refused.text());
            set_up(&app, &browser).await;
            let open = browser.get("/account/second-factor").await;
            assert!(!open.text().contains("asks for a second factor in your role"));
            assert_ne!(browser.get("/").await.location(), "/account/second-factor?next=%2F");
        }
    }
}
