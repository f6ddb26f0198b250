//! The few cookies: session, visitor, language, theme. All are HttpOnly, SameSite=Lax and for this host only.

use actix_web::cookie::{Cookie, SameSite, time};

/// Names and attributes follow from how the desk is reached (see [`super::settings::Settings::is_secure`]).
#[derive(Debug, Clone)]
pub struct Jar {
    secure: bool,
    /// Cookies do not tell ports of one host apart: two desks on one machine would sign each other out.
    port: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Session,
    /// Ties the forms of somebody who is not signed in to their browser.
    Visitor,
    /// Proves an earlier sign-in in this browser, so that wrong guesses elsewhere do not hold it back.
    Device,
    /// Between the password and the code of the second factor.
    SecondStep,
    Language,
    Theme,
}

impl Jar {
    pub fn new(secure: bool, port: u16) -> Self {
        Self { secure, port }
    }

    pub fn name(&self, kind: Kind) -> String {
        let name = match kind {
            Kind::Session => "session",
            Kind::Visitor => "visitor",
            Kind::Device => "device",
            Kind::SecondStep => "second-step",
            Kind::Language => "language",
            Kind::Theme => "theme",
        };
        if self.secure { format!("__Host-{name}") } else { format!("{name}-{}", self.port) }
    }

    pub fn make(&self, kind: Kind, value: &str) -> Cookie<'static> {
        let lasting = matches!(kind, Kind::Device | Kind::Language | Kind::Theme);
        let mut cookie = Cookie::build(self.name(kind), value.to_owned())
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .finish();
        // Session and visitor end with the browser; the server ends a session earlier.
        if lasting {
            cookie.set_max_age(time::Duration::days(365));
        }
        cookie
    }

    /// Takes a cookie away.
    pub fn remove(&self, kind: Kind) -> Cookie<'static> {
        let mut cookie = self.make(kind, "");
        cookie.set_max_age(time::Duration::ZERO);
        cookie
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_tls_cookies_are_bound_to_the_host() {
        let text = Jar::new(true, 443).make(Kind::Session, "abc").to_string();
        assert!(text.starts_with("__Host-session=abc;"), "{text}");
        for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(text.contains(attribute), "{text}");
        }
        assert!(!text.contains("Domain"));
    }

    #[test]
    fn on_plain_loopback_cookies_go_without_what_browsers_would_refuse() {
        let text = Jar::new(false, 8080).make(Kind::Session, "abc").to_string();
        assert!(text.starts_with("session-8080=abc;") && !text.contains("Secure") && text.contains("HttpOnly"));
    }
}
