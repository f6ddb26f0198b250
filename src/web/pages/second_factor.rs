//! The second factor: set up on the account page, and the page between password and desk.

use askama::Template;
use qrcode::QrCode;
use qrcode::render::svg;

use crate::app::auth::second_factor::{self, Standing};
use crate::app::auth::sign_in::NotSignedIn;
use crate::web::cookies::Kind;
use crate::web::form::{Form, TOKEN};
use crate::web::frame::Frame;
use crate::web::limits::Counted;
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit, safe_next, see_other};

pub fn routes() -> Vec<Route> {
    vec![
        get("/account/second-factor", Permission::SignedIn, show),
        post("/account/second-factor/begin", Permission::SignedIn, begin),
        post("/account/second-factor/confirm", Permission::SignedIn, confirm).counted(Counted::SignIn),
        post("/account/second-factor/remove", Permission::SignedIn, take_off),
        get("/sign-in/code", Permission::Public, ask),
        // Like the sign-in form: the token is checked here, so that a missing cookie is explained on the page.
        post("/sign-in/code", Permission::Public, take).without_token().counted(Counted::SignIn),
    ]
}

#[derive(Template)]
#[template(path = "pages/second-factor.html")]
struct SetUpPage {
    f: Frame,
    form: Form,
    standing: String,
    active: bool,
    /// What an app reads: picture, text, link; empty until the set-up began.
    picture: String,
    secret: String,
    link: String,
    /// The desk demands one of this person and there is none.
    lacking: bool,
    next: String,
    /// Shown this once.
    codes: Vec<String>,
}

/// The secret as a picture; empty where it cannot be drawn, because text and link stand beside it.
fn picture(link: &str) -> String {
    let Ok(code) = QrCode::new(link.as_bytes()) else { return String::new() };
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    // Without the head of a file: it stands inside a page.
    drawn.find("<svg").and_then(|at| drawn.get(at..)).unwrap_or_default().to_owned()
}

/// `ABCD EFGH …`, as a person types it.
fn in_fours(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

async fn set_up_page(visit: &Visit, form: Form, codes: Vec<String>) -> Result<SetUpPage, Problem> {
    let (who, t) = (visit.person()?.clone(), visit.t());
    let lacks = visit.asked.web.settings.demands_second_factor && second_factor::is_lacking(&who);
    let standing: Standing = visit.run(move |ctx| second_factor::standing(ctx, &who)).await?;
    let zone = visit.asked.web.settings.zone;
    let next = safe_next(visit.query("next")).unwrap_or("/").to_owned();
    Ok(SetUpPage {
        f: visit.frame(t.text("factor-title")).slim().problems(!form.is_good()),
        standing: match standing.active_since {
            Some(since) => t.with2("factor-is-on", "since", t.moment(since, zone), "left", standing.recovery_left),
            None => t.text("factor-is-off"),
        },
        active: standing.active_since.is_some(),
        picture: standing.shown.as_ref().map(|shown| picture(&shown.link)).unwrap_or_default(),
        secret: standing.shown.as_ref().map(|shown| in_fours(&shown.secret)).unwrap_or_default(),
        link: standing.shown.map(|shown| shown.link).unwrap_or_default(),
        lacking: lacks && codes.is_empty(),
        next,
        codes,
        form,
    })
}

async fn show(visit: Visit) -> Answer {
    visit.page(&set_up_page(&visit, Form::empty(visit.t()), Vec::new()).await?)
}

/// The page of the set-up, with where the person was going.
fn here(visit: &Visit) -> String {
    let next = safe_next(visit.form.value("next")).unwrap_or("/");
    let next = percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC);
    format!("/account/second-factor?next={next}")
}

async fn begin(visit: Visit) -> Answer {
    visit.demand_recent_password()?;
    let (who, to) = (visit.person()?.clone(), here(&visit));
    visit
        .once_then_see(move |ctx| {
            second_factor::begin(ctx, &who)?;
            Ok(to)
        })
        .await
}

async fn confirm(mut visit: Visit) -> Answer {
    let t = visit.t();
    let mut form = visit.take_form();
    form.only(&["code", "next"]);
    if let Some(code) = form.line("code", "factor-code-missing") {
        let who = visit.person()?.clone();
        match visit.run(move |ctx| second_factor::confirm(ctx, &who, &code)).await? {
            // No redirect: the recovery codes are shown this once and kept nowhere.
            Some(codes) => return visit.page(&set_up_page(&visit, Form::empty(t), codes).await?),
            None => form.problem("code", t.text("factor-code-wrong")),
        }
    }
    visit.page_with_problems(&set_up_page(&visit, form, Vec::new()).await?)
}

async fn take_off(visit: Visit) -> Answer {
    visit.demand_recent_password()?;
    let who = visit.person()?.clone();
    visit.run(move |ctx| second_factor::remove(ctx, &who)).await?;
    visit.see_other("/sign-in?done=factor")
}

#[derive(Template)]
#[template(path = "pages/sign-in-code.html")]
struct CodePage {
    f: Frame,
    form: Form,
    action: String,
}

fn code_page(visit: &Visit, form: Form) -> CodePage {
    let f = visit.frame(visit.t().text("factor-code-title")).slim().problems(!form.is_good());
    CodePage { f, form, action: visit.address().to_owned() }
}

/// Where somebody goes whose password was never given, or too long ago.
fn from_the_start(visit: &Visit) -> String {
    let next = safe_next(visit.query("next")).unwrap_or("/");
    let next = percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC);
    format!("/sign-in?done=late&next={next}")
}

async fn ask(visit: Visit) -> Answer {
    let token = visit.asked.second_step.clone();
    if !visit.run(move |ctx| second_factor::is_awaited(ctx, &token)).await? {
        return visit.see_other(from_the_start(&visit));
    }
    visit.page(&code_page(&visit, Form::empty(visit.t())))
}

async fn take(mut visit: Visit) -> Answer {
    let t = visit.t();
    let mut form = visit.take_form();
    form.only(&["code"]);
    if !visit.has_good_token(form.value(TOKEN)) {
        let key = if visit.asked.without_cookies { "sign-in-no-cookie" } else { "sign-in-again" };
        form.problem("code", t.text(key));
    }
    let code = form.line("code", "factor-code-missing");
    let (true, Some(code)) = (form.is_good(), code) else {
        return visit.page_with_problems(&code_page(&visit, form));
    };
    let (token, longest) = (visit.asked.second_step.clone(), visit.asked.web.settings.session_longest);
    let started = visit.run(move |ctx| second_factor::sign_in(ctx, &token, &code, longest)).await;
    match started {
        Ok(Ok(started)) => {
            let mut answer = see_other(safe_next(visit.query("next")).unwrap_or("/"));
            for cookie in [
                visit.cookie(Kind::Session, &started.token),
                visit.cookie(Kind::Device, &started.device),
                visit.without_cookie(Kind::SecondStep),
            ] {
                answer.add_cookie(&cookie).map_err(|error| Problem::Broken(format!("cookie: {error}")))?;
            }
            Ok(answer)
        }
        Ok(Err(NotSignedIn::Wrong)) => {
            form.problem("code", t.text("factor-code-wrong"));
            visit.page_with_problems(&code_page(&visit, form))
        }
        Ok(Err(NotSignedIn::Wait { minutes })) => {
            form.problem("code", t.with1("factor-code-wait", "minutes", minutes));
            visit.page_with_problems(&code_page(&visit, form))
        }
        Err(Problem::NotFound) => visit.see_other(from_the_start(&visit)),
        Err(problem) => Err(problem),
    }
}
