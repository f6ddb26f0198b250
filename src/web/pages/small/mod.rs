//! The small case: a form, a page on which it is advised and signed, and a record that prints on one sheet.

mod desk;
mod drafted;
mod record;
mod start;

use crate::app::member::{APPROVERS, READERS};
use crate::app::triage::TRIAGE;
use crate::web::routes::{Permission, Route, get, post};

pub fn routes() -> Vec<Route> {
    let (triages, reads) = (Permission::Roles(TRIAGE), Permission::Roles(READERS));
    vec![
        get("/small-cases/new", triages, start::show),
        post("/small-cases/new", triages, start::open),
        get("/cases/{reference}/small-case", reads, desk::show),
        post("/cases/{reference}/small-case", Permission::Roles(APPROVERS), desk::act),
        get("/cases/{reference}/small-case/record", reads, record::show),
    ]
}
