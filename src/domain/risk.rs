//! The DPO's own view of the risk where it departs from the computed advice. Both stay on record, and neither decides: the controller does.

use serde::{Deserialize, Serialize};

use super::actor::Person;
use super::case::Case;
use super::command::Asked;
use super::decide::is_dpo;
use super::event::Event;
use super::refusal::Refusal;
use super::situation::Scope;
use super::values::{At, Private};
use crate::words;

words! {
    /// What the advice answers and a DPO may see otherwise.
    RiskQuestion { Notify = "notify", People = "people" }
}

/// The advice on risk as it stood when somebody decided; it stays with the decision, whatever the rules say later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskSeen {
    /// SHA-256 of the risk files that gave the advice.
    pub digest: String,
    pub answers: Vec<RiskAnswer>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskAnswer {
    pub group: Scope,
    pub question: RiskQuestion,
    pub advised: bool,
    pub firm: bool,
    /// The rules that spoke for it.
    pub rules: Vec<String>,
    /// Facts that were not known and that a rule reads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// What the DPO had answered otherwise: the number of that entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub departed: Option<u32>,
}

/// The shortest reason for departing from the advice, in characters.
pub const REASON_LEAST: usize = 30;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskOverride {
    pub number: u32,
    pub question: RiskQuestion,
    /// The group of people: the whole case, or those of a data set.
    pub group: Scope,
    /// What the rules said when it was written, and which of them.
    pub advised: bool,
    pub rules: Vec<String>,
    pub answer: bool,
    pub reason: Private,
    pub by: Person,
    pub at: At,
}

#[derive(Debug, Clone)]
pub struct OverrideRisk {
    pub question: RiskQuestion,
    pub group: Scope,
    pub advised: bool,
    pub rules: Vec<String>,
    pub answer: bool,
    pub reason: Private,
}

pub(super) fn decide(case: &Case, wanted: OverrideRisk, asked: &Asked) -> Result<Event, Refusal> {
    // Art. 39(1)(a): advising is the DPO's task.
    if !is_dpo(&asked.by) {
        return Err(Refusal::NotAuthorised);
    }
    let standing = case.risk_override(wanted.question, &wanted.group);
    if standing.map_or(wanted.advised, |standing| standing.answer) == wanted.answer {
        return Err(Refusal::SameAsAdvised);
    }
    if wanted.reason.as_str().trim().chars().count() < REASON_LEAST {
        return Err(Refusal::ReasonTooShort { least: REASON_LEAST });
    }
    Ok(Event::RiskOverridden {
        entry: RiskOverride {
            number: case.last_number + 1,
            question: wanted.question,
            group: wanted.group,
            advised: wanted.advised,
            rules: wanted.rules,
            answer: wanted.answer,
            reason: wanted.reason,
            by: asked.by.clone(),
            at: asked.now,
        },
    })
}

impl Case {
    /// What the DPO said last on a question about a group, if that departs or once departed from the advice.
    pub fn risk_override(&self, question: RiskQuestion, group: &Scope) -> Option<&RiskOverride> {
        self.risk_overrides.iter().rev().find(|entry| entry.question == question && entry.group == *group)
    }
}
