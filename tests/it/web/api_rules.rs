//! Own rules and habits over the API: the same checks as on screen, the right scope, events, and open cases planned anew.

use breachdesk::app::api::{CASES_READ, RULES_WRITE, add_token};
use breachdesk::store::{StoreResult, events};
use reqwest::Method;
use serde_json::{Value, json};

use super::case_desk::{open_case, record, set_up};
use super::own_rules::case_of;
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

const RULES: &str = "/api/v1/rules";
const HABITS: &str = "/api/v1/habits";
const ID: &str = "own-master-services-agreement";

fn contract() -> Value {
    json!({
        "purpose": "contract", "contract": "Master services agreement", "clause": "9.2",
        "gist": "Tell within 24 hours of becoming aware", "recipient": "Northwind Bank", "channel": "email",
        "address": "incidents@northwind.example.org", "country": "IT", "language": "en", "trigger": "aware",
        "period": { "value": 24, "unit": "hours" }, "from": "2026-01-01",
        "facts": [{ "fact": "dpo.designated", "any": ["true"] }],
        "later": [{ "kind": "final", "from": "first_notice", "period": { "value": 30, "unit": "days" } }],
    })
}

/// The same without conditions, so that it is owed for certain.
fn plain() -> Value {
    let mut body = contract();
    body["facts"] = json!([]);
    body
}

async fn get(browser: &Browser, token: &str, path: &str) -> Page {
    let auth = format!("Bearer {token}");
    browser.ask(Method::GET, path, &[("authorization", auth.as_str())], String::new()).await
}

async fn post(browser: &Browser, token: &str, path: &str, body: &Value) -> Page {
    let auth = format!("Bearer {token}");
    browser.post_json(path, &body.to_string(), &[("authorization", auth.as_str())]).await
}

fn fields_of(page: &Page) -> Vec<String> {
    let errors = page.json()["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|one| one["field"].as_str().unwrap().to_owned()).collect()
}

fn events_of(app: &TestApp) -> Vec<String> {
    let id = app.organisation;
    let rows: StoreResult<Vec<_>> = app.ctx.store.read(|conn| events::latest(conn, Some(id), 100));
    rows.unwrap().into_iter().map(|row| row.kind).collect()
}

#[tokio::test]
async fn a_machine_adds_follows_ends_and_takes_back_a_contract_and_open_cases_owe_it() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Accounts emptied").await;
        record(&dpo, &case, "aware", "2026-10-03T14:00", &[]).await;
        let token = add_token(&app.ctx, app.organisation, "keeper", &format!("{CASES_READ} {RULES_WRITE}")).unwrap();
        let machine = app.stranger();

        let added = post(&machine, &token, RULES, &plain()).await;
        assert_eq!(
            (added.status, added.location()),
            (201, "/api/v1/rules/own-master-services-agreement"),
            "{}",
            added.text()
        );
        let told = added.json();
        assert_eq!((told["version"].as_u64(), told["read_by"].as_str()), (Some(1), Some("keeper")));
        assert_eq!(told["later"][0]["period"]["value"], 30);
        let after = case_of(app, &case);
        let duty = after.duties.iter().find(|duty| duty.planned.regime == "contract").expect("the open case owes it");
        assert_eq!(duty.planned.target_at.unwrap().rfc3339(), "2026-10-04T12:00:00Z");

        // A used rule is not taken back; it is followed, by the version that was read and by no other.
        let taken = post(&machine, &token, &format!("{RULES}/{ID}/withdraw"), &json!({ "version": 1 })).await;
        assert_eq!(taken.status, 422, "{}", taken.text());
        let mut later = plain();
        later["from"] = json!("2027-01-01");
        later["period"]["value"] = json!(12);
        let stale =
            post(&machine, &token, &format!("{RULES}/{ID}/next"), &json!({ "follows": 7, "rule": later })).await;
        assert_eq!((stale.status, stale.header("content-type")), (409, "application/problem+json"), "{}", stale.text());
        let next = post(&machine, &token, &format!("{RULES}/{ID}/next"), &json!({ "follows": 1, "rule": later })).await;
        assert_eq!((next.status, next.json()["version"].as_u64()), (201, Some(2)), "{}", next.text());
        let both = get(&machine, &token, &format!("{RULES}/{ID}")).await.json();
        assert_eq!((both[0]["version"].as_u64(), both[1]["until"].as_str()), (Some(2), Some("2026-12-31")), "{both}");
        let early =
            post(&machine, &token, &format!("{RULES}/{ID}/end"), &json!({ "version": 2, "until": "2026-01-01" })).await;
        assert_eq!((early.status, fields_of(&early)), (422, vec!["until".to_owned()]), "{}", early.text());
        let ended =
            post(&machine, &token, &format!("{RULES}/{ID}/end"), &json!({ "version": 2, "until": "2027-12-31" })).await;
        assert_eq!((ended.status, ended.json()["until"].as_str()), (200, Some("2027-12-31")), "{}", ended.text());

        let mut other = plain();
        other["contract"] = json!("Slip of the keyboard");
        other["from"] = json!("2030-01-01");
        assert_eq!(post(&machine, &token, RULES, &other).await.status, 201);
        let gone =
            post(&machine, &token, &format!("{RULES}/own-slip-of-the-keyboard/withdraw"), &json!({ "version": 1 }))
                .await;
        assert_eq!(gone.status, 200, "{}", gone.text());
        assert!(!gone.text().contains("Slip of the keyboard"));
        assert_eq!(get(&machine, &token, &format!("{RULES}/own-slip-of-the-keyboard")).await.status, 404);
        for kind in ["own_rule_added", "own_rule_followed", "own_rule_ended", "own_rule_withdrawn"] {
            assert!(events_of(app).iter().any(|known| known == kind), "{kind}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_rule_that_a_machine_sends_is_checked_as_on_screen_with_every_problem_at_its_field() {
    let app = TestApp::start().await;
    set_up(&app);
    let machine = app.stranger();
    let token = add_token(&app.ctx, app.organisation, "keeper", RULES_WRITE).unwrap();
    let mut bad = contract();
    bad["contract"] = json!("");
    bad["channel"] = json!("owl");
    bad["country"] = json!("XX");
    bad["controllers"] = json!(["nobody"]);
    bad["trigger"] = json!("awareness");
    bad["period"]["unit"] = json!("fortnights");
    bad["counting"] = json!("rts-2025-301");
    bad["from"] = json!("soon");
    bad["facts"] = json!([{ "fact": "dpo.designated", "any": ["true"] }, { "fact": "no.fact", "any": ["x"] }]);
    bad["later"] =
        json!([{ "kind": "progress", "from": "closed", "period": null }, { "kind": "poem", "from": "moment" }]);
    let refused = post(&machine, &token, RULES, &bad).await;
    assert_eq!(
        (refused.status, refused.header("content-type")),
        (422, "application/problem+json"),
        "{}",
        refused.text()
    );
    let fields = fields_of(&refused);
    for field in [
        "contract",
        "channel",
        "country",
        "controllers",
        "trigger",
        "period.unit",
        "counting",
        "from",
        "facts[1].fact",
        "later.progress.from",
        "later",
    ] {
        assert!(fields.iter().any(|known| known == field), "{field} in {fields:?}");
    }
    let mut twice = contract();
    twice["later"] = json!([{ "kind": "final", "from": "moment" }, { "kind": "final", "from": "closed" }]);
    assert_eq!(fields_of(&post(&machine, &token, RULES, &twice).await), ["later.final.from"]);
    let mut many = contract();
    many["facts"] = json!(vec![json!({ "fact": "dpo.designated", "any": ["true"] }); 9]);
    assert_eq!(fields_of(&post(&machine, &token, RULES, &many).await), ["facts[8].fact"]);
    let mut unknown = contract();
    unknown["clauze"] = json!("9.2");
    assert_eq!(post(&machine, &token, RULES, &unknown).await.status, 400);
    assert_eq!(
        post(&machine, &token, &format!("{RULES}/own-nothing/next"), &json!({ "follows": 1, "rule": contract() }))
            .await
            .status,
        404
    );
    let reads = add_token(&app.ctx, app.organisation, "dashboard", CASES_READ).unwrap();
    assert_eq!(get(&machine, &reads, RULES).await.json(), json!([]), "nothing was kept");
    for (path, body) in [(RULES, contract()), (HABITS, json!({}))] {
        assert_eq!(post(&machine, &reads, path, &body).await.status, 403, "{path}");
        assert_eq!(get(&machine, &token, path).await.status, 403, "{path}");
    }
    // What one organisation promised is no rule of the other.
    assert_eq!(post(&machine, &token, RULES, &contract()).await.status, 201);
    let elsewhere = format!("{CASES_READ} {RULES_WRITE}");
    let other = add_token(&app.ctx, app.other_organisation, "elsewhere", &elsewhere).unwrap();
    assert_eq!(get(&machine, &other, RULES).await.json(), json!([]));
    let ended =
        post(&machine, &other, &format!("{RULES}/{ID}/end"), &json!({ "version": 1, "until": "2027-12-31" })).await;
    assert_eq!(ended.status, 404, "{}", ended.text());
}

#[tokio::test]
async fn a_machine_sets_habits_within_the_bounds_of_the_page_and_goes_back_to_the_shipped_ones() {
    on_both_apps(async |app| {
        set_up(app);
        let machine = app.stranger();
        let token = add_token(&app.ctx, app.organisation, "keeper", &format!("{CASES_READ} {RULES_WRITE}")).unwrap();
        let before = get(&machine, &token, HABITS).await.json();
        assert_eq!(before["own"], false);
        let mut row = before["reminders"][0].clone();
        row["every_minutes_after"] = json!(45);
        let body = json!({ "seen": before["seen"], "signs": ["controller"], "quiet_hours": 7, "address_check_days": 61, "remind_task_owner": false, "reminders": [row] });
        let set = post(&machine, &token, HABITS, &body).await;
        assert_eq!(set.status, 200, "{}", set.text());
        let now = set.json();
        assert_eq!((now["own"].as_bool(), now["quiet_hours"].as_u64()), (Some(true), Some(7)));
        assert_eq!((&now["address_check_days"], &now["identity_test_days"]), (&json!(61), &before["identity_test_days"]));
        assert_eq!((&now["signs"], &now["remind_task_owner"]), (&json!(["controller"]), &json!(false)));
        assert_eq!(now["reminders"][0]["every_minutes_after"], 45);
        assert_eq!(now["decide_people_hours"], before["decide_people_hours"], "what is left out stays");
        assert!(events_of(app).iter().any(|kind| kind == "habits_set"));
        assert_eq!(post(&machine, &token, HABITS, &body).await.status, 409, "somebody changed them in between");

        let mut wrong_row = row.clone();
        wrong_row["up_to"] = json!(999);
        let mut bad_row = row.clone();
        bad_row["every_minutes_after"] = json!(1);
        let bad = json!({ "signs": [], "quiet_hours": 1000, "identity_test_days": 0, "escalate_to": ["grandmother"], "reminders": [wrong_row, bad_row] });
        let refused = post(&machine, &token, HABITS, &bad).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        let fields = fields_of(&refused);
        let every = format!("reminders.{}.{}.every_minutes_after", row["unit"].as_str().unwrap(), row["up_to"]);
        for field in ["signs", "quiet_hours", "identity_test_days", "escalate_to", "reminders[0].unit", every.as_str()] {
            assert!(fields.iter().any(|known| known == field), "{field} in {fields:?}");
        }
        assert_eq!(post(&machine, &token, HABITS, &json!({ "quiet_minutes": 3 })).await.status, 400);
        let shipped = post(&machine, &token, &format!("{HABITS}/shipped"), &json!({})).await;
        assert_eq!((shipped.status, &shipped.json()["own"]), (200, &json!(false)), "{}", shipped.text());
        assert_eq!(shipped.json()["seen"], before["seen"]);
    })
    .await;
}

#[tokio::test]
async fn the_description_names_every_route_of_the_api() {
    let app = TestApp::start().await;
    let described = app.stranger().get("/api/v1/openapi.json").await.json();
    for route in breachdesk::web::routes::inventory() {
        if !route.is_api() || route.path.ends_with("openapi.json") {
            continue;
        }
        let method = if route.method == breachdesk::web::routes::Method::Get { "get" } else { "post" };
        assert!(described["paths"][route.path][method].is_object(), "{method} {}", route.path);
    }
}
