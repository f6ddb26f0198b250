//! A clock that went back or jumped ahead (T6). Reminders fire by the clock as it is; what leaves the house for authorities and data
//! subjects waits after a leap until somebody says that the clock is right, because a notice cannot be called back.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::admin::desk_event;
use super::letters::{letter, moment};
use super::member::{APPROVERS, SignedIn};
use super::outgoing::{self, StaffMail};
use super::{AppError, AppResult, Ctx};
use crate::domain::actor::{Actor, Role};
use crate::domain::values::At;
use crate::store::outbox::CLOCK_HOLD;
use crate::store::{Conn, events, memberships, organisations, settings};

/// A leap further ahead than this holds back what leaves the house.
const LEAP: TimeDelta = TimeDelta::hours(6);
/// What a clock may go back between two events without a word.
const BACK_SECONDS: i64 = 2;

/// One look at the wall clock beside a clock that only counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub at: At,
    /// Since the program started; stands still while the machine is suspended.
    pub running: Duration,
}

/// Who may say that the clock is right.
pub const CONFIRMERS: &[Role] = &[Role::Dpo, Role::Controller, Role::Admin];

/// By how much the wall clock leapt ahead of the counted time between two looks.
pub fn leapt(before: Seen, now: Seen) -> Option<TimeDelta> {
    let counted = TimeDelta::from_std(now.running.saturating_sub(before.running)).ok()?;
    let leap = now.at.since(before.at) - counted;
    (leap > LEAP).then_some(leap)
}

/// Compares this look with the one before, and with what was last recorded. Answers whether something is held back now.
pub fn look(ctx: &Ctx, before: Option<Seen>, now: Seen) -> AppResult<bool> {
    if let Some(leap) = before.and_then(|before| leapt(before, now)) {
        hold(ctx, now.at, leap)?;
    }
    // Several copies with a clock each share a PostgreSQL, whose own clock decides there.
    if !ctx.store.is_postgres() {
        went_back(ctx, now.at)?;
    }
    let held = ctx.store.read(held)?.is_some();
    ctx.pulse.set_clock_held(held);
    Ok(held)
}

fn went_back(ctx: &Ctx, now: At) -> AppResult<()> {
    let last = |conn: &mut Conn| -> AppResult<Option<(i64, i64)>> {
        let last = events::last(conn)?;
        Ok(last.map(|(log_seq, at)| (log_seq, at.since(now).num_seconds())).filter(|(_, back)| *back > BACK_SECONDS))
    };
    if ctx.store.read(last)?.is_none() {
        return Ok(());
    }
    ctx.store.write(|tx| {
        // The event itself is recorded by the clock as it is, so that this is said once.
        let Some((log_seq, seconds)) = last(tx)? else { return Ok(()) };
        tracing::error!(seconds, "The clock went back by {seconds} s since event {log_seq} was recorded");
        desk_event(ctx, tx, &Actor::system(), "clock_went_back", json!({ "seconds": seconds, "since": log_seq }))
    })
}

fn hold(ctx: &Ctx, now: At, leap: TimeDelta) -> AppResult<()> {
    ctx.store.write(|tx| {
        let hours = leap.num_hours();
        tracing::error!(hours, "The clock leapt ahead by {hours} h: nothing goes to authorities and data subjects until somebody confirms it");
        settings::set(tx, CLOCK_HOLD, &json!({ "at": now.rfc3339(), "hours": hours }), now)?;
        desk_event(ctx, tx, &Actor::system(), "clock_leapt", json!({ "seconds": leap.num_seconds() }))?;
        for row in organisations::all(tx)? {
            for (membership, user) in memberships::holders_of(tx, row.id, APPROVERS)? {
                let context = json!({
                    "hours": hours, "now": moment(&user.language, now, &row.zone), "link": ctx.link("/clock"),
                });
                let letter = letter(&user.language, "clock_leapt", &context)?;
                let dedupe_key = format!("clock/{}/{}/{}", now.micros(), row.id, membership.user_id);
                outgoing::staff(ctx, tx, StaffMail { to: &user, organisation: row.id, case: None, dedupe_key, letter })?;
            }
        }
        Ok(())
    })
}

fn held(conn: &mut Conn) -> AppResult<Option<Value>> {
    Ok(settings::get(conn, CLOCK_HOLD)?)
}

/// What is held, for the page: when it was noticed, and by how many hours the clock leapt.
pub fn standing(ctx: &Ctx) -> AppResult<Option<(At, i64)>> {
    let held = ctx.store.read(held)?;
    let read = |held: Value| {
        let at = held.get("at").and_then(Value::as_str).and_then(|text| At::parse(text).ok())?;
        Some((at, held.get("hours").and_then(Value::as_i64)?))
    };
    Ok(held.and_then(read))
}

/// The clock is right: what waited goes out from now on.
pub fn confirm(ctx: &Ctx, who: &SignedIn) -> AppResult<()> {
    let organisation = who.organisations(CONFIRMERS).into_iter().next().ok_or(AppError::NotAllowed)?;
    let by = who.acting(organisation, CONFIRMERS).ok_or(AppError::NotAllowed)?;
    ctx.store.write(|tx| {
        held(tx)?.ok_or(AppError::NotFound)?;
        settings::remove(tx, CLOCK_HOLD)?;
        desk_event(ctx, tx, &Actor::from(&by), "clock_confirmed", json!({}))
    })?;
    ctx.pulse.set_clock_held(false);
    ctx.wake.notify_waiters();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(at: &str, seconds: u64) -> Seen {
        Seen { at: At::parse(at).unwrap(), running: Duration::from_secs(seconds) }
    }

    #[test]
    fn only_what_the_wall_clock_gained_over_counted_time_is_a_leap() {
        let before = seen("2026-10-04T06:00:00Z", 100);
        assert_eq!(leapt(before, seen("2026-10-04T06:00:30Z", 130)), None);
        assert_eq!(leapt(before, seen("2026-10-05T06:00:00Z", 86_500)), None, "a day has passed");
        assert_eq!(leapt(before, seen("2026-10-04T12:00:30Z", 130)), None, "six hours and no more");
        assert_eq!(leapt(before, seen("2026-10-04T12:00:31Z", 130)), Some(LEAP + TimeDelta::seconds(1)));
        assert_eq!(leapt(before, seen("2027-10-04T06:00:30Z", 130)), Some(TimeDelta::days(365)));
        assert_eq!(leapt(before, seen("2026-10-03T06:00:30Z", 130)), None, "back is no leap ahead");
    }
}
