//! Instants in words. A list shows a hundred of them, so the names of days and months are looked up once in each language and not read from
//! a pattern each time.

use chrono::{DateTime, Datelike, Days, Locale, NaiveDate, Timelike};
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
        let (day, month) = self.day_and_month(&local);
        let (year, hour, minute) = (local.year(), local.hour(), local.minute());
        let zone = zone_of(&local);
        format!("{day} {} {month} {year:04}, {hour:02}:{minute:02} {zone}", local.day())
    }

    /// `Sun 4 Oct, 13:00`
    pub fn short_moment(&self, at: At, zone: Tz) -> String {
        let local = at.in_zone(zone);
        let (day, month) = self.day_and_month(&local);
        format!("{day} {} {month}, {:02}:{:02}", local.day(), local.hour(), local.minute())
    }

    fn day_and_month(&self, local: &DateTime<Tz>) -> (&str, &str) {
        (name(&self.days, local.weekday().num_days_from_monday()), name(&self.months, local.month0()))
    }
}

fn name(names: &[String], number: u32) -> &str {
    usize::try_from(number).ok().and_then(|number| names.get(number)).map_or("", String::as_str)
}

/// The zone's short name at that instant, such as CEST; zones that have only an offset read `UTC-03`.
pub fn zone_of(local: &DateTime<Tz>) -> String {
    match local.offset().abbreviation() {
        Some(name) if !name.is_empty() && !name.starts_with(['+', '-']) => name.to_owned(),
        _ => format!("UTC{}", local.format("%Z")),
    }
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
