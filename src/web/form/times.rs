//! Local times of a form: read in their zone, asked twice where the clocks went back, refused where they never were.

use chrono::{LocalResult, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use super::{Ahead, Form};
use crate::domain::values::At;
use crate::web::local_time;

impl Form {
    /// Fills a date-time field with an instant, in the zone in which it will be read back.
    pub fn fill_instant(self, name: &str, at: At, zone: Tz) -> Self {
        let local = at.in_zone(zone);
        let filled =
            self.fill(name, local.format("%Y-%m-%dT%H:%M").to_string()).fill(&format!("{name}-zone"), zone.name());
        match zone.from_local_datetime(&local.naive_local()) {
            LocalResult::Ambiguous(first, _) => {
                let which = if first.to_utc() == at.utc() { "first" } else { "second" };
                filled.fill(&format!("{name}-which"), which)
            }
            _ => filled,
        }
    }

    /// A local time with its zone, from `name` and `name-zone` (or `zone` where the form does not ask), and for the hour that happens
    /// twice from `name-which`. None and no problem when the field is empty; use [`Form::demand_instant`] where it must not be.
    pub fn instant(&mut self, name: &str, zone: Tz, now: At, ahead: Ahead) -> Option<At> {
        let typed = self.value(name).trim().to_owned();
        if typed.is_empty() {
            return None;
        }
        let asked = self.value(format!("{name}-zone")).to_owned();
        let zone = if asked.is_empty() { Some(zone) } else { asked.parse::<Tz>().ok() };
        let Some(zone) = zone else {
            self.problem(
                name,
                self.words.with1("form-unknown-zone", "zone", asked.chars().take(40).collect::<String>()),
            );
            return None;
        };
        let at = match At::parse(&typed) {
            Ok(at) => at,
            Err(_) => self.local(name, &typed, zone)?,
        };
        if let Ahead::Refused(key) = ahead
            && at > now
        {
            self.problem(name, self.words.with1(key, "now", self.words.moment(now, zone)));
            return None;
        }
        Some(at)
    }

    /// The same where an empty field is a problem.
    pub fn demand_instant(&mut self, name: &str, missing: &str, zone: Tz, now: At, ahead: Ahead) -> Option<At> {
        if self.value(name).trim().is_empty() {
            self.problem(name, self.words.text(missing));
            return None;
        }
        self.instant(name, zone, now, ahead)
    }

    fn local(&mut self, name: &str, typed: &str, zone: Tz) -> Option<At> {
        let Some(local) = local_time::parse(typed) else {
            self.problem(name, self.words.text("form-not-a-date-time"));
            return None;
        };
        match zone.from_local_datetime(&local) {
            LocalResult::Single(at) => Some(At::new(at.to_utc())),
            LocalResult::None => {
                self.problem(name, self.no_such_time(local, zone));
                None
            }
            LocalResult::Ambiguous(first, second) => {
                let both = [At::new(first.to_utc()), At::new(second.to_utc())];
                self.twice.insert(name.to_owned(), (both, zone));
                match self.value(format!("{name}-which")) {
                    "first" => Some(both[0]),
                    "second" => Some(both[1]),
                    _ => {
                        let sentence = self.words.with1("form-time-twice", "zone", zone.name());
                        self.problem(name, sentence);
                        None
                    }
                }
            }
        }
    }

    fn no_such_time(&self, local: NaiveDateTime, zone: Tz) -> String {
        let day = self.words.day(local.date());
        let time = local.format("%H:%M").to_string();
        self.words.with3("form-no-such-time", ("day", &day), ("time", &time), ("zone", &zone.name()))
    }

    /// The two instants of a local time that happened twice, worded for two radios: (`first`, `Sun 25 Oct 2026, 02:30 CEST`).
    pub fn both_times(&self, name: impl AsRef<str>) -> Vec<(&'static str, String)> {
        let Some((both, zone)) = self.twice.get(name.as_ref()) else { return Vec::new() };
        ["first", "second"].into_iter().zip(both).map(|(which, at)| (which, self.words.moment(*at, *zone))).collect()
    }

    /// Whether this one of the two was chosen.
    pub fn chose(&self, name: impl AsRef<str>, which: &str) -> bool {
        self.value(format!("{}-which", name.as_ref())) == which
    }

    /// The zone in which the field is read: the one it came with, else `zone`.
    pub fn zone_of(&self, name: impl AsRef<str>, zone: &Tz) -> String {
        let asked = self.value(format!("{}-zone", name.as_ref()));
        if asked.parse::<Tz>().is_ok() { asked.to_owned() } else { zone.name().to_owned() }
    }

    /// Whether what was typed fits a browser's date-time control; other text is shown in a plain field, so that it stays.
    pub fn fits_date_time(&self, name: impl AsRef<str>) -> bool {
        let typed = self.value(name);
        typed.is_empty() || NaiveDateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M").is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Lang;

    const ROME: Tz = chrono_tz::Europe::Rome;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::sent(Lang::En.words(), pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
    }

    fn now() -> At {
        At::parse("2026-10-30T08:00:00Z").unwrap()
    }

    #[test]
    fn a_local_time_is_read_in_its_zone() {
        let mut sent = form(&[("when", "2026-10-04T13:00")]);
        let at = sent.instant("when", ROME, now(), Ahead::Refused("form-in-the-future"));
        assert_eq!(at.map(At::rfc3339).as_deref(), Some("2026-10-04T11:00:00Z"));
    }

    #[test]
    fn a_time_that_has_not_happened_is_refused_and_kept() {
        let mut sent = form(&[("when", "2026-12-04T13:00")]);
        assert_eq!(sent.instant("when", ROME, now(), Ahead::Refused("form-in-the-future")), None);
        assert!(sent.error("when").unwrap().contains("future"));
        assert_eq!(sent.value("when"), "2026-12-04T13:00");
    }

    #[test]
    fn half_past_two_in_spring_does_not_exist() {
        let mut sent = form(&[("when", "2026-03-29T02:30")]);
        assert_eq!(sent.instant("when", ROME, now(), Ahead::Allowed), None);
        assert!(sent.error("when").unwrap().contains("29 Mar 2026"));
    }

    #[test]
    fn half_past_two_in_autumn_asks_which_one() {
        let mut sent = form(&[("when", "2026-10-25T02:30")]);
        assert_eq!(sent.instant("when", ROME, now(), Ahead::Allowed), None);
        let both = sent.both_times("when");
        assert_eq!(both[0].1, "Sun 25 Oct 2026, 02:30 CEST");
        assert_eq!(both[1].1, "Sun 25 Oct 2026, 02:30 CET");

        let mut again = form(&[("when", "2026-10-25T02:30"), ("when-which", "second")]);
        let at = again.instant("when", ROME, now(), Ahead::Allowed);
        assert_eq!(at.map(At::rfc3339).as_deref(), Some("2026-10-25T01:30:00Z"));
    }
}
