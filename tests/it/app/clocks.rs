//! Duties by clock: what a person reads as one is one line, exceptions stand apart, and nothing is lost on the way.

use std::collections::BTreeSet;

use breachdesk::app::views::clocks::{self, ClockBoard, ClockLine, Step};
use breachdesk::domain::plan::{DutyKind, DutyStatus, PlannedDuty};

use crate::domain::{Desk, at, planned};

const BEFORE: &str = "2023-10-01T06:00:00Z";
const TARGET: &str = "2023-10-01T11:00:00Z";

fn to(rule: &str, recipient: &str, target: Option<&str>) -> PlannedDuty {
    PlannedDuty { regime: "nis2".into(), ..planned(rule, recipient, DutyKind::Authority, target) }
}

fn with(duties: Vec<PlannedDuty>) -> Desk {
    let mut desk = Desk::open();
    desk.plans(duties, "2023-09-30T12:00:00Z");
    desk
}

fn board<'a>(desk: &'a Desk, now: &str) -> ClockBoard<'a> {
    clocks::board(&desk.case, at(now), |_| true)
}

fn shape(steps: &[Step<'_>]) -> Vec<Vec<usize>> {
    steps.iter().map(|step| step.lines.iter().map(ClockLine::len).collect()).collect()
}

fn numbers(board: &ClockBoard<'_>) -> Vec<u32> {
    let steps = [&board.running, &board.waiting, &board.settled, &board.dropped];
    let mut all: Vec<u32> = steps
        .into_iter()
        .flatten()
        .flat_map(|step| &step.lines)
        .flat_map(|line| line.rows().map(|row| row.duty.number).collect::<Vec<_>>())
        .collect();
    all.sort_unstable();
    all
}

#[test]
fn national_forms_of_one_step_with_one_clock_are_one_line() {
    let desk = with((0..24).map(|n| to(&format!("nis2-{n}"), &format!("C{n}"), Some(TARGET))).collect());
    assert_eq!(shape(&board(&desk, BEFORE).running), [[24]]);
}

#[test]
fn a_rule_that_nobody_read_is_said_on_the_line_and_does_not_split_it() {
    let mut duties: Vec<_> = (0..4).map(|n| to(&format!("nis2-{n}"), &format!("C{n}"), Some(TARGET))).collect();
    for duty in &mut duties {
        duty.status = DutyStatus::Presumed;
        duty.deciding_facts = vec!["instant:aware_significant".into()];
    }
    duties[1].rule_verified = false;
    duties[1].deciding_facts.push("rule:nis2-1:verified".into());
    let desk = with(duties);
    let board = board(&desk, BEFORE);
    assert_eq!(shape(&board.running), [[4]]);
    assert_eq!(clocks::common_questions(&board.running[0].lines[0]), ["instant:aware_significant"]);
}

#[test]
fn clocks_that_end_within_the_hour_share_a_line_with_the_earliest_and_a_later_one_stands_apart() {
    let ends = ["2023-10-01T11:12:00Z", "2023-10-01T11:00:00Z", "2023-10-01T11:03:00Z", "2023-10-02T11:00:00Z"];
    let desk = with(ends.iter().enumerate().map(|(n, end)| to("nis2", &format!("C{n}"), Some(end))).collect());
    let board = board(&desk, BEFORE);
    assert_eq!(shape(&board.running), [[3, 1]]);
    let line = &board.running[0].lines[0];
    assert_eq!(line.first.duty.planned.target_at, Some(at(TARGET)));
    assert!(!line.is_one_instant());
}

#[test]
fn what_is_overdue_never_hides_behind_what_is_not() {
    let mut duties: Vec<_> = (0..6).map(|n| to("nis2", &format!("C{n}"), Some(TARGET))).collect();
    for duty in duties.iter_mut().skip(3) {
        duty.legal_term_at = Some(at("2023-10-01T12:00:00Z"));
    }
    let desk = with(duties);
    let board = board(&desk, "2023-10-01T11:30:00Z");
    assert_eq!(shape(&board.running), [[3, 3]]);
    let over: BTreeSet<_> = board.running[0].lines.iter().map(|line| line.first.face.level.as_str()).collect();
    assert_eq!(over, BTreeSet::from(["over", "urgent"]));
}

#[test]
fn without_a_figure_acts_stand_together_by_whom_they_are_owed_to() {
    let mut duties: Vec<_> = ["a", "b", "c"].map(|rule| planned(rule, rule, DutyKind::Authority, None)).into();
    duties.extend(["d", "e", "f"].map(|rule| planned(rule, rule, DutyKind::People, None)));
    let desk = with(duties);
    let board = board(&desk, BEFORE);
    assert_eq!(shape(&board.running), [[3], [3]]);
    assert!(board.running.iter().all(Step::has_no_figure));
}

#[test]
fn what_waits_and_what_is_not_required_is_folded_and_every_duty_stands_on_the_board_once() {
    let statuses =
        [DutyStatus::Due, DutyStatus::NotStarted, DutyStatus::NotRequired, DutyStatus::Met, DutyStatus::Presumed];
    let mut duties = Vec::new();
    for (n, status) in statuses.into_iter().cycle().take(40).enumerate() {
        let target = (n % 3 > 0).then_some(TARGET);
        let rule = ["nis2", "gdpr-33", "ch"][n % 3];
        duties.push(PlannedDuty { status, ..to(rule, &format!("C{n}"), target) });
    }
    let desk = with(duties);
    let board = board(&desk, BEFORE);
    let all: Vec<u32> = desk.case.duties.iter().map(|duty| duty.number).collect();
    assert_eq!(numbers(&board), all);
    let statuses = |steps: &[Step<'_>]| -> BTreeSet<DutyStatus> {
        steps.iter().flat_map(|step| &step.lines).map(|line| line.first.duty.planned.status).collect()
    };
    assert_eq!(statuses(&board.waiting), BTreeSet::from([DutyStatus::NotStarted]));
    assert_eq!(statuses(&board.dropped), BTreeSet::from([DutyStatus::NotRequired]));
    let only = clocks::board(&desk.case, at(BEFORE), |duty| duty.planned.rule == "ch");
    assert!(numbers(&only).len() < all.len() && !numbers(&only).is_empty());
}

#[test]
fn the_first_page_folds_what_has_time_and_never_what_is_overdue_or_urgent() {
    let later = "2023-10-09T11:00:00Z";
    let mut duties: Vec<_> = (0..12).map(|n| to(&format!("later-{n}"), &format!("L{n}"), Some(later))).collect();
    for (n, duty) in duties.iter_mut().enumerate() {
        duty.regime = format!("regime-{n}");
    }
    duties.push(to("nis2-now", "NOW", Some(TARGET)));
    let desk = with(duties);
    let (shown, folded) = clocks::pressing(board(&desk, BEFORE).running);
    let count = |steps: &[Step<'_>]| steps.iter().map(Step::duties).sum::<usize>();
    assert_eq!(count(&shown) + count(&folded), 13, "nothing is lost");
    assert!(!folded.is_empty() && count(&shown) <= 8);
    assert_eq!(shown[0].lines[0].first.duty.planned.recipient.id, "NOW");

    // All of them late: a page that is too long is better than one that hides it.
    let (shown, folded) = clocks::pressing(board(&desk, "2023-10-20T00:00:00Z").running);
    assert_eq!((count(&shown), folded.len()), (13, 0));
}
