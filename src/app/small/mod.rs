//! The small case: something went to the wrong person by mistake. Reported, assessed, decided and closed in few steps, through the same
//! commands as every other case; nothing is decided here that the usual pages could not decide.

mod open;
mod questions;
mod standing;

use super::cases::{self, Outcome};
use super::member::SignedIn;
use super::{AppError, AppResult, Ctx};
use crate::domain::case::CaseStatus;
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::domain::situation::DecisionKind;
use crate::domain::values::Private;
use crate::store::events;

pub use open::{NewSmall, Place, Waiting, open, places};
pub use questions::{Asked, QUESTIONS, WAYS, kinds, questions, value_of};
pub use standing::{OtherDuties, SmallDuty, Standing, standing};

/// What somebody says on the page of a small case.
#[derive(Debug, Clone)]
pub struct Said {
    /// Why nobody needs to be told: the risk.
    pub reason: Private,
    /// Rules whose other duties are found to ask for nothing either; those not named stay presumed.
    pub others: Vec<String>,
    /// Why, on the ground that the law gives for each; blank where none is named.
    pub others_reason: Private,
}

/// Numbers of duties, their ground, and the reason that goes with it.
type Ground = (Vec<u32>, String, Private);

/// The duties that are settled by what was said, by ground: those on the risk first.
fn grounds(standing: &Standing, said: &Said) -> AppResult<Vec<Ground>> {
    let mut grounds: Vec<Ground> = Vec::new();
    let mut add = |numbers: &[u32], basis: &str, reason: &Private| match grounds
        .iter_mut()
        .find(|(_, known, words)| known == basis && words == reason)
    {
        Some((all, _, _)) => all.extend_from_slice(numbers),
        None => grounds.push((numbers.to_vec(), basis.to_owned(), reason.clone())),
    };
    for duty in &standing.duties {
        add(&[duty.number], &duty.basis, &said.reason);
    }
    for rule in &said.others {
        let named: Vec<&OtherDuties> = standing.others.iter().filter(|one| one.rule == *rule).collect();
        let on_ground: Vec<(&OtherDuties, &String)> =
            named.iter().filter_map(|one| Some((*one, one.basis.as_ref()?))).collect();
        // Somebody settled them meanwhile, or the plan changed: then the page has to be read again.
        if on_ground.is_empty() {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        for (one, basis) in on_ground {
            add(&one.numbers, basis, &said.others_reason);
        }
    }
    if grounds.is_empty() { Err(Refusal::NoDuty.into()) } else { Ok(grounds) }
}

/// The DPO advises that nobody needs to be told, on every duty that hangs on the risk (Art. 39(1)(a)), and on the others they named.
pub fn advise(ctx: &Ctx, who: &SignedIn, reference: &str, said: &Said) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let grounds = grounds(&ready(ctx, tx, who, reference)?, said)?;
        // One advice for each reason: on the risk, and on the other grounds.
        let mut advice: Vec<(Vec<u32>, Private)> = Vec::new();
        for (duties, _, reason) in grounds {
            match advice.iter_mut().find(|(_, known)| *known == reason) {
                Some((all, _)) => all.extend(duties),
                None => advice.push((duties, reason)),
            }
        }
        let advise = |(duties, reason)| Command::Advise { duties, advice: DecisionKind::NotRequired, reason };
        // One change of the case, so that whoever decides is told once.
        cases::run_all_in(ctx, tx, who, reference, advice.into_iter().map(advise).collect())
    });
    ctx.wake.notify_waiters();
    done
}

/// The controller's authorised person signs: one decision for each ground, and the case is closed where nothing else is open.
pub fn sign(ctx: &Ctx, who: &SignedIn, reference: &str, said: &Said) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let mut last = None;
        for (duties, ground, reason) in grounds(&ready(ctx, tx, who, reference)?, said)? {
            let basis = Some(ground);
            let command = Command::Decide { duties, decision: DecisionKind::NotRequired, basis, reason };
            last = Some(cases::run_in(ctx, tx, who, reference, command)?);
        }
        let decided = last.ok_or(Refusal::NoDuty)?;
        match decided.case.standing_points().is_empty() {
            true => cases::run_in(ctx, tx, who, reference, Command::Close { waiver: None }),
            false => Ok(decided),
        }
    });
    ctx.wake.notify_waiters();
    done
}

/// What may be advised or signed here: where the advice on risk asks for a notice, the usual pages are the place.
fn ready(ctx: &Ctx, tx: &mut crate::store::Conn, who: &SignedIn, reference: &str) -> AppResult<Standing> {
    let (row, case) = cases::load(tx, who, reference)?;
    if case.status != CaseStatus::Open {
        return Err(Refusal::CaseClosed.into());
    }
    let law = ctx.law_of(tx, row.organisation_id)?;
    let standing = standing(ctx, &law, &case);
    if standing.telecom || !standing.advised_no {
        return Err(Refusal::NoSmallCase.into());
    }
    Ok(standing)
}

/// Number and hash of the entry of the record in which a decision stands: what was signed cannot be changed unseen (rule E2).
pub fn entry_of_decision(ctx: &Ctx, case: uuid::Uuid, decision: u32) -> AppResult<Option<(i64, String)>> {
    ctx.store.read(|conn| {
        let rows = events::of_case(conn, case)?;
        let made = rows.into_iter().find(|row| {
            row.kind == "decided"
                && row.payload.pointer("/decision/number").and_then(serde_json::Value::as_u64)
                    == Some(u64::from(decision))
        });
        Ok::<_, AppError>(made.map(|row| (row.case_seq.unwrap_or(row.log_seq), row.hash)))
    })
}
