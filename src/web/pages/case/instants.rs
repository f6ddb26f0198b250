//! The awareness ledger: every moment with who, how and why; recording and correcting one, with old and new deadlines side by side first.

use askama::Template;

use super::changes::{Change, changes};
use super::instant_page::moved_by;
use super::{Head, address, framed, moment_with_utc, open, scope_name};
use crate::app::views::ledger::{self, EntryState};
use crate::app::views::timeline::Recorded;
use crate::app::{Ctx, cases};
use crate::domain::case::Case;
use crate::domain::situation::InstantKind;
use crate::domain::values::At;
use crate::web::components::{Shape, State};
use crate::web::frame::Frame;
use crate::web::visit::{Answer, Visit};

pub struct Line {
    pub id: String,
    pub at: At,
    pub at_text: String,
    pub scope: String,
    pub state: State,
    pub certainty: String,
    pub source: String,
    pub how: String,
    pub reason: String,
    pub byline: String,
    pub was: bool,
    pub note: String,
    /// Old and new deadlines of a correction, or of an entry that a second person confirmed.
    pub changes: Vec<Change>,
    pub correct: Option<String>,
    pub confirm: Option<String>,
}

pub struct Kind {
    pub id: &'static str,
    pub name: String,
    pub starts: String,
    pub stands_in: String,
    /// That no clock of this case asks for it; empty where one does.
    pub idle: String,
    pub lines: Vec<Line>,
    pub record: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/case/instants.html")]
pub struct Instants {
    pub f: Frame,
    pub head: Head,
    pub recorded: Vec<Kind>,
    pub missing: Vec<Kind>,
    /// Not recorded, and no clock of this case asks for them.
    pub idle: Vec<Kind>,
    pub worst_case: String,
    pub waiting: Vec<(String, String)>,
}

pub async fn list(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let (f, head) = framed(&visit, &case, &organisation, "/instants", visit.t().text("instants-title"));
    let id = case.id;
    let recorded = visit.run(move |ctx| ctx.store.read(|conn| cases::recorded(conn, id))).await?;
    let may_change = super::may_change(&visit, &case)?;
    let page = Page { f: &f, ctx: visit.ctx(), case: &case, recorded: &recorded, may_change };
    let kinds: Vec<Kind> = ledger::ledger(&case).iter().map(|row| kind(&page, row)).collect();
    let (recorded, missing): (Vec<Kind>, Vec<Kind>) = kinds.into_iter().partition(|kind| !kind.lines.is_empty());
    let (idle, missing) = missing.into_iter().partition(|kind| !kind.idle.is_empty());
    let waiting = ledger::waiting(&case)
        .into_iter()
        .map(|entry| {
            let text = f.with2("instants-waits", "what", f.of("instant", entry.what), "at", f.moment(&entry.at));
            (address(&case, &format!("/instants/{}", entry.number)), text)
        })
        .collect();
    let page = Instants { worst_case: worst_case(&f, &case), recorded, missing, idle, waiting, f, head };
    visit.page(&page)
}

/// Until awareness is decided the clocks run from the earliest moment on record; the page says from which.
fn worst_case(f: &Frame, case: &Case) -> String {
    use crate::app::views::case_page::{Awareness, awareness};
    if awareness(case) == Awareness::Decided {
        return String::new();
    }
    let first = case.instants_in_force().filter(|entry| entry.what == InstantKind::FirstSignal).map(|e| e.at).min();
    first
        .map(|at| f.with1("instants-worst-case", "at", f.moment(&at)))
        .unwrap_or_else(|| f.text("instants-nothing-yet"))
}

/// What the lines are worded from.
pub(super) struct Page<'a> {
    pub f: &'a Frame,
    pub ctx: &'a Ctx,
    pub case: &'a Case,
    pub recorded: &'a [Recorded],
    /// Whether this person may record and correct moments here and now.
    pub may_change: bool,
}

fn kind(page: &Page<'_>, row: &ledger::LedgerRow<'_>) -> Kind {
    let (f, case) = (page.f, page.case);
    let stands_in: Vec<String> = row.stood_in_by.iter().map(|what| f.of("instant", what)).collect();
    // Several first signals come in; every other moment is one entry per scope, corrected with a reason.
    let several = row.what == InstantKind::FirstSignal || row.entries.is_empty() || ledger::scopes(case).len() > 1;
    Kind {
        id: row.what.as_str(),
        name: f.of("instant", row.what),
        starts: f.of("instant-starts", row.what),
        stands_in: match stands_in.is_empty() {
            true => String::new(),
            false => f.with2("instants-stood-in", "count", row.duties, "by", f.t.list(&stands_in)),
        },
        idle: match row.starts_nothing() && row.what != InstantKind::Occurred {
            true => f.text("instants-starts-nothing"),
            false => String::new(),
        },
        lines: row.entries.iter().map(|entry| line(page, entry)).collect(),
        record: (several && page.may_change).then(|| address(case, &format!("/instants/new?what={}", row.what))),
    }
}

pub(super) fn line(page: &Page<'_>, row: &ledger::LedgerEntry<'_>) -> Line {
    let (f, ctx, case) = (page.f, page.ctx, page.case);
    let entry = row.entry;
    let shape = match row.state {
        EntryState::InForce => Shape::Ok,
        EntryState::Waits => Shape::Half,
        EntryState::Corrected | EntryState::Beside => Shape::Off,
    };
    let mut note = String::new();
    if let Some(by) = row.corrected_by {
        note = f.with1("instants-corrected-by", "number", by);
    } else if let (Some(number), false) = (entry.contradicts, entry.in_force()) {
        note = f.with1("instants-contradicts", "number", number);
    } else if let Some(person) = &entry.confirmed_by {
        note = f.with1("instants-confirmed-by", "name", person.name.as_str());
    }
    Line {
        id: format!("entry-{}", entry.number),
        at: entry.at,
        at_text: moment_with_utc(f, entry.at),
        scope: scope_name(ctx, f.t, case, &entry.scope),
        state: State::new(shape, f.of("entry-state", row.state)),
        certainty: f.of("certainty", entry.certainty),
        source: f.of("source", entry.source),
        how: entry.how.as_str().to_owned(),
        reason: entry.reason.as_str().to_owned(),
        byline: f.t.with3(
            "instants-byline",
            ("number", &entry.number),
            ("name", &entry.by.name.as_str()),
            ("at", &f.moment(&entry.recorded_at)),
        ),
        was: row.corrected_by.is_some(),
        note,
        changes: match entry.corrects.is_some() || entry.confirmed_by.is_some() {
            true => changes(f, ctx, case, &moved_by(page.recorded, entry.number)),
            false => Vec::new(),
        },
        correct: (row.corrected_by.is_none() && page.may_change)
            .then(|| address(case, &format!("/instants/new?corrects={}", entry.number))),
        confirm: (!entry.in_force() && page.may_change).then(|| address(case, &format!("/instants/{}", entry.number))),
    }
}
