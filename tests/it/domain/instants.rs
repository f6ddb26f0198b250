use super::*;

#[test]
fn a_moment_in_the_future_is_refused() {
    let dpo = person("Chiara", Role::Dpo);
    let refused = Desk::open().asks(
        &asked(&dpo, "2023-09-30T12:00:00Z"),
        Command::RecordInstant(instant(InstantKind::Aware, "2023-09-30T12:00:01Z")),
    );
    assert_eq!(refused, Err(Refusal::InFuture));
}

#[test]
fn a_correction_needs_a_reason_and_keeps_the_old_value() {
    let (mut desk, dpo) = (Desk::open(), person("Chiara", Role::Dpo));
    let now = asked(&dpo, "2023-10-06T18:00:00Z");
    desk.asks(&now, Command::RecordInstant(instant(InstantKind::Aware, "2023-09-30T11:00:00Z"))).unwrap();
    let mut correction = instant(InstantKind::Aware, "2023-09-30T10:00:00Z");
    correction.corrects = Some(1);
    assert_eq!(desk.asks(&now, Command::RecordInstant(correction.clone())), Err(Refusal::ReasonMissing));

    correction.reason = Private::new("The call was logged an hour earlier");
    desk.asks(&now, Command::RecordInstant(correction.clone())).unwrap();
    assert_eq!(desk.case.instants.len(), 2);
    assert_eq!(desk.case.instant_in_force(InstantKind::Aware, &Scope::case()).unwrap().at, at("2023-09-30T10:00:00Z"));
    assert_eq!(desk.asks(&now, Command::RecordInstant(correction)), Err(Refusal::AlreadyCorrected { by: 2 }));
}

#[test]
fn an_awareness_later_than_a_confirmed_loss_keeps_the_earlier_clock_until_a_second_person_confirms() {
    let (mut desk, dpo, controller) = (Desk::open(), person("Chiara", Role::Dpo), person("Aoife", Role::Controller));
    let now = asked(&dpo, "2023-10-06T18:00:00Z");
    desk.asks(&now, Command::RecordInstant(instant(InstantKind::Aware, "2023-09-30T11:00:00Z"))).unwrap();
    // T0-c of the seed case: availability was already lost on 30 September, so 6 October is no later start.
    let mut later = instant(InstantKind::Aware, "2023-10-06T16:00:00Z");
    later.corrects = Some(1);
    later.reason = Private::new("Access to data was confirmed only then");
    desk.asks(&now, Command::RecordInstant(later)).unwrap();

    let in_force = |desk: &Desk| desk.case.instant_in_force(InstantKind::Aware, &Scope::case()).unwrap().at;
    assert_eq!(in_force(&desk), at("2023-09-30T11:00:00Z"));
    assert_eq!(desk.asks(&now, Command::ConfirmInstant { number: 2 }), Err(Refusal::SecondPersonNeeded));
    desk.asks(&asked(&controller, "2023-10-06T18:10:00Z"), Command::ConfirmInstant { number: 2 }).unwrap();
    assert_eq!(in_force(&desk), at("2023-10-06T16:00:00Z"));
}

#[test]
fn an_outsiders_hint_does_not_contradict_a_later_awareness() {
    let (mut desk, dpo) = (Desk::open(), person("Chiara", Role::Dpo));
    let now = asked(&dpo, "2023-09-30T12:00:00Z");
    let mut hint = instant(InstantKind::FirstSignal, "2023-09-29T11:00:00Z");
    hint.source = Source::Outsider;
    hint.certainty = Certainty::Suspicion;
    desk.asks(&now, Command::RecordInstant(hint)).unwrap();
    desk.asks(&now, Command::RecordInstant(instant(InstantKind::Aware, "2023-09-30T11:00:00Z"))).unwrap();
    assert!(desk.case.instants.iter().all(InstantEntry::in_force));
}

use breachdesk::domain::case::InstantEntry;

#[test]
fn of_several_first_signals_the_earliest_counts() {
    let (mut desk, dpo) = (Desk::open(), person("Chiara", Role::Dpo));
    let now = asked(&dpo, "2023-09-30T12:00:00Z");
    for when in ["2023-09-30T09:00:00Z", "2023-09-29T11:00:00Z", "2023-09-30T08:00:00Z"] {
        desk.asks(&now, Command::RecordInstant(instant(InstantKind::FirstSignal, when))).unwrap();
    }
    let first = desk.case.instant_in_force(InstantKind::FirstSignal, &Scope::case()).unwrap();
    assert_eq!(first.at, at("2023-09-29T11:00:00Z"));
}
