//! What a try-out supposes, in words, so that a printed one says what it rests on.

use crate::app::Ctx;
use crate::app::cases::{Scenario, Supposed};
use crate::domain::case::Case;
use crate::domain::situation::{Controller, Knowledge};
use crate::domain::values::Country;
use crate::web::frame::Frame;
use crate::web::pages::case::duties::basis_name;
use crate::web::pages::case::facts::{label, value_words};
use crate::web::pages::case::{country_name, rule_name, scope_name};

/// What was supposed, one sentence each. `named_in` is the case with what was added to it.
pub fn told(f: &Frame, ctx: &Ctx, case: &Case, named_in: &Case, scenario: &Scenario) -> Vec<String> {
    let teller = Teller { f, ctx, case, named_in };
    let mut lines: Vec<String> = scenario.supposed.iter().map(|one| teller.one(one)).collect();
    // A questioned controller stands twice where it was added and then changed; each line once.
    let mut seen = std::collections::BTreeSet::new();
    lines.retain(|line| seen.insert(line.clone()));
    lines
}

struct Teller<'a> {
    f: &'a Frame,
    ctx: &'a Ctx,
    case: &'a Case,
    named_in: &'a Case,
}

impl Teller<'_> {
    fn country(&self, code: &Country) -> String {
        country_name(self.ctx, self.f.t.lang, code.as_str())
    }

    fn owner(&self, id: &str) -> String {
        let found = self.named_in.controllers.iter().find(|one| one.id == id);
        found.map_or_else(|| id.to_owned(), |one| one.name.clone())
    }

    fn one(&self, one: &Supposed) -> String {
        let f = self.f;
        let (what, value) = match one {
            Supposed::Instant { what, scope, at } => {
                let what = format!("{} · {}", f.of("instant", what), scope_name(self.ctx, f.t, self.named_in, scope));
                (what, at.map_or_else(|| f.text("why-not-recorded"), |at| f.moment(&at)))
            }
            Supposed::Controller(one) => return self.controller(one),
            Supposed::Market(market) => {
                let what = format!("{} · {}", self.country(&market.country), self.owner(&market.controller));
                (what, f.of("market-status", market.status))
            }
            Supposed::DataSet(set) => {
                let value = format!("{}, {}", f.of("hit", set.hit), f.of("data-scope", set.scope));
                (format!("{} · {}", set.name, self.owner(&set.controller)), value)
            }
            Supposed::Fact(fact) => {
                let value = match fact.state {
                    Knowledge::Known => value_words(self.ctx, f.t, &fact.id, &fact.value),
                    state => f.of("knowledge", state),
                };
                let name = label(self.ctx, f.t, &fact.id);
                (format!("{name} · {}", scope_name(self.ctx, f.t, self.named_in, &fact.scope)), value)
            }
            Supposed::Decision { rule, decision } => {
                let value = match decision {
                    None => f.text("what-if-undecided"),
                    Some((kind, Some(basis))) => format!("{}: {}", f.of("decision", kind), basis_name(f, basis)),
                    Some((kind, None)) => f.of("decision", kind),
                };
                (rule_name(f.t, rule, "", ""), value)
            }
            Supposed::Filing { rule, stage, recipient, at, .. } => {
                let value =
                    at.map_or_else(|| f.text("why-not-yet"), |at| f.with1("what-if-filed", "at", f.moment(&at)));
                (format!("{} · {recipient}", rule_name(f.t, rule, stage, "")), value)
            }
        };
        f.with2("what-if-told", "what", &what, "value", &value)
    }

    /// What is otherwise about a controller, aspect by aspect; of a new one that it is new.
    fn controller(&self, one: &Controller) -> String {
        let f = self.f;
        let known = self.case.controllers.iter().find(|known| known.id == one.id);
        let differs = |aspect: fn(&Controller) -> String| known.is_none_or(|known| aspect(known) != aspect(one));
        let mut parts = Vec::new();
        if known.is_none() {
            parts.push(f.with1("what-if-told-controller", "country", self.country(&one.country)));
        }
        if differs(|one| format!("{:?}", one.roles)) && (known.is_some() || !one.roles.is_empty()) {
            let roles: Vec<String> = one.roles.iter().map(|role| f.of("sector-role", role)).collect();
            parts.push(if roles.is_empty() { f.text("parties-no-role") } else { f.t.list(&roles) });
        }
        if differs(|one| format!("{:?}", one.establishments)) && (known.is_some() || !one.establishments.is_empty()) {
            let seats: Vec<String> = one
                .establishments
                .iter()
                .map(|seat| match seat.main {
                    true => f.with1("parties-main", "country", self.country(&seat.country)),
                    false => self.country(&seat.country),
                })
                .collect();
            let seats = if seats.is_empty() { f.text("what-if-no-main") } else { f.t.list(&seats) };
            parts.push(f.with1("what-if-told-seats", "seats", seats));
        }
        if differs(|one| format!("{:?}", one.art27_representative))
            && (known.is_some() || one.art27_representative.is_some())
        {
            let place = one.art27_representative.as_ref();
            let place = place.map_or_else(|| f.text("what-if-no-representative"), |code| self.country(code));
            parts.push(f.with1("what-if-told-representative", "country", place));
        }
        if differs(|one| format!("{:?}", one.region)) && (known.is_some() || one.region.is_some()) {
            let region = one.region.as_ref().map_or_else(|| f.text("what-if-no-region"), |code| self.region(code));
            parts.push(f.with1("what-if-told-region", "region", region));
        }
        let before = known.map(|known| known.regime_starts.clone()).unwrap_or_default();
        let regimes: std::collections::BTreeSet<&String> = before.keys().chain(one.regime_starts.keys()).collect();
        for regime in regimes.into_iter().filter(|regime| before.get(*regime) != one.regime_starts.get(*regime)) {
            let key = format!("law-regime-name-{regime}");
            let name = if f.t.has(&key) { f.text(key) } else { regime.clone() };
            let day = one.regime_starts.get(regime).map_or_else(|| f.text("why-not-recorded"), |day| f.t.day(*day));
            parts.push(f.with2("what-if-told-start", "regime", &name, "day", &day));
        }
        f.with2("what-if-told", "what", &one.name, "value", parts.join("; "))
    }

    fn region(&self, code: &str) -> String {
        super::super::region_name(self.ctx, code)
    }
}
