//! The effect of events on a case: the only thing that changes it.

use std::collections::BTreeMap;

use super::case::{Case, CaseStatus, FactEntry};
use super::communication::{Communication, CommunicationState};
use super::duty::DutyChange;
use super::event::{CommunicationImported, Event, Replanned};
use super::situation::Knowledge;
use super::task::{Phase, Task, TaskStatus};
use super::values::{At, Private};

impl Case {
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

    /// The effect of one event. Total on purpose: what was recorded is never refused afterwards.
    pub fn apply(&mut self, event: Event, recorded_at: At) {
        match event {
            Event::CaseOpened(opened) => *self = Self::opened(opened),
            Event::CaseImported { imported } => self.imported = Some(imported),
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
            Event::FactSet { fact, source, evidence, by } => {
                self.set_fact(FactEntry { fact, source, evidence, set_at: recorded_at, by });
            }
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
            Event::RiskOverridden { entry } => {
                self.took(entry.number);
                self.risk_overrides.push(entry);
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
            Event::CommunicationMoved { number, state, totals, at, by, reason } => {
                self.with_communication(number, |c| {
                    if state == CommunicationState::Running && c.started_at.is_none() {
                        c.started_at = Some(at);
                    }
                    c.state = state;
                    c.totals = totals.or(c.totals);
                    c.paused_why = (state == CommunicationState::Paused && by.is_none()).then_some(reason);
                })
            }
            Event::CommunicationBatch { number, up_to, .. } => self.with_communication(number, |c| c.up_to = up_to),
            event @ (Event::LegalHoldPlaced { .. }
            | Event::LegalHoldLifted { .. }
            | Event::ListKeptUntil { .. }
            | Event::ListPurged { .. }) => self.apply_keeping(event),
            event @ (Event::CaseLinked { .. } | Event::CaseUnlinked { .. }) => self.apply_link(event),
            event @ (Event::CaseMerged { .. } | Event::CaseTookOver { .. }) => self.apply_merging(event),
            Event::TaskAdded { task } => {
                self.took(task.number);
                self.tasks.push(task);
            }
            Event::TranslatorNamed { task, .. } => self.translator_named(task),
            Event::TaskDone { number, .. } => {
                if let Some(task) = self.tasks.iter_mut().find(|task| task.number == number) {
                    task.status = TaskStatus::Done;
                }
            }
            Event::CommentAdded { comment } => {
                self.took(comment.number);
                self.comments.push(comment);
            }
            Event::ExchangeLogged { exchange } => self.logged(exchange),
            Event::HandlerSet { handler, .. } => self.handler = Some(handler),
            Event::AccessRestricted { restriction } => self.restriction = Some(restriction),
            Event::AccessOpened { .. } => self.restriction = None,
            event @ (Event::ContactSet { .. } | Event::ContactRemoved { .. }) => self.apply_contact(event),
            Event::ShiftTaken { shift } => {
                self.took(shift.number);
                self.shift = Some(shift);
            }
            Event::PointWaived { waiver } => {
                self.took(waiver.number);
                self.waived.push(waiver);
            }
            Event::PointWaiverTakenBack { number, .. } => self.waived.retain(|waiver| waiver.number != number),
            Event::NoteAdded { .. } | Event::ReminderAcknowledged { .. } => {}
            Event::CaseClosed { waiver, .. } => {
                self.status = CaseStatus::Closed;
                self.waiver = waiver;
            }
            Event::CaseReopened { .. } => {
                self.status = CaseStatus::Open;
                self.merged_into = None;
                // What was passed for one closing is asked again at the next; the record keeps what was passed and why.
                self.waived.clear();
            }
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
            paused_why: None,
            list_root: imported.list_root,
            brings_in: imported.brings_in,
            up_to: None,
            keep_until: None,
            purged_at: None,
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
                    fact: Some(key),
                    owner: entry.fact.who.clone(),
                    due_on: entry.fact.by,
                    ..Task::new(self.last_number, Phase::Facts, Private::new(""))
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

    pub(super) fn with_communication(&mut self, number: u32, change: impl FnOnce(&mut Communication)) {
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
