//! A controller as the planner looks at it: what is asked of it at every rule, worked out once.

use std::cell::OnceCell;

use super::bound::{self, Answer};
use super::calendar::CountrySet;
use super::law::{Covers, Rule};
use crate::domain::situation::{Controller, DataScope, Market, Situation, Tri};
use crate::domain::values::Country;

type Data<'a> = (Answer<'a>, Vec<&'a str>);

pub struct Who<'a> {
    pub controller: &'a Controller,
    situation: &'a Situation,
    /// Countries where it is established or where people are, or may be, affected.
    countries: CountrySet,
    /// Data said to be of a communications service, which bind whoever holds them until the contradiction is cleared.
    claims_telecom: bool,
    data: [OnceCell<Data<'a>>; Covers::ALL.len()],
}

impl<'a> Who<'a> {
    pub fn of(situation: &'a Situation, controller: &'a Controller) -> Self {
        let mut countries = CountrySet::default();
        countries.add(&controller.country);
        controller.establishments.iter().for_each(|place| countries.add(&place.country));
        bound::open_markets(situation, controller).for_each(|market| countries.add(&market.country));
        let claims_telecom = situation
            .data_sets
            .iter()
            .any(|set| set.scope == DataScope::TelecomService && set.hit != Tri::No && set.controller == controller.id);
        Self { controller, situation, countries, claims_telecom, data: Default::default() }
    }

    pub fn open_markets(&self) -> impl Iterator<Item = &'a Market> + use<'a> {
        bound::open_markets(self.situation, self.controller)
    }

    /// `false` only where the rule has no place for this controller or [`bound::by_role`] says no; most rules end here.
    pub fn may_be_bound(&self, rule: &Rule) -> bool {
        let by_role = rule.binds.roles.is_empty()
            || (rule.covers == Covers::TelecomService && self.claims_telecom)
            || rule.binds.roles.iter().any(|role| self.controller.roles.contains(role));
        by_role && rule.countries.meets(&self.countries)
    }

    /// What the data sets say to rules that cover such data; see [`bound::by_data`].
    pub fn data(&self, covers: Covers) -> (&Answer<'a>, &[&'a str]) {
        let work = || bound::by_data(covers, self.controller, self.situation);
        match self.data.get(covers as usize) {
            Some(kept) => {
                let (answer, about) = kept.get_or_init(work);
                (answer, about.as_slice())
            }
            None => (&Answer::Yes, &[]),
        }
    }

    /// Whether every market of the controller is said not to be affected.
    pub fn nowhere_affected(&self) -> bool {
        bound::nowhere_affected(self.situation, self.controller)
    }

    /// A market said to be unaffected keeps the laws of that country away.
    pub fn closed(&self, country: &Country) -> bool {
        bound::closed(self.situation, self.controller, country)
    }
}
