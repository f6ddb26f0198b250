//! The screens and the API, asked as a browser and a machine ask them.

mod matrix;
mod report;
mod security;
mod start;
mod words;
