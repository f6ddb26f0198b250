//! A page that nobody ever looked at in a browser cannot be added: every GET of the inventory stands in `tests/browser/pages.json`, where
//! the walk in the browser finds what it has to look at.

use std::collections::BTreeSet;

use breachdesk::web::routes::{Method, inventory};
use serde_json::Value;

#[test]
fn every_page_of_the_inventory_is_one_that_the_browser_has_to_look_at() {
    let text = include_str!("../../browser/pages.json");
    let known: Value = serde_json::from_str(text).unwrap();
    let pages = known["pages"].as_array().unwrap().iter().map(|page| page.as_str().unwrap());
    let others = known["not_pages"].as_object().unwrap();
    assert!(others.values().all(|why| !why.as_str().unwrap().is_empty()), "each says why it is no page");
    let known: BTreeSet<&str> = pages.chain(others.keys().map(String::as_str)).collect();

    let routes = inventory();
    let served: BTreeSet<&str> =
        routes.iter().filter(|route| route.method == Method::Get && !route.is_api()).map(|route| route.path).collect();
    let missing: Vec<_> = served.difference(&known).collect();
    assert!(
        missing.is_empty(),
        "add to tests/browser/pages.json, and look at it in a step of tests/browser: {missing:?}"
    );
    let gone: Vec<_> = known.difference(&served).collect();
    assert!(gone.is_empty(), "no route any more, take it out of tests/browser/pages.json: {gone:?}");
}
