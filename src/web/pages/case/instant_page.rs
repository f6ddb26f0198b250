//! One moment on record: what it says, what it moved, and the button for the second person.

use askama::Template;

use super::changes::{Change, changes};
use super::instant_form::told;
use super::instants::{Line, Page, line};
use super::{Head, address, framed, open, refused_at};
use crate::app::cases;
use crate::app::views::ledger::{self, Moved};
use crate::domain::case::Case;
use crate::domain::command::Command;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/case/instant.html")]
pub struct InstantPage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub line: Line,
    pub contradicted: String,
    pub changes: Vec<Change>,
    /// What would move once a second person confirms; empty when the entry is in force already.
    pub would: Vec<Change>,
    pub needs_confirmation: bool,
    pub by_oneself: bool,
    pub action: String,
    pub back: String,
}

/// One entry: what it says, what it moved, and, while it contradicts the record, the button for the second person.
pub async fn one(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let form = Form::empty(visit.t());
    let page = one_page(&visit, &case, &organisation, form).await?;
    visit.page(&page)
}

pub async fn confirm(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&[]);
    let number: u32 = visit.param("number").parse().unwrap_or(0);
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    let confirmed = visit
        .once(move |ctx| {
            cases::run(ctx, &who, &reference, Command::ConfirmInstant { number })?;
            Ok(format!("/cases/{reference}/instants/{number}"))
        })
        .await;
    match confirmed {
        Ok(location) => visit.see_other(location),
        Err(problem) => {
            refused_at(&visit, &mut form, "confirm", problem)?;
            let page = one_page(&visit, &case, &organisation, form).await?;
            visit.page_with_problems(&page)
        }
    }
}

async fn one_page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Result<InstantPage, Problem> {
    let number: u32 = visit.param("number").parse().unwrap_or(0);
    let rows = ledger::ledger(case);
    let found = rows.iter().flat_map(|row| row.entries.iter()).find(|row| row.entry.number == number);
    let Some(row) = found else { return Err(Problem::NotFound) };
    let entry = row.entry;
    let (f, head) = framed(visit, case, organisation, "/instants", visit.t().of("instant", entry.what));
    let id = case.id;
    let recorded = visit.run(move |ctx| ctx.store.read(|conn| cases::recorded(conn, id))).await?;
    let moved = moved_by(&recorded, number);
    let who = visit.person()?.clone();
    let by_oneself = who.user == entry.by.user;
    let would = if entry.in_force() {
        Vec::new()
    } else {
        let (reference, who) = (case.reference.clone(), who);
        let tried = visit.run(move |ctx| cases::try_confirmation(ctx, &who, &reference, number)).await?;
        changes(&f, visit.ctx(), &tried.after, &ledger::moved(case, &tried.after))
    };
    let contradicted = entry.contradicts.and_then(|number| case.instant(number)).map(|old| told(&f, case, old));
    let may_change = super::may_change(visit, case)?;
    Ok(InstantPage {
        line: line(&Page { f: &f, ctx: visit.ctx(), case, recorded: &recorded, may_change }, row),
        contradicted: contradicted.unwrap_or_default(),
        changes: changes(&f, visit.ctx(), case, &moved),
        would,
        needs_confirmation: !entry.in_force() && may_change,
        by_oneself,
        action: address(case, &format!("/instants/{number}")),
        back: address(case, "/instants"),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

/// The clocks that the recording of this entry, or its confirmation, moved: the plan that follows it in the record.
pub(super) fn moved_by(recorded: &[crate::app::views::timeline::Recorded], number: u32) -> Vec<Moved> {
    use crate::domain::event::Event;
    let last = recorded
        .iter()
        .filter(|row| match &row.event {
            Event::InstantRecorded { entry } => entry.number == number,
            Event::InstantConfirmed { number: confirmed, .. } => *confirmed == number,
            _ => false,
        })
        .map(|row| row.seq)
        .max();
    let follows = last.and_then(|seq| recorded.iter().find(|row| row.seq == seq + 1));
    let Some(Event::Replanned(replanned)) = follows.map(|row| &row.event) else { return Vec::new() };
    let clock = |planned: &crate::domain::plan::PlannedDuty| ledger::Clock {
        status: planned.status,
        target_at: planned.target_at,
        legal_term_at: planned.legal_term_at,
    };
    let market = |planned: &crate::domain::plan::PlannedDuty| planned.market.as_ref().map(|c| c.as_str().to_owned());
    let changed = replanned.changed.iter().map(|change| Moved {
        number: change.number,
        rule: change.planned.rule.clone(),
        recipient: change.planned.recipient.name.clone(),
        market: market(&change.planned),
        before: Some(ledger::Clock {
            status: change.old_status,
            target_at: change.old_target_at,
            legal_term_at: change.old_legal_term_at,
        }),
        after: Some(clock(&change.planned)),
    });
    let arisen = replanned.arisen.iter().map(|duty| Moved {
        number: duty.number,
        rule: duty.planned.rule.clone(),
        recipient: duty.planned.recipient.name.clone(),
        market: market(&duty.planned),
        before: None,
        after: Some(clock(&duty.planned)),
    });
    changed.chain(arisen).filter(|moved| moved.before != moved.after).collect()
}
