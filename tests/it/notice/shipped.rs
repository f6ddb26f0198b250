//! The shipped templates, words and content rules, handed in as text the way the program does.

use std::sync::LazyLock;

use breachdesk::notice::{ContentRules, NoticeKind, Problem, Templates};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "templates/notices/"]
struct Files;

pub const CONTENT: &str = include_str!("../../../policies/forms/content.toml");

pub static TEMPLATES: LazyLock<Templates> =
    LazyLock::new(|| load(|_, text| text).unwrap_or_else(|p| panic!("{}", told(&p))));
pub static RULES: LazyLock<ContentRules> = LazyLock::new(|| {
    ContentRules::load("forms/content.toml", CONTENT, &TEMPLATES).unwrap_or_else(|p| panic!("{}", told(&p)))
});

/// Text of one shipped file below `templates/notices`.
pub fn file(path: &str) -> String {
    let file = Files::get(path).expect("an embedded file is there");
    String::from_utf8(file.data.into_owned()).expect("templates are UTF-8")
}

pub fn told(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Loads the shipped files after `change` has had its way with each.
pub fn load(change: impl Fn(&str, String) -> String) -> Result<Templates, Vec<Problem>> {
    let files: Vec<(String, String)> =
        Files::iter().map(|path| (path.to_string(), change(&path, file(&path)))).collect();
    Templates::load(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
}

#[test]
fn every_kind_has_an_english_and_an_italian_template() {
    for kind in NoticeKind::ALL {
        let languages: Vec<&str> = TEMPLATES.languages(*kind).into_iter().map(|l| l.as_str()).collect();
        assert_eq!(languages, ["en", "it"], "{kind}");
    }
    assert!(!RULES.labels().is_empty());
}

#[test]
fn both_languages_have_words_for_the_same_values() {
    let words =
        |language: &str| -> toml::Table { toml::from_str(&file(&format!("words/{language}.toml"))).expect("TOML") };
    let (en, it) = (words("en"), words("it"));
    for part in ["phrases", "values", "countries"] {
        assert_eq!(keys(&en[part]), keys(&it[part]), "{part}");
    }
    for part in ["consequences", "advice"] {
        let groups = |t: &toml::Table| {
            t[part].as_array().expect("a list").iter().map(|a| a["data"].to_string()).collect::<Vec<_>>()
        };
        assert_eq!(groups(&en), groups(&it), "{part}");
    }
}

fn keys(value: &toml::Value) -> Vec<String> {
    let Some(table) = value.as_table() else { return Vec::new() };
    table
        .iter()
        .flat_map(|(k, v)| {
            std::iter::once(k.clone()).chain(keys(v).into_iter().map(move |inner| format!("{k}.{inner}")))
        })
        .collect()
}

#[test]
fn a_misspelt_fact_name_or_loop_without_end_is_a_message_with_file_and_place() {
    let broken = |from: &'static str, to: &'static str| {
        let problems = load(move |path, text| if path == "t611_first/it.j2" { text.replace(from, to) } else { text });
        told(&problems.err().expect("the change is found"))
    };
    let message = broken("t.say(\"nature.cia\")", "t.say(\"nature.sia\")");
    assert!(message.contains("t611_first/it.j2") && message.contains("nature.sia"), "{message}");
    let message = broken("{{ controller.name }}", "{{ controler.name }}");
    assert!(message.contains("controler"), "{message}");
    let message = broken("=== safeguards", "=== safegards");
    assert!(message.contains("differ from those"), "{message}");
}

#[test]
fn a_rule_that_would_stop_a_filing_is_refused() {
    let text = CONTENT.replacen("blocking = false", "blocking = true", 1);
    let problems = ContentRules::load("forms/content.toml", &text, &TEMPLATES).expect_err("found");
    assert!(told(&problems).contains("nothing may stop a statutory filing"), "{}", told(&problems));
    let text = CONTENT.replacen("block = \"provider\"", "block = \"provder\"", 1);
    assert!(ContentRules::load("forms/content.toml", &text, &TEMPLATES).is_err());
    let text = CONTENT.replacen("verified = true", "verfied = true", 1);
    assert!(ContentRules::load("forms/content.toml", &text, &TEMPLATES).is_err());
}
