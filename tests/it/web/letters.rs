//! Letters to others than authorities and people, over HTTP, on both databases: drafted from the facts, approved as seen, sent to a checked
//! address or delivered otherwise with proof.

use breachdesk::app::notices::letters;
use breachdesk::domain::case::NoticeState;
use breachdesk::domain::plan::{DutyKind, DutyStatus};
use breachdesk::domain::situation::Proof;
use breachdesk::store::{StoreResult, organisations};

use super::notice_desk::{a_case, approve, hidden, kept, mails, newest, send_all, set_up, upload};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::Browser;
use crate::support::sink::Sink;

const CLAIMS: &str = "claims@insurance.example.org";
const SECRET: &str = "Counsel wants to wait until noon";

async fn letter(browser: &Browser, case: &str, kind: &str, language: &str, to: &str) -> String {
    let fields = [
        ("kind", kind),
        ("language", language),
        ("to", to),
        ("purpose", "Keeping the cover"),
        ("reason", "Clause 7 of the policy"),
    ];
    let page = format!("{case}/letters/new");
    let begun = browser.fill_in(&page, &[&fields[..], &[("controller", "lunamobile")]].concat()).await;
    assert_eq!(begun.status, 303, "{}", begun.text());
    begun.location().to_owned()
}

/// The text that would be approved now.
async fn text_of(browser: &Browser, notice: &str) -> String {
    let check = browser.get(&format!("{notice}/check")).await;
    let digest = hidden(&check, "seen");
    browser.get(&format!("{notice}/preview/{digest}")).await.text().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_to_an_insurer_is_approved_as_seen_and_sent_to_an_address_that_somebody_checked() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        let said = [("text", SECRET), ("privileged", "yes")];
        assert_eq!(handler.fill_in(&format!("{case}/comments"), &said).await.status, 303);
        assert!(handler.get(&format!("{case}/notices")).await.text().contains("/letters/new"), "the list leads there");

        let bare = [("kind", "insurer_notice"), ("language", "en"), ("controller", "lunamobile"), ("to", "Example")];
        let refused = handler.fill_in(&format!("{case}/letters/new"), &bare).await;
        assert_eq!(refused.status, 422);
        for sentence in ["Say what the letter is for", "Say why they are told"] {
            assert!(refused.text().contains(sentence), "{sentence} on {}", refused.text());
        }
        assert!(kept(app, &case).notices.is_empty());

        let notice = letter(&handler, &case, "insurer_notice", "en", "Example Insurance, claims").await;
        let text = text_of(&controller, &notice).await;
        for words in ["Example Insurance, claims", "Clause 7 of the policy", "not known yet", "Lunamobile Cyprus Ltd"] {
            assert!(text.contains(words), "{words} in {text}");
        }
        assert!(!text.contains("Counsel"), "a comment is no part of a letter");
        let check = controller.get(&format!("{notice}/check")).await;
        for words in ["Policy and cover", "The terms of the policy decide"] {
            assert!(check.text().contains(words), "{words} on {}", check.text());
        }
        let draft = handler.get(&notice).await;
        assert!(draft.text().contains("None of this stops the letter") && draft.text().contains("draft, not sent"));
        assert_eq!(handler.fill_in(&notice, &[("step", "review")]).await.status, 303);
        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);

        let path = format!("{notice}/file");
        let before = mails(app, &case).len();
        assert!(controller.get(&path).await.text().contains("No checked address"));
        let unsent = controller.send(&notice, &path, &[("step", "send")]).await;
        assert_eq!(unsent.status, 422, "{}", unsent.text());
        assert_eq!(mails(app, &case).len(), before, "nothing is sent to an address for which nobody answers");
        let wrong = handler.fill_in(&path, &[("step", "address"), ("email", "claims"), ("how", "")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains("Say how you checked the address"));
        let checked = [("step", "address"), ("email", CLAIMS), ("how", "read from the policy")];
        assert_eq!(handler.fill_in(&path, &checked).await.status, 303);
        let shown = controller.get(&path).await;
        assert!(shown.text().contains(CLAIMS) && shown.text().contains("read from the policy"));

        let sink = Sink::start().await;
        assert_eq!(handler.send(&notice, &path, &[("step", "send")]).await.status, 422, "a handler releases nothing");
        let sent = controller.fill_in(&path, &[("step", "send")]).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        assert!(
            handler.get("/").await.text().contains("See what became of the letter"),
            "until the server has answered"
        );
        send_all(app, &case, &sink).await;
        assert_eq!(sink.copies()[CLAIMS].len(), 1);
        let now = newest(app, &case);
        assert_eq!((now.state, now.filings[0].proof()), (NoticeState::Confirmed, Proof::ServerAcceptance));
        assert!(!handler.get("/").await.text().contains("See what became of the letter"));
        assert!(
            kept(app, &case).duties.iter().all(|duty| duty.planned.status != DutyStatus::Met),
            "no duty asked for it"
        );
        let timeline = handler.get(&format!("{case}/timeline")).await;
        assert!(timeline.text().contains("Address of a letter checked") && timeline.text().contains(CLAIMS));
    })
    .await;
}

/// The provider of the other tests, in the roles of one that works for others.
fn works_for_others(app: &TestApp) {
    set_up(app);
    let id = app.organisation;
    let saved: StoreResult<()> = app.ctx.store.write(|tx| {
        let mut row = organisations::get(tx, id)?.unwrap();
        row.settings["controllers"][0]["roles"] = serde_json::json!(["processor"]);
        organisations::update(tx, &row)
    });
    saved.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_processor_tells_its_controller_by_a_letter_of_the_duty_and_its_delivery_meets_the_duty() {
    on_both_apps(async |app| {
        works_for_others(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        let duties = kept(app, &case).duties;
        let duty = duties.iter().find(|duty| duty.planned.kind == DutyKind::Controller && !duty.gone).unwrap().number;
        let page = format!("{case}/letters/new?duty={duty}");
        let list = handler.get(&format!("{case}/notices")).await;
        assert!(list.text().contains(&format!("/letters/new?duty={duty}")), "{}", list.text());
        assert!(!handler.get(&page).await.text().contains("name=\"purpose\""), "the duty says what for");
        let fields = [("kind", "processor_notice"), ("language", "it"), ("to", "Esempio Energia S.p.A.")];
        let begun = handler.fill_in(&page, &[&fields[..], &[("controller", "lunamobile")]].concat()).await;
        assert_eq!(begun.status, 303, "{}", begun.text());
        let notice = begun.location().to_owned();
        // Another kind of letter is not what this duty asks for.
        let other = [("kind", "police_report"), ("language", "it"), ("to", "X"), ("controller", "lunamobile")];
        assert_eq!(handler.fill_in(&page, &other).await.status, 422);

        let text = text_of(&controller, &notice).await;
        for words in
            ["art. 33, par. 2, RGPD", "Esempio Energia S.p.A.", "Responsabile del trattamento", "non ancora noto"]
        {
            assert!(text.contains(words), "{words} in {text}");
        }
        assert_eq!(handler.fill_in(&notice, &[("step", "review")]).await.status, 303);
        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
        let path = format!("{notice}/file");
        let fields = [
            ("step", "filed"),
            ("channel", "post"),
            ("at", "2026-10-04T08:00"),
            ("at-zone", "Europe/Rome"),
            ("reasons", ""),
            ("kind", "receipt"),
            ("number", "RR 4711"),
        ];
        let filed = upload(&handler, &path, &path, &fields, None).await;
        assert_eq!(filed.status, 303, "{}", filed.text());
        let now = kept(app, &case);
        assert_eq!(now.notices[0].state, NoticeState::Confirmed);
        assert_eq!(now.duty(duty).unwrap().planned.status, DutyStatus::Met);
        assert!(handler.get(&path).await.text().contains("Delivered, with proof"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_brief_says_what_is_known_what_is_not_which_clocks_run_and_what_is_asked() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        let said = [("text", SECRET), ("privileged", "yes")];
        assert_eq!(handler.fill_in(&format!("{case}/comments"), &said).await.status, 303);
        for (language, words) in [
            (
                "en",
                [
                    "What we do not know yet",
                    "Clocks",
                    "What is asked of you",
                    "Decide: ",
                    "First notice within 24 hours",
                ],
            ),
            ("it", ["Che cosa non sappiamo ancora", "Termini", "Che cosa Le chiediamo", "Decidere: ", "entro 24 ore"]),
            (
                "de",
                [
                    "Was wir noch nicht wissen",
                    "Fristen",
                    "Worüber zu entscheiden ist",
                    "Zu entscheiden: ",
                    "Erste Meldung binnen 24 Stunden (Verordnung 611/2013), Italien,",
                ],
            ),
            (
                "fr",
                [
                    "Ce que nous ne savons pas encore",
                    "Délais",
                    "Ce qui vous est demandé",
                    "À décider\u{a0}: ",
                    "Première notification dans les 24 heures (règlement 611/2013), Italie,",
                ],
            ),
            (
                "es",
                [
                    "Qué no sabemos todavía",
                    "Plazos",
                    "Qué se les pide",
                    "Decidir: ",
                    "Primera notificación en 24 horas (Reglamento 611/2013), Italia,",
                ],
            ),
        ] {
            let notice = letter(&handler, &case, "management_brief", language, "The board").await;
            let check = handler.get(&format!("{notice}/check")).await;
            let digest = check.text().split("/paper/").nth(1).unwrap().split('"').next().unwrap().to_owned();
            let text = handler.get(&format!("{notice}/preview/{digest}")).await.text().to_owned();
            for word in words {
                assert!(text.contains(word), "{language} {word} in {text}");
            }
            assert!(!text.contains("Counsel"));
            let english = [
                "First notice",
                "Telling people",
                "people in ",
                "recipients",
                "Italy,",
                "Data Protection Authority",
                "Office of the Commissioner",
                "Digital Security Authority",
            ];
            let strayed: Vec<_> = english.into_iter().filter(|words| text.contains(words)).collect();
            assert!(language == "en" || strayed.is_empty(), "{language}: {strayed:?} in {text}");
            // In their own words in every letter, each with its State in the letter's.
            let own = ["Garante per la protezione dei dati personali", "Γραφείο Επιτρόπου Προστασίας Δεδομένων"];
            assert_eq!(own.map(|name| text.contains(name)), [language != "en"; 2], "{language}: {text}");
            for (form, start) in [("paper", &b"%PDF"[..]), ("editable", &b"PK"[..])] {
                let file = handler.get(&format!("{notice}/{form}/{digest}")).await;
                assert!(file.status == 200 && file.bytes.starts_with(start), "{language} {form}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_letter_can_be_begun_in_each_of_its_languages_and_lists_what_it_lacks() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        let kinds = app.ctx.notices.rules.letters();
        assert_eq!(kinds.len(), 7);
        for kind in kinds {
            for language in letters::languages(&app.ctx, kind) {
                let notice = letter(&handler, &case, kind.as_str(), &language, "Example Works").await;
                let check = handler.get(&format!("{notice}/check")).await;
                assert!(check.text().contains("Missing"), "{kind} {language}: {}", check.text());
                assert!(!check.text().contains("This must be mended"), "{kind}: nothing stops it");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_begins_in_each_of_five_languages_and_where_it_is_not_written_in_one_says_that_a_translation_is_due() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        let page = format!("{case}/letters/new");
        let fields = |kind: &'static str, language: &'static str| {
            [
                ("kind", kind),
                ("language", language),
                ("to", "Beispiel GmbH"),
                ("purpose", "Art. 33(2) GDPR"),
                ("reason", "Our contract of 2022"),
                ("controller", "lunamobile"),
            ]
        };
        // Polish has words of authorities' notices, Finnish none at all.
        for language in ["pl", "fi"] {
            let refused = handler.fill_in(&page, &fields("police_report", language)).await;
            assert_eq!(refused.status, 422);
            assert!(refused.text().contains("Translation due"), "{}", refused.text());
            assert!(kept(app, &case).notices.is_empty(), "nor silently in English");
        }
        for kind in app.ctx.notices.rules.letters() {
            for (language, breach) in [
                ("de", "Verletzung des Schutzes personenbezogener Daten"),
                ("fr", "iolation de données à caractère personnel"),
                ("es", "iolación de la seguridad de los datos personales"),
            ] {
                let begun = handler.fill_in(&page, &fields(kind.as_str(), language)).await;
                assert_eq!(begun.status, 303, "{kind}: {}", begun.text());
                let notice = newest(app, &case);
                assert_eq!(notice.language, language);
                let check = handler.get(&format!("{}/check", begun.location())).await;
                assert!(check.text().contains(breach), "{kind} {language}: {}", check.text());
            }
        }
    })
    .await;
}
