//! An old register comes in: the upload, what its columns mean, every row with a problem, and the acceptance.

use actix_web::HttpResponse;
use askama::Template;
use uuid::Uuid;

use crate::app::AppError;
use crate::app::member::APPROVERS;
use crate::app::old_register::accepting::{self, Acceptance};
use crate::app::old_register::columns::{self, Column};
use crate::app::old_register::row::Found;
use crate::app::old_register::{self, Before, FileProblem, ImportState, Look, MOST_BYTES, MOST_ROWS};
use crate::app::register;
use crate::web::components::Choice;
use crate::web::csv::Csv;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

/// Rows with a problem that the page shows; the file of bad rows has all.
const SHOWN: usize = 50;
/// Good rows that the page shows before they are accepted.
const PREVIEW: usize = 10;

pub fn routes() -> Vec<Route> {
    let approves = Permission::Roles(APPROVERS);
    vec![
        get("/register/imports", approves, list),
        post("/register/imports", approves, upload).uploads(MOST_BYTES),
        get("/register/imports/{import}", approves, show),
        get("/register/imports/{import}/bad-rows.csv", approves, bad_rows),
        post("/register/imports/{import}/accept", approves, accept),
        post("/register/imports/unfinished/{begun}/leave", approves, leave),
        post("/register/imports/{import}/discard", approves, discard),
    ]
}

#[derive(Template)]
#[template(path = "pages/register/imports.html")]
struct ListPage {
    f: Frame,
    form: Form,
    /// Name and address of the upload of each organisation.
    organisations: Vec<(String, String)>,
    /// Name and address of the files that wait.
    waiting: Vec<(String, String)>,
    most_rows: String,
    /// Imports that are not finished: words, and the address that leaves each at what has come in.
    unfinished: Vec<(String, String)>,
}

async fn list(visit: Visit) -> Answer {
    let page = list_page(&visit, Form::empty(visit.t())).await?;
    visit.page(&page)
}

async fn list_page(visit: &Visit, form: Form) -> Result<ListPage, Problem> {
    let who = visit.person()?.clone();
    let organisations = old_register::organisations(&who);
    let (waiting, unfinished) = visit
        .run(move |ctx| Ok::<_, AppError>((old_register::waiting(ctx, &who)?, register::unfinished(ctx, &who)?)))
        .await?;
    let f = frame(visit, visit.t().text("old-register-title"));
    let begun = |one: &register::Unfinished| {
        let what = f.t.with3(
            "register-unfinished",
            ("organisation", &one.organisation_name),
            ("stored", &one.stored),
            ("rows", &one.rows),
        );
        // While its file still waits it goes on from there; else whoever has the file uploads it again.
        let file = waiting.iter().find(|file| file.sha256 == one.file_sha256);
        let how = match file {
            Some(file) => f.with1("old-register-goes-on-here", "file", file.file_name.as_str()),
            None => f.with1("old-register-upload-again", "at", f.moment(&one.started_at)),
        };
        (format!("{what} {how}"), format!("/register/imports/unfinished/{}/leave", one.id.simple()))
    };
    Ok(ListPage {
        unfinished: unfinished.iter().map(begun).collect(),
        organisations: organisations
            .into_iter()
            .map(|(_, slug, name)| (name, format!("/register/imports?organisation={slug}")))
            .collect(),
        waiting: waiting.iter().map(|one| (one.file_name.as_str().to_owned(), address(one.id, ""))).collect(),
        most_rows: f.number(MOST_ROWS),
        f: f.problems(!form.is_good()),
        form,
    })
}

fn frame(visit: &Visit, title: String) -> Frame {
    let t = visit.t();
    visit.frame(title).crumb("/", t.text("nav-home")).crumb("/register", t.text("register-title"))
}

fn address(import: Uuid, rest: &str) -> String {
    format!("/register/imports/{}{rest}", import.simple())
}

async fn upload(mut visit: Visit) -> Answer {
    let Some(mut file) = visit.upload.take() else {
        return file_refused(&visit, visit.t().text("people-upload-missing")).await;
    };
    let bytes = match file.all().await {
        Ok(bytes) => bytes,
        Err(Problem::TooLarge) => return file_refused(&visit, visit.t().text("people-upload-too-large")).await,
        Err(problem) => return Err(problem),
    };
    let (who, slug, name) = (visit.person()?.clone(), visit.query("organisation").to_owned(), file.file_name.clone());
    let taken = visit.run(move |ctx| old_register::take(ctx, &who, &slug, &name, &bytes)).await;
    match taken {
        Ok(waiting) => visit.see_other(address(waiting.id, "")),
        Err(Problem::App(AppError::Invalid { field: "file", key })) => file_refused(&visit, visit.t().text(key)).await,
        Err(problem) => Err(problem),
    }
}

async fn file_refused(visit: &Visit, sentence: String) -> Answer {
    let mut form = Form::empty(visit.t());
    form.problem("file", sentence);
    let page = list_page(visit, form).await?;
    visit.page_with_problems(&page)
}

struct ColumnRow {
    field: String,
    label: String,
    samples: String,
}

struct Row {
    row: u64,
    title: String,
    day: String,
}

struct BadRow {
    row: u64,
    problems: Vec<String>,
}

#[derive(Template)]
#[template(path = "pages/register/import.html")]
struct ImportPage {
    f: Frame,
    form: Form,
    file_name: String,
    file_problem: String,
    columns: Vec<ColumnRow>,
    columns_open: bool,
    meanings: Vec<Choice>,
    columns_code: String,
    good: usize,
    /// What became of the same file before.
    before: Vec<String>,
    /// All of it is in the register already: taking it over again would count each breach twice.
    is_known: bool,
    preview: Vec<Row>,
    bad: Vec<BadRow>,
    bad_count: usize,
    bad_caption: String,
    bad_rows: String,
    can_import: bool,
    here: String,
    ends: String,
}

/// The columns as the person chose them: a list per column, or the code that such lists lead to.
fn code_of(form: &Form) -> Result<String, Column> {
    let chosen: Vec<Column> = (0..500).map_while(|at| Column::parse(form.value(format!("column-{at}")))).collect();
    if chosen.is_empty() {
        return Ok(form.value("columns").to_owned());
    }
    columns::twice(&chosen).map_or_else(|| Ok(columns::code(&chosen)), Err)
}

fn import_id(visit: &Visit) -> Result<Uuid, Problem> {
    Uuid::parse_str(visit.param("import")).map_err(|_| Problem::NotFound)
}

async fn look(visit: &Visit, code: String) -> Result<Look, Problem> {
    let (who, import) = (visit.person()?.clone(), import_id(visit)?);
    visit.run(move |ctx| old_register::look(ctx, &who, import, &code)).await
}

async fn show(visit: Visit) -> Answer {
    let mut form = Form::empty(visit.t());
    let code = match code_of(&visit.asked.query) {
        Ok(code) => code,
        Err(twice) => {
            let t = visit.t();
            form.problem("column-0", t.with1("old-register-twice", "meaning", t.of("old-column", twice)));
            String::new()
        }
    };
    page(&visit, code, form).await
}

async fn page(visit: &Visit, code: String, form: Form) -> Answer {
    let look = look(visit, code).await?;
    let t = visit.t();
    let name = look.waiting.file_name.as_str().to_owned();
    let f = frame(visit, t.with1("old-register-file", "file", &name))
        .wide()
        .crumb("/register/imports", t.text("old-register-title"));
    let columns_code = columns::code(&look.columns);
    let mut form = form;
    for (at, column) in look.columns.iter().enumerate() {
        form = form.fill(&format!("column-{at}"), column.as_str());
    }
    let page = ImportPage {
        file_problem: look.file_problem.map(|problem| file_problem(t, problem)).unwrap_or_default(),
        columns_open: look.file_problem.is_some() || !form.is_good(),
        columns: look
            .header
            .iter()
            .enumerate()
            .map(|(at, heading)| ColumnRow {
                field: format!("column-{at}"),
                label: match heading.is_empty() {
                    true => t.with1("people-column-number", "number", at + 1),
                    false => heading.clone(),
                },
                samples: look.samples.get(at).map(|cells| cells.join(" · ")).unwrap_or_default(),
            })
            .collect(),
        meanings: Column::ALL.iter().map(|column| Choice::new(column, t.of("old-column", column))).collect(),
        good: look.rest().count(),
        before: look.before.iter().map(|one| before_words(&f, one)).collect(),
        is_known: look.is_known(),
        preview: look
            .rest()
            .take(PREVIEW)
            .map(|old| Row {
                row: old.row,
                title: old.title.clone(),
                day: old.known_at().map(|at| f.moment(&at)).unwrap_or_default(),
            })
            .collect(),
        bad: look
            .bad
            .iter()
            .take(SHOWN)
            .map(|(row, found)| BadRow { row: *row, problems: found.iter().map(|one| problem_words(t, one)).collect() })
            .collect(),
        bad_count: look.bad.len(),
        bad_caption: t.with2("old-register-bad-caption", "shown", look.bad.len().min(SHOWN), "all", look.bad.len()),
        bad_rows: address(look.waiting.id, &format!("/bad-rows.csv?columns={columns_code}")),
        can_import: look.file_problem.is_none() && (look.rest().count() > 0 || look.running().is_some()),
        here: address(look.waiting.id, ""),
        ends: f.moment(&look.waiting.ends_at()),
        columns_code,
        file_name: name,
        f: f.problems(!form.is_good()),
        form,
    };
    if page.form.is_good() { visit.page(&page) } else { visit.page_with_problems(&page) }
}

/// `Finished on 3 October 2026, 11:00, by Chiara Bonfanti: 40 of 40 rows`
fn before_words(f: &Frame, before: &Before) -> String {
    let row = &before.row;
    let at = f.moment(&row.ended_at.unwrap_or(row.started_at));
    let count = |number: i64| f.number(u64::try_from(number).unwrap_or(0));
    let rows = f.with2("old-register-rows-of", "stored", count(row.stored), "rows", count(row.row_count));
    let key = match row.state {
        ImportState::Running => "old-register-before-running",
        ImportState::Finished => "old-register-before-finished",
        ImportState::Left => "old-register-before-left",
    };
    f.t.with3(key, ("at", &at), ("by", &before.by), ("rows", &rows))
}

pub(in crate::web) fn file_problem(t: &Words, problem: FileProblem) -> String {
    match problem {
        FileProblem::Empty => t.text("old-register-empty"),
        FileProblem::NoTitleColumn => t.text("old-register-no-title-column"),
        FileProblem::NoDayColumn => t.text("old-register-no-day-column"),
        FileProblem::TooManyRows => t.with1("old-register-too-many-rows", "most", MOST_ROWS),
        FileProblem::ColumnsDoNotFit => t.text("old-register-bad-columns"),
    }
}

/// `Aware on: this is not a day (“soon”)`
pub(in crate::web) fn problem_words(t: &Words, found: &Found) -> String {
    let what = t.of("old-row", found.problem);
    if found.column.is_empty() && found.cell.is_empty() {
        return what;
    }
    t.with3("old-row-in", ("problem", &what), ("column", &found.column), ("cell", &found.cell))
}

/// Every row with a problem, a line each.
async fn bad_rows(visit: Visit) -> Answer {
    let code = code_of(&visit.asked.query).unwrap_or_default();
    let look = look(&visit, code).await?;
    let t = visit.t();
    let mut csv = Csv::new(&[t.text("people-bad-row"), t.text("people-bad-problem")]);
    for (row, found) in &look.bad {
        let all: Vec<String> = found.iter().map(|one| problem_words(t, one)).collect();
        csv.row(&[row.to_string(), all.join("; ")]);
    }
    Ok::<HttpResponse, Problem>(csv.answer("bad-rows.csv"))
}

async fn accept(visit: Visit) -> Answer {
    let import = import_id(&visit)?;
    let who = visit.person()?.clone();
    let code = visit.form.value("columns").to_owned();
    let seen = visit.form.value("seen").parse::<u64>().map_err(|_| Problem::Unreadable("problem-bad-form"))?;
    let again = visit.form.has("again", "yes");
    let t = visit.t();
    let chosen = code.clone();
    let done = visit
        .once(move |ctx| {
            let source = |row: u64, day_only: bool| {
                let key = if day_only { "old-register-source-day" } else { "old-register-source" };
                t.with1(key, "row", row)
            };
            accepting::accept(ctx, &who, import, &Acceptance { columns: chosen, seen, again }, source)?;
            Ok("/register?state=closed".to_owned())
        })
        .await;
    match done {
        Ok(location) => visit.see_other(location),
        Err(Problem::App(AppError::Invalid { key, field })) => {
            let mut form = Form::empty(t);
            form.problem(field, t.text(key));
            page(&visit, code, form).await
        }
        Err(problem) => Err(problem),
    }
}

async fn leave(visit: Visit) -> Answer {
    let begun = Uuid::parse_str(visit.param("begun")).map_err(|_| Problem::NotFound)?;
    let who = visit.person()?.clone();
    visit
        .once_then_see(move |ctx| {
            accepting::leave(ctx, &who, begun)?;
            Ok("/register/imports".to_owned())
        })
        .await
}

async fn discard(visit: Visit) -> Answer {
    let import = import_id(&visit)?;
    let who = visit.person()?.clone();
    visit
        .once_then_see(move |ctx| {
            old_register::discard(ctx, &who, import)?;
            Ok("/register/imports".to_owned())
        })
        .await
}
