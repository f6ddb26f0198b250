//! Who checks the address of an authority, and how that is kept: a mark beside what the files say, each change an event of the
//! organisation.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::json;

use super::{AddressMark, AuthorityAddress, Checked, Shipped, reached};
use crate::app::admin::{organisation_event, organisations};
use crate::app::law::Law;
use crate::app::member::SignedIn;
use crate::app::organisation::Settings;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::actor::{Actor, Role};
use crate::store::organisations::{self as rows, OrganisationRow};
use crate::store::{Conn, StoreError};

/// Who answers for an address.
pub const KEEPERS: &[Role] = &[Role::Dpo];

/// What a person enters of an address that they checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMark {
    pub address: String,
    pub certified: bool,
    pub how: Checked,
    pub source: String,
    pub page: String,
    pub checked_on: NaiveDate,
}

/// The address of one authority for one organisation, as its form shows it.
#[derive(Debug, Clone)]
pub struct Looked {
    pub organisation: String,
    pub law: Law,
    pub address: AuthorityAddress,
    /// A mark of what is shown, so that the second of two who check it at once is told.
    pub seen: String,
    pub today: NaiveDate,
}

/// The address of one authority in one organisation of a person.
#[derive(Debug, Clone)]
pub struct Mailed {
    pub slug: String,
    pub organisation: String,
    pub keeps: bool,
    pub address: AuthorityAddress,
}

fn today(ctx: &Ctx, row: &OrganisationRow) -> NaiveDate {
    let zone: Tz = row.zone.parse().unwrap_or(Tz::UTC);
    ctx.clock.now().in_zone(zone).date_naive()
}

/// An organisation in which the person answers for addresses; not found for everybody else.
fn enter(conn: &mut Conn, who: &SignedIn, slug: &str) -> AppResult<(OrganisationRow, Settings)> {
    let row = rows::by_slug(conn, slug)?.ok_or(AppError::NotFound)?;
    if !who.has_role(row.id, KEEPERS) {
        return Err(AppError::NotFound);
    }
    let settings = Settings::of(&row)?;
    Ok((row, settings))
}

fn seen(address: &AuthorityAddress) -> String {
    organisations::mark(&(&address.mark, &address.shipped))
}

/// For the form.
pub fn look(ctx: &Ctx, who: &SignedIn, slug: &str, id: &str) -> AppResult<Looked> {
    ctx.store.read(|conn| {
        let (row, settings) = enter(conn, who, slug)?;
        let law = ctx.law_with(row.id, &settings)?;
        let authority = law.authority(id).ok_or(AppError::NotFound)?;
        let today = today(ctx, &row);
        let address = reached(&law, &settings, authority, today);
        Ok(Looked { organisation: row.name, seen: seen(&address), address, law: law.clone(), today })
    })
}

/// The address of an authority in each organisation in which the person has one of these roles, by name.
pub fn of_organisations(ctx: &Ctx, who: &SignedIn, roles: &[Role], id: &str) -> AppResult<Vec<Mailed>> {
    let ids = who.organisations(roles);
    let mut found = Vec::new();
    for row in ctx.store.read(rows::all)?.into_iter().filter(|row| ids.contains(&row.id)) {
        let settings = Settings::of(&row)?;
        let law = ctx.law_with(row.id, &settings)?;
        let Some(authority) = law.authority(id) else { continue };
        let address = reached(&law, &settings, authority, today(ctx, &row));
        let keeps = who.has_role(row.id, KEEPERS);
        found.push(Mailed { slug: row.slug, organisation: row.name, keeps, address });
    }
    found.sort_by(|one, other| one.organisation.cmp(&other.organisation));
    Ok(found)
}

/// Marks an address as checked, the one of the files or another; an earlier mark makes room.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody else did in between; not found for who does not answer for addresses.
pub fn mark(ctx: &Ctx, who: &SignedIn, slug: &str, id: &str, seen: &str, new: NewMark) -> AppResult<()> {
    change(ctx, who, slug, id, seen, "authority_address_checked", |settings, shipped, by, today| {
        if new.checked_on > today {
            return Err(AppError::Invalid { field: "day", key: "identity-test-ahead" });
        }
        let made = AddressMark {
            authority: id.to_owned(),
            address: new.address,
            certified: new.certified,
            how: new.how,
            source: new.source,
            page: new.page,
            checked_on: new.checked_on,
            by: by.to_owned(),
            user: who.user,
            at: ctx.clock.now(),
            shipped,
        };
        settings.address_marks.retain(|kept| kept.authority != id);
        settings.address_marks.push(made);
        settings.address_marks.sort_by(|one, other| one.authority.cmp(&other.authority));
        Ok(())
    })
}

/// Takes the mark back: what the files say counts again.
pub fn withdraw(ctx: &Ctx, who: &SignedIn, slug: &str, id: &str, seen: &str) -> AppResult<()> {
    change(ctx, who, slug, id, seen, "authority_address_withdrawn", |settings, _, _, _| {
        let before = settings.address_marks.len();
        settings.address_marks.retain(|kept| kept.authority != id);
        if settings.address_marks.len() == before { Err(AppError::NotFound) } else { Ok(()) }
    })
}

fn change(
    ctx: &Ctx,
    who: &SignedIn,
    slug: &str,
    id: &str,
    shown: &str,
    kind: &str,
    edit: impl FnOnce(&mut Settings, Shipped, &str, NaiveDate) -> AppResult<()>,
) -> AppResult<()> {
    ctx.store.write(|tx| {
        let (mut row, mut settings) = enter(tx, who, slug)?;
        let by = who.acting(row.id, KEEPERS).ok_or(AppError::NotAllowed)?;
        let law = ctx.law_with(row.id, &settings)?;
        let authority = law.authority(id).ok_or(AppError::NotFound)?;
        let today = today(ctx, &row);
        let before = reached(&law, &settings, authority, today);
        if seen(&before) != shown {
            return Err(StoreError::Conflict.into());
        }
        edit(&mut settings, before.shipped, by.name.as_str(), today)?;
        let after = reached(&law, &settings, authority, today);
        row.settings = serde_json::to_value(&settings).map_err(AppError::broken)?;
        row.updated_at = ctx.clock.now();
        rows::update(tx, &row)?;
        // A person's words and name stand in a mark: private texts of the record on both sides (E3).
        let private = |mark: &Option<AddressMark>| -> AppResult<_> {
            Ok(json!({ "$private": serde_json::to_string(mark).map_err(AppError::broken)? }))
        };
        let payload = json!({
            "authority": id, "standing": after.standing, "before": private(&before.mark)?, "after": private(&after.mark)?,
        });
        organisation_event(ctx, tx, row.id, &Actor::from(&by), kind, payload)
    })
}
