//! House templates: what an organisation words otherwise than the templates that travel with the program, block by block.
//!
//! Which blocks a notice has, in which order and when each stands, stays as shipped: content rules and people rely on it. The words are
//! the organisation's, in a syntax without calls, includes or arithmetic ([`syntax`]), filled in by an engine of their own with bounds on
//! steps and length. [`check`] holds them against the fullest, the longest and the emptiest case before they are kept.

mod check;
mod samples;
mod syntax;

use std::collections::BTreeMap;

use minijinja::Environment;
use serde::{Deserialize, Serialize};

use super::compile::{environment, parts};
use super::cut::NoticeForm;
use super::digest;
use super::draft::{Drafted, fill_in};
use super::facts::NoticeFacts;
use super::kind::{Language, NoticeKind};
use super::problem::Problem;
use super::template::{Templates, unknown_names};
pub use check::{HouseProblem, Tried, check};
pub use syntax::{NotAllowed, SAYS};

/// Words of one block in place of the shipped ones. An empty heading or text is meant: the block then says nothing there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseBlock {
    pub heading: String,
    pub body: String,
}

/// The blocks of one kind and language that an organisation words itself. A block that is not among them stays as shipped, also when a
/// later version of the program words it otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseTemplate {
    pub kind: NoticeKind,
    pub language: Language,
    /// `None` = as shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    pub blocks: BTreeMap<String, HouseBlock>,
}

/// A template as it is written: subject, then each block with its heading, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub subject: String,
    /// Id, condition under which it stands (none = always), words.
    pub blocks: Vec<(String, Option<String>, HouseBlock)>,
}

impl HouseTemplate {
    /// What of these words differs from the shipped ones; `None` where nothing does.
    pub fn of(kind: NoticeKind, language: &Language, shipped: &Written, words: &Written) -> Option<Self> {
        let standing = |id: &str| shipped.blocks.iter().find(|(shipped, ..)| shipped == id).map(|(_, _, words)| words);
        let blocks: BTreeMap<String, HouseBlock> = words
            .blocks
            .iter()
            .filter(|(id, _, words)| standing(id) != Some(words))
            .map(|(id, _, words)| (id.clone(), words.clone()))
            .collect();
        let subject = (words.subject != shipped.subject).then(|| words.subject.clone());
        (subject.is_some() || !blocks.is_empty()).then(|| Self { kind, language: language.clone(), subject, blocks })
    }

    /// The whole template: these words, and the shipped ones where it has none. Blocks that the shipped template has no more are left out.
    pub fn over(&self, shipped: &Written) -> Written {
        let words = |(id, when, words): &(String, Option<String>, HouseBlock)| {
            (id.clone(), when.clone(), self.blocks.get(id).unwrap_or(words).clone())
        };
        Written {
            subject: self.subject.clone().unwrap_or_else(|| shipped.subject.clone()),
            blocks: shipped.blocks.iter().map(words).collect(),
        }
    }

    /// Blocks of its own that the shipped template has no more: a later version of the program cut the notice otherwise.
    pub fn left_over(&self, shipped: &Written) -> Vec<&str> {
        let known = |id: &&str| shipped.blocks.iter().any(|(shipped, ..)| shipped == id);
        self.blocks.keys().map(String::as_str).filter(|id| !known(id)).collect()
    }
}

impl Templates {
    /// The shipped template of a kind and language as it is written.
    pub fn written(&self, kind: NoticeKind, language: &Language) -> Option<Written> {
        let form = self.sources.get(&(kind, language.clone()))?;
        let blocks = form.blocks.iter().map(|block| {
            let heading = block.heading.clone().unwrap_or_default();
            (block.id.clone(), block.when.clone(), HouseBlock { heading, body: block.body.clone() })
        });
        Some(Written { subject: form.subject.clone(), blocks: blocks.collect() })
    }
}

/// A house template in an engine of its own.
pub struct HouseForm {
    kind: NoticeKind,
    language: Language,
    env: Environment<'static>,
    form: NoticeForm,
    digest: String,
}

impl HouseForm {
    /// Makes a house template ready to be filled in.
    ///
    /// # Errors
    /// Everything in it that no template may hold, each with its block.
    pub fn of(template: &HouseTemplate, templates: &Templates) -> Result<Self, Vec<HouseProblem>> {
        let (kind, language) = (template.kind, template.language.clone());
        let shipped = templates.sources.get(&(kind, language.clone())).zip(templates.written(kind, &language));
        let Some((source, shipped)) = shipped else { return Err(vec![HouseProblem::NoSuchNotice]) };
        let words = template.over(&shipped);
        let mut form = source.clone();
        form.subject.clone_from(&words.subject);
        for (block, (.., words)) in form.blocks.iter_mut().zip(&words.blocks) {
            block.heading = (!words.heading.is_empty()).then(|| words.heading.clone());
            block.body.clone_from(&words.body);
        }
        let mut problems = Vec::new();
        let mut env = environment();
        let path = format!("{kind}/{language}.j2");
        for part in parts(&path, &mut form) {
            let block = part.block.to_owned();
            match syntax::read(part.source) {
                Err(found) => {
                    problems.push(HouseProblem::NotAllowed { block, found });
                    continue;
                }
                Ok(facts) => {
                    let unknown = facts.into_iter().filter(|id| !templates.forms.facts.contains_key(id));
                    problems.extend(unknown.map(|fact| HouseProblem::UnknownFact { block: block.clone(), fact }));
                }
            }
            if let Err(error) = env.add_template_owned(part.name.clone(), part.source.clone()) {
                problems.push(HouseProblem::Broken { block, detail: in_words(&error) });
                continue;
            }
            let names = unknown_names(&env, &part.name).into_iter();
            problems.extend(names.map(|name| HouseProblem::UnknownName { block: block.clone(), name }));
            *part.source = part.name;
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let made_of = serde_json::json!([templates.digest(kind, &language), template]);
        let digest = digest::of_value(&made_of);
        Ok(Self { kind, language, env, form, digest })
    }

    /// SHA-256 over everything a draft is made from: these words, the shipped ones beneath, and the words of the language.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Drafts a notice in these words, with the facts that each of its blocks words.
    ///
    /// # Errors
    /// What cannot be filled in with these facts, with the block.
    pub fn draft(&self, facts: &NoticeFacts, templates: &Templates) -> Result<Drafted, Problem> {
        fill_in(self.kind, &self.language, facts, templates, (&self.env, &self.form))
    }
}

/// What the engine says, without the name and line that only it knows.
fn in_words(error: &minijinja::Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)
}
