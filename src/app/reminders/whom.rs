//! Who is reminded: the DPO and whoever works on the case, the named deputies, the controller's people (T8); the owner of a task.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::About;
use super::plan::{Occasion, Tier};
use crate::app::AppResult;
use crate::app::member::WORKERS;
use crate::domain::actor::Role;
use crate::domain::case::Case;
use crate::domain::values::At;
use crate::policy::House;
use crate::store::memberships::MembershipRow;
use crate::store::users::UserRow;
use crate::store::{Conn, memberships, reminders};

type Held = [(MembershipRow, UserRow)];

/// Who works on cases of the organisation and sees this one.
fn held(tx: &mut Conn, case: &Case) -> AppResult<Vec<(MembershipRow, UserRow)>> {
    let mut held = memberships::holders_of(tx, case.organisation, WORKERS)?;
    held.retain(|(_, user)| case.is_seen_by(user.id));
    Ok(held)
}

pub fn addressees(
    tx: &mut Conn,
    house: &House,
    case: &Case,
    about: About,
    occasion: &Occasion,
) -> AppResult<Vec<Uuid>> {
    let held = held(tx, case)?;
    let people = match about {
        About::Duty(_) | About::Receipt(_) => of_duty(house, &held, case, occasion.tier),
        About::Review(number) => of_review(&held, case, number),
        About::Task(number) => of_task(house, &held, case, number, occasion),
    };
    Ok(people.into_iter().collect())
}

/// Handler and DPO first, then the named deputies, then the controller's people. A first tier that nobody holds falls to
/// everybody who may approve, so that no reminder is addressed to nobody.
fn of_duty(house: &House, held: &Held, case: &Case, tier: Tier) -> BTreeSet<Uuid> {
    let mut people = of_tier(held, tier);
    if tier == Tier::First
        && house.remind_case_handler
        && let Some(handler) = &case.handler
        && held.iter().any(|(_, user)| user.id == handler.user)
    {
        people.insert(handler.user);
    }
    people
}

fn of_tier(held: &Held, tier: Tier) -> BTreeSet<Uuid> {
    let approves = |role: Role| role.may_approve();
    let chosen = |membership: &MembershipRow| match tier {
        Tier::First => membership.role == Role::Dpo && membership.deputy_of.is_none(),
        Tier::Deputy => membership.deputy_of.is_some() && approves(membership.role),
        Tier::Controller => membership.role == Role::Controller && membership.deputy_of.is_none(),
    };
    let people: BTreeSet<Uuid> =
        held.iter().filter(|(membership, _)| chosen(membership)).map(|(_, user)| user.id).collect();
    if people.is_empty() && tier == Tier::First {
        return held.iter().filter(|(membership, _)| approves(membership.role)).map(|(_, user)| user.id).collect();
    }
    people
}

/// Everybody who may review it: not the one who released it, unless there is nobody else who could be asked to find somebody.
fn of_review(held: &Held, case: &Case, notice: u32) -> BTreeSet<Uuid> {
    let Some(released) = case.waiting_review(notice) else { return BTreeSet::new() };
    let others: BTreeSet<Uuid> = held
        .iter()
        .filter(|(membership, user)| membership.role.may_approve() && user.id != released.by.user)
        .map(|(_, user)| user.id)
        .collect();
    if others.is_empty() { BTreeSet::from([released.by.user]) } else { others }
}

/// The owner, where the words are a member's name. Nobody's tasks, those of people outside, and those that are late are the DPO's too.
fn of_task(house: &House, held: &Held, case: &Case, number: u32, occasion: &Occasion) -> BTreeSet<Uuid> {
    let Some(task) = case.task(number) else { return BTreeSet::new() };
    let owner = task.owner.as_str().trim().to_lowercase();
    let mut people: BTreeSet<Uuid> = held
        .iter()
        .filter(|(_, user)| house.remind_task_owner && user.name.trim().to_lowercase() == owner)
        .map(|(_, user)| user.id)
        .collect();
    if people.is_empty() || occasion.offset.starts_with('+') {
        people.extend(of_tier(held, Tier::First));
    }
    people
}

/// After a change of hands: what waits for people who are no longer first in line is taken back. Theirs comes anew, if it does.
pub fn let_go(tx: &mut Conn, case: &Case, now: At) -> AppResult<()> {
    let held = held(tx, case)?;
    let mut stay: BTreeSet<Uuid> = Tier::ALL.iter().flat_map(|tier| of_tier(&held, *tier)).collect();
    stay.extend(case.handler.as_ref().map(|handler| handler.user));
    let owners: Vec<String> = case.tasks.iter().map(|task| task.owner.as_str().trim().to_lowercase()).collect();
    for row in reminders::of_case(tx, case.id)? {
        let waits = row.fired_at.is_none() && row.cancelled_at.is_none();
        let is_owner = || held.iter().any(|(_, u)| u.id == row.addressee_id && owners.contains(&u.name.to_lowercase()));
        if waits && !stay.contains(&row.addressee_id) && !is_owner() {
            reminders::cancel_one(tx, row.id, now)?;
        }
    }
    Ok(())
}
