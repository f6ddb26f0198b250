//! The rows of the register as files: exactly those of the filter, safe to open in a spreadsheet.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde_json::json;

use super::{filter_of, line};
use crate::app::Ctx;
use crate::app::register::{self, Row, Told};
use crate::domain::case::FactEntry;
use crate::domain::project::reveal;
use crate::domain::situation::Knowledge;
use crate::web::csv::Csv;
use crate::web::frame::Frame;
use crate::web::pages::case::facts::{answer_words, label};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};
use crate::web::xlsx::Xlsx;

/// For programs: the law's words and instants in UTC, in no language.
pub async fn json(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let filter = filter_of(&visit.asked.query, true);
    let found = visit.run(move |ctx| register::export(ctx, &who, &filter)).await?;
    let told = |told: &Told| match told {
        Told::Filed { filed, owed, last_at } => {
            json!({ "told": "filed", "filed": filed, "owed": owed, "last_at": last_at.map(|at| at.rfc3339()) })
        }
        Told::No => json!({ "told": "no" }),
        Told::NotDecided => json!({ "told": "not_decided" }),
    };
    let stated = |entry: &FactEntry| {
        let fact = &entry.fact;
        json!({
            "fact": fact.id,
            "scope": fact.scope.kind.as_str(),
            "of": fact.scope.id,
            "state": fact.state.as_str(),
            "value": reveal(&fact.value),
        })
    };
    let rows: Vec<_> = found
        .iter()
        .map(|row| {
            json!({
                "reference": row.reference,
                "title": row.title,
                "organisation": row.organisation,
                "zone": row.zone,
                "state": row.status.as_str(),
                "aware_at": row.aware_at.map(|at| at.rfc3339()),
                "people": row.people,
                "risk": row.risk,
                "authority": told(&row.authority),
                "people_told": told(&row.told),
                "linked": row.linked,
                "origin": row.origin.as_str(),
                "merged": row.merged,
                "effects": row.effects.iter().map(stated).collect::<Vec<_>>(),
                "action_taken": row.action.iter().map(stated).collect::<Vec<_>>(),
                "next": row.next.as_ref().map(|duty| json!({
                    "rule": duty.rule,
                    "stage": duty.stage,
                    "recipient": duty.recipient,
                    "target_at": duty.target_at.map(|at| at.rfc3339()),
                    "legal_term_at": duty.legal_term_at.map(|at| at.rfc3339()),
                })),
            })
        })
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"register.json\""))
        .json(rows))
}

/// The headings of a sheet of the register, in the reader's language.
pub(super) fn sheet_heads(f: &Frame) -> Vec<String> {
    [
        "register-reference",
        "register-title-column",
        "register-organisation",
        "register-aware",
        "register-people",
        "register-risk",
        "register-authority",
        "register-told",
        "register-next",
        "register-state",
        "register-linked-column",
        "register-origin-column",
        "register-effects",
        "register-action",
    ]
    .map(|key| f.text(key))
    .to_vec()
}

pub(super) fn sheet_row(ctx: &Ctx, f: &Frame, row: &Row) -> Vec<String> {
    let line = line(f, row);
    let next = [line.next_why, line.next.label].into_iter().filter(|part| !part.is_empty());
    vec![
        line.reference,
        line.title,
        line.organisation,
        row.aware_at.map(|at| at.rfc3339()).unwrap_or(line.aware),
        line.people,
        line.risk,
        line.authority,
        line.told.label,
        next.collect::<Vec<_>>().join(", "),
        line.state.label,
        row.linked.join(" "),
        f.of("register-origin", row.origin),
        facts_told(ctx, f, &row.effects),
        facts_told(ctx, f, &row.action),
    ]
}

/// `Possible harm: fraud; …`: each stated fact with its name, an estimate marked as one.
fn facts_told(ctx: &Ctx, f: &Frame, facts: &[FactEntry]) -> String {
    let told = facts.iter().map(|entry| {
        let answer = answer_words(ctx, f, entry);
        let answer = match entry.fact.state {
            Knowledge::Estimated => format!("{answer} ({})", f.of("knowledge", entry.fact.state)),
            _ => answer,
        };
        f.with2("key-fact", "what", label(ctx, f.t, &entry.fact.id), "value", answer)
    });
    told.collect::<Vec<_>>().join("; ")
}

pub async fn csv(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let filter = filter_of(&visit.asked.query, true);
    let found = visit.run(move |ctx| register::export(ctx, &who, &filter)).await?;
    let f = visit.frame(String::new());
    let mut csv = Csv::new(&sheet_heads(&f));
    for row in &found {
        csv.row(&sheet_row(visit.ctx(), &f, row));
    }
    Ok(csv.answer("register.csv"))
}

pub async fn xlsx(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let filter = filter_of(&visit.asked.query, true);
    let found = visit.run(move |ctx| register::export(ctx, &who, &filter)).await?;
    let f = visit.frame(String::new());
    let made = Xlsx::new(&f.text("register-title"), &sheet_heads(&f)).and_then(|mut sheet| {
        found.iter().try_for_each(|row| sheet.row(&sheet_row(visit.ctx(), &f, row)))?;
        sheet.answer("register.xlsx")
    });
    made.map_err(|error| Problem::Broken(format!("the workbook was not made: {error}")))
}
