//! Frozen notices: the bytes that were on the screen when somebody approved them.

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::notice_versions;
use super::types::{Doc, Key};
use crate::domain::values::At;

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
