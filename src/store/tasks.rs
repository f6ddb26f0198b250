//! Tasks of all cases, written anew from the aggregate at each save.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::{cases, tasks};
use super::types::{Key, MaybeKey, kept_as_words};
use crate::domain::values::At;
use crate::words;

words! { TaskStatus { Open = "open", Done = "done", Dropped = "dropped" } }
kept_as_words!(TaskStatus);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = tasks, treat_none_as_default_value = false)]
pub struct TaskRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub case_id: Uuid,
    #[diesel(serialize_as = Key)]
    pub organisation_id: Uuid,
    pub title: String,
    pub phase: String,
    #[diesel(serialize_as = MaybeKey)]
    pub owner_user_id: Option<Uuid>,
    pub due_at: Option<At>,
    pub status: TaskStatus,
    /// Whether the case cannot close while it is open.
    pub must: bool,
}

/// Replaces all tasks of a case.
pub(in crate::store) fn replace(tx: &mut Conn, case: Uuid, rows: &[TaskRow]) -> StoreResult<()> {
    both!(tx, c => diesel::delete(tasks::table.filter(tasks::case_id.eq(Key(case)))).execute(c))?;
    for row in rows {
        both!(tx, c => diesel::insert_into(tasks::table).values(row.clone()).execute(c))?;
    }
    Ok(())
}

pub fn of_case(conn: &mut Conn, case: Uuid) -> StoreResult<Vec<TaskRow>> {
    Ok(both!(conn, c => tasks::table
        .filter(tasks::case_id.eq(Key(case)))
        .order((tasks::due_at.is_null().asc(), tasks::due_at.asc(), tasks::id.asc()))
        .select(TaskRow::as_select())
        .load(c))?)
}

/// What somebody has to do, over all cases, with the reference of the case.
pub fn open_of(conn: &mut Conn, owner: Uuid, limit: i64) -> StoreResult<Vec<(TaskRow, String)>> {
    Ok(both!(conn, c => tasks::table
        .inner_join(cases::table)
        .filter(tasks::owner_user_id.eq(MaybeKey(Some(owner))))
        .filter(tasks::status.eq(TaskStatus::Open))
        .order((tasks::due_at.is_null().asc(), tasks::due_at.asc(), tasks::id.asc()))
        .limit(limit)
        .select((TaskRow::as_select(), cases::reference))
        .load(c))?)
}
