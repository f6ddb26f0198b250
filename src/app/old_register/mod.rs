//! An old register comes in: the file is read, its columns are understood, every row is checked, and nothing is stored until a person
//! accepts what the page showed. Accepted rows become closed cases in one transaction: all of them or none.
//!
//! In reading order: [`columns`] says what the columns mean, [`row`] reads a row; the file waits sealed, as a list of recipients does.

use std::collections::BTreeSet;
use std::io::Read;

use chrono_tz::Tz;
use uuid::Uuid;

use super::member::{APPROVERS, SignedIn};
use super::people::waiting_room;
use super::recipients::encoding::Utf8Reader;
use super::recipients::row::shortened;
use super::recipients::{Limits, Waiting, separator, workbook};
use super::{AppError, AppResult, Ctx, cases, disk, organisation};

pub mod columns;
pub mod row;

use columns::Column;
use row::{Found, OldCase, Reader, RowProblem};

/// Most rows of one file: they are one transaction, and the register waits for it.
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
    disk::room_for(ctx, 0, 0)?;
    let limits = Limits { max_bytes: MOST_BYTES, max_unpacked_bytes: 4 * MOST_BYTES, ..Limits::default() };
    let mut upload = waiting_room(ctx)?.take(id, who.user, file_name, ctx.clock.now(), &limits)?;
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
    let (of, _) = ctx.store.read(|conn| organisation::load(conn, organisation))?;
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

/// Accepts what was on screen: `seen` good rows. Rows with a problem stay out.
///
/// # Errors
/// Where the file reads otherwise than the page showed it, or no longer waits.
pub fn accept(
    ctx: &Ctx,
    who: &SignedIn,
    import: Uuid,
    code: &str,
    seen: u64,
    source: impl Fn(u64, bool) -> String,
) -> AppResult<u64> {
    let look = look(ctx, who, import, code)?;
    if look.file_problem.is_some() || look.good.is_empty() || look.good.len() as u64 != seen {
        return Err(AppError::Invalid { field: "accept", key: "old-register-changed" });
    }
    let by = who.acting(look.organisation, APPROVERS).ok_or(AppError::NotAllowed)?;
    let file = cases::imported::OldFile { organisation: look.organisation, sha256: look.waiting.sha256.clone() };
    ctx.store.write(|tx| cases::imported::import_in(ctx, tx, &by, &file, &look.good, &source))?;
    // Only now: a crash before leaves the file, and no case.
    waiting_room(ctx)?.discard(import)?;
    Ok(seen)
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
