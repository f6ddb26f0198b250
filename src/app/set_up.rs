//! The first start: a link that opens once makes the first administrator and the first organisation.

use serde_json::json;

use super::admin::{desk_event, enter_member, organisations};
use super::auth::{links, password, token_hash};
use super::{AppError, AppResult, Ctx};
use crate::domain::actor::{Actor, Person, Role};
use crate::domain::values::Private;
use crate::store::links::LinkPurpose;
use crate::store::memberships::{MembershipRow, MembershipStatus};
use crate::store::users::{self, UserRow, UserStatus};
use crate::store::{StoreResult, links as rows};

/// Who sets the desk up, and for whom.
#[derive(Debug, Clone)]
pub struct FirstAdmin {
    pub name: Private,
    /// In lower case.
    pub email: Private,
    pub language: String,
    pub organisation: organisations::NewOrganisation,
}

/// The address of the set-up page while nobody has an account; none afterwards. Each start makes a new link, and the one before it
/// stops opening.
pub fn first_start(ctx: &Ctx) -> AppResult<Option<String>> {
    let now = ctx.clock.now();
    ctx.store.write(|tx| {
        if !users::none_yet(tx)? {
            return Ok(None);
        }
        let token = links::add(ctx, tx, LinkPurpose::SetUp, None, now)?;
        Ok(Some(ctx.link(&format!("/set-up/{token}"))))
    })
}

/// Whether the link still opens.
pub fn look(ctx: &Ctx, token: &str) -> AppResult<()> {
    let now = ctx.clock.now();
    let found: StoreResult<bool> = ctx.store.read(|conn| {
        let link = rows::open(conn, LinkPurpose::SetUp, &token_hash(token), now)?;
        Ok(link.is_some() && users::none_yet(conn)?)
    });
    if found? { Ok(()) } else { Err(AppError::NotFound) }
}

/// Makes the administrator and the organisation and uses the link up, all or nothing.
pub fn complete(ctx: &Ctx, token: &str, first: &FirstAdmin, new_password: &str) -> AppResult<()> {
    look(ctx, token)?;
    // Hashing takes a while and holds no transaction.
    let hash = password::hash(&ctx.ids, new_password)?;
    let now = ctx.clock.now();
    ctx.store.write(|tx| {
        rows::take(tx, LinkPurpose::SetUp, &token_hash(token), now)?.ok_or(AppError::NotFound)?;
        if !users::none_yet(tx)? {
            return Err(AppError::NotFound);
        }
        let user = UserRow {
            id: ctx.ids.next(),
            name: first.name.as_str().to_owned(),
            email: first.email.as_str().to_owned(),
            password_hash: Some(hash),
            language: first.language.clone(),
            status: UserStatus::Active,
            failed_sign_ins: 0,
            failed_since_at: None,
            last_sign_in_at: None,
            created_at: now,
        };
        users::add(tx, &user)?;
        let person = Person { user: user.id, name: first.name.clone(), role: Role::Admin, as_deputy: false };
        let actor = Actor::from(&person);
        desk_event(ctx, tx, &actor, "desk_set_up", json!({ "user": user.id }))?;
        let organisation = organisations::add_in(ctx, tx, &actor, &first.organisation)?;
        let membership = MembershipRow {
            id: ctx.ids.next(),
            user_id: user.id,
            organisation_id: organisation,
            role: Role::Admin,
            status: MembershipStatus::Active,
            deputy_of: None,
            created_at: now,
            updated_at: now,
        };
        enter_member(ctx, tx, &actor, &membership)?;
        tracing::info!(user.id = %user.id, "The desk was set up by user {}", user.id);
        Ok(())
    })
}
