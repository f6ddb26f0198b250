//! The one place that knows which refusal is which status, and how it reads: a page in the person's language, or problem+json.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;
use serde_json::json;

use super::form::Form;
use super::frame::Frame;
use super::i18n::Words;
use crate::app::{AppError, StoreError};
use crate::domain::refusal::Refusal;
use crate::ids::Ids;

/// Why a request got no answer of its own.
#[derive(Debug)]
pub enum Problem {
    /// Nobody is signed in, or the session is over.
    SignIn,
    Forbidden,
    /// It does not exist, or must not be seen to exist: the same answer (IDOR row of the security table).
    NotFound,
    /// A link that opens once was used, is too old, or never was.
    LinkOver,
    WrongMethod,
    /// The request cannot be read; message key of the sentence.
    Unreadable(&'static str),
    TooLarge,
    WrongType,
    /// Too often; seconds to wait.
    TooMany(u64),
    /// The form's token is missing, too old, or of another session.
    StaleForm,
    /// The same form is being worked on, or was, and its answer was lost.
    SentBefore,
    /// The request was made by another site.
    ForeignOrigin,
    /// An act that asks for the password again.
    ConfirmPassword,
    /// The desk demands a second factor of this person, and the session has none.
    SecondFactor,
    Slow,
    App(AppError),
    /// A bug: the person gets an incident number, the log the reason.
    Broken(String),
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound => Self::NotFound,
            AppError::NotAllowed => Self::Forbidden,
            AppError::Broken(why) => Self::Broken(why),
            other => Self::App(other),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        AppError::from(error).into()
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        Self::Broken(format!("template: {error}"))
    }
}

impl Problem {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::ForeignOrigin | Self::ConfirmPassword | Self::SecondFactor => StatusCode::FORBIDDEN,
            Self::NotFound | Self::LinkOver => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::StaleForm | Self::SentBefore => StatusCode::CONFLICT,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::App(AppError::Refused(_)) => StatusCode::CONFLICT,
            Self::App(AppError::Invalid { .. }) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::App(AppError::Store(StoreError::Conflict | StoreError::Unique { .. } | StoreError::Reference)) => {
                StatusCode::CONFLICT
            }
            Self::App(AppError::Store(StoreError::NotFound)) => StatusCode::NOT_FOUND,
            Self::App(AppError::Store(StoreError::Busy)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::App(AppError::Store(StoreError::Full)) => StatusCode::INSUFFICIENT_STORAGE,
            Self::App(_) | Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A stable word for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Forbidden => "forbidden",
            Self::NotFound | Self::App(AppError::Store(StoreError::NotFound)) => "not-found",
            Self::LinkOver => "link-over",
            Self::WrongMethod => "wrong-method",
            Self::Unreadable(_) => "unreadable",
            Self::TooLarge => "too-large",
            Self::WrongType => "wrong-type",
            Self::TooMany(_) => "too-many",
            Self::StaleForm => "stale-form",
            Self::SentBefore => "sent-before",
            Self::ForeignOrigin => "foreign-origin",
            Self::ConfirmPassword => "confirm-password",
            Self::SecondFactor => "second-factor",
            Self::Slow => "slow",
            Self::App(AppError::Refused(_)) => "refused",
            Self::App(AppError::Invalid { .. }) => "invalid",
            Self::App(AppError::Store(StoreError::Busy)) => "busy",
            Self::App(AppError::Store(StoreError::Full)) => "full",
            Self::App(AppError::Store(StoreError::Conflict | StoreError::Unique { .. } | StoreError::Reference)) => {
                "changed-meanwhile"
            }
            Self::App(_) | Self::Broken(_) => "incident",
        }
    }

    /// The sentence for the person, without the incident number.
    pub fn sentence(&self, words: &Words) -> String {
        match self {
            Self::Unreadable(key) => words.text(*key),
            Self::TooMany(seconds) => words.with1("problem-too-many", "seconds", *seconds),
            Self::App(AppError::Refused(refusal)) => refusal_sentence(words, refusal),
            Self::App(AppError::Invalid { key, .. }) => words.text(*key),
            other => words.of("problem", other.code()),
        }
    }

    /// Logs what the operator has to know and gives the incident number that the person reads.
    fn incident(&self, ids: &Ids) -> Option<String> {
        let why = match self {
            Self::Broken(why) => why.clone(),
            Self::App(AppError::Store(StoreError::Other(why))) => why.clone(),
            Self::App(AppError::Broken(why)) => why.clone(),
            Self::App(AppError::Store(StoreError::Full)) => "the disk of the database is full".to_owned(),
            _ => return None,
        };
        let incident = hex::encode(ids.bytes::<4>());
        tracing::error!(incident, "Incident {incident}: {why}");
        Some(incident)
    }

    /// The page.
    pub fn page(&self, ids: &Ids, frame: Frame) -> HttpResponse {
        let incident = self.incident(ids);
        let page = ProblemPage {
            sentence: self.sentence(frame.t),
            incident: incident.unwrap_or_default(),
            sign_in: matches!(self, Self::SignIn),
            f: frame.slim(),
        };
        self.finish(html(self.status(), &page))
    }

    /// The page that keeps what was typed and lets it be sent again.
    pub fn page_that_keeps(&self, ids: &Ids, frame: Frame, form: &Form, action: &str) -> HttpResponse {
        let incident = self.incident(ids);
        // Passwords do not travel back; the page that asks for them will ask again.
        let typed: Vec<Kept> = form
            .typed()
            .filter(|(name, value)| !name.contains("password") && !value.is_empty())
            .map(|(name, value)| Kept {
                name: name.to_owned(),
                label: kept_label(frame.t, name),
                is_shown: frame.t.has(&format!("field-{name}")) || value.contains(char::is_whitespace),
                value: value.to_owned(),
            })
            .collect();
        let page = KeptPage {
            sentence: self.sentence(frame.t),
            incident: incident.unwrap_or_default(),
            sign_in: matches!(self, Self::SignIn),
            action: action.to_owned(),
            typed,
            f: frame.slim(),
        };
        self.finish(html(self.status(), &page))
    }

    /// RFC 9457.
    pub fn json(&self, ids: &Ids, words: &Words, errors: Vec<(String, String)>) -> HttpResponse {
        let incident = self.incident(ids);
        let errors: Vec<_> =
            errors.into_iter().map(|(field, detail)| json!({ "field": field, "detail": detail })).collect();
        let mut body = json!({
            "type": format!("urn:breachdesk:problem:{}", self.code()),
            "title": words.of("problem", self.code()),
            "status": self.status().as_u16(),
            "detail": self.sentence(words),
        });
        if let Some(object) = body.as_object_mut() {
            if let Some(incident) = incident {
                object.insert("incident".into(), json!(incident));
            }
            if !errors.is_empty() {
                object.insert("errors".into(), json!(errors));
            }
        }
        let answer = HttpResponse::build(self.status())
            .insert_header((header::CONTENT_TYPE, "application/problem+json"))
            .body(body.to_string());
        self.finish(answer)
    }

    fn finish(&self, mut answer: HttpResponse) -> HttpResponse {
        if let Self::TooMany(seconds) = self {
            answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(*seconds));
        }
        answer
    }
}

/// A refusal in the person's language, with its figures.
pub fn refusal_sentence(words: &Words, refusal: &Refusal) -> String {
    let key = refusal.key();
    match refusal {
        Refusal::AlreadyRecorded { number } => words.with1(key, "number", *number),
        Refusal::ReasonTooShort { least } => words.with1(key, "least", i64::try_from(*least).unwrap_or(i64::MAX)),
        Refusal::AlreadyCorrected { by } => words.with1(key, "by", *by),
        Refusal::MergedAway { reference } => words.with1(key, "reference", reference),
        Refusal::SolePersonMustWait { minutes } => words.with1(key, "minutes", *minutes),
        Refusal::CountChanged { seen, now } => words.with2(key, "seen", *seen, "now", *now),
        Refusal::LanguageWithoutText { language } | Refusal::TextNotApproved { language } => {
            words.with1(key, "language", words.of("people-language", language))
        }
        Refusal::MessageIncomplete { row, field } => words.with2(key, "row", *row, "field", field),
        Refusal::WrongNoticeState { state } => words.with1(key, "state", words.of("notice-state", state)),
        Refusal::WrongCommunicationState { state } => words.with1(key, "state", words.of("communication-state", state)),
        Refusal::DiskTooFull { needed_mb, free_mb } => words.with2(key, "needed", *needed_mb, "free", *free_mb),
        Refusal::StillOpen(list) => words.with1(key, "list", list.join("; ")),
        _ => words.text(key),
    }
}

/// A page of a list whole, so that it is not copied while it grows.
const USUAL_PAGE: usize = 56 << 10;

/// Renders a template; a template that fails is an incident, never half a page.
pub fn html(status: StatusCode, template: &impl Template) -> HttpResponse {
    let mut body = String::with_capacity(USUAL_PAGE);
    match template.render_into(&mut body) {
        Ok(()) => {
            HttpResponse::build(status).insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8")).body(body)
        }
        Err(error) => {
            tracing::error!("A page could not be rendered: {error}");
            HttpResponse::InternalServerError().body("This page could not be shown. The operator's log says why.")
        }
    }
}

/// The words for a field of a form that is kept, or its name.
fn kept_label(words: &Words, name: &str) -> String {
    if words.has(&format!("field-{name}")) { words.of("field", name) } else { name.replace('-', " ") }
}

#[derive(Template)]
#[template(path = "pages/problem.html")]
struct ProblemPage {
    f: Frame,
    sentence: String,
    incident: String,
    sign_in: bool,
}

struct Kept {
    /// What a person typed or chose; marks that only the form needs go along unseen.
    is_shown: bool,
    name: String,
    label: String,
    value: String,
}

#[derive(Template)]
#[template(path = "pages/kept.html")]
struct KeptPage {
    f: Frame,
    sentence: String,
    incident: String,
    sign_in: bool,
    action: String,
    typed: Vec<Kept>,
}
