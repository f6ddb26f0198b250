//! Reminders: rows with a unique key, fired in one transaction with their mail (T1 to T3, T8, story US18).

pub mod acknowledge;
pub mod fire;
pub mod plan;

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{AppResult, Ctx};
use crate::domain::actor::Role;
use crate::domain::case::{Case, Duty};
use crate::domain::event::Event;
use crate::domain::values::At;
use crate::store::reminders::{self, ReminderRow};
use crate::store::{Conn, memberships};
use plan::{Occasion, Tier};

/// Brings the reminder rows in line with a change of the plan, in the change's own transaction. What has fired stays.
pub fn replan(ctx: &Ctx, tx: &mut Conn, case: &Case, events: &[Event], now: At) -> AppResult<()> {
    let touched: BTreeSet<u32> = events
        .iter()
        .filter_map(|event| match event {
            Event::Replanned(replanned) => Some(replanned),
            _ => None,
        })
        .flat_map(|replanned| {
            let arisen = replanned.arisen.iter().map(|duty| duty.number);
            arisen.chain(replanned.changed.iter().map(|c| c.number)).chain(replanned.gone.iter().copied())
        })
        .collect();
    if touched.is_empty() {
        return Ok(());
    }
    let law = ctx.law_of(tx, case.organisation)?;
    let mut rows = Vec::new();
    for duty in case.duties.iter().filter(|duty| touched.contains(&duty.number)) {
        let id = duty_id(case.id, duty.number);
        // A moved clock has a new revision; its old reminders must not ring any more. What is filed rings for its proof only.
        let keep = duty.is_unfiled().then_some(i64::from(duty.revision));
        reminders::cancel(tx, id, keep, now)?;
        if !duty.is_open() {
            continue;
        }
        let Some(row) = law.house().reminder_offsets(&duty.planned) else { continue };
        for occasion in plan::occasions(duty, law.house(), row, now) {
            rows.extend(rows_for(ctx, tx, case, duty, &occasion, now)?);
        }
    }
    reminders::plan(tx, &rows)?;
    Ok(())
}

/// Brings the reminders of a case in line with habits that changed: those of the old ones that have not fired are cancelled, those of the
/// new ones that have not passed stand.
pub fn plan_anew(ctx: &Ctx, tx: &mut Conn, case: &Case, now: At) -> AppResult<()> {
    let law = ctx.law_of(tx, case.organisation)?;
    for duty in case.duties.iter().filter(|duty| duty.is_open()) {
        let Some(row) = law.house().reminder_offsets(&duty.planned) else { continue };
        let mut wanted = Vec::new();
        for occasion in plan::occasions(duty, law.house(), row, now) {
            // "At once" was said when the clock began; new habits do not say it again.
            if occasion.due_at > now {
                wanted.extend(rows_for(ctx, tx, case, duty, &occasion, now)?);
            }
        }
        reminders::settle(tx, duty_id(case.id, duty.number), &wanted, now)?;
    }
    Ok(())
}

/// One row per addressee of the occasion.
fn rows_for(
    ctx: &Ctx,
    tx: &mut Conn,
    case: &Case,
    duty: &Duty,
    occasion: &Occasion,
    now: At,
) -> AppResult<Vec<ReminderRow>> {
    let addressees = addressees(tx, case.organisation, occasion.tier)?;
    Ok(addressees
        .into_iter()
        .map(|addressee| ReminderRow {
            id: ctx.ids.next(),
            organisation_id: case.organisation,
            case_id: case.id,
            duty_id: duty_id(case.id, duty.number),
            plan_revision: i64::from(duty.revision),
            offset_label: format!("{}:{}", occasion.tier, occasion.offset),
            due_at: occasion.due_at,
            addressee_id: addressee,
            created_at: now,
            fired_at: None,
            late_by_seconds: None,
            delivery_id: None,
            merged_into_id: None,
            cancelled_at: None,
            acknowledged_at: None,
            acknowledged_by: None,
        })
        .collect())
}

/// Handler and DPO first, then the named deputies, then the controller's people (T8). A tier that nobody holds falls to
/// everybody who may approve, so that no reminder is addressed to nobody.
fn addressees(tx: &mut Conn, organisation: Uuid, tier: Tier) -> AppResult<Vec<Uuid>> {
    let held = memberships::holders_of(tx, organisation, &[Role::Dpo, Role::Controller])?;
    let of = |wanted: Tier| -> BTreeSet<Uuid> {
        held.iter()
            .filter(|(membership, _)| match wanted {
                Tier::First => membership.role == Role::Dpo && membership.deputy_of.is_none(),
                Tier::Deputy => membership.deputy_of.is_some(),
                Tier::Controller => membership.role == Role::Controller && membership.deputy_of.is_none(),
            })
            .map(|(_, user)| user.id)
            .collect()
    };
    let mut people = of(tier);
    if people.is_empty() && tier == Tier::First {
        people = held.iter().map(|(_, user)| user.id).collect();
    }
    Ok(people.into_iter().collect())
}

/// The row id of a duty: the same for the same case and number, so that nothing has to be looked up.
pub fn duty_id(case: Uuid, number: u32) -> Uuid {
    super::rows::row_id(case, "duty", number)
}
