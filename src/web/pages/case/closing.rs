//! Title, closing and reopening. The close gate is a list of links; only a reason passes it.

use askama::Template;

use super::{Head, address, duty_name, framed, open, recipient_name, refused_at};
use crate::app::{Ctx, cases};
use crate::domain::case::Case;
use crate::domain::closing::{Closing, PointWaiver};
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::domain::values::Private;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::notices::notice_name;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/case/closing.html")]
pub struct CloseGate {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    /// What is still open, by kind.
    pub open: Vec<OpenKind>,
    /// What was passed with a reason.
    pub passed: Vec<Passed>,
    pub passed_choices: Vec<Choice>,
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
    pub points: Vec<OpenPoint>,
}

/// An open point: its word for the form, its address and its words.
pub struct OpenPoint {
    pub word: String,
    /// The first one carries the name of the field, so that the error summary can lead there.
    pub id: String,
    pub href: String,
    pub label: String,
    pub ticked: bool,
}

/// A point that was passed, with who, when and why.
pub struct Passed {
    pub href: String,
    pub label: String,
    pub by: String,
    pub reason: String,
}

/// Kind of a point, the heading over points of the kind, and the line of one.
const KINDS: &[(&str, &str, &str)] = &[
    ("duty", "close-kind-duty", "close-open-duty"),
    ("proof", "close-kind-proof", "close-open-proof"),
    ("question", "close-kind-question", "close-open-question"),
    ("task", "close-kind-task", "close-open-task"),
    ("review", "close-kind-review", "close-open-review"),
    ("instant", "close-kind-instant", "close-open-instant"),
    ("decision", "close-kind-decision", "close-open-decision"),
    ("communication", "close-kind-communication", "close-open-communication"),
    ("leftover", "close-kind-leftover", "close-open-leftover"),
];

/// Keys of the heading and of the line of a kind; a kind without words is shown as a task rather than not at all.
fn words_of(kind: &str) -> (&'static str, &'static str) {
    let known = KINDS.iter().find(|(known, _, _)| *known == kind);
    known.map_or(("close-kind-task", "close-open-task"), |(_, heading, line)| (*heading, *line))
}

/// Points of a kind that are read at a glance.
const GLANCE: usize = 8;

/// The close gate's list, each kind under its number, in the order in which the case names them.
fn by_kind(f: &Frame, ctx: &Ctx, case: &Case, form: &Form) -> Vec<OpenKind> {
    let mut kinds: Vec<(&str, Vec<OpenPoint>)> = Vec::new();
    for point in case.standing_points() {
        let (key, _) = words_of(kind_of(&point));
        let (href, label) = open_point(f, ctx, case, &point);
        // Each id once.
        let id = if kinds.is_empty() { "point".to_owned() } else { format!("point-{}", point.replace(':', "-")) };
        let line = OpenPoint { ticked: form.has("point", &point), word: point, id, href, label };
        match kinds.iter_mut().find(|(known, _)| *known == key) {
            Some((_, points)) => points.push(line),
            None => kinds.push((key, vec![line])),
        }
    }
    let kind = |(key, points): (&str, Vec<OpenPoint>)| OpenKind {
        heading: f.with1(key, "count", points.len()),
        folded: points.len() > GLANCE && points.iter().all(|point| !point.ticked),
        points,
    };
    kinds.into_iter().map(kind).collect()
}

/// The kind of a point, as the words of the screens spell it.
fn kind_of(point: &str) -> &str {
    point.split(':').next().unwrap_or(point)
}

fn passed(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<Passed> {
    let one = |waiver: &PointWaiver| {
        let (href, label) = open_point(f, ctx, case, &waiver.point);
        let (name, at) = (waiver.by.name.as_str(), f.moment(&waiver.at));
        Passed {
            href,
            label,
            by: f.with2("close-passed-by", "name", name, "at", &at),
            reason: waiver.reason.as_str().to_owned(),
        }
    };
    case.waived.iter().map(one).collect()
}

pub async fn close_form(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    visit.page(&page(&visit, &case, &organisation, Form::empty(visit.t()), false))
}

pub async fn reopen_form(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    visit.page(&page(&visit, &case, &organisation, Form::empty(visit.t()), true))
}

fn page(visit: &Visit, case: &Case, organisation: &str, form: Form, reopens: bool) -> CloseGate {
    let (key, path) = if reopens { ("reopen-title", "/reopen") } else { ("close-title", "/close") };
    let (f, head) = framed(visit, case, organisation, "", visit.t().text(key));
    CloseGate {
        open: by_kind(&f, visit.ctx(), case, &form),
        passed_choices: case
            .waived
            .iter()
            .map(|waiver| Choice::new(waiver.number, open_point(&f, visit.ctx(), case, &waiver.point).1))
            .collect(),
        passed: passed(&f, visit.ctx(), case),
        points: case.standing_points().len(),
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
            (notice.map_or(format!("/duties/{number}/filing"), |notice| format!("/notices/{notice}")), duty)
        }
        "question" => {
            let what = case.exchange(number).map(|one| {
                let by = one.answer_by.map(|day| f.t.day(day)).unwrap_or_default();
                f.with2("close-question", "with", one.with.as_str(), "day", by)
            });
            (format!("/correspondence#x{number}"), what)
        }
        "task" => {
            let title = |task| super::at_hand::task_line(f, &ctx.policy, task).title;
            (format!("/tasks#t{number}"), case.task(number).map(title))
        }
        "review" => {
            let what = case.notice(number).map(|notice| notice_name(f, notice));
            (format!("/notices/{number}"), what)
        }
        "instant" => {
            let what = case.instant(number).map(|entry| f.of("instant", entry.what));
            (format!("/instants/{number}"), what)
        }
        "decision" => {
            let what = case.decision(number).map(|decision| f.of("decision", decision.decision));
            (format!("/decisions/{number}"), what)
        }
        _ => (format!("/communications/{number}"), Some(leftover(f, case, number))),
    };
    let (_, key) = words_of(kind);
    (address(case, &path), f.with1(key, "what", what.unwrap_or_default()))
}

/// People of a mail-out that were not told, by why.
fn leftover(f: &Frame, case: &Case, number: u32) -> String {
    let communication = case.communication(number);
    let sums = communication.and_then(|communication| communication.totals).unwrap_or_default();
    let left_out = communication.map_or(0, |communication| case.still_left_out(communication));
    let parts = [
        ("close-left-waiting", sums.waiting + sums.cancelled),
        ("close-left-failed", sums.failed + sums.bounced),
        ("close-left-unclear", sums.unclear),
        ("close-left-out", left_out),
    ];
    let told = parts.iter().filter(|(_, count)| *count > 0);
    let told = told.map(|(key, count)| f.with1(*key, "count", i64::try_from(*count).unwrap_or(i64::MAX)));
    f.t.list(&told.collect::<Vec<_>>())
}

/// Closes the case. What is open is listed, and nothing is closed over it.
pub async fn close(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&[]);
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if form.is_good() {
        let closed = visit
            .once(move |ctx| {
                cases::run(ctx, &who, &reference, Command::Close { waiver: None })?;
                Ok(format!("/cases/{reference}"))
            })
            .await;
        match closed {
            Ok(location) => return visit.see_other(location),
            // The list of links says what is open; the sentence leads to it.
            Err(Problem::App(crate::app::AppError::Refused(Refusal::StillOpen(_)))) => {
                form.problem("point", visit.t().text("close-still-open"));
            }
            Err(problem) => refused_at(&visit, &mut form, "point", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form, false))
}

/// Passes the chosen points with a reason; each is an event of its own.
pub async fn waive(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["point", "reason"]);
    let standing = case.standing_points();
    let points = form.choices("point", |word| standing.iter().find(|point| *point == word).cloned());
    if points.as_ref().is_some_and(Vec::is_empty) {
        form.problem("point", visit.t().text("close-point-missing"));
    }
    let reason = form.text("reason", "close-reason-missing");
    change(visit, case, organisation, form, |form| {
        let (points, reason) = (points.filter(|_| form.is_good())?, Private::new(reason?));
        Some(Closing::Waive { points, reason })
    })
    .await
}

/// What was passed is asked again.
pub async fn take_back(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["number", "why"]);
    let number = form.choice("number", "form-required", |word| word.parse::<u32>().ok());
    let why = form.text("why", "close-reason-missing");
    change(visit, case, organisation, form, |form| {
        let (number, reason) = (number.filter(|_| form.is_good())?, Private::new(why?));
        Some(Closing::TakeBack { number, reason })
    })
    .await
}

async fn change(
    visit: Visit,
    case: Case,
    organisation: String,
    mut form: Form,
    wanted: impl FnOnce(&Form) -> Option<Closing>,
) -> Answer {
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let Some(closing) = wanted(&form) {
        let changed = visit
            .once(move |ctx| {
                cases::run(ctx, &who, &reference, Command::Closing(closing))?;
                Ok(format!("/cases/{reference}/close"))
            })
            .await;
        match changed {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "point", problem)?,
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
