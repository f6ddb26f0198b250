//! What stands before every handler: permission, origin, and the headers that every answer carries.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::problem::Problem;
use super::routes::{Permission, Route};
use super::visit::Asked;

/// The one predicate over permission and person (rows Authorisation and IDOR of the security table).
///
/// # Errors
/// 401, 403 or 404 as the table of the routes says.
pub fn allow(permission: Permission, asked: &Asked) -> Result<(), Problem> {
    let lacking = asked.web.settings.demands_second_factor
        && asked.who.as_ref().is_some_and(crate::app::auth::second_factor::is_lacking);
    let open = matches!(permission, Permission::Public | Permission::Demo | Permission::ApiToken(_));
    // Their own account, and the way out.
    let own = asked.path == "/sign-out" || asked.path == "/account" || asked.path.starts_with("/account/");
    if lacking && !open && !own {
        return Err(Problem::SecondFactor);
    }
    let holds = |roles: &[crate::domain::actor::Role]| {
        asked.who.as_ref().is_some_and(|who| who.roles.iter().any(|held| roles.contains(&held.role)))
    };
    match permission {
        Permission::Public => Ok(()),
        Permission::Demo if asked.web.settings.demo => Ok(()),
        Permission::Demo => Err(Problem::NotFound),
        Permission::ApiToken(scope) => match &asked.machine {
            None => Err(Problem::SignIn),
            Some(machine) if machine.may(scope) => Ok(()),
            Some(_) => Err(Problem::Forbidden),
        },
        _ if asked.who.is_none() => Err(Problem::SignIn),
        Permission::SignedIn => Ok(()),
        Permission::Roles(roles) if holds(roles) => Ok(()),
        Permission::Roles(_) => Err(Problem::Forbidden),
        Permission::Hidden(roles) if holds(roles) => Ok(()),
        Permission::Hidden(_) => Err(Problem::NotFound),
    }
}

/// Refuses a POST that another site made (ASVS 3.5.1): `Sec-Fetch-Site` where the browser sends it, `Origin` where it does not.
pub fn same_origin(headers: &HeaderMap, host: &str) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => {}
        Some(_) => return Err(Problem::ForeignOrigin),
        None => {}
    }
    match text("origin") {
        None => Ok(()),
        Some(origin) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            if authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host)) {
                Ok(())
            } else {
                Err(Problem::ForeignOrigin)
            }
        }
    }
}

const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                   frame-ancestors 'none'";
/// A message as it will be sent brings its own style; it runs nothing, loads nothing and leads nowhere.
const PREVIEW_CSP: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'; sandbox";

/// Headers of every answer, errors and files included. A handler that set one of them keeps its own.
pub fn dress(answer: &mut HttpResponse, secure: bool, route: &Route) {
    let mut csp = if route.framed { PREVIEW_CSP } else { CSP }.to_owned();
    if route.frames {
        csp.push_str("; frame-src 'self'");
    }
    if route.refreshes {
        csp.push_str("; connect-src 'self'");
    }
    if route.framed {
        answer.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    }
    dress_headers(answer.headers_mut(), secure, &csp);
}

/// The same for answers that came about before any route was found.
pub fn dress_headers(headers: &mut HeaderMap, secure: bool, csp: &str) {
    let mut put = |name: HeaderName, value: &str| {
        if !headers.contains_key(&name)
            && let Ok(value) = HeaderValue::from_str(value)
        {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_SECURITY_POLICY, csp);
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not no-referrer: that would make browsers send `Origin: null` with our own forms.
    put(header::REFERRER_POLICY, "same-origin");
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    put(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()");
    put(header::X_FRAME_OPTIONS, "DENY");
    put(header::CACHE_CONTROL, "no-store");
    if secure {
        put(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

/// The policy of answers that came about before any route was found.
pub fn plain_csp() -> &'static str {
    CSP
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut all = HeaderMap::new();
        for (name, value) in pairs {
            all.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        all
    }

    #[test]
    fn only_our_own_pages_may_post() {
        let host = "desk.example.org:8443";
        let good = [
            headers(&[]),
            headers(&[("sec-fetch-site", "same-origin"), ("origin", "https://desk.example.org:8443")]),
            headers(&[("origin", "http://DESK.example.org:8443")]),
        ];
        for one in good {
            assert!(same_origin(&one, host).is_ok());
        }
        let bad = [
            headers(&[("sec-fetch-site", "cross-site")]),
            headers(&[("sec-fetch-site", "same-site")]),
            headers(&[("origin", "null")]),
            headers(&[("origin", "https://example.org")]),
            headers(&[("origin", "https://desk.example.org:8443.example.org")]),
            headers(&[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example.org")]),
        ];
        for one in bad {
            assert!(same_origin(&one, host).is_err(), "{one:?}");
        }
    }
}
