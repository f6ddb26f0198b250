//! Free text typed in one language and drawn into a letter of another: named in the editor, asked about at the approval, blocking nothing.

use super::case_desk::{between, known};
use super::notice_desk::{a_case, approve, begin, duty, hidden, kept, newest, people_duty, set_up};
use crate::support::app::on_both_apps;

const ENGLISH: &str = "An intruder was seen on the billing servers, and all the accounts were locked at once.";

#[tokio::test(flavor = "multi_thread")]
async fn text_typed_in_another_language_is_named_and_translated_or_passed_with_a_reason() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        let set = known(&handler, &case, "incident.description", &[("value", ENGLISH)]).await;
        assert_eq!(set.status, 303, "{}", set.text());
        let to = duty(&kept(app, &case), "gdpr-33", "CY");
        // In its own language nothing is said.
        let english = begin(&handler, &case, to.number, "gdpr33_initial", "en").await;
        assert!(!handler.get(&english).await.text().contains("typed in another language"));

        let italian = begin(&handler, &case, to.number, "gdpr33_initial", "it").await;
        let page = handler.get(&italian).await;
        let findings = between(page.text(), "id=\"missing\"", "id=\"next-step\"");
        assert!(findings.contains("typed in another language than the notice"), "{findings}");
        assert!(findings.contains("An intruder was seen on the billing servers") && findings.contains("lang=\"en\""));
        assert!(findings.contains("It reads as English") && findings.contains("/facts/incident.description"));
        let in_italian = handler.get(&format!("{italian}?lang=it")).await;
        assert!(in_italian.text().contains("scritto in una lingua diversa da quella della notifica"));
        assert_eq!(handler.get(&format!("{italian}?lang=en")).await.status, 200);

        // Translated in the letter, the finding is gone and the fact stays as it was.
        let text = between(page.text(), ENGLISH.split(',').next().unwrap(), "</textarea>").to_owned();
        let block = page.text().split(ENGLISH.split(',').next().unwrap()).next().unwrap();
        let field = block.rsplit("<textarea id=\"").next().unwrap().split('"').next().unwrap().to_owned();
        assert!(text.contains("locked at once"), "{text}");
        let revision = hidden(&page, "based-on");
        let subject = newest(app, &case);
        let draft: serde_json::Value = serde_json::from_str(subject.content.as_str()).unwrap();
        let fields = [
            ("step", "save"),
            ("based-on", revision.as_str()),
            ("subject", draft["subject"].as_str().unwrap()),
            (field.as_str(), "Un intruso è stato visto sui server di fatturazione e gli account sono stati bloccati."),
        ];
        let saved = handler.fill_in(&italian, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        assert!(!handler.get(&italian).await.text().contains("typed in another language"));

        // Left as it is, it goes to the authority with a reason, which stands in the record.
        let again = begin(&handler, &case, to.number, "gdpr33_initial", "it").await;
        let check = controller.get(&format!("{again}/check")).await;
        assert!(check.text().contains("typed in another language"), "{}", check.text());
        let unsaid = approve(&controller, &again, &[("passed", "")]).await;
        assert_eq!(unsaid.status, 422, "{}", unsaid.text());
        let passed = approve(&controller, &again, &[("passed", "The authority reads English")]).await;
        assert_eq!(passed.status, 303, "{}", passed.text());
        let findings = newest(app, &case).approvals.pop().unwrap().passed.unwrap().findings;
        assert!(findings.iter().any(|finding| finding.reason == "foreign_passage"), "{findings:?}");

        // A message to people is told of it, and not stopped by a guess.
        let people = people_duty(&kept(app, &case));
        let message = begin(&handler, &case, people.number, "people_email", "it").await;
        let page = handler.get(&message).await;
        let told = between(page.text(), "id=\"missing\"", "id=\"next-step\"");
        let told = told.split("class=\"find\"").find(|one| one.contains("typed in another language"));
        let told = told.unwrap_or_else(|| panic!("no passage: {}", page.text()));
        assert!(told.contains("Look at this") && !told.contains("Must be mended first"), "{told}");
    })
    .await;
}
