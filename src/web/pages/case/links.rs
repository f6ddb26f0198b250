//! The cases that belong to this one, and a new case that begins as its copy.

use askama::Template;

use super::{Head, address, framed, open, refused_at};
use crate::app::AppError;
use crate::app::cases::linking::{self, Shown};
use crate::app::member::{APPROVERS, WORKERS};
use crate::domain::case::Case;
use crate::domain::links::{LinkedTo, Relation};
use crate::domain::values::{At, Private};
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// What a person says of another case; what is a copy the program knows itself.
const TO_CHOOSE: &[Relation] = &[Relation::Related, Relation::SameIncident, Relation::Earlier, Relation::Later];

pub struct Line {
    /// Empty where the desk holds no such case, or this person may not see it.
    pub href: String,
    pub name: String,
    pub relation: String,
    pub reason: String,
    pub at: At,
    /// Who linked them, and when.
    pub by: String,
    pub remove: String,
}

#[derive(Template)]
#[template(path = "pages/case/links.html")]
pub struct Links {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub lines: Vec<Line>,
    pub relations: Vec<Choice>,
    pub action: String,
    pub duplicate: String,
    /// What was merged: address (empty where this person does not see that case), words, reason.
    pub merged: Vec<(String, String, String)>,
    /// Where two cases of one incident are merged; empty for who may not.
    pub merge: String,
    pub writes: bool,
}

pub async fn list(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let page = page(&visit, &case, &organisation, Form::empty(visit.t())).await?;
    visit.page(&page)
}

async fn page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Result<Links, Problem> {
    let (who, known) = (visit.person()?.clone(), case.clone());
    let writes = who.has_role(case.organisation, WORKERS);
    let may_merge = who.has_role(case.organisation, APPROVERS) && case.merged_into.is_none();
    let (shown, merged) = visit
        .run(move |ctx| {
            ctx.store.read(|conn| {
                let into = known.merged_into.iter().map(|one| ("merge-into", &one.reference, &one.reason));
                let took = known.took_over.iter().map(|one| ("merge-took", &one.reference, &one.reason));
                let mut merged = Vec::new();
                for (key, reference, reason) in into.chain(took) {
                    merged.push((key, linking::merged_with(conn, &who, reference)?, reason.as_str().to_owned()));
                }
                Ok::<_, AppError>((linking::shown(conn, &who, &known)?, merged))
            })
        })
        .await?;
    let (f, head) = framed(visit, case, organisation, "", visit.t().text("links-title"));
    let line = |shown: &Shown| {
        let link = &shown.link;
        let (href, name) = match (&link.to, &shown.case) {
            (LinkedTo::Case { reference, .. }, Some((title, status))) => {
                (format!("/cases/{reference}"), format!("{reference} {title} ({})", f.of("case-status", *status)))
            }
            (LinkedTo::Case { reference, .. }, None) => (String::new(), reference.clone()),
            (LinkedTo::Elsewhere(what), _) => (String::new(), what.as_str().to_owned()),
        };
        Line {
            href,
            name,
            relation: f.of("relation", link.relation),
            reason: link.reason.as_str().to_owned(),
            at: link.at,
            by: f.with2("links-by", "name", link.by.name.as_str(), "at", f.moment(&link.at)),
            remove: address(case, &format!("/links/{}/remove", link.number)),
        }
    };
    Ok(Links {
        lines: shown.iter().map(line).collect(),
        relations: TO_CHOOSE.iter().map(|one| Choice::new(one, f.of("relation", one))).collect(),
        action: address(case, "/links"),
        duplicate: address(case, "/duplicate"),
        merged: merged
            .into_iter()
            .map(|(key, other, reason)| match other {
                Some(other) => {
                    let name = format!("{} {}", other.reference, other.title);
                    (format!("/cases/{}", other.reference), f.with1(key, "name", &name), reason)
                }
                None => (String::new(), f.with1(key, "name", f.text("links-hidden")), reason),
            })
            .collect(),
        merge: if may_merge { address(case, "/merge") } else { String::new() },
        writes,
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

pub async fn add(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["to", "elsewhere", "relation", "reason"]);
    let to = form.optional_line("to").unwrap_or_default();
    let elsewhere = form.optional_line("elsewhere").unwrap_or_default();
    if to.is_empty() == elsewhere.is_empty() {
        form.problem("to", visit.t().text("link-one-of-two"));
    }
    let relation = form.choice("relation", "link-relation-missing", |word| {
        Relation::parse(word).filter(|relation| TO_CHOOSE.contains(relation))
    });
    let reason = form.text("reason", "refusal-reason-missing");
    if let (Some(relation), Some(reason), true) = (relation, reason, form.is_good()) {
        let (who, reference) = (visit.person()?.clone(), case.reference.clone());
        let linked = visit
            .once(move |ctx| {
                let reason = Private::new(reason);
                match elsewhere.is_empty() {
                    true => linking::link(ctx, &who, &reference, &to.to_uppercase(), relation, &reason)?,
                    false => linking::link_elsewhere(ctx, &who, &reference, &elsewhere, relation, &reason)?,
                };
                Ok(format!("/cases/{reference}/links"))
            })
            .await;
        match linked {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Invalid { field, key })) => form.problem(field, visit.t().text(key)),
            Err(problem) => refused_at(&visit, &mut form, "to", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form).await?)
}

pub async fn remove(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["why"]);
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    if let Some(reason) = form.text("why", "refusal-reason-missing") {
        let (who, reference) = (visit.person()?.clone(), case.reference.clone());
        let gone = visit
            .once(move |ctx| {
                linking::unlink(ctx, &who, &reference, number, &Private::new(reason))?;
                Ok(format!("/cases/{reference}/links"))
            })
            .await;
        match gone {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "why", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form).await?)
}

pub async fn duplicate(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["title"]);
    if let Some(title) = form.line("title", "title-missing").filter(|_| form.is_good()) {
        let (who, reference) = (visit.person()?.clone(), case.reference.clone());
        let copied = visit.t().with1("links-copied-from", "reference", &reference);
        let made = visit
            .once(move |ctx| {
                let fresh = linking::duplicate(ctx, &who, &reference, &title, &copied)?;
                Ok(format!("/cases/{fresh}"))
            })
            .await;
        match made {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "title", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form).await?)
}
