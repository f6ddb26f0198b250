//! The register over several organisations: the whole rows of cases, filtered and ordered by columns that have an index.

use diesel::dsl::exists;
use diesel::prelude::*;
use uuid::Uuid;

use super::cases::{CaseRow, CaseStatus, patterns};
use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::{cases, duties};
use super::types::Key;
use crate::domain::plan::DutyStatus;
use crate::domain::values::At;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By reference, the newest first.
    #[default]
    Newest,
    /// Next due first; cases with nothing due come last.
    Due,
}

/// Which rows of the register. No organisation means no row.
#[derive(Debug, Clone, Default)]
pub struct RegisterFilter {
    pub organisations: Vec<Uuid>,
    pub status: Option<CaseStatus>,
    pub with_drills: bool,
    pub risk: Option<String>,
    /// Year in which the case was opened, in UTC.
    pub year: Option<i32>,
    /// Only cases with an unfiled duty whose legal term has ended by then.
    pub overdue_at: Option<At>,
    /// Every word must occur in reference or title.
    pub words: String,
    pub order: Order,
    pub limit: i64,
    pub offset: i64,
}

const UNFILED: [DutyStatus; 2] = [DutyStatus::Presumed, DutyStatus::Due];

/// The query of a filter, the same for rows and for their number.
macro_rules! filtered {
    ($query:expr, $filter:expr) => {{
        let mut query = $query;
        if let Some(status) = $filter.status {
            query = query.filter(cases::status.eq(status));
        }
        if !$filter.with_drills {
            query = query.filter(cases::drill.eq(false));
        }
        if let Some(risk) = &$filter.risk {
            query = query.filter(cases::risk.eq(risk.clone()));
        }
        if let Some((from, until)) = $filter.year.and_then(year) {
            query = query.filter(cases::opened_at.ge(from)).filter(cases::opened_at.lt(until));
        }
        if let Some(now) = $filter.overdue_at {
            query = query.filter(exists(
                duties::table
                    .filter(duties::case_id.eq(cases::id))
                    .filter(duties::status.eq_any(UNFILED))
                    .filter(duties::legal_term_at.le(Some(now))),
            ));
        }
        for pattern in patterns(&$filter.words) {
            query = query.filter(cases::sought.like(pattern).escape('\\'));
        }
        query
    }};
}

pub fn list(conn: &mut Conn, filter: &RegisterFilter) -> StoreResult<Vec<CaseRow>> {
    Ok(both!(conn, c => {
        let all = cases::table
            .filter(cases::organisation_id.eq_any(filter.organisations.iter().copied().map(Key)))
            .select(CaseRow::as_select())
            .limit(filter.limit)
            .offset(filter.offset)
            .into_boxed();
        let query = filtered!(all, filter);
        let query = match filter.order {
            Order::Newest => query.order((cases::opened_at.desc(), cases::reference.desc())),
            Order::Due => query.order((cases::next_due_at.is_null().asc(), cases::next_due_at.asc(), cases::reference.asc())),
        };
        query.load(c)
    })?)
}

/// How many rows [`list`] has without its limit.
pub fn count(conn: &mut Conn, filter: &RegisterFilter) -> StoreResult<i64> {
    Ok(both!(conn, c => {
        let all = cases::table
            .filter(cases::organisation_id.eq_any(filter.organisations.iter().copied().map(Key)))
            .count()
            .into_boxed();
        filtered!(all, filter).get_result(c)
    })?)
}

/// Years in which the organisations opened cases, the newest first.
pub fn years(conn: &mut Conn, organisations: &[Uuid]) -> StoreResult<Vec<i32>> {
    use chrono::Datelike;
    let (first, last): (Option<At>, Option<At>) = both!(conn, c => cases::table
        .filter(cases::organisation_id.eq_any(organisations.iter().copied().map(Key)))
        .select((diesel::dsl::min(cases::opened_at), diesel::dsl::max(cases::opened_at)))
        .first(c))?;
    Ok(match (first, last) {
        (Some(first), Some(last)) => (first.utc().year()..=last.utc().year()).rev().collect(),
        _ => Vec::new(),
    })
}

/// The first instant of a year and of the next, in UTC.
fn year(year: i32) -> Option<(At, At)> {
    let start = |year: i32| {
        let day = chrono::NaiveDate::from_ymd_opt(year, 1, 1)?;
        Some(At::new(day.and_hms_opt(0, 0, 0)?.and_utc()))
    };
    Some((start(year)?, start(year.checked_add(1)?)?))
}
