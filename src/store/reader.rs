//! For whom rows of cases are read. A restricted case exists for the people named in it alone (US21); the condition stands in every query
//! that goes over cases, so that no list has to remember it.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Bool;
use uuid::Uuid;

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reader {
    /// A machine: restricted cases do not exist for it.
    #[default]
    Machine,
    Person(Uuid),
}

impl Reader {
    /// What `only_for` of a restricted case must be like, for this reader to see it.
    pub(in crate::store) fn pattern(self) -> String {
        match self {
            // No list of people holds a word.
            Self::Machine => "machine".to_owned(),
            Self::Person(user) => format!("% {user} %"),
        }
    }
}

/// The people of a restricted case as one text; empty where everybody who may read sees it.
pub fn only_for(people: &[Uuid]) -> String {
    people
        .iter()
        .fold(String::new(), |text, user| if text.is_empty() { format!(" {user} ") } else { format!("{text}{user} ") })
}

/// The condition on a row of the register, around [`Reader::pattern`].
macro_rules! seen_by {
    ($theirs:expr) => {
        crate::store::schema::register_rows::only_for
            .eq("")
            .or(crate::store::schema::register_rows::only_for.like($theirs))
    };
}
pub(in crate::store) use seen_by;

/// `only_for <> ''` in the words of the query and not with a value: only so can the index of the restricted cases serve.
#[derive(Debug, Clone, Copy, QueryId)]
pub(in crate::store) struct IsRestricted;

impl Expression for IsRestricted {
    type SqlType = Bool;
}

impl<DB: Backend> QueryFragment<DB> for IsRestricted {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("register_rows.only_for <> ''");
        Ok(())
    }
}

impl<QS> AppearsOnTable<QS> for IsRestricted {}
impl<QS> SelectableExpression<QS> for IsRestricted {}
impl ValidGrouping<()> for IsRestricted {
    type IsAggregate = is_aggregate::No;
}

/// The cases of an organisation that do not exist for a reader, around [`Reader::pattern`]: few, and found by an index of their own, so
/// that a list of a thousand lines need not look up a case for each of them.
macro_rules! hidden_from {
    ($organisation:expr, $theirs:expr) => {
        crate::store::schema::register_rows::table
            .filter(crate::store::schema::register_rows::organisation_id.eq(crate::store::types::Key($organisation)))
            .filter(crate::store::reader::IsRestricted)
            .filter(crate::store::schema::register_rows::only_for.not_like($theirs))
            .select(crate::store::schema::register_rows::case_id)
    };
}
pub(in crate::store) use hidden_from;
