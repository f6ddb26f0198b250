//! The one way a case changes: load, decide, apply, plan, reconcile, append, save, remind, in one transaction (DESIGN idea 4).

use chrono::Datelike;
use uuid::Uuid;

use super::member::{APPROVERS, READERS, SignedIn, WORKERS};
use super::{AppError, AppResult, Ctx, announcements, organisation, reminders, risk, rows};
use crate::domain::actor::{Actor, Person, Role};
use crate::domain::case::Case;
use crate::domain::command::{Asked, Command};
use crate::domain::decide::decide;
use crate::domain::event::{CaseOpened, Event, Replanned, schema_version};
use crate::domain::reconcile::reconcile;
use crate::domain::values::{At, Private};
use crate::policy;
use crate::store::cases::{self, CaseRow};
use crate::store::events::{self, NewEvent, Stream};
use crate::store::{Conn, counters};

pub mod access;
mod as_of;
pub mod handing;
pub mod imported;
pub mod linking;
pub mod merging;
pub mod packs;
mod reading;
mod scenario;
pub mod team;
mod what_if;

pub use as_of::{AsOf, Then, Until, as_of, as_of_for_machine};
pub use reading::{
    Contact, ReminderView, acts_recorded, law, load_with_organisation, mandate_of, recorded, recorded_with_law,
    reminders_of, whom_to_call,
};
pub use scenario::{
    Proposed, Scenario, Supposed, Tried, deciding_facts, load_for_machine, plain_values, proposals, put_by_key,
    suppose, supposed_duties, try_scenario, ways_to_decide,
};
pub use what_if::{TriedOut, run_all_as_shown, run_as_shown, try_all_out, try_confirmation, try_decision, try_out};

/// What a command led to.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub case: Case,
    pub events: Vec<Event>,
}

impl Outcome {
    /// The change of plan among the events, with old and new clocks side by side.
    pub fn replanned(&self) -> Option<&Replanned> {
        self.events.iter().find_map(|event| match event {
            Event::Replanned(replanned) => Some(replanned),
            _ => None,
        })
    }
}

/// Runs a command as the signed-in person on a case they may see. The person acts in the narrowest fitting role.
pub fn run(ctx: &Ctx, who: &SignedIn, reference: &str, command: Command) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| run_in(ctx, tx, who, reference, command));
    ctx.wake.notify_waiters();
    done
}

/// Runs a command inside a transaction that also does something else (an upload, an outbox row).
pub fn run_in(ctx: &Ctx, tx: &mut Conn, who: &SignedIn, reference: &str, command: Command) -> AppResult<Outcome> {
    let row = visible_to_change(tx, who, reference)?;
    let by = match &command {
        // Who holds several roles signs in the one that signs in this house.
        Command::ApproveNotice { .. } => {
            let law = ctx.law_of(tx, row.organisation_id)?;
            let signs = who.acting(row.organisation_id, &law.house().signs);
            signs.map_or_else(|| acting_role(who, row.organisation_id, &command), Ok)?
        }
        _ => acting_role(who, row.organisation_id, &command)?,
    };
    change(ctx, tx, row, &by, who.recently_reauthenticated(ctx.clock.now()), command)
}

/// Runs several commands as one change of the case: one plan, one save. Refused as a whole; all must be work of the same role.
pub fn run_all_in(
    ctx: &Ctx,
    tx: &mut Conn,
    who: &SignedIn,
    reference: &str,
    commands: Vec<Command>,
) -> AppResult<Outcome> {
    let row = visible_to_change(tx, who, reference)?;
    let by = match commands.first() {
        Some(first) => acting_role(who, row.organisation_id, first)?,
        None => who.acting(row.organisation_id, WORKERS).ok_or(AppError::NotAllowed)?,
    };
    let asked = asked(ctx, tx, row.organisation_id, by.clone(), false, false)?;
    let mut case = case_of(&row)?;
    let mut events = Vec::new();
    for command in commands {
        if acting_role(who, row.organisation_id, &command)? != by {
            return Err(AppError::NotAllowed);
        }
        for event in decide(&case, command, &asked)? {
            case.apply(event.clone(), asked.now);
            events.push(event);
        }
    }
    finish(ctx, tx, case, Some(row.revision), &Actor::from(&by), asked.now, events)
}

/// Runs a command of the system itself, such as the outcome of a hand-over.
pub fn run_as_system(ctx: &Ctx, tx: &mut Conn, case_id: Uuid, command: Command) -> AppResult<Outcome> {
    let row = cases::get_to_change(tx, case_id)?.ok_or(AppError::NotFound)?;
    let nobody = Person { user: Uuid::nil(), name: Private::new("Breachdesk"), role: Role::Dpo, as_deputy: false };
    let asked = asked(ctx, tx, row.organisation_id, nobody, true, false)?;
    carry_out(ctx, tx, row, &Actor::system(), &asked, command)
}

/// The case of this reference, if the person may read cases of its organisation; otherwise it does not exist for them.
pub fn load(conn: &mut Conn, who: &SignedIn, reference: &str) -> AppResult<(CaseRow, Case)> {
    let row = visible(conn, who, reference)?;
    let case = case_of(&row)?;
    Ok((row, case))
}

/// What a case opens with.
#[derive(Debug, Clone)]
pub struct Opening {
    pub organisation: Uuid,
    pub title: Private,
    pub drill: bool,
    pub report: Option<Uuid>,
}

/// Opens a case from the organisation's settings, within the caller's transaction.
pub fn open_in(ctx: &Ctx, tx: &mut Conn, by: &Person, opening: Opening) -> AppResult<Outcome> {
    let now = ctx.clock.now();
    let (row, settings) = organisation::load(tx, opening.organisation)?;
    let reference = counters::next_case_reference(tx, now.utc().year())?;
    let opened = Event::CaseOpened(CaseOpened {
        id: ctx.ids.next(),
        organisation: opening.organisation,
        reference,
        title: opening.title,
        zone: row.zone,
        drill: opening.drill,
        report: opening.report,
        handler: Some(by.clone()),
        controllers: settings.controllers,
        markets: settings.markets,
        data_sets: settings.data_sets,
        at: now,
    });
    let case =
        Case::replay([(opened.clone(), now)]).ok_or_else(|| AppError::broken("a case opens with its opening"))?;
    finish(ctx, tx, case, None, &Actor::from(by), now, vec![opened])
}

fn visible(conn: &mut Conn, who: &SignedIn, reference: &str) -> AppResult<CaseRow> {
    cases::by_reference(conn, &who.organisations(READERS), who.reader(), reference)?.ok_or(AppError::NotFound)
}

/// The same, locked until the transaction ends, so that two changes of one case come one after the other.
fn visible_to_change(tx: &mut Conn, who: &SignedIn, reference: &str) -> AppResult<CaseRow> {
    let id = visible(tx, who, reference)?.id;
    cases::get_to_change(tx, id)?.ok_or(AppError::NotFound)
}

/// The aggregate in a row.
pub fn case_of(row: &CaseRow) -> AppResult<Case> {
    serde_json::from_str(&row.state.0).map_err(AppError::broken)
}

/// Decisions are the controller's, advice is the DPO's; everything else is done in the strongest working role held.
fn acting_role(who: &SignedIn, organisation: Uuid, command: &Command) -> AppResult<Person> {
    let wanted: &[Role] = match command {
        Command::Decide { .. } => APPROVERS,
        Command::Advise { .. } | Command::OverrideRisk(_) => &[Role::Dpo],
        // Who sees a case is for those to say who answer for it.
        Command::Admit(_) => APPROVERS,
        _ => WORKERS,
    };
    who.acting(organisation, wanted).ok_or(AppError::NotAllowed)
}

fn change(
    ctx: &Ctx,
    tx: &mut Conn,
    row: CaseRow,
    by: &Person,
    reauthenticated: bool,
    command: Command,
) -> AppResult<Outcome> {
    let mut asked = asked(ctx, tx, row.organisation_id, by.clone(), false, reauthenticated)?;
    if matches!(command, Command::Decide { .. }) {
        asked.risk = Some(risk::seen(&ctx.risk, &case_of(&row)?));
    }
    carry_out(ctx, tx, row, &Actor::from(by), &asked, command)
}

fn asked(
    ctx: &Ctx,
    tx: &mut Conn,
    organisation_id: Uuid,
    by: Person,
    system: bool,
    reauthenticated: bool,
) -> AppResult<Asked> {
    let (_, settings) = organisation::load(tx, organisation_id)?;
    let law = ctx.law_with(organisation_id, &settings)?;
    Ok(Asked {
        now: ctx.clock.now(),
        by,
        system,
        single_person: organisation::has_single_approver(tx, organisation_id)?,
        reauthenticated,
        mandate: settings.mandate(),
        sole_delay_minutes: i64::from(law.house().one_person_delay_minutes),
        signs: law.house().signs.clone(),
        risk: None,
    })
}

fn carry_out(
    ctx: &Ctx,
    tx: &mut Conn,
    row: CaseRow,
    actor: &Actor,
    asked: &Asked,
    command: Command,
) -> AppResult<Outcome> {
    let mut case = case_of(&row)?;
    let merged = case.merged_into.clone();
    let events = decide(&case, command, asked)?;
    for event in &events {
        case.apply(event.clone(), asked.now);
    }
    let done = finish(ctx, tx, case, Some(row.revision), actor, asked.now, events)?;
    if let Some(merged) = merged {
        merging::echo(ctx, tx, &merged, &done.case, &done.events, (actor, asked))?;
    }
    Ok(done)
}

/// Plans an open case anew by the law of today, and its reminders with it; answers whether that was still to do.
pub fn plan_anew(ctx: &Ctx, tx: &mut Conn, id: Uuid) -> AppResult<bool> {
    let now = ctx.clock.now();
    let Some(row) = cases::get_to_change(tx, id)? else { return Ok(false) };
    let law = ctx.law_of(tx, row.organisation_id)?;
    // Asked again under the lock: another copy may have been here.
    if row.status != cases::CaseStatus::Open || cases::planned_with(tx, id)?.as_deref() == Some(law.digest()) {
        return Ok(false);
    }
    let mut case = case_of(&row)?;
    if reconcile(&case, policy::plan(&law, &case.situation(), now), now).is_some() {
        case = finish(ctx, tx, case, Some(row.revision), &Actor::system(), now, Vec::new())?.case;
    } else {
        cases::set_planned_with(tx, id, law.digest())?;
    }
    reminders::plan_anew(ctx, tx, &case, now)?;
    Ok(true)
}

/// The second half of every change: what the law now asks, the record, the state, the reminders.
fn finish(
    ctx: &Ctx,
    tx: &mut Conn,
    mut case: Case,
    seen_revision: Option<i64>,
    actor: &Actor,
    now: At,
    mut events: Vec<Event>,
) -> AppResult<Outcome> {
    let law = ctx.law_of(tx, case.organisation)?;
    let mut replanned = None;
    // What an earlier register closed was judged then: today's law asks nothing of it. What a merged case owes, another owes.
    if !case.is_archived()
        && let Some(event) = reconcile(&case, policy::plan(&law, &case.situation(), now), now)
    {
        case.apply(event.clone(), now);
        replanned = Some(event);
    }
    let digest = law.digest();
    let stream = Stream::Case { case_id: case.id, organisation_id: case.organisation };
    if !events.is_empty() {
        events::append(tx, &stream, actor, now, digest, &stored(&events, now)?)?;
    }
    if let Some(event) = replanned {
        // The plan follows from the law, not from the person: the system stands behind it.
        events::append(tx, &stream, &Actor::system(), now, digest, &stored(std::slice::from_ref(&event), now)?)?;
        events.push(event);
    }
    let row = rows::case_row(&case, now)?;
    cases::save(tx, &row, &rows::beside(&case), seen_revision.unwrap_or(0))?;
    cases::set_planned_with(tx, case.id, digest)?;
    if case.is_archived() {
        // Whoever is reminded is so by the case that goes on.
        if events.iter().any(|event| matches!(event, Event::CaseMerged { .. })) {
            reminders::end(tx, &case, now)?;
        }
        return Ok(Outcome { case, events });
    }
    reminders::replan(ctx, tx, &case, &events, now)?;
    announcements::send(ctx, tx, &case, &events, actor)?;
    Ok(Outcome { case, events })
}

fn stored(events: &[Event], now: At) -> AppResult<Vec<NewEvent>> {
    events
        .iter()
        .map(|event| {
            Ok(NewEvent {
                occurred_at: event.happened_at().unwrap_or(now),
                kind: event.kind().to_owned(),
                schema_version: schema_version(event.kind()) as u32,
                payload: event.payload().map_err(AppError::broken)?,
            })
        })
        .collect()
}
