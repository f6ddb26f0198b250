//! The outbox: one row per message and person, and the only way out (rules R1 to R6, R11, R12).
//!
//! ```text
//! queued -> claimed -> in_flight -> accepted -> delivered | bounced
//!    ^         |           |-> deferred -> (claimed again when next_at has come)
//!    |         |           |-> rejected
//!    |         |           '-> unknown -> queued, at most `resend_limit` times, or a person decides
//!    '---------'  lease ran out: certainly not sent
//! ```

mod claim;
pub mod people;
mod recovery;
mod settle;
mod totals;

use std::fmt;

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

pub use claim::{
    CLOCK_HOLD, Intent, Postponed, Queue, claim, extend, held_up, mark_in_flight, postpone, release, release_all,
};
pub use recovery::{
    Dead, Decision, Rescued, decide_unknown, doubted, hold, quarantine, release_held, rescue, resend_unknown,
};
pub use settle::{
    AttemptRow, Outcome, Settled, attempts, bounced, certified, put_in_tray, record_outcomes, taken_after_all,
    taken_by_provider, tray, tray_message,
};
pub use totals::{Totals, next_at, next_certified_at, totals, unsettled};

use super::communications;
use super::conn::{Conn, both};
use super::error::{StoreError, StoreResult};
use super::recipients::{self, RecipientRow, RecipientState};
use super::schema::deliveries;
use super::types::{Doc, Key, MaybeKey, kept_as_words};
use crate::domain::values::At;
use crate::words;

words! { DeliveryKind { Staff = "staff", Authority = "authority", People = "people", Test = "test" } }
words! {
    DeliveryState {
        Queued = "queued",
        Claimed = "claimed",
        /// The server has said 354 and content may have left.
        InFlight = "in_flight",
        Accepted = "accepted",
        Deferred = "deferred",
        Rejected = "rejected",
        /// The person may have it or not; nobody can know (R4).
        Unknown = "unknown",
        GivenUp = "given_up",
        /// Waits for a person to let it go.
        Held = "held",
        /// Put in the tray, sent to nobody.
        Simulated = "simulated",
        Delivered = "delivered",
        Bounced = "bounced",
    }
}
words! {
    /// By which way a message leaves; decided with its row.
    DeliveryRoute {
        /// The mail server of the desk.
        Mail = "mail",
        /// The account of certified mail of its organisation.
        Pec = "pec",
    }
}
kept_as_words!(DeliveryKind, DeliveryState, DeliveryRoute);

impl DeliveryState {
    /// Whether the sender will still do something about it by itself.
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Queued | Self::Claimed | Self::InFlight | Self::Deferred)
    }
}

#[derive(Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = deliveries, treat_none_as_default_value = false)]
pub struct DeliveryRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    pub kind: DeliveryKind,
    #[diesel(serialize_as = MaybeKey)]
    pub organisation_id: Option<Uuid>,
    #[diesel(serialize_as = MaybeKey)]
    pub case_id: Option<Uuid>,
    #[diesel(serialize_as = MaybeKey)]
    pub communication_id: Option<Uuid>,
    #[diesel(serialize_as = MaybeKey)]
    pub notice_version_id: Option<Uuid>,
    #[diesel(serialize_as = MaybeKey)]
    pub recipient_id: Option<Uuid>,
    pub dedupe_key: String,
    /// Plain for staff and authorities, sealed for people.
    pub to_address: Vec<u8>,
    pub message_id: String,
    #[diesel(serialize_as = Doc)]
    pub content: Value,
    /// Of the bytes of the first attempt; every later attempt must have the same (R2).
    pub body_sha256: Option<String>,
    pub state: DeliveryState,
    pub state_at: At,
    pub attempt: i64,
    pub resends: i64,
    pub resend_limit: i64,
    pub next_at: At,
    pub owner: Option<String>,
    pub lease_until: Option<At>,
    pub in_flight_at: Option<At>,
    /// The Date of the message, on every attempt.
    pub first_attempt_at: Option<At>,
    pub accepted_at: Option<At>,
    pub reply_code: Option<i64>,
    pub reply: Option<String>,
    pub created_at: At,
    pub route: DeliveryRoute,
    /// When the provider of certified mail took it, as its receipt says.
    pub provider_at: Option<At>,
}

impl fmt::Debug for DeliveryRow {
    // No address, no content, no reply (servers echo addresses): debug output ends up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeliveryRow({}, {}, {}, attempt {})", self.id, self.kind, self.state, self.attempt)
    }
}

/// A message to be sent.
#[derive(Clone, PartialEq)]
pub struct NewDelivery {
    pub id: Uuid,
    pub kind: DeliveryKind,
    pub organisation_id: Option<Uuid>,
    pub case_id: Option<Uuid>,
    pub communication_id: Option<Uuid>,
    pub notice_version_id: Option<Uuid>,
    pub recipient_id: Option<Uuid>,
    /// Says what this message is, so that asking for it twice makes one: `notice/<version>/<recipient>`.
    pub dedupe_key: String,
    pub to_address: Vec<u8>,
    /// Fixed now, the same on every attempt (R2).
    pub message_id: String,
    /// Everything the bytes are built from: template version and merge data, or the text itself.
    pub content: Value,
    /// Not before this instant.
    pub next_at: At,
}

impl NewDelivery {
    pub(in crate::store) fn into_row(self, now: At) -> DeliveryRow {
        // R6: data subjects get one automatic resend, and so does staff mail; authorities never.
        let resend_limit = match self.kind {
            DeliveryKind::People | DeliveryKind::Staff => 1,
            DeliveryKind::Authority | DeliveryKind::Test => 0,
        };
        DeliveryRow {
            id: self.id,
            kind: self.kind,
            organisation_id: self.organisation_id,
            case_id: self.case_id,
            communication_id: self.communication_id,
            notice_version_id: self.notice_version_id,
            recipient_id: self.recipient_id,
            dedupe_key: self.dedupe_key,
            to_address: self.to_address,
            message_id: self.message_id,
            content: self.content,
            body_sha256: None,
            state: DeliveryState::Queued,
            state_at: now,
            attempt: 0,
            resends: 0,
            resend_limit,
            next_at: self.next_at,
            owner: None,
            lease_until: None,
            in_flight_at: None,
            first_attempt_at: None,
            accepted_at: None,
            reply_code: None,
            reply: None,
            created_at: now,
            route: DeliveryRoute::Mail,
            provider_at: None,
        }
    }
}

/// Adds a message, in the transaction of what it tells; false if it was added before (R1).
pub fn add(tx: &mut Conn, new: NewDelivery, now: At) -> StoreResult<bool> {
    add_by(tx, new, DeliveryRoute::Mail, now)
}

/// The same by a way of the caller's choice.
pub fn add_by(tx: &mut Conn, new: NewDelivery, route: DeliveryRoute, now: At) -> StoreResult<bool> {
    let row = DeliveryRow { route, ..new.into_row(now) };
    let added = both!(tx, c => diesel::insert_into(deliveries::table)
        .values(row)
        .on_conflict(deliveries::dedupe_key)
        .do_nothing()
        .execute(c))?;
    Ok(added == 1)
}

/// How far [`fill`] has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filled {
    pub added: usize,
    /// Whether the whole list stands in the outbox.
    pub whole: bool,
}

/// Puts the next `limit` recipients of a running communication into the outbox.
///
/// The list of a million does not fit into one transaction that others can wait for, so the release itself is one (state
/// `running`), and the rows follow from a cursor in the communication. The unique key makes repeating harmless (R1).
pub fn fill(
    tx: &mut Conn,
    communication: Uuid,
    limit: i64,
    now: At,
    mut make: impl FnMut(&RecipientRow) -> NewDelivery,
) -> StoreResult<Filled> {
    let row = communications::get_to_fill(tx, communication)?.ok_or(StoreError::Conflict)?;
    let list = recipients::page(tx, communication, row.filled_to_row, limit)?;
    let whole = i64::try_from(list.len()).is_ok_and(|found| found < limit);
    let rows: Vec<DeliveryRow> = list
        .iter()
        .filter(|recipient| recipient.state == RecipientState::Mail)
        .map(|recipient| DeliveryRow {
            communication_id: Some(communication),
            recipient_id: Some(recipient.id),
            ..make(recipient).into_row(now)
        })
        .collect();
    let mut added = 0;
    // 28 columns: 500 rows stay well under the limits on parameters.
    for batch in rows.chunks(500) {
        let batch = batch.to_vec();
        added += both!(tx, c => diesel::insert_into(deliveries::table)
            .values(batch)
            .on_conflict(deliveries::dedupe_key)
            .do_nothing()
            .execute(c))?;
    }
    if let Some(last) = list.last() {
        communications::set_filled(tx, communication, last.row_no)?;
    }
    Ok(Filled { added, whole })
}

pub fn get(conn: &mut Conn, id: Uuid) -> StoreResult<Option<DeliveryRow>> {
    Ok(both!(conn, c => deliveries::table.find(Key(id)).select(DeliveryRow::as_select()).first(c).optional())?)
}

pub fn by_dedupe_key(conn: &mut Conn, dedupe_key: &str) -> StoreResult<Option<DeliveryRow>> {
    Ok(both!(conn, c => deliveries::table
        .filter(deliveries::dedupe_key.eq(dedupe_key))
        .select(DeliveryRow::as_select())
        .first(c)
        .optional())?)
}

/// Messages of a case that are not part of a communication to people, in the order of asking.
pub fn of_case(conn: &mut Conn, case: Uuid) -> StoreResult<Vec<DeliveryRow>> {
    Ok(both!(conn, c => deliveries::table
        .filter(deliveries::case_id.eq(MaybeKey(Some(case))))
        .filter(deliveries::communication_id.is_null())
        .order((deliveries::created_at, deliveries::id))
        .select(DeliveryRow::as_select())
        .load(c))?)
}

/// Messages of a communication in a state, for the lists behind the totals.
pub fn of_communication(
    conn: &mut Conn,
    communication: Uuid,
    state: DeliveryState,
    limit: i64,
    offset: i64,
) -> StoreResult<Vec<DeliveryRow>> {
    Ok(both!(conn, c => deliveries::table
        .filter(deliveries::communication_id.eq(MaybeKey(Some(communication))))
        .filter(deliveries::state.eq(state))
        .order(deliveries::id)
        .limit(limit)
        .offset(offset)
        .select(DeliveryRow::as_select())
        .load(c))?)
}
