//! What happened outside cases: every event can still be read, reports are kept as the two events that each may have say, and so is
//! what [`super::offices`] compares.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::offices::Offices;
use super::{Misfit, first_difference};
use crate::app::report::Answers;
use crate::app::{AppError, AppResult};
use crate::domain::outside::OutsideEvent;
use crate::store::events::{self, Page, RecordedEvent};
use crate::store::reports::{self, ReportRow};
use crate::store::{Conn, attachments};

const BATCH: i64 = 1_000;

/// The first report that is kept otherwise than its events say.
pub(super) fn check(conn: &mut Conn) -> AppResult<Option<Misfit>> {
    let mut known: BTreeMap<Uuid, (RecordedEvent, Option<RecordedEvent>)> = BTreeMap::new();
    let mut offices = Offices::default();
    let mut after = 0;
    loop {
        let page = events::page(conn, Page { after, limit: BATCH })?;
        let Some(last) = page.last() else { break };
        after = last.log_seq;
        for event in page {
            if event.case_id.is_none() && OutsideEvent::KINDS.contains(&event.kind.as_str()) {
                let read = OutsideEvent::from_stored(&event.kind, event.schema_version, event.payload.clone());
                let taken = read.map_err(|error| error.to_string()).and_then(|read| offices.take(&event, read));
                if let Err(what) = taken {
                    return Ok(Some(Misfit { log_seq: event.log_seq, what }));
                }
            }
            let report = event.payload.get("report").and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok());
            match (event.kind.as_str(), report) {
                ("report_received", Some(id)) => {
                    known.insert(id, (event, None));
                }
                ("report_triaged", Some(id)) => {
                    if let Some((_, triaged)) = known.get_mut(&id) {
                        *triaged = Some(event);
                    }
                }
                _ => {}
            }
        }
    }
    for (id, (received, triaged)) in &known {
        let row = reports::get(conn, *id)?;
        let place = match &row {
            None => Some("which is gone".to_owned()),
            Some(row) => match difference(row, received, triaged.as_ref())? {
                None => files(conn, row)?,
                different => different,
            },
        };
        if let Some(place) = place {
            let what = format!("a report is kept otherwise than its events say: {place}");
            return Ok(Some(Misfit { log_seq: received.log_seq, what }));
        }
    }
    let all = reports::count_all(conn)?;
    if usize::try_from(all).ok() != Some(known.len()) {
        return Ok(Some(Misfit { log_seq: after, what: "a report that no event tells of".to_owned() }));
    }
    offices.check(conn, after)
}

/// The files of a report that came as an e-mail have the bytes whose digests its event holds.
fn files(conn: &mut Conn, row: &ReportRow) -> AppResult<Option<String>> {
    let answers: Answers = match serde_json::from_value(row.answers.clone()) {
        Ok(answers) => answers,
        // Private parts of old reports may be erased; those had no files.
        Err(_) => return Ok(None),
    };
    for file in answers.mail.iter().flat_map(|mail| &mail.files) {
        let bytes = attachments::bytes(conn, file.id)?;
        let same = bytes.is_some_and(|bytes| hex::encode(Sha256::digest(bytes)) == file.sha256);
        if !same {
            return Ok(Some(format!("the file {} of its message", file.id)));
        }
    }
    Ok(None)
}

fn difference(row: &ReportRow, received: &RecordedEvent, triaged: Option<&RecordedEvent>) -> AppResult<Option<String>> {
    let kept = serde_json::json!({
        "report": row.id,
        "reference": row.reference,
        "channel": row.channel,
        "first_noticed_at": row.first_noticed_at,
        "answers": row.answers,
    });
    if let Some(place) = first_difference(&received.payload, &kept, &mut String::new()) {
        return Ok(Some(format!("`{place}`")));
    }
    if row.arrived_at != received.occurred_at || Some(row.organisation_id) != received.organisation_id {
        return Ok(Some("its arrival".to_owned()));
    }
    let text = |key: &str| triaged.and_then(|event| event.payload.get(key)).and_then(Value::as_str);
    let status = text("status").unwrap_or("new");
    let case = text("case").map(Uuid::parse_str).transpose().map_err(AppError::broken)?;
    let same = row.status.as_str() == status
        && row.case_id == case
        && row.decided_at == triaged.map(|event| event.occurred_at)
        && row.decided_by == triaged.and_then(|event| event.actor.id)
        && reason_fits(row, triaged);
    Ok((!same).then(|| "its triage".to_owned()))
}

fn reason_fits(row: &ReportRow, triaged: Option<&RecordedEvent>) -> bool {
    let told = triaged.and_then(|event| event.payload.get("reason")).filter(|reason| !reason.is_null());
    match told {
        None => row.reason.is_none(),
        Some(told) => match told.get("$private").and_then(Value::as_str) {
            Some(text) => row.reason.as_deref() == Some(text),
            // Erased from the record; the row may still hold it or not.
            None => true,
        },
    }
}
