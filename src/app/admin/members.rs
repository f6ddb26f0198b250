//! Who belongs to an organisation: invitations, roles, deputies, and how each of these ends.
//!
//! Every change that takes rights away ends the person's sessions, and no change may leave an organisation without an administrator.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{admin_of, organisation_event};
use crate::app::auth::{links, lost_factor};
use crate::app::cases::access;
use crate::app::member::SignedIn;
use crate::app::outgoing::{self, StaffMail};
use crate::app::{AppError, AppResult, Ctx, letters};
use crate::domain::actor::{Actor, Role};
use crate::domain::values::Private;
pub use crate::store::memberships::{MembershipRow, MembershipStatus};
use crate::store::organisations::OrganisationRow;
pub use crate::store::users::{UserRow, UserStatus};
use crate::store::{Conn, StoreError, memberships, organisations, sessions, users};

/// Somebody to be invited.
#[derive(Debug, Clone)]
pub struct Invited {
    pub name: Private,
    /// In lower case.
    pub email: Private,
    pub language: String,
    pub role: Role,
    pub deputy_of: Option<Uuid>,
}

/// A membership with its person and organisation, as the administrator sees it.
#[derive(Debug, Clone)]
pub struct Member {
    pub membership: MembershipRow,
    pub user: UserRow,
    pub organisation: OrganisationRow,
}

/// What an administrator does to a membership or its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Role(Role),
    DeputyOf(Option<Uuid>),
    Suspend,
    Resume,
    Remove,
    /// Ends the account in every organisation.
    DisableUser,
    EnableUser,
    /// Sends the invitation once more; the link before stops opening.
    InviteAgain,
    /// Forgets a second factor that was lost; the person sets up a new one.
    ResetSecondFactor,
}

/// Everybody of an organisation.
pub fn all(ctx: &Ctx, who: &SignedIn, slug: &str) -> AppResult<(OrganisationRow, Vec<(MembershipRow, UserRow)>)> {
    ctx.store.read(|conn| {
        let (row, _) = super::organisations::load(conn, who, slug)?;
        let mut members = memberships::of_organisation(conn, row.id)?;
        members.retain(|(membership, _)| membership.status != MembershipStatus::Removed);
        Ok((row, members))
    })
}

pub fn load(ctx: &Ctx, who: &SignedIn, membership: Uuid) -> AppResult<Member> {
    ctx.store.read(|conn| load_in(conn, who, membership))
}

fn load_in(conn: &mut Conn, who: &SignedIn, id: Uuid) -> AppResult<Member> {
    let membership = memberships::get(conn, id)?.ok_or(AppError::NotFound)?;
    admin_of(who, membership.organisation_id)?;
    let user = users::get(conn, membership.user_id)?.ok_or(AppError::NotFound)?;
    let organisation = organisations::get(conn, membership.organisation_id)?.ok_or(AppError::NotFound)?;
    Ok(Member { membership, user, organisation })
}

/// Invites somebody. Who has an account already gets the role at once and a mail that says so.
pub fn invite(ctx: &Ctx, who: &SignedIn, slug: &str, invited: &Invited) -> AppResult<()> {
    let now = ctx.clock.now();
    ctx.store.write(|tx| {
        let (organisation, _) = super::organisations::load(tx, who, slug)?;
        let by = admin_of(who, organisation.id)?;
        check_deputy(tx, organisation.id, invited.deputy_of, None)?;
        let user = match users::by_email(tx, invited.email.as_str())? {
            Some(user) if user.status == UserStatus::Disabled => {
                return Err(AppError::Invalid { field: "email", key: "admin-user-disabled" });
            }
            Some(user) => user,
            None => new_user(ctx, tx, invited)?,
        };
        let status =
            if user.status == UserStatus::Active { MembershipStatus::Active } else { MembershipStatus::Invited };
        let membership = MembershipRow {
            id: ctx.ids.next(),
            user_id: user.id,
            organisation_id: organisation.id,
            role: invited.role,
            status,
            deputy_of: invited.deputy_of,
            created_at: now,
            updated_at: now,
        };
        let former = memberships::of_user(tx, user.id)?.into_iter().map(|(membership, _)| membership).find(|kept| {
            kept.organisation_id == organisation.id
                && kept.role == invited.role
                && kept.status == MembershipStatus::Removed
        });
        let id = match former {
            Some(former) => {
                memberships::set_status(tx, former.id, status, now)?;
                memberships::set_role(tx, former.id, invited.role, invited.deputy_of, now)?;
                former.id
            }
            None => memberships::add(tx, &membership).map_err(taken).map(|()| membership.id)?,
        };
        if status == MembershipStatus::Active {
            tell_of_role(ctx, tx, &user, &organisation, by.name.as_str())?;
        } else {
            links::invite(ctx, tx, &user, &organisation, by.name.as_str())?;
        }
        let payload = json!({
            "membership": id, "user": user.id, "role": invited.role, "status": status.as_str(), "deputy_of": invited.deputy_of,
            "email": { "$private": invited.email.as_str() },
        });
        organisation_event(ctx, tx, organisation.id, &Actor::from(&by), "member_added", payload)?;
        access::after_change_of(ctx, tx, user.id)
    })?;
    ctx.wake.notify_waiters();
    Ok(())
}

fn new_user(ctx: &Ctx, tx: &mut Conn, invited: &Invited) -> AppResult<UserRow> {
    let user = UserRow {
        id: ctx.ids.next(),
        name: invited.name.as_str().to_owned(),
        email: invited.email.as_str().to_owned(),
        password_hash: None,
        language: invited.language.clone(),
        status: UserStatus::Invited,
        failed_sign_ins: 0,
        failed_since_at: None,
        last_sign_in_at: None,
        created_at: ctx.clock.now(),
    };
    users::add(tx, &user)?;
    Ok(user)
}

fn tell_of_role(ctx: &Ctx, tx: &mut Conn, user: &UserRow, organisation: &OrganisationRow, by: &str) -> AppResult<()> {
    let context = json!({
        "organisation": organisation.name, "by": by, "link": ctx.link("/account"),
    });
    let mail = StaffMail {
        to: user,
        organisation: organisation.id,
        case: None,
        dedupe_key: format!("role_added/{}", ctx.ids.next()),
        letter: letters::letter(&user.language, "role_added", context)?,
    };
    outgoing::staff(ctx, tx, mail)?;
    Ok(())
}

fn taken(error: StoreError) -> AppError {
    match error {
        StoreError::Unique { .. } => AppError::Invalid { field: "role", key: "admin-member-already" },
        other => other.into(),
    }
}

/// A deputy stands in for somebody else of the same organisation.
fn check_deputy(tx: &mut Conn, organisation: Uuid, deputy_of: Option<Uuid>, own: Option<Uuid>) -> AppResult<()> {
    let Some(principal) = deputy_of else { return Ok(()) };
    let known = memberships::of_organisation(tx, organisation)?.into_iter().any(|(membership, user)| {
        user.id == principal && membership.status != MembershipStatus::Removed && own != Some(principal)
    });
    if known { Ok(()) } else { Err(AppError::Invalid { field: "deputy-of", key: "form-not-a-choice" }) }
}

/// Carries out a change; nothing of it is kept when it would leave an organisation without an administrator.
pub fn change(ctx: &Ctx, who: &SignedIn, membership: Uuid, change: Change) -> AppResult<Member> {
    let now = ctx.clock.now();
    let done = ctx.store.write(|tx| {
        let member = load_in(tx, who, membership)?;
        let by = admin_of(who, member.organisation.id)?;
        let actor = Actor::from(&by);
        let (kind, payload) = carry_out(ctx, tx, who, &member, change, by.name.as_str())?;
        let mut full = json!({ "membership": membership, "user": member.user.id });
        if let (Some(full), Value::Object(more)) = (full.as_object_mut(), payload) {
            full.extend(more);
        }
        organisation_event(ctx, tx, member.organisation.id, &actor, kind, full)?;
        if takes_rights(change) {
            let ended = sessions::end_all_of(tx, member.user.id, None, now)?;
            tracing::info!(user.id = %member.user.id, ended, "{kind} for user {}, {ended} sessions ended", member.user.id);
        }
        // After the event: whoever appends holds the head of the log, so of two who remove each other the second sees the first.
        keeps_an_admin(tx, &member, change)?;
        access::after_change_of(ctx, tx, member.user.id)?;
        load_in_any_state(tx, membership)
    })?;
    ctx.wake.notify_waiters();
    Ok(done)
}

fn load_in_any_state(conn: &mut Conn, id: Uuid) -> AppResult<Member> {
    let membership = memberships::get(conn, id)?.ok_or(AppError::NotFound)?;
    let user = users::get(conn, membership.user_id)?.ok_or(AppError::NotFound)?;
    let organisation = organisations::get(conn, membership.organisation_id)?.ok_or(AppError::NotFound)?;
    Ok(Member { membership, user, organisation })
}

fn takes_rights(change: Change) -> bool {
    matches!(
        change,
        Change::Role(_) | Change::Suspend | Change::Remove | Change::DisableUser | Change::ResetSecondFactor
    )
}

fn carry_out(
    ctx: &Ctx,
    tx: &mut Conn,
    who: &SignedIn,
    member: &Member,
    change: Change,
    by: &str,
) -> AppResult<(&'static str, Value)> {
    let now = ctx.clock.now();
    let id = member.membership.id;
    let wrong_state = || AppError::Invalid { field: "member", key: "admin-member-wrong-state" };
    let status = member.membership.status;
    if status == MembershipStatus::Removed {
        return Err(AppError::NotFound);
    }
    match change {
        Change::Role(role) => {
            memberships::set_role(tx, id, role, member.membership.deputy_of, now).map_err(taken)?;
            Ok(("member_role_changed", json!({ "before": member.membership.role, "after": role })))
        }
        Change::DeputyOf(principal) => {
            check_deputy(tx, member.organisation.id, principal, Some(member.user.id))?;
            memberships::set_role(tx, id, member.membership.role, principal, now)?;
            Ok(("member_deputy_changed", json!({ "before": member.membership.deputy_of, "after": principal })))
        }
        Change::Suspend if status == MembershipStatus::Active => {
            memberships::set_status(tx, id, MembershipStatus::Suspended, now)?;
            Ok(("member_suspended", json!({})))
        }
        Change::Resume if status == MembershipStatus::Suspended => {
            memberships::set_status(tx, id, MembershipStatus::Active, now)?;
            Ok(("member_resumed", json!({})))
        }
        Change::Remove => {
            memberships::set_status(tx, id, MembershipStatus::Removed, now)?;
            Ok(("member_removed", json!({ "role": member.membership.role })))
        }
        Change::DisableUser if member.user.status != UserStatus::Disabled => {
            whole_person(tx, who, member.user.id)?;
            users::set_status(tx, member.user.id, UserStatus::Disabled)?;
            Ok(("user_disabled", json!({})))
        }
        Change::EnableUser if member.user.status == UserStatus::Disabled => {
            whole_person(tx, who, member.user.id)?;
            let back = if member.user.password_hash.is_some() { UserStatus::Active } else { UserStatus::Invited };
            users::set_status(tx, member.user.id, back)?;
            Ok(("user_enabled", json!({})))
        }
        Change::ResetSecondFactor => {
            whole_person(tx, who, member.user.id)?;
            // Who lost it is told by somebody they know, never helped by a stranger: one's own is taken off on the account page.
            if member.user.id == who.user || !lost_factor::reset_in(ctx, tx, &member.user, by)? {
                return Err(wrong_state());
            }
            Ok(("second_factor_reset", json!({})))
        }
        Change::InviteAgain if status == MembershipStatus::Invited && member.user.status == UserStatus::Invited => {
            links::invite(ctx, tx, &member.user, &member.organisation, by)?;
            Ok(("member_invited_again", json!({})))
        }
        Change::Suspend | Change::Resume | Change::DisableUser | Change::EnableUser | Change::InviteAgain => {
            Err(wrong_state())
        }
    }
}

/// An account that also works elsewhere is not one administrator's to end.
fn whole_person(tx: &mut Conn, who: &SignedIn, user: Uuid) -> AppResult<()> {
    let own = who.organisations(&[Role::Admin]);
    let elsewhere = memberships::of_user(tx, user)?.into_iter().any(|(membership, _)| {
        membership.status != MembershipStatus::Removed && !own.contains(&membership.organisation_id)
    });
    if elsewhere { Err(AppError::Invalid { field: "member", key: "admin-user-elsewhere" }) } else { Ok(()) }
}

fn keeps_an_admin(tx: &mut Conn, member: &Member, change: Change) -> AppResult<()> {
    let mut concerned = vec![member.organisation.id];
    if change == Change::DisableUser {
        concerned.extend(memberships::of_user(tx, member.user.id)?.into_iter().map(|(m, _)| m.organisation_id));
    }
    for organisation in concerned {
        if memberships::holders_of(tx, organisation, &[Role::Admin])?.is_empty() {
            return Err(AppError::Invalid { field: "member", key: "admin-last-admin" });
        }
    }
    Ok(())
}
