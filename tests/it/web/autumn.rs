//! Summer time: the half past two that happens twice is asked back in every form, with all that was typed; the one that never was is refused.

use breachdesk::domain::situation::InstantKind;
use chrono::TimeDelta;

use super::case_desk::{open_case, record};
use super::notice_desk::{a_case, approve, begin, duty, kept, newest, set_up, upload};
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Page};

const TWICE: &str = "2026-10-25T02:30";
const NEVER: &str = "2027-03-28T02:30";

/// The service some days after the night on which the clocks went back.
async fn after_the_night() -> TestApp {
    let app = TestApp::start().await;
    set_up(&app);
    app.advance(TimeDelta::days(30));
    app
}

/// The page asks which of the two it was, tells them apart by their zone, and keeps what was typed.
fn asks_which(page: &Page, name: &str, typed: &str) {
    let text = page.text();
    assert_eq!(page.status, 422, "{name}: {text}");
    assert!(text.contains("this time happened twice"), "{name}: {text}");
    assert!(text.contains("Sun 25 Oct 2026, 02:30 CEST") && text.contains("Sun 25 Oct 2026, 02:30 CET"), "{name}");
    assert!(text.contains("before the clocks went back") && text.contains("after the clocks went back"), "{name}");
    for which in ["first", "second"] {
        assert!(text.contains(&format!("name=\"{name}-which\" value=\"{which}\"")), "{name} {which}");
    }
    assert!(text.contains(&format!("value=\"{TWICE}\"")) && text.contains(typed), "what was typed in {name} stays");
}

fn refuses(page: &Page, name: &str) {
    let text = page.text();
    assert_eq!(page.status, 422, "{name}: {text}");
    assert!(text.contains("02:30 did not exist in Europe/Rome on 28 Mar 2027"), "{name}: {text}");
    assert!(text.contains(&format!("value=\"{NEVER}\"")), "what was typed in {name} stays");
}

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all: Vec<_> = fields.iter().filter(|(name, _)| !more.iter().any(|(m, _)| m == name)).copied().collect();
    all.extend_from_slice(more);
    all
}

#[tokio::test]
async fn a_report_asks_which_half_past_two_it_was() {
    let app = after_the_night().await;
    let staff = app.reporter().await;
    let fields = [
        ("organisation", "lunamobile"),
        ("what", "Calls failed all night"),
        ("when", TWICE),
        ("when-zone", "Europe/Rome"),
        ("concerned", "customers"),
        ("ongoing", "unknown"),
        ("works-for-us", "yes"),
        ("contact", ""),
    ];
    for (browser, page) in [(&staff, "/reports/new"), (&app.stranger(), "/report/lunamobile")] {
        let fields: Vec<_> =
            fields.iter().filter(|(name, _)| page == "/reports/new" || *name != "organisation").copied().collect();
        asks_which(&browser.fill_in(page, &fields).await, "when", "Calls failed all night");
        let told = browser.fill_in(page, &with(&fields, &[("when-which", "second")])).await;
        assert!(told.status < 400, "{page}: {}", told.text());
    }
    let spring = app_in_spring(&app).await;
    refuses(&spring.fill_in("/reports/new", &with(&fields, &[("when", NEVER)])).await, "when");
}

/// Somebody signed in after the night on which the clocks went forward.
async fn app_in_spring(app: &TestApp) -> Browser {
    app.advance(TimeDelta::days(160));
    app.dpo().await
}

#[tokio::test]
async fn a_moment_at_the_doubled_hour_is_kept_as_the_one_that_was_meant() {
    let app = after_the_night().await;
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    asks_which(&record(&dpo, &case, "detected_611", TWICE, &[]).await, "at", "Security told the DPO by telephone");
    assert_eq!(record(&dpo, &case, "detected_611", TWICE, &[("at-which", "first")]).await.status, 303);
    assert_eq!(
        record(&dpo, &case, "aware", TWICE, &[("at-which", "second"), ("reason", "seen then")]).await.status,
        303
    );
    let case_kept = kept(&app, &case);
    let at = |what: InstantKind| case_kept.instants.iter().find(|entry| entry.what == what).unwrap().at.rfc3339();
    assert_eq!(at(InstantKind::Detected611), "2026-10-25T00:30:00Z");
    assert_eq!(at(InstantKind::Aware), "2026-10-25T01:30:00Z");
    // Both are told apart wherever they are shown, and the form of a correction comes back with the right one.
    let ledger = dpo.get(&format!("{case}/instants")).await;
    assert!(ledger.text().contains("02:30 CEST") && ledger.text().contains("02:30 CET"), "{}", ledger.text());
    let entry = case_kept.instants.iter().find(|entry| entry.what == InstantKind::Detected611).unwrap().number;
    let correct = dpo.get(&format!("{case}/instants/new?corrects={entry}")).await;
    assert!(correct.text().contains(&format!("value=\"{TWICE}\"")));
    let spring = app_in_spring(&app).await;
    refuses(&record(&spring, &case, "classified_major", NEVER, &[]).await, "at");
}

#[tokio::test]
async fn a_note_asks_which_half_past_two_it_was() {
    let app = after_the_night().await;
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    let (page, path) = (format!("{case}/timeline"), format!("{case}/notes"));
    let fields = [("happened", TWICE), ("happened-zone", "Europe/Rome"), ("text", "The night shift called")];
    asks_which(&dpo.send(&page, &path, &fields).await, "happened", "The night shift called");
    assert_eq!(dpo.send(&page, &path, &with(&fields, &[("happened-which", "first")])).await.status, 303);
    assert!(dpo.get(&format!("{case}/timeline.csv")).await.text().contains("2026-10-25T00:30:00Z"));
    // Beside the day's heading only the hour is shown; there the doubled one carries its zone.
    assert!(dpo.get(&page).await.text().contains("02:30 CEST"));
    let spring = app_in_spring(&app).await;
    refuses(&spring.send(&page, &path, &with(&fields, &[("happened", NEVER)])).await, "happened");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_its_proof_and_a_publication_ask_which_half_past_two_it_was() {
    let app = after_the_night().await;
    let (handler, controller) = (app.handler().await, app.controller().await);
    let case = a_case(&handler).await;
    let to = duty(&kept(&app, &case), "eprivacy-611", "IT-TELECOM");
    let notice = begin(&handler, &case, to.number, "t611_first", "it").await;
    assert_eq!(approve(&controller, &notice, &[("exception", "tested")]).await.status, 303);
    let path = format!("{notice}/file");
    let fields = [
        ("step", "filed"),
        ("channel", "portal"),
        ("at", TWICE),
        ("at-zone", "Europe/Rome"),
        ("reasons", "The portal was down"),
        ("kind", "none"),
        ("number", ""),
    ];
    asks_which(&upload(&handler, &path, &path, &fields, None).await, "at", "The portal was down");
    let filed = upload(&handler, &path, &path, &with(&fields, &[("at-which", "second")]), None).await;
    assert_eq!(filed.status, 303, "{}", filed.text());
    let filing = newest(&app, &case).filings[0].clone();
    assert_eq!(filing.at.rfc3339(), "2026-10-25T01:30:00Z");

    let number = filing.number.to_string();
    let proof = [
        ("step", "proof"),
        ("filing", number.as_str()),
        ("kind", "receipt"),
        ("number", "PROT-77"),
        ("at", TWICE),
        ("at-zone", "Europe/Rome"),
    ];
    asks_which(&upload(&handler, &path, &path, &proof, None).await, "at", "PROT-77");
    let spring = app_in_spring(&app).await;
    refuses(&upload(&spring, &path, &path, &with(&proof, &[("at", NEVER)]), None).await, "at");
}

#[tokio::test]
async fn looking_back_and_trying_out_ask_which_half_past_two_is_meant() {
    let app = after_the_night().await;
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    let query = format!("{case}/as-of?at={TWICE}&at-zone=Europe/Rome");
    asks_which(&dpo.get(&query).await, "at", "As of");
    for which in ["first", "second"] {
        let shown = dpo.get(&format!("{query}&at-which={which}")).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
    }
    let page = format!("{case}/what-if");
    let asked = dpo.fill_in(&page, &[("new-what", "aware"), ("new-scope", "case"), ("new-at", TWICE)]).await;
    asks_which(&asked, "new-at", "Awareness");
    let spring = app_in_spring(&app).await;
    let refused = spring.fill_in(&page, &[("new-what", "aware"), ("new-scope", "case"), ("new-at", NEVER)]).await;
    refuses(&refused, "new-at");
    refuses(&spring.get(&format!("{case}/as-of?at={NEVER}&at-zone=Europe/Rome")).await, "at");
}
