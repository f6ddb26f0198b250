//! Findings of the linter over HTTP, on both databases: seen on the check page, passed with a reason, void when the text changes.

use super::notice_desk::{a_case, approve, begin, hidden, kept, newest, people_duty, set_up};
use super::notices::tell_what_people_need;
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

async fn message(app: &TestApp, dpo: &Browser) -> (String, String) {
    set_up(app);
    let case = a_case(dpo).await;
    tell_what_people_need(dpo, &case).await;
    let to = people_duty(&kept(app, &case));
    let notice = begin(dpo, &case, to.number, "people_email", "en").await;
    (case, notice)
}

async fn closes_with(app: &TestApp, browser: &Browser, case: &str, notice: &str, body: &str) {
    let kept = newest(app, case);
    let draft: serde_json::Value = serde_json::from_str(kept.content.as_str()).unwrap();
    let subject = draft["subject"].as_str().unwrap().to_owned();
    let based_on = kept.revision.to_string();
    let fields = [("step", "save"), ("based-on", &based_on), ("subject", &subject), ("body-closing", body)];
    let saved = browser.fill_in(notice, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
}

/// Lets the first finding stand that wants a reason.
async fn pass(browser: &Browser, notice: &str, reason: &str) -> Page {
    let address = format!("{notice}/check");
    let page = browser.get(&address).await;
    let (key, seen) = (hidden(&page, "key"), hidden(&page, "seen"));
    let field = format!("why-{key}");
    let fields = [("step", "pass"), ("key", key.as_str()), ("seen", seen.as_str()), (field.as_str(), reason)];
    browser.post_with(&address, &page.token(), &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_that_wants_a_reason_holds_the_approval_until_it_has_one_and_again_in_another_text() {
    on_both_apps(async |app| {
        let (dpo, controller) = (app.dpo().await, app.controller().await);
        let (case, notice) = message(app, &dpo).await;
        let clean = controller.get(&format!("{notice}/check")).await;
        assert!(clean.text().contains("The check of the text found nothing"), "{}", clean.text());

        closes_with(app, &dpo, &case, &notice, "We are sorry. It is an isolated incident.").await;
        let check = controller.get(&format!("{notice}/check")).await;
        for words in ["Wants a reason", "Rule L24", "Nothing plays it down", "isolated incident", "Answer each finding"]
        {
            assert!(check.text().contains(words), "{words} on {}", check.text());
        }
        assert!(!check.text().contains("name=\"declared\""), "nothing can be approved yet");
        let seen = hidden(&check, "seen");
        let forced = [("step", "approve"), ("seen", seen.as_str()), ("declared", "yes")];
        let refused = controller.post_with(&format!("{notice}/check"), &check.token(), &forced).await;
        assert!(refused.text().contains("has no answer yet"), "{}", refused.text());

        let silent = pass(&controller, &notice, "").await;
        assert!(silent.status == 422 && silent.text().contains("Give a reason"), "{}", silent.text());
        assert_eq!(pass(&controller, &notice, "The police call it so").await.status, 303);
        let answered = controller.get(&format!("{notice}/check")).await;
        assert!(answered.text().contains("The police call it so"), "{}", answered.text());
        let timeline = controller.get(&format!("{case}/timeline")).await;
        assert!(timeline.text().contains("A finding of the check stands"), "{}", timeline.text());

        closes_with(app, &dpo, &case, &notice, "We are sorry. It remains an isolated incident.").await;
        let again = controller.get(&format!("{notice}/check")).await;
        assert!(again.text().contains("Answer each finding"), "the reason was for another text: {}", again.text());
        assert_eq!(pass(&controller, &notice, "The police call it so").await.status, 303);
        let approved = approve(&controller, &notice, &[]).await;
        assert_eq!(approved.status, 303, "{}", approved.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_stops_a_message_to_people_and_no_reason_passes_it() {
    on_both_apps(async |app| {
        let (dpo, controller) = (app.dpo().await, app.controller().await);
        let (case, notice) = message(app, &dpo).await;
        closes_with(app, &dpo, &case, &notice, "We are sorry. The team will call you back at TODO.").await;
        let check = controller.get(&format!("{notice}/check?lang=it")).await;
        for words in ["Va corretto", "Regola L05", "Nessun segnaposto", "TODO"] {
            assert!(check.text().contains(words), "{words} on {}", check.text());
        }
        assert!(!check.text().contains("name=\"key\"") && !check.text().contains("name=\"declared\""));
        let digest = check.text().split("/preview/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let forced = [("step", "approve"), ("seen", digest.as_str()), ("declared", "yes")];
        let refused = controller.post_with(&format!("{notice}/check"), &check.token(), &forced).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("ferma questo messaggio") || refused.text().contains("stops this message"));
    })
    .await;
}
