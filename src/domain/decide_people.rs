//! Telling the people: a recipients file is accepted, texts are chosen and tested, a second person approves, and the mail-out
//! runs, pauses, stops or ends.

use std::collections::BTreeMap;

use super::actor::Person;
use super::case::{Case, Communication, CommunicationState, CommunicationText};
use super::command::{Asked, Command, ImportRecipients};
use super::decide::{authorised, second_person, some_reason};
use super::decide_notices::notice;
use super::event::{BroughtIn, CommunicationImported, Event, SendTotals};
use super::refusal::Refusal;
use super::values::Private;

pub(super) fn decide(case: &Case, command: Command, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    let by = asked.by.clone();
    let purged = |number| case.communication(number).is_some_and(|communication| communication.purged_at.is_some());
    match &command {
        Command::ChooseText { number, .. }
        | Command::TestCommunication { number }
        | Command::ApproveCommunication { number, .. }
        | Command::ReleaseBatch { number, .. }
        | Command::RetryFailed { number, .. }
            if purged(*number) =>
        {
            return Err(Refusal::ListPurged);
        }
        _ => {}
    }
    match command {
        Command::ImportRecipients(import) => import_recipients(case, import, by),
        Command::ChooseText { number, notice: chosen } => {
            let communication = communication(case, number)?;
            in_state(communication, CommunicationState::Imported)?;
            let text = notice(case, chosen)?;
            if text.to_body() {
                return Err(Refusal::NotForPeople);
            }
            let language = text.language.clone();
            Ok(vec![Event::CommunicationTextChosen { number, language, notice: chosen, by }])
        }
        Command::TestCommunication { number } => {
            in_state(communication(case, number)?, CommunicationState::Imported)?;
            Ok(vec![Event::CommunicationTested { number, to_self: true, by }])
        }
        Command::ApproveCommunication { number, seen_texts, seen_count, sole_reason } => {
            approve(case, communication(case, number)?, seen_texts, seen_count, sole_reason, asked)
        }
        Command::MoveCommunication { number, to, reason, totals } => {
            move_to(communication(case, number)?, to, reason, totals, asked)
        }
        Command::ReleaseBatch { number, up_to } => {
            use CommunicationState as C;
            authorised(&by)?;
            let communication = communication(case, number)?;
            if !matches!(communication.state, C::Approved | C::Running | C::Paused) {
                return Err(Refusal::WrongCommunicationState { state: communication.state });
            }
            Ok(vec![Event::CommunicationBatch { number, up_to, by }])
        }
        Command::RetryFailed { number, totals } => retry(communication(case, number)?, totals, asked),
        _ => Err(Refusal::NoSuchEntry),
    }
}

fn import_recipients(case: &Case, import: ImportRecipients, by: Person) -> Result<Vec<Event>, Refusal> {
    if !import.counts.add_up() || import.languages.values().sum::<u64>() != import.counts.accepted {
        return Err(Refusal::SumsDoNotAgree);
    }
    if import.counts.accepted + import.counts.without_address == 0 {
        return Err(Refusal::NobodyToTell);
    }
    // Nobody is counted as told elsewhere who was not left out before.
    for BroughtIn { mail_out, rows } in &import.brings_in {
        if case.taken_up(*mail_out) + rows > communication(case, *mail_out)?.counts.rejected {
            return Err(Refusal::SumsDoNotAgree);
        }
    }
    let mut notices = BTreeMap::new();
    for number in import.notices {
        let text = notice(case, number)?;
        // A letter to an authority would tell customers what they must not read, in words not meant for them.
        if text.to_body() {
            return Err(Refusal::NotForPeople);
        }
        notices.insert(text.language.clone(), number);
    }
    Ok(vec![Event::CommunicationImported(CommunicationImported {
        number: case.last_number + 1,
        communication: import.communication,
        notices,
        counts: import.counts,
        languages: import.languages,
        file_sha256: import.file_sha256,
        list_root: import.list_root,
        brings_in: import.brings_in,
        by,
    })])
}

/// Everybody is told in a text that a second person approved, in the language of their row: one missing language blocks all,
/// so that nobody is left out by oversight.
fn approve(
    case: &Case,
    communication: &Communication,
    seen_texts: Vec<(u32, String)>,
    seen_count: u64,
    sole_reason: Option<Private>,
    asked: &Asked,
) -> Result<Vec<Event>, Refusal> {
    authorised(&asked.by)?;
    in_state(communication, CommunicationState::Imported)?;
    let now = communication.counts.accepted;
    if now != seen_count {
        return Err(Refusal::CountChanged { seen: seen_count, now });
    }
    if now == 0 {
        return Err(Refusal::NobodyToTell);
    }
    if let Some(language) = communication.languages_without_text().first() {
        return Err(Refusal::LanguageWithoutText { language: (*language).to_owned() });
    }
    let mut texts = Vec::new();
    let mut since = None;
    for language in communication.languages.keys() {
        let missing = || Refusal::LanguageWithoutText { language: language.clone() };
        let text = notice(case, *communication.notices.get(language).ok_or_else(missing)?)?;
        let approval = text.approval().ok_or_else(|| Refusal::TextNotApproved { language: language.clone() })?;
        if !seen_texts.iter().any(|(number, digest)| *number == text.number && *digest == approval.digest) {
            return Err(Refusal::DraftChanged);
        }
        since = since.max(Some(approval.at));
        texts.push(CommunicationText {
            language: language.clone(),
            notice: text.number,
            version: approval.version,
            digest: approval.digest.clone(),
        });
    }
    if !communication.tested {
        return Err(Refusal::TestFirst);
    }
    second_person(&[&communication.imported_by], since.unwrap_or(asked.now), sole_reason.as_ref(), asked)?;
    let by = asked.by.clone();
    Ok(vec![Event::CommunicationApproved { number: communication.number, texts, count: seen_count, by }])
}

/// Pause, resume and stop are durable states (R11). A stopped mail-out never runs again.
fn move_to(
    communication: &Communication,
    to: CommunicationState,
    reason: Private,
    totals: Option<SendTotals>,
    asked: &Asked,
) -> Result<Vec<Event>, Refusal> {
    use CommunicationState as C;
    let allowed = match (communication.state, to) {
        (C::Approved, C::Running) | (C::Paused, C::Running) => true,
        // The program pauses by itself where it sees that something is wrong, such as many refusals at once (M6).
        (C::Running, C::Paused) => true,
        (C::Approved | C::Running | C::Paused, C::Stopped) => true,
        (C::Running, C::Finished) => asked.system,
        _ => false,
    };
    if !allowed {
        return Err(Refusal::WrongCommunicationState { state: communication.state });
    }
    if !asked.system {
        authorised(&asked.by)?;
    }
    if to == C::Stopped {
        some_reason(&reason)?;
    }
    if totals.is_some_and(|totals| !totals.add_up() || totals.people != communication.counts.accepted) {
        return Err(Refusal::SumsDoNotAgree);
    }
    // "Finished" means that nobody waits any more.
    if to == C::Finished && totals.is_none_or(|totals| totals.waiting > 0) {
        return Err(Refusal::SumsDoNotAgree);
    }
    let by = (!asked.system).then(|| asked.by.clone());
    Ok(vec![Event::CommunicationMoved { number: communication.number, state: to, reason, totals, by, at: asked.now }])
}

/// Only those certainly not reached are tried again; whoever may have the message is not written to twice by a button.
fn retry(communication: &Communication, totals: SendTotals, asked: &Asked) -> Result<Vec<Event>, Refusal> {
    use CommunicationState as C;
    authorised(&asked.by)?;
    if !matches!(communication.state, C::Running | C::Paused | C::Finished) {
        return Err(Refusal::WrongCommunicationState { state: communication.state });
    }
    if totals.failed == 0 {
        return Err(Refusal::NothingToRetry);
    }
    let number = communication.number;
    let mut events =
        vec![Event::CommunicationRetried { number, people: totals.failed, by: asked.by.clone(), at: asked.now }];
    if communication.state == C::Finished {
        events.push(Event::CommunicationMoved {
            number,
            state: C::Running,
            reason: Private::new(""),
            totals: None,
            by: Some(asked.by.clone()),
            at: asked.now,
        });
    }
    Ok(events)
}

fn in_state(communication: &Communication, state: CommunicationState) -> Result<(), Refusal> {
    if communication.state == state {
        Ok(())
    } else {
        Err(Refusal::WrongCommunicationState { state: communication.state })
    }
}

fn communication(case: &Case, number: u32) -> Result<&Communication, Refusal> {
    case.communication(number).ok_or(Refusal::NoSuchEntry)
}
