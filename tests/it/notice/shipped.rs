//! The shipped templates, words and content rules, handed in as text the way the program does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use breachdesk::notice::{ContentRules, Language, NoticeKind, Problem, Templates};
use rust_embed::Embed;

use super::demo::{FIXED, FIXED_KINDS, WHOLE};

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
fn every_notice_and_every_letter_is_whole_in_five_languages() {
    for kind in NoticeKind::ALL {
        let (whole, fixed): (Vec<&Language>, Vec<&Language>) =
            TEMPLATES.languages(*kind).into_iter().partition(|one| TEMPLATES.answers_in(one).is_none());
        let tags = |of: Vec<&Language>| of.into_iter().map(|one| one.as_str().to_owned()).collect::<Vec<_>>();
        let mut expected = WHOLE.to_vec();
        expected.sort_unstable();
        assert_eq!(tags(whole), expected, "{kind}");
        let expected: &[&str] = if FIXED_KINDS.contains(kind) { &FIXED } else { &[] };
        assert_eq!(tags(fixed), expected, "{kind}");
    }
    assert!(!RULES.labels().is_empty());
}

fn words(language: &str) -> toml::Table {
    toml::from_str(&file(&format!("words/{language}.toml"))).expect("TOML")
}

#[test]
fn no_language_lacks_a_word_that_another_has() {
    let en = words("en");
    for language in WHOLE {
        let other = words(language);
        for part in ["phrases", "values", "countries"] {
            assert_eq!(keys(&en[part]), keys(&other[part]), "{language}: {part}");
        }
        for part in ["consequences", "advice"] {
            let groups = |t: &toml::Table| {
                t[part].as_array().expect("a list").iter().map(|a| a["data"].to_string()).collect::<Vec<_>>()
            };
            assert_eq!(groups(&en), groups(&other), "{language}: {part}");
        }
        // Languages of the screens take the names of facts from the vocabulary.
        if !["en", "it"].contains(&language) {
            let named: Vec<&str> = TEMPLATES.forms().facts.keys().map(String::as_str).collect();
            let labels: BTreeSet<String> = keys(&other["labels"]).into_iter().collect();
            assert_eq!(labels.iter().map(String::as_str).collect::<Vec<_>>(), named, "{language}: labels");
        }
    }
}

/// Whoever reads a brief finds the same duties there as on the screens: a language without screens has a name for each of them.
#[test]
fn a_language_without_screens_names_every_duty_that_the_screens_name() {
    let screens = [include_str!("../../../locales/en/duties.ftl"), include_str!("../../../locales/en/nis2.ftl")];
    let lines = screens.iter().flat_map(|file| file.lines());
    let named: BTreeMap<&str, &str> =
        lines.filter_map(|line| line.strip_prefix("duty-name-")?.split_once(" = ")).collect();
    assert!(named.len() > 50, "{}", named.len());
    for tag in WHOLE {
        let own = TEMPLATES.duty_words(&super::demo::language(tag));
        assert_eq!(own.is_none(), ["en", "it"].contains(&tag), "{tag}");
        let Some(own) = own else { continue };
        let keys: Vec<&str> = own.names.keys().map(String::as_str).collect();
        assert_eq!(keys, named.keys().copied().collect::<Vec<_>>(), "{tag}");
        assert!(own.people_in.contains("{place}") && !own.people.contains('{'), "{tag}");
        for (key, name) in &own.names {
            assert_ne!(name, named[key.as_str()], "{tag}: {key} is in English");
            // A figure of the law stands in the name of both or of neither.
            assert_eq!(figures(name), figures(named[key.as_str()]), "{tag}: {key}");
        }
    }
}

/// Numbers of a name, in order; words for small ones are words.
fn figures(text: &str) -> Vec<String> {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    numbers.map(str::to_owned).collect()
}

/// Fixed words: every phrase that an authority can read, and the name of every fact that these notices tell.
#[test]
fn languages_of_fixed_words_have_every_phrase_to_an_authority_and_the_name_of_every_fact_they_tell() {
    let to_authority = |key: &String| !key.starts_with("plain_");
    let asked: Vec<String> = keys(&words("en")["phrases"]).into_iter().filter(to_authority).collect();
    for language in FIXED {
        let own = words(language);
        assert_eq!(keys(&own["phrases"]), asked, "{language}");
        let english: BTreeSet<String> = sentences(&words("en")["phrases"]).into_iter().collect();
        let repeated: Vec<String> = sentences(&own["phrases"]).into_iter().filter(|t| english.contains(t)).collect();
        assert_eq!(repeated, [] as [String; 0], "{language}");
        let labels = keys(&own["labels"]);
        for kind in FIXED_KINDS {
            let template = file(&format!("{kind}/{language}.j2"));
            let told = ["t.say(\"", "t.para(\""].into_iter().flat_map(|ask| template.split(ask).skip(1));
            for id in told.filter_map(|rest| rest.split('"').next()) {
                assert!(labels.iter().any(|label| label == id), "{language}: {kind} tells {id}, which has no name");
            }
        }
    }
}

/// A language that borrows from one that borrows too, or from none, is told.
#[test]
fn answers_are_borrowed_from_a_whole_language_alone() {
    for lender in ["pl", "xx"] {
        let problems = load(|path, text| match path {
            "words/pt.toml" => text.replace("answers = \"en\"", &format!("answers = \"{lender}\"")),
            _ => text,
        });
        let message = told(&problems.err().expect("the change is found"));
        assert!(message.contains("words/pt.toml") && message.contains("no language that is whole"), "{message}");
    }
}

/// A State that a notice names is named in its language, never by a code that a reader would have to look up.
#[test]
fn every_country_of_the_law_has_its_name_in_each_whole_language() {
    let known: toml::Table = toml::from_str(include_str!("../../../policies/countries.toml")).expect("TOML");
    let known = known["country"].as_array().expect("a list").iter();
    let known: Vec<[&str; 3]> =
        known.map(|one| ["code", "name_en", "name_it"].map(|key| one[key].as_str().expect("text"))).collect();
    assert!(known.len() > 200);
    for language in WHOLE {
        let own = words(language);
        let own = own["countries"].as_table().expect("a table");
        for [code, english, italian] in &known {
            let name = own.get(*code).and_then(toml::Value::as_str).unwrap_or_else(|| panic!("{language}: no {code}"));
            let expected = match language {
                "en" => Some(english),
                "it" => Some(italian),
                _ => None,
            };
            assert!(expected.is_none_or(|expected| *expected == name), "{language} {code}: {name}");
            assert!(!name.is_empty() && name != *code, "{language} {code}");
        }
        assert_eq!(own.len(), known.len(), "{language}: no name without its country");
    }
}

/// Texts of the fixed words, longer than what two languages may share by chance.
fn sentences(value: &toml::Value) -> Vec<String> {
    match value {
        toml::Value::String(text) if text.split_whitespace().count() > 2 => vec![text.clone()],
        toml::Value::Array(all) => all.iter().flat_map(sentences).collect(),
        toml::Value::Table(all) => all.values().flat_map(sentences).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn no_language_repeats_the_words_of_another() {
    for language in WHOLE {
        for other in WHOLE.iter().filter(|other| **other != language) {
            let (own, theirs) = (words(language), words(other));
            for part in ["phrases", "values", "plain", "consequences", "advice"] {
                let theirs: BTreeSet<String> = sentences(&theirs[part]).into_iter().collect();
                let shared: Vec<String> =
                    sentences(&own[part]).into_iter().filter(|text| theirs.contains(text)).collect();
                assert_eq!(shared, [] as [String; 0], "{language} and {other}: {part}");
            }
        }
    }
}

/// Whoever reads a notice is told nothing of who proof-read its words; whoever drafts it is.
#[test]
fn that_no_native_has_read_a_language_is_known_and_stands_in_no_notice() {
    for language in WHOLE {
        assert_eq!(
            TEMPLATES.is_read_by_native(&super::demo::language(language)),
            words(language)["read_by_native"].as_bool() == Some(true),
            "{language}"
        );
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
