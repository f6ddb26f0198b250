//! The daily word to the DPO and the auditors of an organisation: the reminders are looked after (T9), and here is the head of the
//! record, kept outside the machine (E4). If it stays away one morning, somebody notices.

use chrono::{NaiveDate, TimeDelta, Timelike};
use chrono_tz::Tz;
use serde_json::{Value, json};
use uuid::Uuid;

use super::letters::{letter, moment};
use super::outgoing::{self, StaffMail};
use super::{AppError, AppResult, Ctx, quarantine};
use crate::domain::actor::Role;
use crate::domain::values::At;
use crate::store::organisations::OrganisationRow;
use crate::store::{Conn, cases, events, memberships, organisations, outbox, reminders, settings};

/// From this hour of the organisation's own day it is sent.
const FROM_HOUR: u32 = 7;
/// Who reads it.
const READERS: &[Role] = &[Role::Dpo, Role::Auditor];

/// Called by the loop of the reminders after each scan that went well, so that the mail proves exactly that. Answers how many
/// organisations were told. Two copies of the program at once still send one mail a person and day.
pub fn tell(ctx: &Ctx) -> AppResult<usize> {
    if quarantine::look(ctx)?.is_some() {
        return Ok(0);
    }
    let now = ctx.clock.now();
    let due: Vec<(OrganisationRow, NaiveDate)> = ctx.store.read(|conn| {
        let mut due = Vec::new();
        for row in organisations::all(conn)? {
            if let Some(day) = morning(&row, now)
                && told_on(conn, row.id)? != Some(day)
            {
                due.push((row, day));
            }
        }
        Ok::<_, AppError>(due)
    })?;
    let mut told = 0;
    for (row, day) in due {
        told += usize::from(ctx.store.write(|tx| tell_one(ctx, tx, &row, day, now))?);
    }
    if told > 0 {
        ctx.wake.notify_waiters();
    }
    Ok(told)
}

/// The organisation's day, once its morning has come.
fn morning(row: &OrganisationRow, now: At) -> Option<NaiveDate> {
    let zone: Tz = row.zone.parse().unwrap_or(Tz::UTC);
    let local = now.in_zone(zone);
    (local.hour() >= FROM_HOUR).then(|| local.date_naive())
}

fn key(organisation: Uuid) -> String {
    format!("quiet/{organisation}")
}

fn told_on(conn: &mut Conn, organisation: Uuid) -> AppResult<Option<NaiveDate>> {
    let kept = settings::get(conn, &key(organisation))?;
    Ok(kept.as_ref().and_then(Value::as_str).and_then(|day| day.parse().ok()))
}

fn tell_one(ctx: &Ctx, tx: &mut Conn, row: &OrganisationRow, day: NaiveDate, now: At) -> AppResult<bool> {
    let before = told_on(tx, row.id)?;
    // A clock that went back sends no day twice (T6).
    if before.is_some_and(|before| before >= day) {
        return Ok(false);
    }
    settings::set(tx, &key(row.id), &json!(day.to_string()), now)?;
    // The day an organisation is entered nobody misses a mail yet.
    if before.is_none() {
        return Ok(false);
    }
    let head = events::head(tx)?;
    let open = cases::open_of(tx, row.id)?;
    let fired = reminders::fired_since(tx, row.id, now.plus(-TimeDelta::days(1)))?;
    let next = reminders::next_due_of(tx, row.id)?;
    let unclear = outbox::unsettled(tx, row.id, 1_000)?.len();
    for (membership, user) in memberships::holders_of(tx, row.id, READERS)? {
        let context = json!({
            "organisation": row.name,
            "day": day.to_string(),
            "open": open,
            "fired": fired,
            "next": next.map(|at| moment(&user.language, at, &row.zone)),
            "unclear": unclear,
            "head": format!("{}:{}", head.log_seq, head.digest),
            "link": ctx.link("/"),
        });
        let letter = letter(&user.language, "all_quiet", &context)?;
        let dedupe_key = format!("quiet/{}/{day}/{}", row.id, membership.user_id);
        outgoing::staff(ctx, tx, StaffMail { to: &user, organisation: row.id, case: None, dedupe_key, letter })?;
    }
    Ok(true)
}
