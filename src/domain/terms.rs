//! A later end that an authority itself has set, as when its form was down: it moves the legal term of what is owed to it, never
//! the target, and it can be taken back.

use serde::{Deserialize, Serialize};

use super::actor::Person;
use super::case::Case;
use super::command::{Asked, Command, MoveTerm};
use super::decide::{authorised, some_reason};
use super::event::Event;
use super::plan::{DutyKind, Recipient};
use super::refusal::Refusal;
use super::situation::TermOverride;
use super::values::{At, Private};

/// What the authority said, who entered it, and whether it was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermEntry {
    pub number: u32,
    pub recipient: Recipient,
    /// The new end, half-open like every legal term.
    pub until: At,
    pub words: Private,
    pub source: Private,
    pub by: Person,
    pub at: At,
    pub withdrawn: Option<TermWithdrawn>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermWithdrawn {
    pub by: Person,
    pub at: At,
    pub reason: Private,
}

impl Case {
    /// What was entered for one recipient, the newest last.
    pub fn terms_of<'a>(&'a self, recipient: &'a str) -> impl Iterator<Item = &'a TermEntry> {
        self.terms_moved.iter().filter(move |entry| entry.recipient.id == recipient)
    }

    /// What the plan reads.
    pub(super) fn overrides(&self) -> Vec<TermOverride> {
        let in_force = self.terms_moved.iter().filter(|entry| entry.withdrawn.is_none());
        in_force
            .map(|entry| TermOverride {
                recipient: entry.recipient.id.clone(),
                until: entry.until,
                words: entry.words.clone(),
                source: entry.source.clone(),
            })
            .collect()
    }
}

pub(super) fn decide(case: &Case, command: Command, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::MoveTerm(wanted) => Ok(vec![Event::TermMoved { entry: moved(case, wanted, asked)? }]),
        Command::TakeBackTerm { number, reason } => {
            authorised(&asked.by)?;
            let entry = case.terms_moved.iter().find(|entry| entry.number == number).ok_or(Refusal::NoSuchEntry)?;
            if entry.withdrawn.is_some() {
                return Err(Refusal::TermTakenBackAlready);
            }
            some_reason(&reason)?;
            let withdrawn = TermWithdrawn { by: asked.by.clone(), at: asked.now, reason };
            Ok(vec![Event::TermTakenBack { number, withdrawn }])
        }
        _ => Err(Refusal::NoSuchEntry),
    }
}

fn moved(case: &Case, wanted: MoveTerm, asked: &Asked) -> Result<TermEntry, Refusal> {
    authorised(&asked.by)?;
    let duty = case.duty(wanted.duty).filter(|duty| !duty.gone).ok_or(Refusal::NoSuchEntry)?;
    // Only an authority can give more time than the law does; a client or the people cannot.
    let (DutyKind::Authority, Some(legal)) = (duty.planned.kind, duty.planned.legal_term_at) else {
        return Err(Refusal::NoTermToMove);
    };
    if wanted.words.is_blank() || wanted.source.is_blank() {
        return Err(Refusal::ReasonMissing);
    }
    if wanted.until <= legal {
        return Err(Refusal::NotLaterThanTerm);
    }
    Ok(TermEntry {
        number: case.last_number + 1,
        recipient: duty.planned.recipient.clone(),
        until: wanted.until,
        words: wanted.words,
        source: wanted.source,
        by: asked.by.clone(),
        at: asked.now,
        withdrawn: None,
    })
}
