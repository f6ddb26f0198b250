//! Facts by group and scope: what is known, estimated, not known yet or not applicable, with who finds out and by when.

use askama::Template;
use serde_json::Value;

use super::people_groups;
use super::risk_words::just_turned;
use super::{Head, address, country_name, fact_label, framed, open, scope_name};
use crate::app::views::asking::{self, Asking, Progress, asking};
use crate::app::views::facts::{self as view, FactRow, FactType, Group};
use crate::app::views::ledger::{scope_of, scope_word, scopes};
use crate::app::{Ctx, risk};
use crate::domain::case::{Case, FactEntry};
use crate::domain::project::reveal;
use crate::domain::situation::{Knowledge, Scope};
use crate::domain::values::At;
use crate::web::components::{Choice, Edge, Pill, Shape, State, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::{Lang, Words};
use crate::web::visit::{Answer, Visit};

pub struct GroupLink {
    pub href: String,
    pub label: String,
    pub state: State,
    pub current: bool,
}

pub struct Disagreement {
    pub sentence: String,
    pub links: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "pages/case/facts.html")]
pub struct Facts {
    pub f: Frame,
    pub head: Head,
    pub lead: String,
    pub pills: Vec<Pill>,
    pub disagreements: Vec<Disagreement>,
    pub group_name: String,
    pub asked: Vec<SummaryRow>,
    pub more: Vec<SummaryRow>,
    pub more_open: bool,
    /// Those that another answer rules out, with which one.
    pub not_asked: Vec<SummaryRow>,
    pub progress: String,
    /// The groups of people, beside the questions about them.
    pub people: Vec<SummaryRow>,
    pub add_people: String,
    /// The group as one form.
    pub questions_href: String,
    pub may_work: bool,
    pub groups: Vec<GroupLink>,
    pub scope_form: Form,
    pub scopes: Vec<Choice>,
    pub action: String,
    pub group_word: &'static str,
    pub parties_href: String,
    /// What the change just made did to the advice on risk.
    pub turned: Vec<String>,
    pub risk_href: String,
}

pub async fn list(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let scope = scope_of(&case, visit.query("scope")).unwrap_or_else(Scope::case);
    let group = Group::parse(visit.query("group")).unwrap_or(Group::Incident);
    let (f, head) = framed(&visit, &case, &organisation, "/facts", visit.t().text("facts-title"));
    let (ctx, vocabulary) = (visit.ctx(), visit.ctx().policy.facts());
    let base =
        |group: Group, scope: &Scope| address(&case, &format!("/facts?group={group}&scope={}", scope_word(scope)));
    let rows = view::rows(&case, vocabulary, group, &scope);
    let rules_out = |row: &FactRow<'_>| match asking(&case, row.def, &scope) {
        Asking::No(other) if row.entry.is_none() => Some(other.to_owned()),
        _ => None,
    };
    let (not_asked, arising): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| rules_out(row).is_some());
    let (asked, more): (Vec<_>, Vec<_>) = arising.into_iter().partition(|row| row.asked_by.is_some());
    let more_open = more.iter().any(|row| row.entry.is_some());
    let not_asked = not_asked
        .iter()
        .map(|row| {
            let why = rules_out(row).map(|other| f.with1("fact-not-asked", "fact", label(ctx, f.t, &other)));
            summary(&f, ctx, &case, row, &scope).why(why.unwrap_or_default())
        })
        .collect();
    let groups = group_links(&f, ctx, &case, &scope, group, |group| base(group, &scope));
    let count = |state: Knowledge| {
        view::by_state(&case, &scope).iter().find(|(one, _)| *one == state).map_or(0, |(_, count)| *count)
    };
    let pills = Knowledge::ALL
        .iter()
        .map(|state| Pill {
            href: format!("#{}", state.as_str().replace('_', "-")),
            count: f.number(count(*state)),
            state: State::new(Shape::None, f.of("knowledge", state)),
            plain: true,
            current: false,
        })
        .collect();
    let page = Facts {
        lead: f.t.with3(
            "facts-lead",
            ("known", &count(Knowledge::Known)),
            ("estimated", &count(Knowledge::Estimated)),
            ("unknown", &count(Knowledge::Unknown)),
        ),
        pills,
        disagreements: disagreements(&f, ctx, &case),
        group_name: f.of("fact-group", group),
        asked: asked.iter().map(|row| summary(&f, ctx, &case, row, &scope)).collect(),
        more: more.iter().map(|row| summary(&f, ctx, &case, row, &scope)).collect(),
        more_open,
        not_asked,
        people: if group == Group::People { people_groups::rows(&f, ctx, &case) } else { Vec::new() },
        add_people: address(&case, "/data-sets/new"),
        groups,
        progress: progress_words(&f, asking::progress(&case, vocabulary, group, &scope)),
        questions_href: address(&case, &format!("/questions/{group}?scope={}", scope_word(&scope))),
        may_work: super::may_change(&visit, &case)?,
        scope_form: Form::empty(visit.t()).fill("scope", scope_word(&scope)),
        scopes: scopes(&case)
            .iter()
            .map(|scope| Choice::new(scope_word(scope), scope_name(ctx, visit.t(), &case, scope)))
            .collect(),
        action: address(&case, "/facts"),
        group_word: group.as_str(),
        parties_href: address(&case, "/parties"),
        turned: just_turned(&visit, &f, &case).await?,
        risk_href: address(&case, "/risk"),
        f,
        head,
    };
    visit.page(&page)
}

/// The groups as a task list: how far each is answered, with its address.
pub fn group_links(
    f: &Frame,
    ctx: &Ctx,
    case: &Case,
    scope: &Scope,
    current: Group,
    href: impl Fn(Group) -> String,
) -> Vec<GroupLink> {
    let link = |one: &Group| {
        let progress = asking::progress(case, ctx.policy.facts(), *one, scope);
        let shape = match progress {
            Progress { asked: 0, .. } => Shape::None,
            Progress { asked, settled, .. } if settled >= asked => Shape::Ok,
            Progress { asked, settled, dated } if settled + dated >= asked => Shape::Wait,
            Progress { settled: 0, dated: 0, .. } => Shape::None,
            _ => Shape::Half,
        };
        let state = State::new(shape, progress_words(f, progress));
        GroupLink { href: href(*one), label: f.of("fact-group", one), state, current: *one == current }
    };
    Group::ALL.iter().map(link).collect()
}

/// `4 of 10 answered, 2 not known yet with a day`
pub fn progress_words(f: &Frame, progress: Progress) -> String {
    match progress {
        Progress { asked: 0, .. } => f.text("facts-optional"),
        Progress { asked, settled, dated: 0 } => f.with2("facts-progress", "settled", settled, "all", asked),
        Progress { asked, settled, dated } => {
            f.t.with3("facts-progress-dated", ("settled", &settled), ("all", &asked), ("dated", &dated))
        }
    }
}

fn disagreements(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<Disagreement> {
    view::contradictions(case)
        .into_iter()
        .map(|(which, ids)| Disagreement {
            sentence: f.of("disagreement", which),
            links: ids.iter().map(|id| (address(case, &format!("/facts/{id}")), label(ctx, f.t, id))).collect(),
        })
        .collect()
}

fn summary(f: &Frame, ctx: &Ctx, case: &Case, row: &FactRow<'_>, scope: &Scope) -> SummaryRow {
    let id = &row.def.id;
    let href = address(case, &format!("/facts/{id}?scope={}", scope_word(scope)));
    let question = label(ctx, f.t, id);
    let Some(entry) = row.entry else {
        let law = row.asked_by.map(|law| f.with1("fact-asked-by", "law", law)).unwrap_or_default();
        return SummaryRow::new(question, f.text("fact-nobody-looked"))
            .why(law)
            .change(href, f.text("fact-answer"))
            .id(fact_anchor(id));
    };
    let mut why = said(f, entry);
    if row.inherited(scope) {
        let from = scope_name(ctx, f.t, case, &entry.fact.scope);
        why = format!("{} {why}", f.with1("fact-inherited", "from", &from));
    }
    for other in &row.narrower {
        let name = scope_name(ctx, f.t, case, &other.fact.scope);
        let value = answer_words(ctx, f, other);
        why = format!("{why} {}", f.with2("fact-narrower", "scope", &name, "value", &value));
    }
    let verb = if entry.fact.state == Knowledge::Unknown { "fact-answer" } else { "fact-change" };
    SummaryRow::new(question, answer_words(ctx, f, entry))
        .why(why)
        .edge(edge(entry.fact.state))
        .change(href, f.text(verb))
        .id(fact_anchor(id))
}

/// The anchor to which "Change" returns.
pub fn fact_anchor(id: &str) -> String {
    format!("f-{}", id.replace(['.', '_'], "-"))
}

pub fn edge(state: Knowledge) -> Edge {
    match state {
        Knowledge::Known => Edge::Known,
        Knowledge::Estimated => Edge::Estimated,
        Knowledge::Unknown => Edge::NotYetKnown,
        Knowledge::NotApplicable => Edge::NotApplicable,
    }
}

/// `Known. Operations report` or `Not known yet. Marek Nowicki finds out by 5 Oct 2026`.
pub fn said(f: &Frame, entry: &FactEntry) -> String {
    let fact = &entry.fact;
    let state = f.of("knowledge", fact.state);
    let more = match fact.state {
        Knowledge::Unknown => {
            let day = fact.by.map(|day| f.t.day(day)).unwrap_or_default();
            f.with2("fact-finds-out", "who", fact.who.as_str(), "day", &day)
        }
        Knowledge::Estimated => fact.how.as_str().to_owned(),
        _ => String::new(),
    };
    let source = entry.source.as_str();
    let by = f.with2("fact-set-by", "name", entry.by.name.as_str(), "at", f.moment(&entry.set_at));
    [state.as_str(), more.as_str(), source, by.as_str()]
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .map(|part| format!("{}.", part.trim_end_matches('.')))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The answer, or the state where there is none.
pub fn answer_words(ctx: &Ctx, f: &Frame, entry: &FactEntry) -> String {
    match entry.fact.state {
        Knowledge::Known | Knowledge::Estimated => match moment_of(ctx, entry) {
            Some(at) => f.moment(&at),
            None => value_words(ctx, f.t, &entry.fact.id, &entry.fact.value),
        },
        state => f.of("knowledge", state),
    }
}

/// The value as a moment, where the fact is one.
fn moment_of(ctx: &Ctx, entry: &FactEntry) -> Option<At> {
    let is_moment = ctx.policy.facts().get(&entry.fact.id).is_some_and(|def| def.kind == FactType::Datetime);
    entry.fact.value.as_str().filter(|_| is_moment).and_then(|text| At::parse(text).ok())
}

/// A fact's name: the screens' own short word, else the vocabulary's in the language.
pub fn label(ctx: &Ctx, words: &Words, id: &str) -> String {
    let short = fact_label(words, id);
    if short != id {
        return short;
    }
    match (ctx.policy.facts().get(id), words.lang) {
        (Some(def), Lang::It) if !def.label_it.is_empty() => def.label_it.clone(),
        (Some(def), _) => def.meaning.clone(),
        (None, _) => id.to_owned(),
    }
}

/// A value in words, by the type of its fact.
pub fn value_words(ctx: &Ctx, words: &Words, id: &str, value: &Value) -> String {
    let value = reveal(value);
    if value.is_null() {
        return words.text("value-erased-text");
    }
    match ctx.policy.facts().get(id).map(|def| def.kind) {
        Some(FactType::CountryCounts) => value
            .as_object()
            .map(|map| {
                let counts = map.iter().map(|(code, n)| {
                    let name = country_name(ctx, words.lang, code);
                    n.as_u64().map_or(name.clone(), |n| format!("{name}: {}", words.number(n)))
                });
                words.list(&counts.collect::<Vec<_>>())
            })
            .unwrap_or_default(),
        Some(FactType::Countries) => value
            .as_array()
            .map(|codes| {
                let names = codes.iter().filter_map(Value::as_str).map(|code| country_name(ctx, words.lang, code));
                words.list(&names.collect::<Vec<_>>())
            })
            .unwrap_or_default(),
        Some(FactType::Date) => value
            .as_str()
            .and_then(|text| text.parse().ok())
            .map_or_else(|| plain_value_words(words, &value), |day| words.day(day)),
        Some(FactType::Text | FactType::Code) => value.as_str().unwrap_or_default().to_owned(),
        Some(FactType::Enum) => {
            value.as_str().map_or_else(|| plain_value_words(words, &value), |word| value_label(ctx, words, id, word))
        }
        Some(FactType::Set) => match value.as_array() {
            // A set that is known to be empty says so.
            Some(items) if items.is_empty() => words.of("value", "none"),
            Some(items) => {
                let label = |item: &Value| match item.as_str() {
                    Some(word) => value_label(ctx, words, id, word),
                    None => plain_value_words(words, item),
                };
                words.list(&items.iter().map(label).collect::<Vec<_>>())
            }
            None => plain_value_words(words, &value),
        },
        _ => plain_value_words(words, &value),
    }
}

/// A laid-down value of a fact: the screens' own word, else the one of the rules on risk where they ask for it.
pub fn value_label(ctx: &Ctx, words: &Words, id: &str, value: &str) -> String {
    let own = value_word(words, value);
    let of_risk = id.strip_prefix("risk.").filter(|_| own == value);
    let label = of_risk.and_then(|fact| risk::value_label(&ctx.risk, fact, value, words.lang == Lang::It));
    label.map_or(own, str::to_owned)
}

/// A value in words without knowing its fact: words of the vocabulary, counts, and what people wrote.
pub fn plain_value_words(words: &Words, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => words.of("value", "yes"),
        Value::Bool(false) => words.of("value", "no"),
        Value::Number(number) => number.as_u64().map_or_else(|| number.to_string(), |n| words.number(n)),
        Value::String(text) => value_word(words, text),
        Value::Array(items) => {
            let told = items.iter().map(|item| plain_value_words(words, item)).filter(|t| !t.is_empty());
            words.list(&told.collect::<Vec<_>>())
        }
        Value::Object(map) if map.contains_key("mode") => count_words(words, value),
        Value::Object(map) if map.contains_key("value") && map.len() <= 2 && map.get("scheme").is_none() => {
            let word = map.get("value").map(|value| plain_value_words(words, value)).unwrap_or_default();
            let text = map.get("text").and_then(Value::as_str).unwrap_or_default();
            if text.is_empty() { word } else { format!("{word}: {text}") }
        }
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (words_of_key(words, key), plain_value_words(words, value)))
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{key}: {value}"))
            .collect::<Vec<_>>()
            .join("; "),
    }
}

pub fn words_of_key(words: &Words, key: &str) -> String {
    if words.has(&format!("fact-key-{}", key.replace('_', "-"))) { words.of("fact-key", key) } else { key.to_owned() }
}

/// A laid-down word of the vocabulary, or free text as it is.
pub fn value_word(words: &Words, text: &str) -> String {
    let is_word = !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    if is_word && words.has(&format!("value-{}", text.replace('_', "-"))) {
        words.of("value", text)
    } else {
        text.to_owned()
    }
}

/// `1,240`, `about 2,100,000`, `between 100 and 200`, `at least 40`.
pub fn count_words(words: &Words, value: &Value) -> String {
    let number = |key: &str| value.get(key).and_then(Value::as_u64);
    match value.get("mode").and_then(Value::as_str).unwrap_or_default() {
        "exact" => number("n").map(|n| words.number(n)).unwrap_or_default(),
        "approx" => match (number("n"), number("min"), number("max")) {
            (Some(n), _, _) => words.with1("count-about", "n", n),
            (None, Some(min), Some(max)) => words.with2("count-between", "min", min, "max", max),
            (None, Some(min), None) => words.with1("count-at-least", "n", min),
            (None, None, Some(max)) => words.with1("count-at-most", "n", max),
            _ => String::new(),
        },
        mode => words.of("value", mode),
    }
}
