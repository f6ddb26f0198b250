//! What stands beside the case documents: columns and rows for lists, frozen notices, files, and what the outbox holds. All of it
//! is compared with what the events lead to.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{listed, lists};
use crate::app::notices::filed::file_id;
use crate::app::notices::filing;
use crate::app::{AppError, AppResult, rows};
use crate::domain::case::{Case, CommunicationState, FilingChannel, Notice};
use crate::domain::values::{At, Private};
use crate::notice::{Binding, bound_digest};
use crate::store::cases::CaseRow;
use crate::store::notices::NoticeVersionRow;
use crate::store::outbox::{self, DeliveryKind};
use crate::store::{Conn, attachments, communications, notices, reminders};

/// A sentence about what does not fit, without the reference of the case.
pub(super) type Found = Option<String>;

/// What the events of a case say beside its state.
pub(super) struct Told<'a> {
    pub case: &'a Case,
    /// When the last of them was recorded.
    pub last_at: At,
    /// Every message that a notice was handed over with, also those that failed.
    pub handed_over: &'a [Uuid],
    /// Where each was addressed, as far as the record says it.
    pub addresses: &'a BTreeMap<Uuid, String>,
}

/// The first thing beside the document that its events do not lead to.
pub(super) fn check(conn: &mut Conn, told: &Told<'_>, kept: &CaseRow) -> AppResult<Found> {
    if let Some(found) = columns(told, kept)? {
        return Ok(Some(found));
    }
    if let Some(found) = listed::check(conn, told.case)? {
        return Ok(Some(found));
    }
    let versions = notices::of_case(conn, told.case.id)?;
    if let Some(found) = frozen(told.case, &versions) {
        return Ok(Some(found));
    }
    for check in [files, mail_outs, reminded] {
        if let Some(found) = check(conn, told)? {
            return Ok(Some(found));
        }
    }
    if let Some(found) = lists::check(conn, told.case)? {
        return Ok(Some(found));
    }
    handed_over(conn, told, &versions)
}

/// The columns that lists and searches read.
fn columns(told: &Told<'_>, kept: &CaseRow) -> AppResult<Found> {
    let made = rows::case_row(told.case, told.last_at)?;
    let title_stands = !is_erased(&told.case.title);
    let fits = [
        ("title", !title_stands || made.title == kept.title),
        ("status", made.status == kept.status),
        ("opened_at", made.opened_at == kept.opened_at),
        ("updated_at", made.updated_at == kept.updated_at),
        ("closed_at", made.closed_at.is_some() == kept.closed_at.is_some()),
        ("next_due_at", made.next_due_at == kept.next_due_at),
        ("risk", made.risk == kept.risk),
        ("zone", made.zone == kept.zone),
    ];
    Ok(fits.iter().find(|(_, fits)| !fits).map(|(column, _)| format!("the column `{column}` of the case list")))
}

/// Each approval froze one version whose digest stands in the record; the digest binds text, HTML and draft.
fn frozen(case: &Case, versions: &[NoticeVersionRow]) -> Found {
    let mut approved = 0;
    for notice in &case.notices {
        for approval in &notice.approvals {
            approved += 1;
            let place = format!("version {} of notice {}", approval.version, notice.number);
            let Some(version) = version_of(case, notice, approval.version, versions) else {
                return Some(format!("{place}, which is gone"));
            };
            let whole = version.digest == approval.digest
                && binding(version).is_none_or(|binding| {
                    binding.is_some_and(|binding| {
                        bound_digest(&version.content, &binding, &version.html, &version.text) == approval.digest
                    })
                });
            if !whole {
                return Some(format!("{place}: its bytes are not those that were approved"));
            }
        }
    }
    (versions.len() != approved).then(|| "a frozen notice that nobody approved".to_owned())
}

fn version_of<'a>(
    case: &Case,
    notice: &Notice,
    number: u32,
    versions: &'a [NoticeVersionRow],
) -> Option<&'a NoticeVersionRow> {
    let id = filing::notice_id(case, notice.number);
    versions.iter().find(|version| version.notice_id == id && version.version == i64::from(number))
}

/// None where it was frozen before bindings were kept, `Some(None)` where it cannot be read.
fn binding(version: &NoticeVersionRow) -> Option<Option<Binding>> {
    version.binding.as_deref().map(|text| serde_json::from_str(text).ok())
}

/// Every file of the case has the bytes of its digest; one that proves a filing is also pinned by its id, which the record names.
fn files(conn: &mut Conn, told: &Told<'_>) -> AppResult<Found> {
    let kept = attachments::of_case(conn, told.case.id)?;
    for row in &kept {
        let Some(bytes) = attachments::bytes(conn, row.id)? else {
            return Ok(Some(format!("the file {}: its bytes are gone", row.id)));
        };
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let size = i64::try_from(bytes.len()).map_err(AppError::broken)?;
        // An id of the older kind says nothing about the bytes.
        let pinned = row.id.get_version_num() != 8 || row.id == file_id(told.case.id, &sha256);
        if sha256 != row.sha256 || size != row.size || !pinned {
            return Ok(Some(format!("the file {}: its bytes are not those that were kept", row.id)));
        }
    }
    let outside = told.case.filed_outside.iter().map(|outside| &outside.filing);
    let filings = told.case.notices.iter().flat_map(|notice| &notice.filings).chain(outside);
    let proofs = filings.filter_map(|filing| filing.proof.as_ref());
    let gone = proofs.filter_map(|proof| proof.attachment).find(|id| !kept.iter().any(|row| row.id == *id));
    Ok(gone.map(|id| format!("the file {id} that proves a filing is gone")))
}

/// The outbox holds for each hand-over the approved bytes, and no message to an authority that no hand-over asked for.
fn handed_over(conn: &mut Conn, told: &Told<'_>, versions: &[NoticeVersionRow]) -> AppResult<Found> {
    let rows = outbox::of_case(conn, told.case.id)?;
    let to_authorities = rows.iter().filter(|row| row.kind == DeliveryKind::Authority);
    for row in to_authorities.clone() {
        let frozen = versions.iter().find(|version| Some(version.id) == row.notice_version_id);
        let part = |key: &str| row.content.get(key).and_then(Value::as_str);
        let addressed = told.addresses.get(&row.id).is_none_or(|to| to.as_bytes() == row.to_address);
        let fits = told.handed_over.contains(&row.id)
            && addressed
            && frozen.is_some_and(|version| part("text") == Some(&version.text) && part("html") == Some(&version.html));
        if !fits {
            return Ok(Some(format!("message {} to an authority is not what was handed over", row.id)));
        }
    }
    if let Some(gone) = told.handed_over.iter().find(|id| !to_authorities.clone().any(|row| row.id == **id)) {
        return Ok(Some(format!("message {gone} of a hand-over is gone from the outbox")));
    }
    for notice in &told.case.notices {
        let row = rows.iter().find(|row| Some(row.id) == notice.delivery);
        let accepted_at = row.and_then(|row| row.accepted_at);
        let mut by_the_server = notice.filings.iter().filter(|f| f.channel == FilingChannel::Email && f.by.is_none());
        if let (Some(at), Some(filing)) = (accepted_at, by_the_server.next_back())
            && filing.at != at
        {
            return Ok(Some(format!("notice {} was accepted at another instant than the outbox says", notice.number)));
        }
        let taken_at = row.and_then(|row| row.provider_at);
        let mut by_provider = notice.filings.iter().filter(|f| f.channel == FilingChannel::Pec && f.by.is_none());
        if let (Some(at), Some(filing)) = (taken_at, by_provider.next_back())
            && filing.at != at
            && !filing.is_simulated()
        {
            return Ok(Some(format!("notice {} was taken at another instant than its provider says", notice.number)));
        }
    }
    Ok(None)
}

/// Mail-outs: state and length as the case says, and everybody in exactly one group (R12).
fn mail_outs(conn: &mut Conn, told: &Told<'_>) -> AppResult<Found> {
    let rows = communications::of_case(conn, told.case.id)?;
    for communication in &told.case.communications {
        let number = communication.number;
        let Some(row) = rows.iter().find(|row| row.id == communication.id) else {
            return Ok(Some(format!("mail-out {number} is gone")));
        };
        let state = match communication.state {
            CommunicationState::Imported => communications::CommunicationState::Draft.as_str(),
            state => state.as_str(),
        };
        let people = communication.counts.accepted + communication.counts.without_address;
        if row.state.as_str() != state || u64::try_from(row.recipients) != Ok(people) {
            return Ok(Some(format!("mail-out {number} is another than the events say")));
        }
        if !outbox::totals(conn, row.id)?.adds_up() {
            return Ok(Some(format!("the numbers of mail-out {number} do not add up to its people")));
        }
    }
    // A list that nobody has accepted yet is no part of the case.
    let known = |row: &&communications::CommunicationRow| told.case.communications.iter().any(|c| c.id == row.id);
    let stranger = rows.iter().find(|row| row.state != communications::CommunicationState::Draft && !known(row));
    Ok(stranger.map(|row| format!("mail-out {} stands in no event", row.id)))
}

/// A reminder that was sent names a message of the outbox (T1).
fn reminded(conn: &mut Conn, told: &Told<'_>) -> AppResult<Found> {
    let rows = reminders::of_case(conn, told.case.id)?;
    for row in &rows {
        if let Some(delivery) = row.delivery_id
            && outbox::get(conn, delivery)?.is_none()
        {
            return Ok(Some(format!("the message of reminder {} is gone from the outbox", row.id)));
        }
    }
    Ok(None)
}

pub(super) fn is_erased(text: &Private) -> bool {
    *text == Private::Erased
}
