//! The one door: every route is declared here with the permission it demands, and served through one function that checks it.
//!
//! `inventory()` is the whole list; the permission matrix test calls each entry with every role and membership status.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use super::limits::Counted;
use super::pages;
use super::visit::{Answer, Visit};
use crate::domain::actor::Role;

/// Who may call a route. Deny by default: there is no route without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    Public,
    /// Anybody with a session, whatever their roles.
    SignedIn,
    /// One of these roles in at least one organisation; others read 403. What belongs to an organisation or a case is checked again by the
    /// use case, with the same answer for "missing" and "not yours".
    Roles(&'static [Role]),
    /// The same, but others read 404: that the page exists says something.
    Hidden(&'static [Role]),
    /// A machine with an API token of this scope.
    ApiToken(&'static str),
    /// Public, and only in `demo`.
    Demo,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

/// What a POST may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// A form of at most 8 MB: a megabyte pasted into a field must come back as a sentence, not as a broken page.
    Form,
    /// A form with one file, streamed, of at most so many bytes.
    Upload(u64),
    /// JSON of at most so many bytes.
    Json(usize),
}

pub type Handler = Arc<dyn Fn(Visit) -> Pin<Box<dyn Future<Output = Answer>>> + Send + Sync>;

#[derive(Clone)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub permission: Permission,
    pub body: Body,
    /// What the route counts against, per network.
    pub counted: Option<Counted>,
    /// Whether the form must carry the token of this browser. Only the public report goes without: a report must not be lost because
    /// somebody refuses cookies, and it acts with nobody's rights. The origin is checked even so.
    pub needs_token: bool,
    /// May frame pages of our own, for previews.
    pub frames: bool,
    /// Is itself shown in such a frame: the preview of a message, in a sandbox that runs nothing.
    pub framed: bool,
    /// The script may fetch this page again, for progress.
    pub refreshes: bool,
    pub handler: Handler,
}

fn route<H, F>(method: Method, path: &'static str, permission: Permission, handler: H) -> Route
where
    H: Fn(Visit) -> F + Send + Sync + 'static,
    F: Future<Output = Answer> + 'static,
{
    Route {
        method,
        path,
        permission,
        body: Body::Form,
        counted: None,
        needs_token: true,
        frames: false,
        framed: false,
        refreshes: false,
        handler: Arc::new(move |visit| Box::pin(handler(visit))),
    }
}

pub fn get<H, F>(path: &'static str, permission: Permission, handler: H) -> Route
where
    H: Fn(Visit) -> F + Send + Sync + 'static,
    F: Future<Output = Answer> + 'static,
{
    route(Method::Get, path, permission, handler)
}

pub fn post<H, F>(path: &'static str, permission: Permission, handler: H) -> Route
where
    H: Fn(Visit) -> F + Send + Sync + 'static,
    F: Future<Output = Answer> + 'static,
{
    route(Method::Post, path, permission, handler)
}

impl Route {
    /// Takes one streamed file of at most `most` bytes.
    pub fn uploads(mut self, most: u64) -> Self {
        self.body = Body::Upload(most);
        self
    }

    pub fn json(mut self, most: usize) -> Self {
        self.body = Body::Json(most);
        self
    }

    pub fn counted(mut self, what: Counted) -> Self {
        self.counted = Some(what);
        self
    }

    pub fn without_token(mut self) -> Self {
        self.needs_token = false;
        self
    }

    pub fn frames(mut self) -> Self {
        self.frames = true;
        self
    }

    pub fn framed(mut self) -> Self {
        self.framed = true;
        self
    }

    pub fn refreshes(mut self) -> Self {
        self.refreshes = true;
        self
    }

    /// Whether answers are for machines.
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

/// Where a reader of this address is: the address itself where a page stands there, else the nearest page above it. An address that
/// only takes a POST is no place to come back to, after a choice of language or a sign-in.
pub fn page_address(address: &str) -> String {
    static PAGES: OnceLock<Vec<Vec<&'static str>>> = OnceLock::new();
    let pages = PAGES.get_or_init(|| {
        let pages = inventory().into_iter().filter(|route| route.method == Method::Get && !route.is_api());
        pages.map(|route| segments(route.path)).collect()
    });
    let (path, _) = address.split_once('?').unwrap_or((address, ""));
    let mut parts = segments(path);
    loop {
        let stands = |page: &Vec<&str>| {
            page.len() == parts.len()
                && page.iter().zip(&parts).all(|(page, part)| page.starts_with('{') || page == part)
        };
        if parts.is_empty() {
            return "/".to_owned();
        }
        if pages.iter().any(stands) {
            let page = format!("/{}", parts.join("/"));
            return if page == path { address.to_owned() } else { page };
        }
        parts.pop();
    }
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// Every route of the desk. A page that is not in here is not served.
pub fn inventory() -> Vec<Route> {
    let mut all = Vec::new();
    all.extend(pages::account::routes());
    all.extend(pages::authorities::routes());
    all.extend(pages::authority_address::routes());
    all.extend(pages::case::routes());
    all.extend(pages::admin::routes());
    all.extend(pages::clock::routes());
    all.extend(pages::evidence::routes());
    all.extend(pages::health::routes());
    all.extend(pages::home::routes());
    all.extend(pages::notices::routes());
    all.extend(pages::old_register::routes());
    all.extend(pages::password::routes());
    all.extend(pages::reach::routes());
    all.extend(pages::reminders::routes());
    all.extend(pages::people::routes());
    all.extend(pages::processor_notice::routes());
    all.extend(pages::report::routes());
    all.extend(pages::register::routes());
    all.extend(pages::reports::routes());
    all.extend(pages::rules::routes());
    all.extend(pages::second_factor::routes());
    all.extend(pages::set_up::routes());
    all.extend(pages::statistics::routes());
    all.extend(pages::sign_in::routes());
    all.extend(pages::small::routes());
    all.extend(pages::style::routes());
    all.extend(pages::tray::routes());
    all.extend(pages::files::routes());
    all.extend(super::api::routes());
    all.extend(super::api_authorities::routes());
    all.extend(super::api_cases::routes());
    all.extend(super::api_rules::routes());
    all.extend(super::api_habits::routes());
    all.extend(super::api_register::routes());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_page_leads_to_the_nearest_page_above_it() {
        for (address, page) in [
            ("/", "/"),
            ("/register?year=2026", "/register?year=2026"),
            ("/cases/BR-2026-0001/tasks/3/done", "/cases/BR-2026-0001/tasks"),
            ("/cases/BR-2026-0001/notes", "/cases/BR-2026-0001"),
            ("/cases/BR-2026-0001/notices/4/check?lang=it", "/cases/BR-2026-0001/notices/4/check?lang=it"),
            ("/sign-out", "/"),
            ("/nowhere/at/all", "/"),
        ] {
            assert_eq!(page_address(address), page, "{address}");
        }
    }
}
