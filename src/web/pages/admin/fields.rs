//! Fields that several pages of the administration read.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::app::admin::organisations::NewOrganisation;
use crate::app::authorities::Authority;
use crate::app::law::Law;
use crate::domain::values::Country;
use crate::web::form::Form;
use crate::web::i18n::Words;
use crate::web::visit::Visit;

/// Name of the field, regime and label of every first day that differs by entity (NIS2).
pub fn starts(visit: &Visit) -> Vec<(String, String, String)> {
    let t = visit.t();
    visit
        .ctx()
        .policy
        .entity_starts()
        .into_iter()
        .map(|regime| {
            let key = format!("law-regime-name-{regime}");
            let name = if t.has(&key) { t.text(key) } else { regime.to_owned() };
            (format!("start-{regime}"), regime.to_owned(), t.with1("admin-regime-start", "regime", name))
        })
        .collect()
}

/// The same for a template: field and label.
pub fn start_labels(visit: &Visit) -> Vec<(String, String)> {
    starts(visit).into_iter().map(|(field, _, label)| (field, label)).collect()
}

/// The form with the days on record.
pub fn fill_starts(visit: &Visit, form: Form, kept: &BTreeMap<String, NaiveDate>) -> Form {
    starts(visit).into_iter().fold(form, |form, (field, regime, _)| match kept.get(&regime) {
        Some(day) => form.fill(&field, day.to_string()),
        None => form,
    })
}

/// The days that were typed over those on record; an empty field takes a day back.
pub fn read_starts(visit: &Visit, form: &mut Form, kept: BTreeMap<String, NaiveDate>) -> BTreeMap<String, NaiveDate> {
    let mut days = kept;
    for (field, regime, _) in starts(visit) {
        days.remove(&regime);
        if let Some(day) = day(form, &field) {
            days.insert(regime, day);
        }
    }
    days
}

/// A day; `None` also where nothing was typed. A year that nobody means is a slip of the keyboard.
pub fn day(form: &mut Form, field: &str) -> Option<NaiveDate> {
    use chrono::Datelike;
    let typed = form.value(field).trim().to_owned();
    if typed.is_empty() {
        return None;
    }
    let day = typed.parse::<NaiveDate>().ok().filter(|day| (1990..=2100).contains(&day.year()));
    if day.is_none() {
        let sentence = form.words().text("form-not-a-day");
        form.problem(field, sentence);
    }
    day
}

/// The Land or region as it was typed; one that does not exist is told at the field.
pub fn region(form: &mut Form, visit: &Visit, places: &[&Country]) -> Option<String> {
    let typed = form.optional_line("region")?;
    if let Some(sentence) = unknown_region(visit.t(), &visit.ctx().policy, places, &typed) {
        form.problem("region", sentence);
    }
    Some(typed)
}

/// What is wrong with a Land or region: where a country has an authority in each of them, one that does not exist would leave the
/// notice without its addressee. The sentence names those that there are.
pub fn unknown_region(words: &Words, law: &Law, places: &[&Country], region: &str) -> Option<String> {
    let of_places = || law.authorities().filter(|authority| places.contains(&&authority.country));
    let known = region.is_empty() || of_places().any(|authority| authority.is_of_region(region));
    if known || !of_places().any(|authority| authority.stands_in) {
        return None;
    }
    let mut names: Vec<&str> = of_places().filter_map(Authority::region_shown).collect();
    names.dedup();
    Some(words.with1("admin-region-unknown", "known", words.list(&names)))
}

/// A country that the policy data know, in capitals.
pub fn country(form: &mut Form, words: &Words, visit: &Visit, name: &str) -> Option<Country> {
    let line = form.line(name, "admin-country-missing")?;
    let policy = &visit.ctx().policy;
    let by_code = Country::parse(&line.to_uppercase()).ok().filter(|code| policy.country(code).is_some());
    // Many type the name; it is taken in either language of the screens.
    let named = |name: &str| name.to_lowercase() == line.to_lowercase();
    let by_name = || policy.countries().find(|record| named(&record.name_en) || named(&record.name_it));
    let known = by_code.or_else(|| by_name().map(|record| record.code.clone()));
    if known.is_none() {
        form.problem(name, words.text("admin-country-unknown"));
    }
    known
}

pub fn zone(form: &mut Form, words: &Words, name: &str) -> Option<String> {
    let line = form.line(name, "admin-zone-missing")?;
    match line.parse::<Tz>() {
        Ok(zone) => Some(zone.name().to_owned()),
        Err(_) => {
            form.problem(name, words.with1("form-unknown-zone", "zone", line.chars().take(40).collect::<String>()));
            None
        }
    }
}

/// Name, address part, country and zone of a new organisation.
pub fn new_organisation(form: &mut Form, words: &Words, visit: &Visit) -> Option<NewOrganisation> {
    let name = form.line("name", "admin-name-missing");
    let slug = form.line("slug", "admin-slug-missing");
    let good = |slug: &str| {
        (2..=40).contains(&slug.len())
            && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !slug.starts_with('-')
            && !slug.ends_with('-')
    };
    if slug.as_deref().is_some_and(|slug| !good(slug)) {
        form.problem("slug", words.text("admin-slug-form"));
    }
    let country = country(form, words, visit, "country");
    let zone = zone(form, words, "zone");
    if !form.is_good() {
        return None;
    }
    Some(NewOrganisation { name: name?, slug: slug?, country: country?.as_str().to_owned(), zone: zone? })
}
