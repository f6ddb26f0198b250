//! What people typed and have not saved: one draft per person and form, theirs alone.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::form_drafts;
use super::types::Key;
use crate::domain::values::At;

/// Puts a draft in the place of the earlier one.
pub fn keep(tx: &mut Conn, user: Uuid, place: &str, content: &str, now: At) -> StoreResult<()> {
    both!(tx, c => diesel::insert_into(form_drafts::table)
        .values((
            form_drafts::user_id.eq(Key(user)),
            form_drafts::place.eq(place),
            form_drafts::content.eq(content),
            form_drafts::saved_at.eq(now),
        ))
        .on_conflict((form_drafts::user_id, form_drafts::place))
        .do_update()
        .set((form_drafts::content.eq(content), form_drafts::saved_at.eq(now)))
        .execute(c))?;
    Ok(())
}

/// Content and time of a draft.
pub fn get(conn: &mut Conn, user: Uuid, place: &str) -> StoreResult<Option<(String, At)>> {
    Ok(both!(conn, c => form_drafts::table
        .filter(form_drafts::user_id.eq(Key(user)))
        .filter(form_drafts::place.eq(place))
        .select((form_drafts::content, form_drafts::saved_at))
        .first(c)
        .optional())?)
}

pub fn forget(tx: &mut Conn, user: Uuid, place: &str) -> StoreResult<()> {
    both!(tx, c => diesel::delete(form_drafts::table
        .filter(form_drafts::user_id.eq(Key(user)))
        .filter(form_drafts::place.eq(place)))
        .execute(c))?;
    Ok(())
}

/// Forgets drafts that nobody touched since `before`.
pub fn purge(tx: &mut Conn, before: At) -> StoreResult<usize> {
    Ok(both!(tx, c => diesel::delete(form_drafts::table.filter(form_drafts::saved_at.lt(before))).execute(c))?)
}
