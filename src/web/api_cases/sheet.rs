//! The ready sheet of a duty for machines: canonical ids of facts, numbers of the EDPB's draft template, states, answers.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{json, refused};
use crate::app::notices::sheets;
use crate::web::pages::notices::sheet::chosen;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// What is being filed, and the form's questions with their answers.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct SheetBody {
    case: String,
    duty: u32,
    drill: bool,
    /// complete, incomplete or withdrawn.
    phase: String,
    /// new or follow_up.
    kind: String,
    /// Form, title, language, edition; `rows` in the form's order with their facts, EDPB numbers, state and value; ids of the rows that
    /// are missing, over-long or open.
    #[schema(value_type = Object)]
    sheet: Value,
}

pub(super) async fn show(visit: Visit) -> Answer {
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    let mut form = visit.asked.query.clone();
    let chosen = chosen(&mut form);
    if !form.is_good() {
        return refused(&visit, form.problems().to_vec());
    }
    let (machine, reference) = (visit.machine()?.clone(), visit.param("reference").to_owned());
    let opened = visit.run(move |ctx| sheets::for_machine(ctx, &machine, &reference, number, chosen)).await?;
    json(&sheet_body(&opened))
}

pub(super) fn sheet_body(opened: &sheets::Opened) -> SheetBody {
    SheetBody {
        case: opened.case.reference.clone(),
        duty: opened.duty,
        drill: opened.case.drill,
        phase: opened.phase.as_str().to_owned(),
        kind: if opened.follow_up { "follow_up" } else { "new" }.to_owned(),
        sheet: opened.sheet.json(),
    }
}
