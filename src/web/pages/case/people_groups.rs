//! The groups of people of a case: those of each data set, with their number, their kinds of data, and whether the data belong to a
//! communications service. Each is advised on by itself, so each can be answered by itself.

use super::address;
use super::facts::answer_words;
use crate::app::Ctx;
use crate::app::views::facts::in_force;
use crate::app::views::ledger::scope_word;
use crate::domain::case::Case;
use crate::domain::situation::{DataScope, Scope, Tri};
use crate::web::components::{Edge, SummaryRow};
use crate::web::frame::Frame;

/// What a group is told by.
const TOLD_BY: [&str; 3] = ["subjects.count", "subjects.categories", "data.categories"];

/// One row for each data set that was hit or may have been.
pub fn rows(f: &Frame, ctx: &Ctx, case: &Case) -> Vec<SummaryRow> {
    let hit = case.data_sets.iter().filter(|data_set| data_set.hit != Tri::No);
    hit.map(|data_set| {
        let scope = Scope::data_set(&data_set.id);
        let said = TOLD_BY.iter().filter_map(|id| in_force(case, id, &scope)).map(|entry| answer_words(ctx, f, entry));
        let said: Vec<String> = said.collect();
        let open = said.is_empty() || data_set.scope == DataScope::Unknown || data_set.hit == Tri::Unknown;
        let answer = if said.is_empty() { f.text("fact-nobody-looked") } else { said.join(" · ") };
        SummaryRow::new(data_set.name.clone(), answer)
            .why(format!("{} · {}", f.of("data-scope", data_set.scope), f.of("hit", data_set.hit)))
            .edge(if open { Edge::NotYetKnown } else { Edge::Known })
            .change(address(case, &format!("/questions/people?scope={}", scope_word(&scope))), f.text("fact-answer"))
            .id(format!("group-{}", data_set.id))
    })
    .collect()
}
