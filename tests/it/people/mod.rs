//! Telling the people: the recipients file, its waiting room, and the mail-out.

mod bounces;
mod import;
mod keeping;
mod left_out;
mod mail_out;
pub mod office;
mod screens;
mod waiting;
mod workbook;
