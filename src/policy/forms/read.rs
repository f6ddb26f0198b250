//! From a file of `forms/packs/` to the pack, telling every problem on the way.

use super::{FormField, FormPack, LookFor, Need, Say};
use crate::policy::authorities::span;
use crate::policy::facts::AskedIf;
use crate::policy::law::Span;
use crate::policy::reader::Node;

/// Reads a whole file: one `[form]` and its `[[field]]` rows.
pub fn parse(file: &Node<'_>) -> Option<FormPack> {
    let Some(n) = file.node("form") else {
        file.problem("form", "is missing", "a pack begins with [form]: id, title, gloss, language, edition, source");
        file.nodes("field", "id");
        file.finish();
        return None;
    };
    let in_force = n.node("in_force").map(|days| {
        let found = span(&days);
        days.finish();
        found
    });
    let language = n.text("language");
    let is_language = language.len() == 2 && language.bytes().all(|byte| byte.is_ascii_lowercase());
    // An empty one is told as missing already.
    if !language.is_empty() && !is_language {
        n.problem("language", format!("`{language}` is no language"), "two small letters: it, de, nb");
    }
    let verified = n.bool("verified");
    let named_by = n.node("named_by").map(|map| {
        let pairs = map.pairs();
        map.finish();
        pairs.into_iter().collect()
    });
    let pack = FormPack {
        file: file.file.clone(),
        id: n.text("id"),
        title: n.text("title"),
        gloss: n.text("gloss"),
        language,
        recipients: n.texts("recipients"),
        regimes: n.texts("regimes"),
        stages: n.texts("stages"),
        named_by: named_by.unwrap_or_default(),
        draft: n.opt_bool("draft").unwrap_or(false),
        edition: n.text("edition"),
        in_force: in_force.unwrap_or_default(),
        checked_on: n.opt_day("checked_on"),
        source: n.text("source"),
        verified,
        note: n.opt_text("note").unwrap_or_default(),
        note_it: n.opt_text("note_it").unwrap_or_default(),
        say: say(&n),
        fields: file.nodes("field", "id").iter().map(field).collect(),
    };
    if pack.checked_on.is_none() {
        n.problem("checked_on", "is missing", "the day on which the sources were last looked at");
    }
    if pack.in_force == Span::default() && !pack.draft {
        n.problem("in_force", "is missing", "in_force = { from = \"2021-07-01\" }: the first day of this edition");
    }
    if pack.regimes.is_empty() && !pack.draft {
        n.problem("regimes", "is missing", "the regimes whose notices are made on this form");
    }
    if pack.fields.is_empty() {
        n.problem("", "has no questions", "list them in [[field]], in the order of the form");
    }
    n.finish();
    file.finish();
    Some(pack)
}

fn say(form: &Node<'_>) -> Say {
    let Some(n) = form.node("say") else {
        form.problem("say", "is missing", "[form.say]: yes, no, not_known, … in the language of the form");
        return Say::default();
    };
    let with = |key: &'static str, parts: &[&str]| {
        let text = n.text(key);
        for part in parts.iter().filter(|part| !text.is_empty() && !text.contains(*part)) {
            n.problem(key, format!("does not hold {part}"), "the figure goes there");
        }
        text
    };
    let found = Say {
        yes: n.text("yes"),
        no: n.text("no"),
        not_known: n.text("not_known"),
        not_applicable: n.text("not_applicable"),
        expected_by: with("expected_by", &["{day}"]),
        about: with("about", &["{n}"]),
        at_least: with("at_least", &["{n}"]),
        at_most: with("at_most", &["{n}"]),
        between: with("between", &["{min}", "{max}"]),
        day: pattern(&n, "day"),
        instant: pattern(&n, "instant"),
    };
    n.finish();
    found
}

/// A pattern that chrono refuses would panic where it is used, so it is tried here.
fn pattern(n: &Node<'_>, key: &'static str) -> String {
    let text = n.text(key);
    let items: Vec<_> = chrono::format::StrftimeItems::new(&text).collect();
    if items.iter().any(|item| matches!(item, chrono::format::Item::Error)) {
        n.problem(key, format!("`{text}` is no way to write a date"), "such as \"%d/%m/%Y %H:%M\"");
        return String::new();
    }
    text
}

fn field(n: &Node<'_>) -> FormField {
    let needs: Vec<&str> = Need::ALL.iter().map(|need| need.as_str()).collect();
    if !n.has("need") {
        n.problem("need", "is missing", format!("one of {}", needs.join(", ")));
    }
    let values = n.node("values").map(|map| {
        let pairs = map.pairs();
        map.finish();
        pairs.into_iter().collect()
    });
    let only_if = n.node("only_if").map(|asked| {
        let found = AskedIf { fact: asked.text("fact"), any: asked.texts("any") };
        if found.any.is_empty() {
            asked.problem("any", "is missing", "the answers that make the question arise");
        }
        asked.finish();
        found
    });
    let look_for = n.nodes("look_for", "what").into_iter().map(|one| {
        let any: Vec<String> = one.texts("any").iter().map(|word| word.to_lowercase()).collect();
        if any.is_empty() {
            one.problem("any", "is missing", "words of which the text should hold one");
        }
        let found = LookFor { what: one.text("what"), any };
        one.finish();
        found
    });
    let max_chars = n.opt_number("max_chars").map(|most| most as usize);
    if max_chars == Some(0) {
        n.problem("max_chars", "is 0", "leave it out where no limit is known");
    }
    let found = FormField {
        id: n.text("id"),
        no: n.opt_text("no"),
        section: n.text("section"),
        label: n.text("label"),
        gloss: n.text("gloss"),
        verified: n.bool("verified"),
        facts: n.texts("facts"),
        key: n.opt_text("key"),
        values: values.unwrap_or_default(),
        values_ours: n.texts("values_ours"),
        need: n.word("need", &needs, Need::parse).unwrap_or(Need::NotKnown),
        only_if,
        when_late: n.opt_bool("when_late").unwrap_or(false),
        max_chars,
        may_stay_open: n.opt_bool("may_stay_open").unwrap_or(false),
        look_for: look_for.collect(),
    };
    if found.key.is_some() && found.facts.len() != 1 {
        n.problem("key", "is a part of one fact", "with `key`, `facts` names exactly one");
    }
    if (found.need == Need::Conditional) && found.only_if.is_none() && !found.when_late {
        n.problem("need", "is conditional on nothing", "say on what: only_if = { fact, any }, or when_late = true");
    }
    n.finish();
    found
}
