//! From a situation to the duties that the law of its day asks for. Pure: the same set, situation and moment give the same plan.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::bound::{self, Answer};
use super::calendar::Holidays;
use super::counting;
use super::instants::{self, Reach, Start};
use super::law::{BindsBy, Covers, Rule, RuleStatus, Stage};
use super::not_checked::{self, Looked};
use super::recipients::{self, Chosen};
use super::set::PolicySet;
use super::status::{self, Decided};
use super::words;
use crate::domain::plan::{
    ArithmeticLine, Citation, DutyKind, DutyStatus, Excluded, PeriodUnit, Plan, PlannedDuty, Recipient, Trigger,
};
use crate::domain::situation::{Controller, InstantKind, MarketStatus, Scope, Situation};
use crate::domain::values::{At, Country};

/// Remarks look this far beyond the start for holidays, even where the term is shorter: the office that is closed
/// on the third day matters for a notice of 24 hours too.
const REMARK_WINDOW_HOURS: i64 = 72;

/// All duties of the situation, what does not arise and why, and what was not looked at.
///
/// `now` decides only what the situation leaves open: the law's day while nothing has happened, and which channels are open.
pub fn plan(set: &PolicySet, situation: &Situation, now: At) -> Plan {
    let mut planner = Planner { set, situation, now, plan: Plan::default(), looked: Looked::default() };
    planner.markets();
    planner.contradictions();
    let mut by_id: BTreeMap<usize, Vec<&Rule>> = BTreeMap::new();
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, rule) in set.rules().iter().filter(|rule| rule.status == RuleStatus::InForce).enumerate() {
        by_id.entry(*first.entry(&rule.id).or_insert(index)).or_default().push(rule);
    }
    for controller in &situation.controllers {
        for versions in by_id.values() {
            planner.rule(versions, controller);
        }
    }
    // Authorities first, then people, then the rest; within a kind in the order of controllers and rules.
    planner.plan.duties.sort_by_key(|duty| duty.kind);
    let day = instants::earliest(situation).unwrap_or(now).utc().date_naive();
    planner.plan.not_checked = not_checked::list(set, situation, day, &planner.looked);
    planner.unmatched();
    planner.plan
}

struct Planner<'a> {
    set: &'a PolicySet,
    situation: &'a Situation,
    now: At,
    plan: Plan,
    looked: Looked,
}

/// A rule in force at one place for one controller.
struct Here<'a> {
    rule: &'a Rule,
    controller: &'a Controller,
    /// Country whose zone, holidays and authority count.
    country: Country,
    market: Option<Country>,
    /// Facts that leave open whether the duty exists.
    deciding: Vec<String>,
    /// Data sets that it is about.
    about: Vec<String>,
}

impl<'a> Planner<'a> {
    fn zone(&self, country: &Country) -> Tz {
        self.set.country(country).map_or(Tz::UTC, |record| record.zone)
    }

    /// Markets that are said to have no part in it, each with its reason.
    fn markets(&mut self) {
        for market in &self.situation.markets {
            let said = match market.status {
                MarketStatus::NotAffected => "not affected",
                MarketStatus::NoService => "no service",
                MarketStatus::Affected | MarketStatus::Unknown => continue,
            };
            let reason = market.reason.clone().unwrap_or_else(|| "no reason recorded".to_owned());
            self.plan.excluded.push(Excluded {
                market: Some(market.country.clone()),
                recipient: None,
                rule: None,
                reason: format!("{said}: {reason}"),
            });
        }
    }

    fn contradictions(&mut self) {
        let mut seen: BTreeMap<(InstantKind, &Scope), At> = BTreeMap::new();
        let mut say = Vec::new();
        for instant in &self.situation.instants {
            if instant.at > self.now {
                say.push(format!("{} ({}) lies after the moment of this plan", instant.what, instant.at));
            }
            match seen.get(&(instant.what, &instant.scope)) {
                Some(other) if *other != instant.at => {
                    say.push(format!(
                        "{} is recorded as {other} and as {}: the earlier one runs",
                        instant.what, instant.at
                    ));
                }
                _ => {}
            }
            let slot = seen.entry((instant.what, &instant.scope)).or_insert(instant.at);
            *slot = (*slot).min(instant.at);
        }
        for what in [InstantKind::Detected611, InstantKind::Aware] {
            for ((_, scope), at) in seen.iter().filter(|((kind, _), _)| *kind == what) {
                if let Some(signal) = seen.get(&(InstantKind::FirstSignal, *scope)).filter(|signal| *signal > at) {
                    say.push(format!("{what} ({at}) lies before the first signal ({signal}): one of the two is wrong"));
                }
            }
        }
        for controller in &self.situation.controllers {
            if !self.situation.markets.iter().any(|market| market.controller == controller.id) {
                say.push(format!(
                    "no market is listed for {}: laws that bind by market were not looked at",
                    controller.id
                ));
            }
        }
        self.plan.problems.extend(say);
    }

    /// All versions of one rule for one controller.
    fn rule(&mut self, versions: &[&'a Rule], controller: &'a Controller) {
        let Some(any) = versions.first() else { return };
        let by_role = bound::by_role(&any.binds, any.covers, controller, self.situation);
        let deciding = match by_role {
            Answer::No(_) => return,
            Answer::Yes => Vec::new(),
            Answer::Unknown(facts) => facts,
        };
        let (by_data, about) = bound::by_data(any, controller, self.situation);
        for (country, market, open) in self.places(versions, controller, &about) {
            let at = self.event_at(versions, controller, market.as_ref(), &about);
            let day = at.in_zone(self.zone(&country)).date_naive();
            let Some(rule) = versions.iter().find(|rule| rule.in_force.holds(day)) else {
                let from = versions.iter().filter_map(|rule| rule.in_force.from).min();
                let from = from.map_or_else(|| "another day".to_owned(), |from| from.to_string());
                self.exclude(market.clone(), any, format!("in force from {from}; the event is of {day}"));
                continue;
            };
            self.looked.any.insert(country.clone());
            if rule.binds.by == BindsBy::Controller {
                let area = self.set.area(&rule.binds.area);
                let inside = bound::open_markets(self.situation, controller)
                    .filter(|m| area.is_some_and(|area| area.holds(&m.country, day)))
                    .map(|m| m.country.clone());
                self.looked.any.extend(inside);
            }
            if rule.covers != Covers::Other {
                self.looked.telecom.insert(country.clone());
            }
            if let Answer::No(reason) = &by_data {
                self.exclude(market.clone(), rule, format!("{}: {reason}", controller.name));
                continue;
            }
            let mut open = open;
            open.extend(deciding.iter().cloned());
            if let Answer::Unknown(facts) = &by_data {
                open.extend(facts.iter().cloned());
            }
            let here = Here { rule, controller, country, market, deciding: open, about: about.clone() };
            for chosen in recipients::choose(self.set, rule, self.situation, controller, &here.country, day) {
                self.stages(&here, &chosen);
            }
        }
    }

    fn exclude(&mut self, market: Option<Country>, rule: &Rule, reason: String) {
        self.plan.excluded.push(Excluded { market, recipient: None, rule: Some(rule.id.clone()), reason });
    }

    /// Where the rule binds the controller: country, market, and what leaves that open.
    fn places(
        &self,
        versions: &[&Rule],
        controller: &'a Controller,
        about: &[String],
    ) -> Vec<(Country, Option<Country>, Vec<String>)> {
        let Some(rule) = versions.first() else { return Vec::new() };
        let Some(area) = self.set.area(&rule.binds.area) else { return Vec::new() };
        let holds = |country: &Country, market: Option<&Country>| {
            let at = self.event_at(versions, controller, market, about);
            area.holds(country, at.in_zone(self.zone(country)).date_naive())
        };
        let open = |market: &crate::domain::situation::Market| match market.status {
            MarketStatus::Unknown => vec![format!("market:{}:status", market.country)],
            _ => Vec::new(),
        };
        let markets: Vec<_> = bound::open_markets(self.situation, controller)
            .filter(|market| holds(&market.country, Some(&market.country)))
            .collect();
        match rule.binds.by {
            BindsBy::Market => markets.iter().map(|m| (m.country.clone(), Some(m.country.clone()), open(m))).collect(),
            BindsBy::Country => {
                let mut places: Vec<_> =
                    markets.iter().map(|m| (m.country.clone(), Some(m.country.clone()), open(m))).collect();
                for country in bound::established(controller) {
                    let listed = places.iter().any(|(place, ..)| place == country);
                    if !listed && holds(country, None) && !bound::closed(self.situation, controller, country) {
                        places.push((country.clone(), None, Vec::new()));
                    }
                }
                places
            }
            BindsBy::Controller => {
                if bound::nowhere_affected(self.situation, controller) {
                    return Vec::new();
                }
                let established: Vec<&Country> =
                    bound::established(controller).into_iter().filter(|country| holds(country, None)).collect();
                let main = controller.establishments.iter().find(|place| place.main).map(|place| &place.country);
                if let Some(country) = established.iter().find(|c| Some(**c) == main).or(established.first()) {
                    return vec![((*country).clone(), None, Vec::new())];
                }
                let Some(market) = markets.first() else { return Vec::new() };
                let certain = markets.iter().any(|market| market.status == MarketStatus::Affected);
                // Art. 3(2): bound because people there are affected; if no market is certain, the markets decide.
                let open = if certain { Vec::new() } else { markets.iter().flat_map(|market| open(market)).collect() };
                vec![(market.country.clone(), None, open)]
            }
        }
    }

    /// The moment whose law applies: the earliest start of any version, so that an old rule runs to its end.
    fn event_at(&self, versions: &[&Rule], controller: &Controller, market: Option<&Country>, about: &[String]) -> At {
        let reach = Reach { controller: &controller.id, market, data_sets: about };
        versions
            .iter()
            .flat_map(|rule| &rule.stages)
            .filter_map(|stage| instants::start(self.situation, &stage.trigger, reach))
            .filter_map(|start| start.at())
            .min()
            .or_else(|| instants::earliest(self.situation))
            .unwrap_or(self.now)
    }

    /// Every stage of the rule for one recipient.
    fn stages(&mut self, here: &Here<'a>, chosen: &Chosen<'a>) {
        let record = chosen.authority.and_then(|authority| authority.record.as_deref());
        let decided = status::decided(self.situation, here.rule, &here.controller.id, &chosen.id, record);
        if let Decided::Refused(why) = &decided {
            if !self.plan.problems.contains(why) {
                self.plan.problems.push(why.clone());
            }
        }
        for stage in &here.rule.stages {
            let duty = self.duty(here, chosen, stage, &decided);
            self.plan.duties.push(duty);
        }
    }

    fn duty(&self, here: &Here<'a>, chosen: &Chosen<'a>, stage: &Stage, decided: &Decided) -> PlannedDuty {
        let rule = here.rule;
        let zone = chosen.authority.map_or_else(|| self.zone(&chosen.country), |authority| authority.zone);
        let mut work = Work::new(here, chosen, decided);
        let from_filing = stage.after.as_deref().and_then(|id| rule.stage(id));
        let trigger = match from_filing {
            Some(earlier) => self.after_filing(here, chosen, stage, earlier, decided, &mut work),
            None => self.from_instant(here, stage, zone, &mut work),
        };
        let mut terms = None;
        let mut decide_by_at = None;
        if let Some(start) = trigger.at {
            match (stage.period, self.set.counting(&stage.counting)) {
                (Some(period), Some(law)) => {
                    let holidays = self.set.holidays(&chosen.country);
                    let found = counting::deadline(start, period, law, zone, &holidays);
                    let country = Some(chosen.country.as_str());
                    work.lines.extend(words::deadline(period, &found, zone, country));
                    terms = Some((found.work_to(), found.legal));
                    if period.unit == PeriodUnit::Hours && rule.kind == DutyKind::Authority {
                        work.remarks.extend(self.holiday_remarks(start, found.legal, zone, &chosen.country, &holidays));
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
                    let by = start.plus(TimeDelta::hours(i64::from(hours)));
                    work.lines.push(words::decide_by(by, zone));
                    decide_by_at = Some(by);
                }
            }
        } else if stage.period.is_none() && stage.after.is_none() {
            work.lines.push(words::open());
        }
        let filed = status::filings(self.situation, rule, stage, &here.controller.id, &chosen.id);
        if let Some(filing) = filed.first() {
            let (status, lines) = status::of_filing(filing, terms, trigger.fallback, zone);
            work.status = status;
            work.lines.extend(lines);
        }
        self.finished(here, chosen, stage, zone, work, trigger, terms, decide_by_at)
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
        let channels: Vec<String> = chosen
            .authority
            .map(|authority| authority.channels_on(today).iter().map(|channel| channel.kind.clone()).collect())
            .unwrap_or_default();
        PlannedDuty {
            rule: rule.id.clone(),
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
            period: stage.period,
            decide_by_at,
            zone: zone.name().to_owned(),
            holiday_country: self.set.calendar(&chosen.country).map(|calendar| calendar.country.clone()),
            arithmetic: work.lines,
            citation: Citation { act: cite.act.clone(), article: cite.article.clone(), url: cite.url.clone() },
            remove_by: rule.remove.iter().map(|way| way.words.clone()).collect(),
            removing_bases: rule.remove.iter().flat_map(|way| way.basis.iter().cloned()).collect(),
            rule_verified: rule.verified,
            channels,
            languages: chosen.authority.map(|authority| authority.languages.clone()).unwrap_or_default(),
            remarks: work.remarks,
            policy_digest: self.set.digest().to_owned(),
        }
    }

    /// A clock that runs from an instant of the case.
    fn from_instant(&self, here: &Here<'a>, stage: &Stage, zone: Tz, work: &mut Work) -> Trigger {
        let market = here.market.as_ref();
        let reach = Reach { controller: &here.controller.id, market, data_sets: &here.about };
        let found = instants::start(self.situation, &stage.trigger, reach);
        let Some(start) = found else {
            return Trigger { what: "unknown".to_owned(), at: None, fallback: None };
        };
        let Start { asked, used } = start;
        match used {
            Some((what, at)) => work.lines.push(words::start(what.as_str(), at, zone)),
            None => work.lines.push(words::no_start(asked.as_str())),
        }
        if let Some(used) = start.fallback() {
            work.lines.push(words::fallback(asked.as_str(), used.as_str()));
        }
        if used.is_none() || start.fallback().is_some() {
            work.open(format!("instant:{asked}"));
        }
        Trigger { what: asked.as_str().to_owned(), at: start.at(), fallback: start.fallback() }
    }

    /// A clock that runs from the filing of the stage before it: not started until then, never a guessed date.
    fn after_filing(
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
        let Some(filing) = filed.first() else {
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
        let zone = chosen.authority.map_or_else(|| self.zone(&chosen.country), |authority| authority.zone);
        work.lines.push(words::start("stage_submitted", filing.at, zone));
        Trigger { at: Some(filing.at), ..waiting }
    }

    fn holiday_remarks(
        &self,
        start: At,
        legal: At,
        zone: Tz,
        country: &Country,
        holidays: &Holidays,
    ) -> Vec<ArithmeticLine> {
        let Some(calendar) = self.set.calendar(country) else { return Vec::new() };
        let until = legal.max(start.plus(TimeDelta::hours(REMARK_WINDOW_HOURS)));
        let (first, last) = (start.in_zone(zone).date_naive(), until.in_zone(zone).date_naive());
        holidays
            .days
            .range(first..=last)
            .filter_map(|day| calendar.days.get(day).map(|name| words::holiday_remark(*day, name, country.as_str())))
            .collect()
    }

    /// Filings and decisions that no rule of this set can take: they must not vanish.
    fn unmatched(&mut self) {
        let mut say: BTreeSet<String> = BTreeSet::new();
        let rules = |id: &str| self.set.rules().iter().filter(|rule| rule.id == id).collect::<Vec<_>>();
        for filing in &self.situation.filings {
            let known = rules(&filing.rule);
            if known.is_empty() {
                say.insert(format!("a filing names the rule `{}`, which is not loaded", filing.rule));
            } else if !known.iter().any(|rule| rule.stage_of_filing(&filing.stage).is_some()) {
                say.insert(format!(
                    "a filing under `{}` names the stage `{}`, which it does not have",
                    filing.rule, filing.stage
                ));
            } else if !self
                .plan
                .duties
                .iter()
                .any(|duty| duty.rule == filing.rule && duty.recipient.id == filing.recipient)
            {
                say.insert(format!(
                    "a filing under `{}` went to `{}`, to whom this plan owes none",
                    filing.rule, filing.recipient
                ));
            }
        }
        for decision in self.situation.decisions.iter().filter(|decision| rules(&decision.rule).is_empty()) {
            say.insert(format!("a decision names the rule `{}`, which is not loaded", decision.rule));
        }
        self.plan.problems.extend(say);
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
