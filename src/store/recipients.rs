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
    /// For look-up; none without an address.
    pub email_hmac: Option<Vec<u8>>,
    /// For duplicates: differs for people who share a mailbox. None where nothing tells two people apart.
    pub person_hmac: Option<Vec<u8>>,
    /// BCP 47.
    pub language: String,
    pub state: RecipientState,
}

/// Rows per statement, well under the limits on parameters of both databases.
const BATCH: usize = 500;

/// Adds rows to a draft's list and answers the numbers of those that were not added, because their person is on the list
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

pub fn get_many(conn: &mut Conn, ids: &[Uuid]) -> StoreResult<Vec<RecipientRow>> {
    let mut found = Vec::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        found.extend(both!(conn, c => recipients::table
            .filter(recipients::id.eq_any(batch.iter().copied().map(Key)))
            .select(RecipientRow::as_select())
            .load(c))?);
    }
    Ok(found)
}

/// The row of this number of the uploaded file.
pub fn by_row(conn: &mut Conn, communication: Uuid, row_no: i64) -> StoreResult<Option<RecipientRow>> {
    Ok(both!(conn, c => recipients::table
        .filter(recipients::communication_id.eq(Key(communication)))
        .filter(recipients::row_no.eq(row_no))
        .select(RecipientRow::as_select())
        .first(c)
        .optional())?)
}

/// The number of the last row before this one.
pub fn row_before(conn: &mut Conn, communication: Uuid, row_no: i64) -> StoreResult<Option<i64>> {
    Ok(both!(conn, c => recipients::table
        .filter(recipients::communication_id.eq(Key(communication)))
        .filter(recipients::row_no.lt(row_no))
        .select(diesel::dsl::max(recipients::row_no))
        .first(c))?)
}

/// Those on the list who read this mailbox, by the HMAC of the address.
pub fn by_email(conn: &mut Conn, communication: Uuid, email_hmac: &[u8]) -> StoreResult<Vec<RecipientRow>> {
    Ok(both!(conn, c => recipients::table
        .filter(recipients::communication_id.eq(Key(communication)))
        .filter(recipients::email_hmac.eq(Some(email_hmac)))
        .order(recipients::row_no)
        .select(RecipientRow::as_select())
        .load(c))?)
}

/// Which of these addresses stand on one of these lists.
pub fn known_addresses(conn: &mut Conn, communications: &[Uuid], hmacs: &[Vec<u8>]) -> StoreResult<HashSet<Vec<u8>>> {
    let mut known = HashSet::new();
    for communication in communications {
        for batch in hmacs.chunks(BATCH) {
            let found: Vec<Option<Vec<u8>>> = both!(conn, c => recipients::table
                .filter(recipients::communication_id.eq(Key(*communication)))
                .filter(recipients::email_hmac.eq_any(batch.iter().map(Some)))
                .select(recipients::email_hmac)
                .load(c))?;
            known.extend(found.into_iter().flatten());
        }
    }
    Ok(known)
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

/// Empties up to `limit` rows of a list for good: name, address, merge data and the marks by which they were found. Number, language
/// and way stay, so that the sums of the mail-out still add up. Call again until it answers 0.
pub fn purge_some(tx: &mut Conn, communication: Uuid, limit: i64) -> StoreResult<usize> {
    let ids: Vec<Uuid> = both!(tx, c => recipients::table
        .filter(recipients::communication_id.eq(Key(communication)))
        .filter(recipients::ciphertext.ne(Vec::<u8>::new()).or(recipients::email_hmac.is_not_null()))
        .limit(limit)
        .select(recipients::id)
        .load(c))?;
    Ok(both!(tx, c => diesel::update(recipients::table)
        .filter(recipients::id.eq_any(ids.iter().copied().map(Key)))
        .set((
            recipients::ciphertext.eq(Vec::<u8>::new()),
            recipients::nonce.eq(Vec::<u8>::new()),
            recipients::email_hmac.eq(None::<Vec<u8>>),
            recipients::person_hmac.eq(None::<Vec<u8>>),
        ))
        .execute(c))?)
}

/// Whether a row of a purged list still holds something.
pub fn unpurged(conn: &mut Conn, communication: Uuid) -> StoreResult<bool> {
    let left: i64 = both!(conn, c => recipients::table
        .filter(recipients::communication_id.eq(Key(communication)))
        .filter(recipients::ciphertext.ne(Vec::<u8>::new())
            .or(recipients::nonce.ne(Vec::<u8>::new()))
            .or(recipients::email_hmac.is_not_null())
            .or(recipients::person_hmac.is_not_null()))
        .count()
        .get_result(c))?;
    Ok(left > 0)
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
