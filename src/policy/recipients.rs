//! Whom a duty is owed to. An authority is chosen by the work it does, its country, region and the controller's role.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::authorities::Authority;
use super::bound::{established, open_markets};
use super::law::{Choose, Rule, Task};
use super::set::PolicySet;
use super::words;
use crate::domain::plan::ArithmeticLine;
use crate::domain::situation::{Controller, MarketStatus, ScopeKind, Situation};
use crate::domain::values::Country;

/// One recipient of one duty.
#[derive(Debug, Clone)]
pub struct Chosen<'a> {
    /// `None`: no record, or no authority at all (people, a provider, the controller).
    pub authority: Option<&'a Authority>,
    pub id: String,
    pub name: String,
    pub country: Country,
    /// Zone of the authority where a common platform takes the notice for it.
    pub zone: Option<Tz>,
    /// Set where the duty is one of several for the same controller, by market.
    pub market: Option<Country>,
    /// What would decide whether this is the right one.
    pub deciding: Vec<String>,
    pub remarks: Vec<ArithmeticLine>,
}

impl<'a> Chosen<'a> {
    fn of(authority: &'a Authority) -> Self {
        Self {
            authority: Some(authority),
            id: authority.id.clone(),
            name: authority.name.clone(),
            country: authority.country.clone(),
            zone: None,
            market: None,
            deciding: Vec::new(),
            remarks: Vec::new(),
        }
    }

    fn without_record(id: String, name: String, country: &Country) -> Self {
        Self {
            authority: None,
            id,
            name,
            country: country.clone(),
            zone: None,
            market: None,
            deciding: Vec::new(),
            remarks: Vec::new(),
        }
    }
}

/// Recipients of a duty at `country` (the market, or the rule's country).
pub fn choose<'a>(
    set: &'a PolicySet,
    rule: &Rule,
    situation: &Situation,
    controller: &Controller,
    country: &Country,
    day: NaiveDate,
) -> Vec<Chosen<'a>> {
    let task = rule.task.unwrap_or(Task::DataProtection);
    let mut chosen = match rule.choose {
        Choose::Market | Choose::Country => at(set, situation, controller, country, task),
        Choose::Lead => lead(set, rule, situation, controller, task, day),
        Choose::Institutions => {
            let union = Country::parse("EU").unwrap_or_else(|_| Country::unknown());
            at(set, situation, controller, &union, task)
        }
        Choose::People => vec![Chosen::without_record("people".into(), "Data subjects".into(), country)],
        Choose::OtherProvider => {
            vec![Chosen::without_record("other_provider".into(), "Contracting provider".into(), country)]
        }
        Choose::Record => rule.record.as_deref().and_then(|id| set.authority(id)).map(Chosen::of).into_iter().collect(),
        Choose::Named => named(rule),
        Choose::Controller => vec![Chosen::without_record("controller".into(), "Controller".into(), country)],
    };
    if let Some(platform) = rule.via.as_deref().and_then(|id| set.authority(id)) {
        for one in &mut chosen {
            one.zone = one.authority.map(|authority| authority.zone);
            one.authority = Some(platform);
            one.id = platform.id.clone();
            one.remarks.push(words::via_remark(&platform.name, &one.name));
            one.name = platform.name.clone();
        }
    }
    chosen
}

/// The other side of a contract. Its id is the rule's: the same name in two contracts is told twice.
fn named<'a>(rule: &Rule) -> Vec<Chosen<'a>> {
    let found = rule.own.named.as_ref();
    found.map(|named| Chosen::without_record(rule.id.clone(), named.name.clone(), &named.country)).into_iter().collect()
}

/// The authority (or the several of one record) that does `task` in a country for this controller.
fn at<'a>(
    set: &'a PolicySet,
    situation: &Situation,
    controller: &Controller,
    country: &Country,
    task: Task,
) -> Vec<Chosen<'a>> {
    let all: Vec<&Authority> = set.authorities().filter(|a| a.country == *country && a.tasks.contains(&task)).collect();
    let serving = |a: &&&Authority| a.only_roles.iter().any(|role| controller.roles.contains(role));
    let by_role: Vec<&&Authority> = all.iter().filter(serving).collect();
    if !by_role.is_empty() {
        return by_role.into_iter().map(|a| Chosen::of(a)).collect();
    }
    let public = is_public(situation, controller);
    if let Some(region) = &controller.region {
        let names = |a: &&&Authority| {
            [&a.region, &a.region_name].into_iter().flatten().any(|name| name.eq_ignore_ascii_case(region))
        };
        let suits = |a: &&&Authority| match a.sector.as_deref() {
            Some("public") => public,
            Some("private") => !public,
            _ => true,
        };
        let regional: Vec<&&Authority> = all.iter().filter(names).filter(suits).collect();
        if !regional.is_empty() {
            return regional.into_iter().map(|a| Chosen::of(a)).collect();
        }
    }
    let general: Vec<&&Authority> =
        all.iter().filter(|a| a.region.is_none() && a.only_roles.is_empty() && !a.stands_in).collect();
    if !general.is_empty() {
        return general.into_iter().map(|a| Chosen::of(a)).collect();
    }
    let mut chosen = match all.iter().find(|a| a.stands_in) {
        Some(stand_in) => Chosen::of(stand_in),
        None => {
            let name = set.country(country).map_or(country.as_str(), |record| &record.name_en);
            let id = match task {
                Task::DataProtection => format!("{country}-UNKNOWN"),
                other => format!("{country}-UNKNOWN-{}", other.as_str().to_uppercase().replace('_', "-")),
            };
            Chosen::without_record(id, format!("Competent authority of {name} (no record)"), country)
        }
    };
    if chosen.authority.is_some() {
        chosen.deciding.push(format!("controller:{}:region", controller.id));
    }
    vec![chosen]
}

/// Arts. 55, 56 and 27: the lead authority of the main or single establishment; without one in the area every
/// authority where people are affected, representative or not (EDPB Guidelines 9/2022, para. 73).
fn lead<'a>(
    set: &'a PolicySet,
    rule: &Rule,
    situation: &Situation,
    controller: &Controller,
    task: Task,
    day: NaiveDate,
) -> Vec<Chosen<'a>> {
    let inside = |country: &Country| set.area(&rule.binds.area).is_some_and(|area| area.holds(country, day));
    // Art. 55(2): a public authority answers to its own State's authority; there is no lead.
    if is_public(situation, controller) && inside(&controller.country) {
        return at(set, situation, controller, &controller.country, task);
    }
    let mut places: Vec<&Country> = established(controller).into_iter().filter(|c| inside(c)).collect();
    places.sort();
    places.dedup();
    let main: Vec<&Country> = controller
        .establishments
        .iter()
        .filter(|place| place.main && inside(&place.country))
        .map(|place| &place.country)
        .collect();
    match (main.as_slice(), places.as_slice()) {
        ([one], _) | ([], [one]) => at(set, situation, controller, one, task),
        ([], []) => {
            let mut chosen = Vec::new();
            for market in open_markets(situation, controller).filter(|market| inside(&market.country)) {
                for mut one in at(set, situation, controller, &market.country, task) {
                    one.market = Some(market.country.clone());
                    if market.status == MarketStatus::Unknown {
                        one.deciding.push(format!("market:{}:status", market.country));
                    }
                    if let Some(representative) = &controller.art27_representative {
                        one.remarks.push(words::representative_remark(representative.as_str()));
                    }
                    chosen.push(one);
                }
            }
            chosen
        }
        // Several places and none (or more than one) said to be the main one: each may be the lead.
        _ => places
            .iter()
            .flat_map(|place| at(set, situation, controller, place, task))
            .map(|mut one| {
                one.deciding.push(format!("controller:{}:main_establishment", controller.id));
                one
            })
            .collect(),
    }
}

fn is_public(situation: &Situation, controller: &Controller) -> bool {
    situation.facts.iter().any(|fact| {
        fact.id == "controller.sector"
            && fact.value.as_str() == Some("public")
            && (fact.scope.kind == ScopeKind::Case
                || (fact.scope.kind == ScopeKind::Controller && fact.scope.id == controller.id))
    })
}
