//! The organisation's own rules and habits: duties of contracts and insurers, who signs, who is reminded when; and what own files
//! took the place of in the law that is loaded.

pub mod authorities;
pub mod authority_form;
pub mod conditions;
pub mod form;
pub mod habits;
pub mod later;
pub mod overrides;
pub mod rule;
pub mod templates;
mod words;

use askama::Template;

use crate::app::admin::own_rules::{self, KEEPERS, Keeper, Rules};
use crate::app::replanning::Progress;
use crate::web::components::State;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::pages::admin::done;
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    let keeps = Permission::Roles(KEEPERS);
    vec![
        get("/rules", keeps, index),
        get("/rules/{organisation}", keeps, list),
        get("/rules/{organisation}/new", keeps, rule::show_new),
        post("/rules/{organisation}/new", keeps, rule::add),
        get("/rules/{organisation}/authorities", keeps, authorities::list),
        get("/rules/{organisation}/authorities/new", keeps, authorities::show_new),
        post("/rules/{organisation}/authorities/new", keeps, authorities::add),
        get("/rules/{organisation}/authorities/{authority}", keeps, authorities::show),
        post("/rules/{organisation}/authorities/{authority}", keeps, authorities::correct),
        post("/rules/{organisation}/authorities/{authority}/end", keeps, authorities::end),
        post("/rules/{organisation}/authorities/{authority}/withdraw", keeps, authorities::withdraw),
        get("/rules/{organisation}/habits", keeps, habits::show),
        post("/rules/{organisation}/habits", keeps, habits::save),
        post("/rules/{organisation}/habits/shipped", keeps, habits::shipped),
        get("/rules/{organisation}/templates", keeps, templates::list),
        get("/rules/{organisation}/templates/{kind}/{language}", keeps, templates::show),
        post("/rules/{organisation}/templates/{kind}/{language}", keeps, templates::save),
        post("/rules/{organisation}/templates/{kind}/{language}/shipped", keeps, templates::shipped),
        get("/rules/{organisation}/contracts/{rule}", keeps, rule::show),
        post("/rules/{organisation}/contracts/{rule}/end", keeps, rule::end),
        post("/rules/{organisation}/contracts/{rule}/withdraw", keeps, rule::withdraw),
        get("/rules/{organisation}/contracts/{rule}/next", keeps, rule::show_next),
        post("/rules/{organisation}/contracts/{rule}/next", keeps, rule::follow),
    ]
}

#[derive(Template)]
#[template(path = "pages/rules/index.html")]
struct IndexPage {
    f: Frame,
    /// Slug and name.
    organisations: Vec<(String, String)>,
    overrides: Vec<overrides::Line>,
    heads: Vec<(String, &'static str)>,
    digest: String,
}

async fn index(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let rows = visit.run(move |ctx| own_rules::own(ctx, &who)).await?;
    let t = visit.t();
    let heads = ["rules-override-what", "rules-override-file", "rules-override-from"];
    visit.page(&IndexPage {
        f: visit.frame(t.text("rules-title")),
        organisations: rows.into_iter().map(|row| (row.slug, row.name)).collect(),
        overrides: overrides::lines(visit.ctx(), t),
        heads: heads.into_iter().map(|key| (t.text(key), "")).collect(),
        digest: visit.ctx().policy.digest().chars().take(12).collect(),
    })
}

/// One version of a rule as its list shows it.
pub struct Line {
    pub href: String,
    pub contract: String,
    pub clause: String,
    pub recipient: String,
    pub what: String,
    pub days: String,
    pub worked: String,
    pub state: State,
}

#[derive(Template)]
#[template(path = "pages/rules/list.html")]
struct ListPage {
    f: Frame,
    slug: String,
    done: String,
    /// How far the open cases have come with the last change; empty once all are there.
    planned: String,
    lines: Vec<Line>,
    heads: Vec<(String, &'static str)>,
}

/// The person as keeper of the organisation in the address.
pub(super) fn keeper(visit: &Visit) -> Result<Keeper, Problem> {
    Ok(Keeper::person(visit.person()?, visit.param("organisation")))
}

pub(super) async fn look(visit: &Visit) -> Result<Rules, Problem> {
    let keeper = keeper(visit)?;
    visit.run(move |ctx| own_rules::list(ctx, &keeper)).await
}

/// The frame of a page under an organisation's rules.
pub(super) fn frame(visit: &Visit, slug: &str, name: &str, title: String) -> Frame {
    visit.frame(title).crumb("/rules", visit.t().text("rules-title")).crumb(format!("/rules/{slug}"), name.to_owned())
}

async fn list(visit: Visit) -> Answer {
    let rules = look(&visit).await?;
    let t = visit.t();
    let now = visit.now().utc().date_naive();
    let lines = rules
        .rules
        .iter()
        .filter(|line| line.newest)
        .map(|line| Line {
            href: format!("/rules/{}/contracts/{}", rules.organisation.slug, line.rule.id),
            contract: line.rule.contract.clone(),
            clause: line.rule.clause.clone(),
            recipient: line.rule.recipient.clone(),
            what: words::asks(t, line),
            days: words::days(t, line),
            worked: words::worked(t, line),
            state: words::state(t, line, now),
        })
        .collect();
    let heads = ["rules-contract", "rules-recipient", "rules-asks", "rules-state"];
    visit.page(&ListPage {
        f: visit.frame(rules.organisation.name.clone()).crumb("/rules", t.text("rules-title")),
        slug: rules.organisation.slug.clone(),
        done: done(&visit, DONE),
        planned: planned(t, rules.planned),
        lines,
        heads: heads.into_iter().map(|key| (t.text(key), "")).collect(),
    })
}

/// `3 of 12 open cases are planned anew`, or nothing once all are.
pub(super) fn planned(t: &Words, planned: Progress) -> String {
    if planned.is_complete() {
        return String::new();
    }
    t.with2("rules-planned", "done", planned.done, "open", planned.open)
}

pub(super) const DONE: &[(&str, &str)] = &[
    ("added", "rules-added"),
    ("followed", "rules-followed"),
    ("ended", "rules-ended"),
    ("withdrawn", "rules-withdrawn"),
    ("habits", "habits-saved"),
    ("shipped", "habits-shipped-again"),
];
