//! Machines that report: API tokens with a scope, for one organisation.

use uuid::Uuid;

use super::{AppError, AppResult, Ctx};
use crate::store::StoreResult;
use crate::store::api_tokens::{self, ApiTokenRow};

/// May hand in reports.
pub const REPORTS_WRITE: &str = "reports:write";
/// May read cases: plans, explanations, what would be if. Never recipients, never texts.
pub const CASES_READ: &str = "cases:read";
/// May add, correct and end authorities of the organisation's own.
pub const RULES_WRITE: &str = "rules:write";
/// May read the answers to the questions of a case, texts too.
pub const FACTS_READ: &str = "facts:read";
/// May read who is called about a case, with telephone and mail address.
pub const CONTACTS_READ: &str = "contacts:read";
/// May read saved views that are shared, and how files of an earlier register were read.
pub const REGISTER_READ: &str = "register:read";
/// May hand in files of an earlier register. What becomes of them a person decides on screen.
pub const REGISTER_WRITE: &str = "register:write";
/// Every scope that a token may have.
pub const SCOPES: &[&str] =
    &[REPORTS_WRITE, CASES_READ, FACTS_READ, CONTACTS_READ, REGISTER_READ, REGISTER_WRITE, RULES_WRITE];
/// Those that let a machine read what people write in cases and registers.
pub const READS: &[&str] = &[CASES_READ, FACTS_READ, CONTACTS_READ, REGISTER_READ];

/// The machine behind a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    pub token: Uuid,
    pub organisation: Uuid,
    pub name: String,
    scope: String,
}

impl Machine {
    pub fn may(&self, scope: &str) -> bool {
        self.scope.split_whitespace().any(|own| own == scope)
    }
}

/// The machine of a bearer token; none for an unknown or ended one.
pub fn machine(ctx: &Ctx, token: &str) -> AppResult<Option<Machine>> {
    let now = ctx.clock.now();
    let hash = super::auth::token_hash(token);
    let row: StoreResult<Option<ApiTokenRow>> = ctx.store.read(|conn| api_tokens::alive(conn, &hash));
    let Some(row) = row? else { return Ok(None) };
    // Once a minute is enough to see whether a token is still in use.
    if row.last_used_at.is_none_or(|last| now.since(last).num_seconds() >= 60) {
        let used: StoreResult<()> = ctx.store.write(|tx| api_tokens::used(tx, row.id, now));
        used?;
    }
    Ok(Some(Machine { token: row.id, organisation: row.organisation_id, name: row.name, scope: row.scope }))
}

/// Makes a token for a machine. The text is shown once and kept nowhere.
pub fn add_token(ctx: &Ctx, organisation: Uuid, name: &str, scope: &str) -> AppResult<String> {
    let now = ctx.clock.now();
    let token = ctx.ids.token();
    let row = ApiTokenRow {
        id: ctx.ids.next(),
        token_hash: super::auth::token_hash(&token),
        organisation_id: organisation,
        name: name.to_owned(),
        scope: scope.to_owned(),
        created_at: now,
        last_used_at: None,
        ended_at: None,
    };
    let added: StoreResult<()> = ctx.store.write(|tx| api_tokens::add(tx, &row));
    added.map_err(AppError::from)?;
    Ok(token)
}
