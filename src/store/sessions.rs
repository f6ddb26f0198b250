//! Sign-in sessions, kept on the server so that they can be ended from there.

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::{sessions, users};
use super::types::{Key, kept_as_words};
use super::users::{UserRow, UserStatus};
use crate::domain::values::At;
use crate::words;

words! {
    SessionFactor {
        /// Begun with the password alone.
        None = "none",
        /// The password was right; nothing opens until the code came.
        Awaited = "awaited",
        Given = "given",
    }
}
kept_as_words!(SessionFactor);

#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub struct SessionRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    /// SHA-256 of the cookie's token.
    pub token_hash: Vec<u8>,
    #[diesel(serialize_as = Key)]
    pub user_id: Uuid,
    pub csrf_token: String,
    pub created_at: At,
    pub seen_at: At,
    /// When the password was last given in this session.
    pub reauthenticated_at: At,
    /// The absolute limit, however busy the session is.
    pub expires_at: At,
    pub ended_at: Option<At>,
    pub factor: SessionFactor,
}

impl std::fmt::Debug for SessionRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SessionRow({} of user {})", self.id, self.user_id)
    }
}

pub fn start(tx: &mut Conn, row: &SessionRow) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(sessions::table).values(row.clone()).execute(c))?;
    Ok(())
}

/// The session of a token with its user: not ended, before its absolute limit, seen within `idle`, and the user active.
pub fn alive(
    conn: &mut Conn,
    token_hash: &[u8],
    now: At,
    idle: TimeDelta,
) -> StoreResult<Option<(SessionRow, UserRow)>> {
    Ok(both!(conn, c => sessions::table
        .inner_join(users::table)
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::seen_at.gt(now.plus(-idle)))
        .filter(sessions::factor.ne(SessionFactor::Awaited))
        .filter(users::status.eq(UserStatus::Active))
        .select((SessionRow::as_select(), UserRow::as_select()))
        .first(c)
        .optional())?)
}

/// The session of a token that waits for its code, with its user.
pub fn awaiting(conn: &mut Conn, token_hash: &[u8], now: At) -> StoreResult<Option<(SessionRow, UserRow)>> {
    Ok(both!(conn, c => sessions::table
        .inner_join(users::table)
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::factor.eq(SessionFactor::Awaited))
        .filter(users::status.eq(UserStatus::Active))
        .select((SessionRow::as_select(), UserRow::as_select()))
        .first(c)
        .optional())?)
}

/// The session goes on as one with a second factor, as after it was set up.
pub fn factor_given(tx: &mut Conn, id: Uuid) -> StoreResult<()> {
    both!(tx, c => diesel::update(sessions::table.find(Key(id))).set(sessions::factor.eq(SessionFactor::Given)).execute(c))?;
    Ok(())
}

/// The sessions of a user that are not ended, newest first.
pub fn of_user(conn: &mut Conn, user: Uuid, now: At) -> StoreResult<Vec<SessionRow>> {
    Ok(both!(conn, c => sessions::table
        .filter(sessions::user_id.eq(Key(user)))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::factor.ne(SessionFactor::Awaited))
        .order(sessions::seen_at.desc())
        .select(SessionRow::as_select())
        .load(c))?)
}

/// Moves the idle limit. Callers do this at most once a minute, so that reading pages does not write.
pub fn seen(tx: &mut Conn, id: Uuid, now: At) -> StoreResult<()> {
    both!(tx, c => diesel::update(sessions::table.find(Key(id))).set(sessions::seen_at.eq(now)).execute(c))?;
    Ok(())
}

pub fn reauthenticated(tx: &mut Conn, id: Uuid, now: At) -> StoreResult<()> {
    both!(tx, c => diesel::update(sessions::table.find(Key(id))).set(sessions::reauthenticated_at.eq(now)).execute(c))?;
    Ok(())
}

pub fn end(tx: &mut Conn, id: Uuid, now: At) -> StoreResult<()> {
    both!(tx, c => diesel::update(sessions::table.find(Key(id)))
        .filter(sessions::ended_at.is_null())
        .set(sessions::ended_at.eq(Some(now)))
        .execute(c))?;
    Ok(())
}

/// Ends every session of a user but `except`; answers how many.
pub fn end_all_of(tx: &mut Conn, user: Uuid, except: Option<Uuid>, now: At) -> StoreResult<usize> {
    // A nil id is no session's.
    let except = except.unwrap_or(Uuid::nil());
    Ok(both!(tx, c => diesel::update(sessions::table)
        .filter(sessions::user_id.eq(Key(user)))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::id.ne(Key(except)))
        .set(sessions::ended_at.eq(Some(now)))
        .execute(c))?)
}

/// Forgets sessions whose absolute limit passed before `before`.
pub fn purge(tx: &mut Conn, before: At) -> StoreResult<usize> {
    Ok(both!(tx, c => diesel::delete(sessions::table.filter(sessions::expires_at.lt(before))).execute(c))?)
}
