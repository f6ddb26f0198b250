//! Reading an evidence bundle back, without any database: the first entry that does not fit is named.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::archive::{self, Entry, NotABundle};
use super::{
    CASE, EVENTS, FILES, FORMAT, FrozenVersion, KeptFile, MANIFEST, MESSAGES, Manifest, NOTICES, PLAN, TEXTS,
    file_path, plan_of, replayed, state_of,
};
use crate::app::notices::filed::file_id;
use crate::domain::case::Case;
use crate::notice::{Binding, bound_digest};
use crate::store::canonical;
use crate::store::events::{Carried, CarriedEvent, CarriedText};

/// A bundle in which everything fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    pub manifest: Manifest,
    /// SHA-256 of the manifest. The desk that made the bundle has it on record (`evidence_exported`): only that comparison shows a
    /// bundle that was made anew as a whole.
    pub digest: String,
    pub texts: usize,
    pub erased: usize,
}

/// The first thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// Path of the entry, or `bundle` where the container itself is meant.
    pub entry: String,
    /// A sentence for whoever checks.
    pub what: String,
    /// Whether the file is no bundle at all.
    pub unreadable: bool,
}

fn misfit(entry: &str, what: impl Into<String>) -> Misfit {
    Misfit { entry: entry.to_owned(), what: what.into(), unreadable: false }
}

/// Checks a bundle from its first byte to its last.
pub fn check(bytes: &[u8]) -> Result<Whole, Misfit> {
    let entries = archive::unpack(bytes).map_err(|problem| match &problem {
        NotABundle::Entry(path) => misfit(path, problem.to_string()),
        NotABundle::Unreadable => Misfit { unreadable: true, ..misfit("bundle", problem.to_string()) },
        NotABundle::Directory | NotABundle::TooLarge => misfit("bundle", problem.to_string()),
    })?;
    let (manifest, digest) = listed(&entries)?;
    let all = Entries(entries.iter().map(|entry| (entry.path.as_str(), entry.bytes.as_slice())).collect());
    let carried = Carried { events: all.lines::<CarriedEvent>(EVENTS)?, texts: all.lines::<CarriedText>(TEXTS)? };
    let (case, told) = the_record(&manifest, &carried)?;
    all.same(CASE, &state_of(&case).map_err(|error| misfit(CASE, error.to_string()))?)?;
    all.same(PLAN, &plan_of(&case))?;
    frozen(&case, &all)?;
    files(&case, &all)?;
    handed_over(&told, &all)?;
    let erased = carried.texts.iter().filter(|text| text.erased_at.is_some()).count();
    Ok(Whole { manifest, digest, texts: carried.texts.len(), erased })
}

/// The manifest names every other entry, in their order, byte for byte.
fn listed(entries: &[Entry]) -> Result<(Manifest, String), Misfit> {
    let Some((last, others)) = entries.split_last().filter(|(last, _)| last.path == MANIFEST) else {
        let unreadable = !entries.iter().any(|entry| entry.path == MANIFEST);
        return Err(Misfit { unreadable, ..misfit(MANIFEST, "the manifest is not the last entry of the bundle") });
    };
    let manifest: Manifest = serde_json::from_slice(&last.bytes)
        .map_err(|error| misfit(MANIFEST, format!("the manifest cannot be read: {error}")))?;
    if manifest.breachdesk != "evidence" || manifest.format != FORMAT {
        return Err(misfit(MANIFEST, format!("form {} of a bundle is not known to this program", manifest.format)));
    }
    for (place, listed) in manifest.entries.iter().enumerate() {
        let Some(entry) = others.get(place) else {
            return Err(misfit(&listed.path, "the entry is missing"));
        };
        if entry.path != listed.path {
            return Err(misfit(&listed.path, format!("`{}` stands in its place", entry.path)));
        }
        if entry.bytes.len() as u64 != listed.size || hex::encode(Sha256::digest(&entry.bytes)) != listed.sha256 {
            return Err(misfit(&listed.path, "its bytes are not those that the manifest names"));
        }
    }
    if let Some(more) = others.get(manifest.entries.len()) {
        return Err(misfit(&more.path, "the manifest does not name this entry"));
    }
    Ok((manifest, hex::encode(Sha256::digest(&last.bytes))))
}

/// The chain of events, and the case that follows from it.
fn the_record(manifest: &Manifest, carried: &Carried) -> Result<(Case, Vec<Uuid>), Misfit> {
    let (case, told) = replayed(carried).map_err(|what| misfit(EVENTS, what))?;
    let last = carried.events.last();
    if carried.events.len() != manifest.events || last.is_none_or(|event| event.hash != manifest.last_hash) {
        return Err(misfit(EVENTS, "the events end elsewhere than the manifest says"));
    }
    if case.id != manifest.case || case.reference != manifest.reference {
        return Err(misfit(MANIFEST, "the manifest speaks of another case"));
    }
    if last.is_some_and(|event| event.log_seq > manifest.log_seq) {
        return Err(misfit(MANIFEST, "the log ended before the last event of the case"));
    }
    Ok((case, told))
}

/// Every approval has its frozen version, and its digest binds draft, HTML and text.
fn frozen(case: &Case, all: &Entries<'_>) -> Result<(), Misfit> {
    let versions: Vec<FrozenVersion> = all.document(NOTICES)?;
    let mut approved = 0;
    for notice in &case.notices {
        for approval in &notice.approvals {
            approved += 1;
            let (number, version) = (notice.number, i64::from(approval.version));
            let listed = versions.iter().find(|listed| listed.notice == number && listed.version == version);
            let gone = || misfit(NOTICES, format!("version {version} of notice {number} is missing"));
            let listed = listed.ok_or_else(gone)?;
            let draft: Value = all.document(&format!("{}/draft.json", listed.folder))?;
            let (html_path, text_path) =
                (format!("{}/notice.html", listed.folder), format!("{}/notice.txt", listed.folder));
            let (html, text) = (all.text(&html_path)?, all.text(&text_path)?);
            let binding = match &listed.binding {
                None => None,
                Some(value) => {
                    let binding: Binding = serde_json::from_value(value.clone())
                        .map_err(|_| misfit(NOTICES, format!("the binding of notice {number} cannot be read")))?;
                    Some(binding)
                }
            };
            let bound = binding.is_none_or(|binding| bound_digest(&draft, &binding, html, text) == approval.digest);
            if listed.digest != approval.digest || !bound {
                let what = format!("version {version} of notice {number} is not the one that was approved");
                return Err(misfit(&html_path, what));
            }
        }
    }
    if versions.len() == approved { Ok(()) } else { Err(misfit(NOTICES, "a frozen notice that nobody approved")) }
}

/// Every file has its digest; one that proves a filing has the id that the record names, which is made of its bytes.
fn files(case: &Case, all: &Entries<'_>) -> Result<(), Misfit> {
    let list: Vec<KeptFile> = all.document(FILES)?;
    for file in &list {
        let path = file_path(file.id);
        let bytes = all.bytes(&path)?;
        let sha256 = hex::encode(Sha256::digest(bytes));
        let pinned = file.id.get_version_num() != 8 || file.id == file_id(case.id, &sha256);
        if sha256 != file.sha256 || i64::try_from(bytes.len()) != Ok(file.size) || !pinned {
            return Err(misfit(&path, "its bytes are not those that were kept"));
        }
    }
    let outside = case.filed_outside.iter().map(|outside| &outside.filing);
    let filings = case.notices.iter().flat_map(|notice| &notice.filings).chain(outside);
    for id in filings.filter_map(|filing| filing.proof.as_ref()).filter_map(|proof| proof.attachment) {
        if !list.iter().any(|file| file.id == id) {
            return Err(misfit(&file_path(id), "a file that proves a filing is missing"));
        }
    }
    Ok(())
}

/// Every message that the events tell of is there, and no other.
fn handed_over(told: &[Uuid], all: &Entries<'_>) -> Result<(), Misfit> {
    let messages: Value = all.document(MESSAGES)?;
    let listed = messages.get("to_authorities").and_then(Value::as_array).cloned().unwrap_or_default();
    let id = |message: &Value| message.get("id").and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok());
    let mut there: Vec<Uuid> = listed.iter().filter_map(id).collect();
    for told in told {
        match there.iter().position(|known| known == told) {
            Some(place) => drop(there.swap_remove(place)),
            None => return Err(misfit(MESSAGES, format!("the message {told} that was handed over is missing"))),
        }
    }
    if there.is_empty() { Ok(()) } else { Err(misfit(MESSAGES, "a message to an authority that no event tells of")) }
}

/// The entries by their paths.
struct Entries<'a>(BTreeMap<&'a str, &'a [u8]>);

impl Entries<'_> {
    fn bytes(&self, path: &str) -> Result<&[u8], Misfit> {
        self.0.get(path).copied().ok_or_else(|| misfit(path, "the entry is missing"))
    }

    fn text(&self, path: &str) -> Result<&str, Misfit> {
        std::str::from_utf8(self.bytes(path)?).map_err(|_| misfit(path, "it is no text"))
    }

    fn document<T: DeserializeOwned>(&self, path: &str) -> Result<T, Misfit> {
        serde_json::from_slice(self.bytes(path)?).map_err(|error| misfit(path, format!("it cannot be read: {error}")))
    }

    fn lines<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<T>, Misfit> {
        let read = |(number, line): (usize, &str)| {
            serde_json::from_str(line)
                .map_err(|error| misfit(path, format!("line {} cannot be read: {error}", number + 1)))
        };
        self.text(path)?.lines().enumerate().map(read).collect()
    }

    /// Whether an entry is what follows from the events, byte for byte.
    fn same(&self, path: &str, made: &Value) -> Result<(), Misfit> {
        let made = canonical(made).map_err(|error| misfit(path, error.to_string()))?;
        if self.text(path)? == made { Ok(()) } else { Err(misfit(path, "it is not what the events lead to")) }
    }
}
