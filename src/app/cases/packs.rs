//! Scenario packs on a case: which ones its facts propose, and putting the tasks of one on the list, each once however often it is pressed.

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::{Outcome, load, run_in};
use crate::app::member::SignedIn;
use crate::app::views::asking::{Asking, holds};
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::actor::Role;
use crate::domain::case::{Case, FromPack, Task};
use crate::domain::command::Command;
use crate::domain::situation::InstantKind;
use crate::domain::values::{At, Private};
use crate::policy::PolicySet;
use crate::policy::packs::{Pack, PackClock, PackTask};
use crate::store::{Conn, memberships};

/// A pack as the page offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub id: String,
    pub title: String,
    /// The facts of the case say that it is of this kind.
    pub proposed: bool,
    /// Tasks that a press would add.
    pub new: usize,
    pub on_list: usize,
    /// [`Pack::verified`].
    pub verified: bool,
}

/// Every pack, those that the facts propose first.
pub fn offers(law: &PolicySet, case: &Case, language: &str) -> Vec<Offer> {
    let mut offers: Vec<Offer> = law
        .packs()
        .map(|pack| Offer {
            id: pack.id.clone(),
            title: pack.title.told(language).to_owned(),
            proposed: is_proposed(pack, case),
            new: missing(pack, case).count(),
            on_list: pack.tasks.iter().filter(|task| is_on_list(pack, task, case)).count(),
            verified: pack.verified,
        })
        .collect();
    offers.sort_by_key(|offer| !offer.proposed);
    offers
}

/// Only a known answer proposes: what is unknown would propose every pack.
fn is_proposed(pack: &Pack, case: &Case) -> bool {
    pack.propose_if.iter().any(|condition| holds(case, condition) == Asking::Yes)
}

fn is_on_list(pack: &Pack, task: &PackTask, case: &Case) -> bool {
    case.tasks.iter().any(|one| one.is_from(&pack.id, &task.id))
}

/// What a press would add. A task stays away only where its fact is known to be otherwise; it comes with a later press, once it is not.
fn missing<'a>(pack: &'a Pack, case: &'a Case) -> impl Iterator<Item = &'a PackTask> {
    pack.tasks.iter().filter(move |task| {
        let ruled_out = task.only_if.as_ref().is_some_and(|condition| matches!(holds(case, condition), Asking::No(_)));
        !ruled_out && !is_on_list(pack, task, case)
    })
}

/// Puts the tasks of a pack on the list of a case, in the words of this language.
pub fn apply(ctx: &Ctx, who: &SignedIn, reference: &str, pack: &str, language: &str) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (row, case) = load(tx, who, reference)?;
        let law = ctx.law_of(tx, row.organisation_id)?;
        let pack = law.pack(pack).ok_or(AppError::Invalid { field: "pack", key: "form-not-a-choice" })?;
        let now = ctx.clock.now();
        let mut tasks = Vec::new();
        for task in missing(pack, &case) {
            tasks.push(made(tx, &case, pack, task, language, now)?);
        }
        run_in(ctx, tx, who, reference, Command::AddTasks { tasks })
    });
    ctx.wake.notify_waiters();
    done
}

fn made(tx: &mut Conn, case: &Case, pack: &Pack, task: &PackTask, language: &str, now: At) -> AppResult<Task> {
    let due_at = begins(case, task.after, now).plus(TimeDelta::hours(i64::from(task.hours)));
    let zone: Tz = case.zone.parse().unwrap_or(Tz::UTC);
    Ok(Task {
        owner: Private::new(owner(tx, case, task.role)?),
        due_on: Some(due_at.in_zone(zone).date_naive()),
        due_at: Some(due_at),
        pack: Some(FromPack {
            pack: pack.id.clone(),
            task: task.id.clone(),
            why: Private::new(task.why.told(language)),
            source: task.source.clone(),
            role: task.role,
        }),
        must: task.must,
        ..Task::new(0, task.phase, Private::new(task.what.told(language)))
    })
}

/// The moment from which a task is due. Where awareness is not decided the first signal stands in for it, as for the duties, and the
/// opening of the case where there is no signal either: never a later moment than the one that was meant.
fn begins(case: &Case, after: PackClock, now: At) -> At {
    let earliest = |what: InstantKind| case.instants_in_force().filter(|one| one.what == what).map(|one| one.at).min();
    let signal = || earliest(InstantKind::FirstSignal).unwrap_or(case.opened_at);
    match after {
        PackClock::Applied => now,
        PackClock::Opened => case.opened_at,
        PackClock::FirstSignal => signal(),
        PackClock::Aware => earliest(InstantKind::Aware).unwrap_or_else(signal),
    }
}

/// The person in that role who sees the case: whoever works on it, or the first holder who is no deputy. Nobody where there is none:
/// then the task's reminders go to the DPO.
fn owner(tx: &mut Conn, case: &Case, role: Role) -> AppResult<String> {
    if role == Role::Handler
        && let Some(handler) = &case.handler
    {
        return Ok(handler.name.as_str().to_owned());
    }
    let mut held = memberships::holders_of(tx, case.organisation, &[role])?;
    held.retain(|(_, user)| case.is_seen_by(user.id));
    held.sort_by_key(|(membership, _)| membership.deputy_of.is_some());
    Ok(held.into_iter().next().map(|(_, user)| user.name).unwrap_or_default())
}

/// What and why of a task in the reader's language: as the pack words it, where the task still says what the pack says.
pub fn told<'a>(law: &'a PolicySet, task: &'a Task, language: &str) -> (&'a str, &'a str) {
    let Some(from) = &task.pack else { return (task.title.as_str(), "") };
    let known = law.pack(&from.pack).and_then(|pack| pack.task(&from.task));
    let same = |one: &&PackTask| [&one.what.en, &one.what.it].iter().any(|what| what.as_str() == task.title.as_str());
    match known.filter(same) {
        Some(one) => (one.what.told(language), one.why.told(language)),
        None => (task.title.as_str(), from.why.as_str()),
    }
}
