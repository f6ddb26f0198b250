//! What the tests stand on: databases, the SMTP sink, the running application.

pub mod database;
pub mod postgres;
pub mod repository;
pub mod rust_source;
#[allow(dead_code, reason = "the sender's tests use the rest")]
pub mod sink;
