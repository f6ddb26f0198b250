//! What a try-out supposes, in words, so that a printed one says what it rests on.

use crate::app::Ctx;
use crate::app::cases::{Scenario, Supposed};
use crate::domain::case::Case;
use crate::domain::situation::Knowledge;
use crate::web::frame::Frame;
use crate::web::pages::case::duties::basis_name;
use crate::web::pages::case::facts::{label, value_words};
use crate::web::pages::case::{country_name, rule_name, scope_name};

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
                Knowledge::Known => value_words(ctx, f.t, &fact.id, &fact.value),
                state => f.of("knowledge", state),
            };
            let name = label(ctx, f.t, &fact.id);
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
