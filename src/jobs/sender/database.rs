//! The ledger over the store's outbox, on either database.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use uuid::Uuid;

use super::ledger::{Batch, Ledger, LedgerError, Permit};
use crate::domain::values::At;
use crate::store::communications::{self, CommunicationRow};
use crate::store::outbox::{self, Dead, DeliveryRow, NewDelivery, Queue, Rescued};
use crate::store::recipients::RecipientRow;
use crate::store::{Store, StoreError};

/// Says what stands in the outbox for one person of a list; the application's part. Called inside the transaction that
/// fills the outbox, so it must be quick and must not ask the database. Its `dedupe_key` must name the recipient (R1).
pub trait ListSource: Send + Sync + 'static {
    fn delivery(&self, communication: &CommunicationRow, recipient: &RecipientRow) -> NewDelivery;
}

/// Rows of a list that enter the outbox in one transaction: well under 50 ms, so that nobody waits for long.
const FILL: i64 = 500;

/// The outbox of a [`Store`], held under the name of one running process.
#[derive(Clone)]
pub struct DatabaseLedger {
    store: Store,
    /// Another name each time a process starts: the fence against one that was thought dead.
    owner: String,
    lists: Arc<dyn ListSource>,
    memory: Arc<Mutex<Memory>>,
}

/// What this process remembers between claims; losing it costs only a few reads.
#[derive(Default)]
struct Memory {
    /// Communications whose whole list stands in the outbox.
    whole: HashSet<Uuid>,
    /// Messages of a communication that its pace has let go in the minute that began at the instant.
    paced: HashMap<Uuid, (At, i64)>,
}

impl DatabaseLedger {
    pub fn new(store: Store, owner: impl Into<String>, lists: Arc<dyn ListSource>) -> Self {
        Self { store, owner: owner.into(), lists, memory: Arc::default() }
    }

    fn remember<T>(&self, work: impl FnOnce(&mut Memory) -> T) -> T {
        work(&mut self.memory.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many more of `communication` may go in this minute: the pace is what the call centre can answer. With several
    /// copies of the program each keeps the pace by itself.
    fn allowed(&self, communication: &CommunicationRow, n: i64, now: At) -> i64 {
        let Some(pace) = communication.pace_per_minute else { return n };
        self.remember(|memory| {
            let (began, gone) = memory.paced.entry(communication.id).or_insert((now, 0));
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

    /// Claims from one communication; fills the outbox from its list when there is too little in it.
    fn claim_people(
        &self,
        row: &CommunicationRow,
        n: i64,
        now: At,
        lease: Duration,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        let n = self.allowed(row, n, now);
        let mut found = self.claim_from(Queue::Communication(row.id), n, now, lease)?;
        while count(&found) < n && !self.remember(|memory| memory.whole.contains(&row.id)) {
            let make = |recipient: &RecipientRow| self.lists.delivery(row, recipient);
            match self.store.write(|tx| outbox::fill(tx, row.id, FILL, now, make)) {
                Ok(filled) if filled.whole => self.remember(|memory| memory.whole.insert(row.id)),
                Ok(_) => true,
                // Paused or stopped meanwhile.
                Err(StoreError::Conflict) => break,
                Err(error) => return Err(error),
            };
            found.extend(self.claim_from(Queue::Communication(row.id), n - count(&found), now, lease)?);
        }
        if row.pace_per_minute.is_some() {
            self.remember(|memory| {
                if let Some((_, gone)) = memory.paced.get_mut(&row.id) {
                    *gone += count(&found);
                }
            });
        }
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

impl Ledger for DatabaseLedger {
    fn claim(&self, n: usize, now: At, lease: Duration) -> Result<Vec<DeliveryRow>, LedgerError> {
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        let (next, running) =
            self.store.read(|conn| Ok::<_, StoreError>((outbox::next_at(conn)?, communications::running(conn)?)))?;
        let is_due = next.is_some_and(|next| next <= now);
        let unfilled = |row: &CommunicationRow| self.remember(|memory| !memory.whole.contains(&row.id));
        // An idle outbox is only read, never written.
        if !is_due && !running.iter().any(unfilled) {
            return Ok(Vec::new());
        }
        // A filing or a reminder never waits behind a mail-out.
        let mut rows = self.claim_from(Queue::Single, n, now, lease)?;
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
            if !batch.settled.is_empty() {
                let late = outbox::record_outcomes(tx, &batch.settled, &self.owner, now)?;
                for id in late {
                    tracing::info!(row.id = %id, "The outcome of message {id} came late and stands in its history only");
                }
            }
            for (id, message) in &batch.trayed {
                outbox::put_in_tray(tx, *id, message, now)?;
            }
            outbox::release(tx, &batch.released, &self.owner, now)?;
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
        let permit = |id| if granted.contains(&id) { Permit::Granted } else { Permit::Refused };
        Ok(batch.intents.iter().map(|intent| permit(intent.id)).collect())
    }

    fn extend(&self, now: At, lease: Duration) -> Result<usize, LedgerError> {
        Ok(self.store.write(|tx| outbox::extend(tx, &self.owner, now, delta(lease)))?)
    }

    fn rescue(&self, at_start: bool, now: At) -> Result<Rescued, LedgerError> {
        // On SQLite this is the only process, so whatever another name holds is a dead one's.
        let dead = if at_start && !self.store.is_postgres() { Dead::AllBut(&self.owner) } else { Dead::Expired };
        Ok(self.store.write(|tx| outbox::rescue(tx, dead, now))?)
    }

    fn resend_unknown(&self, wait: Duration, now: At) -> Result<usize, LedgerError> {
        Ok(self.store.write(|tx| outbox::resend_unknown(tx, now, delta(wait)))?)
    }

    fn give_back(&self, now: At) -> Result<usize, LedgerError> {
        Ok(self.store.write(|tx| outbox::release_all(tx, &self.owner, now))?)
    }

    fn next_due(&self) -> Result<Option<At>, LedgerError> {
        Ok(self.store.read(outbox::next_at)?)
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

    fn finish(&self, now: At) -> Result<Vec<Uuid>, LedgerError> {
        let done = self.store.read(|conn| {
            let mut done = Vec::new();
            for communication in communications::running(conn)? {
                let id = communication.id;
                if outbox::totals(conn, id)?.is_done() && outbox::resendable(conn, id)? == 0 {
                    done.push(id);
                }
            }
            Ok::<_, StoreError>(done)
        })?;
        let mut finished = Vec::new();
        for id in done {
            match self.store.write(|tx| communications::finish(tx, id, now)) {
                Ok(()) => finished.push(id),
                // Paused, stopped, or finished by another copy meanwhile.
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(finished)
    }
}
