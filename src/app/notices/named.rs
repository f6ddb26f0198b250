//! What duties, authorities and facts are called in a notice: in its own language, which may be none of the screens'.

use crate::app::{Ctx, duty_names};
use crate::domain::plan::{DutyKind, PlannedDuty};
use crate::domain::values::Country;
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
    let place = duty_names::place(planned).map(|country| of_country(ctx, language, &country));
    match (planned.kind, place, ctx.notices.templates.duty_words(language)) {
        (DutyKind::People, Some(place), Some(words)) => fill(&words.people_in, &[("place", &place)]),
        (DutyKind::People, None, Some(words)) => words.people.clone(),
        (DutyKind::People, _, None) => duty_names::recipient(ctx, language.as_str(), planned),
        (_, Some(place), _) => format!("{place}, {}", authority(ctx, language, planned)),
        (_, None, _) => planned.recipient.name.clone(),
    }
}

/// A country by its name; one without a name in this language keeps its code, as in every other line of a notice.
fn of_country(ctx: &Ctx, language: &Language, country: &Country) -> String {
    ctx.notices.templates.country(language, country.as_str()).unwrap_or(country.as_str()).to_owned()
}

/// An authority by the name it gives itself, else as the plan names it.
pub fn authority(ctx: &Ctx, language: &Language, planned: &PlannedDuty) -> String {
    called(ctx, language, &planned.recipient.id, &planned.recipient.name)
}

/// The same with its country, unless the reader is at home there: two States have a *Datatilsynet*, and not everybody reads Greek.
pub fn authority_abroad(ctx: &Ctx, language: &Language, planned: &PlannedDuty, home: Option<&Country>) -> String {
    let name = authority(ctx, language, planned);
    match duty_names::place(planned).filter(|place| Some(place) != home) {
        Some(place) => format!("{name} ({})", of_country(ctx, language, &place)),
        None => name,
    }
}

/// The name of an authority for whoever only has the id of the record and the name in it. Names in the records are English: they
/// stand in English notices alone, because an authority's own name is right in every letter and an English one in none but these.
pub fn called(ctx: &Ctx, language: &Language, id: &str, name: &str) -> String {
    if language.as_str() == "en" {
        return duty_names::called(ctx, language.as_str(), id, name);
    }
    let phrase = |key| ctx.notices.templates.phrase(language, key);
    // While nobody has entered who it is, its name is a sentence of ours.
    if let Some((_, work)) = id.split_once("-UNKNOWN")
        && name.ends_with("(no record)")
    {
        return phrase(match work {
            "-FINANCIAL-SUPERVISION" => "unrecorded_financial",
            "-TRUST-SUPERVISION" => "unrecorded_trust",
            _ => "unrecorded_authority",
        });
    }
    match ctx.policy.authority(id) {
        // So is the name of a record that stands for several until one knows which.
        Some(record) if record.stands_in => phrase("authority_of_land"),
        Some(record) if !record.name_native.is_empty() => record.name_native.clone(),
        _ => name.to_owned(),
    }
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
