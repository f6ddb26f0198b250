//! What a plan did not look at, in words: regimes and countries without a loaded rule. Nothing is left out in silence.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::bound::{established, open_markets, touches};
use super::law::NotLoaded;
use super::set::PolicySet;
use crate::domain::plan::NotChecked;
use crate::domain::situation::{SectorRole, Situation};
use crate::domain::values::Country;

/// Countries for which the planner looked at a rule, and at one for data of communications services.
#[derive(Debug, Default)]
pub struct Looked {
    pub any: BTreeSet<Country>,
    pub telecom: BTreeSet<Country>,
}

pub fn list(set: &PolicySet, situation: &Situation, day: NaiveDate, looked: &Looked) -> Vec<NotChecked> {
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
            if !looked.any.contains(country) && seen.insert(("any", country)) {
                lines.push(NotChecked {
                    regime: "national-law".to_owned(),
                    country: Some(country.clone()),
                    reason: format!("no rule is loaded for {name}: look at its law by hand"),
                });
            } else if provider && !looked.telecom.contains(country) && seen.insert(("telecom", country)) {
                lines.push(NotChecked {
                    regime: "telecom-breach-law".to_owned(),
                    country: Some(country.clone()),
                    reason: format!("no rule for providers of communications services is loaded for {name}"),
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
    let line = |country: Option<Country>, reason: String| NotChecked { regime: regime.regime.clone(), country, reason };
    if !regime.span.holds(day) {
        let when = match (regime.span.from, regime.span.until) {
            (Some(from), _) if day < from => format!("it applies from {from}"),
            (_, Some(until)) => format!("it applied until {until}"),
            _ => "it did not apply then".to_owned(),
        };
        return vec![line(None, format!("{}: not loaded; {when}, and the event is of {day}", regime.name))];
    }
    let mut countries = BTreeSet::new();
    let mut bound = false;
    for controller in &situation.controllers {
        let starts_later = controller.regime_starts.get(&regime.regime).is_some_and(|start| *start > day);
        if starts_later || !regime.roles.iter().any(|role| controller.roles.contains(role)) {
            continue;
        }
        let places = established(controller).into_iter();
        let markets = open_markets(situation, controller).map(|market| &market.country);
        let inside: Vec<&Country> = places.chain(markets).filter(|country| area.holds(country, day)).collect();
        bound |= !inside.is_empty();
        countries.extend(inside.into_iter().cloned());
    }
    if !bound {
        let roles: Vec<&str> = regime.roles.iter().map(|role| role.as_str()).collect();
        let reason = format!(
            "{}: not loaded; it binds {}, which no controller here is said to be",
            regime.name,
            roles.join(", ")
        );
        return vec![line(None, reason)];
    }
    let reason = format!("{}: not loaded, look at it by hand", regime.name);
    if regime.per_country {
        return countries.into_iter().map(|country| line(Some(country), reason.clone())).collect();
    }
    vec![line(None, reason)]
}
