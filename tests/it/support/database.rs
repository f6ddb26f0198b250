//! Databases for tests: each test has its own, on both engines, with the same assertions.

use breachdesk::ids::Ids;
use breachdesk::store::{Store, StoreConfig};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};

use super::postgres::Cluster;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A fresh, migrated database, gone with its last user.
pub struct TestDatabase {
    pub engine: Engine,
    pub url: String,
    pub store: Store,
    _folder: Option<tempfile::TempDir>,
}

impl TestDatabase {
    pub fn new(engine: Engine) -> Self {
        let (url, folder) = match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                (format!("sqlite:{}", folder.path().join("test.db").display()), Some(folder))
            }
            Engine::Postgres => (Cluster::shared().migrated(), None),
        };
        let store = Store::open(&StoreConfig { connections: 12, ..StoreConfig::at(url.as_str()) }, Ids).unwrap();
        Self { engine, url, store, _folder: folder }
    }

    /// Runs SQL behind the store's back, as somebody with access to the database would.
    pub fn sql(&self, sql: &str) -> Result<(), diesel::result::Error> {
        match self.engine {
            Engine::Postgres => PgConnection::establish(&self.url).unwrap().batch_execute(sql),
            Engine::Sqlite => {
                let path = self.url.strip_prefix("sqlite:").unwrap();
                let mut connection = SqliteConnection::establish(path).unwrap();
                connection.batch_execute("PRAGMA busy_timeout = 20000")?;
                connection.batch_execute(sql)
            }
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if self.engine == Engine::Postgres {
            Cluster::shared().drop(&self.url);
        }
    }
}

/// Runs the same test on SQLite and on PostgreSQL; a failure says on which.
pub fn on_both_databases(test: impl Fn(&TestDatabase)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let _named = NameOnFailure(engine);
        test(&TestDatabase::new(engine));
    }
}

pub fn on_both(test: impl Fn(&Store)) {
    on_both_databases(|database| test(&database.store));
}

struct NameOnFailure(Engine);

impl Drop for NameOnFailure {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("this was on {:?}", self.0);
        }
    }
}
