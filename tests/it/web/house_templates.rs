//! House templates over HTTP, on both databases: tried on made-up facts, kept, drafted with, taken back; and what may not stand in one.

use breachdesk::app::record;
use breachdesk::domain::case::Wording;
use breachdesk::notice::Draft;
use breachdesk::store::{StoreResult, events};

use super::notice_desk::{a_case, begin, duty, hidden, kept, newest, set_up};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

const LIST: &str = "/rules/lunamobile/templates";
const GDPR: &str = "/rules/lunamobile/templates/gdpr33_initial/en";

async fn change(browser: &Browser, path: &str, step: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.get(path).await;
    let seen = hidden(&page, "seen");
    let mut all = vec![("step", step), ("seen", seen.as_str())];
    all.extend_from_slice(fields);
    browser.post_with(path, &page.token(), &all).await
}

async fn drafted(app: &TestApp, browser: &Browser, case: &str) -> (Draft, Option<Wording>) {
    let to = duty(&kept(app, case), "gdpr-33", "CY");
    begin(browser, case, to.number, "gdpr33_initial", "en").await;
    let notice = newest(app, case);
    (serde_json::from_str(notice.content.as_str()).unwrap(), notice.wording)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_is_worded_otherwise_tried_kept_drafted_with_and_taken_back() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = a_case(&dpo).await;
        let own = ("body-contact", "Ask {{ dpo.name }}, who has looked after data protection here for years.\n\n{% for line in dpo.channels %}\n- {{ line }}\n{% endfor %}");

        let tried = change(&dpo, GDPR, "try", &[own]).await;
        assert_eq!(tried.status, 200, "{}", tried.text());
        assert!(tried.text().contains("Ask ‹dpo.name›, who has looked after"), "{}", tried.text());
        assert!(!app.dpo().await.get(LIST).await.text().contains("Own words"), "a try keeps nothing");

        let saved = change(&dpo, GDPR, "keep", &[own]).await;
        assert_eq!((saved.status, saved.location()), (303, "/rules/lunamobile/templates?done=kept"), "{}", saved.text());
        assert!(dpo.get(LIST).await.text().contains("Own words, version 1"));
        let (draft, wording) = drafted(app, &dpo, &case).await;
        let contact = &draft.block("contact").unwrap().body;
        assert!(contact.starts_with("Ask Chiara Bonfanti, who has looked after"), "{contact}");
        assert!(contact.contains("- E-mail: dpo@lunamobile.example.org"), "{contact}");
        assert!(draft.block("nature").unwrap().body.contains("Kind of incident"), "other parts stay as shipped");
        let Some(Wording::House { version: 1, digest }) = wording else { panic!("{wording:?}") };
        let notice = newest(app, &case);
        let page = dpo.get(&format!("{case}/notices/{}", notice.number)).await;
        assert!(page.text().contains("own words, version 1"), "{}", page.text());

        // A later version of the template leaves what was begun as it is.
        let again = change(&dpo, GDPR, "keep", &[("heading-contact", "Whom to ask")]).await;
        assert_eq!(again.status, 303, "{}", again.text());
        assert!(matches!(newest(app, &case).wording, Some(Wording::House { version: 1, .. })));
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
        let (_, second) = drafted(app, &dpo, &case).await;
        let Some(Wording::House { version: 2, digest: other }) = second else { panic!("{second:?}") };
        assert_ne!(digest, other);

        let page = dpo.get(GDPR).await;
        let back = dpo.post_with(&format!("{GDPR}/shipped"), &page.token(), &[("seen", &hidden(&page, "seen"))]).await;
        assert_eq!(back.status, 303, "{}", back.text());
        let (draft, wording) = drafted(app, &dpo, &case).await;
        assert_eq!(wording, None);
        assert!(draft.block("contact").unwrap().body.starts_with("Data protection officer:"));
        let id = app.organisation;
        let rows: StoreResult<Vec<_>> = app.ctx.store.read(|conn| events::latest(conn, Some(id), 100));
        let kinds: Vec<String> = rows.unwrap().into_iter().map(|row| row.kind).filter(|kind| kind.contains("template")).collect();
        assert_eq!(kinds, ["house_template_withdrawn", "house_template_kept", "house_template_kept"]);
        assert!(record::check(&app.ctx.store).unwrap().is_whole(), "its own words are no tampering with the organisation");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_template_may_not_hold_is_told_at_its_part_and_nothing_is_kept() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let long = "x".repeat(20_001);
        for (field, text, told) in [
            ("body-nature", "{% include 'words/en.toml' %}", "may not stand in a text"),
            ("body-nature", "{{ range(1000000000) }}", "may not stand in a text"),
            ("body-nature", "{{ ''.__class__ }}", "may not stand in a text"),
            ("body-nature", "{{ nobody.name }}", "Nothing is called “nobody”"),
            ("body-nature", "{{ t.say(\"no.such.fact\") }}", "Notices speak of no fact called “no.such.fact”"),
            ("body-nature", "{% if late %}never closed", "is not written to its end"),
            ("body-nature", long.as_str(), "This is longer than"),
            ("body-nature", "It was bad.", "The shipped words say this and yours do not"),
            ("body-contact", "Write to us.", "‹dpo."),
            ("heading-nature", "x\nof two lines", "A heading is one line"),
            // A hundred thousand steps, and texts of ten thousand characters in each of them.
            (
                "body-nature",
                "{% for a in told %}{% for b in told %}{% for c in told %}{{ t.say(\"incident.description\") }}{% endfor %}{% endfor %}{% endfor %}",
                "becomes longer than any notice",
            ),
        ] {
            for step in ["try", "keep"] {
                let refused = change(&dpo, GDPR, step, &[(field, text)]).await;
                assert_eq!(refused.status, 422, "{text}: {}", refused.text());
                assert!(refused.text().contains(told), "{told} for {text} on {}", refused.text());
            }
        }
        assert!(!dpo.get(LIST).await.text().contains("Own words"));
    })
    .await;
}

#[tokio::test]
async fn two_people_who_change_templates_at_once_do_not_overwrite_one_another_unseen() {
    on_both_apps(async |app| {
        set_up(app);
        let (one, other) = (app.dpo().await, app.dpo().await);
        let page = one.get(GDPR).await;
        let seen = hidden(&page, "seen");
        let first = change(&other, GDPR, "keep", &[("heading-times", "When")]).await;
        assert_eq!(first.status, 303, "{}", first.text());
        let fields = [("step", "keep"), ("seen", seen.as_str()), ("heading-times", "The times")];
        let second = one.post_with(GDPR, &page.token(), &fields).await;
        assert_eq!(second.status, 422, "{}", second.text());
        assert!(second.text().contains("Somebody changed a template") && second.text().contains("The times"));
        // Nobody else's notices: another organisation, a notice or a language that is not there.
        for path in [
            "/rules/somebody-else/templates",
            "/rules/lunamobile/templates/no_such_kind/en",
            "/rules/lunamobile/templates/gdpr33_initial/xx",
        ] {
            assert_eq!(one.get(path).await.status, 404, "{path}");
        }
    })
    .await;
}
