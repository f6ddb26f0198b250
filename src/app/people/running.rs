//! Approval by a second person and the mail-out itself: its states are durable, its rows are made once, its end is on record.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::ramp::{self, Pace};
use super::sealed::{key_of, unseal};
use super::{AppError, AppResult, Ctx, SENDERS, case_by_id, case_for, communication, texts};
use crate::app::member::SignedIn;
use crate::app::notices::filing;
use crate::app::{cases, disk};
use crate::domain::case::{Case, Communication, CommunicationState};
use crate::domain::command::Command;
use crate::domain::event::SendTotals;
use crate::domain::refusal::Refusal;
use crate::domain::values::Private;
use crate::notice::{MergeProblem, Merger};
use crate::store::communications::{self, CommunicationRow};
use crate::store::notices;
use crate::store::outbox::{self, DeliveryKind, DeliveryState, NewDelivery, people};
use crate::store::recipients::{self, RecipientRow, RecipientState};
use crate::store::{Conn, StoreError};

/// Rows put into the outbox in one transaction: well under the 50 ms a writer may hold the database.
const CHUNK: i64 = 250;

/// What an approver saw: the texts with their digests, and how many people.
#[derive(Debug, Clone)]
pub struct SeenByApprover {
    pub texts: Vec<(u32, String)>,
    pub count: u64,
}

/// Approves what was on screen. Before that every single message is written once, so that none can fail for want of a value
/// when half of the people have been told.
pub fn approve(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    number: u32,
    seen: SeenByApprover,
    sole_reason: Option<Private>,
) -> AppResult<()> {
    let case = ctx.store.read(|conn| case_for(conn, who, reference, SENDERS))?;
    every_message_can_be_written(ctx, &case, communication(&case, number)?)?;
    let command = Command::ApproveCommunication { number, seen_texts: seen.texts, seen_count: seen.count, sole_reason };
    ctx.store.write(|tx| {
        let outcome = cases::run_in(ctx, tx, who, reference, command)?;
        let communication = communication(&outcome.case, number)?;
        let versions = versions(tx, &outcome.case, communication.id)?;
        let first = versions.values().next().ok_or_else(|| AppError::broken("an approved mail-out has a text"))?;
        let counts = communication.counts;
        let people = i64::try_from(counts.accepted + counts.without_address).map_err(AppError::broken)?;
        communications::approve(tx, communication.id, *first, people, who.user, ctx.clock.now())?;
        Ok::<_, AppError>(())
    })
}

fn every_message_can_be_written(ctx: &Ctx, case: &Case, communication: &Communication) -> AppResult<()> {
    if !communication.languages_without_text().is_empty() {
        // The decision says so in its own words.
        return Ok(());
    }
    let (key, mergers) = ctx.store.read(|conn| {
        let key = key_of(ctx, conn, communication.id)?;
        let mut mergers = BTreeMap::new();
        for (language, notice) in &communication.notices {
            let rendered = texts::rendered(ctx, conn, case, *notice)?;
            mergers.insert(language.clone(), Merger::new(&rendered).map_err(AppError::broken)?);
        }
        Ok::<_, AppError>((key, mergers))
    })?;
    let mut after = 0;
    loop {
        let rows = ctx.store.read(|conn| recipients::page(conn, communication.id, after, CHUNK * 4))?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.row_no;
        for row in rows.iter().filter(|row| row.state == RecipientState::Mail) {
            let person = unseal(&key, row)?;
            let merger = mergers.get(&person.language).ok_or_else(|| AppError::broken("every language has a text"))?;
            match merger.fill(&texts::merge_data(&person)) {
                Ok(_) => {}
                Err(MergeProblem::NoValue(field)) => {
                    return Err(Refusal::MessageIncomplete { row: row.row_no.unsigned_abs(), field }.into());
                }
                Err(problem) => return Err(AppError::broken(problem)),
            }
        }
    }
}

/// Starts an approved mail-out to everybody at once. The outbox is filled by the loop; nothing of it is sent before this has happened.
pub fn start(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32) -> AppResult<()> {
    go_on(ctx, who, reference, number, Pace::Everybody)
}

/// Starts or resumes a mail-out, with as many people as [`ramp`] lets go before somebody looks again (M6).
pub fn go_on(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32, pace: Pace) -> AppResult<()> {
    let case = ctx.store.read(|conn| case_for(conn, who, reference, SENDERS))?;
    disk::room_for(ctx, communication(&case, number)?.counts.accepted, disk::BYTES_PER_MESSAGE)?;
    let reason = Private::new("");
    move_to(ctx, who, reference, number, CommunicationState::Running, reason, Some(pace))
}

pub fn pause(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32, reason: Private) -> AppResult<()> {
    move_to(ctx, who, reference, number, CommunicationState::Paused, reason, None)
}

/// Resumes with everybody who is left.
pub fn resume(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32) -> AppResult<()> {
    go_on(ctx, who, reference, number, Pace::Everybody)
}

/// Stops for good: whoever was not written to yet is not written to.
pub fn stop(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32, reason: Private) -> AppResult<()> {
    move_to(ctx, who, reference, number, CommunicationState::Stopped, reason, None)
}

/// The state of the case and the state that the sender obeys change in one transaction (R11).
fn move_to(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    number: u32,
    to: CommunicationState,
    reason: Private,
    pace: Option<Pace>,
) -> AppResult<()> {
    ctx.store.write(|tx| {
        let case = case_for(tx, who, reference, SENDERS)?;
        let mail_out = communication(&case, number)?;
        let id = mail_out.id;
        let found = totals(tx, id, to)?;
        if let Some(pace) = pace {
            let up_to = ramp::up_to(mail_out, ramp::told(&found), pace);
            if up_to != mail_out.up_to {
                cases::run_in(ctx, tx, who, reference, Command::ReleaseBatch { number, up_to })?;
            }
        }
        let totals = Some(found);
        cases::run_in(ctx, tx, who, reference, Command::MoveCommunication { number, to, reason, totals })?;
        let now = ctx.clock.now();
        match to {
            CommunicationState::Running => communications::release(tx, id, now)?,
            CommunicationState::Paused => communications::pause(tx, id)?,
            CommunicationState::Stopped => communications::stop(tx, id, now)?,
            _ => return Err(AppError::broken("people start, pause, resume and stop; the rest follows")),
        }
        Ok::<_, AppError>(())
    })?;
    ctx.wake.notify_waiters();
    Ok(())
}

/// Tries those once more whom the mail server refused. Returns how many.
pub fn retry_failed(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32) -> AppResult<u64> {
    let retried = ctx.store.write(|tx| {
        let case = case_for(tx, who, reference, SENDERS)?;
        let communication = communication(&case, number)?;
        let before = totals(tx, communication.id, communication.state)?;
        cases::run_in(ctx, tx, who, reference, Command::RetryFailed { number, totals: before })?;
        let retried = people::retry_failed(tx, communication.id, ctx.clock.now())?;
        if communication.state == CommunicationState::Finished {
            communications::reopen(tx, communication.id)?;
        }
        Ok::<_, AppError>(retried as u64)
    })?;
    ctx.wake.notify_waiters();
    Ok(retried)
}

/// Everybody in exactly one group (R12). What is not in the outbox yet waits, or is cancelled by a stop.
pub(super) fn totals(conn: &mut Conn, id: Uuid, state: CommunicationState) -> AppResult<SendTotals> {
    use DeliveryState as D;
    let found = outbox::totals(conn, id)?;
    let count = |states: &[D]| states.iter().map(|state| found.of(*state).unsigned_abs()).sum::<u64>();
    let open = count(&[D::Queued, D::Claimed, D::InFlight, D::Deferred, D::Held]) + found.to_be_queued.unsigned_abs();
    let stopped = state == CommunicationState::Stopped;
    let totals = SendTotals {
        people: (found.recipients - found.letters - found.removed).unsigned_abs(),
        waiting: if stopped { 0 } else { open },
        accepted: count(&[D::Accepted, D::Simulated, D::Delivered, D::Bounced]),
        failed: count(&[D::Rejected, D::GivenUp]),
        unclear: count(&[D::Unknown]),
        cancelled: if stopped { open } else { 0 },
        bounced: count(&[D::Bounced]),
    };
    if !totals.add_up() || !found.adds_up() {
        tracing::error!(mail_out.id = %id, "The numbers of mail-out {id} do not add up: {totals:?}");
    }
    Ok(totals)
}

/// One turn of the loop over everything that runs; answers whether anything did.
pub fn advance(ctx: &Ctx) -> AppResult<bool> {
    let running = ctx.store.read(communications::running)?;
    for row in &running {
        let mut room = room(ctx, row)?;
        while room > 0 && fill_some(ctx, row.id, room.min(CHUNK))? {
            room = room.saturating_sub(CHUNK);
            ctx.wake.notify_waiters();
        }
        ctx.wake.notify_waiters();
        end_if_done(ctx, row.id)?;
        ramp::pause_if_needed(ctx, row)?;
    }
    Ok(!running.is_empty())
}

/// How many more people may be put into the outbox before somebody looks.
fn room(ctx: &Ctx, row: &CommunicationRow) -> AppResult<i64> {
    ctx.store.read(|conn| {
        let case = case_by_id(conn, row.case_id)?;
        let up_to =
            case.communications.iter().find(|mail_out| mail_out.id == row.id).and_then(|mail_out| mail_out.up_to);
        let Some(up_to) = up_to else { return Ok(i64::MAX) };
        let queued: i64 = outbox::totals(conn, row.id)?.by_state.values().sum();
        Ok(i64::try_from(up_to).unwrap_or(i64::MAX).saturating_sub(queued).max(0))
    })
}

/// Puts the next rows into the outbox; false when nothing is left. A row's key is the mail-out and the recipient, so that
/// doing it twice adds nothing (R1).
fn fill_some(ctx: &Ctx, id: Uuid, n: i64) -> AppResult<bool> {
    let now = ctx.clock.now();
    let filled = ctx.store.write(|tx| {
        let row = communications::get(tx, id)?.ok_or(AppError::NotFound)?;
        let filled = outbox::fill(tx, id, n, now, |recipient| delivery(ctx, &row, recipient))?;
        Ok::<_, AppError>(filled)
    });
    match filled {
        Ok(filled) => Ok(!filled.whole),
        // A pause or stop came first.
        Err(AppError::Store(StoreError::Conflict)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What stands in the outbox for one person. The text is that of the person's language as the case's approval froze it, so
/// the row need not name it; the address stands sealed in the recipient's row, once.
pub fn delivery(ctx: &Ctx, row: &CommunicationRow, recipient: &RecipientRow) -> NewDelivery {
    let id = ctx.ids.next();
    NewDelivery {
        id,
        kind: DeliveryKind::People,
        organisation_id: Some(row.organisation_id),
        case_id: Some(row.case_id),
        communication_id: Some(row.id),
        notice_version_id: None,
        recipient_id: Some(recipient.id),
        dedupe_key: people::dedupe_key(row.id, recipient.id),
        to_address: Vec::new(),
        message_id: ctx.message_id(id),
        // The language is the person's, sealed with them. That the letter says it is kept, because one that was tried without must
        // stay without (R2).
        content: serde_json::json!({ "says_language": true }),
        next_at: ctx.clock.now(),
    }
}

/// The frozen version of each language's text.
pub(super) fn versions(conn: &mut Conn, case: &Case, id: Uuid) -> AppResult<BTreeMap<String, Uuid>> {
    let communication = case.communications.iter().find(|communication| communication.id == id);
    let communication = communication.ok_or_else(|| AppError::broken("a mail-out is in its case"))?;
    let mut versions = BTreeMap::new();
    for text in &communication.texts {
        let all = notices::versions_of(conn, filing::notice_id(case, text.notice))?;
        let version = all.into_iter().find(|version| version.version == i64::from(text.version));
        let version = version.ok_or_else(|| AppError::broken("an approved version is frozen"))?;
        versions.insert(text.language.clone(), version.id);
    }
    Ok(versions)
}

/// Ends a mail-out in which nobody waits any more, with its totals in the record.
fn end_if_done(ctx: &Ctx, id: Uuid) -> AppResult<()> {
    let now = ctx.clock.now();
    ctx.store.write(|tx| {
        let Some(row) = communications::get(tx, id)? else { return Ok(()) };
        let case = case_by_id(tx, row.case_id)?;
        let state = case.communications.iter().find(|communication| communication.id == id).map(|c| c.state);
        if state != Some(CommunicationState::Running) {
            return Ok(());
        }
        // An unclear outcome that will be tried again is not an end yet (R6). Asked before and after the totals: PostgreSQL
        // gives each statement what stands at its own moment, and a row that is queued again in between is unclear in
        // neither; a second change of the same row takes the ten minutes that a resend waits.
        if people::resends_left(tx, id)? {
            return Ok(());
        }
        let totals = totals(tx, id, CommunicationState::Running)?;
        if totals.waiting > 0 || !totals.add_up() || people::resends_left(tx, id)? {
            return Ok(());
        }
        let number = case.communications.iter().find(|communication| communication.id == id).map(|c| c.number);
        let number = number.ok_or_else(|| AppError::broken("a mail-out is in its case"))?;
        let to = CommunicationState::Finished;
        let command = Command::MoveCommunication { number, to, reason: Private::new(""), totals: Some(totals) };
        cases::run_as_system(ctx, tx, row.case_id, command)?;
        communications::finish(tx, id, now)?;
        tracing::info!(mail_out.id = %id, "Mail-out {id} is finished: {} accepted, {} failed, {} unclear",
            totals.accepted, totals.failed, totals.unclear);
        Ok::<_, AppError>(())
    })
}
