//! The form of a try-out: every moment, market, data set, controller and decision with the value in force, to be taken otherwise.
//! Only what differs from the case becomes part of the scenario.

use chrono_tz::Tz;

use super::duties::basis_name;
use super::{country_name, duty_name, recipient_name, rule_name, scope_name};
use crate::app::Ctx;
use crate::app::cases::{self, Scenario, Supposed};
use crate::app::law::Law;
use crate::app::views::ledger::scope_of;
use crate::domain::case::{Case, Duty};
use crate::domain::plan::{DutyKind, DutyStatus};
use crate::domain::situation::{
    Controller, DataScope, DataSet, DecisionKind, Establishment, Fact, InstantKind, Knowledge, Market, MarketStatus,
    Scope, SectorRole, Tri,
};
use crate::domain::values::{At, Country, Private};
use crate::web::components::Choice;
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::i18n::Words;

/// A question of the form: the name of its field, its label, its choices.
pub struct Ask {
    pub name: String,
    pub label: String,
    pub choices: Vec<Choice>,
}

/// One controller's questions.
pub struct AskController {
    pub legend: String,
    pub roles: Ask,
    pub main: Ask,
    pub representative: Ask,
}

/// Everything that this case lets one suppose.
pub struct Subject {
    /// Moments in force: field and label.
    pub instants: Vec<(String, String)>,
    pub data_sets: Vec<(Ask, Ask)>,
    pub markets: Vec<Ask>,
    pub countries: Vec<Choice>,
    pub owners: Vec<Choice>,
    pub statuses: Vec<Choice>,
    pub controllers: Vec<AskController>,
    pub facts: Vec<Ask>,
    pub decisions: Vec<Ask>,
    /// Duties for which a filing may be supposed.
    pub filings: Vec<Choice>,
    pub proposals: Vec<Choice>,
}

const AS_IT_IS: &str = "as-it-is";
const NONE: &str = "none";
const UNKNOWN: &str = "unknown";
const NEW_INSTANT: &str = "new-at";

pub fn subject(ctx: &Ctx, law: &Law, t: &'static Words, case: &Case) -> Subject {
    let country = |code: &Country| country_name(ctx, t.lang, code.as_str());
    let all_countries = |first: &str| {
        let mut choices = vec![Choice::new("", t.text(first))];
        let mut named: Vec<(String, String)> = ctx
            .policy
            .countries()
            .map(|record| (country_name(ctx, t.lang, record.code.as_str()), record.code.as_str().to_owned()))
            .collect();
        named.sort();
        choices.extend(named.into_iter().map(|(name, code)| Choice::new(code, name)));
        choices
    };
    Subject {
        instants: case
            .instants_in_force()
            .map(|entry| {
                let label = format!("{} · {}", t.of("instant", entry.what), scope_name(ctx, t, case, &entry.scope));
                (format!("i{}", entry.number), label)
            })
            .collect(),
        data_sets: case
            .data_sets
            .iter()
            .map(|set| {
                let hit = Ask {
                    name: format!("hit-{}", set.id),
                    label: t.with1("why-data-hit", "name", &set.name),
                    choices: Tri::ALL.iter().map(|word| Choice::new(word, t.of("hit", word))).collect(),
                };
                let scope = Ask {
                    name: format!("held-{}", set.id),
                    label: t.with1("why-data-scope", "name", &set.name),
                    choices: DataScope::ALL.iter().map(|word| Choice::new(word, t.of("data-scope", word))).collect(),
                };
                (hit, scope)
            })
            .collect(),
        markets: case
            .markets
            .iter()
            .map(|market| {
                let owner = case.controllers.iter().find(|one| one.id == market.controller);
                let owner = owner.map_or(market.controller.clone(), |one| one.name.clone());
                Ask {
                    name: market_field(market),
                    label: format!("{} · {owner}", country(&market.country)),
                    choices: statuses(t),
                }
            })
            .collect(),
        countries: all_countries("what-if-none"),
        owners: case.controllers.iter().map(|one| Choice::new(&one.id, one.name.clone())).collect(),
        statuses: statuses(t),
        controllers: case
            .controllers
            .iter()
            .map(|one| AskController {
                legend: one.name.clone(),
                roles: Ask {
                    name: format!("roles-{}", one.id),
                    label: t.with1("why-roles", "name", &one.name),
                    choices: SectorRole::ALL.iter().map(|word| Choice::new(word, t.of("sector-role", word))).collect(),
                },
                main: Ask {
                    name: format!("main-{}", one.id),
                    label: t.text("what-if-main"),
                    choices: all_countries("what-if-no-main"),
                },
                representative: Ask {
                    name: format!("representative-{}", one.id),
                    label: t.with1("why-representative", "name", &one.name),
                    choices: all_countries("what-if-no-representative"),
                },
            })
            .collect(),
        facts: facts(ctx, law, t, case),
        decisions: decisions(law, t, case),
        filings: filings(ctx, t, case),
        proposals: cases::proposals(law)
            .into_iter()
            .map(|(id, title)| {
                let key = format!("law-rule-{id}");
                let label = if t.has(&key) { t.text(key) } else { title };
                Choice::new(id, label)
            })
            .collect(),
    }
}

fn statuses(t: &Words) -> Vec<Choice> {
    MarketStatus::ALL.iter().map(|word| Choice::new(word, t.of("market-status", word))).collect()
}

fn market_field(market: &Market) -> String {
    format!("market-{}-{}", market.country, market.controller)
}

/// One question per fact that decides whether a rule applies.
fn facts(ctx: &Ctx, law: &Law, t: &'static Words, case: &Case) -> Vec<Ask> {
    let asks = cases::deciding_facts(law, case).into_iter().map(|id| {
        let mut choices = vec![
            Choice::new(AS_IT_IS, t.text("what-if-as-it-is")),
            Choice::new(UNKNOWN, t.of("knowledge", Knowledge::Unknown)),
        ];
        let values = cases::plain_values(law, &id);
        choices.extend(
            values.iter().map(|value| Choice::new(value.to_string(), super::facts::value_words(ctx, t, &id, value))),
        );
        Ask { name: format!("fact-{id}"), label: super::facts::label(ctx, t, &id), choices }
    });
    asks.filter(|ask| ask.choices.len() > 2).collect()
}

/// One question per rule that a decision may settle.
fn decisions(law: &Law, t: &'static Words, case: &Case) -> Vec<Ask> {
    let mut rules: Vec<&Duty> = Vec::new();
    for duty in case.duties.iter().filter(|duty| !duty.gone && duty.planned.remove_by_decision()) {
        if !rules.iter().any(|known| known.planned.rule == duty.planned.rule) {
            rules.push(duty);
        }
    }
    rules
        .into_iter()
        .map(|duty| {
            let go =
                if duty.planned.kind == DutyKind::People { DecisionKind::Communicate } else { DecisionKind::Notify };
            let mut choices = vec![
                Choice::new(AS_IT_IS, t.text("what-if-as-it-is")),
                Choice::new(NONE, t.text("what-if-undecided")),
                Choice::new(go, t.of("decision", go)),
            ];
            for (decision, basis) in cases::ways_to_decide(law, &duty.planned.rule) {
                let key = format!("law-basis-{basis}");
                let ground = if t.has(&key) { t.text(key) } else { basis.clone() };
                choices.push(Choice::new(
                    format!("{decision}:{basis}"),
                    format!("{}: {ground}", t.of("decision", decision)),
                ));
            }
            Ask {
                name: format!("decision-{}", duty.planned.rule),
                label: rule_name(t, &duty.planned.rule, "", &duty.planned.citation.act),
                choices,
            }
        })
        .collect()
}

fn filings(ctx: &Ctx, t: &'static Words, case: &Case) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", t.text("what-if-none"))];
    let open = case.duties.iter().filter(|duty| duty.is_unfiled() || duty.planned.status == DutyStatus::NotStarted);
    choices.extend(open.map(|duty| {
        let name = format!("{} · {}", recipient_name(ctx, t, case, duty), duty_name(t, duty));
        Choice::new(duty.number, name)
    }));
    choices
}

/// The form with the values in force.
pub fn filled(t: &'static Words, case: &Case, subject: &Subject) -> Form {
    let zone = super::zone(case);
    let mut form = Form::empty(t);
    for entry in case.instants_in_force() {
        form = form.fill_instant(&format!("i{}", entry.number), entry.at, zone);
    }
    for set in &case.data_sets {
        form = form.fill(&format!("hit-{}", set.id), set.hit.as_str());
        form = form.fill(&format!("held-{}", set.id), set.scope.as_str());
    }
    for market in &case.markets {
        form = form.fill(&market_field(market), market.status.as_str());
    }
    for one in &case.controllers {
        for role in &one.roles {
            form = form.fill(&format!("roles-{}", one.id), role.as_str());
        }
        let main = one.establishments.iter().find(|seat| seat.main);
        form = form.fill(&format!("main-{}", one.id), main.map_or("", |seat| seat.country.as_str()));
        let representative = one.art27_representative.as_ref().map_or("", Country::as_str);
        form = form.fill(&format!("representative-{}", one.id), representative);
    }
    for ask in subject.decisions.iter().chain(&subject.facts) {
        form = form.fill(&ask.name, AS_IT_IS);
    }
    form.fill("new-scope", "case").fill("market-status", MarketStatus::Affected.as_str())
}

/// What the form supposes; `None` if it holds problems.
pub fn read(form: &mut Form, ctx: &Ctx, case: &Case, subject: &Subject, now: At) -> Option<Scenario> {
    let known: Vec<String> = names(subject);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    form.only(&known);
    let zone = super::zone(case);
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

/// What was supposed, one sentence each, so that a printed try-out says what it rests on.
pub fn told(f: &Frame, ctx: &Ctx, case: &Case, scenario: &Scenario) -> Vec<String> {
    let mut lines: Vec<String> = scenario.supposed.iter().map(|one| told_one(f, ctx, case, one)).collect();
    for id in &scenario.proposals {
        let key = format!("law-rule-{id}");
        let name = if f.t.has(&key) { f.text(key) } else { id.clone() };
        lines.push(f.with1("what-if-told-proposal", "name", &name));
    }
    lines
}

fn told_one(f: &Frame, ctx: &Ctx, case: &Case, one: &Supposed) -> String {
    match one {
        Supposed::Instant { what, scope, at } => {
            let what = format!("{} · {}", f.of("instant", what), scope_name(ctx, f.t, case, scope));
            let at = at.map_or_else(|| f.text("why-not-recorded"), |at| f.moment(&at));
            f.with2("what-if-told", "what", &what, "value", &at)
        }
        Supposed::Controller(one) => {
            let roles: Vec<String> = one.roles.iter().map(|role| f.of("sector-role", role)).collect();
            let main = one
                .establishments
                .iter()
                .find(|seat| seat.main)
                .map(|seat| f.with1("parties-main", "country", country_name(ctx, f.t.lang, seat.country.as_str())));
            let representative = one.art27_representative.as_ref().map(|code| {
                let name = f.with1("why-representative", "name", &one.name);
                format!("{name}: {}", country_name(ctx, f.t.lang, code.as_str()))
            });
            let value = roles.into_iter().chain(main).chain(representative).collect::<Vec<_>>().join(", ");
            f.with2("what-if-told", "what", &one.name, "value", &value)
        }
        Supposed::Market(market) => {
            let name = country_name(ctx, f.t.lang, market.country.as_str());
            f.with2("what-if-told", "what", &name, "value", f.of("market-status", market.status))
        }
        Supposed::DataSet(set) => {
            let value = format!("{}, {}", f.of("hit", set.hit), f.of("data-scope", set.scope));
            f.with2("what-if-told", "what", &set.name, "value", &value)
        }
        Supposed::Fact(fact) => {
            let value = match fact.state {
                Knowledge::Known => super::facts::value_words(ctx, f.t, &fact.id, &fact.value),
                state => f.of("knowledge", state),
            };
            let name = super::facts::label(ctx, f.t, &fact.id);
            let what = format!("{name} · {}", scope_name(ctx, f.t, case, &fact.scope));
            f.with2("what-if-told", "what", &what, "value", &value)
        }
        Supposed::Decision { rule, decision } => {
            let value = match decision {
                None => f.text("what-if-undecided"),
                Some((kind, Some(basis))) => format!("{}: {}", f.of("decision", kind), basis_name(f, basis)),
                Some((kind, None)) => f.of("decision", kind),
            };
            f.with2("what-if-told", "what", rule_name(f.t, rule, "", ""), "value", &value)
        }
        Supposed::Filing { rule, stage, recipient, at, .. } => {
            let name = format!("{} · {recipient}", rule_name(f.t, rule, stage, ""));
            let at = at.map_or_else(|| f.text("why-not-yet"), |at| f.with1("what-if-filed", "at", f.moment(&at)));
            f.with2("what-if-told", "what", &name, "value", &at)
        }
    }
}
