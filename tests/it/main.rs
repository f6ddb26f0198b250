//! One integration binary: every test that needs more than one part, or the running service.

mod support;

mod advisories;
mod app;
mod architecture;
mod domain;
mod law;
mod mail;
mod notice;
mod people;
mod receipt;
mod repository;
mod risk;
mod states;
mod store;
mod stories;
mod web;
