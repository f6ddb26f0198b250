//! Recording a moment or correcting one: the first post shows old and new deadlines, the second records.

use askama::Template;

use super::changes::{Change, changes};
use super::{Head, address, framed, moment_with_utc, open, previewed, refused_at, scope_name};
use crate::app::views::ledger::{self, scope_of, scope_word};
use crate::app::{AppError, Ctx, cases};
use crate::domain::case::{Case, Certainty, InstantEntry, Source};
use crate::domain::command::{Command, RecordInstant};
use crate::domain::refusal::Refusal;
use crate::domain::situation::InstantKind;
use crate::domain::values::{At, Private};
use crate::web::components::Choice;
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/case/instant_form.html")]
pub struct InstantForm {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub lead: String,
    /// A processor has told of it, and awareness is not recorded yet: what that means for the clock.
    pub informed: String,
    pub kinds: Vec<Choice>,
    pub scopes: Vec<Choice>,
    pub certainties: Vec<Choice>,
    pub sources: Vec<Choice>,
    /// The entry that is being corrected, in words; empty for a new one.
    pub corrects: String,
    /// The entry that this one would contradict.
    pub contradicts: String,
    /// Shown once the form is good: what would move. None before.
    pub preview: Option<Vec<Change>>,
    /// Of what was typed and what it moves; what is recorded has to fit it.
    pub previewed: String,
    /// The form, the case or the law changed after the preview that this one follows.
    pub anew: bool,
    pub action: String,
    pub back: String,
}

const FIELDS: &[&str] =
    &["what", "scope", "at", "certainty", "source", "how", "reason", "corrects", "step", previewed::FIELD];

fn form_page(
    visit: &Visit,
    case: &Case,
    organisation: &str,
    form: Form,
    preview: Option<&cases::TriedOut>,
) -> InstantForm {
    let t = visit.t();
    let corrected = form.value("corrects").parse().ok().and_then(|number| case.instant(number));
    let title = if corrected.is_some() { t.text("instant-correct-title") } else { t.text("instant-new-title") };
    let (f, head) = framed(visit, case, organisation, "/instants", title);
    let f = f.problems(!form.is_good());
    let choices = |family: &str, values: Vec<&'static str>| -> Vec<Choice> {
        values.into_iter().map(|value| Choice::new(value, t.of(family, value))).collect()
    };
    let contradicts = preview.and_then(|tried| tried.contradicts()).map(|old| told(&f, case, old)).unwrap_or_default();
    let moved = preview.map(|tried| ledger::moved(&tried.before, &tried.after));
    InstantForm {
        lead: corrected.map_or_else(String::new, |_| f.text("instant-correct-lead")),
        informed: informed(case)
            .filter(|_| form.value("what") == InstantKind::Aware.as_str())
            .map(|entry| f.with1("instant-informed", "at", moment_with_utc(&f, entry.at)))
            .unwrap_or_default(),
        kinds: choices("instant", InstantKind::ALL.iter().map(|kind| kind.as_str()).collect()),
        scopes: scope_choices(visit.ctx(), t, case),
        certainties: Certainty::ALL
            .iter()
            .map(|certainty| {
                Choice::new(certainty, t.of("certainty", certainty)).hint(t.of("certainty-hint", certainty))
            })
            .collect(),
        sources: choices("source", Source::ALL.iter().map(|source| source.as_str()).collect()),
        corrects: corrected.map(|entry| told(&f, case, entry)).unwrap_or_default(),
        contradicts,
        previewed: moved.as_ref().map(|moved| previewed::mark(&form, moved)).unwrap_or_default(),
        anew: preview.is_some() && form.value("step") == "record",
        preview: preview.zip(moved).map(|(tried, moved)| changes(&f, visit.ctx(), &tried.after, &moved)),
        action: address(case, "/instants/new"),
        back: address(case, "/instants"),
        form,
        f,
        head,
    }
}

/// The processor's notice that stands for awareness as long as that is not recorded.
fn informed(case: &Case) -> Option<&InstantEntry> {
    let recorded = |what: InstantKind| case.instants_in_force().filter(move |entry| entry.what == what);
    let first = recorded(InstantKind::ProcessorInformed).min_by_key(|entry| entry.at)?;
    recorded(InstantKind::Aware).next().is_none().then_some(first)
}

/// `Awareness, Sat 3 Oct 2026, 13:00 CEST (recorded by Chiara Bonfanti)`
pub(super) fn told(f: &Frame, _case: &Case, entry: &InstantEntry) -> String {
    f.t.with3(
        "instant-told",
        ("what", &f.of("instant", entry.what)),
        ("at", &moment_with_utc(f, entry.at)),
        ("name", &entry.by.name.as_str()),
    )
}

pub fn scope_choices(ctx: &Ctx, words: &Words, case: &Case) -> Vec<Choice> {
    ledger::scopes(case)
        .iter()
        .map(|scope| Choice::new(scope_word(scope), scope_name(ctx, words, case, scope)))
        .collect()
}

/// The empty form; `what` and `scope` may be given in the address, or the entry to correct.
pub async fn new(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let zone = super::zone(&case);
    let mut form = Form::empty(visit.t());
    match visit.query("corrects").parse().ok().and_then(|number: u32| case.instant(number)) {
        Some(entry) => {
            form = form
                .fill("corrects", entry.number.to_string())
                .fill("what", entry.what.as_str())
                .fill("scope", scope_word(&entry.scope))
                .fill_instant("at", entry.at, zone)
                .fill("certainty", entry.certainty.as_str())
                .fill("source", entry.source.as_str())
                .fill("how", entry.how.as_str());
        }
        None => {
            let what = InstantKind::parse(visit.query("what")).unwrap_or(InstantKind::Aware);
            let scope =
                scope_of(&case, visit.query("scope")).map_or_else(|| "case".to_owned(), |scope| scope_word(&scope));
            form = form.fill("what", what.as_str()).fill("scope", scope);
            // What a processor has said is the answer in most cases; the person reads it and may enter an earlier moment.
            form = match informed(&case).filter(|_| what == InstantKind::Aware) {
                Some(told) => form
                    .fill_instant("at", told.at, zone)
                    .fill("certainty", Certainty::Confirmed.as_str())
                    .fill("source", Source::Processor.as_str())
                    .fill("how", told.how.as_str()),
                None => form.fill("source", Source::OwnStaff.as_str()),
            };
        }
    }
    visit.page(&form_page(&visit, &case, &organisation, form, None))
}

/// First post shows what would move, on a copy; the second, with the button that says so, records it.
pub async fn record(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(FIELDS);
    let zone = super::zone(&case);
    let Some(record) = read(&mut form, &case, zone, visit.now()) else {
        return visit.page_with_problems(&form_page(&visit, &case, &organisation, form, None));
    };
    let who = visit.person()?.clone();
    let (reference, command) = (case.reference.clone(), Command::RecordInstant(record));
    // What was changed after its preview, or would move something else by now, is shown anew before it is recorded.
    if form.value("step") == "record"
        && let Some(shown) = previewed::shown(&form).map(str::to_owned)
    {
        let (who, reference, command) = (who.clone(), reference.clone(), command.clone());
        let recorded = visit
            .once(move |ctx| {
                let done = cases::run_as_shown(ctx, &who, &reference, command, &shown)?;
                let number = done.case.instants.last().map_or(0, |entry| entry.number);
                Ok(format!("/cases/{reference}/instants/{number}"))
            })
            .await;
        match recorded {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Refused(Refusal::PreviewOutdated))) => {}
            Err(problem) => {
                refused(&visit, &mut form, problem)?;
                return visit.page_with_problems(&form_page(&visit, &case, &organisation, form, None));
            }
        }
    }
    match visit.run(move |ctx| cases::try_out(ctx, &who, &reference, command)).await {
        Ok(tried) => visit.page(&form_page(&visit, &case, &organisation, form, Some(&tried))),
        Err(problem) => {
            refused(&visit, &mut form, problem)?;
            visit.page_with_problems(&form_page(&visit, &case, &organisation, form, None))
        }
    }
}

/// A refusal at the field it is about. A moment later than the record shows lacks a reason: that is where the person goes on.
fn refused(visit: &Visit, form: &mut Form, problem: Problem) -> Result<(), Problem> {
    match problem {
        Problem::App(AppError::Refused(Refusal::ReasonMissing)) => {
            form.problem("reason", visit.t().text("instant-contradiction-reason"));
            Ok(())
        }
        Problem::App(AppError::Refused(Refusal::HowMissing)) => refused_at(visit, form, "how", problem),
        _ => refused_at(visit, form, "at", problem),
    }
}

pub(super) fn read(form: &mut Form, case: &Case, zone: chrono_tz::Tz, now: At) -> Option<RecordInstant> {
    let what = form.choice("what", "form-required", InstantKind::parse);
    let scope = form.choice("scope", "form-required", |word| scope_of(case, word));
    let at = form.demand_instant("at", "instant-at-missing", zone, now, Ahead::Refused("form-in-the-future"));
    let certainty = form.choice("certainty", "instant-certainty-missing", Certainty::parse);
    let source = form.choice("source", "form-required", Source::parse);
    let how = form.text("how", "instant-how-missing");
    let corrects: Option<u32> = match form.value("corrects") {
        "" => None,
        number => match number.parse().ok().filter(|number| case.instant(*number).is_some()) {
            Some(number) => Some(number),
            None => {
                form.problem("what", form_words(form, "refusal-no-such-entry"));
                None
            }
        },
    };
    let reason = match corrects {
        Some(_) => form.text("reason", "instant-reason-missing"),
        None => form.optional_text("reason"),
    };
    let record = RecordInstant {
        what: what?,
        at: at?,
        scope: scope?,
        certainty: certainty?,
        source: source?,
        how: Private::new(how?),
        reason: Private::new(reason?),
        corrects,
    };
    form.is_good().then_some(record)
}

fn form_words(form: &Form, key: &str) -> String {
    form.words().text(key)
}
