//! Reading the lines back: the whole file is checked first, then everything goes in within one transaction, into an empty database.

use std::io::BufRead;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use sha2::{Digest, Sha256};

use super::{EndLine, FORMAT, Header, Kind, TABLES, TableLine, columns, migrations};
use crate::store::conn::{Conn, Link};
use crate::store::error::{StoreError, StoreResult};
use crate::store::{events, organisations, users};

/// Why a file cannot be restored; a sentence for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBackup {
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    #[error("this is not a backup made by breachdesk")]
    NotABackup,
    #[error("the backup is of a form ({0}) that this program does not know; restore it with the program that made it")]
    Form(u32),
    #[error("the backup is cut short: its last line is missing")]
    CutShort,
    #[error("the backup was changed or damaged: its digest does not fit its lines")]
    Damaged,
    #[error("the database is not empty; a backup is restored into a new one")]
    NotEmpty,
    #[error(
        "the backup was made by a program of another version ({theirs}, here {here}); restore it with that one, then start this one on it"
    )]
    Version { theirs: String, here: String },
    #[error("line {line} does not fit: {what}")]
    Line { line: u64, what: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads the whole file and compares its digest; nothing is written.
pub fn check(lines: &mut dyn BufRead) -> Result<Header, BadBackup> {
    let mut hasher = Sha256::new();
    let mut line = String::new();
    let mut rows = 0;
    let mut header = None;
    loop {
        line.clear();
        if lines.read_line(&mut line).map_err(unreadable)? == 0 {
            return Err(if header.is_some() { BadBackup::CutShort } else { BadBackup::NotABackup });
        }
        if header.is_none() {
            header = Some(read_header(&line)?);
        } else if line.starts_with("{\"end\"") {
            break;
        } else if line.starts_with('[') {
            rows += 1;
        }
        hasher.update(line.as_bytes());
    }
    let end: EndLine = serde_json::from_str(&line).map_err(|_| BadBackup::CutShort)?;
    let mut rest = String::new();
    let more = lines.read_line(&mut rest).map_err(unreadable)?;
    if more != 0 || end.rows != rows || end.sha256 != hex::encode(hasher.finalize()) {
        return Err(BadBackup::Damaged);
    }
    header.ok_or(BadBackup::NotABackup)
}

fn read_header(line: &str) -> Result<Header, BadBackup> {
    let header: Header = serde_json::from_str(line).map_err(|_| BadBackup::NotABackup)?;
    match (header.breachdesk.as_str(), header.format) {
        ("backup", FORMAT) => Ok(header),
        ("backup", other) => Err(BadBackup::Form(other)),
        _ => Err(BadBackup::NotABackup),
    }
}

fn unreadable(error: std::io::Error) -> BadBackup {
    BadBackup::Unreadable(error.to_string())
}

/// Bytes of rows that go in with one statement.
const BATCH_BYTES: usize = 256 * 1024;

/// Puts a checked file into an empty database, in the caller's transaction.
pub fn load(tx: &mut Conn, lines: &mut dyn BufRead) -> Result<Header, BadBackup> {
    if !users::none_yet(tx)? || !organisations::all(tx)?.is_empty() || events::head(tx)?.log_seq != 0 {
        return Err(BadBackup::NotEmpty);
    }
    let mut line = String::new();
    lines.read_line(&mut line).map_err(unreadable)?;
    let header = read_header(&line)?;
    let here = migrations(tx)?;
    if header.migrations != here {
        let last = |all: &[String]| all.last().cloned().unwrap_or_default();
        return Err(BadBackup::Version { theirs: last(&header.migrations), here: last(&here) });
    }
    let mut number = 1;
    let mut table: Option<Target> = None;
    loop {
        line.clear();
        number += 1;
        lines.read_line(&mut line).map_err(unreadable)?;
        let misfit = |what: &str| BadBackup::Line { line: number, what: what.to_owned() };
        let row = line.trim_end();
        if row.starts_with('[') {
            let into = table.as_mut().ok_or_else(|| misfit("a row before its table"))?;
            into.rows.push(row.to_owned());
            into.bytes += row.len();
            if into.bytes >= BATCH_BYTES {
                into.put_in(tx).map_err(|error| misfit(&error.to_string()))?;
            }
            continue;
        }
        if let Some(mut full) = table.take() {
            full.put_in(tx).map_err(|error| misfit(&error.to_string()))?;
        }
        if row.starts_with("{\"end\"") {
            return Ok(header);
        }
        let next: TableLine = serde_json::from_str(row).map_err(|_| misfit("neither a table nor a row"))?;
        table =
            Some(Target::new(tx, &next)?.ok_or_else(|| misfit("a table or column that this program does not have"))?);
    }
}

/// The table that rows go into.
struct Target {
    insert: String,
    rows: Vec<String>,
    bytes: usize,
}

impl Target {
    /// None if the table or its columns are not those of this database: names from a file never reach a statement otherwise.
    fn new(conn: &mut Conn, line: &TableLine) -> StoreResult<Option<Self>> {
        if !TABLES.contains(&line.table.as_str()) {
            return Ok(None);
        }
        let own = columns(conn, &line.table)?;
        let mut values = Vec::with_capacity(own.len());
        for (place, name) in line.columns.iter().enumerate() {
            let Some((_, kind)) = own.iter().find(|(known, _)| known == name) else { return Ok(None) };
            values.push(match conn.link {
                Link::Pg(_) => into_postgres(place, *kind),
                Link::Lite(_) => into_sqlite(place, *kind),
            });
        }
        if values.len() != own.len() {
            return Ok(None);
        }
        let rows = match conn.link {
            Link::Pg(_) => "json_array_elements($1::json) AS r WHERE true",
            Link::Lite(_) => "json_each(?) WHERE true ORDER BY key",
        };
        // The head of the log is there from the first migration on; it only ever moves forward.
        let known = match line.table.as_str() {
            "event_head" => " ON CONFLICT (id) DO UPDATE SET log_seq = excluded.log_seq, digest = excluded.digest",
            _ => "",
        };
        let insert = format!(
            "INSERT INTO {} (\"{}\") SELECT {} FROM {rows}{known}",
            line.table,
            line.columns.join("\", \""),
            values.join(", ")
        );
        Ok(Some(Self { insert, rows: Vec::new(), bytes: 0 }))
    }

    fn put_in(&mut self, tx: &mut Conn) -> StoreResult<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let batch = format!("[{}]", self.rows.join(","));
        let query = sql_query(&self.insert).bind::<Text, _>(batch);
        let put = match &mut tx.link {
            Link::Pg(c) => query.execute(c)?,
            Link::Lite(c) => query.execute(c)?,
        };
        if put != self.rows.len() {
            return Err(StoreError::Other(format!("{put} of {} rows went in", self.rows.len())));
        }
        self.rows.clear();
        self.bytes = 0;
        Ok(())
    }
}

fn into_postgres(place: usize, kind: Kind) -> String {
    let value = format!("(r->>{place})");
    match kind {
        Kind::Id => format!("{value}::uuid"),
        Kind::Bytes => format!("decode({value}, 'hex')"),
        Kind::Instant => format!("{value}::timestamptz"),
        Kind::Whole => format!("{value}::bigint"),
        Kind::YesNo => format!("({value}::int)::boolean"),
        Kind::Text => value,
    }
}

fn into_sqlite(place: usize, kind: Kind) -> String {
    let value = format!("json_extract(value, '$[{place}]')");
    if kind == Kind::Bytes { format!("unhex({value})") } else { value }
}
