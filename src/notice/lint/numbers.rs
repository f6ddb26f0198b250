//! Rules on figures: numbers of people, references, telephone numbers, what other notices said.

use std::collections::BTreeSet;

use super::Look;
use super::read::sentences;
use crate::policy::wording::{LintLanguage, phone_row};

/// A number as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    pub value: u64,
    /// The sign between its thousands, where it has one.
    pub grouped_by: Option<char>,
    pub source: String,
}

const GROUPING: &[char] = &[',', '.', ' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’'];

/// Whole numbers of a text. `12,500`, `12.500` and `12 500` are one number; dates, times, telephone numbers, versions and
/// references are none.
pub fn numbers_in(text: &str) -> Vec<Number> {
    let signs: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        if !signs[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let before = at.checked_sub(1).and_then(|before| signs.get(before)).copied();
        let (end, number) = read_number(&signs, at);
        let after = signs.get(end).copied();
        let next = signs.get(end + 1).copied();
        let joined = |c: char| c.is_alphabetic() || matches!(c, '-' | '/' | ':' | '_' | '+' | '@' | '#' | '(');
        let goes_on = after.is_some_and(|c| c.is_alphabetic() || matches!(c, '/' | ':' | '_' | '@' | '%'))
            || (matches!(after, Some('-' | '.' | ',')) && next.is_some_and(|c| c.is_ascii_digit()));
        // What comes after a figure and a point or comma belongs to what began there: a version, a date, a share.
        let two_before = at.checked_sub(2).and_then(|before| signs.get(before));
        let comes_after = matches!(before, Some('.' | ',')) && two_before.is_some_and(char::is_ascii_digit);
        if !before.is_some_and(joined) && !comes_after && !goes_on {
            found.extend(number);
        }
        at = end;
    }
    found
}

/// One number from `at`, and where it ends. A number of more than fifteen figures is none.
fn read_number(signs: &[char], at: usize) -> (usize, Option<Number>) {
    let run = |from: usize| signs.iter().skip(from).take_while(|c| c.is_ascii_digit()).count();
    let mut end = at + run(at);
    let mut grouped_by = None;
    if (1..=3).contains(&(end - at)) {
        while let Some(sign) = signs.get(end).copied().filter(|sign| GROUPING.contains(sign)) {
            if run(end + 1) != 3 || grouped_by.is_some_and(|before| before != sign) {
                break;
            }
            grouped_by = Some(sign);
            end += 4;
        }
    }
    let source: String = signs.get(at..end).unwrap_or_default().iter().collect();
    let digits: String = source.chars().filter(char::is_ascii_digit).collect();
    let value = if digits.len() <= 15 { digits.parse().ok() } else { None };
    (end, value.map(|value| Number { value, grouped_by, source }))
}

/// Telephone numbers with their country code, as written.
pub fn phones(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('+').filter_map(move |(at, _)| {
        let from = text.get(at..)?;
        let after = from.get(1..)?;
        let length =
            after.find(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '/'))).unwrap_or(after.len());
        let number = from.get(..=length)?.trim_end_matches(|c: char| !c.is_ascii_digit());
        let digits = number.chars().filter(char::is_ascii_digit).count();
        (digits >= 5 && after.starts_with(|c: char| c.is_ascii_digit())).then_some(number)
    })
}

pub(super) fn check(look: &mut Look<'_>) {
    telephone(look);
    let Some(language) = look.language else { return };
    people(look, language);
    super::times::check(look, language);
    contradictions(look, language);
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

pub(super) fn holds_word(sentence: &str, stems: &[String]) -> bool {
    let lower = lower(sentence);
    lower
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| stems.iter().any(|stem| word.starts_with(stem.as_str()) && !word.is_empty()))
}

/// L09 and the number part of L33: numbers beside people are those of the case.
fn people(look: &mut Look<'_>, language: &LintLanguage) {
    let mut found: Vec<(&'static str, usize, String)> = Vec::new();
    for (line, part) in look.page.numbered() {
        for sentence in
            sentences(&part.text).into_iter().filter(|sentence| holds_word(sentence, &language.people_words))
        {
            // A telephone number or a postal code beside people counts nobody.
            if phones(sentence).next().is_some() {
                continue;
            }
            for number in numbers_in(sentence).into_iter().filter(|number| !number.source.starts_with('0')) {
                if let Some(sign) = number.grouped_by {
                    let sign = if matches!(sign, '\u{a0}' | '\u{202f}' | '\u{2009}') { ' ' } else { sign };
                    if !language.grouping.iter().any(|known| known.starts_with(sign)) {
                        found.push(("L33", line, number.source.clone()));
                    }
                }
                let is_year = number.grouped_by.is_none() && (1900..=2100).contains(&number.value);
                let counts = number.value >= u64::from(look.limits.number_least) && !is_year;
                if counts && !look.known.numbers.is_empty() && !look.known.numbers.contains(&number.value) {
                    found.push(("L09", line, number.source));
                }
            }
        }
    }
    let ours = look.input.facts.frame.our_reference.clone();
    for (line, part) in look.page.numbered() {
        for word in part.text.split_whitespace() {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            if !ours.is_empty() && word != ours && same_shape(word, &ours) {
                found.push(("L09", line, word.to_owned()));
            }
        }
    }
    found.into_iter().for_each(|(rule, line, words)| look.add(rule, line, &words));
}

/// Another reference of ours: the same letters, figures where ours has figures.
fn same_shape(word: &str, ours: &str) -> bool {
    word.len() == ours.len()
        && ours.contains('-')
        && word.chars().zip(ours.chars()).all(|(a, b)| a == b || (a.is_ascii_digit() && b.is_ascii_digit()))
}

pub(super) fn names_zone(text: &str, zones: &[String], zone_words: &[String]) -> bool {
    let lower = lower(text);
    text.split(|c: char| !c.is_alphanumeric()).any(|word| zones.iter().any(|zone| zone == word))
        || zone_words.iter().any(|words| lower.contains(words.as_str()))
}

/// Telephone numbers of one paragraph that are looked at.
const MOST_PHONES: usize = 20;

/// L10.
fn telephone(look: &mut Look<'_>) {
    // An organisation writes its hours once, in its own language, and they stand in notices of every language.
    let zone_words: Vec<String> = look.law.lint_languages().flat_map(|language| language.zone_words.clone()).collect();
    let mut found: Vec<(usize, String)> = Vec::new();
    for (line, part) in look.page.numbered() {
        for number in phones(&part.text).take(MOST_PHONES) {
            let grouped = number.contains([' ', '-']);
            // Hours may stand in the same line or in the next part.
            let next = look.page.parts.get(line).map_or("", |next| next.text.as_str());
            let said = format!("{} {next}", part.text);
            let hours = said.replace(number, "").chars().any(|c| c.is_ascii_digit());
            let has_zone = names_zone(&said, &look.limits.zones, &zone_words);
            if !grouped || !fits_country(number, &look.limits.phones) || !hours || !has_zone {
                found.push((line, number.to_owned()));
            }
        }
    }
    found.extend(without_country(look));
    found.into_iter().for_each(|(line, words)| look.add("L10", line, &words));
}

/// Numbers that nobody abroad can dial: those of the contact that stand in the text without a country code, and what reads like a number
/// of one country only.
fn without_country(look: &Look<'_>) -> Vec<(usize, String)> {
    let frame = &look.input.facts.frame;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let contact: Vec<String> = [&frame.dpo.phone, &frame.hotline.phone]
        .into_iter()
        .filter(|phone| !phone.trim().is_empty() && phones(phone).next().is_none())
        .map(|phone| digits(phone))
        .filter(|figures| !figures.is_empty())
        .collect();
    let mut found = Vec::new();
    for (line, part) in look.page.numbered() {
        for run in figure_runs(&part.text).take(MOST_PHONES) {
            let figures = digits(run);
            if contact.contains(&figures) || is_national(run, figures.len()) {
                found.push((line, run.to_owned()));
            }
        }
    }
    found
}

/// Figures with the signs that stand between those of a telephone number; not what follows a country code, a letter or another sign.
fn figure_runs(text: &str) -> impl Iterator<Item = &str> {
    let inside = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '-' | '(' | ')' | '/' | '.');
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(at) =
            text.get(from..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit())).map(|at| at + from)
        {
            let before = text.get(..at).and_then(|before| before.trim_end_matches('(').chars().next_back());
            let rest = text.get(at..).unwrap_or_default();
            let end = rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
            let after = rest.get(end..).and_then(|after| after.chars().next());
            from = at + end.max(1);
            let apart = before.is_none_or(|c| c.is_whitespace() || matches!(c, ':' | ';' | ',' | '/'));
            if apart && !after.is_some_and(|c| c.is_alphanumeric() || matches!(c, ':' | '@' | '_')) {
                return rest.get(..end).map(|run| run.trim_end_matches(|c: char| !c.is_ascii_digit()));
            }
        }
        None
    })
}

/// `06 5550 0140`: begins with the nought that is dialled inside a country, in groups by spaces. Dates are written with other signs.
fn is_national(run: &str, figures: usize) -> bool {
    run.starts_with('0') && (8..=12).contains(&figures) && run.contains([' ', '\u{a0}']) && !run.contains(['.', '/'])
}

/// The longest country code of the list that the number begins with decides; one that is not listed has no length to miss.
fn fits_country(number: &str, rows: &[String]) -> bool {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let row = rows.iter().filter_map(|row| phone_row(row)).filter(|(code, ..)| digits.starts_with(code));
    match row.max_by_key(|(code, ..)| code.len()) {
        Some((code, least, most)) => (least..=most).contains(&(digits.len() - code.len())),
        None => digits.len() <= 15,
    }
}

/// Numbers beside people, in a text of a language.
fn people_numbers(text: &str, language: &LintLanguage, least: u32) -> Vec<u64> {
    let told = sentences(text).into_iter().filter(|sentence| holds_word(sentence, &language.people_words));
    told.flat_map(numbers_in)
        .filter(|number| number.value >= u64::from(least))
        .filter(|number| number.grouped_by.is_some() || !(1900..=2100).contains(&number.value))
        .map(|number| number.value)
        .collect()
}

/// L42: an earlier notice of the case gave people other numbers, and none of them again.
fn contradictions(look: &mut Look<'_>, language: &LintLanguage) {
    if !look.asks("L42") {
        return;
    }
    let least = look.limits.number_least;
    let here: BTreeSet<u64> =
        look.page.parts.iter().flat_map(|part| people_numbers(&part.text, language, least)).collect();
    if here.is_empty() {
        return;
    }
    let mut found = Vec::new();
    for earlier in &look.input.desk.earlier {
        let Some(spoken) = look.law.lint_language(&earlier.language) else { continue };
        let there: Vec<u64> = earlier.text.lines().flat_map(|line| people_numbers(line, spoken, least)).collect();
        if !there.is_empty() && !there.iter().any(|number| here.contains(number)) {
            found.push(format!(
                "{} ({})",
                there.iter().map(u64::to_string).collect::<Vec<_>>().join(", "),
                earlier.number
            ));
        }
    }
    found.iter().for_each(|words| look.add_whole("L42", words));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<u64> {
        numbers_in(text).into_iter().map(|number| number.value).collect()
    }

    #[test]
    fn a_number_is_the_same_in_every_language() {
        for text in
            ["12,500 people", "12.500 persone", "12 500 personnes", "12\u{202f}500", "12\u{a0}500", "12'500", "12500"]
        {
            assert_eq!(values(text), [12_500], "{text}");
        }
        assert_eq!(values("1,234,567 and 1.234.567"), [1_234_567, 1_234_567]);
    }

    #[test]
    fn dates_times_versions_references_and_shares_are_no_numbers_of_people() {
        for text in ["03/04/2026", "09:40", "BR-2026-0012", "v9.2.100", "12%", "A4", "3.5", "1234567890123456"] {
            assert_eq!(values(text), [] as [u64; 0], "{text}");
        }
    }

    #[test]
    fn telephone_numbers_are_found_with_their_groups() {
        let found: Vec<&str> = phones("Call +39 06 5550 0140 (8-22), or 2 + 2").collect();
        assert_eq!(found, ["+39 06 5550 0140"]);
    }

    #[test]
    fn a_number_of_one_country_is_told_from_dates_references_and_international_numbers() {
        let national = |text: &str| -> Vec<String> {
            let figures = |run: &str| run.chars().filter(char::is_ascii_digit).count();
            figure_runs(text).filter(|run| is_national(run, figures(run))).map(str::to_owned).collect()
        };
        assert_eq!(national("Tel. 06 5550 0140, or ask."), ["06 5550 0140"]);
        assert_eq!(national("Telefono: 06 5550 0140."), ["06 5550 0140"]);
        for text in [
            "+39 06 5550 0140",
            "03.04.2026 09",
            "03/04/2026",
            "BR-2026-0012 3456",
            "00187 Roma",
            "0 people",
            "08:30 12 13 14",
        ] {
            assert_eq!(national(text), [] as [&str; 0], "{text}");
        }
    }
}
