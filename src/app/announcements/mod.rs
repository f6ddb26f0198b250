//! Mails that follow from a change of the case itself, queued in its transaction: deadline moved, approval or decision asked.

mod asked;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::letters::{letter, moment};
use crate::app::member::WORKERS;
use crate::app::outgoing::{self, StaffMail};
use crate::app::{AppResult, Ctx, duty_names};
use crate::domain::actor::{Actor, Role};
use crate::domain::case::{Advice, CameBack, Case, Communication, CommunicationState, DutyChange, Notice};
use crate::domain::event::{Event, SendTotals};
use crate::domain::plan::Recipient;
use crate::domain::team::Comment;
use crate::domain::values::At;
use crate::store::outbox::DeliveryRow;
use crate::store::users::UserRow;
use crate::store::{Conn, cases, memberships};

pub fn send(ctx: &Ctx, tx: &mut Conn, case: &Case, events: &[Event], actor: &Actor) -> AppResult<()> {
    for event in events {
        match event {
            Event::Replanned(replanned) => {
                // A clock that starts is no surprise; one that was running and moved is.
                let moved: Vec<&DutyChange> =
                    replanned.changed.iter().filter(|c| c.clock_moved() && c.old_target_at.is_some()).collect();
                if !moved.is_empty() {
                    deadline_moved(ctx, tx, case, &moved, replanned.revision, actor)?;
                }
            }
            Event::HandOverFailed { number, delivery, outcome, .. } => {
                hand_over_failed(ctx, tx, case, *number, &format!("{delivery}/{outcome}"), outcome)?;
            }
            Event::CommentAdded { comment } => mentioned(ctx, tx, case, comment)?,
            Event::FilingCameBack { filing, came_back } => filing_came_back(ctx, tx, case, *filing, came_back)?,
            Event::CommunicationMoved { number, state: CommunicationState::Paused, totals, by: None, at, reason } => {
                mail_out_paused(ctx, tx, case, *number, (totals.unwrap_or_default(), reason.as_str()), *at)?;
            }
            _ => {}
        }
    }
    let given = events.iter().filter_map(|event| match event {
        Event::AdviceGiven { advice } if !asked::is_decided_at_once(advice, events) => Some(advice),
        _ => None,
    });
    advised(ctx, tx, case, &given.collect::<Vec<_>>())?;
    asked::send(ctx, tx, case, events)
}

/// The DPO advises, the controller's authorised person decides: they hear of it once, by when, and where. The reasons stay in the case.
/// Several pieces of advice that were given in one go, each with a reason of its own, are one message.
fn advised(ctx: &Ctx, tx: &mut Conn, case: &Case, given: &[&Advice]) -> AppResult<()> {
    let Some(advice) = given.first() else { return Ok(()) };
    let numbers: BTreeSet<u32> = given.iter().flat_map(|advice| advice.duties.iter().copied()).collect();
    let duties = || numbers.iter().filter_map(|number| case.duty(*number));
    let due = duties().filter_map(|duty| duty.planned.target_at).min();
    let asked: Vec<String> = given.iter().map(|advice| format!("advice={}", advice.number)).collect();
    let mut told = Vec::new();
    for (_, user) in memberships::holders_of(tx, case.organisation, &[Role::Controller])? {
        if user.id == advice.by.user || told.contains(&user.id) || !case.is_seen_by(user.id) {
            continue;
        }
        told.push(user.id);
        let context = json!({
            "reference": case.reference,
            "by": advice.by.name.as_str(),
            "count": numbers.len(),
            "what": duties().next().map(|duty| duty_names::duty(&user.language, &duty.planned)),
            "due": due.map(|at| moment(&user.language, at, &case.zone)),
            "link": ctx.link(&format!("/cases/{}/decide?{}", case.reference, asked.join("&"))),
        });
        let letter = letter(&user.language, "advised", &context)?;
        let dedupe_key = format!("advised/{}/{}/{}", case.id, advice.number, user.id);
        let (organisation, case) = (case.organisation, Some(case.id));
        outgoing::staff(ctx, tx, StaffMail { to: &user, organisation, case, dedupe_key, letter })?;
    }
    Ok(())
}

/// Somebody is to read a comment. What it says stays in the case: it may be privileged, and mail is read by others too.
fn mentioned(ctx: &Ctx, tx: &mut Conn, case: &Case, comment: &Comment) -> AppResult<()> {
    let mut told = Vec::new();
    for (_, user) in memberships::holders_of(tx, case.organisation, WORKERS)? {
        let is_meant = comment.mentions.iter().any(|person| person.user == user.id) && user.id != comment.by.user;
        if !is_meant || told.contains(&user.id) || !case.is_seen_by(user.id) {
            continue;
        }
        told.push(user.id);
        let context = json!({
            "reference": case.reference,
            "by": comment.by.name.as_str(),
            "link": ctx.link(&format!("/cases/{}/comments#c{}", case.reference, comment.number)),
        });
        let letter = letter(&user.language, "mentioned", &context)?;
        let dedupe_key = format!("mentioned/{}/{}/{}", case.id, comment.number, user.id);
        outgoing::staff(
            ctx,
            tx,
            StaffMail { to: &user, organisation: case.organisation, case: Some(case.id), dedupe_key, letter },
        )?;
    }
    Ok(())
}

/// The same mail, each in their language, to everybody who releases notices. `context` answers none for who need not hear of it.
fn to_releasers(
    ctx: &Ctx,
    tx: &mut Conn,
    case: &Case,
    name: &str,
    key: &str,
    context: impl Fn(&UserRow) -> Option<Value>,
) -> AppResult<()> {
    to_holders(ctx, tx, case, &[Role::Dpo, Role::Controller], name, key, context)
}

/// The same to everybody who holds one of these roles, deputies too.
fn to_holders(
    ctx: &Ctx,
    tx: &mut Conn,
    case: &Case,
    roles: &[Role],
    name: &str,
    key: &str,
    context: impl Fn(&UserRow) -> Option<Value>,
) -> AppResult<()> {
    let mut told = Vec::new();
    for (_, user) in memberships::holders_of(tx, case.organisation, roles)? {
        // Who holds two of them is one person.
        if told.contains(&user.id) {
            continue;
        }
        told.push(user.id);
        let Some(context) = context(&user).filter(|_| case.is_seen_by(user.id)) else { continue };
        let letter = letter(&user.language, name, &context)?;
        let dedupe_key = format!("{key}/{}", user.id);
        let (organisation, case) = (case.organisation, Some(case.id));
        outgoing::staff(ctx, tx, StaffMail { to: &user, organisation, case, dedupe_key, letter })?;
    }
    Ok(())
}

/// What was believed to be filed is not: whoever releases notices has to know before the term ends.
fn filing_came_back(ctx: &Ctx, tx: &mut Conn, case: &Case, number: u32, came_back: &CameBack) -> AppResult<()> {
    let Some((duties, filing)) = case.filing(number) else { return Ok(()) };
    let duty = duties.iter().filter_map(|duty| case.duty(*duty)).min_by_key(|duty| duty.planned.target_at);
    let notice = case.notices.iter().find(|notice| notice.filings.iter().any(|one| one.number == number));
    let path = match (notice, duty) {
        (Some(notice), _) => format!("/cases/{}/notices/{}/file", case.reference, notice.number),
        (None, Some(duty)) => format!("/cases/{}/duties/{}/filing", case.reference, duty.number),
        (None, None) => format!("/cases/{}/duties", case.reference),
    };
    to_releasers(ctx, tx, case, "filing_came_back", &format!("came-back/{}/{number}", case.id), |user| {
        Some(json!({
            "reference": case.reference,
            "recipient": recipient(ctx, duty.map(|duty| &duty.planned.recipient), &user.language),
            "filed": moment(&user.language, filing.at, &case.zone),
            "text": came_back.text.as_str(),
            "by": came_back.by.as_ref().map(|by| by.name.as_str()),
            "due": duty.and_then(|duty| duty.planned.target_at).map(|at| moment(&user.language, at, &case.zone)),
            "link": ctx.link(&path),
        }))
    })
}

/// Bad news that moved nothing: the message is late, or somebody who cannot be verified says that it failed. One mail a receipt.
pub fn receipt_to_look_at(
    ctx: &Ctx,
    tx: &mut Conn,
    delivery: &DeliveryRow,
    receipt: Uuid,
    doubted: bool,
    text: &str,
) -> AppResult<()> {
    let row = delivery.case_id.map(|id| cases::get(tx, id)).transpose()?.flatten();
    let Some(row) = row else { return Ok(()) };
    let case = crate::app::cases::case_of(&row)?;
    let Some(notice) = case.notices.iter().find(|notice| notice.delivery == Some(delivery.id)) else { return Ok(()) };
    let due = notice.duties.iter().filter_map(|duty| case.duty(*duty)).filter_map(|duty| duty.planned.target_at).min();
    let link = ctx.link(&format!("/cases/{}/notices/{}/file", case.reference, notice.number));
    to_releasers(ctx, tx, &case, "receipt_to_look_at", &format!("receipt/{receipt}"), |user| {
        Some(json!({
            "reference": case.reference,
            "recipient": reader(ctx, Some(notice), &user.language),
            "doubted": doubted,
            "text": text,
            "due": due.map(|at| moment(&user.language, at, &case.zone)),
            "link": link,
        }))
    })
}

fn deadline_moved(
    ctx: &Ctx,
    tx: &mut Conn,
    case: &Case,
    moved: &[&DutyChange],
    revision: u32,
    actor: &Actor,
) -> AppResult<()> {
    to_releasers(ctx, tx, case, "deadline_moved", &format!("moved/{}/{revision}", case.id), |user| {
        let when = |at: Option<At>| at.map(|at| moment(&user.language, at, &case.zone)).unwrap_or_else(|| "-".into());
        let duties: Vec<_> = moved
            .iter()
            .map(|change| {
                let planned = &change.planned;
                // Where only the legal term moved, as by the authority's own word, the target would read as unmoved.
                let (old, new) = match change.old_target_at == planned.target_at {
                    true => (change.old_legal_term_at, planned.legal_term_at),
                    false => (change.old_target_at, planned.target_at),
                };
                json!({
                    "recipient": duty_names::recipient(ctx, &user.language, planned),
                    "what": duty_names::duty(&user.language, planned),
                    "old": when(old),
                    "new": when(new),
                })
            })
            .collect();
        Some(json!({
            "reference": case.reference,
            "by": actor.name.as_str(),
            "duties": duties,
            "link": ctx.link(&format!("/cases/{}/duties", case.reference)),
        }))
    })
}

fn hand_over_failed(ctx: &Ctx, tx: &mut Conn, case: &Case, number: u32, key: &str, outcome: &str) -> AppResult<()> {
    let to = case.notice(number);
    to_releasers(ctx, tx, case, "hand_over_failed", &format!("handover/{key}"), |user| {
        Some(json!({
            "reference": case.reference,
            "recipient": reader(ctx, to, &user.language),
            "outcome": outcome,
            "link": ctx.link(&format!("/cases/{}/notices/{number}", case.reference)),
        }))
    })
}

/// The program paused a mail-out by itself (M6): people wait to be told until somebody has looked.
fn mail_out_paused(
    ctx: &Ctx,
    tx: &mut Conn,
    case: &Case,
    number: u32,
    (totals, why): (SendTotals, &str),
    at: At,
) -> AppResult<()> {
    let key = format!("paused/{}/{number}/{}", case.id, at.micros());
    to_releasers(ctx, tx, case, "mail_out_paused", &key, |_| {
        Some(json!({
            "reference": case.reference,
            "number": number,
            "why": why,
            "accepted": totals.accepted,
            "failed": totals.failed,
            "settled": totals.accepted + totals.failed + totals.unclear,
            "bounced": totals.bounced,
            "link": ctx.link(&format!("/cases/{}/communications/{number}", case.reference)),
        }))
    })
}

/// The time until which a list was needed is over; there is time left to say otherwise (US26).
pub fn list_to_be_purged(ctx: &Ctx, tx: &mut Conn, case: &Case, mail_out: &Communication) -> AppResult<()> {
    let Some(day) = mail_out.purge_on() else { return Ok(()) };
    let key = format!("purge/{}/{day}", mail_out.id);
    to_releasers(ctx, tx, case, "list_to_be_purged", &key, |_| {
        Some(json!({
            "reference": case.reference,
            "number": mail_out.number,
            "day": day.to_string(),
            "people": mail_out.counts.accepted + mail_out.counts.without_address,
            "link": ctx.link(&format!("/cases/{}/evidence", case.reference)),
        }))
    })
}

/// A notice without an authority or another body goes to people or the public.
fn reader(ctx: &Ctx, of: Option<&Notice>, language: &str) -> String {
    match of.and_then(|notice| notice.letter.as_ref()) {
        Some(letter) => letter.to.as_str().to_owned(),
        None => recipient(ctx, of.and_then(|notice| notice.recipient.as_ref()), language),
    }
}

fn recipient(ctx: &Ctx, to: Option<&Recipient>, language: &str) -> String {
    match to {
        Some(to) => duty_names::called(ctx, language, &to.id, &to.name),
        None => if language == "it" { "persone interessate" } else { "data subjects" }.to_owned(),
    }
}
