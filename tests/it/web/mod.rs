//! The screens and the API, asked as a browser and a machine ask them.

mod api_cases;
mod autumn;
mod case_bad_input;
mod case_desk;
mod demo_pages;
mod field_bugs;
mod filings;
mod journey;
mod looks;
mod matrix;
mod notice_desk;
mod notices;
mod own_authorities;
mod own_rules;
mod register;
mod report;
mod security;
mod seed_cases;
mod set_up;
mod start;
mod team;
mod terms;
mod try_out;
mod why;
mod words;
