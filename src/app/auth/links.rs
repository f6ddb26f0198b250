//! Links that open once: invitation and new password. A link is used up by setting the password, never by being opened: mail scanners open
//! links.

use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use super::{password, token_hash};
use crate::app::admin::desk_event;
use crate::app::cases::access;
use crate::app::outgoing::{self, StaffMail};
use crate::app::{AppError, AppResult, Ctx, letters};
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::values::{At, Private};
pub use crate::store::links::LinkPurpose;
use crate::store::links::{self, OneTimeLinkRow};
use crate::store::organisations::OrganisationRow;
use crate::store::users::{self, UserRow, UserStatus};
use crate::store::{Conn, memberships, sessions};

/// How long an invitation opens.
const INVITATION: TimeDelta = TimeDelta::days(7);
/// How long a link to a new password opens.
const RESET: TimeDelta = TimeDelta::hours(1);

/// Whom a link is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkFor {
    pub user: Uuid,
    pub name: String,
    pub email: String,
}

/// Makes a link inside the caller's transaction and answers its token. Earlier unused links of the same kind stop opening.
pub fn add(ctx: &Ctx, tx: &mut Conn, purpose: LinkPurpose, user: Option<Uuid>, now: At) -> AppResult<String> {
    let token = ctx.ids.token();
    let life = if purpose == LinkPurpose::PasswordReset { RESET } else { INVITATION };
    let row = OneTimeLinkRow {
        id: ctx.ids.next(),
        purpose,
        token_hash: token_hash(&token),
        user_id: user,
        created_at: now,
        expires_at: now.plus(life),
        used_at: None,
    };
    links::add(tx, &row)?;
    Ok(token)
}

/// Sends a link to a new password, if an active account has this address. The caller answers the same in every case.
pub fn ask_for_reset(ctx: &Ctx, email: &str) -> AppResult<()> {
    let now = ctx.clock.now();
    let email = email.trim().to_lowercase();
    ctx.store.write(|tx| {
        let user = users::by_email(tx, &email)?.filter(|user| user.status == UserStatus::Active);
        let Some(user) = user else { return Ok(()) };
        let Some((membership, organisation)) = memberships::of_user(tx, user.id)?.into_iter().next() else {
            return Ok(());
        };
        let token = add(ctx, tx, LinkPurpose::PasswordReset, Some(user.id), now)?;
        let context = json!({
            "until": letters::moment(&user.language, now.plus(RESET), &organisation.zone),
            "link": ctx.link(&format!("/password/reset/{token}")),
        });
        send(ctx, tx, &user, membership.organisation_id, "password_reset", &token, context)
    })?;
    ctx.wake.notify_waiters();
    Ok(())
}

/// Sends an invitation to a user who has no password yet, inside the caller's transaction.
pub fn invite(ctx: &Ctx, tx: &mut Conn, user: &UserRow, organisation: &OrganisationRow, by: &str) -> AppResult<()> {
    let now = ctx.clock.now();
    let token = add(ctx, tx, LinkPurpose::Invitation, Some(user.id), now)?;
    let context = json!({
        "organisation": organisation.name,
        "by": by,
        "until": letters::moment(&user.language, now.plus(INVITATION), &organisation.zone),
        "link": ctx.link(&format!("/invitation/{token}")),
    });
    send(ctx, tx, user, organisation.id, "invitation", &token, context)
}

fn send(
    ctx: &Ctx,
    tx: &mut Conn,
    user: &UserRow,
    organisation: Uuid,
    name: &str,
    token: &str,
    context: serde_json::Value,
) -> AppResult<()> {
    let mail = StaffMail {
        to: user,
        organisation,
        case: None,
        dedupe_key: format!("{name}/{}", hex::encode(token_hash(token))),
        letter: letters::letter(&user.language, name, context)?,
    };
    outgoing::staff(ctx, tx, mail)?;
    Ok(())
}

/// The person a link is for; not found when it was used, is too old or never was.
pub fn look(ctx: &Ctx, purpose: LinkPurpose, token: &str) -> AppResult<LinkFor> {
    let now = ctx.clock.now();
    ctx.store.read(|conn| {
        let link = links::open(conn, purpose, &token_hash(token), now)?.ok_or(AppError::NotFound)?;
        let user = user_of(conn, &link)?;
        Ok(LinkFor { user: user.id, name: user.name, email: user.email })
    })
}

fn user_of(conn: &mut Conn, link: &OneTimeLinkRow) -> AppResult<UserRow> {
    let user = link.user_id.ok_or(AppError::NotFound)?;
    let user = users::get(conn, user)?.ok_or(AppError::NotFound)?;
    // Somebody who was disabled after the link went out does not come back by it.
    if user.status == UserStatus::Disabled { Err(AppError::NotFound) } else { Ok(user) }
}

/// Sets the password and uses the link up. An invitation also takes up the memberships it was for; every session of the user ends.
pub fn set_password(ctx: &Ctx, purpose: LinkPurpose, token: &str, new: &str) -> AppResult<()> {
    let now = ctx.clock.now();
    // Hashing takes a while and holds no transaction.
    let hash = password::hash(&ctx.ids, new)?;
    ctx.store.write(|tx| {
        let link = links::take(tx, purpose, &token_hash(token), now)?.ok_or(AppError::NotFound)?;
        let user = user_of(tx, &link)?;
        users::set_password(tx, user.id, &hash)?;
        if purpose == LinkPurpose::Invitation {
            memberships::accept_invitations(tx, user.id, now)?;
            let actor =
                Actor { kind: ActorKind::User, id: Some(user.id), role: None, name: Private::new(user.name.as_str()) };
            desk_event(ctx, tx, &actor, "invitation_taken", json!({ "user": user.id }))?;
            access::after_change_of(ctx, tx, user.id)?;
        }
        let ended = sessions::end_all_of(tx, user.id, None, now)?;
        tracing::info!(user.id = %user.id, %purpose, ended, "User {} set a password by a link", user.id);
        Ok(())
    })
}
