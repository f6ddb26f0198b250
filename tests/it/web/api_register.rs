//! The API on questions, links, shared views and files of an earlier register: by scope, of one organisation, restricted cases left out.

use breachdesk::app::api::{CASES_READ, FACTS_READ, REGISTER_READ, REGISTER_WRITE, add_token};
use breachdesk::domain::actor::Role;
use breachdesk::store::memberships::MembershipStatus;
use reqwest::Method;
use serde_json::json;

use super::case_desk::{known, open_case, set_up};
use crate::support::app::on_both_apps;
use crate::support::browser::{Browser, Page};

async fn ask(machine: &Browser, token: &str, path: &str) -> Page {
    let auth = format!("Bearer {token}");
    machine.ask(Method::GET, path, &[("authorization", auth.as_str())], String::new()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_reads_questions_links_and_views_as_far_as_its_scope_reaches() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let (open, secret) = (open_case(&dpo, "Autumn letters").await, open_case(&dpo, "Spring letters").await);
        let (one, other) = (open.rsplit('/').next().unwrap(), secret.rsplit('/').next().unwrap());
        assert_eq!(known(&dpo, &open, "dpo.designated", &[("value", "no")]).await.status, 303);
        let fields = [("to", other), ("elsewhere", ""), ("relation", "related"), ("reason", "The same tool")];
        assert_eq!(dpo.fill_in(&format!("{open}/links"), &fields).await.status, 303);
        let token = |scope: &str| add_token(&app.ctx, app.organisation, "reader", scope).unwrap();
        let (cases, facts, register) = (token(CASES_READ), token(FACTS_READ), token(REGISTER_READ));
        let machine = app.stranger();

        let path = format!("/api/v1/cases/{one}/questions/parties");
        let read = ask(&machine, &facts, &path).await;
        assert_eq!(read.status, 200, "{}", read.text());
        let body = read.json();
        let question = |id: &str| {
            body["questions"]
                .as_array()
                .unwrap()
                .iter()
                .find(|one| one["fact"] == id)
                .unwrap_or_else(|| panic!("{id}: {body}"))
                .clone()
        };
        assert_eq!(
            (question("dpo.designated")["state"].as_str(), &question("dpo.designated")["value"]),
            (Some("known"), &json!(false))
        );
        assert_eq!(
            (question("dpo.name")["arises"].as_str(), question("dpo.name")["decided_by"].as_str()),
            (Some("no"), Some("dpo.designated"))
        );
        assert_eq!(ask(&machine, &facts, &format!("{path}?scope=market:XX")).await.status, 404);
        assert_eq!(ask(&machine, &facts, "/api/v1/cases/BR-1999-0001/questions/parties").await.status, 404);
        assert_eq!(ask(&machine, &facts, &format!("/api/v1/cases/{one}/questions/weather")).await.status, 404);

        let links = format!("/api/v1/cases/{one}/links");
        let read = ask(&machine, &cases, &links).await;
        assert_eq!(read.json()["links"][0]["reference"], other, "{}", read.text());
        assert!(!read.text().contains("The same tool"), "what people wrote stays with people");
        let controller = app.add_member("Aoife Brennan", Role::Controller, MembershipStatus::Active).to_string();
        let seen = [("who", "these"), ("people", controller.as_str()), ("reason", "A member of the board")];
        assert_eq!(dpo.fill_in(&format!("{secret}/access"), &seen).await.status, 303);
        let read = ask(&machine, &cases, &links).await;
        assert!(read.status == 200 && !read.text().contains(other), "{}", read.text());
        assert_eq!(ask(&machine, &cases, &format!("/api/v1/cases/{other}/links")).await.status, 404);

        let page = dpo.get("/cases?text=letters").await;
        let keep = |name: &'static str, share: &'static str| {
            [("place", "cases"), ("query", "text=letters"), ("name", name), ("share", share)]
        };
        assert_eq!(dpo.post_with("/views", &page.token(), &keep("Letters", "lunamobile")).await.status, 303);
        assert_eq!(
            dpo.post_with("/views", &dpo.get("/cases").await.token(), &keep("Mine alone", "")).await.status,
            303
        );
        let read = ask(&machine, &register, "/api/v1/views/cases").await;
        let views = read.json()["views"].as_array().unwrap().clone();
        assert_eq!(views.len(), 1, "{}", read.text());
        assert_eq!(
            (views[0]["name"].as_str(), views[0]["address"].as_str()),
            (Some("Letters"), Some("/cases?text=letters"))
        );
        assert_eq!(ask(&machine, &register, "/api/v1/views/elsewhere").await.status, 404);

        for (wrong, path) in [(&cases, path.as_str()), (&facts, links.as_str()), (&facts, "/api/v1/views/cases")] {
            let refused = ask(&machine, wrong, path).await;
            assert_eq!(refused.status, 403, "{path}");
            assert_eq!(refused.header("content-type"), "application/problem+json");
        }
        assert_eq!(ask(&machine, "nobody", &path).await.status, 401);
        let described = machine.get("/api/v1/openapi.json").await;
        for path in ["/api/v1/cases/{reference}/links", "/api/v1/views/{place}", "/api/v1/register-imports/{import}"] {
            assert!(described.json()["paths"][path].is_object(), "{path}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_hands_in_an_earlier_register_reads_its_errors_and_a_person_accepts_it() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let token = |scope: &str| add_token(&app.ctx, app.organisation, "archive", scope).unwrap();
        let (writes, reads) = (token(REGISTER_WRITE), token(REGISTER_READ));
        let machine = app.stranger();
        let auth = format!("Bearer {writes}");
        let post = async |body: String| {
            machine.post_json("/api/v1/register-imports", &body, &[("authorization", auth.as_str())]).await
        };
        let text = "Title,Aware on,People\r\nLost laptop,2019-03-02,12\r\nA letter,the 3rd,many\r\n";
        let taken = post(json!({ "file_name": "old.csv", "text": text }).to_string()).await;
        assert_eq!(taken.status, 201, "{}", taken.text());
        let body = taken.json();
        assert_eq!((body["good"].as_u64(), body["bad"][0]["row"].as_u64()), (Some(1), Some(3)), "{body}");
        assert_eq!(body["bad"][0]["problems"].as_array().unwrap().len(), 2, "every problem of the row: {body}");
        let again = ask(&machine, &reads, &format!("/api/v1/register-imports/{}", body["id"].as_str().unwrap())).await;
        assert_eq!(again.json()["bad"], body["bad"], "{}", again.text());
        assert_eq!(dpo.get("/register").await.text().matches("/cases/BR-").count(), 0, "nothing is stored");
        assert!(dpo.get("/register/imports").await.text().contains("old.csv"));
        assert_eq!(dpo.get(body["page"].as_str().unwrap()).await.status, 200, "a person accepts it here");

        let unknown = post(json!({ "file_name": "old.csv", "text": text, "accept": true }).to_string()).await;
        assert_eq!(unknown.status, 400, "{}", unknown.text());
        assert_eq!(
            ask(&machine, &reads, "/api/v1/register-imports/0192f000-0000-7000-8000-000000000000").await.status,
            404
        );
        assert_eq!(
            ask(&machine, &writes, &format!("/api/v1/register-imports/{}", body["id"].as_str().unwrap())).await.status,
            403
        );
        let foreign = add_token(&app.ctx, app.other_organisation, "archive", REGISTER_READ).unwrap();
        let path = format!("/api/v1/register-imports/{}", body["id"].as_str().unwrap());
        assert_eq!(ask(&machine, &foreign, &path).await.status, 404, "another organisation's file does not exist");
    })
    .await;
}
