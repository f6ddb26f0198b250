//! A wrong time of a filing: the right one with a reason, shown with what it moves first, then recorded.

use chrono_tz::Tz;

use crate::app::AppError;
use crate::app::cases;
use crate::app::notices::is_late;
use crate::app::views::ledger;
use crate::domain::case::{Case, NoticeFiling};
use crate::domain::command::{Command, CorrectFiling};
use crate::domain::refusal::Refusal;
use crate::domain::values::{At, Private};
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::pages::case::changes::{Change, changes};
use crate::web::pages::case::{previewed, refused_at};
use crate::web::problem::Problem;
use crate::web::visit::Visit;

/// What the form on the page is about.
pub struct Correctable {
    pub filing: u32,
    /// Microseconds of the time that stands on the page.
    pub seen: i64,
    /// What the typed time would move; none before it was asked for.
    pub preview: Option<Vec<Change>>,
}

/// What the form shows beside its fields after a press.
pub struct Shown {
    moved: Vec<ledger::Moved>,
    after: Case,
}

/// How far a press came.
pub enum Corrected {
    Recorded(String),
    Previewed(Form, Box<Shown>),
    Asked(Form),
}

/// The form under a filing, where a person entered its time.
pub fn offered(filing: Option<&NoticeFiling>, f: &Frame, visit: &Visit, shown: Option<&Shown>) -> Option<Correctable> {
    let filing = filing.filter(|filing| filing.time_is_a_persons() && filing.came_back.is_none())?;
    Some(Correctable {
        filing: filing.number,
        seen: filing.at.micros(),
        preview: shown.map(|shown| changes(f, visit.ctx(), &shown.after, &shown.moved)),
    })
}

/// The time as it stands, until somebody types another one.
pub fn prefilled(form: Form, filing: Option<&NoticeFiling>, zone: Tz) -> Form {
    match filing.filter(|_| form.value("right-at").is_empty() && form.is_good()) {
        Some(filing) => form.fill_instant("right-at", filing.at, zone),
        None => form,
    }
}

fn read(visit: &Visit, form: &mut Form, case: &Case, zone: Tz) -> Option<CorrectFiling> {
    form.only(&["step", "filing", "seen", "right-at", "late-reasons", "correction", previewed::FIELD]);
    let ahead = Ahead::Refused("form-in-the-future");
    let at = form.demand_instant("right-at", "file-at-missing", zone, visit.now(), ahead);
    let reasons = form.optional_text("late-reasons");
    let reason = form.text("correction", "file-correct-why-missing");
    let held = form.value("filing").parse().ok().and_then(|number| case.filing(number));
    let seen = form.value("seen").parse().ok().and_then(At::from_micros);
    let (Some((duties, held)), Some(seen)) = (held, seen) else {
        form.problem("right-at", form.words().text("refusal-no-such-entry"));
        return None;
    };
    let late = |at| duties.iter().filter_map(|number| case.duty(*number)).any(|duty| is_late(duty, at));
    let has_reasons = held.reasons_for_delay.is_some() || reasons.as_deref().is_some_and(|text| !text.is_empty());
    if at.is_some_and(late) && !has_reasons {
        form.problem("late-reasons", form.words().text("refusal-delay-reason-missing"));
    }
    let filing = held.number;
    let (true, Some(at), Some(reasons), Some(reason)) = (form.is_good(), at, reasons, reason) else { return None };
    let reasons_for_delay = (!reasons.is_empty()).then(|| Private::new(reasons));
    Some(CorrectFiling { filing, seen, at, reasons_for_delay, reason: Private::new(reason) })
}

/// Step `correct` shows what would move, `correct-record` records it if that is what was shown.
pub async fn correct(
    visit: &Visit,
    mut form: Form,
    case: &Case,
    zone: Tz,
    location: String,
) -> Result<Corrected, Problem> {
    let Some(wanted) = read(visit, &mut form, case, zone) else { return Ok(Corrected::Asked(form)) };
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if form.value("step") == "correct-record"
        && let Some(shown) = previewed::shown(&form).map(str::to_owned)
    {
        let (who, reference, command) = (who.clone(), reference.clone(), Command::CorrectFiling(wanted.clone()));
        let run = visit.once(move |ctx| {
            cases::run_as_shown(ctx, &who, &reference, command, &shown)?;
            Ok(location)
        });
        match run.await {
            Ok(location) => return Ok(Corrected::Recorded(location)),
            // Something else happened to the case: what would move now is shown anew.
            Err(Problem::App(AppError::Refused(Refusal::PreviewOutdated))) => {}
            Err(problem) => {
                refused_at(visit, &mut form, "right-at", problem)?;
                return Ok(Corrected::Asked(form));
            }
        }
    }
    let anew = form.value("step") == "correct-record";
    match visit.run(move |ctx| cases::try_out(ctx, &who, &reference, Command::CorrectFiling(wanted))).await {
        Ok(tried) => {
            let moved = ledger::moved(&tried.before, &tried.after);
            let mark = previewed::mark(&form, &moved);
            form = form.replaced(previewed::FIELD, mark);
            let form = if anew { form.replaced("anew", "yes") } else { form };
            Ok(Corrected::Previewed(form, Box::new(Shown { moved, after: tried.after })))
        }
        Err(problem) => {
            refused_at(visit, &mut form, "right-at", problem)?;
            Ok(Corrected::Asked(form))
        }
    }
}
