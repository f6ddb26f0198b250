//! Worked deadlines, each computed from the loaded rules.

use breachdesk::policy::vectors;

use super::law;

#[test]
fn every_worked_deadline_of_a_loaded_regime_comes_out() {
    let outcome = vectors::run(law(), include_str!("../../vectors/deadlines.json")).unwrap();
    assert!(outcome.failures.is_empty(), "{:#?}", outcome.failures);
    // Of a regime that is not loaded nothing may be said to have passed.
    assert_eq!((outcome.passed, outcome.skipped), (79, 0));
}

/// Worked out by hand before they were run: nights of changing clocks, the turn of the year, two working days, months without a
/// 31st, noon of the next working day.
#[test]
fn worked_deadlines_made_to_trip_the_counting_come_out() {
    let outcome = vectors::run(law(), include_str!("../../vectors/deadlines-adversarial.json")).unwrap();
    assert!(outcome.failures.is_empty(), "{:#?}", outcome.failures);
    assert_eq!((outcome.passed, outcome.skipped), (34, 0));
}
