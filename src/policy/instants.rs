//! Which recorded instant a clock runs from: the narrowest scope wins, and a fallback chain stands in for what is missing.

use std::collections::BTreeMap;

use super::work;
use crate::domain::situation::{InstantKind, ScopeKind, Situation};
use crate::domain::values::{At, Country};

/// What a clock is about.
#[derive(Debug, Clone, Copy)]
pub struct Reach<'a> {
    pub controller: &'a str,
    /// `None` = the controller as a whole.
    pub market: Option<&'a Country>,
    /// Data sets that the duty is about; empty = not known.
    pub data_sets: &'a [&'a str],
    /// The duty of one joint controller stands for those of the others (Art. 26 GDPR).
    pub joint: bool,
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

/// What is recorded of one kind of instant.
#[derive(Debug, Clone, Copy, Default)]
struct Recorded {
    /// The earliest that is about the whole case.
    whole: Option<At>,
    /// Some are about a controller, market or data set alone.
    narrow: bool,
}

/// The instants of a situation, sorted once for a plan that asks for them at every stage. Most cases have none narrower
/// than the case, and then the answer is at hand.
#[derive(Debug, Clone)]
pub struct Moments<'a> {
    situation: &'a Situation,
    recorded: [Recorded; InstantKind::ALL.len()],
    /// The earliest of each kind about a controller, a market or a data set alone.
    narrow: BTreeMap<(InstantKind, ScopeKind, &'a str), At>,
    /// Who left the notice to whom, by the one who gives it.
    joint: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Moments<'a> {
    pub fn of(situation: &'a Situation) -> Self {
        let mut joint: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for controller in &situation.controllers {
            if let Some(lead) = controller.joint_controller_lead.as_deref().filter(|lead| *lead != controller.id) {
                joint.entry(lead).or_default().push(&controller.id);
            }
        }
        let mut recorded = [Recorded::default(); InstantKind::ALL.len()];
        let mut narrow = BTreeMap::new();
        for instant in &situation.instants {
            work::step();
            let Some(slot) = recorded.get_mut(instant.what as usize) else { continue };
            if instant.scope.kind == ScopeKind::Case && instant.scope.id.is_empty() {
                slot.whole = Some(slot.whole.map_or(instant.at, |at| at.min(instant.at)));
            } else {
                slot.narrow = true;
                let earliest =
                    narrow.entry((instant.what, instant.scope.kind, instant.scope.id.as_str())).or_insert(instant.at);
                *earliest = instant.at.min(*earliest);
            }
        }
        Self { situation, recorded, narrow, joint }
    }

    /// The first of the chain that is recorded for `reach`.
    pub fn start(&self, chain: &[InstantKind], reach: Reach<'_>) -> Option<Start> {
        let asked = *chain.first()?;
        let used = chain.iter().find_map(|what| self.value(*what, reach).map(|at| (*what, at)));
        Some(Start { asked, used })
    }

    /// The same where some instants count as soon as they come before that from which the clock would run: it never runs from later.
    pub fn earliest_start(&self, chain: &[InstantKind], or_earlier: &[InstantKind], reach: Reach<'_>) -> Option<Start> {
        let Start { asked, used } = self.start(chain, reach)?;
        let earlier = or_earlier.iter().filter_map(|what| self.value(*what, reach).map(|at| (*what, at)));
        // Of several at one moment the one that would start it anyway is the one that counts.
        let used = used.into_iter().chain(earlier).min_by_key(|(_, at)| *at);
        Some(Start { asked, used })
    }

    /// The value of one instant. The first signal of a case that somebody else reports is the arrival of that report, a processor's
    /// notice among them.
    pub fn value(&self, what: InstantKind, reach: Reach<'_>) -> Option<At> {
        let own = self.recorded_for(what, reach);
        if what == InstantKind::FirstSignal {
            return own.into_iter().chain(self.recorded_for(InstantKind::ProcessorInformed, reach)).min();
        }
        own
    }

    /// Data sets may each have their own; the duty about several runs from the earliest.
    fn recorded_for(&self, what: InstantKind, reach: Reach<'_>) -> Option<At> {
        let recorded = self.recorded.get(what as usize).copied().unwrap_or_default();
        if !recorded.narrow {
            return recorded.whole;
        }
        let of_market = reach.market.and_then(|market| self.earliest(what, ScopeKind::Market, market.as_str()));
        let own = of_market.or_else(|| {
            let broad = self.earliest(what, ScopeKind::Controller, reach.controller).or(recorded.whole);
            // Whoever notifies for joint controllers is taken to know what each of them knows: the earlier moment is the safe one.
            let partners = if reach.joint { self.joint.get(reach.controller) } else { None };
            let theirs = partners.into_iter().flatten().filter_map(|id| self.earliest(what, ScopeKind::Controller, id));
            let broad = broad.into_iter().chain(theirs).min();
            if reach.data_sets.is_empty() {
                return broad;
            }
            let of_data = |id: &&str| self.earliest(what, ScopeKind::DataSet, id).or(broad);
            reach.data_sets.iter().filter_map(of_data).min()
        });
        if reach.market.is_some() {
            return own;
        }
        // A duty of the whole controller: what it knew in one of its markets, it knew.
        let markets = self.situation.markets.iter().filter(|market| market.controller == reach.controller);
        let in_markets = markets.filter_map(|market| self.earliest(what, ScopeKind::Market, market.country.as_str()));
        own.into_iter().chain(in_markets).min()
    }

    fn earliest(&self, what: InstantKind, kind: ScopeKind, id: &str) -> Option<At> {
        work::step();
        self.narrow.get(&(what, kind, id)).copied()
    }
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
