//! "Not yet" about telling people: only with the day by which it is decided.

use askama::Template;

use super::decide::{Choosable, choosable};
use super::{Head, address, framed, open, refused_at};
use crate::app::cases;
use crate::domain::case::{Case, Duty};
use crate::domain::command::Command;
use crate::domain::plan::DutyKind;
use crate::domain::values::Private;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/case/defer.html")]
pub struct Defer {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub duties: Vec<Choosable>,
    pub action: String,
    pub back: String,
}

pub async fn defer_form(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = Form::empty(visit.t());
    for number in visit.asked.query.values("duty") {
        form = form.fill("duty", number);
    }
    visit.page(&defer_page(&visit, &case, &organisation, form))
}

fn defer_page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Defer {
    let (f, head) = framed(visit, case, organisation, "/duties", visit.t().text("defer-title"));
    let people: Vec<&Duty> =
        case.duties.iter().filter(|duty| duty.is_unfiled() && duty.planned.kind == DutyKind::People).collect();
    Defer {
        duties: people.iter().map(|duty| choosable(&f, visit.ctx(), case, duty, &form)).collect(),
        action: address(case, "/defer"),
        back: address(case, "/duties"),
        f: f.problems(!form.is_good()),
        form,
        head,
    }
}

pub async fn defer(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["duty", "until", "reason"]);
    let known = |word: &str| word.parse().ok().filter(|number| case.duty(*number).is_some());
    let duties: Option<Vec<u32>> = form.choices("duty", known);
    if duties.as_ref().is_some_and(Vec::is_empty) {
        form.problem("duty", visit.t().text("refusal-no-duty"));
    }
    let until = match form.value("until").trim().parse() {
        Ok(day) => Some(day),
        Err(_) => {
            form.problem("until", visit.t().text("form-not-a-day"));
            None
        }
    };
    let reason = form.text("reason", "refusal-reason-missing");
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let (Some(duties), Some(until), Some(reason), true) = (duties, until, reason, form.is_good()) {
        let done = visit
            .once(move |ctx| {
                let first = duties.first().copied().unwrap_or_default();
                cases::run(ctx, &who, &reference, Command::Defer { duties, until, reason: Private::new(reason) })?;
                Ok(format!("/cases/{reference}/duties/{first}"))
            })
            .await;
        match done {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "until", problem)?,
        }
    }
    visit.page_with_problems(&defer_page(&visit, &case, &organisation, form))
}
