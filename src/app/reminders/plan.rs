//! Which reminders a duty gets, and when. Pure: house rules and the duty in, instants out (story US18).

use chrono::{Days, NaiveDate, TimeDelta};
use chrono_tz::Tz;

use crate::domain::case::{Certified, Duty, Notice, Task};
use crate::domain::plan::DutyStatus;
use crate::domain::values::At;
use crate::policy::house::{Escalation, House, ReminderRow};
use crate::words;

words! {
    /// Who is written to. The later ones only hear of it when nobody has confirmed before.
    Tier { First = "first", Deputy = "deputy", Controller = "controller" }
}

/// One instant at which a duty is to be brought to mind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// Part of the unique key: `at_once`, `-720`, `+0`, `+240`, `daily-3`, `proof-1`; minutes from the target.
    pub offset: String,
    pub due_at: At,
    pub tier: Tier,
}

const DAY_MINUTES: i64 = 1_440;

/// The tiers after the first, as the house lists them.
fn escalation(house: &House) -> impl Iterator<Item = Tier> + '_ {
    house.escalate_to.iter().map(|to| match to {
        Escalation::Deputy => Tier::Deputy,
        Escalation::Controller => Tier::Controller,
    })
}

/// All occasions of a duty that can be known now. Of those in the past one is said at once, the last: a clock that is set late
/// must not fire a volley, and must not stay silent until the next one either. Repetitions after the target come one by one, each planned when the one before fires.
pub fn occasions(duty: &Duty, house: &House, plan: &ReminderRow, now: At) -> Vec<Occasion> {
    let first = |offset: String, due_at| Occasion { offset, due_at, tier: Tier::First };
    if duty.gone {
        return Vec::new();
    }
    if duty.planned.status == DutyStatus::FiledUnproven {
        // US13: said to be filed, unproven: daily until the receipt is there.
        return vec![first("proof-1".into(), now.plus(TimeDelta::minutes(DAY_MINUTES)))];
    }
    if !duty.is_unfiled() {
        return Vec::new();
    }
    let Some(target) = duty.planned.target_at else {
        // "Without undue delay" has no figure: daily until done.
        return match duty.planned.trigger.at {
            Some(_) => vec![first("daily-1".into(), now.plus(TimeDelta::minutes(DAY_MINUTES)))],
            None => Vec::new(),
        };
    };
    let mut occasions = Vec::new();
    let before = |minutes: i64| target.plus(TimeDelta::minutes(-minutes));
    if plan.at_once || target <= now {
        occasions.push(first("at_once".into(), now));
    }
    // Under its own name, so that one that was planned in time and has fired is not said again.
    let passed =
        plan.before_minutes.iter().map(|minutes| i64::from(*minutes)).filter(|minutes| before(*minutes) <= now);
    if let (Some(minutes), true) = (passed.min(), !plan.at_once && target > now) {
        occasions.push(first(format!("-{minutes}"), now));
    }
    for minutes in plan.before_minutes.iter().map(|minutes| i64::from(*minutes)) {
        let due_at = before(minutes);
        if due_at <= now {
            continue;
        }
        occasions.push(first(format!("-{minutes}"), due_at));
        if minutes <= i64::from(house.escalate_before_minutes) {
            occasions.extend(escalation(house).map(|tier| Occasion { offset: format!("-{minutes}"), due_at, tier }));
        }
    }
    if plan.at_target && target > now {
        for tier in std::iter::once(Tier::First).chain(escalation(house)) {
            occasions.push(Occasion { offset: "+0".into(), due_at: target, tier });
        }
    }
    if target <= now {
        occasions.extend(next_after(duty, house, plan, "+0", now));
    }
    occasions
}

/// The review that follows a release without second approval: at once, before its end, and then until it is done.
pub fn review_occasions(released_at: At, house: &House, now: At) -> Vec<Occasion> {
    let until = review_until(released_at, house);
    let mut occasions = vec![Occasion { offset: "at_once".into(), due_at: now, tier: Tier::First }];
    let before = house.review_before_minutes.iter().map(|minutes| i64::from(*minutes));
    for minutes in before.chain([0]) {
        let due_at = until.plus(TimeDelta::minutes(-minutes));
        if due_at > now {
            let offset = if minutes == 0 { "+0".into() } else { format!("-{minutes}") };
            occasions.push(Occasion { offset, due_at, tier: Tier::First });
        }
    }
    if until <= now {
        occasions.extend(repeated(until, i64::from(house.review_every_minutes_after), &[Tier::First], now));
    }
    occasions
}

pub fn review_until(released_at: At, house: &House) -> At {
    released_at.plus(TimeDelta::hours(i64::from(house.second_person_review_hours)))
}

/// What follows a reminder of a review that has fired.
pub fn review_next(released_at: At, house: &House, fired: &str, now: At) -> Vec<Occasion> {
    if !fired.starts_with('+') {
        return Vec::new();
    }
    repeated(review_until(released_at, house), i64::from(house.review_every_minutes_after), &[Tier::First], now)
}

/// When a receipt of certified mail that has not come is an alarm. An instant that has passed is not said again: what came meanwhile
/// has been looked at.
pub fn receipt_occasions(notice: &Notice, house: &House, now: At) -> Vec<Occasion> {
    let (Some(at), Some(clocks)) = (notice.certified_at, &house.certified_mail) else { return Vec::new() };
    let after = |offset: &str, minutes: u32| Occasion {
        offset: offset.to_owned(),
        due_at: at.plus(TimeDelta::minutes(i64::from(minutes))),
        tier: Tier::First,
    };
    let (acceptance, delivery) =
        (after("acceptance", clocks.acceptance_minutes), after("delivery", clocks.delivery_minutes));
    let awaited = match notice.certified() {
        Some(Certified::Outstanding) => vec![acceptance, delivery],
        Some(Certified::Accepted) => vec![delivery],
        Some(Certified::Delivered) | None => Vec::new(),
    };
    awaited.into_iter().filter(|occasion| occasion.due_at > now).collect()
}

/// A task with a day, in the case's zone. A morning already past is left out; the last one stands in for it, so that a task of
/// today is told today. One with an hour is told at that hour too.
pub fn task_occasions(task: &Task, zone: Tz, house: &House, now: At) -> Vec<Occasion> {
    let Some(due_on) = task.due_on else { return Vec::new() };
    let mut occasions = Vec::new();
    for days in &house.task_days_before {
        let due_at = morning(due_on.checked_sub_days(Days::new(u64::from(*days))).unwrap_or(due_on), zone, house);
        if due_at > now {
            occasions.push(Occasion { offset: format!("-{days}d"), due_at, tier: Tier::First });
        }
    }
    if occasions.is_empty() {
        occasions.push(Occasion { offset: "at_once".into(), due_at: now, tier: Tier::First });
        occasions.extend(task_next(due_on, zone, house, now));
    }
    if let Some(due_at) = task.due_at.filter(|due_at| *due_at > now) {
        occasions.push(Occasion { offset: "+0".into(), due_at, tier: Tier::First });
    }
    occasions
}

/// The morning after, while the task is open and its day has come.
pub fn task_next(due_on: NaiveDate, zone: Tz, house: &House, now: At) -> Vec<Occasion> {
    let today = now.in_zone(zone).date_naive();
    if today < due_on {
        return Vec::new();
    }
    let next = today.checked_add_days(Days::new(1)).unwrap_or(today);
    let late = (next - due_on).num_days();
    vec![Occasion { offset: format!("+{late}d"), due_at: morning(next, zone, house), tier: Tier::First }]
}

/// The hour of the house on a day. Where the clocks skip it, the first one that exists after it.
fn morning(day: NaiveDate, zone: Tz, house: &House) -> At {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let wanted = midnight + TimeDelta::minutes(i64::from(house.task_at_minute));
    let found = (0..=24).find_map(|step| (wanted + TimeDelta::minutes(15 * step)).and_local_timezone(zone).earliest());
    At::new(found.map_or_else(|| wanted.and_utc(), |local| local.to_utc()))
}

/// Whole steps after an instant, so that a restart does not shift the rhythm, and never one already past.
fn repeated(since: At, every: i64, tiers: &[Tier], now: At) -> Vec<Occasion> {
    if every <= 0 {
        return Vec::new();
    }
    let minutes = (now.since(since).num_minutes().max(0) / every + 1) * every;
    let due_at = since.plus(TimeDelta::minutes(minutes));
    tiers.iter().map(|tier| Occasion { offset: format!("+{minutes}"), due_at, tier: *tier }).collect()
}

/// What follows when the occasion `fired` has fired: the next repetition, always in the future.
pub fn next_after(duty: &Duty, house: &House, plan: &ReminderRow, fired: &str, now: At) -> Vec<Occasion> {
    let one = |offset: String, due_at| vec![Occasion { offset, due_at, tier: Tier::First }];
    if let Some(count) = fired.strip_prefix("daily-").and_then(|n| n.parse::<u32>().ok()) {
        return match duty.is_unfiled() {
            true => one(format!("daily-{}", count + 1), now.plus(TimeDelta::minutes(DAY_MINUTES))),
            false => Vec::new(),
        };
    }
    if let Some(count) = fired.strip_prefix("proof-").and_then(|n| n.parse::<u32>().ok()) {
        return match duty.planned.status {
            DutyStatus::FiledUnproven => one(format!("proof-{}", count + 1), now.plus(TimeDelta::minutes(DAY_MINUTES))),
            _ => Vec::new(),
        };
    }
    let (Some(target), true) = (duty.planned.target_at, duty.is_unfiled()) else { return Vec::new() };
    if !fired.starts_with('+') {
        return Vec::new();
    }
    let tiers: Vec<Tier> = std::iter::once(Tier::First).chain(escalation(house)).collect();
    repeated(target, i64::from(plan.every_minutes_after), &tiers, now)
}
