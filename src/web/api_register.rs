//! The API on what machines may read and hand in beside plans: the questions of a case, its links, shared views, and files of an earlier
//! register with every problem by row. Nothing here changes a case: a file waits until a person accepts it on screen.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::api::ProblemBody;
use super::limits::Counted;
use super::pages::case::facts::label;
use super::pages::old_register::{file_problem, problem_words};
use super::problem::Problem;
use super::routes::{Permission, Route, get, post};
use super::visit::{Answer, Visit};
use crate::app::api::{CASES_READ, FACTS_READ, REGISTER_READ, REGISTER_WRITE};
use crate::app::cases::{self, linking};
use crate::app::old_register::{self, Look, MOST_BYTES};
use crate::app::saved_views::{self, ViewPlace};
use crate::app::views::asking::{Asking, asking};
use crate::app::views::facts::{self as view, Group};
use crate::app::views::ledger::{scope_of, scope_word};
use crate::app::{AppError, AppResult};
use crate::domain::project::reveal;
use crate::domain::situation::Scope;

pub fn routes() -> Vec<Route> {
    let (cases, facts) = (Permission::ApiToken(CASES_READ), Permission::ApiToken(FACTS_READ));
    let (reads, writes) = (Permission::ApiToken(REGISTER_READ), Permission::ApiToken(REGISTER_WRITE));
    vec![
        get("/api/v1/cases/{reference}/questions/{group}", facts, questions).counted(Counted::Api),
        get("/api/v1/cases/{reference}/links", cases, links).counted(Counted::Api),
        get("/api/v1/views/{place}", reads, views).counted(Counted::Api),
        post("/api/v1/register-imports", writes, hand_in).json(2 * MOST_BYTES as usize).counted(Counted::Api),
        get("/api/v1/register-imports/{import}", reads, look).counted(Counted::Api),
    ]
}

/// The questions of one group of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QuestionsBody {
    #[schema(example = "BR-2026-0012")]
    case: String,
    #[schema(example = "people")]
    group: String,
    #[schema(example = "case")]
    scope: String,
    questions: Vec<QuestionBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QuestionBody {
    #[schema(example = "subjects.count")]
    fact: String,
    label: String,
    /// text, bool, date, datetime, enum, set, count, object, list, code, codes, countries, country_counts.
    kind: String,
    /// Words that the answer may have, where they are laid down.
    values: Vec<String>,
    /// Which law asks it; none where none that is loaded does.
    asked_by: Option<String>,
    /// yes; open while the answer to another question decides and is not known; no where that answer rules it out.
    arises: String,
    /// That other question.
    decided_by: Option<String>,
    /// known, estimated, unknown, not_applicable; none where nobody has looked.
    state: Option<String>,
    value: Value,
    /// The answer of a wider scope holds here.
    inherited: bool,
    /// RFC 3339.
    set_at: Option<String>,
}

/// The questions of a group with their answers, and whether they arise.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/questions/{group}",
    params(
        ("reference" = String, Path, description = "Such as BR-2026-0012"),
        ("group" = String, Path, description = "Such as incident, people, measures"),
        ("scope" = Option<String>, Query, description = "case, or one controller, data set or market of it"),
    ),
    responses(
        (status = 200, description = "The questions", body = QuestionsBody),
        (status = 403, description = "The token's scope does not include it", body = ProblemBody),
        (status = 404, description = "No such case, group or scope, or not yours", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn questions_path() {}

async fn questions(visit: Visit) -> Answer {
    let group = Group::parse(visit.param("group")).ok_or(Problem::NotFound)?;
    let (machine, reference) = (visit.machine()?.clone(), visit.param("reference").to_owned());
    let case = visit.run(move |ctx| cases::load_for_machine(ctx, &machine, &reference)).await?;
    let scope = match visit.query("scope") {
        "" => Some(Scope::case()),
        word => scope_of(&case, word),
    };
    let scope = scope.ok_or(Problem::NotFound)?;
    let (ctx, t) = (visit.ctx(), visit.t());
    let questions = view::rows(&case, ctx.policy.facts(), group, &scope)
        .iter()
        .map(|row| {
            let (arises, decided_by) = match asking(&case, row.def, &scope) {
                Asking::Yes => ("yes", None),
                Asking::Open(other) => ("open", Some(other.to_owned())),
                Asking::No(other) => ("no", Some(other.to_owned())),
            };
            QuestionBody {
                fact: row.def.id.clone(),
                label: label(ctx, t, &row.def.id),
                kind: row.def.kind.as_str().to_owned(),
                values: row.def.values.clone(),
                asked_by: row.asked_by.map(str::to_owned),
                arises: arises.to_owned(),
                decided_by,
                state: row.state().map(|state| state.as_str().to_owned()),
                value: row.entry.map(|entry| reveal(&entry.fact.value)).unwrap_or_default(),
                inherited: row.inherited(&scope),
                set_at: row.entry.map(|entry| entry.set_at.rfc3339()),
            }
        })
        .collect();
    let group = group.as_str().to_owned();
    json(StatusCode::OK, &QuestionsBody { case: case.reference.clone(), group, scope: scope_word(&scope), questions })
}

/// The cases that belong to one. What people wrote of them is left out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LinksBody {
    case: String,
    links: Vec<LinkBody>,
    /// The case that goes on in its place, where there is one that the machine may see.
    merged_into: Option<String>,
    /// Cases of the same incident that ended in this one.
    took_over: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LinkBody {
    /// What the other case is to this one: related, same_incident, earlier, later, copied_from, copied_to.
    relation: String,
    /// None for a breach of which the desk holds no case.
    reference: Option<String>,
    /// RFC 3339.
    at: String,
}

/// The cases that belong to a case: linked, copied, merged.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/links",
    params(("reference" = String, Path, description = "Such as BR-2026-0012")),
    responses(
        (status = 200, description = "The links; restricted cases are left out", body = LinksBody),
        (status = 403, description = "The token's scope does not include it", body = ProblemBody),
        (status = 404, description = "No such case, or not yours", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn links_path() {}

async fn links(visit: Visit) -> Answer {
    let (machine, reference) = (visit.machine()?.clone(), visit.param("reference").to_owned());
    let found = visit.run(move |ctx| linking::for_machine(ctx, &machine, &reference)).await?;
    let links = found.links.iter().map(|(relation, reference, at)| LinkBody {
        relation: relation.as_str().to_owned(),
        reference: reference.clone(),
        at: at.rfc3339(),
    });
    json(
        StatusCode::OK,
        &LinksBody {
            links: links.collect(),
            case: found.case,
            merged_into: found.merged_into,
            took_over: found.took_over,
        },
    )
}

/// Views that the organisation's members share.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ViewsBody {
    views: Vec<ViewBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ViewBody {
    id: String,
    name: String,
    /// Its address on the desk.
    #[schema(example = "/register?risk=high&state=open")]
    address: String,
    /// Who made it.
    by: String,
}

/// The saved views of a list that are shared with the organisation.
#[utoipa::path(
    get,
    path = "/api/v1/views/{place}",
    params(("place" = String, Path, description = "cases or register")),
    responses(
        (status = 200, description = "The views by name", body = ViewsBody),
        (status = 403, description = "The token's scope does not include it", body = ProblemBody),
        (status = 404, description = "No such list", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn views_path() {}

async fn views(visit: Visit) -> Answer {
    let place = ViewPlace::parse(visit.param("place")).ok_or(Problem::NotFound)?;
    let machine = visit.machine()?.clone();
    let found = visit.run(move |ctx| saved_views::shared(ctx, machine.organisation, place)).await?;
    let views = found.into_iter().map(|(view, by)| ViewBody {
        id: view.id.to_string(),
        address: view.address(),
        name: view.name,
        by,
    });
    json(StatusCode::OK, &ViewsBody { views: views.collect() })
}

/// A file of an earlier register. Unknown fields are refused.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewImportBody {
    #[schema(example = "register-2024.csv")]
    file_name: String,
    /// The file as text: CSV whose first row holds the headings.
    text: String,
}

/// How a waiting file was read.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportBody {
    id: String,
    /// SHA-256 of the file, in hex.
    file_sha256: String,
    /// Where a person looks at it, changes what its columns mean, and accepts it.
    page: String,
    /// When the file is deleted unless somebody accepts it, RFC 3339.
    waits_until: String,
    /// Why the whole file cannot be taken over, in words.
    problem: Option<String>,
    /// What each column was taken to mean.
    columns: Vec<String>,
    /// Rows that can be taken over.
    good: usize,
    /// Every row with a problem.
    bad: Vec<BadRowBody>,
    /// The same file is in the register already.
    known: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BadRowBody {
    /// Number in the file, as a spreadsheet counts.
    row: u64,
    problems: Vec<String>,
}

/// Hands in a file of an earlier register. Nothing is stored of it until a person accepts it on screen.
#[utoipa::path(
    post,
    path = "/api/v1/register-imports",
    request_body = NewImportBody,
    responses(
        (status = 201, description = "It waits, and this is how it was read", body = ImportBody),
        (status = 400, description = "Not JSON, or unknown fields", body = ProblemBody),
        (status = 403, description = "The token's scope does not include it", body = ProblemBody),
        (status = 413, description = "Larger than a register may be", body = ProblemBody),
        (status = 422, description = "No list can be read from it", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn hand_in_path() {}

async fn hand_in(visit: Visit) -> Answer {
    let body: NewImportBody = visit.json()?;
    let name: String = body.file_name.chars().filter(|c| !c.is_control()).take(120).collect();
    let machine = visit.machine()?.clone();
    let taken = visit
        .run(move |ctx| {
            let waiting = old_register::take_from_machine(ctx, &machine, &name, body.text.as_bytes())?;
            old_register::look_for_machine(ctx, &machine, waiting.id)
        })
        .await;
    match taken {
        Ok(look) => json(StatusCode::CREATED, &import_body(&visit, &look)),
        Err(Problem::App(AppError::Invalid { field, key })) => {
            let problem = Problem::App(AppError::Invalid { field: "body", key: "problem-invalid" });
            Ok(problem.json(&visit.ctx().ids, visit.t(), vec![(field.to_owned(), visit.t().text(key))]))
        }
        Err(problem) => Err(problem),
    }
}

/// How a waiting file was read: every row with a problem, and what would be taken over.
#[utoipa::path(
    get,
    path = "/api/v1/register-imports/{import}",
    params(("import" = String, Path, description = "The id from handing it in")),
    responses(
        (status = 200, description = "How it was read", body = ImportBody),
        (status = 403, description = "The token's scope does not include it", body = ProblemBody),
        (status = 404, description = "No such file waits, or it is not yours", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn look_path() {}

async fn look(visit: Visit) -> Answer {
    let import = Uuid::parse_str(visit.param("import")).map_err(|_| Problem::NotFound)?;
    let machine = visit.machine()?.clone();
    let look: Look =
        visit.run(move |ctx| -> AppResult<Look> { old_register::look_for_machine(ctx, &machine, import) }).await?;
    json(StatusCode::OK, &import_body(&visit, &look))
}

fn import_body(visit: &Visit, look: &Look) -> ImportBody {
    let t = visit.t();
    ImportBody {
        id: look.waiting.id.to_string(),
        file_sha256: look.waiting.sha256.clone(),
        page: format!("/register/imports/{}", look.waiting.id.simple()),
        waits_until: look.waiting.ends_at().rfc3339(),
        problem: look.file_problem.map(|problem| file_problem(t, problem)),
        columns: look.columns.iter().map(|column| column.as_str().to_owned()).collect(),
        good: look.rest().count(),
        bad: look
            .bad
            .iter()
            .map(|(row, found)| BadRowBody {
                row: *row,
                problems: found.iter().map(|one| problem_words(t, one)).collect(),
            })
            .collect(),
        known: look.is_known(),
    }
}

fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    let body = serde_json::to_string(body).map_err(|error| Problem::Broken(error.to_string()))?;
    Ok(HttpResponse::build(status).insert_header((header::CONTENT_TYPE, "application/json")).body(body))
}
