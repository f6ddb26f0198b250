//! The evidence bundle of a case (E6): its events with their hashes, the case and its plan as they lead to it, frozen notices, files,
//! what was handed over, the rules it was planned by. One file that anybody can check without this desk.
//!
//! [`archive`] is the container, [`check`] reads a bundle back and names the first thing that does not fit.

pub mod archive;
pub mod check;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::member::SignedIn;
use super::notices::filing;
use super::{AppError, AppResult, Ctx, cases, law, organisation};
use crate::clock::Clock;
use crate::domain::actor::{Actor, Person, Role};
use crate::domain::case::Case;
use crate::domain::event::Event;
use crate::domain::values::At;
use crate::store::events::{self, Carried, NewEvent, Stream};
use crate::store::notices::NoticeVersionRow;
use crate::store::outbox::{self, DeliveryKind};
use crate::store::{Conn, attachments, canonical, notices};
use archive::{Entry, NotABundle};

pub const README: &str = "README.md";
pub const EVENTS: &str = "events.jsonl";
pub const TEXTS: &str = "private-texts.jsonl";
pub const CASE: &str = "case.json";
pub const PLAN: &str = "plan.json";
pub const MESSAGES: &str = "messages.json";
pub const FILES: &str = "files.json";
pub const NOTICES: &str = "notices.json";
pub const MANIFEST: &str = "manifest.json";

/// Form of the bundle; a change of form raises it.
pub const FORMAT: u32 = 1;

/// Who may take the evidence of a case out of the house.
pub const EXPORTERS: &[Role] = &[Role::Dpo, Role::Controller, Role::Auditor];

/// The last entry: what is in the bundle, and where the record stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Always `evidence`.
    pub breachdesk: String,
    pub format: u32,
    pub program: String,
    /// RFC 3339.
    pub made_at: String,
    pub case: Uuid,
    pub reference: String,
    pub events: usize,
    /// Hash of the case's last event.
    pub last_hash: String,
    /// Where the whole log of the desk stood: with the digest it pins this moment among everything that was recorded.
    pub log_seq: i64,
    pub log_digest: String,
    pub policy_digest: String,
    /// Rules of the plan whose file is not in the bundle: they come from the operator's own folder.
    pub rules_not_included: Vec<String>,
    /// Every other entry, in its order.
    pub entries: Vec<Listed>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    pub path: String,
    pub size: u64,
    pub sha256: String,
}

/// A frozen version as `notices.json` lists it; its parts are entries of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenVersion {
    pub notice: u32,
    pub version: i64,
    pub digest: String,
    pub frozen_at: At,
    /// Folder of `draft.json`, `notice.html` and `notice.txt`.
    pub folder: String,
    pub binding: Option<Value>,
}

/// A file of the case as `files.json` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptFile {
    pub id: Uuid,
    pub name: String,
    pub media_type: String,
    pub sha256: String,
    pub size: i64,
    pub created_at: At,
}

/// A bundle with what identifies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    pub reference: String,
    pub bytes: Vec<u8>,
    /// SHA-256 of the manifest, in hex; stands in the record of the desk.
    pub digest: String,
}

impl From<NotABundle> for AppError {
    fn from(problem: NotABundle) -> Self {
        Self::broken(problem)
    }
}

/// Makes the bundle for somebody who may have it; the export and the bundle's digest are put on record (E7).
pub fn export(ctx: &Ctx, who: &SignedIn, reference: &str) -> AppResult<Bundle> {
    let now = ctx.clock.now();
    ctx.store.write(|tx| {
        let (row, _) = cases::load(tx, who, reference)?;
        let by: Person = who.acting(row.organisation_id, EXPORTERS).ok_or(AppError::NotAllowed)?;
        let bundle = make(ctx, tx, row.id, now)?;
        record(tx, ctx.policy.digest(), now, &Actor::from(&by), row.organisation_id, &bundle)?;
        Ok(bundle)
    })
}

/// The same for the operator at the machine, by the reference alone.
pub fn export_for_operator(ctx: &Ctx, clock: &Clock, reference: &str) -> AppResult<Bundle> {
    let now = clock.now();
    ctx.store.write(|tx| {
        let known = crate::store::cases::references(tx)?;
        let (id, _) = known.into_iter().find(|(_, known)| known == reference).ok_or(AppError::NotFound)?;
        let row = crate::store::cases::get(tx, id)?.ok_or(AppError::NotFound)?;
        let bundle = make(ctx, tx, id, now)?;
        record(tx, ctx.policy.digest(), now, &Actor::system(), row.organisation_id, &bundle)?;
        Ok(bundle)
    })
}

fn record(
    tx: &mut Conn,
    policy_digest: &str,
    now: At,
    actor: &Actor,
    organisation: Uuid,
    bundle: &Bundle,
) -> AppResult<()> {
    let event = NewEvent {
        occurred_at: now,
        kind: "evidence_exported".to_owned(),
        schema_version: 1,
        payload: json!({ "reference": bundle.reference, "manifest_sha256": bundle.digest, "size": bundle.bytes.len() }),
    };
    events::append(tx, &Stream::Organisation(organisation), actor, now, policy_digest, &[event])?;
    Ok(())
}

fn make(ctx: &Ctx, conn: &mut Conn, id: Uuid, now: At) -> AppResult<Bundle> {
    let mut carried = events::carry(conn, id)?;
    carried.withhold_privileged();
    let (case, _) = replayed(&carried).map_err(AppError::broken)?;
    let head = events::head(conn)?;
    let (_, settings) = organisation::load(conn, case.organisation)?;
    let law = ctx.law_with(case.organisation, &settings)?;
    let mut entries = vec![
        Entry { path: README.into(), bytes: include_bytes!("README.md").to_vec() },
        lines(EVENTS, &carried.events)?,
        lines(TEXTS, &carried.texts)?,
        document(CASE, &state_of(&case)?)?,
        document(PLAN, &plan_of(&case))?,
    ];
    let versions = notices::of_case(conn, id)?;
    notice_entries(&case, &versions, &mut entries)?;
    file_entries(conn, id, &mut entries)?;
    entries.push(document(MESSAGES, &messages(conn, &case)?)?);
    let own = law::own_files(&ctx.policy, &settings)?;
    let rules_not_included = rule_entries(ctx, &law, &case, &own, &mut entries);
    let manifest = Manifest {
        breachdesk: "evidence".into(),
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").into(),
        made_at: now.rfc3339(),
        case: id,
        reference: case.reference.clone(),
        events: carried.events.len(),
        last_hash: carried.events.last().map(|event| event.hash.clone()).unwrap_or_default(),
        log_seq: head.log_seq,
        log_digest: head.digest,
        policy_digest: law.digest().to_owned(),
        rules_not_included,
        entries: entries.iter().map(listed).collect(),
    };
    let manifest = document(MANIFEST, &serde_json::to_value(&manifest).map_err(AppError::broken)?)?;
    let digest = hex::encode(Sha256::digest(&manifest.bytes));
    entries.push(manifest);
    Ok(Bundle { reference: case.reference, bytes: archive::pack(&entries)?, digest })
}

/// The case as its events lead to it, and every message that a notice was handed over with; the error is a sentence.
fn replayed(carried: &Carried) -> Result<(Case, Vec<Uuid>), String> {
    let events = carried.check().map_err(|finding| finding.what)?;
    let mut read = Vec::with_capacity(events.len());
    let mut handed_over = Vec::new();
    for event in events {
        let version = i32::try_from(event.schema_version).unwrap_or(i32::MAX);
        let known = Event::from_stored(&event.kind, version, event.payload).map_err(|error| error.to_string())?;
        if let Event::NoticeHandedOver { delivery, .. } = &known {
            handed_over.push(*delivery);
        }
        read.push((known, event.recorded_at));
    }
    let case = Case::replay(read).ok_or_else(|| "the events do not begin with the opening of a case".to_owned())?;
    Ok((case, handed_over))
}

fn state_of(case: &Case) -> AppResult<Value> {
    serde_json::to_value(case).map_err(AppError::broken)
}

/// What the law asked, as the record holds it: the duties with their clocks, and what was not checked.
fn plan_of(case: &Case) -> Value {
    json!({
        "duties": case.duties, "excluded": case.excluded, "not_checked": case.not_checked, "problems": case.problems,
        "revision": case.plan_revision,
    })
}

fn notice_entries(case: &Case, versions: &[NoticeVersionRow], entries: &mut Vec<Entry>) -> AppResult<()> {
    let mut list = Vec::new();
    for notice in &case.notices {
        let id = filing::notice_id(case, notice.number);
        let mut own: Vec<&NoticeVersionRow> = versions.iter().filter(|version| version.notice_id == id).collect();
        own.sort_by_key(|version| version.version);
        for version in own {
            let folder = format!("notices/{}-v{}", notice.number, version.version);
            entries.push(document(&format!("{folder}/draft.json"), &version.content)?);
            entries.push(Entry { path: format!("{folder}/notice.html"), bytes: version.html.clone().into_bytes() });
            entries.push(Entry { path: format!("{folder}/notice.txt"), bytes: version.text.clone().into_bytes() });
            list.push(FrozenVersion {
                notice: notice.number,
                version: version.version,
                digest: version.digest.clone(),
                frozen_at: version.frozen_at,
                folder,
                binding: version.binding.as_deref().map(serde_json::from_str).transpose().map_err(AppError::broken)?,
            });
        }
    }
    entries.push(document(NOTICES, &serde_json::to_value(&list).map_err(AppError::broken)?)?);
    Ok(())
}

fn file_entries(conn: &mut Conn, id: Uuid, entries: &mut Vec<Entry>) -> AppResult<()> {
    let mut list = Vec::new();
    for row in attachments::of_case(conn, id)? {
        let bytes = attachments::bytes(conn, row.id)?
            .ok_or_else(|| AppError::broken(format!("the bytes of the file {} are gone", row.id)))?;
        entries.push(Entry { path: file_path(row.id), bytes });
        let (name, media_type) = (row.name, row.media_type);
        let (sha256, size, created_at) = (row.sha256, row.size, row.created_at);
        list.push(KeptFile { id: row.id, name, media_type, sha256, size, created_at });
    }
    entries.push(document(FILES, &serde_json::to_value(&list).map_err(AppError::broken)?)?);
    Ok(())
}

/// Names that people gave files are in the list only: a path is never made of them.
fn file_path(id: Uuid) -> String {
    format!("files/{id}")
}

/// What the outbox knows: each message to an authority with the server's own words, and of mail-outs the sums. Addresses of data
/// subjects are no part of a bundle; the root of each list stands in its event.
fn messages(conn: &mut Conn, case: &Case) -> AppResult<Value> {
    let rows = outbox::of_case(conn, case.id)?;
    let to_authorities: Vec<Value> = rows
        .iter()
        .filter(|row| row.kind == DeliveryKind::Authority)
        .map(|row| {
            json!({
                "id": row.id, "message_id": row.message_id, "state": row.state.as_str(), "attempts": row.attempt,
                "accepted_at": row.accepted_at, "reply": row.reply, "body_sha256": row.body_sha256,
            })
        })
        .collect();
    let mut mail_outs = Vec::new();
    for communication in &case.communications {
        mail_outs.push(json!({
            "number": communication.number, "id": communication.id, "state": communication.state,
            "list_root": communication.list_root, "totals": communication.totals, "purged_at": communication.purged_at,
        }));
    }
    Ok(json!({ "to_authorities": to_authorities, "mail_outs": mail_outs }))
}

/// The files that the rules of the plan stand in. Answers the rules whose file is not at hand.
fn rule_entries(
    ctx: &Ctx,
    law: &crate::policy::PolicySet,
    case: &Case,
    own: &[(String, String)],
    entries: &mut Vec<Entry>,
) -> Vec<String> {
    let (mut wanted, mut missing) = (BTreeSet::new(), BTreeSet::new());
    for duty in &case.duties {
        let name = format!("{} version {}", duty.planned.rule, duty.planned.rule_version);
        match law.rule(&duty.planned.rule, duty.planned.rule_version) {
            Some(rule) => wanted.insert((rule.file.clone(), name)),
            None => missing.insert(name),
        };
    }
    let mut written = BTreeSet::new();
    for (file, rule) in wanted {
        let known = own.iter().chain(ctx.notices.policies.iter()).find(|(path, _)| *path == file);
        match known {
            Some((path, text)) if written.insert(path.clone()) => {
                entries.push(Entry { path: format!("policies/{path}"), bytes: text.clone().into_bytes() });
            }
            Some(_) => {}
            None => {
                missing.insert(rule);
            }
        }
    }
    missing.into_iter().collect()
}

fn lines<T: Serialize>(path: &str, items: &[T]) -> AppResult<Entry> {
    let mut bytes = Vec::new();
    for item in items {
        let value = serde_json::to_value(item).map_err(AppError::broken)?;
        bytes.extend(canonical(&value).map_err(AppError::broken)?.into_bytes());
        bytes.push(b'\n');
    }
    Ok(Entry { path: path.into(), bytes })
}

/// Canonical JSON (RFC 8785), so that the same content is always the same bytes.
fn document(path: &str, value: &Value) -> AppResult<Entry> {
    Ok(Entry { path: path.into(), bytes: canonical(value).map_err(AppError::broken)?.into_bytes() })
}

fn listed(entry: &Entry) -> Listed {
    let sha256 = hex::encode(Sha256::digest(&entry.bytes));
    Listed { path: entry.path.clone(), size: entry.bytes.len() as u64, sha256 }
}
