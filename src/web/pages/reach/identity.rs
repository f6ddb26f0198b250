//! The form of one way to file with an authority, and the record that it was tried out.

use askama::Template;
use chrono::NaiveDate;

use super::contact::{kept, number};
use crate::app::organisation::Settings;
use crate::app::reach::{self, Identity, IdentityKind, NewIdentity, identities};
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::case::authority_in_country;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/reach/identity.html")]
pub struct IdentityPage {
    pub f: Frame,
    pub form: Form,
    pub of: String,
    pub action: String,
    pub seen: String,
    pub is_new: bool,
    pub authorities: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub people: Vec<Choice>,
    pub substitutes: Vec<Choice>,
    /// When it was last tried out, and by whom; empty where it never was.
    pub tested: String,
    pub contact_href: String,
}

/// The organisation's name, what it recorded, and the authorities to choose from.
async fn look(visit: &Visit) -> Result<(String, Settings, Vec<(String, String)>), Problem> {
    let (who, slug) = (visit.person()?.clone(), visit.param("organisation").to_owned());
    visit
        .run(move |ctx| {
            let (row, settings) = reach::office(ctx, &who, &slug)?;
            let choices = identities::choices(ctx, &row, &settings)?;
            Ok::<_, crate::app::AppError>((row.name, settings, choices))
        })
        .await
}

type Looked<'a> = (&'a str, &'a Settings, &'a [(String, String)]);

fn page(
    visit: &Visit,
    (office, settings, choices): Looked<'_>,
    identity: Option<&Identity>,
    form: Form,
) -> IdentityPage {
    let t = visit.t();
    let title = t.text(if identity.is_none() { "identity-new" } else { "identity-edit" });
    let f = visit.frame(title).crumb("/people", t.text("reach-title")).problems(!form.is_good());
    let slug = visit.param("organisation");
    let people: Vec<Choice> =
        settings.contacts.iter().map(|one| Choice::new(one.number, one.card.name.as_str())).collect();
    let mut substitutes = vec![Choice::new("", t.text("identity-nobody"))];
    substitutes.extend(people.iter().map(|one| Choice::new(&one.value, one.label.clone())));
    let form = match form.value("day") {
        "" => form.replaced("day", f.now.in_zone(f.zone).date_naive().to_string()),
        _ => form,
    };
    IdentityPage {
        of: office.to_owned(),
        action: format!("/people/{slug}/identities/{}", visit.param("number")),
        seen: reach::mark(settings),
        is_new: identity.is_none(),
        authorities: choices
            .iter()
            .map(|(id, name)| Choice::new(id, authority_in_country(visit.ctx(), f.t, id, name)))
            .collect(),
        kinds: IdentityKind::ALL.iter().map(|kind| Choice::new(kind, f.of("identity-kind", kind))).collect(),
        people,
        substitutes,
        tested: identity
            .and_then(|one| one.tested_on.map(|day| (day, &one.tested_by)))
            .map(|(day, by)| f.with2("identity-tested-by", "day", f.t.day(day), "name", by))
            .unwrap_or_default(),
        contact_href: format!("/people/{slug}/contacts/new"),
        form,
        f,
    }
}

fn filled(form: Form, identity: &Identity) -> Form {
    form.fill("authority", &identity.authority)
        .fill("kind", identity.kind.as_str())
        .fill("person", identity.person.to_string())
        .fill("substitute", identity.substitute.map(|number| number.to_string()).unwrap_or_default())
        .fill("fallback", &identity.fallback)
}

pub async fn show(visit: Visit) -> Answer {
    let number = number(&visit)?;
    let (office, settings, choices) = look(&visit).await?;
    let form = Form::empty(visit.t());
    let identity = number.map(|number| settings.identity(number).ok_or(Problem::NotFound)).transpose()?;
    let form = match identity {
        Some(identity) => filled(form, identity),
        None => form.fill("authority", visit.query("authority")),
    };
    visit.page(&page(&visit, (&office, &settings, &choices), identity, form))
}

pub async fn save(mut visit: Visit) -> Answer {
    let number = number(&visit)?;
    let (office, settings, choices) = look(&visit).await?;
    let identity = number.map(|number| settings.identity(number).ok_or(Problem::NotFound)).transpose()?;
    let mut form = visit.take_form();
    form.only(&["authority", "kind", "person", "substitute", "fallback", "seen"]);
    if let Some(new) = read(&mut form, &settings, &choices) {
        let (who, slug, seen) =
            (visit.person()?.clone(), visit.param("organisation").to_owned(), form.value("seen").to_owned());
        let saved = visit.once(move |ctx| {
            identities::set(ctx, &who, &slug, &seen, number, new)?;
            Ok("/people#filing".to_owned())
        });
        match saved.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => kept(&mut form, &visit, "authority", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, (&office, &settings, &choices), identity, form))
}

fn read(form: &mut Form, settings: &Settings, choices: &[(String, String)]) -> Option<NewIdentity> {
    let authority = form.choice("authority", "identity-authority-missing", |id| {
        choices.iter().find(|(known, _)| known == id).map(|(known, _)| known.clone())
    });
    let kind = form.choice("kind", "identity-kind-missing", IdentityKind::parse);
    let contact = |word: &str| word.parse().ok().filter(|number| settings.contact(*number).is_some());
    let person: Option<u32> = form.choice("person", "identity-person-missing", contact);
    let substitute = match form.value("substitute") {
        "" => Some(None),
        _ => form.choice("substitute", "form-required", contact).map(Some),
    };
    let fallback = form.line("fallback", "identity-fallback-missing");
    let new = NewIdentity {
        authority: authority?,
        kind: kind?,
        person: person?,
        substitute: substitute?,
        fallback: fallback?,
    };
    form.is_good().then_some(new)
}

pub async fn tested(mut visit: Visit) -> Answer {
    let number = number(&visit)?.ok_or(Problem::NotFound)?;
    let (office, settings, choices) = look(&visit).await?;
    let identity = settings.identity(number).ok_or(Problem::NotFound)?;
    let mut form = visit.take_form();
    form.only(&["day", "seen"]);
    let day = match form.value("day").trim().parse::<NaiveDate>() {
        Ok(day) => Some(day),
        Err(_) => {
            form.problem("day", visit.t().text("form-not-a-day"));
            None
        }
    };
    if let Some(day) = day.filter(|_| form.is_good()) {
        let (who, slug, seen) =
            (visit.person()?.clone(), visit.param("organisation").to_owned(), form.value("seen").to_owned());
        let saved = visit.once(move |ctx| {
            identities::tested(ctx, &who, &slug, &seen, number, day)?;
            Ok("/people#filing".to_owned())
        });
        match saved.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => kept(&mut form, &visit, "day", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, (&office, &settings, &choices), Some(identity), filled(form, identity)))
}

pub async fn remove(mut visit: Visit) -> Answer {
    let number = number(&visit)?.ok_or(Problem::NotFound)?;
    let (office, settings, choices) = look(&visit).await?;
    let identity = settings.identity(number).ok_or(Problem::NotFound)?;
    let mut form = visit.take_form();
    form.only(&["seen"]);
    if form.is_good() {
        let (who, slug, seen) =
            (visit.person()?.clone(), visit.param("organisation").to_owned(), form.value("seen").to_owned());
        let removed = visit.once(move |ctx| {
            identities::remove(ctx, &who, &slug, &seen, number)?;
            Ok("/people#filing".to_owned())
        });
        match removed.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => kept(&mut form, &visit, "authority", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, (&office, &settings, &choices), Some(identity), filled(form, identity)))
}
