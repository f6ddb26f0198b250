//! Tokens with which machines report.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::api_tokens;
use super::types::Key;
use crate::domain::values::At;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_tokens, treat_none_as_default_value = false)]
pub struct ApiTokenRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    #[diesel(serialize_as = Key)]
    pub organisation_id: Uuid,
    /// What the token is for, such as the monitoring system's name.
    pub name: String,
    /// What it may do, such as `reports:write`; the application's words.
    pub scope: String,
    pub created_at: At,
    pub last_used_at: Option<At>,
    pub ended_at: Option<At>,
}

pub fn add(tx: &mut Conn, row: &ApiTokenRow) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(api_tokens::table).values(row.clone()).execute(c))?;
    Ok(())
}

pub fn alive(conn: &mut Conn, token_hash: &[u8]) -> StoreResult<Option<ApiTokenRow>> {
    Ok(both!(conn, c => api_tokens::table
        .filter(api_tokens::token_hash.eq(token_hash))
        .filter(api_tokens::ended_at.is_null())
        .select(ApiTokenRow::as_select())
        .first(c)
        .optional())?)
}

pub fn of_organisation(conn: &mut Conn, organisation: Uuid) -> StoreResult<Vec<ApiTokenRow>> {
    Ok(both!(conn, c => api_tokens::table
        .filter(api_tokens::organisation_id.eq(Key(organisation)))
        .order((api_tokens::created_at, api_tokens::id))
        .select(ApiTokenRow::as_select())
        .load(c))?)
}

pub fn used(tx: &mut Conn, id: Uuid, now: At) -> StoreResult<()> {
    both!(tx, c => diesel::update(api_tokens::table.find(Key(id))).set(api_tokens::last_used_at.eq(Some(now))).execute(c))?;
    Ok(())
}

/// Ends a token of this organisation; false if there is none that lives.
pub fn end(tx: &mut Conn, organisation: Uuid, id: Uuid, now: At) -> StoreResult<bool> {
    let ended = both!(tx, c => diesel::update(api_tokens::table.find(Key(id)))
        .filter(api_tokens::organisation_id.eq(Key(organisation)))
        .filter(api_tokens::ended_at.is_null())
        .set(api_tokens::ended_at.eq(Some(now)))
        .execute(c))?;
    Ok(ended == 1)
}
