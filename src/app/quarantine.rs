//! A restored copy: nothing leaves it until an administrator says that the original is gone (R13).

use serde::Deserialize;
use serde_json::json;

use super::admin::desk_event;
use super::member::SignedIn;
use super::{AppError, AppResult, Ctx};
use crate::domain::actor::{Actor, Person, Role};
use crate::domain::values::At;
use crate::store::{StoreResult, quarantine};

/// What is known of the copy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Quarantine {
    since: String,
    backup_made_at: String,
    /// Messages that may have been sent by the original since the backup was made.
    pub unclear: usize,
}

impl Quarantine {
    pub fn since(&self) -> Option<At> {
        At::parse(&self.since).ok()
    }

    pub fn backup_made_at(&self) -> Option<At> {
        At::parse(&self.backup_made_at).ok()
    }
}

/// Reads it, and tells the pages and the loops of this process.
pub fn look(ctx: &Ctx) -> AppResult<Option<Quarantine>> {
    let state: StoreResult<Option<serde_json::Value>> = ctx.store.read(quarantine::stands);
    let state = state?;
    ctx.pulse.set_quarantined(state.is_some());
    state.map(|state| serde_json::from_value(state).map_err(AppError::broken)).transpose()
}

/// Ends it. Queued mail goes out from now on; what was unclear stays for people to decide.
pub fn lift(ctx: &Ctx, who: &SignedIn) -> AppResult<()> {
    let by = any_admin(who)?;
    ctx.store.write(|tx| {
        let state = quarantine::stands(tx)?.ok_or(AppError::NotFound)?;
        quarantine::lift(tx)?;
        desk_event(ctx, tx, &Actor::from(&by), "quarantine_lifted", json!({ "unclear": state.get("unclear") }))
    })?;
    ctx.pulse.set_quarantined(false);
    tracing::warn!(user.id = %by.user, "The quarantine was lifted: this copy sends mail from now on");
    ctx.wake.notify_waiters();
    Ok(())
}

/// The person as an administrator of whichever organisation.
pub(super) fn any_admin(who: &SignedIn) -> AppResult<Person> {
    let organisation = who.organisations(&[Role::Admin]).into_iter().next().ok_or(AppError::NotAllowed)?;
    who.acting(organisation, &[Role::Admin]).ok_or(AppError::NotAllowed)
}
