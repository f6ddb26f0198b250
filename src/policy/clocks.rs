//! What starts the clock of a duty: an instant of the case, or the filing of the stage before it.

use chrono_tz::Tz;

use super::draft::Draft;
use super::duty::{Desk, Here};
use super::instants::Start;
use super::law::Stage;
use super::open::Open;
use super::outline::Started;
use super::recipients::Chosen;
use super::status::{self, Decided};
use super::words;
use crate::domain::plan::DutyStatus;

impl<'a> Desk<'a> {
    /// A clock that runs from an instant of the case.
    pub(super) fn by_instant(&self, here: &Here<'_, 'a>, stage: &Stage, zone: Tz, draft: &mut Draft<'a>) -> Started {
        let reach = here.reach();
        let found = match here.rule.or_earlier.as_slice() {
            [] => self.moments.start(&stage.trigger, reach),
            or_earlier => self.moments.earliest_start(&stage.trigger, or_earlier, reach),
        };
        let Some(start) = found else { return Started { what: "unknown", at: None, fallback: None } };
        let Start { asked, used } = start;
        let what = asked.as_str();
        let second = stage.cap.as_ref().filter(|_| used.is_none());
        if let Some((other, at)) = second.and_then(|cap| self.moments.start(&cap.trigger, reach)?.used) {
            draft.say(|| words::start(other.as_str(), at, zone));
            draft.say(|| words::cap_alone(what, other.as_str()));
            draft.open(Open::Instant(asked));
            return Started { what, at: Some(at), fallback: Some(other) };
        }
        if used.is_none() && asked.comes_later() {
            // What has not happened yet starts no clock: never a guessed date.
            draft.waits();
            draft.say(|| words::no_start(what));
            return Started { what, at: None, fallback: None };
        }
        draft.say(|| match used {
            Some((used, at)) => words::start(used.as_str(), at, zone),
            None => words::no_start(what),
        });
        // Both are recorded, and the rule counts from the earlier one: nothing stands in for anything.
        if let Some((earlier, at)) = used.filter(|(what, _)| *what != asked)
            && self.moments.value(asked, reach).is_some()
        {
            draft.say(|| words::earlier_counts(what, earlier.as_str()));
            return Started { what: earlier.as_str(), at: Some(at), fallback: None };
        }
        if let Some(used) = start.fallback() {
            draft.say(|| words::fallback(what, used.as_str()));
        }
        if used.is_none() || start.fallback().is_some() {
            draft.open(Open::Instant(asked));
        }
        Started { what, at: start.at(), fallback: start.fallback() }
    }

    /// A clock that runs from the filing of the stage before it: not started until then, never a guessed date.
    pub(super) fn by_filing(
        &self,
        here: &Here<'_, 'a>,
        chosen: &Chosen<'a>,
        stage: &Stage,
        earlier: &Stage,
        decided: &Decided,
        draft: &mut Draft<'a>,
    ) -> Started {
        let waiting = Started { what: "stage_submitted", at: None, fallback: None };
        let filed = status::filings(self.situation, here.rule, earlier, &here.controller.id, &chosen.id);
        // A repeated stage runs from its own latest filing, once there is one.
        let again = || status::filings(self.situation, here.rule, stage, &here.controller.id, &chosen.id);
        let repeated = stage.repeats_until.and_then(|_| again().last().copied());
        let which = if stage.after_latest { filed.last() } else { filed.first() };
        let latest = repeated.or(which.copied());
        let ended = stage.repeats_until.and_then(|until| Some((until, self.moments.value(until, here.reach())?)));
        if let Some((until, at)) = ended {
            let due = latest.and_then(|filing| self.due(here, chosen, stage, filing.at));
            // The end of the incident takes away what falls due after it, and nothing that had been due before.
            if due.is_none_or(|due| due > at) {
                draft.status = DutyStatus::NotRequired;
                draft.say(|| words::repeats_no_more(until.as_str(), at, self.zone_of(chosen)));
                return waiting;
            }
        }
        let Some(filing) = latest else {
            if !matches!(decided, Decided::NotRequired { .. }) {
                draft.status = DutyStatus::NotStarted;
            }
            draft.say(|| words::not_started(&earlier.id));
            return waiting;
        };
        if let Some(complete) = filed.iter().find(|filing| stage.not_after_filing_as.contains(&filing.stage)) {
            draft.status = DutyStatus::NotRequired;
            draft.say(|| words::not_needed(&complete.stage));
            return waiting;
        }
        if let Some(since) = self.changed(here, chosen, stage) {
            draft.say(|| words::start("facts_changed", since, self.zone_of(chosen)));
            return Started { what: "facts_changed", at: Some(since), fallback: None };
        }
        draft.say(|| words::start("stage_submitted", filing.at, self.zone_of(chosen)));
        match (stage.repeats_until, ended) {
            (_, Some((until, at))) => {
                draft.say(|| words::repeats_missed(until.as_str(), at, self.zone_of(chosen)));
            }
            (Some(until), None) => draft.say(|| words::repeats(until.as_str())),
            (None, None) => {}
        }
        Started { at: Some(filing.at), ..waiting }
    }
}
