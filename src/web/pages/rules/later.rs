//! What a contract asks after the first notice: a follow-up, a final report, reports again and again until the incident ends.

use super::form::{OPEN, UNITS, period_of};
use crate::app::admin::own_rules::{Later, LaterFrom, LaterKind, OwnRule};
use crate::domain::plan::PeriodUnit;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::i18n::Words;

/// The questions about one kind of later report.
pub struct Row {
    pub legend: String,
    pub hint: String,
    pub from: String,
    pub froms: Vec<Choice>,
    pub figure: String,
    pub unit: String,
    pub units: Vec<Choice>,
}

/// Not asked for.
pub const NOT: &str = "not";

pub fn field(kind: LaterKind, part: &str) -> String {
    format!("later-{}-{part}", kind.as_str().replace('_', "-"))
}

pub fn fields() -> impl Iterator<Item = String> {
    LaterKind::ALL.iter().flat_map(|kind| ["from", "period", "unit"].map(|part| field(*kind, part)))
}

/// From what each may run: progress reports follow the first notice, or each other.
fn froms(kind: LaterKind) -> &'static [LaterFrom] {
    match kind {
        LaterKind::Progress => &[LaterFrom::FirstNotice],
        LaterKind::FollowUp => &[LaterFrom::FirstNotice, LaterFrom::Moment],
        LaterKind::Final => LaterFrom::ALL,
    }
}

pub fn rows(t: &Words) -> Vec<Row> {
    let row = |kind: LaterKind| {
        let mut choices = vec![Choice::new(NOT, t.text("rule-later-not"))];
        choices.extend(froms(kind).iter().map(|from| Choice::new(from, t.of("rule-later-from", from))));
        let mut units = Vec::new();
        // "Again and again without undue delay" is no interval.
        if kind != LaterKind::Progress {
            units.push(Choice::new(OPEN, t.text("rule-unit-open")));
        }
        units.extend(UNITS.iter().map(|unit| Choice::new(unit, t.of("period-unit", unit))));
        Row {
            legend: t.of("rule-later", kind),
            hint: t.of("rule-later-hint", kind),
            from: field(kind, "from"),
            froms: choices,
            figure: field(kind, "period"),
            unit: field(kind, "unit"),
            units,
        }
    };
    LaterKind::ALL.iter().map(|kind| row(*kind)).collect()
}

/// The form as it is first shown, and with what a rule says.
pub fn filled(mut form: Form, rule: &OwnRule) -> Form {
    for kind in LaterKind::ALL {
        let Some(later) = rule.later.iter().find(|later| later.kind == *kind) else {
            form = fresh(form, *kind);
            continue;
        };
        form = form.fill(&field(*kind, "from"), later.from.as_str());
        form = form.fill(&field(*kind, "period"), later.period.map_or_else(String::new, |p| p.value.to_string()));
        form = form.fill(&field(*kind, "unit"), later.period.map_or(OPEN, |p| p.unit.as_str()));
    }
    form
}

fn fresh(form: Form, kind: LaterKind) -> Form {
    form.fill(&field(kind, "from"), NOT).fill(&field(kind, "unit"), PeriodUnit::Days.as_str())
}

pub fn fresh_all(form: Form) -> Form {
    LaterKind::ALL.iter().fold(form, |form, kind| fresh(form, *kind))
}

/// What was typed; `None` with every problem at its field.
pub fn read(form: &mut Form) -> Option<Vec<Later>> {
    let mut found = Vec::new();
    let mut good = true;
    for kind in LaterKind::ALL {
        let (from, figure) = (field(*kind, "from"), field(*kind, "period"));
        if matches!(form.value(&from), "" | NOT) {
            if !form.value(&figure).trim().is_empty() {
                form.problem(&from, form.words().text("rule-later-from-missing"));
                good = false;
            }
            continue;
        }
        let starts = form
            .choice(&from, "form-required", |word| LaterFrom::parse(word).filter(|from| froms(*kind).contains(from)));
        if *kind == LaterKind::Progress && form.value(field(*kind, "unit")) == OPEN {
            form.problem(&field(*kind, "unit"), form.words().text("form-not-a-choice"));
        }
        let period = period_of(form, &figure, &field(*kind, "unit"));
        match (starts, period) {
            (Some(from), Some(period)) => found.push(Later { kind: *kind, from, period }),
            _ => good = false,
        }
    }
    (good && form.is_good()).then_some(found)
}

/// `Final report: 30 days, from the first notice as handed in`.
pub fn told(t: &Words, later: &Later) -> String {
    let what = t.of("rule-later", later.kind);
    let from = t.of("rule-later-from", later.from);
    let figure = match later.period {
        None => t.text("rule-unit-open"),
        Some(period) => {
            let key = match period.unit {
                PeriodUnit::Hours => "rule-figure-hours",
                PeriodUnit::Days => "rule-figure-days",
                PeriodUnit::WorkingDays => "rule-figure-working-days",
                PeriodUnit::Months => "rule-figure-months",
            };
            t.with1(key, "value", i64::from(period.value))
        }
    };
    let key = if later.kind == LaterKind::Progress { "rule-told-progress" } else { "rule-told-later" };
    t.with3(key, ("what", &what), ("figure", &figure), ("from", &from))
}
