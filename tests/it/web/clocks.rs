//! All clocks of a case on one page: every duty is there with its arithmetic, in both languages, and machines read the same.

use breachdesk::app::api::{CASES_READ, add_token};
use reqwest::Method;

use super::case_desk::{open_case, record, set_up};
use super::notice_desk::kept;
use crate::support::app::{TestApp, on_both_apps};

#[tokio::test]
async fn every_duty_of_a_case_is_explained_on_one_page_for_the_file() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Export of subscriber data").await;
        assert_eq!(record(&dpo, &case, "detected_611", "2026-10-03T13:30", &[]).await.status, 303);
        let page = dpo.get(&format!("{case}/clocks")).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let stands = kept(app, &case);
        let duties: Vec<_> = stands.duties.iter().filter(|duty| !duty.gone).collect();
        assert!(duties.len() > 5);
        for duty in &duties {
            assert!(page.text().contains(&format!("id=\"duty-{}\"", duty.number)), "duty {}", duty.number);
        }
        let lines: usize = duties.iter().map(|duty| duty.planned.arithmetic.len()).sum();
        assert!(page.text().matches("<li>").count() >= lines, "every line of the arithmetic");
        assert!(page.text().contains(app.ctx.policy.digest()), "the files are named");
        assert!(page.text().contains("id=\"unchecked\""), "what was not looked at is said");
        // A sheet for the file has no clock that runs.
        assert!(!page.text().contains("data-due="));
        assert!(dpo.get(&format!("{case}/duties")).await.text().contains(&format!("{case}/clocks")));

        dpo.get(&format!("{case}?lang=it")).await;
        let italian = dpo.get(&format!("{case}/clocks")).await;
        assert!(italian.text().contains("Tutti i termini spiegati"), "{}", italian.text());
        for english in ["not read", "not loaded", "no rule is loaded"] {
            assert!(!italian.text().contains(&format!(">{english}")), "{english}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_machine_reads_all_clocks_at_once() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Export of subscriber data").await;
    let token = add_token(&app.ctx, app.organisation, "dashboard", CASES_READ).unwrap();
    let auth = format!("Bearer {token}");
    let machine = app.stranger();
    let path = format!("/api/v1{case}/clocks");
    let answer = machine.ask(Method::GET, &path, &[("authorization", auth.as_str())], String::new()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let json = answer.json();
    let stands = kept(&app, &case);
    let open = stands.duties.iter().filter(|duty| !duty.gone).count();
    assert_eq!(json["clocks"].as_array().unwrap().len(), open);
    assert!(json["clocks"].as_array().unwrap().iter().all(|clock| !clock["arithmetic"].as_array().unwrap().is_empty()));
    assert!(!json["not_checked"].as_array().unwrap().is_empty());
    assert_eq!(json["loaded_digest"], app.ctx.policy.digest());
}

#[tokio::test]
async fn the_duty_tells_how_its_authority_takes_notices_and_the_record_stands_open() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Export of subscriber data").await;
    let stands = kept(&app, &case);
    let duty = stands.duties.iter().find(|duty| duty.planned.recipient.id.starts_with("IT")).unwrap();
    let page = dpo.get(&format!("{case}/duties/{}", duty.number)).await;
    assert!(page.text().contains("How this authority takes notices"), "{}", page.text());
    let list = dpo.get("/authorities?country=BE").await;
    assert!(list.text().contains("Belgian Data Protection Authority") && !list.text().contains("/authorities/IT\""));
    let record = dpo.get("/authorities/BE").await;
    assert_eq!(record.status, 200);
    for part in ["Drukpersstraat 35", "three national languages", "Sources", "checked"] {
        assert!(record.text().contains(part), "{part}: {}", record.text());
    }
    assert_eq!(dpo.get("/authorities/ATLANTIS").await.status, 404);
    dpo.get("/authorities?lang=it").await;
    assert!(dpo.get("/authorities/BE").await.text().contains("Come questa autorità riceve le notifiche"));
}

#[tokio::test]
async fn where_it_is_decided_a_clock_of_a_fallback_instant_says_that_it_is_the_worst_case() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Export of subscriber data").await;
        let supposed = |page: &crate::support::browser::Page| {
            let lines =
                page.text().split("name=\"duty\" value=\"").skip(1).map(|rest| rest.split("</div>").next().unwrap());
            let marked = |line: &str| line.contains("· worst case, not established");
            let all: Vec<(u32, bool)> =
                lines.map(|line| (line.split('"').next().unwrap().parse().unwrap(), marked(line))).collect();
            all
        };
        let page = dpo.get(&format!("{case}/decide")).await;
        let stands = kept(app, &case);
        let on_fallback = |number: u32| {
            let planned = &stands.duty(number).unwrap().planned;
            planned.trigger.fallback.is_some() && planned.target_at.is_some()
        };
        assert!(supposed(&page).iter().any(|(_, marked)| *marked), "{}", page.text());
        // One box for several says it once, for all of them.
        let told: Vec<_> = supposed(&page).into_iter().filter(|(_, marked)| *marked).collect();
        assert!(told.iter().all(|(number, _)| on_fallback(*number)));
        assert!(
            page.text().contains("worst case, not established: "),
            "the advice says it of its reasons: {}",
            page.text()
        );

        for what in ["detected_611", "aware"] {
            assert_eq!(record(&dpo, &case, what, "2026-10-03T13:30", &[]).await.status, 303);
        }
        let page = dpo.get(&format!("{case}/decide")).await;
        let stands = kept(app, &case);
        for (number, marked) in supposed(&page) {
            let planned = &stands.duty(number).unwrap().planned;
            assert!(!marked || planned.trigger.fallback.is_some(), "duty {number} runs from its own instant");
        }
    })
    .await;
}
