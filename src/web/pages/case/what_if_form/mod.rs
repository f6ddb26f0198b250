//! The form of a try-out: every moment, market, data set, controller and decision with the value in force, to be taken otherwise, and
//! places for what the case does not have at all. Only what differs from the case becomes part of the scenario.

use super::{country_name, place_of, planned_name, recipient_name_of, rule_name, scope_name};
use crate::app::Ctx;
use crate::app::cases;
use crate::app::law::Law;
use crate::domain::case::{Case, Duty};
use crate::domain::plan::{DutyKind, DutyStatus, PlannedDuty};
use crate::domain::situation::{Controller, DataScope, DecisionKind, Knowledge, Market, MarketStatus, SectorRole, Tri};
use crate::domain::values::Country;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::i18n::Words;

mod added;
mod read;
mod since;
mod told;

pub use read::{Understood, read};
pub use told::told;

/// A question of the form: the name of its field, its label, its choices.
pub struct Ask {
    pub name: String,
    pub label: String,
    pub choices: Vec<Choice>,
    /// Id of the controller that it is about; empty for none.
    pub owner: String,
}

/// One controller's questions.
pub struct AskController {
    pub id: String,
    pub legend: String,
    /// How it stands on record, in one line: `Italy: affected · 2 data sets`.
    pub stands: String,
    pub roles: Ask,
    pub seats: Ask,
    pub new_seat: Ask,
    pub main: Ask,
    pub representative: Ask,
    pub region: Ask,
    /// First days that differ by entity: field, regime, label.
    pub starts: Vec<(String, String, String)>,
}

/// Everything that this case lets one suppose.
pub struct Subject {
    /// What was added in tries before: each can be taken back by its box.
    pub also: Vec<Choice>,
    /// Moments in force: field and label.
    pub instants: Vec<(String, String)>,
    pub data_sets: Vec<(Ask, Ask)>,
    pub markets: Vec<Ask>,
    pub countries: Vec<Choice>,
    pub owners: Vec<Choice>,
    pub statuses: Vec<Choice>,
    pub hits: Vec<Choice>,
    pub held: Vec<Choice>,
    pub controllers: Vec<AskController>,
    pub facts: Vec<Ask>,
    pub decisions: Vec<Ask>,
    /// Duties for which a filing may be supposed, those that only the try-out has among them.
    pub filings: Vec<Choice>,
    pub proposals: Vec<Choice>,
}

const AS_IT_IS: &str = "as-it-is";
const NONE: &str = "none";
const UNKNOWN: &str = "unknown";
const NEW_INSTANT: &str = "new-at";
/// The boxes of what was added before.
const ALSO: &str = "also";

/// The questions about a case, or about one with what was added to it. `duties` are those for which a filing may be supposed.
pub fn subject(ctx: &Ctx, law: &Law, t: &'static Words, case: &Case, duties: &[PlannedDuty]) -> Subject {
    let country = |code: &Country| country_name(ctx, t.lang, code.as_str());
    Subject {
        also: Vec::new(),
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
                    choices: hits(t),
                    owner: set.controller.clone(),
                };
                let scope = Ask {
                    name: format!("held-{}", set.id),
                    label: t.with1("why-data-scope", "name", &set.name),
                    choices: held(t),
                    owner: set.controller.clone(),
                };
                (hit, scope)
            })
            .collect(),
        markets: case
            .markets
            .iter()
            .map(|market| {
                let owner = case.controllers.iter().find(|one| one.id == market.controller);
                let name = owner.map_or(market.controller.clone(), |one| one.name.clone());
                Ask {
                    name: market_field(market),
                    label: format!("{} · {name}", country(&market.country)),
                    choices: statuses(t),
                    owner: owner.map_or(String::new(), |one| one.id.clone()),
                }
            })
            .collect(),
        countries: all_countries(ctx, t, "what-if-none"),
        owners: case.controllers.iter().map(|one| Choice::new(&one.id, one.name.clone())).collect(),
        statuses: statuses(t),
        hits: hits(t),
        held: held(t),
        controllers: case.controllers.iter().map(|one| ask_controller(ctx, law, t, case, one)).collect(),
        facts: facts(ctx, law, t, case),
        decisions: decisions(ctx, law, t, case),
        filings: filings(ctx, t, case, duties),
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

fn all_countries(ctx: &Ctx, t: &Words, first: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", t.text(first))];
    let mut named: Vec<(String, String)> = ctx
        .policy
        .countries()
        .map(|record| (country_name(ctx, t.lang, record.code.as_str()), record.code.as_str().to_owned()))
        .collect();
    named.sort();
    choices.extend(named.into_iter().map(|(name, code)| Choice::new(code, name)));
    choices
}

fn ask_controller(ctx: &Ctx, law: &Law, t: &'static Words, case: &Case, one: &Controller) -> AskController {
    let ask = |field: &str, label: String, choices: Vec<Choice>| Ask {
        name: format!("{field}-{}", one.id),
        label,
        choices,
        owner: one.id.clone(),
    };
    let roles = SectorRole::ALL.iter().map(|word| Choice::new(word, t.of("sector-role", word))).collect();
    let seats = one
        .establishments
        .iter()
        .map(|seat| Choice::new(seat.country.as_str(), country_name(ctx, t.lang, seat.country.as_str())))
        .collect();
    let starts = law
        .entity_starts()
        .into_iter()
        .map(|regime| {
            let key = format!("law-regime-name-{regime}");
            let name = if t.has(&key) { t.text(key) } else { regime.to_owned() };
            let label = t.with1("admin-regime-start", "regime", name);
            (format!("start-{}-{regime}", one.id), regime.to_owned(), label)
        })
        .collect();
    AskController {
        id: one.id.clone(),
        legend: one.name.clone(),
        stands: stands(ctx, t, case, one),
        roles: ask("roles", t.with1("why-roles", "name", &one.name), roles),
        seats: ask("seats", t.text("what-if-seats"), seats),
        new_seat: ask("new-seat", t.text("what-if-new-seat"), all_countries(ctx, t, "what-if-none")),
        main: ask("main", t.text("what-if-main"), all_countries(ctx, t, "what-if-no-main")),
        representative: ask(
            "representative",
            t.with1("why-representative", "name", &one.name),
            all_countries(ctx, t, "what-if-no-representative"),
        ),
        region: ask("region", t.text("what-if-region"), regions(ctx, law, t, one)),
        starts,
    }
}

/// What is on record of a controller's markets and data, so that it can stay folded.
fn stands(ctx: &Ctx, t: &'static Words, case: &Case, one: &Controller) -> String {
    let markets = case.markets.iter().filter(|market| market.controller == one.id);
    let mut parts: Vec<String> = markets
        .map(|market| {
            let country = country_name(ctx, t.lang, market.country.as_str());
            t.with2("what-if-stands-market", "country", &country, "status", t.of("market-status", market.status))
        })
        .collect();
    let sets = case.data_sets.iter().filter(|set| set.controller == one.id);
    parts.extend(sets.map(|set| t.with2("what-if-stands-data", "name", &set.name, "hit", t.of("hit", set.hit))));
    parts.join(" · ")
}

/// Regions that have an authority of their own, under their codes; the one on record too, should no authority have it.
fn regions(ctx: &Ctx, law: &Law, t: &Words, one: &Controller) -> Vec<Choice> {
    let mut found: Vec<(String, String)> = Vec::new();
    for authority in law.authorities() {
        let Some(code) = &authority.region else { continue };
        if !found.iter().any(|(known, _)| known == code) {
            let name = authority.region_shown().unwrap_or(code);
            let label = format!("{} · {name}", country_name(ctx, t.lang, authority.country.as_str()));
            found.push((code.clone(), label));
        }
    }
    found.sort_by(|one, other| one.1.cmp(&other.1));
    let mut choices = vec![Choice::new("", t.text("what-if-no-region"))];
    choices.extend(found.into_iter().map(|(code, label)| Choice::new(code, label)));
    let own = region_of(law, one);
    if !choices.iter().any(|choice| choice.value == own) {
        choices.push(Choice::new(&own, own.clone()));
    }
    choices
}

/// The controller's region as the code of its authority, where one has it; empty for none.
fn region_of(law: &Law, one: &Controller) -> String {
    let Some(region) = &one.region else { return String::new() };
    let found = law.authorities().find(|authority| authority.is_of_region(region));
    found.and_then(|authority| authority.region.clone()).unwrap_or_else(|| region.clone())
}

fn statuses(t: &Words) -> Vec<Choice> {
    MarketStatus::ALL.iter().map(|word| Choice::new(word, t.of("market-status", word))).collect()
}

fn hits(t: &Words) -> Vec<Choice> {
    Tri::ALL.iter().map(|word| Choice::new(word, t.of("hit", word))).collect()
}

fn held(t: &Words) -> Vec<Choice> {
    DataScope::ALL.iter().map(|word| Choice::new(word, t.of("data-scope", word))).collect()
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
        Ask { name: format!("fact-{id}"), label: super::facts::label(ctx, t, &id), choices, owner: String::new() }
    });
    asks.filter(|ask| ask.choices.len() > 2).collect()
}

/// One question per rule that a decision may settle.
fn decisions(ctx: &Ctx, law: &Law, t: &'static Words, case: &Case) -> Vec<Ask> {
    let mut rules: Vec<&Duty> = Vec::new();
    for duty in case.duties.iter().filter(|duty| !duty.gone && duty.planned.remove_by_decision()) {
        if !rules.iter().any(|known| known.planned.rule == duty.planned.rule) {
            rules.push(duty);
        }
    }
    let name = |duty: &Duty| rule_name(t, &duty.planned.rule, "", &duty.planned.citation.act);
    // National forms of one directive share their name: the country tells them apart.
    let label = |duty: &Duty| match place_of(ctx, &duty.planned) {
        Some(place) if rules.iter().filter(|other| name(other) == name(duty)).count() > 1 => {
            format!("{} · {}", name(duty), country_name(ctx, t.lang, place.as_str()))
        }
        _ => name(duty),
    };
    rules
        .iter()
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
            Ask { name: format!("decision-{}", duty.planned.rule), label: label(duty), choices, owner: String::new() }
        })
        .collect()
}

/// What is still to be filed, the duties of the try-out among them: a second notice arises only when the first was filed.
fn filings(ctx: &Ctx, t: &'static Words, case: &Case, duties: &[PlannedDuty]) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", t.text("what-if-none"))];
    let open = duties
        .iter()
        .filter(|duty| matches!(duty.status, DutyStatus::Presumed | DutyStatus::Due | DutyStatus::NotStarted));
    choices.extend(open.map(|duty| {
        let name = planned_name(t, duty);
        Choice::new(filing_word(duty), format!("{} · {name}", recipient_name_of(ctx, t, case, duty)))
    }));
    choices
}

/// Rule, stage, recipient and controller of a duty in one word.
fn filing_word(duty: &PlannedDuty) -> String {
    [&duty.rule, &duty.stage, &duty.recipient.id, &duty.controller].map(String::as_str).join("|")
}

/// The form with the values in force.
pub fn filled(t: &'static Words, law: &Law, case: &Case, subject: &Subject) -> Form {
    let zone = super::zone(case);
    let mut form = Form::empty(t);
    for entry in case.instants_in_force() {
        form = form.fill_instant(&format!("i{}", entry.number), entry.at, zone);
    }
    for set in &case.data_sets {
        form = fill_data_set(form, &set.id, set.hit, set.scope);
    }
    for market in &case.markets {
        form = form.fill(&market_field(market), market.status.as_str());
    }
    for one in &case.controllers {
        form = fill_controller(form, law, one);
    }
    for ask in subject.decisions.iter().chain(&subject.facts) {
        form = form.fill(&ask.name, AS_IT_IS);
    }
    added::emptied(form)
}

fn fill_data_set(form: Form, id: &str, hit: Tri, scope: DataScope) -> Form {
    form.fill(&format!("hit-{id}"), hit.as_str()).fill(&format!("held-{id}"), scope.as_str())
}

fn fill_controller(mut form: Form, law: &Law, one: &Controller) -> Form {
    for role in &one.roles {
        form = form.fill(&format!("roles-{}", one.id), role.as_str());
    }
    for seat in &one.establishments {
        form = form.fill(&format!("seats-{}", one.id), seat.country.as_str());
    }
    let main = one.establishments.iter().find(|seat| seat.main);
    form = form.fill(&format!("main-{}", one.id), main.map_or("", |seat| seat.country.as_str()));
    let representative = one.art27_representative.as_ref().map_or("", Country::as_str);
    form = form.fill(&format!("representative-{}", one.id), representative);
    form = form.fill(&format!("region-{}", one.id), region_of(law, one));
    for (regime, day) in &one.regime_starts {
        form = form.fill(&format!("start-{}-{regime}", one.id), day.to_string());
    }
    form
}
