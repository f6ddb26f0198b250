//! The language of a notice over HTTP, on both databases: the recipient's first, a fall-back by a person's choice, a named translator.

use std::collections::BTreeSet;

use breachdesk::app::notices;
use breachdesk::store::{StoreResult, organisations};
use chrono::TimeDelta;

use super::case_desk::between;
use super::notice_desk::{a_case, approve, begin, duty, hidden, kept, newest, set_up};
use super::paper::named;
use crate::support::app::{TestApp, on_both_apps};

/// The provider of the other tests, at home in another country.
fn set_up_in(app: &TestApp, country: &str) {
    set_up(app);
    let saved: StoreResult<()> = app.ctx.store.write(|tx| {
        let mut row = organisations::get(tx, app.organisation)?.unwrap();
        let moved = row.settings.to_string().replace("\"CY\"", &format!("\"{country}\""));
        row.settings = serde_json::from_str(&moved).unwrap();
        organisations::update(tx, &row)
    });
    saved.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_in_a_language_that_nobody_here_writes_says_by_when_it_is_translated_and_by_whom() {
    on_both_apps(async |app| {
        set_up_in(app, "HU");
        let (handler, auditor) = (app.handler().await, app.auditor().await);
        let case = a_case(&handler).await;
        let to = duty(&kept(app, &case), "gdpr-33", "HU");
        let page = format!("{case}/duties/{}", to.number);
        let begun = format!("{case}/notices/new?duty={}", to.number);

        let duty_page = handler.get(&page).await;
        assert!(duty_page.text().contains("Translation due by"), "{}", duty_page.text());
        assert!(duty_page.text().contains("takes Hungarian") && duty_page.text().contains("Nobody is named"));
        let all = handler.get(&format!("{case}/notices")).await;
        assert!(all.text().contains("translations are due") || all.text().contains("One translation is due"));
        assert!(all.text().contains(&format!("{page}/translation")), "{}", all.text());
        // Which language stands in until then is asked, never assumed.
        let new = handler.get(&begun).await;
        let asked = between(new.text(), "id=\"language\"", "</form>");
        assert!(new.text().contains("Translation due by") && !asked.contains("checked"), "{asked}");
        let silent = handler.fill_in(&begun, &[("kind", "gdpr33_initial"), ("language", "")]).await;
        assert!(silent.status == 422 && silent.text().contains("Choose the language"), "{}", silent.text());
        let notice = begin(&handler, &case, to.number, "gdpr33_initial", "en").await;
        for shown in [notice.clone(), format!("{notice}/check"), format!("{notice}/file")] {
            let text = app.dpo().await.get(&shown).await;
            assert!(text.text().contains("Translation due by"), "{shown}: {}", text.text());
            assert!(text.text().contains("The draft stands in English until then."), "{shown}");
        }

        let form = format!("{page}/translation");
        let asked = handler.get(&form).await;
        assert!(asked.status == 200 && asked.text().contains("Hungarian"), "{}", asked.text());
        let empty = handler.fill_in(&form, &[("translator", " "), ("into", "hu")]).await;
        assert!(empty.status == 422 && empty.text().contains("Enter who translates it"), "{}", empty.text());
        let other = handler.fill_in(&form, &[("translator", "Office Kiss"), ("into", "en")]).await;
        assert_eq!(other.status, 422, "{}", other.text());
        let read = auditor.get(&form).await;
        assert!(read.status == 200 && !read.text().contains("name=\"translator\""), "{}", read.text());
        let named = handler.fill_in(&form, &[("translator", "Office Kiss, +36 1 555 0140"), ("into", "hu")]).await;
        assert_eq!(named.location(), page, "{}", named.text());

        // It is a task that must be done, due before the target by the habit of the house, and on record.
        let stands = kept(app, &case);
        let task = stands.translation_of(to.number).unwrap();
        let before = TimeDelta::minutes(i64::from(app.ctx.policy.house().translation_before_minutes));
        assert!(task.must && before > TimeDelta::zero());
        assert_eq!(task.due_at, to.planned.target_at.map(|end| end.plus(-before)));
        assert_eq!(task.translates.as_ref().unwrap().into, "hu");
        let tasks = handler.get(&format!("{case}/tasks")).await;
        assert!(
            tasks.text().contains("Translate: Hungary") && tasks.text().contains("Office Kiss"),
            "{}",
            tasks.text()
        );
        assert!(handler.get(&format!("{case}/timeline")).await.text().contains("Translator named"));
        assert!(handler.get(&notice).await.text().contains("Translator: Office Kiss, +36 1 555 0140."));
        assert!(handler.get(&format!("{page}?lang=it")).await.text().contains("Traduzione da avere entro"));
        handler.get(&format!("{page}?lang=en")).await;

        // Somebody else in place of them is the same task.
        let number = task.number;
        let again = handler.fill_in(&form, &[("translator", "Bureau Szabo"), ("into", "hu")]).await;
        assert_eq!(again.status, 303, "{}", again.text());
        let stands = kept(app, &case);
        assert_eq!(stands.tasks.iter().filter(|task| task.translates.is_some()).count(), 1);
        let task = stands.translation_of(to.number).unwrap();
        assert_eq!((task.number, task.owner.as_str()), (number, "Bureau Szabo"));

        // Past its moment the line says so; nothing stops the filing.
        app.ctx.clock.set(to.planned.target_at.unwrap());
        assert!(app.handler().await.get(&page).await.text().contains("This moment has passed."));
        let approved = approve(&app.controller().await, &notice, &[]).await;
        assert_eq!(approved.status, 303, "{}", approved.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_languages_the_first_that_is_whole_is_chosen_and_its_proof_reading_is_told_to_the_writer_alone() {
    on_both_apps(async |app| {
        set_up_in(app, "BE");
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        let to = duty(&kept(app, &case), "gdpr-33", "BE");
        assert_eq!(to.planned.languages, ["nl", "fr", "de"]);
        let new = handler.get(&format!("{case}/notices/new?duty={}", to.number)).await;
        let french = new.text().split("value=\"fr\"").nth(1).unwrap().split('>').next().unwrap();
        assert!(french.contains("checked"), "{}", new.text());
        assert!(!new.text().contains("Translation due by"), "{}", new.text());
        assert_eq!(handler.get(&format!("{case}/duties/{}/translation", to.number)).await.status, 404);

        let notice = begin(&handler, &case, to.number, "gdpr33_initial", "fr").await;
        let note = "No native speaker of French has proof-read the fixed words of this notice.";
        for shown in [notice.clone(), format!("{notice}/check")] {
            assert!(controller.get(&shown).await.text().contains(note), "{shown}");
        }
        let check = controller.get(&format!("{notice}/check")).await;
        let digest = hidden(&check, "seen");
        let preview = controller.get(&format!("{notice}/preview/{digest}")).await;
        assert!(preview.text().contains("<html lang=\"fr\">"), "{}", preview.text());
        assert!(preview.text().contains("Notification d&#39;une violation de données à caractère personnel"));
        // As the authority calls itself where it works in this language.
        assert!(preview.text().contains("Autorité de protection des données"), "{}", preview.text());
        assert!(!preview.text().contains("native speaker"));
        let paper = controller.get(&format!("{notice}/paper/{digest}")).await;
        assert!(named(&paper, "/Lang(fr)") > 0, "no language mark");

        // A language that it does not take is a choice, and shown as one.
        let english = begin(&handler, &case, to.number, "gdpr33_initial", "en").await;
        let draft = handler.get(&english).await;
        assert!(draft.text().contains("takes Dutch, French and German"), "{}", draft.text());
        assert!(draft.text().contains("The draft stands in English until then."));
        assert_eq!(newest(app, &case).language, "en");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fixed_words_of_the_authoritys_language_say_which_parts_are_in_which_and_stay_owed_until_translated() {
    on_both_apps(async |app| {
        set_up_in(app, "PL");
        let (handler, dpo) = (app.handler().await, app.dpo().await);
        let case = a_case(&handler).await;
        let to = duty(&kept(app, &case), "gdpr-33", "PL");
        let begun = format!("{case}/notices/new?duty={}", to.number);
        let new = handler.get(&begun).await;
        let polish = new.text().split("value=\"pl\"").nth(1).unwrap_or_else(|| panic!("{}", new.text()));
        assert!(polish.split('>').next().unwrap().contains("checked"), "{}", new.text());
        assert!(new.text().contains("headings and labels in that language"), "{}", new.text());
        // They serve the authority that reads them, and nobody else.
        let italian = duty(&kept(app, &case), "eprivacy-611", "IT-TELECOM");
        let other = handler.get(&format!("{case}/notices/new?duty={}", italian.number)).await;
        assert!(!other.text().contains("value=\"pl\"") && other.text().contains("value=\"de\""), "{}", other.text());

        let notice = begin(&handler, &case, to.number, "gdpr33_initial", "pl").await;
        let page = dpo.get(&format!("{notice}/check")).await;
        assert!(page.text().contains("Its headings and labels stand in Polish."), "{}", page.text());
        assert!(page.text().contains("chosen ones in English") && page.text().contains("Translation due by"));
        assert!(page.text().contains("No native speaker of Polish has proof-read"));
        let preview = dpo.get(&format!("{notice}/preview/{}", hidden(&page, "seen"))).await;
        assert!(preview.text().contains("<html lang=\"pl\">"), "{}", preview.text());
        assert!(preview.text().contains("<h2>Charakter naruszenia (art. 33 ust. 3 lit. a)</h2>"), "{}", preview.text());

        let form = format!("{case}/duties/{}/translation", to.number);
        let named = handler.fill_in(&form, &[("translator", "Biuro Nowak"), ("into", "pl")]).await;
        assert_eq!(named.status, 303, "{}", named.text());
        let number = kept(app, &case).translation_of(to.number).unwrap().number;
        let tasks = handler.get(&format!("{case}/tasks")).await;
        let done = handler.post_with(&format!("{case}/tasks/{number}/done"), &tasks.token(), &[]).await;
        assert_eq!(done.status, 303, "{}", done.text());
        assert!(!handler.get(&notice).await.text().contains("Translation due by"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_written_to_authorities_and_people_is_offered_and_begun_in_each_of_five_languages() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        let mut begun = BTreeSet::new();
        for duty in kept(app, &case).duties.iter().filter(|duty| !duty.gone) {
            let choices = notices::choices(&app.ctx, duty);
            if choices.iter().all(|choice| begun.contains(&choice.kind)) {
                continue;
            }
            let page = handler.get(&format!("{case}/notices/new?duty={}", duty.number)).await;
            for choice in choices.into_iter().filter(|choice| !begun.contains(&choice.kind)).collect::<Vec<_>>() {
                for tag in ["en", "it", "de", "fr", "es"] {
                    assert!(
                        page.text().contains(&format!("value=\"{tag}\"")),
                        "{} {tag}: {}",
                        choice.kind,
                        page.text()
                    );
                    begin(&handler, &case, duty.number, choice.kind.as_str(), tag).await;
                    let drafted = newest(app, &case);
                    assert_eq!((drafted.kind.as_str(), drafted.language.as_str()), (choice.kind.as_str(), tag));
                }
                begun.insert(choice.kind);
            }
        }
        for kind in ["t611_first", "gdpr33_initial", "people_email", "public_notice"] {
            assert!(begun.iter().any(|one| one.as_str() == kind), "{kind} is not among {begun:?}");
        }
    })
    .await;
}
