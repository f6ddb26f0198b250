//! What a plan did not look at, in words: regimes and countries without a loaded rule. Nothing is left out in silence.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::bound::{established, open_markets, touches};
use super::law::NotLoaded;
use super::reasons;
use super::set::PolicySet;
use crate::domain::plan::{ArithmeticLine, NotChecked};
use crate::domain::situation::{SectorRole, Situation};
use crate::domain::values::Country;

/// Countries for which the planner looked at a rule, and at one for data of communications services.
#[derive(Debug, Default)]
pub struct Looked<'a> {
    pub any: BTreeSet<&'a Country>,
    pub telecom: BTreeSet<&'a Country>,
}

pub fn list(set: &PolicySet, situation: &Situation, day: NaiveDate, looked: &Looked<'_>) -> Vec<NotChecked> {
    let mut lines = Vec::new();
    for regime in set.not_loaded() {
        lines.extend(of_regime(set, regime, situation, day));
    }
    let mut seen = BTreeSet::new();
    for controller in &situation.controllers {
        let provider = controller.roles.contains(&SectorRole::TelecomProvider);
        for market in open_markets(situation, controller) {
            let country = &market.country;
            let name = set.country(country).map_or(country.as_str(), |record| record.name_en.as_str());
            let parent = set.country(country).and_then(|record| record.part_of.as_ref());
            if let Some(parent) = parent.filter(|_| seen.insert(("part", country))) {
                let parent = set.country(parent).map_or(parent.as_str(), |record| record.name_en.as_str());
                lines.push(NotChecked {
                    regime: "national-law".to_owned(),
                    country: Some(country.clone()),
                    reason: reasons::part_of(name, parent),
                });
            } else if parent.is_none() && !looked.any.contains(country) && seen.insert(("any", country)) {
                lines.push(NotChecked {
                    regime: "national-law".to_owned(),
                    country: Some(country.clone()),
                    reason: reasons::no_rule(name),
                });
            } else if parent.is_none()
                && provider
                && !looked.telecom.contains(country)
                && seen.insert(("telecom", country))
            {
                lines.push(NotChecked {
                    regime: "telecom-breach-law".to_owned(),
                    country: Some(country.clone()),
                    reason: reasons::no_telecom_rule(name),
                });
            }
        }
    }
    lines
}

fn of_regime(set: &PolicySet, regime: &NotLoaded, situation: &Situation, day: NaiveDate) -> Vec<NotChecked> {
    let Some(area) = set.area(&regime.area) else { return Vec::new() };
    if !situation.controllers.iter().any(|controller| touches(area, situation, controller)) {
        return Vec::new();
    }
    let line = |country: Option<Country>, reason: ArithmeticLine| NotChecked {
        regime: regime.regime.clone(),
        country,
        reason,
    };
    if regime.span.until.is_some_and(|until| until < day) {
        // What had ended before the event leaves no gap.
        return Vec::new();
    }
    if !regime.span.holds(day) {
        let span = regime.span;
        return vec![line(None, reasons::regime_other_time(&regime.name, span.from, span.until, day))];
    }
    let mut countries = BTreeSet::new();
    let (mut bound, mut of_these_roles) = (false, false);
    for controller in &situation.controllers {
        if !regime.roles.iter().any(|role| controller.roles.contains(role)) {
            continue;
        }
        of_these_roles |= touches(area, situation, controller);
        if controller.regime_starts.get(&regime.regime).is_some_and(|start| *start > day) {
            continue;
        }
        let places = established(controller);
        let markets = open_markets(situation, controller).map(|market| &market.country);
        let inside: Vec<&Country> = places.chain(markets).filter(|country| area.holds(country, day)).collect();
        bound |= !inside.is_empty();
        countries.extend(inside.into_iter().cloned());
    }
    if !bound && of_these_roles {
        // Its countries have a law in these files on that day, or it binds them on another day: no gap.
        return Vec::new();
    }
    if !bound {
        let roles: Vec<&str> = regime.roles.iter().map(|role| role.as_str()).collect();
        let reason = reasons::regime_other_roles(&regime.name, &roles.join(", "));
        return vec![line(None, reason)];
    }
    let reason = reasons::regime_by_hand(&regime.name);
    if regime.per_country {
        return countries.into_iter().map(|country| line(Some(country), reason.clone())).collect();
    }
    vec![line(None, reason)]
}
