//! The form of one contact of an organisation.

use askama::Template;

use super::card::{CARD, card, fill};
use crate::app::organisation::Settings;
use crate::app::reach::{self, contacts};
use crate::app::{AppError, StoreError};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::admin::at_field;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/reach/contact.html")]
pub struct ContactPage {
    pub f: Frame,
    pub form: Form,
    pub action: String,
    pub seen: String,
    pub is_new: bool,
    pub back: String,
    /// Stands before the heading: the organisation, or the case.
    pub of: String,
}

/// The number of the address; `None` for a new entry.
pub(super) fn number(visit: &Visit) -> Result<Option<u32>, Problem> {
    match visit.param("number") {
        "new" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| Problem::NotFound),
    }
}

pub(super) async fn office(visit: &Visit) -> Result<(String, Settings), Problem> {
    let (who, slug) = (visit.person()?.clone(), visit.param("organisation").to_owned());
    let (row, settings) = visit.run(move |ctx| reach::office(ctx, &who, &slug)).await?;
    Ok((row.name, settings))
}

fn page(visit: &Visit, office: &str, settings: &Settings, number: Option<u32>, form: Form) -> ContactPage {
    let t = visit.t();
    let title = t.text(if number.is_none() { "contact-new" } else { "contact-edit" });
    let f = visit.frame(title).crumb("/people", t.text("reach-title")).problems(!form.is_good());
    ContactPage {
        f,
        form,
        action: visit.address().to_owned(),
        seen: reach::mark(settings),
        is_new: number.is_none(),
        back: "/people".to_owned(),
        of: office.to_owned(),
    }
}

pub async fn show(visit: Visit) -> Answer {
    let number = number(&visit)?;
    let (office, settings) = office(&visit).await?;
    let form = Form::empty(visit.t());
    let form = match number {
        None => form,
        Some(number) => fill(form, &settings.contact(number).ok_or(Problem::NotFound)?.card),
    };
    visit.page(&page(&visit, &office, &settings, number, form))
}

pub async fn save(mut visit: Visit) -> Answer {
    let number = number(&visit)?;
    let (office, settings) = office(&visit).await?;
    if number.is_some_and(|number| settings.contact(number).is_none()) {
        return Err(Problem::NotFound);
    }
    let mut form = visit.take_form();
    form.only(&[CARD, &["seen"]].concat());
    if let Some(card) = card(&mut form) {
        let (who, slug, seen) =
            (visit.person()?.clone(), visit.param("organisation").to_owned(), form.value("seen").to_owned());
        let saved = visit.once(move |ctx| {
            contacts::set(ctx, &who, &slug, &seen, number, card)?;
            Ok("/people".to_owned())
        });
        match saved.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => kept(&mut form, &visit, "name", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &office, &settings, number, form))
}

/// Somebody else changed the lists meanwhile: what was typed stays, and the next press counts.
pub(super) fn kept(form: &mut Form, visit: &Visit, field: &str, problem: Problem) -> Result<(), Problem> {
    match problem {
        Problem::App(AppError::Store(StoreError::Conflict)) => {
            form.problem(field, visit.t().text("reach-changed"));
            Ok(())
        }
        other => at_field(form, visit.t(), other),
    }
}

pub async fn remove(mut visit: Visit) -> Answer {
    let number = number(&visit)?.ok_or(Problem::NotFound)?;
    let (office, settings) = office(&visit).await?;
    let contact = settings.contact(number).ok_or(Problem::NotFound)?.clone();
    let mut form = visit.take_form();
    form.only(&["seen"]);
    if form.is_good() {
        let (who, slug, seen) =
            (visit.person()?.clone(), visit.param("organisation").to_owned(), form.value("seen").to_owned());
        let removed = visit.once(move |ctx| {
            contacts::remove(ctx, &who, &slug, &seen, number)?;
            Ok("/people".to_owned())
        });
        match removed.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => kept(&mut form, &visit, "name", problem)?,
        }
    }
    let mut page = page(&visit, &office, &settings, Some(number), fill(form, &contact.card));
    page.action = format!("/people/{}/contacts/{number}", visit.param("organisation"));
    visit.page_with_problems(&page)
}
