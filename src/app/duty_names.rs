//! What a duty and its recipient are called in a mail: in the words of the screens, so that a reader finds the same duty there.

use super::Ctx;
use crate::domain::plan::{DutyKind, PlannedDuty};
use crate::domain::values::Country;

const ENGLISH: &[&str] = &[include_str!("../../locales/en/duties.ftl"), include_str!("../../locales/en/nis2.ftl")];
const ITALIAN: &[&str] = &[include_str!("../../locales/it/duties.ftl"), include_str!("../../locales/it/nis2.ftl")];

/// `First notice within 24 hours (Regulation 611/2013)`; a rule without words of its own is named as the law is.
pub fn duty(language: &str, planned: &PlannedDuty) -> String {
    if planned.kind == DutyKind::Contract {
        return law(planned);
    }
    let words = if language == "it" { ITALIAN } else { ENGLISH };
    by_rule(planned, |key| line(words, &format!("duty-name-{key}"))).unwrap_or_else(|| law(planned))
}

/// The first name that `named` has for a duty. A national form has the words of what it is a form of (`nis2-de-telecom`, `nis2-de`, `nis2`),
/// as on the screens.
pub fn by_rule(planned: &PlannedDuty, named: impl Fn(&str) -> Option<String>) -> Option<String> {
    let named = |key: &str| named(&key.replace('_', "-"));
    let mut rule = planned.rule.as_str();
    loop {
        if let Some(name) = named(&format!("{rule}-{}", planned.stage)).or_else(|| named(rule)) {
            return Some(name);
        }
        (rule, _) = rule.rsplit_once('-')?;
    }
}

/// A plain line of the words of the screens.
fn line(words: &[&str], key: &str) -> Option<String> {
    let mut lines = words.iter().flat_map(|file| file.lines());
    lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(" = ")).map(|name| name.trim().to_owned())
}

pub fn law(planned: &PlannedDuty) -> String {
    planned.citation.words()
}

/// `Italy, Italian Data Protection Authority`; `people in Norway`.
pub fn recipient(ctx: &Ctx, language: &str, planned: &PlannedDuty) -> String {
    let italian = language == "it";
    let country = |code: &Country| {
        let record = ctx.policy.country(code)?;
        Some(if italian { record.name_it.clone() } else { record.name_en.clone() })
    };
    let place = place(planned).as_ref().and_then(country);
    match (planned.kind, place) {
        (DutyKind::People, Some(place)) if italian => format!("interessati in {place}"),
        (DutyKind::People, Some(place)) => format!("people in {place}"),
        (DutyKind::People, None) if italian => "interessati".to_owned(),
        (DutyKind::People, None) => "people concerned".to_owned(),
        (_, Some(place)) => format!("{place}, {}", authority(ctx, language, planned)),
        (_, None) => planned.recipient.name.clone(),
    }
}

/// The country that a recipient is named with.
pub fn place(planned: &PlannedDuty) -> Option<Country> {
    // An authority's record begins with its country, such as `IT-TELECOM`.
    let seat = || planned.recipient.id.get(..2).and_then(|code| Country::parse(code).ok());
    let seat = || seat().filter(|_| planned.kind == DutyKind::Authority);
    planned.market.clone().or_else(seat)
}

/// The recipient by its own name where the reader speaks its language, as Italians know the Garante; else as the plan names it.
pub fn authority(ctx: &Ctx, language: &str, planned: &PlannedDuty) -> String {
    called(ctx, language, &planned.recipient.id, &planned.recipient.name)
}

/// The same for whoever only has the id of the record and the name in it.
pub fn called(ctx: &Ctx, language: &str, id: &str, name: &str) -> String {
    let record = ctx.policy.authority(id);
    // While nobody has entered who it is, its name is a sentence of ours.
    if let Some((_, work)) = id.split_once("-UNKNOWN")
        && name.ends_with("(no record)")
    {
        let key = match work {
            "-FINANCIAL-SUPERVISION" => "unrecorded-financial-supervision",
            "-TRUST-SUPERVISION" => "unrecorded-trust-supervision",
            _ => "unrecorded-other",
        };
        let words = if language == "it" { ITALIAN } else { ENGLISH };
        return line(words, key).unwrap_or_else(|| name.to_owned());
    }
    let own =
        record.filter(|record| language == "it" && record.country.as_str() == "IT" && !record.name_native.is_empty());
    own.map_or_else(|| name.to_owned(), |record| record.name_native.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_duties_are_plain_lines_that_a_mail_can_take_over() {
        for words in [ENGLISH, ITALIAN] {
            let names: Vec<&str> =
                words.iter().flat_map(|file| file.lines()).filter(|line| line.starts_with("duty-name-")).collect();
            // Contracts are named by their own words, never by a line of these.
            let names: Vec<&str> = names.into_iter().filter(|line| !line.starts_with("duty-name-contract ")).collect();
            assert!(names.len() > 10);
            for name in names {
                assert!(name.contains(" = ") && !name.contains('{'), "{name}");
            }
        }
    }
}
