//! Names in letters: an authority by its own, with its State where the reader is not at home.

use super::notice_desk::{a_case, kept, set_up, upload};
use crate::support::app::on_both_apps;
use crate::support::browser::Browser;

/// The text of a new letter to the insurer.
async fn letter(browser: &Browser, case: &str, language: &str) -> String {
    let fields = [
        ("kind", "insurer_notice"),
        ("language", language),
        ("to", "Assurance Exemple"),
        ("purpose", "P"),
        ("reason", "R"),
        ("controller", "lunamobile"),
    ];
    let begun = browser.fill_in(&format!("{case}/letters/new"), &fields).await;
    assert_eq!(begun.status, 303, "{}", begun.text());
    let notice = begun.location().to_owned();
    let check = browser.get(&format!("{notice}/check")).await;
    let digest = check.text().split("/paper/").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    browser.get(&format!("{notice}/preview/{digest}")).await.text().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn authorities_that_were_told_are_named_as_they_name_themselves_with_their_state_where_it_is_another() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        for recipient in ["IT-TELECOM", "CY-TELECOM"] {
            let planned = kept(app, &case).duties;
            let first = planned.iter().map(|duty| (duty.number, &duty.planned)).find(|(_, planned)| {
                (planned.rule.as_str(), planned.stage.as_str()) == ("eprivacy-611", "initial")
                    && planned.recipient.id == recipient
            });
            let path = format!("{case}/duties/{}/filing", first.unwrap().0);
            let filed = [
                ("step", "filed"),
                ("what", "First notice"),
                ("channel", "portal"),
                ("at", "2026-10-04T08:20"),
                ("at-zone", "Europe/Rome"),
                ("reasons", ""),
                ("kind", "none"),
                ("number", ""),
            ];
            let done = upload(&handler, &path, &path, &filed, None).await;
            assert_eq!(done.status, 303, "{}", done.text());
        }
        for (language, italy, cyprus) in [
            (
                "en",
                "Italian Data Protection Authority (Italy), ",
                "Office of the Commissioner for Personal Data Protection, ",
            ),
            ("it", "Garante per la protezione dei dati personali (Italia), ", "Προσωπικού Χαρακτήρα, "),
            ("de", "Garante per la protezione dei dati personali (Italien), ", "Προσωπικού Χαρακτήρα, "),
            ("fr", "Garante per la protezione dei dati personali (Italie), ", "Προσωπικού Χαρακτήρα, "),
            ("es", "Garante per la protezione dei dati personali (Italia), ", "Προσωπικού Χαρακτήρα, "),
        ] {
            let text = letter(&handler, &case, language).await;
            // The controller sits in Cyprus: nobody there has to be told where its own authority is.
            assert!(text.contains(italy) && text.contains(cyprus), "{language}: {text}");
        }
    })
    .await;
}
