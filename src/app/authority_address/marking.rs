//! Who checks the address of an authority, and how that is kept: a mark beside what the files say, each change an event of the
//! organisation.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::json;

use super::{AddressMark, AuthorityAddress, Checked, Second, SecondLook, Shipped, Standing, reached};
use crate::app::admin::{organisation_event, organisations};
use crate::app::law::Law;
use crate::app::member::SignedIn;
use crate::app::organisation::{Settings, has_single_approver};
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::actor::{Actor, Role};
use crate::store::organisations::{self as rows, OrganisationRow};
use crate::store::{Conn, StoreError};

/// Who answers for an address.
pub const KEEPERS: &[Role] = &[Role::Dpo];
/// Who may be the second to look: those who approve notices.
pub const CONFIRMERS: &[Role] = &[Role::Dpo, Role::Controller];

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
    /// Whether the reader is the one who made the mark.
    pub own: bool,
}

/// The address of one authority in one organisation of a person.
#[derive(Debug, Clone)]
pub struct Mailed {
    pub slug: String,
    pub organisation: String,
    pub keeps: bool,
    /// Whether the person may be the second to look.
    pub confirms: bool,
    pub address: AuthorityAddress,
}

fn today(ctx: &Ctx, row: &OrganisationRow) -> NaiveDate {
    let zone: Tz = row.zone.parse().unwrap_or(Tz::UTC);
    ctx.clock.now().in_zone(zone).date_naive()
}

/// An organisation in which the person has one of these roles; not found for everybody else.
fn enter(conn: &mut Conn, who: &SignedIn, slug: &str, roles: &[Role]) -> AppResult<(OrganisationRow, Settings)> {
    let row = rows::by_slug(conn, slug)?.ok_or(AppError::NotFound)?;
    if !who.has_role(row.id, roles) {
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
    look_as(ctx, who, slug, id, KEEPERS)
}

/// For the second who looks.
pub fn look_too(ctx: &Ctx, who: &SignedIn, slug: &str, id: &str) -> AppResult<Looked> {
    look_as(ctx, who, slug, id, CONFIRMERS)
}

fn look_as(ctx: &Ctx, who: &SignedIn, slug: &str, id: &str, roles: &[Role]) -> AppResult<Looked> {
    ctx.store.read(|conn| {
        let (row, settings) = enter(conn, who, slug, roles)?;
        let law = ctx.law_with(row.id, &settings)?;
        let authority = law.authority(id).ok_or(AppError::NotFound)?;
        let today = today(ctx, &row);
        let address = reached(&law, &settings, authority, today);
        let own = address.mark.as_ref().is_some_and(|mark| mark.user == who.user);
        Ok(Looked { organisation: row.name, seen: seen(&address), address, law: law.clone(), today, own })
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
        let confirms = who.has_role(row.id, CONFIRMERS);
        found.push(Mailed { slug: row.slug, organisation: row.name, keeps, confirms, address });
    }
    found.sort_by(|one, other| one.organisation.cmp(&other.organisation));
    Ok(found)
}

/// Marks an address as checked, the one of the files or another; an earlier mark makes room.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody else did in between; not found for who does not answer for addresses.
pub fn mark(ctx: &Ctx, who: &SignedIn, slug: &str, id: &str, seen: &str, new: NewMark) -> AppResult<()> {
    let of = Of { slug, id, seen, roles: KEEPERS };
    change(ctx, who, &of, "authority_address_checked", |settings, scene| {
        if new.checked_on > scene.today {
            return Err(AppError::Invalid { field: "day", key: "identity-test-ahead" });
        }
        // The same mailbox that two have seen, and that still counts, is not closed by looking at it in good time.
        let same = |kept: &&AddressMark| {
            kept.authority == id && kept.address == new.address && kept.certified == new.certified
        };
        let both_saw = settings.address_marks.iter().find(same).filter(|_| scene.counts);
        let both_saw = both_saw.map(|kept| kept.second.clone()).filter(|second| second.look == SecondLook::Given);
        let second = || Second::of(if scene.nobody_else { SecondLook::NobodyElse } else { SecondLook::Awaited });
        let made = AddressMark {
            authority: id.to_owned(),
            address: new.address,
            certified: new.certified,
            how: new.how,
            source: new.source,
            page: new.page,
            checked_on: new.checked_on,
            by: scene.by.clone(),
            user: who.user,
            at: ctx.clock.now(),
            shipped: scene.shipped.clone(),
            second: both_saw.unwrap_or_else(second),
        };
        settings.address_marks.retain(|kept| kept.authority != id);
        settings.address_marks.push(made);
        settings.address_marks.sort_by(|one, other| one.authority.cmp(&other.authority));
        Ok(())
    })
}

/// The second look: by somebody else, or by the one who made the mark with the reason why nobody else can look now.
///
/// # Errors
/// [`StoreError::Conflict`] if the mark is no longer the one that was shown.
pub fn confirm(ctx: &Ctx, who: &SignedIn, slug: &str, id: &str, seen: &str, reason: &str) -> AppResult<()> {
    let of = Of { slug, id, seen, roles: CONFIRMERS };
    change(ctx, who, &of, "authority_address_confirmed", |settings, scene| {
        let mark = settings.address_marks.iter_mut().find(|mark| mark.authority == id).ok_or(AppError::NotFound)?;
        let open = match mark.second.look {
            SecondLook::Awaited => true,
            // Who went on alone, or was alone then, may still get the second look.
            SecondLook::Passed | SecondLook::NobodyElse | SecondLook::NotAsked => mark.user != who.user,
            SecondLook::Given => false,
        };
        if !open {
            return Err(StoreError::Conflict.into());
        }
        let look = if mark.user == who.user { SecondLook::Passed } else { SecondLook::Given };
        if look == SecondLook::Passed && reason.trim().is_empty() {
            return Err(AppError::Invalid { field: "reason", key: "address-alone-missing" });
        }
        let reason = if look == SecondLook::Passed { reason.trim().to_owned() } else { String::new() };
        mark.second = Second { look, by: scene.by.clone(), at: Some(ctx.clock.now()), reason };
        Ok(())
    })
}

/// Takes the mark back: what the files say counts again.
pub fn withdraw(ctx: &Ctx, who: &SignedIn, slug: &str, id: &str, seen: &str) -> AppResult<()> {
    let of = Of { slug, id, seen, roles: KEEPERS };
    change(ctx, who, &of, "authority_address_withdrawn", |settings, _| {
        let before = settings.address_marks.len();
        settings.address_marks.retain(|kept| kept.authority != id);
        if settings.address_marks.len() == before { Err(AppError::NotFound) } else { Ok(()) }
    })
}

/// Which address is changed, as it was shown, and in which roles.
struct Of<'a> {
    slug: &'a str,
    id: &'a str,
    seen: &'a str,
    roles: &'a [Role],
}

/// What a change finds when it is made.
struct Scene {
    shipped: Shipped,
    by: String,
    today: NaiveDate,
    /// Something is sent to the address as it stands.
    counts: bool,
    /// One person holds every role that approves.
    nobody_else: bool,
}

fn change(
    ctx: &Ctx,
    who: &SignedIn,
    of: &Of<'_>,
    kind: &str,
    edit: impl FnOnce(&mut Settings, &Scene) -> AppResult<()>,
) -> AppResult<()> {
    let id = of.id;
    ctx.store.write(|tx| {
        let (mut row, mut settings) = enter(tx, who, of.slug, of.roles)?;
        let by = who.acting(row.id, of.roles).ok_or(AppError::NotAllowed)?;
        let law = ctx.law_with(row.id, &settings)?;
        let authority = law.authority(id).ok_or(AppError::NotFound)?;
        let today = today(ctx, &row);
        let before = reached(&law, &settings, authority, today);
        if seen(&before) != of.seen {
            return Err(StoreError::Conflict.into());
        }
        let nobody_else = has_single_approver(tx, row.id)?;
        let counts = before.standing == Standing::Marked;
        let scene = Scene { shipped: before.shipped, by: by.name.as_str().to_owned(), today, counts, nobody_else };
        edit(&mut settings, &scene)?;
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
