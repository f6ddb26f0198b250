//! The timeline of a case: its events with the time they happened and the time they were recorded, sorted into kinds.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use crate::domain::actor::{Actor, ActorKind};
use crate::domain::case::{Case, FactEntry};
use crate::domain::event::Event;
use crate::domain::values::At;
use crate::words;

/// An event as the record keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Place in the case's stream, from 1.
    pub seq: i64,
    pub happened_at: At,
    pub recorded_at: At,
    pub actor: Actor,
    pub event: Event,
}

words! {
    /// The kinds of the filter.
    EntryKind {
        Decision = "decision",
        Notice = "notice",
        Fact = "fact",
        Note = "note",
        Task = "task",
        System = "system",
    }
}

/// Below this many seconds an entry counts as recorded at once.
const AT_ONCE_SECONDS: i64 = 60;

impl Recorded {
    pub fn kind(&self) -> EntryKind {
        match &self.event {
            Event::InstantConfirmed { .. }
            | Event::AdviceGiven { .. }
            | Event::Decided { .. }
            | Event::DecisionConfirmed { .. }
            | Event::DecisionDeferred { .. }
            | Event::TermMoved { .. }
            | Event::RiskOverridden { .. }
            | Event::TermTakenBack { .. }
            | Event::NoticeApproved { .. }
            | Event::FindingPassed { .. }
            | Event::ReviewedAfterwards { .. }
            | Event::CommunicationApproved { .. }
            | Event::LegalHoldPlaced { .. }
            | Event::LegalHoldLifted { .. }
            | Event::ListKeptUntil { .. }
            | Event::PointWaived { .. }
            | Event::PointWaiverTakenBack { .. }
            | Event::CaseClosed { .. }
            | Event::CaseMerged { .. }
            | Event::CaseTookOver { .. }
            | Event::CaseReopened { .. } => EntryKind::Decision,
            // The moment of awareness is a decision with a reason; other moments are findings.
            Event::InstantRecorded { entry } => match entry.what {
                crate::domain::situation::InstantKind::Aware | crate::domain::situation::InstantKind::Detected611 => {
                    EntryKind::Decision
                }
                _ => EntryKind::Fact,
            },
            Event::NoticeDrafted(_)
            | Event::NoticeEdited { .. }
            | Event::LetterAddressChecked { .. }
            | Event::ReviewAsked { .. }
            | Event::NoticeHandedOver { .. }
            | Event::HandOverFailed { .. }
            | Event::NoticeSimulated { .. }
            | Event::NoticeFiled { .. }
            | Event::FilingRecorded { .. }
            | Event::FilingProven { .. }
            | Event::FilingCorrected { .. }
            | Event::FilingCameBack { .. }
            | Event::ProofRecorded { .. }
            | Event::NoticePublished { .. }
            | Event::CommunicationImported { .. }
            | Event::CommunicationTested { .. }
            | Event::CommunicationTextChosen { .. }
            | Event::CommunicationRetried { .. }
            | Event::CommunicationBatch { .. }
            | Event::CommunicationMoved { .. } => EntryKind::Notice,
            Event::ControllerSet { .. }
            | Event::MarketSet { .. }
            | Event::DataSetSet { .. }
            | Event::FactSet { .. } => EntryKind::Fact,
            Event::TaskAdded { .. } | Event::TaskDone { .. } | Event::HandlerSet { .. } => EntryKind::Task,
            Event::TranslatorNamed { .. } => EntryKind::Task,
            Event::ReminderAcknowledged { .. } | Event::ShiftTaken { .. } => EntryKind::Task,
            Event::AccessRestricted { .. } | Event::AccessOpened { .. } => EntryKind::System,
            Event::CommentAdded { .. } | Event::ExchangeLogged { .. } => EntryKind::Note,
            Event::CaseLinked { .. } | Event::CaseUnlinked { .. } => EntryKind::Note,
            Event::ContactSet { .. } | Event::ContactRemoved { .. } => EntryKind::Note,
            Event::NoteAdded { .. } | Event::TitleSet { .. } | Event::ReportMerged { .. } => EntryKind::Note,
            Event::CaseOpened(_) | Event::CaseImported { .. } | Event::Replanned(_) | Event::ListPurged { .. } => {
                EntryKind::System
            }
        }
    }

    /// A remark that stays among those who work on the case and leaves in no export.
    pub fn is_privileged(&self) -> bool {
        matches!(&self.event, Event::CommentAdded { comment } if comment.privileged)
    }

    /// The fact that this entry recorded, as it stood then.
    pub fn fact_entry(&self) -> Option<FactEntry> {
        let Event::FactSet { fact, source, evidence, by } = &self.event else { return None };
        Some(FactEntry {
            fact: fact.clone(),
            source: source.clone(),
            evidence: *evidence,
            set_at: self.recorded_at,
            by: by.clone(),
        })
    }

    /// How long after it happened it was recorded; none if at once.
    pub fn recorded_later(&self) -> Option<TimeDelta> {
        let late = self.recorded_at.since(self.happened_at);
        (late.num_seconds() >= AT_ONCE_SECONDS).then_some(late)
    }

    pub fn is_by(&self, person: &str) -> bool {
        match self.actor.kind {
            ActorKind::System => person == "system",
            _ => self.actor.id.is_some_and(|id| id.to_string() == person),
        }
    }
}

/// What the reader asked to see. Empty means everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub kinds: Vec<EntryKind>,
    /// User id as text, or `system`.
    pub person: Option<String>,
    /// Days in the zone of the case, both included.
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl Filter {
    pub fn lets(&self, entry: &Recorded, zone: Tz) -> bool {
        let day = entry.happened_at.in_zone(zone).date_naive();
        (self.kinds.is_empty() || self.kinds.contains(&entry.kind()))
            && self.person.as_deref().is_none_or(|person| entry.is_by(person))
            && self.from.is_none_or(|from| day >= from)
            && self.until.is_none_or(|until| day <= until)
    }
}

/// The case as it stood when this decision was made: everything recorded up to it. The record is the oldest first.
pub fn as_decided(recorded: &[Recorded], decision: u32) -> Option<Case> {
    let made = |row: &Recorded| matches!(&row.event, Event::Decided { decision: entry } if entry.number == decision);
    let last = recorded.iter().position(made)?;
    Case::replay(recorded.iter().take(last + 1).map(|row| (row.event.clone(), row.recorded_at)))
}

/// Newest first by the time it happened; what happened at the same time in the order of recording.
pub fn newest_first(entries: &mut [Recorded]) {
    // People type whole minutes: within one the record's own order counts, so that no filing stands before its approval.
    let minute = |entry: &Recorded| entry.happened_at.micros().div_euclid(60_000_000);
    entries.sort_by_key(|entry| std::cmp::Reverse((minute(entry), entry.seq)));
}

/// Everybody who stands behind an entry: id as text (or `system`) and name, each once.
pub fn people(entries: &[Recorded]) -> Vec<(String, String)> {
    let mut people: Vec<(String, String)> = Vec::new();
    for entry in entries {
        let id = match (entry.actor.kind, entry.actor.id) {
            (ActorKind::System, _) => "system".to_owned(),
            (_, Some(id)) => id.to_string(),
            (_, None) => continue,
        };
        if !people.iter().any(|(known, _)| *known == id) {
            people.push((id, entry.actor.name.as_str().to_owned()));
        }
    }
    people
}

/// The value that the entry with this number of the case had before: a fact's last event, the instant it corrects.
pub fn before<'a>(entries: &'a [Recorded], entry: &Recorded) -> Option<&'a Recorded> {
    let earlier = entries.iter().filter(|other| other.seq < entry.seq);
    match &entry.event {
        Event::FactSet { fact, .. } => earlier
            .filter(|other| matches!(&other.event, Event::FactSet { fact: old, .. } if old.id == fact.id && old.scope == fact.scope))
            .max_by_key(|other| other.seq),
        Event::InstantRecorded { entry: instant } => {
            let corrects = instant.corrects?;
            earlier
                .filter(|other| matches!(&other.event, Event::InstantRecorded { entry: old } if old.number == corrects))
                .max_by_key(|other| other.seq)
        }
        Event::TitleSet { .. } => earlier
            .filter(|other| matches!(other.event, Event::TitleSet { .. } | Event::CaseOpened(_)))
            .max_by_key(|other| other.seq),
        _ => None,
    }
}
