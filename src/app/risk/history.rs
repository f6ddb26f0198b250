//! What each change of a fact did to the advice: the record replayed, and the rules asked after every event.

use super::groups::groups;
use crate::app::views::timeline::Recorded;
use crate::assessment::RiskRules;
use crate::assessment::advice::verdict;
use crate::domain::case::Case;
use crate::domain::event::Event;
use crate::domain::risk::RiskQuestion;
use crate::domain::situation::Scope;
use crate::domain::values::At;

/// One change of the record that turned an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    pub at: At,
    /// Number of the entry in the record.
    pub seq: i64,
    /// The fact that was set; none where a data set changed.
    pub fact: Option<String>,
    pub group: Scope,
    pub question: RiskQuestion,
    /// None where the group was not there before.
    pub before: Option<bool>,
    pub after: bool,
}

/// Every turn, the newest first.
pub fn turns(rules: &RiskRules, recorded: &[Recorded]) -> Vec<Turn> {
    let Some((opening, rest)) = recorded.split_first() else { return Vec::new() };
    let Some(mut case) = Case::replay([(opening.event.clone(), opening.recorded_at)]) else { return Vec::new() };
    let mut standing = answers(rules, &case);
    let mut turns = Vec::new();
    for entry in rest {
        case.apply(entry.event.clone(), entry.recorded_at);
        let fact = match &entry.event {
            Event::FactSet { fact, .. } => Some(fact.id.clone()),
            Event::DataSetSet { .. } => None,
            _ => continue,
        };
        let now = answers(rules, &case);
        for (group, question, after) in &now {
            let before = standing.iter().find(|(g, q, _)| g == group && q == question).map(|(_, _, answer)| *answer);
            if before != Some(*after) {
                turns.push(Turn {
                    at: entry.recorded_at,
                    seq: entry.seq,
                    fact: fact.clone(),
                    group: group.clone(),
                    question: *question,
                    before,
                    after: *after,
                });
            }
        }
        standing = now;
    }
    turns.reverse();
    turns
}

/// Whether the advice differs between two states of a case.
pub fn turned(rules: &RiskRules, before: &Case, after: &Case) -> bool {
    answers(rules, before) != answers(rules, after)
}

fn answers(rules: &RiskRules, case: &Case) -> Vec<(Scope, RiskQuestion, bool)> {
    let mut found = Vec::new();
    for group in groups(rules, case) {
        let verdict = verdict(rules, &group.facts);
        let people = if verdict.telecom { verdict.telecom_people } else { verdict.people };
        found.push((group.scope.clone(), RiskQuestion::Notify, verdict.notify || verdict.telecom));
        found.push((group.scope, RiskQuestion::People, people));
    }
    found
}
