//! From a situation to the duties that the law of its day asks for. Pure: the same set, situation and moment give the same plan.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::bound::{self, Answer};
use super::duty::{Desk, Here};
use super::instants::Moments;
use super::law::{BindsBy, Choose, Covers, Rule, RuleStatus};
use super::not_checked::Looked;
use super::outline::Outlined;
use super::own::{self, Reaches};
use super::reasons;
use super::recipients::{self, Chosen, Remark};
use super::set::PolicySet;
use super::status::{self, Decided};
use super::who::Who;
use crate::domain::plan::{ArithmeticLine, Excluded, Plan};
use crate::domain::situation::{Controller, Situation};
use crate::domain::values::{At, Country};

/// All duties of the situation, what does not arise and why, and what was not looked at.
///
/// `now` decides only what the situation leaves open: the law's day while nothing has happened, and which channels are open.
pub fn plan(set: &PolicySet, situation: &Situation, now: At) -> Plan {
    whole(set, situation, now, in_force)
}

/// The plan as it would be if the proposals of `regime` were law and stood in for the rules they would replace. To compare with
/// [`plan`], never for a case.
pub fn plan_as_proposed(set: &PolicySet, situation: &Situation, now: At, regime: &str) -> Plan {
    let proposed = |rule: &Rule| rule.status == RuleStatus::Proposal && rule.regime == regime;
    let replaced: Vec<&str> =
        set.rules().iter().filter(|rule| proposed(rule)).flat_map(|r| &r.instead_of).map(String::as_str).collect();
    whole(set, situation, now, |rule| proposed(rule) || (in_force(rule) && !replaced.contains(&rule.id.as_str())))
}

/// What one rule alone gives, for its worked examples; also a proposal, and what is only a directive.
pub(super) fn outline_rule<'a>(set: &'a PolicySet, situation: &'a Situation, now: At, id: &str) -> Vec<Outlined<'a>> {
    let mut planner = Planner::new(set, situation, now, false);
    planner.run(set.family_of(id).into_iter(), |_| true);
    planner.duties
}

/// The duties of [`plan`] with their status and terms, and without a word: no arithmetic, no remark, no reason for what does
/// not arise. In the same order.
pub fn outline<'a>(set: &'a PolicySet, situation: &'a Situation, now: At) -> Vec<Outlined<'a>> {
    let mut planner = Planner::new(set, situation, now, false);
    planner.run(0..set.families(), in_force);
    planner.duties
}

/// The same by the rules of some families alone; see [`PolicySet::families`].
pub(super) fn outline_by<'a>(
    set: &'a PolicySet,
    families: &[usize],
    situation: &'a Situation,
    now: At,
) -> Vec<Outlined<'a>> {
    let mut planner = Planner::new(set, situation, now, false);
    planner.run(families.iter().copied(), in_force);
    planner.duties
}

fn in_force(rule: &Rule) -> bool {
    rule.status == RuleStatus::InForce
}

fn whole(set: &PolicySet, situation: &Situation, now: At, chosen: impl Fn(&Rule) -> bool) -> Plan {
    let mut planner = Planner::new(set, situation, now, true);
    planner.run(0..set.families(), chosen);
    planner.worded()
}

pub(super) struct Planner<'a> {
    pub(super) desk: Desk<'a>,
    pub(super) duties: Vec<Outlined<'a>>,
    pub(super) excluded: Vec<Excluded>,
    pub(super) problems: Vec<ArithmeticLine>,
    pub(super) looked: Looked<'a>,
}

impl<'a> Planner<'a> {
    fn new(set: &'a PolicySet, situation: &'a Situation, now: At, worded: bool) -> Self {
        let desk = Desk { set, situation, moments: Moments::of(situation), now, worded };
        Self { desk, duties: Vec::new(), excluded: Vec::new(), problems: Vec::new(), looked: Looked::default() }
    }

    fn run(&mut self, families: impl Iterator<Item = usize> + Clone, chosen: impl Fn(&Rule) -> bool) {
        if self.desk.worded {
            self.markets();
            self.contradictions();
        }
        let mut versions: Vec<&'a Rule> = Vec::new();
        for controller in &self.desk.situation.controllers {
            let who = Who::of(self.desk.situation, controller);
            for family in families.clone() {
                versions.clear();
                versions.extend(self.desk.set.family(family).filter(|rule| chosen(rule)));
                self.rule(&versions, &who);
            }
        }
        self.joint_leads();
        // Authorities first, then people, then the rest; within a kind in the order of controllers and rules.
        self.duties.sort_by_key(Outlined::kind);
    }

    /// All versions of one rule for one controller.
    fn rule(&mut self, versions: &[&'a Rule], who: &Who<'a>) {
        let Some(any) = versions.first() else { return };
        let controller = who.controller;
        if any.choose == Choose::Named {
            return self.contract(versions, controller);
        }
        if !who.may_be_bound(any) {
            return;
        }
        let deciding = match bound::by_role(&any.binds, any.covers, controller, self.desk.situation) {
            Answer::No(_) => return,
            Answer::Yes => Vec::new(),
            Answer::Unknown(facts) => facts,
        };
        let (by_data, about) = who.data(any.covers);
        for place in self.places(versions, who, about) {
            let (country, market) = (place.country, place.market);
            let at = self.event_at(versions, controller, market, about);
            let day = at.in_zone(self.desk.zone(country)).date_naive();
            // A proposal has no day yet; whoever asks for it asks what it would be today. A start of one's own on record counts even
            // before the day from which the rule can bind anybody: it was written down for a reason, and nothing is lost by asking.
            let applies = |rule: &&Rule| {
                rule.status == RuleStatus::Proposal
                    || rule.in_force.holds(day)
                    || (rule.entity_start
                        && !rule.in_force.over(day)
                        && start_of(rule, controller).is_some_and(|from| from <= day))
            };
            let Some(rule) = versions.iter().copied().find(applies) else {
                let from = versions.iter().filter_map(|rule| rule.in_force.from).min();
                self.exclude(market, any, || reasons::not_in_force(from, day));
                continue;
            };
            if self.stood_in_for(&rule.id, controller, country, day) {
                continue;
            }
            let mut open = place.open;
            match start_of(rule, controller) {
                Some(from) if day < from => {
                    self.exclude(market, rule, || reasons::starts_later(from, day));
                    continue;
                }
                None if rule.entity_start => {
                    open.push(super::open::Open::RegimeStart { controller: &controller.id, regime: &rule.regime });
                }
                _ => {}
            }
            self.look(rule, who, country, day);
            let mut about = about;
            if let Answer::No(none_hit) = by_data {
                let unyielded = if *none_hit { Vec::new() } else { self.unyielded(rule, who, country, day) };
                if unyielded.is_empty() {
                    self.exclude(market, rule, || {
                        if *none_hit {
                            reasons::no_data_hit(&controller.name)
                        } else {
                            reasons::outside(rule, &controller.name)
                        }
                    });
                    continue;
                }
                about = who.data(Covers::Any).1;
                open.extend(unyielded);
            }
            match bound::by_conditions(rule, controller, self.desk.situation) {
                (Answer::No(_), Some(condition)) => {
                    self.exclude(market, rule, || reasons::condition(&rule.id, condition));
                    continue;
                }
                (Answer::Unknown(facts), _) => open.extend(facts),
                _ => {}
            }
            open.extend(deciding.iter().copied());
            if let Answer::Unknown(facts) = by_data {
                open.extend(facts.iter().copied());
            }
            self.owed(&Here { rule, controller, country, market, deciding: open, about }, day);
        }
    }

    /// Remembers what was looked at, for the line of what was not.
    fn look(&mut self, rule: &Rule, who: &Who<'a>, country: &'a Country, day: NaiveDate) {
        if !self.desk.worded {
            return;
        }
        if rule.covers != Covers::Incident {
            self.looked.any.insert(country);
        }
        if rule.binds.by == BindsBy::Controller && rule.covers != Covers::Incident {
            let area = self.desk.set.area(&rule.binds.area);
            let inside = who.open_markets().filter(|m| area.is_some_and(|area| area.holds(&m.country, day)));
            self.looked.any.extend(inside.map(|market| &market.country));
        }
        if !matches!(rule.covers, Covers::Other | Covers::Incident) {
            self.looked.telecom.insert(country);
        }
    }

    /// Whether another rule in force here stands in for this one (national law for the directive's form).
    pub(super) fn stood_in_for(&self, id: &str, controller: &Controller, country: &Country, day: NaiveDate) -> bool {
        self.desk.set.stand_ins(id).any(|other| {
            other.status == RuleStatus::InForce
                && other.in_force.holds(day)
                && self.desk.set.area(&other.binds.area).is_some_and(|area| area.holds(country, day))
                && !matches!(bound::by_role(&other.binds, other.covers, controller, self.desk.situation), Answer::No(_))
        })
    }

    /// A contract: the same clocks and words, but whom it reaches stands in the contract.
    fn contract(&mut self, versions: &[&'a Rule], controller: &'a Controller) {
        let mut missed = None;
        // What a later version is about may differ; the version of the day decides, and its trigger needs the data it is about.
        for rule in versions.iter().copied() {
            let Some(named) = &rule.own.named else { continue };
            if let Answer::No(_) = bound::by_role(&rule.binds, rule.covers, controller, self.desk.situation) {
                continue;
            }
            let reaches = own::reaches(rule, controller, self.desk.situation);
            let about = match &reaches {
                Reaches::Yes { about, .. } => about.as_slice(),
                Reaches::No(_) => &[],
                Reaches::Elsewhere => continue,
            };
            let at = self.event_at(versions, controller, None, about);
            let day = at.in_zone(self.desk.zone(&named.country)).date_naive();
            if !rule.in_force.holds(day) {
                missed = Some(day);
                continue;
            }
            let (deciding, about) = match reaches {
                Reaches::Yes { open, about } => (open, about),
                Reaches::No(reason) => return self.exclude(None, rule, || reason),
                Reaches::Elsewhere => return,
            };
            let country = &named.country;
            return self.owed(&Here { rule, controller, country, market: None, deciding, about: &about }, day);
        }
        if let (Some(day), Some(any)) = (missed, versions.first()) {
            let from = versions.iter().filter_map(|rule| rule.in_force.from).min();
            self.exclude(None, any, || reasons::not_in_force(from, day));
        }
    }

    pub(super) fn exclude(&mut self, market: Option<&Country>, rule: &Rule, reason: impl FnOnce() -> ArithmeticLine) {
        if self.desk.worded {
            let rule = Some(rule.id.clone());
            self.excluded.push(Excluded { market: market.cloned(), recipient: None, rule, reason: reason() });
        }
    }

    /// The rule at its place, for every recipient.
    fn owed(&mut self, here: &Here<'_, 'a>, day: NaiveDate) {
        let Desk { set, situation, .. } = self.desk;
        for chosen in recipients::choose(set, here.rule, situation, here.controller, here.country, day) {
            self.stages(here, &chosen);
            if self.desk.worded {
                // Whoever expects the lead authority in the plan reads why it is not there.
                let local = chosen.remarks.iter().find(|remark| matches!(remark, Remark::LocalCase(_)));
                let line = |id: &Cow<'_, str>| {
                    let (recipient, rule) = (Some(id.to_string()), Some(here.rule.id.clone()));
                    Some(Excluded { market: None, recipient, rule, reason: local?.line() })
                };
                self.excluded.extend(chosen.passed_over.iter().filter_map(line));
            }
        }
    }

    /// Every stage of the rule for one recipient.
    fn stages(&mut self, here: &Here<'_, 'a>, chosen: &Chosen<'a>) {
        let record = chosen.authority.and_then(|authority| authority.record.as_deref());
        let decided = status::decided(self.desk.situation, here.rule, &here.controller.id, &chosen.id, record);
        if let Decided::Refused(why) = &decided {
            self.problem(why.clone());
        }
        for stage in &here.rule.stages {
            self.duties.extend(self.desk.duty(here, chosen, stage, &decided));
        }
    }
}

/// The day from which the regime binds this controller, where one is on record: of this rule (`nis2-it`), else of the regime.
fn start_of(rule: &Rule, controller: &Controller) -> Option<NaiveDate> {
    controller.regime_starts.get(&rule.id).or_else(|| controller.regime_starts.get(&rule.regime)).copied()
}
