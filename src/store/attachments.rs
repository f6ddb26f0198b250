//! Files that belong to a report or a case, under ids of our own.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::attachments;
use super::types::{Key, MaybeKey};
use crate::domain::values::At;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = attachments)]
pub struct AttachmentRow {
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub case_id: Option<Uuid>,
    pub report_id: Option<Uuid>,
    /// In hex.
    pub sha256: String,
    /// As the sender called it; never used as a path.
    pub name: String,
    /// By its content, not by its name.
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    pub created_at: At,
    pub created_by: Option<Uuid>,
}

pub fn add(tx: &mut Conn, row: &AttachmentRow, bytes: &[u8]) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(attachments::table)
        .values((
            attachments::id.eq(Key(row.id)),
            attachments::organisation_id.eq(Key(row.organisation_id)),
            attachments::case_id.eq(MaybeKey(row.case_id)),
            attachments::report_id.eq(MaybeKey(row.report_id)),
            attachments::sha256.eq(&row.sha256),
            attachments::name.eq(&row.name),
            attachments::media_type.eq(&row.media_type),
            attachments::size.eq(row.size),
            attachments::bytes.eq(bytes),
            attachments::created_at.eq(row.created_at),
            attachments::created_by.eq(MaybeKey(row.created_by)),
        ))
        .execute(c))?;
    Ok(())
}

pub fn get(conn: &mut Conn, id: Uuid) -> StoreResult<Option<AttachmentRow>> {
    Ok(both!(conn, c => attachments::table.find(Key(id)).select(AttachmentRow::as_select()).first(c).optional())?)
}

pub fn bytes(conn: &mut Conn, id: Uuid) -> StoreResult<Option<Vec<u8>>> {
    Ok(both!(conn, c => attachments::table.find(Key(id)).select(attachments::bytes).first(c).optional())?)
}

pub fn of_case(conn: &mut Conn, case: Uuid) -> StoreResult<Vec<AttachmentRow>> {
    Ok(both!(conn, c => attachments::table
        .filter(attachments::case_id.eq(MaybeKey(Some(case))))
        .order((attachments::created_at, attachments::id))
        .select(AttachmentRow::as_select())
        .load(c))?)
}

pub fn of_report(conn: &mut Conn, report: Uuid) -> StoreResult<Vec<AttachmentRow>> {
    Ok(both!(conn, c => attachments::table
        .filter(attachments::report_id.eq(MaybeKey(Some(report))))
        .order((attachments::created_at, attachments::id))
        .select(AttachmentRow::as_select())
        .load(c))?)
}

/// Gives the files of a report to the case that triage made of it.
pub fn hand_to_case(tx: &mut Conn, report: Uuid, case: Uuid) -> StoreResult<usize> {
    Ok(both!(tx, c => diesel::update(attachments::table)
        .filter(attachments::report_id.eq(MaybeKey(Some(report))))
        .set(attachments::case_id.eq(MaybeKey(Some(case))))
        .execute(c))?)
}
