//! The use cases without screens: the demo's stories, reminders, hand-overs.

mod as_of;
mod bundle;
mod clock;
mod clocks;
mod copies;
mod demo;
mod evidence;
mod evidence_outside;
mod handed_on;
mod health;
mod kills;
mod kills_held;
mod kills_import;
mod kills_pec;
mod quiet;
mod reminded;
pub mod reminders;
mod tidy;
