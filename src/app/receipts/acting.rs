//! What a believed receipt moves: the outbox and the case, in one transaction.

use uuid::Uuid;

use super::{Heard, Meaning};
use crate::app::cases;
use crate::app::notices::filing;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::command::Command;
use crate::domain::situation::Proof;
use crate::domain::values::{At, Private};
use crate::receipt::Doubt;
use crate::store::outbox::{self, DeliveryKind, DeliveryRoute, DeliveryRow, DeliveryState};
use crate::store::receipts::ReceiptEffect;
use crate::store::{Conn, StoreError};

/// Carries out what follows, or says why nothing may.
pub fn act(
    ctx: &Ctx,
    tx: &mut Conn,
    row: &DeliveryRow,
    heard: &Heard,
    at: At,
    attachment: Option<Uuid>,
) -> AppResult<Result<ReceiptEffect, Doubt>> {
    use DeliveryState as D;
    match row.state {
        D::Accepted | D::Delivered | D::Unknown => {}
        // A late success never hides an earlier failure (M3); the same failure told again changes nothing.
        D::Bounced if matches!(heard.meaning, Meaning::Accepted | Meaning::Delivered) => {
            return Ok(Err(Doubt::FailedBefore));
        }
        D::Bounced => return Ok(Ok(ReceiptEffect::Nothing)),
        _ => return Ok(Err(Doubt::NotExpected)),
    }
    let done = match (row.kind, heard.meaning) {
        (DeliveryKind::Authority, Meaning::Accepted) => accepted(ctx, tx, row, heard, at),
        (DeliveryKind::Authority, Meaning::Delivered) => delivered(ctx, tx, row, heard, at, attachment),
        (DeliveryKind::Authority, Meaning::Failed) => {
            filing::returned_in(ctx, tx, row.id, &heard.text, at).map(|()| ReceiptEffect::Failed)
        }
        (DeliveryKind::People, Meaning::Failed) => {
            outbox::bounced(tx, row.id, &heard.text, ctx.clock.now())?;
            Ok(ReceiptEffect::Failed)
        }
        _ => Ok(ReceiptEffect::Nothing),
    };
    match done {
        // The case has gone on without it: kept, and for a person to look at.
        Err(AppError::Refused(_) | AppError::Store(StoreError::Conflict)) => Ok(Err(Doubt::NotExpected)),
        other => other.map(Ok),
    }
}

/// The provider has it. Where the outcome was unclear, it is clear now.
fn accepted(ctx: &Ctx, tx: &mut Conn, row: &DeliveryRow, heard: &Heard, at: At) -> AppResult<ReceiptEffect> {
    let Some(case_id) = row.case_id else { return Ok(ReceiptEffect::Nothing) };
    if row.route == DeliveryRoute::Pec {
        outbox::taken_by_provider(tx, row.id, at)?;
    }
    if row.state == DeliveryState::Unknown {
        outbox::taken_after_all(tx, row.id, &heard.text, at, ctx.clock.now())?;
    }
    let moved = filing::settle_case(ctx, tx, case_id)?;
    Ok(if moved > 0 { ReceiptEffect::Accepted } else { ReceiptEffect::Nothing })
}

/// It lies in the authority's mailbox: the receipt, as it came, is the proof of the filing.
fn delivered(
    ctx: &Ctx,
    tx: &mut Conn,
    row: &DeliveryRow,
    heard: &Heard,
    at: At,
    attachment: Option<Uuid>,
) -> AppResult<ReceiptEffect> {
    let Some(case_id) = row.case_id else { return Ok(ReceiptEffect::Nothing) };
    if row.route == DeliveryRoute::Pec {
        // It came before the provider's own word, or that is lost: what is delivered was sent.
        outbox::taken_by_provider(tx, row.id, at)?;
    }
    outbox::certified(tx, row.id, &heard.text, ctx.clock.now())?;
    filing::settle_case(ctx, tx, case_id)?;
    let Some(kept) = crate::store::cases::get(tx, case_id)? else { return Ok(ReceiptEffect::Nothing) };
    let case = cases::case_of(&kept)?;
    let Some(number) = filing::by_delivery(&case, row.id) else { return Ok(ReceiptEffect::Nothing) };
    let notice = case.notices.iter().find(|notice| notice.filings.iter().any(|filing| filing.number == number));
    let proven = case.filing(number).is_some_and(|(_, filing)| filing.proof() == Proof::Receipt);
    let Some(notice) = notice.filter(|_| !proven) else { return Ok(ReceiptEffect::Nothing) };
    let reference = Private::new(heard.reference.as_str());
    let proof = Command::RecordProof {
        number: notice.number,
        filing: number,
        proof: Proof::Receipt,
        reference,
        attachment,
        at,
    };
    cases::run_as_system(ctx, tx, case_id, proof)?;
    Ok(ReceiptEffect::Proven)
}
