//! What has been reminded of and what will be, and the word that somebody is on it, which keeps the next tier quiet (T8).

use std::collections::BTreeMap;

use uuid::Uuid;

use super::fire::tier_of;
use super::plan::Tier;
use super::{About, revision, subject_id, subjects};
use crate::app::cases;
use crate::app::member::{SignedIn, WORKERS};
use crate::app::{AppError, AppResult, Ctx, organisation};
use crate::domain::case::Case;
use crate::domain::command::Command;
use crate::domain::values::At;
use crate::store::{Conn, reminders, users};

/// A reminder as its list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub about: About,
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
        Self { about: other.about, ..self.clone() } == *other
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
    /// What somebody was reminded of and nobody has said to be on, as long as it is open.
    pub fn waiting(&self) -> Vec<About> {
        let mut abouts: Vec<About> = self
            .lines
            .iter()
            .filter(|line| line.fired_at.is_some() && line.acknowledged.is_none())
            .filter(|line| revision(&self.case, line.about).is_some())
            .map(|line| line.about)
            .collect();
        abouts.sort_unstable();
        abouts.dedup();
        abouts
    }
}

pub fn of_case(ctx: &Ctx, who: &SignedIn, reference: &str) -> AppResult<Reminders> {
    ctx.store.read(|conn| {
        let (row, case) = cases::load(conn, who, reference)?;
        let (organisation, _) = organisation::load(conn, row.organisation_id)?;
        let subjects = subjects(&case);
        let mut names = BTreeMap::new();
        let mut lines = Vec::new();
        for row in reminders::of_case(conn, case.id)? {
            let Some(about) = subjects.get(&row.duty_id).copied() else { continue };
            let acknowledged = match (row.acknowledged_at, row.acknowledged_by) {
                (Some(at), Some(by)) => Some((at, name(conn, &mut names, by)?)),
                _ => None,
            };
            lines.push(Line {
                about,
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
/// left in peace for a while. Who said it, and when, is an event of the case; where nothing waited, nothing is recorded.
pub fn acknowledge(ctx: &Ctx, who: &SignedIn, reference: &str, about: impl Into<About>) -> AppResult<usize> {
    let about = about.into();
    ctx.store.write(|tx| {
        let (row, case) = cases::load(tx, who, reference)?;
        who.acting(row.organisation_id, WORKERS).ok_or(AppError::NotAllowed)?;
        if !subjects(&case).values().any(|known| *known == about) {
            return Err(AppError::NotFound);
        }
        let waited = reminders::acknowledge(tx, subject_id(case.id, about), who.user, ctx.clock.now())?;
        if waited > 0 {
            cases::run_in(ctx, tx, who, reference, Command::Acknowledge { about })?;
        }
        Ok(waited)
    })
}
