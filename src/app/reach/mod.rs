//! Whom to call and who can file where: the telephone list of an organisation, and the ways into each authority's channel, tried out in
//! quiet times so that they work in the night they are needed.

pub mod contacts;
pub mod identities;
pub mod readiness;
pub mod telling;

use std::collections::BTreeMap;

use serde_json::json;
use uuid::Uuid;

use super::admin::organisation_event;
use super::authority_address::{AuthorityAddress, reached};
use super::member::{READERS, SignedIn};
use super::organisation::Settings;
use super::{AppError, AppResult, Ctx};
use crate::domain::actor::{Actor, Role};
use crate::store::organisations::{self, OrganisationRow};
use crate::store::{Conn, StoreError};

pub use contacts::{Listed, lines};
pub use identities::{Identity, IdentityKind, NewIdentity};
pub use readiness::{Lacking, Ready, State, readiness_of, ready, ready_of};

/// Who reads the list: everybody who may be called, or call, about a case; and whoever runs the desk.
pub const MAY_READ: &[Role] = &[Role::Dpo, Role::Controller, Role::Handler, Role::Auditor, Role::Admin];
/// Who keeps it.
pub const KEEPERS: &[Role] = &[Role::Dpo, Role::Controller, Role::Admin];

/// An organisation with what it recorded; not found for who does not belong to it.
pub fn load(conn: &mut Conn, who: &SignedIn, slug: &str) -> AppResult<(OrganisationRow, Settings)> {
    let row = organisations::by_slug(conn, slug)?.ok_or(AppError::NotFound)?;
    if !who.has_role(row.id, MAY_READ) {
        return Err(AppError::NotFound);
    }
    let settings = Settings::of(&row)?;
    Ok((row, settings))
}

/// Every organisation of a person, by name.
pub fn organisations_of(conn: &mut Conn, who: &SignedIn) -> AppResult<Vec<(OrganisationRow, Settings)>> {
    let ids = who.organisations(MAY_READ);
    let mut found = Vec::new();
    for row in organisations::all(conn)? {
        if ids.contains(&row.id) {
            let settings = Settings::of(&row)?;
            found.push((row, settings));
        }
    }
    found.sort_by(|(one, _), (other, _)| one.name.cmp(&other.name));
    Ok(found)
}

/// What an organisation recorded, for the pages of its cases.
pub fn settings_of(conn: &mut Conn, organisation: Uuid) -> AppResult<Settings> {
    let (_, settings) = super::organisation::load(conn, organisation)?;
    Ok(settings)
}

/// A mark of the lists, so that the second of two who change them at once is told.
pub fn mark(settings: &Settings) -> String {
    super::admin::organisations::mark(&(&settings.contacts, &settings.identities))
}

/// Changes the lists in one transaction with its event. `seen` is the [`mark`] of what was on the page.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody changed them in between; not found for who does not keep them.
fn change(
    ctx: &Ctx,
    who: &SignedIn,
    slug: &str,
    part: &'static str,
    seen: &str,
    edit: impl FnOnce(&mut Settings, &str) -> AppResult<()>,
) -> AppResult<()> {
    ctx.store.write(|tx| {
        let (mut row, mut settings) = load(tx, who, slug)?;
        let by = who.acting(row.id, KEEPERS).ok_or(AppError::NotAllowed)?;
        if mark(&settings) != seen {
            return Err(StoreError::Conflict.into());
        }
        let lists = |settings: &Settings| -> AppResult<_> {
            let both = (&settings.contacts, &settings.identities);
            // They name people and their telephones: private texts of the record on both sides (E3).
            Ok(json!({ "$private": serde_json::to_string(&both).map_err(AppError::broken)? }))
        };
        let before = lists(&settings)?;
        edit(&mut settings, by.name.as_str())?;
        let after = lists(&settings)?;
        row.settings = serde_json::to_value(&settings).map_err(AppError::broken)?;
        row.updated_at = ctx.clock.now();
        organisations::update(tx, &row)?;
        let payload = json!({ "part": part, "revision": row.revision + 1, "before": before, "after": after });
        organisation_event(ctx, tx, row.id, &Actor::from(&by), "organisation_changed", payload)
    })
}

/// Whether this person may read cases of the organisation, not only run it.
pub fn reads_cases(who: &SignedIn, organisation: Uuid) -> bool {
    who.has_role(organisation, READERS)
}

/// An organisation with its list and its ways to file.
pub struct Office {
    pub row: OrganisationRow,
    pub settings: Settings,
    /// Name of each authority with the ways in, those that lack something first.
    pub ready: Vec<(String, Vec<Ready>)>,
    /// What is known of the address of each, by its id.
    pub addresses: BTreeMap<String, AuthorityAddress>,
}

/// Every organisation of a person for the page of the night.
pub fn offices(ctx: &Ctx, who: &SignedIn) -> AppResult<Vec<Office>> {
    let now = ctx.clock.now();
    let found = ctx.store.read(|conn| organisations_of(conn, who))?;
    let office = |(row, settings): (OrganisationRow, Settings)| {
        let law = ctx.law_with(row.id, &settings)?;
        let ready = ready_of(&row, &settings, &law, now);
        let today = now.utc().date_naive();
        let known = ready.iter().filter_map(|(_, ways)| law.authority(&ways.first()?.authority));
        let addresses = known.map(|one| (one.id.clone(), reached(&law, &settings, one, today))).collect();
        Ok(Office { row, settings, ready, addresses })
    };
    found.into_iter().map(office).collect()
}

/// One organisation for the forms of who keeps it; not found for everybody else.
pub fn office(ctx: &Ctx, who: &SignedIn, slug: &str) -> AppResult<(OrganisationRow, Settings)> {
    let (row, settings) = ctx.store.read(|conn| load(conn, who, slug))?;
    if who.has_role(row.id, KEEPERS) { Ok((row, settings)) } else { Err(AppError::NotFound) }
}
