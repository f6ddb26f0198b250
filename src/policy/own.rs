//! What a rule of the organisation's own says beyond the law: a contract's other side, and whom and what the contract is about.
//!
//! Contract and insurer duties run through the same engine as the law; only the questions "does it reach this case?" and "who is told?"
//! are answered from the contract.

use super::authorities;
use super::bound::{self, Answer, open_markets};
use super::law::Rule;
use super::open::Open;
use super::reader::Node;
use super::reasons;
use crate::domain::plan::{ArithmeticLine, DutyKind, RuleOrigin};
use crate::domain::situation::{Controller, MarketStatus, Situation, Tri};
use crate::domain::values::Country;

/// Ways to reach the other side of a contract.
pub const CHANNELS: &[&str] = &["email", "pec", "online_form", "phone", "post"];

/// The other side of a contract: a client, a partner or an insurer, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    /// One of [`CHANNELS`].
    pub channel: String,
    /// Where that channel leads: address, telephone number or page.
    pub address: String,
    /// Whose zone and public holidays count.
    pub country: Country,
    /// Language in which it is told (BCP 47).
    pub language: String,
}

/// What the contract is about. An empty list asks nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applies {
    /// Controllers that are bound, each by itself; empty = the organisation as a whole, once per case.
    pub controllers: Vec<String>,
    /// At least one of these must be affected.
    pub markets: Vec<Country>,
    /// Data sets, by id or name.
    pub data_sets: Vec<String>,
}

/// The part of a rule that the law's own rules leave at its default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Own {
    pub origin: RuleOrigin,
    /// The shipped version that this one takes the place of.
    pub replaces: Option<u32>,
    pub applies: Applies,
    pub named: Option<Named>,
}

pub fn is_contract(node: &Node<'_>) -> bool {
    node.opt_text("kind").as_deref() == Some(DutyKind::Contract.as_str())
}

/// Reads `applies` and `replaces`; `named` comes from the rule's `recipient`.
pub fn parse(node: &Node<'_>, named: Option<Named>) -> Own {
    let applies = node.node("applies").map(|n| applies(&n)).unwrap_or_default();
    if node.has("applies") && !is_contract(node) {
        node.problem("applies", "is for contracts only", "the law says itself whom it binds, in `binds`");
    }
    Own { origin: RuleOrigin::Shipped, replaces: node.opt_number("replaces"), applies, named }
}

fn applies(n: &Node<'_>) -> Applies {
    let markets = n
        .texts("markets")
        .iter()
        .filter_map(|code| match Country::parse(code) {
            Ok(country) => Some(country),
            Err(bad) => {
                n.problem("markets", bad.to_string(), "");
                None
            }
        })
        .collect();
    let found = Applies { controllers: n.texts("controllers"), markets, data_sets: n.texts("data_sets") };
    n.finish();
    found
}

/// The other side, from `recipient = { choose = "named", … }`.
pub fn named(n: &Node<'_>) -> Named {
    let channel = n.word("channel", CHANNELS, |word| CHANNELS.contains(&word).then(|| word.to_owned()));
    if !n.has("channel") {
        n.problem("channel", "is missing", format!("one of {}", CHANNELS.join(", ")));
    }
    let found = Named {
        name: n.text("name"),
        channel: channel.unwrap_or_default(),
        address: n.text("address"),
        country: authorities::country(n, "country"),
        language: n.opt_text("language").unwrap_or_else(|| "en".to_owned()),
    };
    if matches!(found.channel.as_str(), "email" | "pec") && !found.address.is_empty() && !found.address.contains('@') {
        n.problem("address", format!("`{}` is not a mail address", found.address), "or choose another channel");
    }
    found
}

/// Whether a contract reaches one controller of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaches<'a> {
    /// It does; the facts that leave it open, none if it is certain. Beside them the data sets that were hit.
    Yes { open: Vec<Open<'a>>, about: Vec<&'a str> },
    /// It does not, for this reason.
    No(ArithmeticLine),
    /// The contract is another controller's.
    Elsewhere,
}

/// Whether the contract reaches this controller. A contract of the organisation as a whole is owed once per case, by the controller
/// whose data it is most certainly about.
pub fn reaches<'a>(rule: &'a Rule, controller: &'a Controller, situation: &'a Situation) -> Reaches<'a> {
    let applies = &rule.own.applies;
    if applies.controllers.is_empty() {
        let bound =
            |one: &&Controller| !matches!(bound::by_role(&rule.binds, rule.covers, one, situation), Answer::No(_));
        let bearer = situation.controllers.iter().filter(bound).min_by_key(|one| rank(&data(rule, one, situation).0));
        if bearer.is_none_or(|bearer| bearer.id != controller.id) {
            return Reaches::Elsewhere;
        }
    } else if !applies.controllers.contains(&controller.id) {
        return Reaches::Elsewhere;
    }
    let mut open = Vec::new();
    let (by_data, about) = data(rule, controller, situation);
    match by_data {
        Answer::Yes => {}
        Answer::Unknown(facts) => open.extend(facts),
        Answer::No(true) => return Reaches::No(reasons::no_data_hit(&controller.name)),
        Answer::No(false) => return Reaches::No(reasons::contract_other_data(&rule.cite.act)),
    }
    if !applies.markets.is_empty() {
        let whole = applies.controllers.is_empty();
        let concerned: Vec<_> = situation
            .controllers
            .iter()
            .filter(|one| whole || one.id == controller.id)
            .flat_map(|one| open_markets(situation, one))
            .filter(|market| applies.markets.contains(&market.country))
            .collect();
        if concerned.is_empty() {
            return Reaches::No(reasons::contract_other_markets(&rule.cite.act));
        }
        if !concerned.iter().any(|market| market.status == MarketStatus::Affected) {
            open.extend(concerned.iter().map(|market| Open::Market(market.country.as_str())));
        }
    }
    match bound::by_conditions(rule, controller, situation) {
        (Answer::Yes, _) => {}
        (Answer::Unknown(facts), _) => open.extend(facts),
        (Answer::No(_), condition) => {
            let fact = condition.map_or("", |condition| condition.fact.as_str());
            if condition.is_some_and(|condition| rule.unless.contains(condition)) {
                return Reaches::No(reasons::contract_excepted(&rule.cite.act, fact));
            }
            return Reaches::No(reasons::contract_other_facts(&rule.cite.act, fact));
        }
    }
    Reaches::Yes { open, about }
}

fn rank(answer: &Answer<'_>) -> u8 {
    match answer {
        Answer::Yes => 0,
        Answer::Unknown(_) => 1,
        Answer::No(_) => 2,
    }
}

/// The data sets of this controller that the contract is about, and whether they were hit.
pub fn data<'a>(rule: &Rule, controller: &'a Controller, situation: &'a Situation) -> (Answer<'a>, Vec<&'a str>) {
    let wanted = &rule.own.applies.data_sets;
    if wanted.is_empty() {
        return bound::by_data(rule.covers, controller, situation);
    }
    let own: Vec<_> = situation.data_sets.iter().filter(|set| set.controller == controller.id).collect();
    if own.is_empty() {
        return (Answer::Unknown(vec![Open::DataSets(&controller.id)]), Vec::new());
    }
    let names = |id: &str, name: &str| wanted.iter().any(|one| one == id || one.eq_ignore_ascii_case(name));
    let mut about = Vec::new();
    let mut open = Vec::new();
    let mut certain = false;
    for set in own.iter().filter(|set| names(&set.id, &set.name) && set.hit != Tri::No) {
        about.push(set.id.as_str());
        if set.hit == Tri::Yes {
            certain = true;
        } else {
            open.push(Open::Hit(&set.id));
        }
    }
    let answer = match (certain, about.is_empty()) {
        (true, _) => Answer::Yes,
        (false, false) => Answer::Unknown(open),
        (false, true) => Answer::No(own.iter().all(|set| set.hit == Tri::No)),
    };
    (answer, about)
}
