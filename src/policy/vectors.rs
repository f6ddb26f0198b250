//! Runs a file of worked deadlines against the loaded rules: the period comes from the rule, never from the vector.

use serde::Deserialize;
use std::collections::BTreeMap;

use super::calendar::Holidays;
use super::counting::{self, CountingLaw};
use super::law::Stage;
use super::set::PolicySet;
use crate::domain::values::At;
use chrono::NaiveDate;
use chrono_tz::Tz;

/// What came of a run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub passed: usize,
    pub skipped: usize,
    /// One line per failed vector.
    pub failures: Vec<String>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    regime: String,
    stage: String,
    period: VectorPeriod,
    timezone: String,
    computation_law: String,
    trigger: String,
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

/// The error is a sentence about a file that cannot be read at all.
pub fn run(set: &PolicySet, text: &str) -> Result<Outcome, String> {
    let vectors: Vec<Vector> = serde_json::from_str(text).map_err(|error| format!("not a file of vectors: {error}"))?;
    let mut outcome = Outcome::default();
    for vector in &vectors {
        let words = (vector.regime.clone(), vector.stage.clone());
        let stage =
            set.rules().iter().flat_map(|rule| &rule.stages).find(|stage| stage.vector.as_ref() == Some(&words));
        match stage {
            None => outcome.skipped += 1,
            Some(stage) => match check(set, stage, vector) {
                Ok(()) => outcome.passed += 1,
                Err(why) => outcome.failures.push(format!("{} {} {}: {why}", vector.id, vector.regime, vector.stage)),
            },
        }
    }
    Ok(outcome)
}

fn check(set: &PolicySet, stage: &Stage, vector: &Vector) -> Result<(), String> {
    let period = stage.period.ok_or("the rule has no figure")?;
    if period.value != vector.period.value || period.unit.as_str() != vector.period.unit {
        return Err(format!(
            "the rule says {} {}, the vector {} {}",
            period.value, period.unit, vector.period.value, vector.period.unit
        ));
    }
    let law: &CountingLaw = set.counting(&stage.counting).ok_or("the rule's way of counting is not loaded")?;
    if law.vector.as_deref() != Some(vector.computation_law.as_str()) {
        return Err(format!("the rule counts by `{}`, the vector by `{}`", law.id, vector.computation_law));
    }
    let zone: Tz = vector.timezone.parse().map_err(|_| format!("`{}` is not a zone", vector.timezone))?;
    let start = At::parse(&vector.trigger).map_err(|bad| bad.to_string())?;
    let mut holidays = Holidays::default();
    for day in &vector.holidays_in_window {
        holidays.days.insert(day.parse::<NaiveDate>().map_err(|_| format!("`{day}` is not a day"))?);
    }
    let found = counting::deadline(start, period, law, zone, &holidays);
    let mut wrong = Vec::new();
    let mut asserted = 0;
    for (reading, wanted) in vector.expected.iter().filter(|(reading, _)| !vector.contested.contains(reading)) {
        let got = match reading.as_str() {
            "elapsed" => Some(found.target),
            "formal_1182" => Some(found.legal),
            "no_roll" => found.no_roll,
            _ => None,
        };
        asserted += 1;
        let wanted_at = At::parse(wanted).map_err(|bad| bad.to_string())?;
        match got {
            Some(got) if got == wanted_at => {}
            Some(got) => wrong.push(format!("{reading} is {}, expected {wanted}", got.in_zone(zone).to_rfc3339())),
            None => wrong.push(format!("the reading `{reading}` cannot be computed for this rule")),
        }
    }
    if asserted == 0 {
        return Err("the vector asserts nothing".to_owned());
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}
