//! What authorities and facts are called in a notice: in its own language, which may be none of the screens'.

use crate::app::{Ctx, duty_names};
use crate::domain::plan::PlannedDuty;
use crate::notice::Language;

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
