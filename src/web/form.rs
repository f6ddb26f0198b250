//! What a form sent: keeps what was typed, collects every problem by field, refuses what the page did not ask for.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::i18n::Words;
use crate::domain::values::At;

mod parts;
mod times;

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

/// Marks of Unicode that turn the direction of reading without being seen (bidirectional embeddings, overrides, isolates).
fn turns_reading(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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

    /// The same with another value in this field, whatever was typed there.
    pub fn replaced(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.insert(name.to_owned(), vec![value.into()]);
        self
    }

    /// The same with these values, none among them.
    pub fn replaced_all(mut self, name: &str, values: Vec<String>) -> Self {
        self.values.insert(name.to_owned(), values);
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
        // In a line, such as a title, a mark that turns the direction of reading makes one thing look like another.
        if !lines && text.chars().any(turns_reading) {
            self.problem(name, self.words.text("form-control-characters"));
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Lang;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::sent(Lang::En.words(), pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
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
