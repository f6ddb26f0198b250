//! Whom to call about a case: those entered for it, the organisation's list, members of the desk. Prints for the night.

use askama::Template;

use super::{Head, address, framed, open, refused_at};
use crate::app::cases;
use crate::app::member::WORKERS;
use crate::app::reach::{self, Listed};
use crate::domain::actor::Role;
use crate::domain::case::Case;
use crate::domain::command::Command;
use crate::domain::contacts::{Card, Contact, ContactChange};
use crate::domain::values::Private;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::reach::{CARD, CardLine, card, card_line, fill};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/case/phones.html")]
pub struct Phones {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    /// Heading and lines: of this case, of the organisation, of the desk.
    pub lists: Vec<(String, Vec<CardLine>)>,
    pub action: String,
    /// The number that the form edits; empty for a new entry.
    pub editing: String,
    pub remove: String,
    pub writes: bool,
}

/// The three lists in words.
pub(super) fn lists(f: &Frame, case: &Case, lines: &[(Listed, Contact)], writes: bool) -> Vec<(String, Vec<CardLine>)> {
    [
        (Listed::Case, "phones-of-case"),
        (Listed::Organisation, "phones-of-organisation"),
        (Listed::Member, "phones-of-desk"),
    ]
    .into_iter()
    .map(|(origin, key)| {
        let of = lines.iter().filter(|(listed, _)| *listed == origin);
        let lines = of.map(|(_, contact)| match origin {
            Listed::Case if writes => card_line(f, contact, address(case, &format!("/people/{}", contact.number))),
            Listed::Member => card_line(f, &named(f, contact), String::new()),
            _ => card_line(f, contact, String::new()),
        });
        (f.text(key), lines.collect::<Vec<_>>())
    })
    .filter(|(_, lines)| !lines.is_empty())
    .collect()
}

/// A member with their roles in words.
fn named(f: &Frame, contact: &Contact) -> Contact {
    let roles = contact.card.function.as_str().split(',').filter_map(Role::parse);
    let roles: Vec<String> = roles.map(|role| f.of("role", role)).collect();
    let card = Card { function: Private::new(f.t.list(&roles)), ..contact.card.clone() };
    Contact { card, ..contact.clone() }
}

/// The number of the address; `None` for the page itself.
fn number(visit: &Visit) -> Result<Option<u32>, Problem> {
    match visit.param("number") {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| Problem::NotFound),
    }
}

fn contact(case: &Case, number: u32) -> Result<&Contact, Problem> {
    case.contacts.iter().find(|one| one.number == number).ok_or(Problem::NotFound)
}

pub async fn show(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let number = number(&visit)?;
    let form = Form::empty(visit.t());
    let form = match number {
        Some(number) => fill(form, &contact(&case, number)?.card),
        None => form,
    };
    visit.page(&page(&visit, &case, &organisation, number, form).await?)
}

async fn page(
    visit: &Visit,
    case: &Case,
    organisation: &str,
    number: Option<u32>,
    form: Form,
) -> Result<Phones, Problem> {
    let of = case.clone();
    let lines = visit.run(move |ctx| ctx.store.read(|conn| reach::lines(conn, &of))).await?;
    let writes = visit.person()?.has_role(case.organisation, WORKERS);
    let (f, head) = framed(visit, case, organisation, "", visit.t().text("phones-title"));
    let below = number.map(|number| format!("/people/{number}"));
    Ok(Phones {
        lists: lists(&f, case, &lines, writes),
        action: address(case, below.as_deref().unwrap_or("/people")),
        editing: number
            .and_then(|number| contact(case, number).ok())
            .map_or_else(String::new, |one| one.card.name.as_str().to_owned()),
        remove: below.map(|below| address(case, &format!("{below}/remove"))).unwrap_or_default(),
        writes,
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

pub async fn save(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let number = number(&visit)?;
    if let Some(number) = number {
        contact(&case, number)?;
    }
    let mut form = visit.form.clone();
    form.only(CARD);
    if let Some(card) = card(&mut form) {
        match change(&visit, &case, ContactChange::Set { number, card }).await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "name", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, number, form).await?)
}

pub async fn remove(visit: Visit) -> Answer {
    let (case, _) = open(&visit).await?;
    let number = number(&visit)?.ok_or(Problem::NotFound)?;
    contact(&case, number)?;
    let location = change(&visit, &case, ContactChange::Remove { number }).await?;
    visit.see_other(location)
}

async fn change(visit: &Visit, case: &Case, change: ContactChange) -> Result<String, Problem> {
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    visit
        .once(move |ctx| {
            cases::run(ctx, &who, &reference, Command::Contacts(change))?;
            Ok(format!("/cases/{reference}/people"))
        })
        .await
}
