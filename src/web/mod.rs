//! The only part that knows actix: pages, JSON API, sessions, permissions, problem pages.

pub mod api;
mod api_authorities;
mod api_cases;
mod api_habits;
mod api_register;
mod api_rules;
pub mod assets;
pub mod citations;
pub mod components;
pub mod cookies;
pub mod counts;
pub mod csv;
mod dates;
pub mod form;
pub mod form_token;
pub mod frame;
pub mod guard;
pub mod holidays;
pub mod i18n;
pub mod limits;
mod line;
pub mod local_time;
pub mod network;
pub mod once;
pub mod pages;
mod paper;
pub mod plot;
pub mod problem;
pub mod query;
pub mod router;
pub mod routes;
mod server;
pub mod settings;
pub mod spoken;
mod supposed;
pub mod tls;
pub mod upload;
pub mod visit;
pub mod xlsx;

pub use server::{Web, serve};

pub use actix_web::dev::ServerHandle as Handle;

/// Runs the service's future to its end on a runtime of its own.
///
/// # Errors
/// What the future says, or that the machine gives no threads.
pub fn run<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?;
    actix_web::rt::System::with_tokio_rt(|| runtime).block_on(work)
}
