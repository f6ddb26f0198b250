//! People to call: by name, function and organisation, with telephone, hours, languages and who stands in for them.

use serde::{Deserialize, Serialize};

use super::actor::Person;
use super::case::Case;
use super::command::Asked;
use super::decide::some_reason;
use super::event::Event;
use super::refusal::Refusal;
use super::values::Private;

/// What is known of somebody to call. Only the name must be there; everything here may be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    pub name: Private,
    pub function: Private,
    pub organisation: Private,
    pub phone: Private,
    pub email: Private,
    /// Languages they speak, in words.
    pub languages: Private,
    /// When they answer, with the zone.
    pub hours: Private,
    /// Who stands in, and how that person is reached.
    pub deputy: Private,
}

/// Somebody to call, by a number that is never given twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub number: u32,
    pub card: Card,
}

/// What may be asked of the list of a case.
#[derive(Debug, Clone)]
pub enum ContactChange {
    /// With the number of the entry that it replaces, or none for a new one.
    Set {
        number: Option<u32>,
        card: Card,
    },
    Remove {
        number: u32,
    },
}

pub(super) fn decide(case: &Case, change: ContactChange, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    let by: Person = asked.by.clone();
    let there = |number: u32| case.contacts.iter().find(|one| one.number == number).ok_or(Refusal::NoSuchEntry);
    match change {
        ContactChange::Set { number, card } => {
            some_reason(&card.name)?;
            let number = match number {
                Some(number) => there(number)?.number,
                None => case.last_number + 1,
            };
            Ok(vec![Event::ContactSet { contact: Contact { number, card }, by }])
        }
        ContactChange::Remove { number } => {
            there(number)?;
            Ok(vec![Event::ContactRemoved { number, by }])
        }
    }
}

impl Case {
    pub(super) fn apply_contact(&mut self, event: Event) {
        match event {
            Event::ContactSet { contact, .. } => {
                self.took(contact.number);
                match self.contacts.iter_mut().find(|one| one.number == contact.number) {
                    Some(one) => *one = contact,
                    None => self.contacts.push(contact),
                }
            }
            Event::ContactRemoved { number, .. } => self.contacts.retain(|one| one.number != number),
            _ => {}
        }
    }
}
