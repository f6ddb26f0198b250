//! The outbox as a model in memory: what both databases have to do, in the plainest form. The sender's rules are proven
//! over it first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use breachdesk::domain::values::At;
use breachdesk::jobs::sender::{Audience, Claimed, Intent, Ledger, LedgerError, Permit, Rescued, Settled, Verdict};
use breachdesk::mail::message::message_id;
use chrono::TimeDelta;
use uuid::Uuid;

use super::bench::{Outbox, Row};

#[derive(Clone)]
struct Entry {
    id: Uuid,
    group: Uuid,
    audience: Audience,
    state: &'static str,
    owner: String,
    lease_until: At,
    due_at: At,
    attempt: u32,
    message_id: String,
    first_tried_at: Option<At>,
    digest: Option<[u8; 32]>,
    unknown_at: Option<At>,
    resent: bool,
    was_unknown: bool,
    word: String,
}

#[derive(Default)]
struct Tables {
    rows: Vec<Entry>,
    groups: HashMap<Uuid, (String, usize)>,
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

impl Outbox for Model {
    type Ledger = ModelLedger;

    fn ledger(&self, owner: &str) -> ModelLedger {
        ModelLedger { tables: Arc::clone(&self.tables), owner: owner.to_owned() }
    }

    fn mail_out(&self, count: usize, audience: Audience, now: At) -> Uuid {
        let mut tables = self.tables.lock().unwrap();
        tables.next += 1;
        let group = Uuid::from_u128(tables.next << 64);
        tables.groups.insert(group, ("running".into(), count));
        for _ in 0..count {
            tables.next += 1;
            let id = Uuid::from_u128(tables.next);
            tables.rows.push(Entry {
                id,
                group,
                audience,
                state: "queued",
                owner: String::new(),
                lease_until: now,
                due_at: now,
                attempt: 0,
                message_id: message_id(group, id, "lunamobile.example.org"),
                first_tried_at: None,
                digest: None,
                unknown_at: None,
                resent: false,
                was_unknown: false,
                word: String::new(),
            });
        }
        group
    }

    fn rows(&self) -> Vec<Row> {
        let tables = self.tables.lock().unwrap();
        let row = |entry: &Entry| Row {
            id: entry.id,
            state: entry.state.to_owned(),
            attempts: entry.attempt,
            message_id: entry.message_id.clone(),
            was_unknown: entry.was_unknown,
            word: entry.word.clone(),
        };
        tables.rows.iter().map(row).collect()
    }

    fn set_group(&self, group: Uuid, state: &str) {
        self.tables.lock().unwrap().groups.get_mut(&group).unwrap().0 = state.to_owned();
    }

    fn expire_leases(&self) {
        let long_ago = At::from_micros(0).unwrap();
        self.tables.lock().unwrap().rows.iter_mut().for_each(|row| row.lease_until = long_ago);
    }

    fn tray(&self) -> Vec<Vec<u8>> {
        self.tables.lock().unwrap().tray.clone()
    }
}

fn after(now: At, lease: Duration) -> At {
    now.plus(TimeDelta::from_std(lease).unwrap())
}

impl ModelLedger {
    fn settle(&self, tables: &mut Tables, settled: &Settled, now: At) {
        let found = tables.rows.iter_mut().find(|row| row.id == settled.id);
        let Some(row) = found.filter(|row| row.attempt == settled.attempt && row.owner == self.owner) else { return };
        if !matches!(row.state, "claimed" | "in_flight") {
            return;
        }
        match &settled.verdict {
            Verdict::Accepted { reply } => (row.state, row.word) = ("accepted", reply.clone()),
            Verdict::Deferred { reply, next_at, .. } => {
                (row.state, row.word, row.due_at) = ("queued", reply.clone(), *next_at);
            }
            Verdict::Rejected { reply, .. } => (row.state, row.word) = ("rejected", reply.clone()),
            Verdict::Unknown { reason } => {
                (row.state, row.word, row.unknown_at, row.was_unknown) = ("unknown", reason.clone(), Some(now), true);
            }
            Verdict::Simulated { message } => {
                row.state = "simulated";
                tables.tray.push(message.clone());
            }
            Verdict::Untouched => (row.state, row.attempt) = ("queued", row.attempt - 1),
        }
    }
}

impl Ledger for ModelLedger {
    fn claim(&self, n: usize, now: At, lease: Duration) -> Result<Vec<Claimed>, LedgerError> {
        let mut tables = self.tables.lock().unwrap();
        let Tables { rows, groups, .. } = &mut *tables;
        let mut due: Vec<&mut Entry> = rows
            .iter_mut()
            .filter(|r| r.state == "queued" && r.due_at <= now && groups[&r.group].0 == "running")
            .collect();
        due.sort_by_key(|row| (row.due_at, row.id));
        let claim = |row: &mut Entry| {
            (row.state, row.owner, row.lease_until) = ("claimed", self.owner.clone(), after(now, lease));
            row.attempt += 1;
            Claimed {
                id: row.id,
                group: row.group,
                audience: row.audience,
                attempt: row.attempt,
                message_id: row.message_id.clone(),
                first_tried_at: *row.first_tried_at.get_or_insert(now),
                digest: row.digest,
            }
        };
        Ok(due.into_iter().take(n).map(claim).collect())
    }

    fn journal(
        &self,
        settled: &[Settled],
        intents: &[Intent],
        now: At,
        lease: Duration,
    ) -> Result<Vec<Permit>, LedgerError> {
        let mut tables = self.tables.lock().unwrap();
        for settled in settled {
            self.settle(&mut tables, settled, now);
        }
        let Tables { rows, groups, .. } = &mut *tables;
        let grant = |intent: &Intent| {
            let Some(row) = rows.iter_mut().find(|row| row.id == intent.id) else { return Permit::Refused };
            let ours = row.state == "claimed" && row.owner == self.owner && row.attempt == intent.attempt;
            if !ours || row.lease_until < now {
                return Permit::Refused;
            }
            if groups[&row.group].0 != "running" {
                row.state = "queued";
                row.attempt -= 1;
                return Permit::Refused;
            }
            (row.state, row.lease_until, row.digest) = ("in_flight", after(now, lease), Some(intent.digest));
            Permit::Granted
        };
        Ok(intents.iter().map(grant).collect())
    }

    fn rescue(&self, now: At) -> Result<Rescued, LedgerError> {
        let mut found = Rescued::default();
        for row in self.tables.lock().unwrap().rows.iter_mut().filter(|row| row.lease_until < now) {
            match row.state {
                "claimed" => {
                    row.state = "queued";
                    found.queued += 1;
                }
                "in_flight" => {
                    (row.state, row.unknown_at, row.was_unknown) = ("unknown", Some(now), true);
                    found.unknown += 1;
                }
                _ => {}
            }
        }
        Ok(found)
    }

    fn resend_unknown(&self, since: At, now: At) -> Result<usize, LedgerError> {
        let mut tables = self.tables.lock().unwrap();
        let Tables { rows, groups, .. } = &mut *tables;
        let last = rows.iter().map(|row| row.due_at).max().unwrap_or(now).max(now);
        let mut resent = 0;
        for row in rows.iter_mut().filter(|row| groups[&row.group].0 == "running") {
            let waited = row.unknown_at.is_some_and(|at| at <= since);
            if row.state == "unknown" && row.audience == Audience::People && !row.resent && waited {
                // At the back of what is due now; deferred rows of the future do not hold it up.
                (row.state, row.resent, row.due_at) = ("queued", true, last.min(now));
                resent += 1;
            }
        }
        Ok(resent)
    }

    fn give_back(&self, _now: At) -> Result<usize, LedgerError> {
        let mut given = 0;
        for row in self.tables.lock().unwrap().rows.iter_mut() {
            if row.state == "claimed" && row.owner == self.owner {
                (row.state, row.attempt) = ("queued", row.attempt - 1);
                given += 1;
            }
        }
        Ok(given)
    }

    fn next_due(&self) -> Result<Option<At>, LedgerError> {
        let tables = self.tables.lock().unwrap();
        let running = |row: &&Entry| row.state == "queued" && tables.groups[&row.group].0 == "running";
        Ok(tables.rows.iter().filter(running).map(|row| row.due_at).min())
    }

    fn sums_that_fail(&self) -> Result<Vec<Uuid>, LedgerError> {
        let tables = self.tables.lock().unwrap();
        let fails = |(group, (_, count)): &(&Uuid, &(String, usize))| {
            tables.rows.iter().filter(|row| row.group == **group).count() != *count
        };
        Ok(tables.groups.iter().filter(fails).map(|(group, _)| *group).collect())
    }
}
