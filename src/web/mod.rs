//! The only part that knows actix: pages, JSON API, sessions, permissions, problem pages.

pub mod assets;
pub mod components;
pub mod form;
pub mod frame;
pub mod i18n;
pub mod local_time;
pub mod pages;
