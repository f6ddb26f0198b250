//! What a machine may suppose of a case, read strictly: every problem at its path.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::cases::{self, Scenario, Supposed};
use crate::app::views::ledger::scope_of;
use crate::domain::case::Case;
use crate::domain::situation::{
    Controller, DataScope, DataSet, DecisionKind, Establishment, Fact, InstantKind, Knowledge, Market, MarketStatus,
    Scope, SectorRole, Tri,
};
use crate::domain::values::{At, Country, Private};
use crate::web::form::Form;
use crate::web::visit::Visit;

/// One thing supposed to be otherwise. An `at` of null means: as if it were not recorded.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedInstant {
    what: String,
    /// `case` where left out.
    scope: Option<String>,
    at: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedMarket {
    country: String,
    controller: String,
    status: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedDataSet {
    id: String,
    /// Left out: as it is.
    hit: Option<String>,
    held_for: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedController {
    id: String,
    roles: Option<Vec<String>>,
    /// Country; empty for none; left out: as it is.
    main_establishment: Option<String>,
    art27_representative: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedDecision {
    rule: String,
    /// notify, communicate, not_required, exemption; null: as if nothing were decided.
    decision: Option<String>,
    basis: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedFiling {
    /// Number of the duty.
    duty: u32,
    at: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedFact {
    id: String,
    scope: Option<String>,
    state: String,
    value: Option<serde_json::Value>,
}

/// What to suppose. Everything may be left out; unknown fields are refused.
#[derive(Debug, Serialize, Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields, default)]
pub struct WhatIfBody {
    instants: Vec<SupposedInstant>,
    markets: Vec<SupposedMarket>,
    data_sets: Vec<SupposedDataSet>,
    controllers: Vec<SupposedController>,
    decisions: Vec<SupposedDecision>,
    filings: Vec<SupposedFiling>,
    facts: Vec<SupposedFact>,
    /// Ids of proposed rules to count beside the law in force.
    proposals: Vec<String>,
}

/// Reads a body against the case, every problem at its path.
pub(super) struct Reader<'a> {
    pub(super) visit: &'a Visit,
    pub(super) case: &'a Case,
    pub(super) form: Form,
}

impl Reader<'_> {
    fn bad(&mut self, path: String, key: &str) {
        let sentence = self.visit.t().text(key);
        self.form.problem(&path, sentence);
    }

    fn instant(&mut self, path: String, text: Option<String>) -> Option<At> {
        let text = text?;
        let at = At::parse(&text).ok();
        if at.is_none() {
            self.bad(path, "api-not-an-instant");
        }
        at
    }

    fn scope(&mut self, path: String, word: Option<String>) -> Scope {
        match word {
            None => Scope::case(),
            Some(word) => scope_of(self.case, &word).unwrap_or_else(|| {
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
        let policy = self.visit.ctx().policy.clone();
        self.word(path, text, |code| Country::parse(code).ok().filter(|code| policy.country(code).is_some()))
    }

    pub(super) fn scenario(&mut self, body: WhatIfBody) -> Scenario {
        let mut supposed = Vec::new();
        for (n, one) in body.instants.into_iter().enumerate() {
            let what = self.word(format!("instants[{n}].what"), &one.what, InstantKind::parse);
            let scope = self.scope(format!("instants[{n}].scope"), one.scope);
            let at = self.instant(format!("instants[{n}].at"), one.at);
            supposed.extend(what.map(|what| Supposed::Instant { what, scope, at }));
        }
        for (n, one) in body.markets.into_iter().enumerate() {
            let country = self.country(format!("markets[{n}].country"), &one.country);
            let status = self.word(format!("markets[{n}].status"), &one.status, MarketStatus::parse);
            let controller = self.controller(format!("markets[{n}].controller"), &one.controller).map(|one| one.id);
            if let (Some(country), Some(status), Some(controller)) = (country, status, controller) {
                supposed.push(Supposed::Market(Market { country, controller, status, reason: None, subjects: None }));
            }
        }
        for (n, one) in body.data_sets.into_iter().enumerate() {
            supposed.extend(self.data_set(n, &one).map(Supposed::DataSet));
        }
        for (n, one) in body.controllers.into_iter().enumerate() {
            supposed.extend(self.changed_controller(n, one).map(Supposed::Controller));
        }
        for (n, one) in body.decisions.into_iter().enumerate() {
            if !self.case.duties.iter().any(|duty| duty.planned.rule == one.rule) {
                self.bad(format!("decisions[{n}].rule"), "form-not-a-choice");
            }
            let decision = match one.decision.as_deref() {
                None => Some(None),
                Some(word) => {
                    let kind = self.word(format!("decisions[{n}].decision"), word, DecisionKind::parse);
                    kind.map(|kind| Some((kind, one.basis)))
                }
            };
            supposed.extend(decision.map(|decision| Supposed::Decision { rule: one.rule, decision }));
        }
        for (n, one) in body.filings.into_iter().enumerate() {
            let at = self.instant(format!("filings[{n}].at"), one.at);
            match self.case.duty(one.duty).map(|duty| duty.planned.clone()) {
                None => self.bad(format!("filings[{n}].duty"), "form-not-a-choice"),
                Some(planned) => supposed.push(Supposed::Filing {
                    rule: planned.rule,
                    stage: planned.stage,
                    recipient: planned.recipient.id,
                    controller: Some(planned.controller),
                    at,
                }),
            }
        }
        for (n, one) in body.facts.into_iter().enumerate() {
            supposed.extend(self.fact(n, one).map(Supposed::Fact));
        }
        let known = cases::proposals(&self.visit.ctx().policy);
        for (n, id) in body.proposals.iter().enumerate() {
            if !known.iter().any(|(known, _)| known == id) {
                self.bad(format!("proposals[{n}]"), "form-not-a-choice");
            }
        }
        Scenario { supposed, proposals: body.proposals }
    }

    fn controller(&mut self, path: String, id: &str) -> Option<Controller> {
        let found = self.case.controllers.iter().find(|one| one.id == id).cloned();
        if found.is_none() {
            self.bad(path, "form-not-a-choice");
        }
        found
    }

    fn data_set(&mut self, n: usize, one: &SupposedDataSet) -> Option<DataSet> {
        let Some(mut set) = self.case.data_sets.iter().find(|set| set.id == one.id).cloned() else {
            self.bad(format!("data_sets[{n}].id"), "form-not-a-choice");
            return None;
        };
        if let Some(word) = &one.hit {
            set.hit = self.word(format!("data_sets[{n}].hit"), word, Tri::parse)?;
        }
        if let Some(word) = &one.held_for {
            set.scope = self.word(format!("data_sets[{n}].held_for"), word, DataScope::parse)?;
        }
        Some(set)
    }

    fn changed_controller(&mut self, n: usize, one: SupposedController) -> Option<Controller> {
        let mut controller = self.controller(format!("controllers[{n}].id"), &one.id)?;
        if let Some(roles) = one.roles {
            let path = format!("controllers[{n}].roles");
            let roles: Vec<Option<SectorRole>> =
                roles.iter().map(|word| self.word(path.clone(), word, SectorRole::parse)).collect();
            controller.roles = roles.into_iter().flatten().collect();
        }
        if let Some(code) = one.main_establishment {
            controller.establishments.iter_mut().for_each(|seat| seat.main = false);
            if !code.is_empty() {
                let country = self.country(format!("controllers[{n}].main_establishment"), &code)?;
                match controller.establishments.iter_mut().find(|seat| seat.country == country) {
                    Some(seat) => seat.main = true,
                    None => controller.establishments.push(Establishment { country, main: true }),
                }
            }
        }
        if let Some(code) = one.art27_representative {
            controller.art27_representative = match code.as_str() {
                "" => None,
                code => Some(self.country(format!("controllers[{n}].art27_representative"), code)?),
            };
        }
        Some(controller)
    }

    fn fact(&mut self, n: usize, one: SupposedFact) -> Option<Fact> {
        let state = self.word(format!("facts[{n}].state"), &one.state, Knowledge::parse);
        let scope = self.scope(format!("facts[{n}].scope"), one.scope);
        let value = one.value.unwrap_or_default();
        let has_value = matches!(state, Some(Knowledge::Known | Knowledge::Estimated));
        let facts = self.visit.ctx().policy.clone();
        let fits = match facts.facts().get(&one.id) {
            None => {
                self.bad(format!("facts[{n}].id"), "form-not-a-choice");
                return None;
            }
            Some(_) if has_value => facts.facts().check(&one.id, &value).is_ok(),
            Some(_) => value.is_null(),
        };
        if !fits {
            self.bad(format!("facts[{n}].value"), "form-not-a-choice");
        }
        let nobody = || Private::new("");
        Some(Fact { id: one.id, scope, state: state?, value, how: nobody(), who: nobody(), by: None })
    }
}
