//! What only the whole set shows: overlaps and gaps in time, references that lead nowhere, examples that do not come out.

use std::collections::BTreeMap;

use chrono::Days;

use super::examples;
use super::facts::{AskedIf, FactType};
use super::law::{Rule, Span, Stage};
use super::problem::{Problem, nearest};
use super::reader::Found;
use super::readings;
use super::set::PolicySet;
use crate::domain::plan::{DutyKind, RuleOrigin};

/// Adds to `found` every problem that no single table shows.
pub fn check(set: &PolicySet, found: &Found) {
    let mut report = |file: &str, key: String, message: String, hint: String| {
        found.borrow_mut().push(Problem { file: file.to_owned(), key, message, hint });
    };
    for rule in set.rules() {
        references(set, rule, &mut report);
        stages(set, rule, &mut report);
        for (key, message, hint) in readings::problems(rule) {
            report(&rule.file, format!("{} › {key}", place(rule)), message, hint.to_owned());
        }
    }
    conditions(set, &mut report);
    packs(set, &mut report);
    in_time(set, &mut report);
    between_rules(set, &mut report);
    vectors_are_unique(set, &mut report);
    records(set, &mut report);
    let broken: Vec<String> = found.borrow().iter().map(|problem| problem.key.clone()).collect();
    let is_broken = |rule: &Rule| broken.iter().any(|key| key.starts_with(&format!("rule `{}`", rule.id)));
    released(set, is_broken, &mut report);
    for (file, key, message) in examples::failures(set, is_broken) {
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
    if let Some(id) = rule.record.as_ref().filter(|id| set.authority(id).is_none()) {
        report(
            &rule.file,
            format!("{} › recipient › record", place(rule)),
            format!("`{id}` has no record"),
            String::new(),
        );
    }
    if let Some(order) = &rule.order {
        let key = format!("{} › recipient › order", place(rule));
        match set.facts().get(&order.fact) {
            Some(fact) if fact.kind == FactType::Object => {
                for word in order.keys.iter().filter(|word| !fact.keys.contains(word)) {
                    let message = format!("`{word}` is no key of `{}`", fact.id);
                    report(&rule.file, key.clone(), message, fact.keys.join(", "));
                }
            }
            Some(_) => report(&rule.file, key, format!("`{}` is no object", order.fact), String::new()),
            None => report(&rule.file, key, format!("`{}` is not a known fact", order.fact), String::new()),
        }
    }
    let conditions = rule.conditions().chain(rule.stages.iter().flat_map(|stage| &stage.when));
    for when in conditions {
        match set.facts().get(&when.fact) {
            None => {
                let hint = nearest(&when.fact, &set.facts().ids())
                    .map_or_else(|| "facts stand in facts.toml".to_owned(), |near| format!("did you mean `{near}`?"));
                report(
                    &rule.file,
                    format!("{} › when", place(rule)),
                    format!("`{}` is not a known fact", when.fact),
                    hint,
                );
            }
            Some(fact) => {
                if when.at_least.is_some() != (fact.kind == FactType::Count) {
                    let message = format!("`{}` and at_least do not fit each other", when.fact);
                    let hint = "a number from which on is asked of counts, values of everything else".to_owned();
                    report(&rule.file, format!("{} › when", place(rule)), message, hint);
                }
                for value in when.any.iter().filter(|v| !fact.values.is_empty() && !fact.values.contains(v)) {
                    let message = format!("`{value}` is no value of `{}`", when.fact);
                    report(&rule.file, format!("{} › when", place(rule)), message, fact.values.join(", "));
                }
            }
        }
    }
    // What people add on screen has a preview of its own.
    let own = rule.kind == DutyKind::Contract || rule.own.origin != RuleOrigin::Shipped;
    if !own && rule.examples.is_empty() && rule.stages.iter().all(|stage| stage.examples.is_empty()) {
        report(
            &rule.file,
            format!("{} › example", place(rule)),
            "is missing".to_owned(),
            "a rule has at least one worked example: [[rule.stage.example]] with a term, or [[rule.example]]"
                .to_owned(),
        );
    }
    for id in rule.decided_by.iter().filter(|id| set.facts().get(id).is_none()) {
        let hint = nearest(id, &set.facts().ids())
            .map_or_else(|| "facts stand in facts.toml".to_owned(), |near| format!("did you mean `{near}`?"));
        let key = if rule.decided_by.contains(id) { "decided_by" } else { "when" };
        report(&rule.file, format!("{} › {key}", place(rule)), format!("`{id}` is not a known fact"), hint);
    }
    if let Some(named) = &rule.own.named
        && set.country(&named.country).is_none()
    {
        let key = format!("{} › recipient › country", place(rule));
        report(&rule.file, key, format!("{} has no zone in countries.toml", named.country), String::new());
    }
}

/// Conditions of a pack name facts that there are, by values that they can have.
fn packs(set: &PolicySet, report: &mut Report<'_>) {
    for pack in set.packs() {
        let place = format!("pack `{}`", pack.id);
        for condition in &pack.propose_if {
            condition_holds(set, &pack.file, &format!("{place} › propose_if"), condition, report);
        }
        for task in &pack.tasks {
            if let Some(condition) = &task.only_if {
                let key = format!("{place} › task `{}` › only_if", task.id);
                condition_holds(set, &pack.file, &key, condition, report);
            }
        }
    }
}

/// A question hangs on a fact that there is, by values that it can have.
fn conditions(set: &PolicySet, report: &mut Report<'_>) {
    for fact in set.facts().iter() {
        let Some(asked) = &fact.asked_if else { continue };
        let key = format!("fact `{}` › asked_if", fact.id);
        condition_holds(set, "facts.toml", &key, asked, report);
    }
}

fn condition_holds(set: &PolicySet, file: &str, key: &str, asked: &AskedIf, report: &mut Report<'_>) {
    let Some(other) = set.facts().get(&asked.fact) else {
        let hint = nearest(&asked.fact, &set.facts().ids()).map(|near| format!("did you mean `{near}`?"));
        report(file, key.to_owned(), format!("`{}` is not a known fact", asked.fact), hint.unwrap_or_default());
        return;
    };
    let values = match other.kind {
        FactType::Bool => vec!["true".to_owned(), "false".to_owned()],
        _ => other.values.clone(),
    };
    for word in asked.any.iter().filter(|word| !values.contains(word)) {
        let message = format!("`{word}` is no value of `{}`", other.id);
        report(file, key.to_owned(), message, values.join(", "));
    }
    if asked.any.is_empty() {
        report(file, key.to_owned(), "names no value".to_owned(), values.join(", "));
    }
}

fn stages(set: &PolicySet, rule: &Rule, report: &mut Report<'_>) {
    for (index, stage) in rule.stages.iter().enumerate() {
        let key = |name: &str| format!("{} › stage `{}` › {name}", place(rule), stage.id);
        if set.counting(&stage.counting).is_none() && !stage.counting.is_empty() {
            let message = format!("`{}` is not a known way of counting", stage.counting);
            report(&rule.file, key("counting"), message, "ways stand in counting.toml".to_owned());
        }
        if let Some(circle) = circle(rule, stage) {
            let message = format!("can never start: {circle}");
            report(&rule.file, key("after"), message, "one of them must start with an instant".to_owned());
        }
        for word in &stage.only_after_filing_as {
            let known = rule.stages.iter().any(|other| other.id == *word || other.aliases.contains(word));
            if !known {
                let message = format!("can never start: `{word}` is no stage or alias of this rule");
                report(&rule.file, key("only_after_filing_as"), message, "add it to the aliases of a stage".to_owned());
            }
        }
        if let Some(after) = stage.after.as_ref().filter(|_| circle(rule, stage).is_none()) {
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

/// Predecessors that lead back to the stage itself, as `a after b after a`.
fn circle(rule: &Rule, stage: &Stage) -> Option<String> {
    let mut path = vec![stage.id.as_str()];
    let mut at = stage;
    while let Some(before) = at.after.as_deref().and_then(|id| rule.stage(id)) {
        path.push(&before.id);
        if before.id == stage.id {
            return Some(path.join(" after "));
        }
        if path.len() > rule.stages.len() + 1 {
            return None;
        }
        at = before;
    }
    None
}

/// What names a rule, a regime or a stage that does not exist.
fn between_rules(set: &PolicySet, report: &mut Report<'_>) {
    let ids: Vec<&str> = set.rules().iter().map(|rule| rule.id.as_str()).collect();
    for rule in set.rules() {
        for base in rule.instead_of.iter().filter(|base| !ids.contains(&base.as_str())) {
            let hint = nearest(base, &ids).map_or_else(String::new, |near| format!("did you mean `{near}`?"));
            report(&rule.file, format!("{} › instead_of", place(rule)), format!("rule `{base}` does not exist"), hint);
        }
        if let Some(via) = rule.via.as_deref().filter(|via| set.authority(via).is_none()) {
            let message = format!("recipient `{via}` has no record");
            report(&rule.file, format!("{} › recipient.via", place(rule)), message, String::new());
        }
    }
    let regimes: Vec<&str> = set.rules().iter().map(|rule| rule.regime.as_str()).collect();
    for row in set.notice_rows() {
        let of_regime = |rule: &&Rule| row.regime.as_deref().is_none_or(|regime| rule.regime == regime);
        if let Some(regime) = row.regime.as_deref().filter(|regime| !regimes.contains(regime)) {
            let hint = nearest(regime, &regimes).map_or_else(String::new, |near| format!("did you mean `{near}`?"));
            let message = format!("no rule belongs to the regime `{regime}`");
            report(&row.file, format!("for {} › regime", row.number), message, hint);
            continue;
        }
        for stage in &row.stages {
            if !set.rules().iter().filter(of_regime).any(|rule| rule.stage(stage).is_some()) {
                let message = format!(
                    "no rule{} has the stage `{stage}`",
                    row.regime.as_ref().map_or_else(String::new, |r| format!(" of `{r}`"))
                );
                report(
                    &row.file,
                    format!("for {} › stages", row.number),
                    message,
                    "a notice fulfils stages that exist".to_owned(),
                );
            }
        }
    }
}

/// Used rules are never edited in place: a released version keeps its digest, and never goes.
/// A rule with another problem (`broken` says which) is left out: mending that comes first.
fn released(set: &PolicySet, broken: impl Fn(&Rule) -> bool, report: &mut Report<'_>) {
    for old in set.released() {
        let key = format!("rule `{}` version {}", old.rule, old.version);
        // An own file that names the version whose place it takes is listed among the overrides.
        let replaced = set
            .overrides
            .iter()
            .any(|own| own.id == old.rule && own.versions.is_some_and(|(shipped, _)| shipped == old.version));
        match set.rule(&old.rule, old.version) {
            None if replaced => {}
            None => report(
                &old.file,
                key,
                "was released and is gone".to_owned(),
                "cases may have been planned with it: put it back, and end it with `until`".to_owned(),
            ),
            Some(rule) if rule.digest != old.digest && !broken(rule) => report(
                &rule.file,
                key,
                "was released and has changed since".to_owned(),
                format!(
                    "put the old text back, end it with `until`, and add version {} from the following day (digest now {})",
                    old.version + 1,
                    rule.digest
                ),
            ),
            Some(_) => {}
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
