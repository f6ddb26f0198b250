//! The whole workflow: what may be asked of a case, in which state, and which events it leads to.
//! Pure on purpose: no clock, no database. Callers store the events and nothing else.

use chrono::{Days, NaiveDate};

use super::about::About;
use super::actor::{Person, Role};
use super::case::{Case, CaseStatus, Certainty, CommunicationState, InstantEntry, Source, Task};
use super::command::{Asked, Command, RecordInstant};
use super::event::Event;
use super::refusal::Refusal;
use super::situation::{Fact, InstantKind, Knowledge};
use super::values::{At, Private};

pub fn decide(case: &Case, command: Command, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    let by = || asked.by.clone();
    if let Some(merged) = case.merged_into.as_ref().filter(|_| !may_follow_merging(&command)) {
        return Err(Refusal::MergedAway { reference: merged.reference.clone() });
    }
    if case.status == CaseStatus::Closed && !may_follow_closure(&command) {
        return Err(Refusal::CaseClosed);
    }
    match command {
        Command::MergeReport { report, reference } => Ok(vec![Event::ReportMerged { report, reference }]),
        Command::SetTitle { title } => {
            some_reason(&title)?;
            Ok(vec![Event::TitleSet { title }])
        }
        Command::SetController { controller } => Ok(vec![Event::ControllerSet { controller }]),
        Command::SetMarket { market } => Ok(vec![Event::MarketSet { market }]),
        Command::SetDataSet { data_set } => Ok(vec![Event::DataSetSet { data_set }]),
        Command::RecordInstant(record) => Ok(vec![record_instant(case, record, asked)?]),
        Command::ConfirmInstant { number } => {
            let entry = case.instant(number).ok_or(Refusal::NoSuchEntry)?;
            if entry.in_force() {
                return Err(Refusal::NothingToConfirm);
            }
            authorised(&asked.by)?;
            second_person(&[&entry.by], entry.recorded_at, Some(&entry.reason), asked)?;
            Ok(vec![Event::InstantConfirmed { number, by: by() }])
        }
        Command::SetFact { fact, source, evidence, seen_set_at } => {
            well_formed(&fact)?;
            // Whoever finds out does so from now on. The day of UTC may be one ahead of the case's.
            let today = asked.now.utc().date_naive();
            let has_passed = |by: NaiveDate| by.checked_add_days(Days::new(1)).is_some_and(|next| next < today);
            if fact.state == Knowledge::Unknown && fact.by.is_some_and(has_passed) {
                return Err(Refusal::DayPassed);
            }
            // Two people at once: the second sees both texts, nothing is overwritten unseen.
            if case.fact(&fact.id, &fact.scope).map(|entry| entry.set_at) != seen_set_at {
                return Err(Refusal::ChangedMeanwhile);
            }
            Ok(vec![Event::FactSet { fact, source, evidence, by: by() }])
        }
        Command::SetHandler { handler } if !case.is_seen_by(handler.user) => Err(Refusal::NotAmongThem),
        Command::SetHandler { handler } => match &case.handler {
            Some(held) if held.user == handler.user => Err(Refusal::NothingChanges),
            _ => Ok(vec![Event::HandlerSet { handler, by: by() }]),
        },
        Command::Acknowledge { about } => {
            let is_there = match about {
                About::Duty(number) => case.duty(number).is_some(),
                About::Review(number) | About::Receipt(number) => case.notice(number).is_some(),
                About::Task(number) => case.task(number).is_some(),
            };
            let acknowledged = Event::ReminderAcknowledged { about, by: by(), at: asked.now };
            if is_there { Ok(vec![acknowledged]) } else { Err(Refusal::NoSuchEntry) }
        }
        Command::AddTask { phase, title, owner, due_on, must } => {
            some_reason(&title)?;
            let task = Task { owner, due_on, must, ..Task::new(case.last_number + 1, phase, title) };
            Ok(vec![Event::TaskAdded { task }])
        }
        Command::AddTasks { tasks } => super::task::add_all(case, tasks),
        Command::CompleteTask { number } => {
            let task = case.task(number).filter(|task| task.is_open()).ok_or(Refusal::NoSuchEntry)?;
            // What an authority asked is done when its answer is on record, not when somebody says so.
            if task.answers.is_some_and(|question| !case.is_answered(question)) {
                return Err(Refusal::AnswerMissing);
            }
            Ok(vec![Event::TaskDone { number, by: by() }])
        }
        Command::AddNote { happened_at, text } => {
            some_reason(&text)?;
            not_in_future(happened_at, asked.now)?;
            Ok(vec![Event::NoteAdded { happened_at, text, by: by() }])
        }
        Command::Closing(closing) => super::closing::decide(case, closing, asked),
        Command::Close { waiver } => super::closing::close(case, waiver, asked),
        Command::NameTranslator(named) => super::translation::decide(case, named, asked),
        Command::Contacts(change) => super::contacts::decide(case, change, asked),
        Command::TakeShift { note } => Ok(super::shift::take(case, note, asked)),
        Command::Reopen { reason } => {
            some_reason(&reason)?;
            authorised(&asked.by)?;
            Ok(vec![Event::CaseReopened { reason, by: by() }])
        }
        Command::Advise { .. } | Command::Decide { .. } | Command::ConfirmDecision { .. } | Command::Defer { .. } => {
            super::decide_duties::decide(case, command, asked)
        }
        Command::Admit(admitting) => super::access::decide(case, admitting, asked),
        Command::Say(saying) => super::team::decide(case, saying, asked),
        Command::Keeping(asking) => super::keeping::decide(case, asking, asked),
        Command::Link(asking) => super::links::decide(case, asking, asked),
        Command::Merge(asking) => super::merging::decide(case, asking, asked),
        Command::MoveTerm(_) | Command::TakeBackTerm { .. } => super::terms::decide(case, command, asked),
        Command::OverrideRisk(wanted) => Ok(vec![super::risk::decide(case, wanted, asked)?]),
        Command::ImportRecipients(_)
        | Command::ChooseText { .. }
        | Command::TestCommunication { .. }
        | Command::ApproveCommunication { .. }
        | Command::MoveCommunication { .. }
        | Command::ReleaseBatch { .. }
        | Command::RetryFailed { .. } => super::decide_people::decide(case, command, asked),
        _ => super::decide_notices::decide(case, command, asked),
    }
}

/// Proof, receipts and late knowledge of a closed case are still recorded; nothing in the program stops a statutory filing.
/// A mail-out that still runs can always be stopped, and ends by itself.
fn may_follow_closure(command: &Command) -> bool {
    matches!(
        command,
        Command::Reopen { .. }
            | Command::RecordProof { .. }
            | Command::HandOverEnded { .. }
            | Command::HandOverSimulated { .. }
            | Command::MarkFiled(_)
            | Command::RecordFiling(_)
            | Command::ProveFiling { .. }
            | Command::CameBack { .. }
            | Command::CorrectFiling(_)
            | Command::ReviewAfterwards { .. }
            | Command::AddNote { .. }
            | Command::Say(_)
            | Command::Contacts(_)
            | Command::Acknowledge { .. }
            | Command::Admit(_)
            | Command::Keeping(_)
            | Command::Link(_)
    ) || matches!(command, Command::MoveCommunication { to, .. } if *to != CommunicationState::Running)
}

/// What was handed in before a case was merged is proven, or comes back, where it was handed in; what is handed in afterwards belongs to
/// the case that goes on.
fn may_follow_merging(command: &Command) -> bool {
    may_follow_closure(command) && !matches!(command, Command::MarkFiled(_) | Command::RecordFiling(_))
}

fn record_instant(case: &Case, record: RecordInstant, asked: &Asked) -> Result<Event, Refusal> {
    not_in_future(record.at, asked.now)?;
    if record.how.is_blank() {
        return Err(Refusal::HowMissing);
    }
    match record.corrects {
        Some(number) => {
            let old = case.instant(number).ok_or(Refusal::NoSuchEntry)?;
            if old.what != record.what || old.scope != record.scope {
                return Err(Refusal::NoSuchEntry);
            }
            if let Some(later) = case.instants.iter().find(|entry| entry.corrects == Some(number)) {
                return Err(Refusal::AlreadyCorrected { by: later.number });
            }
            some_reason(&record.reason)?;
        }
        // Several signals may come in; every other moment is one entry, corrected with a reason.
        None if record.what != InstantKind::FirstSignal => {
            let latest = case.instants.iter().rev().find(|e| e.what == record.what && e.scope == record.scope);
            if let Some(existing) = latest {
                return Err(Refusal::AlreadyRecorded { number: existing.number });
            }
        }
        None => {}
    }
    let contradicts = contradiction(case, &record).map(|entry| entry.number);
    if contradicts.is_some() {
        some_reason(&record.reason)?;
    }
    Ok(Event::InstantRecorded {
        entry: InstantEntry {
            number: case.last_number + 1,
            what: record.what,
            at: record.at,
            scope: record.scope,
            certainty: record.certainty,
            source: record.source,
            how: record.how,
            reason: record.reason,
            corrects: record.corrects,
            contradicts,
            by: asked.by.clone(),
            recorded_at: asked.now,
            confirmed_by: None,
        },
    })
}

/// The recorded confirmation or loss that an awareness or detection set later would contradict (DESIGN section 5).
fn contradiction<'a>(case: &'a Case, record: &RecordInstant) -> Option<&'a InstantEntry> {
    if !matches!(record.what, InstantKind::Aware | InstantKind::Detected611) {
        return None;
    }
    case.instants
        .iter()
        .filter(|entry| Some(entry.number) != record.corrects)
        .filter(|entry| entry.what != InstantKind::Occurred && entry.in_force())
        .filter(|entry| entry.certainty == Certainty::Confirmed && entry.source == Source::OwnStaff)
        // A later entry that corrects this one has taken its place as evidence.
        .filter(|entry| !case.instants.iter().any(|later| later.corrects == Some(entry.number) && later.in_force()))
        .filter(|entry| entry.at < record.at)
        .min_by_key(|entry| entry.at)
        // Moving the decided moment itself to a later time contradicts what was decided before.
        .or_else(|| {
            let corrected = record.corrects.and_then(|number| case.instant(number))?;
            (corrected.at < record.at && corrected.certainty == Certainty::Confirmed).then_some(corrected)
        })
}

fn well_formed(fact: &Fact) -> Result<(), Refusal> {
    let has_value = !fact.value.is_null();
    match fact.state {
        Knowledge::Known if !has_value => Err(Refusal::ValueMissing),
        Knowledge::Estimated if !has_value => Err(Refusal::ValueMissing),
        Knowledge::Estimated if fact.how.is_blank() => Err(Refusal::EstimateBasisMissing),
        Knowledge::Unknown if fact.who.is_blank() || fact.by.is_none() => Err(Refusal::OwnerAndDateMissing),
        _ => Ok(()),
    }
}

pub(super) fn not_in_future(at: At, now: At) -> Result<(), Refusal> {
    if at > now { Err(Refusal::InFuture) } else { Ok(()) }
}

pub(super) fn some_reason(reason: &Private) -> Result<(), Refusal> {
    if reason.is_blank() { Err(Refusal::ReasonMissing) } else { Ok(()) }
}

/// DPO, deputy or the controller's authorised person.
pub(super) fn authorised(by: &Person) -> Result<(), Refusal> {
    if by.role.may_approve() { Ok(()) } else { Err(Refusal::NotAuthorised) }
}

pub(super) fn is_dpo(by: &Person) -> bool {
    by.role == Role::Dpo
}

/// Four eyes: somebody else than `first`. Where the organisation has one authorised person, a delay, a renewed sign-in and
/// a reason stand in for the second (DESIGN section 5); the delay cannot be edited by the one who waits.
pub(super) fn second_person(
    first: &[&Person],
    since: At,
    reason: Option<&Private>,
    asked: &Asked,
) -> Result<(), Refusal> {
    if !first.iter().any(|person| person.user == asked.by.user) {
        return Ok(());
    }
    if !asked.single_person {
        return Err(Refusal::SecondPersonNeeded);
    }
    let waited = asked.now.since(since).num_minutes();
    if waited < asked.sole_delay_minutes {
        return Err(Refusal::SolePersonMustWait { minutes: asked.sole_delay_minutes - waited });
    }
    if !asked.reauthenticated || reason.is_none_or(Private::is_blank) {
        return Err(Refusal::SolePersonMustSignInAgain);
    }
    Ok(())
}
