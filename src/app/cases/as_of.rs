//! As of: the case as everything recorded by a past instant makes it, and what today's files would have planned from that.

use super::{case_of, visible};
use crate::app::api::Machine;
use crate::app::member::SignedIn;
use crate::app::views::ledger::{Moved, moved};
use crate::app::views::timeline::Recorded;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::case::Case;
use crate::domain::event::Event;
use crate::domain::reconcile::reconcile;
use crate::domain::values::At;
use crate::policy::{self, PolicySet};
use crate::store::cases::CaseRow;
use crate::store::reader::Reader;
use crate::store::{Conn, events};

/// The instant that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    At(At),
    /// The moment at which this entry of the timeline was recorded.
    Entry(i64),
}

/// What was on record then. Things count by the moment they were *recorded*, not by the moment they happened: what nobody had
/// entered yet, nobody could plan by.
#[derive(Debug, Clone)]
pub struct AsOf {
    pub at: At,
    pub case: Case,
    /// The last entry that counted.
    pub last: Recorded,
    pub entries: usize,
    pub later: usize,
    /// SHA-256 of the rule files in use at the last entry.
    pub digest: String,
    /// The files loaded now are the same ones.
    pub same_files: bool,
    /// What the files loaded now would have planned otherwise from what was known then. Empty where they agree.
    pub by_todays_files: Vec<Moved>,
    /// From then to now, as the record has it.
    pub since: Vec<Moved>,
}

/// A case at two ends of its record.
#[derive(Debug, Clone)]
pub struct Then {
    pub today: Case,
    pub organisation: String,
    /// `None` where nothing of the case had been recorded yet.
    pub then: Option<AsOf>,
}

/// The case as it stood, for a person who may read it.
pub fn as_of(ctx: &Ctx, who: &SignedIn, reference: &str, until: Until) -> AppResult<Then> {
    ctx.store.read(|conn| {
        let row = visible(conn, who, reference)?;
        then(ctx, conn, &row, until)
    })
}

/// The same for a machine, in its own organisation.
pub fn as_of_for_machine(ctx: &Ctx, machine: &Machine, reference: &str, until: Until) -> AppResult<Then> {
    ctx.store.read(|conn| {
        let row = crate::store::cases::by_reference(conn, &[machine.organisation], Reader::Machine, reference)?;
        then(ctx, conn, &row.ok_or(AppError::NotFound)?, until)
    })
}

fn then(ctx: &Ctx, conn: &mut Conn, row: &CaseRow, until: Until) -> AppResult<Then> {
    let today = case_of(row)?;
    let (organisation, _) = crate::app::organisation::load(conn, row.organisation_id)?;
    let mut recorded = super::recorded(conn, today.id)?;
    let digests: Vec<String> = events::of_case(conn, today.id)?.into_iter().map(|event| event.policy_digest).collect();
    let at = match until {
        Until::At(at) => at,
        Until::Entry(seq) => {
            recorded.iter().find(|row| row.seq == seq).map(|row| row.recorded_at).ok_or(AppError::NotFound)?
        }
    };
    // By the order of the record: should the clock have gone back, what stands before the last entry of that time was known too.
    let entries = recorded.iter().rposition(|row| row.recorded_at <= at).map_or(0, |place| place + 1);
    let later = recorded.len() - entries;
    recorded.truncate(entries);
    let digest = entries.checked_sub(1).and_then(|last| digests.get(last)).cloned().unwrap_or_default();
    let Some(last) = recorded.last().cloned() else {
        return Ok(Then { today, organisation: organisation.name, then: None });
    };
    let replayed = recorded.into_iter().map(|row| (row.event, row.recorded_at));
    let case = Case::replay(replayed).ok_or_else(|| AppError::broken("a case begins with its opening"))?;
    let law = ctx.law_of(conn, row.organisation_id)?;
    let by_todays_files = planned_otherwise(&law, &case, last.recorded_at);
    Ok(Then {
        organisation: organisation.name,
        then: Some(AsOf {
            at,
            same_files: digest == law.digest(),
            since: moved(&case, &today),
            by_todays_files,
            case,
            last,
            entries,
            later,
            digest,
        }),
        today,
    })
}

/// Duties that the files loaded now would plan otherwise from what this case holds.
fn planned_otherwise(set: &PolicySet, case: &Case, now: At) -> Vec<Moved> {
    let plan = policy::plan(set, &case.situation(), now);
    let mut replanned = case.clone();
    match reconcile(case, plan, now) {
        Some(event @ Event::Replanned(_)) => replanned.apply(event, now),
        _ => return Vec::new(),
    }
    moved(case, &replanned)
}
