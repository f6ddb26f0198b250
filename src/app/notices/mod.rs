//! Notices: drafted from the facts, edited, read by a second person, approved as seen, filed, proven.

pub mod certified;
pub mod filed;
pub mod filing;
pub mod for_machines;
mod framing;
pub mod kit;
pub mod letters;
pub mod linted;
mod named;
pub mod published;
pub mod reading;
pub mod sheets;
mod subject;
mod telling;
pub mod told;
pub mod translation;
mod wording;

use std::collections::BTreeMap;

use super::cases::{self, Outcome};
use super::member::SignedIn;
use super::{AppError, AppResult, Ctx};
use crate::domain::case::{Case, Duty, Finding, Notice, NoticeState, Wording};
pub use crate::domain::command::Release;
use crate::domain::command::{Command, DraftNotice};
use crate::domain::plan::DutyKind;
use crate::domain::told::ToldFacts;
use crate::domain::values::{At, Private};
pub use crate::notice::is_same_language;
use crate::notice::lint::Report;
pub use crate::notice::{Audience, Block, Draft, DraftProblem, Language, Missing, MissingReason, NoticeKind};
use crate::notice::{Binding, Drafted, NoticeFacts, Rendered, missing, render};
use crate::store::Conn;
use crate::store::notices::{self, NoticeVersionRow};
use framing::{covered, facts_of_kind};
use reading::RestsOn;
use subject::Subject;

/// A notice as a person sees it before they act on it: the very bytes, what is missing, and the digest that an approval binds to.
#[derive(Debug, Clone)]
pub struct Seen {
    pub draft: Draft,
    pub rendered: Rendered,
    /// What the digest binds beside the bytes.
    pub binding: Binding,
    pub missing: Vec<Missing>,
    /// What the linter says of the very bytes.
    pub report: Report,
    /// Something here stops it: for an authority only an empty notice or a missing recipient (DESIGN section 5).
    pub blocking: bool,
    /// Facts or text differ from what was approved last.
    pub changed_since_approval: bool,
    /// Facts that stand otherwise than when the text was made of them, by id.
    pub moved: Vec<String>,
    /// What each block rests on, by block.
    pub rests_on: BTreeMap<String, Vec<RestsOn>>,
    pub audience: Audience,
    /// The legal term has passed, so reasons for the delay belong into it.
    pub late: bool,
}

impl Seen {
    /// What it lacks without being stopped by that; for an authority each is passed with a reason.
    pub fn findings(&self) -> Vec<Finding> {
        let open = self.missing.iter().filter(|missing| !missing.blocking);
        open.map(|missing| Finding { element: missing.element.clone(), reason: missing.reason.to_string() }).collect()
    }
}

/// Drafts the notice that fulfils a duty from the facts as they stand. The language is one the recipient takes, if a template
/// speaks it; otherwise the one asked for, and the screen says that a translation is due.
pub fn prepare(ctx: &Ctx, who: &SignedIn, reference: &str, duty: u32, language: &str) -> AppResult<Outcome> {
    prepare_as(ctx, who, reference, duty, None, language)
}

/// The same as one of the kinds that can be written for the duty: a supplement, the final one, an amendment, a withdrawal.
pub fn prepare_as(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    duty: u32,
    kind: Option<NoticeKind>,
    language: &str,
) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (_, case) = cases::load(tx, who, reference)?;
        let duty = case.duty(duty).filter(|duty| !duty.gone).ok_or(AppError::NotFound)?;
        let kind = match kind {
            None => ctx.notices.kind_for(&duty.planned),
            Some(kind) => ctx.notices.kinds_for(&duty.planned).into_iter().find(|one| *one == kind),
        };
        let kind = kind.ok_or(AppError::Invalid { field: "kind", key: "notice-no-form-for-stage" })?;
        let command = draft_command(ctx, tx, &case, duty, kind, language)?;
        cases::run_in(ctx, tx, who, reference, Command::DraftNotice(Box::new(command)))
    });
    ctx.wake.notify_waiters();
    done
}

/// Whether somebody who grew up with the language has read what notices say in it.
pub fn is_read_by_native(ctx: &Ctx, language: &str) -> bool {
    Language::parse(language).is_ok_and(|language| ctx.notices.templates.is_read_by_native(&language))
}

/// Which notice fulfils a duty, and in which languages the desk can draft it.
#[derive(Debug, Clone)]
pub struct Choice {
    pub kind: NoticeKind,
    pub languages: Vec<String>,
    /// What the recipient takes, best first; empty where nobody knows.
    pub recipient_takes: Vec<String>,
    /// The language that the recipient's decide: the first that is whole, else the first with its fixed words; none where it takes
    /// none of ours, or nobody knows.
    pub preferred: Option<String>,
}

impl Choice {
    /// Whether a draft in this language can be filed as it is. Where nobody knows what the recipient takes, it cannot be said.
    pub fn is_taken(&self, language: &str) -> bool {
        self.recipient_takes.is_empty() || self.recipient_takes.iter().any(|takes| is_same_language(takes, language))
    }
}

/// The notices a duty can be fulfilled with: one for an authority, a message or a public notice for people, none where the stage has
/// no form yet.
pub fn choices(ctx: &Ctx, duty: &Duty) -> Vec<Choice> {
    let kinds = ctx.notices.kinds_for(&duty.planned);
    let public = (duty.planned.kind == DutyKind::People).then_some(NoticeKind::PublicNotice);
    let takes = match duty.planned.kind {
        DutyKind::Authority => duty.planned.languages.clone(),
        // People read their own language; which one that is stands with each recipient.
        _ => Vec::new(),
    };
    kinds
        .into_iter()
        .chain(public)
        .map(|kind| {
            let templates = &ctx.notices.templates;
            let (whole, fixed): (Vec<&Language>, Vec<&Language>) =
                templates.languages(kind).into_iter().partition(|one| templates.answers_in(one).is_none());
            let taken = |of: &[&Language]| {
                let fitting = takes.iter().flat_map(|tag| of.iter().filter(|one| is_same_language(one.as_str(), tag)));
                fitting.map(ToString::to_string).collect::<Vec<_>>()
            };
            // Fixed words alone serve the authority that reads them, and nobody else.
            let languages = whole.iter().map(ToString::to_string).chain(taken(&fixed)).collect();
            let preferred = taken(&whole).into_iter().chain(taken(&fixed)).next();
            Choice { kind, languages, recipient_takes: takes.clone(), preferred }
        })
        .collect()
}

/// A notice to the public; it fulfils the people duties of the given controller's markets that are named.
pub fn prepare_public(ctx: &Ctx, who: &SignedIn, reference: &str, duty: u32, language: &str) -> AppResult<Outcome> {
    ctx.store.write(|tx| {
        let (_, case) = cases::load(tx, who, reference)?;
        let duty = case.duty(duty).filter(|duty| duty.planned.kind == DutyKind::People).ok_or(AppError::NotFound)?;
        let command = draft_command(ctx, tx, &case, duty, NoticeKind::PublicNotice, language)?;
        cases::run_in(ctx, tx, who, reference, Command::DraftNotice(Box::new(command)))
    })
}

fn draft_command(
    ctx: &Ctx,
    conn: &mut Conn,
    case: &Case,
    duty: &Duty,
    kind: NoticeKind,
    language: &str,
) -> AppResult<DraftNotice> {
    drafted_command(ctx, conn, case, Subject::duty(duty), kind, language)
}

fn drafted_command(
    ctx: &Ctx,
    conn: &mut Conn,
    case: &Case,
    subject: Subject<'_>,
    kind: NoticeKind,
    language: &str,
) -> AppResult<DraftNotice> {
    let language =
        Language::parse(language).map_err(|_| AppError::Invalid { field: "language", key: "notice-no-language" })?;
    if !ctx.notices.templates.languages(kind).contains(&&language) {
        return Err(AppError::Invalid { field: "language", key: "notice-no-language" });
    }
    let facts = facts_of_kind(ctx, conn, case, subject, (kind, &language), 1)?;
    let (drafted, wording) = wording::draft(ctx, conn, case, kind, &language, &facts)?;
    let told = told_of(ctx, conn, case, subject, &facts, &drafted)?;
    let authority = subject.to_authority();
    Ok(DraftNotice {
        notice_kind: kind.as_str().to_owned(),
        language: language.to_string(),
        duties: subject.duty.iter().map(|duty| duty.number).collect(),
        recipient: authority.map(|duty| duty.planned.recipient.clone()),
        controller: Some(subject.controller.to_owned()),
        market: subject.market.cloned(),
        content: Private::new(serde_json::to_string(&drafted.draft).map_err(AppError::broken)?),
        told,
        wording,
        letter: subject.letter.cloned(),
    })
}

/// What the notice would be if it were approved now.
pub fn seen(ctx: &Ctx, conn: &mut Conn, case: &Case, notice: &Notice) -> AppResult<Seen> {
    let draft: Draft = serde_json::from_str(notice.content.as_str()).map_err(AppError::broken)?;
    let subject = Subject::of(case, notice)?;
    let version = notice.publications.len() as u32 + 1;
    let mut facts = facts_of_kind(ctx, conn, case, subject, (draft.kind, &draft.language), version)?;
    // What was handed in is judged as of then: a term that ended since makes nothing late.
    if let Some(filing) = notice.filings.iter().rev().find(|filing| case.stands(filing)) {
        facts.frame.as_at = filing.at;
    }
    let binding = Binding {
        facts: facts.digest().map_err(AppError::broken)?,
        template: wording::template_digest(ctx, notice.wording.as_ref(), draft.kind, &draft.language),
        policy: ctx.policy.digest().to_owned(),
    };
    let rendered = render(&draft, &binding);
    let missing = missing(&draft, &facts, &ctx.notices.rules, ctx.notices.templates.forms());
    let report = linted::report(ctx, case, notice, &draft, &facts, &rendered);
    let blocking = missing.iter().any(|missing| missing.blocking);
    let waits = !matches!(notice.state, NoticeState::Filed | NoticeState::Confirmed | NoticeState::Published);
    let changed = waits && notice.approval().is_some_and(|approval| approval.digest != rendered.digest);
    let moved = told::moved(case, notice);
    let rests_on = draft.blocks.iter().map(|block| (block.id.clone(), rests_on(ctx, &facts, draft.kind, &block.id)));
    Ok(Seen {
        rests_on: rests_on.filter(|(_, facts)| !facts.is_empty()).collect(),
        audience: ctx.notices.rules.audience(draft.kind),
        late: facts.late(),
        draft,
        rendered,
        binding,
        missing,
        report,
        blocking,
        changed_since_approval: changed,
        moved,
    })
}

fn rests_on(ctx: &Ctx, facts: &NoticeFacts, kind: NoticeKind, block: &str) -> Vec<RestsOn> {
    let ids = ctx.notices.rules.facts_of(kind, block);
    ids.into_iter()
        .flat_map(|id| {
            facts.of(id).iter().map(|statement| RestsOn {
                fact: id.to_owned(),
                state: statement.state,
                value: statement.value.clone(),
                about: statement.about.clone(),
                by: statement.by,
            })
        })
        .collect()
}

/// The draft that the facts would give now, in the notice's own kind and language. Blocks that people added stay at its end.
pub fn redrafted(ctx: &Ctx, conn: &mut Conn, case: &Case, notice: &Notice) -> AppResult<Draft> {
    Ok(drafted_now(ctx, conn, case, notice)?.drafted.draft.tidied())
}

/// A draft as the facts and the words of today give it.
struct Fresh {
    /// With the facts that its parts word.
    drafted: Drafted,
    /// What it tells of them where it goes to an authority.
    told: Option<ToldFacts>,
    wording: Wording,
}

/// What a fresh draft tells an authority; nothing is kept of what others are told.
fn told_of(
    ctx: &Ctx,
    conn: &mut Conn,
    case: &Case,
    subject: Subject<'_>,
    facts: &NoticeFacts,
    drafted: &Drafted,
) -> AppResult<Option<ToldFacts>> {
    let Some(duty) = subject.to_authority() else { return Ok(None) };
    let covered = covered(ctx, conn, case, subject)?;
    Ok(Some(told::told_by(ctx, case, duty, covered, facts, drafted)))
}

fn drafted_now(ctx: &Ctx, conn: &mut Conn, case: &Case, notice: &Notice) -> AppResult<Fresh> {
    let kept: Draft = serde_json::from_str(notice.content.as_str()).map_err(AppError::broken)?;
    let subject = Subject::of(case, notice)?;
    let version = notice.publications.len() as u32 + 1;
    let facts = facts_of_kind(ctx, conn, case, subject, (kept.kind, &kept.language), version)?;
    let (mut drafted, wording) = wording::draft(ctx, conn, case, kept.kind, &kept.language, &facts)?;
    let told = told_of(ctx, conn, case, subject, &facts, &drafted)?;
    drafted.draft.blocks.extend(kept.blocks.into_iter().filter(|block| block.id.starts_with("own_")));
    Ok(Fresh { drafted, told, wording })
}

/// Takes the facts as they are now: a new draft text in place of the old one, never by itself, and only over the text that the
/// person saw.
pub fn redraft(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32, based_on: u32) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (_, case) = cases::load(tx, who, reference)?;
        let notice = case.notice(number).ok_or(AppError::NotFound)?;
        let Fresh { drafted, told, wording } = drafted_now(ctx, tx, &case, notice)?;
        let content = Private::new(serde_json::to_string(&drafted.draft.tidied()).map_err(AppError::broken)?);
        let wording = Some(wording);
        cases::run_in(ctx, tx, who, reference, Command::EditNotice { number, based_on, content, told, wording })
    });
    ctx.wake.notify_waiters();
    done
}

/// Saves an edited draft. What cannot be kept (an unknown field, a lost block) is said at once, and nothing is changed.
pub fn edit(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    number: u32,
    based_on: u32,
    draft: &Draft,
) -> AppResult<Result<Outcome, Vec<DraftProblem>>> {
    let draft = &draft.clone().tidied();
    let problems = crate::notice::check(draft, &ctx.notices.rules, &ctx.notices.templates);
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let content = Private::new(serde_json::to_string(draft).map_err(AppError::broken)?);
    let done = ctx.store.write(|tx| {
        let (_, case) = cases::load(tx, who, reference)?;
        let notice = case.notice(number).ok_or(AppError::NotFound)?;
        let told = match notice.told {
            None => None,
            Some(_) => told::after_edit(notice, &drafted_now(ctx, tx, &case, notice)?.drafted, draft),
        };
        cases::run_in(ctx, tx, who, reference, Command::EditNotice { number, based_on, content, told, wording: None })
    });
    ctx.wake.notify_waiters();
    done.map(Ok)
}

/// Approves exactly what was on screen and freezes its bytes as a numbered version, in one transaction.
pub fn approve(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    number: u32,
    seen_digest: &str,
    release: Release,
) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (_, case) = cases::load(tx, who, reference)?;
        let notice = case.notice(number).ok_or(AppError::NotFound)?;
        let now_seen = seen(ctx, tx, &case, notice)?;
        let version = notice.next_version();
        let command = Command::ApproveNotice {
            number,
            digest: now_seen.rendered.digest.clone(),
            seen_digest: seen_digest.to_owned(),
            blocking: now_seen.blocking,
            findings: now_seen.findings(),
            linted: linted::of_workflow(&now_seen.report),
            release,
        };
        let outcome = cases::run_in(ctx, tx, who, reference, command)?;
        notices::freeze(
            tx,
            &NoticeVersionRow {
                id: ctx.ids.next(),
                case_id: case.id,
                notice_id: filing::notice_id(&case, number),
                version: i64::from(version),
                digest: now_seen.rendered.digest,
                content: serde_json::to_value(&now_seen.draft).map_err(AppError::broken)?,
                html: now_seen.rendered.html,
                text: now_seen.rendered.text,
                frozen_at: ctx.clock.now(),
                binding: Some(serde_json::to_string(&now_seen.binding).map_err(AppError::broken)?),
            },
        )?;
        Ok::<_, AppError>(outcome)
    });
    ctx.wake.notify_waiters();
    done
}

/// Whether handing in a notice at this moment would be late for one of its duties. What follows a filing that counts, such as an
/// amendment, is not late by the term of that filing.
pub fn would_be_late(case: &Case, duties: &[u32], at: At) -> bool {
    let first = duties.iter().filter(|number| case.filings_for(**number).is_empty());
    first.filter_map(|number| case.duty(*number)).any(|duty| is_late(duty, at))
}

/// Whether a moment lies after the end of a duty's term, so that reasons for the delay are owed.
pub fn is_late(duty: &Duty, at: At) -> bool {
    duty.planned.legal_term_at.or(duty.planned.target_at).is_some_and(|end| at >= end)
}
