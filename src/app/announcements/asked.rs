//! Approvals and decisions that are asked of somebody: the mail to whoever may give them, with a link that leads through sign-in to the very
//! form. Opening the link changes nothing; what is sent from the form is.
//!
//! Mail is read in many places: it names the case, who asks and by when, nothing of what happened.

use serde_json::{Value, json};

use super::{reader, to_releasers};
use crate::app::letters::moment;
use crate::app::{AppResult, Ctx, duty_names, notices};
use crate::domain::case::{Advice, Case, DecisionEntry, Duty, InstantEntry};
use crate::domain::event::Event;
use crate::store::Conn;
use crate::store::users::UserRow;

/// What this change asks of others.
pub fn send(ctx: &Ctx, tx: &mut Conn, case: &Case, events: &[Event]) -> AppResult<()> {
    for event in events {
        match event {
            Event::ReviewAsked { number, by, .. } => review(ctx, tx, case, *number, by.name.as_str())?,
            Event::Decided { decision } if !decision.in_force() => second_for_decision(ctx, tx, case, decision)?,
            Event::InstantRecorded { entry } if !entry.in_force() => second_for_instant(ctx, tx, case, entry)?,
            _ => {}
        }
    }
    Ok(())
}

/// Whether the same form gave advice and decision, as on the page of a small case.
pub(super) fn is_decided_at_once(advice: &Advice, events: &[Event]) -> bool {
    let decided = |duty: &u32| {
        events.iter().any(|event| matches!(event, Event::Decided { decision } if decision.duties.contains(duty)))
    };
    advice.duties.iter().all(decided)
}

/// The link names the digest of what stood there when the review was asked, so that the page can say when it is no longer that.
fn review(ctx: &Ctx, tx: &mut Conn, case: &Case, number: u32, by: &str) -> AppResult<()> {
    let Some(notice) = case.notice(number) else { return Ok(()) };
    let due = notice.duties.iter().filter_map(|duty| case.duty(*duty)).filter_map(|duty| duty.planned.target_at).min();
    let digest = notices::seen(ctx, tx, case, notice)?.rendered.digest;
    let key = format!("review/{}/{number}/{}", case.id, notice.revision);
    to_releasers(ctx, tx, case, "review_asked", &key, |user| {
        if notice.authors.iter().any(|author| author.user == user.id) {
            return None;
        }
        Some(json!({
            "reference": case.reference,
            "by": by,
            "recipient": reader(ctx, Some(notice), &user.language),
            "due": due.map(|at| moment(&user.language, at, &case.zone)),
            "link": ctx.link(&format!("/cases/{}/notices/{number}/check?asked={digest}", case.reference)),
        }))
    })
}

/// A decision that drops a duty waits for a second person (DESIGN section 5, four eyes).
fn second_for_decision(ctx: &Ctx, tx: &mut Conn, case: &Case, decision: &DecisionEntry) -> AppResult<()> {
    let key = format!("decision-waits/{}/{}", case.id, decision.number);
    let link = ctx.link(&format!("/cases/{}/decisions/{}", case.reference, decision.number));
    let by = &decision.by;
    to_releasers(ctx, tx, case, "decision_waits", &key, |user| {
        let what = decision.decision.as_str();
        let told = about_duties(ctx, case, &decision.duties, what, user, &link, by.name.as_str());
        (user.id != by.user).then_some(told)
    })
}

/// A moment later than what the record shows already: clocks keep the earlier one until a second person has confirmed.
fn second_for_instant(ctx: &Ctx, tx: &mut Conn, case: &Case, entry: &InstantEntry) -> AppResult<()> {
    let key = format!("instant-waits/{}/{}", case.id, entry.number);
    to_releasers(ctx, tx, case, "instant_waits", &key, |user| {
        let told = json!({
            "reference": case.reference,
            "by": entry.by.name.as_str(),
            "what": entry.what.as_str(),
            "at": moment(&user.language, entry.at, &case.zone),
            "link": ctx.link(&format!("/cases/{}/instants/{}", case.reference, entry.number)),
        });
        (user.id != entry.by.user).then_some(told)
    })
}

/// How many duties a mail names one by one: the page behind the link has them all.
const NAMED: usize = 8;

fn about_duties(ctx: &Ctx, case: &Case, numbers: &[u32], what: &str, user: &UserRow, link: &str, by: &str) -> Value {
    let duties: Vec<&Duty> = numbers.iter().filter_map(|number| case.duty(*number)).collect();
    let due = duties.iter().filter_map(|duty| duty.planned.target_at).min();
    let named: Vec<Value> = duties
        .iter()
        .take(NAMED)
        .map(|duty| {
            json!({
                "recipient": duty_names::recipient(ctx, &user.language, &duty.planned),
                "what": duty_names::duty(&user.language, &duty.planned),
            })
        })
        .collect();
    json!({
        "reference": case.reference,
        "by": by,
        "decision": what,
        "duties": named,
        "further": duties.len().saturating_sub(NAMED),
        "due": due.map(|at| moment(&user.language, at, &case.zone)),
        "link": link,
    })
}
