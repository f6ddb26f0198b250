//! Signing in and out.

use askama::Template;

use crate::app::auth::sign_in::{Attempt, NotSignedIn};
use crate::app::auth::{self, sign_in};
use crate::web::cookies::Kind;
use crate::web::form::{Form, TOKEN};
use crate::web::frame::Frame;
use crate::web::limits::Counted;
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit, safe_next, see_other};

pub fn routes() -> Vec<Route> {
    vec![
        get("/sign-in", Permission::Public, show),
        // The token is checked here and not at the door: a cookie that does not come back has to be explained on this page.
        post("/sign-in", Permission::Public, send).without_token().counted(Counted::SignIn),
        post("/sign-out", Permission::SignedIn, sign_out),
    ]
}

#[derive(Template)]
#[template(path = "pages/sign-in.html")]
struct SignInPage {
    f: Frame,
    form: Form,
    action: String,
    /// A sentence of success, such as after a new password.
    done: String,
}

fn page(visit: &Visit, form: Form) -> SignInPage {
    let t = visit.t();
    let done = match visit.query("done") {
        "password" => t.text("sign-in-password-set"),
        "late" => t.text("factor-too-late"),
        "factor" => t.text("factor-removed"),
        "out" => t.text("sign-in-signed-out"),
        _ => String::new(),
    };
    SignInPage {
        f: visit.frame(t.text("sign-in-title")).slim().problems(!form.is_good()),
        form,
        action: visit.address().to_owned(),
        done,
    }
}

async fn show(visit: Visit) -> Answer {
    if visit.person().is_ok() {
        return visit.see_other(safe_next(visit.query("next")).unwrap_or("/"));
    }
    visit.page(&page(&visit, Form::empty(visit.t())))
}

async fn send(mut visit: Visit) -> Answer {
    let t = visit.t();
    let mut form = visit.take_form();
    form.only(&["username", "password"]);
    if !visit.has_good_token(form.value(TOKEN)) {
        let key = if visit.asked.without_cookies { "sign-in-no-cookie" } else { "sign-in-again" };
        form.problem("username", t.text(key));
    }
    let email = form.line("username", "sign-in-username-missing");
    let password = form.password("password", "sign-in-password-missing");
    let (true, Some(email), Some(password)) = (form.is_good(), email, password) else {
        return visit.page_with_problems(&page(&visit, form));
    };
    let device = visit.asked.device.clone();
    let web = visit.asked.web.clone();
    let started = visit
        .run(move |ctx| {
            let attempt = Attempt { email: &email, password: &password, device: &device };
            sign_in::sign_in(ctx, &web.ghosts, &attempt, web.settings.session_longest)
        })
        .await?;
    match started {
        Ok(started) => {
            let next = safe_next(visit.query("next")).unwrap_or("/");
            if started.awaits_code {
                let next = percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC);
                let mut answer = see_other(&format!("/sign-in/code?next={next}"));
                let cookie = visit.cookie(Kind::SecondStep, &started.token);
                answer.add_cookie(&cookie).map_err(|error| Problem::Broken(format!("cookie: {error}")))?;
                return Ok(answer);
            }
            let mut answer = see_other(next);
            for cookie in [visit.cookie(Kind::Session, &started.token), visit.cookie(Kind::Device, &started.device)] {
                answer.add_cookie(&cookie).map_err(|error| Problem::Broken(format!("cookie: {error}")))?;
            }
            Ok(answer)
        }
        Err(NotSignedIn::Wrong) => {
            form.problem("username", t.text("sign-in-wrong"));
            visit.page_with_problems(&page(&visit, form))
        }
        Err(NotSignedIn::Wait { minutes }) => {
            form.problem("username", t.with1("sign-in-wait", "minutes", minutes));
            visit.page_with_problems(&page(&visit, form))
        }
    }
}

async fn sign_out(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    visit.run(move |ctx| auth::sign_out(ctx, &who)).await?;
    let mut answer = see_other("/sign-in?done=out");
    let gone = visit.without_cookie(Kind::Session);
    answer.add_cookie(&gone).map_err(|error| Problem::Broken(format!("cookie: {error}")))?;
    Ok(answer)
}
