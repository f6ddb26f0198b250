//! The organisation's own rules for machines: what it promised to whom, and by when. Read with one scope; added, followed, ended and
//! taken back with another, by the same checks as on screen.

mod bodies;

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::StatusCode;
use chrono::NaiveDate;

pub(super) use bodies::{EndRuleBody, NewRuleBody, NextRuleBody, OwnRuleBody, WithdrawRuleBody};

use super::api::{ProblemBody, answer as json};
use super::form::Form;
use super::limits::Counted;
use super::pages::rules::form;
use super::problem::Problem;
use super::routes::{Permission, Route, get, post};
use super::visit::{Answer, Visit};
use crate::app::admin::own_rules::{self, Keeper, OwnRule, Rules, Saved};
use crate::app::api::{CASES_READ, RULES_WRITE};
use crate::app::{AppError, AppResult, Ctx};

/// The longest body of a rule, in bytes.
const MOST: usize = 64 << 10;

pub fn routes() -> Vec<Route> {
    let (reads, writes) = (Permission::ApiToken(CASES_READ), Permission::ApiToken(RULES_WRITE));
    vec![
        get("/api/v1/rules", reads, list).counted(Counted::Api),
        post("/api/v1/rules", writes, add).json(MOST).counted(Counted::Api),
        get("/api/v1/rules/{rule}", reads, one).counted(Counted::Api),
        post("/api/v1/rules/{rule}/next", writes, follow).json(MOST).counted(Counted::Api),
        post("/api/v1/rules/{rule}/end", writes, end).json(MOST).counted(Counted::Api),
        post("/api/v1/rules/{rule}/withdraw", writes, withdraw).json(MOST).counted(Counted::Api),
    ]
}

/// Every version of the rules that the token's organisation added, by contract and newest first.
#[utoipa::path(
    get,
    path = "/api/v1/rules",
    responses(
        (status = 200, description = "The rules", body = Vec<OwnRuleBody>),
        (status = 401, description = "No token, or one that has ended", body = ProblemBody),
        (status = 403, description = "The token's scope does not include it", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn list_path() {}

/// Every version of one rule, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/rules/{rule}",
    params(("rule" = String, Path, description = "Such as own-master-services-agreement")),
    responses(
        (status = 200, description = "Its versions", body = Vec<OwnRuleBody>),
        (status = 404, description = "No such rule", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn one_path() {}

/// Adds a duty of a contract or an insurance policy. Open cases are planned anew. With `Idempotency-Key`, a repeated call answers the first
/// result.
#[utoipa::path(
    post,
    path = "/api/v1/rules",
    request_body = NewRuleBody,
    responses(
        (status = 201, description = "Added; its address in Location", body = OwnRuleBody),
        (status = 400, description = "Not JSON, or unknown fields", body = ProblemBody),
        (status = 422, description = "Every problem by field", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn add_path() {}

/// Adds the next version of a rule, which ends the one before on the day before its first.
#[utoipa::path(
    post,
    path = "/api/v1/rules/{rule}/next",
    request_body = NextRuleBody,
    params(("rule" = String, Path, description = "Such as own-master-services-agreement")),
    responses(
        (status = 201, description = "Added", body = OwnRuleBody),
        (status = 404, description = "No such rule", body = ProblemBody),
        (status = 409, description = "Another version is the newest by now", body = ProblemBody),
        (status = 422, description = "Every problem by field", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn follow_path() {}

/// Ends a rule with a day.
#[utoipa::path(
    post,
    path = "/api/v1/rules/{rule}/end",
    request_body = EndRuleBody,
    params(("rule" = String, Path, description = "Such as own-master-services-agreement")),
    responses(
        (status = 200, description = "As it stands now", body = OwnRuleBody),
        (status = 404, description = "No such rule", body = ProblemBody),
        (status = 409, description = "Another version is the newest by now", body = ProblemBody),
        (status = 422, description = "No day, or one before the first", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn end_path() {}

/// Takes back a rule that no duty rests on.
#[utoipa::path(
    post,
    path = "/api/v1/rules/{rule}/withdraw",
    request_body = WithdrawRuleBody,
    params(("rule" = String, Path, description = "Such as own-master-services-agreement")),
    responses(
        (status = 200, description = "Gone; the rules that are left", body = Vec<OwnRuleBody>),
        (status = 404, description = "No such rule", body = ProblemBody),
        (status = 409, description = "Another version is the newest by now", body = ProblemBody),
        (status = 422, description = "A duty of a case rests on it", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn withdraw_path() {}

async fn look(visit: &Visit) -> Result<Rules, Problem> {
    let keeper = Keeper::Machine(visit.machine()?.clone());
    visit.run(move |ctx| own_rules::list(ctx, &keeper)).await
}

async fn list(visit: Visit) -> Answer {
    let body: Vec<OwnRuleBody> = look(&visit).await?.rules.into_iter().map(OwnRuleBody::from).collect();
    json(StatusCode::OK, &body, None)
}

async fn one(visit: Visit) -> Answer {
    let mut rules = look(&visit).await?.rules;
    rules.retain(|line| line.rule.id == visit.param("rule"));
    if rules.is_empty() {
        return Err(Problem::NotFound);
    }
    json(StatusCode::OK, &rules.into_iter().map(OwnRuleBody::from).collect::<Vec<_>>(), None)
}

/// Every problem at its field, by the body's names.
fn refused(visit: &Visit, form: &Form, inside: &str) -> Answer {
    let named = |field: &str| format!("{inside}{}", bodies::named(field));
    let errors = form.problems().iter().map(|(field, sentence)| (named(field), sentence.clone())).collect();
    let problem = Problem::App(AppError::Invalid { field: "body", key: "problem-invalid" });
    Ok(problem.json(&visit.ctx().ids, visit.t(), errors))
}

/// The rule that was sent, read as the screen reads it.
fn read(visit: &Visit, rules: &Rules, body: NewRuleBody) -> Result<OwnRule, Form> {
    let mut form = bodies::fields(Form::empty(visit.t()), body);
    let rule = form::read(visit, &mut form, rules);
    rule.filter(|_| form.is_good()).ok_or(form)
}

async fn add(visit: Visit) -> Answer {
    let body: NewRuleBody = visit.json()?;
    let rules = look(&visit).await?;
    let rule = match read(&visit, &rules, body) {
        Ok(rule) => rule,
        Err(form) => return refused(&visit, &form, ""),
    };
    save(visit, rule, None, "").await
}

async fn follow(visit: Visit) -> Answer {
    let body: NextRuleBody = visit.json()?;
    let rules = look(&visit).await?;
    let id = visit.param("rule").to_owned();
    if !rules.rules.iter().any(|line| line.rule.id == id) {
        return Err(Problem::NotFound);
    }
    let rule = match read(&visit, &rules, body.rule) {
        Ok(rule) => rule,
        Err(form) => return refused(&visit, &form, "rule."),
    };
    save(visit, rule, Some((id, body.follows)), "rule.").await
}

/// Saves once and answers the rule as it stands; what the reader of policy files refuses is told with its sentences.
async fn save(visit: Visit, rule: OwnRule, follows: Option<(String, u32)>, inside: &str) -> Answer {
    let keeper = Keeper::Machine(visit.machine()?.clone());
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = told.clone();
    let saved = visit
        .once(move |ctx| {
            let follows = follows.as_ref().map(|(id, version)| (id.as_str(), *version));
            match own_rules::save(ctx, &keeper, rule, follows)? {
                Saved::Done(id) => Ok(format!("/api/v1/rules/{id}")),
                Saved::Refused(problems) => {
                    *heard.lock().unwrap_or_else(PoisonError::into_inner) =
                        problems.iter().map(ToString::to_string).collect();
                    Err(AppError::Invalid { field: "body", key: "rule-reader-refuses" })
                }
            }
        })
        .await;
    let told = std::mem::take(&mut *told.lock().unwrap_or_else(PoisonError::into_inner));
    match saved {
        Ok(location) => stands(&visit, StatusCode::CREATED, &location).await,
        Err(problem) if !told.is_empty() => {
            let errors = told.into_iter().map(|sentence| ("body".to_owned(), sentence)).collect();
            Ok(problem.json(&visit.ctx().ids, visit.t(), errors))
        }
        Err(problem) => at_field(&visit, problem, inside),
    }
}

/// The newest version of the rule at `location`.
async fn stands(visit: &Visit, status: StatusCode, location: &str) -> Answer {
    let id = location.rsplit('/').next().unwrap_or_default();
    let rules = look(visit).await?.rules;
    let newest = rules.into_iter().find(|line| line.rule.id == id && line.newest).ok_or(Problem::NotFound)?;
    json(status, &OwnRuleBody::from(newest), (status == StatusCode::CREATED).then_some(location))
}

/// A refusal with its field; somebody else's change in between stays a conflict.
fn at_field(visit: &Visit, problem: Problem, inside: &str) -> Answer {
    match problem {
        Problem::App(AppError::Invalid { field, key }) => {
            let mut form = Form::empty(visit.t());
            form.problem(field, visit.t().text(key));
            refused(visit, &form, inside)
        }
        other => Err(other),
    }
}

async fn end(visit: Visit) -> Answer {
    let body: EndRuleBody = visit.json()?;
    let Ok(until) = body.until.parse::<NaiveDate>() else {
        let mut form = Form::empty(visit.t());
        form.problem("until", visit.t().text("form-not-a-day"));
        return refused(&visit, &form, "");
    };
    let id = visit.param("rule").to_owned();
    let ended = act(&visit, id.clone(), move |ctx, keeper| own_rules::end(ctx, keeper, &id, body.version, until)).await;
    match ended {
        Ok(location) => stands(&visit, StatusCode::OK, &location).await,
        Err(problem) => at_field(&visit, problem, ""),
    }
}

async fn withdraw(visit: Visit) -> Answer {
    let body: WithdrawRuleBody = visit.json()?;
    let id = visit.param("rule").to_owned();
    let gone = act(&visit, id.clone(), move |ctx, keeper| own_rules::withdraw(ctx, keeper, &id, body.version)).await;
    match gone {
        Ok(_) => list(visit).await,
        Err(problem) => at_field(&visit, problem, ""),
    }
}

async fn act(
    visit: &Visit,
    id: String,
    change: impl FnOnce(&Ctx, &Keeper) -> AppResult<()> + Send + 'static,
) -> Result<String, Problem> {
    let keeper = Keeper::Machine(visit.machine()?.clone());
    visit
        .once(move |ctx| {
            change(ctx, &keeper)?;
            Ok(format!("/api/v1/rules/{id}"))
        })
        .await
}
