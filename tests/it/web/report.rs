//! A report by anyone: in both languages, kept when wrong, once when sent twice, told to the team; by staff; by a machine.

use breachdesk::app::api::{REPORTS_WRITE, add_token};
use breachdesk::store::outbox;
use breachdesk::store::register::Place;
use breachdesk::store::reports::{self, ReportRow, ReportStatus};
use breachdesk::store::{StoreError, StoreResult};
use breachdesk::web::settings::{Limit, Limits, Settings};
use chrono::TimeDelta;
use serde_json::json;

use crate::support::app::{TestApp, generous, on_both_apps};
use crate::support::browser::Page;
use crate::support::database::Engine;

const FORM: &str = "/report/lunamobile";

fn reports(app: &TestApp) -> Vec<ReportRow> {
    let rows: StoreResult<Vec<ReportRow>> = app
        .ctx
        .store
        .read(|conn| reports::list(conn, app.organisation, Default::default(), ReportStatus::New, &Place::Start, 100));
    rows.unwrap()
}

/// Subject and text of every mail that waits for the sender, with its address.
fn mails(app: &TestApp) -> Vec<(String, String)> {
    let rows: Result<Vec<(String, String)>, StoreError> = app.ctx.store.write(|tx| {
        let waiting = outbox::claim(tx, outbox::Queue::Single, "test", app.now(), TimeDelta::minutes(1), 100)?;
        Ok(waiting
            .into_iter()
            .map(|row| (String::from_utf8(row.to_address).unwrap(), row.content.to_string()))
            .collect())
    });
    rows.unwrap()
}

#[tokio::test]
async fn anybody_reports_without_an_account_and_the_team_is_told() {
    on_both_apps(async |app| {
        app.dpo().await;
        app.handler().await;
        app.auditor().await;
        let stranger = app.stranger();
        let page = stranger.get(FORM).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("Six questions") && !page.text().contains("Sign in"));
        let questions =
            page.text().matches("<fieldset class=\"field").count() + page.text().matches("<div class=\"field").count();
        assert_eq!(questions, 6);

        let fields = [
            ("what", "A letter for another customer came to me."),
            ("when", "2026-10-04T07:45"),
            ("when-zone", "Europe/Rome"),
            ("concerned", "customers"),
            ("concerned", "others"),
            ("ongoing", "no"),
            ("works-for-us", "no"),
            ("contact", "someone@example.org"),
        ];
        let sent = stranger.post_with(FORM, &page.token(), &fields).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        let receipt = stranger.get(sent.location()).await;
        assert!(receipt.text().contains("RP-2026-0001") && receipt.text().contains("Sun 4 Oct 2026, 08:26 CEST"));

        let [report] = reports(app).try_into().unwrap();
        assert_eq!(report.first_noticed_at.unwrap().rfc3339(), "2026-10-04T05:45:00Z");
        assert_eq!(report.answers["concerned"], json!(["customers", "others"]));
        assert_eq!(report.answers["what"]["$private"], "A letter for another customer came to me.");

        // DPO and handler, once each; nothing of the contents.
        let mails = mails(app);
        let to: Vec<&str> = mails.iter().map(|(to, _)| to.as_str()).collect();
        assert_eq!(to.len(), 2);
        assert!(to.contains(&"chiara.bonfanti@example.org") && to.contains(&"marek.nowicki@example.org"));
        for (_, content) in &mails {
            assert!(content.contains("RP-2026-0001") && content.contains("/reports/RP-2026-0001"));
            assert!(!content.contains("another customer") && !content.contains("someone@"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_report_that_is_sent_twice_is_one() {
    on_both_apps(async |app| {
        let stranger = app.stranger();
        let token = stranger.get(FORM).await.token();
        let fields = [("what", "Twice.")];
        let twin = stranger.same_cookies();
        let (first, second) =
            tokio::join!(stranger.post_with(FORM, &token, &fields), twin.post_with(FORM, &token, &fields));
        let third = stranger.post_with(FORM, &token, &fields).await;
        assert_eq!((first.status, first.location()), (303, second.location()));
        assert_eq!(first.location(), third.location());
        assert_eq!(reports(app).len(), 1);
        // Another form is another report, and references have no gaps.
        assert_eq!(stranger.fill_in(FORM, &fields).await.status, 303);
        let mut references: Vec<String> = reports(app).into_iter().map(|report| report.reference).collect();
        references.sort();
        assert_eq!(references, ["RP-2026-0001", "RP-2026-0002"]);
    })
    .await;
}

#[tokio::test]
async fn a_report_without_cookies_arrives_all_the_same() {
    let app = TestApp::start().await;
    let stranger = app.stranger();
    let token = stranger.get(FORM).await.token();
    stranger.cookies.lock().unwrap().clear();
    let fields = [("form-token", token.as_str()), ("what", "My browser takes no cookies.")];
    assert_eq!(stranger.post(FORM, &fields, &[]).await.status, 303);
    // But not from a page of somebody else.
    let foreign = stranger.post(FORM, &fields, &[("origin", "https://example.org")]).await;
    assert_eq!(foreign.status, 403);
    assert_eq!(reports(&app).len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_said_at_the_field_in_the_readers_language_and_what_was_typed_stays() {
    on_both_apps(async |app| {
        let stranger = app.stranger();
        let page = stranger.get("/report/lunamobile?lang=it").await;
        assert!(page.text().contains("Segnalare una possibile violazione"));
        let fields = [
            ("what", ""),
            ("when", "2026-10-14T07:45"),
            ("when-zone", "Europe/Rome"),
            ("concerned", "others"),
            ("ongoing", "unknown"),
            ("contact", "a@example.it\r\nBcc: b@example.it"),
        ];
        let wrong = stranger.post_with(FORM, &page.token(), &fields).await;
        assert_eq!(wrong.status, 422);
        let text = wrong.text();
        assert!(text.contains("<title>Errore: ") && text.contains("C’è un problema"));
        assert!(
            text.contains("href=\"#when\">La data è nel futuro")
                && text.contains("id=\"when-error\">La data è nel futuro")
        );
        assert!(text.contains("href=\"#what\"") && text.contains("href=\"#contact\""));
        assert!(text.contains("value=\"2026-10-14T07:45\"") && text.contains("value=\"others\" checked"));
        assert!(reports(app).is_empty() && mails(app).is_empty());
    })
    .await;
}

#[tokio::test]
async fn half_past_two_in_autumn_is_asked_about_and_in_spring_refused() {
    let app = TestApp::start().await;
    app.advance(TimeDelta::days(200));
    let stranger = app.stranger();
    let twice = [("what", "x"), ("when", "2026-10-25T02:30"), ("when-zone", "Europe/Rome")];
    let asked = stranger.fill_in(FORM, &twice).await;
    assert_eq!(asked.status, 422);
    assert!(asked.text().contains("02:30 CEST") && asked.text().contains("02:30 CET <"), "{}", asked.text());
    let mut chosen = twice.to_vec();
    chosen.push(("when-which", "second"));
    assert_eq!(stranger.post_with(FORM, &asked.token(), &chosen).await.status, 303);
    assert_eq!(reports(&app)[0].first_noticed_at.unwrap().rfc3339(), "2026-10-25T01:30:00Z");
    let never = [("what", "x"), ("when", "2027-03-28T02:30"), ("when-zone", "Europe/Rome")];
    assert!(stranger.fill_in(FORM, &never).await.text().contains("did not exist in Europe/Rome"));
}

#[tokio::test]
async fn markup_in_any_field_is_text_wherever_it_is_shown() {
    let app = TestApp::start().await;
    let payloads = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</textarea><svg onload=alert(1)>",
        "{{ 7*7 }}{% include 'x' %}",
        "javascript:alert(1)",
        "\u{202e}txt.exe",
    ];
    for payload in payloads {
        // A future time makes the page show every field again.
        let fields =
            [("what", payload), ("when", payload), ("contact", payload), ("concerned", payload), (payload, payload)];
        let stranger = app.stranger();
        let page = stranger.fill_in(FORM, &fields).await;
        assert_eq!(page.status, 422);
        for raw in ["<script>alert", "<img src=x", "<svg onload"] {
            assert!(!page.text().contains(raw), "{payload}: {}", page.text());
        }
        assert!(!page.text().contains(">49<"));
    }
}

#[tokio::test]
async fn a_megabyte_of_text_is_a_sentence_and_stays() {
    let app = TestApp::start().await;
    let long = "ü".repeat(1_000_000);
    let page = app.stranger().fill_in(FORM, &[("what", &long)]).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("1,000,000 characters") && page.text().contains(&long));
    assert!(reports(&app).is_empty());
}

#[tokio::test]
async fn too_many_reports_from_a_network_wait_and_lose_nothing() {
    let tight = Limit { at_once: 2, then_one_per_seconds: 60 };
    let settings = Settings { limits: Limits { report: tight, ..generous() }, ..Settings::default() };
    let app = TestApp::with(Engine::Sqlite, settings).await;
    let stranger = app.stranger();
    for _ in 0..2 {
        assert_eq!(stranger.fill_in(FORM, &[("what", "one more")]).await.status, 303);
    }
    let held: Page = stranger.fill_in(FORM, &[("what", "the third")]).await;
    assert_eq!(held.status, 429);
    assert!(held.text().contains("the third"));
    app.advance(TimeDelta::seconds(61));
    assert_eq!(stranger.post_with(FORM, &held.token(), &[("what", "the third")]).await.status, 303);
}

#[tokio::test]
async fn staff_report_for_their_own_organisation_in_their_own_name() {
    on_both_apps(async |app| {
        let reporter = app.reporter().await;
        let sent = reporter.fill_in("/reports/new", &[("what", "A laptop is gone."), ("ongoing", "unknown")]).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        assert!(reporter.get(sent.location()).await.text().contains("RP-2026-0001"));
        let [report] = reports(app).try_into().unwrap();
        assert_eq!(
            report.reporter_user_id,
            Some(app.add_member(
                "Giulia Sartori",
                breachdesk::domain::actor::Role::Reporter,
                breachdesk::store::memberships::MembershipStatus::Active,
            ))
        );
        assert_eq!(report.answers["works_for_us"], "yes");
        let elsewhere = reporter.fill_in("/reports/new", &[("what", "x"), ("organisation", "ottima")]).await;
        assert_eq!(elsewhere.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_machine_reports_with_its_token_and_reads_problems_as_json() {
    on_both_apps(async |app| {
        let token = add_token(&app.ctx, app.organisation, "crm monitor", REPORTS_WRITE).unwrap();
        let narrow = add_token(&app.ctx, app.organisation, "reader", "reports:read").unwrap();
        let other = add_token(&app.ctx, app.other_organisation, "ottima monitor", REPORTS_WRITE).unwrap();
        let bearer = |token: &str| format!("Bearer {token}");
        let machine = app.stranger();
        let path = "/api/v1/reports";
        let body =
            r#"{"what":"Unusual export","first_noticed_at":"2026-10-04T07:45:00+02:00","concerned":["customers"]}"#;

        for (header, status) in [(String::new(), 401), (bearer("nonsense"), 401), (bearer(&narrow), 403)] {
            let refused = machine.post_json(path, body, &[("authorization", &header)]).await;
            assert_eq!(refused.status, status);
            assert_eq!(refused.header("content-type"), "application/problem+json");
            assert_eq!(refused.json()["status"], status);
        }
        let auth = bearer(&token);
        let with_key = [("authorization", auth.as_str()), ("idempotency-key", "event-4711")];
        let created = machine.post_json(path, body, &with_key).await;
        assert_eq!(created.status, 201, "{}", created.text());
        assert_eq!(created.json()["arrived_at"], "2026-10-04T08:26:00+02:00");
        let repeated = machine.post_json(path, body, &with_key).await;
        assert_eq!(repeated.json()["id"], created.json()["id"]);
        assert_eq!(reports(app).len(), 1);
        let receipt = created.location().to_owned();
        let read = machine.ask("GET".parse().unwrap(), &receipt, &[("authorization", &auth)], String::new()).await;
        assert_eq!(read.json()["status"], "new");
        let foreign =
            machine.ask("GET".parse().unwrap(), &receipt, &[("authorization", &bearer(&other))], String::new()).await;
        assert_eq!(foreign.status, 404);

        let bad = r#"{"what":"","first_noticed_at":"2026-10-04T07:45","concerned":["cats"],"ongoing":"maybe"}"#;
        let problems = machine.post_json(path, bad, &[("authorization", &auth)]).await;
        assert_eq!(problems.status, 422);
        let fields: Vec<String> = problems.json()["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["field"].as_str().unwrap().to_owned())
            .collect();
        for field in ["what", "first_noticed_at", "concerned", "ongoing"] {
            assert!(fields.contains(&field.to_owned()), "{field} in {fields:?}");
        }
        for unreadable in ["", "{", "[]", r#"{"what":"x","role":"admin"}"#, r#"{"what":"x","what":"y"}"#] {
            assert_eq!(
                machine.post_json(path, unreadable, &[("authorization", &auth)]).await.status,
                400,
                "{unreadable}"
            );
        }
        let deep = "[".repeat(100_000);
        assert_eq!(machine.post_json(path, &deep, &[("authorization", &auth)]).await.status, 400);
        assert_eq!(machine.post_json(path, &"x".repeat(300 << 10), &[("authorization", &auth)]).await.status, 413);
        assert_eq!(machine.post(path, &[], &[("authorization", &auth)]).await.status, 415);
    })
    .await;
}

#[tokio::test]
async fn the_api_describes_itself() {
    let app = TestApp::start().await;
    let description = app.stranger().get("/api/v1/openapi.json").await.json();
    assert!(description["paths"]["/api/v1/reports"]["post"]["responses"]["201"].is_object());
    assert!(description["components"]["schemas"]["NewReportBody"].is_object());
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_that_opens_once() {
    on_both_apps(async |app| {
        let here = app.dpo().await;
        let stranger = app.stranger();
        for email in ["nobody@example.org", "Chiara.Bonfanti@example.org"] {
            let asked = stranger.fill_in("/password/forgotten", &[("username", email)]).await;
            assert_eq!(asked.location(), "/password/forgotten?done=sent");
        }
        let [(to, content)] = mails(app).try_into().unwrap();
        assert_eq!(to, "chiara.bonfanti@example.org");
        let link = content.split("/password/reset/").nth(1).unwrap();
        let token: String = link.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
        let path = format!("/password/reset/{token}");

        // Opening it, as a mail scanner does, does not use it up.
        assert_eq!(app.stranger().get(&path).await.status, 200);
        assert_eq!(stranger.fill_in(&path, &[("new-password", "chiara.bonfanti.2026")]).await.status, 422);
        let page = stranger.get(&path).await;
        let set = stranger.post_with(&path, &page.token(), &[("new-password", "nine green herons asleep")]).await;
        assert_eq!(set.location(), "/sign-in?done=password");
        assert_eq!(here.get("/account").await.status, 303, "every session has ended");
        assert_eq!(stranger.get(&path).await.status, 404);
        let again = stranger.post_with(&path, &page.token(), &[("new-password", "ten green herons asleep")]).await;
        assert_eq!(again.status, 404);
        assert_eq!(stranger.sign_in("chiara.bonfanti@example.org", "nine green herons asleep").await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn an_invitation_is_taken_up_by_choosing_a_password_and_only_then_counts() {
    on_both_apps(async |app| {
        use breachdesk::app::auth::links;
        use breachdesk::domain::actor::Role;
        use breachdesk::store::memberships::MembershipStatus;
        use breachdesk::store::organisations;
        use breachdesk::store::users::{self, UserStatus};

        app.add_user("Tomás Ferreira", UserStatus::Invited);
        let user = app.add_member("Tomás Ferreira", Role::Dpo, MembershipStatus::Invited);
        let invited: Result<(), breachdesk::app::AppError> = app.ctx.store.write(|tx| {
            let row = users::get(tx, user)?.unwrap();
            let organisation = organisations::get(tx, app.organisation)?.unwrap();
            links::invite(&app.ctx, tx, &row, &organisation, "Chiara Bonfanti")
        });
        invited.unwrap();
        let browser = app.stranger();
        let email = crate::support::app::address_of("Tomás Ferreira");
        assert_eq!(browser.sign_in(&email, crate::support::app::PASSWORD).await.status, 422, "not before");

        let [(_, content)] = mails(app).try_into().unwrap();
        let link = content.split("/invitation/").nth(1).unwrap();
        let token: String = link.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
        let path = format!("/invitation/{token}");
        let set = browser.fill_in(&path, &[("new-password", "nine green herons asleep")]).await;
        assert_eq!(set.location(), "/sign-in?done=password");
        assert_eq!(browser.sign_in(&email, "nine green herons asleep").await.status, 303);
        assert!(browser.get("/account").await.text().contains("Data protection officer"));
        assert_eq!(browser.get(&path).await.status, 404);
    })
    .await;
}
