//! What became of an attempt, told by the sender; and what is heard later from receipts and bounces.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use uuid::Uuid;

use super::{DeliveryRow, DeliveryState};
use crate::domain::values::At;
use crate::store::conn::{Conn, Link, both};
use crate::store::error::{StoreError, StoreResult};
use crate::store::prepared::{Prepared, Statement, in_json};
use crate::store::schema::{deliveries, delivery_attempts, tray};
use crate::store::types::{Id, Instant, Key, sortable_text};

/// What became of one attempt. Only a complete reply with a code is an answer (R4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Failed before the intent was journalled: certainly not sent.
    NotSent {
        reason: String,
    },
    Accepted {
        code: u16,
        reply: String,
    },
    Deferred {
        code: u16,
        reply: String,
    },
    Rejected {
        code: u16,
        reply: String,
    },
    /// Anything else after the intent.
    Unknown {
        reason: String,
    },
    /// Put in the tray.
    Simulated,
}

/// An outcome as the sender reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    pub id: Uuid,
    pub attempt: i64,
    pub outcome: Outcome,
    /// When to try again after `NotSent` or `Deferred`; none gives up, which the DPO sees with the alternatives (R8).
    pub next_at: Option<At>,
    /// SHA-256 of the bytes that were sent, in hex.
    pub body_sha256: Option<String>,
}

impl Settled {
    fn state(&self) -> DeliveryState {
        match (&self.outcome, self.next_at) {
            (Outcome::NotSent { .. } | Outcome::Deferred { .. }, Some(_)) => DeliveryState::Deferred,
            (Outcome::NotSent { .. } | Outcome::Deferred { .. }, None) => DeliveryState::GivenUp,
            (Outcome::Accepted { .. }, _) => DeliveryState::Accepted,
            (Outcome::Rejected { .. }, _) => DeliveryState::Rejected,
            (Outcome::Unknown { .. }, _) => DeliveryState::Unknown,
            (Outcome::Simulated, _) => DeliveryState::Simulated,
        }
    }

    /// The word in the history: what the server said, not what was made of it.
    fn word(&self) -> &'static str {
        match &self.outcome {
            Outcome::NotSent { .. } => "not_sent",
            Outcome::Accepted { .. } => "accepted",
            Outcome::Deferred { .. } => "deferred",
            Outcome::Rejected { .. } => "rejected",
            Outcome::Unknown { .. } => "unknown",
            Outcome::Simulated => "simulated",
        }
    }

    fn code(&self) -> Option<i64> {
        match &self.outcome {
            Outcome::Accepted { code, .. } | Outcome::Deferred { code, .. } | Outcome::Rejected { code, .. } => {
                Some(i64::from(*code))
            }
            _ => None,
        }
    }

    fn text(&self) -> &str {
        match &self.outcome {
            Outcome::NotSent { reason } | Outcome::Unknown { reason } => reason,
            Outcome::Accepted { reply, .. } | Outcome::Deferred { reply, .. } | Outcome::Rejected { reply, .. } => {
                reply
            }
            Outcome::Simulated => "put in the tray",
        }
    }

    /// Whether it may be said of a message before its intent: it was not tried, or refused before its content.
    fn before_intent(&self) -> bool {
        !matches!(self.outcome, Outcome::Accepted { .. } | Outcome::Unknown { .. })
    }

    /// Whether it may be said of a message after its intent.
    fn after_intent(&self) -> bool {
        !matches!(self.outcome, Outcome::NotSent { .. } | Outcome::Simulated)
    }
}

/// Records outcomes, many in one commit. Answers the ids whose row went on meanwhile and was left as it is: the outcome then
/// stands in the history only. A late complete reply still settles a row that was set to `unknown`, or is about to be sent
/// again because of that.
pub fn record_outcomes(tx: &mut Conn, settled: &[Settled], owner: &str, now: At) -> StoreResult<Vec<Uuid>> {
    let applied = match &mut tx.link {
        Link::Pg(c) => apply_pg(c, settled, owner, now)?,
        Link::Lite(c) => apply_lite(c, settled, owner, now)?,
    };
    let applied: HashMap<Uuid, Option<At>> = applied.into_iter().map(|row| (row.id, row.in_flight_at)).collect();
    let history = settled
        .iter()
        .map(|one| AttemptRow {
            delivery_id: one.id,
            attempt: one.attempt,
            state: one.word().to_owned(),
            started_at: applied.get(&one.id).copied().flatten().unwrap_or(now),
            ended_at: now,
            code: one.code(),
            reason: one.text().to_owned(),
        })
        .collect();
    add_history(tx, history)?;
    Ok(settled.iter().map(|one| one.id).filter(|id| !applied.contains_key(id)).collect())
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Id)]
    id: Uuid,
    #[diesel(sql_type = Nullable<Instant>)]
    in_flight_at: Option<At>,
}

fn apply_pg(c: &mut PgConnection, settled: &[Settled], owner: &str, now: At) -> StoreResult<Vec<Applied>> {
    let column = |value: fn(&Settled) -> Option<String>| settled.iter().map(value).collect::<Vec<_>>();
    Ok(sql_query(
        "UPDATE deliveries d SET state = w.state, state_at = $1, owner = NULL, lease_until = NULL, reply_code = w.code, \
         reply = w.reply, next_at = coalesce(w.next_at, d.next_at), body_sha256 = coalesce(d.body_sha256, w.sha256), \
         accepted_at = CASE WHEN w.state = 'accepted' THEN $1 ELSE d.accepted_at END \
         FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $11) \
         AS w (id, attempt, state, code, reply, next_at, before, sha256, after) \
         WHERE d.id = w.id AND d.attempt = w.attempt AND (d.owner = $10 OR d.owner IS NULL) \
         AND ((w.before AND d.state = 'claimed') OR (w.after AND \
         (d.state IN ('in_flight', 'unknown') OR (d.state = 'queued' AND d.resends > 0)))) \
         RETURNING d.id, d.in_flight_at",
    )
    .bind::<Instant, _>(now)
    .bind::<Array<Id>, _>(settled.iter().map(|one| Key(one.id)).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(settled.iter().map(|one| one.attempt).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(settled.iter().map(|one| one.state()).collect::<Vec<_>>())
    .bind::<Array<Nullable<BigInt>>, _>(settled.iter().map(Settled::code).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(settled.iter().map(Settled::text).collect::<Vec<_>>())
    .bind::<Array<Nullable<Instant>>, _>(settled.iter().map(|one| one.next_at).collect::<Vec<_>>())
    .bind::<Array<Bool>, _>(settled.iter().map(Settled::before_intent).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(column(|one| one.body_sha256.clone()))
    .bind::<Text, _>(owner)
    .bind::<Array<Bool>, _>(settled.iter().map(Settled::after_intent).collect::<Vec<_>>())
    .load(c)?)
}

/// The same on SQLite.
fn apply_lite(c: &mut SqliteConnection, settled: &[Settled], owner: &str, now: At) -> StoreResult<Vec<Applied>> {
    let row = |one| -> StoreResult<_> {
        let one: &Settled = one;
        let next_at = one.next_at.map(sortable_text).transpose()?;
        let (before, after) = (one.before_intent(), one.after_intent());
        let id = hex::encode(one.id.as_bytes());
        Ok((id, one.attempt, one.state(), one.code(), one.text(), next_at, before, one.body_sha256.as_deref(), after))
    };
    let rows = settled.iter().map(row).collect::<StoreResult<Vec<_>>>()?;
    let now = sortable_text(now)?;
    let values = vec![now.clone(), now, in_json(&rows)?, owner.to_owned()];
    let applied: Vec<(Uuid, Option<At>)> = Prepared::<Apply>::with(values).load(c)?;
    Ok(applied.into_iter().map(|(id, in_flight_at)| Applied { id, in_flight_at }).collect())
}

struct Apply;

impl Statement for Apply {
    // The unary plus keeps the planner at the primary key.
    const SQL: &'static str = "UPDATE deliveries SET state = w.state, state_at = ?, owner = NULL, lease_until = NULL, \
         reply_code = w.code, reply = w.reply, next_at = coalesce(w.next_at, deliveries.next_at), \
         body_sha256 = coalesce(deliveries.body_sha256, w.sha256), \
         accepted_at = CASE WHEN w.state = 'accepted' THEN ? ELSE deliveries.accepted_at END \
         FROM (SELECT unhex(value ->> 0) AS id, value ->> 1 AS attempt, value ->> 2 AS state, value ->> 3 AS code, \
         value ->> 4 AS reply, value ->> 5 AS next_at, value ->> 6 AS before, value ->> 7 AS sha256, value ->> 8 AS after \
         FROM json_each(?)) AS w \
         WHERE deliveries.id = w.id AND +deliveries.attempt = w.attempt \
         AND (+deliveries.owner = ? OR +deliveries.owner IS NULL) \
         AND ((w.before AND +deliveries.state = 'claimed') OR (w.after AND (+deliveries.state IN ('in_flight', 'unknown') \
         OR (+deliveries.state = 'queued' AND deliveries.resends > 0)))) \
         RETURNING id, in_flight_at";
    type Row = (Id, Nullable<Instant>);
}

/// One line of a message's history.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = delivery_attempts, treat_none_as_default_value = false)]
pub struct AttemptRow {
    #[diesel(serialize_as = Key)]
    pub delivery_id: Uuid,
    pub attempt: i64,
    /// `not_sent`, `accepted`, `deferred`, `rejected`, `unknown`, `simulated`, `bounced`, `delivered`, or what a person
    /// decided of an unclear one.
    pub state: String,
    pub started_at: At,
    pub ended_at: At,
    pub code: Option<i64>,
    pub reason: String,
}

pub(super) fn add_history(tx: &mut Conn, rows: Vec<AttemptRow>) -> StoreResult<()> {
    // The same thing said twice of one attempt is one line.
    match &mut tx.link {
        Link::Pg(c) => {
            for batch in rows.chunks(500) {
                diesel::insert_into(delivery_attempts::table)
                    .values(batch.to_vec())
                    .on_conflict_do_nothing()
                    .execute(c)?;
            }
        }
        Link::Lite(c) => {
            let row = |row: AttemptRow| -> StoreResult<_> {
                let id = hex::encode(row.delivery_id.as_bytes());
                let (started, ended) = (sortable_text(row.started_at)?, sortable_text(row.ended_at)?);
                Ok((id, row.attempt, row.state, started, ended, row.code, row.reason))
            };
            let rows = rows.into_iter().map(row).collect::<StoreResult<Vec<_>>>()?;
            Prepared::<AddHistory>::with(vec![in_json(&rows)?]).execute(c)?;
        }
    }
    Ok(())
}

struct AddHistory;

impl Statement for AddHistory {
    // `WHERE true` keeps SQLite from reading ON as the start of a join.
    const SQL: &'static str = "INSERT INTO delivery_attempts (delivery_id, attempt, state, started_at, ended_at, code, reason) \
         SELECT unhex(value ->> 0), value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 \
         FROM json_each(?) WHERE true ON CONFLICT DO NOTHING";
    type Row = ();
}

/// The history of a message, in order.
pub fn attempts(conn: &mut Conn, id: Uuid) -> StoreResult<Vec<AttemptRow>> {
    Ok(both!(conn, c => delivery_attempts::table
        .filter(delivery_attempts::delivery_id.eq(Key(id)))
        .order((delivery_attempts::attempt, delivery_attempts::ended_at, delivery_attempts::state))
        .select(AttemptRow::as_select())
        .load(c))?)
}

/// The states of a message of which something may be heard later.
const HEARD_OF: &[DeliveryState] = &[DeliveryState::Accepted, DeliveryState::Delivered, DeliveryState::Unknown];

/// Notes a receipt that says the message arrived; also settles an unclear one.
pub fn certified(tx: &mut Conn, id: Uuid, receipt: &str, now: At) -> StoreResult<()> {
    heard(tx, id, DeliveryState::Delivered, HEARD_OF, receipt, now)
}

/// Notes that an accepted message came back; also settles an unclear one.
pub fn bounced(tx: &mut Conn, id: Uuid, reason: &str, now: At) -> StoreResult<()> {
    heard(tx, id, DeliveryState::Bounced, HEARD_OF, reason, now)
}

/// Notes a receipt that says the provider took an unclear message, at `at`.
pub fn taken_after_all(tx: &mut Conn, id: Uuid, receipt: &str, at: At, now: At) -> StoreResult<()> {
    heard(tx, id, DeliveryState::Accepted, &[DeliveryState::Unknown], receipt, now)?;
    both!(tx, c => diesel::update(deliveries::table.find(Key(id)))
        .set(deliveries::accepted_at.eq(Some(at)))
        .execute(c))?;
    Ok(())
}

/// Notes when the provider of certified mail took it: the first receipt that says so counts.
pub fn taken_by_provider(tx: &mut Conn, id: Uuid, at: At) -> StoreResult<()> {
    both!(tx, c => diesel::update(deliveries::table.find(Key(id)))
        .filter(deliveries::provider_at.is_null())
        .set(deliveries::provider_at.eq(Some(at)))
        .execute(c))?;
    Ok(())
}

fn heard(
    tx: &mut Conn,
    id: Uuid,
    state: DeliveryState,
    from: &[DeliveryState],
    text: &str,
    now: At,
) -> StoreResult<()> {
    let attempt: Option<i64> = both!(tx, c => diesel::update(deliveries::table.find(Key(id)))
        .filter(deliveries::state.eq_any(from.iter().copied()))
        .set((deliveries::state.eq(state), deliveries::state_at.eq(now), deliveries::reply.eq(Some(text))))
        .returning(deliveries::attempt)
        .get_result(c)
        .optional())?;
    let attempt = attempt.ok_or(StoreError::Conflict)?;
    let line = AttemptRow {
        delivery_id: id,
        attempt,
        state: state.as_str().to_owned(),
        started_at: now,
        ended_at: now,
        code: None,
        reason: text.to_owned(),
    };
    add_history(tx, vec![line])
}

/// Keeps a message in the tray, where a page shows it; record [`Outcome::Simulated`] in the same transaction.
pub fn put_in_tray(tx: &mut Conn, id: Uuid, message: &[u8], now: At) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(tray::table)
        .values((tray::delivery_id.eq(Key(id)), tray::arrived_at.eq(now), tray::message.eq(message)))
        .on_conflict(tray::delivery_id)
        .do_nothing()
        .execute(c))?;
    Ok(())
}

/// What lies in the tray, newest first.
pub fn tray(conn: &mut Conn, limit: i64, offset: i64) -> StoreResult<Vec<(DeliveryRow, At)>> {
    Ok(both!(conn, c => deliveries::table
        .inner_join(tray::table)
        .order((tray::arrived_at.desc(), tray::delivery_id.desc()))
        .limit(limit)
        .offset(offset)
        .select((DeliveryRow::as_select(), tray::arrived_at))
        .load(c))?)
}

/// The bytes of a message in the tray.
pub fn tray_message(conn: &mut Conn, id: Uuid) -> StoreResult<Option<Vec<u8>>> {
    Ok(both!(conn, c => tray::table.find(Key(id)).select(tray::message).first(c).optional())?)
}
