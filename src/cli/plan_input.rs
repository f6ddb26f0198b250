//! The input of `plan`: one JSON object, parsed strictly, with every problem at once and its path.

mod controllers;
mod told;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value;

use super::json_doubles::{doubles, told as told_twice};
use super::json_reader::{Found, Object, not_a_word, shown};
use crate::domain::situation::{
    DataScope, DataSet, Fact, InstantKind, Knowledge, Market, MarketStatus, Scope, Situation, Tri, TriggerInstant,
};
use crate::domain::values::{At, Country, Private};
use crate::policy::facts::count;
use crate::policy::{FactVocabulary, PolicySet};
use controllers::{contradictions, controller, known_country};
use told::{Known, decision, filing};

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
    let found: Found = Rc::new(RefCell::new(doubles(text).iter().map(|path| told_twice(path)).collect()));
    let Some(root) = Object::at("", &value, &found) else { return Err(found.take()) };
    match root.get("form") {
        None => root.problem("form", format!("is missing; this program reads form {FORM}")),
        Some(form) if form.as_u64() == Some(FORM) => {}
        Some(_) => root.problem("form", format!("must be {FORM}")),
    }
    let as_of = root.opt_instant("as_of");
    let mut situation = Situation::default();
    let mut names = Names::default();
    for object in root.objects("controllers") {
        let one = controller(&object);
        contradictions(&object, &one, set, as_of);
        situation.controllers.push(one);
    }
    if situation.controllers.is_empty() {
        root.problem("controllers", "is missing or empty: a plan is about at least one controller");
    }
    names.controllers = situation.controllers.iter().map(|one| one.id.clone()).collect();
    unique(&root, "controllers", situation.controllers.iter().map(|c| c.id.clone()));
    // What an entry is called counts even where something else in it is wrong, so that one reading tells everything.
    let mut of_markets = Vec::new();
    for object in root.objects("markets") {
        let (country, controller, one) = market(&object, &names);
        known_country(&object, "country", &country, set);
        names.markets.insert(country.to_string());
        of_markets.push(format!("{country} of {controller}"));
        situation.markets.extend(one);
    }
    unique(&root, "markets", of_markets.into_iter());
    let mut of_data = Vec::new();
    for object in root.objects("data_sets") {
        let (id, one) = data_set(&object, &names);
        names.data_sets.insert(id.clone());
        of_data.push(id);
        situation.data_sets.extend(one);
    }
    unique(&root, "data_sets", of_data.into_iter());
    for object in root.objects("instants") {
        situation.instants.extend(instant(&object, &names));
    }
    let mut known = Known::of(set);
    for object in root.objects("filings") {
        situation.filings.extend(filing(&object, &mut known));
    }
    for object in root.objects("decisions") {
        situation.decisions.extend(decision(&object, &mut known));
    }
    if let Some(value) = root.get("facts")
        && let Some(object) = Object::at("facts", value, &found)
    {
        let known = object.keys().filter_map(|(id, value)| fact(&object, id, value, &names, facts));
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
            root.problem(key, format!("`{}` stands twice", shown(&id)));
        }
    }
}

/// What other parts of the file may speak of. Looked up by name, for a file may list thousands of data sets.
#[derive(Default)]
struct Names {
    controllers: BTreeSet<String>,
    markets: BTreeSet<String>,
    data_sets: BTreeSet<String>,
}

/// A controller's id that must be among those listed.
fn known_controller(object: &Object<'_>, names: &Names) -> String {
    let id = object.text("controller").to_owned();
    if !id.is_empty() && !names.controllers.contains(&id) {
        let ids: Vec<&str> = names.controllers.iter().map(String::as_str).collect();
        object.problem("controller", not_a_word(&id, &ids));
    }
    id
}

fn market(object: &Object<'_>, names: &Names) -> (Country, String, Option<Market>) {
    let country = object.country("country");
    let controller = known_controller(object, names);
    let status = word!(object, "status", MarketStatus);
    let reason = object.opt_text("reason").map(Private::new);
    let subjects = object.get("subjects").cloned();
    if let Some(Err(why)) = subjects.as_ref().map(count) {
        object.problem("subjects", why);
    }
    object.finish();
    let read = |status| Market { country: country.clone(), controller: controller.clone(), status, reason, subjects };
    let one = status.map(read);
    (country, controller, one)
}

fn data_set(object: &Object<'_>, names: &Names) -> (String, Option<DataSet>) {
    let id = object.text("id").to_owned();
    let controller = known_controller(object, names);
    let (scope, hit) = (word!(object, "scope", DataScope), word!(object, "hit", Tri));
    object.finish();
    let one = scope.zip(hit).map(|(scope, hit)| DataSet { name: id.clone(), id: id.clone(), controller, scope, hit });
    (id, one)
}

/// A scope is a controller, a market of the file, a data set of the file, or absent for the whole case.
fn scope(object: &Object<'_>, names: &Names) -> Option<Scope> {
    let Some(id) = object.opt_text("scope") else { return Some(Scope::case()) };
    let controller = names.controllers.contains(id).then(|| Scope::controller(id));
    let code = Country::parse(id).ok().filter(|_| names.markets.contains(id));
    let market = code.map(|country| Scope::market(&country));
    let data_set = names.data_sets.contains(id).then(|| Scope::data_set(id));
    let mut named: Vec<Scope> = [controller, market, data_set].into_iter().flatten().collect();
    match named.len() {
        0 => object.problem("scope", format!("`{}` is no controller, market or data set of this file", shown(id))),
        1 => return named.pop(),
        _ => {
            let kinds: Vec<&str> = named.iter().map(|scope| scope.kind.as_str()).collect();
            object
                .problem("scope", format!("`{}` is more than one thing of this file: {}", shown(id), kinds.join(", ")));
        }
    }
    None
}

fn instant(object: &Object<'_>, names: &Names) -> Option<TriggerInstant> {
    let what = word!(object, "what", InstantKind);
    let at = object.instant("at");
    let scope = scope(object, names);
    object.finish();
    Some(TriggerInstant { what: what?, at: at?, scope: scope? })
}

fn fact(facts: &Object<'_>, id: &str, value: &Value, names: &Names, vocabulary: &FactVocabulary) -> Option<Fact> {
    let object = Object::at(&facts.path_of(id), value, facts.found())?;
    let state = word!(object, "state", Knowledge);
    let content = object.get("value").cloned();
    let how = Private::new(object.opt_text("how").unwrap_or(""));
    let who = Private::new(object.opt_text("who").unwrap_or(""));
    let by = object.opt_day("by");
    let scope = scope(&object, names);
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
