//! Rows beside the documents, made anew once after a new program has learnt to keep more of them.

use uuid::Uuid;

use crate::app::{AppError, AppResult, Ctx, cases as case_steps};
use crate::store::{Conn, cases, settings};

/// Counts what the rows hold. Who changes that raises it, and the next start makes the rows of every case anew.
pub const KEPT: i64 = 3;
const KEY: &str = "rows-beside";
/// Cases of one transaction: a writer on SQLite should hold the database for less than 50 ms.
const BATCH: i64 = 10;

/// Makes the rows of every case anew, unless that was done; answers for how many cases. A crash in between makes the next start begin
/// again, which changes nothing that is right.
pub fn bring_up(ctx: &Ctx) -> AppResult<usize> {
    let kept = ctx.store.read(|conn| settings::get(conn, KEY))?;
    if kept.as_ref().and_then(serde_json::Value::as_i64) == Some(KEPT) {
        return Ok(0);
    }
    let (mut after, mut made) = (Uuid::nil(), 0);
    loop {
        let batch = ctx.store.write(|tx| {
            let ids = cases::ids_after(tx, after, BATCH)?;
            ids.iter().try_for_each(|id| make_anew(tx, *id))?;
            Ok::<_, AppError>(ids)
        })?;
        made += batch.len();
        match batch.last() {
            Some(last) => after = *last,
            None => break,
        }
    }
    ctx.store.write(|tx| settings::set(tx, KEY, &KEPT.into(), ctx.clock.now()))?;
    if made > 0 {
        tracing::info!(made, "The lists of {made} cases were made anew, as this version keeps them");
    }
    Ok(made)
}

fn make_anew(tx: &mut Conn, id: Uuid) -> AppResult<()> {
    let Some(row) = cases::get_to_change(tx, id)? else { return Ok(()) };
    let case = case_steps::case_of(&row)?;
    Ok(cases::keep_beside(tx, id, &super::beside(&case))?)
}
