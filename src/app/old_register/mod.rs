//! An old register comes in: the file is read, its columns are understood, every row is checked, and nothing is stored until a person
//! accepts what the page showed. Accepted rows become closed cases a few at a time, so that nobody waits long for the database; how far
//! an import has come is a row of its own, moved in the transaction that stores the cases. One that was cut short is known as such,
//! goes on where it stopped, and until then nothing calls the register whole.
//!
//! In reading order: [`columns`] says what the columns mean, [`row`] reads a row, [`cell`] what stands in it, [`accepting`] stores them;
//! the file waits sealed, as a list of recipients does.

use std::collections::BTreeSet;
use std::io::Read;

use chrono_tz::Tz;
use uuid::Uuid;

use super::api::Machine;
use super::member::{APPROVERS, SignedIn};
use super::people::waiting_room;
use super::recipients::encoding::Utf8Reader;
use super::recipients::row::shortened;
use super::recipients::{Limits, Waiting, separator, workbook};
use super::{AppError, AppResult, Ctx, disk, organisation};
use crate::store::register_imports::{self, RegisterImportRow};

pub use crate::store::register_imports::ImportState;

pub mod accepting;
mod cell;
pub mod columns;
pub mod row;

use columns::Column;
use row::{Found, OldCase, Reader, RowProblem};

/// Most rows of one file.
pub const MOST_ROWS: u64 = 5_000;
/// Most bytes of a file.
pub const MOST_BYTES: u64 = 16 * 1024 * 1024;
const SAMPLES: usize = 3;

/// A reason for which the whole file cannot be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileProblem {
    Empty,
    /// Neither a title nor a description.
    NoTitleColumn,
    /// No day of the breach or of its discovery.
    NoDayColumn,
    TooManyRows,
    /// The columns chosen are not those of the file.
    ColumnsDoNotFit,
}

/// A waiting file as a person looks at it.
#[derive(Debug, Clone)]
pub struct Look {
    pub waiting: Waiting,
    pub organisation: Uuid,
    pub header: Vec<String>,
    pub columns: Vec<Column>,
    /// Up to three values of each column.
    pub samples: Vec<Vec<String>>,
    pub file_problem: Option<FileProblem>,
    pub good: Vec<OldCase>,
    /// Rows with a problem: number in the file and all that is wrong.
    pub bad: Vec<(u64, Vec<Found>)>,
    /// What became of the same file before, the last begun first.
    pub before: Vec<Before>,
}

/// An earlier import of the same file into the same register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    pub row: RegisterImportRow,
    pub by: String,
}

impl Look {
    /// The import of this file that was begun and is not finished.
    pub fn running(&self) -> Option<&RegisterImportRow> {
        self.before.iter().map(|one| &one.row).find(|row| row.state == ImportState::Running)
    }

    /// The good rows that are still to be stored.
    pub fn rest(&self) -> impl Iterator<Item = &OldCase> {
        let last = self.running().map_or(0, |row| u64::try_from(row.last_row).unwrap_or(0));
        self.good.iter().filter(move |old| old.row > last)
    }

    /// Whether all of this file stands in the register already.
    pub fn is_known(&self) -> bool {
        self.running().is_none() && self.before.iter().any(|one| one.row.state == ImportState::Finished)
    }
}

/// The organisations whose register the person may fill: id, slug and name.
pub fn organisations(who: &SignedIn) -> Vec<(Uuid, String, String)> {
    let mut found: Vec<(Uuid, String, String)> = Vec::new();
    for held in who.roles.iter().filter(|held| APPROVERS.contains(&held.role)) {
        if !found.iter().any(|(id, ..)| *id == held.organisation) {
            found.push((held.organisation, held.organisation_slug.clone(), held.organisation_name.clone()));
        }
    }
    found
}

/// Takes the bytes of a file for the organisation of this slug.
pub fn take(ctx: &Ctx, who: &SignedIn, slug: &str, file_name: &str, bytes: &[u8]) -> AppResult<Waiting> {
    let (id, ..) = organisations(who).into_iter().find(|(_, one, _)| one == slug).ok_or(AppError::NotFound)?;
    take_in(ctx, id, who.user, file_name, bytes)
}

/// The same from a machine, for its own organisation. It waits as any other file does, until a person accepts it.
pub fn take_from_machine(ctx: &Ctx, machine: &Machine, file_name: &str, bytes: &[u8]) -> AppResult<Waiting> {
    take_in(ctx, machine.organisation, machine.token, file_name, bytes)
}

fn take_in(ctx: &Ctx, organisation: Uuid, by: Uuid, file_name: &str, bytes: &[u8]) -> AppResult<Waiting> {
    disk::room_for(ctx, 0, 0)?;
    let limits = Limits { max_bytes: MOST_BYTES, max_unpacked_bytes: 4 * MOST_BYTES, ..Limits::default() };
    let mut upload = waiting_room(ctx)?.take(organisation, by, file_name, ctx.clock.now(), &limits)?;
    upload.add(bytes)?;
    Ok(upload.finish()?)
}

/// The files that wait for this person's organisations.
pub fn waiting(ctx: &Ctx, who: &SignedIn) -> AppResult<Vec<Waiting>> {
    let room = waiting_room(ctx)?;
    let mut all = Vec::new();
    for (id, ..) in organisations(who) {
        all.extend(room.of_case(id, ctx.clock.now())?);
    }
    Ok(all)
}

/// Reads the waiting file from end to end and says what would happen. `code` are the columns as somebody chose them; guessed where empty.
pub fn look(ctx: &Ctx, who: &SignedIn, import: Uuid, code: &str) -> AppResult<Look> {
    let room = waiting_room(ctx)?;
    let now = ctx.clock.now();
    let found = organisations(who).into_iter().find_map(|(id, ..)| Some((id, room.look(id, import, now).ok()?)));
    let (organisation, waiting) = found.ok_or(AppError::NotFound)?;
    look_at(ctx, organisation, waiting, code)
}

/// How a waiting file of its own organisation was read, for a machine; columns as guessed.
pub fn look_for_machine(ctx: &Ctx, machine: &Machine, import: Uuid) -> AppResult<Look> {
    let waiting = waiting_room(ctx)?.look(machine.organisation, import, ctx.clock.now());
    look_at(ctx, machine.organisation, waiting.map_err(|_| AppError::NotFound)?, "")
}

fn look_at(ctx: &Ctx, organisation: Uuid, waiting: Waiting, code: &str) -> AppResult<Look> {
    let room = waiting_room(ctx)?;
    let now = ctx.clock.now();
    let (of, before) = ctx.store.read(|conn| {
        let (of, _) = organisation::load(conn, organisation)?;
        Ok::<_, AppError>((of, register_imports::of_file(conn, organisation, &waiting.sha256)?))
    })?;
    let before: Vec<Before> = before.into_iter().map(|(row, by)| Before { row, by }).collect();
    // What was begun goes on as it was begun: rows read otherwise would stand beside those that are in.
    let begun = before.iter().find(|one| one.row.state == ImportState::Running).map(|one| one.row.meanings.clone());
    let code = begun.as_deref().unwrap_or(code);
    let mut text = String::new();
    let bytes = room.read(&waiting)?;
    Utf8Reader::new(bytes, waiting.found.encoding).read_to_string(&mut text).map_err(AppError::broken)?;
    let mut look = Look {
        waiting,
        organisation,
        header: Vec::new(),
        columns: Vec::new(),
        samples: Vec::new(),
        file_problem: None,
        good: Vec::new(),
        bad: Vec::new(),
        before,
    };
    read(&mut look, &text, code, of.zone.parse().unwrap_or(Tz::UTC), now)?;
    Ok(look)
}

fn read(look: &mut Look, text: &str, code: &str, zone: Tz, now: crate::domain::values::At) -> AppResult<()> {
    let separation = separator::find(text.as_bytes().get(..64 * 1024).unwrap_or(text.as_bytes()));
    let separator = if look.waiting.workbook { workbook::SEPARATOR } else { separation.separator };
    let body = text.get(separation.passed_over..).unwrap_or_default();
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(body.as_bytes());
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut number = u64::from(separation.passed_over > 0);
    loop {
        let line = reader.position().line();
        if !reader.read_record(&mut record).map_err(AppError::broken)? {
            break;
        }
        // The reader passes over empty lines; a spreadsheet counts them.
        let inside = record.iter().flat_map(str::bytes).filter(|byte| *byte == b'\n').count() as u64;
        number += 1 + reader.position().line().saturating_sub(line).saturating_sub(inside + 1);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        rows.push((number, record.iter().map(str::to_owned).collect()));
        if rows.len() as u64 > MOST_ROWS + 1 {
            look.file_problem = Some(FileProblem::TooManyRows);
            return Ok(());
        }
    }
    if rows.len() < 2 {
        look.file_problem = Some(FileProblem::Empty);
        return Ok(());
    }
    let (_, header) = rows.remove(0);
    look.header = header.iter().map(|heading| shortened(heading.trim())).collect();
    look.samples = (0..look.header.len()).map(|at| samples(&rows, at)).collect();
    look.columns = match code {
        "" => columns::guess(&header),
        code => {
            columns::from_code(code).ok_or(AppError::Invalid { field: "columns", key: "old-register-bad-columns" })?
        }
    };
    let has = |column: Column| look.columns.contains(&column);
    look.file_problem = if look.columns.len() != look.header.len() {
        Some(FileProblem::ColumnsDoNotFit)
    } else if !has(Column::Title) && !has(Column::Description) {
        Some(FileProblem::NoTitleColumn)
    } else if !has(Column::Happened) && !has(Column::Aware) {
        Some(FileProblem::NoDayColumn)
    } else {
        None
    };
    if look.file_problem.is_some() {
        return Ok(());
    }
    let reader = Reader { columns: &look.columns, header: &look.header, zone, now };
    let mut references = BTreeSet::new();
    for (number, cells) in &rows {
        match reader.read(*number, cells) {
            Ok(old) if !old.reference.is_empty() && !references.insert(old.reference.clone()) => {
                let twice = Found { problem: RowProblem::TwiceInFile, column: String::new(), cell: old.reference };
                look.bad.push((*number, vec![twice]));
            }
            Ok(old) => look.good.push(old),
            Err(found) => look.bad.push((*number, found)),
        }
    }
    Ok(())
}

fn samples(rows: &[(u64, Vec<String>)], at: usize) -> Vec<String> {
    let cells = rows.iter().filter_map(|(_, cells)| cells.get(at)).filter(|cell| !cell.trim().is_empty());
    cells.take(SAMPLES).map(|cell| shortened(cell.trim())).collect()
}

/// Cancels: the file is deleted.
pub fn discard(ctx: &Ctx, who: &SignedIn, import: Uuid) -> AppResult<()> {
    let room = waiting_room(ctx)?;
    let is_mine = organisations(who).iter().any(|(id, ..)| room.look(*id, import, ctx.clock.now()).is_ok());
    if !is_mine {
        return Err(AppError::NotFound);
    }
    Ok(room.discard(import)?)
}
