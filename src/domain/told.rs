//! What an authority knows: each filing that counts stands for the facts its notice told, and today's facts are held against them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::case::{Case, Duty, FactEntry, NoticeFiling};
use super::plan::{DutyKind, Recipient};
use super::project::reveal;
use super::situation::{DataScope, InstantKind, Knowledge, Scope, ScopeKind, Tri};
use super::values::{At, Country};
use crate::words;

/// Moments of the case under the ids by which notices tell them.
pub const MOMENTS: &[(InstantKind, &str)] = &[
    (InstantKind::Occurred, "time.start"),
    (InstantKind::FirstSignal, "time.first_signal_at"),
    (InstantKind::Detected611, "time.detected_at"),
    (InstantKind::Aware, "time.aware_at"),
];

/// A fact in the words of one notice: its state of knowledge then, and its value as the record keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldFact {
    pub id: String,
    /// Id of the data set it was said of; empty where one word stood for all that the notice is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub set: String,
    pub state: Knowledge,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub value: Value,
    /// Day by which it was expected, where the notice said that it is not known yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<NaiveDate>,
    /// The notice said "not known yet": unknown, or a value that says so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
}

/// What a notice tells: its facts, and whether it takes back everything told before it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ToldFacts {
    pub facts: Vec<ToldFact>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdraws: bool,
    /// The data sets that the notice is about.
    #[serde(flatten)]
    pub covered: Covered,
}

/// Which data sets something that is said of a controller is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Covered {
    /// Ids of those that were hit or may have been, in the order of the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<String>,
    /// Kinds of data that its law is about: a data set that is found to be hit later belongs to it if it is of one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<DataScope>,
}

/// A fact of today, as a notice to this authority would tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactNow {
    pub state: Knowledge,
    pub value: Value,
    pub by: Option<NaiveDate>,
    /// Since when it stands so on record.
    pub since: At,
}

words! {
    /// How one fact of today stands against what the authority was told.
    Standing {
        AsTold = "as_told",
        /// Told as not known yet, and it still is.
        StillOpen = "still_open",
        /// Told as not known yet, and known now.
        Arrived = "arrived",
        /// Told otherwise than it stands today.
        Corrected = "corrected",
        /// What was told has been erased since; there is nothing left to compare.
        Erased = "erased",
        /// No notice told it: its form did not ask, or nothing was on record.
        NotTold = "not_told",
    }
}

impl Standing {
    /// Whether the authority is owed a follow-up for it.
    pub fn is_owed(self) -> bool {
        matches!(self, Self::Arrived | Self::Corrected)
    }
}

/// One fact at one authority: what it was told, in which filing, and what is true today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    pub id: String,
    /// Id of the data set, where it is not the same for all.
    pub set: String,
    pub told: Option<ToldFact>,
    /// Number and moment of the filing that told it last.
    pub told_in: Option<(u32, At)>,
    pub now: Option<FactNow>,
    pub standing: Standing,
}

/// What one authority knows of a controller's breach under one rule.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    pub rule: String,
    pub recipient: Recipient,
    pub controller: String,
    pub market: Option<Country>,
    /// The duties of this rule towards it, in the order they arose.
    pub duties: Vec<&'a Duty>,
    /// Filings that count, the earliest recorded first.
    pub filings: Vec<&'a NoticeFiling>,
    /// Filings of which nobody can say by field what they told.
    pub not_recorded: Vec<u32>,
    /// The filing that took everything back, where it is the last one.
    pub withdrawn: Option<(u32, At)>,
    /// The data sets that a notice to it is about today, as far as its filings say which.
    pub covered: Covered,
    pub rows: Vec<Compared>,
}

impl Known<'_> {
    /// What this authority still has to be told, in the order of the facts.
    pub fn owed(&self) -> impl Iterator<Item = &Compared> {
        self.rows.iter().filter(|row| row.standing.is_owed())
    }

    /// Since when something is owed to it.
    pub fn owed_since(&self) -> Option<At> {
        self.owed().filter_map(|row| row.now.as_ref().map(|now| now.since)).min()
    }

    /// The reference that the authority gave, on its latest receipt.
    pub fn reference(&self) -> Option<&str> {
        let proofs = self.filings.iter().rev().filter_map(|filing| filing.proof.as_ref());
        let receipts = proofs.filter(|proof| proof.proof == super::situation::Proof::Receipt);
        receipts.map(|proof| proof.reference.as_str().trim()).find(|text| !text.is_empty())
    }
}

impl Case {
    /// What each authority knows that was ever notified, in the order of their first duties.
    pub fn known_to_authorities(&self) -> Vec<Known<'_>> {
        let mut known: Vec<Known<'_>> = Vec::new();
        for duty in &self.duties {
            let seen = known.iter().any(|one| one.duties.iter().any(|of| of.number == duty.number));
            if !seen {
                known.extend(self.known_at(duty.number));
            }
        }
        known
    }

    /// What the authority of a duty knows under the duty's rule; none before anything was filed with it.
    pub fn known_at(&self, duty: u32) -> Option<Known<'_>> {
        let planned = &self.duty(duty).filter(|duty| duty.planned.kind == DutyKind::Authority)?.planned;
        let same = |duty: &&Duty| {
            let other = &duty.planned;
            (&other.rule, &other.recipient.id, &other.controller, &other.market)
                == (&planned.rule, &planned.recipient.id, &planned.controller, &planned.market)
        };
        let mut one = Known {
            rule: planned.rule.clone(),
            recipient: planned.recipient.clone(),
            controller: planned.controller.clone(),
            market: planned.market.clone(),
            duties: self.duties.iter().filter(same).collect(),
            filings: Vec::new(),
            not_recorded: Vec::new(),
            withdrawn: None,
            covered: Covered::default(),
            rows: Vec::new(),
        };
        self.fill(&mut one);
        (!one.filings.is_empty()).then_some(one)
    }

    /// Whether a duty is open because its authority was told less or otherwise than is known today.
    pub fn is_owed_again(&self, duty: &Duty) -> bool {
        duty.is_unfiled() && self.known_at(duty.number).is_some_and(|known| known.owed_since().is_some())
    }

    /// Whoever records a follow-up that was written elsewhere says that it told what was owed then; nobody keeps its words by field.
    pub(super) fn told_elsewhere(&self, duties: &[u32]) -> Option<ToldFacts> {
        let owed = duties.iter().filter_map(|number| self.duty(*number)).filter(|duty| self.is_owed_again(duty));
        let known: Vec<Known<'_>> = owed.filter_map(|duty| self.known_at(duty.number)).collect();
        let told = |row: &Compared| {
            let now = row.now.clone()?;
            let open = now.state == Knowledge::Unknown;
            Some(ToldFact {
                id: row.id.clone(),
                set: row.set.clone(),
                state: now.state,
                value: now.value,
                by: now.by,
                open,
            })
        };
        // A fact that differs between data sets is told for all of them, also where only one of them is news.
        let of_owed = |one: &&Known<'_>| {
            let owed: Vec<&str> = one.owed().map(|row| row.id.as_str()).collect();
            one.rows.iter().filter(|row| owed.contains(&row.id.as_str())).filter_map(told).collect::<Vec<_>>()
        };
        let facts: Vec<ToldFact> = known.iter().flat_map(|one| of_owed(&one)).collect();
        let covered = known.first().map(|one| one.covered.clone()).unwrap_or_default();
        (!facts.is_empty()).then_some(ToldFacts { facts, withdraws: false, covered })
    }

    fn fill<'a>(&'a self, one: &mut Known<'a>) {
        let of_these = |duties: &[u32]| one.duties.iter().any(|duty| duties.contains(&duty.number));
        let all = self.all_filings().into_iter();
        let mut filings: Vec<&NoticeFiling> =
            all.filter(|(duties, filing)| of_these(duties) && self.stands(filing)).map(|(_, filing)| filing).collect();
        // A filing that was recorded late still told what it told when it was made.
        filings.sort_by_key(|filing| (filing.at, filing.number));
        if filings.is_empty() {
            return;
        }
        let mut told: BTreeMap<&str, Told<'_>> = BTreeMap::new();
        let mut covered = Covered::default();
        for filing in &filings {
            let place = (filing.number, filing.at);
            let Some(facts) = &filing.told else {
                one.not_recorded.push(filing.number);
                continue;
            };
            one.withdrawn = facts.withdraws.then_some(place);
            covered.take(&facts.covered);
            // A later filing says the whole fact anew, for all data sets that it is about.
            let ids: BTreeSet<&str> = facts.facts.iter().map(|fact| fact.id.as_str()).collect();
            for id in ids {
                let facts_of_it = facts.facts.iter().filter(|fact| fact.id == id).collect();
                told.insert(id, Told { facts: facts_of_it, place, about: &facts.covered });
            }
        }
        covered.sets = self.covered_now(&one.controller, &covered);
        let taken_back = one.withdrawn.is_some();
        for (id, told) in &told {
            let now = self.facts_now(id, &one.controller, one.market.as_ref(), &covered.sets);
            for held in held(&told.facts, told.about, &now, &covered.sets) {
                // Nothing is owed on a notification that was taken back.
                let standing = if taken_back { Standing::AsTold } else { held.standing };
                one.rows.push(Compared {
                    id: (*id).to_owned(),
                    set: held.set,
                    told_in: held.told.is_some().then_some(told.place),
                    told: held.told,
                    now: held.now,
                    standing,
                });
            }
        }
        let mut others: Vec<&str> = self.facts.iter().map(|entry| entry.fact.id.as_str()).collect();
        others.sort_unstable();
        others.dedup();
        for id in others.into_iter().filter(|id| !told.contains_key(id)) {
            for (set, now) in self.facts_now(id, &one.controller, one.market.as_ref(), &covered.sets) {
                let (id, standing) = (id.to_owned(), Standing::NotTold);
                one.rows.push(Compared { id, set, told: None, told_in: None, now: Some(now), standing });
            }
        }
        one.covered = covered;
        one.filings = filings;
    }

    /// The facts that stand otherwise today than a text told them, by id.
    pub fn moved(&self, told: &ToldFacts, controller: &str, market: Option<&Country>) -> Vec<String> {
        let sets = self.covered_now(controller, &told.covered);
        let mut ids: Vec<&str> = told.facts.iter().map(|fact| fact.id.as_str()).collect();
        ids.dedup();
        let is_moved = |id: &&str| {
            let facts: Vec<&ToldFact> = told.facts.iter().filter(|fact| fact.id == **id).collect();
            let now = self.facts_now(id, controller, market, &sets);
            held(&facts, &told.covered, &now, &sets).iter().any(|one| one.standing.is_owed())
        };
        ids.into_iter().filter(is_moved).map(str::to_owned).collect()
    }

    /// The data sets that count today for something that was said of these: those of them that are still hit, and those of the same
    /// kinds of data that were found to be hit since.
    fn covered_now(&self, controller: &str, covered: &Covered) -> Vec<String> {
        let sets = self.data_sets.iter().filter(|set| set.controller == controller && set.hit != Tri::No);
        let counts = |id: &String, scope: DataScope| covered.sets.contains(id) || covered.scopes.contains(&scope);
        sets.filter(|set| counts(&set.id, set.scope)).map(|set| set.id.clone()).collect()
    }

    /// The fact as it counts for a notice of this controller and market, for each of the data sets it is about, or once, under an empty
    /// name, where it is the same for all of them; the narrower scope wins. Nothing where it is on record for none of them.
    pub fn facts_now(
        &self,
        id: &str,
        controller: &str,
        market: Option<&Country>,
        sets: &[String],
    ) -> Vec<(String, FactNow)> {
        if let Some((what, _)) = MOMENTS.iter().find(|(_, moment)| *moment == id)
            && let Some(found) = self.moment_now(*what, controller, market, sets)
        {
            return vec![(String::new(), found)];
        }
        let entries = || self.facts.iter().filter(|entry| entry.fact.id == id);
        let best = |set: Option<&str>| {
            let reached = entries().filter_map(|entry| Some((entry.fact.scope.reach(controller, market, set)?, entry)));
            reached.max_by_key(|(rank, _)| *rank).map(|(_, entry)| entry)
        };
        let now = |entry: &FactEntry| FactNow {
            state: entry.fact.state,
            value: entry.fact.value.clone(),
            by: entry.fact.by,
            since: entry.set_at,
        };
        let each: Vec<(&String, Option<&FactEntry>)> = sets.iter().map(|set| (set, best(Some(set)))).collect();
        let said = |one: &FactEntry| {
            let fact = &one.fact;
            (fact.state, fact.value.clone(), fact.how.clone(), fact.who.clone(), fact.by)
        };
        let first = match each.first() {
            None => best(None),
            Some((_, first)) => *first,
        };
        if each.iter().all(|(_, entry)| entry.map(said) == first.map(said)) {
            return first.map(|entry| (String::new(), now(entry))).into_iter().collect();
        }
        // A data set of which nothing is on record is said to be unknown: silence would read as "nothing there".
        let since = each.iter().filter_map(|(_, entry)| entry.map(|entry| entry.set_at)).min();
        let unknown = since.map(|since| FactNow { state: Knowledge::Unknown, value: Value::Null, by: None, since });
        let each = each.into_iter();
        each.filter_map(|(set, entry)| Some((set.clone(), entry.map(now).or(unknown.clone())?))).collect()
    }

    fn moment_now(
        &self,
        what: InstantKind,
        controller: &str,
        market: Option<&Country>,
        sets: &[String],
    ) -> Option<FactNow> {
        let reach = |scope: &Scope| match scope.kind {
            ScopeKind::DataSet => sets.contains(&scope.id).then_some(3),
            _ => scope.reach(controller, market, None),
        };
        let entries: Vec<_> = self
            .instants_in_force()
            .filter(|entry| entry.what == what)
            .filter_map(|entry| Some((reach(&entry.scope)?, entry)))
            .collect();
        let narrowest = entries.iter().map(|(rank, _)| *rank).max()?;
        let (_, entry) = entries.iter().filter(|(rank, _)| *rank == narrowest).min_by_key(|(_, entry)| entry.at)?;
        let value = Value::from(entry.at.micros());
        Some(FactNow { state: Knowledge::Known, value, by: None, since: entry.recorded_at })
    }
}

impl Covered {
    /// What this and a later notice are about, taken together.
    fn take(&mut self, later: &Self) {
        let fresh: Vec<String> = later.sets.iter().filter(|set| !self.sets.contains(set)).cloned().collect();
        self.sets.extend(fresh);
        let fresh: Vec<DataScope> = later.scopes.iter().filter(|one| !self.scopes.contains(one)).copied().collect();
        self.scopes.extend(fresh);
    }
}

/// What the last filing that told a fact said of it.
struct Told<'a> {
    facts: Vec<&'a ToldFact>,
    place: (u32, At),
    about: &'a Covered,
}

/// One fact of one data set, or of all of them, held against today.
struct Held {
    set: String,
    told: Option<ToldFact>,
    now: Option<FactNow>,
    standing: Standing,
}

/// Holds what was told of one fact against today: once where both are one word for all data sets, else for each of them.
fn held(told: &[&ToldFact], about: &Covered, now: &[(String, FactNow)], covered: &[String]) -> Vec<Held> {
    let told_of = |set: &str| told.iter().find(|fact| fact.set == set).map(|fact| (*fact).clone());
    let now_of = |set: &str| now.iter().find(|(of, _)| of == set).map(|(_, now)| now.clone());
    let differs_now = now.iter().any(|(set, _)| !set.is_empty());
    let differed = told.iter().any(|fact| !fact.set.is_empty());
    if !differs_now && !differed {
        let (told, now) = (told_of(""), now_of(""));
        let standing = told.as_ref().map_or(Standing::NotTold, |told| standing(told, now.as_ref()));
        return vec![Held { set: String::new(), told, now, standing }];
    }
    let mut sets: Vec<&str> = covered.iter().map(String::as_str).collect();
    let gone = told.iter().map(|fact| fact.set.as_str()).filter(|set| !set.is_empty());
    sets.extend(gone.filter(|set| !covered.iter().any(|one| one == set)));
    let each = sets.into_iter().map(|set| {
        // One word for all was said of the data sets that the notice was about; of every one where nobody kept which.
        let was_covered = about.sets.is_empty() || about.sets.iter().any(|one| one == set);
        let told = told_of(set).or_else(|| told_of("").filter(|_| was_covered));
        let now = now_of(set).or_else(|| now_of("")).filter(|_| covered.iter().any(|one| one == set));
        let standing = match (&told, &now) {
            (Some(told), now) => standing(told, now.as_ref()),
            // Of another data set it was told: this one is news.
            (None, Some(now)) if matches!(now.state, Knowledge::Known | Knowledge::Estimated) => Standing::Arrived,
            (None, _) => Standing::NotTold,
        };
        Held { set: set.to_owned(), told, now, standing }
    });
    each.collect()
}

fn standing(told: &ToldFact, now: Option<&FactNow>) -> Standing {
    let had_value = matches!(told.state, Knowledge::Known | Knowledge::Estimated);
    let value = reveal(&told.value);
    if had_value && value.is_null() {
        return Standing::Erased;
    }
    let same = now.is_none_or(|now| match now.state {
        Knowledge::Unknown => told.open,
        state => state == told.state && reveal(&now.value) == value,
    });
    match (same, told.open) {
        (true, true) => Standing::StillOpen,
        (true, false) => Standing::AsTold,
        (false, true) => Standing::Arrived,
        (false, false) => Standing::Corrected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(state: Knowledge, value: Value) -> ToldFact {
        let id = "subjects.count".into();
        ToldFact { id, set: String::new(), state, value, by: None, open: state == Knowledge::Unknown }
    }

    fn now(state: Knowledge, value: Value) -> FactNow {
        FactNow { state, value, by: None, since: At::from_micros(1).unwrap() }
    }

    #[test]
    fn only_what_arrived_or_changed_is_owed() {
        use Knowledge::{Estimated, Known, NotApplicable, Unknown};
        let number = || json!({ "n": 40 });
        let cases = [
            (told(Unknown, Value::Null), now(Unknown, Value::Null), Standing::StillOpen),
            (told(Unknown, Value::Null), now(Known, number()), Standing::Arrived),
            (told(Unknown, Value::Null), now(NotApplicable, Value::Null), Standing::Arrived),
            (told(Known, number()), now(Known, number()), Standing::AsTold),
            (told(Known, number()), now(Known, json!({ "n": 41 })), Standing::Corrected),
            // An estimate that was confirmed is news; so is a figure that nobody stands by any more.
            (told(Estimated, number()), now(Known, number()), Standing::Corrected),
            (told(Known, number()), now(Unknown, Value::Null), Standing::Corrected),
            (told(NotApplicable, Value::Null), now(NotApplicable, Value::Null), Standing::AsTold),
            (told(Known, json!({ "$erased": true })), now(Known, number()), Standing::Erased),
        ];
        for (told, now, expected) in cases {
            assert_eq!(standing(&told, Some(&now)), expected, "{told:?} {now:?}");
        }
        assert_eq!(standing(&told(Unknown, Value::Null), None), Standing::StillOpen);
    }
}
