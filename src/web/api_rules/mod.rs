//! The organisation's own rules for machines: what it promised to whom, and by when.

use actix_web::HttpResponse;
use actix_web::http::header;
use chrono::SecondsFormat;
use serde::Serialize;
use utoipa::ToSchema;

use super::limits::Counted;
use super::problem::Problem;
use super::routes::{Permission, Route, get};
use super::visit::{Answer, Visit};
use crate::app::admin::own_rules::{self, RuleLine};
use crate::app::api::CASES_READ;

pub fn routes() -> Vec<Route> {
    vec![get("/api/v1/rules", Permission::ApiToken(CASES_READ), list).counted(Counted::Api)]
}

/// One version of a rule that the organisation added.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnRuleBody {
    #[schema(example = "own-master-services-agreement")]
    id: String,
    version: u32,
    /// contract or insurance.
    purpose: String,
    contract: String,
    clause: String,
    gist: String,
    recipient: String,
    /// email, pec, online_form, phone or post, and where it leads.
    channel: String,
    address: String,
    country: String,
    language: String,
    /// None: the organisation as a whole, once per case.
    controllers: Vec<String>,
    markets: Vec<String>,
    data_sets: Vec<String>,
    /// Instants that start the clock, the right one first.
    trigger: Vec<String>,
    /// Left out where the contract says "without undue delay".
    period: Option<PeriodBody>,
    counting: String,
    #[schema(example = "2026-01-01")]
    from: String,
    until: Option<String>,
    /// A duty of some case rests on it.
    used: bool,
    worked_example: Option<WorkedBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PeriodBody {
    value: u32,
    /// hours, days, working_days or months.
    unit: String,
}

/// A Friday evening and what it leads to, RFC 3339 with offset.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkedBody {
    start: String,
    target_at: String,
    legal_term_at: String,
}

impl From<RuleLine> for OwnRuleBody {
    fn from(line: RuleLine) -> Self {
        let rule = line.rule;
        let trigger = rule.chain().iter().map(|what| what.as_str().to_owned()).collect();
        let worked_example = line.worked.map(|worked| {
            let at =
                |at: crate::domain::values::At| at.in_zone(worked.zone).to_rfc3339_opts(SecondsFormat::Secs, false);
            WorkedBody { start: at(worked.start), target_at: at(worked.target), legal_term_at: at(worked.legal) }
        });
        Self {
            trigger,
            id: rule.id,
            version: rule.version,
            purpose: rule.purpose.as_str().to_owned(),
            contract: rule.contract,
            clause: rule.clause,
            gist: rule.gist,
            recipient: rule.recipient,
            channel: rule.channel,
            address: rule.address,
            country: rule.country,
            language: rule.language,
            controllers: rule.controllers,
            markets: rule.markets,
            data_sets: rule.data_sets,
            period: rule.period.map(|period| PeriodBody { value: period.value, unit: period.unit.as_str().to_owned() }),
            counting: rule.counting,
            from: rule.from.to_string(),
            until: rule.until.map(|day| day.to_string()),
            used: line.used,
            worked_example,
        }
    }
}

/// Every version of the rules that the token's organisation added, by contract and newest first.
#[utoipa::path(
    get,
    path = "/api/v1/rules",
    responses(
        (status = 200, description = "The rules", body = Vec<OwnRuleBody>),
        (status = 401, description = "No token, or one that has ended", body = super::api::ProblemBody),
        (status = 403, description = "The token's scope does not include it", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn list_path() {}

async fn list(visit: Visit) -> Answer {
    let machine = visit.machine()?.clone();
    let rules = visit.run(move |ctx| own_rules::of_organisation(ctx, machine.organisation)).await?;
    let body: Vec<OwnRuleBody> = rules.into_iter().map(OwnRuleBody::from).collect();
    let body = serde_json::to_string(&body).map_err(|error| Problem::Broken(error.to_string()))?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "application/json")).body(body))
}
