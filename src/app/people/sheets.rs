//! What is handed out as CSV: the report without addresses, and the list of those who need a letter. Written piece by piece,
//! so that a large mail-out takes no memory.

use std::collections::HashMap;

use uuid::Uuid;

use super::left_out;
use super::sealed::{key_of, unseal};
use super::{AppError, AppResult, Ctx, SENDERS, case_for, communication};
use crate::app::member::{READERS, SignedIn};
use crate::app::recipients::RowProblem;
use crate::app::recipients::export::Sheet;
use crate::app::recipients::row::Readable;
use crate::store::outbox::{DeliveryRow, DeliveryState, people};
use crate::store::recipients::{self, RecipientRow, RecipientState};
use crate::store::{Conn, StoreResult};

const CHUNK: i64 = 500;

/// One line per person: row, language, state, times, what the server said, Message-ID, and a keyed hash instead of the
/// address. The hash stays after the purge; with the address at hand it proves that this person was written to.
pub fn report(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    number: u32,
    heads: Vec<String>,
    state_words: impl Fn(&str) -> String,
    mut out: impl FnMut(Vec<u8>) -> bool,
) -> AppResult<()> {
    let id = ctx.store.read(|conn| {
        let case = case_for(conn, who, reference, READERS)?;
        Ok::<_, AppError>(communication(&case, number)?.id)
    })?;
    let mut sheet = Sheet::default();
    sheet.row(heads);
    let mut after = 0;
    loop {
        let rows = ctx.store.read(|conn| with_deliveries(conn, id, after))?;
        let Some((last, _)) = rows.last() else { break };
        after = last.row_no;
        for (row, delivery) in rows {
            let state = match (&delivery, row.state) {
                (Some(delivery), _) => delivery.state.as_str(),
                (None, RecipientState::Mail) => DeliveryState::Queued.as_str(),
                (None, _) => "letter",
            };
            sheet.row([
                row.row_no.to_string(),
                row.language,
                state_words(state),
                delivery.as_ref().map(|d| d.state_at.rfc3339()).unwrap_or_default(),
                delivery.as_ref().map_or(0, |d| d.attempt).to_string(),
                // The code alone: what servers say repeats the address.
                delivery.as_ref().and_then(|d| d.reply_code).map(|code| code.to_string()).unwrap_or_default(),
                delivery.map(|d| d.message_id).unwrap_or_default(),
                row.email_hmac.map(hex::encode).unwrap_or_default(),
            ]);
        }
        if !out(sheet.drain()) {
            return Ok(());
        }
    }
    out(sheet.finish());
    Ok(())
}

/// What the list says in the reader's language.
pub struct ListWords<W, L, P> {
    pub heads: Vec<String>,
    /// Why no mail reached somebody: `no_address`, `rejected`, `given_up`, `bounced`.
    pub why: W,
    /// A language tag as people call the language.
    pub language: L,
    /// Why a row was left out at the import.
    pub left_out: P,
}

/// Everybody whom no mail reached: without address, refused, returned, or in a row that the import left out. For the people who print the
/// letters.
pub fn letters(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    number: u32,
    words: ListWords<impl Fn(&str) -> String, impl Fn(&str) -> String, impl Fn(&RowProblem) -> String>,
    mut out: impl FnMut(Vec<u8>) -> bool,
) -> AppResult<()> {
    let (id, key) = ctx.store.read(|conn| {
        let case = case_for(conn, who, reference, SENDERS)?;
        let id = communication(&case, number)?.id;
        Ok::<_, AppError>((id, key_of(ctx, conn, id)?))
    })?;
    tracing::info!(user.id = %who.user, mail_out.id = %id, "The letter list of a mail-out was handed out");
    let mut sheet = Sheet::default();
    sheet.row(words.heads);
    let mut after = 0;
    loop {
        let rows = ctx.store.read(|conn| with_deliveries(conn, id, after))?;
        let Some((last, _)) = rows.last() else { break };
        after = last.row_no;
        for (row, delivery) in rows {
            let why = match (row.state, delivery.map(|delivery| delivery.state)) {
                (RecipientState::Letter, _) => "no_address",
                (RecipientState::Mail, Some(DeliveryState::Rejected)) => "rejected",
                (RecipientState::Mail, Some(DeliveryState::GivenUp)) => "given_up",
                (RecipientState::Mail, Some(DeliveryState::Bounced)) => "bounced",
                _ => continue,
            };
            let person = unseal(&key, &row)?;
            let language = (words.language)(&person.language);
            sheet.row([row.row_no.to_string(), person.name, person.post, language, person.reference, (words.why)(why)]);
        }
        if !out(sheet.drain()) {
            return Ok(());
        }
    }
    left_out::every(ctx, id, &key, |row, kept| {
        let Some(problem) = kept.problem else { return Ok(true) };
        let Readable { name, post, language, reference } = (*problem.readable).clone();
        sheet.row([row.to_string(), name, post, language, reference, (words.left_out)(&problem)]);
        Ok(out(sheet.drain()))
    })?;
    out(sheet.finish());
    Ok(())
}

/// The next recipients of the list, each with the message to them, if there is one yet.
fn with_deliveries(
    conn: &mut Conn,
    communication: Uuid,
    after: i64,
) -> StoreResult<Vec<(RecipientRow, Option<DeliveryRow>)>> {
    let rows = recipients::page(conn, communication, after, CHUNK)?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut deliveries: HashMap<Uuid, DeliveryRow> = people::to_recipients(conn, communication, &ids)?
        .into_iter()
        .filter_map(|delivery| Some((delivery.recipient_id?, delivery)))
        .collect();
    Ok(rows.into_iter().map(|row| (deliveries.remove(&row.id), row)).map(|(delivery, row)| (row, delivery)).collect())
}
