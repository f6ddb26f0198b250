//! Whether a notice still has to be put into a language that its authority takes: into which, by when, and who does it.

use chrono::TimeDelta;

use super::{Language, choices, is_same_language};
use crate::app::cases::{self, Outcome};
use crate::app::member::SignedIn;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::case::{Case, Duty, Task};
use crate::domain::command::Command;
use crate::domain::plan::DutyKind;
use crate::domain::translation::NameTranslator;
use crate::domain::values::{At, Private};

/// A translation that is owed for a duty.
#[derive(Debug, Clone)]
pub struct Translation {
    /// What the authority takes, best first.
    pub takes: Vec<String>,
    /// Whether that was read at a source, and what else was read there.
    pub verified: bool,
    pub note: Option<String>,
    /// Before the target of the duty; none where it has no term.
    pub by: Option<At>,
    /// The language that a draft stands in meanwhile, by the choice of whoever wrote it.
    pub drafted_in: Option<String>,
    /// The language of the answers, where the draft has headings and labels alone in the authority's.
    pub answers_in: Option<String>,
    /// Who was named; none while nobody is.
    pub task: Option<Task>,
}

/// The translation that a duty still wants; none once it was filed, where a text of ours is taken, or where nobody knows what is.
pub fn owed(ctx: &Ctx, case: &Case, duty: &Duty) -> Option<Translation> {
    let planned = &duty.planned;
    if planned.kind != DutyKind::Authority || !duty.is_unfiled() || planned.languages.is_empty() {
        return None;
    }
    // What a person has said to be translated is.
    let about = |task: &&Task| task.translates.as_ref().is_some_and(|one| one.duty == duty.number);
    if case.tasks.iter().filter(about).any(|task| !task.is_open()) {
        return None;
    }
    let is_taken = |tag: &str| planned.languages.iter().any(|takes| is_same_language(takes, tag));
    let draft = case.notices.iter().rev().find(|notice| notice.duties.contains(&duty.number));
    let language = match draft {
        Some(draft) => Some(draft.language.clone()),
        // Where the stage has no form yet there is nothing to translate either.
        None => choices(ctx, duty).first()?.preferred.clone(),
    };
    let parsed = language.as_deref().filter(|tag| is_taken(tag)).and_then(|tag| Language::parse(tag).ok());
    let answers_in = parsed.as_ref().and_then(|language| ctx.notices.templates.answers_in(language));
    if parsed.is_some() && answers_in.is_none() {
        return None;
    }
    let record = ctx.policy.authority(&planned.recipient.id);
    let before = TimeDelta::minutes(i64::from(ctx.policy.house().translation_before_minutes));
    Some(Translation {
        takes: planned.languages.clone(),
        verified: record.is_some_and(|record| record.languages_verified),
        note: record.and_then(|record| record.practice.languages_note.clone()),
        by: planned.target_at.or(planned.legal_term_at).map(|end| end.plus(-before)),
        drafted_in: draft.map(|draft| draft.language.clone()),
        answers_in: answers_in.map(ToString::to_string),
        task: case.translation_of(duty.number).cloned(),
    })
}

/// Names who translates the notice of a duty, and into which of the languages that its authority takes.
pub fn name(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    duty: u32,
    into: &str,
    translator: Private,
    title: Private,
) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (_, case) = cases::load(tx, who, reference)?;
        let owing = case.duty(duty).filter(|duty| !duty.gone).ok_or(AppError::NotFound)?;
        let owed = owed(ctx, &case, owing).ok_or(AppError::NotFound)?;
        let into = owed.takes.iter().find(|tag| tag.as_str() == into).cloned();
        let into = into.ok_or(AppError::Invalid { field: "into", key: "notice-language-missing" })?;
        let named = NameTranslator { duty, into, translator, title, due_at: owed.by };
        cases::run_in(ctx, tx, who, reference, Command::NameTranslator(named))
    });
    ctx.wake.notify_waiters();
    done
}
