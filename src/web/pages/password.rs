//! A password by a link: invitation taken up, or forgotten password replaced.

use std::time::Duration;

use askama::Template;

use crate::app::auth::links::{self, LinkFor, LinkPurpose};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::limits::Counted;
use crate::web::pages::account::judge;
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/password/forgotten", Permission::Public, show_forgotten),
        post("/password/forgotten", Permission::Public, forgotten).counted(Counted::SignIn),
        get("/invitation/{token}", Permission::Public, show_invitation),
        post("/invitation/{token}", Permission::Public, take_up_invitation).counted(Counted::SignIn),
        get("/password/reset/{token}", Permission::Public, show_reset),
        post("/password/reset/{token}", Permission::Public, reset).counted(Counted::SignIn),
    ]
}

/// The answer takes at least so long, so that it does not tell whether there is an account.
const NEVER_FASTER: Duration = Duration::from_millis(250);

#[derive(Template)]
#[template(path = "pages/forgotten.html")]
struct ForgottenPage {
    f: Frame,
    form: Form,
    sent: bool,
}

fn forgotten_page(visit: &Visit, form: Form) -> ForgottenPage {
    let f = visit.frame(visit.t().text("password-forgotten-title")).slim().problems(!form.is_good());
    ForgottenPage { f, form, sent: visit.query("done") == "sent" }
}

async fn show_forgotten(visit: Visit) -> Answer {
    visit.page(&forgotten_page(&visit, Form::empty(visit.t())))
}

async fn forgotten(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    form.only(&["username"]);
    let email = form.email("username", "sign-in-username-missing");
    let (true, Some(email)) = (form.is_good(), email) else {
        return visit.page_with_problems(&forgotten_page(&visit, form));
    };
    let floor = tokio::time::sleep(NEVER_FASTER);
    let asked = visit.run(move |ctx| links::ask_for_reset(ctx, &email)).await;
    floor.await;
    asked?;
    visit.see_other("/password/forgotten?done=sent")
}

#[derive(Template)]
#[template(path = "pages/set-password.html")]
struct SetPasswordPage {
    f: Frame,
    form: Form,
    email: String,
    lead: String,
}

fn set_password_page(visit: &Visit, purpose: LinkPurpose, person: &LinkFor, form: Form) -> SetPasswordPage {
    let t = visit.t();
    SetPasswordPage {
        f: visit.frame(t.text("password-title")).slim().problems(!form.is_good()),
        form,
        email: person.email.clone(),
        lead: if purpose == LinkPurpose::Invitation { t.text("password-invitation-lead") } else { String::new() },
    }
}

async fn look(visit: &Visit, purpose: LinkPurpose) -> Result<LinkFor, Problem> {
    let token = visit.param("token").to_owned();
    match visit.run(move |ctx| links::look(ctx, purpose, &token)).await {
        Err(Problem::NotFound) => Err(Problem::LinkOver),
        other => other,
    }
}

async fn show_invitation(visit: Visit) -> Answer {
    show(visit, LinkPurpose::Invitation).await
}

async fn show_reset(visit: Visit) -> Answer {
    show(visit, LinkPurpose::PasswordReset).await
}

async fn take_up_invitation(visit: Visit) -> Answer {
    set(visit, LinkPurpose::Invitation).await
}

async fn reset(visit: Visit) -> Answer {
    set(visit, LinkPurpose::PasswordReset).await
}

async fn show(visit: Visit, purpose: LinkPurpose) -> Answer {
    let person = look(&visit, purpose).await?;
    visit.page(&set_password_page(&visit, purpose, &person, Form::empty(visit.t())))
}

async fn set(mut visit: Visit, purpose: LinkPurpose) -> Answer {
    let t = visit.t();
    let person = look(&visit, purpose).await?;
    let mut form = visit.take_form();
    form.only(&["new-password"]);
    let new = judge(&mut form, t, "new-password", &[&person.name, &person.email]);
    let (true, Some(new)) = (form.is_good(), new) else {
        return visit.page_with_problems(&set_password_page(&visit, purpose, &person, form));
    };
    let token = visit.param("token").to_owned();
    visit
        .run(move |ctx| links::set_password(ctx, purpose, &token, &new))
        .await
        .map_err(|problem| if matches!(problem, Problem::NotFound) { Problem::LinkOver } else { problem })?;
    visit.see_other("/sign-in?done=password")
}
