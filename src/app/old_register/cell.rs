//! One cell of an old register: a day, a number of people, a risk, a yes or no, as such registers write them. Nothing is guessed: what is
//! not understood is said to be so.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::app::recipients::language::fold;
use crate::domain::case::ToldThen;
use crate::domain::values::At;

/// A moment of an old register, which often knows the day alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub at: At,
    /// Only the day is known; `at` is its beginning.
    pub day_only: bool,
}

/// Day and, where it is there, time: `2024-03-01`, `1/3/2024 9:30`, `01.03.2024`, and the number by which a spreadsheet keeps a day.
/// Day before month, as in Europe; a month above twelve is no day.
pub(super) fn moment(cell: &str, zone: Tz) -> Option<Moment> {
    let cell = cell.trim();
    if let Ok(at) = At::parse(cell) {
        return Some(Moment { at, day_only: false });
    }
    let (local, day_only) = serial(cell).or_else(|| written(cell))?;
    let at = zone.from_local_datetime(&local).earliest()?;
    (1990..=2200).contains(&chrono::Datelike::year(&local)).then(|| Moment { at: At::new(at.to_utc()), day_only })
}

/// Days since the last of December 1899, with the time as a fraction.
fn serial(cell: &str) -> Option<(NaiveDateTime, bool)> {
    let number: f64 = cell.parse().ok()?;
    // 1990 to 2100: other numbers are no days.
    if !(32_874.0..73_051.0).contains(&number) || !cell.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let minutes = (number.fract() * 1440.0).round();
    let day = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(number.trunc() as u64))?;
    let local = day.and_time(NaiveTime::MIN) + chrono::TimeDelta::minutes(minutes as i64);
    Some((local, minutes == 0.0))
}

fn written(cell: &str) -> Option<(NaiveDateTime, bool)> {
    let (day, time) = match cell.split_once([' ', 'T', ',']) {
        Some((day, time)) => (day, time.trim()),
        None => (cell, ""),
    };
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    let (year, month, day) = if first.len() == 4 {
        (number(first)?, number(second)?, number(third)?)
    } else {
        let year = number(third)?;
        (if third.len() == 2 { 2000 + year } else { year }, number(second)?, number(first)?)
    };
    let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    if time.is_empty() {
        return Some((day.and_time(NaiveTime::MIN), true));
    }
    let time = time.replace('.', ":");
    let time = ["%H:%M:%S", "%H:%M"].iter().find_map(|form| NaiveTime::parse_from_str(&time, form).ok())?;
    // A spreadsheet writes midnight beside every day.
    Some((day.and_time(time), time == NaiveTime::MIN))
}

/// `1.240`, `about 300`, `100-200`, `>50`; nothing for an empty cell and for words that say that nobody knows.
pub(super) fn people_count(cell: &str) -> Result<Option<Value>, ()> {
    let plain = fold(cell);
    if cell.trim().is_empty() || OPEN.contains(&plain.as_str()) {
        return Ok(None);
    }
    let number = |text: &str| -> Result<u64, ()> {
        let digits: String = text.chars().filter(|c| !matches!(c, '.' | ',' | ' ' | '\u{a0}' | '’' | '\'')).collect();
        // A decimal point such as spreadsheets write behind whole numbers.
        let digits = text.trim().strip_suffix(".0").map_or(digits, str::to_owned);
        digits.parse().map_err(|_| ())
    };
    let lower = cell.trim().to_lowercase();
    if let Some((least, most)) = lower.split_once(['-', '–']) {
        let (least, most) = (number(least)?, number(most)?);
        return if least <= most { Ok(Some(json!({ "mode": "approx", "min": least, "max": most }))) } else { Err(()) };
    }
    for word in ["about", "approx", "approx.", "ca.", "ca", "circa", "~", "c.", "around"] {
        if let Some(rest) = lower.strip_prefix(word) {
            return Ok(Some(json!({ "mode": "approx", "n": number(rest)? })));
        }
    }
    for word in [">", "more than", "over", "oltre", "piu di", "più di", "almeno", "at least"] {
        if let Some(rest) = lower.strip_prefix(word) {
            return Ok(Some(json!({ "mode": "approx", "min": number(rest)? })));
        }
    }
    Ok(Some(json!({ "mode": "exact", "n": number(&lower)? })))
}

/// Words for "nobody knows".
const OPEN: &[&str] = &[
    "unknown",
    "not known",
    "n a",
    "na",
    "tbd",
    "sconosciuto",
    "non noto",
    "non nota",
    "ignoto",
    "n d",
    "nd",
    "da definire",
];

pub(super) fn risk(cell: &str) -> Result<Option<&'static str>, ()> {
    let word = fold(cell);
    if word.is_empty() || OPEN.contains(&word.as_str()) {
        return Ok(None);
    }
    for (risk, words) in [
        (
            "unlikely",
            [
                "unlikely",
                "none",
                "no risk",
                "low",
                "improbabile",
                "nessuno",
                "nessun rischio",
                "basso",
                "assente",
                "no",
            ],
        ),
        ("likely", ["likely", "risk", "medium", "moderate", "probabile", "rischio", "medio", "moderato", "yes", "si"]),
        (
            "high",
            [
                "high",
                "high risk",
                "severe",
                "very high",
                "alto",
                "elevato",
                "rischio elevato",
                "grave",
                "molto alto",
                "critico",
            ],
        ),
    ] {
        if words.contains(&word.as_str()) {
            return Ok(Some(risk));
        }
    }
    Err(())
}

/// None where the cell says neither.
pub(super) fn yes_no(cell: &str) -> Option<ToldThen> {
    let word = fold(cell);
    if word.is_empty() || OPEN.contains(&word.as_str()) {
        return Some(ToldThen::Unknown);
    }
    if ["yes", "y", "si", "s", "true", "vero", "x", "1", "notified", "notificata", "notificato", "done", "fatto"]
        .contains(&word.as_str())
    {
        return Some(ToldThen::Yes);
    }
    if [
        "no",
        "n",
        "false",
        "falso",
        "0",
        "not notified",
        "not required",
        "non notificata",
        "non dovuta",
        "non necessaria",
    ]
    .contains(&word.as_str())
    {
        return Some(ToldThen::No);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Rome;

    #[test]
    fn days_are_read_as_registers_write_them_and_nothing_is_guessed() {
        let at = |cell| moment(cell, Rome).map(|moment| (moment.at.rfc3339(), moment.day_only));
        for cell in ["2024-03-01", "1/3/2024", "01.03.2024", "01-03-24", "45352", "2024-03-01 00:00:00"] {
            assert_eq!(at(cell), Some(("2024-02-29T23:00:00Z".into(), true)), "{cell}");
        }
        for cell in ["2024-03-01 09:30", "1/3/2024 9:30", "45352.395833", "2024-03-01T08:30:00Z", "01.03.2024 09.30"] {
            assert_eq!(at(cell), Some(("2024-03-01T08:30:00Z".into(), false)), "{cell}");
        }
        for cell in ["3/13/2024", "2024", "March 2024", "31/02/2024", "1/3", "-45352", "0045", "1889-01-01", "soon"] {
            assert_eq!(at(cell), None, "{cell}");
        }
    }

    #[test]
    fn numbers_of_people_are_exact_about_or_within_bounds() {
        let count = |cell| people_count(cell);
        assert_eq!(count("about 300"), Ok(Some(json!({ "mode": "approx", "n": 300 }))));
        assert_eq!(count("100-200"), Ok(Some(json!({ "mode": "approx", "min": 100, "max": 200 }))));
        assert_eq!(count("> 50"), Ok(Some(json!({ "mode": "approx", "min": 50 }))));
        assert_eq!(count("12.0"), Ok(Some(json!({ "mode": "exact", "n": 12 }))));
        assert_eq!(count("non noto"), Ok(None));
        assert_eq!(count(""), Ok(None));
        for bad in ["many", "200-100", "-5", "3 or 4", "?"] {
            assert_eq!(count(bad), Err(()), "{bad}");
        }
    }
}
