//! A fact on record, put into the fields that ask for it.

use serde_json::{Map, Value};

use super::key_field;
use crate::app::views::facts::{FactDef, FactType};
use crate::web::form::Form;

/// Puts a value into the fields that ask for it.
pub fn filled(mut form: Form, def: &FactDef, value: &Value) -> Form {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    match (def.kind, value) {
        (_, Value::Null) => form,
        (FactType::Bool, Value::Bool(yes)) => form.fill("value", if *yes { "yes" } else { "no" }),
        (FactType::Enum, value) => one_filled(form, value),
        (FactType::Set, Value::Array(items)) if !def.values.is_empty() => items.iter().fold(form, one_filled),
        (FactType::Set | FactType::Codes | FactType::Countries, Value::Array(items)) => {
            form.fill("value", items.iter().map(text).collect::<Vec<_>>().join("\n"))
        }
        (FactType::CountryCounts, Value::Object(map)) => {
            form.fill("value", map.iter().map(|(code, n)| format!("{code} {n}")).collect::<Vec<_>>().join("\n"))
        }
        (FactType::Count, value) => {
            for key in ["mode", "n", "min", "max"] {
                if let Some(part) = value.get(key).filter(|part| !part.is_null()) {
                    form = form.fill(key, text(part));
                }
            }
            form
        }
        (FactType::Object, Value::Object(map)) => item_filled(form, 0, map),
        (FactType::List, Value::Array(items)) => items
            .iter()
            .enumerate()
            .filter_map(|(n, item)| Some((n, item.as_object()?)))
            .fold(form, |form, (n, map)| item_filled(form, n, map)),
        (_, value) => form.fill("value", text(value)),
    }
}

fn one_filled(form: Form, value: &Value) -> Form {
    match value {
        Value::Object(map) => {
            let word = map.get("value").and_then(Value::as_str).unwrap_or_default();
            let other = map.get("text").and_then(Value::as_str).unwrap_or_default();
            form.fill("value", word).fill("other", other)
        }
        value => form.fill("value", value.as_str().unwrap_or_default()),
    }
}

fn item_filled(form: Form, n: usize, map: &Map<String, Value>) -> Form {
    map.iter().fold(form, |form, (key, value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            other => super::super::facts::plain_value_words(form.words(), other),
        };
        form.fill(&key_field(n, key), text)
    })
}
