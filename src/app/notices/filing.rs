//! Handing a notice in by mail: through the outbox, and back into the case with what became of it.

use serde_json::json;
use uuid::Uuid;

use super::certified;
use crate::app::authority_address::{self, AuthorityAddress};
use crate::app::cases::{self, Outcome};
use crate::app::member::{APPROVERS, SignedIn};
use crate::app::organisation::Settings;
use crate::app::rows::{LETTER_UNDER_WAY, row_id};
use crate::app::{AppError, AppResult, Ctx, organisation};
use crate::domain::case::{Case, Notice, NoticeState};
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::domain::values::{At, Private};
use crate::policy::{House, PolicySet};
use crate::store::outbox::{self, DeliveryKind, DeliveryRoute, DeliveryState, NewDelivery};
use crate::store::{self, Conn, StoreError, duties, notices};

/// How a notice can be handed in now, as the authority's record says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ways {
    /// What is known of the authority's address; none for another body.
    pub address: Option<AuthorityAddress>,
    /// The verified address; without one the screen says "call first" and offers the other ways.
    pub email: Option<String>,
    /// Whether that is a mailbox of certified mail (PEC), to which nothing goes by ordinary mail.
    pub certified: bool,
    /// Channel kinds of the record that hold today, best first.
    pub channels: Vec<String>,
    pub languages: Vec<String>,
    pub phone: Option<String>,
    /// Addresses of its form and of the page on breaches; https only.
    pub form_url: Option<String>,
    pub page_url: Option<String>,
}

/// What is known of the recipient of a notice: of an authority in the law of its organisation, of another body by whoever checked its
/// address.
pub fn ways(ctx: &Ctx, law: &PolicySet, settings: &Settings, notice: &Notice) -> Ways {
    if let Some(letter) = &notice.letter {
        let email = letter.address.as_ref().map(|checked| checked.address.as_str().to_owned());
        return Ways { email: email.filter(|email| !email.is_empty()), ..Ways::default() };
    }
    let authority = notice.recipient.as_ref().and_then(|recipient| law.authority(&recipient.id));
    let today = ctx.clock.now().utc().date_naive();
    match authority {
        None => Ways::default(),
        Some(authority) => {
            let address = authority_address::reached(law, settings, authority, today);
            Ways {
                email: address.usable().map(str::to_owned),
                certified: address.certified,
                address: Some(address),
                channels: authority.channels_on(today).iter().map(|channel| channel.kind.to_string()).collect(),
                languages: authority.languages.clone(),
                phone: authority.phone.clone(),
                form_url: authority.form_url.clone().filter(|url| url.starts_with("https://")),
                page_url: authority.breach_page_url.clone().filter(|url| url.starts_with("https://")),
            }
        }
    }
}

/// Hands the approved bytes to the outbox for the authority's verified address. Never automatic, never twice: the row's key
/// is the notice version (R1), and an unclear outcome is a person's to settle (R6).
pub fn hand_over(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (_, case) = cases::load(tx, who, reference)?;
        let notice = case.notice(number).ok_or(AppError::NotFound)?;
        let (_, settings) = organisation::load(tx, case.organisation)?;
        let law = ctx.law_with(case.organisation, &settings)?;
        let ways = ways(ctx, &law, &settings, notice);
        let certified = ways.certified;
        let email = ways.email;
        let email = email.ok_or(AppError::Invalid { field: "recipient", key: "filing-address-not-verified" })?;
        let delivery = ctx.ids.next();
        let to = Private::new(&email);
        let outcome = cases::run_in(ctx, tx, who, reference, Command::HandOver { number, delivery, certified, to })?;
        let way = if certified { DeliveryRoute::Pec } else { DeliveryRoute::Mail };
        queue(ctx, tx, &case, notice, Addressed { delivery, email: &email, way, house: law.house() })?;
        Ok::<_, AppError>(outcome)
    });
    ctx.wake.notify_waiters();
    done
}

/// To whom and by which way. Decided here and kept with the row, so that neither a crash nor a change of the settings makes it another.
struct Addressed<'a> {
    delivery: Uuid,
    email: &'a str,
    way: DeliveryRoute,
    house: &'a House,
}

fn queue(ctx: &Ctx, tx: &mut Conn, case: &Case, notice: &Notice, to: Addressed<'_>) -> AppResult<()> {
    let frozen = frozen(tx, case, notice)?;
    let (row, settings) = organisation::load(tx, case.organisation)?;
    let now = ctx.clock.now();
    let (from, reply_to) = match to.way {
        DeliveryRoute::Mail => (serde_json::to_value(&settings.sender).map_err(AppError::broken)?, settings.dpo.email),
        DeliveryRoute::Pec => {
            let address =
                settings.certified_sender().ok_or(AppError::Invalid { field: "sent", key: "pec-no-account" })?;
            let most = to.house.certified_mail.as_ref().map(certified::most_octets);
            let octets = certified::octets(&[&frozen.text, &frozen.html]);
            if most.is_some_and(|most| octets > most) {
                return Err(AppError::Invalid { field: "sent", key: "pec-too-large" });
            }
            (json!({ "name": row.name, "address": address }), address.to_owned())
        }
    };
    let delivery = to.delivery;
    outbox::add_by(
        tx,
        NewDelivery {
            id: delivery,
            kind: DeliveryKind::Authority,
            organisation_id: Some(case.organisation),
            case_id: Some(case.id),
            communication_id: None,
            notice_version_id: Some(frozen.id),
            recipient_id: None,
            // A rejected hand-over may be tried again by a person, hence the delivery in the key.
            dedupe_key: format!("filing/{}/{}/{delivery}", notice_id(case, notice.number), frozen.version),
            to_address: to.email.as_bytes().to_vec(),
            message_id: ctx.message_id(delivery),
            content: json!({
                "subject": subject(&frozen.content),
                "text": frozen.text,
                "html": frozen.html,
                "language": notice.language,
                "from": from,
                "reply_to": reply_to,
            }),
            next_at: now,
        },
        to.way,
        now,
    )?;
    Ok(())
}

/// The frozen bytes of the approval in force.
pub fn frozen(conn: &mut Conn, case: &Case, notice: &Notice) -> AppResult<notices::NoticeVersionRow> {
    let approval = notice.approval().ok_or(AppError::NotFound)?;
    let versions = notices::versions_of(conn, notice_id(case, notice.number))?;
    versions
        .into_iter()
        .find(|version| version.version == i64::from(approval.version))
        .ok_or_else(|| AppError::broken("an approved version was not frozen"))
}

pub(super) fn subject(content: &serde_json::Value) -> &str {
    content.get("subject").and_then(serde_json::Value::as_str).unwrap_or_default()
}

pub fn notice_id(case: &Case, number: u32) -> Uuid {
    row_id(case.id, "notice", number)
}

/// Takes the outcomes of hand-overs from the outbox into their cases; answers how many. Each is a transaction of its own.
pub fn settle_hand_overs(ctx: &Ctx) -> AppResult<usize> {
    let waiting = ctx.store.read(|conn| {
        let mut waiting = duties::cases_with_work(conn, &["handed_over", "unclear"])?;
        // No duty speaks for a letter that stands by itself.
        waiting.extend(store::waiting::cases_at(conn, LETTER_UNDER_WAY)?);
        waiting.sort_unstable();
        waiting.dedup();
        Ok::<_, StoreError>(waiting)
    })?;
    let mut settled = 0;
    for case_id in waiting {
        settled += ctx.store.write(|tx| settle_case(ctx, tx, case_id))?;
    }
    Ok(settled)
}

/// Takes into a case what the outbox knows of its hand-overs.
pub fn settle_case(ctx: &Ctx, tx: &mut Conn, case_id: Uuid) -> AppResult<usize> {
    let mut settled = 0;
    for command in outcomes(tx, case_id)? {
        cases::run_as_system(ctx, tx, case_id, command)?;
        settled += 1;
    }
    Ok(settled)
}

/// What the outbox knows of the hand-overs of a case and the case does not.
fn outcomes(tx: &mut Conn, case_id: Uuid) -> AppResult<Vec<Command>> {
    let Some(row) = store::cases::get(tx, case_id)? else { return Ok(Vec::new()) };
    let case = cases::case_of(&row)?;
    let mut commands = Vec::new();
    for notice in case.notices.iter().filter(|notice| notice.state == NoticeState::HandedOver) {
        let Some(delivery) = notice.delivery else { continue };
        let Some(row) = outbox::get(tx, delivery)? else { continue };
        if row.state == DeliveryState::Simulated {
            commands.push(Command::HandOverSimulated { number: notice.number, delivery, at: row.state_at });
            continue;
        }
        use DeliveryState as D;
        let certified = row.route == DeliveryRoute::Pec;
        let (accepted_at, outcome) = match row.state {
            // A person found out that it arrived: no server said so, so its proof is still to come.
            D::Delivered if row.accepted_at.is_none() || (certified && row.provider_at.is_none()) => {
                (row.in_flight_at.or(Some(row.state_at)), "arrived")
            }
            // Certified mail is sent when its provider says so in a receipt, not when its mail server takes it.
            D::Accepted if certified && row.provider_at.is_none() => continue,
            D::Accepted | D::Delivered if certified => (row.provider_at, "accepted"),
            D::Accepted | D::Delivered => (row.accepted_at.or(Some(row.state_at)), "accepted"),
            D::Rejected => (None, "rejected"),
            D::GivenUp => (None, "given_up"),
            D::Bounced => (None, "bounced"),
            D::Unknown | D::Held => (None, "unknown"),
            D::Queued | D::Claimed | D::InFlight | D::Deferred | D::Simulated => continue,
        };
        if accepted_at.is_none() && notice.failure.as_deref() == Some(outcome) {
            continue;
        }
        commands.push(Command::HandOverEnded {
            number: notice.number,
            delivery,
            accepted_at,
            outcome: outcome.to_owned(),
            reply: Private::new(row.reply.unwrap_or_default()),
        });
    }
    Ok(commands)
}

/// A person settles an unclear hand-over: it arrived, or it did not and another way is taken. What they found out stands in the
/// timeline; a hand-over that arrived still waits for its proof.
pub fn settle_unclear(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    number: u32,
    arrived: bool,
    why: Private,
) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (row, case) = cases::load(tx, who, reference)?;
        who.acting(row.organisation_id, APPROVERS).ok_or(AppError::NotAllowed)?;
        let notice = case.notice(number).ok_or(AppError::NotFound)?;
        if why.is_blank() {
            return Err(Refusal::ReasonMissing.into());
        }
        let delivery = match (notice.state, notice.delivery) {
            (NoticeState::HandedOver, Some(delivery)) => delivery,
            (state, _) => return Err(Refusal::WrongNoticeState { state }.into()),
        };
        let now = ctx.clock.now();
        let waits = outbox::get(tx, delivery)?.is_some_and(|row| {
            let open = matches!(row.state, DeliveryState::Accepted | DeliveryState::Queued | DeliveryState::Deferred);
            open && row.route == DeliveryRoute::Pec && row.provider_at.is_none()
        });
        if waits {
            outbox::doubted(tx, delivery, "the provider of certified mail has said nothing", now)?;
        }
        let decision = if arrived { outbox::Decision::Arrived } else { outbox::Decision::GiveUp };
        // The reason is a person's own words: it goes into the case's record, not into the sender's history.
        outbox::decide_unknown(tx, delivery, decision, "decided by a person", now)?;
        cases::run_in(ctx, tx, who, reference, Command::AddNote { happened_at: now, text: why })?;
        let ended = outcomes(tx, case.id)?
            .into_iter()
            .find(|command| matches!(command, Command::HandOverEnded { number: ended, .. } if *ended == number));
        let command = ended.ok_or_else(|| AppError::broken("a settled hand-over has no outcome"))?;
        cases::run_in(ctx, tx, who, reference, command)
    });
    ctx.wake.notify_waiters();
    done
}

/// A mail that the authority's server had taken came back: outbox and case learn it in one transaction, the duty is to be done
/// again, and those who release notices are told. A delivery that is no filing of a case is only noted.
pub fn returned(ctx: &Ctx, delivery: Uuid, reason: &str) -> AppResult<()> {
    let done = ctx.store.write(|tx| returned_in(ctx, tx, delivery, reason, ctx.clock.now()));
    ctx.wake.notify_waiters();
    done
}

/// The same within the caller's transaction; it came back at `at`.
pub fn returned_in(ctx: &Ctx, tx: &mut Conn, delivery: Uuid, reason: &str, at: At) -> AppResult<()> {
    outbox::bounced(tx, delivery, reason, ctx.clock.now())?;
    let Some(case_id) = outbox::get(tx, delivery)?.and_then(|row| row.case_id) else { return Ok(()) };
    // What the case has not heard of its hand-over yet, this too.
    settle_case(ctx, tx, case_id)?;
    let Some(row) = store::cases::get(tx, case_id)? else { return Ok(()) };
    let case = cases::case_of(&row)?;
    let Some(filing) = by_delivery(&case, delivery) else { return Ok(()) };
    let command = Command::CameBack { filing, at, text: Private::new(reason) };
    cases::run_as_system(ctx, tx, case_id, command)?;
    Ok(())
}

/// The filing that a delivery made, if it has not come back yet.
pub fn by_delivery(case: &Case, delivery: Uuid) -> Option<u32> {
    let notice = case.notices.iter().find(|notice| notice.delivery == Some(delivery))?;
    notice.filings.iter().rev().find(|filing| filing.came_back.is_none()).map(|filing| filing.number)
}

/// A person says that a filing bounced, was returned or was rejected. Where a mail made it, the outbox says so from then on.
pub fn came_back(ctx: &Ctx, who: &SignedIn, reference: &str, filing: u32, at: At, text: Private) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (_, case) = cases::load(tx, who, reference)?;
        let outcome = cases::run_in(ctx, tx, who, reference, Command::CameBack { filing, at, text })?;
        let notice = case.notices.iter().find(|notice| notice.filings.iter().any(|one| one.number == filing));
        if let Some(delivery) = notice.and_then(|notice| notice.delivery)
            && by_delivery(&case, delivery) == Some(filing)
        {
            // The person's own words stay in the case. A mail that was never accepted, as in the tray, has nothing to bounce.
            match outbox::bounced(tx, delivery, "a person says that it came back", ctx.clock.now()) {
                Ok(()) | Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(outcome)
    });
    ctx.wake.notify_waiters();
    done
}
