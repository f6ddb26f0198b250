//! Whom a duty is owed to. An authority is chosen by the work it does, its country, region and the controller's role.

use std::borrow::Cow;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::authorities::Authority;
use super::bound::{established, open_markets};
use super::law::{Choose, Rule, Task};
use super::local;
use super::open::Open;
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
    pub id: Cow<'a, str>,
    pub name: Cow<'a, str>,
    pub country: &'a Country,
    /// Zone of the authority where a common platform takes the notice for it.
    pub zone: Option<Tz>,
    /// Set where the duty is one of several for the same controller, by market.
    pub market: Option<&'a Country>,
    /// What would decide whether this is the right one.
    pub deciding: Vec<Open<'a>>,
    pub remarks: Vec<Remark<'a>>,
    /// Ids of authorities that would have been told, were this not the one.
    pub passed_over: Vec<Cow<'a, str>>,
}

/// What is worth saying of a recipient.
#[derive(Debug, Clone)]
pub enum Remark<'a> {
    /// A common platform takes the notice for the authority.
    Via { platform: &'a str, authority: Cow<'a, str> },
    /// A representative in this country opens no one-stop shop.
    Representative(&'a Country),
    /// Of all States of the area only this one is affected, and the controller is established there beside its main place.
    LocalCase(&'a Country),
    /// The same, if no other State turns out to be affected.
    MayBeLocal(&'a Country),
}

impl Remark<'_> {
    pub fn line(&self) -> ArithmeticLine {
        match self {
            Self::Via { platform, authority } => words::via_remark(platform, authority),
            Self::Representative(country) => words::representative_remark(country.as_str()),
            Self::LocalCase(country) => words::local_case_remark(country.as_str()),
            Self::MayBeLocal(country) => words::may_be_local_remark(country.as_str()),
        }
    }
}

impl<'a> Chosen<'a> {
    fn of(authority: &'a Authority) -> Self {
        Self {
            authority: Some(authority),
            ..Self::without_record(Cow::Borrowed(&authority.id), Cow::Borrowed(&authority.name), &authority.country)
        }
    }

    fn without_record(id: Cow<'a, str>, name: Cow<'a, str>, country: &'a Country) -> Self {
        let (deciding, remarks, passed_over) = (Vec::new(), Vec::new(), Vec::new());
        Self { authority: None, id, name, country, zone: None, market: None, deciding, remarks, passed_over }
    }

    /// Somebody without a record and always called the same.
    fn called(id: &'static str, name: &'static str, country: &'a Country) -> Self {
        Self::without_record(Cow::Borrowed(id), Cow::Borrowed(name), country)
    }
}

/// What an authority is called by its duties while nobody has a record of it.
pub fn unrecorded_id(country: &Country, task: Task) -> String {
    match task {
        Task::DataProtection => format!("{country}-UNKNOWN"),
        other => format!("{country}-UNKNOWN-{}", other.as_str().to_uppercase().replace('_', "-")),
    }
}

/// Recipients of a duty at `country` (the market, or the rule's country).
pub fn choose<'a>(
    set: &'a PolicySet,
    rule: &'a Rule,
    situation: &'a Situation,
    controller: &'a Controller,
    country: &'a Country,
    day: NaiveDate,
) -> Vec<Chosen<'a>> {
    let task = rule.task.unwrap_or(Task::DataProtection);
    let mut chosen = match rule.choose {
        Choose::Market | Choose::Country => at(set, situation, controller, country, task),
        Choose::Lead => lead(set, rule, situation, controller, task, day),
        Choose::Institutions => at(set, situation, controller, &Country::UNION, task),
        Choose::People => vec![Chosen::called("people", "Data subjects", country)],
        Choose::OtherProvider => vec![Chosen::called("other_provider", "Contracting provider", country)],
        Choose::Record => rule.record.as_deref().and_then(|id| set.authority(id)).map(Chosen::of).into_iter().collect(),
        Choose::Named => named(rule),
        Choose::Controller => vec![Chosen::called("controller", "Controller", country)],
    };
    if let Some(platform) = rule.via.as_deref().and_then(|id| set.authority(id)) {
        for one in &mut chosen {
            one.zone = one.authority.map(|authority| authority.zone);
            one.authority = Some(platform);
            one.id = Cow::Borrowed(&platform.id);
            let authority = std::mem::replace(&mut one.name, Cow::Borrowed(&platform.name));
            one.remarks.push(Remark::Via { platform: &platform.name, authority });
        }
    }
    chosen
}

/// The other side of a contract. Its id is the rule's: the same name in two contracts is told twice.
fn named(rule: &Rule) -> Vec<Chosen<'_>> {
    let Some(named) = &rule.own.named else { return Vec::new() };
    vec![Chosen::without_record(Cow::Borrowed(&rule.id), Cow::Borrowed(&named.name), &named.country)]
}

/// The authority (or the several of one record) that does `task` in a country for this controller.
fn at<'a>(
    set: &'a PolicySet,
    situation: &Situation,
    controller: &'a Controller,
    country: &'a Country,
    task: Task,
) -> Vec<Chosen<'a>> {
    let all: Vec<&Authority> = set.authorities_for(country, task).collect();
    // Most countries have one, for everybody.
    if let [one] = all.as_slice()
        && one.region.is_none()
        && one.only_roles.is_empty()
        && !one.stands_in
    {
        return vec![Chosen::of(one)];
    }
    let serving = |a: &&&Authority| a.only_roles.iter().any(|role| controller.roles.contains(role));
    let by_role: Vec<&&Authority> = all.iter().filter(serving).collect();
    if !by_role.is_empty() {
        return by_role.into_iter().map(|a| Chosen::of(a)).collect();
    }
    let public = is_public(situation, controller);
    if let Some(region) = &controller.region {
        let names = |a: &&&Authority| a.is_of_region(region);
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
            Chosen::without_record(
                Cow::Owned(unrecorded_id(country, task)),
                Cow::Owned(format!("Competent authority of {name} (no record)")),
                country,
            )
        }
    };
    if chosen.authority.is_some() {
        chosen.deciding.push(Open::Region(&controller.id));
    }
    vec![chosen]
}

/// Arts. 55, 56 and 27: the lead authority of the main or single establishment; without one in the area every
/// authority where people are affected, representative or not (EDPB Guidelines 9/2022, para. 73). A case of one State
/// alone is for its own authority (`local`).
fn lead<'a>(
    set: &'a PolicySet,
    rule: &Rule,
    situation: &'a Situation,
    controller: &'a Controller,
    task: Task,
    day: NaiveDate,
) -> Vec<Chosen<'a>> {
    let inside = |country: &Country| set.area(&rule.binds.area).is_some_and(|area| area.holds(country, day));
    // Art. 55(2): a public authority answers to its own State's authority; there is no lead.
    if is_public(situation, controller) && inside(&controller.country) {
        return at(set, situation, controller, &controller.country, task);
    }
    let mut places: Vec<&Country> = established(controller).filter(|c| inside(c)).collect();
    places.sort();
    places.dedup();
    match places.as_slice() {
        [] => return everywhere_affected(set, situation, controller, task, inside),
        [one] => return at(set, situation, controller, one, task),
        _ => {}
    }
    let main: Vec<&Country> = controller
        .establishments
        .iter()
        .filter(|place| place.main && inside(&place.country))
        .map(|place| &place.country)
        .collect();
    // Several places and none (or more than one) said to be the main one: each may be the lead.
    let leads = if main.len() == 1 { main } else { places.clone() };
    let several = leads.len() > 1;
    let local = local::look(situation, controller, &places, inside);
    let mut chosen: Vec<Chosen<'a>> = Vec::new();
    // Where the case is certainly local, the lead authority has no part in it.
    if !local.certain {
        for mut one in leads.iter().flat_map(|place| at(set, situation, controller, place, task)) {
            if several {
                one.deciding.push(Open::MainEstablishment(&controller.id));
            }
            if local.states.iter().any(|state| *state != one.country) {
                one.deciding.extend(&local.open);
            }
            chosen.push(one);
        }
    }
    // The authority of the main establishment stands already where it may also be the local one.
    for state in local.states.iter().filter(|state| local.certain || !leads.contains(state)) {
        for mut one in at(set, situation, controller, state, task) {
            if !local.certain {
                one.remarks.push(Remark::MayBeLocal(state));
            } else if leads.as_slice() != [*state] {
                one.remarks.push(Remark::LocalCase(state));
                let others = leads.iter().filter(|place| *place != state);
                one.passed_over =
                    others.flat_map(|place| at(set, situation, controller, place, task)).map(|lead| lead.id).collect();
            }
            one.deciding.extend(&local.open);
            chosen.push(one);
        }
    }
    chosen
}

/// Without an establishment in the area there is no one-stop shop: every authority where people are, or may be, affected.
fn everywhere_affected<'a>(
    set: &'a PolicySet,
    situation: &'a Situation,
    controller: &'a Controller,
    task: Task,
    inside: impl Fn(&Country) -> bool,
) -> Vec<Chosen<'a>> {
    let mut chosen = Vec::new();
    for market in open_markets(situation, controller).filter(|market| inside(&market.country)) {
        for mut one in at(set, situation, controller, &market.country, task) {
            one.market = Some(&market.country);
            if market.status == MarketStatus::Unknown {
                one.deciding.push(Open::Market(market.country.as_str()));
            }
            if let Some(representative) = &controller.art27_representative {
                one.remarks.push(Remark::Representative(representative));
            }
            chosen.push(one);
        }
    }
    chosen
}

fn is_public(situation: &Situation, controller: &Controller) -> bool {
    situation.facts.iter().any(|fact| {
        fact.id == "controller.sector"
            && fact.value.as_str() == Some("public")
            && (fact.scope.kind == ScopeKind::Case
                || (fact.scope.kind == ScopeKind::Controller && fact.scope.id == controller.id))
    })
}
