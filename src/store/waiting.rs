//! What somebody can do now in open cases: written anew from the aggregate at each save.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::reader::{Reader, seen_by};
use super::schema::{register_rows, waiting};
use super::types::{Key, kept_as_words};
use crate::domain::values::At;
use crate::words;

words! {
    /// What is to be done.
    WaitingKind {
        Instant = "instant",
        Decision = "decision",
        Review = "review",
        Afterwards = "afterwards",
        Proof = "proof",
        Task = "task",
    }
}
words! {
    /// For whom it waits: those who release what others prepared, those who work on cases, or one person by name.
    Whom { Approvers = "approvers", Workers = "workers", Owner = "owner" }
}
kept_as_words!(WaitingKind, Whom);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = waiting)]
pub struct WaitingRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub case_id: Uuid,
    #[diesel(serialize_as = Key)]
    pub organisation_id: Uuid,
    pub kind: WaitingKind,
    pub whom: Whom,
    /// Name of the person, where it waits for one; empty otherwise.
    pub owner: String,
    /// Who must not do it, as [`but_not`] writes it.
    pub but_not: String,
    /// The part of the address after that of the case.
    pub page: String,
    /// Empty where the case itself is what is meant.
    pub what: String,
    /// Since when it waits; of a task the day by which it is due.
    pub since: At,
}

/// Users in one text, such that each can be looked for.
pub fn but_not(users: impl IntoIterator<Item = Uuid>) -> String {
    users.into_iter().map(|user| format!(" {user} ")).collect()
}

/// Replaces all rows of a case.
pub(in crate::store) fn replace(tx: &mut Conn, case: Uuid, rows: &[WaitingRow]) -> StoreResult<()> {
    both!(tx, c => diesel::delete(waiting::table.filter(waiting::case_id.eq(Key(case)))).execute(c))?;
    for row in rows {
        both!(tx, c => diesel::insert_into(waiting::table).values(row.clone()).execute(c))?;
    }
    Ok(())
}

pub fn of_case(conn: &mut Conn, case: Uuid) -> StoreResult<Vec<WaitingRow>> {
    Ok(both!(conn, c => waiting::table
        .filter(waiting::case_id.eq(Key(case)))
        .order(waiting::id)
        .select(WaitingRow::as_select())
        .load(c))?)
}

/// Cases in which a proof waits at a page that ends like this.
pub fn cases_at(conn: &mut Conn, ending: &str) -> StoreResult<Vec<Uuid>> {
    let ending = format!("%{ending}");
    Ok(both!(conn, c => waiting::table
        .filter(waiting::kind.eq(WaitingKind::Proof))
        .filter(waiting::page.like(&ending))
        .select(waiting::case_id)
        .distinct()
        .load(c))?)
}

/// What waits for the members of a role in an organisation, the oldest first, without what this user must leave to others; with
/// reference and title of the case. `owner` is empty but for [`Whom::Owner`].
pub fn list(
    conn: &mut Conn,
    organisation: Uuid,
    whom: Whom,
    owner: &str,
    user: Uuid,
    limit: i64,
) -> StoreResult<Vec<(WaitingRow, String, String)>> {
    let not_theirs = format!("% {user} %");
    let theirs = Reader::Person(user).pattern();
    Ok(both!(conn, c => waiting::table
        .inner_join(register_rows::table)
        .filter(waiting::organisation_id.eq(Key(organisation)))
        .filter(waiting::whom.eq(whom))
        .filter(waiting::owner.eq(owner))
        .filter(waiting::but_not.not_like(&not_theirs))
        .filter(seen_by!(&theirs))
        .order((waiting::since.asc(), waiting::id.asc()))
        .limit(limit)
        .select((WaitingRow::as_select(), register_rows::reference, register_rows::title))
        .load(c))?)
}
