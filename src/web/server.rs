//! Starts the service and carries every request through the same steps: who asks, may they, what did they send, the page, the headers.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::dev::{Server, Service as _};
use actix_web::http::{self, header};
use actix_web::web::{self as actix, Bytes, BytesMut, Payload};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use futures_util::StreamExt;
use percent_encoding::percent_decode_str;

use super::cookies::{Jar, Kind};
use super::counts::Counts;
use super::form::{Form, TOKEN};
use super::form_token::{self, Checked};
use super::frame::Theme;
use super::guard;
use super::i18n::Lang;
use super::limits::Limits;
use super::line::Line;
use super::network;
use super::problem::Problem;
use super::router::Router;
use super::routes::{Body, Method, Permission, Route, inventory};
use super::settings::Settings;
use super::upload;
use super::visit::{Answer, Asked, Visit};
use crate::app::auth::sign_in::Ghosts;
use crate::app::{Ctx, api, auth};

/// Everything the pages share.
pub struct Web {
    pub ctx: Ctx,
    pub settings: Settings,
    pub limits: Limits,
    pub jar: Jar,
    pub counts: Counts,
    pub ghosts: Ghosts,
    line: Line,
    /// Whether browsers reach us through TLS, ours or a named proxy's.
    pub secure: bool,
}

/// A whole form, files aside.
const FORM_BYTES: usize = 8 << 20;
/// How long the body of a form may take to arrive.
const FORM_PATIENCE: Duration = Duration::from_secs(30);
const UPLOAD_PATIENCE: Duration = Duration::from_secs(600);

/// Serves on a listener that is already bound. The future ends when the server is stopped through its handle.
///
/// # Errors
/// A sentence for the operator: plain HTTP where it may not be spoken, certificate or key that cannot be read, no listener.
pub fn serve(
    ctx: Ctx,
    settings: Settings,
    listener: TcpListener,
    tls: Option<rustls::ServerConfig>,
    workers: usize,
) -> Result<Server, Box<dyn std::error::Error + Send + Sync>> {
    let address = listener.local_addr()?;
    super::network::may_listen(address, tls.is_some(), !settings.trusted_proxies.is_empty())?;
    // A restored copy says so from its first page on.
    crate::app::quarantine::look(&ctx)?;
    let secure = tls.is_some() || settings.is_secure();
    let web = Arc::new(Web {
        limits: Limits::new(&settings.limits, &ctx.clock),
        jar: Jar::new(secure, address.port()),
        counts: Counts::default(),
        line: Line::default(),
        ghosts: Ghosts::default(),
        secure,
        settings,
        ctx,
    });
    let router = Arc::new(Router::new(inventory()));
    let server = HttpServer::new(move || {
        let (web, router) = (web.clone(), router.clone());
        let counted = web.clone();
        App::new()
            .default_service(actix::to(move |request: HttpRequest, payload: Payload| {
                lead(web.clone(), router.clone(), request, payload)
            }))
            // Also answers that no route made: an unknown address, a path that cannot be decoded.
            .wrap_fn(move |request, service| {
                let (answer, counted) = (service.call(request), counted.clone());
                async move {
                    let mut answer = answer.await?;
                    counted.counts.count(answer.status().as_u16());
                    guard::dress_headers(answer.headers_mut(), secure, guard::plain_csp());
                    Ok(answer)
                }
            })
    })
    .workers(workers)
    .shutdown_timeout(10)
    .client_request_timeout(Duration::from_secs(10));
    let server = match tls {
        Some(tls) => server.listen_rustls_0_23(listener, tls)?,
        None => server.listen(listener)?,
    };
    Ok(server.disable_signals().run())
}

/// What a request leads to: the route of its address and method, or the page that says there is none.
async fn lead(web: Arc<Web>, router: Arc<Router>, request: HttpRequest, payload: Payload) -> HttpResponse {
    let is_api = request.path().starts_with("/api/");
    // As the server decoded it: what could be taken for another part stays encoded.
    let Some(matched) = router.find(request.match_info().as_str()) else {
        return refuse(web, request, Problem::NotFound, is_api).await;
    };
    let method = match *request.method() {
        http::Method::GET | http::Method::HEAD => Some(Method::Get),
        http::Method::POST => Some(Method::Post),
        _ => None,
    };
    match method.and_then(|method| matched.route(method)).cloned() {
        Some(route) => {
            let _place = if route.method == Method::Get { web.line.enter().await } else { None };
            carry(web.clone(), route, matched.params, request, payload).await
        }
        None => refuse(web, request, Problem::WrongMethod, is_api).await,
    }
}

async fn refuse(web: Arc<Web>, request: HttpRequest, problem: Problem, is_api: bool) -> HttpResponse {
    let (asked, _) = ask(&web, &request, HashMap::new(), is_api).await;
    if is_api {
        problem.json(&web.ctx.ids, asked.words, Vec::new())
    } else {
        problem.page(&web.ctx.ids, asked.frame(asked.words.text("problem-title")))
    }
}

/// Parts of the path by their names.
type Params = HashMap<String, String>;

/// All the steps of one request.
async fn carry(web: Arc<Web>, route: Route, params: Params, request: HttpRequest, payload: Payload) -> HttpResponse {
    let (asked, session_problem) = ask(&web, &request, params, route.is_api()).await;
    let asked = Rc::new(asked);
    let mut answer = match session_problem {
        Some(problem) => fail(&asked, &route, problem, None),
        None => answer(&asked, &route, &request, payload).await,
    };
    set_cookies(&asked, &request, &mut answer);
    guard::dress(&mut answer, web.secure, &route);
    answer
}

async fn answer(asked: &Rc<Asked>, route: &Route, request: &HttpRequest, payload: Payload) -> HttpResponse {
    if let Err(problem) = guard::allow(route.permission, asked) {
        return turn_away(asked, route, request, payload, problem).await;
    }
    if route.method == Method::Get {
        if let Some(what) = route.counted
            && let Err(seconds) = asked.web.limits.count(what, asked.client)
        {
            return fail(asked, route, Problem::TooMany(seconds), None);
        }
        let visit = Visit {
            asked: asked.clone(),
            form: Form::empty(asked.words),
            body: Bytes::new(),
            upload: None,
            token: String::new(),
        };
        return finish(asked, route, (route.handler)(visit).await, None);
    }
    if !matches!(route.permission, Permission::ApiToken(_))
        && let Err(problem) = guard::same_origin(request.headers(), &host(request))
    {
        return fail(asked, route, problem, None);
    }
    let sent = match receive(asked, route, request, payload).await {
        Ok(sent) => sent,
        Err(problem) => return fail(asked, route, problem, None),
    };
    let kept = sent.form.clone();
    if let Some(what) = route.counted
        && let Err(seconds) = asked.web.limits.count(what, asked.client)
    {
        return fail(asked, route, Problem::TooMany(seconds), Some(&kept));
    }
    if route.needs_token && !matches!(route.permission, Permission::ApiToken(_)) {
        let token = sent.form.value(TOKEN);
        let lifetime = asked.web.settings.form_lifetime;
        if form_token::check(token, &asked.secret, asked.now, lifetime) != Checked::Good {
            return fail(asked, route, Problem::StaleForm, Some(&kept));
        }
    }
    let visit =
        Visit { asked: asked.clone(), form: sent.form, body: sent.body, upload: sent.upload, token: String::new() };
    finish(asked, route, (route.handler)(visit).await, Some(&kept))
}

/// A page goes to the sign-in page; a POST keeps what was typed, because signing in again must lose nothing.
async fn turn_away(
    asked: &Rc<Asked>,
    route: &Route,
    request: &HttpRequest,
    payload: Payload,
    problem: Problem,
) -> HttpResponse {
    if !matches!(problem, Problem::SignIn) || route.is_api() {
        return fail(asked, route, problem, None);
    }
    if route.method == Method::Get {
        let next = percent_encoding::utf8_percent_encode(&asked.address, percent_encoding::NON_ALPHANUMERIC);
        return super::visit::see_other(&format!("/sign-in?next={next}"));
    }
    if guard::same_origin(request.headers(), &host(request)).is_err() || matches!(route.body, Body::Json(_)) {
        return fail(asked, route, problem, None);
    }
    match receive(asked, route, request, payload).await {
        Ok(sent) => fail(asked, route, problem, Some(&sent.form)),
        Err(other) => fail(asked, route, other, None),
    }
}

fn finish(asked: &Asked, route: &Route, answer: Answer, kept: Option<&Form>) -> HttpResponse {
    answer.unwrap_or_else(|problem| fail(asked, route, problem, kept))
}

fn fail(asked: &Asked, route: &Route, problem: Problem, kept: Option<&Form>) -> HttpResponse {
    let ids = &asked.web.ctx.ids;
    if route.is_api() {
        return problem.json(ids, asked.words, Vec::new());
    }
    let asks_first = match problem {
        Problem::ConfirmPassword => Some("/account/confirm"),
        Problem::SecondFactor => Some("/account/second-factor"),
        _ => None,
    };
    if let (Some(page), Method::Get) = (asks_first, route.method) {
        let next = percent_encoding::utf8_percent_encode(&asked.address, percent_encoding::NON_ALPHANUMERIC);
        return super::visit::see_other(&format!("{page}?next={next}"));
    }
    let frame = asked.frame(asked.words.text("problem-title"));
    match kept {
        Some(form) => problem.page_that_keeps(ids, frame, form, &asked.address),
        None => problem.page(ids, frame),
    }
}

/// The host the browser asked for. A proxy in front passes it on unchanged.
fn host(request: &HttpRequest) -> String {
    request.connection_info().host().to_owned()
}

struct Sent {
    form: Form,
    body: Bytes,
    upload: Option<upload::Upload>,
}

async fn receive(asked: &Asked, route: &Route, request: &HttpRequest, payload: Payload) -> Result<Sent, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let form = |pairs| Form::sent(asked.words, pairs);
    match (route.body, kind.as_str()) {
        (Body::Json(most), "application/json") => {
            let body = within(FORM_PATIENCE, collect(payload, most)).await?;
            Ok(Sent { form: Form::empty(asked.words), body, upload: None })
        }
        (Body::Form | Body::Upload(_), "application/x-www-form-urlencoded") => {
            let body = within(FORM_PATIENCE, collect(payload, FORM_BYTES)).await?;
            Ok(Sent { form: form(pairs(&body)), body: Bytes::new(), upload: None })
        }
        (Body::Upload(most), "multipart/form-data") => {
            let parts = Multipart::new(request.headers(), payload);
            let (fields, upload) = within(UPLOAD_PATIENCE, upload::read(parts, most)).await?;
            Ok(Sent { form: form(fields), body: Bytes::new(), upload })
        }
        _ => Err(Problem::WrongType),
    }
}

async fn within<T>(patience: Duration, work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    tokio::time::timeout(patience, work).await.unwrap_or(Err(Problem::Slow))
}

async fn collect(mut payload: Payload, most: usize) -> Result<Bytes, Problem> {
    let mut body = BytesMut::new();
    while let Some(piece) = payload.next().await {
        let piece = piece.map_err(|_| Problem::Unreadable("problem-unreadable"))?;
        if body.len() + piece.len() > most {
            return Err(Problem::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.freeze())
}

/// The pairs of a form body or a query string, decoded once.
fn pairs(body: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(body);
    let decode = |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// Who asks, in which language, from where. The second value is a problem that keeps the request from being answered at all.
async fn ask(web: &Arc<Web>, request: &HttpRequest, params: Params, is_api: bool) -> (Asked, Option<Problem>) {
    let header =
        |name: header::HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let cookie = |kind| request.cookie(&web.jar.name(kind)).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    let query = pairs(request.query_string().as_bytes());
    let now = web.ctx.clock.now();

    let mut problem = None;
    let (mut who, mut machine) = (None, None);
    let session = cookie(Kind::Session);
    let bearer = header(header::AUTHORIZATION).strip_prefix("Bearer ").unwrap_or("").trim().to_owned();
    let (ctx, token, idle) = (web.ctx.clone(), session.clone(), web.settings.session_idle);
    let found = tokio::task::spawn_blocking(move || {
        if is_api {
            let machine = if bearer.is_empty() { None } else { api::machine(&ctx, &bearer)? };
            return Ok((None, machine));
        }
        let who = if token.is_empty() { None } else { auth::signed_in(&ctx, &token, idle)? };
        Ok::<_, crate::app::AppError>((who, None))
    })
    .await;
    match found {
        Ok(Ok(found)) => (who, machine) = found,
        Ok(Err(error)) => problem = Some(Problem::from(error)),
        Err(error) => problem = Some(Problem::Broken(format!("a session could not be read: {error}"))),
    }

    let asked_for = query.iter().find(|(name, _)| name == "lang").and_then(|(_, lang)| Lang::parse(lang));
    let lang = asked_for
        .or_else(|| Lang::parse(&cookie(Kind::Language)))
        .or_else(|| who.as_ref().and_then(|who: &crate::app::member::SignedIn| Lang::parse(&who.language)))
        .or_else(|| Lang::accepted(header(header::ACCEPT_LANGUAGE)))
        .unwrap_or(Lang::En);
    let visitor = cookie(Kind::Visitor);
    let without_cookies = session.is_empty() && visitor.is_empty();
    // Before sign-in a form is tied to the visitor cookie, which is made with the first page.
    let secret = match (&who, visitor.is_empty()) {
        (Some(_), _) => session,
        (None, false) => visitor,
        (None, true) => web.ctx.ids.token(),
    };
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let forwarded = header(header::HeaderName::from_static("x-forwarded-for"));
    let asked = Asked {
        words: lang.words(),
        now,
        who,
        machine,
        client: network::client(peer, forwarded, &web.settings.trusted_proxies),
        path: request.path().to_owned(),
        address: request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        params,
        query: Form::sent(lang.words(), query),
        theme: Theme::parse(&cookie(Kind::Theme)).unwrap_or(Theme::System),
        secret,
        device: cookie(Kind::Device),
        second_step: cookie(Kind::SecondStep),
        without_cookies,
        idempotency_key: header(header::HeaderName::from_static("idempotency-key")).to_owned(),
        web: web.clone(),
    };
    (asked, problem)
}

/// Remembers a chosen language, and gives a first-time visitor the cookie that their forms are tied to.
fn set_cookies(asked: &Asked, request: &HttpRequest, answer: &mut HttpResponse) {
    if asked.path.starts_with("/api/") || asked.path.starts_with("/static/") {
        return;
    }
    let jar = &asked.web.jar;
    let mut add = |kind, value: &str| {
        if answer.add_cookie(&jar.make(kind, value)).is_err() {
            tracing::error!("A cookie could not be set");
        }
    };
    if let Some(lang) = Lang::parse(asked.query.value("lang")) {
        add(Kind::Language, lang.as_str());
    }
    if asked.who.is_none() && request.cookie(&jar.name(Kind::Visitor)).is_none() {
        add(Kind::Visitor, &asked.secret);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_body_is_decoded_once() {
        let pairs = pairs(b"what=a+b%26c%2Bd&empty=&flag&%C3%A8=caf%C3%A9&twice=%2541");
        let expected = [("what", "a b&c+d"), ("empty", ""), ("flag", ""), ("è", "café"), ("twice", "%41")];
        let expected: Vec<(String, String)> =
            expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(pairs, expected);
    }
}
