//! Checking the record: no gap, no fork, no changed byte, every private text either there and matching or erased on record.
//!
//! Reads the log in batches, so that a million events need no more memory than the streams they belong to.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use super::private::{self, PrivateText};
use super::read::rows_after;
use super::{EventRow, Head, hash, head};
use crate::store::conn::Conn;
use crate::store::error::StoreResult;

/// What the check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VerifyReport {
    pub events: i64,
    /// Digest over the whole log as recomputed; with `events` it is what a checkpoint keeps.
    pub digest: String,
    pub private_texts: i64,
    pub erased: i64,
    /// The first entry that does not fit, if any.
    pub first_bad: Option<Finding>,
}

impl VerifyReport {
    pub fn is_whole(&self) -> bool {
        self.first_bad.is_none()
    }
}

/// An entry that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The number at which the log stops fitting.
    pub log_seq: i64,
    /// A sentence for whoever checks.
    pub what: String,
}

const BATCH: i64 = 1_000;

/// Checks every event, every private text and the head. Without a checkpoint that left the machine it cannot show that the
/// whole log was rewritten by somebody who can write to the database (rule E4).
pub fn verify_chain(conn: &mut Conn) -> StoreResult<VerifyReport> {
    verify_chain_since(conn, None)
}

/// The same, against a head that left the machine: with it a rewritten log is shown too.
pub fn verify_chain_since(conn: &mut Conn, kept: Option<&Head>) -> StoreResult<VerifyReport> {
    let mut report = VerifyReport { digest: hash::EMPTY_LOG.to_owned(), ..VerifyReport::default() };
    let mut streams = Streams::default();
    loop {
        let rows = rows_after(conn, report.events, BATCH)?;
        let Some(last) = rows.last() else { break };
        let texts = private::between(conn, report.events + 1, last.log_seq)?;
        let mut texts = TextsOfBatch::new(texts);
        for row in &rows {
            let found = check_number(&report, row)
                .or_else(|| streams.check(row))
                .or_else(|| check_hash(row))
                .or_else(|| texts.check(row, &mut report));
            if let Some(what) = found {
                report.first_bad = Some(Finding { log_seq: report.events + 1, what });
                return Ok(report);
            }
            report.events = row.log_seq;
            report.digest = hash::of_log(&report.digest, &row.hash);
            if kept.is_some_and(|kept| kept.log_seq == report.events && kept.digest != report.digest) {
                let what = format!("the log up to event {} is not the one whose head was kept", report.events);
                report.first_bad = Some(Finding { log_seq: report.events, what });
                return Ok(report);
            }
        }
        if let Some((log_seq, what)) = texts.left_over() {
            report.first_bad = Some(Finding { log_seq, what });
            return Ok(report);
        }
    }
    check_head(conn, &mut report)?;
    if let (None, Some(kept)) = (&report.first_bad, kept)
        && kept.log_seq > report.events
    {
        let what = format!("the log ends at {} and had {} events when its head was kept", report.events, kept.log_seq);
        report.first_bad = Some(Finding { log_seq: report.events + 1, what });
    }
    Ok(report)
}

fn check_number(report: &VerifyReport, row: &EventRow) -> Option<String> {
    let expected = report.events + 1;
    (row.log_seq != expected).then(|| format!("event {expected} is missing; the next one is {}", row.log_seq))
}

pub(super) fn check_hash(row: &EventRow) -> Option<String> {
    (hash::of_event(row) != row.hash).then(|| format!("event {} was changed: its hash does not fit", row.log_seq))
}

fn check_head(conn: &mut Conn, report: &mut VerifyReport) -> StoreResult<()> {
    let head = head(conn)?;
    let what = if head.log_seq > report.events {
        Some(format!("the log ends at {} but had {} events", report.events, head.log_seq))
    } else if head.log_seq < report.events || head.digest != report.digest {
        Some("the head of the log does not fit its events".to_owned())
    } else {
        None
    };
    report.first_bad = what.map(|what| Finding { log_seq: report.events + 1, what });
    Ok(())
}

/// The end of each stream so far. The stream outside cases has no numbers of its own.
#[derive(Default)]
pub(super) struct Streams(HashMap<Option<Uuid>, (i64, String)>);

impl Streams {
    pub(super) fn check(&mut self, row: &EventRow) -> Option<String> {
        let (seq, hash) = self.0.entry(row.case_id).or_default();
        if row.case_id.is_some() && row.case_seq != Some(*seq + 1) {
            return Some(format!("event {} is number {:?} of its case, after number {seq}", row.log_seq, row.case_seq));
        }
        if row.prev_hash != *hash {
            return Some(format!("event {} does not follow the one before it in its stream", row.log_seq));
        }
        *seq += 1;
        hash.clone_from(&row.hash);
        None
    }
}

/// Private texts of one batch; each belongs to exactly one place in one event.
pub(super) struct TextsOfBatch(HashMap<String, PrivateText>);

impl TextsOfBatch {
    pub(super) fn new(texts: Vec<PrivateText>) -> Self {
        Self(texts.into_iter().map(|text| (text.commitment.clone(), text)).collect())
    }

    pub(super) fn check(&mut self, row: &EventRow, report: &mut VerifyReport) -> Option<String> {
        let Ok(payload) = serde_json::from_str::<Value>(&row.payload) else {
            return Some(format!("event {} has an unreadable payload", row.log_seq));
        };
        let mut expected: Vec<&str> = row.actor_name.as_deref().into_iter().collect();
        private::commitments(&payload, &mut expected);
        for commitment in expected {
            let Some(text) = self.0.remove(commitment).filter(|text| text.log_seq == row.log_seq) else {
                return Some(format!("event {} lacks a private text, and no erasure is on record", row.log_seq));
            };
            if text.case_id != row.case_id {
                return Some(format!("a private text of event {} is filed under another case", row.log_seq));
            }
            report.private_texts += 1;
            match (&text.salt, &text.value) {
                (Some(salt), Some(value)) if hash::commitment(salt, value) == commitment => {}
                (None, None) if text.erased_at.is_some() => report.erased += 1,
                _ => return Some(format!("a private text of event {} was changed", row.log_seq)),
            }
        }
        None
    }

    pub(super) fn left_over(&self) -> Option<(i64, String)> {
        let text = self.0.values().min_by_key(|text| text.log_seq)?;
        Some((text.log_seq, format!("event {} has a private text that it does not know", text.log_seq)))
    }
}
