//! What people do with a mail-out: choose texts, test, approve, start, pause, resume, stop, try again.

use super::mail_out::{self, number};
use crate::app::people::ramp::Pace;
use crate::app::people::running::{self, SeenByApprover};
use crate::app::people::texts;
use crate::app::{AppResult, Ctx};
use crate::domain::values::Private;
use crate::web::form::Form;
use crate::web::pages::case::refused_at;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// Runs an act of a form and comes back to the page, with the refusal at its field where there is one.
async fn act<F>(visit: Visit, field: &'static str, done: &'static str, act: F) -> Answer
where
    F: FnOnce(&Ctx, &crate::app::member::SignedIn, &str, u32) -> AppResult<()> + Send + 'static,
{
    let number = number(&visit)?;
    let (who, reference) = (visit.person()?.clone(), visit.param("reference").to_owned());
    let outcome = visit
        .once(move |ctx| {
            act(ctx, &who, &reference, number)?;
            let done = if done.is_empty() { String::new() } else { format!("?done={done}") };
            Ok(format!("/cases/{reference}/communications/{number}{done}"))
        })
        .await;
    match outcome {
        Ok(location) => visit.see_other(location),
        Err(problem) => {
            let mut form = visit.form.clone();
            refused_at(&visit, &mut form, field, problem)?;
            mail_out::page(&visit, form).await
        }
    }
}

pub async fn choose_text(visit: Visit) -> Answer {
    let code = visit.form.value("language").to_owned();
    let Ok(notice) = visit.form.value(format!("notice-{code}")).parse::<u32>() else {
        return Err(Problem::Unreadable("problem-bad-form"));
    };
    act(visit, "texts", "text", move |ctx, who, reference, number| texts::choose(ctx, who, reference, number, notice))
        .await
}

pub async fn test(visit: Visit) -> Answer {
    act(visit, "test", "tested", texts::test).await
}

pub async fn approve(visit: Visit) -> Answer {
    let form = &visit.form;
    let texts: Option<Vec<(u32, String)>> = form
        .value("seen")
        .split_whitespace()
        .map(|pair| pair.split_once(':').and_then(|(n, digest)| Some((n.parse().ok()?, digest.to_owned()))))
        .collect();
    let (Some(texts), Ok(count)) = (texts, form.value("count").parse()) else {
        return Err(Problem::Unreadable("problem-bad-form"));
    };
    let reason = Some(form.value("reason").trim()).filter(|reason| !reason.is_empty()).map(Private::new);
    act(visit, "approve", "approved", move |ctx, who, reference, number| {
        running::approve(ctx, who, reference, number, SeenByApprover { texts, count }, reason)
    })
    .await
}

pub async fn start(visit: Visit) -> Answer {
    let pace = pace(&visit)?;
    act(visit, "start", "", move |ctx, who, reference, number| running::go_on(ctx, who, reference, number, pace)).await
}

/// Which of the two buttons was used.
fn pace(visit: &Visit) -> Result<Pace, Problem> {
    match visit.form.value("pace") {
        "batch" => Ok(Pace::Batch),
        "all" => Ok(Pace::Everybody),
        _ => Err(Problem::Unreadable("problem-bad-form")),
    }
}

pub async fn pause(visit: Visit) -> Answer {
    act(visit, "pause", "", |ctx, who, reference, number| running::pause(ctx, who, reference, number, Private::new("")))
        .await
}

pub async fn resume(visit: Visit) -> Answer {
    let pace = pace(&visit)?;
    act(visit, "resume", "", move |ctx, who, reference, number| running::go_on(ctx, who, reference, number, pace)).await
}

pub async fn stop(mut visit: Visit) -> Answer {
    // Stopping is for good, so the reason is part of the act.
    let empty = Form::empty(visit.t());
    let mut form = std::mem::replace(&mut visit.form, empty);
    let reason = form.text("reason", "refusal-reason-missing");
    let Some(reason) = reason else { return mail_out::page(&visit, form).await };
    visit.form = form;
    act(visit, "reason", "", move |ctx, who, reference, number| {
        running::stop(ctx, who, reference, number, Private::new(reason))
    })
    .await
}

pub async fn retry(visit: Visit) -> Answer {
    act(visit, "retry", "retried", |ctx, who, reference, number| {
        running::retry_failed(ctx, who, reference, number).map(drop)
    })
    .await
}
