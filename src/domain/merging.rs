//! One incident that was opened twice: one of the two cases goes on, the other is closed for good and referred to. Nothing is deleted, and
//! both records say what was done; the one that goes on names the last event of the other, so that neither can be changed unseen.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::Person;
use super::case::{Case, CaseStatus, CommunicationState, NoticeState};
use super::command::Asked;
use super::decide::{authorised, some_reason};
use super::event::Event;
use super::refusal::Refusal;
use super::situation::{DataScope, DataSet, Market, MarketStatus, Tri};
use super::values::{At, Private};

/// The case that goes on in the place of this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedInto {
    pub case: Uuid,
    pub reference: String,
    pub reason: Private,
    pub by: Person,
    pub at: At,
}

/// A case that ended in this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TookOver {
    pub case: Uuid,
    pub reference: String,
    pub reason: Private,
    /// Where its record stood: number and hash of its last event, which says that it was merged.
    pub events: i64,
    pub head: String,
    /// What the two say differently, and stays as it is here until somebody has compared: `fact:<id>`, `instant:<kind>`,
    /// `market:<country>`, `data_set:<id>`, `controller:<id>`, `filing:<number there>`.
    pub differs: Vec<String>,
    /// What was filed there counts here: number of the filing there and here.
    pub filings: Vec<FiledThere>,
    pub by: Person,
    pub at: At,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledThere {
    pub there: u32,
    pub here: u32,
}

/// What may be asked about merging.
#[derive(Debug, Clone)]
pub enum Merging {
    /// This case ends in the other.
    Into { case: Uuid, reference: String, reason: Private },
    /// The other case ended in this one.
    TakeOver(TakingOver),
}

#[derive(Debug, Clone)]
pub struct TakingOver {
    pub case: Uuid,
    pub reference: String,
    pub reason: Private,
    pub events: i64,
    pub head: String,
    pub differs: Vec<String>,
    pub filings: Vec<FiledThere>,
}

pub(super) fn decide(case: &Case, asking: Merging, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    authorised(&asked.by)?;
    let (by, at) = (asked.by.clone(), asked.now);
    match asking {
        Merging::Into { case: other, reference, reason } => {
            some_reason(&reason)?;
            if other == case.id {
                return Err(Refusal::LinkToItself);
            }
            case.is_settled_enough()?;
            Ok(vec![Event::CaseMerged { merged: MergedInto { case: other, reference, reason, by, at } }])
        }
        Merging::TakeOver(TakingOver { case: other, reference, reason, events, head, differs, filings }) => {
            some_reason(&reason)?;
            if other == case.id {
                return Err(Refusal::LinkToItself);
            }
            let took = TookOver { case: other, reference, reason, events, head, differs, filings, by, at };
            Ok(vec![Event::CaseTookOver { took }])
        }
    }
}

impl Case {
    /// Whether nothing of it is on its way to somebody or waits for a second person: merged meanwhile, its outcome would come to a case
    /// that nobody works on any more.
    pub fn is_settled_enough(&self) -> Result<(), Refusal> {
        use CommunicationState as C;
        if self.communications.iter().any(|one| matches!(one.state, C::Approved | C::Running | C::Paused)) {
            return Err(Refusal::MergeDuringMailOut);
        }
        if self.notices.iter().any(|notice| notice.state == NoticeState::HandedOver) {
            return Err(Refusal::MergeDuringHandOver);
        }
        self.is_confirmed()
    }

    /// Whether no moment, decision or release waits for a second person.
    pub fn is_confirmed(&self) -> Result<(), Refusal> {
        let waits = self.instants.iter().any(|entry| !entry.in_force())
            || self.decisions.iter().any(|decision| !decision.in_force())
            || self.notices.iter().any(|notice| self.waiting_review(notice.number).is_some());
        if waits { Err(Refusal::MergeWaitsForSecond) } else { Ok(()) }
    }

    /// The number under which a filing of the other case counts here.
    pub fn filed_there(&self, other: Uuid, filing: u32) -> Option<u32> {
        let took = self.took_over.iter().find(|took| took.case == other)?;
        took.filings.iter().find(|one| one.there == filing).map(|one| one.here)
    }

    pub(super) fn apply_merging(&mut self, event: Event) {
        match event {
            Event::CaseMerged { merged } => {
                self.merged_into = Some(merged);
                self.status = CaseStatus::Closed;
            }
            Event::CaseTookOver { took } => self.took_over.push(took),
            _ => {}
        }
    }
}

/// What counts of a market of which two cases speak: as long as nobody has compared them, the one with the more duties.
pub fn worse_market(one: &Market, other: &Market) -> Market {
    let rank = |market: &Market| match market.status {
        MarketStatus::Affected => 3,
        MarketStatus::Unknown => 2,
        MarketStatus::NotAffected => 1,
        MarketStatus::NoService => 0,
    };
    if rank(other) > rank(one) { other.clone() } else { one.clone() }
}

/// The same of data: hit before unknown before not hit, of a telecom service before unknown before not.
pub fn worse_data_set(one: &DataSet, other: &DataSet) -> DataSet {
    let hit = |set: &DataSet| match set.hit {
        Tri::Yes => 2,
        Tri::Unknown => 1,
        Tri::No => 0,
    };
    let scope = |set: &DataSet| match set.scope {
        DataScope::TelecomService => 2,
        DataScope::Unknown => 1,
        DataScope::Other => 0,
    };
    DataSet {
        hit: if hit(other) > hit(one) { other.hit } else { one.hit },
        scope: if scope(other) > scope(one) { other.scope } else { one.scope },
        ..one.clone()
    }
}
