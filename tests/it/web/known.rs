//! What an authority knows: filings held against the facts of today, follow-ups that come of it, and how they end.

use breachdesk::app::api::{FACTS_READ, add_token};
use breachdesk::app::record;
use breachdesk::domain::case::{Case, Duty};
use breachdesk::domain::plan::DutyStatus;
use breachdesk::domain::told::Standing;
use breachdesk::notice::Draft;
use chrono::TimeDelta;
use reqwest::Method;

use super::case_desk::known;
use super::notice_desk::{a_case, approve, begin, duty, hidden, kept, newest, set_up, upload};
use super::notices::save;
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

/// A fact as not known yet, with who finds out and by when.
async fn unknown(browser: &Browser, case: &str, fact: &str) {
    let page = format!("{case}/facts/{fact}");
    let fields = [("scope", "case"), ("state", "unknown"), ("who", "CRM team"), ("by", "2026-10-06")];
    let set = browser.fill_in(&page, &fields).await;
    assert_eq!(set.status, 303, "{}", set.text());
}

async fn set(browser: &Browser, case: &str, fact: &str, more: &[(&str, &str)]) {
    // A fact that stands already is changed over what the page showed.
    let page = browser.get(&format!("{case}/facts/{fact}")).await;
    let seen = page.text().contains("name=\"seen\"").then(|| hidden(&page, "seen"));
    let more: Vec<(&str, &str)> = more.iter().copied().chain(seen.as_deref().map(|seen| ("seen", seen))).collect();
    let set = known(browser, case, fact, &more).await;
    assert_eq!(set.status, 303, "{fact}: {}", set.text());
}

/// Approved by the controller's person and filed in the portal, with the authority's number.
async fn file(handler: &Browser, controller: &Browser, notice: &str, at: &str, number: &str) -> Page {
    let approved = approve(controller, notice, &[]).await;
    assert_eq!(approved.status, 303, "{}", approved.text());
    let path = format!("{notice}/file");
    let kind = if number.is_empty() { "none" } else { "receipt" };
    let fields = [
        ("step", "filed"),
        ("channel", "portal"),
        ("at", at),
        ("at-zone", "Europe/Rome"),
        ("reasons", ""),
        ("kind", kind),
        ("number", number),
    ];
    let done = upload(handler, &path, &path, &fields, None).await;
    assert_eq!(done.status, 303, "{}", done.text());
    done
}

/// What the authority of this duty has not been told as it stands.
fn owed(case: &Case, of: &Duty) -> Vec<String> {
    let known = case.known_at(of.number);
    known.iter().flat_map(|one| one.owed()).map(|row| row.id.clone()).collect()
}

fn standing(case: &Case, of: &Duty, fact: &str) -> Standing {
    let known = case.known_at(of.number).unwrap();
    known.rows.iter().find(|row| row.id == fact).unwrap_or_else(|| panic!("no {fact}")).standing
}

fn stage<'a>(case: &'a Case, rule: &str, recipient: &str, stage: &str) -> Option<&'a Duty> {
    let of = |duty: &&Duty| {
        let planned = &duty.planned;
        planned.rule == rule && planned.recipient.id == recipient && planned.stage == stage
    };
    case.duties.iter().filter(|duty| !duty.gone).find(of)
}

/// Every case, with its lists and files, is what its events lead to.
fn replays(app: &TestApp, case: &str) {
    let checked = record::check(&app.ctx.store).unwrap();
    // The people of this test were entered without events of their organisation; its case is what is asked about.
    let misfit = checked.misfit.map(|misfit| misfit.what).unwrap_or_default();
    assert!(checked.chain.is_whole() && (misfit.is_empty() || misfit.contains("organisation")), "{case}: {misfit}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_as_unknown_and_is_known_now_is_a_follow_up_owed_to_that_authority_until_it_is_filed() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        for fact in ["subjects.count", "incident.description"] {
            unknown(&handler, &case, fact).await;
        }
        set(&handler, &case, "measures.mitigation", &[("value", "The platform was taken off the net.")]).await;
        let first = duty(&kept(app, &case), "gdpr-33", "CY");
        let notice = begin(&handler, &case, first.number, "gdpr33_initial", "en").await;
        let path = format!("{case}/authorities/CY");
        assert_eq!(handler.get(&path).await.status, 404, "it was told nothing yet");
        file(&handler, &controller, &notice, "2026-10-04T08:20", "CY-2026-78").await;

        // Nothing has changed: nothing is owed, and the page says what is still open.
        assert!(owed(&kept(app, &case), &first).is_empty());
        assert!(stage(&kept(app, &case), "gdpr-33", "CY", "supplementary").is_none());
        let page = handler.get(&path).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("CY-2026-78") && page.text().contains("Told as not known yet, and still open"));
        assert!(page.text().contains("Not known yet, expected by 6 Oct 2026"), "{}", page.text());
        assert!(page.text().contains("Nothing. What changed since is told"), "{}", page.text());

        // The number arrives, and a fact that no form asked the authority to be told.
        app.advance(TimeDelta::minutes(20));
        set(&handler, &case, "subjects.count", &[("mode", "exact"), ("n", "4100")]).await;
        set(&handler, &case, "communication.advice", &[("item-0-en", "Change your password today.")]).await;
        let now = kept(app, &case);
        assert_eq!(owed(&now, &first), ["subjects.count"]);
        assert_eq!(standing(&now, &first, "incident.description"), Standing::StillOpen);
        assert_eq!(standing(&now, &first, "communication.advice"), Standing::NotTold);
        let follow_up = stage(&now, "gdpr-33", "CY", "supplementary").expect("a follow-up is owed").clone();
        assert!(follow_up.is_unfiled(), "{:?}", follow_up.planned.status);
        assert_eq!(follow_up.planned.citation.article, "33(4)");
        let since = now.known_at(first.number).unwrap().owed_since();
        assert!(since.is_some());
        assert_eq!(follow_up.planned.trigger.at, since, "owed since the number is on record");
        // The list of duties names the very fact; so do the duty and the comparison.
        let list = handler.get(&format!("{case}/duties?open=all")).await;
        assert!(list.text().contains("The authority does not have:"), "{}", list.text());
        let own = handler.get(&format!("{case}/duties/{}", follow_up.number)).await;
        assert!(own.text().contains("This authority does not have yet"), "{}", own.text());
        assert!(own.text().contains(&format!("href=\"{case}/facts/subjects.count\"")));
        assert!(!own.text().contains(&format!("href=\"{case}/facts/communication.advice\"")));
        let page = handler.get(&path).await;
        assert!(page.text().contains("4,100") && page.text().contains("On record since"), "{}", page.text());
        let italian = handler.get(&format!("{path}?lang=it")).await;
        assert!(italian.text().contains("Che cosa questa autorità non sa ancora"), "{}", italian.text());
        handler.get(&format!("{path}?lang=en")).await;

        // Filed elsewhere, whoever records it says that it told what was owed: the duty is met, nothing is owed.
        let record = format!("{case}/duties/{}/filing", follow_up.number);
        let fields = [
            ("step", "filed"),
            ("what", "The number of people, in the portal"),
            ("channel", "portal"),
            ("at", "2026-10-04T08:45"),
            ("at-zone", "Europe/Rome"),
            ("reasons", ""),
            ("kind", "receipt"),
            ("number", "CY-2026-79"),
        ];
        let done = upload(&handler, &record, &record, &fields, None).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let now = kept(app, &case);
        assert!(owed(&now, &first).is_empty());
        assert_eq!(now.duty(follow_up.number).unwrap().planned.status, DutyStatus::Met);

        // What was told wrong and is corrected is owed again, under the same duty.
        app.advance(TimeDelta::minutes(10));
        set(&handler, &case, "subjects.count", &[("mode", "exact"), ("n", "4200")]).await;
        let now = kept(app, &case);
        assert_eq!(standing(&now, &first, "subjects.count"), Standing::Corrected);
        assert!(now.duty(follow_up.number).unwrap().is_unfiled());
        replays(app, &case);

        // A machine reads the same.
        let token = add_token(&app.ctx, app.organisation, "dashboard", FACTS_READ).unwrap();
        let reference = case.rsplit('/').next().unwrap();
        let auth = format!("Bearer {token}");
        let path = format!("/api/v1/cases/{reference}/authorities");
        let asked = app.stranger().ask(Method::GET, &path, &[("authorization", auth.as_str())], String::new()).await;
        let body = asked.json();
        let facts = body["authorities"][0]["facts"].as_array().unwrap();
        let count = facts.iter().find(|fact| fact["fact"] == "subjects.count").unwrap();
        assert_eq!((count["standing"].as_str(), count["owed"].as_bool()), (Some("corrected"), Some(true)));
        let figure = |when: &str| count[when]["value"]["n"].as_u64();
        assert_eq!((figure("told"), figure("today")), (Some(4100), Some(4200)));
        assert_eq!(body["authorities"][0]["reference"], "CY-2026-79");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_second_notice_what_changed_belongs_to_it_and_a_part_that_was_emptied_tells_nothing() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        unknown(&handler, &case, "incident.description").await;
        set(&handler, &case, "data.categories", &[("value", "contact")]).await;
        let first = duty(&kept(app, &case), "eprivacy-611", "IT-TELECOM");
        let notice = begin(&handler, &case, first.number, "t611_first", "it").await;
        let told = |app: &TestApp| {
            let told = newest(app, &case).told.unwrap();
            told.facts.iter().map(|fact| fact.id.clone()).collect::<Vec<_>>()
        };
        assert!(told(app).contains(&"data.categories".to_owned()));
        // The part on the data is emptied by hand before it is filed.
        let saved = save(&handler, &notice, "1", ("body-data", "")).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        assert!(!told(app).contains(&"data.categories".to_owned()), "an empty part tells nothing");
        file(&handler, &controller, &notice, "2026-10-04T08:20", "GPDP-2026-1").await;

        app.advance(TimeDelta::minutes(20));
        set(&handler, &case, "incident.description", &[("value", "Somebody read the customer platform.")]).await;
        let now = kept(app, &case);
        assert_eq!(owed(&now, &first), ["incident.description"]);
        let second = stage(&now, "eprivacy-611", "IT-TELECOM", "second").unwrap();
        assert!(second.is_unfiled());
        assert!(stage(&now, "eprivacy-611", "IT-TELECOM", "remaining").is_none(), "the second notice holds it");
        let page = handler.get(&format!("{case}/duties/{}", second.number)).await;
        assert!(page.text().contains("This authority does not have yet"), "{}", page.text());
        replays(app, &case);
    })
    .await;
}

/// The words of the newest notice, part by part.
fn text(app: &TestApp, case: &str) -> Vec<(String, String)> {
    let draft: Draft = serde_json::from_str(newest(app, case).content.as_str()).unwrap();
    draft.blocks.into_iter().map(|block| (block.id, block.body)).collect()
}

fn part(app: &TestApp, case: &str, id: &str) -> String {
    let parts = text(app, case);
    let found = parts.iter().find(|(part, _)| part == id);
    found.unwrap_or_else(|| panic!("no part {id} in {parts:?}")).1.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_notice_holds_section_2_whole_what_changed_of_section_1_and_the_reference_and_then_nothing_is_owed()
{
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        unknown(&handler, &case, "incident.description").await;
        set(&handler, &case, "data.categories", &[("value", "contact")]).await;
        let first = duty(&kept(app, &case), "eprivacy-611", "IT-TELECOM");
        let notice = begin(&handler, &case, first.number, "t611_first", "it").await;
        file(&handler, &controller, &notice, "2026-10-04T08:20", "GPDP-2026-4711").await;

        app.advance(TimeDelta::minutes(20));
        set(&handler, &case, "incident.description", &[("value", "Letta la piattaforma dei clienti.")]).await;
        set(&handler, &case, "subjects.count", &[("mode", "exact"), ("n", "4100")]).await;
        let second = stage(&kept(app, &case), "eprivacy-611", "IT-TELECOM", "second").unwrap().number;
        let notice = begin(&handler, &case, second, "t611_second", "it").await;
        let changes = part(app, &case, "changes");
        assert!(changes.contains("in precedenza: dato non ancora noto"), "{changes}");
        assert!(changes.contains("ora: Letta la piattaforma dei clienti (risulta"), "the sentence goes on: {changes}");
        assert_eq!(changes.lines().count(), 1, "nothing else changed: {changes}");
        assert!(part(app, &case, "earlier").contains("GPDP-2026-4711"));
        assert!(part(app, &case, "people").contains("4.100"), "section 2 stands whole");
        let numbered = text(app, &case);
        let section_2 = [
            "summary",
            "people",
            "consequences",
            "measures",
            "told_content",
            "told_means",
            "told_number",
            "other_states",
            "other_authorities",
        ];
        assert_eq!(part(app, &case, "told_content"), "Nessuno è stato ancora informato");
        for id in section_2 {
            assert!(numbered.iter().any(|(part, _)| part == id), "no {id}");
        }
        // Much of it is not known: the reasons for that are asked for, and filing is not stopped.
        let check = controller.get(&format!("{notice}/check")).await;
        assert!(check.text().contains("Reasons for what is still missing"), "{}", check.text());
        file(&handler, &controller, &notice, "2026-10-04T08:45", "GPDP-2026-4712").await;
        let now = kept(app, &case);
        assert!(owed(&now, &first).is_empty(), "{:?}", owed(&now, &first));
        assert_eq!(now.duty(second).unwrap().planned.status, DutyStatus::Met);
        assert!(stage(&now, "eprivacy-611", "IT-TELECOM", "remaining").is_none());

        // What arrives after that is the rest, and its notice holds what changed and nothing else.
        app.advance(TimeDelta::minutes(20));
        set(&handler, &case, "measures.mitigation", &[("value", "Piattaforma scollegata.")]).await;
        let rest =
            stage(&kept(app, &case), "eprivacy-611", "IT-TELECOM", "remaining").expect("the rest is owed").number;
        let notice = begin(&handler, &case, rest, "supplement", "it").await;
        let changes = part(app, &case, "changes");
        assert!(changes.contains("ora: Piattaforma scollegata (risulta"), "{changes}");
        assert!(!changes.contains("4.100"), "told already: {changes}");
        // Both filings, each with its own day and number, and the law that this follows from.
        let earlier = part(app, &case, "earlier");
        let lines: Vec<&str> = earlier.lines().collect();
        assert_eq!(lines.len(), 2, "{earlier}");
        assert!(
            lines[0].contains("ore 08:20") && lines[0].ends_with("vostro riferimento: GPDP-2026-4711"),
            "{earlier}"
        );
        assert!(
            lines[1].contains("ore 08:45") && lines[1].ends_with("vostro riferimento: GPDP-2026-4712"),
            "{earlier}"
        );
        let draft: Draft = serde_json::from_str(newest(app, &case).content.as_str()).unwrap();
        assert!(
            draft.subject.contains("ai sensi dell'art. 2, par. 3, del regolamento (UE) n. 611/2013"),
            "{}",
            draft.subject
        );
        file(&handler, &controller, &notice, "2026-10-04T09:05", "GPDP-2026-4713").await;
        let now = kept(app, &case);
        assert!(owed(&now, &first).is_empty());
        assert_eq!(now.duty(rest).unwrap().planned.status, DutyStatus::Met);
        replays(app, &case);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_is_supplemented_then_amended_with_a_reason_and_taken_back_after_which_nothing_is_owed() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        set(&handler, &case, "subjects.count", &[("mode", "exact"), ("n", "4100")]).await;
        let first = duty(&kept(app, &case), "gdpr-33", "CY");
        let new = format!("{case}/notices/new?duty={}", first.number);
        assert!(!handler.get(&new).await.text().contains("value=\"withdrawal\""), "nothing was filed yet");
        let notice = begin(&handler, &case, first.number, "gdpr33_initial", "en").await;
        file(&handler, &controller, &notice, "2026-10-04T08:20", "CY-2026-78").await;

        app.advance(TimeDelta::minutes(20));
        set(&handler, &case, "subjects.count", &[("mode", "exact"), ("n", "4200")]).await;
        let follow_up = stage(&kept(app, &case), "gdpr-33", "CY", "supplementary").unwrap().number;
        let notice = begin(&handler, &case, follow_up, "supplement", "en").await;
        let changes = part(app, &case, "changes");
        assert!(changes.contains("previously: 4,100; now: 4,200"), "{changes}");
        assert_eq!(changes.lines().count(), 1, "{changes}");
        file(&handler, &controller, &notice, "2026-10-04T08:45", "").await;
        assert!(owed(&kept(app, &case), &first).is_empty());

        // Owed again after it was filed: the duty is open, and begins a text of its own.
        app.advance(TimeDelta::days(5));
        let (handler, controller) = (app.handler().await, app.controller().await);
        set(&handler, &case, "subjects.count", &[("mode", "exact"), ("n", "40")]).await;
        assert!(kept(app, &case).duty(follow_up).unwrap().is_unfiled());
        let waiting = handler.get(&format!("{case}/notices")).await;
        assert!(waiting.text().contains(&format!("{case}/notices/new?duty={follow_up}")), "{}", waiting.text());

        // An amendment of the first notification says why; no second time is asked why that one came when it did.
        let page = handler.get(&format!("{case}/authorities/CY")).await;
        assert!(page.text().contains("no proof yet: 4,200"), "{}", page.text());
        assert!(page.text().contains("Its reference for the filing of") && page.text().contains(": CY-2026-78."));
        assert!(page.text().contains("Amend what was notified") && page.text().contains("Withdraw the notification"));
        let notice = begin(&handler, &case, first.number, "amendment", "en").await;
        assert!(part(app, &case, "changes").contains("previously: 4,200; now: 40"));
        let stage = part(app, &case, "stage");
        assert!(stage.contains("under Art. 33(1) GDPR"), "which notification is amended: {stage}");
        // The filing without proof has its day and no number of another one.
        let earlier = part(app, &case, "earlier");
        let lines: Vec<&str> = earlier.lines().collect();
        assert_eq!(lines.len(), 2, "{earlier}");
        assert!(lines[0].ends_with("your reference: CY-2026-78") && !lines[1].contains("CY-2026"), "{earlier}");
        let check = controller.get(&format!("{notice}/check")).await;
        assert!(check.text().contains("Why it is corrected or withdrawn"), "{}", check.text());
        let missing = check.text().split("id=\"lint\"").next().unwrap();
        assert!(!missing.contains("Reasons for the delay"), "{missing}");
        let saved = save(&handler, &notice, "1", ("body-reason", "The count held test accounts.")).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        file(&handler, &controller, &notice, "2026-10-09T08:40", "CY-2026-90").await;
        let now = kept(app, &case);
        assert!(owed(&now, &first).is_empty());
        assert_eq!(now.duty(first.number).unwrap().planned.status, DutyStatus::Met, "the first filing was in time");

        let board = handler.get(&format!("{case}/duties?open=all")).await;
        assert!(!board.text().contains("late by"), "an amendment makes nothing late: {}", board.text());

        let notice = begin(&handler, &case, first.number, "withdrawal", "en").await;
        assert!(part(app, &case, "earlier").contains("CY-2026-90"));
        let saved = save(&handler, &notice, "1", ("body-reason", "No personal data were disclosed.")).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        file(&handler, &controller, &notice, "2026-10-09T08:42", "CY-2026-91").await;
        set(&handler, &case, "subjects.count", &[("mode", "exact"), ("n", "39")]).await;
        let now = kept(app, &case);
        assert!(owed(&now, &first).is_empty());
        let page = handler.get(&format!("{case}/authorities/CY")).await;
        assert!(page.text().contains("The notification was withdrawn on"), "{}", page.text());
        assert!(!page.text().contains("Withdraw the notification"));
        assert!(page.text().contains("told and taken back") && !page.text().contains("as they were told"));
        assert!(!page.text().contains("What this authority does not know yet"), "{}", page.text());
        // Every version stays in the record.
        assert_eq!(now.notices.len(), 4);
        replays(app, &case);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_that_moved_since_a_text_was_made_are_named_before_it_is_approved_and_before_it_is_handed_in() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        set(&handler, &case, "subjects.count", &[("mode", "exact"), ("n", "4100")]).await;
        let first = duty(&kept(app, &case), "gdpr-33", "CY");
        let notice = begin(&handler, &case, first.number, "gdpr33_initial", "en").await;
        let (check, file) = (format!("{notice}/check"), format!("{notice}/file"));
        assert!(!controller.get(&check).await.text().contains("these facts have changed"));
        set(&handler, &case, "subjects.count", &[("mode", "exact"), ("n", "4200")]).await;
        let page = controller.get(&check).await;
        let named = page.text().split("these facts have changed or become known:").nth(1).unwrap_or_default();
        assert!(named.starts_with(" How many people"), "{}", page.text());
        assert!(page.text().contains(&format!("href=\"{notice}/redraft\"")));
        let italian = controller.get(&format!("{check}?lang=it")).await;
        assert!(italian.text().contains("questi fatti sono cambiati o sono diventati noti"));
        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
        assert!(!handler.get(&file).await.text().contains("Facts or text differ"), "as it was approved");

        set(&handler, &case, "subjects.count", &[("mode", "exact"), ("n", "4300")]).await;
        let page = handler.get(&file).await;
        assert!(page.text().contains("Facts or text differ from what was approved"), "{}", page.text());
        assert!(page.text().contains("these facts have changed or become known"));
        let fields = [
            ("step", "filed"),
            ("channel", "portal"),
            ("at", "2026-10-04T08:20"),
            ("at-zone", "Europe/Rome"),
            ("reasons", ""),
            ("kind", "receipt"),
            ("number", "CY-2026-78"),
        ];
        assert_eq!(upload(&handler, &file, &file, &fields, None).await.status, 303);
        // What was handed in is over: the page says nothing more of the text.
        for page in [&file, &notice, &check] {
            let page = handler.get(page).await;
            assert!(!page.text().contains("Facts or text differ") && !page.text().contains("these facts have changed"));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_recorded_as_handed_in_from_a_page_that_showed_another_text() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        let first = duty(&kept(app, &case), "gdpr-33", "CY");
        let notice = begin(&handler, &case, first.number, "gdpr33_initial", "en").await;
        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
        let file = format!("{notice}/file");
        let shown = hidden(&handler.get(&file).await, "revision");
        let block = newest(app, &case).content.as_str().to_owned();
        let block = serde_json::from_str::<Draft>(&block).unwrap().blocks[0].id.clone();
        let saved = save(&controller, &notice, &shown, (&format!("body-{block}"), "Another text.")).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let fields = |revision: &str| {
            let all = [
                ("step", "filed"),
                ("revision", revision),
                ("channel", "portal"),
                ("at", "2026-10-04T08:20"),
                ("at-zone", "Europe/Rome"),
                ("reasons", ""),
                ("kind", "receipt"),
                ("number", "CY-2026-78"),
            ];
            all.map(|(name, value)| (name, value.to_owned()))
        };
        let post = async |revision: &str| {
            let fields = fields(revision);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            upload(&handler, &file, &file, &fields, None).await
        };
        let refused = post(&shown).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains("Somebody changed the text after you opened this page"), "{}", refused.text());
        assert!(newest(app, &case).filings.is_empty());
        let now = hidden(&refused, "revision");
        assert_ne!(now, shown);
        assert_eq!(post(&now).await.status, 303);
        assert_eq!(newest(app, &case).filings.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_is_over_is_promised_to_nobody_and_a_new_one_is_asked_for() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        unknown(&handler, &case, "incident.cause").await;
        set(&handler, &case, "subjects.count", &[("mode", "exact"), ("n", "4100")]).await;
        let first = duty(&kept(app, &case), "gdpr-33", "CY");
        let notice = begin(&handler, &case, first.number, "gdpr33_initial", "en").await;
        assert!(newest(app, &case).content.as_str().contains("6 October 2026"));
        file(&handler, &controller, &notice, "2026-10-04T08:20", "CY-2026-78").await;
        app.advance(TimeDelta::days(5));
        let handler = app.handler().await;
        set(&handler, &case, "subjects.count", &[("mode", "exact"), ("n", "4200")]).await;
        let follow_up = stage(&kept(app, &case), "gdpr-33", "CY", "supplementary").unwrap().number;
        let notice = begin(&handler, &case, follow_up, "supplement", "en").await;
        let text = newest(app, &case).content.as_str().to_owned();
        assert!(!text.contains("6 October 2026"), "{text}");
        let check = handler.get(&format!("{notice}/check")).await;
        assert!(check.text().contains("What is still not known"), "{}", check.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_is_said_in_the_language_of_the_notice_or_named_as_not_translated() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        set(&handler, &case, "incident.description", &[("value", "Letta la piattaforma dei clienti.")]).await;
        let first = duty(&kept(app, &case), "gdpr-33", "CY");
        let notice = begin(&handler, &case, first.number, "gdpr33_initial", "it").await;
        file(&handler, &controller, &notice, "2026-10-04T08:20", "CY-2026-78").await;
        app.advance(TimeDelta::minutes(20));
        let english = "The attackers copied the table of customers and left on their own.";
        set(&handler, &case, "incident.description", &[("value", english)]).await;
        let follow_up = stage(&kept(app, &case), "gdpr-33", "CY", "supplementary").unwrap().number;
        let notice = begin(&handler, &case, follow_up, "supplement", "it").await;
        let page = handler.get(&notice).await;
        assert!(part(app, &case, "changes").contains("The attackers copied"));
        assert!(page.text().contains("typed in another language than the notice"), "{}", page.text());
        assert!(page.text().contains("It reads as English"), "{}", page.text());
    })
    .await;
}
