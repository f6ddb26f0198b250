//! What bad input gets: a sentence at the field, what was typed kept, nothing changed.
//!
//! | bad input | held by |
//! |---|---|
//! | dates in the future, days that do not exist | `a_moment_in_the_future_is_refused_and_stays_typed`, `a_day_that_does_not_exist_is_refused_wherever_one_is_asked_for`, `web::report::what_is_wrong_is_said_at_the_field_in_the_readers_language_and_what_was_typed_stays`, `web::notices::a_portal_filing_that_is_late_says_why_and_its_receipt_is_kept` |
//! | wrong zones, facts of the wrong type | `a_zone_that_does_not_exist_a_word_for_a_number_and_a_foreign_field_are_sentences` |
//! | 1 MB of text in a field | `a_megabyte_in_a_field_comes_back_with_a_sentence`, `web::report::a_megabyte_of_text_is_a_sentence_and_stays` |
//! | CSV in UTF-16 or Windows-1252 | `people::screens::a_list_in_utf_16_or_windows_1252_is_read_with_its_accents_and_the_page_says_how`, `people::import::the_same_people_are_read_from_every_encoding_and_separator` |
//! | header injection in names | `no_line_of_a_form_lets_a_header_into_a_mail` |
//! | double clicks | `a_double_click_records_once`, `web::report::a_report_that_is_sent_twice_is_one`, `web::notices::what_was_on_screen_is_approved_by_another_person_and_reaches_the_authority_once`, `people::screens::a_list_of_ten_thousand_goes_from_the_upload_page_to_every_mailbox_once_in_its_language` |
//! | two people at one case | `of_two_people_at_one_fact_the_second_sees_both_texts_and_overwrites_nothing_unseen`, `web::notices::two_people_write_and_the_second_sees_both_texts`, `web::set_up::the_second_of_two_editors_sees_both_texts` |
//! | expired form token | `web::security::an_old_form_keeps_what_was_typed_and_can_be_sent_again` |
//! | unknown case | `an_unknown_case_and_another_organisations_case_are_the_same_page` |
//! | plain HTTP on another address than loopback | `web::start::plain_http_where_others_listen_is_refused_with_a_sentence` |
//! | a cookie that does not return | `web::security::a_cookie_that_does_not_come_back_is_explained_at_sign_in` |
//! | machines | `the_api_answers_whatever_is_wrong_as_problem_json`, `web::report::a_machine_reports_with_its_token_and_reads_problems_as_json` |

use reqwest::Method;

use super::case_desk::{known, open_case, party, record, set_up};
use super::notice_desk::mails;
use crate::support::app::{TestApp, on_both_apps};

#[tokio::test(flavor = "multi_thread")]
async fn a_moment_in_the_future_is_refused_and_stays_typed() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    let answer = record(&dpo, &case, "aware", "2026-10-05T07:45", &[]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("This is in the future") && answer.text().contains("value=\"2026-10-05T07:45\""));
    assert!(answer.text().contains("<title>Error: "));
    assert!(!dpo.get(&format!("{case}/instants")).await.text().contains("Security told the DPO"));
}

#[tokio::test(flavor = "multi_thread")]
async fn half_past_two_in_autumn_is_two_moments_and_the_page_asks_which() {
    let app = TestApp::start().await;
    app.advance(chrono::TimeDelta::days(25));
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    let asks = record(&dpo, &case, "aware", "2026-10-25T02:30", &[]).await;
    assert_eq!(asks.status, 422);
    assert!(asks.text().contains("Sun 25 Oct 2026, 02:30 CEST") && asks.text().contains("Sun 25 Oct 2026, 02:30 CET"));
    let second = record(&dpo, &case, "aware", "2026-10-25T02:30", &[("at-which", "second")]).await;
    assert_eq!(second.status, 303, "{}", second.text());
    assert!(dpo.get(second.location()).await.text().contains("01:30 UTC"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zone_that_does_not_exist_a_word_for_a_number_and_a_foreign_field_are_sentences() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    let zone = record(&dpo, &case, "aware", "2026-10-03T13:00", &[("at-zone", "Mars/Olympus")]).await;
    assert_eq!(zone.status, 422);
    assert!(zone.text().contains("Mars/Olympus"));
    let many = known(&dpo, &case, "subjects.count", &[("mode", "exact"), ("n", "many")]).await;
    assert_eq!(many.status, 422);
    assert!(many.text().contains("Enter a whole number") && many.text().contains("value=\"many\""));
    let word = known(&dpo, &case, "incident.cause", &[("value", "the_moon")]).await;
    assert_eq!(word.status, 422);
    assert!(word.text().contains("Choose one of the answers shown"));
    let country = known(&dpo, &case, "xborder.subjects", &[("value", "Italy many")]).await;
    assert_eq!(country.status, 422);
    assert!(country.text().contains("is not a country and a number") && country.text().contains("Italy many"));
    let foreign = known(&dpo, &case, "incident.description", &[("value", "x"), ("role", "admin")]).await;
    assert_eq!(foreign.status, 422);
    assert!(foreign.text().contains("does not know the field"));
    assert!(dpo.get(&format!("{case}/facts")).await.text().contains("Nobody has looked yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_megabyte_in_a_field_comes_back_with_a_sentence() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    let long = "x".repeat(1_000_000);
    let answer = known(&dpo, &case, "incident.description", &[("value", &long)]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("1,000,000 characters") && answer.text().contains(&long));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_people_at_one_fact_the_second_sees_both_texts_and_overwrites_nothing_unseen() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler) = (app.dpo().await, app.handler().await);
        let case = open_case(&dpo, "Attack").await;
        let page = format!("{case}/facts/incident.description");
        let token = handler.get(&page).await.token();
        assert_eq!(known(&dpo, &case, "incident.description", &[("value", "The text of the DPO")]).await.status, 303);
        let fields =
            [("scope", "case"), ("seen", ""), ("state", "known"), ("value", "The text of the handler"), ("source", "")];
        let second = handler.post_with(&page, &token, &fields).await;
        assert_eq!(second.status, 422, "{}", second.text());
        assert!(second.text().contains("The text of the DPO") && second.text().contains("The text of the handler"));
        assert!(dpo.get(&format!("{case}/facts")).await.text().contains("The text of the DPO"));
        // Saved again with both in sight, it stands; the other text stays in the history.
        let seen = second.text().split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let again = [
            ("scope", "case"),
            ("seen", seen.as_str()),
            ("state", "known"),
            ("value", "The text of the handler"),
            ("source", ""),
        ];
        let saved = handler.post_with(&page, &second.token(), &again).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let history = dpo.get(&page).await;
        assert!(history.text().contains("The text of the DPO") && history.text().contains("The text of the handler"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_records_once() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Attack").await;
        let token = dpo.get(&format!("{case}/timeline")).await.token();
        let fields =
            [("happened", "2026-10-04T08:00"), ("happened-zone", "Europe/Rome"), ("text", "Top-up works again")];
        let path = format!("{case}/notes");
        let (first, second) =
            tokio::join!(dpo.post_with(&path, &token, &fields), dpo.post_with(&path, &token, &fields));
        assert_eq!((first.status, second.status), (303, 303), "{} {}", first.text(), second.text());
        let csv = dpo.get(&format!("{case}/timeline.csv")).await;
        assert_eq!(csv.text().matches("Top-up works again").count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_case_and_another_organisations_case_are_the_same_page() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    let outsider = {
        use breachdesk::domain::actor::Role;
        use breachdesk::ids::Ids;
        use breachdesk::store::StoreResult;
        use breachdesk::store::memberships::{self, MembershipRow, MembershipStatus};
        use breachdesk::store::users::UserStatus;
        let user = app.add_user("Nadia Ferri", UserStatus::Active);
        let row = MembershipRow {
            id: Ids.next(),
            user_id: user,
            organisation_id: app.other_organisation,
            role: Role::Dpo,
            status: MembershipStatus::Active,
            deputy_of: None,
            created_at: app.now(),
            updated_at: app.now(),
        };
        let added: StoreResult<()> = app.ctx.store.write(|tx| memberships::add(tx, &row));
        added.unwrap();
        app.sign_in("nadia.ferri@example.org").await
    };
    for path in [
        "",
        "/instants",
        "/facts",
        "/facts/incident.description",
        "/parties",
        "/duties",
        "/decide",
        "/tasks",
        "/timeline",
        "/timeline.csv",
        "/title",
        "/close",
    ] {
        let foreign = outsider.get(&format!("{case}{path}")).await;
        let missing = outsider.get(&format!("/cases/BR-2026-9999{path}")).await;
        assert_eq!((foreign.status, missing.status), (404, 404), "{path}");
    }
    let note = [("happened", "2026-10-04T08:00"), ("text", "x")];
    let token = outsider.get("/cases").await.token();
    assert_eq!(outsider.post_with(&format!("{case}/notes"), &token, &note).await.status, 404);
    assert!(!outsider.get("/register").await.text().contains("Attack"));
    assert!(!outsider.get("/cases?state=all").await.text().contains("Attack"));
    assert!(!outsider.get("/").await.text().contains("Attack"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_reads_and_changes_nothing() {
    let app = TestApp::start().await;
    set_up(&app);
    let (dpo, auditor) = (app.dpo().await, app.auditor().await);
    let case = open_case(&dpo, "Attack").await;
    assert_eq!(auditor.get(&case).await.status, 200);
    assert_eq!(auditor.get("/register").await.status, 200);
    let token = auditor.get(&format!("{case}/timeline")).await.token();
    for (path, fields) in [
        ("/notes", vec![("happened", "2026-10-04T08:00"), ("text", "x")]),
        ("/facts/incident.description", vec![("scope", "case"), ("state", "known"), ("value", "x")]),
        ("/close", vec![]),
        ("/close/waive", vec![("point", "duty:1"), ("reason", "x")]),
        ("/tasks/packs", vec![("pack", "ransomware")]),
        ("/decide", vec![("duty", "1"), ("decision", "notify"), ("reason", "x"), ("act", "decide")]),
    ] {
        assert_eq!(auditor.post_with(&format!("{case}{path}"), &token, &fields).await.status, 403, "{path}");
    }
}

const CANARY: &str = "<script>alert('canary')</script>\"'&<img src=x onerror=alert(1)>{{7*7}}";

#[tokio::test(flavor = "multi_thread")]
async fn what_people_type_is_text_on_every_page() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let report = super::case_desk::report(&dpo, CANARY, "2026-10-03T13:00").await;
    let page = format!("/reports/{report}");
    let accepted = dpo.send(&page, &format!("{page}/accept"), &[("title", CANARY)]).await;
    let case = accepted.location().to_owned();
    let aware = record(&dpo, &case, "aware", "2026-10-03T13:00", &[("how", CANARY), ("reason", CANARY)]).await;
    assert_eq!(aware.status, 303);
    known(&dpo, &case, "incident.description", &[("value", CANARY), ("source", CANARY)]).await;
    known(&dpo, &case, "parties", &[("item-0-name", CANARY), ("item-0-role", CANARY)]).await;
    known(&dpo, &case, "controller.size", &[("value", "other"), ("other", CANARY)]).await;
    dpo.fill_in(
        &format!("{case}/facts/incident.systems"),
        &[("scope", "case"), ("state", "unknown"), ("who", CANARY), ("by", "2026-10-05")],
    )
    .await;
    let set = [("name", CANARY), ("controller", "lunamobile"), ("data-scope", "other"), ("hit", "unknown")];
    assert_eq!(party(&dpo, &format!("{case}/data-sets/new"), &set).await.status, 303);
    let out = [("status", "not_affected"), ("reason", CANARY)];
    assert_eq!(party(&dpo, &format!("{case}/markets/IT:lunamobile"), &out).await.status, 303);
    dpo.fill_in(&format!("{case}/tasks"), &[("phase", "learn"), ("title", CANARY), ("owner", CANARY)]).await;
    dpo.send(
        &format!("{case}/timeline"),
        &format!("{case}/notes"),
        &[("happened", "2026-10-04T08:00"), ("text", CANARY)],
    )
    .await;
    let choose = dpo.get(&format!("{case}/decide")).await;
    let duty = choose.text().split("name=\"duty\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let advised = dpo
        .fill_in(
            &format!("{case}/decide"),
            &[("duty", &duty), ("decision", "notify"), ("reason", CANARY), ("act", "advise")],
        )
        .await;
    assert_eq!(advised.status, 303, "{}", advised.text());
    let mut pages = vec![
        "/".to_owned(),
        "/cases".to_owned(),
        "/register".to_owned(),
        "/reports?status=accepted".to_owned(),
        page,
        format!("/register?text={}", percent_encoding::utf8_percent_encode(CANARY, percent_encoding::NON_ALPHANUMERIC)),
        aware.location().to_owned(),
    ];
    for path in [
        "",
        "/instants",
        "/facts",
        "/facts?group=parties",
        "/facts/incident.description",
        "/facts/parties",
        "/facts/incident.systems",
        "/parties",
        "/duties",
        "/decide",
        "/tasks",
        "/timeline",
        "/title",
        "/close",
        "/markets/IT:lunamobile",
    ] {
        pages.push(format!("{case}{path}"));
    }
    pages.push(format!("{case}/duties/{duty}"));
    for path in pages {
        let shown = dpo.get(&path).await;
        assert_eq!(shown.status, 200, "{path}");
        assert!(
            !shown.text().contains("<script>alert") && !shown.text().contains("<img src=x"),
            "{path}: {}",
            shown.text()
        );
    }
    assert!(dpo.get(&format!("{case}/timeline")).await.text().contains("&#60;script&#62;alert"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_export_of_the_register_holds_the_filtered_rows_and_no_formula() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        open_case(&dpo, "=HYPERLINK(\"http://example.org\")").await;
        open_case(&dpo, "Laptop lost").await;
        let drill = super::case_desk::report(&dpo, "Exercise", "").await;
        let page = format!("/reports/{drill}");
        let accepted = dpo.send(&page, &format!("{page}/accept"), &[("title", "Fire drill"), ("drill", "yes")]).await;
        assert!(dpo.get(accepted.location()).await.text().contains("band drill"));

        let all = dpo.get("/register.csv").await;
        assert!(all.header("content-type").starts_with("text/csv"));
        assert!(all.text().contains("\"'=HYPERLINK(\"\"http://example.org\"\")\""), "{}", all.text());
        assert!(all.text().contains("Laptop lost") && !all.text().contains("Fire drill"));
        let one = dpo.get("/register.csv?text=laptop").await;
        assert!(one.text().contains("Laptop lost") && !one.text().contains("HYPERLINK"));
        let shown = dpo.get("/register?text=laptop").await;
        assert!(shown.text().contains("1 of 1 breach") && shown.text().contains("Laptop lost"), "{}", shown.text());
        // A filter in use is a tag that takes itself away.
        assert!(shown.text().contains("href=\"/register\">Text: laptop"), "{}", shown.text());
        let sorted = dpo.get("/register?sort=due").await;
        assert!(sorted.text().contains("aria-sort=\"ascending\""));
        // The list says what is due next, from the most urgent open duty.
        assert!(sorted.text().contains("First notice within 24 hours"), "{}", sorted.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_does_not_exist_is_refused_wherever_one_is_asked_for() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    let moment = record(&dpo, &case, "aware", "2026-02-30T10:00", &[]).await;
    assert!(moment.status == 422 && moment.text().contains("2026-02-30T10:00"), "{}", moment.text());
    let task = [("phase", "learn"), ("title", "Call the insurer"), ("owner", ""), ("due", "31.02.2026")];
    let task = dpo.fill_in(&format!("{case}/tasks"), &task).await;
    assert!(task.status == 422 && task.text().contains("31.02.2026") && task.text().contains("Call the insurer"));
    let unknown = [("scope", "case"), ("state", "unknown"), ("who", "Marek"), ("by", "tomorrow"), ("source", "")];
    let fact = dpo.fill_in(&format!("{case}/facts/incident.cause"), &unknown).await;
    assert!(fact.status == 422 && fact.text().contains("value=\"tomorrow\""), "{}", fact.text());
    let note = [("happened", "2027-01-01T08:00"), ("happened-zone", "Europe/Rome"), ("text", "From the future")];
    let note = dpo.send(&format!("{case}/timeline"), &format!("{case}/notes"), &note).await;
    assert!(note.status == 422 && note.text().contains("From the future"), "{}", note.text());
    let timeline = dpo.get(&format!("{case}/timeline.csv")).await;
    assert!(!timeline.text().contains("From the future") && !timeline.text().contains("Call the insurer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_line_of_a_form_lets_a_header_into_a_mail() {
    let app = TestApp::start().await;
    set_up(&app);
    let (dpo, handler, admin) = (app.dpo().await, app.handler().await, app.admin().await);
    let case = open_case(&dpo, "Attack").await;
    let evil = "Attack\r\nBcc: everybody@example.org";
    let members = "/admin/organisations/lunamobile/members";
    let title = handler.fill_in(&format!("{case}/title"), &[("title", evil)]).await;
    let task = handler.fill_in(&format!("{case}/tasks"), &[("phase", "learn"), ("title", evil), ("owner", evil)]).await;
    let member = [
        ("member-name", evil),
        ("email", "eve@example.org"),
        ("role", "handler"),
        ("language", "en"),
        ("deputy-of", ""),
    ];
    let member = admin.fill_in(members, &member).await;
    let address =
        [("member-name", "Eve"), ("email", "eve@example.org\r\nBcc: everybody@example.org"), ("role", "handler")];
    let address = admin.fill_in(members, &address).await;
    for (what, answer) in [("title", title), ("task", task), ("member", member), ("address", address)] {
        assert_eq!(answer.status, 422, "{what}: {}", answer.text());
        assert!(answer.text().contains("everybody@example.org"), "{what}: what was typed stays");
    }
    for row in mails(&app, &case) {
        let line = |key: &str| row.content[key].as_str().unwrap_or_default().to_owned();
        assert!(!line("subject").contains(['\r', '\n']) && !line("name").contains(['\r', '\n']), "{row:?}");
        assert!(!row.to_address.contains(&b'\n'));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_answers_whatever_is_wrong_as_problem_json() {
    let app = TestApp::start().await;
    let machine = app.stranger();
    let long = format!("{{\"what\":\"{}\"}}", "x".repeat(3_000_000));
    let json = [("content-type", "application/json"), ("authorization", "Bearer nonsense")];
    let asked = [
        ("no such address", machine.get("/api/v1/nothing").await),
        ("no token", machine.post_json("/api/v1/reports", "{}", &[]).await),
        ("a wrong token", machine.post_json("/api/v1/reports", "{}", &json[1..]).await),
        ("too much", machine.post_json("/api/v1/reports", &long, &json[1..]).await),
        ("another method", machine.ask(Method::DELETE, "/api/v1/reports", &[], String::new()).await),
    ];
    for (what, answer) in asked {
        assert!((400..500).contains(&answer.status), "{what}: {}", answer.status);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{what}: {}", answer.text());
        assert!(answer.json()["title"].as_str().is_some_and(|title| !title.is_empty()), "{what}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_title_that_turns_the_direction_of_reading_is_refused_wherever_it_is_entered() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let turned = "Invoice \u{202e}fdp.exe";
        let found = super::case_desk::report(&dpo, "Calls fail.", "2026-10-03T13:00").await;
        let page = format!("/reports/{found}");
        let refused = dpo.send(&page, &format!("{page}/accept"), &[("title", turned)]).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains("characters that cannot be shown"), "{}", refused.text());
        let case = open_case(&dpo, "Invoice").await;
        for mark in ['\u{202e}', '\u{2066}'] {
            let refused = dpo.fill_in(&format!("{case}/title"), &[("title", &format!("a{mark}b"))]).await;
            assert_eq!(refused.status, 422, "{mark:?}");
        }
        assert_eq!(
            dpo.fill_in(&format!("{case}/title"), &[("title", "שלום Invoice")]).await.status,
            303,
            "a language is no trick"
        );
    })
    .await;
}
