//! Canonical JSON after RFC 8785, without floating point: one form per document, so that its hash means something.

use std::fmt::Write;

use serde_json::{Map, Value};

/// A document that has no canonical form here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no whole number of at most 53 bits; the record keeps no other numbers")]
pub struct NotCanonical(pub String);

/// The largest whole number that every JSON reader keeps exactly.
const LARGEST: i64 = (1 << 53) - 1;

/// Writes `value` with sorted keys, no spaces, and whole numbers only.
pub fn canonical(value: &Value) -> Result<String, NotCanonical> {
    let mut out = String::new();
    write_value(&mut out, value)?;
    Ok(out)
}

fn write_value(out: &mut String, value: &Value) -> Result<(), NotCanonical> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Value::Number(number) => match number.as_i64() {
            Some(whole) if (-LARGEST..=LARGEST).contains(&whole) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "{whole}");
            }
            _ => return Err(NotCanonical(number.to_string())),
        },
        Value::String(text) => write_text(out, text),
        Value::Array(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write_value(out, item)?;
            }
            out.push(']');
        }
        Value::Object(fields) => write_object(out, fields)?,
    }
    Ok(())
}

fn write_object(out: &mut String, fields: &Map<String, Value>) -> Result<(), NotCanonical> {
    let mut sorted: Vec<(&String, &Value)> = fields.iter().collect();
    // RFC 8785 section 3.2.3 sorts by UTF-16 units, which differs from byte order beyond the basic plane.
    sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    out.push('{');
    for (n, (key, value)) in sorted.into_iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        write_text(out, key);
        out.push(':');
        write_value(out, value)?;
    }
    out.push('}');
    Ok(())
}

/// Writes a string with the escapes of RFC 8785 section 3.2.2.2.
pub fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_by_utf16_units_as_in_the_example_of_the_rfc() {
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin Small Letter O With Diaeresis"
        });
        assert_eq!(
            canonical(&value).unwrap(),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"\u{f6}\":\"Latin Small Letter O With Diaeresis\",\
             \"\u{20ac}\":\"Euro Sign\",\"\u{1f600}\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
        );
    }

    #[test]
    fn control_signs_quotes_and_backslashes_are_escaped_and_nothing_else() {
        assert_eq!(
            canonical(&json!("\u{20ac}$\u{f}\nA'B\"\\\"/\u{7f}")).unwrap(),
            "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\"/\u{7f}\""
        );
    }

    #[test]
    fn fractions_and_numbers_beyond_53_bits_are_refused() {
        assert_eq!(canonical(&json!([0, -1, 9_007_199_254_740_991_i64])).unwrap(), "[0,-1,9007199254740991]");
        for bad in [json!(1.5), json!(1.0), json!(9_007_199_254_740_992_i64), json!(u64::MAX)] {
            assert!(canonical(&json!({ "n": bad })).is_err());
        }
    }

    #[test]
    fn the_canonical_form_is_a_fixed_point() {
        let value = json!({"b": [1, {"z": null, "a": true}], "a": "x"});
        let once = canonical(&value).unwrap();
        assert_eq!(once, r#"{"a":"x","b":[1,{"a":true,"z":null}]}"#);
        assert_eq!(canonical(&serde_json::from_str(&once).unwrap()).unwrap(), once);
    }
}
