//! Statements of SQLite that stay prepared. Diesel has each UPDATE and each raw query planned anew, which costs more than what one of
//! them does to a row; the journal of a mail-out runs thousands a second.

use std::marker::PhantomData;

use diesel::SqliteConnection;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;

use super::error::{StoreError, StoreResult};

/// A statement of one text, named by a type.
pub(in crate::store) trait Statement: 'static {
    /// With `?` for each value, and no other question mark.
    const SQL: &'static str;
    /// The SQL type of the rows that it answers; `()` for none.
    type Row;
}

/// A statement with its values. All of them are text: SQLite keeps instants and documents as text too.
pub(in crate::store) struct Prepared<S> {
    values: Vec<String>,
    statement: PhantomData<S>,
}

impl<S: Statement> Prepared<S> {
    /// `values` in the order of the question marks.
    pub fn with(values: Vec<String>) -> Self {
        Self { values, statement: PhantomData }
    }
}

impl<S: Statement> QueryId for Prepared<S> {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<S: Statement> QueryFragment<Sqlite> for Prepared<S> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let mut values = self.values.iter();
        for (n, part) in S::SQL.split('?').enumerate() {
            if n > 0 {
                let value = values.next().ok_or_else(|| {
                    diesel::result::Error::QueryBuilderError("a statement with more question marks than values".into())
                })?;
                out.push_bind_param::<Text, _>(value)?;
            }
            out.push_sql(part);
        }
        Ok(())
    }
}

impl<S: Statement> Query for Prepared<S> {
    type SqlType = S::Row;
}

impl<S> diesel::RunQueryDsl<SqliteConnection> for Prepared<S> {}

/// The rows of a batch as one value, which the statement opens with `json_each`.
pub(in crate::store) fn in_json(rows: &impl serde::Serialize) -> StoreResult<String> {
    serde_json::to_string(rows).map_err(StoreError::other)
}
