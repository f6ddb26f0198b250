//! Running the place: organisations, members, machines, mail server. Each change is an event outside cases.

pub mod habits;
pub mod members;
pub mod organisations;
pub mod own_authorities;
pub mod own_rules;
pub mod tokens;

use serde_json::Value;
use uuid::Uuid;

use super::member::SignedIn;
use super::{AppError, AppResult, Ctx};
use crate::domain::actor::{Actor, Person, Role};
use crate::store::Conn;
use crate::store::events::{self, NewEvent, Stream};

/// Form of the payloads below; a change of one raises it.
const SCHEMA_VERSION: u32 = 1;

/// Something that happened to the desk itself.
pub(super) fn desk_event(ctx: &Ctx, tx: &mut Conn, actor: &Actor, kind: &str, payload: Value) -> AppResult<()> {
    record(ctx, tx, &Stream::Desk, actor, kind, payload)
}

/// Something that happened to an organisation, its members or its tokens.
pub(super) fn organisation_event(
    ctx: &Ctx,
    tx: &mut Conn,
    organisation: Uuid,
    actor: &Actor,
    kind: &str,
    payload: Value,
) -> AppResult<()> {
    record(ctx, tx, &Stream::Organisation(organisation), actor, kind, payload)
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
