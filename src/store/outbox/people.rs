//! The messages of one communication, as its pages and lists need them.

use diesel::prelude::*;
use uuid::Uuid;

use super::{DeliveryRow, DeliveryState};
use crate::domain::values::At;
use crate::store::conn::{Conn, both};
use crate::store::error::StoreResult;
use crate::store::schema::deliveries;
use crate::store::types::{Key, MaybeKey};

/// Keys per statement, well under the limits on parameters of both databases.
const BATCH: usize = 500;

/// What makes a message to one person unique (R1).
pub fn dedupe_key(communication: Uuid, recipient: Uuid) -> String {
    format!("people/{}/{}", communication.simple(), recipient.simple())
}

pub fn get_many(conn: &mut Conn, ids: &[Uuid]) -> StoreResult<Vec<DeliveryRow>> {
    let mut found = Vec::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        found.extend(both!(conn, c => deliveries::table
            .filter(deliveries::id.eq_any(batch.iter().copied().map(Key)))
            .select(DeliveryRow::as_select())
            .load(c))?);
    }
    Ok(found)
}

/// The messages to these recipients, as far as they stand in the outbox.
pub fn to_recipients(conn: &mut Conn, communication: Uuid, recipients: &[Uuid]) -> StoreResult<Vec<DeliveryRow>> {
    let mut found = Vec::with_capacity(recipients.len());
    for batch in recipients.chunks(BATCH) {
        let keys: Vec<String> = batch.iter().map(|recipient| dedupe_key(communication, *recipient)).collect();
        found.extend(both!(conn, c => deliveries::table
            .filter(deliveries::dedupe_key.eq_any(keys.clone()))
            .select(DeliveryRow::as_select())
            .load(c))?);
    }
    Ok(found)
}

/// A page of messages in these states (all where none is named), and how many there are.
pub fn in_states(
    conn: &mut Conn,
    communication: Uuid,
    states: &[DeliveryState],
    limit: i64,
    offset: i64,
) -> StoreResult<(Vec<DeliveryRow>, i64)> {
    let states = if states.is_empty() { DeliveryState::ALL } else { states };
    let total: i64 = both!(conn, c => deliveries::table
        .filter(deliveries::communication_id.eq(MaybeKey(Some(communication))))
        .filter(deliveries::state.eq_any(states.iter().copied()))
        .count()
        .get_result(c))?;
    let rows = both!(conn, c => deliveries::table
        .filter(deliveries::communication_id.eq(MaybeKey(Some(communication))))
        .filter(deliveries::state.eq_any(states.iter().copied()))
        // The queue is filled in the order of the file, and ids rise with it.
        .order(deliveries::id)
        .limit(limit)
        .offset(offset)
        .select(DeliveryRow::as_select())
        .load(c))?;
    Ok((rows, total))
}

/// Queues again those that certainly were not delivered: refused or given up. Answers how many.
pub fn retry_failed(tx: &mut Conn, communication: Uuid, now: At) -> StoreResult<usize> {
    let failed = [DeliveryState::Rejected, DeliveryState::GivenUp];
    Ok(both!(tx, c => diesel::update(deliveries::table)
        .filter(deliveries::communication_id.eq(MaybeKey(Some(communication))))
        .filter(deliveries::state.eq_any(failed))
        .set((
            deliveries::state.eq(DeliveryState::Queued),
            deliveries::state_at.eq(now),
            deliveries::next_at.eq(now),
        ))
        .execute(c))?)
}

/// Whether an unclear message is still to be sent again by itself (R6).
pub fn resends_left(conn: &mut Conn, communication: Uuid) -> StoreResult<bool> {
    let left: i64 = both!(conn, c => deliveries::table
        .filter(deliveries::communication_id.eq(MaybeKey(Some(communication))))
        .filter(deliveries::state.eq(DeliveryState::Unknown))
        .filter(deliveries::resends.lt(deliveries::resend_limit))
        .count()
        .get_result(c))?;
    Ok(left > 0)
}
