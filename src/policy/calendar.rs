//! Public holidays, countries and areas: where a term is counted and where an act applies.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;

use super::authorities::{country, span, zone};
use super::law::Span;
use super::reader::Node;
use crate::domain::values::Country;

/// The public holidays of one country, national days only: a day left out can only make a computed end earlier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    pub country: Country,
    pub first_year: i32,
    pub last_year: i32,
    pub source: String,
    pub checked_on: Option<NaiveDate>,
    pub verified: bool,
    /// Where the official list is known to differ.
    pub note: Option<String>,
    pub days: BTreeMap<NaiveDate, String>,
    /// Days among them that only one source has, such as bridge days: the office may be closed, and no term moves for them.
    pub uncounted: BTreeSet<NaiveDate>,
}

impl Calendar {
    pub fn covers(&self, day: NaiveDate) -> bool {
        (self.first_year..=self.last_year).contains(&day.year())
    }
}

/// Holidays that a computation uses: a calendar's, or those that a vector hands in.
#[derive(Debug, Clone, Default)]
pub struct Holidays {
    pub days: BTreeSet<NaiveDate>,
    /// Years the days are known for; `None` = all (a vector hands in what lies in its window).
    pub years: Option<(i32, i32)>,
}

impl Holidays {
    pub fn none() -> Self {
        Self { days: BTreeSet::new(), years: Some((1, 0)) }
    }

    pub fn of(calendar: &Calendar) -> Self {
        let days = calendar.days.keys().filter(|day| !calendar.uncounted.contains(day)).copied().collect();
        Self { days, years: Some((calendar.first_year, calendar.last_year)) }
    }

    /// Whether holidays of that year are known at all.
    pub fn knows(&self, day: NaiveDate) -> bool {
        self.years.is_none_or(|(first, last)| (first..=last).contains(&day.year()))
    }

    /// Saturdays, Sundays and public holidays are no working days (Reg. 1182/71 Art. 2(2)).
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        !is_weekend(day) && !self.days.contains(&day)
    }
}

pub fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryRecord {
    pub code: Country,
    pub name_en: String,
    pub name_it: String,
    /// Zone of the capital: where midnight of a term is counted if nothing narrower is known.
    pub zone: Tz,
    /// The State to which it belongs in the law of the Union though it has a code of its own (TFEU Art. 349, Åland's protocol).
    pub part_of: Option<Country>,
}

/// Some countries, as one bit each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CountrySet([u64; Country::CODES.div_ceil(64)]);

impl CountrySet {
    pub fn add(&mut self, country: &Country) {
        let number = country.number();
        if let Some(word) = self.0.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    /// Whether a country is in both.
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(one, other)| one & other != 0)
    }
}

impl<'a> FromIterator<&'a Country> for CountrySet {
    fn from_iter<I: IntoIterator<Item = &'a Country>>(countries: I) -> Self {
        let mut set = Self::default();
        countries.into_iter().for_each(|country| set.add(country));
        set
    }
}

/// Where an act applies, from day to day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    pub id: String,
    pub members: Vec<(Country, Span)>,
}

impl Area {
    pub fn holds(&self, country: &Country, day: NaiveDate) -> bool {
        self.members.iter().any(|(member, span)| member == country && span.holds(day))
    }

    /// Whether the country is or was a member on any day.
    pub fn names(&self, country: &Country) -> bool {
        self.members.iter().any(|(member, _)| member == country)
    }
}

#[derive(Default)]
struct Days {
    days: BTreeMap<NaiveDate, String>,
    uncounted: BTreeSet<NaiveDate>,
}

/// The days stand under their names; those that no term moves for are listed beside them once more.
fn days(node: &Node<'_>) -> Days {
    let mut found = Days::default();
    let Some(named) = node.node("days") else {
        node.problem("days", "is missing", "add `[calendar.days]` with `\"New Year's Day\" = [\"2026-01-01\", …]`");
        return found;
    };
    for (name, days) in named.lists() {
        for day in days {
            match NaiveDate::parse_from_str(&day, "%Y-%m-%d") {
                Err(_) => named.problem(&name, format!("`{day}` is not a day"), "write it as \"2018-05-25\""),
                Ok(on) => {
                    if found.days.insert(on, name.clone()).is_some() {
                        named.problem(&name, format!("{on} stands twice"), "keep one, with both names");
                    }
                }
            }
        }
    }
    for day in node.texts("uncounted") {
        match NaiveDate::parse_from_str(&day, "%Y-%m-%d").ok().filter(|on| found.days.contains_key(on)) {
            Some(on) => drop(found.uncounted.insert(on)),
            None => {
                node.problem("uncounted", format!("`{day}` is no day of this calendar"), "name it under its name too")
            }
        }
    }
    found
}

pub fn parse_calendar(node: &Node<'_>) -> Calendar {
    let Days { days, uncounted } = days(node);
    let year = |key: &'static str| i32::try_from(node.number(key)).unwrap_or_default();
    let calendar = Calendar {
        country: country(node, "country"),
        first_year: year("first_year"),
        last_year: year("last_year"),
        source: node.text("source"),
        checked_on: node.opt_day("checked_on"),
        verified: node.bool("verified"),
        note: node.opt_text("note"),
        days,
        uncounted,
    };
    if let Some(stray) = calendar.days.keys().find(|day| !calendar.covers(**day)) {
        node.problem("days", format!("{stray} lies outside {} to {}", calendar.first_year, calendar.last_year), "");
    }
    for year in calendar.first_year..=calendar.last_year {
        if !calendar.days.keys().any(|day| day.year() == year) {
            node.problem(
                "days",
                format!("no day in {year}"),
                "a year without days would count as one without holidays",
            );
        }
    }
    node.finish();
    calendar
}

pub fn parse_country(node: &Node<'_>) -> CountryRecord {
    let record = CountryRecord {
        code: country(node, "code"),
        name_en: node.text("name_en"),
        name_it: node.text("name_it"),
        zone: zone(node, "zone"),
        part_of: node.opt_text("part_of").and_then(|code| match Country::parse(&code) {
            Ok(state) => Some(state),
            Err(_) => {
                node.problem("part_of", format!("`{code}` is no code of a country"), "two letters of ISO 3166-1");
                None
            }
        }),
    };
    node.finish();
    record
}

pub fn parse_area(node: &Node<'_>) -> Area {
    let members = node
        .nodes("members", "country")
        .iter()
        .map(|member| {
            let entry = (country(member, "country"), span(member));
            member.finish();
            entry
        })
        .collect();
    let area = Area { id: node.text("id"), members };
    node.finish();
    area
}
