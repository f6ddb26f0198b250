//! Whether a rule reaches a controller, and whether the data that were hit are of its kind. Three values throughout.

use super::calendar::Area;
use super::law::{Binds, Covers, Rule, When};
use crate::domain::situation::{
    Controller, DataScope, Knowledge, Market, MarketStatus, ScopeKind, SectorRole, Situation, Tri,
};
use crate::domain::values::Country;

/// An answer in three values: `Unknown` names the facts that would decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Yes,
    Unknown(Vec<String>),
    /// `true`: no data were hit at all; `false`: data or roles are of another kind.
    No(bool),
}

/// Whether the controller's roles make the rule bind it.
pub fn by_role(binds: &Binds, covers: Covers, controller: &Controller, situation: &Situation) -> Answer {
    let has = |roles: &[SectorRole]| roles.iter().any(|role| controller.roles.contains(role));
    let unsure = || Answer::Unknown(vec![format!("controller:{}:roles", controller.id)]);
    if has(&binds.not_roles) {
        return Answer::No(false);
    }
    if !binds.roles.is_empty() && !has(&binds.roles) {
        // Data said to be of a communications service, held by somebody not said to provide one: one of the two is wrong.
        let claimed = covers == Covers::TelecomService
            && situation.data_sets.iter().any(|set| {
                set.controller == controller.id && set.scope == DataScope::TelecomService && set.hit != Tri::No
            });
        return if claimed { unsure() } else { Answer::No(false) };
    }
    let certain = binds.roles.iter().any(|role| controller.roles.contains(role) && !binds.unsure_roles.contains(role));
    if has(&binds.unsure_roles) && !certain { unsure() } else { Answer::Yes }
}

/// What conditions on facts say. A fact nobody has recorded is not known; one that does not apply meets no condition.
pub fn by_facts<'a>(when: &'a [When], controller: &Controller, situation: &Situation) -> (Answer, Option<&'a When>) {
    let mut open = Vec::new();
    for condition in when {
        match fact_is(condition, controller, situation) {
            Tri::Yes => {}
            Tri::No => return (Answer::No(false), Some(condition)),
            Tri::Unknown => open.push(condition.fact.clone()),
        }
    }
    if open.is_empty() { (Answer::Yes, None) } else { (Answer::Unknown(open), None) }
}

fn fact_is(condition: &When, controller: &Controller, situation: &Situation) -> Tri {
    let of = |kind: ScopeKind, id: &str| {
        situation.facts.iter().find(|fact| fact.id == condition.fact && fact.scope.kind == kind && fact.scope.id == id)
    };
    let Some(fact) = of(ScopeKind::Controller, &controller.id).or_else(|| of(ScopeKind::Case, "")) else {
        return Tri::Unknown;
    };
    match fact.state {
        Knowledge::Unknown => Tri::Unknown,
        Knowledge::NotApplicable => Tri::No,
        Knowledge::Known | Knowledge::Estimated => meets(&fact.value, &condition.any),
    }
}

/// Words that say that nothing is known yet, in the vocabularies of the authorities' forms.
const NOT_YET: &[&str] = &["unknown", "tbd", "to_be_determined", "not_assessable", "not_yet_known", "more_info_needed"];

fn meets(value: &serde_json::Value, any: &[String]) -> Tri {
    use serde_json::Value;
    let word = |value: &Value| match value {
        Value::String(word) => Some(word.clone()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Object(map) => map.get("value").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    };
    let words: Vec<String> = match value {
        Value::Array(items) => items.iter().filter_map(word).collect(),
        other => word(other).into_iter().collect(),
    };
    if words.iter().any(|word| any.contains(word)) {
        Tri::Yes
    } else if words.is_empty() || words.iter().any(|word| NOT_YET.contains(&word.as_str())) {
        Tri::Unknown
    } else {
        Tri::No
    }
}

/// What the data sets say: which of them the duty is about, and whether it is certain that they were hit.
pub fn by_data(rule: &Rule, controller: &Controller, situation: &Situation) -> (Answer, Vec<String>) {
    if rule.covers == Covers::Incident {
        return (Answer::Yes, Vec::new());
    }
    let provider = controller.roles.contains(&SectorRole::TelecomProvider);
    let mut about = Vec::new();
    let mut deciding = Vec::new();
    let mut certain = false;
    let mut any = false;
    let mut any_hit = false;
    for set in situation.data_sets.iter().filter(|set| set.controller == controller.id) {
        any = true;
        any_hit |= set.hit != Tri::No;
        let (in_scope, open) = in_scope(rule.covers, set.scope, provider);
        if in_scope == Tri::No || set.hit == Tri::No {
            continue;
        }
        about.push(set.id.clone());
        if in_scope == Tri::Yes && set.hit == Tri::Yes {
            certain = true;
            continue;
        }
        if set.hit == Tri::Unknown {
            deciding.push(format!("data_set:{}:hit", set.id));
        }
        if in_scope == Tri::Unknown {
            deciding.push(match open {
                Open::Scope => format!("data_set:{}:scope", set.id),
                Open::Roles => format!("controller:{}:roles", controller.id),
            });
        }
    }
    let answer = match (certain, any, about.is_empty(), any_hit) {
        (true, ..) => Answer::Yes,
        (false, false, ..) => Answer::Unknown(vec![format!("data_sets:{}", controller.id)]),
        (false, true, false, _) => Answer::Unknown(deciding),
        (false, true, true, false) => Answer::No(true),
        (false, true, true, true) => Answer::No(false),
    };
    (answer, about)
}

enum Open {
    Scope,
    Roles,
}

/// Whether data of this kind belong to the rule, and if unknown, what is open.
fn in_scope(covers: Covers, scope: DataScope, provider: bool) -> (Tri, Open) {
    let answer = match (covers, scope, provider) {
        (Covers::Any | Covers::Incident, ..) => Tri::Yes,
        (Covers::TelecomService, DataScope::TelecomService, true) => Tri::Yes,
        (Covers::TelecomService, DataScope::Other, _) => Tri::No,
        (Covers::TelecomService, DataScope::Unknown, true) => Tri::Unknown,
        (Covers::TelecomService, DataScope::TelecomService, false) => return (Tri::Unknown, Open::Roles),
        // Who provides no communications service holds no data of one.
        (Covers::TelecomService, DataScope::Unknown, false) => Tri::No,
        (Covers::Other, DataScope::TelecomService, true) => Tri::No,
        (Covers::Other, DataScope::TelecomService, false) => return (Tri::Unknown, Open::Roles),
        (Covers::Other, DataScope::Unknown, true) => Tri::Unknown,
        (Covers::Other, DataScope::Unknown, false) | (Covers::Other, DataScope::Other, _) => Tri::Yes,
    };
    (answer, Open::Scope)
}

/// Markets of a controller that are affected, or may be.
pub fn open_markets<'a>(situation: &'a Situation, controller: &'a Controller) -> impl Iterator<Item = &'a Market> {
    situation.markets.iter().filter(|market| {
        market.controller == controller.id && matches!(market.status, MarketStatus::Affected | MarketStatus::Unknown)
    })
}

/// Countries where the controller is established; its own country where no establishment is recorded.
pub fn established(controller: &Controller) -> Vec<&Country> {
    if controller.establishments.is_empty() {
        return vec![&controller.country];
    }
    controller.establishments.iter().map(|place| &place.country).collect()
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
    established(controller).into_iter().any(|country| area.names(country))
        || open_markets(situation, controller).any(|market| area.names(&market.country))
}
