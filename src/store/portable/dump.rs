//! Writing the lines, from one moment of the database and in bounded memory.

use std::io::Write;

use diesel::connection::{DefaultLoadingMode, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{QueryableByName, sql_query};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{EndLine, FORMAT, Header, Kind, TABLES, TableLine, columns, migrations};
use crate::domain::values::At;
use crate::store::conn::{Conn, Link};
use crate::store::error::{StoreError, StoreResult};
use crate::store::{communications, events};

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dumped {
    pub header: Header,
    pub rows: u64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Rows that are held at once; attachments may be large.
const AT_ONCE: usize = 50;

/// Writes everything but [`super::LEFT_OUT`]. One read transaction, so that the copy is of one moment.
pub fn dump(conn: &mut Conn, out: &mut dyn Write, now: At) -> StoreResult<Dumped> {
    let head = events::head(conn)?;
    let header = Header {
        breachdesk: "backup".to_owned(),
        format: FORMAT,
        made_at: now.rfc3339(),
        migrations: migrations(conn)?,
        log_seq: head.log_seq,
        digest: head.digest,
        purged: communications::purged(conn)?.iter().map(ToString::to_string).collect(),
    };
    let mut lines = Lines { out, hasher: Sha256::new(), rows: 0 };
    lines.json(&header)?;
    for table in TABLES {
        let columns = columns(conn, table)?;
        let names = columns.iter().map(|(name, _)| name.clone()).collect();
        lines.json(&TableLine { table: (*table).to_owned(), columns: names })?;
        rows(conn, table, &columns, &mut lines)?;
    }
    let end = EndLine { end: true, rows: lines.rows, sha256: hex::encode(lines.hasher.clone().finalize()) };
    lines.json(&end)?;
    lines.out.flush().map_err(cannot_write)?;
    Ok(Dumped { header, rows: lines.rows })
}

fn rows(conn: &mut Conn, table: &str, columns: &[(String, Kind)], lines: &mut Lines<'_>) -> StoreResult<()> {
    let Some((first, _)) = columns.first() else {
        return Err(StoreError::Other(format!("there is no table {table}")));
    };
    match &mut conn.link {
        Link::Pg(c) => {
            let parts: Vec<String> = columns.iter().map(|(name, kind)| from_postgres(name, *kind)).collect();
            c.batch_execute(&format!(
                "DECLARE dumped NO SCROLL CURSOR FOR SELECT json_build_array({})::text AS line FROM {table} ORDER BY \"{first}\"",
                parts.join(", ")
            ))?;
            loop {
                let some: Vec<Line> = sql_query(format!("FETCH FORWARD {AT_ONCE} FROM dumped")).load(c)?;
                if some.is_empty() {
                    break;
                }
                for row in some {
                    lines.row(&row.line)?;
                }
            }
            c.batch_execute("CLOSE dumped")?;
        }
        Link::Lite(c) => {
            let parts: Vec<String> = columns.iter().map(|(name, kind)| from_sqlite(name, *kind)).collect();
            let query = format!("SELECT json_array({}) AS line FROM {table} ORDER BY \"{first}\"", parts.join(", "));
            // Row by row, as SQLite finds them.
            let found = sql_query(query).load_iter::<Line, DefaultLoadingMode>(c)?;
            for row in found {
                lines.row(&row?.line)?;
            }
        }
    }
    Ok(())
}

fn from_postgres(name: &str, kind: Kind) -> String {
    match kind {
        Kind::Id => format!("encode(uuid_send(\"{name}\"), 'hex')"),
        Kind::Bytes => format!("encode(\"{name}\", 'hex')"),
        Kind::Instant => format!("to_char(\"{name}\" AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"),
        Kind::YesNo => format!("\"{name}\"::int"),
        Kind::Whole | Kind::Text => format!("\"{name}\""),
    }
}

fn from_sqlite(name: &str, kind: Kind) -> String {
    match kind {
        // hex() of nothing is an empty text, which is not nothing.
        Kind::Bytes => format!("CASE WHEN \"{name}\" IS NULL THEN NULL ELSE lower(hex(\"{name}\")) END"),
        _ => format!("\"{name}\""),
    }
}

struct Lines<'a> {
    out: &'a mut dyn Write,
    hasher: Sha256,
    rows: u64,
}

impl Lines<'_> {
    fn json(&mut self, line: &impl Serialize) -> StoreResult<()> {
        self.line(&serde_json::to_string(line).map_err(StoreError::other)?)
    }

    fn row(&mut self, line: &str) -> StoreResult<()> {
        self.rows += 1;
        self.line(line)
    }

    fn line(&mut self, line: &str) -> StoreResult<()> {
        self.hasher.update(line.as_bytes());
        self.hasher.update(b"\n");
        self.out.write_all(line.as_bytes()).and_then(|()| self.out.write_all(b"\n")).map_err(cannot_write)
    }
}

fn cannot_write(error: std::io::Error) -> StoreError {
    StoreError::Other(format!("cannot write the backup: {error}"))
}
