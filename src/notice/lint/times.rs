//! Rules on days and times: one reading, a zone, a possible order.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::Look;
use super::numbers::{holds_word, names_zone, phones};
use super::read::sentences;
use crate::policy::wording::LintLanguage;

pub(super) fn check(look: &mut Look<'_>, language: &LintLanguage) {
    days(look, language);
    times(look, language);
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

/// A day as written, with the weekday before it.
struct Day {
    on: NaiveDate,
    weekday: Option<usize>,
    source: String,
}

fn days_in(sentence: &str, language: &LintLanguage) -> Vec<Day> {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let bare = |index: usize| -> String {
        words.get(index).map_or_else(String::new, |w| lower(w.trim_matches(|c: char| !c.is_alphanumeric())))
    };
    let year = |index: usize| bare(index).parse::<i32>().ok().filter(|year| (1900..=2200).contains(year));
    let day_of = |index: usize| {
        let word = bare(index);
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().ok().filter(|day| (1..=31).contains(day) && word.len() <= digits.len() + 2)
    };
    let mut found = Vec::new();
    for index in 0..words.len() {
        let word = bare(index);
        let Some(month) = language.months.iter().position(|month| *month == word) else { continue };
        // "12 March 2026", "12 de marzo de 2026", "March 12, 2026".
        let back = if index > 0 && bare(index - 1) == "de" { 2 } else { 1 };
        let ahead = if bare(index + 1) == "de" { 2 } else { 1 };
        let before = index.checked_sub(back).and_then(|at| Some((at, day_of(at)?)));
        let read = match before {
            Some((at, day)) => year(index + ahead).map(|year| (at, day, year)),
            None => day_of(index + 1).and_then(|day| year(index + 2).map(|year| (index, day, year))),
        };
        let Some((at, day, year)) = read else { continue };
        let Some(on) = NaiveDate::from_ymd_opt(year, month as u32 + 1, day) else { continue };
        let weekday = (1..=2).filter_map(|back| at.checked_sub(back)).find_map(|place| {
            let word = bare(place);
            language.weekdays.iter().position(|name| *name == word)
        });
        let source = words.get(at..=(index + ahead + 1).min(words.len() - 1)).unwrap_or_default().join(" ");
        found.push(Day { on, weekday, source });
    }
    found
}

/// L07 and L08 for days.
fn days(look: &mut Look<'_>, language: &LintLanguage) {
    let zone: Tz = look.input.facts.frame.zone.parse().unwrap_or(Tz::UTC);
    let today = look.input.facts.frame.as_at.utc().with_timezone(&zone).date_naive();
    let mut found: Vec<(&'static str, usize, String)> = Vec::new();
    for (line, part) in look.page.numbered() {
        let planned = holds_word(&part.text, &language.plan_words);
        for sentence in sentences(&part.text) {
            found.extend(ambiguous(sentence).into_iter().map(|day| ("L07", line, day)));
            for day in days_in(sentence, language) {
                if day.weekday.is_some_and(|named| named != day.on.weekday().num_days_from_monday() as usize) {
                    found.push(("L07", line, day.source.clone()));
                }
                if day.on > today && !planned {
                    found.push(("L08", line, day.source));
                }
            }
        }
    }
    if let (Some(occurred), Some(aware)) = (look.known.occurred, look.known.aware)
        && occurred > aware
    {
        found.push(("L08", 0, String::new()));
    }
    if look.known.aware.is_some_and(|aware| aware > look.input.facts.frame.as_at) {
        found.push(("L08", 0, String::new()));
    }
    found.into_iter().for_each(|(rule, line, words)| look.add(rule, line, &words));
}

/// `03/04/2026`: two readings. `23/04/2026` has one, but which of the two comes first is still a guess of the reader.
fn ambiguous(sentence: &str) -> Vec<String> {
    let words = sentence.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_ascii_digit()));
    words
        .filter(|word| {
            let parts: Vec<&str> = word.split('/').collect();
            let small = |text: &str, most: u32| text.len() <= 2 && text.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
            matches!(parts.as_slice(), [a, b, year] if small(a, 12) && small(b, 12) && matches!(year.len(), 2 | 4) && year.bytes().all(|c| c.is_ascii_digit()))
        })
        .map(str::to_owned)
        .collect()
}

/// Times of a sentence: `09:40`, `9 h 40`.
fn times_in(sentence: &str) -> Vec<String> {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        if let Some((hour, minute)) = word.split_once(':')
            && is_number(hour, 23)
            && minute.len() == 2
            && is_number(minute, 59)
        {
            found.push(word.to_owned());
        }
        let french = words.get(index + 1) == Some(&"h") && is_number(word, 23);
        if french && words.get(index + 2).is_some_and(|minute| is_number(minute.trim_end_matches(['.', ',']), 59)) {
            found.push(format!("{word} h"));
        }
    }
    found
}

fn is_number(text: &str, most: u32) -> bool {
    (1..=2).contains(&text.len()) && text.parse::<u32>().is_ok_and(|number| number <= most)
}

/// L07 for times: in which zone.
fn times(look: &mut Look<'_>, language: &LintLanguage) {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (line, part) in look.page.numbered() {
        // Hours of a telephone line belong to L10.
        if phones(&part.text).next().is_some() {
            continue;
        }
        for sentence in sentences(&part.text) {
            let times = times_in(sentence);
            if !times.is_empty() && !names_zone(sentence, &look.limits.zones, &language.zone_words) {
                found.push((line, times.join(", ")));
            }
        }
    }
    found.into_iter().for_each(|(line, words)| look.add("L07", line, &words));
}
