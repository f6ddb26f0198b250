//! What is hashed: `SHA-256(0x00 ‖ canonical JSON of all other fields)` for an event (E2), `0x01` for the log's digest.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::EventRow;
use crate::store::canonical::write_text;

/// Hash of an event in hex. The stored payload stands in it byte for byte, so that no byte of it can change unseen.
pub(super) fn of_event(row: &EventRow) -> String {
    let mut text = String::with_capacity(row.payload.len() + 600);
    let mut field = Fields { out: &mut text, first: true };
    // In the order of canonical JSON: sorted by key.
    field.id("actor_id", row.actor_id);
    field.text("actor_kind", row.actor_kind.as_str());
    field.maybe("actor_name", row.actor_name.as_deref());
    field.maybe("actor_role", row.actor_role.as_deref());
    field.id("case_id", row.case_id);
    field.raw("case_seq", &row.case_seq.map_or("null".to_owned(), |seq| seq.to_string()));
    field.text("kind", &row.kind);
    field.raw("log_seq", &row.log_seq.to_string());
    field.raw("occurred_at", &row.occurred_at.micros().to_string());
    field.id("organisation_id", row.organisation_id);
    field.raw("payload", &row.payload);
    field.text("policy_digest", &row.policy_digest);
    field.text("prev_hash", &row.prev_hash);
    field.raw("recorded_at", &row.recorded_at.micros().to_string());
    field.raw("schema_version", &row.schema_version.to_string());
    text.push('}');
    hex::encode(Sha256::new().chain_update([0]).chain_update(text).finalize())
}

/// The digest over the whole log, one event further.
pub(super) fn of_log(before: &str, event_hash: &str) -> String {
    hex::encode(Sha256::new().chain_update([1]).chain_update(before).chain_update(event_hash).finalize())
}

/// The digest of the empty log.
pub(super) const EMPTY_LOG: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What stands in an event in place of a private text.
pub(super) fn commitment(salt: &[u8], value: &str) -> String {
    hex::encode(Sha256::new().chain_update(salt).chain_update(value).finalize())
}

struct Fields<'a> {
    out: &'a mut String,
    first: bool,
}

impl Fields<'_> {
    fn raw(&mut self, key: &str, json: &str) {
        self.out.push(if self.first { '{' } else { ',' });
        self.first = false;
        write_text(self.out, key);
        self.out.push(':');
        self.out.push_str(json);
    }

    fn text(&mut self, key: &str, text: &str) {
        self.raw(key, "");
        write_text(self.out, text);
    }

    fn maybe(&mut self, key: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(key, text),
            None => self.raw(key, "null"),
        }
    }

    fn id(&mut self, key: &str, id: Option<Uuid>) {
        self.maybe(key, id.map(|id| id.to_string()).as_deref());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::ActorKind;
    use crate::domain::values::At;
    use crate::store::canonical::canonical;
    use serde_json::json;

    #[test]
    fn the_hashed_text_is_the_canonical_json_of_all_other_fields() {
        let at = At::parse("2023-09-30T11:00:00.25Z").unwrap();
        let id = Uuid::from_u128(7);
        let row = EventRow {
            log_seq: 3,
            case_id: Some(id),
            case_seq: Some(2),
            organisation_id: None,
            occurred_at: at,
            recorded_at: at,
            actor_kind: ActorKind::User,
            actor_id: Some(id),
            actor_role: Some("dpo".into()),
            actor_name: None,
            kind: "aware_set".into(),
            schema_version: 1,
            payload: canonical(&json!({"b": 1, "a": "\"x\""})).unwrap(),
            policy_digest: "p".into(),
            prev_hash: "h".into(),
            hash: String::new(),
        };
        let same = json!({
            "log_seq": 3, "case_id": id.to_string(), "case_seq": 2, "organisation_id": null, "occurred_at": at.micros(),
            "recorded_at": at.micros(), "actor_kind": "user", "actor_id": id.to_string(), "actor_role": "dpo",
            "actor_name": null, "kind": "aware_set", "schema_version": 1, "payload": {"b": 1, "a": "\"x\""},
            "policy_digest": "p", "prev_hash": "h"
        });
        let expected = Sha256::new().chain_update([0]).chain_update(canonical(&same).unwrap()).finalize();
        assert_eq!(of_event(&row), hex::encode(expected));
    }
}
