//! Names for filters of the register and of the list of cases: somebody's own, or shared with an organisation.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::{saved_views, users};
use super::types::{Key, MaybeKey, kept_as_words};
use crate::domain::values::At;
use crate::words;

words! {
    /// Which list a view is of.
    ViewPlace { Cases = "cases", Register = "register" }
}
kept_as_words!(ViewPlace);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = saved_views, treat_none_as_default_value = false)]
pub struct SavedViewRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    /// Who made it.
    #[diesel(serialize_as = Key)]
    pub user_id: Uuid,
    /// With whom it is shared; none where it is its maker's alone.
    #[diesel(serialize_as = MaybeKey)]
    pub organisation_id: Option<Uuid>,
    pub name: String,
    pub place: ViewPlace,
    /// The query of the address.
    pub query: String,
    pub created_at: At,
}

/// # Errors
/// [`StoreError::Unique`](super::StoreError::Unique) where the person has one of this name for this list.
pub fn add(tx: &mut Conn, row: &SavedViewRow) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(saved_views::table).values(row.clone()).execute(c))?;
    Ok(())
}

pub fn get(conn: &mut Conn, id: Uuid) -> StoreResult<Option<SavedViewRow>> {
    Ok(both!(conn, c => saved_views::table.find(Key(id)).select(SavedViewRow::as_select()).first(c).optional())?)
}

pub fn remove(tx: &mut Conn, id: Uuid) -> StoreResult<()> {
    both!(tx, c => diesel::delete(saved_views::table.find(Key(id))).execute(c))?;
    Ok(())
}

/// A person's views of a list, shared or not, by name; at most `most`.
pub fn of_person(conn: &mut Conn, user: Uuid, place: ViewPlace, most: i64) -> StoreResult<Vec<SavedViewRow>> {
    Ok(both!(conn, c => saved_views::table
        .filter(saved_views::user_id.eq(Key(user)))
        .filter(saved_views::place.eq(place))
        .order(saved_views::name.asc())
        .limit(most)
        .select(SavedViewRow::as_select())
        .load(c))?)
}

/// What is shared with an organisation of a list, each with the name of its maker, by name; at most `most`.
pub fn shared_with(
    conn: &mut Conn,
    organisation: Uuid,
    place: ViewPlace,
    most: i64,
) -> StoreResult<Vec<(SavedViewRow, String)>> {
    Ok(both!(conn, c => saved_views::table
        .inner_join(users::table)
        .filter(saved_views::organisation_id.eq(MaybeKey(Some(organisation))))
        .filter(saved_views::place.eq(place))
        .order(saved_views::name.asc())
        .limit(most)
        .select((SavedViewRow::as_select(), users::name))
        .load(c))?)
}
