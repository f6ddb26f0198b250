//! After a crash, and after doubt: what was only claimed goes back, what may have left is `unknown` (R5, R6, R13).

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use super::settle::{AttemptRow, add_history};
use super::totals::{leased, unclear_ones};
use super::{DeliveryKind, DeliveryRoute, DeliveryState};
use crate::domain::values::At;
use crate::store::communications::CommunicationState;
use crate::store::conn::{Conn, both};
use crate::store::error::{StoreError, StoreResult};
use crate::store::leases::lease_clock;
use crate::store::schema::{communications, deliveries};
use crate::store::types::Key;

/// Whose messages to rescue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dead<'a> {
    /// Those whose lease ran out.
    Expired,
    /// At the start of the only process on SQLite: everybody's but this owner's. Certified mail has senders of its own in that process, so
    /// what they hold waits for its lease.
    AllBut(&'a str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rescued {
    /// Certainly not sent; queued again.
    pub requeued: usize,
    /// May have been sent; shown, and sent again only by R6.
    pub unknown: usize,
}

/// Rescues the messages of senders that are gone (R5).
pub fn rescue(tx: &mut Conn, dead: Dead<'_>, now: At) -> StoreResult<Rescued> {
    let (owner, expired_at, routes) = match dead {
        Dead::Expired => (String::new(), lease_clock(tx, now)?, DeliveryRoute::ALL),
        // Every lease counts as over.
        Dead::AllBut(owner) => (owner.to_owned(), now.plus(TimeDelta::days(36_500)), &[DeliveryRoute::Mail][..]),
    };
    let requeued = both!(tx, c => diesel::update(deliveries::table)
        .filter(leased())
        .filter(deliveries::state.eq(DeliveryState::Claimed))
        .filter(deliveries::route.eq_any(routes.iter().copied()))
        .filter(deliveries::lease_until.le(Some(expired_at)))
        .filter(deliveries::owner.ne(Some(&owner)))
        .set((
            deliveries::state.eq(DeliveryState::Queued),
            deliveries::state_at.eq(now),
            deliveries::owner.eq(None::<String>),
            deliveries::lease_until.eq(None::<At>),
        ))
        .execute(c))?;
    let lost: Vec<(Uuid, i64, Option<At>)> = both!(tx, c => diesel::update(deliveries::table)
        .filter(leased())
        .filter(deliveries::state.eq(DeliveryState::InFlight))
        .filter(deliveries::route.eq_any(routes.iter().copied()))
        .filter(deliveries::lease_until.le(Some(expired_at)))
        .filter(deliveries::owner.ne(Some(&owner)))
        .set((
            deliveries::state.eq(DeliveryState::Unknown),
            deliveries::state_at.eq(now),
            deliveries::owner.eq(None::<String>),
            deliveries::lease_until.eq(None::<At>),
        ))
        .returning((deliveries::id, deliveries::attempt, deliveries::in_flight_at))
        .get_results(c))?;
    let unknown = lost.len();
    let history = lost.into_iter().map(|(id, attempt, in_flight_at)| {
        unclear(id, attempt, in_flight_at, "the sender stopped before the reply", now)
    });
    add_history(tx, history.collect())?;
    Ok(Rescued { requeued, unknown })
}

/// Queues unclear messages again, as far as their kind allows without a person (R6): people's once, authorities' never, not
/// before `min_delay`, at the back of the queue. Answers how many.
pub fn resend_unknown(tx: &mut Conn, now: At, min_delay: TimeDelta) -> StoreResult<usize> {
    let running = communications::table
        .filter(communications::state.eq(CommunicationState::Running))
        .select(communications::id.nullable());
    Ok(both!(tx, c => diesel::update(deliveries::table)
        .filter(unclear_ones())
        .filter(deliveries::state_at.le(now.plus(-min_delay)))
        .filter(deliveries::resends.lt(deliveries::resend_limit))
        .filter(deliveries::kind.ne(DeliveryKind::Authority))
        .filter(deliveries::communication_id.is_null().or(deliveries::communication_id.eq_any(running).assume_not_null()))
        .set((
            deliveries::state.eq(DeliveryState::Queued),
            deliveries::state_at.eq(now),
            deliveries::resends.eq(deliveries::resends + 1),
            deliveries::next_at.eq(now),
        ))
        .execute(c))?)
}

/// What a person decides of an unclear message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// A receipt or the portal shows that it arrived.
    Arrived,
    /// Send it again, with the same Message-ID.
    SendAgain,
    /// Reach them another way.
    GiveUp,
}

/// Settles an unclear message by a person's decision. [`StoreError::Conflict`] if it is not unclear any more.
pub fn decide_unknown(tx: &mut Conn, id: Uuid, decision: Decision, why: &str, now: At) -> StoreResult<()> {
    let (state, word, again) = match decision {
        Decision::Arrived => (DeliveryState::Delivered, "decided_arrived", 0),
        Decision::SendAgain => (DeliveryState::Queued, "decided_send_again", 1),
        Decision::GiveUp => (DeliveryState::GivenUp, "decided_give_up", 0),
    };
    let attempt: Option<i64> = both!(tx, c => diesel::update(deliveries::table.find(Key(id)))
        .filter(deliveries::state.eq(DeliveryState::Unknown))
        .set((
            deliveries::state.eq(state),
            deliveries::state_at.eq(now),
            deliveries::resends.eq(deliveries::resends + again),
            deliveries::next_at.eq(now),
        ))
        .returning(deliveries::attempt)
        .get_result(c)
        .optional())?;
    let attempt = attempt.ok_or(StoreError::Conflict)?;
    let line = AttemptRow { state: word.to_owned(), ..unclear(id, attempt, None, why, now) };
    add_history(tx, vec![line])
}

/// A certified message of which the provider said nothing, or that still waits for its way out, is a person's to settle from now on: it is
/// not sent any more. [`StoreError::Conflict`] if it is something else.
pub fn doubted(tx: &mut Conn, id: Uuid, why: &str, now: At) -> StoreResult<()> {
    let open = [DeliveryState::Accepted, DeliveryState::Queued, DeliveryState::Deferred];
    let found: Option<(i64, Option<At>)> = both!(tx, c => diesel::update(deliveries::table.find(Key(id)))
        .filter(deliveries::state.eq_any(open))
        .filter(deliveries::route.eq(DeliveryRoute::Pec))
        .filter(deliveries::provider_at.is_null())
        .set((deliveries::state.eq(DeliveryState::Unknown), deliveries::state_at.eq(now)))
        .returning((deliveries::attempt, deliveries::in_flight_at))
        .get_result(c)
        .optional())?;
    let (attempt, in_flight_at) = found.ok_or(StoreError::Conflict)?;
    add_history(tx, vec![unclear(id, attempt, in_flight_at, why, now)])
}

/// Holds a message that waits, until a person lets it go. [`StoreError::Conflict`] if it does not wait.
pub fn hold(tx: &mut Conn, id: Uuid, now: At) -> StoreResult<()> {
    let changed = both!(tx, c => diesel::update(deliveries::table.find(Key(id)))
        .filter(deliveries::state.eq_any([DeliveryState::Queued, DeliveryState::Deferred]))
        .set((deliveries::state.eq(DeliveryState::Held), deliveries::state_at.eq(now)))
        .execute(c))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Lets a held message go.
pub fn release_held(tx: &mut Conn, id: Uuid, now: At) -> StoreResult<()> {
    let changed = both!(tx, c => diesel::update(deliveries::table.find(Key(id)))
        .filter(deliveries::state.eq(DeliveryState::Held))
        .set((deliveries::state.eq(DeliveryState::Queued), deliveries::state_at.eq(now), deliveries::next_at.eq(now)))
        .execute(c))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// In a restored copy: whatever was not final may have been sent since by the original, so all of it is unclear, and nothing
/// of it goes out again without a person (R13). Answers how many.
pub fn quarantine(tx: &mut Conn, now: At) -> StoreResult<usize> {
    use DeliveryState::{Claimed, Deferred, Held, InFlight, Queued, Unknown};
    let doubtful: Vec<(Uuid, i64, Option<At>)> = both!(tx, c => diesel::update(deliveries::table)
        .filter(deliveries::state.eq_any([Queued, Claimed, InFlight, Deferred, Held, Unknown]))
        .set((
            deliveries::state.eq(Unknown),
            deliveries::state_at.eq(now),
            deliveries::resends.eq(deliveries::resend_limit),
            deliveries::owner.eq(None::<String>),
            deliveries::lease_until.eq(None::<At>),
        ))
        .returning((deliveries::id, deliveries::attempt, deliveries::in_flight_at))
        .get_results(c))?;
    let found = doubtful.len();
    let history = doubtful
        .into_iter()
        .map(|(id, attempt, in_flight_at)| unclear(id, attempt, in_flight_at, "restored from a backup", now));
    add_history(tx, history.collect())?;
    Ok(found)
}

fn unclear(id: Uuid, attempt: i64, in_flight_at: Option<At>, why: &str, now: At) -> AttemptRow {
    AttemptRow {
        delivery_id: id,
        attempt,
        state: "unknown".to_owned(),
        started_at: in_flight_at.unwrap_or(now),
        ended_at: now,
        code: None,
        reason: why.to_owned(),
    }
}
