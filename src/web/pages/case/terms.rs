//! A later end that an authority itself has set for what is owed to it: recorded with its words and source, and taken back.

use askama::Template;

use super::{Head, address, answer, duty_address, framed, moment_with_utc, open, recipient_name, refused_at};
use crate::app::cases;
use crate::app::member::APPROVERS;
use crate::domain::case::{Case, Duty};
use crate::domain::command::{Command, MoveTerm};
use crate::domain::plan::DutyKind;
use crate::domain::terms::TermEntry;
use crate::domain::values::Private;
use crate::web::components::SummaryRow;
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

pub struct Entry {
    rows: Vec<SummaryRow>,
    may_take_back: bool,
    action: String,
    field: String,
}

#[derive(Template)]
#[template(path = "pages/case/term.html")]
struct TermPage {
    f: Frame,
    head: Head,
    form: Form,
    to: String,
    entries: Vec<Entry>,
    /// Empty for those who only read.
    action: String,
    back: String,
}

/// Whether an authority could move the term of this duty.
pub fn may_move(duty: &Duty) -> bool {
    !duty.gone && duty.planned.kind == DutyKind::Authority && duty.planned.legal_term_at.is_some()
}

fn duty_of<'a>(visit: &Visit, case: &'a Case) -> Result<&'a Duty, Problem> {
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    case.duty(number).filter(|duty| may_move(duty)).ok_or(Problem::NotFound)
}

fn entry(f: &Frame, case: &Case, duty: &Duty, entry: &TermEntry, may: bool) -> Entry {
    let mut rows = vec![
        SummaryRow::new(f.with1("term-moves-until", "until", moment_with_utc(f, entry.until)), entry.words.as_str())
            .why(format!("{} · {} · {}", entry.source.as_str(), entry.by.name.as_str(), f.moment(&entry.at))),
    ];
    if let Some(back) = &entry.withdrawn {
        let said = f.t.with3(
            "term-moves-back",
            ("by", &back.by.name.as_str().to_owned()),
            ("at", &f.moment(&back.at)),
            ("reason", &back.reason.as_str().to_owned()),
        );
        rows.push(SummaryRow::new(said, ""));
    }
    Entry {
        rows,
        may_take_back: may && entry.withdrawn.is_none(),
        action: address(case, &format!("/duties/{}/term/{}/back", duty.number, entry.number)),
        field: format!("reason-{}", entry.number),
    }
}

fn page(visit: &Visit, case: &Case, organisation: &str, duty: &Duty, form: Form) -> TermPage {
    let t = visit.t();
    let (f, head) = framed(visit, case, organisation, "/duties", t.text("term-move-title"));
    let may = visit.asked.who.as_ref().is_some_and(|who| who.has_role(case.organisation, APPROVERS));
    let entries = case.terms_of(&duty.planned.recipient.id).map(|one| entry(&f, case, duty, one, may)).collect();
    TermPage {
        to: recipient_name(visit.ctx(), t, case, duty),
        entries,
        action: if may { address(case, &format!("/duties/{}/term", duty.number)) } else { String::new() },
        back: duty_address(case, duty.number),
        f: f.problems(!form.is_good()),
        form,
        head,
    }
}

pub async fn show(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let duty = duty_of(&visit, &case)?;
    visit.page(&page(&visit, &case, &organisation, duty, Form::empty(visit.t())))
}

pub async fn set(mut visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let duty = duty_of(&visit, &case)?;
    let mut form = visit.take_form();
    form.only(&["until", "words", "source"]);
    let zone = super::zone(&case);
    let until = form.demand_instant("until", "term-move-until-missing", zone, visit.now(), Ahead::Allowed);
    let words = form.text("words", "term-move-words-missing");
    let source = form.line("source", "term-move-source-missing");
    if let (Some(until), Some(words), Some(source), true) = (until, words, source, form.is_good()) {
        let (who, reference, number) = (visit.person()?.clone(), case.reference.clone(), duty.number);
        let moved = visit
            .once(move |ctx| {
                let (words, source) = (Private::new(words), Private::new(source));
                cases::run(ctx, &who, &reference, Command::MoveTerm(MoveTerm { duty: number, until, words, source }))?;
                Ok(format!("/cases/{reference}/duties/{number}"))
            })
            .await;
        match moved {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "until", problem)?,
        }
    }
    answer(&visit, &form, &page(&visit, &case, &organisation, duty, form.clone()))
}

pub async fn take_back(mut visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let duty = duty_of(&visit, &case)?;
    let entry: u32 = visit.param("entry").parse().map_err(|_| Problem::NotFound)?;
    let field = format!("reason-{entry}");
    let mut form = visit.take_form();
    form.only(&[&field]);
    if let Some(reason) = form.line(&field, "refusal-reason-missing").filter(|_| form.is_good()) {
        let (who, reference, number) = (visit.person()?.clone(), case.reference.clone(), duty.number);
        let done = visit
            .once(move |ctx| {
                let command = Command::TakeBackTerm { number: entry, reason: Private::new(reason) };
                cases::run(ctx, &who, &reference, command)?;
                Ok(format!("/cases/{reference}/duties/{number}"))
            })
            .await;
        match done {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, &field, problem)?,
        }
    }
    answer(&visit, &form, &page(&visit, &case, &organisation, duty, form.clone()))
}
