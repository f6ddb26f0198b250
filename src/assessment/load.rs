//! Reads the files of `policies/risk/`, and an organisation's own rules over them. A layer fits as a whole or not at all.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::canonical::Answers;
use super::enisa::Enisa;
use super::examples::Example;
use super::facts::Facts;
use super::rules::{Effect, Rule};
use super::vocabulary::{Beside, FactDef, KINDS, KindDef, Labels, Vocabulary};

/// What is wrong in a file: where, a sentence, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskProblem {
    pub file: String,
    /// Record or line of the file; empty where the file as a whole is meant.
    pub key: String,
    pub message: String,
    pub hint: String,
}

impl RiskProblem {
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

impl fmt::Display for RiskProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}: {}", self.file, self.key, self.message)?;
        if !self.hint.is_empty() {
            write!(f, "\n  Hint: {}", self.hint)?;
        }
        Ok(())
    }
}

/// Everything that the advice is computed from.
#[derive(Debug, Clone)]
pub struct RiskRules {
    /// SHA-256 over the risk files that this was read from, as 64 hex digits.
    pub digest: String,
    pub vocabulary: Vocabulary,
    pub rules: Vec<Rule>,
    pub enisa: Enisa,
    pub examples: Vec<Example>,
    pub canonical: Vec<Answers>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VocabularyFile {
    unknown_words: Vec<String>,
    labels: Labels,
    beside: Vec<Beside>,
    fact: Vec<FactDef>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindsFile {
    category: Vec<KindDef>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExamplesFile {
    example: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CanonicalFile {
    from: Vec<Answers>,
}

pub(super) const VOCABULARY: &str = "risk/vocabulary.toml";
pub(super) const KINDS_FILE: &str = "risk/kinds.toml";
pub(super) const RULES: &str = "risk/rules.toml";
pub(super) const ENISA: &str = "risk/enisa.toml";
pub(super) const EXAMPLES: &str = "risk/examples.toml";
pub(super) const CANONICAL: &str = "risk/canonical.toml";

impl RiskRules {
    /// Reads the risk files among `files` (path relative to `policies/`, text); all others are passed over.
    ///
    /// # Errors
    /// Every problem found, so that all can be mended at once.
    pub fn load(files: &[(String, String)]) -> Result<Self, Vec<RiskProblem>> {
        Self::load_over(files, &[])
    }

    /// The same with an organisation's own rules over it: `own` may hold `risk/rules.toml`, whose rules stand beside the shipped ones, or
    /// in the place of one where they say `replaces = true`. The forms that keep the advice monotone bind them too.
    ///
    /// # Errors
    /// Every problem of either; an own file fits as a whole or nothing of it is taken.
    pub fn load_over(files: &[(String, String)], own: &[(String, String)]) -> Result<Self, Vec<RiskProblem>> {
        let mut found = Vec::new();
        let known = [VOCABULARY, KINDS_FILE, RULES, ENISA, EXAMPLES, CANONICAL];
        for (path, _) in files.iter().filter(|(path, _)| is_ours(path) && !known.contains(&path.as_str())) {
            let message = "is not a file of the risk rules";
            found.push(problem(path, "", message).hint(format!("known are {}", known.join(", "))));
        }
        for (path, _) in own.iter().filter(|(path, _)| is_ours(path) && path != RULES) {
            found.push(problem(path, "", "is not read from an own folder").hint(format!(
                "own rules stand in {RULES}; words of facts, kinds of data, score and examples travel with the program"
            )));
        }
        let vocabulary = read::<VocabularyFile>(files, VOCABULARY, &mut found);
        let kinds = read::<KindsFile>(files, KINDS_FILE, &mut found);
        let rules = read::<RulesFile>(files, RULES, &mut found);
        let enisa = read::<Enisa>(files, ENISA, &mut found);
        let examples = read::<ExamplesFile>(files, EXAMPLES, &mut found);
        let canonical = read::<CanonicalFile>(files, CANONICAL, &mut found);
        let has_own = own.iter().any(|(path, _)| path == RULES);
        let own_rules = if has_own { read::<RulesFile>(own, RULES, &mut found) } else { Some(RulesFile::default()) };
        let (
            Some(vocabulary),
            Some(kinds),
            Some(rules),
            Some(enisa),
            Some(examples),
            Some(canonical),
            Some(RulesFile { rule: own_rules }),
        ) = (vocabulary, kinds, rules, enisa, examples, canonical, own_rules)
        else {
            return Err(found);
        };
        let mut loaded = Self {
            digest: digest(files, own),
            vocabulary: Vocabulary {
                beside: vocabulary.beside,
                facts: vocabulary.fact,
                kinds: kinds.category,
                unknown_words: vocabulary.unknown_words,
                labels: vocabulary.labels,
            },
            rules: rules.rule,
            enisa,
            examples: examples.example,
            canonical: canonical.from,
        };
        loaded.put_over(own_rules, &mut found);
        found.extend(loaded.check());
        if found.is_empty() { Ok(loaded) } else { Err(found) }
    }

    /// What is put in the place of something shipped has to say so, so that nobody overrides a rule by a slip.
    fn put_over(&mut self, own: Vec<Rule>, found: &mut Vec<RiskProblem>) {
        for rule in self.rules.iter().filter(|rule| rule.replaces) {
            found
                .push(problem(RULES, &rule.id, "replaces nothing").hint("only an own file replaces; take the key out"));
        }
        for mut rule in own {
            rule.own = true;
            match (self.rules.iter_mut().find(|shipped| shipped.id == rule.id), rule.replaces) {
                (Some(shipped), true) => *shipped = rule,
                (Some(_), false) => found.push(
                    problem(RULES, &rule.id, "is shipped with the program")
                        .hint("say replaces = true, if it is to take the shipped one's place"),
                ),
                (None, true) => found.push(
                    problem(RULES, &rule.id, "replaces nothing: no rule of this id is shipped")
                        .hint("mend the id, or leave the key out"),
                ),
                (None, false) => self.rules.push(rule),
            }
        }
    }

    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The facts that some rule reads, with those behind derived facts; what else a form asks changes no answer.
    pub fn facts_read(&self) -> BTreeSet<&str> {
        let mut read: BTreeSet<&str> = self
            .rules
            .iter()
            .filter(|rule| !matches!(rule.effect, Effect::Note | Effect::NotePeople))
            .flat_map(Rule::reads)
            .collect();
        let derived: Vec<&str> =
            self.vocabulary.facts.iter().filter(|fact| fact.derived).map(|fact| fact.id.as_str()).collect();
        if derived.iter().any(|fact| read.remove(fact)) {
            read.extend([KINDS, "special_categories", "data_sensitivity_of_context", "vulnerable", "encryption"]);
        }
        for fact in derived {
            read.remove(fact);
        }
        read
    }

    /// The facts of a table in one of the files.
    pub fn facts_of(&self, table: &toml::Table) -> Facts {
        match serde_json::to_value(table) {
            Ok(Value::Object(object)) => Facts::read(&self.vocabulary, &object),
            _ => Facts::unknown(),
        }
    }
}

pub(super) fn problem(file: &str, key: &str, message: impl Into<String>) -> RiskProblem {
    RiskProblem { file: file.to_owned(), key: key.to_owned(), message: message.into(), hint: String::new() }
}

/// Files of the risk rules, whoever wrote them.
pub fn is_ours(path: &str) -> bool {
    path.starts_with("risk/")
}

fn read<T: DeserializeOwned>(files: &[(String, String)], path: &str, found: &mut Vec<RiskProblem>) -> Option<T> {
    let Some((_, text)) = files.iter().find(|(name, _)| name == path) else {
        found.push(problem(path, "", "is missing").hint("it travels with the program; put it back"));
        return None;
    };
    let told = |error: toml::de::Error| {
        let line = error.span().map(|span| text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1);
        let message = error.message();
        let hint = match message {
            _ if message.starts_with("unknown field") => "mend the spelling of the key, or take it out",
            _ if message.starts_with("missing field") => "write the key that is missing",
            _ if message.starts_with("unknown variant") => "write one of the words that are known",
            _ => "",
        };
        problem(path, &line.map_or_else(String::new, |line| format!("line {line}")), message).hint(hint)
    };
    toml::from_str(text).map_err(|error| found.push(told(error))).ok()
}

/// Over path and text of every risk file in order, each with its length before it, so that nothing can slide.
fn digest(files: &[(String, String)], own: &[(String, String)]) -> String {
    let mut hash = Sha256::new();
    for (layer, files) in [("shipped", files), ("own", own)] {
        let mut sorted: Vec<&(String, String)> = files.iter().filter(|(path, _)| is_ours(path)).collect();
        sorted.sort();
        for (path, text) in sorted {
            for part in [layer, path, text] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part.as_bytes());
            }
        }
    }
    hex::encode(hash.finalize())
}
