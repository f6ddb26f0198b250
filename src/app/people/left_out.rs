//! The rows of a list that were not imported: kept as far as they could be read, sealed as the recipients are, so that the people in them
//! are told in another way or come in with a corrected file.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::brought_in::mark;
use super::sealed::{halves, key_of};
use super::{AppError, AppResult, Ctx, SENDERS, case_for, communication};
use crate::app::member::SignedIn;
use crate::app::recipients::RowProblem;
use crate::app::recipients::export::Sheet;
use crate::app::vault::DataKey;
use crate::store::left_out_rows::{self, LeftOutRow, Which};

/// Rows read or written at once.
const CHUNK: i64 = 200;

/// Sealed: what the file holds under a row number, and why it was not taken over.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    /// The cells as they stood in the file; the heads of the columns in row 0.
    pub cells: Vec<String>,
    /// None for the heads.
    pub problem: Option<RowProblem>,
}

/// Rows that are not taken over, on their way into the store.
pub(super) struct LeftOut<'a> {
    ctx: &'a Ctx,
    id: Uuid,
    key: &'a DataKey,
    rows: Vec<LeftOutRow>,
    bytes: usize,
}

/// A row that swallowed others is large: so many bytes of them are written together.
const LEFT_OUT_BYTES: usize = 1024 * 1024;

impl<'a> LeftOut<'a> {
    pub(super) fn of(ctx: &'a Ctx, id: Uuid, key: &'a DataKey) -> Self {
        Self { ctx, id, key, rows: Vec::new(), bytes: 0 }
    }

    /// Row 0 takes the heads of the columns, without a problem.
    pub(super) fn keep(&mut self, row: u64, cells: &[&str], problem: Option<&RowProblem>) -> AppResult<()> {
        let kept = Kept { cells: cells.iter().map(|cell| (*cell).to_owned()).collect(), problem: problem.cloned() };
        let sealed = seal(self.ctx, self.id, row, &kept, self.key)?;
        self.bytes += sealed.ciphertext.len();
        self.rows.push(sealed);
        if self.rows.len() >= CHUNK as usize || self.bytes >= LEFT_OUT_BYTES { self.write() } else { Ok(()) }
    }

    pub(super) fn write(&mut self) -> AppResult<()> {
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        Ok(self.ctx.store.write(|tx| left_out_rows::add(tx, &rows))?)
    }
}

/// One row, sealed.
fn seal(ctx: &Ctx, communication: Uuid, row: u64, kept: &Kept, key: &DataKey) -> AppResult<LeftOutRow> {
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(kept).map_err(AppError::broken)?);
    let (nonce, ciphertext) = halves(&key.seal(row, &plain));
    Ok(LeftOutRow {
        id: ctx.ids.next(),
        communication_id: communication,
        row_no: i64::try_from(row).map_err(AppError::broken)?,
        ciphertext,
        nonce,
    })
}

fn unseal(key: &DataKey, row: &LeftOutRow) -> AppResult<Kept> {
    let plain = key.open(row.row_no.unsigned_abs(), &[row.nonce.as_slice(), row.ciphertext.as_slice()].concat())?;
    serde_json::from_slice(&plain).map_err(AppError::broken)
}

/// Hands each row that no later list brought in to `each`, in the order of the file; the heads come first, under row 0.
pub(super) fn every(
    ctx: &Ctx,
    communication: Uuid,
    key: &DataKey,
    mut each: impl FnMut(u64, Kept) -> AppResult<bool>,
) -> AppResult<()> {
    every_row(ctx, communication, Which::Untold, key, |_, row, kept| each(row, kept))
}

/// The same, with the id of each row.
pub(super) fn every_row(
    ctx: &Ctx,
    communication: Uuid,
    which: Which,
    key: &DataKey,
    mut each: impl FnMut(Uuid, u64, Kept) -> AppResult<bool>,
) -> AppResult<()> {
    let mut after = -1;
    loop {
        let rows = ctx.store.read(|conn| left_out_rows::page(conn, communication, which, after, CHUNK))?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.row_no;
        for row in &rows {
            if !each(row.id, row.row_no.unsigned_abs(), unseal(key, row)?)? {
                return Ok(());
            }
        }
    }
}

/// The rows as a CSV file in the columns of the upload, with the mark of the row and its problem before them: corrected there, it is uploaded
/// again, and the mark says which row came.
pub fn sheet(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    number: u32,
    heads: [String; 2],
    say: impl Fn(&RowProblem) -> String,
    mut out: impl FnMut(Vec<u8>) -> bool,
) -> AppResult<()> {
    let (id, key) = ctx.store.read(|conn| {
        let case = case_for(conn, who, reference, SENDERS)?;
        let id = communication(&case, number)?.id;
        Ok::<_, AppError>((id, key_of(ctx, conn, id)?))
    })?;
    tracing::info!(user.id = %who.user, mail_out.id = %id, "The rows left out of a mail-out were handed out");
    let mut sheet = Sheet::default();
    every(ctx, id, &key, |row, kept| {
        match &kept.problem {
            None => sheet.row(heads.iter().chain(&kept.cells)),
            Some(problem) => sheet.row([mark(number, row), say(problem)].iter().chain(&kept.cells)),
        }
        Ok(out(sheet.drain()))
    })?;
    out(sheet.finish());
    Ok(())
}
