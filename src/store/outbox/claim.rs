//! Claiming and the intent: what is certainly not sent, and what may be.

use std::collections::HashSet;

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text};
use uuid::Uuid;

use super::totals::{leased, waiting};
use super::{DeliveryKind, DeliveryRoute, DeliveryRow, DeliveryState};
use crate::domain::values::At;
use crate::store::communications::CommunicationState;
use crate::store::conn::{Conn, Link, both};
use crate::store::error::StoreResult;
use crate::store::leases::lease_clock;
use crate::store::prepared::{Prepared, Statement, in_json};
use crate::store::quarantine;
use crate::store::schema::{communications, deliveries};
use crate::store::settings;
use crate::store::types::{Id, Instant, Key, MaybeKey, sortable_text};

/// What is due, the oldest first. A macro, because the type of such a query has no name worth writing.
macro_rules! due {
    ($now:expr, $n:expr) => {
        deliveries::table
            .filter(waiting())
            .filter(deliveries::next_at.le($now))
            .order((deliveries::next_at, deliveries::id))
            .limit($n)
            .select(deliveries::id)
    };
}

/// The same of what is no part of a communication, by its way.
macro_rules! single {
    ($now:expr, $n:expr, $route:expr) => {
        due!($now, $n).filter(deliveries::communication_id.is_null()).filter(deliveries::route.eq($route))
    };
}

/// Which messages to claim from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Staff, authorities, tests: everything that is not part of a communication to people and leaves by the mail server.
    Single,
    /// What leaves by the account of certified mail of an organisation.
    Certified(Uuid),
    /// The same of every organisation: where nothing leaves at all.
    EveryCertified,
    /// One communication, if it is running; each has its own pace.
    Communication(Uuid),
}

/// Where it stands in the settings that the clock leapt and nobody has confirmed it yet (T6).
pub const CLOCK_HOLD: &str = "clock-hold";

/// Takes up to `n` due messages for `owner` until the lease ends. Two owners never get the same one: PostgreSQL skips rows
/// that another has locked, SQLite lets one writer in at a time. A message that is only claimed was certainly not sent (R3).
pub fn claim(
    tx: &mut Conn,
    queue: Queue,
    owner: &str,
    now: At,
    lease: TimeDelta,
    n: i64,
) -> StoreResult<Vec<DeliveryRow>> {
    // R13: a restored copy may not know what the original has sent since.
    if quarantine::stands(tx)?.is_some() {
        return Ok(Vec::new());
    }
    // T6: nothing goes to authorities and data subjects until somebody has said that the clock is right.
    let held = settings::get(tx, CLOCK_HOLD)?.is_some();
    if let Queue::Communication(id) = queue {
        if held {
            return Ok(Vec::new());
        }
        let running: Option<Uuid> = both!(tx, c => communications::table
            .find(Key(id))
            .filter(communications::state.eq(CommunicationState::Running))
            .select(communications::id)
            .first(c)
            .optional())?;
        if running.is_none() {
            return Ok(Vec::new());
        }
    }
    let ids: Vec<Uuid> = match (&mut tx.link, queue) {
        (Link::Pg(c), Queue::Single) => single!(now, n, DeliveryRoute::Mail).for_update().skip_locked().load(c)?,
        (Link::Lite(c), Queue::Single) => single!(now, n, DeliveryRoute::Mail).load(c)?,
        (Link::Pg(c), Queue::EveryCertified) => {
            single!(now, n, DeliveryRoute::Pec).for_update().skip_locked().load(c)?
        }
        (Link::Lite(c), Queue::EveryCertified) => single!(now, n, DeliveryRoute::Pec).load(c)?,
        (Link::Pg(c), Queue::Certified(id)) => single!(now, n, DeliveryRoute::Pec)
            .filter(deliveries::organisation_id.eq(MaybeKey(Some(id))))
            .for_update()
            .skip_locked()
            .load(c)?,
        (Link::Lite(c), Queue::Certified(id)) => {
            single!(now, n, DeliveryRoute::Pec).filter(deliveries::organisation_id.eq(MaybeKey(Some(id)))).load(c)?
        }
        (Link::Pg(c), Queue::Communication(id)) => due!(now, n)
            .filter(deliveries::communication_id.eq(MaybeKey(Some(id))))
            .for_update()
            .skip_locked()
            .load(c)?,
        (Link::Lite(c), Queue::Communication(id)) => {
            due!(now, n).filter(deliveries::communication_id.eq(MaybeKey(Some(id)))).load(c)?
        }
    };
    let ids = if held { without_filings(tx, ids)? } else { ids };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let until = lease_clock(tx, now)?.plus(lease);
    let mut rows: Vec<DeliveryRow> = both!(tx, c => diesel::update(deliveries::table)
        .filter(deliveries::id.eq_any(ids.iter().copied().map(Key)))
        .set((
            deliveries::state.eq(DeliveryState::Claimed),
            deliveries::state_at.eq(now),
            deliveries::attempt.eq(deliveries::attempt + 1),
            deliveries::owner.eq(Some(owner)),
            deliveries::lease_until.eq(Some(until)),
            // R2: the Date of the message, so it stands before the message is built.
            deliveries::first_attempt_at.eq(diesel::dsl::case_when(
                deliveries::first_attempt_at.is_null(),
                Some(now).into_sql::<diesel::sql_types::Nullable<Instant>>(),
            )
            .otherwise(deliveries::first_attempt_at)),
        ))
        .returning(DeliveryRow::as_returning())
        .get_results(c))?;
    // RETURNING has no order of its own.
    rows.sort_by_key(|row| (row.next_at, row.id));
    Ok(rows)
}

/// A held filing stays in its place; those behind it are few enough that no mail to the house waits for it.
fn without_filings(conn: &mut Conn, ids: Vec<Uuid>) -> StoreResult<Vec<Uuid>> {
    Ok(both!(conn, c => deliveries::table
        .filter(deliveries::id.eq_any(ids.into_iter().map(Key)))
        .filter(deliveries::kind.ne(DeliveryKind::Authority))
        .select(deliveries::id)
        .load(c))?)
}

/// Journals the intent to send these attempts, to be committed after the server's 354 and before the first content byte
/// (R3). Answers those that may go: still this owner's, same attempt, lease alive, and their communication still running
/// (R11). From here on a message that has no complete reply is `unknown` (R4). The digest of the first attempt stays (R2).
pub fn mark_in_flight(tx: &mut Conn, intents: &[Intent], owner: &str, now: At) -> StoreResult<Vec<Uuid>> {
    let alive = lease_clock(tx, now)?;
    match &mut tx.link {
        Link::Pg(c) => {
            let marked: Vec<Marked> = sql_query(
                "UPDATE deliveries d SET state = 'in_flight', state_at = $1, in_flight_at = $1, \
                 body_sha256 = coalesce(d.body_sha256, w.sha256) \
                 FROM unnest($2, $3, $4) AS w (id, attempt, sha256) WHERE d.id = w.id AND d.attempt = w.attempt \
                 AND d.owner = $5 AND d.state = 'claimed' AND d.lease_until > $6 \
                 AND (d.communication_id IS NULL OR EXISTS \
                 (SELECT 1 FROM communications m WHERE m.id = d.communication_id AND m.state = 'running')) RETURNING d.id",
            )
            .bind::<Instant, _>(now)
            .bind::<Array<Id>, _>(intents.iter().map(|intent| Key(intent.id)).collect::<Vec<_>>())
            .bind::<Array<BigInt>, _>(intents.iter().map(|intent| intent.attempt).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(intents.iter().map(|intent| intent.body_sha256.as_str()).collect::<Vec<_>>())
            .bind::<Text, _>(owner)
            .bind::<Instant, _>(alive)
            .load(c)?;
            Ok(marked.into_iter().map(|row| row.id).collect())
        }
        Link::Lite(c) => {
            // One statement for the whole batch; the unary plus keeps the planner at the primary key.
            let row = |intent: &Intent| (hex::encode(intent.id.as_bytes()), intent.attempt, intent.body_sha256.clone());
            let rows = in_json(&intents.iter().map(row).collect::<Vec<_>>())?;
            let now = sortable_text(now)?;
            let values = vec![now.clone(), now, rows, owner.to_owned(), sortable_text(alive)?];
            Ok(Prepared::<MarkInFlight>::with(values).load(c)?)
        }
    }
}

struct MarkInFlight;

impl Statement for MarkInFlight {
    const SQL: &'static str = "UPDATE deliveries SET state = 'in_flight', state_at = ?, in_flight_at = ?, \
         body_sha256 = coalesce(deliveries.body_sha256, w.sha256) \
         FROM (SELECT unhex(value ->> 0) AS id, value ->> 1 AS attempt, value ->> 2 AS sha256 FROM json_each(?)) AS w \
         WHERE deliveries.id = w.id AND +deliveries.attempt = w.attempt AND +deliveries.owner = ? \
         AND +deliveries.state = 'claimed' AND +deliveries.lease_until > ? \
         AND (deliveries.communication_id IS NULL OR EXISTS \
         (SELECT 1 FROM communications m WHERE m.id = deliveries.communication_id AND m.state = 'running')) \
         RETURNING id";
    type Row = Id;
}

/// "We are about to send this attempt, and these are its bytes."
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    pub id: Uuid,
    pub attempt: i64,
    /// In hex.
    pub body_sha256: String,
}

#[derive(QueryableByName)]
struct Marked {
    #[diesel(sql_type = Id)]
    id: Uuid,
}

/// Keeps everything that `owner` holds for longer; answers how many. A sender that waits for a slow server calls this well
/// before its lease ends.
pub fn extend(tx: &mut Conn, owner: &str, now: At, lease: TimeDelta) -> StoreResult<usize> {
    let alive = lease_clock(tx, now)?;
    Ok(both!(tx, c => diesel::update(deliveries::table)
        .filter(deliveries::owner.eq(Some(owner)))
        .filter(leased())
        .filter(deliveries::lease_until.gt(Some(alive)))
        .set(deliveries::lease_until.eq(Some(alive.plus(lease))))
        .execute(c))?)
}

/// Which of these messages belong to a mail-out that does not run: paused or stopped since they were claimed (R11).
pub fn held_up(tx: &mut Conn, ids: &[Uuid]) -> StoreResult<HashSet<Uuid>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let mut found: Vec<(Uuid, Uuid)> = Vec::new();
    for batch in ids.chunks(BATCH) {
        let rows: Vec<(Uuid, Option<Uuid>)> = both!(tx, c => deliveries::table
            .filter(deliveries::id.eq_any(batch.iter().copied().map(Key)))
            .filter(deliveries::communication_id.is_not_null())
            .select((deliveries::id, deliveries::communication_id))
            .load(c))?;
        found.extend(rows.into_iter().filter_map(|(id, communication)| Some((id, communication?))));
    }
    let of: HashSet<Uuid> = found.iter().map(|(_, communication)| *communication).collect();
    let running: Vec<Uuid> = both!(tx, c => communications::table
        .filter(communications::id.eq_any(of.into_iter().map(Key)))
        .filter(communications::state.eq(CommunicationState::Running))
        .select(communications::id)
        .load(c))?;
    Ok(found.into_iter().filter(|(_, communication)| !running.contains(communication)).map(|(id, _)| id).collect())
}

/// Ids per statement, well under the limits on parameters of both databases.
const BATCH: usize = 500;

/// Gives claimed messages back unsent: at shutdown, or when their communication was paused. They were not tried, so the
/// attempt is not counted.
pub fn release(tx: &mut Conn, claims: &[(Uuid, i64)], owner: &str, now: At) -> StoreResult<usize> {
    let mut released = 0;
    for (id, attempt) in claims {
        released += give_back(tx, Some((*id, *attempt)), owner, now)?;
    }
    Ok(released)
}

/// A claimed message whose turn has not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Postponed {
    pub id: Uuid,
    pub attempt: i64,
    /// The mail-out it belongs to.
    pub communication_id: Option<Uuid>,
    pub next_at: At,
}

/// Gives claimed messages back with a later turn. They were not tried: the attempt is not counted, and one that was never tried
/// has no first attempt yet, so that its Date and its five days begin when they should.
pub fn postpone(tx: &mut Conn, claims: &[Postponed], owner: &str, now: At) -> StoreResult<usize> {
    let mut postponed = 0;
    for claim in claims {
        postponed += both!(tx, c => diesel::update(deliveries::table.find(Key(claim.id)))
            .filter(deliveries::attempt.eq(claim.attempt))
            .filter(deliveries::owner.eq(Some(owner)))
            .filter(deliveries::state.eq(DeliveryState::Claimed))
            .set((
                deliveries::state.eq(DeliveryState::Queued),
                deliveries::state_at.eq(now),
                deliveries::attempt.eq(deliveries::attempt - 1),
                deliveries::owner.eq(None::<String>),
                deliveries::lease_until.eq(None::<At>),
                deliveries::next_at.eq(claim.next_at),
                deliveries::first_attempt_at.eq(diesel::dsl::case_when(
                    deliveries::attempt.le(1).and(deliveries::in_flight_at.is_null()),
                    None::<At>.into_sql::<diesel::sql_types::Nullable<Instant>>(),
                )
                .otherwise(deliveries::first_attempt_at)),
            ))
            .execute(c))?;
    }
    Ok(postponed)
}

/// Gives back everything that `owner` has claimed and not begun, at its end.
pub fn release_all(tx: &mut Conn, owner: &str, now: At) -> StoreResult<usize> {
    give_back(tx, None, owner, now)
}

fn give_back(tx: &mut Conn, claim: Option<(Uuid, i64)>, owner: &str, now: At) -> StoreResult<usize> {
    macro_rules! back {
        ($claimed:expr, $c:expr) => {
            diesel::update($claimed)
                .filter(deliveries::owner.eq(Some(owner)))
                .filter(deliveries::state.eq(DeliveryState::Claimed))
                .set((
                    deliveries::state.eq(DeliveryState::Queued),
                    deliveries::state_at.eq(now),
                    deliveries::attempt.eq(deliveries::attempt - 1),
                    deliveries::owner.eq(None::<String>),
                    deliveries::lease_until.eq(None::<At>),
                ))
                .execute($c)?
        };
    }
    Ok(both!(tx, c => match claim {
        Some((id, attempt)) => back!(deliveries::table.find(Key(id)).filter(deliveries::attempt.eq(attempt)), c),
        None => back!(deliveries::table, c),
    }))
}
