//! People with an account.

use std::fmt;

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::{StoreError, StoreResult};
use super::schema::users;
use super::types::{Key, kept_as_words};
use crate::domain::values::At;
use crate::words;

words! {
    UserStatus {
        /// Has a link, no password yet.
        Invited = "invited",
        Active = "active",
        Disabled = "disabled",
    }
}
kept_as_words!(UserStatus);

#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub struct UserRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    pub name: String,
    /// In lower case; the store does not change it.
    pub email: String,
    /// Argon2id in PHC form; none until an invitation is taken up.
    pub password_hash: Option<String>,
    /// BCP 47.
    pub language: String,
    pub status: UserStatus,
    /// Failures since `failed_since_at`, for the sign-in limit.
    pub failed_sign_ins: i64,
    pub failed_since_at: Option<At>,
    pub last_sign_in_at: Option<At>,
    pub created_at: At,
}

impl fmt::Debug for UserRow {
    // No name, no address, no hash: debug output ends up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserRow({}, {})", self.id, self.status)
    }
}

pub fn add(tx: &mut Conn, row: &UserRow) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(users::table).values(row.clone()).execute(c))?;
    Ok(())
}

pub fn get(conn: &mut Conn, id: Uuid) -> StoreResult<Option<UserRow>> {
    Ok(both!(conn, c => users::table.find(Key(id)).select(UserRow::as_select()).first(c).optional())?)
}

/// `email` in lower case.
pub fn by_email(conn: &mut Conn, email: &str) -> StoreResult<Option<UserRow>> {
    Ok(both!(conn, c => users::table.filter(users::email.eq(email)).select(UserRow::as_select()).first(c).optional())?)
}

pub fn all(conn: &mut Conn) -> StoreResult<Vec<UserRow>> {
    Ok(both!(conn, c => users::table.order((users::name, users::id)).select(UserRow::as_select()).load(c))?)
}

/// Whether the desk still waits for its set-up link.
pub fn none_yet(conn: &mut Conn) -> StoreResult<bool> {
    let found: bool =
        both!(conn, c => diesel::select(diesel::dsl::exists(users::table.select(users::id))).get_result(c))?;
    Ok(!found)
}

pub fn set_profile(tx: &mut Conn, id: Uuid, name: &str, language: &str) -> StoreResult<()> {
    one(both!(tx, c => diesel::update(users::table.find(Key(id)))
        .set((users::name.eq(name), users::language.eq(language)))
        .execute(c))?)
}

/// Sets the password; an invited user becomes active by it, a disabled one stays disabled.
pub fn set_password(tx: &mut Conn, id: Uuid, password_hash: &str) -> StoreResult<()> {
    both!(tx, c => diesel::update(users::table.find(Key(id)))
        .filter(users::status.eq(UserStatus::Invited))
        .set(users::status.eq(UserStatus::Active))
        .execute(c))?;
    one(both!(tx, c => diesel::update(users::table.find(Key(id)))
        .set((
            users::password_hash.eq(Some(password_hash)),
            users::failed_sign_ins.eq(0),
            users::failed_since_at.eq(None::<At>),
        ))
        .execute(c))?)
}

pub fn set_status(tx: &mut Conn, id: Uuid, status: UserStatus) -> StoreResult<()> {
    one(both!(tx, c => diesel::update(users::table.find(Key(id))).set(users::status.eq(status)).execute(c))?)
}

pub fn signed_in(tx: &mut Conn, id: Uuid, now: At) -> StoreResult<()> {
    one(both!(tx, c => diesel::update(users::table.find(Key(id)))
        .set((
            users::last_sign_in_at.eq(Some(now)),
            users::failed_sign_ins.eq(0),
            users::failed_since_at.eq(None::<At>),
        ))
        .execute(c))?)
}

/// Counts a failed sign-in and answers how many there were within `window`; an older run of failures is forgotten.
pub fn sign_in_failed(tx: &mut Conn, id: Uuid, now: At, window: TimeDelta) -> StoreResult<i64> {
    // The update comes first, so that on PostgreSQL two failures at once are both counted.
    let row: UserRow = both!(tx, c => diesel::update(users::table.find(Key(id)))
        .set(users::failed_sign_ins.eq(users::failed_sign_ins + 1))
        .returning(UserRow::as_returning())
        .get_result(c))?;
    if row.failed_since_at.is_some_and(|since| now.since(since) < window) {
        return Ok(row.failed_sign_ins);
    }
    one(both!(tx, c => diesel::update(users::table.find(Key(id)))
        .set((users::failed_sign_ins.eq(1), users::failed_since_at.eq(Some(now))))
        .execute(c))?)?;
    Ok(1)
}

fn one(changed: usize) -> StoreResult<()> {
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
