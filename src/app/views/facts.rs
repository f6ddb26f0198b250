//! Facts by group and scope: what the law asks, what is known, what a narrower scope inherits.

use crate::domain::case::{Case, FactEntry};
use crate::domain::project::{conceal, reveal};
use crate::domain::situation::{Knowledge, Scope, ScopeKind};
use crate::words;

pub use crate::policy::facts::{FactDef, FactType, FactVocabulary};

words! {
    /// The groups of the facts pages, in order.
    Group {
        Incident = "incident",
        People = "people",
        Consequences = "consequences",
        Measures = "measures",
        Parties = "parties",
        Communication = "communication",
        Abroad = "abroad",
        Risk = "risk",
    }
}

/// Where a fact stands, by the first part of its id.
pub fn group_of(id: &str) -> Group {
    match id.split('.').next().unwrap_or_default() {
        "controller" | "reporter" | "dpo" | "contact_point" | "parties" => Group::Parties,
        "subjects" | "data" => Group::People,
        "consequence" | "impact" => Group::Consequences,
        "measures" => Group::Measures,
        "communication" => Group::Communication,
        "other" | "xborder" | "noneea" | "attachments" => Group::Abroad,
        "risk" => Group::Risk,
        _ => Group::Incident,
    }
}

/// Facts that a first or second notice needs, with where the law asks: Art. 33(3) and 34(2) GDPR, Annexes I and II of 611/2013.
/// All others may be entered too; these are the ones the page asks for.
pub const ASKED: &[(&str, &str)] = &[
    ("incident.description", "GDPR 33(3)(a) · 611 I.5 · II.2"),
    ("incident.type", "EDPB"),
    ("incident.cause", "EDPB"),
    ("incident.systems", "611 I.9"),
    ("incident.location_media", "611 I.9"),
    ("nature.cia", "GDPR 33(3)(a)"),
    ("nature.confidentiality_state", "GDPR 33(3)(a)"),
    ("nature.unintelligible", "GDPR 34(3)(a) · 611 4"),
    ("nature.integrity_state", "GDPR 33(3)(a)"),
    ("nature.availability_state", "GDPR 33(3)(a)"),
    ("discovery.mode", "611 I.4"),
    ("subjects.categories", "GDPR 33(3)(a)"),
    ("subjects.count", "GDPR 33(3)(a) · 611 I.10"),
    ("data.categories", "GDPR 33(3)(a) · 611 I.6 · II.4"),
    ("data.detail", "611 I.6"),
    ("data.records", "GDPR 33(3)(a)"),
    ("consequence.confidentiality", "GDPR 33(3)(c) · 611 I.11 · II.5"),
    ("consequence.integrity", "GDPR 33(3)(c)"),
    ("consequence.availability", "GDPR 33(3)(c)"),
    ("impact.kinds", "GDPR 33(3)(c) · 34(2)"),
    ("measures.before", "611 I.7"),
    ("measures.mitigation", "GDPR 33(3)(d) · 34(2) · 611 I.12 · II.7"),
    ("measures.prevention", "GDPR 33(3)(d)"),
    ("controller.name", "611 I.1 · II.1"),
    ("dpo.name", "GDPR 33(3)(b) · 611 I.2 · II.3"),
    ("dpo.contact", "GDPR 33(3)(b) · 34(2) · 611 I.2 · II.3"),
    ("contact_point", "GDPR 33(3)(b) · 34(2)"),
    ("parties", "611 I.8"),
    ("communication.content", "611 I.13"),
    ("communication.means", "611 I.14"),
    ("communication.summary", "GDPR 34(2) · 611 II.2"),
    ("communication.advice", "GDPR 34(2) · 611 II.8"),
    ("communication.coverage", "611 I.15"),
    ("xborder.subjects", "611 I.16"),
];

pub fn asked_by(id: &str) -> Option<&'static str> {
    ASKED.iter().find(|(asked, _)| *asked == id).map(|(_, law)| *law)
}

/// One fact in one scope, as a page shows it.
#[derive(Debug, Clone)]
pub struct FactRow<'a> {
    pub def: &'a FactDef,
    pub asked_by: Option<&'static str>,
    /// The value in force in this scope; inherited where `from` differs from the scope asked for.
    pub entry: Option<&'a FactEntry>,
    pub from: Option<&'a Scope>,
    /// Values of narrower scopes that differ from the one shown.
    pub narrower: Vec<&'a FactEntry>,
}

impl FactRow<'_> {
    pub fn inherited(&self, scope: &Scope) -> bool {
        self.from.is_some_and(|from| from != scope)
    }

    pub fn state(&self) -> Option<Knowledge> {
        self.entry.map(|entry| entry.fact.state)
    }
}

/// The facts of a group that may be entered, those the law asks for first.
pub fn rows<'a>(case: &'a Case, vocabulary: &'a FactVocabulary, group: Group, scope: &Scope) -> Vec<FactRow<'a>> {
    let mut rows: Vec<FactRow<'a>> = vocabulary
        .iter()
        .filter(|def| !def.projection && group_of(&def.id) == group)
        .map(|def| row(case, def, scope))
        .collect();
    rows.sort_by_key(|row| ASKED.iter().position(|(id, _)| *id == row.def.id).unwrap_or(usize::MAX));
    rows
}

pub fn row<'a>(case: &'a Case, def: &'a FactDef, scope: &Scope) -> FactRow<'a> {
    let entry = in_force(case, &def.id, scope);
    let narrower = match scope.kind {
        ScopeKind::Case => {
            case.facts.iter().filter(|e| e.fact.id == def.id && e.fact.scope.kind != ScopeKind::Case).collect()
        }
        _ => Vec::new(),
    };
    FactRow { def, asked_by: asked_by(&def.id), entry, from: entry.map(|entry| &entry.fact.scope), narrower }
}

/// The value that counts in a scope: its own, else that of its controller, else that of the case.
pub fn in_force<'a>(case: &'a Case, id: &str, scope: &Scope) -> Option<&'a FactEntry> {
    let controller = match scope.kind {
        ScopeKind::Market => case
            .markets
            .iter()
            .find(|market| market.country.as_str() == scope.id)
            .map(|market| market.controller.as_str()),
        ScopeKind::DataSet => {
            case.data_sets.iter().find(|data_set| data_set.id == scope.id).map(|data_set| data_set.controller.as_str())
        }
        ScopeKind::Case | ScopeKind::Controller => None,
    };
    case.fact(id, scope)
        .or_else(|| controller.and_then(|controller| case.fact(id, &Scope::controller(controller))))
        .or_else(|| case.fact(id, &Scope::case()))
}

/// Counts per state of knowledge over all facts in a scope.
pub fn by_state(case: &Case, scope: &Scope) -> Vec<(Knowledge, usize)> {
    Knowledge::ALL
        .iter()
        .map(|state| (*state, case.facts.iter().filter(|e| e.fact.scope == *scope && e.fact.state == *state).count()))
        .collect()
}

words! {
    /// Two statements of the record that cannot both be true. Each names the facts to compare.
    Contradiction {
        /// Confidentiality is said to be lost, and its state says the data did not get out.
        ConfidentialityNotLost = "confidentiality_not_lost",
        /// The state of confidentiality says data got out, and the nature of the breach leaves it out.
        ConfidentialityLeftOut = "confidentiality_left_out",
        /// Called unintelligible, and credentials or keys were among the data.
        UnintelligibleWithCredentials = "unintelligible_with_credentials",
        /// A market counts more people than the whole case.
        MarketAboveCase = "market_above_case",
    }
}

/// Contradictions among the facts of the case, each with the ids of the facts that disagree.
pub fn contradictions(case: &Case) -> Vec<(Contradiction, Vec<&'static str>)> {
    let scope = Scope::case();
    let value = |id: &str| {
        case.fact(id, &scope)
            .filter(|entry| matches!(entry.fact.state, Knowledge::Known | Knowledge::Estimated))
            .map(|entry| reveal(&entry.fact.value))
    };
    let has = |id: &str, word: &str| {
        value(id).is_some_and(|value| match value {
            serde_json::Value::Array(items) => items.iter().any(|item| item.as_str() == Some(word)),
            serde_json::Value::String(text) => text == word,
            _ => false,
        })
    };
    let mut found = Vec::new();
    let nature = value("nature.cia").is_some();
    if has("nature.cia", "confidentiality") && has("nature.confidentiality_state", "not") {
        found.push((Contradiction::ConfidentialityNotLost, vec!["nature.cia", "nature.confidentiality_state"]));
    }
    if nature && !has("nature.cia", "confidentiality") && has("nature.confidentiality_state", "exfiltrated") {
        found.push((Contradiction::ConfidentialityLeftOut, vec!["nature.cia", "nature.confidentiality_state"]));
    }
    if has("nature.unintelligible", "intact") && has("data.categories", "credentials") {
        found.push((Contradiction::UnintelligibleWithCredentials, vec!["nature.unintelligible", "data.categories"]));
    }
    if let Some(whole) = most(case.fact("subjects.count", &scope)) {
        let markets = case.facts.iter().filter(|entry| entry.fact.id == "subjects.count");
        let parts: Vec<u64> =
            markets.filter(|e| e.fact.scope.kind == ScopeKind::Market).filter_map(|e| least(Some(e))).collect();
        if parts.iter().any(|part| *part > whole) {
            found.push((Contradiction::MarketAboveCase, vec!["subjects.count"]));
        }
    }
    found
}

fn most(entry: Option<&FactEntry>) -> Option<u64> {
    number(entry, &["max", "n"])
}

fn least(entry: Option<&FactEntry>) -> Option<u64> {
    number(entry, &["min", "n"])
}

fn number(entry: Option<&FactEntry>, keys: &[&str]) -> Option<u64> {
    let value = &entry?.fact.value;
    keys.iter().find_map(|key| value.get(*key).and_then(serde_json::Value::as_u64))
}

/// A value as the record keeps it (rule E3). A set without laid-down values holds what people wrote.
pub fn stored_as(def: &FactDef, value: &serde_json::Value) -> serde_json::Value {
    if def.kind == FactType::Set && def.values.is_empty() { conceal(value) } else { def.kept(value) }
}
