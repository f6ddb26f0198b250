//! What only the whole set shows of form packs: facts, words, recipients, regimes and stages that lead nowhere, and packs in each
//! other's way.

use std::collections::BTreeSet;

use super::{FormField, FormPack};
use crate::policy::problem::{Problem, nearest};
use crate::policy::reader::Found;
use crate::policy::set::PolicySet;

/// Adds to `found` what is wrong with the packs of a set.
pub fn check(set: &PolicySet, found: &Found) {
    let mut problems = found.borrow_mut();
    let mut report = |pack: &FormPack, key: String, message: String, hint: String| {
        let key = if key.is_empty() { format!("form `{}`", pack.id) } else { format!("form `{}` › {key}", pack.id) };
        problems.push(Problem { file: pack.file.clone(), key, message, hint });
    };
    let mut ids = BTreeSet::new();
    for (index, pack) in set.forms().iter().enumerate() {
        if !ids.insert(&pack.id) {
            report(pack, String::new(), "stands twice".to_owned(), "one file per pack".to_owned());
        }
        references(set, pack, &mut report);
        let mut seen = BTreeSet::new();
        for field in &pack.fields {
            let key = |name: &str| format!("field `{}`{name}", field.id);
            if !seen.insert(&field.id) {
                report(pack, key(""), "stands twice".to_owned(), "one id per question".to_owned());
            }
            if pack.verified && !field.verified {
                let hint = "a pack is verified when all its labels are".to_owned();
                report(pack, key(" › verified"), "is false in a verified pack".to_owned(), hint);
            }
            of_facts(set, pack, field, &mut report);
        }
        for other in set.forms().iter().take(index) {
            if let Some(what) = in_the_way(pack, other) {
                let hint = "end the older edition with in_force.until, or part their recipients or stages".to_owned();
                report(
                    pack,
                    String::new(),
                    format!("{what} as `{}`: nobody could say which one is meant", other.id),
                    hint,
                );
            }
        }
    }
}

type Report<'a> = dyn FnMut(&FormPack, String, String, String) + 'a;

fn hint_of(word: &str, known: &[&str]) -> String {
    nearest(word, known).map_or_else(String::new, |near| format!("did you mean `{near}`?"))
}

fn references(set: &PolicySet, pack: &FormPack, report: &mut Report<'_>) {
    let recipients: Vec<&str> = set.recipient_ids().into_iter().collect();
    for id in pack.recipients.iter().filter(|id| !recipients.contains(&id.as_str())) {
        report(pack, "recipients".to_owned(), format!("`{id}` has no record"), hint_of(id, &recipients));
    }
    for regime in &pack.regimes {
        let rules: Vec<_> = set.rules().iter().filter(|rule| rule.regime == *regime).collect();
        if rules.is_empty() {
            let known: BTreeSet<&str> = set.rules().iter().map(|rule| rule.regime.as_str()).collect();
            let known: Vec<&str> = known.into_iter().collect();
            report(pack, "regimes".to_owned(), format!("`{regime}` is no regime"), hint_of(regime, &known));
        }
    }
    for regime in pack.named_by.iter().flat_map(|(one, other)| [one, other]) {
        if !pack.regimes.contains(regime) {
            let known: Vec<&str> = pack.regimes.iter().map(String::as_str).collect();
            report(
                pack,
                "named_by".to_owned(),
                format!("`{regime}` is no regime of this form"),
                hint_of(regime, &known),
            );
        }
    }
    for stage in &pack.stages {
        let rules = set.rules().iter().filter(|rule| pack.regimes.contains(&rule.regime));
        let words: BTreeSet<&str> = rules.flat_map(|rule| &rule.stages).map(|stage| stage.id.as_str()).collect();
        if !words.contains(stage.as_str()) {
            let known: Vec<&str> = words.into_iter().collect();
            report(pack, "stages".to_owned(), format!("`{stage}` is no stage of its regimes"), hint_of(stage, &known));
        }
    }
}

fn of_facts(set: &PolicySet, pack: &FormPack, field: &FormField, report: &mut Report<'_>) {
    let key = |name: &str| format!("field `{}` › {name}", field.id);
    let ids = set.facts().ids();
    let mut words: BTreeSet<&str> = BTreeSet::new();
    for id in &field.facts {
        let Some(fact) = set.facts().get(id) else {
            report(pack, key("facts"), format!("`{id}` is not a known fact"), hint_of(id, &ids));
            continue;
        };
        words.extend(fact.values.iter().chain(fact.key_values.values().flatten()).map(String::as_str));
        if let Some(part) = field.key.as_ref().filter(|part| !fact.keys.contains(part)) {
            report(pack, key("key"), format!("`{part}` is no part of `{id}`"), fact.keys.join(", "));
        }
    }
    let known: Vec<&str> = words.iter().copied().collect();
    for word in field.values.keys().filter(|word| !words.contains(word.as_str())) {
        report(pack, key("values"), format!("`{word}` is no word of its facts"), hint_of(word, &known));
    }
    for word in field.values_ours.iter().filter(|word| !field.values.contains_key(*word)) {
        let known: Vec<&str> = field.values.keys().map(String::as_str).collect();
        report(pack, key("values_ours"), format!("`{word}` has no word in `values`"), hint_of(word, &known));
    }
    if !field.values.is_empty() {
        let left: Vec<&str> = words.iter().copied().filter(|word| !field.values.contains_key(*word)).collect();
        if !left.is_empty() {
            let hint = "a map of words is whole, or the sheet would change languages in one line".to_owned();
            report(pack, key("values"), format!("has no word for {}", left.join(", ")), hint);
        }
    }
    if let Some(asked) = &field.only_if {
        match set.facts().get(&asked.fact) {
            None => report(
                pack,
                key("only_if"),
                format!("`{}` is not a known fact", asked.fact),
                hint_of(&asked.fact, &ids),
            ),
            Some(fact) => {
                let yes_no = ["true".to_owned(), "false".to_owned()];
                let words = if fact.values.is_empty() { &yes_no[..] } else { &fact.values[..] };
                for word in asked.any.iter().filter(|word| !words.contains(word)) {
                    report(pack, key("only_if"), format!("`{word}` is no value of `{}`", fact.id), words.join(", "));
                }
            }
        }
    }
}

/// What two packs both claim, in words.
fn in_the_way(one: &FormPack, other: &FormPack) -> Option<String> {
    if one.draft || other.draft || !overlap(one, other) {
        return None;
    }
    let regime = one.regimes.iter().find(|regime| other.regimes.contains(regime))?;
    let all = one.stages.is_empty() || other.stages.is_empty();
    if !all && !one.stages.iter().any(|stage| other.stages.contains(stage)) {
        return None;
    }
    if one.recipients.is_empty() && other.recipients.is_empty() {
        return Some(format!("stands for everybody under `{regime}`, as does another, in the same days"));
    }
    let shared = one.recipients.iter().find(|id| other.recipients.contains(id))?;
    Some(format!("stands for `{shared}` under `{regime}` in the same days"))
}

fn overlap(one: &FormPack, other: &FormPack) -> bool {
    let begins_before_end = |a: &FormPack, b: &FormPack| match (a.in_force.from, b.in_force.until) {
        (Some(from), Some(until)) => from <= until,
        _ => true,
    };
    begins_before_end(one, other) && begins_before_end(other, one)
}
