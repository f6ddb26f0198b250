//! What stands in the columns of a duty: clock, time left, state of the work, next step.

use chrono_tz::Tz;

use super::naming::{address, deciding, duty_address};
use crate::app::Ctx;
use crate::app::notices::certified::standing;
use crate::app::views::board::{BoardRow, Step, Work};
use crate::app::views::clockface::{ClockFace, Level as Face};
use crate::domain::case::{Case, Duty};
use crate::domain::plan::DutyStatus;
use crate::domain::values::At;
use crate::web::components::{Clock, Level, Ruler, Shape, State};
use crate::web::frame::Frame;

/// A clock that runs, from the face of a duty; none where the law gives no figure.
pub fn clock(f: &Frame, face: &ClockFace) -> Option<Clock> {
    let (start, target) = (face.started_at?, face.target_at?);
    face.left?;
    let legal = face.legal_term_at.unwrap_or(target).max(target);
    // After the target the clock runs to the legal term; it is overdue only when that has ended too.
    let due = if f.now > target { legal } else { target };
    let mut clock = Clock::running(f.t, f.zone, f.now, Some(start), due);
    clock.level = level(face.level);
    clock.state = clock.level.state(f.t);
    if face.target_passed {
        clock.heading = f.text("clock-target-passed");
        clock.before = String::new();
    }
    let started = f.with1("clock-started", "at", f.short_moment(&start));
    let gone = f.t.with2("clock-now-gone", "now", f.clock_time(&f.now), "share", face.gone / 10);
    let end = f.with2("clock-ends", "target", f.short_moment(&target), "legal", f.short_moment(&legal));
    Some(clock.ruler(Ruler::new(start, f.now, target, legal, started, gone, end)))
}

pub fn level(face: Face) -> Level {
    match face {
        Face::Soon => Level::Soon,
        Face::Urgent => Level::Urgent,
        Face::Over => Level::Over,
        Face::Met => Level::Met,
        Face::Calm | Face::Open => Level::Calm,
    }
}

/// The state column: shape and word of the work, and what it waits for.
pub fn work_state(f: &Frame, ctx: &Ctx, case: &Case, row: &BoardRow<'_>) -> State {
    let shape = match row.work {
        Work::NotStarted | Work::Deferred => Shape::Wait,
        Work::NotRequired | Work::Gone => Shape::Off,
        Work::DropWaits | Work::InReview | Work::ToRecord => Shape::Half,
        Work::Presumed => Shape::Maybe,
        Work::Open | Work::Draft => Shape::None,
        Work::Approved | Work::HandedOver | Work::Late => Shape::Full,
        Work::Unclear | Work::Simulated => Shape::Soon,
        Work::FiledUnproven => Shape::Receipt,
        Work::Met => Shape::Ok,
    };
    let certified = row.notice.and_then(|notice| standing(ctx.policy.house(), notice, f.now));
    let (shape, label) = match certified.filter(|_| matches!(row.work, Work::HandedOver | Work::FiledUnproven)) {
        Some(found) if found.missing => (Shape::Soon, f.of("work-pec", found.word())),
        Some(found) => (shape, f.of("work-pec", found.word())),
        None => (shape, f.of("work", row.work)),
    };
    let unfiled = row.duty.is_unfiled();
    if unfiled && row.face.level == Face::Over {
        return State::new(Shape::Over, f.with1("work-overdue", "work", &label));
    }
    let lacks = super::known::owed(f, ctx, case, row.duty);
    let lacks: Vec<String> = lacks.into_iter().map(|(_, name)| name).collect();
    let why = match row.work {
        _ if !lacks.is_empty() => f.with1("known-board-lacks", "facts", f.t.list(&lacks)),
        Work::Presumed => {
            let facts = deciding(ctx, f.t, case, row.duty);
            facts.map(|facts| f.with1("duty-decided-by", "facts", &facts)).unwrap_or_default()
        }
        Work::Deferred => {
            row.duty.decide_by.map(|day| f.with1("duty-decide-by", "day", f.t.day(day))).unwrap_or_default()
        }
        Work::Approved => row
            .notice
            .and_then(|notice| notice.approval())
            .map(|approval| f.with1("duty-approved-by", "name", approval.by.name.as_str()))
            .unwrap_or_default(),
        _ if !row.duty.planned.rule_verified => f.text("duty-rule-unverified"),
        _ => String::new(),
    };
    State::new(shape, label).why(why)
}

/// The column "left": remaining time, elapsed time, or what became of it. The flag says whether it still runs.
pub fn left_text(f: &Frame, row: &BoardRow<'_>) -> (String, bool) {
    let planned = &row.duty.planned;
    match row.work {
        Work::NotStarted => return (f.text("left-waits"), false),
        Work::NotRequired | Work::Gone => return (f.text("left-none"), false),
        Work::FiledUnproven => return (f.text("left-unproven"), false),
        _ => {}
    }
    if matches!(planned.status, DutyStatus::Met | DutyStatus::Late) {
        return (became_of(f, row), false);
    }
    let Some(left) = row.face.left else {
        let since = row.face.elapsed.map(|elapsed| f.t.duration(elapsed));
        // The instant that stands in, where the one the rule asks for is not recorded.
        let used = planned.trigger.fallback.map(|used| used.as_str().to_owned());
        let what = f.of("since", used.unwrap_or_else(|| planned.trigger.what.clone()));
        return (
            since.map_or(f.text("left-no-clock"), |since| f.with2("left-since", "time", &since, "what", &what)),
            false,
        );
    };
    let left = f.t.duration(left);
    match (row.face.level, row.face.target_passed) {
        // The column beside it shows the target; what is overdue is counted from where the legal term ended.
        (Face::Over, _) => match planned.legal_term_at.filter(|legal| Some(*legal) > planned.target_at) {
            Some(legal) => (f.with2("left-over-legal", "time", &left, "legal", f.short_moment(&legal)), false),
            None => (f.with1("left-over", "time", &left), false),
        },
        (_, true) => (f.with1("left-legal", "time", &left), false),
        _ => (left, true),
    }
}

/// `met 14 h before`, `late by 2 h`: from the filing and the terms.
fn became_of(f: &Frame, row: &BoardRow<'_>) -> String {
    let (Some(filed), Some(target)) = (row.filed_at, row.duty.planned.target_at) else {
        return f.of("duty-status", row.duty.planned.status);
    };
    let legal = row.duty.planned.legal_term_at.unwrap_or(target).max(target);
    if filed <= target {
        f.with1("left-met-before", "time", f.t.duration(target.since(filed)))
    } else if filed <= legal {
        f.text("left-met-legal")
    } else {
        f.with1("left-late", "time", f.t.duration(filed.since(legal)))
    }
}

/// The next step as a link: address and words. Steps on a notice lead to the notice's own page.
pub fn step_link(f: &Frame, ctx: &Ctx, case: &Case, row: &BoardRow<'_>) -> Option<(String, String)> {
    let number = row.duty.number;
    if row.step == Step::Draft && ctx.notices.kind_for(&row.duty.planned).is_none() {
        // Nothing to write here yet: it is prepared elsewhere and recorded, as every filing can be.
        return Some((super::filing::filing_address(case, number), f.text("step-file-elsewhere")));
    }
    let notice = row.notice.map(|notice| address(case, &format!("/notices/{}", notice.number)));
    let href = match row.step {
        Step::None => duty_address(case, number),
        Step::WhyWaiting => duty_address(case, number),
        Step::Decide => address(case, &format!("/decide?duty={number}")),
        Step::ConfirmDecision => {
            let decision = case.decision_on(number)?;
            address(case, &format!("/decisions/{}", decision.number))
        }
        Step::RecordFiling => match notice {
            Some(notice) => format!("{notice}/file"),
            None => super::filing::filing_address(case, number),
        },
        Step::Tell | Step::RecordTold => super::filing::filing_address(case, number),
        Step::Draft => address(case, &format!("/notices/new?duty={number}")),
        // Filed without a notice of this desk: its proof stands with the duty.
        Step::EnterProof if case.outside_for(number).next().is_some() => super::filing::filing_address(case, number),
        Step::OpenDraft | Step::Approve | Step::File | Step::Watch | Step::SettleUnclear | Step::EnterProof => notice?,
    };
    Some((href, f.of("step", row.step)))
}

/// Where the law gives no figure: the day of a deferred decision, else the date by which the house decides. Never a countdown.
pub fn decide_by(f: &Frame, duty: &Duty) -> Option<String> {
    let day = duty.decide_by.or_else(|| duty.planned.decide_by_at.map(|at| at.in_zone(f.zone).date_naive()))?;
    Some(f.with1("duty-decide-by", "day", f.t.day(day)))
}

/// An instant in the case's zone with UTC beside it, for print and for people elsewhere.
pub fn moment_with_utc(f: &Frame, at: At) -> String {
    if f.zone == Tz::UTC {
        return f.t.moment(at, Tz::UTC);
    }
    // The day is said again only where it is another one.
    let same_day = at.utc().with_timezone(&f.zone).date_naive() == at.utc().date_naive();
    let utc = if same_day { f.utc(&at) } else { f.t.moment(at, Tz::UTC) };
    format!("{} ({utc})", f.moment(&at))
}
