//! The input of `plan`: one JSON object, parsed strictly, with every problem at once and its path.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use super::json_doubles::doubles;
use super::json_reader::{Found, Object, not_a_word};
use crate::domain::situation::{
    Controller, DataScope, DataSet, DecisionInForce, DecisionKind, Establishment, Fact, Filing, InstantKind, Knowledge,
    Market, MarketStatus, Proof, Scope, SectorRole, Situation, Tri, TriggerInstant,
};
use crate::domain::values::{At, Country, Private};
use crate::policy::facts::count;
use crate::policy::problem::nearest;
use crate::policy::{FactVocabulary, PolicySet};

/// The form that this program reads.
pub const FORM: u64 = 1;

/// What a plan file says.
#[derive(Debug)]
pub struct PlanInput {
    /// `None` = now.
    pub as_of: Option<At>,
    pub situation: Situation,
}

macro_rules! word {
    ($object:expr, $key:expr, $kind:ty) => {{
        let known: Vec<&str> = <$kind>::ALL.iter().map(|word| word.as_str()).collect();
        $object.word($key, &known, <$kind>::parse)
    }};
}

/// Reads the whole input or tells everything that is wrong with it.
pub fn parse(text: &str, set: &PolicySet) -> Result<PlanInput, Vec<String>> {
    let facts = set.facts();
    // Some editors put a mark before the first character.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Value = serde_json::from_str(text).map_err(|error| vec![format!("input: not JSON: {error}")])?;
    let twice = |path: String| format!("{path}: stands twice, and only one of them would be read");
    let found: Found = Rc::new(RefCell::new(doubles(text).into_iter().map(twice).collect()));
    let Some(root) = Object::at("", &value, &found) else { return Err(found.take()) };
    match root.get("form") {
        None => root.problem("form", format!("is missing; this program reads form {FORM}")),
        Some(form) if form.as_u64() == Some(FORM) => {}
        Some(_) => root.problem("form", format!("must be {FORM}")),
    }
    let as_of = root.opt_instant("as_of");
    let mut situation = Situation::default();
    for object in root.objects("controllers") {
        let one = controller(&object);
        contradictions(&object, &one, set, as_of);
        situation.controllers.push(one);
    }
    if situation.controllers.is_empty() {
        root.problem("controllers", "is missing or empty: a plan is about at least one controller");
    }
    unique(&root, "controllers", situation.controllers.iter().map(|c| c.id.clone()));
    for object in root.objects("markets") {
        let one = market(&object, &situation.controllers);
        if let Some(one) = &one {
            known_country(&object, "country", &one.country, set);
        }
        situation.markets.extend(one);
    }
    unique(&root, "markets", situation.markets.iter().map(|m| format!("{} of {}", m.country, m.controller)));
    for object in root.objects("data_sets") {
        situation.data_sets.extend(data_set(&object, &situation.controllers));
    }
    unique(&root, "data_sets", situation.data_sets.iter().map(|set| set.id.clone()));
    for object in root.objects("instants") {
        situation.instants.extend(instant(&object, &situation));
    }
    for object in root.objects("filings") {
        situation.filings.extend(filing(&object));
    }
    for object in root.objects("decisions") {
        situation.decisions.extend(decision(&object));
    }
    if let Some(value) = root.get("facts")
        && let Some(object) = Object::at("facts", value, &found)
    {
        let known = object.keys().filter_map(|(id, value)| fact(&object, id, value, &situation, facts));
        let read: Vec<Fact> = known.collect();
        situation.facts = read;
    }
    root.finish();
    let problems = found.take();
    if problems.is_empty() { Ok(PlanInput { as_of, situation }) } else { Err(problems) }
}

fn unique(root: &Object<'_>, key: &str, ids: impl Iterator<Item = String>) {
    let mut seen = BTreeSet::new();
    for id in ids.filter(|id| !id.is_empty()) {
        if !seen.insert(id.clone()) {
            root.problem(key, format!("`{id}` stands twice"));
        }
    }
}

fn controller(object: &Object<'_>) -> Controller {
    let establishments = object
        .objects("establishments")
        .iter()
        .map(|place| {
            let main = match place.get("main") {
                None => false,
                Some(Value::Bool(main)) => *main,
                Some(_) => {
                    place.problem("main", "must be true or false");
                    false
                }
            };
            let read = Establishment { country: place.country("country"), main };
            place.finish();
            read
        })
        .collect();
    let known: Vec<&str> = SectorRole::ALL.iter().map(|role| role.as_str()).collect();
    let mut roles = BTreeSet::new();
    for (path, item) in object.items("roles") {
        match item.as_str().map(|word| (word, SectorRole::parse(word))) {
            Some((_, Some(role))) => {
                roles.insert(role);
            }
            Some((word, None)) => object.found().borrow_mut().push(format!("{path}: {}", not_a_word(word, &known))),
            None => object.found().borrow_mut().push(format!("{path}: must be text")),
        }
    }
    let mut regime_starts = BTreeMap::new();
    if let Some(value) = object.get("regime_starts")
        && let Some(starts) = Object::at(&object.path_of("regime_starts"), value, object.found())
    {
        for (regime, _) in starts.keys() {
            if let Some(day) = starts.opt_day(regime) {
                regime_starts.insert(regime.clone(), day);
            }
        }
    }
    let id = object.text("id").to_owned();
    let name = object.opt_text("name").map_or_else(|| id.clone(), str::to_owned);
    let read = Controller {
        name,
        country: object.country("country"),
        establishments,
        roles,
        regime_starts,
        art27_representative: object.opt_country("art27_representative"),
        region: object.opt_text("region").map(str::to_owned),
        joint_controller_lead: object.opt_text("joint_controller_lead").map(str::to_owned),
        id,
    };
    object.finish();
    read
}

/// A code of two capitals that is no country: a slip that would otherwise read as a country without law.
fn known_country(object: &Object<'_>, key: &str, country: &Country, set: &PolicySet) {
    if *country != Country::unknown() && set.country(country).is_none() {
        let codes: Vec<&str> = set.countries().map(|record| record.code.as_str()).collect();
        let hint = match country.as_str() {
            "UK" => "; did you mean `GB`?".to_owned(),
            "EL" => "; did you mean `GR`?".to_owned(),
            other => nearest(other, &codes).map_or_else(String::new, |near| format!("; did you mean `{near}`?")),
        };
        object.problem(key, format!("`{country}` is not a known country{hint}"));
    }
}

/// What cannot be true of one controller at once.
fn contradictions(object: &Object<'_>, controller: &Controller, set: &PolicySet, as_of: Option<At>) {
    known_country(object, "country", &controller.country, set);
    let mut seen = BTreeSet::new();
    for place in &controller.establishments {
        known_country(object, "establishments", &place.country, set);
        if !seen.insert(&place.country) {
            object.problem("establishments", format!("`{}` stands twice", place.country));
        }
    }
    if controller.establishments.iter().filter(|place| place.main).count() > 1 {
        object.problem("establishments", "more than one is said to be the main one");
    }
    let in_union = |country: &Country| {
        set.area("eea").is_some_and(|area| match as_of {
            Some(at) => area.holds(country, at.utc().date_naive()),
            None => area.members.iter().any(|(member, span)| member == country && span.until.is_none()),
        })
    };
    if let Some(representative) = &controller.art27_representative {
        known_country(object, "art27_representative", representative, set);
        let own = [&controller.country];
        let places = controller.establishments.iter().map(|place| &place.country);
        let mut all = places.chain(own.into_iter().filter(|_| controller.establishments.is_empty()));
        if let Some(inside) = all.find(|country| in_union(country)) {
            let why = "an Art. 27 representative is for controllers without an establishment in the Union, and there is one in";
            object.problem("art27_representative", format!("{why} {inside}"));
        }
        if set.country(representative).is_some() && !in_union(representative) {
            object.problem("art27_representative", format!("`{representative}` is not in the Union"));
        }
    }
    known_region(object, controller, set);
    let mut regimes: Vec<&str> = set.rules().iter().flat_map(|rule| [rule.regime.as_str(), rule.id.as_str()]).collect();
    regimes.extend(set.not_loaded().iter().map(|regime| regime.regime.as_str()));
    let stages = set.rules().iter().flat_map(|rule| &rule.stages);
    regimes.extend(stages.filter_map(|stage| stage.no_roll_from_start.as_deref()));
    for regime in controller.regime_starts.keys().filter(|name| !regimes.contains(&name.as_str())) {
        let hint = nearest(regime, &regimes).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        object.problem("regime_starts", format!("`{}` is not a known regime{hint}", clip(regime)));
    }
}

/// A region that decides which authority it is, where a country of the controller has authorities by region.
fn known_region(object: &Object<'_>, controller: &Controller, set: &PolicySet) {
    let Some(region) = &controller.region else { return };
    let places = controller.establishments.iter().map(|place| &place.country).chain([&controller.country]);
    let places: BTreeSet<&Country> = places.collect();
    let of_places = set.authorities().filter(|authority| places.contains(&authority.country));
    let regional: Vec<_> = of_places.filter(|authority| authority.region.is_some()).collect();
    if !regional.is_empty() && !regional.iter().any(|authority| authority.is_of_region(region)) {
        let words: BTreeSet<&str> = regional.iter().flat_map(|one| one.region_words()).collect();
        let known: Vec<&str> = words.into_iter().collect();
        object.problem("region", not_a_word(region, &known));
    }
}

/// A controller's id that must be among those listed.
fn known_controller(object: &Object<'_>, controllers: &[Controller]) -> String {
    let id = object.text("controller").to_owned();
    if !id.is_empty() && !controllers.iter().any(|controller| controller.id == id) {
        let ids: Vec<&str> = controllers.iter().map(|controller| controller.id.as_str()).collect();
        object.problem("controller", not_a_word(&id, &ids));
    }
    id
}

fn market(object: &Object<'_>, controllers: &[Controller]) -> Option<Market> {
    let country = object.country("country");
    let controller = known_controller(object, controllers);
    let status = word!(object, "status", MarketStatus);
    let reason = object.opt_text("reason").map(Private::new);
    let subjects = object.get("subjects").cloned();
    if let Some(Err(why)) = subjects.as_ref().map(count) {
        object.problem("subjects", why);
    }
    object.finish();
    Some(Market { country, controller, status: status?, reason, subjects })
}

fn data_set(object: &Object<'_>, controllers: &[Controller]) -> Option<DataSet> {
    let id = object.text("id").to_owned();
    let controller = known_controller(object, controllers);
    let (scope, hit) = (word!(object, "scope", DataScope), word!(object, "hit", Tri));
    object.finish();
    Some(DataSet { name: id.clone(), id, controller, scope: scope?, hit: hit? })
}

/// A scope is a controller, a market of the file, a data set of the file, or absent for the whole case.
fn scope(object: &Object<'_>, situation: &Situation) -> Option<Scope> {
    let Some(id) = object.opt_text("scope") else { return Some(Scope::case()) };
    let controller = situation.controllers.iter().find(|one| one.id == id).map(|one| Scope::controller(&one.id));
    let market = situation.markets.iter().find(|one| one.country.as_str() == id).map(|one| Scope::market(&one.country));
    let data_set = situation.data_sets.iter().find(|one| one.id == id).map(|one| Scope::data_set(&one.id));
    let mut named: Vec<Scope> = [controller, market, data_set].into_iter().flatten().collect();
    match named.len() {
        0 => object.problem("scope", format!("`{}` is no controller, market or data set of this file", clip(id))),
        1 => return named.pop(),
        _ => {
            let kinds: Vec<&str> = named.iter().map(|scope| scope.kind.as_str()).collect();
            object
                .problem("scope", format!("`{}` is more than one thing of this file: {}", clip(id), kinds.join(", ")));
        }
    }
    None
}

fn instant(object: &Object<'_>, situation: &Situation) -> Option<TriggerInstant> {
    let what = word!(object, "what", InstantKind);
    let at = object.instant("at");
    let scope = scope(object, situation);
    object.finish();
    Some(TriggerInstant { what: what?, at: at?, scope: scope? })
}

fn filing(object: &Object<'_>) -> Option<Filing> {
    let rule = object.text("rule").to_owned();
    let stage = object.text("stage").to_owned();
    let recipient = object.text("recipient").to_owned();
    let at = object.instant("at");
    // What was put in the tray of a drill is no filing of a real case.
    let proofs: Vec<&str> = Proof::ALL.iter().filter(|proof| **proof != Proof::Simulated).map(|p| p.as_str()).collect();
    let proof = object.word("proof", &proofs, |word| Proof::parse(word).filter(|proof| *proof != Proof::Simulated));
    object.finish();
    Some(Filing { rule, stage, recipient, controller: None, at: at?, proof: proof? })
}

fn decision(object: &Object<'_>) -> Option<DecisionInForce> {
    let rule = object.text("rule").to_owned();
    let recipient = object.opt_text("recipient").map(str::to_owned);
    let decision = word!(object, "decision", DecisionKind);
    let basis = object.opt_text("basis").map(str::to_owned);
    let reason = Private::new(object.opt_text("reason").unwrap_or(""));
    object.finish();
    Some(DecisionInForce { rule, recipient, controller: None, decision: decision?, basis, reason })
}

fn fact(
    facts: &Object<'_>,
    id: &str,
    value: &Value,
    situation: &Situation,
    vocabulary: &FactVocabulary,
) -> Option<Fact> {
    let object = Object::at(&facts.path_of(id), value, facts.found())?;
    let state = word!(object, "state", Knowledge);
    let content = object.get("value").cloned();
    let how = Private::new(object.opt_text("how").unwrap_or(""));
    let who = Private::new(object.opt_text("who").unwrap_or(""));
    let by = object.opt_day("by");
    let scope = scope(&object, situation);
    match vocabulary.get(id) {
        Some(known) if !known.projection => match (state, &content) {
            (Some(Knowledge::Known | Knowledge::Estimated), None) => {
                object.problem("value", "is missing for a known or estimated fact");
            }
            (Some(Knowledge::Unknown | Knowledge::NotApplicable), Some(_)) => {
                object.problem("value", "must be left out while a fact is unknown or not applicable");
            }
            (_, Some(content)) => {
                if let Err(why) = vocabulary.check(id, content) {
                    object.problem("value", why);
                }
            }
            (_, None) => {}
        },
        // Unknown ids and projections are refused whatever their value.
        _ => {
            if let Err(why) = vocabulary.check(id, &Value::Null) {
                facts.problem(id, why);
            }
        }
    }
    object.finish();
    let value = content.unwrap_or(Value::Null);
    Some(Fact { id: id.to_owned(), scope: scope?, state: state?, value, how, who, by })
}

fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}
