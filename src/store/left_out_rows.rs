//! Rows of an uploaded list that were not imported, sealed under the key of their communication as its recipients are.

use diesel::prelude::*;
use diesel::sql_types::Bool;
use uuid::Uuid;

use super::communications::CommunicationState;
use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::{communications, left_out_rows};
use super::types::{Key, MaybeKey};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = left_out_rows)]
pub struct LeftOutRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub communication_id: Uuid,
    /// Row of the uploaded file, from 1; 0 for the heads of its columns.
    pub row_no: i64,
    pub ciphertext: Vec<u8>,
    pub nonce: Vec<u8>,
}

/// Rows per statement, well under the limits on parameters of both databases.
const BATCH: usize = 500;

pub fn add(tx: &mut Conn, rows: &[LeftOutRow]) -> StoreResult<()> {
    for batch in rows.chunks(BATCH) {
        let batch = batch.to_vec();
        both!(tx, c => diesel::insert_into(left_out_rows::table).values(batch).execute(c))?;
    }
    Ok(())
}

/// Which rows are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// No later list brought them in.
    Free,
    /// The same, and those of a later list that nobody approved: nobody is told by it yet.
    Untold,
}

/// Those of the rows that a list brought in which nobody approved.
macro_rules! of_drafts {
    () => {
        left_out_rows::brought_in_by.eq_any(
            communications::table
                .filter(communications::state.eq(CommunicationState::Draft))
                .select(communications::id.nullable()),
        )
    };
}

/// Rows after `after`, in the order of the file; the heads first if `after` is negative.
pub fn page(
    conn: &mut Conn,
    communication: Uuid,
    which: Which,
    after: i64,
    limit: i64,
) -> StoreResult<Vec<LeftOutRow>> {
    Ok(both!(conn, c => left_out_rows::table
        .filter(left_out_rows::communication_id.eq(Key(communication)))
        .filter(left_out_rows::row_no.gt(after))
        .filter(left_out_rows::brought_in_by.is_null().or(of_drafts!().and((which == Which::Untold).into_sql::<Bool>())))
        .order(left_out_rows::row_no)
        .limit(limit)
        .select(LeftOutRow::as_select())
        .load(c))?)
}

/// How many people's rows are kept; the heads are none.
pub fn count(conn: &mut Conn, communication: Uuid, which: Which) -> StoreResult<i64> {
    Ok(both!(conn, c => left_out_rows::table
        .filter(left_out_rows::communication_id.eq(Key(communication)))
        .filter(left_out_rows::row_no.gt(0))
        .filter(left_out_rows::brought_in_by.is_null().or(of_drafts!().and((which == Which::Untold).into_sql::<Bool>())))
        .count()
        .get_result(c))?)
}

/// How many of the rows that this list left out came in with a later one.
pub fn count_brought_in(conn: &mut Conn, communication: Uuid) -> StoreResult<i64> {
    Ok(both!(conn, c => left_out_rows::table
        .filter(left_out_rows::communication_id.eq(Key(communication)))
        .filter(left_out_rows::brought_in_by.is_not_null())
        .count()
        .get_result(c))?)
}

/// Whether nothing is kept of a list, brought in or not, not even the heads of its columns.
pub fn none(conn: &mut Conn, communication: Uuid) -> StoreResult<bool> {
    let kept: i64 = both!(conn, c => left_out_rows::table
        .filter(left_out_rows::communication_id.eq(Key(communication)))
        .count()
        .get_result(c))?;
    Ok(kept == 0)
}

/// Marks rows of earlier lists as brought in by this one. Answers the list of each row that was marked: one that another import brought
/// in meanwhile is not counted twice.
pub fn bring_in(tx: &mut Conn, by: Uuid, rows: &[Uuid]) -> StoreResult<Vec<Uuid>> {
    let mut lists = Vec::with_capacity(rows.len());
    for batch in rows.chunks(BATCH) {
        let of: Vec<Uuid> = both!(tx, c => diesel::update(left_out_rows::table)
            .filter(left_out_rows::id.eq_any(batch.iter().copied().map(Key)))
            .filter(left_out_rows::brought_in_by.is_null())
            .set(left_out_rows::brought_in_by.eq(MaybeKey::from(Some(by))))
            .returning(left_out_rows::communication_id)
            .get_results(c))?;
        lists.extend(of);
    }
    Ok(lists)
}

/// Deletes up to `limit` rows, for a cancelled import or the purge; call again until it answers 0.
pub fn delete_some(tx: &mut Conn, communication: Uuid, limit: i64) -> StoreResult<usize> {
    let ids: Vec<Uuid> = both!(tx, c => left_out_rows::table
        .filter(left_out_rows::communication_id.eq(Key(communication)))
        .limit(limit)
        .select(left_out_rows::id)
        .load(c))?;
    Ok(both!(tx, c => diesel::delete(left_out_rows::table)
        .filter(left_out_rows::id.eq_any(ids.iter().copied().map(Key)))
        .execute(c))?)
}
