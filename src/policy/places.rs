//! Where a rule binds a controller, and the moment whose law applies there.

use super::bound;
use super::duty::Desk;
use super::instants::{self, Reach};
use super::law::{BindsBy, Order, Rule};
use super::open::Open;
use super::planner::Planner;
use super::who::Who;
use crate::domain::situation::{Controller, Market, MarketStatus};
use crate::domain::values::{At, Country};

/// One place: whose zone, holidays and authority count, which market it stands for, and what leaves it open.
pub(super) struct Place<'a> {
    pub country: &'a Country,
    pub market: Option<&'a Country>,
    pub open: Vec<Open<'a>>,
}

impl<'a> Place<'a> {
    fn of(market: &'a Market) -> Self {
        Self { country: &market.country, market: Some(&market.country), open: open(market).into_iter().collect() }
    }

    fn at(country: &'a Country) -> Self {
        Self { country, market: None, open: Vec::new() }
    }
}

fn open(market: &Market) -> Option<Open<'_>> {
    (market.status == MarketStatus::Unknown).then(|| Open::Market(market.country.as_str()))
}

impl<'a> Planner<'a> {
    /// Where the rule binds the controller.
    pub(super) fn places(&self, versions: &[&'a Rule], who: &Who<'a>, about: &[&str]) -> Vec<Place<'a>> {
        let controller = who.controller;
        let Some(rule) = versions.first() else { return Vec::new() };
        let Some(area) = self.desk.set.area(&rule.binds.area) else { return Vec::new() };
        let holds = |country: &Country, market: Option<&Country>| {
            area.names(country) && {
                let at = self.event_at(versions, controller, market, about);
                area.holds(country, at.in_zone(self.desk.zone(country)).date_naive())
            }
        };
        let markets = || who.open_markets().filter(|market| holds(&market.country, Some(&market.country)));
        let everywhere = rule.binds.market_roles.iter().any(|role| controller.roles.contains(role));
        match if everywhere { BindsBy::Market } else { rule.binds.by } {
            BindsBy::Main => {
                if who.nowhere_affected() {
                    return Vec::new();
                }
                main_places(controller).into_iter().filter(|place| holds(place.country, None)).collect()
            }
            BindsBy::Market => markets().map(Place::of).collect(),
            BindsBy::Country => {
                let mut places: Vec<Place<'a>> = markets().map(Place::of).collect();
                for country in bound::established(controller) {
                    let listed = places.iter().any(|place| place.country == country);
                    if !listed && holds(country, None) && !who.closed(country) {
                        places.push(Place::at(country));
                    }
                }
                places
            }
            BindsBy::Controller => {
                if who.nowhere_affected() {
                    return Vec::new();
                }
                let main = controller.establishments.iter().find(|place| place.main).map(|place| &place.country);
                let established = || bound::established(controller).filter(|country| holds(country, None));
                if let Some(country) = established().find(|c| Some(*c) == main).or_else(|| established().next()) {
                    return vec![Place::at(country)];
                }
                let markets: Vec<&Market> = markets().collect();
                // Whichever version holds it: the order has been the law's since its first day.
                if let Some(order) = versions.iter().find_map(|rule| rule.order.as_ref()) {
                    return ordered(&self.desk, order, controller, &markets, |country| holds(country, None));
                }
                let Some(market) = markets.first() else { return Vec::new() };
                let certain = markets.iter().any(|market| market.status == MarketStatus::Affected);
                // Art. 3(2): bound because people there are affected; if no market is certain, the markets decide.
                let open =
                    if certain { Vec::new() } else { markets.iter().filter_map(|market| open(market)).collect() };
                vec![Place { open, ..Place::at(&market.country) }]
            }
        }
    }

    /// The moment whose law applies: the earliest start of any version, so that an old rule runs to its end.
    pub(super) fn event_at(
        &self,
        versions: &[&Rule],
        controller: &Controller,
        market: Option<&Country>,
        about: &[&str],
    ) -> At {
        let joint = versions.first().is_some_and(|rule| rule.joint_lead);
        let reach = Reach { controller: &controller.id, market, data_sets: about, joint };
        versions
            .iter()
            .flat_map(|rule| &rule.stages)
            .flat_map(|stage| [Some(&stage.trigger), stage.cap.as_ref().map(|cap| &cap.trigger)])
            .flatten()
            .filter_map(|trigger| self.desk.moments.start(trigger, reach))
            .filter_map(|start| start.at())
            .min()
            .or_else(|| instants::earliest(self.desk.situation))
            .unwrap_or(self.desk.now)
    }
}

/// What stands in the fact where there is no such person, and the next in the order is asked.
const NO_SUCH_STATE: &str = "none";

/// The State that comes first in the order of the law. While one before it is not known, or none is, it stays open which one it
/// is; a market stands in, so that the clock runs.
fn ordered<'a>(
    desk: &Desk<'a>,
    order: &'a Order,
    controller: &Controller,
    markets: &[&'a Market],
    holds: impl Fn(&Country) -> bool,
) -> Vec<Place<'a>> {
    let told = bound::fact_of(desk.situation, &order.fact, controller).map(|fact| &fact.value);
    let open = || vec![Open::Fact(&order.fact)];
    let mut missing = false;
    for key in &order.keys {
        match told.and_then(|value| value.get(key)).and_then(serde_json::Value::as_str) {
            None => missing = true,
            Some(NO_SUCH_STATE) => {}
            Some(code) => {
                let found =
                    Country::parse(code).ok().and_then(|code| desk.set.country(&code)).map(|record| &record.code);
                match found.filter(|country| holds(country)) {
                    Some(country) if missing => return vec![Place { open: open(), ..Place::at(country) }],
                    Some(country) => return vec![Place::at(country)],
                    None => missing = true,
                }
            }
        }
    }
    markets.first().map(|market| Place { open: open(), ..Place::at(&market.country) }).into_iter().collect()
}

/// The country of the main or only establishment; where several places are known and none is the main one, each of them,
/// with what would decide.
fn main_places(controller: &Controller) -> Vec<Place<'_>> {
    let main: Vec<&Country> = controller.establishments.iter().filter(|p| p.main).map(|p| &p.country).collect();
    let mut places: Vec<&Country> = bound::established(controller).collect();
    places.sort();
    places.dedup();
    match (main.as_slice(), places.as_slice()) {
        ([one], _) | ([], [one]) => vec![Place::at(one)],
        _ => {
            let open = || vec![Open::MainEstablishment(&controller.id)];
            places.into_iter().map(|place| Place { open: open(), ..Place::at(place) }).collect()
        }
    }
}
