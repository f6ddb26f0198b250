//! Planning the open cases of an organisation anew after its own rules or habits changed.
//!
//! The change leaves a note in its own transaction; each case is then a transaction of its own, and the note goes when all are done.
//! After a crash in between the next start finds the note and goes on.

use serde_json::Value;
use uuid::Uuid;

use super::{AppError, AppResult, Ctx, cases};
use crate::store::cases::{self as rows, CaseFilter, CaseStatus};
use crate::store::{Conn, StoreResult, organisations, settings};

fn key(organisation: Uuid) -> String {
    format!("replan/{organisation}")
}

/// Notes, in the change's own transaction, that the open cases are to be planned anew.
pub fn note(ctx: &Ctx, tx: &mut Conn, organisation: Uuid) -> AppResult<()> {
    let mark = Value::from(ctx.ids.next().to_string());
    Ok(settings::set(tx, &key(organisation), &mark, ctx.clock.now())?)
}

/// Plans every open case of the organisation anew, and their reminders with them.
pub fn organisation(ctx: &Ctx, organisation: Uuid) -> AppResult<()> {
    let (noted, open) = ctx.store.read(|conn| {
        let filter = CaseFilter {
            organisation_id: organisation,
            status: Some(CaseStatus::Open),
            limit: i64::MAX,
            ..CaseFilter::default()
        };
        let open: Vec<Uuid> = rows::list(conn, &filter)?.into_iter().map(|line| line.id).collect();
        Ok::<_, AppError>((settings::get(conn, &key(organisation))?, open))
    })?;
    for case in open {
        ctx.store.write(|tx| cases::plan_anew(ctx, tx, case))?;
    }
    // Somebody may have changed the rules again meanwhile; their own run takes that note away.
    ctx.store.write(|tx| {
        if settings::get(tx, &key(organisation))? == noted {
            settings::remove(tx, &key(organisation))?;
        }
        Ok::<_, AppError>(())
    })?;
    ctx.wake.notify_waiters();
    Ok(())
}

/// Finishes what an earlier run of the program left undone; answers for how many organisations.
pub fn finish(ctx: &Ctx) -> AppResult<usize> {
    let waiting: StoreResult<Vec<Uuid>> = ctx.store.read(|conn| {
        let mut waiting = Vec::new();
        for row in organisations::all(conn)? {
            if settings::get(conn, &key(row.id))?.is_some() {
                waiting.push(row.id);
            }
        }
        Ok(waiting)
    });
    let waiting = waiting?;
    for id in &waiting {
        organisation(ctx, *id)?;
    }
    Ok(waiting.len())
}
