//! The record: an append-only, hash-chained log of everything that happened (rules E1 to E5).
//!
//! A stream is one case, or everything outside cases. Each event carries the hash of the one before it in its stream;
//! the head row numbers all events without a gap and carries a digest over them all.

mod carried;
mod hash;
mod private;
mod read;
mod verify;

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

pub use carried::{Carried, CarriedEvent, CarriedText, carry};
pub use private::{erase_case, erase_event};
pub use read::{Page, case_ids, hash_at, last, latest, of_case, of_case_but, page};
pub use verify::{Finding, VerifyReport, verify_chain, verify_chain_since};

use read::rows_of_case;

use super::conn::{Conn, Link, both};
use super::error::{StoreError, StoreResult};
use super::schema::{event_head, events};
use super::types::MaybeKey;
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::values::At;

/// Which stream an event belongs to, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Case {
        case_id: Uuid,
        organisation_id: Uuid,
    },
    /// Outside cases: members, settings, reports not yet accepted.
    Organisation(Uuid),
    /// The desk itself: set-up, users, mail server, migrations.
    Desk,
}

impl Stream {
    fn case_id(self) -> Option<Uuid> {
        match self {
            Self::Case { case_id, .. } => Some(case_id),
            Self::Organisation(_) | Self::Desk => None,
        }
    }

    fn organisation_id(self) -> Option<Uuid> {
        match self {
            Self::Case { organisation_id, .. } | Self::Organisation(organisation_id) => Some(organisation_id),
            Self::Desk => None,
        }
    }
}

/// Something that happened, not yet on record. In `payload`, `{"$private": "text"}` stands for private text (rule E3).
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// When it happened, as the person says; the record keeps beside it when it was recorded.
    pub occurred_at: At,
    pub kind: String,
    pub schema_version: u32,
    pub payload: Value,
}

/// An event as read back: private texts restored, or `{"$erased": true}` where they were erased.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedEvent {
    pub log_seq: i64,
    pub case_id: Option<Uuid>,
    pub case_seq: Option<i64>,
    pub organisation_id: Option<Uuid>,
    pub occurred_at: At,
    pub recorded_at: At,
    pub actor: Actor,
    pub kind: String,
    pub schema_version: u32,
    pub payload: Value,
    pub policy_digest: String,
    pub prev_hash: String,
    pub hash: String,
}

/// The row as it stands, byte for byte.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
struct EventRow {
    log_seq: i64,
    #[diesel(serialize_as = MaybeKey)]
    case_id: Option<Uuid>,
    case_seq: Option<i64>,
    #[diesel(serialize_as = MaybeKey)]
    organisation_id: Option<Uuid>,
    occurred_at: At,
    recorded_at: At,
    actor_kind: ActorKind,
    #[diesel(serialize_as = MaybeKey)]
    actor_id: Option<Uuid>,
    actor_role: Option<String>,
    actor_name: Option<String>,
    kind: String,
    schema_version: i64,
    payload: String,
    policy_digest: String,
    prev_hash: String,
    hash: String,
}

/// Where the log stands: how many events, and the digest over all of them.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = event_head)]
pub struct Head {
    pub log_seq: i64,
    /// `SHA-256(0x01 ‖ digest before ‖ hash of the event)`, in hex. With `log_seq` it pins the whole log: a copy of both
    /// that left the machine shows any later change (E4).
    pub digest: String,
}

impl Head {
    /// From `NUMBER:DIGEST`, as it is printed and mailed.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, digest) = text.trim().split_once(':')?;
        let log_seq = number.parse().ok().filter(|number| *number > 0)?;
        let is_digest = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_digest.then(|| Self { log_seq, digest: digest.to_ascii_lowercase() })
    }
}

/// Puts `new` on record, in this order, in the caller's transaction. Answers the number of the last event on the whole log.
///
/// # Errors
/// A payload with numbers that are not whole, or with a commitment of its own, is refused; so is every database error.
pub fn append(
    tx: &mut Conn,
    stream: &Stream,
    actor: &Actor,
    recorded_at: At,
    policy_digest: &str,
    new: &[NewEvent],
) -> StoreResult<i64> {
    // The lock on the head row is what makes numbers gapless and chains unforked; SQLite has one writer anyway.
    let mut head = locked_head(tx)?;
    let (mut case_seq, mut prev_hash) = end_of_stream(tx, stream.case_id())?;
    let mut rows = Vec::with_capacity(new.len());
    let mut texts = Vec::new();
    for event in new {
        head.log_seq += 1;
        case_seq += 1;
        let mut vault = private::Vault::new(tx.ids.clone(), head.log_seq, stream.case_id());
        let payload = vault.put_away(&event.payload)?;
        let mut row = EventRow {
            log_seq: head.log_seq,
            case_id: stream.case_id(),
            case_seq: stream.case_id().map(|_| case_seq),
            organisation_id: stream.organisation_id(),
            occurred_at: event.occurred_at,
            recorded_at,
            actor_kind: actor.kind,
            actor_id: actor.id,
            actor_role: actor.role.map(|role| role.as_str().to_owned()),
            actor_name: vault.put_away_name(actor),
            kind: event.kind.clone(),
            schema_version: i64::from(event.schema_version),
            payload: super::canonical::canonical(&payload).map_err(StoreError::other)?,
            policy_digest: policy_digest.to_owned(),
            prev_hash,
            hash: String::new(),
        };
        row.hash = hash::of_event(&row);
        head.digest = hash::of_log(&head.digest, &row.hash);
        prev_hash = row.hash.clone();
        texts.extend(vault.texts);
        rows.push(row);
    }
    for row in rows {
        both!(tx, c => diesel::insert_into(events::table).values(row).execute(c))?;
    }
    private::keep(tx, texts)?;
    both!(tx, c => diesel::update(event_head::table)
        .set((event_head::log_seq.eq(head.log_seq), event_head::digest.eq(&head.digest)))
        .execute(c))?;
    Ok(head.log_seq)
}

/// Where the log stands now.
pub fn head(conn: &mut Conn) -> StoreResult<Head> {
    Ok(both!(conn, c => event_head::table.select(Head::as_select()).first(c))?)
}

/// Number and hash of the last event of a case.
pub fn end_of_case(conn: &mut Conn, case_id: Uuid) -> StoreResult<(i64, String)> {
    end_of_stream(conn, Some(case_id))
}

fn locked_head(tx: &mut Conn) -> StoreResult<Head> {
    Ok(match &mut tx.link {
        Link::Pg(c) => event_head::table.select(Head::as_select()).for_update().first(c)?,
        Link::Lite(c) => event_head::table.select(Head::as_select()).first(c)?,
    })
}

/// Number and hash of the last event of the stream; 0 and nothing before the first.
fn end_of_stream(tx: &mut Conn, case_id: Option<Uuid>) -> StoreResult<(i64, String)> {
    let last: Option<(Option<i64>, String)> = match case_id {
        Some(case_id) => both!(tx, c => events::table
            .filter(events::case_id.eq(MaybeKey(Some(case_id))))
            .order(events::case_seq.desc())
            .select((events::case_seq, events::hash))
            .first(c)
            .optional())?,
        None => both!(tx, c => events::table
            .filter(events::case_id.is_null())
            .order(events::log_seq.desc())
            .select((events::case_seq, events::hash))
            .first(c)
            .optional())?,
    };
    Ok(last.map_or((0, String::new()), |(seq, hash)| (seq.unwrap_or(0), hash)))
}
