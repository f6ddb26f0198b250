//! The whole database as lines of JSON, the same from and into either database: what `backup` writes and `restore` reads.
//!
//! The first line says what this is and where the record stood; then each table names its columns and gives a row per line; the last
//! line counts the rows and carries the SHA-256 of everything before it. Ids and bytes are hex, instants are text of one fixed width.

mod dump;
mod load;

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{QueryableByName, sql_query};
use serde::{Deserialize, Serialize};

pub use dump::{Dumped, dump};
pub use load::{BadBackup, check, load};

use super::conn::{Conn, Link};
use super::error::{StoreError, StoreResult};

/// Every table that a backup holds, in an order in which a row always comes after those it refers to.
pub const TABLES: &[&str] = &[
    "organisations",
    "users",
    "memberships",
    "second_factors",
    "api_tokens",
    "settings",
    "events",
    "event_head",
    "private_texts",
    "counters",
    "cases",
    "duties",
    "tasks",
    "register_rows",
    "figures",
    "waiting",
    "saved_views",
    "register_imports",
    "reports",
    "report_mails",
    "attachments",
    "notice_versions",
    "reminders",
    "communication_keys",
    "communications",
    "recipients",
    "left_out_rows",
    "deliveries",
    "delivery_attempts",
    "receipts",
    "tray",
];

/// What stays behind: whoever is signed in to the original is not signed in to the copy, links that open once open once, and the
/// leases of running copies mean nothing elsewhere. What somebody typed and has not saved is theirs, not the record's.
pub const LEFT_OUT: &[&str] = &["sessions", "one_time_links", "form_tokens", "form_drafts", "leases"];

const FORMAT: u32 = 1;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Always `backup`.
    breachdesk: String,
    format: u32,
    /// RFC 3339.
    pub made_at: String,
    /// Migrations that the database had.
    pub migrations: Vec<String>,
    /// Where the record stood.
    pub log_seq: i64,
    pub digest: String,
    /// Mail-outs whose lists had been purged: an older backup may still hold them, and its restored copy purges them again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purged: Vec<String>,
}

/// The line before the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableLine {
    table: String,
    columns: Vec<String>,
}

/// The last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndLine {
    end: bool,
    rows: u64,
    sha256: String,
}

/// How a column is kept, told apart only as far as the lines need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Id,
    Bytes,
    Instant,
    Whole,
    YesNo,
    Text,
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

/// The columns of a table as this database keeps them.
fn columns(conn: &mut Conn, table: &str) -> StoreResult<Vec<(String, Kind)>> {
    let rows: Vec<ColumnRow> = match &mut conn.link {
        Link::Pg(c) => sql_query(
            "SELECT column_name::text AS name, udt_name::text AS kind FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
        )
        .bind::<Text, _>(table)
        .load(c)?,
        Link::Lite(c) => {
            sql_query("SELECT name, type AS kind FROM pragma_table_info(?)").bind::<Text, _>(table).load(c)?
        }
    };
    rows.into_iter()
        .map(|row| {
            let kind = match row.kind.as_str() {
                "uuid" => Kind::Id,
                "bytea" | "BLOB" => Kind::Bytes,
                "timestamptz" => Kind::Instant,
                "int8" | "INTEGER" => Kind::Whole,
                "bool" => Kind::YesNo,
                "text" | "TEXT" => Kind::Text,
                other => return Err(StoreError::Other(format!("{table}.{} is of the kind {other}", row.name))),
            };
            Ok((row.name, kind))
        })
        .collect()
}

#[derive(QueryableByName)]
struct NameRow {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The migrations that this database had, in order.
fn migrations(conn: &mut Conn) -> StoreResult<Vec<String>> {
    let query = "SELECT CAST(version AS TEXT) AS name FROM __diesel_schema_migrations ORDER BY version";
    let rows: Vec<NameRow> = match &mut conn.link {
        Link::Pg(c) => sql_query(query).load(c)?,
        Link::Lite(c) => sql_query(query).load(c)?,
    };
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Every table of this database but diesel's own, for the test that holds [`TABLES`] and [`LEFT_OUT`] complete.
pub fn tables(conn: &mut Conn) -> StoreResult<Vec<String>> {
    let rows: Vec<NameRow> = match &mut conn.link {
        Link::Pg(c) => sql_query(
            "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = current_schema() \
             AND table_name NOT LIKE '\\_\\_%'",
        )
        .load(c)?,
        // A virtual table and its shadows are an index: made of other tables, and made anew with them.
        Link::Lite(c) => sql_query(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
             AND name NOT LIKE '\\_\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )
        .load(c)?,
    };
    Ok(rows.into_iter().map(|row| row.name).collect())
}
