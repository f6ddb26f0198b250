//! What may stand in a house template: values, conditions, loops and two filters; no call but of a fact by its id, no arithmetic, no
//! include, nothing that could grow without end or ask for what the template was not given (table of threats, SSTI).

use crate::notice::compile::FILTERS;

/// What `t` may be asked, and whether a fact's id stands in the brackets.
pub const SAYS: &[(&str, bool)] = &[
    ("say", true),
    ("para", true),
    ("items", true),
    ("on", true),
    ("expected", true),
    ("has", true),
    ("sure", true),
    ("stated", true),
    ("not_applicable", true),
    ("holds", true),
    ("protection", false),
    ("protection_proven", false),
    ("consequences", false),
    ("advice", false),
];
const OPERATORS: &[&str] = &["and", "or", "not", "in", "true", "false"];
/// Words of the engine that no template needs; as names they would mean something else than they say.
const CLOSED: &[&str] = &["is", "if", "else", "elif", "for", "recursive", "self", "super"];
/// One after another inside one another; more is no notice.
const MOST_BRACKETS: usize = 16;

/// The first thing in a part that no template may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAllowed {
    /// The words themselves, cut to a line.
    pub words: String,
}

fn refused<T>(words: &str) -> Result<T, NotAllowed> {
    Err(NotAllowed { words: words.chars().take(60).collect() })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Name(&'a str),
    Text(&'a str),
    Mark(&'a str),
}

/// Reads one part and answers the ids of the facts it asks for.
pub fn read(source: &str) -> Result<Vec<String>, NotAllowed> {
    let mut facts = Vec::new();
    let mut rest = source;
    while let Some(start) = rest.find(['{', '}']) {
        let here = &rest[start..];
        let (tag, close) = match here.as_bytes().get(..2) {
            Some(b"{{") => ("{{", "}}"),
            Some(b"{%") => ("{%", "%}"),
            // A remark says nothing to the reader.
            Some(b"{#") => match here.find("#}") {
                Some(end) => {
                    rest = &here[end + 2..];
                    continue;
                }
                None => return refused(here.lines().next().unwrap_or(here)),
            },
            _ => {
                rest = &here[1..];
                continue;
            }
        };
        let (tokens, length) = tokens(&here[2..], close)?;
        let shown = &here[..(2 + length).min(here.len())];
        match tag {
            "{{" => expression(&tokens, shown, &mut facts)?,
            _ => statement(&tokens, shown, &mut facts)?,
        }
        rest = &here[2 + length..];
    }
    Ok(facts)
}

/// The tokens up to the closing mark, and how many bytes they took with it.
fn tokens<'a>(inside: &'a str, close: &str) -> Result<(Vec<Token<'a>>, usize), NotAllowed> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        let rest = &inside[at..];
        if rest.starts_with(close) {
            return Ok((tokens, at + close.len()));
        }
        let Some(first) = rest.chars().next() else { return refused(inside) };
        let length = match first {
            ' ' | '\n' | '\t' => 1,
            'a'..='z' | '_' => {
                let end = rest.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
                let name = &rest[..end.unwrap_or(rest.len())];
                tokens.push(Token::Name(name));
                name.len()
            }
            '"' | '\'' => {
                let Some(end) = rest[1..].find(first) else { return refused(rest) };
                let text = &rest[1..=end];
                if text.contains(['\\', '\n', '{', '}']) {
                    return refused(rest);
                }
                tokens.push(Token::Text(text));
                end + 2
            }
            '.' | '(' | ')' | ',' | '|' => {
                tokens.push(Token::Mark(&rest[..1]));
                1
            }
            '=' | '!' if rest[1..].starts_with('=') => {
                tokens.push(Token::Mark(&rest[..2]));
                2
            }
            _ => return refused(rest.lines().next().unwrap_or(rest)),
        };
        at += length;
    }
}

fn statement(tokens: &[Token<'_>], shown: &str, facts: &mut Vec<String>) -> Result<(), NotAllowed> {
    match tokens {
        [Token::Name("else" | "endif" | "endfor")] => Ok(()),
        [Token::Name("if" | "elif"), rest @ ..] => expression(rest, shown, facts),
        [Token::Name("for"), Token::Name(item), Token::Name("in"), rest @ ..] if is_free(item) => {
            expression(rest, shown, facts)
        }
        _ => refused(shown),
    }
}

/// A name that a loop may give: not one that means something already.
fn is_free(name: &str) -> bool {
    !OPERATORS.contains(&name) && !CLOSED.contains(&name) && name != "loop" && name != "t"
}

fn expression(tokens: &[Token<'_>], shown: &str, facts: &mut Vec<String>) -> Result<(), NotAllowed> {
    if tokens.is_empty() {
        return refused(shown);
    }
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| tokens.get(before));
        let after = tokens.get(place + 1);
        match token {
            Token::Name(name) => {
                let is_member = before == Some(&Token::Mark("."));
                let is_filter = before == Some(&Token::Mark("|"));
                let is_called = after == Some(&Token::Mark("("));
                let fits = match (is_member, is_filter, is_called) {
                    (true, _, true) => is_asked_of_t(&tokens[..place - 1]) && call(name, &tokens[place + 1..], facts),
                    (true, _, false) => !is_asked_of_t(&tokens[..place - 1]),
                    (_, true, called) => !called && FILTERS.contains(name),
                    // A bracket behind an operator groups; behind a name it would call.
                    (false, false, true) => OPERATORS.contains(name),
                    (false, false, false) => !CLOSED.contains(name),
                };
                if !fits {
                    return refused(shown);
                }
            }
            Token::Mark("(") => {
                depth += 1;
                // Behind a bracket or a text it would call what came of that.
                let calls = matches!(before, Some(Token::Mark(")" | "." | "," | "|") | Token::Text(_)));
                if calls || depth > MOST_BRACKETS {
                    return refused(shown);
                }
            }
            Token::Mark(")") => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return refused(shown),
            },
            // Only a name has members; a text or what came of a call has none.
            Token::Mark(".") if !matches!(before, Some(Token::Name(_))) => return refused(shown),
            Token::Mark(",") if !matches!((before, after), (Some(Token::Text(_)), Some(Token::Text(_)))) => {
                return refused(shown);
            }
            Token::Mark(_) | Token::Text(_) => {}
        }
    }
    Ok(())
}

/// Whether what stands before the dot is `t` and nothing else.
fn is_asked_of_t(before: &[Token<'_>]) -> bool {
    let (last, earlier) = match before {
        [earlier @ .., last] => (last, earlier),
        [] => return false,
    };
    *last == Token::Name("t") && earlier.last() != Some(&Token::Mark("."))
}

/// `("fact.id")`, `("fact.id", "word")` or `()` behind what `t` may be asked.
fn call(name: &str, behind: &[Token<'_>], facts: &mut Vec<String>) -> bool {
    let Some((_, of_a_fact)) = SAYS.iter().find(|(known, _)| *known == name) else { return false };
    match behind {
        [_, Token::Text(id), Token::Mark(")"), ..] if *of_a_fact && name != "holds" => {
            facts.push((*id).to_owned());
            true
        }
        [_, Token::Text(id), Token::Mark(","), Token::Text(_), Token::Mark(")"), ..] if name == "holds" => {
            facts.push((*id).to_owned());
            true
        }
        [_, Token::Mark(")"), ..] => !*of_a_fact,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_without_marks_may_say_anything() {
        for text in ["", "{# a remark #}", "Dear {first name}", "100 % } {", "a { b } c", "§ 1 — ‹x›"] {
            assert_eq!(read(text), Ok(Vec::new()), "{text}");
        }
    }

    #[test]
    fn values_conditions_loops_and_facts_may_stand() {
        let source = r#"{% if t.has("time.end") and (not late or told) %}{{ t.say("time.start") | cap | stop }}{% elif earlier_on == "x" %}
            {% for line in dpo.channels %}- {{ loop.index }} {{ line }}{% endfor %}{% else %}{{ controller.name }}{% endif %}"#;
        assert_eq!(read(source), Ok(vec!["time.end".to_owned(), "time.start".to_owned()]));
        assert_eq!(read(r#"{{ t.holds("data.categories", 'email') }}"#), Ok(vec!["data.categories".to_owned()]));
        assert_eq!(read("{% for step in t.advice() %}{{ step }}{% endfor %}"), Ok(Vec::new()));
    }

    #[test]
    fn nothing_else_may_stand() {
        for source in [
            "{{ 7 * 7 }}",
            "{{ '7' * 7 }}",
            "{{ \"a\" ~ \"b\" }}",
            "{% include 'facts.toml' %}",
            "{% import 'x' as y %}",
            "{% extends 'x' %}",
            "{% macro m() %}{{ m() }}{% endmacro %}",
            "{% set x = 1 %}",
            "{% raw %}{% endraw %}",
            "{% filter cap %}x{% endfilter %}",
            "{% call m() %}{% endcall %}",
            "{% do x() %}",
            "{% for x in x recursive %}{{ loop(x) }}{% endfor %}",
            "{% for t in told %}{% endfor %}",
            "{% for a, b in told %}{% endfor %}",
            "{{ range(1000000000) }}",
            "{{ self.__class__ }}",
            "{{ ''.__class__.__mro__ }}",
            "{{ t.__init__ }}",
            "{{ t.say }}",
            "{{ t.say(dpo.name) }}",
            "{{ t.advice(\"x\") }}",
            "{{ t.exec(\"x\") }}",
            "{{ dpo.name.upper() }}",
            "{{ loop.cycle(\"a\") }}",
            "{{ (t.say(\"time.start\"))(\"x\") }}",
            "{{ \"x\"(\"y\") }}",
            "{{ dpo | attr(\"name\") }}",
            "{{ dpo | pprint }}",
            "{{ dpo[\"name\"] }}",
            "{{ x is defined }}",
            "{{ a if b else c }}",
            "{{ debug() }}",
            "{{ t.say(\"a\\\"b\") }}",
            "{{ t.say(\"time.start\"",
            "{{ }}",
            "{%- if late -%}",
            "{# never closed",
            "{{ UPPER }}",
            "{{ ((((((((((((((((((late)))))))))))))))))) }}",
            "${{ 7 }}",
            "#{7*7}{{7}}",
        ] {
            assert!(read(source).is_err(), "{source}");
        }
    }
}
