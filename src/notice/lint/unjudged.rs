//! What the linter could not judge, and why. A rule that says nothing has either passed or stands here.

use super::Form;
use crate::policy::PolicySet;
use crate::policy::wording::RULES;
use crate::words;

words! {
    Why {
        /// An answer of another machine would be needed: a link, the records of a domain.
        Network = "network",
        /// Needs grammar, which word lists do not have.
        Grammar = "grammar",
        /// Seen only on the finished page or paper.
        Layout = "layout",
        /// Needs what nobody hands to the linter.
        Input = "input",
        /// Somewhere else in the program looks at it.
        Elsewhere = "elsewhere",
        /// No word lists of this language are loaded.
        Language = "language",
        /// No data of the linter are loaded.
        Data = "data",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unjudged {
    pub rule: String,
    pub why: Why,
}

/// Rules that read words of a language.
const BY_WORDS: &[&str] = &[
    "L06", "L07", "L08", "L09", "L14", "L17", "L18", "L19", "L20", "L21", "L23", "L24", "L25", "L26", "L27", "L28",
    "L29", "L30", "L31", "L32", "L33", "L34", "L36", "L41", "L42", "L45", "L47", "L48",
];

pub fn without_data() -> Vec<Unjudged> {
    (1..=RULES).map(|number| Unjudged { rule: format!("L{number:02}"), why: Why::Data }).collect()
}

pub fn of(form: Form, law: &PolicySet, has_language: bool) -> Vec<Unjudged> {
    let asked = law.lint_rules().filter(|rule| rule.forms.iter().any(|asked| asked == form.as_str()));
    asked
        .filter_map(|rule| {
            let why = if !has_language && BY_WORDS.contains(&rule.id.as_str()) {
                Some(Why::Language)
            } else {
                Why::parse(&rule.not_judged)
            };
            Some(Unjudged { rule: rule.id.clone(), why: why? })
        })
        .collect()
}
