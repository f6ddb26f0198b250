//! A hundred thousand cases that differ: the same every time, and spread as an office meets them.

use std::collections::{BTreeMap, BTreeSet};

use breachdesk::domain::situation::{
    Controller, DataScope, DataSet, DecisionInForce, DecisionKind, Establishment, Filing, InstantKind, Market,
    MarketStatus, Proof, Scope, SectorRole, Situation, Tri, TriggerInstant,
};
use breachdesk::domain::values::{At, Country, Private};

const COUNTRIES: &[&str] = &[
    "IT", "DE", "FR", "ES", "NL", "BE", "AT", "PL", "SE", "DK", "FI", "IE", "PT", "CZ", "GR", "HU", "RO", "GB", "NO",
    "CH",
];
/// 25 May 2018, in seconds.
const FIRST: i64 = 1_527_206_400;
/// Eight years of them, one event a second at most.
const SPAN: u64 = 8 * 365 * 86_400;

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        list.get(self.below(list.len() as u64) as usize).copied()
    }
}

/// `count` situations; `None` only if a country code above is none.
pub fn situations(count: usize) -> Option<Vec<Situation>> {
    let mut numbers = Numbers(2_016_679);
    (0..count).map(|number| situation(number, &mut numbers)).collect()
}

fn situation(number: usize, numbers: &mut Numbers) -> Option<Situation> {
    let id = format!("controller-{}", number % 400);
    let home = Country::parse(numbers.of(COUNTRIES)?).ok()?;
    // Three in ten are in a regulated sector; one in four of all is a telecom provider.
    let roles: BTreeSet<SectorRole> = match numbers.below(20) {
        0..5 => [SectorRole::TelecomProvider].into(),
        5 => [SectorRole::Nis2Entity].into(),
        6 => [SectorRole::FinancialEntity].into(),
        _ => BTreeSet::new(),
    };
    // Most breaches stay in one country; one in five reaches two to four.
    let reach = if numbers.one_in(5) { 2 + numbers.below(3) } else { 1 };
    let mut countries = vec![home.clone()];
    while countries.len() < reach as usize {
        let other = Country::parse(numbers.of(COUNTRIES)?).ok()?;
        if !countries.contains(&other) {
            countries.push(other);
        }
    }
    let data_sets = (0..=numbers.below(2)).map(|n| DataSet {
        id: format!("data-{n}"),
        controller: id.clone(),
        name: format!("data {n}"),
        scope: if n == 0 && roles.contains(&SectorRole::TelecomProvider) {
            DataScope::TelecomService
        } else {
            DataScope::Other
        },
        hit: if numbers.one_in(4) { Tri::Unknown } else { Tri::Yes },
    });
    let data_sets = data_sets.collect();
    let signal = At::from_micros((FIRST + numbers.below(SPAN) as i64) * 1_000_000)?;
    let later = |hours: u64| signal.plus(chrono::TimeDelta::minutes(60 * hours as i64 + number as i64 % 60));
    let mut instants = vec![(InstantKind::FirstSignal, signal)];
    if !numbers.one_in(6) {
        let aware = later(numbers.below(40));
        instants.push((InstantKind::Aware, aware));
        if roles.contains(&SectorRole::TelecomProvider) {
            instants.push((InstantKind::Detected611, aware));
        }
    }
    let (mut filings, mut decisions) = (Vec::new(), Vec::new());
    if numbers.one_in(3) {
        filings.push(Filing {
            rule: "gdpr-33".to_owned(),
            stage: "sa_notification".to_owned(),
            recipient: home.to_string(),
            controller: None,
            at: later(40 + numbers.below(60)),
            proof: Proof::Receipt,
            outdated_since: None,
        });
    } else if numbers.one_in(3) {
        decisions.push(DecisionInForce {
            rule: "gdpr-33".to_owned(),
            recipient: None,
            controller: None,
            decision: DecisionKind::NotRequired,
            basis: Some("gdpr-33-1-unlikely-risk".to_owned()),
            reason: Private::new("encrypted"),
        });
    }
    Some(Situation {
        markets: countries
            .iter()
            .map(|country| Market {
                country: country.clone(),
                controller: id.clone(),
                status: if numbers.one_in(8) { MarketStatus::Unknown } else { MarketStatus::Affected },
                reason: None,
                subjects: None,
            })
            .collect(),
        controllers: vec![Controller {
            name: id.clone(),
            id,
            establishments: vec![Establishment { country: home.clone(), main: true }],
            country: home,
            roles,
            regime_starts: BTreeMap::new(),
            art27_representative: None,
            region: None,
            joint_controller_lead: None,
        }],
        data_sets,
        instants: instants.into_iter().map(|(what, at)| TriggerInstant { what, at, scope: Scope::case() }).collect(),
        filings,
        decisions,
        facts: Vec::new(),
        overrides: Vec::new(),
    })
}
