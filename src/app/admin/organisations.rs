//! Organisations and what they have recorded about themselves: controllers, markets, data sets, the DPO in three channels.

use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{admin_of, enter_member, enter_organisation, organisation_event};
use crate::app::member::SignedIn;
use crate::app::organisation::{Card, ContactBlock, Mailbox, Settings};
use crate::app::quarantine::any_admin;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::actor::{Actor, Role};
use crate::domain::situation::{Controller, DataSet, Market};
use crate::store::memberships::{MembershipRow, MembershipStatus};
use crate::store::organisations;
pub use crate::store::organisations::OrganisationRow;
use crate::store::{Conn, StoreError};

/// An organisation as it is first entered.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    pub name: String,
    pub slug: String,
    /// ISO 3166-1 alpha-2; checked against the policy data by the caller's form.
    pub country: String,
    pub zone: String,
}

/// The fields of the organisation's own page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Details {
    pub name: String,
    pub country: String,
    pub zone: String,
    pub dpo: ContactBlock,
    pub hotline_phone: String,
    pub hotline_hours: String,
    pub mandate: String,
    pub sender_name: String,
    pub sender_address: String,
}

impl Details {
    pub fn of(row: &OrganisationRow, settings: &Settings) -> Self {
        let hotline = settings.hotline.clone().unwrap_or_default();
        let sender = settings.sender.clone();
        Self {
            name: row.name.clone(),
            country: row.country.clone(),
            zone: row.zone.clone(),
            dpo: settings.dpo.clone(),
            hotline_phone: hotline.phone.unwrap_or_default(),
            hotline_hours: hotline.phone_hours.unwrap_or_default(),
            mandate: settings.mandate.clone().unwrap_or_default(),
            sender_name: sender.as_ref().map_or_else(String::new, |from| from.name.clone()),
            sender_address: sender.map_or_else(String::new, |from| from.address),
        }
    }

    fn put_into(self, row: &mut OrganisationRow, settings: &mut Settings) {
        row.name = self.name;
        row.country = self.country;
        row.zone = self.zone;
        settings.dpo = self.dpo;
        let some = |text: String| (!text.is_empty()).then_some(text);
        settings.hotline = match (some(self.hotline_phone), some(self.hotline_hours)) {
            (None, None) => None,
            (phone, phone_hours) => {
                Some(ContactBlock { phone, phone_hours, ..settings.hotline.take().unwrap_or_default() })
            }
        };
        settings.mandate = some(self.mandate);
        settings.sender = some(self.sender_address).map(|address| Mailbox { name: self.sender_name, address });
    }
}

/// A controller with what notices say of it beside its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ControllerEntry {
    pub controller: Controller,
    pub card: Card,
}

impl ControllerEntry {
    pub fn of(settings: &Settings, id: &str) -> Option<Self> {
        let controller = settings.controllers.iter().find(|controller| controller.id == id)?.clone();
        Some(Self { controller, card: settings.cards.get(id).cloned().unwrap_or_default() })
    }
}

/// A mark of what somebody saw before they edited, so that the second of two editors is told.
pub fn mark(seen: &impl Serialize) -> String {
    let text = serde_json::to_string(seen).unwrap_or_default();
    hex::encode(Sha256::digest(text.as_bytes())).chars().take(16).collect()
}

/// The organisations that the person administers, by name.
pub fn own(ctx: &Ctx, who: &SignedIn) -> AppResult<Vec<OrganisationRow>> {
    let ids = who.organisations(&[Role::Admin]);
    ctx.store.read(|conn| {
        let mut rows = organisations::all(conn)?;
        rows.retain(|row| ids.contains(&row.id));
        rows.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(rows)
    })
}

/// One of them; not found for everybody else.
pub fn load(conn: &mut Conn, who: &SignedIn, slug: &str) -> AppResult<(OrganisationRow, Settings)> {
    let row = organisations::by_slug(conn, slug)?.ok_or(AppError::NotFound)?;
    admin_of(who, row.id)?;
    let settings = Settings::of(&row)?;
    Ok((row, settings))
}

/// The same for a page.
pub fn look(ctx: &Ctx, who: &SignedIn, slug: &str) -> AppResult<(OrganisationRow, Settings)> {
    ctx.store.read(|conn| load(conn, who, slug))
}

/// Adds an organisation; whoever adds it administers it.
pub fn add(ctx: &Ctx, who: &SignedIn, new: &NewOrganisation) -> AppResult<()> {
    let now = ctx.clock.now();
    let actor = Actor::from(&any_admin(who)?);
    ctx.store.write(|tx| {
        let organisation_id = add_in(ctx, tx, &actor, new)?;
        let membership = MembershipRow {
            id: ctx.ids.next(),
            user_id: who.user,
            organisation_id,
            role: Role::Admin,
            status: MembershipStatus::Active,
            deputy_of: None,
            created_at: now,
            updated_at: now,
        };
        enter_member(ctx, tx, &actor, &membership)
    })
}

/// The same within a transaction, without a member.
pub fn add_in(ctx: &Ctx, tx: &mut Conn, actor: &Actor, new: &NewOrganisation) -> AppResult<Uuid> {
    let now = ctx.clock.now();
    let row = OrganisationRow {
        id: ctx.ids.next(),
        slug: new.slug.clone(),
        name: new.name.clone(),
        country: new.country.clone(),
        zone: new.zone.clone(),
        settings: serde_json::to_value(Settings::default()).map_err(AppError::broken)?,
        revision: 1,
        created_at: now,
        updated_at: now,
    };
    enter_organisation(ctx, tx, actor, &row)?;
    Ok(row.id)
}

/// Changes one part of an organisation's record. `seen` is the [`mark`] of the part as the person saw it, `read` gives the part as it
/// stands now.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody changed the part in between: the page shows both.
pub fn change<P: Serialize>(
    ctx: &Ctx,
    who: &SignedIn,
    slug: &str,
    part: &'static str,
    seen: Option<&str>,
    read: impl Fn(&OrganisationRow, &Settings) -> P,
    edit: impl FnOnce(&mut OrganisationRow, &mut Settings) -> AppResult<()>,
) -> AppResult<()> {
    ctx.store.write(|tx| {
        let (mut row, mut settings) = load(tx, who, slug)?;
        let actor = Actor::from(&admin_of(who, row.id)?);
        let before = read(&row, &settings);
        if seen.is_some_and(|seen| seen != mark(&before)) {
            return Err(StoreError::Conflict.into());
        }
        edit(&mut row, &mut settings)?;
        row.settings = serde_json::to_value(&settings).map_err(AppError::broken)?;
        row.updated_at = ctx.clock.now();
        organisations::update(tx, &row)?;
        // Names and numbers of people stand in these parts, so both sides are private texts of the record (E3).
        let private = |value: &P| -> AppResult<_> {
            Ok(json!({ "$private": serde_json::to_string(value).map_err(AppError::broken)? }))
        };
        let after = read(&row, &settings);
        let payload = json!({
            "part": part, "revision": row.revision + 1, "before": private(&before)?, "after": private(&after)?,
        });
        organisation_event(ctx, tx, row.id, &actor, "organisation_changed", payload)
    })
}

pub fn set_details(ctx: &Ctx, who: &SignedIn, slug: &str, seen: &str, details: Details) -> AppResult<()> {
    change(ctx, who, slug, "details", Some(seen), Details::of, |row, settings| {
        details.put_into(row, settings);
        Ok(())
    })
}

/// Adds a controller under an id made from its name, or saves the one with the id that was seen. Answers the id.
pub fn set_controller(
    ctx: &Ctx,
    who: &SignedIn,
    slug: &str,
    seen: Option<&str>,
    mut entry: ControllerEntry,
) -> AppResult<String> {
    if seen.is_none() {
        let (_, settings) = ctx.store.read(|conn| load(conn, who, slug))?;
        entry.controller.id = free_id(&settings.controllers, &entry.controller.name);
    }
    let id = entry.controller.id.clone();
    let part_id = id.clone();
    let read = move |_: &OrganisationRow, settings: &Settings| ControllerEntry::of(settings, &part_id);
    change(ctx, who, slug, "controller", seen, read, |_, settings| {
        let known = settings.controllers.iter().position(|controller| controller.id == entry.controller.id);
        match (known, seen) {
            (Some(place), Some(_)) => {
                if let Some(kept) = settings.controllers.get_mut(place) {
                    *kept = entry.controller.clone();
                }
            }
            (None, None) => settings.controllers.push(entry.controller.clone()),
            _ => return Err(StoreError::Conflict.into()),
        }
        settings.cards.insert(entry.controller.id.clone(), entry.card);
        Ok(())
    })?;
    Ok(id)
}

/// `Lunamobile Italia S.r.l.` gives `lunamobile-italia-s-r-l`, or the same with a number.
fn free_id(controllers: &[Controller], name: &str) -> String {
    let mut base: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect::<String>()
        .split('-')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    base.truncate(40);
    if base.is_empty() {
        base = "controller".to_owned();
    }
    let taken = |id: &str| controllers.iter().any(|controller| controller.id == id);
    let mut id = base.clone();
    let mut number = 1;
    while taken(&id) {
        number += 1;
        id = format!("{base}-{number}");
    }
    id
}

/// Removes a controller for which no market and no data set stands any more. Cases keep their own copy.
pub fn remove_controller(ctx: &Ctx, who: &SignedIn, slug: &str, id: &str) -> AppResult<()> {
    let part_id = id.to_owned();
    let read = move |_: &OrganisationRow, settings: &Settings| ControllerEntry::of(settings, &part_id);
    change(ctx, who, slug, "controller", None, read, |_, settings| {
        let is_used = settings.markets.iter().any(|market| market.controller == id)
            || settings.data_sets.iter().any(|set| set.controller == id);
        if is_used {
            return Err(AppError::Invalid { field: "controller", key: "admin-controller-used" });
        }
        settings.controllers.retain(|controller| controller.id != id);
        settings.cards.remove(id);
        Ok(())
    })
}

/// Sets who answers in some markets, in one change; a market stands once per country and controller.
pub fn set_markets(ctx: &Ctx, who: &SignedIn, slug: &str, markets: Vec<Market>) -> AppResult<()> {
    let read = |_: &OrganisationRow, settings: &Settings| settings.markets.clone();
    change(ctx, who, slug, "markets", None, read, |_, settings| {
        for market in markets {
            if !settings.controllers.iter().any(|controller| controller.id == market.controller) {
                return Err(AppError::Invalid { field: "controller", key: "form-not-a-choice" });
            }
            settings.markets.retain(|kept| kept.country != market.country || kept.controller != market.controller);
            settings.markets.push(market);
        }
        settings.markets.sort_by(|one, other| one.country.cmp(&other.country));
        Ok(())
    })
}

pub fn remove_market(ctx: &Ctx, who: &SignedIn, slug: &str, country: &str, controller: &str) -> AppResult<()> {
    let read = |_: &OrganisationRow, settings: &Settings| settings.markets.clone();
    change(ctx, who, slug, "markets", None, read, |_, settings| {
        settings.markets.retain(|kept| kept.country.as_str() != country || kept.controller != controller);
        Ok(())
    })
}

/// Adds a usual data set; its id follows from controller and name.
pub fn add_data_set(ctx: &Ctx, who: &SignedIn, slug: &str, mut set: DataSet) -> AppResult<()> {
    let read = |_: &OrganisationRow, settings: &Settings| settings.data_sets.clone();
    change(ctx, who, slug, "data_sets", None, read, |_, settings| {
        if !settings.controllers.iter().any(|controller| controller.id == set.controller) {
            return Err(AppError::Invalid { field: "set-controller", key: "form-not-a-choice" });
        }
        let number = (1..).find(|number| {
            let id = format!("{}-data-{number}", set.controller);
            !settings.data_sets.iter().any(|kept| kept.id == id)
        });
        set.id = format!("{}-data-{}", set.controller, number.unwrap_or_default());
        settings.data_sets.push(set);
        Ok(())
    })
}

pub fn remove_data_set(ctx: &Ctx, who: &SignedIn, slug: &str, id: &str) -> AppResult<()> {
    let read = |_: &OrganisationRow, settings: &Settings| settings.data_sets.clone();
    change(ctx, who, slug, "data_sets", None, read, |_, settings| {
        settings.data_sets.retain(|kept| kept.id != id);
        Ok(())
    })
}
