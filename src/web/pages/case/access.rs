//! Who sees a case: everybody who may read in the organisation, or the people ticked here.

use askama::Template;
use uuid::Uuid;

use super::{Head, address, framed, open, refused_at};
use crate::app::AppError;
use crate::app::cases::access::{self, Candidate};
use crate::domain::case::Case;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/case/access.html")]
pub struct Access {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    /// Who sees it now, one name a line; empty where everybody does.
    pub seen_by: Vec<String>,
    /// By whom, since when, and why.
    pub why: String,
    pub choices: Vec<Choice>,
    /// Who may read cases of the organisation, beside the one who looks.
    pub people: Vec<Choice>,
    /// Nobody else who sees it could release or confirm what one person prepared.
    pub lone: bool,
    pub action: String,
}

const ALL: &str = "all";
const THESE: &str = "these";

pub async fn show(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = Form::empty(visit.t()).fill("who", if case.restriction.is_some() { THESE } else { ALL });
    for person in case.restriction.iter().flat_map(|standing| &standing.people) {
        form = form.fill("people", person.user.to_string());
    }
    visit.page(&page(&visit, &case, &organisation, form).await?)
}

async fn page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Result<Access, Problem> {
    let of = case.organisation;
    let all = visit.run(move |ctx| ctx.store.read(|conn| access::candidates(conn, of))).await?;
    let who = visit.person()?.user;
    let (f, head) = framed(visit, case, organisation, "", visit.t().text("access-title"));
    let named = |one: &Candidate| {
        let roles: Vec<String> = one.roles.iter().map(|role| f.of("role", role)).collect();
        f.with2("access-person", "name", one.name.clone(), "roles", f.t.list(&roles))
    };
    let approve = all.iter().filter(|one| one.roles.iter().any(|role| role.may_approve()));
    let standing = case.restriction.as_ref();
    Ok(Access {
        seen_by: standing
            .iter()
            .flat_map(|standing| &standing.people)
            .map(|person| match all.iter().find(|one| one.user == person.user) {
                Some(one) => named(one),
                // Somebody whose role ended since.
                None => person.name.as_str().to_owned(),
            })
            .collect(),
        why: standing
            .map(|standing| match standing.by.user.is_nil() {
                true => f.text("access-kept-within-reach"),
                false => f.t.with3(
                    "access-since",
                    ("by", &standing.by.name.as_str()),
                    ("at", &f.moment(&standing.at)),
                    ("reason", &standing.reason.as_str()),
                ),
            })
            .unwrap_or_default(),
        choices: vec![
            Choice::new(ALL, f.with1("access-all", "count", all.len())),
            Choice::new(THESE, f.text("access-these")),
        ],
        people: all.iter().filter(|one| one.user != who).map(|one| Choice::new(one.user, named(one))).collect(),
        lone: standing.is_some() && approve.filter(|one| case.is_seen_by(one.user)).count() < 2,
        action: address(case, "/access"),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

pub async fn save(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["who", "people", "reason"]);
    let only_these = form.choice("who", "access-choose", |word| match word {
        ALL => Some(false),
        THESE => Some(true),
        _ => None,
    });
    let people = form.choices("people", |word| word.parse::<Uuid>().ok());
    let reason = form.text("reason", "refusal-reason-missing");
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let (Some(only_these), Some(people), Some(reason), true) = (only_these, people, reason, form.is_good()) {
        let saved = visit
            .once(move |ctx| {
                match only_these {
                    true => access::restrict(ctx, &who, &reference, &people, reason)?,
                    false => access::open_to_all(ctx, &who, &reference, reason)?,
                };
                Ok(format!("/cases/{reference}/access"))
            })
            .await;
        match saved {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Invalid { key, .. })) => form.problem("people", visit.t().text(key)),
            Err(problem) => refused_at(&visit, &mut form, "who", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form).await?)
}
