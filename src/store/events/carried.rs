//! The stream of one case as it leaves the database for an evidence bundle, and the check of it without any database.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::private::{self, PrivateText, Texts};
use super::read::restored;
use super::verify::{Finding, Streams, TextsOfBatch, VerifyReport, check_hash};
use super::{EventRow, RecordedEvent, rows_of_case};
use crate::domain::actor::ActorKind;
use crate::domain::values::At;
use crate::store::conn::Conn;
use crate::store::error::StoreResult;

/// An event byte for byte: what its hash is made of, the payload as the text that was hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedEvent {
    pub log_seq: i64,
    pub case_id: Option<Uuid>,
    pub case_seq: Option<i64>,
    pub organisation_id: Option<Uuid>,
    /// Microseconds since 1970, UTC.
    pub occurred_at: At,
    pub recorded_at: At,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub actor_role: Option<String>,
    pub actor_name: Option<String>,
    pub kind: String,
    pub schema_version: i64,
    pub payload: String,
    pub policy_digest: String,
    pub prev_hash: String,
    pub hash: String,
}

/// What stands behind a commitment; salt and value are gone where it was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedText {
    pub commitment: String,
    pub log_seq: i64,
    /// In hex.
    pub salt: Option<String>,
    pub value: Option<String>,
    pub erased_at: Option<At>,
    pub erased_under: Option<String>,
    /// Still on record, and not in this bundle: a privileged text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
}

/// The stream of a case with its private texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    pub events: Vec<CarriedEvent>,
    pub texts: Vec<CarriedText>,
}

/// Everything of one case, oldest first.
pub fn carry(conn: &mut Conn, case: Uuid) -> StoreResult<Carried> {
    let events = rows_of_case(conn, case)?.into_iter().map(CarriedEvent::from).collect();
    let mut texts: Vec<CarriedText> = private::of_case(conn, case)?.into_iter().map(CarriedText::from).collect();
    texts.sort_by(|one, other| (one.log_seq, &one.commitment).cmp(&(other.log_seq, &other.commitment)));
    Ok(Carried { events, texts })
}

impl Carried {
    /// Takes the texts of privileged comments away: they never leave in an export. Their commitments stay, so that the chain holds.
    pub fn withhold_privileged(&mut self) {
        let comments = self.events.iter().filter(|event| event.kind == "comment_added");
        let payloads = comments.filter_map(|event| serde_json::from_str::<Value>(&event.payload).ok());
        let privileged = payloads.filter(|payload| payload.pointer("/comment/privileged") == Some(&Value::Bool(true)));
        let withheld: HashSet<String> = privileged
            .filter_map(|payload| payload.pointer("/comment/text/$commitment")?.as_str().map(str::to_owned))
            .collect();
        self.texts.iter_mut().filter(|text| withheld.contains(&text.commitment)).for_each(CarriedText::withhold);
    }

    /// Whether every event follows the one before it, none is missing, none was changed, and every private text is the one that
    /// was committed to or erased on record. Answers the events with their texts, or the first place that does not fit.
    ///
    /// # Errors
    /// The number of the event within the case (from 1) and a sentence.
    pub fn check(&self) -> Result<Vec<RecordedEvent>, Finding> {
        let case = self.events.first().and_then(|event| event.case_id);
        let mut streams = Streams::default();
        let mut report = VerifyReport::default();
        let mut rows = Vec::with_capacity(self.events.len());
        let mut texts = Vec::with_capacity(self.texts.len());
        for text in &self.texts {
            let finding = |what: &str| Finding { log_seq: text.log_seq, what: what.to_owned() };
            texts.push(text.clone().into_private(case).map_err(|()| finding("a private text has no readable salt"))?);
        }
        let mut batch = TextsOfBatch::new(texts.clone());
        let mut last = 0;
        for event in &self.events {
            let finding = |what: String| Finding { log_seq: event.log_seq, what };
            let row = event.clone().into_row().map_err(|what| finding(what.to_owned()))?;
            if event.case_id.is_none() || event.case_id != case || event.log_seq <= last {
                return Err(finding(format!("event {} is not the next one of this case", event.log_seq)));
            }
            last = event.log_seq;
            let found = streams.check(&row).or_else(|| check_hash(&row)).or_else(|| batch.check(&row, &mut report));
            if let Some(what) = found {
                return Err(finding(what));
            }
            rows.push(row);
        }
        if let Some((log_seq, what)) = batch.left_over() {
            return Err(Finding { log_seq, what });
        }
        let texts = Texts::new(texts);
        rows.into_iter()
            .map(|row| {
                let log_seq = row.log_seq;
                restored(row, &texts).map_err(|error| Finding { log_seq, what: error.to_string() })
            })
            .collect()
    }
}

impl From<EventRow> for CarriedEvent {
    fn from(row: EventRow) -> Self {
        Self {
            log_seq: row.log_seq,
            case_id: row.case_id,
            case_seq: row.case_seq,
            organisation_id: row.organisation_id,
            occurred_at: row.occurred_at,
            recorded_at: row.recorded_at,
            actor_kind: row.actor_kind.as_str().to_owned(),
            actor_id: row.actor_id,
            actor_role: row.actor_role,
            actor_name: row.actor_name,
            kind: row.kind,
            schema_version: row.schema_version,
            payload: row.payload,
            policy_digest: row.policy_digest,
            prev_hash: row.prev_hash,
            hash: row.hash,
        }
    }
}

impl CarriedEvent {
    fn into_row(self) -> Result<EventRow, &'static str> {
        Ok(EventRow {
            log_seq: self.log_seq,
            case_id: self.case_id,
            case_seq: self.case_seq,
            organisation_id: self.organisation_id,
            occurred_at: self.occurred_at,
            recorded_at: self.recorded_at,
            actor_kind: ActorKind::parse(&self.actor_kind).ok_or("an event has an unknown kind of actor")?,
            actor_id: self.actor_id,
            actor_role: self.actor_role,
            actor_name: self.actor_name,
            kind: self.kind,
            schema_version: self.schema_version,
            payload: self.payload,
            policy_digest: self.policy_digest,
            prev_hash: self.prev_hash,
            hash: self.hash,
        })
    }
}

impl From<PrivateText> for CarriedText {
    fn from(text: PrivateText) -> Self {
        Self {
            commitment: text.commitment,
            log_seq: text.log_seq,
            salt: text.salt.map(hex::encode),
            value: text.value,
            erased_at: text.erased_at,
            erased_under: text.erased_under,
            withheld: false,
        }
    }
}

impl CarriedText {
    /// Leaves its commitment and takes the rest away.
    fn withhold(&mut self) {
        (self.salt, self.value, self.withheld) = (None, None, self.erased_at.is_none());
    }

    fn into_private(self, case: Option<Uuid>) -> Result<PrivateText, ()> {
        Ok(PrivateText {
            commitment: self.commitment,
            log_seq: self.log_seq,
            case_id: case,
            salt: self.salt.map(hex::decode).transpose().map_err(|_| ())?,
            value: self.value,
            // Whoever checks finds as much of it as of an erased one.
            erased_at: self.erased_at.or(if self.withheld { At::from_micros(0) } else { None }),
            erased_under: self.erased_under,
        })
    }
}
