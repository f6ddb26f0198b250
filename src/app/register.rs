//! The register: every case one row, found by the filters of an address, page by page.

use serde_json::Value;
use uuid::Uuid;

use super::cases::case_of;
use super::member::{READERS, SignedIn};
use super::rows::words;
use super::saved_views::{self, ViewPlace};
use super::{AppError, AppResult, Ctx};
use crate::domain::case::{Case, CaseStatus, FactEntry};
use crate::domain::situation::Knowledge;
use crate::domain::values::At;
use crate::store::Conn;
use crate::store::cases::{self, CaseStatus as Stored};
use crate::store::register::{self, RegisterFilter, RegisterRow, Told as Telling};
use crate::store::register_imports;
use crate::words;

pub use crate::store::register::{MOST_SEARCHED, Order, Place};

pub const PER_PAGE: usize = 50;
/// Words of the risk of a case.
pub const RISKS: &[&str] = &["unlikely", "likely", "high"];
/// Most rows of one export; a register with more is exported by year.
const MOST_EXPORTED: usize = 100_000;
const EXPORT_STEP: i64 = 500;

words! { Sort { Newest = "newest", Due = "due" } }

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Slug of one organisation; all that the person may see otherwise.
    pub organisation: Option<String>,
    pub status: Option<CaseStatus>,
    pub risk: Option<String>,
    /// Year in which the case was opened (UTC).
    pub year: Option<i32>,
    /// Only cases with a duty past its legal term.
    pub overdue: bool,
    pub text: Option<String>,
    pub sort: Sort,
    pub with_drills: bool,
    pub place: Place,
}

/// What is said of telling somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Filed {
        filed: usize,
        owed: usize,
        last_at: Option<At>,
    },
    /// Decided against, with reasons on record, or nothing is owed.
    No,
    NotDecided,
}

/// The most urgent open duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextDuty {
    pub rule: String,
    pub stage: String,
    pub recipient: String,
    pub target_at: Option<At>,
    pub legal_term_at: Option<At>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub reference: String,
    pub title: String,
    pub organisation: String,
    pub zone: String,
    pub status: CaseStatus,
    pub drill: bool,
    /// Only the people named see it.
    pub restricted: bool,
    pub aware_at: Option<At>,
    /// Count object of the people concerned.
    pub people: Option<Value>,
    pub risk: Option<String>,
    pub authority: Told,
    pub told: Told,
    pub next: Option<NextDuty>,
    /// References of the cases that belong to it.
    pub linked: Vec<String>,
    /// It comes from an earlier register.
    pub origin: Origin,
    /// It goes on in another case.
    pub merged: bool,
    /// Its effects and the remedial action (Art. 33(5) GDPR), as the facts of the case have them. Only in exports: they are read from
    /// each case, and a page of the list would cost fifty of them.
    pub effects: Vec<FactEntry>,
    pub action: Vec<FactEntry>,
}

/// Facts that say what a breach did, and what was done about it.
const EFFECTS: &[&str] = &[
    "impact.kinds",
    "impact.severity",
    "consequence.confidentiality",
    "consequence.integrity",
    "consequence.availability",
];
const ACTION: &[&str] = &["measures.mitigation", "measures.prevention"];

words! {
    /// Where a case comes from.
    Origin {
        Desk = "desk",
        /// Taken over from an earlier register.
        Imported = "imported",
        /// The same, of a file of which not all rows have come in.
        ImportedInPart = "imported_in_part",
    }
}

/// An import of an earlier register that is not finished: as long as it stands, the register does not hold all that somebody accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    pub id: Uuid,
    pub organisation: Uuid,
    pub organisation_name: String,
    pub file_sha256: String,
    pub rows: u64,
    pub stored: u64,
    pub started_at: At,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub rows: Vec<Row>,
    /// Where the pages before and after this one begin, where there are any.
    pub previous: Option<Place>,
    pub next: Option<Place>,
    /// Slug and name of the organisations the person may filter by.
    pub organisations: Vec<(String, String)>,
    /// Years in which cases were opened, the newest first.
    pub years: Vec<i64>,
    /// Imports that are not finished, of all organisations of the person.
    pub unfinished: Vec<Unfinished>,
}

/// An organisation whose cases the person may read.
pub(super) struct Readable {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
}

pub(super) fn readable(who: &SignedIn) -> Vec<Readable> {
    let mut all: Vec<Readable> = Vec::new();
    for held in who.roles.iter().filter(|held| READERS.contains(&held.role)) {
        if !all.iter().any(|known| known.id == held.organisation) {
            let (slug, name) = (held.organisation_slug.clone(), held.organisation_name.clone());
            all.push(Readable { id: held.organisation, slug, name });
        }
    }
    all.sort_by_key(|one| one.id);
    all
}

/// Slug and name of the organisations whose register the person reads.
pub fn organisations(who: &SignedIn) -> Vec<(String, String)> {
    readable(who).into_iter().map(|one| (one.slug, one.name)).collect()
}

/// One page of the rows that the filter lets through. Nothing is counted on the way: one row more than a page tells whether there are
/// further ones.
pub fn find(ctx: &Ctx, who: &SignedIn, filter: &Filter) -> AppResult<Found> {
    let now = ctx.clock.now();
    ctx.store.read(|conn| find_in(conn, who, filter, now))
}

/// The same with the names that the person has for filters of this list, from the same moment of the database.
pub fn find_with_views(
    ctx: &Ctx,
    who: &SignedIn,
    filter: &Filter,
    place: ViewPlace,
) -> AppResult<(Found, Vec<saved_views::View>)> {
    let now = ctx.clock.now();
    ctx.store.read(|conn| Ok((find_in(conn, who, filter, now)?, saved_views::list_in(conn, who, place)?)))
}

fn find_in(conn: &mut Conn, who: &SignedIn, filter: &Filter, now: At) -> AppResult<Found> {
    let mine = readable(who);
    let asked = RegisterFilter { limit: PER_PAGE as i64 + 1, ..stored_filter(filter, who, &mine, now) };
    let mut rows = register::list(conn, &asked)?;
    hide_links(conn, &asked, &mut rows)?;
    let mut years = None;
    for one in &mine {
        years = match (years, register::years(conn, one.id)?) {
            (Some((first, last)), Some((other_first, other_last))) => {
                Some((other_first.min(first), other_last.max(last)))
            }
            (one, other) => one.or(other),
        };
    }
    let unfinished = unfinished_of(conn, &mine)?;
    let further = rows.len() > PER_PAGE;
    let backwards = matches!(asked.place, Place::Before(_));
    if backwards && further {
        rows.remove(0);
    }
    rows.truncate(PER_PAGE);
    let key = |row: Option<&RegisterRow>| row.map(|row| row.key(asked.order).to_owned());
    let has_previous = if backwards { further } else { asked.place != Place::Start };
    let has_next = backwards || further;
    Ok(Found {
        previous: key(rows.first()).filter(|_| has_previous).map(Place::Before),
        next: key(rows.last()).filter(|_| has_next).map(Place::After),
        rows: rows.into_iter().map(|row| line(row, &mine, &unfinished)).collect::<AppResult<_>>()?,
        organisations: mine.into_iter().map(|one| (one.slug, one.name)).collect(),
        years: years.map(|(first, last)| (first..=last).rev().collect()).unwrap_or_default(),
        unfinished,
    })
}

/// All rows that the filter lets through, for the export: exactly those that the pages show.
pub fn export(ctx: &Ctx, who: &SignedIn, filter: &Filter) -> AppResult<Vec<Row>> {
    let now = ctx.clock.now();
    let mine = readable(who);
    let mut asked = RegisterFilter {
        limit: EXPORT_STEP,
        place: Place::Start,
        searches_all: true,
        ..stored_filter(filter, who, &mine, now)
    };
    ctx.store.read(|conn| {
        let mut rows = Vec::new();
        let unfinished = unfinished_of(conn, &mine)?;
        while rows.len() < MOST_EXPORTED {
            let mut step = register::list(conn, &asked)?;
            hide_links(conn, &asked, &mut step)?;
            let Some(last) = step.last() else { break };
            asked.place = Place::After(last.key(asked.order).to_owned());
            for row in step {
                let kept = cases::get(conn, row.case_id)?;
                let mut row = line(row, &mine, &unfinished)?;
                if let Some(kept) = kept {
                    let case = case_of(&kept)?;
                    (row.effects, row.action) = (stated(&case, EFFECTS), stated(&case, ACTION));
                }
                rows.push(row);
            }
        }
        Ok(rows)
    })
}

/// The facts of these kinds that somebody has stated, in every scope.
fn stated(case: &Case, ids: &[&str]) -> Vec<FactEntry> {
    let of = |id: &&str| {
        let id = (*id).to_owned();
        case.facts.iter().filter(move |entry| entry.fact.id == id && entry.fact.state != Knowledge::NotApplicable)
    };
    ids.iter().flat_map(of).cloned().collect()
}

fn unfinished_of(conn: &mut Conn, mine: &[Readable]) -> AppResult<Vec<Unfinished>> {
    let mut all = Vec::new();
    for one in mine {
        let rows = register_imports::unfinished(conn, one.id)?;
        all.extend(rows.into_iter().map(|row| Unfinished {
            id: row.id,
            organisation: one.id,
            organisation_name: one.name.clone(),
            file_sha256: row.file_sha256,
            rows: u64::try_from(row.row_count).unwrap_or(0),
            stored: u64::try_from(row.stored).unwrap_or(0),
            started_at: row.started_at,
        }));
    }
    Ok(all)
}

/// The imports of this person's organisations that are not finished.
pub fn unfinished(ctx: &Ctx, who: &SignedIn) -> AppResult<Vec<Unfinished>> {
    let mine = readable(who);
    ctx.store.read(|conn| unfinished_of(conn, &mine))
}

/// Takes the cases out of the links that do not exist for the reader: one may have been restricted after it was linked (US21).
fn hide_links(conn: &mut Conn, asked: &RegisterFilter, rows: &mut [RegisterRow]) -> AppResult<()> {
    let all: Vec<&str> = rows.iter().flat_map(|row| row.linked.split_whitespace()).collect();
    if all.is_empty() {
        return Ok(());
    }
    let seen = cases::seen_among(conn, asked.reader, &all)?;
    for row in rows.iter_mut().filter(|row| !row.linked.is_empty()) {
        let left: Vec<&str> =
            row.linked.split_whitespace().filter(|one| seen.iter().any(|known| known == one)).collect();
        row.linked = left.join(" ");
    }
    Ok(())
}

fn stored_filter(filter: &Filter, who: &SignedIn, mine: &[Readable], now: At) -> RegisterFilter {
    let wanted = |slug: &str| filter.organisation.as_deref().is_none_or(|asked| asked == slug);
    RegisterFilter {
        organisations: mine.iter().filter(|one| wanted(&one.slug)).map(|one| one.id).collect(),
        reader: who.reader(),
        status: filter.status.map(|status| match status {
            CaseStatus::Open => Stored::Open,
            CaseStatus::Closed => Stored::Closed,
        }),
        with_drills: filter.with_drills,
        risk: filter.risk.clone(),
        year: filter.year.map(i64::from),
        overdue_at: filter.overdue.then_some(now),
        words: filter.text.as_deref().map(words::of_text),
        order: match filter.sort {
            Sort::Newest => Order::Newest,
            Sort::Due => Order::Due,
        },
        searches_all: false,
        place: filter.place.clone(),
        limit: 0,
    }
}

fn line(row: RegisterRow, mine: &[Readable], unfinished: &[Unfinished]) -> AppResult<Row> {
    let in_part = |row: &RegisterRow| {
        unfinished.iter().any(|one| one.organisation == row.organisation_id && one.file_sha256 == row.imported)
    };
    let origin = match row.imported.is_empty() {
        true => Origin::Desk,
        false if in_part(&row) => Origin::ImportedInPart,
        false => Origin::Imported,
    };
    let organisation = mine.iter().find(|one| one.id == row.organisation_id);
    let next = row.next_rule.map(|rule| NextDuty {
        rule,
        stage: row.next_stage.unwrap_or_default(),
        recipient: row.next_recipient.unwrap_or_default(),
        target_at: row.next_target_at,
        legal_term_at: row.next_legal_term_at,
    });
    Ok(Row {
        reference: row.reference,
        title: row.title,
        organisation: organisation.map(|one| one.name.clone()).unwrap_or_default(),
        zone: row.zone,
        status: match row.status {
            Stored::Open => CaseStatus::Open,
            Stored::Closed => CaseStatus::Closed,
        },
        drill: row.drill,
        restricted: !row.only_for.is_empty(),
        origin,
        merged: !row.merged_into.is_empty(),
        linked: row.linked.split_whitespace().map(str::to_owned).collect(),
        aware_at: row.aware_at,
        people: row.people.map(|count| serde_json::from_str(&count)).transpose().map_err(AppError::broken)?,
        risk: row.risk,
        authority: told(row.authority, row.authority_filed, row.authority_owed, row.authority_at),
        told: told(row.told, row.told_filed, row.told_owed, row.told_at),
        next,
        effects: Vec::new(),
        action: Vec::new(),
    })
}

fn told(told: Telling, filed: i64, owed: i64, last_at: Option<At>) -> Told {
    let number = |count: i64| usize::try_from(count).unwrap_or(0);
    match told {
        Telling::Filed => Told::Filed { filed: number(filed), owed: number(owed), last_at },
        Telling::No => Told::No,
        Telling::NotDecided => Told::NotDecided,
    }
}
