//! One duty explained whole, for the screen and for paper.

use askama::Template;

use super::facts::edge;
use super::law_words::{Term, terms};
pub use super::why_told::{Told, ToldFact, fallback, tell};
use super::{Head, address, duty_address, duty_name, framed, open, recipient_name, work_state};
use crate::app::cases;
use crate::app::views::board;
use crate::app::views::why::why;
use crate::domain::case::Case;
use crate::web::citations::cited;
use crate::web::components::{State, SummaryRow};
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::spoken::Spoken;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/case/why.html")]
pub struct WhyPage {
    pub f: Frame,
    pub head: Head,
    pub told: Told,
    pub facts: Vec<SummaryRow>,
    pub instants: Vec<SummaryRow>,
    pub terms: Vec<Term>,
    /// Where the rule stands, and the address of its text.
    pub cited: Spoken,
    pub url: String,
    pub state: State,
    pub duty_href: String,
    pub what_if_href: String,
    pub as_of_href: String,
    pub clocks_href: String,
}

pub async fn page(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    let duty = case.duty(number).ok_or(Problem::NotFound)?;
    let ctx = visit.ctx();
    let to = recipient_name(ctx, visit.t(), &case, duty);
    let heading = visit.t().with2("why-heading", "what", duty_name(visit.t(), duty), "to", &to);
    let (f, head) = framed(&visit, &case, &organisation, "/duties", heading);
    let (id, owner) = (case.id, case.organisation);
    let (recorded, law) = visit.run(move |ctx| cases::recorded_with_law(ctx, id, owner)).await?;
    let why = why(&law, &case, &recorded, duty);
    let told = tell(&f, ctx, &case, &why);
    let row = board::row(&case, duty, f.now);
    let planned = &duty.planned;
    let page = WhyPage {
        facts: told.facts.iter().map(|fact| summary(&f, &case, fact)).collect(),
        instants: told.instants.iter().map(|fact| summary(&f, &case, fact)).collect(),
        terms: terms(&f, duty),
        cited: cited(f.t, &planned.citation.act, &planned.citation.article),
        url: planned.citation.url.clone(),
        state: work_state(&f, visit.ctx(), &case, &row),
        duty_href: duty_address(&case, number),
        what_if_href: address(&case, "/what-if"),
        as_of_href: address(&case, "/as-of"),
        clocks_href: address(&case, "/clocks"),
        told,
        f,
        head,
    };
    visit.page(&page)
}

fn summary(f: &Frame, case: &Case, fact: &ToldFact) -> SummaryRow {
    let mut why = vec![f.of("knowledge", fact.knowledge), fact.recorded.clone()];
    if fact.decides {
        why.insert(0, f.text("why-decides"));
    }
    why.retain(|part| !part.is_empty());
    let row = SummaryRow::new(fact.what.clone(), fact.value.clone()).why(why.join(" · ")).edge(edge(fact.knowledge));
    match fact.entry {
        Some(seq) => row.change(address(case, &format!("/timeline#e{seq}")), f.text("why-entry")),
        None => row,
    }
}
