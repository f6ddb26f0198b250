//! A notice as a person edits it: blocks of plain text, first drafted from facts, then theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use chrono_tz::Tz;
use minijinja::Environment;
use serde::{Deserialize, Serialize};

use super::clean::{held, is_hidden, one_line};
use super::compile::fill;
use super::content::ContentRules;
use super::cut::NoticeForm;
use super::facts::NoticeFacts;
use super::kind::{Language, NoticeKind};
use super::merge;
use super::problem::Problem;
use super::teller::{Said, Teller, context};
use super::template::Templates;

/// One part of a notice. The body is plain text: paragraphs by blank line, lists by `- ` or `1. `, nothing else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Name within the kind, the same in every language; content rules speak of it.
    pub id: String,
    /// May be empty, as for a greeting.
    pub heading: String,
    pub body: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub kind: NoticeKind,
    pub language: Language,
    pub subject: String,
    pub blocks: Vec<Block>,
}

impl Draft {
    pub fn block(&self, id: &str) -> Option<&Block> {
        self.blocks.iter().find(|b| b.id == id)
    }

    /// The draft as it is kept: line ends of one kind, no characters that nobody sees, signs held to their words. Everything else
    /// stands as written.
    pub fn tidied(mut self) -> Self {
        let language = self.language.clone();
        let visible = |text: &str| {
            let seen = text.replace("\r\n", "\n").chars().filter(|c| !is_hidden(*c) || *c == '\t').collect::<String>();
            held(language.as_str(), &seen)
        };
        self.subject = visible(&self.subject).replace('\n', " ").trim().to_owned();
        for block in &mut self.blocks {
            block.heading = visible(&block.heading).replace('\n', " ").trim().to_owned();
            block.body = visible(&block.body).trim_end().to_owned();
        }
        self
    }

    /// Nothing is said in any block.
    pub fn is_empty(&self) -> bool {
        self.blocks.iter().all(|b| one_line(&b.body).is_empty())
    }
}

impl fmt::Debug for Draft {
    // Drafts quote people; debug output ends up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Draft({}, {}, {} blocks)", self.kind, self.language, self.blocks.len())
    }
}

/// The block in which a notice that follows says what changed, in every kind.
const CHANGES: &str = "changes";

/// A draft with the facts that each of its blocks words.
#[derive(Debug, Clone)]
pub struct Drafted {
    pub draft: Draft,
    pub said: BTreeMap<String, BTreeSet<String>>,
    /// The last day by which the text says that something open will be known; none where it says nothing of the kind.
    pub expected_by: Option<NaiveDate>,
}

impl Drafted {
    /// Facts that a text of this kind words which holds these blocks; a block that was emptied words nothing.
    pub fn said_by<'a>(&'a self, text: &Draft) -> BTreeSet<&'a str> {
        let kept = self.said.iter().filter(|(id, _)| text.block(id).is_some_and(|b| !one_line(&b.body).is_empty()));
        kept.flat_map(|(_, facts)| facts.iter().map(String::as_str)).collect()
    }
}

/// Drafts a notice. A block that has nothing to say stays, empty, so that a person sees it and the missing list names it.
pub fn generate(
    kind: NoticeKind,
    language: &Language,
    facts: &NoticeFacts,
    templates: &Templates,
) -> Result<Draft, Problem> {
    generate_noting(kind, language, facts, templates).map(|drafted| drafted.draft)
}

/// The same, with the facts that each block words.
pub fn generate_noting(
    kind: NoticeKind,
    language: &Language,
    facts: &NoticeFacts,
    templates: &Templates,
) -> Result<Drafted, Problem> {
    let Some(form) = templates.notices.get(&(kind, language.clone())) else {
        let file = format!("{kind}/{language}.j2");
        return Err(Problem::new(&file, "file", "there is no template of this kind in this language"));
    };
    fill_in(kind, language, facts, templates, (&templates.env, form))
}

/// The same by a form whose parts stand in an engine of its own.
pub(super) fn fill_in(
    kind: NoticeKind,
    language: &Language,
    facts: &NoticeFacts,
    templates: &Templates,
    (env, form): (&Environment<'static>, &NoticeForm),
) -> Result<Drafted, Problem> {
    let file = format!("{kind}/{language}.j2");
    let Some(words) = templates.words.get(language) else {
        return Err(Problem::new(&file, "file", "there are no words of this language"));
    };
    let zone: Tz = facts.frame.zone.parse().map_err(|_| {
        Problem::new(&file, "zone", "the notice's time zone is not one this program knows")
            .hint("use an IANA name such as Europe/Rome")
    })?;
    let said = Said::default();
    let teller = Teller {
        facts: facts.clone(),
        forms: templates.forms.clone(),
        words: words.clone(),
        zone,
        plain: form.plain,
        said: said.clone(),
    };
    let context = context(teller);
    let part = |name: &str| fill(env, name, &context).map_err(|e| Problem::new(&file, name, e.to_string()));
    // What people typed into facts stands between our own words.
    let hold = |text: &str| held(language.as_str(), text);
    let (mut blocks, mut said_by, mut expected) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
    for block in &form.blocks {
        if let Some(when) = &block.when
            && part(when)?.trim().is_empty()
        {
            continue;
        }
        let heading = block.heading.as_ref().map_or(Ok(String::new()), |h| part(h))?;
        // What only the condition asked for is no part of the text.
        said.take();
        blocks.push(Block {
            id: block.id.clone(),
            heading: hold(&one_line(&heading)),
            body: hold(&tidy(&part(&block.body)?)),
        });
        let mut worded = said.take();
        expected.append(&mut worded.expected);
        let mut worded = worded.facts;
        if block.id == CHANGES {
            worded.extend(facts.frame.changes.iter().map(|change| change.id.clone()));
        }
        said_by.insert(block.id.clone(), worded);
    }
    let subject = hold(&one_line(&part(&form.subject)?));
    Ok(Drafted {
        draft: Draft { kind, language: language.clone(), subject, blocks },
        said: said_by,
        expected_by: expected.pop_last(),
    })
}

/// Like [`lines`], but leaves merge fields of the template alone; values were cleaned when they were told.
fn tidy(text: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    for line in text.split('\n') {
        let line = line.trim();
        if line.is_empty() && out.last().is_none_or(|last| last.is_empty()) {
            continue;
        }
        out.push(line);
    }
    out.join("\n").trim().to_owned()
}

/// Why a draft cannot be kept as it is. Found at save, so that nothing of it can reach a reader.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftProblem {
    #[error("two blocks are called `{0}`")]
    TwiceTheSameBlock(String),
    #[error("`{0}` is not a block of this kind of notice")]
    UnknownBlock(String),
    #[error("block `{block}` has `{field}`, which this kind of notice does not fill in; it takes {takes}")]
    UnknownField { block: String, field: String, takes: String },
    #[error("the subject holds a merge field; a subject shows no personal data")]
    FieldInSubject,
    #[error("block `{block}` holds `{mark}`, a mark of a template that nobody filled in")]
    LeftOverMark { block: String, mark: String },
}

/// Checks a draft as a person saved it, after [`Draft::tidied`]. Everything at once; an empty list means that it can be kept.
pub fn check(draft: &Draft, rules: &ContentRules, templates: &Templates) -> Vec<DraftProblem> {
    let mut problems = Vec::new();
    let known: BTreeSet<&str> = templates.block_ids(draft.kind).into_iter().collect();
    let mut seen = BTreeSet::new();
    // What is filed may quote anything, a ransom note with `{{…}}` too: nothing is filled in there, so nothing can be left over.
    let quotes_freely = rules.audience(draft.kind).is_body();
    let allowed = rules.fields(draft.kind);
    let takes = if allowed.is_empty() {
        "none".to_owned()
    } else {
        allowed.iter().map(|f| format!("[[{f}]]")).collect::<Vec<_>>().join(", ")
    };
    if draft.subject.contains("[[") {
        problems.push(DraftProblem::FieldInSubject);
    }
    for block in &draft.blocks {
        if !seen.insert(block.id.as_str()) {
            problems.push(DraftProblem::TwiceTheSameBlock(block.id.clone()));
        }
        // People may add blocks of their own; they are named `own_…`, so that a misspelt id is still found.
        if !known.contains(block.id.as_str()) && !block.id.starts_with("own_") {
            problems.push(DraftProblem::UnknownBlock(block.id.clone()));
        }
        for text in [&block.heading, &block.body] {
            for field in merge::fields(text) {
                let known = field.name.map_or(quotes_freely, |name| allowed.contains(name));
                if !known {
                    let field = field.source.chars().take(60).collect();
                    problems.push(DraftProblem::UnknownField { block: block.id.clone(), field, takes: takes.clone() });
                }
            }
            for mark in ["{{", "{%", "{#"] {
                if !quotes_freely && templates_mark(text, mark) {
                    problems.push(DraftProblem::LeftOverMark { block: block.id.clone(), mark: mark.to_owned() });
                }
            }
        }
    }
    problems
}

/// A template mark is one that also closes; `{{` alone may be what an attacker left and a person quotes.
fn templates_mark(text: &str, mark: &str) -> bool {
    let close = match mark {
        "{{" => "}}",
        "{%" => "%}",
        _ => "#}",
    };
    text.split_once(mark).is_some_and(|(_, rest)| rest.contains(close))
}
