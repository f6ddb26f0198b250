//! Evidence and keeping: the bundle that leaves the house, the legal hold, and until when lists of people are kept.

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;

use crate::app::AppResult;
use crate::app::evidence::{self, EXPORTERS};
use crate::app::member::{APPROVERS, READERS, SignedIn};
use crate::app::people::keeping;
use crate::app::{AppError, Ctx};
use crate::domain::case::{Case, Communication};
use crate::domain::keeping::GRACE_DAYS;
use crate::domain::values::Private;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::case::{Head, address, answer, framed, open, refused_at};
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    let (read, export) = (Permission::Roles(READERS), Permission::Roles(EXPORTERS));
    let approve = Permission::Roles(APPROVERS);
    vec![
        get("/cases/{reference}/evidence", read, show),
        post("/cases/{reference}/evidence/bundle", export, bundle),
        post("/cases/{reference}/evidence/hold", approve, hold),
        post("/cases/{reference}/evidence/lift", approve, lift),
        post("/cases/{reference}/evidence/keep/{number}", approve, keep),
    ]
}

struct ListRow {
    number: u32,
    label: String,
    people: u64,
    standing: String,
    /// Whether a day may be set now.
    may_set: bool,
    field: String,
    action: String,
}

#[derive(Template)]
#[template(path = "pages/evidence.html")]
struct EvidencePage {
    f: Frame,
    head: Head,
    form: Form,
    here: String,
    may_export: bool,
    may_keep: bool,
    hold: String,
    hold_reason: String,
    holds: bool,
    lists: Vec<ListRow>,
    grace: u64,
    done: String,
}

async fn show(visit: Visit) -> Answer {
    page(&visit, Form::empty(visit.t())).await
}

async fn page(visit: &Visit, form: Form) -> Answer {
    let (case, organisation) = open(visit).await?;
    let who = visit.person()?;
    let may_export = who.has_role(case.organisation, EXPORTERS);
    let may_keep = who.has_role(case.organisation, APPROVERS);
    let t = visit.t();
    let (f, head) = framed(visit, &case, &organisation, "/timeline", t.text("evidence-title"));
    let f = f.problems(!form.is_good());
    let here = address(&case, "/evidence");
    let done = match visit.query("done") {
        word @ ("hold" | "lift" | "keep") => t.of("evidence-done", word),
        _ => String::new(),
    };
    let (hold, hold_reason) = match &case.hold {
        Some(hold) => (
            t.with2("evidence-hold-since", "at", f.moment(&hold.at), "by", hold.by.name.as_str()),
            hold.reason.as_str().to_owned(),
        ),
        None => (String::new(), String::new()),
    };
    let lists = case.communications.iter().rev().map(|mail_out| list_row(&f, &case, mail_out, &here)).collect();
    let holds = case.hold.is_some();
    let page = EvidencePage {
        head,
        here,
        may_export,
        may_keep,
        hold,
        hold_reason,
        holds,
        lists,
        done,
        grace: GRACE_DAYS,
        form: form.clone(),
        f,
    };
    answer(visit, &form, &page)
}

fn list_row(f: &Frame, case: &Case, mail_out: &Communication, here: &str) -> ListRow {
    let t = f.t;
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| t.day(day)).unwrap_or_default();
    let standing = match (mail_out.purged_at, mail_out.keep_until) {
        (Some(at), _) => t.with1("evidence-list-purged", "at", f.moment(&at)),
        (None, Some(_)) if case.hold.is_some() => t.text("evidence-list-held"),
        (None, Some(until)) => {
            t.with2("evidence-list-until", "day", day(Some(until)), "purge", day(mail_out.purge_on()))
        }
        (None, None) => t.text("evidence-list-no-day"),
    };
    ListRow {
        number: mail_out.number,
        label: t.with1("evidence-list", "number", mail_out.number),
        people: mail_out.counts.accepted + mail_out.counts.without_address,
        standing,
        may_set: mail_out.is_over() && mail_out.purged_at.is_none(),
        field: format!("day-{}", mail_out.number),
        action: format!("{here}/keep/{}", mail_out.number),
    }
}

/// Answers the file itself. The export is on record before the first byte leaves.
async fn bundle(visit: Visit) -> Answer {
    let (who, reference) = (visit.person()?.clone(), visit.param("reference").to_owned());
    let bundle = visit.run(move |ctx| evidence::export(ctx, &who, &reference)).await?;
    let name = format!("attachment; filename=\"{}-evidence.zip\"", bundle.reference);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/zip"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header(("X-Evidence-Digest", bundle.digest))
        .body(bundle.bytes))
}

async fn hold(visit: Visit) -> Answer {
    with_reason(visit, "hold-reason", "hold", |ctx, who, reference, reason| {
        keeping::place_hold(ctx, who, reference, reason).map(drop)
    })
    .await
}

async fn lift(visit: Visit) -> Answer {
    with_reason(visit, "lift-reason", "lift", |ctx, who, reference, reason| {
        keeping::lift_hold(ctx, who, reference, reason).map(drop)
    })
    .await
}

async fn with_reason<F>(mut visit: Visit, field: &'static str, done: &'static str, act: F) -> Answer
where
    F: FnOnce(&Ctx, &SignedIn, &str, Private) -> AppResult<()> + Send + 'static,
{
    let empty = Form::empty(visit.t());
    let mut form = std::mem::replace(&mut visit.form, empty);
    let reason = form.text(field, "refusal-reason-missing");
    let Some(reason) = reason else { return page(&visit, form).await };
    visit.form = form;
    carried_out(visit, field.to_owned(), done, move |ctx, who, reference| {
        act(ctx, who, reference, Private::new(reason))
    })
    .await
}

async fn keep(mut visit: Visit) -> Answer {
    let Ok(number) = visit.param("number").parse::<u32>() else { return Err(Problem::NotFound) };
    let field = format!("day-{number}");
    let day = visit.form.value(&field).trim().parse::<chrono::NaiveDate>();
    let Ok(day) = day else {
        let empty = Form::empty(visit.t());
        let mut form = std::mem::replace(&mut visit.form, empty);
        form.problem(&field, visit.t().text("evidence-day-unreadable"));
        return page(&visit, form).await;
    };
    carried_out(visit, field, "keep", move |ctx, who, reference| {
        keeping::keep_until(ctx, who, reference, number, day).map(drop)
    })
    .await
}

async fn carried_out<F>(visit: Visit, field: String, done: &'static str, act: F) -> Answer
where
    F: FnOnce(&Ctx, &SignedIn, &str) -> AppResult<()> + Send + 'static,
{
    let (who, reference) = (visit.person()?.clone(), visit.param("reference").to_owned());
    let outcome = visit
        .once(move |ctx| {
            act(ctx, &who, &reference)?;
            Ok::<_, AppError>(format!("/cases/{reference}/evidence?done={done}"))
        })
        .await;
    match outcome {
        Ok(location) => visit.see_other(location),
        Err(problem) => {
            let mut form = visit.form.clone();
            refused_at(&visit, &mut form, &field, problem)?;
            page(&visit, form).await
        }
    }
}
