//! What happened to a case. Events are the only thing that changes it; a correction is a new event (DESIGN idea 5).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::about::About;
use super::access::Restriction;
use super::actor::Person;
use super::case::{
    Advice, CameBack, CheckedAddress, CommunicationState, CommunicationText, DecisionEntry, Duty, DutyChange, Imported,
    InstantEntry, NoticeFiling, Passed, ProofEntry, Task, Waiver,
};
use super::closing::PointWaiver;
pub use super::communication::{BroughtIn, CommunicationImported, ImportCounts, SendTotals};
use super::contacts::Contact;
use super::correction::FilingCorrection;
pub use super::event_form::{UnreadableEvent, schema_version};
use super::keeping::Hold;
use super::letter::Letter;
use super::links::CaseLink;
use super::merging::{MergedInto, TookOver};
use super::notice::PassedFinding;
use super::notice::Wording;
use super::plan::{ArithmeticLine, Excluded, NotChecked, Recipient};
use super::risk::RiskOverride;
use super::shift::Shift;
use super::situation::{Controller, DataSet, Fact, Market};
use super::team::{Comment, Exchange};
use super::terms::{TermEntry, TermWithdrawn};
use super::told::ToldFacts;
use super::values::{At, Country, Private};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    CaseOpened(CaseOpened),
    /// It comes from an earlier register.
    CaseImported {
        imported: Imported,
    },
    ReportMerged {
        report: Uuid,
        reference: String,
    },
    TitleSet {
        title: Private,
    },
    ControllerSet {
        controller: Controller,
    },
    MarketSet {
        market: Market,
    },
    DataSetSet {
        data_set: DataSet,
    },
    InstantRecorded {
        entry: InstantEntry,
    },
    InstantConfirmed {
        number: u32,
        by: Person,
    },
    FactSet {
        fact: Fact,
        source: Private,
        /// A file of the case that shows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Uuid>,
        by: Person,
    },
    Replanned(Replanned),
    AdviceGiven {
        advice: Advice,
    },
    Decided {
        decision: DecisionEntry,
    },
    DecisionConfirmed {
        number: u32,
        by: Person,
        reason: Private,
    },
    DecisionDeferred {
        duties: Vec<u32>,
        until: NaiveDate,
        reason: Private,
        by: Person,
    },
    /// An authority set a later end of the legal term itself.
    TermMoved {
        entry: TermEntry,
    },
    TermTakenBack {
        number: u32,
        withdrawn: TermWithdrawn,
    },
    /// The DPO sees the risk otherwise than the computed advice; both stay.
    RiskOverridden {
        entry: RiskOverride,
    },
    NoticeDrafted(NoticeDrafted),
    NoticeEdited {
        number: u32,
        revision: u32,
        content: Private,
        by: Person,
        voids_approval: bool,
        /// The facts that the text is made of from now on; none where the edit leaves them as they were.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        told: Option<ToldFacts>,
        /// Whose words it is drafted in anew.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wording: Option<Wording>,
    },
    /// Somebody stands behind the address of a letter.
    LetterAddressChecked {
        number: u32,
        address: CheckedAddress,
    },
    ReviewAsked {
        number: u32,
        by: Person,
        at: At,
    },
    NoticeApproved {
        number: u32,
        version: u32,
        digest: String,
        by: Person,
        at: At,
        exception: Option<Private>,
        /// Findings that were passed, with the reason; none where nothing was missing, and in events written before they were kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        passed: Option<Passed>,
    },
    /// Somebody is to translate the notice of a duty; the same task again names somebody else.
    TranslatorNamed {
        task: Task,
        by: Person,
    },
    /// A finding of the linter stands, with a reason, in the text of this digest.
    FindingPassed {
        number: u32,
        finding: PassedFinding,
    },
    /// The four-eyes check that follows a filing without second approval (within the hours of `house.toml`).
    ReviewedAfterwards {
        number: u32,
        by: Person,
        remark: Private,
    },
    NoticeHandedOver {
        number: u32,
        delivery: Uuid,
        at: At,
        by: Person,
        /// By certified mail (PEC), which gives receipts of its own.
        #[serde(default, skip_serializing_if = "is_false")]
        certified: bool,
        /// The address; none in events written before it was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Private>,
    },
    /// The receiving server answered something that is not acceptance; the notice is not filed.
    HandOverFailed {
        number: u32,
        delivery: Uuid,
        outcome: String,
        at: At,
    },
    /// Put in the tray of the demo or of a drill instead of being sent: nothing left this machine.
    NoticeSimulated {
        number: u32,
        filing: NoticeFiling,
    },
    NoticeFiled {
        number: u32,
        filing: NoticeFiling,
    },
    ProofRecorded {
        number: u32,
        filing: u32,
        proof: ProofEntry,
    },
    NoticePublished {
        number: u32,
        version: u32,
        address: Private,
        at: At,
        sha256: String,
        by: Person,
    },
    /// A filing for which no notice was written here.
    FilingRecorded {
        duties: Vec<u32>,
        what: Private,
        filing: NoticeFiling,
    },
    FilingProven {
        filing: u32,
        proof: ProofEntry,
    },
    /// The time that was recorded for it was wrong; what runs from it is planned anew.
    FilingCorrected {
        filing: u32,
        correction: FilingCorrection,
    },
    /// It was handed in and did not stay: the duty is what it was before.
    FilingCameBack {
        filing: u32,
        came_back: CameBack,
    },
    CommunicationImported(CommunicationImported),
    /// The text for the people of one language; replaces the one chosen before.
    CommunicationTextChosen {
        number: u32,
        language: String,
        notice: u32,
        by: Person,
    },
    CommunicationTested {
        number: u32,
        to_self: bool,
        by: Person,
    },
    CommunicationApproved {
        number: u32,
        texts: Vec<CommunicationText>,
        count: u64,
        by: Person,
    },
    CommunicationMoved {
        number: u32,
        state: CommunicationState,
        reason: Private,
        totals: Option<SendTotals>,
        /// None when the program itself moved it.
        by: Option<Person>,
        at: At,
    },
    /// How many of the people may be written to before somebody looks again (M6); none for all.
    CommunicationBatch {
        number: u32,
        up_to: Option<u64>,
        by: Person,
    },
    /// Those whose mail server refused are tried once more.
    CommunicationRetried {
        number: u32,
        people: u64,
        by: Person,
        at: At,
    },
    LegalHoldPlaced {
        hold: Hold,
    },
    LegalHoldLifted {
        reason: Private,
        by: Person,
        at: At,
    },
    /// The last day on which the list of a mail-out is needed.
    ListKeptUntil {
        number: u32,
        day: NaiveDate,
        by: Person,
    },
    /// Names, addresses and the key of the list are gone; counts and the digests of the messages stay.
    ListPurged {
        number: u32,
        people: u64,
        at: At,
    },
    /// Another case, or a breach elsewhere, belongs to this one.
    CaseLinked {
        link: CaseLink,
    },
    CaseUnlinked {
        number: u32,
        reason: Private,
        by: Person,
    },
    /// Another case of the same incident ended in this one.
    CaseTookOver {
        took: TookOver,
    },
    /// Who works on the case from now on.
    HandlerSet {
        handler: Person,
        by: Person,
    },
    /// From now on only these people see the case.
    AccessRestricted {
        restriction: Restriction,
    },
    /// Everybody who may read in the organisation sees it again.
    AccessOpened {
        reason: Private,
        by: Person,
        at: At,
    },
    /// Somebody said to be on it; deputies and the controller are left in peace for a while.
    ReminderAcknowledged {
        about: About,
        by: Person,
        at: At,
    },
    TaskAdded {
        task: Task,
    },
    TaskDone {
        number: u32,
        by: Person,
    },
    CommentAdded {
        comment: Comment,
    },
    /// A letter, a mail or a call beside the notices.
    ExchangeLogged {
        exchange: Exchange,
    },
    /// Somebody to call about this case; a number on record is replaced.
    ContactSet {
        contact: Contact,
        by: Person,
    },
    ContactRemoved {
        number: u32,
        by: Person,
    },
    /// "Shift taken over by … at …"
    ShiftTaken {
        shift: Shift,
    },
    NoteAdded {
        happened_at: At,
        text: Private,
        by: Person,
    },
    /// A point of the close gate is passed with a reason; it stays open on record.
    PointWaived {
        waiver: PointWaiver,
    },
    PointWaiverTakenBack {
        number: u32,
        reason: Private,
        by: Person,
    },
    CaseClosed {
        waiver: Option<Waiver>,
        by: Person,
    },
    /// Opened twice: it goes on in another case.
    CaseMerged {
        merged: MergedInto,
    },
    CaseReopened {
        reason: Private,
        by: Person,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseOpened {
    pub id: Uuid,
    pub organisation: Uuid,
    pub reference: String,
    pub title: Private,
    /// IANA zone in which the case is shown beside UTC.
    pub zone: String,
    pub drill: bool,
    pub report: Option<Uuid>,
    /// Whoever opened it, until somebody else takes it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<Person>,
    pub controllers: Vec<Controller>,
    pub markets: Vec<Market>,
    pub data_sets: Vec<DataSet>,
    pub at: At,
}

/// The effect of a new plan on the duties; only what differs is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replanned {
    pub revision: u32,
    pub arisen: Vec<Duty>,
    pub changed: Vec<DutyChange>,
    /// Duties that the plan no longer holds at all.
    pub gone: Vec<u32>,
    pub excluded: Vec<Excluded>,
    pub not_checked: Vec<NotChecked>,
    pub problems: Vec<ArithmeticLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeDrafted {
    pub number: u32,
    /// Kind as `notice::NoticeKind` spells it.
    pub notice_kind: String,
    pub language: String,
    pub duties: Vec<u32>,
    pub recipient: Option<Recipient>,
    pub controller: Option<String>,
    pub market: Option<Country>,
    /// The draft as JSON of `notice::Draft`; private as a whole, because people write in it.
    pub content: Private,
    pub by: Person,
    /// The facts that the text was made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<ToldFacts>,
    /// Whose words it is drafted in; none = as shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<Wording>,
    /// Whom it goes to, where that is neither an authority nor people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
}

impl Event {
    /// When it happened, where that differs from when it was recorded.
    pub fn happened_at(&self) -> Option<At> {
        match self {
            Self::InstantRecorded { entry } => Some(entry.at),
            Self::NoteAdded { happened_at, .. } => Some(*happened_at),
            Self::ExchangeLogged { exchange } => Some(exchange.at),
            Self::NoticeFiled { filing, .. }
            | Self::NoticeSimulated { filing, .. }
            | Self::FilingRecorded { filing, .. } => Some(filing.at),
            Self::ProofRecorded { proof, .. } | Self::FilingProven { proof, .. } => Some(proof.at),
            Self::FilingCorrected { correction, .. } => Some(correction.at),
            Self::FilingCameBack { came_back, .. } => Some(came_back.at),
            Self::NoticePublished { at, .. } => Some(*at),
            _ => None,
        }
    }
}

/// Left out where it is not so: events of before it was asked hold nothing of it.
fn is_false(flag: &bool) -> bool {
    !*flag
}
