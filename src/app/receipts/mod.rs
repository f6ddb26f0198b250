//! What comes back of a message: a receipt of certified mail or a delivery report is kept as it came, once, and moves a case only where
//! it may be believed (M1, M3). Nothing is ever sent again because of one.

mod acting;
pub mod again;
pub mod mailbox;
mod shown;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use shown::{Shown, of_notice};

use super::notices::filed::{self, ProofFile};
use super::people::letters;
use super::{AppError, AppResult, Ctx, announcements, mail_settings, organisation};
use crate::domain::values::At;
use crate::receipt::{self, Anchors, Doubt, Dsn, Expected, Pec, PecKind, Read, Unreadable};
use crate::store::outbox::{self, DeliveryKind, DeliveryRow};
use crate::store::receipts::{self as rows, ReceiptEffect, ReceiptRow};
use crate::store::{Conn, StoreError, cases};
use crate::words;

/// Receipts that are kept of one message. A provider sends two or three; more are a loop, or somebody who plays with us.
pub const MOST_A_MESSAGE: usize = 50;

words! {
    /// What became of a message that was handed in.
    Became {
        Believed = "believed",
        /// Kept and shown as not verified.
        Doubted = "doubted",
        /// It was kept before.
        Already = "already_taken",
        /// It names no message that this desk sent outside the house; it is not kept here.
        NotOurs = "not_ours",
        /// It is no receipt and no report.
        NoReceipt = "no_receipt",
    }
}

/// What became of a message, and of what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub became: Became,
    pub kind: Option<&'static str>,
    pub doubt: Option<Doubt>,
    pub effect: ReceiptEffect,
    /// Reference of the case.
    pub case: Option<String>,
}

impl Taken {
    fn nothing(became: Became) -> Self {
        Self { became, kind: None, doubt: None, effect: ReceiptEffect::Nothing, case: None }
    }
}

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("more than {MOST_A_MESSAGE} receipts of one message have come; no more of it are kept")]
    TooMany,
    #[error(transparent)]
    App(#[from] AppError),
}

impl NotTaken {
    /// Whether the same message may be taken later, so that the mail server should keep it.
    pub fn passes(&self) -> bool {
        matches!(self, Self::App(_))
    }
}

impl From<StoreError> for NotTaken {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

/// What a receipt means for the message it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Accepted,
    Delivered,
    Failed,
    /// Not arrived yet, and it may still.
    Delayed,
    Nothing,
}

/// A receipt held against the message of ours that it names.
struct Heard {
    kind: &'static str,
    message_id: String,
    meaning: Meaning,
    /// When it happened, if it may be believed.
    judged: Result<At, Doubt>,
    /// The provider's own number, for the proof.
    reference: String,
    /// What it says, in one line.
    text: String,
    said: Value,
}

/// Takes a message that a mail server or a mailbox handed over.
pub fn take(ctx: &Ctx, raw: &[u8]) -> Result<Taken, NotTaken> {
    let now = ctx.clock.now();
    // Whose it is decides which certificates it is held against, so it is read for its names first.
    let first = receipt::read(raw, &Anchors::default(), now)?;
    let Some(row) = ctx.store.read(|conn| about(conn, &first))? else {
        let became = if matches!(first, Read::Other) { Became::NoReceipt } else { Became::NotOurs };
        return Ok(Taken::nothing(became));
    };
    let heard = match first {
        Read::Other => return Ok(Taken::nothing(Became::NoReceipt)),
        Read::Dsn(dsn) => of_report(&dsn, address_of(ctx, &row).as_deref(), now),
        Read::Pec(_) => match receipt::read(raw, &anchors(ctx, &row)?, now)? {
            Read::Pec(pec) => of_pec(&pec, &row, &sender(ctx, &row)?, now),
            Read::Dsn(_) | Read::Other => return Ok(Taken::nothing(Became::NoReceipt)),
        },
    };
    let taken = ctx.store.write(|tx| keep(ctx, tx, row.id, &heard, raw, None));
    ctx.wake.notify_waiters();
    taken
}

/// The message of ours that a receipt names.
fn about(conn: &mut Conn, read: &Read) -> Result<Option<DeliveryRow>, StoreError> {
    let names: Vec<&str> = match read {
        // What was signed comes first.
        Read::Pec(pec) => vec![pec.data.message_id.as_str(), pec.about.as_str()],
        Read::Dsn(dsn) => dsn.about.iter().map(String::as_str).collect(),
        Read::Other => Vec::new(),
    };
    for name in names {
        // Providers rewrite the domain; the part before it has more than 64 random bits.
        let local = receipt::pec::local(name);
        let Some(id) = local.rsplit('.').next().and_then(|id| Uuid::try_parse(id).ok()) else { continue };
        let found = outbox::get(conn, id)?;
        let outward = |row: &DeliveryRow| matches!(row.kind, DeliveryKind::Authority | DeliveryKind::People);
        if let Some(row) = found.filter(outward) {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

fn anchors(ctx: &Ctx, row: &DeliveryRow) -> AppResult<Anchors> {
    let Some(id) = row.organisation_id else { return Ok(Anchors::default()) };
    let (_, settings) = ctx.store.read(|conn| organisation::load(conn, id))?;
    let mail = settings.certified_mail.unwrap_or_default();
    // What does not read any more vouches for nobody: receipts are then doubted, and the settings page says so.
    let anchors = Anchors::read(&mail.anchors).unwrap_or_default();
    Ok(anchors.with_signers(&mail.signers).unwrap_or_default())
}

/// From whom the message went: the organisation, or the desk where it has no address of its own.
fn sender(ctx: &Ctx, row: &DeliveryRow) -> AppResult<String> {
    let from = row.content.get("from").and_then(|from| from.get("address")).and_then(Value::as_str);
    match from {
        Some(address) => Ok(address.to_owned()),
        None => Ok(mail_settings::load(ctx)?.map(|server| server.sender_address).unwrap_or_default()),
    }
}

/// To whom it went. The address of a data subject is sealed; after the purge of its list nobody knows it.
fn address_of(ctx: &Ctx, row: &DeliveryRow) -> Option<String> {
    if row.kind != DeliveryKind::People {
        return String::from_utf8(row.to_address.clone()).ok();
    }
    let letter = ctx.store.read(|conn| letters::of_deliveries(ctx, conn, &[row.id])).ok()?.pop()?;
    letter.ok().map(|letter| letter.to.address)
}

fn of_pec(pec: &Pec, row: &DeliveryRow, sender: &str, now: At) -> Heard {
    let recipient = String::from_utf8_lossy(&row.to_address);
    let sent_at = row.in_flight_at.or(row.accepted_at).unwrap_or(row.created_at);
    let expected = Expected { message_id: &row.message_id, sender, recipient: &recipient, sent_at };
    let meaning = match pec.kind {
        PecKind::Accepted => Meaning::Accepted,
        PecKind::Delivered => Meaning::Delivered,
        PecKind::NotAccepted | PecKind::NotDelivered | PecKind::Virus => Meaning::Failed,
        PecKind::Delayed => Meaning::Delayed,
        PecKind::TakenOver => Meaning::Nothing,
    };
    let data = &pec.data;
    let text = [data.error.as_str(), data.explanation.as_str()];
    let text: Vec<&str> = text.into_iter().filter(|part| !part.is_empty() && *part != "nessuno").collect();
    // Certified mail to data subjects is nothing that this desk sends.
    let judged = match row.kind {
        DeliveryKind::Authority => pec.believed(&expected, now),
        _ => Err(Doubt::NotExpected),
    };
    Heard {
        kind: pec.kind.as_str(),
        message_id: pec.message_id.clone(),
        meaning,
        judged,
        reference: data.identifier.clone(),
        text: format!("PEC {}: {}", pec.kind, text.join(": ")).trim_end_matches([':', ' ']).to_owned(),
        said: json!({
            "from": pec.from, "provider": data.provider, "identifier": data.identifier, "error": data.error,
            "explanation": data.explanation, "recipient": data.delivered_to, "signer_is_sender": pec.signer_is_sender(),
            "signed_by": pec.signed_by.join(", "),
        }),
    }
}

fn of_report(dsn: &Dsn, to: Option<&str>, now: At) -> Heard {
    let ours = to.ok_or(Doubt::OtherRecipient).and_then(|to| dsn.of(to));
    let shown = ours.ok().or(dsn.recipients.first());
    let meaning = match shown {
        Some(one) if one.is_failure() => Meaning::Failed,
        Some(one) if one.action == receipt::Action::Delayed => Meaning::Delayed,
        // Nobody signs a report: good news in it moves nothing.
        _ => Meaning::Nothing,
    };
    let (status, diagnostic) = shown.map(|one| (one.status.clone(), scrubbed(&one.diagnostic, to))).unwrap_or_default();
    Heard {
        kind: shown.map_or("relayed", |one| one.action.as_str()),
        message_id: dsn.message_id.clone(),
        meaning,
        judged: ours.map(|_| now),
        reference: String::new(),
        text: format!("{status} {diagnostic}").trim().to_owned(),
        said: json!({ "server": dsn.reporting_server, "status": status, "diagnostic": diagnostic }),
    }
}

/// Servers repeat the address; where it is a person's, it stays in the sealed list.
fn scrubbed(text: &str, address: Option<&str>) -> String {
    let words = text.split(' ').map(|word| {
        let bare = word.trim_matches(|c: char| !(c.is_alphanumeric() || "@.+-_=".contains(c)));
        let is_address = bare.contains('@') || address.is_some_and(|address| bare.eq_ignore_ascii_case(address));
        if is_address { word.replace(bare, "…") } else { word.to_owned() }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn key(heard: &Heard, raw: &[u8]) -> String {
    let digest = Sha256::new();
    let digest = match (&heard.judged, heard.message_id.as_str()) {
        (Ok(_), id) if !id.is_empty() => digest.chain_update("believed\n").chain_update(id),
        _ => digest.chain_update("message\n").chain_update(raw),
    };
    hex::encode(digest.finalize())
}

/// `file` is where its bytes are kept already, if it came before.
fn keep(
    ctx: &Ctx,
    tx: &mut Conn,
    delivery: Uuid,
    heard: &Heard,
    raw: &[u8],
    file: Option<Uuid>,
) -> Result<Taken, NotTaken> {
    let row = outbox::get(tx, delivery)?.ok_or(StoreError::NotFound)?;
    let organisation =
        row.organisation_id.ok_or_else(|| AppError::broken("an outward message without organisation"))?;
    let case = row.case_id.map(|id| cases::get_to_change(tx, id)).transpose()?.flatten();
    let reference = case.as_ref().map(|case| case.reference.clone());
    let taken =
        |became, effect, doubt| Taken { became, kind: Some(heard.kind), doubt, effect, case: reference.clone() };
    let message_key = key(heard, raw);
    if rows::is_kept(tx, row.id, &message_key)? {
        return Ok(taken(Became::Already, ReceiptEffect::Nothing, None));
    }
    if rows::count_of(tx, row.id, MOST_A_MESSAGE as i64)? >= MOST_A_MESSAGE {
        return Err(NotTaken::TooMany);
    }
    // What names a data subject is not kept in the clear: only its digest and what the server said.
    let attachment_id = match (&case, row.kind) {
        _ if file.is_some() => file,
        (Some(case), DeliveryKind::Authority) => {
            let file = ProofFile {
                name: format!("{}.eml", heard.kind),
                media_type: "message/rfc822".to_owned(),
                bytes: raw.to_vec(),
            };
            Some(filed::keep(ctx, tx, organisation, case.id, None, file)?)
        }
        _ => None,
    };
    let acted = match heard.judged {
        Err(doubt) => Err(doubt),
        Ok(at) => acting::act(ctx, tx, &row, heard, at, attachment_id)?,
    };
    let (effect, doubt) = (acted.unwrap_or(ReceiptEffect::Nothing), acted.err());
    let kept = ReceiptRow {
        id: ctx.ids.next(),
        organisation_id: organisation,
        case_id: row.case_id,
        delivery_id: row.id,
        message_key,
        kind: heard.kind.to_owned(),
        doubt: doubt.map(|doubt| doubt.as_str().to_owned()),
        effect,
        happened_at: heard.judged.ok(),
        taken_at: ctx.clock.now(),
        sha256: hex::encode(Sha256::digest(raw)),
        attachment_id,
        said: heard.said.clone(),
    };
    let id = kept.id;
    if !rows::add(tx, kept)? {
        // Another process is taking the same one: this one is undone, and the next look finds the other's.
        return Err(StoreError::Conflict.into());
    }
    // Bad news that moved nothing needs somebody who looks: late, or perhaps forged.
    let bad = matches!(heard.meaning, Meaning::Failed | Meaning::Delayed);
    if bad && file.is_none() && effect == ReceiptEffect::Nothing && row.kind == DeliveryKind::Authority {
        announcements::receipt_to_look_at(ctx, tx, &row, id, doubt.is_some(), &heard.text)?;
    }
    let became = if doubt.is_some() { Became::Doubted } else { Became::Believed };
    Ok(taken(became, effect, doubt))
}
