//! One fact in one scope: entered by its type, with its state of knowledge, its source and its history. Two people at once see both texts.

use std::collections::BTreeMap;

use askama::Template;
use uuid::Uuid;

use self::filled::filled;
use self::typed::{Typed, read};
use super::facts::{answer_words, fact_anchor, label, said, value_label, value_word, words_of_key};
use super::risk_words::marked;
use super::{Head, address, framed, open, refused_at, scope_name, zone};
use crate::app::notices::reading::{self, KeptFile};
use crate::app::views::facts::{self as view, FactDef, FactType};
use crate::app::views::ledger::{scope_of, scope_word};
use crate::app::views::timeline::Recorded;
use crate::app::{AppError, AppResult, Ctx, cases, facts as app_facts};
use crate::domain::case::{Case, FactEntry};
use crate::domain::command::Command;
use crate::domain::project::reveal;
use crate::domain::refusal::Refusal;
use crate::domain::situation::{Fact, Knowledge, Scope};
use crate::domain::values::At;
use crate::web::components::{Choice, Entry};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::pages::notices::file::download;
use crate::web::pages::notices::file::given::chosen_file;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

mod filled;
pub(super) mod typed;

/// How the value is asked for; the template has one block for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Text,
    Line,
    Day,
    /// Day and time in a zone.
    Moment,
    YesNo,
    One,
    Any,
    /// One per line.
    Lines,
    Count,
    /// A field per key, for as many items as the list has and one more.
    Keys,
}

/// One item of a list, or the only one of an object.
pub struct Item {
    pub legend: String,
    pub fields: Vec<ItemField>,
}

/// Field name and label of a key, with the words it may have where they are laid down.
pub struct ItemField {
    pub name: String,
    pub label: String,
    pub choices: Vec<Choice>,
}

impl ItemField {
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }
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
    pub evidence: Vec<Choice>,
    /// The file that the fact on record names: address and name.
    pub shown_by: Option<(String, String)>,
    pub history: Vec<Entry>,
    pub action: String,
    pub back: String,
    /// Where a file that shows the answer is handed in; empty while there is none to show.
    pub attach: String,
    /// When the answer on record was entered, as the form says it.
    pub seen: String,
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
    pub fn asks_moment(&self) -> bool {
        self.ask == Ask::Moment
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

pub fn ask(def: &FactDef) -> Ask {
    match def.kind {
        FactType::Text => Ask::Text,
        FactType::Code => Ask::Line,
        FactType::Bool => Ask::YesNo,
        FactType::Date => Ask::Day,
        FactType::Datetime => Ask::Moment,
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
    let form = on_record(&visit, &case, &def, case.fact(&def.id, &scope)).fill("scope", scope_word(&scope));
    let page = page(&visit, &case, &organisation, &def, &scope, form, None).await?;
    visit.page(&page)
}

/// The fields of one fact as they stand on record; empty where there is nothing.
pub fn on_record(visit: &Visit, case: &Case, def: &FactDef, entry: Option<&FactEntry>) -> Form {
    let form = Form::empty(visit.t());
    let Some(entry) = entry else { return form };
    let form = form
        .fill("seen", entry.set_at.rfc3339())
        .fill("state", entry.fact.state.as_str())
        .fill("estimate", entry.fact.how.as_str())
        .fill("who", entry.fact.who.as_str())
        .fill("by", entry.fact.by.map(|day| day.to_string()).unwrap_or_default())
        .fill("source", entry.source.as_str())
        .fill("evidence", entry.evidence.map(|file| file.to_string()).unwrap_or_default());
    filled(form, def, &reveal(&entry.fact.value), zone(case))
}

/// The files that a fact may name, after the choice of none.
pub fn evidence_choices(t: &Words, files: &BTreeMap<Uuid, KeptFile>) -> Vec<Choice> {
    let none = Choice::new("", t.text("fact-no-evidence"));
    std::iter::once(none).chain(files.iter().map(|(id, file)| Choice::new(id, file.name.clone()))).collect()
}

pub async fn save(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let (def, scope) = subject(&visit, &case)?;
    let mut form = visit.form.clone();
    let fields = fields(&def, &form);
    form.only(&fields.iter().map(String::as_str).collect::<Vec<_>>());
    let read = read(&mut form, visit.ctx(), &case, &def, &scope);
    let Some(Typed { fact, source, evidence }) = read else {
        let page = page(&visit, &case, &organisation, &def, &scope, form, None).await?;
        return visit.page_with_problems(&page);
    };
    let seen_set_at = At::parse(form.value("seen")).ok();
    let command = Command::SetFact { fact: fact.clone(), source, evidence, seen_set_at };
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    let (back, before) = (back(&case, &def.id, &scope), case.clone());
    let saved = visit
        .once(move |ctx| {
            let outcome = app_facts::set(ctx, &who, &reference, vec![command])?;
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

/// A file that shows the answer on record is handed in where the answer stands.
pub async fn attach(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    form.only(&["seen", "file"]);
    let (case, organisation) = open(&visit).await?;
    let (def, scope) = subject(&visit, &case)?;
    let file = match chosen_file(&mut visit).await {
        Ok(file) => file.filter(|file| !file.bytes.is_empty()),
        Err(Problem::TooLarge) => {
            form.problem("file", visit.t().text("people-upload-too-large"));
            None
        }
        Err(problem) => return Err(problem),
    };
    if file.is_none() {
        form.problem("file", visit.t().text("people-upload-missing"));
    }
    if let (Some(file), true) = (file, form.is_good()) {
        let (who, reference) = (visit.person()?.clone(), case.reference.clone());
        let here = address(&case, &format!("/facts/{}?scope={}", def.id, scope_word(&scope)));
        let (seen, id, of) = (At::parse(form.value("seen")).ok(), def.id.clone(), scope.clone());
        let kept = visit
            .once(move |ctx| {
                app_facts::attach(ctx, &who, &reference, &id, &of, seen, file)?;
                Ok(here)
            })
            .await;
        match kept {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Invalid { field, key })) => form.problem(field, visit.t().text(key)),
            Err(problem) => refused_at(&visit, &mut form, "file", problem)?,
        }
    }
    let mut shown = on_record(&visit, &case, &def, case.fact(&def.id, &scope)).fill("scope", scope_word(&scope));
    for (field, sentence) in form.problems() {
        shown.problem(field, sentence.clone());
    }
    let page = page(&visit, &case, &organisation, &def, &scope, shown, None).await?;
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
    let read = move |ctx: &Ctx| {
        ctx.store.read(|conn| AppResult::Ok((cases::acts_recorded(conn, id)?, reading::files(conn, id)?)))
    };
    let (recorded, files) = visit.run(read).await?;
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
        shown_by: shown_by(case, case.fact(&def.id, scope), &files),
        evidence: evidence_choices(t, &files),
        history: history(&f, ctx, &recorded, &def.id, scope),
        action: address(case, &format!("/facts/{}", def.id)),
        back: back(case, &def.id, scope),
        attach: match case.fact(&def.id, scope).map(|entry| entry.fact.state) {
            Some(Knowledge::Known | Knowledge::Estimated) => {
                address(case, &format!("/facts/{}/file?scope={}", def.id, scope_word(scope)))
            }
            _ => String::new(),
        },
        seen: case.fact(&def.id, scope).map(|entry| entry.set_at.rfc3339()).unwrap_or_default(),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

pub fn hint(t: &Words, def: &FactDef) -> String {
    match def.kind {
        FactType::CountryCounts => t.text("fact-hint-country-counts"),
        FactType::Countries => t.text("fact-hint-countries"),
        FactType::Set | FactType::Codes => t.text("fact-hint-lines"),
        FactType::Date => t.text("fact-hint-day"),
        _ => String::new(),
    }
}

pub fn choices(ctx: &Ctx, t: &Words, def: &FactDef) -> Vec<Choice> {
    match def.kind {
        FactType::Bool => ["yes", "no"].into_iter().map(|word| Choice::new(word, t.of("value", word))).collect(),
        _ => def.values.iter().map(|word| Choice::new(word, value_label(ctx, t, &def.id, word))).collect(),
    }
}

/// Address and name of the file that shows a fact.
pub fn shown_by(case: &Case, entry: Option<&FactEntry>, files: &BTreeMap<Uuid, KeptFile>) -> Option<(String, String)> {
    let id = entry?.evidence?;
    Some((address(case, &format!("/files/{id}")), files.get(&id)?.name.clone()))
}

/// A file that a fact of this case names.
pub async fn evidence_file(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let reference = visit.param("reference").to_owned();
    let id: Uuid = visit.param("attachment").parse().map_err(|_| Problem::NotFound)?;
    let (name, bytes) = visit.run(move |ctx| app_facts::evidence(ctx, &who, &reference, id)).await?;
    Ok(download(&name, bytes))
}

/// Fields per key; a list shows what it has and one empty item more.
pub fn items(t: &Words, def: &FactDef, form: &Form) -> Vec<Item> {
    let choices = |key: &String| match def.key_values.get(key) {
        None => Vec::new(),
        Some(words) => std::iter::once(Choice::new("", t.text("fact-not-chosen")))
            .chain(words.iter().map(|word| Choice::new(word, value_word(t, word))))
            .collect(),
    };
    let field = |n: usize, key: &String| ItemField {
        name: key_field(n, key),
        label: words_of_key(t, key),
        choices: choices(key),
    };
    let fields = |n: usize| def.keys.iter().map(|key| field(n, key)).collect();
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

/// The fields of a fact beside those of its items.
const SINGLE: &[&str] = &[
    "scope", "seen", "state", "estimate", "who", "by", "source", "evidence", "value", "other", "mode", "n", "min",
    "max",
];

pub fn fields(def: &FactDef, form: &Form) -> Vec<String> {
    let mut fields: Vec<String> = SINGLE.iter().map(|name| (*name).to_owned()).collect();
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
        .filter_map(|row| Some((row, row.fact_entry()?)))
        .filter(|(_, entry)| entry.fact.id == id && entry.fact.scope == *scope)
        .map(|(row, entry)| Entry {
            at: row.recorded_at,
            time_text: f.clock_time(&row.recorded_at),
            mark: "",
            id: String::new(),
            title: answer_words(ctx, f, &entry),
            byline: format!("{} · {}", entry.by.name.as_str(), f.moment(&row.recorded_at)),
            later: String::new(),
            body: vec![said(f, &entry)],
            was: String::new(),
            links: Vec::new(),
        })
        .collect();
    entries.reverse();
    entries
}
