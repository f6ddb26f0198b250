//! Tasks of a case: what somebody has to do, in which phase, by when.

use askama::Template;

use super::at_hand::{TaskLine, task_line};
use super::{Head, address, framed, open, refused_at};
use crate::app::AppError;
use crate::app::cases::packs::{self, Offer};
use crate::app::cases::{self, handing};
use crate::domain::case::{Case, CaseStatus, Phase};
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::domain::values::Private;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
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
    /// Who works on the case; empty where nobody is named.
    pub handler: String,
    pub handlers: Vec<Choice>,
    pub handler_action: String,
    pub may_work: bool,
    /// Scenario packs, those that the facts propose first.
    pub packs: Vec<Offer>,
    pub packs_action: String,
    /// Whether something is to be done to the list: a closed case rests.
    pub open: bool,
}

pub async fn list(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let form = Form::empty(visit.t()).fill("phase", Phase::Facts.as_str());
    visit.page(&page(&visit, &case, &organisation, form).await?)
}

async fn page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Result<Tasks, Problem> {
    let of = case.clone();
    let members = visit.run(move |ctx| ctx.store.read(|conn| handing::may_handle(conn, &of))).await?;
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
                    let mut line = task_line(&f, &visit.ctx().policy, task);
                    line.answer_href =
                        task.answers.map(|number| address(case, &format!("/correspondence?answers={number}#add")));
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
    let handler = case.handler.as_ref();
    let form = match handler.filter(|_| form.value("handler").is_empty()) {
        Some(handler) => form.fill("handler", handler.user.to_string()),
        None => form,
    };
    Ok(Tasks {
        handler: handler.map(|handler| handler.name.as_str().to_owned()).unwrap_or_default(),
        handlers: members.into_iter().map(|(id, name)| Choice::new(id, name)).collect(),
        handler_action: address(case, "/handler"),
        may_work: super::may_change(visit, case)?,
        packs: packs::offers(&visit.ctx().policy, case, f.t.lang.as_str()),
        packs_action: address(case, "/tasks/packs"),
        open: case.status == CaseStatus::Open,
        phases,
        choices: Phase::ALL.iter().map(|phase| Choice::new(phase, f.of("phase", phase))).collect(),
        action: address(case, "/tasks"),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

pub async fn hand_on(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["handler"]);
    let chosen = form.choice("handler", "handler-missing", |id| id.parse::<uuid::Uuid>().ok());
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let (Some(user), true) = (chosen, form.is_good()) {
        let handed = visit
            .once(move |ctx| {
                handing::hand_to(ctx, &who, &reference, user)?;
                Ok(format!("/cases/{reference}/tasks"))
            })
            .await;
        match handed {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Refused(Refusal::NothingChanges))) => {
                return visit.see_other(address(&case, "/tasks"));
            }
            Err(Problem::App(AppError::Invalid { key, .. })) => form.problem("handler", visit.t().text(key)),
            Err(problem) => refused_at(&visit, &mut form, "handler", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form).await?)
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
    visit.page_with_problems(&page(&visit, &case, &organisation, form).await?)
}

/// Puts a scenario pack on the list.
pub async fn add_pack(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["pack"]);
    let chosen = form.choice("pack", "form-required", |id| Some(id.to_owned()));
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if let (Some(pack), true) = (chosen, form.is_good()) {
        let language = visit.t().lang.as_str();
        let added = visit
            .once(move |ctx| {
                packs::apply(ctx, &who, &reference, &pack, language)?;
                Ok(format!("/cases/{reference}/tasks"))
            })
            .await;
        match added {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Invalid { key, .. })) => form.problem("pack", visit.t().text(key)),
            Err(problem) => refused_at(&visit, &mut form, "pack", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form).await?)
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
