//! The team's work on a case for machines: tasks, what keeps it from being closed, who has it, who can file what is due.

use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::app::organisation::Settings;
use crate::app::reach::{self, Ready};
use crate::app::{AppError, cases};
use crate::domain::case::{Case, Task};
use crate::domain::contacts::Contact;
use crate::domain::plan::DutyKind;
use crate::domain::values::At;
use crate::web::visit::{Answer, Visit};

#[derive(Debug, Serialize, ToSchema)]
pub struct WorkBody {
    case: String,
    status: String,
    /// Who works on it.
    handler: Option<String>,
    shift: Option<ShiftBody>,
    tasks: Vec<TaskBody>,
    /// What keeps the case from being closed: `duty:3`, `proof:3`, `question:9`, `task:4`, `review:2`, `instant:5`, `decision:7`,
    /// `communication:8`, `leftover:8`.
    open: Vec<String>,
    /// Points that are passed although open.
    passed: Vec<PassedBody>,
    /// Duties to authorities that are still to be filed, each with who can.
    filing: Vec<FilingBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ShiftBody {
    by: String,
    from: Option<String>,
    at: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TaskBody {
    number: u32,
    phase: String,
    title: String,
    owner: String,
    /// Day in the case's zone.
    due_on: Option<String>,
    due_at: Option<String>,
    must: bool,
    status: String,
    /// `ransomware/isolate`, for a task of a scenario pack.
    pack: Option<String>,
    /// Law or guideline that asks for it.
    source: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PassedBody {
    point: String,
    reason: String,
    by: String,
    at: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FilingBody {
    duty: u32,
    recipient: String,
    recipient_name: String,
    /// The readiest way first; never empty.
    ways: Vec<WayBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WayBody {
    /// `missing`, `untested`, `old` or `ready`.
    state: String,
    kind: Option<String>,
    person: Option<String>,
    substitute: Option<String>,
    tested_on: Option<String>,
    fallback: Option<String>,
}

pub(super) async fn show(visit: Visit) -> Answer {
    let machine = visit.machine()?.clone();
    let reference = visit.param("reference").to_owned();
    let (case, settings) = visit
        .run(move |ctx| {
            let case = cases::load_for_machine(ctx, &machine, &reference)?;
            let settings = ctx.store.read(|conn| reach::settings_of(conn, case.organisation))?;
            Ok::<_, AppError>((case, settings))
        })
        .await?;
    json(&body(&visit, &case, &settings))
}

fn body(visit: &Visit, case: &Case, settings: &Settings) -> WorkBody {
    let zone = crate::web::pages::case::zone(case);
    let today = visit.now().in_zone(zone).date_naive();
    let owed = case.duties.iter().filter(|duty| duty.planned.kind == DutyKind::Authority && duty.is_unfiled());
    WorkBody {
        case: case.reference.clone(),
        status: case.status.as_str().to_owned(),
        handler: case.handler.as_ref().map(|handler| handler.name.as_str().to_owned()),
        shift: case.shift.as_ref().map(|shift| ShiftBody {
            by: shift.by.name.as_str().to_owned(),
            from: shift.from.as_ref().map(|from| from.name.as_str().to_owned()),
            at: shift.at.rfc3339(),
        }),
        tasks: case.tasks.iter().map(task).collect(),
        open: case.standing_points(),
        passed: case
            .waived
            .iter()
            .map(|waiver| PassedBody {
                point: waiver.point.clone(),
                reason: waiver.reason.as_str().to_owned(),
                by: waiver.by.name.as_str().to_owned(),
                at: waiver.at.rfc3339(),
            })
            .collect(),
        filing: owed
            .map(|duty| FilingBody {
                duty: duty.number,
                recipient: duty.planned.recipient.id.clone(),
                recipient_name: duty.planned.recipient.name.clone(),
                ways: reach::ready(settings, &visit.ctx().policy, &duty.planned.recipient.id, today)
                    .iter()
                    .map(way)
                    .collect(),
            })
            .collect(),
    }
}

fn task(task: &Task) -> TaskBody {
    let title = match &task.fact {
        // The task of an unknown fact is named after the fact.
        Some((fact, _)) => fact.as_str(),
        None => task.title.as_str(),
    };
    TaskBody {
        number: task.number,
        phase: task.phase.as_str().to_owned(),
        title: title.to_owned(),
        owner: task.owner.as_str().to_owned(),
        due_on: task.due_on.map(|day| day.to_string()),
        due_at: task.due_at.map(At::rfc3339),
        must: task.must,
        status: task.status.as_str().to_owned(),
        pack: task.pack.as_ref().map(|from| format!("{}/{}", from.pack, from.task)),
        source: task.pack.as_ref().map(|from| from.source.clone()),
    }
}

fn way(ready: &Ready) -> WayBody {
    let name = |contact: &Option<Contact>| contact.as_ref().map(|one| one.card.name.as_str().to_owned());
    let identity = ready.identity.as_ref();
    WayBody {
        state: ready.state.as_str().to_owned(),
        kind: identity.map(|one| one.kind.as_str().to_owned()),
        person: name(&ready.person),
        substitute: name(&ready.substitute),
        tested_on: identity.and_then(|one| one.tested_on).map(|day| day.to_string()),
        fallback: identity.map(|one| one.fallback.clone()),
    }
}
