//! One request as a page's handler sees it: who asks, in which language, what they sent; and the ways to answer.

use std::collections::HashMap;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use askama::Template;
use serde::de::DeserializeOwned;

use super::Web;
use super::cookies::Kind;
use super::form::Form;
use super::form_token;
use super::frame::{Frame, Link, PLACES, Theme, Who};
use super::i18n::Words;
use super::once;
use super::problem::{Problem, html};
use super::routes;
use super::upload::Upload;
use crate::app::api::Machine;
use crate::app::member::SignedIn;
use crate::app::{AppError, Ctx};
use crate::domain::actor::Role;
use crate::domain::values::At;

pub type Answer = Result<HttpResponse, Problem>;

/// What does not change while a request is answered.
pub struct Asked {
    pub web: Arc<Web>,
    pub words: &'static Words,
    pub now: At,
    pub who: Option<SignedIn>,
    pub machine: Option<Machine>,
    pub client: IpAddr,
    pub path: String,
    /// Path and query, for forms that post back to their own page and for the language links.
    pub address: String,
    pub params: HashMap<String, String>,
    pub query: Form,
    pub theme: Theme,
    /// The secret of this browser's forms: the session's token, or the visitor's.
    pub secret: String,
    /// The proof of an earlier sign-in in this browser; empty without.
    pub device: String,
    /// The token of a sign-in whose code is awaited; empty without.
    pub second_step: String,
    /// True when the browser sent no cookie of ours at all.
    pub without_cookies: bool,
    pub idempotency_key: String,
}

pub struct Visit {
    pub asked: Rc<Asked>,
    pub form: Form,
    pub body: Bytes,
    pub upload: Option<Upload>,
    /// The form's token, kept when the form was taken.
    pub token: String,
}

impl Visit {
    pub fn t(&self) -> &'static Words {
        self.asked.words
    }

    pub fn ctx(&self) -> &Ctx {
        &self.asked.web.ctx
    }

    pub fn now(&self) -> At {
        self.asked.now
    }

    /// The signed-in person; routes that are not public always have one.
    pub fn person(&self) -> Result<&SignedIn, Problem> {
        self.asked.who.as_ref().ok_or(Problem::SignIn)
    }

    /// The machine behind an API token.
    pub fn machine(&self) -> Result<&Machine, Problem> {
        self.asked.machine.as_ref().ok_or(Problem::SignIn)
    }

    /// The form that was sent, to be read and, with its problems, shown again. [`Visit::once`] still knows its token.
    pub fn take_form(&mut self) -> Form {
        let words = self.asked.words;
        self.token = self.form.value(super::form::TOKEN).to_owned();
        std::mem::replace(&mut self.form, Form::empty(words))
    }

    /// A part of the path, such as `reference` of `/cases/{reference}`.
    pub fn param(&self, name: &str) -> &str {
        self.asked.params.get(name).map_or("", String::as_str)
    }

    /// A value of the query string; empty when it is not there.
    pub fn query(&self, name: &str) -> &str {
        self.asked.query.value(name)
    }

    /// The JSON body, unknown fields refused if the type says so.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_slice(&self.body).map_err(|_| Problem::Unreadable("problem-bad-json"))
    }

    pub fn frame(&self, title: impl Into<String>) -> Frame {
        self.asked.frame(title)
    }

    /// The address of this page, for the `action` of its form.
    pub fn address(&self) -> &str {
        &self.asked.address
    }

    pub fn page(&self, template: &impl Template) -> Answer {
        Ok(html(StatusCode::OK, template))
    }

    /// The page of a form that holds problems: 422, so that nobody takes it for saved.
    pub fn page_with_problems(&self, template: &impl Template) -> Answer {
        Ok(html(StatusCode::UNPROCESSABLE_ENTITY, template))
    }

    /// 303: what follows a POST.
    pub fn see_other(&self, location: impl AsRef<str>) -> Answer {
        Ok(see_other(location.as_ref()))
    }

    /// Runs a use case away from the async threads.
    pub async fn run<T, E, F>(&self, act: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Send + 'static,
        Problem: From<E>,
        F: FnOnce(&Ctx) -> Result<T, E> + Send + 'static,
    {
        let ctx = self.ctx().clone();
        match tokio::task::spawn_blocking(move || act(&ctx)).await {
            Ok(done) => Ok(done?),
            Err(error) => Err(Problem::Broken(format!("a use case was cut short: {error}"))),
        }
    }

    /// Runs a use case that changes something, once per form: a repeated POST of the same form answers the first one's location without
    /// running again. The use case answers the location to go to; a refused one gives the form back.
    pub async fn once<F>(&self, act: F) -> Result<String, Problem>
    where
        F: FnOnce(&Ctx) -> Result<String, AppError> + Send + 'static,
    {
        let token = if self.token.is_empty() { self.form.value(super::form::TOKEN) } else { &self.token };
        let key = once::key(token, &self.asked.idempotency_key, self.asked.machine.as_ref());
        let session = self.asked.who.as_ref().map(|who| who.session);
        once::run(self.ctx().clone(), key, session, act).await
    }

    /// [`Visit::once`] and on to where it leads.
    pub async fn once_then_see<F>(&self, act: F) -> Answer
    where
        F: FnOnce(&Ctx) -> Result<String, AppError> + Send + 'static,
    {
        let location = self.once(act).await?;
        self.see_other(location)
    }

    /// Refuses unless the password was given within the last minutes (ASVS 7.5.3).
    pub fn demand_recent_password(&self) -> Result<(), Problem> {
        if self.person()?.recently_reauthenticated(self.now()) { Ok(()) } else { Err(Problem::ConfirmPassword) }
    }

    /// Whether a form carries a fresh token of this browser; for routes that check it themselves.
    pub fn has_good_token(&self, token: &str) -> bool {
        let lifetime = self.asked.web.settings.form_lifetime;
        form_token::check(token, &self.asked.secret, self.asked.now, lifetime) == form_token::Checked::Good
    }

    pub fn cookie(&self, kind: Kind, value: &str) -> Cookie<'static> {
        self.asked.web.jar.make(kind, value)
    }

    pub fn without_cookie(&self, kind: Kind) -> Cookie<'static> {
        self.asked.web.jar.remove(kind)
    }
}

impl Asked {
    pub fn frame(&self, title: impl Into<String>) -> Frame {
        let settings = &self.web.settings;
        let mut frame = Frame::plain(self.words, title, self.now, settings.zone, &routes::page_address(&self.address));
        frame.theme = self.theme;
        frame.token = form_token::make(&self.web.ctx.ids, &self.secret, self.now);
        if settings.demo {
            frame.band = Some(self.words.with1("frame-demo-band", "now", self.words.moment(self.now, settings.zone)));
        }
        let pulse = &self.web.ctx.pulse;
        if pulse.is_quarantined() {
            frame.band = Some(self.words.text("frame-quarantine-band"));
        } else if self.who.is_some() && pulse.is_clock_held() {
            frame.band = Some(self.words.text("frame-clock-band"));
        } else if self.who.is_some() && pulse.is_mail_held() {
            frame.band = Some(self.words.text("frame-mail-held-band"));
        }
        if let Some(who) = &self.who {
            let mut roles: Vec<Role> = who.roles.iter().map(|held| held.role).collect();
            roles.sort_unstable();
            roles.dedup();
            frame.places = PLACES
                .iter()
                .filter(|place| place.roles.iter().any(|role| roles.contains(role)))
                .map(|place| Link {
                    href: place.href.to_owned(),
                    label: self.words.text(place.key),
                    current: is_within(&self.path, place.href),
                })
                .collect();
            if settings.demo {
                // Only the demo keeps its mail for everybody to look at.
                frame.places.push(Link {
                    href: "/tray".to_owned(),
                    label: self.words.text("tray-title"),
                    current: is_within(&self.path, "/tray"),
                });
            }
            frame.who = Some(Who { name: who.name.as_str().to_owned(), roles });
        }
        frame
    }
}

/// Whether a page belongs to a place of the navigation. The longest place wins, so `/reports/new` is not also `/reports`.
fn is_within(path: &str, href: &str) -> bool {
    let within = |href: &str| path == href || (href != "/" && path.starts_with(&format!("{href}/")));
    within(href) && !PLACES.iter().any(|other| other.href.len() > href.len() && within(other.href))
}

pub fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
}

/// A local address to go on to after signing in: a path of ours, never another site's.
pub fn safe_next(next: &str) -> Option<&str> {
    let local = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    (local && !next.chars().any(char::is_control)).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_nobody_is_sent_to_another_site() {
        assert_eq!(safe_next("/cases/BR-2026-0001?x=1"), Some("/cases/BR-2026-0001?x=1"));
        for bad in ["", "https://example.org", "//example.org", "/\\example.org", "/a\r\nSet-Cookie: x=1"] {
            assert_eq!(safe_next(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn one_place_of_the_navigation_is_current() {
        assert!(is_within("/cases/BR-2026-0001/facts", "/cases"));
        assert!(is_within("/reports/new", "/reports/new") && !is_within("/reports/new", "/reports"));
        assert!(is_within("/", "/") && !is_within("/cases", "/"));
    }
}
