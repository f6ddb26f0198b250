//! Advice and decision per duty: the DPO advises, the controller's authorised person decides, both stay on record.

use super::actor::Role;
use super::case::{Advice, Case, DecisionEntry, Duty};
use super::command::{Asked, Command};
use super::decide::{authorised, is_dpo, second_person, some_reason};
use super::event::Event;
use super::plan::DutyKind;
use super::refusal::Refusal;
use super::situation::DecisionKind;

pub(super) fn decide(case: &Case, command: Command, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    let by = asked.by.clone();
    match command {
        Command::Advise { duties, advice, reason } => {
            // Art. 39(1)(a): advising is the DPO's task; a handler's proposal is a note, not advice.
            if !is_dpo(&by) {
                return Err(Refusal::NotAuthorised);
            }
            fits(&chosen(case, &duties)?, advice)?;
            some_reason(&reason)?;
            let number = case.last_number + 1;
            Ok(vec![Event::AdviceGiven { advice: Advice { number, duties, advice, reason, by, at: asked.now } }])
        }
        Command::Decide { duties, decision, basis, reason } => {
            fits(&chosen(case, &duties)?, decision)?;
            some_reason(&reason)?;
            let mandate = match by.role {
                Role::Controller => None,
                Role::Dpo => Some(asked.mandate.clone().ok_or(Refusal::MandateMissing)?),
                _ => return Err(Refusal::NotAuthorised),
            };
            let advice = duties.iter().filter_map(|duty| case.advice_on(*duty)).next_back();
            let departs_from = advice.filter(|advice| advice.advice != decision).map(|advice| advice.number);
            // A duty is dropped only by two people; the DPO's own advice to the same effect is the second pair of eyes.
            let drops = matches!(decision, DecisionKind::NotRequired | DecisionKind::Exemption);
            let advised_alike = duties.iter().all(|duty| {
                case.advice_on(*duty).is_some_and(|advice| advice.advice == decision && advice.by.user != by.user)
            });
            let decision = DecisionEntry {
                number: case.last_number + 1,
                duties,
                decision,
                basis,
                reason,
                by,
                at: asked.now,
                mandate,
                departs_from,
                needs_second: drops && !advised_alike,
                confirmed_by: None,
                confirmed_reason: None,
                risk: asked.risk.clone(),
            };
            Ok(vec![Event::Decided { decision }])
        }
        Command::ConfirmDecision { number, reason } => {
            let decision = case.decision(number).ok_or(Refusal::NoSuchEntry)?;
            if decision.in_force() {
                return Err(Refusal::NothingToConfirm);
            }
            authorised(&by)?;
            second_person(&[&decision.by], decision.at, Some(&reason), asked)?;
            Ok(vec![Event::DecisionConfirmed { number, by, reason }])
        }
        Command::Defer { duties, until, reason } => {
            let chosen = chosen(case, &duties)?;
            // Only where the law says "without undue delay"; a term in hours cannot be put off.
            if chosen.iter().any(|duty| duty.planned.kind != DutyKind::People) {
                return Err(Refusal::DecisionDoesNotFit);
            }
            authorised(&by)?;
            some_reason(&reason)?;
            if until < asked.now.utc().date_naive() {
                return Err(Refusal::DayPassed);
            }
            Ok(vec![Event::DecisionDeferred { duties, until, reason, by }])
        }
        _ => Err(Refusal::NoSuchEntry),
    }
}

fn chosen<'a>(case: &'a Case, duties: &[u32]) -> Result<Vec<&'a Duty>, Refusal> {
    if duties.is_empty() {
        return Err(Refusal::NoDuty);
    }
    duties.iter().map(|number| case.duty(*number).filter(|duty| !duty.gone).ok_or(Refusal::NoSuchEntry)).collect()
}

fn fits(duties: &[&Duty], decision: DecisionKind) -> Result<(), Refusal> {
    let fits = duties.iter().all(|duty| match (duty.planned.kind, decision) {
        // 611/2013 has no exemption and no risk threshold towards the authority: such a duty falls away with the facts only.
        (DutyKind::Authority, DecisionKind::NotRequired) => duty.planned.remove_by_decision(),
        (DutyKind::Authority, decision) => decision == DecisionKind::Notify,
        (DutyKind::People, decision) => decision != DecisionKind::Notify,
        (_, decision) => decision != DecisionKind::Communicate,
    });
    if fits { Ok(()) } else { Err(Refusal::DecisionDoesNotFit) }
}
