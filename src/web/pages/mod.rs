//! The pages, one file per area. Each file gives its routes to `web::routes`, its templates stand in `templates/pages/`.

pub mod style;
