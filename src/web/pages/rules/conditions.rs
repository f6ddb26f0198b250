//! The conditions of a contract's duty: facts of the closed vocabulary with the values, or the number, that they must have; and its
//! exceptions, of the same form. A fact is chosen first; its values are boxes on the page that comes back.

use serde_json::json;

use crate::app::Ctx;
use crate::app::admin::own_rules::{FactIs, OwnRule};
use crate::app::views::facts::{FactDef, FactType};
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::i18n::Words;
use crate::web::pages::case::facts::{label, value_words};
use crate::web::visit::Visit;

/// Prefix of the fields of conditions, and of exceptions.
pub const ASKED: &str = "fact";
pub const EXCEPTED: &str = "unless";
/// So many of each at most.
pub const MOST: usize = 8;

/// The word for "all of them", and for "one is enough".
pub const ALL: &str = "all";
pub const ONE: &str = "one";

/// One condition on the form.
pub struct Row {
    pub fact: String,
    pub values: String,
    pub number: usize,
    pub facts: Vec<Choice>,
    /// Values of the fact that is chosen; empty until one is, and for a count.
    pub choices: Vec<Choice>,
    /// The fact is a count: a number from which on.
    pub counts: bool,
}

pub fn field(prefix: &str, n: usize) -> String {
    format!("{prefix}-{n}")
}

pub fn values_field(prefix: &str, n: usize) -> String {
    format!("{prefix}-values-{n}")
}

pub fn fields() -> impl Iterator<Item = String> {
    [ASKED, EXCEPTED]
        .into_iter()
        .flat_map(|prefix| (1..=MOST).flat_map(move |n| [field(prefix, n), values_field(prefix, n)]))
}

pub fn matches(t: &Words) -> Vec<Choice> {
    [ALL, ONE].into_iter().map(|word| Choice::new(word, t.of("rule-match", word))).collect()
}

pub fn one_is_enough(word: &str) -> Option<bool> {
    match word {
        ALL => Some(false),
        ONE => Some(true),
        _ => None,
    }
}

/// Facts that can be asked for: with a list of values, yes or no, or a count.
fn askable(def: &FactDef) -> bool {
    !def.projection && (!def.values.is_empty() || matches!(def.kind, FactType::Bool | FactType::Count))
}

/// The words that a fact may have here.
fn words_of(def: &FactDef) -> Vec<String> {
    match def.kind {
        FactType::Bool => vec!["true".to_owned(), "false".to_owned()],
        _ => def.values.clone(),
    }
}

/// A value of a fact as it is read on screen.
pub fn worded(ctx: &Ctx, t: &Words, fact: &str, word: &str) -> String {
    let value = match ctx.policy.facts().get(fact).map(|def| def.kind) {
        Some(FactType::Bool) => json!(word == "true"),
        Some(FactType::Set) => json!([word]),
        _ => json!(word),
    };
    value_words(ctx, t, fact, &value)
}

/// Those that were filled, and room for two more.
pub fn rows(visit: &Visit, form: &Form, prefix: &str) -> Vec<Row> {
    let (t, ctx) = (visit.t(), visit.ctx());
    let filled = (1..=MOST).rev().find(|&n| !form.value(field(prefix, n)).is_empty()).unwrap_or(0);
    let mut facts: Vec<Choice> = ctx
        .policy
        .facts()
        .iter()
        .filter(|def| askable(def))
        .map(|def| Choice::new(&def.id, format!("{} ({})", label(ctx, t, &def.id), def.id)))
        .collect();
    facts.sort_by(|one, other| one.label.cmp(&other.label));
    facts.insert(0, Choice::new("", t.text("rule-no-fact")));
    (1..=MOST.min(filled + 2))
        .map(|n| {
            let def = ctx.policy.facts().get(form.value(field(prefix, n)));
            Row {
                fact: field(prefix, n),
                values: values_field(prefix, n),
                number: n,
                facts: facts.clone(),
                choices: def
                    .map(words_of)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|word| choice(ctx, t, def, word))
                    .collect(),
                counts: def.is_some_and(|def| def.kind == FactType::Count),
            }
        })
        .collect()
}

fn choice(ctx: &Ctx, t: &Words, def: Option<&FactDef>, word: String) -> Choice {
    let label = def.map_or_else(|| word.clone(), |def| worded(ctx, t, &def.id, &word));
    Choice::new(word, label)
}

/// The form with the conditions of a rule.
pub fn filled(mut form: Form, rule: &OwnRule) -> Form {
    let one_of = !rule.facts_one_of.is_empty();
    let asked = if one_of { &rule.facts_one_of } else { &rule.facts };
    for (prefix, conditions) in [(ASKED, asked), (EXCEPTED, &rule.unless)] {
        for (n, condition) in (1..).zip(conditions) {
            form = form.fill(&field(prefix, n), &condition.fact);
            for word in &condition.any {
                form = form.fill(&values_field(prefix, n), word);
            }
            if let Some(number) = condition.at_least {
                form = form.fill(&values_field(prefix, n), number.to_string());
            }
        }
    }
    form.fill("match", if one_of { ONE } else { ALL })
}

/// The conditions that were typed; `None` with every problem at its field.
pub fn read(visit: &Visit, form: &mut Form, prefix: &str) -> Option<Vec<FactIs>> {
    let mut found = Vec::new();
    let mut good = true;
    for n in 1..=MOST {
        match one(visit, form, &field(prefix, n), &values_field(prefix, n)) {
            Ok(condition) => found.extend(condition),
            Err(()) => good = false,
        }
    }
    good.then_some(found)
}

fn one(visit: &Visit, form: &mut Form, fact: &str, values: &str) -> Result<Option<FactIs>, ()> {
    let t = visit.t();
    let id = form.value(fact).to_owned();
    let typed: Vec<String> = form.values(values).iter().filter(|word| !word.trim().is_empty()).cloned().collect();
    if id.is_empty() {
        if typed.is_empty() {
            return Ok(None);
        }
        form.problem(fact, t.text("rule-fact-missing"));
        return Err(());
    }
    let Some(def) = visit.ctx().policy.facts().get(&id).filter(|def| askable(def)) else {
        form.problem(fact, t.text("form-not-a-choice"));
        return Err(());
    };
    if def.kind == FactType::Count {
        let number = form.number(values, "rule-number-missing", 1, 1_000_000).and_then(|n| u32::try_from(n).ok());
        return number.map(|number| Some(FactIs { fact: id, any: Vec::new(), at_least: Some(number) })).ok_or(());
    }
    let known = words_of(def);
    if typed.is_empty() {
        form.problem(values, t.text("rule-fact-values-missing"));
        return Err(());
    }
    if typed.iter().any(|word| !known.contains(word)) {
        form.problem(values, t.with1("rule-fact-values-wrong", "known", known.join(", ")));
        return Err(());
    }
    Ok(Some(FactIs { fact: id, any: typed, at_least: None }))
}

/// `Encryption of the data: none or partly`, or a count from a number on.
pub fn told(ctx: &Ctx, t: &Words, condition: &FactIs) -> String {
    let name = label(ctx, t, &condition.fact);
    match condition.at_least {
        Some(number) => t.with2("rule-told-at-least", "fact", &name, "number", number),
        None => {
            let any: Vec<String> = condition.any.iter().map(|word| worded(ctx, t, &condition.fact, word)).collect();
            t.with2("rule-told-fact", "fact", &name, "values", any.join(&t.text("rule-told-or")))
        }
    }
}
