//! Organisations: the groups and controllers whose breaches this desk runs.

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::{StoreError, StoreResult};
use super::schema::organisations;
use super::types::{Doc, Key};
use crate::domain::values::At;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = organisations, treat_none_as_default_value = false)]
pub struct OrganisationRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    /// Stands in addresses, such as `/report/lunamobile`.
    pub slug: String,
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// IANA zone in which its cases are shown.
    pub zone: String,
    /// Controllers, markets, DPO contacts, mandates: the application's document.
    #[diesel(serialize_as = Doc)]
    pub settings: Value,
    /// Counts the changes, for optimistic locking.
    pub revision: i64,
    pub created_at: At,
    pub updated_at: At,
}

pub fn add(tx: &mut Conn, row: &OrganisationRow) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(organisations::table).values(row.clone()).execute(c))?;
    Ok(())
}

pub fn get(conn: &mut Conn, id: Uuid) -> StoreResult<Option<OrganisationRow>> {
    Ok(both!(conn, c => organisations::table.find(Key(id)).select(OrganisationRow::as_select()).first(c).optional())?)
}

/// Name and zone alone, for lines that name their organisation.
pub fn name_and_zone(conn: &mut Conn, id: Uuid) -> StoreResult<Option<(String, String)>> {
    Ok(both!(conn, c => organisations::table
        .find(Key(id))
        .select((organisations::name, organisations::zone))
        .first(c)
        .optional())?)
}

pub fn by_slug(conn: &mut Conn, slug: &str) -> StoreResult<Option<OrganisationRow>> {
    Ok(both!(conn, c => organisations::table
        .filter(organisations::slug.eq(slug))
        .select(OrganisationRow::as_select())
        .first(c)
        .optional())?)
}

pub fn all(conn: &mut Conn) -> StoreResult<Vec<OrganisationRow>> {
    Ok(both!(conn, c => organisations::table
        .order(organisations::slug)
        .select(OrganisationRow::as_select())
        .load(c))?)
}

/// Saves everything but id and creation, if nobody saved since `row.revision` was read; the saved row counts one more.
pub fn update(tx: &mut Conn, row: &OrganisationRow) -> StoreResult<()> {
    let changed = both!(tx, c => diesel::update(organisations::table.find(Key(row.id)))
        .filter(organisations::revision.eq(row.revision))
        .set((
            organisations::slug.eq(&row.slug),
            organisations::name.eq(&row.name),
            organisations::country.eq(&row.country),
            organisations::zone.eq(&row.zone),
            organisations::settings.eq(Doc(row.settings.clone())),
            organisations::revision.eq(row.revision + 1),
            organisations::updated_at.eq(row.updated_at),
        ))
        .execute(c))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}
