//! The report form: for everybody at `/report/<organisation>`, for staff at `/reports/new`. Six questions, no script, no account.

use askama::Template;
use chrono_tz::Tz;
use uuid::Uuid;

use crate::app::AppError;
use crate::app::report::{self, Answers, Concerned, Desk, NewReport, Receipt, Reporter, YesNoUnknown};
use crate::domain::actor::Role;
use crate::domain::values::{At, Private};
use crate::web::components::Choice;
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::limits::Counted;
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/report", Permission::Public, choose),
        get("/report/{organisation}", Permission::Public, show),
        post("/report/{organisation}", Permission::Public, send).without_token().counted(Counted::Report),
        get("/report/{organisation}/received/{report}", Permission::Public, received),
        get("/reports/new", Permission::Roles(Role::ALL), show_staff),
        post("/reports/new", Permission::Roles(Role::ALL), send_staff),
        get("/reports/new/received/{report}", Permission::Roles(Role::ALL), received_staff),
    ]
}

#[derive(Template)]
#[template(path = "pages/report.html")]
struct ReportPage {
    f: Frame,
    form: Form,
    action: String,
    is_public: bool,
    /// The form for those who process data for the organisation; empty for its own staff.
    processors: String,
    /// "If it is urgent, also call …"; empty without a number.
    urgent: String,
    organisations: Vec<Choice>,
    concerned: Vec<Choice>,
    yes_no: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "pages/report-received.html")]
struct ReceivedPage {
    f: Frame,
    reference: String,
    arrived: String,
    arrived_at: At,
    another: String,
}

#[derive(Template)]
#[template(path = "pages/report-choose.html")]
struct ChoosePage {
    f: Frame,
    desks: Vec<Desk>,
}

/// The frame of an organisation's public pages: its name, its contact, nothing of the desk behind.
pub(super) fn public_frame(visit: &Visit, desk: &Desk, title: String) -> Frame {
    let mut frame = visit.frame(title).slim();
    frame.public = true;
    frame.brand = desk.name.clone();
    frame.zone = desk.zone;
    frame.who = None;
    frame.places.clear();
    if !desk.dpo_email.is_empty() {
        frame.footer.push(visit.t().with1("report-dpo", "address", &desk.dpo_email));
    }
    frame
}

fn page(visit: &Visit, f: Frame, desks: &[Desk], is_public: bool, form: Form) -> ReportPage {
    let t = visit.t();
    let urgent = desks.first().filter(|desk| is_public && !desk.phone.is_empty());
    ReportPage {
        urgent: urgent.map_or_else(String::new, |desk| {
            t.with2("report-urgent", "phone", &desk.phone, "hours", &desk.phone_hours)
        }),
        f: f.problems(!form.is_good()),
        form,
        action: visit.address().to_owned(),
        processors: match desks {
            [desk] if is_public => format!("/report/{}/processor", desk.slug),
            _ => String::new(),
        },
        is_public,
        organisations: desks.iter().map(|desk| Choice::new(&desk.slug, &desk.name)).collect(),
        concerned: Concerned::ALL.iter().map(|word| Choice::new(word, t.of("report-concerned", word))).collect(),
        yes_no: YesNoUnknown::ALL.iter().map(|word| Choice::new(word, t.of("answer", word))).collect(),
    }
}

/// The answers of the form, or none with the problems at their fields. Every question but the first may stay open.
pub fn read(form: &mut Form, words: &Words, zone: Tz, now: At) -> Option<(Option<At>, Answers)> {
    let what = form.text("what", "report-what-missing");
    let when = form.instant("when", zone, now, Ahead::Refused("report-when-in-future"));
    let concerned = form.choices("concerned", Concerned::parse);
    let open = |form: &mut Form, name: &str| match form.value(name) {
        "" => Some(YesNoUnknown::Unknown),
        _ => form.choice(name, "form-required", YesNoUnknown::parse),
    };
    let ongoing = open(form, "ongoing");
    let works_for_us = open(form, "works-for-us");
    let contact = form.optional_line("contact");
    if !form.is_good() {
        return None;
    }
    let answers = Answers {
        what: Private::new(what?),
        concerned: concerned?,
        ongoing: ongoing?,
        works_for_us: works_for_us?,
        contact: Private::new(contact?),
        language: words.lang.as_str().to_owned(),
        mail: None,
        processor: None,
    };
    Some((when, answers))
}

const QUESTIONS: &[&str] = &["what", "when", "concerned", "ongoing", "works-for-us", "contact"];

pub(super) async fn desk_of(visit: &Visit) -> Result<Desk, Problem> {
    let slug = visit.param("organisation").to_owned();
    visit.run(move |ctx| report::desk(ctx, &slug)).await
}

async fn choose(visit: Visit) -> Answer {
    let desks = visit.run(report::desks).await?;
    if let [only] = desks.as_slice() {
        return visit.see_other(format!("/report/{}", only.slug));
    }
    let mut f = visit.frame(visit.t().text("report-title")).slim();
    f.public = true;
    visit.page(&ChoosePage { f, desks })
}

async fn show(visit: Visit) -> Answer {
    let desk = desk_of(&visit).await?;
    let f = public_frame(&visit, &desk, visit.t().text("report-title"));
    visit.page(&page(&visit, f, &[desk], true, Form::empty(visit.t())))
}

async fn send(mut visit: Visit) -> Answer {
    let desk = desk_of(&visit).await?;
    let mut form = visit.take_form();
    form.only(QUESTIONS);
    let Some((first_noticed_at, answers)) = read(&mut form, visit.t(), desk.zone, visit.now()) else {
        let f = public_frame(&visit, &desk, visit.t().text("report-title"));
        return visit.page_with_problems(&page(&visit, f, &[desk], true, form));
    };
    let new = NewReport { organisation: desk.organisation, first_noticed_at, answers };
    visit
        .once_then_see(move |ctx| {
            let receipt = report::file(ctx, &Reporter::Stranger, &new)?;
            Ok(format!("/report/{}/received/{}", desk.slug, receipt.id))
        })
        .await
}

async fn receipt_of(visit: &Visit) -> Result<Receipt, Problem> {
    let id: Uuid = visit.param("report").parse().map_err(|_| Problem::NotFound)?;
    visit.run(move |ctx| report::receipt(ctx, id)).await
}

async fn received(visit: Visit) -> Answer {
    let desk = desk_of(&visit).await?;
    let receipt = receipt_of(&visit).await?;
    if receipt.organisation_slug != desk.slug {
        return Err(Problem::NotFound);
    }
    let f = public_frame(&visit, &desk, visit.t().text("report-received-title"));
    visit.page(&received_page(&visit, f, &receipt, format!("/report/{}", desk.slug)))
}

fn received_page(visit: &Visit, f: Frame, receipt: &Receipt, another: String) -> ReceivedPage {
    ReceivedPage {
        f,
        reference: receipt.reference.clone(),
        arrived: visit.t().moment(receipt.arrived_at, receipt.zone),
        arrived_at: receipt.arrived_at,
        another,
    }
}

async fn staff_desks(visit: &Visit) -> Result<Vec<Desk>, Problem> {
    let who = visit.person()?.clone();
    visit.run(move |ctx| report::desks_of(ctx, &who)).await
}

fn staff_frame(visit: &Visit, desks: &[Desk]) -> Frame {
    let mut f = visit.frame(visit.t().text("report-title")).slim();
    if let Some(desk) = desks.first() {
        f.zone = desk.zone;
    }
    f
}

async fn show_staff(visit: Visit) -> Answer {
    let desks = staff_desks(&visit).await?;
    let f = staff_frame(&visit, &desks);
    visit.page(&page(&visit, f, &desks, false, Form::empty(visit.t()).fill("works-for-us", "yes")))
}

async fn send_staff(mut visit: Visit) -> Answer {
    let desks = staff_desks(&visit).await?;
    let mut form = visit.take_form();
    let mut known = QUESTIONS.to_vec();
    known.push("organisation");
    form.only(&known);
    let chosen = match desks.as_slice() {
        [only] if form.value("organisation").is_empty() => Some(only.clone()),
        _ => form.choice("organisation", "report-organisation-missing", |slug| {
            desks.iter().find(|desk| desk.slug == slug).cloned()
        }),
    };
    let zone = chosen.as_ref().map_or(visit.asked.web.settings.zone, |desk| desk.zone);
    let answers = read(&mut form, visit.t(), zone, visit.now());
    let (Some(desk), Some((first_noticed_at, mut answers))) = (chosen, answers) else {
        let f = staff_frame(&visit, &desks);
        return visit.page_with_problems(&page(&visit, f, &desks, false, form));
    };
    // Whoever is signed in works for the organisation: the worst-case clock runs from what they noticed.
    answers.works_for_us = YesNoUnknown::Yes;
    let who = visit.person()?.clone();
    let new = NewReport { organisation: desk.organisation, first_noticed_at, answers };
    visit
        .once_then_see(move |ctx| {
            let receipt = report::file(ctx, &Reporter::Staff(&who), &new)?;
            Ok::<_, AppError>(format!("/reports/new/received/{}", receipt.id))
        })
        .await
}

async fn received_staff(visit: Visit) -> Answer {
    let receipt = receipt_of(&visit).await?;
    let is_own = visit.person()?.roles.iter().any(|held| held.organisation_slug == receipt.organisation_slug);
    if !is_own {
        return Err(Problem::NotFound);
    }
    let f = visit.frame(visit.t().text("report-received-title")).slim();
    visit.page(&received_page(&visit, f, &receipt, "/reports/new".to_owned()))
}
