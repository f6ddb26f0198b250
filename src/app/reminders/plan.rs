//! Which reminders a duty gets, and when. Pure: house rules and the duty in, instants out (story US18).

use chrono::TimeDelta;

use crate::domain::case::Duty;
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

/// All occasions of a duty that can be known now. Those in the past are left out, except one that says "at once": a clock that
/// is set late must not fire a volley. Repetitions after the target come one by one, each planned when the one before fires.
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
    let every = i64::from(plan.every_minutes_after);
    if !fired.starts_with('+') || every == 0 {
        return Vec::new();
    }
    // Whole steps after the target, so that a restart does not shift the rhythm, and never one already past.
    let passed = now.since(target).num_minutes().max(0);
    let steps = passed / every + 1;
    let minutes = steps * every;
    std::iter::once(Tier::First)
        .chain(escalation(house))
        .map(|tier| Occasion { offset: format!("+{minutes}"), due_at: target.plus(TimeDelta::minutes(minutes)), tier })
        .collect()
}
