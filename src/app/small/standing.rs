//! Where a small case stands: what the advice says, which duties a decision on the risk removes, who has advised and decided.

use crate::app::law::Law;
use crate::app::{Ctx, cases, risk};
use crate::domain::case::{Advice, Case, DecisionEntry};
use crate::domain::situation::{DataScope, DecisionKind, Tri};

/// A duty that a decision on the risk removes, on this ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallDuty {
    pub number: u32,
    pub basis: String,
}

#[derive(Debug, Clone)]
pub struct Standing {
    /// Data that were hit belong, or may belong, to a communications service: every breach of them is notified (Regulation 611/2013).
    pub telecom: bool,
    /// The advice, or the DPO where they departed from it, says for every group that nobody needs to be told.
    pub advised_no: bool,
    pub duties: Vec<SmallDuty>,
    /// Other duties that are open: they ask for something else than a decision on the risk.
    pub others: Vec<u32>,
    /// The DPO's advice, where it covers every one of `duties` and says the same.
    pub advice: Option<Advice>,
    /// Decisions that nobody needs to be told, in force or waiting for a second person.
    pub decisions: Vec<DecisionEntry>,
}

/// Duties are decided on the ground that the law offers for this decision, the first where there are several.
pub fn standing(ctx: &Ctx, law: &Law, case: &Case) -> Standing {
    let seen = risk::seen(&ctx.risk, case);
    let says_no = |answer: &crate::domain::risk::RiskAnswer| answer.advised == answer.departed.is_some();
    let ground = |rule: &str| {
        let ways = cases::ways_to_decide(law, rule);
        ways.into_iter().find(|(decision, _)| *decision == DecisionKind::NotRequired).map(|(_, basis)| basis)
    };
    let mut duties = Vec::new();
    let mut others = Vec::new();
    for duty in case.duties.iter().filter(|duty| duty.is_open()) {
        let on_risk = duty.is_unfiled() && duty.planned.deciding_facts.iter().any(|fact| fact == "risk.outcome");
        match ground(&duty.planned.rule).filter(|_| on_risk) {
            Some(basis) => duties.push(SmallDuty { number: duty.number, basis }),
            None => others.push(duty.number),
        }
    }
    let on_all = |advice: &&Advice| duties.iter().all(|duty| advice.duties.contains(&duty.number));
    let last = case.advice.last().filter(|advice| advice.advice == DecisionKind::NotRequired).filter(on_all);
    Standing {
        telecom: case.data_sets.iter().any(|set| set.hit != Tri::No && set.scope != DataScope::Other),
        advised_no: !seen.answers.is_empty() && seen.answers.iter().all(says_no),
        advice: last.cloned(),
        decisions: case
            .decisions
            .iter()
            .filter(|decision| decision.decision == DecisionKind::NotRequired)
            .cloned()
            .collect(),
        duties,
        others,
    }
}
