//! Habits that an organisation sets for itself: who signs, who is reminded when, by when something is decided.

use serde_json::json;

pub use super::keeper::Keeper;
use super::organisation_event;
use super::organisations::mark;
use crate::app::habits::Habits;
use crate::app::organisation::Settings;
use crate::app::replanning::{self, Progress};
use crate::app::{AppError, AppResult, Ctx, law};
use crate::policy::Problem;
use crate::store::organisations::{self, OrganisationRow};
use crate::store::{Conn, StoreError};

/// What counts in an organisation, and whether it set that itself.
#[derive(Debug, Clone)]
pub struct Standing {
    pub organisation: OrganisationRow,
    pub habits: Habits,
    pub own: bool,
    /// How far the open cases have come with the last change of the law.
    pub planned: Progress,
}

impl Standing {
    /// What the person saw, for the second of two editors.
    pub fn mark(&self) -> String {
        mark(&self.habits)
    }
}

pub fn look(ctx: &Ctx, keeper: &Keeper) -> AppResult<Standing> {
    ctx.store.read(|conn| {
        let (organisation, settings, _) = keeper.enter(conn)?;
        let planned = replanning::progress(ctx, conn, organisation.id)?;
        let (habits, own) = standing(ctx, &settings);
        Ok(Standing { organisation, habits, own, planned })
    })
}

/// The habits that count, and whether the organisation set them itself.
fn standing(ctx: &Ctx, settings: &Settings) -> (Habits, bool) {
    let own = settings.habits.clone().map(|own| own.over(&ctx.policy));
    (own.unwrap_or_else(|| Habits::from(&*ctx.policy)), settings.habits.is_some())
}

/// Sets the habits, or goes back to those of the policy files with `None`. Answers every problem of the reader; then nothing was saved.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody changed them in between.
pub fn set(ctx: &Ctx, keeper: &Keeper, seen: &str, habits: Option<Habits>) -> AppResult<Vec<Problem>> {
    let problems = ctx.store.write(|tx| {
        let (row, mut settings, by) = keeper.enter(tx)?;
        let (before, _) = standing(ctx, &settings);
        if mark(&before) != seen {
            return Err(StoreError::Conflict.into());
        }
        settings.habits = habits;
        let problems = check(ctx, &settings)?;
        if !problems.is_empty() {
            return Ok(problems);
        }
        let (after, own) = standing(ctx, &settings);
        let organisation = row.id;
        keep(ctx, tx, row, &settings)?;
        let payload = json!({ "own": own, "before": before, "after": after });
        organisation_event(ctx, tx, organisation, &by, "habits_set", payload)?;
        Ok::<_, AppError>(Vec::new())
    })?;
    // Open cases are on another law now; the loop that plans them anew is woken.
    ctx.wake.notify_waiters();
    Ok(problems)
}

fn check(ctx: &Ctx, settings: &Settings) -> AppResult<Vec<Problem>> {
    let files = law::own_files(&ctx.policy, settings)?;
    Ok(law::over(&ctx.policy, &files).err().unwrap_or_default())
}

fn keep(ctx: &Ctx, tx: &mut Conn, mut row: OrganisationRow, settings: &Settings) -> AppResult<()> {
    row.settings = serde_json::to_value(settings).map_err(AppError::broken)?;
    row.updated_at = ctx.clock.now();
    Ok(organisations::update(tx, &row)?)
}
