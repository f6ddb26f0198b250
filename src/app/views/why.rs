//! Why a duty stands as it does: the facts and moments that were used and who recorded them, the rule's text, the calendar.

use chrono::NaiveDate;

use super::timeline::Recorded;
use crate::domain::actor::Actor;
use crate::domain::case::{Case, DecisionEntry, Duty, FactEntry, InstantEntry};
use crate::domain::event::Event;
use crate::domain::plan::PlannedDuty;
use crate::domain::situation::{Controller, DataScope, DataSet, InstantKind, Knowledge, Market, MarketStatus, Tri};
use crate::domain::values::{At, Country};
use crate::policy::PolicySet;
use crate::policy::explain::{self, Source};
pub use crate::policy::explain::{CalendarUsed, ClockChange, DayEffect, DayKind, DayThatMattered, Window};
use crate::policy::law::{BindsBy, Choose, Covers};

/// Everything behind one duty.
#[derive(Debug)]
pub struct Why<'a> {
    pub duty: &'a Duty,
    pub facts: Vec<FactUsed<'a>>,
    pub instants: Vec<InstantUsed<'a>>,
    /// The filing from which the clock runs, for a stage that follows another one.
    pub filing: Option<FilingUsed>,
    /// `None` where the loaded files no longer hold the version that the terms were copied from.
    pub rule: Option<RuleText>,
    pub window: Option<Window>,
    /// What a source says of the recipient's own view of terms. Told, never computed with.
    pub recipient_says: Option<String>,
    /// SHA-256 of the files loaded now; the duty names those its terms came from.
    pub rules_now: String,
}

impl Why<'_> {
    /// Whether the files that are loaded are those the terms were copied from.
    pub fn same_files(&self) -> bool {
        self.duty.planned.policy_digest == self.rules_now
    }
}

/// One fact that the rule looked at.
#[derive(Debug)]
pub struct FactUsed<'a> {
    pub fact: Used<'a>,
    pub knowledge: Knowledge,
    pub recorded: Option<WhoRecorded>,
    /// Whether it is one of those that leave the duty open.
    pub decides: bool,
}

#[derive(Debug)]
pub enum Used<'a> {
    Roles(&'a Controller),
    Seats(&'a Controller),
    Representative(&'a Controller, &'a Country),
    Region(&'a Controller),
    /// Day from which the regime binds this controller.
    BindsFrom(&'a Controller, NaiveDate),
    DataHit(&'a DataSet),
    DataScope(&'a DataSet),
    NoDataSets(&'a Controller),
    Market(&'a Market),
    /// All markets of one status, where the rule binds the controller once and not in each of them.
    Markets(MarketStatus, Vec<&'a Market>),
    Decision(&'a DecisionEntry),
    NoDecision,
    Fact(&'a FactEntry),
    /// A fact the rule asks for and nobody recorded.
    NoFact(String),
}

/// Who put something on record, when, and where it stands in the case's stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhoRecorded {
    pub actor: Actor,
    pub at: At,
    pub seq: i64,
    /// It came with the organisation's settings when the case was opened.
    pub at_opening: bool,
}

/// An instant that the rule asks for, in its order of preference.
#[derive(Debug)]
pub struct InstantUsed<'a> {
    pub what: InstantKind,
    /// The entry in force that the clock runs from, or would; `None` where nothing of the kind is recorded.
    pub entry: Option<&'a InstantEntry>,
    pub part: Part,
}

crate::words! {
    /// Which part an instant has in a clock.
    Part {
        /// The clock runs from it, and the rule asks for it.
        Starts = "starts",
        /// It stands in for the one the rule asks for.
        StandsIn = "stands_in",
        /// The rule asks for it first, and it is not recorded.
        Missing = "missing",
        /// Could have stood in, and was not needed or is not recorded.
        Spare = "spare",
    }
}

/// The filing of the stage before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingUsed {
    pub notice: u32,
    pub at: At,
    pub by: Option<String>,
}

/// The rule as the loaded files have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleText {
    pub file: String,
    pub version: u32,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub verified: bool,
    /// At most 25 words of the law.
    pub quote: Option<String>,
    /// The language in which they stand, as a code of two letters.
    pub quote_lang: String,
    /// Where those words were read.
    pub quote_read_in: Option<String>,
    /// What the rule asks, in our words.
    pub gist: Option<String>,
    pub read_by: String,
    pub read_on: Option<NaiveDate>,
    pub note: String,
    /// The same in Italian; empty where nobody has translated it.
    pub note_it: String,
    pub counting: Option<CountingText>,
    pub contested: Vec<OtherReading>,
}

/// The law by which the term was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountingText {
    pub act: String,
    pub article: String,
    pub text: String,
    pub is_quote: bool,
    pub url: String,
    pub verified: bool,
}

/// Somebody who reads the rule differently. Never computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherReading {
    pub who: String,
    pub words_en: String,
    pub words_it: String,
    pub url: Option<String>,
    pub verified: bool,
}

/// Explains a duty of the case. `recorded` is the case's record, the oldest first.
pub fn why<'a>(set: &PolicySet, case: &'a Case, recorded: &[Recorded], duty: &'a Duty) -> Why<'a> {
    let planned = &duty.planned;
    let source = explain::source(set, planned);
    Why {
        facts: facts(case, recorded, duty, source),
        instants: instants(case, duty, source),
        filing: filing(case, duty),
        rule: source.map(|source| rule_text(source, planned)),
        window: explain::window(set, planned),
        recipient_says: set.authority(&planned.recipient.id).and_then(|authority| authority.practice.terms.clone()),
        rules_now: set.digest().to_owned(),
        duty,
    }
}

fn rule_text(source: Source<'_>, planned: &PlannedDuty) -> RuleText {
    let rule = source.rule;
    let cite = source.stage.cite.as_ref().unwrap_or(&rule.cite);
    RuleText {
        file: rule.file.clone(),
        version: rule.version,
        from: rule.in_force.from,
        until: rule.in_force.until,
        verified: rule.verified,
        quote: cite.quote.clone(),
        quote_lang: cite.quote_lang.clone().unwrap_or_else(|| "en".to_owned()),
        quote_read_in: cite.read_in.clone(),
        gist: cite.gist.clone(),
        read_by: rule.reading.by.clone(),
        read_on: rule.reading.on,
        note: rule.reading.note.clone(),
        note_it: rule.reading.note_it.clone(),
        counting: source.counting.filter(|_| source.stage.period.is_some()).map(|law| CountingText {
            act: law.cite.act.clone(),
            article: law.cite.article.clone(),
            is_quote: law.cite.quote.is_some(),
            text: law.cite.quote.clone().or_else(|| law.cite.gist.clone()).unwrap_or_default(),
            url: law.cite.url.clone(),
            verified: law.verified,
        }),
        contested: explain::readings(rule, planned)
            .into_iter()
            .map(|reading| OtherReading {
                who: reading.who.clone(),
                words_en: reading.words.clone(),
                words_it: reading.words_it.clone(),
                url: reading.url.clone(),
                verified: reading.verified,
            })
            .collect(),
    }
}

fn facts<'a>(case: &'a Case, recorded: &[Recorded], duty: &'a Duty, source: Option<Source<'_>>) -> Vec<FactUsed<'a>> {
    let planned = &duty.planned;
    let rule = source.map(|source| source.rule);
    let decides = |key: &str| planned.deciding_facts.iter().any(|fact| fact == key);
    let mut facts = Vec::new();
    let mut put = |fact: Used<'a>, knowledge: Knowledge, recorded: Option<WhoRecorded>, decides: bool| {
        facts.push(FactUsed { fact, knowledge, recorded, decides });
    };
    if let Some(controller) = case.controllers.iter().find(|one| one.id == planned.controller) {
        let who = || {
            who_set(
                recorded,
                |event| matches!(event, Event::ControllerSet { controller: set } if set.id == controller.id),
            )
        };
        let id = &controller.id;
        let asks_roles = rule.is_none_or(|rule| {
            !(rule.binds.roles.is_empty() && rule.binds.not_roles.is_empty() && rule.binds.unsure_roles.is_empty())
                || rule.covers != Covers::Any
        });
        if asks_roles || decides(&format!("controller:{id}:roles")) {
            let open = decides(&format!("controller:{id}:roles"));
            put(Used::Roles(controller), known(!open), who(), open);
        }
        let by_seat = rule.is_none_or(|rule| rule.choose == Choose::Lead || rule.binds.by != BindsBy::Market);
        let open = decides(&format!("controller:{id}:main_establishment"));
        if by_seat || open {
            put(Used::Seats(controller), known(!open), who(), open);
            if let Some(country) = &controller.art27_representative {
                put(Used::Representative(controller, country), Knowledge::Known, who(), false);
            }
        }
        let open = decides(&format!("controller:{id}:region"));
        if controller.region.is_some() || open {
            put(Used::Region(controller), known(controller.region.is_some()), who(), open);
        }
        if let Some(day) = controller.regime_starts.get(&planned.regime) {
            put(Used::BindsFrom(controller, *day), Knowledge::Known, who(), false);
        }
        let mut any = false;
        for set in case.data_sets.iter().filter(|set| set.controller == controller.id) {
            any = true;
            let who =
                || who_set(recorded, |event| matches!(event, Event::DataSetSet { data_set } if data_set.id == set.id));
            put(
                Used::DataHit(set),
                known(set.hit != Tri::Unknown),
                who(),
                decides(&format!("data_set:{}:hit", set.id)),
            );
            if rule.is_none_or(|rule| rule.covers != Covers::Any) {
                let open = decides(&format!("data_set:{}:scope", set.id));
                put(Used::DataScope(set), known(set.scope != DataScope::Unknown), who(), open);
            }
        }
        if !any {
            put(Used::NoDataSets(controller), Knowledge::Unknown, None, decides(&format!("data_sets:{id}")));
        }
    }
    markets(case, recorded, duty, &mut put);
    for id in source.map(asked_facts).unwrap_or_default() {
        let mut found = case.facts.iter().filter(|entry| entry.fact.id == id).peekable();
        if found.peek().is_none() {
            put(Used::NoFact(id.clone()), Knowledge::Unknown, None, decides(&id));
        }
        for entry in found {
            let who = who_set(
                recorded,
                |event| matches!(event, Event::FactSet { fact, .. } if fact.id == entry.fact.id && fact.scope == entry.fact.scope),
            );
            put(Used::Fact(entry), entry.fact.state, who, decides(&id));
        }
    }
    if let Some(decision) = case.decision_on(duty.number) {
        let who = who_set(
            recorded,
            |event| matches!(event, Event::Decided { decision: made } if made.number == decision.number),
        );
        put(Used::Decision(decision), known(decision.in_force()), who, decides(RISK));
    } else if rule.is_some_and(|rule| rule.decided_by.iter().any(|id| id == RISK)) {
        put(Used::NoDecision, Knowledge::Unknown, None, decides(RISK));
    }
    facts
}

/// Facts that the rule and this stage of it ask for, each once; the decision on the risk is shown as what it is.
fn asked_facts(source: Source<'_>) -> Vec<String> {
    let conditions = source.rule.conditions().chain(&source.stage.when).map(|when| &when.fact);
    let mut ids: Vec<String> = Vec::new();
    for id in source.rule.decided_by.iter().chain(conditions) {
        if id != RISK && !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    ids
}

/// The fact that stands for the decision on the risk.
const RISK: &str = "risk.outcome";

fn known(yes: bool) -> Knowledge {
    if yes { Knowledge::Known } else { Knowledge::Unknown }
}

fn markets<'a>(
    case: &'a Case,
    recorded: &[Recorded],
    duty: &'a Duty,
    put: &mut impl FnMut(Used<'a>, Knowledge, Option<WhoRecorded>, bool),
) {
    let planned = &duty.planned;
    let own = || case.markets.iter().filter(|market| market.controller == planned.controller);
    let who = |market: &Market| {
        who_set(
            recorded,
            |event| matches!(event, Event::MarketSet { market: set } if set.country == market.country && set.controller == market.controller),
        )
    };
    if let Some(country) = &planned.market {
        for market in own().filter(|market| market.country == *country) {
            let open = planned.deciding_facts.iter().any(|fact| *fact == format!("market:{country}:status"));
            put(Used::Market(market), known(market.status != MarketStatus::Unknown), who(market), open);
        }
        return;
    }
    for status in MarketStatus::ALL {
        let of_status: Vec<&Market> = own().filter(|market| market.status == *status).collect();
        let Some(first) = of_status.first() else { continue };
        let recorded = if of_status.len() == 1 { who(first) } else { None };
        let open = of_status.iter().any(|market| {
            planned.deciding_facts.iter().any(|fact| *fact == format!("market:{}:status", market.country))
        });
        put(Used::Markets(*status, of_status), known(*status != MarketStatus::Unknown), recorded, open);
    }
}

/// The last event that set it, else the opening of the case.
fn who_set(recorded: &[Recorded], is_it: impl Fn(&Event) -> bool) -> Option<WhoRecorded> {
    let row = recorded.iter().rev().find(|row| is_it(&row.event));
    let opening = || recorded.iter().find(|row| matches!(row.event, Event::CaseOpened(_)));
    let at_opening = row.is_none();
    let row = row.or_else(opening)?;
    Some(WhoRecorded { actor: row.actor.clone(), at: row.recorded_at, seq: row.seq, at_opening })
}

fn instants<'a>(case: &'a Case, duty: &'a Duty, source: Option<Source<'_>>) -> Vec<InstantUsed<'a>> {
    let trigger = &duty.planned.trigger;
    let Some(asked) = InstantKind::parse(&trigger.what) else { return Vec::new() };
    let used = trigger.fallback.unwrap_or(asked);
    let mut chain = source.map(|source| source.stage.trigger.clone()).unwrap_or_default();
    for kind in [asked, used] {
        if !chain.contains(&kind) {
            chain.push(kind);
        }
    }
    let entry_of = |what: InstantKind| {
        let mut entries: Vec<&InstantEntry> = case.instants_in_force().filter(|entry| entry.what == what).collect();
        entries.sort_by_key(|entry| (what == used && Some(entry.at) != trigger.at, entry.at));
        entries.first().copied()
    };
    chain
        .into_iter()
        .map(|what| {
            let starts = trigger.at.is_some() && what == used;
            let part = match (starts, what == asked) {
                (true, true) => Part::Starts,
                (true, false) => Part::StandsIn,
                (false, true) => Part::Missing,
                (false, false) => Part::Spare,
            };
            InstantUsed { what, entry: entry_of(what), part }
        })
        .collect()
}

/// The filing whose moment the clock of this stage runs from.
fn filing(case: &Case, duty: &Duty) -> Option<FilingUsed> {
    let start = duty.planned.trigger.at.filter(|_| InstantKind::parse(&duty.planned.trigger.what).is_none())?;
    case.notices.iter().find_map(|notice| {
        let filing = notice.filings.iter().find(|filing| filing.at == start)?;
        let concerns = notice.duties.iter().filter_map(|number| case.duty(*number)).any(|other| {
            other.planned.rule == duty.planned.rule && other.planned.recipient.id == duty.planned.recipient.id
        });
        concerns.then(|| FilingUsed {
            notice: notice.number,
            at: filing.at,
            by: filing.by.as_ref().map(|person| person.name.as_str().to_owned()),
        })
    })
}
