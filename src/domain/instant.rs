//! A moment on record: who learnt what, when, through whom, and whether clocks may use it.

use serde::{Deserialize, Serialize};

use super::actor::Person;
use super::situation::{InstantKind, Scope};
use super::values::{At, Private};
use crate::words;

words! {
    /// How sure somebody was at a recorded moment. A confirmed breach is what a later awareness would contradict.
    Certainty { Suspicion = "suspicion", Confirmed = "confirmed" }
}

words! {
    /// Through whom the knowledge came.
    Source { OwnStaff = "own_staff", Processor = "processor", Outsider = "outsider", Authority = "authority" }
}

/// One entry of the awareness ledger: who learnt what, when, and why that moment counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstantEntry {
    pub number: u32,
    pub what: InstantKind,
    pub at: At,
    pub scope: Scope,
    pub certainty: Certainty,
    pub source: Source,
    /// Who learnt it and through which channel.
    pub how: Private,
    pub reason: Private,
    /// The entry that this one replaces. The old one stays.
    pub corrects: Option<u32>,
    /// Later than what the record already shows: needs a second person, and clocks keep the earlier moment until then.
    pub contradicts: Option<u32>,
    pub by: Person,
    pub recorded_at: At,
    pub confirmed_by: Option<Person>,
}

impl InstantEntry {
    /// Whether clocks may use it (DESIGN section 5, contradiction rule).
    pub fn in_force(&self) -> bool {
        self.contradicts.is_none() || self.confirmed_by.is_some()
    }
}
