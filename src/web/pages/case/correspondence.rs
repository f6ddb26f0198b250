//! The log of what goes to and fro with authorities beside the notices: letters, mails, calls, and what waits for an answer.

use askama::Template;
use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::{Head, address, framed, open, refused_at};
use crate::app::cases::team;
use crate::app::member::WORKERS;
use crate::domain::case::{Case, FilingChannel};
use crate::domain::team::{Direction, Exchange, Logged};
use crate::domain::values::{At, Private};
use crate::web::components::{Choice, Shape, State};
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

pub struct Line {
    pub id: String,
    pub at: At,
    pub at_text: String,
    pub what: String,
    pub how: String,
    pub gist: String,
    pub state: Option<State>,
}

#[derive(Template)]
#[template(path = "pages/case/correspondence.html")]
pub struct Correspondence {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    /// The latest first.
    pub lines: Vec<Line>,
    pub waiting: usize,
    pub directions: Vec<Choice>,
    pub channels: Vec<Choice>,
    /// What may be answered; the first is none.
    pub open: Vec<Choice>,
    pub action: String,
    pub writes: bool,
}

pub async fn list(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let form = Form::empty(visit.t()).fill_instant("at", visit.now(), super::zone(&case));
    // The task of answering leads here with its exchange.
    let asked = case.unanswered().find(|one| one.number.to_string() == visit.query("answers"));
    let form = match asked {
        Some(one) => {
            let way = match one.direction {
                Direction::Received => Direction::Sent,
                Direction::Sent => Direction::Received,
            };
            form.fill("answers", one.number.to_string())
                .fill("direction", way.as_str())
                .fill("with", one.with.as_str())
                .fill("channel", one.channel.as_str())
        }
        None => form,
    };
    visit.page(&page(&visit, &case, &organisation, form)?)
}

fn page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Result<Correspondence, Problem> {
    let (f, head) = framed(visit, case, organisation, "/timeline", visit.t().text("correspondence-title"));
    let mut exchanges: Vec<&Exchange> = case.exchanges.iter().collect();
    exchanges.sort_by_key(|one| std::cmp::Reverse((one.at, one.number)));
    let mut open = vec![Choice::new("", f.text("exchange-answers-none"))];
    open.extend(case.unanswered().map(|one| {
        let label = f.with2("exchange-of", "with", one.with.as_str(), "at", f.short_moment(&one.at));
        Choice::new(one.number, label)
    }));
    let writes = visit.person()?.has_role(case.organisation, WORKERS);
    Ok(Correspondence {
        lines: exchanges.into_iter().map(|one| line(&f, case, one)).collect(),
        waiting: case.unanswered().count(),
        directions: Direction::ALL.iter().map(|way| Choice::new(way, f.of("direction", way))).collect(),
        channels: FilingChannel::ALL.iter().map(|way| Choice::new(way, f.of("filed-by", way))).collect(),
        open,
        action: address(case, "/correspondence"),
        writes,
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

fn line(f: &Frame, case: &Case, one: &Exchange) -> Line {
    let answered = case.exchanges.iter().find(|other| other.answers == Some(one.number));
    let state = match (one.answer_by, answered) {
        (_, Some(answer)) => {
            Some(State::new(Shape::Ok, f.with1("exchange-answered", "at", f.short_moment(&answer.at))))
        }
        (Some(day), None) => {
            let over = one.answer_by_at.map_or_else(|| f.now.in_zone(f.zone).date_naive() > day, |due| f.is_past(&due));
            let key = if over { "exchange-overdue" } else { "exchange-answer-by" };
            let when = one.answer_by_at.map_or_else(|| f.t.day(day), |due| f.moment(&due));
            Some(State::new(if over { Shape::Over } else { Shape::Wait }, f.with1(key, "day", when)))
        }
        (None, None) => None,
    };
    let how = [f.of("filed-by", one.channel), one.reference.as_str().to_owned(), one.by.name.as_str().to_owned()];
    Line {
        id: format!("x{}", one.number),
        at: one.at,
        at_text: f.moment(&one.at),
        what: f.with2("event-exchange", "direction", f.of("direction", one.direction), "with", one.with.as_str()),
        how: how.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        gist: one.gist.as_str().to_owned(),
        state,
    }
}

const FIELDS: &[&str] =
    &["direction", "with", "channel", "at", "reference", "gist", "answer-by", "answer-at", "answers"];

pub async fn log(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(FIELDS);
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let Some(logged) = read(&mut form, &visit, &case) {
        let done = visit
            .once(move |ctx| {
                let done = team::log(ctx, &who, &reference, logged)?;
                let number = done.case.exchanges.last().map_or(0, |one| one.number);
                Ok(format!("/cases/{reference}/correspondence#x{number}"))
            })
            .await;
        match done {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "answers", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form)?)
}

fn read(form: &mut Form, visit: &Visit, case: &Case) -> Option<Logged> {
    let direction = form.choice("direction", "exchange-direction-missing", Direction::parse);
    let with = form.line("with", "exchange-with-missing");
    let channel = form.choice("channel", "file-channel-missing", FilingChannel::parse);
    let ahead = Ahead::Refused("form-in-the-future");
    let at = form.demand_instant("at", "exchange-at-missing", super::zone(case), visit.now(), ahead);
    let reference = form.optional_line("reference");
    let gist = form.text("gist", "exchange-gist-missing");
    let (answer_by, answer_by_at) = answer_by(form, visit, case);
    let answers = match form.value("answers") {
        "" => None,
        _ => form.choice("answers", "form-required", |word| {
            word.parse().ok().filter(|number| case.exchange(*number).is_some())
        }),
    };
    let logged = Logged {
        direction: direction?,
        with: Private::new(with?),
        channel: channel?,
        at: at?,
        reference: Private::new(reference?),
        gist: Private::new(gist?),
        answer_by,
        answer_by_at,
        answers,
    };
    form.is_good().then_some(logged)
}

/// The day by which it is to be answered, and the instant where an hour was set. An hour that the clocks skip on that day, or that comes
/// twice, is taken as the earlier one: an answer before it is in time either way.
fn answer_by(form: &mut Form, visit: &Visit, case: &Case) -> (Option<NaiveDate>, Option<At>) {
    let typed = form.value("answer-by").trim().to_owned();
    let hour = form.value("answer-at").trim().to_owned();
    if typed.is_empty() {
        if !hour.is_empty() {
            form.problem("answer-by", visit.t().text("exchange-day-missing"));
        }
        return (None, None);
    }
    let Ok(day) = typed.parse::<NaiveDate>() else {
        form.problem("answer-by", visit.t().text("form-not-a-day"));
        return (None, None);
    };
    if hour.is_empty() {
        return (Some(day), None);
    }
    let Ok(time) = NaiveTime::parse_from_str(&hour, "%H:%M") else {
        form.problem("answer-at", visit.t().text("exchange-not-an-hour"));
        return (Some(day), None);
    };
    let zone = super::zone(case);
    let local = |minutes: i64| (day.and_time(time) - TimeDelta::minutes(minutes)).and_local_timezone(zone).earliest();
    let found = (0..=8).find_map(|step| local(15 * step));
    (Some(day), found.map(|at| At::new(at.to_utc())))
}
