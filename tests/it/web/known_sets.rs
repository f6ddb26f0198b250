//! Facts of one data set in notices: each notice tells those of the data that its law is about, by name where they differ, and what an
//! authority was told of each is held against today.

use breachdesk::app::api::{FACTS_READ, add_token};
use breachdesk::app::record;
use breachdesk::domain::case::{Case, Duty};
use breachdesk::domain::told::Standing;
use breachdesk::notice::Draft;
use chrono::TimeDelta;
use reqwest::Method;

use super::case_desk::{known, party};
use super::notice_desk::{a_case, approve, begin, duty, hidden, kept, newest, set_up, upload};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::Browser;

/// A known fact of one data set, over what the page showed.
async fn of_set(browser: &Browser, case: &str, set: &str, fact: &str, more: &[(&str, &str)]) {
    let scope = format!("data_set:{set}");
    let page = format!("{case}/facts/{fact}?scope={scope}");
    let shown = browser.get(&page).await;
    let seen = shown.text().contains("name=\"seen\"").then(|| hidden(&shown, "seen"));
    let mut fields = vec![("scope", scope.as_str()), ("state", "known"), ("source", "Operations report")];
    fields.extend(seen.as_deref().map(|seen| ("seen", seen)));
    fields.extend_from_slice(more);
    let token = shown.token();
    let done = browser.post_with(&format!("{case}/facts/{fact}"), &token, &fields).await;
    assert_eq!(done.status, 303, "{}", done.text());
}

async fn data_set(browser: &Browser, case: &str, (id, name): (&str, &str), scope: &str, hit: &str) {
    let fields = [("name", name), ("controller", "lunamobile"), ("data-scope", scope), ("hit", hit)];
    let done = party(browser, &format!("{case}/data-sets/{id}"), &fields).await;
    assert_eq!(done.status, 303, "{}", done.text());
}

fn part(app: &TestApp, case: &str, id: &str) -> String {
    let draft: Draft = serde_json::from_str(newest(app, case).content.as_str()).unwrap();
    draft.blocks.iter().find(|block| block.id == id).unwrap_or_else(|| panic!("no part {id}")).body.clone()
}

fn whole(app: &TestApp, case: &str) -> String {
    let draft: Draft = serde_json::from_str(newest(app, case).content.as_str()).unwrap();
    draft.blocks.iter().map(|block| block.body.as_str()).collect::<Vec<_>>().join("\n")
}

fn standings(case: &Case, of: &Duty, fact: &str) -> Vec<(String, Standing)> {
    let known = case.known_at(of.number).unwrap();
    known.rows.iter().filter(|row| row.id == fact).map(|row| (row.set.clone(), row.standing)).collect()
}

async fn file(handler: &Browser, controller: &Browser, notice: &str, at: &str, number: &str) {
    let approved = approve(controller, notice, &[]).await;
    assert_eq!(approved.status, 303, "{}", approved.text());
    let path = format!("{notice}/file");
    let fields = [
        ("step", "filed"),
        ("channel", "portal"),
        ("at", at),
        ("at-zone", "Europe/Rome"),
        ("reasons", ""),
        ("kind", "receipt"),
        ("number", number),
    ];
    let done = upload(handler, &path, &path, &fields, None).await;
    assert_eq!(done.status, 303, "{}", done.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_tells_the_facts_of_the_data_that_its_law_is_about_and_of_no_other() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler) = (app.dpo().await, app.handler().await);
        let case = a_case(&handler).await;
        data_set(&dpo, &case, ("sim-customers", "SIM customers"), "telecom_service", "yes").await;
        data_set(&dpo, &case, ("shop-customers", "Web shop"), "other", "yes").await;
        data_set(&dpo, &case, ("new", "Loyalty programme"), "other", "unknown").await;
        known(&handler, &case, "subjects.count", &[("mode", "exact"), ("n", "9000")]).await;
        for (set, n) in [("sim-customers", "5200"), ("shop-customers", "3100")] {
            of_set(&handler, &case, set, "subjects.count", &[("mode", "exact"), ("n", n)]).await;
        }
        of_set(&handler, &case, "sim-customers", "data.categories", &[("value", "communications_traffic")]).await;
        of_set(&handler, &case, "shop-customers", "data.categories", &[("value", "contact")]).await;

        // Under the GDPR: the shop and, as nobody knows better, the programme; nothing of the telephone service.
        let gdpr = duty(&kept(app, &case), "gdpr-33", "CY");
        begin(&handler, &case, gdpr.number, "gdpr33_initial", "en").await;
        let text = whole(app, &case);
        assert!(text.contains("Web shop: 3,100") && text.contains("Loyalty programme: 9,000"), "{text}");
        assert!(text.contains("Web shop: contact") && text.contains("Loyalty programme: not known yet"), "{text}");
        assert!(!text.contains("5,200") && !text.contains("traffic"), "{text}");

        // Under Regulation 611/2013: the telephone service alone, one data set, which then is not named.
        let first = duty(&kept(app, &case), "eprivacy-611", "CY-TELECOM");
        begin(&handler, &case, first.number, "t611_first", "en").await;
        let text = whole(app, &case);
        assert!(!text.contains("3,100") && !text.contains("Web shop") && !text.contains("SIM customers"), "{text}");

        // So do the sheets, on screen and to machines.
        let sheet = handler.get(&format!("{case}/duties/{}/sheet", gdpr.number)).await;
        assert!(sheet.text().contains("Web shop: 3") && !sheet.text().contains("5,200"), "{}", sheet.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_authority_was_told_of_one_data_set_is_held_against_that_one_and_a_new_one_is_news() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler, controller) = (app.dpo().await, app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        data_set(&dpo, &case, ("shop-customers", "Web shop"), "other", "yes").await;
        data_set(&dpo, &case, ("new", "Loyalty programme"), "other", "yes").await;
        data_set(&dpo, &case, ("new", "Newsletter"), "other", "no").await;
        let count = |n| [("mode", "exact"), ("n", n)];
        of_set(&handler, &case, "shop-customers", "subjects.count", &count("3100")).await;
        of_set(&handler, &case, "loyalty-programme", "subjects.count", &count("800")).await;
        of_set(&handler, &case, "newsletter", "subjects.count", &count("77")).await;
        let first = duty(&kept(app, &case), "gdpr-33", "CY");
        let notice = begin(&handler, &case, first.number, "gdpr33_initial", "en").await;
        assert!(!whole(app, &case).contains("77"), "what was not hit is not told");
        file(&handler, &controller, &notice, "2026-10-04T08:20", "CY-2026-78").await;
        let told = |of: &str| (of.to_owned(), Standing::AsTold);
        let both = [told("shop-customers"), told("loyalty-programme")];
        assert_eq!(standings(&kept(app, &case), &first, "subjects.count"), both);

        // One of them is corrected: that one is owed, by its name.
        app.advance(TimeDelta::minutes(20));
        of_set(&handler, &case, "loyalty-programme", "subjects.count", &count("950")).await;
        let corrected = ("loyalty-programme".to_owned(), Standing::Corrected);
        assert_eq!(standings(&kept(app, &case), &first, "subjects.count"), [told("shop-customers"), corrected.clone()]);
        let page = handler.get(&format!("{case}/authorities/CY")).await;
        assert!(page.text().contains("(Loyalty programme)") && page.text().contains("950"), "{}", page.text());
        let italian = handler.get(&format!("{case}/authorities/CY?lang=it")).await;
        assert!(italian.text().contains("(Loyalty programme)"), "{}", italian.text());
        handler.get("/?lang=en").await;

        // A third is found to be hit: its number is news to the authority, as are those that follow from it.
        data_set(&dpo, &case, ("newsletter", "Newsletter"), "other", "yes").await;
        let news = ("newsletter".to_owned(), Standing::Arrived);
        let now = kept(app, &case);
        assert_eq!(standings(&now, &first, "subjects.count"), [told("shop-customers"), corrected, news]);
        let next = now.duties.iter().find(|one| one.planned.stage == "supplementary" && one.is_unfiled() && !one.gone);
        let next = next.expect("a follow-up is owed").number;
        let notice = begin(&handler, &case, next, "supplement", "en").await;
        let changes = part(app, &case, "changes");
        assert!(changes.contains("(Loyalty programme): previously: 800; now: 950 "), "{changes}");
        assert!(changes.contains("(Newsletter): previously: not known yet; now: 77 "), "{changes}");
        assert!(!changes.contains("Web shop"), "{changes}");

        // Machines read which data set it is.
        let token = add_token(&app.ctx, app.organisation, "dashboard", FACTS_READ).unwrap();
        let path = format!("/api/v1/cases/{}/authorities", case.rsplit('/').next().unwrap());
        let auth = format!("Bearer {token}");
        let asked = app.stranger().ask(Method::GET, &path, &[("authorization", auth.as_str())], String::new()).await;
        let body = asked.json();
        let facts = body["authorities"][0]["facts"].as_array().unwrap();
        let sets: Vec<_> = facts
            .iter()
            .filter(|fact| fact["fact"] == "subjects.count" && fact["owed"] == true)
            .map(|fact| fact["data_set"].as_str().unwrap_or_default())
            .collect();
        assert_eq!(sets, ["loyalty-programme", "newsletter"]);

        file(&handler, &controller, &notice, "2026-10-04T08:45", "CY-2026-79").await;
        let now = kept(app, &case);
        assert!(now.known_at(first.number).unwrap().owed().next().is_none(), "{:?}", now.known_at(first.number));

        // Recorded for all at once with the same number, it is one word again, and news where it differs from what was told.
        app.advance(TimeDelta::minutes(20));
        for set in ["shop-customers", "loyalty-programme", "newsletter"] {
            of_set(&handler, &case, set, "subjects.count", &count("3100")).await;
        }
        let moved = |of: &str| (of.to_owned(), Standing::Corrected);
        assert_eq!(
            standings(&kept(app, &case), &first, "subjects.count"),
            [told("shop-customers"), moved("loyalty-programme"), moved("newsletter")]
        );
        let checked = record::check(&app.ctx.store).unwrap();
        assert!(checked.chain.is_whole());
    })
    .await;
}
