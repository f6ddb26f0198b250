//! The migrations inside the program: run at start, all or none, under a lock. Add a folder of the same name to both sets.

use diesel::connection::SimpleConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::{Conn, Link, Purpose};
use super::error::{StoreError, StoreResult};

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Any number, the same in every copy of the program: whoever holds it migrates, the others wait.
const LOCK: i64 = 0x6272_6561_6368;

/// Brings the database up to this program. Refuses one that a newer program has migrated.
pub(in crate::store) fn run(conn: &mut Conn) -> StoreResult<()> {
    conn.begin(Purpose::Write)?;
    let done = match &mut conn.link {
        Link::Pg(c) => c
            .batch_execute(&format!(
                "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({LOCK})"
            ))
            .map_err(StoreError::from)
            .and_then(|()| bring_up(c, POSTGRES)),
        Link::Lite(c) => bring_up(c, SQLITE),
    };
    match done {
        Ok(()) => conn.commit(Purpose::Write),
        Err(error) => {
            conn.roll_back();
            Err(error)
        }
    }
}

/// Refuses a database that is not exactly as this program keeps it; changes nothing.
pub(in crate::store) fn check(conn: &mut Conn) -> StoreResult<()> {
    let waits = match &mut conn.link {
        Link::Pg(c) => c.has_pending_migration(POSTGRES),
        Link::Lite(c) => c.has_pending_migration(SQLITE),
    };
    if waits.map_err(StoreError::other)? {
        return Err(StoreError::other(
            "this database is new or was last used by an older program; start `breachdesk serve` on it once, or use that program",
        ));
    }
    Ok(())
}

fn bring_up<DB, C>(conn: &mut C, migrations: EmbeddedMigrations) -> StoreResult<()>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: diesel::migration::MigrationSource<DB>,
{
    use diesel::migration::MigrationSource;
    let known = MigrationSource::<DB>::migrations(&migrations).map_err(StoreError::other)?;
    let applied = conn.applied_migrations().map_err(StoreError::other)?;
    if let Some(newer) = applied.iter().find(|version| !known.iter().any(|m| m.name().version() == **version)) {
        return Err(StoreError::Other(format!(
            "this database was migrated by a newer program (migration {newer}); start that one, or restore a backup"
        )));
    }
    conn.run_pending_migrations(migrations).map_err(StoreError::other)?;
    Ok(())
}
