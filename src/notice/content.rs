//! What the law wants in each kind of notice, read from data, and what of it a draft lacks.
//!
//! For an authority nothing blocks but a missing recipient or an empty notice: a statutory filing is never stopped by its own gaps.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::clean;
use super::draft::Draft;
use super::facts::{NoticeFacts, Statement};
use super::forms::{FactForm, FactForms};
use super::kind::{Audience, NoticeKind};
use super::problem::{Problem, toml_problem};
use super::telling::{Standing, standing};
use super::template::Templates;
use super::tongue::foreign_passages;
use super::worded::lacks_language;
use crate::domain::plan::Citation;
use crate::words;

words! {
    /// When an element is asked for.
    When {
        Always = "always",
        Late = "late",
        /// Where a fact that the same notice should hold is still not known.
        Open = "open",
    }
}

words! {
    /// By whose word the content of a letter is asked where no law lists it; words in `locales/` under `notice-source-<source>`.
    Source {
        Police = "police",
        /// The terms of an insurance policy.
        Policy = "policy",
        /// National labour law.
        Labour = "labour",
        /// Those who decide.
        Management = "management",
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cite {
    act: String,
    article: String,
    url: String,
}

impl Cite {
    fn citation(&self) -> Citation {
        Citation { act: self.act.clone(), article: self.article.clone(), url: self.url.clone() }
    }
}

/// One thing that the law wants in a notice.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Key of its name in `locales/`.
    pub label: String,
    /// Facts that answer it.
    pub facts: Vec<&'a str>,
    pub citation: Citation,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Element {
    id: String,
    block: String,
    /// Each of them must stand.
    #[serde(default)]
    facts: Vec<String>,
    /// One of them must stand.
    #[serde(default)]
    facts_any: Vec<String>,
    /// Whether "not known yet, expected by …" will do at this stage (Art. 33(4), 611/2013 Art. 2(3)).
    open_with_date: bool,
    #[serde(default = "always")]
    when: When,
    #[serde(default)]
    blocking: bool,
    /// Without one the kind's own stands for it.
    cite: Option<Cite>,
    /// False while nobody has read the item in a primary source.
    #[serde(default)]
    verified: bool,
}

fn always() -> When {
    When::Always
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindRules {
    id: NoticeKind,
    audience: Audience,
    /// Follows an earlier notice to the same authority: holds its reference and only what changed.
    #[serde(default)]
    follows: bool,
    /// Takes back what was notified before.
    #[serde(default)]
    withdraws: bool,
    /// Tells the clocks of the case and what is still open in it.
    #[serde(default)]
    clocks: bool,
    /// Stands for the items that name none of their own.
    cite: Option<Cite>,
    /// By whose word its items are asked, where no law lists them.
    source: Option<Source>,
    /// Merge fields a draft of this kind may hold.
    fields: BTreeSet<String>,
    element: Vec<Element>,
}

impl KindRules {
    /// The citation of an item; the kind's own where it names none.
    fn cite_of<'a>(&'a self, element: &'a Element) -> Option<&'a Cite> {
        element.cite.as_ref().or(self.cite.as_ref())
    }
}

fn cited_as(kind: &KindRules, element: &Element) -> Citation {
    let none = || Citation { act: String::new(), article: String::new(), url: String::new() };
    kind.cite_of(element).map_or_else(none, Cite::citation)
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: Vec<KindRules>,
}

/// Content rules of all kinds, checked.
#[derive(Debug, Clone)]
pub struct ContentRules {
    kinds: BTreeMap<NoticeKind, KindRules>,
}

words! {
    MissingReason {
        NoRecipient = "no_recipient",
        EmptyNotice = "empty_notice",
        BlockGone = "block_gone",
        BlockEmpty = "block_empty",
        /// Nobody has said anything about the fact.
        NotStated = "not_stated",
        /// Said to be unknown, without a day by which it is expected.
        NoDate = "no_date",
        /// Not known yet, at a stage that wants it known.
        StillOpen = "still_open",
        /// Written by language, and not in this one.
        OtherLanguage = "other_language",
        /// The authority takes it under a subject line of its own words, and this is another.
        OtherSubject = "other_subject",
        /// What somebody typed reads as another language than the notice: it wants a translation.
        ForeignPassage = "foreign_passage",
    }
}

/// One thing a notice lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub element: String,
    /// Key of the element's name in `locales/`: `notice-element-<element>`.
    pub label: String,
    pub reason: MissingReason,
    /// Block to go to, where there is one.
    pub block: Option<String>,
    /// Facts that would settle it.
    pub facts: Vec<String>,
    pub citation: Citation,
    /// Where no citation stands.
    pub source: Option<Source>,
    pub verified: bool,
    pub blocking: bool,
    /// The words it is about, and the language they read as; none where it is about no passage.
    pub passage: Option<(String, &'static str)>,
}

impl ContentRules {
    /// Reads `policies/forms/content.toml` and holds it against the templates; all problems at once.
    pub fn load(file: &str, text: &str, templates: &Templates) -> Result<Self, Vec<Problem>> {
        let read: File = toml::from_str(text).map_err(|e| vec![toml_problem(file, text, &e)])?;
        let mut problems = Vec::new();
        let mut kinds = BTreeMap::new();
        for kind in read.kind {
            check_kind(file, &kind, templates, &mut problems);
            if kinds.insert(kind.id, kind.clone()).is_some() {
                problems.push(Problem::new(file, kind.id.as_str(), "this kind stands twice"));
            }
        }
        for kind in NoticeKind::ALL.iter().filter(|k| !kinds.contains_key(*k)) {
            problems.push(Problem::new(file, kind.as_str(), "this kind of notice has no content rules"));
        }
        if problems.is_empty() { Ok(Self { kinds }) } else { Err(problems) }
    }

    pub fn audience(&self, kind: NoticeKind) -> Audience {
        self.kinds.get(&kind).map_or(Audience::Authority, |k| k.audience)
    }

    /// Whether a kind follows an earlier notice to the same authority.
    pub fn follows(&self, kind: NoticeKind) -> bool {
        self.kinds.get(&kind).is_some_and(|k| k.follows)
    }

    /// Whether a kind takes back what was notified before.
    pub fn withdraws(&self, kind: NoticeKind) -> bool {
        self.kinds.get(&kind).is_some_and(|k| k.withdraws)
    }

    /// Whether a kind tells the clocks of the case and what is still open in it.
    pub fn tells_clocks(&self, kind: NoticeKind) -> bool {
        self.kinds.get(&kind).is_some_and(|k| k.clocks)
    }

    /// The kinds for readers who are neither authorities nor people concerned, in the order of the kinds.
    pub fn letters(&self) -> Vec<NoticeKind> {
        NoticeKind::ALL.iter().copied().filter(|kind| self.audience(*kind) == Audience::Other).collect()
    }

    /// Whether something that a kind always asks for is still not known, with a day or without.
    pub fn leaves_open(&self, kind: NoticeKind, facts: &NoticeFacts, forms: &FactForms) -> bool {
        let mut elements = self.kinds.get(&kind).into_iter().flat_map(|kind| &kind.element);
        elements.any(|element| element.when == When::Always && still_open(element, facts, forms))
    }

    /// Merge fields that a draft of this kind may hold.
    pub fn fields(&self, kind: NoticeKind) -> BTreeSet<&str> {
        self.kinds.get(&kind).map_or_else(BTreeSet::new, |k| k.fields.iter().map(String::as_str).collect())
    }

    /// What the law wants in a kind: name, facts and citation of each element, in the order of the law's list.
    pub fn wanted(&self, kind: NoticeKind) -> Vec<Wanted<'_>> {
        let elements =
            self.kinds.get(&kind).into_iter().flat_map(|k| k.element.iter().map(move |element| (k, element)));
        elements
            .map(|(kind, element)| Wanted {
                label: label(&element.id),
                facts: element.facts.iter().chain(&element.facts_any).map(String::as_str).collect(),
                citation: cited_as(kind, element),
            })
            .collect()
    }

    /// Facts that a block answers for, in the order of the law's list.
    pub fn facts_of(&self, kind: NoticeKind, block: &str) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        let elements = self.kinds.get(&kind).into_iter().flat_map(|k| &k.element).filter(|e| e.block == block);
        for id in elements.flat_map(|e| e.facts.iter().chain(&e.facts_any)) {
            if !ids.contains(&id.as_str()) {
                ids.push(id);
            }
        }
        ids
    }

    /// Locale keys of every element, for the test that each language has them.
    pub fn labels(&self) -> BTreeSet<String> {
        let elements = self.kinds.values().flat_map(|k| k.element.iter().map(|e| label(&e.id)));
        elements.chain([label("recipient"), label("notice"), label("subject"), label("passage")]).collect()
    }
}

fn label(element: &str) -> String {
    format!("notice-element-{}", element.replace('_', "-"))
}

fn check_kind(file: &str, kind: &KindRules, templates: &Templates, problems: &mut Vec<Problem>) {
    let blocks = templates.block_ids(kind.id);
    let mut ids = BTreeSet::new();
    for element in &kind.element {
        let place = format!("{}.{}", kind.id, element.id);
        if !ids.insert(&element.id) {
            problems.push(Problem::new(file, &place, "this element stands twice"));
        }
        if !blocks.contains(&element.block.as_str()) {
            problems.push(
                Problem::new(file, &place, format!("no block of this kind is called `{}`", element.block))
                    .hint(blocks.join(", ")),
            );
        }
        for fact in element.facts.iter().chain(&element.facts_any).filter(|f| !templates.forms().facts.contains_key(*f))
        {
            problems.push(
                Problem::new(file, &place, format!("`{fact}` is not a fact that notices speak of"))
                    .hint("see templates/notices/facts.toml"),
            );
        }
        if element.blocking && kind.audience.is_body() {
            problems.push(
                Problem::new(file, &place, "blocks a notice to an authority or another body")
                    .hint("nothing may stop a statutory filing but an empty notice or a missing recipient"),
            );
        }
        if !cited(kind, element) {
            problems.push(Problem::new(file, &place, "has no citation with act, article and address"));
        }
    }
}

/// A citation that somebody can follow; a letter may name a source in its place, and then no item of it counts as verified.
fn cited(kind: &KindRules, element: &Element) -> bool {
    match kind.cite_of(element) {
        Some(cite) => {
            let web = cite.url.starts_with("https://") || cite.url.starts_with("http://");
            web && !cite.act.is_empty() && !cite.article.is_empty()
        }
        None => kind.audience == Audience::Other && kind.source.is_some() && !element.verified,
    }
}

/// What this draft lacks on these facts, blocking things first, then in the order of the law's list.
pub fn missing(draft: &Draft, facts: &NoticeFacts, rules: &ContentRules, forms: &FactForms) -> Vec<Missing> {
    let Some(kind) = rules.kinds.get(&draft.kind) else { return Vec::new() };
    let mut found = Vec::new();
    let general = |element: &str, reason| Missing {
        element: element.to_owned(),
        label: label(element),
        reason,
        block: None,
        facts: Vec::new(),
        citation: Citation { act: String::new(), article: String::new(), url: String::new() },
        source: None,
        verified: true,
        blocking: true,
        passage: None,
    };
    if kind.audience.is_body() && facts.frame.recipient.as_ref().is_none_or(|r| clean::one_line(&r.name).is_empty()) {
        found.push(general("recipient", MissingReason::NoRecipient));
    }
    if draft.is_empty() {
        found.push(general("notice", MissingReason::EmptyNotice));
    }
    let demanded = facts.frame.recipient.as_ref().map(|r| r.fixed_subject.as_str()).unwrap_or_default();
    if kind.audience == Audience::Authority && !demanded.is_empty() && draft.subject.trim() != demanded {
        found.push(Missing { blocking: false, ..general("subject", MissingReason::OtherSubject) });
    }
    let open = || kind.element.iter().any(|e| e.when == When::Always && still_open(e, facts, forms));
    let asked = |element: &&Element| match element.when {
        When::Always => true,
        When::Late => facts.late(),
        When::Open => open(),
    };
    for element in kind.element.iter().filter(asked) {
        if let Some((reason, open)) = lacks(element, draft, facts, forms) {
            found.push(Missing {
                element: element.id.clone(),
                label: label(&element.id),
                reason,
                block: Some(element.block.clone()),
                facts: open,
                citation: cited_as(kind, element),
                source: kind.source.filter(|_| kind.cite_of(element).is_none()),
                verified: element.verified,
                blocking: element.blocking,
                passage: None,
            });
        }
    }
    // What a notice that follows says is still open is promised for no day where nobody gave one, or the day is over.
    if let Some(block) = draft.block("still_open").filter(|_| facts.frame.earlier_at.is_some()) {
        let undated = |id: &&String| {
            let form = forms.facts.get(id.as_str());
            let open = |one: &Statement| form.is_none_or(|form| standing(one, form, forms) == Standing::Open);
            facts.of(id).is_empty() || facts.of(id).iter().any(open)
        };
        let ids: Vec<String> = facts.frame.still_open.iter().map(|(id, _)| id).filter(undated).cloned().collect();
        if !ids.is_empty() {
            let block = Some(block.id.clone());
            found.push(Missing { blocking: false, block, facts: ids, ..general("still_open", MissingReason::NoDate) });
        }
    }
    // A guess of the program, so that it never blocks, whoever the reader is.
    found.extend(foreign_passages(draft, facts, rules, forms).into_iter().map(|passage| Missing {
        block: Some(passage.block),
        facts: passage.fact.into_iter().collect(),
        passage: Some((passage.text, passage.language)),
        blocking: false,
        ..general("passage", MissingReason::ForeignPassage)
    }));
    found.sort_by_key(|m| !m.blocking);
    found
}

/// Whether something that an element asks for is not known, with a date or without.
fn still_open(element: &Element, facts: &NoticeFacts, forms: &FactForms) -> bool {
    let open = |id: &String| {
        let form = forms.facts.get(id);
        if form.is_some_and(|form| answered_by_nobody_told(form, facts)) {
            return false;
        }
        let open = |s| form.is_none_or(|f| matches!(standing(s, f, forms), Standing::Open | Standing::OpenWithDate));
        facts.of(id).is_empty() || facts.of(id).iter().any(open)
    };
    element.facts.iter().any(open) || (!element.facts_any.is_empty() && element.facts_any.iter().all(open))
}

/// That nobody has been told yet is the whole answer to how they were: only a communication that went out has content, means and number.
fn answered_by_nobody_told(form: &FactForm, facts: &NoticeFacts) -> bool {
    form.of_telling && facts.frame.nobody_told
}

/// Why an element is not there; facts first, because an empty block follows from them.
fn lacks(
    element: &Element,
    draft: &Draft,
    facts: &NoticeFacts,
    forms: &FactForms,
) -> Option<(MissingReason, Vec<String>)> {
    let reasons = |ids: &[String]| -> Vec<(MissingReason, String)> {
        ids.iter().filter_map(|id| Some((fact_lacks(id, element, draft, facts, forms)?, id.clone()))).collect()
    };
    let all = reasons(&element.facts);
    if let Some((reason, _)) = all.first() {
        return Some((*reason, all.into_iter().map(|(_, id)| id).collect()));
    }
    let any = reasons(&element.facts_any);
    if !element.facts_any.is_empty() && any.len() == element.facts_any.len() {
        // The nearest to an answer says most: "no date" before "not stated".
        let reason = any.iter().map(|(reason, _)| *reason).max()?;
        return Some((reason, element.facts_any.clone()));
    }
    match draft.block(&element.block) {
        None => Some((MissingReason::BlockGone, Vec::new())),
        Some(block) if clean::one_line(&block.body).is_empty() => Some((MissingReason::BlockEmpty, Vec::new())),
        Some(_) => None,
    }
}

fn fact_lacks(
    id: &str,
    element: &Element,
    draft: &Draft,
    facts: &NoticeFacts,
    forms: &FactForms,
) -> Option<MissingReason> {
    let form = forms.facts.get(id)?;
    let statements = facts.of(id);
    if answered_by_nobody_told(form, facts) {
        return None;
    }
    if statements.is_empty() {
        return Some(MissingReason::NotStated);
    }
    statements
        .iter()
        .filter_map(|statement| match standing(statement, form, forms) {
            Standing::Known | Standing::Estimated => {
                lacks_language(&statement.value, &draft.language, form).then_some(MissingReason::OtherLanguage)
            }
            Standing::NotApplicable => None,
            Standing::OpenWithDate if element.open_with_date => None,
            Standing::OpenWithDate => Some(MissingReason::StillOpen),
            Standing::Open => Some(MissingReason::NoDate),
        })
        .max()
}
