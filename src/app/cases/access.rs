//! Who sees a case (US21): the people named, or everybody who may read in the organisation.

use uuid::Uuid;

use super::{Outcome, case_of, load, run, run_as_system, run_in};
use crate::app::member::{APPROVERS, READERS, SignedIn};
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::access::Admitting;
use crate::domain::actor::{Person, Role};
use crate::domain::case::Case;
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::domain::values::Private;
use crate::store::{Conn, cases, memberships, register};

/// Somebody who may read cases of the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub user: Uuid,
    pub name: String,
    pub roles: Vec<Role>,
    pub as_deputy: bool,
}

impl Candidate {
    fn person(self) -> Person {
        let role = self.roles.first().copied().unwrap_or(Role::Handler);
        Person { user: self.user, name: Private::new(self.name), role, as_deputy: self.as_deputy }
    }
}

/// Members who may read cases of the organisation, each once; those who decide come first.
pub fn candidates(conn: &mut Conn, organisation: Uuid) -> AppResult<Vec<Candidate>> {
    let mut all: Vec<Candidate> = Vec::new();
    for role in READERS {
        for (membership, user) in memberships::holders_of(conn, organisation, &[*role])? {
            match all.iter_mut().find(|known| known.user == user.id) {
                Some(known) => known.roles.push(*role),
                None => all.push(Candidate {
                    user: user.id,
                    name: user.name,
                    roles: vec![*role],
                    as_deputy: membership.deputy_of.is_some(),
                }),
            }
        }
    }
    Ok(all)
}

/// The case is seen by these people and whoever asks, and by nobody else.
pub fn restrict(ctx: &Ctx, who: &SignedIn, reference: &str, chosen: &[Uuid], reason: String) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (row, _) = load(tx, who, reference)?;
        let all = candidates(tx, row.organisation_id)?;
        if chosen.iter().any(|user| all.iter().all(|candidate| candidate.user != *user)) {
            return Err(AppError::Invalid { field: "people", key: "access-unknown-person" });
        }
        let people = all.into_iter().filter(|one| chosen.contains(&one.user)).map(Candidate::person).collect();
        let asked = Admitting::Restrict { people, reason: Private::new(reason) };
        run_in(ctx, tx, who, reference, Command::Admit(asked))
    });
    ctx.wake.notify_waiters();
    done
}

/// Everybody who may read in the organisation sees the case again.
pub fn open_to_all(ctx: &Ctx, who: &SignedIn, reference: &str, reason: String) -> AppResult<Outcome> {
    run(ctx, who, reference, Command::Admit(Admitting::OpenToAll { reason: Private::new(reason) }))
}

/// [`keep_within_reach`] for every organisation of a user whose roles or account changed.
pub fn after_change_of(ctx: &Ctx, tx: &mut Conn, user: Uuid) -> AppResult<()> {
    let mut organisations: Vec<Uuid> =
        memberships::of_user(tx, user)?.into_iter().map(|(membership, _)| membership.organisation_id).collect();
    organisations.sort_unstable();
    organisations.dedup();
    organisations.into_iter().try_for_each(|organisation| keep_within_reach(ctx, tx, organisation))
}

/// After a change among the members: a restricted case that nobody of its group could decide any more is shown to all who decide
/// in the organisation, so that its clocks do not run unseen. The record says so.
fn keep_within_reach(ctx: &Ctx, tx: &mut Conn, organisation: Uuid) -> AppResult<()> {
    let left = candidates(tx, organisation)?;
    let decides = |candidate: &Candidate| candidate.roles.iter().any(|role| APPROVERS.contains(role));
    for id in register::restricted(tx, organisation)? {
        let Some(case) = cases::get(tx, id)?.map(|row| case_of(&row)).transpose()? else { continue };
        if left.iter().any(|one| decides(one) && case.is_seen_by(one.user)) {
            continue;
        }
        let mut people = standing(&case);
        people.extend(left.iter().filter(|one| decides(one)).cloned().map(Candidate::person));
        let asked = Admitting::Restrict { people, reason: Private::new("") };
        match run_as_system(ctx, tx, id, Command::Admit(asked)) {
            // Nobody who decides is left in the whole organisation: whoever comes next is let in, by the same rule.
            Ok(_) | Err(AppError::Refused(Refusal::NothingChanges)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn standing(case: &Case) -> Vec<Person> {
    case.restriction.as_ref().map(|standing| standing.people.clone()).unwrap_or_default()
}
