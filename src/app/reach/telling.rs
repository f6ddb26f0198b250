//! The word to the DPO and the administrators that a way to file is missing, untested or too old a test, until it no longer is.

use chrono::{NaiveDate, TimeDelta, Timelike};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::readiness::{State, ready_of};
use crate::app::authority_address::{Standing, reached};
use crate::app::letters::letter;
use crate::app::organisation::Settings;
use crate::app::outgoing::{self, StaffMail};
use crate::app::{AppError, AppResult, Ctx, duty_names, quarantine};
use crate::domain::actor::Role;
use crate::domain::values::At;
use crate::store::organisations::OrganisationRow;
use crate::store::{Conn, memberships, organisations, settings};

/// Who sees to it.
const KEEPERS: &[Role] = &[Role::Dpo, Role::Admin];
/// From this hour of the organisation's own day it is sent.
const FROM_HOUR: u32 = 9;
/// Authorities named in one mail; the page has all.
const NAMED: usize = 12;

/// Looks at every organisation once a day, and says what is wanting where the last word is long enough ago
/// (`readiness.remind_every_days`). Answers how many were told.
pub fn tell(ctx: &Ctx) -> AppResult<usize> {
    if quarantine::look(ctx)?.is_some() {
        return Ok(0);
    }
    let now = ctx.clock.now();
    let due: Vec<(OrganisationRow, NaiveDate, Vec<Wanting>)> = ctx.store.read(|conn| {
        let mut due = Vec::new();
        for row in organisations::all(conn)? {
            if let Some(day) = today(&row, now)
                && last(conn, row.id)?.is_none_or(|last| last.looked < day)
            {
                let wanting = wanting(ctx, &row, now)?;
                due.push((row, day, wanting));
            }
        }
        Ok::<_, AppError>(due)
    })?;
    let mut told = 0;
    for (row, day, wanting) in due {
        told += usize::from(ctx.store.write(|tx| tell_one(ctx, tx, &row, day, &wanting))?);
    }
    if told > 0 {
        ctx.wake.notify_waiters();
    }
    Ok(told)
}

/// An authority whose best way in is not ready, or whose address somebody has to check again: id, name, what is wanting.
type Wanting = (String, String, &'static str);

fn wanting(ctx: &Ctx, row: &OrganisationRow, now: At) -> AppResult<Vec<Wanting>> {
    let recorded = Settings::of(row)?;
    let law = ctx.law_with(row.id, &recorded)?;
    let best = ready_of(row, &recorded, &law, now)
        .into_iter()
        .filter_map(|(name, ways)| ways.into_iter().next().map(|way| (way.authority, name, way.state)));
    let not_ready = best.filter(|(_, _, state)| *state != State::Ready);
    let mut wanting: Vec<Wanting> = not_ready.map(|(id, name, state)| (id, name, state.as_str())).collect();
    let day = now.utc().date_naive();
    for mark in &recorded.address_marks {
        let Some(authority) = law.authority(&mark.authority) else { continue };
        let wants = match reached(&law, &recorded, authority, day).standing {
            Standing::Expired => "address_old",
            Standing::Void => "address_changed",
            Standing::Awaited => "address_awaited",
            _ => continue,
        };
        wanting.push((authority.id.clone(), authority.name.clone(), wants));
    }
    Ok(wanting)
}

fn today(row: &OrganisationRow, now: At) -> Option<NaiveDate> {
    let zone: Tz = row.zone.parse().unwrap_or(Tz::UTC);
    let local = now.in_zone(zone);
    (local.hour() >= FROM_HOUR).then(|| local.date_naive())
}

fn key(organisation: Uuid) -> String {
    format!("readiness/{organisation}")
}

/// When there was a last look, and a last word.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Last {
    looked: NaiveDate,
    told: NaiveDate,
}

fn last(conn: &mut Conn, organisation: Uuid) -> AppResult<Option<Last>> {
    let kept = settings::get(conn, &key(organisation))?;
    Ok(kept.and_then(|kept| serde_json::from_value(kept).ok()))
}

fn tell_one(ctx: &Ctx, tx: &mut Conn, row: &OrganisationRow, day: NaiveDate, wanting: &[Wanting]) -> AppResult<bool> {
    let now = ctx.clock.now();
    // How often is a habit, and so the organisation's own where it set one.
    let Some(readiness) = ctx.law_of(tx, row.id)?.readiness() else { return Ok(false) };
    // Asked again under the lock: another copy may have been here. A clock that went back asks nothing twice (T6).
    let before = last(tx, row.id)?;
    if before.is_some_and(|before| before.looked >= day) {
        return Ok(false);
    }
    // The day it is set up the first page says what is missing; mails begin later.
    let told = before.map_or(day, |before| before.told);
    let is_time = day - told >= TimeDelta::days(i64::from(readiness.remind_every_days));
    let tells = is_time && !wanting.is_empty();
    let kept = Last { looked: day, told: if tells { day } else { told } };
    settings::set(tx, &key(row.id), &serde_json::to_value(kept).map_err(AppError::broken)?, now)?;
    if !tells {
        return Ok(false);
    }
    let mut told: Vec<Uuid> = Vec::new();
    for (_, user) in memberships::holders_of(tx, row.id, KEEPERS)? {
        if told.contains(&user.id) {
            continue;
        }
        told.push(user.id);
        let named: Vec<Value> = wanting
            .iter()
            .take(NAMED)
            .map(|(id, name, state)| {
                json!({ "name": duty_names::called(ctx, &user.language, id, name), "state": state })
            })
            .collect();
        let context = json!({
            "organisation": row.name,
            "count": wanting.len(),
            "authorities": named,
            "more": wanting.len().saturating_sub(NAMED),
            "days": readiness.identity_test_days,
            "link": ctx.link("/people"),
        });
        let letter = letter(&user.language, "filing_not_ready", &context)?;
        let dedupe_key = format!("readiness/{}/{day}/{}", row.id, user.id);
        outgoing::staff(ctx, tx, StaffMail { to: &user, organisation: row.id, case: None, dedupe_key, letter })?;
    }
    Ok(!told.is_empty())
}
