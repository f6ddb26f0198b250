//! One duty of one rule, stage and recipient: its clock, its terms, and what has become of it.

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::bound::{self, Answer};
use super::counting::{self, Capped, Count, CountingLaw, Deadline};
use super::draft::Draft;
use super::instants::{Moments, Reach};
use super::law::{Rule, Stage};
use super::open::Open;
use super::outline::{Outlined, Said, Started};
use super::recipients::Chosen;
use super::set::PolicySet;
use super::status::{self, Decided};
use super::words;
use crate::domain::plan::{ArithmeticLine, DutyKind, Period, PeriodUnit};
use crate::domain::situation::{Controller, Situation};
use crate::domain::values::{At, Country};

/// Remarks look this far beyond the start for holidays, even where the term is shorter: the office that is closed
/// on the third day matters for a notice of 24 hours too.
const REMARK_WINDOW_HOURS: i64 = 72;

/// What a plan is made from.
pub struct Desk<'a> {
    pub set: &'a PolicySet,
    pub situation: &'a Situation,
    pub moments: Moments<'a>,
    pub now: At,
    /// Whether anybody reads the words; without, only the terms are made.
    pub worded: bool,
}

/// A rule in force at one place for one controller.
pub struct Here<'w, 'a> {
    pub rule: &'a Rule,
    pub controller: &'a Controller,
    /// Country whose zone, holidays and authority count.
    pub country: &'a Country,
    pub market: Option<&'a Country>,
    /// Facts that leave open whether the duty exists.
    pub deciding: Vec<Open<'a>>,
    /// Data sets that it is about.
    pub about: &'w [&'a str],
}

impl<'a> Here<'_, 'a> {
    pub fn reach(&self) -> Reach<'_> {
        Reach {
            controller: &self.controller.id,
            market: self.market,
            data_sets: self.about,
            joint: self.rule.joint_lead,
        }
    }
}

impl<'a> Desk<'a> {
    /// Where midnight is counted in a country.
    pub fn zone(&self, country: &Country) -> Tz {
        self.set.country(country).map_or(Tz::UTC, |record| record.zone)
    }

    /// The duty as it stands now; `None` while nothing has opened its stage.
    pub fn duty(
        &self,
        here: &Here<'_, 'a>,
        chosen: &Chosen<'a>,
        stage: &'a Stage,
        decided: &Decided,
    ) -> Option<Outlined<'a>> {
        let rule = here.rule;
        let controller = here.controller;
        let filed = status::filings(self.situation, rule, stage, &controller.id, &chosen.id);
        let by_fact = bound::by_facts(&stage.when, controller, self.situation).0;
        if filed.is_empty() && (matches!(by_fact, Answer::No(_)) || !self.opened(here, chosen, stage)) {
            return None;
        }
        let zone = self.zone_of(chosen);
        let mut draft = Draft::new(here, chosen, decided, self.worded);
        if let Answer::Unknown(facts) = by_fact {
            facts.into_iter().for_each(|fact| draft.open(fact));
        }
        let earlier_stage = stage.after.as_deref().and_then(|id| rule.stage(id));
        let trigger = match earlier_stage {
            _ if stage.on_request => draft.on_request(),
            Some(earlier) => self.by_filing(here, chosen, stage, earlier, decided, &mut draft),
            None => self.by_instant(here, stage, zone, &mut draft),
        };
        let mut terms = None;
        let mut decide_by_at = None;
        let period = stage.period_of(&controller.roles);
        if let Some(start) = trigger.at {
            match (period, self.set.counting(&stage.counting)) {
                (Some(period), Some(law)) => {
                    let found = self.terms(here, chosen, stage, (start, period, law), trigger, &mut draft);
                    terms = Some((found.work_to(), found.legal));
                    if self.worded && period.unit == PeriodUnit::Hours && rule.kind == DutyKind::Authority {
                        draft.remarks.extend(self.holiday_remarks(start, found.legal, zone, chosen.country));
                    }
                }
                _ => {
                    draft.say(words::open);
                    if *decided != Decided::Deferred {
                        let by = start.plus(TimeDelta::hours(i64::from(self.hours_to_decide(rule))));
                        draft.say(|| words::decide_by(by, zone));
                        decide_by_at = Some(by);
                    }
                }
            }
        } else if period.is_none() && stage.after.is_none() && !stage.on_request {
            draft.say(words::open);
        }
        if let Some((_, legal)) = &mut terms
            && let Some(until) = self.overridden(rule, chosen).filter(|until| until > legal)
        {
            *legal = until;
            draft.say(|| words::overridden(until, zone));
        }
        let owed_again = stage.repeats_until.is_some() || self.changed(here, chosen, stage).is_some();
        if let Some(filing) = filed.first().filter(|_| !owed_again) {
            let (status, label) = status::of_filing(filing, terms, trigger.fallback);
            draft.status = status;
            draft.say_all(|| status::filing_words(filing, label, zone));
        }
        Some(Outlined {
            rule,
            stage,
            controller,
            market: chosen.market.or(here.market),
            recipient: chosen.id.clone(),
            status: draft.status,
            trigger,
            target_at: terms.map(|(target, _)| target),
            legal_term_at: terms.map(|(_, legal)| legal),
            period,
            decide_by_at,
            zone,
            deciding: draft.still_open(),
            said: Said { arithmetic: draft.lines, remarks: draft.remarks, chosen: self.worded.then(|| chosen.clone()) },
        })
    }

    /// By when the house wants a decision where the law gives no figure.
    fn hours_to_decide(&self, rule: &Rule) -> u32 {
        let house = self.set.house();
        if rule.kind == DutyKind::People { house.decide_people_hours } else { house.decide_authority_hours }
    }

    /// Zone in which midnights of the recipient are counted.
    pub(super) fn zone_of(&self, chosen: &Chosen<'a>) -> Tz {
        let own = || chosen.authority.map_or_else(|| self.zone(chosen.country), |authority| authority.zone);
        chosen.zone.unwrap_or_else(own)
    }

    /// Whether a stage that waits to be opened has been: by how another stage was filed, or by the ground of a decision.
    fn opened(&self, here: &Here<'_, 'a>, chosen: &Chosen<'a>, stage: &Stage) -> bool {
        let by_filing = || {
            here.rule.stages.iter().any(|other| {
                status::filings(self.situation, here.rule, other, &here.controller.id, &chosen.id)
                    .iter()
                    .any(|filing| stage.only_after_filing_as.contains(&filing.stage))
            })
        };
        (stage.only_after_filing_as.is_empty() || by_filing() || self.changed(here, chosen, stage).is_some())
            && (stage.only_with_basis.is_empty()
                || status::has_basis(self.situation, here.rule, stage, &here.controller.id))
    }

    /// Since when the recipient has been told less or otherwise than is known, where this stage follows such a change. Until the stage
    /// before it was filed, that one holds what changed.
    pub(super) fn changed(&self, here: &Here<'_, 'a>, chosen: &Chosen<'a>, stage: &Stage) -> Option<At> {
        let filed = |of: &Stage| status::filings(self.situation, here.rule, of, &here.controller.id, &chosen.id);
        let before = stage.after.as_deref().and_then(|id| here.rule.stage(id));
        if !stage.follows_changes || before.is_some_and(|before| filed(before).is_empty()) {
            return None;
        }
        let all = here.rule.stages.iter().flat_map(filed);
        all.filter_map(|filing| filing.outdated_since).min()
    }

    /// The end that the recipient itself has set, the latest if several.
    fn overridden(&self, rule: &Rule, chosen: &Chosen<'a>) -> Option<At> {
        let record = chosen.authority.and_then(|authority| authority.record.as_deref());
        self.situation
            .overrides
            .iter()
            .filter(|_| rule.kind == DutyKind::Authority)
            .filter(|other| other.recipient == chosen.id || Some(other.recipient.as_str()) == record)
            .map(|other| other.until)
            .max()
    }

    /// Counts, with the second clock where there is one, and says how.
    fn terms(
        &self,
        here: &Here<'_, 'a>,
        chosen: &Chosen<'a>,
        stage: &Stage,
        (start, period, law): (At, Period, &CountingLaw),
        trigger: Started,
        draft: &mut Draft<'a>,
    ) -> Deadline {
        let zone = self.zone_of(chosen);
        let holidays = self.set.holidays(chosen.country);
        let relief = self.relief(here, chosen, stage, start);
        let other = stage.cap.as_ref().and_then(|cap| {
            let start = self.moments.start(&cap.trigger, here.reach())?;
            start.used.map(|(what, at)| (what, Capped { start: at, period: cap.period }))
        });
        // Without a start of its own the stage runs by the second clock alone.
        let by_cap = trigger.fallback.is_some_and(|used| !stage.trigger.contains(&used));
        let alone = stage.cap.as_ref().filter(|_| by_cap).map(|cap| cap.period);
        let cap = other.map(|(_, capped)| capped).filter(|_| alone.is_none());
        let period = alone.unwrap_or(period);
        let found = counting::count(start, Count { period, law, relief, cap }, zone, holidays);
        draft.say_all(|| {
            let country = chosen.country;
            words::deadline(period, &found, zone, Some(country.as_str()), self.set.calendar(country))
        });
        if let (Some((what, capped)), None) = (other, alone) {
            draft.say(|| match found.cap {
                Some(cap) => words::cap(what.as_str(), capped.start, cap, cap < found.elapsed, zone),
                None => words::cap_passed(what.as_str(), counting::elapsed(capped.start, capped.period, zone), zone),
            });
        }
        found
    }

    /// Whether a term of this stage moves on from a holiday.
    fn relief(&self, here: &Here<'_, 'a>, chosen: &Chosen<'a>, stage: &Stage, start: At) -> bool {
        let from = stage.no_roll_from_start.as_ref().and_then(|name| here.controller.regime_starts.get(name));
        let withdrawn = from.is_some_and(|from| *from <= start.in_zone(self.zone_of(chosen)).date_naive());
        !withdrawn && !stage.no_roll_for.iter().any(|role| here.controller.roles.contains(role))
    }

    /// End of a term that runs from `start` by this stage's own clock alone; none where the law gives no figure.
    pub(super) fn due(&self, here: &Here<'_, 'a>, chosen: &Chosen<'a>, stage: &Stage, start: At) -> Option<At> {
        let period = stage.period_of(&here.controller.roles)?;
        let law = self.set.counting(&stage.counting)?;
        let relief = self.relief(here, chosen, stage, start);
        let holidays = self.set.holidays(chosen.country);
        Some(counting::count(start, Count { period, law, relief, cap: None }, self.zone_of(chosen), holidays).legal)
    }

    fn holiday_remarks(&self, start: At, legal: At, zone: Tz, country: &Country) -> Vec<ArithmeticLine> {
        let Some(calendar) = self.set.calendar(country) else { return Vec::new() };
        let until = legal.max(start.plus(TimeDelta::hours(REMARK_WINDOW_HOURS)));
        let (first, last) = (start.in_zone(zone).date_naive(), until.in_zone(zone).date_naive());
        let near = calendar.days.range(first..=last);
        let remark = |(day, name): (&chrono::NaiveDate, &String)| {
            let uncounted = calendar.uncounted.contains(day);
            let say = if uncounted { words::one_source_remark } else { words::holiday_remark };
            say(*day, name, country.as_str())
        };
        near.map(remark).collect()
    }
}
