//! The list of cases and the list of reports, page by page, as somebody turns them over in a browser.

use std::collections::BTreeSet;

use breachdesk::app::organisation::Settings;
use breachdesk::app::recipients::workbook;
use breachdesk::app::rows;
use breachdesk::domain::case::Case;
use breachdesk::domain::event::{CaseOpened, Event};
use breachdesk::domain::values::Private;
use breachdesk::store::{StoreError, cases};
use chrono::TimeDelta;
use uuid::Uuid;

use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

/// Cases as they are when they open, put into the store without their record.
fn has_cases(app: &TestApp, organisation: Uuid, number: usize) {
    let settings = Settings::default();
    let saved: Result<(), StoreError> = app.ctx.store.write(|tx| {
        for n in 0..number {
            let at = app.now().plus(-TimeDelta::hours(i64::try_from(n / 2).unwrap()));
            let opened = Event::CaseOpened(CaseOpened {
                id: app.ctx.ids.next(),
                organisation,
                reference: format!("BR-2026-{:04}", 1_000 + n),
                title: Private::new(format!("Letter number {n}")),
                zone: "Europe/Rome".into(),
                drill: false,
                report: None,
                handler: None,
                controllers: settings.controllers.clone(),
                markets: settings.markets.clone(),
                data_sets: settings.data_sets.clone(),
                at,
            });
            let case = Case::replay([(opened, at)]).unwrap();
            cases::save(tx, &rows::case_row(&case, at).unwrap(), &rows::beside(&case), 0)?;
        }
        Ok(())
    });
    saved.unwrap();
}

/// The address of a link of this kind, as the page writes it.
fn link(page: &Page, rel: &str) -> Option<String> {
    let before = page.text().split(&format!("\" rel=\"{rel}\"")).next()?;
    if before.len() == page.text().len() {
        return None;
    }
    let href = before.rsplit("<a href=\"").next()?;
    Some(href.replace("&#38;", "&").replace("&amp;", "&"))
}

fn references(page: &Page) -> Vec<String> {
    let links = page.text().split("<th scope=\"row\" role=\"rowheader\"><a href=\"/cases/").skip(1);
    links.filter_map(|rest| rest.split('"').next().map(str::to_owned)).collect()
}

async fn turned(browser: &Browser, first: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut last = browser.get(first).await;
    loop {
        assert_eq!(last.status, 200);
        pages.push(references(&last));
        assert!(pages.len() < 10, "pages without end");
        match link(&last, "next") {
            Some(next) => last = browser.get(&next).await,
            None => break,
        }
    }
    // And back.
    let mut back = vec![references(&last)];
    while let Some(previous) = link(&last, "prev") {
        last = browser.get(&previous).await;
        back.insert(0, references(&last));
    }
    assert_eq!(back, pages);
    pages
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lists_are_turned_over_there_and_back_and_keep_their_filter() {
    on_both_apps(async |app| {
        has_cases(app, app.organisation, 120);
        let dpo = app.dpo().await;
        for address in ["/cases", "/register", "/cases?sort=newest", "/register?sort=due&year=2026&state=open"] {
            let pages = turned(&dpo, address).await;
            assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 20], "{address}");
            let all: BTreeSet<&String> = pages.iter().flatten().collect();
            assert_eq!(all.len(), 120, "{address}");
        }
        let first = dpo.get("/register?state=open&year=2026").await;
        let next = link(&first, "next").unwrap();
        assert!(next.starts_with("/register?state=open&year=2026&after="), "{next}");
        assert!(first.text().contains("50 breaches on this page"), "{}", first.text());
        let second = dpo.get(&next).await;
        assert!(second.text().contains("href=\"/register?year=2026\""), "a filter taken away leads to the first page");
        assert!(second.text().contains(">First page</a>"));
        assert_eq!(dpo.get("/register?year=2025").await.text().matches("/cases/BR-").count(), 0);
        // Words that are no place of the list break nothing.
        assert_eq!(dpo.get("/cases?after=%27%3B--&before=x").await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_of_another_organisation_are_on_no_page() {
    on_both_apps(async |app| {
        has_cases(app, app.other_organisation, 60);
        let dpo = app.dpo().await;
        for address in ["/cases?state=all", "/cases?state=all&after=9", "/register?text=letter", "/register?year=2026"]
        {
            let page = dpo.get(address).await;
            assert_eq!((page.status, references(&page).len()), (200, 0), "{address}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_exactly_the_rows_of_the_filter_whatever_page_it_was_asked_on() {
    on_both_apps(async |app| {
        has_cases(app, app.organisation, 70);
        let dpo = app.dpo().await;
        let page = dpo.get("/register?state=open&year=2026&sort=due").await;
        let second = dpo.get(&link(&page, "next").unwrap()).await;
        for ending in ["csv", "xlsx", "json"] {
            assert!(second.text().contains(&format!("/register.{ending}?state=open&#38;year=2026&#38;sort=due\"")));
        }
        let json = dpo.get("/register.json?state=open&year=2026&sort=due").await;
        assert_eq!(json.status, 200);
        let rows: Vec<serde_json::Value> = serde_json::from_str(json.text()).unwrap();
        let named: Vec<&str> = rows.iter().map(|row| row["reference"].as_str().unwrap()).collect();
        let shown: Vec<String> = references(&page).into_iter().chain(references(&second)).collect();
        assert_eq!(named, shown);
        let first = &rows[0];
        assert_eq!(
            (&first["state"], &first["zone"], &first["risk"]),
            (&"open".into(), &"Europe/Rome".into(), &serde_json::Value::Null)
        );
        assert_eq!(first["authority"]["told"], "not_decided");
        let csv = dpo.get("/register.csv?state=open&year=2026&sort=due").await;
        assert_eq!(csv.text().lines().count(), 71);
        let xlsx = dpo.get("/register.xlsx?state=open&year=2026&sort=due").await;
        assert_eq!(xlsx.status, 200);
        let mut sheet = Vec::new();
        let read = workbook::write_out(&xlsx.bytes, 10_000_000, |piece| {
            sheet.extend_from_slice(piece);
            Ok(())
        });
        read.unwrap();
        let rows = |text: &str| text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        assert_eq!(rows(std::str::from_utf8(&sheet).unwrap()), rows(csv.text()), "both sheets say the same");
        assert_eq!(dpo.get("/register.json?state=closed").await.text(), "[]");
        assert_eq!(app.handler().await.get("/register.json").await.status, 403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_shows_thirty_lines_and_says_where_the_others_are() {
    on_both_apps(async |app| {
        super::notice_desk::set_up(app);
        let dpo = app.dpo().await;
        let opened = async |number: usize| super::case_desk::open_case(&dpo, &format!("Gateway {number}")).await;
        opened(0).await;
        let few = dpo.get("/").await;
        let lines = |page: &Page| page.text().matches("<th scope=\"row\" role=\"rowheader\"><a href=\"/cases/").count();
        let each = lines(&few);
        assert!(each > 0 && !few.text().contains("stand here"), "{}", few.text());
        for number in 1..=30 {
            opened(number).await;
        }
        let many = dpo.get("/").await;
        assert!(lines(&many) < 31 * each && many.text().contains("The first 30 lines stand here."), "{}", lines(&many));
        assert!(many.text().contains("href=\"/cases?sort=due\"") || many.text().contains("href=\"/cases?due=overdue"));
    })
    .await;
}
