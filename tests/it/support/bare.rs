//! The use cases on a database of their own, without server and loops.

use std::sync::Arc;

use breachdesk::app::Ctx;
use breachdesk::app::vault::Vault;
use breachdesk::clock::Clock;
use breachdesk::domain::values::At;
use breachdesk::ids::Ids;

use super::app::{START, notice_kit, policy};
use super::database::{Engine, TestDatabase};

/// Runs the same test on SQLite and on PostgreSQL; a failure says on which.
pub fn on_both(test: impl Fn(&Ctx)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        println!("on {engine:?}");
        let database = TestDatabase::new(engine);
        let (ctx, _folder) = over(&database);
        test(&ctx);
    }
}

/// The use cases over a database; the folder holds the master key and goes with its guard.
pub fn over(database: &TestDatabase) -> (Ctx, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let ctx = Ctx {
        store: database.store.clone(),
        policy: policy(),
        own_laws: Default::default(),
        risk: crate::support::risk_rules(),
        notices: notice_kit(),
        clock: Clock::running_from(At::parse(START).unwrap()),
        ids: Ids,
        wake: Arc::default(),
        pulse: breachdesk::app::pulse::Pulse::default(),
        vault: Vault::open(&folder.path().join("master.key"), None, Ids).unwrap(),
        data_folder: Arc::from(folder.path()),
        public_url: Arc::from("http://desk.example.org"),
        mail_domain: Arc::from("desk.example.org"),
    };
    (ctx, folder)
}
