//! All mail-outs of a case, files that wait for acceptance, and the upload.

use askama::Template;

use super::{languages, of, state};
use crate::app::people::{PREPARERS, imports, texts};
use crate::domain::case::{Case, CaseStatus};
use crate::web::components::State;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::case::{Head, address, answer, framed, open};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

struct MailOutRow {
    href: String,
    label: String,
    people: u64,
    letters: u64,
    state: State,
    started: String,
}

struct WaitingRow {
    href: String,
    name: String,
    arrived: String,
    ends: String,
}

#[derive(Template)]
#[template(path = "pages/people/overview.html")]
struct OverviewPage {
    f: Frame,
    head: Head,
    form: Form,
    rows: Vec<MailOutRow>,
    waiting: Vec<WaitingRow>,
    heads: Vec<(String, &'static str)>,
    may_prepare: bool,
    has_text: bool,
    upload: String,
    sample: String,
    notices: String,
}

pub async fn show(visit: Visit) -> Answer {
    page(&visit, Form::empty(visit.t())).await
}

pub async fn page(visit: &Visit, form: Form) -> Answer {
    let (case, organisation) = open(visit).await?;
    let who = visit.person()?.clone();
    let may_prepare = who.has_role(case.organisation, PREPARERS) && case.status == CaseStatus::Open;
    let reference = case.reference.clone();
    let waiting = match may_prepare {
        true => visit.run(move |ctx| imports::waiting(ctx, &who, &reference)).await?,
        false => Vec::new(),
    };
    let t = visit.t();
    let (f, head) = framed(visit, &case, &organisation, "/communications", t.text("people-title"));
    let f = f.problems(!form.is_good());
    let waiting = waiting
        .into_iter()
        .map(|waiting| WaitingRow {
            href: address(&case, &format!("/communications/imports/{}", waiting.id.simple())),
            name: waiting.file_name.as_str().to_owned(),
            arrived: f.moment(&waiting.arrived_at),
            ends: f.moment(&waiting.ends_at()),
        })
        .collect();
    let page = OverviewPage {
        rows: rows(&f, &case),
        waiting,
        heads: ["mail-out", "people", "letters", "state", "started"]
            .map(|word| (t.of("people-head", word), if matches!(word, "people" | "letters") { "num" } else { "" }))
            .to_vec(),
        may_prepare,
        has_text: !texts::first_choice(&case).is_empty(),
        upload: address(&case, "/communications/imports"),
        sample: address(&case, "/communications/sample.csv"),
        notices: address(&case, "/notices"),
        form: form.clone(),
        head,
        f,
    };
    answer(visit, &form, &page)
}

fn rows(f: &Frame, case: &Case) -> Vec<MailOutRow> {
    let row = |communication: &crate::domain::case::Communication| MailOutRow {
        href: of(case, communication.number),
        label: f.t.with2("people-mail-out", "number", communication.number, "languages", languages(f.t, communication)),
        people: communication.counts.accepted,
        letters: communication.counts.without_address,
        state: state(f.t, communication),
        started: communication.started_at.map(|at| f.moment(&at)).unwrap_or_default(),
    };
    case.communications.iter().rev().map(row).collect()
}

/// The upload page again, with the problem at the file.
pub async fn with_problem(visit: &Visit, key: &'static str) -> Answer {
    let mut form = Form::empty(visit.t());
    form.problem("file", visit.t().text(key));
    page(visit, form).await
}

/// A problem of the file belongs beside the file.
pub async fn or_problem(visit: &Visit, problem: Problem) -> Answer {
    match problem {
        Problem::App(crate::app::AppError::Invalid { field: "file", key }) => with_problem(visit, key).await,
        Problem::TooLarge => with_problem(visit, "people-upload-too-large").await,
        other => Err(other),
    }
}
