//! The API that reads: plan, as of, why and what if, with a token of one organisation; problems as JSON.

use breachdesk::app::api::{CASES_READ, REPORTS_WRITE, add_token};
use breachdesk::domain::actor::Role;
use chrono::TimeDelta;
use reqwest::Method;

use super::case_desk::{open_case, record, set_up};
use super::notice_desk::kept;
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

async fn ask(browser: &Browser, token: &str, path: &str) -> Page {
    let auth = format!("Bearer {token}");
    browser.ask(Method::GET, path, &[("authorization", auth.as_str())], String::new()).await
}

async fn suppose(browser: &Browser, token: &str, path: &str, body: &str) -> Page {
    let auth = format!("Bearer {token}");
    browser.post_json(path, body, &[("authorization", auth.as_str())]).await
}

#[tokio::test]
async fn a_machine_reads_the_plan_now_and_as_of_a_past_instant() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Export").await;
        app.advance(TimeDelta::hours(1));
        assert_eq!(record(&dpo, &case, "detected_611", "2026-10-03T13:30", &[]).await.status, 303);
        let token = add_token(&app.ctx, app.organisation, "dashboard", CASES_READ).unwrap();
        let reference = case.rsplit('/').next().unwrap();
        let path = format!("/api/v1/cases/{reference}/plan");
        let machine = app.stranger();
        let now = ask(&machine, &token, &path).await;
        assert_eq!(now.status, 200, "{}", now.text());
        let json = now.json();
        assert_eq!(
            (json["case"].as_str(), json["later"].as_u64(), json["same_files"].as_bool()),
            (Some(reference), Some(0), Some(true))
        );
        let duties = json["duties"].as_array().unwrap();
        assert_eq!(duties.len(), kept(app, &case).duties.iter().filter(|duty| !duty.gone).count());
        let telecom = duties.iter().find(|duty| duty["rule"] == "eprivacy-611" && duty["stage"] == "initial").unwrap();
        assert_eq!(telecom["target_at"], "2026-10-04T11:30:00Z");

        let then = ask(&machine, &token, &format!("{path}?at=2026-10-04T06:30:00Z")).await.json();
        assert!(then["later"].as_u64().unwrap() > 0);
        let telecom = then["duties"]
            .as_array()
            .unwrap()
            .iter()
            .find(|duty| duty["rule"] == "eprivacy-611" && duty["stage"] == "initial")
            .unwrap()
            .clone();
        assert_eq!(
            (telecom["target_at"].as_str(), telecom["fallback"].as_str()),
            (Some("2026-10-04T11:00:00Z"), Some("first_signal"))
        );
        for (at, status) in [("2026-10-01T00:00:00Z", 404), ("2027-01-01T00:00:00Z", 422), ("2026-10-04T08:30", 422)] {
            let refused = ask(&machine, &token, &format!("{path}?at={at}")).await;
            assert_eq!((refused.status, refused.header("content-type")), (status, "application/problem+json"), "{at}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_machine_is_told_why_a_duty_stands_as_it_does_in_its_language() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Export").await;
    let token = add_token(&app.ctx, app.organisation, "dashboard", CASES_READ).unwrap();
    let duty = kept(&app, &case).duties.iter().find(|duty| duty.planned.rule == "gdpr-33").unwrap().clone();
    let path = format!("/api/v1{case}/duties/{}/why", duty.number);
    let machine = app.stranger();
    let why = ask(&machine, &token, &path).await;
    assert_eq!(why.status, 200, "{}", why.text());
    let json = why.json();
    assert_eq!(json["duty"]["rule"], "gdpr-33");
    assert_eq!(json["arithmetic"].as_array().unwrap().len(), duty.planned.arithmetic.len());
    assert!(json["url"].as_str().unwrap().starts_with("https://"));
    assert!(json["other_readings"].as_array().unwrap().iter().any(|one| one["second_hand"] == true));
    assert!(json["facts"].as_array().unwrap().iter().any(|fact| fact["state"] == "unknown" && fact["decides"] == true));
    assert_eq!(json["loaded_digest"], json["duty"]["policy_digest"]);
    let quote = json["quote"].as_str().unwrap();
    assert!(quote.contains("not later than 72 hours after having become aware of it"), "{quote}");
    assert!(quote.split_whitespace().count() <= 25);
    assert_eq!(json["quote_lang"], "en");
    assert!(json["quote_read_in"].as_str().unwrap().contains("compared word by word"));
    assert!(json["gist"].as_str().is_some_and(|gist| gist != quote), "our own words stand beside the law's");
    let auth = format!("Bearer {token}");
    let headers = [("authorization", auth.as_str()), ("accept-language", "it")];
    let italian = machine.ask(Method::GET, &path, &headers, String::new()).await;
    assert!(
        italian.text().contains("Il termine decorre") || italian.text().contains("deve saperlo"),
        "{}",
        italian.text()
    );
    assert_eq!(ask(&machine, &token, &format!("/api/v1{case}/duties/9999/why")).await.status, 404);
}

#[tokio::test]
async fn a_machine_tries_out_and_reads_every_problem_at_its_path() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Export").await;
    let before = kept(&app, &case);
    let token = add_token(&app.ctx, app.organisation, "dashboard", CASES_READ).unwrap();
    let path = format!("/api/v1{case}/what-if");
    let machine = app.stranger();
    let body = r#"{"instants": [{"what": "detected_611", "at": "2026-10-03T10:00:00+02:00"}],
        "markets": [{"country": "IE", "controller": "lunamobile", "status": "not_affected"}, {"country": "FR", "controller": "lunamobile", "status": "affected"}],
        "data_sets": [{"id": "shop-customers", "hit": "yes"}], "proposals": ["gdpr-33-omnibus"]}"#;
    let tried = suppose(&machine, &token, &path, body).await;
    assert_eq!(tried.status, 200, "{}", tried.text());
    let json = tried.json();
    assert_eq!(json["stored"], false);
    let kinds: Vec<&str> =
        json["differences"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    for kind in ["added", "removed", "earlier"] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    let proposed = &json["proposed"];
    assert_eq!(proposed["is_law"], false);
    assert!(proposed["duties"].as_array().unwrap().iter().all(|duty| duty["rule"] == "gdpr-33-omnibus"));
    assert_eq!(proposed["differences"][0]["kind"], "later", "{proposed}");
    let law = json["differences"].as_array().unwrap();
    assert!(law.iter().all(|one| one["after"]["rule"] != "gdpr-33-omnibus"), "no proposal among the law's own");
    assert_eq!(kept(&app, &case), before, "nothing was stored");

    let bad = r#"{"instants": [{"what": "awareness", "at": "2026-10-03T10:00"}], "markets": [{"country": "XX", "controller": "nobody", "status": "affected"}],
        "filings": [{"duty": 999, "at": null}], "proposals": ["gdpr-33"]}"#;
    let refused = suppose(&machine, &token, &path, bad).await;
    assert_eq!((refused.status, refused.header("content-type")), (422, "application/problem+json"));
    let fields: Vec<String> = refused.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["field"].as_str().unwrap().to_owned())
        .collect();
    for field in [
        "instants[0].what",
        "instants[0].at",
        "markets[0].country",
        "markets[0].controller",
        "filings[0].duty",
        "proposals[0]",
    ] {
        assert!(fields.iter().any(|one| one == field), "{field} in {fields:?}");
    }
    assert_eq!(suppose(&machine, &token, &path, r#"{"moments": []}"#).await.status, 400);
}

#[tokio::test]
async fn a_token_reads_cases_of_its_own_organisation_only_and_with_its_scope_only() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Export").await;
    let other = add_token(&app.ctx, app.other_organisation, "elsewhere", CASES_READ).unwrap();
    let narrow = add_token(&app.ctx, app.organisation, "monitor", REPORTS_WRITE).unwrap();
    let machine = app.stranger();
    for path in ["plan", "duties/1/why", "clocks"] {
        let path = format!("/api/v1{case}/{path}");
        assert_eq!(ask(&machine, &other, &path).await.status, 404, "{path}");
        assert_eq!(ask(&machine, &narrow, &path).await.status, 403, "{path}");
    }
    let path = format!("/api/v1{case}/what-if");
    assert_eq!(suppose(&machine, &other, &path, "{}").await.status, 404);
    assert_eq!(suppose(&machine, &narrow, &path, "{}").await.status, 403);
    let described = machine.get("/api/v1/openapi.json").await.json();
    for path in ["plan", "duties/{number}/why", "clocks", "what-if"] {
        assert!(described["paths"][format!("/api/v1/cases/{{reference}}/{path}")].is_object(), "{path}");
    }
}

#[tokio::test]
async fn an_administrator_who_may_not_read_cases_cannot_make_a_token_that_does() {
    let app = TestApp::start().await;
    let page = "/admin/organisations/lunamobile/tokens";
    let admin = app.admin().await;
    let make = async |browser: &Browser, scope: &str| {
        let confirm = browser.get(page).await;
        browser.post_with(page, &confirm.token(), &[("token-name", "dashboard"), ("scope", scope)]).await
    };
    let refused = make(&admin, CASES_READ).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains("You may not read cases of this organisation yourself"));
    let nothing = admin.fill_in(page, &[("token-name", "dashboard")]).await;
    assert!(nothing.text().contains("Tick what the machine may do"));
    app.add_member("Rosa Keller", Role::Auditor, breachdesk::store::memberships::MembershipStatus::Active);
    let both = app.sign_in("rosa.keller@example.org").await;
    let made = make(&both, CASES_READ).await;
    assert_eq!(made.status, 200, "{}", made.text());
    assert!(made.text().contains("read plans and explanations of cases"));
}

#[tokio::test]
async fn a_land_that_does_not_exist_is_refused_where_a_machine_supposes_it_and_any_name_of_one_that_does_is_taken() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Export").await;
    let token = add_token(&app.ctx, app.organisation, "dashboard", CASES_READ).unwrap();
    let path = format!("/api/v1{case}/what-if");
    let machine = app.stranger();
    let supposing = |region: &str, country: &str| {
        format!(
            r#"{{"controllers": [{{"id": "branch", "name": "Branch", "country": "{country}", "region": "{region}"}}]}}"#
        )
    };
    for good in ["BY", "Bayern", "bavaria", "DE-BY", ""] {
        let tried = suppose(&machine, &token, &path, &supposing(good, "DE")).await;
        assert_eq!(tried.status, 200, "{good}: {}", tried.text());
    }
    for bad in ["Atlantis", "XX-9", "Lombardia"] {
        let refused = suppose(&machine, &token, &path, &supposing(bad, "DE")).await;
        assert_eq!((refused.status, refused.header("content-type")), (422, "application/problem+json"), "{bad}");
        let error = refused.json()["errors"][0].clone();
        assert_eq!(error["field"], "controllers[0].region", "{error}");
        assert!(
            error["detail"].as_str().unwrap().contains("Bayern"),
            "those that there are stand in the sentence: {error}"
        );
    }
    // Where one authority serves the whole country, the region is a word like any other.
    assert_eq!(suppose(&machine, &token, &path, &supposing("Lombardia", "IT")).await.status, 200);
}
