//! Accepted rows become cases, a few in each transaction, with the line that says how far the import has come.

use uuid::Uuid;

use super::row::OldCase;
use super::{Look, columns, look, organisations};
use crate::app::cases::imported::{OldFile, import_in};
use crate::app::member::{APPROVERS, SignedIn};
use crate::app::people::waiting_room;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::actor::Person;
use crate::store::StoreError;
use crate::store::register_imports::{self, ImportState, RegisterImportRow};

/// Cases of one transaction: a writer on SQLite should hold the database for less than 50 ms.
const BATCH: usize = 10;

/// What a person accepts.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// The columns as they were on screen.
    pub columns: String,
    /// The good rows that were on screen as still to be stored.
    pub seen: u64,
    /// The same file is in the register already, and is to be taken over once more.
    pub again: bool,
}

/// Accepts what was on screen and stores it; rows with a problem stay out. An import that was cut short goes on where it stopped.
/// `source` says where a row stood, and whether its moment is a day alone.
///
/// # Errors
/// Where the file reads otherwise than the page showed it, no longer waits, is in the register already, or somebody else stores it now.
pub fn accept(
    ctx: &Ctx,
    who: &SignedIn,
    import: Uuid,
    accepted: &Acceptance,
    source: impl Fn(u64, bool) -> String,
) -> AppResult<u64> {
    let look = look(ctx, who, import, &accepted.columns)?;
    let rest: Vec<OldCase> = look.rest().cloned().collect();
    let cut_short_at_the_end = look.running().is_some() && rest.is_empty();
    if look.file_problem.is_some() || rest.len() as u64 != accepted.seen || (rest.is_empty() && !cut_short_at_the_end) {
        return Err(AppError::Invalid { field: "accept", key: "old-register-changed" });
    }
    if look.is_known() && !accepted.again {
        return Err(AppError::Invalid { field: "again", key: "old-register-taken-before" });
    }
    let by = who.acting(look.organisation, APPROVERS).ok_or(AppError::NotAllowed)?;
    let mut line = begin(ctx, &look, &by)?;
    let file = OldFile { organisation: look.organisation, sha256: look.waiting.sha256.clone() };
    let steps: Vec<&[OldCase]> = if rest.is_empty() { vec![&[]] } else { rest.chunks(BATCH).collect() };
    let last = steps.len();
    for (step, rows) in steps.into_iter().enumerate() {
        let to = moved(&line, rows, step + 1 == last, ctx);
        ctx.store.write(|tx| {
            // First the line: whoever stores the same file at the same time waits here, and then stops.
            register_imports::move_on(tx, &line, &to)?;
            import_in(ctx, tx, &by, &file, rows, &source)
        })?;
        line = to;
    }
    // Only now: a crash before leaves the file, and the line that says how far it came.
    waiting_room(ctx)?.discard(import)?;
    Ok(rest.len() as u64)
}

/// The line of this import: that of the one begun before, or a new one.
fn begin(ctx: &Ctx, look: &Look, by: &Person) -> AppResult<RegisterImportRow> {
    if let Some(running) = look.running() {
        return Ok(running.clone());
    }
    let row = RegisterImportRow {
        id: ctx.ids.next(),
        organisation_id: look.organisation,
        file_sha256: look.waiting.sha256.clone(),
        meanings: columns::code(&look.columns),
        row_count: i64::try_from(look.good.len()).unwrap_or(i64::MAX),
        stored: 0,
        last_row: 0,
        state: ImportState::Running,
        user_id: by.user,
        started_at: ctx.clock.now(),
        ended_at: None,
    };
    match ctx.store.write(|tx| register_imports::add(tx, &row)) {
        Ok(()) => Ok(row),
        Err(StoreError::Unique { .. }) => Err(AppError::Invalid { field: "accept", key: "old-register-changed" }),
        Err(error) => Err(error.into()),
    }
}

fn moved(line: &RegisterImportRow, rows: &[OldCase], is_last: bool, ctx: &Ctx) -> RegisterImportRow {
    let last_row = rows.last().and_then(|old| i64::try_from(old.row).ok()).unwrap_or(line.last_row);
    RegisterImportRow {
        stored: line.stored + i64::try_from(rows.len()).unwrap_or(0),
        last_row,
        state: if is_last { ImportState::Finished } else { ImportState::Running },
        ended_at: is_last.then(|| ctx.clock.now()),
        ..line.clone()
    }
}

/// Leaves an unfinished import at what has come in: the cases stay, and the file does not go on by itself when it comes again.
pub fn leave(ctx: &Ctx, who: &SignedIn, id: Uuid) -> AppResult<()> {
    ctx.store.write(|tx| {
        let row = register_imports::get(tx, id)?.ok_or(AppError::NotFound)?;
        let is_mine = organisations(who).iter().any(|(one, ..)| *one == row.organisation_id);
        if !is_mine || row.state != ImportState::Running {
            return Err(AppError::NotFound);
        }
        let left = RegisterImportRow { state: ImportState::Left, ended_at: Some(ctx.clock.now()), ..row.clone() };
        Ok(register_imports::move_on(tx, &row, &left)?)
    })
}
