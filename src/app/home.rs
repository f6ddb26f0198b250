//! What the first page shows: deadlines over all cases the person may see, what waits for them, whether the loops are awake.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use uuid::Uuid;

use super::counted::Counted;
use super::member::{APPROVERS, READERS, SignedIn, WORKERS};
use super::rows::{DECIDE, LETTER_UNDER_WAY, MAIL_OUT};
use super::views::board::Work;
use super::{AppError, AppResult, Ctx};
use crate::domain::actor::Role;
use crate::domain::values::At;
use crate::store::reports;
use crate::store::waiting::{self, WaitingKind as Kept, WaitingRow, Whom};
use crate::store::{Conn, duties, organisations, register, reminders};
use crate::words;

/// An unfiled duty with a figure, over all open cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueLine {
    pub case: Uuid,
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
        Advised = "advised",
        Review = "review",
        MailOut = "mail_out",
        Afterwards = "afterwards",
        Proof = "proof",
        /// A letter was handed to the mail server; what became of it is not known yet.
        Letter = "letter",
        Task = "task",
        /// Authorities with which nobody can file; `what` is how many.
        Access = "access",
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
    pub open_cases: Counted,
    /// Overdue ones first, then the next; of each kind those of one case more than [`MOST_LINES`].
    pub due: Vec<DueLine>,
    /// How many there are, also those that are not in `due`.
    pub deadlines: Counted,
    pub overdue: Counted,
    /// Within 48 hours.
    pub soon: Counted,
    pub unproven: Counted,
    pub waiting: Vec<Waiting>,
    pub health: Health,
}

/// Deadlines that the page looks at: the duties of 27 States make one line. More are one link away.
const MOST_DEADLINES: usize = 500;
/// Lines of one list of the page. Nobody reads five hundred, and each costs its words.
pub const MOST_LINES: usize = 30;
const MOST_WAITING: i64 = 50;
const MOST_REPORTS: i64 = 20;
const MOST_COUNTED: usize = 1_000;

pub fn look(ctx: &Ctx, who: &SignedIn) -> AppResult<Home> {
    let mut health = Health {
        reminders_ran_at: ctx.pulse.last_reminder_scan(),
        sender_ran_at: ctx.pulse.last_settling(),
        oldest_due_reminder_at: None,
    };
    let now = ctx.clock.now();
    ctx.store.read(|conn| {
        health.oldest_due_reminder_at = reminders::next_due_at(conn)?;
        let (mut open, mut unproven) = (0, 0);
        let (mut due, mut waiting) = (Vec::new(), Vec::new());
        for organisation in who.organisations(READERS) {
            let more = |most: usize| i64::try_from(most + 1).unwrap_or(i64::MAX);
            open += register::open_up_to(conn, organisation, who.reader(), more(MOST_COUNTED))?;
            unproven += duties::unproven_up_to(conn, organisation, who.reader(), more(MOST_COUNTED))?;
            for row in duties::due(conn, organisation, who.reader(), more(MOST_DEADLINES))? {
                due.extend(due_line(row)?);
            }
            let asked = [
                (who.has_role(organisation, APPROVERS), Whom::Approvers, ""),
                (who.has_role(organisation, WORKERS), Whom::Workers, ""),
                (who.has_role(organisation, WORKERS), Whom::Owner, who.name.as_str()),
            ];
            for (_, whom, owner) in asked.into_iter().filter(|(may, _, _)| *may) {
                for (row, reference, title) in waiting::list(conn, organisation, whom, owner, who.user, MOST_WAITING)? {
                    waiting.push(waits(row, reference, title));
                }
            }
        }
        waiting.extend(nobody_can_file(ctx, conn, who, now)?);
        waiting.extend(reports_to_triage(conn, who)?);
        let deadlines = Counted::up_to(due.len(), MOST_DEADLINES);
        due.sort_by_key(|line: &DueLine| line.target_at);
        // What was not looked at is due later than all of these: it can only be of the kind of the last one.
        let counted = |is: &dyn Fn(&DueLine) -> bool| Counted {
            number: due.iter().filter(|line| is(line)).count(),
            or_more: deadlines.or_more && due.last().is_some_and(is),
        };
        let overdue = counted(&|line| line.is_overdue(now));
        let soon = counted(&|line| !line.is_overdue(now) && line.within_hours(now, 48));
        due.sort_by_key(|line| (!line.is_overdue(now), line.target_at, line.work == Work::Presumed));
        let due = named(conn, shown(due, now))?;
        waiting.sort_by_key(|one| (one.since.is_none(), one.since));
        Ok(Home {
            open_cases: Counted::up_to(open, MOST_COUNTED),
            due,
            deadlines,
            overdue,
            soon,
            unproven: Counted::up_to(unproven, MOST_COUNTED),
            waiting,
            health,
        })
    })
}

/// The lines of those cases that can stand on the page: what comes after one case more than it has lines is counted and not shown.
fn shown(mut due: Vec<DueLine>, now: At) -> Vec<DueLine> {
    let mut cases: [Vec<Uuid>; 2] = Default::default();
    due.retain(|line| {
        let [running, overdue] = &mut cases;
        let known = if line.is_overdue(now) { overdue } else { running };
        if !known.contains(&line.case) && known.len() <= MOST_LINES {
            known.push(line.case);
        }
        known.contains(&line.case)
    });
    due
}

/// The same with the names of their cases.
fn named(conn: &mut Conn, mut due: Vec<DueLine>) -> AppResult<Vec<DueLine>> {
    let mut cases: Vec<Uuid> = due.iter().map(|line| line.case).collect();
    cases.sort_unstable();
    cases.dedup();
    let names: BTreeMap<Uuid, (String, String)> =
        register::names(conn, &cases)?.into_iter().map(|(case, reference, title)| (case, (reference, title))).collect();
    for line in &mut due {
        let (reference, title) =
            names.get(&line.case).ok_or_else(|| AppError::broken("a duty whose case is in no register"))?;
        (line.reference, line.case_title) = (reference.clone(), title.clone());
    }
    Ok(due)
}

/// A duty of the list, as its line that does not name its case yet; none without a target.
fn due_line(row: duties::DueRow) -> AppResult<Option<DueLine>> {
    let Some(target_at) = row.target_at else { return Ok(None) };
    let work = Work::parse(&row.work_state)
        .ok_or_else(|| AppError::broken(format!("`{}` is no state of work", row.work_state)))?;
    Ok(Some(DueLine {
        case: row.case_id,
        reference: String::new(),
        case_title: String::new(),
        rule: row.rule,
        stage: row.stage,
        recipient: row.recipient_name,
        work,
        started_at: row.started_at,
        target_at,
        legal_term_at: row.legal_term_at,
    }))
}

fn waits(row: WaitingRow, reference: String, title: String) -> Waiting {
    let kind = match row.kind {
        Kept::Instant => WaitingKind::Instant,
        Kept::Decision if row.page == DECIDE => WaitingKind::Advised,
        Kept::Decision => WaitingKind::Decision,
        Kept::Review if row.page.starts_with(MAIL_OUT) => WaitingKind::MailOut,
        Kept::Review => WaitingKind::Review,
        Kept::Afterwards => WaitingKind::Afterwards,
        Kept::Proof if row.page.ends_with(LETTER_UNDER_WAY) => WaitingKind::Letter,
        Kept::Proof => WaitingKind::Proof,
        Kept::Task => WaitingKind::Task,
    };
    Waiting {
        kind,
        href: format!("/cases/{reference}{}", row.page),
        what: if row.what.is_empty() { title } else { row.what },
        // A task has a day by which, no moment since when.
        since: (kind != WaitingKind::Task).then_some(row.since),
        reference,
    }
}

/// A task of the set-up, for who keeps the ways to file: an authority with which nobody can file today. Once cases run it is told on
/// each duty's row as well.
fn nobody_can_file(ctx: &Ctx, conn: &mut Conn, who: &SignedIn, now: At) -> AppResult<Vec<Waiting>> {
    let mut waiting = Vec::new();
    for organisation in who.organisations(&[Role::Dpo]) {
        let row = organisations::get(conn, organisation)?.ok_or(AppError::NotFound)?;
        let missing = ctx.own_laws.lacking.count(ctx, &row, now)?;
        if missing > 0 {
            let (href, what) = ("/people#filing".to_owned(), missing.to_string());
            waiting.push(Waiting { kind: WaitingKind::Access, href, what, reference: row.name, since: None });
        }
    }
    Ok(waiting)
}

fn reports_to_triage(conn: &mut Conn, who: &SignedIn) -> AppResult<Vec<Waiting>> {
    let mut waiting = Vec::new();
    for organisation in who.organisations(super::triage::TRIAGE) {
        for (reference, arrived_at) in reports::waiting(conn, organisation, MOST_REPORTS)? {
            waiting.push(Waiting {
                kind: WaitingKind::Report,
                href: format!("/reports/{reference}"),
                what: reference.clone(),
                reference,
                since: Some(arrived_at),
            });
        }
    }
    Ok(waiting)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(case: u128, target_at: At) -> DueLine {
        DueLine {
            case: Uuid::from_u128(case),
            reference: String::new(),
            case_title: String::new(),
            rule: "gdpr-33".into(),
            stage: "initial".into(),
            recipient: "Garante".into(),
            work: Work::Open,
            started_at: None,
            target_at,
            legal_term_at: None,
        }
    }

    #[test]
    fn of_each_kind_the_lines_of_one_case_more_than_stand_on_the_page_are_kept_and_all_of_these_cases() {
        let now = At::parse("2026-10-04T06:26:00Z").unwrap();
        let at = |hours: i64| now.plus(TimeDelta::hours(hours));
        let mut due: Vec<DueLine> = (0..40).flat_map(|case| [line(case, at(-50)), line(case, at(5))]).collect();
        due.push(line(3, at(-1)));
        let kept = shown(due, now);
        let overdue: Vec<&DueLine> = kept.iter().filter(|line| line.is_overdue(now)).collect();
        assert_eq!((overdue.len(), kept.len()), (MOST_LINES + 2, 2 * MOST_LINES + 3));
        assert!(kept.iter().all(|line| line.case.as_u128() <= MOST_LINES as u128));
    }
}
