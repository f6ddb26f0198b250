//! The API on cases, for machines that read: the plan now or as of a past instant, why a duty stands as it does, and what would be if.
//! Nothing here changes a case.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;

use super::frame::Frame;
use super::limits::Counted;
use super::pages::case::why::tell;
use super::pages::case::{excluded, not_checked};
use super::problem::Problem;
use super::routes::{Permission, Route, get, post};
use super::supposed::{Reader, WhatIfBody};
use super::visit::{Answer, Visit};
use crate::app::api::{CASES_READ, CONTACTS_READ, FACTS_READ};
use crate::app::cases::{self, Until};
use crate::app::views::board;
use crate::app::views::why::{Why, why};
use crate::app::{AppError, Ctx};
use crate::domain::case::Case;
use crate::domain::difference::Difference;
use crate::domain::plan::PlannedDuty;
use crate::domain::values::At;

mod bodies;
mod contacts;
mod known;
mod notices;
mod risk;
mod sheet;
mod work;

use bodies::{
    ClocksBody, DifferenceBody, PlanBody, ProposedBody, ReasonBody, TriedBody, WhyBody, duty_body, plan_body, worded,
};

pub fn routes() -> Vec<Route> {
    let reads = Permission::ApiToken(CASES_READ);
    vec![
        get("/api/v1/cases/{reference}/plan", reads, plan).counted(Counted::Api),
        get("/api/v1/cases/{reference}/duties/{number}/why", reads, explain).counted(Counted::Api),
        get("/api/v1/cases/{reference}/clocks", reads, clocks).counted(Counted::Api),
        get("/api/v1/cases/{reference}/risk", reads, risk::advise).counted(Counted::Api),
        get("/api/v1/cases/{reference}/work", reads, work::show).counted(Counted::Api),
        // What people wrote stands in it, so the scope is that of the answers.
        get("/api/v1/cases/{reference}/duties/{number}/sheet", Permission::ApiToken(FACTS_READ), sheet::show)
            .counted(Counted::Api),
        get("/api/v1/cases/{reference}/authorities", Permission::ApiToken(FACTS_READ), known::show)
            .counted(Counted::Api),
        get("/api/v1/cases/{reference}/notices", reads, notices::list).counted(Counted::Api),
        get("/api/v1/cases/{reference}/notices/{number}", Permission::ApiToken(FACTS_READ), notices::one)
            .counted(Counted::Api),
        get(
            "/api/v1/cases/{reference}/notices/{number}/documents/{digest}",
            Permission::ApiToken(FACTS_READ),
            notices::document,
        )
        .counted(Counted::Api),
        get("/api/v1/cases/{reference}/contacts", Permission::ApiToken(CONTACTS_READ), contacts::show)
            .counted(Counted::Api),
        post("/api/v1/cases/{reference}/what-if", reads, what_if).json(256 << 10).counted(Counted::Api),
    ]
}

/// The plan of a case: as it stands, or with `at` as of a past instant.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/plan",
    params(
        ("reference" = String, Path, description = "Such as BR-2026-0012"),
        ("at" = Option<String>, Query, description = "RFC 3339 with offset; what had been recorded by then counts"),
    ),
    responses(
        (status = 200, description = "The plan", body = PlanBody),
        (status = 403, description = "The token's scope does not include it", body = super::api::ProblemBody),
        (status = 404, description = "No such case, or not yours, or nothing recorded by then", body = super::api::ProblemBody),
        (status = 422, description = "`at` is no instant, or lies ahead", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn plan_path() {}

/// Why a duty stands as it does: facts, moments, rule, arithmetic, calendar, what would remove it, who reads it differently.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/duties/{number}/why",
    params(
        ("reference" = String, Path, description = "Such as BR-2026-0012"),
        ("number" = u32, Path, description = "Number of the duty within the case"),
    ),
    responses(
        (status = 200, description = "The explanation", body = WhyBody),
        (status = 404, description = "No such case or duty, or not yours", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn why_path() {}

/// Every duty of a case explained, the most urgent first; then what does not arise, and what was not looked at.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/clocks",
    params(("reference" = String, Path, description = "Such as BR-2026-0012")),
    responses(
        (status = 200, description = "Every explanation", body = ClocksBody),
        (status = 404, description = "No such case, or not yours", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn clocks_path() {}

/// Advice on risk for each group of people, with reasons, what is missing and what would change it.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/risk",
    params(("reference" = String, Path, description = "Such as BR-2026-0012")),
    responses(
        (status = 200, description = "The advice as the facts stand", body = risk::RiskBody),
        (status = 403, description = "The token's scope does not include it", body = super::api::ProblemBody),
        (status = 404, description = "No such case, or not yours", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn risk_path() {}

/// The team's work on a case: tasks, what keeps it from being closed, who has it, who can file what is due.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/work",
    params(("reference" = String, Path, description = "Such as BR-2026-0012")),
    responses(
        (status = 200, description = "Tasks, open points, shift, ways to file", body = work::WorkBody),
        (status = 403, description = "The token's scope does not include it", body = super::api::ProblemBody),
        (status = 404, description = "No such case, or not yours", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn work_path() {}

/// The answers of a case in the order of the authority's form, by canonical id and with the numbers of the EDPB's draft template.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/duties/{number}/sheet",
    params(
        ("reference" = String, Path, description = "Such as BR-2026-0012"),
        ("number" = u32, Path, description = "Number of the duty within the case"),
        ("phase" = Option<String>, Query, description = "complete, incomplete or withdrawn; left out, by what is still open"),
        ("kind" = Option<String>, Query, description = "new or follow_up; left out, by the filings on record"),
    ),
    responses(
        (status = 200, description = "The sheet", body = sheet::SheetBody),
        (status = 403, description = "The token's scope does not include it", body = super::api::ProblemBody),
        (status = 404, description = "No such case or duty, or not yours, or answered on no form", body = super::api::ProblemBody),
        (status = 422, description = "`phase` or `kind` is no choice", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn sheet_path() {}

/// What each authority knows: every fact as a filing told it, beside what is on record today, and what it is owed.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/authorities",
    params(("reference" = String, Path, description = "Such as BR-2026-0012")),
    responses(
        (status = 200, description = "Each authority that was notified", body = known::KnownBody),
        (status = 403, description = "The token's scope does not include it", body = super::api::ProblemBody),
        (status = 404, description = "No such case, or not yours", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn known_path() {}

/// The notices of a case: stage, recipient, state, digests of what was frozen, filings, receipts with their hashes.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/notices",
    params(
        ("reference" = String, Path, description = "Such as BR-2026-0012"),
    ),
    responses(
        (status = 200, description = "Every notice", body = notices::NoticesBody),
        (status = 403, description = "The token's scope does not include it", body = super::api::ProblemBody),
        (status = 404, description = "Not there, or not yours", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn notices_path() {}

/// One notice, with the answers to the questions of its authority's form as the facts stand.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/notices/{number}",
    params(
        ("reference" = String, Path, description = "Such as BR-2026-0012"),
        ("number" = u32, Path, description = "Number of the notice within the case"),
    ),
    responses(
        (status = 200, description = "The notice", body = notices::NoticeWithSheets),
        (status = 403, description = "The token's scope does not include it", body = super::api::ProblemBody),
        (status = 404, description = "Not there, or not yours", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn notice_path() {}

/// A frozen version of a notice by its digest: the very bytes that were approved.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/notices/{number}/documents/{digest}",
    params(
        ("reference" = String, Path, description = "Such as BR-2026-0012"),
        ("number" = u32, Path, description = "Number of the notice within the case"),
        ("digest" = String, Path, description = "Of a frozen version"),
    ),
    responses(
        (status = 200, description = "The frozen text", body = notices::DocumentBody),
        (status = 403, description = "The token's scope does not include it", body = super::api::ProblemBody),
        (status = 404, description = "Not there, or not yours", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn document_path() {}

/// Whom to call about a case.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/contacts",
    params(
        ("reference" = String, Path, description = "Such as BR-2026-0012"),
    ),
    responses(
        (status = 200, description = "People", body = contacts::ContactsBody),
        (status = 403, description = "The token's scope does not include it", body = super::api::ProblemBody),
        (status = 404, description = "Not there, or not yours", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn contacts_path() {}

/// What the duties would be if facts, moments, markets, data, decisions or filings were otherwise. Nothing is stored.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{reference}/what-if",
    request_body = WhatIfBody,
    params(("reference" = String, Path, description = "Such as BR-2026-0012")),
    responses(
        (status = 200, description = "Every duty that would differ", body = TriedBody),
        (status = 400, description = "Not JSON, or unknown fields", body = super::api::ProblemBody),
        (status = 404, description = "No such case, or not yours", body = super::api::ProblemBody),
        (status = 422, description = "Every problem by field", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn what_if_path() {}

fn json(body: &impl Serialize) -> Answer {
    let body = serde_json::to_string(body).map_err(|error| Problem::Broken(error.to_string()))?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "application/json")).body(body))
}

fn refused(visit: &Visit, errors: Vec<(String, String)>) -> Answer {
    let problem = Problem::App(AppError::Invalid { field: "body", key: "problem-invalid" });
    Ok(problem.json(&visit.ctx().ids, visit.t(), errors))
}

async fn plan(visit: Visit) -> Answer {
    let t = visit.t();
    let typed = visit.query("at").to_owned();
    let at = match typed.as_str() {
        "" => visit.now(),
        text => match At::parse(text) {
            Ok(at) if at <= visit.now() => at,
            Ok(_) => {
                let now = t.with1("as-of-in-future", "now", visit.now().rfc3339());
                return refused(&visit, vec![("at".to_owned(), now)]);
            }
            Err(_) => return refused(&visit, vec![("at".to_owned(), t.text("api-not-an-instant"))]),
        },
    };
    let machine = visit.machine()?.clone();
    let reference = visit.param("reference").to_owned();
    let found = visit.run(move |ctx| cases::as_of_for_machine(ctx, &machine, &reference, Until::At(at))).await?;
    let then = found.then.ok_or(Problem::NotFound)?;
    json(&plan_body(&then))
}

async fn explain(visit: Visit) -> Answer {
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    let machine = visit.machine()?.clone();
    let reference = visit.param("reference").to_owned();
    let (case, recorded, law) = visit
        .run(move |ctx| {
            let case = cases::load_for_machine(ctx, &machine, &reference)?;
            let (recorded, law) = cases::recorded_with_law(ctx, case.id, case.organisation)?;
            Ok::<_, AppError>((case, recorded, law))
        })
        .await?;
    let duty = case.duty(number).ok_or(Problem::NotFound)?;
    let ctx = visit.ctx();
    let mut frame = visit.frame(String::new());
    frame.zone = super::pages::case::zone(&case);
    json(&why_body(&frame, ctx, &case, &why(&law, &case, &recorded, duty)))
}

fn why_body(frame: &Frame, ctx: &Ctx, case: &Case, found: &Why<'_>) -> WhyBody {
    let planned = &found.duty.planned;
    WhyBody {
        case: case.reference.clone(),
        duty: duty_body(Some(found.duty.number), planned),
        url: planned.citation.url.clone(),
        rule_version: found.rule.as_ref().map(|rule| rule.version),
        rule_verified: planned.rule_verified,
        loaded_digest: found.rules_now.clone(),
        same_files: found.same_files(),
        ..worded(&tell(frame, ctx, case, found))
    }
}

async fn clocks(visit: Visit) -> Answer {
    let machine = visit.machine()?.clone();
    let reference = visit.param("reference").to_owned();
    let (case, recorded, law) = visit
        .run(move |ctx| {
            let case = cases::load_for_machine(ctx, &machine, &reference)?;
            let (recorded, law) = cases::recorded_with_law(ctx, case.id, case.organisation)?;
            Ok::<_, AppError>((case, recorded, law))
        })
        .await?;
    let ctx = visit.ctx();
    let mut frame = visit.frame(String::new());
    frame.zone = super::pages::case::zone(&case);
    let rows = board::rows(&case, visit.now());
    json(&ClocksBody {
        case: case.reference.clone(),
        as_at: visit.now().rfc3339(),
        loaded_digest: law.digest().to_owned(),
        clocks: rows.iter().map(|row| why_body(&frame, ctx, &case, &why(&law, &case, &recorded, row.duty))).collect(),
        excluded: reasons(excluded(&frame, ctx, &case)),
        not_checked: reasons(not_checked(&frame, ctx, &case)),
    })
}

fn reasons(lines: Vec<(String, String)>) -> Vec<ReasonBody> {
    lines.into_iter().map(|(what, words)| ReasonBody { what, words }).collect()
}

async fn what_if(visit: Visit) -> Answer {
    let body: WhatIfBody = visit.json()?;
    let machine = visit.machine()?.clone();
    let reference = visit.param("reference").to_owned();
    let (case, law) = visit
        .run(move |ctx| {
            let case = cases::load_for_machine(ctx, &machine, &reference)?;
            let law = cases::law(ctx, case.organisation)?;
            Ok::<_, AppError>((case, law))
        })
        .await?;
    let mut reader = Reader::new(&visit, &law, &case);
    let scenario = reader.scenario(&body);
    if !reader.form.is_good() {
        return refused(&visit, reader.form.problems().to_vec());
    }
    let ctx = visit.ctx();
    let tried = cases::suppose(&law, &case.situation(), &scenario, visit.now());
    let number = |planned: &PlannedDuty| {
        case.duties.iter().find(|duty| duty.planned.key() == planned.key()).map(|duty| duty.number)
    };
    let side = |planned: &Option<PlannedDuty>| planned.as_ref().map(|planned| duty_body(number(planned), planned));
    let told = |one: &Difference| DifferenceBody {
        kind: one.kind.as_str().to_owned(),
        before: side(&one.before),
        after: side(&one.after),
    };
    let changed = tried.differences.iter().filter(|one| one.after.is_some()).count();
    let mut frame = visit.frame(String::new());
    frame.zone = super::pages::case::zone(&case);
    json(&TriedBody {
        case: case.reference.clone(),
        stored: false,
        differences: tried.differences.iter().map(told).collect(),
        unchanged: tried.after.duties.len().saturating_sub(changed),
        proposed: tried.proposed.as_ref().map(|proposed| ProposedBody {
            is_law: false,
            duties: proposed.duties.iter().map(|planned| duty_body(None, planned)).collect(),
            differences: proposed.differences.iter().map(told).collect(),
        }),
        problems: tried
            .after
            .problems
            .iter()
            .map(|line| super::pages::case::duties::arithmetic_line(&frame, ctx, line, frame.zone))
            .collect(),
    })
}
