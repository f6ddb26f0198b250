//! What duties, authorities and facts are called in a notice: in its own language, which may be none of the screens'.

use crate::app::{Ctx, duty_names};
use crate::domain::plan::{DutyKind, PlannedDuty};
use crate::notice::Language;
use crate::notice::words::fill;

/// A duty by its name in the notice's language; a contract by its own words, and a rule without a name as the law is called.
pub fn duty(ctx: &Ctx, language: &Language, planned: &PlannedDuty) -> String {
    let Some(words) = ctx.notices.templates.duty_words(language) else {
        return duty_names::duty(language.as_str(), planned);
    };
    let named = duty_names::by_rule(planned, |key| words.names.get(key).cloned());
    named.filter(|_| planned.kind != DutyKind::Contract).unwrap_or_else(|| duty_names::law(planned))
}

/// Whom a duty is owed to, with the country.
pub fn recipient(ctx: &Ctx, language: &Language, planned: &PlannedDuty) -> String {
    let Some(words) = ctx.notices.templates.duty_words(language) else {
        return duty_names::recipient(ctx, language.as_str(), planned);
    };
    let place = duty_names::place(planned).map(|country| {
        // A country without a name in this language keeps its code, as in every other line of a notice.
        ctx.notices.templates.country(language, country.as_str()).unwrap_or(country.as_str()).to_owned()
    });
    match (planned.kind, place) {
        (DutyKind::People, Some(place)) => fill(&words.people_in, &[("place", &place)]),
        (DutyKind::People, None) => words.people.clone(),
        (_, Some(place)) => format!("{place}, {}", authority(ctx, language, planned)),
        (_, None) => planned.recipient.name.clone(),
    }
}

/// An authority by the name it gives itself where it works in the notice's language, else as the plan names it.
pub fn authority(ctx: &Ctx, language: &Language, planned: &PlannedDuty) -> String {
    called(ctx, language, &planned.recipient.id, &planned.recipient.name)
}

/// The same for whoever only has the id of the record and the name in it.
pub fn called(ctx: &Ctx, language: &Language, id: &str, name: &str) -> String {
    let screens = ["en", "it"].contains(&language.as_str());
    if screens {
        return duty_names::called(ctx, language.as_str(), id, name);
    }
    // While nobody has entered who it is, its name is a sentence of ours.
    if let Some((_, work)) = id.split_once("-UNKNOWN")
        && name.ends_with("(no record)")
    {
        let key = match work {
            "-FINANCIAL-SUPERVISION" => "unrecorded_financial",
            "-TRUST-SUPERVISION" => "unrecorded_trust",
            _ => "unrecorded_authority",
        };
        return ctx.notices.templates.phrase(language, key);
    }
    let record = ctx.policy.authority(id).filter(|record| !record.name_native.is_empty());
    let own = record.filter(|record| record.languages.iter().any(|tag| tag == language.as_str()));
    own.map_or_else(|| name.to_owned(), |record| record.name_native.clone())
}

/// A fact by its name in the notice's language.
pub fn fact(ctx: &Ctx, language: &Language, id: &str) -> String {
    if let Some(label) = ctx.notices.templates.label(language, id) {
        return label.to_owned();
    }
    match (ctx.policy.facts().get(id), language.as_str()) {
        (Some(def), "it") if !def.label_it.is_empty() => def.label_it.clone(),
        (Some(def), _) => def.meaning.clone(),
        (None, _) => id.to_owned(),
    }
}
