//! Who sees a case: everybody who may read in its organisation, or only the people named. For all others a restricted case does not
//! exist, neither in lists, search and exports nor for machines (US21).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::Person;
use super::case::Case;
use super::command::Asked;
use super::decide::some_reason;
use super::event::Event;
use super::refusal::Refusal;
use super::values::{At, Private};

/// The people who alone see a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restriction {
    pub people: Vec<Person>,
    /// Empty where the program let further people in, because nobody who could decide was left.
    pub reason: Private,
    pub by: Person,
    pub at: At,
}

/// What may be asked.
#[derive(Debug, Clone)]
pub enum Admitting {
    /// Only these people, and whoever asks.
    Restrict { people: Vec<Person>, reason: Private },
    /// Everybody who may read in the organisation.
    OpenToAll { reason: Private },
}

pub(super) fn decide(case: &Case, admitting: Admitting, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    match admitting {
        Admitting::Restrict { mut people, reason } => {
            if !asked.system {
                some_reason(&reason)?;
                // Nobody locks themselves out: whoever restricts could not undo it.
                if people.iter().all(|person| person.user != asked.by.user) {
                    people.push(asked.by.clone());
                }
            }
            let mut ids: Vec<Uuid> = people.iter().map(|person| person.user).collect();
            ids.sort_unstable();
            ids.dedup();
            if case.restriction.as_ref().is_some_and(|standing| standing.ids() == ids) {
                return Err(Refusal::NothingChanges);
            }
            people.sort_by_key(|person| person.user);
            people.dedup_by_key(|person| person.user);
            let restriction = Restriction { people, reason, by: asked.by.clone(), at: asked.now };
            // Whoever works on the case from day to day must be able to open it.
            let stays = case.handler.as_ref().is_none_or(|handler| ids.contains(&handler.user));
            let taken_on = (!stays && !asked.system)
                .then(|| Event::HandlerSet { handler: asked.by.clone(), by: asked.by.clone() });
            Ok(std::iter::once(Event::AccessRestricted { restriction }).chain(taken_on).collect())
        }
        Admitting::OpenToAll { reason } => {
            some_reason(&reason)?;
            match case.restriction {
                Some(_) => Ok(vec![Event::AccessOpened { reason, by: asked.by.clone(), at: asked.now }]),
                None => Err(Refusal::NothingChanges),
            }
        }
    }
}

impl Restriction {
    /// In ascending order, each once.
    pub fn ids(&self) -> Vec<Uuid> {
        let mut ids: Vec<Uuid> = self.people.iter().map(|person| person.user).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Whether the program itself let further people in.
    pub fn is_by_program(&self) -> bool {
        self.by.user.is_nil()
    }
}

impl Case {
    /// Whether the case exists for this person, as far as its own group decides; the role in the organisation is asked elsewhere.
    pub fn is_seen_by(&self, user: Uuid) -> bool {
        self.restriction.as_ref().is_none_or(|standing| standing.people.iter().any(|person| person.user == user))
    }
}
