//! Running the place: organisations, members, machines, mail server. Each change is an event outside cases.

pub mod certified_mail;
pub mod habits;
mod keeper;
pub mod members;
pub mod organisations;
pub mod own_authorities;
pub mod own_rules;
pub mod templates;
pub mod tokens;

use serde_json::{Value, json};
use uuid::Uuid;

use super::member::SignedIn;
use super::{AppError, AppResult, Ctx, organisation as offices};
use crate::domain::actor::{Actor, Person, Role};
use crate::store::events::{self, NewEvent, Stream};
use crate::store::memberships::{self, MembershipRow};
use crate::store::organisations::OrganisationRow;
use crate::store::{Conn, StoreError, organisations as rows};

/// Form of the payloads below; a change of one raises it.
const SCHEMA_VERSION: u32 = 1;

/// Kinds of events that leave the organisation's own record otherwise than it was.
const OF_THE_ROW: &[&str] =
    &["organisation_", "own_rule_", "own_authority_", "authority_address_", "habits_", "house_template_"];

/// Something that happened to the desk itself.
pub(super) fn desk_event(ctx: &Ctx, tx: &mut Conn, actor: &Actor, kind: &str, payload: Value) -> AppResult<()> {
    record(ctx, tx, &Stream::Desk, actor, kind, payload)
}

/// Something that happened to an organisation, its members or its tokens. Where its own record changed, the event carries the digest
/// of the row as it now stands, so that the check of the record finds any other change.
pub(in crate::app) fn organisation_event(
    ctx: &Ctx,
    tx: &mut Conn,
    organisation: Uuid,
    actor: &Actor,
    kind: &str,
    mut payload: Value,
) -> AppResult<()> {
    if OF_THE_ROW.iter().any(|start| kind.starts_with(start))
        && let Some(fields) = payload.as_object_mut()
    {
        let row = rows::get(tx, organisation)?.ok_or(AppError::NotFound)?;
        // Salted like every private text: settings name people.
        fields.insert("state".to_owned(), json!({ "$private": offices::state(&row)? }));
    }
    record(ctx, tx, &Stream::Organisation(organisation), actor, kind, payload)
}

/// Enters an organisation, with its event.
pub fn enter_organisation(ctx: &Ctx, tx: &mut Conn, actor: &Actor, row: &OrganisationRow) -> AppResult<()> {
    rows::add(tx, row).map_err(|error| match error {
        StoreError::Unique { .. } => AppError::Invalid { field: "slug", key: "admin-slug-taken" },
        other => other.into(),
    })?;
    let payload = json!({ "name": row.name, "slug": row.slug, "country": row.country, "zone": row.zone });
    organisation_event(ctx, tx, row.id, actor, "organisation_added", payload)
}

/// Enters a member who needs no invitation, with the event.
pub fn enter_member(ctx: &Ctx, tx: &mut Conn, actor: &Actor, row: &MembershipRow) -> AppResult<()> {
    memberships::add(tx, row)?;
    let payload = json!({
        "membership": row.id, "user": row.user_id, "role": row.role, "status": row.status.as_str(),
        "deputy_of": row.deputy_of,
    });
    organisation_event(ctx, tx, row.organisation_id, actor, "member_added", payload)
}

fn record(ctx: &Ctx, tx: &mut Conn, stream: &Stream, actor: &Actor, kind: &str, payload: Value) -> AppResult<()> {
    let now = ctx.clock.now();
    let event = NewEvent { occurred_at: now, kind: kind.to_owned(), schema_version: SCHEMA_VERSION, payload };
    events::append(tx, stream, actor, now, ctx.policy.digest(), &[event])?;
    Ok(())
}

/// The person as administrator of this organisation. To anybody else it does not exist.
pub(super) fn admin_of(who: &SignedIn, organisation: Uuid) -> AppResult<Person> {
    who.acting(organisation, &[Role::Admin]).ok_or(AppError::NotFound)
}
