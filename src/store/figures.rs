//! What the statistics count: one row per case, written anew from the aggregate at each save.

use diesel::dsl::{count_star, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use uuid::Uuid;

use super::conn::{Conn, both};
use super::duties::Watch;
use super::error::StoreResult;
use super::register::Told;
use super::schema::{duties, figures};
use super::types::Key;
use crate::domain::plan::DutyKind;
use crate::domain::values::At;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = figures, treat_none_as_default_value = false)]
pub struct FigureRow {
    #[diesel(serialize_as = Key)]
    pub case_id: Uuid,
    #[diesel(serialize_as = Key)]
    pub organisation_id: Uuid,
    pub drill: bool,
    /// Month in which the case was opened, in its zone: `2026-10`.
    pub month: String,
    /// Whether an authority was told.
    pub outcome: Told,
    /// Kind of incident and cause, words of the fact vocabulary; none while not known.
    pub incident: Option<String>,
    pub cause: Option<String>,
    /// From the first that is known of the breach to awareness.
    pub awareness_minutes: Option<i64>,
    /// From awareness to the first decision on an authority.
    pub decision_minutes: Option<i64>,
    /// Notices to authorities filed by the target, after it but within the legal term, and after that.
    pub in_time: i64,
    pub on_formal_count: i64,
    pub late: i64,
    /// Merged into another case, which is counted in its place.
    pub merged: bool,
}

/// Cases that have month, outcome, kind of incident and cause in common.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Alike {
    pub month: String,
    pub outcome: Told,
    pub incident: Option<String>,
    pub cause: Option<String>,
    pub cases: i64,
    pub in_time: Option<i64>,
    pub on_formal_count: Option<i64>,
    pub late: Option<i64>,
}

/// Month, minutes to awareness, minutes from there to the decision.
pub type Spans = (String, Option<i64>, Option<i64>);

pub(in crate::store) fn replace(tx: &mut Conn, row: &FigureRow) -> StoreResult<()> {
    both!(tx, c => diesel::delete(figures::table.find(Key(row.case_id))).execute(c))?;
    both!(tx, c => diesel::insert_into(figures::table).values(row.clone()).execute(c))?;
    Ok(())
}

pub fn get(conn: &mut Conn, case: Uuid) -> StoreResult<Option<FigureRow>> {
    Ok(both!(conn, c => figures::table.find(Key(case)).select(FigureRow::as_select()).get_result(c).optional())?)
}

/// A sum as a whole number: PostgreSQL's own sum of such numbers is a decimal.
fn total(of: &str) -> SqlLiteral<Nullable<BigInt>> {
    sql(&format!("CAST({of} AS BIGINT)"))
}

/// What the cases of an organisation that were opened in these months come to, without drills and without those that were merged into others.
pub fn of_months(conn: &mut Conn, organisation: Uuid, first: &str, last: &str) -> StoreResult<Vec<Alike>> {
    Ok(both!(conn, c => figures::table
        .filter(figures::organisation_id.eq(Key(organisation)))
        .filter(figures::drill.eq(false))
        .filter(figures::merged.eq(false))
        .filter(figures::month.between(first, last))
        .group_by((figures::month, figures::outcome, figures::incident, figures::cause))
        .select((
            figures::month, figures::outcome, figures::incident, figures::cause,
            count_star(), total("SUM(in_time)"), total("SUM(on_formal_count)"), total("SUM(late)"),
        ))
        .load(c))?)
}

/// The spans of time of these cases, each by itself, because a median needs them all.
pub fn spans(conn: &mut Conn, organisation: Uuid, first: &str, last: &str) -> StoreResult<Vec<Spans>> {
    Ok(both!(conn, c => figures::table
        .filter(figures::organisation_id.eq(Key(organisation)))
        .filter(figures::drill.eq(false))
        .filter(figures::merged.eq(false))
        .filter(figures::month.between(first, last))
        .filter(figures::awareness_minutes.is_not_null().or(figures::decision_minutes.is_not_null()))
        .select((figures::month, figures::awareness_minutes, figures::decision_minutes))
        .load(c))?)
}

/// Notices to authorities that these cases still owe although their legal term has ended.
pub fn missed(conn: &mut Conn, organisation: Uuid, first: &str, last: &str, now: At) -> StoreResult<i64> {
    Ok(both!(conn, c => duties::table
        .inner_join(figures::table)
        .filter(duties::organisation_id.eq(Key(organisation)))
        .filter(duties::watch.eq(Watch::Unfiled))
        .filter(duties::kind.eq(DutyKind::Authority))
        .filter(duties::legal_term_at.le(Some(now)))
        .filter(figures::drill.eq(false))
        .filter(figures::merged.eq(false))
        .filter(figures::month.between(first, last))
        .count()
        .get_result(c))?)
}
