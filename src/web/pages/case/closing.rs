//! Title, closing and reopening. The close gate is a list of links; only a reason passes it.

use askama::Template;

use super::{Head, address, duty_name, framed, open, recipient_name, refused_at};
use crate::app::{Ctx, cases};
use crate::domain::case::Case;
use crate::domain::command::Command;
use crate::domain::values::Private;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/case/closing.html")]
pub struct Closing {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    /// What is still open, by kind.
    pub open: Vec<OpenKind>,
    pub points: usize,
    pub action: String,
    pub back: String,
    pub reopens: bool,
    pub waiver: String,
}

/// Open points of one kind: more than a few fold under their number.
pub struct OpenKind {
    pub heading: String,
    pub folded: bool,
    /// Address and words.
    pub points: Vec<(String, String)>,
}

/// Points of a kind that are read at a glance.
const GLANCE: usize = 8;

/// The close gate's list, each kind under its number, in the order in which the case names them.
fn by_kind(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<OpenKind> {
    let mut kinds: Vec<(&str, Vec<(String, String)>)> = Vec::new();
    for point in case.open_points() {
        let key = match point.split(':').next() {
            Some("duty") => "close-kind-duty",
            Some("proof") => "close-kind-proof",
            Some("task") => "close-kind-task",
            Some("instant") => "close-kind-instant",
            Some("decision") => "close-kind-decision",
            _ => "close-kind-communication",
        };
        let line = open_point(f, ctx, case, &point);
        match kinds.iter_mut().find(|(known, _)| *known == key) {
            Some((_, points)) => points.push(line),
            None => kinds.push((key, vec![line])),
        }
    }
    let kind = |(key, points): (&str, Vec<(String, String)>)| OpenKind {
        heading: f.with1(key, "count", points.len()),
        folded: points.len() > GLANCE,
        points,
    };
    kinds.into_iter().map(kind).collect()
}

pub async fn close_form(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    visit.page(&page(&visit, &case, &organisation, Form::empty(visit.t()), false))
}

pub async fn reopen_form(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    visit.page(&page(&visit, &case, &organisation, Form::empty(visit.t()), true))
}

fn page(visit: &Visit, case: &Case, organisation: &str, form: Form, reopens: bool) -> Closing {
    let (key, path) = if reopens { ("reopen-title", "/reopen") } else { ("close-title", "/close") };
    let (f, head) = framed(visit, case, organisation, "", visit.t().text(key));
    Closing {
        open: by_kind(&f, visit.ctx(), case),
        points: case.open_points().len(),
        action: address(case, path),
        back: address(case, ""),
        reopens,
        waiver: case.waiver.as_ref().map(|waiver| waiver.reason.as_str().to_owned()).unwrap_or_default(),
        f: f.problems(!form.is_good()),
        form,
        head,
    }
}

/// A line of the close gate: `duty:12` as a link to the duty, in words.
pub fn open_point(f: &Frame, ctx: &Ctx, case: &Case, point: &str) -> (String, String) {
    let (kind, number) = point.split_once(':').unwrap_or((point, ""));
    let number: u32 = number.parse().unwrap_or(0);
    let duty =
        case.duty(number).map(|duty| format!("{} · {}", recipient_name(ctx, f.t, case, duty), duty_name(f.t, duty)));
    let (path, what) = match kind {
        "duty" => (format!("/duties/{number}"), duty),
        "proof" => {
            let notice = case.notice_for(number).map(|notice| notice.number);
            (notice.map_or(format!("/duties/{number}"), |notice| format!("/notices/{notice}")), duty)
        }
        "task" => {
            let title = case.tasks.iter().find(|task| task.number == number).map(|task| task.title.as_str().to_owned());
            ("/tasks".to_owned(), title)
        }
        "instant" => {
            let what = case.instant(number).map(|entry| f.of("instant", entry.what));
            (format!("/instants/{number}"), what)
        }
        "decision" => {
            let what = case.decision(number).map(|decision| f.of("decision", decision.decision));
            (format!("/decisions/{number}"), what)
        }
        _ => ("/communications".to_owned(), None),
    };
    let key = match kind {
        "duty" => "close-open-duty",
        "proof" => "close-open-proof",
        "task" => "close-open-task",
        "instant" => "close-open-instant",
        "decision" => "close-open-decision",
        _ => "close-open-communication",
    };
    (address(case, &path), f.with1(key, "what", what.unwrap_or_default()))
}

pub async fn close(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["waiver"]);
    let waiver = form.optional_text("waiver");
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let Some(waiver) = waiver.filter(|_| form.is_good()) {
        let waiver = (!waiver.is_empty()).then(|| Private::new(waiver));
        let closed = visit
            .once(move |ctx| {
                cases::run(ctx, &who, &reference, Command::Close { waiver })?;
                Ok(format!("/cases/{reference}"))
            })
            .await;
        match closed {
            Ok(location) => return visit.see_other(location),
            // The list of links says what is open; the sentence at the field asks for the reason.
            Err(Problem::App(crate::app::AppError::Refused(crate::domain::refusal::Refusal::StillOpen(_)))) => {
                form.problem("waiver", visit.t().text("close-still-open"));
            }
            Err(problem) => refused_at(&visit, &mut form, "waiver", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form, false))
}

pub async fn reopen(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["waiver"]);
    let reason = form.text("waiver", "refusal-reason-missing");
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let Some(reason) = reason.filter(|_| form.is_good()) {
        let opened = visit
            .once(move |ctx| {
                cases::run(ctx, &who, &reference, Command::Reopen { reason: Private::new(reason) })?;
                Ok(format!("/cases/{reference}"))
            })
            .await;
        match opened {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "waiver", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form, true))
}

#[derive(Template)]
#[template(path = "pages/case/title.html")]
pub struct Title {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub action: String,
    pub back: String,
}

pub async fn title_form(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let form = Form::empty(visit.t()).fill("title", case.title.as_str());
    visit.page(&title_page(&visit, &case, &organisation, form))
}

fn title_page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Title {
    let (f, head) = framed(visit, case, organisation, "", visit.t().text("title-title"));
    let (action, back) = (address(case, "/title"), address(case, ""));
    Title { f: f.problems(!form.is_good()), head, form, action, back }
}

pub async fn title(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["title"]);
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let Some(title) = form.line("title", "title-missing").filter(|_| form.is_good()) {
        let set = visit
            .once(move |ctx| {
                cases::run(ctx, &who, &reference, Command::SetTitle { title: Private::new(title) })?;
                Ok(format!("/cases/{reference}"))
            })
            .await;
        match set {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "title", problem)?,
        }
    }
    visit.page_with_problems(&title_page(&visit, &case, &organisation, form))
}
