//! The sender's ledger over the store's outbox, on either database.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use uuid::Uuid;

use super::sender::{Batch, Ledger, LedgerError, Permit, Share};
use crate::domain::values::At;
use crate::ids::Ids;
use crate::store::communications::{self, CommunicationRow};
use crate::store::leases;
use crate::store::outbox::{self, Dead, DeliveryRow, Queue, Rescued, Settled};
use crate::store::{Store, StoreError};

/// The outbox of a [`Store`], held under the name of one running process.
#[derive(Clone)]
pub struct Outbox {
    store: Store,
    /// Another name each time a process starts: the fence against one that was thought dead.
    owner: String,
    lane: Lane,
    /// Messages of a communication that its pace has let go in the minute that began at the instant.
    paced: Arc<Mutex<HashMap<Uuid, (At, i64)>>>,
    /// Our part of what all copies may send together.
    shared: Arc<Mutex<Share>>,
}

/// Which messages one sender is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// What leaves by the mail server of the desk.
    Mail,
    /// What leaves by the account of certified mail of an organisation, and nothing else ever does.
    Certified(Uuid),
    /// All of it: the tray, from which nothing leaves.
    Tray,
}

/// Leases under names that begin like this say which senders are alive.
const SENDERS: &str = "sender/";
/// The lease of a sender that joins; renewed with its rows.
const JOINING: Duration = Duration::from_secs(60);

impl Outbox {
    /// The outbox as a process sees it that starts now: nobody has held rows under its name before.
    pub fn new(store: Store, ids: &Ids) -> Self {
        Self::held_by(store, ids.next().to_string())
    }

    /// The outbox under a name of the caller's choice, which no other running process may have.
    pub fn held_by(store: Store, owner: impl Into<String>) -> Self {
        Self {
            store,
            owner: owner.into(),
            lane: Lane::Mail,
            paced: Arc::default(),
            shared: Arc::new(Mutex::new(Share::WHOLE)),
        }
    }

    /// The same for other messages than those of the mail server.
    pub fn of(self, lane: Lane) -> Self {
        Self { lane, ..self }
    }

    fn paced<T>(&self, work: impl FnOnce(&mut HashMap<Uuid, (At, i64)>) -> T) -> T {
        work(&mut self.paced.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Says that this sender lives; only where several copies may share the outbox.
    fn sign_of_life(&self, now: At, lease: Duration) -> Result<(), StoreError> {
        // Who sends certified mail alone takes no part of the limits of the others.
        if self.store.is_postgres() && !matches!(self.lane, Lane::Certified(_)) {
            let own = format!("{SENDERS}{}", self.owner);
            self.store.write(|tx| leases::acquire(tx, &own, &self.owner, now, delta(lease)))?;
            self.count_copies(now)?;
        }
        Ok(())
    }

    /// Finds out how many senders live and takes our part. Asked at every claim, so that the others make room as soon as a copy joins;
    /// what they have in hand by then they finish. One that ended without a word counts until its lease is over.
    fn count_copies(&self, now: At) -> Result<(), StoreError> {
        if !self.store.is_postgres() {
            return Ok(());
        }
        let own = format!("{SENDERS}{}", self.owner);
        let alive = self.store.read(|conn| leases::alive(conn, SENDERS, now))?;
        let share = match alive.iter().position(|name| *name == own) {
            Some(place) => Share { place, copies: alive.len() },
            // Our own sign of life ran out: we are one more than those that are known.
            None => Share { place: alive.len(), copies: alive.len() + 1 },
        };
        *self.shared.lock().unwrap_or_else(PoisonError::into_inner) = share;
        Ok(())
    }

    /// How many more of `communication` may go in this minute: the pace is what the call centre can answer. Several copies of the
    /// program share it.
    fn allowed(&self, communication: &CommunicationRow, n: i64, now: At) -> i64 {
        let Some(pace) = communication.pace_per_minute.map(|pace| self.share().of(pace)) else { return n };
        self.paced(|paced| {
            let (began, gone) = paced.entry(communication.id).or_insert((now, 0));
            let age = now.since(*began);
            if age >= TimeDelta::minutes(1) || age < TimeDelta::zero() {
                (*began, *gone) = (now, 0);
            }
            (pace - *gone).clamp(0, n)
        })
    }

    fn claim_from(&self, queue: Queue, n: i64, now: At, lease: Duration) -> Result<Vec<DeliveryRow>, StoreError> {
        if n <= 0 {
            return Ok(Vec::new());
        }
        self.store.write(|tx| outbox::claim(tx, queue, &self.owner, now, delta(lease), n))
    }

    fn claim_people(
        &self,
        row: &CommunicationRow,
        n: i64,
        now: At,
        lease: Duration,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        let found = self.claim_from(Queue::Communication(row.id), self.allowed(row, n, now), now, lease)?;
        self.paced(|paced| {
            if let Some((_, gone)) = paced.get_mut(&row.id) {
                *gone += count(&found);
            }
        });
        Ok(found)
    }
}

fn count<T>(rows: &[T]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

impl From<StoreError> for LedgerError {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

impl Ledger for Outbox {
    fn claim(&self, n: usize, now: At, lease: Duration) -> Result<Vec<DeliveryRow>, LedgerError> {
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        let next = self.next_due()?;
        // An idle outbox is only read, never written.
        if next.is_none_or(|next| next > now) {
            return Ok(Vec::new());
        }
        if let Lane::Certified(organisation) = self.lane {
            return Ok(self.claim_from(Queue::Certified(organisation), n, now, lease)?);
        }
        let running = self.store.read(communications::running)?;
        if !running.is_empty() {
            self.count_copies(now)?;
        }
        // A filing or a reminder never waits behind a mail-out.
        let mut rows = self.claim_from(Queue::Single, n, now, lease)?;
        if self.lane == Lane::Tray {
            rows.extend(self.claim_from(Queue::EveryCertified, n - count(&rows), now, lease)?);
        }
        let share = ((n - count(&rows)) / count(&running).max(1)).max(1);
        for communication in &running {
            let room = share.min(n - count(&rows));
            if room > 0 {
                rows.extend(self.claim_people(communication, room, now, lease)?);
            }
        }
        Ok(rows)
    }

    fn journal(&self, batch: &Batch, now: At) -> Result<Vec<Permit>, LedgerError> {
        let granted = self.store.write(|tx| {
            // The tray asks for no intent: what was claimed before a pause is given back here instead of being kept.
            let trayed: Vec<Uuid> = batch.trayed.iter().map(|(id, _)| *id).collect();
            let held_up = outbox::held_up(tx, &trayed)?;
            let mut settled = Cow::Borrowed(&batch.settled);
            if !held_up.is_empty() {
                let (back, kept): (Vec<Settled>, Vec<Settled>) =
                    batch.settled.iter().cloned().partition(|settled| held_up.contains(&settled.id));
                let back: Vec<(Uuid, i64)> = back.iter().map(|settled| (settled.id, settled.attempt)).collect();
                outbox::release(tx, &back, &self.owner, now)?;
                settled = Cow::Owned(kept);
            }
            if !settled.is_empty() {
                let late = outbox::record_outcomes(tx, &settled, &self.owner, now)?;
                for id in late {
                    tracing::info!(row.id = %id, "The outcome of message {id} came late and stands in its history only");
                }
            }
            for (id, message) in batch.trayed.iter().filter(|(id, _)| !held_up.contains(id)) {
                outbox::put_in_tray(tx, *id, message, now)?;
            }
            outbox::release(tx, &batch.released, &self.owner, now)?;
            outbox::postpone(tx, &batch.postponed, &self.owner, now)?;
            if batch.intents.is_empty() {
                return Ok::<_, StoreError>(HashSet::new());
            }
            let granted: HashSet<Uuid> =
                outbox::mark_in_flight(tx, &batch.intents, &self.owner, now)?.into_iter().collect();
            // Paused or stopped: what is still ours goes back at once, so that a resume finds it.
            let refused = batch.intents.iter().filter(|intent| !granted.contains(&intent.id));
            let refused: Vec<(Uuid, i64)> = refused.map(|intent| (intent.id, intent.attempt)).collect();
            outbox::release(tx, &refused, &self.owner, now)?;
            Ok(granted)
        })?;
        // What did not go does not count towards the pace of its mail-out.
        self.paced(|paced| {
            for id in batch.postponed.iter().filter_map(|postponed| postponed.communication_id) {
                if let Some((_, gone)) = paced.get_mut(&id) {
                    *gone = (*gone - 1).max(0);
                }
            }
        });
        let permit = |id| if granted.contains(&id) { Permit::Granted } else { Permit::Refused };
        Ok(batch.intents.iter().map(|intent| permit(intent.id)).collect())
    }

    fn extend(&self, now: At, lease: Duration) -> Result<usize, LedgerError> {
        self.sign_of_life(now, lease)?;
        Ok(self.store.write(|tx| outbox::extend(tx, &self.owner, now, delta(lease)))?)
    }

    fn share(&self) -> Share {
        *self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rescue(&self, at_start: bool, now: At) -> Result<Rescued, LedgerError> {
        // On SQLite this is the only process, so whatever another name holds is a dead one's.
        if at_start && !matches!(self.lane, Lane::Certified(_)) {
            self.store.write(|tx| leases::forget(tx, SENDERS, now, TimeDelta::days(1)))?;
            self.sign_of_life(now, JOINING)?;
        }
        let only_process = !self.store.is_postgres() && !matches!(self.lane, Lane::Certified(_));
        let dead = if at_start && only_process { Dead::AllBut(&self.owner) } else { Dead::Expired };
        Ok(self.store.write(|tx| outbox::rescue(tx, dead, now))?)
    }

    fn resend_unknown(&self, wait: Duration, now: At) -> Result<usize, LedgerError> {
        Ok(self.store.write(|tx| outbox::resend_unknown(tx, now, delta(wait)))?)
    }

    fn give_back(&self, now: At) -> Result<usize, LedgerError> {
        Ok(self.store.write(|tx| {
            leases::release(tx, &format!("{SENDERS}{}", self.owner), &self.owner, now)?;
            outbox::release_all(tx, &self.owner, now)
        })?)
    }

    fn next_due(&self) -> Result<Option<At>, LedgerError> {
        Ok(match self.lane {
            Lane::Mail => self.store.read(outbox::next_at)?,
            Lane::Certified(id) => self.store.read(|conn| outbox::next_certified_at(conn, Some(id)))?,
            Lane::Tray => self.store.read(|conn| {
                let mail = outbox::next_at(conn)?;
                let certified = outbox::next_certified_at(conn, None)?;
                Ok::<_, StoreError>(mail.into_iter().chain(certified).min())
            })?,
        })
    }

    fn sums_that_fail(&self) -> Result<Vec<Uuid>, LedgerError> {
        Ok(self.store.read(|conn| {
            let mut failing = Vec::new();
            for communication in communications::running(conn)? {
                if !outbox::totals(conn, communication.id)?.adds_up() {
                    failing.push(communication.id);
                }
            }
            Ok::<_, StoreError>(failing)
        })?)
    }
}
