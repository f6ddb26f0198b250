//! What a file of worked deadlines must look like: every problem with its path, before anything is computed.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Map, Value};

use super::set::PolicySet;
use crate::domain::plan::PeriodUnit;
use crate::domain::values::{At, Country};

/// Texts without which there is nothing to compute.
const TEXTS: &[&str] = &["id", "regime", "stage", "timezone", "computation_law", "trigger"];
/// Texts that may be left out.
const MAY_BE: &[&str] = &["aware", "holiday_country"];
/// Lists of texts that may be left out.
const LISTS: &[&str] = &["contested", "holidays_in_window"];

/// Problems as `path: sentence`; none for a file that can be computed. Keys beyond these are remarks of whoever wrote the file.
pub fn problems(set: &PolicySet, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    match value {
        Value::Array(vectors) if vectors.is_empty() => found.push("input: holds no vector".to_owned()),
        Value::Array(vectors) => {
            for (index, vector) in vectors.iter().enumerate() {
                let path = format!("[{index}]");
                look(&path, vector, &mut found);
                values(set, &path, vector, &mut found);
            }
        }
        _ => found.push("input: must be a list of vectors".to_owned()),
    }
    found
}

fn look(path: &str, vector: &Value, found: &mut Vec<String>) {
    let Value::Object(vector) = vector else {
        found.push(format!("{path}: must be an object"));
        return;
    };
    for key in TEXTS {
        text(path, vector, key, true, found);
    }
    for key in MAY_BE {
        text(path, vector, key, false, found);
    }
    match vector.get("period") {
        None => found.push(format!("{path}.period: is missing")),
        Some(Value::Object(period)) => {
            let path = format!("{path}.period");
            if period.get("value").and_then(Value::as_u64).is_none_or(|value| u32::try_from(value).is_err()) {
                found.push(format!("{path}.value: must be a whole number"));
            }
            text(&path, period, "unit", true, found);
        }
        Some(_) => found.push(format!("{path}.period: must be an object with value and unit")),
    }
    match vector.get("expected") {
        None => found.push(format!("{path}.expected: is missing")),
        Some(Value::Object(readings)) => {
            for key in readings.keys() {
                text(&format!("{path}.expected"), readings, key, true, found);
            }
        }
        Some(_) => found.push(format!("{path}.expected: must be an object of instants")),
    }
    for key in LISTS {
        match vector.get(*key) {
            None => {}
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {}
            Some(_) => found.push(format!("{path}.{key}: must be a list of texts")),
        }
    }
    if vector.get("noon_relief").is_some_and(|value| !value.is_boolean() && !value.is_null()) {
        found.push(format!("{path}.noon_relief: must be true or false"));
    }
}

/// Words that are there but cannot be: instants that never were, zones and countries that nobody knows.
fn values(set: &PolicySet, path: &str, vector: &Value, found: &mut Vec<String>) {
    let of = |key: &str| vector.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    for key in ["trigger", "aware"] {
        instant(&format!("{path}.{key}"), of(key), found);
    }
    let contested: Vec<&Value> = vector.get("contested").and_then(Value::as_array).into_iter().flatten().collect();
    for (reading, text) in vector.get("expected").and_then(Value::as_object).into_iter().flatten() {
        if !contested.iter().any(|known| known.as_str() == Some(reading)) {
            instant(&format!("{path}.expected.{reading}"), text.as_str(), found);
        }
    }
    if of("timezone").is_some_and(|zone| zone.parse::<Tz>().is_err()) {
        found.push(format!("{path}.timezone: is not a zone such as Europe/Rome"));
    }
    let known = |code: &str| Country::parse(code).is_ok_and(|code| set.country(&code).is_some());
    if of("holiday_country").is_some_and(|code| !known(code)) {
        found.push(format!("{path}.holiday_country: is not a known country"));
    }
    if let Some(period) = vector.get("period").filter(|period| period.is_object()) {
        if period.get("value").and_then(Value::as_u64) == Some(0) {
            found.push(format!("{path}.period.value: must be at least 1"));
        }
        let units: Vec<&str> = PeriodUnit::ALL.iter().map(|unit| unit.as_str()).collect();
        if period.get("unit").and_then(Value::as_str).is_some_and(|unit| !units.contains(&unit)) {
            found.push(format!("{path}.period.unit: must be one of {}", units.join(", ")));
        }
    }
    let days = vector.get("holidays_in_window").and_then(Value::as_array).into_iter().flatten();
    for (index, day) in days.enumerate() {
        let is_day = |text: &str| text.parse::<NaiveDate>().is_ok_and(|day| day.to_string() == text);
        if day.as_str().is_some_and(|text| !is_day(text)) {
            found.push(format!("{path}.holidays_in_window[{index}]: must be a day such as 2026-04-06"));
        }
    }
}

fn instant(path: &str, text: Option<&str>, found: &mut Vec<String>) {
    if let Some(Err(bad)) = text.filter(|text| !text.trim().is_empty()).map(At::parse) {
        found.push(format!("{path}: {bad}"));
    }
}

fn text(path: &str, object: &Map<String, Value>, key: &str, needed: bool, found: &mut Vec<String>) {
    match object.get(key) {
        Some(Value::String(text)) if !text.trim().is_empty() => {}
        Some(Value::String(_)) => found.push(format!("{path}.{key}: is empty")),
        None | Some(Value::Null) if needed => found.push(format!("{path}.{key}: is missing")),
        None | Some(Value::Null) => {}
        Some(_) => found.push(format!("{path}.{key}: must be text")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::PolicySet;

    fn problems(value: &serde_json::Value) -> Vec<String> {
        super::problems(&PolicySet::default(), value)
    }

    #[test]
    fn every_problem_of_every_vector_is_told_with_its_path() {
        let found = problems(&json!([
            { "id": "A", "regime": "R", "stage": "s", "timezone": 3, "computation_law": "", "trigger": "t",
              "period": { "value": -1, "unit": "hours" }, "expected": { "elapsed": null }, "holidays_in_window": [1] },
            "B",
            { "noon_relief": "yes" },
        ]));
        for line in [
            "[0].timezone: must be text",
            "[0].computation_law: is empty",
            "[0].period.value: must be a whole number",
            "[0].expected.elapsed: is missing",
            "[0].holidays_in_window: must be a list of texts",
            "[1]: must be an object",
            "[2].id: is missing",
            "[2].period: is missing",
            "[2].expected: is missing",
            "[2].noon_relief: must be true or false",
        ] {
            assert!(found.iter().any(|told| told == line), "{line}: {found:#?}");
        }
        assert_eq!(problems(&json!([])), ["input: holds no vector"]);
        assert_eq!(problems(&json!({ "vectors": [] })), ["input: must be a list of vectors"]);
    }
}
