//! How many rows a query has, counted where they are: to fetch a thousand rows for their number costs ten times as much.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::BigInt;

/// The number of rows of a query, which has a limit of its own.
#[derive(Debug, Clone, Copy, QueryId)]
pub(in crate::store) struct Number<Q>(pub Q);

impl<Q> Query for Number<Q> {
    type SqlType = BigInt;
}

impl<Q, C> diesel::RunQueryDsl<C> for Number<Q> {}

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Number<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT COUNT(*) FROM (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") AS counted");
        Ok(())
    }
}

/// A number of rows as it is told.
pub(in crate::store) fn number(counted: i64) -> usize {
    usize::try_from(counted).unwrap_or(0)
}
