//! One controller of an organisation: what the law asks about it, and how notices present it.

use std::collections::BTreeSet;

use askama::Template;

use super::organisation::{frame, look};
use super::{ADMIN, at_field, fields};
use crate::app::admin::organisations::{self, ControllerEntry, OrganisationRow, mark};
use crate::app::organisation::{Card, Settings};
use crate::app::{AppError, StoreError};
use crate::domain::situation::{Controller, Establishment, SectorRole};
use crate::domain::values::Country;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::problem::Problem;
use crate::web::routes::{Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/organisations/{organisation}/controllers/new", ADMIN, show_new),
        post("/admin/organisations/{organisation}/controllers/new", ADMIN, add),
        get("/admin/organisations/{organisation}/controllers/{controller}", ADMIN, show),
        post("/admin/organisations/{organisation}/controllers/{controller}", ADMIN, save),
        post("/admin/organisations/{organisation}/controllers/{controller}/remove", ADMIN, remove),
    ]
}

#[derive(Template)]
#[template(path = "pages/admin/controller.html")]
struct ControllerPage {
    f: Frame,
    form: Form,
    action: String,
    remove: String,
    seen: String,
    roles: Vec<Choice>,
    /// Field and label of the first days that differ by entity.
    starts: Vec<(String, String)>,
    meanwhile: Vec<(String, String)>,
}

fn page(visit: &Visit, row: &OrganisationRow, known: Option<&ControllerEntry>, form: Form) -> ControllerPage {
    let t = visit.t();
    let title = known.map_or_else(|| t.text("admin-controller-add"), |entry| entry.controller.name.clone());
    let base = format!("/admin/organisations/{}/controllers", row.slug);
    ControllerPage {
        f: frame(visit, row, title).problems(!form.is_good()),
        form,
        action: visit.address().trim_end_matches("/remove").to_owned(),
        remove: known.map_or_else(String::new, |entry| format!("{base}/{}/remove", entry.controller.id)),
        seen: known.map_or_else(String::new, |entry| mark(&Some(entry))),
        roles: SectorRole::ALL.iter().map(|role| Choice::new(role, t.of("sector-role", role))).collect(),
        starts: fields::start_labels(visit),
        meanwhile: Vec::new(),
    }
}

/// Every field but the roles with what stands in it.
fn labelled(entry: &ControllerEntry) -> Vec<(&'static str, String)> {
    let controller = &entry.controller;
    let others: Vec<String> = controller
        .establishments
        .iter()
        .filter(|establishment| !establishment.main)
        .map(|establishment| establishment.country.as_str().to_owned())
        .collect();
    let main = controller.establishments.iter().find(|establishment| establishment.main);
    vec![
        ("controller-name", controller.name.clone()),
        ("controller-country", controller.country.as_str().to_owned()),
        ("main-establishment", main.map_or_else(String::new, |main| main.country.as_str().to_owned())),
        ("other-establishments", others.join(", ")),
        (
            "representative",
            controller.art27_representative.as_ref().map_or_else(String::new, |c| c.as_str().to_owned()),
        ),
        ("region", controller.region.clone().unwrap_or_default()),
        ("card-post", entry.card.postal_address.clone()),
        ("card-number", entry.card.identifier.clone()),
        ("card-site", entry.card.site.clone()),
    ]
}

fn filled(visit: &Visit, entry: &ControllerEntry) -> Form {
    let form = labelled(entry).into_iter().fold(Form::empty(visit.t()), |form, (field, value)| form.fill(field, value));
    let form = fields::fill_starts(visit, form, &entry.controller.regime_starts);
    entry.controller.roles.iter().fold(form, |form, role| form.fill("sector-role", role.as_str()))
}

fn known(settings: &Settings, visit: &Visit) -> Result<ControllerEntry, Problem> {
    ControllerEntry::of(settings, visit.param("controller")).ok_or(Problem::NotFound)
}

async fn show_new(visit: Visit) -> Answer {
    let (row, _) = look(&visit).await?;
    visit.page(&page(&visit, &row, None, Form::empty(visit.t())))
}

async fn show(visit: Visit) -> Answer {
    let (row, settings) = look(&visit).await?;
    let entry = known(&settings, &visit)?;
    let form = filled(&visit, &entry);
    visit.page(&page(&visit, &row, Some(&entry), form))
}

const FIELDS: &[&str] = &[
    "seen",
    "controller-name",
    "controller-country",
    "main-establishment",
    "other-establishments",
    "representative",
    "region",
    "sector-role",
    "card-post",
    "card-number",
    "card-site",
];

/// A country that may stay open.
fn maybe_country(form: &mut Form, t: &Words, visit: &Visit, field: &str) -> Option<Country> {
    if form.value(field).trim().is_empty() { None } else { fields::country(form, t, visit, field) }
}

fn read(visit: &Visit, form: &mut Form, t: &Words, kept: Option<&ControllerEntry>) -> Option<ControllerEntry> {
    let name = form.line("controller-name", "admin-name-missing");
    let country = fields::country(form, t, visit, "controller-country");
    let main = maybe_country(form, t, visit, "main-establishment");
    let mut establishments: Vec<Establishment> =
        main.into_iter().map(|country| Establishment { country, main: true }).collect();
    let others = form.optional_line("other-establishments").unwrap_or_default();
    for part in others.split([',', ' ', ';']).filter(|part| !part.is_empty()) {
        match Country::parse(&part.to_uppercase()) {
            Ok(country) if visit.ctx().policy.country(&country).is_some() => {
                if !establishments.iter().any(|known| known.country == country) {
                    establishments.push(Establishment { country, main: false });
                }
            }
            _ => form.problem("other-establishments", t.text("admin-country-unknown")),
        }
    }
    let representative = maybe_country(form, t, visit, "representative");
    let places: Vec<&Country> = country.iter().chain(establishments.iter().map(|seat| &seat.country)).collect();
    let region = fields::region(form, visit, &places);
    let starts = kept.map(|kept| kept.controller.regime_starts.clone()).unwrap_or_default();
    let starts = fields::read_starts(visit, form, starts);
    let roles = form.choices("sector-role", SectorRole::parse);
    let card = (form.optional_text("card-post"), form.optional_line("card-number"), form.optional_line("card-site"));
    if !form.is_good() {
        return None;
    }
    Some(ControllerEntry {
        controller: Controller {
            id: kept.map_or_else(String::new, |kept| kept.controller.id.clone()),
            name: name?,
            country: country?,
            establishments,
            roles: roles?.into_iter().collect::<BTreeSet<_>>(),
            regime_starts: starts,
            art27_representative: representative,
            region: region.filter(|region| !region.is_empty()),
            joint_controller_lead: kept.and_then(|kept| kept.controller.joint_controller_lead.clone()),
        },
        card: Card { postal_address: card.0?, identifier: card.1?, site: card.2? },
    })
}

async fn add(visit: Visit) -> Answer {
    let (row, _) = look(&visit).await?;
    put(visit, row, None).await
}

async fn save(visit: Visit) -> Answer {
    let (row, settings) = look(&visit).await?;
    let entry = known(&settings, &visit)?;
    put(visit, row, Some(entry)).await
}

async fn put(mut visit: Visit, row: OrganisationRow, kept: Option<ControllerEntry>) -> Answer {
    let t = visit.t();
    let mut form = visit.take_form();
    let starts = fields::start_labels(&visit);
    let known: Vec<&str> = FIELDS.iter().copied().chain(starts.iter().map(|(field, _)| field.as_str())).collect();
    form.only(&known);
    let seen = kept.as_ref().map(|_| form.value("seen").to_owned());
    let mut meanwhile = Vec::new();
    if let Some(entry) = read(&visit, &mut form, t, kept.as_ref()) {
        let (who, slug) = (visit.person()?.clone(), row.slug.clone());
        let saved = visit.once(move |ctx| {
            organisations::set_controller(ctx, &who, &slug, seen.as_deref(), entry)?;
            Ok(format!("/admin/organisations/{slug}?done=saved"))
        });
        match saved.await {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Store(StoreError::Conflict))) => {
                form.problem("controller-name", t.text("admin-meanwhile-problem"));
                let differing = kept.iter().flat_map(labelled);
                meanwhile = differing
                    .filter(|(field, value)| form.value(field).trim().replace("\r\n", "\n") != *value)
                    .map(|(field, value)| (t.of("admin-field", field), value))
                    .collect();
            }
            Err(problem) => at_field(&mut form, t, problem)?,
        }
    }
    let mut page = page(&visit, &row, kept.as_ref(), form);
    page.meanwhile = meanwhile;
    visit.page_with_problems(&page)
}

async fn remove(mut visit: Visit) -> Answer {
    let (row, settings) = look(&visit).await?;
    let entry = known(&settings, &visit)?;
    let mut sent = visit.take_form();
    sent.only(&[]);
    let mut form = filled(&visit, &entry);
    if sent.is_good() {
        let (who, slug, id) = (visit.person()?.clone(), row.slug.clone(), entry.controller.id.clone());
        let removed = visit.once(move |ctx| {
            organisations::remove_controller(ctx, &who, &slug, &id)?;
            Ok(format!("/admin/organisations/{slug}?done=removed"))
        });
        match removed.await {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Invalid { key, .. })) => form.problem("controller-name", visit.t().text(key)),
            Err(problem) => return Err(problem),
        }
    }
    visit.page_with_problems(&page(&visit, &row, Some(&entry), form))
}
