//! The sealed lists of mail-outs: what was imported is still there byte for byte, and what was purged is gone.

use crate::app::AppResult;
use crate::app::people::tree::ListTree;
use crate::domain::case::{Case, Communication};
use crate::store::Conn;
use crate::store::communications::{self, CommunicationRow};
use crate::store::left_out_rows::{self, Which};
use crate::store::recipients;

/// Rows read at once.
const PAGE: i64 = 1_000;

/// The first list that is not the one its event tells of.
pub(super) fn check(conn: &mut Conn, case: &Case) -> AppResult<Option<String>> {
    for communication in &case.communications {
        let Some(row) = communications::get(conn, communication.id)? else { continue };
        let number = communication.number;
        let found = match communication.purged_at {
            Some(_) => remains(conn, &row)?,
            None => differs(conn, case, communication, &row)?,
        };
        if let Some(what) = found {
            return Ok(Some(format!("the list of mail-out {number} {what}")));
        }
    }
    Ok(None)
}

/// Without the key nobody can read the list; it belongs to it like the rows.
fn differs(
    conn: &mut Conn,
    case: &Case,
    communication: &Communication,
    row: &CommunicationRow,
) -> AppResult<Option<String>> {
    if communications::key(conn, row.key_id)?.is_none() {
        return Ok(Some("has no key any more, and no purge is on record".to_owned()));
    }
    // Imported before roots were kept: its length is compared with the event elsewhere.
    let Some(root) = &communication.list_root else { return Ok(None) };
    let mut tree = ListTree::default();
    let mut after = 0;
    loop {
        let rows = recipients::page(conn, communication.id, after, PAGE)?;
        let Some(last) = rows.last() else { break };
        after = last.row_no;
        rows.iter().for_each(|row| tree.add(row));
    }
    if tree.root() != *root {
        return Ok(Some("is not the one that was imported".to_owned()));
    }
    // Imports of before kept none of them, not even the heads of the columns; those that did kept each.
    if left_out_rows::none(conn, communication.id)? {
        return Ok(None);
    }
    let brought_in = left_out_rows::count_brought_in(conn, communication.id)?.unsigned_abs();
    if left_out_rows::count(conn, communication.id, Which::Free)?.unsigned_abs() + brought_in
        != communication.counts.rejected
    {
        return Ok(Some("has lost some of the rows that were left out".to_owned()));
    }
    let other = brought_in != case.taken_up(communication.number);
    Ok(other.then(|| "has other rows brought in by later lists than were imported".to_owned()))
}

fn remains(conn: &mut Conn, row: &CommunicationRow) -> AppResult<Option<String>> {
    let left = communications::key(conn, row.key_id)?.is_some()
        || recipients::unpurged(conn, row.id)?
        || !left_out_rows::none(conn, row.id)?;
    Ok(left.then(|| "was purged, and something of it is still there".to_owned()))
}
