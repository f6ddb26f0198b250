//! How much time is left on a duty, and how loudly to say it.

use chrono::TimeDelta;

use crate::domain::case::Duty;
use crate::domain::plan::DutyStatus;
use crate::domain::values::At;
use crate::words;

words! {
    /// Told by word, shape and width; colour only in addition (`ux/mock`).
    Level {
        /// More than half of the time is left.
        Calm = "calm",
        /// Less than half is left.
        Soon = "soon",
        /// Less than six hours or a quarter is left, or the target has passed and the legal term still runs.
        Urgent = "urgent",
        /// The legal term has ended. Never said of a passed target alone.
        Over = "over",
        /// Filed.
        Met = "met",
        /// No figure in the law, or the clock has not started: no countdown.
        Open = "open",
    }
}

/// A share of the whole period, in thousandths.
pub type Permille = i64;

const HALF: Permille = 500;
const THREE_QUARTERS: Permille = 750;
/// Below this many hours a clock is urgent whatever its length (ux 5.4).
const URGENT_HOURS: i64 = 6;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockFace {
    pub level: Level,
    pub started_at: Option<At>,
    pub target_at: Option<At>,
    pub legal_term_at: Option<At>,
    /// To the target, or to the legal term once the target has passed; negative when that is over too.
    pub left: Option<TimeDelta>,
    /// The target has passed, the legal term has not.
    pub target_passed: bool,
    /// Since the clock started; shown where the law says "without undue delay".
    pub elapsed: Option<TimeDelta>,
    /// Share of the time to the target that is gone, 0 to 1000.
    pub gone: Permille,
}

/// The clock of a duty as seen at `now`.
pub fn clock_face(duty: &Duty, now: At) -> ClockFace {
    let planned = &duty.planned;
    let started_at = planned.trigger.at;
    let elapsed = started_at.map(|start| now.since(start));
    let mut face = ClockFace {
        level: Level::Open,
        started_at,
        target_at: planned.target_at,
        legal_term_at: planned.legal_term_at,
        left: None,
        target_passed: false,
        elapsed,
        gone: 0,
    };
    match planned.status {
        DutyStatus::Met | DutyStatus::Late | DutyStatus::FiledUnproven => {
            face.level = Level::Met;
            return face;
        }
        DutyStatus::NotRequired | DutyStatus::NotStarted => return face,
        DutyStatus::Presumed | DutyStatus::Due => {}
    }
    let (Some(target), Some(start)) = (planned.target_at, started_at) else { return face };
    let end = planned.legal_term_at.unwrap_or(target).max(target);
    let whole = target.since(start).num_seconds().max(1);
    face.gone = (now.since(start).num_seconds() * 1_000 / whole).clamp(0, 1_000);
    face.target_passed = now > target && now < end;
    let left = if now > target { end.since(now) } else { target.since(now) };
    face.left = Some(left);
    face.level = if now > target && now >= end {
        Level::Over
    } else if face.target_passed || left.num_hours() < URGENT_HOURS || face.gone > THREE_QUARTERS {
        Level::Urgent
    } else if face.gone > HALF {
        Level::Soon
    } else {
        Level::Calm
    };
    face
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::{Citation, DutyKind, PlannedDuty, Recipient, Trigger};

    fn duty(start: &str, target: &str, legal: &str) -> Duty {
        let at = |text: &str| At::parse(text).expect("an instant");
        Duty {
            number: 1,
            revision: 1,
            arisen_at: at(start),
            gone: false,
            decide_by: None,
            planned: PlannedDuty {
                rule: "eprivacy-611".into(),
                rule_version: 1,
                regime: "eprivacy-611".into(),
                stage: "initial".into(),
                controller: "c".into(),
                market: None,
                recipient: Recipient { id: "IT-TELECOM".into(), name: "Garante".into(), verified: true },
                kind: DutyKind::Authority,
                status: DutyStatus::Due,
                deciding_facts: vec![],
                trigger: Trigger { what: "detected_611".into(), at: Some(at(start)), fallback: None },
                target_at: Some(at(target)),
                legal_term_at: Some(at(legal)),
                period: None,
                decide_by_at: None,
                zone: "Europe/Rome".into(),
                holiday_country: None,
                arithmetic: vec![],
                citation: Citation { act: String::new(), article: String::new(), url: String::new() },
                remove_by: vec![],
                removing_bases: vec![],
                rule_verified: true,
                channels: vec![],
                languages: vec![],
                remarks: vec![],
                policy_digest: String::new(),
                origin: Default::default(),
            },
        }
    }

    fn seen(now: &str) -> ClockFace {
        let duty = duty("2020-04-11T19:25:00Z", "2020-04-12T19:25:00Z", "2020-04-12T20:00:00Z");
        clock_face(&duty, At::parse(now).expect("an instant"))
    }

    #[test]
    fn twenty_one_minutes_before_the_deadline_it_is_due_in_21_minutes_not_overdue() {
        let face = seen("2020-04-12T19:04:00Z");
        assert_eq!((face.level, face.left.map(|left| left.num_minutes())), (Level::Urgent, Some(21)));
    }

    #[test]
    fn twenty_three_hours_after_detection_nothing_is_overdue() {
        assert_eq!(seen("2020-04-12T18:25:00Z").level, Level::Urgent);
        assert_eq!(seen("2020-04-11T20:00:00Z").level, Level::Calm);
        assert_eq!(seen("2020-04-12T08:00:00Z").level, Level::Soon);
    }

    #[test]
    fn between_target_and_legal_term_the_target_has_passed_but_nothing_is_overdue() {
        let face = seen("2020-04-12T19:30:00Z");
        assert!(face.target_passed);
        assert_eq!((face.level, face.left.map(|left| left.num_minutes())), (Level::Urgent, Some(30)));
    }

    #[test]
    fn nine_days_late_reads_eight_days_overdue() {
        let face = seen("2020-04-20T19:25:00Z");
        assert_eq!((face.level, face.left.map(|left| left.num_days())), (Level::Over, Some(-7)));
        assert_eq!(seen("2020-04-20T20:00:00Z").left.map(|left| left.num_days()), Some(-8));
    }
}
