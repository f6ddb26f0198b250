//! What the linter of notices goes by: its rules, phrase lists, words of a language, limits. Data, with source, day and whether a native read it.

use std::collections::BTreeSet;

use super::reader::{Found, Node};
use super::set::PolicySet;
use crate::words;

words! {
    /// What a finding does to a message to people or to the public. A notice to an authority is stopped by none of them.
    Level {
        /// Stops it.
        Error = "E",
        /// Wants a written reason.
        Warning = "W",
        /// Advice.
        Advice = "I",
    }
}

/// Number of rules; their ids run from L01.
pub const RULES: usize = 48;

/// Forms of a notice that rules speak of: first, complete and supplementary notification, 611 first and second, letter, e-mail and
/// text message to a person, public notice, press text, questions and answers.
pub const FORMS: &[&str] =
    &["SAi", "SAc", "SAs", "T1", "T2", "DL", "DE", "DS", "PUB", "PR", "FAQ", "PC", "CJ", "MB", "POL", "INS", "WC"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintRule {
    pub id: String,
    pub level: Level,
    pub forms: Vec<String>,
    pub source: String,
    pub verified: bool,
    /// What of it nobody can judge from here, as the key of a sentence; empty = all of it is judged.
    pub not_judged: String,
}

/// Phrases of one rule in one language, in lower case. A star at the end stands for any end of the word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordList {
    pub id: String,
    pub language: String,
    pub rule: String,
    pub phrases: Vec<String>,
    /// Longer phrases in which a hit is none: "only you can see".
    pub except: Vec<String>,
    /// A wording to put in its place.
    pub instead: String,
    pub source: String,
    pub verified: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintLanguage {
    pub id: String,
    pub months: Vec<String>,
    pub weekdays: Vec<String>,
    /// Words beside a day that is still to come.
    pub plan_words: Vec<String>,
    /// Words that say in which zone a time is.
    pub zone_words: Vec<String>,
    /// Words beside a number that make it one of people.
    pub people_words: Vec<String>,
    /// Signs between the thousands.
    pub grouping: Vec<String>,
    /// Name of the readability formula.
    pub formula: String,
    pub target: u32,
    pub floor: u32,
    /// Highest LIX.
    pub lix: u32,
    pub source: String,
    pub verified: bool,
}

/// What belongs to a group of data: words of the step to take, and of what may follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataWords {
    pub id: String,
    pub language: String,
    pub data: Vec<String>,
    pub step: Vec<String>,
    pub consequence: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LintLimits {
    pub subject_least: u32,
    pub subject_most: u32,
    pub subject_rest_most: u32,
    pub words_most: u32,
    pub sentence_words_most: u32,
    pub paragraph_sentences_most: u32,
    pub first_step_words_most: u32,
    pub same_words_percent: u32,
    pub score_words_least: u32,
    pub sms_parts_most: u32,
    pub letter_points_least: u32,
    pub number_least: u32,
    pub placeholders: Vec<String>,
    pub zones: Vec<String>,
    pub shorteners: Vec<String>,
    pub tracking: Vec<String>,
    pub no_reply: Vec<String>,
    /// `country code:least digits:most digits` of a national number.
    pub phones: Vec<String>,
    pub source: String,
    pub verified: bool,
}

fn lower(node: &Node<'_>, key: &'static str) -> Vec<String> {
    let words = node.texts(key);
    for word in words.iter().filter(|word| word.trim().is_empty() || **word != word.to_lowercase()) {
        node.problem(key, format!("`{word}` is not in lower case, or empty"), "texts are compared in lower case");
    }
    words
}

/// Source and day of a list, and whether a native has read it.
fn read_by(node: &Node<'_>) -> (String, bool) {
    if node.opt_day("on").is_none() {
        node.problem("on", "is missing", "the day on which the list was made, such as \"2026-11-22\"");
    }
    (node.text("source"), node.bool("verified"))
}

pub fn parse_rule(node: &Node<'_>) -> LintRule {
    let levels: Vec<&str> = Level::ALL.iter().map(|level| level.as_str()).collect();
    let (source, verified) = read_by(node);
    let rule = LintRule {
        id: node.text("id"),
        level: node.word("level", &levels, Level::parse).unwrap_or(Level::Warning),
        forms: node.words("forms", FORMS, |word| FORMS.contains(&word).then(|| word.to_owned())),
        source,
        verified,
        not_judged: node.opt_text("not_judged").unwrap_or_default(),
    };
    node.finish();
    rule
}

pub fn parse_list(node: &Node<'_>) -> WordList {
    let (source, verified) = read_by(node);
    let list = WordList {
        id: node.text("id"),
        language: node.text("language"),
        rule: node.text("rule"),
        phrases: lower(node, "phrases"),
        except: lower(node, "except"),
        instead: node.opt_text("instead").unwrap_or_default(),
        source,
        verified,
    };
    if list.phrases.is_empty() {
        node.problem("phrases", "holds no phrase", "a list that finds nothing can be left out");
    }
    node.finish();
    list
}

pub fn parse_language(node: &Node<'_>) -> LintLanguage {
    let (source, verified) = read_by(node);
    let language = LintLanguage {
        id: node.text("id"),
        months: lower(node, "months"),
        weekdays: lower(node, "weekdays"),
        plan_words: lower(node, "plan_words"),
        zone_words: lower(node, "zone_words"),
        people_words: lower(node, "people_words"),
        grouping: node.texts("grouping"),
        formula: node.text("formula"),
        target: node.number("target"),
        floor: node.number("floor"),
        lix: node.number("lix"),
        source,
        verified,
    };
    for (key, list, wanted) in [("months", &language.months, 12), ("weekdays", &language.weekdays, 7)] {
        if list.len() != wanted {
            node.problem(key, format!("has {} names", list.len()), format!("{wanted}, in their order"));
        }
    }
    if !FORMULAS.contains(&language.formula.as_str()) {
        node.problem("formula", format!("`{}` is not a formula", language.formula), FORMULAS.join(", "));
    }
    node.finish();
    language
}

/// Formulas that the linter can work out.
const FORMULAS: &[&str] = &["flesch", "gulpease", "amstad", "flesch_french", "fernandez_huerta"];

pub fn parse_data(node: &Node<'_>) -> DataWords {
    let (_, _) = read_by(node);
    let words = DataWords {
        id: node.text("id"),
        language: node.text("language"),
        data: node.texts("data"),
        step: lower(node, "step"),
        consequence: lower(node, "consequence"),
    };
    node.finish();
    words
}

pub fn parse_limits(node: &Node<'_>) -> LintLimits {
    let (source, verified) = read_by(node);
    let limits = LintLimits {
        subject_least: node.number("subject_least"),
        subject_most: node.number("subject_most"),
        subject_rest_most: node.number("subject_rest_most"),
        words_most: node.number("words_most"),
        sentence_words_most: node.number("sentence_words_most"),
        paragraph_sentences_most: node.number("paragraph_sentences_most"),
        first_step_words_most: node.number("first_step_words_most"),
        same_words_percent: node.number("same_words_percent"),
        score_words_least: node.number("score_words_least"),
        sms_parts_most: node.number("sms_parts_most"),
        letter_points_least: node.number("letter_points_least"),
        number_least: node.number("number_least"),
        placeholders: node.texts("placeholders"),
        zones: node.texts("zones"),
        shorteners: lower(node, "shorteners"),
        tracking: lower(node, "tracking"),
        no_reply: lower(node, "no_reply"),
        phones: node.texts("phones"),
        source,
        verified,
    };
    for row in limits.phones.iter().filter(|row| phone_row(row).is_none()) {
        node.problem("phones", format!("`{row}` is no row of numbers"), "country code:least:most, such as \"39:6:11\"");
    }
    node.finish();
    limits
}

/// Country code, least and most digits after it.
pub fn phone_row(row: &str) -> Option<(&str, usize, usize)> {
    let mut parts = row.split(':');
    let (code, least, most) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let good = !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit()) && least <= most && parts.next().is_none();
    good.then_some((code, least, most))
}

/// What the files taken together must say. A set without any rule of the linter has none to check.
pub(super) fn check(set: &PolicySet, found: &Found) {
    let tell = |key: String, message: &str, hint: &str| {
        found.borrow_mut().push(super::Problem {
            file: "lint/".to_owned(),
            key,
            message: message.to_owned(),
            hint: hint.to_owned(),
        });
    };
    if set.lint_rules.is_empty() && set.word_lists.is_empty() {
        return;
    }
    for number in 1..=RULES {
        let id = format!("L{number:02}");
        if !set.lint_rules.contains_key(&id) {
            tell(format!("lint_rule `{id}`"), "is missing", "every rule stands in the data, with its level and source");
        }
    }
    let known: BTreeSet<String> = (1..=RULES).map(|number| format!("L{number:02}")).collect();
    for id in set.lint_rules.keys().filter(|id| !known.contains(*id)) {
        tell(format!("lint_rule `{id}`"), "is not a rule of the linter", "L01 to L48");
    }
    for list in set.word_lists.values() {
        let place = format!("lint_list `{}`", list.id);
        if !set.lint_rules.contains_key(&list.rule) {
            tell(place.clone(), "names a rule that does not exist", "L01 to L48");
        }
        if !set.lint_languages.contains_key(&list.language) {
            tell(place, "names a language without [[lint_language]]", "add the language, or mend its tag");
        }
    }
    for words in set.lint_data.values().filter(|words| !set.lint_languages.contains_key(&words.language)) {
        tell(format!("lint_data `{}`", words.id), "names a language without [[lint_language]]", "");
    }
    if set.lint_limits.is_none() {
        tell("lint_limits".to_owned(), "is missing", "one [lint_limits] in all files");
    }
}
