//! The demo: two organisations and their cases, part-way through their stories, made by the use cases themselves.
//!
//! Nothing is written past the rules: every step is a command by one of the demo's people at its moment of the story.

mod desk;
pub mod kept;
mod night;
pub mod organisations;
mod story_luna;
mod story_ottima;

pub use desk::{DemoUser, build};

/// Where the demo's clock stands unless asked otherwise: Sunday, 4 October 2026, 08:26 in Rome.
pub const STANDS_AT: &str = "2026-10-04T06:26:00Z";
