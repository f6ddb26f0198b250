//! The recipients of a communication, encrypted from the first row: the store sees cipher text and an HMAC, never an address.

use std::collections::HashSet;

use diesel::prelude::*;
use uuid::Uuid;

use super::communications;
use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::recipients;
use super::types::{Key, kept_as_words};
use crate::words;

words! {
    /// How a person is reached.
    RecipientState { Mail = "mail", Letter = "letter", Removed = "removed" }
}
kept_as_words!(RecipientState);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = recipients, treat_none_as_default_value = false)]
pub struct RecipientRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub communication_id: Uuid,
    /// Row of the uploaded file, from 1.
    pub row_no: i64,
    /// Name, address and merge data under the communication's key.
    pub ciphertext: Vec<u8>,
    pub nonce: Vec<u8>,
    /// For duplicates and look-up; none without an address.
    pub email_hmac: Option<Vec<u8>>,
    /// BCP 47.
    pub language: String,
    pub state: RecipientState,
}

/// Rows per statement, well under the limits on parameters of both databases.
const BATCH: usize = 500;

/// Adds rows to a draft's list and answers the numbers of those that were not added, because their address is on the list
/// already.
pub fn add(tx: &mut Conn, communication: Uuid, rows: &[RecipientRow]) -> StoreResult<Vec<i64>> {
    let mut added = HashSet::new();
    for batch in rows.chunks(BATCH) {
        let batch = batch.to_vec();
        let numbers: Vec<i64> = both!(tx, c => diesel::insert_into(recipients::table)
            .values(batch)
            .on_conflict_do_nothing()
            .returning(recipients::row_no)
            .get_results(c))?;
        added.extend(numbers);
    }
    communications::count_recipients(tx, communication, i64::try_from(added.len()).unwrap_or(i64::MAX))?;
    Ok(rows.iter().map(|row| row.row_no).filter(|number| !added.contains(number)).collect())
}

/// Rows after `after`, in the order of the file.
pub fn page(conn: &mut Conn, communication: Uuid, after: i64, limit: i64) -> StoreResult<Vec<RecipientRow>> {
    Ok(both!(conn, c => recipients::table
        .filter(recipients::communication_id.eq(Key(communication)))
        .filter(recipients::row_no.gt(after))
        .order(recipients::row_no)
        .limit(limit)
        .select(RecipientRow::as_select())
        .load(c))?)
}

pub fn get(conn: &mut Conn, id: Uuid) -> StoreResult<Option<RecipientRow>> {
    Ok(both!(conn, c => recipients::table.find(Key(id)).select(RecipientRow::as_select()).first(c).optional())?)
}

/// Whether somebody is on the list, by the HMAC of the address.
pub fn by_email(conn: &mut Conn, communication: Uuid, email_hmac: &[u8]) -> StoreResult<Option<RecipientRow>> {
    Ok(both!(conn, c => recipients::table
        .filter(recipients::communication_id.eq(Key(communication)))
        .filter(recipients::email_hmac.eq(Some(email_hmac)))
        .select(RecipientRow::as_select())
        .first(c)
        .optional())?)
}

/// How many get mail, a letter, or were taken off, and in which language.
pub fn counts(conn: &mut Conn, communication: Uuid) -> StoreResult<Vec<(RecipientState, String, i64)>> {
    Ok(both!(conn, c => recipients::table
        .filter(recipients::communication_id.eq(Key(communication)))
        .group_by((recipients::state, recipients::language))
        .order((recipients::state, recipients::language))
        .select((recipients::state, recipients::language, diesel::dsl::count_star()))
        .load(c))?)
}

/// Deletes up to `limit` rows of a list, for a cancelled import or the purge; call again until it answers 0. In slices, so
/// that nobody waits for long.
pub fn delete_some(tx: &mut Conn, communication: Uuid, limit: i64) -> StoreResult<usize> {
    let ids: Vec<Uuid> = both!(tx, c => recipients::table
        .filter(recipients::communication_id.eq(Key(communication)))
        .limit(limit)
        .select(recipients::id)
        .load(c))?;
    Ok(both!(tx, c => diesel::delete(recipients::table)
        .filter(recipients::id.eq_any(ids.iter().copied().map(Key)))
        .execute(c))?)
}
