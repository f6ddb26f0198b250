//! Triage: a report becomes a case, joins one, or is rejected with a reason. Rejected and merged ones stay and count (US2).

use serde_json::json;
use uuid::Uuid;

use super::counted::Counted;
use super::member::SignedIn;
use super::report::{Answers, YesNoUnknown};
use super::{AppError, AppResult, Ctx, cases, organisation};
use crate::domain::actor::{Actor, Person, Role};
use crate::domain::case::{Case, Certainty, Source};
use crate::domain::command::{Command, RecordInstant};
use crate::domain::refusal::Refusal;
use crate::domain::situation::{InstantKind, Scope};
use crate::domain::values::{At, Private};
use crate::store::cases::CaseStatus;
use crate::store::events::{self, NewEvent, Stream};
use crate::store::register::{self, RegisterFilter};
use crate::store::reports::{self, ReportRow, Triage};
use crate::store::{Conn, StoreError, attachments, organisations, users};

pub use crate::store::register::Place;
pub use crate::store::reports::{ReportChannel as Channel, ReportStatus as Status};

/// Who triages.
pub const TRIAGE: &[Role] = &[Role::Dpo, Role::Handler];

/// A report as the pages of triage show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub reference: String,
    pub organisation_id: Uuid,
    pub organisation: String,
    pub zone: String,
    pub channel: Channel,
    pub arrived_at: At,
    pub first_noticed_at: Option<At>,
    pub reporter: Option<String>,
    pub answers: Answers,
    pub status: Status,
    pub decision: Option<Decision>,
}

/// What triage decided, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub by: String,
    pub at: At,
    pub reason: String,
    /// Reference of the case it opened or joined.
    pub case: Option<String>,
}

impl Report {
    /// From when the worst-case clock runs.
    pub fn first_signal_at(&self) -> At {
        first_signal_at(&self.answers, self.arrived_at, self.first_noticed_at)
    }

    fn source(&self) -> Source {
        if self.answers.processor.is_some() {
            return Source::Processor;
        }
        match (self.channel, self.answers.works_for_us) {
            (Channel::Public, YesNoUnknown::No) => Source::Outsider,
            _ => Source::OwnStaff,
        }
    }
}

/// A line of the list of reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    pub reference: String,
    pub organisation: String,
    pub zone: String,
    pub channel: Channel,
    pub arrived_at: At,
    pub first_noticed_at: Option<At>,
    pub first_signal_at: At,
    pub what: Private,
    /// A processor informs its controller.
    pub by_processor: bool,
    pub status: Status,
}

/// Where a page of the list begins: after or before a report that arrived then.
pub type ReportPlace = Place<(At, Uuid)>;

/// Reports of one status, newest first, with the number in each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub reports: Vec<ReportLine>,
    pub previous: Option<ReportPlace>,
    pub next: Option<ReportPlace>,
    pub counts: Vec<(Status, Counted)>,
}

pub const PER_PAGE: usize = 50;
/// Reports are counted up to here: with many of them the exact number would cost more than it tells.
const MOST_COUNTED: usize = 1_000;

pub fn list(ctx: &Ctx, who: &SignedIn, status: Status, place: &ReportPlace) -> AppResult<Listed> {
    ctx.store.read(|conn| {
        let mut counts: Vec<(Status, usize)> = Status::ALL.iter().map(|status| (*status, 0)).collect();
        let mut rows: Vec<(ReportRow, String, String)> = Vec::new();
        for organisation in who.organisations(TRIAGE) {
            let here = reports::counts_up_to(conn, organisation, who.reader(), MOST_COUNTED as i64 + 1)?;
            for ((_, count), (_, more)) in counts.iter_mut().zip(here) {
                *count += more;
            }
            let (name, zone) = organisations::name_and_zone(conn, organisation)?.ok_or(AppError::NotFound)?;
            let found = reports::list(conn, organisation, who.reader(), status, place, PER_PAGE as i64 + 1)?;
            rows.extend(found.into_iter().map(|row| (row, name.clone(), zone.clone())));
        }
        // Several organisations are merged here: each gave a page and one more, which tells whether there are further ones.
        rows.sort_by_key(|(row, _, _)| std::cmp::Reverse((row.arrived_at, row.id)));
        let further = rows.len() > PER_PAGE;
        let backwards = matches!(place, Place::Before(_));
        if backwards {
            rows.drain(..rows.len().saturating_sub(PER_PAGE));
        }
        rows.truncate(PER_PAGE);
        let key = |row: Option<&(ReportRow, String, String)>| row.map(|(row, _, _)| (row.arrived_at, row.id));
        let has_previous = if backwards { further } else { *place != Place::Start };
        let has_next = backwards || further;
        Ok(Listed {
            previous: key(rows.first()).filter(|_| has_previous).map(Place::Before),
            next: key(rows.last()).filter(|_| has_next).map(Place::After),
            reports: rows.into_iter().map(report_line).collect::<AppResult<_>>()?,
            counts: counts.into_iter().map(|(status, count)| (status, Counted::up_to(count, MOST_COUNTED))).collect(),
        })
    })
}

pub(super) fn report_line((row, organisation, zone): (ReportRow, String, String)) -> AppResult<ReportLine> {
    let answers: Answers = serde_json::from_value(row.answers).map_err(AppError::broken)?;
    Ok(ReportLine {
        first_signal_at: first_signal_at(&answers, row.arrived_at, row.first_noticed_at),
        reference: row.reference,
        organisation,
        zone,
        channel: row.channel,
        arrived_at: row.arrived_at,
        first_noticed_at: row.first_noticed_at,
        by_processor: answers.processor.is_some(),
        what: answers.what,
        status: row.status,
    })
}

/// From when the worst-case clock runs (DESIGN section 5): what anybody working for the controller noticed first; for outsiders
/// the arrival. Not said is not "no".
fn first_signal_at(answers: &Answers, arrived_at: At, first_noticed_at: Option<At>) -> At {
    match (answers.works_for_us, first_noticed_at) {
        (YesNoUnknown::No, _) | (_, None) => arrived_at,
        (_, Some(noticed)) => noticed.min(arrived_at),
    }
}

/// One report, and the open cases of its organisation into which it could be merged: reference and title.
pub fn one(ctx: &Ctx, who: &SignedIn, reference: &str) -> AppResult<(Report, Vec<(String, String)>)> {
    ctx.store.read(|conn| {
        let row = visible(conn, who, reference)?;
        let filter = RegisterFilter {
            organisations: vec![row.organisation_id],
            reader: who.reader(),
            status: Some(CaseStatus::Open),
            with_drills: true,
            limit: 200,
            ..RegisterFilter::default()
        };
        let open = register::list(conn, &filter)?.into_iter().map(|case| (case.reference, case.title)).collect();
        Ok((view(conn, row)?, open))
    })
}

fn visible(conn: &mut Conn, who: &SignedIn, reference: &str) -> AppResult<ReportRow> {
    reports::by_reference(conn, &who.organisations(TRIAGE), who.reader(), reference)?.ok_or(AppError::NotFound)
}

fn view(conn: &mut Conn, row: ReportRow) -> AppResult<Report> {
    let (organisation, _) = organisation::load(conn, row.organisation_id)?;
    let mut name = |id: Option<Uuid>| -> AppResult<Option<String>> {
        match id {
            Some(id) => Ok(users::get(conn, id)?.map(|user| user.name)),
            None => Ok(None),
        }
    };
    let reporter = name(row.reporter_user_id)?;
    let decider = name(row.decided_by)?;
    let case = match row.case_id {
        Some(id) => register::get(conn, id)?.map(|row| row.reference),
        None => None,
    };
    Ok(Report {
        reference: row.reference,
        organisation_id: row.organisation_id,
        organisation: organisation.name,
        zone: organisation.zone,
        channel: row.channel,
        arrived_at: row.arrived_at,
        first_noticed_at: row.first_noticed_at,
        reporter,
        answers: serde_json::from_value(row.answers).map_err(AppError::broken)?,
        status: row.status,
        decision: row.decided_at.map(|at| Decision {
            by: decider.unwrap_or_default(),
            at,
            reason: row.reason.unwrap_or_default(),
            case,
        }),
    })
}

/// Opens a case from a report and records the first signal, so that the worst-case clocks run at once. Answers the case's reference.
pub fn accept(ctx: &Ctx, who: &SignedIn, reference: &str, title: &str, drill: bool, how: &str) -> AppResult<String> {
    let opened = ctx.store.write(|tx| accept_in(ctx, tx, who, reference, title, drill, how))?;
    ctx.wake.notify_waiters();
    Ok(opened)
}

/// The same inside a transaction that also does something with the case.
pub fn accept_in(
    ctx: &Ctx,
    tx: &mut Conn,
    who: &SignedIn,
    reference: &str,
    title: &str,
    drill: bool,
    how: &str,
) -> AppResult<String> {
    let now = ctx.clock.now();
    let (row, by) = to_decide(tx, who, reference)?;
    let report = view(tx, row.clone())?;
    let opening =
        cases::Opening { organisation: row.organisation_id, title: Private::new(title), drill, report: Some(row.id) };
    let outcome = cases::open_in(ctx, tx, &by, opening)?;
    let signalled = cases::run_in(ctx, tx, who, &outcome.case.reference, first_signal(&report, how))?;
    informed_by_processor(ctx, tx, who, &report, &signalled.case, how)?;
    attachments::hand_to_case(tx, row.id, outcome.case.id)?;
    decided(ctx, tx, &row, &by, Status::Accepted, Some(outcome.case.id), None, now)?;
    Ok(outcome.case.reference)
}

/// What a report says first of the breach, as a moment of its case.
fn first_signal(report: &Report, how: &str) -> Command {
    Command::RecordInstant(RecordInstant {
        what: InstantKind::FirstSignal,
        at: report.first_signal_at(),
        scope: Scope::case(),
        certainty: Certainty::Suspicion,
        source: report.source(),
        how: Private::new(how),
        reason: Private::new(""),
        corrects: None,
    })
}

/// A processor's notice starts the clocks of its controller when it arrives: the rules name that moment as what stands for awareness until
/// awareness itself is recorded. Of several notices the first counts.
fn informed_by_processor(
    ctx: &Ctx,
    tx: &mut Conn,
    who: &SignedIn,
    report: &Report,
    case: &Case,
    how: &str,
) -> AppResult<()> {
    let Some(notice) = &report.answers.processor else { return Ok(()) };
    if case.instants.iter().any(|entry| entry.what == InstantKind::ProcessorInformed) {
        return Ok(());
    }
    let informed = Command::RecordInstant(RecordInstant {
        what: InstantKind::ProcessorInformed,
        at: report.arrived_at,
        scope: Scope::case(),
        certainty: Certainty::Confirmed,
        source: Source::Processor,
        how: Private::new(format!("{how}: {}", notice.name.as_str())),
        reason: Private::new(""),
        corrects: None,
    });
    cases::run_in(ctx, tx, who, &case.reference, informed)?;
    Ok(())
}

/// Adds a report to an open case of the same organisation; both texts stay. An earlier first signal counts from now on.
pub fn merge(ctx: &Ctx, who: &SignedIn, reference: &str, case: &str, how: &str) -> AppResult<String> {
    let now = ctx.clock.now();
    let merged = ctx.store.write(|tx| {
        let (row, by) = to_decide(tx, who, reference)?;
        let (target, _) = cases::load(tx, who, case)?;
        if target.organisation_id != row.organisation_id {
            return Err(AppError::NotFound);
        }
        let report = view(tx, row.clone())?;
        let command = Command::MergeReport { report: row.id, reference: row.reference.clone() };
        cases::run_in(ctx, tx, who, case, command)?;
        let signalled = cases::run_in(ctx, tx, who, case, first_signal(&report, how))?;
        informed_by_processor(ctx, tx, who, &report, &signalled.case, how)?;
        attachments::hand_to_case(tx, row.id, target.id)?;
        decided(ctx, tx, &row, &by, Status::Merged, Some(target.id), None, now)?;
        Ok(target.reference)
    })?;
    ctx.wake.notify_waiters();
    Ok(merged)
}

/// Rejects a report; it stays searchable with the reason.
pub fn reject(ctx: &Ctx, who: &SignedIn, reference: &str, reason: &str) -> AppResult<()> {
    let now = ctx.clock.now();
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    ctx.store.write(|tx| {
        let (row, by) = to_decide(tx, who, reference)?;
        decided(ctx, tx, &row, &by, Status::Rejected, None, Some(reason), now)
    })
}

fn to_decide(tx: &mut Conn, who: &SignedIn, reference: &str) -> AppResult<(ReportRow, Person)> {
    let row = visible(tx, who, reference)?;
    let by = who.acting(row.organisation_id, TRIAGE).ok_or(AppError::NotAllowed)?;
    if row.status != Status::New {
        // Two people at one report: the second sees what the first decided.
        return Err(Refusal::ChangedMeanwhile.into());
    }
    Ok((row, by))
}

#[allow(
    clippy::too_many_arguments,
    reason = "one row and one event with the same values; a struct would say them twice"
)]
fn decided(
    ctx: &Ctx,
    tx: &mut Conn,
    row: &ReportRow,
    by: &Person,
    status: Status,
    case_id: Option<Uuid>,
    reason: Option<&str>,
    now: At,
) -> AppResult<()> {
    let triage = Triage { status, case_id, by: by.user, at: now, reason: reason.map(str::to_owned) };
    reports::triage(tx, row.id, &triage).map_err(|error| match error {
        StoreError::Conflict => AppError::Refused(Refusal::ChangedMeanwhile),
        other => other.into(),
    })?;
    let event = NewEvent {
        occurred_at: now,
        kind: "report_triaged".to_owned(),
        schema_version: 1,
        payload: json!({
            "report": row.id,
            "reference": row.reference,
            "status": status,
            "case": case_id,
            "reason": reason.map(Private::new),
        }),
    };
    let stream = Stream::Organisation(row.organisation_id);
    events::append(tx, &stream, &Actor::from(by), now, ctx.policy.digest(), &[event])?;
    Ok(())
}
