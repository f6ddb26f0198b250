//! The figures of a mail-out: they always add up (R12).

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use uuid::Uuid;

use super::{DeliveryRoute, DeliveryRow, DeliveryState};
use crate::domain::values::At;
use crate::store::communications::{self, CommunicationState};
use crate::store::conn::{Conn, both};
use crate::store::error::{StoreError, StoreResult};
use crate::store::recipients::RecipientState;
use crate::store::schema::{communications as communication, deliveries, recipients};
use crate::store::types::{Key, MaybeKey};

/// Where the recipients of a communication stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// How many the list had at approval.
    pub recipients: i64,
    /// On the list, not yet in the outbox.
    pub to_be_queued: i64,
    /// Reached by letter.
    pub letters: i64,
    /// Taken off the list.
    pub removed: i64,
    pub by_state: BTreeMap<DeliveryState, i64>,
    /// Sent a second time after an unclear outcome: possible duplicates.
    pub resent: i64,
}

impl Totals {
    pub fn of(&self, state: DeliveryState) -> i64 {
        self.by_state.get(&state).copied().unwrap_or(0)
    }

    /// R12. When this is false the service raises an alarm.
    pub fn adds_up(&self) -> bool {
        self.by_state.values().sum::<i64>() + self.to_be_queued + self.letters + self.removed == self.recipients
    }

    /// Whether the sender has nothing left to do.
    pub fn is_done(&self) -> bool {
        self.to_be_queued == 0 && !self.by_state.iter().any(|(state, n)| state.is_pending() && *n > 0)
    }
}

pub fn totals(conn: &mut Conn, id: Uuid) -> StoreResult<Totals> {
    let row = communications::get(conn, id)?.ok_or(StoreError::NotFound)?;
    let states: Vec<(DeliveryState, i64)> = both!(conn, c => deliveries::table
        .filter(deliveries::communication_id.eq(MaybeKey(Some(id))))
        .group_by(deliveries::state)
        .select((deliveries::state, diesel::dsl::count_star()))
        .load(c))?;
    let resent: i64 = both!(conn, c => deliveries::table
        .filter(deliveries::communication_id.eq(MaybeKey(Some(id))))
        .filter(deliveries::resends.gt(0))
        .count()
        .get_result(c))?;
    let off_mail: Vec<(RecipientState, i64)> = both!(conn, c => recipients::table
        .filter(recipients::communication_id.eq(Key(id)))
        .filter(recipients::state.ne(RecipientState::Mail))
        .group_by(recipients::state)
        .select((recipients::state, diesel::dsl::count_star()))
        .load(c))?;
    let to_be_queued: i64 = both!(conn, c => recipients::table
        .filter(recipients::communication_id.eq(Key(id)))
        .filter(recipients::state.eq(RecipientState::Mail))
        .filter(recipients::row_no.gt(row.filled_to_row))
        .count()
        .get_result(c))?;
    let off = |state| off_mail.iter().find(|(found, _)| *found == state).map_or(0, |(_, n)| *n);
    Ok(Totals {
        recipients: row.recipients,
        to_be_queued,
        letters: off(RecipientState::Letter),
        removed: off(RecipientState::Removed),
        by_state: states.into_iter().collect(),
        resent,
    })
}

/// When the sender has something to do next, past or future; none while nothing waits. Its timer, so that it need not poll.
pub fn next_at(conn: &mut Conn) -> StoreResult<Option<At>> {
    let single: Option<At> = both!(conn, c => deliveries::table
        .filter(waiting())
        .filter(deliveries::communication_id.is_null())
        .filter(deliveries::route.eq(DeliveryRoute::Mail))
        .order(deliveries::next_at)
        .select(deliveries::next_at)
        .first(c)
        .optional())?;
    let running: Vec<Uuid> = both!(conn, c => communication::table
        .filter(communication::state.eq(CommunicationState::Running))
        .select(communication::id)
        .load(c))?;
    let mut soonest = single;
    for id in running {
        let next: Option<At> = both!(conn, c => deliveries::table
            .filter(waiting())
            .filter(deliveries::communication_id.eq(MaybeKey(Some(id))))
            .order(deliveries::next_at)
            .select(deliveries::next_at)
            .first(c)
            .optional())?;
        soonest = soonest.into_iter().chain(next).min();
    }
    Ok(soonest)
}

/// The same for certified mail: of one organisation, or of all of them.
pub fn next_certified_at(conn: &mut Conn, organisation: Option<Uuid>) -> StoreResult<Option<At>> {
    macro_rules! soonest {
        () => {
            deliveries::table
                .filter(waiting())
                .filter(deliveries::communication_id.is_null())
                .filter(deliveries::route.eq(DeliveryRoute::Pec))
                .order(deliveries::next_at)
                .select(deliveries::next_at)
        };
    }
    Ok(match organisation {
        None => both!(conn, c => soonest!().first(c).optional())?,
        Some(id) => both!(conn, c => soonest!()
            .filter(deliveries::organisation_id.eq(MaybeKey(Some(id))))
            .first(c)
            .optional())?,
    })
}

/// Unclear messages that wait for a person, oldest first: authorities' at once, people's once the automatic resend is used.
pub fn unsettled(conn: &mut Conn, organisation: Uuid, limit: i64) -> StoreResult<Vec<DeliveryRow>> {
    Ok(both!(conn, c => deliveries::table
        .filter(unclear_ones())
        .filter(deliveries::resends.ge(deliveries::resend_limit))
        .filter(deliveries::organisation_id.eq(MaybeKey(Some(organisation))))
        .order((deliveries::state_at, deliveries::id))
        .limit(limit)
        .select(DeliveryRow::as_select())
        .load(c))?)
}

// Spelt as in the partial indexes, with the words in the text of the query: only then do the indexes serve.

pub(super) fn waiting() -> SqlLiteral<Bool> {
    sql("state IN ('queued', 'deferred')")
}

pub(super) fn leased() -> SqlLiteral<Bool> {
    sql("state IN ('claimed', 'in_flight')")
}

pub(super) fn unclear_ones() -> SqlLiteral<Bool> {
    sql("state = 'unknown'")
}
