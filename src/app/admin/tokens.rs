//! Tokens with which machines report, as the administrator sees them.

use serde_json::json;
use uuid::Uuid;

use super::{admin_of, organisation_event};
use crate::app::api::REPORTS_WRITE;
use crate::app::auth::token_hash;
use crate::app::member::SignedIn;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::actor::Actor;
use crate::store::api_tokens;
pub use crate::store::api_tokens::ApiTokenRow;
use crate::store::organisations::OrganisationRow;

pub fn all(ctx: &Ctx, who: &SignedIn, slug: &str) -> AppResult<(OrganisationRow, Vec<ApiTokenRow>)> {
    ctx.store.read(|conn| {
        let (row, _) = super::organisations::load(conn, who, slug)?;
        let tokens = api_tokens::of_organisation(conn, row.id)?;
        Ok((row, tokens))
    })
}

/// Makes a token that may hand in reports. Its text is shown once and kept nowhere.
pub fn add(ctx: &Ctx, who: &SignedIn, slug: &str, name: &str) -> AppResult<String> {
    let now = ctx.clock.now();
    let token = ctx.ids.token();
    ctx.store.write(|tx| {
        let (organisation, _) = super::organisations::load(tx, who, slug)?;
        let by = admin_of(who, organisation.id)?;
        let row = ApiTokenRow {
            id: ctx.ids.next(),
            token_hash: token_hash(&token),
            organisation_id: organisation.id,
            name: name.to_owned(),
            scope: REPORTS_WRITE.to_owned(),
            created_at: now,
            last_used_at: None,
            ended_at: None,
        };
        api_tokens::add(tx, &row)?;
        let payload = json!({ "token": row.id, "name": row.name, "scope": row.scope });
        organisation_event(ctx, tx, organisation.id, &Actor::from(&by), "token_added", payload)
    })?;
    Ok(token)
}

/// Ends a token; the machine is refused from the next request on.
pub fn end(ctx: &Ctx, who: &SignedIn, slug: &str, token: Uuid) -> AppResult<()> {
    let now = ctx.clock.now();
    ctx.store.write(|tx| {
        let (organisation, _) = super::organisations::load(tx, who, slug)?;
        let by = admin_of(who, organisation.id)?;
        if !api_tokens::end(tx, organisation.id, token, now)? {
            return Err(AppError::NotFound);
        }
        organisation_event(ctx, tx, organisation.id, &Actor::from(&by), "token_ended", json!({ "token": token }))
    })
}
