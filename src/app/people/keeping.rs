//! What becomes of a list when the people were told: the day until which it is needed, the announcement, the purge, and the legal hold
//! that stops it (US26). Counts, the digests of the messages and the record stay.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{AppError, AppResult, Ctx, SENDERS, case_by_id, case_for};
use crate::app::cases::{self, Outcome};
use crate::app::member::SignedIn;
use crate::app::{announcements, quarantine};
use crate::domain::case::Case;
use crate::domain::command::Command;
use crate::domain::keeping::Keeping;
use crate::domain::values::{At, Private};
use crate::store::{Conn, communications, left_out_rows, recipients};

/// Rows emptied in one transaction.
const CHUNK: i64 = 500;

pub fn place_hold(ctx: &Ctx, who: &SignedIn, reference: &str, reason: Private) -> AppResult<Outcome> {
    keep(ctx, who, reference, Keeping::PlaceHold { reason })
}

pub fn lift_hold(ctx: &Ctx, who: &SignedIn, reference: &str, reason: Private) -> AppResult<Outcome> {
    keep(ctx, who, reference, Keeping::LiftHold { reason })
}

/// Sets the last day on which a list is needed; thirty days later it is purged.
pub fn keep_until(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32, day: NaiveDate) -> AppResult<Outcome> {
    keep(ctx, who, reference, Keeping::Until { number, day })
}

fn keep(ctx: &Ctx, who: &SignedIn, reference: &str, asking: Keeping) -> AppResult<Outcome> {
    ctx.store.read(|conn| case_for(conn, who, reference, SENDERS))?;
    cases::run(ctx, who, reference, Command::Keeping(asking))
}

/// The loop's turn: tells of lists whose day has passed, and purges those whose time has come. A case that cannot be purged now never
/// holds up the others.
pub(super) fn purge_due(ctx: &Ctx) -> AppResult<()> {
    // A restored copy deletes nothing before somebody lets it go (R13).
    if quarantine::look(ctx)?.is_some() {
        return Ok(());
    }
    let now = ctx.clock.now();
    for (id, case_id) in ctx.store.read(communications::with_a_list)? {
        if let Err(error) = look_at(ctx, id, case_id, now) {
            tracing::error!(mail_out.id = %id, %error, "The list of mail-out {id} could not be looked after, next try later");
        }
    }
    Ok(())
}

fn look_at(ctx: &Ctx, id: Uuid, case_id: Uuid, now: At) -> AppResult<()> {
    let today = now.utc().date_naive();
    let case = ctx.store.read(|conn| case_by_id(conn, case_id))?;
    let Some(mail_out) = case.communications.iter().find(|mail_out| mail_out.id == id) else { return Ok(()) };
    let (Some(until), Some(purge_on)) = (mail_out.keep_until, mail_out.purge_on()) else { return Ok(()) };
    if case.hold.is_some() || !mail_out.is_over() || until >= today {
        return Ok(());
    }
    if today < purge_on {
        return ctx.store.write(|tx| announcements::list_to_be_purged(ctx, tx, &case, mail_out));
    }
    purge(ctx, &case, id, mail_out.number)
}

/// At the start of the program: a purge whose last rows a crash left behind is finished. Nobody could open them any more.
pub(super) fn finish(ctx: &Ctx) -> AppResult<()> {
    let purged = ctx.store.read(communications::purged)?;
    purged.into_iter().try_for_each(|id| empty(ctx, id))
}

/// The event and the end of the key are one transaction: from then on nobody can read the list. The rows are emptied after it, in
/// slices.
fn purge(ctx: &Ctx, case: &Case, id: Uuid, number: u32) -> AppResult<()> {
    let now = ctx.clock.now();
    ctx.store.write(|tx| {
        cases::run_as_system(ctx, tx, case.id, Command::Keeping(Keeping::Purge { number }))?;
        destroy_key(tx, id, now)
    })?;
    empty(ctx, id)?;
    tracing::info!(mail_out.id = %id, "The list of mail-out {id} was purged at the end of its time");
    Ok(())
}

fn destroy_key(tx: &mut Conn, id: Uuid, now: At) -> AppResult<()> {
    let row = communications::get(tx, id)?.ok_or(AppError::NotFound)?;
    Ok(communications::destroy_key(tx, row.key_id, now)?)
}

fn empty(ctx: &Ctx, id: Uuid) -> AppResult<()> {
    while ctx.store.write(|tx| recipients::purge_some(tx, id, CHUNK))? > 0 {}
    // Nothing of these adds to a sum: they go whole.
    while ctx.store.write(|tx| left_out_rows::delete_some(tx, id, CHUNK))? > 0 {}
    Ok(())
}
