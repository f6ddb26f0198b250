//! What is asked of the register beside its rows: names, numbers, years, which cases are restricted.

use diesel::prelude::*;
use uuid::Uuid;

use crate::store::cases::CaseStatus;
use crate::store::conn::{Conn, both};
use crate::store::counted::{Number, number};
use crate::store::error::StoreResult;
use crate::store::reader::{IsRestricted, Reader, hidden_from};
use crate::store::schema::register_rows;
use crate::store::types::Key;

/// Reference and title of these cases.
pub fn names(conn: &mut Conn, cases: &[Uuid]) -> StoreResult<Vec<(Uuid, String, String)>> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    Ok(both!(conn, c => register_rows::table
        .filter(register_rows::case_id.eq_any(cases.iter().copied().map(Key)))
        .select((register_rows::case_id, register_rows::reference, register_rows::title))
        .load(c))?)
}

/// Whether every case of an organisation exists for this reader.
pub(in crate::store) fn sees_all(conn: &mut Conn, organisation: Uuid, reader: Reader) -> StoreResult<bool> {
    let theirs = reader.pattern();
    let hidden: Option<Uuid> = both!(conn, c => hidden_from!(organisation, &theirs).first(c).optional())?;
    Ok(hidden.is_none())
}

/// How many open cases of an organisation there are for this reader, counted up to `most`. All are counted in an index that knows
/// nothing of readers, and those hidden from this one are taken off.
pub fn open_up_to(conn: &mut Conn, organisation: Uuid, reader: Reader, most: i64) -> StoreResult<usize> {
    let theirs = reader.pattern();
    // Asked for the status too, SQLite would look up each open case to see whether it is restricted.
    let hidden: Vec<CaseStatus> = both!(conn, c => hidden_from!(organisation, &theirs)
        .select(register_rows::status)
        .load(c))?;
    let hidden = hidden.into_iter().filter(|status| *status == CaseStatus::Open).count();
    let all = both!(conn, c => Number(register_rows::table
        .filter(register_rows::organisation_id.eq(Key(organisation)))
        .filter(register_rows::status.eq(CaseStatus::Open))
        .limit(most.saturating_add(i64::try_from(hidden).unwrap_or(i64::MAX)))
        .select(register_rows::status))
        .get_result(c))?;
    Ok(number(all).saturating_sub(hidden))
}

/// The first and the last year in which an organisation opened a case.
pub fn years(conn: &mut Conn, organisation: Uuid) -> StoreResult<Option<(i64, i64)>> {
    let of = register_rows::organisation_id.eq(Key(organisation));
    let first: Option<i64> = both!(conn, c => register_rows::table
        .filter(of)
        .order(register_rows::by_opening.asc())
        .select(register_rows::opened_year)
        .first(c)
        .optional())?;
    let last: Option<i64> = both!(conn, c => register_rows::table
        .filter(of)
        .order(register_rows::by_opening.desc())
        .select(register_rows::opened_year)
        .first(c)
        .optional())?;
    Ok(first.zip(last))
}

/// The restricted cases of an organisation, for the program itself.
pub fn restricted(conn: &mut Conn, organisation: Uuid) -> StoreResult<Vec<Uuid>> {
    Ok(both!(conn, c => register_rows::table
        .filter(register_rows::organisation_id.eq(Key(organisation)))
        .filter(IsRestricted)
        .select(register_rows::case_id)
        .load(c))?)
}
