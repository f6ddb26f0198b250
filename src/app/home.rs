//! What the first page shows: deadlines over all cases the person may see, what waits for them, whether the loops are awake.

use chrono::TimeDelta;

use super::member::{READERS, SignedIn, WORKERS};
use super::views::board::Work;
use super::{AppResult, Ctx, cases};
use crate::domain::actor::Role;
use crate::domain::case::{Case, NoticeState, TaskStatus};
use crate::domain::plan::DutyStatus;
use crate::domain::values::At;
use crate::store::cases::CaseStatus;
use crate::store::register::{self, RegisterFilter};
use crate::store::reports::{self, ReportStatus};
use crate::store::{Conn, reminders};
use crate::words;

/// An unfiled duty with a figure, over all open cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueLine {
    pub reference: String,
    pub case_title: String,
    pub rule: String,
    pub stage: String,
    pub recipient: String,
    pub work: Work,
    pub started_at: Option<At>,
    pub target_at: At,
    pub legal_term_at: Option<At>,
}

impl DueLine {
    /// Overdue is only what is past its legal term; a passed target is not.
    pub fn is_overdue(&self, now: At) -> bool {
        now >= self.legal_term_at.unwrap_or(self.target_at).max(self.target_at) && now > self.target_at
    }

    pub fn within_hours(&self, now: At, hours: i64) -> bool {
        self.target_at.since(now) <= TimeDelta::hours(hours)
    }
}

words! {
    WaitingKind {
        Report = "report",
        Instant = "instant",
        Decision = "decision",
        Review = "review",
        Afterwards = "afterwards",
        Proof = "proof",
        Task = "task",
    }
}

/// Something that this person can do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub kind: WaitingKind,
    pub href: String,
    pub what: String,
    pub reference: String,
    pub since: Option<At>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health {
    pub reminders_ran_at: Option<At>,
    pub sender_ran_at: Option<At>,
    pub oldest_due_reminder_at: Option<At>,
}

/// A loop that has not beaten for so long has stopped; both beat at least once a minute.
const ASLEEP_AFTER_MINUTES: i64 = 5;

impl Health {
    pub fn reminders_awake(&self, now: At) -> bool {
        awake(self.reminders_ran_at, now)
    }

    pub fn sender_awake(&self, now: At) -> bool {
        awake(self.sender_ran_at, now)
    }
}

fn awake(at: Option<At>, now: At) -> bool {
    at.is_some_and(|at| now.since(at) <= TimeDelta::minutes(ASLEEP_AFTER_MINUTES))
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Home {
    pub open_cases: usize,
    /// Overdue ones first, then the next.
    pub due: Vec<DueLine>,
    pub unproven: usize,
    pub waiting: Vec<Waiting>,
    pub health: Health,
}

/// Cases that the page looks into, the next due first. More are one link away.
const MOST_CASES: i64 = 100;
const MOST_LINES: usize = 500;
const MOST_REPORTS: i64 = 20;

pub fn look(ctx: &Ctx, who: &SignedIn) -> AppResult<Home> {
    let health = Health {
        reminders_ran_at: ctx.pulse.last_reminder_scan(),
        sender_ran_at: ctx.pulse.last_settling(),
        oldest_due_reminder_at: None,
    };
    let now = ctx.clock.now();
    ctx.store.read(|conn| {
        let mut home = Home { health, ..Home::default() };
        home.health.oldest_due_reminder_at = reminders::next_due_at(conn)?;
        let filter = RegisterFilter {
            organisations: who.organisations(READERS),
            status: Some(CaseStatus::Open),
            with_drills: true,
            order: register::Order::Due,
            limit: MOST_CASES,
            ..RegisterFilter::default()
        };
        if !filter.organisations.is_empty() {
            home.open_cases = usize::try_from(register::count(conn, &filter)?).unwrap_or(0);
            for row in register::list(conn, &filter)? {
                let case = cases::case_of(&row)?;
                home.unproven += add_case(&mut home.due, &case);
                waiting_in(&mut home.waiting, who, &case);
            }
        }
        home.waiting.extend(reports_to_triage(conn, who)?);
        home.due.sort_by_key(|line| (!line.is_overdue(now), line.target_at, line.work == Work::Presumed));
        home.due.truncate(MOST_LINES);
        home.waiting.sort_by_key(|one| (one.since.is_none(), one.since));
        Ok(home)
    })
}

/// Adds the unfiled duties of a case; answers how many filings lack their proof.
fn add_case(due: &mut Vec<DueLine>, case: &Case) -> usize {
    for duty in case.duties.iter().filter(|duty| duty.is_unfiled()) {
        let Some(target_at) = duty.planned.target_at else { continue };
        due.push(DueLine {
            reference: case.reference.clone(),
            case_title: case.title.as_str().to_owned(),
            rule: duty.planned.rule.clone(),
            stage: duty.planned.stage.clone(),
            recipient: duty.planned.recipient.name.clone(),
            work: super::views::board::work_of(case, duty),
            started_at: duty.planned.trigger.at,
            target_at,
            legal_term_at: duty.planned.legal_term_at,
        });
    }
    case.duties.iter().filter(|duty| !duty.gone && duty.planned.status == DutyStatus::FiledUnproven).count()
}

fn waiting_in(waiting: &mut Vec<Waiting>, who: &SignedIn, case: &Case) {
    let approves = who.has_role(case.organisation, &[Role::Dpo, Role::Controller]);
    let works = who.has_role(case.organisation, WORKERS);
    let mut add = |kind, path: String, what: &str, since| {
        waiting.push(Waiting {
            kind,
            href: format!("/cases/{}{path}", case.reference),
            what: if what.is_empty() { case.title.as_str().to_owned() } else { what.to_owned() },
            reference: case.reference.clone(),
            since,
        });
    };
    if approves {
        for entry in case.instants.iter().filter(|entry| !entry.in_force() && entry.by.user != who.user) {
            add(WaitingKind::Instant, format!("/instants/{}", entry.number), "", Some(entry.recorded_at));
        }
        for decision in case.decisions.iter().filter(|decision| !decision.in_force() && decision.by.user != who.user) {
            add(WaitingKind::Decision, format!("/decisions/{}", decision.number), "", Some(decision.at));
        }
        for notice in &case.notices {
            let to = notice.recipient.as_ref().map(|recipient| recipient.name.as_str()).unwrap_or_default();
            let wrote = notice.authors.iter().any(|author| author.user == who.user);
            if notice.state == NoticeState::InReview && !wrote {
                add(WaitingKind::Review, format!("/notices/{}", notice.number), to, notice.review_asked_at);
            }
            // Filed without second approval: a second person reviews within the hours of the house.
            let afterwards = notice.approvals.iter().find(|approval| {
                approval.exception.is_some()
                    && approval.reviewed_by.is_none()
                    && !approval.voided
                    && approval.by.user != who.user
            });
            if let Some(approval) = afterwards {
                add(WaitingKind::Afterwards, format!("/notices/{}", notice.number), to, Some(approval.at));
            }
        }
    }
    if works {
        for notice in case.notices.iter().filter(|notice| notice.state == NoticeState::Filed) {
            let to = notice.recipient.as_ref().map(|recipient| recipient.name.as_str()).unwrap_or_default();
            let since = notice.filings.last().map(|filing| filing.at);
            add(WaitingKind::Proof, format!("/notices/{}", notice.number), to, since);
        }
        let unproven = case.filed_outside.iter().filter(|one| case.stands(&one.filing) && one.filing.proof.is_none());
        for one in unproven {
            let Some(duty) = one.duties.first().and_then(|number| case.duty(*number)) else { continue };
            let page = format!("/duties/{}/filing", duty.number);
            add(WaitingKind::Proof, page, &duty.planned.recipient.name, Some(one.filing.at));
        }
        // A task names its owner in words; it is mine where the words are my name.
        for task in case.tasks.iter().filter(|task| task.status == TaskStatus::Open && task.owner == who.name) {
            let what = match &task.fact {
                Some((fact, _)) => fact.as_str(),
                None => task.title.as_str(),
            };
            add(WaitingKind::Task, "/tasks".to_owned(), what, None);
        }
    }
}

fn reports_to_triage(conn: &mut Conn, who: &SignedIn) -> AppResult<Vec<Waiting>> {
    let mut waiting = Vec::new();
    for organisation in who.organisations(super::triage::TRIAGE) {
        for row in reports::list(conn, organisation, ReportStatus::New, MOST_REPORTS, 0)? {
            waiting.push(Waiting {
                kind: WaitingKind::Report,
                href: format!("/reports/{}", row.reference),
                what: row.reference.clone(),
                reference: row.reference,
                since: Some(row.arrived_at),
            });
        }
    }
    Ok(waiting)
}
