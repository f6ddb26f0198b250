//! Handing a case from shift to shift (US25): who has it, since when, from whom.

use serde::{Deserialize, Serialize};

use super::actor::Person;
use super::case::Case;
use super::command::Asked;
use super::event::Event;
use super::values::{At, Private};

/// Somebody has the case from here on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    pub number: u32,
    pub by: Person,
    /// Who worked on it before, where somebody did.
    pub from: Option<Person>,
    /// What was said at the handover; may be empty.
    pub note: Private,
    pub at: At,
}

/// Whoever takes the shift works on the case from then on, and is reminded of its duties. Taken twice by the same person it is on
/// record twice: each says that somebody looked.
pub(super) fn take(case: &Case, note: Private, asked: &Asked) -> Vec<Event> {
    let by = asked.by.clone();
    let from = case.handler.clone().filter(|held| held.user != by.user);
    let handed = case.handler.as_ref().is_none_or(|held| held.user != by.user);
    let shift = Shift { number: case.last_number + 1, by: by.clone(), from, note, at: asked.now };
    let mut events = vec![Event::ShiftTaken { shift }];
    if handed {
        events.push(Event::HandlerSet { handler: by.clone(), by });
    }
    events
}
