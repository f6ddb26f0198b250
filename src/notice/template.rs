//! Templates of notices: one file per kind and language, cut into blocks before anything is filled in.
//!
//! The cut happens in the template's own text, so no fact can end one block and begin another. Each block is a template of its
//! own in a strict environment: a misspelt name is an error, a loop without end runs out of fuel, nothing is included from elsewhere.
//!
//! ```text
//! style: authority
//!
//! === subject
//! …
//! === delay
//! when: late
//! heading: Reasons for the delay
//!
//! {{ t.para("time.delay_reason") }}
//! ```

use std::collections::BTreeMap;

use minijinja::Environment;

use super::compile::{environment, parts};
use super::cut::{NoticeForm, asked_facts, cut};
use super::digest;
use super::forms::FactForms;
use super::kind::{Language, NoticeKind};
use super::problem::Problem;
use super::words::{DutyWords, Words};

/// Names that a template may use.
pub const CONTEXT: &[&str] = &[
    "t",
    "controller",
    "dpo",
    "hotline",
    "recipient",
    "fixed_subject",
    "our_reference",
    "authority_reference",
    "as_at",
    "late",
    "purpose",
    "reason",
    "clocks",
    "asked",
    "version",
    "told",
    "complaint_authority",
    "next_update",
    "versions",
    "earlier",
    "earlier_on",
    "law",
    "notified_law",
    "told_abroad",
    "changes",
    "still_open",
];
const FACTS_FILE: &str = "facts.toml";

/// All templates and words, checked. Made once from text, then only read.
pub struct Templates {
    pub(super) env: Environment<'static>,
    /// Source of every part by its name, on its way into the engine.
    parts: BTreeMap<String, String>,
    pub(super) forms: FactForms,
    pub(super) words: BTreeMap<Language, Words>,
    pub(super) notices: BTreeMap<(NoticeKind, Language), NoticeForm>,
    /// The same as they are written, for whoever words some of their blocks otherwise.
    pub(super) sources: BTreeMap<(NoticeKind, Language), NoticeForm>,
}

impl Templates {
    /// Reads `(path, text)` pairs with paths below `templates/notices`: `facts.toml`, `words/<language>.toml`,
    /// `<kind>/<language>.j2`. Gives every problem at once.
    pub fn load<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Vec<Problem>> {
        let files: BTreeMap<&str, &str> = files.into_iter().collect();
        let mut problems = Vec::new();
        let forms = match files.get(FACTS_FILE) {
            Some(text) => FactForms::load(FACTS_FILE, text).map_err(|p| vec![p])?,
            None => return Err(vec![Problem::new(FACTS_FILE, "file", "the list of facts is missing")]),
        };
        let mut loaded = Self {
            env: environment(),
            parts: BTreeMap::new(),
            forms,
            words: BTreeMap::new(),
            notices: BTreeMap::new(),
            sources: BTreeMap::new(),
        };
        for (path, text) in &files {
            if let Some(tag) = path.strip_prefix("words/").and_then(|p| p.strip_suffix(".toml")) {
                loaded.add_words(path, tag, text, &mut problems);
            }
        }
        loaded.lend_answers(&mut problems);
        for (path, text) in &files {
            if let Some((kind, tag)) = path.strip_suffix(".j2").and_then(|p| p.split_once('/')) {
                loaded.add_notice(path, kind, tag, text, &files, &mut problems);
            } else if *path != FACTS_FILE && !path.starts_with("words/") {
                problems.push(
                    Problem::new(path, "file", "no notice reads this file")
                        .hint("name it <kind>/<language>.j2 or words/<language>.toml"),
                );
            }
        }
        loaded.compare_languages(&mut problems);
        // Two thousand parts take ten kilobytes each once they are compiled, and few of them are ever filled in: each is compiled anew
        // when it is first asked for.
        let parts = std::mem::take(&mut loaded.parts);
        loaded.env.set_loader(move |name| Ok(parts.get(name).cloned()));
        if problems.is_empty() { Ok(loaded) } else { Err(problems) }
    }

    /// Languages a kind can be drafted in.
    pub fn languages(&self, kind: NoticeKind) -> Vec<&Language> {
        self.notices.keys().filter(|(k, _)| *k == kind).map(|(_, language)| language).collect()
    }

    /// SHA-256 over everything a draft of this kind and language is made from: template, words and fact forms.
    pub fn digest(&self, kind: NoticeKind, language: &Language) -> Option<&str> {
        self.notices.get(&(kind, language.clone())).map(|n| n.digest.as_str())
    }

    /// What a fact is called in a notice of this language, where its words say so.
    pub fn label(&self, language: &Language, fact: &str) -> Option<&str> {
        self.words.get(language)?.labels.get(fact).map(String::as_str)
    }

    /// What duties are called in a notice of this language, where its words say so.
    pub fn duty_words(&self, language: &Language) -> Option<&DutyWords> {
        self.words.get(language)?.duties.as_ref()
    }

    /// A country by its name in this language, where its words say so.
    pub fn country(&self, language: &Language, code: &str) -> Option<&str> {
        self.words.get(language)?.countries.get(code).map(String::as_str)
    }

    /// One of the fixed phrases of a language; empty where nothing is written in it.
    pub fn phrase(&self, language: &Language, key: &str) -> String {
        self.words.get(language).map_or_else(String::new, |words| words.phrase(key, &[]))
    }

    /// The language of the answers, where notices of this language have their fixed words alone in it.
    pub fn answers_in(&self, language: &Language) -> Option<&Language> {
        self.words.get(language)?.answers.as_ref()
    }

    /// Whether somebody who grew up with the language has read what notices say in it.
    pub fn is_read_by_native(&self, language: &Language) -> bool {
        self.words.get(language).is_some_and(|words| words.read_by_native)
    }

    pub fn forms(&self) -> &FactForms {
        &self.forms
    }

    /// Ids of all blocks a kind can have, in order, from its first language (all languages have the same).
    pub fn block_ids(&self, kind: NoticeKind) -> Vec<&str> {
        let first = self.notices.iter().find(|((k, _), _)| *k == kind);
        first.map_or_else(Vec::new, |(_, n)| n.blocks.iter().map(|b| b.id.as_str()).collect())
    }

    fn add_words(&mut self, path: &str, tag: &str, text: &str, problems: &mut Vec<Problem>) {
        match Words::load(path, text) {
            Ok(words) if words.language.as_str() == tag => {
                self.words.insert(words.language.clone(), words);
            }
            Ok(words) => problems.push(Problem::new(
                path,
                "language",
                format!("says `{}` in a file named `{tag}`", words.language),
            )),
            Err(problem) => problems.push(problem),
        }
    }

    /// A language with fixed words alone takes the words of the answers from the one that it names.
    fn lend_answers(&mut self, problems: &mut Vec<Problem>) {
        let all = self.words.clone();
        for (language, words) in &mut self.words {
            let path = format!("words/{language}.toml");
            match words.answers.clone().map(|from| (all.get(&from).filter(|whole| whole.answers.is_none()), from)) {
                Some((Some(whole), _)) => words.borrow_from(whole),
                Some((None, from)) => {
                    problems.push(Problem::new(&path, "answers", format!("`{from}` is no language that is whole")));
                }
                None => {}
            }
            problems.extend(words.gaps(&path, &self.forms));
        }
    }

    fn add_notice(
        &mut self,
        path: &str,
        kind: &str,
        tag: &str,
        text: &str,
        files: &BTreeMap<&str, &str>,
        problems: &mut Vec<Problem>,
    ) {
        let Some(kind) = NoticeKind::parse(kind) else {
            problems.push(Problem::new(path, "file", format!("no kind of notice is called `{kind}`")));
            return;
        };
        let Ok(language) = Language::parse(tag) else {
            problems.push(Problem::new(path, "file", format!("`{tag}` is not a language tag")));
            return;
        };
        let words_path = format!("words/{tag}.toml");
        let Some(words) = files.get(words_path.as_str()) else {
            problems.push(Problem::new(path, "file", format!("there is no `{words_path}` for this language")));
            return;
        };
        let mut form = match cut(path, text) {
            Ok(form) => form,
            Err(found) => return problems.extend(found),
        };
        let facts = files.get(FACTS_FILE).copied().unwrap_or_default();
        let mut made_of = vec![text, words, facts];
        let lender = self.answers_in(&language).map(|from| format!("words/{from}.toml"));
        made_of.extend(lender.and_then(|path| files.get(path.as_str()).copied()));
        let digests: Vec<String> = made_of.into_iter().map(|t| digest::sha256_hex(t.as_bytes())).collect();
        form.digest = digest::sha256_hex(digests.join("\n").as_bytes());
        self.sources.insert((kind, language.clone()), form.clone());
        self.compile(path, &mut form, problems);
        self.notices.insert((kind, language), form);
    }

    /// Has the engine read every part, and replaces its source by its name there.
    fn compile(&mut self, path: &str, form: &mut NoticeForm, problems: &mut Vec<Problem>) {
        for part in parts(path, form) {
            let name = part.name;
            for id in asked_facts(part.source).into_iter().filter(|id| !self.forms.facts.contains_key(*id)) {
                problems.push(Problem::new(
                    path,
                    &name,
                    format!("asks for the fact `{id}`, which {FACTS_FILE} does not know"),
                ));
            }
            if let Err(error) = self.env.add_template_owned(name.clone(), part.source.clone()) {
                problems.push(Problem::new(path, &name, error.to_string()));
                continue;
            }
            for variable in unknown_names(&self.env, &name) {
                problems.push(
                    Problem::new(path, &name, format!("`{variable}` is not a name that templates have"))
                        .hint(CONTEXT.join(", ")),
                );
            }
            self.env.remove_template(&name);
            self.parts.insert(name.clone(), std::mem::replace(part.source, name));
        }
    }

    /// The blocks of one kind are the same in every language, in the same order: content rules and people rely on them.
    fn compare_languages(&self, problems: &mut Vec<Problem>) {
        for kind in NoticeKind::ALL {
            let mut all = self.notices.iter().filter(|((k, _), _)| k == kind);
            let Some(((_, first), form)) = all.next() else {
                problems.push(Problem::new(&format!("{kind}/"), "folder", "this kind of notice has no template"));
                continue;
            };
            let ids = |form: &NoticeForm| form.blocks.iter().map(|b| b.id.clone()).collect::<Vec<_>>();
            for ((_, language), other) in all {
                if ids(other) != ids(form) || other.plain != form.plain {
                    problems.push(
                        Problem::new(
                            &format!("{kind}/{language}.j2"),
                            "blocks",
                            format!("differ from those of `{kind}/{first}.j2`"),
                        )
                        .hint(ids(form).join(", ")),
                    );
                }
            }
        }
    }
}

/// Names that a part asks for and that no template has, in order.
pub(super) fn unknown_names(env: &Environment<'static>, name: &str) -> Vec<String> {
    let asked = env.get_template(name).map(|template| template.undeclared_variables(false)).unwrap_or_default();
    let mut unknown: Vec<String> = asked.into_iter().filter(|v| !CONTEXT.contains(&v.as_str())).collect();
    unknown.sort();
    unknown
}
