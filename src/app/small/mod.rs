//! The small case: something went to the wrong person by mistake. Reported, assessed, decided and closed in few steps, through the same
//! commands as every other case; nothing is decided here that the usual pages could not decide.

mod open;
mod questions;
mod standing;

use super::cases::{self, Outcome};
use super::member::SignedIn;
use super::{AppError, AppResult, Ctx};
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::domain::situation::DecisionKind;
use crate::domain::values::Private;
use crate::store::events;

pub use open::{NewSmall, Place, open, places};
pub use questions::{Asked, QUESTIONS, WAYS, kinds, questions, value_of};
pub use standing::{SmallDuty, Standing, standing};

/// The DPO advises that nobody needs to be told, on every duty that hangs on the risk (Art. 39(1)(a)).
pub fn advise(ctx: &Ctx, who: &SignedIn, reference: &str, reason: Private) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let duties = ready(ctx, tx, who, reference)?.duties.iter().map(|duty| duty.number).collect();
        let command = Command::Advise { duties, advice: DecisionKind::NotRequired, reason };
        cases::run_in(ctx, tx, who, reference, command)
    });
    ctx.wake.notify_waiters();
    done
}

/// The controller's authorised person signs: one decision for each ground, and the case is closed where nothing else is open.
pub fn sign(ctx: &Ctx, who: &SignedIn, reference: &str, reason: &Private) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let standing = ready(ctx, tx, who, reference)?;
        let mut grounds: Vec<&str> = standing.duties.iter().map(|duty| duty.basis.as_str()).collect();
        grounds.sort_unstable();
        grounds.dedup();
        let mut last = None;
        for ground in grounds {
            let of_ground = standing.duties.iter().filter(|duty| duty.basis == ground);
            let command = Command::Decide {
                duties: of_ground.map(|duty| duty.number).collect(),
                decision: DecisionKind::NotRequired,
                basis: Some(ground.to_owned()),
                reason: reason.clone(),
            };
            last = Some(cases::run_in(ctx, tx, who, reference, command)?);
        }
        let decided = last.ok_or(Refusal::NoDuty)?;
        match decided.case.open_points().is_empty() {
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
