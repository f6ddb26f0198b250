//! The linter's data: checked with the policy set, taken over by an own folder, marked until a native has read it.

use breachdesk::domain::plan::RuleOrigin;
use breachdesk::policy::wording::RULES;
use breachdesk::policy::{Layer, PolicySet};

use super::lint::trial;
use crate::support::app::policy;

fn problems(file: &str, from: &str, to: &str) -> String {
    let mut files = breachdesk::assets::policies();
    let (_, text) = files.iter_mut().find(|(path, _)| path.ends_with(file)).expect("a shipped file");
    assert!(text.contains(from), "{from}");
    *text = text.replacen(from, to, 1);
    let found = PolicySet::load(&files).expect_err("found");
    found
        .iter()
        .map(|problem| format!("{} {} {} {}\n", problem.file, problem.key, problem.message, problem.hint))
        .collect()
}

#[test]
fn every_rule_has_a_level_a_source_and_its_forms() {
    let policy = policy();
    assert_eq!(policy.lint_rules().count(), RULES);
    for rule in policy.lint_rules() {
        assert!(!rule.forms.is_empty() && !rule.source.is_empty(), "{}", rule.id);
    }
    for language in ["en", "it", "de", "fr", "es"] {
        assert!(policy.lint_language(language).is_some(), "{language}");
        assert!(policy.word_lists(language).all(|list| !list.verified), "no native has read {language} yet");
    }
}

#[test]
fn a_mistake_in_the_data_is_told_with_file_and_place() {
    for (file, from, to, parts) in [
        ("lint/rules.toml", "id = \"L24\"", "id = \"L99\"", vec!["L24", "L99", "is not a rule"]),
        ("lint/rules.toml", "level = \"E\"", "level = \"X\"", vec!["lint/rules.toml", "level"]),
        ("lint/en.toml", "rule = \"L24\"", "rule = \"L77\"", vec!["en-L24", "names a rule"]),
        ("lint/en.toml", "\"merely\"", "\"Merely\"", vec!["lint/en.toml", "phrases", "lower case"]),
        ("lint/it.toml", "formula = \"gulpease\"", "formula = \"guess\"", vec!["lint/it.toml", "formula"]),
        ("lint/de.toml", "on = \"2026-11-22\"", "day = \"2026-11-22\"", vec!["lint/de.toml", "on", "day"]),
        ("lint/rules.toml", "\"39:6:11\"", "\"39-6-11\"", vec!["lint/rules.toml", "phones"]),
    ] {
        let told = problems(file, from, to);
        for part in parts {
            assert!(told.contains(part), "{part} in: {told}");
        }
    }
}

#[test]
fn an_own_folder_takes_the_place_of_a_list_and_says_so() {
    let own = |replaces: &str| {
        vec![(
            "lint/own.toml".to_owned(),
            format!(
                "[[lint_list]]\nid = \"en-L24\"\n{replaces}language = \"en\"\nrule = \"L24\"\non = \"2026-11-22\"\n\
                 source = \"House style\"\nverified = true\nphrases = [\"a mere trifle\"]\n"
            ),
        )]
    };
    let base = policy();
    let layer = |files: &[(String, String)]| base.with(Layer { origin: RuleOrigin::Folder, files });
    assert!(layer(&own("")).is_err(), "nobody takes the place of a shipped list by a slip");
    let changed = layer(&own("replaces = true\n")).unwrap();
    assert_eq!(changed.overrides().len(), 1);
    let says = |law: &PolicySet, sentence: &str| {
        trial("en").says(sentence).report_by(law).found.iter().any(|f| f.rule == "L24")
    };
    assert!(says(&changed, "It is a mere trifle.") && !says(&changed, "It is an isolated incident."));
    assert!(!says(&base, "It is a mere trifle.") && says(&base, "It is an isolated incident."));
}
