//! When the house reminds, how long it waits.

use breachdesk::domain::plan::{Period, PeriodUnit};

use super::{OTTIMA, at, duty, law, plan_of};

fn instants(value: u32, unit: PeriodUnit, start: &str, target: &str) -> Vec<String> {
    let row = law().house().reminder_row(Some(Period { value, unit })).unwrap();
    row.instants(at(start), Some(at(target))).iter().map(|at| at.rfc3339()).collect()
}

#[test]
fn a_term_of_24_hours_is_reminded_of_at_12_6_2_and_1_hours_and_at_its_end() {
    assert_eq!(
        instants(24, PeriodUnit::Hours, "2023-09-30T11:00:00Z", "2023-10-01T11:00:00Z"),
        [
            "2023-09-30T23:00:00Z",
            "2023-10-01T05:00:00Z",
            "2023-10-01T09:00:00Z",
            "2023-10-01T10:00:00Z",
            "2023-10-01T11:00:00Z"
        ]
    );
}

#[test]
fn seventy_two_hours_and_three_days_are_reminded_of_at_once_and_at_24_12_4_and_1_hours() {
    let hours = instants(72, PeriodUnit::Hours, "2023-09-30T11:00:00Z", "2023-10-03T11:00:00Z");
    assert_eq!(hours, instants(3, PeriodUnit::Days, "2023-09-30T11:00:00Z", "2023-10-03T11:00:00Z"));
    assert_eq!(
        hours,
        [
            "2023-09-30T11:00:00Z",
            "2023-10-02T11:00:00Z",
            "2023-10-02T23:00:00Z",
            "2023-10-03T07:00:00Z",
            "2023-10-03T10:00:00Z",
            "2023-10-03T11:00:00Z"
        ]
    );
}

#[test]
fn months_are_reminded_of_at_14_7_3_and_1_days() {
    assert_eq!(
        instants(1, PeriodUnit::Months, "2026-01-31T15:00:00Z", "2026-02-28T15:00:00Z"),
        [
            "2026-02-14T15:00:00Z",
            "2026-02-21T15:00:00Z",
            "2026-02-25T15:00:00Z",
            "2026-02-27T15:00:00Z",
            "2026-02-28T15:00:00Z"
        ]
    );
}

#[test]
fn a_duty_without_a_figure_is_reminded_of_daily_until_done() {
    let plan = plan_of(OTTIMA);
    let row = law().house().reminder_offsets(duty(&plan, "gdpr-34", "communication", "people")).unwrap();
    assert_eq!((row.every_minutes_after, row.at_once, row.at_target), (1_440, true, false));
}

#[test]
fn what_is_past_its_target_is_reminded_of_every_four_hours() {
    for value in [24, 72] {
        let row = law().house().reminder_row(Some(Period { value, unit: PeriodUnit::Hours })).unwrap();
        assert_eq!(row.every_minutes_after, 240);
    }
    let house = law().house();
    assert_eq!(
        (house.one_person_delay_minutes, house.second_person_review_hours, house.unknown_resend_min_minutes),
        (15, 24, 10)
    );
}
