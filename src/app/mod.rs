//! The steps of the journey, one file each. Knows neither HTTP, SMTP nor SQL.

use std::sync::Arc;

use tokio::sync::Notify;
use uuid::Uuid;

use crate::assessment::RiskRules;
use crate::clock::Clock;
use crate::domain::refusal::Refusal;
use crate::ids::Ids;
use crate::policy::PolicySet;
use crate::store::Store;
pub use crate::store::StoreError;

pub mod admin;
pub mod announcements;
pub mod api;
pub mod auth;
pub mod authorities;
pub mod authority_address;
pub mod backup;
pub mod cases;
pub mod clock_watch;
pub mod counted;
pub mod demo;
pub mod disk;
pub mod duty_names;
pub mod evidence;
pub mod facts;
pub mod habits;
pub mod health;
pub mod home;
pub mod intake;
pub mod law;
pub mod letters;
pub mod mail_settings;
pub mod member;
pub mod notices;
pub mod old_register;
pub mod once;
pub mod organisation;
pub mod outgoing;
pub mod own_authority;
pub mod own_rule;
pub mod paper;
pub mod pec_account;
pub mod people;
pub mod pulse;
pub mod quarantine;
pub mod quiet;
pub mod reach;
pub mod receipts;
pub mod recipients;
pub mod record;
pub mod register;
pub mod reminders;
pub mod replanning;
pub mod report;
pub mod report_search;
pub mod risk;
pub mod rows;
pub mod saved_views;
pub mod set_up;
pub mod small;
pub mod statistics;
pub mod tidy;
pub mod tray;
pub mod triage;
pub mod vault;
pub mod views;

/// What every use case is handed. Cheap to clone.
#[derive(Clone)]
pub struct Ctx {
    pub store: Store,
    /// The desk's law; [`Ctx::law_of`] gives an organisation's.
    pub policy: Arc<PolicySet>,
    /// What organisations put over it.
    pub own_laws: law::OwnLaws,
    /// The rules of the advice on risk.
    pub risk: Arc<RiskRules>,
    pub notices: Arc<notices::kit::NoticeKit>,
    pub clock: Clock,
    pub ids: Ids,
    /// Wakes the sender and the reminder loop when there is something to do.
    pub wake: Arc<Notify>,
    /// Signs of life of the loops.
    pub pulse: pulse::Pulse,
    /// Opens what is sealed: lists of data subjects.
    pub vault: vault::Vault,
    /// Folder of the master key and of uploads that wait for acceptance.
    pub data_folder: Arc<std::path::Path>,
    /// Where people reach this desk, without a slash at the end; stands in mails.
    pub public_url: Arc<str>,
    /// Domain of Message-IDs.
    pub mail_domain: Arc<str>,
}

impl Ctx {
    /// The full address of a page, for mails.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// The Message-ID of a delivery: fixed before the first attempt, the same on each (R2).
    pub fn message_id(&self, delivery: Uuid) -> String {
        format!("<{}@{}>", delivery.simple(), self.mail_domain)
    }
}

/// Why a use case did not happen, sorted by who can act.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The person who asked can act.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It does not exist, or must not be seen to exist.
    #[error("not found")]
    NotFound,
    /// It exists and may be seen, but this person may not do that.
    #[error("not allowed")]
    NotAllowed,
    /// A field holds something that cannot be taken; key of the message and of the field.
    #[error("{field}: {key}")]
    Invalid { field: &'static str, key: &'static str },
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A bug or a damaged record; the log says which, the person sees an incident number.
    #[error("{0}")]
    Broken(String),
}

pub type AppResult<T> = Result<T, AppError>;

impl AppError {
    pub fn broken(error: impl std::fmt::Display) -> Self {
        Self::Broken(error.to_string())
    }
}
