//! What a notice may say: the facts in force for its subject, and the frame they are told in.

use serde_json::Value;

use super::subject::Subject;
use super::{letters, named, telling, told, wording};
use crate::app::organisation::{self, ContactBlock, Settings};
use crate::app::{AppResult, Ctx, duty_names};
use crate::domain::case::{Case, Duty};
use crate::domain::plan::DutyKind;
use crate::domain::situation::{Fact, Knowledge, Scope};
use crate::domain::told::Covered;
use crate::domain::values::Private;
use crate::notice::{
    About, Contact, ControllerCard, Frame, Language, NoticeDeadline, NoticeFacts, NoticeKind, NoticeRecipient, Phase,
    Statement, Told, gather,
};
use crate::policy::data_sets;
use crate::store::Conn;

/// The facts a notice about this subject may word, and the frame they are told in.
pub(super) fn facts_for(
    ctx: &Ctx,
    conn: &mut Conn,
    case: &Case,
    subject: Subject<'_>,
    language: &Language,
    version: u32,
) -> AppResult<NoticeFacts> {
    let (_, settings) = organisation::load(conn, case.organisation)?;
    let data_sets = covered(ctx, conn, case, subject)?.sets;
    let frame = frame(ctx, case, subject, &settings, &data_sets, language, version);
    let about = About { controller: subject.controller.to_owned(), market: subject.market.cloned(), data_sets };
    Ok(gather(&case.situation(), &about, frame))
}

/// The data sets that a notice about this subject tells of: those that its rule is about, or all of the controller that may have been
/// hit where no rule asks for it. Whoever is told under a contract reads nothing of the data of others.
pub(super) fn covered(ctx: &Ctx, conn: &mut Conn, case: &Case, subject: Subject<'_>) -> AppResult<Covered> {
    if case.data_sets.is_empty() && subject.to_authority().is_none() {
        return Ok(Covered::default());
    }
    let law = ctx.law_of(conn, case.organisation)?;
    let rule = subject.duty.and_then(|duty| law.rule(&duty.planned.rule, duty.planned.rule_version));
    Ok(data_sets::covered(rule, subject.controller, &case.situation()))
}

/// The same for a notice of one kind: one that follows an earlier notice says what changed since, one that tells the clocks what is open.
pub(super) fn facts_of_kind(
    ctx: &Ctx,
    conn: &mut Conn,
    case: &Case,
    subject: Subject<'_>,
    (kind, language): (NoticeKind, &Language),
    version: u32,
) -> AppResult<NoticeFacts> {
    let mut facts = facts_for(ctx, conn, case, subject, language, version)?;
    if let (true, Some(duty)) = (ctx.notices.rules.follows(kind), subject.duty) {
        told::follow(ctx, case, duty, language, &mut facts.frame);
    }
    if let Some(duty) = subject.duty {
        facts.frame.nobody_told = kind == NoticeKind::T611Second && telling::nobody_told(case, duty, &facts);
    }
    if kind == NoticeKind::Gdpr33Initial && is_whole(ctx, kind, &facts) {
        facts.facts.insert("notification.phase".to_owned(), vec![complete()]);
    }
    let to_people = subject.letter.is_none() && subject.duty.is_some_and(|duty| duty.planned.kind == DutyKind::People);
    if to_people && ctx.notices.templates.languages(kind).contains(&language) {
        // People are promised to hear more only by a day that this very text names for something open.
        let (drafted, _) = wording::draft(ctx, conn, case, kind, language, &facts)?;
        let today = facts.frame.as_at.utc().date_naive();
        facts.frame.next_update_on = drafted.expected_by.filter(|day| *day >= today);
    }
    if ctx.notices.rules.tells_clocks(kind) {
        facts.frame.clocks = letters::clocks(ctx, case, language);
        facts.frame.still_open = letters::still_open(ctx, &facts, kind, language);
    }
    Ok(facts)
}

/// Whether all that the kind always asks for is known: then it promises no more in phases, as its sheet promises none.
fn is_whole(ctx: &Ctx, kind: NoticeKind, facts: &NoticeFacts) -> bool {
    !ctx.notices.rules.leaves_open(kind, facts, ctx.notices.templates.forms())
}

fn complete() -> Statement {
    let none = String::new;
    let value = Value::from(Phase::Complete.as_str());
    Statement { about: none(), state: Knowledge::Known, value, how: none(), who: none(), by: None }
}

fn frame(
    ctx: &Ctx,
    case: &Case,
    subject: Subject<'_>,
    settings: &Settings,
    data_sets: &[String],
    language: &Language,
    version: u32,
) -> Frame {
    let authority = subject.to_authority().map(|duty| &duty.planned);
    let seat = || case.controllers.iter().find(|one| one.id == subject.controller).map(|one| &one.country);
    let market = subject.market.or_else(|| subject.letter.and_then(|_| seat()));
    let complaint = ctx.policy.authority(market.map_or("", |market| market.as_str()));
    let recipient = match subject.letter {
        Some(letter) => Some(NoticeRecipient {
            id: String::new(),
            name: letter.to.as_str().to_owned(),
            fixed_subject: String::new(),
        }),
        None => authority.map(|planned| NoticeRecipient {
            id: planned.recipient.id.clone(),
            // As it calls itself where the notice is in its language: a letter to the Garante is addressed to the Garante.
            name: named::authority(ctx, language, planned),
            fixed_subject: fixed_subject(ctx, &planned.recipient.id),
        }),
    };
    Frame {
        as_at: ctx.clock.now(),
        // An authority reads its own clock; people and the public read the case's.
        zone: authority.map_or_else(|| case.zone.clone(), |planned| planned.zone.clone()),
        our_reference: case.reference.clone(),
        authority_reference: String::new(),
        version,
        controller: controller_card(case, settings, subject.controller),
        dpo: contact(&settings.dpo),
        hotline: settings.hotline.as_ref().map(contact).unwrap_or_default(),
        recipient,
        deadline: authority
            .map(|planned| NoticeDeadline { target_at: planned.target_at, legal_term_at: planned.legal_term_at }),
        told: notified(ctx, language, case, subject),
        complaint_authority: complaint
            .map(|authority| named::called(ctx, language, &authority.id, &authority.name))
            .unwrap_or_default(),
        next_update_on: None,
        versions: Vec::new(),
        projected: subject.duty.map(|duty| projected(case, duty, data_sets)).unwrap_or_default(),
        earlier_at: None,
        earlier: Vec::new(),
        law: None,
        notified_law: None,
        own_state: authority.and_then(duty_names::place).map(|place| place.as_str().to_owned()).unwrap_or_default(),
        changes: Vec::new(),
        still_open: Vec::new(),
        purpose: subject.letter.map(|letter| letter.purpose.as_str().to_owned()).unwrap_or_default(),
        reason: subject.letter.map(|letter| letter.reason.as_str().to_owned()).unwrap_or_default(),
        clocks: Vec::new(),
        nobody_told: false,
    }
}

/// The subject line that the authority demands today. It binds while its channel holds: in Italy until the portal came.
fn fixed_subject(ctx: &Ctx, recipient: &str) -> String {
    let today = ctx.clock.now().utc().date_naive();
    let authority = ctx.policy.authority(recipient);
    authority.and_then(|authority| authority.fixed_subject_on(today)).unwrap_or_default().to_owned()
}

fn controller_card(case: &Case, settings: &Settings, id: &str) -> ControllerCard {
    let card = settings.cards.get(id).cloned().unwrap_or_default();
    let name = case.controllers.iter().find(|controller| controller.id == id).map(|c| c.name.clone());
    ControllerCard {
        name: name.unwrap_or_default(),
        address: card.postal_address,
        identifier: card.identifier,
        site: card.site,
    }
}

fn contact(block: &ContactBlock) -> Contact {
    Contact {
        name: block.name.clone(),
        email: block.email.clone(),
        pec: block.certified_email.clone().unwrap_or_default(),
        phone: block.phone.clone().unwrap_or_default(),
        phone_hours: block.phone_hours.clone().unwrap_or_default(),
        post: block.postal_address.clone(),
    }
}

/// Authorities already notified for this controller: only what is on record as filed. An authority knows what it received itself, also
/// where it has several records, as the Garante has for telecom.
fn notified(ctx: &Ctx, language: &Language, case: &Case, of: Subject<'_>) -> Vec<Told> {
    let reader =
        |duty: &Duty| of.to_authority().is_some_and(|one| duty.planned.recipient.id == one.planned.recipient.id);
    let home = of.to_authority().and_then(|duty| duty_names::place(&duty.planned)).or_else(|| of.market.cloned());
    let seat = || case.controllers.iter().find(|one| one.id == of.controller).map(|one| one.country.clone());
    let home = home.or_else(seat);
    let at_home = |duty: &Duty| duty_names::place(&duty.planned) == home;
    let reader_name = of.to_authority().map(|one| named::authority(ctx, language, &one.planned));
    let mut told: Vec<Told> = Vec::new();
    for (duties, filing) in case.all_filings().into_iter().filter(|(_, filing)| case.stands(filing)) {
        let of_controller = duties.iter().filter_map(|number| case.duty(*number)).find(|duty| {
            duty.planned.controller == of.controller && duty.planned.kind == DutyKind::Authority && !reader(duty)
        });
        let Some(duty) = of_controller else { continue };
        if reader_name.is_some() && reader_name == Some(named::authority(ctx, language, &duty.planned)) && at_home(duty)
        {
            continue;
        }
        let name = named::authority_abroad(ctx, language, &duty.planned, home.as_ref());
        if !told.iter().any(|one| one.name == name) {
            told.push(Told { name, at: filing.at, own_state: reader_name.is_some() && at_home(duty) });
        }
    }
    told
}

/// Canonical ids that are projections of other tables and therefore never facts of a case.
fn projected(case: &Case, duty: &Duty, data_sets: &[String]) -> Vec<Fact> {
    let known = |id: &str, value: Value| Fact {
        id: id.to_owned(),
        scope: Scope::case(),
        state: Knowledge::Known,
        value,
        how: Private::new(""),
        who: Private::new(""),
        by: None,
    };
    let mut facts = telling::derived(case, duty, data_sets);
    let filings = case.filings_for(duty.number).into_iter();
    if let Some(reasons) = filings.filter_map(|filing| filing.reasons_for_delay.as_ref()).next_back() {
        facts.push(known("time.delay_reason", Value::from(reasons.as_str())));
    }
    facts
}
