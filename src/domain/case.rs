//! A breach case as it stands: the state that events lead to. `apply` is the only way to change it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::access::Restriction;
use super::actor::Person;
use super::closing::PointWaiver;
pub use super::communication::{Communication, CommunicationState, CommunicationText};
use super::contacts::Contact;
pub use super::decision::{Advice, DecisionEntry};
pub use super::duty::{Duty, DutyChange};
use super::event::CaseOpened;
pub use super::filing::{CameBack, FilingChannel, FilingOutside, NoticeFiling, ProofEntry};
pub use super::imported::{Imported, ToldThen};
pub use super::instant::{Certainty, InstantEntry, Source};
use super::keeping::Hold;
pub use super::letter::{CheckedAddress, Letter};
use super::links::CaseLink;
use super::merging::{MergedInto, TookOver};
pub use super::notice::{
    Approval, Certified, Finding, Linted, Notice, NoticeState, Passed, PassedFinding, Publication, Wording,
};
use super::plan::{ArithmeticLine, DutyKind, DutyStatus, Excluded, NotChecked};
use super::risk::RiskOverride;
use super::shift::Shift;
use super::situation::{Controller, DataSet, Fact, Market, Scope};
pub use super::task::{FromPack, Phase, Task, TaskStatus, Waiver};
use super::team::{Comment, Exchange};
use super::terms::TermEntry;
use super::values::{At, Private};
use crate::words;

words! { CaseStatus { Open = "open", Closed = "closed" } }

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactEntry {
    pub fact: Fact,
    pub source: Private,
    /// A file of the case that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Uuid>,
    pub set_at: At,
    pub by: Person,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub id: Uuid,
    pub organisation: Uuid,
    pub reference: String,
    pub title: Private,
    pub zone: String,
    pub drill: bool,
    pub status: CaseStatus,
    pub opened_at: At,
    pub reports: Vec<Uuid>,
    /// Who works on it from day to day, and is reminded of its duties where the house wants that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<Person>,
    /// What an earlier register said, where the case comes from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
    pub controllers: Vec<Controller>,
    pub markets: Vec<Market>,
    pub data_sets: Vec<DataSet>,
    pub instants: Vec<InstantEntry>,
    pub facts: Vec<FactEntry>,
    pub plan_revision: u32,
    pub duties: Vec<Duty>,
    pub excluded: Vec<Excluded>,
    pub not_checked: Vec<NotChecked>,
    pub problems: Vec<ArithmeticLine>,
    pub advice: Vec<Advice>,
    pub decisions: Vec<DecisionEntry>,
    pub notices: Vec<Notice>,
    /// Filings of duties for which no notice was written here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filed_outside: Vec<FilingOutside>,
    /// Later ends that authorities have set themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms_moved: Vec<TermEntry>,
    /// Where the DPO sees the risk otherwise than the computed advice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risk_overrides: Vec<RiskOverride>,
    pub communications: Vec<Communication>,
    pub tasks: Vec<Task>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
    /// Letters, mails and calls beside the notices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exchanges: Vec<Exchange>,
    /// Cases and breaches that belong to this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<CaseLink>,
    /// The case that goes on in the place of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<MergedInto>,
    /// Cases of the same incident that ended in this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub took_over: Vec<TookOver>,
    /// People to call about this case, beside the members of the desk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Who took the last shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<Shift>,
    /// Points that the close gate passes, each with its reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waived: Vec<PointWaiver>,
    pub waiver: Option<Waiver>,
    /// Stops every purge while it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// Only these people see the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restriction: Option<Restriction>,
    /// Last number given to anything in this case; numbers are never used twice.
    pub last_number: u32,
}

impl Case {
    pub fn opened(event: CaseOpened) -> Self {
        Self {
            id: event.id,
            organisation: event.organisation,
            reference: event.reference,
            title: event.title,
            zone: event.zone,
            drill: event.drill,
            status: CaseStatus::Open,
            opened_at: event.at,
            reports: event.report.into_iter().collect(),
            handler: event.handler,
            imported: None,
            controllers: event.controllers,
            markets: event.markets,
            data_sets: event.data_sets,
            instants: Vec::new(),
            facts: Vec::new(),
            plan_revision: 0,
            duties: Vec::new(),
            excluded: Vec::new(),
            not_checked: Vec::new(),
            problems: Vec::new(),
            advice: Vec::new(),
            decisions: Vec::new(),
            notices: Vec::new(),
            filed_outside: Vec::new(),
            terms_moved: Vec::new(),
            risk_overrides: Vec::new(),
            communications: Vec::new(),
            tasks: Vec::new(),
            comments: Vec::new(),
            exchanges: Vec::new(),
            links: Vec::new(),
            merged_into: None,
            took_over: Vec::new(),
            contacts: Vec::new(),
            shift: None,
            waived: Vec::new(),
            waiver: None,
            hold: None,
            restriction: None,
            last_number: 0,
        }
    }

    /// The release without second approval that still waits for its review.
    pub fn waiting_review(&self, notice: u32) -> Option<&Approval> {
        let approval = self.notice(notice)?.approval()?;
        (approval.exception.is_some() && approval.reviewed_by.is_none()).then_some(approval)
    }

    pub fn task(&self, number: u32) -> Option<&Task> {
        self.tasks.iter().find(|task| task.number == number)
    }

    pub fn duty(&self, number: u32) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.number == number)
    }

    pub fn notice(&self, number: u32) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.number == number)
    }

    pub fn communication(&self, number: u32) -> Option<&Communication> {
        self.communications.iter().find(|communication| communication.number == number)
    }

    pub fn instant(&self, number: u32) -> Option<&InstantEntry> {
        self.instants.iter().find(|entry| entry.number == number)
    }

    pub fn decision(&self, number: u32) -> Option<&DecisionEntry> {
        self.decisions.iter().find(|decision| decision.number == number)
    }

    /// The fact in force in exactly this scope.
    pub fn fact(&self, id: &str, scope: &Scope) -> Option<&FactEntry> {
        self.facts.iter().find(|entry| entry.fact.id == id && entry.fact.scope == *scope)
    }

    /// The last advice given on a duty.
    pub fn advice_on(&self, duty: u32) -> Option<&Advice> {
        self.advice.iter().rev().find(|advice| advice.duties.contains(&duty))
    }

    /// The last decision on a duty, in force or waiting for its second person.
    pub fn decision_on(&self, duty: u32) -> Option<&DecisionEntry> {
        self.decisions.iter().rev().find(|decision| decision.duties.contains(&duty))
    }

    /// The notice that is being prepared, or was filed, for a duty: the newest.
    pub fn notice_for(&self, duty: u32) -> Option<&Notice> {
        self.notices.iter().rev().find(|notice| notice.duties.contains(&duty))
    }

    /// The notice that a duty still waits for: none where what was filed no longer counts as all that is owed.
    pub fn notice_in_hand(&self, duty: &Duty) -> Option<&Notice> {
        let handed_in = |notice: &Notice| matches!(notice.state, NoticeState::Filed | NoticeState::Confirmed);
        self.notice_for(duty.number).filter(|notice| !(handed_in(notice) && self.is_owed_again(duty)))
    }

    /// The open duty whose clock ends first. Duties without a fixed term come after those with one.
    pub fn next_deadline(&self) -> Option<&Duty> {
        self.duties.iter().filter(|duty| duty.is_unfiled()).min_by_key(|duty| self.urgency(duty))
    }

    /// Which of several duties speaks for them: the one whose clock ends first, and of those that end together the one to the
    /// controller's own country before another, the certain one before the presumed one.
    pub fn urgency(&self, duty: &Duty) -> impl Ord + use<> {
        let planned = &duty.planned;
        let home = self.controllers.iter().find(|one| one.id == planned.controller).map(|one| &one.country);
        (
            planned.target_at.is_none(),
            planned.target_at,
            planned.kind != DutyKind::Authority,
            planned.market.is_some() && planned.market.as_ref() != home,
            planned.status == DutyStatus::Presumed,
            duty.number,
        )
    }
}
