//! Whether somebody can file with an authority today: which authorities an organisation would have to notify, and what stands in the way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use uuid::Uuid;

use super::identities::Identity;
use crate::app::organisation::Settings;
use crate::app::{AppResult, Ctx};
use crate::domain::contacts::Contact;
use crate::domain::plan::{DutyKind, DutyStatus};
use crate::domain::situation::{
    DataSet, InstantKind, Market, MarketStatus, Scope, ScopeKind, Situation, Tri, TriggerInstant,
};
use crate::domain::values::At;
use crate::policy::{self, PolicySet};
use crate::store::organisations::OrganisationRow;
use crate::words;

words! {
    /// How ready a way to file is; the worst first.
    State {
        /// Nobody is named.
        Missing = "missing",
        Untested = "untested",
        /// Tested longer ago than the house allows.
        Old = "old",
        Ready = "ready",
    }
}

/// One way to file with an authority as it stands today, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    pub authority: String,
    pub state: State,
    pub identity: Option<Identity>,
    pub person: Option<Contact>,
    pub substitute: Option<Contact>,
}

/// The ways to file with one authority; one that says `missing` where there is none. The readiest stands first.
pub fn ready(settings: &Settings, law: &PolicySet, authority: &str, today: NaiveDate) -> Vec<Ready> {
    let body = law.same_body(authority);
    let found = settings.identities.iter().filter(|one| law.same_body(&one.authority) == body);
    let mut ways: Vec<Ready> = found
        .map(|one| Ready {
            authority: authority.to_owned(),
            state: state(one, law, today),
            person: settings.contact(one.person).cloned(),
            substitute: one.substitute.and_then(|number| settings.contact(number)).cloned(),
            identity: Some(one.clone()),
        })
        .collect();
    ways.sort_by_key(|way| std::cmp::Reverse(way.state));
    if ways.is_empty() {
        let authority = authority.to_owned();
        ways.push(Ready { authority, state: State::Missing, identity: None, person: None, substitute: None });
    }
    ways
}

fn state(identity: &Identity, law: &PolicySet, today: NaiveDate) -> State {
    let most = law.readiness().map(|readiness| TimeDelta::days(i64::from(readiness.identity_test_days)));
    match (identity.tested_on, most) {
        (None, _) => State::Untested,
        (Some(day), Some(most)) if today - day > most => State::Old,
        _ => State::Ready,
    }
}

/// Authorities that a breach hitting everything the organisation entered would have to be filed with: id and name, by the rules
/// themselves, so that no list of ours can fall behind them.
pub fn authorities_of(settings: &Settings, law: &PolicySet, now: At) -> BTreeMap<String, String> {
    if settings.controllers.is_empty() {
        return BTreeMap::new();
    }
    let everywhere = Scope { kind: ScopeKind::Case, id: String::new() };
    let moments = [InstantKind::FirstSignal, InstantKind::Detected611, InstantKind::Aware];
    let situation = Situation {
        controllers: settings.controllers.clone(),
        markets: settings
            .markets
            .iter()
            .map(|market| Market { status: MarketStatus::Affected, reason: None, ..market.clone() })
            .collect(),
        data_sets: settings.data_sets.iter().map(|set| DataSet { hit: Tri::Yes, ..set.clone() }).collect(),
        instants: moments.map(|what| TriggerInstant { what, at: now, scope: everywhere.clone() }).to_vec(),
        filings: Vec::new(),
        decisions: Vec::new(),
        facts: Vec::new(),
        overrides: Vec::new(),
    };
    let plan = policy::plan(law, &situation, now);
    let owed = plan
        .duties
        .into_iter()
        .filter(|duty| duty.kind == DutyKind::Authority && duty.status != DutyStatus::NotRequired);
    let body = |duty: crate::domain::plan::PlannedDuty| {
        let id = law.same_body(&duty.recipient.id).to_owned();
        let name = law.authority(&id).map_or(duty.recipient.name, |record| record.name.clone());
        (id, name)
    };
    owed.map(body).collect()
}

/// Every authority of an organisation with its ways to file, those that lack something first; and authorities for which a way was
/// entered although nothing is owed to them now.
pub fn ready_of(row: &OrganisationRow, settings: &Settings, law: &PolicySet, now: At) -> Vec<(String, Vec<Ready>)> {
    let zone: Tz = row.zone.parse().unwrap_or(Tz::UTC);
    let today = now.in_zone(zone).date_naive();
    let mut names = authorities_of(settings, law, now);
    for identity in &settings.identities {
        let id = law.same_body(&identity.authority);
        let name = || law.authority(id).map_or(id, |known| known.name.as_str()).to_owned();
        names.entry(id.to_owned()).or_insert_with(name);
    }
    let mut all: Vec<(String, Vec<Ready>)> =
        names.into_iter().map(|(id, name)| (name, ready(settings, law, &id, today))).collect();
    all.sort_by_key(|(name, ways)| (ways.first().map(|way| way.state), name.clone()));
    all
}

/// How many authorities lack a way to file, and how many have none that was tested in time.
pub fn readiness_of(row: &OrganisationRow, settings: &Settings, law: &PolicySet, now: At) -> (usize, usize) {
    let best: Vec<State> =
        ready_of(row, settings, law, now).iter().filter_map(|(_, ways)| ways.first()).map(|way| way.state).collect();
    let count = |wanted: &[State]| best.iter().filter(|state| wanted.contains(state)).count();
    (count(&[State::Missing]), count(&[State::Untested, State::Old]))
}

/// How many authorities each organisation cannot file with. The first page asks for it each time, and it takes the whole law; so it is
/// kept with all that it follows from: what the organisation entered, and the quarter of an hour, because a rule begins and ends at a
/// midnight somewhere. The desk's own law does not change while the program runs.
#[derive(Clone, Default)]
pub struct Lacking {
    kept: Arc<Mutex<BTreeMap<Uuid, Kept>>>,
}

struct Kept {
    of: OrganisationRow,
    quarter: i64,
    missing: usize,
}

const QUARTER_MICROS: i64 = 15 * 60 * 1_000_000;

impl Lacking {
    /// How many authorities lack a way to file; `of` is the organisation as it was just read.
    pub fn count(&self, ctx: &Ctx, of: &OrganisationRow, now: At) -> AppResult<usize> {
        let quarter = now.micros().div_euclid(QUARTER_MICROS);
        let same = |kept: &&Kept| kept.quarter == quarter && kept.of == *of;
        let known = self.lock().get(&of.id).filter(same).map(|kept| kept.missing);
        if let Some(missing) = known {
            return Ok(missing);
        }
        let settings = Settings::of(of)?;
        let law = ctx.law_with(of.id, &settings)?;
        let (missing, _) = readiness_of(of, &settings, &law, now);
        self.lock().insert(of.id, Kept { of: of.clone(), quarter, missing });
        Ok(missing)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<Uuid, Kept>> {
        // An entry is put in whole, so a poisoned map is a whole map.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
