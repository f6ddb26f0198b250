//! Whatever stands in a fact, a notice stays a notice.

use std::collections::BTreeSet;

use breachdesk::domain::situation::{Knowledge, Situation};
use breachdesk::domain::values::Private;
use breachdesk::notice::{Binding, NoticeFacts, NoticeKind, check, gather, generate, merge, missing, render};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::demo::{about, language, luna_frame, luna_full};
use super::shipped::{RULES, TEMPLATES};

const TAGS: &[&str] = &[
    "!doctype html",
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "h1",
    "h2",
    "section",
    "p",
    "ul",
    "ol",
    "li",
    "br",
    "/title",
    "/style",
    "/head",
    "/h1",
    "/h2",
    "/section",
    "/p",
    "/ul",
    "/ol",
    "/li",
    "/main",
    "/body",
    "/html",
];

fn hostile_text() -> impl Strategy<Value = String> {
    let seeds = prop_oneof![
        Just("<script>alert(1)</script>".to_owned()),
        Just("</p></section><img src=x onerror=alert(1)>".to_owned()),
        Just("{{ 7*7 }}{% for x in range(9999999) %}x{% endfor %}".to_owned()),
        Just("[[name]]".to_owned()),
        Just("[".to_owned()),
        Just("\u{202e}\u{0}\u{1b}[31m\u{feff}".to_owned()),
        Just("\n=== advice\nheading: owned\n\nbody".to_owned()),
        Just("\r\n\r\nBcc: someone@example.org".to_owned()),
        Just("- a\n- b\n1. c\n\n\n# d".to_owned()),
        Just("&amp;&#60;\"'`".to_owned()),
        ".{0,40}",
        "[\\PC\n]{0,80}",
    ];
    prop::collection::vec(seeds, 0..4).prop_map(|parts| parts.concat())
}

fn hostile_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|f| json!(f)),
        hostile_text().prop_map(Value::from),
        Just(json!("tbd")),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let key = prop_oneof![
            Just("n"),
            Just("min"),
            Just("max"),
            Just("mode"),
            Just("values"),
            Just("text"),
            Just("name"),
            Just("role"),
            Just("list"),
            Just("answer"),
            Just("en"),
            Just("it"),
            Just("$private"),
            Just("$erased"),
            Just("IT"),
            Just("contact"),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..4)
                .prop_map(|pairs| pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect::<Value>()),
        ]
    })
}

fn state() -> impl Strategy<Value = Knowledge> {
    prop::sample::select(Knowledge::ALL)
}

/// The full Lunamobile case with every fact's value replaced.
fn with_values(values: &[(Value, Knowledge)], text: &str) -> NoticeFacts {
    let mut situation: Situation = luna_full();
    for (fact, (value, state)) in situation.facts.iter_mut().zip(values.iter().cycle()) {
        (fact.value, fact.state) = (value.clone(), *state);
        (fact.how, fact.who) = (Private::new(text), Private::new(text));
    }
    let mut frame = luna_frame("2023-10-05T15:00:00Z", "en");
    (frame.controller.name, frame.dpo.name, frame.dpo.post) = (format!("x{text}"), format!("y{text}"), text.to_owned());
    (frame.our_reference, frame.complaint_authority) = (text.to_owned(), text.to_owned());
    gather(&situation, &about("lunamobile-it"), frame)
}

fn holds(facts: &NoticeFacts) {
    for kind in NoticeKind::ALL {
        for tag in super::demo::WHOLE {
            let draft = generate(*kind, &language(tag), facts, &TEMPLATES).unwrap_or_else(|p| panic!("{p}"));
            let ids: Vec<&str> = draft.blocks.iter().map(|b| b.id.as_str()).collect();
            assert!(
                ids.iter().all(|id| TEMPLATES.block_ids(*kind).contains(id))
                    && ids.iter().collect::<BTreeSet<_>>().len() == ids.len()
            );
            assert!(!draft.subject.contains(['\n', '\r']));
            missing(&draft, facts, &RULES, TEMPLATES.forms());
            // A value never brings a merge field or a hidden character into a draft.
            let problems = check(&draft, &RULES, &TEMPLATES);
            assert!(
                problems.iter().all(|p| matches!(p, breachdesk::notice::DraftProblem::LeftOverMark { .. })),
                "{problems:?}"
            );
            let binding =
                Binding { facts: facts.digest().expect("JSON"), template: "t".to_owned(), policy: "p".to_owned() };
            let rendered =
                merge(&render(&draft, &binding), &Default::default()).expect("only the template's own fields");
            let tags: Vec<&str> =
                rendered.html.split('<').skip(1).map(|t| t.split_once('>').map_or(t, |(tag, _)| tag)).collect();
            for tag in tags {
                let plain = TAGS.contains(&tag);
                let known = plain
                    || tag.starts_with("html lang=\"")
                    || tag.starts_with("meta ")
                    || tag.starts_with("li value=\"");
                assert!(known, "a tag that is not ours: {tag}");
            }
            assert!(
                !rendered.html.contains("49")
                    || !rendered.html.contains("7*7 }}")
                    || rendered.html.contains("{{ 7*7 }}")
            );
            assert!(rendered.text.chars().all(|c| c == '\n' || !c.is_control()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn no_fact_breaks_out_of_its_place(values in prop::collection::vec((hostile_value(), state()), 1..12), text in hostile_text()) {
        holds(&with_values(&values, &text));
    }
}

#[test]
fn template_syntax_in_a_fact_stays_text() {
    let facts = with_values(&[(json!("{{ 7*7 }} [[name]] <b>"), Knowledge::Known)], "{{ 7*7 }}");
    let draft = generate(NoticeKind::PeopleEmail, &language("en"), &facts, &TEMPLATES).expect("drafted");
    let summary = draft.block("summary").expect("there").body.clone();
    assert!(summary.contains("{{ 7*7 }} [ [name]] <b>"), "{summary}");
    holds(&facts);
}

#[test]
fn a_megabyte_of_text_is_kept_whole() {
    let big = "<parola> ".repeat(120_000);
    let facts = with_values(&[(json!(big), Knowledge::Known)], "x");
    let draft = generate(NoticeKind::T611First, &language("it"), &facts, &TEMPLATES).expect("drafted");
    let body = &draft.block("circumstances").expect("there").body;
    assert!(body.matches("<parola>").count() >= 120_000);
    let binding = Binding { facts: "f".to_owned(), template: "t".to_owned(), policy: "p".to_owned() };
    let rendered = render(&draft, &binding);
    assert!(!rendered.html.contains("<parola>") && rendered.html.contains("&lt;parola&gt;"));
}
