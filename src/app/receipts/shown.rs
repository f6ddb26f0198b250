//! The receipts of a notice, for its page.

use serde_json::Value;
use uuid::Uuid;

use crate::app::AppResult;
use crate::app::notices::filing::notice_id;
use crate::domain::case::{Case, Notice};
use crate::domain::values::At;
use crate::store::receipts::{self, ReceiptEffect, ReceiptRow};
use crate::store::{Conn, outbox};

/// A receipt as the page tells it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub kind: String,
    pub doubt: Option<String>,
    pub effect: ReceiptEffect,
    /// As it says, where it is believed.
    pub happened_at: Option<At>,
    pub taken_at: At,
    /// When it was judged again and verified; it had been doubted before.
    pub judged_again_at: Option<At>,
    /// What the provider or the server said: number, error, words.
    pub said: Vec<String>,
    /// Whether whoever signed it has the address that it came from.
    pub signer_is_sender: bool,
    /// Addresses of whoever signed it, where somebody entered vouches for them.
    pub signed_by: String,
    pub file: Option<Uuid>,
    /// Of its bytes as they came.
    pub sha256: String,
}

/// Every receipt of every time that this notice was sent, the oldest first.
pub fn of_notice(conn: &mut Conn, case: &Case, notice: &Notice) -> AppResult<Vec<Shown>> {
    let rows = receipts::of_case(conn, case.id)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let start = format!("filing/{}/", notice_id(case, notice.number));
    let sent = outbox::of_case(conn, case.id)?;
    let ours: Vec<Uuid> = sent.iter().filter(|row| row.dedupe_key.starts_with(&start)).map(|row| row.id).collect();
    let part = |said: &Value, name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    // One that was doubted first and verified later is one receipt.
    let first = |row: &ReceiptRow| {
        let twin = |one: &&ReceiptRow| one.sha256 == row.sha256 && one.delivery_id == row.delivery_id;
        rows.iter().filter(twin).find(|one| one.doubt.is_some()).filter(|_| row.doubt.is_none()).map(|one| one.taken_at)
    };
    let verified_later = |row: &ReceiptRow| {
        let twin = |one: &ReceiptRow| one.sha256 == row.sha256 && one.delivery_id == row.delivery_id;
        row.doubt.is_some() && rows.iter().any(|one| twin(one) && one.doubt.is_none())
    };
    Ok(rows
        .iter()
        .filter(|row| ours.contains(&row.delivery_id) && !verified_later(row))
        .map(|row| (first(row), row.clone()))
        .map(|(came_at, row)| Shown {
            said: ["provider", "identifier", "error", "explanation", "server", "status", "diagnostic"]
                .map(|name| part(&row.said, name))
                .into_iter()
                .filter(|text| !text.is_empty() && text != "nessuno")
                .collect(),
            signer_is_sender: row.said.get("signer_is_sender").and_then(Value::as_bool).unwrap_or(true),
            signed_by: part(&row.said, "signed_by"),
            kind: row.kind,
            doubt: row.doubt,
            effect: row.effect,
            happened_at: row.happened_at,
            taken_at: came_at.unwrap_or(row.taken_at),
            judged_again_at: came_at.map(|_| row.taken_at),
            file: row.attachment_id,
            sha256: row.sha256,
        })
        .collect())
}
