//! Several facts in one post: recorded together or not at all, each as an event of its own.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::cases::{self, Outcome};
use super::member::{SignedIn, WORKERS};
use super::notices::filed::{self, ProofFile};
use super::notices::reading::{self, KeptFile};
use super::views::timeline::Recorded;
use super::{AppError, AppResult, Ctx};
use crate::domain::case::{Case, FactEntry};
use crate::domain::command::Command;
use crate::domain::situation::{Knowledge, Scope};
use crate::domain::values::At;
use crate::store::{attachments, form_drafts};

/// A case with what its pages of questions show: every event, and the files that a fact may name.
#[derive(Debug, Clone)]
pub struct Asked {
    pub case: Case,
    pub organisation: String,
    pub recorded: Vec<Recorded>,
    pub files: BTreeMap<Uuid, KeptFile>,
}

pub fn open(ctx: &Ctx, who: &SignedIn, reference: &str) -> AppResult<Asked> {
    ctx.store.read(|conn| {
        let (case, organisation) = cases::load_with_organisation(conn, who, reference)?;
        let recorded = cases::acts_recorded(conn, case.id)?;
        let files = reading::files(conn, case.id)?;
        Ok(Asked { case, organisation, recorded, files })
    })
}

/// Records facts, all of them or none. A file that one of them names must be of this case.
pub fn set(ctx: &Ctx, who: &SignedIn, reference: &str, commands: Vec<Command>) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (row, _) = cases::load(tx, who, reference)?;
        for command in &commands {
            if let Command::SetFact { evidence: Some(file), .. } = command
                && attachments::get(tx, *file)?.is_none_or(|kept| kept.case_id != Some(row.id))
            {
                return Err(AppError::Invalid { field: "evidence", key: "fact-no-such-file" });
            }
        }
        cases::run_all_in(ctx, tx, who, reference, commands)
    });
    ctx.wake.notify_waiters();
    done
}

/// Keeps a file with the case as what shows the fact on record in this scope: an entry of its own, with the answer as it stands.
///
/// # Errors
/// At `file` where nobody has answered the question, so there is nothing that the file could show.
pub fn attach(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    fact: &str,
    scope: &Scope,
    seen_set_at: Option<At>,
    file: ProofFile,
) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (row, case) = cases::load(tx, who, reference)?;
        let by = who.acting(row.organisation_id, WORKERS).ok_or(AppError::NotAllowed)?;
        let answered = |entry: &&FactEntry| matches!(entry.fact.state, Knowledge::Known | Knowledge::Estimated);
        let entry = case.fact(fact, scope).filter(answered);
        let entry = entry.ok_or(AppError::Invalid { field: "file", key: "fact-file-needs-answer" })?;
        let evidence = Some(filed::keep(ctx, tx, row.organisation_id, row.id, Some(by.user), file)?);
        let (fact, source) = (entry.fact.clone(), entry.source.clone());
        cases::run_in(ctx, tx, who, reference, Command::SetFact { fact, source, evidence, seen_set_at })
    });
    ctx.wake.notify_waiters();
    done
}

/// Name and bytes of a file that a fact of this case names; any other file is not found here.
pub fn evidence(ctx: &Ctx, who: &SignedIn, reference: &str, file: Uuid) -> AppResult<(String, Vec<u8>)> {
    ctx.store.read(|conn| {
        let (_, case) = cases::load(conn, who, reference)?;
        if !case.facts.iter().any(|entry| entry.evidence == Some(file)) {
            return Err(AppError::NotFound);
        }
        let row = attachments::get(conn, file)?.ok_or(AppError::NotFound)?;
        let bytes = attachments::bytes(conn, file)?.ok_or(AppError::NotFound)?;
        Ok((row.name, bytes))
    })
}

/// Longest draft, in bytes; a longer one is not kept by itself.
const MOST_DRAFT: usize = 1024 * 1024;

/// Fields of a form with what was typed, in order.
pub type Typed = Vec<(String, String)>;

/// Keeps what somebody typed and has not saved. It is no part of the record, and nobody else sees it.
pub fn keep_draft(ctx: &Ctx, who: &SignedIn, reference: &str, form: &str, typed: &Typed) -> AppResult<()> {
    let content = serde_json::to_string(typed).map_err(AppError::broken)?;
    if content.len() > MOST_DRAFT {
        return Err(AppError::Invalid { field: "scope", key: "questions-draft-too-long" });
    }
    let now = ctx.clock.now();
    ctx.store.write(|tx| {
        let (row, _) = cases::load(tx, who, reference)?;
        Ok(form_drafts::keep(tx, who.user, &place(row.id, form), &content, now)?)
    })
}

/// The draft of this form and when it was kept. One that cannot be read is none.
pub fn draft(ctx: &Ctx, who: &SignedIn, case: Uuid, form: &str) -> AppResult<Option<(Typed, At)>> {
    let kept = ctx.store.read(|conn| form_drafts::get(conn, who.user, &place(case, form)))?;
    Ok(kept.and_then(|(content, at)| Some((serde_json::from_str(&content).ok()?, at))))
}

pub fn forget_draft(ctx: &Ctx, who: &SignedIn, case: Uuid, form: &str) -> AppResult<()> {
    Ok(ctx.store.write(|tx| form_drafts::forget(tx, who.user, &place(case, form)))?)
}

fn place(case: Uuid, form: &str) -> String {
    format!("{case} {form}")
}
