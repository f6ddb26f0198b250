//! The awareness ledger: every moment with who, how and why; recording and correcting one, with old and new deadlines side by side first.

use askama::Template;

use super::{
    Head, address, country_name, duty_address, framed, moment_with_utc, open, refused_at, rule_name, scope_name,
};
use crate::app::views::ledger::{self, EntryState, Moved, scope_of, scope_word};
use crate::app::{Ctx, cases};
use crate::domain::case::{Case, Certainty, InstantEntry, Source};
use crate::domain::command::{Command, RecordInstant};
use crate::domain::situation::InstantKind;
use crate::domain::values::{At, Private};
use crate::web::components::{Choice, Shape, State};
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

pub struct Line {
    pub id: String,
    pub at: At,
    pub at_text: String,
    pub scope: String,
    pub state: State,
    pub certainty: String,
    pub source: String,
    pub how: String,
    pub reason: String,
    pub byline: String,
    pub was: bool,
    pub note: String,
    pub correct: Option<String>,
    pub confirm: Option<String>,
}

pub struct Kind {
    pub id: &'static str,
    pub name: String,
    pub starts: String,
    pub stands_in: String,
    pub lines: Vec<Line>,
    pub record: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/case/instants.html")]
pub struct Instants {
    pub f: Frame,
    pub head: Head,
    pub recorded: Vec<Kind>,
    pub missing: Vec<Kind>,
    pub worst_case: String,
    pub waiting: Vec<(String, String)>,
}

pub async fn list(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let (f, head) = framed(&visit, &case, &organisation, "/instants", visit.t().text("instants-title"));
    let kinds: Vec<Kind> = ledger::ledger(&case).iter().map(|row| kind(&f, visit.ctx(), &case, row)).collect();
    let (recorded, missing) = kinds.into_iter().partition(|kind: &Kind| !kind.lines.is_empty());
    let waiting = ledger::waiting(&case)
        .into_iter()
        .map(|entry| {
            let text = f.with2("instants-waits", "what", f.of("instant", entry.what), "at", f.moment(&entry.at));
            (address(&case, &format!("/instants/{}", entry.number)), text)
        })
        .collect();
    let page = Instants { worst_case: worst_case(&f, &case), recorded, missing, waiting, f, head };
    visit.page(&page)
}

/// Until awareness is decided the clocks run from the earliest moment on record; the page says from which.
fn worst_case(f: &Frame, case: &Case) -> String {
    use crate::app::views::case_page::{Awareness, awareness};
    if awareness(case) == Awareness::Decided {
        return String::new();
    }
    let first = case.instants_in_force().filter(|entry| entry.what == InstantKind::FirstSignal).map(|e| e.at).min();
    first
        .map(|at| f.with1("instants-worst-case", "at", f.moment(&at)))
        .unwrap_or_else(|| f.text("instants-nothing-yet"))
}

fn kind(f: &Frame, ctx: &Ctx, case: &Case, row: &ledger::LedgerRow<'_>) -> Kind {
    let stands_in: Vec<String> = row.stood_in_by.iter().map(|what| f.of("instant", what)).collect();
    // Several first signals come in; every other moment is one entry per scope, corrected with a reason.
    let several = row.what == InstantKind::FirstSignal || row.entries.is_empty() || ledger::scopes(case).len() > 1;
    Kind {
        id: row.what.as_str(),
        name: f.of("instant", row.what),
        starts: f.of("instant-starts", row.what),
        stands_in: match stands_in.is_empty() {
            true => String::new(),
            false => f.with2("instants-stood-in", "count", row.duties, "by", stands_in.join(", ")),
        },
        lines: row.entries.iter().map(|entry| line(f, ctx, case, entry)).collect(),
        record: several.then(|| address(case, &format!("/instants/new?what={}", row.what))),
    }
}

fn line(f: &Frame, ctx: &Ctx, case: &Case, row: &ledger::LedgerEntry<'_>) -> Line {
    let entry = row.entry;
    let shape = match row.state {
        EntryState::InForce => Shape::Ok,
        EntryState::Waits => Shape::Half,
        EntryState::Corrected | EntryState::Beside => Shape::Off,
    };
    let mut note = String::new();
    if let Some(by) = row.corrected_by {
        note = f.with1("instants-corrected-by", "number", by);
    } else if let (Some(number), false) = (entry.contradicts, entry.in_force()) {
        note = f.with1("instants-contradicts", "number", number);
    } else if let Some(person) = &entry.confirmed_by {
        note = f.with1("instants-confirmed-by", "name", person.name.as_str());
    }
    Line {
        id: format!("entry-{}", entry.number),
        at: entry.at,
        at_text: moment_with_utc(f, entry.at),
        scope: scope_name(ctx, f.t, case, &entry.scope),
        state: State::new(shape, f.of("entry-state", row.state)),
        certainty: f.of("certainty", entry.certainty),
        source: f.of("source", entry.source),
        how: entry.how.as_str().to_owned(),
        reason: entry.reason.as_str().to_owned(),
        byline: f.t.with3(
            "instants-byline",
            ("number", &entry.number),
            ("name", &entry.by.name.as_str()),
            ("at", &f.moment(&entry.recorded_at)),
        ),
        was: row.corrected_by.is_some(),
        note,
        correct: row.corrected_by.is_none().then(|| address(case, &format!("/instants/new?corrects={}", entry.number))),
        confirm: (!entry.in_force()).then(|| address(case, &format!("/instants/{}", entry.number))),
    }
}

/// A duty's clock before and after, in words.
pub struct Change {
    pub duty: String,
    pub href: String,
    pub before: String,
    pub after: String,
    pub moved_by: String,
}

pub fn changes(f: &Frame, ctx: &Ctx, case: &Case, moved: &[Moved]) -> Vec<Change> {
    let clock = |clock: &Option<ledger::Clock>| match clock {
        None => String::new(),
        Some(clock) => {
            let status = f.of("duty-status", clock.status);
            match (clock.target_at, clock.legal_term_at) {
                (Some(target), Some(legal)) => f.t.with3(
                    "change-clock",
                    ("target", &f.moment(&target)),
                    ("legal", &f.moment(&legal)),
                    ("status", &status),
                ),
                (Some(target), None) => f.with2("change-target", "target", f.moment(&target), "status", &status),
                _ => status,
            }
        }
    };
    moved
        .iter()
        .map(|moved| {
            let market = moved.market.as_ref().map(|code| format!("{} · ", country_name(ctx, f.t.lang, code)));
            let name = rule_name(f.t, &moved.rule, "", "");
            let by = match (moved.before.and_then(|c| c.target_at), moved.after.and_then(|c| c.target_at)) {
                (Some(old), Some(new)) if new < old => f.with1("change-earlier", "time", f.t.duration(old.since(new))),
                (Some(old), Some(new)) if new > old => f.with1("change-later", "time", f.t.duration(new.since(old))),
                _ if moved.arises() => f.text("change-arises"),
                _ if moved.falls_away() => f.text("change-falls-away"),
                _ => String::new(),
            };
            Change {
                duty: format!("{}{} · {name}", market.unwrap_or_default(), moved.recipient),
                href: duty_address(case, moved.number),
                before: clock(&moved.before),
                after: clock(&moved.after),
                moved_by: by,
            }
        })
        .collect()
}

#[derive(Template)]
#[template(path = "pages/case/instant_form.html")]
pub struct InstantForm {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub lead: String,
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
    pub action: String,
    pub back: String,
}

const FIELDS: &[&str] = &["what", "scope", "at", "certainty", "source", "how", "reason", "corrects", "step"];

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
    InstantForm {
        lead: corrected.map_or_else(String::new, |_| f.text("instant-correct-lead")),
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
        preview: preview.map(|tried| changes(&f, visit.ctx(), &tried.after, &ledger::moved(case, &tried.after))),
        action: address(case, "/instants/new"),
        back: address(case, "/instants"),
        form,
        f,
        head,
    }
}

/// `Awareness, Sat 3 Oct 2026, 13:00 CEST (recorded by Chiara Bonfanti)`
fn told(f: &Frame, _case: &Case, entry: &InstantEntry) -> String {
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
            form = form.fill("what", what.as_str()).fill("scope", scope).fill("source", Source::OwnStaff.as_str());
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
    if form.value("step") != "record" {
        let tried = visit.run(move |ctx| cases::try_out(ctx, &who, &reference, command)).await;
        return match tried {
            Ok(tried) => {
                let page = form_page(&visit, &case, &organisation, form, Some(&tried));
                visit.page(&page)
            }
            Err(problem) => {
                refused(&visit, &mut form, problem)?;
                visit.page_with_problems(&form_page(&visit, &case, &organisation, form, None))
            }
        };
    }
    let recorded = visit
        .once(move |ctx| {
            let done = cases::run(ctx, &who, &reference, command)?;
            let number = done.case.instants.last().map_or(0, |entry| entry.number);
            Ok(format!("/cases/{reference}/instants/{number}"))
        })
        .await;
    match recorded {
        Ok(location) => visit.see_other(location),
        Err(problem) => {
            refused(&visit, &mut form, problem)?;
            visit.page_with_problems(&form_page(&visit, &case, &organisation, form, None))
        }
    }
}

/// A refusal at the field it is about. A moment later than the record shows lacks a reason: that is where the person goes on.
fn refused(visit: &Visit, form: &mut Form, problem: Problem) -> Result<(), Problem> {
    use crate::app::AppError;
    use crate::domain::refusal::Refusal;
    match problem {
        Problem::App(AppError::Refused(Refusal::ReasonMissing)) => {
            form.problem("reason", visit.t().text("instant-contradiction-reason"));
            Ok(())
        }
        Problem::App(AppError::Refused(Refusal::HowMissing)) => refused_at(visit, form, "how", problem),
        _ => refused_at(visit, form, "at", problem),
    }
}

fn read(form: &mut Form, case: &Case, zone: chrono_tz::Tz, now: At) -> Option<RecordInstant> {
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

#[derive(Template)]
#[template(path = "pages/case/instant.html")]
pub struct InstantPage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub line: Line,
    pub contradicted: String,
    pub changes: Vec<Change>,
    /// What would move once a second person confirms; empty when the entry is in force already.
    pub would: Vec<Change>,
    pub needs_confirmation: bool,
    pub by_oneself: bool,
    pub action: String,
    pub back: String,
}

/// One entry: what it says, what it moved, and, while it contradicts the record, the button for the second person.
pub async fn one(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let form = Form::empty(visit.t());
    let page = one_page(&visit, &case, &organisation, form).await?;
    visit.page(&page)
}

pub async fn confirm(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&[]);
    let number: u32 = visit.param("number").parse().unwrap_or(0);
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    let confirmed = visit
        .once(move |ctx| {
            cases::run(ctx, &who, &reference, Command::ConfirmInstant { number })?;
            Ok(format!("/cases/{reference}/instants/{number}"))
        })
        .await;
    match confirmed {
        Ok(location) => visit.see_other(location),
        Err(problem) => {
            refused_at(&visit, &mut form, "confirm", problem)?;
            let page = one_page(&visit, &case, &organisation, form).await?;
            visit.page_with_problems(&page)
        }
    }
}

async fn one_page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Result<InstantPage, Problem> {
    let number: u32 = visit.param("number").parse().unwrap_or(0);
    let rows = ledger::ledger(case);
    let found = rows.iter().flat_map(|row| row.entries.iter()).find(|row| row.entry.number == number);
    let Some(row) = found else { return Err(Problem::NotFound) };
    let entry = row.entry;
    let (f, head) = framed(visit, case, organisation, "/instants", visit.t().of("instant", entry.what));
    let id = case.id;
    let recorded = visit.run(move |ctx| ctx.store.read(|conn| cases::recorded(conn, id))).await?;
    let moved = moved_by(&recorded, number);
    let who = visit.person()?.clone();
    let by_oneself = who.user == entry.by.user;
    let would = if entry.in_force() {
        Vec::new()
    } else {
        let (reference, who) = (case.reference.clone(), who);
        let tried = visit.run(move |ctx| cases::try_confirmation(ctx, &who, &reference, number)).await?;
        changes(&f, visit.ctx(), &tried.after, &ledger::moved(case, &tried.after))
    };
    let contradicted = entry.contradicts.and_then(|number| case.instant(number)).map(|old| told(&f, case, old));
    Ok(InstantPage {
        line: line(&f, visit.ctx(), case, row),
        contradicted: contradicted.unwrap_or_default(),
        changes: changes(&f, visit.ctx(), case, &moved),
        would,
        needs_confirmation: !entry.in_force(),
        by_oneself,
        action: address(case, &format!("/instants/{number}")),
        back: address(case, "/instants"),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

/// The clocks that the recording of this entry, or its confirmation, moved: the plan that follows it in the record.
fn moved_by(recorded: &[crate::app::views::timeline::Recorded], number: u32) -> Vec<Moved> {
    use crate::domain::event::Event;
    let last = recorded
        .iter()
        .filter(|row| match &row.event {
            Event::InstantRecorded { entry } => entry.number == number,
            Event::InstantConfirmed { number: confirmed, .. } => *confirmed == number,
            _ => false,
        })
        .map(|row| row.seq)
        .max();
    let follows = last.and_then(|seq| recorded.iter().find(|row| row.seq == seq + 1));
    let Some(Event::Replanned(replanned)) = follows.map(|row| &row.event) else { return Vec::new() };
    let clock = |planned: &crate::domain::plan::PlannedDuty| ledger::Clock {
        status: planned.status,
        target_at: planned.target_at,
        legal_term_at: planned.legal_term_at,
    };
    let market = |planned: &crate::domain::plan::PlannedDuty| planned.market.as_ref().map(|c| c.as_str().to_owned());
    let changed = replanned.changed.iter().map(|change| Moved {
        number: change.number,
        rule: change.planned.rule.clone(),
        recipient: change.planned.recipient.name.clone(),
        market: market(&change.planned),
        before: Some(ledger::Clock {
            status: change.old_status,
            target_at: change.old_target_at,
            legal_term_at: change.old_legal_term_at,
        }),
        after: Some(clock(&change.planned)),
    });
    let arisen = replanned.arisen.iter().map(|duty| Moved {
        number: duty.number,
        rule: duty.planned.rule.clone(),
        recipient: duty.planned.recipient.name.clone(),
        market: market(&duty.planned),
        before: None,
        after: Some(clock(&duty.planned)),
    });
    changed.chain(arisen).filter(|moved| moved.before != moved.after).collect()
}
