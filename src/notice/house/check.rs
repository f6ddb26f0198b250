//! Whether a house template may be kept: it is filled in with made-up facts, and held against the law's list, the rules of drafts, the
//! linter and the shipped words.

use std::collections::{BTreeMap, BTreeSet};

use super::samples::{Filling, sample};
use super::syntax::NotAllowed;
use super::{HouseForm, HouseTemplate, Written};
use crate::domain::plan::Citation;
use crate::domain::values::At;
use crate::notice::content::ContentRules;
use crate::notice::draft::{self, Draft, DraftProblem, Drafted, generate_noting};
use crate::notice::facts::NoticeFacts;
use crate::notice::lint::{Desk, Form, Found, Input, Level, lint};
use crate::notice::problem::Problem;
use crate::notice::render::{Binding, render};
use crate::notice::template::Templates;
use crate::policy::PolicySet;

/// Characters of a heading or subject, and of the words of one block.
const MOST_OF_A_LINE: usize = 300;
const MOST_OF_A_BLOCK: usize = 20_000;
/// Bytes of a whole notice with every fact as long as the forms of the desk take it (table of threats, SSTI).
const MOST_OF_A_NOTICE: usize = 1 << 20;

/// Why a house template is not kept. `block` is `subject` for the subject line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HouseProblem {
    /// No template of this kind and language travels with the program.
    NoSuchNotice,
    /// The shipped template has no such block.
    NoSuchBlock {
        block: String,
    },
    TooLong {
        block: String,
        most: usize,
    },
    /// A subject or heading is one line.
    SeveralLines {
        block: String,
    },
    /// Something in marks that no template may hold.
    NotAllowed {
        block: String,
        found: NotAllowed,
    },
    /// A name that templates do not have.
    UnknownName {
        block: String,
        name: String,
    },
    /// A fact that notices do not speak of.
    UnknownFact {
        block: String,
        fact: String,
    },
    /// A condition or loop that is not closed, or the like; the engine's own words.
    Broken {
        block: String,
        detail: String,
    },
    /// Filled in with long facts, it is longer than any notice.
    TooLongFilled,
    /// It cannot be filled in: too many steps, too long, a value of another shape.
    NotFilled {
        place: String,
        detail: String,
    },
    /// The law wants it, the shipped words say it, these do not.
    LeavesOut {
        element: String,
        fact: String,
        citation: Citation,
    },
    /// Who writes, who is written to, or how somebody is reached: the shipped words say it, these do not.
    LeavesOutName {
        name: String,
    },
    /// What came of it could not be kept as a draft.
    Draft(DraftProblem),
    /// A finding that would stop every message in these words.
    Stops {
        rule: &'static str,
        words: String,
    },
}

/// What a template that can be kept makes of the made-up facts.
#[derive(Debug, Clone)]
pub struct Tried {
    /// Every fact known; marks such as `‹incident.systems›` stand for what people will have written.
    pub full: Draft,
    /// Nothing known yet.
    pub empty: Draft,
    /// What the linter will remark on top of what it remarks of the shipped words.
    pub remarks: Vec<Found>,
}

/// Tries a template at an instant. `at` stands in the made-up facts.
///
/// # Errors
/// Everything that keeps it from being kept.
pub fn check(
    template: &HouseTemplate,
    templates: &Templates,
    rules: &ContentRules,
    law: &PolicySet,
    at: At,
) -> Result<Tried, Vec<HouseProblem>> {
    let Some(shipped) = templates.written(template.kind, &template.language) else {
        return Err(vec![HouseProblem::NoSuchNotice]);
    };
    let bounds = bounds(template, &shipped);
    if !bounds.is_empty() {
        return Err(bounds);
    }
    let form = HouseForm::of(template, templates)?;
    let Some(words) = templates.words.get(&template.language) else { return Err(vec![HouseProblem::NoSuchNotice]) };
    let facts = |filling| sample(filling, templates.forms(), words, at);
    let mut drafted = BTreeMap::new();
    let mut problems = Vec::new();
    for (name, filling) in [("full", Filling::Full), ("longest", Filling::Longest), ("empty", Filling::Empty)] {
        match form.draft(&facts(filling), templates) {
            Ok(draft) => drop(drafted.insert(name, draft)),
            Err(problem) => problems.push(not_filled(problem)),
        }
    }
    let (Some(full), Some(longest), Some(empty)) =
        (drafted.remove("full"), drafted.remove("longest"), drafted.remove("empty"))
    else {
        problems.dedup();
        return Err(problems);
    };
    if text(&longest.draft).len() > MOST_OF_A_NOTICE {
        problems.push(HouseProblem::TooLongFilled);
    }
    let sample = facts(Filling::Full);
    // What is shipped is filled in by a test of every template; if it were not, nothing could be compared.
    let Ok(theirs) = generate_noting(template.kind, &template.language, &sample, templates) else {
        return Err(vec![HouseProblem::NoSuchNotice]);
    };
    problems.extend(left_out(&full, &theirs, rules));
    let rendered = [&full, &empty].map(|drafted| drafted.draft.clone().tidied());
    for draft in &rendered {
        problems.extend(draft::check(draft, rules, templates).into_iter().map(HouseProblem::Draft));
    }
    let remarks = remarks(&full.draft, &theirs.draft, &sample, templates, law);
    let (stops, remarks): (Vec<Found>, Vec<Found>) =
        remarks.into_iter().partition(|found| found.level == Level::Error && Form::from(template.kind).is_for_people());
    problems.extend(stops.into_iter().map(|found| HouseProblem::Stops { rule: found.rule, words: found.words }));
    let mut seen = Vec::new();
    problems.retain(|problem| {
        let new = !seen.contains(problem);
        seen.push(problem.clone());
        new
    });
    if !problems.is_empty() {
        return Err(problems);
    }
    let [full, empty] = rendered;
    Ok(Tried { full, empty, remarks })
}

/// Where in its own source the engine stopped says nothing to whoever wrote one block.
fn not_filled(problem: Problem) -> HouseProblem {
    let detail = problem.what.split(" (in ").next().unwrap_or_default().to_owned();
    HouseProblem::NotFilled { place: problem.place, detail }
}

/// What is too long, or no line.
fn bounds(template: &HouseTemplate, shipped: &Written) -> Vec<HouseProblem> {
    let mut problems = Vec::new();
    let mut line = |block: &str, text: &str| {
        if text.chars().count() > MOST_OF_A_LINE {
            problems.push(HouseProblem::TooLong { block: block.to_owned(), most: MOST_OF_A_LINE });
        }
        if text.contains('\n') {
            problems.push(HouseProblem::SeveralLines { block: block.to_owned() });
        }
    };
    line("subject", template.subject.as_deref().unwrap_or_default());
    for (id, block) in &template.blocks {
        line(id, &block.heading);
    }
    for (id, _) in template.blocks.iter().filter(|(_, block)| block.body.chars().count() > MOST_OF_A_BLOCK) {
        problems.push(HouseProblem::TooLong { block: id.clone(), most: MOST_OF_A_BLOCK });
    }
    let gone = template.left_over(shipped).into_iter();
    problems.extend(gone.map(|block| HouseProblem::NoSuchBlock { block: block.to_owned() }));
    problems
}

/// What the shipped words say of the made-up facts and these do not, as far as somebody must be told it.
fn left_out(ours: &Drafted, theirs: &Drafted, rules: &ContentRules) -> Vec<HouseProblem> {
    let facts = |drafted: &Drafted| -> BTreeSet<String> { drafted.said.values().flatten().cloned().collect() };
    let (said, shipped) = (facts(ours), facts(theirs));
    let mut problems = Vec::new();
    for wanted in rules.wanted(theirs.draft.kind) {
        for fact in wanted.facts.iter().filter(|fact| shipped.contains(**fact) && !said.contains(**fact)) {
            problems.push(HouseProblem::LeavesOut {
                element: wanted.label.clone(),
                fact: (*fact).to_owned(),
                citation: wanted.citation.clone(),
            });
        }
    }
    let (mine, shipped) = (text(&ours.draft), text(&theirs.draft));
    let gone = marks(&shipped).into_iter().filter(|mark| !mine.contains(&format!("‹{mark}›")));
    // A fact's own mark is judged by the law's list above.
    let names = gone.filter(|mark| !theirs.said.values().flatten().any(|fact| mark.starts_with(fact.as_str())));
    problems.extend(names.map(|name| HouseProblem::LeavesOutName { name: name.to_owned() }));
    problems
}

fn text(draft: &Draft) -> String {
    let blocks = draft.blocks.iter().flat_map(|block| [block.heading.as_str(), block.body.as_str()]);
    std::iter::once(draft.subject.as_str()).chain(blocks).collect::<Vec<_>>().join("\n")
}

/// What stands between ‹ and ›.
fn marks(text: &str) -> BTreeSet<&str> {
    text.split('‹').skip(1).filter_map(|rest| rest.split_once('›')).map(|(mark, _)| mark).collect()
}

/// Findings of the linter of which these words have more than the shipped ones.
fn remarks(ours: &Draft, theirs: &Draft, facts: &NoticeFacts, templates: &Templates, law: &PolicySet) -> Vec<Found> {
    let desk = Desk { own_domains: vec![facts.frame.controller.site.clone()], ..Desk::default() };
    let nothing = String::new;
    let binding = Binding { facts: nothing(), template: nothing(), policy: nothing() };
    let found = |draft: &Draft| {
        let rendered = render(draft, &binding);
        let input = Input {
            form: Form::from(draft.kind),
            language: draft.language.as_str(),
            subject: &rendered.subject,
            text: &rendered.text,
            html: &rendered.html,
            digest: &rendered.digest,
            facts,
            forms: templates.forms(),
            desk: &desk,
        };
        lint(input, law).found
    };
    let mut shipped: BTreeMap<&str, usize> = BTreeMap::new();
    for found in found(theirs) {
        *shipped.entry(found.rule).or_default() += 1;
    }
    found(ours)
        .into_iter()
        .filter(|found| {
            let left = shipped.entry(found.rule).or_default();
            let was_there = *left > 0;
            *left = left.saturating_sub(1);
            !was_there
        })
        .collect()
}
