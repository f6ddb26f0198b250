//! The ready sheet of a duty over HTTP, on both databases: the form's order and words, what is missing, chosen phase, paper, machines.

use breachdesk::app::Ctx;
use breachdesk::app::api::{CASES_READ, FACTS_READ, add_token};
use breachdesk::app::demo::{self, STANDS_AT};
use breachdesk::domain::case::Case;
use breachdesk::domain::plan::DutyKind;
use breachdesk::domain::values::At;
use reqwest::Method;

use super::case_desk::{known, record, report};
use super::demo_pages::{desk, links, signed_in};
use super::notice_desk::{a_case, duty, kept, set_up, upload};
use crate::support::app::on_both_apps;
use crate::support::browser::{Browser, Page};
use crate::support::papers::keep;

/// The sheet of the duty of a rule towards a recipient.
async fn sheet(browser: &Browser, case: &str, number: u32, asked: &str) -> Page {
    browser.get(&format!("{case}/duties/{number}/sheet{asked}")).await
}

/// What the page shows of one question, up to the next.
fn row<'a>(page: &'a Page, id: &str) -> &'a str {
    let from = page.text().split(&format!("<div class=\"copy\" id=\"q-{id}\">")).nth(1);
    let from = from.unwrap_or_else(|| panic!("no row {id}: {}", page.text()));
    from.split("<div class=\"copy\"").next().unwrap().split("</section>").next().unwrap()
}

const VAGUE: &str = "Blocco di alcune postazioni di lavoro.";

#[tokio::test(flavor = "multi_thread")]
async fn the_garantes_sheet_names_the_basis_of_611_prints_two_numbers_and_says_what_a_text_does_not_name() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        assert_eq!(known(&handler, &case, "incident.description", &[("value", VAGUE)]).await.status, 303);
        let telecom = duty(&kept(app, &case), "eprivacy-611", "IT-TELECOM").number;
        let page = sheet(&handler, &case, telecom, "").await;
        assert_eq!(page.status, 200, "{}", page.text());
        let basis = row(&page, "it.legal_basis");
        assert!(basis.contains("notifica effettuata anche ai sensi del Reg. (UE) 611/2013"), "{basis}");
        assert!(basis.contains("label is ours") && !row(&page, "it.nature").contains("label is ours"));
        let numbers: Vec<&str> = page
            .text()
            .split("<span class=\"tag\">")
            .skip(1)
            .filter_map(|rest| rest.split('<').next())
            .filter(|tag| tag.starts_with(|c: char| c.is_ascii_uppercase()) && tag.contains('.') && tag.len() < 6)
            .collect();
        assert_eq!(numbers, ["F.7", "F.9"]);
        let told = row(&page, "it.description");
        assert!(told.contains(VAGUE) && told.contains("<pre") && told.contains("data-copy="), "{told}");
        let lacks = "Does not name: the systems concerned, the cause or the vulnerability, the course of events in time and the measures";
        assert_eq!(page.text().matches(lacks).count(), 2, "at the row and above");
        assert!(told.contains("lang=\"it\"") && told.contains(&format!("{case}/facts/incident.description")), "{told}");
        assert!(page.text().contains("it is not the Garante"), "{}", page.text());

        // A text that says what the Garante missed is looked through and left alone.
        let whole =
            "Il 3 ottobre, alle ore 11:40, il server SRV-01 è stato cifrato da un ransomware; è stato isolato e ripristinato.";
        let seen = kept(app, &case).facts.iter().find(|one| one.fact.id == "incident.description").unwrap().set_at;
        let mended =
            known(&handler, &case, "incident.description", &[("value", whole), ("seen", &seen.rfc3339())]).await;
        assert_eq!(mended.status, 303, "{}", mended.text());
        assert!(!row(&sheet(&handler, &case, telecom, "").await, "it.description").contains("Does not name"));

        // On an Italian screen the desk's words are Italian, and the form's need no explanation.
        handler.get(&format!("{case}?lang=it")).await;
        let italian = sheet(&handler, &case, telecom, "").await;
        assert!(row(&italian, "it.legal_basis").contains("etichetta nostra"));
        assert!(italian.text().contains("non è il modulo del Garante") && !italian.text().contains("Legal basis"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_on_which_a_filing_is_made_leads_to_the_sheet_and_people_have_none() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        let stands = kept(app, &case);
        let to = duty(&stands, "gdpr-33", "CY");
        let href = format!("href=\"{case}/duties/{}/sheet\"", to.number);
        let notice = super::notice_desk::begin(&handler, &case, to.number, "gdpr33_initial", "en").await;
        for page in [
            format!("{case}/duties/{}", to.number),
            format!("{case}/duties/{}/filing", to.number),
            format!("{case}/notices"),
            format!("{case}/notices/new?duty={}", to.number),
            format!("{notice}/file"),
        ] {
            assert!(handler.get(&page).await.text().contains(&href), "{page}");
        }
        let people = super::notice_desk::people_duty(&stands).number;
        assert_eq!(sheet(&handler, &case, people, "").await.status, 404);
        assert!(!handler.get(&format!("{case}/duties/{people}")).await.text().contains("/sheet\""));
        assert_eq!(sheet(&handler, &case, 9_999, "").await.status, 404);
        // Who only reads is led to no form that they may not fill in.
        let read = sheet(&app.auditor().await, &case, to.number, "").await;
        assert!(read.status == 200 && !read.text().contains("Answer:"), "{}", read.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_filed_is_chosen_or_follows_from_the_record_and_an_open_answer_will_do_only_for_a_while() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        let fields =
            [("scope", "case"), ("state", "unknown"), ("who", "Forensics"), ("by", "2026-10-06"), ("source", "")];
        let open = handler.fill_in(&format!("{case}/facts/data.categories"), &fields).await;
        assert_eq!(open.status, 303, "{}", open.text());
        let to = duty(&kept(app, &case), "gdpr-33", "CY").number;
        let early = sheet(&handler, &case, to, "").await;
        assert!(early.text().contains("<option value=\"incomplete\" selected>"), "something is still open");
        assert!(early.text().contains("<option value=\"new\" selected>"));
        let data = row(&early, "data");
        assert!(
            data.contains("not known yet, expected by 6 October 2026") && data.contains("enough for now"),
            "{data}"
        );
        let whole = sheet(&handler, &case, to, "?phase=complete").await;
        assert!(row(&whole, "data").contains(">Missing<"), "{}", row(&whole, "data"));
        assert!(whole.text().contains("href=\"#q-data\""), "named above the rows");

        for (asked, sentence) in [
            ("?phase=withdrawn", "Only a notification that was filed can be withdrawn"),
            ("?phase=whatever", "Choose one of the answers shown"),
        ] {
            let refused = sheet(&handler, &case, to, asked).await;
            assert_eq!(refused.status, 422, "{asked}");
            assert!(
                refused.text().contains(sentence) && refused.text().contains("id=\"q-data\""),
                "{}",
                refused.text()
            );
        }

        // Filed with a number: the next sheet is a follow-up and names it.
        let path = format!("{case}/duties/{to}/filing");
        let given = [
            ("step", "filed"),
            ("what", "Notification"),
            ("channel", "portal"),
            ("at", "2026-10-04T08:20"),
            ("at-zone", "Europe/Rome"),
            ("reasons", ""),
            ("kind", "receipt"),
            ("number", "CY/2026/0815"),
        ];
        let filed = upload(&handler, &path, &path, &given, None).await;
        assert_eq!(filed.status, 303, "{}", filed.text());
        let later = sheet(&handler, &case, to, "").await;
        assert!(later.text().contains("<option value=\"follow_up\" selected>"), "{}", later.text());
        assert!(row(&later, "previous").contains("CY/2026/0815"));
        assert_eq!(sheet(&handler, &case, to, "?phase=withdrawn").await.status, 200);
        assert!(row(&sheet(&handler, &case, to, "?kind=new").await, "previous").contains("Not asked"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_paper_the_sheet_is_in_the_forms_language_and_says_that_nothing_was_approved() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        let hostile = "(\\) Tj ET endstream <script>alert(1)</script> \u{202E}fdp 中";
        assert_eq!(known(&handler, &case, "incident.description", &[("value", hostile)]).await.status, 303);
        let number = duty(&kept(app, &case), "eprivacy-611", "IT-TELECOM").number;
        let shown = sheet(&handler, &case, number, "").await;
        let href = format!("{case}/duties/{number}/sheet.pdf?phase=incomplete");
        assert!(shown.text().contains(&href), "the page leads there: {}", shown.text());
        let named = |page: &Page, what: &str| {
            page.bytes.windows(what.len()).filter(|window| *window == what.as_bytes()).count()
        };
        let paper = handler.get(&format!("{case}/duties/{number}/sheet.pdf")).await;
        assert_eq!(paper.status, 200);
        assert_eq!(paper.header("content-type"), "application/pdf");
        keep("sheet-hostile.pdf", &paper.bytes);
        assert!(
            paper.bytes.starts_with(b"%PDF-1.7") && named(&paper, "/Lang(it)") > 0 && named(&paper, "/Lang(en)") > 0
        );
        assert_eq!((named(&paper, "/S/H1/"), named(&paper, "<script>")), (1, 0));
        let rows = shown.text().matches("<div class=\"copy\" id=\"q-").count();
        assert_eq!(named(&paper, "/S/TR/"), rows, "a row for every question of the form");
        let refused = handler.get(&format!("{case}/duties/{number}/sheet.pdf?phase=withdrawn")).await;
        assert_eq!(refused.status, 422);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_reads_the_sheet_by_canonical_id_and_only_with_the_scope_of_answers() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = a_case(&handler).await;
        assert_eq!(known(&handler, &case, "incident.description", &[("value", VAGUE)]).await.status, 303);
        let number = duty(&kept(app, &case), "gdpr-33", "CY").number;
        let machine = app.stranger();
        let ask = async |scope: &str, path: String| {
            let auth = format!("Bearer {}", add_token(&app.ctx, app.organisation, "portal", scope).unwrap());
            machine.ask(Method::GET, &path, &[("authorization", auth.as_str())], String::new()).await
        };
        let path = format!("/api/v1{case}/duties/{number}/sheet");
        assert_eq!(ask(CASES_READ, path.clone()).await.status, 403, "what people wrote is not for this scope");
        let answer = ask(FACTS_READ, path.clone()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let body = answer.json();
        assert_eq!(
            (&body["phase"], &body["kind"], &body["drill"]),
            (&"incomplete".into(), &"new".into(), &false.into())
        );
        let rows = body["sheet"]["rows"].as_array().unwrap();
        let found = rows.iter().find(|row| row["facts"] == serde_json::json!(["incident.description"])).unwrap();
        let numbers = &app.ctx.policy.facts().get("incident.description").unwrap().edpb_numbers;
        assert_eq!((&found["value"], &found["state"]), (&VAGUE.into(), &"answered".into()));
        assert_eq!(found["edpb_numbers"], serde_json::json!(numbers));
        assert!(body["sheet"]["missing"].as_array().unwrap().contains(&"data".into()), "{body}");
        for asked in ["?phase=someday", "?kind=third"] {
            assert_eq!(ask(FACTS_READ, format!("{path}{asked}")).await.status, 422, "{asked}");
        }
        assert_eq!(ask(FACTS_READ, format!("{path}?phase=withdrawn")).await.status, 422);
        assert_eq!(ask(FACTS_READ, path.replace("/duties/", "/duties/99")).await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_of_a_drill_says_so_on_screen_and_to_machines() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let found = report(&handler, "Exercise: calls fail.", "2026-10-03T13:00").await;
        let accept = format!("/reports/{found}/accept");
        let fields = [("title", "Exercise of the autumn"), ("drill", "yes")];
        let accepted = handler.send(&format!("/reports/{found}"), &accept, &fields).await;
        assert_eq!(accepted.status, 303, "{}", accepted.text());
        let case = accepted.location().to_owned();
        assert_eq!(record(&handler, &case, "aware", "2026-10-03T13:00", &[]).await.status, 303);
        let number = duty(&kept(app, &case), "gdpr-33", "CY").number;
        assert!(sheet(&handler, &case, number, "").await.text().contains("band drill"));
        let auth = format!("Bearer {}", add_token(&app.ctx, app.organisation, "portal", FACTS_READ).unwrap());
        let path = format!("/api/v1{case}/duties/{number}/sheet");
        let read = app.stranger().ask(Method::GET, &path, &[("authorization", auth.as_str())], String::new()).await;
        assert_eq!(read.json()["drill"], serde_json::json!(true), "{}", read.text());
    })
    .await;
}

#[test]
fn one_procedure_takes_both_notices_so_the_gdpr_one_names_611_where_that_is_owed_too() {
    crate::support::bare::on_both(|ctx| {
        demo::build(ctx, At::parse(STANDS_AT).unwrap()).unwrap();
        let (case, made) = sheets_of(ctx, "BR-2026-0001");
        let basis = |rule: &str| {
            let duty = case.duties.iter().find(|duty| duty.planned.rule == rule && !duty.gone).unwrap();
            let (_, values) = made.iter().find(|(number, _)| *number == duty.number).unwrap();
            values.iter().find(|value| value.starts_with("art. 33 del Regolamento (UE) 2016/679")).unwrap().clone()
        };
        assert!(basis("gdpr-33").ends_with("notifica effettuata anche ai sensi del Reg. (UE) 611/2013"));
        assert_eq!(basis("gdpr-33"), basis("eprivacy-611"));
    });
}

/// Words of the vocabulary that no form shows: with an underscore, as keys are written.
fn raw_keys(values: &[String]) -> Vec<&str> {
    let is_key = |word: &&str| {
        word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !word.starts_with('_')
    };
    values.iter().flat_map(|value| value.split(|c: char| !c.is_alphanumeric() && c != '_')).filter(is_key).collect()
}

/// Laws on the security of networks, whose reports go to other bodies by other forms.
const SECURITY: [&str; 5] = ["nis2", "fr-telecom-security", "no-telecom-security", "gb-telecom-security", "ch-isa"];

#[test]
fn every_breach_notice_of_the_demo_yields_a_sheet_without_a_raw_key() {
    crate::support::bare::on_both(|ctx| {
        demo::build(ctx, At::parse(STANDS_AT).unwrap()).unwrap();
        for reference in ["BR-2026-0001", "BR-2026-0002"] {
            let (case, made) = sheets_of(ctx, reference);
            let owed = case.duties.iter().filter(|duty| duty.planned.kind == DutyKind::Authority && !duty.gone);
            let without: Vec<&str> = owed
                .filter(|duty| !made.iter().any(|(number, _)| *number == duty.number))
                .map(|duty| duty.planned.regime.as_str())
                .collect();
            // Reports of security incidents are no notices of a personal data breach; no form of theirs is loaded.
            assert!(without.iter().all(|regime| SECURITY.contains(regime)), "{reference}: {without:?}");
            assert!(made.len() > 1, "{reference}");
            for (number, values) in &made {
                assert_eq!(raw_keys(values), Vec::<&str>::new(), "{reference} duty {number}");
                let text = values.join("\n");
                assert!(!text.contains("{\"") && !text.contains("null"), "{reference} duty {number}: {text}");
            }
        }
    });
}

/// Every sheet of a case, as a machine of its organisation reads it: number of the duty, and the values.
fn sheets_of(ctx: &Ctx, reference: &str) -> (Case, Vec<(u32, Vec<String>)>) {
    use breachdesk::app::notices::sheets::{Chosen, for_machine, has_form};
    let organisations = ctx.store.read(breachdesk::store::organisations::all).unwrap();
    let machines = organisations.iter().map(|row| {
        let token = add_token(ctx, row.id, "portal", FACTS_READ).unwrap();
        breachdesk::app::api::machine(ctx, &token).unwrap().unwrap()
    });
    let machines: Vec<_> = machines.collect();
    let (machine, case) = machines
        .iter()
        .find_map(|machine| {
            let case = breachdesk::app::cases::load_for_machine(ctx, machine, reference).ok()?;
            Some((machine, case))
        })
        .unwrap();
    let with_form = case.duties.iter().filter(|duty| !duty.gone && has_form(ctx, duty));
    let made = with_form.map(|duty| {
        let opened = for_machine(ctx, machine, reference, duty.number, Chosen::default()).unwrap();
        (duty.number, opened.sheet.rows.into_iter().map(|row| row.value).collect())
    });
    let made = made.collect();
    (case, made)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sheets_of_the_demo_open_in_both_languages_and_every_question_leads_somewhere() {
    let (_ctx, base, users, _guards) = desk().await;
    for (name, case) in [("Chiara Bonfanti", "/cases/BR-2026-0002"), ("Marta Bellandi", "/cases/BR-2026-0001")] {
        let dpo = signed_in(&base, &users, name).await;
        let notices = dpo.get(&format!("{case}/notices")).await;
        let sheets: Vec<String> = links(notices.text(), &format!("{case}/duties/"));
        let sheets: Vec<&String> = sheets.iter().filter(|href| href.ends_with("/sheet")).collect();
        assert!(!sheets.is_empty(), "{}", notices.text());
        let mut places = Vec::new();
        for href in sheets {
            for lang in ["en", "it"] {
                let page = dpo.get(&format!("{href}?lang={lang}")).await;
                assert_eq!(page.status, 200, "{href} in {lang}: {}", page.text());
                assert_eq!(page.text().matches("<h1").count(), 1, "{href}");
                places.extend(links(page.text(), case));
            }
        }
        places.sort();
        places.dedup();
        for place in places {
            let page = dpo.get(&place.replace("&amp;", "&")).await;
            assert_eq!(page.status, 200, "{place}");
        }
    }
}
