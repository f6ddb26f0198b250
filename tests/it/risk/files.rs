//! The files of the risk rules: what is built in, and what bad ones get.

use breachdesk::assessment::RiskRules;

use super::rules;

/// The built-in files with one text replaced in one of them.
fn changed(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = breachdesk::assets::policies();
    let (_, text) = files.iter_mut().find(|(path, _)| path == file).unwrap();
    assert!(text.contains(from), "{from}");
    *text = text.replacen(from, to, 1);
    match RiskRules::load(&files) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

#[track_caller]
fn refused(file: &str, from: &str, to: &str, says: &str) {
    let found = changed(file, from, to);
    assert!(found.iter().any(|problem| problem.contains(says)), "“{says}” expected, got {found:#?}");
}

#[test]
fn every_rule_says_who_reads_the_law_so_in_two_languages_and_holds_for_its_example() {
    for rule in &rules().rules {
        let texts = [&rule.en, &rule.it, &rule.cite.act, &rule.cite.article, &rule.reading.by, &rule.reading.note];
        assert!(texts.iter().all(|text| !text.trim().is_empty()), "{}", rule.id);
        assert_ne!(rule.en, rule.it);
        // Loading has computed the example; a rule that asks for facts has one.
        assert_eq!(rule.example.is_some(), rule.reads().next().is_some(), "{}", rule.id);
    }
}

#[test]
fn every_word_of_the_facts_is_understood() {
    let kinds: Vec<String> = rules().vocabulary.kinds.iter().map(|kind| kind.id.clone()).collect();
    for fact in breachdesk::policy::PolicySet::load(&breachdesk::assets::policies()).unwrap().facts().iter() {
        let Some(id) = fact.id.strip_prefix("risk.") else { continue };
        for value in &fact.values {
            let unknown = value == "unknown" || rules().vocabulary.unknown_words.contains(value);
            let known = match id {
                "data_categories" => kinds.contains(value),
                "outcome" | "method" => continue,
                _ => rules().vocabulary.fact(id).is_some_and(|fact| fact.meaning(value).is_some()),
            };
            assert!(known || unknown, "{id}: {value}");
        }
    }
}

#[test]
fn a_rule_that_could_lower_the_advice_by_a_graver_or_unknown_fact_is_refused() {
    let rules = "risk/rules.toml";
    refused(
        rules,
        "at_most = { confidentiality = \"no\", exfil",
        "at_least = { confidentiality = \"no\" }\nat_most = { exfil",
        "`at_most` only",
    );
    refused(
        rules,
        "at_least = { vital = \"yes\", avail",
        "at_most = { integrity = \"no\" }\nat_least = { vital = \"yes\", avail",
        "`at_least` only",
    );
    refused(
        rules,
        "encryption = \"state_of_art_key_safe\", availability",
        "encryption = \"claimed\", availability",
        "merely claimed",
    );
}

#[test]
fn a_misspelt_key_fact_or_value_is_told_with_its_file() {
    refused("risk/rules.toml", "certainty = \"firm\"", "certanty = \"firm\"", "certanty");
    refused(
        "risk/rules.toml",
        "vital = \"yes\", availability",
        "vitale = \"yes\", availability",
        "`vitale` is not a fact",
    );
    refused(
        "risk/rules.toml",
        "recipient_kind = \"public\"",
        "recipient_kind = \"publik\"",
        "`publik` is not a value of `recipient_kind`",
    );
    refused("risk/kinds.toml", "class = \"plain\"", "class = \"plane\"", "`plane` is not a value of `data`");
    refused("risk/enisa.toml", "temporary = [0, 1], ", "", "has no points for `temporary`");
    refused("risk/enisa.toml", "from = 8\n", "from = 13\n", "bands start at 0 and rise");
    refused(
        "risk/examples.toml",
        "attack_type = \"sql_injection\"",
        "attack_type = \"sql_injektion\"",
        "sql_injektion",
    );
    refused(
        "risk/rules.toml",
        "[\"health\", \"image\"], availability = \"permanent\" }",
        "[\"health\", \"image\"], availability = \"no\" }",
        "own example",
    );
}

#[test]
fn a_missing_or_strange_file_is_told() {
    let mut files = breachdesk::assets::policies();
    files.retain(|(path, _)| path != "risk/enisa.toml");
    files.push(("risk/mine.toml".to_owned(), String::new()));
    let found: Vec<String> = RiskRules::load(&files).unwrap_err().iter().map(ToString::to_string).collect();
    assert!(found.iter().any(|problem| problem.contains("risk/enisa.toml") && problem.contains("is missing")));
    assert!(found.iter().any(|problem| problem.contains("risk/mine.toml")));
}

/// A rule of one's own: a letter that a house always notifies, whatever else clears it.
const OWN: &str = r#"
[[rule]]
id = "house-letters-of-patients"
method = "house"
effect = "alarms"
certainty = "firm"
en = "Letters of patients are always told to the people."
it = "Le lettere dei pazienti si comunicano sempre agli interessati."
cite = { act = "House rule", article = "7" }
reading = { by = "dpo", on = "2026-11-22", note = "Decided by the board." }
verified = true
at_least = { data = "serious" }
example = { data_categories = ["health"], special_categories = true }
"#;

fn with_own(path: &str, text: &str) -> Result<RiskRules, Vec<String>> {
    let own = [(path.to_owned(), text.to_owned())];
    RiskRules::load_over(&breachdesk::assets::policies(), &own)
        .map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

#[test]
fn an_own_rule_stands_beside_the_shipped_ones_and_changes_the_digest() {
    let own = with_own("risk/rules.toml", OWN);
    let own = own.unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(own.rules.len(), rules().rules.len() + 1);
    assert!(own.rule("house-letters-of-patients").unwrap().own);
    assert_ne!(own.digest, rules().digest);
    assert_eq!(own.digest.len(), 64);
}

#[test]
fn an_own_rule_replaces_a_shipped_one_only_where_it_says_so() {
    let named = OWN.replace("house-letters-of-patients", "small-plain-recalled");
    let slip = with_own("risk/rules.toml", &named).unwrap_err();
    assert!(slip.iter().any(|problem| problem.contains("is shipped with the program") && problem.contains("Hint:")));
    let nothing = OWN.replace("verified = true", "verified = true\nreplaces = true");
    let nothing = with_own("risk/rules.toml", &nothing).unwrap_err();
    assert!(nothing.iter().any(|problem| problem.contains("replaces nothing")), "{nothing:#?}");
}

#[test]
fn an_own_rule_that_spares_a_notice_by_an_unknown_fact_is_refused_like_a_shipped_one() {
    let lax = OWN.replace("\"alarms\"", "\"clears\"");
    let found = with_own("risk/rules.toml", &lax).unwrap_err();
    assert!(found.iter().any(|problem| problem.contains("`at_most` only") && problem.contains("Hint:")), "{found:#?}");
    let words = with_own("risk/vocabulary.toml", "").unwrap_err();
    assert!(words.iter().any(|problem| problem.contains("is not read from an own folder")), "{words:#?}");
    let misspelt = with_own("risk/rules.toml", &OWN.replace("effect", "efect")).unwrap_err();
    assert!(misspelt.iter().any(|problem| problem.contains("line ") && problem.contains("efect")), "{misspelt:#?}");
}
