//! A restored copy sends nothing until a person says that the original is gone (R13).

use serde_json::{Value, json};

use super::conn::Conn;
use super::error::StoreResult;
use super::{outbox, settings};
use crate::domain::values::At;

/// Where it stands in the settings.
const KEY: &str = "quarantine";

/// Puts the database into quarantine: whatever was not final becomes unclear. Answers how many messages that were.
pub fn begin(tx: &mut Conn, backup_made_at: &str, now: At) -> StoreResult<usize> {
    let unclear = outbox::quarantine(tx, now)?;
    let state = json!({ "since": now.rfc3339(), "backup_made_at": backup_made_at, "unclear": unclear });
    settings::set(tx, KEY, &state, now)?;
    Ok(unclear)
}

/// The quarantine as it was begun, if it stands.
pub fn stands(conn: &mut Conn) -> StoreResult<Option<Value>> {
    settings::get(conn, KEY)
}

/// Ends it. What was unclear stays so, for people to decide.
pub fn lift(tx: &mut Conn) -> StoreResult<()> {
    settings::remove(tx, KEY)
}
