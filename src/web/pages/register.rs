//! The register of Art. 33(5): every case one row, filters in the address, export of exactly the rows shown. And the list of cases.

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;
use serde_json::json;

use crate::app::member::READERS;
use crate::app::old_register;
use crate::app::register::{self, Filter, Place, Row, Sort, Told};
use crate::domain::actor::Role;
use crate::domain::case::CaseStatus;
use crate::web::components::{Choice, Shape, State, Steps};
use crate::web::csv::Csv;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::case::{facts::count_words, rule_name};
use crate::web::problem::Problem;
use crate::web::query;
use crate::web::routes::{Permission, Route, get};
use crate::web::visit::{Answer, Visit};
use crate::web::xlsx::Xlsx;

/// Handlers work on cases; the register as the record for the authority is for those who answer for it.
const REGISTER: &[Role] = &[Role::Dpo, Role::Controller, Role::Auditor];

pub fn routes() -> Vec<Route> {
    vec![
        get("/cases", Permission::Roles(READERS), cases),
        get("/register", Permission::Roles(REGISTER), list),
        get("/register.csv", Permission::Roles(REGISTER), csv),
        get("/register.xlsx", Permission::Roles(REGISTER), xlsx),
        get("/register.json", Permission::Roles(REGISTER), json),
    ]
}

pub struct Line {
    pub href: String,
    pub reference: String,
    pub title: String,
    /// The cases that belong to it, in words; empty without.
    pub linked: String,
    pub organisation: String,
    pub aware: String,
    pub people: String,
    pub risk: String,
    pub authority: String,
    pub told: State,
    pub next: State,
    pub next_why: String,
    pub state: State,
}

/// A heading of the table: words, class, address that sorts by it, and whether it is the order in force.
pub struct Heading {
    pub label: String,
    pub class: &'static str,
    pub href: String,
    pub sorted: &'static str,
}

#[derive(Template)]
#[template(path = "pages/register.html")]
pub struct Register {
    pub f: Frame,
    pub is_register: bool,
    pub filter: Form,
    pub organisations: Vec<Choice>,
    pub states: Vec<Choice>,
    pub risks: Vec<Choice>,
    pub years: Vec<Choice>,
    pub dues: Vec<Choice>,
    pub heads: Vec<Heading>,
    pub lines: Vec<Line>,
    pub count: String,
    /// What a search that found many looks among; empty otherwise.
    pub searched: String,
    pub chips: Vec<(String, String)>,
    pub steps: Steps,
    /// Name and address of each form in which exactly these rows can be taken along.
    pub exports: [(&'static str, String); 3],
    /// Whether the person may take over an earlier register.
    pub may_import: bool,
    pub action: &'static str,
    pub printed: String,
    pub empty: String,
}

async fn cases(visit: Visit) -> Answer {
    shown(visit, false).await
}

async fn list(visit: Visit) -> Answer {
    shown(visit, true).await
}

/// The filter of the address; what it does not know filters nothing.
fn filter_of(query: &Form, is_register: bool) -> Filter {
    let text = |name: &str| Some(query.value(name).trim().to_owned()).filter(|value| !value.is_empty());
    let status = match (query.value("state"), is_register) {
        // The list of cases begins with the open ones; the register with all.
        ("", false) => Some(CaseStatus::Open),
        (word, _) => CaseStatus::parse(word),
    };
    Filter {
        organisation: text("organisation"),
        status,
        risk: text("risk").filter(|word| register::RISKS.contains(&word.as_str())),
        year: query.value("year").parse().ok().filter(|year| (1990..2200).contains(year)),
        overdue: query.value("due") == "overdue",
        text: text("text").map(|text| text.chars().take(200).collect()),
        sort: Sort::parse(query.value("sort")).unwrap_or(if is_register { Sort::Newest } else { Sort::Due }),
        // A drill never reaches the register (US23); the list of cases shows it with its mark.
        with_drills: !is_register,
        place: place_of(query),
    }
}

/// Any text is a place: the page begins where the text would stand among the keys.
fn place_of(query: &Form) -> Place {
    match (query.value("after"), query.value("before")) {
        ("", "") => Place::Start,
        ("", before) => Place::Before(before.to_owned()),
        (after, _) => Place::After(after.to_owned()),
    }
}

/// The key that a link to another page carries.
fn key_of(place: Option<&Place>) -> Option<&str> {
    match place? {
        Place::Start => None,
        Place::After(key) | Place::Before(key) => Some(key),
    }
}

async fn shown(visit: Visit, is_register: bool) -> Answer {
    let who = visit.person()?.clone();
    let query = visit.asked.query.clone();
    let filter = filter_of(&query, is_register);
    let asked = filter.clone();
    let found = visit.run(move |ctx| register::find(ctx, &who, &asked)).await?;
    let t = visit.t();
    let title = if is_register { "register-title" } else { "cases-title" };
    let f = visit.frame(t.text(title)).wide();
    let any = |key: &str| Choice::new("", t.text(key));
    let mut organisations = vec![any("register-all")];
    organisations.extend(found.organisations.iter().map(|(slug, name)| Choice::new(slug, name)));
    let mut states = if is_register { vec![any("register-any")] } else { Vec::new() };
    states.extend(CaseStatus::ALL.iter().map(|status| Choice::new(status, t.of("case-status", status))));
    if !is_register {
        states.push(Choice::new("all", t.text("register-any")));
    }
    let mut risks = vec![any("register-any")];
    risks.extend(register::RISKS.iter().map(|risk| Choice::new(risk, t.of("risk", risk))));
    let mut years = vec![any("register-any")];
    years.extend(found.years.iter().map(|year| Choice::new(year, year.to_string())));
    let steps = Steps::new(visit.address(), key_of(found.previous.as_ref()), key_of(found.next.as_ref()));
    let shown = found.rows.len();
    let path = if is_register { "/register" } else { "/cases" };
    let printed = t.with3(
        "case-printed",
        ("reference", &t.text(title)),
        ("at", &f.moment(&f.now)),
        ("by", &f.who.as_ref().map(|who| who.name.clone()).unwrap_or_default()),
    );
    let page = Register {
        is_register,
        chips: chips(&f, &visit, &organisations),
        organisations,
        states,
        risks,
        years,
        dues: vec![any("register-any"), Choice::new("overdue", t.text("register-overdue"))],
        heads: heads(&f, &visit, filter.sort),
        lines: found.rows.iter().map(|row| line(&f, row)).collect(),
        count: if steps.is_one_page() {
            f.with2("register-count", "shown", shown, "all", shown)
        } else {
            f.with1("register-count-more", "shown", shown)
        },
        searched: if filter.text.is_some() && !steps.is_one_page() {
            f.with1("register-searched", "most", register::MOST_SEARCHED)
        } else {
            String::new()
        },
        steps,
        exports: [("CSV", "csv"), ("XLSX", "xlsx"), ("JSON", "json")]
            .map(|(name, ending)| (name, export_href(visit.address(), ending))),
        may_import: !old_register::organisations(visit.person()?).is_empty(),
        action: path,
        printed,
        empty: f.text(if is_register { "register-empty" } else { "cases-empty" }),
        filter: query,
        f,
    };
    visit.page(&page)
}

fn heads(f: &Frame, visit: &Visit, sort: Sort) -> Vec<Heading> {
    let head = |key: &str, class: &'static str, by: Option<Sort>| Heading {
        label: f.text(key),
        class,
        href: by.map(|by| query::with(visit.address(), "sort", by.as_str())).unwrap_or_default(),
        sorted: match by {
            Some(by) if by == sort && by == Sort::Newest => "descending",
            Some(by) if by == sort => "ascending",
            _ => "",
        },
    };
    vec![
        head("register-reference", "", Some(Sort::Newest)),
        head("register-aware", "", None),
        head("register-people", "num", None),
        head("register-risk", "", None),
        head("register-authority", "", None),
        head("register-told", "", None),
        head("register-next", "", Some(Sort::Due)),
        head("register-state", "", None),
    ]
}

fn chips(f: &Frame, visit: &Visit, organisations: &[Choice]) -> Vec<(String, String)> {
    let query = &visit.asked.query;
    let mut chips = Vec::new();
    for name in ["organisation", "state", "risk", "year", "due", "text"] {
        let value = query.value(name);
        if value.trim().is_empty() {
            continue;
        }
        let words = match name {
            "organisation" => organisations.iter().find(|one| one.value == value).map(|one| one.label.clone()),
            "state" => CaseStatus::parse(value).map(|status| f.of("case-status", status)),
            "risk" => register::RISKS.contains(&value).then(|| f.of("risk", value)),
            "due" => Some(f.text("register-overdue")),
            _ => None,
        };
        let label =
            f.with2("list-chip", "name", f.of("register-filter", name), "value", words.unwrap_or(value.to_owned()));
        chips.push((query::without(visit.address(), name, value), label));
    }
    chips
}

/// One case in words, here and on the board's page.
pub fn line(f: &Frame, row: &Row) -> Line {
    let zone = row.zone.parse().unwrap_or(chrono_tz::UTC);
    let state = match row.status {
        CaseStatus::Open => State::new(Shape::Half, f.of("case-status", row.status)),
        CaseStatus::Closed => State::new(Shape::Off, f.of("case-status", row.status)),
    };
    let state = match (row.drill, row.restricted) {
        (true, true) => {
            state.why(f.with2("case-state-both", "one", f.text("case-drill"), "other", f.text("access-restricted")))
        }
        (true, false) => state.why(f.text("case-drill")),
        (false, true) => state.why(f.text("access-restricted")),
        (false, false) => state,
    };
    let (next, next_why) = next(f, row, zone);
    Line {
        href: format!("/cases/{}", row.reference),
        reference: row.reference.clone(),
        title: row.title.clone(),
        linked: match row.linked.is_empty() {
            true => String::new(),
            false => f.with1("register-linked", "names", row.linked.join(", ")),
        },
        organisation: row.organisation.clone(),
        aware: row.aware_at.map(|at| f.t.moment(at, zone)).unwrap_or_else(|| f.text("register-not-decided")),
        people: people(f, row),
        risk: row.risk.as_ref().map(|risk| f.of("risk", risk)).unwrap_or_else(|| f.text("register-not-decided")),
        authority: authority(f, row, zone),
        told: told(f, row, zone),
        next,
        next_why,
        state,
    }
}

fn people(f: &Frame, row: &Row) -> String {
    row.people.as_ref().map(|count| count_words(f.t, count)).unwrap_or_else(|| f.text("register-unknown"))
}

fn authority(f: &Frame, row: &Row, zone: chrono_tz::Tz) -> String {
    match &row.authority {
        Told::Filed { filed, owed, last_at } if filed == owed => {
            last_at.map(|at| f.t.moment(at, zone)).unwrap_or_default()
        }
        Told::Filed { filed, owed, .. } => f.with2("register-filed", "filed", *filed, "owed", *owed),
        Told::No => f.text("register-no-reasons"),
        Told::NotDecided => f.text("register-not-decided"),
    }
}

fn told(f: &Frame, row: &Row, zone: chrono_tz::Tz) -> State {
    match &row.told {
        Told::Filed { last_at: Some(at), .. } => State::new(Shape::Ok, f.t.moment(*at, zone)),
        Told::Filed { .. } => State::new(Shape::Ok, f.of("value", "yes")),
        Told::No => State::new(Shape::Off, f.text("register-no-reasons")),
        // Deciding to tell people is what makes a risk high in the register: decided it is, told they are not.
        Told::NotDecided if row.risk.as_deref() == Some("high") => State::new(Shape::Wait, f.text("register-not-told")),
        Told::NotDecided => State::new(Shape::Wait, f.text("register-not-decided")),
    }
}

/// The most urgent open duty decides what the list says of a case, never the report written last.
fn next(f: &Frame, row: &Row, zone: chrono_tz::Tz) -> (State, String) {
    let Some(duty) = &row.next else { return (State::new(Shape::Off, f.text("register-nothing-due")), String::new()) };
    let name = rule_name(f.t, &duty.rule, &duty.stage, "");
    let state = match (duty.target_at, duty.legal_term_at) {
        (Some(target), legal) => {
            let end = legal.unwrap_or(target).max(target);
            if f.now >= end {
                let late = f.with1("left-over", "time", f.t.duration(f.now.since(end)));
                State::new(Shape::Over, late)
            } else if f.now > target {
                State::new(Shape::Urgent, f.with1("home-target-passed", "legal", f.t.moment(end, zone)))
            } else {
                State::new(Shape::Soon, f.t.moment(target, zone))
            }
        }
        _ => State::new(Shape::Maybe, f.text("due-no-figure")),
    };
    (state, f.with2("case-due-one", "what", &name, "to", f.authority(&duty.recipient)))
}

/// The filter stays, the page does not: an export holds all rows.
fn export_href(address: &str, ending: &str) -> String {
    match query::without_page(address).split_once('?') {
        Some((_, query)) => format!("/register.{ending}?{query}"),
        None => format!("/register.{ending}"),
    }
}

/// For programs: the law's words and instants in UTC, in no language.
async fn json(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let filter = filter_of(&visit.asked.query, true);
    let found = visit.run(move |ctx| register::export(ctx, &who, &filter)).await?;
    let told = |told: &Told| match told {
        Told::Filed { filed, owed, last_at } => {
            json!({ "told": "filed", "filed": filed, "owed": owed, "last_at": last_at.map(|at| at.rfc3339()) })
        }
        Told::No => json!({ "told": "no" }),
        Told::NotDecided => json!({ "told": "not_decided" }),
    };
    let rows: Vec<_> = found
        .iter()
        .map(|row| {
            json!({
                "reference": row.reference,
                "title": row.title,
                "organisation": row.organisation,
                "zone": row.zone,
                "state": row.status.as_str(),
                "aware_at": row.aware_at.map(|at| at.rfc3339()),
                "people": row.people,
                "risk": row.risk,
                "authority": told(&row.authority),
                "people_told": told(&row.told),
                "linked": row.linked,
                "next": row.next.as_ref().map(|duty| json!({
                    "rule": duty.rule,
                    "stage": duty.stage,
                    "recipient": duty.recipient,
                    "target_at": duty.target_at.map(|at| at.rfc3339()),
                    "legal_term_at": duty.legal_term_at.map(|at| at.rfc3339()),
                })),
            })
        })
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"register.json\""))
        .json(rows))
}

/// The headings of a sheet of the register, in the reader's language.
fn sheet_heads(f: &Frame) -> Vec<String> {
    [
        "register-reference",
        "register-title-column",
        "register-organisation",
        "register-aware",
        "register-people",
        "register-risk",
        "register-authority",
        "register-told",
        "register-next",
        "register-state",
        "register-linked-column",
    ]
    .map(|key| f.text(key))
    .to_vec()
}

fn sheet_row(f: &Frame, row: &Row) -> Vec<String> {
    let line = line(f, row);
    let next = [line.next_why, line.next.label].into_iter().filter(|part| !part.is_empty());
    vec![
        line.reference,
        line.title,
        line.organisation,
        row.aware_at.map(|at| at.rfc3339()).unwrap_or(line.aware),
        line.people,
        line.risk,
        line.authority,
        line.told.label,
        next.collect::<Vec<_>>().join(", "),
        line.state.label,
        row.linked.join(" "),
    ]
}

async fn csv(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let filter = filter_of(&visit.asked.query, true);
    let found = visit.run(move |ctx| register::export(ctx, &who, &filter)).await?;
    let f = visit.frame(String::new());
    let mut csv = Csv::new(&sheet_heads(&f));
    for row in &found {
        csv.row(&sheet_row(&f, row));
    }
    Ok(csv.answer("register.csv"))
}

async fn xlsx(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let filter = filter_of(&visit.asked.query, true);
    let found = visit.run(move |ctx| register::export(ctx, &who, &filter)).await?;
    let f = visit.frame(String::new());
    let made = Xlsx::new(&f.text("register-title"), &sheet_heads(&f)).and_then(|mut sheet| {
        found.iter().try_for_each(|row| sheet.row(&sheet_row(&f, row)))?;
        sheet.answer("register.xlsx")
    });
    made.map_err(|error| Problem::Broken(format!("the workbook was not made: {error}")))
}
