//! Reports: what somebody noticed, until triage makes a case of it or says why not. Rejected and merged ones stay.

use std::fmt;

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::counted::{Number, number};
use super::error::{StoreError, StoreResult};
use super::reader::Reader;
use super::register::{self, Place};
use super::schema::{figures, register_rows, reports};
use super::types::{Doc, Key, MaybeKey, kept_as_words};
use crate::domain::values::At;
use crate::words;

words! { ReportChannel { Public = "public", Staff = "staff", Api = "api", Email = "email" } }
words! { ReportStatus { New = "new", Accepted = "accepted", Merged = "merged", Rejected = "rejected" } }
kept_as_words!(ReportChannel, ReportStatus);

#[derive(Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports, treat_none_as_default_value = false)]
pub struct ReportRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub organisation_id: Uuid,
    /// Such as `RP-2026-0031`; from [`super::counters::next_report_reference`].
    pub reference: String,
    pub arrived_at: At,
    pub channel: ReportChannel,
    /// None for a stranger and for a machine.
    #[diesel(serialize_as = MaybeKey)]
    pub reporter_user_id: Option<Uuid>,
    /// When it was first noticed, as the reporter says.
    pub first_noticed_at: Option<At>,
    /// The answers on the form; private parts as `{"$private": …}`.
    #[diesel(serialize_as = Doc)]
    pub answers: Value,
    pub status: ReportStatus,
    #[diesel(serialize_as = MaybeKey)]
    pub case_id: Option<Uuid>,
    #[diesel(serialize_as = MaybeKey)]
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<At>,
    pub reason: Option<String>,
}

impl fmt::Debug for ReportRow {
    // No answers: they name people, and debug output ends up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReportRow({}, {}, case {:?})", self.reference, self.status, self.case_id)
    }
}

/// What triage decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triage {
    pub status: ReportStatus,
    /// The case it opened or was merged into; none for a rejected one.
    pub case_id: Option<Uuid>,
    pub by: Uuid,
    pub at: At,
    pub reason: Option<String>,
}

/// The restricted case of a report, where it does not exist for this reader.
macro_rules! hidden_case {
    ($theirs:expr) => {
        register_rows::table
            .filter(reports::case_id.eq(register_rows::case_id.nullable()))
            .filter(register_rows::only_for.ne(""))
            .filter(register_rows::only_for.not_like($theirs))
    };
}

pub fn add(tx: &mut Conn, row: &ReportRow) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(reports::table).values(row.clone()).execute(c))?;
    Ok(())
}

pub fn get(conn: &mut Conn, id: Uuid) -> StoreResult<Option<ReportRow>> {
    Ok(both!(conn, c => reports::table.find(Key(id)).select(ReportRow::as_select()).first(c).optional())?)
}

/// The report of a reference, if it belongs to one of these organisations, and its case exists for this reader.
pub fn by_reference(
    conn: &mut Conn,
    organisations: &[Uuid],
    reader: Reader,
    reference: &str,
) -> StoreResult<Option<ReportRow>> {
    let theirs = reader.pattern();
    Ok(both!(conn, c => reports::table
        .filter(reports::reference.eq(reference))
        .filter(reports::case_id.is_null().or(not(exists(hidden_case!(&theirs)))))
        .filter(reports::organisation_id.eq_any(organisations.iter().copied().map(Key)))
        .select(ReportRow::as_select())
        .first(c)
        .optional())?)
}

/// The reports of an organisation in a status, newest first, from a place on. `Before` gives them oldest first.
pub fn list(
    conn: &mut Conn,
    organisation: Uuid,
    reader: Reader,
    status: ReportStatus,
    place: &Place<(At, Uuid)>,
    limit: i64,
) -> StoreResult<Vec<ReportRow>> {
    use reports::{arrived_at, id};
    let theirs = reader.pattern();
    Ok(both!(conn, c => {
        let query = reports::table
            .filter(reports::organisation_id.eq(Key(organisation)))
            .filter(reports::status.eq(status))
            .filter(reports::case_id.is_null().or(not(exists(hidden_case!(&theirs)))))
            .limit(limit)
            .select(ReportRow::as_select())
            .into_boxed();
        // The first comparison is what the index begins at, the second leaves out those of the same instant that were shown.
        let query = match *place {
            Place::Start => query.order((arrived_at.desc(), id.desc())),
            Place::After((at, report)) => query
                .filter(arrived_at.le(at))
                .filter(arrived_at.lt(at).or(id.lt(Key(report))))
                .order((arrived_at.desc(), id.desc())),
            Place::Before((at, report)) => query
                .filter(arrived_at.ge(at))
                .filter(arrived_at.gt(at).or(id.gt(Key(report))))
                .order((arrived_at.asc(), id.asc())),
        };
        query.load(c)
    })?)
}

/// Reference and arrival of the reports that wait for triage, the oldest first.
pub fn waiting(conn: &mut Conn, organisation: Uuid, limit: i64) -> StoreResult<Vec<(String, At)>> {
    Ok(both!(conn, c => reports::table
        .filter(reports::organisation_id.eq(Key(organisation)))
        .filter(reports::status.eq(ReportStatus::New))
        .order((reports::arrived_at.asc(), reports::id.asc()))
        .limit(limit)
        .select((reports::reference, reports::arrived_at))
        .load(c))?)
}

/// How many reports an organisation has in a status, counted up to `most`.
pub fn count_up_to(
    conn: &mut Conn,
    organisation: Uuid,
    reader: Reader,
    status: ReportStatus,
    most: i64,
) -> StoreResult<usize> {
    let sees_all = register::sees_all(conn, organisation, reader)?;
    count(conn, organisation, reader, status, most, sees_all)
}

/// The same for each status. Which cases are hidden is asked once for all of them.
pub fn counts_up_to(
    conn: &mut Conn,
    organisation: Uuid,
    reader: Reader,
    most: i64,
) -> StoreResult<Vec<(ReportStatus, usize)>> {
    let sees_all = register::sees_all(conn, organisation, reader)?;
    ReportStatus::ALL
        .iter()
        .map(|status| Ok((*status, count(conn, organisation, reader, *status, most, sees_all)?)))
        .collect()
}

fn count(
    conn: &mut Conn,
    organisation: Uuid,
    reader: Reader,
    status: ReportStatus,
    most: i64,
    sees_all: bool,
) -> StoreResult<usize> {
    if sees_all {
        // Then the index alone tells.
        let found = both!(conn, c => Number(reports::table
            .filter(reports::organisation_id.eq(Key(organisation)))
            .filter(reports::status.eq(status))
            .limit(most)
            .select(reports::status))
            .get_result(c))?;
        return Ok(number(found));
    }
    let theirs = reader.pattern();
    let found = both!(conn, c => Number(reports::table
        .filter(reports::organisation_id.eq(Key(organisation)))
        .filter(reports::status.eq(status))
        .filter(reports::case_id.is_null().or(not(exists(hidden_case!(&theirs)))))
        .limit(most)
        .select(reports::status))
        .get_result(c))?;
    Ok(number(found))
}

/// The reports that led to a case, in the order of arrival.
pub fn of_case(conn: &mut Conn, case: Uuid) -> StoreResult<Vec<ReportRow>> {
    Ok(both!(conn, c => reports::table
        .filter(reports::case_id.eq(MaybeKey(Some(case))))
        .order((reports::arrived_at, reports::id))
        .select(ReportRow::as_select())
        .load(c))?)
}

/// What a reporter filed, newest first.
pub fn of_reporter(conn: &mut Conn, user: Uuid) -> StoreResult<Vec<ReportRow>> {
    Ok(both!(conn, c => reports::table
        .filter(reports::reporter_user_id.eq(MaybeKey(Some(user))))
        .order((reports::arrived_at.desc(), reports::id.desc()))
        .select(ReportRow::as_select())
        .load(c))?)
}

/// Decides a new report. [`StoreError::Conflict`] if somebody decided it first.
pub fn triage(tx: &mut Conn, id: Uuid, triage: &Triage) -> StoreResult<()> {
    let changed = both!(tx, c => diesel::update(reports::table.find(Key(id)))
        .filter(reports::status.eq(ReportStatus::New))
        .set((
            reports::status.eq(triage.status),
            reports::case_id.eq(MaybeKey(triage.case_id)),
            reports::decided_by.eq(MaybeKey(Some(triage.by))),
            reports::decided_at.eq(Some(triage.at)),
            reports::reason.eq(&triage.reason),
        ))
        .execute(c))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// How many reports of a status arrived from one instant until another, without those that led to a drill (US2).
pub fn count_arrived(
    conn: &mut Conn,
    organisation: Uuid,
    status: ReportStatus,
    from: At,
    until: At,
) -> StoreResult<i64> {
    let drills =
        figures::table.filter(reports::case_id.eq(figures::case_id.nullable())).filter(figures::drill.eq(true));
    Ok(both!(conn, c => reports::table
        .filter(reports::organisation_id.eq(Key(organisation)))
        .filter(reports::status.eq(status))
        .filter(reports::arrived_at.ge(from))
        .filter(reports::arrived_at.lt(until))
        .filter(reports::case_id.is_null().or(not(exists(drills))))
        .count()
        .get_result(c))?)
}

/// How many there are in the whole desk.
pub fn count_all(conn: &mut Conn) -> StoreResult<i64> {
    Ok(both!(conn, c => reports::table.count().get_result(c))?)
}

/// Replaces the answers, when their private parts are erased at the end of retention.
pub fn set_answers(tx: &mut Conn, id: Uuid, answers: &Value) -> StoreResult<()> {
    let changed = both!(tx, c => diesel::update(reports::table.find(Key(id)))
        .set(reports::answers.eq(Doc(answers.clone())))
        .execute(c))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
