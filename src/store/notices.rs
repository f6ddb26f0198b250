//! Frozen notices: the bytes that were on the screen when somebody approved them, and public notices made of them.

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::{StoreError, StoreResult};
use super::schema::{notice_versions, public_notices};
use super::types::{Doc, Key, MaybeKey, kept_as_words};
use crate::domain::values::At;
use crate::words;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = notice_versions, treat_none_as_default_value = false)]
pub struct NoticeVersionRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub case_id: Uuid,
    /// The notice within the case's aggregate.
    #[diesel(serialize_as = Key)]
    pub notice_id: Uuid,
    /// From 1.
    pub version: i64,
    /// SHA-256 over facts, template and policy, in hex.
    pub digest: String,
    #[diesel(serialize_as = Doc)]
    pub content: Value,
    pub html: String,
    pub text: String,
    pub frozen_at: At,
    /// What the digest binds beside the bytes, as JSON; none for versions frozen before it was kept.
    pub binding: Option<String>,
}

/// Freezes a version. It is never changed afterwards; the database refuses.
pub fn freeze(tx: &mut Conn, row: &NoticeVersionRow) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(notice_versions::table).values(row.clone()).execute(c))?;
    Ok(())
}

pub fn version(conn: &mut Conn, id: Uuid) -> StoreResult<Option<NoticeVersionRow>> {
    Ok(both!(conn, c => notice_versions::table
        .find(Key(id))
        .select(NoticeVersionRow::as_select())
        .first(c)
        .optional())?)
}

/// The versions of a notice, newest first.
pub fn versions_of(conn: &mut Conn, notice: Uuid) -> StoreResult<Vec<NoticeVersionRow>> {
    Ok(both!(conn, c => notice_versions::table
        .filter(notice_versions::notice_id.eq(Key(notice)))
        .order(notice_versions::version.desc())
        .select(NoticeVersionRow::as_select())
        .load(c))?)
}

/// All frozen versions of a case, in the order of freezing.
pub fn of_case(conn: &mut Conn, case: Uuid) -> StoreResult<Vec<NoticeVersionRow>> {
    Ok(both!(conn, c => notice_versions::table
        .filter(notice_versions::case_id.eq(Key(case)))
        .order((notice_versions::frozen_at, notice_versions::id))
        .select(NoticeVersionRow::as_select())
        .load(c))?)
}

words! { PublicNoticeState { Exported = "exported", Published = "published", Withdrawn = "withdrawn" } }
kept_as_words!(PublicNoticeState);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = public_notices, treat_none_as_default_value = false)]
pub struct PublicNoticeRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub case_id: Uuid,
    #[diesel(serialize_as = Key)]
    pub notice_version_id: Uuid,
    pub state: PublicNoticeState,
    pub exported_at: At,
    /// Where it stands.
    pub address: Option<String>,
    /// Of what stood there, in hex.
    pub sha256: Option<String>,
    pub published_at: Option<At>,
    #[diesel(serialize_as = MaybeKey)]
    pub published_by: Option<Uuid>,
    pub withdrawn_at: Option<At>,
}

pub fn add_public(tx: &mut Conn, row: &PublicNoticeRow) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(public_notices::table).values(row.clone()).execute(c))?;
    Ok(())
}

pub fn public_of_case(conn: &mut Conn, case: Uuid) -> StoreResult<Vec<PublicNoticeRow>> {
    Ok(both!(conn, c => public_notices::table
        .filter(public_notices::case_id.eq(Key(case)))
        .order((public_notices::exported_at, public_notices::id))
        .select(PublicNoticeRow::as_select())
        .load(c))?)
}

/// Marks an exported notice as published: where, since when, what stood there, who says so.
pub fn published(tx: &mut Conn, id: Uuid, address: &str, sha256: &str, at: At, by: Uuid) -> StoreResult<()> {
    let changed = both!(tx, c => diesel::update(public_notices::table.find(Key(id)))
        .filter(public_notices::state.eq(PublicNoticeState::Exported))
        .set((
            public_notices::state.eq(PublicNoticeState::Published),
            public_notices::address.eq(Some(address)),
            public_notices::sha256.eq(Some(sha256)),
            public_notices::published_at.eq(Some(at)),
            public_notices::published_by.eq(MaybeKey(Some(by))),
        ))
        .execute(c))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Marks a published notice as taken down.
pub fn withdrawn(tx: &mut Conn, id: Uuid, at: At) -> StoreResult<()> {
    let changed = both!(tx, c => diesel::update(public_notices::table.find(Key(id)))
        .filter(public_notices::state.eq(PublicNoticeState::Published))
        .set((public_notices::state.eq(PublicNoticeState::Withdrawn), public_notices::withdrawn_at.eq(Some(at))))
        .execute(c))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}
