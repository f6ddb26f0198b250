//! Where a small case stands: what the advice says, which duties a decision on the risk removes, who has advised and decided.

use crate::app::law::Law;
use crate::app::{Ctx, cases, risk};
use crate::domain::case::{Advice, Case, DecisionEntry};
use crate::domain::plan::PlannedDuty;
use crate::domain::situation::{DataScope, DecisionKind, Tri};

/// A duty that a decision on the risk removes, on this ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallDuty {
    pub number: u32,
    pub basis: String,
}

/// Duties of one rule that ask for something else than a decision on the risk, such as the reports of NIS2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherDuties {
    pub rule: String,
    pub numbers: Vec<u32>,
    /// The first ground on which a recorded decision removes them; none where only facts or a filing do.
    pub basis: Option<String>,
    /// The DPO advised on all of them that nothing needs to be reported.
    pub advised: bool,
}

#[derive(Debug, Clone)]
pub struct Standing {
    /// Data that were hit belong, or may belong, to a communications service: every breach of them is notified (Regulation 611/2013).
    pub telecom: bool,
    /// The advice, or the DPO where they departed from it, says for every group that nobody needs to be told.
    pub advised_no: bool,
    pub duties: Vec<SmallDuty>,
    /// The other duties that are open, by rule: they stay presumed until somebody decides on their own ground.
    pub others: Vec<OtherDuties>,
    /// The DPO's advice, where it covers every one of `duties` and says the same.
    pub advice: Option<Advice>,
    /// Decisions that nobody needs to be told, in force or waiting for a second person.
    pub decisions: Vec<DecisionEntry>,
}

/// Duties are decided on the ground that the law offers for this decision, the first where there are several.
pub fn standing(ctx: &Ctx, law: &Law, case: &Case) -> Standing {
    let seen = risk::seen(&ctx.risk, case);
    let says_no = |answer: &crate::domain::risk::RiskAnswer| answer.advised == answer.departed.is_some();
    let ground = |planned: &PlannedDuty| {
        let ways = cases::ways_to_decide(law, &planned.rule);
        let fits = |(decision, basis): &(DecisionKind, String)| {
            *decision == DecisionKind::NotRequired && planned.removing_bases.contains(basis)
        };
        ways.into_iter().find(fits).map(|(_, basis)| basis)
    };
    let mut duties = Vec::new();
    let mut others: Vec<OtherDuties> = Vec::new();
    for duty in case.duties.iter().filter(|duty| duty.is_open()) {
        let on_risk = duty.planned.deciding_facts.iter().any(|fact| fact == "risk.outcome");
        let basis = if duty.is_unfiled() { ground(&duty.planned) } else { None };
        if let Some(basis) = basis.clone().filter(|_| on_risk) {
            duties.push(SmallDuty { number: duty.number, basis });
            continue;
        }
        let advised = case.advice_on(duty.number).is_some_and(|advice| advice.advice == DecisionKind::NotRequired);
        match others.iter_mut().find(|one| one.rule == duty.planned.rule && one.basis == basis) {
            Some(same) => {
                same.numbers.push(duty.number);
                same.advised &= advised;
            }
            None => {
                others.push(OtherDuties { rule: duty.planned.rule.clone(), numbers: vec![duty.number], basis, advised })
            }
        }
    }
    let on_all = |advice: &&Advice| duties.iter().all(|duty| advice.duties.contains(&duty.number));
    let alike = case.advice.iter().rev().filter(|advice| advice.advice == DecisionKind::NotRequired);
    let last = if duties.is_empty() { None } else { alike.into_iter().find(on_all) };
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
