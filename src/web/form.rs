//! What a form sent: keeps what was typed, collects every problem by field, refuses what the page did not ask for.

use std::collections::BTreeMap;

use chrono::{LocalResult, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use super::i18n::Words;
use super::local_time;
use crate::domain::values::At;

/// Longest single line, in characters.
pub const LINE: usize = 300;
/// Longest text of several lines, in characters.
pub const TEXT: usize = 20_000;

/// Names that the frame adds to every form; no page needs to list them.
pub const FRAME_FIELDS: &[&str] = &[TOKEN];
/// The field of the form token.
pub const TOKEN: &str = "form-token";

/// Whether an instant may lie ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ahead {
    Allowed,
    /// With the message key of the sentence for an instant that has not happened yet.
    Refused(&'static str),
}

#[derive(Debug, Clone)]
pub struct Form {
    words: &'static Words,
    values: BTreeMap<String, Vec<String>>,
    problems: Vec<(String, String)>,
    /// Local times that happened twice, with both instants and the zone to tell them apart.
    twice: BTreeMap<String, ([At; 2], Tz)>,
}

impl Form {
    /// A form as it is first shown, with nothing in it.
    pub fn empty(words: &'static Words) -> Self {
        Self { words, values: BTreeMap::new(), problems: Vec::new(), twice: BTreeMap::new() }
    }

    pub fn sent(words: &'static Words, pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut form = Self::empty(words);
        for (name, value) in pairs {
            form.values.entry(name).or_default().push(value);
        }
        form
    }

    /// Puts a value in before the form is shown.
    pub fn fill(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.entry(name.to_owned()).or_default().push(value.into());
        self
    }

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

    /// The same with another value in this field, whatever was typed there.
    pub fn replaced(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.insert(name.to_owned(), vec![value.into()]);
        self
    }

    /// The words in which the form speaks.
    pub fn words(&self) -> &'static Words {
        self.words
    }

    /// What was typed, as it was typed; empty when the field was not sent.
    pub fn value(&self, name: impl AsRef<str>) -> &str {
        self.values.get(name.as_ref()).and_then(|all| all.first()).map_or("", String::as_str)
    }

    pub fn values(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether this box or radio was ticked.
    pub fn has(&self, name: impl AsRef<str>, value: impl AsRef<str>) -> bool {
        self.values(name.as_ref()).iter().any(|one| one == value.as_ref())
    }

    /// Every field with what was typed, for the page that keeps it after the form had become too old.
    pub fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.values.iter().flat_map(|(name, values)| values.iter().map(|v| (name.as_str(), v.as_str())));
        all.filter(|(name, _)| !FRAME_FIELDS.contains(name))
    }

    pub fn error(&self, name: impl AsRef<str>) -> Option<&str> {
        self.problems.iter().find(|(field, _)| field == name.as_ref()).map(|(_, sentence)| sentence.as_str())
    }

    /// Field and sentence of every problem, in the order found.
    pub fn problems(&self) -> &[(String, String)] {
        &self.problems
    }

    pub fn is_good(&self) -> bool {
        self.problems.is_empty()
    }

    /// Adds a problem; a field has one at most, the first.
    pub fn problem(&mut self, field: &str, sentence: impl Into<String>) {
        if self.error(field).is_none() {
            self.problems.push((field.to_owned(), sentence.into()));
        }
    }

    /// Refuses fields that the page did not ask for (ASVS 15.3.3), instead of ignoring them.
    pub fn only(&mut self, known: &[&str]) {
        let companions = |name: &str| {
            ["-zone", "-which"].iter().any(|end| name.strip_suffix(end).is_some_and(|base| known.contains(&base)))
        };
        let unknown: Vec<String> = self
            .values
            .keys()
            .filter(|name| !known.contains(&name.as_str()) && !FRAME_FIELDS.contains(&name.as_str()))
            .filter(|name| !companions(name))
            .map(|name| name.chars().take(40).collect())
            .collect();
        for name in unknown {
            let sentence = self.words.with1("form-unknown-field", "field", &name);
            self.problem(&name, sentence);
        }
    }

    /// One line that must not be empty. `missing` is the message key of the sentence that asks for it.
    pub fn line(&mut self, name: &str, missing: &str) -> Option<String> {
        let line = self.optional_line(name)?;
        self.demand(name, line, missing)
    }

    /// One line that may stay empty; then the text is empty. None if there is a problem.
    pub fn optional_line(&mut self, name: &str) -> Option<String> {
        self.bounded(name, LINE, false)
    }

    pub fn text(&mut self, name: &str, missing: &str) -> Option<String> {
        let text = self.optional_text(name)?;
        self.demand(name, text, missing)
    }

    pub fn optional_text(&mut self, name: &str) -> Option<String> {
        self.bounded(name, TEXT, true)
    }

    fn demand(&mut self, name: &str, text: String, missing: &str) -> Option<String> {
        if text.is_empty() {
            self.problem(name, self.words.text(missing));
            return None;
        }
        Some(text)
    }

    fn bounded(&mut self, name: &str, most: usize, lines: bool) -> Option<String> {
        let text = self.value(name).replace("\r\n", "\n");
        let text = text.trim();
        let length = text.chars().count();
        if length > most {
            let sentence = self.words.with2("form-too-long", "length", length, "most", most);
            self.problem(name, sentence);
            return None;
        }
        // Control characters have no business in any field; CR, LF and NUL in a line could end up in a header or a file name.
        if text.chars().any(|c| c.is_control() && !(lines && (c == '\n' || c == '\t'))) {
            self.problem(name, self.words.text(if lines { "form-control-characters" } else { "form-line-break" }));
            return None;
        }
        Some(text.to_owned())
    }

    /// A password: never trimmed, never changed, at most 1,000 characters.
    pub fn password(&mut self, name: &str, missing: &str) -> Option<String> {
        let password = self.value(name).to_owned();
        if password.is_empty() {
            self.problem(name, self.words.text(missing));
            return None;
        }
        let length = password.chars().count();
        if length > 1_000 {
            let sentence = self.words.with2("form-too-long", "length", length, "most", 1_000);
            self.problem(name, sentence);
            return None;
        }
        Some(password)
    }

    /// An e-mail address: one line with one @ between two parts that are not empty. Whether it exists, the mail will say.
    pub fn email(&mut self, name: &str, missing: &str) -> Option<String> {
        let text = self.line(name, missing)?;
        let good = text.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty()
                && host.contains('.')
                && !host.contains('@')
                && !host.starts_with('.')
                && !host.ends_with('.')
        });
        if !good || text.chars().any(|c| c.is_whitespace() || "<>,;\"()[]\\".contains(c)) || text.len() > 254 {
            self.problem(name, self.words.text("form-not-an-address"));
            return None;
        }
        Some(text)
    }

    /// One of given words, by `parse`.
    pub fn choice<T>(&mut self, name: &str, missing: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let typed = self.value(name);
        if typed.is_empty() {
            self.problem(name, self.words.text(missing));
            return None;
        }
        let chosen = parse(typed);
        if chosen.is_none() {
            self.problem(name, self.words.text("form-not-a-choice"));
        }
        chosen
    }

    /// Any number of given words; an unknown one is a problem.
    pub fn choices<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
        let chosen: Option<Vec<T>> = self.values(name).iter().map(|one| parse(one)).collect();
        if chosen.is_none() {
            self.problem(name, self.words.text("form-not-a-choice"));
        }
        chosen
    }

    /// A whole number within bounds; thousands may be grouped as either language does it.
    pub fn number(&mut self, name: &str, missing: &str, least: i64, most: i64) -> Option<i64> {
        let line = self.line(name, missing)?;
        let digits: String =
            line.chars().filter(|c| !matches!(c, ',' | '.' | ' ' | '\u{a0}' | '\u{202f}' | '’')).collect();
        match digits.parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => Some(number),
            Ok(_) => {
                let sentence = self.words.with2("form-number-bounds", "least", least, "most", most);
                self.problem(name, sentence);
                None
            }
            Err(_) => {
                self.problem(name, self.words.text("form-not-a-number"));
                None
            }
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

    #[test]
    fn a_megabyte_in_a_field_is_a_sentence_and_stays() {
        let long = "a".repeat(1_000_000);
        let mut sent = form(&[("what", &long)]);
        assert_eq!(sent.text("what", "form-required"), None);
        assert!(sent.error("what").unwrap().contains("1,000,000"));
        assert_eq!(sent.value("what").len(), 1_000_000);
    }

    #[test]
    fn a_line_break_never_passes_in_a_line() {
        for bad in ["a\r\nBcc: x@example.org", "a\nb", "a\0b", "a\rb"] {
            let mut sent = form(&[("name", bad)]);
            assert_eq!(sent.line("name", "form-required"), None, "{bad:?}");
            assert_eq!(sent.problems().len(), 1);
        }
    }

    #[test]
    fn a_field_that_the_page_did_not_ask_for_is_refused() {
        let mut sent = form(&[("what", "x"), ("role", "admin"), (TOKEN, "t"), ("when-zone", "Europe/Rome")]);
        sent.only(&["what", "when"]);
        assert_eq!(sent.problems().len(), 1);
        assert!(sent.error("role").is_some());
    }

    #[test]
    fn numbers_are_read_as_both_languages_group_them() {
        for typed in ["2100000", "2,100,000", "2.100.000", "2 100 000"] {
            assert_eq!(form(&[("n", typed)]).number("n", "form-required", 0, 10_000_000), Some(2_100_000));
        }
        assert_eq!(form(&[("n", "-3")]).number("n", "form-required", 0, 10), None);
        assert_eq!(form(&[("n", "many")]).number("n", "form-required", 0, 10), None);
    }

    #[test]
    fn addresses_are_one_line_with_one_at_sign() {
        assert!(form(&[("m", "chiara.bonfanti@dpo.example.org")]).email("m", "form-required").is_some());
        for bad in ["x", "x@", "@example.org", "a b@example.org", "a@b@example.org", "a@example.org,b@example.org"] {
            assert!(form(&[("m", bad)]).email("m", "form-required").is_none(), "{bad}");
        }
    }
}
