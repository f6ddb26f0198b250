//! The notices of a case for machines: where each stands, what was frozen, what came back with its hash, the answers by canonical id, the
//! texts by digest; people to call only with the scope for them.

use breachdesk::app::api::{CASES_READ, CONTACTS_READ, FACTS_READ, add_token};
use breachdesk::app::receipts::Became;
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::NoticeState;
use breachdesk::store::memberships::MembershipStatus;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::access::restrict;
use super::case_desk::known;
use super::notice_desk::{CYPRUS, a_case, approve, begin, duty, kept, newest, send_all, set_up};
use super::receipts::{form, take, trusts};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::Page;
use crate::support::pec::{Holder, PROVIDER};
use crate::support::sink::Sink;

const TEXT: &str = "Billing files were readable from outside for two days.";

async fn ask(app: &TestApp, scope: &str, path: &str) -> Page {
    let auth = format!("Bearer {}", add_token(&app.ctx, app.organisation, "portal", scope).unwrap());
    app.stranger().ask(Method::GET, path, &[("authorization", auth.as_str())], String::new()).await
}

async fn read(app: &TestApp, scope: &str, path: &str) -> Value {
    let answer = ask(app, scope, path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_reads_where_a_notice_stands_its_frozen_text_by_digest_and_its_receipts_by_hash() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        app.dpo().await;
        let root = Holder::authority("Example root of providers");
        trusts(app, &root.pem()).await;
        let case = a_case(&handler).await;
        assert_eq!(known(&handler, &case, "incident.description", &[("value", TEXT)]).await.status, 303);
        let to = duty(&kept(app, &case), "gdpr-33", "CY");
        let notice = begin(&handler, &case, to.number, "gdpr33_initial", "en").await;
        let (list, number) = (format!("/api/v1{case}/notices"), newest(app, &case).number);

        let draft = read(app, CASES_READ, &list).await;
        let one = &draft["notices"][0];
        assert_eq!((&one["state"], &one["digest"], &one["versions"]), (&json!("draft"), &json!(null), &json!([])));
        assert_eq!((&one["stages"], &one["recipient"]), (&json!([to.planned.stage]), &json!("CY")));

        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
        assert_eq!(controller.fill_in(&format!("{notice}/file"), &[("step", "send")]).await.status, 303);
        let sink = Sink::start().await;
        send_all(app, &case, &sink).await;
        let signed = form(app, &case, "avvenuta-consegna").signed(&root.provider(PROVIDER, "20400101000000Z"));
        assert_eq!(take(app, signed.clone()).await.unwrap().became, Became::Believed);

        let filed = read(app, CASES_READ, &list).await;
        let one = &filed["notices"][0];
        let stands = newest(app, &case);
        assert_eq!(one["state"], json!(stands.state.as_str()));
        assert_eq!(stands.state, NoticeState::Confirmed);
        let digest = stands.approval().unwrap().digest.clone();
        assert_eq!((&one["digest"], &one["versions"][0]["digest"]), (&json!(digest), &json!(digest)));
        assert_eq!(one["filings"][0]["proof"], json!("receipt"));
        let receipt = &one["receipts"][0];
        assert_eq!((&receipt["kind"], &receipt["believed"]), (&json!("avvenuta-consegna"), &json!(true)));
        assert_eq!(receipt["sha256"], json!(hex::encode(Sha256::digest(&signed))));
        assert!(!filed.to_string().contains(TEXT), "what people wrote is not for this scope");

        let path = format!("{list}/{number}");
        assert_eq!(ask(app, CASES_READ, &path).await.status, 403);
        let whole = read(app, FACTS_READ, &path).await;
        assert_eq!(whole["notice"]["digest"], json!(digest));
        let rows = whole["sheets"][0]["sheet"]["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["facts"] == json!(["incident.description"])).unwrap();
        let numbers = &app.ctx.policy.facts().get("incident.description").unwrap().edpb_numbers;
        assert_eq!((&row["value"], &row["edpb_numbers"]), (&json!(TEXT), &json!(numbers)));

        let document = one["versions"][0]["document"].as_str().unwrap();
        assert_eq!(ask(app, CASES_READ, document).await.status, 403);
        let frozen = read(app, FACTS_READ, document).await;
        assert_eq!((&frozen["digest"], &frozen["version"]), (&json!(digest), &json!(1)));
        assert!(sink.arrived().iter().any(|mail| mail.recipient == CYPRUS));
        assert!(frozen["text"].as_str().unwrap().contains(TEXT) && frozen["html"].as_str().unwrap().contains(TEXT));
        let gone = ask(app, FACTS_READ, &format!("{path}/documents/{}", "0".repeat(64))).await;
        assert_eq!(
            (gone.status, gone.json()["status"].clone()),
            (404, json!(404)),
            "a problem that a machine can read"
        );
        assert_eq!(ask(app, FACTS_READ, &format!("{list}/99")).await.status, 404);
        let other = add_token(&app.ctx, app.other_organisation, "portal", FACTS_READ).unwrap();
        let auth = format!("Bearer {other}");
        let read = app.stranger().ask(Method::GET, &path, &[("authorization", auth.as_str())], String::new()).await;
        assert_eq!(read.status, 404, "another house");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_to_call_are_read_only_with_the_scope_for_them_and_nothing_of_a_restricted_case() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler) = (app.dpo().await, app.handler().await);
        let case = a_case(&handler).await;
        let paths: Vec<String> =
            ["contacts", "notices", "notices/1"].map(|part| format!("/api/v1{case}/{part}")).to_vec();
        for scope in [CASES_READ, FACTS_READ] {
            assert_eq!(ask(app, scope, &paths[0]).await.status, 403, "{scope}");
        }
        let people = read(app, CONTACTS_READ, &paths[0]).await;
        let names: Vec<&str> =
            people["contacts"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
        assert!(names.contains(&"Chiara Bonfanti") && names.contains(&"Marek Nowicki"), "{people}");
        let to_call = people["contacts"].as_array().unwrap().iter().find(|one| one["name"] == "Chiara Bonfanti");
        assert_eq!(to_call.unwrap()["phone"], json!("+357 22 000000"));

        let chiara = app.add_member("Chiara Bonfanti", Role::Dpo, MembershipStatus::Active);
        restrict(&dpo, &case, &[chiara]).await;
        let all = [CASES_READ, FACTS_READ, CONTACTS_READ].join(" ");
        for path in &paths {
            assert_eq!(ask(app, &all, path).await.status, 404, "{path}");
        }
    })
    .await;
}
