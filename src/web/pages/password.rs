//! A password by a link: invitation taken up, or forgotten password replaced.

use askama::Template;

use crate::app::auth::links::{self, LinkFor};
use crate::store::links::LinkPurpose;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::limits::Counted;
use crate::web::pages::account::judge;
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/invitation/{token}", Permission::Public, show_invitation),
        post("/invitation/{token}", Permission::Public, take_up_invitation).counted(Counted::SignIn),
        get("/password/reset/{token}", Permission::Public, show_reset),
        post("/password/reset/{token}", Permission::Public, reset).counted(Counted::SignIn),
    ]
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
