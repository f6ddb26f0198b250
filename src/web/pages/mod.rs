//! The pages, one file per area. Each file gives its routes to `web::routes`, its templates stand in `templates/pages/`.

pub mod account;
pub mod files;
pub mod health;
pub mod password;
pub mod report;
pub mod sign_in;
pub mod style;
