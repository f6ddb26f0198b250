//! One-time links: set-up, invitation, password reset. Each opens once, for a while.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::one_time_links;
use super::types::{Key, MaybeKey, kept_as_words};
use crate::domain::values::At;
use crate::words;

words! { LinkPurpose { SetUp = "set_up", Invitation = "invitation", PasswordReset = "password_reset" } }
kept_as_words!(LinkPurpose);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = one_time_links, treat_none_as_default_value = false)]
pub struct OneTimeLinkRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    pub purpose: LinkPurpose,
    /// SHA-256 of the token in the link.
    pub token_hash: Vec<u8>,
    /// None for the set-up link, because nobody exists yet.
    #[diesel(serialize_as = MaybeKey)]
    pub user_id: Option<Uuid>,
    pub created_at: At,
    pub expires_at: At,
    pub used_at: Option<At>,
}

/// Adds a link; earlier unused ones of the same purpose and user stop opening.
pub fn add(tx: &mut Conn, row: &OneTimeLinkRow) -> StoreResult<()> {
    both!(tx, c => diesel::update(one_time_links::table)
        .filter(one_time_links::purpose.eq(row.purpose))
        .filter(one_time_links::user_id.eq(MaybeKey(row.user_id)).or(one_time_links::user_id.is_null().and(row.user_id.is_none().into_sql::<diesel::sql_types::Bool>())))
        .filter(one_time_links::used_at.is_null())
        .set(one_time_links::used_at.eq(Some(row.created_at)))
        .execute(c))?;
    both!(tx, c => diesel::insert_into(one_time_links::table).values(row.clone()).execute(c))?;
    Ok(())
}

/// The link of a token if it still opens; does not use it up.
pub fn open(conn: &mut Conn, purpose: LinkPurpose, token_hash: &[u8], now: At) -> StoreResult<Option<OneTimeLinkRow>> {
    Ok(both!(conn, c => one_time_links::table
        .filter(one_time_links::token_hash.eq(token_hash))
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(now))
        .select(OneTimeLinkRow::as_select())
        .first(c)
        .optional())?)
}

/// Uses the link up and answers it; `None` if it does not open. Of two at once only one gets it.
pub fn take(tx: &mut Conn, purpose: LinkPurpose, token_hash: &[u8], now: At) -> StoreResult<Option<OneTimeLinkRow>> {
    Ok(both!(tx, c => diesel::update(one_time_links::table)
        .filter(one_time_links::token_hash.eq(token_hash))
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(now))
        .set(one_time_links::used_at.eq(Some(now)))
        .returning(OneTimeLinkRow::as_returning())
        .get_result(c)
        .optional())?)
}
