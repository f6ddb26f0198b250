//! What would happen: a command on a copy of the case, planned by the same engine, never stored.

use super::{Outcome, acting_role, asked, case_of, visible};
use crate::app::member::{APPROVERS, SignedIn};
use crate::app::views::ledger;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::case::{Case, InstantEntry};
use crate::domain::command::Command;
use crate::domain::decide::decide;
use crate::domain::event::Event;
use crate::domain::reconcile::reconcile;
use crate::domain::refusal::Refusal;
use crate::domain::values::{At, Private};
use crate::policy;
use crate::store::Conn;

/// The case as it would be.
#[derive(Debug, Clone)]
pub struct TriedOut {
    pub before: Case,
    pub after: Case,
    pub events: Vec<Event>,
}

impl TriedOut {
    /// The entry that a recorded instant would contradict, so that a second person would have to confirm it.
    pub fn contradicts(&self) -> Option<&InstantEntry> {
        let entry = self.events.iter().find_map(|event| match event {
            Event::InstantRecorded { entry } => Some(entry),
            _ => None,
        })?;
        self.before.instant(entry.contradicts?)
    }
}

/// Tries a command out. Refused exactly where the command itself would be.
pub fn try_out(ctx: &Ctx, who: &SignedIn, reference: &str, command: Command) -> AppResult<TriedOut> {
    try_all_out(ctx, who, reference, vec![command])
}

/// The same for several commands that are one change of the case, such as markets entered at once.
pub fn try_all_out(ctx: &Ctx, who: &SignedIn, reference: &str, commands: Vec<Command>) -> AppResult<TriedOut> {
    ctx.store.read(|conn| {
        let row = visible(conn, who, reference)?;
        let before = case_of(&row)?;
        let (mut after, mut events) = (before.clone(), Vec::new());
        let now = ctx.clock.now();
        for command in commands {
            let by = acting_role(who, row.organisation_id, &command)?;
            let asked = asked(ctx, conn, row.organisation_id, by, false, who.recently_reauthenticated(now))?;
            for event in decide(&after, command, &asked)? {
                after.apply(event.clone(), asked.now);
                events.push(event);
            }
        }
        planned(ctx, conn, before, events, now)
    })
}

/// Runs a command whose effect somebody was shown: refused where it would move anything else than `shown`, the mark of
/// [`ledger::mark`] on the preview, because the case or the law changed in between.
pub fn run_as_shown(ctx: &Ctx, who: &SignedIn, reference: &str, command: Command, shown: &str) -> AppResult<Outcome> {
    as_shown(ctx, who, reference, shown, |tx| super::run_in(ctx, tx, who, reference, command))
}

/// The same for several commands that are one change of the case.
pub fn run_all_as_shown(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    commands: Vec<Command>,
    shown: &str,
) -> AppResult<Outcome> {
    as_shown(ctx, who, reference, shown, |tx| super::run_all_in(ctx, tx, who, reference, commands))
}

fn as_shown(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    shown: &str,
    run: impl FnOnce(&mut Conn) -> AppResult<Outcome>,
) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (_, before) = super::load(tx, who, reference)?;
        let outcome = run(tx)?;
        match ledger::mark(&ledger::moved(&before, &outcome.case)) == shown {
            true => Ok(outcome),
            // Whatever the command wrote goes with the transaction.
            false => Err(Refusal::PreviewOutdated.into()),
        }
    });
    ctx.wake.notify_waiters();
    done
}

/// What a second person's confirmation of an instant would move.
pub fn try_confirmation(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32) -> AppResult<TriedOut> {
    applied(ctx, who, reference, |by| Event::InstantConfirmed { number, by })
}

/// What a second person's confirmation of a decision would move.
pub fn try_decision(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32) -> AppResult<TriedOut> {
    applied(ctx, who, reference, |by| Event::DecisionConfirmed { number, by, reason: Private::new("") })
}

/// The effect of an event, whoever looks: people see what a confirmation would move before the one who may confirm does it.
fn applied(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    event: impl FnOnce(crate::domain::actor::Person) -> Event,
) -> AppResult<TriedOut> {
    ctx.store.read(|conn| {
        let row = visible(conn, who, reference)?;
        let readers = [APPROVERS, super::READERS].concat();
        let by = who.acting(row.organisation_id, &readers).ok_or(AppError::NotFound)?;
        let before = case_of(&row)?;
        planned(ctx, conn, before, vec![event(by)], ctx.clock.now())
    })
}

fn planned(ctx: &Ctx, conn: &mut Conn, before: Case, mut events: Vec<Event>, now: At) -> AppResult<TriedOut> {
    let mut after = before.clone();
    for event in &events {
        after.apply(event.clone(), now);
    }
    let law = ctx.law_of(conn, before.organisation)?;
    let plan = policy::plan(&law, &after.situation(), now);
    if let Some(event) = reconcile(&after, plan, now) {
        after.apply(event.clone(), now);
        events.push(event);
    }
    Ok(TriedOut { before, after, events })
}
