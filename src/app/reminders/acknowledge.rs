//! What has been reminded of and what will be, and the word that somebody is on it, which keeps the next tier quiet (T8).

use std::collections::BTreeMap;

use uuid::Uuid;

use super::duty_id;
use super::fire::tier_of;
use super::plan::Tier;
use crate::app::cases;
use crate::app::member::{SignedIn, WORKERS};
use crate::app::{AppError, AppResult, Ctx, organisation};
use crate::domain::case::Case;
use crate::domain::values::At;
use crate::store::{Conn, reminders, users};

/// A reminder as its list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub duty: u32,
    pub due_at: At,
    pub fired_at: Option<At>,
    /// How late it was fired; more than a few minutes only after the service had stood still.
    pub late_by_seconds: i64,
    pub acknowledged: Option<(At, String)>,
    pub cancelled_at: Option<At>,
    pub addressee: String,
    pub tier: Tier,
}

impl Line {
    /// Whether both are planned, sent or acknowledged alike: at the same moments, to the same person.
    pub fn stands_like(&self, other: &Self) -> bool {
        Self { duty: other.duty, ..self.clone() } == *other
    }
}

/// The reminders of a case, and whose case it is.
#[derive(Debug, Clone)]
pub struct Reminders {
    pub case: Case,
    pub organisation: String,
    /// The earliest first.
    pub lines: Vec<Line>,
}

impl Reminders {
    /// Duties of which somebody was reminded and nobody has said to be on it.
    pub fn waiting(&self) -> Vec<u32> {
        let mut duties: Vec<u32> = self
            .lines
            .iter()
            .filter(|line| line.fired_at.is_some() && line.acknowledged.is_none())
            .filter(|line| self.case.duty(line.duty).is_some_and(|duty| duty.is_open()))
            .map(|line| line.duty)
            .collect();
        duties.sort_unstable();
        duties.dedup();
        duties
    }
}

pub fn of_case(ctx: &Ctx, who: &SignedIn, reference: &str) -> AppResult<Reminders> {
    ctx.store.read(|conn| {
        let (row, case) = cases::load(conn, who, reference)?;
        let (organisation, _) = organisation::load(conn, row.organisation_id)?;
        let numbers: BTreeMap<Uuid, u32> =
            case.duties.iter().map(|duty| (duty_id(case.id, duty.number), duty.number)).collect();
        let mut names = BTreeMap::new();
        let mut lines = Vec::new();
        for row in reminders::of_case(conn, case.id)? {
            let Some(duty) = numbers.get(&row.duty_id).copied() else { continue };
            let acknowledged = match (row.acknowledged_at, row.acknowledged_by) {
                (Some(at), Some(by)) => Some((at, name(conn, &mut names, by)?)),
                _ => None,
            };
            lines.push(Line {
                duty,
                due_at: row.due_at,
                fired_at: row.fired_at,
                late_by_seconds: row.late_by_seconds.unwrap_or(0),
                acknowledged,
                cancelled_at: row.cancelled_at,
                addressee: name(conn, &mut names, row.addressee_id)?,
                tier: tier_of(&row),
            });
        }
        Ok(Reminders { case, organisation: organisation.name, lines })
    })
}

fn name(conn: &mut Conn, known: &mut BTreeMap<Uuid, String>, user: Uuid) -> AppResult<String> {
    if let Some(name) = known.get(&user) {
        return Ok(name.clone());
    }
    let name = users::get(conn, user)?.map(|user| user.name).unwrap_or_default();
    known.insert(user, name.clone());
    Ok(name)
}

/// "I am on it": answers how many reminders waited for that. Reminders to the first tier go on; deputies and the controller are
/// left in peace for a while.
pub fn acknowledge(ctx: &Ctx, who: &SignedIn, reference: &str, duty: u32) -> AppResult<usize> {
    ctx.store.write(|tx| {
        let (row, case) = cases::load(tx, who, reference)?;
        who.acting(row.organisation_id, WORKERS).ok_or(AppError::NotAllowed)?;
        case.duty(duty).ok_or(AppError::NotFound)?;
        Ok(reminders::acknowledge(tx, duty_id(case.id, duty), who.user, ctx.clock.now())?)
    })
}
