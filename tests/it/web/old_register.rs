//! An earlier register comes in through the pages: understood, checked row by row, and stored only when somebody accepts it.

use breachdesk::domain::case::{CaseStatus, ToldThen};
use breachdesk::domain::situation::{InstantKind, Scope};
use breachdesk::web::xlsx::Xlsx;

use super::case_desk::{reference, set_up};
use super::own_rules::case_of;
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

const GOOD: &str = "N.;Oggetto;Data della violazione;Data di conoscenza;Interessati;Rischio;Notifica al Garante;Note\r\n\
    1/2019;Lettera alla persona sbagliata;1/3/2019;2/3/2019;1;basso;no;Busta restituita\r\n\
    2/2019;Portatile rubato in treno;5/6/2019;5/6/2019 09:30;1.240;alto;7/6/2019;\r\n";

async fn upload(browser: &Browser, name: &str, bytes: &[u8]) -> Page {
    let token = browser.get("/register/imports").await.token();
    let mut body = Vec::new();
    let line = "----breachdesk";
    body.extend(format!("--{line}\r\nContent-Disposition: form-data; name=\"form-token\"\r\n\r\n{token}\r\n").bytes());
    body.extend(
        format!("--{line}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n")
            .bytes(),
    );
    body.extend(bytes);
    body.extend(format!("\r\n--{line}--\r\n").bytes());
    let kind = format!("multipart/form-data; boundary={line}");
    let address = "/register/imports?organisation=lunamobile";
    browser.ask(reqwest::Method::POST, address, &[("content-type", &kind)], body).await
}

fn hidden<'a>(page: &'a Page, name: &str) -> &'a str {
    super::case_desk::between(page.text(), &format!("name=\"{name}\" value=\""), "\"")
}

async fn accept(browser: &Browser, address: &str) -> Page {
    let page = browser.get(address).await;
    let (columns, seen) = (hidden(&page, "columns").to_owned(), hidden(&page, "seen").to_owned());
    let fields = [("columns", columns.as_str()), ("seen", seen.as_str())];
    browser.post_with(&format!("{address}/accept"), &page.token(), &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_register_becomes_closed_cases_with_their_record_and_nothing_runs_for_them() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let uploaded = upload(&dpo, "registro.csv", GOOD.as_bytes()).await;
        assert_eq!(uploaded.status, 303, "{}", uploaded.text());
        let address = uploaded.location().to_owned();
        let page = dpo.get(&address).await;
        assert!(page.text().contains("2 rows can be taken over"), "{}", page.text());
        assert!(page.text().contains("Portatile rubato in treno"));
        assert_eq!(dpo.get("/register").await.text().matches("/cases/BR-").count(), 0, "nothing is stored yet");
        let accepted = accept(&dpo, &address).await;
        assert_eq!(accepted.status, 303, "{}", accepted.text());
        let list = dpo.get("/register?year=2019").await;
        assert_eq!(list.text().matches("<a href=\"/cases/BR-").count(), 2, "{}", list.text());
        let found = dpo.get("/register?text=portatile").await;
        let case = case_of(app, &format!("/cases/{}", reference(found.text(), "BR-")));
        assert_eq!(case.status, CaseStatus::Closed);
        assert!(case.duties.is_empty() && case.tasks.is_empty());
        let imported = case.imported.as_ref().unwrap();
        assert_eq!((imported.row, imported.reference.as_str()), (3, "2/2019"));
        assert_eq!((imported.risk.as_deref(), imported.authority), (Some("high"), ToldThen::Yes));
        let aware = case.instant_in_force(InstantKind::Aware, &Scope::case()).unwrap();
        assert_eq!(aware.at.rfc3339(), "2019-06-05T07:30:00Z");
        let count = case.fact("subjects.count", &Scope::case()).unwrap();
        assert_eq!(count.fact.value["n"], 1240);
        let timeline = dpo.get(&format!("/cases/{}/timeline", case.reference)).await;
        assert!(timeline.text().contains("Taken over from an earlier register (row 3)"), "{}", timeline.text());
        assert_eq!(dpo.get("/cases?due=overdue").await.text().matches("/cases/BR-").count(), 0);
        assert!(list.text().contains("from an earlier register"), "{}", list.text());
        let rows = dpo.get("/register.json?year=2019").await.json();
        assert!(rows.as_array().unwrap().iter().all(|row| row["origin"] == "imported"));
        let own = dpo.get(&format!("/cases/{}", case.reference)).await;
        assert!(own.text().contains("from an earlier register"), "{}", own.text());
        // The file is gone, and so it cannot be accepted twice; uploaded again it is recognised.
        assert_eq!(dpo.get(&address).await.status, 404);
        let address = upload(&dpo, "registro.csv", GOOD.as_bytes()).await.location().to_owned();
        let page = dpo.get(&address).await;
        assert!(page.text().contains("This very file was taken over before"), "{}", page.text());
        assert!(page.text().contains("2 of 2 rows") && page.text().contains("Chiara Bonfanti"), "{}", page.text());
        let refused = accept(&dpo, &address).await;
        assert!(refused.status == 422 && refused.text().contains("in the register already"), "{}", refused.text());
        assert_eq!(dpo.get("/register?year=2019").await.text().matches("<a href=\"/cases/BR-").count(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_faulty_rows_are_each_reported_and_none_is_stored() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let mut text = "Title,Date of breach,People\r\n".to_owned();
    for n in 0..1_000 {
        text.push_str(&format!("Letter {n},the {n}th,many\r\n"));
    }
    let uploaded = upload(&dpo, "old.csv", text.as_bytes()).await;
    let address = uploaded.location().to_owned();
    let page = dpo.get(&address).await;
    assert!(page.text().contains("50 of 1,000 rows with a problem"), "{}", page.text());
    assert!(!page.text().contains("/accept\""), "there is nothing to accept");
    let all = dpo.get(&format!("{address}/bad-rows.csv")).await;
    assert_eq!(all.text().lines().count(), 1_001);
    for row in 2..=1_001 {
        let line = all.text().lines().nth(row - 1).unwrap();
        assert!(line.starts_with(&format!("\"{row}\",")), "{line}");
        assert!(line.contains("not a day") && line.contains("not a number"), "{line}");
    }
    let forced = dpo.post_with(&format!("{address}/accept"), &page.token(), &[("columns", ""), ("seen", "1000")]).await;
    assert_eq!(forced.status, 422);
    assert_eq!(dpo.get("/register").await.text().matches("/cases/BR-").count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_are_chosen_on_screen_and_a_workbook_is_read_like_a_csv_file() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let mut sheet = Xlsx::new("Old", &["What".into(), "When".into(), "Anything".into()]).unwrap();
    sheet.row(&["Misdirected letter".into(), "45352".into(), "x".into()]).unwrap();
    let uploaded = upload(&dpo, "old.xlsx", &sheet.bytes().unwrap()).await;
    assert_eq!(uploaded.status, 303, "{}", uploaded.text());
    let address = uploaded.location().to_owned();
    let page = dpo.get(&address).await;
    assert!(page.text().contains("Choose the column that holds the title or the description"), "{}", page.text());
    let twice = dpo.get(&format!("{address}?column-0=title&column-1=title&column-2=ignored")).await;
    assert_eq!(twice.status, 422);
    assert!(twice.text().contains("Two columns were given the meaning “Title”"));
    let chosen = format!("{address}?column-0=title&column-1=aware&column-2=ignored");
    let page = dpo.get(&chosen).await;
    assert!(page.text().contains("One row can be taken over"), "{}", page.text());
    let (columns, seen) = (hidden(&page, "columns").to_owned(), hidden(&page, "seen").to_owned());
    let fields = [("columns", columns.as_str()), ("seen", seen.as_str())];
    let accepted = dpo.post_with(&format!("{address}/accept"), &page.token(), &fields).await;
    assert_eq!(accepted.status, 303, "{}", accepted.text());
    assert!(dpo.get("/register?year=2024").await.text().contains("Misdirected letter"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_is_taken_over_by_those_who_answer_for_it_alone() {
    let app = TestApp::start().await;
    set_up(&app);
    let (dpo, handler) = (app.dpo().await, app.handler().await);
    let address = upload(&dpo, "registro.csv", GOOD.as_bytes()).await.location().to_owned();
    assert_eq!(handler.get(&address).await.status, 403);
    assert_eq!(handler.get("/register/imports").await.status, 403);
    let unknown = "/register/imports/0192f000000070008000000000000000";
    assert_eq!(dpo.get(unknown).await.status, 404);
    let page = dpo.get(&address).await;
    let gone = dpo.post_with(&format!("{address}/discard"), &page.token(), &[]).await;
    assert_eq!(gone.status, 303);
    assert_eq!(dpo.get(&address).await.status, 404);
}
