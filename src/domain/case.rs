//! A breach case as it stands: the state that events lead to. `apply` is the only way to change it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::Person;
use super::event::{CaseOpened, CommunicationImported, Event, ImportCounts, Replanned, SendTotals};
pub use super::filing::{CameBack, FilingChannel, FilingOutside, NoticeFiling, ProofEntry};
use super::plan::{ArithmeticLine, DutyKind, DutyStatus, Excluded, NotChecked, PlannedDuty, Recipient};
use super::situation::{Controller, DataSet, DecisionKind, Fact, InstantKind, Knowledge, Market, Scope};
use super::terms::TermEntry;
use super::values::{At, Country, Private};
use crate::words;

words! { CaseStatus { Open = "open", Closed = "closed" } }

words! {
    /// How sure somebody was at a recorded moment. A confirmed breach is what a later awareness would contradict.
    Certainty { Suspicion = "suspicion", Confirmed = "confirmed" }
}

words! {
    /// Through whom the knowledge came.
    Source { OwnStaff = "own_staff", Processor = "processor", Outsider = "outsider", Authority = "authority" }
}

/// One entry of the awareness ledger: who learnt what, when, and why that moment counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstantEntry {
    pub number: u32,
    pub what: InstantKind,
    pub at: At,
    pub scope: Scope,
    pub certainty: Certainty,
    pub source: Source,
    /// Who learnt it and through which channel.
    pub how: Private,
    pub reason: Private,
    /// The entry that this one replaces. The old one stays.
    pub corrects: Option<u32>,
    /// Later than what the record already shows: needs a second person, and clocks keep the earlier moment until then.
    pub contradicts: Option<u32>,
    pub by: Person,
    pub recorded_at: At,
    pub confirmed_by: Option<Person>,
}

impl InstantEntry {
    /// Whether clocks may use it (DESIGN section 5, contradiction rule).
    pub fn in_force(&self) -> bool {
        self.contradicts.is_none() || self.confirmed_by.is_some()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactEntry {
    pub fact: Fact,
    pub source: Private,
    pub set_at: At,
    pub by: Person,
}

/// A duty that arose in this case, with the terms of the law as they were copied then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    pub number: u32,
    pub planned: PlannedDuty,
    /// Plan revision in which its clock was last set; part of a reminder's unique key.
    pub revision: u32,
    pub arisen_at: At,
    /// The plan no longer holds it. It stays in the record.
    pub gone: bool,
    /// Day by which a deferred decision is to be made ("not yet" only with a date).
    pub decide_by: Option<NaiveDate>,
}

impl Duty {
    /// Whether somebody still has to do something about it.
    pub fn is_open(&self) -> bool {
        !self.gone && matches!(self.planned.status, DutyStatus::Presumed | DutyStatus::Due | DutyStatus::FiledUnproven)
    }

    /// Whether the filing itself is still to come.
    pub fn is_unfiled(&self) -> bool {
        !self.gone && matches!(self.planned.status, DutyStatus::Presumed | DutyStatus::Due)
    }
}

/// A duty whose terms changed, with the clock it had before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyChange {
    pub number: u32,
    pub planned: PlannedDuty,
    pub old_status: DutyStatus,
    pub old_target_at: Option<At>,
    pub old_legal_term_at: Option<At>,
}

impl DutyChange {
    /// Whether the clock itself moved, so that reminders are planned anew and people are told.
    pub fn clock_moved(&self) -> bool {
        self.old_target_at != self.planned.target_at || self.old_legal_term_at != self.planned.legal_term_at
    }

    /// Whether it was settled and is to be done again, as after a decision that was reversed.
    pub fn reopens(&self) -> bool {
        let to_do = |status| matches!(status, DutyStatus::Presumed | DutyStatus::Due);
        to_do(self.planned.status) && !to_do(self.old_status)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    pub number: u32,
    pub duties: Vec<u32>,
    pub advice: DecisionKind,
    pub reason: Private,
    pub by: Person,
    pub at: At,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionEntry {
    pub number: u32,
    pub duties: Vec<u32>,
    pub decision: DecisionKind,
    /// Legal ground, such as `gdpr-33-1-unlikely-risk`.
    pub basis: Option<String>,
    pub reason: Private,
    pub by: Person,
    pub at: At,
    /// The DPO decided under the controller's recorded mandate.
    pub mandate: Option<Private>,
    /// The advice it departs from, if any; both stay.
    pub departs_from: Option<u32>,
    /// Decisions that drop a duty wait for a second person; clocks and reminders run on until then.
    pub needs_second: bool,
    pub confirmed_by: Option<Person>,
    pub confirmed_reason: Option<Private>,
}

impl DecisionEntry {
    pub fn in_force(&self) -> bool {
        !self.needs_second || self.confirmed_by.is_some()
    }
}

words! {
    /// Approved is not sent, sent is not confirmed: every label says which.
    NoticeState {
        Draft = "draft",
        InReview = "in_review",
        Approved = "approved",
        HandedOver = "handed_over",
        /// Put in the tray of the demo or of a drill: nothing left this machine.
        Simulated = "simulated",
        Filed = "filed",
        Confirmed = "confirmed",
        Published = "published",
    }
}

/// One thing that a notice lacked when it was released, in the words of `notice::Missing`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Element of the content rules, such as `time_frame`.
    pub element: String,
    /// Why it counts as missing, such as `not_stated`.
    pub reason: String,
}

/// What a notice to an authority still lacked when somebody released it, and why it went out all the same: nothing may stop a
/// statutory filing, and nothing is passed over in silence (DESIGN section 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    pub findings: Vec<Finding>,
    pub reason: Private,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub version: u32,
    pub digest: String,
    pub by: Person,
    pub at: At,
    /// Why one authorised person released it without a second.
    pub exception: Option<Private>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<Passed>,
    pub reviewed_by: Option<Person>,
    pub voided: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    pub version: u32,
    pub address: Private,
    pub at: At,
    pub sha256: String,
    pub by: Person,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub number: u32,
    pub kind: String,
    pub language: String,
    pub duties: Vec<u32>,
    pub recipient: Option<Recipient>,
    pub controller: Option<String>,
    pub market: Option<Country>,
    pub state: NoticeState,
    pub content: Private,
    /// Raised by every edit; an edit names the one it was based on.
    pub revision: u32,
    /// Everybody who wrote in the text since the last approval: none of them is its second person.
    pub authors: Vec<Person>,
    pub review_asked_at: Option<At>,
    pub approvals: Vec<Approval>,
    pub delivery: Option<Uuid>,
    /// Last outcome of the hand-over that was not acceptance.
    pub failure: Option<String>,
    pub filings: Vec<NoticeFiling>,
    pub publications: Vec<Publication>,
}

impl Notice {
    pub fn approval(&self) -> Option<&Approval> {
        self.approvals.iter().rev().find(|approval| !approval.voided)
    }

    /// The version number that the next approval freezes.
    pub fn next_version(&self) -> u32 {
        self.approvals.len() as u32 + 1
    }
}

words! {
    CommunicationState {
        Imported = "imported",
        Approved = "approved",
        Running = "running",
        Paused = "paused",
        Stopped = "stopped",
        Finished = "finished",
    }
}

/// A mail-out to data subjects, as the case knows it; its recipients are rows of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Communication {
    pub number: u32,
    pub id: Uuid,
    /// The text of each language, by the number of its notice. A language of the file may still be without one.
    pub notices: BTreeMap<String, u32>,
    pub counts: ImportCounts,
    /// People to be mailed, by the language of their row.
    pub languages: BTreeMap<String, u64>,
    pub file_sha256: String,
    pub state: CommunicationState,
    pub imported_by: Person,
    /// A test of these texts was sent.
    pub tested: bool,
    pub approved_by: Option<Person>,
    /// The texts as approved, one per language; empty before.
    pub texts: Vec<CommunicationText>,
    pub started_at: Option<At>,
    /// How many people were reached when it last stopped, paused or finished.
    pub totals: Option<SendTotals>,
}

impl Communication {
    /// Languages in which somebody waits to be told and no text is chosen.
    pub fn languages_without_text(&self) -> Vec<&str> {
        self.languages.keys().filter(|language| !self.notices.contains_key(*language)).map(String::as_str).collect()
    }
}

/// The text in one language as it was on the approver's screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunicationText {
    pub language: String,
    pub notice: u32,
    pub version: u32,
    pub digest: String,
}

words! { TaskStatus { Open = "open", Done = "done" } }

words! {
    /// Phases of a case, in the order of the screen.
    Phase {
        Facts = "facts",
        Awareness = "awareness",
        Risk = "risk",
        Duties = "duties",
        Authorities = "authorities",
        People = "people",
        Learn = "learn",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub number: u32,
    pub phase: Phase,
    /// Set for the task of finding out an unknown fact.
    pub fact: Option<(String, Scope)>,
    pub title: Private,
    pub owner: Private,
    pub due_on: Option<NaiveDate>,
    pub must: bool,
    pub status: TaskStatus,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    pub reason: Private,
    /// What was still open, as the close gate listed it.
    pub open: Vec<String>,
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
    pub communications: Vec<Communication>,
    pub tasks: Vec<Task>,
    pub waiver: Option<Waiver>,
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
            communications: Vec::new(),
            tasks: Vec::new(),
            waiver: None,
            last_number: 0,
        }
    }

    /// The case as its events leave it; `None` unless they begin with the opening.
    pub fn replay(events: impl IntoIterator<Item = (Event, At)>) -> Option<Self> {
        let mut events = events.into_iter();
        let mut case = match events.next()?.0 {
            Event::CaseOpened(opened) => Self::opened(opened),
            _ => return None,
        };
        for (event, recorded_at) in events {
            case.apply(event, recorded_at);
        }
        Some(case)
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

    /// The open duty whose clock ends first. Duties without a fixed term come after those with one.
    pub fn next_deadline(&self) -> Option<&Duty> {
        self.duties.iter().filter(|duty| duty.is_unfiled()).min_by_key(|duty| {
            (
                duty.planned.target_at.is_none(),
                duty.planned.target_at,
                duty.planned.kind != DutyKind::Authority,
                // What is certainly due stands before what is treated so until something is known.
                duty.planned.status == DutyStatus::Presumed,
                duty.number,
            )
        })
    }

    /// The effect of one event. Total on purpose: what was recorded is never refused afterwards.
    pub fn apply(&mut self, event: Event, recorded_at: At) {
        match event {
            Event::CaseOpened(opened) => *self = Self::opened(opened),
            Event::ReportMerged { report, .. } => self.reports.push(report),
            Event::TitleSet { title } => self.title = title,
            Event::ControllerSet { controller } => put(&mut self.controllers, controller, |c| c.id.clone()),
            Event::MarketSet { market } => {
                put(&mut self.markets, market, |m| (m.country.clone(), m.controller.clone()))
            }
            Event::DataSetSet { data_set } => put(&mut self.data_sets, data_set, |d| d.id.clone()),
            Event::InstantRecorded { entry } => {
                self.took(entry.number);
                self.instants.push(entry);
            }
            Event::InstantConfirmed { number, by } => {
                if let Some(entry) = self.instants.iter_mut().find(|entry| entry.number == number) {
                    entry.confirmed_by = Some(by);
                }
            }
            Event::FactSet { fact, source, by } => self.set_fact(FactEntry { fact, source, set_at: recorded_at, by }),
            Event::Replanned(replanned) => self.replanned(replanned),
            Event::AdviceGiven { advice } => {
                self.took(advice.number);
                self.advice.push(advice);
            }
            Event::Decided { decision } => {
                self.took(decision.number);
                for duty in self.duties.iter_mut().filter(|duty| decision.duties.contains(&duty.number)) {
                    duty.decide_by = None;
                }
                self.decisions.push(decision);
            }
            Event::DecisionConfirmed { number, by, reason } => {
                if let Some(decision) = self.decisions.iter_mut().find(|decision| decision.number == number) {
                    decision.confirmed_by = Some(by);
                    decision.confirmed_reason = Some(reason);
                }
            }
            Event::DecisionDeferred { duties, until, .. } => {
                for duty in self.duties.iter_mut().filter(|duty| duties.contains(&duty.number)) {
                    duty.decide_by = Some(until);
                }
            }
            Event::TermMoved { entry } => {
                self.took(entry.number);
                self.terms_moved.push(entry);
            }
            Event::TermTakenBack { number, withdrawn } => {
                if let Some(entry) = self.terms_moved.iter_mut().find(|entry| entry.number == number) {
                    entry.withdrawn = Some(withdrawn);
                }
            }
            Event::NoticeDrafted(drafted) => self.drafted(drafted),
            Event::CommunicationImported(imported) => self.imported(imported),
            Event::CommunicationTextChosen { number, notice, language, .. } => {
                self.with_communication(number, |c| {
                    c.notices.insert(language, notice);
                    // What was tested was another text.
                    c.tested = false;
                })
            }
            Event::CommunicationTested { number, .. } => self.with_communication(number, |c| c.tested = true),
            Event::CommunicationApproved { number, texts, by, .. } => self.with_communication(number, |c| {
                c.state = CommunicationState::Approved;
                c.texts = texts;
                c.approved_by = Some(by);
            }),
            Event::CommunicationMoved { number, state, totals, at, .. } => self.with_communication(number, |c| {
                if state == CommunicationState::Running && c.started_at.is_none() {
                    c.started_at = Some(at);
                }
                c.state = state;
                c.totals = totals.or(c.totals);
            }),
            Event::TaskAdded { task } => {
                self.took(task.number);
                self.tasks.push(task);
            }
            Event::TaskDone { number, .. } => {
                if let Some(task) = self.tasks.iter_mut().find(|task| task.number == number) {
                    task.status = TaskStatus::Done;
                }
            }
            Event::HandlerSet { handler, .. } => self.handler = Some(handler),
            Event::NoteAdded { .. } | Event::ReminderAcknowledged { .. } => {}
            Event::CaseClosed { waiver, .. } => {
                self.status = CaseStatus::Closed;
                self.waiver = waiver;
            }
            Event::CaseReopened { .. } => self.status = CaseStatus::Open,
            event => self.apply_to_notice(event),
        }
    }

    fn imported(&mut self, imported: CommunicationImported) {
        self.took(imported.number);
        self.communications.push(Communication {
            number: imported.number,
            id: imported.communication,
            notices: imported.notices,
            counts: imported.counts,
            languages: imported.languages,
            file_sha256: imported.file_sha256,
            state: CommunicationState::Imported,
            imported_by: imported.by,
            tested: false,
            approved_by: None,
            texts: Vec::new(),
            started_at: None,
            totals: None,
        });
    }

    fn set_fact(&mut self, entry: FactEntry) {
        let key = (entry.fact.id.clone(), entry.fact.scope.clone());
        let unknown = entry.fact.state == Knowledge::Unknown;
        match self.tasks.iter_mut().rev().find(|task| task.fact.as_ref() == Some(&key)) {
            // An unknown fact is a task for the person who finds out (DESIGN idea 2); once known, the task is done.
            Some(task) => {
                task.status = if unknown { TaskStatus::Open } else { TaskStatus::Done };
                if unknown {
                    task.owner = entry.fact.who.clone();
                    task.due_on = entry.fact.by;
                }
            }
            None if unknown => {
                self.last_number += 1;
                self.tasks.push(Task {
                    number: self.last_number,
                    phase: Phase::Facts,
                    fact: Some(key),
                    title: Private::new(""),
                    owner: entry.fact.who.clone(),
                    due_on: entry.fact.by,
                    must: false,
                    status: TaskStatus::Open,
                });
            }
            None => {}
        }
        put(&mut self.facts, entry, |entry| (entry.fact.id.clone(), entry.fact.scope.clone()));
    }

    fn replanned(&mut self, replanned: Replanned) {
        self.plan_revision = replanned.revision;
        for duty in replanned.arisen {
            self.took(duty.number);
            self.duties.push(duty);
        }
        let changes: BTreeMap<u32, DutyChange> = replanned.changed.into_iter().map(|c| (c.number, c)).collect();
        for duty in &mut self.duties {
            if let Some(change) = changes.get(&duty.number) {
                // Reminders belong to a revision; a duty that comes back to life needs new ones, like one whose clock moved.
                if change.clock_moved() || change.reopens() {
                    duty.revision = replanned.revision;
                }
                duty.planned = change.planned.clone();
                duty.gone = false;
            }
            if replanned.gone.contains(&duty.number) {
                duty.gone = true;
            }
        }
        self.excluded = replanned.excluded;
        self.not_checked = replanned.not_checked;
        self.problems = replanned.problems;
    }

    fn with_communication(&mut self, number: u32, change: impl FnOnce(&mut Communication)) {
        if let Some(communication) = self.communications.iter_mut().find(|c| c.number == number) {
            change(communication);
        }
    }

    pub(super) fn took(&mut self, number: u32) {
        self.last_number = self.last_number.max(number);
    }
}

/// Replaces the item of the same key, or adds it.
fn put<T, K: PartialEq>(items: &mut Vec<T>, item: T, key: impl Fn(&T) -> K) {
    match items.iter_mut().find(|old| key(old) == key(&item)) {
        Some(old) => *old = item,
        None => items.push(item),
    }
}
