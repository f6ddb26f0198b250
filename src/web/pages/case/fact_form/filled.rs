//! A fact on record, put into the fields that ask for it.

use chrono_tz::Tz;
use serde_json::{Map, Value};

use super::key_field;
use crate::app::views::facts::{FactDef, FactType};
use crate::domain::values::At;
use crate::web::form::Form;

/// Puts a value into the fields that ask for it.
pub fn filled(mut form: Form, def: &FactDef, value: &Value, zone: Tz) -> Form {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    match (def.kind, value) {
        (_, Value::Null) => form,
        (FactType::Bool, Value::Bool(yes)) => form.fill("value", if *yes { "yes" } else { "no" }),
        (FactType::Enum, value) => one_filled(form, def, value),
        (FactType::Datetime, Value::String(typed)) => match At::parse(typed) {
            Ok(at) => form.fill_instant("value", at, zone),
            Err(_) => form.fill("value", typed),
        },
        (FactType::Set, Value::Array(items)) if !def.values.is_empty() => {
            items.iter().fold(form, |form, item| one_filled(form, def, item))
        }
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

fn one_filled(form: Form, def: &FactDef, value: &Value) -> Form {
    match value {
        Value::Object(map) => {
            let word = map.get("value").and_then(Value::as_str).unwrap_or_default();
            let other = map.get("text").and_then(Value::as_str).unwrap_or_default();
            form.fill("value", word).fill("other", other)
        }
        // Written before the words were laid down: it stands among the other words, so that the next save keeps it.
        value => match value.as_str().unwrap_or_default() {
            old if def.other_text && !def.values.iter().any(|word| word == old) => {
                form.fill("value", "other").fill("other", old)
            }
            word => form.fill("value", word),
        },
    }
}

fn item_filled(form: Form, n: usize, map: &Map<String, Value>) -> Form {
    map.iter().fold(form, |form, (key, value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            other => super::super::facts::plain_value_words(form.words(), other),
        };
        // The field is one line; a browser would join the lines of an address without a word between them.
        let line = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ");
        form.fill(&key_field(n, key), line)
    })
}
