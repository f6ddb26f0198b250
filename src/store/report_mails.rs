//! Which reports came as an e-mail, and which message each of them was: one that comes again makes no second report.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, both};
use super::error::StoreResult;
use super::schema::report_mails;
use super::types::Key;
use crate::domain::values::At;

/// Notes that `report` is this message; false if the organisation has taken the message before, or is just taking it.
pub fn add(tx: &mut Conn, report: Uuid, organisation: Uuid, message_key: &str, now: At) -> StoreResult<bool> {
    let added = both!(tx, c => diesel::insert_into(report_mails::table)
        .values((
            report_mails::report_id.eq(Key(report)),
            report_mails::organisation_id.eq(Key(organisation)),
            report_mails::message_key.eq(message_key),
            report_mails::taken_at.eq(now),
        ))
        .on_conflict((report_mails::organisation_id, report_mails::message_key))
        .do_nothing()
        .execute(c))?;
    Ok(added == 1)
}

/// The report that this message became.
pub fn report_of(conn: &mut Conn, organisation: Uuid, message_key: &str) -> StoreResult<Option<Uuid>> {
    Ok(both!(conn, c => report_mails::table
        .filter(report_mails::organisation_id.eq(Key(organisation)))
        .filter(report_mails::message_key.eq(message_key))
        .select(report_mails::report_id)
        .first(c)
        .optional())?)
}

/// How many messages an organisation has taken since, counted up to `most`.
pub fn count_since(conn: &mut Conn, organisation: Uuid, since: At, most: i64) -> StoreResult<usize> {
    let found: Vec<Uuid> = both!(conn, c => report_mails::table
        .filter(report_mails::organisation_id.eq(Key(organisation)))
        .filter(report_mails::taken_at.gt(since))
        .limit(most)
        .select(report_mails::report_id)
        .load(c))?;
    Ok(found.len())
}
