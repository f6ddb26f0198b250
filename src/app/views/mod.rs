//! What the screens show, as plain data: computed from the case and the clock, worded by the templates in each language.

pub mod asking;
pub mod board;
pub mod case_page;
pub mod clockface;
pub mod clocks;
pub mod facts;
pub mod ledger;
pub mod timeline;
pub mod why;
