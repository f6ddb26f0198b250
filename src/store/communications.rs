//! Communications to people: their list, sealed row by row, and their way from draft to finished.

use std::collections::HashSet;

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, Link, both};
use super::error::{StoreError, StoreResult};
use super::schema::{communication_keys, communications};
use super::types::{Key, MaybeKey, kept_as_words};
use crate::domain::values::At;
use crate::words;

words! {
    /// Pause and stop are durable, and the outbox asks before each message (R11).
    CommunicationState {
        Draft = "draft",
        Approved = "approved",
        Running = "running",
        Paused = "paused",
        Stopped = "stopped",
        Finished = "finished",
    }
}
kept_as_words!(CommunicationState);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = communications, treat_none_as_default_value = false)]
pub struct CommunicationRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub organisation_id: Uuid,
    #[diesel(serialize_as = Key)]
    pub case_id: Uuid,
    #[diesel(serialize_as = MaybeKey)]
    pub notice_id: Option<Uuid>,
    /// The version that was approved.
    #[diesel(serialize_as = MaybeKey)]
    pub notice_version_id: Option<Uuid>,
    pub state: CommunicationState,
    /// How many are on the list, letters included.
    pub recipients: i64,
    /// Up to which row of the list the outbox is filled.
    pub filled_to_row: i64,
    #[diesel(serialize_as = Key)]
    pub key_id: Uuid,
    pub pace_per_minute: Option<i64>,
    pub created_at: At,
    #[diesel(serialize_as = MaybeKey)]
    pub created_by: Option<Uuid>,
    pub approved_at: Option<At>,
    #[diesel(serialize_as = MaybeKey)]
    pub approved_by: Option<Uuid>,
    pub started_at: Option<At>,
    pub finished_at: Option<At>,
    /// Counts the changes of state.
    pub revision: i64,
}

pub fn add(tx: &mut Conn, row: &CommunicationRow) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(communications::table).values(row.clone()).execute(c))?;
    Ok(())
}

pub fn get(conn: &mut Conn, id: Uuid) -> StoreResult<Option<CommunicationRow>> {
    Ok(both!(conn, c => communications::table
        .find(Key(id))
        .select(CommunicationRow::as_select())
        .first(c)
        .optional())?)
}

pub fn of_case(conn: &mut Conn, case: Uuid) -> StoreResult<Vec<CommunicationRow>> {
    Ok(both!(conn, c => communications::table
        .filter(communications::case_id.eq(Key(case)))
        .order((communications::created_at, communications::id))
        .select(CommunicationRow::as_select())
        .load(c))?)
}

/// Those that are being sent, the longest running first. Each has its own pace, so the sender claims for each by itself.
pub fn running(conn: &mut Conn) -> StoreResult<Vec<CommunicationRow>> {
    Ok(both!(conn, c => communications::table
        .filter(communications::state.eq(CommunicationState::Running))
        .order((communications::started_at, communications::id))
        .select(CommunicationRow::as_select())
        .load(c))?)
}

/// Approves a draft: this version, for this many recipients. [`StoreError::Conflict`] if the list has another length by now,
/// because the number in the button is part of what was approved.
pub fn approve(tx: &mut Conn, id: Uuid, version: Uuid, recipients: i64, by: Uuid, now: At) -> StoreResult<()> {
    one(both!(tx, c => diesel::update(communications::table.find(Key(id)))
        .filter(communications::state.eq(CommunicationState::Draft))
        .filter(communications::recipients.eq(recipients))
        .set((
            communications::state.eq(CommunicationState::Approved),
            communications::notice_version_id.eq(MaybeKey(Some(version))),
            communications::approved_at.eq(Some(now)),
            communications::approved_by.eq(MaybeKey(Some(by))),
            communications::revision.eq(communications::revision + 1),
        ))
        .execute(c))?)
}

/// Back to draft, for another text or list; only before the first message.
pub fn withdraw_approval(tx: &mut Conn, id: Uuid) -> StoreResult<()> {
    one(both!(tx, c => diesel::update(communications::table.find(Key(id)))
        .filter(communications::state.eq(CommunicationState::Approved))
        .set((
            communications::state.eq(CommunicationState::Draft),
            communications::notice_version_id.eq(MaybeKey(None)),
            communications::approved_at.eq(None::<At>),
            communications::approved_by.eq(MaybeKey(None)),
            communications::revision.eq(communications::revision + 1),
        ))
        .execute(c))?)
}

/// Starts an approved or resumes a paused communication.
pub fn release(tx: &mut Conn, id: Uuid, now: At) -> StoreResult<()> {
    let first = both!(tx, c => diesel::update(communications::table.find(Key(id)))
        .filter(communications::state.eq(CommunicationState::Approved))
        .set((
            communications::state.eq(CommunicationState::Running),
            communications::started_at.eq(Some(now)),
            communications::revision.eq(communications::revision + 1),
        ))
        .execute(c))?;
    if first == 1 { Ok(()) } else { change(tx, id, &[CommunicationState::Paused], CommunicationState::Running) }
}

pub fn pause(tx: &mut Conn, id: Uuid) -> StoreResult<()> {
    change(tx, id, &[CommunicationState::Running], CommunicationState::Paused)
}

/// Stops for good. What was not sent stays queued, visible and counted, and is never claimed.
pub fn stop(tx: &mut Conn, id: Uuid, now: At) -> StoreResult<()> {
    use CommunicationState::{Approved, Paused, Running, Stopped};
    change(tx, id, &[Approved, Running, Paused], Stopped)?;
    one(both!(tx, c => diesel::update(communications::table.find(Key(id)))
        .set(communications::finished_at.eq(Some(now)))
        .execute(c))?)
}

/// Ends a running communication of which nothing is left to send; the caller looked at [`super::outbox::totals`].
pub fn finish(tx: &mut Conn, id: Uuid, now: At) -> StoreResult<()> {
    change(tx, id, &[CommunicationState::Running], CommunicationState::Finished)?;
    one(both!(tx, c => diesel::update(communications::table.find(Key(id)))
        .set(communications::finished_at.eq(Some(now)))
        .execute(c))?)
}

/// Runs a finished communication again, for those whose mail server had refused.
pub fn reopen(tx: &mut Conn, id: Uuid) -> StoreResult<()> {
    change(tx, id, &[CommunicationState::Finished], CommunicationState::Running)
}

/// Drafts of before: those that never came into a case are what an interrupted import left.
pub fn drafts_before(conn: &mut Conn, before: At) -> StoreResult<Vec<CommunicationRow>> {
    Ok(both!(conn, c => communications::table
        .filter(communications::state.eq(CommunicationState::Draft))
        .filter(communications::created_at.lt(before))
        .select(CommunicationRow::as_select())
        .load(c))?)
}

/// Deletes a draft whose rows are deleted already, and its key.
pub fn delete_draft(tx: &mut Conn, id: Uuid) -> StoreResult<()> {
    let key: Uuid = both!(tx, c => diesel::delete(communications::table.find(Key(id)))
        .filter(communications::state.eq(CommunicationState::Draft))
        .returning(communications::key_id)
        .get_result(c)
        .optional())?
    .ok_or(StoreError::Conflict)?;
    both!(tx, c => diesel::delete(communication_keys::table.find(Key(key))).execute(c))?;
    Ok(())
}

pub fn set_pace(tx: &mut Conn, id: Uuid, pace_per_minute: Option<i64>) -> StoreResult<()> {
    one(both!(tx, c => diesel::update(communications::table.find(Key(id)))
        .set(communications::pace_per_minute.eq(pace_per_minute))
        .execute(c))?)
}

/// A running communication, locked while its outbox is filled so that two fillers take turns.
pub(in crate::store) fn get_to_fill(tx: &mut Conn, id: Uuid) -> StoreResult<Option<CommunicationRow>> {
    let found = communications::table
        .find(Key(id))
        .filter(communications::state.eq(CommunicationState::Running))
        .select(communications::all_columns);
    Ok(match &mut tx.link {
        Link::Pg(c) => found.for_update().first(c).optional()?,
        Link::Lite(c) => found.first(c).optional()?,
    })
}

/// Notes up to which row of the list the outbox is filled, in the transaction that filled it.
pub(in crate::store) fn set_filled(tx: &mut Conn, id: Uuid, to_row: i64) -> StoreResult<()> {
    one(both!(tx, c => diesel::update(communications::table.find(Key(id)))
        .set(communications::filled_to_row.eq(to_row))
        .execute(c))?)
}

/// Counts list rows that came or went; only a draft's list changes.
pub(in crate::store) fn count_recipients(tx: &mut Conn, id: Uuid, by: i64) -> StoreResult<()> {
    one(both!(tx, c => diesel::update(communications::table.find(Key(id)))
        .filter(communications::state.eq(CommunicationState::Draft))
        .set(communications::recipients.eq(communications::recipients + by))
        .execute(c))?)
}

fn change(tx: &mut Conn, id: Uuid, from: &[CommunicationState], to: CommunicationState) -> StoreResult<()> {
    one(both!(tx, c => diesel::update(communications::table.find(Key(id)))
        .filter(communications::state.eq_any(from.iter().copied()))
        .set((communications::state.eq(to), communications::revision.eq(communications::revision + 1)))
        .execute(c))?)
}

/// A change that found its row in another state than the caller saw.
fn one(changed: usize) -> StoreResult<()> {
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// The key of a recipient list, wrapped by the master key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey {
    pub wrapped: Vec<u8>,
    pub nonce: Vec<u8>,
}

pub fn add_key(tx: &mut Conn, id: Uuid, key: &WrappedKey, now: At) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(communication_keys::table)
        .values((
            communication_keys::id.eq(Key(id)),
            communication_keys::wrapped.eq(Some(&key.wrapped)),
            communication_keys::nonce.eq(Some(&key.nonce)),
            communication_keys::created_at.eq(now),
        ))
        .execute(c))?;
    Ok(())
}

/// The key, or `None` once it was destroyed.
pub fn key(conn: &mut Conn, id: Uuid) -> StoreResult<Option<WrappedKey>> {
    type Halves = (Option<Vec<u8>>, Option<Vec<u8>>);
    let found: Option<Halves> = both!(conn, c => communication_keys::table
        .find(Key(id))
        .select((communication_keys::wrapped, communication_keys::nonce))
        .first(c)
        .optional())?;
    Ok(found.and_then(|(wrapped, nonce)| Some(WrappedKey { wrapped: wrapped?, nonce: nonce? })))
}

/// Every mail-out that is over and whose list can still be opened, with its case.
pub fn with_a_list(conn: &mut Conn) -> StoreResult<Vec<(Uuid, Uuid)>> {
    use CommunicationState::{Draft, Finished, Stopped};
    let destroyed = destroyed_keys(conn)?;
    let over: Vec<(Uuid, Uuid, Uuid)> = both!(conn, c => communications::table
        .filter(communications::state.eq_any([Draft, Finished, Stopped]))
        .order(communications::id)
        .select((communications::id, communications::case_id, communications::key_id))
        .load(c))?;
    Ok(over.into_iter().filter(|(.., key)| !destroyed.contains(key)).map(|(id, case, _)| (id, case)).collect())
}

/// Mail-outs whose key was destroyed.
pub fn purged(conn: &mut Conn) -> StoreResult<Vec<Uuid>> {
    let destroyed = destroyed_keys(conn)?;
    Ok(both!(conn, c => communications::table
        .filter(communications::key_id.eq_any(destroyed.into_iter().map(Key)))
        .order(communications::id)
        .select(communications::id)
        .load(c))?)
}

fn destroyed_keys(conn: &mut Conn) -> StoreResult<HashSet<Uuid>> {
    let ids: Vec<Uuid> = both!(conn, c => communication_keys::table
        .filter(communication_keys::destroyed_at.is_not_null())
        .select(communication_keys::id)
        .load(c))?;
    Ok(ids.into_iter().collect())
}

/// Destroys a key: nobody can read its list any more in this database. A backup made before still holds the sealed key; a copy
/// restored from it purges again when it is let go, because the day stands in the case.
pub fn destroy_key(tx: &mut Conn, id: Uuid, now: At) -> StoreResult<()> {
    one(both!(tx, c => diesel::update(communication_keys::table.find(Key(id)))
        .filter(communication_keys::destroyed_at.is_null())
        .set((
            communication_keys::wrapped.eq(None::<Vec<u8>>),
            communication_keys::nonce.eq(None::<Vec<u8>>),
            communication_keys::destroyed_at.eq(Some(now)),
        ))
        .execute(c))?)
}
