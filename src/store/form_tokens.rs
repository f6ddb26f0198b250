//! Form tokens: a form that is sent twice happens once, and the second answer is the first one's.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::form_tokens;
use super::types::MaybeKey;
use crate::domain::values::At;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormUse {
    /// Go on, and call [`answer`] in the same transaction.
    First,
    /// Happened before; answer with this location.
    Again { location: String },
    /// Never issued, issued to another session, or forgotten by now.
    Unknown,
}

pub fn issue(tx: &mut Conn, token: &str, session: Option<Uuid>, now: At) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(form_tokens::table)
        .values((form_tokens::token.eq(token), form_tokens::session_id.eq(MaybeKey(session)), form_tokens::created_at.eq(now)))
        .execute(c))?;
    Ok(())
}

/// Uses the token up. Call it first in the transaction of the act: a double click then waits for the first one's commit.
pub fn use_once(tx: &mut Conn, token: &str, session: Option<Uuid>, now: At) -> StoreResult<FormUse> {
    let used = both!(tx, c => diesel::update(form_tokens::table.find(token))
        .filter(form_tokens::session_id.eq(MaybeKey(session)).or(form_tokens::session_id.is_null().and(session.is_none().into_sql::<diesel::sql_types::Bool>())))
        .filter(form_tokens::used_at.is_null())
        .set(form_tokens::used_at.eq(Some(now)))
        .execute(c))?;
    if used == 1 {
        return Ok(FormUse::First);
    }
    let location: Option<Option<String>> = both!(tx, c => form_tokens::table
        .find(token)
        .filter(form_tokens::session_id.eq(MaybeKey(session)).or(form_tokens::session_id.is_null().and(session.is_none().into_sql::<diesel::sql_types::Bool>())))
        .select(form_tokens::location)
        .first(c)
        .optional())?;
    Ok(location.flatten().map_or(FormUse::Unknown, |location| FormUse::Again { location }))
}

/// Gives a token back whose act was refused, so that the same form may be sent again.
pub fn release(tx: &mut Conn, token: &str) -> StoreResult<()> {
    both!(tx, c => diesel::delete(form_tokens::table.find(token).filter(form_tokens::location.is_null())).execute(c))?;
    Ok(())
}

/// Remembers where the first use led.
pub fn answer(tx: &mut Conn, token: &str, location: &str) -> StoreResult<()> {
    both!(tx, c => diesel::update(form_tokens::table.find(token))
        .set(form_tokens::location.eq(Some(location)))
        .execute(c))?;
    Ok(())
}

/// Forgets tokens issued before `before`.
pub fn purge(tx: &mut Conn, before: At) -> StoreResult<usize> {
    Ok(both!(tx, c => diesel::delete(form_tokens::table.filter(form_tokens::created_at.lt(before))).execute(c))?)
}
