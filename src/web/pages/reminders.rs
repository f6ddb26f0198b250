//! The reminders of a case: what was sent and how late, what is planned, and the button that says "I am on it".

use askama::Template;

use crate::app::Ctx;
use crate::app::member::{READERS, WORKERS};
use crate::app::reminders::About;
use crate::app::reminders::acknowledge::{self, Line, Reminders};
use crate::domain::case::Case;
use crate::web::components::{Shape, State};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::case::facts::label;
use crate::web::pages::case::{Head, address, duty_address, duty_name, framed, recipient_name};
use crate::web::pages::notices::{notice_address, notice_name};
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/cases/{reference}/reminders", Permission::Roles(READERS), list),
        post("/cases/{reference}/reminders", Permission::Roles(WORKERS), acknowledge),
    ]
}

/// Lateness that is worth a word, in seconds.
const LATE_SECONDS: i64 = 300;

pub struct WaitingDuty {
    /// `duty:3`, as the form sends it.
    pub value: String,
    pub field: String,
    pub href: String,
    pub name: String,
    pub what: String,
}

/// One message: what one person is reminded of at one moment.
pub struct ReminderRow {
    pub due_text: String,
    pub due: String,
    /// Address and name of each duty it lists.
    pub duties: Vec<(String, String)>,
    pub to: String,
    pub state: State,
}

#[derive(Template)]
#[template(path = "pages/reminders.html")]
pub struct RemindersPage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub action: String,
    pub done: String,
    pub waiting: Vec<WaitingDuty>,
    pub fired: Vec<ReminderRow>,
    pub pending: Vec<ReminderRow>,
    pub may_acknowledge: bool,
    pub heads: Vec<(String, &'static str)>,
}

async fn page(visit: &Visit, form: Form) -> Result<RemindersPage, Problem> {
    let who = visit.person()?.clone();
    let (asked_by, reference) = (who.clone(), visit.param("reference").to_owned());
    let found: Reminders = visit.run(move |ctx| acknowledge::of_case(ctx, &asked_by, &reference)).await?;
    let case = &found.case;
    let (f, head) = framed(visit, case, &found.organisation, "/reminders", visit.t().text("reminders-title"));
    let ctx = visit.ctx();
    let waiting = found
        .waiting()
        .into_iter()
        .enumerate()
        .map(|(place, about)| {
            let told = told(ctx, &f, case, about);
            // The first one is where the error summary leads.
            let field = if place == 0 { "duty".to_owned() } else { format!("duty-{place}") };
            WaitingDuty { value: about.to_string(), field, href: told.href, name: told.name, what: told.what }
        })
        .collect();
    let named = |line: &Line| {
        let told = told(ctx, &f, case, line.about);
        (told.href, format!("{} · {}", told.name, told.what))
    };
    let row = |message: &Vec<&Line>| {
        let first = message.first()?;
        Some(ReminderRow {
            due_text: f.short_moment(&first.due_at),
            due: first.due_at.to_string(),
            duties: message.iter().map(|line| named(line)).collect(),
            to: f.with2("reminders-addressee", "name", &first.addressee, "tier", f.of("tier", first.tier)),
            state: state(&f, first),
        })
    };
    let (fired, rest): (Vec<&Line>, Vec<&Line>) = found.lines.iter().partition(|line| line.fired_at.is_some());
    let heads = ["reminders-due", "reminders-duty", "reminders-to", "notice-head-state"];
    Ok(RemindersPage {
        action: address(case, "/reminders"),
        done: if visit.query("done").is_empty() { String::new() } else { f.text("reminders-acknowledged") },
        waiting,
        fired: together(messages(fired.into_iter().rev()).iter().filter_map(row)),
        pending: together(messages(rest.into_iter().filter(|line| line.cancelled_at.is_none())).iter().filter_map(row)),
        may_acknowledge: who.has_role(case.organisation, WORKERS),
        heads: heads.iter().map(|key| (f.text(key), "")).collect(),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

/// Lines that go to one person at one moment and stand alike go in one message (T3), so they stand in one row.
fn messages<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<Vec<&'a Line>> {
    let mut messages: Vec<Vec<&Line>> = Vec::new();
    for line in lines {
        let same = |message: &&mut Vec<&'a Line>| message.first().is_some_and(|first| first.stands_like(line));
        match messages.iter_mut().find(same) {
            Some(message) => message.push(line),
            None => messages.push(vec![line]),
        }
    }
    messages
}

/// What several people are told of the same duties at the same moment is one row, with all of them.
fn together(rows: impl Iterator<Item = ReminderRow>) -> Vec<ReminderRow> {
    let mut all: Vec<ReminderRow> = Vec::new();
    for row in rows {
        let same =
            |other: &&mut ReminderRow| other.due == row.due && other.duties == row.duties && other.state == row.state;
        match all.iter_mut().find(same) {
            Some(other) => other.to = format!("{}, {}", other.to, row.to),
            None => all.push(row),
        }
    }
    all
}

/// What a reminder is about: where it leads, whose it is, what is to be done.
struct Told {
    href: String,
    name: String,
    what: String,
}

fn told(ctx: &Ctx, f: &Frame, case: &Case, about: About) -> Told {
    let (href, name, what) = match about {
        About::Duty(number) => {
            let duty = case.duty(number);
            let name = duty.map(|duty| recipient_name(ctx, f.t, case, duty)).unwrap_or_default();
            (duty_address(case, number), name, duty.map(|duty| duty_name(f.t, duty)).unwrap_or_default())
        }
        About::Review(number) => {
            let name = case.notice(number).map(|notice| notice_name(f, notice)).unwrap_or_default();
            (notice_address(case, number, "/check"), name, f.text("check-review-title"))
        }
        About::Receipt(number) => {
            let name = case.notice(number).map(|notice| notice_name(f, notice)).unwrap_or_default();
            (notice_address(case, number, "/file"), name, f.text("reminders-receipt"))
        }
        About::Task(number) => {
            let task = case.task(number);
            let name = match task.and_then(|task| task.fact.as_ref()) {
                Some((id, _)) => label(ctx, f.t, id),
                None => task.map(|task| task.title.as_str().to_owned()).unwrap_or_default(),
            };
            (address(case, "/tasks"), name, f.text("reminders-task"))
        }
    };
    Told { href, name, what }
}

fn state(f: &Frame, line: &Line) -> State {
    let Some(fired_at) = line.fired_at else {
        return State::new(Shape::None, f.text("reminders-planned"));
    };
    let sent = f.with1("reminders-sent", "at", f.short_moment(&fired_at));
    let late = if line.late_by_seconds > LATE_SECONDS {
        f.with1("reminders-late", "time", f.t.duration(chrono::TimeDelta::seconds(line.late_by_seconds)))
    } else {
        String::new()
    };
    match &line.acknowledged {
        Some((at, name)) => {
            let by = f.with2("reminders-on-it", "name", name, "at", f.short_moment(at));
            State::new(Shape::Ok, by).why([sent, late].join(" ").trim().to_owned())
        }
        None => State::new(Shape::Full, sent).why(late),
    }
}

async fn list(visit: Visit) -> Answer {
    let page = page(&visit, Form::empty(visit.t())).await?;
    visit.page(&page)
}

async fn acknowledge(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    form.only(&["duty"]);
    let parse = |text: &str| About::parse(text).or_else(|| text.parse::<u32>().ok().map(About::from));
    let duties = form.choices("duty", parse);
    if form.values("duty").is_empty() {
        form.problem("duty", visit.t().text("reminders-choose"));
    }
    let (true, Some(duties)) = (form.is_good(), duties) else {
        return visit.page_with_problems(&page(&visit, form).await?);
    };
    let (who, reference) = (visit.person()?.clone(), visit.param("reference").to_owned());
    visit
        .once_then_see(move |ctx| {
            for duty in duties {
                acknowledge::acknowledge(ctx, &who, &reference, duty)?;
            }
            Ok(format!("/cases/{reference}/reminders?done=1"))
        })
        .await
}
