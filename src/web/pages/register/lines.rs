//! One case in words: a line of the register and of the list of cases.

use crate::app::register::{Origin, Row, Told};
use crate::domain::case::CaseStatus;
use crate::web::components::{Shape, State};
use crate::web::frame::Frame;
use crate::web::pages::case::{facts::count_words, rule_name};

pub struct Line {
    pub href: String,
    pub reference: String,
    pub title: String,
    /// The cases that belong to it, in words; empty without.
    pub linked: String,
    pub organisation: String,
    pub aware: String,
    pub people: String,
    pub risk: String,
    pub authority: String,
    pub told: State,
    pub next: State,
    pub next_why: String,
    pub state: State,
}

/// One case in words, here and on the board's page.
pub fn line(f: &Frame, row: &Row) -> Line {
    let zone = row.zone.parse().unwrap_or(chrono_tz::UTC);
    let state = match row.status {
        CaseStatus::Open => State::new(Shape::Half, f.of("case-status", row.status)),
        CaseStatus::Closed => State::new(Shape::Off, f.of("case-status", row.status)),
    };
    let state = state.why(marks(f, row).join(", "));
    let (next, next_why) = next(f, row, zone);
    Line {
        href: format!("/cases/{}", row.reference),
        reference: row.reference.clone(),
        title: row.title.clone(),
        linked: match row.linked.is_empty() {
            true => String::new(),
            false => f.with1("register-linked", "names", f.t.list(&row.linked)),
        },
        organisation: row.organisation.clone(),
        aware: row.aware_at.map(|at| f.t.moment(at, zone)).unwrap_or_else(|| f.text("register-not-decided")),
        people: people(f, row),
        risk: row.risk.as_ref().map(|risk| f.of("risk", risk)).unwrap_or_else(|| f.text("register-not-decided")),
        authority: authority(f, row, zone),
        told: told(f, row, zone),
        next,
        next_why,
        state,
    }
}

/// What else is to be known of a case before it is opened.
fn marks(f: &Frame, row: &Row) -> Vec<String> {
    let origin = match row.origin {
        Origin::Desk => None,
        origin => Some(f.of("register-origin", origin)),
    };
    let marks = [
        row.drill.then(|| f.text("case-drill")),
        row.restricted.then(|| f.text("access-restricted")),
        row.merged.then(|| f.text("register-merged")),
        origin,
    ];
    marks.into_iter().flatten().collect()
}

fn people(f: &Frame, row: &Row) -> String {
    row.people.as_ref().map(|count| count_words(f.t, count)).unwrap_or_else(|| f.text("register-unknown"))
}

fn authority(f: &Frame, row: &Row, zone: chrono_tz::Tz) -> String {
    match &row.authority {
        Told::Filed { filed, owed, last_at } if filed == owed => {
            last_at.map(|at| f.t.moment(at, zone)).unwrap_or_default()
        }
        Told::Filed { filed, owed, .. } => f.with2("register-filed", "filed", *filed, "owed", *owed),
        Told::No => f.text("register-no-reasons"),
        Told::NotDecided => f.text("register-not-decided"),
    }
}

fn told(f: &Frame, row: &Row, zone: chrono_tz::Tz) -> State {
    match &row.told {
        Told::Filed { last_at: Some(at), .. } => State::new(Shape::Ok, f.t.moment(*at, zone)),
        Told::Filed { .. } => State::new(Shape::Ok, f.of("value", "yes")),
        Told::No => State::new(Shape::Off, f.text("register-no-reasons")),
        // Deciding to tell people is what makes a risk high in the register: decided it is, told they are not.
        Told::NotDecided if row.risk.as_deref() == Some("high") => State::new(Shape::Wait, f.text("register-not-told")),
        Told::NotDecided => State::new(Shape::Wait, f.text("register-not-decided")),
    }
}

/// The most urgent open duty decides what the list says of a case, never the report written last.
fn next(f: &Frame, row: &Row, zone: chrono_tz::Tz) -> (State, String) {
    let Some(duty) = &row.next else { return (State::new(Shape::Off, f.text("register-nothing-due")), String::new()) };
    let name = rule_name(f.t, &duty.rule, &duty.stage, "");
    let state = match (duty.target_at, duty.legal_term_at) {
        (Some(target), legal) => {
            let end = legal.unwrap_or(target).max(target);
            if f.now >= end {
                let late = f.with1("left-over", "time", f.t.duration(f.now.since(end)));
                State::new(Shape::Over, late)
            } else if f.now > target {
                State::new(Shape::Urgent, f.with1("home-target-passed", "legal", f.t.moment(end, zone)))
            } else {
                State::new(Shape::Soon, f.t.moment(target, zone))
            }
        }
        _ => State::new(Shape::Maybe, f.text("due-no-figure")),
    };
    (state, f.with2("case-due-one", "what", &name, "to", f.authority(&duty.recipient)))
}
