//! What stands behind a planned duty: the text of its rule, and the days of the calendar that its term ran over.

use chrono::{Days, NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::calendar::{Calendar, is_weekend};
use super::counting::CountingLaw;
use super::law::{Rule, Stage};
pub use super::readings::readings;
use super::set::PolicySet;
use crate::domain::plan::PlannedDuty;
use crate::domain::values::{At, Country};
use crate::words;

/// A window of at most so many days names each weekend in it; in a longer one only the days that moved its end, and the holidays.
const EVERY_WEEKEND_DAYS: i64 = 14;
/// Without a term, holidays of this many days after the start are named: the office may be closed on them.
const OPEN_WINDOW_DAYS: u64 = 3;

/// Rule, stage and way of counting as the loaded files have them.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub rule: &'a Rule,
    pub stage: &'a Stage,
    pub counting: Option<&'a CountingLaw>,
}

/// The version of the rule from which the terms of a duty were copied. `None` where no loaded version gives these terms any more:
/// the files were changed since, and the duty keeps what it arose with.
pub fn source<'a>(set: &'a PolicySet, planned: &PlannedDuty) -> Option<Source<'a>> {
    let rule = set.rules().iter().find(|rule| rule.id == planned.rule && rule.version == planned.rule_version)?;
    let stage = rule.stage(&planned.stage)?;
    let cite = stage.cite.as_ref().unwrap_or(&rule.cite);
    let figures = std::iter::once(stage.period).chain(stage.period_for.iter().map(|other| Some(other.period)));
    let same = figures.into_iter().any(|period| period == planned.period)
        && cite.act == planned.citation.act
        && cite.article == planned.citation.article
        && rule.kind == planned.kind;
    same.then(|| Source { rule, stage, counting: set.counting(&stage.counting) })
}

words! {
    DayKind { Weekend = "weekend", Holiday = "holiday" }
}

words! {
    /// What a day that is no working day did to the term.
    DayEffect {
        /// Counted like any other; nothing moved.
        Counted = "counted",
        /// The term would have ended on it and moved on.
        MovedEnd = "moved_end",
        /// There is no term that it could move.
        NoTerm = "no_term",
        /// Only one source has this holiday: the office may be closed, and no term moves for it.
        OneSource = "one_source",
    }
}

/// A day in the window of a term on which nobody works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayThatMattered {
    pub on: NaiveDate,
    pub kind: DayKind,
    /// The holiday's name as the calendar has it; `None` for a weekend.
    pub name: Option<String>,
    pub effect: DayEffect,
}

/// A change of the clocks inside the window, at the recipient's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockChange {
    pub on: NaiveDate,
    /// Forward in spring: the local day has an hour less.
    pub forward: bool,
}

/// Which calendar the days were taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarUsed {
    Known {
        country: Country,
        source: String,
        checked_on: Option<NaiveDate>,
        verified: bool,
        /// Years of the window that the calendar does not hold.
        missing_years: Vec<i32>,
    },
    /// No calendar of this country is loaded: no holiday is known, and nothing moves.
    Missing { country: Option<Country> },
}

/// The days from the start of a clock to the end of its term, at the recipient's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub days: Vec<DayThatMattered>,
    /// Weekends in between were left out, because the window is long.
    pub weekends_left_out: bool,
    pub clocks: Vec<ClockChange>,
    pub calendar: CalendarUsed,
}

/// The calendar of a duty's term; `None` while its clock has not started.
pub fn window(set: &PolicySet, planned: &PlannedDuty) -> Option<Window> {
    let zone: Tz = planned.zone.parse().unwrap_or(Tz::UTC);
    let start = planned.trigger.at?;
    let first = start.in_zone(zone).date_naive();
    let end = planned.legal_term_at.max(planned.target_at);
    // A term that ends at midnight ends with the day before.
    let last = end.map_or(first + Days::new(OPEN_WINDOW_DAYS), |end| {
        end.plus(-TimeDelta::microseconds(1)).in_zone(zone).date_naive().max(first)
    });
    let country = country_of(set, planned);
    let calendar = country.as_ref().and_then(|country| set.calendar(country));
    let every_weekend = (last - first).num_days() <= EVERY_WEEKEND_DAYS;
    let moved = moved_days(planned);
    let mut days = Vec::new();
    let mut weekends_left_out = false;
    for on in first.iter_days().take_while(|day| *day <= last) {
        let name = calendar.and_then(|calendar| calendar.days.get(&on)).cloned();
        if name.is_none() && !is_weekend(on) {
            continue;
        }
        let one_source = !is_weekend(on) && calendar.is_some_and(|calendar| calendar.uncounted.contains(&on));
        let effect = match (end, moved.iter().any(|(from, to)| *from <= on && on < *to)) {
            (Some(_), _) if one_source => DayEffect::OneSource,
            (None, _) => DayEffect::NoTerm,
            (Some(_), true) => DayEffect::MovedEnd,
            (Some(_), false) => DayEffect::Counted,
        };
        if name.is_none() && !every_weekend && effect != DayEffect::MovedEnd {
            weekends_left_out = true;
            continue;
        }
        let kind = if name.is_some() { DayKind::Holiday } else { DayKind::Weekend };
        days.push(DayThatMattered { on, kind, name, effect });
    }
    Some(Window {
        first,
        last,
        days,
        weekends_left_out,
        clocks: clock_changes(zone, start, end.unwrap_or(start)),
        calendar: used(calendar, country, first, last),
    })
}

/// Where holidays are taken from: the calendar the plan used, else the country of the recipient.
fn country_of(set: &PolicySet, planned: &PlannedDuty) -> Option<Country> {
    let of_authority = || set.authority(&planned.recipient.id).map(|authority| authority.country.clone());
    planned.holiday_country.clone().or_else(of_authority).or_else(|| planned.market.clone())
}

/// The steps of the arithmetic that moved the end: from a day, to a day. A period in hours has such steps only where its law
/// gives a relief in days; the hours themselves run between instants.
fn moved_days(planned: &PlannedDuty) -> Vec<(NaiveDate, NaiveDate)> {
    let day = |line: &crate::domain::plan::ArithmeticLine, name: &str| line.args.get(name)?.parse::<NaiveDate>().ok();
    planned.arithmetic.iter().filter_map(|line| Some((day(line, "from")?, day(line, "to")?))).collect()
}

fn used(calendar: Option<&Calendar>, country: Option<Country>, first: NaiveDate, last: NaiveDate) -> CalendarUsed {
    let Some(calendar) = calendar else { return CalendarUsed::Missing { country } };
    let year = |day: NaiveDate| chrono::Datelike::year(&day);
    let missing_years =
        (year(first)..=year(last)).filter(|year| !(calendar.first_year..=calendar.last_year).contains(year)).collect();
    CalendarUsed::Known {
        country: calendar.country.clone(),
        source: calendar.source.clone(),
        checked_on: calendar.checked_on,
        verified: calendar.verified,
        missing_years,
    }
}

/// Every day between two instants on which the local clock jumped.
fn clock_changes(zone: Tz, start: At, end: At) -> Vec<ClockChange> {
    use chrono::Offset;
    let offset = |at: At| at.in_zone(zone).offset().fix().local_minus_utc();
    let mut changes = Vec::new();
    let mut at = start;
    let mut before = offset(at);
    while at < end {
        let next = at.plus(TimeDelta::hours(1)).min(end);
        let after = offset(next);
        if after != before {
            changes.push(ClockChange { on: next.in_zone(zone).date_naive(), forward: after > before });
        }
        (at, before) = (next, after);
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> At {
        At::parse(text).unwrap()
    }

    #[test]
    fn the_night_on_which_the_clocks_go_back_is_found_and_its_direction_told() {
        let rome = chrono_tz::Europe::Rome;
        let autumn = clock_changes(rome, at("2023-10-29T02:30:00+02:00"), at("2023-11-01T01:30:00+01:00"));
        assert_eq!(autumn, [ClockChange { on: "2023-10-29".parse().unwrap(), forward: false }]);
        let spring = clock_changes(rome, at("2026-03-27T12:00:00Z"), at("2026-03-30T12:00:00Z"));
        assert_eq!(spring, [ClockChange { on: "2026-03-29".parse().unwrap(), forward: true }]);
        assert_eq!(clock_changes(rome, at("2026-06-01T00:00:00Z"), at("2026-06-04T00:00:00Z")), []);
    }
}
