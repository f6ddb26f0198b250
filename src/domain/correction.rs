//! The time of a filing that was recorded wrongly: the right one in its place, the old one beside it, with who said so and why.

use serde::{Deserialize, Serialize};

use super::actor::Person;
use super::case::Case;
use super::command::Asked;
use super::decide::{not_in_future, some_reason};
use super::decide_filings::{not_before_noticed, reasons};
use super::event::Event;
use super::refusal::Refusal;
use super::values::{At, Private};

/// What a person enters to correct the time of a filing.
#[derive(Debug, Clone)]
pub struct CorrectFiling {
    pub filing: u32,
    /// The time that was on the screen: somebody else may have corrected it meanwhile.
    pub seen: At,
    pub at: At,
    /// Owed where the right time lies at or after the legal term and no reasons are on record yet (Art. 33(1) GDPR).
    pub reasons_for_delay: Option<Private>,
    pub reason: Private,
}

/// A time as it stood before it was corrected, and what took its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingCorrection {
    pub old_at: At,
    pub at: At,
    /// The reasons for the delay as they stand from then on.
    pub reasons_for_delay: Option<Private>,
    pub reason: Private,
    pub by: Person,
    pub recorded_at: At,
}

/// Also on a closed case: a later stage runs from this moment, and the register shows it.
pub(super) fn decide(case: &Case, wanted: CorrectFiling, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    let (duties, held) = case.filing(wanted.filing).ok_or(Refusal::NoSuchEntry)?;
    if held.came_back.is_some() {
        return Err(Refusal::CameBackAlready);
    }
    // The mail server's answer gave this time; it is evidence, and nobody's memory is better.
    if !held.time_is_a_persons() {
        return Err(Refusal::TimeFromServer);
    }
    if held.at != wanted.seen {
        return Err(Refusal::ChangedMeanwhile);
    }
    if held.at == wanted.at {
        return Err(Refusal::SameTime);
    }
    not_in_future(wanted.at, asked.now)?;
    not_before_noticed(case, wanted.at)?;
    some_reason(&wanted.reason)?;
    let given = wanted.reasons_for_delay.filter(|reason| !reason.is_blank()).or_else(|| held.reasons_for_delay.clone());
    let correction = FilingCorrection {
        old_at: held.at,
        at: wanted.at,
        reasons_for_delay: reasons(case, duties, wanted.at, given)?,
        reason: wanted.reason,
        by: asked.by.clone(),
        recorded_at: asked.now,
    };
    Ok(vec![Event::FilingCorrected { filing: wanted.filing, correction }])
}

impl Case {
    pub(super) fn filing_corrected(&mut self, number: u32, correction: &FilingCorrection) {
        let with_notice = self.notices.iter_mut().flat_map(|notice| notice.filings.iter_mut());
        let outside = self.filed_outside.iter_mut().map(|one| &mut one.filing);
        if let Some(filing) = with_notice.chain(outside).find(|filing| filing.number == number) {
            filing.at = correction.at;
            filing.reasons_for_delay.clone_from(&correction.reasons_for_delay);
            filing.corrections.push(correction.clone());
        }
    }
}
