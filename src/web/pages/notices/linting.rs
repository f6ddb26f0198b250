//! What the linter found, worded for the page: by level, each finding with rule, place, words, source, proposal and its answer.

use crate::app::notices::linted::{Found, Level, Report, Why};
use crate::app::notices::reading::Opened;
use crate::domain::case::Notice;
use crate::web::frame::Frame;

/// Findings of one level.
pub struct LintGroup {
    pub title: String,
    /// Class of its mark.
    pub mark: &'static str,
    pub lines: Vec<LintLine>,
}

pub struct LintLine {
    pub rule: String,
    pub label: String,
    pub place: String,
    pub words: String,
    /// What to do about it, and a wording of the language.
    pub proposal: String,
    pub instead: String,
    pub source: String,
    pub verified: bool,
    pub value: String,
    /// Name of the field for the reason.
    pub field: String,
    /// The reason with which it stands; empty where nobody gave one.
    pub answered: String,
    /// A person may let it stand.
    pub passable: bool,
}

/// Name of the field in which a finding is answered.
pub fn field(key: &str) -> String {
    format!("why-{key}")
}

/// Findings in groups, with the answers they have in the text of this digest; `may_pass` = this person may answer them now.
pub fn groups(f: &Frame, notice: &Notice, report: &Report, digest: &str, may_pass: bool) -> Vec<LintGroup> {
    let to_body = notice.to_body();
    let answer = |found: &Found| {
        let passed = notice.passed(&found.key, digest)?;
        Some(f.with2("lint-answered", "name", passed.by.name.as_str(), "reason", passed.reason.as_str()))
    };
    let group = |level: Level| {
        let title = match level {
            Level::Error if to_body => super::worded(f, notice, "lint-level-E-authority"),
            level => f.of("lint-level", level),
        };
        let mark = match level {
            Level::Error if !to_body => "over",
            Level::Advice => "wait",
            _ => "soon",
        };
        let lines = report.of_level(level).map(|found| {
            let stops = level == Level::Error && !to_body;
            line(f, found, answer(found), may_pass && !stops && level != Level::Advice)
        });
        LintGroup { title, mark, lines: lines.collect() }
    };
    Level::ALL.iter().map(|level| group(*level)).filter(|group| !group.lines.is_empty()).collect()
}

fn line(f: &Frame, found: &Found, answered: Option<String>, passable: bool) -> LintLine {
    let id = found.rule.to_lowercase();
    LintLine {
        rule: f.with1("lint-rule", "rule", found.rule),
        label: f.of("lint", &id),
        place: place(f, found),
        words: found.words.clone(),
        proposal: f.text(format!("lint-{id}-do")),
        instead: found.instead.clone(),
        source: f.with1("lint-source", "source", &found.source),
        verified: found.verified,
        value: found.key.clone(),
        field: field(&found.key),
        passable: passable && answered.is_none(),
        answered: answered.unwrap_or_default(),
    }
}

fn place(f: &Frame, found: &Found) -> String {
    match (found.part.as_str(), found.line) {
        ("subject", _) => f.text("lint-at-subject"),
        (_, 0) => f.text("lint-at-whole"),
        ("", line) => f.with1("lint-at-line", "line", line),
        (part, line) => f.with2("lint-at-part", "part", part, "line", line),
    }
}

/// What could not be judged: the rules of each reason on one line.
pub fn unjudged(f: &Frame, opened: &Opened) -> Vec<String> {
    let mut lines = Vec::new();
    for why in Why::ALL {
        let of_reason = opened.seen.report.unjudged.iter().filter(|one| one.why == *why);
        let rules: Vec<String> = of_reason.map(|one| f.of("lint", one.rule.to_lowercase())).collect();
        if !rules.is_empty() {
            lines.push(format!("{}: {}", f.of("lint-unjudged-why", why), rules.join("; ")));
        }
    }
    lines
}
