//! Fields that several pages of the administration read.

use chrono_tz::Tz;

use crate::app::admin::organisations::NewOrganisation;
use crate::domain::values::Country;
use crate::web::form::Form;
use crate::web::i18n::Words;
use crate::web::visit::Visit;

/// A country that the policy data know, in capitals.
pub fn country(form: &mut Form, words: &Words, visit: &Visit, name: &str) -> Option<Country> {
    let line = form.line(name, "admin-country-missing")?;
    let known = Country::parse(&line.to_uppercase()).ok().filter(|code| visit.ctx().policy.country(code).is_some());
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
