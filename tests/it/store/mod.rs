//! Conformance of the store: one test per function, the same assertions on SQLite and PostgreSQL.

mod events;
mod opening;
mod people;
