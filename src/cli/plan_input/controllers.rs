//! The controllers of a plan file, and what cannot be true of one at once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::cli::json_reader::{Object, not_a_word, shown};
use crate::domain::situation::{Controller, Establishment, SectorRole};
use crate::domain::values::{At, Country};
use crate::policy::PolicySet;
use crate::policy::problem::nearest;

pub(super) fn controller(object: &Object<'_>) -> Controller {
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
            Some((word, Some(role))) => {
                if !roles.insert(role) {
                    object.found().borrow_mut().push(format!("{path}: `{word}` stands twice"));
                }
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
pub(super) fn known_country(object: &Object<'_>, key: &str, country: &Country, set: &PolicySet) {
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
pub(super) fn contradictions(object: &Object<'_>, controller: &Controller, set: &PolicySet, as_of: Option<At>) {
    known_country(object, "country", &controller.country, set);
    let mut seen = BTreeSet::new();
    for (number, place) in controller.establishments.iter().enumerate() {
        known_country(object, &format!("establishments[{number}].country"), &place.country, set);
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
    // Planned by its establishments alone, a controller of the Union would be taken for one from outside it.
    let outside = controller.establishments.iter().all(|place| !in_union(&place.country));
    if outside && !controller.establishments.is_empty() && in_union(&controller.country) {
        let why = "none of them is in the Union, but the controller is of";
        object
            .problem("establishments", format!("{why} {}: list the one there, or mend `country`", controller.country));
    }
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
        object.problem("regime_starts", format!("`{}` is not a known regime{hint}", shown(regime)));
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
