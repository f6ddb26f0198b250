//! Statistics of twelve months with the numbers beside each plot, and the one page of them that a board reads.

use askama::Template;
use chrono::{Datelike, Months, NaiveDate};

use super::register::{self, Line as CaseLine};
use crate::app::register as cases;
use crate::app::statistics::{self, Asked, Month, Statistics};
use crate::domain::actor::Role;
use crate::domain::case::CaseStatus;
use crate::web::components::{Choice, Pill, Shape, State};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::plot::{self, Look, Shapes};
use crate::web::routes::{Permission, Route, get};
use crate::web::visit::{Answer, Visit};

/// As for the register: those who answer for the record.
const STATISTICS: &[Role] = &[Role::Dpo, Role::Controller, Role::Auditor];
/// Bars of a plot of kinds; the table has all of them.
const MOST_KINDS: usize = 8;
/// Open breaches on the board's page, so many that it prints on one; the register has all of them.
const MOST_OPEN: usize = 5;
/// Longest medians that still read well in minutes and in hours.
const MOST_MINUTES: i64 = 3 * 60;
const MOST_HOURS: i64 = 96 * 60;

pub fn routes() -> Vec<Route> {
    vec![
        get("/statistics", Permission::Roles(STATISTICS), show),
        get("/statistics/board", Permission::Roles(STATISTICS), board),
    ]
}

/// How marks look and what they stand for.
pub struct Mark {
    pub look: Look,
    pub label: String,
    pub is_line: bool,
}

pub struct Plot {
    pub id: &'static str,
    pub heading: String,
    pub about: String,
    pub key: Vec<Mark>,
    pub shapes: Shapes,
    pub heads: Vec<String>,
    pub rows: Vec<(String, Vec<String>)>,
}

#[derive(Template)]
#[template(path = "pages/statistics.html")]
pub struct StatisticsPage {
    pub f: Frame,
    pub lead: String,
    pub printed: String,
    pub filter: Form,
    pub organisations: Vec<Choice>,
    pub months: Vec<Choice>,
    pub pills: Vec<Pill>,
    pub plots: Vec<Plot>,
    pub board_href: String,
}

/// One number of the board's page, with what it says.
pub struct Fact {
    pub what: String,
    pub value: String,
    pub why: String,
}

#[derive(Template)]
#[template(path = "pages/directors.html")]
pub struct BoardPage {
    pub f: Frame,
    pub period: String,
    pub printed: String,
    pub lead: String,
    pub facts: Vec<Fact>,
    pub plots: Vec<Plot>,
    pub open: Vec<CaseLine>,
    pub more: String,
    pub back: String,
}

async fn show(visit: Visit) -> Answer {
    let (asked, found) = found(&visit).await?;
    let t = visit.t();
    let f = visit.frame(t.text("statistics-title")).wide();
    let mut organisations = vec![Choice::new("", t.text("register-all"))];
    organisations.extend(found.organisations.iter().map(|(slug, name)| Choice::new(slug, name)));
    let page = StatisticsPage {
        lead: lead(&f, &found),
        printed: printed(&f),
        filter: Form::empty(t)
            .fill("organisation", asked.organisation.clone().unwrap_or_default())
            .fill("to", asked.last.format("%Y-%m").to_string()),
        months: months(&f, &found, asked.last),
        organisations,
        pills: pills(&f, &found),
        plots: vec![
            by_month(&f, &found),
            notices(&f, &found),
            kinds(&f, "incidents", &found.incidents),
            kinds(&f, "causes", &found.causes),
            of_bars(
                &f,
                "reports",
                found.reports.iter().map(|(is, count)| (f.of("report-status", is), *count)).collect(),
            ),
            medians(&f, "to-awareness", &found.months, |month| month.to_awareness),
            medians(&f, "to-decision", &found.months, |month| month.to_decision),
        ],
        board_href: address("/statistics/board", &asked),
        f,
    };
    visit.page(&page)
}

async fn board(visit: Visit) -> Answer {
    let (asked, found) = found(&visit).await?;
    let (who, organisation) = (visit.person()?.clone(), asked.organisation.clone());
    let filter = cases::Filter {
        organisation,
        status: Some(CaseStatus::Open),
        risk: None,
        year: None,
        overdue: false,
        text: None,
        sort: cases::Sort::Due,
        with_drills: false,
        place: cases::Place::Start,
    };
    let open = visit.run(move |ctx| cases::find(ctx, &who, &filter)).await?;
    let f = visit.frame(visit.t().text("directors-title"));
    let name = |slug: &String| found.organisations.iter().find(|(one, _)| one == slug).map(|(_, name)| name.clone());
    let of = asked.organisation.as_ref().and_then(name);
    let of = of.unwrap_or_else(|| match found.organisations.as_slice() {
        [(_, only)] => only.clone(),
        _ => f.with1("statistics-organisations", "count", found.counted),
    });
    let page = BoardPage {
        period: f.with2("directors-period", "organisation", &of, "month", f.t.month(asked.last)),
        printed: printed(&f),
        lead: lead(&f, &found),
        facts: facts(&f, &found),
        plots: vec![by_month(&f, &found), kinds(&f, "incidents", &found.incidents)],
        more: match (open.next.is_some(), open.rows.len().checked_sub(MOST_OPEN)) {
            (true, _) => f.text("directors-many-more"),
            (false, Some(more)) if more > 0 => f.with1("directors-more", "count", more),
            _ => String::new(),
        },
        open: register::lines(&f, open.rows.iter().take(MOST_OPEN)),
        back: address("/statistics", &asked),
        f,
    };
    visit.page(&page)
}

/// What the address asks for; a month that is none, or in the future, is this month.
async fn found(visit: &Visit) -> Result<(Asked, Statistics), crate::web::problem::Problem> {
    let this_month = statistics::month_of(visit.now(), visit.frame(String::new()).zone);
    let typed = format!("{}-01", visit.query("to")).parse::<NaiveDate>().ok();
    let last = typed.filter(|day| day.year() >= 1990 && *day <= this_month).unwrap_or(this_month);
    let organisation = Some(visit.query("organisation").to_owned()).filter(|slug| !slug.is_empty());
    let asked = Asked { organisation, last };
    let (who, wanted) = (visit.person()?.clone(), asked.clone());
    let found = visit.run(move |ctx| statistics::of_year(ctx, &who, &wanted)).await?;
    Ok((asked, found))
}

fn address(path: &str, asked: &Asked) -> String {
    let month = asked.last.format("%Y-%m").to_string();
    let address = crate::web::query::with(path, "to", &month);
    match &asked.organisation {
        Some(slug) => crate::web::query::with(&address, "organisation", slug),
        None => address,
    }
}

fn printed(f: &Frame) -> String {
    let by = f.who.as_ref().map(|who| who.name.clone()).unwrap_or_default();
    f.t.with3("case-printed", ("reference", &f.title), ("at", &f.moment(&f.now)), ("by", &by))
}

/// The months that may be chosen: back to the year of the oldest case, the newest first.
fn months(f: &Frame, found: &Statistics, chosen: NaiveDate) -> Vec<Choice> {
    let this = statistics::month_of(f.now, f.zone);
    let since = found.since_year.unwrap_or(i64::from(this.year()));
    let offered = (0..600).map_while(|n| this.checked_sub_months(Months::new(n)));
    let mut all: Vec<NaiveDate> = offered.take_while(|month| i64::from(month.year()) >= since).collect();
    if !all.contains(&chosen) {
        all.push(chosen);
    }
    all.into_iter().map(|month| Choice::new(month.format("%Y-%m"), f.t.month(month))).collect()
}

fn lead(f: &Frame, found: &Statistics) -> String {
    let cases = f.with1("statistics-lead", "count", found.count.all());
    let notices = match found.notices.all() {
        0 => f.text("statistics-lead-no-notice"),
        all => f.with2("statistics-lead-notices", "all", all, "time", found.notices.in_time),
    };
    format!("{cases} {notices}")
}

fn pills(f: &Frame, found: &Statistics) -> Vec<Pill> {
    let pill = |href: &str, count: i64, key: &str, shape: Shape| Pill {
        href: format!("#{href}"),
        count: f.number(count),
        state: State::new(shape, f.with1(key, "count", count)),
        plain: shape == Shape::None,
        current: false,
    };
    let notices = found.notices;
    vec![
        pill("by-month", found.count.all(), "statistics-breaches", Shape::None),
        pill("by-month", found.count.told, "statistics-told", Shape::None),
        pill("notices", notices.in_time, "statistics-in-time", Shape::Ok),
        pill("notices", notices.on_formal_count, "statistics-formal", Shape::Soon),
        pill("notices", notices.late + notices.missed, "statistics-late-or-missed", Shape::Over),
    ]
}

fn mark(look: Look, label: String) -> Mark {
    Mark { look, label, is_line: false }
}

fn by_month(f: &Frame, found: &Statistics) -> Plot {
    let parts = ["statistics-told", "statistics-recorded", "statistics-open"].map(|key| f.text(key));
    let looks = [Look::Full, Look::Light, Look::Outline];
    let bars: Vec<_> = found
        .months
        .iter()
        .map(|month| {
            let count = month.count;
            (f.t.month_letter(month.first_day), vec![count.told, count.recorded_only, count.not_decided])
        })
        .collect();
    Plot {
        id: "by-month",
        heading: f.of("plot-heading", "by-month"),
        about: f.of("plot-about", "by-month"),
        key: looks.into_iter().zip(parts.clone()).map(|(look, label)| mark(look, label)).collect(),
        shapes: plot::stacked(&bars, &looks),
        heads: std::iter::once(f.text("statistics-month")).chain(parts).collect(),
        rows: found
            .months
            .iter()
            .map(|month| {
                let count = month.count;
                let cells = [count.told, count.recorded_only, count.not_decided].map(|n| f.number(n));
                (f.t.month(month.first_day), cells.to_vec())
            })
            .collect(),
    }
}

fn notices(f: &Frame, found: &Statistics) -> Plot {
    let notices = found.notices;
    let bars = vec![
        (f.text("statistics-in-time"), notices.in_time),
        (f.text("statistics-formal"), notices.on_formal_count),
        (f.text("statistics-late"), notices.late),
        (f.text("statistics-missed"), notices.missed),
    ];
    of_bars(f, "notices", bars)
}

fn kinds(f: &Frame, id: &'static str, all: &[(Option<String>, i64)]) -> Plot {
    let name = |word: &Option<String>| match word {
        Some(word) => super::case::facts::value_word(f.t, word),
        None => f.text("register-unknown"),
    };
    of_bars(f, id, all.iter().map(|(word, count)| (name(word), *count)).collect())
}

fn of_bars(f: &Frame, id: &'static str, bars: Vec<(String, i64)>) -> Plot {
    let shown: Vec<_> = bars.iter().take(MOST_KINDS).cloned().collect();
    Plot {
        id,
        heading: f.of("plot-heading", id),
        about: f.of("plot-about", id),
        key: Vec::new(),
        shapes: plot::lying(&shown),
        heads: vec![f.of("plot-kind", id), f.text("statistics-number")],
        rows: bars.into_iter().map(|(name, count)| (name, vec![f.number(count)])).collect(),
    }
}

/// Medians by month: in minutes, hours or days, as they read best.
fn medians(f: &Frame, id: &'static str, months: &[Month], of: fn(&Month) -> Option<i64>) -> Plot {
    let most = months.iter().filter_map(of).max().unwrap_or(0);
    let (unit, minutes) = match most {
        0..=MOST_MINUTES => ("minutes", 1),
        _ if most <= MOST_HOURS => ("hours", 60),
        _ => ("days", 24 * 60),
    };
    let points: Vec<_> = months
        .iter()
        // To the nearest whole unit; the table has the exact span.
        .map(|month| (f.t.month_letter(month.first_day), of(month).map(|span| (span + minutes / 2) / minutes)))
        .collect();
    let span = |month: &Month| match of(month) {
        Some(span) => f.t.duration(chrono::TimeDelta::minutes(span)),
        None => f.text("statistics-no-case"),
    };
    Plot {
        id,
        heading: f.of("plot-heading", id),
        about: f.of("plot-about", id),
        key: vec![Mark { look: Look::Line, label: f.of("statistics-median", unit), is_line: true }],
        shapes: plot::line(&points),
        heads: vec![f.text("statistics-month"), f.text("statistics-median")],
        rows: months.iter().map(|month| (f.t.month(month.first_day), vec![span(month)])).collect(),
    }
}

fn facts(f: &Frame, found: &Statistics) -> Vec<Fact> {
    let fact =
        |key: &str, value: String| Fact { what: f.of("directors-what", key), value, why: f.of("directors-why", key) };
    let span = |span: Option<i64>| match span {
        Some(span) => f.t.duration(chrono::TimeDelta::minutes(span)),
        None => f.text("statistics-no-case"),
    };
    let (count, notices) = (found.count, found.notices);
    vec![
        fact("breaches", f.number(count.all())),
        fact("told", f.number(count.told)),
        fact("recorded", f.number(count.recorded_only)),
        fact("open", f.number(count.not_decided)),
        fact(
            "in-time",
            f.with2("directors-of", "part", notices.in_time + notices.on_formal_count, "all", notices.all()),
        ),
        fact("late", f.number(notices.late + notices.missed)),
        fact("to-awareness", span(found.to_awareness)),
        fact("to-decision", span(found.to_decision)),
    ]
}
