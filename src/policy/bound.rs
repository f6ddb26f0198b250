//! Whether a rule reaches a controller, and whether the data that were hit are of its kind. Three values throughout.

use super::calendar::Area;
use super::law::{Binds, Covers, Rule, When};
use super::open::Open;
use super::work;
use crate::domain::situation::{
    Controller, DataScope, Fact, Knowledge, Market, MarketStatus, ScopeKind, SectorRole, Situation, Tri,
};
use crate::domain::values::Country;

/// An answer in three values: `Unknown` names the facts that would decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<'a> {
    Yes,
    Unknown(Vec<Open<'a>>),
    /// `true`: no data were hit at all; `false`: data or roles are of another kind.
    No(bool),
}

/// Whether the controller's roles make the rule bind it.
pub fn by_role<'a>(binds: &Binds, covers: Covers, controller: &'a Controller, situation: &Situation) -> Answer<'a> {
    let has = |roles: &[SectorRole]| roles.iter().any(|role| controller.roles.contains(role));
    let unsure = || Answer::Unknown(vec![Open::Roles(&controller.id)]);
    if has(&binds.not_roles) {
        return Answer::No(false);
    }
    if !binds.roles.is_empty() && !has(&binds.roles) {
        // Data said to be of a communications service, held by somebody not said to provide one: one of the two is wrong.
        let claimed = covers == Covers::TelecomService
            && situation.data_sets.iter().inspect(|_| work::step()).any(|set| {
                set.controller == controller.id && set.scope == DataScope::TelecomService && set.hit != Tri::No
            });
        return if claimed { unsure() } else { Answer::No(false) };
    }
    let certain = binds.roles.iter().any(|role| controller.roles.contains(role) && !binds.unsure_roles.contains(role));
    if has(&binds.unsure_roles) && !certain { unsure() } else { Answer::Yes }
}

/// What conditions on facts say. A fact nobody has recorded is not known; one that does not apply meets no condition.
pub fn by_facts<'a>(
    when: &'a [When],
    controller: &Controller,
    situation: &Situation,
) -> (Answer<'a>, Option<&'a When>) {
    let mut open = Vec::new();
    for condition in when {
        match asks(condition, controller, situation) {
            Tri::Yes => {}
            Tri::No => return (Answer::No(false), Some(condition)),
            Tri::Unknown => open.push(Open::Fact(&condition.fact)),
        }
    }
    if open.is_empty() { (Answer::Yes, None) } else { (Answer::Unknown(open), None) }
}

/// What all the rule's conditions say together: every one of `when`, one of `when_one_of`, none of `unless`.
pub fn by_conditions<'a>(
    rule: &'a Rule,
    controller: &Controller,
    situation: &Situation,
) -> (Answer<'a>, Option<&'a When>) {
    let mut open = match by_facts(&rule.when, controller, situation) {
        (Answer::Yes, _) => Vec::new(),
        (Answer::Unknown(facts), _) => facts,
        no => return no,
    };
    let some = |wanted: Tri| rule.when_one_of.iter().filter(move |one| asks(one, controller, situation) == wanted);
    if !rule.when_one_of.is_empty() && some(Tri::Yes).next().is_none() {
        if some(Tri::Unknown).next().is_none() {
            return (Answer::No(false), rule.when_one_of.first());
        }
        open.extend(some(Tri::Unknown).map(|one| Open::Fact(&one.fact)));
    }
    let spares = |wanted: Tri| rule.unless.iter().filter(move |one| excepts(one, controller, situation) == wanted);
    if let Some(exception) = spares(Tri::Yes).next() {
        return (Answer::No(false), Some(exception));
    }
    open.extend(spares(Tri::Unknown).map(|one| Open::Fact(&one.fact)));
    if open.is_empty() { (Answer::Yes, None) } else { (Answer::Unknown(open), None) }
}

/// What is recorded of a fact for this controller: its own answer, else the one about the whole case.
pub fn fact_of<'a>(situation: &'a Situation, id: &str, controller: &Controller) -> Option<&'a Fact> {
    let of = |kind: ScopeKind, scope: &str| {
        let mut facts = situation.facts.iter().inspect(|_| work::step());
        facts.find(|fact| fact.id == id && fact.scope.kind == kind && fact.scope.id == scope)
    };
    of(ScopeKind::Controller, &controller.id).or_else(|| of(ScopeKind::Case, ""))
}

/// Whether a condition under which a duty arises is met. Only what is known removes a duty: an estimate that it is not met leaves it open.
fn asks(condition: &When, controller: &Controller, situation: &Situation) -> Tri {
    match stated(condition, controller, situation) {
        Some((Knowledge::Estimated, Tri::No)) | None => Tri::Unknown,
        Some((_, answer)) => answer,
    }
}

/// Whether an exception holds. Only what is known removes a duty: an estimate that it holds leaves it open.
fn excepts(condition: &When, controller: &Controller, situation: &Situation) -> Tri {
    match stated(condition, controller, situation) {
        Some((Knowledge::Estimated, Tri::Yes)) | None => Tri::Unknown,
        Some((_, answer)) => answer,
    }
}

/// What is recorded says of a condition, and how surely; `None` where nothing is.
fn stated(condition: &When, controller: &Controller, situation: &Situation) -> Option<(Knowledge, Tri)> {
    let fact = fact_of(situation, &condition.fact, controller)?;
    let answer = match fact.state {
        Knowledge::Unknown => Tri::Unknown,
        Knowledge::NotApplicable => Tri::No,
        Knowledge::Known | Knowledge::Estimated => match condition.at_least {
            Some(number) => reaches(&fact.value, number, fact.state == Knowledge::Estimated),
            None => meets(&fact.value, &condition.any),
        },
    };
    Some((fact.state, answer))
}

/// Whether a count reaches a number. One that is only approximate and stays below leaves it open: it may be higher.
fn reaches(value: &serde_json::Value, number: u64, estimated: bool) -> Tri {
    let part = |key: &str| value.get(key).and_then(serde_json::Value::as_u64);
    let exact = value.get("mode").and_then(serde_json::Value::as_str) == Some("exact") && !estimated;
    match (part("min").or(part("n")), part("max").or(part("n"))) {
        (Some(least), _) if least >= number => Tri::Yes,
        (_, Some(most)) if exact && most < number => Tri::No,
        _ if part("max").is_some_and(|most| most < number) && !estimated => Tri::No,
        _ => Tri::Unknown,
    }
}

/// Words that say that nothing is known yet, in the vocabularies of the authorities' forms.
const NOT_YET: &[&str] = &["unknown", "tbd", "to_be_determined", "not_assessable", "not_yet_known", "more_info_needed"];

fn meets(value: &serde_json::Value, any: &[String]) -> Tri {
    use serde_json::Value;
    fn word(value: &Value) -> Option<&str> {
        match value {
            Value::String(word) => Some(word),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Object(map) => map.get("value").and_then(Value::as_str),
            _ => None,
        }
    }
    let words = || {
        let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        items.iter().filter_map(word)
    };
    if words().any(|word| any.iter().any(|wanted| wanted == word)) {
        Tri::Yes
    } else if words().next().is_none() || words().any(|word| NOT_YET.contains(&word)) {
        Tri::Unknown
    } else {
        Tri::No
    }
}

/// What the data sets say: which of them the duty is about, and whether it is certain that they were hit.
pub fn by_data<'a>(covers: Covers, controller: &'a Controller, situation: &'a Situation) -> (Answer<'a>, Vec<&'a str>) {
    if covers == Covers::Incident {
        return (Answer::Yes, Vec::new());
    }
    let provider = controller.roles.contains(&SectorRole::TelecomProvider);
    let mut about = Vec::new();
    let mut deciding = Vec::new();
    let mut certain = false;
    let mut any = false;
    let mut any_hit = false;
    for set in situation.data_sets.iter().filter(|set| set.controller == controller.id) {
        work::step();
        any = true;
        any_hit |= set.hit != Tri::No;
        let (in_scope, open) = in_scope(covers, set.scope, provider);
        if in_scope == Tri::No || set.hit == Tri::No {
            continue;
        }
        about.push(set.id.as_str());
        if in_scope == Tri::Yes && set.hit == Tri::Yes {
            certain = true;
            continue;
        }
        if set.hit == Tri::Unknown {
            deciding.push(Open::Hit(&set.id));
        }
        if in_scope == Tri::Unknown {
            deciding.push(match open {
                Missing::Scope => Open::DataScope(&set.id),
                Missing::Roles => Open::Roles(&controller.id),
            });
        }
    }
    let answer = match (certain, any, about.is_empty(), any_hit) {
        (true, ..) => Answer::Yes,
        (false, false, ..) => Answer::Unknown(vec![Open::DataSets(&controller.id)]),
        (false, true, false, _) => Answer::Unknown(deciding),
        (false, true, true, false) => Answer::No(true),
        (false, true, true, true) => Answer::No(false),
    };
    (answer, about)
}

/// What leaves it open whether data belong to a rule.
enum Missing {
    Scope,
    Roles,
}

/// Whether data of this kind belong to the rule, and if unknown, what is open.
fn in_scope(covers: Covers, scope: DataScope, provider: bool) -> (Tri, Missing) {
    let answer = match (covers, scope, provider) {
        (Covers::Any | Covers::Incident, ..) => Tri::Yes,
        (Covers::TelecomService, DataScope::TelecomService, true) => Tri::Yes,
        (Covers::TelecomService, DataScope::Other, _) => Tri::No,
        (Covers::TelecomService, DataScope::Unknown, true) => Tri::Unknown,
        (Covers::TelecomService, DataScope::TelecomService, false) => return (Tri::Unknown, Missing::Roles),
        // Who provides no communications service holds no data of one.
        (Covers::TelecomService, DataScope::Unknown, false) => Tri::No,
        (Covers::Other, DataScope::TelecomService, true) => Tri::No,
        (Covers::Other, DataScope::TelecomService, false) => return (Tri::Unknown, Missing::Roles),
        (Covers::Other, DataScope::Unknown, true) => Tri::Unknown,
        (Covers::Other, DataScope::Unknown, false) | (Covers::Other, DataScope::Other, _) => Tri::Yes,
    };
    (answer, Missing::Scope)
}

/// Markets of a controller that are affected, or may be.
pub fn open_markets<'a>(situation: &'a Situation, controller: &'a Controller) -> impl Iterator<Item = &'a Market> {
    situation.markets.iter().filter(|market| {
        market.controller == controller.id && matches!(market.status, MarketStatus::Affected | MarketStatus::Unknown)
    })
}

/// Countries where the controller is established; its own country where no establishment is recorded.
pub fn established(controller: &Controller) -> impl Iterator<Item = &Country> {
    let own = controller.establishments.is_empty().then_some(&controller.country);
    controller.establishments.iter().map(|place| &place.country).chain(own)
}

/// Whether every market of the controller is said not to be affected.
pub fn nowhere_affected(situation: &Situation, controller: &Controller) -> bool {
    let mut own = situation.markets.iter().filter(|market| market.controller == controller.id).peekable();
    own.peek().is_some() && open_markets(situation, controller).next().is_none()
}

/// A market said to be unaffected keeps the laws of that country away.
pub fn closed(situation: &Situation, controller: &Controller, country: &Country) -> bool {
    situation.markets.iter().any(|market| {
        market.controller == controller.id
            && market.country == *country
            && matches!(market.status, MarketStatus::NotAffected | MarketStatus::NoService)
    })
}

/// Whether the area matters for this controller at all, on any day.
pub fn touches(area: &Area, situation: &Situation, controller: &Controller) -> bool {
    established(controller).any(|country| area.names(country))
        || open_markets(situation, controller).any(|market| area.names(&market.country))
}
