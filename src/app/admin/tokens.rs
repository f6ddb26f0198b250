//! Tokens with which machines report and read, as the administrator sees them.

use serde_json::json;
use uuid::Uuid;

use super::{admin_of, organisation_event};
use crate::app::api::{READS, SCOPES};
use crate::app::auth::token_hash;
use crate::app::member::{READERS, SignedIn};
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

/// Whether this administrator may make a token that reads cases: only one who may read them in person. Otherwise a token would be
/// the way around the rule that administrators see no case.
pub fn may_let_read(who: &SignedIn, organisation: Uuid) -> bool {
    who.has_role(organisation, READERS)
}

/// Makes a token for these scopes. Its text is shown once and kept nowhere.
///
/// # Errors
/// `Invalid` for a scope that does not exist, or one that this administrator may not give.
pub fn add(ctx: &Ctx, who: &SignedIn, slug: &str, name: &str, scopes: &[String]) -> AppResult<String> {
    if scopes.is_empty() || scopes.iter().any(|scope| !SCOPES.contains(&scope.as_str())) {
        return Err(AppError::Invalid { field: "scope", key: "admin-token-scope-missing" });
    }
    let now = ctx.clock.now();
    let token = ctx.ids.token();
    ctx.store.write(|tx| {
        let (organisation, _) = super::organisations::load(tx, who, slug)?;
        let by = admin_of(who, organisation.id)?;
        if scopes.iter().any(|scope| READS.contains(&scope.as_str())) && !may_let_read(who, organisation.id) {
            return Err(AppError::Invalid { field: "scope", key: "admin-token-scope-not-yours" });
        }
        let row = ApiTokenRow {
            id: ctx.ids.next(),
            token_hash: token_hash(&token),
            organisation_id: organisation.id,
            name: name.to_owned(),
            scope: scopes.join(" "),
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
