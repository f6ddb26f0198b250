//! From the form of a try-out to what it supposes: every problem at its field, and only what differs from the case.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::added::country;
use super::{
    ALSO, AS_IT_IS, Ask, AskController, NONE, Subject, UNKNOWN, added, market_field, region_of, since, subject, told,
};
use crate::app::cases::{self, Scenario, Supposed};
use crate::app::law::Law;
use crate::domain::case::Case;
use crate::domain::situation::{
    Controller, DataScope, DataSet, DecisionKind, Establishment, Fact, Knowledge, Market, MarketStatus, Scope,
    SectorRole, Tri,
};
use crate::domain::values::{At, Private};
use crate::web::components::Choice;
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::pages::admin::fields::day;
use crate::web::pages::case::country_name;
use crate::web::supposed::{ADDED, Reader, WhatIfBody, set_main};
use crate::web::visit::Visit;

/// A form as it is shown again: with what was added as boxes, and the fields for adding more empty.
pub struct Understood {
    pub subject: Subject,
    pub form: Form,
    /// `None` if the form holds problems.
    pub scenario: Option<Scenario>,
}

/// What the form that was sent supposes.
pub fn read(visit: &Visit, f: &Frame, law: &Law, case: &Case) -> Understood {
    let mut form = visit.form.clone();
    let (ctx, t, now) = (visit.ctx(), visit.t(), visit.now());
    let kept = also(&mut form);
    let whole = |parts: &[WhatIfBody]| {
        let mut body = WhatIfBody::default();
        parts.iter().for_each(|part| body.add(part.clone()));
        let mut reader = Reader::new(visit, law, case);
        let scenario = reader.scenario(&body);
        (reader.form.is_good(), scenario, reader.case)
    };
    let (good, before, supposed_case) = whole(&kept);
    if !good {
        form.problem(ALSO, t.text("what-if-also-broken"));
    }
    let duties = cases::supposed_duties(law, &case.situation(), &before.supposed, now);
    let asked = subject(ctx, law, t, &supposed_case, &duties);
    form = since::asked_since(form, &super::filled(t, law, &supposed_case, &asked), &asked);
    form.only(&known(&form, &asked).iter().map(String::as_str).collect::<Vec<_>>());
    let zone = super::super::zone(case);
    let more = added::read(&mut form, law, &supposed_case, &duties, zone, now);
    let changed = Changes { law, case: &supposed_case, zone, now }.read(&mut form, &asked);
    let allowed = |word: &str| asked.proposals.iter().any(|one| one.value == word).then(|| word.to_owned());
    let proposals = form.choices("proposal", allowed).unwrap_or_default();

    let parts: Vec<WhatIfBody> = kept.into_iter().chain(more).collect();
    let (good, with_added, now_supposed) = whole(&parts);
    if !good && form.is_good() {
        form.problem(ALSO, t.text("what-if-also-broken"));
    }
    let scenario = form.is_good().then(|| Scenario { supposed: in_order(with_added.supposed, changed), proposals });
    if scenario.is_none() {
        let subject = Subject { also: boxes(f, visit, case, &now_supposed, &whole, &parts), ..asked };
        return Understood { subject, form, scenario };
    }
    // What was added becomes a box, gets questions of its own, and its fields are free for the next.
    let mut form = added::emptied(form).replaced("proposal", "");
    let supposed = scenario.as_ref().map(|scenario| scenario.supposed.as_slice()).unwrap_or_default();
    let duties = cases::supposed_duties(law, &case.situation(), supposed, now);
    for id in scenario.iter().flat_map(|scenario| &scenario.proposals) {
        form = form.fill("proposal", id);
    }
    form = with_questions(form, law, &supposed_case, &now_supposed, supposed);
    let also = boxes(f, visit, case, &now_supposed, &whole, &parts);
    form = form.replaced(ALSO, "");
    for one in &also {
        form = form.fill(ALSO, one.value.clone());
    }
    let mut subject = Subject { also, ..subject(ctx, law, t, &now_supposed, &duties) };
    for seats in subject.controllers.iter_mut().map(|one| &mut one.seats) {
        for code in form.values(&seats.name) {
            if !seats.choices.iter().any(|choice| choice.value == *code) {
                seats.choices.push(Choice::new(code, country_name(ctx, t.lang, code)));
            }
        }
    }
    Understood { subject, form, scenario }
}

/// The boxes that are still ticked. A value that this program did not write is a problem and no panic.
fn also(form: &mut Form) -> Vec<WhatIfBody> {
    let mut kept = Vec::new();
    for value in form.values(ALSO).to_vec() {
        match serde_json::from_str(&value) {
            Ok(body) => kept.push(body),
            Err(_) if value.is_empty() => {}
            Err(_) => form.problem(ALSO, form.words().text("what-if-also-broken")),
        }
    }
    kept
}

/// One box per part, in words.
fn boxes(
    f: &Frame,
    visit: &Visit,
    case: &Case,
    named_in: &Case,
    whole: &impl Fn(&[WhatIfBody]) -> (bool, Scenario, Case),
    parts: &[WhatIfBody],
) -> Vec<Choice> {
    let mut all = Vec::new();
    for (n, part) in parts.iter().enumerate() {
        // Read with what came before it, of which it may speak.
        let (_, scenario, _) = whole(&parts[..=n]);
        let (_, earlier, _) = whole(&parts[..n]);
        let own: Vec<Supposed> = scenario.supposed.into_iter().filter(|one| !earlier.supposed.contains(one)).collect();
        let own = Scenario { supposed: own, proposals: Vec::new() };
        let words = told(f, visit.ctx(), case, named_in, &own).join("; ");
        if let Ok(value) = serde_json::to_string(part) {
            all.push(Choice::new(value, words));
        }
    }
    all
}

/// The questions about what was added just now, with what it was added with; main establishments and the like as they were chosen.
fn with_questions(mut form: Form, law: &Law, before: &Case, after: &Case, supposed: &[Supposed]) -> Form {
    for one in &after.controllers {
        // As the scenario has it: a chosen new establishment is among the others now.
        let taken = supposed.iter().rev().find_map(|other| match other {
            Supposed::Controller(controller) if controller.id == one.id => Some(controller),
            _ => None,
        });
        for seat in taken.into_iter().flat_map(|one| &one.establishments) {
            let field = format!("seats-{}", one.id);
            if !form.has(&field, seat.country.as_str()) {
                form = form.fill(&field, seat.country.as_str());
            }
        }
        form = form.replaced(&format!("new-seat-{}", one.id), "");
        if !before.controllers.iter().any(|known| known.id == one.id) {
            form = super::fill_controller(form, law, one);
        }
    }
    for set in after.data_sets.iter().filter(|set| !before.data_sets.iter().any(|known| known.id == set.id)) {
        form = super::fill_data_set(form, &set.id, set.hit, set.scope);
    }
    for market in &after.markets {
        if !before.markets.iter().any(|known| market_field(known) == market_field(market)) {
            form = form.fill(&market_field(market), market.status.as_str());
        }
    }
    form
}

/// Added things first, so that the questions about them count; moments and filings that were added win over the fields.
fn in_order(added: Vec<Supposed>, changed: Vec<Supposed>) -> Vec<Supposed> {
    let (last, first): (Vec<_>, Vec<_>) =
        added.into_iter().partition(|one| matches!(one, Supposed::Instant { .. } | Supposed::Filing { .. }));
    let overruled = |one: &Supposed| match one {
        Supposed::Instant { what, scope, .. } => {
            last.iter().any(|new| matches!(new, Supposed::Instant { what: w, scope: s, .. } if w == what && s == scope))
        }
        _ => false,
    };
    let changed: Vec<Supposed> = changed.into_iter().filter(|one| !overruled(one)).collect();
    first.into_iter().chain(changed).chain(last).collect()
}

/// Every field that the form may have. Those about something that was just taken back come along once more.
fn known(form: &Form, subject: &Subject) -> Vec<String> {
    let mut names: Vec<String> = added::FIELDS.iter().map(|&name| name.to_owned()).collect();
    names.extend([ALSO.to_owned(), "proposal".to_owned()]);
    names.extend(subject.instants.iter().map(|(name, _)| name.clone()));
    names.extend(subject.data_sets.iter().flat_map(|(hit, scope)| [hit.name.clone(), scope.name.clone()]));
    names.extend(subject.markets.iter().map(|ask| ask.name.clone()));
    for one in &subject.controllers {
        let asks = [&one.roles, &one.seats, &one.new_seat, &one.main, &one.representative, &one.region];
        names.extend(asks.map(|ask| ask.name.clone()));
        names.extend(one.starts.iter().map(|(name, ..)| name.clone()));
    }
    names.extend(subject.facts.iter().chain(&subject.decisions).map(|ask| ask.name.clone()));
    let taken_back = |name: &&str| name.contains(ADDED) || name.starts_with("market-");
    names.extend(form.typed().map(|(name, _)| name).filter(taken_back).map(str::to_owned));
    names.extend(since::no_longer_asked(form));
    names
}

/// What the fields take otherwise than the case, with what was added to it, has it.
struct Changes<'a> {
    law: &'a Law,
    case: &'a Case,
    zone: Tz,
    now: At,
}

impl Changes<'_> {
    fn read(&self, form: &mut Form, subject: &Subject) -> Vec<Supposed> {
        let mut supposed = Vec::new();
        self.instants(form, &mut supposed);
        self.data_sets(form, &mut supposed);
        self.markets(form, &mut supposed);
        for (one, asked) in self.case.controllers.iter().zip(&subject.controllers) {
            supposed.extend(self.controller(form, one, asked));
        }
        for ask in &subject.facts {
            self.fact(form, ask, &mut supposed);
        }
        for ask in &subject.decisions {
            supposed.extend(decision(form, ask));
        }
        supposed
    }

    /// A moment that is left empty is supposed not to be recorded. Tomorrow may be supposed too.
    fn instants(&self, form: &mut Form, supposed: &mut Vec<Supposed>) {
        for entry in self.case.instants_in_force() {
            let name = format!("i{}", entry.number);
            let at = form.instant(&name, self.zone, self.now, Ahead::Allowed);
            // The form knows minutes; an instant whose minute nobody touched is the one on record.
            let minute = |at: At| at.micros().div_euclid(60_000_000);
            let same = at.is_some_and(|at| minute(at) == minute(entry.at));
            if form.error(&name).is_none() && !same {
                supposed.push(Supposed::Instant { what: entry.what, scope: entry.scope.clone(), at });
            }
        }
    }

    fn data_sets(&self, form: &mut Form, supposed: &mut Vec<Supposed>) {
        for set in &self.case.data_sets {
            let (hit, held) = (format!("hit-{}", set.id), format!("held-{}", set.id));
            let hit = form.choice(&hit, "form-required", Tri::parse);
            let scope = form.choice(&held, "form-required", DataScope::parse);
            if let (Some(hit), Some(scope)) = (hit, scope)
                && (hit, scope) != (set.hit, set.scope)
            {
                supposed.push(Supposed::DataSet(DataSet { hit, scope, ..set.clone() }));
            }
        }
    }

    fn markets(&self, form: &mut Form, supposed: &mut Vec<Supposed>) {
        for market in &self.case.markets {
            let status = form.choice(&market_field(market), "form-required", MarketStatus::parse);
            if let Some(status) = status
                && status != market.status
            {
                supposed.push(Supposed::Market(Market { status, reason: None, ..market.clone() }));
            }
        }
    }

    fn controller(&self, form: &mut Form, one: &Controller, asked: &AskController) -> Option<Supposed> {
        let law = self.law;
        let roles = form.choices(&asked.roles.name, SectorRole::parse);
        let seat = |code: &str| one.establishments.iter().find(|seat| seat.country.as_str() == code);
        // An establishment that an earlier try added stands in the form alone.
        let seats = form.choices(&asked.seats.name, |code| {
            let added = || crate::domain::values::Country::parse(code).ok().filter(|code| law.country(code).is_some());
            seat(code).map(|seat| seat.country.clone()).or_else(added)
        });
        let new_seat = country(form, law, &asked.new_seat.name);
        let main = country(form, law, &asked.main.name);
        let representative = country(form, law, &asked.representative.name);
        let region = form.value(&asked.region.name).to_owned();
        if !asked.region.choices.iter().any(|choice| choice.value == region) {
            form.problem(&asked.region.name, form.words().text("form-not-a-choice"));
        }
        let mut regime_starts: BTreeMap<String, chrono::NaiveDate> = one.regime_starts.clone();
        for (field, regime, _) in &asked.starts {
            regime_starts.remove(regime);
            regime_starts.extend(day(form, field).map(|day| (regime.clone(), day)));
        }
        let mut establishments: Vec<Establishment> =
            seats?.into_iter().chain(new_seat).map(|country| Establishment { main: false, country }).collect();
        establishments.sort_by(|one, other| one.country.cmp(&other.country));
        establishments.dedup();
        set_main(&mut establishments, main);
        // The order of establishments says nothing; without a change theirs is kept.
        let same = establishments.len() == one.establishments.len()
            && one.establishments.iter().all(|seat| establishments.contains(seat));
        let changed = Controller {
            roles: roles?.into_iter().collect(),
            establishments: if same { one.establishments.clone() } else { establishments },
            art27_representative: representative,
            region: if region == region_of(law, one) {
                one.region.clone()
            } else {
                Some(region).filter(|r| !r.is_empty())
            },
            regime_starts,
            ..one.clone()
        };
        (changed != *one).then_some(Supposed::Controller(changed))
    }

    /// A supposed fact holds in every scope in which the case has it, so that no narrower value is left to win.
    fn fact(&self, form: &mut Form, ask: &Ask, supposed: &mut Vec<Supposed>) {
        let known = |word: &str| ask.choices.iter().any(|choice| choice.value == word).then(|| word.to_owned());
        let Some(word) = form.choice(&ask.name, "form-required", known) else { return };
        let Some(id) = ask.name.strip_prefix("fact-").filter(|_| word != AS_IT_IS) else { return };
        let (state, value) = match word.as_str() {
            UNKNOWN => (Knowledge::Unknown, serde_json::Value::Null),
            word => (Knowledge::Known, serde_json::from_str(word).unwrap_or_default()),
        };
        let mut scopes = vec![Scope::case()];
        let in_case = self.case.facts.iter().filter(|entry| entry.fact.id == id);
        scopes.extend(in_case.map(|entry| entry.fact.scope.clone()));
        scopes.sort();
        scopes.dedup();
        supposed.extend(scopes.into_iter().map(|scope| {
            let (how, who) = (Private::new(""), Private::new(""));
            Supposed::Fact(Fact { id: id.to_owned(), scope, state, value: value.clone(), how, who, by: None })
        }));
    }
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
