//! Whom to call, and who can file where: one page to print for the night, and the forms that keep it. Works without script.

mod card;
mod contact;
mod identity;
mod list;
mod said;

pub use card::{CARD, CardLine, card, card_line, fill};
pub use said::{Way, way, ways_of};

use crate::app::reach::{KEEPERS, MAY_READ};
use crate::web::routes::{Permission, Route, get, post};

pub fn routes() -> Vec<Route> {
    let (reads, keeps) = (Permission::Roles(MAY_READ), Permission::Roles(KEEPERS));
    vec![
        get("/people", reads, list::show),
        get("/people/{organisation}/contacts/{number}", keeps, contact::show),
        post("/people/{organisation}/contacts/{number}", keeps, contact::save),
        post("/people/{organisation}/contacts/{number}/remove", keeps, contact::remove),
        get("/people/{organisation}/identities/{number}", keeps, identity::show),
        post("/people/{organisation}/identities/{number}", keeps, identity::save),
        post("/people/{organisation}/identities/{number}/tested", keeps, identity::tested),
        post("/people/{organisation}/identities/{number}/remove", keeps, identity::remove),
    ]
}
