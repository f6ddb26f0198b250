//! Why a command was not carried out, in words for the person who can act. Each has a key for the languages of the screens.

use super::case::{CommunicationState, NoticeState};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the case is closed; reopen it first")]
    CaseClosed,
    #[error("there is no such entry in this case")]
    NoSuchEntry,
    #[error("this moment lies in the future")]
    InFuture,
    #[error("give a reason")]
    ReasonMissing,
    #[error("say who learnt it and how")]
    HowMissing,
    #[error("an instant of this kind is already recorded; correct that entry instead")]
    AlreadyRecorded { number: u32 },
    #[error("the entry was already corrected by a later one")]
    AlreadyCorrected { by: u32 },
    #[error("nothing contradicts this entry; it needs no second person")]
    NothingToConfirm,
    #[error("it stands like this already: nothing changes")]
    NothingChanges,
    #[error("a second person has to do this: you recorded it yourself")]
    SecondPersonNeeded,
    #[error("as the only authorised person, wait {minutes} more minutes, sign in again and give a reason")]
    SolePersonMustWait { minutes: i64 },
    #[error("sign in again and give a reason")]
    SolePersonMustSignInAgain,
    #[error("only the DPO, a deputy or the controller's authorised person may do this")]
    NotAuthorised,
    #[error("the controller decides; a DPO decides only under a recorded mandate")]
    MandateMissing,
    #[error("a known fact needs a value")]
    ValueMissing,
    #[error("an estimate says how it was made")]
    EstimateBasisMissing,
    #[error("an unknown fact names who finds out and by when")]
    OwnerAndDateMissing,
    #[error("somebody changed this in the meantime; compare both texts")]
    ChangedMeanwhile,
    #[error("the text was changed after the page was opened; say again which text was handed in")]
    TextMoved,
    #[error("choose at least one duty")]
    NoDuty,
    #[error("this decision does not fit this kind of duty")]
    DecisionDoesNotFit,
    #[error("there is no legal term of an authority here that could be moved")]
    NoTermToMove,
    #[error("the new end is no later than the legal term; nothing would move")]
    NotLaterThanTerm,
    #[error("this was taken back already")]
    TermTakenBackAlready,
    #[error("in this house somebody else signs notices; give a reason")]
    SomebodyElseSigns,
    #[error("give a reason of at least {least} characters")]
    ReasonTooShort { least: usize },
    #[error("this is what stands already; nothing departs from it")]
    SameAsAdvised,
    #[error(
        "the advice on risk asks for a notice, or the data may belong to a communications service; this is no small case"
    )]
    NoSmallCase,
    #[error("the day lies in the past")]
    DayPassed,
    #[error("the text changed after it was shown; read it again")]
    DraftChanged,
    #[error("the notice is empty or has no recipient")]
    NoticeEmpty,
    #[error("say why the notice goes out although something is missing")]
    FindingsReasonMissing,
    #[error("a finding of the check stops this message; mend the text")]
    FindingStops,
    #[error("a finding of the check has no answer yet; mend the text or say why it stands")]
    FindingUnanswered,
    #[error("required content is missing; a message to people or the public cannot go out like this")]
    ContentMissing,
    #[error("the notice is {state}; this step does not follow")]
    WrongNoticeState { state: NoticeState },
    #[error("say why it is filed after the legal term")]
    DelayReasonMissing,
    #[error("this duty has a filing already")]
    AlreadyFiled,
    #[error("the earliest moment of this case lies after this filing; nobody could notify it before")]
    FiledBeforeNoticed,
    #[error("this text was approved later than that; nothing of it was published before")]
    PublishedBeforeApproved,
    #[error("this filing came back already")]
    CameBackAlready,
    #[error("the mail server's answer gave this time; it is not corrected by hand")]
    TimeFromServer,
    #[error("this is the time on record already")]
    SameTime,
    #[error("what would move is not what was shown; read it again")]
    PreviewOutdated,
    #[error("enter the number or attach the file")]
    ProofMissing,
    #[error("what proves this filing is a file; attach it, or say that the proof is still to come")]
    ProofFileMissing,
    #[error("this filing has its proof already")]
    ProofExists,
    #[error("the sums of the import do not agree")]
    SumsDoNotAgree,
    #[error("nobody in this file can be told")]
    NobodyToTell,
    #[error("this notice is addressed to an authority; choose a message to people")]
    NotForPeople,
    #[error("some people are to be told in the language `{language}`, and no text is chosen for it")]
    LanguageWithoutText { language: String },
    #[error("the text in the language `{language}` is not approved yet")]
    TextNotApproved { language: String },
    #[error("the message of row {row} has no value for `{field}`, and the text names nothing to stand in for it")]
    MessageIncomplete { row: u64, field: String },
    #[error("nobody failed; there is nothing to try again")]
    NothingToRetry,
    #[error("the number of people changed from {seen} to {now}")]
    CountChanged { seen: u64, now: u64 },
    #[error("send a test to yourself first")]
    TestFirst,
    #[error("the mail-out is {state}; this step does not follow")]
    WrongCommunicationState { state: CommunicationState },
    #[error("still open: {}", .0.join("; "))]
    StillOpen(Vec<String>),
    #[error("a legal hold stands")]
    HoldStands,
    #[error("no legal hold stands")]
    NoHold,
    #[error("a case is not linked with itself")]
    LinkToItself,
    #[error("these two cases are linked already")]
    LinkedAlready,
    #[error("this case was merged into {reference}; go on there")]
    MergedAway { reference: String },
    #[error("a mail-out is approved, running or paused; let it end first")]
    MergeDuringMailOut,
    #[error("a notice is on its way to an authority; wait for the answer of its server")]
    MergeDuringHandOver,
    #[error("a moment, a decision or a release waits for a second person; settle that first")]
    MergeWaitsForSecond,
    #[error("the list was purged; nobody can be written to by it any more")]
    ListPurged,
    #[error("the disk has room for {free_mb} MB, and this needs {needed_mb} MB")]
    DiskTooFull { needed_mb: u64, free_mb: u64 },
    #[error("nothing of this pack is missing on the list of tasks")]
    NothingToAdd,
    #[error("the answer is not on record; enter it in the correspondence")]
    AnswerMissing,
    #[error("this point is not open, or was passed already")]
    NotAnOpenPoint,
    #[error("this person does not see the case; let them in first")]
    NotAmongThem,
    #[error("the address is missing")]
    AddressMissing,
    #[error("say whom the letter goes to")]
    AddresseeMissing,
    #[error("enter a whole e-mail address")]
    MailAddressMissing,
}

impl Refusal {
    /// Message key of `locales/`, without arguments.
    pub fn key(&self) -> &'static str {
        match self {
            Self::CaseClosed => "refusal-case-closed",
            Self::NoSuchEntry => "refusal-no-such-entry",
            Self::NotAmongThem => "refusal-not-among-them",
            Self::InFuture => "refusal-in-future",
            Self::ReasonMissing => "refusal-reason-missing",
            Self::HowMissing => "refusal-how-missing",
            Self::AlreadyRecorded { .. } => "refusal-already-recorded",
            Self::AlreadyCorrected { .. } => "refusal-already-corrected",
            Self::NothingToConfirm => "refusal-nothing-to-confirm",
            Self::NothingChanges => "refusal-nothing-changes",
            Self::SecondPersonNeeded => "refusal-second-person-needed",
            Self::SolePersonMustWait { .. } => "refusal-sole-person-must-wait",
            Self::SolePersonMustSignInAgain => "refusal-sole-person-must-sign-in-again",
            Self::NotAuthorised => "refusal-not-authorised",
            Self::MandateMissing => "refusal-mandate-missing",
            Self::TextMoved => "refusal-text-moved",
            Self::ValueMissing => "refusal-value-missing",
            Self::EstimateBasisMissing => "refusal-estimate-basis-missing",
            Self::OwnerAndDateMissing => "refusal-owner-and-date-missing",
            Self::ChangedMeanwhile => "refusal-changed-meanwhile",
            Self::NoDuty => "refusal-no-duty",
            Self::DecisionDoesNotFit => "refusal-decision-does-not-fit",
            Self::NoTermToMove => "refusal-no-term-to-move",
            Self::NotLaterThanTerm => "refusal-not-later-than-term",
            Self::TermTakenBackAlready => "refusal-term-taken-back-already",
            Self::SomebodyElseSigns => "refusal-somebody-else-signs",
            Self::ReasonTooShort { .. } => "refusal-reason-too-short",
            Self::SameAsAdvised => "refusal-same-as-advised",
            Self::NoSmallCase => "refusal-no-small-case",
            Self::DayPassed => "refusal-day-passed",
            Self::DraftChanged => "refusal-draft-changed",
            Self::NoticeEmpty => "refusal-notice-empty",
            Self::FindingsReasonMissing => "refusal-findings-reason-missing",
            Self::FindingStops => "refusal-finding-stops",
            Self::FindingUnanswered => "refusal-finding-unanswered",
            Self::ContentMissing => "refusal-content-missing",
            Self::WrongNoticeState { .. } => "refusal-wrong-notice-state",
            Self::DelayReasonMissing => "refusal-delay-reason-missing",
            Self::AlreadyFiled => "refusal-already-filed",
            Self::FiledBeforeNoticed => "refusal-filed-before-noticed",
            Self::PublishedBeforeApproved => "refusal-published-before-approved",
            Self::CameBackAlready => "refusal-came-back-already",
            Self::TimeFromServer => "refusal-time-from-server",
            Self::SameTime => "refusal-same-time",
            Self::PreviewOutdated => "refusal-preview-outdated",
            Self::ProofMissing => "refusal-proof-missing",
            Self::ProofFileMissing => "refusal-proof-file-missing",
            Self::ProofExists => "refusal-proof-exists",
            Self::SumsDoNotAgree => "refusal-sums-do-not-agree",
            Self::NobodyToTell => "refusal-nobody-to-tell",
            Self::NotForPeople => "refusal-not-for-people",
            Self::LanguageWithoutText { .. } => "refusal-language-without-text",
            Self::TextNotApproved { .. } => "refusal-text-not-approved",
            Self::MessageIncomplete { .. } => "refusal-message-incomplete",
            Self::NothingToRetry => "refusal-nothing-to-retry",
            Self::CountChanged { .. } => "refusal-count-changed",
            Self::TestFirst => "refusal-test-first",
            Self::WrongCommunicationState { .. } => "refusal-wrong-communication-state",
            Self::StillOpen(_) => "refusal-still-open",
            Self::HoldStands => "refusal-hold-stands",
            Self::NoHold => "refusal-no-hold",
            Self::LinkToItself => "refusal-link-to-itself",
            Self::LinkedAlready => "refusal-linked-already",
            Self::MergedAway { .. } => "refusal-merged-away",
            Self::MergeDuringMailOut => "refusal-merge-during-mail-out",
            Self::MergeDuringHandOver => "refusal-merge-during-hand-over",
            Self::MergeWaitsForSecond => "refusal-merge-waits-for-second",
            Self::ListPurged => "refusal-list-purged",
            Self::DiskTooFull { .. } => "refusal-disk-too-full",
            Self::NothingToAdd => "refusal-nothing-to-add",
            Self::AnswerMissing => "refusal-answer-missing",
            Self::NotAnOpenPoint => "refusal-not-an-open-point",
            Self::AddressMissing => "refusal-address-missing",
            Self::AddresseeMissing => "refusal-addressee-missing",
            Self::MailAddressMissing => "refusal-mail-address-missing",
        }
    }
}
