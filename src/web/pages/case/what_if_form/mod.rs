//! The form of a try-out: every moment, market, data set, controller and decision with the value in force, to be taken otherwise.
//! Only what differs from the case becomes part of the scenario.

use super::{country_name, duty_name, recipient_name, rule_name, scope_name};
use crate::app::Ctx;
use crate::app::cases;
use crate::app::law::Law;
use crate::domain::case::{Case, Duty};
use crate::domain::plan::{DutyKind, DutyStatus};
use crate::domain::situation::{DataScope, DecisionKind, Knowledge, Market, MarketStatus, SectorRole, Tri};
use crate::domain::values::Country;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::i18n::Words;

mod read;
mod told;

pub use read::read;
pub use told::told;

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
