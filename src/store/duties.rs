//! Duties of all cases, for the lists that go over many: written anew from the aggregate at each save.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::{cases, duties};
use super::types::Key;
use crate::domain::plan::{DutyKind, DutyStatus};
use crate::domain::values::At;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = duties, treat_none_as_default_value = false)]
pub struct DutyRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub case_id: Uuid,
    #[diesel(serialize_as = Key)]
    pub organisation_id: Uuid,
    /// rule/stage/controller/market/recipient; once per case.
    pub key: String,
    pub rule: String,
    pub regime: String,
    pub stage: String,
    pub kind: DutyKind,
    pub controller: String,
    pub market: Option<String>,
    pub recipient_id: String,
    pub recipient_name: String,
    pub status: DutyStatus,
    /// How far the work on it is, in the application's words.
    pub work_state: String,
    /// The work-to instant.
    pub target_at: Option<At>,
    /// The end by the counting law.
    pub legal_term_at: Option<At>,
    /// IANA zone of the recipient.
    pub zone: String,
    pub revision: i64,
}

/// What is still owed.
pub const OPEN: [DutyStatus; 3] = [DutyStatus::Presumed, DutyStatus::Due, DutyStatus::FiledUnproven];

/// Replaces all duties of a case.
pub(in crate::store) fn replace(tx: &mut Conn, case: Uuid, rows: &[DutyRow]) -> StoreResult<()> {
    both!(tx, c => diesel::delete(duties::table.filter(duties::case_id.eq(Key(case)))).execute(c))?;
    for row in rows {
        both!(tx, c => diesel::insert_into(duties::table).values(row.clone()).execute(c))?;
    }
    Ok(())
}

/// The duties of a case, next target first.
pub fn of_case(conn: &mut Conn, case: Uuid) -> StoreResult<Vec<DutyRow>> {
    Ok(both!(conn, c => duties::table
        .filter(duties::case_id.eq(Key(case)))
        .order((duties::target_at.is_null().asc(), duties::target_at.asc(), duties::key.asc()))
        .select(DutyRow::as_select())
        .load(c))?)
}

/// Open duties with a target at or before `until`, over all open cases of an organisation, the most urgent first, with the
/// reference of their case.
pub fn due(conn: &mut Conn, organisation: Uuid, until: At, limit: i64) -> StoreResult<Vec<(DutyRow, String)>> {
    Ok(both!(conn, c => duties::table
        .inner_join(cases::table)
        .filter(duties::organisation_id.eq(Key(organisation)))
        .filter(duties::status.eq_any(OPEN))
        .filter(duties::target_at.le(Some(until)))
        .filter(cases::status.eq(super::cases::CaseStatus::Open))
        .order((duties::target_at.asc(), duties::key.asc(), duties::id.asc()))
        .limit(limit)
        .select((DutyRow::as_select(), cases::reference))
        .load(c))?)
}

/// How many duties of an organisation's cases rest on a rule, open or closed.
pub fn count_of_rule(conn: &mut Conn, organisation: Uuid, rule: &str) -> StoreResult<i64> {
    Ok(both!(conn, c => duties::table
        .filter(duties::organisation_id.eq(Key(organisation)))
        .filter(duties::rule.eq(rule))
        .count()
        .get_result(c))?)
}

/// Cases in which the work on a duty is in one of these states, such as handed over and not settled yet.
pub fn cases_with_work(conn: &mut Conn, states: &[&str]) -> StoreResult<Vec<Uuid>> {
    Ok(both!(conn, c => duties::table
        .filter(duties::work_state.eq_any(states.iter().copied()))
        .select(duties::case_id)
        .distinct()
        .load(c))?)
}
