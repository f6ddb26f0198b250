//! A person's own account: password, sessions, language, theme, and the page that asks for the password again.

use askama::Template;
use uuid::Uuid;

use crate::app::auth::sign_in::{self, NotSignedIn};
use crate::app::auth::{self, OwnSession, password};
use crate::web::components::Choice;
use crate::web::cookies::Kind;
use crate::web::form::Form;
use crate::web::frame::{Frame, Theme};
use crate::web::i18n::{Lang, Words};
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit, safe_next, see_other};

pub fn routes() -> Vec<Route> {
    vec![
        get("/account", Permission::SignedIn, show),
        post("/account/screen", Permission::SignedIn, save_screen),
        post("/account/password", Permission::SignedIn, save_password),
        post("/account/sessions/{session}/end", Permission::SignedIn, end_session),
        get("/account/confirm", Permission::SignedIn, show_confirm),
        post("/account/confirm", Permission::SignedIn, confirm),
    ]
}

struct SessionRow {
    started: String,
    seen: String,
    is_this_one: bool,
    end: String,
}

#[derive(Template)]
#[template(path = "pages/account.html")]
struct AccountPage {
    f: Frame,
    form: Form,
    email: String,
    roles: Vec<(String, String)>,
    languages: Vec<Choice>,
    themes: Vec<Choice>,
    sessions: Vec<SessionRow>,
    heads: Vec<(String, &'static str)>,
    done: String,
}

async fn account_page(visit: &Visit, form: Form) -> Result<AccountPage, Problem> {
    let who = visit.person()?.clone();
    let t = visit.t();
    let (asked_by, zone) = (who.clone(), visit.asked.web.settings.zone);
    let own: Vec<OwnSession> = visit.run(move |ctx| auth::own_sessions(ctx, &asked_by)).await?;
    let row = |session: OwnSession| SessionRow {
        started: t.moment(session.started_at, zone),
        seen: t.moment(session.seen_at, zone),
        is_this_one: session.is_this_one,
        end: format!("/account/sessions/{}/end", session.id),
    };
    let done = match visit.query("done") {
        "screen" => t.text("account-screen-saved"),
        "password" => t.text("account-password-saved"),
        "session" => t.text("account-session-ended"),
        _ => String::new(),
    };
    Ok(AccountPage {
        f: visit.frame(t.text("account-title")).problems(!form.is_good()),
        form: form.fill("language", t.lang.as_str()).fill("theme", visit.asked.theme.as_str()),
        email: who.email.as_str().to_owned(),
        roles: who.roles.iter().map(|held| (held.organisation_name.clone(), t.of("role", held.role))).collect(),
        languages: Lang::ALL.iter().map(|lang| Choice::new(lang, lang.own_name())).collect(),
        themes: Theme::ALL.iter().map(|theme| Choice::new(theme, t.of("theme", theme))).collect(),
        sessions: own.into_iter().map(row).collect(),
        heads: vec![
            (t.text("account-session-started"), ""),
            (t.text("account-session-seen"), ""),
            (t.text("account-session-act"), ""),
        ],
        done,
    })
}

async fn show(visit: Visit) -> Answer {
    let page = account_page(&visit, Form::empty(visit.t())).await?;
    visit.page(&page)
}

async fn save_screen(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    form.only(&["language", "theme"]);
    let lang = form.choice("language", "form-required", Lang::parse);
    let theme = form.choice("theme", "form-required", Theme::parse);
    let (true, Some(lang), Some(theme)) = (form.is_good(), lang, theme) else {
        let page = account_page(&visit, form).await?;
        return visit.page_with_problems(&page);
    };
    let who = visit.person()?.clone();
    visit.run(move |ctx| auth::set_language(ctx, &who, lang.as_str())).await?;
    let mut answer = see_other("/account?done=screen");
    for cookie in [visit.cookie(Kind::Language, lang.as_str()), visit.cookie(Kind::Theme, theme.as_str())] {
        answer.add_cookie(&cookie).map_err(|error| Problem::Broken(format!("cookie: {error}")))?;
    }
    Ok(answer)
}

/// The problems of a new password, put at its field.
pub fn judge(form: &mut Form, words: &Words, field: &str, about: &[&str]) -> Option<String> {
    let new = form.password(field, "password-missing")?;
    match password::judge(&new, about) {
        Ok(()) => Some(new),
        Err(weak) => {
            form.problem(field, words.text(weak.key()));
            None
        }
    }
}

/// The sentence for a password that did not fit.
fn refused(words: &Words, why: NotSignedIn) -> String {
    match why {
        NotSignedIn::Wrong => words.text("account-password-wrong"),
        NotSignedIn::Wait { minutes } => words.with1("account-password-wait", "minutes", minutes),
    }
}

async fn save_password(mut visit: Visit) -> Answer {
    let t = visit.t();
    let mut form = visit.take_form();
    form.only(&["old-password", "new-password"]);
    let who = visit.person()?.clone();
    let old = form.password("old-password", "account-old-password-missing");
    let new = judge(&mut form, t, "new-password", &[who.name.as_str(), who.email.as_str()]);
    if let (true, Some(old), Some(new)) = (form.is_good(), old, new) {
        let changed = visit
            .run(move |ctx| match sign_in::confirm_password(ctx, &who, &old)? {
                Ok(()) => sign_in::change_password(ctx, &who, &new).map(Ok),
                Err(why) => Ok(Err(why)),
            })
            .await?;
        match changed {
            Ok(()) => return visit.see_other("/account?done=password"),
            Err(why) => form.problem("old-password", refused(t, why)),
        }
    }
    let page = account_page(&visit, form).await?;
    visit.page_with_problems(&page)
}

async fn end_session(visit: Visit) -> Answer {
    let session: Uuid = visit.param("session").parse().map_err(|_| Problem::NotFound)?;
    let who = visit.person()?.clone();
    visit
        .once_then_see(move |ctx| {
            auth::end_own_session(ctx, &who, session)?;
            Ok("/account?done=session".to_owned())
        })
        .await
}

#[derive(Template)]
#[template(path = "pages/confirm.html")]
struct ConfirmPage {
    f: Frame,
    form: Form,
    action: String,
}

fn confirm_page(visit: &Visit, form: Form) -> ConfirmPage {
    let f = visit.frame(visit.t().text("confirm-title")).slim().problems(!form.is_good());
    ConfirmPage { f, form, action: visit.address().to_owned() }
}

async fn show_confirm(visit: Visit) -> Answer {
    visit.page(&confirm_page(&visit, Form::empty(visit.t())))
}

async fn confirm(mut visit: Visit) -> Answer {
    let t = visit.t();
    let mut form = visit.take_form();
    form.only(&["password"]);
    let given = form.password("password", "sign-in-password-missing");
    if let (true, Some(given)) = (form.is_good(), given) {
        let who = visit.person()?.clone();
        match visit.run(move |ctx| sign_in::confirm_password(ctx, &who, &given)).await? {
            Ok(()) => return visit.see_other(safe_next(visit.query("next")).unwrap_or("/account")),
            Err(why) => form.problem("password", refused(t, why)),
        }
    }
    visit.page_with_problems(&confirm_page(&visit, form))
}
