//! Firing what is due: never "due within the last tick", so late ones fire late and say so, and nothing is skipped (T2).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::plan::{self, Tier};
use super::{duty_id, rows_for};
use crate::app::cases::case_of;
use crate::app::letters::{letter, moment, span};
use crate::app::outgoing::{self, StaffMail};
use crate::app::views::board::{self, Work};
use crate::app::{AppError, AppResult, Ctx, quarantine};
use crate::domain::case::{Case, Duty};
use crate::domain::plan::DutyStatus;
use crate::domain::values::At;
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
    let by_duty: BTreeMap<Uuid, &Duty> = case.duties.iter().map(|duty| (duty_id(case_id, duty.number), duty)).collect();

    let (mut overdue, mut coming): (Vec<(&ReminderRow, &Duty)>, Vec<_>) = (Vec::new(), Vec::new());
    for reminder in &due {
        let duty = by_duty.get(&reminder.duty_id).copied().filter(|duty| duty.is_open());
        match duty {
            Some(duty) if is_wanted(tx, reminder, law.house().quiet_hours, now)? => {
                // An overdue legal term is always a message of its own (T3).
                if is_overdue(duty, now) { overdue.push((reminder, duty)) } else { coming.push((reminder, duty)) }
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

fn is_overdue(duty: &Duty, now: At) -> bool {
    let end = duty.planned.legal_term_at.or(duty.planned.target_at);
    duty.is_unfiled() && end.is_some_and(|end| now >= end)
}

/// Fires a group as one message; false if another copy of the program was faster with all of it.
fn fire(
    ctx: &Ctx,
    tx: &mut Conn,
    case: &Case,
    user: &UserRow,
    group: &[(&ReminderRow, &Duty)],
    overdue: bool,
    now: At,
) -> AppResult<bool> {
    let delivery = ctx.ids.next();
    let mut ours: Vec<(&ReminderRow, &Duty)> = Vec::new();
    for (reminder, duty) in group {
        let merged_into = ours.first().map(|(first, _)| first.id);
        if reminders::fire(tx, reminder, delivery, merged_into, now)? {
            ours.push((reminder, duty));
        }
    }
    let Some((first, _)) = ours.first() else { return Ok(false) };
    let late = ours.iter().map(|(reminder, _)| now.since(reminder.due_at).num_seconds()).max().unwrap_or(0);
    let mut duties: Vec<&Duty> = ours.iter().map(|(_, duty)| *duty).collect();
    duties.sort_by_key(|duty| (duty.planned.target_at.is_none(), duty.planned.target_at, duty.number));
    duties.dedup_by_key(|duty| duty.number);
    let escalation = ours.iter().map(|(reminder, _)| tier_of(reminder)).min().filter(|tier| *tier != Tier::First);
    let context = json!({
        "reference": case.reference,
        "overdue": overdue,
        "escalation": escalation.map(|tier| tier_word(&user.language, tier)),
        "late_by": (late > LATE_SECONDS).then(|| span(late)),
        "duties": duties.iter().map(|duty| told(ctx, case, duty, &user.language, now)).collect::<Vec<_>>(),
        // There the duties stand with their clocks, and the button that says "I am on it".
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
    let law = ctx.law_of(tx, case.organisation)?;
    for (reminder, duty) in ours.iter().filter(|(reminder, _)| tier_of(reminder) == Tier::First) {
        let Some(row) = law.house().reminder_offsets(&duty.planned) else { continue };
        let offset = reminder.offset_label.split_once(':').map_or("", |(_, offset)| offset);
        for next in plan::next_after(duty, law.house(), row, offset, now) {
            let rows = rows_for(ctx, tx, case, duty, &next, now)?;
            reminders::plan(tx, &rows)?;
        }
    }
    Ok(true)
}

fn told(ctx: &Ctx, case: &Case, duty: &Duty, language: &str, now: At) -> Value {
    let planned = &duty.planned;
    let row = board::row(case, duty, now);
    let when = |at: Option<At>| at.map(|at| moment(language, at, &case.zone));
    let left = row.face.left.map(|left| left.num_seconds());
    json!({
        "recipient": planned.recipient.name,
        "what": format!("{}, {} {}", planned.stage.replace('_', " "), planned.citation.act, planned.citation.article),
        "why": ctx.link(&format!("/cases/{}/duties/{}/why", case.reference, duty.number)),
        "due": when(planned.target_at),
        "legal_term": when(planned.legal_term_at),
        "elapsed": row.face.elapsed.map(|elapsed| span(elapsed.num_seconds())),
        "state": state_word(language, row.work, planned.status),
        "left": left.filter(|left| *left >= 0).map(span),
        "over": left.filter(|left| *left < 0).map(span),
    })
}

fn tier_word(language: &str, tier: Tier) -> &'static str {
    match (language, tier) {
        ("it", Tier::Deputy) => "sostituto",
        ("it", _) => "persona autorizzata dal titolare",
        (_, Tier::Deputy) => "deputy",
        _ => "the controller's authorised person",
    }
}

/// Labels always distinguish approved, handed over, said to be filed, confirmed.
fn state_word(language: &str, work: Work, status: DutyStatus) -> &'static str {
    let italian = language == "it";
    match work {
        Work::Draft if italian => "in bozza, non trasmessa",
        Work::Draft => "draft, not filed",
        Work::InReview if italian => "in revisione, non trasmessa",
        Work::InReview => "in review, not filed",
        Work::Approved if italian => "approvata, NON trasmessa",
        Work::Approved => "approved, NOT filed",
        Work::HandedOver if italian => "consegnata al server di posta, non confermata",
        Work::HandedOver => "handed to the mail server, not confirmed",
        Work::Simulated if italian => "solo nel vassoio di prova, NON trasmessa",
        Work::Simulated => "only in the tray, NOT filed",
        Work::Unclear if italian => "esito dell'invio non chiaro",
        Work::Unclear => "hand-over unclear",
        Work::FiledUnproven if italian => "dichiarata trasmessa, senza prova",
        Work::FiledUnproven => "said to be filed, unproven",
        _ if status == DutyStatus::Presumed && italian => "da trattare come dovuta finché non è chiarito, non iniziata",
        _ if status == DutyStatus::Presumed => "treat as due until clarified, not begun",
        _ if italian => "non iniziata",
        _ => "not begun",
    }
}
