//! How an event is stored: its word, the version of its form, its payload, and the way back.

use super::event::Event;

/// Version of the payload form of a kind, as it is written today. A change of form raises it, keeps the old golden file, and the
/// reader takes both. A field that may be left out is no change of form.
pub fn schema_version(kind: &str) -> i32 {
    match kind {
        // 2: the reason of a market is private text.
        "case_opened" | "market_set" => 2,
        _ => 1,
    }
}

impl Event {
    /// The word of the plan that follows an act.
    pub const REPLANNED: &'static str = "replanned";

    /// The word under which the event is stored.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CaseOpened(_) => "case_opened",
            Self::CaseImported { .. } => "case_imported",
            Self::ReportMerged { .. } => "report_merged",
            Self::TitleSet { .. } => "title_set",
            Self::ControllerSet { .. } => "controller_set",
            Self::MarketSet { .. } => "market_set",
            Self::DataSetSet { .. } => "data_set_set",
            Self::InstantRecorded { .. } => "instant_recorded",
            Self::InstantConfirmed { .. } => "instant_confirmed",
            Self::FactSet { .. } => "fact_set",
            Self::Replanned(_) => Self::REPLANNED,
            Self::AdviceGiven { .. } => "advice_given",
            Self::Decided { .. } => "decided",
            Self::DecisionConfirmed { .. } => "decision_confirmed",
            Self::DecisionDeferred { .. } => "decision_deferred",
            Self::TermMoved { .. } => "term_moved",
            Self::RiskOverridden { .. } => "risk_overridden",
            Self::TermTakenBack { .. } => "term_taken_back",
            Self::NoticeDrafted(_) => "notice_drafted",
            Self::NoticeEdited { .. } => "notice_edited",
            Self::LetterAddressChecked { .. } => "letter_address_checked",
            Self::ReviewAsked { .. } => "review_asked",
            Self::NoticeApproved { .. } => "notice_approved",
            Self::TranslatorNamed { .. } => "translator_named",
            Self::FindingPassed { .. } => "finding_passed",
            Self::ReviewedAfterwards { .. } => "reviewed_afterwards",
            Self::NoticeHandedOver { .. } => "notice_handed_over",
            Self::HandOverFailed { .. } => "hand_over_failed",
            Self::NoticeSimulated { .. } => "notice_simulated",
            Self::NoticeFiled { .. } => "notice_filed",
            Self::ProofRecorded { .. } => "proof_recorded",
            Self::NoticePublished { .. } => "notice_published",
            Self::FilingRecorded { .. } => "filing_recorded",
            Self::FilingProven { .. } => "filing_proven",
            Self::FilingCorrected { .. } => "filing_corrected",
            Self::FilingCameBack { .. } => "filing_came_back",
            Self::CommunicationImported(_) => "communication_imported",
            Self::CommunicationTextChosen { .. } => "communication_text_chosen",
            Self::CommunicationTested { .. } => "communication_tested",
            Self::CommunicationApproved { .. } => "communication_approved",
            Self::CommunicationMoved { .. } => "communication_moved",
            Self::CommunicationBatch { .. } => "communication_batch",
            Self::CommunicationRetried { .. } => "communication_retried",
            Self::LegalHoldPlaced { .. } => "legal_hold_placed",
            Self::LegalHoldLifted { .. } => "legal_hold_lifted",
            Self::ListKeptUntil { .. } => "list_kept_until",
            Self::ListPurged { .. } => "list_purged",
            Self::CaseLinked { .. } => "case_linked",
            Self::CaseUnlinked { .. } => "case_unlinked",
            Self::CaseTookOver { .. } => "case_took_over",
            Self::CaseMerged { .. } => "case_merged",
            Self::HandlerSet { .. } => "handler_set",
            Self::AccessRestricted { .. } => "access_restricted",
            Self::AccessOpened { .. } => "access_opened",
            Self::ReminderAcknowledged { .. } => "reminder_acknowledged",
            Self::TaskAdded { .. } => "task_added",
            Self::TaskDone { .. } => "task_done",
            Self::CommentAdded { .. } => "comment_added",
            Self::ExchangeLogged { .. } => "exchange_logged",
            Self::ContactSet { .. } => "contact_set",
            Self::ContactRemoved { .. } => "contact_removed",
            Self::ShiftTaken { .. } => "shift_taken",
            Self::PointWaived { .. } => "point_waived",
            Self::PointWaiverTakenBack { .. } => "point_waiver_taken_back",
            Self::NoteAdded { .. } => "note_added",
            Self::CaseClosed { .. } => "case_closed",
            Self::CaseReopened { .. } => "case_reopened",
        }
    }

    /// The payload as the store keeps it, without the kind.
    pub fn payload(&self) -> Result<serde_json::Value, serde_json::Error> {
        let value = serde_json::to_value(self)?;
        Ok(value.get("data").cloned().unwrap_or(serde_json::Value::Null))
    }

    /// The event back from what the store kept, whatever schema version it was written in.
    pub fn from_stored(kind: &str, version: i32, payload: serde_json::Value) -> Result<Self, UnreadableEvent> {
        if !(1..=schema_version(kind)).contains(&version) {
            return Err(UnreadableEvent::Version { kind: kind.to_owned(), version });
        }
        serde_json::from_value(serde_json::json!({ "kind": kind, "data": payload }))
            .map_err(|error| UnreadableEvent::Form { kind: kind.to_owned(), error: error.to_string() })
    }
}

#[derive(Debug, thiserror::Error)]
pub enum UnreadableEvent {
    #[error("event `{kind}` was written in form {version}, which this program does not know")]
    Version { kind: String, version: i32 },
    #[error("event `{kind}` cannot be read: {error}")]
    Form { kind: String, error: String },
}
