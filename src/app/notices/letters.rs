//! Letters to others than authorities and people: which there are, how one is begun, where it may be sent, the clocks that some tell.

use super::subject::Subject;
use super::{Language, NoticeKind, drafted_command, named};
use crate::app::cases::{self, Outcome};
use crate::app::member::SignedIn;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::case::{Case, Duty, Letter};
use crate::domain::command::Command;
use crate::domain::plan::{DutyKind, DutyStatus};
use crate::domain::values::Private;
use crate::notice::telling::{Standing, standing};
use crate::notice::{ClockLine, ClockState, NoticeFacts};

/// A letter as somebody begins it.
#[derive(Debug, Clone)]
pub struct NewLetter {
    pub kind: NoticeKind,
    pub language: String,
    /// The duty that asks for it, if one does.
    pub duty: Option<u32>,
    /// Id of the controller that writes.
    pub controller: String,
    pub to: Private,
    pub purpose: Private,
    pub reason: Private,
}

/// The kinds of letters for a duty, or all of them where none asks.
pub fn kinds(ctx: &Ctx, duty: Option<&Duty>) -> Vec<NoticeKind> {
    match duty {
        Some(duty) => ctx.notices.letters_for(&duty.planned),
        None => ctx.notices.rules.letters(),
    }
}

/// Languages in which a letter of this kind is whole.
pub fn languages(ctx: &Ctx, kind: NoticeKind) -> Vec<String> {
    let templates = &ctx.notices.templates;
    let whole = templates.languages(kind).into_iter().filter(|one| templates.answers_in(one).is_none());
    whole.map(ToString::to_string).collect()
}

/// Drafts a letter from the facts as they stand.
pub fn prepare(ctx: &Ctx, who: &SignedIn, reference: &str, new: NewLetter) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (_, case) = cases::load(tx, who, reference)?;
        let duty = match new.duty {
            None => None,
            Some(number) => Some(case.duty(number).filter(|duty| !duty.gone).ok_or(AppError::NotFound)?),
        };
        if !kinds(ctx, duty).contains(&new.kind) {
            return Err(AppError::Invalid { field: "kind", key: "notice-kind-missing" });
        }
        if !languages(ctx, new.kind).contains(&new.language) {
            // Never another language in silence: somebody has to translate it, and is told so.
            return Err(AppError::Invalid { field: "language", key: "letter-translation-due" });
        }
        let controller = duty.map_or(new.controller.as_str(), |duty| duty.planned.controller.as_str());
        if !case.controllers.iter().any(|one| one.id == controller) {
            return Err(AppError::Invalid { field: "controller", key: "letter-controller-missing" });
        }
        let letter =
            Letter { to: new.to.clone(), purpose: new.purpose.clone(), reason: new.reason.clone(), address: None };
        let subject = Subject::letter(&letter, duty, controller);
        let command = drafted_command(ctx, tx, &case, subject, new.kind, &new.language)?;
        cases::run_in(ctx, tx, who, reference, Command::DraftNotice(Box::new(command)))
    });
    ctx.wake.notify_waiters();
    done
}

/// Somebody types the address of a letter and says how they checked it.
pub fn check_address(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    number: u32,
    address: Private,
    how: Private,
) -> AppResult<Outcome> {
    cases::run(ctx, who, reference, Command::CheckAddress { number, address, how })
}

/// The duties of a case as those who decide read them: one line for each name, moment and state.
pub(super) fn clocks(ctx: &Ctx, case: &Case, language: &Language) -> Vec<ClockLine> {
    let mut lines: Vec<ClockLine> = Vec::new();
    for duty in case.duties.iter().filter(|duty| !duty.gone) {
        let planned = &duty.planned;
        let state = match planned.status {
            DutyStatus::NotRequired | DutyStatus::NotStarted => continue,
            DutyStatus::FiledUnproven | DutyStatus::Met | DutyStatus::Late => ClockState::Filed,
            DutyStatus::Presumed => ClockState::Presumed,
            DutyStatus::Due => ClockState::Due,
        };
        let decides = matches!(planned.kind, DutyKind::Authority | DutyKind::People);
        let line = ClockLine {
            what: named::duty(ctx, language, planned),
            to: vec![named::recipient(ctx, language, planned)],
            at: planned.target_at.or(planned.legal_term_at).or(planned.decide_by_at),
            undecided: decides && state != ClockState::Filed && case.decision_on(duty.number).is_none(),
            state,
        };
        let same = |one: &&mut ClockLine| {
            (&one.what, one.at, one.state, one.undecided) == (&line.what, line.at, line.state, line.undecided)
        };
        match lines.iter_mut().find(same) {
            Some(one) => one.to.extend(line.to),
            None => lines.push(line),
        }
    }
    lines.sort_by_key(|line| (line.state == ClockState::Filed, line.at.is_none(), line.at));
    lines
}

/// What is not known: said to be so, or asked of this kind and said by nobody. By id and name.
pub(super) fn still_open(
    ctx: &Ctx,
    facts: &NoticeFacts,
    kind: NoticeKind,
    language: &Language,
) -> Vec<(String, String)> {
    let forms = ctx.notices.templates.forms();
    let asked: Vec<&str> = ctx.notices.rules.wanted(kind).into_iter().flat_map(|one| one.facts).collect();
    let is_open = |id: &String| match forms.facts.get(id) {
        None => false,
        Some(_) if facts.of(id).is_empty() => asked.contains(&id.as_str()),
        Some(form) => {
            facts.of(id).iter().all(|one| matches!(standing(one, form, forms), Standing::Open | Standing::OpenWithDate))
        }
    };
    let open = forms.facts.keys().filter(|id| is_open(id));
    open.map(|id| (id.clone(), named::fact(ctx, language, id))).collect()
}
