//! How duties, recipients, scopes and deciding facts are named, and where they are found.

use crate::app::Ctx;
use crate::domain::case::{Case, Duty};
use crate::domain::plan::{DutyKind, PlannedDuty};
use crate::domain::situation::{Scope, ScopeKind};
use crate::domain::values::Country;
use crate::web::i18n::{Lang, Words};

pub fn address(case: &Case, path: &str) -> String {
    format!("/cases/{}{path}", case.reference)
}

pub fn duty_address(case: &Case, number: u32) -> String {
    address(case, &format!("/duties/{number}"))
}

/// Where a duty is explained whole.
pub fn why_address(case: &Case, number: u32) -> String {
    address(case, &format!("/duties/{number}/why"))
}

/// What a duty is, by rule and stage: "First notice (Regulation 611/2013)".
pub fn duty_name(words: &Words, duty: &Duty) -> String {
    planned_name(words, &duty.planned)
}

/// The same for a duty that only a plan has.
pub fn planned_name(words: &Words, planned: &PlannedDuty) -> String {
    if planned.kind == DutyKind::Contract {
        let citation = &planned.citation;
        let key = words_key(words, "duty-name", "contract", planned.stage.trim_start_matches("contract_"));
        let key = format!("duty-name-{}", key.as_deref().unwrap_or("contract").replace('_', "-"));
        return words.with2(key, "act", &citation.act, "article", &citation.article);
    }
    rule_name(words, &planned.rule, &planned.stage, &planned.citation.act)
}

/// The words for a rule and stage: its own, else those of the rule it is a national form of (`nis2-de-telecom`, `nis2-de`, `nis2`).
pub fn words_key(words: &Words, family: &str, rule: &str, stage: &str) -> Option<String> {
    let has = |key: &str| words.has(&format!("{family}-{}", key.replace('_', "-")));
    let mut rule = rule;
    loop {
        let exact = format!("{rule}-{stage}");
        if !stage.is_empty() && has(&exact) {
            return Some(exact);
        }
        if has(rule) {
            return Some(rule.to_owned());
        }
        rule = rule.rsplit_once('-')?.0;
    }
}

pub fn rule_name(words: &Words, rule: &str, stage: &str, act: &str) -> String {
    if let Some(key) = words_key(words, "duty-name", rule, stage) {
        return words.of("duty-name", key);
    }
    // A rule that came with a newer policy set than these words: named as the law is.
    if act.is_empty() { rule.to_owned() } else { format!("{act} ({rule})") }
}

/// `Italy · Garante per la protezione dei dati personali`; for people without a market of their own the controller they belong to.
pub fn recipient_name(ctx: &Ctx, words: &Words, case: &Case, duty: &Duty) -> String {
    recipient_name_of(ctx, words, case, &duty.planned)
}

/// The same for a duty that only a plan has.
pub fn recipient_name_of(ctx: &Ctx, words: &Words, case: &Case, planned: &PlannedDuty) -> String {
    let name = match planned.kind {
        DutyKind::People => words.text("duty-to-people"),
        _ => crate::app::duty_names::authority(ctx, words.lang.as_str(), planned),
    };
    let place = match place_of(ctx, planned) {
        Some(country) => Some(country_name(ctx, words.lang, country.as_str())),
        None => case.controllers.iter().find(|one| one.id == planned.controller).map(|one| one.name.clone()),
    };
    place.map_or_else(|| name.clone(), |place| format!("{place} · {name}"))
}

/// `Italy · Garante per la protezione dei dati personali`, by the id of its record and the name in it.
pub fn authority_in_country(ctx: &Ctx, words: &Words, id: &str, name: &str) -> String {
    let name = crate::app::duty_names::called(ctx, words.lang.as_str(), id, name);
    match ctx.policy.authority(id) {
        Some(record) => format!("{} · {name}", country_name(ctx, words.lang, record.country.as_str())),
        None => name,
    }
}

pub fn country_name(ctx: &Ctx, lang: Lang, code: &str) -> String {
    let record = Country::parse(code).ok().and_then(|country| {
        let record = ctx.policy.country(&country)?;
        Some(match lang {
            Lang::En => record.name_en.clone(),
            Lang::It => record.name_it.clone(),
        })
    });
    record.unwrap_or_else(|| code.to_owned())
}

/// A Land or region as those who live there call it; one that no authority serves as it was entered.
pub fn region_name(ctx: &Ctx, word: &str) -> String {
    let found = ctx.policy.authorities().find(|authority| authority.is_of_region(word));
    found.and_then(|authority| authority.region_shown()).unwrap_or(word).to_owned()
}

/// The country that a duty's recipient sits in: the market, else that of the authority's record.
pub fn place_of(ctx: &Ctx, planned: &PlannedDuty) -> Option<Country> {
    // An authority's record begins with its country, such as `IT-TELECOM`.
    let seat = planned.recipient.id.get(..2).and_then(|code| Country::parse(code).ok());
    let seat = seat.filter(|code| planned.kind == DutyKind::Authority && ctx.policy.country(code).is_some());
    planned.market.clone().or(seat)
}

/// A scope in words: "Whole case", "Market: Italy", "Data set: SIM customers".
pub fn scope_name(ctx: &Ctx, words: &Words, case: &Case, scope: &Scope) -> String {
    let name = match scope.kind {
        ScopeKind::Case => return words.text("scope-case"),
        ScopeKind::Controller => {
            case.controllers.iter().find(|c| c.id == scope.id).map_or(scope.id.clone(), |c| c.name.clone())
        }
        ScopeKind::DataSet => {
            case.data_sets.iter().find(|d| d.id == scope.id).map_or(scope.id.clone(), |d| d.name.clone())
        }
        ScopeKind::Market => country_name(ctx, words.lang, &scope.id),
    };
    match scope.kind {
        ScopeKind::Controller => words.with1("scope-controller", "name", &name),
        ScopeKind::DataSet => words.with1("scope-data-set", "name", &name),
        _ => words.with1("scope-market", "name", &name),
    }
}

/// The facts that would decide a presumed duty, in words.
pub fn deciding(ctx: &Ctx, words: &Words, case: &Case, duty: &Duty) -> Option<String> {
    let facts = duty.planned.deciding_facts.iter();
    let names: Vec<String> = facts.map(|key| deciding_name(ctx, words, case, key)).collect();
    (!names.is_empty()).then(|| words.list(&names))
}

/// One deciding fact in words: `risk.outcome`, `data_set:energy-customers:hit`, `instant:aware`. The grammar is that of
/// `policy::reasons::question`; names stand in place of ids.
pub fn deciding_name(ctx: &Ctx, words: &Words, case: &Case, key: &str) -> String {
    let parts: Vec<&str> = key.split(':').collect();
    let data_set =
        |id: &str| case.data_sets.iter().find(|d| d.id == id).map_or_else(|| id.to_owned(), |d| d.name.clone());
    let controller =
        |id: &str| case.controllers.iter().find(|c| c.id == id).map_or_else(|| id.to_owned(), |c| c.name.clone());
    match parts.as_slice() {
        ["data_set", id, "hit"] => words.with1("law-decide-data-hit", "id", data_set(id)),
        ["data_set", id, _] => words.with1("law-decide-data-scope", "id", data_set(id)),
        ["data_sets", id] => words.with1("law-decide-data-sets", "id", controller(id)),
        ["instant", what] => words.of("instant", what),
        ["market", country, ..] => words.with1("law-decide-market", "country", country_name(ctx, words.lang, country)),
        ["controller", id, "roles"] => words.with1("law-decide-roles", "id", controller(id)),
        ["controller", id, "region"] => words.with1("law-decide-region", "id", controller(id)),
        ["controller", id, "regime_start", regime] => words.with(
            "law-decide-regime-start",
            &[("id", &controller(id)), ("regime", &words.text(format!("law-regime-name-{regime}")))],
        ),
        ["controller", id, ..] => words.with1("law-decide-main-establishment", "id", controller(id)),
        ["rule", rule, ..] => words.with1("law-decide-rule-verified", "rule", rule_name(words, rule, "", "")),
        ["risk.outcome"] => words.text("law-decide-risk"),
        _ => words.with1("law-decide-fact", "id", fact_label(words, key)),
    }
}

/// Where a deciding fact is entered.
pub fn deciding_address(case: &Case, duty: &Duty, key: &str) -> String {
    let parts: Vec<&str> = key.split(':').collect();
    match parts.as_slice() {
        ["data_set", id, ..] => address(case, &format!("/data-sets/{id}")),
        ["market", ..] | ["data_sets", ..] => address(case, "/parties"),
        ["controller", id, ..] => address(case, &format!("/controllers/{id}")),
        ["instant", what] => address(case, &format!("/instants/new?what={what}")),
        ["risk.outcome"] => address(case, &format!("/decide?duty={}", duty.number)),
        ["rule", ..] => duty_address(case, duty.number),
        _ => address(case, &format!("/facts/{key}")),
    }
}

/// A fact's name in the language of the screen. The vocabulary names it in both; the words of screens may name it shorter.
pub fn fact_label(words: &Words, id: &str) -> String {
    let key = id.replace('.', "-");
    if words.has(&format!("fact-{}", key.replace('_', "-"))) { words.of("fact", key) } else { id.to_owned() }
}

/// How a recipient takes a notice, in words.
pub fn channel_name(words: &Words, channel: &str) -> String {
    let key = format!("law-channel-{channel}");
    if words.has(&key) { words.text(key) } else { channel.replace('_', " ") }
}
