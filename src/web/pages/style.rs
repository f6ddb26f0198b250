//! The living style guide at `/style`: every component in every state. Only in `demo`.

use askama::Template;
use chrono::TimeDelta;

use crate::domain::values::At;
use crate::web::components::{
    Choice, Clock, DutyRow, Edge, Entry, Level, Pages, Pill, Ruler, Shape, State, SummaryRow, Task,
};
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::routes::{Permission, Route, get};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![get("/style", Permission::Demo, show)]
}

async fn show(visit: Visit) -> Answer {
    let frame = visit.frame(visit.t().text("style-title")).problems(true);
    visit.page(&StylePage::new(frame))
}

#[derive(Template)]
#[template(path = "pages/style.html")]
pub struct StylePage {
    pub f: Frame,
    pub good: Form,
    pub bad: Form,
    colours: Vec<(&'static str, &'static str)>,
    states: Vec<State>,
    clocks: Vec<Clock>,
    choices: Vec<Choice>,
    tasks: Vec<Task>,
    rows: Vec<SummaryRow>,
    entries: Vec<Entry>,
    chips: Vec<(String, String)>,
    pills: Vec<Pill>,
    duties: Vec<DutyRow>,
    heads: Vec<(&'static str, &'static str)>,
    pages: Pages,
}

impl StylePage {
    pub fn new(f: Frame) -> Self {
        let state = |shape: Shape, label: &str| State::new(shape, label);
        let states = vec![
            state(Shape::None, "Draft"),
            state(Shape::Half, "In review").why("Aoife Brennan"),
            state(Shape::Full, "Approved, not sent"),
            state(Shape::Receipt, "Filed, receipt missing"),
            state(Shape::Ok, "Confirmed"),
            state(Shape::Wait, "Waiting").why("for the forensic note"),
            state(Shape::Maybe, "Presumed").why("decided by: confidentiality"),
            state(Shape::Off, "Not required"),
            state(Shape::Soon, "Due soon"),
            state(Shape::Urgent, "Urgent"),
            state(Shape::Over, "Overdue"),
        ];
        let running = |hours: i64, gone: i64| {
            let (from, due) = (f.now.plus(TimeDelta::hours(-gone)), f.now.plus(TimeDelta::hours(hours)));
            let legal = due.plus(TimeDelta::hours(1));
            let clock = Clock::running(f.t, f.zone, f.now, Some(from), due);
            clock.ruler(Ruler::new(
                from,
                f.now,
                due,
                legal,
                f.short_moment(&from),
                f.clock_time(&f.now),
                f.moment(&due),
            ))
        };
        let met = Clock { level: Level::Met, state: Level::Met.state(f.t), ..running(5, 19) };
        let clocks = vec![running(52, 20), running(10, 14), running(4, 20), running(-1, 25), met];
        let duties = vec![
            DutyRow {
                recipient: "Italy · Garante".into(),
                how: "online form, Italian".into(),
                due: Some(f.now.plus(TimeDelta::hours(4))),
                due_text: f.short_moment(&f.now.plus(TimeDelta::hours(4))),
                left_text: f.left(&f.now.plus(TimeDelta::hours(4))),
                runs: true,
                state: State::new(Shape::Full, "Approved, not filed"),
                why: String::new(),
                action: Some(("#tables".into(), "File".into())),
            },
            DutyRow {
                recipient: "Switzerland · FDPIC".into(),
                how: "as soon as possible, if likely high risk".into(),
                due: None,
                due_text: "no fixed term".into(),
                left_text: "19 h 26 min since aware".into(),
                runs: false,
                state: State::new(Shape::Maybe, "Presumed").why("decided by: confidentiality"),
                why: String::new(),
                action: None,
            },
        ];
        Self {
            good: Form::empty(f.t)
                .fill("name", "Harrow Forensics")
                .fill_instant("when", f.now, f.zone)
                .fill("one", "rome"),
            bad: with_problems(&f),
            colours: vec![
                ("on-paper", "--paper"),
                ("on-card", "--card"),
                ("on-line", "--line"),
                ("dim", "--ink2"),
                ("s-soon", "--warn"),
                ("s-over", "--bad"),
                ("s-ok", "--ok"),
            ],
            states,
            clocks,
            choices: vec![
                Choice::new("rome", "Europe/Rome"),
                Choice::new("london", "Europe/London").hint("needs reasons"),
            ],
            tasks: vec![
                Task {
                    href: "#lists".into(),
                    label: "Assess risk".into(),
                    state: State::new(Shape::Half, "In progress (Chiara)"),
                },
                Task {
                    href: "#lists".into(),
                    label: "Tell people".into(),
                    state: State::new(Shape::Off, "Cannot start yet (needs the decision)"),
                },
            ],
            rows: summary_rows(),
            entries: entries(&f),
            chips: vec![("#lists".into(), "Year 2026".into())],
            pills: vec![
                Pill {
                    href: "#lists".into(),
                    count: f.number(48_312),
                    state: State::new(Shape::None, "All"),
                    plain: true,
                    current: true,
                },
                Pill {
                    href: "#lists".into(),
                    count: "86".into(),
                    state: State::new(Shape::Over, "Failed"),
                    plain: false,
                    current: false,
                },
            ],
            duties,
            heads: vec![("Reference", ""), ("Due (CEST)", ""), ("People", "num")],
            pages: Pages::new("#tables", 2, 50, 140),
            f,
        }
    }
}

fn with_problems(f: &Frame) -> Form {
    let mut bad = Form::empty(f.t)
        .fill("name-bad", "")
        .fill("when-twice", "2026-10-25T02:30")
        .fill("when-twice-zone", "Europe/Rome")
        .fill("when-text", "yesterday evening")
        .fill("any", "rome");
    let far = At::from_micros(i64::MAX / 4).unwrap_or(f.now);
    bad.line("name-bad", "form-required");
    bad.instant("when-twice", f.zone, far, Ahead::Allowed);
    bad.instant("when-text", f.zone, far, Ahead::Allowed);
    bad.text("long-bad", "form-required");
    bad.choices("any", |_| None::<()>);
    bad
}

fn summary_rows() -> Vec<SummaryRow> {
    vec![
        SummaryRow::new("Availability", "Lost in part")
            .why("Known. Operations report")
            .edge(Edge::Known)
            .change("#lists", "Change"),
        SummaryRow::new("Number of people", "about 2,100,000")
            .was("About 1,600,000")
            .why("Estimated. All active SIMs")
            .edge(Edge::Estimated)
            .change("#lists", "Change"),
        SummaryRow::new("Confidentiality", "Nobody can say yet")
            .why("Not known yet. Marek Nowicki, by Mon 5 Oct, 12:00")
            .edge(Edge::NotYetKnown)
            .change("#lists", "Answer"),
        SummaryRow::new("Card security codes", "Never stored").why("Does not apply").edge(Edge::NotApplicable),
    ]
}

fn entries(f: &Frame) -> Vec<Entry> {
    let entry = |mark: &'static str, title: &str, later: &str, was: &str| Entry {
        at: f.now,
        time_text: f.clock_time(&f.now),
        mark,
        id: String::new(),
        title: title.into(),
        byline: "Aoife Brennan".into(),
        later: later.into(),
        body: vec!["Markets with roaming SIMs were missing.".into()],
        was: was.into(),
        links: vec![("#lists".into(), "Corrects the entry of 14:48".into())],
    };
    vec![
        entry("e-dec", "Notice to the Garante approved, version 3", "", ""),
        entry("e-file", "Filed with the Data Protection Commission", "recorded 14 min later", ""),
        entry("", "Number of people corrected", "", "About 1,600,000"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Lang;

    #[test]
    fn every_component_renders_in_both_languages_without_a_missing_word() {
        for lang in Lang::ALL {
            let now = At::parse("2026-10-04T06:26:00Z").unwrap();
            let f =
                Frame::plain(lang.words(), lang.words().text("style-title"), now, chrono_tz::Europe::Rome, "/style");
            let html = StylePage::new(f.problems(true)).render().unwrap();
            assert!(!html.contains('⟪'), "{}", html.split('⟪').nth(1).unwrap_or_default());
            assert!(html.contains("class=\"clock over\"") && html.contains("value=\"yesterday evening\""));
            assert!(html.contains("name=\"when-twice-which\" value=\"second\""));
        }
    }
}
