//! Whose signature under a receipt of certified mail is believed: the certificates of whoever vouches for the providers.

use askama::Template;

use super::organisation::{frame, look};
use super::{ADMIN, at_field, done};
use crate::app::admin::certified_mail::{self, Trusted};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::routes::{Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/organisations/{organisation}/certified-mail", ADMIN, show),
        post("/admin/organisations/{organisation}/certified-mail", ADMIN, save),
    ]
}

#[derive(Template)]
#[template(path = "pages/admin/certified_mail.html")]
struct CertifiedMailPage {
    f: Frame,
    form: Form,
    done: String,
    action: String,
    trusted: Vec<Trusted>,
    /// What is kept does not read any more, so every receipt is doubted.
    broken: bool,
}

async fn page(visit: &Visit, form: Option<Form>) -> Result<CertifiedMailPage, Problem> {
    let (row, settings) = look(visit).await?;
    let t = visit.t();
    let pem = settings.certified_mail.map(|mail| mail.anchors).unwrap_or_default();
    let trusted = certified_mail::trusted(&pem);
    let form = form.unwrap_or_else(|| Form::empty(t).fill("anchors", pem));
    Ok(CertifiedMailPage {
        f: frame(visit, &row, t.text("certified-mail-title")).problems(!form.is_good()),
        form,
        done: done(visit, &[("saved", "admin-saved")]),
        action: format!("/admin/organisations/{}/certified-mail", row.slug),
        broken: trusted.is_none(),
        trusted: trusted.unwrap_or_default(),
    })
}

async fn show(visit: Visit) -> Answer {
    let page = page(&visit, None).await?;
    visit.page(&page)
}

async fn save(mut visit: Visit) -> Answer {
    visit.demand_recent_password()?;
    let mut form = visit.take_form();
    form.only(&["anchors"]);
    if form.is_good() {
        let (who, slug) = (visit.person()?.clone(), visit.param("organisation").to_owned());
        let pem = form.value("anchors").to_owned();
        let saved = visit.once(move |ctx| {
            certified_mail::trust(ctx, &who, &slug, pem)?;
            Ok(format!("/admin/organisations/{slug}/certified-mail?done=saved"))
        });
        match saved.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => at_field(&mut form, visit.t(), problem)?,
        }
    }
    let page = page(&visit, Some(form)).await?;
    visit.page_with_problems(&page)
}
