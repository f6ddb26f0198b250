//! What the sender asks for: the letter of one person, the same at every attempt (R2).

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use uuid::Uuid;

use super::running::versions;
use super::sealed::{key_of, unseal};
use super::{AppError, AppResult, Ctx, case_by_id, texts};
use crate::app::organisation::{self, Mailbox};
use crate::app::vault::DataKey;
use crate::notice::Merger;
use crate::store::Conn;
use crate::store::communications;
use crate::store::notices;
use crate::store::outbox::{self, DeliveryRow};
use crate::store::recipients;

/// Which letter is wanted: that of this person of this mail-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub organisation_id: Uuid,
    pub communication_id: Uuid,
    pub recipient_id: Uuid,
    /// Whether the letter names its language in a header; those queued before it was kept do not.
    pub says_language: bool,
}

impl Wanted {
    /// What a row of the outbox asks for; none for a row that is no message of a mail-out.
    pub fn by(row: &DeliveryRow) -> Option<Self> {
        Some(Self {
            organisation_id: row.organisation_id?,
            communication_id: row.communication_id?,
            recipient_id: row.recipient_id?,
            says_language: row.content.get("says_language").and_then(serde_json::Value::as_bool).unwrap_or_default(),
        })
    }
}

/// A letter to one person, before it becomes bytes. Its parts were frozen at approval or sealed at import; nothing in it is
/// taken from what may change between two attempts, but for the organisation's own sender.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalLetter {
    pub from: Mailbox,
    pub reply_to: Mailbox,
    pub to: Mailbox,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub language: Option<String>,
}

impl std::fmt::Debug for PersonalLetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PersonalLetter({} bytes)", self.text.len())
    }
}

/// The letters of these rows of the outbox, in their order.
pub fn of_deliveries(ctx: &Ctx, conn: &mut Conn, ids: &[Uuid]) -> AppResult<Vec<AppResult<PersonalLetter>>> {
    let rows: HashMap<Uuid, Option<Wanted>> =
        outbox::people::get_many(conn, ids)?.into_iter().map(|row| (row.id, Wanted::by(&row))).collect();
    let wanted: Vec<Option<Wanted>> = ids.iter().map(|id| rows.get(id).copied().flatten()).collect();
    let known: Vec<Wanted> = wanted.iter().copied().flatten().collect();
    let mut written = write(ctx, conn, &known)?.into_iter();
    let answer = |wanted: Option<Wanted>| wanted.and_then(|_| written.next()).unwrap_or(Err(AppError::NotFound));
    Ok(wanted.into_iter().map(answer).collect())
}

/// Writes the letters of a batch; keys and texts are read once for all of them.
pub fn write(ctx: &Ctx, conn: &mut Conn, wanted: &[Wanted]) -> AppResult<Vec<AppResult<PersonalLetter>>> {
    let ids: Vec<Uuid> = wanted.iter().map(|wanted| wanted.recipient_id).collect();
    let rows: HashMap<Uuid, recipients::RecipientRow> =
        recipients::get_many(conn, &ids)?.into_iter().map(|row| (row.id, row)).collect();
    let mut desk = Desk::default();
    Ok(wanted.iter().map(|wanted| desk.letter(ctx, conn, wanted, rows.get(&wanted.recipient_id))).collect())
}

#[derive(Default)]
struct Desk {
    keys: HashMap<Uuid, Arc<DataKey>>,
    texts: HashMap<(Uuid, String), Arc<Merger>>,
    versions: HashMap<Uuid, BTreeMap<String, Uuid>>,
    senders: HashMap<Uuid, (Mailbox, Mailbox)>,
}

impl Desk {
    fn letter(
        &mut self,
        ctx: &Ctx,
        conn: &mut Conn,
        wanted: &Wanted,
        row: Option<&recipients::RecipientRow>,
    ) -> AppResult<PersonalLetter> {
        let row = row.ok_or(AppError::NotFound)?;
        let (from, reply_to) = self.sender(conn, wanted.organisation_id)?;
        let person = unseal(&*self.key(ctx, conn, wanted.communication_id)?, row)?;
        let merger = self.text(conn, wanted.communication_id, &person.language)?;
        let message = merger.fill(&texts::merge_data(&person)).map_err(AppError::broken)?;
        Ok(PersonalLetter {
            language: wanted.says_language.then_some(person.language),
            from,
            reply_to,
            to: Mailbox { name: person.name, address: person.email },
            subject: message.subject,
            text: message.text,
            html: message.html,
        })
    }

    fn key(&mut self, ctx: &Ctx, conn: &mut Conn, communication: Uuid) -> AppResult<Arc<DataKey>> {
        if let Some(key) = self.keys.get(&communication) {
            return Ok(key.clone());
        }
        let key = Arc::new(key_of(ctx, conn, communication)?);
        self.keys.insert(communication, key.clone());
        Ok(key)
    }

    /// The text of a language, as the approval of this mail-out froze it.
    fn text(&mut self, conn: &mut Conn, communication: Uuid, language: &str) -> AppResult<Arc<Merger>> {
        let place = (communication, language.to_owned());
        if let Some(text) = self.texts.get(&place) {
            return Ok(text.clone());
        }
        if let Entry::Vacant(vacant) = self.versions.entry(communication) {
            let row = communications::get(conn, communication)?.ok_or(AppError::NotFound)?;
            let case = case_by_id(conn, row.case_id)?;
            vacant.insert(versions(conn, &case, communication)?);
        }
        let version = self.versions.get(&communication).and_then(|of| of.get(language)).copied();
        let version = version.ok_or(AppError::NotFound)?;
        let rendered = texts::frozen(notices::version(conn, version)?.ok_or(AppError::NotFound)?)?;
        let text = Arc::new(Merger::new(&rendered).map_err(AppError::broken)?);
        self.texts.insert(place, text.clone());
        Ok(text)
    }

    fn sender(&mut self, conn: &mut Conn, id: Uuid) -> AppResult<(Mailbox, Mailbox)> {
        if let Some(sender) = self.senders.get(&id) {
            return Ok(sender.clone());
        }
        let sender = sender(conn, id)?;
        self.senders.insert(id, sender.clone());
        Ok(sender)
    }
}

/// Who writes, and who reads the answers: the DPO, a mailbox that a person reads (M4).
pub(super) fn sender(conn: &mut Conn, id: Uuid) -> AppResult<(Mailbox, Mailbox)> {
    let (row, settings) = organisation::load(conn, id)?;
    let dpo = Mailbox { name: settings.dpo.name.clone(), address: settings.dpo.email.clone() };
    let from = settings.sender.unwrap_or_else(|| Mailbox { name: row.name, address: dpo.address.clone() });
    Ok((from, dpo))
}
