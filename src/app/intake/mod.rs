//! A message becomes a report in triage. It is kept as it came, with its digest in the record; what it says of itself is shown as what
//! it is, a claim. The same message makes one report however often it is handed in, and what a program answered makes none.

mod message;

use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::member::SignedIn;
use super::report::{self, Answers, Concerned, Mail, MailFile, NewReport, Receipt, Reporter, YesNoUnknown};
use super::triage::TRIAGE;
use super::{AppError, AppResult, Ctx};
use crate::domain::values::{At, Private};
use crate::store::attachments::{self, AttachmentRow};
use crate::store::{Conn, StoreError, organisations, outbox, report_mails, reports};

pub use message::{Automatic, MOST_BYTES, Read};

/// Messages that an organisation takes in an hour. More are no reports but an attack or a loop; the mail server keeps the rest and tries
/// again.
pub const MOST_AN_HOUR: usize = 200;

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    Report(Receipt),
    /// It had come before: reference of its report.
    Already(String),
    /// A program wrote it: no report.
    Automatic(Automatic),
    /// One of our own came back to us: a report of it would cause the next one.
    OwnMail,
}

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    #[error("there is no organisation {0}; it is named as in the address of its report form")]
    NoSuchOrganisation(String),
    #[error("this is no e-mail message")]
    NoMessage,
    #[error("the message is longer than {MOST_BYTES} bytes")]
    TooLong,
    /// The only one that passes by waiting, beside a database that cannot be reached.
    #[error("more than {MOST_AN_HOUR} messages have come within an hour; this one is to be tried again later")]
    TooMany,
    #[error(transparent)]
    App(#[from] AppError),
}

impl NotTaken {
    /// Whether the same message may be taken later, so that the mail server should keep it.
    pub fn passes(&self) -> bool {
        match self {
            Self::TooMany | Self::App(_) => true,
            Self::NoSuchOrganisation(_) | Self::NoMessage | Self::TooLong => false,
        }
    }
}

impl From<StoreError> for NotTaken {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

/// Makes a report of a message to the organisation of this public address.
pub fn take(ctx: &Ctx, slug: &str, raw: &[u8]) -> Result<Taken, NotTaken> {
    if raw.len() > MOST_BYTES {
        return Err(NotTaken::TooLong);
    }
    let organisation = ctx.store.read(|conn| organisations::by_slug(conn, slug))?;
    let organisation = organisation.ok_or_else(|| NotTaken::NoSuchOrganisation(slug.to_owned()))?.id;
    let read = message::read(raw).ok_or(NotTaken::NoMessage)?;
    if let Some(automatic) = read.automatic {
        tracing::info!("A message that a program wrote ({automatic}) is no report");
        return Ok(Taken::Automatic(automatic));
    }
    if is_ours(ctx, &read.message_id)? {
        tracing::info!("A message of this desk came back to it; it is no report");
        return Ok(Taken::OwnMail);
    }
    let key = message::key(&read, raw);
    let now = ctx.clock.now();
    let files = files(ctx, raw, &read.files);
    let new = new_report(organisation, &read, &files);
    let taken = ctx.store.write(|tx| {
        if let Some(known) = already(tx, organisation, &key)? {
            return Ok(Taken::Already(known));
        }
        let since = now.plus(-TimeDelta::hours(1));
        if report_mails::count_since(tx, organisation, since, MOST_AN_HOUR as i64)? >= MOST_AN_HOUR {
            return Err(NotTaken::TooMany);
        }
        let receipt = report::file_in(ctx, tx, &Reporter::Mail, &new)?;
        if !report_mails::add(tx, receipt.id, organisation, &key, now)? {
            // Another process is taking the same message: this one is undone.
            return Err(StoreError::Conflict.into());
        }
        for kept in &files {
            attachments::add(tx, &row(kept, organisation, receipt.id, now)?, kept.bytes)?;
        }
        Ok(Taken::Report(receipt))
    });
    match taken {
        Err(NotTaken::App(AppError::Store(StoreError::Conflict))) => {
            let known = ctx.store.read(|conn| already(conn, organisation, &key))?;
            known.map(Taken::Already).ok_or_else(|| StoreError::Conflict.into())
        }
        Ok(Taken::Report(receipt)) => {
            report::arrived(ctx, &receipt);
            Ok(Taken::Report(receipt))
        }
        other => other,
    }
}

fn already(conn: &mut Conn, organisation: Uuid, key: &str) -> Result<Option<String>, StoreError> {
    let Some(report) = report_mails::report_of(conn, organisation, key)? else { return Ok(None) };
    Ok(reports::get(conn, report)?.map(|row| row.reference))
}

/// Whether the outbox holds a message of this id: our own begin with the id of their row.
fn is_ours(ctx: &Ctx, message_id: &str) -> Result<bool, StoreError> {
    let local = message_id.split('@').next().unwrap_or_default();
    let Some(id) = local.rsplit('.').next().and_then(|id| Uuid::try_parse(id).ok()) else { return Ok(false) };
    let row = ctx.store.read(|conn| outbox::get(conn, id))?;
    Ok(row.is_some_and(|row| row.message_id.trim_matches(['<', '>']) == message_id))
}

/// A file that is kept, with its bytes.
struct Kept<'a> {
    file: MailFile,
    media_type: &'static str,
    bytes: &'a [u8],
}

/// The message as it came, and its attachments, each under an id of our own.
fn files<'a>(ctx: &Ctx, raw: &'a [u8], attached: &'a [message::File]) -> Vec<Kept<'a>> {
    let kept = |name: &str, media_type, bytes: &'a [u8]| {
        let (name, size) = (Private::new(name), u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let file = MailFile { id: ctx.ids.next(), name, sha256: hex::encode(Sha256::digest(bytes)), size };
        Kept { file, media_type, bytes }
    };
    let mut files = vec![kept(RAW_NAME, "message/rfc822", raw)];
    files.extend(attached.iter().map(|file| kept(&file.name, file.media_type, &file.bytes)));
    files
}

/// What the message itself is called among its files.
const RAW_NAME: &str = "message.eml";

fn new_report(organisation: Uuid, read: &Read, files: &[Kept<'_>]) -> NewReport {
    let parts = [read.subject.as_str(), read.text.as_str()];
    let what = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    let contact = [read.from.as_str(), read.reply_to.as_str()];
    let contact = contact.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let mail = Mail {
        from: Private::new(read.from.as_str()),
        subject: Private::new(read.subject.as_str()),
        written_at: read.written_at,
        message_id: Private::new(read.message_id.as_str()),
        cut: read.cut,
        files: files.iter().map(|kept| kept.file.clone()).collect(),
        left_out: read.left_out,
    };
    NewReport {
        organisation,
        // What a message says of when is a claim too: the clock runs from its arrival until somebody knows better.
        first_noticed_at: None,
        answers: Answers {
            what: Private::new(if what.is_empty() { "–".to_owned() } else { what }),
            concerned: vec![Concerned::Unknown],
            ongoing: YesNoUnknown::Unknown,
            works_for_us: YesNoUnknown::Unknown,
            contact: Private::new(contact),
            language: read.language.clone().unwrap_or_else(|| "und".to_owned()),
            mail: Some(mail),
            processor: None,
        },
    }
}

fn row(kept: &Kept<'_>, organisation: Uuid, report: Uuid, now: At) -> AppResult<AttachmentRow> {
    Ok(AttachmentRow {
        id: kept.file.id,
        organisation_id: organisation,
        case_id: None,
        report_id: Some(report),
        sha256: kept.file.sha256.clone(),
        name: kept.file.name.as_str().to_owned(),
        media_type: kept.media_type.to_owned(),
        size: i64::try_from(kept.file.size).map_err(AppError::broken)?,
        created_at: now,
        created_by: None,
    })
}

/// A file of a report that came as an e-mail, for whoever triages it: name and bytes.
pub fn file(ctx: &Ctx, who: &SignedIn, reference: &str, id: Uuid) -> AppResult<(String, Vec<u8>)> {
    ctx.store.read(|conn| {
        let report = reports::by_reference(conn, &who.organisations(TRIAGE), who.reader(), reference)?
            .ok_or(AppError::NotFound)?;
        let row = attachments::get(conn, id)?.filter(|row| row.report_id == Some(report.id));
        let row = row.ok_or(AppError::NotFound)?;
        let bytes = attachments::bytes(conn, id)?.ok_or(AppError::NotFound)?;
        Ok((row.name, bytes))
    })
}
