//! The notices of a case for machines: where each stands, what was frozen and what came back, and the frozen texts by their digest.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::filing;
use super::reading::{KeptFile, files};
use super::sheets::{self, Chosen};
use crate::app::api::Machine;
use crate::app::receipts::{Shown, of_notice};
use crate::app::{AppError, AppResult, Ctx, cases};
use crate::domain::case::{Case, Notice};
use crate::domain::values::At;
use crate::store::Conn;
use crate::store::notices;

/// A frozen version without its bytes.
#[derive(Debug, Clone)]
pub struct Frozen {
    pub number: u32,
    pub digest: String,
    pub at: At,
}

/// A notice with what stands beside it.
#[derive(Debug, Clone)]
pub struct Told {
    pub notice: Notice,
    /// Newest first.
    pub versions: Vec<Frozen>,
    pub receipts: Vec<Shown>,
}

/// Every notice of a case, and the files kept with it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub case: Case,
    pub files: BTreeMap<Uuid, KeptFile>,
    pub notices: Vec<Told>,
}

/// A frozen text.
#[derive(Debug, Clone)]
pub struct Document {
    pub digest: String,
    pub version: u32,
    pub language: String,
    pub subject: String,
    pub html: String,
    pub text: String,
}

/// Every notice of a case that a machine may read; a restricted case is not found.
pub fn list(ctx: &Ctx, machine: &Machine, reference: &str) -> AppResult<Listed> {
    let case = cases::load_for_machine(ctx, machine, reference)?;
    ctx.store.read(|conn| {
        let notices = case.notices.iter().map(|notice| told(conn, &case, notice)).collect::<AppResult<_>>()?;
        Ok(Listed { files: files(conn, case.id)?, notices, case })
    })
}

/// One of them, with the sheet of each of its duties that is answered on a form.
pub fn one(ctx: &Ctx, machine: &Machine, reference: &str, number: u32) -> AppResult<(Listed, Vec<sheets::Opened>)> {
    let case = cases::load_for_machine(ctx, machine, reference)?;
    let notice = case.notice(number).ok_or(AppError::NotFound)?.clone();
    let duties = notice.duties.iter().filter_map(|duty| case.duty(*duty));
    let with_form: Vec<u32> = duties.filter(|duty| sheets::has_form(ctx, duty)).map(|duty| duty.number).collect();
    let mut found = Vec::new();
    for duty in with_form {
        found.push(sheets::for_machine(ctx, machine, reference, duty, Chosen::default())?);
    }
    let listed = ctx.store.read(|conn| {
        let notices = vec![told(conn, &case, &notice)?];
        Ok::<_, AppError>(Listed { files: files(conn, case.id)?, notices, case: case.clone() })
    })?;
    Ok((listed, found))
}

fn told(conn: &mut Conn, case: &Case, notice: &Notice) -> AppResult<Told> {
    let mut versions = Vec::new();
    for row in notices::versions_of(conn, filing::notice_id(case, notice.number))? {
        let number = u32::try_from(row.version).map_err(AppError::broken)?;
        versions.push(Frozen { number, digest: row.digest, at: row.frozen_at });
    }
    Ok(Told { notice: notice.clone(), versions, receipts: of_notice(conn, case, notice)? })
}

/// The frozen text behind a digest; a draft has none.
pub fn document(ctx: &Ctx, machine: &Machine, reference: &str, number: u32, digest: &str) -> AppResult<Document> {
    let case = cases::load_for_machine(ctx, machine, reference)?;
    let notice = case.notice(number).ok_or(AppError::NotFound)?;
    let rows = ctx.store.read(|conn| notices::versions_of(conn, filing::notice_id(&case, number)))?;
    let row = rows.into_iter().find(|row| row.digest == digest).ok_or(AppError::NotFound)?;
    Ok(Document {
        version: u32::try_from(row.version).map_err(AppError::broken)?,
        language: notice.language.clone(),
        subject: filing::subject(&row.content).to_owned(),
        digest: row.digest,
        html: row.html,
        text: row.text,
    })
}
