//! Cases: the aggregate as the domain keeps it, and beside it what lists over many cases need.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, Link, both};
use super::duties::{self, DutyRow};
use super::error::{StoreError, StoreResult};
use super::figures::{self, FigureRow};
use super::reader::{Reader, seen_by};
use super::register::{self, RegisterRow};
use super::schema::{cases, register_rows};
use super::tasks::{self, TaskRow};
pub use super::types::Written;
use super::types::{Key, kept_as_words};
use super::waiting::{self, WaitingRow};
use crate::domain::values::At;
use crate::words;

words! { CaseStatus { Open = "open", Closed = "closed" } }
kept_as_words!(CaseStatus);

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = cases, treat_none_as_default_value = false)]
pub struct CaseRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub organisation_id: Uuid,
    /// Such as `BR-2026-0012`; from [`super::counters::next_case_reference`].
    pub reference: String,
    pub title: String,
    pub status: CaseStatus,
    pub drill: bool,
    /// Set by [`save`]: 1 for a new case, then one more at each save.
    pub revision: i64,
    pub opened_at: At,
    pub updated_at: At,
    pub closed_at: Option<At>,
    /// The earliest target among its open duties.
    pub next_due_at: Option<At>,
    /// The risk as decided or advised, in the application's words.
    pub risk: Option<String>,
    /// IANA zone in which the case is shown.
    pub zone: String,
    /// The aggregate, as JSON.
    pub state: Written,
}

/// A case without its aggregate.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = cases)]
pub struct CaseLine {
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub reference: String,
    pub title: String,
    pub status: CaseStatus,
    pub drill: bool,
    pub revision: i64,
    pub opened_at: At,
    pub updated_at: At,
    pub closed_at: Option<At>,
    pub next_due_at: Option<At>,
    pub risk: Option<String>,
    pub zone: String,
}

/// What was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    pub revision: i64,
}

/// What lists over many cases read, made of the aggregate and saved with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    pub register: RegisterRow,
    /// What the search finds the case by: words in lower case without accents, each once.
    pub words: Vec<String>,
    pub figures: FigureRow,
    pub duties: Vec<DutyRow>,
    pub tasks: Vec<TaskRow>,
    pub waiting: Vec<WaitingRow>,
}

/// Saves a case with what stands beside it. `expected_revision` is the revision that was read, 0 for a new case.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody saved in between: nothing of this save is kept.
pub fn save(tx: &mut Conn, row: &CaseRow, beside: &Beside, expected_revision: i64) -> StoreResult<Saved> {
    let revision = expected_revision + 1;
    if expected_revision == 0 {
        let row = CaseRow { revision, ..row.clone() };
        both!(tx, c => diesel::insert_into(cases::table).values(row.clone()).execute(c))?;
    } else {
        let changed = both!(tx, c => diesel::update(cases::table.find(Key(row.id)))
            .filter(cases::revision.eq(expected_revision))
            .set((
                (
                    cases::title.eq(&row.title),
                    cases::status.eq(row.status),
                    cases::drill.eq(row.drill),
                    cases::revision.eq(revision),
                    cases::updated_at.eq(row.updated_at),
                    cases::closed_at.eq(row.closed_at),
                ),
                cases::next_due_at.eq(row.next_due_at),
                cases::risk.eq(&row.risk),
                cases::zone.eq(&row.zone),
                cases::state.eq(&row.state),
            ))
            .execute(c))?;
        if changed != 1 {
            return Err(StoreError::Conflict);
        }
    }
    keep_beside(tx, row.id, beside)?;
    Ok(Saved { revision })
}

/// Writes the rows beside a case anew, the case itself untouched: after a new program has learnt to keep more of them.
pub fn keep_beside(tx: &mut Conn, id: Uuid, beside: &Beside) -> StoreResult<()> {
    register::replace(tx, &beside.register, &beside.words)?;
    figures::replace(tx, &beside.figures)?;
    duties::replace(tx, id, &beside.duties)?;
    tasks::replace(tx, id, &beside.tasks)?;
    waiting::replace(tx, id, &beside.waiting)
}

/// Ids of all cases in their order, those after `after`.
pub fn ids_after(conn: &mut Conn, after: Uuid, limit: i64) -> StoreResult<Vec<Uuid>> {
    Ok(both!(conn, c => cases::table
        .filter(cases::id.gt(Key(after)))
        .order(cases::id)
        .limit(limit)
        .select(cases::id)
        .load(c))?)
}

/// Those of these cases that are drills.
pub fn drills_among(conn: &mut Conn, ids: &[Uuid]) -> StoreResult<Vec<Uuid>> {
    let ids: Vec<Key> = ids.iter().copied().map(Key).collect();
    Ok(both!(conn, c => cases::table
        .filter(cases::id.eq_any(ids.clone()))
        .filter(cases::drill.eq(true))
        .select(cases::id)
        .load(c))?)
}

/// Id and reference of every case, in order of reference.
pub fn references(conn: &mut Conn) -> StoreResult<Vec<(Uuid, String)>> {
    Ok(both!(conn, c => cases::table.order(cases::reference).select((cases::id, cases::reference)).load(c))?)
}

pub fn get(conn: &mut Conn, id: Uuid) -> StoreResult<Option<CaseRow>> {
    Ok(both!(conn, c => cases::table.find(Key(id)).select(CaseRow::as_select()).first(c).optional())?)
}

/// [`get`] for a change: on PostgreSQL others who want to change the case wait here, instead of meeting a conflict.
pub fn get_to_change(tx: &mut Conn, id: Uuid) -> StoreResult<Option<CaseRow>> {
    let found = cases::table.find(Key(id));
    Ok(match &mut tx.link {
        Link::Pg(c) => found.select(CaseRow::as_select()).for_update().first(c).optional()?,
        Link::Lite(c) => found.select(CaseRow::as_select()).first(c).optional()?,
    })
}

/// Keeps which law a case was planned with, in the transaction that planned it.
pub fn set_planned_with(tx: &mut Conn, id: Uuid, digest: &str) -> StoreResult<()> {
    both!(tx, c => diesel::update(cases::table.find(Key(id))).set(cases::planned_with.eq(digest)).execute(c))?;
    Ok(())
}

/// The law that a case was planned with; `None` also where that was not kept.
pub fn planned_with(conn: &mut Conn, id: Uuid) -> StoreResult<Option<String>> {
    let found: Option<Option<String>> =
        both!(conn, c => cases::table.find(Key(id)).select(cases::planned_with).first(c).optional())?;
    Ok(found.flatten())
}

/// Up to `n` open cases of an organisation that were planned with another law than the one of this digest.
pub fn on_another_law(conn: &mut Conn, organisation: Uuid, digest: &str, n: i64) -> StoreResult<Vec<Uuid>> {
    let of = || {
        cases::table
            .filter(cases::organisation_id.eq(Key(organisation)))
            .filter(cases::status.eq(CaseStatus::Open))
            .select(cases::id)
            .limit(n)
    };
    // Three ranges of the index: a plain "not equal" would walk through all cases that are done.
    let mut found: Vec<Uuid> = both!(conn, c => of().filter(cases::planned_with.is_null()).load(c))?;
    found.extend(both!(conn, c => of().filter(cases::planned_with.lt(digest)).load::<Uuid>(c))?);
    found.extend(both!(conn, c => of().filter(cases::planned_with.gt(digest)).load::<Uuid>(c))?);
    found.truncate(usize::try_from(n).unwrap_or(usize::MAX));
    Ok(found)
}

/// How many cases of an organisation are open, and how many of them were planned with the law of this digest.
pub fn count_on_law(conn: &mut Conn, organisation: Uuid, digest: &str) -> StoreResult<(i64, i64)> {
    Ok(both!(conn, c => {
        let open = cases::table
            .filter(cases::organisation_id.eq(Key(organisation)))
            .filter(cases::status.eq(CaseStatus::Open));
        (open.count().get_result(c)?, open.filter(cases::planned_with.eq(digest)).count().get_result(c)?)
    }))
}

/// The case of a reference, if it belongs to one of these organisations and exists for this reader: missing and forbidden look the same.
pub fn by_reference(
    conn: &mut Conn,
    organisations: &[Uuid],
    reader: Reader,
    reference: &str,
) -> StoreResult<Option<CaseRow>> {
    let theirs = reader.pattern();
    Ok(both!(conn, c => cases::table
        .inner_join(register_rows::table)
        .filter(seen_by!(&theirs))
        .filter(cases::reference.eq(reference))
        .filter(cases::organisation_id.eq_any(organisations.iter().copied().map(Key)))
        .select(CaseRow::as_select())
        .first(c)
        .optional())?)
}

/// Those of these references whose case exists for this reader.
pub fn seen_among(conn: &mut Conn, reader: Reader, references: &[&str]) -> StoreResult<Vec<String>> {
    let theirs = reader.pattern();
    Ok(both!(conn, c => cases::table
        .inner_join(register_rows::table)
        .filter(cases::reference.eq_any(references.iter().copied()))
        .filter(seen_by!(&theirs))
        .select(cases::reference)
        .load(c))?)
}

/// Which lines of cases.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    pub organisation_id: Uuid,
    pub status: Option<CaseStatus>,
    pub limit: i64,
    pub offset: i64,
}

/// Lines of an organisation's cases, the last changed first.
pub fn list(conn: &mut Conn, filter: &CaseFilter) -> StoreResult<Vec<CaseLine>> {
    Ok(both!(conn, c => {
        let mut query = cases::table
            .filter(cases::organisation_id.eq(Key(filter.organisation_id)))
            .select(CaseLine::as_select())
            .order((cases::updated_at.desc(), cases::id.desc()))
            .limit(filter.limit)
            .offset(filter.offset)
            .into_boxed();
        if let Some(status) = filter.status {
            query = query.filter(cases::status.eq(status));
        }
        query.load(c)
    })?)
}

/// How many cases of an organisation are open.
pub fn open_of(conn: &mut Conn, organisation: Uuid) -> StoreResult<i64> {
    Ok(both!(conn, c => cases::table
        .filter(cases::organisation_id.eq(Key(organisation)))
        .filter(cases::status.eq(CaseStatus::Open))
        .count()
        .get_result(c))?)
}
