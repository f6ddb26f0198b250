//! Notices: drafted from the facts, edited, read by a second person, approved as seen, filed, proven.

pub mod certified;
pub mod filed;
pub mod filing;
pub mod kit;
pub mod linted;
mod named;
pub mod published;
pub mod reading;
pub mod sheets;
mod telling;
pub mod told;
pub mod translation;
mod wording;

use std::collections::BTreeMap;

use serde_json::Value;

use super::cases::{self, Outcome};
use super::member::SignedIn;
use super::organisation::{self, ContactBlock, Settings};
use super::{AppError, AppResult, Ctx};
use crate::domain::case::{Case, Duty, Finding, Notice, Wording};
pub use crate::domain::command::Release;
use crate::domain::command::{Command, DraftNotice};
use crate::domain::plan::DutyKind;
use crate::domain::situation::{Fact, Knowledge, Scope};
use crate::domain::told::ToldFacts;
use crate::domain::values::{At, Private};
pub use crate::notice::is_same_language;
use crate::notice::lint::Report;
use crate::notice::{
    About, Binding, Contact, ControllerCard, Drafted, Frame, NoticeDeadline, NoticeFacts, NoticeRecipient, Rendered,
    Told, gather, missing, render,
};
pub use crate::notice::{Audience, Block, Draft, DraftProblem, Language, Missing, MissingReason, NoticeKind};
use crate::store::Conn;
use crate::store::notices::{self, NoticeVersionRow};
use reading::RestsOn;

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
        cases::run_in(ctx, tx, who, reference, Command::DraftNotice(command))
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
        cases::run_in(ctx, tx, who, reference, Command::DraftNotice(command))
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
    let language =
        Language::parse(language).map_err(|_| AppError::Invalid { field: "language", key: "notice-no-language" })?;
    if !ctx.notices.templates.languages(kind).contains(&&language) {
        return Err(AppError::Invalid { field: "language", key: "notice-no-language" });
    }
    let facts = facts_of_kind(ctx, conn, case, duty, (kind, &language), 1)?;
    let (drafted, wording) = wording::draft(ctx, conn, case, kind, &language, &facts)?;
    let planned = &duty.planned;
    Ok(DraftNotice {
        notice_kind: kind.as_str().to_owned(),
        language: language.to_string(),
        duties: vec![duty.number],
        recipient: (planned.kind == DutyKind::Authority).then(|| planned.recipient.clone()),
        controller: Some(planned.controller.clone()),
        market: planned.market.clone(),
        content: Private::new(serde_json::to_string(&drafted.draft).map_err(AppError::broken)?),
        told: (planned.kind == DutyKind::Authority).then(|| told::told_by(ctx, case, duty, &facts, &drafted)),
        wording,
    })
}

/// What the notice would be if it were approved now.
pub fn seen(ctx: &Ctx, conn: &mut Conn, case: &Case, notice: &Notice) -> AppResult<Seen> {
    let draft: Draft = serde_json::from_str(notice.content.as_str()).map_err(AppError::broken)?;
    let duty = notice.duties.first().and_then(|number| case.duty(*number)).ok_or(AppError::NotFound)?;
    let version = notice.publications.len() as u32 + 1;
    let facts = facts_of_kind(ctx, conn, case, duty, (draft.kind, &draft.language), version)?;
    let binding = Binding {
        facts: facts.digest().map_err(AppError::broken)?,
        template: wording::template_digest(ctx, notice.wording.as_ref(), draft.kind, &draft.language),
        policy: ctx.policy.digest().to_owned(),
    };
    let rendered = render(&draft, &binding);
    let missing = missing(&draft, &facts, &ctx.notices.rules, ctx.notices.templates.forms());
    let report = linted::report(ctx, case, notice, &draft, &facts, &rendered);
    let blocking = missing.iter().any(|missing| missing.blocking);
    let changed = notice.approval().is_some_and(|approval| approval.digest != rendered.digest);
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

fn drafted_now(ctx: &Ctx, conn: &mut Conn, case: &Case, notice: &Notice) -> AppResult<Fresh> {
    let kept: Draft = serde_json::from_str(notice.content.as_str()).map_err(AppError::broken)?;
    let duty = notice.duties.first().and_then(|number| case.duty(*number)).ok_or(AppError::NotFound)?;
    let version = notice.publications.len() as u32 + 1;
    let facts = facts_of_kind(ctx, conn, case, duty, (kept.kind, &kept.language), version)?;
    let (mut drafted, wording) = wording::draft(ctx, conn, case, kept.kind, &kept.language, &facts)?;
    let told = notice.recipient.as_ref().map(|_| told::told_by(ctx, case, duty, &facts, &drafted));
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

/// The facts a notice about this duty may word, and the frame they are told in.
fn facts_for(
    ctx: &Ctx,
    conn: &mut Conn,
    case: &Case,
    duty: &Duty,
    language: &Language,
    version: u32,
) -> AppResult<NoticeFacts> {
    let (_, settings) = organisation::load(conn, case.organisation)?;
    let planned = &duty.planned;
    let about = About { controller: planned.controller.clone(), market: planned.market.clone(), data_sets: Vec::new() };
    let situation = case.situation();
    Ok(gather(&situation, &about, frame(ctx, case, duty, &settings, language, version)))
}

/// The same for a notice of one kind: one that follows an earlier notice says what changed since.
fn facts_of_kind(
    ctx: &Ctx,
    conn: &mut Conn,
    case: &Case,
    duty: &Duty,
    (kind, language): (NoticeKind, &Language),
    version: u32,
) -> AppResult<NoticeFacts> {
    let mut facts = facts_for(ctx, conn, case, duty, language, version)?;
    if ctx.notices.rules.follows(kind) {
        told::follow(ctx, case, duty, language, &mut facts.frame);
    }
    let nobody_told = kind == NoticeKind::T611Second && telling::nobody_told(case, duty, &facts);
    facts.frame.nobody_told = nobody_told;
    if duty.planned.kind == DutyKind::People && ctx.notices.templates.languages(kind).contains(&language) {
        // People are promised to hear more only by a day that this very text names for something open.
        let (drafted, _) = wording::draft(ctx, conn, case, kind, language, &facts)?;
        let today = facts.frame.as_at.utc().date_naive();
        facts.frame.next_update_on = drafted.expected_by.filter(|day| *day >= today);
    }
    Ok(facts)
}

fn frame(ctx: &Ctx, case: &Case, duty: &Duty, settings: &Settings, language: &Language, version: u32) -> Frame {
    let planned = &duty.planned;
    let to_authority = planned.kind == DutyKind::Authority;
    let complaint = ctx.policy.authority(planned.market.as_ref().map_or("", |market| market.as_str()));
    Frame {
        as_at: ctx.clock.now(),
        // An authority reads its own clock; people and the public read the case's.
        zone: if to_authority { planned.zone.clone() } else { case.zone.clone() },
        our_reference: case.reference.clone(),
        authority_reference: String::new(),
        version,
        controller: controller_card(case, settings, &planned.controller),
        dpo: contact(&settings.dpo),
        hotline: settings.hotline.as_ref().map(contact).unwrap_or_default(),
        recipient: to_authority.then(|| NoticeRecipient {
            id: planned.recipient.id.clone(),
            // As it calls itself where the notice is in its language: a letter to the Garante is addressed to the Garante.
            name: named::authority(ctx, language, planned),
            fixed_subject: fixed_subject(ctx, &planned.recipient.id),
        }),
        deadline: to_authority
            .then_some(NoticeDeadline { target_at: planned.target_at, legal_term_at: planned.legal_term_at }),
        told: told(ctx, language, case, duty),
        complaint_authority: complaint
            .map(|authority| named::called(ctx, language, &authority.id, &authority.name))
            .unwrap_or_default(),
        next_update_on: None,
        versions: Vec::new(),
        projected: projected(case, duty),
        earlier_at: None,
        changes: Vec::new(),
        still_open: Vec::new(),
        nobody_told: false,
    }
}

/// The subject line that the authority demands today. It binds while its channel holds: in Italy until the portal came.
fn fixed_subject(ctx: &Ctx, recipient: &str) -> String {
    let today = ctx.clock.now().utc().date_naive();
    let authority = ctx.policy.authority(recipient);
    authority.and_then(|authority| authority.fixed_subject_on(today)).unwrap_or_default().to_owned()
}

fn controller_card(case: &Case, settings: &Settings, id: &str) -> ControllerCard {
    let card = settings.cards.get(id).cloned().unwrap_or_default();
    let name = case.controllers.iter().find(|controller| controller.id == id).map(|c| c.name.clone());
    ControllerCard {
        name: name.unwrap_or_default(),
        address: card.postal_address,
        identifier: card.identifier,
        site: card.site,
    }
}

fn contact(block: &ContactBlock) -> Contact {
    Contact {
        name: block.name.clone(),
        email: block.email.clone(),
        pec: block.certified_email.clone().unwrap_or_default(),
        phone: block.phone.clone().unwrap_or_default(),
        phone_hours: block.phone_hours.clone().unwrap_or_default(),
        post: block.postal_address.clone(),
    }
}

/// Authorities already notified for this controller: only what is on record as filed. An authority knows what it received itself.
fn told(ctx: &Ctx, language: &Language, case: &Case, of: &Duty) -> Vec<Told> {
    let reader =
        |duty: &Duty| of.planned.kind == DutyKind::Authority && duty.planned.recipient.id == of.planned.recipient.id;
    let mut told: Vec<Told> = Vec::new();
    for (duties, filing) in case.all_filings().into_iter().filter(|(_, filing)| case.stands(filing)) {
        let of_controller = duties.iter().filter_map(|number| case.duty(*number)).find(|duty| {
            duty.planned.controller == of.planned.controller
                && duty.planned.kind == DutyKind::Authority
                && !reader(duty)
        });
        let Some(duty) = of_controller else { continue };
        let name = named::authority(ctx, language, &duty.planned);
        if !told.iter().any(|one| one.name == name) {
            told.push(Told { name, at: filing.at });
        }
    }
    told
}

/// Canonical ids that are projections of other tables and therefore never facts of a case.
fn projected(case: &Case, duty: &Duty) -> Vec<Fact> {
    let known = |id: &str, value: Value| Fact {
        id: id.to_owned(),
        scope: Scope::case(),
        state: Knowledge::Known,
        value,
        how: Private::new(""),
        who: Private::new(""),
        by: None,
    };
    let mut facts = telling::derived(case, duty);
    let filings = case.filings_for(duty.number).into_iter();
    if let Some(reasons) = filings.filter_map(|filing| filing.reasons_for_delay.as_ref()).next_back() {
        facts.push(known("time.delay_reason", Value::from(reasons.as_str())));
    }
    facts
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
