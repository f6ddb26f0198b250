//! Cases that belong together: an earlier breach of the same controller, the same incident seen twice, one that began as a copy. Also
//! breaches of a time or place of which this desk holds no case.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::Person;
use super::case::Case;
use super::command::Asked;
use super::decide::some_reason;
use super::event::Event;
use super::refusal::Refusal;
use super::values::{At, Private};
use crate::words;

words! {
    /// What the other case is to this one.
    Relation {
        Related = "related",
        SameIncident = "same_incident",
        Earlier = "earlier",
        Later = "later",
        CopiedFrom = "copied_from",
        CopiedTo = "copied_to",
    }
}

impl Relation {
    /// What this case is to the other one.
    pub fn back(self) -> Self {
        match self {
            Self::Related => Self::Related,
            Self::SameIncident => Self::SameIncident,
            Self::Earlier => Self::Later,
            Self::Later => Self::Earlier,
            Self::CopiedFrom => Self::CopiedTo,
            Self::CopiedTo => Self::CopiedFrom,
        }
    }
}

/// One link, as it stands in one of its two cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseLink {
    pub number: u32,
    pub to: LinkedTo,
    pub relation: Relation,
    /// What connects them.
    pub reason: Private,
    pub by: Person,
    pub at: At,
}

/// The other end of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkedTo {
    /// A case of the same organisation, which holds the link the other way round.
    Case { id: Uuid, reference: String },
    /// A breach that is no case here, as a person names it: year, file number of the authority.
    Elsewhere(Private),
}

/// What may be asked about links.
#[derive(Debug, Clone)]
pub enum Linking {
    Link {
        to: LinkedTo,
        relation: Relation,
        reason: Private,
    },
    /// The link was wrong; that it stood stays on record.
    Unlink {
        number: u32,
        reason: Private,
    },
}

pub(super) fn decide(case: &Case, asking: Linking, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    let by = asked.by.clone();
    match asking {
        Linking::Link { to, relation, reason } => {
            some_reason(&reason)?;
            match &to {
                LinkedTo::Case { id, .. } if *id == case.id => return Err(Refusal::LinkToItself),
                LinkedTo::Case { id, .. } if case.link_to(*id).is_some() => return Err(Refusal::LinkedAlready),
                LinkedTo::Case { .. } => {}
                LinkedTo::Elsewhere(what) => some_reason(what)?,
            }
            let link = CaseLink { number: case.last_number + 1, to, relation, reason, by, at: asked.now };
            Ok(vec![Event::CaseLinked { link }])
        }
        Linking::Unlink { number, reason } => {
            some_reason(&reason)?;
            case.link(number).ok_or(Refusal::NoSuchEntry)?;
            Ok(vec![Event::CaseUnlinked { number, reason, by }])
        }
    }
}

impl Case {
    pub fn link(&self, number: u32) -> Option<&CaseLink> {
        self.links.iter().find(|link| link.number == number)
    }

    /// The link to another case of the desk.
    pub fn link_to(&self, case: Uuid) -> Option<&CaseLink> {
        self.links.iter().find(|link| matches!(&link.to, LinkedTo::Case { id, .. } if *id == case))
    }

    /// References of the cases that belong to it, linked or merged, in the order in which they came.
    pub fn linked_references(&self) -> impl Iterator<Item = &str> {
        let linked = self.links.iter().filter_map(|link| match &link.to {
            LinkedTo::Case { reference, .. } => Some(reference.as_str()),
            LinkedTo::Elsewhere(_) => None,
        });
        let merged = self.merged_into.iter().map(|merged| merged.reference.as_str());
        let mut all: Vec<&str> = Vec::new();
        for one in linked.chain(merged).chain(self.took_over.iter().map(|took| took.reference.as_str())) {
            if !all.contains(&one) {
                all.push(one);
            }
        }
        all.into_iter()
    }

    pub(super) fn apply_link(&mut self, event: Event) {
        match event {
            Event::CaseLinked { link } => {
                self.took(link.number);
                self.links.push(link);
            }
            Event::CaseUnlinked { number, .. } => self.links.retain(|link| link.number != number),
            _ => {}
        }
    }
}
