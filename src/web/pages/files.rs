//! Style, script and icon.

use crate::web::assets;
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![get("/static/{hash}/{name}", Permission::Public, file)]
}

async fn file(visit: Visit) -> Answer {
    assets::serve(visit.param("hash"), visit.param("name")).ok_or(Problem::NotFound)
}
