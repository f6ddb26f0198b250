//! What is supposed of a case, read strictly against the case: every problem at its path. The API and the form of a try-out share it.

mod body;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use body::{
    SupposedController, SupposedDataSet, SupposedDecision, SupposedFact, SupposedFiling, SupposedInstant,
    SupposedMarket, WhatIfBody,
};

use super::form::Form;
use super::pages::admin::fields::unknown_region;
use super::visit::Visit;
use crate::app::cases::{self, Scenario, Supposed};
use crate::app::law::Law;
use crate::app::views::ledger::scope_of;
use crate::domain::case::Case;
use crate::domain::plan::PlannedDuty;
use crate::domain::situation::{
    Controller, DataScope, DataSet, DecisionKind, Establishment, Fact, InstantKind, Knowledge, Market, MarketStatus,
    Scope, SectorRole, Tri,
};
use crate::domain::values::{At, Country, Private};

/// The longest id or name that is supposed.
const MOST_LETTERS: usize = 100;

/// Reads a body against the case.
pub struct Reader<'a> {
    pub visit: &'a Visit,
    pub law: &'a Law,
    /// The case with the controllers, data sets and markets that were supposed to be there too; what follows may name them.
    pub case: Case,
    pub form: Form,
}

impl<'a> Reader<'a> {
    pub fn new(visit: &'a Visit, law: &'a Law, case: &Case) -> Self {
        Self { visit, law, case: case.clone(), form: Form::empty(visit.t()) }
    }

    fn bad(&mut self, path: String, key: &str) {
        let sentence = self.visit.t().text(key);
        self.form.problem(&path, sentence);
    }

    fn instant(&mut self, path: String, text: Option<&str>) -> Option<At> {
        let at = At::parse(text?).ok();
        if at.is_none() {
            self.bad(path, "api-not-an-instant");
        }
        at
    }

    fn scope(&mut self, path: String, word: Option<&str>) -> Scope {
        match word {
            None => Scope::case(),
            Some(word) => scope_of(&self.case, word).unwrap_or_else(|| {
                self.bad(path, "form-not-a-choice");
                Scope::case()
            }),
        }
    }

    fn word<T>(&mut self, path: String, word: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let found = parse(word);
        if found.is_none() {
            self.bad(path, "form-not-a-choice");
        }
        found
    }

    fn country(&mut self, path: String, text: &str) -> Option<Country> {
        let law = self.law.clone();
        self.word(path, text, |code| Country::parse(code).ok().filter(|code| law.country(code).is_some()))
    }

    /// A name or id of ours: one line, not too long.
    fn line(&mut self, path: String, text: &str) -> Option<String> {
        let good =
            !text.trim().is_empty() && text.chars().count() <= MOST_LETTERS && !text.chars().any(char::is_control);
        if !good {
            self.bad(path, "form-not-a-choice");
        }
        good.then(|| text.trim().to_owned())
    }

    /// What the body supposes. Controllers come first: what follows may speak of them.
    pub fn scenario(&mut self, body: &WhatIfBody) -> Scenario {
        let mut supposed = Vec::new();
        for (n, one) in body.controllers.iter().enumerate() {
            supposed.extend(self.controller(n, one).map(Supposed::Controller));
        }
        for (n, one) in body.data_sets.iter().enumerate() {
            supposed.extend(self.data_set(n, one).map(Supposed::DataSet));
        }
        for (n, one) in body.markets.iter().enumerate() {
            supposed.extend(self.market(n, one).map(Supposed::Market));
        }
        for (n, one) in body.instants.iter().enumerate() {
            let what = self.word(format!("instants[{n}].what"), &one.what, InstantKind::parse);
            let scope = self.scope(format!("instants[{n}].scope"), one.scope.as_deref());
            let at = self.instant(format!("instants[{n}].at"), one.at.as_deref());
            supposed.extend(what.map(|what| Supposed::Instant { what, scope, at }));
        }
        for (n, one) in body.decisions.iter().enumerate() {
            supposed.extend(self.decision(n, one));
        }
        for (n, one) in body.facts.iter().enumerate() {
            supposed.extend(self.fact(n, one).map(Supposed::Fact));
        }
        if !body.filings.is_empty() {
            // A stage that arises only here can be filed here, too.
            let situation = self.case.situation();
            let mut duties = cases::supposed_duties(self.law, &situation, &supposed, self.visit.now());
            for (n, one) in body.filings.iter().enumerate() {
                if let Some(filing) = self.filing(n, one, &duties) {
                    supposed.push(filing);
                    duties = cases::supposed_duties(self.law, &situation, &supposed, self.visit.now());
                }
            }
        }
        let known = cases::proposals(self.law);
        for (n, id) in body.proposals.iter().enumerate() {
            if !known.iter().any(|(known, _)| known == id) {
                self.bad(format!("proposals[{n}]"), "form-not-a-choice");
            }
        }
        Scenario { supposed, proposals: body.proposals.clone() }
    }

    fn controller(&mut self, n: usize, one: &SupposedController) -> Option<Controller> {
        let at = |field: &str| format!("controllers[{n}].{field}");
        let known = self.case.controllers.iter().find(|known| known.id == one.id).cloned();
        let mut controller = match (known, &one.name, &one.country) {
            (Some(known), None, None) => known,
            (Some(known), ..) if one.id.starts_with(ADDED) => known,
            (Some(_), name, _) => {
                self.bad(at(if name.is_some() { "name" } else { "country" }), "suppose-controller-known");
                return None;
            }
            (None, Some(name), Some(country)) => {
                let (id, name) = (self.line(at("id"), &one.id), self.line(at("name"), name));
                let country = self.country(at("country"), country);
                Controller {
                    id: id?,
                    name: name?,
                    country: country?,
                    establishments: Vec::new(),
                    roles: std::collections::BTreeSet::new(),
                    regime_starts: BTreeMap::new(),
                    art27_representative: None,
                    region: None,
                    joint_controller_lead: None,
                }
            }
            (None, ..) => {
                self.bad(at("id"), "form-not-a-choice");
                return None;
            }
        };
        if let Some(roles) = &one.roles {
            let roles: Vec<Option<SectorRole>> =
                roles.iter().map(|word| self.word(at("roles"), word, SectorRole::parse)).collect();
            controller.roles = roles.into_iter().flatten().collect();
        }
        if let Some(codes) = &one.establishments {
            let main = controller.establishments.iter().find(|seat| seat.main).map(|seat| seat.country.clone());
            let seats: Vec<Option<Country>> =
                codes.iter().map(|code| self.country(at("establishments"), code)).collect();
            controller.establishments = seats
                .into_iter()
                .flatten()
                .map(|country| Establishment { main: main.as_ref() == Some(&country), country })
                .collect();
        }
        if let Some(code) = &one.main_establishment {
            let main = if code.is_empty() { None } else { Some(self.country(at("main_establishment"), code)?) };
            set_main(&mut controller.establishments, main);
        }
        if let Some(code) = &one.art27_representative {
            controller.art27_representative = match code.as_str() {
                "" => None,
                code => Some(self.country(at("art27_representative"), code)?),
            };
        }
        if let Some(region) = &one.region {
            controller.region = match region.as_str() {
                "" => None,
                region => Some(self.region(at("region"), &controller, region)?),
            };
        }
        for (regime, day) in one.regime_starts.iter().flatten() {
            self.start(at("regime_starts"), &mut controller, regime, day.as_deref());
        }
        cases::put_by_key(&mut self.case.controllers, controller.clone(), |one| one.id.clone());
        Some(controller)
    }

    fn region(&mut self, path: String, controller: &Controller, typed: &str) -> Option<String> {
        let region = self.line(path.clone(), typed)?;
        let mut places: Vec<&Country> = controller.establishments.iter().map(|seat| &seat.country).collect();
        places.push(&controller.country);
        let problem = unknown_region(self.visit.t(), self.law, &places, &region);
        if let Some(sentence) = &problem {
            self.form.problem(&path, sentence);
        }
        problem.is_none().then_some(region)
    }

    fn start(&mut self, path: String, controller: &mut Controller, regime: &str, day: Option<&str>) {
        if !self.law.entity_starts().contains(regime) && !controller.regime_starts.contains_key(regime) {
            self.bad(path, "form-not-a-choice");
            return;
        }
        match day.map(str::parse::<NaiveDate>) {
            None => {
                controller.regime_starts.remove(regime);
            }
            Some(Ok(day)) => {
                controller.regime_starts.insert(regime.to_owned(), day);
            }
            Some(Err(_)) => self.bad(path, "form-not-a-day"),
        }
    }

    fn data_set(&mut self, n: usize, one: &SupposedDataSet) -> Option<DataSet> {
        let at = |field: &str| format!("data_sets[{n}].{field}");
        let known = self.case.data_sets.iter().find(|set| set.id == one.id).cloned();
        let mut set = match (known, &one.controller) {
            (Some(set), _) => set,
            (None, Some(owner)) => {
                let id = self.line(at("id"), &one.id)?;
                let name = one.name.as_ref().map_or(Some(id.clone()), |name| self.line(at("name"), name))?;
                let controller = self.known_controller(at("controller"), owner)?;
                if one.hit.is_none() || one.held_for.is_none() {
                    self.bad(at(if one.hit.is_none() { "hit" } else { "held_for" }), "form-required");
                    return None;
                }
                DataSet { id, controller, name, scope: DataScope::Unknown, hit: Tri::Unknown }
            }
            (None, None) => {
                self.bad(at("id"), "form-not-a-choice");
                return None;
            }
        };
        if let Some(word) = &one.hit {
            set.hit = self.word(at("hit"), word, Tri::parse)?;
        }
        if let Some(word) = &one.held_for {
            set.scope = self.word(at("held_for"), word, DataScope::parse)?;
        }
        cases::put_by_key(&mut self.case.data_sets, set.clone(), |set| set.id.clone());
        Some(set)
    }

    fn known_controller(&mut self, path: String, id: &str) -> Option<String> {
        let found = self.case.controllers.iter().find(|one| one.id == id).map(|one| one.id.clone());
        if found.is_none() {
            self.bad(path, "form-not-a-choice");
        }
        found
    }

    fn market(&mut self, n: usize, one: &SupposedMarket) -> Option<Market> {
        let country = self.country(format!("markets[{n}].country"), &one.country);
        let status = self.word(format!("markets[{n}].status"), &one.status, MarketStatus::parse);
        let controller = self.known_controller(format!("markets[{n}].controller"), &one.controller);
        let market =
            Market { country: country?, controller: controller?, status: status?, reason: None, subjects: None };
        cases::put_by_key(&mut self.case.markets, market.clone(), |market| {
            (market.country.clone(), market.controller.clone())
        });
        Some(market)
    }

    fn decision(&mut self, n: usize, one: &SupposedDecision) -> Option<Supposed> {
        if !self.case.duties.iter().any(|duty| duty.planned.rule == one.rule) {
            self.bad(format!("decisions[{n}].rule"), "form-not-a-choice");
        }
        let decision = match one.decision.as_deref() {
            None => None,
            Some(word) => {
                let kind = self.word(format!("decisions[{n}].decision"), word, DecisionKind::parse)?;
                if one.basis.as_ref().is_some_and(|given| !self.law.knows_ground(&one.rule, given)) {
                    self.bad(format!("decisions[{n}].basis"), "form-not-a-choice");
                }
                Some((kind, one.basis.clone()))
            }
        };
        Some(Supposed::Decision { rule: one.rule.clone(), decision })
    }

    fn filing(&mut self, n: usize, one: &SupposedFiling, duties: &[PlannedDuty]) -> Option<Supposed> {
        let at = self.instant(format!("filings[{n}].at"), one.at.as_deref());
        let numbered = one.duty.and_then(|number| self.case.duty(number)).map(|duty| duty.planned.clone());
        let named = || {
            let is = |asked: &Option<String>, own: &str| asked.as_deref() == Some(own);
            duties.iter().find(|duty| {
                is(&one.rule, &duty.rule)
                    && is(&one.stage, &duty.stage)
                    && is(&one.recipient, &duty.recipient.id)
                    && (one.controller.is_none() || is(&one.controller, &duty.controller))
            })
        };
        let found = match one.duty {
            Some(_) => numbered,
            None => named().cloned(),
        };
        let Some(planned) = found else {
            self.bad(format!("filings[{n}].{}", if one.rule.is_some() { "rule" } else { "duty" }), "form-not-a-choice");
            return None;
        };
        Some(Supposed::Filing {
            rule: planned.rule,
            stage: planned.stage,
            recipient: planned.recipient.id,
            controller: Some(planned.controller),
            at,
        })
    }

    fn fact(&mut self, n: usize, one: &SupposedFact) -> Option<Fact> {
        let state = self.word(format!("facts[{n}].state"), &one.state, Knowledge::parse);
        let scope = self.scope(format!("facts[{n}].scope"), one.scope.as_deref());
        let value = one.value.clone().unwrap_or_default();
        let has_value = matches!(state, Some(Knowledge::Known | Knowledge::Estimated));
        let fits = match self.law.facts().get(&one.id) {
            None => {
                self.bad(format!("facts[{n}].id"), "form-not-a-choice");
                return None;
            }
            Some(_) if has_value => self.law.facts().check(&one.id, &value).is_ok(),
            Some(_) => value.is_null(),
        };
        if !fits {
            self.bad(format!("facts[{n}].value"), "form-not-a-choice");
        }
        let nobody = || Private::new("");
        Some(Fact { id: one.id.clone(), scope, state: state?, value, how: nobody(), who: nobody(), by: None })
    }
}

/// How the ids of controllers and data sets begin that a form added.
pub const ADDED: &str = "supposed-";

/// Makes one establishment the main one, or none.
pub fn set_main(establishments: &mut Vec<Establishment>, main: Option<Country>) {
    establishments.iter_mut().for_each(|seat| seat.main = false);
    if let Some(country) = main {
        match establishments.iter_mut().find(|seat| seat.country == country) {
            Some(seat) => seat.main = true,
            None => establishments.push(Establishment { country, main: true }),
        }
    }
}
