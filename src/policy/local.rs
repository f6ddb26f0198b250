//! Whether a case is one of a single State: Art. 55 beside Art. 56 GDPR. Where only one State of the area is affected and the
//! controller is established there, its authority is the competent one, although the main establishment is elsewhere.

use super::bound::{fact_of, open_markets};
use super::open::Open;
use crate::domain::situation::{Controller, Knowledge, MarketStatus, Situation};
use crate::domain::values::Country;

/// Facts by which the desk knows processing across borders.
const ACROSS_BORDERS: &str = "xborder.is";
const PEOPLE_ELSEWHERE: &str = "xborder.subjects";

/// States whose own authority is, or may be, the competent one.
#[derive(Debug, Default)]
pub(super) struct Local<'a> {
    pub states: Vec<&'a Country>,
    /// Nothing is left open: the one State is the only one.
    pub certain: bool,
    /// What would decide.
    pub open: Vec<Open<'a>>,
}

/// Looks at the States of the area (`inside`) that are or may be affected; `places` are those where the controller is established.
///
/// Nothing is narrowed by what is not known: with a State about which that is open, the lead authority stays beside the local one. A
/// controller without a market on record stays with its lead authority, for nothing says where people are affected.
pub(super) fn look<'a>(
    situation: &'a Situation,
    controller: &'a Controller,
    places: &[&'a Country],
    inside: impl Fn(&Country) -> bool,
) -> Local<'a> {
    if said_to_cross(situation, controller) {
        return Local::default();
    }
    let mut found = States::default();
    for market in open_markets(situation, controller).filter(|market| inside(&market.country)) {
        if market.status == MarketStatus::Unknown { &mut found.unknown } else { &mut found.affected }
            .push(&market.country);
    }
    let mut open: Vec<Open<'a>> = found.unknown.iter().map(|country| Open::Market(country.as_str())).collect();
    if found.people(situation, controller, places, inside) {
        open.push(Open::Fact(PEOPLE_ELSEWHERE));
    }
    if left_open(situation, controller) {
        open.push(Open::Fact(ACROSS_BORDERS));
    }
    let alone = found.alone();
    let states: Vec<&Country> = places.iter().copied().filter(|place| alone.contains(place)).collect();
    if states.is_empty() {
        return Local::default();
    }
    Local { states, certain: open.is_empty(), open }
}

/// States of the area by what is known of them.
#[derive(Default)]
struct States<'a> {
    affected: Vec<&'a Country>,
    unknown: Vec<&'a Country>,
    /// Affected by the count of people, without an establishment or a market on record.
    beside: usize,
}

impl<'a> States<'a> {
    /// Adds the States whose people are counted in the facts; whether the count leaves open that there are more.
    fn people(
        &mut self,
        situation: &Situation,
        controller: &Controller,
        places: &[&'a Country],
        inside: impl Fn(&Country) -> bool,
    ) -> bool {
        let Some(fact) = fact_of(situation, PEOPLE_ELSEWHERE, controller) else { return false };
        let counted = fact.value.as_object().into_iter().flatten();
        // Nobody counted yet, or somebody guessed: neither says that there is nobody elsewhere.
        let open = matches!(fact.state, Knowledge::Unknown | Knowledge::Estimated);
        for (code, _) in counted.filter(|(_, number)| number.as_u64().is_some_and(|number| number > 0)) {
            let Ok(country) = Country::parse(code) else { continue };
            if !inside(&country) || self.affected.iter().any(|known| **known == country) {
                continue;
            }
            match (fact.state, places.iter().find(|place| ***place == country)) {
                (Knowledge::Known, Some(place)) => self.affected.push(place),
                (Knowledge::Known, None) => self.beside += 1,
                (Knowledge::Unknown | Knowledge::Estimated | Knowledge::NotApplicable, _) => {}
            }
        }
        open
    }

    /// States of which one may be the only one affected; with none known to be, each of those about which it is open.
    fn alone(&self) -> &[&'a Country] {
        match (self.affected.as_slice(), self.beside) {
            ([], 0) => &self.unknown,
            ([_], 0) => &self.affected,
            _ => &[],
        }
    }
}

/// Whether the processing is on record as cross-border.
fn said_to_cross(situation: &Situation, controller: &Controller) -> bool {
    let said = fact_of(situation, ACROSS_BORDERS, controller);
    said.is_some_and(|fact| fact.state == Knowledge::Known && fact.value.as_str() == Some("yes"))
}

/// Whether the question is answered by nothing, or by an estimate alone. What runs in several establishments is cross-border although people
/// of one State alone are affected (Art. 4(23)(a)), so a controller who has several is asked.
fn left_open(situation: &Situation, controller: &Controller) -> bool {
    fact_of(situation, ACROSS_BORDERS, controller).is_none_or(|fact| match fact.state {
        Knowledge::Unknown | Knowledge::Estimated => true,
        Knowledge::Known => fact.value.as_str() == Some("unknown"),
        Knowledge::NotApplicable => false,
    })
}
