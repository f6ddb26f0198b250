//! Duties by clock: what is to be done by the same time, at the same point of the work, is one line, to however many it is owed.

use crate::domain::case::{Case, Duty};
use crate::domain::plan::DutyKind;
use crate::domain::values::At;

use super::board::{BoardRow, Work, rows};
use super::clockface::Level;

/// Duties that a person reads as one: one step of one act, one point of the work, one clock. Never empty.
#[derive(Debug, Clone)]
pub struct ClockLine<'a> {
    /// The one whose clock ends first.
    pub first: BoardRow<'a>,
    pub rest: Vec<BoardRow<'a>>,
}

impl<'a> ClockLine<'a> {
    fn of(row: BoardRow<'a>) -> Self {
        Self { first: row, rest: Vec::new() }
    }

    pub fn rows(&self) -> impl Iterator<Item = &BoardRow<'a>> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    pub fn len(&self) -> usize {
        self.rest.len() + 1
    }

    /// Never; a line is made of a row.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Whether all end at the very same instant; lines also join what ends within the same hour.
    pub fn is_one_instant(&self) -> bool {
        self.rest.iter().all(|row| row.face.target_at == self.first.face.target_at)
    }
}

/// The lines of one step. The board shows them under one heading with the counts.
#[derive(Debug, Clone)]
pub struct Step<'a> {
    pub owed: usize,
    pub filed: usize,
    /// Never empty; the most urgent first.
    pub lines: Vec<ClockLine<'a>>,
}

impl<'a> Step<'a> {
    pub fn first(&self) -> Option<&BoardRow<'a>> {
        self.lines.first().map(|line| &line.first)
    }

    pub fn duties(&self) -> usize {
        self.lines.iter().map(ClockLine::len).sum()
    }

    /// Nothing of it runs by a figure: "without undue delay", to whoever it is owed and by whichever act.
    pub fn has_no_figure(&self) -> bool {
        self.first().is_some_and(no_figure)
    }
}

/// A case's duties as its first page shows them.
#[derive(Debug, Clone, Default)]
pub struct ClockBoard<'a> {
    /// Somebody has to act; the most urgent step first.
    pub running: Vec<Step<'a>>,
    /// Their clock starts with a filing before them.
    pub waiting: Vec<Step<'a>>,
    /// Steps of which nothing is left to do.
    pub settled: Vec<Step<'a>>,
    /// Decided against, or removed by a rule.
    pub dropped: Vec<Step<'a>>,
}

/// From how many on equal rows become one line: two can be read, nineteen cannot, and a row of its own has its next step at hand.
const FOLD_FROM: usize = 3;

/// Clocks of one step that end less than this apart stand on one line, with the earliest: filings follow each other by minutes.
const SAME_CLOCK_SECONDS: i64 = 3_600;

/// The board of a case. `wanted` says which duties are looked at.
pub fn board(case: &Case, now: At, wanted: impl Fn(&Duty) -> bool) -> ClockBoard<'_> {
    let mut parts: [Vec<BoardRow<'_>>; 3] = Default::default();
    for row in rows(case, now).into_iter().filter(|row| wanted(row.duty)) {
        let [active, waiting, dropped] = &mut parts;
        match row.work {
            Work::NotStarted => waiting.push(row),
            Work::NotRequired | Work::Gone => dropped.push(row),
            _ => active.push(row),
        }
    }
    let [active, waiting, dropped] = parts;
    let (settled, running) = steps(active).into_iter().partition(|step| step.filed == step.owed && all_proven(step));
    ClockBoard { running, waiting: steps(waiting), settled, dropped: steps(dropped) }
}

fn all_proven(step: &Step<'_>) -> bool {
    step.lines.iter().all(|line| matches!(line.first.work, Work::Met | Work::Late))
}

/// Lines that the first page of a case shows unfolded, unless more of them press.
const SHOWN: usize = 8;

/// Steps that somebody looks at now, and those that can wait for a click: what is overdue or urgent is never among the second.
pub fn pressing(steps: Vec<Step<'_>>) -> (Vec<Step<'_>>, Vec<Step<'_>>) {
    let mut shown = 0;
    steps.into_iter().partition(|step| {
        let presses = step
            .lines
            .iter()
            .flat_map(ClockLine::rows)
            .any(|row| matches!(row.face.level, Level::Over | Level::Urgent));
        let first = shown == 0 || shown + step.lines.len() <= SHOWN;
        shown += step.lines.len();
        presses || first
    })
}

/// Rows by step, in the order in which the first row of each comes.
fn steps(rows: Vec<BoardRow<'_>>) -> Vec<Step<'_>> {
    let mut steps: Vec<(usize, usize, Vec<BoardRow<'_>>)> = Vec::new();
    for row in rows {
        let owed = usize::from(!matches!(row.work, Work::NotStarted | Work::NotRequired | Work::Gone));
        let filed = usize::from(matches!(row.work, Work::FiledUnproven | Work::Met | Work::Late));
        match steps.iter_mut().find(|(_, _, of)| of.first().is_some_and(|first| stand_together(first, &row))) {
            Some((all, done, of)) => {
                *all += owed;
                *done += filed;
                of.push(row);
            }
            None => steps.push((owed, filed, vec![row])),
        }
    }
    steps.into_iter().map(|(owed, filed, rows)| Step { owed, filed, lines: spread(lines(rows)) }).collect()
}

/// Lines of fewer than [`FOLD_FROM`] duties stand row by row, each with its own next step.
fn spread(lines: Vec<ClockLine<'_>>) -> Vec<ClockLine<'_>> {
    let mut spread = Vec::new();
    for line in lines {
        if line.len() < FOLD_FROM {
            spread.push(ClockLine::of(line.first));
            spread.extend(line.rest.into_iter().map(ClockLine::of));
        } else {
            spread.push(line);
        }
    }
    spread
}

/// Rows that are alike joined to lines, in the order of their first rows.
pub fn lines(rows: Vec<BoardRow<'_>>) -> Vec<ClockLine<'_>> {
    let mut lines: Vec<ClockLine<'_>> = Vec::new();
    for row in rows {
        match lines.iter_mut().find(|line| alike(&line.first, &row)) {
            // Where the law gives no figure, the one that has waited longest speaks for all.
            Some(line) if no_figure(&row) && row.face.elapsed > line.first.face.elapsed => {
                let before = std::mem::replace(&mut line.first, row);
                line.rest.push(before);
            }
            Some(line) => line.rest.push(row),
            None => lines.push(ClockLine::of(row)),
        }
    }
    lines
}

/// Whether two rows belong under one heading. National forms of one directive are rules of their own, one per country; to the
/// person who files them they are one step. Where nothing runs by a figure, the kind of recipient is all that tells them apart.
fn stand_together(a: &BoardRow<'_>, b: &BoardRow<'_>) -> bool {
    match (no_figure(a), no_figure(b)) {
        (true, true) => kind_of(a) == kind_of(b),
        (false, false) => same_step(a.duty, b.duty),
        _ => false,
    }
}

/// Authorities, people, and everybody else.
fn kind_of(row: &BoardRow<'_>) -> Option<DutyKind> {
    Some(row.duty.planned.kind).filter(|kind| matches!(kind, DutyKind::Authority | DutyKind::People))
}

/// Unfiled, and the law says "without undue delay".
pub fn no_figure(row: &BoardRow<'_>) -> bool {
    row.face.level == Level::Open && row.duty.is_unfiled()
}

/// Whether two duties are the same step of one act.
pub fn same_step(a: &Duty, b: &Duty) -> bool {
    let (a, b) = (&a.planned, &b.planned);
    a.regime == b.regime && a.stage == b.stage && a.kind == b.kind
}

/// Whether one line can say where both stand and by when: same clock, same point of the work.
fn alike(a: &BoardRow<'_>, b: &BoardRow<'_>) -> bool {
    same_clock(a, b) && a.work == b.work && a.step == b.step && a.duty.decide_by == b.duty.decide_by
}

/// Whether two duties are one step that ends within the same hour. Past the target the legal term is the clock, and what is overdue
/// never hides behind what is not.
pub fn same_clock(a: &BoardRow<'_>, b: &BoardRow<'_>) -> bool {
    let over = |row: &BoardRow<'_>| row.face.level == Level::Over;
    stand_together(a, b)
        && over(a) == over(b)
        && a.face.target_passed == b.face.target_passed
        && near(a.face.target_at, b.face.target_at)
        && (!a.face.target_passed || near(a.face.legal_term_at, b.face.legal_term_at))
}

fn near(a: Option<At>, b: Option<At>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => b.since(a).num_seconds().abs() < SAME_CLOCK_SECONDS,
        (None, None) => true,
        _ => false,
    }
}

/// What all duties of a line wait for, by kind of question: each controller has data sets of its own, so ids do not count. Questions
/// about the law itself are left out; whether a rule was read at its source stands with each rule.
pub fn common_questions<'a>(line: &'a ClockLine<'_>) -> Vec<&'a str> {
    let asked = |row: &BoardRow<'_>, kind: &str| {
        row.duty.planned.deciding_facts.iter().any(|fact| kind_of_question(fact) == kind)
    };
    let facts = line.first.duty.planned.deciding_facts.iter().map(String::as_str);
    facts
        .filter(|fact| !fact.starts_with("rule:"))
        .filter(|fact| line.rest.iter().all(|row| asked(row, &kind_of_question(fact))))
        .collect()
}

fn kind_of_question(fact: &str) -> String {
    match fact.split(':').collect::<Vec<_>>().as_slice() {
        [subject, _, what] => format!("{subject}:{what}"),
        [subject @ ("data_sets" | "market" | "controller" | "rule"), _] => (*subject).to_owned(),
        _ => fact.to_owned(),
    }
}
