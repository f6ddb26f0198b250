//! Which recorded instant a clock runs from: the narrowest scope wins, and a fallback chain stands in for what is missing.

use crate::domain::situation::{InstantKind, ScopeKind, Situation};
use crate::domain::values::{At, Country};

/// What a clock is about.
#[derive(Debug, Clone, Copy)]
pub struct Reach<'a> {
    pub controller: &'a str,
    /// `None` = the controller as a whole.
    pub market: Option<&'a Country>,
    /// Data sets that the duty is about; empty = not known.
    pub data_sets: &'a [String],
}

/// The instant that a clock uses, and which one was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    pub asked: InstantKind,
    pub used: Option<(InstantKind, At)>,
}

impl Start {
    pub fn at(&self) -> Option<At> {
        self.used.map(|(_, at)| at)
    }

    /// The instant that stands in for the one asked for.
    pub fn fallback(&self) -> Option<InstantKind> {
        self.used.map(|(what, _)| what).filter(|what| *what != self.asked)
    }
}

/// The first of the chain that is recorded for `reach`.
pub fn start(situation: &Situation, chain: &[InstantKind], reach: Reach<'_>) -> Option<Start> {
    let asked = *chain.first()?;
    let used = chain.iter().find_map(|what| value(situation, *what, reach).map(|at| (*what, at)));
    Some(Start { asked, used })
}

/// The value of one instant. Data sets may each have their own; the duty about several runs from the earliest.
pub fn value(situation: &Situation, what: InstantKind, reach: Reach<'_>) -> Option<At> {
    if reach.data_sets.is_empty() {
        return narrowest(situation, what, reach, None);
    }
    reach.data_sets.iter().filter_map(|set| narrowest(situation, what, reach, Some(set))).min()
}

fn narrowest(situation: &Situation, what: InstantKind, reach: Reach<'_>, data_set: Option<&str>) -> Option<At> {
    let earliest = |kind: ScopeKind, id: &str| {
        situation
            .instants
            .iter()
            .filter(|instant| instant.what == what && instant.scope.kind == kind && instant.scope.id == id)
            .map(|instant| instant.at)
            .min()
    };
    let of_market = reach.market.and_then(|market| earliest(ScopeKind::Market, market.as_str()));
    let of_data = || data_set.and_then(|id| earliest(ScopeKind::DataSet, id));
    let broad = || earliest(ScopeKind::Controller, reach.controller).or_else(|| earliest(ScopeKind::Case, ""));
    let own = of_market.or_else(of_data).or_else(broad);
    if reach.market.is_some() {
        return own;
    }
    // A duty of the whole controller: what it knew in one of its markets, it knew.
    let markets = situation.markets.iter().filter(|market| market.controller == reach.controller);
    let in_markets = markets.filter_map(|market| earliest(ScopeKind::Market, market.country.as_str())).min();
    own.into_iter().chain(in_markets).min()
}

/// The earliest instant of any kind; tells which day's law the case is about when nothing narrower is recorded.
pub fn earliest(situation: &Situation) -> Option<At> {
    situation
        .instants
        .iter()
        .filter(|instant| instant.what != InstantKind::Occurred)
        .map(|instant| instant.at)
        .min()
        .or_else(|| situation.instants.iter().map(|instant| instant.at).min())
}
