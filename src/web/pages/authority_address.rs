//! Checking the address of an authority: who looked where, when, and what they saw. Until somebody did, nothing is mailed there.

use askama::Template;
use chrono::NaiveDate;

use super::admin::at_field;
use crate::app::authority_address::{
    self, AuthorityAddress, CONFIRMERS, Checked, KEEPERS, Looked, NewMark, SecondLook, Standing,
};
use crate::app::{AppError, StoreError};
use crate::web::components::{Choice, Shape, State, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    let keeps = Permission::Roles(KEEPERS);
    vec![
        get("/authorities/{id}/address/{organisation}", keeps, show),
        post("/authorities/{id}/address/{organisation}", keeps, save),
        post("/authorities/{id}/address/{organisation}/withdraw", keeps, withdraw),
        get("/authorities/{id}/address/{organisation}/second", Permission::Roles(CONFIRMERS), second),
        post("/authorities/{id}/address/{organisation}/second", Permission::Roles(CONFIRMERS), confirm),
    ]
}

/// The form for one authority and one organisation.
pub fn form_address(authority: &str, organisation: &str) -> String {
    format!("/authorities/{authority}/address/{organisation}")
}

/// Where the second person says that they looked too.
pub fn second_address(authority: &str, organisation: &str) -> String {
    format!("{}/second", form_address(authority, organisation))
}

/// What is known of an address, in a sentence.
pub fn said(f: &Frame, known: &AuthorityAddress) -> State {
    let shape = match known.standing {
        Standing::Marked | Standing::Shipped => Shape::Ok,
        Standing::Expired | Standing::Void => Shape::Over,
        Standing::Unchecked | Standing::Missing | Standing::Awaited => Shape::Urgent,
    };
    let day = |day: Option<NaiveDate>| day.map(|day| f.t.day(day)).unwrap_or_default();
    let mark = known.mark.as_ref();
    let way = f.text(if known.certified { "address-pec" } else { "address-mail" });
    let label = f.t.with(
        format!("address-is-{}", known.standing),
        &[
            ("address", &known.address.as_deref().unwrap_or_default()),
            ("way", &way),
            ("name", &mark.map(|mark| mark.by.as_str()).unwrap_or_default()),
            ("day", &day(mark.map(|mark| mark.checked_on))),
        ],
    );
    match known.good_until.filter(|_| known.standing == Standing::Marked) {
        Some(until) => State::new(shape, label).why(f.with1("address-again-by", "day", f.t.day(until))),
        None => State::new(shape, label),
    }
}

#[derive(Template)]
#[template(path = "pages/authorities/address.html")]
struct AddressPage {
    f: Frame,
    form: Form,
    of: String,
    action: String,
    seen: String,
    state: State,
    rows: Vec<SummaryRow>,
    marked: bool,
    /// The authority's ways lead to no mailbox today; empty where one does.
    beside: String,
    /// Where a second person looks; empty where nothing waits for one.
    second: String,
    ways: Vec<Choice>,
    hows: Vec<Choice>,
}

async fn look(visit: &Visit) -> Result<Looked, Problem> {
    let (who, slug, id) =
        (visit.person()?.clone(), visit.param("organisation").to_owned(), visit.param("id").to_owned());
    visit.run(move |ctx| authority_address::look(ctx, &who, &slug, &id)).await
}

fn page(visit: &Visit, looked: &Looked, form: Form) -> Result<AddressPage, Problem> {
    let t = visit.t();
    let id = visit.param("id");
    let name = looked.law.authority(id).map(|one| one.name.clone()).ok_or(Problem::NotFound)?;
    let f = visit.frame(t.text("address-title")).crumb("/authorities", t.text("authorities-title"));
    let f = f.problems(!form.is_good());
    let known = &looked.address;
    let form = match form.value("day") {
        "" => form.replaced("day", looked.today.to_string()),
        _ => form,
    };
    Ok(AddressPage {
        of: format!("{} · {}", looked.organisation, f.authority(&name)),
        action: form_address(id, visit.param("organisation")),
        seen: looked.seen.clone(),
        state: said(&f, known),
        rows: rows(&f, known),
        marked: known.mark.is_some(),
        beside: if known.beside_its_ways { f.text("address-beside") } else { String::new() },
        second: match known.standing {
            Standing::Awaited => second_address(id, visit.param("organisation")),
            _ => String::new(),
        },
        ways: ["mail", "pec"].into_iter().map(|way| Choice::new(way, f.of("address", way))).collect(),
        hows: Checked::ALL.iter().map(|how| Choice::new(how, f.of("address-how", how))).collect(),
        form,
        f,
    })
}

/// What the files say, and who checked what.
fn rows(f: &Frame, known: &AuthorityAddress) -> Vec<SummaryRow> {
    let or_none = |address: &Option<String>| address.clone().unwrap_or_else(|| f.text("address-none"));
    let mut rows = vec![SummaryRow::new(f.text("address-of-files"), or_none(&known.shipped.address))];
    let Some(mark) = &known.mark else { return rows };
    if known.standing == Standing::Void {
        let then = format!("{} ({})", or_none(&mark.shipped.address), mark.shipped.ways.join(", "));
        rows.push(SummaryRow::new(f.text("address-of-files-then"), then));
    }
    let by = f.with2("address-by", "name", &mark.by, "at", f.moment(&mark.at));
    rows.push(SummaryRow::new(f.text("address-checked"), f.t.day(mark.checked_on)).why(by));
    rows.push(SummaryRow::new(f.text("address-how-label"), f.of("address-how", mark.how)).why(mark.source.clone()));
    rows.push(
        SummaryRow::new(f.text("address-page"), &mark.page).change(mark.page.clone(), f.text("authorities-open")),
    );
    let second = &mark.second;
    let at = second.at.map(|at| f.moment(&at)).unwrap_or_default();
    let name = f.with2("address-by", "name", &second.by, "at", at);
    let row = SummaryRow::new(f.text("address-second"), f.of("address-second", second.look));
    rows.push(match second.look {
        SecondLook::Given => row.why(name),
        SecondLook::Passed => row.why(format!("{}. {name}", second.reason)),
        _ => row,
    });
    if let Some(until) = known.good_until {
        rows.push(SummaryRow::new(f.text("address-again"), f.t.day(until)));
    }
    rows
}

async fn show(visit: Visit) -> Answer {
    let looked = look(&visit).await?;
    let known = &looked.address;
    let form = Form::empty(visit.t())
        .fill("email", known.address.as_deref().unwrap_or_default())
        .fill("way", if known.certified { "pec" } else { "mail" })
        .fill("page", known.mark.as_ref().map(|mark| mark.page.as_str()).unwrap_or_default());
    visit.page(&page(&visit, &looked, form)?)
}

async fn save(mut visit: Visit) -> Answer {
    look(&visit).await?;
    let mut form = visit.take_form();
    form.only(&["email", "way", "how", "source", "page", "day", "seen"]);
    if let Some(new) = read(&mut form) {
        let act = act(&visit, &form)?;
        let saved = visit.once(move |ctx| {
            authority_address::mark(ctx, &act.who, &act.slug, &act.id, &act.seen, new)?;
            Ok(form_address(&act.id, &act.slug))
        });
        match saved.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => kept(&mut form, &visit, problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &look(&visit).await?, form)?)
}

async fn withdraw(mut visit: Visit) -> Answer {
    look(&visit).await?;
    let mut form = visit.take_form();
    form.only(&["seen"]);
    if form.is_good() {
        let act = act(&visit, &form)?;
        let withdrawn = visit.once(move |ctx| {
            authority_address::withdraw(ctx, &act.who, &act.slug, &act.id, &act.seen)?;
            Ok(form_address(&act.id, &act.slug))
        });
        match withdrawn.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => kept(&mut form, &visit, problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &look(&visit).await?, form)?)
}

#[derive(Template)]
#[template(path = "pages/authorities/second.html")]
struct SecondPage {
    f: Frame,
    form: Form,
    of: String,
    action: String,
    seen: String,
    state: State,
    rows: Vec<SummaryRow>,
    /// The reader made the mark: only a reason lets them go on.
    own: bool,
    waits: bool,
}

async fn look_too(visit: &Visit) -> Result<Looked, Problem> {
    let act = act(visit, &Form::empty(visit.t()))?;
    visit.run(move |ctx| authority_address::look_too(ctx, &act.who, &act.slug, &act.id)).await
}

fn second_page(visit: &Visit, looked: &Looked, form: Form) -> Result<SecondPage, Problem> {
    let t = visit.t();
    let id = visit.param("id");
    let name = looked.law.authority(id).map(|one| one.name.clone()).ok_or(Problem::NotFound)?;
    let f = visit.frame(t.text("address-second-title")).crumb("/authorities", t.text("authorities-title"));
    let f = f.problems(!form.is_good());
    let waits = looked.address.mark.as_ref().is_some_and(|mark| match mark.second.look {
        SecondLook::Awaited => true,
        SecondLook::Given => false,
        SecondLook::NotAsked | SecondLook::NobodyElse | SecondLook::Passed => !looked.own,
    });
    Ok(SecondPage {
        of: format!("{} · {}", looked.organisation, f.authority(&name)),
        action: second_address(id, visit.param("organisation")),
        seen: looked.seen.clone(),
        state: said(&f, &looked.address),
        rows: rows(&f, &looked.address),
        own: looked.own,
        waits,
        form,
        f,
    })
}

async fn second(visit: Visit) -> Answer {
    let looked = look_too(&visit).await?;
    visit.page(&second_page(&visit, &looked, Form::empty(visit.t()))?)
}

async fn confirm(mut visit: Visit) -> Answer {
    let looked = look_too(&visit).await?;
    let mut form = visit.take_form();
    form.only(&["reason", "seen"]);
    let reason = match looked.own {
        true => form.line("reason", "address-alone-missing"),
        false => Some(String::new()),
    };
    if let Some(reason) = reason.filter(|_| form.is_good()) {
        let act = act(&visit, &form)?;
        let saved = visit.once(move |ctx| {
            authority_address::confirm(ctx, &act.who, &act.slug, &act.id, &act.seen, &reason)?;
            Ok(second_address(&act.id, &act.slug))
        });
        match saved.await {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Store(StoreError::Conflict))) => {
                form.problem("reason", visit.t().text("address-second-changed"));
            }
            Err(problem) => at_field(&mut form, visit.t(), problem)?,
        }
    }
    visit.page_with_problems(&second_page(&visit, &look_too(&visit).await?, form)?)
}

/// Somebody else was here meanwhile: what was typed stays, and the next press counts.
fn kept(form: &mut Form, visit: &Visit, problem: Problem) -> Result<(), Problem> {
    match problem {
        Problem::App(AppError::Store(StoreError::Conflict)) => {
            form.problem("email", visit.t().text("address-changed"));
            Ok(())
        }
        other => at_field(form, visit.t(), other),
    }
}

/// Who acts on which address, and what they saw of it.
struct Act {
    who: crate::app::member::SignedIn,
    slug: String,
    id: String,
    seen: String,
}

fn act(visit: &Visit, form: &Form) -> Result<Act, Problem> {
    Ok(Act {
        who: visit.person()?.clone(),
        slug: visit.param("organisation").to_owned(),
        id: visit.param("id").to_owned(),
        seen: form.value("seen").to_owned(),
    })
}

fn read(form: &mut Form) -> Option<NewMark> {
    let address = form.email("email", "address-missing");
    let certified = form.choice("way", "address-way-missing", |way| match way {
        "pec" => Some(true),
        "mail" => Some(false),
        _ => None,
    });
    let how = form.choice("how", "address-how-missing", Checked::parse);
    let source = form.line("source", "address-source-missing");
    let page = form.line("page", "address-page-missing");
    if page.as_ref().is_some_and(|page| !page.starts_with("https://") || page.contains(char::is_whitespace)) {
        form.problem("page", form.words().text("file-address-form"));
    }
    let day = form.value("day").trim().parse::<NaiveDate>().ok();
    if day.is_none() {
        form.problem("day", form.words().text("form-not-a-day"));
    }
    let new =
        NewMark { address: address?, certified: certified?, how: how?, source: source?, page: page?, checked_on: day? };
    form.is_good().then_some(new)
}
