//! Words, numbers and dates of the screens, in English and Italian. The words stand in `locales/`, one file per area.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::OnceLock;

use chrono::{DateTime, Locale, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;

use super::dates::{self, Names};
use crate::domain::series;
use crate::domain::values::At;
use crate::words;

words! {
    /// A language of the screens; notices have their own, independent of it.
    Lang { En = "en", It = "it" }
}

impl Lang {
    /// The language's name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::It => "Italiano",
        }
    }

    /// The first language of an `Accept-Language` header that we speak, by the order in the header.
    pub fn accepted(header: &str) -> Option<Self> {
        header.split(',').find_map(|part| Self::parse(part.trim().get(..2)?.to_ascii_lowercase().as_str()))
    }

    /// The words of this language. Read from the embedded files once.
    pub fn words(self) -> &'static Words {
        static ALL: OnceLock<Vec<Words>> = OnceLock::new();
        static NONE: OnceLock<Words> = OnceLock::new();
        let all = ALL.get_or_init(|| Lang::ALL.iter().map(|lang| Words::load(*lang)).collect());
        all.iter().find(|words| words.lang == self).unwrap_or_else(|| NONE.get_or_init(|| Words::load(Lang::En)))
    }

    /// What stands between the thousands of a number.
    fn separator(self) -> char {
        match self {
            Self::En => ',',
            Self::It => '.',
        }
    }

    fn locale(self) -> Locale {
        match self {
            Self::En => Locale::en_GB,
            Self::It => Locale::it_IT,
        }
    }
}

#[derive(RustEmbed)]
#[folder = "locales"]
struct Files;

/// The text files of a language, as (file name, text).
pub fn files(lang: Lang) -> Vec<(String, String)> {
    let folder = format!("{lang}/");
    Files::iter()
        .filter(|path| path.starts_with(&folder) && path.ends_with(".ftl"))
        .filter_map(|path| {
            let file = Files::get(&path)?;
            Some((path.to_string(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect()
}

/// The words of one language. Missing keys are held by a test; should one slip through, the page shows `⟪key⟫`, never nothing.
pub struct Words {
    pub lang: Lang,
    bundle: FluentBundle<FluentResource>,
    /// Texts that take no argument, ready: a list page asks for some of them once in each cell.
    plain: HashMap<String, String>,
    /// Sentences that only have values put into them, in their pieces.
    joined: HashMap<String, Vec<Piece>>,
    names: Names,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", self.lang)
    }
}

/// A piece of a sentence: text, and the name of the value that follows it; empty at the end.
struct Piece {
    text: String,
    name: String,
}

/// The messages of a file that stand on one line with nothing in them but text and values, as key and pieces. A list says such sentences
/// a hundred times, and there is nothing to resolve in them. All others, such as a choice by number, are Fluent's.
fn one_line_messages(file: &str) -> impl Iterator<Item = (&str, Vec<Piece>)> {
    let mut lines = file.lines().filter(|line| !line.trim().is_empty()).peekable();
    std::iter::from_fn(move || {
        loop {
            let line = lines.next()?;
            // What is indented, or closes a choice, belongs to the message above it.
            let goes_on = lines.peek().is_some_and(|next| next.starts_with([' ', '\t', '}']));
            if let Some((key, value)) = line.split_once(" = ")
                && key.starts_with(|first: char| first.is_ascii_alphabetic())
                && !goes_on
                && let Some(pieces) = pieces_of(value.trim())
            {
                return Some((key, pieces));
            }
        }
    })
}

/// None for a text with anything between braces but `$` and a name.
fn pieces_of(value: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = value;
    while let Some((text, after)) = rest.split_once('{') {
        let (inside, after) = after.split_once('}')?;
        let name = inside.trim().strip_prefix('$')?;
        let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        if text.contains('}') || name.is_empty() || !is_name {
            return None;
        }
        pieces.push(Piece { text: text.to_owned(), name: name.to_owned() });
        rest = after;
    }
    let ends = !rest.contains('}') && !value.is_empty();
    pieces.push(Piece { text: rest.to_owned(), name: String::new() });
    ends.then_some(pieces)
}

/// What may stand in a sentence: text, or a number that is grouped and pluralised as the language does it.
pub trait IntoArg {
    fn arg(&self) -> FluentValue<'static>;

    /// The same at the end of a text, as the language writes it.
    fn add_to(&self, text: &mut String, lang: Lang) {
        match self.arg() {
            FluentValue::String(value) => text.push_str(&value),
            value => text.push_str(&grouped(&value, lang.separator()).unwrap_or_default()),
        }
    }
}

impl IntoArg for str {
    fn arg(&self) -> FluentValue<'static> {
        FluentValue::String(self.to_owned().into())
    }

    fn add_to(&self, text: &mut String, _: Lang) {
        text.push_str(self);
    }
}

impl IntoArg for String {
    fn arg(&self) -> FluentValue<'static> {
        self.as_str().arg()
    }

    fn add_to(&self, text: &mut String, _: Lang) {
        text.push_str(self);
    }
}

macro_rules! numbers {
    ($($kind:ty),+) => { $(impl IntoArg for $kind {
        fn arg(&self) -> FluentValue<'static> { FluentValue::from(*self) }
    })+ };
}
numbers!(i32, i64, u16, u32, u64, usize);

impl<T: IntoArg + ?Sized> IntoArg for &T {
    fn arg(&self) -> FluentValue<'static> {
        (**self).arg()
    }

    fn add_to(&self, text: &mut String, lang: Lang) {
        (**self).add_to(text, lang);
    }
}

/// Recipients that have a name of their own in a language of the screens: authorities, and the people whom the plan names in English.
const AUTHORITIES: &[&str] = &["authority-name-it", "authority-name-it-csirt", "authority-name-people"];

/// Bytes of `12 h 34 min`, about.
const USUAL_DURATION: usize = 16;
/// Bytes of a sentence with its values, about.
const USUAL_SENTENCE: usize = 96;

impl Words {
    fn load(lang: Lang) -> Self {
        let id = lang.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // The marks that keep writing directions apart are not needed for two left-to-right languages, and end up in titles.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::En => |value, _| grouped(value, ','),
            Lang::It => |value, _| grouped(value, '.'),
        }));
        let mut keys: Vec<String> = Vec::new();
        let (mut plain, mut joined) = (HashMap::new(), HashMap::new());
        for (path, text) in files(lang) {
            for (key, pieces) in one_line_messages(&text) {
                match pieces.as_slice() {
                    [only] => plain.insert(key.to_owned(), only.text.clone()).map(drop),
                    _ => joined.insert(key.to_owned(), pieces).map(drop),
                };
            }
            // A message begins at the start of a line; what else stands there is a comment or a term.
            let known = |key: &str| plain.contains_key(key) || joined.contains_key(key);
            keys.extend(
                text.lines()
                    .filter_map(|line| Some(line.split_once(" =")?.0))
                    .filter(|key| !known(key))
                    .map(str::to_owned),
            );
            let resource = FluentResource::try_new(text).unwrap_or_else(|(part, errors)| {
                tracing::error!(path, ?errors, "Words file {path} has faults");
                part
            });
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(path, ?errors, "Words file {path} repeats a key");
            }
        }
        let others = keys.into_iter().filter_map(|key| {
            let pattern = bundle.get_message(&key)?.value()?;
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, None, &mut errors).into_owned();
            errors.is_empty().then_some((key, text))
        });
        plain.extend(others);
        Self { lang, bundle, plain, joined, names: Names::of(lang.locale()) }
    }

    /// `a, b and c`. Where one of them holds a comma itself, only a semicolon keeps them apart.
    pub fn list<T: AsRef<str>>(&self, items: &[T]) -> String {
        if items.iter().any(|item| item.as_ref().contains(", ")) {
            return items.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("; ");
        }
        let and = format!(" {} ", self.text("list-and"));
        series::in_words(items, |_| &and)
    }

    pub fn has(&self, key: &str) -> bool {
        self.bundle.get_message(key).is_some_and(|message| message.value().is_some())
    }

    /// An authority as a reader of this language knows it, by the name that its record gives: Italians know the Garante. Others as they are.
    pub fn authority(&self, name: &str) -> String {
        if name.ends_with("(no record)") && self.lang != Lang::En {
            return self.text("unrecorded-other");
        }
        let english = Lang::En.words();
        let known = AUTHORITIES.iter().find(|key| english.plain.get(**key).is_some_and(|text| text == name));
        known.map_or_else(|| name.to_owned(), |key| self.text(*key))
    }

    pub fn text(&self, key: impl AsRef<str>) -> String {
        match self.plain.get(key.as_ref()) {
            Some(text) => text.clone(),
            None => self.with_args(key.as_ref(), None),
        }
    }

    /// The word of a value of a family: `of("role", Role::Dpo)` is the text of `role-dpo`.
    pub fn of(&self, family: impl AsRef<str>, value: impl Display) -> String {
        let family = family.as_ref();
        let mut key = format!("{family}-{value}");
        let value = family.len() + 1;
        if key.get(value..).is_some_and(|value| value.contains('_')) {
            key = format!("{family}-{}", key.split_off(value).replace('_', "-"));
        }
        self.text(key)
    }

    pub fn with1(&self, key: impl AsRef<str>, name: &str, value: impl IntoArg) -> String {
        self.with(key, &[(name, &value)])
    }

    pub fn with2(&self, key: impl AsRef<str>, n1: &str, v1: impl IntoArg, n2: &str, v2: impl IntoArg) -> String {
        self.with(key, &[(n1, &v1), (n2, &v2)])
    }

    pub fn with3(
        &self,
        key: impl AsRef<str>,
        (n1, v1): (&str, &dyn IntoArg),
        (n2, v2): (&str, &dyn IntoArg),
        (n3, v3): (&str, &dyn IntoArg),
    ) -> String {
        self.with(key, &[(n1, v1), (n2, v2), (n3, v3)])
    }

    pub fn with(&self, key: impl AsRef<str>, args: &[(&str, &dyn IntoArg)]) -> String {
        // Where a value lacks, Fluent says so.
        if let Some(text) = self.joined.get(key.as_ref()).and_then(|pieces| self.join(pieces, args)) {
            return text;
        }
        let mut all = FluentArgs::new();
        for (name, value) in args {
            all.set(*name, value.arg());
        }
        self.with_args(key.as_ref(), Some(&all))
    }

    fn join(&self, pieces: &[Piece], args: &[(&str, &dyn IntoArg)]) -> Option<String> {
        let mut text = String::with_capacity(USUAL_SENTENCE);
        for piece in pieces {
            text.push_str(&piece.text);
            if !piece.name.is_empty() {
                let (_, value) = args.iter().rev().find(|(name, _)| *name == piece.name)?;
                value.add_to(&mut text, self.lang);
            }
        }
        Some(text)
    }

    fn with_args(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else {
            tracing::error!(key, lang = %self.lang, "No words for {key} in {}", self.lang);
            return format!("⟪{key}⟫");
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if errors.is_empty() {
            text
        } else {
            tracing::error!(key, ?errors, "Words of {key} lack an argument");
            format!("⟪{key}⟫ {text}")
        }
    }

    /// `Sun 4 Oct 2026, 13:00 CEST`
    pub fn moment(&self, at: At, zone: Tz) -> String {
        self.names.moment(at, zone)
    }

    /// `Sun 4 Oct, 13:00`, for tables whose heading names the zone.
    pub fn short_moment(&self, at: At, zone: Tz) -> String {
        self.names.short_moment(at, zone)
    }

    /// `13:00`
    pub fn clock_time(&self, at: At, zone: Tz) -> String {
        self.local(at, zone, "%H:%M")
    }

    /// `Sunday 4 October 2026`
    pub fn long_day(&self, at: At, zone: Tz) -> String {
        self.local(at, zone, "%A %-d %B %Y")
    }

    /// `Sunday`
    pub fn weekday(&self, day: NaiveDate) -> String {
        day.format_localized("%A", self.lang.locale()).to_string()
    }

    /// `4 Oct 2026`
    pub fn day(&self, day: NaiveDate) -> String {
        day.format_localized("%-d %b %Y", self.lang.locale()).to_string()
    }

    /// `October 2026`
    pub fn month(&self, day: NaiveDate) -> String {
        day.format_localized("%B %Y", self.lang.locale()).to_string()
    }

    /// `O`, for the axis of a plot.
    pub fn month_letter(&self, day: NaiveDate) -> String {
        let name = day.format_localized("%b", self.lang.locale()).to_string();
        name.chars().next().map(|first| first.to_uppercase().to_string()).unwrap_or_default()
    }

    fn local(&self, at: At, zone: Tz, form: &str) -> String {
        let local: DateTime<Tz> = at.in_zone(zone);
        local.format_localized(form, self.lang.locale()).to_string()
    }

    /// `4 h 34 min`, two units at most, never a sign: the sentence around it says whether time is left or over.
    pub fn duration(&self, span: TimeDelta) -> String {
        let mut text = String::with_capacity(USUAL_DURATION);
        for (n, unit) in self.duration_parts(span) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&n.to_string());
            text.push(' ');
            text.push_str(unit);
        }
        text
    }

    /// The same in parts, for the large clock. More than 48 h in days and hours, from 1 h in hours and minutes, else minutes.
    pub fn duration_parts(&self, span: TimeDelta) -> Vec<(i64, &'static str)> {
        let days = match self.lang {
            Lang::En => "d",
            Lang::It => "g",
        };
        let seconds = span.num_seconds().abs();
        let (hours, minutes) = (seconds / 3600, seconds % 3600 / 60);
        if hours >= 48 {
            vec![(hours / 24, days), (hours % 24, "h")]
        } else if hours >= 1 {
            vec![(hours, "h"), (minutes, "min")]
        } else if minutes >= 1 {
            vec![(minutes, "min")]
        } else {
            vec![(seconds, "s")]
        }
    }

    /// `2,100,000` in English, `2.100.000` in Italian.
    pub fn number(&self, number: impl IntoArg) -> String {
        grouped(&number.arg(), self.lang.separator()).unwrap_or_default()
    }
}

/// The zone's short name at that instant, such as CEST; zones that have only an offset read `UTC-03`.
pub fn zone_name(at: At, zone: Tz) -> String {
    dates::zone_of(&at.in_zone(zone))
}

fn grouped(value: &FluentValue<'_>, separator: char) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let whole = number.value.abs().trunc();
    let digits = format!("{whole:.0}");
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push(separator);
        }
        text.push(digit);
    }
    Some(if number.value < 0.0 { format!("−{text}") } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> At {
        At::parse(text).unwrap()
    }

    #[test]
    fn moments_carry_their_zone_and_follow_the_language() {
        let noon = at("2026-10-04T11:00:00Z");
        let rome = chrono_tz::Europe::Rome;
        assert_eq!(Lang::En.words().moment(noon, rome), "Sun 4 Oct 2026, 13:00 CEST");
        assert_eq!(Lang::It.words().moment(noon, rome), "dom 4 ott 2026, 13:00 CEST");
        assert_eq!(Lang::En.words().moment(noon, chrono_tz::America::Sao_Paulo), "Sun 4 Oct 2026, 08:00 UTC-03");
    }

    #[test]
    fn the_two_half_past_twos_of_autumn_differ_by_their_zone() {
        let rome = chrono_tz::Europe::Rome;
        assert_eq!(Lang::En.words().moment(at("2026-10-25T00:30:00Z"), rome), "Sun 25 Oct 2026, 02:30 CEST");
        assert_eq!(Lang::En.words().moment(at("2026-10-25T01:30:00Z"), rome), "Sun 25 Oct 2026, 02:30 CET");
    }

    #[test]
    fn durations_have_two_units_at_most() {
        let words = Lang::En.words();
        assert_eq!(words.duration(TimeDelta::minutes(274)), "4 h 34 min");
        assert_eq!(words.duration(TimeDelta::hours(52)), "2 d 4 h");
        assert_eq!(words.duration(TimeDelta::seconds(-1)), "1 s");
        assert_eq!(Lang::It.words().duration(TimeDelta::hours(52)), "2 g 4 h");
    }

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        assert_eq!(Lang::En.words().number(2_100_000), "2,100,000");
        assert_eq!(Lang::It.words().number(48_312), "48.312");
        assert_eq!(Lang::En.words().number(212), "212");
    }

    #[test]
    fn a_sentence_that_is_joined_reads_as_fluent_says_it() {
        for lang in Lang::ALL {
            let words = lang.words();
            assert!(words.joined.len() > 300, "{}", words.joined.len());
            for (key, pieces) in &words.joined {
                let names: Vec<&str> =
                    pieces.iter().map(|piece| piece.name.as_str()).filter(|n| !n.is_empty()).collect();
                let values: Vec<String> = (0..names.len()).map(|n| format!("<{n}> {{ $a }} ")).collect();
                let texts: Vec<(&str, &dyn IntoArg)> =
                    names.iter().copied().zip(values.iter().map(|v| v as &dyn IntoArg)).collect();
                let numbers: Vec<(&str, &dyn IntoArg)> =
                    names.iter().map(|name| (*name, &-1_234_567_i64 as &dyn IntoArg)).collect();
                for args in [texts, numbers] {
                    let mut all = FluentArgs::new();
                    args.iter().for_each(|(name, value)| all.set(*name, value.arg()));
                    assert_eq!(words.with(key, &args), words.with_args(key, Some(&all)), "{lang} {key}");
                }
            }
            for (key, text) in &words.plain {
                assert_eq!(*text, words.with_args(key, None), "{lang} {key}");
            }
        }
    }

    #[test]
    fn what_is_more_than_text_and_values_is_left_to_fluent() {
        let file = "a = one { $x } two\nb = { $n ->\n    [one] x\n   *[other] y\n}\nc = { -brand } x\nd = x\n\n    y\n-t = z\n\
                    # e = f\ng = plain \nh = { NUMBER($n) }\ni = { $x }\n";
        let keys: Vec<&str> = one_line_messages(file).map(|(key, _)| key).collect();
        assert_eq!(keys, ["a", "g", "i"]);
        for bad in ["", "}", "a } b", "{ \"x\" }", "{ $ }", "{ $a.b }", "{ $a", "{ $a { $b } }"] {
            assert!(pieces_of(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn the_browser_says_which_language_it_prefers() {
        assert_eq!(Lang::accepted("de-DE,it;q=0.8,en;q=0.7"), Some(Lang::It));
        assert_eq!(Lang::accepted("fr"), None);
    }
}
