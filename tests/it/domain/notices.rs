use super::*;
use breachdesk::domain::case::{FilingChannel, Finding, Linted, NoticeState};
use breachdesk::domain::command::{CorrectFiling, DraftNotice, MarkFiled, RecordFiling, Release};
use breachdesk::domain::situation::Proof;

const NOW: &str = "2023-10-01T09:00:00Z";

fn draft(desk: &mut Desk, by: &Person, to_authority: bool) -> u32 {
    let recipient = planned("eprivacy-611", "IT-TELECOM", DutyKind::Authority, None).recipient;
    desk.asks(
        &asked(by, NOW),
        Command::DraftNotice(Box::new(DraftNotice {
            notice_kind: if to_authority { "t611_first" } else { "people_email" }.into(),
            language: "it".into(),
            duties: desk.case.duties.iter().map(|duty| duty.number).collect(),
            recipient: to_authority.then_some(recipient),
            controller: None,
            market: None,
            content: Private::new("{}"),
            told: None,
            wording: breachdesk::domain::case::Wording::Shipped,
            letter: None,
        })),
    )
    .unwrap();
    desk.case.last_number
}

fn approve(number: u32, digest: &str, seen: &str, exception: Option<&str>) -> Command {
    Command::ApproveNotice {
        number,
        digest: digest.into(),
        seen_digest: seen.into(),
        blocking: false,
        findings: vec![],
        linted: vec![],
        release: Release { exception: exception.map(Private::new), findings: None },
    }
}

fn filed(number: u32, when: &str, reasons: Option<&str>) -> Command {
    Command::MarkFiled(MarkFiled {
        number,
        channel: FilingChannel::Portal,
        at: at(when),
        reasons_for_delay: reasons.map(Private::new),
        proof: None,
    })
}

#[test]
fn an_author_cannot_approve_and_approval_is_for_what_was_on_screen() {
    let (mut desk, dpo, controller) = (Desk::open(), person("Chiara", Role::Dpo), person("Aoife", Role::Controller));
    let number = draft(&mut desk, &dpo, false);
    assert_eq!(desk.asks(&asked(&dpo, NOW), approve(number, "a", "a", None)), Err(Refusal::SecondPersonNeeded));
    assert_eq!(desk.asks(&asked(&controller, NOW), approve(number, "b", "a", None)), Err(Refusal::DraftChanged));
    desk.asks(&asked(&controller, NOW), approve(number, "a", "a", None)).unwrap();
    assert_eq!(desk.case.notice(number).unwrap().state, NoticeState::Approved);
}

#[test]
fn where_somebody_else_signs_a_reason_passes_it_to_an_authority_and_never_to_people() {
    let (mut desk, dpo, controller) = (Desk::open(), person("Chiara", Role::Dpo), person("Aoife", Role::Controller));
    let only_controller = |by: &Person| Asked { signs: vec![Role::Controller], ..asked(by, NOW) };
    let number = draft(&mut desk, &controller, true);
    let refused = desk.asks(&only_controller(&dpo), approve(number, "a", "a", None));
    assert_eq!(refused, Err(Refusal::SomebodyElseSigns));
    desk.asks(&only_controller(&dpo), approve(number, "a", "a", Some("She cannot be reached before the term ends")))
        .unwrap();
    let people = draft(&mut desk, &controller, false);
    let refused = desk.asks(&only_controller(&dpo), approve(people, "a", "a", Some("She cannot be reached")));
    assert_eq!(refused, Err(Refusal::SomebodyElseSigns));
}

#[test]
fn a_handler_approves_nothing() {
    let (mut desk, dpo, handler) = (Desk::open(), person("Chiara", Role::Dpo), person("Marek", Role::Handler));
    let number = draft(&mut desk, &dpo, true);
    assert_eq!(desk.asks(&asked(&handler, NOW), approve(number, "a", "a", Some("x"))), Err(Refusal::NotAuthorised));
}

#[test]
fn one_authorised_person_may_file_with_an_authority_giving_a_reason_but_never_write_to_people_alone() {
    let (mut desk, dpo, controller) = (Desk::open(), person("Chiara", Role::Dpo), person("Aoife", Role::Controller));
    let number = draft(&mut desk, &dpo, true);
    desk.asks(&asked(&dpo, NOW), approve(number, "a", "a", Some("Nobody reachable at night"))).unwrap();
    let approval = desk.case.notice(number).unwrap().approval().unwrap().clone();
    assert!(approval.exception.is_some() && approval.reviewed_by.is_none());
    let review = || Command::ReviewAfterwards { number, remark: Private::new("Read, correct") };
    assert_eq!(desk.asks(&asked(&dpo, NOW), review()), Err(Refusal::SecondPersonNeeded));
    desk.asks(&asked(&controller, NOW), review()).unwrap();

    let people = draft(&mut desk, &dpo, false);
    let alone = desk.asks(&asked(&dpo, NOW), approve(people, "a", "a", Some("Nobody reachable")));
    assert_eq!(alone, Err(Refusal::SecondPersonNeeded));
}

#[test]
fn what_a_notice_to_an_authority_lacks_is_passed_with_a_reason_that_stays_and_what_people_are_told_never_asks_one() {
    let (mut desk, dpo, controller) = (Desk::open(), person("Chiara", Role::Dpo), person("Aoife", Role::Controller));
    let lacking = |number: u32, reason: Option<&str>| Command::ApproveNotice {
        number,
        digest: "a".into(),
        seen_digest: "a".into(),
        blocking: false,
        findings: vec![Finding { element: "measures".into(), reason: "not_stated".into() }],
        linted: vec![],
        release: Release { exception: None, findings: reason.map(Private::new) },
    };
    let number = draft(&mut desk, &dpo, true);
    let ask = asked(&controller, NOW);
    assert_eq!(desk.asks(&ask, lacking(number, None)), Err(Refusal::FindingsReasonMissing));
    assert_eq!(desk.asks(&ask, lacking(number, Some("  "))), Err(Refusal::FindingsReasonMissing));
    desk.asks(&ask, lacking(number, Some("Forensics answer on Monday"))).unwrap();
    let approval = desk.case.notice(number).unwrap().approval().unwrap().clone();
    let passed = approval.passed.unwrap();
    assert_eq!(
        (passed.findings[0].element.as_str(), passed.reason.as_str()),
        ("measures", "Forensics answer on Monday")
    );
    assert!(approval.exception.is_none(), "it is no release without a second person");

    let people = draft(&mut desk, &dpo, false);
    desk.asks(&ask, lacking(people, None)).unwrap();
    assert_eq!(desk.case.notice(people).unwrap().approval().unwrap().passed, None);
}

#[test]
fn a_reason_with_nothing_missing_is_not_kept() {
    let (mut desk, dpo, controller) = (Desk::open(), person("Chiara", Role::Dpo), person("Aoife", Role::Controller));
    let number = draft(&mut desk, &dpo, true);
    let mut command = approve(number, "a", "a", None);
    if let Command::ApproveNotice { release, .. } = &mut command {
        release.findings = Some(Private::new("In haste"));
    }
    desk.asks(&asked(&controller, NOW), command).unwrap();
    assert_eq!(desk.case.notice(number).unwrap().approval().unwrap().passed, None);
}

#[test]
fn an_edit_voids_the_approval_and_a_stale_edit_is_refused() {
    let (mut desk, dpo, controller) = (Desk::open(), person("Chiara", Role::Dpo), person("Aoife", Role::Controller));
    let number = draft(&mut desk, &dpo, true);
    desk.asks(&asked(&controller, NOW), approve(number, "a", "a", None)).unwrap();
    let edit = |based_on| Command::EditNotice {
        number,
        based_on,
        content: Private::new("{\"x\":1}"),
        told: None,
        wording: None,
    };
    desk.asks(&asked(&controller, NOW), edit(1)).unwrap();
    let notice = desk.case.notice(number).unwrap();
    assert_eq!((notice.state, notice.approval()), (NoticeState::Draft, None));
    assert_eq!(desk.asks(&asked(&dpo, NOW), edit(1)), Err(Refusal::ChangedMeanwhile));
    // Who edited after the approval is now the author.
    assert_eq!(desk.asks(&asked(&controller, NOW), approve(number, "b", "b", None)), Err(Refusal::SecondPersonNeeded));
}

#[test]
fn a_late_filing_needs_its_reasons_and_stays_unproven_until_the_receipt() {
    let (mut desk, dpo) = (Desk::open(), person("Chiara", Role::Dpo));
    desk.plans(
        vec![planned("eprivacy-611", "IT-TELECOM", DutyKind::Authority, Some("2023-10-01T08:00:00Z"))],
        "2023-09-30T12:00:00Z",
    );
    let number = draft(&mut desk, &dpo, true);
    let ask = asked(&dpo, NOW);
    assert_eq!(desk.asks(&ask, filed(number, "2023-10-01T08:30:00Z", None)), Err(Refusal::DelayReasonMissing));
    desk.asks(&ask, filed(number, "2023-10-01T08:30:00Z", Some("The portal was down"))).unwrap();
    assert_eq!(desk.case.notice(number).unwrap().state, NoticeState::Filed);
    assert_eq!(desk.case.situation().filings[0].proof, Proof::None);

    let filing = desk.case.notice(number).unwrap().filings[0].number;
    let proof = |reference: &str| Command::RecordProof {
        number,
        filing,
        proof: Proof::Receipt,
        reference: Private::new(reference),
        attachment: None,
        at: at(NOW),
    };
    assert_eq!(desk.asks(&ask, proof("")), Err(Refusal::ProofMissing));
    desk.asks(&ask, proof("GP-2023-118")).unwrap();
    assert_eq!(desk.case.notice(number).unwrap().state, NoticeState::Confirmed);
}

#[test]
fn an_unclear_hand_over_stays_handed_over_and_a_rejected_one_goes_back_to_approved() {
    let (mut desk, dpo, controller) = (Desk::open(), person("Chiara", Role::Dpo), person("Aoife", Role::Controller));
    let number = draft(&mut desk, &dpo, true);
    desk.asks(&asked(&controller, NOW), approve(number, "a", "a", None)).unwrap();
    let delivery = Uuid::from_u128(9);
    desk.asks(
        &asked(&dpo, NOW),
        Command::HandOver { number, delivery, certified: false, to: Private::new("notices@authority.example") },
    )
    .unwrap();
    let ended = |outcome: &str, accepted: bool| Command::HandOverEnded {
        number,
        delivery,
        accepted_at: accepted.then(|| at(NOW)),
        outcome: outcome.into(),
        reply: Private::new("250 queued"),
    };
    desk.asks(&asked(&dpo, NOW), ended("unknown", false)).unwrap();
    assert_eq!(desk.case.notice(number).unwrap().state, NoticeState::HandedOver);
    desk.asks(&asked(&dpo, NOW), ended("rejected", false)).unwrap();
    assert_eq!(desk.case.notice(number).unwrap().state, NoticeState::Approved);
}

/// A notice approved and handed to the outbox; answers its number and the delivery.
fn handed_over(desk: &mut Desk) -> (u32, Uuid) {
    let (dpo, controller) = (person("Chiara", Role::Dpo), person("Aoife", Role::Controller));
    let number = draft(desk, &dpo, true);
    desk.asks(&asked(&controller, NOW), approve(number, "a", "a", None)).unwrap();
    let delivery = Uuid::from_u128(9);
    desk.asks(
        &asked(&dpo, NOW),
        Command::HandOver { number, delivery, certified: false, to: Private::new("notices@authority.example") },
    )
    .unwrap();
    (number, delivery)
}

fn by_itself() -> Asked {
    Asked { system: true, ..asked(&person("Nobody", Role::Dpo), NOW) }
}

fn one_duty(desk: &mut Desk) -> u32 {
    let duty = planned("eprivacy-611", "IT-TELECOM", DutyKind::Authority, Some("2023-10-01T11:00:00Z"));
    desk.plans(vec![duty], "2023-09-30T12:00:00Z");
    desk.case.duties[0].number
}

#[test]
fn what_only_reached_the_tray_is_filed_in_a_drill_and_nowhere_else() {
    for drill in [false, true] {
        let mut desk = Desk::open();
        desk.case.drill = drill;
        let duty = one_duty(&mut desk);
        let (number, delivery) = handed_over(&mut desk);
        let simulated = Command::HandOverSimulated { number, delivery, at: at(NOW) };
        let claimed = desk.asks(&asked(&person("Chiara", Role::Dpo), NOW), simulated.clone());
        assert_eq!(claimed, Err(Refusal::NotAuthorised), "only the outbox knows what it put in the tray");
        desk.asks(&by_itself(), simulated).unwrap();
        assert_eq!(desk.case.notice(number).unwrap().state, NoticeState::Simulated);
        let proofs: Vec<Proof> = desk.case.situation().filings.iter().map(|filing| filing.proof).collect();
        assert_eq!(proofs, if drill { vec![Proof::ServerAcceptance] } else { vec![] });
        assert_eq!(desk.case.filings_for(duty).len(), usize::from(drill));
    }
}

#[test]
fn nobody_enters_a_simulated_proof_by_hand() {
    let (mut desk, dpo) = (Desk::open(), person("Chiara", Role::Dpo));
    let number = draft(&mut desk, &dpo, true);
    let mut command = filed(number, "2023-10-01T08:30:00Z", None);
    if let Command::MarkFiled(filed) = &mut command {
        filed.proof = Some((Proof::Simulated, Private::new("x"), None));
    }
    assert_eq!(desk.asks(&asked(&dpo, NOW), command), Err(Refusal::ProofMissing));
}

#[test]
fn a_filing_that_comes_back_counts_no_more_and_the_notice_can_go_out_again() {
    let mut desk = Desk::open();
    let duty = one_duty(&mut desk);
    let (number, delivery) = handed_over(&mut desk);
    let accepted = Command::HandOverEnded {
        number,
        delivery,
        accepted_at: Some(at(NOW)),
        outcome: "accepted".into(),
        reply: Private::new("250 queued"),
    };
    desk.asks(&by_itself(), accepted).unwrap();
    assert_eq!(desk.case.situation().filings.len(), 1);
    let filing = desk.case.filings_for(duty)[0].number;

    let handler = person("Marek", Role::Handler);
    let back = |text: &str| Command::CameBack { filing, at: at(NOW), text: Private::new(text) };
    assert_eq!(desk.asks(&asked(&handler, NOW), back(" ")), Err(Refusal::ReasonMissing));
    let later = Command::CameBack { filing, at: at("2023-10-01T09:00:01Z"), text: Private::new("x") };
    assert_eq!(desk.asks(&asked(&handler, NOW), later), Err(Refusal::InFuture));
    desk.asks(&asked(&handler, NOW), back("550 5.1.1 no such mailbox, says the mail of 09:40")).unwrap();
    assert!(desk.case.situation().filings.is_empty() && desk.case.filings_for(duty).is_empty());
    let notice = desk.case.notice(number).unwrap();
    assert_eq!((notice.state, notice.failure.as_deref()), (NoticeState::Approved, Some("came_back")));
    assert_eq!(notice.filings[0].came_back.as_ref().unwrap().by.as_ref().unwrap().user, handler.user);
    assert_eq!(desk.asks(&asked(&handler, NOW), back("again")), Err(Refusal::CameBackAlready));

    // Somebody has to hand it in again, by the end of its clock; once it is handed in, that is done.
    let [task] = &desk.case.tasks[..] else { panic!("{:?}", desk.case.tasks) };
    let clock = desk.case.duty(duty).unwrap().planned.target_at;
    assert_eq!((task.filing, task.must, task.due_at), (Some(filing), true, clock));
    assert!(
        task.title.as_str().contains("550 5.1.1") && desk.case.open_points().contains(&format!("task:{}", task.number))
    );
    let again = Command::HandOver {
        number,
        delivery: Uuid::from_u128(10),
        certified: false,
        to: Private::new("notices@authority.example"),
    };
    desk.asks(&asked(&person("Chiara", Role::Dpo), NOW), again).unwrap();
    assert_eq!(desk.case.notice(number).unwrap().failure, None);
}

#[test]
fn a_stage_without_a_form_is_filed_once_with_reasons_if_late_and_proven_later() {
    let (mut desk, handler) = (Desk::open(), person("Marek", Role::Handler));
    let duty = one_duty(&mut desk);
    let record = |when: &str, reasons: Option<&str>| {
        Command::RecordFiling(RecordFiling {
            duties: vec![duty],
            what: Private::new("Second notification in the portal"),
            filed_as: Some("progress_report".into()),
            channel: FilingChannel::Portal,
            at: at(when),
            reasons_for_delay: reasons.map(Private::new),
            proof: None,
        })
    };
    let ask = asked(&handler, "2023-10-01T12:00:00Z");
    assert_eq!(desk.asks(&ask, record("2023-10-01T11:00:00Z", None)), Err(Refusal::DelayReasonMissing));
    assert_eq!(desk.asks(&ask, record("2023-10-01T12:00:01Z", None)), Err(Refusal::InFuture));
    desk.asks(&ask, record("2023-10-01T11:30:00Z", Some("The portal was down"))).unwrap();
    assert_eq!(desk.asks(&ask, record("2023-10-01T11:40:00Z", Some("x"))), Err(Refusal::AlreadyFiled));
    let filing = desk.case.filings_for(duty)[0].number;
    // The law has another word for it, and what follows depends on that word.
    assert_eq!(desk.case.situation().filings[0].stage, "progress_report");
    assert_eq!(desk.case.situation().filings[0].proof, Proof::None);
    let proof = |reference: &str| Command::ProveFiling {
        filing,
        proof: Proof::Receipt,
        reference: Private::new(reference),
        attachment: None,
        at: at("2023-10-01T12:00:00Z"),
    };
    assert_eq!(desk.asks(&ask, proof("")), Err(Refusal::ProofMissing));
    desk.asks(&ask, proof("GP-2023-119")).unwrap();
    assert_eq!(desk.asks(&ask, proof("GP-2023-120")), Err(Refusal::ProofExists));
    assert_eq!(desk.case.situation().filings[0].proof, Proof::Receipt);
    // The record of another duty, or of none, is refused.
    let nowhere = Command::RecordFiling(RecordFiling {
        duties: vec![77],
        what: Private::new("x"),
        filed_as: None,
        channel: FilingChannel::Post,
        at: at(NOW),
        reasons_for_delay: None,
        proof: None,
    });
    assert_eq!(desk.asks(&ask, nowhere), Err(Refusal::NoSuchEntry));
}

#[test]
fn nothing_is_filed_before_the_first_moment_of_the_breach() {
    let (mut desk, dpo) = (Desk::open(), person("Chiara", Role::Dpo));
    // When it happened is not when anybody noticed.
    let mut happened = first_signal("2023-09-20T11:00:00Z");
    if let Command::RecordInstant(record) = &mut happened {
        record.what = breachdesk::domain::situation::InstantKind::Occurred;
    }
    desk.asks(&asked(&dpo, NOW), happened).unwrap();
    desk.asks(&asked(&dpo, NOW), first_signal("2023-09-30T11:00:30Z")).unwrap();
    let number = draft(&mut desk, &dpo, true);
    let refused = desk.asks(&asked(&dpo, NOW), filed(number, "2023-09-29T10:00:00Z", None));
    assert_eq!(refused, Err(Refusal::FiledBeforeNoticed));
    // A form enters whole minutes: the minute of the signal itself is no contradiction.
    desk.asks(&asked(&dpo, NOW), filed(number, "2023-09-30T11:00:00Z", None)).unwrap();
    assert_eq!(desk.case.notice(number).unwrap().state, NoticeState::Filed);
}

#[test]
fn the_time_of_a_filing_is_corrected_beside_the_old_one_and_a_servers_time_never() {
    let (mut desk, handler) = (Desk::open(), person("Marek", Role::Handler));
    let duty = one_duty(&mut desk);
    let number = draft(&mut desk, &handler, true);
    desk.asks(&asked(&handler, NOW), filed(number, "2023-10-01T08:30:00Z", None)).unwrap();
    let filing = desk.case.filings_for(duty)[0].number;
    let right = |seen: &str, when: &str, reason: &str| {
        let (seen, at, reason) = (at(seen), at(when), Private::new(reason));
        Command::CorrectFiling(CorrectFiling { filing, seen, at, reasons_for_delay: None, reason })
    };
    let ask = asked(&handler, NOW);
    let was = "2023-10-01T08:30:00Z";
    assert_eq!(desk.asks(&ask, right(was, was, "x")), Err(Refusal::SameTime));
    assert_eq!(desk.asks(&ask, right(was, "2023-10-01T09:00:01Z", "x")), Err(Refusal::InFuture));
    assert_eq!(desk.asks(&ask, right(was, "2023-10-01T08:00:00Z", " ")), Err(Refusal::ReasonMissing));
    assert_eq!(desk.asks(&ask, right(NOW, "2023-10-01T08:00:00Z", "x")), Err(Refusal::ChangedMeanwhile));
    desk.asks(&ask, right(was, "2023-10-01T08:00:00Z", "The receipt says 08:00")).unwrap();
    let held = desk.case.filings_for(duty)[0].clone();
    assert_eq!((held.at, held.corrections.len()), (at("2023-10-01T08:00:00Z"), 1));
    assert_eq!((held.corrections[0].old_at, held.corrections[0].by.user), (at(was), handler.user));
    assert_eq!(desk.case.situation().filings[0].at, at("2023-10-01T08:00:00Z"));
    // Found to be after the term: the reasons for the delay are owed now (Art. 33(1)).
    let later = asked(&handler, "2023-10-02T09:00:00Z");
    let owed = right("2023-10-01T08:00:00Z", "2023-10-01T12:00:00Z", "x");
    assert_eq!(desk.asks(&later, owed), Err(Refusal::DelayReasonMissing));

    let mut by_mail = Desk::open();
    let duty = one_duty(&mut by_mail);
    let (number, delivery) = handed_over(&mut by_mail);
    let (outcome, reply) = ("accepted".into(), Private::new("250 queued"));
    let accepted = Command::HandOverEnded { number, delivery, accepted_at: Some(at(NOW)), outcome, reply };
    by_mail.asks(&by_itself(), accepted).unwrap();
    let filing = by_mail.case.filings_for(duty)[0].number;
    let (seen, reason) = (at(NOW), Private::new("x"));
    let wanted = CorrectFiling { filing, seen, at: at("2023-10-01T08:00:00Z"), reasons_for_delay: None, reason };
    assert_eq!(by_mail.asks(&asked(&handler, NOW), Command::CorrectFiling(wanted)), Err(Refusal::TimeFromServer));
}

fn first_signal(when: &str) -> Command {
    use breachdesk::domain::case::{Certainty, Source};
    use breachdesk::domain::command::RecordInstant;
    use breachdesk::domain::situation::{InstantKind, Scope};
    Command::RecordInstant(RecordInstant {
        what: InstantKind::FirstSignal,
        at: at(when),
        scope: Scope::case(),
        certainty: Certainty::Suspicion,
        source: Source::OwnStaff,
        how: Private::new("A call to the service desk"),
        reason: Private::new(""),
        corrects: None,
    })
}

#[test]
fn nothing_is_published_before_its_text_was_approved() {
    let (mut desk, dpo, controller) = (Desk::open(), person("Chiara", Role::Dpo), person("Aoife", Role::Controller));
    let number = draft(&mut desk, &dpo, false);
    desk.asks(&asked(&controller, NOW), approve(number, "a", "a", None)).unwrap();
    let publish = |when: &str| Command::Publish {
        number,
        address: Private::new("https://example.org/notice"),
        at: at(when),
        sha256: "ab".into(),
    };
    let early = desk.asks(&asked(&dpo, "2023-10-01T10:00:00Z"), publish("2023-10-01T08:00:00Z"));
    assert_eq!(early, Err(Refusal::PublishedBeforeApproved));
    desk.asks(&asked(&dpo, "2023-10-01T10:00:00Z"), publish(NOW)).unwrap();
}

#[test]
fn a_warning_waits_for_a_reason_in_this_very_text_and_an_error_for_another_text() {
    let (mut desk, dpo, controller) = (Desk::open(), person("Chiara", Role::Dpo), person("Aoife", Role::Controller));
    let number = draft(&mut desk, &dpo, false);
    let ask = asked(&controller, NOW);
    let found = |stops: bool| Linted { rule: "L24".into(), key: "k".into(), stops };
    let approves = |digest: &str, stops: bool| {
        let mut command = approve(number, digest, digest, None);
        if let Command::ApproveNotice { linted, .. } = &mut command {
            linted.push(found(stops));
        }
        command
    };
    let passes = |digest: &str, seen: &str, stops: bool, reason: &str| Command::PassFinding {
        number,
        finding: found(stops),
        digest: digest.into(),
        seen_digest: seen.into(),
        reason: Private::new(reason),
    };
    assert_eq!(desk.asks(&ask, approves("a", false)), Err(Refusal::FindingUnanswered));
    assert_eq!(desk.asks(&ask, passes("a", "a", false, " ")), Err(Refusal::ReasonMissing));
    assert_eq!(desk.asks(&ask, passes("a", "b", false, "Why not")), Err(Refusal::DraftChanged));
    assert_eq!(desk.asks(&ask, passes("a", "a", true, "Why not")), Err(Refusal::FindingStops));
    let handler = asked(&person("Tomás", Role::Handler), NOW);
    assert_eq!(desk.asks(&handler, passes("a", "a", false, "Why not")), Err(Refusal::NotAuthorised));
    desk.asks(&ask, passes("a", "a", false, "The number follows")).unwrap();
    assert_eq!(desk.asks(&ask, approves("b", false)), Err(Refusal::FindingUnanswered), "another text asks again");
    assert_eq!(desk.asks(&ask, approves("a", true)), Err(Refusal::FindingStops));
    desk.asks(&ask, approves("a", false)).unwrap();
}

#[test]
fn to_an_authority_every_finding_of_the_linter_goes_out_with_a_reason() {
    let (mut desk, dpo, controller) = (Desk::open(), person("Chiara", Role::Dpo), person("Aoife", Role::Controller));
    let number = draft(&mut desk, &dpo, true);
    let ask = asked(&controller, NOW);
    let linted = |rule: &str, stops| Linted { rule: rule.into(), key: rule.into(), stops };
    let approves = |reason: Option<&str>| {
        let mut command = approve(number, "a", "a", None);
        if let Command::ApproveNotice { linted: all, release, .. } = &mut command {
            all.extend([linted("L05", true), linted("L24", false)]);
            release.findings = reason.map(Private::new);
        }
        command
    };
    assert_eq!(desk.asks(&ask, approves(None)), Err(Refusal::FindingsReasonMissing));
    let pass = Command::PassFinding {
        number,
        finding: linted("L05", true),
        digest: "a".into(),
        seen_digest: "a".into(),
        reason: Private::new("It quotes the ransom note"),
    };
    desk.asks(&ask, pass).unwrap();
    desk.asks(&ask, approves(Some("The term ends at noon"))).unwrap();
    let passed = desk.case.notice(number).unwrap().approval().unwrap().passed.clone().unwrap();
    assert_eq!(
        passed.findings,
        [Finding { element: "L24".into(), reason: "linted".into() }],
        "what has its own reason is not passed twice"
    );
}
