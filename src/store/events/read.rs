//! Reading the record back, private texts restored.

use diesel::prelude::*;
use uuid::Uuid;

use super::private::{self, Texts};
use super::{EventRow, RecordedEvent};
use crate::domain::actor::{Actor, Role};
use crate::domain::values::At;
use crate::store::conn::{Conn, both};
use crate::store::error::{StoreError, StoreResult};
use crate::store::schema::events;
use crate::store::types::MaybeKey;

/// A stretch of the whole log.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Events after this number.
    pub after: i64,
    /// At most so many.
    pub limit: i64,
}

/// All events of a case, oldest first.
pub fn of_case(conn: &mut Conn, case_id: Uuid) -> StoreResult<Vec<RecordedEvent>> {
    let rows = rows_of_case(conn, case_id)?;
    let texts = Texts::new(private::of_case(conn, case_id)?);
    rows.into_iter().map(|row| restored(row, &texts)).collect()
}

/// The events of a case that are not of this kind, oldest first.
pub fn of_case_but(conn: &mut Conn, case_id: Uuid, kind: &str) -> StoreResult<Vec<RecordedEvent>> {
    let rows: Vec<EventRow> = both!(conn, c => events::table
        .filter(events::case_id.eq(MaybeKey(Some(case_id))))
        .filter(events::kind.ne(kind))
        .order(events::case_seq)
        .select(EventRow::as_select())
        .load(c))?;
    let texts = Texts::new(private::of_case(conn, case_id)?);
    rows.into_iter().map(|row| restored(row, &texts)).collect()
}

/// The hash of one event of a case.
pub fn hash_at(conn: &mut Conn, case_id: Uuid, case_seq: i64) -> StoreResult<Option<String>> {
    Ok(both!(conn, c => events::table
        .filter(events::case_id.eq(MaybeKey(Some(case_id))))
        .filter(events::case_seq.eq(Some(case_seq)))
        .select(events::hash)
        .first(c)
        .optional())?)
}

pub(super) fn rows_of_case(conn: &mut Conn, case_id: Uuid) -> StoreResult<Vec<EventRow>> {
    Ok(both!(conn, c => events::table
        .filter(events::case_id.eq(MaybeKey(Some(case_id))))
        .order(events::case_seq)
        .select(EventRow::as_select())
        .load(c))?)
}

/// Every case that has events, with the number of its first one.
pub fn case_ids(conn: &mut Conn) -> StoreResult<Vec<(Uuid, i64)>> {
    let rows: Vec<(Option<Uuid>, i64)> = both!(conn, c => events::table
        .filter(events::case_seq.eq(Some(1)))
        .order(events::log_seq)
        .select((events::case_id, events::log_seq))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(case, log_seq)| Some((case?, log_seq))).collect())
}

/// A page of the whole log, oldest first.
pub fn page(conn: &mut Conn, page: Page) -> StoreResult<Vec<RecordedEvent>> {
    let rows = rows_after(conn, page.after, page.limit)?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
    let texts = Texts::new(private::between(conn, first.log_seq, last.log_seq)?);
    rows.into_iter().map(|row| restored(row, &texts)).collect()
}

/// The newest `limit` events outside cases, newest first: what was done to members, settings and reports.
pub fn latest(conn: &mut Conn, organisation: Option<Uuid>, limit: i64) -> StoreResult<Vec<RecordedEvent>> {
    let rows: Vec<EventRow> = match organisation {
        Some(organisation) => both!(conn, c => events::table
            .filter(events::case_id.is_null())
            .filter(events::organisation_id.eq(MaybeKey(Some(organisation))))
            .order(events::log_seq.desc())
            .limit(limit)
            .select(EventRow::as_select())
            .load(c))?,
        None => both!(conn, c => events::table
            .filter(events::case_id.is_null())
            .order(events::log_seq.desc())
            .limit(limit)
            .select(EventRow::as_select())
            .load(c))?,
    };
    let (Some(newest), Some(oldest)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
    let texts = Texts::new(private::between(conn, oldest.log_seq, newest.log_seq)?);
    rows.into_iter().map(|row| restored(row, &texts)).collect()
}

/// When the newest event was recorded, to notice a clock that went back (T6).
pub fn last(conn: &mut Conn) -> StoreResult<Option<(i64, At)>> {
    Ok(both!(conn, c => events::table
        .order(events::log_seq.desc())
        .select((events::log_seq, events::recorded_at))
        .first(c)
        .optional())?)
}

pub(super) fn rows_after(conn: &mut Conn, after: i64, limit: i64) -> StoreResult<Vec<EventRow>> {
    Ok(both!(conn, c => events::table
        .filter(events::log_seq.gt(after))
        .order(events::log_seq)
        .limit(limit)
        .select(EventRow::as_select())
        .load(c))?)
}

pub(super) fn restored(row: EventRow, texts: &Texts) -> StoreResult<RecordedEvent> {
    let unreadable = |what: &str| StoreError::Other(format!("event {} has an unreadable {what}", row.log_seq));
    let payload = serde_json::from_str(&row.payload).map_err(|_| unreadable("payload"))?;
    let role = match row.actor_role.as_deref() {
        Some(word) => Some(Role::parse(word).ok_or_else(|| unreadable("role"))?),
        None => None,
    };
    Ok(RecordedEvent {
        log_seq: row.log_seq,
        case_id: row.case_id,
        case_seq: row.case_seq,
        organisation_id: row.organisation_id,
        occurred_at: row.occurred_at,
        recorded_at: row.recorded_at,
        actor: Actor {
            kind: row.actor_kind,
            id: row.actor_id,
            role,
            name: texts.name(row.actor_name.as_deref(), row.actor_kind),
        },
        kind: row.kind.clone(),
        schema_version: u32::try_from(row.schema_version).map_err(|_| unreadable("schema version"))?,
        payload: texts.restore(payload),
        policy_digest: row.policy_digest,
        prev_hash: row.prev_hash,
        hash: row.hash,
    })
}
