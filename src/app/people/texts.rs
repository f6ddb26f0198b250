//! One text per language: chosen among the notices of the case, previewed for any row, and tested on oneself.

use serde_json::json;

use super::letters::sender;
use super::sealed::{key_of, unseal};
use super::{AppError, AppResult, Ctx, PREPARERS, case_for, communication};
use crate::app::cases;
use crate::app::member::{READERS, SignedIn};
use crate::app::notices::linted::Report;
use crate::app::notices::{self, filing};
use crate::app::recipients::Person;
use crate::domain::case::{Case, Communication, Notice, NoticeState};
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::notice::render::subject_line;
use crate::notice::{Draft, MergeData, NoticeKind, Rendered, merge};
use crate::store::Conn;
use crate::store::notices::NoticeVersionRow;
use crate::store::outbox::{self, DeliveryKind, NewDelivery};
use crate::store::recipients;

/// The text of one language, as the page shows it.
#[derive(Debug, Clone)]
pub struct TextOfLanguage {
    pub language: String,
    /// People of the file who read it.
    pub people: u64,
    /// The chosen notice; none where nobody wrote one yet.
    pub chosen: Option<Candidate>,
    pub candidates: Vec<Candidate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub notice: u32,
    pub state: NoticeState,
    /// Version and digest of the approval in force.
    pub approved: Option<(u32, String)>,
}

impl TextOfLanguage {
    pub fn is_approved(&self) -> bool {
        self.chosen.as_ref().is_some_and(|chosen| chosen.approved.is_some())
    }
}

fn is_for_people(notice: &Notice) -> bool {
    notice.kind == NoticeKind::PeopleEmail.as_str() && notice.recipient.is_none()
}

fn candidate(notice: &Notice) -> Candidate {
    let approved = notice.approval().map(|approval| (approval.version, approval.digest.clone()));
    Candidate { notice: notice.number, state: notice.state, approved }
}

/// The newest message to people in each language: what a new mail-out starts with.
pub fn first_choice(case: &Case) -> Vec<u32> {
    case.notices.iter().filter(|notice| is_for_people(notice)).map(|notice| notice.number).collect()
}

/// Every language of the file with its text.
pub fn texts(case: &Case, communication: &Communication) -> Vec<TextOfLanguage> {
    let of_language = |language: &str| {
        case.notices
            .iter()
            .rev()
            .filter(|notice| is_for_people(notice) && notice.language == language)
            .map(candidate)
            .collect::<Vec<_>>()
    };
    communication
        .languages
        .iter()
        .map(|(language, people)| TextOfLanguage {
            language: language.clone(),
            people: *people,
            chosen: communication.notices.get(language).and_then(|number| case.notice(*number)).map(candidate),
            candidates: of_language(language),
        })
        .collect()
}

/// What the linter says of the chosen text of one language, and under which digest its findings were answered.
#[derive(Debug, Clone)]
pub struct LintedText {
    pub language: String,
    pub notice: Notice,
    pub digest: String,
    pub report: Report,
}

/// The findings of every chosen text, as they stand on its own page.
pub fn linted(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32) -> AppResult<Vec<LintedText>> {
    ctx.store.read(|conn| {
        let case = case_for(conn, who, reference, READERS)?;
        let mut found = Vec::new();
        for (language, notice) in &communication(&case, number)?.notices {
            let Some(notice) = case.notice(*notice) else { continue };
            let seen = notices::seen(ctx, conn, &case, notice)?;
            let digest = notice.approval().map_or(seen.rendered.digest, |approval| approval.digest.clone());
            found.push(LintedText { language: language.clone(), notice: notice.clone(), digest, report: seen.report });
        }
        Ok(found)
    })
}

pub fn choose(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32, notice: u32) -> AppResult<()> {
    let case = ctx.store.read(|conn| case_for(conn, who, reference, PREPARERS))?;
    communication(&case, number)?;
    if !case.notice(notice).is_some_and(is_for_people) {
        return Err(Refusal::NotForPeople.into());
    }
    cases::run(ctx, who, reference, Command::ChooseText { number, notice }).map(drop)
}

/// The text as approved, else as it stands now.
pub(super) fn rendered(ctx: &Ctx, conn: &mut Conn, case: &Case, number: u32) -> AppResult<Rendered> {
    let notice = case.notice(number).ok_or(AppError::NotFound)?;
    match notice.approval() {
        Some(_) => frozen(filing::frozen(conn, case, notice)?),
        None => Ok(notices::seen(ctx, conn, case, notice)?.rendered),
    }
}

/// A frozen version as it is sent.
pub(super) fn frozen(version: NoticeVersionRow) -> AppResult<Rendered> {
    let draft: Draft = serde_json::from_value(version.content).map_err(AppError::broken)?;
    Ok(Rendered {
        html: version.html,
        text: version.text,
        subject: subject_line(&draft.subject),
        digest: version.digest,
    })
}

/// What a person's row puts into the text.
pub(super) fn merge_data(person: &Person) -> MergeData {
    MergeData::from([
        ("name".to_owned(), person.name.clone()),
        ("customer_reference".to_owned(), person.reference.clone()),
    ])
}

/// The message of one row, as that person will read it.
#[derive(Debug, Clone)]
pub struct Preview {
    pub row: u64,
    pub language: String,
    pub name: String,
    pub address: String,
    pub by_letter: bool,
    /// None where the language has no text yet.
    pub message: Option<Rendered>,
    pub previous: Option<u64>,
    pub next: Option<u64>,
}

/// Previews the row, or the first one from there on.
pub fn preview(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32, from_row: u64) -> AppResult<Preview> {
    ctx.store.read(|conn| {
        let case = case_for(conn, who, reference, PREPARERS)?;
        let communication = communication(&case, number)?;
        let from = i64::try_from(from_row).unwrap_or(i64::MAX);
        let row = row_from(conn, communication, from)?.ok_or(AppError::NotFound)?;
        let person = unseal(&key_of(ctx, conn, communication.id)?, &row)?;
        let message = match communication.notices.get(&person.language) {
            Some(notice) => {
                let rendered = rendered(ctx, conn, &case, *notice)?;
                Some(merge(&rendered, &merge_data(&person)).map_err(AppError::broken)?)
            }
            None => None,
        };
        let unsigned = |row: i64| u64::try_from(row).ok();
        Ok(Preview {
            row: row.row_no.unsigned_abs(),
            language: person.language.clone(),
            name: person.name.clone(),
            address: super::shown(&person.email, super::sight(who, case.organisation)),
            by_letter: person.by_letter(),
            message,
            previous: recipients::row_before(conn, communication.id, row.row_no)?.and_then(unsigned),
            next: row_from(conn, communication, row.row_no + 1)?.and_then(|next| unsigned(next.row_no)),
        })
    })
}

fn row_from(conn: &mut Conn, communication: &Communication, from: i64) -> AppResult<Option<recipients::RecipientRow>> {
    Ok(recipients::page(conn, communication.id, from.saturating_sub(1), 1)?.into_iter().next())
}

/// Sends every text to the person who asks, with that person's own name in it: no data of anybody on the list leaves.
pub fn test(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32) -> AppResult<()> {
    ctx.store.write(|tx| {
        let case = case_for(tx, who, reference, PREPARERS)?;
        let communication = communication(&case, number)?;
        if communication.notices.is_empty() {
            let language = communication.languages.keys().next().cloned().unwrap_or_default();
            return Err(Refusal::LanguageWithoutText { language }.into());
        }
        let (from, reply_to) = sender(tx, case.organisation)?;
        let person = Person {
            email: who.email.as_str().to_owned(),
            name: who.name.as_str().to_owned(),
            language: String::new(),
            reference: "TEST-0001".to_owned(),
            post: String::new(),
        };
        let now = ctx.clock.now();
        for (language, notice) in &communication.notices {
            let message = merge(&rendered(ctx, tx, &case, *notice)?, &merge_data(&person)).map_err(AppError::broken)?;
            let id = ctx.ids.next();
            let new = NewDelivery {
                id,
                kind: DeliveryKind::Test,
                organisation_id: Some(case.organisation),
                case_id: Some(case.id),
                communication_id: None,
                notice_version_id: None,
                recipient_id: None,
                dedupe_key: format!("test/{id}"),
                to_address: person.email.clone().into_bytes(),
                message_id: ctx.message_id(id),
                content: json!({
                    // A test that is forwarded by mistake must not pass for the notice.
                    "subject": format!("[Test] {}", message.subject),
                    "text": message.text,
                    "html": message.html,
                    "language": language,
                    "name": person.name,
                    "from": from,
                    "reply_to": reply_to.address,
                }),
                next_at: now,
            };
            outbox::add(tx, new, now)?;
        }
        cases::run_in(ctx, tx, who, reference, Command::TestCommunication { number })?;
        Ok::<_, AppError>(())
    })?;
    ctx.wake.notify_waiters();
    Ok(())
}
