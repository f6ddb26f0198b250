//! Running the place: organisations, members, machines, mail server, and letting a restored copy go.

pub mod certified_mail;
mod certified_sending;
pub mod controllers;
pub mod fields;
pub mod mail;
pub mod members;
pub mod organisation;
pub mod tokens;

use askama::Template;

use crate::app::AppError;
use crate::app::admin::organisations;
use crate::app::{mail_settings, quarantine};
use crate::domain::actor::Role;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub(super) const ADMIN: Permission = Permission::Roles(&[Role::Admin]);

pub fn routes() -> Vec<Route> {
    let mut all = vec![
        get("/admin", ADMIN, show),
        post("/admin/quarantine/lift", ADMIN, lift),
        get("/admin/organisations/new", ADMIN, show_new),
        post("/admin/organisations/new", ADMIN, add),
    ];
    all.extend(certified_mail::routes());
    all.extend(certified_sending::routes());
    all.extend(controllers::routes());
    all.extend(mail::routes());
    all.extend(members::routes());
    all.extend(organisation::routes());
    all.extend(tokens::routes());
    all
}

#[derive(Template)]
#[template(path = "pages/admin/index.html")]
struct AdminPage {
    f: Frame,
    done: String,
    /// Slug and name.
    organisations: Vec<(String, String)>,
    mail: String,
    quarantine: Option<(String, usize)>,
}

/// The sentence of `?done=…`.
pub(in crate::web::pages) fn done(visit: &Visit, known: &[(&str, &str)]) -> String {
    let asked = visit.query("done");
    known.iter().find(|(word, _)| *word == asked).map_or_else(String::new, |(_, key)| visit.t().text(*key))
}

/// A refusal at its field, where the form has it; any other problem stays one.
pub(in crate::web::pages) fn at_field(form: &mut Form, words: &Words, problem: Problem) -> Result<(), Problem> {
    match problem {
        Problem::App(AppError::Invalid { field, key }) => {
            form.problem(field, words.text(key));
            Ok(())
        }
        other => Err(other),
    }
}

async fn show(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let t = visit.t();
    let zone = visit.asked.web.settings.zone;
    let (rows, server, standing) = visit
        .run(move |ctx| {
            Ok::<_, AppError>((organisations::own(ctx, &who)?, mail_settings::load(ctx), quarantine::look(ctx)?))
        })
        .await?;
    let mail = match server {
        Ok(Some(server)) => t.with2("admin-mail-set", "host", &server.host, "port", server.port.to_string()),
        Ok(None) => t.text("admin-mail-not-set"),
        Err(_) => t.text("admin-mail-unreadable"),
    };
    let moment = |at: Option<crate::domain::values::At>| at.map_or_else(String::new, |at| t.moment(at, zone));
    visit.page(&AdminPage {
        f: visit.frame(t.text("admin-title")),
        done: done(&visit, &[("lifted", "admin-quarantine-lifted"), ("added", "admin-organisation-added")]),
        organisations: rows.into_iter().map(|row| (row.slug, row.name)).collect(),
        mail,
        quarantine: standing.map(|standing| (moment(standing.backup_made_at()), standing.unclear)),
    })
}

async fn lift(mut visit: Visit) -> Answer {
    visit.demand_recent_password()?;
    let mut form = visit.take_form();
    form.only(&["sure"]);
    if !form.has("sure", "yes") {
        return Err(Problem::App(AppError::Invalid { field: "sure", key: "admin-quarantine-not-sure" }));
    }
    let who = visit.person()?.clone();
    visit
        .once_then_see(move |ctx| {
            quarantine::lift(ctx, &who)?;
            Ok("/admin?done=lifted".to_owned())
        })
        .await
}

#[derive(Template)]
#[template(path = "pages/admin/new.html")]
struct NewPage {
    f: Frame,
    form: Form,
}

fn new_page(visit: &Visit, form: Form) -> NewPage {
    let t = visit.t();
    let f = visit.frame(t.text("admin-organisation-add")).crumb("/admin", t.text("admin-title"));
    NewPage { f: f.problems(!form.is_good()), form }
}

async fn show_new(visit: Visit) -> Answer {
    let form = Form::empty(visit.t()).fill("zone", visit.asked.web.settings.zone.name());
    visit.page(&new_page(&visit, form))
}

async fn add(mut visit: Visit) -> Answer {
    let t = visit.t();
    let mut form = visit.take_form();
    form.only(&["name", "slug", "country", "zone"]);
    if let Some(new) = fields::new_organisation(&mut form, t, &visit) {
        let who = visit.person()?.clone();
        let added = visit.once(move |ctx| {
            organisations::add(ctx, &who, &new)?;
            Ok("/admin?done=added".to_owned())
        });
        match added.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => at_field(&mut form, t, problem)?,
        }
    }
    visit.page_with_problems(&new_page(&visit, form))
}
