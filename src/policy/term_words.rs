//! The arithmetic of one term in words: target and legal term step by step, with the days that moved it or did not by name.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::calendar::{Calendar, is_weekend};
use super::counting::{Deadline, Step};
use super::words::{line, local};
use crate::domain::plan::{ArithmeticLine, Period, PeriodUnit};

/// Target and legal term of a period, step by step.
pub fn deadline(
    period: Period,
    found: &Deadline,
    zone: Tz,
    country: Option<&str>,
    calendar: Option<&Calendar>,
) -> Vec<ArithmeticLine> {
    let value = || ("value", period.value.to_string());
    let target = ("at", local(found.elapsed, zone));
    let mut lines = vec![match period.unit {
        PeriodUnit::Hours => line(
            "arith-target-hours",
            "Target: {value} elapsed hours after the start, {at}. Weekends and holidays count.",
            &[target, value()],
        ),
        PeriodUnit::WorkingDays => line(
            "arith-target-working-days",
            "Target: the same time of day {value} working days later, holidays not counted, {at}.",
            &[target, value()],
        ),
        PeriodUnit::Days => line(
            "arith-target-days",
            "Target: {value} times 24 elapsed hours after the start, {at}.",
            &[target, value()],
        ),
        PeriodUnit::Months => {
            line("arith-target-months", "Target: the same time of day {value} months later, {at}.", &[target, value()])
        }
    }];
    for step in &found.steps {
        lines.push(match step {
            Step::Elapsed => line(
                "arith-legal-elapsed",
                "Legal term: the same instant, {at}; no other way of counting is confirmed here.",
                &[("at", local(found.legal, zone))],
            ),
            Step::HourDropped { from } => line(
                "arith-legal-hours",
                "Legal term: the clock hour of the start is not counted, so {value} hours run from {from} to {at}. A period in hours moves for no weekend or holiday.",
                &[("at", local(found.legal, zone)), ("from", local(*from, zone)), value()],
            ),
            Step::DayDropped { day, last } => line(
                "arith-legal-days",
                "Legal term: the day of the start, {day}, is not counted; day {value} is {last}.",
                &[("day", day.to_string()), ("last", last.to_string()), value()],
            ),
            Step::SameDayNumber { last } => line(
                "arith-legal-months",
                "Legal term: the day of the same number {value} months later, or the last of that month, is {last}.",
                &[("last", last.to_string()), value()],
            ),
            Step::TwoWorkingDays { last } => line(
                "arith-two-working-days",
                "The period would hold fewer than two working days, so it runs to {last}.",
                &[("last", last.to_string())],
            ),
            Step::Rolled { from, to, holiday: true } => match named(calendar, *from) {
                Some([country, name]) => line(
                    "arith-rolled-named-holiday",
                    "{from} is a public holiday in {country} ({name}), so the term moves to {to}.",
                    &[country, ("from", from.to_string()), name, ("to", to.to_string())],
                ),
                None => line(
                    "arith-rolled-holiday",
                    "{from} is a public holiday, so the term moves to {to}.",
                    &[("from", from.to_string()), ("to", to.to_string())],
                ),
            },
            Step::Rolled { from, to, holiday: false } => line(
                "arith-rolled-weekend",
                "{from} falls on a weekend, so the term moves to {to}.",
                &[("from", from.to_string()), ("to", to.to_string())],
            ),
            Step::Limit { at } => line(
                "arith-limit",
                "Limit: {at}.",
                &[("at", local(*at, zone))],
            ),
            Step::WorkingDays { day, last } => line(
                "arith-legal-working-days",
                "Legal term: the day of the start, {day}, is not counted; working day {value} is {last}.",
                &[("day", day.to_string()), ("last", last.to_string()), value()],
            ),
            Step::Noon { from, to, holiday: true } => match named(calendar, *from) {
                Some([country, name]) => line(
                    "arith-noon-named-holiday",
                    "Legal term: {from} is a bank holiday in {country} ({name}), so noon of the next working day, {to}, will do.",
                    &[country, ("from", from.to_string()), name, ("to", to.to_string())],
                ),
                None => line(
                    "arith-noon-holiday",
                    "Legal term: {from} is a bank holiday, so noon of the next working day, {to}, will do.",
                    &[("from", from.to_string()), ("to", to.to_string())],
                ),
            },
            Step::Noon { from, to, holiday: false } => line(
                "arith-noon-weekend",
                "Legal term: {from} falls on a weekend, so noon of the next working day, {to}, will do.",
                &[("from", from.to_string()), ("to", to.to_string())],
            ),
            Step::NoRelief { on } => line(
                "arith-no-relief",
                "{on} is no working day, but the relief for weekends and holidays does not reach this controller.",
                &[("on", on.to_string())],
            ),
            Step::NoCalendar { year } => line(
                "arith-no-calendar",
                "No public holidays are loaded for {country} in {year}: nothing was moved, and the true end can only be later.",
                &[("country", country.unwrap_or("-").to_owned()), ("year", year.to_string())],
            ),
        });
    }
    let by_day =
        |step: &Step| matches!(step, Step::DayDropped { .. } | Step::SameDayNumber { .. } | Step::WorkingDays { .. });
    if let Some((day, [country, name])) = one_source(found, zone, calendar) {
        lines.push(line(
            "arith-one-source",
            "{day} is a holiday in {country} ({name}) by one source of the calendar alone, so the term does not move for it.",
            &[country, ("day", day.to_string()), name],
        ));
    }
    if found.steps.iter().any(by_day) {
        lines.push(line(
            "arith-legal-midnight",
            "It ends with the last hour of that day, {at}.",
            &[("at", local(found.legal, zone))],
        ));
    }
    if found.work_to() != found.target && found.cap.is_none_or(|cap| cap != found.target) {
        lines.push(line(
            "arith-target-brought-forward",
            "The target is brought forward to the end of the legal term, {at}.",
            &[("at", local(found.work_to(), zone))],
        ));
    }
    lines
}

type Argument = (&'static str, String);

/// Country and name of a holiday, as arguments of a line.
fn named(calendar: Option<&Calendar>, day: NaiveDate) -> Option<[Argument; 2]> {
    let calendar = calendar?;
    let name = calendar.days.get(&day)?;
    Some([("country", calendar.country.to_string()), ("name", name.clone())])
}

/// The last day of a term in days, or the day of a limit that might move, where it is a holiday that no term moves for.
fn one_source(found: &Deadline, zone: Tz, calendar: Option<&Calendar>) -> Option<(NaiveDate, [Argument; 2])> {
    let day = found.steps.iter().find_map(|step| match step {
        Step::DayDropped { .. } | Step::SameDayNumber { .. } | Step::WorkingDays { .. } => {
            Some(found.legal.plus(-chrono::TimeDelta::microseconds(1)))
        }
        Step::Limit { at } => Some(*at),
        _ => None,
    })?;
    let day = day.in_zone(zone).date_naive();
    let moved = found.steps.iter().any(|step| matches!(step, Step::Noon { .. }));
    let only = calendar.is_some_and(|calendar| calendar.uncounted.contains(&day)) && !is_weekend(day) && !moved;
    named(calendar, day).filter(|_| only).map(|words| (day, words))
}
