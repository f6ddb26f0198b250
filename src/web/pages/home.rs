//! The first page after signing in: what is due next over all cases, what is overdue, what waits for me, whether the machine is awake.

use std::collections::BTreeMap;

use askama::Template;

use crate::app::counted::Counted;
use crate::app::home::{self, DueLine, Health, Home, MOST_LINES, Waiting, WaitingKind};
use crate::app::member::READERS;
use crate::app::views::board::Work;
use crate::domain::actor::Role;
use crate::domain::values::At;
use crate::web::components::{Clock, Pill, Ruler, Shape, State};
use crate::web::frame::Frame;
use crate::web::i18n::IntoArg;
use crate::web::pages::case::rule_name;
use crate::web::routes::{Permission, Route, get};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![get("/", Permission::SignedIn, home)]
}

pub struct DueRow {
    pub href: String,
    pub case: String,
    pub reference: String,
    pub what: String,
    pub due: At,
    pub due_text: String,
    pub left: String,
    pub runs: bool,
    pub state: State,
}

pub struct WaitingRow {
    pub href: String,
    pub label: String,
    pub why: String,
    pub state: State,
}

#[derive(Template)]
#[template(path = "pages/home.html")]
pub struct HomePage {
    pub f: Frame,
    pub reads_cases: bool,
    /// Administers an organisation; such a person may read no case.
    pub runs_desk: bool,
    pub lead: String,
    pub clock: Option<Clock>,
    pub clock_what: String,
    pub clock_where: String,
    pub clock_href: String,
    pub pills: Vec<Pill>,
    pub overdue: Lines,
    pub due: Lines,
    pub waiting: Vec<WaitingRow>,
    pub health: Vec<State>,
}

/// Lines that stand on the page, and where the others are.
pub struct Lines {
    pub rows: Vec<DueRow>,
    pub more: bool,
    pub all: &'static str,
}

async fn home(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let reads_cases = !who.organisations(READERS).is_empty();
    let runs_desk = !who.organisations(&[Role::Admin]).is_empty();
    let looked = visit.run(move |ctx| home::look(ctx, &who)).await?;
    // Who reads no case has nothing due here.
    let title = visit.t().text(if reads_cases { "home-title" } else { "home-title-reporter" });
    let page = page(visit.frame(title).wide(), &looked, reads_cases, runs_desk);
    visit.page(&page)
}

fn page(f: Frame, home: &Home, reads_cases: bool, runs_desk: bool) -> HomePage {
    let overdue = lines(&f, home.due.iter().filter(|line| line.is_overdue(f.now)), "/cases?due=overdue&sort=due");
    let due = lines(&f, home.due.iter().filter(|line| !line.is_overdue(f.now)), "/cases?sort=due");
    // What is overdue comes first here too: it presses more than anything that still runs.
    let next = home.due.first();
    let waiting: Vec<WaitingRow> = home.waiting.iter().map(|one| waiting_row(&f, one)).collect();
    let pill = |href: &str, count: Counted, shape: Shape, key: &str| Pill {
        href: href.to_owned(),
        count: f.counted(count),
        state: State::new(shape, f.text(key)),
        plain: false,
        current: false,
    };
    HomePage {
        lead: lead(&f, home),
        clock: next.map(|line| clock(&f, line)),
        // As in the list: with how many of its kind run out together.
        clock_what: overdue.rows.first().or(due.rows.first()).map(|row| row.what.clone()).unwrap_or_default(),
        clock_where: next
            .map(|line| f.with2("home-clock-where", "case", &line.case_title, "reference", &line.reference))
            .unwrap_or_default(),
        clock_href: next.map(|line| format!("/cases/{}", line.reference)).unwrap_or_default(),
        pills: vec![
            pill("#overdue", home.overdue, Shape::Over, "home-overdue"),
            pill("#soon", home.soon, Shape::Soon, "home-soon"),
            pill("#you", Counted::exactly(waiting.len()), Shape::Half, "home-waiting"),
            pill("#you", home.unproven, Shape::Receipt, "home-unproven"),
        ],
        overdue,
        due,
        waiting,
        health: health(&f, &home.health),
        reads_cases,
        runs_desk,
        f,
    }
}

fn lead(f: &Frame, home: &Home) -> String {
    let ahead = Counted { number: home.deadlines.number.saturating_sub(home.overdue.number), ..home.deadlines };
    let open = f.counted(home.open_cases);
    // The words follow an exact number; "1,000 or more" is always many.
    let open: &dyn IntoArg = if home.open_cases.or_more { &open } else { &home.open_cases.number };
    f.t.with3("home-lead", ("open", open), ("due", &f.counted(ahead)), ("waiting", &home.waiting.len()))
}

fn clock(f: &Frame, line: &DueLine) -> Clock {
    let legal = line.legal_term_at.unwrap_or(line.target_at).max(line.target_at);
    let passed = f.now > line.target_at;
    let due = if passed { legal } else { line.target_at };
    let mut clock = Clock::running(f.t, f.zone, f.now, line.started_at, due);
    if passed && f.now < legal {
        clock.heading = f.text("clock-target-passed");
    }
    let Some(start) = line.started_at else { return clock };
    let whole = line.target_at.since(start).num_seconds().max(1);
    let gone = (f.now.since(start).num_seconds() * 100 / whole).clamp(0, 100);
    clock.ruler(Ruler::new(
        start,
        f.now,
        line.target_at,
        legal,
        f.with1("clock-started", "at", f.short_moment(&start)),
        f.with2("clock-now-gone", "now", f.clock_time(&f.now), "share", gone),
        f.with2("clock-ends", "target", f.short_moment(&line.target_at), "legal", f.short_moment(&legal)),
    ))
}

fn what(f: &Frame, line: &DueLine, count: usize) -> String {
    let name = rule_name(f.t, &line.rule, &line.stage, "");
    match count {
        1 => f.with2("case-due-one", "what", &name, "to", f.authority(&line.recipient)),
        count => f.with2("home-due-many", "what", &name, "count", count),
    }
}

/// Duties of one case, one name and one clock stand on one line, however many rules of Member States share the name: with the earliest, because
/// second notices run from each filing's own minute, and with how far each of them has come.
///
/// The first [`MOST_LINES`] stand on the page. `all` leads to the others.
fn lines<'a>(f: &Frame, lines: impl Iterator<Item = &'a DueLine>, all: &'static str) -> Lines {
    let mut groups: Vec<Vec<&DueLine>> = Vec::new();
    let mut known: BTreeMap<(&str, String, i64), usize> = BTreeMap::new();
    let mut names: BTreeMap<(&str, &str), String> = BTreeMap::new();
    for line in lines {
        let name = names
            .entry((&line.rule, &line.stage))
            .or_insert_with(|| rule_name(f.t, &line.rule, &line.stage, ""))
            .clone();
        let key = (line.reference.as_str(), name, line.target_at.micros() / 3_600_000_000);
        match known.get(&key).and_then(|place| groups.get_mut(*place)) {
            Some(group) => group.push(line),
            None => {
                known.insert(key, groups.len());
                groups.push(vec![line]);
            }
        }
    }
    let more = groups.len() > MOST_LINES;
    Lines { rows: groups.iter().take(MOST_LINES).filter_map(|group| row(f, group)).collect(), more, all }
}

/// How far the duties of one line have come, the furthest first: `3 Approved, not filed · 1 In review`. Empty where all are as far.
fn progress(f: &Frame, group: &[&DueLine]) -> String {
    let mut counted: Vec<(Work, usize)> = Vec::new();
    for work in Work::ALL.iter().rev() {
        let count = group.iter().filter(|line| line.work == *work).count();
        if count > 0 {
            counted.push((*work, count));
        }
    }
    match counted.len() {
        0 | 1 => String::new(),
        _ => counted
            .into_iter()
            .map(|(work, count)| f.with2("home-work-count", "count", count, "work", f.of("work", work)))
            .collect::<Vec<_>>()
            .join(" · "),
    }
}

fn row(f: &Frame, group: &[&DueLine]) -> Option<DueRow> {
    let line = *group.first()?;
    let count = group.len();
    let legal = line.legal_term_at.unwrap_or(line.target_at).max(line.target_at);
    let passed = f.now > line.target_at;
    let overdue = line.is_overdue(f.now);
    let due = if passed { legal } else { line.target_at };
    let shape = if overdue {
        Shape::Over
    } else if passed || line.within_hours(f.now, 6) {
        Shape::Urgent
    } else if line.within_hours(f.now, 48) {
        Shape::Soon
    } else {
        Shape::None
    };
    let progress = progress(f, group);
    let word = match shape {
        Shape::Over => f.of("level", "over"),
        _ if progress.is_empty() => f.of("work", line.work),
        Shape::Urgent => f.of("level", "urgent"),
        Shape::Soon => f.of("level", "soon"),
        _ => f.of("level", "calm"),
    };
    let mut state = State::new(shape, word);
    if passed && !overdue {
        state = State::new(Shape::Urgent, f.with1("home-target-passed", "legal", f.short_moment(&legal)));
    }
    state.why = progress;
    Some(DueRow {
        href: format!("/cases/{}", line.reference),
        case: line.case_title.clone(),
        reference: line.reference.clone(),
        what: what(f, line, count),
        due,
        due_text: f.short_moment(&due),
        left: if overdue { f.with1("left-over", "time", f.left(&due)) } else { f.left(&due) },
        runs: !overdue,
        state,
    })
}

fn waiting_row(f: &Frame, one: &Waiting) -> WaitingRow {
    let shape = match one.kind {
        WaitingKind::Report | WaitingKind::Task => Shape::None,
        WaitingKind::Proof => Shape::Receipt,
        WaitingKind::Access => Shape::Over,
        _ => Shape::Half,
    };
    let since = one.since.map(|at| f.with1("home-since", "at", f.moment(&at))).unwrap_or_default();
    if one.kind == WaitingKind::Access {
        let count = one.what.parse::<usize>().unwrap_or(0);
        return WaitingRow {
            href: one.href.clone(),
            label: f.with1("home-wait-access", "count", count),
            why: one.reference.clone(),
            state: State::new(shape, f.text("home-wait-set-up")),
        };
    }
    WaitingRow {
        href: one.href.clone(),
        label: f.with1(
            match one.kind {
                WaitingKind::Report => "home-wait-report",
                WaitingKind::Instant => "home-wait-instant",
                WaitingKind::Decision => "home-wait-decision",
                WaitingKind::Advised => "home-wait-advised",
                WaitingKind::Review => "home-wait-review",
                WaitingKind::MailOut => "home-wait-mail-out",
                WaitingKind::Afterwards => "home-wait-afterwards",
                WaitingKind::Proof => "home-wait-proof",
                WaitingKind::Letter => "home-wait-letter",
                WaitingKind::Task => "home-wait-task",
                WaitingKind::Access => "home-wait-access",
            },
            "what",
            match one.kind {
                WaitingKind::Task if f.t.has(&format!("fact-{}", one.what.replace('.', "-"))) => one.what.clone(),
                _ => f.authority(&one.what),
            },
        ),
        // A report is named by its reference already.
        why: if one.kind == WaitingKind::Report { String::new() } else { one.reference.clone() },
        state: State::new(shape, since),
    }
}

/// Whether reminders ran, mail goes out, and nothing lies past its time.
fn health(f: &Frame, health: &Health) -> Vec<State> {
    let ran = |at: Option<At>, fine: bool, key: &str, never: &str| match at {
        Some(at) => {
            let shape = if fine { Shape::Ok } else { Shape::Over };
            State::new(shape, f.with2(key, "time", f.t.duration(f.now.since(at)), "at", f.moment(&at)))
        }
        None => State::new(Shape::Over, f.text(never)),
    };
    let mut states = vec![
        ran(health.reminders_ran_at, health.reminders_awake(f.now), "health-reminders", "health-reminders-never"),
        ran(health.sender_ran_at, health.sender_awake(f.now), "health-sender", "health-sender-never"),
    ];
    states.push(match health.oldest_due_reminder_at {
        Some(at) if at < f.now => {
            State::new(Shape::Over, f.with1("health-reminder-waits", "time", f.t.duration(f.now.since(at))))
        }
        _ => State::new(Shape::Ok, f.text("health-nothing-waits")),
    });
    states
}
