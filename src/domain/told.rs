//! What an authority knows: each filing that counts stands for the facts its notice told, and today's facts are held against them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::case::{Case, Duty, NoticeFiling};
use super::plan::{DutyKind, Recipient};
use super::project::reveal;
use super::situation::{InstantKind, Knowledge, Scope, ScopeKind};
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
            Some(ToldFact { id: row.id.clone(), state: now.state, value: now.value, by: now.by, open })
        };
        let facts: Vec<ToldFact> = known.iter().flat_map(|one| one.owed().filter_map(told)).collect();
        (!facts.is_empty()).then_some(ToldFacts { facts, withdraws: false })
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
        let mut told: Vec<(ToldFact, (u32, At))> = Vec::new();
        for filing in &filings {
            let place = (filing.number, filing.at);
            let Some(facts) = &filing.told else {
                one.not_recorded.push(filing.number);
                continue;
            };
            one.withdrawn = facts.withdraws.then_some(place);
            for fact in &facts.facts {
                told.retain(|(earlier, _)| earlier.id != fact.id);
                told.push((fact.clone(), place));
            }
        }
        told.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        let taken_back = one.withdrawn.is_some();
        let known = told.iter().map(|(fact, _)| fact.id.clone()).collect::<Vec<_>>();
        for (fact, place) in told {
            let now = self.fact_now(&fact.id, &one.controller, one.market.as_ref());
            // Nothing is owed on a notification that was taken back.
            let standing = if taken_back { Standing::AsTold } else { standing(&fact, now.as_ref()) };
            one.rows.push(Compared { id: fact.id.clone(), told: Some(fact), told_in: Some(place), now, standing });
        }
        let mut others: Vec<&str> = self.facts.iter().map(|entry| entry.fact.id.as_str()).collect();
        others.sort_unstable();
        others.dedup();
        for id in others.into_iter().filter(|id| !known.iter().any(|told| told == id)) {
            if let Some(now) = self.fact_now(id, &one.controller, one.market.as_ref()) {
                let id = id.to_owned();
                one.rows.push(Compared { id, told: None, told_in: None, now: Some(now), standing: Standing::NotTold });
            }
        }
        one.filings = filings;
    }

    /// Whether a fact stands otherwise today than a text told it.
    pub fn has_moved(&self, told: &ToldFact, controller: &str, market: Option<&Country>) -> bool {
        standing(told, self.fact_now(&told.id, controller, market).as_ref()).is_owed()
    }

    /// The fact as it counts for a notice of this controller and market; the narrower scope wins, as it does in the text.
    pub fn fact_now(&self, id: &str, controller: &str, market: Option<&Country>) -> Option<FactNow> {
        if let Some((what, _)) = MOMENTS.iter().find(|(_, moment)| *moment == id)
            && let Some(found) = self.moment_now(*what, controller, market)
        {
            return Some(found);
        }
        let entries = self.facts.iter().filter(|entry| entry.fact.id == id);
        let reached = entries.filter_map(|entry| Some((reach(&entry.fact.scope, controller, market)?, entry)));
        let (_, entry) = reached.max_by_key(|(rank, _)| *rank)?;
        let fact = &entry.fact;
        Some(FactNow { state: fact.state, value: fact.value.clone(), by: fact.by, since: entry.set_at })
    }

    fn moment_now(&self, what: InstantKind, controller: &str, market: Option<&Country>) -> Option<FactNow> {
        let entries: Vec<_> = self
            .instants_in_force()
            .filter(|entry| entry.what == what)
            .filter_map(|entry| Some((reach(&entry.scope, controller, market)?, entry)))
            .collect();
        let narrowest = entries.iter().map(|(rank, _)| *rank).max()?;
        let (_, entry) = entries.iter().filter(|(rank, _)| *rank == narrowest).min_by_key(|(_, entry)| entry.at)?;
        let value = Value::from(entry.at.micros());
        Some(FactNow { state: Knowledge::Known, value, by: None, since: entry.recorded_at })
    }
}

/// How narrow a scope is, or none where it does not reach a notice of this controller and market.
fn reach(scope: &Scope, controller: &str, market: Option<&Country>) -> Option<u8> {
    match scope.kind {
        ScopeKind::Case => Some(0),
        ScopeKind::Controller => (scope.id == controller).then_some(1),
        ScopeKind::Market => market.is_some_and(|market| market.as_str() == scope.id).then_some(2),
        ScopeKind::DataSet => None,
    }
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
        ToldFact { id: "subjects.count".into(), state, value, by: None, open: state == Knowledge::Unknown }
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
