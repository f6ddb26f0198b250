//! The form of a group: every question under its own prefix, as it stands on record or as somebody typed it.

use super::super::fact_form::typed::{Typed, read};
use super::super::fact_form::{self, Ask, Conflict, Item, ask, choices, hint, items, on_record, shown_by};
use super::super::facts::{answer_words, label, said};
use super::super::scope_name;
use super::{alone, prefix};
use crate::app::facts::Asked;
use crate::app::views::asking::{Asking, asking};
use crate::app::views::facts::{self as view, FactDef, Group};
use crate::domain::actor::{Person, Role};
use crate::domain::case::{Case, FactEntry};
use crate::domain::command::Command;
use crate::domain::event::Event;
use crate::domain::situation::{Fact, Knowledge, Scope};
use crate::domain::values::Private;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::visit::Visit;

/// One question with its fields.
pub struct Question {
    pub anchor: String,
    pub label: String,
    pub law: String,
    pub ask: Ask,
    pub choices: Vec<Choice>,
    pub other_text: bool,
    pub items: Vec<Item>,
    pub hint: String,
    /// Why it is not asked, or what decides whether it is.
    pub condition: String,
    pub inherited: String,
    /// State, source and author of what stands on record.
    pub said: String,
    pub shown_by: Option<(String, String)>,
    pub conflict: Option<Conflict>,
    pub alone: String,
    /// Whether another answer leaves it asked.
    pub arises: bool,
    pub is_answered: bool,
    pub is_touched: bool,
    /// Whether what is seldom needed stands open: how it was estimated, who finds out, which file shows it.
    pub details_open: bool,
    prefix: String,
}

impl Question {
    /// The name of one of its fields in the whole form.
    pub fn field(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }
    pub fn is(&self, what: &str) -> bool {
        let kind = match self.ask {
            Ask::Text | Ask::Lines => "text",
            Ask::Line => "line",
            Ask::Day => "day",
            Ask::Moment => "moment",
            Ask::YesNo | Ask::One => "one",
            Ask::Any => "any",
            Ask::Count => "count",
            Ask::Keys => "keys",
        };
        kind == what
    }
}

pub struct Sheet {
    pub form: Form,
    pub questions: Vec<Question>,
    /// What is to be recorded: the facts that were touched.
    pub commands: Vec<Command>,
}

impl Sheet {
    /// The group as it stands on record.
    pub fn on_record(visit: &Visit, asked: &Asked, group: Group, scope: &Scope) -> Self {
        Self::make(visit, asked, group, scope, |def, entry| Part {
            form: on_record(visit, &asked.case, def, entry),
            is_touched: false,
            conflict: None,
            command: None,
            typed: None,
        })
    }

    /// The group as somebody left it: what they touched as they typed it, without a word about it; the rest as it stands on record.
    pub fn drafted(visit: &Visit, asked: &Asked, group: Group, scope: &Scope, typed: &Form) -> Self {
        Self::make(visit, asked, group, scope, |def, entry| {
            let form = typed.part(&prefix(&def.id));
            let seen = on_record(visit, &asked.case, def, seen_entry(asked, def, scope, form.value("seen")).as_ref());
            let is_touched = !form.reads_like(&seen, BESIDE);
            let typed = is_touched.then(|| as_typed(visit, asked, def, scope, &form)).flatten();
            let form = if is_touched { form } else { on_record(visit, &asked.case, def, entry) };
            Part { form, is_touched, conflict: None, command: None, typed }
        })
    }

    /// The group as it was typed. A fact that reads as it did when the page was opened was not touched: it shows what stands on record now.
    pub fn typed(visit: &Visit, asked: &Asked, group: Group, scope: &Scope) -> Self {
        let mut known = vec!["scope".to_owned()];
        let frame = visit.frame("");
        let mut sheet = Self::make(visit, asked, group, scope, |def, entry| {
            let form = visit.form.part(&prefix(&def.id));
            known.extend(fact_form::fields(def, &form).iter().map(|name| format!("{}{name}", prefix(&def.id))));
            part(visit, &frame, asked, def, scope, entry, form)
        });
        let mut strangers = visit.form.clone();
        strangers.only(&known.iter().map(String::as_str).collect::<Vec<_>>());
        for (field, sentence) in strangers.problems() {
            sheet.form.problem(field, sentence.clone());
        }
        sheet
    }

    fn make(
        visit: &Visit,
        asked: &Asked,
        group: Group,
        scope: &Scope,
        mut part: impl FnMut(&FactDef, Option<&FactEntry>) -> Part,
    ) -> Self {
        let (ctx, t, case) = (visit.ctx(), visit.t(), &asked.case);
        let frame = visit.frame("");
        let mut sheet = Self { form: Form::empty(t), questions: Vec::new(), commands: Vec::new() };
        let rows = view::rows(case, ctx.policy.facts(), group, scope).into_iter();
        let parts: Vec<_> = rows
            .map(|row| {
                let part = part(row.def, case.fact(&row.def.id, scope));
                (row, part)
            })
            .collect();
        // Whether a question arises hangs on what stands on this page, saved or not.
        let said_here = with_typed(case, parts.iter().filter_map(|(_, part)| part.typed.clone()));
        for (row, part) in parts {
            let def = row.def;
            let own = case.fact(&def.id, scope);
            let name = label(ctx, t, &def.id);
            let asks = asking(&said_here, def, scope);
            let rare = ["estimate", "who", "by", "evidence"];
            let inherited = row.entry.filter(|_| row.inherited(scope)).map(|entry| {
                let from = scope_name(ctx, t, case, &entry.fact.scope);
                frame.with2("fact-inherits", "from", &from, "value", answer_words(ctx, &frame, entry))
            });
            sheet.questions.push(Question {
                anchor: super::fact_anchor(&def.id),
                law: row.asked_by.unwrap_or_default().to_owned(),
                ask: ask(def),
                choices: with_none(t, def, choices(ctx, t, def)),
                other_text: def.other_text && !def.values.is_empty(),
                items: prefixed(items(t, def, &part.form), &prefix(&def.id)),
                hint: hint(t, def),
                condition: match asks {
                    Asking::Yes => String::new(),
                    Asking::Open(other) => t.with1("fact-asked-if-open", "fact", label(ctx, t, other)),
                    Asking::No(other) => t.with1("fact-not-asked", "fact", label(ctx, t, other)),
                },
                inherited: inherited.unwrap_or_default(),
                said: own.map(|entry| said(&frame, entry)).unwrap_or_default(),
                shown_by: shown_by(case, own, &asked.files),
                conflict: part.conflict,
                alone: alone(asked, &def.id, scope),
                arises: !matches!(asks, Asking::No(_)),
                is_answered: own.is_some(),
                is_touched: part.is_touched,
                details_open: rare
                    .iter()
                    .any(|name| !part.form.value(name).is_empty() || part.form.error(name).is_some()),
                prefix: prefix(&def.id),
                label: name.clone(),
            });
            sheet.commands.extend(part.command);
            sheet.form.put(&prefix(&def.id), part.form, &name);
        }
        sheet
    }
}

/// One fact of the form: its fields, and what is to be recorded.
struct Part {
    form: Form,
    is_touched: bool,
    conflict: Option<Conflict>,
    command: Option<Command>,
    /// What was typed, as far as it reads as an answer.
    typed: Option<Fact>,
}

/// What somebody typed as the fact it would be; one who gave a value and no state of knowledge yet is taken to know it. None where it
/// does not read as one.
fn as_typed(visit: &Visit, asked: &Asked, def: &FactDef, scope: &Scope, form: &Form) -> Option<Fact> {
    let typed = form.typed().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut form = Form::sent(visit.t(), typed);
    if form.value("state").is_empty() {
        form = form.replaced("state", Knowledge::Known.as_str());
    }
    read(&mut form, visit.ctx(), &asked.case, def, scope).map(|typed| typed.fact)
}

/// The case as it would stand with these answers; only looked at, never kept.
fn with_typed(case: &Case, typed: impl Iterator<Item = Fact>) -> Case {
    let mut case = case.clone();
    for fact in typed {
        match case.facts.iter_mut().find(|entry| entry.fact.id == fact.id && entry.fact.scope == fact.scope) {
            Some(entry) => entry.fact = fact,
            None => case.facts.push(FactEntry {
                fact,
                source: Private::new(""),
                evidence: None,
                set_at: case.opened_at,
                by: Person { user: uuid::Uuid::nil(), name: Private::new(""), role: Role::Handler, as_deputy: false },
            }),
        }
    }
    case
}

fn part(
    visit: &Visit,
    frame: &Frame,
    asked: &Asked,
    def: &FactDef,
    scope: &Scope,
    now: Option<&FactEntry>,
    mut form: Form,
) -> Part {
    let ctx = visit.ctx();
    let current = on_record(visit, &asked.case, def, now);
    let seen = on_record(visit, &asked.case, def, seen_entry(asked, def, scope, form.value("seen")).as_ref());
    let is_blank = form.reads_like(&Form::empty(visit.t()), BESIDE);
    if form.reads_like(&seen, BESIDE) || form.reads_like(&current, BESIDE) {
        return Part { form: current, is_touched: false, conflict: None, command: None, typed: None };
    }
    // A fact that was emptied: nothing on record is taken away unseen.
    if is_blank {
        form.problem("state", visit.t().text("fact-emptied"));
        return Part { form, is_touched: true, conflict: None, command: None, typed: None };
    }
    let typed = as_typed(visit, asked, def, scope, &form);
    let read = read(&mut form, ctx, &asked.case, def, scope);
    let changed_meanwhile = now.map(|entry| entry.set_at.rfc3339()).unwrap_or_default() != form.value("seen");
    let (mut conflict, mut command) = (None, None);
    if let Some(Typed { fact, source, evidence }) = read {
        match now.filter(|_| changed_meanwhile) {
            None => {
                let seen_set_at = now.map(|entry| entry.set_at);
                command = Some(Command::SetFact { fact, source, evidence, seen_set_at });
            }
            Some(theirs) => {
                let mine = FactEntry { fact, ..theirs.clone() };
                conflict = Some(Conflict {
                    theirs: answer_words(ctx, frame, theirs),
                    said: said(frame, theirs),
                    mine: answer_words(ctx, frame, &mine),
                });
                form.problem("state", visit.t().text("refusal-changed-meanwhile"));
            }
        }
    }
    if conflict.is_some() {
        // The next save is based on what is shown beside it.
        form = form.replaced("seen", now.map(|entry| entry.set_at.rfc3339()).unwrap_or_default());
    }
    Part { form, is_touched: true, conflict, command, typed }
}

/// Fields that say nothing of the fact itself.
const BESIDE: &[&str] = &["seen", "value-zone", "value-which"];

/// The fact as it stood when the page was opened.
fn seen_entry(asked: &Asked, def: &FactDef, scope: &Scope, seen: &str) -> Option<FactEntry> {
    asked.recorded.iter().rev().find_map(|row| match &row.event {
        Event::FactSet { fact, source, evidence, by }
            if fact.id == def.id && fact.scope == *scope && row.recorded_at.rfc3339() == seen =>
        {
            Some(FactEntry {
                fact: fact.clone(),
                source: source.clone(),
                evidence: *evidence,
                set_at: row.recorded_at,
                by: by.clone(),
            })
        }
        _ => None,
    })
}

/// A choice of nothing before the others, where one is chosen from a list.
fn with_none(t: &Words, def: &FactDef, choices: Vec<Choice>) -> Vec<Choice> {
    if !matches!(ask(def), Ask::One | Ask::YesNo) {
        return choices;
    }
    std::iter::once(Choice::new("", t.text("fact-not-chosen"))).chain(choices).collect()
}

fn prefixed(mut items: Vec<Item>, prefix: &str) -> Vec<Item> {
    for field in items.iter_mut().flat_map(|item| item.fields.iter_mut()) {
        field.name = format!("{prefix}{}", field.name);
    }
    items
}

pub fn states(t: &Words) -> Vec<Choice> {
    let states = Knowledge::ALL.iter().map(|state| Choice::new(state, t.of("knowledge", state)));
    std::iter::once(Choice::new("", t.text("fact-nobody-looked"))).chain(states).collect()
}

pub fn modes(t: &Words) -> Vec<Choice> {
    vec![
        Choice::new("", t.text("fact-not-chosen")),
        Choice::new("exact", t.text("fact-count-exact")),
        Choice::new("approx", t.text("fact-count-approx")),
    ]
}
