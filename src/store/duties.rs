//! Duties of all cases, for the lists that go over many: written anew from the aggregate at each save.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::counted::{Number, number};
use super::error::StoreResult;
use super::reader::{Reader, hidden_from};
use super::schema::duties;
use super::types::{Key, kept_as_words};
use crate::domain::plan::{DutyKind, DutyStatus};
use crate::domain::values::At;
use crate::words;

words! {
    /// Whether lists over open cases follow a duty.
    Watch {
        None = "none",
        /// The filing is still to come.
        Unfiled = "unfiled",
        /// Filed, and the proof is still to come.
        Unproven = "unproven",
    }
}
kept_as_words!(Watch);

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
    /// The instant from which its clock runs.
    pub started_at: Option<At>,
    pub watch: Watch,
}

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

/// What a list over all cases says of a duty.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct DueRow {
    pub case_id: Uuid,
    pub rule: String,
    pub stage: String,
    pub recipient_name: String,
    /// How far the work on it is, in the application's words.
    pub work_state: String,
    pub started_at: Option<At>,
    pub target_at: Option<At>,
    pub legal_term_at: Option<At>,
}

/// Unfiled duties with a target, over all open cases of an organisation, the next target first. Their cases are named by
/// [`super::register::names`]: not all that are counted are shown.
pub fn due(conn: &mut Conn, organisation: Uuid, reader: Reader, limit: i64) -> StoreResult<Vec<DueRow>> {
    let theirs = reader.pattern();
    Ok(both!(conn, c => duties::table
        .filter(duties::organisation_id.eq(Key(organisation)))
        .filter(duties::watch.eq(Watch::Unfiled))
        .filter(duties::target_at.is_not_null())
        .filter(duties::case_id.ne_all(hidden_from!(organisation, &theirs)))
        .order((duties::target_at.asc(), duties::key.asc(), duties::id.asc()))
        .limit(limit)
        .select((
            duties::case_id,
            duties::rule,
            duties::stage,
            duties::recipient_name,
            duties::work_state,
            duties::started_at,
            duties::target_at,
            duties::legal_term_at,
        ))
        .load(c))?)
}

/// How many filings of an organisation's open cases lack their proof, counted up to `most`.
pub fn unproven_up_to(conn: &mut Conn, organisation: Uuid, reader: Reader, most: i64) -> StoreResult<usize> {
    let theirs = reader.pattern();
    let found = both!(conn, c => Number(duties::table
        .filter(duties::organisation_id.eq(Key(organisation)))
        .filter(duties::watch.eq(Watch::Unproven))
        .filter(duties::case_id.ne_all(hidden_from!(organisation, &theirs)))
        .limit(most)
        .select(duties::target_at))
        .get_result(c))?;
    Ok(number(found))
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
