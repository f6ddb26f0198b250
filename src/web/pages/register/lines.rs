//! One case in words: a line of the register and of the list of cases.

use crate::app::register::{NextDuty, Origin, Row, Told};
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

/// Cases in words, here and on the board's page.
pub fn lines<'a>(f: &Frame, rows: impl IntoIterator<Item = &'a Row>) -> Vec<Line> {
    let mut repeated = Repeated::of(f);
    rows.into_iter().map(|row| worded(f, row, &mut repeated)).collect()
}

/// One case in words, for the files of the register.
pub fn line(f: &Frame, row: &Row) -> Line {
    worded(f, row, &mut Repeated::of(f))
}

/// What most lines of a page say alike, worked out once for it.
struct Repeated {
    open: String,
    closed: String,
    not_decided: String,
    unknown: String,
    /// Duties and their sentences; one for all of one rule, stage and recipient. They are few, however long the page.
    due: Vec<(NextDuty, String)>,
}

impl Repeated {
    fn of(f: &Frame) -> Self {
        Self {
            open: f.of("case-status", CaseStatus::Open),
            closed: f.of("case-status", CaseStatus::Closed),
            not_decided: f.text("register-not-decided"),
            unknown: f.text("register-unknown"),
            due: Vec::new(),
        }
    }

    fn due(&mut self, f: &Frame, duty: &NextDuty) -> String {
        let is_alike =
            |one: &NextDuty| (&one.rule, &one.stage, &one.recipient) == (&duty.rule, &duty.stage, &duty.recipient);
        if let Some((_, known)) = self.due.iter().find(|(one, _)| is_alike(one)) {
            return known.clone();
        }
        let name = rule_name(f.t, &duty.rule, &duty.stage, "");
        let sentence = f.with2("case-due-one", "what", &name, "to", f.authority(&duty.recipient));
        self.due.push((duty.clone(), sentence.clone()));
        sentence
    }
}

fn worded(f: &Frame, row: &Row, repeated: &mut Repeated) -> Line {
    let zone = row.zone.parse().unwrap_or(chrono_tz::UTC);
    let state = match row.status {
        CaseStatus::Open => State::new(Shape::Half, &*repeated.open),
        CaseStatus::Closed => State::new(Shape::Off, &*repeated.closed),
    };
    let not_decided = || repeated.not_decided.clone();
    Line {
        href: format!("/cases/{}", row.reference),
        linked: match row.linked.is_empty() {
            true => String::new(),
            false => f.with1("register-linked", "names", f.t.list(&row.linked)),
        },
        aware: row.aware_at.map_or_else(not_decided, |at| f.t.moment(at, zone)),
        people: row.people.as_ref().map_or_else(|| repeated.unknown.clone(), |count| count_words(f.t, count)),
        risk: row.risk.as_ref().map_or_else(not_decided, |risk| f.of("risk", risk)),
        authority: authority(f, row, zone),
        told: told(f, row, zone),
        state: state.why(marks(f, row).join(", ")),
        next: row
            .next
            .as_ref()
            .map_or_else(|| State::new(Shape::Off, f.text("register-nothing-due")), |duty| next(f, duty, zone)),
        next_why: row.next.as_ref().map(|duty| repeated.due(f, duty)).unwrap_or_default(),
        reference: row.reference.clone(),
        title: row.title.clone(),
        organisation: row.organisation.clone(),
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
fn next(f: &Frame, duty: &NextDuty, zone: chrono_tz::Tz) -> State {
    let (Some(target), legal) = (duty.target_at, duty.legal_term_at) else {
        return State::new(Shape::Maybe, f.text("due-no-figure"));
    };
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
