//! Signs of life of the loops, for the health page and the home page: silence must be noticed (T9).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use crate::domain::values::At;

/// Shared by the loops that beat and the pages that look.
#[derive(Debug, Clone, Default)]
pub struct Pulse {
    reminders_scanned: Arc<AtomicI64>,
    hand_overs_settled: Arc<AtomicI64>,
    quarantined: Arc<AtomicBool>,
    mail_held: Arc<AtomicBool>,
    clock_held: Arc<AtomicBool>,
}

impl Pulse {
    pub fn reminders_scanned(&self, at: At) {
        self.reminders_scanned.store(at.micros(), Ordering::Relaxed);
    }

    pub fn hand_overs_settled(&self, at: At) {
        self.hand_overs_settled.store(at.micros(), Ordering::Relaxed);
    }

    /// The last scan for due reminders; none before the first.
    pub fn last_reminder_scan(&self) -> Option<At> {
        read(&self.reminders_scanned)
    }

    pub fn last_settling(&self) -> Option<At> {
        read(&self.hand_overs_settled)
    }

    /// Whether this is a restored copy that may send nothing yet (R13), as last read from the database.
    pub fn is_quarantined(&self) -> bool {
        self.quarantined.load(Ordering::Relaxed)
    }

    pub fn set_quarantined(&self, yes: bool) {
        self.quarantined.store(yes, Ordering::Relaxed);
    }

    /// Whether what leaves the house waits for a word about the clock (T6).
    pub fn is_clock_held(&self) -> bool {
        self.clock_held.load(Ordering::Relaxed)
    }

    pub fn set_clock_held(&self, yes: bool) {
        self.clock_held.store(yes, Ordering::Relaxed);
    }

    /// Whether mail waits in the queue because no mail server is set.
    pub fn is_mail_held(&self) -> bool {
        self.mail_held.load(Ordering::Relaxed)
    }

    pub fn set_mail_held(&self, yes: bool) {
        self.mail_held.store(yes, Ordering::Relaxed);
    }
}

fn read(beat: &AtomicI64) -> Option<At> {
    match beat.load(Ordering::Relaxed) {
        0 => None,
        micros => At::from_micros(micros),
    }
}
