//! Advice on risk in a line or two, for the pages beside its own: what a change turned, and how the advice stands or stood.

use super::scope_name;
use crate::app::risk::{self, SeenView, Turn};
use crate::app::{AppError, Ctx, cases};
use crate::domain::case::Case;
use crate::domain::risk::RiskSeen;
use crate::web::components::{Edge, SummaryRow};
use crate::web::frame::Frame;
use crate::web::i18n::Lang;
use crate::web::problem::Problem;
use crate::web::visit::Visit;

pub(super) fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// `Advice on risk: Web shop, Tell the people? Yes → No`
pub(super) fn turn_line(f: &Frame, ctx: &Ctx, case: &Case, turn: &Turn) -> String {
    let before = turn.before.map_or_else(|| f.of("risk-answer", "none"), |yes| f.of("risk-answer", yes_no(yes)));
    f.t.with(
        "risk-turn-short",
        &[
            ("group", &scope_name(ctx, f.t, case, &turn.group)),
            ("question", &f.of("risk-question", turn.question)),
            ("before", &before),
            ("after", &f.of("risk-answer", yes_no(turn.after))),
        ],
    )
}

/// What the last change did to the advice, for the page to which a form returns; nothing where it did nothing.
pub(super) async fn just_turned(visit: &Visit, f: &Frame, case: &Case) -> Result<Vec<String>, Problem> {
    if visit.query("turned").is_empty() {
        return Ok(Vec::new());
    }
    let id = case.id;
    let turns = visit
        .run(move |ctx| {
            let recorded = ctx.store.read(|conn| cases::recorded(conn, id))?;
            Ok::<_, AppError>(risk::turns(&ctx.risk, &recorded))
        })
        .await?;
    let last = turns.first().map(|turn| turn.seq);
    let of_last = turns.iter().filter(|turn| Some(turn.seq) == last);
    Ok(of_last.map(|turn| turn_line(f, visit.ctx(), case, turn)).collect())
}

/// How the advice stands, for the page on which it is decided.
pub(super) async fn standing(visit: &Visit, f: &Frame, case: &Case) -> Result<Vec<SummaryRow>, Problem> {
    let shown = case.clone();
    let seen = visit.run(move |ctx| Ok::<_, AppError>(risk::seen(&ctx.risk, &shown))).await?;
    Ok(seen_rows(visit, f, case, &seen))
}

/// A row for each group and question; reasons by their words while the rules are the ones that gave them, by their names later.
pub fn seen_rows(visit: &Visit, f: &Frame, case: &Case, seen: &RiskSeen) -> Vec<SummaryRow> {
    let told = risk::told(&visit.ctx().risk, case, seen, visit.t().lang == Lang::It);
    told.iter().map(|one| seen_row(visit.ctx(), f, case, one)).collect()
}

fn seen_row(ctx: &Ctx, f: &Frame, case: &Case, one: &SeenView) -> SummaryRow {
    let strength = f.of("risk-strength", if one.firm { "firm" } else { "arguable" });
    let reason = |(text, supposed): &(String, bool)| match supposed {
        true => format!("{}: {text}", f.text("risk-worst-case")),
        false => text.clone(),
    };
    let mut why: Vec<String> = one.reasons.iter().map(reason).collect();
    if one.missing > 0 {
        why.push(f.with1("risk-seen-missing", "count", one.missing));
    }
    if let Some((answer, reason)) = &one.departed {
        why.push(f.with2("risk-seen-departed", "answer", f.of("risk-answer", yes_no(*answer)), "reason", reason));
    }
    let edge = if one.missing > 0 || one.departed.is_some() { Edge::NotYetKnown } else { Edge::Known };
    SummaryRow::new(
        format!("{} · {}", scope_name(ctx, f.t, case, &one.group), f.of("risk-question", one.question)),
        format!("{} ({strength})", f.of("risk-answer", yes_no(one.advised))),
    )
    .why(why.join(" · "))
    .edge(edge)
}

/// `path`, marked so that the page says what the change did to the advice.
pub(super) fn marked(ctx: &Ctx, before: &Case, after: &Case, path: String) -> String {
    if !risk::turned(&ctx.risk, before, after) {
        return path;
    }
    let (path, anchor) = path.split_once('#').map_or((path.as_str(), None), |(path, anchor)| (path, Some(anchor)));
    let mark = if path.contains('?') { '&' } else { '?' };
    let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
    format!("{path}{mark}turned=1{anchor}")
}
