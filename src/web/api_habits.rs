//! The organisation's habits for machines: who signs, who is reminded when, by when something is decided. What a body leaves out stays;
//! what it holds is read as the page reads it.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::api::{ProblemBody, answer as json};
use super::form::Form;
use super::limits::Counted;
use super::pages::rules::habits::{NUMBERS, Row, filled, read};
use super::problem::Problem;
use super::routes::{Permission, Route, get, post};
use super::visit::{Answer, Visit};
use crate::app::AppError;
use crate::app::admin::habits::{self, Keeper, Standing};
use crate::app::api::{CASES_READ, RULES_WRITE};
use crate::app::habits::Habits;

pub fn routes() -> Vec<Route> {
    let (reads, writes) = (Permission::ApiToken(CASES_READ), Permission::ApiToken(RULES_WRITE));
    let most = 64 << 10;
    vec![
        get("/api/v1/habits", reads, look).counted(Counted::Api),
        post("/api/v1/habits", writes, set).json(most).counted(Counted::Api),
        post("/api/v1/habits/shipped", writes, shipped).json(most).counted(Counted::Api),
    ]
}

/// When to remind of terms of one length. Minutes before the target, hours and days as their names say.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReminderRowBody {
    /// hours, days, working_days, months, or open for terms without a figure. With `up_to` it names the row; rows are neither added nor taken out.
    unit: String,
    up_to: u32,
    at_once: bool,
    before_minutes: Vec<u32>,
    at_target: bool,
    every_minutes_after: u32,
}

/// The habits that count.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HabitsBody {
    /// The organisation set them itself; otherwise they are those of the policy files.
    own: bool,
    /// Send it back to be told if somebody changed them in between.
    seen: String,
    /// dpo, controller or both.
    signs: Vec<String>,
    /// Who hears of a duty that nobody confirmed: deputy, controller.
    escalate_to: Vec<String>,
    one_person_delay_minutes: u32,
    second_person_review_hours: u32,
    decide_authority_hours: u32,
    decide_people_hours: u32,
    escalate_before_minutes: u32,
    quiet_hours: u32,
    review_every_minutes_after: u32,
    /// Days after its last test at which a way to file counts as old.
    identity_test_days: u32,
    /// Days between two reminders of ways to file that are old or missing.
    readiness_remind_days: u32,
    /// Days after an authority's address was checked at which nothing is mailed there; 0: it does not grow old.
    address_check_days: u32,
    remind_case_handler: bool,
    remind_task_owner: bool,
    reminders: Vec<ReminderRowBody>,
}

/// What is to change. Everything may be left out; unknown fields are refused.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SetHabitsBody {
    /// The mark of the habits as they were read; without one they are overwritten.
    seen: Option<String>,
    signs: Option<Vec<String>>,
    escalate_to: Option<Vec<String>>,
    one_person_delay_minutes: Option<u32>,
    second_person_review_hours: Option<u32>,
    decide_authority_hours: Option<u32>,
    decide_people_hours: Option<u32>,
    escalate_before_minutes: Option<u32>,
    quiet_hours: Option<u32>,
    review_every_minutes_after: Option<u32>,
    identity_test_days: Option<u32>,
    readiness_remind_days: Option<u32>,
    address_check_days: Option<u32>,
    remind_case_handler: Option<bool>,
    remind_task_owner: Option<bool>,
    /// Rows that change, whole.
    reminders: Vec<ReminderRowBody>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ShippedBody {
    seen: Option<String>,
}

impl From<Standing> for HabitsBody {
    fn from(standing: Standing) -> Self {
        let seen = standing.mark();
        let habits = standing.habits;
        let readiness = habits.readiness.unwrap_or_default();
        Self {
            own: standing.own,
            seen,
            signs: habits.signs,
            escalate_to: habits.escalate_to,
            one_person_delay_minutes: habits.one_person_delay_minutes,
            second_person_review_hours: habits.second_person_review_hours,
            decide_authority_hours: habits.decide_authority_hours,
            decide_people_hours: habits.decide_people_hours,
            escalate_before_minutes: habits.escalate_before_minutes,
            quiet_hours: habits.quiet_hours,
            review_every_minutes_after: habits.review_every_minutes_after,
            identity_test_days: readiness.identity_test_days,
            readiness_remind_days: readiness.remind_every_days,
            address_check_days: readiness.address_check_days,
            remind_case_handler: habits.remind_case_handler,
            remind_task_owner: habits.remind_task_owner,
            reminders: habits
                .reminders
                .into_iter()
                .map(|row| ReminderRowBody {
                    unit: row.unit,
                    up_to: row.up_to,
                    at_once: row.at_once,
                    before_minutes: row.before_minutes,
                    at_target: row.at_target,
                    every_minutes_after: row.every_minutes_after,
                })
                .collect(),
        }
    }
}

/// Who signs, who is reminded when, by when something is decided, in the token's organisation.
#[utoipa::path(
    get,
    path = "/api/v1/habits",
    responses((status = 200, description = "The habits that count", body = HabitsBody))
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn look_path() {}

/// Changes them; reminders of open cases are planned anew.
#[utoipa::path(
    post,
    path = "/api/v1/habits",
    request_body = SetHabitsBody,
    responses(
        (status = 200, description = "As they stand now", body = HabitsBody),
        (status = 400, description = "Not JSON, or unknown fields", body = ProblemBody),
        (status = 409, description = "Somebody changed them in between", body = ProblemBody),
        (status = 422, description = "Every problem by field", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn set_path() {}

/// Goes back to the habits of the policy files.
#[utoipa::path(
    post,
    path = "/api/v1/habits/shipped",
    request_body = ShippedBody,
    responses(
        (status = 200, description = "As they stand now", body = HabitsBody),
        (status = 409, description = "Somebody changed them in between", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn shipped_path() {}

async fn standing(visit: &Visit) -> Result<Standing, Problem> {
    let keeper = Keeper::Machine(visit.machine()?.clone());
    visit.run(move |ctx| habits::look(ctx, &keeper)).await
}

async fn look(visit: Visit) -> Answer {
    json(StatusCode::OK, &HabitsBody::from(standing(&visit).await?), None)
}

/// The body's name for each number of the screen.
const NAMES: &[(&str, &str)] = &[
    ("one-person-delay-minutes", "one_person_delay_minutes"),
    ("second-person-review-hours", "second_person_review_hours"),
    ("decide-authority-hours", "decide_authority_hours"),
    ("decide-people-hours", "decide_people_hours"),
    ("escalate-before-minutes", "escalate_before_minutes"),
    ("quiet-hours", "quiet_hours"),
    ("identity-test-days", "identity_test_days"),
    ("readiness-remind-days", "readiness_remind_days"),
    ("address-check-days", "address_check_days"),
    ("review-every-minutes", "review_every_minutes_after"),
];

/// The page's form with what stands, and over it what was sent.
fn fields(visit: &Visit, standing: &Standing, body: SetHabitsBody) -> Form {
    let mut form = filled(visit, &standing.habits);
    let numbers = [
        body.one_person_delay_minutes,
        body.second_person_review_hours,
        body.decide_authority_hours,
        body.decide_people_hours,
        body.escalate_before_minutes,
        body.quiet_hours,
        body.identity_test_days,
        body.readiness_remind_days,
        body.address_check_days,
        body.review_every_minutes_after,
    ];
    debug_assert_eq!(numbers.len(), NUMBERS.len());
    for ((field, _), number) in NAMES.iter().zip(numbers) {
        if let Some(number) = number {
            form = form.replaced(field, number.to_string());
        }
    }
    for (field, words) in [("signs", body.signs), ("escalate-to", body.escalate_to)] {
        if let Some(words) = words {
            form = form.replaced_all(field, words);
        }
    }
    let yes = |yes: bool| if yes { vec!["yes".to_owned()] } else { Vec::new() };
    for (field, word) in
        [("remind-case-handler", body.remind_case_handler), ("remind-task-owner", body.remind_task_owner)]
    {
        if let Some(word) = word {
            form = form.replaced_all(field, yes(word));
        }
    }
    for (n, sent) in body.reminders.into_iter().enumerate() {
        let rows = &standing.habits.reminders;
        let Some(row) = rows.iter().position(|row| row.unit == sent.unit && row.up_to == sent.up_to) else {
            let sentence = form.words().text("form-not-a-choice");
            form.problem(&format!("reminders[{n}].unit"), sentence);
            continue;
        };
        let before: Vec<String> = sent.before_minutes.iter().map(ToString::to_string).collect();
        form = form
            .replaced(&Row::field(row, "before"), before.join(", "))
            .replaced(&Row::field(row, "every"), sent.every_minutes_after.to_string())
            .replaced_all(&Row::field(row, "at-once"), yes(sent.at_once))
            .replaced_all(&Row::field(row, "at-target"), yes(sent.at_target));
    }
    form
}

/// What a field of the page is called in the body.
fn named(standing: &Standing, field: &str) -> String {
    if let Some((number, part)) = field.strip_prefix("row-").and_then(|rest| rest.split_once('-')) {
        let row = number.parse().ok().and_then(|n: usize| standing.habits.reminders.get(n));
        let part = if part == "every" { "every_minutes_after" } else { "before_minutes" };
        return row.map_or_else(|| field.to_owned(), |row| format!("reminders.{}.{}.{part}", row.unit, row.up_to));
    }
    let known = NAMES.iter().find(|(name, _)| *name == field).map(|(_, body)| (*body).to_owned());
    known.unwrap_or_else(|| field.replace('-', "_"))
}

async fn set(visit: Visit) -> Answer {
    let body: SetHabitsBody = visit.json()?;
    let standing = standing(&visit).await?;
    let seen = body.seen.clone().unwrap_or_else(|| standing.mark());
    let mut form = fields(&visit, &standing, body);
    let Some(habits) = read(&mut form, &standing) else {
        let errors =
            form.problems().iter().map(|(field, sentence)| (named(&standing, field), sentence.clone())).collect();
        let problem = Problem::App(AppError::Invalid { field: "body", key: "problem-invalid" });
        return Ok(problem.json(&visit.ctx().ids, visit.t(), errors));
    };
    keep(visit, seen, Some(habits)).await
}

async fn shipped(visit: Visit) -> Answer {
    let body: ShippedBody = visit.json()?;
    let seen = match body.seen {
        Some(seen) => seen,
        None => standing(&visit).await?.mark(),
    };
    keep(visit, seen, None).await
}

async fn keep(visit: Visit, seen: String, habits: Option<Habits>) -> Answer {
    let keeper = Keeper::Machine(visit.machine()?.clone());
    visit
        .once(move |ctx| match habits::set(ctx, &keeper, &seen, habits)?.first() {
            None => Ok("/api/v1/habits".to_owned()),
            Some(problem) => Err(AppError::Broken(format!("habits that the form took were refused: {problem}"))),
        })
        .await?;
    look(visit).await
}
