//! A restricted case exists for the people named and for nobody else: no page, no list, no search, no export, no machine, no mail (US21).

use breachdesk::app::api::{CASES_READ, add_token};
use breachdesk::app::reminders::fire;
use breachdesk::domain::actor::Role;
use breachdesk::store::StoreResult;
use breachdesk::store::memberships::MembershipStatus;
use breachdesk::store::reminders;
use breachdesk::web::routes::{Body, Method, inventory};
use chrono::TimeDelta;
use uuid::Uuid;

use super::case_desk::{open_case, record};
use super::notice_desk::{a_case, kept, mails, set_up};
use crate::support::app::{TestApp, address_of, on_both_apps};
use crate::support::browser::Browser;

const REASON: (&str, &str) = ("reason", "Concerns a member of the board");

pub async fn restrict(by: &Browser, case: &str, people: &[Uuid]) {
    let ids: Vec<String> = people.iter().map(Uuid::to_string).collect();
    let mut fields = vec![("who", "these"), REASON];
    fields.extend(ids.iter().map(|id| ("people", id.as_str())));
    let saved = by.fill_in(&format!("{case}/access"), &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
}

fn user(app: &TestApp, name: &str, role: Role) -> Uuid {
    app.add_member(name, role, MembershipStatus::Active)
}

#[tokio::test(flavor = "multi_thread")]
async fn for_everybody_else_a_restricted_case_does_not_exist_on_any_route() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, controller, handler, auditor) =
            (app.dpo().await, app.controller().await, app.handler().await, app.auditor().await);
        let case = a_case(&handler).await;
        let reference = case.rsplit('/').next().unwrap().to_owned();
        let mut routes: Vec<_> =
            inventory().into_iter().filter(|route| route.path.contains("/cases/{reference}")).collect();
        routes.extend(inventory().into_iter().filter(|route| route.path.starts_with("/communications")));
        let path_of = |path: &str, reference: &str| {
            path.replace("{reference}", reference)
                .split('/')
                .map(|part| if part.starts_with('{') { "1" } else { part })
                .collect::<Vec<_>>()
                .join("/")
        };
        // Before: the pages are there, so that their absence says something.
        assert_eq!(handler.get(&case).await.status, 200);
        restrict(&dpo, &case, &[user(app, "Aoife Brennan", Role::Controller)]).await;

        let mut asked = 0;
        for route in routes.iter().filter(|route| !route.is_api() && !route.path.ends_with("/sample.csv")) {
            let (theirs, nobodys) = (path_of(route.path, &reference), path_of(route.path, "BR-2026-9999"));
            for browser in [&handler, &auditor] {
                let ask = async |path: &str| match (route.method, route.body) {
                    (Method::Get, _) => browser.get(path).await,
                    (Method::Post, Body::Form) => {
                        let token = browser.get("/account").await.token();
                        browser.post_with(path, &token, &[]).await
                    }
                    (Method::Post, _) => browser.post(path, &[], &[]).await,
                };
                let (seen, missing) = (ask(&theirs).await, ask(&nobodys).await);
                let text = |page: &crate::support::browser::Page| page.text().replace(&reference, "BR-2026-9999");
                assert_eq!(seen.status, missing.status, "{theirs}");
                assert!(seen.status >= 400, "{theirs}: {}", seen.status);
                assert!(!text(&seen).contains("Attack on the customer platform"), "{theirs}");
                asked += 1;
            }
        }
        assert!(asked > 100, "{asked}");
        for browser in [&dpo, &controller] {
            for page in ["", "/facts", "/duties", "/timeline", "/access"] {
                assert_eq!(browser.get(&format!("{case}{page}")).await.status, 200, "{page}");
            }
            assert!(browser.get(&case).await.text().contains("Restricted: seen by 2 people"));
        }
        // Nobody of the group is a handler: the DPO who restricted it took it on.
        assert_eq!(kept(app, &case).handler.unwrap().name.as_str(), "Chiara Bonfanti");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_search_exports_and_machines_pass_a_restricted_case_over() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler, auditor) = (app.dpo().await, app.handler().await, app.auditor().await);
        let case = open_case(&handler, "Gateway ajar").await;
        let waiting = handler.get("/reports?status=accepted").await;
        let mut links = waiting.text().split("href=\"/reports/").skip(1).filter_map(|rest| rest.split('"').next());
        let report = links.find(|link| link.contains("-20")).unwrap().to_owned();
        let page = format!("/reports/{report}");
        let reference = case.rsplit('/').next().unwrap().to_owned();
        let token = add_token(&app.ctx, app.organisation, "dashboard", CASES_READ).unwrap();
        let auth = format!("Bearer {token}");
        let machine = app.stranger();
        let plan = format!("/api/v1/cases/{reference}/plan");
        let as_machine =
            async || machine.ask(reqwest::Method::GET, &plan, &[("authorization", auth.as_str())], String::new()).await;
        let places = [
            "/",
            "/cases",
            "/register",
            "/register.csv",
            "/register.json",
            "/register?text=gateway",
            "/cases?text=ajar",
            "/reports?status=accepted",
            "/reports?text=rp",
            "/statistics/board",
        ];
        let shown = async |browser: &Browser| {
            let mut found = Vec::new();
            for place in places {
                let page = browser.get(place).await;
                assert!(page.status == 200 || page.status == 403, "{place}: {}", page.status);
                // The search repeats the word that was sought; the title and the reference it has from the case.
                if page.text().contains("Gateway ajar")
                    || page.text().contains(&reference)
                    || page.text().contains(&report)
                {
                    found.push(place);
                }
            }
            found
        };
        let (before, audited) = (shown(&handler).await, shown(&auditor).await);
        for place in [
            "/",
            "/cases",
            "/register.csv",
            "/register.json",
            "/register?text=gateway",
            "/reports?status=accepted",
            "/reports?text=rp",
        ] {
            let seen = before.contains(&place) || audited.contains(&place);
            assert!(seen, "{place} shows it while it is open to all: {before:?}, {audited:?}");
        }
        assert_eq!(as_machine().await.status, 200);
        assert_eq!(handler.get(&page).await.status, 200);

        restrict(&dpo, &case, &[]).await;
        assert_eq!(shown(&handler).await, Vec::<&str>::new());
        assert_eq!(shown(&auditor).await, Vec::<&str>::new());
        assert_eq!(as_machine().await.status, 404);
        assert_eq!(handler.get(&page).await.status, 404);
        assert!(shown(&dpo).await.len() >= audited.len());

        // Open to all again: everything is back, and the record says why.
        let opened =
            dpo.fill_in(&format!("{case}/access"), &[("who", "all"), ("reason", "The suspicion was unfounded")]).await;
        assert_eq!(opened.status, 303, "{}", opened.text());
        assert_eq!(shown(&handler).await, before);
        let timeline = handler.get(&format!("{case}/timeline")).await;
        assert!(
            timeline.text().contains("The suspicion was unfounded") && timeline.text().contains("Concerns a member")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_outside_the_group_gets_mail_about_a_restricted_case() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler) = (app.dpo().await, app.handler().await);
        let (outside, inside) =
            (user(app, "Aoife Brennan", Role::Controller), user(app, "Tomás Ferreira", Role::Handler));
        let case = a_case(&handler).await;
        restrict(&dpo, &case, &[inside]).await;
        let before = mails(app, &case).len();
        let of_case: StoreResult<Vec<_>> = app.ctx.store.read(|conn| reminders::of_case(conn, kept(app, &case).id));
        let waiting: Vec<Uuid> = of_case
            .unwrap()
            .into_iter()
            .filter(|row| row.fired_at.is_none() && row.cancelled_at.is_none())
            .map(|row| row.addressee_id)
            .collect();
        assert!(!waiting.is_empty() && !waiting.contains(&outside), "{waiting:?}");
        // A long night: every reminder up to the end of the terms, and the correction of a moment.
        for _ in 0..8 {
            app.advance(TimeDelta::hours(12));
            fire::fire_due(&app.ctx).unwrap();
        }
        // The session ended in that night.
        let dpo = app.dpo().await;
        let aware =
            kept(app, &case).instants.iter().find(|entry| entry.what.as_str() == "aware").unwrap().number.to_string();
        let corrected = [("reason", "The log says so"), ("corrects", aware.as_str())];
        let recorded = record(&dpo, &case, "aware", "2026-10-03T14:00", &corrected).await;
        assert_eq!(recorded.status, 303, "{}", recorded.text());
        let after = mails(app, &case);
        assert!(after.len() > before, "somebody was reminded");
        for mail in &after[before..] {
            assert!(
                ["Aoife Brennan", "Marek Nowicki"].iter().all(|name| mail.to_address != address_of(name).as_bytes()),
                "{}",
                mail.dedupe_key
            );
        }
        // Nor can somebody outside be named: as the handler, or to read a comment.
        let outside = outside.to_string();
        let page = format!("{case}/tasks");
        let handed = dpo.send(&page, &format!("{case}/handler"), &[("handler", &outside)]).await;
        assert_eq!(handed.status, 422, "{}", handed.text());
        let told = dpo.fill_in(&format!("{case}/comments"), &[("text", "Look"), ("mentions", &outside)]).await;
        assert_eq!(told.status, 422, "{}", told.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_nobody_of_its_group_can_decide_is_shown_to_those_who_can_and_says_so() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, controller, admin) = (app.dpo().await, app.controller().await, app.admin().await);
        let case = a_case(&dpo).await;
        restrict(&dpo, &case, &[]).await;
        assert_eq!(controller.get(&case).await.status, 404);
        let member = super::set_up::member_page(&admin, "Chiara Bonfanti").await;
        assert_eq!(admin.fill_in(&member, &[("act", "disable")]).await.status, 303);
        let page = controller.get(&format!("{case}/access")).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("Nobody of the group could decide any more"), "{}", page.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_restricts_cannot_lock_themselves_out_and_rubbish_changes_nothing() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler) = (app.dpo().await, app.handler().await);
        let case = a_case(&handler).await;
        let page = format!("{case}/access");
        assert_eq!(handler.get(&page).await.status, 403, "who sees a case is for those to say who answer for it");
        for (fields, at) in [
            (vec![REASON], "#who"),
            (vec![("who", "nobody"), REASON], "#who"),
            (vec![("who", "these"), ("reason", " ")], "#reason"),
            (vec![("who", "these"), ("people", "x"), REASON], "#people"),
            (vec![("who", "these"), ("people", "00000000-0000-7000-8000-00000000ffff"), REASON], "#people"),
            (vec![("who", "all"), REASON], "#who"),
        ] {
            let refused = dpo.fill_in(&page, &fields).await;
            assert_eq!(refused.status, 422, "{fields:?}");
            assert!(refused.text().contains(&format!("href=\"{at}\"")), "{fields:?}: {}", refused.text());
        }
        assert!(kept(app, &case).restriction.is_none());
        restrict(&dpo, &case, &[]).await;
        assert_eq!(dpo.get(&page).await.status, 200);
        // The same group again is no change.
        assert_eq!(dpo.fill_in(&page, &[("who", "these"), REASON]).await.status, 422);
    })
    .await;
}
