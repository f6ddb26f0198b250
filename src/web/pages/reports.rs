//! Reports that came in, and what becomes of each: a case, part of one, or rejected with a reason.

use askama::Template;
use chrono::TimeDelta;
use chrono_tz::Tz;

use crate::app::report::{Mail, MailFile, ProcessorNotice};
use crate::app::report_search;
use crate::app::triage::{self, Place, Report, ReportLine, ReportPlace, Status, TRIAGE};
use crate::app::{AppError, intake};
use crate::domain::refusal::Refusal;
use crate::domain::values::{At, Private};
use crate::web::components::{Choice, Pill, Shape, State, Steps, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::case::{moment_with_utc, refused_at};
use crate::web::pages::notices::file::download;
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/reports", Permission::Roles(TRIAGE), list),
        get("/reports/{report}", Permission::Roles(TRIAGE), one),
        get("/reports/{report}/files/{file}", Permission::Roles(TRIAGE), file),
        post("/reports/{report}/accept", Permission::Roles(TRIAGE), accept),
        post("/reports/{report}/merge", Permission::Roles(TRIAGE), merge),
        post("/reports/{report}/reject", Permission::Roles(TRIAGE), reject),
    ]
}

/// Hours of the shortest notice that a report can lead to; what triage sees before anything is decided.
const WORST_HOURS: i64 = 24;

pub struct Line {
    pub href: String,
    pub reference: String,
    pub what: String,
    pub organisation: String,
    pub arrived: At,
    pub arrived_text: String,
    pub noticed: String,
    pub channel: String,
    pub state: State,
    pub worst: String,
}

#[derive(Template)]
#[template(path = "pages/reports.html")]
pub struct Reports {
    pub f: Frame,
    pub search: Form,
    /// What was looked for and how far; empty for the plain list.
    pub searched: String,
    pub pills: Vec<Pill>,
    pub lines: Vec<Line>,
    pub steps: Steps,
}

async fn list(visit: Visit) -> Answer {
    let text: String = visit.query("text").trim().chars().take(MOST_TEXT).collect();
    let status = Status::parse(visit.query("status")).unwrap_or(Status::New);
    let place = place_of(visit.query("after"), visit.query("before"));
    let who = visit.person()?.clone();
    let asked = text.clone();
    let (listed, found) = visit
        .run(move |ctx| {
            let found = if asked.is_empty() { None } else { Some(report_search::find(ctx, &who, &asked)?) };
            Ok::<_, AppError>((triage::list(ctx, &who, status, &place)?, found))
        })
        .await?;
    let f = visit.frame(visit.t().text("reports-title")).wide();
    let (previous, next) = (key_of(listed.previous), key_of(listed.next));
    let page = Reports {
        pills: listed
            .counts
            .iter()
            .map(|(one, count)| Pill {
                href: format!("/reports?status={one}"),
                count: f.counted(*count),
                state: state(&f, *one),
                plain: false,
                current: found.is_none() && *one == status,
            })
            .collect(),
        searched: found.as_ref().map(|found| searched(&f, found)).unwrap_or_default(),
        steps: match &found {
            None => Steps::new(visit.address(), previous.as_deref(), next.as_deref()),
            Some(_) => Steps::new(visit.address(), None, None),
        },
        lines: found.map_or(listed.reports, |found| found.reports).iter().map(|report| line(&f, report)).collect(),
        search: Form::empty(f.t).fill("text", &*text),
        f,
    };
    visit.page(&page)
}

/// Longest text that is looked for, in characters.
const MOST_TEXT: usize = 200;

fn searched(f: &Frame, found: &report_search::Found) -> String {
    let told = f.with1("reports-found", "count", found.reports.len());
    match found.cut {
        true => format!("{told} {}", f.with1("reports-found-cut", "most", report_search::MOST_LOOKED_AT)),
        false => told,
    }
}

/// The place that a link of [`key_of`] names; the start for any other text.
fn place_of(after: &str, before: &str) -> ReportPlace {
    let key = |text: &str| {
        let (at, id) = text.split_once(' ')?;
        Some((At::parse(at).ok()?, uuid::Uuid::parse_str(id).ok()?))
    };
    key(after).map(Place::After).or_else(|| key(before).map(Place::Before)).unwrap_or_default()
}

fn key_of(place: Option<ReportPlace>) -> Option<String> {
    match place? {
        Place::Start => None,
        Place::After((at, id)) | Place::Before((at, id)) => Some(format!("{at} {id}")),
    }
}

fn state(f: &Frame, status: Status) -> State {
    let shape = match status {
        Status::New => Shape::None,
        Status::Accepted => Shape::Ok,
        Status::Merged => Shape::Full,
        Status::Rejected => Shape::Off,
    };
    State::new(shape, f.of("report-status", status))
}

fn line(f: &Frame, report: &ReportLine) -> Line {
    let zone: Tz = report.zone.parse().unwrap_or(f.zone);
    Line {
        href: format!("/reports/{}", report.reference),
        reference: report.reference.clone(),
        what: report.what.as_str().chars().take(120).collect(),
        organisation: report.organisation.clone(),
        arrived: report.arrived_at,
        arrived_text: f.t.moment(report.arrived_at, zone),
        noticed: report.first_noticed_at.map_or_else(|| f.text("report-not-said"), |at| f.t.moment(at, zone)),
        channel: match report.by_processor {
            true => f.text("report-channel-processor"),
            false => f.of("report-channel", report.channel),
        },
        state: state(f, report.status),
        worst: if report.status == Status::New { worst(f, report.first_signal_at, zone) } else { String::new() },
    }
}

/// No case clock exists before triage; what the shortest one would say is shown all the same (US1).
fn worst(f: &Frame, from: At, zone: Tz) -> String {
    let due = from.plus(TimeDelta::hours(WORST_HOURS));
    let key = if due > f.now { "report-worst-left" } else { "report-worst-over" };
    let left = f.with1(key, "time", f.left(&due));
    f.t.with3("report-worst-case", ("from", &f.t.moment(from, zone)), ("at", &f.t.moment(due, zone)), ("left", &left))
}

#[derive(Template)]
#[template(path = "pages/report_one.html")]
pub struct ReportPage {
    pub f: Frame,
    pub form: Form,
    pub reference: String,
    pub organisation: String,
    pub state: State,
    pub worst: String,
    pub is_new: bool,
    /// Where it becomes a small case; empty for a processor's notice, whose clocks are others.
    pub small: String,
    pub what: String,
    pub rows: Vec<SummaryRow>,
    /// Of a report that came as an e-mail: what the message says of itself, and what was kept of it.
    pub mail_rows: Vec<SummaryRow>,
    pub mail: Option<MailBlock>,
    /// How the clocks of a processor's notice run; empty for every other report.
    pub processor: String,
    pub decided: String,
    pub reason: String,
    pub case: Option<(String, String)>,
    pub open_cases: Vec<Choice>,
    pub base: String,
}

async fn one(visit: Visit) -> Answer {
    let form = Form::empty(visit.t());
    let page = page(&visit, form).await?;
    visit.page(&page)
}

async fn page(visit: &Visit, form: Form) -> Result<ReportPage, Problem> {
    let (who, reference) = (visit.person()?.clone(), visit.param("report").to_owned());
    let (report, open) = visit.run(move |ctx| triage::one(ctx, &who, &reference)).await?;
    let mut f = visit.frame(report.reference.clone());
    f.zone = report.zone.parse().unwrap_or(f.zone);
    let f = f
        .crumb("/", visit.t().text("nav-home"))
        .crumb("/reports", visit.t().text("nav-reports"))
        .crumb("", report.reference.clone());
    let mut open_cases = vec![Choice::new("", "")];
    open_cases
        .extend(open.into_iter().map(|(reference, title)| Choice::new(&reference, format!("{reference} {title}"))));
    Ok(ReportPage {
        organisation: report.organisation.clone(),
        state: state(&f, report.status),
        worst: if report.status == Status::New { worst(&f, report.first_signal_at(), f.zone) } else { String::new() },
        is_new: report.status == Status::New,
        small: match report.answers.processor {
            Some(_) => String::new(),
            None => format!("/small-cases/new?report={}", report.reference),
        },
        what: report.answers.what.as_str().to_owned(),
        rows: rows(&f, &report),
        mail_rows: report.answers.mail.as_ref().map(|mail| mail_rows(&f, mail)).unwrap_or_default(),
        mail: report.answers.mail.as_ref().map(|mail| mail_block(&f, &report.reference, mail)),
        processor: match report.answers.processor {
            Some(_) => f.with1("report-processor-then", "at", moment_with_utc(&f, report.arrived_at)),
            None => String::new(),
        },
        decided: report
            .decision
            .as_ref()
            .map(|decision| {
                f.t.with3(
                    "report-decided",
                    ("status", &f.of("report-status", report.status)),
                    ("name", &decision.by),
                    ("at", &f.moment(&decision.at)),
                )
            })
            .unwrap_or_default(),
        reason: report.decision.as_ref().map(|decision| decision.reason.clone()).unwrap_or_default(),
        case: report
            .decision
            .as_ref()
            .and_then(|decision| decision.case.clone())
            .map(|reference| (format!("/cases/{reference}"), reference)),
        open_cases,
        base: format!("/reports/{}", report.reference),
        reference: report.reference,
        f: f.problems(!form.is_good()),
        form,
    })
}

/// What was kept of an e-mail.
pub struct MailBlock {
    pub cut: bool,
    pub files: Vec<MailFileRow>,
    pub left_out: String,
}

pub struct MailFileRow {
    pub href: String,
    pub name: String,
    pub size: String,
    pub sha256: String,
}

/// What an e-mail says of itself.
fn mail_rows(f: &Frame, mail: &Mail) -> Vec<SummaryRow> {
    let said = |text: &str| if text.is_empty() { f.text("report-not-said") } else { text.to_owned() };
    let written = mail.written_at.map_or_else(|| f.text("report-not-said"), |at| moment_with_utc(f, at));
    vec![
        SummaryRow::new(f.text("report-mail-from"), said(mail.from.as_str())).why(f.text("report-mail-claim")),
        SummaryRow::new(f.text("report-mail-subject"), said(mail.subject.as_str())),
        SummaryRow::new(f.text("report-mail-written"), written).why(f.text("report-mail-claim")),
    ]
}

fn mail_block(f: &Frame, reference: &str, mail: &Mail) -> MailBlock {
    let file = |file: &MailFile| MailFileRow {
        href: format!("/reports/{reference}/files/{}", file.id),
        name: file.name.as_str().to_owned(),
        size: f.with1("report-mail-bytes", "count", file.size.to_string()),
        sha256: file.sha256.clone(),
    };
    MailBlock {
        cut: mail.cut,
        files: mail.files.iter().map(file).collect(),
        left_out: match mail.left_out {
            0 => String::new(),
            count => f.with1("report-mail-left-out", "count", count.to_string()),
        },
    }
}

/// A file of the message, to be kept and never shown: it came from anybody.
async fn file(visit: Visit) -> Answer {
    let (who, reference) = (visit.person()?.clone(), visit.param("report").to_owned());
    let id = visit.param("file").parse().map_err(|_| Problem::NotFound)?;
    let (name, bytes) = visit.run(move |ctx| intake::file(ctx, &who, &reference, id)).await?;
    Ok(download(&name, bytes))
}

fn rows(f: &Frame, report: &Report) -> Vec<SummaryRow> {
    match &report.answers.processor {
        Some(notice) => processor_rows(f, report, notice),
        None => plain_rows(f, report),
    }
}

/// What a processor said, in the order of its form.
fn processor_rows(f: &Frame, report: &Report, notice: &ProcessorNotice) -> Vec<SummaryRow> {
    let said = |text: &Private| if text.is_blank() { f.text("report-not-said") } else { text.as_str().to_owned() };
    let concerned: Vec<String> = report.answers.concerned.iter().map(|one| f.of("report-concerned", one)).collect();
    let aware = report.first_noticed_at.map_or_else(|| f.text("report-not-said"), |at| moment_with_utc(f, at));
    vec![
        SummaryRow::new(f.text("reports-arrived"), moment_with_utc(f, report.arrived_at))
            .why(f.text("report-channel-processor")),
        SummaryRow::new(f.text("processor-name"), said(&notice.name)).why(f.text("report-processor-claim")),
        SummaryRow::new(f.text("processor-own-reference"), said(&notice.own_reference)),
        SummaryRow::new(f.text("report-processor-aware"), aware).why(f.text("report-processor-aware-why")),
        SummaryRow::new(f.text("report-concerned"), f.t.list(&concerned)),
        SummaryRow::new(f.text("processor-data"), said(&notice.data)),
        SummaryRow::new(f.text("report-ongoing"), f.of("answer", report.answers.ongoing)),
        SummaryRow::new(f.text("processor-measures"), said(&notice.measures)),
        SummaryRow::new(f.text("report-contact"), said(&report.answers.contact)),
    ]
}

fn plain_rows(f: &Frame, report: &Report) -> Vec<SummaryRow> {
    let concerned: Vec<String> = report.answers.concerned.iter().map(|one| f.of("report-concerned", one)).collect();
    let mut rows = vec![
        SummaryRow::new(f.text("reports-arrived"), moment_with_utc(f, report.arrived_at))
            .why(f.of("report-channel", report.channel)),
        SummaryRow::new(
            f.text("reports-noticed"),
            report.first_noticed_at.map_or_else(|| f.text("report-not-said"), |at| moment_with_utc(f, at)),
        ),
        SummaryRow::new(f.text("report-concerned"), f.t.list(&concerned)),
        SummaryRow::new(f.text("report-ongoing"), f.of("answer", report.answers.ongoing)),
        SummaryRow::new(
            f.with1("report-works-for-us", "organisation", &report.organisation),
            f.of("answer", report.answers.works_for_us),
        ),
    ];
    let contact = report.answers.contact.as_str();
    let who = report.reporter.clone().unwrap_or_default();
    let reach = [who.as_str(), contact].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    rows.push(SummaryRow::new(
        f.text("report-contact"),
        if reach.is_empty() { f.text("report-not-said") } else { reach },
    ));
    rows
}

/// Two people at one report: the second is told that the first has decided. Every other refusal stands at `field`.
fn refused(visit: &Visit, form: &mut Form, field: &str, problem: Problem) -> Result<(), Problem> {
    match problem {
        Problem::App(AppError::Refused(Refusal::ChangedMeanwhile)) => {
            form.problem("answers", visit.t().text("report-decided-before"));
            Ok(())
        }
        other => refused_at(visit, form, field, other),
    }
}

/// What the ledger says of the first signal: which report it came from.
fn how(visit: &Visit, reference: &str) -> String {
    visit.t().with1("report-instant-how", "reference", reference)
}

async fn accept(visit: Visit) -> Answer {
    let mut form = visit.form.clone();
    form.only(&["title", "drill"]);
    let title = form.line("title", "title-missing");
    let drill = form.has("drill", "yes");
    let (who, reference) = (visit.person()?.clone(), visit.param("report").to_owned());
    let how = how(&visit, &reference);
    if let Some(title) = title.filter(|_| form.is_good()) {
        let accepted = visit
            .once(move |ctx| {
                let is_processors = triage::one(ctx, &who, &reference)?.0.answers.processor.is_some();
                let case = triage::accept(ctx, &who, &reference, &title, drill, &how)?;
                // Whom a processor has informed is asked for awareness at once: the clock hangs on it.
                Ok(if is_processors {
                    format!("/cases/{case}/instants/new?what=aware")
                } else {
                    format!("/cases/{case}")
                })
            })
            .await;
        match accepted {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused(&visit, &mut form, "title", problem)?,
        }
    }
    let page = page(&visit, form).await?;
    visit.page_with_problems(&page)
}

async fn merge(visit: Visit) -> Answer {
    let mut form = visit.form.clone();
    form.only(&["case"]);
    let case = form.line("case", "report-merge-missing");
    let (who, reference) = (visit.person()?.clone(), visit.param("report").to_owned());
    let how = how(&visit, &reference);
    if let Some(case) = case.filter(|_| form.is_good()) {
        let merged = visit
            .once(move |ctx| {
                let case = triage::merge(ctx, &who, &reference, &case, &how)?;
                Ok(format!("/cases/{case}"))
            })
            .await;
        match merged {
            Ok(location) => return visit.see_other(location),
            // A case that is not there is a wrong choice of this form, not a page that does not exist.
            Err(Problem::NotFound) => form.problem("case", visit.t().text("report-merge-missing")),
            Err(problem) => refused(&visit, &mut form, "case", problem)?,
        }
    }
    let page = page(&visit, form).await?;
    visit.page_with_problems(&page)
}

async fn reject(visit: Visit) -> Answer {
    let mut form = visit.form.clone();
    form.only(&["reason"]);
    let reason = form.text("reason", "refusal-reason-missing");
    let (who, reference) = (visit.person()?.clone(), visit.param("report").to_owned());
    if let Some(reason) = reason.filter(|_| form.is_good()) {
        let rejected = visit
            .once(move |ctx| {
                triage::reject(ctx, &who, &reference, &reason)?;
                Ok::<_, AppError>(format!("/reports/{reference}"))
            })
            .await;
        match rejected {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused(&visit, &mut form, "reason", problem)?,
        }
    }
    let page = page(&visit, form).await?;
    visit.page_with_problems(&page)
}
