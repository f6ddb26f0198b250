//! Who can file where: person, e-identity or account, when it was last tried out, who stands in, what is done if it fails.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::readiness::{Ready, ready_of};
use super::{change, load};
use crate::app::member::SignedIn;
use crate::app::organisation::Settings;
use crate::app::{AppError, AppResult, Ctx};
use crate::store::organisations::OrganisationRow;
use crate::words;

words! {
    /// What opens an authority's channel.
    IdentityKind {
        Spid = "spid",
        Cie = "cie",
        Eherkenning = "eherkenning",
        Eidas = "eidas",
        Certificate = "certificate",
        Pec = "pec",
        PortalAccount = "portal_account",
        Mailbox = "mailbox",
        Other = "other",
    }
}

/// One way into the channel of one authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    pub number: u32,
    /// Id of the authority's record.
    pub authority: String,
    pub kind: IdentityKind,
    /// Number of the contact who holds it.
    pub person: u32,
    pub substitute: Option<u32>,
    /// What is done if it fails, in words: another channel, a letter, whom to call.
    pub fallback: String,
    /// The day on which somebody last got in with it, and who that was.
    pub tested_on: Option<NaiveDate>,
    pub tested_by: String,
}

/// What is entered on screen; the test is recorded by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIdentity {
    pub authority: String,
    pub kind: IdentityKind,
    pub person: u32,
    pub substitute: Option<u32>,
    pub fallback: String,
}

impl Settings {
    pub fn identity(&self, number: u32) -> Option<&Identity> {
        self.identities.iter().find(|one| one.number == number)
    }
}

/// Enters a way to file, or replaces one. Another person or another key has not been tried out yet.
pub fn set(ctx: &Ctx, who: &SignedIn, slug: &str, seen: &str, number: Option<u32>, new: NewIdentity) -> AppResult<()> {
    let (row, settings) = ctx.store.read(|conn| load(conn, who, slug))?;
    let known = choices(ctx, &row, &settings)?.into_iter().any(|(id, _)| id == new.authority);
    change(ctx, who, slug, "identities", seen, |settings, _| {
        if !known {
            return Err(AppError::Invalid { field: "authority", key: "identity-authority-unknown" });
        }
        for (field, contact) in [("person", Some(new.person)), ("substitute", new.substitute)] {
            if contact.is_some_and(|number| settings.contact(number).is_none()) {
                return Err(AppError::Invalid { field, key: "identity-person-unknown" });
            }
        }
        if new.substitute == Some(new.person) {
            return Err(AppError::Invalid { field: "substitute", key: "identity-same-person" });
        }
        let before = number.map(|number| settings.identity(number).cloned().ok_or(AppError::NotFound)).transpose()?;
        let same = |one: &Identity| one.person == new.person && one.kind == new.kind && one.authority == new.authority;
        let tested = before.as_ref().filter(|one| same(one));
        let identity = Identity {
            tested_on: tested.and_then(|one| one.tested_on),
            tested_by: tested.map(|one| one.tested_by.clone()).unwrap_or_default(),
            number: match &before {
                Some(one) => one.number,
                None => settings.next_number(),
            },
            authority: new.authority,
            kind: new.kind,
            person: new.person,
            substitute: new.substitute,
            fallback: new.fallback,
        };
        match settings.identities.iter_mut().find(|one| one.number == identity.number) {
            Some(one) => *one = identity,
            None => settings.identities.push(identity),
        }
        Ok(())
    })
}

/// Authorities that a way to file may be entered for: id and name, those that the organisation would have to notify first.
pub fn choices(ctx: &Ctx, row: &OrganisationRow, settings: &Settings) -> AppResult<Vec<(String, String)>> {
    let law = ctx.law_with(row.id, settings)?;
    let owed: Vec<(String, String)> =
        ready_of(row, settings, &law, ctx.clock.now()).into_iter().filter_map(named).collect();
    let others = law.authorities().filter(|one| one.same_as.is_none()).map(|one| (one.id.clone(), one.name.clone()));
    let mut others: Vec<(String, String)> =
        others.filter(|(id, _)| owed.iter().all(|(known, _)| known != id)).collect();
    others.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(owed.into_iter().chain(others).collect())
}

fn named((name, ways): (String, Vec<Ready>)) -> Option<(String, String)> {
    ways.into_iter().next().map(|way| (way.authority, name))
}

pub fn remove(ctx: &Ctx, who: &SignedIn, slug: &str, seen: &str, number: u32) -> AppResult<()> {
    change(ctx, who, slug, "identities", seen, |settings, _| {
        settings.identity(number).ok_or(AppError::NotFound)?;
        settings.identities.retain(|one| one.number != number);
        Ok(())
    })
}

/// Somebody got in with it, on this day of the organisation's; never on one that has not come.
pub fn tested(ctx: &Ctx, who: &SignedIn, slug: &str, seen: &str, number: u32, day: NaiveDate) -> AppResult<()> {
    let today = today(ctx, who, slug)?;
    change(ctx, who, slug, "identities", seen, |settings, by| {
        if day > today {
            return Err(AppError::Invalid { field: "day", key: "identity-test-ahead" });
        }
        let one = settings.identities.iter_mut().find(|one| one.number == number).ok_or(AppError::NotFound)?;
        (one.tested_on, one.tested_by) = (Some(day), by.to_owned());
        Ok(())
    })
}

fn today(ctx: &Ctx, who: &SignedIn, slug: &str) -> AppResult<NaiveDate> {
    let (row, _) = ctx.store.read(|conn| load(conn, who, slug))?;
    let zone: Tz = row.zone.parse().unwrap_or(Tz::UTC);
    Ok(ctx.clock.now().in_zone(zone).date_naive())
}
