//! From the form of a try-out to what it supposes: every problem at its field, and only what differs from the case.

use chrono_tz::Tz;

use super::{AS_IT_IS, Ask, NEW_INSTANT, NONE, Subject, UNKNOWN, market_field};
use crate::app::Ctx;
use crate::app::cases::{Scenario, Supposed};
use crate::app::views::ledger::scope_of;
use crate::domain::case::Case;
use crate::domain::situation::{
    Controller, DataScope, DataSet, DecisionKind, Establishment, Fact, InstantKind, Knowledge, Market, MarketStatus,
    Scope, SectorRole, Tri,
};
use crate::domain::values::{At, Country, Private};
use crate::web::form::{Ahead, Form};

/// What the form supposes; `None` if it holds problems.
pub fn read(form: &mut Form, ctx: &Ctx, case: &Case, subject: &Subject, now: At) -> Option<Scenario> {
    let known: Vec<String> = names(subject);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    form.only(&known);
    let zone = super::super::zone(case);
    let mut supposed = Vec::new();
    instants(form, case, zone, now, &mut supposed);
    data_sets(form, case, &mut supposed);
    markets(form, ctx, case, &mut supposed);
    controllers(form, ctx, case, &mut supposed);
    for ask in &subject.facts {
        fact(form, case, ask, &mut supposed);
    }
    for ask in &subject.decisions {
        supposed.extend(decision(form, ask));
    }
    supposed.extend(filing(form, case, zone, now));
    let allowed = |word: &str| subject.proposals.iter().any(|one| one.value == word).then(|| word.to_owned());
    let proposals = form.choices("proposal", allowed).unwrap_or_default();
    form.is_good().then_some(Scenario { supposed, proposals })
}

fn names(subject: &Subject) -> Vec<String> {
    let fixed = [
        "new-what",
        "new-scope",
        NEW_INSTANT,
        "market-country",
        "market-owner",
        "market-status",
        "filed-duty",
        "filed-at",
        "proposal",
    ];
    let mut names: Vec<String> = fixed.into_iter().map(str::to_owned).collect();
    names.extend(subject.instants.iter().map(|(name, _)| name.clone()));
    names.extend(subject.data_sets.iter().flat_map(|(hit, scope)| [hit.name.clone(), scope.name.clone()]));
    names.extend(subject.markets.iter().map(|ask| ask.name.clone()));
    for one in &subject.controllers {
        names.extend([one.roles.name.clone(), one.main.name.clone(), one.representative.name.clone()]);
    }
    names.extend(subject.facts.iter().map(|ask| ask.name.clone()));
    names.extend(subject.decisions.iter().map(|ask| ask.name.clone()));
    names
}

/// A moment that is left empty is supposed not to be recorded. Tomorrow may be supposed too.
fn instants(form: &mut Form, case: &Case, zone: Tz, now: At, supposed: &mut Vec<Supposed>) {
    let in_force: Vec<_> =
        case.instants_in_force().map(|entry| (entry.number, entry.what, entry.scope.clone(), entry.at)).collect();
    for (number, what, scope, recorded) in in_force {
        let name = format!("i{number}");
        let at = form.instant(&name, zone, now, Ahead::Allowed);
        // The form knows minutes; an instant whose minute nobody touched is the one on record.
        let same = at.is_some_and(|at| at.micros().div_euclid(60_000_000) == recorded.micros().div_euclid(60_000_000));
        if form.error(&name).is_none() && !same {
            supposed.push(Supposed::Instant { what, scope, at });
        }
    }
    let what = form.value("new-what").to_owned();
    let at = form.instant(NEW_INSTANT, zone, now, Ahead::Allowed);
    if what.is_empty() {
        if at.is_some() {
            form.problem("new-what", form.words().text("what-if-which-moment"));
        }
        return;
    }
    let kind = form.choice("new-what", "form-required", InstantKind::parse);
    let scope = form.choice("new-scope", "form-required", |word| scope_of(case, word));
    if at.is_none() && form.error(NEW_INSTANT).is_none() {
        form.problem(NEW_INSTANT, form.words().text("instant-at-missing"));
    }
    if let (Some(what), Some(scope), Some(at)) = (kind, scope, at) {
        supposed.retain(|one| !matches!(one, Supposed::Instant { what: w, scope: s, .. } if *w == what && *s == scope));
        supposed.push(Supposed::Instant { what, scope, at: Some(at) });
    }
}

fn data_sets(form: &mut Form, case: &Case, supposed: &mut Vec<Supposed>) {
    for set in &case.data_sets {
        let hit = form.choice(&format!("hit-{}", set.id), "form-required", Tri::parse);
        let scope = form.choice(&format!("held-{}", set.id), "form-required", DataScope::parse);
        if let (Some(hit), Some(scope)) = (hit, scope)
            && (hit, scope) != (set.hit, set.scope)
        {
            supposed.push(Supposed::DataSet(DataSet { hit, scope, ..set.clone() }));
        }
    }
}

fn country(form: &mut Form, ctx: &Ctx, name: &str) -> Option<Country> {
    let typed = form.value(name).to_owned();
    if typed.is_empty() {
        return None;
    }
    let found = Country::parse(&typed).ok().filter(|code| ctx.policy.country(code).is_some());
    if found.is_none() {
        form.problem(name, form.words().text("form-not-a-choice"));
    }
    found
}

fn markets(form: &mut Form, ctx: &Ctx, case: &Case, supposed: &mut Vec<Supposed>) {
    for market in &case.markets {
        let status = form.choice(&market_field(market), "form-required", MarketStatus::parse);
        if let Some(status) = status
            && status != market.status
        {
            supposed.push(Supposed::Market(Market { status, reason: None, ..market.clone() }));
        }
    }
    let Some(country) = country(form, ctx, "market-country") else { return };
    let owner = form.choice("market-owner", "form-required", |id| {
        case.controllers.iter().find(|one| one.id == id).map(|one| one.id.clone())
    });
    let status = form.choice("market-status", "form-required", MarketStatus::parse);
    if let (Some(controller), Some(status)) = (owner, status) {
        supposed.push(Supposed::Market(Market { country, controller, status, reason: None, subjects: None }));
    }
}

fn controllers(form: &mut Form, ctx: &Ctx, case: &Case, supposed: &mut Vec<Supposed>) {
    for one in &case.controllers {
        let roles = form.choices(&format!("roles-{}", one.id), SectorRole::parse);
        let main = country(form, ctx, &format!("main-{}", one.id));
        let representative = country(form, ctx, &format!("representative-{}", one.id));
        let Some(roles) = roles else { continue };
        let mut establishments: Vec<Establishment> =
            one.establishments.iter().map(|seat| Establishment { main: false, ..seat.clone() }).collect();
        if let Some(country) = main {
            match establishments.iter_mut().find(|seat| seat.country == country) {
                Some(seat) => seat.main = true,
                None => establishments.push(Establishment { country, main: true }),
            }
        }
        let changed = Controller {
            roles: roles.into_iter().collect(),
            establishments,
            art27_representative: representative,
            ..one.clone()
        };
        if changed != *one {
            supposed.push(Supposed::Controller(changed));
        }
    }
}

/// A supposed fact holds in every scope in which the case has it, so that no narrower value is left to win.
fn fact(form: &mut Form, case: &Case, ask: &Ask, supposed: &mut Vec<Supposed>) {
    let known = |word: &str| ask.choices.iter().any(|choice| choice.value == word).then(|| word.to_owned());
    let Some(word) = form.choice(&ask.name, "form-required", known) else { return };
    let Some(id) = ask.name.strip_prefix("fact-").filter(|_| word != AS_IT_IS) else { return };
    let (state, value) = match word.as_str() {
        UNKNOWN => (Knowledge::Unknown, serde_json::Value::Null),
        word => (Knowledge::Known, serde_json::from_str(word).unwrap_or_default()),
    };
    let mut scopes = vec![Scope::case()];
    scopes.extend(case.facts.iter().filter(|entry| entry.fact.id == id).map(|entry| entry.fact.scope.clone()));
    scopes.sort();
    scopes.dedup();
    supposed.extend(scopes.into_iter().map(|scope| {
        let (how, who) = (Private::new(""), Private::new(""));
        Supposed::Fact(Fact { id: id.to_owned(), scope, state, value: value.clone(), how, who, by: None })
    }));
}

fn decision(form: &mut Form, ask: &Ask) -> Option<Supposed> {
    let rule = ask.name.strip_prefix("decision-")?.to_owned();
    let word = form.choice(&ask.name, "form-required", |word| {
        ask.choices.iter().any(|choice| choice.value == word).then(|| word.to_owned())
    })?;
    match word.as_str() {
        AS_IT_IS => None,
        NONE => Some(Supposed::Decision { rule, decision: None }),
        word => {
            let (kind, basis) = word.split_once(':').map_or((word, None), |(kind, basis)| (kind, Some(basis)));
            let decision = Some((DecisionKind::parse(kind)?, basis.map(str::to_owned)));
            Some(Supposed::Decision { rule, decision })
        }
    }
}

fn filing(form: &mut Form, case: &Case, zone: Tz, now: At) -> Option<Supposed> {
    let at = form.instant("filed-at", zone, now, Ahead::Allowed);
    if form.value("filed-duty").is_empty() {
        if at.is_some() {
            form.problem("filed-duty", form.words().text("what-if-which-duty"));
        }
        return None;
    }
    let duty = form.choice("filed-duty", "form-required", |word| case.duty(word.parse().ok()?))?;
    if at.is_none() && form.error("filed-at").is_none() {
        form.problem("filed-at", form.words().text("file-at-missing"));
    }
    let planned = &duty.planned;
    Some(Supposed::Filing {
        rule: planned.rule.clone(),
        stage: planned.stage.clone(),
        recipient: planned.recipient.id.clone(),
        controller: Some(planned.controller.clone()),
        at: Some(at?),
    })
}
