//! A duty explained whole: what was used and who recorded it, the rule's own text, the calendar, what stands in, what is missing.

use breachdesk::app::api::{CASES_READ, add_token};
use breachdesk::app::cases;
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::Duty;
use breachdesk::domain::command::Command;
use breachdesk::domain::situation::{Controller, Establishment, Fact, Knowledge, Market, MarketStatus, Scope};
use breachdesk::domain::values::{Country, Private};
use reqwest::Method;

use super::case_desk::{between, open_case, party, record, set_up};
use super::demo_pages::{desk, links, signed_in};
use super::notice_desk::kept;
use crate::support::app::{TestApp, on_both_apps};

/// The number of the first duty of this rule and stage.
fn duty(app: &TestApp, case: &str, rule: &str, stage: &str) -> u32 {
    let case = kept(app, case);
    let of = |duty: &&Duty| duty.planned.rule == rule && duty.planned.stage == stage && !duty.gone;
    case.duties.iter().find(of).unwrap().number
}

#[tokio::test(flavor = "multi_thread")]
async fn every_duty_of_both_stories_is_explained_the_first_rows_in_both_languages() {
    let (_ctx, base, users, _guards) = desk().await;
    for (name, case) in [("Chiara Bonfanti", "/cases/BR-2026-0002"), ("Marta Bellandi", "/cases/BR-2026-0001")] {
        let dpo = signed_in(&base, &users, name).await;
        let list = dpo.get(&format!("{case}/duties?open=all")).await;
        let is_number = |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit());
        let all = links(list.text(), &format!("{case}/duties/"));
        let all: Vec<String> = all.into_iter().filter(|href| href.rsplit('/').next().is_some_and(is_number)).collect();
        assert!(all.len() > 5, "{all:?}");
        for (index, duty) in all.into_iter().enumerate() {
            let why = format!("{duty}/why");
            let page = dpo.get(&duty).await;
            assert!(page.text().contains(&format!("href=\"{why}\"")), "{duty} leads to its explanation");
            // A board of ninety rows repeats its rules: the first rows are read in both languages, the others in turn.
            let languages: &[&str] = match index {
                0..8 => &["en", "it"],
                _ if index % 2 == 0 => &["en"],
                _ => &["it"],
            };
            for lang in languages {
                let page = dpo.get(&format!("{why}?lang={lang}")).await;
                assert_eq!(page.status, 200, "{why} in {lang}: {}", page.text());
                let text = page.text();
                assert_eq!(text.matches("<h1").count(), 1, "{why}");
                for part in
                    ["id=\"facts\"", "id=\"instants\"", "id=\"law\"", "id=\"calc\"", "id=\"days\"", "id=\"chg\""]
                {
                    assert!(text.contains(part), "{why} has no {part}");
                }
                assert!(text.contains("SHA-256") && text.contains("https://"), "{why}");
            }
        }
    }
}

#[tokio::test]
async fn an_explanation_names_the_moment_that_stands_in_and_who_recorded_what() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Export of subscriber data").await;
    let number = duty(&app, &case, "eprivacy-611", "initial");
    let page = dpo.get(&format!("{case}/duties/{number}/why")).await;
    let moments = between(page.text(), "id=\"instants\"", "</section>");
    assert!(moments.contains("the rule asks for this one; it is not recorded"), "{moments}");
    assert!(
        moments.contains("stands in for the one the rule asks for") && moments.contains("Sat 3 Oct 2026, 13:00 CEST")
    );
    let facts = between(page.text(), "id=\"facts\"", "</section>");
    assert!(facts.contains("SIM customers") && facts.contains("when Chiara Bonfanti opened the case"), "{facts}");
    // The weekend of 3 and 4 October is counted, and said to have moved nothing.
    let days = between(page.text(), "id=\"days\"", "</section>");
    assert!(days.contains("Saturday") && days.contains("Public holiday: Saint Francis"), "{days}");
    assert!(days.contains("Counted like any other day") && days.contains("Nobody has compared this calendar"));

    // Once detection is recorded, it is the moment used, with who recorded it; and a change of the data is named with its person.
    assert_eq!(record(&dpo, &case, "detected_611", "2026-10-03T13:30", &[]).await.status, 303);
    let handler = app.handler().await;
    let set = format!("{case}/data-sets/sim-customers");
    let fields = [
        ("name", "SIM customers"),
        ("controller", "lunamobile"),
        ("data-scope", "telecom_service"),
        ("hit", "unknown"),
    ];
    let saved = party(&handler, &set, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let page = dpo.get(&format!("{case}/duties/{number}/why")).await;
    let moments = between(page.text(), "id=\"instants\"", "</section>");
    assert!(moments.contains("the clock runs from it") && moments.contains("Chiara Bonfanti"), "{moments}");
    let facts = between(page.text(), "id=\"facts\"", "</section>");
    assert!(facts.contains("recorded by Marek Nowicki") && facts.contains("decides whether the duty stays"), "{facts}");
}

#[tokio::test]
async fn the_rules_text_is_a_quotation_or_marked_as_ours_and_other_readings_are_named_with_who_holds_them() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Export from the shop").await;
    let number = duty(&app, &case, "gdpr-33", "sa_notification");
    let page = dpo.get(&format!("{case}/duties/{number}/why")).await;
    let law = between(page.text(), "id=\"law\"", "</section>");
    assert!(
        law.contains("in our words") && law.contains("version 1") && law.contains("Article 33(1)")
            || law.contains("33(1)")
    );
    let readings = between(law, "<details", "</details>");
    assert!(readings.contains("Piltz/Pradel") && readings.contains("never a term to work to"), "{readings}");
    assert!(readings.contains("known second hand"), "{readings}");
    let italian = dpo.get(&format!("{case}/duties/{number}/why?lang=it")).await;
    assert!(italian.text().contains("giorni lavorativi") && italian.text().contains("nota di seconda mano"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_of_one_state_is_for_its_own_authority_and_the_reading_for_the_lead_authority_stands_beside_it() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Export from the shop").await;
        let known = kept(app, &case);
        let place = |code: &str, main: bool| Establishment { country: Country::parse(code).unwrap(), main };
        let one = &known.controllers[0];
        let controller = Controller {
            country: Country::parse("IE").unwrap(),
            establishments: vec![place("IE", true), place("IT", false)],
            ..one.clone()
        };
        let run = |command: Command| app.ctx.store.write(|tx| cases::run_as_system(&app.ctx, tx, known.id, command));
        run(Command::SetController { controller }).unwrap();
        let to = || -> Vec<String> {
            let of =
                |duty: &Duty| duty.planned.rule == "gdpr-33" && duty.planned.stage == "sa_notification" && !duty.gone;
            kept(app, &case).duties.into_iter().filter(of).map(|duty| duty.planned.recipient.id).collect()
        };
        assert_eq!(to(), ["IE"], "several States are affected");
        for market in known.markets.iter().filter(|market| market.controller == one.id) {
            let status =
                if market.country.as_str() == "IT" { MarketStatus::Affected } else { MarketStatus::NotAffected };
            run(Command::SetMarket { market: Market { status, ..market.clone() } }).unwrap();
        }
        assert_eq!(to(), ["IE", "IT"], "Italy alone, but nobody said that the processing runs in one State only");
        let fact = Fact {
            id: "xborder.is".into(),
            scope: Scope::case(),
            state: Knowledge::Known,
            value: "no".into(),
            how: Private::new(""),
            who: Private::new(""),
            by: None,
        };
        run(Command::SetFact { fact, source: Private::new("call"), evidence: None, seen_set_at: None }).unwrap();
        assert_eq!(to(), ["IT"], "Italy alone");
        let number = duty(app, &case, "gdpr-33", "sa_notification");
        let why = format!("{case}/duties/{number}/why");
        let page = dpo.get(&why).await;
        assert!(page.text().contains("only IT is affected") || page.text().contains("only Italy is affected"));
        let readings = between(page.text(), "<details", "</details>");
        assert!(readings.contains("Art. 56(1)") && readings.contains("Art. 56(6)"), "{readings}");
        let italian = dpo.get(&format!("{why}?lang=it")).await;
        assert!(italian.text().contains("autorità capofila dello stabilimento principale resta competente"));
        let token = add_token(&app.ctx, app.organisation, "dashboard", CASES_READ).unwrap();
        let auth = format!("Bearer {token}");
        let headers = [("authorization", auth.as_str())];
        let told = app.stranger().ask(Method::GET, &format!("/api/v1{why}"), &headers, String::new()).await.json();
        let others = told["other_readings"].as_array().unwrap();
        assert!(others.iter().any(|one| one["who"].as_str().unwrap().contains("56(1)")), "{told:#}");
        assert!(told["remarks"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().contains("56(2)")));
    })
    .await;
}

#[tokio::test]
async fn a_case_that_one_may_not_read_has_no_explanations_either() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Export").await;
    for role in [Role::Admin, Role::Reporter] {
        let other = app.member("Somebody Else", role).await;
        assert_eq!(other.get(&format!("{case}/duties/1/why")).await.status, 403);
    }
    assert_eq!(dpo.get(&format!("{case}/duties/9999/why")).await.status, 404);
    assert_eq!(dpo.get("/cases/BR-2026-0999/duties/1/why").await.status, 404);
}

/// The law as the page of an explanation prints it: the words of the act in a quotation that says its language, our own words marked so.
#[tokio::test]
async fn the_words_of_the_law_are_told_from_ours_in_both_languages() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Export of subscriber data").await;
    let first = duty(&app, &case, "eprivacy-611", "initial");
    let second = duty(&app, &case, "eprivacy-611", "second");
    for (lang, ours) in [("en", "in our words"), ("it", "con parole nostre")] {
        let page = dpo.get(&format!("{case}/duties/{first}/why?lang={lang}")).await;
        let law = between(page.text(), "id=\"law\"", "</section>");
        let quoted = between(law, "<blockquote class=\"law\">", "</blockquote>");
        assert!(
            quoted.contains(
                "<p lang=\"en\"><q>no later than 24 hours after the detection of the personal data breach</q></p>"
            ),
            "{law}"
        );
        assert!(
            quoted.contains("611/2013") && quoted.contains("href=\"https://eur-lex.europa.eu/eli/reg/2013/611/oj\""),
            "{quoted}"
        );
        assert!(!quoted.contains(ours), "the law's words are not called ours: {quoted}");
        assert!(between(law, "class=\"block read\"", "</div>").contains(ours), "{law}");
        assert!(page.text().contains("22 November 2026"), "where the words were read stands on the page");
        // Only one place was found for the words of Art. 2(3): they are quoted, and the page says that nobody has compared them.
        let page = dpo.get(&format!("{case}/duties/{second}/why?lang={lang}")).await;
        let law = between(page.text(), "id=\"law\"", "</section>");
        let quoted = between(law, "<blockquote class=\"law\">", "</blockquote>");
        assert!(quoted.contains("and at the latest within three days") && !quoted.contains(ours), "{law}");
        assert!(between(law, "class=\"block read\"", "</div>").contains(ours), "{law}");
        assert!(
            law.contains("in one place only"),
            "a text read in one place is told from one that was compared: {law}"
        );
    }
}
