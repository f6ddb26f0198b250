//! What the tests stand on: databases, the SMTP sink, the running application.

#[allow(dead_code, reason = "later tests use the rest")]
pub mod app;
pub mod bare;
#[allow(dead_code, reason = "later tests use the rest")]
pub mod browser;
pub mod database;
pub mod postgres;
pub mod repository;
pub mod rust_source;
#[allow(dead_code, reason = "the sender's tests use the rest")]
pub mod sink;
