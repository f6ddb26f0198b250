//! Breaches from before this desk: each a case of its own with its events, closed as it comes. No law is asked, no clock runs, nobody is
//! mailed.

use chrono::Datelike;
use uuid::Uuid;

use super::{AppError, AppResult, Ctx, asked, finish};
use crate::app::old_register::row::OldCase;
use crate::app::organisation;
use crate::app::views::facts::stored_as;
use crate::domain::actor::{Actor, Person};
use crate::domain::case::{Case, Certainty, Imported, Source};
use crate::domain::command::{Asked, Command, RecordInstant};
use crate::domain::decide::decide;
use crate::domain::event::{CaseOpened, Event};
use crate::domain::situation::{Fact, InstantKind, Knowledge, Scope};
use crate::domain::values::{At, Private};
use crate::store::{Conn, counters};

/// Where the rows come from.
pub struct OldFile {
    pub organisation: Uuid,
    pub sha256: String,
}

/// Makes a closed case of every row, within the caller's transaction. `source` says where a row stood, and whether its moment is a day
/// alone.
pub fn import_in(
    ctx: &Ctx,
    tx: &mut Conn,
    by: &Person,
    file: &OldFile,
    rows: &[OldCase],
    source: &impl Fn(u64, bool) -> String,
) -> AppResult<()> {
    let (row, settings) = organisation::load(tx, file.organisation)?;
    let asked = asked(ctx, tx, file.organisation, by.clone(), false, false)?;
    for old in rows {
        let opened = CaseOpened {
            id: ctx.ids.next(),
            organisation: file.organisation,
            reference: counters::next_case_reference(tx, asked.now.utc().year())?,
            title: Private::new(&old.title),
            zone: row.zone.clone(),
            drill: false,
            report: None,
            handler: None,
            controllers: settings.controllers.clone(),
            markets: Vec::new(),
            data_sets: Vec::new(),
            // It stands in the register under the year in which it was known.
            at: old.known_at().unwrap_or(asked.now),
        };
        let (case, events) = events(ctx, opened, old, file, &asked, source)?;
        finish(ctx, tx, case, None, &Actor::from(by), asked.now, events)?;
    }
    Ok(())
}

/// The record of one imported case.
fn events(
    ctx: &Ctx,
    opened: CaseOpened,
    old: &OldCase,
    file: &OldFile,
    asked: &Asked,
    source: &impl Fn(u64, bool) -> String,
) -> AppResult<(Case, Vec<Event>)> {
    let now = asked.now;
    let imported = Imported {
        file_sha256: file.sha256.clone(),
        row: old.row,
        reference: Private::new(&old.reference),
        risk: old.risk.clone(),
        authority: old.authority,
        authority_at: old.authority_at,
        people: old.people,
        people_at: old.people_at,
        by: asked.by.clone(),
    };
    let mut events = vec![Event::CaseOpened(opened), Event::CaseImported { imported }];
    let replayed = Case::replay(events.iter().cloned().map(|event| (event, now)));
    let mut case = replayed.ok_or_else(|| AppError::broken("a case opens with its opening"))?;
    let mut commands: Vec<Command> = Vec::new();
    for (what, moment) in [(InstantKind::Occurred, old.happened), (InstantKind::Aware, old.aware)] {
        if let Some(moment) = moment {
            commands.push(instant(what, moment.at, source(old.row, moment.day_only)));
        }
    }
    for (id, value) in &old.facts {
        let def = ctx.policy.facts().get(id).ok_or_else(|| AppError::broken(format!("{id} is no fact")))?;
        let fact = Fact {
            id: (*id).to_owned(),
            scope: Scope::case(),
            state: Knowledge::Known,
            value: stored_as(def, value),
            how: Private::new(""),
            who: Private::new(""),
            by: None,
        };
        let source = Private::new(source(old.row, false));
        commands.push(Command::SetFact { fact, source, evidence: None, seen_set_at: None });
    }
    if !old.remarks.is_empty() {
        commands.push(Command::AddNote { happened_at: now, text: Private::new(&old.remarks) });
    }
    for command in commands {
        for event in decide(&case, command, asked)? {
            case.apply(event.clone(), now);
            events.push(event);
        }
    }
    // Closed by what the old register says, not by the gate of this one: there is no duty that it could ask for.
    let closed = Event::CaseClosed { waiver: None, by: asked.by.clone() };
    case.apply(closed.clone(), now);
    events.push(closed);
    Ok((case, events))
}

fn instant(what: InstantKind, at: At, how: String) -> Command {
    Command::RecordInstant(RecordInstant {
        what,
        at,
        scope: Scope::case(),
        certainty: Certainty::Confirmed,
        source: Source::OwnStaff,
        how: Private::new(how),
        reason: Private::new(""),
        corrects: None,
    })
}
