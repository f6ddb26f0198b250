//! Runs a file of worked deadlines against the loaded rules: the period comes from the rule, never from the vector.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

use super::calendar::Holidays;
use super::counting::{self, Capped, Count, CountingLaw, Deadline, Roll};
use super::law::Stage;
use super::set::PolicySet;
use super::vector_shape;
use crate::domain::plan::{Period, PeriodUnit};
use crate::domain::values::{At, Country};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// What came of a run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub passed: usize,
    pub skipped: usize,
    /// One line per failed vector.
    pub failures: Vec<String>,
    /// One line per vector whose calendar is not ours, with what that changes, and per vector that no rule computes.
    pub differences: Vec<String>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    regime: String,
    stage: String,
    period: VectorPeriod,
    timezone: String,
    #[serde(default)]
    holiday_country: Option<String>,
    computation_law: String,
    trigger: String,
    /// Start of the second clock, where the rule has one.
    #[serde(default)]
    aware: Option<String>,
    /// `false`: the entity has no relief for weekends (RTS 2025/301 Art. 5(5), (6)).
    #[serde(default)]
    noon_relief: Option<bool>,
    expected: BTreeMap<String, String>,
    #[serde(default)]
    contested: Vec<String>,
    #[serde(default)]
    holidays_in_window: Vec<String>,
}

#[derive(Deserialize)]
struct VectorPeriod {
    value: u32,
    unit: String,
}

/// Computes every vector of the file.
///
/// # Errors
/// Every problem of a file that is not of this form, each with its path.
pub fn run(set: &PolicySet, text: &str) -> Result<Outcome, Vec<String>> {
    let value = serde_json::from_str(text).map_err(|error| vec![format!("input: not JSON: {error}")])?;
    let problems = vector_shape::problems(set, &value);
    if !problems.is_empty() {
        return Err(problems);
    }
    // From the text and not from the value, which would have dropped a key that stands twice.
    let vectors: Vec<Vector> = serde_json::from_str(text).map_err(|error| vec![format!("input: {error}")])?;
    let mut outcome = Outcome::default();
    let mut ids = BTreeSet::new();
    for vector in &vectors {
        // Each is computed, but a line about it could be about either.
        if !ids.insert(&vector.id) {
            outcome.differences.push(format!("{}: the id stands twice", vector.id));
        }
        let words = (vector.regime.clone(), vector.stage.clone());
        let stage =
            set.rules().iter().flat_map(|rule| &rule.stages).find(|stage| stage.vector.as_ref() == Some(&words));
        let Some(stage) = stage else {
            outcome.skipped += 1;
            let (id, regime, stage) = (&vector.id, &vector.regime, &vector.stage);
            outcome
                .differences
                .push(format!("{id} {regime} {stage}: skipped, no loaded rule has this regime and stage"));
            continue;
        };
        let line = |why: String| format!("{} {} {}: {why}", vector.id, vector.regime, vector.stage);
        match Asked::read(set, stage, vector) {
            Err(why) => outcome.failures.push(line(why)),
            Ok(asked) => {
                match asked.check(vector) {
                    Ok(()) => outcome.passed += 1,
                    Err(why) => outcome.failures.push(line(why)),
                }
                outcome.differences.extend(asked.with_ours(set, vector).map(line));
            }
        }
    }
    Ok(outcome)
}

/// A vector as the rule counts it.
struct Asked<'a> {
    start: At,
    period: Period,
    law: &'a CountingLaw,
    zone: Tz,
    holidays: Holidays,
    cap: Option<Capped>,
    relief: bool,
}

impl<'a> Asked<'a> {
    fn read(set: &'a PolicySet, stage: &Stage, vector: &Vector) -> Result<Self, String> {
        let period = stage.period.ok_or("the rule has no figure")?;
        if period.value != vector.period.value || period.unit.as_str() != vector.period.unit {
            return Err(format!(
                "the rule says {} {}, the vector {} {}",
                period.value, period.unit, vector.period.value, vector.period.unit
            ));
        }
        let law = set.counting(&stage.counting).ok_or("the rule's way of counting is not loaded")?;
        if law.vector.as_deref() != Some(vector.computation_law.as_str()) {
            return Err(format!("the rule counts by `{}`, the vector by `{}`", law.id, vector.computation_law));
        }
        let zone: Tz = vector.timezone.parse().map_err(|_| format!("`{}` is not a zone", vector.timezone))?;
        let mut holidays = Holidays::default();
        for day in &vector.holidays_in_window {
            holidays.days.insert(day.parse::<NaiveDate>().map_err(|_| format!("`{day}` is not a day"))?);
        }
        let aware = vector.aware.as_deref().map(instant).transpose()?;
        let cap = stage.cap.as_ref().zip(aware).map(|(cap, start)| Capped { start, period: cap.period });
        // Only where the act takes the relief away from some: the final report keeps it for all (Art. 5(5)).
        let takes_away = !stage.no_roll_for.is_empty() || stage.no_roll_from_start.is_some();
        let relief = vector.noon_relief.unwrap_or(true) || !takes_away;
        Ok(Self { start: instant(&vector.trigger)?, period, law, zone, holidays, cap, relief })
    }

    fn count(&self, holidays: &Holidays) -> Deadline {
        let count = Count { period: self.period, law: self.law, relief: self.relief, cap: self.cap };
        counting::count(self.start, count, self.zone, holidays)
    }

    /// The readings of the vector files.
    fn reading(&self, found: &Deadline, name: &str) -> Option<At> {
        let noon = self.law.roll == Roll::Noon;
        match name {
            "elapsed" => Some(found.elapsed),
            "formal_1182" if !noon => Some(found.legal),
            "no_roll" => found.no_roll,
            "limit" if noon || self.cap.is_some() => Some(found.target),
            "art5_4_noon" if noon => Some(found.legal),
            "cap_24h_from_awareness" => self.cap.map(|cap| counting::elapsed(cap.start, cap.period, self.zone)),
            _ => None,
        }
    }

    fn check(&self, vector: &Vector) -> Result<(), String> {
        let found = self.count(&self.holidays);
        let mut wrong = Vec::new();
        let mut asserted = 0;
        for (reading, wanted) in asserted_readings(vector) {
            asserted += 1;
            let wanted_at = instant(wanted)?;
            match self.reading(&found, reading) {
                Some(got) if got == wanted_at => {}
                Some(got) => wrong.push(format!("{reading} is {}, expected {wanted}", self.local(got))),
                None => wrong.push(format!("the reading `{reading}` cannot be computed for this rule")),
            }
        }
        if asserted == 0 {
            return Err("the vector asserts nothing".to_owned());
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
    }

    /// The same with our calendar of the country: which days differ, and what that changes.
    fn with_ours(&self, set: &PolicySet, vector: &Vector) -> Option<String> {
        let country = Country::parse(vector.holiday_country.as_deref()?).ok()?;
        let Some(calendar) = set.calendar(&country) else {
            let before = self.count(set.holidays(&country));
            let found = self.count(&self.holidays);
            let moved =
                if before.legal == found.legal { "the end is the same" } else { "the end is earlier without one" };
            return Some(format!("we have no calendar of {country}; {moved}"));
        };
        let ends = vector.expected.values().filter_map(|text| At::parse(text).ok());
        let last = ends.max()?.plus(-chrono::TimeDelta::microseconds(1)).in_zone(self.zone).date_naive();
        let window = self.start.in_zone(self.zone).date_naive()..=last;
        let theirs = &self.holidays.days;
        let more: Vec<String> = calendar
            .days
            .range(window.clone())
            .filter(|(day, _)| !theirs.contains(day))
            .map(|(day, name)| format!("{day} ({name})"))
            .collect();
        let less: Vec<String> = theirs
            .iter()
            .filter(|day| window.contains(day) && !calendar.days.contains_key(day))
            .map(ToString::to_string)
            .collect();
        if more.is_empty() && less.is_empty() {
            return None;
        }
        let mut parts = Vec::new();
        if !more.is_empty() {
            parts.push(format!("only our calendar of {country} has {}", more.join(", ")));
        }
        if !less.is_empty() {
            parts.push(format!("only the vector has {}", less.join(", ")));
        }
        let (found, ours) = (self.count(&self.holidays), self.count(set.holidays(&country)));
        parts.push(match (found.legal == ours.legal, self.period.unit) {
            (true, PeriodUnit::Hours) if self.law.roll != Roll::Noon => {
                "the end is the same: a term in hours is moved by no holiday".to_owned()
            }
            (true, _) => "the end is the same: no such day is the last one or makes a working day missing".to_owned(),
            (false, _) => {
                format!("our calendar ends at {}, the vector's at {}", self.local(ours.legal), self.local(found.legal))
            }
        });
        Some(parts.join("; "))
    }

    fn local(&self, at: At) -> String {
        at.in_zone(self.zone).to_rfc3339()
    }
}

fn asserted_readings(vector: &Vector) -> impl Iterator<Item = (&String, &String)> {
    vector.expected.iter().filter(|(reading, _)| !vector.contested.contains(reading))
}

fn instant(text: &str) -> Result<At, String> {
    At::parse(text).map_err(|bad| bad.to_string())
}
