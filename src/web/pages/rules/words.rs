//! A contract's duty in words: what it asks, when, under which conditions, for how long; and what it would ask of a case.

use super::{conditions, later};
use crate::app::Ctx;
use crate::app::admin::own_rules::{FactIs, OnCase, RuleLine};
use crate::domain::plan::PeriodUnit;
use crate::web::components::{Shape, State};
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::pages::case::duties::arithmetic_line;
use crate::web::pages::case::what_if::stands;
use crate::web::pages::case::{planned_name, recipient_name_of};

/// `24 hours from awareness`.
pub fn asks(t: &Words, line: &RuleLine) -> String {
    let what = t.of("instant", line.rule.trigger);
    match line.rule.period {
        None => t.with1("rules-asks-open", "what", what),
        Some(period) => {
            let key = match period.unit {
                PeriodUnit::Hours => "rules-asks-hours",
                PeriodUnit::Days => "rules-asks-days",
                PeriodUnit::WorkingDays => "rules-asks-working-days",
                PeriodUnit::Months => "rules-asks-months",
            };
            t.with2(key, "value", i64::from(period.value), "what", what)
        }
    }
}

/// `from 1 January 2026`, `from … to …`.
pub fn days(t: &Words, line: &RuleLine) -> String {
    let from = t.day(line.rule.from);
    match line.rule.until {
        None => t.with1("rules-days-open", "from", from),
        Some(until) => t.with2("rules-days", "from", from, "until", t.day(until)),
    }
}

/// `Friday 6 Nov 2026, 18:42 → …`.
pub fn worked(t: &Words, line: &RuleLine) -> String {
    line.worked.as_ref().map_or_else(String::new, |worked| {
        let moment = |at| t.moment(at, worked.zone);
        if worked.legal == worked.target {
            t.with2("rules-worked", "start", moment(worked.start), "target", moment(worked.target))
        } else {
            t.with3(
                "rules-worked-legal",
                ("start", &moment(worked.start)),
                ("target", &moment(worked.target)),
                ("legal", &moment(worked.legal)),
            )
        }
    })
}

pub fn state(t: &Words, line: &RuleLine, today: chrono::NaiveDate) -> State {
    if line.rule.until.is_some_and(|until| until < today) {
        State::new(Shape::None, t.text("rules-state-over"))
    } else if line.rule.from > today {
        State::new(Shape::None, t.text("rules-state-later"))
    } else {
        State::new(Shape::Ok, t.text("rules-state-in-force"))
    }
}

/// What a rule comes to, in one sentence or two.
pub fn told(t: &Words, line: &RuleLine) -> String {
    let worked = worked(t, line);
    let asks = t.with2("rules-tell", "recipient", &line.rule.recipient, "asks", asks(t, line));
    if worked.is_empty() { asks } else { format!("{asks} {worked}") }
}

/// Everything beyond the first notice: conditions, exceptions, later reports; a sentence each.
pub fn told_further(ctx: &Ctx, t: &Words, line: &RuleLine) -> Vec<String> {
    let rule = &line.rule;
    let listed = |key: &str, facts: &[FactIs]| {
        let told: Vec<String> = facts.iter().map(|fact| conditions::told(ctx, t, fact)).collect();
        (!told.is_empty()).then(|| t.with1(key, "facts", told.join("; ")))
    };
    let mut lines: Vec<String> = Vec::new();
    lines.extend(listed("rule-told-all", &rule.facts));
    lines.extend(listed("rule-told-one-of", &rule.facts_one_of));
    lines.extend(listed("rule-told-unless", &rule.unless));
    lines.extend(rule.later.iter().map(|one| later::told(t, one)));
    lines
}

/// A rule tried on a case: what it would have said.
pub struct TriedOn {
    pub reference: String,
    /// Each duty with how it would stand.
    pub duties: Vec<(String, Vec<String>)>,
    /// Why it asks nothing.
    pub excluded: Vec<String>,
}

pub fn tried_on(f: &Frame, ctx: &Ctx, on: &OnCase) -> TriedOn {
    let case = &on.case;
    // The case's own zone, as on its pages.
    let f = Frame { zone: crate::web::pages::case::zone(case), ..f.clone() };
    TriedOn {
        reference: case.reference.clone(),
        duties: on
            .duties
            .iter()
            .map(|duty| {
                let name = format!("{} · {}", recipient_name_of(ctx, f.t, case, duty), planned_name(f.t, duty));
                (name, stands(&f, ctx, case, duty))
            })
            .collect(),
        excluded: on.excluded.iter().map(|line| arithmetic_line(&f, ctx, line, f.zone)).collect(),
    }
}
