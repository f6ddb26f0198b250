//! What a breach case is: values, what is known, what is owed, commands, events and their effect. No I/O, no clock, no randomness.

pub mod about;
pub mod actor;
mod apply_notices;
pub mod case;
pub mod command;
pub mod decide;
mod decide_duties;
mod decide_filings;
mod decide_notices;
mod decide_people;
pub mod difference;
pub mod event;
pub mod filing;
pub mod outside;
pub mod plan;
pub mod project;
pub mod reconcile;
pub mod refusal;
pub mod situation;
pub mod terms;
pub mod values;
