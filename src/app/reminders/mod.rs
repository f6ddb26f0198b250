//! Reminders: rows with a unique key, fired in one transaction with their mail (T1 to T3, T8, story US18).

pub mod acknowledge;
pub mod fire;
pub mod plan;
mod telling;
mod whom;

use std::collections::BTreeSet;

use chrono::Datelike;
use chrono_tz::Tz;
use uuid::Uuid;

use super::{AppResult, Ctx};
pub use crate::domain::about::About;
use crate::domain::case::{Case, CaseStatus, Certified, Duty, Notice, Task};
use crate::domain::event::Event;
use crate::domain::values::At;
use crate::policy::House;
use crate::store::Conn;
use crate::store::reminders::{self, ReminderRow};
use plan::Occasion;

/// Brings the reminder rows in line with a change of the case, in the change's own transaction. What has fired stays.
pub fn replan(ctx: &Ctx, tx: &mut Conn, case: &Case, events: &[Event], now: At) -> AppResult<()> {
    let mut touched = BTreeSet::new();
    for event in events {
        touched_by(case, event, &mut touched);
        if let Event::HandlerSet { .. } | Event::AccessRestricted { .. } = event {
            whom::let_go(tx, case, now)?;
        }
    }
    let law = ctx.law_of(tx, case.organisation)?;
    let mut rows = Vec::new();
    for about in touched {
        let occasions = match about {
            About::Duty(number) => of_duty(tx, law.house(), case, number, now)?,
            About::Review(number) => of_review(tx, law.house(), case, number, now)?,
            About::Task(number) => of_task(tx, law.house(), case, number, now)?,
            About::Receipt(number) => of_receipt(tx, law.house(), case, number, now)?,
        };
        for occasion in occasions {
            rows.extend(rows_for(ctx, tx, law.house(), case, about, &occasion, now)?);
        }
    }
    reminders::plan(tx, &rows)?;
    Ok(())
}

/// Cancels all reminders of a case that have not fired: it goes on in another one.
pub fn end(tx: &mut Conn, case: &Case, now: At) -> AppResult<()> {
    for subject in subjects(case).into_keys() {
        reminders::cancel(tx, subject, None, now)?;
    }
    Ok(())
}

/// Brings the reminders of a case in line with habits that changed: those of the old ones that have not fired are cancelled, those of the
/// new ones that have not passed stand.
pub fn plan_anew(ctx: &Ctx, tx: &mut Conn, case: &Case, now: At) -> AppResult<()> {
    let law = ctx.law_of(tx, case.organisation)?;
    let house = law.house();
    for about in subjects(case).into_values().filter(|about| revision(case, *about).is_some()) {
        let occasions = match about {
            About::Duty(number) => case
                .duty(number)
                .and_then(|duty| Some(plan::occasions(duty, house, house.reminder_offsets(&duty.planned)?, now))),
            About::Review(number) => {
                case.waiting_review(number).map(|approval| plan::review_occasions(approval.at, house, now))
            }
            About::Task(number) => case.task(number).map(|task| plan::task_occasions(task, zone(case), house, now)),
            About::Receipt(number) => case.notice(number).map(|notice| plan::receipt_occasions(notice, house, now)),
        };
        let Some(occasions) = occasions else { continue };
        let mut wanted = Vec::new();
        // "At once" was said when the clock began; new habits do not say it again.
        for occasion in occasions.iter().filter(|occasion| occasion.due_at > now) {
            wanted.extend(rows_for(ctx, tx, house, case, about, occasion, now)?);
        }
        reminders::settle(tx, subject_id(case.id, about), &wanted, now)?;
    }
    Ok(())
}

/// What an event gives reason to plan anew.
fn touched_by(case: &Case, event: &Event, touched: &mut BTreeSet<About>) {
    match event {
        Event::Replanned(replanned) => {
            let arisen = replanned.arisen.iter().map(|duty| duty.number);
            let changed = replanned.changed.iter().map(|change| change.number);
            touched.extend(arisen.chain(changed).chain(replanned.gone.iter().copied()).map(About::Duty));
        }
        // Whoever takes the case on hears of what is open in it; whoever may no longer see it hears nothing.
        Event::HandlerSet { .. } | Event::AccessRestricted { .. } | Event::AccessOpened { .. } => {
            touched.extend(case.duties.iter().map(|duty| About::Duty(duty.number)))
        }
        Event::NoticeApproved { number, .. }
        | Event::ReviewedAfterwards { number, .. }
        | Event::NoticeEdited { number, .. } => {
            touched.insert(About::Review(*number));
        }
        Event::NoticeHandedOver { number, .. }
        | Event::HandOverFailed { number, .. }
        | Event::NoticeFiled { number, .. }
        | Event::ProofRecorded { number, .. } => {
            touched.insert(About::Receipt(*number));
        }
        Event::FilingCameBack { filing, .. } => {
            let made = |notice: &&Notice| notice.filings.iter().any(|one| one.number == *filing);
            touched.extend(case.notices.iter().filter(made).map(|notice| About::Receipt(notice.number)));
        }
        Event::TaskAdded { task } => {
            touched.insert(About::Task(task.number));
        }
        Event::ExchangeLogged { exchange } => {
            let answered = |task: &&Task| exchange.answers.is_some() && task.answers == exchange.answers;
            touched.extend(case.tasks.iter().filter(answered).map(|task| About::Task(task.number)));
        }
        Event::PointWaived { waiver } => touched.extend(About::parse(&waiver.point)),
        // Which one it was is no longer on the case: what rested is looked at again.
        Event::PointWaiverTakenBack { .. } | Event::CaseReopened { .. } => {
            touched.extend(case.tasks.iter().filter(|task| task.is_open()).map(|task| About::Task(task.number)));
        }
        Event::TaskDone { number, .. } => {
            touched.insert(About::Task(*number));
        }
        Event::FactSet { fact, .. } => {
            let of_fact =
                |task: &&Task| task.fact.as_ref().is_some_and(|(id, scope)| *id == fact.id && *scope == fact.scope);
            touched.extend(case.tasks.iter().filter(of_fact).map(|task| About::Task(task.number)));
        }
        _ => {}
    }
}

fn of_duty(tx: &mut Conn, house: &House, case: &Case, number: u32, now: At) -> AppResult<Vec<Occasion>> {
    let Some(duty) = case.duty(number) else { return Ok(Vec::new()) };
    // A moved clock has a new revision; its old reminders must not ring any more. What is filed rings for its proof only.
    let keep = duty.is_unfiled().then_some(i64::from(duty.revision));
    reminders::cancel(tx, duty_id(case.id, number), keep, now)?;
    if !duty.is_open() {
        return Ok(Vec::new());
    }
    let row = house.reminder_offsets(&duty.planned);
    Ok(row.map(|row| plan::occasions(duty, house, row, now)).unwrap_or_default())
}

fn of_review(tx: &mut Conn, house: &House, case: &Case, number: u32, now: At) -> AppResult<Vec<Occasion>> {
    let waiting = case.waiting_review(number);
    let keep = waiting.map(|approval| i64::from(approval.version));
    reminders::cancel(tx, subject_id(case.id, About::Review(number)), keep, now)?;
    Ok(waiting.map(|approval| plan::review_occasions(approval.at, house, now)).unwrap_or_default())
}

fn of_task(tx: &mut Conn, house: &House, case: &Case, number: u32, now: At) -> AppResult<Vec<Occasion>> {
    let open = case.task(number).filter(|task| is_to_do(case, task));
    let keep = open.map(task_revision);
    reminders::cancel(tx, subject_id(case.id, About::Task(number)), keep, now)?;
    Ok(open.map(|task| plan::task_occasions(task, zone(case), house, now)).unwrap_or_default())
}

fn of_receipt(tx: &mut Conn, house: &House, case: &Case, number: u32, now: At) -> AppResult<Vec<Occasion>> {
    let about = About::Receipt(number);
    let keep = revision(case, about);
    reminders::cancel(tx, subject_id(case.id, about), keep, now)?;
    Ok(case.notice(number).map(|notice| plan::receipt_occasions(notice, house, now)).unwrap_or_default())
}

/// Each hand-over is another planning, and so is each receipt that came.
fn receipt_revision(notice: &Notice) -> Option<i64> {
    let at = notice.certified_at?.utc().timestamp_micros();
    match notice.certified()? {
        Certified::Outstanding => Some(at * 2),
        Certified::Accepted => Some(at * 2 + 1),
        Certified::Delivered => None,
    }
}

/// Whether somebody still has to do something about a task. With a closed case its tasks rest, and one that the close gate passes
/// with a reason rests at once.
fn is_to_do(case: &Case, task: &Task) -> bool {
    let point = format!("task:{}", task.number);
    task.is_open() && case.status == CaseStatus::Open && case.waived.iter().all(|waiver| waiver.point != point)
}

/// Another day is another planning.
fn task_revision(task: &Task) -> i64 {
    task.due_on.map_or(0, |day| i64::from(day.num_days_from_ce()))
}

fn zone(case: &Case) -> Tz {
    case.zone.parse().unwrap_or(Tz::UTC)
}

/// Which planning a subject is in; none where there is nothing to be reminded of any more.
fn revision(case: &Case, about: About) -> Option<i64> {
    match about {
        About::Duty(number) => case.duty(number).filter(|duty| duty.is_open()).map(|duty| i64::from(duty.revision)),
        About::Review(number) => case.waiting_review(number).map(|approval| i64::from(approval.version)),
        About::Task(number) => case.task(number).filter(|task| is_to_do(case, task)).map(task_revision),
        About::Receipt(number) => case.notice(number).and_then(receipt_revision),
    }
}

/// One row per addressee of the occasion.
fn rows_for(
    ctx: &Ctx,
    tx: &mut Conn,
    house: &House,
    case: &Case,
    about: About,
    occasion: &Occasion,
    now: At,
) -> AppResult<Vec<ReminderRow>> {
    let Some(plan_revision) = revision(case, about) else { return Ok(Vec::new()) };
    let addressees = whom::addressees(tx, house, case, about, occasion)?;
    Ok(addressees
        .into_iter()
        .map(|addressee| ReminderRow {
            id: ctx.ids.next(),
            organisation_id: case.organisation,
            case_id: case.id,
            duty_id: subject_id(case.id, about),
            plan_revision,
            offset_label: format!("{}:{}", occasion.tier, occasion.offset),
            due_at: occasion.due_at,
            addressee_id: addressee,
            created_at: now,
            fired_at: None,
            late_by_seconds: None,
            delivery_id: None,
            merged_into_id: None,
            cancelled_at: None,
            acknowledged_at: None,
            acknowledged_by: None,
        })
        .collect())
}

/// The row id of a duty: the same for the same case and number, so that nothing has to be looked up.
pub fn duty_id(case: Uuid, number: u32) -> Uuid {
    subject_id(case, About::Duty(number))
}

/// The id under which the reminders of a subject stand.
pub fn subject_id(case: Uuid, about: About) -> Uuid {
    super::rows::row_id(case, about.word(), about.number())
}

/// Every subject of a case by its id.
fn subjects(case: &Case) -> std::collections::BTreeMap<Uuid, About> {
    let duties = case.duties.iter().map(|duty: &Duty| About::Duty(duty.number));
    let reviews = case.notices.iter().map(|notice| About::Review(notice.number));
    let tasks = case.tasks.iter().map(|task| About::Task(task.number));
    let receipts = case.notices.iter().map(|notice| About::Receipt(notice.number));
    duties.chain(reviews).chain(tasks).chain(receipts).map(|about| (subject_id(case.id, about), about)).collect()
}
