//! Authorities for machines: every record of the law by which the token's organisation is planned; its own ones are added, corrected
//! and ended with a token that may.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::api::{ProblemBody, answer as json};
use super::form::Form;
use super::limits::Counted;
use super::pages::rules::authority_form::{read_new, read_reach};
use super::problem::Problem;
use super::routes::{Permission, Route, get, post};
use super::visit::{Answer, Visit};
use crate::app::admin::own_authorities::{self, Keeper, OwnAuthority, Saved};
use crate::app::api::{CASES_READ, RULES_WRITE};
use crate::app::authorities::{Authority, is_own, law_of_machine};
use crate::app::authority_address::reached;
use crate::app::law::Law;
use crate::app::organisation::Settings;
use crate::app::{AppError, AppResult, Ctx};

pub fn routes() -> Vec<Route> {
    let (reads, writes) = (Permission::ApiToken(CASES_READ), Permission::ApiToken(RULES_WRITE));
    let most = 64 << 10;
    vec![
        get("/api/v1/authorities", reads, list).counted(Counted::Api),
        post("/api/v1/authorities", writes, add).json(most).counted(Counted::Api),
        get("/api/v1/authorities/{id}", reads, one).counted(Counted::Api),
        post("/api/v1/authorities/{id}", writes, correct).json(most).counted(Counted::Api),
        post("/api/v1/authorities/{id}/end", writes, end).json(most).counted(Counted::Api),
    ]
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChannelBody {
    /// online_form, downloadable_form, email, pec, post, phone, e_delivery, api or fax.
    kind: String,
    from: Option<String>,
    until: Option<String>,
    verified: bool,
    note: Option<String>,
    /// The subject line that the authority demands.
    subject: Option<String>,
}

/// One authority. Texts of practice are English, as read at the sources.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuthorityBody {
    #[schema(example = "IT")]
    id: String,
    country: String,
    region: Option<String>,
    tasks: Vec<String>,
    name: String,
    name_native: String,
    /// BCP 47, best first.
    languages: Vec<String>,
    zone: String,
    channels: Vec<ChannelBody>,
    email: Option<String>,
    /// Mail goes to verified mailboxes only: one that the files vouch for, or that the organisation checked.
    email_verified: bool,
    /// A mailbox of certified mail (PEC).
    email_certified: bool,
    /// missing, unchecked, shipped, marked, awaited (a second person has not looked), expired or void.
    email_standing: String,
    /// The day on which somebody of the organisation checked it.
    email_checked_on: Option<String>,
    phone: Option<String>,
    postal_address: Option<String>,
    breach_page_url: Option<String>,
    form_url: Option<String>,
    website: Option<String>,
    legal_basis: Option<String>,
    registration: Option<bool>,
    electronic_identity: Option<bool>,
    sign_in: Option<String>,
    phased: Option<bool>,
    phased_note: Option<String>,
    languages_note: Option<String>,
    /// The term as the source tells it; what is owed stands in the duties.
    terms_as_told: Option<String>,
    notes: Option<String>,
    verified: bool,
    verified_fields: Vec<String>,
    checked_on: Option<String>,
    sources: Vec<String>,
    /// Added by the organisation; nobody else has read its law.
    own: bool,
}

impl AuthorityBody {
    fn of(law: &Law, settings: &Settings, one: &Authority, today: NaiveDate) -> Self {
        let address = reached(law, settings, one, today);
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let known = one.practice.clone();
        Self {
            id: one.id.clone(),
            country: one.country.as_str().to_owned(),
            region: one.region.clone(),
            tasks: one.tasks.iter().map(|task| task.as_str().to_owned()).collect(),
            name: one.name.clone(),
            name_native: one.name_native.clone(),
            languages: one.languages.clone(),
            zone: one.zone.name().to_owned(),
            channels: one
                .channels
                .iter()
                .map(|channel| ChannelBody {
                    kind: channel.kind.clone(),
                    from: day(channel.span.from),
                    until: day(channel.span.until),
                    verified: channel.verified,
                    note: channel.note.clone(),
                    subject: channel.subject.clone(),
                })
                .collect(),
            email_verified: address.usable().is_some(),
            email_certified: address.certified,
            email_standing: address.standing.to_string(),
            email_checked_on: day(address.mark.as_ref().map(|mark| mark.checked_on)),
            email: address.address,
            phone: one.phone.clone(),
            postal_address: known.postal_address,
            breach_page_url: one.breach_page_url.clone(),
            form_url: one.form_url.clone(),
            website: one.website.clone(),
            legal_basis: one.legal_basis.clone(),
            registration: known.registration,
            electronic_identity: known.eid,
            sign_in: known.sign_in,
            phased: known.phased,
            phased_note: known.phased_note,
            languages_note: known.languages_note,
            terms_as_told: known.terms,
            notes: one.notes.clone(),
            verified: one.verified,
            verified_fields: one.verified_fields.clone(),
            checked_on: day(known.checked_on),
            sources: one.sources.clone(),
            own: is_own(one),
        }
    }
}

/// How an own authority is reached. Unknown fields are refused.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReachBody {
    name: String,
    /// IANA zone in which it counts; of a supervisor whose law is loaded it is that of its country, and may be left out.
    #[schema(example = "America/Sao_Paulo")]
    #[serde(default)]
    zone: String,
    languages: Vec<String>,
    /// online_form, email, downloadable_form, post or phone, best first.
    channels: Vec<String>,
    postal_address: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

/// A new own authority: how it is reached, and what its law asks. With `task` it is a supervisor whose law is loaded and of whom no file
/// has a record: then it has no law of its own, and what follows `country` is left out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAuthorityBody {
    reach: ReachBody,
    #[schema(example = "BR")]
    country: String,
    /// financial_supervision or trust_supervision.
    task: Option<String>,
    /// https address of the page where the law or the authority says so.
    #[serde(default)]
    page: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    article: String,
    /// In the organisation's own words.
    #[serde(default)]
    asks: String,
    /// Left out where the law gives no figure.
    period: Option<u32>,
    /// hours, days, working_days or months.
    unit: Option<String>,
    #[schema(example = "2026-01-01")]
    #[serde(default)]
    from: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EndBody {
    #[schema(example = "2026-12-31")]
    until: String,
}

/// Every authority, by country; `country` and `task` narrow it.
#[utoipa::path(
    get,
    path = "/api/v1/authorities",
    params(
        ("country" = Option<String>, Query, description = "ISO 3166-1 alpha-2"),
        ("task" = Option<String>, Query, description = "Such as data_protection or telecom_breach"),
    ),
    responses((status = 200, description = "The authorities", body = Vec<AuthorityBody>))
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn list_path() {}

/// One authority.
#[utoipa::path(
    get,
    path = "/api/v1/authorities/{id}",
    params(("id" = String, Path, description = "Such as IT or BR-OWN-1")),
    responses(
        (status = 200, description = "The authority", body = AuthorityBody),
        (status = 404, description = "No such authority", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn one_path() {}

/// Adds an authority for a country whose law is not loaded. Open cases are planned anew. With `Idempotency-Key`, a repeated call answers
/// the first result.
#[utoipa::path(
    post,
    path = "/api/v1/authorities",
    request_body = NewAuthorityBody,
    responses(
        (status = 201, description = "Added; its address in Location", body = AuthorityBody),
        (status = 400, description = "Not JSON, or unknown fields", body = ProblemBody),
        (status = 422, description = "Every problem by field", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn add_path() {}

/// Corrects how an own authority is reached; what its law asks is ended and added anew.
#[utoipa::path(
    post,
    path = "/api/v1/authorities/{id}",
    request_body = ReachBody,
    params(("id" = String, Path, description = "Such as BR-OWN-1")),
    responses(
        (status = 200, description = "As it stands now", body = AuthorityBody),
        (status = 404, description = "No own authority of this id", body = ProblemBody),
        (status = 422, description = "Every problem by field", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn correct_path() {}

/// Ends the law of an own authority with a day.
#[utoipa::path(
    post,
    path = "/api/v1/authorities/{id}/end",
    request_body = EndBody,
    params(("id" = String, Path, description = "Such as BR-OWN-1")),
    responses(
        (status = 200, description = "As it stands now", body = AuthorityBody),
        (status = 404, description = "No own authority of this id", body = ProblemBody),
        (status = 422, description = "No day, or one before the first", body = ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn end_path() {}

async fn list(visit: Visit) -> Answer {
    let machine = visit.machine()?.clone();
    let (law, settings) = visit.run(move |ctx| law_of_machine(ctx, &machine)).await?;
    let today = visit.now().utc().date_naive();
    let (country, task) = (visit.query("country"), visit.query("task"));
    let mut all: Vec<AuthorityBody> = law
        .authorities()
        .filter(|one| country.is_empty() || one.country.as_str() == country)
        .filter(|one| task.is_empty() || one.tasks.iter().any(|known| known.as_str() == task))
        .map(|one| AuthorityBody::of(&law, &settings, one, today))
        .collect();
    all.sort_by(|one, other| (&one.country, &one.id).cmp(&(&other.country, &other.id)));
    json(StatusCode::OK, &all, None)
}

async fn as_it_stands(visit: &Visit, id: &str, status: StatusCode, location: Option<&str>) -> Answer {
    let machine = visit.machine()?.clone();
    let (law, settings) = visit.run(move |ctx| law_of_machine(ctx, &machine)).await?;
    let found = law.authority(id).ok_or(Problem::NotFound)?;
    json(status, &AuthorityBody::of(&law, &settings, found, visit.now().utc().date_naive()), location)
}

async fn one(visit: Visit) -> Answer {
    let id = visit.param("id").to_owned();
    as_it_stands(&visit, &id, StatusCode::OK, None).await
}

/// The screen's form with what a machine sent; the fields of the screen, so that both are read by the same eyes.
fn reach(mut form: Form, body: ReachBody) -> Form {
    form = form
        .fill("authority-name", body.name)
        .fill("zone", body.zone)
        .fill("languages", body.languages.join(", "))
        .fill("post", body.postal_address.unwrap_or_default())
        .fill("email", body.email.unwrap_or_default())
        .fill("phone", body.phone.unwrap_or_default());
    body.channels.into_iter().fold(form, |form, channel| form.fill("channels", channel))
}

/// Field names of the body for those of the screen.
fn refused(visit: &Visit, form: &Form, in_reach: &str) -> Answer {
    let named = |field: &str| match field {
        "authority-name" => format!("{in_reach}name"),
        "post" => format!("{in_reach}postal_address"),
        "work" => "task".to_owned(),
        "zone" | "languages" | "channels" | "email" | "phone" => format!("{in_reach}{field}"),
        other => other.to_owned(),
    };
    let errors = form.problems().iter().map(|(field, sentence)| (named(field), sentence.clone())).collect();
    let problem = Problem::App(AppError::Invalid { field: "body", key: "problem-invalid" });
    Ok(problem.json(&visit.ctx().ids, visit.t(), errors))
}

/// Saves once and answers the authority as it stands; what the reader of policy files refuses is told with its sentences.
async fn keep(
    visit: &Visit,
    status: StatusCode,
    save: impl FnOnce(&Ctx, &Keeper) -> AppResult<Saved> + Send + 'static,
) -> Answer {
    let keeper = Keeper::Machine(visit.machine()?.clone());
    let told: std::sync::Arc<std::sync::Mutex<Vec<String>>> = std::sync::Arc::default();
    let heard = told.clone();
    let saved = visit
        .once(move |ctx| match save(ctx, &keeper)? {
            Saved::Done(id) => Ok(format!("/api/v1/authorities/{id}")),
            Saved::Refused(problems) => {
                let mut heard = heard.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                *heard = problems.iter().map(ToString::to_string).collect();
                Err(AppError::Invalid { field: "body", key: "own-authority-reader-refuses" })
            }
        })
        .await;
    let told = std::mem::take(&mut *told.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    match saved {
        Ok(location) => {
            let id = location.rsplit('/').next().unwrap_or_default().to_owned();
            let created = (status == StatusCode::CREATED).then_some(location);
            as_it_stands(visit, &id, status, created.as_deref()).await
        }
        Err(problem) if !told.is_empty() => {
            let errors = told.into_iter().map(|sentence| ("body".to_owned(), sentence)).collect();
            Ok(problem.json(&visit.ctx().ids, visit.t(), errors))
        }
        Err(problem) => Err(problem),
    }
}

async fn add(visit: Visit) -> Answer {
    let body: NewAuthorityBody = visit.json()?;
    let form = Form::empty(visit.t())
        .fill("country", body.country)
        .fill("work", body.task.unwrap_or_default())
        .fill("page", body.page)
        .fill("act", body.act)
        .fill("article", body.article)
        .fill("asks", body.asks)
        .fill("period", body.period.map_or_else(String::new, |figure| figure.to_string()))
        .fill(
            "unit",
            body.unit.unwrap_or_else(|| if body.period.is_some() { String::new() } else { "open".to_owned() }),
        )
        .fill("from", body.from);
    let mut form = reach(form, body.reach);
    let Some(authority) = read_new(&visit, &mut form) else { return refused(&visit, &form, "reach.") };
    keep(&visit, StatusCode::CREATED, move |ctx, keeper| own_authorities::add(ctx, keeper, authority)).await
}

async fn correct(visit: Visit) -> Answer {
    let mut body: ReachBody = visit.json()?;
    if body.zone.is_empty() {
        let machine = visit.machine()?.clone();
        let (law, _) = visit.run(move |ctx| law_of_machine(ctx, &machine)).await?;
        body.zone = law.authority(visit.param("id")).map_or_else(String::new, |known| known.zone.name().to_owned());
    }
    let mut form = reach(Form::empty(visit.t()), body);
    let read: Option<OwnAuthority> = read_reach(&mut form, visit.t(), visit.now()).filter(|_| form.is_good());
    let Some(authority) = read else { return refused(&visit, &form, "") };
    let id = visit.param("id").to_owned();
    keep(&visit, StatusCode::OK, move |ctx, keeper| own_authorities::correct(ctx, keeper, &id, None, authority)).await
}

async fn end(visit: Visit) -> Answer {
    let body: EndBody = visit.json()?;
    let Ok(until) = body.until.parse::<NaiveDate>() else {
        let mut form = Form::empty(visit.t());
        form.problem("until", visit.t().text("form-not-a-day"));
        return refused(&visit, &form, "");
    };
    let id = visit.param("id").to_owned();
    keep(&visit, StatusCode::OK, move |ctx, keeper| own_authorities::end(ctx, keeper, &id, until)).await
}
