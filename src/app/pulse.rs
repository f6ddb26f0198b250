//! Signs of life of the loops, for the health page and the home page: silence must be noticed (T9).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::domain::values::At;

/// Shared by the loops that beat and the pages that look.
#[derive(Debug, Clone, Default)]
pub struct Pulse {
    reminders_scanned: Arc<AtomicI64>,
    hand_overs_settled: Arc<AtomicI64>,
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
}

fn read(beat: &AtomicI64) -> Option<At> {
    match beat.load(Ordering::Relaxed) {
        0 => None,
        micros => At::from_micros(micros),
    }
}
