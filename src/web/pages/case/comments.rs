//! Comments on a case: who said what to whom. Privileged ones stay among those who work on it and leave in no export.

use askama::Template;
use uuid::Uuid;

use super::{Head, address, framed, open, refused_at};
use crate::app::AppError;
use crate::app::cases::{handing, team};
use crate::app::member::WORKERS;
use crate::domain::case::Case;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

pub struct Line {
    pub id: String,
    pub at: crate::domain::values::At,
    pub at_text: String,
    pub by: String,
    pub text: String,
    pub to: String,
    pub privileged: bool,
}

#[derive(Template)]
#[template(path = "pages/case/comments.html")]
pub struct Comments {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    /// The newest first.
    pub lines: Vec<Line>,
    pub members: Vec<Choice>,
    pub action: String,
    pub writes: bool,
}

pub async fn list(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let page = page(&visit, &case, &organisation, Form::empty(visit.t())).await?;
    visit.page(&page)
}

async fn page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Result<Comments, Problem> {
    let of = case.clone();
    let members = visit.run(move |ctx| ctx.store.read(|conn| handing::may_handle(conn, &of))).await?;
    let who = visit.person()?;
    let writes = who.has_role(case.organisation, WORKERS);
    let (f, head) = framed(visit, case, organisation, "/timeline", visit.t().text("comments-title"));
    let seen = case.comments.iter().rev().filter(|comment| writes || !comment.privileged);
    let lines = seen.map(|comment| {
        let to: Vec<&str> = comment.mentions.iter().map(|person| person.name.as_str()).collect();
        Line {
            id: format!("c{}", comment.number),
            at: comment.at,
            at_text: f.moment(&comment.at),
            by: comment.by.name.as_str().to_owned(),
            text: comment.text.as_str().to_owned(),
            to: if to.is_empty() { String::new() } else { f.with1("comment-to", "names", f.t.list(&to)) },
            privileged: comment.privileged,
        }
    });
    Ok(Comments {
        lines: lines.collect(),
        members: members
            .into_iter()
            .filter(|(user, _)| *user != who.user)
            .map(|(user, name)| Choice::new(user, name))
            .collect(),
        action: address(case, "/comments"),
        writes,
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

pub async fn add(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["text", "mentions", "privileged"]);
    let text = form.text("text", "comment-text-missing");
    let mentions = form.choices("mentions", |word| word.parse::<Uuid>().ok());
    let privileged = form.has("privileged", "yes");
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let (Some(text), Some(mentions), true) = (text, mentions, form.is_good()) {
        let added = visit
            .once(move |ctx| {
                let done = team::comment(ctx, &who, &reference, text, &mentions, privileged)?;
                let number = done.case.comments.last().map_or(0, |comment| comment.number);
                Ok(format!("/cases/{reference}/comments#c{number}"))
            })
            .await;
        match added {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Invalid { key, .. })) => form.problem("mentions", visit.t().text(key)),
            Err(problem) => refused_at(&visit, &mut form, "text", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form).await?)
}
