//! Readings of others, and instants that count where they come first: what of them only the whole rule shows.

use super::law::{Choose, Contested, ReadingOf, Rule};
use super::words;
use crate::domain::plan::PlannedDuty;

/// The readings of others that concern this duty: a rule may be read differently in some of its duties only.
pub fn readings<'a>(rule: &'a Rule, planned: &PlannedDuty) -> Vec<&'a Contested> {
    let local =
        planned.remarks.iter().any(|line| [words::LOCAL_CASE, words::MAY_BE_LOCAL].contains(&line.key.as_str()));
    let concerns = |one: &&Contested| match one.only {
        None => true,
        Some(ReadingOf::LocalCase) => local,
    };
    rule.contested.iter().filter(concerns).collect()
}

/// Key, message and hint of what can never come about.
pub(super) fn problems(rule: &Rule) -> Vec<(&'static str, String, &'static str)> {
    let mut found = Vec::new();
    for what in &rule.or_earlier {
        // The first of a chain is the one asked for; only those behind it can come before it.
        if !rule.stages.iter().any(|stage| stage.trigger.iter().skip(1).any(|known| known == what)) {
            let message = format!("`{what}` stands behind another instant in the trigger of no stage");
            found.push(("or_earlier", message, "list it in `trigger`, after the instant that the law asks for"));
        }
    }
    let local = rule.contested.iter().any(|one| one.only == Some(ReadingOf::LocalCase));
    if local && rule.choose != Choose::Lead {
        let message = "`local_case` is about rules that look for a lead authority".to_owned();
        found.push((
            "contested › only",
            message,
            "leave `only` out: the reading then stands with every duty of the rule",
        ));
    }
    found
}
