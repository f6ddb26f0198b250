//! Conformance of the store: one test per function, the same assertions on SQLite and PostgreSQL.

mod cases;
mod events;
mod figures;
mod opening;
mod outbox;
mod people;
mod plans;
mod register;
mod reminders;
