//! The register: every case one row, computed from the case itself, found by the filters of an address.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::member::{READERS, SignedIn};
use super::{AppResult, Ctx, cases};
use crate::domain::case::{Case, CaseStatus};
use crate::domain::plan::{DutyKind, DutyStatus};
use crate::domain::project::reveal;
use crate::domain::situation::{DecisionKind, InstantKind, Knowledge, Scope};
use crate::domain::values::At;
use crate::store::cases::{CaseRow, CaseStatus as Stored};
use crate::store::organisations;
use crate::store::register::{self, Order, RegisterFilter};
use crate::words;

pub const PER_PAGE: u64 = 50;
/// Words of the risk of a case.
pub const RISKS: &[&str] = &["unlikely", "likely", "high"];
/// Most rows of one export; a register with more is exported by year.
const MOST_EXPORTED: i64 = 100_000;
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
    pub page: i64,
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
    pub aware_at: Option<At>,
    /// Count object of the people concerned.
    pub people: Option<serde_json::Value>,
    pub risk: Option<String>,
    pub authority: Told,
    pub told: Told,
    pub next: Option<NextDuty>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub rows: Vec<Row>,
    pub total: i64,
    /// Slug and name of the organisations the person may filter by.
    pub organisations: Vec<(String, String)>,
    /// Years in which cases were opened, the newest first.
    pub years: Vec<i32>,
}

/// One page of the rows that the filter lets through.
pub fn find(ctx: &Ctx, who: &SignedIn, filter: &Filter) -> AppResult<Found> {
    let now = ctx.clock.now();
    ctx.store.read(|conn| {
        let mine = who.organisations(READERS);
        let mut names: BTreeMap<Uuid, (String, String)> = BTreeMap::new();
        for id in &mine {
            if let Some(row) = organisations::get(conn, *id)? {
                names.insert(*id, (row.slug, row.name));
            }
        }
        let mut asked = stored_filter(filter, &names, now);
        let total = if asked.organisations.is_empty() { 0 } else { register::count(conn, &asked)? };
        let per_page = PER_PAGE as i64;
        let pages = (total + per_page - 1) / per_page;
        asked.limit = per_page;
        asked.offset = (filter.page.clamp(1, pages.max(1)) - 1) * per_page;
        let rows = if total == 0 { Vec::new() } else { register::list(conn, &asked)? };
        let years = if mine.is_empty() { Vec::new() } else { register::years(conn, &mine)? };
        Ok(Found {
            rows: rows.iter().map(|row| line(row, &names)).collect::<AppResult<_>>()?,
            total,
            organisations: names.into_values().collect(),
            years,
        })
    })
}

/// All rows that the filter lets through, for the export: exactly those that the pages show.
pub fn export(ctx: &Ctx, who: &SignedIn, filter: &Filter) -> AppResult<Vec<Row>> {
    let now = ctx.clock.now();
    ctx.store.read(|conn| {
        let mut names = BTreeMap::new();
        for id in who.organisations(READERS) {
            if let Some(row) = organisations::get(conn, id)? {
                names.insert(id, (row.slug, row.name));
            }
        }
        let mut asked = stored_filter(filter, &names, now);
        asked.limit = EXPORT_STEP;
        let mut rows = Vec::new();
        while !asked.organisations.is_empty() && asked.offset < MOST_EXPORTED {
            let step = register::list(conn, &asked)?;
            let last = (step.len() as i64) < EXPORT_STEP;
            for row in &step {
                rows.push(line(row, &names)?);
            }
            if last {
                break;
            }
            asked.offset += EXPORT_STEP;
        }
        Ok(rows)
    })
}

fn stored_filter(filter: &Filter, names: &BTreeMap<Uuid, (String, String)>, now: At) -> RegisterFilter {
    let wanted = |slug: &str| filter.organisation.as_deref().is_none_or(|asked| asked == slug);
    RegisterFilter {
        organisations: names.iter().filter(|(_, (slug, _))| wanted(slug)).map(|(id, _)| *id).collect(),
        status: filter.status.map(|status| match status {
            CaseStatus::Open => Stored::Open,
            CaseStatus::Closed => Stored::Closed,
        }),
        with_drills: filter.with_drills,
        risk: filter.risk.clone(),
        year: filter.year,
        overdue_at: filter.overdue.then_some(now),
        words: filter.text.clone().unwrap_or_default(),
        order: match filter.sort {
            Sort::Newest => Order::Newest,
            Sort::Due => Order::Due,
        },
        limit: 0,
        offset: 0,
    }
}

fn line(row: &CaseRow, names: &BTreeMap<Uuid, (String, String)>) -> AppResult<Row> {
    let case = cases::case_of(row)?;
    Ok(Row {
        reference: case.reference.clone(),
        title: case.title.as_str().to_owned(),
        organisation: names.get(&case.organisation).map(|(_, name)| name.clone()).unwrap_or_default(),
        zone: case.zone.clone(),
        status: case.status,
        drill: case.drill,
        aware_at: aware_at(&case),
        people: people(&case),
        risk: risk(&case).map(str::to_owned),
        authority: told(&case, DutyKind::Authority),
        told: told(&case, DutyKind::People),
        next: next(&case),
    })
}

/// The decided awareness, or the detection that stands for it.
fn aware_at(case: &Case) -> Option<At> {
    [InstantKind::Aware, InstantKind::Detected611]
        .into_iter()
        .find_map(|what| case.instants_in_force().filter(|entry| entry.what == what).map(|entry| entry.at).min())
}

fn people(case: &Case) -> Option<serde_json::Value> {
    let entry = case.fact("subjects.count", &Scope::case())?;
    matches!(entry.fact.state, Knowledge::Known | Knowledge::Estimated).then(|| reveal(&entry.fact.value))
}

/// The risk as the decisions in force say it: people are told of a high one, nobody of an unlikely one.
pub fn risk(case: &Case) -> Option<&'static str> {
    let decided = |kind: DutyKind, wanted: DecisionKind, basis: Option<&str>| {
        case.decisions.iter().filter(|decision| decision.in_force()).any(|decision| {
            decision.decision == wanted
                && basis.is_none_or(|basis| decision.basis.as_deref() == Some(basis))
                && decision.duties.iter().any(|n| case.duty(*n).is_some_and(|duty| duty.planned.kind == kind))
        })
    };
    if decided(DutyKind::People, DecisionKind::Communicate, None) {
        Some("high")
    } else if decided(DutyKind::Authority, DecisionKind::NotRequired, Some("gdpr-33-1-unlikely-risk")) {
        Some("unlikely")
    } else if decided(DutyKind::Authority, DecisionKind::Notify, None) {
        Some("likely")
    } else {
        None
    }
}

fn told(case: &Case, kind: DutyKind) -> Told {
    let duties: Vec<_> = case
        .duties
        .iter()
        .filter(|duty| !duty.gone && duty.planned.kind == kind && duty.planned.status != DutyStatus::NotStarted)
        .collect();
    let owed: Vec<_> = duties.iter().filter(|duty| duty.planned.status != DutyStatus::NotRequired).collect();
    let filed = owed
        .iter()
        .filter(|duty| matches!(duty.planned.status, DutyStatus::Met | DutyStatus::Late | DutyStatus::FiledUnproven))
        .count();
    if filed > 0 {
        let numbers: Vec<u32> = owed.iter().map(|duty| duty.number).collect();
        let filings = numbers.iter().flat_map(|number| case.filings_for(*number));
        let last_at = filings.map(|filing| filing.at).max();
        return Told::Filed { filed, owed: owed.len(), last_at };
    }
    if !duties.is_empty() && owed.is_empty() { Told::No } else { Told::NotDecided }
}

fn next(case: &Case) -> Option<NextDuty> {
    if case.status == CaseStatus::Closed {
        return None;
    }
    case.next_deadline().map(|duty| NextDuty {
        rule: duty.planned.rule.clone(),
        stage: duty.planned.stage.clone(),
        recipient: duty.planned.recipient.name.clone(),
        target_at: duty.planned.target_at,
        legal_term_at: duty.planned.legal_term_at,
    })
}
