//! The import of an earlier register killed with SIGKILL while it stores: what is in is whole, the register says that it is not all, and
//! the import goes on where it stopped, without a row lost or stored twice.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use breachdesk::app::old_register::accepting::{self, Acceptance};
use breachdesk::app::old_register::{self};
use breachdesk::app::pulse::Pulse;
use breachdesk::app::register::{self, Filter, Origin, Place, Sort};
use breachdesk::app::vault::Vault;
use breachdesk::app::{AppError, Ctx, demo, record};
use breachdesk::clock::Clock;
use breachdesk::domain::values::At;
use breachdesk::ids::Ids;
use breachdesk::store::{Store, StoreConfig};
use uuid::Uuid;

use crate::people::office::{self, Office};
use crate::support::app::{START, notice_kit, policy};
use crate::support::database::{Engine, TestDatabase};

const ROWS: usize = 400;

fn ctx(url: &str, folder: &Path) -> Ctx {
    Ctx {
        store: Store::open(&StoreConfig::at(url.to_owned()), Ids).unwrap(),
        policy: policy(),
        own_laws: Default::default(),
        risk: crate::support::risk_rules(),
        notices: notice_kit(),
        clock: Clock::running_from(At::parse(START).unwrap()),
        ids: Ids,
        wake: Arc::default(),
        pulse: Pulse::default(),
        vault: Vault::open(&folder.join("master.key"), None, Ids).unwrap(),
        data_folder: Arc::from(folder),
        public_url: Arc::from("http://desk.example.org"),
        mail_domain: Arc::from("desk.example.org"),
    }
}

fn accept(office: &Office<'_>, import: Uuid, again: bool) -> Result<u64, AppError> {
    let look = old_register::look(office.ctx, &office.dpo, import, "")?;
    let accepted =
        Acceptance { columns: old_register::columns::code(&look.columns), seen: look.rest().count() as u64, again };
    accepting::accept(office.ctx, &office.dpo, import, &accepted, |row, _| format!("Earlier register, row {row}"))
}

/// The child that is killed: it accepts the file that waits. Only [`a_killed_import_is_known_as_unfinished_and_goes_on_where_it_stopped`]
/// starts it, with a place to work in.
#[test]
#[ignore = "is started, and killed, by the test below"]
#[allow(clippy::disallowed_methods, reason = "the parent says where the database is")]
fn the_import_that_is_killed() {
    let url = std::env::var("BREACHDESK_KILLED_DATABASE").unwrap();
    let folder = std::env::var("BREACHDESK_KILLED_FOLDER").unwrap();
    let import = std::env::var("BREACHDESK_KILLED_IMPORT").unwrap();
    let ctx = ctx(&url, Path::new(&folder));
    let office = office::again(&ctx, "ottima");
    accept(&office, Uuid::parse_str(&import).unwrap(), false).unwrap();
}

fn filter() -> Filter {
    Filter {
        organisation: None,
        status: None,
        risk: None,
        year: Some(2019),
        overdue: false,
        text: None,
        sort: Sort::Newest,
        with_drills: true,
        place: Place::Start,
    }
}

#[test]
fn a_killed_import_is_known_as_unfinished_and_goes_on_where_it_stopped() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::new(engine);
        let ctx = ctx(&database.url, folder.path());
        demo::build(&ctx, At::parse("2026-09-02T08:00:00Z").unwrap()).unwrap();
        ctx.clock.set(At::parse(START).unwrap());
        let office = office::again(&ctx, "ottima");
        let mut file = "N.;Oggetto;Data di conoscenza\r\n".to_owned();
        for n in 1..=ROWS {
            file.push_str(&format!("{n}/2019;Lettera numero {n};2/3/2019\r\n"));
        }
        let upload = || old_register::take(&ctx, &office.dpo, "ottima", "registro.csv", file.as_bytes()).unwrap().id;
        let import = upload();

        let mut child = Process::new(std::env::current_exe().unwrap())
            .args(["app::kills_import::the_import_that_is_killed", "--exact", "--ignored"])
            .env("BREACHDESK_KILLED_DATABASE", &database.url)
            .env("BREACHDESK_KILLED_FOLDER", folder.path())
            .env("BREACHDESK_KILLED_IMPORT", import.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Waits for the first rows, whatever that takes; a child that ends by itself was too quick, and the test says so.
        let began = Instant::now();
        let stored = loop {
            let unfinished = register::unfinished(&ctx, &office.dpo).unwrap();
            if let Some(one) = unfinished.iter().find(|one| one.stored > 0) {
                break one.stored;
            }
            assert!(child.try_wait().unwrap().is_none(), "the import ended before it could be killed");
            assert!(began.elapsed() < Duration::from_secs(180), "nothing was stored");
            std::thread::yield_now();
        };
        child.kill().unwrap();
        child.wait().unwrap();

        // What is in is whole, and nothing calls it all.
        let [unfinished] = register::unfinished(&ctx, &office.dpo).unwrap().try_into().unwrap();
        let rows = register::export(&ctx, &office.dpo, &filter()).unwrap();
        assert!(unfinished.stored >= stored && (unfinished.stored as usize) < ROWS, "{unfinished:?}");
        assert_eq!(
            (unfinished.rows, rows.len() as u64),
            (ROWS as u64, unfinished.stored),
            "the line moves with its rows"
        );
        assert!(rows.iter().all(|row| row.origin == Origin::ImportedInPart));
        assert!(record::check(&ctx.store).unwrap().chain.is_whole());

        // It goes on with the file that still waits, from the row after the last one.
        let more = accept(&office, import, false).unwrap();
        assert_eq!(more + unfinished.stored, ROWS as u64);
        assert!(register::unfinished(&ctx, &office.dpo).unwrap().is_empty());
        let rows = register::export(&ctx, &office.dpo, &filter()).unwrap();
        let titles: BTreeSet<&str> = rows.iter().map(|row| row.title.as_str()).collect();
        assert_eq!((rows.len(), titles.len()), (ROWS, ROWS), "no row is lost, none came twice");
        assert!(rows.iter().all(|row| row.origin == Origin::Imported));

        // The same file once more is recognised, and taken over only by whoever says so.
        let twice = upload();
        let look = old_register::look(&ctx, &office.dpo, twice, "").unwrap();
        assert!(look.is_known());
        let refused = accept(&office, twice, false);
        assert!(matches!(refused, Err(AppError::Invalid { field: "again", .. })), "{refused:?}");
        assert_eq!(register::export(&ctx, &office.dpo, &filter()).unwrap().len(), ROWS);
    }
}
