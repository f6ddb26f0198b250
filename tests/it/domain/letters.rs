use super::*;
use breachdesk::domain::case::{Letter, NoticeState};
use breachdesk::domain::command::{DraftNotice, Release};

const NOW: &str = "2023-10-01T09:00:00Z";

fn letter(to: &str, purpose: &str, reason: &str, duties: Vec<u32>) -> Command {
    Command::DraftNotice(Box::new(DraftNotice {
        notice_kind: "insurer_notice".into(),
        language: "en".into(),
        duties,
        recipient: None,
        controller: Some("lunamobile-it".into()),
        market: None,
        content: Private::new("{}"),
        told: None,
        wording: breachdesk::domain::case::Wording::Shipped,
        letter: Some(Letter {
            to: Private::new(to),
            purpose: Private::new(purpose),
            reason: Private::new(reason),
            address: None,
        }),
    }))
}

fn address(number: u32, address: &str, how: &str) -> Command {
    Command::CheckAddress { number, address: Private::new(address), how: Private::new(how) }
}

fn approve(number: u32) -> Command {
    Command::ApproveNotice {
        number,
        digest: "a".into(),
        seen_digest: "a".into(),
        blocking: false,
        findings: vec![],
        linted: vec![],
        release: Release { exception: None, findings: None },
    }
}

#[test]
fn a_letter_names_its_reader_and_where_no_duty_asks_for_it_its_purpose_and_reason() {
    let (mut desk, handler) = (Desk::open(), person("Marek", Role::Handler));
    desk.plans(vec![planned("own-insurer", "insurer", DutyKind::Contract, Some("2023-10-02T09:00:00Z"))], NOW);
    let duty = desk.case.duties[0].number;
    let by = asked(&handler, NOW);
    assert_eq!(desk.asks(&by, letter(" ", "cover", "clause 7", vec![])), Err(Refusal::AddresseeMissing));
    assert_eq!(desk.asks(&by, letter("Example Insurance", "", "clause 7", vec![])), Err(Refusal::ReasonMissing));
    assert_eq!(desk.asks(&by, letter("Example Insurance", "cover", " ", vec![])), Err(Refusal::ReasonMissing));
    desk.asks(&by, letter("Example Insurance", "cover", "clause 7", vec![])).unwrap();
    desk.asks(&by, letter("Example Insurance", "", "", vec![duty])).unwrap();
    assert!(desk.case.notices.iter().all(|notice| notice.to_body() && notice.addressee() == Some("Example Insurance")));
}

#[test]
fn nothing_is_sent_to_an_address_for_which_nobody_answers() {
    let (mut desk, handler) = (Desk::open(), person("Marek", Role::Handler));
    let controller = asked(&person("Aoife", Role::Controller), NOW);
    let by = asked(&handler, NOW);
    desk.asks(&by, letter("Example Insurance", "cover", "clause 7", vec![])).unwrap();
    let number = desk.case.last_number;
    desk.asks(&controller, approve(number)).unwrap();
    let send = Command::HandOver {
        number,
        delivery: Uuid::from_u128(9),
        certified: false,
        to: Private::new("notices@authority.example"),
    };
    assert_eq!(desk.asks(&controller, send.clone()), Err(Refusal::MailAddressMissing));
    assert_eq!(desk.asks(&by, address(number, " ", "called")), Err(Refusal::MailAddressMissing));
    assert_eq!(desk.asks(&by, address(number, "claims@insurance.example.org", "")), Err(Refusal::ReasonMissing));
    desk.asks(&by, address(number, "claims@insurance.example.org", "read from the policy")).unwrap();
    assert_eq!(desk.case.notice(number).unwrap().state, NoticeState::Approved, "the approval is of the text");
    assert_eq!(desk.case.letters_under_way().count(), 0);
    desk.asks(&controller, send).unwrap();
    assert_eq!(desk.case.letters_under_way().count(), 1);
    let late = desk.asks(&by, address(number, "other@insurance.example.org", "called"));
    assert_eq!(late, Err(Refusal::WrongNoticeState { state: NoticeState::HandedOver }));
    let log = desk.log.clone();
    assert_eq!(Case::replay(log).unwrap(), desk.case);
}

#[test]
fn a_letter_is_no_text_for_people_and_one_person_alone_releases_it_with_a_reason() {
    let (mut desk, dpo) = (Desk::open(), person("Chiara", Role::Dpo));
    let by = asked(&dpo, NOW);
    desk.asks(&by, letter("State Police", "report", "decision of the board", vec![])).unwrap();
    let number = desk.case.last_number;
    assert_eq!(desk.asks(&by, approve(number)), Err(Refusal::SecondPersonNeeded));
    let Command::ApproveNotice { digest, seen_digest, .. } = approve(number) else { unreachable!() };
    let alone = Command::ApproveNotice {
        number,
        digest,
        seen_digest,
        blocking: false,
        findings: vec![],
        linted: vec![],
        release: Release { exception: Some(Private::new("nobody reached")), findings: None },
    };
    desk.asks(&by, alone).unwrap();
    assert!(desk.case.notice(number).unwrap().approval().unwrap().exception.is_some());
}
