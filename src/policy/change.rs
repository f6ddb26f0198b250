//! From one edition of the law to the next: which rules differ, which cases that can touch, and what it makes of their duties.
//!
//! A change of some rules is worked out by those rules alone. Anything else that differs, such as a calendar, an authority or a
//! way of counting, reaches so far that every rule is looked at.

use std::collections::BTreeSet;

use super::law::Rule;
use super::outline::Outlined;
use super::planner;
use super::set::PolicySet;
use super::who::Who;
use crate::domain::situation::Situation;
use crate::domain::values::At;

/// What differs between two editions of the law, as far as it can change a duty.
#[derive(Debug)]
pub struct Change<'a> {
    old: &'a PolicySet,
    new: &'a PolicySet,
    extent: Extent<'a>,
}

#[derive(Debug)]
enum Extent<'a> {
    Rules {
        ids: BTreeSet<&'a str>,
        /// Their families in the old set and in the new one.
        old: Vec<usize>,
        new: Vec<usize>,
    },
    /// More than rules.
    All,
}

/// A duty that arose (`before` is none), fell away (`after` is none) or has other terms.
#[derive(Debug, Clone)]
pub struct Moved<'s> {
    pub before: Option<Outlined<'s>>,
    pub after: Option<Outlined<'s>>,
}

impl<'a> Change<'a> {
    pub fn between(old: &'a PolicySet, new: &'a PolicySet) -> Self {
        if !beside_rules(old, new) {
            return Self { old, new, extent: Extent::All };
        }
        let mut ids = BTreeSet::new();
        for (one, other) in [(old, new), (new, old)] {
            for family in 0..one.families() {
                let versions: Vec<&'a Rule> = one.family(family).collect();
                let Some(id) = versions.first().map(|rule| rule.id.as_str()) else { continue };
                let same = other.family_of(id).is_some_and(|there| other.family(there).eq(versions.iter().copied()));
                if !same {
                    ids.insert(id);
                    // Where it stands in for another rule, it makes that one come or go.
                    ids.extend(versions.iter().flat_map(|rule| &rule.instead_of).map(String::as_str));
                }
            }
        }
        let families = |set: &PolicySet| ids.iter().filter_map(|id| set.family_of(id)).collect();
        let (in_old, in_new) = (families(old), families(new));
        Self { old, new, extent: Extent::Rules { ids, old: in_old, new: in_new } }
    }

    /// Ids of the rules that differ, and of those they stand in for; `None` where more than rules differs.
    pub fn rules(&self) -> Option<impl Iterator<Item = &str>> {
        match &self.extent {
            Extent::Rules { ids, .. } => Some(ids.iter().copied()),
            Extent::All => None,
        }
    }

    /// `false` only where the plan of the situation is certainly the same by both, to the last word but the digest: none of
    /// the rules that differ has anything to say of it.
    pub fn can_touch(&self, situation: &Situation) -> bool {
        let Extent::Rules { ids, old, new } = &self.extent else { return true };
        let named = situation.filings.iter().map(|filing| &filing.rule);
        if named.chain(situation.decisions.iter().map(|decision| &decision.rule)).any(|id| ids.contains(id.as_str())) {
            return true;
        }
        let rules = || {
            let old = old.iter().flat_map(|family| self.old.family(*family));
            old.chain(new.iter().flat_map(|family| self.new.family(*family)))
        };
        situation.controllers.iter().any(|controller| {
            let who = Who::of(situation, controller);
            // A contract or an arrangement of joint controllers speaks of a case before its area is looked at.
            rules().any(|rule| rule.own.named.is_some() || rule.joint_lead || who.may_be_bound(rule))
        })
    }

    /// What the change makes of the duties of one situation, looked at `now`: exactly where the outlines by the two editions
    /// differ.
    pub fn replan<'s>(&self, situation: &'s Situation, now: At) -> Vec<Moved<'s>>
    where
        'a: 's,
    {
        let (before, after) = match &self.extent {
            Extent::Rules { old, new, .. } => {
                (planner::outline_by(self.old, old, situation, now), planner::outline_by(self.new, new, situation, now))
            }
            Extent::All => (planner::outline(self.old, situation, now), planner::outline(self.new, situation, now)),
        };
        moved(before, after)
    }
}

/// Where two outlines differ. Each holds a duty once.
fn moved<'s>(before: Vec<Outlined<'s>>, after: Vec<Outlined<'s>>) -> Vec<Moved<'s>> {
    let mut before: Vec<Option<Outlined<'s>>> = before.into_iter().map(Some).collect();
    let mut found = Vec::new();
    for (place, duty) in after.into_iter().enumerate() {
        let same = |kept: &&mut Option<Outlined<'s>>| kept.as_ref().is_some_and(|kept| kept.is_same_duty(&duty));
        // Nearly always in the same place.
        let kept = match before.get_mut(place).filter(|kept| same(kept)) {
            Some(kept) => kept.take(),
            None => before.iter_mut().find(same).and_then(Option::take),
        };
        if kept.as_ref().is_none_or(|kept| !kept.has_terms_of(&duty)) {
            found.push(Moved { before: kept, after: Some(duty) });
        }
    }
    found.extend(before.into_iter().flatten().map(|kept| Moved { before: Some(kept), after: None }));
    found
}

/// Whether the two editions agree in all that a plan reads beside the rules.
fn beside_rules(old: &PolicySet, new: &PolicySet) -> bool {
    let habits = |set: &PolicySet| (set.house().decide_authority_hours, set.house().decide_people_hours);
    old.areas == new.areas
        && old.countries == new.countries
        && old.counting == new.counting
        && old.calendars == new.calendars
        && old.authorities == new.authorities
        && old.not_loaded == new.not_loaded
        && habits(old) == habits(new)
}
