//! Headers, cookies, forged and repeated forms, limits: the rows of the security table, over real HTTP.

use breachdesk::store::users::UserStatus;
use breachdesk::web::routes::{Method, inventory};
use breachdesk::web::settings::{Limit, Limits, Settings};
use chrono::TimeDelta;

use crate::support::app::{PASSWORD, TestApp, address_of, generous, on_both_apps};
use crate::support::browser::{Page, encoded};
use crate::support::database::Engine;

fn has_every_header(page: &Page, what: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(page.header(name), value, "{what}: {name}");
    }
    let csp = page.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(csp.contains(part), "{what}: {part} in {csp}");
    }
    assert!(!csp.contains("unsafe"), "{what}: {csp}");
    let expected = if what.starts_with("/static/") && page.status == 200 { "immutable" } else { "no-store" };
    assert!(page.header("cache-control").contains(expected), "{what}: cache-control {}", page.header("cache-control"));
}

/// The preview of a message stands in a frame of our own, brings its own style, and runs, loads and sends nothing.
fn is_a_sandboxed_preview(page: &Page, what: &str) {
    assert_eq!(page.header("x-frame-options"), "SAMEORIGIN", "{what}");
    assert_eq!(page.header("x-content-type-options"), "nosniff", "{what}");
    assert!(page.header("cache-control").contains("no-store"), "{what}");
    let csp = page.header("content-security-policy");
    for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'self'", "sandbox"] {
        assert!(csp.contains(part), "{what}: {part} in {csp}");
    }
    for part in ["script-src", "allow-scripts", "img-src", "connect-src"] {
        assert!(!csp.contains(part), "{what}: {part} in {csp}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_errors_and_files_too() {
    let app = TestApp::start().await;
    let dpo = app.dpo().await;
    for route in inventory() {
        let path = route.path.replace("{organisation}", "lunamobile").replace(['{', '}'], "x");
        for browser in [&app.stranger(), &dpo] {
            let page = match route.method {
                Method::Get => browser.get(&path).await,
                Method::Post if route.path == "/sign-out" => continue,
                Method::Post => browser.post(&path, &[], &[]).await,
            };
            if route.framed {
                is_a_sandboxed_preview(&page, &path);
            } else {
                has_every_header(&page, &path);
            }
        }
    }
    let stranger = app.stranger();
    let style = stranger.get("/sign-in").await.text().split("href=\"/static/").nth(1).unwrap().to_owned();
    let style = format!("/static/{}", style.split('"').next().unwrap());
    let file = stranger.get(&style).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/css; charset=utf-8"));
    has_every_header(&file, &style);
    for (method, path) in
        [("GET", "/nowhere"), ("PUT", "/sign-in"), ("OPTIONS", "/account"), ("GET", "/%ff%fe"), ("POST", "/")]
    {
        let page = stranger.ask(method.parse().unwrap(), path, &[], String::new()).await;
        assert!(page.status >= 400 && page.status < 500, "{method} {path}: {}", page.status);
        has_every_header(&page, path);
    }
}

#[tokio::test]
async fn behind_a_named_proxy_cookies_are_bound_to_the_host_and_tls_is_demanded() {
    let settings =
        Settings { trusted_proxies: vec!["127.0.0.1".parse().unwrap()], limits: generous(), ..Settings::default() };
    let app = TestApp::with(Engine::Sqlite, settings).await;
    app.add_user("Chiara Bonfanti", UserStatus::Active);
    let browser = app.stranger();
    assert!(browser.get("/sign-in").await.header("strict-transport-security").contains("max-age=31536000"));
    let signed_in = browser.sign_in("chiara.bonfanti@example.org", PASSWORD).await;
    assert_eq!(signed_in.status, 303);
    for cookie in signed_in.headers.get_all("set-cookie") {
        let text = cookie.to_str().unwrap();
        assert!(text.starts_with("__Host-"), "{text}");
        for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(text.contains(attribute), "{attribute} in {text}");
        }
    }
}

#[tokio::test]
async fn a_session_begins_anew_at_sign_in_and_ends_on_the_server() {
    on_both_apps(async |app| {
        app.dpo().await;
        let email = address_of("Chiara Bonfanti");
        let browser = app.stranger();
        let session = |browser: &crate::support::browser::Browser| {
            let jar = browser.cookies.lock().unwrap();
            jar.iter().find(|(name, _)| name.starts_with("session")).map(|(_, value)| value.clone())
        };
        browser.get("/sign-in").await;
        assert_eq!(session(&browser), None);
        browser.sign_in(&email, PASSWORD).await;
        let first = session(&browser).unwrap();
        assert!(first.len() >= 43, "256 bits");
        assert_eq!(browser.get("/account").await.status, 200);

        // The cookie of before is of no use after signing out, whoever kept it.
        let thief = browser.same_cookies();
        let out = browser.send("/account", "/sign-out", &[]).await;
        assert_eq!((out.status, out.location()), (303, "/sign-in?done=out"));
        assert_eq!(thief.get("/account").await.status, 303);

        browser.sign_in(&email, PASSWORD).await;
        assert_ne!(session(&browser).unwrap(), first);

        // Idle, then absolute.
        app.advance(TimeDelta::minutes(119));
        assert_eq!(browser.get("/account").await.status, 200);
        app.advance(TimeDelta::minutes(121));
        assert_eq!(browser.get("/account").await.status, 303);
        browser.sign_in(&email, PASSWORD).await;
        for _ in 0..7 {
            app.advance(TimeDelta::minutes(100));
            assert_eq!(browser.get("/account").await.status, 200);
        }
        app.advance(TimeDelta::minutes(21));
        assert_eq!(browser.get("/account").await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    on_both_apps(async |app| {
        let (here, elsewhere) = (app.dpo().await, app.dpo().await);
        let fields = |new| [("old-password", PASSWORD), ("new-password", new)];
        let weak = here.send("/account", "/account/password", &fields("too short")).await;
        assert_eq!(weak.status, 422);
        assert!(weak.text().contains("Use at least 15 characters") && !weak.text().contains("too short"));
        let wrong = [("old-password", "not my password at all"), ("new-password", "nine green herons asleep")];
        assert_eq!(here.send("/account", "/account/password", &wrong).await.status, 422);
        assert_eq!(elsewhere.get("/account").await.status, 200);

        let changed = here.send("/account", "/account/password", &fields("nine green herons asleep")).await;
        assert_eq!(changed.location(), "/account?done=password");
        assert_eq!(here.get("/account").await.status, 200);
        assert_eq!(elsewhere.get("/account").await.status, 303);
        let again = app.stranger();
        assert_eq!(again.sign_in("chiara.bonfanti@example.org", PASSWORD).await.status, 422);
        assert_eq!(again.sign_in("chiara.bonfanti@example.org", "nine green herons asleep").await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn people_see_and_end_their_own_sessions_and_nobody_elses() {
    let app = TestApp::start().await;
    let (here, elsewhere, other) = (app.dpo().await, app.dpo().await, app.handler().await);
    let page = here.get("/account").await;
    let ends: Vec<&str> = page
        .text()
        .split("action=\"")
        .filter_map(|part| part.split('"').next())
        .filter(|a| a.ends_with("/end"))
        .collect();
    assert_eq!(ends.len(), 1, "only the other session can be ended here");
    assert_eq!(other.send("/account", ends[0], &[]).await.status, 404);
    assert_eq!(elsewhere.get("/account").await.status, 200);
    let ended = here.post_with(ends[0], &page.token(), &[]).await;
    assert_eq!((ended.status, ended.location()), (303, "/account?done=session"));
    assert_eq!(elsewhere.get("/account").await.status, 303);
    // The same form again answers what it answered before, though the session to end is gone.
    let repeated = here.post_with(ends[0], &page.token(), &[]).await;
    assert_eq!((repeated.status, repeated.location()), (303, "/account?done=session"));
}

#[tokio::test]
async fn a_form_without_our_token_or_from_elsewhere_changes_nothing() {
    on_both_apps(async |app| {
        let browser = app.dpo().await;
        let good = browser.get("/account").await.token();
        let stranger_token = app.stranger().get("/sign-in").await.token();
        let other_token = app.handler().await.get("/account").await.token();
        let screen = [("language", "it"), ("theme", "dark")];
        for token in ["", "nonsense", &stranger_token, &other_token] {
            let refused = browser.post_with("/account/screen", token, &screen).await;
            assert_eq!(refused.status, 409, "token {token:?}");
            assert!(
                refused.text().contains("kept") && refused.text().contains("dark</textarea>"),
                "what was chosen stays"
            );
        }
        let mut fields = vec![("form-token", good.as_str())];
        fields.extend_from_slice(&screen);
        for headers in [
            [("origin", "https://example.org")],
            [("origin", "null")],
            [("sec-fetch-site", "cross-site")],
            [("sec-fetch-site", "same-site")],
        ] {
            assert_eq!(browser.post("/account/screen", &fields, &headers).await.status, 403, "{headers:?}");
        }
        assert!(browser.get("/account").await.text().contains("lang=\"en\""));
        let own = [("origin", app.base.as_str()), ("sec-fetch-site", "same-origin")];
        assert_eq!(browser.post("/account/screen", &fields, &own).await.status, 303);
        assert!(browser.get("/account").await.text().contains("<html lang=\"it\""));
    })
    .await;
}

#[tokio::test]
async fn an_old_form_keeps_what_was_typed_and_can_be_sent_again() {
    let app = TestApp::with(
        Engine::Sqlite,
        Settings { form_lifetime: TimeDelta::minutes(30), limits: generous(), ..Settings::default() },
    )
    .await;
    let browser = app.dpo().await;
    let token = browser.get("/account").await.token();
    app.advance(TimeDelta::minutes(31));
    let kept = browser.post_with("/account/screen", &token, &[("language", "it"), ("theme", "dark")]).await;
    assert_eq!(kept.status, 409);
    assert!(kept.text().contains("open for too long") && kept.text().contains("action=\"/account/screen\""));
    let again = browser.post_with("/account/screen", &kept.token(), &[("language", "it"), ("theme", "dark")]).await;
    assert_eq!(again.status, 303);

    // The session over: what was typed stays too, and the way back in is shown.
    let token = browser.get("/account").await.token();
    app.advance(TimeDelta::hours(13));
    let over = browser.post_with("/account/screen", &token, &[("language", "en"), ("theme", "light")]).await;
    assert_eq!(over.status, 401);
    assert!(over.text().contains("href=\"/sign-in\"") && over.text().contains("light</textarea>"));
}

#[tokio::test]
async fn a_cookie_that_does_not_come_back_is_explained_at_sign_in() {
    let app = TestApp::start().await;
    app.dpo().await;
    let browser = app.stranger();
    let token = browser.get("/sign-in").await.token();
    browser.cookies.lock().unwrap().clear();
    let fields = [("form-token", token.as_str()), ("username", "chiara.bonfanti@example.org"), ("password", PASSWORD)];
    let page = browser.post("/sign-in", &fields, &[]).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("did not send back the cookie"));
    assert!(page.text().contains("value=\"chiara.bonfanti@example.org\"") && !page.text().contains(PASSWORD));
}

#[tokio::test]
async fn wrong_passwords_slow_down_alike_for_known_and_unknown_addresses() {
    on_both_apps(async |app| {
        let known_device = app.dpo().await;
        known_device.send("/account", "/sign-out", &[]).await;
        let mut told = Vec::new();
        for email in ["chiara.bonfanti@example.org", "nobody@example.org"] {
            let browser = app.stranger();
            let mut answers = Vec::new();
            for _ in 0..7 {
                let page = browser.sign_in(email, "certainly not this one").await;
                assert_eq!(page.status, 422);
                answers.push(page.text().contains("Too many wrong passwords"));
            }
            told.push(answers);
        }
        assert_eq!(told[0], [false, false, false, false, false, true, true]);
        assert_eq!(told[0], told[1], "an unknown address gives itself away");
        // The right password waits as well, but not in the browser that signed in before.
        let elsewhere = app.stranger().sign_in("chiara.bonfanti@example.org", PASSWORD).await;
        assert!(elsewhere.text().contains("Too many wrong passwords"));
        assert_eq!(known_device.sign_in("chiara.bonfanti@example.org", PASSWORD).await.status, 303);
        app.advance(TimeDelta::minutes(61));
        assert_eq!(app.stranger().sign_in("chiara.bonfanti@example.org", PASSWORD).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn a_network_that_tries_too_often_waits() {
    let tight = Limit { at_once: 3, then_one_per_seconds: 60 };
    let settings = Settings { limits: Limits { sign_in: tight, ..generous() }, ..Settings::default() };
    let app = TestApp::with(Engine::Sqlite, settings).await;
    let browser = app.stranger();
    for _ in 0..3 {
        assert_eq!(browser.sign_in("nobody@example.org", "certainly not this one").await.status, 422);
    }
    let page = browser.sign_in("nobody@example.org", "certainly not this one").await;
    assert_eq!(page.status, 429);
    assert!(page.header("retry-after").parse::<u64>().unwrap() <= 61);
    assert!(page.text().contains("nobody@example.org"), "what was typed stays");
    // An address in front of it that no named proxy wrote changes nothing.
    let forged =
        browser.post("/sign-in", &[("username", "a@example.org")], &[("x-forwarded-for", "198.51.100.7")]).await;
    assert_eq!(forged.status, 429);
    app.advance(TimeDelta::seconds(61));
    assert_eq!(browser.sign_in("nobody@example.org", "certainly not this one").await.status, 422);
}

#[tokio::test]
async fn unknown_fields_too_much_and_the_wrong_kind_are_refused_with_a_sentence() {
    let app = TestApp::start().await;
    let browser = app.dpo().await;
    let unknown = [("language", "it"), ("theme", "dark"), ("role", "admin")];
    let page = browser.send("/account", "/account/screen", &unknown).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("does not know the field “role”"));

    let huge = "a".repeat(9 << 20);
    let token = browser.get("/account").await.token();
    assert_eq!(browser.post_with("/account/screen", &token, &[("language", &huge)]).await.status, 413);
    let body = encoded(&[("form-token", &token), ("language", "it"), ("theme", "dark")]);
    let wrong = browser.ask("POST".parse().unwrap(), "/account/screen", &[("content-type", "text/plain")], body).await;
    assert_eq!(wrong.status, 415);
    assert_eq!(browser.ask("PUT".parse().unwrap(), "/account", &[], String::new()).await.status, 405);
}

#[tokio::test]
async fn the_language_is_a_link_that_keeps_the_page() {
    let app = TestApp::start().await;
    let browser = app.stranger();
    let page = browser.get("/sign-in?next=%2Faccount").await;
    assert!(page.text().contains("href=\"/sign-in?next=%2Faccount&#38;lang=it\""), "{}", page.text());
    assert!(browser.get("/sign-in?next=%2Faccount&lang=it").await.text().contains("<html lang=\"it\""));
    assert!(browser.get("/sign-in").await.text().contains("Accesso"), "the choice stays");
    let stranger = app.stranger();
    let italian = [("accept-language", "it-IT,en;q=0.5")];
    let page = stranger.ask("GET".parse().unwrap(), "/sign-in", &italian, String::new()).await;
    assert!(page.text().contains("Accesso"));
}

#[tokio::test]
async fn the_style_guide_is_for_the_demo_only() {
    let demo = TestApp::start().await;
    assert_eq!(demo.stranger().get("/style").await.status, 200);
    let app = TestApp::with(Engine::Sqlite, Settings { limits: generous(), ..Settings::default() }).await;
    assert_eq!(app.stranger().get("/style").await.status, 404);
}

#[tokio::test]
async fn health_and_metrics_say_what_is() {
    let app = TestApp::start().await;
    let stranger = app.stranger();
    assert_eq!(stranger.get("/health").await.json()["status"], "ok");
    stranger.get("/nowhere").await;
    let metrics = stranger.get("/metrics").await;
    assert!(metrics.text().contains("breachdesk_database_up 1"));
    assert!(metrics.text().contains("breachdesk_requests_total{status=\"4xx\"} 1"));
}
