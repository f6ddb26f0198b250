//! One fact in one scope: entered by its type, with its state of knowledge, its source and its history. Two people at once see both texts.

use self::filled::filled;
use self::typed::read;
use super::facts::{answer_words, fact_anchor, label, said, value_label, words_of_key};
use super::risk_words::marked;
use super::{Head, address, framed, open, refused_at, scope_name};
use crate::app::views::facts::{self as view, FactDef, FactType};
use crate::app::views::ledger::{scope_of, scope_word};
use crate::app::views::timeline::Recorded;
use crate::app::{AppError, Ctx, cases};
use crate::domain::case::{Case, FactEntry};
use crate::domain::command::Command;
use crate::domain::event::Event;
use crate::domain::project::reveal;
use crate::domain::refusal::Refusal;
use crate::domain::situation::{Fact, Knowledge, Scope};
use crate::domain::values::At;
use crate::web::components::{Choice, Entry};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};
use askama::Template;

mod filled;
mod typed;

/// How the value is asked for; the template has one block for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Text,
    Line,
    Day,
    YesNo,
    One,
    Any,
    /// One per line.
    Lines,
    Count,
    /// A field per key, for as many items as the list has and one more.
    Keys,
}

/// One item of a list, or the only one of an object: field name and label of each key.
pub struct Item {
    pub legend: String,
    pub fields: Vec<(String, String)>,
}

/// What somebody else saved in the meantime.
pub struct Conflict {
    pub theirs: String,
    pub said: String,
    pub mine: String,
}

#[derive(Template)]
#[template(path = "pages/case/fact_form.html")]
pub struct FactForm {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub ask: Ask,
    pub scope_name: String,
    pub inherited: String,
    pub asked_by: String,
    pub knowledge: Vec<Choice>,
    pub choices: Vec<Choice>,
    pub other_text: bool,
    pub items: Vec<Item>,
    pub hint: String,
    pub conflict: Option<Conflict>,
    pub disagreements: Vec<String>,
    pub history: Vec<Entry>,
    pub action: String,
    pub back: String,
}

impl FactForm {
    pub fn asks_text(&self) -> bool {
        self.ask == Ask::Text
    }
    pub fn asks_line(&self) -> bool {
        self.ask == Ask::Line
    }
    pub fn asks_day(&self) -> bool {
        self.ask == Ask::Day
    }
    pub fn asks_one(&self) -> bool {
        matches!(self.ask, Ask::One | Ask::YesNo)
    }
    pub fn asks_any(&self) -> bool {
        self.ask == Ask::Any
    }
    pub fn asks_lines(&self) -> bool {
        self.ask == Ask::Lines
    }
    pub fn asks_count(&self) -> bool {
        self.ask == Ask::Count
    }
    pub fn asks_keys(&self) -> bool {
        self.ask == Ask::Keys
    }
}

/// Most items of a list that the form takes.
const MOST_ITEMS: usize = 40;

fn ask(def: &FactDef) -> Ask {
    match def.kind {
        FactType::Text => Ask::Text,
        FactType::Code => Ask::Line,
        FactType::Bool => Ask::YesNo,
        FactType::Date | FactType::Datetime => Ask::Day,
        FactType::Enum => Ask::One,
        FactType::Set if def.values.is_empty() => Ask::Lines,
        FactType::Set => Ask::Any,
        FactType::Count => Ask::Count,
        FactType::Object | FactType::List => Ask::Keys,
        FactType::Codes | FactType::Countries | FactType::CountryCounts => Ask::Lines,
    }
}

pub async fn edit(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let (def, scope) = subject(&visit, &case)?;
    let mut form = Form::empty(visit.t()).fill("scope", scope_word(&scope));
    if let Some(entry) = case.fact(&def.id, &scope) {
        form = form
            .fill("seen", entry.set_at.rfc3339())
            .fill("state", entry.fact.state.as_str())
            .fill("estimate", entry.fact.how.as_str())
            .fill("who", entry.fact.who.as_str())
            .fill("by", entry.fact.by.map(|day| day.to_string()).unwrap_or_default())
            .fill("source", entry.source.as_str());
        form = filled(form, &def, &reveal(&entry.fact.value));
    }
    let page = page(&visit, &case, &organisation, &def, &scope, form, None).await?;
    visit.page(&page)
}

pub async fn save(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let (def, scope) = subject(&visit, &case)?;
    let mut form = visit.form.clone();
    let fields = fields(&def, &form);
    form.only(&fields.iter().map(String::as_str).collect::<Vec<_>>());
    let read = read(&mut form, visit.ctx(), &def, &scope);
    let Some((fact, source)) = read else {
        let page = page(&visit, &case, &organisation, &def, &scope, form, None).await?;
        return visit.page_with_problems(&page);
    };
    let seen_set_at = At::parse(form.value("seen")).ok();
    let command = Command::SetFact { fact: fact.clone(), source, seen_set_at };
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    let (back, before) = (back(&case, &def.id, &scope), case.clone());
    let saved = visit
        .once(move |ctx| {
            let outcome = cases::run(ctx, &who, &reference, command)?;
            Ok(marked(ctx, &before, &outcome.case, back))
        })
        .await;
    let conflict = match saved {
        Ok(location) => return visit.see_other(location),
        Err(Problem::App(AppError::Refused(Refusal::ChangedMeanwhile))) => Some(fact),
        Err(problem) => {
            refused_at(&visit, &mut form, "state", problem)?;
            None
        }
    };
    // Read again: what the other person saved is newer than what this request began with.
    let (case, organisation) = open(&visit).await?;
    if let Some(mine) = &conflict {
        let sentence = crate::web::problem::refusal_sentence(visit.t(), &Refusal::ChangedMeanwhile);
        form.problem("conflict", sentence);
        let now_set_at = case.fact(&def.id, &scope).map(|entry| entry.set_at.rfc3339()).unwrap_or_default();
        // The next save is based on what is shown beside it.
        form = form.replaced("seen", now_set_at);
        let page = page(&visit, &case, &organisation, &def, &scope, form, Some(mine)).await?;
        return visit.page_with_problems(&page);
    }
    let page = page(&visit, &case, &organisation, &def, &scope, form, None).await?;
    visit.page_with_problems(&page)
}

/// The fact and scope that the address names; neither a projection nor an unknown one exists.
fn subject(visit: &Visit, case: &Case) -> Result<(FactDef, Scope), Problem> {
    let def = visit.ctx().policy.facts().get(visit.param("fact")).filter(|def| !def.projection);
    let word = match visit.form.value("scope") {
        "" => visit.query("scope"),
        word => word,
    };
    let scope = if word.is_empty() { Some(Scope::case()) } else { scope_of(case, word) };
    match (def, scope) {
        (Some(def), Some(scope)) => Ok((def.clone(), scope)),
        _ => Err(Problem::NotFound),
    }
}

fn back(case: &Case, id: &str, scope: &Scope) -> String {
    let group = view::group_of(id);
    address(case, &format!("/facts?group={group}&scope={}#{}", scope_word(scope), fact_anchor(id)))
}

async fn page(
    visit: &Visit,
    case: &Case,
    organisation: &str,
    def: &FactDef,
    scope: &Scope,
    form: Form,
    conflict: Option<&Fact>,
) -> Result<FactForm, Problem> {
    let (ctx, t) = (visit.ctx(), visit.t());
    let (f, head) = framed(visit, case, organisation, "/facts", label(ctx, t, &def.id));
    let id = case.id;
    let recorded = visit.run(move |ctx| ctx.store.read(|conn| cases::recorded(conn, id))).await?;
    let inherited = match (case.fact(&def.id, scope), view::in_force(case, &def.id, scope)) {
        (None, Some(entry)) => {
            let from = scope_name(ctx, t, case, &entry.fact.scope);
            f.with2("fact-inherits", "from", &from, "value", answer_words(ctx, &f, entry))
        }
        _ => String::new(),
    };
    let conflict = conflict.and_then(|mine| {
        let theirs = case.fact(&def.id, scope)?;
        let mine = FactEntry { fact: mine.clone(), ..theirs.clone() };
        Some(Conflict {
            theirs: answer_words(ctx, &f, theirs),
            said: said(&f, theirs),
            mine: answer_words(ctx, &f, &mine),
        })
    });
    let disagreements = view::contradictions(case)
        .into_iter()
        .filter(|(_, ids)| ids.contains(&def.id.as_str()))
        .map(|(which, _)| f.of("disagreement", which))
        .collect();
    Ok(FactForm {
        ask: ask(def),
        scope_name: scope_name(ctx, t, case, scope),
        inherited,
        asked_by: view::asked_by(&def.id).unwrap_or_default().to_owned(),
        knowledge: Knowledge::ALL
            .iter()
            .map(|state| Choice::new(state, t.of("knowledge", state)).hint(t.of("knowledge-hint", state)))
            .collect(),
        choices: choices(ctx, t, def),
        other_text: def.other_text && !def.values.is_empty(),
        items: items(t, def, &form),
        hint: hint(t, def),
        conflict,
        disagreements,
        history: history(&f, ctx, &recorded, &def.id, scope),
        action: address(case, &format!("/facts/{}", def.id)),
        back: back(case, &def.id, scope),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

fn hint(t: &Words, def: &FactDef) -> String {
    match def.kind {
        FactType::CountryCounts => t.text("fact-hint-country-counts"),
        FactType::Countries => t.text("fact-hint-countries"),
        FactType::Set | FactType::Codes => t.text("fact-hint-lines"),
        FactType::Date => t.text("fact-hint-day"),
        _ => String::new(),
    }
}

fn choices(ctx: &Ctx, t: &Words, def: &FactDef) -> Vec<Choice> {
    match def.kind {
        FactType::Bool => ["yes", "no"].into_iter().map(|word| Choice::new(word, t.of("value", word))).collect(),
        _ => def.values.iter().map(|word| Choice::new(word, value_label(ctx, t, &def.id, word))).collect(),
    }
}

/// Fields per key; a list shows what it has and one empty item more.
fn items(t: &Words, def: &FactDef, form: &Form) -> Vec<Item> {
    let fields = |n: usize| def.keys.iter().map(|key| (key_field(n, key), words_of_key(t, key))).collect();
    match def.kind {
        FactType::Object => vec![Item { legend: String::new(), fields: fields(0) }],
        FactType::List => {
            let full = |n: usize| def.keys.iter().any(|key| !form.value(key_field(n, key)).is_empty());
            let last = (0..MOST_ITEMS).rev().find(|n| full(*n)).map_or(0, |n| n + 1);
            (0..=last.min(MOST_ITEMS - 1))
                .map(|n| Item { legend: t.with1("fact-item", "number", n + 1), fields: fields(n) })
                .collect()
        }
        _ => Vec::new(),
    }
}

fn key_field(n: usize, key: &str) -> String {
    format!("item-{n}-{}", key.replace('_', "-"))
}

fn fields(def: &FactDef, form: &Form) -> Vec<String> {
    let mut fields: Vec<String> =
        ["scope", "seen", "state", "estimate", "who", "by", "source", "value", "other", "mode", "n", "min", "max"]
            .map(str::to_owned)
            .to_vec();
    let items = if matches!(def.kind, FactType::Object | FactType::List) { MOST_ITEMS } else { 0 };
    fields.extend(
        (0..items)
            .flat_map(|n| def.keys.iter().map(move |key| key_field(n, key)))
            .filter(|name| !form.values(name).is_empty()),
    );
    fields
}

/// Every value this fact had in this scope, newest first: a correction never removes what stood before.
fn history(f: &Frame, ctx: &Ctx, recorded: &[Recorded], id: &str, scope: &Scope) -> Vec<Entry> {
    let mut entries: Vec<Entry> = recorded
        .iter()
        .filter_map(|row| match &row.event {
            Event::FactSet { fact, source, by } if fact.id == id && fact.scope == *scope => {
                let entry =
                    FactEntry { fact: fact.clone(), source: source.clone(), set_at: row.recorded_at, by: by.clone() };
                Some(Entry {
                    at: row.recorded_at,
                    time_text: f.clock_time(&row.recorded_at),
                    mark: "",
                    id: String::new(),
                    title: answer_words(ctx, f, &entry),
                    byline: format!("{} · {}", by.name.as_str(), f.moment(&row.recorded_at)),
                    later: String::new(),
                    body: vec![said(f, &entry)],
                    was: String::new(),
                    links: Vec::new(),
                })
            }
            _ => None,
        })
        .collect();
    entries.reverse();
    entries
}
