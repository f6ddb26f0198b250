use super::*;
use breachdesk::domain::case::Phase;
use breachdesk::domain::situation::{Fact, Knowledge};
use proptest::prelude::*;

fn fact(state: Knowledge) -> Fact {
    Fact {
        id: "subjects.count".into(),
        scope: Scope::case(),
        state,
        value: serde_json::json!({ "mode": "approx", "n": 12000 }),
        how: Private::new("CRM count"),
        who: Private::new("Giulia"),
        by: "2023-10-04".parse().ok(),
    }
}

#[test]
fn an_unknown_fact_becomes_a_task_that_is_done_once_the_fact_is_known() {
    let (mut desk, dpo) = (Desk::open(), person("Chiara", Role::Dpo));
    let ask = asked(&dpo, "2023-10-01T09:00:00Z");
    let set = |fact, seen_set_at| Command::SetFact { fact, source: Private::new("call"), evidence: None, seen_set_at };
    desk.asks(&ask, set(fact(Knowledge::Unknown), None)).unwrap();
    assert_eq!(desk.case.tasks.len(), 1);
    assert_eq!(desk.asks(&ask, set(fact(Knowledge::Known), None)), Err(Refusal::ChangedMeanwhile));
    desk.asks(&ask, set(fact(Knowledge::Known), Some(ask.now))).unwrap();
    assert_eq!(desk.case.tasks[0].status.as_str(), "done");
}

#[test]
fn an_unknown_fact_needs_somebody_and_a_day() {
    let dpo = person("Chiara", Role::Dpo);
    let nobody = Fact { who: Private::new(""), ..fact(Knowledge::Unknown) };
    let command = Command::SetFact { fact: nobody, source: Private::new(""), evidence: None, seen_set_at: None };
    let refused = Desk::open().asks(&asked(&dpo, "2023-10-01T09:00:00Z"), command);
    assert_eq!(refused, Err(Refusal::OwnerAndDateMissing));
}

#[test]
fn a_plan_that_says_the_same_again_writes_nothing() {
    let mut desk = Desk::open();
    let duties = || vec![planned("gdpr-33", "IT", DutyKind::Authority, Some("2023-10-03T11:00:00Z"))];
    assert!(desk.plans(duties(), "2023-09-30T12:00:00Z").is_some());
    assert!(desk.plans(duties(), "2023-09-30T13:00:00Z").is_none());
}

#[test]
fn a_moved_clock_keeps_the_old_one_in_the_event() {
    let mut desk = Desk::open();
    desk.plans(
        vec![planned("gdpr-33", "IT", DutyKind::Authority, Some("2023-10-03T11:00:00Z"))],
        "2023-09-30T12:00:00Z",
    );
    let event = desk.plans(
        vec![planned("gdpr-33", "IT", DutyKind::Authority, Some("2023-10-03T10:00:00Z"))],
        "2023-09-30T13:00:00Z",
    );
    let Some(Event::Replanned(replanned)) = event else { panic!("a plan") };
    assert!(replanned.changed[0].clock_moved());
    assert_eq!(replanned.changed[0].old_target_at, Some(at("2023-10-03T11:00:00Z")));
    assert_eq!(desk.case.duty(1).unwrap().revision, 2);
}

fn any_command() -> impl Strategy<Value = Command> {
    let kinds = prop::sample::select(InstantKind::ALL);
    let states = prop::sample::select(Knowledge::ALL);
    prop_oneof![
        (kinds, 0i64..200_000, any::<bool>()).prop_map(|(what, seconds, corrects)| {
            let mut record = instant(what, "2023-09-28T00:00:00Z");
            record.at = record.at.plus(chrono::TimeDelta::seconds(seconds));
            record.reason = Private::new("because");
            record.corrects = corrects.then_some(1);
            Command::RecordInstant(record)
        }),
        states.prop_map(|state| Command::SetFact {
            fact: fact(state),
            source: Private::new("s"),
            evidence: None,
            seen_set_at: None
        }),
        "[a-z]{0,8}".prop_map(|text| Command::AddTask {
            phase: Phase::Facts,
            title: Private::new(text),
            owner: Private::new("Marek"),
            due_on: None,
            must: true
        }),
        (0u32..6).prop_map(|number| Command::CompleteTask { number }),
        (0u32..6).prop_map(|number| Command::ConfirmInstant { number }),
        Just(Command::Close { waiver: Some(Private::new("w")) }),
        Just(Command::Reopen { reason: Private::new("r") }),
    ]
}

proptest! {
    #[test]
    fn the_state_is_always_what_its_events_replay_to(commands in prop::collection::vec(any_command(), 1..30)) {
        let (mut desk, dpo, second) =
            (Desk::open(), person("Chiara", Role::Dpo), person("Aoife", Role::Controller));
        for (turn, command) in commands.into_iter().enumerate() {
            let by = if turn % 2 == 0 { &dpo } else { &second };
            let _refused = desk.asks(&asked(by, "2023-10-01T09:00:00Z"), command);
        }
        // Through the very form in which the store keeps them.
        let stored: Vec<_> = desk.log.iter().map(|(event, at)| {
            let payload = event.payload().unwrap();
            (Event::from_stored(event.kind(), 1, payload).unwrap(), *at)
        }).collect();
        prop_assert_eq!(Case::replay(stored).unwrap(), desk.case);
    }
}

#[test]
fn nobody_is_asked_to_find_something_out_by_a_day_that_has_passed() {
    let (mut desk, dpo) = (Desk::open(), person("Chiara", Role::Dpo));
    let ask = asked(&dpo, "2023-10-01T09:00:00Z");
    let by = |day: &str| Fact { by: day.parse().ok(), ..fact(Knowledge::Unknown) };
    let set = |fact| Command::SetFact { fact, source: Private::new("call"), evidence: None, seen_set_at: None };
    assert_eq!(desk.asks(&ask, set(by("2020-01-01"))), Err(Refusal::DayPassed));
    // West of Greenwich the thirtieth is not over when UTC says the first.
    desk.asks(&ask, set(by("2023-09-30"))).unwrap();
    assert_eq!(desk.case.tasks.len(), 1);
}
