//! Deadlines: what a period comes to by the clock and by the counting law. Pure arithmetic; the words are in `words.rs`.
//!
//! Ends of formal periods are half-open: local midnight of the next day, or the full hour itself.

use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;

use super::calendar::{Holidays, is_weekend};
pub use super::ways::{CountingLaw, DayCount, HourCount, Roll};
use crate::domain::plan::{Period, PeriodUnit};
use crate::domain::values::At;

/// How the end by the counting law came about, for the words beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// No other count than elapsed time.
    Elapsed,
    /// The limit as the act itself counts it, before its own rule for weekends.
    Limit {
        at: At,
    },
    /// The clock hour of the event dropped; the period runs from here.
    HourDropped {
        from: At,
    },
    DayDropped {
        day: NaiveDate,
        last: NaiveDate,
    },
    SameDayNumber {
        last: NaiveDate,
    },
    TwoWorkingDays {
        last: NaiveDate,
    },
    Rolled {
        from: NaiveDate,
        to: NaiveDate,
        holiday: bool,
    },
    /// The n-th working day after the event.
    WorkingDays {
        day: NaiveDate,
        last: NaiveDate,
    },
    /// Noon of the next working day.
    Noon {
        from: NaiveDate,
        to: NaiveDate,
        holiday: bool,
    },
    /// The rule for weekends does not help this controller.
    NoRelief {
        on: NaiveDate,
    },
    NoCalendar {
        year: i32,
    },
}

/// A second clock: when it started, and how long it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capped {
    pub start: At,
    pub period: Period,
}

/// On the wall clock, from midnight.
const NOON: TimeDelta = TimeDelta::hours(12);

/// What is counted from a start.
#[derive(Debug, Clone, Copy)]
pub struct Count<'a> {
    pub period: Period,
    pub law: &'a CountingLaw,
    /// Whether the rule for weekends and holidays helps this controller.
    pub relief: bool,
    pub cap: Option<Capped>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// Elapsed time, or the end of the second clock if that comes first: what one works to and is reminded of.
    pub target: At,
    /// Elapsed time of the period alone.
    pub elapsed: At,
    /// End of the second clock where it counts; it binds where it is the target.
    pub cap: Option<At>,
    /// The end by the counting law.
    pub legal: At,
    /// The end in days or months without moving off a weekend or holiday; `None` for hours.
    pub no_roll: Option<At>,
    pub steps: Vec<Step>,
}

impl Deadline {
    /// What one works to: the elapsed end, but never after the legal one. Three times 24 hours across a change to
    /// summer time, begun shortly before midnight, would end an hour into the day after the last.
    pub fn work_to(&self) -> At {
        self.target.min(self.legal)
    }
}

/// Elapsed reading: hours and days are real time, months the same wall-clock time on the day of the same number.
pub fn elapsed(start: At, period: Period, zone: Tz) -> At {
    match period.unit {
        PeriodUnit::Hours => start.plus(TimeDelta::hours(i64::from(period.value))),
        PeriodUnit::Days => start.plus(TimeDelta::hours(24 * i64::from(period.value))),
        PeriodUnit::Months => {
            let local = start.in_zone(zone).naive_local();
            let later = local.checked_add_months(Months::new(period.value)).unwrap_or(local);
            local_instant(zone, later)
        }
        // Earliest reading: weekends alone are left out, no holiday; the same wall-clock time on the last day.
        PeriodUnit::WorkingDays => {
            let local = start.in_zone(zone).naive_local();
            let last = nth_working_day(local.date(), period.value, is_weekend);
            // A start on a weekend has the whole of the last day: an hour later must never end earlier.
            if is_weekend(local.date()) {
                return midnight_after(last, zone);
            }
            local_instant(zone, last.and_time(local.time()))
        }
    }
}

/// The `n`-th working day after `day`.
fn nth_working_day(day: NaiveDate, n: u32, free: impl Fn(NaiveDate) -> bool) -> NaiveDate {
    let mut last = day;
    for _ in 0..n {
        last = last + Days::new(1);
        while free(last) {
            last = last + Days::new(1);
        }
    }
    last
}

/// A period on its own, with every relief that its law knows.
pub fn deadline(start: At, period: Period, law: &CountingLaw, zone: Tz, holidays: &Holidays) -> Deadline {
    count(start, Count { period, law, relief: true, cap: None }, zone, holidays)
}

/// A period and, where there is one, the second clock that may bind first.
///
/// A start after the end of the second clock is the late case: then the period alone counts (RTS 2025/301 Art. 5(2)).
pub fn count(start: At, count: Count<'_>, zone: Tz, holidays: &Holidays) -> Deadline {
    let mut found = alone(start, count.period, &count, zone, holidays);
    let Some(cap) = count.cap else { return found };
    let other = alone(cap.start, cap.period, &count, zone, holidays);
    if start > other.elapsed {
        return found;
    }
    found.cap = Some(other.elapsed);
    if other.target < found.target {
        found.target = other.target;
        found.steps = other.steps;
        // The rule for weekends moves the limit itself, which is the earlier of the two clocks.
        if count.law.roll == Roll::Noon {
            found.legal = other.legal;
        }
    }
    if count.law.roll != Roll::Noon {
        found.legal = found.legal.min(other.legal);
    }
    found
}

fn alone(start: At, period: Period, count: &Count<'_>, zone: Tz, holidays: &Holidays) -> Deadline {
    let law = count.law;
    let elapsed = elapsed(start, period, zone);
    let plain = Deadline { target: elapsed, elapsed, cap: None, legal: elapsed, no_roll: None, steps: Vec::new() };
    if law.roll == Roll::Noon {
        return noon(plain, count.relief, zone, holidays);
    }
    match (period.unit, law.hours, law.days) {
        (PeriodUnit::Hours, HourCount::NextFullHour, _) => {
            let from = next_full_hour(start, zone);
            let legal = from.plus(TimeDelta::hours(i64::from(period.value)));
            Deadline { legal, steps: vec![Step::HourDropped { from }], ..plain }
        }
        (PeriodUnit::Days | PeriodUnit::Months, _, DayCount::DayDropped) | (PeriodUnit::WorkingDays, ..) => {
            in_days(start, period, count, zone, holidays, plain)
        }
        _ => Deadline { steps: vec![Step::Elapsed], ..plain },
    }
}

/// The limit as it is, or noon of the next working day if it falls on a weekend or holiday.
fn noon(plain: Deadline, relief: bool, zone: Tz, holidays: &Holidays) -> Deadline {
    let limit = plain.elapsed;
    let day = limit.in_zone(zone).date_naive();
    let mut steps = vec![Step::Limit { at: limit }];
    let known = holidays.knows(day);
    if !known {
        steps.push(Step::NoCalendar { year: chrono::Datelike::year(&day) });
    }
    if !known || holidays.is_working_day(day) {
        return Deadline { steps, ..plain };
    }
    if !relief {
        steps.push(Step::NoRelief { on: day });
        return Deadline { steps, ..plain };
    }
    let to = nth_working_day(day, 1, |day| !holidays.is_working_day(day));
    steps.push(Step::Noon { from: day, to, holiday: !is_weekend(day) });
    Deadline { legal: local_instant(zone, to.and_time(NaiveTime::MIN) + NOON), steps, ..plain }
}

fn in_days(start: At, period: Period, count: &Count<'_>, zone: Tz, holidays: &Holidays, plain: Deadline) -> Deadline {
    let law = count.law;
    let day = start.in_zone(zone).date_naive();
    let (mut last, first_step) = match period.unit {
        PeriodUnit::Months => {
            let last = day.checked_add_months(Months::new(period.value)).unwrap_or(day);
            (last, Step::SameDayNumber { last })
        }
        PeriodUnit::WorkingDays => {
            let last = nth_working_day(day, period.value, |day| !holidays.is_working_day(day));
            (last, Step::WorkingDays { day, last })
        }
        _ => {
            let last = day + Days::new(u64::from(period.value));
            (last, Step::DayDropped { day, last })
        }
    };
    let unrolled = midnight_after(last, zone);
    let mut steps = vec![first_step];
    let known = holidays.knows(last);
    if !known {
        // Without holiday data nothing moves: that can only be too early, never too late.
        steps.push(Step::NoCalendar { year: chrono::Datelike::year(&last) });
        return Deadline { legal: unrolled, no_roll: Some(unrolled), steps, ..plain };
    }
    if law.two_working_days && !(period.unit == PeriodUnit::Days && period.value < 2) {
        let working = |until: NaiveDate| {
            day.iter_days().skip(1).take_while(|d| *d <= until).filter(|d| holidays.is_working_day(*d)).take(2).count()
        };
        let before = last;
        while working(last) < 2 {
            last = last + Days::new(1);
        }
        if last != before {
            steps.push(Step::TwoWorkingDays { last });
        }
    }
    if law.roll == Roll::NextWorkingDay && count.relief && !holidays.is_working_day(last) {
        let from = last;
        while !holidays.is_working_day(last) {
            last = last + Days::new(1);
        }
        steps.push(Step::Rolled { from, to: last, holiday: !is_weekend(from) });
    }
    Deadline { legal: midnight_after(last, zone), no_roll: Some(unrolled), steps, ..plain }
}

/// The start of the next clock hour in the zone of the recipient, also when the event is exactly on the hour.
pub fn next_full_hour(at: At, zone: Tz) -> At {
    let local = at.in_zone(zone);
    let past = i64::from(local.minute() * 60 + local.second());
    let micros = i64::from(local.nanosecond() / 1_000);
    at.plus(TimeDelta::seconds(3_600 - past) - TimeDelta::microseconds(micros))
}

/// Local midnight at the end of `day`.
pub fn midnight_after(day: NaiveDate, zone: Tz) -> At {
    let next = day + Days::new(1);
    local_instant(zone, next.and_time(NaiveTime::MIN))
}

/// The instant of a wall-clock time; the earlier one of a doubled hour, the end of the gap for a skipped one.
pub fn local_instant(zone: Tz, local: chrono::NaiveDateTime) -> At {
    let found: Option<DateTime<Tz>> = zone
        .from_local_datetime(&local)
        .earliest()
        .or_else(|| zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest());
    match found {
        Some(at) => At::new(at.with_timezone(&chrono::Utc)),
        None => At::new(local.and_utc()),
    }
}
