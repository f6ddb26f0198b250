//! Rows of an uploaded list that were not imported, sealed under the key of their communication as its recipients are.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::left_out_rows;
use super::types::Key;

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

/// Rows after `after`, in the order of the file; the heads first if `after` is negative.
pub fn page(conn: &mut Conn, communication: Uuid, after: i64, limit: i64) -> StoreResult<Vec<LeftOutRow>> {
    Ok(both!(conn, c => left_out_rows::table
        .filter(left_out_rows::communication_id.eq(Key(communication)))
        .filter(left_out_rows::row_no.gt(after))
        .order(left_out_rows::row_no)
        .limit(limit)
        .select(LeftOutRow::as_select())
        .load(c))?)
}

/// How many people's rows are kept; the heads are none.
pub fn count(conn: &mut Conn, communication: Uuid) -> StoreResult<i64> {
    Ok(both!(conn, c => left_out_rows::table
        .filter(left_out_rows::communication_id.eq(Key(communication)))
        .filter(left_out_rows::row_no.gt(0))
        .count()
        .get_result(c))?)
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
