//! The people are told in texts a second person approved, each in their language, and the sums agree at every step.

use std::collections::BTreeMap;

use breachdesk::domain::actor::{Person, Role};
use breachdesk::domain::case::{Case, CommunicationState};
use breachdesk::domain::command::{Command, DraftNotice, ImportRecipients, Release};
use breachdesk::domain::event::{BroughtIn, Event, ImportCounts, SendTotals};
use breachdesk::domain::plan::Recipient;
use breachdesk::domain::refusal::Refusal;
use breachdesk::domain::values::Private;
use uuid::Uuid;

use super::{Desk, asked, person};

const NOW: &str = "2023-10-02T08:00:00Z";

struct People {
    desk: Desk,
    dpo: Person,
    controller: Person,
    handler: Person,
}

fn people() -> People {
    People {
        desk: Desk::open(),
        dpo: person("Chiara", Role::Dpo),
        controller: person("Aoife", Role::Controller),
        handler: person("Marek", Role::Handler),
    }
}

fn counts(accepted: u64) -> ImportCounts {
    ImportCounts { rows: accepted + 3, accepted, rejected: 1, duplicates: 1, without_address: 1 }
}

fn totals(accepted: u64, failed: u64, waiting: u64) -> SendTotals {
    SendTotals { people: accepted + failed + waiting, accepted, failed, waiting, ..SendTotals::default() }
}

impl People {
    fn text(&mut self, language: &str, to_authority: bool) -> u32 {
        let recipient = Recipient { id: "IT-DPA".into(), name: "Garante".into(), verified: true };
        let draft = Command::DraftNotice(Box::new(DraftNotice {
            notice_kind: "people_email".into(),
            language: language.into(),
            duties: vec![],
            recipient: to_authority.then_some(recipient),
            controller: None,
            market: None,
            content: Private::new("{}"),
            told: None,
            wording: breachdesk::domain::case::Wording::Shipped,
            letter: None,
        }));
        self.desk.asks(&asked(&self.handler, NOW), draft).unwrap();
        self.desk.case.last_number
    }

    fn approved_text(&mut self, language: &str, digest: &str) -> u32 {
        let number = self.text(language, false);
        let approve = Command::ApproveNotice {
            number,
            digest: digest.into(),
            seen_digest: digest.into(),
            blocking: false,
            findings: vec![],
            linted: vec![],
            release: Release::default(),
        };
        self.desk.asks(&asked(&self.dpo, NOW), approve).unwrap();
        number
    }

    fn imported(&mut self, notices: Vec<u32>, languages: &[(&str, u64)]) -> Result<u32, Refusal> {
        let languages: BTreeMap<String, u64> = languages.iter().map(|(l, n)| ((*l).to_owned(), *n)).collect();
        let command = Command::ImportRecipients(ImportRecipients {
            communication: Uuid::from_u128(5),
            notices,
            counts: counts(languages.values().sum()),
            languages,
            file_sha256: "ab".into(),
            list_root: None,
            brings_in: Vec::new(),
        });
        self.desk.asks(&asked(&self.handler, NOW), command)?;
        Ok(self.desk.case.last_number)
    }

    fn approve(&mut self, by: Role, number: u32, texts: &[(u32, &str)], seen_count: u64) -> Result<(), Refusal> {
        let by = match by {
            Role::Dpo => &self.dpo,
            Role::Controller => &self.controller,
            _ => &self.handler,
        };
        let seen_texts = texts.iter().map(|(n, d)| (*n, (*d).to_owned())).collect();
        let command = Command::ApproveCommunication { number, seen_texts, seen_count, sole_reason: None };
        self.desk.asks(&asked(by, NOW), command).map(drop)
    }

    fn moves(&mut self, number: u32, to: CommunicationState, reason: &str) -> Result<Vec<Event>, Refusal> {
        let command = Command::MoveCommunication { number, to, reason: Private::new(reason), totals: None };
        self.desk.asks(&asked(&self.dpo, NOW), command)
    }

    fn ends(&mut self, number: u32, totals: Option<SendTotals>) -> Result<Vec<Event>, Refusal> {
        let mut system = asked(&self.dpo, NOW);
        system.system = true;
        let to = CommunicationState::Finished;
        self.desk.asks(&system, Command::MoveCommunication { number, to, reason: Private::new(""), totals })
    }

    fn state(&self, number: u32) -> CommunicationState {
        self.desk.case.communication(number).unwrap().state
    }

    fn running(&mut self) -> u32 {
        let (it, en) = (self.approved_text("it", "a"), self.approved_text("en", "b"));
        let number = self.imported(vec![it, en], &[("it", 6), ("en", 4)]).unwrap();
        self.desk.asks(&asked(&self.handler, NOW), Command::TestCommunication { number }).unwrap();
        self.approve(Role::Dpo, number, &[(it, "a"), (en, "b")], 10).unwrap();
        self.moves(number, CommunicationState::Running, "").unwrap();
        number
    }
}

#[test]
fn a_mail_out_is_approved_for_the_texts_and_the_number_that_were_on_screen() {
    let mut people = people();
    let (it, en) = (people.approved_text("it", "a"), people.approved_text("en", "b"));
    let number = people.imported(vec![it, en], &[("it", 6), ("en", 4)]).unwrap();
    let good: &[(u32, &str)] = &[(it, "a"), (en, "b")];
    assert_eq!(people.approve(Role::Dpo, number, good, 10), Err(Refusal::TestFirst));
    people.desk.asks(&asked(&people.handler, NOW), Command::TestCommunication { number }).unwrap();
    assert_eq!(people.approve(Role::Dpo, number, good, 9), Err(Refusal::CountChanged { seen: 9, now: 10 }));
    assert_eq!(people.approve(Role::Dpo, number, &[(it, "a"), (en, "x")], 10), Err(Refusal::DraftChanged));
    assert_eq!(people.approve(Role::Dpo, number, &[(it, "a")], 10), Err(Refusal::DraftChanged));
    assert_eq!(people.approve(Role::Handler, number, good, 10), Err(Refusal::NotAuthorised));
    people.approve(Role::Controller, number, good, 10).unwrap();
    let communication = people.desk.case.communication(number).unwrap();
    assert_eq!(communication.texts.iter().map(|t| t.language.as_str()).collect::<Vec<_>>(), ["en", "it"]);
    assert_eq!(people.approve(Role::Dpo, number, good, 10), Err(wrong(CommunicationState::Approved)));
}

fn wrong(state: CommunicationState) -> Refusal {
    Refusal::WrongCommunicationState { state }
}

#[test]
fn whoever_brought_the_list_does_not_approve_it() {
    let mut people = people();
    people.handler = people.dpo.clone();
    let text = people.text("it", false);
    let approve = |digest: &str| Command::ApproveNotice {
        number: text,
        digest: digest.into(),
        seen_digest: digest.into(),
        blocking: false,
        findings: vec![],
        linted: vec![],
        release: Release::default(),
    };
    people.desk.asks(&asked(&people.controller, NOW), approve("a")).unwrap();
    let number = people.imported(vec![text], &[("it", 3)]).unwrap();
    people.desk.asks(&asked(&people.dpo, NOW), Command::TestCommunication { number }).unwrap();
    assert_eq!(people.approve(Role::Dpo, number, &[(text, "a")], 3), Err(Refusal::SecondPersonNeeded));
    people.approve(Role::Controller, number, &[(text, "a")], 3).unwrap();
}

#[test]
fn one_language_without_an_approved_text_blocks_everybody() {
    let mut people = people();
    let it = people.approved_text("it", "a");
    let number = people.imported(vec![it], &[("it", 6), ("de", 1)]).unwrap();
    let no_german = Refusal::LanguageWithoutText { language: "de".into() };
    assert_eq!(people.approve(Role::Dpo, number, &[(it, "a")], 7), Err(no_german));
    let de = people.text("de", false);
    let handler = asked(&people.handler, NOW);
    people.desk.asks(&handler, Command::TestCommunication { number }).unwrap();
    people.desk.asks(&handler, Command::ChooseText { number, notice: de }).unwrap();
    assert!(!people.desk.case.communication(number).unwrap().tested, "another text needs another test");
    let unapproved = Refusal::TextNotApproved { language: "de".into() };
    assert_eq!(people.approve(Role::Dpo, number, &[(it, "a"), (de, "")], 7), Err(unapproved));
}

#[test]
fn a_letter_to_an_authority_is_no_text_for_people_and_an_import_of_nobody_is_none() {
    let mut people = people();
    let authority = people.text("it", true);
    assert_eq!(people.imported(vec![authority], &[("it", 6)]), Err(Refusal::NotForPeople));
    let nobody = |counts: ImportCounts, languages: &[(&str, u64)]| {
        Command::ImportRecipients(ImportRecipients {
            communication: Uuid::from_u128(5),
            notices: vec![],
            counts,
            languages: languages.iter().map(|(l, n)| ((*l).to_owned(), *n)).collect(),
            file_sha256: "ab".into(),
            list_root: None,
            brings_in: Vec::new(),
        })
    };
    let ask = asked(&people.handler, NOW);
    let rejected = ImportCounts { rows: 2, rejected: 2, ..ImportCounts::default() };
    assert_eq!(people.desk.asks(&ask, nobody(rejected, &[])), Err(Refusal::NobodyToTell));
    let short = ImportCounts { rows: 3, accepted: 2, ..ImportCounts::default() };
    assert_eq!(people.desk.asks(&ask, nobody(short, &[("it", 2)])), Err(Refusal::SumsDoNotAgree));
    let other = ImportCounts { rows: 2, accepted: 2, ..ImportCounts::default() };
    assert_eq!(people.desk.asks(&ask, nobody(other, &[("it", 1)])), Err(Refusal::SumsDoNotAgree));
}

#[test]
fn a_mail_out_pauses_resumes_and_once_stopped_never_runs_again() {
    use CommunicationState as C;
    let mut people = people();
    let number = people.running();
    people.moves(number, C::Paused, "The call centre is full").unwrap();
    people.moves(number, C::Running, "").unwrap();
    assert_eq!(people.moves(number, C::Stopped, ""), Err(Refusal::ReasonMissing));
    people.moves(number, C::Stopped, "Wrong list").unwrap();
    assert_eq!(people.moves(number, C::Running, ""), Err(wrong(C::Stopped)));
    let retry = Command::RetryFailed { number, totals: totals(9, 1, 0) };
    assert_eq!(people.desk.asks(&asked(&people.dpo, NOW), retry), Err(wrong(C::Stopped)));
}

#[test]
fn rows_left_out_at_the_import_hold_the_close_gate_though_everybody_else_was_reached() {
    let mut people = people();
    let number = people.running();
    people.ends(number, Some(totals(10, 0, 0))).unwrap();
    assert!(people.desk.case.open_points().contains(&format!("leftover:{number}")));
}

/// A list of three people in one language that has these rows of an earlier mail-out.
fn brings_in(people: &mut People, id: u128, earlier: u32, rows: u64) -> Result<u32, Refusal> {
    let command = Command::ImportRecipients(ImportRecipients {
        communication: Uuid::from_u128(id),
        notices: vec![],
        counts: ImportCounts { rows: 3, accepted: 3, ..ImportCounts::default() },
        languages: [("it".to_owned(), 3)].into(),
        file_sha256: "cd".into(),
        list_root: None,
        brings_in: vec![BroughtIn { mail_out: earlier, rows }],
    });
    people.desk.asks(&asked(&people.handler, NOW), command)?;
    Ok(people.desk.case.last_number)
}

#[test]
fn rows_that_a_later_list_brings_in_hold_the_close_until_that_list_is_approved() {
    let mut people = people();
    let number = people.running();
    people.ends(number, Some(totals(10, 0, 0))).unwrap();
    let (leftover, case) = (format!("leftover:{number}"), |people: &People| people.desk.case.clone());
    // One row was left out: nobody brings in two, nor one of a mail-out that is none, nor one twice.
    assert_eq!(brings_in(&mut people, 6, number, 2), Err(Refusal::SumsDoNotAgree));
    assert_eq!(brings_in(&mut people, 6, 999, 1), Err(Refusal::NoSuchEntry));
    let later = brings_in(&mut people, 6, number, 1).unwrap();
    assert_eq!(brings_in(&mut people, 7, number, 1), Err(Refusal::SumsDoNotAgree));
    assert_eq!(case(&people).taken_up(number), 1);
    assert!(case(&people).open_points().contains(&leftover), "a list that nobody approved tells nobody");

    let it = people.approved_text("it", "c");
    people.desk.asks(&asked(&people.dpo, NOW), Command::ChooseText { number: later, notice: it }).unwrap();
    people.desk.asks(&asked(&people.handler, NOW), Command::TestCommunication { number: later }).unwrap();
    people.approve(Role::Dpo, later, &[(it, "c")], 3).unwrap();
    let open = case(&people).open_points();
    assert!(!open.contains(&leftover) && open.contains(&format!("communication:{later}")), "{open:?}");
    people.moves(later, CommunicationState::Running, "").unwrap();
    people.moves(later, CommunicationState::Stopped, "Wrong text").unwrap();
    let cut = SendTotals { people: 3, cancelled: 3, ..SendTotals::default() };
    assert!(cut.add_up());
    assert!(!case(&people).open_points().contains(&leftover), "whom the stopped one left, the stopped one holds");
}

#[test]
fn a_list_of_letters_alone_frees_no_close_until_a_person_says_that_they_went_out() {
    let mut people = people();
    let number = people.running();
    people.ends(number, Some(totals(10, 0, 0))).unwrap();
    let letters = Command::ImportRecipients(ImportRecipients {
        communication: Uuid::from_u128(6),
        notices: vec![],
        counts: ImportCounts { rows: 2, rejected: 1, without_address: 1, ..ImportCounts::default() },
        languages: BTreeMap::new(),
        file_sha256: "cd".into(),
        list_root: None,
        brings_in: vec![BroughtIn { mail_out: number, rows: 1 }],
    });
    people.desk.asks(&asked(&people.handler, NOW), letters).unwrap();
    let later = people.desk.case.last_number;
    let open = people.desk.case.open_points();
    assert!(
        open.contains(&format!("leftover:{number}")),
        "nobody approves it, so nothing says they are told: {open:?}"
    );
    assert!(open.contains(&format!("leftover:{later}")), "{open:?}");
}

#[test]
fn it_is_finished_only_by_the_program_and_only_when_nobody_waits() {
    use CommunicationState as C;
    let mut people = people();
    let number = people.running();
    assert_eq!(people.moves(number, C::Finished, ""), Err(wrong(C::Running)));
    assert_eq!(people.ends(number, None), Err(Refusal::SumsDoNotAgree));
    assert_eq!(people.ends(number, Some(totals(9, 0, 1))), Err(Refusal::SumsDoNotAgree));
    assert_eq!(people.ends(number, Some(totals(9, 0, 0))), Err(Refusal::SumsDoNotAgree));
    people.ends(number, Some(totals(9, 1, 0))).unwrap();
    assert_eq!(people.state(number), C::Finished);
    assert_eq!(people.desk.case.communication(number).unwrap().totals, Some(totals(9, 1, 0)));

    let none = Command::RetryFailed { number, totals: totals(10, 0, 0) };
    assert_eq!(people.desk.asks(&asked(&people.dpo, NOW), none), Err(Refusal::NothingToRetry));
    let retry = || Command::RetryFailed { number, totals: totals(9, 1, 0) };
    assert_eq!(people.desk.asks(&asked(&people.handler, NOW), retry()), Err(Refusal::NotAuthorised));
    people.desk.asks(&asked(&people.dpo, NOW), retry()).unwrap();
    assert_eq!(people.state(number), C::Running);
    assert_eq!(Case::replay(people.desk.log.clone()).unwrap(), people.desk.case);
}

#[test]
fn a_mail_out_of_a_closed_case_can_still_be_stopped_but_not_started() {
    use CommunicationState as C;
    let mut people = people();
    let number = people.running();
    people.moves(number, C::Paused, "").unwrap();
    let close = Command::Close { waiver: Some(Private::new("Moved to another office")) };
    people.desk.asks(&asked(&people.dpo, NOW), close).unwrap();
    assert_eq!(people.moves(number, C::Running, ""), Err(Refusal::CaseClosed));
    people.moves(number, C::Stopped, "Case closed").unwrap();
}
