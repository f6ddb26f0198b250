//! What the pages of a case read beside the case itself: its record, its people, its reminders.

use uuid::Uuid;

use super::{load, rows};
use crate::app::law::Law;
use crate::app::member::SignedIn;
use crate::app::organisation;
use crate::app::views::timeline::Recorded;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::actor::Role;
use crate::domain::case::Case;
use crate::domain::event::Event;
use crate::domain::values::At;
use crate::store::events::{self, RecordedEvent};
use crate::store::{Conn, memberships, reminders};

/// The case with the name of its organisation.
pub fn load_with_organisation(conn: &mut Conn, who: &SignedIn, reference: &str) -> AppResult<(Case, String)> {
    let (row, case) = load(conn, who, reference)?;
    let (organisation, _) = organisation::load(conn, row.organisation_id)?;
    Ok((case, organisation.name))
}

/// The record of a case, the oldest first.
pub fn recorded(conn: &mut Conn, case: Uuid) -> AppResult<Vec<Recorded>> {
    events::of_case(conn, case)?.into_iter().map(told).collect()
}

/// The same without the plans that followed from what was done: in a case of many countries they are nine tenths of the record, and a
/// page that tells what people did has no use for them. Nothing can be replayed from it.
pub fn acts_recorded(conn: &mut Conn, case: Uuid) -> AppResult<Vec<Recorded>> {
    events::of_case_but(conn, case, Event::REPLANNED)?.into_iter().map(told).collect()
}

fn told(row: RecordedEvent) -> AppResult<Recorded> {
    let version = i32::try_from(row.schema_version).unwrap_or(i32::MAX);
    Ok(Recorded {
        seq: row.case_seq.unwrap_or(row.log_seq),
        happened_at: row.occurred_at,
        recorded_at: row.recorded_at,
        actor: row.actor,
        event: Event::from_stored(&row.kind, version, row.payload).map_err(AppError::broken)?,
    })
}

/// The record of a case with the law of its organisation, for pages that explain.
pub fn recorded_with_law(ctx: &Ctx, case: Uuid, organisation: Uuid) -> AppResult<(Vec<Recorded>, Law)> {
    ctx.store.read(|conn| Ok((recorded(conn, case)?, ctx.law_of(conn, organisation)?)))
}

/// The law of an organisation.
pub fn law(ctx: &Ctx, organisation: Uuid) -> AppResult<Law> {
    ctx.store.read(|conn| ctx.law_of(conn, organisation))
}

/// Somebody to call about a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub name: String,
    pub roles: Vec<Role>,
    /// Telephone of the DPO as the organisation recorded it; else the mail address.
    pub reach: String,
}

/// Among those who see the case: DPO first, then the controller's authorised persons, then handlers; deputies among them.
pub fn whom_to_call(conn: &mut Conn, case: &Case) -> AppResult<Vec<Contact>> {
    let (_, settings) = organisation::load(conn, case.organisation)?;
    let mut contacts: Vec<(Uuid, Contact)> = Vec::new();
    for role in [Role::Dpo, Role::Controller, Role::Handler] {
        for (_, user) in memberships::holders_of(conn, case.organisation, &[role])? {
            if !case.is_seen_by(user.id) {
                continue;
            }
            if let Some((_, known)) = contacts.iter_mut().find(|(id, _)| *id == user.id) {
                known.roles.push(role);
                continue;
            }
            let phone = settings.dpo.phone.clone().filter(|_| role == Role::Dpo && settings.dpo.name == user.name);
            let contact = Contact { name: user.name, roles: vec![role], reach: phone.unwrap_or(user.email) };
            contacts.push((user.id, contact));
        }
    }
    Ok(contacts.into_iter().map(|(_, contact)| contact).collect())
}

/// The controller's mandate under which a DPO may decide, if one is recorded.
pub fn mandate_of(conn: &mut Conn, organisation: Uuid) -> AppResult<Option<String>> {
    let (_, settings) = organisation::load(conn, organisation)?;
    Ok(settings.mandate().map(|mandate| mandate.as_str().to_owned()))
}

/// A reminder as the page of its duty shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderView {
    pub due_at: At,
    pub fired_at: Option<At>,
    pub acknowledged_at: Option<At>,
    pub addressee: String,
}

/// The reminders of a duty that count: fired ones, and those of its clock in force.
pub fn reminders_of(conn: &mut Conn, case: Uuid, duty: u32) -> AppResult<Vec<ReminderView>> {
    let id = rows::row_id(case, "duty", duty);
    let mut found = Vec::new();
    for row in reminders::of_case(conn, case)? {
        if row.duty_id != id || (row.cancelled_at.is_some() && row.fired_at.is_none()) {
            continue;
        }
        let name = crate::store::users::get(conn, row.addressee_id)?.map(|user| user.name).unwrap_or_default();
        found.push(ReminderView {
            due_at: row.due_at,
            fired_at: row.fired_at,
            acknowledged_at: row.acknowledged_at,
            addressee: name,
        });
    }
    Ok(found)
}
