//! Tasks of a case: what somebody has to do, in which phase, by when.

use askama::Template;

use super::overview::{TaskLine, task_line};
use super::{Head, address, framed, open, refused_at};
use crate::app::cases;
use crate::domain::case::{Case, Phase};
use crate::domain::command::Command;
use crate::domain::values::Private;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::visit::{Answer, Visit};

pub struct PhaseTasks {
    pub name: String,
    pub tasks: Vec<TaskLine>,
}

#[derive(Template)]
#[template(path = "pages/case/tasks.html")]
pub struct Tasks {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub phases: Vec<PhaseTasks>,
    pub choices: Vec<Choice>,
    pub action: String,
}

pub async fn list(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    visit.page(&page(&visit, &case, &organisation, Form::empty(visit.t()).fill("phase", Phase::Facts.as_str())))
}

fn page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Tasks {
    let (f, head) = framed(visit, case, organisation, "", visit.t().text("tasks-title"));
    let phases = Phase::ALL
        .iter()
        .map(|phase| PhaseTasks {
            name: f.of("phase", phase),
            tasks: case
                .tasks
                .iter()
                .filter(|task| task.phase == *phase)
                .map(|task| {
                    let mut line = task_line(&f, task);
                    // The task of an unknown fact is named after the fact, in the language of the reader.
                    if let Some((id, scope)) = &task.fact {
                        let scope = super::scope_name(visit.ctx(), f.t, case, scope);
                        let label = super::facts::label(visit.ctx(), f.t, id);
                        line.title = f.with2("task-find-out", "fact", &label, "scope", &scope);
                    }
                    line
                })
                .collect(),
        })
        .filter(|phase: &PhaseTasks| !phase.tasks.is_empty())
        .collect();
    Tasks {
        phases,
        choices: Phase::ALL.iter().map(|phase| Choice::new(phase, f.of("phase", phase))).collect(),
        action: address(case, "/tasks"),
        f: f.problems(!form.is_good()),
        form,
        head,
    }
}

pub async fn add(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["phase", "title", "owner", "due", "must"]);
    let phase = form.choice("phase", "form-required", Phase::parse);
    let title = form.line("title", "task-title-missing");
    let owner = form.optional_line("owner");
    let due_on = match form.value("due").trim() {
        "" => None,
        typed => match typed.parse() {
            Ok(day) => Some(day),
            Err(_) => {
                form.problem("due", visit.t().text("form-not-a-day"));
                None
            }
        },
    };
    let must = form.has("must", "yes");
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let (Some(phase), Some(title), Some(owner), true) = (phase, title, owner, form.is_good()) {
        let command = Command::AddTask { phase, title: Private::new(title), owner: Private::new(owner), due_on, must };
        let added = visit
            .once(move |ctx| {
                cases::run(ctx, &who, &reference, command)?;
                Ok(format!("/cases/{reference}/tasks"))
            })
            .await;
        match added {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "title", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form))
}

pub async fn done(visit: Visit) -> Answer {
    let number: u32 = visit.param("number").parse().unwrap_or(0);
    let (who, reference) = (visit.person()?.clone(), visit.param("reference").to_owned());
    visit
        .once_then_see(move |ctx| {
            cases::run(ctx, &who, &reference, Command::CompleteTask { number })?;
            Ok(format!("/cases/{reference}/tasks"))
        })
        .await
}
