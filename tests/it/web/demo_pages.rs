//! The pages over the two demo stories: nineteen markets stay calm, everything is reachable, every page reads in both languages.

use std::net::TcpListener;

use breachdesk::app::Ctx;
use breachdesk::app::demo::{self, STANDS_AT};
use breachdesk::domain::values::At;
use breachdesk::web;
use breachdesk::web::settings::Settings;

use crate::support::app::generous;
use crate::support::bare::over;
use crate::support::browser::Browser;
use crate::support::database::{Engine, TestDatabase};

const LUNA: &str = "/cases/BR-2026-0002";

/// The demo's desk behind a real server; the guards keep database and folder.
pub async fn desk() -> (Ctx, String, Vec<demo::DemoUser>, (TestDatabase, tempfile::TempDir)) {
    let (ctx, users, guards) = tokio::task::spawn_blocking(|| {
        let database = TestDatabase::new(Engine::Sqlite);
        let (ctx, folder) = over(&database);
        let users = demo::build(&ctx, At::parse(STANDS_AT).unwrap()).unwrap();
        (ctx, users, (database, folder))
    })
    .await
    .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let settings = Settings { demo: true, limits: generous(), ..Settings::default() };
    tokio::spawn(web::serve(ctx.clone(), settings, listener, None, 1).unwrap());
    (ctx, base, users, guards)
}

pub async fn signed_in(base: &str, users: &[demo::DemoUser], name: &str) -> Browser {
    let user = users.iter().find(|user| user.name == name).unwrap();
    let browser = Browser::at(base);
    assert_eq!(browser.sign_in(&user.email, &user.password).await.status, 303);
    browser
}

/// Addresses on a page that begin with `prefix`, each once.
pub fn links(text: &str, prefix: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with(prefix))
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn nineteen_markets_stay_calm_and_every_duty_is_one_link_away() {
    let (ctx, base, users, _guards) = desk().await;
    let dpo = signed_in(&base, &users, "Chiara Bonfanti").await;
    let page = dpo.get(LUNA).await;
    assert_eq!(page.status, 200);
    // ux 3.1 no. 14: every page under 100 KB, also this one.
    assert!(page.text().len() < 100_000, "{} bytes", page.text().len());
    let numbers: Vec<u32> = {
        let organisations: Vec<_> =
            ctx.store.read(breachdesk::store::organisations::all).unwrap().iter().map(|row| row.id).collect();
        let row = ctx
            .store
            .read(|conn| {
                breachdesk::store::cases::by_reference(conn, &organisations, Default::default(), "BR-2026-0002")
            })
            .unwrap()
            .unwrap();
        let case = breachdesk::app::cases::case_of(&row).unwrap();
        case.duties.iter().filter(|duty| !duty.gone).map(|duty| duty.number).collect()
    };
    assert!(numbers.len() > 40, "{}", numbers.len());
    let reachable = links(page.text(), &format!("{LUNA}/duties/"));
    for number in &numbers {
        assert!(reachable.contains(&format!("{LUNA}/duties/{number}")), "duty {number}");
    }
    // Identical rows stand together: far fewer rows than duties.
    let rows = page.text().matches("<tr role=\"row\">").count();
    assert!(rows * 2 < numbers.len(), "{rows} rows for {} duties", numbers.len());
    assert!(page.text().contains("Not checked here") && page.text().contains("NIS2"));
    assert!(page.text().contains("No duty, with the reason"));
    // People are never shown a countdown.
    assert!(page.text().contains("no fixed term"));
}

#[tokio::test(flavor = "multi_thread")]
async fn duties_are_chosen_by_recipient_country_state_and_turn_in_the_address() {
    let (_ctx, base, users, _guards) = desk().await;
    let dpo = signed_in(&base, &users, "Chiara Bonfanti").await;
    let all = dpo.get(&format!("{LUNA}/duties")).await;
    let every = links(all.text(), &format!("{LUNA}/duties/")).len();
    let shown = async |who: &Browser, query: &str| {
        let page = who.get(&format!("{LUNA}/duties?{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        let (_, table) = page.text().split_once("id=\"n\"").unwrap();
        table.to_owned()
    };
    let germany = shown(&dpo, "country=DE&to=authorities").await;
    assert!(germany.contains("BfDI") && !germany.contains("Agency for Digital Government"), "{germany}");
    assert!(links(&germany, &format!("{LUNA}/duties/")).len() < every);
    // Each filter has its chip, which takes only that one back.
    assert!(germany.contains("/duties?to=authorities\"") && germany.contains("/duties?country=DE\""), "{germany}");
    let unproven = shown(&dpo, "state=unproven").await;
    assert!(unproven.contains("Belgian Data Protection Authority") && !unproven.contains("BfDI"), "{unproven}");
    assert!(shown(&dpo, "state=overdue").await.contains("No duty of this case is like that."));
    // A word that the address does not know filters nothing.
    assert!(shown(&dpo, "state=nonsense&country=Atlantis&to=x").await.contains("Agency for Digital Government"));
    // What waits for a second person is the turn of none of those who wrote it, and of nobody who only works on the case.
    let author = signed_in(&base, &users, "Marek Nowicki").await;
    let reviewed = "state=in_hand&mine=yes";
    assert!(shown(&dpo, reviewed).await.contains("Portugal"));
    assert!(!shown(&author, reviewed).await.contains("Portugal"));
    let auditor = signed_in(&base, &users, "Jonas Lindqvist").await;
    assert!(shown(&auditor, "mine=yes").await.contains("No duty of this case is like that."));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_country_stands_as_a_code_where_people_read_what_would_decide_a_duty() {
    let (_ctx, base, users, _guards) = desk().await;
    for (name, case, lang) in [
        ("Chiara Bonfanti", LUNA, "en"),
        ("Chiara Bonfanti", LUNA, "it"),
        ("Marta Bellandi", "/cases/BR-2026-0001", "it"),
    ] {
        let dpo = signed_in(&base, &users, name).await;
        for path in ["", "/duties?open=all", "/what-if", "/clocks"] {
            let joint = if path.contains('?') { '&' } else { '?' };
            let page = dpo.get(&format!("{case}{path}{joint}lang={lang}")).await;
            for code in ["DE", "FR", "GB", "IT", "CH"] {
                for words in
                    [format!("people in {code} are"), format!("in {code} vi sono"), format!("interessate ({code})")]
                {
                    assert!(!page.text().contains(&words), "{case}{path}: {words}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_both_stories_reads_in_both_languages() {
    let (_ctx, base, users, _guards) = desk().await;
    for (name, case) in [("Chiara Bonfanti", LUNA), ("Marta Bellandi", "/cases/BR-2026-0001")] {
        let dpo = signed_in(&base, &users, name).await;
        let overview = dpo.get(case).await;
        let mut pages: Vec<String> = ["/", "/cases", "/register", "/reports", "/reports?status=accepted"]
            .into_iter()
            .map(str::to_owned)
            .collect();
        for path in [
            "",
            "/instants",
            "/instants/new",
            "/parties",
            "/duties",
            "/decide",
            "/defer",
            "/tasks",
            "/timeline",
            "/close",
            "/title",
            "/data-sets/new",
            "/markets/new",
            "/controllers/new",
        ] {
            pages.push(format!("{case}{path}"));
        }
        for group in ["incident", "people", "consequences", "measures", "parties", "communication", "abroad", "risk"] {
            let address = format!("{case}/facts?group={group}");
            let facts = dpo.get(&address).await;
            pages.extend(links(facts.text(), &format!("{case}/facts/")));
            pages.push(address);
        }
        pages.extend(links(overview.text(), &format!("{case}/duties/")).into_iter().take(12));
        let ledger = dpo.get(&format!("{case}/instants")).await;
        pages.extend(
            links(ledger.text(), &format!("{case}/instants/")).into_iter().map(|href| href.replace("&amp;", "&")),
        );
        let timeline = dpo.get(&format!("{case}/timeline")).await;
        pages.extend(links(timeline.text(), &format!("{case}/decisions/")));
        for page in pages {
            for lang in ["en", "it"] {
                let joint = if page.contains('?') { '&' } else { '?' };
                let shown = dpo.get(&format!("{page}{joint}lang={lang}")).await;
                assert_eq!(shown.status, 200, "{page} in {lang}: {}", shown.text());
                assert!(shown.text().contains(&format!("<html lang=\"{lang}\"")), "{page}");
                assert_eq!(shown.text().matches("<h1").count(), 1, "{page}");
            }
        }
    }
}
