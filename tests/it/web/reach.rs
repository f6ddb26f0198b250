//! The telephone list and who can file where: kept by those who may, shown on each duty's row, asked for until it is true.

use breachdesk::app::api::{CASES_READ, RULES_WRITE, add_token};
use breachdesk::app::organisation;
use breachdesk::app::reach::telling;
use breachdesk::domain::actor::Role;
use breachdesk::store::StoreResult;
use breachdesk::store::memberships::MembershipStatus;
use breachdesk::store::outbox;
use breachdesk::store::users::UserStatus;

use super::case_desk::between;
use super::notice_desk::{a_case, hidden, set_up};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

fn settings(app: &TestApp) -> organisation::Settings {
    let id = app.organisation;
    app.ctx.store.read(|conn| organisation::load(conn, id)).unwrap().1
}

async fn send(browser: &Browser, page: &str, to: &str, fields: &[(&str, &str)]) -> Page {
    let shown = browser.get(page).await;
    let seen = hidden(&shown, "seen");
    let mut all = vec![("seen", seen.as_str())];
    all.extend_from_slice(fields);
    browser.post_with(to, &shown.token(), &all).await
}

async fn enter(browser: &Browser, name: &str, phone: &str) {
    let page = "/people/lunamobile/contacts/new";
    let entered = send(browser, page, page, &[("name", name), ("phone", phone), ("deputy", "The night porter")]).await;
    assert_eq!(entered.status, 303, "{}", entered.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duty_row_says_who_can_file_and_is_red_until_somebody_is_named_and_got_in() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler) = (app.dpo().await, app.handler().await);
        let case = a_case(&handler).await;
        assert!(dpo.get("/").await.text().contains("Nobody can file with"), "a red task at set-up");
        assert!(!handler.get("/").await.text().contains("Nobody can file with"));
        let board = handler.get(&format!("{case}/duties?open=all")).await;
        assert!(board.text().contains("Nobody can file"), "{}", board.text());

        enter(&dpo, "Chiara Bonfanti", "+357 22 000 001").await;
        enter(&dpo, "Tomás Ferreira", "+357 22 000 002").await;
        let numbers: Vec<String> = settings(app).contacts.iter().map(|one| one.number.to_string()).collect();
        let new = "/people/lunamobile/identities/new";
        let way = |substitute: &'static str, fallback: &'static str| {
            vec![("authority", "IT"), ("kind", "spid"), ("substitute", substitute), ("fallback", fallback)]
        };
        for (mut bad, person, field) in [
            (way("", ""), numbers[0].as_str(), "#fallback"),
            (way("", "letter"), "77", "#person"),
            (vec![("authority", "XX"), ("kind", "key"), ("fallback", "letter")], numbers[0].as_str(), "#authority"),
        ] {
            bad.push(("person", person));
            let refused = send(&dpo, new, new, &bad).await;
            assert_eq!(refused.status, 422, "{field}");
            assert!(refused.text().contains(&format!("href=\"{field}\"")), "{field}: {}", refused.text());
        }
        let me = numbers[0].as_str();
        let own = vec![("authority", "IT"), ("kind", "spid"), ("person", me), ("substitute", me)];
        let refused = send(&dpo, new, new, &[own, vec![("fallback", "letter")]].concat()).await;
        assert!(refused.text().contains("nobody stands in for themselves"), "{}", refused.text());
        let mut good = vec![("authority", "IT"), ("kind", "spid"), ("fallback", "PEC to the protocol office")];
        good.extend([("person", numbers[0].as_str()), ("substitute", numbers[1].as_str())]);
        let entered = send(&dpo, new, new, &good).await;
        assert_eq!(entered.status, 303, "{}", entered.text());

        let board = handler.get(&format!("{case}/duties?open=all")).await;
        assert!(board.text().contains("Never tried out"), "{}", board.text());
        let number = settings(app).identities[0].number;
        let page = format!("/people/lunamobile/identities/{number}");
        let tested = format!("{page}/tested");
        for bad in ["2026-10-05", "yesterday"] {
            let refused = send(&dpo, &page, &tested, &[("day", bad)]).await;
            assert_eq!(refused.status, 422, "{bad}");
            assert!(refused.text().contains("href=\"#day\""));
        }
        assert_eq!(send(&dpo, &page, &tested, &[("day", "2026-10-03")]).await.status, 303);
        let board = handler.get(&format!("{case}/duties?open=all")).await;
        for part in [
            "Chiara Bonfanti (+357 22 000 001), SPID",
            "tested ",
            "else Tomás Ferreira (+357 22 000 002)",
            "if it fails: PEC to the protocol office",
        ] {
            assert!(board.text().contains(part), "{part} is not on {}", board.text());
        }
        // Another key has not been tried out.
        let mut other = good.clone();
        other[1] = ("kind", "cie");
        assert_eq!(send(&dpo, &page, &page, &other).await.status, 303);
        assert_eq!(settings(app).identities[0].tested_on, None);

        // Who is named for filing stays on the list.
        let contact = format!("/people/lunamobile/contacts/{}", numbers[1]);
        let kept = send(&dpo, &contact, &format!("{contact}/remove"), &[]).await;
        assert_eq!(kept.status, 422, "{}", kept.text());
        assert!(kept.text().contains("named for filing"));
        assert_eq!(send(&dpo, &page, &format!("{page}/remove"), &[]).await.status, 303);
        assert_eq!(send(&dpo, &contact, &format!("{contact}/remove"), &[]).await.status, 303);
        assert_eq!(settings(app).contacts.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_read_by_the_organisation_and_kept_by_those_who_answer_for_it() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler, auditor) = (app.dpo().await, app.handler().await, app.auditor().await);
        enter(&dpo, "Security operations", "+39 06 5550 0199").await;
        for browser in [&dpo, &handler, &auditor] {
            let list = browser.get("/people").await;
            assert!(list.text().contains("href=\"tel:+390655500199\"") && list.text().contains("The night porter"));
        }
        assert_eq!(handler.get("/people/lunamobile/contacts/new").await.status, 403);
        // A second editor is told; what they typed stays.
        let page = "/people/lunamobile/contacts/1";
        let first = dpo.get(page).await;
        let seen = hidden(&first, "seen");
        enter(&dpo, "Counsel", "+39 06 5550 0200").await;
        let late = [("seen", seen.as_str()), ("name", "Security, typed late"), ("phone", "112")];
        let late = dpo.post_with(page, &first.token(), &late).await;
        assert_eq!(late.status, 422);
        assert!(late.text().contains("changed these lists") && late.text().contains("Security, typed late"));
        for (fields, field) in [
            (vec![("name", ""), ("phone", "1")], "#name"),
            (vec![("name", "Nobody reaches me")], "#phone"),
            (vec![("name", "x"), ("email", "no address")], "#email"),
        ] {
            let refused = send(&dpo, page, page, &fields).await;
            assert_eq!(refused.status, 422);
            assert!(refused.text().contains(&format!("href=\"{field}\"")), "{field}");
        }
        let italian = dpo.get("/people?lang=it").await;
        assert!(italian.text().contains("Chi chiamare, chi può notificare"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_case_keeps_its_own_people_to_those_who_see_it() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler) = (app.dpo().await, app.handler().await);
        let case = a_case(&handler).await;
        let page = format!("{case}/people");
        let entered = handler.fill_in(&page, &[("name", "The board member's counsel"), ("phone", "+39 06 5550 0300")]);
        assert_eq!(entered.await.status, 303);
        let shown = handler.get(&page).await;
        assert!(shown.text().contains("The board member&#39;s counsel") && shown.text().contains("Marek Nowicki"));
        let href = between(shown.text(), &format!("href=\"{page}/"), "\"").to_owned();
        let changed = [("name", "Another counsel"), ("phone", "+39 06 5550 0301")];
        assert_eq!(handler.fill_in(&format!("{page}/{href}"), &changed).await.status, 303);
        let aoife = app.add_member("Aoife Brennan", Role::Controller, MembershipStatus::Active).to_string();
        let fields = [("who", "these"), ("reason", "Concerns the board"), ("people", aoife.as_str())];
        assert_eq!(dpo.fill_in(&format!("{case}/access"), &fields).await.status, 303);
        for path in ["/people", "/handover"] {
            assert_eq!(handler.get(&format!("{case}{path}")).await.status, 404, "{path}");
        }
        assert!(!handler.get("/people").await.text().contains("Another counsel"));
        let seen = dpo.get(&page).await;
        assert!(seen.text().contains("Another counsel") && !seen.text().contains("Marek Nowicki"));
        let remove = format!("{page}/{href}/remove");
        assert_eq!(dpo.send(&format!("{page}/{href}"), &remove, &[]).await.status, 303);
        assert!(!dpo.get(&page).await.text().contains("Another counsel"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dpo_hears_of_a_missing_or_old_way_to_file_each_week_until_it_is_mended() {
    on_both_apps(async |app| {
        set_up(app);
        let _dpo = app.dpo().await;
        let chiara = app.add_user("Chiara Bonfanti", UserStatus::Active);
        let mail = |day: &str| {
            let key = format!("readiness/{}/{day}/{chiara}", app.organisation);
            let row: StoreResult<_> = app.ctx.store.read(|conn| outbox::by_dedupe_key(conn, &key));
            row.unwrap().map(|row| row.content["text"].as_str().unwrap().to_owned())
        };
        // The test begins on Sunday, 4 October, 08:26 in Rome; the house is told from nine on.
        assert_eq!(telling::tell(&app.ctx).unwrap(), 0);
        app.advance(chrono::TimeDelta::hours(1));
        assert_eq!(telling::tell(&app.ctx).unwrap(), 0, "on the first day the first page says it");
        app.advance(chrono::TimeDelta::days(6));
        assert_eq!(telling::tell(&app.ctx).unwrap(), 0);
        app.advance(chrono::TimeDelta::days(1));
        assert_eq!(telling::tell(&app.ctx).unwrap(), 1);
        let text = mail("2026-10-11").unwrap();
        assert!(text.contains("nobody is named") && text.contains("/people"), "{text}");
        assert_eq!(telling::tell(&app.ctx).unwrap(), 0, "once a week");
        app.advance(chrono::TimeDelta::days(7));
        assert_eq!(telling::tell(&app.ctx).unwrap(), 1);
        assert!(mail("2026-10-18").is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_word_about_ways_to_file_comes_as_often_as_the_organisation_wants() {
    on_both_apps(async |app| {
        set_up(app);
        let _dpo = app.dpo().await;
        let token = add_token(&app.ctx, app.organisation, "keeper", &format!("{CASES_READ} {RULES_WRITE}")).unwrap();
        let auth = format!("Bearer {token}");
        let body = serde_json::json!({ "readiness_remind_days": 2 }).to_string();
        let set = app.stranger().post_json("/api/v1/habits", &body, &[("authorization", auth.as_str())]).await;
        assert_eq!(set.status, 200, "{}", set.text());
        app.advance(chrono::TimeDelta::hours(1));
        assert_eq!(telling::tell(&app.ctx).unwrap(), 0, "the first look only begins the count");
        app.advance(chrono::TimeDelta::days(1));
        assert_eq!(telling::tell(&app.ctx).unwrap(), 0);
        app.advance(chrono::TimeDelta::days(1));
        assert_eq!(telling::tell(&app.ctx).unwrap(), 1, "after two days, not after the seven of the files");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_authority_stands_with_its_country_in_the_language_of_the_page() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let page = dpo.get("/people").await;
        assert!(page.text().contains("<b>Italy · Italian Data Protection Authority</b>"), "{}", page.text());
        assert!(dpo.get("/people/lunamobile/identities/new").await.text().contains(">Cyprus · "));
        let page = dpo.get("/people?lang=it").await;
        assert!(
            page.text().contains("<b>Italia · Garante per la protezione dei dati personali</b>"),
            "{}",
            page.text()
        );
        assert!(page.text().contains("<b>Cipro · "), "{}", page.text());
    })
    .await;
}
