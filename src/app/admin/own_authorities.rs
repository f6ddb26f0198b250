//! Authorities that an organisation adds for countries whose law nobody has loaded: added, corrected, ended. Each is an event, and the
//! open cases are planned anew.

use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

pub use super::keeper::Keeper;
use super::organisation_event;
use super::organisations::mark;
use super::own_rules::{KEEPERS, load};
use crate::app::api::Machine;
use crate::app::member::SignedIn;
use crate::app::organisation::Settings;
use crate::app::own_authority;
pub use crate::app::own_authority::{CHANNELS, OwnAuthority, UNRECORDED, lacks_record};
use crate::app::replanning::{self, Progress};
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::actor::{Actor, Role};
use crate::policy::Problem;
use crate::store::organisations::{self, OrganisationRow};
use crate::store::{Conn, StoreError, duties};

/// Who keeps them: the same people as the organisation's own rules.
pub const ROLES: &[Role] = KEEPERS;

/// One of them with what the page says of it.
#[derive(Debug, Clone)]
pub struct Line {
    pub authority: OwnAuthority,
    /// A duty of some case rests on it: it can be ended, not taken back.
    pub used: bool,
}

/// The authorities of one organisation, and how far its open cases have come with the last change of the law.
pub fn list(ctx: &Ctx, who: &SignedIn, slug: &str) -> AppResult<(OrganisationRow, Vec<Line>, Progress)> {
    ctx.store.read(|conn| {
        let (row, settings, _) = load(conn, who, slug)?;
        let lines = lines(conn, row.id, &settings)?;
        let planned = replanning::progress(ctx, conn, row.id)?;
        Ok((row, lines, planned))
    })
}

fn lines(conn: &mut Conn, organisation: Uuid, settings: &Settings) -> AppResult<Vec<Line>> {
    let mut lines = Vec::new();
    for authority in &settings.authorities {
        let used = duties::count_of_rule(conn, organisation, &authority.rule_id())? > 0;
        lines.push(Line { authority: authority.clone(), used });
    }
    lines.sort_by(|a, b| (&a.authority.country, &a.authority.id).cmp(&(&b.authority.country, &b.authority.id)));
    Ok(lines)
}

/// Those of a machine's organisation.
pub fn of_machine(ctx: &Ctx, machine: &Machine) -> AppResult<Vec<Line>> {
    ctx.store.read(|conn| {
        let (row, settings) = crate::app::organisation::load(conn, machine.organisation)?;
        lines(conn, row.id, &settings)
    })
}

/// What came of an attempt to save.
#[derive(Debug)]
pub enum Saved {
    /// The id of the authority.
    Done(String),
    /// Every problem that the reader of policy files found; nothing was saved.
    Refused(Vec<Problem>),
}

/// Adds an authority under an id of its own.
pub fn add(ctx: &Ctx, keeper: &Keeper, authority: OwnAuthority) -> AppResult<Saved> {
    change(ctx, keeper, "own_authority_added", |settings, by, ctx| {
        let id = match authority.recorded_as() {
            // Duties call it so already: entering who it is leaves them, and what was filed for them, the same.
            Some(id) if settings.authorities.iter().any(|known| known.id == id) => {
                return Err(AppError::Invalid { field: "country", key: "own-recipient-twice" });
            }
            Some(id) => id,
            None => free_id(settings, &authority.country),
        };
        let new = OwnAuthority { id, read_by: by.name.as_str().to_owned(), added_at: ctx.clock.now(), ..authority };
        settings.authorities.push(new.clone());
        settings.authorities_added += 1;
        Ok(new)
    })
}

/// Corrects how it is reached. `seen` is the [`mark`] of the record on the person's page; a machine that sends none overwrites.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody changed it in between.
pub fn correct(ctx: &Ctx, keeper: &Keeper, id: &str, seen: Option<&str>, new: OwnAuthority) -> AppResult<Saved> {
    change(ctx, keeper, "own_authority_corrected", |settings, _, _| {
        let kept = find(settings, id)?;
        if seen.is_some_and(|seen| mark(kept) != seen) {
            return Err(StoreError::Conflict.into());
        }
        // What the law asks, and where, stays as it was added: a used rule is ended and added anew, never edited in place.
        *kept = OwnAuthority {
            name: new.name,
            // A supervisor of a law in the files counts where the files count.
            zone: if kept.task.is_some() { kept.zone.clone() } else { new.zone },
            languages: new.languages,
            channels: new.channels,
            postal_address: new.postal_address,
            email: new.email,
            phone: new.phone,
            ..kept.clone()
        };
        Ok(kept.clone())
    })
}

/// Ends its law with a day; events of later days are not reached by it any more.
pub fn end(ctx: &Ctx, keeper: &Keeper, id: &str, until: NaiveDate) -> AppResult<Saved> {
    change(ctx, keeper, "own_authority_ended", |settings, _, _| {
        let kept = find(settings, id)?;
        if kept.task.is_some() {
            return Err(AppError::Invalid { field: "until", key: "own-recipient-no-end" });
        }
        if until < kept.from {
            return Err(AppError::Invalid { field: "until", key: "own-authority-until-before-from" });
        }
        kept.until = Some(until);
        Ok(kept.clone())
    })
}

/// Takes back one that no duty rests on: a slip of the keyboard leaves nothing behind but its events.
pub fn withdraw(ctx: &Ctx, keeper: &Keeper, id: &str) -> AppResult<Saved> {
    change(ctx, keeper, "own_authority_withdrawn", |settings, _, _| {
        let gone = find(settings, id)?.clone();
        settings.authorities.retain(|kept| kept.id != id);
        Ok(gone)
    })
}

fn find<'a>(settings: &'a mut Settings, id: &str) -> AppResult<&'a mut OwnAuthority> {
    settings.authorities.iter_mut().find(|kept| kept.id == id).ok_or(AppError::NotFound)
}

fn change(
    ctx: &Ctx,
    keeper: &Keeper,
    kind: &str,
    edit: impl FnOnce(&mut Settings, &Actor, &Ctx) -> AppResult<OwnAuthority>,
) -> AppResult<Saved> {
    let done = ctx.store.write(|tx| {
        let (mut row, mut settings, by) = keeper.enter(tx)?;
        let changed = edit(&mut settings, &by, ctx)?;
        if kind == "own_authority_withdrawn" && duties::count_of_rule(tx, row.id, &changed.rule_id())? > 0 {
            return Err(AppError::Invalid { field: "withdraw", key: "own-authority-used" });
        }
        let problems = own_authority::check(&ctx.policy, &settings.authorities)?;
        if !problems.is_empty() {
            return Ok(Saved::Refused(problems));
        }
        row.settings = serde_json::to_value(&settings).map_err(AppError::broken)?;
        row.updated_at = ctx.clock.now();
        organisations::update(tx, &row)?;
        let payload = json!({
            "authority": changed.id, "country": changed.country, "from": changed.from, "until": changed.until,
            "text": { "$private": changed.text(&ctx.policy)? },
        });
        organisation_event(ctx, tx, row.id, &by, kind, payload)?;
        Ok::<_, AppError>(Saved::Done(changed.id))
    })?;
    // Open cases are on another law now; the loop that plans them anew is woken.
    ctx.wake.notify_waiters();
    Ok(done)
}

/// `BR-OWN-3`: numbers are never used twice, so that an old duty never points to another authority.
fn free_id(settings: &Settings, country: &str) -> String {
    format!("{country}-OWN-{}", settings.authorities_added + 1)
}
