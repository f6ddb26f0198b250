//! One organisation: what it is called, how its data protection officer is reached, which controllers answer in which markets.

use askama::Template;

use super::{ADMIN, at_field, done, fields};
use crate::app::admin::organisations::{self, Details, OrganisationRow, mark};
use crate::app::member::SignedIn;
use crate::app::organisation::{ContactBlock, Settings};
use crate::app::{AppError, Ctx, StoreError};
use crate::domain::situation::{DataScope, DataSet, Market, MarketStatus, Tri};
use crate::domain::values::Private;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::pages::case::country_name;
use crate::web::pages::countries::{self, Countries};
use crate::web::problem::Problem;
use crate::web::routes::{Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/organisations/{organisation}", ADMIN, show),
        get("/admin/organisations/{organisation}/details", ADMIN, show_details),
        post("/admin/organisations/{organisation}/details", ADMIN, save_details),
        post("/admin/organisations/{organisation}/markets", ADMIN, set_market),
        post("/admin/organisations/{organisation}/markets/remove", ADMIN, remove_market),
        post("/admin/organisations/{organisation}/data-sets", ADMIN, add_data_set),
        post("/admin/organisations/{organisation}/data-sets/remove", ADMIN, remove_data_set),
    ]
}

struct MarketRow {
    /// Its code, for the form.
    country: String,
    country_name: String,
    controller: String,
    controller_name: String,
    status: String,
    reason: String,
}

struct SetRow {
    id: String,
    name: String,
    controller_name: String,
    scope: String,
}

#[derive(Template)]
#[template(path = "pages/admin/organisation.html")]
struct OrganisationPage {
    f: Frame,
    form: Form,
    slug: String,
    done: String,
    lines: Vec<(String, String)>,
    /// Id, name, country and roles.
    controllers: Vec<(String, String, String)>,
    markets: Vec<MarketRow>,
    several: Countries,
    sets: Vec<SetRow>,
    controller_choices: Vec<Choice>,
    statuses: Vec<Choice>,
    scopes: Vec<Choice>,
    market_heads: Vec<(String, &'static str)>,
    set_heads: Vec<(String, &'static str)>,
}

pub(super) async fn look(visit: &Visit) -> Result<(OrganisationRow, Settings), Problem> {
    let who = visit.person()?.clone();
    let slug = visit.param("organisation").to_owned();
    visit.run(move |ctx| organisations::look(ctx, &who, &slug)).await
}

/// The frame of a page under an organisation.
pub(super) fn frame(visit: &Visit, row: &OrganisationRow, title: String) -> Frame {
    visit
        .frame(title)
        .crumb("/admin", visit.t().text("admin-title"))
        .crumb(format!("/admin/organisations/{}", row.slug), row.name.clone())
}

async fn organisation_page(visit: &Visit, form: Form) -> Result<OrganisationPage, Problem> {
    let (row, settings) = look(visit).await?;
    let t = visit.t();
    let name_of = |id: &str| {
        settings
            .controllers
            .iter()
            .find(|controller| controller.id == id)
            .map_or_else(|| id.to_owned(), |controller| controller.name.clone())
    };
    let details = Details::of(&row, &settings);
    let lines = labelled(&details)
        .into_iter()
        .map(|(field, value)| match (field, value.as_str()) {
            (_, "") => (t.of("admin-field", field), "–".to_owned()),
            ("country", code) => (t.of("admin-field", field), country_name(visit.ctx(), t.lang, code)),
            _ => (t.of("admin-field", field), value),
        })
        .collect();
    let line = |controller: &crate::domain::situation::Controller| {
        let roles: Vec<String> = controller.roles.iter().map(|role| t.of("sector-role", role)).collect();
        let country = country_name(visit.ctx(), t.lang, controller.country.as_str());
        (controller.id.clone(), controller.name.clone(), format!("{country} · {}", t.list(&roles)))
    };
    let heads = |keys: &[&str]| keys.iter().map(|key| (t.text(*key), "")).collect::<Vec<(String, &'static str)>>();
    Ok(OrganisationPage {
        f: visit.frame(row.name.clone()).crumb("/admin", t.text("admin-title")).problems(!form.is_good()),
        form,
        slug: row.slug.clone(),
        done: done(visit, &[("saved", "admin-saved"), ("removed", "admin-removed")]),
        lines,
        controllers: settings.controllers.iter().map(line).collect(),
        markets: settings
            .markets
            .iter()
            .map(|market| MarketRow {
                country: market.country.as_str().to_owned(),
                country_name: country_name(visit.ctx(), t.lang, market.country.as_str()),
                controller: market.controller.clone(),
                controller_name: name_of(&market.controller),
                status: t.of("market-status", market.status),
                reason: market.reason.as_ref().map(ToString::to_string).unwrap_or_default(),
            })
            .collect(),
        several: countries::countries(visit),
        sets: settings
            .data_sets
            .iter()
            .map(|set| SetRow {
                id: set.id.clone(),
                name: set.name.clone(),
                controller_name: name_of(&set.controller),
                scope: t.of("data-scope", set.scope),
            })
            .collect(),
        controller_choices: settings
            .controllers
            .iter()
            .map(|controller| Choice::new(&controller.id, controller.name.clone()))
            .collect(),
        statuses: MarketStatus::ALL.iter().map(|status| Choice::new(status, t.of("market-status", status))).collect(),
        scopes: DataScope::ALL.iter().map(|scope| Choice::new(scope, t.of("data-scope", scope))).collect(),
        market_heads: heads(&["admin-country", "admin-controller", "admin-market-status", "admin-act"]),
        set_heads: heads(&["admin-set-name", "admin-controller", "admin-set-scope", "admin-act"]),
    })
}

async fn show(visit: Visit) -> Answer {
    let page = organisation_page(&visit, Form::empty(visit.t())).await?;
    visit.page(&page)
}

/// Every field of the details with what stands in it.
fn labelled(details: &Details) -> Vec<(&'static str, String)> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        ("name", details.name.clone()),
        ("country", details.country.clone()),
        ("zone", details.zone.clone()),
        ("dpo-name", details.dpo.name.clone()),
        ("dpo-email", details.dpo.email.clone()),
        ("dpo-pec", text(&details.dpo.certified_email)),
        ("dpo-post", details.dpo.postal_address.clone()),
        ("dpo-phone", text(&details.dpo.phone)),
        ("dpo-hours", text(&details.dpo.phone_hours)),
        ("hotline-phone", details.hotline_phone.clone()),
        ("hotline-hours", details.hotline_hours.clone()),
        ("sender-name", details.sender_name.clone()),
        ("sender-address", details.sender_address.clone()),
        ("mandate", details.mandate.clone()),
    ]
}

#[derive(Template)]
#[template(path = "pages/admin/details.html")]
struct DetailsPage {
    f: Frame,
    form: Form,
    action: String,
    seen: String,
    /// What somebody else saved meanwhile: label and value of each field that differs from what was typed.
    meanwhile: Vec<(String, String)>,
}

fn details_page(visit: &Visit, row: &OrganisationRow, settings: &Settings, form: Form) -> DetailsPage {
    let f = frame(visit, row, visit.t().text("admin-details")).problems(!form.is_good());
    let seen = mark(&Details::of(row, settings));
    DetailsPage { f, form, action: visit.address().to_owned(), seen, meanwhile: Vec::new() }
}

async fn show_details(visit: Visit) -> Answer {
    let (row, settings) = look(&visit).await?;
    let form = labelled(&Details::of(&row, &settings))
        .into_iter()
        .fold(Form::empty(visit.t()), |form, (field, value)| form.fill(field, value));
    visit.page(&details_page(&visit, &row, &settings, form))
}

const DETAILS: &[&str] = &[
    "seen",
    "name",
    "country",
    "zone",
    "dpo-name",
    "dpo-email",
    "dpo-pec",
    "dpo-post",
    "dpo-phone",
    "dpo-hours",
    "hotline-phone",
    "hotline-hours",
    "sender-name",
    "sender-address",
    "mandate",
];

fn read_details(visit: &Visit, form: &mut Form, t: &Words) -> Option<Details> {
    let name = form.line("name", "admin-name-missing");
    let country = fields::country(form, t, visit, "country");
    let zone = fields::zone(form, t, "zone");
    let optional_email = |form: &mut Form, field: &str| match form.value(field).trim() {
        "" => Some(String::new()),
        _ => form.email(field, "form-required"),
    };
    let some = |text: String| (!text.is_empty()).then_some(text);
    let dpo = (
        form.optional_line("dpo-name"),
        optional_email(form, "dpo-email"),
        optional_email(form, "dpo-pec"),
        form.optional_text("dpo-post"),
        form.optional_line("dpo-phone"),
        form.optional_line("dpo-hours"),
    );
    let hotline = (form.optional_line("hotline-phone"), form.optional_line("hotline-hours"));
    let sender = (form.optional_line("sender-name"), optional_email(form, "sender-address"));
    let mandate = form.optional_text("mandate");
    if !form.is_good() {
        return None;
    }
    Some(Details {
        name: name?,
        country: country?.as_str().to_owned(),
        zone: zone?,
        dpo: ContactBlock {
            name: dpo.0?,
            email: dpo.1?,
            certified_email: some(dpo.2?),
            postal_address: dpo.3?,
            phone: some(dpo.4?),
            phone_hours: some(dpo.5?),
        },
        hotline_phone: hotline.0?,
        hotline_hours: hotline.1?,
        mandate: mandate?,
        sender_name: sender.0?,
        sender_address: sender.1?,
    })
}

async fn save_details(mut visit: Visit) -> Answer {
    let t = visit.t();
    let (row, settings) = look(&visit).await?;
    let mut form = visit.take_form();
    form.only(DETAILS);
    let seen = form.value("seen").to_owned();
    let mut meanwhile = Vec::new();
    if let Some(details) = read_details(&visit, &mut form, t) {
        let (who, slug) = (visit.person()?.clone(), row.slug.clone());
        let saved = visit.once(move |ctx| {
            organisations::set_details(ctx, &who, &slug, &seen, details)?;
            Ok(format!("/admin/organisations/{slug}?done=saved"))
        });
        match saved.await {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Store(StoreError::Conflict))) => {
                form.problem("name", t.text("admin-meanwhile-problem"));
                meanwhile = labelled(&Details::of(&row, &settings))
                    .into_iter()
                    .filter(|(field, value)| form.value(field).trim().replace("\r\n", "\n") != *value)
                    .map(|(field, value)| (t.of("admin-field", field), value))
                    .collect();
            }
            Err(problem) => at_field(&mut form, t, problem)?,
        }
    }
    let mut page = details_page(&visit, &row, &settings, form);
    page.meanwhile = meanwhile;
    visit.page_with_problems(&page)
}

/// Carries out a small change and goes back to the organisation's page, or shows that page with what is wrong.
async fn small_change<F>(visit: Visit, mut form: Form, act: Option<F>) -> Answer
where
    F: FnOnce(&Ctx, &SignedIn, &str) -> Result<&'static str, AppError> + Send + 'static,
{
    if let (true, Some(act)) = (form.is_good(), act) {
        let (who, slug) = (visit.person()?.clone(), visit.param("organisation").to_owned());
        let changed = visit.once(move |ctx| {
            let done = act(ctx, &who, &slug)?;
            Ok(format!("/admin/organisations/{slug}?done={done}"))
        });
        match changed.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => at_field(&mut form, visit.t(), problem)?,
        }
    }
    let page = organisation_page(&visit, form).await?;
    visit.page_with_problems(&page)
}

async fn set_market(mut visit: Visit) -> Answer {
    let t = visit.t();
    let mut form = visit.take_form();
    form.only(&["country", "more-countries", "controller", "status", "reason"]);
    let places = countries::chosen(&mut form, &visit);
    let controller = form.line("controller", "form-required");
    let status = form.choice("status", "form-required", MarketStatus::parse);
    let reason = form.optional_line("reason");
    // A market that is left out of the plan is left out with a reason.
    let needs_reason = matches!(status, Some(MarketStatus::NotAffected | MarketStatus::NoService));
    if needs_reason && reason.as_deref() == Some("") {
        form.problem("reason", t.text("admin-market-reason-missing"));
    }
    let markets = match (places, controller, status, reason) {
        (Some(places), Some(controller), Some(status), Some(reason)) => {
            let reason = (!reason.is_empty()).then(|| Private::new(reason));
            let one = |country| Market {
                country,
                controller: controller.clone(),
                status,
                reason: reason.clone(),
                subjects: None,
            };
            Some(places.into_iter().map(one).collect::<Vec<Market>>())
        }
        _ => None,
    };
    let act = markets.map(|markets| {
        move |ctx: &Ctx, who: &SignedIn, slug: &str| {
            organisations::set_markets(ctx, who, slug, markets).map(|()| "saved")
        }
    });
    small_change(visit, form, act).await
}

async fn remove_market(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    form.only(&["country", "controller"]);
    let (country, controller) = (form.value("country").to_owned(), form.value("controller").to_owned());
    let act = move |ctx: &Ctx, who: &SignedIn, slug: &str| {
        organisations::remove_market(ctx, who, slug, &country, &controller).map(|()| "removed")
    };
    small_change(visit, form, Some(act)).await
}

async fn add_data_set(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    form.only(&["set-name", "set-controller", "set-scope"]);
    let name = form.line("set-name", "admin-set-name-missing");
    let controller = form.line("set-controller", "form-required");
    let scope = form.choice("set-scope", "form-required", DataScope::parse);
    let set = match (name, controller, scope) {
        (Some(name), Some(controller), Some(scope)) => {
            Some(DataSet { id: String::new(), controller, name, scope, hit: Tri::Unknown })
        }
        _ => None,
    };
    let act = set.map(|set| {
        move |ctx: &Ctx, who: &SignedIn, slug: &str| organisations::add_data_set(ctx, who, slug, set).map(|()| "saved")
    });
    small_change(visit, form, act).await
}

async fn remove_data_set(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    form.only(&["id"]);
    let id = form.value("id").to_owned();
    let act = move |ctx: &Ctx, who: &SignedIn, slug: &str| {
        organisations::remove_data_set(ctx, who, slug, &id).map(|()| "removed")
    };
    small_change(visit, form, Some(act)).await
}
