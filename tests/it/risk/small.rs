//! The small case over HTTP: a misdirected letter from report to signed record, in few screens and posts.

use std::cell::Cell;

use breachdesk::store::StoreResult;
use breachdesk::store::organisations;
use serde_json::json;

use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};
use crate::web::notice_desk::mails;

/// One Italian controller that is nobody's telecom provider, with the usual data set of its customers.
fn set_up(app: &TestApp) {
    set_up_with(app, &json!([]));
}

fn set_up_with(app: &TestApp, roles: &serde_json::Value) {
    let settings = json!({
        "controllers": [{
            "id": "lunamobile-it", "name": "Lunamobile Italia S.r.l.", "country": "IT",
            "establishments": [{ "country": "IT", "main": true }], "roles": roles, "regime_starts": { "nis2-it": "2026-01-20" },
            "art27_representative": null, "region": null,
        }],
        "markets": [],
        "data_sets": [{
            "id": "customers", "controller": "lunamobile-it", "name": "Customers", "scope": "other", "hit": "unknown",
        }],
    });
    let id = app.organisation;
    let saved: StoreResult<()> = app.ctx.store.write(|tx| {
        let mut row = organisations::get(tx, id)?.unwrap();
        row.settings = settings.clone();
        organisations::update(tx, &row)
    });
    saved.unwrap();
}

const LETTER: &[(&str, &str)] = &[
    ("telecom", "no"),
    ("title", "Letter to the wrong house"),
    ("what", "A letter with an order confirmation went to the neighbour, who called and sent it back."),
    ("when", "2026-10-03T09:00"),
    ("when-zone", "Europe/Rome"),
    ("mistake", "yes"),
    ("way", "misdelivery_post"),
    ("people", "1"),
    ("kinds", "identity"),
    ("kinds", "contact"),
    ("kinds", "order_details"),
    ("special-categories", "false"),
    ("data-sensitivity-of-context", "false"),
    ("vulnerable", "none"),
    ("recipient-kind", "known_other"),
    ("data-was-read", "yes"),
    ("deletion", "confirmed_in_writing"),
    ("harm-time-sensitive", "no"),
];

fn letter_with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut fields = LETTER.to_vec();
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

/// What a person sees and sends, counted.
#[derive(Default)]
struct Counted {
    screens: Cell<u32>,
    posts: Cell<u32>,
}

impl Counted {
    async fn see(&self, browser: &Browser, path: &str) -> Page {
        self.screens.set(self.screens.get() + 1);
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        page
    }

    /// Sends the form of a page that was seen; answers where it leads.
    async fn send(&self, browser: &Browser, seen: &Page, path: &str, fields: &[(&str, &str)]) -> String {
        self.posts.set(self.posts.get() + 1);
        let sent = browser.post_with(path, &seen.token(), fields).await;
        assert_eq!(sent.status, 303, "{path}: {}", sent.text());
        sent.location().to_owned()
    }
}

/// What a text area holds, as a browser would send it.
fn drafted(page: &Page) -> String {
    drafted_in(page, "reason")
}

fn drafted_in(page: &Page, field: &str) -> String {
    let start = format!("<textarea id=\"{field}\"");
    let after = page.text().split(start.as_str()).nth(1).expect("a field for the reasons");
    let text = after.split_once('>').unwrap().1.split_once("</textarea>").unwrap().0;
    text.replace("&#39;", "'").replace("&#34;", "\"").replace("&amp;", "&").trim().to_owned()
}

#[tokio::test]
async fn a_misdirected_letter_is_reported_decided_signed_and_closed_in_five_screens_and_ten_posts() {
    on_both_apps(async |app| {
        set_up(app);
        let counted = Counted::default();
        let handler = app.handler().await;
        let form = counted.see(&handler, "/small-cases/new").await;
        // The question that decides whether it can be small stands first.
        let first = form.text().find("telephone, internet or messaging service").unwrap();
        assert!(first < form.text().find("name=\"title\"").unwrap());
        let case = counted.send(&handler, &form, "/small-cases/new", LETTER).await;

        let dpo = app.dpo().await;
        let page = counted.see(&dpo, &case).await;
        let draft = drafted(&page);
        for words in ["unlikely to result in a risk", "returned or deleted", "Reopen if the fault repeats"] {
            assert!(draft.contains(words), "{words}: {draft}");
        }
        let advice = format!("{draft} The neighbour is an old customer.");
        let back = counted.send(&dpo, &page, &case, &[("reason", advice.as_str()), ("act", "advise")]).await;
        assert_eq!(back, case);

        let controller = app.controller().await;
        let page = counted.see(&controller, &case).await;
        assert_eq!(drafted(&page), advice, "the controller starts from the advice");
        counted.send(&controller, &page, &case, &[("reason", advice.as_str()), ("act", "sign")]).await;

        let record = counted.see(&controller, &format!("{case}/record")).await;
        for words in [
            "The neighbour is an old customer.",
            "Chiara Bonfanti",
            "Aoife Brennan",
            "Hash of entry",
            app.ctx.risk.digest.as_str(),
            "went to the neighbour",
        ] {
            assert!(record.text().contains(words), "{words}: {}", record.text());
        }
        let overview = case.trim_end_matches("/small-case");
        let shown = counted.see(&controller, overview).await;
        assert!(shown.text().contains("Closed"), "{}", shown.text());

        assert!(counted.screens.get() <= 5, "{} screens", counted.screens.get());
        assert!(counted.posts.get() <= 10, "{} posts", counted.posts.get());

        // A second browser of the controller still shows the button.
        let late = controller.send(&format!("{case}/record"), &case, &[("reason", "Again."), ("act", "sign")]).await;
        assert!(late.status == 422 && late.text().contains("The case is closed"), "{}", late.text());
    })
    .await;
}

#[tokio::test]
async fn an_entity_under_nis2_is_told_what_stays_presumed_and_decides_it_on_the_same_page() {
    on_both_apps(async |app| {
        set_up_with(app, &json!(["nis2_entity"]));
        let (handler, dpo, controller) = (app.handler().await, app.dpo().await, app.controller().await);
        let counted = Counted::default();
        let form = counted.see(&handler, "/small-cases/new").await;
        let case = counted.send(&handler, &form, "/small-cases/new", LETTER).await;
        let page = counted.see(&dpo, &case).await;
        for words in ["other reports that are presumed", "name=\"other\" value=\"nis2-it\"", "Early warning"] {
            assert!(page.text().contains(words), "{words}: {}", page.text());
        }
        assert!(!page.text().contains("value=\"nis2-it\" id=\"other-1\" checked"), "nobody has said so yet");
        let (risk, others) = (drafted(&page), drafted_in(&page, "because"));
        let blank = [("reason", risk.as_str()), ("other", "nis2-it"), ("because", " "), ("act", "advise")];
        let refused = dpo.post_with(&case, &page.token(), &blank).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        let said = |act| [("reason", risk.as_str()), ("other", "nis2-it"), ("because", others.as_str()), ("act", act)];
        counted.send(&dpo, &page, &case, &said("advise")).await;
        // Two grounds, each with its reason, and one message to whoever decides; its link names both.
        let told = mails(app, case.trim_end_matches("/small-case"));
        let asked: Vec<_> = told.iter().filter(|mail| mail.dedupe_key.starts_with("advised/")).collect();
        assert_eq!(asked.len(), 1, "one message for one act");
        let text = asked[0].content["text"].as_str().unwrap();
        let link = text.split_whitespace().find(|word| word.contains("/decide?")).unwrap();
        assert_eq!(link.matches("advice=").count(), 2, "{link}");
        let page = controller.get(link.trim_start_matches("https://desk.example.org")).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let page = counted.see(&controller, &case).await;
        assert!(page.text().contains("value=\"nis2-it\" id=\"other-1\" checked"), "{}", page.text());
        counted.send(&controller, &page, &case, &said("sign")).await;
        let record = counted.see(&controller, &format!("{case}/record")).await;
        for words in
            ["not significant", "No network, system or service failed", "unlikely to result in a risk", "Closed"]
        {
            assert!(record.text().contains(words), "{words}: {}", record.text());
        }
        assert!(counted.screens.get() <= 5 && counted.posts.get() <= 10);
    })
    .await;
}

#[tokio::test]
async fn what_is_left_open_under_nis2_stays_presumed_and_keeps_the_case_open() {
    on_both_apps(async |app| {
        set_up_with(app, &json!(["nis2_entity"]));
        let (handler, dpo, controller) = (app.handler().await, app.dpo().await, app.controller().await);
        let case = handler.fill_in("/small-cases/new", LETTER).await.location().to_owned();
        for (person, act) in [(&dpo, "advise"), (&controller, "sign")] {
            let page = person.get(&case).await;
            let reason = drafted(&page);
            let sent = person.post_with(&case, &page.token(), &[("reason", reason.as_str()), ("act", act)]).await;
            assert_eq!(sent.status, 303, "{}", sent.text());
        }
        let page = controller.get(&case).await;
        assert!(page.text().contains("Decided elsewhere"), "{}", page.text());
        assert!(page.text().contains("Early warning") && !page.text().contains("Closed"), "{}", page.text());
        // The record is there all the same: what was signed was signed.
        assert_eq!(controller.get(&format!("{case}/record")).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn data_of_a_communications_service_or_not_known_to_be_none_end_at_the_notice() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        for telecom in ["yes", "unknown"] {
            let fields = letter_with(&[("telecom", telecom)]);
            let sent = handler.fill_in("/small-cases/new", &fields).await;
            assert_eq!(sent.status, 303, "{}", sent.text());
            let case = sent.location().to_owned();
            let dpo = app.dpo().await;
            let page = dpo.get(&case).await;
            assert!(page.text().contains("This is no small case"), "{telecom}: {}", page.text());
            assert!(page.text().contains("/notices/new?duty="), "{telecom}: {}", page.text());
            assert!(!page.text().contains("name=\"act\""), "nothing is advised here");
            // Whoever sends the form all the same is refused.
            let forced = dpo
                .send(
                    &format!("{}/decide", case.trim_end_matches("/small-case")),
                    &case,
                    &[("reason", "Small."), ("act", "advise")],
                )
                .await;
            assert!(forced.status == 422 && forced.text().contains("this is no small case"), "{}", forced.text());
        }
    })
    .await;
}

#[tokio::test]
async fn what_the_advice_asks_to_notify_is_no_small_case_and_says_what_is_missing() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let mut fields = letter_with(&[]);
        fields.retain(|(name, _)| *name != "deletion" && *name != "recipient-kind");
        let case = handler.fill_in("/small-cases/new", &fields).await.location().to_owned();
        let page = app.dpo().await.get(&case).await;
        assert!(page.text().contains("facts are missing that would spare it"), "{}", page.text());
        assert!(page.text().contains("/facts/risk.deletion?scope="), "{}", page.text());
        assert!(!page.text().contains("name=\"act\""));
        assert_eq!(handler.get(&format!("{case}/record")).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn the_form_of_a_small_case_says_all_that_is_missing_at_once_and_keeps_what_was_typed() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let empty = handler.fill_in("/small-cases/new", &[("title", "Kept words"), ("people", "many")]).await;
        assert_eq!(empty.status, 422);
        for sentence in [
            "Say whether the data belong to a telephone",
            "Say when somebody noticed it",
            "Say whether it was a mistake and nothing else",
            "Kept words",
            "many",
        ] {
            assert!(empty.text().contains(sentence), "{sentence}: {}", empty.text());
        }
        let fields = letter_with(&[("deletion", "shredded"), ("way", "pigeon"), ("kinds", "gossip")]);
        let strange = handler.fill_in("/small-cases/new", &fields).await;
        assert_eq!(strange.status, 422, "{}", strange.text());
        assert!(!handler.get("/cases").await.text().contains("Letter to the wrong house"), "half a case is none");
        assert_eq!(app.reporter().await.get("/small-cases/new").await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn what_the_desk_drafted_is_read_in_the_language_of_the_record_and_what_a_person_wrote_stays() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, dpo, controller) = (app.handler().await, app.dpo().await, app.controller().await);
        let case = handler.fill_in("/small-cases/new", LETTER).await.location().to_owned();
        let page = dpo.get(&case).await;
        let advice = format!("{} The neighbour is an old customer.", drafted(&page));
        assert!(advice.starts_with("The breach is unlikely"), "{advice}");
        let sent = dpo.post_with(&case, &page.token(), &[("reason", advice.as_str()), ("act", "advise")]).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        // The controller reads Italian: the desk's sentences follow, the DPO's own stays.
        let page = controller.get(&format!("{case}?lang=it")).await;
        let reason = drafted(&page);
        assert!(
            reason.starts_with("È improbabile") && reason.ends_with("The neighbour is an old customer."),
            "{reason}"
        );
        let sent = controller.post_with(&case, &page.token(), &[("reason", reason.as_str()), ("act", "sign")]).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        let italian = controller.get(&format!("{case}/record")).await;
        assert!(italian.text().contains("È improbabile"), "{}", italian.text());
        assert!(!italian.text().contains("unlikely to result"), "{}", italian.text());
        assert!(!italian.text().contains("in un'altra lingua"), "{}", italian.text());
        let english = dpo.get(&format!("{case}/record")).await;
        for words in ["unlikely to result", "returned or deleted", "signed in another language"] {
            assert!(english.text().contains(words), "{words}: {}", english.text());
        }
        assert!(!english.text().contains("È improbabile"), "{}", english.text());
    })
    .await;
}

#[tokio::test]
async fn a_letter_reported_by_the_public_form_goes_through_the_small_lane_in_five_screens_and_ten_posts() {
    on_both_apps(async |app| {
        set_up(app);
        let counted = Counted::default();
        let stranger = app.stranger();
        let form = counted.see(&stranger, "/report/lunamobile").await;
        let said = [
            ("what", "A letter with the order confirmation of somebody else came to me."),
            ("when", "2026-10-04T07:45"),
            ("when-zone", "Europe/Rome"),
            ("concerned", "customers"),
            ("ongoing", "no"),
            ("works-for-us", "no"),
            ("contact", ""),
        ];
        counted.send(&stranger, &form, "/report/lunamobile", &said).await;

        let handler = app.handler().await;
        let triage = counted.see(&handler, "/reports/RP-2026-0001").await;
        let lane = "/small-cases/new?report=RP-2026-0001";
        assert!(triage.text().contains(&format!("href=\"{lane}\"")), "{}", triage.text());
        let form = counted.see(&handler, lane).await;
        assert_eq!(drafted_in(&form, "what"), said[0].1, "nobody types again what was reported");
        // The letter came to us with the report: before that nobody of the house knew.
        assert!(form.text().contains("value=\"2026-10-04T08:26\""), "{}", form.text());
        let mut fields = letter_with(&[("what", said[0].1), ("when", "2026-10-04T08:26")]);
        fields.push(("report", "RP-2026-0001"));
        let case = counted.send(&handler, &form, "/small-cases/new", &fields).await;
        let again = handler.get(lane).await;
        assert_eq!((again.status, again.location()), (303, "/reports/RP-2026-0001"), "it is decided");
        let late = handler.send("/small-cases/new", "/small-cases/new", &fields).await;
        assert!(late.status == 422 && late.text().contains("Somebody decided this report"), "{}", late.text());

        let dpo = app.dpo().await;
        let page = counted.see(&dpo, &case).await;
        let reason = drafted(&page);
        counted.send(&dpo, &page, &case, &[("reason", reason.as_str()), ("act", "advise")]).await;
        let controller = app.controller().await;
        let page = counted.see(&controller, &case).await;
        let reason = drafted(&page);
        let end = counted.send(&controller, &page, &case, &[("reason", reason.as_str()), ("act", "sign")]).await;
        assert!(counted.screens.get() <= 5, "{} screens", counted.screens.get());
        assert!(counted.posts.get() <= 10, "{} posts", counted.posts.get());

        let closed = controller.get(&end).await;
        assert!(closed.text().contains("Closed"), "{}", closed.text());
        let report = handler.get("/reports/RP-2026-0001").await;
        assert!(report.text().contains("Accepted") && report.text().contains(case.trim_end_matches("/small-case")));
        assert!(!handler.get("/reports?status=accepted").await.text().contains("RP-2026-0002"), "one report, not two");
    })
    .await;
}
