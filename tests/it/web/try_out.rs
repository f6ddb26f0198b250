//! What if and as of over HTTP: nothing is stored, everything typed is kept, and nobody takes either page for the case.

use breachdesk::domain::actor::Role;
use breachdesk::store::{StoreResult, events};
use chrono::TimeDelta;

use super::case_desk::{between, open_case, record, set_up};
use super::notice_desk::kept;
use super::own_rules;
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

/// The values with which a page shows its form: every input, select and ticked box.
pub fn shown(page: &Page) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!(" {name}=\"")).nth(1).map(|rest| rest.split('"').next().unwrap());
        value.map(|value| value.replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&"))
    };
    let form = between(page.text(), "<h2 id=\"suppose\"", "</form>");
    let mut values = Vec::new();
    for tag in form.split('<').filter(|tag| tag.starts_with("input ")) {
        let boxed = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
        if !boxed || tag.contains(" checked") {
            values.push((attribute(tag, "name").unwrap(), attribute(tag, "value").unwrap_or_default()));
        }
    }
    for select in form.split("<select").skip(1) {
        let select = select.split("</select>").next().unwrap();
        let options: Vec<&str> = select.split("<option").skip(1).collect();
        let chosen = options.iter().find(|option| option.contains(" selected")).or(options.first());
        values
            .push((attribute(select, "name").unwrap(), chosen.and_then(|o| attribute(o, "value")).unwrap_or_default()));
    }
    values
}

/// Tries out with the form as it is shown, but for these fields.
pub async fn suppose(browser: &Browser, case: &str, changes: &[(&str, &str)]) -> Page {
    let path = format!("{case}/what-if");
    let page = browser.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let mut fields = shown(&page);
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post_with(&path, &page.token(), &fields).await
}

pub fn outcome(page: &Page) -> &str {
    between(page.text(), "id=\"outcome\"", "</section>")
}

pub async fn a_case(browser: &Browser) -> String {
    let case = open_case(browser, "Export of subscriber data").await;
    assert_eq!(record(browser, &case, "detected_611", "2026-10-03T13:30", &[]).await.status, 303);
    case
}

#[tokio::test]
async fn a_try_out_shows_duties_that_arise_vanish_and_move_and_stores_nothing() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = a_case(&dpo).await;
        let before = kept(app, &case);
        let stored = || -> usize {
            let all: StoreResult<_> = app.ctx.store.read(|conn| events::of_case(conn, before.id));
            all.unwrap().len()
        };
        let entries = stored();
        let detected = before.instants_in_force().find(|entry| entry.what.as_str() == "detected_611").unwrap().number;

        let nothing = suppose(&dpo, &case, &[]).await;
        assert_eq!(nothing.status, 200, "{}", nothing.text());
        assert!(outcome(&nothing).contains("Nothing was supposed to be otherwise"), "{}", outcome(&nothing));

        let earlier = suppose(&dpo, &case, &[(&format!("i{detected}"), "2026-10-03T10:30")]).await;
        let told = outcome(&earlier);
        assert!(told.contains("Would end earlier") && told.contains("3 h"), "{told}");
        assert!(
            told.contains("target Sun 4 Oct 2026, 13:30 CEST") && told.contains("target Sun 4 Oct 2026, 10:30 CEST")
        );

        let later = suppose(&dpo, &case, &[(&format!("i{detected}"), "")]).await;
        assert!(
            outcome(&later).contains("Not recorded") && outcome(&later).contains("stands")
                || outcome(&later).contains("Would end earlier")
        );

        let not_hit = suppose(&dpo, &case, &[("hit-sim-customers", "no"), ("hit-shop-customers", "no")]).await;
        assert!(outcome(&not_hit).contains("Would fall away"), "{}", outcome(&not_hit));
        let one_more = suppose(
            &dpo,
            &case,
            &[("market-country", "FR"), ("market-owner", "lunamobile"), ("market-status", "affected")],
        )
        .await;
        assert!(outcome(&one_more).contains("Would arise") && outcome(&one_more).contains("France"));
        let elsewhere = suppose(&dpo, &case, &[("market-IE-lunamobile", "not_affected")]).await;
        assert!(outcome(&elsewhere).contains("Would fall away") && outcome(&elsewhere).contains("Ireland"));

        assert_eq!((kept(app, &case), stored()), (before.clone(), entries), "nothing was stored");
    })
    .await;
}

#[tokio::test]
async fn a_try_out_is_never_taken_for_the_case() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = a_case(&dpo).await;
    for (lang, band) in [("en", "TRY-OUT. This is not case"), ("it", "PROVA. Questo non è il caso")] {
        dpo.get(&format!("{case}?lang={lang}")).await;
        let tried = suppose(&dpo, &case, &[("hit-shop-customers", "yes")]).await;
        let text = tried.text();
        assert!(text.contains(band) && text.contains("<p class=\"band drill\">"), "{lang}");
        // No button of the page acts on the case: its one form leads back to itself.
        let main = between(text, "<main", "</main>");
        assert_eq!(main.matches("<form").count(), 1);
        assert!(main.contains(&format!("action=\"{case}/what-if\"")));
        for act in ["/decide", "/notices/new", "/instants/new"] {
            assert!(!outcome(&tried).contains(act), "{act}");
        }
    }
}

#[tokio::test]
async fn a_proposal_is_compared_here_marked_as_none_and_nowhere_else() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = a_case(&dpo).await;
    let tried = suppose(&dpo, &case, &[("hit-shop-customers", "yes"), ("proposal", "gdpr-33-omnibus")]).await;
    let told = between(tried.text(), "id=\"proposed\"", "</section>");
    assert!(told.contains("Proposal, not law") && told.contains("This is not law."), "{told}");
    assert!(told.contains("3 duties under the proposal. Held against the law in force, 3 differ."), "{told}");
    assert!(told.contains("Would end later") && told.contains("By the law in force"), "{told}");
    // The law's own list does not count it.
    assert!(!outcome(&tried).contains("omnibus") && !outcome(&tried).contains("COM(2025)"), "{}", outcome(&tried));
    assert!(!kept(&app, &case).duties.iter().any(|duty| duty.planned.rule.contains("omnibus")));
    let unknown = suppose(&dpo, &case, &[("proposal", "gdpr-33")]).await;
    assert_eq!(unknown.status, 422, "only proposals may be supposed");
}

#[tokio::test]
async fn what_cannot_be_supposed_is_a_sentence_at_its_field_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = a_case(&dpo).await;
    let bad = suppose(
        &dpo,
        &case,
        &[
            ("new-at", "yesterday"),
            ("new-what", "aware"),
            ("market-country", "XX"),
            ("hit-shop-customers", "maybe"),
            ("role", "admin"),
        ],
    )
    .await;
    assert_eq!(bad.status, 422);
    let text = bad.text();
    for part in ["href=\"#new-at\"", "href=\"#market-country\"", "href=\"#hit-shop-customers\"", "value=\"yesterday\""]
    {
        assert!(text.contains(part), "{part} on {text}");
    }
    assert!(text.contains("does not know the field “role”"));
    assert!(!text.contains("id=\"outcome\""), "no outcome beside a problem");
}

#[tokio::test]
async fn what_came_to_the_case_while_the_form_was_open_is_taken_as_it_stands() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = a_case(&dpo).await;
        let path = format!("{case}/what-if");
        let page = dpo.get(&path).await;
        let mut fields = shown(&page);
        assert!(!page.text().contains("decision-own-master-services-agreement"));

        // A colleague enters a contract, a country and a moment; then the form from before is sent.
        assert_eq!(own_rules::add(&dpo, &[]).await.status, 303);
        app.catch_up();
        let recorded = record(&dpo, &case, "aware", "2026-10-03T13:20", &[]).await;
        assert_eq!(recorded.status, 303, "{}", recorded.text());
        fields.retain(|(name, _)| name != "market-country");
        fields.push(("market-country".to_owned(), "FR".to_owned()));
        let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let tried = dpo.post_with(&path, &page.token(), &sent).await;
        assert_eq!(tried.status, 200, "{}", tried.text());
        assert!(outcome(&tried).contains("France"), "{}", outcome(&tried));
        let supposed = between(outcome(&tried), "<p>Supposed:</p>", "</ul>");
        assert_eq!(supposed.matches("<li>").count(), 1, "the moment is not supposed away: {supposed}");
        assert!(tried.text().contains("name=\"decision-own-master-services-agreement\""), "{}", tried.text());

        // Nobody answers for what is not asked any more, unless it was supposed otherwise.
        let stale = [("decision-gone", "as-it-is")];
        let sent: Vec<(&str, &str)> = sent.iter().copied().chain(stale).collect();
        assert_eq!(dpo.post_with(&path, &page.token(), &sent).await.status, 200);
        let odd: Vec<(&str, &str)> = sent.iter().copied().chain([("decision-other", "none")]).collect();
        assert_eq!(dpo.post_with(&path, &page.token(), &odd).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn as_of_counts_by_the_time_of_recording() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Export of subscriber data").await;
        app.advance(TimeDelta::hours(2));
        let dpo = app.dpo().await;
        // It happened on Saturday; it was recorded on Sunday at 10:26.
        assert_eq!(record(&dpo, &case, "detected_611", "2026-10-03T13:30", &[]).await.status, 303);
        app.advance(TimeDelta::hours(1));
        let dpo = app.dpo().await;
        let ask = async |at: &str| dpo.get(&format!("{case}/as-of?at={at}&at-zone=Europe/Rome")).await;
        let before = ask("2026-10-04T10:00").await;
        assert_eq!(before.status, 200, "{}", before.text());
        let moments = between(before.text(), "id=\"moments\"", "</section>");
        assert!(moments.contains("First signal") && !moments.contains("Detected"), "{moments}");
        let since = between(before.text(), "id=\"since\"", "</section>");
        assert!(since.contains("later"), "the clock moved when detection was recorded: {since}");
        let after = ask("2026-10-04T10:30").await;
        assert!(between(after.text(), "id=\"moments\"", "</section>").contains("Detected"));
        assert!(after.text().contains("None came later"), "{}", after.text());
        assert!(ask("2026-10-01T10:00").await.text().contains("Nothing of this case had been recorded by then"));

        let ahead = ask("2026-10-09T10:00").await;
        assert_eq!(ahead.status, 422);
        assert!(ahead.text().contains("This lies ahead") && ahead.text().contains("2026-10-09T10:00"));
        assert_eq!(ask("someday").await.status, 422);

        // From an entry of the timeline; one that does not exist is no page.
        let timeline = dpo.get(&format!("{case}/timeline")).await;
        assert!(timeline.text().contains(&format!("{case}/as-of?entry=1\"")));
        let first = dpo.get(&format!("{case}/as-of?entry=1")).await;
        assert!(!between(first.text(), "id=\"moments\"", "</section>").contains("Detected"));
        assert_eq!(dpo.get(&format!("{case}/as-of?entry=9999")).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn auditors_may_look_back_and_try_out_and_nobody_without_a_role_may() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = a_case(&dpo).await;
    let auditor = app.auditor().await;
    assert_eq!(suppose(&auditor, &case, &[("hit-shop-customers", "yes")]).await.status, 200);
    assert_eq!(auditor.get(&format!("{case}/as-of")).await.status, 200);
    for role in [Role::Admin, Role::Reporter] {
        let other = app.member(&format!("Somebody {role}"), role).await;
        for page in ["what-if", "as-of"] {
            assert_eq!(other.get(&format!("{case}/{page}")).await.status, 403, "{page} as {role}");
        }
    }
    assert_eq!(dpo.get("/cases/BR-2026-0999/what-if").await.status, 404);
    assert_eq!(dpo.get("/cases/BR-2026-0999/as-of").await.status, 404);
}
