//! What was typed, read as a fact: by its type, with every problem at its field. Nothing is guessed.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::super::zone;
use super::{MOST_ITEMS, key_field};
use crate::app::Ctx;
use crate::app::views::facts::{self as view, FactDef, FactType};
use crate::domain::case::Case;
use crate::domain::situation::{Fact, InstantKind, Knowledge, Scope};
use crate::domain::values::{Country, Private};
use crate::web::form::{Ahead, Form};

/// What a form says of one fact.
#[derive(Debug, Clone)]
pub struct Typed {
    pub fact: Fact,
    pub source: Private,
    /// A file of the case.
    pub evidence: Option<Uuid>,
}

/// What was typed as a fact, with every problem at its field. Nothing is guessed: a value of the wrong type is a sentence.
pub fn read(form: &mut Form, ctx: &Ctx, case: &Case, def: &FactDef, scope: &Scope) -> Option<Typed> {
    let state = form.choice("state", "fact-state-missing", Knowledge::parse);
    let how = form.optional_text("estimate");
    let who = form.optional_line("who");
    let source = form.optional_text("source");
    let evidence = match form.value("evidence").trim() {
        "" => None,
        typed => match typed.parse() {
            Ok(file) => Some(file),
            Err(_) => {
                form.problem("evidence", form.words().text("fact-no-such-file"));
                None
            }
        },
    };
    let by = match form.value("by").trim() {
        "" => None,
        typed => match typed.parse() {
            Ok(day) => Some(day),
            Err(_) => {
                form.problem("by", form.words().text("form-not-a-day"));
                None
            }
        },
    };
    let state = state?;
    let value = match state {
        Knowledge::Known | Knowledge::Estimated => read_value(form, ctx, case, def)?,
        // What was typed stays in the form, but an unknown fact has no value.
        Knowledge::Unknown | Knowledge::NotApplicable => Value::Null,
    };
    if !value.is_null()
        && let Err(problem) = ctx.policy.facts().check(&def.id, &value)
    {
        tracing::debug!(fact = def.id, problem, "A value was refused");
        let sentence = form.words().with1("fact-wrong-value", "kind", form.words().of("fact-type", def.kind));
        form.problem(value_field(def), sentence);
    }
    if state == Knowledge::Estimated && how.as_deref().is_some_and(str::is_empty) {
        form.problem("estimate", form.words().text("refusal-estimate-basis-missing"));
    }
    if state == Knowledge::Unknown {
        if who.as_deref().is_some_and(str::is_empty) {
            form.problem("who", form.words().text("fact-who-missing"));
        }
        if by.is_none() {
            form.problem("by", form.words().text("fact-by-missing"));
        }
    }
    if !form.is_good() {
        return None;
    }
    let unknown = state == Knowledge::Unknown;
    let fact = Fact {
        id: def.id.clone(),
        scope: scope.clone(),
        state,
        value: view::stored_as(def, &value),
        how: Private::new(if state == Knowledge::Estimated { how? } else { String::new() }),
        who: Private::new(if unknown { who? } else { String::new() }),
        by: by.filter(|_| unknown),
    };
    Some(Typed { fact, source: Private::new(source?), evidence })
}

/// The field to which a problem with the value belongs.
fn value_field(def: &FactDef) -> &'static str {
    match def.kind {
        FactType::Count => "n",
        _ => "value",
    }
}

fn read_value(form: &mut Form, ctx: &Ctx, case: &Case, def: &FactDef) -> Option<Value> {
    let words = form.words();
    match def.kind {
        FactType::Text => form.text("value", "refusal-value-missing").map(Value::String),
        FactType::Code => form.line("value", "refusal-value-missing").map(Value::String),
        FactType::Bool => form
            .choice("value", "refusal-value-missing", |word| match word {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            })
            .map(Value::Bool),
        FactType::Datetime => moment(form, ctx, case, def),
        FactType::Date => {
            let typed = form.line("value", "refusal-value-missing")?;
            match typed.parse::<chrono::NaiveDate>() {
                Ok(day) if def.past && day > ctx.clock.now().in_zone(zone(case)).date_naive() => {
                    form.problem("value", words.text("fact-day-ahead"));
                    None
                }
                Ok(day) => Some(Value::String(day.to_string())),
                Err(_) => {
                    form.problem("value", words.text("form-not-a-day"));
                    None
                }
            }
        }
        FactType::Enum => {
            let known = |word: &str| def.values.iter().find(|value| *value == word).cloned();
            let word = form.choice("value", "refusal-value-missing", known)?;
            Some(with_other(form.optional_text("other")?, word))
        }
        FactType::Set if def.values.is_empty() => lines(form).map(|lines| json!(lines)),
        FactType::Set => {
            let known = |word: &str| def.values.iter().find(|value| *value == word).cloned();
            let words = form.choices("value", known)?;
            if words.is_empty() {
                form.problem("value", form.words().text("refusal-value-missing"));
                return None;
            }
            let other = form.optional_text("other")?;
            Some(
                words
                    .into_iter()
                    .map(|word| if word == "other" { with_other(other.clone(), word) } else { Value::String(word) })
                    .collect(),
            )
        }
        FactType::Count => count(form),
        FactType::Object => {
            let item = item(form, def, 0)?;
            if item.is_empty() {
                form.problem("value", form.words().text("refusal-value-missing"));
                return None;
            }
            Some(Value::Object(item))
        }
        FactType::List => {
            let mut items = Vec::new();
            for n in 0..MOST_ITEMS {
                let item = item(form, def, n)?;
                if !item.is_empty() {
                    items.push(Value::Object(item));
                }
            }
            if items.is_empty() {
                form.problem("value", form.words().text("refusal-value-missing"));
                return None;
            }
            Some(Value::Array(items))
        }
        FactType::Codes => lines(form).map(|lines| json!(lines)),
        FactType::Countries => {
            let codes = lines(form)?.iter().flat_map(|line| split(line)).collect::<Vec<_>>();
            if let Some(bad) = codes.iter().find(|code| Country::parse(code).is_err()) {
                let bad: String = bad.chars().take(40).collect();
                form.problem("value", form.words().with1("fact-not-a-country", "code", bad));
                return None;
            }
            Some(json!(codes))
        }
        FactType::CountryCounts => country_counts(form),
    }
}

/// A moment in the case's zone. What ends cannot end before it began.
fn moment(form: &mut Form, ctx: &Ctx, case: &Case, def: &FactDef) -> Option<Value> {
    let ahead = if def.past { Ahead::Refused("fact-moment-ahead") } else { Ahead::Allowed };
    let at = form.demand_instant("value", "refusal-value-missing", zone(case), ctx.clock.now(), ahead)?;
    let began =
        case.instants_in_force().filter(|entry| entry.what == InstantKind::Occurred).map(|entry| entry.at).min();
    if let Some(began) = began.filter(|began| def.id == "time.end" && at < *began) {
        let sentence = form.words().with1("fact-end-before-start", "start", form.words().moment(began, zone(case)));
        form.problem("value", sentence);
        return None;
    }
    Some(Value::String(at.rfc3339()))
}

fn with_other(other: String, word: String) -> Value {
    if other.is_empty() { Value::String(word) } else { json!({ "value": word, "text": other }) }
}

fn lines(form: &mut Form) -> Option<Vec<String>> {
    let text = form.text("value", "refusal-value-missing")?;
    Some(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

fn split(line: &str) -> Vec<String> {
    line.split([' ', ',', ';']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_uppercase).collect()
}

fn country_counts(form: &mut Form) -> Option<Value> {
    let mut map = Map::new();
    for line in lines(form)? {
        let mut parts = line.splitn(2, [' ', ':', '=', '\t']);
        let code = parts.next().unwrap_or_default().to_uppercase();
        let digits: String = parts.next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        match (Country::parse(&code), digits.parse::<u64>()) {
            (Ok(_), Ok(n)) => {
                map.insert(code, json!(n));
            }
            _ => {
                let sentence =
                    form.words().with1("fact-not-a-country-count", "line", line.chars().take(60).collect::<String>());
                form.problem("value", sentence);
                return None;
            }
        }
    }
    Some(Value::Object(map))
}

/// The largest number of people or records that anybody can mean.
const MOST: i64 = 20_000_000_000;

fn count(form: &mut Form) -> Option<Value> {
    let known = |word: &str| ["exact", "approx"].into_iter().find(|mode| *mode == word);
    let mode = form.choice("mode", "fact-mode-missing", known)?;
    let mut map = Map::new();
    map.insert("mode".to_owned(), json!(mode));
    for key in ["n", "min", "max"] {
        if form.value(key).trim().is_empty() {
            continue;
        }
        let number = form.number(key, "refusal-value-missing", 0, MOST)?;
        map.insert(key.to_owned(), json!(number));
    }
    let has = |key: &str| map.contains_key(key);
    if mode == "exact" && !has("n") {
        form.problem("n", form.words().text("fact-number-missing"));
        return None;
    }
    if map.len() == 1 {
        form.problem("n", form.words().text("fact-number-missing"));
        return None;
    }
    let (min, max) = (map.get("min").and_then(Value::as_u64), map.get("max").and_then(Value::as_u64));
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        form.problem("max", form.words().text("fact-min-above-max"));
        return None;
    }
    Some(Value::Object(map))
}

fn item(form: &mut Form, def: &FactDef, n: usize) -> Option<Map<String, Value>> {
    let mut map = Map::new();
    for key in &def.keys {
        let text = form.optional_text(&key_field(n, key))?;
        if !text.is_empty() {
            map.insert(key.clone(), Value::String(text));
        }
    }
    Some(map)
}
