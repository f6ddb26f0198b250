//! What a party form sent, as a controller, a data set or a market.

use super::party_form::{NEW, market};
use crate::domain::case::Case;
use crate::domain::situation::{Controller, DataScope, DataSet, Establishment, Market, MarketStatus, SectorRole, Tri};
use crate::domain::values::{Country, Private};
use crate::web::form::Form;
use crate::web::pages::admin::fields;
use crate::web::pages::countries;
use crate::web::visit::Visit;

fn known_country(visit: &Visit, word: &str) -> Option<Country> {
    Country::parse(word).ok().filter(|country| visit.ctx().policy.country(country).is_some())
}

pub(super) fn read_controller(form: &mut Form, visit: &Visit, case: &Case, id: &str) -> Option<Controller> {
    let name = form.line("name", "party-name-missing");
    let country = form.choice("country", "form-required", |word| known_country(visit, word));
    let seats = form.choices("seats", |word| known_country(visit, word));
    let roles = form.choices("roles", SectorRole::parse);
    let lead = match form.value("joint-lead") {
        "" => None,
        word => match case.controllers.iter().find(|one| one.id == word && one.id != id) {
            Some(one) => Some(one.id.clone()),
            None => {
                form.problem("joint-lead", form.words().text("form-not-a-choice"));
                None
            }
        },
    };
    let main = match form.value("main") {
        "" => None,
        word => match known_country(visit, word) {
            Some(country) => Some(country),
            None => {
                form.problem("main", form.words().text("form-not-a-choice"));
                None
            }
        },
    };
    let (name, country, seats, roles) = (name?, country?, seats?, roles?);
    let old = case.controllers.iter().find(|one| one.id == id);
    let starts = old.map(|one| one.regime_starts.clone()).unwrap_or_default();
    let starts = fields::read_starts(visit, form, starts);
    let places: Vec<&Country> = seats.iter().chain([&country]).collect();
    let region = fields::region(form, visit, &places);
    if !form.is_good() {
        return None;
    }
    let mut establishments: Vec<Establishment> =
        seats.into_iter().map(|seat| Establishment { main: main.as_ref() == Some(&seat), country: seat }).collect();
    // A main establishment that is not among the others is one of them all the same.
    if let Some(main) = main.filter(|main| !establishments.iter().any(|seat| seat.country == *main)) {
        establishments.push(Establishment { country: main, main: true });
    }
    Some(Controller {
        id: old.map_or_else(
            || fresh_id(&name, |id| case.controllers.iter().any(|one| one.id == id)),
            |one| one.id.clone(),
        ),
        name,
        country,
        establishments,
        roles: roles.into_iter().collect(),
        regime_starts: starts,
        art27_representative: old.and_then(|one| one.art27_representative.clone()),
        region: region.filter(|text| !text.is_empty()),
        joint_controller_lead: lead,
    })
}

pub(super) fn read_data_set(form: &mut Form, case: &Case, id: &str) -> Option<DataSet> {
    let name = form.line("name", "party-name-missing");
    let known = |word: &str| case.controllers.iter().find(|one| one.id == word).map(|one| one.id.clone());
    let controller = form.choice("controller", "form-required", known);
    let scope = form.choice("data-scope", "form-required", DataScope::parse);
    let hit = form.choice("hit", "form-required", Tri::parse);
    let (name, controller) = (name?, controller?);
    let old = case.data_sets.iter().find(|one| one.id == id);
    Some(DataSet {
        id: old
            .map_or_else(|| fresh_id(&name, |id| case.data_sets.iter().any(|one| one.id == id)), |one| one.id.clone()),
        controller,
        name,
        scope: scope?,
        hit: hit?,
    })
}

/// The market of the page, or one for each country that was chosen, all with the same values.
pub(super) fn read_markets(form: &mut Form, visit: &Visit, case: &Case, id: &str) -> Option<Vec<Market>> {
    let old = market(case, id);
    let known = |word: &str| case.controllers.iter().find(|one| one.id == word).map(|one| one.id.clone());
    // Country and controller are what a market is; they are chosen once.
    let (places, controller) = match old {
        Some(old) => (Some(vec![old.country.clone()]), Some(old.controller.clone())),
        None => (countries::chosen(form, visit), form.choice("controller", "form-required", known)),
    };
    let status = form.choice("status", "form-required", MarketStatus::parse);
    let reason = form.optional_text("reason")?;
    let status = status?;
    if reason.is_empty() && matches!(status, MarketStatus::NotAffected | MarketStatus::NoService) {
        form.problem("reason", form.words().text("market-reason-missing"));
    }
    let (places, controller) = (places?, controller?);
    let reason = (!reason.is_empty()).then(|| Private::new(reason));
    let one = |country: Country| Market {
        // How many people it concerns is a fact of its own and stays.
        subjects: market(case, &format!("{country}:{controller}")).and_then(|market| market.subjects.clone()),
        country,
        controller: controller.clone(),
        status,
        reason: reason.clone(),
    };
    Some(places.into_iter().map(one).collect())
}

/// A short id from a name: `SIM customers` is `sim-customers`, numbered where that is taken.
fn fresh_id(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut id = String::new();
    for c in name.to_lowercase().chars().take(40) {
        match c {
            'a'..='z' | '0'..='9' => id.push(c),
            _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    let id = id.trim_end_matches('-').to_owned();
    // `new` is the address of the empty form.
    let id = if id.is_empty() || id == NEW { "item".to_owned() } else { id };
    if !taken(&id) {
        return id;
    }
    (2..).map(|n| format!("{id}-{n}")).find(|id| !taken(id)).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::fresh_id;

    #[test]
    fn an_id_is_made_of_letters_digits_and_hyphens_and_never_taken_twice() {
        assert_eq!(fresh_id("SIM customers (Ireland)", |_| false), "sim-customers-ireland");
        assert_eq!(fresh_id("<b>&\"", |_| false), "b");
        assert_eq!(fresh_id("новый", |_| false), "item");
        assert_eq!(fresh_id("new", |_| false), "item");
        assert_eq!(fresh_id("a", |id| id == "a" || id == "a-2"), "a-3");
    }
}
