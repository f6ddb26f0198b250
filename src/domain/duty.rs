//! A duty as it stands in a case, and a change of its terms.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::plan::{DutyStatus, PlannedDuty};
use super::values::At;

/// A duty that arose in this case, with the terms of the law as they were copied then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    pub number: u32,
    pub planned: PlannedDuty,
    /// Plan revision in which its clock was last set; part of a reminder's unique key.
    pub revision: u32,
    pub arisen_at: At,
    /// The plan no longer holds it. It stays in the record.
    pub gone: bool,
    /// Day by which a deferred decision is to be made ("not yet" only with a date).
    pub decide_by: Option<NaiveDate>,
}

impl Duty {
    /// Whether somebody still has to do something about it.
    pub fn is_open(&self) -> bool {
        !self.gone && matches!(self.planned.status, DutyStatus::Presumed | DutyStatus::Due | DutyStatus::FiledUnproven)
    }

    /// Whether the filing itself is still to come.
    pub fn is_unfiled(&self) -> bool {
        !self.gone && matches!(self.planned.status, DutyStatus::Presumed | DutyStatus::Due)
    }
}

/// A duty whose terms changed, with the clock it had before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyChange {
    pub number: u32,
    pub planned: PlannedDuty,
    pub old_status: DutyStatus,
    pub old_target_at: Option<At>,
    pub old_legal_term_at: Option<At>,
}

impl DutyChange {
    /// Whether the clock itself moved, so that reminders are planned anew and people are told.
    pub fn clock_moved(&self) -> bool {
        self.old_target_at != self.planned.target_at || self.old_legal_term_at != self.planned.legal_term_at
    }

    /// Whether it was settled and is to be done again, as after a decision that was reversed.
    pub fn reopens(&self) -> bool {
        let to_do = |status| matches!(status, DutyStatus::Presumed | DutyStatus::Due);
        to_do(self.planned.status) && !to_do(self.old_status)
    }
}
