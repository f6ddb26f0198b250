//! The use cases without screens: the demo's stories, reminders, hand-overs.

mod copies;
mod demo;
mod health;
mod reminders;
