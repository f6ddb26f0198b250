//! From the upload to the acceptance: nothing is stored as a recipient until a person accepts what the page showed.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use uuid::Uuid;

use super::asked::{ask, ask_of, walk};
use super::brought_in::LeftBefore;
use super::left_out::LeftOut;
use super::sealed::{halves, wrapped};
use super::tree::ListTree;
use super::{AppError, AppResult, Ctx, PREPARERS, case_by_id, case_for, waiting_room};
use crate::app::cases;
use crate::app::disk;
use crate::app::member::SignedIn;
use crate::app::recipients::export::Sheet;
use crate::app::recipients::{Ask, FileProblem, Limits, Person, RowProblem, Seen, Summary, Upload, Waiting};
use crate::app::vault::{BlindIndex, DataKey};
use crate::domain::case::{Case, CaseStatus};
use crate::domain::command::{Command, ImportRecipients};
use crate::domain::event::BroughtIn;
use crate::domain::refusal::Refusal;
use crate::store::Conn;
use crate::store::communications::{self, CommunicationRow, CommunicationState};
use crate::store::left_out_rows;
use crate::store::recipients::{self, RecipientRow, RecipientState};
use crate::store::{StoreError, StoreResult};

/// Rows written in one transaction: well under the 50 ms a writer may hold the database.
const CHUNK: usize = 250;
/// An acceptance that did not end after so long was cut off; nobody sees its rows, and they are cleared.
const ABANDONED_MINUTES: i64 = 30;

/// How the person wants the file to be read.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Code of the columns; empty for the guess.
    pub columns: String,
    /// Two letters; empty for the case's own.
    pub default_language: String,
}

/// A waiting file as a person looks at it.
#[derive(Debug, Clone)]
pub struct Look {
    pub waiting: Waiting,
    pub summary: Summary,
    pub default_language: String,
    /// Addresses of this file that an earlier mail-out of the case wrote to already.
    pub written_before: u64,
    /// Rows that earlier lists left out and that stand in this file: how many of which mail-out.
    pub brings_in: BTreeMap<u32, u64>,
}

/// Begins to take an upload; the caller feeds it and finishes it.
pub fn take(ctx: &Ctx, who: &SignedIn, reference: &str, file_name: &str) -> AppResult<Upload> {
    let case = ctx.store.read(|conn| case_for(conn, who, reference, PREPARERS))?;
    // A file of people is not even taken in where nobody will be written to.
    if case.status == CaseStatus::Closed {
        return Err(AppError::Refused(Refusal::CaseClosed));
    }
    disk::room_for(ctx, 0, 0)?;
    Ok(waiting_room(ctx)?.take(case.id, who.user, file_name, ctx.clock.now(), &Limits::default())?)
}

/// What waits in this case.
pub fn waiting(ctx: &Ctx, who: &SignedIn, reference: &str) -> AppResult<Vec<Waiting>> {
    let case = ctx.store.read(|conn| case_for(conn, who, reference, PREPARERS))?;
    Ok(waiting_room(ctx)?.of_case(case.id, ctx.clock.now())?)
}

/// Reads the waiting file from end to end and says what would happen.
pub fn look(ctx: &Ctx, who: &SignedIn, reference: &str, import: Uuid, wish: &Wish) -> AppResult<Look> {
    let (case, ask) = ctx.store.read(|conn| {
        let case = case_for(conn, who, reference, PREPARERS)?;
        let ask = ask(conn, &case, wish)?;
        Ok::<_, AppError>((case, ask))
    })?;
    let waiting = waiting_room(ctx)?.look(case.id, import, ctx.clock.now())?;
    let ask = ask_of(&waiting, ask);
    let index = ctx.vault.index(case.id);
    let mut written_before = 0;
    let mut prints: Vec<Vec<u8>> = Vec::new();
    let earlier: Vec<Uuid> = case.communications.iter().map(|communication| communication.id).collect();
    let count = |prints: &mut Vec<Vec<u8>>| -> AppResult<u64> {
        let known = ctx.store.read(|conn| recipients::known_addresses(conn, &earlier, prints))?;
        let before = prints.iter().filter(|print| known.contains(*print)).count() as u64;
        prints.clear();
        Ok(before)
    };
    let mut left_before = LeftBefore::of(ctx, &case)?;
    let summary = walk(ctx, &waiting, &ask, |found| {
        left_before.see(&found);
        if let (false, Seen::Accepted(person)) = (earlier.is_empty(), &found.seen) {
            prints.push(index.of(&person.email.to_ascii_lowercase()));
            if prints.len() == CHUNK {
                written_before += count(&mut prints)?;
            }
        }
        Ok(())
    })?;
    written_before += count(&mut prints)?;
    let brings_in = left_before.sums();
    Ok(Look { waiting, summary, default_language: ask.default_language, written_before, brings_in })
}

/// Every row with a problem, as a CSV file under the row numbers of the upload.
pub fn bad_rows(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    import: Uuid,
    wish: &Wish,
    heads: [String; 4],
    say: impl Fn(&RowProblem) -> String,
) -> AppResult<Vec<u8>> {
    let (case, ask) = ctx.store.read(|conn| {
        let case = case_for(conn, who, reference, PREPARERS)?;
        let ask = ask(conn, &case, wish)?;
        Ok::<_, AppError>((case, ask))
    })?;
    let waiting = waiting_room(ctx)?.look(case.id, import, ctx.clock.now())?;
    let ask = ask_of(&waiting, ask);
    let mut sheet = Sheet::default();
    sheet.row(heads);
    walk(ctx, &waiting, &ask, |found| {
        if let Seen::Rejected(problem) = found.seen {
            sheet.row([found.row.to_string(), say(problem), problem.email_cell.clone(), problem.name_cell.clone()]);
        }
        Ok(())
    })?;
    Ok(sheet.finish())
}

/// Cancels: the file is deleted.
pub fn discard(ctx: &Ctx, who: &SignedIn, reference: &str, import: Uuid) -> AppResult<()> {
    let case = ctx.store.read(|conn| case_for(conn, who, reference, PREPARERS))?;
    let waiting = waiting_room(ctx)?.look(case.id, import, ctx.clock.now())?;
    Ok(waiting_room(ctx)?.discard(waiting.id)?)
}

/// Accepts what was on screen: `seen_accepted` people to be mailed. Readers see all of it or nothing: rows are written in
/// chunks under a mail-out that nobody can see, and the event of the case makes it visible in one transaction.
pub fn accept(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    import: Uuid,
    wish: &Wish,
    seen_accepted: u64,
) -> AppResult<u32> {
    let (case, ask) = ctx.store.read(|conn| {
        let case = case_for(conn, who, reference, PREPARERS)?;
        let ask = ask(conn, &case, wish)?;
        Ok::<_, AppError>((case, ask))
    })?;
    // A mail-out has the number of its upload, so that one upload never becomes two.
    if let Some(done) = case.communications.iter().find(|communication| communication.id == import) {
        return Ok(done.number);
    }
    disk::room_for(ctx, seen_accepted, disk::BYTES_PER_RECIPIENT)?;
    let waiting = waiting_room(ctx)?.look(case.id, import, ctx.clock.now())?;
    let ask = ask_of(&waiting, ask);
    // Left by an acceptance that was cut off. Should it still be at work after all, it finds its rows gone and ends.
    clear(ctx, import)?;
    let (key, sealed_key) = ctx.vault.new_key(import);
    let key_id = ctx.ids.next();
    ctx.store.write(|tx| begin(ctx, tx, who, &case, import, key_id, &sealed_key))?;
    let number = write_rows(ctx, &waiting, &ask, &case, &key).and_then(|written| {
        ctx.store.write(|tx| make_visible(ctx, tx, who, &waiting, &written, Shown { reference, key_id, seen_accepted }))
    });
    match number {
        Ok(number) => {
            waiting_room(ctx)?.discard(import)?;
            ctx.wake.notify_waiters();
            Ok(number)
        }
        Err(error) => {
            // What was written is visible to nobody; should clearing fail too, the loop does it later.
            if let Err(left) = clear(ctx, import) {
                tracing::warn!("Rows of an import that failed are cleared later: {left}");
            }
            Err(error)
        }
    }
}

/// A draft that belongs to no case yet: nobody sees it.
fn begin(
    ctx: &Ctx,
    tx: &mut Conn,
    who: &SignedIn,
    case: &Case,
    id: Uuid,
    key_id: Uuid,
    sealed_key: &[u8],
) -> StoreResult<()> {
    let now = ctx.clock.now();
    communications::add_key(tx, key_id, &wrapped(sealed_key), now)?;
    communications::add(
        tx,
        &CommunicationRow {
            id,
            organisation_id: case.organisation,
            case_id: case.id,
            notice_id: None,
            notice_version_id: None,
            state: CommunicationState::Draft,
            recipients: 0,
            filled_to_row: 0,
            key_id,
            pace_per_minute: None,
            created_at: now,
            created_by: Some(who.user),
            approved_at: None,
            approved_by: None,
            started_at: None,
            finished_at: None,
            revision: 0,
        },
    )
}

/// What the person accepted, and under which key its rows were written.
struct Shown<'a> {
    reference: &'a str,
    key_id: Uuid,
    seen_accepted: u64,
}

/// The rows as they stand in the database.
struct Written {
    summary: Summary,
    list_root: String,
    /// Rows that earlier lists left out and that stand in this one.
    brings_in: Vec<Uuid>,
}

fn make_visible(
    ctx: &Ctx,
    tx: &mut Conn,
    who: &SignedIn,
    waiting: &Waiting,
    written_rows: &Written,
    shown: Shown<'_>,
) -> AppResult<u32> {
    let Written { summary, list_root, brings_in } = written_rows;
    let Shown { reference, key_id, seen_accepted } = shown;
    let row = communications::get(tx, waiting.id)?.ok_or(StoreError::Conflict)?;
    let written = summary.counts.accepted + summary.counts.without_address;
    // Somebody else accepted the same upload meanwhile, or rows were lost: then nothing becomes visible.
    if row.key_id != key_id || u64::try_from(row.recipients) != Ok(written) {
        return Err(StoreError::Conflict.into());
    }
    let now = summary.counts.accepted;
    if now != seen_accepted {
        return Err(Refusal::CountChanged { seen: seen_accepted, now }.into());
    }
    let case = case_for(tx, who, reference, PREPARERS)?;
    let command = Command::ImportRecipients(ImportRecipients {
        communication: waiting.id,
        notices: super::texts::first_choice(&case),
        counts: summary.counts,
        languages: summary.languages.clone(),
        file_sha256: waiting.sha256.clone(),
        list_root: Some(list_root.clone()),
        brings_in: bring_in(tx, &case, waiting.id, brings_in)?,
    });
    let outcome = cases::run_in(ctx, tx, who, reference, command)?;
    let communication = outcome.case.communications.iter().find(|communication| communication.id == waiting.id);
    Ok(communication.ok_or_else(|| AppError::broken("an import is in its case"))?.number)
}

/// Marks the rows of earlier lists, and counts them by mail-out.
fn bring_in(tx: &mut Conn, case: &Case, by: Uuid, rows: &[Uuid]) -> StoreResult<Vec<BroughtIn>> {
    let mut sums: BTreeMap<u32, u64> = BTreeMap::new();
    for list in left_out_rows::bring_in(tx, by, rows)? {
        if let Some(earlier) = case.communications.iter().find(|earlier| earlier.id == list) {
            *sums.entry(earlier.number).or_default() += 1;
        }
    }
    Ok(sums.into_iter().map(|(mail_out, rows)| BroughtIn { mail_out, rows }).collect())
}

fn write_rows(ctx: &Ctx, waiting: &Waiting, ask: &Ask, case: &Case, key: &DataKey) -> AppResult<Written> {
    let index = ctx.vault.index(case.id);
    let mut tree = ListTree::default();
    let mut rows: Vec<RecipientRow> = Vec::with_capacity(CHUNK);
    let mut left = LeftOut::of(ctx, waiting.id, key);
    let mut left_before = LeftBefore::of(ctx, case)?;
    let write = |rows: &mut Vec<RecipientRow>| -> AppResult<()> {
        let left_out = ctx.store.write(|tx| recipients::add(tx, waiting.id, rows))?;
        rows.clear();
        // Duplicates were left out before; the database finding one more means that the two do not agree.
        if left_out.is_empty() { Ok(()) } else { Err(StoreError::Conflict.into()) }
    };
    let summary = walk(ctx, waiting, ask, |found| {
        left_before.see(&found);
        let person = match found.seen {
            Seen::Accepted(person) | Seen::Letter(person) => person,
            Seen::Duplicate(_) => return Ok(()),
            Seen::Rejected(problem) => return left.keep(found.row, found.cells, Some(problem)),
        };
        let row = sealed_row(ctx, waiting.id, found.row, person, key, &index)?;
        tree.add(&row);
        rows.push(row);
        if rows.len() == CHUNK { write(&mut rows) } else { Ok(()) }
    })?;
    write(&mut rows)?;
    if summary.counts.rejected > 0 {
        let heads: Vec<&str> = summary.header.iter().map(String::as_str).collect();
        left.keep(0, &heads, None)?;
    }
    left.write()?;
    match &summary.file_problem {
        Some(problem) => Err(AppError::Invalid { field: "file", key: file_problem_key(problem) }),
        None => Ok(Written { summary, list_root: tree.root(), brings_in: left_before.found() }),
    }
}

fn sealed_row(
    ctx: &Ctx,
    communication: Uuid,
    row: u64,
    person: &Person,
    key: &DataKey,
    index: &BlindIndex,
) -> AppResult<RecipientRow> {
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(person).map_err(AppError::broken)?);
    let (nonce, ciphertext) = halves(&key.seal(row, &plain));
    Ok(RecipientRow {
        id: ctx.ids.next(),
        communication_id: communication,
        row_no: i64::try_from(row).map_err(AppError::broken)?,
        ciphertext,
        nonce,
        email_hmac: (!person.by_letter()).then(|| index.of(&person.email.to_ascii_lowercase())),
        person_hmac: person.same_as().map(|person| index.of(&person)),
        language: person.language.clone(),
        state: if person.by_letter() { RecipientState::Letter } else { RecipientState::Mail },
    })
}

/// Clears what an interrupted acceptance left.
pub fn clear_abandoned(ctx: &Ctx) -> AppResult<()> {
    let before = ctx.clock.now().plus(-TimeDelta::minutes(ABANDONED_MINUTES));
    let drafts = ctx.store.read(|conn| communications::drafts_before(conn, before))?;
    drafts.into_iter().try_for_each(|draft| clear(ctx, draft.id))
}

fn clear(ctx: &Ctx, id: Uuid) -> AppResult<()> {
    // In chunks, as it was written; the draft itself goes last.
    loop {
        let more = ctx.store.write(|tx| {
            let Some(row) = communications::get(tx, id)? else { return Ok(false) };
            let case = case_by_id(tx, row.case_id)?;
            if case.communications.iter().any(|communication| communication.id == id) {
                // It is in its case: nothing of it was left behind.
                return Ok(false);
            }
            let slice = CHUNK as i64 * 4;
            if recipients::delete_some(tx, id, slice)? > 0 || left_out_rows::delete_some(tx, id, slice)? > 0 {
                return Ok(true);
            }
            communications::delete_draft(tx, id)?;
            Ok::<_, AppError>(false)
        })?;
        if !more {
            return Ok(());
        }
    }
}

/// The key of the sentence for a file that cannot be imported.
pub fn file_problem_key(problem: &FileProblem) -> &'static str {
    match problem {
        FileProblem::Empty => "people-upload-empty",
        FileProblem::NoEmailColumn => "people-file-no-email-column",
        FileProblem::NoNameColumn => "people-file-no-name-column",
        FileProblem::ColumnsDoNotFit { .. } => "people-file-columns-do-not-fit",
        FileProblem::TooManyRows { .. } => "people-file-too-many-rows",
        FileProblem::RowTooLarge { .. } => "people-file-row-too-large",
    }
}

/// A small file that shows what is expected.
pub fn sample(heads: [String; 4]) -> Vec<u8> {
    let mut sheet = Sheet::default();
    sheet.row(heads);
    sheet.row(["anna.colli@example.it", "Anna Colli", "it", "C-1001"]);
    sheet.row(["brian.walsh@example.org", "Brian Walsh", "en", "C-1002"]);
    sheet.finish()
}
