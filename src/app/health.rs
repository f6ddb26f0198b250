//! Whether the desk can do its work at all.

use super::Ctx;
use crate::store::{StoreResult, reminders, settings};

/// Asks the database something small.
pub fn database_answers(ctx: &Ctx) -> bool {
    let answer: StoreResult<_> = ctx.store.read(|conn| settings::get(conn, "health"));
    if let Err(error) = &answer {
        tracing::error!("The database does not answer: {error}");
    }
    answer.is_ok()
}

/// How far a reminder may be behind before the desk counts as failing (T9), in minutes.
const REMINDERS_BEHIND_MINUTES: i64 = 5;

/// Whether reminders fire: false when the oldest that is due waits for longer than five minutes. A restored copy fires none, and that
/// is no failure.
pub fn reminders_fire(ctx: &Ctx) -> bool {
    if ctx.pulse.is_quarantined() {
        return true;
    }
    match ctx.store.read(reminders::next_due_at) {
        Ok(Some(due)) => ctx.clock.now().since(due).num_minutes() < REMINDERS_BEHIND_MINUTES,
        Ok(None) => true,
        Err(error) => {
            tracing::error!("The next reminder could not be read: {error}");
            false
        }
    }
}
