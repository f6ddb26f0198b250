//! The outbox as a model in memory: what both databases have to do, in the plainest form. The sender's rules are proven
//! over it first, and a difference between the three shows where a database does something else.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use breachdesk::domain::values::At;
use breachdesk::jobs::sender::{Batch, Ledger, LedgerError, Permit};
use breachdesk::mail::message::message_id;
use breachdesk::store::outbox::{
    DeliveryKind, DeliveryRoute, DeliveryRow, DeliveryState, Intent, Outcome, Postponed, Rescued, Settled,
};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use super::bench::{Outbox, Row};

#[derive(Default)]
struct Tables {
    rows: Vec<DeliveryRow>,
    were_unknown: HashSet<Uuid>,
    paused: HashSet<Uuid>,
    sizes: HashMap<Uuid, usize>,
    tray: Vec<Vec<u8>>,
    next: u128,
}

#[derive(Clone, Default)]
pub struct Model {
    tables: Arc<Mutex<Tables>>,
}

#[derive(Clone)]
pub struct ModelLedger {
    tables: Arc<Mutex<Tables>>,
    owner: String,
}

pub fn new_row(id: Uuid, kind: DeliveryKind, communication: Option<Uuid>, now: At) -> DeliveryRow {
    DeliveryRow {
        id,
        kind,
        organisation_id: None,
        case_id: None,
        communication_id: communication,
        notice_version_id: None,
        recipient_id: None,
        dedupe_key: id.to_string(),
        to_address: vec![],
        message_id: message_id(communication.unwrap_or_default(), id, "lunamobile.example.org"),
        content: json!({}),
        body_sha256: None,
        state: DeliveryState::Queued,
        state_at: now,
        attempt: 0,
        resends: 0,
        resend_limit: i64::from(kind == DeliveryKind::People),
        next_at: now,
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

impl Outbox for Model {
    type Ledger = ModelLedger;

    fn ledger(&self, owner: &str) -> ModelLedger {
        ModelLedger { tables: Arc::clone(&self.tables), owner: owner.to_owned() }
    }

    fn mail_out(&self, count: usize, kind: DeliveryKind, now: At) -> Uuid {
        let mut tables = self.tables.lock().unwrap();
        tables.next += 1;
        let group = Uuid::from_u128(tables.next << 64);
        tables.sizes.insert(group, count);
        for _ in 0..count {
            tables.next += 1;
            let id = Uuid::from_u128(tables.next);
            tables.rows.push(new_row(id, kind, Some(group), now));
        }
        group
    }

    fn rows(&self) -> Vec<Row> {
        let tables = self.tables.lock().unwrap();
        let row = |row: &DeliveryRow| Row {
            id: row.id,
            state: row.state.as_str().to_owned(),
            attempts: row.attempt,
            resends: row.resends,
            message_id: row.message_id.clone(),
            was_unknown: tables.were_unknown.contains(&row.id),
            word: row.reply.clone().unwrap_or_default(),
        };
        tables.rows.iter().map(row).collect()
    }

    fn pause(&self, communication: Uuid) {
        self.tables.lock().unwrap().paused.insert(communication);
    }

    fn resume(&self, communication: Uuid, _now: At) {
        self.tables.lock().unwrap().paused.remove(&communication);
    }

    fn expire_leases(&self, states: &[&str]) {
        let long_ago = At::from_micros(0);
        let mut tables = self.tables.lock().unwrap();
        let held = tables.rows.iter_mut().filter(|row| states.contains(&row.state.as_str()));
        held.for_each(|row| row.lease_until = long_ago);
    }

    fn tray(&self) -> Vec<Vec<u8>> {
        self.tables.lock().unwrap().tray.clone()
    }
}

impl Tables {
    fn runs(&self, row: &DeliveryRow) -> bool {
        !row.communication_id.is_some_and(|id| self.paused.contains(&id))
    }

    fn settle(&mut self, settled: &Settled, owner: &str) {
        let Some(at) = self.rows.iter().position(|row| row.id == settled.id && row.attempt == settled.attempt) else {
            return;
        };
        let row = &mut self.rows[at];
        let left = !matches!(settled.outcome, Outcome::Accepted { .. } | Outcome::Unknown { .. });
        let fits = match row.state {
            DeliveryState::Claimed => left && row.owner.as_deref() == Some(owner),
            DeliveryState::InFlight => row.owner.as_deref() == Some(owner),
            DeliveryState::Unknown => true,
            _ => false,
        };
        if matches!(settled.outcome, Outcome::Unknown { .. }) {
            self.were_unknown.insert(settled.id);
        }
        if !fits {
            return;
        }
        row.owner = None;
        let (state, reply) = match (&settled.outcome, settled.next_at) {
            (Outcome::NotSent { reason: text } | Outcome::Deferred { reply: text, .. }, Some(next_at)) => {
                row.next_at = next_at;
                (DeliveryState::Deferred, text.as_str())
            }
            (Outcome::NotSent { reason: text } | Outcome::Deferred { reply: text, .. }, None) => {
                (DeliveryState::GivenUp, text.as_str())
            }
            (Outcome::Accepted { reply, .. }, _) => (DeliveryState::Accepted, reply.as_str()),
            (Outcome::Rejected { reply, .. }, _) => (DeliveryState::Rejected, reply.as_str()),
            (Outcome::Unknown { reason }, _) => (DeliveryState::Unknown, reason.as_str()),
            (Outcome::Simulated, _) => (DeliveryState::Simulated, ""),
        };
        (row.state, row.reply) = (state, Some(reply.to_owned()));
    }

    fn release(&mut self, id: Uuid, attempt: i64, owner: &str) {
        let ours =
            |row: &&mut DeliveryRow| row.id == id && row.attempt == attempt && row.owner.as_deref() == Some(owner);
        if let Some(row) = self.rows.iter_mut().find(ours)
            && row.state == DeliveryState::Claimed
        {
            (row.state, row.owner) = (DeliveryState::Queued, None);
            row.attempt -= 1;
        }
    }

    fn postpone(&mut self, postponed: &Postponed, owner: &str) {
        let claimed = |row: &&DeliveryRow| row.id == postponed.id && row.state == DeliveryState::Claimed;
        if !self.rows.iter().any(|row| claimed(&row)) {
            return;
        }
        self.release(postponed.id, postponed.attempt, owner);
        let given_back = |row: &&mut DeliveryRow| row.id == postponed.id && row.state == DeliveryState::Queued;
        if let Some(row) = self.rows.iter_mut().find(given_back) {
            row.next_at = postponed.next_at;
            if row.attempt == 0 {
                row.first_attempt_at = None;
            }
        }
    }

    fn grant(&mut self, intent: &Intent, owner: &str, now: At) -> Permit {
        let Some(at) = self.rows.iter().position(|row| row.id == intent.id) else { return Permit::Refused };
        let runs = self.runs(&self.rows[at]);
        let row = &mut self.rows[at];
        let ours = row.state == DeliveryState::Claimed
            && row.owner.as_deref() == Some(owner)
            && row.attempt == intent.attempt
            && row.lease_until.is_some_and(|until| until > now);
        if ours && runs {
            row.state = DeliveryState::InFlight;
            row.body_sha256.get_or_insert_with(|| intent.body_sha256.clone());
            return Permit::Granted;
        }
        self.release(intent.id, intent.attempt, owner);
        Permit::Refused
    }
}

impl Ledger for ModelLedger {
    fn claim(&self, n: usize, now: At, lease: Duration) -> Result<Vec<DeliveryRow>, LedgerError> {
        let mut tables = self.tables.lock().unwrap();
        let mut due: Vec<usize> = (0..tables.rows.len())
            .filter(|at| {
                let row = &tables.rows[*at];
                let waits = matches!(row.state, DeliveryState::Queued | DeliveryState::Deferred);
                waits && row.next_at <= now && tables.runs(row)
            })
            .collect();
        due.sort_by_key(|at| (tables.rows[*at].next_at, tables.rows[*at].id));
        let claim = |at: usize| {
            let row = &mut tables.rows[at];
            (row.state, row.owner) = (DeliveryState::Claimed, Some(self.owner.clone()));
            row.lease_until = Some(now.plus(TimeDelta::from_std(lease).unwrap()));
            row.attempt += 1;
            row.first_attempt_at.get_or_insert(now);
            row.clone()
        };
        Ok(due.into_iter().take(n).map(claim).collect())
    }

    fn journal(&self, batch: &Batch, now: At) -> Result<Vec<Permit>, LedgerError> {
        let mut tables = self.tables.lock().unwrap();
        batch.settled.iter().for_each(|settled| tables.settle(settled, &self.owner));
        tables.tray.extend(batch.trayed.iter().map(|(_, message)| message.clone()));
        batch.released.iter().for_each(|(id, attempt)| tables.release(*id, *attempt, &self.owner));
        batch.postponed.iter().for_each(|postponed| tables.postpone(postponed, &self.owner));
        Ok(batch.intents.iter().map(|intent| tables.grant(intent, &self.owner, now)).collect())
    }

    fn extend(&self, now: At, lease: Duration) -> Result<usize, LedgerError> {
        let until = now.plus(TimeDelta::from_std(lease).unwrap());
        let mut tables = self.tables.lock().unwrap();
        let alive = |row: &&mut DeliveryRow| row.owner.as_deref() == Some(&self.owner) && row.lease_until > Some(now);
        Ok(tables.rows.iter_mut().filter(alive).map(|row| row.lease_until = Some(until)).count())
    }

    fn rescue(&self, _at_start: bool, now: At) -> Result<Rescued, LedgerError> {
        let mut tables = self.tables.lock().unwrap();
        let (mut found, mut unclear) = (Rescued::default(), vec![]);
        for row in tables.rows.iter_mut().filter(|row| row.lease_until.is_some_and(|until| until <= now)) {
            match row.state {
                DeliveryState::Claimed => {
                    (row.state, row.owner) = (DeliveryState::Queued, None);
                    found.requeued += 1;
                }
                DeliveryState::InFlight => {
                    (row.state, row.owner, row.state_at) = (DeliveryState::Unknown, None, now);
                    unclear.push(row.id);
                    found.unknown += 1;
                }
                _ => {}
            }
        }
        tables.were_unknown.extend(unclear);
        Ok(found)
    }

    fn resend_unknown(&self, wait: Duration, now: At) -> Result<usize, LedgerError> {
        let mut tables = self.tables.lock().unwrap();
        let paused = tables.paused.clone();
        let since = now.plus(-TimeDelta::from_std(wait).unwrap());
        let mut resent = 0;
        for row in &mut tables.rows {
            let runs = !row.communication_id.is_some_and(|id| paused.contains(&id));
            if runs && row.state == DeliveryState::Unknown && row.resends < row.resend_limit && row.state_at <= since {
                (row.state, row.next_at, row.state_at) = (DeliveryState::Queued, now, now);
                row.resends += 1;
                resent += 1;
            }
        }
        Ok(resent)
    }

    fn give_back(&self, _now: At) -> Result<usize, LedgerError> {
        let mut tables = self.tables.lock().unwrap();
        let ours = |row: &&DeliveryRow| {
            row.state == DeliveryState::Claimed && row.owner.as_deref() == Some(self.owner.as_str())
        };
        let held: Vec<(Uuid, i64)> = tables.rows.iter().filter(ours).map(|row| (row.id, row.attempt)).collect();
        held.iter().for_each(|(id, attempt)| tables.release(*id, *attempt, &self.owner));
        Ok(held.len())
    }

    fn next_due(&self) -> Result<Option<At>, LedgerError> {
        let tables = self.tables.lock().unwrap();
        let waits = |row: &&DeliveryRow| {
            matches!(row.state, DeliveryState::Queued | DeliveryState::Deferred) && tables.runs(row)
        };
        Ok(tables.rows.iter().filter(waits).map(|row| row.next_at).min())
    }

    fn sums_that_fail(&self) -> Result<Vec<Uuid>, LedgerError> {
        let tables = self.tables.lock().unwrap();
        let counted = |group: Uuid| tables.rows.iter().filter(|row| row.communication_id == Some(group)).count();
        Ok(tables.sizes.iter().filter(|(group, size)| counted(**group) != **size).map(|(group, _)| *group).collect())
    }
}
