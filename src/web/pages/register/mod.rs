//! The register of Art. 33(5): every case one row, filters in the address, export of exactly the rows shown. And the list of cases.

use askama::Template;

use crate::app::member::READERS;
use crate::app::old_register;
use crate::app::register::{self, Filter, Place, Sort};
use crate::app::saved_views::ViewPlace;
use crate::domain::actor::Role;
use crate::domain::case::CaseStatus;
use crate::web::components::{Choice, Steps};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::query as addresses;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

mod export;
mod lines;
mod paper;
mod views;

pub use lines::{Line, line, lines};
use views::Views;

/// Handlers work on cases; the register as the record for the authority is for those who answer for it.
const REGISTER: &[Role] = &[Role::Dpo, Role::Controller, Role::Auditor];

pub fn routes() -> Vec<Route> {
    vec![
        get("/cases", Permission::Roles(READERS), cases),
        get("/register", Permission::Roles(REGISTER), list),
        get("/register.csv", Permission::Roles(REGISTER), export::csv),
        get("/register.xlsx", Permission::Roles(REGISTER), export::xlsx),
        get("/register.json", Permission::Roles(REGISTER), export::json),
        get("/register.pdf", Permission::Roles(REGISTER), paper::pdf),
        get("/views/{view}", Permission::Roles(READERS), views::open),
        post("/views", Permission::Roles(READERS), views::save),
        post("/views/{view}/remove", Permission::Roles(READERS), views::remove),
    ]
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
    pub exports: [(&'static str, String); 4],
    /// Whether the person may take over an earlier register.
    pub may_import: bool,
    pub action: &'static str,
    pub printed: String,
    pub empty: String,
    pub views: Views,
    /// The form that names this filter.
    pub form: Form,
    /// Imports of earlier registers that are not finished, in words.
    pub unfinished: Vec<String>,
}

async fn cases(visit: Visit) -> Answer {
    let page = page(&visit, false, visit.asked.query.clone(), visit.address(), Form::empty(visit.t())).await?;
    visit.page(&page)
}

async fn list(visit: Visit) -> Answer {
    let page = page(&visit, true, visit.asked.query.clone(), visit.address(), Form::empty(visit.t())).await?;
    visit.page(&page)
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

/// The page of this filter; `address` is where it stands, `form` what somebody typed to keep it under a name.
async fn page(visit: &Visit, is_register: bool, query: Form, address: &str, form: Form) -> Result<Register, Problem> {
    let who = visit.person()?.clone();
    let filter = filter_of(&query, is_register);
    let asked = filter.clone();
    let place = if is_register { ViewPlace::Register } else { ViewPlace::Cases };
    let (found, kept) = visit.run(move |ctx| register::find_with_views(ctx, &who, &asked, place)).await?;
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
    let steps = Steps::new(address, key_of(found.previous.as_ref()), key_of(found.next.as_ref()));
    let shown = found.rows.len();
    let path = if is_register { "/register" } else { "/cases" };
    let printed = t.with3(
        "case-printed",
        ("reference", &t.text(title)),
        ("at", &f.moment(&f.now)),
        ("by", &f.who.as_ref().map(|who| who.name.clone()).unwrap_or_default()),
    );
    let views = views::of(visit, place, address, kept)?;
    Ok(Register {
        is_register,
        chips: chips(&f, address, &query, &organisations),
        organisations,
        states,
        risks,
        years,
        dues: vec![any("register-any"), Choice::new("overdue", t.text("register-overdue"))],
        heads: heads(&f, address, filter.sort),
        lines: lines(&f, &found.rows),
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
        exports: [("CSV", "csv"), ("XLSX", "xlsx"), ("JSON", "json"), ("PDF", "pdf")]
            .map(|(name, ending)| (name, export_href(address, ending))),
        may_import: !old_register::organisations(visit.person()?).is_empty(),
        action: path,
        printed,
        empty: f.text(if is_register { "register-empty" } else { "cases-empty" }),
        filter: query,
        views,
        unfinished: found
            .unfinished
            .iter()
            .map(|one| {
                f.t.with3(
                    "register-unfinished",
                    ("organisation", &one.organisation_name),
                    ("stored", &one.stored),
                    ("rows", &one.rows),
                )
            })
            .collect(),
        f: f.problems(!form.is_good()),
        form,
    })
}

fn heads(f: &Frame, address: &str, sort: Sort) -> Vec<Heading> {
    let head = |key: &str, class: &'static str, by: Option<Sort>| Heading {
        label: f.text(key),
        class,
        href: by.map(|by| addresses::with(address, "sort", by.as_str())).unwrap_or_default(),
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

fn chips(f: &Frame, address: &str, query: &Form, organisations: &[Choice]) -> Vec<(String, String)> {
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
        chips.push((addresses::without(address, name, value), label));
    }
    chips
}

/// The filter stays, the page does not: an export holds all rows.
fn export_href(address: &str, ending: &str) -> String {
    match addresses::without_page(address).split_once('?') {
        Some((_, query)) => format!("/register.{ending}?{query}"),
        None => format!("/register.{ending}"),
    }
}
