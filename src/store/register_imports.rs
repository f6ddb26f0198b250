//! Files of earlier registers that were accepted, and how far each has come in. The line of an import moves in the transaction that stores
//! its rows, so that it never says more or less than there is.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::{StoreError, StoreResult};
use super::schema::{register_imports, users};
use super::types::{Key, kept_as_words};
use crate::domain::values::At;
use crate::words;

words! {
    ImportState {
        /// Rows of it are still to be stored, now or after it was cut short.
        Running = "running",
        Finished = "finished",
        /// Somebody left it at what had come in.
        Left = "left",
    }
}
kept_as_words!(ImportState);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = register_imports, treat_none_as_default_value = false)]
pub struct RegisterImportRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub organisation_id: Uuid,
    /// SHA-256 of the file, in hex.
    pub file_sha256: String,
    /// What its columns mean, as somebody chose them.
    pub meanings: String,
    /// Good rows of the file.
    pub row_count: i64,
    /// How many of them are cases by now.
    pub stored: i64,
    /// Number in the file of the last of these; 0 before the first.
    pub last_row: i64,
    pub state: ImportState,
    #[diesel(serialize_as = Key)]
    pub user_id: Uuid,
    pub started_at: At,
    pub ended_at: Option<At>,
}

/// # Errors
/// [`StoreError::Unique`] where the same file is on its way into the same register already.
pub fn add(tx: &mut Conn, row: &RegisterImportRow) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(register_imports::table).values(row.clone()).execute(c))?;
    Ok(())
}

pub fn get(conn: &mut Conn, id: Uuid) -> StoreResult<Option<RegisterImportRow>> {
    Ok(both!(conn, c => register_imports::table
        .find(Key(id))
        .select(RegisterImportRow::as_select())
        .first(c)
        .optional())?)
}

/// Moves the line of an import on, from where the caller knew it to be.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else moved it in between: nothing of this transaction may stay.
pub fn move_on(tx: &mut Conn, from: &RegisterImportRow, to: &RegisterImportRow) -> StoreResult<()> {
    let moved = both!(tx, c => diesel::update(register_imports::table.find(Key(from.id)))
        .filter(register_imports::state.eq(from.state))
        .filter(register_imports::last_row.eq(from.last_row))
        .set((
            register_imports::stored.eq(to.stored),
            register_imports::last_row.eq(to.last_row),
            register_imports::state.eq(to.state),
            register_imports::ended_at.eq(to.ended_at),
        ))
        .execute(c))?;
    if moved == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// The imports of a file into the register of an organisation, the last begun first, with the name of who began each.
pub fn of_file(conn: &mut Conn, organisation: Uuid, sha256: &str) -> StoreResult<Vec<(RegisterImportRow, String)>> {
    Ok(both!(conn, c => register_imports::table
        .inner_join(users::table)
        .filter(register_imports::organisation_id.eq(Key(organisation)))
        .filter(register_imports::file_sha256.eq(sha256))
        .order(register_imports::started_at.desc())
        .limit(20)
        .select((RegisterImportRow::as_select(), users::name))
        .load(c))?)
}

/// The imports of an organisation that are not finished, the first begun first.
pub fn unfinished(conn: &mut Conn, organisation: Uuid) -> StoreResult<Vec<RegisterImportRow>> {
    Ok(both!(conn, c => register_imports::table
        .filter(register_imports::organisation_id.eq(Key(organisation)))
        .filter(register_imports::state.eq(ImportState::Running))
        .order(register_imports::started_at.asc())
        .limit(20)
        .select(RegisterImportRow::as_select())
        .load(c))?)
}
