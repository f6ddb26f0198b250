//! The pages, one file per area. Each file gives its routes to `web::routes`, its templates stand in `templates/pages/`.

pub mod account;
pub mod admin;
pub mod authorities;
pub mod case;
pub mod clock;
pub mod evidence;
pub mod files;
pub mod health;
pub mod home;
pub mod notices;
pub mod old_register;
pub mod password;
pub mod people;
pub mod processor_notice;
pub mod register;
pub mod reminders;
pub mod report;
pub mod reports;
pub mod rules;
pub mod second_factor;
pub mod set_up;
pub mod sign_in;
pub mod small;
pub mod statistics;
pub mod style;
pub mod tray;
