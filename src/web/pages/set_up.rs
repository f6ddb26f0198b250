//! The set-up page: the first administrator and the first organisation, by the link that the first start printed.

use askama::Template;

use crate::app::AppError;
use crate::app::set_up::{self, FirstAdmin};
use crate::domain::values::Private;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::limits::Counted;
use crate::web::pages::account::judge;
use crate::web::pages::admin::fields;
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/set-up/{token}", Permission::Public, show),
        post("/set-up/{token}", Permission::Public, set_up).counted(Counted::SignIn),
    ]
}

#[derive(Template)]
#[template(path = "pages/set-up.html")]
struct SetUpPage {
    f: Frame,
    form: Form,
    action: String,
}

fn page(visit: &Visit, form: Form) -> SetUpPage {
    let f = visit.frame(visit.t().text("set-up-title")).slim().problems(!form.is_good());
    SetUpPage { f, form, action: visit.address().to_owned() }
}

async fn look(visit: &Visit) -> Result<String, Problem> {
    let token = visit.param("token").to_owned();
    let asked = token.clone();
    visit.run(move |ctx| set_up::look(ctx, &asked)).await.map_err(over)?;
    Ok(token)
}

fn over(problem: Problem) -> Problem {
    if matches!(problem, Problem::NotFound) { Problem::LinkOver } else { problem }
}

async fn show(visit: Visit) -> Answer {
    look(&visit).await?;
    let form = Form::empty(visit.t()).fill("zone", visit.asked.web.settings.zone.name());
    visit.page(&page(&visit, form))
}

async fn set_up(mut visit: Visit) -> Answer {
    let t = visit.t();
    let token = look(&visit).await?;
    let mut form = visit.take_form();
    form.only(&["your-name", "username", "new-password", "name", "slug", "country", "zone"]);
    let name = form.line("your-name", "set-up-your-name-missing");
    let email = form.email("username", "sign-in-username-missing");
    let about = [form.value("your-name").to_owned(), form.value("username").to_owned()];
    let password = judge(&mut form, t, "new-password", &[&about[0], &about[1]]);
    let organisation = fields::new_organisation(&mut form, t, &visit);
    let (true, Some(name), Some(email), Some(password), Some(organisation)) =
        (form.is_good(), name, email, password, organisation)
    else {
        return visit.page_with_problems(&page(&visit, form));
    };
    let first = FirstAdmin {
        name: Private::new(name),
        email: Private::new(email.to_lowercase()),
        language: t.lang.as_str().to_owned(),
        organisation,
    };
    let done = visit.run(move |ctx| set_up::complete(ctx, &token, &first, &password)).await;
    match done.map_err(over) {
        Ok(()) => visit.see_other("/sign-in?done=password"),
        Err(Problem::App(AppError::Invalid { field, key })) => {
            form.problem(field, t.text(key));
            visit.page_with_problems(&page(&visit, form))
        }
        Err(problem) => Err(problem),
    }
}
