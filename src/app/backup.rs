//! Copies of the whole desk. The master key is never in one: without it the lists of data subjects in the copy open for nobody.

use std::io::{BufRead, Write};

use serde_json::json;

use super::AppError;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::actor::Actor;
use crate::ids::Ids;
use crate::store::events::{self, NewEvent, Stream};
use crate::store::portable::{self, BadBackup, Dumped, Header};
use crate::store::{Store, StoreConfig, StoreResult, quarantine};

/// What a restored copy is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub header: Header,
    /// Messages that the original may have sent since; each waits for a person's decision.
    pub unclear: usize,
}

/// Writes everything, from one moment of the database.
pub fn write(store: &Store, out: &mut dyn Write, clock: &Clock) -> Result<Dumped, AppError> {
    let now = clock.now();
    let dumped: StoreResult<Dumped> = store.read(|conn| portable::dump(conn, out, now));
    Ok(dumped?)
}

/// Reads a backup to its end and compares its digest.
pub fn check(lines: &mut dyn BufRead) -> Result<Header, BadBackup> {
    portable::check(lines)
}

/// Opens the database of a configuration for a restore; a new one is made.
pub fn open(config: &Config, ids: Ids) -> StoreResult<Store> {
    Store::open(&StoreConfig::at(config.database_url()), ids)
}

/// Fills an empty database, all or nothing. The copy stands in quarantine from the first moment (R13).
pub fn restore(
    store: &Store,
    lines: &mut dyn BufRead,
    clock: &Clock,
    policy_digest: &str,
) -> Result<Restored, BadBackup> {
    let now = clock.now();
    store.write(|tx| {
        let header = portable::load(tx, lines)?;
        let unclear = quarantine::begin(tx, &header.made_at, now)?;
        let event = NewEvent {
            occurred_at: now,
            kind: "restored".to_owned(),
            schema_version: 1,
            payload: json!({ "backup_made_at": header.made_at, "log_seq": header.log_seq, "digest": header.digest, "unclear": unclear }),
        };
        events::append(tx, &Stream::Desk, &Actor::system(), now, policy_digest, &[event])?;
        Ok(Restored { header, unclear })
    })
}
