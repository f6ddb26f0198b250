use super::*;
use breachdesk::domain::situation::DecisionKind;

fn with_duties() -> Desk {
    let mut desk = Desk::open();
    let duties = vec![
        planned("gdpr-33", "IT", DutyKind::Authority, Some("2023-10-03T11:00:00Z")),
        planned("eprivacy-611", "IT-TELECOM", DutyKind::Authority, Some("2023-10-01T11:00:00Z")),
        planned("gdpr-34", "people", DutyKind::People, None),
    ];
    desk.plans(duties, "2023-09-30T12:00:00Z");
    desk
}

fn drop_gdpr() -> Command {
    Command::Decide {
        duties: vec![1],
        decision: DecisionKind::NotRequired,
        basis: Some("gdpr-33-1-unlikely-risk".into()),
        reason: Private::new("Only names of two companies were visible, to one known recipient"),
    }
}

#[test]
fn a_decision_without_a_reason_is_refused() {
    let controller = person("Aoife", Role::Controller);
    let command =
        Command::Decide { duties: vec![1], decision: DecisionKind::Notify, basis: None, reason: Private::new("  ") };
    assert_eq!(with_duties().asks(&asked(&controller, "2023-09-30T13:00:00Z"), command), Err(Refusal::ReasonMissing));
}

#[test]
fn a_dpo_decides_only_under_a_recorded_mandate() {
    let (mut desk, dpo) = (with_duties(), person("Chiara", Role::Dpo));
    let mut ask = asked(&dpo, "2023-09-30T13:00:00Z");
    assert_eq!(desk.asks(&ask, drop_gdpr()), Err(Refusal::MandateMissing));
    ask.mandate = Some(Private::new("Board resolution of 3 May 2023"));
    desk.asks(&ask, drop_gdpr()).unwrap();
}

#[test]
fn not_to_notify_takes_two_people_and_the_duty_stands_until_then() {
    let (mut desk, controller, dpo) = (with_duties(), person("Aoife", Role::Controller), person("Chiara", Role::Dpo));
    let ask = asked(&controller, "2023-09-30T13:00:00Z");
    desk.asks(&ask, drop_gdpr()).unwrap();
    assert!(desk.case.situation().decisions.is_empty());
    let number = desk.case.decisions[0].number;
    let confirm = || Command::ConfirmDecision { number, reason: Private::new("Agreed") };
    assert_eq!(desk.asks(&ask, confirm()), Err(Refusal::SecondPersonNeeded));
    desk.asks(&asked(&dpo, "2023-09-30T13:05:00Z"), confirm()).unwrap();
    assert_eq!(desk.case.situation().decisions.len(), 1);
}

#[test]
fn the_dpos_own_advice_is_the_second_pair_of_eyes_and_a_departure_from_it_is_marked() {
    let (mut desk, controller, dpo) = (with_duties(), person("Aoife", Role::Controller), person("Chiara", Role::Dpo));
    let advise = |advice| Command::Advise { duties: vec![1], advice, reason: Private::new("See the assessment") };
    desk.asks(&asked(&dpo, "2023-09-30T12:30:00Z"), advise(DecisionKind::NotRequired)).unwrap();
    desk.asks(&asked(&controller, "2023-09-30T13:00:00Z"), drop_gdpr()).unwrap();
    assert!(desk.case.decisions[0].in_force());
    assert_eq!(desk.case.decisions[0].departs_from, None);

    desk.asks(&asked(&dpo, "2023-09-30T14:00:00Z"), advise(DecisionKind::Notify)).unwrap();
    desk.asks(&asked(&controller, "2023-09-30T15:00:00Z"), drop_gdpr()).unwrap();
    assert_eq!(desk.case.decisions[1].departs_from, Some(desk.case.advice[1].number));
    assert!(!desk.case.decisions[1].in_force());
}

#[test]
fn a_telecom_notification_cannot_be_decided_away() {
    let controller = person("Aoife", Role::Controller);
    let command = Command::Decide {
        duties: vec![2],
        decision: DecisionKind::NotRequired,
        basis: None,
        reason: Private::new("No risk"),
    };
    // Regulation 611/2013 Art. 2(1): every breach is notified.
    assert_eq!(
        with_duties().asks(&asked(&controller, "2023-09-30T13:00:00Z"), command),
        Err(Refusal::DecisionDoesNotFit)
    );
}

#[test]
fn telling_people_is_put_off_only_with_a_day_and_never_a_term_in_hours() {
    let (mut desk, dpo) = (with_duties(), person("Chiara", Role::Dpo));
    let ask = asked(&dpo, "2023-09-30T13:00:00Z");
    let defer = |duty, day: &str| Command::Defer {
        duties: vec![duty],
        until: day.parse().unwrap(),
        reason: Private::new("Waiting for the forensic note"),
    };
    assert_eq!(desk.asks(&ask, defer(2, "2023-10-02")), Err(Refusal::DecisionDoesNotFit));
    assert_eq!(desk.asks(&ask, defer(3, "2023-09-29")), Err(Refusal::DayPassed));
    desk.asks(&ask, defer(3, "2023-10-02")).unwrap();
    assert!(desk.case.duty(3).unwrap().decide_by.is_some());
}

#[test]
fn the_only_authorised_person_waits_signs_in_again_and_gives_a_reason() {
    let (mut desk, controller) = (with_duties(), person("Aoife", Role::Controller));
    let mut ask = asked(&controller, "2023-09-30T13:00:00Z");
    ask.single_person = true;
    desk.asks(&ask, drop_gdpr()).unwrap();
    let number = desk.case.decisions[0].number;
    let confirm = |reason: &str| Command::ConfirmDecision { number, reason: Private::new(reason) };
    ask.now = at("2023-09-30T13:10:00Z");
    assert_eq!(desk.asks(&ask, confirm("Nobody else")), Err(Refusal::SolePersonMustWait { minutes: 5 }));
    ask.now = at("2023-09-30T13:15:00Z");
    assert_eq!(desk.asks(&ask, confirm("Nobody else")), Err(Refusal::SolePersonMustSignInAgain));
    ask.reauthenticated = true;
    assert_eq!(desk.asks(&ask, confirm("")), Err(Refusal::SolePersonMustSignInAgain));
    desk.asks(&ask, confirm("Nobody else")).unwrap();
}

#[test]
fn a_case_closes_only_when_nothing_is_open_or_with_a_reason_that_lists_it() {
    let (mut desk, dpo) = (with_duties(), person("Chiara", Role::Dpo));
    let ask = asked(&dpo, "2023-10-09T13:00:00Z");
    let refused = desk.asks(&ask, Command::Close { waiver: None });
    assert_eq!(refused, Err(Refusal::StillOpen(vec!["duty:1".into(), "duty:2".into(), "duty:3".into()])));
    desk.asks(&ask, Command::Close { waiver: Some(Private::new("Moved to the group's case")) }).unwrap();
    assert_eq!(desk.case.waiver.as_ref().unwrap().open.len(), 3);
    assert_eq!(desk.asks(&ask, drop_gdpr()), Err(Refusal::CaseClosed));
}
