//! The handover (US25): what a person who takes the case over at three in the morning needs, on one screen and on one sheet of paper.

use std::collections::BTreeMap;

use askama::Template;

use super::at_hand::{TaskLine, questions, task_line};
use super::{
    Head, address, clock, deciding_name, due_sentence, duty_address, duty_name, framed, open, recipient_name,
    refused_at,
};
use crate::app::member::WORKERS;
use crate::app::organisation::Settings;
use crate::app::reach::{self, Listed};
use crate::app::views::{board, case_page};
use crate::app::{Ctx, cases};
use crate::domain::case::{Case, CaseStatus};
use crate::domain::command::Command;
use crate::domain::contacts::Contact;
use crate::domain::plan::DutyStatus;
use crate::domain::project::reveal;
use crate::domain::situation::{InstantKind, Knowledge};
use crate::domain::values::{At, Private};
use crate::web::components::{Clock, State};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::reach::{CardLine, ways_of};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// A duty that is still to be filed.
pub struct Due {
    pub href: String,
    pub what: String,
    pub when: String,
    /// Who can file it.
    pub who: Option<State>,
}

/// Lines of one part; more are counted and one link away, so that it stays one sheet.
pub struct Part<T> {
    pub lines: Vec<T>,
    pub more: String,
    /// Where the others are.
    pub href: String,
}

#[derive(Template)]
#[template(path = "pages/case/handover.html")]
pub struct Handover {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    /// Who has the case, since when, from whom; and what was said then.
    pub shift: String,
    pub note: String,
    pub clock: Option<Clock>,
    pub clock_what: String,
    /// What happened, in the words of the facts, and the moments that decide.
    pub happened: String,
    pub moments: Vec<(&'static str, String)>,
    pub due: Part<Due>,
    pub tasks: Part<TaskLine>,
    /// What went out already, the latest first.
    pub done: Part<(String, String)>,
    pub decided: Part<(String, String)>,
    pub unknown: Part<(String, String)>,
    pub people: Part<CardLine>,
    pub writes: bool,
    pub action: String,
    pub base: String,
}

const DUE: usize = 6;
const TASKS: usize = 6;
const DONE: usize = 6;
const DECIDED: usize = 5;
const UNKNOWN: usize = 8;
/// As many of what decides presumed duties are named.
const NAMED: usize = 4;
const PEOPLE: usize = 8;
/// Characters of the description on the sheet.
const HAPPENED: usize = 700;

pub async fn show(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    visit.page(&page(&visit, &case, &organisation, Form::empty(visit.t())).await?)
}

async fn page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Result<Handover, Problem> {
    let of = case.clone();
    let (lines, settings) = visit
        .run(move |ctx| {
            ctx.store.read(|conn| {
                let settings = reach::settings_of(conn, of.organisation)?;
                Ok::<_, crate::app::AppError>((reach::lines(conn, &of)?, settings))
            })
        })
        .await?;
    let ctx = visit.ctx();
    let (f, head) = framed(visit, case, organisation, "", visit.t().text("handover-title"));
    let next = case_page::next_deadline(case, f.now);
    let works = visit.person()?.has_role(case.organisation, WORKERS);
    Ok(Handover {
        shift: shift(&f, case),
        note: case.shift.as_ref().map(|shift| shift.note.as_str().to_owned()).unwrap_or_default(),
        clock: next.as_ref().and_then(|next| clock(&f, &next.row.face)),
        clock_what: next.as_ref().map(|next| due_sentence(&f, next)).unwrap_or_default(),
        happened: happened(case),
        moments: moments(&f, case),
        due: due(&f, ctx, case, &settings),
        tasks: tasks(&f, ctx, case),
        done: done(&f, ctx, case),
        decided: decided(&f, ctx, case),
        unknown: unknown(&f, ctx, case),
        people: people(&f, case, &lines),
        writes: works && case.status == CaseStatus::Open,
        action: address(case, "/handover"),
        base: address(case, ""),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

fn part<T>(f: &Frame, case: &Case, mut lines: Vec<T>, most: usize, path: &str) -> Part<T> {
    let more = lines.len().saturating_sub(most);
    lines.truncate(most);
    let more = if more > 0 { f.with1("handover-more", "count", more) } else { String::new() };
    Part { lines, more, href: address(case, path) }
}

fn shift(f: &Frame, case: &Case) -> String {
    match (&case.shift, &case.handler) {
        (Some(shift), handler) => {
            let taken = f.with2("event-shift-taken", "name", shift.by.name.as_str(), "at", f.moment(&shift.at));
            match handler.as_ref().filter(|handler| handler.user != shift.by.user) {
                // Handed on since by other means: both are said.
                Some(handler) => format!("{taken}. {}", f.with1("handover-since", "name", handler.name.as_str())),
                None => taken,
            }
        }
        (None, Some(handler)) => f.with1("handover-has", "name", handler.name.as_str()),
        (None, None) => f.text("handler-nobody"),
    }
}

/// The description as it stands, cut to the sheet; the title where nobody has described it.
fn happened(case: &Case) -> String {
    let described = case.facts.iter().find(|entry| entry.fact.id == "incident.description");
    let value = described.map(|entry| reveal(&entry.fact.value));
    let text = value.as_ref().and_then(|value| value.as_str()).unwrap_or_else(|| case.title.as_str());
    if text.chars().count() <= HAPPENED {
        return text.to_owned();
    }
    let cut: String = text.chars().take(HAPPENED).collect();
    format!("{}…", cut.trim_end())
}

fn moments(f: &Frame, case: &Case) -> Vec<(&'static str, String)> {
    let kinds = [InstantKind::Occurred, InstantKind::FirstSignal, InstantKind::Detected611, InstantKind::Aware];
    let mut lines = Vec::new();
    for what in kinds {
        match case.instants_in_force().find(|entry| entry.what == what) {
            Some(entry) => {
                lines.push(("k", f.with2("key-fact", "what", f.of("instant", what), "value", f.moment(&entry.at))));
            }
            // Not to know when one was aware is itself what must be said.
            None if what == InstantKind::Aware => {
                lines.push((
                    "k k-ask",
                    f.with2("key-fact", "what", f.of("instant", what), "value", f.text("handover-open")),
                ));
            }
            None => {}
        }
    }
    lines
}

fn due(f: &Frame, ctx: &Ctx, case: &Case, settings: &Settings) -> Part<Due> {
    let rows = board::rows(case, f.now);
    let lines = rows.iter().filter(|row| row.duty.is_unfiled()).map(|row| {
        let planned = &row.duty.planned;
        Due {
            href: duty_address(case, row.duty.number),
            what: format!("{} · {}", duty_name(f.t, row.duty), recipient_name(ctx, f.t, case, row.duty)),
            when: planned.target_at.map_or_else(|| f.text("due-no-figure"), |at| f.moment(&at)),
            who: ways_of(f, &ctx.policy, settings, row.duty).first().map(crate::web::pages::reach::Way::line),
        }
    });
    part(f, case, lines.collect(), DUE, "/duties")
}

fn tasks(f: &Frame, ctx: &Ctx, case: &Case) -> Part<TaskLine> {
    let mut open: Vec<_> = case.tasks.iter().filter(|task| task.is_open() && task.fact.is_none()).collect();
    open.sort_by_key(|task| (task.due_on.is_none(), task.due_on, task.due_at, !task.must));
    part(f, case, open.into_iter().map(|task| task_line(f, &ctx.policy, task)).collect(), TASKS, "/tasks")
}

/// Filings that count with the authority's number, messages to people, public notices.
fn done(f: &Frame, ctx: &Ctx, case: &Case) -> Part<(String, String)> {
    let mut lines: Vec<(At, (String, String))> = Vec::new();
    for (duties, filing) in case.all_filings().into_iter().filter(|(_, filing)| case.stands(filing)) {
        let Some(duty) = duties.first().and_then(|number| case.duty(*number)) else { continue };
        let to = recipient_name(ctx, f.t, case, duty);
        let to = match duties.len() {
            0 | 1 => to,
            all => f.with2("event-and-more", "names", &to, "count", all - 1),
        };
        let what = format!("{} · {to}", duty_name(f.t, duty));
        let said = f.with2("handover-filed", "what", &what, "at", f.short_moment(&filing.at));
        let reference =
            filing.proof.as_ref().map(|proof| proof.reference.as_str().trim()).filter(|text| !text.is_empty());
        let said = reference.map_or(said.clone(), |number| f.with2("handover-number", "said", &said, "number", number));
        lines.push((filing.at, (duty_address(case, duty.number), said)));
    }
    for mail_out in &case.communications {
        let Some(at) = mail_out.started_at else { continue };
        let state = f.of("communication-state", mail_out.state);
        let said = f.t.with3(
            "handover-mail-out",
            ("number", &mail_out.number),
            ("at", &f.short_moment(&at)),
            ("state", &state),
        );
        lines.push((at, (address(case, &format!("/communications/{}", mail_out.number)), said)));
    }
    for notice in &case.notices {
        for one in &notice.publications {
            let (at, version) = (f.short_moment(&one.at), one.version);
            let place = one.address.as_str();
            let said = f.t.with3("handover-published", ("version", &version), ("at", &at), ("address", &place));
            lines.push((one.at, (address(case, &format!("/notices/{}/file", notice.number)), said)));
        }
    }
    lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    part(f, case, lines.into_iter().map(|(_, line)| line).collect(), DONE, "/timeline")
}

fn decided(f: &Frame, ctx: &Ctx, case: &Case) -> Part<(String, String)> {
    let lines = case.decisions.iter().rev().map(|decision| {
        let duty = decision.duties.first().and_then(|number| case.duty(*number));
        let to = duty.map(|duty| recipient_name(ctx, f.t, case, duty)).unwrap_or_default();
        let what = f.of("decision", decision.decision);
        let more = decision.duties.len().saturating_sub(1);
        let to = if more > 0 { f.with2("event-and-more", "names", &to, "count", more) } else { to };
        let waits = if decision.in_force() { String::new() } else { format!(" ({})", f.text("decision-waits")) };
        let by = f.with2("handover-by", "name", decision.by.name.as_str(), "at", f.short_moment(&decision.at));
        (address(case, &format!("/decisions/{}", decision.number)), format!("{what}: {to}{waits}, {by}"))
    });
    part(f, case, lines.collect(), DECIDED, "/timeline")
}

/// What nobody knows yet, with who finds out by when; estimates after it.
fn unknown(f: &Frame, ctx: &Ctx, case: &Case) -> Part<(String, String)> {
    let known = case_page::open_questions(case);
    let mut lines: Vec<(bool, (String, String))> = known
        .iter()
        .zip(questions(f, ctx, case))
        .map(|(entry, question)| {
            let who = [question.who, question.when].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
            let words = if who.is_empty() { question.label } else { format!("{}, {}", question.label, who.join(", ")) };
            (entry.fact.state != Knowledge::Unknown, (question.href, words))
        })
        .collect();
    lines.sort_by_key(|(estimated, _)| *estimated);
    let deciding = deciding(f, ctx, case).into_iter();
    part(f, case, deciding.chain(lines.into_iter().map(|(_, line)| line)).collect(), UNKNOWN, "/facts")
}

/// What would decide the presumed duties, first what decides most of them. Nobody need have said "not known" of it: it was not asked.
fn deciding(f: &Frame, ctx: &Ctx, case: &Case) -> Option<(String, String)> {
    let presumed: Vec<_> = case
        .duties
        .iter()
        .filter(|duty| duty.is_open() && duty.planned.status == DutyStatus::Presumed)
        .filter(|duty| !duty.planned.deciding_facts.is_empty())
        .collect();
    let mut weights: BTreeMap<String, usize> = BTreeMap::new();
    for key in presumed.iter().flat_map(|duty| &duty.planned.deciding_facts) {
        *weights.entry(deciding_name(ctx, f.t, case, key)).or_default() += 1;
    }
    let mut names: Vec<(String, usize)> = weights.into_iter().collect();
    names.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    let (more, names): (usize, Vec<String>) =
        (names.len().saturating_sub(NAMED), names.into_iter().take(NAMED).map(|(name, _)| name).collect());
    let facts = match more {
        0 => f.t.list(&names),
        more => f.with2("event-and-more", "names", names.join(", "), "count", more),
    };
    let told = || (address(case, "/duties"), f.with2("handover-deciding", "count", presumed.len(), "facts", &facts));
    (!presumed.is_empty()).then(told)
}

fn people(f: &Frame, case: &Case, lines: &[(Listed, Contact)]) -> Part<CardLine> {
    let all = super::phones::lists(f, case, lines, false).into_iter().flat_map(|(_, lines)| lines);
    part(f, case, all.collect(), PEOPLE, "/people")
}

/// "Shift taken over by … at …"
pub async fn take(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["note"]);
    let note = form.optional_text("note");
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let (Some(note), true) = (note, form.is_good()) {
        let taken = visit
            .once(move |ctx| {
                cases::run(ctx, &who, &reference, Command::TakeShift { note: Private::new(note) })?;
                Ok(format!("/cases/{reference}/handover"))
            })
            .await;
        match taken {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "note", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form).await?)
}
