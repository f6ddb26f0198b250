//! What a plan says beside its duties: markets without a part in it, contradictions, filings that fit no rule, and where only a
//! directive stands.

use std::collections::BTreeMap;

use super::bound::{self, Answer};
use super::instants;
use super::law::{Rule, RuleStatus};
use super::not_checked;
use super::outline::Outlined;
use super::planner::Planner;
use super::reasons;
use super::who::Who;
use crate::domain::plan::{ArithmeticLine, Excluded, NotChecked, Plan};
use crate::domain::situation::{Filing, InstantKind, Market, MarketStatus, Scope, Situation};
use crate::domain::values::{At, Private};

/// Takes out of a situation what came about after `moment`, for a plan that shows how things stood then: filings, and the end of the
/// incident or a fix, which start nothing before they are there. One line about each. An instant from which a term runs stays: a
/// slip in it is questioned, and no duty goes. What a case itself supposes, such as a filing tomorrow, is another question.
pub fn take_what_came_later(situation: &mut Situation, moment: At) -> Vec<ArithmeticLine> {
    let (kept, ahead): (Vec<Filing>, Vec<Filing>) =
        std::mem::take(&mut situation.filings).into_iter().partition(|filing| filing.at <= moment);
    situation.filings = kept;
    let mut lines: Vec<ArithmeticLine> =
        ahead.iter().map(|filing| reasons::filing_after_the_plan(&filing.rule, filing.at)).collect();
    situation.instants.retain(|instant| {
        let stays = instant.at <= moment || !instant.what.comes_later();
        if !stays {
            lines.push(reasons::in_future(instant.what, instant.at));
        }
        stays
    });
    lines
}

/// Markets said to have no part in it without a word on how that is known. For files: the record of a case keeps the reason with the
/// market, asks for it there, and hands none in.
pub fn markets_without_reason(situation: &Situation) -> Vec<ArithmeticLine> {
    let left_out = |market: &&Market| matches!(market.status, MarketStatus::NotAffected | MarketStatus::NoService);
    let bare = |market: &&Market| market.reason.as_ref().is_none_or(Private::is_blank);
    let line = |market: &Market| reasons::market_without_reason(&market.controller, market.country.as_str());
    situation.markets.iter().filter(left_out).filter(bare).map(line).collect()
}

impl<'a> Planner<'a> {
    /// Markets that are said to have no part in it, each with its reason.
    pub(super) fn markets(&mut self) {
        for market in &self.desk.situation.markets {
            if matches!(market.status, MarketStatus::NotAffected | MarketStatus::NoService) {
                self.excluded.push(Excluded {
                    market: Some(market.country.clone()),
                    recipient: None,
                    rule: None,
                    reason: reasons::market(market.status, market.reason.as_ref().map(Private::as_str)),
                });
            }
        }
    }

    pub(super) fn contradictions(&mut self) {
        let mut seen: BTreeMap<(InstantKind, &Scope), At> = BTreeMap::new();
        for instant in &self.desk.situation.instants {
            if instant.at > self.desk.now {
                self.problems.push(reasons::in_future(instant.what, instant.at));
            }
            match seen.get(&(instant.what, &instant.scope)) {
                Some(other) if *other != instant.at => {
                    self.problems.push(reasons::twice(instant.what, *other, instant.at));
                }
                _ => {}
            }
            let slot = seen.entry((instant.what, &instant.scope)).or_insert(instant.at);
            *slot = (*slot).min(instant.at);
        }
        for what in [InstantKind::Detected611, InstantKind::Aware] {
            for ((_, scope), at) in seen.iter().filter(|((kind, _), _)| *kind == what) {
                if let Some(signal) = seen.get(&(InstantKind::FirstSignal, *scope)).filter(|signal| *signal > at) {
                    self.problems.push(reasons::before_signal(what, *at, *signal));
                }
            }
        }
        for ((_, scope), aware) in seen.iter().filter(|((kind, _), _)| *kind == InstantKind::Aware) {
            if let Some(told) = seen.get(&(InstantKind::ProcessorInformed, *scope)).filter(|told| *told < aware) {
                self.problems.push(reasons::aware_after_processor(*aware, *told));
            }
        }
        for ((_, scope), aware) in seen.iter().filter(|((kind, _), _)| *kind == InstantKind::Aware) {
            if let Some(found) = seen.get(&(InstantKind::Detected611, *scope)).filter(|found| *found < aware) {
                self.problems.push(reasons::aware_after_detection(*aware, *found));
            }
        }
        for controller in &self.desk.situation.controllers {
            if !self.desk.situation.markets.iter().any(|market| market.controller == controller.id) {
                self.problems.push(reasons::no_market(&controller.id));
            }
        }
    }

    /// A problem is told once.
    pub(super) fn problem(&mut self, line: ArithmeticLine) {
        if !self.problems.contains(&line) {
            self.problems.push(line);
        }
    }

    /// The plan with every word, once all rules have been looked at.
    pub(super) fn worded(mut self) -> Plan {
        let (set, situation, now) = (self.desk.set, self.desk.situation, self.desk.now);
        let day = instants::earliest(situation).unwrap_or(now).utc().date_naive();
        let mut unread = not_checked::list(set, situation, day, &self.looked);
        for controller in &situation.controllers {
            let who = Who::of(situation, controller);
            for rule in set.rules().iter().filter(|rule| rule.status == RuleStatus::Directive) {
                self.directive(rule, &who, &mut unread);
            }
        }
        self.unmatched();
        Plan {
            duties: self.duties.into_iter().map(|duty| duty.worded(set, now)).collect(),
            excluded: self.excluded,
            not_checked: unread,
            problems: self.problems,
        }
    }

    /// Countries where the directive stands alone on the day of the event: nothing is owed there, and the plan says so.
    fn directive(&self, rule: &'a Rule, who: &Who<'a>, unread: &mut Vec<NotChecked>) {
        let controller = who.controller;
        if matches!(bound::by_role(&rule.binds, rule.covers, controller, self.desk.situation), Answer::No(_)) {
            return;
        }
        let places = self.places(&[rule], who, &[]);
        if places.is_empty() && self.only_serves(rule, who) {
            let reason = reasons::no_establishment(&rule.title, &controller.name);
            unread.push(NotChecked { regime: rule.regime.clone(), country: None, reason });
        }
        for place in places {
            let country = place.country;
            let at = self.event_at(&[rule], controller, place.market, &[]);
            let day = at.in_zone(self.desk.zone(country)).date_naive();
            let known = unread.iter().any(|line| line.regime == rule.regime && line.country.as_ref() == Some(country));
            if known || !rule.in_force.holds(day) || self.stood_in_for(&rule.id, controller, country, day) {
                continue;
            }
            unread.push(NotChecked {
                regime: rule.regime.clone(),
                country: Some(country.clone()),
                reason: reasons::directive_only(&rule.title),
            });
        }
    }

    /// Whether a rule that follows the establishment finds none of a controller who serves people where it applies.
    fn only_serves(&self, rule: &Rule, who: &Who<'a>) -> bool {
        let controller = who.controller;
        let day = self.event_at(&[rule], controller, None, &[]).utc().date_naive();
        self.desk.set.area(&rule.binds.area).is_some_and(|area| {
            rule.in_force.holds(day)
                && !bound::established(controller).any(|country| area.names(country))
                && who.open_markets().any(|market| area.holds(&market.country, day))
        })
    }

    /// The controllers of whose duties a filing or a decision speaks that does not say whose it is, where they are several.
    fn several(&self, rule: &str, recipient: Option<&str>) -> Option<String> {
        let fits = |duty: &&Outlined<'_>| duty.rule.id == rule && recipient.is_none_or(|to| duty.recipient == to);
        let mut names: Vec<&str> = Vec::new();
        for duty in self.duties.iter().filter(fits) {
            if !names.contains(&duty.controller.name.as_str()) {
                names.push(&duty.controller.name);
            }
        }
        (names.len() > 1).then(|| names.join(", "))
    }

    /// Filings and decisions that no rule of this set can take: they must not vanish.
    fn unmatched(&mut self) {
        let (set, situation, now) = (self.desk.set, self.desk.situation, self.desk.now);
        let rules = |id: &str| set.rules().iter().filter(|rule| rule.id == id).collect::<Vec<_>>();
        for filing in &situation.filings {
            let known = rules(&filing.rule);
            let owed =
                || self.duties.iter().any(|duty| duty.rule.id == filing.rule && duty.recipient == filing.recipient);
            let line = if known.is_empty() {
                reasons::filing_of_no_rule(&filing.rule)
            } else if !known.iter().any(|rule| rule.stage_of_filing(&filing.stage).is_some()) {
                reasons::filing_of_no_stage(&filing.rule, &filing.stage)
            } else if !owed() {
                reasons::filing_to_nobody(&filing.rule, &filing.recipient)
            } else if let Some(all) =
                self.several(&filing.rule, Some(&filing.recipient)).filter(|_| filing.controller.is_none())
            {
                reasons::filing_of_several(&filing.rule, &filing.recipient, &all)
            } else {
                continue;
            };
            self.problem(line);
        }
        for filing in situation.filings.iter().filter(|filing| filing.at > now) {
            self.problem(reasons::filing_in_future(&filing.rule, filing.at));
        }
        for decision in &situation.decisions {
            let to = |recipient: &String| {
                let record = |duty: &Outlined<'_>| set.authority(&duty.recipient).and_then(|one| one.record.as_ref());
                self.duties.iter().any(|duty| {
                    duty.rule.id == decision.rule && (duty.recipient == *recipient || record(duty) == Some(recipient))
                })
            };
            if rules(&decision.rule).is_empty() {
                self.problem(reasons::decision_of_no_rule(&decision.rule));
            } else if let Some(recipient) = decision.recipient.as_ref().filter(|recipient| !to(recipient)) {
                self.problem(reasons::decision_for_nobody(&decision.rule, recipient));
            } else if let Some(all) = self
                .several(&decision.rule, decision.recipient.as_deref())
                .filter(|_| decision.controller.is_none() && decision.removes())
            {
                self.problem(reasons::decision_of_several(&decision.rule, &all));
            }
            if decision.removes() && situation.contradicts(decision) {
                self.problem(reasons::decisions_differ(&decision.rule));
            }
            if decision.removes() && decision.reason.is_blank() {
                self.problem(reasons::decision_without_reason(&decision.rule));
            }
        }
    }
}
