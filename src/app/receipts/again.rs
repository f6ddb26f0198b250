//! Receipts that could not be verified because the organisation had not entered who vouches for their signer: held against what it has
//! entered since, from their bytes as they came.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Became, Heard, anchors, keep, of_pec, sender};
use crate::app::{AppResult, Ctx};
use crate::receipt::{self, Doubt, Read};
use crate::store::outbox::{self, DeliveryRow};
use crate::store::receipts::{self as rows, ReceiptRow};
use crate::store::{StoreError, attachments};

/// How many were judged again, and how many of them are verified now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JudgedAgain {
    pub looked_at: usize,
    pub verified: usize,
}

/// Doubts that other certificates or addresses may lift. Every other one stands, whoever vouches for the signer.
const FOR_WANT: &[Doubt] = &[Doubt::NoAnchors, Doubt::SignerUnknown, Doubt::SignerNoProvider];

/// Judges them, the oldest first, each in a transaction of its own. What is verified now is kept beside the first judgement and moves its
/// case as if it had just come (M1, M3).
pub fn judge(ctx: &Ctx, organisation: Uuid) -> AppResult<JudgedAgain> {
    let doubts: Vec<&str> = FOR_WANT.iter().map(|doubt| doubt.as_str()).collect();
    let doubted: Vec<ReceiptRow> = ctx.store.read(|conn| rows::doubted(conn, organisation, &doubts))?;
    let mut judged = JudgedAgain::default();
    for row in doubted {
        let Some((delivery, raw)) = as_it_came(ctx, &row)? else { continue };
        judged.looked_at += 1;
        let Some(heard) = heard(ctx, &row, &delivery, &raw)? else { continue };
        match ctx.store.write(|tx| keep(ctx, tx, delivery.id, &heard, &raw, row.attachment_id)) {
            Ok(taken) if taken.became == Became::Believed => judged.verified += 1,
            Ok(_) => {}
            Err(problem) => tracing::warn!(receipt.id = %row.id, "Receipt {} was not judged again: {problem}", row.id),
        }
    }
    ctx.wake.notify_waiters();
    Ok(judged)
}

/// The message and what it is about; none where its bytes are gone or not those that came, or where it is verified by now.
fn as_it_came(ctx: &Ctx, row: &ReceiptRow) -> AppResult<Option<(DeliveryRow, Vec<u8>)>> {
    let Some(file) = row.attachment_id else { return Ok(None) };
    let (delivery, raw, known) = ctx.store.read(|conn| {
        let known = rows::is_believed(conn, row.delivery_id, &row.sha256)?;
        Ok::<_, StoreError>((outbox::get(conn, row.delivery_id)?, attachments::bytes(conn, file)?, known))
    })?;
    let raw = raw.filter(|raw| !known && hex::encode(Sha256::digest(raw)) == row.sha256);
    Ok(delivery.zip(raw))
}

/// What it says, if it may be believed of its message now. Certificates are judged as of the moment it came.
fn heard(ctx: &Ctx, row: &ReceiptRow, delivery: &DeliveryRow, raw: &[u8]) -> AppResult<Option<Heard>> {
    let Ok(Read::Pec(pec)) = receipt::read(raw, &anchors(ctx, delivery)?, row.taken_at) else { return Ok(None) };
    let heard = of_pec(&pec, delivery, &sender(ctx, delivery)?, row.taken_at);
    Ok(heard.judged.is_ok().then_some(heard))
}
