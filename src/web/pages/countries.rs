//! Countries to choose several of at once: those with an authority on record first, all others one fold away.

use std::collections::BTreeSet;

use super::case::country_name;
use crate::domain::values::Country;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::visit::Visit;

/// Fields of the two lists.
pub const FIELDS: [&str; 2] = ["country", "more-countries"];

#[derive(Debug, Clone, Default)]
pub struct Countries {
    pub first: Vec<Choice>,
    pub others: Vec<Choice>,
}

pub fn countries(visit: &Visit) -> Countries {
    let (ctx, lang) = (visit.ctx(), visit.t().lang);
    let served: BTreeSet<&Country> = ctx.policy.authorities().map(|authority| &authority.country).collect();
    let mut all: Vec<(bool, Choice)> = ctx
        .policy
        .countries()
        .map(|record| {
            let code = record.code.as_str();
            (served.contains(&record.code), Choice::new(code, country_name(ctx, lang, code)))
        })
        .collect();
    all.sort_by(|(_, a), (_, b)| a.label.cmp(&b.label));
    let (first, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(served, _)| *served);
    let plain = |list: Vec<(bool, Choice)>| list.into_iter().map(|(_, choice)| choice).collect();
    Countries { first: plain(first), others: plain(others) }
}

/// The countries of both lists, each once. None, with the problem at its field, where there is none or one that does not exist.
pub fn chosen(form: &mut Form, visit: &Visit) -> Option<Vec<Country>> {
    let known = |word: &str| {
        let country = Country::parse(&word.trim().to_ascii_uppercase()).ok()?;
        visit.ctx().policy.country(&country).map(|_| country)
    };
    let [first, more] = FIELDS.map(|field| form.choices(field, known));
    let mut countries: Vec<Country> = first?.into_iter().chain(more?).collect();
    countries.sort();
    countries.dedup();
    if countries.is_empty() {
        form.problem("country", visit.t().text("countries-none-chosen"));
        return None;
    }
    Some(countries)
}
