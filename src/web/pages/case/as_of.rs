//! The case as it stood at a past instant: what was recorded by then, the duties as they were shown, and whether today's rule files agree.

use askama::Template;

use super::changes::{Change, changes};
use super::duties::basis_name;
use super::facts::{answer_words, edge, label, said};
use super::{
    Head, address, duty_name, framed, left_text, moment_with_utc, open, recipient_name, scope_name, work_state,
};
use crate::app::cases::{self, AsOf, Until};
use crate::app::views::board;
use crate::app::views::ledger::{self, EntryState};
use crate::domain::case::Case;
use crate::domain::values::At;
use crate::web::components::{DutyRow, SummaryRow};
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::spoken::Spoken;
use crate::web::visit::{Answer, Visit};

/// The duties of one rule and stage as they stood.
pub struct Section {
    pub id: String,
    pub heading: String,
    pub rows: Vec<DutyRow>,
}

/// What was on record at that instant.
pub struct Stood {
    pub heading: String,
    pub counted: String,
    /// The rule files, and whether those loaded now are the same.
    pub files: String,
    pub files_differ: bool,
    pub sections: Vec<Section>,
    pub gone: usize,
    pub instants: Vec<SummaryRow>,
    pub facts: Vec<SummaryRow>,
    pub decisions: Vec<SummaryRow>,
    pub otherwise: Vec<Change>,
    pub since: Vec<Change>,
    pub at: At,
    pub closed: bool,
}

#[derive(Template)]
#[template(path = "pages/case/as_of.html")]
pub struct AsOfPage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub stood: Option<Stood>,
    /// Nothing had been recorded by then.
    pub nothing: String,
    pub action: String,
    pub timeline_href: String,
}

pub async fn page(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.asked.query.clone();
    let zone = super::zone(&case);
    let until = if let Ok(entry) = visit.query("entry").parse::<i64>() {
        Some(Until::Entry(entry))
    } else {
        form.instant("at", zone, visit.now(), Ahead::Refused("as-of-in-future")).map(Until::At)
    };
    let found = match until {
        None => None,
        Some(until) => {
            let (who, reference) = (visit.person()?.clone(), case.reference.clone());
            Some(visit.run(move |ctx| cases::as_of(ctx, &who, &reference, until)).await?)
        }
    };
    let (f, head) = framed(&visit, &case, &organisation, "/timeline", visit.t().text("as-of-title"));
    let f = f.problems(!form.is_good());
    let then = found.as_ref().and_then(|found| found.then.as_ref());
    if form.value("at").is_empty() {
        form = Form::empty(visit.t()).fill_instant("at", then.map_or(visit.now(), |then| then.at), zone);
    }
    let nothing = match (&found, then) {
        (Some(_), None) => f.with1("as-of-nothing", "at", f.moment(&case.opened_at)),
        _ => String::new(),
    };
    let page = AsOfPage {
        stood: then.map(|then| stood(&f, &visit, &case, then)),
        nothing,
        action: address(&case, "/as-of"),
        timeline_href: address(&case, "/timeline"),
        form,
        f,
        head,
    };
    super::answer(&visit, &page.form.clone(), &page)
}

fn stood(f: &Frame, visit: &Visit, today: &Case, then: &AsOf) -> Stood {
    let ctx = visit.ctx();
    let case = &then.case;
    let mut sections: Vec<(String, Section)> = Vec::new();
    for row in board::rows(case, then.at) {
        let planned = &row.duty.planned;
        let key = format!("{}-{}", planned.rule, planned.stage);
        let (left_text, _) = left_text(f, &row);
        let due = if row.face.target_passed { planned.legal_term_at } else { planned.target_at };
        let legal = planned.legal_term_at.map(|at| f.with1("due-legal", "at", f.moment(&at))).unwrap_or_default();
        let line = DutyRow {
            recipient: recipient_name(ctx, f.t, case, row.duty),
            how: legal,
            due,
            due_text: due.map_or_else(|| f.text("due-no-figure"), |at| f.short_moment(&at)),
            left_text,
            // Nothing runs in the past.
            runs: false,
            state: work_state(f, ctx, case, &row),
            why: String::new(),
            action: None,
        };
        match sections.iter_mut().find(|(known, _)| *known == key) {
            Some((_, section)) => section.rows.push(line),
            None => {
                let heading = duty_name(f.t, row.duty);
                sections.push((key.clone(), Section { id: key, heading, rows: vec![line] }));
            }
        }
    }
    let digest: String = then.digest.chars().take(12).collect();
    let files = match then.same_files {
        true => f.with1("as-of-files-same", "digest", &digest),
        false => f.with1("as-of-files-differ", "digest", &digest),
    };
    Stood {
        heading: f.with1("as-of-heading", "at", f.moment(&then.at)),
        counted: f.t.with3(
            "as-of-counted",
            ("entries", &then.entries),
            ("later", &then.later),
            ("at", &f.moment(&then.last.recorded_at)),
        ),
        files,
        files_differ: !then.same_files,
        sections: sections.into_iter().map(|(_, section)| section).collect(),
        gone: case.duties.iter().filter(|duty| duty.gone).count(),
        instants: instants(f, visit, case),
        facts: case
            .facts
            .iter()
            .map(|entry| {
                let name =
                    format!("{} · {}", label(ctx, f.t, &entry.fact.id), scope_name(ctx, f.t, case, &entry.fact.scope));
                SummaryRow::new(name, answer_words(ctx, f, entry)).why(said(f, entry)).edge(edge(entry.fact.state))
            })
            .collect(),
        decisions: case
            .decisions
            .iter()
            .map(|decision| {
                let mut why = format!("{} · {}", decision.by.name.as_str(), f.moment(&decision.at));
                if !decision.in_force() {
                    why = format!("{why} · {}", f.text("decision-waits"));
                }
                let basis = decision.basis.as_deref().map(|basis| basis_name(f, basis)).unwrap_or_default();
                let value = [f.of("decision", decision.decision), basis];
                let value = value.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
                SummaryRow::new(f.with1("as-of-decision", "count", decision.duties.len()), value).why(why)
            })
            .collect(),
        otherwise: changes(f, ctx, case, &then.by_todays_files),
        since: changes(f, ctx, today, &then.since),
        at: then.at,
        closed: case.status == crate::domain::case::CaseStatus::Closed,
    }
}

fn instants(f: &Frame, visit: &Visit, case: &Case) -> Vec<SummaryRow> {
    let rows = ledger::ledger(case);
    let lines = rows.iter().flat_map(|row| row.entries.iter());
    lines
        .map(|line| {
            let entry = line.entry;
            let byline = f.t.with3(
                "instants-byline",
                ("number", &entry.number),
                ("name", &entry.by.name.as_str()),
                ("at", &f.moment(&entry.recorded_at)),
            );
            let scope = scope_name(visit.ctx(), f.t, case, &entry.scope);
            let why = [f.of("entry-state", line.state), scope, byline].join(" · ");
            let row = SummaryRow::new(f.of("instant", entry.what), moment_with_utc(f, entry.at)).why(why);
            if line.state == EntryState::Corrected {
                SummaryRow { answer: Spoken::default(), was: row.answer.plain(), ..row }
            } else {
                row
            }
        })
        .collect()
}
