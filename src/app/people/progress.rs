//! Where everybody stands: totals that add up, and the rows behind them, fifty at a time.

use std::collections::HashMap;

use chrono::TimeDelta;
use uuid::Uuid;

use super::sealed::{key_of, unseal};
use super::{AppError, AppResult, Ctx, Sight, case_for, communication, running, shown, sight};
use crate::app::member::{READERS, SignedIn};
use crate::app::recipients::address::Address;
use crate::domain::case::{Case, Communication, CommunicationState};
use crate::domain::event::SendTotals;
use crate::domain::values::At;
use crate::store::left_out_rows;
use crate::store::outbox::{self, DeliveryRow, people};
use crate::store::recipients::{self, RecipientRow};
use crate::store::{Conn, StoreResult};
use crate::words;

pub use crate::store::outbox::DeliveryState;

words! {
    /// The pills of the progress page.
    Group {
        All = "all",
        Waiting = "waiting",
        Accepted = "accepted",
        Failed = "failed",
        Unclear = "unclear",
        Bounced = "bounced",
    }
}

/// Rows of one page.
pub const PER_PAGE: u64 = 50;

#[derive(Debug, Clone)]
pub struct Progress {
    pub case: Case,
    pub communication: Communication,
    pub totals: SendTotals,
    /// People of the file who get a letter because there is no address.
    pub by_letter: u64,
    /// Rows of the file that the import could not read, and that no later list takes care of: nobody there is told.
    pub left_out: u64,
    /// Rows that it left out and that stand in a later list of the case.
    pub brought_in: u64,
    /// Rows left out that are kept, so that somebody can be told in another way. None of imports of before, and of a purged list.
    pub left_out_kept: u64,
    /// While it is paused: messages that went although they were only in hand when it was, and those whose answer is still to come.
    pub after_the_pause: Option<(u64, u64)>,
    /// Messages a minute since the start, once there are some.
    pub per_minute: Option<u64>,
    pub expected_end_at: Option<At>,
    pub sight: Sight,
    pub may_send: bool,
    pub may_prepare: bool,
}

impl Progress {
    /// How many of everybody in the file can be reached by mail, in whole percent, rounded down.
    pub fn reached_percent(&self) -> u64 {
        let everybody = self.totals.people + self.by_letter + self.left_out;
        let reached = match self.communication.state {
            CommunicationState::Imported | CommunicationState::Approved => self.totals.people,
            _ => self.totals.accepted - self.totals.bounced + self.totals.waiting + self.totals.unclear,
        };
        (reached * 100).checked_div(everybody).unwrap_or(0)
    }

    /// People who are reached by no mail: without address, refused, or returned.
    pub fn need_letter(&self) -> u64 {
        self.by_letter + self.totals.failed + self.totals.bounced
    }
}

pub fn progress(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32) -> AppResult<Progress> {
    let now = ctx.clock.now();
    ctx.store.read(|conn| {
        let case = case_for(conn, who, reference, READERS)?;
        let communication = communication(&case, number)?.clone();
        let totals = running::totals(conn, communication.id, communication.state)?;
        let per_minute = speed(&communication, &totals, now);
        let runs = communication.state == CommunicationState::Running;
        let expected_end_at = per_minute
            .filter(|speed| *speed > 0 && runs && totals.waiting > 0)
            .and_then(|speed| i64::try_from(totals.waiting / speed + 1).ok())
            .map(|minutes| now.plus(TimeDelta::minutes(minutes.min(60 * 24 * 30))));
        Ok(Progress {
            sight: sight(who, case.organisation),
            may_send: who.has_role(case.organisation, super::SENDERS),
            may_prepare: who.has_role(case.organisation, super::PREPARERS),
            after_the_pause: after_the_pause(conn, &communication, &totals)?,
            by_letter: communication.counts.without_address,
            left_out: case.still_left_out(&communication),
            brought_in: case.taken_up(communication.number),
            left_out_kept: u64::try_from(left_out_rows::count(conn, communication.id, left_out_rows::Which::Untold)?)
                .unwrap_or_default(),
            communication,
            totals,
            per_minute,
            expected_end_at,
            case,
        })
    })
}

/// A pause takes nothing back that lies with the mail server already: how much of that went, and how much is still there.
fn after_the_pause(
    conn: &mut Conn,
    communication: &Communication,
    now: &SendTotals,
) -> StoreResult<Option<(u64, u64)>> {
    let Some(then) = communication.totals.filter(|_| communication.state == CommunicationState::Paused) else {
        return Ok(None);
    };
    let ended = |sums: &SendTotals| sums.accepted + sums.failed + sums.unclear;
    let in_hand = outbox::totals(conn, communication.id)?.of(DeliveryState::InFlight).unsigned_abs();
    Ok(Some((ended(now).saturating_sub(ended(&then)), in_hand)))
}

fn speed(communication: &Communication, totals: &SendTotals, now: At) -> Option<u64> {
    let started = communication.started_at?;
    let seconds = u64::try_from(now.since(started).num_seconds()).ok().filter(|seconds| *seconds >= 5)?;
    let done = totals.accepted + totals.failed + totals.unclear;
    (done > 0).then(|| (done * 60 / seconds).max(1))
}

/// A row as a person may see it.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its row in the uploaded file.
    pub row: u64,
    pub state: DeliveryState,
    pub at: At,
    pub reply: String,
    /// When it is tried again.
    pub next_at: Option<At>,
    /// As much of the address as this person may see.
    pub address: String,
}

#[derive(Debug, Clone)]
pub struct Lines {
    pub lines: Vec<Line>,
    pub total: u64,
}

/// A page of rows. `search` is an address, found by its keyed hash, or a row number.
pub fn lines(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    number: u32,
    group: Group,
    search: &str,
    offset: u64,
) -> AppResult<Lines> {
    ctx.store.read(|conn| {
        let case = case_for(conn, who, reference, READERS)?;
        let communication = communication(&case, number)?;
        let sight = sight(who, case.organisation);
        let search = search.trim();
        let (found, total) = if search.is_empty() {
            let offset = i64::try_from(offset).unwrap_or(i64::MAX);
            people::in_states(conn, communication.id, states(group), PER_PAGE as i64, offset)?
        } else {
            // Whether somebody is among the people concerned is itself personal data: only those who may see addresses ask.
            if sight == Sight::Nothing {
                return Err(AppError::NotAllowed);
            }
            let ids: Vec<Uuid> =
                searched(ctx, conn, &case, communication.id, search)?.iter().map(|row| row.id).collect();
            let mut found = people::to_recipients(conn, communication.id, &ids)?;
            found.retain(|delivery| states(group).is_empty() || states(group).contains(&delivery.state));
            let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
            (found, total)
        };
        if sight == Sight::Whole && !found.is_empty() {
            tracing::info!(user.id = %who.user, mail_out.id = %communication.id, "Addresses of a mail-out were shown");
        }
        Ok(Lines { lines: with_rows(ctx, conn, communication.id, found, sight)?, total: total.unsigned_abs() })
    })
}

/// An address is found by its keyed hash, a row by its number in the file.
fn searched(
    ctx: &Ctx,
    conn: &mut Conn,
    case: &Case,
    communication: Uuid,
    search: &str,
) -> StoreResult<Vec<RecipientRow>> {
    match (search.parse::<i64>(), Address::parse(search)) {
        (Ok(row), _) => Ok(recipients::by_row(conn, communication, row)?.into_iter().collect()),
        (_, Ok(address)) => recipients::by_email(conn, communication, &ctx.vault.index(case.id).of(&address.folded())),
        _ => Ok(Vec::new()),
    }
}

fn with_rows(
    ctx: &Ctx,
    conn: &mut Conn,
    communication: Uuid,
    found: Vec<DeliveryRow>,
    sight: Sight,
) -> AppResult<Vec<Line>> {
    let ids: Vec<Uuid> = found.iter().filter_map(|delivery| delivery.recipient_id).collect();
    let rows: HashMap<Uuid, RecipientRow> =
        recipients::get_many(conn, &ids)?.into_iter().map(|row| (row.id, row)).collect();
    let key = match sight {
        Sight::Nothing => None,
        _ => Some(key_of(ctx, conn, communication)?),
    };
    let mut lines = Vec::with_capacity(found.len());
    for delivery in found {
        let Some(row) = delivery.recipient_id.and_then(|id| rows.get(&id)) else { continue };
        let address = match &key {
            Some(key) => shown(&unseal(key, row)?.email, sight),
            None => String::new(),
        };
        let waits = matches!(delivery.state, DeliveryState::Deferred);
        lines.push(Line {
            row: row.row_no.unsigned_abs(),
            state: delivery.state,
            at: delivery.state_at,
            // Servers repeat the address in what they say; whoever may not see addresses reads the code alone.
            reply: match sight {
                Sight::Whole => delivery.reply.unwrap_or_default(),
                _ => delivery.reply_code.map(|code| code.to_string()).unwrap_or_default(),
            },
            next_at: waits.then_some(delivery.next_at),
            address,
        });
    }
    // Where several copies filled the queue, their clocks may have differed.
    lines.sort_by_key(|line| line.row);
    Ok(lines)
}

/// The outbox's states behind a pill.
fn states(group: Group) -> &'static [DeliveryState] {
    use DeliveryState as D;
    match group {
        Group::All => &[],
        Group::Waiting => &[D::Queued, D::Claimed, D::InFlight, D::Deferred, D::Held],
        Group::Accepted => &[D::Accepted, D::Simulated, D::Delivered, D::Bounced],
        Group::Failed => &[D::Rejected, D::GivenUp],
        Group::Unclear => &[D::Unknown],
        Group::Bounced => &[D::Bounced],
    }
}
