//! What only the whole set shows: overlaps and gaps in time, references that lead nowhere, examples that do not come out.

use std::collections::BTreeMap;

use chrono::Days;

use super::examples;
use super::law::{Rule, Span};
use super::problem::{Problem, nearest};
use super::reader::Found;
use super::set::PolicySet;

/// Adds to `found` every problem that no single table shows.
pub fn check(set: &PolicySet, found: &Found) {
    let mut report = |file: &str, key: String, message: String, hint: String| {
        found.borrow_mut().push(Problem { file: file.to_owned(), key, message, hint });
    };
    for rule in set.rules() {
        references(set, rule, &mut report);
        stages(set, rule, &mut report);
    }
    in_time(set, &mut report);
    vectors_are_unique(set, &mut report);
    records(set, &mut report);
    for (file, key, message) in examples::failures(set) {
        report(&file, key, message, "mend the example or the rule: they contradict each other".to_owned());
    }
}

type Report<'a> = dyn FnMut(&str, String, String, String) + 'a;

fn place(rule: &Rule) -> String {
    if rule.version > 1 {
        format!("rule `{}` version {}", rule.id, rule.version)
    } else {
        format!("rule `{}`", rule.id)
    }
}

fn references(set: &PolicySet, rule: &Rule, report: &mut Report<'_>) {
    if set.area(&rule.binds.area).is_none() && !rule.binds.area.is_empty() {
        let message = format!("area `{}` does not exist", rule.binds.area);
        report(
            &rule.file,
            format!("{} › binds.area", place(rule)),
            message,
            "areas stand in countries.toml".to_owned(),
        );
    }
    let tested = rule.when.iter().map(|condition| &condition.fact);
    for id in rule.decided_by.iter().chain(tested).filter(|id| set.facts().get(id).is_none()) {
        let hint = nearest(id, &set.facts().ids())
            .map_or_else(|| "facts stand in facts.toml".to_owned(), |near| format!("did you mean `{near}`?"));
        let key = if rule.decided_by.contains(id) { "decided_by" } else { "when" };
        report(&rule.file, format!("{} › {key}", place(rule)), format!("`{id}` is not a known fact"), hint);
    }
    for test in &rule.when {
        let Some(def) = set.facts().get(&test.fact).filter(|def| !def.values.is_empty()) else { continue };
        for word in test.any.iter().filter(|word| !def.values.contains(word)) {
            let key = format!("{} › when `{}` › any", place(rule), test.fact);
            let hint = format!("known are: {}", def.values.join(", "));
            report(&rule.file, key, format!("`{word}` is no value of this fact"), hint);
        }
    }
    if let Some(named) = &rule.own.named
        && set.country(&named.country).is_none()
    {
        let key = format!("{} › recipient › country", place(rule));
        report(&rule.file, key, format!("{} has no zone in countries.toml", named.country), String::new());
    }
}

fn stages(set: &PolicySet, rule: &Rule, report: &mut Report<'_>) {
    for (index, stage) in rule.stages.iter().enumerate() {
        let key = |name: &str| format!("{} › stage `{}` › {name}", place(rule), stage.id);
        if set.counting(&stage.counting).is_none() && !stage.counting.is_empty() {
            let message = format!("`{}` is not a known way of counting", stage.counting);
            report(&rule.file, key("counting"), message, "ways stand in counting.toml".to_owned());
        }
        if let Some(after) = &stage.after {
            let earlier = rule.stages.iter().take(index).find(|other| other.id == *after);
            if earlier.is_none() {
                let message = format!("predecessor `{after}` is not an earlier stage of this rule");
                report(&rule.file, key("after"), message, "put the stage before this one, or mend its name".to_owned());
            }
            for word in &stage.not_after_filing_as {
                if earlier.is_some_and(|other| !other.aliases.contains(word)) {
                    let message = format!("`{word}` is not an alias of `{after}`");
                    report(&rule.file, key("not_after_filing_as"), message, "add it to its aliases".to_owned());
                }
            }
        }
        for word in std::iter::once(&stage.id).chain(&stage.aliases) {
            if rule.stages.iter().skip(index + 1).any(|other| other.id == *word || other.aliases.contains(word)) {
                report(
                    &rule.file,
                    key("aliases"),
                    format!("`{word}` names two stages"),
                    "one word, one stage".to_owned(),
                );
            }
        }
    }
}

/// Versions of one rule follow each other without overlap and without gap.
fn in_time(set: &PolicySet, report: &mut Report<'_>) {
    let mut by_id: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in set.rules() {
        by_id.entry(&rule.id).or_default().push(rule);
    }
    for versions in by_id.values_mut() {
        versions.sort_by_key(|rule| (rule.in_force.from, rule.version));
        for (earlier, later) in versions.iter().zip(versions.iter().skip(1)) {
            let key = format!("{} › in_force", place(later));
            let (Some(from), until) = (later.in_force.from, earlier.in_force.until) else { continue };
            match until {
                None => report(
                    &later.file,
                    key,
                    format!("in force from {from} overlaps {} (open end)", place(earlier)),
                    format!("give {} an `until`, or give this rule an id of its own", place(earlier)),
                ),
                Some(until) if until >= from => report(
                    &later.file,
                    key,
                    format!("in force from {from} overlaps {}, which runs to {until}", place(earlier)),
                    "end the earlier one on the day before".to_owned(),
                ),
                Some(until) if until + Days::new(1) < from => report(
                    &later.file,
                    key,
                    format!("leaves a gap after {}, which ends on {until}", place(earlier)),
                    format!("begin on {}, or say with a rule of its own what applies between", until + Days::new(1)),
                ),
                Some(_) => {}
            }
            if earlier.version >= later.version {
                report(
                    &later.file,
                    format!("{} › version", place(later)),
                    format!("is not higher than that of the rule before it ({})", earlier.version),
                    "number versions in order of time".to_owned(),
                );
            }
        }
    }
}

fn vectors_are_unique(set: &PolicySet, report: &mut Report<'_>) {
    let mut seen: BTreeMap<&(String, String), String> = BTreeMap::new();
    for rule in set.rules() {
        for stage in &rule.stages {
            let Some(vector) = &stage.vector else { continue };
            let here = format!("{} › stage `{}`", place(rule), stage.id);
            if let Some(other) = seen.insert(vector, here.clone()) {
                let message = format!("`{}`, `{}` is already the vector of {other}", vector.0, vector.1);
                report(&rule.file, format!("{here} › vector"), message, "one stage per vector".to_owned());
            }
        }
    }
}

fn records(set: &PolicySet, report: &mut Report<'_>) {
    for authority in set.authorities() {
        let key = format!("authority `{}`", authority.id);
        if let Some(same) = &authority.same_as
            && set.authority(same).is_none()
        {
            report("authorities", format!("{key} › same_as"), format!("`{same}` has no record"), String::new());
        }
        for channel in authority.channels.iter().filter(|c| c.span == Span::default()) {
            let twice = authority.channels.iter().filter(|c| c.kind == channel.kind).count() > 1;
            if twice {
                let message = format!("channel `{}` stands twice", channel.kind);
                report("authorities", format!("{key} › channels"), message, "give each its days".to_owned());
            }
        }
    }
    for regime in set.not_loaded() {
        if set.area(&regime.area).is_none() {
            let message = format!("area `{}` does not exist", regime.area);
            report("not-loaded.toml", format!("not_loaded `{}` › area", regime.regime), message, String::new());
        }
    }
}
