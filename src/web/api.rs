//! The API for machines: reports in, their receipt out, and its own description.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;
use chrono::SecondsFormat;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use super::form::Form;
use super::i18n::zone_name;
use super::limits::Counted;
use super::pages::report::read;
use super::problem::Problem;
use super::routes::{Permission, Route, get, post};
use super::visit::{Answer, Visit};
use super::{api_authorities, api_cases, api_habits, api_register, api_rules};
use crate::app::AppError;
use crate::app::api::REPORTS_WRITE;
use crate::app::report::{self, NewReport, Receipt, Reporter};
use crate::domain::values::At;

pub fn routes() -> Vec<Route> {
    vec![
        get("/api/v1/openapi.json", Permission::Public, description),
        post("/api/v1/reports", Permission::ApiToken(REPORTS_WRITE), add_report).json(256 << 10).counted(Counted::Api),
        get("/api/v1/reports/{report}", Permission::ApiToken(REPORTS_WRITE), show_report).counted(Counted::Api),
    ]
}

/// A report as a machine hands it in. Unknown fields are refused.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReportBody {
    /// What happened, at most 20,000 characters. Do not put the personal data itself here.
    #[schema(example = "Unusual export of 2,100 customer records from the CRM")]
    what: String,
    /// When it was first noticed: RFC 3339 with offset, not in the future. Left out if unknown.
    #[schema(example = "2026-10-04T07:45:00+02:00")]
    first_noticed_at: Option<String>,
    /// Whose data might be concerned: customers, staff, others, unknown.
    #[serde(default)]
    concerned: Vec<String>,
    /// Whether it still goes on: yes, no or unknown.
    ongoing: Option<String>,
    /// Whom to ask back, one line.
    contact: Option<String>,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
struct ReportReceipt {
    id: String,
    #[schema(example = "RP-2026-0031")]
    reference: String,
    /// RFC 3339 with the organisation's offset.
    #[schema(example = "2026-10-04T08:26:00+02:00")]
    arrived_at: String,
    #[schema(example = "Europe/Rome")]
    zone: String,
    #[schema(example = "CEST")]
    zone_name: String,
    /// new, accepted, merged or rejected.
    status: String,
}

impl From<Receipt> for ReportReceipt {
    fn from(receipt: Receipt) -> Self {
        Self {
            id: receipt.id.to_string(),
            reference: receipt.reference,
            arrived_at: receipt.arrived_at.in_zone(receipt.zone).to_rfc3339_opts(SecondsFormat::Secs, false),
            zone: receipt.zone.name().to_owned(),
            zone_name: zone_name(receipt.arrived_at, receipt.zone),
            status: receipt.status.as_str().to_owned(),
        }
    }
}

/// A refusal, RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
#[allow(dead_code, reason = "describes what web::problem writes")]
pub(super) struct ProblemBody {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: String,
    /// To be told to the operator, with 5xx.
    incident: Option<String>,
    /// Every problem at once, by field.
    errors: Option<Vec<FieldProblem>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[allow(dead_code, reason = "describes what web::problem writes")]
pub(super) struct FieldProblem {
    field: String,
    detail: String,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Breachdesk",
        description = "Hands reports of possible personal data breaches to the desk; reads plans of cases, explains duties, tries out what would be if; keeps the organisation's own rules, authorities and habits; reads notices, questions, links and shared views, and takes files of an earlier register."
    ),
    paths(
        add_report_path,
        show_report_path,
        api_cases::plan_path,
        api_cases::why_path,
        api_cases::clocks_path,
        api_cases::risk_path,
        api_cases::work_path,
        api_cases::sheet_path,
        api_cases::known_path,
        api_cases::notices_path,
        api_cases::notice_path,
        api_cases::document_path,
        api_cases::contacts_path,
        api_cases::what_if_path,
        api_register::questions_path,
        api_register::links_path,
        api_register::views_path,
        api_register::hand_in_path,
        api_register::look_path,
        api_rules::list_path,
        api_rules::one_path,
        api_rules::add_path,
        api_rules::follow_path,
        api_rules::end_path,
        api_rules::withdraw_path,
        api_habits::look_path,
        api_habits::set_path,
        api_habits::shipped_path,
        api_authorities::list_path,
        api_authorities::one_path,
        api_authorities::add_path,
        api_authorities::correct_path,
        api_authorities::end_path
    ),
    components(schemas(NewReportBody, ReportReceipt, ProblemBody, FieldProblem))
)]
struct Description;

/// Hands in a report. The token stands in `Authorization: Bearer …`. With `Idempotency-Key`, a repeated call answers the first result.
#[utoipa::path(
    post,
    path = "/api/v1/reports",
    request_body = NewReportBody,
    responses(
        (status = 201, description = "On record; the DPO team has been told", body = ReportReceipt),
        (status = 400, description = "Not JSON, or unknown fields", body = ProblemBody),
        (status = 401, description = "No token, or one that has ended", body = ProblemBody),
        (status = 403, description = "The token's scope does not include it", body = ProblemBody),
        (status = 422, description = "Every problem by field", body = ProblemBody),
        (status = 429, description = "Too often; see Retry-After", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
fn add_report_path() {}

/// The receipt of a report of the token's own organisation.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{report}",
    params(("report" = String, Path, description = "The id from the receipt")),
    responses(
        (status = 200, description = "The receipt", body = ReportReceipt),
        (status = 404, description = "No such report, or not yours", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
fn show_report_path() {}

async fn description(_visit: Visit) -> Answer {
    let text = Description::openapi().to_json().map_err(|error| Problem::Broken(error.to_string()))?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "application/json")).body(text))
}

async fn add_report(visit: Visit) -> Answer {
    let body: NewReportBody = visit.json()?;
    let t = visit.t();
    let mut form = Form::empty(t).fill("what", body.what);
    for word in body.concerned {
        form = form.fill("concerned", word);
    }
    for (field, value) in [("ongoing", body.ongoing), ("contact", body.contact), ("when", body.first_noticed_at)] {
        if let Some(value) = value {
            form = form.fill(field, value);
        }
    }
    // A local time without an offset would name 24 moments.
    if !form.value("when").is_empty() && At::parse(form.value("when")).is_err() {
        form.problem("when", t.text("api-not-an-instant"));
    }
    // What the organisation's own systems see is seen by somebody working for the controller.
    form = form.fill("works-for-us", "yes");
    let Some((first_noticed_at, answers)) = read(&mut form, t, Tz::UTC, visit.now()) else {
        let named = |field: &str| if field == "when" { "first_noticed_at" } else { field }.to_owned();
        let errors = form.problems().iter().map(|(field, sentence)| (named(field), sentence.clone())).collect();
        let problem = Problem::App(AppError::Invalid { field: "body", key: "problem-invalid" });
        return Ok(problem.json(&visit.ctx().ids, t, errors));
    };
    let machine = visit.machine()?.clone();
    let new = NewReport { organisation: machine.organisation, first_noticed_at, answers };
    let filing = machine.clone();
    let location = visit
        .once(move |ctx| {
            let receipt = report::file(ctx, &Reporter::Machine(&filing), &new)?;
            Ok(format!("/api/v1/reports/{}", receipt.id))
        })
        .await?;
    let id: Uuid = location
        .rsplit('/')
        .next()
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| Problem::Broken("the location of a report has no id".to_owned()))?;
    let receipt = visit.run(move |ctx| report::receipt_for_machine(ctx, &machine, id)).await?;
    answer(StatusCode::CREATED, &ReportReceipt::from(receipt), Some(&location))
}

async fn show_report(visit: Visit) -> Answer {
    let id: Uuid = visit.param("report").parse().map_err(|_| Problem::NotFound)?;
    let machine = visit.machine()?.clone();
    let receipt = visit.run(move |ctx| report::receipt_for_machine(ctx, &machine, id)).await?;
    answer(StatusCode::OK, &ReportReceipt::from(receipt), None)
}

pub(super) fn answer(status: StatusCode, body: &impl Serialize, location: Option<&str>) -> Answer {
    let body = serde_json::to_string(body).map_err(|error| Problem::Broken(error.to_string()))?;
    let mut answer = HttpResponse::build(status);
    answer.insert_header((header::CONTENT_TYPE, "application/json"));
    if let Some(location) = location {
        answer.insert_header((header::LOCATION, location));
    }
    Ok(answer.body(body))
}
