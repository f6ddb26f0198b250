//! Authorities for machines: read with one scope, the organisation's own ones changed with another, every problem at its field.

use breachdesk::app::api::{CASES_READ, RULES_WRITE, add_token};
use reqwest::Method;

use super::case_desk::set_up;
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

const ALL: &str = "/api/v1/authorities";

const BRAZIL: &str = r#"{
    "reach": {"name": "Autoridade Nacional", "zone": "America/Sao_Paulo", "languages": ["pt"], "channels": ["online_form", "email"], "email": "avisos@autoridade.example.org"},
    "country": "BR", "page": "https://autoridade.example.org/avisos", "act": "Law 1 of 2020", "article": "48",
    "asks": "A notice within three working days of knowing of the breach", "period": 3, "unit": "working_days", "from": "2020-01-01"}"#;

async fn get(browser: &Browser, token: &str, path: &str) -> Page {
    let auth = format!("Bearer {token}");
    browser.ask(Method::GET, path, &[("authorization", auth.as_str())], String::new()).await
}

async fn post(browser: &Browser, token: &str, path: &str, body: &str, key: &str) -> Page {
    let auth = format!("Bearer {token}");
    let mut headers = vec![("authorization", auth.as_str())];
    if !key.is_empty() {
        headers.push(("idempotency-key", key));
    }
    browser.post_json(path, body, &headers).await
}

#[tokio::test]
async fn a_machine_reads_whom_to_tell_and_adds_corrects_and_ends_its_own() {
    on_both_apps(async |app| {
        set_up(app);
        let machine = app.stranger();
        let both = add_token(&app.ctx, app.organisation, "keeper", &format!("{CASES_READ} {RULES_WRITE}")).unwrap();
        let italy = get(&machine, &both, &format!("{ALL}?country=IT&task=data_protection")).await;
        assert_eq!(italy.status, 200, "{}", italy.text());
        let found = italy.json();
        assert!(found.as_array().unwrap().iter().all(|one| one["country"] == "IT" && one["own"] == false));
        assert_eq!(get(&machine, &both, &format!("{ALL}/BE")).await.json()["postal_address"], "Drukpersstraat 35, 1000 Brussels, Belgium");
        assert_eq!(get(&machine, &both, &format!("{ALL}/NOWHERE")).await.status, 404);

        let added = post(&machine, &both, ALL, BRAZIL, "one").await;
        assert_eq!((added.status, added.location()), (201, "/api/v1/authorities/BR-OWN-1"), "{}", added.text());
        assert_eq!((added.json()["own"].as_bool(), added.json()["email_verified"].as_bool()), (Some(true), Some(false)));
        let repeated = post(&machine, &both, ALL, BRAZIL, "one").await;
        assert_eq!(repeated.json()["id"], "BR-OWN-1", "a repeated call answers the first result");
        let own = get(&machine, &both, &format!("{ALL}?country=BR")).await.json();
        assert_eq!(own.as_array().unwrap().len(), 1, "{own}");

        let reach = r#"{"name": "Autoridade Nacional", "zone": "America/Sao_Paulo", "languages": ["pt", "en"], "channels": ["post"], "postal_address": "Rua 1, Brasilia"}"#;
        let corrected = post(&machine, &both, &format!("{ALL}/BR-OWN-1"), reach, "").await;
        assert_eq!(corrected.status, 200, "{}", corrected.text());
        assert_eq!(corrected.json()["postal_address"], "Rua 1, Brasilia");
        let early = post(&machine, &both, &format!("{ALL}/BR-OWN-1/end"), r#"{"until": "2019-01-01"}"#, "").await;
        assert_eq!(early.status, 422, "{}", early.text());
        let ended = post(&machine, &both, &format!("{ALL}/BR-OWN-1/end"), r#"{"until": "2026-12-31"}"#, "").await;
        assert_eq!(ended.status, 200, "{}", ended.text());
        assert_eq!(post(&machine, &both, &format!("{ALL}/BR-OWN-9/end"), r#"{"until": "2026-12-31"}"#, "").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn every_problem_stands_at_its_field_and_a_token_does_what_its_scope_says() {
    let app = TestApp::start().await;
    set_up(&app);
    let machine = app.stranger();
    let reads = add_token(&app.ctx, app.organisation, "dashboard", CASES_READ).unwrap();
    let writes = add_token(&app.ctx, app.organisation, "keeper", RULES_WRITE).unwrap();
    assert_eq!(post(&machine, &reads, ALL, BRAZIL, "").await.status, 403);
    assert_eq!(get(&machine, &writes, ALL).await.status, 403);
    let bad = BRAZIL
        .replace("America/Sao_Paulo", "Brasilia")
        .replace("\"BR\"", "\"XX\"")
        .replace("https://", "http://")
        .replace("working_days", "fortnights")
        .replace("2020-01-01", "soon")
        .replace("\"Autoridade Nacional\"", "\"\"");
    let refused = post(&machine, &writes, ALL, &bad, "").await;
    assert_eq!(
        (refused.status, refused.header("content-type")),
        (422, "application/problem+json"),
        "{}",
        refused.text()
    );
    let fields: Vec<String> = refused.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["field"].as_str().unwrap().to_owned())
        .collect();
    for field in ["reach.name", "reach.zone", "country", "page", "unit", "from"] {
        assert!(fields.iter().any(|known| known == field), "{field} in {fields:?}");
    }
    assert_eq!(post(&machine, &writes, ALL, r#"{"name": "x"}"#, "").await.status, 400);
    // What one organisation added is no authority of the other.
    assert_eq!(post(&machine, &writes, ALL, BRAZIL, "").await.status, 201);
    let other =
        add_token(&app.ctx, app.other_organisation, "elsewhere", &format!("{CASES_READ} {RULES_WRITE}")).unwrap();
    assert_eq!(get(&machine, &other, &format!("{ALL}/BR-OWN-1")).await.status, 404);
    assert_eq!(
        post(&machine, &other, &format!("{ALL}/BR-OWN-1/end"), r#"{"until": "2026-12-31"}"#, "").await.status,
        404
    );
    let described = machine.get("/api/v1/openapi.json").await.json();
    for path in [ALL, "/api/v1/authorities/{id}", "/api/v1/authorities/{id}/end"] {
        assert!(described["paths"][path].is_object(), "{path}");
    }
}

#[tokio::test]
async fn a_machine_names_a_supervisor_that_no_file_knows() {
    let app = TestApp::start().await;
    set_up(&app);
    let machine = app.stranger();
    let both = add_token(&app.ctx, app.organisation, "keeper", &format!("{CASES_READ} {RULES_WRITE}")).unwrap();
    let body = r#"{"reach": {"name": "Vigilanza Inventata", "languages": ["it"], "channels": ["online_form"]}, "country": "IT", "task": "trust_supervision"}"#;
    let added = post(&machine, &both, ALL, body, "").await;
    let id = "IT-UNKNOWN-TRUST-SUPERVISION";
    assert_eq!((added.status, added.json()["id"].as_str()), (201, Some(id)), "{}", added.text());
    assert_eq!((added.json()["own"].as_bool(), added.json()["zone"].as_str()), (Some(true), Some("Europe/Rome")));
    let with_law = body.replace("\"country\": \"IT\"", "\"country\": \"FR\", \"act\": \"A law\"");
    let refused = post(&machine, &both, ALL, &with_law, "").await;
    assert_eq!(
        (refused.status, refused.json()["errors"][0]["field"].as_str()),
        (422, Some("act")),
        "{}",
        refused.text()
    );
    let strange = post(&machine, &both, ALL, &body.replace("trust_supervision", "data_protection"), "").await;
    assert_eq!(
        (strange.status, strange.json()["errors"][0]["field"].as_str()),
        (422, Some("task")),
        "{}",
        strange.text()
    );
    let reach = r#"{"name": "Vigilanza Nuova", "languages": ["it"], "channels": ["phone"], "phone": "+39 06 0000001"}"#;
    let corrected = post(&machine, &both, &format!("{ALL}/{id}"), reach, "").await;
    assert_eq!(
        (corrected.status, corrected.json()["zone"].as_str()),
        (200, Some("Europe/Rome")),
        "{}",
        corrected.text()
    );
    assert_eq!(post(&machine, &both, &format!("{ALL}/{id}/end"), r#"{"until": "2030-01-01"}"#, "").await.status, 422);
}
