//! `policy check`, `policy release` and `policy vectors`: what is loaded, whether it holds together, and whether it computes what it should.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;

use super::{Answer, law, print, read_json, tell};
use crate::assessment::RiskRules;
use crate::policy::forms::FormPack;
use crate::policy::law::{Cite, RuleStatus};
use crate::policy::{PolicySet, Problem, vectors};

#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// List every rule with citation, dates and reading, and every problem of the files
    Check {
        /// Check the files of this folder instead of those built in
        #[arg(long, value_name = "FOLDER")]
        dir: Option<PathBuf>,
        /// Folder of own policy files that go over them
        #[arg(long, value_name = "FOLDER")]
        policies: Option<PathBuf>,
    },
    /// Print the record of released rules, as policies/released.toml keeps it
    Release {
        /// Read the files of this folder instead of those built in
        #[arg(long, value_name = "FOLDER")]
        dir: Option<PathBuf>,
    },
    /// Compute a file of worked deadlines
    Vectors { file: PathBuf },
    /// Hold the advice on risk against a file of cases with known outcomes
    Cases { file: PathBuf },
}

pub fn run(command: PolicyCommand) -> Answer {
    match command {
        PolicyCommand::Check { dir, policies } => check(dir.as_deref(), policies.as_deref()),
        PolicyCommand::Release { dir } => release(dir.as_deref()),
        PolicyCommand::Vectors { file } => run_vectors(&file),
        PolicyCommand::Cases { file } => super::policy_cases::run(&file),
    }
}

/// The law that is built in. A problem in it is told and ends the command: nothing is planned on half a law.
pub fn built_in() -> Result<PolicySet, Answer> {
    PolicySet::load(&crate::assets::policies()).map_err(|problems| {
        tell_all(&problems);
        Answer::No
    })
}

fn tell_all(problems: &[Problem]) {
    problems.iter().for_each(|problem| tell(&problem.to_string()));
}

fn check(dir: Option<&Path>, policies: Option<&Path>) -> Answer {
    let files = match dir.map_or_else(|| Ok(crate::assets::policies()), law::folder) {
        Ok(files) => files,
        Err(why) => {
            tell(&why);
            return Answer::Unreadable;
        }
    };
    // What cannot be read at all is wrong usage; what was read and is wrong is the answer "no".
    if let Some(Err(why)) = policies.map(law::folder_exists) {
        tell(&why);
        return Answer::Unreadable;
    }
    match law::over(&files, policies) {
        Ok(law) => {
            print(&listing(&law));
            Answer::Fine
        }
        Err(problems) => {
            tell_all(&problems);
            let listed: Vec<_> = problems
                .iter()
                .map(|p| json!({ "file": p.file, "key": p.key, "message": p.message, "hint": p.hint }))
                .collect();
            print(&format!("{:#}", json!({ "problems": listed })));
            Answer::No
        }
    }
}

fn release(dir: Option<&Path>) -> Answer {
    let files = match dir.map_or_else(|| Ok(crate::assets::policies()), law::folder) {
        Ok(files) => files,
        Err(why) => {
            tell(&why);
            return Answer::Unreadable;
        }
    };
    match PolicySet::load(&files) {
        Ok(set) => {
            let rows = set.rules().iter().filter(|rule| rule.status == RuleStatus::InForce).map(|rule| {
                let (id, version, digest) = (&rule.id, rule.version, &rule.digest);
                format!("\n[[released]]\nrule = \"{id}\"\nversion = {version}\ndigest = \"{digest}\"\n")
            });
            let head = "# Versions of rules that cases may have been planned with: none of them is edited in place or removed.\n\
                        # Written by `breachdesk policy release`; a test and every start hold the files against it.\n";
            print(format!("{head}{}", rows.collect::<String>()).trim_end());
            Answer::Fine
        }
        Err(problems) => {
            tell_all(&problems);
            Answer::No
        }
    }
}

fn listing(law: &law::Law) -> String {
    let set = &law.set;
    let rules: Vec<_> = set
        .rules()
        .iter()
        .map(|rule| {
            let stages: Vec<_> = rule
                .stages
                .iter()
                .map(|stage| {
                    json!({
                        "stage": stage.id,
                        "period": stage.period,
                        "counting": stage.counting,
                        "trigger": stage.trigger,
                        "after": stage.after,
                        "examples": stage.examples.len(),
                        "citation": stage.cite.as_ref().map(citation),
                    })
                })
                .collect();
            json!({
                "rule": rule.id, "version": rule.version, "regime": rule.regime, "title": rule.title,
                "status": rule.status, "file": rule.file, "origin": rule.own.origin, "verified": rule.verified,
                "digest": rule.digest,
                "released": set.released().iter().any(|old| old.rule == rule.id && old.version == rule.version),
                "examples": rule.examples.len() + rule.stages.iter().map(|stage| stage.examples.len()).sum::<usize>(),
                "in_force": { "from": rule.in_force.from, "until": rule.in_force.until },
                "citation": citation(&rule.cite),
                "reading": { "by": rule.reading.by, "on": rule.reading.on, "note": rule.reading.note },
                "stages": stages,
            })
        })
        .collect();
    let not_loaded: Vec<_> = set.not_loaded().iter().map(|r| json!({ "regime": r.regime, "name": r.name })).collect();
    let packs: Vec<_> = set
        .packs()
        .map(|pack| {
            let tasks: Vec<_> = pack
                .tasks
                .iter()
                .map(|task| json!({ "task": task.id, "must": task.must, "role": task.role, "source": task.source }))
                .collect();
            json!({ "pack": pack.id, "file": pack.file, "tasks": tasks })
        })
        .collect();
    let forms: Vec<_> = set.forms().iter().map(form).collect();
    let counts = json!({
        "authorities": set.authorities().count(), "calendars": set.calendars().count(), "facts": set.facts().ids().len(),
    });
    let whole = json!({
        "digest": set.digest(), "rules": rules, "overrides": overrides(set), "not_loaded": not_loaded, "packs": packs,
        "counts": counts, "forms": forms, "risk": risk(&law.risk), "problems": [],
    });
    format!("{whole:#}")
}

/// A form pack, with how many of its labels are the authority's or the law's own.
fn form(pack: &FormPack) -> serde_json::Value {
    let verified = pack.fields.iter().filter(|field| field.verified).count();
    json!({
        "form": pack.id, "title": pack.title, "file": pack.file, "language": pack.language, "recipients": pack.recipients,
        "regimes": pack.regimes, "stages": pack.stages, "draft": pack.draft, "edition": pack.edition, "source": pack.source,
        "in_force": { "from": pack.in_force.from, "until": pack.in_force.until }, "checked_on": pack.checked_on,
        "verified": pack.verified, "fields": pack.fields.len(), "labels_verified": verified,
    })
}

/// A place in the law with the words that were read there, or what it asks in ours.
fn citation(cite: &Cite) -> serde_json::Value {
    json!({
        "act": cite.act, "article": cite.article, "quote": cite.quote, "lang": cite.quote_lang, "read_in": cite.read_in,
        "gist": cite.gist, "url": cite.url,
    })
}

/// The rules of the advice on risk.
fn risk(rules: &RiskRules) -> serde_json::Value {
    let one = |rule: &crate::assessment::rules::Rule| {
        json!({
            "rule": rule.id, "method": rule.method, "effect": rule.effect, "certainty": rule.certainty, "verified": rule.verified,
            "own": rule.own, "citation": { "act": rule.cite.act, "article": rule.cite.article },
            "reading": { "by": rule.reading.by, "on": rule.reading.on, "note": rule.reading.note },
        })
    };
    let listed: Vec<_> = rules.rules.iter().map(one).collect();
    let counts = json!({ "facts": rules.vocabulary.facts.len(), "kinds": rules.vocabulary.kinds.len(), "examples": rules.examples.len() });
    json!({ "digest": rules.digest, "rules": listed, "counts": counts })
}

/// What own files took the place of.
fn overrides(set: &PolicySet) -> Vec<serde_json::Value> {
    let one = |found: &crate::policy::Override| {
        json!({
            "file": found.file, "kind": found.kind, "id": found.id, "from": found.from,
            "shipped_version": found.versions.map(|(shipped, _)| shipped), "version": found.versions.map(|(_, own)| own),
        })
    };
    set.overrides().iter().map(one).collect()
}

fn run_vectors(file: &Path) -> Answer {
    let Ok(set) = built_in() else { return Answer::No };
    let outcome = read_json(file).and_then(|text| vectors::run(&set, &text));
    match outcome {
        Err(problems) => {
            problems.iter().for_each(|problem| tell(problem));
            Answer::Unreadable
        }
        Ok(outcome) => {
            // Not failures: the vector's calendar decides, ours is held beside it.
            outcome.differences.iter().for_each(|line| tell(line));
            outcome.failures.iter().for_each(|line| print(line));
            print(&format!("skipped {}", outcome.skipped));
            print(&format!("{} passed, {} failed", outcome.passed, outcome.failures.len()));
            if outcome.failures.is_empty() && outcome.skipped == 0 { Answer::Fine } else { Answer::No }
        }
    }
}
