//! Firing what is due: never "due within the last tick", so late ones fire late and say so, and nothing is skipped (T2).

use std::collections::BTreeSet;

use serde_json::json;
use uuid::Uuid;

use super::plan::{self, Occasion, Tier};
use super::{About, revision, rows_for, subjects, telling, zone};
use crate::app::cases::case_of;
use crate::app::letters::{letter, span};
use crate::app::outgoing::{self, StaffMail};
use crate::app::{AppError, AppResult, Ctx, quarantine};
use crate::domain::case::Case;
use crate::domain::values::At;
use crate::policy::House;
use crate::store::reminders::{self, ReminderRow};
use crate::store::users::{self, UserRow};
use crate::store::{Conn, cases};

/// Lateness that is worth a sentence in the mail.
const LATE_SECONDS: i64 = 300;
/// Groups fired in one scan before the clock is read again.
const SCAN: i64 = 500;

/// Fires every reminder that is due, one message per case, addressee and scan; answers how many messages were queued.
/// Each group is a transaction of its own: a crash in between leaves the rest due, and a failing group never blocks another.
pub fn fire_due(ctx: &Ctx) -> AppResult<usize> {
    // R13: in a restored copy reminders wait, and fire late and saying so when it is let go.
    if quarantine::look(ctx)?.is_some() {
        return Ok(0);
    }
    let now = ctx.clock.now();
    let due: Vec<ReminderRow> = ctx.store.write(|tx| reminders::due(tx, now, SCAN))?;
    let groups: BTreeSet<(Uuid, Uuid)> = due.iter().map(|due| (due.case_id, due.addressee_id)).collect();
    let mut queued = 0;
    for (case_id, addressee) in groups {
        match ctx.store.write(|tx| fire_group(ctx, tx, case_id, addressee, now)) {
            Ok(messages) => queued += messages,
            Err(error) => {
                tracing::error!(case.id = %case_id, %error, "Reminders of case {case_id} could not be fired, next try at the next scan");
            }
        }
    }
    if queued > 0 {
        ctx.wake.notify_waiters();
    }
    Ok(queued)
}

fn fire_group(ctx: &Ctx, tx: &mut Conn, case_id: Uuid, addressee: Uuid, now: At) -> AppResult<usize> {
    // The case is locked before its reminders are read: two copies that scan at once would otherwise each see some of them, and
    // send two messages (T3). The second one finds nothing left.
    let row = cases::get_to_change(tx, case_id)?.ok_or(AppError::NotFound)?;
    let due = reminders::due_of(tx, case_id, addressee, now)?;
    let user = users::get(tx, addressee)?.ok_or(AppError::NotFound)?;
    let case = case_of(&row)?;
    let law = ctx.law_of(tx, case.organisation)?;
    let subjects = subjects(&case);

    let (mut overdue, mut coming): (Vec<(&ReminderRow, About)>, Vec<_>) = (Vec::new(), Vec::new());
    for reminder in &due {
        let about = subjects.get(&reminder.duty_id).copied().filter(|about| revision(&case, *about).is_some());
        match about {
            Some(about) if is_wanted(tx, reminder, law.house().quiet_hours, now)? => {
                // An overdue legal term is always a message of its own (T3).
                if is_overdue(&case, about, now) {
                    overdue.push((reminder, about))
                } else {
                    coming.push((reminder, about))
                }
            }
            _ => reminders::cancel_one(tx, reminder.id, now)?,
        }
    }
    let mut messages = 0;
    for (group, is_overdue) in [(overdue, true), (coming, false)] {
        if fire(ctx, tx, &case, &user, &group, is_overdue, now)? {
            messages += 1;
        }
    }
    Ok(messages)
}

/// Deputies and the controller hear of a duty only while nobody has confirmed to be on it.
fn is_wanted(tx: &mut Conn, reminder: &ReminderRow, quiet_hours: u32, now: At) -> AppResult<bool> {
    if tier_of(reminder) == Tier::First {
        return Ok(true);
    }
    let since = now.plus(-chrono::TimeDelta::hours(i64::from(quiet_hours)));
    Ok(!reminders::acknowledged_since(tx, reminder.duty_id, since)?)
}

pub(super) fn tier_of(reminder: &ReminderRow) -> Tier {
    reminder.offset_label.split_once(':').and_then(|(tier, _)| Tier::parse(tier)).unwrap_or(Tier::First)
}

/// Past the legal term; a review or a task of the house has none.
fn is_overdue(case: &Case, about: About, now: At) -> bool {
    let About::Duty(number) = about else { return false };
    case.duty(number).is_some_and(|duty| {
        let end = duty.planned.legal_term_at.or(duty.planned.target_at);
        duty.is_unfiled() && end.is_some_and(|end| now >= end)
    })
}

/// Fires a group as one message; false if another copy of the program was faster with all of it.
fn fire(
    ctx: &Ctx,
    tx: &mut Conn,
    case: &Case,
    user: &UserRow,
    group: &[(&ReminderRow, About)],
    overdue: bool,
    now: At,
) -> AppResult<bool> {
    let law = ctx.law_of(tx, case.organisation)?;
    let house = law.house();
    let delivery = ctx.ids.next();
    let mut ours: Vec<(&ReminderRow, About)> = Vec::new();
    for (reminder, about) in group {
        let merged_into = ours.first().map(|(first, _)| first.id);
        if reminders::fire(tx, reminder, delivery, merged_into, now)? {
            ours.push((reminder, *about));
        }
    }
    let Some((first, _)) = ours.first() else { return Ok(false) };
    let late = ours.iter().map(|(reminder, _)| now.since(reminder.due_at).num_seconds()).max().unwrap_or(0);
    let mut abouts: Vec<About> = ours.iter().map(|(_, about)| *about).collect();
    abouts.sort_by_key(|about| {
        let due = telling::due_at(house, case, *about);
        (due.is_none(), due, *about)
    });
    abouts.dedup();
    let escalation = ours.iter().map(|(reminder, _)| tier_of(reminder)).min().filter(|tier| *tier != Tier::First);
    let clocks = telling::told(ctx, house, case, &abouts, &user.language, now);
    let context = json!({
        "reference": case.reference,
        "count": abouts.len(),
        "overdue": overdue,
        "escalation": escalation.map(|tier| tier_word(&user.language, tier)),
        "late_by": (late > LATE_SECONDS).then(|| span(&user.language, late)),
        "clocks": clocks,
        "sooner": telling::sooner(ctx, case, &abouts, &user.language, now),
        // There they stand with their clocks, and the button that says "I am on it".
        "link": ctx.link(&format!("/cases/{}/reminders", case.reference)),
    });
    let mail = StaffMail {
        to: user,
        organisation: case.organisation,
        case: Some(case.id),
        dedupe_key: format!("reminder/{}", first.id),
        letter: letter(&user.language, "reminder", &context)?,
    };
    outgoing::staff_as(ctx, tx, delivery, mail)?;
    for (reminder, about) in ours.iter().filter(|(reminder, _)| tier_of(reminder) == Tier::First) {
        let offset = reminder.offset_label.split_once(':').map_or("", |(_, offset)| offset);
        for next in next_after(house, case, *about, offset, now) {
            let rows = rows_for(ctx, tx, house, case, *about, &next, now)?;
            reminders::plan(tx, &rows)?;
        }
    }
    Ok(true)
}

/// What follows a reminder that has fired.
fn next_after(house: &House, case: &Case, about: About, offset: &str, now: At) -> Vec<Occasion> {
    match about {
        About::Duty(number) => case
            .duty(number)
            .and_then(|duty| Some(plan::next_after(duty, house, house.reminder_offsets(&duty.planned)?, offset, now)))
            .unwrap_or_default(),
        About::Review(number) => case
            .waiting_review(number)
            .map(|approval| plan::review_next(approval.at, house, offset, now))
            .unwrap_or_default(),
        About::Task(number) => {
            let due_on = case.task(number).and_then(|task| task.due_on);
            due_on.map(|day| plan::task_next(day, zone(case), house, now)).unwrap_or_default()
        }
        // Both are planned with the hand-over; from then on the clocks of its duties go on.
        About::Receipt(_) => Vec::new(),
    }
}

fn tier_word(language: &str, tier: Tier) -> &'static str {
    match (language, tier) {
        ("it", Tier::Deputy) => "sostituto",
        ("it", _) => "persona autorizzata dal titolare",
        (_, Tier::Deputy) => "deputy",
        _ => "the controller's authorised person",
    }
}
