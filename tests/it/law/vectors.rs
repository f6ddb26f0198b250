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
