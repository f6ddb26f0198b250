//! docs/STATES.md holds every state and no other, in the words of the screens, and draws the steps of a notice and of a mail-out
//! exactly as `decide` allows them.

use std::collections::{BTreeMap, BTreeSet};

use breachdesk::domain::actor::Role;
use breachdesk::domain::case::{Case, CaseStatus, CommunicationState, FilingChannel};
use breachdesk::domain::command::{Asked, Command, CorrectFiling, DraftNotice, ImportRecipients, MarkFiled, Release};
use breachdesk::domain::decide::decide;
use breachdesk::domain::event::{ImportCounts, SendTotals};
use breachdesk::domain::plan::Recipient;
use breachdesk::domain::situation::Proof;
use breachdesk::domain::values::Private;
use breachdesk::{app, domain, store};
use uuid::Uuid;

use crate::domain::{Desk, asked, at, person};
use crate::support::repository;

const PAGE: &str = "docs/STATES.md";
const NOW: &str = "2023-10-02T08:00:00Z";

/// An enum of the program, and the beginning of the message keys under which screens say its words.
struct Kind {
    name: &'static str,
    words: Vec<&'static str>,
    on_screen: Option<&'static str>,
}

macro_rules! kinds {
    ($($kind:ty => $on_screen:expr),+ $(,)?) => {
        vec![$(Kind {
            name: stringify!($kind),
            words: <$kind>::ALL.iter().map(|value| value.as_str()).collect(),
            on_screen: $on_screen,
        }),+]
    };
}

fn kinds() -> Vec<Kind> {
    kinds![
        store::reports::ReportStatus => Some("report-status"),
        domain::case::CaseStatus => Some("case-status"),
        app::views::ledger::EntryState => Some("entry-state"),
        domain::plan::DutyStatus => Some("duty-status"),
        app::views::board::Work => Some("work"),
        domain::situation::DecisionKind => Some("decision"),
        domain::case::NoticeState => Some("notice-state"),
        domain::case::FilingChannel => Some("filed-by"),
        domain::situation::Proof => Some("proof"),
        domain::case::CommunicationState => Some("communication-state"),
        store::communications::CommunicationState => None,
        store::outbox::DeliveryKind => None,
        store::outbox::DeliveryState => Some("delivery"),
        app::reminders::plan::Tier => Some("tier"),
    ]
}

/// From, by which event, to; `[*]` is where it begins.
type Steps = BTreeSet<(String, String, String)>;

/// What the page says under one heading.
#[derive(Default)]
struct Section {
    drawn: Steps,
    has_diagram: bool,
    /// Value, sentence, English, Italian.
    rows: Vec<Vec<String>>,
    /// Events that the page says still follow on a closed case.
    on_closed_case: BTreeSet<String>,
}

fn page() -> BTreeMap<String, Section> {
    let text = repository::read(PAGE);
    let mut sections: BTreeMap<String, Section> = BTreeMap::new();
    let mut current = None;
    for line in text.lines() {
        if line.starts_with('#') {
            current = line.strip_prefix("### `").map(|rest| rest.trim_end_matches('`').to_owned());
            continue;
        }
        let Some(name) = &current else { continue };
        let section = sections.entry(name.clone()).or_default();
        if line.starts_with("```mermaid") {
            section.has_diagram = true;
        } else if let Some((from, rest)) = line.split_once(" --> ") {
            let (to, label) = rest.split_once(": ").unwrap_or((rest, ""));
            for event in label.split(", ") {
                section.drawn.insert((from.trim().to_owned(), event.to_owned(), to.trim().to_owned()));
            }
        } else if line.starts_with("| `") {
            let cells = line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned());
            section.rows.push(cells.collect());
        } else if let Some(rest) = line.strip_prefix("On a closed case there still are: ") {
            section.on_closed_case = rest.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        }
    }
    sections
}

fn section(name: &str) -> Section {
    page().remove(name).unwrap_or_else(|| panic!("{PAGE} has no heading ### `{name}`"))
}

/// The messages of one language that are one plain line.
fn messages(language: &str) -> BTreeMap<String, String> {
    let folder = format!("locales/{language}");
    repository::files()
        .into_iter()
        .filter(|(path, _)| path.starts_with(&folder))
        .flat_map(|(_, text)| {
            let lines = text.lines().filter(|line| !line.starts_with([' ', '#']));
            let pairs = lines.filter_map(|line| line.split_once(" = "));
            pairs.map(|(key, value)| (key.to_owned(), value.trim().to_owned())).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_state_stands_in_the_page_and_no_other() {
    let page = page();
    let headings: BTreeSet<&str> = page.keys().map(String::as_str).collect();
    let names: BTreeSet<&str> = kinds().iter().map(|kind| kind.name).collect();
    assert_eq!(headings, names);
    for kind in kinds() {
        let section = &page[kind.name];
        let rows: Vec<&str> = section.rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(rows, kind.words, "the table under `{}`", kind.name);
        let known = |state: &str| state == "[*]" || kind.words.contains(&state);
        for (from, _, to) in &section.drawn {
            assert!(known(from) && known(to), "`{}` has no step {from} --> {to}", kind.name);
        }
        if section.has_diagram {
            for word in &kind.words {
                let drawn = section.drawn.iter().any(|(from, _, to)| from == word || to == word);
                assert!(drawn, "`{word}` is not in the diagram of `{}`", kind.name);
            }
        }
    }
}

#[test]
fn the_page_says_what_the_screens_say() {
    let (english, italian) = (messages("en"), messages("it"));
    for kind in kinds() {
        for row in section(kind.name).rows {
            assert_eq!(row.len(), 4, "{row:?} under `{}`", kind.name);
            assert!(row[1].ends_with('.'), "`{}` under `{}` has no sentence", row[0], kind.name);
            match kind.on_screen {
                Some(prefix) => {
                    let key = format!("{prefix}-{}", row[0].replace('_', "-"));
                    assert_eq!(english.get(&key), Some(&row[2]), "{key} in English");
                    assert_eq!(italian.get(&key), Some(&row[3]), "{key} in Italian");
                }
                None => assert_eq!((row[2].as_str(), row[3].as_str()), ("–", "–"), "`{}` of `{}`", row[0], kind.name),
            }
        }
    }
}

/// What was found by asking everything in every situation that can be reached.
#[derive(Default)]
struct Found {
    steps: Steps,
    /// Events, also those that leave the state, that a closed case still takes.
    on_closed_case: BTreeSet<String>,
}

/// Asks every command of `commands` in every situation that follows from `start`. Two situations are the same when `key` is, so
/// that the search ends; `state` is what the page draws.
fn explore(
    start: Vec<Case>,
    state: impl Fn(&Case) -> String,
    key: impl Fn(&Case) -> String,
    commands: impl Fn(&Case) -> Vec<(Asked, Command)>,
) -> Found {
    let mut found = Found::default();
    let mut seen: BTreeSet<String> = start.iter().map(&key).collect();
    let mut waiting = start;
    while let Some(case) = waiting.pop() {
        for (asked, command) in commands(&case) {
            let mut closed = case.clone();
            closed.status = CaseStatus::Closed;
            if let Ok(events) = decide(&closed, command.clone(), &asked) {
                found.on_closed_case.extend(events.iter().map(|event| event.kind().to_owned()));
            }
            let Ok(events) = decide(&case, command, &asked) else { continue };
            let mut next = case.clone();
            for event in events {
                let before = state(&next);
                next.apply(event.clone(), asked.now);
                let after = state(&next);
                if before != after {
                    found.steps.insert((before, event.kind().to_owned(), after));
                }
            }
            if seen.insert(key(&next)) {
                waiting.push(next);
            }
        }
    }
    found
}

fn draft_of(to_authority: bool) -> Command {
    let authority = Recipient { id: "IT-DPA".into(), name: "Garante".into(), verified: true };
    Command::DraftNotice(Box::new(DraftNotice {
        notice_kind: if to_authority { "gdpr33_initial" } else { "people_email" }.into(),
        language: "it".into(),
        duties: vec![],
        recipient: to_authority.then_some(authority),
        controller: None,
        market: None,
        content: Private::new("{}"),
        told: None,
        wording: breachdesk::domain::case::Wording::Shipped,
        letter: None,
    }))
}

/// Everything that can be asked about the one notice of the case, by people who may.
fn about_the_notice(case: &Case) -> Vec<(Asked, Command)> {
    let (author, approver) = (person("Marek", Role::Handler), person("Aoife", Role::Controller));
    let second = person("Chiara", Role::Dpo);
    let Some(notice) = case.notices.first() else {
        return vec![(asked(&author, NOW), draft_of(true)), (asked(&author, NOW), draft_of(false))];
    };
    let number = notice.number;
    let text = |text: &str| Private::new(text);
    let approve = |exception: Option<Private>| Command::ApproveNotice {
        number,
        digest: "a".into(),
        seen_digest: "a".into(),
        blocking: false,
        findings: vec![],
        linted: vec![],
        release: Release { exception, findings: None },
    };
    let delivery = Uuid::from_u128(9);
    let ended = |accepted: bool, outcome: &str| Command::HandOverEnded {
        number,
        delivery,
        accepted_at: accepted.then(|| at(NOW)),
        outcome: outcome.into(),
        reply: Private::new("250 ok"),
    };
    let filed = |proof: Option<Proof>| {
        Command::MarkFiled(MarkFiled {
            number,
            channel: FilingChannel::Portal,
            at: at(NOW),
            reasons_for_delay: None,
            proof: proof.map(|proof| (proof, text("2023/77"), None)),
        })
    };
    let mut commands = vec![
        (
            asked(&author, NOW),
            Command::EditNotice {
                number,
                based_on: notice.revision,
                content: text("{\"a\":1}"),
                told: None,
                wording: None,
            },
        ),
        (asked(&author, NOW), Command::AskReview { number }),
        (asked(&approver, NOW), approve(None)),
        (asked(&approver, NOW), approve(Some(text("Nobody reachable")))),
        (asked(&second, NOW), Command::ReviewAfterwards { number, remark: text("Read") }),
        (
            asked(&approver, NOW),
            Command::HandOver { number, delivery, certified: false, to: Private::new("notices@authority.example") },
        ),
    ];
    commands.push((
        asked(&approver, NOW),
        Command::Publish { number, address: text("https://example.org/notice"), at: at(NOW), sha256: "ab".into() },
    ));
    // The outbox by itself, or a person who looked into an unclear outcome.
    for system in [true, false] {
        for (accepted, outcome) in [(true, "accepted"), (false, "rejected"), (false, "given_up"), (false, "unknown")] {
            commands.push((Asked { system, ..asked(&approver, NOW) }, ended(accepted, outcome)));
        }
    }
    let simulated = Command::HandOverSimulated { number, delivery, at: at(NOW) };
    commands.push((Asked { system: true, ..asked(&approver, NOW) }, simulated));
    for filing in notice.filings.iter().map(|filing| filing.number) {
        let text = text("Returned to sender");
        commands.push((asked(&author, NOW), Command::CameBack { filing, at: at(NOW), text }));
    }
    for filing in &notice.filings {
        let (filing, seen, reason) = (filing.number, filing.at, text("The receipt says otherwise"));
        let at = at("2023-10-02T07:00:00Z");
        let wanted = CorrectFiling { filing, seen, at, reasons_for_delay: None, reason };
        commands.push((asked(&author, NOW), Command::CorrectFiling(wanted)));
    }
    for proof in std::iter::once(None).chain(Proof::ALL.iter().copied().map(Some)) {
        commands.push((asked(&approver, NOW), filed(proof)));
    }
    for filing in notice.filings.iter().map(|filing| filing.number) {
        for proof in Proof::ALL.iter().copied() {
            let reference = text("2023/77");
            let command = Command::RecordProof { number, filing, proof, reference, attachment: None, at: at(NOW) };
            commands.push((asked(&approver, NOW), command));
        }
    }
    commands
}

#[test]
fn the_steps_of_a_notice_are_drawn_as_they_are_decided() {
    let state = |case: &Case| case.notices.first().map_or("[*]".to_owned(), |notice| notice.state.to_string());
    let key = |case: &Case| {
        let Some(notice) = case.notices.first() else { return String::new() };
        let waits_for_review = notice.approvals.iter().any(|a| a.exception.is_some() && a.reviewed_by.is_none());
        // What came back or lies in the tray is past; counting it would make the search endless.
        let proofs: Vec<_> = notice.filings.iter().filter(|f| case.stands(f)).map(|filing| filing.proof()).collect();
        format!(
            "{} {} {} {waits_for_review} {:?} {:?} {proofs:?}",
            notice.recipient.is_some(),
            notice.state,
            notice.approval().is_some(),
            notice.failure,
            notice.delivery,
        )
    };
    let found = explore(vec![Desk::open().case], state, key, about_the_notice);
    let section = section("domain::case::NoticeState");
    assert_eq!(section.drawn, found.steps);
    assert_eq!(section.on_closed_case, found.on_closed_case);
}

/// A case with an approved text for the people.
fn case_with_a_text() -> Case {
    let mut desk = Desk::open();
    desk.asks(&asked(&person("Marek", Role::Handler), NOW), draft_of(false)).unwrap();
    let number = desk.case.last_number;
    let digest = || "a".to_owned();
    let approve = Command::ApproveNotice {
        number,
        digest: digest(),
        seen_digest: digest(),
        blocking: false,
        findings: vec![],
        linted: vec![],
        release: Release::default(),
    };
    desk.asks(&asked(&person("Chiara", Role::Dpo), NOW), approve).unwrap();
    desk.case
}

/// Everything that can be asked about the one mail-out of the case, by people who may and by the program itself.
fn about_the_mail_out(case: &Case) -> Vec<(Asked, Command)> {
    let (handler, dpo) = (person("Marek", Role::Handler), person("Chiara", Role::Dpo));
    let notice = case.notices[0].number;
    let Some(communication) = case.communications.first() else {
        let import = ImportRecipients {
            communication: Uuid::from_u128(5),
            notices: vec![],
            counts: ImportCounts { rows: 10, accepted: 10, ..ImportCounts::default() },
            languages: BTreeMap::from([("it".to_owned(), 10)]),
            file_sha256: "ab".into(),
            list_root: None,
            brings_in: Vec::new(),
        };
        return vec![(asked(&handler, NOW), Command::ImportRecipients(import))];
    };
    let number = communication.number;
    let totals = SendTotals { people: 10, accepted: 9, failed: 1, ..SendTotals::default() };
    let seen_texts = vec![(notice, "a".to_owned())];
    let mut commands = vec![
        (asked(&handler, NOW), Command::ChooseText { number, notice }),
        (asked(&handler, NOW), Command::TestCommunication { number }),
        (asked(&dpo, NOW), Command::ApproveCommunication { number, seen_texts, seen_count: 10, sole_reason: None }),
        (asked(&dpo, NOW), Command::RetryFailed { number, totals }),
    ];
    for to in CommunicationState::ALL.iter().copied() {
        for system in [false, true] {
            let asked = Asked { system, ..asked(&dpo, NOW) };
            let reason = Private::new("The call centre is full");
            commands.push((asked, Command::MoveCommunication { number, to, reason, totals: Some(totals) }));
        }
    }
    commands
}

#[test]
fn the_steps_of_a_mail_out_are_drawn_as_they_are_decided() {
    let state = |case: &Case| case.communications.first().map_or("[*]".to_owned(), |c| c.state.to_string());
    let key = |case: &Case| {
        let Some(c) = case.communications.first() else { return String::new() };
        format!("{} {} {:?} {:?}", c.state, c.tested, c.notices, c.totals)
    };
    let found = explore(vec![case_with_a_text()], state, key, about_the_mail_out);
    let section = section("domain::case::CommunicationState");
    assert_eq!(section.drawn, found.steps);
    assert_eq!(section.on_closed_case, found.on_closed_case);
}
