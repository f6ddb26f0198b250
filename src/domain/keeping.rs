//! How long the list of a mail-out is kept, and what stops its purge: a legal hold on the case (US26).

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::actor::Person;
use super::case::{Case, Communication, CommunicationState};
use super::command::Asked;
use super::decide::{authorised, some_reason};
use super::event::Event;
use super::refusal::Refusal;
use super::values::{At, Private};

/// Days between the day until which a list is needed and its purge: time to notice a mistake, or to place a hold.
pub const GRACE_DAYS: u64 = 30;

/// Nothing of the case is purged while it stands: a claim, an inquiry of the authority, a court.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub reason: Private,
    pub by: Person,
    pub at: At,
}

/// What may be asked about keeping and purging.
#[derive(Debug, Clone)]
pub enum Keeping {
    PlaceHold {
        reason: Private,
    },
    LiftHold {
        reason: Private,
    },
    /// The last day on which the list of a mail-out is needed.
    Until {
        number: u32,
        day: NaiveDate,
    },
    /// By the program itself, when the time has come.
    Purge {
        number: u32,
    },
}

impl Communication {
    /// From this day on its list may be purged.
    pub fn purge_on(&self) -> Option<NaiveDate> {
        self.keep_until.and_then(|day| day.checked_add_days(Days::new(GRACE_DAYS + 1)))
    }

    /// Whether nobody of the list waits for a message any more, or ever did.
    pub fn is_over(&self) -> bool {
        use CommunicationState as C;
        matches!(self.state, C::Imported | C::Stopped | C::Finished)
    }
}

pub(super) fn decide(case: &Case, asking: Keeping, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    let by = asked.by.clone();
    let today = asked.now.utc().date_naive();
    match asking {
        Keeping::PlaceHold { reason } => {
            authorised(&by)?;
            some_reason(&reason)?;
            if case.hold.is_some() {
                return Err(Refusal::HoldStands);
            }
            Ok(vec![Event::LegalHoldPlaced { hold: Hold { reason, by, at: asked.now } }])
        }
        Keeping::LiftHold { reason } => {
            authorised(&by)?;
            some_reason(&reason)?;
            let hold = case.hold.as_ref().ok_or(Refusal::NoHold)?;
            // Lifting lets data go for good: it takes somebody else than who saw a ground for the hold.
            super::decide::second_person(&[&hold.by], hold.at, Some(&reason), asked)?;
            Ok(vec![Event::LegalHoldLifted { reason, by, at: asked.now }])
        }
        Keeping::Until { number, day } => {
            authorised(&by)?;
            may_still_go(case.communication(number).ok_or(Refusal::NoSuchEntry)?)?;
            if day < today {
                return Err(Refusal::DayPassed);
            }
            Ok(vec![Event::ListKeptUntil { number, day, by }])
        }
        Keeping::Purge { number } => {
            let communication = case.communication(number).ok_or(Refusal::NoSuchEntry)?;
            may_still_go(communication)?;
            if !asked.system || communication.purge_on().is_none_or(|day| today < day) {
                return Err(Refusal::NotAuthorised);
            }
            if case.hold.is_some() {
                return Err(Refusal::HoldStands);
            }
            let counts = communication.counts;
            let people = counts.accepted + counts.without_address;
            Ok(vec![Event::ListPurged { number, people, at: asked.now }])
        }
    }
}

fn may_still_go(communication: &Communication) -> Result<(), Refusal> {
    if communication.purged_at.is_some() {
        return Err(Refusal::ListPurged);
    }
    if communication.is_over() { Ok(()) } else { Err(Refusal::WrongCommunicationState { state: communication.state }) }
}

impl Case {
    pub(super) fn apply_keeping(&mut self, event: Event) {
        match event {
            Event::LegalHoldPlaced { hold } => self.hold = Some(hold),
            Event::LegalHoldLifted { .. } => self.hold = None,
            Event::ListKeptUntil { number, day, .. } => {
                self.with_communication(number, |c| c.keep_until = Some(day));
            }
            Event::ListPurged { number, at, .. } => self.with_communication(number, |c| c.purged_at = Some(at)),
            _ => {}
        }
    }
}
