//! Search: SQLite by FTS5, PostgreSQL by a GIN index, both over the same words of the same column, kept by the database itself whenever
//! the column changes. Words come folded (lower case, no accents), letters and digits only.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Bool, HasSqlType, Text};
use diesel::sqlite::Sqlite;
use diesel::{QueryableByName, sql_query};
use uuid::Uuid;

use super::{Order, Place, RegisterFilter, RegisterRow};
use crate::store::cases::CaseStatus;
use crate::store::conn::{Conn, Link, both};
use crate::store::error::StoreResult;
use crate::store::schema::register_rows;
use crate::store::types::{Id, Key};

/// A page looks among so many of the cases found, the last that came in first: sorting every hit of a common word would cost a
/// thousand times what showing some costs. An export looks among all.
pub const MOST_SEARCHED: i64 = 2_000;

/// What is kept of a case for the search: where it belongs, then its words. The filters of the list are words too, so that what is
/// looked among is cut after them and not before.
pub fn sought(row: &RegisterRow, words: &[String]) -> String {
    let mut all = scope(row.organisation_id, Some(row.status), row.risk.as_deref(), Some(row.opened_year));
    all.extend(words.iter().cloned());
    all.join(" ")
}

fn scope(organisation: Uuid, status: Option<CaseStatus>, risk: Option<&str>, year: Option<i64>) -> Vec<String> {
    let mut scope = vec![format!("inorganisation{}", organisation.simple())];
    scope.extend(status.map(|status| format!("statusis{status}")));
    scope
        .extend(risk.map(|risk| format!("riskis{}", risk.chars().filter(|c| c.is_alphanumeric()).collect::<String>())));
    scope.extend(year.map(|year| format!("yearis{year}")));
    scope
}

/// So many rows of a list are looked at one after the other before the index of words is asked.
pub const WALKED: i64 = 400;

/// How the rows that hold the words are come by.
pub(super) enum Way<'a> {
    /// Row by row in the order of the list, up to this key.
    Walk { words: &'a [String], end: String },
    /// From the words, among the last [`MOST_SEARCHED`] that hold them.
    Index(&'a [String]),
}

/// The key of the row that is [`WALKED`] rows on from where a page begins; none where the list ends before.
pub(super) fn end_of_walk(conn: &mut Conn, organisation: Uuid, filter: &RegisterFilter) -> StoreResult<Option<String>> {
    use register_rows::{by_due, by_opening};
    let backwards = matches!(filter.place, Place::Before(_));
    Ok(both!(conn, c => {
        let query = register_rows::table
            .filter(register_rows::organisation_id.eq(Key(organisation)))
            .limit(1)
            .offset(WALKED - 1)
            .into_boxed();
        let found: Option<String> = match filter.order {
            Order::Newest => {
                let query = query.select(by_opening);
                let query = match &filter.place {
                    Place::Start => query,
                    Place::After(key) => query.filter(by_opening.lt(key)),
                    Place::Before(key) => query.filter(by_opening.gt(key)),
                };
                match backwards {
                    true => query.order(by_opening.asc()).first(c).optional()?,
                    false => query.order(by_opening.desc()).first(c).optional()?,
                }
            }
            Order::Due => {
                let query = query.select(by_due);
                let query = match &filter.place {
                    Place::Start => query,
                    Place::After(key) => query.filter(by_due.gt(key)),
                    Place::Before(key) => query.filter(by_due.lt(key)),
                };
                match backwards {
                    true => query.order(by_due.desc()).first(c).optional()?,
                    false => query.order(by_due.asc()).first(c).optional()?,
                }
            }
        };
        found
    }))
}

/// Whether the keys of a page grow along the way on which it is read.
pub(super) fn ascends(filter: &RegisterFilter) -> bool {
    (filter.order == Order::Due) != matches!(filter.place, Place::Before(_))
}

/// Searches of so many words stay prepared. Each number of words is a statement of its own, and whoever asks for a hundred of them with
/// every filter must not fill the memory.
const MOST_KEPT: usize = 4;

/// A condition of the search in the words of one database: text around one value. SQLite keeps such a statement prepared, which
/// diesel's own raw text would not be. PostgreSQL plans a search anew each time: how many cases hold the words decides which way is the
/// shorter.
pub(super) struct Condition {
    before: &'static str,
    value: Value,
    after: String,
    stays_prepared: bool,
}

enum Value {
    Organisation(Key),
    Words(String),
}

impl Condition {
    fn add_to<'b, DB>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Backend + HasSqlType<Id> + HasSqlType<Text>,
        Key: ToSql<Id, DB>,
        String: ToSql<Text, DB>,
    {
        out.push_sql(self.before);
        match &self.value {
            Value::Organisation(key) => out.push_bind_param::<Id, _>(key)?,
            Value::Words(words) => out.push_bind_param::<Text, _>(words)?,
        }
        out.push_sql(&self.after);
        Ok(())
    }
}

impl QueryFragment<Sqlite> for Condition {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        if !self.stays_prepared {
            out.unsafe_to_cache_prepared();
        }
        self.add_to(&mut out)
    }
}

impl QueryFragment<Pg> for Condition {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        self.add_to(&mut out)
    }
}

impl Expression for Condition {
    type SqlType = Bool;
}

impl<QS> AppearsOnTable<QS> for Condition {}
impl<QS> SelectableExpression<QS> for Condition {}
impl ValidGrouping<()> for Condition {
    type IsAggregate = is_aggregate::No;
}

/// That a row belongs to an organisation, where SQLite starts from the words. The unary plus keeps it from walking the whole register in
/// order of opening, looking up each case in what was found.
pub(super) fn belongs_to(organisation: Uuid) -> Condition {
    Condition {
        before: "+register_rows.organisation_id = ",
        value: Value::Organisation(Key(organisation)),
        after: String::new(),
        stays_prepared: true,
    }
}

/// That a word of the row begins so, one of `of` that are sought. In [`sought`] a space stands between all words.
pub(super) fn holds(word: &str, of: usize, on_postgres: bool) -> Condition {
    let before =
        if on_postgres { "strpos(' ' || register_rows.sought, " } else { "instr(' ' || register_rows.sought, " };
    let value = Value::Words(format!(" {word}"));
    Condition { before, value, after: ") > 0".to_owned(), stays_prepared: of <= MOST_KEPT }
}

/// That the index of words leads to the row.
pub(super) fn found_by(organisation: Uuid, filter: &RegisterFilter, words: &[String], on_postgres: bool) -> Condition {
    let scope = scope(organisation, filter.status, filter.risk.as_deref(), filter.year);
    let most = if filter.searches_all { i64::MAX } else { MOST_SEARCHED };
    if on_postgres {
        Condition {
            before: "number IN (SELECT number FROM register_rows WHERE array_to_tsvector(string_to_array(sought, ' ')) @@ CAST(",
            value: Value::Words(tsquery(&scope, words)),
            after: format!(" AS tsquery) ORDER BY number DESC LIMIT {most})"),
            stays_prepared: false,
        }
    } else {
        Condition {
            before: "number IN (SELECT rowid FROM register_words WHERE register_words MATCH ",
            value: Value::Words(match_expression(&scope, words)),
            after: format!(" ORDER BY rowid DESC LIMIT {most})"),
            stays_prepared: true,
        }
    }
}

fn match_expression(scope: &[String], words: &[String]) -> String {
    let whole = scope.iter().map(|word| format!("\"{word}\""));
    whole.chain(words.iter().map(|word| format!("\"{word}\"*"))).collect::<Vec<_>>().join(" AND ")
}

fn tsquery(scope: &[String], words: &[String]) -> String {
    let whole = scope.iter().map(|word| format!("'{word}'"));
    whole.chain(words.iter().map(|word| format!("'{word}':*"))).collect::<Vec<_>>().join(" & ")
}

/// What is kept of a case for the search.
pub fn sought_of(conn: &mut Conn, case: Uuid) -> StoreResult<Option<String>> {
    Ok(both!(conn, c => register_rows::table
        .find(Key(case))
        .select(register_rows::sought)
        .first(c)
        .optional())?)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    found: i64,
}

/// Whether the search leads to a case by its first words; for the check of the record, which trusts no index.
pub fn is_found(conn: &mut Conn, row: &RegisterRow, words: &[String]) -> StoreResult<bool> {
    let number: Option<i64> = both!(conn, c => register_rows::table
        .find(Key(row.case_id))
        .select(register_rows::number)
        .first(c)
        .optional())?;
    let Some(number) = number else { return Ok(false) };
    let scope = scope(row.organisation_id, Some(row.status), row.risk.as_deref(), Some(row.opened_year));
    let words: Vec<String> = words.iter().take(50).cloned().collect();
    let count: Count = match &mut conn.link {
        Link::Pg(c) => sql_query(
            "SELECT COUNT(*) AS found FROM register_rows WHERE number = $1 \
             AND array_to_tsvector(string_to_array(sought, ' ')) @@ CAST($2 AS tsquery)",
        )
        .bind::<BigInt, _>(number)
        .bind::<Text, _>(tsquery(&scope, &words))
        .get_result(c)?,
        Link::Lite(c) => {
            sql_query("SELECT COUNT(*) AS found FROM register_words WHERE rowid = ? AND register_words MATCH ?")
                .bind::<BigInt, _>(number)
                .bind::<Text, _>(match_expression(&scope, &words))
                .get_result(c)?
        }
    };
    Ok(count.found == 1)
}
