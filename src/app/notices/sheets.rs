//! The ready sheet of a duty: which form it goes on, what is being filed, and the answers that the facts give as they stand.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::framing::facts_for;
use super::subject::Subject;
use crate::app::api::Machine;
use crate::app::cases;
use crate::app::member::SignedIn;
use crate::app::{AppError, AppResult, Ctx, organisation};
use crate::domain::case::{Case, Duty, NoticeFiling};
use crate::domain::plan::DutyKind;
use crate::domain::situation::Proof;
use crate::notice::sheet::{Filing, sheet};
pub use crate::notice::{Language, NoticeFacts, Phase, RowState, Sheet, SheetRow};
use crate::policy::forms::FormPack;
pub use crate::policy::forms::Need;
use crate::store::Conn;

/// What a reader chose; what they left open follows from the record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chosen {
    pub phase: Option<Phase>,
    pub follow_up: Option<bool>,
}

/// A sheet with the duty it is for and where its form is filled in.
#[derive(Debug, Clone)]
pub struct Opened {
    pub case: Case,
    pub organisation: String,
    pub duty: u32,
    pub sheet: Sheet,
    pub phase: Phase,
    pub follow_up: bool,
    /// When the sources of the form were last looked at.
    pub checked_on: Option<NaiveDate>,
    pub source: String,
    /// The note above the sheet, in Italian.
    pub note_it: String,
    /// The authority's own form, and its page on breaches.
    pub form_url: Option<String>,
    pub page_url: Option<String>,
}

/// Whether a duty is answered on a form whose questions are loaded.
pub fn has_form(ctx: &Ctx, duty: &Duty) -> bool {
    form_of(ctx, duty).is_some()
}

/// The edition of the form that is in force today where the recipient is: a filing is made now, whenever the breach was.
fn form_of<'a>(ctx: &'a Ctx, duty: &Duty) -> Option<&'a FormPack> {
    let planned = &duty.planned;
    let zone: Tz = planned.zone.parse().unwrap_or(Tz::UTC);
    let today = ctx.clock.now().in_zone(zone).date_naive();
    let is_filed = planned.kind == DutyKind::Authority;
    is_filed.then(|| ctx.policy.form_for(&planned.recipient.id, &planned.regime, &planned.stage, today)).flatten()
}

/// The sheet of a duty of a case that the person may read.
///
/// # Errors
/// `NotFound` also for a duty that is answered on no form; `Invalid` for a choice that no form takes.
pub fn opened(ctx: &Ctx, who: &SignedIn, reference: &str, duty: u32, chosen: Chosen) -> AppResult<Opened> {
    ctx.store.read(|conn| {
        let (case, organisation) = cases::load_with_organisation(conn, who, reference)?;
        made(ctx, conn, case, organisation, duty, chosen)
    })
}

/// The same for a machine of the organisation.
///
/// # Errors
/// As [`opened`].
pub fn for_machine(ctx: &Ctx, machine: &Machine, reference: &str, duty: u32, chosen: Chosen) -> AppResult<Opened> {
    let case = cases::load_for_machine(ctx, machine, reference)?;
    ctx.store.read(|conn| {
        let (row, _) = organisation::load(conn, case.organisation)?;
        made(ctx, conn, case, row.name, duty, chosen)
    })
}

fn made(
    ctx: &Ctx,
    conn: &mut Conn,
    case: Case,
    organisation: String,
    number: u32,
    chosen: Chosen,
) -> AppResult<Opened> {
    let duty = case.duty(number).ok_or(AppError::NotFound)?;
    let pack = form_of(ctx, duty).ok_or(AppError::NotFound)?;
    let law = ctx.law_of(conn, case.organisation)?;
    let authority = law.authority(&duty.planned.recipient.id);
    let link = |url: Option<&String>| url.filter(|url| url.starts_with("https://")).cloned();
    let earlier = filed_before(&case, duty);
    let follow_up = chosen.follow_up.unwrap_or(!earlier.is_empty());
    if chosen.phase == Some(Phase::Withdrawn) && !follow_up {
        return Err(AppError::Invalid { field: "phase", key: "sheet-nothing-to-withdraw" });
    }
    let language = Language::parse(&pack.language).map_err(AppError::broken)?;
    let mut facts = facts_for(ctx, conn, &case, Subject::duty(duty), &language, 1)?;
    facts.frame.authority_reference = reference_in(&earlier);
    let filing = |phase| Filing { follow_up, phase, regime: regime_word(ctx, pack, &case, duty) };
    let of = |phase| sheet(pack, ctx.policy.facts(), &ctx.notices.templates, &facts, &filing(phase));
    let (phase, sheet) = match chosen.phase {
        Some(phase) => (phase, of(phase)),
        None => {
            // Whoever has everything says so; whoever has not files what is known, and the rest follows (Art. 33(4) GDPR).
            let whole = of(Phase::Complete);
            let lacks = whole.missing().next().is_some() || whole.open().next().is_some();
            if lacks { (Phase::Incomplete, of(Phase::Incomplete)) } else { (Phase::Complete, whole) }
        }
    };
    Ok(Opened {
        duty: number,
        phase,
        follow_up,
        checked_on: pack.checked_on,
        source: pack.source.clone(),
        note_it: pack.note_it.clone(),
        form_url: link(authority.and_then(|authority| authority.form_url.as_ref())),
        page_url: link(authority.and_then(|authority| authority.breach_page_url.as_ref())),
        sheet,
        organisation,
        case,
    })
}

/// What already counts as filed with this recipient for this controller and market under this regime, at any stage.
fn filed_before<'a>(case: &'a Case, duty: &Duty) -> Vec<&'a NoticeFiling> {
    let of_line = |other: &&Duty| {
        let (one, other) = (&duty.planned, &other.planned);
        (&one.regime, &one.controller, &one.market, &one.recipient.id)
            == (&other.regime, &other.controller, &other.market, &other.recipient.id)
    };
    let mut found: Vec<&NoticeFiling> =
        case.duties.iter().filter(of_line).flat_map(|other| case.filings_for(other.number)).collect();
    found.sort_by_key(|filing| filing.number);
    found.dedup_by_key(|filing| filing.number);
    found
}

/// The number under which the authority knows the breach: that of its latest receipt which has one. What proves a filing otherwise, such
/// as the picture of a page, carries no number of the authority.
fn reference_in(earlier: &[&NoticeFiling]) -> String {
    let proofs = earlier.iter().rev().filter_map(|filing| filing.proof.as_ref());
    let proofs = proofs.filter(|proof| proof.proof == Proof::Receipt);
    let mut numbers = proofs.map(|proof| proof.reference.as_str()).filter(|number| !number.trim().is_empty());
    numbers.next().unwrap_or_default().to_owned()
}

/// The law under which it is filed, as a word of `notification.regime`; empty where the vocabulary has none. Where the same form takes
/// the notice of another regime too and that one is owed, it is named.
fn regime_word(ctx: &Ctx, pack: &FormPack, case: &Case, duty: &Duty) -> String {
    let own = &duty.planned.regime;
    let other = pack.named_by.get(own).filter(|other| {
        case.duties.iter().any(|one| {
            !one.gone
                && one.planned.regime == **other
                && one.planned.controller == duty.planned.controller
                && form_of(ctx, one).is_some_and(|form| form.id == pack.id)
        })
    });
    let word = other.unwrap_or(own).replace('-', "_");
    let known = ctx.policy.facts().get("notification.regime");
    if known.is_some_and(|fact| fact.values.contains(&word)) { word } else { String::new() }
}
