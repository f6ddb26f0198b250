//! Filings: handed over, filed elsewhere, proven, and what came back afterwards.

use chrono::TimeDelta;
use uuid::Uuid;

use super::case::{
    Approval, CameBack, Case, FilingChannel, Notice, NoticeFiling, NoticeState, Phase, ProofEntry, Task,
};
use super::command::{Asked, Command, MarkFiled, RecordFiling};
use super::decide::{authorised, not_in_future, some_reason};
use super::decide_notices::notice;
use super::event::Event;
use super::plan::DutyKind;
use super::refusal::Refusal;
use super::situation::{InstantKind, Proof};
use super::values::{At, Private};

pub(super) fn decide(case: &Case, command: Command, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    let by = asked.by.clone();
    let now = asked.now;
    match command {
        Command::HandOver { number, delivery, certified, to } => {
            authorised(&by)?;
            let notice = notice(case, number)?;
            if notice.letter.as_ref().is_some_and(|letter| letter.address.is_none()) {
                return Err(Refusal::MailAddressMissing);
            }
            match notice.state {
                // What lies in the tray was sent to nobody, so it can still be sent.
                NoticeState::Approved | NoticeState::Simulated => {
                    Ok(vec![Event::NoticeHandedOver { number, delivery, at: now, by, certified, to: Some(to) }])
                }
                state => Err(Refusal::WrongNoticeState { state }),
            }
        }
        Command::HandOverEnded { number, delivery, accepted_at, outcome, reply } => {
            // The outbox says it by itself; a person says it of an unclear outcome that they looked into (R6).
            if !asked.system {
                authorised(&by)?;
            }
            hand_over_ended(case, number, delivery, accepted_at, outcome, reply, asked)
        }
        Command::HandOverSimulated { number, delivery, at } => {
            if !asked.system {
                return Err(Refusal::NotAuthorised);
            }
            let proof = entry(Proof::Simulated, Private::new(""), None, at, None);
            let filing = by_mail(case, waiting(case, number, delivery)?, at, None, Some(proof));
            Ok(vec![Event::NoticeSimulated { number, filing }])
        }
        Command::MarkFiled(filed) => Ok(vec![mark_filed(case, filed, asked)?]),
        Command::RecordFiling(filed) => Ok(vec![record_filing(case, filed, asked)?]),
        Command::RecordProof { number, filing, proof, reference, attachment, at } => {
            let held = notice(case, number)?.filings.iter().find(|entry| entry.number == filing);
            let proof = better_proof(held, proof, reference, attachment, at, asked)?;
            Ok(vec![Event::ProofRecorded { number, filing, proof }])
        }
        Command::ProveFiling { filing, proof, reference, attachment, at } => {
            let held = case.filed_outside.iter().map(|one| &one.filing).find(|entry| entry.number == filing);
            let proof = better_proof(held, proof, reference, attachment, at, asked)?;
            Ok(vec![Event::FilingProven { filing, proof }])
        }
        Command::CorrectFiling(wanted) => super::correction::decide(case, wanted, asked),
        Command::CameBack { filing, at, text } => {
            let (_, held) = case.filing(filing).ok_or(Refusal::NoSuchEntry)?;
            if held.came_back.is_some() {
                return Err(Refusal::CameBackAlready);
            }
            // What only lies in the tray was handed to nobody.
            if !case.stands(held) {
                return Err(Refusal::NoSuchEntry);
            }
            not_in_future(at, now)?;
            if !asked.system {
                some_reason(&text)?;
            }
            let again = hand_in_again(case, filing, &text, now);
            let came_back = CameBack { at, text, by: (!asked.system).then_some(by) };
            Ok(vec![Event::FilingCameBack { filing, came_back }, Event::TaskAdded { task: again }])
        }
        _ => Err(Refusal::NoSuchEntry),
    }
}

/// The notice whose hand-over waits for the outcome of this delivery.
fn waiting(case: &Case, number: u32, delivery: Uuid) -> Result<&Notice, Refusal> {
    let notice = notice(case, number)?;
    if notice.delivery != Some(delivery) || notice.state != NoticeState::HandedOver {
        return Err(Refusal::WrongNoticeState { state: notice.state });
    }
    Ok(notice)
}

fn hand_over_ended(
    case: &Case,
    number: u32,
    delivery: Uuid,
    accepted_at: Option<At>,
    outcome: String,
    reply: Private,
    asked: &Asked,
) -> Result<Vec<Event>, Refusal> {
    let notice = waiting(case, number, delivery)?;
    let Some(at) = accepted_at else {
        return Ok(vec![Event::HandOverFailed { number, delivery, outcome, at: asked.now }]);
    };
    // The server's acceptance is when it was handed in; the authority's own receipt may still be missing. Where only a person says
    // that it arrived, the proof is missing altogether. Certified mail counts as sent when its provider took it, and is proven by the
    // receipt of delivery, which follows.
    let proof =
        (asked.system && notice.certified_at.is_none()).then(|| entry(Proof::ServerAcceptance, reply, None, at, None));
    let by = (!asked.system).then(|| asked.by.clone());
    Ok(vec![Event::NoticeFiled { number, filing: by_mail(case, notice, at, by, proof) }])
}

fn by_mail(
    case: &Case,
    notice: &Notice,
    at: At,
    by: Option<super::actor::Person>,
    proof: Option<ProofEntry>,
) -> NoticeFiling {
    NoticeFiling {
        number: case.last_number + 1,
        version: notice.approval().map_or(0, |approval| approval.version),
        channel: if notice.certified_at.is_some() { FilingChannel::Pec } else { FilingChannel::Email },
        at,
        by,
        reasons_for_delay: None,
        proof,
        came_back: None,
        filed_as: None,
        corrections: Vec::new(),
        told: None,
    }
}

/// Somebody has to hand it in again before the term ends: whoever works on the case, else whoever filed it. Due when the clock of
/// the duty ends; where that is over, at once. The day is that of UTC, in Europe never a later one than the case's.
fn hand_in_again(case: &Case, number: u32, text: &Private, now: At) -> Task {
    let (duties, filing) = case.filing(number).unzip();
    let duties = duties.unwrap_or_default().iter().filter_map(|duty| case.duty(*duty));
    let first = duties.min_by_key(|duty| (duty.planned.target_at.is_none(), duty.planned.target_at));
    let ends = |at: Option<At>| at.filter(|at| *at > now);
    let due_at =
        first.map(|duty| ends(duty.planned.target_at).or_else(|| ends(duty.planned.legal_term_at)).unwrap_or(now));
    let to = first.map(|duty| duty.planned.recipient.name.as_str()).unwrap_or_default();
    let why: String = text.as_str().chars().take(120).collect();
    let owner = case.handler.as_ref().or(filing.and_then(|filing| filing.by.as_ref()));
    let people = first.is_some_and(|duty| duty.planned.kind == DutyKind::People);
    let phase = if people { Phase::People } else { Phase::Authorities };
    let title = Private::new(if why.trim().is_empty() { to.to_owned() } else { format!("{to}: {why}") });
    Task {
        owner: owner.map_or_else(|| Private::new(""), |person| person.name.clone()),
        due_on: Some(due_at.unwrap_or(now).utc().date_naive()),
        due_at,
        filing: Some(number),
        must: true,
        ..Task::new(case.last_number + 1, phase, title)
    }
}

fn entry(
    proof: Proof,
    reference: Private,
    attachment: Option<Uuid>,
    at: At,
    by: Option<super::actor::Person>,
) -> ProofEntry {
    ProofEntry { proof, reference, attachment, at, by }
}

/// What was filed outside the program counts even if nothing was approved here: the record follows what happened.
fn mark_filed(case: &Case, filed: MarkFiled, asked: &Asked) -> Result<Event, Refusal> {
    let notice = notice(case, filed.number)?;
    not_in_future(filed.at, asked.now)?;
    not_before_noticed(case, filed.at)?;
    if matches!(notice.state, NoticeState::HandedOver | NoticeState::Filed | NoticeState::Confirmed) {
        return Err(Refusal::WrongNoticeState { state: notice.state });
    }
    // What follows a filing that counts, such as an amendment, is not late by the term of that filing.
    let first: Vec<u32> = notice.duties.iter().copied().filter(|number| case.filings_for(*number).is_empty()).collect();
    let reasons_for_delay = reasons(case, &first, filed.at, filed.reasons_for_delay)?;
    Ok(Event::NoticeFiled {
        number: filed.number,
        filing: NoticeFiling {
            number: case.last_number + 1,
            version: notice.approval().map_or(0, |approval| approval.version),
            channel: filed.channel,
            at: filed.at,
            by: Some(asked.by.clone()),
            reasons_for_delay,
            proof: given(filed.proof, asked)?,
            came_back: None,
            filed_as: None,
            corrections: Vec::new(),
            told: None,
        },
    })
}

/// A stage without a form in the product is filed all the same, and what follows it starts from there.
fn record_filing(case: &Case, filed: RecordFiling, asked: &Asked) -> Result<Event, Refusal> {
    if filed.duties.is_empty() {
        return Err(Refusal::NoDuty);
    }
    if filed.duties.iter().any(|number| case.duty(*number).is_none_or(|duty| duty.gone)) {
        return Err(Refusal::NoSuchEntry);
    }
    // One that is owed again, because the authority was told less than is known, takes a further filing.
    let again = |number: u32| case.duty(number).is_some_and(|duty| case.is_owed_again(duty));
    if filed.duties.iter().any(|number| !again(*number) && !case.filings_for(*number).is_empty()) {
        return Err(Refusal::AlreadyFiled);
    }
    not_in_future(filed.at, asked.now)?;
    not_before_noticed(case, filed.at)?;
    let reasons_for_delay = reasons(case, &filed.duties, filed.at, filed.reasons_for_delay)?;
    let filing = NoticeFiling {
        number: case.last_number + 1,
        version: 0,
        channel: filed.channel,
        at: filed.at,
        by: Some(asked.by.clone()),
        reasons_for_delay,
        proof: given(filed.proof, asked)?,
        came_back: None,
        filed_as: filed.filed_as,
        corrections: Vec::new(),
        told: None,
    };
    Ok(Event::FilingRecorded { duties: filed.duties, what: filed.what, filing })
}

/// Nobody notifies what nobody has noticed: a day mistyped would start the next stage too early, and stand in the letters that say
/// when the authority was told. When it happened is no such moment; it counts only while nothing else is on record.
pub(super) fn not_before_noticed(case: &Case, at: At) -> Result<(), Refusal> {
    let replaced = |number: u32| case.instants.iter().any(|later| later.corrects == Some(number) && later.in_force());
    let standing = || case.instants.iter().filter(|entry| !replaced(entry.number));
    let noticed = standing().filter(|entry| entry.what != InstantKind::Occurred).map(|entry| entry.at).min();
    let earliest = noticed.or_else(|| standing().map(|entry| entry.at).min());
    if earliest.is_some_and(|earliest| is_before_minute_of(at, earliest)) {
        return Err(Refusal::FiledBeforeNoticed);
    }
    Ok(())
}

/// What is published is the approved version, so it cannot have stood anywhere before. A filing may: one made in a portal at night is
/// approved here in the morning, and the record follows what happened.
pub(super) fn not_before_approved(approval: Option<&Approval>, at: At) -> Result<(), Refusal> {
    match approval {
        Some(approval) if is_before_minute_of(at, approval.at) => Err(Refusal::PublishedBeforeApproved),
        _ => Ok(()),
    }
}

/// Forms enter whole minutes, so the minute of the moment itself is not before it.
fn is_before_minute_of(at: At, moment: At) -> bool {
    at.plus(TimeDelta::minutes(1)) <= moment
}

/// Reasons for the delay are owed where a term had ended (Art. 33(1) GDPR).
pub(super) fn reasons(case: &Case, duties: &[u32], at: At, given: Option<Private>) -> Result<Option<Private>, Refusal> {
    let late = duties.iter().filter_map(|number| case.duty(*number)).any(|duty| {
        let end = duty.planned.legal_term_at.or(duty.planned.target_at);
        end.is_some_and(|end| at >= end)
    });
    let given = given.filter(|reason| !reason.is_blank());
    if late && given.is_none() { Err(Refusal::DelayReasonMissing) } else { Ok(given) }
}

/// The proof that comes with a filing, if any does.
fn given(proof: Option<(Proof, Private, Option<Uuid>)>, asked: &Asked) -> Result<Option<ProofEntry>, Refusal> {
    match proof {
        None | Some((Proof::None, ..)) => Ok(None),
        Some((proof, reference, attachment)) => {
            if !proof.is_entered() || (reference.is_blank() && attachment.is_none()) {
                return Err(Refusal::ProofMissing);
            }
            Ok(Some(entry(proof, reference, attachment, asked.now, Some(asked.by.clone()))))
        }
    }
}

/// Proof that follows a filing; a receipt is final.
fn better_proof(
    held: Option<&NoticeFiling>,
    proof: Proof,
    reference: Private,
    attachment: Option<Uuid>,
    at: At,
    asked: &Asked,
) -> Result<ProofEntry, Refusal> {
    let held = held.ok_or(Refusal::NoSuchEntry)?;
    not_in_future(at, asked.now)?;
    if held.came_back.is_some() {
        return Err(Refusal::CameBackAlready);
    }
    if held.is_simulated() || !proof.is_entered() || (reference.is_blank() && attachment.is_none()) {
        return Err(Refusal::ProofMissing);
    }
    if held.proof() == Proof::Receipt {
        return Err(Refusal::ProofExists);
    }
    // A receipt that was verified is entered by nobody.
    Ok(entry(proof, reference, attachment, at, (!asked.system).then(|| asked.by.clone())))
}
