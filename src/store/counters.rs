//! References without gaps: per kind and year, counted in the transaction that uses the number.

use diesel::prelude::*;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::counters;

/// The next number of this kind in this year, from 1. A transaction that fails gives its number back.
pub fn next(tx: &mut Conn, kind: &str, year: i32) -> StoreResult<i64> {
    let year = i64::from(year);
    // The row stays locked until the transaction ends, so that nobody takes a number past one that may come back.
    Ok(both!(tx, c => diesel::insert_into(counters::table)
        .values((counters::kind.eq(kind), counters::year.eq(year), counters::value.eq(1)))
        .on_conflict((counters::kind, counters::year))
        .do_update()
        .set(counters::value.eq(counters::value + 1))
        .returning(counters::value)
        .get_result(c))?)
}

/// The next case reference of a year, such as `BR-2026-0012`.
pub fn next_case_reference(tx: &mut Conn, year: i32) -> StoreResult<String> {
    next(tx, "case", year).map(|number| format!("BR-{year}-{number:04}"))
}

/// The next report reference of a year, such as `RP-2026-0031`.
pub fn next_report_reference(tx: &mut Conn, year: i32) -> StoreResult<String> {
    next(tx, "report", year).map(|number| format!("RP-{year}-{number:04}"))
}
