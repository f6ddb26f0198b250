//! Breachdesk: the desk at which a data protection officer runs a personal data breach.
//!
//! The parts, in reading order:
//! * [`domain`] says what a breach case is and which events a command leads to.
//! * [`policy`] turns the law, kept as data, into duties with clocks.
//! * [`assessment`] advises on risk, with reasons.
//! * [`notice`] renders what authorities and people are told, and says what is missing.
//! * [`receipt`] reads what comes back: receipts of certified mail and delivery reports.
//! * [`store`] keeps it all, on SQLite or PostgreSQL.
//! * [`app`] holds the steps of the journey, one file each.
//! * [`mail`] builds messages and speaks SMTP.
//! * [`jobs`] sends, reminds and rescues.
//! * [`web`] is the screens and the API.
//! * [`cli`] is the command line.
//! * [`assets`] holds the files built into the program.
//! * [`clock`], [`ids`], [`config`] alone read the wall clock, randomness and the environment.

#![forbid(unsafe_code)]

pub mod app;
pub mod assessment;
pub mod assets;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod ids;
pub mod jobs;
pub mod mail;
pub mod notice;
pub mod policy;
pub mod receipt;
pub mod store;
pub mod web;
