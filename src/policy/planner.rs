//! From a situation to the duties that the law of its day asks for. Pure: the same set, situation and moment give the same plan.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::bound::{self, Answer};
use super::duty::{Desk, Here};
use super::instants::{self, Reach};
use super::law::{BindsBy, Choose, Covers, Rule, RuleStatus};
use super::not_checked::{self, Looked};
use super::own::{self, Reaches};
use super::reasons;
use super::recipients::{self, Chosen};
use super::set::PolicySet;
use super::status::{self, Decided};
use crate::domain::plan::{ArithmeticLine, Excluded, NotChecked, Plan};
use crate::domain::situation::{Controller, InstantKind, MarketStatus, Scope, Situation};
use crate::domain::values::{At, Country, Private};

/// All duties of the situation, what does not arise and why, and what was not looked at.
///
/// `now` decides only what the situation leaves open: the law's day while nothing has happened, and which channels are open.
pub fn plan(set: &PolicySet, situation: &Situation, now: At) -> Plan {
    plan_of(set, situation, now, |rule| rule.status == RuleStatus::InForce)
}

/// The plan as it would be if the proposals of `regime` were law and stood in for the rules they would replace. To compare with
/// [`plan`], never for a case.
pub fn plan_as_proposed(set: &PolicySet, situation: &Situation, now: At, regime: &str) -> Plan {
    let proposed = |rule: &Rule| rule.status == RuleStatus::Proposal && rule.regime == regime;
    let replaced: Vec<&str> =
        set.rules().iter().filter(|rule| proposed(rule)).flat_map(|r| &r.instead_of).map(String::as_str).collect();
    plan_of(set, situation, now, |rule| {
        proposed(rule) || (rule.status == RuleStatus::InForce && !replaced.contains(&rule.id.as_str()))
    })
}

/// The plan by one rule alone, for its worked examples.
pub(super) fn plan_rule(set: &PolicySet, situation: &Situation, now: At, id: &str) -> Plan {
    plan_of(set, situation, now, |rule| rule.id == id)
}

fn plan_of(set: &PolicySet, situation: &Situation, now: At, chosen: impl Fn(&Rule) -> bool) -> Plan {
    let mut planner = Planner { desk: Desk { set, situation, now }, plan: Plan::default(), looked: Looked::default() };
    planner.markets();
    planner.contradictions();
    let by_id: Vec<Vec<&Rule>> = set
        .versions()
        .map(|versions| versions.filter(|rule| chosen(rule)).collect())
        .filter(|versions: &Vec<&Rule>| !versions.is_empty())
        .collect();
    for controller in &situation.controllers {
        for versions in &by_id {
            planner.rule(versions, controller);
        }
    }
    // Authorities first, then people, then the rest; within a kind in the order of controllers and rules.
    planner.plan.duties.sort_by_key(|duty| duty.kind);
    let day = instants::earliest(situation).unwrap_or(now).utc().date_naive();
    planner.plan.not_checked = not_checked::list(set, situation, day, &planner.looked);
    for controller in &situation.controllers {
        for rule in set.rules().iter().filter(|rule| rule.status == RuleStatus::Directive) {
            planner.directive(rule, controller);
        }
    }
    planner.unmatched();
    planner.plan
}

struct Planner<'a> {
    desk: Desk<'a>,
    plan: Plan,
    looked: Looked,
}

impl<'a> Planner<'a> {
    /// Markets that are said to have no part in it, each with its reason.
    fn markets(&mut self) {
        for market in &self.desk.situation.markets {
            if matches!(market.status, MarketStatus::NotAffected | MarketStatus::NoService) {
                self.plan.excluded.push(Excluded {
                    market: Some(market.country.clone()),
                    recipient: None,
                    rule: None,
                    reason: reasons::market(market.status, market.reason.as_ref().map(Private::as_str)),
                });
            }
        }
    }

    fn contradictions(&mut self) {
        let mut seen: BTreeMap<(InstantKind, &Scope), At> = BTreeMap::new();
        let mut say = Vec::new();
        for instant in &self.desk.situation.instants {
            if instant.at > self.desk.now {
                say.push(reasons::in_future(instant.what, instant.at));
            }
            match seen.get(&(instant.what, &instant.scope)) {
                Some(other) if *other != instant.at => {
                    say.push(reasons::twice(instant.what, *other, instant.at));
                }
                _ => {}
            }
            let slot = seen.entry((instant.what, &instant.scope)).or_insert(instant.at);
            *slot = (*slot).min(instant.at);
        }
        for what in [InstantKind::Detected611, InstantKind::Aware] {
            for ((_, scope), at) in seen.iter().filter(|((kind, _), _)| *kind == what) {
                if let Some(signal) = seen.get(&(InstantKind::FirstSignal, *scope)).filter(|signal| *signal > at) {
                    say.push(reasons::before_signal(what, *at, *signal));
                }
            }
        }
        for controller in &self.desk.situation.controllers {
            if !self.desk.situation.markets.iter().any(|market| market.controller == controller.id) {
                say.push(reasons::no_market(&controller.id));
            }
        }
        self.plan.problems.extend(say);
    }

    /// All versions of one rule for one controller.
    fn rule(&mut self, versions: &[&'a Rule], controller: &'a Controller) {
        let Some(any) = versions.first() else { return };
        if any.choose == Choose::Named {
            return self.contract(versions, controller);
        }
        if self.left_to_another(any, controller) {
            return;
        }
        let by_role = bound::by_role(&any.binds, any.covers, controller, self.desk.situation);
        let deciding = match by_role {
            Answer::No(_) => return,
            Answer::Yes => Vec::new(),
            Answer::Unknown(facts) => facts,
        };
        let (by_data, about) = bound::by_data(any, controller, self.desk.situation);
        for (country, market, open) in self.places(versions, controller, &about) {
            let at = self.event_at(versions, controller, market.as_ref(), &about);
            let day = at.in_zone(self.desk.zone(&country)).date_naive();
            // A proposal has no day yet; whoever asks for it asks what it would be today.
            let applies = |rule: &&&Rule| rule.status == RuleStatus::Proposal || rule.in_force.holds(day);
            let Some(rule) = versions.iter().find(applies) else {
                let from = versions.iter().filter_map(|rule| rule.in_force.from).min();
                self.exclude(market.clone(), any, reasons::not_in_force(from, day));
                continue;
            };
            if self.stood_in_for(&rule.id, controller, &country, day) {
                continue;
            }
            let mut open = open;
            match start_of(rule, controller) {
                Some(from) if day < from => {
                    self.exclude(market.clone(), rule, reasons::starts_later(from, day));
                    continue;
                }
                None if rule.entity_start => {
                    open.push(format!("controller:{}:regime_start:{}", controller.id, rule.regime));
                }
                _ => {}
            }
            if rule.covers != Covers::Incident {
                self.looked.any.insert(country.clone());
            }
            if rule.binds.by == BindsBy::Controller && rule.covers != Covers::Incident {
                let area = self.desk.set.area(&rule.binds.area);
                let inside = bound::open_markets(self.desk.situation, controller)
                    .filter(|m| area.is_some_and(|area| area.holds(&m.country, day)))
                    .map(|m| m.country.clone());
                self.looked.any.extend(inside);
            }
            if !matches!(rule.covers, Covers::Other | Covers::Incident) {
                self.looked.telecom.insert(country.clone());
            }
            if let Answer::No(none_hit) = by_data {
                let reason = if none_hit {
                    reasons::no_data_hit(&controller.name)
                } else {
                    reasons::outside(rule, &controller.name)
                };
                self.exclude(market.clone(), rule, reason);
                continue;
            }
            match bound::by_facts(&rule.when, controller, self.desk.situation) {
                (Answer::No(_), Some(condition)) => {
                    self.exclude(market.clone(), rule, reasons::condition(&rule.id, condition));
                    continue;
                }
                (Answer::Unknown(facts), _) => open.extend(facts),
                _ => {}
            }
            open.extend(deciding.iter().cloned());
            if let Answer::Unknown(facts) = &by_data {
                open.extend(facts.iter().cloned());
            }
            let here = Here { rule, controller, country, market, deciding: open, about: about.clone() };
            for chosen in recipients::choose(self.desk.set, rule, self.desk.situation, controller, &here.country, day) {
                self.stages(&here, &chosen);
            }
        }
    }

    /// Countries where the directive stands alone on the day of the event: nothing is owed there, and the plan says so.
    fn directive(&mut self, rule: &Rule, controller: &'a Controller) {
        if matches!(bound::by_role(&rule.binds, rule.covers, controller, self.desk.situation), Answer::No(_)) {
            return;
        }
        for (country, market, _) in self.places(&[rule], controller, &[]) {
            let at = self.event_at(&[rule], controller, market.as_ref(), &[]);
            let day = at.in_zone(self.desk.zone(&country)).date_naive();
            let known = self
                .plan
                .not_checked
                .iter()
                .any(|line| line.regime == rule.regime && line.country.as_ref() == Some(&country));
            if known || !rule.in_force.holds(day) || self.stood_in_for(&rule.id, controller, &country, day) {
                continue;
            }
            self.plan.not_checked.push(NotChecked {
                regime: rule.regime.clone(),
                country: Some(country),
                reason: reasons::directive_only(&rule.title),
            });
        }
    }

    /// Art. 26: of joint controllers the one that their arrangement names notifies. Without one each remains responsible.
    fn left_to_another(&mut self, rule: &Rule, controller: &Controller) -> bool {
        let Some(lead) = controller.joint_controller_lead.as_ref().filter(|lead| **lead != controller.id) else {
            return false;
        };
        if !rule.joint_lead {
            return false;
        }
        let Some(other) = self.desk.situation.controllers.iter().find(|other| other.id == *lead) else {
            let say = reasons::no_joint_lead(&controller.name, lead);
            if !self.plan.problems.contains(&say) {
                self.plan.problems.push(say);
            }
            return false;
        };
        self.exclude(None, rule, reasons::joint_lead(&other.name));
        true
    }

    /// Whether another rule in force here stands in for this one (national law for the directive's form).
    fn stood_in_for(&self, id: &str, controller: &Controller, country: &Country, day: NaiveDate) -> bool {
        self.desk.set.stand_ins(id).any(|other| {
            other.status == RuleStatus::InForce
                && other.instead_of.iter().any(|base| base == id)
                && other.in_force.holds(day)
                && self.desk.set.area(&other.binds.area).is_some_and(|area| area.holds(country, day))
                && !matches!(bound::by_role(&other.binds, other.covers, controller, self.desk.situation), Answer::No(_))
        })
    }

    /// A contract: the same clocks and words, but whom it reaches stands in the contract.
    fn contract(&mut self, versions: &[&'a Rule], controller: &'a Controller) {
        let mut missed = None;
        // What a later version is about may differ; the version of the day decides, and its trigger needs the data it is about.
        for rule in versions {
            let Some(named) = &rule.own.named else { continue };
            if let Answer::No(_) = bound::by_role(&rule.binds, rule.covers, controller, self.desk.situation) {
                continue;
            }
            let reaches = own::reaches(rule, controller, self.desk.situation);
            let about = match &reaches {
                Reaches::Yes { about, .. } => about.clone(),
                Reaches::No(_) => Vec::new(),
                Reaches::Elsewhere => continue,
            };
            let at = self.event_at(versions, controller, None, &about);
            let day = at.in_zone(self.desk.zone(&named.country)).date_naive();
            if !rule.in_force.holds(day) {
                missed = Some(day);
                continue;
            }
            let (deciding, about) = match reaches {
                Reaches::Yes { open, about } => (open, about),
                Reaches::No(reason) => return self.exclude(None, rule, reason),
                Reaches::Elsewhere => return,
            };
            let here = Here { rule, controller, country: named.country.clone(), market: None, deciding, about };
            for chosen in recipients::choose(self.desk.set, rule, self.desk.situation, controller, &here.country, day) {
                self.stages(&here, &chosen);
            }
            return;
        }
        if let (Some(day), Some(any)) = (missed, versions.first()) {
            let from = versions.iter().filter_map(|rule| rule.in_force.from).min();
            self.exclude(None, any, reasons::not_in_force(from, day));
        }
    }

    fn exclude(&mut self, market: Option<Country>, rule: &Rule, reason: ArithmeticLine) {
        self.plan.excluded.push(Excluded { market, recipient: None, rule: Some(rule.id.clone()), reason });
    }

    /// Where the rule binds the controller: country, market, and what leaves that open.
    fn places(
        &self,
        versions: &[&Rule],
        controller: &'a Controller,
        about: &[String],
    ) -> Vec<(Country, Option<Country>, Vec<String>)> {
        let Some(rule) = versions.first() else { return Vec::new() };
        let Some(area) = self.desk.set.area(&rule.binds.area) else { return Vec::new() };
        let holds = |country: &Country, market: Option<&Country>| {
            let at = self.event_at(versions, controller, market, about);
            area.holds(country, at.in_zone(self.desk.zone(country)).date_naive())
        };
        let open = |market: &crate::domain::situation::Market| match market.status {
            MarketStatus::Unknown => vec![format!("market:{}:status", market.country)],
            _ => Vec::new(),
        };
        let markets: Vec<_> = bound::open_markets(self.desk.situation, controller)
            .filter(|market| holds(&market.country, Some(&market.country)))
            .collect();
        let everywhere = rule.binds.market_roles.iter().any(|role| controller.roles.contains(role));
        match if everywhere { BindsBy::Market } else { rule.binds.by } {
            BindsBy::Main => {
                if bound::nowhere_affected(self.desk.situation, controller) {
                    return Vec::new();
                }
                main_places(controller)
                    .into_iter()
                    .filter(|(country, _)| holds(country, None))
                    .map(|(country, open)| (country.clone(), None, open))
                    .collect()
            }
            BindsBy::Market => markets.iter().map(|m| (m.country.clone(), Some(m.country.clone()), open(m))).collect(),
            BindsBy::Country => {
                let mut places: Vec<_> =
                    markets.iter().map(|m| (m.country.clone(), Some(m.country.clone()), open(m))).collect();
                for country in bound::established(controller) {
                    let listed = places.iter().any(|(place, ..)| place == country);
                    if !listed && holds(country, None) && !bound::closed(self.desk.situation, controller, country) {
                        places.push((country.clone(), None, Vec::new()));
                    }
                }
                places
            }
            BindsBy::Controller => {
                if bound::nowhere_affected(self.desk.situation, controller) {
                    return Vec::new();
                }
                let established: Vec<&Country> =
                    bound::established(controller).into_iter().filter(|country| holds(country, None)).collect();
                let main = controller.establishments.iter().find(|place| place.main).map(|place| &place.country);
                if let Some(country) = established.iter().find(|c| Some(**c) == main).or(established.first()) {
                    return vec![((*country).clone(), None, Vec::new())];
                }
                let Some(market) = markets.first() else { return Vec::new() };
                let certain = markets.iter().any(|market| market.status == MarketStatus::Affected);
                // Art. 3(2): bound because people there are affected; if no market is certain, the markets decide.
                let open = if certain { Vec::new() } else { markets.iter().flat_map(|market| open(market)).collect() };
                vec![(market.country.clone(), None, open)]
            }
        }
    }

    /// The moment whose law applies: the earliest start of any version, so that an old rule runs to its end.
    fn event_at(&self, versions: &[&Rule], controller: &Controller, market: Option<&Country>, about: &[String]) -> At {
        let reach = Reach { controller: &controller.id, market, data_sets: about };
        versions
            .iter()
            .flat_map(|rule| &rule.stages)
            .flat_map(|stage| [Some(&stage.trigger), stage.cap.as_ref().map(|cap| &cap.trigger)])
            .flatten()
            .filter_map(|trigger| instants::start(self.desk.situation, trigger, reach))
            .filter_map(|start| start.at())
            .min()
            .or_else(|| instants::earliest(self.desk.situation))
            .unwrap_or(self.desk.now)
    }

    /// Every stage of the rule for one recipient.
    fn stages(&mut self, here: &Here<'a>, chosen: &Chosen<'a>) {
        let record = chosen.authority.and_then(|authority| authority.record.as_deref());
        let decided = status::decided(self.desk.situation, here.rule, &here.controller.id, &chosen.id, record);
        if let Decided::Refused(why) = &decided
            && !self.plan.problems.contains(why)
        {
            self.plan.problems.push(why.clone());
        }
        for stage in &here.rule.stages {
            self.plan.duties.extend(self.desk.duty(here, chosen, stage, &decided));
        }
    }

    /// Filings and decisions that no rule of this set can take: they must not vanish.
    fn unmatched(&mut self) {
        let mut say: Vec<ArithmeticLine> = Vec::new();
        let rules = |id: &str| self.desk.set.rules().iter().filter(|rule| rule.id == id).collect::<Vec<_>>();
        for filing in &self.desk.situation.filings {
            let known = rules(&filing.rule);
            if known.is_empty() {
                say.push(reasons::filing_of_no_rule(&filing.rule));
            } else if !known.iter().any(|rule| rule.stage_of_filing(&filing.stage).is_some()) {
                say.push(reasons::filing_of_no_stage(&filing.rule, &filing.stage));
            } else if !self
                .plan
                .duties
                .iter()
                .any(|duty| duty.rule == filing.rule && duty.recipient.id == filing.recipient)
            {
                say.push(reasons::filing_to_nobody(&filing.rule, &filing.recipient));
            }
        }
        for decision in self.desk.situation.decisions.iter().filter(|decision| rules(&decision.rule).is_empty()) {
            say.push(reasons::decision_of_no_rule(&decision.rule));
        }
        for line in say {
            if !self.plan.problems.contains(&line) {
                self.plan.problems.push(line);
            }
        }
    }
}

/// The day from which the regime binds this controller, where one is on record: of this rule (`nis2-it`), else of the regime.
fn start_of(rule: &Rule, controller: &Controller) -> Option<NaiveDate> {
    controller.regime_starts.get(&rule.id).or_else(|| controller.regime_starts.get(&rule.regime)).copied()
}

/// The country of the main or only establishment; where several places are known and none is the main one, each of them,
/// with what would decide.
fn main_places(controller: &Controller) -> Vec<(&Country, Vec<String>)> {
    let main: Vec<&Country> = controller.establishments.iter().filter(|p| p.main).map(|p| &p.country).collect();
    let mut places = bound::established(controller);
    places.sort();
    places.dedup();
    match (main.as_slice(), places.as_slice()) {
        ([one], _) | ([], [one]) => vec![(*one, Vec::new())],
        _ => {
            let open = || vec![format!("controller:{}:main_establishment", controller.id)];
            places.into_iter().map(|place| (place, open())).collect()
        }
    }
}
