//! Instants in words. A list shows a hundred of them, so the names of days and months are looked up once in each language and not read from
//! a pattern each time.

use chrono::{DateTime, Datelike, Days, Locale, NaiveDate, NaiveDateTime, Timelike};
use chrono_tz::{OffsetName, Tz};

use crate::domain::values::At;

/// Short names of a language.
pub struct Names {
    /// From Monday on.
    days: Vec<String>,
    months: Vec<String>,
}

impl Names {
    pub fn of(locale: Locale) -> Self {
        // A Monday; and the first day of each month of that year.
        let monday = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or_default();
        let days = (0..7).filter_map(|n| monday.checked_add_days(Days::new(n)));
        let months = (1..=12).filter_map(|month| monday.with_month(month));
        Self {
            days: days.map(|day| day.format_localized("%a", locale).to_string()).collect(),
            months: months.map(|day| day.format_localized("%b", locale).to_string()).collect(),
        }
    }

    /// `Sun 4 Oct 2026, 13:00 CEST`
    pub fn moment(&self, at: At, zone: Tz) -> String {
        let local = at.in_zone(zone);
        let there = local.naive_local();
        let mut text = String::with_capacity(USUAL_MOMENT);
        self.add_day(&mut text, &there);
        match u32::try_from(there.year()) {
            Ok(year) if year < 10_000 => {
                text.push(' ');
                add_two(&mut text, year / 100);
                add_two(&mut text, year % 100);
            }
            _ => text.push_str(&format!(" {:04}", there.year())),
        }
        add_time(&mut text, &there);
        text.push(' ');
        match name_of_zone(&local) {
            Some(name) => text.push_str(name),
            None => text.push_str(&zone_of(&local)),
        }
        text
    }

    /// `Sun 4 Oct, 13:00`
    pub fn short_moment(&self, at: At, zone: Tz) -> String {
        let there = at.in_zone(zone).naive_local();
        let mut text = String::with_capacity(USUAL_MOMENT);
        self.add_day(&mut text, &there);
        add_time(&mut text, &there);
        text
    }

    /// `Sun 4 Oct`
    fn add_day(&self, text: &mut String, there: &NaiveDateTime) {
        text.push_str(name(&self.days, there.weekday().num_days_from_monday()));
        text.push(' ');
        if there.day() >= 10 {
            add_digit(text, there.day() / 10);
        }
        add_digit(text, there.day() % 10);
        text.push(' ');
        text.push_str(name(&self.months, there.month0()));
    }
}

/// Bytes of a moment with its zone, about.
const USUAL_MOMENT: usize = 32;

/// `, 13:00`
fn add_time(text: &mut String, there: &NaiveDateTime) {
    text.push_str(", ");
    add_two(text, there.hour());
    text.push(':');
    add_two(text, there.minute());
}

fn add_two(text: &mut String, number: u32) {
    add_digit(text, number / 10);
    add_digit(text, number % 10);
}

fn add_digit(text: &mut String, digit: u32) {
    text.extend(char::from_digit(digit % 10, 10));
}

fn name(names: &[String], number: u32) -> &str {
    usize::try_from(number).ok().and_then(|number| names.get(number)).map_or("", String::as_str)
}

/// The zone's short name at that instant, such as CEST; zones that have only an offset read `UTC-03`.
pub fn zone_of(local: &DateTime<Tz>) -> String {
    name_of_zone(local).map_or_else(|| format!("UTC{}", local.format("%Z")), str::to_owned)
}

/// None where the zone has only an offset then.
fn name_of_zone(local: &DateTime<Tz>) -> Option<&str> {
    local.offset().abbreviation().filter(|name| !name.is_empty() && !name.starts_with(['+', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_as_its_pattern_in_every_month_language_and_kind_of_zone() {
        let start = At::parse("2025-12-28T23:59:59Z").unwrap();
        let zones =
            [chrono_tz::Europe::Rome, chrono_tz::America::Sao_Paulo, chrono_tz::UTC, chrono_tz::Asia::Kathmandu];
        for locale in [Locale::en_GB, Locale::it_IT] {
            let names = Names::of(locale);
            for n in 0..400 {
                let at = start.plus(chrono::TimeDelta::hours(25 * n));
                for zone in zones {
                    let local = at.in_zone(zone);
                    let pattern = |text| local.format_localized(text, locale).to_string();
                    let name = local.format("%Z").to_string();
                    let name = if name.starts_with(['+', '-']) { format!("UTC{name}") } else { name };
                    let long = format!("{} {name}", pattern("%a %-d %b %Y, %H:%M"));
                    assert_eq!(names.moment(at, zone), long);
                    assert_eq!(names.short_moment(at, zone), pattern("%a %-d %b, %H:%M"));
                }
            }
        }
    }
}
