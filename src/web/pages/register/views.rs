//! Saved views: a filter of the register or of the list of cases under a name, as a link of its own.

use uuid::Uuid;

use super::page;
use crate::app::AppError;
use crate::app::saved_views::{self, LONGEST_NAME, NewView, View, ViewPlace};
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::problem::Problem;
use crate::web::query;
use crate::web::visit::{Answer, Visit};

/// What an address of these lists may hold; what else stands in it is not kept.
const KEPT: &[&str] = &["text", "organisation", "state", "risk", "year", "due", "sort"];

pub struct Shown {
    pub href: String,
    pub name: String,
    /// Whose it is and with whom it is shared; empty for one's own.
    pub whose: String,
    /// The filter that stands on the page now.
    pub current: bool,
    /// Address that removes it; empty for who may not.
    pub remove: String,
}

/// The views of a list, and what the form beside them needs.
pub struct Views {
    pub shown: Vec<Shown>,
    pub place: ViewPlace,
    /// The filter on the page, as it would be kept.
    pub query: String,
    /// With whom it may be shared.
    pub share: Vec<Choice>,
}

/// The query of an address as it is kept: the filter, in one order, without the page it was on.
fn kept(address: &str) -> String {
    let known = |pair: &&str| pair.split_once('=').is_some_and(|(name, _)| KEPT.contains(&name));
    let clean = query::without_page(address);
    let (_, pairs) = clean.split_once('?').unwrap_or(("", ""));
    let mut pairs: Vec<&str> = pairs.split('&').filter(known).collect();
    pairs.sort_unstable();
    pairs.join("&")
}

/// The views that were found, beside the filter of this address.
pub fn of(visit: &Visit, place: ViewPlace, address: &str, found: Vec<View>) -> Result<Views, Problem> {
    let (t, who) = (visit.t(), visit.person()?);
    let mut share = vec![Choice::new("", t.text("view-mine"))];
    let with = saved_views::may_share_with(who);
    share.extend(with.into_iter().map(|(slug, name)| Choice::new(slug, t.with1("view-share-with", "name", &name))));
    let query = kept(address);
    let shown = found
        .into_iter()
        .map(|view| Shown {
            href: format!("/views/{}", view.id.simple()),
            whose: match (&view.shared_with, view.by.is_empty()) {
                (None, _) => String::new(),
                (Some(with), true) => t.with1("view-shared", "name", with),
                (Some(with), false) => t.with2("view-shared-by", "name", with, "by", &view.by),
            },
            current: view.query == query,
            remove: if view.may_remove { format!("/views/{}/remove", view.id.simple()) } else { String::new() },
            name: view.name,
        })
        .collect();
    Ok(Views { shown, place, query, share })
}

fn id_of(visit: &Visit) -> Result<Uuid, Problem> {
    Uuid::parse_str(visit.param("view")).map_err(|_| Problem::NotFound)
}

/// A view leads to its address: what stands there is asked anew, as whoever follows the link may see it.
pub async fn open(visit: Visit) -> Answer {
    let (who, id) = (visit.person()?.clone(), id_of(&visit)?);
    let view = visit.run(move |ctx| saved_views::get(ctx, &who, id)).await?;
    visit.see_other(view.address())
}

pub async fn save(visit: Visit) -> Answer {
    let mut form = visit.form.clone();
    form.only(&["name", "place", "query", "share"]);
    let place = ViewPlace::parse(form.value("place")).ok_or(Problem::Unreadable("problem-bad-form"))?;
    let address = format!("/{place}?{}", form.value("query"));
    let name = form.line("name", "view-name-missing");
    if name.as_ref().is_some_and(|name| name.chars().count() > LONGEST_NAME) {
        form.problem("name", visit.t().with1("view-name-too-long", "most", LONGEST_NAME));
    }
    let share = Some(form.value("share").to_owned()).filter(|slug| !slug.is_empty());
    if let (Some(name), true) = (name, form.is_good()) {
        let (who, query) = (visit.person()?.clone(), kept(&address));
        let kept = visit
            .once(move |ctx| {
                let id = saved_views::save(ctx, &who, NewView { name, place, query, share })?;
                Ok(saved_views::get(ctx, &who, id)?.address())
            })
            .await;
        match kept {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Invalid { field, key })) => form.problem(field, visit.t().text(key)),
            Err(problem) => return Err(problem),
        }
    }
    let address = format!("/{place}?{}", kept(&address));
    let filter = Form::sent(visit.t(), query::pairs(&address));
    let is_register = place == ViewPlace::Register;
    // Who may not read the register keeps no view of it either.
    if is_register && !visit.person()?.roles.iter().any(|held| super::REGISTER.contains(&held.role)) {
        return Err(Problem::Forbidden);
    }
    let page = page(&visit, is_register, filter, &address, form).await?;
    visit.page_with_problems(&page)
}

pub async fn remove(visit: Visit) -> Answer {
    let (who, id) = (visit.person()?.clone(), id_of(&visit)?);
    visit
        .once_then_see(move |ctx| {
            let gone = saved_views::remove(ctx, &who, id)?;
            Ok(gone.address())
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_keeps_the_filter_and_neither_the_page_nor_what_no_filter_knows() {
        assert_eq!(
            kept("/register?year=2026&risk=high&after=2026-10&lang=it&text=a%26b"),
            "risk=high&text=a%26b&year=2026"
        );
        assert_eq!(kept("/cases"), "");
        assert_eq!(kept("/cases?state="), "");
    }
}
