//! Private texts of events: a salted commitment in the event, the value beside it, where it can be erased (rule E3).

use std::collections::HashMap;

use diesel::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::hash;
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::values::{At, ERASED_KEY, PRIVATE_KEY, Private};
use crate::ids::Ids;
use crate::store::conn::{Conn, both};
use crate::store::error::{StoreError, StoreResult};
use crate::store::schema::private_texts;
use crate::store::types::MaybeKey;

/// The key that stands in a stored payload where private text was.
const COMMITMENT_KEY: &str = "$commitment";

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = private_texts, treat_none_as_default_value = false)]
pub(super) struct PrivateText {
    pub commitment: String,
    pub log_seq: i64,
    #[diesel(serialize_as = MaybeKey)]
    pub case_id: Option<Uuid>,
    pub salt: Option<Vec<u8>>,
    pub value: Option<String>,
    pub erased_at: Option<At>,
    pub erased_under: Option<String>,
}

/// Collects the private texts of one event while its payload is made ready for the record.
pub(super) struct Vault {
    ids: Ids,
    log_seq: i64,
    case_id: Option<Uuid>,
    pub texts: Vec<PrivateText>,
}

impl Vault {
    pub fn new(ids: Ids, log_seq: i64, case_id: Option<Uuid>) -> Self {
        Self { ids, log_seq, case_id, texts: Vec::new() }
    }

    /// The payload with every `{"$private": text}` replaced by its commitment.
    pub fn put_away(&mut self, value: &Value) -> StoreResult<Value> {
        Ok(match value {
            Value::Array(items) => Value::Array(items.iter().map(|v| self.put_away(v)).collect::<StoreResult<_>>()?),
            Value::Object(fields) => match fields.get(PRIVATE_KEY) {
                Some(Value::String(text)) if fields.len() == 1 => json!({ COMMITMENT_KEY: self.commit(text) }),
                Some(_) => return Err(StoreError::other("private text with something beside it cannot be recorded")),
                None if fields.contains_key(COMMITMENT_KEY) => {
                    return Err(StoreError::other("a payload must not bring a commitment of its own"));
                }
                None => Value::Object(
                    fields
                        .iter()
                        .map(|(k, v)| Ok((k.clone(), self.put_away(v)?)))
                        .collect::<StoreResult<Map<_, _>>>()?,
                ),
            },
            plain => plain.clone(),
        })
    }

    /// The commitment of the actor's name. The system has no name worth hiding, the public has none.
    pub fn put_away_name(&mut self, actor: &Actor) -> Option<String> {
        let named = actor.kind != ActorKind::System && !actor.name.is_blank();
        named.then(|| self.commit(actor.name.as_str()))
    }

    fn commit(&mut self, text: &str) -> String {
        let salt = self.ids.bytes::<32>();
        let commitment = hash::commitment(&salt, text);
        self.texts.push(PrivateText {
            commitment: commitment.clone(),
            log_seq: self.log_seq,
            case_id: self.case_id,
            salt: Some(salt.to_vec()),
            value: Some(text.to_owned()),
            erased_at: None,
            erased_under: None,
        });
        commitment
    }
}

pub(super) fn keep(tx: &mut Conn, texts: Vec<PrivateText>) -> StoreResult<()> {
    for text in texts {
        both!(tx, c => diesel::insert_into(private_texts::table).values(text).execute(c))?;
    }
    Ok(())
}

/// The private texts of the events numbered `from..=to`, by commitment.
pub(super) fn between(conn: &mut Conn, from: i64, to: i64) -> StoreResult<Vec<PrivateText>> {
    Ok(both!(conn, c => private_texts::table
        .filter(private_texts::log_seq.between(from, to))
        .select(PrivateText::as_select())
        .load(c))?)
}

pub(super) fn of_case(conn: &mut Conn, case_id: Uuid) -> StoreResult<Vec<PrivateText>> {
    Ok(both!(conn, c => private_texts::table
        .filter(private_texts::case_id.eq(MaybeKey(Some(case_id))))
        .select(PrivateText::as_select())
        .load(c))?)
}

/// Texts by commitment, to put back where their commitments stand.
pub(super) struct Texts(HashMap<String, String>);

impl Texts {
    pub fn new(texts: Vec<PrivateText>) -> Self {
        Self(texts.into_iter().filter_map(|text| Some((text.commitment, text.value?))).collect())
    }

    pub fn name(&self, commitment: Option<&str>, kind: ActorKind) -> Private {
        match commitment {
            Some(commitment) => self.0.get(commitment).map_or(Private::Erased, Private::new),
            None if kind == ActorKind::System => Actor::system().name,
            None => Private::new(""),
        }
    }

    /// Puts texts back in place of their commitments; what is gone reads `{"$erased": true}`.
    pub fn restore(&self, value: Value) -> Value {
        match value {
            Value::Array(items) => Value::Array(items.into_iter().map(|v| self.restore(v)).collect()),
            Value::Object(fields) => match fields.get(COMMITMENT_KEY) {
                Some(Value::String(commitment)) => match self.0.get(commitment) {
                    Some(text) => json!({ PRIVATE_KEY: text }),
                    None => json!({ ERASED_KEY: true }),
                },
                _ => Value::Object(fields.into_iter().map(|(k, v)| (k, self.restore(v))).collect()),
            },
            plain => plain,
        }
    }
}

/// Every commitment in a stored payload.
pub(super) fn commitments<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| commitments(item, found)),
        Value::Object(fields) => match fields.get(COMMITMENT_KEY) {
            Some(Value::String(commitment)) => found.push(commitment),
            _ => fields.values().for_each(|field| commitments(field, found)),
        },
        _ => {}
    }
}

/// Erases the private texts of one event, for good; `under` says on what ground. Answers how many.
pub fn erase_event(tx: &mut Conn, log_seq: i64, under: &str, now: At) -> StoreResult<usize> {
    Ok(both!(tx, c => diesel::update(private_texts::table)
        .filter(private_texts::log_seq.eq(log_seq))
        .filter(private_texts::erased_at.is_null())
        .set((
            private_texts::salt.eq(None::<Vec<u8>>),
            private_texts::value.eq(None::<String>),
            private_texts::erased_at.eq(Some(now)),
            private_texts::erased_under.eq(Some(under)),
        ))
        .execute(c))?)
}

/// Erases the private texts of all events of a case. The caller has asked whether a legal hold stands against it.
pub fn erase_case(tx: &mut Conn, case_id: Uuid, under: &str, now: At) -> StoreResult<usize> {
    Ok(both!(tx, c => diesel::update(private_texts::table)
        .filter(private_texts::case_id.eq(MaybeKey(Some(case_id))))
        .filter(private_texts::erased_at.is_null())
        .set((
            private_texts::salt.eq(None::<Vec<u8>>),
            private_texts::value.eq(None::<String>),
            private_texts::erased_at.eq(Some(now)),
            private_texts::erased_under.eq(Some(under)),
        ))
        .execute(c))?)
}
