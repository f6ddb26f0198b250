//! Deadlines: what a period comes to by the clock and by the counting law. Pure arithmetic; the words are in `words.rs`.
//!
//! Ends of formal periods are half-open: local midnight of the next day, or the full hour itself.

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;

use super::calendar::{Holidays, is_weekend};
use super::law::Cite;
use crate::domain::plan::{Period, PeriodUnit};
use crate::domain::values::At;
use crate::words;

words! {
    HourCount {
        Elapsed = "elapsed",
        /// The clock hour of the event is not counted (Reg. 1182/71 Art. 3(1)): from the next full hour.
        NextFullHour = "next_full_hour",
    }
}

words! {
    DayCount {
        Elapsed = "elapsed",
        /// The day of the event is not counted; ends with the last hour of the last day.
        DayDropped = "day_dropped",
    }
}

/// A way of counting, as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountingLaw {
    pub id: String,
    /// Its word in the vector file.
    pub vector: Option<String>,
    pub hours: HourCount,
    pub days: DayCount,
    /// Art. 3(4): a last day that is no working day moves on. Never for hours.
    pub roll: bool,
    /// Art. 3(5): two days or more hold at least two working days. Never for hours.
    pub two_working_days: bool,
    pub verified: bool,
    pub cite: Cite,
}

/// How the end by the counting law came about, for the words beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// No other count than elapsed time.
    Elapsed,
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
    NoCalendar {
        year: i32,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// Elapsed time: what one works to and is reminded of.
    pub target: At,
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
    }
}

pub fn deadline(start: At, period: Period, law: &CountingLaw, zone: Tz, holidays: &Holidays) -> Deadline {
    let target = elapsed(start, period, zone);
    let as_elapsed = Deadline { target, legal: target, no_roll: None, steps: vec![Step::Elapsed] };
    match (period.unit, law.hours, law.days) {
        (PeriodUnit::Hours, HourCount::NextFullHour, _) => {
            let from = next_full_hour(start, zone);
            let legal = elapsed(from, period, zone);
            Deadline { target, legal, no_roll: None, steps: vec![Step::HourDropped { from }] }
        }
        (PeriodUnit::Days | PeriodUnit::Months, _, DayCount::DayDropped) => {
            in_days(start, period, law, zone, holidays, target)
        }
        _ => as_elapsed,
    }
}

fn in_days(start: At, period: Period, law: &CountingLaw, zone: Tz, holidays: &Holidays, target: At) -> Deadline {
    let day = start.in_zone(zone).date_naive();
    let (mut last, first_step) = match period.unit {
        PeriodUnit::Months => {
            let last = day.checked_add_months(Months::new(period.value)).unwrap_or(day);
            (last, Step::SameDayNumber { last })
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
        return Deadline { target, legal: unrolled, no_roll: Some(unrolled), steps };
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
    if law.roll && !holidays.is_working_day(last) {
        let from = last;
        while !holidays.is_working_day(last) {
            last = last + Days::new(1);
        }
        steps.push(Step::Rolled { from, to: last, holiday: !is_weekend(from) });
    }
    Deadline { target, legal: midnight_after(last, zone), no_roll: Some(unrolled), steps }
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
    local_instant(zone, next.and_time(chrono::NaiveTime::MIN))
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
