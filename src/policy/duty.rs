//! One duty of one rule, stage and recipient: its clock, its terms, its words, and what has become of it.

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::bound::{self, Answer};
use super::counting::{self, Capped, Count, CountingLaw, Deadline};
use super::instants::{self, Reach, Start};
use super::law::{Rule, Stage};
use super::recipients::Chosen;
use super::set::PolicySet;
use super::status::{self, Decided};
use super::words;
use crate::domain::plan::{
    ArithmeticLine, Citation, DutyKind, DutyStatus, Period, PeriodUnit, PlannedDuty, Recipient, Trigger,
};
use crate::domain::situation::{Controller, InstantKind, Situation};
use crate::domain::values::{At, Country};

/// Remarks look this far beyond the start for holidays, even where the term is shorter: the office that is closed
/// on the third day matters for a notice of 24 hours too.
const REMARK_WINDOW_HOURS: i64 = 72;

/// What a plan is made from.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub set: &'a PolicySet,
    pub situation: &'a Situation,
    pub now: At,
}

/// A rule in force at one place for one controller.
pub struct Here<'a> {
    pub rule: &'a Rule,
    pub controller: &'a Controller,
    /// Country whose zone, holidays and authority count.
    pub country: Country,
    pub market: Option<Country>,
    /// Facts that leave open whether the duty exists.
    pub deciding: Vec<String>,
    /// Data sets that it is about.
    pub about: Vec<String>,
}

impl<'a> Desk<'a> {
    /// Where midnight is counted in a country.
    pub fn zone(&self, country: &Country) -> Tz {
        self.set.country(country).map_or(Tz::UTC, |record| record.zone)
    }

    /// The duty as it stands now; `None` while nothing has opened its stage.
    pub fn duty(&self, here: &Here<'a>, chosen: &Chosen<'a>, stage: &Stage, decided: &Decided) -> Option<PlannedDuty> {
        let rule = here.rule;
        let controller = here.controller;
        let filed = status::filings(self.situation, rule, stage, &controller.id, &chosen.id);
        if filed.is_empty() && !self.opened(here, chosen, stage) {
            return None;
        }
        let zone = self.zone_of(chosen);
        let mut work = Work::new(here, chosen, decided);
        if let Answer::Unknown(facts) = bound::by_facts(&stage.when, controller, self.situation).0 {
            facts.into_iter().for_each(|fact| work.open(fact));
        }
        let earlier_stage = stage.after.as_deref().and_then(|id| rule.stage(id));
        let trigger = match earlier_stage {
            _ if stage.on_request => work.on_request(),
            Some(earlier) => self.by_filing(here, chosen, stage, earlier, decided, &mut work),
            None => self.by_instant(here, stage, zone, &mut work),
        };
        let mut terms = None;
        let mut decide_by_at = None;
        let period = stage.period_of(&controller.roles);
        if let Some(start) = trigger.at {
            match (period, self.set.counting(&stage.counting)) {
                (Some(period), Some(law)) => {
                    let found = self.terms(here, chosen, stage, (start, period, law), &trigger, &mut work);
                    terms = Some((found.work_to(), found.legal));
                    if period.unit == PeriodUnit::Hours && rule.kind == DutyKind::Authority {
                        work.remarks.extend(self.holiday_remarks(start, found.legal, zone, &chosen.country));
                    }
                }
                _ => {
                    work.lines.push(words::open());
                    let house = self.set.house();
                    let hours = if rule.kind == DutyKind::People {
                        house.decide_people_hours
                    } else {
                        house.decide_authority_hours
                    };
                    if *decided != Decided::Deferred {
                        let by = start.plus(TimeDelta::hours(i64::from(hours)));
                        work.lines.push(words::decide_by(by, zone));
                        decide_by_at = Some(by);
                    }
                }
            }
        } else if period.is_none() && stage.after.is_none() && !stage.on_request {
            work.lines.push(words::open());
        }
        if let Some((_, legal)) = &mut terms
            && let Some(until) = self.overridden(rule, chosen).filter(|until| until > legal)
        {
            *legal = until;
            work.lines.push(words::overridden(until, zone));
        }
        if let Some(filing) = filed.first().filter(|_| stage.repeats_until.is_none()) {
            let (status, lines) = status::of_filing(filing, terms, trigger.fallback, zone);
            work.status = status;
            work.lines.extend(lines);
        }
        Some(self.finished(here, chosen, stage, zone, work, trigger, terms, decide_by_at))
    }

    /// Zone in which midnights of the recipient are counted.
    fn zone_of(&self, chosen: &Chosen<'a>) -> Tz {
        let own = || chosen.authority.map_or_else(|| self.zone(&chosen.country), |authority| authority.zone);
        chosen.zone.unwrap_or_else(own)
    }

    /// Whether a stage that waits to be opened has been: by how another stage was filed, or by the ground of a decision.
    fn opened(&self, here: &Here<'a>, chosen: &Chosen<'a>, stage: &Stage) -> bool {
        let by_filing = || {
            here.rule.stages.iter().any(|other| {
                status::filings(self.situation, here.rule, other, &here.controller.id, &chosen.id)
                    .iter()
                    .any(|filing| stage.only_after_filing_as.contains(&filing.stage))
            })
        };
        let by_fact = bound::by_facts(&stage.when, here.controller, self.situation).0;
        !matches!(by_fact, Answer::No(_))
            && (stage.only_after_filing_as.is_empty() || by_filing())
            && (stage.only_with_basis.is_empty()
                || status::has_basis(self.situation, here.rule, stage, &here.controller.id))
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
        here: &Here<'a>,
        chosen: &Chosen<'a>,
        stage: &Stage,
        (start, period, law): (At, Period, &CountingLaw),
        trigger: &Trigger,
        work: &mut Work,
    ) -> Deadline {
        let zone = self.zone_of(chosen);
        let holidays = self.set.holidays(&chosen.country);
        let country = Some(chosen.country.as_str());
        let day = start.in_zone(zone).date_naive();
        let withdrawn = stage
            .no_roll_from_start
            .as_ref()
            .and_then(|name| here.controller.regime_starts.get(name))
            .is_some_and(|from| *from <= day);
        let relief = !withdrawn && !stage.no_roll_for.iter().any(|role| here.controller.roles.contains(role));
        let other = stage.cap.as_ref().and_then(|cap| {
            let start = instants::start(self.situation, &cap.trigger, self.reach(here))?;
            start.used.map(|(what, at)| (what, Capped { start: at, period: cap.period }))
        });
        // Without a start of its own the stage runs by the second clock alone.
        let by_cap = trigger.fallback.is_some_and(|used| !stage.trigger.contains(&used));
        let alone = stage.cap.as_ref().filter(|_| by_cap).map(|cap| cap.period);
        let cap = other.map(|(_, capped)| capped).filter(|_| alone.is_none());
        let period = alone.unwrap_or(period);
        let found = counting::count(start, Count { period, law, relief, cap }, zone, holidays);
        work.lines.extend(words::deadline(period, &found, zone, country));
        if let (Some((what, capped)), None) = (other, alone) {
            let end = counting::elapsed(capped.start, capped.period, zone);
            work.lines.push(match found.cap {
                Some(cap) => words::cap(what.as_str(), capped.start, cap, cap < found.elapsed, zone),
                None => words::cap_passed(what.as_str(), end, zone),
            });
        }
        found
    }

    fn reach<'b>(&self, here: &'b Here<'a>) -> Reach<'b> {
        Reach { controller: &here.controller.id, market: here.market.as_ref(), data_sets: &here.about }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one duty, put together once")]
    fn finished(
        &self,
        here: &Here<'a>,
        chosen: &Chosen<'a>,
        stage: &Stage,
        zone: Tz,
        work: Work,
        trigger: Trigger,
        terms: Option<(At, At)>,
        decide_by_at: Option<At>,
    ) -> PlannedDuty {
        let rule = here.rule;
        let cite = stage.cite.as_ref().unwrap_or(&rule.cite);
        let today = self.now.in_zone(zone).date_naive();
        let mut channels: Vec<String> = chosen
            .authority
            .map(|authority| authority.channels_on(today).iter().map(|channel| channel.kind.clone()).collect())
            .unwrap_or_default();
        if let Some(named) = &rule.own.named {
            channels.push(named.channel.clone());
        }
        if channels.is_empty() && rule.kind == DutyKind::Authority {
            // Nobody has seen how this authority takes notices: said, not left blank.
            channels.push("unknown".to_owned());
        }
        PlannedDuty {
            rule: rule.id.clone(),
            rule_version: rule.version,
            regime: rule.regime.clone(),
            stage: stage.id.clone(),
            controller: here.controller.id.clone(),
            market: chosen.market.clone().or_else(|| here.market.clone()),
            recipient: Recipient {
                id: chosen.id.clone(),
                name: chosen.name.clone(),
                verified: chosen.authority.map_or(rule.kind != DutyKind::Authority, |authority| authority.verified),
            },
            kind: rule.kind,
            status: work.status,
            deciding_facts: match work.status {
                DutyStatus::Presumed | DutyStatus::NotStarted => work.deciding,
                _ => Vec::new(),
            },
            trigger,
            target_at: terms.map(|(target, _)| target),
            legal_term_at: terms.map(|(_, legal)| legal),
            period: stage.period_of(&here.controller.roles),
            decide_by_at,
            zone: zone.name().to_owned(),
            holiday_country: self.set.calendar(&chosen.country).map(|calendar| calendar.country.clone()),
            arithmetic: work.lines,
            citation: Citation { act: cite.act.clone(), article: cite.article.clone(), url: cite.url.clone() },
            remove_by: rule.remove.iter().map(|way| way.words.clone()).collect(),
            removing_bases: rule.remove.iter().flat_map(|way| way.basis.iter().cloned()).collect(),
            rule_verified: rule.verified,
            channels,
            languages: match (chosen.authority, &rule.own.named) {
                (Some(authority), _) => authority.languages.clone(),
                (None, Some(named)) => vec![named.language.clone()],
                (None, None) => Vec::new(),
            },
            remarks: work.remarks,
            policy_digest: self.set.digest().to_owned(),
            origin: rule.own.origin,
        }
    }

    /// A clock that runs from an instant of the case.
    fn by_instant(&self, here: &Here<'a>, stage: &Stage, zone: Tz, work: &mut Work) -> Trigger {
        let reach = self.reach(here);
        let found = instants::start(self.situation, &stage.trigger, reach);
        let Some(start) = found else {
            return Trigger { what: "unknown".to_owned(), at: None, fallback: None };
        };
        let Start { asked, used } = start;
        let second = stage.cap.as_ref().filter(|_| used.is_none());
        if let Some((what, at)) = second.and_then(|cap| instants::start(self.situation, &cap.trigger, reach)?.used) {
            work.lines.push(words::start(what.as_str(), at, zone));
            work.lines.push(words::cap_alone(asked.as_str(), what.as_str()));
            work.open(format!("instant:{asked}"));
            return Trigger { what: asked.as_str().to_owned(), at: Some(at), fallback: Some(what) };
        }
        if used.is_none() && matches!(asked, InstantKind::FixAvailable | InstantKind::IncidentClosed) {
            // What has not happened yet starts no clock: never a guessed date.
            if !work.settled {
                work.status = DutyStatus::NotStarted;
            }
            work.lines.push(words::no_start(asked.as_str()));
            return Trigger { what: asked.as_str().to_owned(), at: None, fallback: None };
        }
        match used {
            Some((what, at)) => work.lines.push(words::start(what.as_str(), at, zone)),
            None => work.lines.push(words::no_start(asked.as_str())),
        }
        if let Some(used) = start.fallback() {
            work.lines.push(words::fallback(asked.as_str(), used.as_str()));
        }
        if used.is_none() && asked.comes_later() {
            work.waits();
        } else if used.is_none() || start.fallback().is_some() {
            work.open(format!("instant:{asked}"));
        }
        Trigger { what: asked.as_str().to_owned(), at: start.at(), fallback: start.fallback() }
    }

    /// A clock that runs from the filing of the stage before it: not started until then, never a guessed date.
    fn by_filing(
        &self,
        here: &Here<'a>,
        chosen: &Chosen<'a>,
        stage: &Stage,
        earlier: &Stage,
        decided: &Decided,
        work: &mut Work,
    ) -> Trigger {
        let waiting = Trigger { what: "stage_submitted".to_owned(), at: None, fallback: None };
        let filed = status::filings(self.situation, here.rule, earlier, &here.controller.id, &chosen.id);
        if let Some(until) = stage.repeats_until
            && let Some(at) = instants::value(self.situation, until, self.reach(here))
        {
            work.status = DutyStatus::NotRequired;
            work.lines.push(words::repeats_no_more(until.as_str(), at, self.zone_of(chosen)));
            return waiting;
        }
        // A repeated stage runs from its own latest filing, once there is one.
        let again = status::filings(self.situation, here.rule, stage, &here.controller.id, &chosen.id);
        let repeated = stage.repeats_until.and_then(|_| again.last().copied());
        let which = if stage.after_latest { filed.last() } else { filed.first() };
        let Some(filing) = repeated.or(which.copied()) else {
            if !matches!(decided, Decided::NotRequired { .. }) {
                work.status = DutyStatus::NotStarted;
            }
            work.lines.push(words::not_started(&earlier.id));
            return waiting;
        };
        if let Some(complete) = filed.iter().find(|filing| stage.not_after_filing_as.contains(&filing.stage)) {
            work.status = DutyStatus::NotRequired;
            work.lines.push(words::not_needed(&complete.stage));
            return waiting;
        }
        work.lines.push(words::start("stage_submitted", filing.at, self.zone_of(chosen)));
        if let Some(until) = stage.repeats_until {
            work.lines.push(words::repeats(until.as_str()));
        }
        Trigger { at: Some(filing.at), ..waiting }
    }

    fn holiday_remarks(&self, start: At, legal: At, zone: Tz, country: &Country) -> Vec<ArithmeticLine> {
        let Some(calendar) = self.set.calendar(country) else { return Vec::new() };
        let until = legal.max(start.plus(TimeDelta::hours(REMARK_WINDOW_HOURS)));
        let (first, last) = (start.in_zone(zone).date_naive(), until.in_zone(zone).date_naive());
        let near = calendar.days.range(first..=last);
        near.map(|(day, name)| words::holiday_remark(*day, name, country.as_str())).collect()
    }
}

/// What is gathered about one duty while it is put together.
struct Work {
    status: DutyStatus,
    deciding: Vec<String>,
    lines: Vec<ArithmeticLine>,
    remarks: Vec<ArithmeticLine>,
    settled: bool,
}

impl Work {
    fn new(here: &Here<'_>, chosen: &Chosen<'_>, decided: &Decided) -> Self {
        let mut work = Self {
            status: DutyStatus::Due,
            deciding: Vec::new(),
            lines: Vec::new(),
            remarks: chosen.remarks.clone(),
            settled: false,
        };
        for fact in here.deciding.iter().chain(&chosen.deciding) {
            work.open(fact.clone());
        }
        match decided {
            Decided::NotRequired { public_instead } => {
                work.status = DutyStatus::NotRequired;
                work.settled = true;
                if *public_instead {
                    work.remarks.push(words::instead_remark());
                }
            }
            Decided::Go => {}
            Decided::Deferred => work.remarks.push(words::deferred()),
            Decided::Nothing | Decided::Refused(_) => {
                for fact in &here.rule.decided_by {
                    work.open(fact.clone());
                }
            }
        }
        if !here.rule.verified {
            work.open(format!("rule:{}:verified", here.rule.id));
        }
        work
    }

    /// The clock waits for something that has not happened.
    fn waits(&mut self) {
        if !self.settled {
            self.status = DutyStatus::NotStarted;
        }
    }

    /// Nothing runs until the recipient asks.
    fn on_request(&mut self) -> Trigger {
        self.waits();
        self.lines.push(words::on_request());
        Trigger { what: "request".to_owned(), at: None, fallback: None }
    }

    /// An open question: the duty is presumed, and this would decide.
    fn open(&mut self, fact: String) {
        if !self.settled {
            self.status = DutyStatus::Presumed;
        }
        if !self.deciding.contains(&fact) {
            self.deciding.push(fact);
        }
    }
}
