//! What may be asked of a case. A command carries what the person saw, so that nobody overwrites what they did not see.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::about::About;
use super::access::Admitting;
use super::actor::{Person, Role};
use super::case::{Certainty, CommunicationState, FilingChannel, Finding, Linted, Phase, Source, Task};
use super::closing::Closing;
use super::contacts::ContactChange;
pub use super::correction::CorrectFiling;
use super::event::{BroughtIn, ImportCounts, SendTotals};
use super::keeping::Keeping;
use super::letter::Letter;
use super::links::Linking;
use super::merging::Merging;
use super::notice::Wording;
use super::plan::Recipient;
use super::risk::{OverrideRisk, RiskSeen};
use super::situation::{Controller, DataSet, DecisionKind, Fact, InstantKind, Market, Proof, Scope};
use super::team::Saying;
use super::told::ToldFacts;
use super::translation::NameTranslator;
use super::values::{At, Country, Private};

#[derive(Debug, Clone)]
pub enum Command {
    MergeReport {
        report: Uuid,
        reference: String,
    },
    SetTitle {
        title: Private,
    },
    SetController {
        controller: Controller,
    },
    SetMarket {
        market: Market,
    },
    SetDataSet {
        data_set: DataSet,
    },
    RecordInstant(RecordInstant),
    /// A second person stands behind an instant that contradicts the record.
    ConfirmInstant {
        number: u32,
    },
    SetFact {
        fact: Fact,
        source: Private,
        /// A file of the case that shows it.
        evidence: Option<Uuid>,
        seen_set_at: Option<At>,
    },
    Advise {
        duties: Vec<u32>,
        advice: DecisionKind,
        reason: Private,
    },
    Decide {
        duties: Vec<u32>,
        decision: DecisionKind,
        basis: Option<String>,
        reason: Private,
    },
    ConfirmDecision {
        number: u32,
        reason: Private,
    },
    /// "Not yet" about telling people: only with the day by which it is decided.
    Defer {
        duties: Vec<u32>,
        until: NaiveDate,
        reason: Private,
    },
    /// The authority itself has set a later end for what is owed to it, as when its form was down.
    MoveTerm(MoveTerm),
    TakeBackTerm {
        number: u32,
        reason: Private,
    },
    OverrideRisk(OverrideRisk),
    DraftNotice(Box<DraftNotice>),
    EditNotice {
        number: u32,
        based_on: u32,
        content: Private,
        /// The facts that the text is made of from now on; none where the edit leaves them as they were.
        told: Option<ToldFacts>,
        /// Whose words it is drafted in anew; none where a person edited it.
        wording: Option<Wording>,
    },
    AskReview {
        number: u32,
    },
    /// An address for a letter, with how it was checked.
    CheckAddress {
        number: u32,
        address: Private,
        how: Private,
    },
    /// `seen_digest` is that of what was on the approver's screen.
    ApproveNotice {
        number: u32,
        digest: String,
        seen_digest: String,
        blocking: bool,
        /// What it lacks without being stopped by that.
        findings: Vec<Finding>,
        /// What the linter says of it: what stops a message to people, and what wants a reason.
        linted: Vec<Linted>,
        release: Release,
    },
    /// Lets a finding of the linter stand, with a reason, in the text that was on screen.
    PassFinding {
        number: u32,
        finding: Linted,
        digest: String,
        seen_digest: String,
        reason: Private,
    },
    ReviewAfterwards {
        number: u32,
        remark: Private,
    },
    HandOver {
        number: u32,
        delivery: Uuid,
        /// By certified mail (PEC).
        certified: bool,
        /// The address, which a person checked before.
        to: Private,
    },
    NameTranslator(NameTranslator),
    /// From the outbox: the receiving server's complete answer, or that there was none.
    HandOverEnded {
        number: u32,
        delivery: Uuid,
        accepted_at: Option<At>,
        outcome: String,
        reply: Private,
    },
    /// From the outbox: the tray took it instead of a server.
    HandOverSimulated {
        number: u32,
        delivery: Uuid,
        at: At,
    },
    MarkFiled(MarkFiled),
    /// A filing for which no notice was written here.
    RecordFiling(RecordFiling),
    /// Proof of a filing that was recorded without a notice.
    ProveFiling {
        filing: u32,
        proof: Proof,
        reference: Private,
        attachment: Option<Uuid>,
        at: At,
    },
    /// The time of a filing was recorded wrongly.
    CorrectFiling(CorrectFiling),
    /// A filing that was handed in bounced, was returned or was rejected afterwards.
    CameBack {
        filing: u32,
        at: At,
        text: Private,
    },
    RecordProof {
        number: u32,
        filing: u32,
        proof: Proof,
        reference: Private,
        attachment: Option<Uuid>,
        at: At,
    },
    Publish {
        number: u32,
        address: Private,
        at: At,
        sha256: String,
    },
    ImportRecipients(ImportRecipients),
    /// The text for the people of the notice's language.
    ChooseText {
        number: u32,
        notice: u32,
    },
    TestCommunication {
        number: u32,
    },
    /// `seen_texts` is what was on the approver's screen: notice and digest of each text.
    ApproveCommunication {
        number: u32,
        seen_texts: Vec<(u32, String)>,
        seen_count: u64,
        sole_reason: Option<Private>,
    },
    MoveCommunication {
        number: u32,
        to: CommunicationState,
        reason: Private,
        totals: Option<SendTotals>,
    },
    /// How many may be written to before somebody looks again; none for all (M6).
    ReleaseBatch {
        number: u32,
        up_to: Option<u64>,
    },
    Keeping(Keeping),
    Link(Linking),
    Merge(Merging),
    /// Tries those once more whom the mail server refused, also after the end.
    RetryFailed {
        number: u32,
        totals: SendTotals,
    },
    SetHandler {
        handler: Person,
    },
    /// Who sees the case.
    Admit(Admitting),
    /// "I am on it".
    Acknowledge {
        about: About,
    },
    AddTask {
        phase: Phase,
        title: Private,
        owner: Private,
        due_on: Option<NaiveDate>,
        must: bool,
    },
    /// The tasks of a scenario pack; those that the case has from an earlier press are left out.
    AddTasks {
        tasks: Vec<Task>,
    },
    CompleteTask {
        number: u32,
    },
    /// Passing single points of the close gate.
    Closing(Closing),
    /// People to call about this case.
    Contacts(ContactChange),
    /// "I have it from here on."
    TakeShift {
        note: Private,
    },
    /// A comment, or an entry of the correspondence.
    Say(Saying),
    AddNote {
        happened_at: At,
        text: Private,
    },
    Close {
        waiver: Option<Private>,
    },
    Reopen {
        reason: Private,
    },
}

/// The reasons that an approver gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Release {
    /// Stands in for the second person.
    pub exception: Option<Private>,
    /// Passes what a notice to an authority lacks.
    pub findings: Option<Private>,
}

#[derive(Debug, Clone)]
pub struct RecordInstant {
    pub what: InstantKind,
    pub at: At,
    pub scope: Scope,
    pub certainty: Certainty,
    pub source: Source,
    pub how: Private,
    pub reason: Private,
    pub corrects: Option<u32>,
}

#[derive(Debug, Clone)]
pub struct MoveTerm {
    /// A duty to the authority; what it said counts for everything owed to it in this case.
    pub duty: u32,
    pub until: At,
    pub words: Private,
    pub source: Private,
}

#[derive(Debug, Clone)]
pub struct DraftNotice {
    pub notice_kind: String,
    pub language: String,
    pub duties: Vec<u32>,
    pub recipient: Option<Recipient>,
    pub controller: Option<String>,
    pub market: Option<Country>,
    pub content: Private,
    /// The facts that the text was made of.
    pub told: Option<ToldFacts>,
    /// Whose words it is drafted in.
    pub wording: Wording,
    /// Whom it goes to, where that is neither an authority nor people.
    pub letter: Option<Letter>,
}

#[derive(Debug, Clone)]
pub struct MarkFiled {
    pub number: u32,
    pub channel: FilingChannel,
    pub at: At,
    pub reasons_for_delay: Option<Private>,
    pub proof: Option<(Proof, Private, Option<Uuid>)>,
}

#[derive(Debug, Clone)]
pub struct RecordFiling {
    pub duties: Vec<u32>,
    /// What was handed in, in a person's words.
    pub what: Private,
    /// The law's other word for it; see [`super::case::NoticeFiling::filed_as`].
    pub filed_as: Option<String>,
    pub channel: FilingChannel,
    pub at: At,
    pub reasons_for_delay: Option<Private>,
    pub proof: Option<(Proof, Private, Option<Uuid>)>,
}

#[derive(Debug, Clone)]
pub struct ImportRecipients {
    pub communication: Uuid,
    /// Notices of this case, each the text of its language.
    pub notices: Vec<u32>,
    pub counts: ImportCounts,
    pub languages: BTreeMap<String, u64>,
    pub file_sha256: String,
    /// Root of the hash tree over the sealed rows.
    pub list_root: Option<String>,
    /// Rows that earlier lists left out and that stand in this one, a line a mail-out.
    pub brings_in: Vec<BroughtIn>,
}

/// Who asks, when, and which house rules bind (`policies/house.toml`).
#[derive(Debug, Clone)]
pub struct Asked {
    pub now: At,
    pub by: Person,
    /// The system acts by itself (outbox outcomes); `by` then stands for nobody.
    pub system: bool,
    /// The organisation has a single person who may approve: delay, renewed sign-in and reason stand in for the second.
    pub single_person: bool,
    /// The person signed in again just now.
    pub reauthenticated: bool,
    /// The controller's recorded mandate under which a DPO may decide.
    pub mandate: Option<Private>,
    /// Minutes that stand in for the second person.
    pub sole_delay_minutes: i64,
    /// Roles that sign notices in this house; another authorised person gives a reason.
    pub signs: Vec<Role>,
    /// The advice on risk as it stands, for a decision to keep.
    pub risk: Option<RiskSeen>,
}
