//! The duty board in words: one line per clock, its recipients behind it, each with its own next step.

use super::board_filter::Filter;
use super::known::owed;
use super::{
    address, decide_by, deciding_name, duty_address, duty_name, left_text, recipient_name, step_link, work_state,
};
use crate::app::Ctx;
use crate::app::organisation::Settings;
use crate::app::views::board::{self, BoardRow, Work};
use crate::app::views::clockface::Level;
use crate::app::views::clocks::{self, ClockBoard, ClockLine, Step};
use crate::domain::case::{Case, Duty};
use crate::domain::plan::{DutyKind, DutyStatus};
use crate::web::components::{DutyRow, State};
use crate::web::frame::Frame;
use crate::web::pages::reach::{Way, ways_of};

/// One duty behind a line.
pub struct Member {
    pub href: String,
    pub name: String,
    /// What differs from the line: its own legal term, an addressee or a rule that nobody has read at its source.
    pub note: String,
    /// Who can file it.
    pub who: Option<State>,
    pub step: Option<(String, String)>,
}

/// A line of the board, as the template shows it.
pub struct Line {
    pub row: DutyRow,
    /// Empty for a duty that stands alone.
    pub members: Vec<Member>,
    /// Who can file a duty that stands alone: person, key, last test, substitute, fall-back.
    pub who: Option<State>,
    pub href: String,
}

pub struct Group {
    /// Empty where a line says itself what is to be done.
    pub heading: String,
    pub lines: Vec<Line>,
}

/// Steps that are shown folded: nothing is to be done about them now.
pub struct Folded {
    pub heading: String,
    pub groups: Vec<Group>,
}

pub struct BoardView {
    pub groups: Vec<Group>,
    pub folded: Vec<Folded>,
    /// Every line stands open.
    pub open: bool,
    pub is_empty: bool,
}

/// How much of the running work stands unfolded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What presses: the rest of it folds under one line.
    Pressing,
    Whole,
}

/// The board of the duties that the address asks for.
pub fn view(f: &Frame, ctx: &Ctx, case: &Case, settings: &Settings, filter: &Filter<'_>, extent: Extent) -> BoardView {
    let seen = Seen { f, ctx, case, settings };
    let wanted = |duty: &Duty| filter.takes(ctx, case, &board::row(case, duty, f.now));
    let ClockBoard { running, waiting, settled, dropped } = clocks::board(case, f.now, wanted);
    let (running, later) = match extent {
        Extent::Pressing => clocks::pressing(running),
        Extent::Whole => (running, Vec::new()),
    };
    let folded =
        [("board-later", later), ("board-waiting", waiting), ("board-settled", settled), ("board-dropped", dropped)];
    let is_empty = running.is_empty() && folded.iter().all(|(_, steps)| steps.is_empty());
    let words = |steps: &[Step<'_>]| steps.iter().map(|step| group(&seen, step)).collect::<Vec<_>>();
    BoardView {
        groups: words(&running),
        folded: folded
            .iter()
            .filter(|(_, steps)| !steps.is_empty())
            .map(|(key, steps)| Folded {
                heading: f.with1(key, "count", steps.iter().map(Step::duties).sum::<usize>()),
                groups: words(steps),
            })
            .collect(),
        open: filter.open,
        is_empty,
    }
}

/// What every line is worded from.
struct Seen<'a> {
    f: &'a Frame,
    ctx: &'a Ctx,
    case: &'a Case,
    settings: &'a Settings,
}

impl Seen<'_> {
    fn who(&self, duty: &Duty) -> Option<State> {
        ways_of(self.f, &self.ctx.policy, self.settings, duty).first().map(Way::line)
    }
}

fn group(seen: &Seen<'_>, step: &Step<'_>) -> Group {
    let f = seen.f;
    // A line alone under its heading says it itself; a heading of its own would be a line more.
    let alone = step.lines.len() == 1;
    let heading = match (alone, step.first()) {
        (true, _) | (_, None) => String::new(),
        (_, Some(first)) if step.has_no_figure() => no_figure_name(f, first, step.duties()),
        (_, Some(first)) => {
            let name = duty_name(f.t, first.duty);
            match first.duty.planned.status {
                DutyStatus::NotStarted | DutyStatus::NotRequired => name,
                _ => f.t.with3("board-group", ("what", &name), ("filed", &step.filed), ("owed", &step.owed)),
            }
        }
    };
    Group { heading, lines: step.lines.iter().map(|one| line(seen, one, alone)).collect() }
}

/// `People concerned, no fixed term: 34 duties`
fn no_figure_name(f: &Frame, first: &BoardRow<'_>, count: usize) -> String {
    let key = match first.duty.planned.kind {
        DutyKind::Authority => "board-no-figure-authorities",
        DutyKind::People => "board-no-figure-people",
        _ => "board-no-figure-others",
    };
    f.with1(key, "count", count)
}

fn line(seen: &Seen<'_>, line: &ClockLine<'_>, alone: bool) -> Line {
    let Seen { f, ctx, case, .. } = *seen;
    let first = &line.first;
    let number = first.duty.number;
    let (mut left_text, runs) = left_text(f, first);
    // One line for several: what is true of the first alone is not said of all.
    if matches!(first.work, Work::Met | Work::Late)
        && line.rows().any(|row| super::cells::left_text(f, row).0 != left_text)
    {
        left_text = f.text(if line.rows().all(|row| row.work == Work::Met) { "left-met-each" } else { "left-each" });
    }
    let (title, how) = titled(f, ctx, case, line, alone);
    let many = line.len() > 1;
    Line {
        row: DutyRow {
            recipient: title,
            how,
            due: due_at(first),
            due_text: due_text(f, line),
            left_text,
            runs,
            state: line_state(f, ctx, case, line),
            why: super::why_address(case, number),
            action: if many { common_step(f, ctx, case, line) } else { step_link(f, ctx, case, first) },
        },
        members: if many { line.rows().map(|row| member(seen, row, line)).collect() } else { Vec::new() },
        who: seen.who(first.duty).filter(|_| !many),
        href: duty_address(case, number),
    }
}

/// Title and second line. Under a heading the recipient is what tells lines apart; without one the duty is.
fn titled(f: &Frame, ctx: &Ctx, case: &Case, line: &ClockLine<'_>, alone: bool) -> (String, String) {
    let first = &line.first;
    let to = recipient_name(ctx, f.t, case, first.duty);
    let no_figure = clocks::no_figure(first);
    match (line.len(), alone) {
        (1, true) => (duty_name(f.t, first.duty), joined([to, how(f, first)])),
        // Without a figure acts differ under one heading, so the line says which.
        (1, false) if no_figure => (to, joined([duty_name(f.t, first.duty), how(f, first)])),
        (1, false) => (to, how(f, first)),
        (count, true) if no_figure => (no_figure_name(f, first, count), places(f, ctx, case, line)),
        (_, true) => (duty_name(f.t, first.duty), places(f, ctx, case, line)),
        (_, false) => (places(f, ctx, case, line), String::new()),
    }
}

fn joined(parts: [String; 2]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `11 recipients: Italy, Germany, Portugal and 8 more`; all stand behind it, each with its link.
fn places(f: &Frame, ctx: &Ctx, case: &Case, line: &ClockLine<'_>) -> String {
    const NAMED: usize = 5;
    // A controller stands in for the place where a duty knows no country; countries come first.
    let mut rows: Vec<&BoardRow<'_>> = line.rows().collect();
    rows.sort_by_key(|row| row.duty.planned.kind == DutyKind::People && row.duty.planned.market.is_none());
    let mut places: Vec<String> = Vec::new();
    for name in rows.iter().map(|row| recipient_name(ctx, f.t, case, row.duty)) {
        let place = name.split(" · ").next().unwrap_or_default().to_owned();
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let count = f.with1("board-folded", "count", line.len());
    let more = places.len().saturating_sub(NAMED);
    places.truncate(NAMED);
    match more {
        0 => f.with2("board-places", "count", &count, "names", f.t.list(&places)),
        more => f.t.with3("board-places-more", ("count", &count), ("names", &places.join(", ")), ("more", &more)),
    }
}

fn due_at(row: &BoardRow<'_>) -> Option<crate::domain::values::At> {
    if row.face.target_passed { row.duty.planned.legal_term_at } else { row.duty.planned.target_at }
}

fn due_text(f: &Frame, line: &ClockLine<'_>) -> String {
    let first = &line.first;
    match due_at(first) {
        Some(at) if first.face.target_passed => f.with1("due-legal", "at", f.short_moment(&at)),
        Some(at) if !line.is_one_instant() => f.with1("due-from", "at", f.short_moment(&at)),
        Some(at) => f.short_moment(&at),
        None if first.duty.planned.status == DutyStatus::NotStarted => f.text("due-not-started"),
        None => match decide_by(f, first.duty) {
            Some(by) => format!("{}, {by}", f.text("due-no-figure")),
            None => f.text("due-no-figure"),
        },
    }
}

/// Where a line stands. Of the questions it waits for the first is named; each duty's own page has them all.
fn line_state(f: &Frame, ctx: &Ctx, case: &Case, line: &ClockLine<'_>) -> State {
    let first = &line.first;
    let mut state = work_state(f, ctx, case, first);
    let over = first.duty.is_unfiled() && first.face.level == Level::Over;
    let lacks = lacking(f, ctx, case, line);
    if !lacks.is_empty() {
        state.why = lacks;
    } else if first.work == Work::Presumed && !over {
        state.why = asked(f, ctx, case, line);
    } else if line.len() > 1 {
        // Who approved, or until when it is put off, is each duty's own.
        state.why = String::new();
    }
    let unread = line.rows().filter(|row| !row.duty.planned.rule_verified).count();
    let said = f.text("duty-rule-unverified");
    if unread > 0 && state.why != said {
        let (unread, between) =
            if line.len() > 1 { (f.with1("board-unread", "count", unread), ". ") } else { (said, "; ") };
        state.why = if state.why.is_empty() { unread } else { [state.why, unread].join(between) };
    }
    state
}

/// What the authorities of a line have not been told as it stands (Art. 33(4)); empty where nothing is owed.
fn lacking(f: &Frame, ctx: &Ctx, case: &Case, line: &ClockLine<'_>) -> String {
    let mut facts: Vec<String> = Vec::new();
    for (_, name) in line.rows().flat_map(|row| owed(f, ctx, case, row.duty)) {
        if !facts.contains(&name) {
            facts.push(name);
        }
    }
    match (facts.is_empty(), line.len()) {
        (true, _) => String::new(),
        (false, 1) => f.with1("known-board-lacks", "facts", f.t.list(&facts)),
        (false, _) => f.with1("known-board-lacks-each", "facts", f.t.list(&facts)),
    }
}

fn asked(f: &Frame, ctx: &Ctx, case: &Case, line: &ClockLine<'_>) -> String {
    let questions = clocks::common_questions(line);
    match questions.as_slice() {
        [] if line.len() > 1 => f.text("duty-decided-by-each"),
        [] => f.text("duty-rule-unverified"),
        [one] => f.with1("duty-decided-by", "facts", deciding_name(ctx, f.t, case, one)),
        [one, more @ ..] => {
            f.with2("duty-decided-by-more", "facts", deciding_name(ctx, f.t, case, one), "count", more.len())
        }
    }
}

/// The one next step of a line, where a single page takes it for all: a decision, or the confirmation of one.
fn common_step(f: &Frame, ctx: &Ctx, case: &Case, line: &ClockLine<'_>) -> Option<(String, String)> {
    let (href, words) = step_link(f, ctx, case, &line.first)?;
    if line.first.step == board::Step::Decide {
        let numbers: Vec<String> = line.rows().map(|row| format!("duty={}", row.duty.number)).collect();
        return Some((address(case, &format!("/decide?{}", numbers.join("&"))), words));
    }
    // One record serves all that went out together.
    if line.first.step == board::Step::RecordTold {
        return Some((href, words));
    }
    let same = |row: &BoardRow<'_>| step_link(f, ctx, case, row).is_some_and(|(other, _)| other == href);
    line.rest.iter().all(same).then_some((href, words))
}

fn member(seen: &Seen<'_>, row: &BoardRow<'_>, line: &ClockLine<'_>) -> Member {
    let Seen { f, ctx, case, .. } = *seen;
    let planned = &row.duty.planned;
    let to = recipient_name(ctx, f.t, case, row.duty);
    // Acts differ where nothing runs by a figure, so each says which.
    let name = if clocks::no_figure(row) { format!("{to} · {}", duty_name(f.t, row.duty)) } else { to };
    let mut notes = Vec::new();
    if row.face.target_at != line.first.face.target_at {
        notes.extend(due_at(row).map(|at| f.short_moment(&at)));
    }
    if planned.kind == DutyKind::Authority && !planned.recipient.verified {
        notes.push(f.text("duty-recipient-unverified"));
    }
    if !planned.rule_verified {
        notes.push(f.text("board-rule-unread"));
    }
    let step = step_link(f, ctx, case, row).filter(|(href, _)| *href != duty_address(case, row.duty.number));
    // One decision for all stands with the line.
    let step = step.filter(|_| row.step != board::Step::Decide);
    let who = seen.who(row.duty);
    Member { href: duty_address(case, row.duty.number), name, note: notes.join(", "), who, step }
}

/// Channel and language of the recipient, and whether anybody read its record at a source.
fn how(f: &Frame, row: &BoardRow<'_>) -> String {
    let planned = &row.duty.planned;
    let mut parts = Vec::new();
    if let Some(channel) = planned.channels.first() {
        parts.push(super::channel_name(f.t, channel));
    }
    if let Some(language) = planned.languages.first() {
        parts.push(language_name(f, language));
    }
    if planned.kind == DutyKind::Authority && !planned.recipient.verified {
        parts.push(f.text("duty-recipient-unverified"));
    }
    parts.join(", ")
}

pub fn language_name(f: &Frame, tag: &str) -> String {
    let code = tag.split('-').next().unwrap_or(tag);
    if f.t.has(&format!("language-{code}")) { f.of("language", code) } else { tag.to_owned() }
}
