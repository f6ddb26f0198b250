//! Second factors: one secret per person that counts, and one that was shown and waits for its first code.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::second_factors;
use super::types::{Key, kept_as_words};
use crate::domain::values::At;
use crate::words;

words! { FactorState { Shown = "shown", Active = "active" } }
kept_as_words!(FactorState);

#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = second_factors)]
pub struct SecondFactorRow {
    #[diesel(serialize_as = Key)]
    pub user_id: Uuid,
    pub state: FactorState,
    /// Key and secret as the vault sealed them.
    pub sealed_key: Vec<u8>,
    pub sealed_secret: Vec<u8>,
    /// The newest time step whose code was taken; older ones and this one count no more.
    pub last_step: i64,
    /// Keyed digests of the recovery codes that are left, in hex, one after the other with spaces between.
    pub recovery: String,
    pub created_at: At,
}

impl std::fmt::Debug for SecondFactorRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecondFactorRow({}, {})", self.user_id, self.state)
    }
}

pub fn get(conn: &mut Conn, user: Uuid, state: FactorState) -> StoreResult<Option<SecondFactorRow>> {
    Ok(both!(conn, c => second_factors::table
        .find((Key(user), state))
        .select(SecondFactorRow::as_select())
        .first(c)
        .optional())?)
}

/// Puts a row in the place of the one of the same person and state.
pub fn put(tx: &mut Conn, row: &SecondFactorRow) -> StoreResult<()> {
    remove(tx, row.user_id, row.state)?;
    both!(tx, c => diesel::insert_into(second_factors::table).values(row.clone()).execute(c))?;
    Ok(())
}

pub fn remove(tx: &mut Conn, user: Uuid, state: FactorState) -> StoreResult<bool> {
    Ok(both!(tx, c => diesel::delete(second_factors::table.find((Key(user), state))).execute(c))? > 0)
}

/// Uses a time step up; false where it, or a newer one, was used before. Of two at once only one gets it.
pub fn take_step(tx: &mut Conn, user: Uuid, step: i64) -> StoreResult<bool> {
    Ok(both!(tx, c => diesel::update(second_factors::table.find((Key(user), FactorState::Active)))
        .filter(second_factors::last_step.lt(step))
        .set(second_factors::last_step.eq(step))
        .execute(c))?
        == 1)
}

/// Leaves fewer recovery codes; false where somebody used one of `seen` meanwhile.
pub fn leave_recovery(tx: &mut Conn, user: Uuid, seen: &str, left: &str) -> StoreResult<bool> {
    Ok(both!(tx, c => diesel::update(second_factors::table.find((Key(user), FactorState::Active)))
        .filter(second_factors::recovery.eq(seen))
        .set(second_factors::recovery.eq(left))
        .execute(c))?
        == 1)
}
