//! The awareness ledger: every trigger instant with who, how and why, what stands in for a missing one, what a correction moves.

use crate::domain::case::{Case, InstantEntry};
use crate::domain::plan::DutyStatus;
use crate::domain::situation::{InstantKind, Scope, ScopeKind};
use crate::domain::values::At;
use crate::words;

words! {
    /// What has become of an entry.
    EntryState {
        InForce = "in_force",
        /// Recorded beside others of its kind; an earlier first signal counts.
        Beside = "beside",
        Corrected = "corrected",
        /// Contradicts the record; the earlier moment runs until a second person has confirmed.
        Waits = "waits",
    }
}

#[derive(Debug, Clone)]
pub struct LedgerEntry<'a> {
    pub entry: &'a InstantEntry,
    pub state: EntryState,
    /// Number of the entry that took its place.
    pub corrected_by: Option<u32>,
}

/// One kind of instant with its entries, the newest first.
#[derive(Debug, Clone)]
pub struct LedgerRow<'a> {
    pub what: InstantKind,
    pub entries: Vec<LedgerEntry<'a>>,
    /// Instants used in its place by duties that ask for it.
    pub stood_in_by: Vec<InstantKind>,
    /// Duties whose clock asks for it.
    pub duties: usize,
    /// Duties whose clock runs from it in place of a moment that is not recorded.
    pub stands_in_for: usize,
}

impl LedgerRow<'_> {
    /// No clock of this case runs from it or would: it stands in the record and in notices only.
    pub fn starts_nothing(&self) -> bool {
        self.duties == 0 && self.stands_in_for == 0
    }
}

/// Every kind of instant of `regimes.md` section 0, recorded or not; kinds that clocks of this case ask for come first.
pub fn ledger(case: &Case) -> Vec<LedgerRow<'_>> {
    let in_force: Vec<u32> = case.instants_in_force().map(|entry| entry.number).collect();
    let mut rows: Vec<LedgerRow<'_>> = InstantKind::ALL
        .iter()
        .map(|what| {
            let mut entries: Vec<LedgerEntry<'_>> = case
                .instants
                .iter()
                .filter(|entry| entry.what == *what)
                .map(|entry| {
                    let corrected_by = case
                        .instants
                        .iter()
                        .find(|later| later.corrects == Some(entry.number))
                        .map(|later| later.number);
                    let state = if !entry.in_force() {
                        EntryState::Waits
                    } else if in_force.contains(&entry.number) {
                        EntryState::InForce
                    } else if corrected_by.is_some() {
                        EntryState::Corrected
                    } else {
                        EntryState::Beside
                    };
                    LedgerEntry { entry, state, corrected_by }
                })
                .collect();
            entries.reverse();
            let asking = case.duties.iter().filter(|duty| !duty.gone && duty.planned.trigger.what == what.as_str());
            let mut stood_in_by: Vec<InstantKind> =
                asking.clone().filter_map(|duty| duty.planned.trigger.fallback).collect();
            stood_in_by.sort_unstable();
            stood_in_by.dedup();
            let stands_in_for = case
                .duties
                .iter()
                .filter(|duty| !duty.gone && duty.planned.trigger.fallback == Some(*what))
                .filter(|duty| duty.planned.trigger.what != what.as_str())
                .count();
            LedgerRow { what: *what, entries, stood_in_by, duties: asking.count(), stands_in_for }
        })
        .collect();
    rows.sort_by_key(|row| (row.entries.is_empty(), row.duties == 0));
    rows
}

/// Which scopes an instant, fact or decision of this case may have: the case, its controllers, data sets and markets.
pub fn scopes(case: &Case) -> Vec<Scope> {
    let mut scopes = vec![Scope::case()];
    scopes.extend(case.controllers.iter().map(|controller| Scope::controller(&controller.id)));
    scopes.extend(case.data_sets.iter().map(|data_set| Scope::data_set(&data_set.id)));
    let mut markets: Vec<Scope> = case.markets.iter().map(|market| Scope::market(&market.country)).collect();
    markets.sort();
    markets.dedup();
    scopes.extend(markets);
    scopes
}

/// A scope as it stands in an address or a form: `case`, `controller:lunamobile-it`, `market:IT`.
pub fn scope_word(scope: &Scope) -> String {
    match scope.kind {
        ScopeKind::Case => "case".to_owned(),
        kind => format!("{kind}:{}", scope.id),
    }
}

/// The scope of this case that `word` names; none for anything else.
pub fn scope_of(case: &Case, word: &str) -> Option<Scope> {
    scopes(case).into_iter().find(|scope| scope_word(scope) == word)
}

/// A duty before and after a change that was tried out or made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub number: u32,
    pub rule: String,
    pub recipient: String,
    pub market: Option<String>,
    pub before: Option<Clock>,
    pub after: Option<Clock>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    pub status: DutyStatus,
    pub target_at: Option<At>,
    pub legal_term_at: Option<At>,
}

impl Moved {
    pub fn arises(&self) -> bool {
        self.before.is_none()
    }

    pub fn falls_away(&self) -> bool {
        self.after.is_none()
    }
}

/// Old and new deadlines side by side: every duty whose clock or status differs between two states of a case.
pub fn moved(before: &Case, after: &Case) -> Vec<Moved> {
    let clock = |case: &Case, number: u32| {
        case.duty(number).filter(|duty| !duty.gone).map(|duty| Clock {
            status: duty.planned.status,
            target_at: duty.planned.target_at,
            legal_term_at: duty.planned.legal_term_at,
        })
    };
    let mut moved: Vec<Moved> = after
        .duties
        .iter()
        .map(|duty| Moved {
            number: duty.number,
            rule: duty.planned.rule.clone(),
            recipient: duty.planned.recipient.name.clone(),
            market: duty.planned.market.as_ref().map(|country| country.as_str().to_owned()),
            before: clock(before, duty.number),
            after: clock(after, duty.number),
        })
        .filter(|moved| moved.before != moved.after)
        .collect();
    moved.sort_by_key(|moved| (moved.after.and_then(|clock| clock.target_at), moved.number));
    moved
}

/// What tells one preview from another: the digest of everything it shows.
pub fn mark(moved: &[Moved]) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(format!("{moved:?}")))
}

/// Entries that wait for a second person.
pub fn waiting(case: &Case) -> Vec<&InstantEntry> {
    case.instants.iter().filter(|entry| !entry.in_force()).collect()
}
