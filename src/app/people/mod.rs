//! Telling the people: a recipients file becomes a mail-out that a second person approves, that runs, pauses, stops and
//! ends, and whose sums always add up.
//!
//! In reading order: [`imports`] from upload to acceptance, [`texts`] one per language with preview and test, [`running`]
//! approval and the mail-out itself, [`letters`] what the sender asks for, [`progress`] where everybody stands,
//! [`sheets`] what is handed out as CSV.

mod asked;
mod brought_in;
pub mod imports;
pub mod keeping;
pub mod left_out;
pub mod letters;
pub mod preflight;
pub mod progress;
pub mod ramp;
pub mod running;
mod sealed;
pub mod sheets;
pub mod texts;
pub mod tree;

use uuid::Uuid;

use super::cases;
use super::member::SignedIn;
use super::recipients::{UploadProblem, WaitingRoom};
use super::vault::Unsealable;
use super::{AppError, AppResult, Ctx};
use crate::domain::actor::Role;
use crate::domain::case::{Case, Communication};
use crate::store::Conn;

/// Who works on lists and texts.
pub const PREPARERS: &[Role] = super::member::WORKERS;
/// Who approves, starts, pauses and stops.
pub const SENDERS: &[Role] = super::member::APPROVERS;

impl From<UploadProblem> for AppError {
    fn from(problem: UploadProblem) -> Self {
        let key = match problem {
            UploadProblem::TooLarge { .. } => "people-upload-too-large",
            UploadProblem::Empty => "people-upload-empty",
            UploadProblem::Gone => "people-upload-gone",
            UploadProblem::Spoilt => "people-upload-spoilt",
            UploadProblem::NotCsv { .. } => "people-upload-not-csv",
            UploadProblem::WorkbookUnreadable => "people-upload-workbook-unreadable",
            UploadProblem::WorkbookTooLarge => "people-upload-workbook-too-large",
            UploadProblem::SeveralSheets => "people-upload-several-sheets",
            UploadProblem::Disk(why) => return Self::Broken(format!("a waiting recipients file: {why}")),
        };
        Self::Invalid { field: "file", key }
    }
}

impl From<Unsealable> for AppError {
    fn from(unsealable: Unsealable) -> Self {
        Self::broken(unsealable)
    }
}

/// The case for somebody in one of these roles; for a reader without them it is forbidden, for others it does not exist.
fn case_for(conn: &mut Conn, who: &SignedIn, reference: &str, roles: &[Role]) -> AppResult<Case> {
    let (row, case) = cases::load(conn, who, reference)?;
    if who.has_role(row.organisation_id, roles) { Ok(case) } else { Err(AppError::NotAllowed) }
}

/// The case of a mail-out, for the program itself.
fn case_by_id(conn: &mut Conn, id: Uuid) -> AppResult<Case> {
    let row = crate::store::cases::get(conn, id)?.ok_or(AppError::NotFound)?;
    cases::case_of(&row)
}

fn communication(case: &Case, number: u32) -> AppResult<&Communication> {
    case.communication(number).ok_or(AppError::NotFound)
}

/// The folder where uploads wait.
pub(super) fn waiting_room(ctx: &Ctx) -> AppResult<WaitingRoom> {
    Ok(WaitingRoom::open(&ctx.data_folder.join("waiting"), ctx.vault.clone(), ctx.ids.clone())?)
}

/// At the start of the program, before anybody can upload: clears what its last stop left half-written.
pub fn start(ctx: &Ctx) -> AppResult<()> {
    waiting_room(ctx)?.clear_unfinished()?;
    keeping::finish(ctx)
}

/// How much of an address a person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    Whole,
    /// `c…@example.org`
    Masked,
    Nothing,
}

/// Addresses are shown whole only to those who may send; whoever prepares sees enough to tell two rows apart; an auditor
/// sees counts.
pub fn sight(who: &SignedIn, organisation: Uuid) -> Sight {
    if who.has_role(organisation, SENDERS) {
        Sight::Whole
    } else if who.has_role(organisation, PREPARERS) {
        Sight::Masked
    } else {
        Sight::Nothing
    }
}

fn shown(address: &str, sight: Sight) -> String {
    match sight {
        Sight::Whole => address.to_owned(),
        Sight::Nothing => String::new(),
        Sight::Masked => address
            .split_once('@')
            .map(|(local, domain)| format!("{}…@{domain}", local.chars().next().unwrap_or('?')))
            .unwrap_or_default(),
    }
}

/// The loop's turn: fills the outbox of what runs, ends what is done, clears what nobody accepted. Safe to call at any time
/// and from several copies. Answers whether a mail-out still runs.
pub fn tick(ctx: &Ctx) -> AppResult<bool> {
    let now = ctx.clock.now();
    let swept = waiting_room(ctx)?.sweep(now)?;
    if swept > 0 {
        tracing::info!("{swept} recipients files waited for a day and were deleted");
    }
    imports::clear_abandoned(ctx)?;
    keeping::purge_due(ctx)?;
    running::advance(ctx)
}
