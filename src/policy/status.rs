//! What has become of a duty: filings and decisions held against its terms.

use super::law::{Remove, Rule, Stage};
use super::reasons;
use super::words::{self, FiledLabel};
use crate::domain::plan::{ArithmeticLine, DutyStatus};
use crate::domain::situation::{DecisionInForce, DecisionKind, Filing, InstantKind, Proof, Situation};
use crate::domain::values::At;

/// The filings of one stage to one recipient, earliest first.
pub fn filings<'a>(
    situation: &'a Situation,
    rule: &Rule,
    stage: &Stage,
    controller: &str,
    recipient: &str,
) -> Vec<&'a Filing> {
    let mut found: Vec<&Filing> = situation
        .filings
        .iter()
        .filter(|filing| filing.rule == rule.id && filing.recipient == recipient)
        // What was put in the tray was handed to nobody.
        .filter(|filing| filing.proof != Proof::Simulated)
        .filter(|filing| filing.controller.as_deref().is_none_or(|id| id == controller))
        .filter(|filing| rule.stage_of_filing(&filing.stage).is_some_and(|s| s.id == stage.id))
        .collect();
    found.sort_by_key(|filing| filing.at);
    found
}

/// What a decision on record does to a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    Nothing,
    /// Put off with the authority's agreement: still owed, as soon as the reason for the delay ends.
    Deferred,
    /// Notify or communicate: the question of risk is settled.
    Go,
    NotRequired {
        public_instead: bool,
    },
    /// A decision that this rule does not know, or on a ground that does not count.
    Refused(ArithmeticLine),
}

/// The last decision on this rule, recipient and controller.
pub fn decided(situation: &Situation, rule: &Rule, controller: &str, recipient: &str, record: Option<&str>) -> Decided {
    let last = situation.decisions.iter().rev().find(|decision| {
        decision.rule == rule.id
            && decision.controller.as_deref().is_none_or(|id| id == controller)
            && decision.recipient.as_deref().is_none_or(|id| id == recipient || Some(id) == record)
    });
    match last {
        None => Decided::Nothing,
        Some(decision) => match decision.decision {
            DecisionKind::Notify | DecisionKind::Communicate => Decided::Go,
            // Two that contradict one another settle nothing: the duty stays until one of them is withdrawn.
            DecisionKind::NotRequired | DecisionKind::Exemption if situation.contradicts(decision) => Decided::Nothing,
            DecisionKind::NotRequired | DecisionKind::Exemption => removes(rule, decision),
        },
    }
}

fn removes(rule: &Rule, decision: &DecisionInForce) -> Decided {
    let ways: Vec<_> = rule.remove.iter().filter(|way| way.decision == Some(decision.decision)).collect();
    if ways.is_empty() {
        return Decided::Refused(reasons::decision_removes_nothing(
            decision.decision.as_str(),
            &rule.id,
            rule.remove.first().map_or("nothing does", |way| &way.words),
        ));
    }
    let given = decision.basis.as_deref().unwrap_or("");
    let names = |way: &&&Remove| way.basis.iter().any(|ground| same_ground(ground, given));
    // The ground names its way; a decision without one of the grounds counts where the rule leaves the grounds open.
    let Some(way) = ways.iter().find(names).or_else(|| ways.iter().find(|way| !way.only_these)) else {
        let known: Vec<&str> = ways.iter().flat_map(|way| &way.basis).map(String::as_str).collect();
        return Decided::Refused(reasons::ground_does_not_count(
            decision.decision.as_str(),
            &rule.id,
            given,
            &known.join(", "),
        ));
    };
    if way.defers {
        return Decided::Deferred;
    }
    Decided::NotRequired { public_instead: same_ground("34-3-c", given) }
}

/// Whether a decision on this rule and recipient names one of the grounds that open a stage.
pub fn has_basis(situation: &Situation, rule: &Rule, stage: &Stage, controller: &str) -> bool {
    situation.decisions.iter().any(|decision| {
        decision.rule == rule.id
            && decision.controller.as_deref().is_none_or(|id| id == controller)
            && decision
                .basis
                .as_deref()
                .is_some_and(|given| stage.only_with_basis.iter().any(|known| same_ground(known, given)))
    })
}

/// `34-3-a`, `34(3)(a)` and `gdpr-34-3-a` name the same ground.
pub fn same_ground(known: &str, given: &str) -> bool {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let (known, given) = (plain(known), plain(given));
    !given.is_empty() && given.ends_with(&known)
}

/// Status of a stage that was filed, and which words say so.
pub fn of_filing(filing: &Filing, terms: Option<(At, At)>, fallback: Option<InstantKind>) -> (DutyStatus, FiledLabel) {
    let label = match terms {
        None => FiledLabel::Open,
        Some((target, legal)) if filing.at > target && filing.at >= legal => FiledLabel::Late,
        Some((target, _)) if filing.at > target => FiledLabel::AfterTarget,
        // The first signal is the worst case; any other stand-in may hide an earlier start.
        Some(_) if fallback.is_some_and(|used| used != InstantKind::FirstSignal) => FiledLabel::StartUnsure,
        Some(_) => FiledLabel::InTime,
    };
    let status = match (label, filing.proof) {
        (FiledLabel::Late, _) => DutyStatus::Late,
        (_, Proof::None) => DutyStatus::FiledUnproven,
        _ => DutyStatus::Met,
    };
    (status, label)
}

pub fn filing_words(filing: &Filing, label: FiledLabel, zone: chrono_tz::Tz) -> Vec<ArithmeticLine> {
    let mut lines = vec![words::filed(label, filing.at, zone)];
    if filing.proof == Proof::None {
        lines.push(words::proof_missing());
    }
    lines
}
