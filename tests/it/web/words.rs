//! Both languages hold the same keys with the same variables; every key that code or templates name exists, and none is left over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use breachdesk::domain::actor::Role;
use breachdesk::web::components::Level;
use breachdesk::web::i18n::{Lang, files};

/// Keys of a language with the variables each one uses.
fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in files(lang) {
        let mut current = String::new();
        for line in text.lines() {
            if let Some((key, _)) = line.split_once(" =")
                && line.starts_with(|c: char| c.is_ascii_lowercase())
            {
                key.clone_into(&mut current);
                assert!(!all.contains_key(key), "{path}: {key} stands twice");
                all.insert(current.clone(), BTreeSet::new());
            }
            for variable in line.split('$').skip(1) {
                let name: String = variable.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
                if let Some(variables) = all.get_mut(&current) {
                    variables.insert(name);
                }
            }
        }
    }
    all
}

/// Every string literal of the sources and templates, and the rest of the line before it.
fn literals() -> Vec<(String, String, String)> {
    fn walk(folder: &Path, found: &mut Vec<(String, String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs" || end == "html") {
                let text = std::fs::read_to_string(&path).unwrap();
                for line in text.lines() {
                    let parts: Vec<&str> = line.split('"').collect();
                    for i in 1..parts.len() {
                        found.push((path.display().to_string(), parts[i - 1].to_owned(), parts[i].to_owned()));
                    }
                }
            }
        }
    }
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    walk(&root.join("src"), &mut found);
    walk(&root.join("templates/pages"), &mut found);
    found
}

const CALLS: &[&str] = &[".text(", ".with1(", ".with2(", ".with3(", ".with("];

#[test]
fn both_languages_have_the_same_keys_with_the_same_variables() {
    let (english, italian) = (keys(Lang::En), keys(Lang::It));
    let names = |all: &BTreeMap<String, BTreeSet<String>>| all.keys().cloned().collect::<BTreeSet<_>>();
    let differ: Vec<_> = names(&english).symmetric_difference(&names(&italian)).cloned().collect();
    assert!(differ.is_empty(), "only in one language: {differ:?}");
    for (key, variables) in &english {
        assert_eq!(Some(variables), italian.get(key), "{key} has other variables in Italian");
    }
}

#[test]
fn every_key_that_a_page_names_exists() {
    let known = keys(Lang::En);
    let mut missing = BTreeSet::new();
    for (path, before, literal) in literals() {
        let is_key = literal.contains('-')
            && !before.contains("bad")
            && literal.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if is_key && CALLS.iter().any(|call| before.ends_with(call)) && !known.contains_key(&literal) {
            missing.insert(format!("{literal} ({path})"));
        }
        let is_family = literal.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        if is_family && before.ends_with(".of(") && !known.keys().any(|key| key.starts_with(&format!("{literal}-"))) {
            missing.insert(format!("{literal}-… ({path})"));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn no_key_is_left_over() {
    let all = literals();
    let whole: BTreeSet<&str> = all.iter().map(|(_, _, literal)| literal.as_str()).collect();
    let families: BTreeSet<&str> =
        all.iter().filter(|(_, before, _)| before.ends_with(".of(")).map(|(_, _, literal)| literal.as_str()).collect();
    let unused: Vec<String> = keys(Lang::En)
        .into_keys()
        // The engine of the law names these as data; tests/it/law/words.rs asks for each of them.
        .filter(|key| !key.starts_with("law-") && !key.starts_with("arith-"))
        .filter(|key| {
            !whole.contains(key.as_str()) && !families.iter().any(|family| key.starts_with(&format!("{family}-")))
        })
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

#[test]
fn every_value_of_a_family_has_a_word() {
    for lang in Lang::ALL {
        let words = lang.words();
        for role in Role::ALL {
            assert!(words.has(&format!("role-{role}")), "role-{role} in {lang}");
        }
        for level in Level::ALL {
            assert!(words.has(&format!("level-{level}")), "level-{level} in {lang}");
        }
    }
}

#[test]
fn every_rule_and_step_has_a_name_on_the_screens() {
    use breachdesk::web::pages::case::rule_name;
    let policy = crate::support::app::policy();
    for lang in Lang::ALL {
        for rule in policy.rules() {
            for stage in &rule.stages {
                let name = rule_name(lang.words(), &rule.id, &stage.id, "");
                assert_ne!(name, rule.id, "{lang}: {} {} has no duty-name", rule.id, stage.id);
            }
        }
    }
}

#[test]
fn an_italian_reads_the_names_that_italian_authorities_give_themselves() {
    let policy = crate::support::app::policy();
    for id in ["IT", "IT-TELECOM", "IT-CSIRT"] {
        let record = policy.authority(id).unwrap();
        assert_eq!(Lang::It.words().authority(&record.name), record.name_native, "{id}");
        assert_eq!(Lang::En.words().authority(&record.name), record.name, "{id}");
    }
    assert_eq!(Lang::It.words().authority("Dutch Data Protection Authority"), "Dutch Data Protection Authority");
}
