//! What a notice tells, fact by fact, beside its text: kept with every draft, so that a filing can later be held against today.

use std::collections::BTreeSet;

use super::named;
use crate::app::Ctx;
use crate::domain::case::{Case, Duty, Notice};
use crate::domain::project::reveal;
use crate::domain::situation::Knowledge;
use crate::domain::told::{Compared, Standing as Compare, ToldFact, ToldFacts};
use crate::notice::telling::{Standing, standing};
use crate::notice::{Change, Draft, Drafted, Frame, Language, NoticeFacts, Statement};

/// Facts that say how a notice is handed in, not what happened; they differ from filing to filing by nature.
const OF_THE_FILING: &[&str] =
    &["notification.phase", "time.delay_reason", "controller.name", "contact_point", "contact.two_ways"];

/// The facts that a fresh draft words, as the record has them.
pub fn told_by(ctx: &Ctx, case: &Case, duty: &Duty, facts: &NoticeFacts, drafted: &Drafted) -> ToldFacts {
    let withdraws = ctx.notices.rules.withdraws(drafted.draft.kind);
    let said = drafted.said_by(&drafted.draft);
    let said = said.into_iter().filter(|id| !OF_THE_FILING.contains(id));
    ToldFacts { facts: said.map(|id| told(ctx, case, duty, facts, id)).collect(), withdraws }
}

fn told(ctx: &Ctx, case: &Case, duty: &Duty, facts: &NoticeFacts, id: &str) -> ToldFact {
    let planned = &duty.planned;
    let now = case.fact_now(id, &planned.controller, planned.market.as_ref());
    let forms = ctx.notices.templates.forms();
    let open = forms.facts.get(id).is_none_or(|form| {
        let standings = facts.of(id).iter().map(|statement| standing(statement, form, forms));
        standings.into_iter().all(|standing| matches!(standing, Standing::Open | Standing::OpenWithDate))
    });
    // What the record itself answers is no fact of the case; it is told all the same.
    let derived = facts.of(id).first().filter(|_| now.is_none());
    let state = now.as_ref().map(|now| now.state).or(derived.map(|one| one.state));
    let value = now.as_ref().map(|now| now.value.clone()).or(derived.map(|one| one.value.clone()));
    ToldFact {
        id: id.to_owned(),
        state: state.unwrap_or(Knowledge::Unknown),
        by: now.and_then(|now| now.by),
        value: value.unwrap_or_default(),
        open,
    }
}

/// Facts that stand otherwise today than when the text was made of them, by id: the text says what was known then.
pub fn moved(case: &Case, notice: &Notice) -> Vec<String> {
    let duty = notice.duties.first().and_then(|number| case.duty(*number));
    let (Some(duty), Some(told)) = (duty, &notice.told) else { return Vec::new() };
    let (controller, market) = (&duty.planned.controller, duty.planned.market.as_ref());
    told.facts.iter().filter(|fact| case.has_moved(fact, controller, market)).map(|fact| fact.id.clone()).collect()
}

/// What a text tells after a person's edit, where that is less than before: an emptied part tells nothing any more. What a person
/// writes over the drafted words is not read; until the facts are taken over again, the notice counts as telling what it was made of.
pub fn after_edit(notice: &Notice, drafted: &Drafted, text: &Draft) -> Option<ToldFacts> {
    let told = notice.told.as_ref()?;
    let kept = drafted.said_by(text);
    let all: BTreeSet<&str> = drafted.said.values().flatten().map(String::as_str).collect();
    let dropped = |fact: &&ToldFact| all.contains(fact.id.as_str()) && !kept.contains(fact.id.as_str());
    let facts: Vec<ToldFact> = told.facts.iter().filter(|fact| !dropped(fact)).cloned().collect();
    (facts.len() < told.facts.len()).then_some(ToldFacts { facts, withdraws: told.withdraws })
}

/// Puts into the frame what a notice that follows says of the earlier one: its reference and day, what changed, what is still open.
pub fn follow(ctx: &Ctx, case: &Case, duty: &Duty, language: &Language, frame: &mut Frame) {
    let Some(known) = case.known_at(duty.number) else { return };
    frame.authority_reference = known.reference().unwrap_or_default().to_owned();
    frame.earlier_at = known.filings.last().map(|filing| filing.at);
    // The term of a stage that was filed is over; what follows it has none of its own.
    if !case.filings_for(duty.number).is_empty() {
        frame.deadline = None;
    }
    let label = |id: &str| named::fact(ctx, language, id);
    frame.changes = known.owed().filter_map(|row| change(row, label(&row.id))).collect();
    let open = known.rows.iter().filter(|row| row.standing == Compare::StillOpen);
    frame.still_open = open.map(|row| (row.id.clone(), label(&row.id))).collect();
}

fn change(row: &Compared, label: String) -> Option<Change> {
    let (told, now) = (row.told.as_ref()?, row.now.as_ref()?);
    let was = Statement {
        about: String::new(),
        state: if told.open { Knowledge::Unknown } else { told.state },
        value: reveal(&told.value),
        how: String::new(),
        who: String::new(),
        by: told.by,
    };
    Some(Change { id: row.id.clone(), label, was, since: now.since })
}
