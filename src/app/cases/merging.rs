//! Two cases of one incident become one. What the case that ends knows is told anew to the one that goes on, with its source; moments by
//! the rule of the worst case; what was filed there counts here. Notices, mail-outs, files, comments and decisions stay where they are.

use super::linking::hold_both;
use super::{Outcome, carry_out, load, run_all_in, run_in};
use crate::app::member::SignedIn;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::access::Restriction;
use crate::domain::actor::Actor;
use crate::domain::case::{Case, CaseStatus, NoticeFiling, Phase, Task, TaskStatus};
use crate::domain::command::{Asked, Command, RecordFiling, RecordInstant};
use crate::domain::event::Event;
use crate::domain::keeping::Keeping;
use crate::domain::merging::{FiledThere, MergedInto, Merging, TakingOver, worse_data_set, worse_market};
use crate::domain::situation::{Fact, InstantKind, Knowledge, Proof};
use crate::domain::values::{At, Private};
use crate::store::cases::get_to_change;
use crate::store::{Conn, events};

/// What the record says in the language of whoever merges.
#[derive(Debug, Clone)]
pub struct Told {
    /// `taken over from BR-2026-0002`, before the source of what was brought in.
    pub from: String,
    /// Title of the task to compare what the two say differently.
    pub compare: String,
}

/// Two cases beside each other, before they are merged.
#[derive(Debug, Clone)]
pub struct Pair {
    pub stays: Case,
    pub goes: Case,
    /// In the words of [`crate::domain::merging::TookOver::differs`], but for filings.
    pub differs: Vec<String>,
}

/// The two cases, if they may be merged.
///
/// # Errors
/// At the field `with` where there is no such case or the two are not of a kind; a refusal where something of one is under way.
pub fn look(conn: &mut Conn, who: &SignedIn, stays: &str, goes: &str, now: At) -> AppResult<Pair> {
    let (mine, stays) = load(conn, who, stays)?;
    let goes = match load(conn, who, goes) {
        Ok((theirs, goes)) if theirs.organisation_id == mine.organisation_id && goes.id != stays.id => goes,
        Ok(_) | Err(AppError::NotFound) => return Err(invalid("merge-no-such-case")),
        Err(error) => return Err(error),
    };
    fits(&stays, &goes)?;
    let (_, differs) = brought_in(&stays, &goes, "", &Private::new("x"), now);
    Ok(Pair { stays, goes, differs })
}

fn fits(stays: &Case, goes: &Case) -> AppResult<()> {
    let group = |case: &Case| case.restriction.as_ref().map(Restriction::ids);
    if group(stays) != group(goes) {
        return Err(invalid("merge-with-restricted"));
    }
    // A drill leaves no trace in the record of what really happened (US23).
    if stays.drill != goes.drill {
        return Err(invalid("merge-with-drill"));
    }
    if stays.status == CaseStatus::Closed || goes.status == CaseStatus::Closed {
        return Err(invalid("merge-closed"));
    }
    // Each controller owes its own notices: what one knew and filed says nothing of the other.
    let controllers = |case: &Case| {
        let mut ids: Vec<String> = case.controllers.iter().map(|one| one.id.clone()).collect();
        ids.sort_unstable();
        ids
    };
    if controllers(stays) != controllers(goes) {
        return Err(invalid("merge-other-controller"));
    }
    stays.is_confirmed()?;
    Ok(goes.is_settled_enough()?)
}

/// Merges `goes` into `stays`; answers the reference of the case that goes on.
pub fn merge(ctx: &Ctx, who: &SignedIn, stays: &str, goes: &str, reason: &Private, told: &Told) -> AppResult<String> {
    let now = ctx.clock.now();
    let done = ctx.store.write(|tx| {
        // Rows first: what is compared below must not change meanwhile.
        let (mine, _) = load(tx, who, stays)?;
        if let Ok((theirs, _)) = load(tx, who, goes) {
            hold_both(tx, &mine, &theirs)?;
        }
        let Pair { stays, goes, .. } = look(tx, who, stays, goes, now)?;
        let (mut commands, mut differs) = brought_in(&stays, &goes, &told.from, reason, now);
        commands.extend(tasks(&stays, &goes));
        if let Some(hold) = goes.hold.as_ref().filter(|_| stays.hold.is_none()) {
            let reason = Private::new(format!("{}: {}", told.from, hold.reason.as_str()));
            commands.push(Command::Keeping(Keeping::PlaceHold { reason }));
        }
        if !commands.is_empty() {
            run_all_in(ctx, tx, who, &stays.reference, commands)?;
        }
        let filings = filed_there(ctx, tx, who, (&stays.reference, &goes), told, reason, &mut differs)?;
        if !differs.is_empty() || !goes.decisions.is_empty() || !stays.decisions.is_empty() {
            run_in(ctx, tx, who, &stays.reference, to_compare(&stays, told, now))?;
        }
        let into = Merging::Into { case: stays.id, reference: stays.reference.clone(), reason: reason.clone() };
        run_in(ctx, tx, who, &goes.reference, Command::Merge(into))?;
        let (number, head) = events::end_of_case(tx, goes.id)?;
        let took = TakingOver {
            case: goes.id,
            reference: goes.reference.clone(),
            reason: reason.clone(),
            events: number,
            head,
            differs,
            filings,
        };
        run_in(ctx, tx, who, &stays.reference, Command::Merge(Merging::TakeOver(took)))?;
        Ok::<_, AppError>(stays.reference)
    });
    ctx.wake.notify_waiters();
    done
}

/// The commands that tell the one case what the other knows, and what the two say differently.
fn brought_in(stays: &Case, goes: &Case, from: &str, reason: &Private, now: At) -> (Vec<Command>, Vec<String>) {
    let (mut commands, mut differs) = parties(stays, goes);
    moments(stays, goes, from, reason, &mut commands, &mut differs);
    facts(stays, goes, from, now, &mut commands, &mut differs);
    (commands, differs)
}

/// Markets and data of both; where the two differ, what leads to more duties, until somebody has compared.
fn parties(stays: &Case, goes: &Case) -> (Vec<Command>, Vec<String>) {
    let (mut commands, mut differs) = (Vec::new(), Vec::new());
    for there in &goes.controllers {
        if stays.controllers.iter().any(|here| here.id == there.id && here != there) {
            differs.push(format!("controller:{}", there.id));
        }
    }
    for there in &goes.data_sets {
        match stays.data_sets.iter().find(|here| here.id == there.id) {
            None => commands.push(Command::SetDataSet { data_set: there.clone() }),
            Some(here) if here != there => {
                differs.push(format!("data_set:{}", there.id));
                let worse = worse_data_set(here, there);
                if worse != *here {
                    commands.push(Command::SetDataSet { data_set: worse });
                }
            }
            Some(_) => {}
        }
    }
    for there in &goes.markets {
        let same = |here: &&crate::domain::situation::Market| {
            here.country == there.country && here.controller == there.controller
        };
        match stays.markets.iter().find(same) {
            None => commands.push(Command::SetMarket { market: there.clone() }),
            Some(here) if here != there => {
                differs.push(format!("market:{}", there.country.as_str()));
                let worse = worse_market(here, there);
                if worse != *here {
                    commands.push(Command::SetMarket { market: worse });
                }
            }
            Some(_) => {}
        }
    }
    (commands, differs)
}

/// The earlier of two moments counts, until somebody decides otherwise with a reason (Art. 33(1): when the controller knew is one
/// question, however often the case was opened).
fn moments(
    stays: &Case,
    goes: &Case,
    from: &str,
    reason: &Private,
    commands: &mut Vec<Command>,
    differs: &mut Vec<String>,
) {
    for there in goes.instants_in_force() {
        let here = stays.instant_in_force(there.what, &there.scope);
        let corrects = match here {
            Some(here) if here.at == there.at => continue,
            // Several first signals stand beside each other, and the earliest counts by itself.
            _ if there.what == InstantKind::FirstSignal => None,
            Some(here) if there.at > here.at => {
                differs.push(format!("instant:{}", there.what));
                continue;
            }
            Some(here) => {
                differs.push(format!("instant:{}", there.what));
                Some(here.number)
            }
            None => None,
        };
        commands.push(Command::RecordInstant(RecordInstant {
            what: there.what,
            at: there.at,
            scope: there.scope.clone(),
            certainty: there.certainty,
            source: there.source,
            how: Private::new(format!("{from}: {}", there.how.as_str())),
            reason: reason.clone(),
            corrects,
        }));
    }
}

/// What is known there and not here comes in with its source. Where both know, what stands here stays.
fn facts(stays: &Case, goes: &Case, from: &str, now: At, commands: &mut Vec<Command>, differs: &mut Vec<String>) {
    let today = now.utc().date_naive();
    for there in &goes.facts {
        let here = stays.fact(&there.fact.id, &there.fact.scope);
        match here.map(|here| &here.fact) {
            Some(here) if here.state == there.fact.state && here.value == there.fact.value => continue,
            Some(_) if there.fact.state == Knowledge::Unknown => continue,
            Some(here) if here.state != Knowledge::Unknown => {
                differs.push(format!("fact:{}", there.fact.id));
                continue;
            }
            _ => {}
        }
        let source = match there.source.is_blank() {
            true => from.to_owned(),
            false => format!("{from}: {}", there.source.as_str()),
        };
        // Whoever finds out does so from now on.
        let fact = Fact { by: there.fact.by.map(|day| day.max(today)), ..there.fact.clone() };
        commands.push(Command::SetFact {
            fact,
            source: Private::new(source),
            // A file that showed it stays with the other case.
            evidence: None,
            seen_set_at: here.map(|here| here.set_at),
        });
    }
    differs.sort_unstable();
    differs.dedup();
}

/// What somebody still has to do. A question is a task of its fact, and came in with it; a task of a scenario pack stays one, and comes
/// in only where the case that goes on has it not.
fn tasks(stays: &Case, goes: &Case) -> Vec<Command> {
    let open = goes.tasks.iter().filter(|task| task.status == TaskStatus::Open && task.fact.is_none());
    let (packs, own): (Vec<&Task>, Vec<&Task>) = open.partition(|task| task.pack.is_some());
    let listed = |task: &Task| {
        let from = task.pack.as_ref();
        from.is_some_and(|from| stays.tasks.iter().any(|one| one.is_from(&from.pack, &from.task)))
    };
    let packs: Vec<Task> = packs.into_iter().filter(|task| !listed(task)).cloned().collect();
    let packs = (!packs.is_empty()).then_some(Command::AddTasks { tasks: packs });
    own.into_iter()
        .map(|task| Command::AddTask {
            phase: task.phase,
            title: task.title.clone(),
            owner: task.owner.clone(),
            due_on: task.due_on,
            must: task.must,
        })
        .chain(packs)
        .collect()
}

fn to_compare(stays: &Case, told: &Told, now: At) -> Command {
    Command::AddTask {
        phase: Phase::Facts,
        title: Private::new(&told.compare),
        owner: stays.handler.as_ref().map_or_else(|| Private::new(""), |handler| handler.name.clone()),
        due_on: Some(now.utc().date_naive()),
        must: true,
    }
}

/// What was filed there is on record here too, as filed there: the authority has it, and nobody shall file it a second time unawares.
/// Whether it was in time is asked of the clocks of the merged case.
fn filed_there(
    ctx: &Ctx,
    tx: &mut Conn,
    who: &SignedIn,
    (stays, goes): (&str, &Case),
    told: &Told,
    reason: &Private,
    differs: &mut Vec<String>,
) -> AppResult<Vec<FiledThere>> {
    let mut filings = Vec::new();
    for (duties, filing) in goes.all_filings().into_iter().filter(|(_, filing)| goes.stands(filing)) {
        let (_, here) = load(tx, who, stays)?;
        let keys: Vec<String> =
            duties.iter().filter_map(|number| goes.duty(*number)).map(|duty| duty.planned.key()).collect();
        let owed: Vec<u32> = here
            .duties
            .iter()
            .filter(|duty| !duty.gone && keys.contains(&duty.planned.key()) && here.filings_for(duty.number).is_empty())
            .map(|duty| duty.number)
            .collect();
        if owed.is_empty() {
            // Filed in both, or owed there only: both stand where they are.
            differs.push(format!("filing:{}", filing.number));
            continue;
        }
        let late = here
            .duties
            .iter()
            .filter(|duty| owed.contains(&duty.number))
            .any(|duty| duty.planned.legal_term_at.or(duty.planned.target_at).is_some_and(|end| filing.at >= end));
        let done = run_in(ctx, tx, who, stays, record_of(filing, owed, late, goes, told, reason))?;
        let recorded = done.events.iter().find_map(|event| match event {
            Event::FilingRecorded { filing, .. } => Some(filing.number),
            _ => None,
        });
        filings.extend(recorded.map(|number| FiledThere { there: filing.number, here: number }));
    }
    Ok(filings)
}

fn record_of(
    filing: &NoticeFiling,
    duties: Vec<u32>,
    late: bool,
    goes: &Case,
    told: &Told,
    reason: &Private,
) -> Command {
    let reasons_for_delay = filing
        .reasons_for_delay
        .clone()
        .or_else(|| late.then(|| Private::new(format!("{}: {}", told.from, reason.as_str()))));
    let proof = filing.proof.as_ref().filter(|proof| proof.proof.is_entered()).map(|proof| {
        let words = proof.reference.as_str();
        let reference = if words.trim().is_empty() { told.from.clone() } else { words.to_owned() };
        (proof.proof, Private::new(reference), None)
    });
    Command::RecordFiling(RecordFiling {
        duties,
        what: Private::new(format!("{}, {}", told.from, goes.title.as_str())),
        filed_as: filing.filed_as.clone(),
        channel: filing.channel,
        at: filing.at,
        reasons_for_delay,
        proof,
    })
}

/// What happens to a filing of a merged case afterwards happens to what counts in the case that goes on: it came back, its proof arrived.
/// And that a case was opened again stands in both.
pub(super) fn echo(
    ctx: &Ctx,
    tx: &mut Conn,
    merged: &MergedInto,
    goes: &Case,
    done: &[Event],
    (actor, asked): (&Actor, &Asked),
) -> AppResult<()> {
    for event in done {
        let Some(row) = get_to_change(tx, merged.case)? else { return Ok(()) };
        let stays = super::case_of(&row)?;
        let here = |filing: &u32| stays.filed_there(goes.id, *filing);
        let command = match event {
            Event::FilingCameBack { filing, came_back } => {
                here(filing).map(|filing| Command::CameBack { filing, at: came_back.at, text: came_back.text.clone() })
            }
            Event::FilingProven { filing, proof } | Event::ProofRecorded { filing, proof, .. }
                if proof.proof != Proof::None =>
            {
                let named = !proof.reference.is_blank();
                let reference = if named { proof.reference.clone() } else { Private::new(&goes.reference) };
                here(filing).map(|filing| Command::ProveFiling {
                    filing,
                    proof: proof.proof,
                    reference,
                    attachment: None,
                    at: proof.at,
                })
            }
            Event::CaseReopened { reason, .. } => {
                let text = Private::new(format!("{}: {}", goes.reference, reason.as_str()));
                Some(Command::AddNote { happened_at: asked.now, text })
            }
            _ => None,
        };
        let Some(command) = command else { continue };
        match carry_out(ctx, tx, row, actor, asked, command) {
            // It came back there already, or has a better proof.
            Ok(Outcome { .. }) | Err(AppError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn invalid(key: &'static str) -> AppError {
    AppError::Invalid { field: "with", key }
}
