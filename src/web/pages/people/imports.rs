//! The upload, what the file says, its problems, and the acceptance.

use askama::Template;
use uuid::Uuid;

use super::{language, overview};
use crate::app::AppError;
use crate::app::people::imports::{self, Look, Wish};
use crate::app::recipients::row::RowProblem;
use crate::app::recipients::{Column, Columns, FileProblem, Problem as RowKind};
use crate::domain::case::Case;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::pages::case::{Head, address, framed, open};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// Takes the file as it arrives; no byte of it is kept unsealed.
pub async fn upload(mut visit: Visit) -> Answer {
    let Some(mut file) = visit.upload.take() else {
        return overview::with_problem(&visit, "people-upload-missing").await;
    };
    let who = visit.person()?.clone();
    let reference = visit.param("reference").to_owned();
    let (name, of_case) = (file.file_name.clone(), reference.clone());
    let mut taking = visit.run(move |ctx| imports::take(ctx, &who, &of_case, &name)).await?;
    loop {
        match file.chunk().await {
            Ok(None) => break,
            Ok(Some(bytes)) => {
                let added = visit
                    .run(move |_| {
                        taking.add(&bytes)?;
                        Ok::<_, AppError>(taking)
                    })
                    .await;
                match added {
                    Ok(more) => taking = more,
                    Err(problem) => return overview::or_problem(&visit, problem).await,
                }
            }
            // Dropping the upload deletes what came so far.
            Err(problem) => return overview::or_problem(&visit, problem).await,
        }
    }
    match visit.run(move |_| Ok::<_, AppError>(taking.finish()?)).await {
        Ok(waiting) => visit.see_other(format!("/cases/{reference}/communications/imports/{}", waiting.id.simple())),
        Err(problem) => overview::or_problem(&visit, problem).await,
    }
}

struct ColumnRow {
    field: String,
    label: String,
    samples: String,
}

struct SumRow {
    label: String,
    rows: u64,
    what: String,
}

struct BadRow {
    row: u64,
    problem: String,
    address: String,
    name: String,
}

#[derive(Template)]
#[template(path = "pages/people/import.html")]
struct ImportPage {
    f: Frame,
    head: Head,
    form: Form,
    file_name: String,
    read_as: String,
    file_problem: String,
    /// (words, how many rows) of each kind of problem.
    kinds: Vec<String>,
    columns: Vec<ColumnRow>,
    meanings: Vec<Choice>,
    languages: Vec<Choice>,
    sum: Vec<SumRow>,
    sum_heads: Vec<(String, &'static str)>,
    total: u64,
    total_what: String,
    warnings: Vec<String>,
    bad: Vec<BadRow>,
    bad_heads: Vec<(String, &'static str)>,
    bad_caption: String,
    bad_rows: String,
    rejected: u64,
    accepted: u64,
    accept_what: String,
    can_import: bool,
    accept: String,
    discard: String,
    here: String,
    upload: String,
    columns_code: String,
    language_code: String,
    ends: String,
}

/// How the person asked for the file to be read: a select per column, or the code that such selects lead to.
pub fn wish(form: &Form) -> Wish {
    let mut code = form.value("columns").to_owned();
    let chosen: Vec<Column> = (0..200).map_while(|at| Column::parse(form.value(format!("column-{at}")))).collect();
    if !chosen.is_empty() {
        code = Columns::new(chosen).code();
    }
    Wish { columns: code, default_language: form.value("language").to_owned() }
}

pub fn import_id(visit: &Visit) -> Result<Uuid, Problem> {
    Uuid::parse_str(visit.param("import")).map_err(|_| Problem::NotFound)
}

pub async fn show(visit: Visit) -> Answer {
    page(&visit, &visit.asked.query, Form::empty(visit.t())).await
}

async fn page(visit: &Visit, asked: &Form, mut form: Form) -> Answer {
    let (case, organisation) = open(visit).await?;
    let import = import_id(visit)?;
    let (who, reference, wanted) = (visit.person()?.clone(), case.reference.clone(), wish(asked));
    let looked = {
        let (who, reference, wanted) = (who.clone(), reference.clone(), wanted.clone());
        visit.run(move |ctx| imports::look(ctx, &who, &reference, import, &wanted)).await
    };
    let look = match looked {
        // Two columns of one meaning: the guess is shown again, with a sentence.
        Err(Problem::App(AppError::Invalid { field: "columns", key })) => {
            form.problem("column-0", visit.t().text(key));
            let guess = Wish { columns: String::new(), ..wanted };
            visit.run(move |ctx| imports::look(ctx, &who, &reference, import, &guess)).await?
        }
        Err(Problem::App(AppError::Invalid { field: "file", key })) => return overview::with_problem(visit, key).await,
        other => other?,
    };
    let page = filled(visit, &case, &organisation, look, form);
    if page.form.is_good() { visit.page(&page) } else { visit.page_with_problems(&page) }
}

fn filled(visit: &Visit, case: &Case, organisation: &str, look: Look, form: Form) -> ImportPage {
    let t = visit.t();
    let name = look.waiting.file_name.as_str().to_owned();
    let title = t.with1("people-import-title", "file", &name);
    let (f, head) = framed(visit, case, organisation, "/communications", title);
    let f = f.problems(!form.is_good());
    let summary = &look.summary;
    let counts = summary.counts;
    let columns_code = Columns::new(summary.columns.clone()).code();
    let mut form = form.fill("language", &*look.default_language);
    for (at, column) in summary.columns.iter().enumerate() {
        form = form.fill(&format!("column-{at}"), column.as_str());
    }
    let base = address(case, &format!("/communications/imports/{}", look.waiting.id.simple()));
    let query = format!("columns={columns_code}&language={}", look.default_language);
    let sum = [
        ("accepted", counts.accepted),
        ("letters", counts.without_address),
        ("duplicates", counts.duplicates),
        ("rejected", counts.rejected),
    ];
    let numbers: Vec<String> = sum.iter().map(|(_, rows)| f.t.number(*rows)).collect();
    ImportPage {
        read_as: read_as(&f, &look),
        file_problem: summary.file_problem.as_ref().map(|problem| file_problem(t, problem)).unwrap_or_default(),
        kinds: summary.problem_kinds.iter().map(|(kind, rows)| t.with1(kind_key(*kind), "rows", *rows)).collect(),
        columns: (0..summary.columns.len())
            .map(|at| ColumnRow {
                field: format!("column-{at}"),
                label: match summary.header.get(at).filter(|word| !word.is_empty()) {
                    Some(word) => word.clone(),
                    None => t.with1("people-column-number", "number", at + 1),
                },
                samples: summary.samples.get(at).map(|cells| cells.join(" · ")).unwrap_or_default(),
            })
            .collect(),
        meanings: Column::ALL.iter().map(|column| Choice::new(column, t.of("people-column", column))).collect(),
        languages: crate::app::recipients::language::CODES
            .iter()
            .map(|code| Choice::new(code, language(t, code)))
            .collect(),
        sum: sum
            .into_iter()
            .map(|(word, rows)| SumRow { label: t.of("people-sum", word), rows, what: t.of("people-sum-what", word) })
            .collect(),
        sum_heads: vec![(name.clone(), ""), (t.text("people-head-rows"), "num"), (t.text("people-head-what"), "")],
        total: counts.rows,
        total_what: t.with1("people-sum-agrees", "sum", numbers.join(" + ")),
        warnings: warnings(&f, &look),
        bad: summary.problems.iter().map(|problem| bad_row(t, problem)).collect(),
        bad_heads: ["row", "problem", "address", "name"].map(|word| (t.of("people-bad", word), "")).to_vec(),
        bad_caption: t.with2("people-bad-caption", "shown", summary.problems.len(), "all", counts.rejected),
        bad_rows: format!("{base}/bad-rows.csv?{query}"),
        rejected: counts.rejected,
        accepted: counts.accepted,
        accept_what: t.with3(
            "people-accept-what",
            ("accepted", &counts.accepted),
            ("letters", &counts.without_address),
            ("rejected", &counts.rejected),
        ),
        can_import: summary.can_import(),
        accept: format!("{base}/accept"),
        discard: format!("{base}/discard"),
        here: base,
        upload: address(case, "/communications/imports"),
        language_code: look.default_language.clone(),
        ends: f.moment(&look.waiting.ends_at()),
        file_name: name,
        columns_code,
        form,
        head,
        f,
    }
}

fn bad_row(t: &Words, problem: &RowProblem) -> BadRow {
    let empty = |cell: &str| if cell.trim().is_empty() { t.text("people-empty-cell") } else { cell.to_owned() };
    BadRow {
        row: problem.row,
        problem: problem_words(t, problem),
        address: empty(&problem.email_cell),
        name: empty(&problem.name_cell),
    }
}

/// The sentence that says how many rows have a problem of this kind.
fn kind_key(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Address => "people-kind-address",
        RowKind::NameMissing => "people-kind-name-missing",
        RowKind::Empty => "people-kind-nothing-to-reach",
        RowKind::Columns => "people-kind-columns",
        RowKind::TooLong => "people-kind-too-long",
        RowKind::LineBreak => "people-kind-line-break",
        RowKind::Control => "people-kind-control",
        RowKind::Unreadable => "people-kind-unreadable",
        RowKind::Formula => "people-kind-formula",
        RowKind::SwallowedRows => "people-kind-swallowed-rows",
    }
}

/// What is wrong with a row, in words for the person who mends it.
pub fn problem_words(t: &Words, problem: &RowProblem) -> String {
    match (problem.problem, problem.address) {
        (RowKind::Address, Some(why)) => t.of("people-address", why),
        (kind, _) if problem.column.is_empty() => t.of("people-problem", kind),
        (kind, _) => {
            let what = t.of("people-problem", kind);
            t.with2("people-problem-in", "problem", &what, "column", &problem.column)
        }
    }
}

fn file_problem(t: &Words, problem: &FileProblem) -> String {
    let key = imports::file_problem_key(problem);
    match problem {
        FileProblem::ColumnsDoNotFit { found, chosen } => t.with2(key, "found", *found, "chosen", *chosen),
        FileProblem::TooManyRows { most } => t.with1(key, "most", *most),
        FileProblem::RowTooLarge { row, .. } => t.with1(key, "row", *row),
        _ => t.text(key),
    }
}

/// `Read as UTF-8, separated by semicolons, header in row 1`
fn read_as(f: &Frame, look: &Look) -> String {
    let header = if look.summary.header.is_empty() { "people-no-header" } else { "people-header" };
    if look.waiting.workbook {
        return f.t.with1("people-read-as-workbook", "header", f.text(header));
    }
    let separator = match look.summary.separator {
        b';' => "semicolon",
        b'\t' => "tab",
        b'|' => "bar",
        _ => "comma",
    };
    f.t.with3(
        "people-read-as",
        ("encoding", &look.waiting.found.encoding.as_str()),
        ("separator", &f.of("people-separator", separator)),
        ("header", &f.text(header)),
    )
}

fn warnings(f: &Frame, look: &Look) -> Vec<String> {
    let summary = &look.summary;
    let mut all = Vec::new();
    for (key, count) in [
        ("people-warn-shared", summary.shared),
        ("people-warn-roles", summary.role_addresses),
        ("people-warn-own", summary.own_domain),
        ("people-warn-before", look.written_before),
        ("people-warn-blank", summary.blank_rows),
    ] {
        if count > 0 {
            all.push(f.with1(key, "count", count));
        }
    }
    for (number, rows) in &look.brings_in {
        all.push(f.with2("people-warn-brings-in", "count", *rows, "number", *number));
    }
    let default = language(f.t, &look.default_language);
    if summary.language_empty > 0 {
        all.push(f.with2("people-warn-language-empty", "count", summary.language_empty, "language", &default));
    }
    if summary.language_unknown > 0 {
        let words = f.t.list(&summary.unknown_words);
        all.push(f.t.with3(
            "people-warn-language-unknown",
            ("count", &summary.language_unknown),
            ("language", &default),
            ("words", &words),
        ));
    }
    all
}

pub async fn accept(visit: Visit) -> Answer {
    let import = import_id(&visit)?;
    let who = visit.person()?.clone();
    let reference = visit.param("reference").to_owned();
    let wanted = wish(&visit.form);
    let seen = visit.form.value("seen").parse::<u64>().map_err(|_| Problem::Unreadable("problem-bad-form"))?;
    let done = visit
        .once(move |ctx| {
            let number = imports::accept(ctx, &who, &reference, import, &wanted, seen)?;
            Ok(format!("/cases/{reference}/communications/{number}"))
        })
        .await;
    match done {
        Ok(location) => visit.see_other(location),
        Err(problem) => {
            let mut form = Form::empty(visit.t());
            crate::web::pages::case::refused_at(&visit, &mut form, "accept", problem)?;
            page(&visit, &visit.form, form).await
        }
    }
}

pub async fn discard(visit: Visit) -> Answer {
    let import = import_id(&visit)?;
    let who = visit.person()?.clone();
    let reference = visit.param("reference").to_owned();
    visit
        .once_then_see(move |ctx| {
            imports::discard(ctx, &who, &reference, import)?;
            Ok(format!("/cases/{reference}/communications"))
        })
        .await
}
