//! Which route answers an address: one table for all workers, read part by part. The server's own tables would be made again for each
//! worker, a pattern to compile for each address, and asked one after the other.

use std::collections::HashMap;

use super::routes::{Method, Route};

/// Every address of the desk with its routes.
pub struct Router {
    /// By number of parts; among those of one number the first that was declared wins.
    by_length: HashMap<usize, Vec<Address>>,
}

struct Address {
    parts: Vec<&'static str>,
    routes: Vec<Route>,
}

/// What stands at an address.
pub struct Matched<'a> {
    routes: &'a [Route],
    /// Parts of the path by their names.
    pub params: HashMap<String, String>,
}

impl Router {
    pub fn new(routes: Vec<Route>) -> Self {
        let mut by_length: HashMap<usize, Vec<Address>> = HashMap::new();
        for route in routes {
            let parts: Vec<&'static str> = parts(route.path).collect();
            let addresses = by_length.entry(parts.len()).or_default();
            match addresses.iter_mut().find(|known| known.parts == parts) {
                Some(known) => known.routes.push(route),
                None => addresses.push(Address { parts, routes: vec![route] }),
            }
        }
        Self { by_length }
    }

    /// What stands at this path; none where nothing does.
    pub fn find(&self, path: &str) -> Option<Matched<'_>> {
        let asked: Vec<&str> = parts(path).collect();
        let address = self.by_length.get(&asked.len())?.iter().find(|address| address.fits(&asked))?;
        let named = address.parts.iter().zip(&asked).filter_map(|(part, value)| Some((name_of(part)?, *value)));
        let params = named.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Some(Matched { routes: &address.routes, params })
    }
}

impl Address {
    fn fits(&self, asked: &[&str]) -> bool {
        self.parts.iter().zip(asked).all(|(part, value)| match name_of(part) {
            Some(_) => !value.is_empty(),
            None => part == value,
        })
    }
}

impl Matched<'_> {
    /// The route of this method; none where the address takes another one only.
    pub fn route(&self, method: Method) -> Option<&Route> {
        self.routes.iter().find(|route| route.method == method)
    }
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

/// The name of a part that takes any text, such as `reference` of `{reference}`.
fn name_of(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::routes::inventory;

    fn found(router: &Router, path: &str) -> Option<&'static str> {
        let matched = router.find(path)?;
        Some(matched.routes.first()?.path)
    }

    #[test]
    fn an_address_finds_its_route_and_the_names_of_its_parts() {
        let router = Router::new(inventory());
        assert_eq!(found(&router, "/"), Some("/"));
        assert_eq!(found(&router, "/register"), Some("/register"));
        let matched = router.find("/cases/BR-2026-0001/tasks").unwrap();
        assert_eq!(matched.params["reference"], "BR-2026-0001");
        assert!(matched.route(Method::Get).is_some());
        for nowhere in ["", "/cases/", "//", "/cases//tasks", "/nowhere", "/register/", "/Register"] {
            let found = found(&router, nowhere);
            assert!(found.is_none() || nowhere.is_empty(), "{nowhere} leads to {found:?}");
        }
    }

    #[test]
    fn a_part_is_a_name_or_a_word_and_each_route_is_reached_at_its_own_address() {
        let router = Router::new(inventory());
        for route in inventory() {
            for part in parts(route.path) {
                assert!(name_of(part).is_some() || !part.contains(['{', '}']), "{}", route.path);
            }
            let address = route.path.replace(['{', '}'], "");
            let matched = router.find(&address).unwrap_or_else(|| panic!("{address}"));
            let reached = matched.route(route.method).unwrap_or_else(|| panic!("{address}"));
            assert_eq!(reached.path, route.path);
        }
    }
}
