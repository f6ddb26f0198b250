//! What came back of a message: each receipt or report once, with what it moved or why it is doubted. Never changed afterwards.

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::receipts;
use super::types::{Doc, Key, MaybeKey, kept_as_words};
use crate::domain::values::At;
use crate::words;

words! {
    ReceiptEffect {
        /// It is kept, and nothing follows from it.
        Nothing = "nothing",
        /// The message counts as taken by the provider.
        Accepted = "accepted",
        /// It proves the filing.
        Proven = "proven",
        /// The message counts as not delivered.
        Failed = "failed",
    }
}
kept_as_words!(ReceiptEffect);

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = receipts, treat_none_as_default_value = false)]
pub struct ReceiptRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub organisation_id: Uuid,
    #[diesel(serialize_as = MaybeKey)]
    pub case_id: Option<Uuid>,
    #[diesel(serialize_as = Key)]
    pub delivery_id: Uuid,
    /// By what the same one is recognised.
    pub message_key: String,
    pub kind: String,
    /// Why it is not believed.
    pub doubt: Option<String>,
    pub effect: ReceiptEffect,
    pub happened_at: Option<At>,
    pub taken_at: At,
    /// Of the message as it came, in hex.
    pub sha256: String,
    #[diesel(serialize_as = MaybeKey)]
    pub attachment_id: Option<Uuid>,
    #[diesel(serialize_as = Doc)]
    pub said: Value,
}

/// Keeps it; false if it was kept before (M3), also by another process just now.
pub fn add(tx: &mut Conn, row: ReceiptRow) -> StoreResult<bool> {
    let added = both!(tx, c => diesel::insert_into(receipts::table)
        .values(row)
        .on_conflict((receipts::delivery_id, receipts::message_key))
        .do_nothing()
        .execute(c))?;
    Ok(added == 1)
}

pub fn is_kept(conn: &mut Conn, delivery: Uuid, message_key: &str) -> StoreResult<bool> {
    let found: Option<Uuid> = both!(conn, c => receipts::table
        .filter(receipts::delivery_id.eq(Key(delivery)))
        .filter(receipts::message_key.eq(message_key))
        .select(receipts::id)
        .first(c)
        .optional())?;
    Ok(found.is_some())
}

/// Whether this very message, by its digest, is kept as believed.
pub fn is_believed(conn: &mut Conn, delivery: Uuid, sha256: &str) -> StoreResult<bool> {
    let found: Option<Uuid> = both!(conn, c => receipts::table
        .filter(receipts::delivery_id.eq(Key(delivery)))
        .filter(receipts::sha256.eq(sha256))
        .filter(receipts::doubt.is_null())
        .select(receipts::id)
        .first(c)
        .optional())?;
    Ok(found.is_some())
}

/// Those of an organisation that are doubted for one of these reasons and whose bytes are kept, the oldest first.
pub fn doubted(conn: &mut Conn, organisation: Uuid, reasons: &[&str]) -> StoreResult<Vec<ReceiptRow>> {
    Ok(both!(conn, c => receipts::table
        .filter(receipts::organisation_id.eq(Key(organisation)))
        .filter(receipts::doubt.eq_any(reasons.iter().copied()))
        .filter(receipts::attachment_id.is_not_null())
        .order((receipts::taken_at, receipts::id))
        .select(ReceiptRow::as_select())
        .load(c))?)
}

/// How many came of one message, counted up to `most`.
pub fn count_of(conn: &mut Conn, delivery: Uuid, most: i64) -> StoreResult<usize> {
    let found: Vec<Uuid> = both!(conn, c => receipts::table
        .filter(receipts::delivery_id.eq(Key(delivery)))
        .limit(most)
        .select(receipts::id)
        .load(c))?;
    Ok(found.len())
}

/// Those of a case, the oldest first.
pub fn of_case(conn: &mut Conn, case: Uuid) -> StoreResult<Vec<ReceiptRow>> {
    Ok(both!(conn, c => receipts::table
        .filter(receipts::case_id.eq(MaybeKey(Some(case))))
        .order((receipts::taken_at, receipts::id))
        .select(ReceiptRow::as_select())
        .load(c))?)
}
