//! Reads a local date and time as people write it in English or Italian.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

const MONTHS: [[&str; 2]; 12] = [
    ["jan", "gen"],
    ["feb", "feb"],
    ["mar", "mar"],
    ["apr", "apr"],
    ["may", "mag"],
    ["jun", "giu"],
    ["jul", "lug"],
    ["aug", "ago"],
    ["sep", "set"],
    ["oct", "ott"],
    ["nov", "nov"],
    ["dec", "dic"],
];

/// `2026-10-04T07:45`, `2026-10-04 07:45`, `4 Oct 2026, 07:45`, `4 ottobre 2026 07:45`, `4/10/2026 07:45`, each with a weekday before it if
/// somebody copied it from a page. Day before month, as both languages write it.
pub fn parse(text: &str) -> Option<NaiveDateTime> {
    for form in ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"] {
        if let Ok(local) = NaiveDateTime::parse_from_str(text, form) {
            return Some(local);
        }
    }
    let lower = text.to_lowercase().replace(',', " ");
    let mut parts: Vec<&str> = lower.split_whitespace().collect();
    // A weekday in front says nothing that the date does not.
    if parts.first().is_some_and(|first| first.chars().all(char::is_alphabetic)) {
        parts.remove(0);
    }
    let time = NaiveTime::parse_from_str(&parts.pop()?.replace('.', ":"), "%H:%M").ok()?;
    let day = match parts.as_slice() {
        [day, month, year] => {
            let month = MONTHS.iter().position(|names| names.iter().any(|name| month.starts_with(name)))?;
            NaiveDate::from_ymd_opt(full_year(year)?, u32::try_from(month).ok()? + 1, day.parse().ok()?)?
        }
        [date] => {
            let numbers: Vec<&str> = date.split(['/', '.', '-']).collect();
            let [day, month, year] = numbers.as_slice() else { return None };
            NaiveDate::from_ymd_opt(full_year(year)?, month.parse().ok()?, day.parse().ok()?)?
        }
        _ => return None,
    };
    Some(day.and_time(time))
}

/// Four digits; `26` could be meant either way and is refused.
fn full_year(text: &str) -> Option<i32> {
    if text.len() == 4 { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_the_same_time_in_many_ways() {
        let expected = NaiveDate::from_ymd_opt(2026, 10, 4).unwrap().and_hms_opt(7, 45, 0).unwrap();
        for text in [
            "2026-10-04T07:45",
            "2026-10-04 07:45",
            "4 Oct 2026, 07:45",
            "4 ott 2026, 07:45",
            "Sun 4 October 2026, 07:45",
            "domenica 4 ottobre 2026 07:45",
            "4/10/2026 7:45",
            "04.10.2026 07.45",
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in
            ["", "yesterday", "2026-13-04T07:45", "4 Oct 26, 07:45", "4 Oct 2026", "31 Feb 2026, 07:45", "25:00"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
