//! Statistics: twelve months of breaches, what was told and in time, and how long it took. Drills are never counted.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate, TimeDelta, TimeZone};

use super::member::SignedIn;
use super::register::readable;
use super::{AppResult, Ctx, organisation};
use crate::domain::values::At;
use crate::store::figures::{self, Alike, Spans};
use crate::store::register::{self as stored, Told};
use crate::store::reports::{self, ReportStatus};

/// Months on one page.
pub const MONTHS: u32 = 12;

/// Of which organisations, up to which month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Slug of one organisation; all that the person may see otherwise.
    pub organisation: Option<String>,
    /// Any day of the last month.
    pub last: NaiveDate,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    pub first_day: NaiveDate,
    pub count: Count,
    /// Medians in minutes; none where no case of the month has the span.
    pub to_awareness: Option<i64>,
    pub to_decision: Option<i64>,
}

/// Breaches by what was said to authorities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    pub told: i64,
    pub recorded_only: i64,
    pub not_decided: i64,
}

impl Count {
    pub fn all(self) -> i64 {
        self.told + self.recorded_only + self.not_decided
    }

    fn add(&mut self, outcome: Told, cases: i64) {
        match outcome {
            Told::Filed => self.told += cases,
            Told::No => self.recorded_only += cases,
            Told::NotDecided => self.not_decided += cases,
        }
    }
}

/// Notices to authorities that were filed, or should have been by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notices {
    pub in_time: i64,
    /// After the target, within the legal term as it is formally counted.
    pub on_formal_count: i64,
    pub late: i64,
    /// Not filed, and the legal term has ended.
    pub missed: i64,
}

impl Notices {
    pub fn all(self) -> i64 {
        self.in_time + self.on_formal_count + self.late + self.missed
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    pub months: Vec<Month>,
    pub count: Count,
    pub notices: Notices,
    /// Kinds of incident and causes with their number of breaches, the most frequent first; none stands for what is not known yet.
    pub incidents: Vec<(Option<String>, i64)>,
    pub causes: Vec<(Option<String>, i64)>,
    /// What became of the reports that arrived in these months, rejected and merged ones too (US2).
    pub reports: Vec<(ReportStatus, i64)>,
    /// Medians over all the months, in minutes.
    pub to_awareness: Option<i64>,
    pub to_decision: Option<i64>,
    /// Slug and name of the organisations the person may choose among.
    pub organisations: Vec<(String, String)>,
    /// How many of them are counted here.
    pub counted: usize,
    /// The month in which the oldest case was opened, as far as a year says; earlier ones need not be offered.
    pub since_year: Option<i64>,
}

/// What twelve months come to.
pub fn of_year(ctx: &Ctx, who: &SignedIn, asked: &Asked) -> AppResult<Statistics> {
    let now = ctx.clock.now();
    let all = readable(who);
    let mine: Vec<_> =
        all.iter().filter(|one| asked.organisation.as_deref().is_none_or(|slug| slug == one.slug)).collect();
    let months = months_until(asked.last);
    let (first, last) = (key(months.first()), key(months.last()));
    let (mut alike, mut spans, mut missed, mut since_year) = (Vec::new(), Vec::new(), 0, None);
    let mut arrived: Vec<(ReportStatus, i64)> = ReportStatus::ALL.iter().map(|status| (*status, 0)).collect();
    ctx.store.read(|conn| {
        for one in &mine {
            alike.extend(figures::of_months(conn, one.id, &first, &last)?);
            spans.extend(figures::spans(conn, one.id, &first, &last)?);
            missed += figures::missed(conn, one.id, &first, &last, now)?;
            let Some((from, until)) = span_of(&months, &organisation::load(conn, one.id)?.0.zone) else { continue };
            for (status, count) in &mut arrived {
                *count += reports::count_arrived(conn, one.id, *status, from, until)?;
            }
        }
        for one in &all {
            let year = stored::years(conn, one.id)?.map(|(year, _)| year);
            since_year = since_year.into_iter().chain(year).min();
        }
        AppResult::Ok(())
    })?;
    let mut statistics = counted(&months, &alike, &spans);
    statistics.notices.missed = missed;
    statistics.reports = arrived;
    statistics.counted = mine.len();
    statistics.since_year = since_year;
    statistics.organisations = all.iter().map(|one| (one.slug.clone(), one.name.clone())).collect();
    Ok(statistics)
}

/// The month in which an instant falls, as its first day.
pub fn month_of(at: At, zone: chrono_tz::Tz) -> NaiveDate {
    first_of(at.in_zone(zone).date_naive())
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn months_until(last: NaiveDate) -> Vec<NaiveDate> {
    let last = first_of(last);
    (0..MONTHS).rev().filter_map(|n| last.checked_sub_months(Months::new(n))).collect()
}

/// From the first midnight of these months to that after them, in the organisation's zone.
fn span_of(months: &[NaiveDate], zone: &str) -> Option<(At, At)> {
    let zone: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::Tz::UTC);
    let midnight = |day: NaiveDate| {
        let local = day.and_hms_opt(0, 0, 0)?;
        // Where a day has no midnight the next hour begins it.
        let at = zone.from_local_datetime(&local).earliest();
        let at = at.or_else(|| zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest())?;
        Some(At::new(at.to_utc()))
    };
    Some((midnight(*months.first()?)?, midnight(months.last()?.checked_add_months(Months::new(1))?)?))
}

fn key(month: Option<&NaiveDate>) -> String {
    month.map(|day| day.format("%Y-%m").to_string()).unwrap_or_default()
}

fn counted(months: &[NaiveDate], alike: &[Alike], spans: &[Spans]) -> Statistics {
    let (mut count, mut notices) = (Count::default(), Notices::default());
    let mut by_month: BTreeMap<&str, Count> = BTreeMap::new();
    let (mut incidents, mut causes) = (BTreeMap::new(), BTreeMap::new());
    for one in alike {
        count.add(one.outcome, one.cases);
        by_month.entry(&one.month).or_default().add(one.outcome, one.cases);
        *incidents.entry(one.incident.clone()).or_insert(0) += one.cases;
        *causes.entry(one.cause.clone()).or_insert(0) += one.cases;
        notices.in_time += one.in_time.unwrap_or(0);
        notices.on_formal_count += one.on_formal_count.unwrap_or(0);
        notices.late += one.late.unwrap_or(0);
    }
    let of = |month: Option<&str>, which: fn(&Spans) -> Option<i64>| {
        median(spans.iter().filter(|one| month.is_none_or(|month| one.0 == month)).filter_map(which).collect())
    };
    Statistics {
        months: months
            .iter()
            .map(|first_day| {
                let key = key(Some(first_day));
                Month {
                    first_day: *first_day,
                    count: by_month.get(key.as_str()).copied().unwrap_or_default(),
                    to_awareness: of(Some(&key), |one| one.1),
                    to_decision: of(Some(&key), |one| one.2),
                }
            })
            .collect(),
        count,
        notices,
        incidents: ranked(incidents),
        causes: ranked(causes),
        reports: Vec::new(),
        to_awareness: of(None, |one| one.1),
        to_decision: of(None, |one| one.2),
        organisations: Vec::new(),
        counted: 0,
        since_year: None,
    }
}

/// The most frequent first; what is not known yet comes last, however frequent, because it is no kind of its own.
fn ranked(counts: BTreeMap<Option<String>, i64>) -> Vec<(Option<String>, i64)> {
    let mut ranked: Vec<_> = counts.into_iter().collect();
    ranked.sort_by_key(|(word, cases)| (word.is_none(), -cases));
    ranked
}

/// The middle one, or the mean of the two in the middle.
fn median(mut all: Vec<i64>) -> Option<i64> {
    all.sort_unstable();
    let (low, high) = (all.get(all.len().checked_sub(1)? / 2)?, all.get(all.len() / 2)?);
    Some((low + high) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one_and_there_is_none_of_nothing() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![9]), Some(9));
        assert_eq!(median(vec![30, 2, 10]), Some(10));
        assert_eq!(median(vec![1, 2, 4, 100]), Some(3));
    }

    #[test]
    fn twelve_months_reach_back_over_the_turn_of_the_year() {
        let months = months_until(NaiveDate::from_ymd_opt(2026, 3, 31).unwrap());
        assert_eq!((key(months.first()).as_str(), key(months.last()).as_str()), ("2025-04", "2026-03"));
        assert_eq!(months.len(), 12);
    }

    #[test]
    fn what_is_not_known_yet_comes_last() {
        let counts = BTreeMap::from([(None, 9), (Some("a".to_owned()), 1), (Some("b".to_owned()), 2)]);
        let words: Vec<_> = ranked(counts).into_iter().map(|(word, _)| word.unwrap_or_default()).collect();
        assert_eq!(words, ["b", "a", ""]);
    }
}
