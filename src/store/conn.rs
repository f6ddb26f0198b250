//! One connection to whichever database is behind it, and how each kind is opened and kept honest.
//!
//! Every query runs on the concrete connection through [`both!`]. Diesel's own multi-connection enum knows neither
//! RETURNING into a struct, nor batches, nor ON CONFLICT, so one habit for all queries is simpler than two.

use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::ManageConnection;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

use super::error::{StoreError, StoreResult};
use super::prepared::{Prepared, Statement};
use crate::ids::Ids;

/// A connection in a transaction: what every function of the store takes. Opaque outside the store.
pub struct Conn {
    pub(in crate::store) link: Link,
    pub(in crate::store) ids: Ids,
}

pub(in crate::store) enum Link {
    Pg(PgConnection),
    Lite(SqliteConnection),
}

/// Runs the same expression on whichever database is behind `$conn`.
macro_rules! both {
    ($conn:expr, $c:ident => $query:expr) => {
        match &mut $conn.link {
            $crate::store::conn::Link::Pg($c) => $query,
            $crate::store::conn::Link::Lite($c) => $query,
        }
    };
}
pub(in crate::store) use both;

/// Where connections lead, and what they must promise.
#[derive(Debug, Clone)]
pub(in crate::store) enum Target {
    Pg {
        url: String,
        statement_timeout: Duration,
        lock_timeout: Duration,
    },
    Lite {
        path: String,
        busy_timeout: Duration,
        /// Readers refuse to write, so that no write can go round the one write connection.
        read_only: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Purpose {
    Read,
    Write,
}

struct Pragmas;

impl Statement for Pragmas {
    const SQL: &'static str = "SELECT journal_mode, synchronous, foreign_keys, timeout FROM pragma_journal_mode, \
         pragma_synchronous, pragma_foreign_keys, pragma_busy_timeout";
    type Row = (Text, BigInt, BigInt, BigInt);
}

#[derive(QueryableByName)]
struct Promise {
    #[diesel(sql_type = Text)]
    synchronous_commit: String,
}

impl Target {
    pub fn connect(&self, ids: &Ids) -> StoreResult<Conn> {
        let link = match self {
            Self::Pg { url, statement_timeout, lock_timeout } => {
                let mut pg = PgConnection::establish(url).map_err(StoreError::other)?;
                // Without time-outs a stuck session holds everybody behind it for good.
                pg.batch_execute(&format!(
                    "SET statement_timeout = {}; SET lock_timeout = {}; SET idle_in_transaction_session_timeout = {}; \
                     SET TIME ZONE 'UTC'",
                    statement_timeout.as_millis(),
                    lock_timeout.as_millis(),
                    statement_timeout.as_millis(),
                ))?;
                Link::Pg(pg)
            }
            Self::Lite { path, busy_timeout, read_only } => {
                let mut lite = SqliteConnection::establish(path).map_err(StoreError::other)?;
                lite.batch_execute(&format!(
                    "PRAGMA busy_timeout = {}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -8000; PRAGMA query_only = {};",
                    busy_timeout.as_millis(),
                    if *read_only { "ON" } else { "OFF" },
                ))?;
                Link::Lite(lite)
            }
        };
        let mut conn = Conn { link, ids: ids.clone() };
        self.assert_promises(&mut conn)?;
        Ok(conn)
    }

    /// R9: a commit that was acknowledged is on the disk. Asked at every check-out, because a pragma can be lost.
    pub fn assert_promises(&self, conn: &mut Conn) -> StoreResult<()> {
        match (&mut conn.link, self) {
            (Link::Lite(c), Self::Lite { busy_timeout, .. }) => {
                let (journal_mode, synchronous, foreign_keys, timeout): (String, i64, i64, i64) =
                    Prepared::<Pragmas>::with(Vec::new()).get_result(c)?;
                let kept = journal_mode == "wal"
                    && synchronous == 2
                    && foreign_keys == 1
                    && u128::try_from(timeout) == Ok(busy_timeout.as_millis());
                if kept {
                    Ok(())
                } else {
                    Err(StoreError::other("SQLite does not keep WAL, synchronous=FULL and foreign keys"))
                }
            }
            (Link::Pg(c), Self::Pg { .. }) => {
                let found: Promise =
                    sql_query("SELECT current_setting('synchronous_commit') AS synchronous_commit").get_result(c)?;
                match found.synchronous_commit.as_str() {
                    "on" | "remote_apply" => Ok(()),
                    other => Err(StoreError::Other(format!(
                        "PostgreSQL runs with synchronous_commit = {other}, which may forget acknowledged work; set it to on"
                    ))),
                }
            }
            _ => Err(StoreError::other("a connection of another database")),
        }
    }
}

impl Conn {
    /// Begins a transaction. On SQLite a write takes the write lock at once, so that it cannot fail half-way for want of it;
    /// a read sees one moment of the database on both.
    pub(in crate::store) fn begin(&mut self, purpose: Purpose) -> StoreResult<()> {
        match &mut self.link {
            Link::Pg(c) => AnsiTransactionManager::begin_transaction_sql(
                c,
                if purpose == Purpose::Write { "BEGIN" } else { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" },
            )?,
            Link::Lite(c) => AnsiTransactionManager::begin_transaction_sql(
                c,
                if purpose == Purpose::Write { "BEGIN IMMEDIATE" } else { "BEGIN" },
            )?,
        }
        Ok(())
    }

    /// Commits. PostgreSQL answers COMMIT of a failed transaction with a silent roll-back, so it is asked first whether it
    /// still stands: what is acknowledged has happened.
    pub(in crate::store) fn commit(&mut self, purpose: Purpose) -> StoreResult<()> {
        match &mut self.link {
            Link::Pg(c) => {
                if purpose == Purpose::Write {
                    c.batch_execute("SELECT 1")?;
                }
                AnsiTransactionManager::commit_transaction(c)?;
            }
            Link::Lite(c) => AnsiTransactionManager::commit_transaction(c)?,
        }
        Ok(())
    }

    /// Rolls back; false when the connection must not be used again. After SQLITE_FULL the transaction is gone already and
    /// ROLLBACK itself fails.
    pub(in crate::store) fn roll_back(&mut self) -> bool {
        match &mut self.link {
            Link::Pg(c) => AnsiTransactionManager::rollback_transaction(c).is_ok(),
            Link::Lite(c) => AnsiTransactionManager::rollback_transaction(c).is_ok(),
        }
    }

    /// Runs `step` so that its failure undoes only itself and the transaction goes on.
    pub fn attempt<T, E: From<StoreError>>(&mut self, step: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        self.savepoint(TransactionStep::Begin)?;
        match step(self) {
            Ok(done) => {
                self.savepoint(TransactionStep::Keep)?;
                Ok(done)
            }
            Err(error) => {
                self.savepoint(TransactionStep::Undo)?;
                Err(error)
            }
        }
    }

    fn savepoint(&mut self, step: TransactionStep) -> StoreResult<()> {
        both!(self, c => match step {
            TransactionStep::Begin => AnsiTransactionManager::begin_transaction(c)?,
            TransactionStep::Keep => AnsiTransactionManager::commit_transaction(c)?,
            TransactionStep::Undo => AnsiTransactionManager::rollback_transaction(c)?,
        });
        Ok(())
    }

    fn is_broken(&mut self) -> bool {
        std::thread::panicking()
            || both!(self, c => !matches!(
                AnsiTransactionManager::transaction_manager_status_mut(c).transaction_depth(),
                Ok(None)
            ))
    }
}

enum TransactionStep {
    Begin,
    Keep,
    Undo,
}

/// Makes connections for the pools.
pub(in crate::store) struct Manager {
    pub target: Target,
    pub ids: Ids,
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = StoreError;

    fn connect(&self) -> Result<Conn, StoreError> {
        self.target.connect(&self.ids)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), StoreError> {
        match self.target {
            // What cannot write promises nothing about commits; it was asked when it was opened.
            Target::Lite { read_only: true, .. } => Ok(()),
            _ => self.target.assert_promises(conn),
        }
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        conn.is_broken()
    }
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;
    use serde_json::json;

    use super::*;
    use crate::domain::values::At;
    use crate::store::{Store, StoreConfig, settings};

    #[test]
    fn after_a_full_disk_what_was_acknowledged_is_there_and_writing_goes_on_when_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db").display().to_string();
        let store = Store::open(&StoreConfig::at(path), Ids).unwrap();
        let now = At::parse("2026-10-03T12:00:00Z").unwrap();
        store
            .write(|tx| {
                // The write connection stands before a full disk: no page more than there are.
                both!(tx, c => c.batch_execute("PRAGMA max_page_count = 1"))?;
                StoreResult::Ok(())
            })
            .unwrap();
        let text = "x".repeat(900);
        let mut acknowledged = 0;
        let refused = loop {
            match store.write(|tx| settings::set(tx, &format!("key-{acknowledged}"), &json!(text), now)) {
                Ok(()) => acknowledged += 1,
                Err(error) => break error,
            }
            assert!(acknowledged < 10_000, "the disk never got full");
        };
        assert_eq!(refused, StoreError::Full);
        let there = |n: usize| store.read(|c| settings::get(c, &format!("key-{n}"))).unwrap().is_some();
        assert!((0..acknowledged).all(there) && !there(acknowledged));
        // The connection that met the full disk was given up; the next one finds room.
        store.write(|tx| settings::set(tx, "after", &json!(1), now)).unwrap();
        assert_eq!(store.read(|c| settings::get(c, "after")), Ok(Some(json!(1))));
    }

    #[test]
    fn a_connection_that_lost_a_promise_is_not_handed_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db").display().to_string();
        let target = Target::Lite { path, busy_timeout: Duration::from_secs(1), read_only: false };
        for lost in ["PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = OFF", "PRAGMA busy_timeout = 0"] {
            let mut conn = target.connect(&Ids).unwrap();
            assert!(target.assert_promises(&mut conn).is_ok());
            both!(&mut conn, c => c.batch_execute(lost)).unwrap();
            assert!(target.assert_promises(&mut conn).is_err(), "{lost}");
        }
    }
}
