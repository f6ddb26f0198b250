//! What if: changes on a copy of the case, planned by the same engine. Nothing is stored, and nothing can be: the copy is a
//! situation, not a case, and no command is made of it.

use super::visible;
use crate::app::api::Machine;
use crate::app::member::SignedIn;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::case::Case;
use crate::domain::difference::{Difference, difference};
use crate::domain::plan::{Plan, PlannedDuty};
use crate::domain::situation::{
    Controller, DataSet, DecisionInForce, DecisionKind, Fact, Filing, InstantKind, Market, Proof, Scope, Situation,
    TriggerInstant,
};
use crate::domain::values::{At, Private};
use crate::policy::{self, PolicySet};
use crate::store::reader::Reader;

/// One thing that is taken to be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Supposed {
    /// The instant in force in this scope; `None` = as if it were not recorded.
    Instant {
        what: InstantKind,
        scope: Scope,
        at: Option<At>,
    },
    /// Replaces the controller of the same id, or adds one.
    Controller(Controller),
    Market(Market),
    DataSet(DataSet),
    Fact(Fact),
    /// Every decision on this rule; `None` = as if nothing were decided.
    Decision {
        rule: String,
        decision: Option<(DecisionKind, Option<String>)>,
    },
    /// The filing of one stage to one recipient; `None` = as if it had not been filed.
    Filing {
        rule: String,
        stage: String,
        recipient: String,
        controller: Option<String>,
        at: Option<At>,
    },
}

/// Everything that is supposed at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scenario {
    pub supposed: Vec<Supposed>,
    /// Ids of proposed rules to be counted beside the law in force. Nowhere else are proposals ever computed for a case.
    pub proposals: Vec<String>,
}

impl Scenario {
    pub fn is_empty(&self) -> bool {
        self.supposed.is_empty() && self.proposals.is_empty()
    }
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The plan of the case as it stands, by the files loaded now.
    pub before: Plan,
    /// The plan of what is supposed, by the law in force alone.
    pub after: Plan,
    pub differences: Vec<Difference>,
    /// What the chosen proposals would ask of the supposed case, beside what the law asks of it. Never mixed with the law's own
    /// duties, and never counted with them.
    pub proposed: Option<Proposed>,
}

/// Proposals, and no law: their duties, and how each differs from the duty in whose place the proposal wants to stand.
#[derive(Debug, Clone)]
pub struct Proposed {
    pub duties: Vec<PlannedDuty>,
    /// Before: the law in force; after: the proposal.
    pub differences: Vec<Difference>,
}

/// Tries a scenario out on a case that the person may read.
pub fn try_scenario(ctx: &Ctx, who: &SignedIn, reference: &str, scenario: &Scenario) -> AppResult<(Case, Tried)> {
    ctx.store.read(|conn| {
        let case = super::case_of(&visible(conn, who, reference)?)?;
        let law = ctx.law_of(conn, case.organisation)?;
        let tried = suppose(&law, &case.situation(), scenario, ctx.clock.now());
        Ok((case, tried))
    })
}

/// The case of a machine's own organisation.
pub fn load_for_machine(ctx: &Ctx, machine: &Machine, reference: &str) -> AppResult<Case> {
    ctx.store.read(|conn| {
        let row = crate::store::cases::by_reference(conn, &[machine.organisation], Reader::Machine, reference)?;
        super::case_of(&row.ok_or(AppError::NotFound)?)
    })
}

/// The two plans, before and after. Pure.
pub fn suppose(set: &PolicySet, situation: &Situation, scenario: &Scenario, now: At) -> Tried {
    let before = policy::plan(set, situation, now);
    let mut changed = situation.clone();
    for supposed in &scenario.supposed {
        take(&mut changed, supposed.clone());
    }
    let after = policy::plan(set, &changed, now);
    let differences = difference(&before, &after);
    let proposed = (!scenario.proposals.is_empty()).then(|| propose(set, &scenario.proposals, &changed, &after, now));
    Tried { before, after, differences, proposed }
}

/// The proposals' own duties, held against what the law asks of the same case.
fn propose(set: &PolicySet, ids: &[String], situation: &Situation, law: &Plan, now: At) -> Proposed {
    let mut duties = policy::plan(&set.with_proposals(ids), situation, now).duties;
    duties.retain(|duty| ids.contains(&duty.rule));
    let mut by_law = Plan::default();
    for rule in set.proposals().filter(|rule| ids.contains(&rule.id)) {
        let replaced = law.duties.iter().filter(|duty| rule.instead_of.contains(&duty.rule));
        // Under the proposal's name, so that the two are seen as one duty. Stages that the proposal does not speak of stay the law's.
        by_law.duties.extend(
            replaced
                .filter(|duty| rule.stage(&duty.stage).is_some())
                .map(|duty| PlannedDuty { rule: rule.id.clone(), ..duty.clone() }),
        );
    }
    let differences = difference(&by_law, &Plan { duties: duties.clone(), ..Plan::default() });
    Proposed { duties, differences }
}

/// The duties of the supposed case, for a form that lets one suppose filings of them.
pub fn supposed_duties(set: &PolicySet, situation: &Situation, supposed: &[Supposed], now: At) -> Vec<PlannedDuty> {
    let mut changed = situation.clone();
    supposed.iter().for_each(|one| take(&mut changed, one.clone()));
    policy::plan(set, &changed, now).duties
}

/// Proposed rules that can be compared: id and title in English.
pub fn proposals(set: &PolicySet) -> Vec<(String, String)> {
    set.proposals().map(|rule| (rule.id.clone(), rule.title.clone())).collect()
}

/// Ways in which a decision may settle a rule, as its newest version offers them: notify first, then each removing ground.
pub fn ways_to_decide(set: &PolicySet, rule: &str) -> Vec<(DecisionKind, String)> {
    let newest = set.rules().iter().filter(|one| one.id == rule).max_by_key(|one| one.version);
    let ways = newest.map(|rule| rule.remove.as_slice()).unwrap_or_default();
    let mut all = Vec::new();
    for way in ways {
        let Some(decision) = way.decision else { continue };
        for basis in &way.basis {
            if !all.contains(&(decision, basis.clone())) {
                all.push((decision, basis.clone()));
            }
        }
    }
    all
}

/// Facts that decide whether a rule applies to this case: those named by the rules of its duties and of what was excluded.
pub fn deciding_facts(set: &PolicySet, case: &Case) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let of_duties = case.duties.iter().filter(|duty| !duty.gone).map(|duty| duty.planned.rule.as_str());
    let excluded = case.excluded.iter().filter_map(|one| one.rule.as_deref());
    let rules: std::collections::BTreeSet<&str> = of_duties.chain(excluded).collect();
    for rule in set.rules().iter().filter(|rule| rules.contains(rule.id.as_str())) {
        let conditions = rule.conditions().chain(rule.stages.iter().flat_map(|stage| &stage.when));
        for id in rule.decided_by.iter().chain(conditions.map(|when| &when.fact)) {
            // The decision on the risk is supposed as a decision.
            if id != "risk.outcome" && !ids.contains(id) {
                ids.push(id.clone());
            }
        }
    }
    ids
}

/// The plain values that a fact may be supposed to have: of a yes-or-no fact and of one with a list of values.
pub fn plain_values(set: &PolicySet, id: &str) -> Vec<serde_json::Value> {
    use crate::policy::facts::FactType;
    let Some(fact) = set.facts().get(id) else { return Vec::new() };
    let words = || fact.values.iter().map(|word| serde_json::json!(word));
    match fact.kind {
        FactType::Bool => vec![serde_json::json!(true), serde_json::json!(false)],
        FactType::Enum => words().collect(),
        FactType::Set => words().map(|word| serde_json::json!([word])).collect(),
        _ => Vec::new(),
    }
}

fn take(situation: &mut Situation, supposed: Supposed) {
    match supposed {
        Supposed::Instant { what, scope, at } => {
            situation.instants.retain(|instant| instant.what != what || instant.scope != scope);
            situation.instants.extend(at.map(|at| TriggerInstant { what, at, scope }));
        }
        Supposed::Controller(controller) => put_by_key(&mut situation.controllers, controller, |c| c.id.clone()),
        Supposed::Market(market) => {
            put_by_key(&mut situation.markets, market, |m| (m.country.clone(), m.controller.clone()));
        }
        Supposed::DataSet(set) => put_by_key(&mut situation.data_sets, set, |d| d.id.clone()),
        Supposed::Fact(fact) => put_by_key(&mut situation.facts, fact, |f| (f.id.clone(), f.scope.clone())),
        Supposed::Decision { rule, decision } => {
            situation.decisions.retain(|one| one.rule != rule);
            situation.decisions.extend(decision.map(|(decision, basis)| DecisionInForce {
                rule,
                recipient: None,
                controller: None,
                decision,
                basis,
                reason: Private::new(""),
            }));
        }
        Supposed::Filing { rule, stage, recipient, controller, at } => {
            let same = |filing: &Filing| {
                filing.rule == rule
                    && filing.stage == stage
                    && filing.recipient == recipient
                    && (controller.is_none() || filing.controller.is_none() || filing.controller == controller)
            };
            situation.filings.retain(|filing| !same(filing));
            situation.filings.extend(at.map(|at| Filing {
                rule: rule.clone(),
                stage: stage.clone(),
                recipient: recipient.clone(),
                controller: controller.clone(),
                at,
                proof: Proof::None,
                outdated_since: None,
            }));
        }
    }
}

/// Replaces the item of the same key, or adds it.
pub fn put_by_key<T, K: PartialEq>(items: &mut Vec<T>, item: T, key: impl Fn(&T) -> K) {
    match items.iter_mut().find(|old| key(old) == key(&item)) {
        Some(old) => *old = item,
        None => items.push(item),
    }
}
