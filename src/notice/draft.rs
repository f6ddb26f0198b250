//! A notice as a person edits it: blocks of plain text, first drafted from facts, then theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use chrono_tz::Tz;
use minijinja::value::{Object, Value, from_args};
use minijinja::{Error, ErrorKind, State};
use serde::{Deserialize, Serialize};

use super::clean::{is_hidden, lines, one_line};
use super::content::ContentRules;
use super::facts::{Contact, NoticeFacts};
use super::kind::{Language, NoticeKind};
use super::merge;
use super::problem::Problem;
use super::telling::{ProtectionStanding, Telling};
use super::template::Templates;
use super::words::{FactForms, Words};

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

/// Drafts a notice. A block that has nothing to say stays, empty, so that a person sees it and the missing list names it.
pub fn generate(
    kind: NoticeKind,
    language: &Language,
    facts: &NoticeFacts,
    templates: &Templates,
) -> Result<Draft, Problem> {
    let file = format!("{kind}/{language}.j2");
    let (Some(form), Some(words)) = (templates.notices.get(&(kind, language.clone())), templates.words.get(language))
    else {
        return Err(Problem::new(&file, "file", "there is no template of this kind in this language"));
    };
    let zone: Tz = facts.frame.zone.parse().map_err(|_| {
        Problem::new(&file, "zone", "the notice's time zone is not one this program knows")
            .hint("use an IANA name such as Europe/Rome")
    })?;
    let teller =
        Teller { facts: facts.clone(), forms: templates.forms.clone(), words: words.clone(), zone, plain: form.plain };
    let context = context(teller);
    let part = |name: &str| -> Result<String, Problem> {
        let template = templates.env.get_template(name).map_err(|e| Problem::new(&file, name, e.to_string()))?;
        template.render(context.clone()).map_err(|e| Problem::new(&file, name, e.to_string()))
    };
    let mut blocks = Vec::new();
    for block in &form.blocks {
        if let Some(when) = &block.when
            && part(when)?.trim().is_empty()
        {
            continue;
        }
        let heading = block.heading.as_ref().map_or(Ok(String::new()), |h| part(h))?;
        blocks.push(Block { id: block.id.clone(), heading: one_line(&heading), body: tidy(&part(&block.body)?) });
    }
    Ok(Draft { kind, language: language.clone(), subject: one_line(&part(&form.subject)?), blocks })
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
    #[error("block `{0}` holds characters that nobody sees but that change what is read")]
    HiddenCharacters(String),
}

/// Checks a draft as a person saved it. Everything at once; an empty list means that it can be kept.
pub fn check(draft: &Draft, rules: &ContentRules, templates: &Templates) -> Vec<DraftProblem> {
    let mut problems = Vec::new();
    let known: BTreeSet<&str> = templates.block_ids(draft.kind).into_iter().collect();
    let mut seen = BTreeSet::new();
    let allowed = rules.fields(draft.kind);
    let takes = if allowed.is_empty() {
        "none".to_owned()
    } else {
        allowed.iter().map(|f| format!("[[{f}]]")).collect::<Vec<_>>().join(", ")
    };
    if draft.subject.contains("[[") {
        problems.push(DraftProblem::FieldInSubject);
    }
    if draft.subject.chars().any(is_hidden) {
        problems.push(DraftProblem::HiddenCharacters("subject".to_owned()));
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
                if !field.name.is_some_and(|name| allowed.contains(name)) {
                    let field = field.source.chars().take(60).collect();
                    problems.push(DraftProblem::UnknownField { block: block.id.clone(), field, takes: takes.clone() });
                }
            }
            for mark in ["{{", "{%", "{#"] {
                if text.contains(mark) && templates_mark(text, mark) {
                    problems.push(DraftProblem::LeftOverMark { block: block.id.clone(), mark: mark.to_owned() });
                }
            }
            if text.chars().any(|c| is_hidden(c) && c != '\t' && c != '\r') {
                problems.push(DraftProblem::HiddenCharacters(block.id.clone()));
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

fn context(teller: Teller) -> Value {
    let frame = &teller.facts.frame;
    let telling = teller.telling();
    let text = |s: &str| Value::from(one_line(s));
    let contact = |c: &Contact| {
        let channels: Vec<String> = channels(&telling, c);
        Value::from(BTreeMap::from([("name", text(&c.name)), ("channels", channels.into_iter().collect::<Value>())]))
    };
    let controller = &frame.controller;
    let map: BTreeMap<&str, Value> = BTreeMap::from([
        (
            "controller",
            Value::from(BTreeMap::from([
                ("name", text(&controller.name)),
                ("address", text(&controller.address)),
                ("identifier", text(&controller.identifier)),
                ("site", text(&controller.site)),
            ])),
        ),
        ("dpo", contact(&frame.dpo)),
        ("hotline", contact(&frame.hotline)),
        ("recipient", text(frame.recipient.as_ref().map_or("", |r| r.name.as_str()))),
        ("fixed_subject", text(frame.recipient.as_ref().map_or("", |r| r.fixed_subject.as_str()))),
        ("our_reference", text(&frame.our_reference)),
        ("authority_reference", text(&frame.authority_reference)),
        ("as_at", Value::from(telling.instant(frame.as_at))),
        ("late", Value::from(teller.facts.late())),
        ("version", Value::from(frame.version)),
        ("complaint_authority", text(&frame.complaint_authority)),
        ("next_update", Value::from(frame.next_update_on.map_or_else(String::new, |day| telling.words.the_date(day)))),
        (
            "told",
            frame
                .told
                .iter()
                .map(|a| {
                    Value::from(BTreeMap::from([
                        ("name", text(&a.name)),
                        ("on", Value::from(telling.words.the_instant(a.at, teller.zone, !teller.plain))),
                    ]))
                })
                .collect(),
        ),
        (
            "versions",
            frame
                .versions
                .iter()
                .map(|v| {
                    let at = Value::from(telling.instant(v.at));
                    Value::from(BTreeMap::from([
                        ("version", Value::from(v.version)),
                        ("at", at),
                        ("what", text(&v.what)),
                    ]))
                })
                .collect(),
        ),
    ]);
    let mut map = map;
    map.insert("t", Value::from_object(teller));
    Value::from(map)
}

/// Lines of a contact block, in the order e-mail, PEC, telephone, post.
fn channels(telling: &Telling<'_>, contact: &Contact) -> Vec<String> {
    let hours = one_line(&contact.phone_hours);
    let phone = if hours.is_empty() { "channel_phone" } else { "channel_phone_hours" };
    [
        ("channel_email", &contact.email),
        ("channel_pec", &contact.pec),
        (phone, &contact.phone),
        ("channel_post", &contact.post),
    ]
    .into_iter()
    .map(|(key, value)| (key, one_line(value)))
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| telling.words.phrase(key, &[("value", &value), ("hours", &hours)]))
    .collect()
}

/// What a template calls `t`: facts, told.
struct Teller {
    facts: NoticeFacts,
    forms: FactForms,
    words: Words,
    zone: Tz,
    plain: bool,
}

impl Teller {
    fn telling(&self) -> Telling<'_> {
        Telling { facts: &self.facts, forms: &self.forms, words: &self.words, zone: self.zone, plain: self.plain }
    }
}

impl fmt::Debug for Teller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Teller")
    }
}

impl Object for Teller {
    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, method: &str, args: &[Value]) -> Result<Value, Error> {
        let telling = self.telling();
        let list = |items: Vec<String>| items.iter().map(|i| lines(i).replace('\n', " ")).collect::<Value>();
        match method {
            "consequences" => return Ok(list(telling.consequences())),
            "advice" => return Ok(list(telling.advice())),
            "protection" => return Ok(Value::from(telling.protection_words())),
            "protection_proven" => return Ok(Value::from(telling.protection() == ProtectionStanding::Proven)),
            "holds" => {
                let (id, word): (&str, &str) = from_args(args)?;
                return Ok(Value::from(telling.holds(self.known_fact(id)?, word)));
            }
            _ => {}
        }
        let (id,): (&str,) = from_args(args)?;
        let id = self.known_fact(id)?;
        match method {
            "has" => Ok(Value::from(telling.has(id))),
            "sure" => Ok(Value::from(telling.sure(id))),
            "stated" => Ok(Value::from(!self.facts.of(id).is_empty())),
            "not_applicable" => Ok(Value::from(telling.not_applicable(id))),
            "say" => Ok(Value::from(telling.say(id))),
            "para" => Ok(Value::from(telling.para(id))),
            "items" => Ok(list(telling.items(id))),
            "on" => Ok(Value::from(telling.on(id))),
            "expected" => Ok(Value::from(telling.expected(id))),
            _ => Err(Error::new(ErrorKind::UnknownMethod, format!("`t.{method}` does not exist"))),
        }
    }
}

impl Teller {
    fn known_fact<'a>(&self, id: &'a str) -> Result<&'a str, Error> {
        if self.forms.facts.contains_key(id) {
            return Ok(id);
        }
        Err(Error::new(ErrorKind::InvalidOperation, format!("the fact `{id}` is not in facts.toml")))
    }
}
