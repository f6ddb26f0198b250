//! What the tests stand on: databases, the SMTP sink, the running application.

pub mod repository;
pub mod rust_source;
