//! Reminders as rows (T1 to T3): due, then fired once, in one transaction with their mail.

use diesel::prelude::*;
use uuid::Uuid;

use super::conn::{Conn, Link, both};
use super::error::StoreResult;
use super::schema::reminders;
use super::types::{Key, MaybeKey};
use crate::domain::values::At;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = reminders, treat_none_as_default_value = false)]
pub struct ReminderRow {
    #[diesel(serialize_as = Key)]
    pub id: Uuid,
    #[diesel(serialize_as = Key)]
    pub organisation_id: Uuid,
    #[diesel(serialize_as = Key)]
    pub case_id: Uuid,
    #[diesel(serialize_as = Key)]
    pub duty_id: Uuid,
    /// Which planning of the duty it belongs to; a moved deadline makes new reminders.
    pub plan_revision: i64,
    /// Such as `24h-before` or `overdue-3`.
    pub offset_label: String,
    pub due_at: At,
    /// The user who gets it.
    #[diesel(serialize_as = Key)]
    pub addressee_id: Uuid,
    pub created_at: At,
    pub fired_at: Option<At>,
    /// How late it was fired.
    pub late_by_seconds: Option<i64>,
    /// The message it went out in.
    #[diesel(serialize_as = MaybeKey)]
    pub delivery_id: Option<Uuid>,
    /// The reminder in whose message it was named.
    #[diesel(serialize_as = MaybeKey)]
    pub merged_into_id: Option<Uuid>,
    pub cancelled_at: Option<At>,
    pub acknowledged_at: Option<At>,
    #[diesel(serialize_as = MaybeKey)]
    pub acknowledged_by: Option<Uuid>,
}

/// Adds reminders that are not there yet; answers how many were new. Planning twice changes nothing (T1).
pub fn plan(tx: &mut Conn, rows: &[ReminderRow]) -> StoreResult<usize> {
    let mut added = 0;
    for row in rows {
        added += both!(tx, c => diesel::insert_into(reminders::table)
            .values(row.clone())
            .on_conflict((
                reminders::duty_id,
                reminders::plan_revision,
                reminders::offset_label,
                reminders::addressee_id,
            ))
            .do_nothing()
            .execute(c))?;
    }
    Ok(added)
}

/// Cancels what waits for a duty, but for the planning `keep` if given: its deadline moved, or it is done.
pub fn cancel(tx: &mut Conn, duty: Uuid, keep: Option<i64>, now: At) -> StoreResult<usize> {
    Ok(both!(tx, c => diesel::update(reminders::table)
        .filter(reminders::duty_id.eq(Key(duty)))
        .filter(reminders::plan_revision.ne(keep.unwrap_or(-1)))
        .filter(reminders::fired_at.is_null())
        .filter(reminders::cancelled_at.is_null())
        .set(reminders::cancelled_at.eq(Some(now)))
        .execute(c))?)
}

/// Makes what waits for a duty exactly `wanted`: the rest is cancelled, and one of them that was cancelled before waits again.
pub fn settle(tx: &mut Conn, duty: Uuid, wanted: &[ReminderRow], now: At) -> StoreResult<()> {
    let kept = both!(tx, c => reminders::table
        .filter(reminders::duty_id.eq(Key(duty)))
        .filter(reminders::fired_at.is_null())
        .select(ReminderRow::as_select())
        .load(c))?;
    let key = |row: &ReminderRow| (row.plan_revision, row.offset_label.clone(), row.addressee_id);
    for row in &kept {
        let wanted = wanted.iter().find(|wanted| key(wanted) == key(row));
        let (due_at, cancelled_at) = match wanted {
            Some(wanted) => (wanted.due_at, None),
            None => (row.due_at, row.cancelled_at.or(Some(now))),
        };
        if (due_at, cancelled_at) != (row.due_at, row.cancelled_at) {
            both!(tx, c => diesel::update(reminders::table.find(Key(row.id)))
                .set((reminders::due_at.eq(due_at), reminders::cancelled_at.eq(cancelled_at)))
                .execute(c))?;
        }
    }
    plan(tx, wanted)?;
    Ok(())
}

/// What is due and has not fired, the oldest first, for firing in this transaction. Two schedulers never see the same ones.
/// Everything that is due by now, never only what fell due since the last look (T2).
pub fn due(tx: &mut Conn, now: At, limit: i64) -> StoreResult<Vec<ReminderRow>> {
    let due = reminders::table
        .filter(reminders::fired_at.is_null())
        .filter(reminders::cancelled_at.is_null())
        .filter(reminders::due_at.le(now))
        .order((reminders::due_at, reminders::id))
        .limit(limit)
        .select(reminders::all_columns);
    Ok(match &mut tx.link {
        Link::Pg(c) => due.for_update().skip_locked().load(c)?,
        Link::Lite(c) => due.load(c)?,
    })
}

/// What is due of one case for one addressee, the oldest first; read while the case is locked.
pub fn due_of(tx: &mut Conn, case: Uuid, addressee: Uuid, now: At) -> StoreResult<Vec<ReminderRow>> {
    Ok(both!(tx, c => reminders::table
        .filter(reminders::case_id.eq(Key(case)))
        .filter(reminders::addressee_id.eq(Key(addressee)))
        .filter(reminders::fired_at.is_null())
        .filter(reminders::cancelled_at.is_null())
        .filter(reminders::due_at.le(now))
        .order((reminders::due_at, reminders::id))
        .select(ReminderRow::as_select())
        .load(c))?)
}

/// When the next reminder falls due, past or future: the scheduler's timer, and the age that `/health` watches (T9).
pub fn next_due_at(conn: &mut Conn) -> StoreResult<Option<At>> {
    Ok(both!(conn, c => reminders::table
        .filter(reminders::fired_at.is_null())
        .filter(reminders::cancelled_at.is_null())
        .order(reminders::due_at)
        .select(reminders::due_at)
        .first(c)
        .optional())?)
}

/// When the next reminder of an organisation falls due.
pub fn next_due_of(conn: &mut Conn, organisation: Uuid) -> StoreResult<Option<At>> {
    Ok(both!(conn, c => reminders::table
        .filter(reminders::organisation_id.eq(Key(organisation)))
        .filter(reminders::fired_at.is_null())
        .filter(reminders::cancelled_at.is_null())
        .order(reminders::due_at)
        .select(reminders::due_at)
        .first(c)
        .optional())?)
}

/// How many reminders of an organisation fired since an instant.
pub fn fired_since(conn: &mut Conn, organisation: Uuid, since: At) -> StoreResult<i64> {
    Ok(both!(conn, c => reminders::table
        .filter(reminders::organisation_id.eq(Key(organisation)))
        .filter(reminders::fired_at.ge(Some(since)))
        .count()
        .get_result(c))?)
}

/// Marks a reminder as fired in this message; false if it had fired or was cancelled. `merged_into` names the reminder that
/// the message is about, if this one is only listed in it (T3).
pub fn fire(
    tx: &mut Conn,
    reminder: &ReminderRow,
    delivery: Uuid,
    merged_into: Option<Uuid>,
    now: At,
) -> StoreResult<bool> {
    let fired = both!(tx, c => diesel::update(reminders::table.find(Key(reminder.id)))
        .filter(reminders::fired_at.is_null())
        .filter(reminders::cancelled_at.is_null())
        .set((
            reminders::fired_at.eq(Some(now)),
            reminders::late_by_seconds.eq(Some(now.since(reminder.due_at).num_seconds().max(0))),
            reminders::delivery_id.eq(MaybeKey(Some(delivery))),
            reminders::merged_into_id.eq(MaybeKey(merged_into)),
        ))
        .execute(c))?;
    Ok(fired == 1)
}

/// Takes back one reminder that is not wanted any more.
pub fn cancel_one(tx: &mut Conn, id: Uuid, now: At) -> StoreResult<()> {
    both!(tx, c => diesel::update(reminders::table.find(Key(id)))
        .filter(reminders::fired_at.is_null())
        .filter(reminders::cancelled_at.is_null())
        .set(reminders::cancelled_at.eq(Some(now)))
        .execute(c))?;
    Ok(())
}

/// Whether somebody has confirmed since then to be on the duty.
pub fn acknowledged_since(conn: &mut Conn, duty: Uuid, since: At) -> StoreResult<bool> {
    let found: i64 = both!(conn, c => reminders::table
        .filter(reminders::duty_id.eq(Key(duty)))
        .filter(reminders::acknowledged_at.ge(Some(since)))
        .count()
        .get_result(c))?;
    Ok(found > 0)
}

/// Notes that somebody has seen the reminders of a duty; answers how many waited for that.
pub fn acknowledge(tx: &mut Conn, duty: Uuid, by: Uuid, now: At) -> StoreResult<usize> {
    Ok(both!(tx, c => diesel::update(reminders::table)
        .filter(reminders::duty_id.eq(Key(duty)))
        .filter(reminders::fired_at.is_not_null())
        .filter(reminders::acknowledged_at.is_null())
        .set((reminders::acknowledged_at.eq(Some(now)), reminders::acknowledged_by.eq(MaybeKey(Some(by)))))
        .execute(c))?)
}

/// Reminders fired at or before `fired_before` that nobody acknowledged: the deputy's turn, then the controller's.
pub fn unacknowledged(conn: &mut Conn, fired_before: At, limit: i64) -> StoreResult<Vec<ReminderRow>> {
    Ok(both!(conn, c => reminders::table
        .filter(reminders::fired_at.le(Some(fired_before)))
        .filter(reminders::acknowledged_at.is_null())
        .filter(reminders::cancelled_at.is_null())
        .order((reminders::fired_at, reminders::id))
        .limit(limit)
        .select(ReminderRow::as_select())
        .load(c))?)
}

pub fn of_case(conn: &mut Conn, case: Uuid) -> StoreResult<Vec<ReminderRow>> {
    Ok(both!(conn, c => reminders::table
        .filter(reminders::case_id.eq(Key(case)))
        .order((reminders::due_at, reminders::id))
        .select(ReminderRow::as_select())
        .load(c))?)
}
