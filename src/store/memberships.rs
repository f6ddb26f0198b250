//! Who belongs to which organisation, in which role, and whether that counts today.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::{StoreError, StoreResult};
use super::organisations::OrganisationRow;
use super::schema::{memberships, organisations, users};
use super::types::{Key, MaybeKey, kept_as_words};
use super::users::{UserRow, UserStatus};
use crate::domain::actor::Role;
use crate::domain::values::At;
use crate::words;

words! {
    /// Part of every permission check: only an active membership gives rights.
    MembershipStatus { Invited = "invited", Active = "active", Suspended = "suspended", Removed = "removed" }
}
kept_as_words!(MembershipStatus);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = memberships, treat_none_as_default_value = false)]
pub struct MembershipRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub user_id: Uuid,
    #[diesel(serialize_as = Key)]
    pub organisation_id: Uuid,
    pub role: Role,
    pub status: MembershipStatus,
    /// The user whom this one stands in for.
    #[diesel(serialize_as = MaybeKey)]
    pub deputy_of: Option<Uuid>,
    pub created_at: At,
    pub updated_at: At,
}

pub fn add(tx: &mut Conn, row: &MembershipRow) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(memberships::table).values(row.clone()).execute(c))?;
    Ok(())
}

pub fn get(conn: &mut Conn, id: Uuid) -> StoreResult<Option<MembershipRow>> {
    Ok(both!(conn, c => memberships::table.find(Key(id)).select(MembershipRow::as_select()).first(c).optional())?)
}

/// All memberships of a user, whatever their status, with the organisation.
pub fn of_user(conn: &mut Conn, user: Uuid) -> StoreResult<Vec<(MembershipRow, OrganisationRow)>> {
    Ok(both!(conn, c => memberships::table
        .inner_join(organisations::table)
        .filter(memberships::user_id.eq(Key(user)))
        .order((organisations::slug, memberships::role))
        .select((MembershipRow::as_select(), OrganisationRow::as_select()))
        .load(c))?)
}

/// A role that a user holds today, with the names of its organisation.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct HeldRole {
    pub organisation: Uuid,
    pub slug: String,
    pub name: String,
    pub role: Role,
    pub deputy_of: Option<Uuid>,
}

/// The active memberships of a user: what every request asks, so it reads no more than rights need.
pub fn held_by(conn: &mut Conn, user: Uuid) -> StoreResult<Vec<HeldRole>> {
    Ok(both!(conn, c => memberships::table
        .inner_join(organisations::table)
        .filter(memberships::user_id.eq(Key(user)))
        .filter(memberships::status.eq(MembershipStatus::Active))
        .order((memberships::organisation_id, memberships::role))
        .select((
            organisations::id,
            organisations::slug,
            organisations::name,
            memberships::role,
            memberships::deputy_of,
        ))
        .load(c))?)
}

/// Everybody of an organisation, whatever their status.
pub fn of_organisation(conn: &mut Conn, organisation: Uuid) -> StoreResult<Vec<(MembershipRow, UserRow)>> {
    Ok(both!(conn, c => memberships::table
        .inner_join(users::table)
        .filter(memberships::organisation_id.eq(Key(organisation)))
        .order((users::name, users::id, memberships::role))
        .select((MembershipRow::as_select(), UserRow::as_select()))
        .load(c))?)
}

/// Those who can be written to in a role: active users with an active membership.
pub fn holders_of(conn: &mut Conn, organisation: Uuid, roles: &[Role]) -> StoreResult<Vec<(MembershipRow, UserRow)>> {
    Ok(both!(conn, c => memberships::table
        .inner_join(users::table)
        .filter(memberships::organisation_id.eq(Key(organisation)))
        .filter(memberships::role.eq_any(roles.iter().copied()))
        .filter(memberships::status.eq(MembershipStatus::Active))
        .filter(users::status.eq(UserStatus::Active))
        .order((users::name, users::id, memberships::role))
        .select((MembershipRow::as_select(), UserRow::as_select()))
        .load(c))?)
}

/// Those who stand in for a user.
pub fn deputies_of(conn: &mut Conn, organisation: Uuid, user: Uuid) -> StoreResult<Vec<(MembershipRow, UserRow)>> {
    Ok(both!(conn, c => memberships::table
        .inner_join(users::table)
        .filter(memberships::organisation_id.eq(Key(organisation)))
        .filter(memberships::deputy_of.eq(Some(Key(user))))
        .filter(memberships::status.eq(MembershipStatus::Active))
        .filter(users::status.eq(UserStatus::Active))
        .order((users::name, users::id))
        .select((MembershipRow::as_select(), UserRow::as_select()))
        .load(c))?)
}

pub fn set_status(tx: &mut Conn, id: Uuid, status: MembershipStatus, now: At) -> StoreResult<()> {
    let changed = both!(tx, c => diesel::update(memberships::table.find(Key(id)))
        .set((memberships::status.eq(status), memberships::updated_at.eq(now)))
        .execute(c))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Sets the role, and whom the person stands in for.
pub fn set_role(tx: &mut Conn, id: Uuid, role: Role, deputy_of: Option<Uuid>, now: At) -> StoreResult<()> {
    let changed = both!(tx, c => diesel::update(memberships::table.find(Key(id)))
        .set((
            memberships::role.eq(role),
            memberships::deputy_of.eq(MaybeKey(deputy_of)),
            memberships::updated_at.eq(now),
        ))
        .execute(c))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Turns a user's invitations into memberships, when the invitation link is taken up.
pub fn accept_invitations(tx: &mut Conn, user: Uuid, now: At) -> StoreResult<usize> {
    Ok(both!(tx, c => diesel::update(memberships::table)
        .filter(memberships::user_id.eq(Key(user)))
        .filter(memberships::status.eq(MembershipStatus::Invited))
        .set((memberships::status.eq(MembershipStatus::Active), memberships::updated_at.eq(now)))
        .execute(c))?)
}
