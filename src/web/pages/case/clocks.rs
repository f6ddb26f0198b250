//! All clocks of a case on one page, for the file: each duty with its start, its arithmetic, its law and its calendar, in the words of its
//! own page; then what does not arise, and what was not looked at.

use askama::Template;

use super::at_hand::{excluded, not_checked};
use super::law_words::{Term, terms};
use super::why::{Told, tell};
use super::{Head, address, duty_address, duty_name, framed, open, recipient_name, work_state};
use crate::app::cases;
use crate::app::views::board;
use crate::app::views::why::why;
use crate::web::citations::cited;
use crate::web::components::State;
use crate::web::frame::Frame;
use crate::web::spoken::Spoken;
use crate::web::visit::{Answer, Visit};

/// One duty as the page explains it.
pub struct Explained {
    pub number: u32,
    pub href: String,
    pub heading: String,
    pub state: State,
    pub told: Told,
    pub terms: Vec<Term>,
    pub cited: Spoken,
    pub url: String,
}

#[derive(Template)]
#[template(path = "pages/case/clocks.html")]
pub struct ClocksPage {
    pub f: Frame,
    pub head: Head,
    pub duties: Vec<Explained>,
    pub excluded: Vec<(String, String)>,
    pub not_checked: Vec<(String, String)>,
    /// SHA-256 of the rule files that are loaded.
    pub digest: String,
    pub duties_href: String,
}

pub async fn page(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let ctx = visit.ctx();
    let (f, mut head) = framed(&visit, &case, &organisation, "/duties", visit.t().text("clocks-title"));
    // A sheet for the file shows what stood when it was printed; a clock that runs on has no place on it.
    head.strip = None;
    let (id, owner) = (case.id, case.organisation);
    let (recorded, law) = visit.run(move |ctx| cases::recorded_with_law(ctx, id, owner)).await?;
    let duties = board::rows(&case, f.now)
        .iter()
        .map(|row| {
            let duty = row.duty;
            let citation = &duty.planned.citation;
            let to = recipient_name(ctx, f.t, &case, duty);
            Explained {
                number: duty.number,
                href: duty_address(&case, duty.number),
                heading: f.with2("duty-heading", "what", duty_name(f.t, duty), "to", &to),
                state: work_state(&f, visit.ctx(), &case, row),
                told: tell(&f, ctx, &case, &why(&law, &case, &recorded, duty)),
                terms: terms(&f, duty),
                cited: cited(f.t, &citation.act, &citation.article),
                url: citation.url.clone(),
            }
        })
        .collect();
    let page = ClocksPage {
        duties,
        excluded: excluded(&f, ctx, &case),
        not_checked: not_checked(&f, ctx, &case),
        digest: law.digest().to_owned(),
        duties_href: address(&case, "/duties"),
        f,
        head,
    };
    visit.page(&page)
}
