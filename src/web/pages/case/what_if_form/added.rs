//! What the case does not have and is supposed to have: one more moment, market, controller, data set or filing at a time. Each becomes
//! a box on the form, in the form of the API, so that the next try carries it along and it can be taken back by its box.

use chrono_tz::Tz;

use crate::app::law::Law;
use crate::app::views::ledger::{scope_of, scope_word};
use crate::domain::case::Case;
use crate::domain::plan::PlannedDuty;
use crate::domain::situation::{DataScope, InstantKind, MarketStatus, Tri};
use crate::domain::values::{At, Country};
use crate::web::form::{Ahead, Form};
use crate::web::supposed::{
    ADDED, SupposedController, SupposedDataSet, SupposedFiling, SupposedInstant, SupposedMarket, WhatIfBody,
};

use super::{NEW_INSTANT, filing_word};

/// The fields of what is added.
pub const FIELDS: &[&str] = &[
    "new-what",
    "new-scope",
    NEW_INSTANT,
    "market-country",
    "market-owner",
    "market-status",
    "filed-duty",
    "filed-at",
    "controller-name",
    "controller-country",
    "set-name",
    "set-owner",
    "set-hit",
    "set-held",
];

/// The form with nothing to be added.
pub fn emptied(form: Form) -> Form {
    let form = FIELDS.iter().fold(form, |form, field| form.replaced(field, ""));
    let form = form.replaced("new-scope", "case").replaced("market-status", MarketStatus::Affected.as_str());
    form.replaced("set-hit", Tri::Yes.as_str()).replaced("set-held", DataScope::Other.as_str())
}

/// What is to be added, one body each; problems stand at their fields.
pub fn read(form: &mut Form, law: &Law, case: &Case, duties: &[PlannedDuty], zone: Tz, now: At) -> Vec<WhatIfBody> {
    let mut found = Vec::new();
    found.extend(instant(form, case, zone, now).map(|one| WhatIfBody { instants: vec![one], ..WhatIfBody::default() }));
    found.extend(market(form, law, case).map(|one| WhatIfBody { markets: vec![one], ..WhatIfBody::default() }));
    found.extend(controller(form, law, case).map(|one| WhatIfBody { controllers: vec![one], ..WhatIfBody::default() }));
    found.extend(data_set(form, case).map(|one| WhatIfBody { data_sets: vec![one], ..WhatIfBody::default() }));
    found.extend(filing(form, duties, zone, now).map(|one| WhatIfBody { filings: vec![one], ..WhatIfBody::default() }));
    found
}

fn instant(form: &mut Form, case: &Case, zone: Tz, now: At) -> Option<SupposedInstant> {
    let at = form.instant(NEW_INSTANT, zone, now, Ahead::Allowed);
    if form.value("new-what").is_empty() {
        if at.is_some() {
            form.problem("new-what", form.words().text("what-if-which-moment"));
        }
        return None;
    }
    let what = form.choice("new-what", "form-required", InstantKind::parse);
    let scope = form.choice("new-scope", "form-required", |word| scope_of(case, word));
    if at.is_none() && form.error(NEW_INSTANT).is_none() {
        form.problem(NEW_INSTANT, form.words().text("instant-at-missing"));
    }
    Some(SupposedInstant { what: what?.as_str().to_owned(), scope: Some(scope_word(&scope?)), at: Some(at?.rfc3339()) })
}

/// A country of a select; `None` also where none is chosen.
pub fn country(form: &mut Form, law: &Law, name: &str) -> Option<Country> {
    let typed = form.value(name).to_owned();
    if typed.is_empty() {
        return None;
    }
    let found = Country::parse(&typed).ok().filter(|code| law.country(code).is_some());
    if found.is_none() {
        form.problem(name, form.words().text("form-not-a-choice"));
    }
    found
}

fn owner(form: &mut Form, case: &Case, name: &str) -> Option<String> {
    form.choice(name, "form-required", |id| case.controllers.iter().find(|one| one.id == id).map(|one| one.id.clone()))
}

fn market(form: &mut Form, law: &Law, case: &Case) -> Option<SupposedMarket> {
    let country = country(form, law, "market-country")?;
    let owner = owner(form, case, "market-owner");
    let status = form.choice("market-status", "form-required", MarketStatus::parse);
    Some(SupposedMarket {
        country: country.as_str().to_owned(),
        controller: owner?,
        status: status?.as_str().to_owned(),
    })
}

/// The first id of this kind that is free.
fn free(taken: impl Fn(&str) -> bool) -> String {
    (1_u32..).map(|n| format!("{ADDED}{n}")).find(|id| !taken(id)).unwrap_or_default()
}

fn controller(form: &mut Form, law: &Law, case: &Case) -> Option<SupposedController> {
    let name = form.optional_line("controller-name")?;
    let country = country(form, law, "controller-country");
    if name.is_empty() {
        if country.is_some() {
            form.problem("controller-name", form.words().text("party-name-missing"));
        }
        return None;
    }
    if country.is_none() && form.error("controller-country").is_none() {
        form.problem("controller-country", form.words().text("form-required"));
    }
    Some(SupposedController {
        id: free(|id| case.controllers.iter().any(|one| one.id == id)),
        name: Some(name),
        country: Some(country?.as_str().to_owned()),
        ..SupposedController::default()
    })
}

fn data_set(form: &mut Form, case: &Case) -> Option<SupposedDataSet> {
    let name = form.optional_line("set-name")?;
    if name.is_empty() {
        return None;
    }
    let owner = owner(form, case, "set-owner");
    let hit = form.choice("set-hit", "form-required", Tri::parse);
    let held = form.choice("set-held", "form-required", DataScope::parse);
    Some(SupposedDataSet {
        id: free(|id| case.data_sets.iter().any(|set| set.id == id)),
        controller: Some(owner?),
        name: Some(name),
        hit: Some(hit?.as_str().to_owned()),
        held_for: Some(held?.as_str().to_owned()),
    })
}

fn filing(form: &mut Form, duties: &[PlannedDuty], zone: Tz, now: At) -> Option<SupposedFiling> {
    let at = form.instant("filed-at", zone, now, Ahead::Allowed);
    if form.value("filed-duty").is_empty() {
        if at.is_some() {
            form.problem("filed-duty", form.words().text("what-if-which-duty"));
        }
        return None;
    }
    let duty = form.choice("filed-duty", "form-required", |word| duties.iter().find(|duty| filing_word(duty) == word));
    if at.is_none() && form.error("filed-at").is_none() {
        form.problem("filed-at", form.words().text("file-at-missing"));
    }
    let duty = duty?;
    Some(SupposedFiling {
        duty: None,
        rule: Some(duty.rule.clone()),
        stage: Some(duty.stage.clone()),
        recipient: Some(duty.recipient.id.clone()),
        controller: Some(duty.controller.clone()),
        at: Some(at?.rfc3339()),
    })
}
