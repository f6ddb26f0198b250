//! The register: one row per case with all that a list shows, written in the transaction that saves the case. Lists go through an index
//! from one key to the next and never count.

mod counting;
mod search;

use chrono::{Datelike, SecondsFormat};
use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::values::At;
use crate::store::cases::CaseStatus;
use crate::store::conn::{Conn, Link, both};
use crate::store::counters;
use crate::store::error::StoreResult;
use crate::store::reader::{Reader, seen_by};
use crate::store::schema::register_rows;
use crate::store::types::{Key, kept_as_words};
use crate::words;

pub(in crate::store) use counting::sees_all;
pub use counting::{names, open_up_to, restricted, years};
use search::Way;
pub use search::{MOST_SEARCHED, WALKED, is_found, sought, sought_of};

words! { Told { Filed = "filed", No = "no", NotDecided = "not_decided" } }
kept_as_words!(Told);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = register_rows, treat_none_as_default_value = false)]
pub struct RegisterRow {
    #[diesel(serialize_as = Key)]
    pub case_id: Uuid,
    #[diesel(serialize_as = Key)]
    pub organisation_id: Uuid,
    pub reference: String,
    pub title: String,
    /// IANA zone in which the case is shown.
    pub zone: String,
    pub status: CaseStatus,
    pub drill: bool,
    /// Year in which the case was opened, in UTC.
    pub opened_year: i64,
    /// [`sort_key`] of the opening.
    pub by_opening: String,
    /// [`sort_key`] of what is due next.
    pub by_due: String,
    pub aware_at: Option<At>,
    /// The count of people as JSON, in the application's words.
    pub people: Option<String>,
    /// The risk as decided, in the application's words.
    pub risk: Option<String>,
    pub authority: Told,
    pub authority_filed: i64,
    pub authority_owed: i64,
    pub authority_at: Option<At>,
    pub told: Told,
    pub told_filed: i64,
    pub told_owed: i64,
    pub told_at: Option<At>,
    pub next_rule: Option<String>,
    pub next_stage: Option<String>,
    pub next_recipient: Option<String>,
    pub next_target_at: Option<At>,
    pub next_legal_term_at: Option<At>,
    /// From when on an unfiled duty is past its legal term.
    pub overdue_from: Option<At>,
    /// [`only_for`](crate::store::reader::only_for) of the people who alone see the case.
    pub only_for: String,
    /// References of linked cases, with spaces between.
    pub linked: String,
    /// SHA-256 of the file of an earlier register from which the case came; empty for those of this desk.
    pub imported: String,
    /// Reference of the case that goes on in its place; empty where none does.
    pub merged_into: String,
}

/// Instant and reference in one text whose order is that of time; no instant comes last.
pub fn sort_key(at: Option<At>, reference: &str) -> String {
    match at {
        Some(at) => format!("{} {reference}", at.utc().to_rfc3339_opts(SecondsFormat::Micros, true)),
        None => format!("~ {reference}"),
    }
}

/// The year in which an instant falls, in UTC.
pub fn year_of(at: At) -> i64 {
    i64::from(at.utc().year())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The last opened first.
    #[default]
    Newest,
    /// Next due first; cases with nothing due come last.
    Due,
}

/// Where a page of a list begins: the key of its neighbour on the page that led here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Place<K = String> {
    #[default]
    Start,
    After(K),
    Before(K),
}

/// Which rows of the register. No organisation means no row.
#[derive(Debug, Clone, Default)]
pub struct RegisterFilter {
    pub organisations: Vec<Uuid>,
    pub reader: Reader,
    pub status: Option<CaseStatus>,
    pub with_drills: bool,
    pub risk: Option<String>,
    /// Year in which the case was opened, in UTC.
    pub year: Option<i64>,
    /// Only cases with an unfiled duty whose legal term has ended by then.
    pub overdue_at: Option<At>,
    /// A word of the case must begin with each of these. No word at all finds nothing.
    pub words: Option<Vec<String>>,
    /// Looks among all cases that hold the words, not only among the last [`MOST_SEARCHED`].
    pub searches_all: bool,
    pub order: Order,
    pub place: Place,
    pub limit: i64,
}

impl RegisterRow {
    /// What the row is sorted by.
    pub fn key(&self, order: Order) -> &str {
        match order {
            Order::Newest => &self.by_opening,
            Order::Due => &self.by_due,
        }
    }
}

/// Replaces the row of a case. It keeps its number.
pub(in crate::store) fn replace(tx: &mut Conn, row: &RegisterRow, words: &[String]) -> StoreResult<()> {
    let kept: Option<i64> = both!(tx, c => register_rows::table
        .find(Key(row.case_id))
        .select(register_rows::number)
        .first(c)
        .optional())?;
    let number = match kept {
        Some(number) => number,
        None => counters::next(tx, "register", 0)?,
    };
    let sought = search::sought(row, words);
    both!(tx, c => diesel::delete(register_rows::table.find(Key(row.case_id))).execute(c))?;
    both!(tx, c => diesel::insert_into(register_rows::table)
        .values((row.clone(), register_rows::number.eq(number), register_rows::sought.eq(&sought)))
        .execute(c))?;
    Ok(())
}

pub fn get(conn: &mut Conn, case: Uuid) -> StoreResult<Option<RegisterRow>> {
    Ok(both!(conn, c => register_rows::table
        .find(Key(case))
        .select(RegisterRow::as_select())
        .first(c)
        .optional())?)
}

/// Rows in their order. Each organisation is asked by itself, because only then an index gives the order; what they gave is merged.
pub fn list(conn: &mut Conn, filter: &RegisterFilter) -> StoreResult<Vec<RegisterRow>> {
    let mut rows = Vec::new();
    for organisation in &filter.organisations {
        rows.extend(of_organisation(conn, *organisation, filter)?);
    }
    if filter.organisations.len() > 1 {
        let descends = (filter.order == Order::Newest) != matches!(filter.place, Place::Before(_));
        rows.sort_by(|one, other| {
            let (one, other) = if descends { (other, one) } else { (one, other) };
            one.key(filter.order).cmp(other.key(filter.order))
        });
        rows.truncate(usize::try_from(filter.limit).unwrap_or(0));
    }
    if matches!(filter.place, Place::Before(_)) {
        rows.reverse();
    }
    Ok(rows)
}

fn of_organisation(conn: &mut Conn, organisation: Uuid, filter: &RegisterFilter) -> StoreResult<Vec<RegisterRow>> {
    let Some(words) = &filter.words else { return through(conn, organisation, filter, None) };
    if words.is_empty() {
        return Ok(Vec::new());
    }
    // A word that many cases hold fills a page with the first rows of the list, and to find all others would cost a hundred times more.
    if !filter.searches_all
        && let Some(end) = search::end_of_walk(conn, organisation, filter)?
    {
        let rows = through(conn, organisation, filter, Some(&Way::Walk { words, end }))?;
        if i64::try_from(rows.len()).is_ok_and(|found| found >= filter.limit) {
            return Ok(rows);
        }
    }
    through(conn, organisation, filter, Some(&Way::Index(words)))
}

/// The rows of a filter; those that hold the words come one way or the other.
fn through(
    conn: &mut Conn,
    organisation: Uuid,
    filter: &RegisterFilter,
    sought: Option<&Way<'_>>,
) -> StoreResult<Vec<RegisterRow>> {
    use register_rows::{by_due, by_opening};
    let on_postgres = matches!(conn.link, Link::Pg(_));
    let theirs = filter.reader.pattern();
    Ok(both!(conn, c => {
        let mut query = register_rows::table.select(RegisterRow::as_select()).limit(filter.limit).into_boxed();
        query = match matches!(sought, Some(Way::Index(_))) && !on_postgres {
            true => query.filter(search::belongs_to(organisation)),
            false => query.filter(register_rows::organisation_id.eq(Key(organisation))),
        };
        query = query.filter(seen_by!(&theirs));
        if let Some(status) = filter.status {
            query = query.filter(register_rows::status.eq(status));
        }
        if !filter.with_drills {
            query = query.filter(register_rows::drill.eq(false));
        }
        if let Some(risk) = &filter.risk {
            query = query.filter(register_rows::risk.eq(risk));
        }
        if let Some(year) = filter.year {
            query = query.filter(register_rows::opened_year.eq(year));
        }
        if let Some(now) = filter.overdue_at {
            query = query.filter(register_rows::overdue_from.le(Some(now)));
        }
        match sought {
            None => {}
            Some(Way::Index(words)) => {
                query = query.filter(search::found_by(organisation, filter, words, on_postgres));
            }
            Some(Way::Walk { words, end }) => {
                for word in *words {
                    query = query.filter(search::holds(word, words.len(), on_postgres));
                }
                query = match search::ascends(filter) {
                    true if filter.order == Order::Due => query.filter(by_due.le(end)),
                    true => query.filter(by_opening.le(end)),
                    false if filter.order == Order::Due => query.filter(by_due.ge(end)),
                    false => query.filter(by_opening.ge(end)),
                };
            }
        }
        query = match (filter.order, &filter.place) {
            (Order::Newest, Place::Start) => query.order(by_opening.desc()),
            (Order::Newest, Place::After(key)) => query.filter(by_opening.lt(key)).order(by_opening.desc()),
            (Order::Newest, Place::Before(key)) => query.filter(by_opening.gt(key)).order(by_opening.asc()),
            (Order::Due, Place::Start) => query.order(by_due.asc()),
            (Order::Due, Place::After(key)) => query.filter(by_due.gt(key)).order(by_due.asc()),
            (Order::Due, Place::Before(key)) => query.filter(by_due.lt(key)).order(by_due.desc()),
        };
        query.load(c)
    })?)
}
