//! Leases: which copy of the program does a round of work (T10). They save work; correctness never hangs on them.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_query;

use super::conn::{Conn, Link, both};
use super::error::StoreResult;
use super::schema::leases;
use super::types::Instant;
use crate::domain::values::At;

#[derive(QueryableByName)]
struct Now {
    #[diesel(sql_type = Instant)]
    now: At,
}

/// The clock that leases go by: the database's on PostgreSQL, where several copies share it, else the caller's.
pub(in crate::store) fn lease_clock(conn: &mut Conn, now: At) -> StoreResult<At> {
    Ok(match &mut conn.link {
        Link::Pg(c) => sql_query("SELECT clock_timestamp() AS now").get_result::<Now>(c)?.now,
        Link::Lite(_) => now,
    })
}

/// Takes or renews a lease; answers its term, or `None` while another holds it. A term never goes to two holders.
pub fn acquire(tx: &mut Conn, name: &str, holder: &str, now: At, length: TimeDelta) -> StoreResult<Option<i64>> {
    let now = lease_clock(tx, now)?;
    both!(tx, c => diesel::insert_into(leases::table)
        .values((
            leases::name.eq(name),
            leases::holder.eq(""),
            leases::term.eq(0),
            // Over already, so that the update below decides in every case.
            leases::lease_until.eq(now),
        ))
        .on_conflict(leases::name)
        .do_nothing()
        .execute(c))?;
    let renewed: Option<i64> = both!(tx, c => diesel::update(leases::table.find(name))
        .filter(leases::holder.eq(holder))
        .filter(leases::lease_until.gt(now))
        .set(leases::lease_until.eq(now.plus(length)))
        .returning(leases::term)
        .get_result(c)
        .optional())?;
    if renewed.is_some() {
        return Ok(renewed);
    }
    Ok(both!(tx, c => diesel::update(leases::table.find(name))
        .filter(leases::lease_until.le(now))
        .set((
            leases::holder.eq(holder),
            leases::term.eq(leases::term + 1),
            leases::lease_until.eq(now.plus(length)),
        ))
        .returning(leases::term)
        .get_result(c)
        .optional())?)
}

/// Who holds a lease whose name begins like this, by name.
pub fn alive(conn: &mut Conn, prefix: &str, now: At) -> StoreResult<Vec<String>> {
    let now = lease_clock(conn, now)?;
    let begins = format!("{}%", prefix.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    Ok(both!(conn, c => leases::table
        .filter(leases::name.like(begins).escape('\\'))
        .filter(leases::lease_until.gt(now))
        .order(leases::name)
        .select(leases::name)
        .load(c))?)
}

/// Forgets leases of this kind that ended so long ago: the copies they belonged to have other names by now.
pub fn forget(tx: &mut Conn, prefix: &str, now: At, age: TimeDelta) -> StoreResult<usize> {
    let before = lease_clock(tx, now)?.plus(-age);
    let begins = format!("{prefix}%");
    Ok(both!(tx, c => diesel::delete(leases::table
        .filter(leases::name.like(begins))
        .filter(leases::lease_until.lt(before)))
        .execute(c))?)
}

/// Gives a lease up, so that another copy takes over at once.
pub fn release(tx: &mut Conn, name: &str, holder: &str, now: At) -> StoreResult<()> {
    let now = lease_clock(tx, now)?;
    both!(tx, c => diesel::update(leases::table.find(name))
        .filter(leases::holder.eq(holder))
        .set(leases::lease_until.eq(now))
        .execute(c))?;
    Ok(())
}
