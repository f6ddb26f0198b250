//! Where one duty takes the place of another: among joint controllers, and where a law on communications services has a duty of its own.
//! A duty gives way only to one that is there: nothing is dropped to nobody.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::bound::{self, Answer};
use super::law::{BindsBy, Rule, RuleStatus};
use super::open::Open;
use super::planner::Planner;
use super::reasons;
use super::who::Who;
use crate::domain::situation::Controller;
use crate::domain::values::Country;

impl<'a> Planner<'a> {
    /// Art. 26 GDPR: of joint controllers the one that their arrangement names notifies, as far as the same law asks it of that one.
    /// Without an arrangement, or where the one it names owes nothing by that law, each remains responsible.
    pub(super) fn joint_leads(&mut self) {
        for controller in &self.desk.situation.controllers {
            let Some(lead) = self.lead_of(controller) else { continue };
            let owes = |of: &Controller| -> BTreeSet<&'a str> {
                let joint = self.duties.iter().filter(|duty| duty.rule.joint_lead && duty.controller.id == of.id);
                joint.map(|duty| duty.rule.id.as_str()).collect()
            };
            let (led, own) = (owes(lead), owes(controller));
            let mut left: Vec<&'a Rule> = Vec::new();
            self.duties.retain(|duty| {
                let goes = duty.controller.id == controller.id && led.contains(duty.rule.id.as_str());
                if goes && !left.iter().any(|rule| rule.id == duty.rule.id) {
                    left.push(duty.rule);
                }
                !goes
            });
            for rule in left {
                self.exclude(None, rule, || reasons::joint_lead(&lead.name));
            }
            if self.desk.worded {
                for rule in own.difference(&led) {
                    self.problem(reasons::joint_lead_owes_nothing(&controller.name, &lead.name, rule));
                }
            }
        }
    }

    /// The one at the end of the arrangement; none where the controller notifies itself, or where nobody stands at the end.
    fn lead_of(&mut self, controller: &'a Controller) -> Option<&'a Controller> {
        let mut seen = vec![controller.id.as_str()];
        let mut last = controller;
        while let Some(lead) = last.joint_controller_lead.as_ref().filter(|lead| **lead != last.id) {
            let Some(other) = self.desk.situation.controllers.iter().find(|other| other.id == *lead) else {
                if self.desk.worded {
                    self.problem(reasons::no_joint_lead(&last.name, lead));
                }
                break;
            };
            if seen.contains(&other.id.as_str()) {
                if self.desk.worded {
                    self.problem(reasons::joint_leads_in_a_circle(&controller.name, &last.name));
                }
                return None;
            }
            seen.push(&other.id);
            last = other;
        }
        (last.id != controller.id).then_some(last)
    }

    /// What leaves open whether data of a communications service have a duty in the place of this one (Art. 95 GDPR): markets where none
    /// of the rules that it yields to binds the controller. Empty where one binds everywhere.
    pub(super) fn unyielded(
        &self,
        rule: &'a Rule,
        who: &Who<'a>,
        country: &'a Country,
        day: NaiveDate,
    ) -> Vec<Open<'a>> {
        let (set, situation, controller) = (self.desk.set, self.desk.situation, who.controller);
        let binds = |there: &Country| {
            let families = rule.yields_to.iter().filter_map(|id| set.family_of(id));
            families.flat_map(|family| set.family(family)).any(|other| {
                other.status == RuleStatus::InForce
                    && other.in_force.holds(day)
                    && set.area(&other.binds.area).is_some_and(|area| area.holds(there, day))
                    && !matches!(bound::by_role(&other.binds, other.covers, controller, situation), Answer::No(_))
            })
        };
        // A law of one country asks what that country has in its place.
        if matches!(rule.binds.by, BindsBy::Country | BindsBy::Market) {
            return if binds(country) { Vec::new() } else { vec![Open::TelecomLaw(country.as_str())] };
        }
        let mut markets = who.open_markets().peekable();
        if markets.peek().is_none() {
            return vec![Open::Markets(&controller.id)];
        }
        markets
            .filter(|market| !binds(&market.country))
            .map(|market| Open::TelecomLaw(market.country.as_str()))
            .collect()
    }
}
